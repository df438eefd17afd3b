"""Wording of the problems of corrections, B080 to B089."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "B080": Wording(
        zh="{period} 还没有定稿（{state}），不用更正：没有定稿的结果可以重新考核。",
        en="{period} is not sealed ({state}) and needs no correction: what is not sealed can be assessed again.",
        zh_hint="请重新考核，再公示一次（gridperf book publish）。",
        en_hint="Assess it again, and publish that (gridperf book publish).",
    ),
    "B081": Wording(
        zh="缺少 {periods} 的记录：这些定稿的周期在要更正的周期之后，可能受它影响，不重新计算就不知道影响了谁。",
        en="The records of {periods} are missing: these sealed periods follow the ones corrected and can rest on them, and whom that concerns is "
        "not known unless they are worked out again.",
        zh_hint="请逐期写明记录，没有变化的也写，例如 2026-04=exports-04。",
        en_hint="Give the records of each of them, unchanged or not, for instance 2026-04=exports-04.",
    ),
    "B082": Wording(
        zh="没有写明要更正哪一期。",
        en="No period to correct was named.",
        zh_hint="请写明周期和它的记录，例如 2026-03=exports-03。",
        en_hint="Name the period with its records, for instance 2026-03=exports-03.",
    ),
    "B083": Wording(
        zh="按给出的记录和办法重新计算，结果与台账完全相同，没有什么可更正的。",
        en="Worked out again from these records and rules, everything comes to what the Book has; there is nothing to correct.",
        zh_hint="请核对给出的是不是更正后的记录，或新的办法。",
        en_hint="Make sure that these are the corrected records, or the new rules.",
    ),
    "B084": Wording(
        zh="算出这次更正以后，台账里又记了别的，因此没有写入：影响的人和金额可能已经不同。",
        en="Something was written to the Book after this correction was worked out, so it was not written: other people and other amounts may "
        "be concerned by now.",
        zh_hint="请重新预览，核对以后再写入。",
        en_hint="Preview it again, check it, and apply that.",
    ),
    "B085": Wording(
        zh="更正不能计入 {period}：它已经定稿，或不在最后定稿的周期（止于 {last}）之后。",
        en="The correction cannot be settled in {period}: it is sealed, or does not come after the last sealed period, which ends on {last}.",
        zh_hint="请写下一个没有定稿的周期（--into）。",
        en_hint="Name the next period that is not sealed (--into).",
    ),
    "B087": Wording(
        zh="更正不能计入 {period}：它与更正的 {own} 不是同一种周期，不按它考核发放，差额会落空。",
        en="The correction cannot be settled in {period}: it is no period of the kind of {own}, so nobody would be paid the difference there.",
        zh_hint="请写同一种周期，如下一个月（--into）。",
        en_hint="Name a period of the same kind, such as the next month (--into).",
    ),
    "B086": Wording(
        zh="{period} 的结果没有计入台账里要在这一期结清的更正，或计入的不是它们：有人会少发或多发。",
        en="The result of {period} does not carry what corrections settle in it according to the Book, or carries something else: somebody "
        "would be paid too little or too much.",
        zh_hint="请重新考核，写上 --book；在脚本里写 assess(…, corrections=book.carried(周期))。",
        en_hint="Assess it again with --book; in a script, assess(..., corrections=book.carried(period)).",
    ),
}
