"""Wordings of the problems of a bridge from one result to another (codes B14…)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "B140": Wording(
        zh="缺少 {missing} 的记录：要把 {before} 到 {after} 的变化分到各个原因，须用两边的记录逐步重新计算，因此没有拆分。",
        en="The records of {missing} are missing: the way from {before} to {after} is worked out again step by step from the records of both, so nothing "
        "was split.",
        zh_hint="请写明记录，例如 2026-08=exports-08 2026-09=exports-09。",
        en_hint="Give the records of both, for instance 2026-08=exports-08 2026-09=exports-09.",
    ),
    "B141": Wording(
        zh="前后是同一个结果（{period}，第 {run} 号记事），没有变化可拆分。",
        en="Before and after are one result ({period}, event {run}), so there is no change to split.",
        zh_hint="请写两个周期；同一周期的两个版本，用 --from-run 和 --to-run 指明。",
        en_hint="Name two periods, or, for two versions of one, both runs with --from-run and --to-run.",
    ),
    "B142": Wording(
        zh="{period} 与 {other} 不是按记录考核的同一种周期，没有能逐步走通的路，因此没有拆分。",
        en="{period} and {other} are not periods of one kind assessed from records, so there is no way from one to the other and nothing was split.",
        zh_hint="请写按记录考核的两个月（或两个季度）；汇总的结果随它的各月变化。",
        en_hint="Name two months (or two quarters) assessed from records; what was rolled up changes with its months.",
    ),
    "B143": Wording(
        zh="{period} 没有第 {run} 号记事带来的结果。",
        en="No result of {period} was brought by event {run}.",
        zh_hint="它的各个版本是：{known}（见 `gridperf book status 台账 {period}`）。",
        en_hint="Its versions are: {known} (see `gridperf book status BOOK {period}`).",
    ),
}
