"""The manual pages of the commands about rules themselves: starting, explaining, printing and comparing them."""

from __future__ import annotations

from gridperf.cli.manual.page import Page, Text

__all__ = ["RULE_PAGES"]

_RULES = Text("规则包：代码（如 370522-lijin）或文件夹。", "Rule pack: its code, such as 370522-lijin, or its folder.")

RULE_PAGES: dict[str, Page] = {
    "new": Page(
        Text("新建一个县的规则包，或者上级办法之上的细则", "Start a county's rule pack, or a layer over one"),
        Text(
            "复制一个能通过检查的模板，并说明接下来改哪些文件。文件夹可以放在任何地方，不必放在程序里。\n\n"
            "加 --extends 时，新建的是乡镇（或下一级）的细则：一开始与上级办法完全相同，带一个成立的算例，并列出上级允许改动什么。",
            "Copies a template that passes every check and says which files to change next. The folder may stand anywhere; it need not live "
            "with the program.\n\n"
            "With --extends the new pack is the layer of a township, or of whatever lies below: it starts as the upper rules are, with a "
            "worked example that holds, and lists what they allow it to change.",
        ),
        {
            "code": Text(
                "行政区划代码加拼音，如 370523-guangrao；即文件夹名。",
                "Division code and pinyin, such as 370523-guangrao; the folder's name.",
            ),
            "name": Text("地名，如 广饶县。", "The place's name, such as 广饶县."),
            "to": Text("在哪个文件夹下新建。", "Folder to create it in."),
            "extends": Text(
                "上级办法：代码或文件夹，@ 后面写版本日期；不写日期则为最新版本。",
                "The rules above: a code or a folder, then @ and the date of the edition; the newest if absent.",
            ),
        },
        (
            (
                "gridperf new 370523-guangrao --name 广饶县 --to packs/",
                Text("新建 packs/370523-guangrao。", "Creates packs/370523-guangrao."),
            ),
            ("gridperf check packs/370523-guangrao", Text("改过之后检查。", "Check it after every change.")),
            (
                "gridperf new 370522102-chenzhuang --name 陈庄镇 --extends 370522-lijin@2026-01-01",
                Text("在县办法之上新建一个镇的细则。", "A township's layer over its county's rules."),
            ),
        ),
    ),
    "schema": Page(
        Text("使编辑器在写规则时补全并解释", "Let editors complete and explain rules while they are written"),
        Text(
            "把编辑器提示用的 schema 文件写到规则包里（规则包旁边已有的，更新那里的），并在 pack.yaml、各版本和各算例文件的第一行注明位置。"
            "新建的规则包已经做好；升级程序后再运行一次，提示便与新版一致。",
            "Writes the schema files editors read into the pack (or brings those beside it up to date), and names their place in the first "
            "line of pack.yaml, of every edition and of every file of examples. A new pack has them already; run it again after an upgrade.",
        ),
        {"pack": _RULES},
        (("gridperf schema packs/370523-guangrao", Text("此后编辑器会补全并解释。", "From now on editors complete and explain.")),),
    ),
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
            "signature_fields": Text(
                "在每个签名栏上留出空白签名域，用 gridperf sign --field 或任何 PDF 签名程序签；只用于 PDF。",
                "Leave an empty signature field over each box to sign in, for gridperf sign --field or any program that signs PDF files; of a PDF only.",
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
