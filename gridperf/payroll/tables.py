"""Every table of the payroll is declared here, once: what HR keeps, and what a payment comes to; readers and pages derive from it.

Yuan have two digits. A worker's own entries are above 0 when the worker gets them and below when they are taken off, so net is their sum.
"""

from __future__ import annotations

from gridperf.tables import Column, Table

__all__ = ["ADJUSTMENTS", "BASICS", "EXCEPTIONS", "INPUTS", "OUTPUTS", "TAX_RESULT"]

BASICS = ("按月", "首次入职学生", "首次入职其他人员", "全年六万")
"""The basic deduction: 5,000 for each month here; for each month since January (a first job, of a student or of others); 60,000 from January on."""

ADJUSTMENTS = (
    "补发",
    "追回",
    "免税收入",
    "企业年金",
    "商业健康保险",
    "税延养老保险",
    "个人养老金",
    "其他扣除",
    "捐赠",
    "减免税额",
    "赔偿扣款",
    "代扣款",
)
"""What can be adjusted in a payment; see `adjustments`."""

EXCEPTIONS = {
    "below_minimum": "低于最低工资",
    "capped": "扣款超过法定限额",
    "zero": "应发为零",
    "doubled": "比上次成倍",
    "retro": "补发或追回较大",
    "part_month": "不足月，低于最低工资",
}
"""What deserves a second look, the gravest first, and how it is called on paper; a confirmation may use either."""


def _text(name: str, label: str, meaning: str, *, required: bool = False, key: bool = False, allowed: tuple[str, ...] = ()) -> Column:
    return Column(name, "text", label, meaning, required=required or key, key=key, allowed=allowed)


def _yuan(name: str, label: str, meaning: str, *, required: bool = False, at_least: int | None = 0) -> Column:
    return Column(name, "decimal", label, meaning, required=required, at_least=at_least)


_WORKER = _text("worker_id", "网格员编号", "The worker's identifier, as in the assessment; text, always.", key=True)
_PAID_IN = _text("paid_in", "发放月份", "Month of payment, such as 2026-11.", key=True)

_OF_TAX_CLIENT = (
    _text("nationality", "国籍(地区)", "Nationality; empty for 中国 where the document is an identity card."),
    _text("sex", "性别", "Sex, where the document does not say it.", allowed=("男", "女")),
    Column("born_on", "date", "出生日期", "Day of birth, where the document does not say it."),
    _text("disability_kind", "残疾证件类型", "Kind of the document of a disability."),
    _text("disability_number", "残疾证号", "Its number; whoever has one is declared as disabled."),
    _text("martyr_number", "烈属证号", "Number of the document of a martyr's family; whoever has one is declared as such."),
    Column("lone_elder", "boolean", "是否孤老", "An old person without family; empty for no."),
    _text("mail", "电子邮箱", "Address of electronic mail."),
    _text("education", "学历", "Education, as the tax client names it."),
    _text("bank_province", "开户行省份", "Province of the bank."),
    _text("position", "职务", "Position, as the tax client names it, such as 普通."),
)
"""What only the tax client asks of a person."""

