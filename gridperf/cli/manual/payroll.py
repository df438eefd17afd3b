"""The manual pages of the commands that pay."""

from __future__ import annotations

from gridperf.cli.manual.page import Page, Text

__all__ = ["PAGES"]

PAGES: dict[str, Page] = {
    "payroll": Page(
        Text("由应发算到实发，写出工资表、银行和税务文件", "From gross to net, and the files for people, bank and tax client"),
        Text(
            "读取已保存的考核结果（可以是同时发放的几个周期）、人事部门保存的表格和 payroll.yaml，算出每人的社会保险、公积金、个人所得税、扣款和实发，"
            "先列出异常，再列出合计和与上次的差额。结果保存在 OUT/发放月份；异常全部确认之后，在其中的 files 文件夹写出工资表、工资条、经费承担表、公示表、"
            "银行代发文件和扣缴客户端的导入表，要么全部写出，要么一个也不写。只发应发的县不需要这个命令。",
            "Reads saved assessments (several periods may be paid together), the tables HR keeps, and payroll.yaml; computes everybody's "
            "insurance, housing fund, tax, deductions and net; shows exceptions first, then totals and what differs from last time. The payment is "
            "saved in OUT/MONTH; once every exception is confirmed, its folder files holds the pay sheet, payslips, budget statement, public notice, "
            "bank file and the sheets of the tax client: all of them or none. A county that pays gross does not need this command.",
        ),
        {
            "assessments": Text(
                "一个或几个已保存的考核结果文件夹，一起发放。", "One or several folders of saved assessments that are paid together."
            ),
            "payees": Text(
                "放有发放名册、个税登记、专项附加扣除、发放调整、期初累计、异常确认的文件夹或工作簿。",
                "Folder or workbook with payees, registrations, additional, adjustments, opening and confirmations.",
            ),
            "rules": Text(
                "payroll.yaml：单位的规定，并指明地区的缴费标准。",
                "payroll.yaml: the employer's decisions; it names the locality's tables.",
            ),
            "paid_on": Text("发放日期；所在月份就是纳税月份。", "Day of payment; its month is the tax month."),
            "before": Text(
                "上个月的发放结果，累计数由它接续，并与它比较；台账里有的不用写。",
                "The payment of the month before, whose balances go on and with which this one is compared; not needed where the Book keeps it.",
            ),
            "layout": Text(
                "要写的银行和税务文件：ccb、tax-income、tax-bonus、tax-person，或自己的 YAML；可写多次，不写则为这四种。",
                "File for the bank or the tax client: ccb, tax-income, tax-bonus, tax-person, or a YAML file; may be repeated, by default these four.",
            ),
            "book": Text(
                "台账；给出时，要发放的考核结果必须是其中定稿、没有发放过的那一份，累计数由其中最近的一次发放接续。",
                "The Book; with it, what is paid must be what is sealed there and not paid yet, and balances go on from the last payment it keeps.",
            ),
            "slips": Text(
                "打印工资条（PDF）的文件夹；也可以是 .zip 或 .pdf，与 payslips 相同。",
                "Folder to print payslips into as PDF; or a .zip or .pdf, as payslips takes it.",
            ),
            "mapping": Text("外来表格的 mapping.yaml。", "mapping.yaml of foreign tables."),
            "out": Text("在哪个文件夹下保存。", "Folder to save under."),
        },
        (
            (
                "gridperf payroll out/2026-10 --payees hr/ --rules payroll.yaml --paid-on 2026-11-10 --before paid/2026-10 --book lijin.book --out paid/",
                Text("11 月 10 日发放台账中定稿的 10 月工资。", "Pay October, as it is sealed in the Book, on 10 November."),
            ),
            (
                "gridperf payroll out/2026-12 out/2026Q4 --payees hr/ --rules payroll.yaml --paid-on 2027-01-10 --layout ccb --out paid/",
                Text(
                    "12 月工资与第四季度绩效一起发放，只写建设银行文件。",
                    "Pay December with the fourth quarter; for the bank, only the file of CCB.",
                ),
            ),
        ),
    ),
    "payslips": Page(
        Text("打印工资条（PDF）", "Print payslips as PDF"),
        Text(
            "由已保存的发放结果打印，每人半张 A4：应发、扣缴和缴费基数、单位缴费、实发（小写和大写）、纳税年度累计；不重新计算，打印两次逐字节相同。"
            "有没确认的异常时不打印。工资条带着自己的明细和封存，可以用 gridperf verify 核验。",
            "Prints a saved payment, half a sheet per person: what is paid, what is taken off and of which base, the employer's share, net in "
            "figures and in capitals, the tax year so far. Nothing is computed again; printed twice, the files are the same byte for byte. While "
            "an exception is not confirmed, nothing is printed. A payslip carries its rows and a seal, which gridperf verify checks.",
        ),
        {
            "payment": Text("已保存的发放结果文件夹，如 paid/2026-11。", "Folder of a saved payment, such as paid/2026-11."),
            "to": Text(
                "写到哪个文件夹；也可以写成 .zip（压缩包，每个二千张）或 .pdf（合为一个文件，便于打印）。",
                "Folder to write into; or a .zip (archives of 2,000) or a .pdf (one file, for the printer).",
            ),
            "workers": Text("只打印此人的工资条；可写多次。", "Only this worker's payslip; may be given several times."),
            "reference": Text(
                "逐页排版，不用编译过的模板；慢得多，结果相同。",
                "Lay out every page instead of filling compiled templates; much slower, alike.",
            ),
            "signature_fields": Text(
                "在每个签名栏上留出空白签名域，用 gridperf sign --field 或任何 PDF 签名程序签；工资条为此多印一行签名栏，不用于合为一个文件。",
                "Leave an empty signature field over each box to sign in, for gridperf sign --field or any program that signs PDF files; the payslip then has a line of such boxes; not of one merged file.",
            ),
        },
        (
            ("gridperf payslips paid/2026-11 --to slips/", Text("每人一张工资条。", "One payslip per person.")),
            ("gridperf payslips paid/2026-11 --worker 05220001 --to slips/", Text("只打印一人。", "One worker only.")),
        ),
    ),
    "reconcile": Page(
        Text("与上次发放或税务客户端的结果逐项核对", "Compare a payment with another one, or with the tax client's result"),
        Text(
            "--before 列出与另一次发放的每一处差额和原因，每人各行差额之和等于实发之差；--tax-result 读回扣缴客户端导出的税款计算表，列出每一处不一致。"
            "与客户端有不一致时退出码为 1。",
            "With --before, lists every difference from another payment with its cause; somebody's differences sum to that of net. With --tax-result, "
            "reads back the sheet the tax client has exported and lists every figure that differs; the exit code is then 1.",
        ),
        {
            "payment": Text("已保存的发放结果文件夹，如 paid/2026-11。", "Folder of a saved payment, such as paid/2026-11."),
            "before": Text("另一次发放的文件夹。", "Folder of another payment."),
            "tax_result": Text("扣缴客户端导出的税款计算表。", "The sheet the tax client has exported."),
        },
        (
            (
                "gridperf reconcile paid/2026-11 --before paid/2026-10",
                Text("11 月与 10 月相比，谁、哪一项、为什么不同。", "Who, which line and why, November against October."),
            ),
            (
                "gridperf reconcile paid/2026-11 --tax-result 税款计算.xlsx",
                Text("与客户端算出的税逐人核对。", "Compare everybody's tax with what the client has computed."),
            ),
        ),
    ),
}
