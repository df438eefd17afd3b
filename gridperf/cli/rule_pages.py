"""The manual pages of the commands about rules themselves: printing them, and comparing them."""

from __future__ import annotations

from gridperf.cli.page import Page, Text

__all__ = ["RULE_PAGES"]

RULE_PAGES: dict[str, Page] = {
    "print": Page(
        Text("把考核办法打印成可以签发的文件（PDF、HTML）", "Print a rulebook as a document that can be signed (PDF, HTML)"),
        Text(
            "内容由规则逐条生成，就是系统据以计算的那些规则：考核项和分值、怎样计数、档次、上下限、一票否决、等次与名额、工资项、结果运用、时间安排、算例和条款索引；"
            "不是文件公开载明、而由编写者设定的，逐条标出。末尾有规则摘要和签署栏。",
            "Made from the rules that are computed with, one by one: items and points, how each is counted, bands, caps, vetoes, grades and "
            "quotas, pay lines, actions, dates, worked examples and an index of clauses. What the county did not publish is marked. It ends with the "
            "digest of the rules and boxes for signatures.",
        ),
        {
            "pack": Text(
                "规则包：代码或文件夹；可加 @日期 指明版本，如 370522-lijin@2026-01-01。",
                "Rule pack: its code or folder, with @DATE for an edition, such as 370522-lijin@2026-01-01.",
            ),
            "edition": Text("打印这一天施行的版本；不写则为最新版本。", "Print the edition in force on this day; the newest if absent."),
            "out": Text(
                "写到哪个文件，.pdf 或 .html；不写则在当前文件夹，以规则包和日期命名。",
                "File to write, .pdf or .html; named after the pack and the date, in this folder, if absent.",
            ),
        },
        (
            ("gridperf print 370522-lijin", Text("写到 370522-lijin-2026-01-01.pdf。", "Writes 370522-lijin-2026-01-01.pdf.")),
            ("gridperf print 370522-lijin -o 考核办法.html", Text("写成网页。", "Writes a web page.")),
        ),
    ),
    "diff": Page(
        Text("两个版本（或两个县）的考核办法哪里不同", "How two rulebooks differ: two editions, or two counties"),
        Text(
            "逐条用文字说明新增、取消和修改的规定：旧 → 新，写明条款和在两份文件中的位置。只是换了位置的不算变化。\n\n"
            "给出记录（--records、--period）时，用同样的记录按两份办法各算一遍：谁增加、谁减少、等次怎样变动、总额变化多少，并把变化精确到分地归于规则、名册、"
            "记录、名次与名额、奖励池。尚未施行的版本也可以这样试算。",
            "Says in words what was added, removed and changed, old → new, each with its clause and its place in both files. What only moved has "
            "not changed.\n\n"
            "Given records (--records, --period), computes them by both rulebooks: who gains, who loses, how grades move, what it costs, and how "
            "much of the change, to the fen, comes from the rules, the roster, the records, ranks and quotas, and pools. An edition that is not in "
            "force yet can be tried this way.",
        ),
        {
            "a": Text(
                "原来的：规则包，可加 @日期，如 370522-lijin@2026-01-01。",
                "Before: a rule pack, with @DATE for an edition, such as 370522-lijin@2026-01-01.",
            ),
            "b": Text("现在的：写法相同。", "After: written alike."),
            "records": Text("记录：文件夹、Excel、CSV 或数据库地址。", "Records: a folder, Excel, CSV or a database URL."),
            "period": Text("考核周期，如 2026-10。", "Period, such as 2026-10."),
            "records_b": Text(
                "现在的记录，如果记录也不同；名册和网格算名册变化，其余算记录变化。",
                "Records after, if they differ too; roster and grids count as roster, the rest as records.",
            ),
            "history": Text("以前各期的考核结果；可写多次。", "A saved earlier assessment; may be given several times."),
            "mapping": Text("外部导出文件的对照表（mapping.yaml）。", "A mapping.yaml for a foreign export."),
            "on_problem": Text(
                "遇到有问题的记录：停止（raise），或不计入（quarantine）。",
                "On wrong records: stop (raise), or count them nowhere (quarantine).",
            ),
            "out": Text("另写一个 Excel 文件，逐人列出。", "Also write an Excel file that lists everybody."),
        },
        (
            (
                "gridperf diff 370522-lijin@2026-01-01 ./370522-lijin",
                Text("与自己文件夹里的新版本比较。", "Compare with the newest edition in a folder of your own."),
            ),
            (
                "gridperf diff 370522-lijin example-permit-desk --json",
                Text("比较两个规则包，供其他程序读取。", "Compare two packs, for another program to read."),
            ),
        ),
    ),
}