_INPUTS = (
    Table(
        "payees",
        "发放名册",
        "One row per person who is paid: identity, bank account, and how they are insured.",
        (
            _WORKER,
            _text("name", "姓名", "Name as on the identity document.", required=True),
            _text("id_kind", "证件类型", "Kind of document, as the tax client names it, such as 居民身份证.", required=True),
            _text("id_number", "证件号码", "Number of the document, as text; an identity card's check digit is tested.", required=True),
            _text("account_number", "银行账号", "Bank account, as text."),
            _text("account_name", "户名", "Name of the account; empty if it is the person's own."),
            _text("bank", "开户行", "Bank of the account; empty if it is the employer's own bank."),
            _text("bank_number", "联行号", "Number of that bank, as text."),
            _text("phone_number", "手机号码", "Mobile number, as text."),
            _text("unit", "发放单位", "Unit that pays: the budget statement is by unit."),
            _text("insured_as", "参保类别", "One of the classes of payroll.yaml.", required=True),
            Column("employed_on", "date", "任职日期", "First day of employment with this payer.", required=True),
            Column("left_on", "date", "离职日期", "Last day of employment; empty while it lasts."),
            Column("insured_on", "date", "参保日期", "First day insured; empty if it is the first day of employment."),
            Column("fund_on", "date", "公积金起缴日期", "First day in the housing fund; empty if it is the first day of employment."),
            _yuan("insurance_base", "核定缴费基数", "Base as set by the authority; has to lie within the limits."),
            _yuan("insurance_wage", "申报缴费工资", "Wage declared for the base; is held within the limits."),
            _yuan("fund_base", "公积金缴存基数", "Base of the fund as set; has to lie within the limits."),
            _yuan("fund_wage", "公积金缴存工资", "Wage declared for the fund; is held within the limits."),
            Column(
                "fund_percent",
                "decimal",
                "公积金个人比例",
                "Per cent of the worker, such as 12; empty for that of payroll.yaml.",
                at_least=0,
            ),
            Column(
                "fund_percent_employer",
                "decimal",
                "公积金单位比例",
                "Per cent of the employer; empty for that of payroll.yaml.",
                at_least=0,
            ),
            *_OF_TAX_CLIENT,
        ),
        worker="worker_id",
        ordered=(("employed_on", "left_on"),),
    ),
    Table(
        "registrations",
        "个税登记",
        "One row per person and year for whom tax is not withheld in the general way, with what proves it.",
        (
            _WORKER,
            Column("year", "integer", "纳税年度", "Tax year, such as 2026.", required=True, key=True),
            _text(
                "basic",
                "减除费用方式",
                "Basic deduction: of the months here, of all months since January (a first job), or 60,000 at once.",
                required=True,
                allowed=BASICS,
            ),
            _text(
                "bonus", "年终奖计税", "The yearly bonus: taxed by itself, or with the month's wage.", allowed=("单独计税", "并入综合所得")
            ),
            _text("evidence", "依据", "What proves it, such as the number of a declaration.", required=True),
        ),
        worker="worker_id",
    ),
    Table(
        "additional",
        "专项附加扣除",
        "One row per person, kind and run of months: the special additional deductions claimed through this payer.",
        (
            _WORKER,
            _text("kind", "扣除项目", "Kind, such as 子女教育.", key=True),
            Column("starts_on", "date", "起始日期", "Its month is the first.", required=True, key=True),
            Column("ends_on", "date", "终止日期", "Its month is the last; empty while it lasts."),
            _text("standard", "扣除标准", "Which of the law's limits holds for the person, where a kind has several, such as 独生子女."),
            _yuan("amount", "金额", "Yuan a month; of a kind that is counted once a year, yuan of the year.", required=True),
            Column("children", "integer", "子女数", "How many children, where the limit is for each.", at_least=1),
        ),
        worker="worker_id",
        ordered=(("starts_on", "ends_on"),),
    ),
    Table(
        "adjustments",
        "发放调整",
        "What one payment has besides the pay lines: 补发 and 追回 change gross; 企业年金, 赔偿扣款 and 代扣款 are taken off; the others change tax alone.",
        (
            _WORKER,
            _PAID_IN,
            _text("kind", "调整项目", "What it is.", key=True, allowed=ADJUSTMENTS),
            _text("document", "依据", "Document or decision it rests on.", key=True),
            _yuan("amount", "金额", "Yuan, never below 0: the kind says in which direction.", required=True),
        ),
        dated_by="paid_in",
        worker="worker_id",
    ),
    Table(
        "opening",
        "期初累计",
        "Balances of the tax year up to a month, for people who were paid here before; a row of zeros says that nothing was.",
        (
            _WORKER,
            _text("through", "截至月份", "Last month of payment that is in the figures, such as 2026-06.", key=True),
            _yuan("income", "累计收入", "Income.", required=True),
            _yuan("exempt", "累计免税收入", "Of it, exempt.", required=True),
            _yuan("special", "累计专项扣除", "The worker's own insurance and housing fund.", required=True),
            _yuan("other", "累计其他扣除", "Other deductions: annuity, health insurance, personal pension, donations.", required=True),
            _yuan("pension", "累计个人养老金", "Of it, the personal pension.", required=True),
            _yuan("relief", "累计减免税额", "Tax relief.", required=True),
            _yuan("withheld", "累计已预扣税额", "Tax withheld.", required=True),
            _yuan("bonus", "已单独计税奖金", "Yearly bonus taxed by itself in this year.", required=True),
        ),
        dated_by="through",
        worker="worker_id",
    ),
    Table(
        "confirmations",
        "异常确认",
        "One row per exception that somebody has looked at: who, and why it is right; of another amount it says nothing.",
        (
            _WORKER,
            _PAID_IN,
            _text(
                "exception",
                "异常",
                "What was found, as the list of exceptions has it.",
                key=True,
                allowed=(*EXCEPTIONS, *EXCEPTIONS.values()),
            ),
            _text("name", "姓名", "Name, for whoever reads the table."),
            _yuan("amount", "金额", "The amount that was looked at.", required=True, at_least=None),
            _yuan("against", "对照", "What it was compared with, for whoever reads the table.", at_least=None),
            _text("by", "确认人", "Who looked at it.", required=True),
            _text("reason", "理由", "Why it is right.", required=True),
        ),
        dated_by="paid_in",
        worker="worker_id",
    ),
)

INPUTS: dict[str, Table] = {table.name: table for table in _INPUTS}
"""The tables HR keeps for the payroll, by name."""

