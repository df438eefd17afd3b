"""The manual page of every command, in Chinese and English side by side, so that neither can say more than the other.

`""` is the page of the program itself.
Every parameter of every command has its sentence here; a test compares the two.
"""

from __future__ import annotations

from gridperf.cli.manual.book import PAGES as _BOOK
from gridperf.cli.manual.issued import PAGES as _ISSUED
from gridperf.cli.manual.page import Page, Text
from gridperf.cli.manual.payroll import PAGES as _PAYROLL
from gridperf.cli.manual.reports import PAGES as _REPORTS
from gridperf.cli.manual.rules import RULE_PAGES
from gridperf.cli.manual.trials import PAGES as _TRIALS

__all__ = ["EXIT_CODES", "PAGES", "Page", "Text", "sentence"]


EXIT_CODES: tuple[tuple[int, Text], ...] = (
    (0, Text("完成，没有问题。", "Done, nothing wrong.")),
    (
        1,
        Text(
            "记录、规则包、核验或打印有问题；问题已逐条列出。",
            "Problems in the records, the pack, a verification or printing; each is listed.",
        ),
    ),
    (2, Text("命令写法有误。", "The command line itself is wrong.")),
)

_COMMON = {
    "mapping": Text(
        "外部导出文件的列名、取值、时间格式对照表（mapping.yaml）。",
        "A mapping.yaml that says how the columns, values and times of a foreign export read.",
    ),
    "paper": Text("纸面用中文（zh）还是英文（en）。", "Print in Chinese (zh) or English (en)."),
    "processes": Text("用几个进程打印；默认用全部处理器。", "How many processes print; all processors by default."),
    "help": Text("显示本页并退出。", "Show this page and exit."),
    "lang": Text(
        "说中文（zh）还是英文（en）；不写则随系统语言（GRIDPERF_LANG、LC_ALL、LANG）。",
        "Speak Chinese (zh) or English (en); the system's language (GRIDPERF_LANG, LC_ALL, LANG) if absent.",
    ),
    "quiet": Text("不显示进度和提示，只显示结果和问题。", "No progress and no notes, only results and problems."),
    "json": Text(
        "结果以 JSON 写到标准输出，其余写到标准错误。", "Write the result as JSON to standard output, everything else to standard error."
    ),
}
_ASSESSMENT = Text("已保存的考核结果文件夹，如 out/2026-10。", "Folder of a saved assessment, such as out/2026-10.")
_RULES = Text("规则包：代码（如 370522-lijin）或文件夹。", "Rule pack: its code, such as 370522-lijin, or its folder.")


