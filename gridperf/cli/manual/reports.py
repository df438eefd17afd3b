"""The manual page of the command that prints results."""

from __future__ import annotations

from gridperf.cli.manual.page import Page, Text

__all__ = ["PAGES"]

PAGES: dict[str, Page] = {
    "render": Page(
        Text("打印计分卡、工资表、汇总表和公示", "Print scorecards, the pay sheet, the summary and notices"),
        Text(
            "由已保存的考核结果或台账打印，不重新计算；同样的结果打印两次，文件逐字节相同。\n\n"
            "公示按公文格式排版，附按名次排列的名单，姓名和编号去标识化；写成一个 .pdf、.html 或 .xlsx 文件。"
            "从台账打印时，公示期取自台账；否则写明首日和末日。\n\n"
            "排名列出每个人的名次和等次依据，以及总分分布；审计报告列出读入和未计入的记录、依据的规则、自我核验的结果，"
            "从台账打印的，还有谁公示、决定、越限、定稿和发放。两者也可写成 .pdf、.html 或 .xlsx。\n\n"
            "年度考核登记表由全年的汇总结果填写，每人一份，留出述职、评鉴、审核和本人签字的位置。",
            "Prints a saved assessment, or one in a Book, without computing anything again; printed twice, the files are the same byte for "
            "byte.\n\n"
            "A public notice is laid out like an official document, with the list by rank, names and identifiers masked; it is one file, .pdf, "
            ".html or .xlsx. From a Book it takes the window from there; otherwise give its first and last day.\n\n"
            "The ranking has everybody by rank with what decided their grade, and the spread of totals. The audit report has what was read and "
            "what did not count, the rules, and whether the result holds by itself; from a Book also who published, decided, overrode, sealed "
            "and paid. Both are .pdf, .html or .xlsx as well.\n\n"
            "The annual appraisal form (年度考核登记表) is filled in from the result of a year, one per worker, with room for what people write and sign.",
        ),
        {
            "result": Text(
                "已保存的考核结果文件夹，如 out/2026-10；或台账。", "Folder of a saved assessment, such as out/2026-10; or a Book."
            ),
            "report": Text(
                "打印什么：计分卡、工资表、全县汇总表、公示、排名、审计报告或年度考核登记表。",
                "What to print: scorecards, the pay sheet, the county summary, the public notice, the ranking, the audit report or "
                "annual appraisal forms.",
            ),
            "to": Text(
                "写到哪个文件夹；计分卡还可以写成 .zip（压缩包，每个二千张）或 .pdf（合为一个文件，便于打印）；全县汇总表、公示、排名和审计报告可以写明文件（.pdf、.html、.xlsx）。",
                "Folder to write into; scorecards also into a .zip (archives of 2,000) or a .pdf (one file, for the printer); summary, "
                "notice, ranking and audit report also into a file (.pdf, .html, .xlsx).",
            ),
            "period": Text("从台账打印时的周期。", "The period, when printing from a Book."),
            "reference": Text(
                "逐页排版，不用编译过的模板；慢得多，结果相同。",
                "Lay out every page instead of filling compiled templates; much slower, alike.",
            ),
            "signature_fields": Text(
                "在每个签名栏上留出空白签名域，用 gridperf sign --field 或任何 PDF 签名程序签；只用于 PDF，不用于合为一个文件。",
                "Leave an empty signature field over each box to sign in, for gridperf sign --field or any program that signs PDF files; of PDF files only, and not of one merged file.",
            ),
            "size": Text(
                "纸张大小：a3 用于工资表、全县汇总表、排名和公示（张贴用的大字）；不写则为 a4。",
                "Size of the sheets: a3 for the pay sheet, the summary, the ranking and a notice that hangs on a wall; a4 if absent.",
            ),
            "workers": Text("只打印此人的计分卡或登记表；可写多次。", "Only this worker's scorecard or form; may be given several times."),
            "cards": Text("只打印前 N 张计分卡或登记表。", "Only the first N scorecards or forms."),
            "object_to": Text("公示：向谁、怎样提出异议。", "Public notice: to whom, and how, to object."),
            "opens_on": Text("公示：首日；台账里有的不写。", "Public notice: its first day, unless a Book says so."),
            "closes_on": Text("公示：末日；台账里有的不写。", "Public notice: its last day, unless a Book says so."),
            "issuer": Text(
                "公示：落款单位；不写则为办法的制定单位。", "Public notice: who signs it; the issuer of the county's document if absent."
            ),
            "masked": Text("排名：姓名和编号去标识化。", "Ranking: names and identifiers masked."),
            "full_names": Text("公示：姓名不去标识化（编号照旧）。", "Public notice: names in full (identifiers stay masked)."),
        },
        (
            ("gridperf render out/2026-10 --report scorecard --to cards/", Text("每人一张计分卡。", "One scorecard per worker.")),
            ("gridperf render out/2026-10 --report scorecard --worker 05220001 --to cards/", Text("只打印一人。", "One worker only.")),
            ("gridperf render out/2026-10 --report county-summary --to out/", Text("全县汇总表。", "The county summary.")),
            ("gridperf render out/2026-10 --report pay-sheet --size a3 --to out/", Text("A3 工资表。", "The pay sheet on A3.")),
            (
                "gridperf render lijin.book --period 2026-10 --report public-notice --object-to '县网格中心，电话 0546-0000000' --to notice.pdf",
                Text("公示，公示期取自台账。", "The public notice, with the window the Book has."),
            ),
        ),
    ),
}