_OUTPUTS = (
    Table(
        "slips",
        "工资条",
        "One row per person; between `gross` and `net`, a column per pay line, scheme and deduction stands under its id.",
        (
            _WORKER,
            _text("name", "姓名", "Name."),
            _yuan("gross", "应发合计", "Pay lines and corrections."),
            _yuan("contributions", "三险一金个人", "The worker's own insurance and housing fund."),
            _yuan("tax", "个人所得税", "Tax withheld."),
            _yuan("deductions", "扣款合计", "Annuity, damages and what is withheld for others."),
            _yuan("net", "实发合计", "What is paid out: gross less all that is taken off."),
            _yuan("employer", "单位缴费", "The employer's insurance and housing fund."),
            _yuan("cost", "用工成本", "Gross and the employer's side."),
        ),
        worker="worker_id",
    ),
    Table(
        "lines",
        "发放明细",
        "The ledger from gross to net: one row per person, side and line that is not 0; the worker's side sums to net.",
        (
            _WORKER,
            _text("side", "归属", "Whose side.", key=True, allowed=("worker", "employer")),
            Column("position", "integer", "行号", "Order on paper.", required=True, key=True),
            _text("kind", "类型", "What it is.", allowed=("pay", "correction", "scheme", "fund", "tax", "deduction")),
            _text("line", "项目", "Id of the pay line, scheme or deduction."),
            _text("label", "名称", "Its name."),
            _yuan("base", "基数", "What a share was taken of; empty where nothing was.", at_least=None),
            _yuan("amount", "金额", "Yuan; below 0 where it is taken off.", at_least=None),
        ),
        worker="worker_id",
    ),
    Table(
        "balances",
        "年度累计",
        "The tax year after this payment, which the next one starts from.",
        (
            *INPUTS["opening"].columns,
            _yuan("basic", "累计减除费用", "Basic deduction so far."),
            _yuan("additional", "累计专项附加扣除", "Special additional deductions so far."),
            _yuan("taxable", "累计应纳税所得额", "Taxable income so far."),
            _yuan("due", "累计应纳税额", "Tax of that, before relief."),
        ),
        worker="worker_id",
    ),
    Table(
        "exceptions",
        "异常",
        "What deserves a second look before anybody is paid, the gravest first.",
        (
            _text(
                "exception",
                "异常",
                "What was found.",
                key=True,
                allowed=tuple(EXCEPTIONS),
            ),
            _WORKER,
            _text("name", "姓名", "Name."),
            _yuan("amount", "金额", "The amount in question.", at_least=None),
            _yuan("against", "对照", "What it was compared with.", at_least=None),
            _text("by", "确认人", "Who has looked at it; empty if nobody."),
            _text("reason", "理由", "Why it is right."),
        ),
        worker="worker_id",
    ),
)

TAX_RESULT = Table(
    "tax_result",
    "税款计算结果",
    "What the tax client has computed, as it exports it: one row per person; columns that are missing are not compared.",
    (
        _text("id_number", "证件号码", "Number of the identity document.", key=True),
        _text("name", "姓名", "Name."),
        _text("item", "所得项目", "What was taxed; a row of 全年一次性奖金收入 is compared with the bonus, any other with the wage."),
        _yuan("income", "本期收入", "Income of this payment.", at_least=None),
        _yuan("income_so_far", "累计收入", "Income of the year so far.", at_least=None),
        _yuan("taxable", "累计应纳税所得额", "Taxable income so far.", at_least=None),
        _yuan("due", "累计应扣缴税额", "Tax due so far, after relief.", at_least=None),
        _yuan("withheld", "累计已缴税额", "Tax withheld before.", at_least=None),
        _yuan("payable", "应补(退)税额", "Tax of this payment.", at_least=None),
    ),
)
"""The tax client's own sheet, read back."""

_CHANGES = (
    Table(
        "changes",
        "与上次对比",
        "One row per person and line that differs from the payment before; somebody's differences sum to the difference of net.",
        (
            _WORKER,
            _text("name", "姓名", "Name."),
            _text("line", "项目", "Column of `slips`.", key=True),
            _text("label", "名称", "Its name."),
            _yuan("before", "上次", "Yuan of the payment before, below 0 where taken off.", at_least=None),
            _yuan("now", "本次", "Yuan of this payment.", at_least=None),
            _yuan("difference", "差额", "Now less before.", at_least=None),
            _text(
                "cause",
                "原因",
                "Why: joined, left, earned otherwise, correction, base, share, insured or not any more, income, the year so far, deduction.",
                allowed=("joined", "left", "earned", "correction", "base", "share", "insurance", "income", "year_so_far", "deduction"),
            ),
        ),
        worker="worker_id",
    ),
    Table(
        "differences",
        "与税务客户端对比",
        "One row per person and figure in which the tax client differs.",
        (
            _text("id_number", "证件号码", "Number of the identity document.", key=True),
            _WORKER,
            _text("name", "姓名", "Name."),
            _text("figure", "项目", "What differs, by its name in the tax client; 人员 where only one side has the person.", key=True),
            _yuan("ours", "本表", "Here; empty if the person is not.", at_least=None),
            _yuan("theirs", "客户端", "In the tax client; empty if the person is not there.", at_least=None),
        ),
    ),
)

OUTPUTS: dict[str, Table] = {table.name: table for table in (*_OUTPUTS, *_CHANGES)}
"""The tables a payment comes to, and those it is compared by, by name."""
