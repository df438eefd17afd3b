"""The manual pages about money held back in a Book, and about what changes between two of its results."""

from __future__ import annotations

from gridperf.cli.manual.page import Page, Text

__all__ = ["reserve_pages"]


def reserve_pages(book: Text, as_of: Text) -> dict[str, Page]:
    """Return the pages; the arguments are sentences they share with other commands of a Book."""
    return {
        "book reserves": Page(
            Text("预留的钱：已发放、转给他人、依规定不发和尚存的", "Money held back: released, passed on, forfeited, and still there"),
            Text(
                "从定稿的各期和更正算出：每项预留多少，其中多少已发还本人、转给他人、依规定不发，还有多少尚存；奖励池的预留和结转也在内。"
                "各项相加必须等于预留，一分不差，`verify` 同样核对。写明人时列出这个人的每一项。",
                "Worked out from sealed periods and corrections: how much was held back, and how much of it was released to the person, passed on to others, "
                "forfeited by a rule, and is still there; what pools keep back and carry on is listed too. The parts must come to what was held back, "
                "to the fen, and `verify` checks it as well. With a person it lists each of their lines.",
            ),
            {
                "book": book,
                "worker": Text("网格员编号，或唯一的姓名。", "The worker's identifier, or a name only one person has."),
                "as_of": as_of,
            },
            (
                ("gridperf book reserves lijin.book", Text("各项预留的合计。", "Every line with its sums.")),
                ("gridperf book reserves lijin.book 05220001", Text("一个人的预留。", "One person's.")),
            ),
        ),
        "book bridge": Page(
            Text(
                "两个月（或同一期的两个版本）之间变了多少、为什么", "What changes between two months, or two versions of a period, and why"
            ),
            Text(
                "把应发合计、各工资项、总分和等次的变化，一分不差地分到：规则、名册、考勤、其他记录（连同日历）、名次与名额、奖励池；"
                "有预留发放、申诉决定、以前各期更正的，另列。两边的记录都要写明，因为变化是用它们逐步重新计算出来的；只在一边的人，全部算名册变化。",
                "Splits the change of gross pay, pay lines, points and grades, to the fen, into rules, roster, attendance, other records (with the calendar), ranks "
                "and quotas, and pools; what earlier periods held back, appeals and corrections are told where there are any. The records of both are "
                "needed, since the way is worked out again step by step; whoever is in one of the two only counts as roster, with everything.",
            ),
            {
                "book": book,
                "before": Text("前一期=它的记录，如 2026-08=exports-08。", "The period before, with its records: 2026-08=exports-08."),
                "after": Text("后一期=它的记录，如 2026-09=exports-09。", "The period after, with its records: 2026-09=exports-09."),
                "from_run": Text(
                    "前一期的哪个版本（台账第几号）；不写为现在的。",
                    "Which version of the period before, by its number; what stands if absent.",
                ),
                "to_run": Text(
                    "后一期的哪个版本（台账第几号）；不写为现在的。",
                    "Which version of the period after, by its number; what stands if absent.",
                ),
                "mapping": Text("说明记录格式的 mapping.yaml。", "A mapping.yaml for foreign exports."),
                "on_problem": Text(
                    "遇到有问题的记录：停止（raise），或不计入（quarantine）；考核时怎样写，这里也怎样写。",
                    "On wrong records: stop (raise), or count them nowhere (quarantine); as the results were assessed.",
                ),
                "out": Text("另存为工作簿（.xlsx）。", "Also write it as a workbook (.xlsx)."),
            },
            (
                (
                    "gridperf book bridge lijin.book 2026-08=exports-08 2026-09=exports-09 -o 变化.xlsx",
                    Text("8 月到 9 月的变化。", "From August to September."),
                ),
                (
                    "gridperf book bridge lijin.book 2026-08=exports-08 2026-08=补录-08 --from-run 2",
                    Text("8 月更正前后的变化。", "August before and after its correction."),
                ),
            ),
        ),
    }
