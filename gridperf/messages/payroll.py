"""Wordings of the problems of the payroll (codes Y0…)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "Y001": Wording(
        zh="这里没有 {file}，因此没有当地的缴费比例和最低工资，一个人也不能发放。",
        en="There is no {file} here, so there are no local shares and no minimum wage, and nobody can be paid.",
        zh_hint="请写随程序提供的地区代码（{near}），或放有 {file} 的文件夹。",
        en_hint="Name a locality that ships with gridperf ({near}), or the folder that holds {file}.",
    ),
    "Y002": Wording(
        zh="从 {day} 起施行的数值与上一条（到 {before}）重叠：同一天有两个数，会发两种钱。",
        en="The figure that holds from {day} overlaps the one above it (until {before}): one day would have two figures, and two amounts of pay.",
        zh_hint="请按日期先后排列，上一条写明 until，或让下一条晚一天开始。",
        en_hint="Keep them in order of their days, and let each begin after the one above it has ended.",
    ),
    "Y003": Wording(
        zh="税率表第 {band} 级与上一级接不上：速算扣除数是 {found}，按上一级推算应为 {wanted}；照此扣税，人人都会多扣或少扣。",
        en="Band {band} of the tax table does not continue the one below it: its quick deduction is {found}, and {wanted} would follow; "
        "everybody's tax would be wrong.",
        zh_hint="请对照公告核对级距、税率和速算扣除数；级距由低到高，最后一级写 up_to: unlimited。",
        en_hint="Compare limits, rates and quick deductions with the announcement; limits rise, and the last band says up_to: unlimited.",
    ),
    "Y004": Wording(
        zh="最后一步修约到 {step} 元，不是整分：发放的金额会有不足一分的零头。",
        en="The last rounding is to {step} yuan, which is no whole number of fen: amounts would be left with fractions of a fen.",
        zh_hint="最后一步请写 0.01、0.1 或 1。",
        en_hint="Let the last step be 0.01, 0.1 or 1.",
    ),
    "Y005": Wording(
        zh="“{what}”在 {day} 没有数值（已有：{known}），因此这个月一个人也不能发放。",
        en="'{what}' has no figure on {day} (there are: {known}), so nobody can be paid for that month.",
        zh_hint="请按新公布的文件补上一条，写明 from 和 source。",
        en_hint="Add the figure of the new notice, with from and source.",
    ),
    "Y006": Wording(
        zh="当地没有“{scheme}”这一险种，因此这一类人的缴费算不出来。",
        en="The locality has no scheme '{scheme}', so the contributions of this class cannot be computed.",
        zh_hint="可以写：{near}。",
        en_hint="Allowed here: {near}.",
    ),
    "Y007": Wording(
        zh="工资项“{line}”写了两处，计税和最低工资就有两种算法。",
        en="The pay line '{line}' has two places, and with them two ways of being taxed and tested.",
        zh_hint="请只留一处。",
        en_hint="Keep one of them.",
    ),
    "Y008": Wording(
        zh="这一类人缴存住房公积金，但没有写 fund 的比例，或{locality}没有公积金的规定，缴存额算不出来。",
        en="This class is in the housing fund, but there are no rates under fund, or {locality} has no fund; the deposits cannot be computed.",
        zh_hint="请在 payroll.yaml 写 fund: {{worker: 12%, employer: 12%}}，或把这一类改为 fund: false。",
        en_hint="Write fund: {{worker: 12%, employer: 12%}} in payroll.yaml, or fund: false for the class.",
    ),
    "Y009": Wording(
        zh="当地最低工资没有“{found}”这一类，无法检查工资是否低于最低工资。",
        en="The locality's minimum wage has no class '{found}', so nobody's wage can be tested against it.",
        zh_hint="可以写：{known}。",
        en_hint="Allowed here: {known}.",
    ),
    "Y010": Wording(
        zh="考核结果里的工资项“{line}”在 payroll.yaml 中没有位置：不知道它是否计税、是否计入最低工资。",
        en="The pay line '{line}' of the assessment has no place in payroll.yaml: whether it is taxed and counts for the minimum wage is not said.",
        zh_hint="请把它写进 lines；已写的有：{named}。",
        en_hint="Add it under lines; named so far: {named}.",
    ),
    "Y011": Wording(
        zh="{whose}的身份证号码“{value}”不成立（应为 18 位，出生日期存在，末位校验码相符），个税无法申报。",
        en="The identity number '{value}' of {whose} cannot be one (18 characters, a day of birth that exists, a matching check digit), "
        "so the tax cannot be declared.",
        zh_hint="请对照证件重新填写；在 Excel 中先把该列设为“文本”，末尾几位变成 0 的是被 Excel 截断了。",
        en_hint="Take it from the document again; set the column to 'Text' in Excel first: a tail of zeros was cut off by Excel.",
    ),
    "Y012": Wording(
        zh="{whose}与 {others} 的证件号码相同（{value}）：一个人会发两份，或两个人的税报在一处。",
        en="{whose} and {others} have one number ({value}): one person would be paid twice, or two be taxed as one.",
        zh_hint="请核对证件；同一个人请只留一行。",
        en_hint="Check the documents; keep one row for one person.",
    ),
    "Y013": Wording(
        zh="{whose}的银行账号“{value}”不成立（应只有数字），这笔钱到不了账。",
        en="The account '{value}' of {whose} cannot be one (digits alone), so the money would not arrive.",
        zh_hint="请对照存折或银行卡重新填写；在 Excel 中先把该列设为“文本”。",
        en_hint="Take it from the card again; set the column to 'Text' in Excel first.",
    ),
    "Y014": Wording(
        zh="没有发放名册，因此不知道发给谁、发到哪个账号。",
        en="There is no table of payees, so whom to pay, and into which account, is not known.",
        zh_hint="请放入 payees.xlsx 或 发放名册.xlsx。",
        en_hint="Put payees.xlsx or 发放名册.xlsx there.",
    ),
    "Y015": Wording(
        zh="{whose}在 {where} 有应发的钱，但不在发放名册里，发不出去。",
        en="{whose} has money due in {where}, but is not in the table of payees, and cannot be paid.",
        zh_hint="请在发放名册中补上此人；编号要与考核结果一致。",
        en_hint="Add the person to the table of payees, with the identifier of the assessment.",
    ),
    "Y016": Wording(
        zh="{whose}的参保类别“{value}”在 payroll.yaml 中没有，缴费算不出来。",
        en="The class '{value}' of {whose} is not in payroll.yaml, so contributions cannot be computed.",
        zh_hint="可以写：{known}。",
        en_hint="Allowed here: {known}.",
    ),
    "Y017": Wording(
        zh="{whose}参加{scheme}，但“{base}”和“{wage}”都是空的，缴费算不出来。",
        en="{whose} is in {scheme}, but both '{base}' and '{wage}' are empty, so contributions cannot be computed.",
        zh_hint="已核定的填“{base}”，未核定的填“{wage}”（按上下限取值）。",
        en_hint="Fill in '{base}' if it was set by the authority, else '{wage}', which is held within the limits.",
    ),
    "Y018": Wording(
        zh="{whose}的“{base}”（{value}）和“{wage}”（{other}）都填了，不知道按哪个缴费。",
        en="Both '{base}' ({value}) and '{wage}' ({other}) of {whose} are filled in, and which of them counts is not said.",
        zh_hint="请只留一个：已核定的填“{base}”。",
        en_hint="Keep one of them: '{base}' if it was set by the authority.",
    ),
    "Y019": Wording(
        zh="{whose}的缴费基数 {value} 元不在{scheme}的上下限 {limits} 元之内（自 {since} 起），照此缴费会被退回。",
        en="The base of {whose}, {value} yuan, lies outside the limits of {scheme}, {limits} yuan (since {since}); contributions on it would be refused.",
        zh_hint="请改为核定的基数；只知道工资的，请填“{wage}”，程序按上下限取值。",
        en_hint="Enter the base that was set; where only the wage is known, enter '{wage}', which is held within the limits.",
    ),
    "Y020": Wording(
        zh="{whose}的公积金比例 {value}% 不在 {limits}% 之内，照此缴存会被退回。",
        en="The fund's rate of {whose}, {value} %, lies outside {limits} %; deposits at it would be refused.",
        zh_hint="请改正该列；该列为空时用 {rules} 中 fund 的比例。",
        en_hint="Correct the column; where it is empty, the rate under fund in {rules} is used.",
    ),
    "Y021": Wording(
        zh="公积金比例 {value} 不是百分比的整百分之一，无法精确缴存。",
        en="The fund's rate {value} is no whole hundredth of a per cent, so it cannot be computed with exactly.",
        zh_hint="例如 12% 或 8.5%。",
        en_hint="Write 12% or 8.5%.",
    ),
    "Y022": Wording(
        zh="{whose}的金额 {value} 元太大，不可能是工资。",
        en="The amount of {whose}, {value} yuan, is too large to be pay.",
        zh_hint="请检查该列是否混入了账号或编号。",
        en_hint="Check whether an account or identifier slipped into the column.",
    ),
    "Y023": Wording(
        zh="{whose}这一行的月份写的是“{value}”，不是一个月，任何一次发放都不会用到它。",
        en="The row of {whose} is dated '{value}', which is no month, so no payment would ever take it up.",
        zh_hint="请写发放的月份，如 2026-11。",
        en_hint="Write the month of payment, such as 2026-11.",
    ),
    "Y024": Wording(
        zh="{month} 已经有一次发放；同一个月再单独发一次，社会保险和减除费用会扣两遍。",
        en="There is a payment of {month} already; a second one of the same month would withhold contributions and deduct allowances twice.",
        zh_hint="请把同一个月发放的几个周期放在一次里计算，从再上一个月的发放结果接续。",
        en_hint="Settle the periods that are paid in one month together, going on from the payment of the month before.",
    ),
    "Y025": Wording(
        zh="上一次发放是 {before}，而发放 {month} 需要接着 {wanted} 的累计数；中间月份的收入和已扣税会被漏掉。",
        en="The payment before is that of {before}, but {month} goes on from {wanted}; income and tax of the months between would be lost.",
        zh_hint="请先发放中间的月份（没有钱发的月份也要零申报），或给出期初累计表。",
        en_hint="Settle the months between first (a month without pay is declared as well), or give a table of opening balances.",
    ),
    "Y026": Wording(
        zh="{whose}的期初累计截至 {found}，而这次发放需要截至 {wanted} 的数，照此会多扣或少扣税。",
        en="The opening balances of {whose} stand at {found}, but this payment needs those through {wanted}; too much or too little tax would be withheld.",
        zh_hint="请从扣缴客户端导出截至 {wanted} 的累计数。",
        en_hint="Take the balances through {wanted} from the tax client.",
    ),
    "Y027": Wording(
        zh="{whose}自 {since} 起任职，但没有 {year} 年截至 {wanted} 的累计数；缺的累计数不等于 0，否则会多扣或少扣税。",
        en="{whose} has been employed since {since}, but there are no balances of {year} through {wanted}; a missing balance is not 0, or tax would be wrong.",
        zh_hint="请在“期初累计”中补一行；今年没有发过的，各项填 0。",
        en_hint="Add a row to the opening balances; with zeros if nothing was paid this year.",
    ),
    "Y028": Wording(
        zh="{whose}的专项附加扣除“{value}”不是规定的项目，不能扣除。",
        en="'{value}', claimed by {whose}, is no special additional deduction, and cannot be deducted.",
        zh_hint="可以写：{known}。大病医疗在年度汇算时扣除。",
        en_hint="Allowed here: {known}. Serious illness is deducted when the year is settled.",
    ),
    "Y029": Wording(
        zh="{whose}的{kind}每月 {value} 元，超过每月 {most} 元的限额（{source}），会少扣税。",
        en="{whose} claims {value} yuan a month for {kind}, above the limit of {most} ({source}); too little tax would be withheld.",
        zh_hint="请核对申报表和扣除标准；子女不止一个的，请填“子女数”。",
        en_hint="Check the declaration and the standard; for more than one child, fill in the number of children.",
    ),
    "Y030": Wording(
        zh="{whose}同时扣除了 {value}，这些项目同一个月只能扣一项（{source}）。",
        en="{whose} claims {value} at once, and only one of them may be deducted in a month ({source}).",
        zh_hint="请核对申报表，给其中一项写上终止日期。",
        en_hint="Check the declaration, and give one of them an end.",
    ),
    "Y031": Wording(
        zh="{whose}登记为“{value}”，但自 {since} 起在这里任职，{year} 年不符合条件，会少扣税。",
        en="{whose} is registered as '{value}', but has been employed here since {since} and cannot have it in {year}; too little tax would be withheld.",
        zh_hint="首次入职须在当年；全年六万须上一年 1 月起一直在这里任职。不符合的请删去这一行。",
        en_hint="首次入职 needs a first job in the year itself; 全年六万 needs employment here since January of last year. Else delete the row.",
    ),
    "Y032": Wording(
        zh="{whose}在 {value} 已离职，{year} 年发的钱属于跨年补发，扣缴方式这里不能判断。",
        en="{whose} left on {value}, before {year}; how arrears of an earlier year are withheld is not decided here.",
        zh_hint="请在扣缴客户端中为此人单独申报，并从这次发放中移出。",
        en_hint="Declare this person by hand in the tax client, and take them out of this payment.",
    ),
    "Y033": Wording(
        zh="{whose}的任职日期 {value} 晚于发放月份 {month}，还没有任职就有钱要发。",
        en="{whose} is employed from {value}, after the month of payment, {month}, and yet has money due.",
        zh_hint="请核对任职日期。",
        en_hint="Check the first day of employment.",
    ),
    "Y034": Wording(
        zh="{whose}有全年一次性奖金 {amount} 元，但没有登记怎样计税（单独计税，还是并入综合所得）。",
        en="{whose} has a yearly bonus of {amount} yuan, and how it is taxed is not registered: by itself, or with the year's wages.",
        zh_hint="请由本人选择，写进“个税登记”的“年终奖计税”，并附依据。",
        en_hint="Let the person choose, and enter it in the registrations with its evidence.",
    ),
    "Y035": Wording(
        zh="{whose}今年已有 {before} 元奖金单独计税；一个纳税年度只能用一次，这次登记的是“{value}”。",
        en="{whose} has had a bonus of {before} yuan taxed by itself this year; that is possible once a year, and this one is registered as '{value}'.",
        zh_hint="请把这次的改为“并入综合所得”。",
        en_hint="Register this one as 并入综合所得.",
    ),
    "Y036": Wording(
        zh="{whose}实发 {net} 元，低于 0：应发 {gross}，三险一金 {contributions}，个税 {tax}，扣款 {deductions}。银行不能倒扣，整批没有发放。",
        en="{whose} would get {net} yuan, below 0: gross {gross}, contributions {contributions}, tax {tax}, deductions {deductions}. "
        "No bank takes money back, so nothing was paid to anybody.",
        zh_hint="请核对缴费基数和扣款；这个月不缴费的，改参保类别，或把扣款留到以后。",
        en_hint="Check base and deductions; change the class of whoever has no contributions this month, or leave a deduction for later.",
    ),
    "Y037": Wording(
        zh="“{table}”里有 {whose}，而发放名册里没有这个编号：这一行对谁都不起作用，扣除或扣款会漏掉。",
        en="{whose} stands in {table} and not among the payees: the row would count for nobody, and a deduction would be lost.",
        zh_hint="请核对编号；已不在名册的人，请删去这一行，或补回名册（写上离职日期）。",
        en_hint="Check the identifier; delete the row of whoever is gone, or put them back among the payees with the day they left.",
    ),
    "Y038": Wording(
        zh="{whose}的{kind}今年共 {value} 元，超过每年 {most} 元的限额（{source}），会少扣税。",
        en="{whose} has {value} yuan of {kind} this year, above the limit of {most} a year ({source}); too little tax would be withheld.",
        zh_hint="请核对凭证，超过限额的部分不再填写。",
        en_hint="Check the documents, and leave out what is above the limit.",
    ),
    "Y039": Wording(
        zh="{whose}的{kind}有几种扣除标准，而“扣除标准”写的是“{value}”，不知道限额是多少。",
        en="The law has several standards of {kind}, and that of {whose} is given as '{value}', so the limit is not known.",
        zh_hint="可以写：{known}。",
        en_hint="Allowed here: {known}.",
    ),
    "Y040": Wording(
        zh="{path} 里没有 {file}，不是已保存的发放结果。",
        en="{path} holds no {file}; it is no saved payment.",
        zh_hint="请给出 gridperf payroll 写出的文件夹，如 paid/2026-11。",
        en_hint="Name a folder that gridperf payroll has written, such as paid/2026-11.",
    ),
    "Y041": Wording(
        zh="{file} 在保存之后被改动或损坏，据此不能再发放或比对。",
        en="{file} was changed or damaged after it was saved; nothing can be paid or compared by it.",
        zh_hint="请用备份恢复，或重新计算。",
        en_hint="Restore it from a copy, or compute it again.",
    ),
    "Y042": Wording(
        zh="{whose}：{exception}（{amount}，对照 {against}）还没有人确认，{month} 的文件一个也没有写出。",
        en="{whose}: {exception} ({amount}, against {against}) was confirmed by nobody; none of the files of {month} were written.",
        zh_hint="请核对后在“异常确认”中写明确认人和理由；不对的，改正后重新计算。",
        en_hint="Look at it, and enter who confirms it and why in the confirmations; or correct it and compute again.",
    ),
    "Y050": Wording(
        zh="{whose}应得 {amount} 元，但没有银行账号，这笔钱发不出去；文件一个也没有写出。",
        en="{whose} is to get {amount} yuan and has no bank account, so it cannot be paid; none of the files were written.",
        zh_hint="请在发放名册中补上银行账号；发现金的，请另做一张不含此人的名册。",
        en_hint="Add the account to the table of payees; whoever is paid in cash needs a table of payees of their own.",
    ),
    "Y051": Wording(
        zh="没有这个文件格式，因此没有输出。",
        en="There is no such layout, so nothing was written.",
        zh_hint="随程序提供的有：{near}；别的银行或地区，请写一个列出各列的 YAML 文件。",
        en_hint="Those that ship with gridperf: {near}; for another bank or province, list its columns in a YAML file.",
    ),
    "Y052": Wording(
        zh="{whose}的“{value}”含有 {encoding} 编码没有的字 {characters}，写进去会变成别的字，钱可能发不出去。",
        en="'{value}' of {whose} holds {characters}, which {encoding} does not have; another character would stand there, and the money might not arrive.",
        zh_hint="请按银行登记的户名填写“户名”；银行接受的，可在格式文件中改用 encoding: gb18030。",
        en_hint="Enter the name of the account as the bank has it; if the bank takes it, use encoding: gb18030 in the layout.",
    ),
    "Y053": Wording(
        zh="{whose}的“{value}”含有分隔符 {separator} 或换行，或以 = + - @ 开头：各列会错位，或被表格软件当作公式。",
        en="'{value}' of {whose} holds the separator {separator} or a line break, or begins with = + - @: columns would shift, or a spreadsheet would take it as a formula.",
        zh_hint="请改正名册中的内容。",
        en_hint="Correct it in the table of payees.",
    ),
    "Y054": Wording(
        zh="金额 {amount} 的位数超过单元格能精确保存的 15 位，因此没有输出。",
        en="The amount {amount} has more digits than the 15 a cell holds exactly, so nothing was written.",
        zh_hint="请核对该金额。",
        en_hint="Check the amount.",
    ),
    "Y055": Wording(
        zh="不能写入 {path}：{reason}。文件一个也没有替换。",
        en="{path} cannot be written to: {reason}. None of the files were replaced.",
        zh_hint="请检查文件夹是否可写、文件是否在 Excel 中打开，以及磁盘空间。",
        en_hint="Check that the folder may be written to, that no file of it is open in Excel, and that the disk has room.",
    ),
    "Y056": Wording(
        zh="payroll.yaml 没有写劳务派遣，因此没有结算单。",
        en="payroll.yaml knows of no labour dispatch, so there is no statement.",
        zh_hint="请写 dispatch: {{agency: …, fee: 80, of: paid, tax: {{rate: 6%, on: fee, rounding: [{{step: 0.01, mode: half_up}}]}}}}。",
        en_hint="Write dispatch: {{agency: …, fee: 80, of: paid, tax: {{rate: 6%, on: fee, rounding: [{{step: 0.01, mode: half_up}}]}}}}.",
    ),
    "Y057": Wording(
        zh="有几个文件都叫“{file}”，后写的会盖掉先写的；文件一个也没有写出。",
        en="More than one file is called '{file}', and the last would replace the others; none of the files were written.",
        zh_hint="请在格式文件中给 file 另取名字，不能与工资表等固定的文件同名。",
        en_hint="Give file in the layout another name, and none of the papers every payment has.",
    ),
    "Y058": Wording(
        zh="上一次发放（{before}）还有 {count} 项异常没有确认，也就是还没有发放；接着它的累计数，会把没有发的钱算成已经发了。",
        en="The payment before ({before}) has exceptions nobody has confirmed ({count}), so it was not paid; going on from its balances would "
        "count money as paid that was not.",
        zh_hint="请先确认那一次的异常并重新计算，再算这一次。",
        en_hint="Confirm its exceptions and compute it again first.",
    ),
    "Y059": Wording(
        zh="格式文件的列名“{title}”含有分隔符、换行或 {encoding} 编码没有的字，写不进文件；文件一个也没有写出。",
        en="The heading '{title}' of the layout holds the separator, a line break, or a character {encoding} does not have; none of the files were written.",
        zh_hint="请改列名，或写 header: false。",
        en_hint="Change the heading, or write header: false.",
    ),
    "Y060": Wording(
        zh="{whose}的“{title}”是空的，而客户端要求必填，整张表会被退回；文件一个也没有写出。",
        en="'{title}' of {whose} is empty, and the tax client requires it: the whole sheet would be refused; none of the files were written.",
        zh_hint="请在发放名册中补上；证件不是身份证的，性别和出生日期要自己填。",
        en_hint="Fill it in in the table of payees; sex and day of birth follow from an identity card alone.",
    ),
}