PAGES: dict[str, Page] = {
    "": Page(
        Text("网格员履职考核与绩效工资", "Assessment and performance pay of grid workers"),
        Text(
            "把网格员的巡查、发现、处置记录，按县里写成 YAML 的考核办法，算成得分、等次和绩效工资，并打印成计分卡和工资表。\n\n"
            "每一分、每一元都是一条明细，写明条款、数量和单价；得分就是分数明细之和，工资就是金额明细之和。",
            "Turns what grid workers did (patrols, discoveries, disposals) into scores, grades and performance pay, by rules a county "
            "writes in YAML, and prints scorecards and pay sheets.\n\n"
            "Every point and every yuan is one entry with its clause, quantity and rate; a score is the sum of its point entries, pay the sum "
            "of its yuan entries.",
        ),
        {
            "version": Text("显示版本并退出。", "Show the version and exit."),
        },
        (
            (
                "gridperf demo",
                Text("生成一个合成的县，算出一个月，打印全部纸面结果。", "Make a synthetic county, compute a month, print everything."),
            ),
            ("gridperf check 370522-lijin", Text("检查规则包，运行其中的算例。", "Check a rule pack and run its worked examples.")),
            (
                "gridperf assess exports/ --rules 370522-lijin --period 2026-10 --out out/",
                Text("读取导出文件，考核 10 月。", "Read exports and assess October."),
            ),
            ("gridperf explain out/2026-10 05220001", Text("某人为什么是这个等次。", "Why somebody got that grade.")),
        ),
    ),
    "demo": Page(
        Text("生成合成的利津县，算出一个月并打印全部结果", "Make a synthetic county, compute a month, print everything"),
        Text(
            "人数、网格数与真实的县相当，人名和记录都是按种子生成的。依次写出：导出文件、本月及此前（至多十一个月，规则施行以来）各月的考核结果、上一季度的汇总、"
            "每人一张计分卡、工资表和全县汇总表；最后给出等次、人数与金额，并提示接下来可以试什么。",
            "As many people and grids as the real county; names and records are generated from a seed. Writes export files, the assessments of "
            "this month and of up to eleven before it that the rules cover, the roll-up of the last full quarter, one scorecard per worker, the pay sheet and the county "
            "summary; ends with grades, people and money, and with what to try next.",
        ),
        {
            "out": Text("写到哪个文件夹。", "Folder to write into."),
            "cards": Text("只打印前 N 张计分卡；不写则每人一张。", "Print only the first N scorecards; one per worker if absent."),
            "no_pdf": Text("不打印 PDF；不需要任何系统软件包。", "Print no PDF; needs no system packages."),
            "period": Text("考核哪个月。", "Month to assess."),
            "seed": Text(
                "生成记录用的种子；同一种子得到同样的记录。", "Seed of the generated records; one seed always gives the same records."
            ),
        },
        (
            ("gridperf demo", Text("写到 demo-out/。", "Writes to demo-out/.")),
            (
                "gridperf demo --cards 20 --lang en",
                Text("只打印 20 张计分卡，屏幕用英文。", "Print only 20 scorecards; the screen speaks English."),
            ),
        ),
    ),
    "check": Page(
        Text("检查规则包，并运行其中的算例", "Check a rule pack and run its worked examples"),
        Text(
            "逐条列出问题，写明文件、行、列、后果和改法；提醒不影响使用。再列出多少条规定有出处（published）、多少条由编写者设定（assumed），"
            "并逐个运行 examples/ 里的算例。",
            "Lists every problem with file, line, column, consequence and remedy; warnings stop nothing. Then says how many rules are "
            "published and how many assumed, and runs every worked example of examples/.",
        ),
        {
            "pack": _RULES,
            "period": Text(
                "检查该周期适用的版本；不写则检查全部版本。", "Check only the edition in force in this period; all editions if absent."
            ),
            "records": Text(
                "再用该文件夹里的名册核对：没有考核表的人、缺的金额和目标、没有名额或人人有名额的比例；要同时写 --period。",
                "Hold the roster of this folder against the rules as well: people on no sheet, amounts and targets that are missing, quotas "
                "without a place or with one for everybody; needs --period.",
            ),
            "mapping": Text("外来表格的 mapping.yaml。", "mapping.yaml of foreign exports."),
            "assumed": Text("逐条列出编写者设定的规定。", "List every rule that is assumed."),
        },
        (
            ("gridperf check 370522-lijin", Text("检查随程序提供的规则包。", "Check a pack that ships with the program.")),
            (
                "gridperf check 370522-lijin --records exports/ --period 2026-10",
                Text("再核对 10 月的名册。", "Hold October's roster against it as well."),
            ),
            (
                "gridperf check ./370523-guangrao --json",
                Text("检查自己的文件夹，供其他程序读取。", "Check your own folder, for another program to read."),
            ),
        ),
    ),
    "show": Page(
        Text("列出现行的规则，以及每个值由谁、在哪一行写定", "Show the rules as they hold, and who set each value, and where"),
        Text(
            "规则包如果只写对上级办法的改动（extends），这里列出合成后的全部规则：每个值、上级原来的值、写定它的文件和行；不适用的也列出。"
            "--path 只列其中一部分，如 items.arrival 或 pay。",
            "Of a pack that states only changes to an upper one (extends), shows the rules as a whole: every value, what the upper rules had "
            "said, and the file and line that set it; what does not apply is listed too. --path shows a part, such as items.arrival or pay.",
        ),
        {
            "pack": _RULES,
            "period": Text("该周期适用的版本；不写则为最新版本。", "The edition in force in this period; the newest if absent."),
            "path": Text(
                "只列名称中依次含有这些段的值，以点相连，如 items.arrival。",
                "Only values whose names hold these, joined by dots, such as items.arrival.",
            ),
        },
        (
            ("gridperf show 370522-liudi --path items.arrival", Text("一个考核项，谁定的分值。", "One item, and who set its points.")),
            ("gridperf show 370522-lijin --path below", Text("县里允许乡镇改动什么。", "What the county lets its townships change.")),
        ),
    ),
    **_TRIALS,
    "assess": Page(
        Text("读取记录，考核一个周期；或把各月汇总成季、半年、年", "Read records and assess a period, or roll months up"),
        Text(
            "结果存到 --out 下以周期命名的文件夹，如 out/2026-10：考核结果（可用 explain、render、verify 再打开）和工资表 pay-sheet.xlsx。"
            "SOURCE 可以是文件夹、一个 Excel 工作簿、一个 CSV 文件或数据库地址。\n\n"
            "有问题的记录默认使考核停止并逐条列出；加 --on-problem quarantine 则将其单独列出、不计入，并在每份结果上写明条数。\n\n"
            "加 --roll-up 时，SOURCE 是若干已保存的考核结果，按规则包的 rollup 汇总。",
            "The result goes to a folder under --out named after the period, such as out/2026-10: the assessment (which explain, render and "
            "verify open again) and pay-sheet.xlsx. "
            "SOURCE is a folder, one Excel workbook, one CSV file or a database URL.\n\n"
            "Wrong records stop the run and are listed, each with its place; with --on-problem quarantine they are set aside, count nowhere, and "
            "every result says how many they were.\n\n"
            "With --roll-up the SOURCEs are saved assessments, joined as the pack's rollup says.",
        ),
        {
            "sources": Text("记录所在；加 --roll-up 时为已保存的考核结果。", "Where the records are; with --roll-up, saved assessments."),
            "rules": Text(
                "规则包：代码（如 370522-lijin）或文件夹；汇总时可省略。",
                "Rule pack: its code, such as 370522-lijin, or its folder; may be left out when rolling up.",
            ),
            "period": Text("考核周期：2026-10、2026Q4、2026H2 或 2026。", "Period: 2026-10, 2026Q4, 2026H2 or 2026."),
            "out": Text("结果写到该文件夹下以周期命名的子文件夹。", "Folder under which a folder named after the period is written."),
            "on_problem": Text(
                "遇到有问题的记录：停止（raise），或单独列出、不计入（quarantine）。",
                "On wrong records: stop (raise), or set them aside and count them nowhere (quarantine).",
            ),
            "ignore": Text("舍弃这个不认识的列；可写多次。", "Drop this unknown column; may be given several times."),
            "history": Text(
                "以前各期的考核结果，用于连续等次和趋势；可写多次。",
                "A saved earlier assessment, for grades in a row and the trend; may be given several times.",
            ),
            "book": Text(
                "台账：以前各期用其中定稿的结果，并计入本期申诉的调整。",
                "A Book: earlier periods are taken from what is sealed in it, and decisions on appeals of this period are counted.",
            ),
            "roll_up": Text(
                "汇总已保存的考核结果，而不是读取记录；来源写台账时，汇总其中定稿的结果。",
                "Roll saved assessments up instead of reading records; where SOURCE is a Book, what is sealed in it.",
            ),
        },
        (
            (
                "gridperf assess exports/ --rules 370522-lijin --period 2026-10 --out out/",
                Text("考核 10 月，写到 out/2026-10。", "Assess October into out/2026-10."),
            ),
            (
                "gridperf assess exports/ --rules 370522-lijin --period 2026-11 --history out/2026-10 --out out/",
                Text("考核 11 月，并看上月等次。", "Assess November, with last month's grades in sight."),
            ),
            (
                "gridperf assess --roll-up out/2026-10 out/2026-11 out/2026-12 --period 2026Q4 --out out/",
                Text("由三个月汇总第四季度。", "Roll three months up into the fourth quarter."),
            ),
            (
                "gridperf assess cases.csv --mapping mapping.yaml --rules example-permit-desk --period 2011-01 --out out/",
                Text("读取另一系统的导出文件。", "Read another system's export."),
            ),
        ),
    ),
    "explain": Page(
        Text("某人的明细、等次，以及离上一等次差多少", "One worker's entries, grade, and what the better grade would take"),
        Text(
            "列出该人的每一条分数明细和金额明细，写明等次由什么决定、为什么不是更好的等次，以及还差几次巡查、几件处置等可以数清的数量。",
            "Lists every point and yuan entry of the worker, what decided the grade, why it is not a better one, and what is missing in "
            "things that can be counted: patrols, disposals, complaints.",
        ),
        {
            "assessment": _ASSESSMENT,
            "worker": Text("网格员编号；姓名不重名时也可写姓名。", "The worker's identifier, or the name if only one person has it."),
            "grade": Text("为什么不是这个等次；不写则为高一等次。", "Why not this grade; the next better one if absent."),
            "sheet": Text(
                "问的是哪张考核表（编号）；不写则为规则中第一张有该等次的。",
                "Identifier of the sheet asked about; the first of the rulebook that knows the grade if absent.",
            ),
        },
        (
            ("gridperf explain out/2026-10 05220001", Text("为什么是这个等次。", "Why this grade.")),
            ("gridperf explain out/2026-10 05220001 --grade 优秀", Text("离优秀差多少。", "How far it is to 优秀.")),
        ),
    ),
    **_REPORTS,
    **_ISSUED,
    **RULE_PAGES,
    **_PAYROLL,
    **_BOOK,
}


def sentence(command: str, parameter: str) -> str:
    """Return what *parameter* of *command* means; `KeyError` if nobody has said it."""
    texts = PAGES[command].parameters
    return str(texts[parameter] if parameter in texts else _COMMON[parameter])
