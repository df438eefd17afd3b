"""Wordings of the problems met while assessing (codes A1…)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "A130": Wording(
        zh="表 {table} 没有规则包增加的列 {columns}：读取记录时没有用这套规则，用到这些列的指标因此无法计算。",
        en="The table {table} lacks {columns}, which the pack adds: the records were read without these rules, so what uses them cannot be measured.",
        zh_hint="请写 read_records(来源, rules=规则)。",
        en_hint="Read them with read_records(source, rules=rules).",
    ),
    "A160": Wording(
        zh="{worker} 被评为“{grade}”，而等次中没有这一等，因此无法采用。",
        en="{worker} was given the grade '{grade}', which is not on the scale, so it cannot be taken.",
        zh_hint="可用的等次：{near}。",
        en_hint="Grades of the scale: {near}.",
    ),
    "A161": Wording(
        zh="{sheet} 的等次由评定给出，而 {count} 人没有评定结果（如 {who}），因此本期没有等次可定。",
        en="The grades of {sheet} are given, and {count} {count:person has|people have} none ({who}), so this period has no grades.",
        zh_hint="请在表 supplied 中补全；规则若写 supplied: allowed，没有评定的人按总分定等次。",
        en_hint="Add them to the table supplied; with supplied: allowed, who has none is graded by total.",
    ),
    "A162": Wording(
        zh="{account} 要接着 {missing} 的余额记账，而没有给出那一期的结果，因此 {period} 的余额无法确定。",
        en="{account} carries the balance of {missing} on, and no result of it was given, so the balance of {period} cannot be known.",
        zh_hint="请把该账户开户以来各期的考核结果一并作为 history 给出。",
        en_hint="Give the assessments of every period since the account was opened as history.",
    ),
    "A163": Wording(
        zh="{worker} 的账户 {sheet} 期末写为 {stated}，而收支相抵为 {found}。",
        en="The account {sheet} of {worker} is stated to hold {stated}, but what went in and out leaves {found}.",
        zh_hint="请用原始记录和以前各期的结果重新考核。",
        en_hint="Assess the records again, with the results of earlier periods.",
    ),
    "A164": Wording(
        zh="{period} 的兑换由台账办理，而记录的兑换表里还有 {count} 笔；两处都算会扣两次积分，因此没有考核。",
        en="Exchanges of {period} were taken in by the Book, and the records hold {count} more; to count both would charge twice, so nothing was "
        "assessed.",
        zh_hint="台账里已有的，请从兑换表中删去；没有的，请用 `gridperf book redeem` 补办。",
        en_hint="Take those the Book has out of the table of exchanges; bring others in with `gridperf book redeem`.",
    ),
    "A165": Wording(
        zh="{period} 的兑换表里有 {count} 笔“{goods}”，它的限量或库存跨越别的期间（each_person_in、stock_in），只有台账知道那期间换了多少，因此没有考核。",
        en="The table of exchanges has {count} of {goods} in {period}, whose limit or stock is for another span (each_person_in, stock_in); only a Book "
        "knows what was taken in it, so nothing was assessed.",
        zh_hint="请用 `gridperf book redeem` 办理兑换，考核时用 --book；或只写每期的限量（each_person、stock）。",
        en_hint="Take exchanges in with `gridperf book redeem` and assess with --book, or limit them by the period alone (each_person, stock).",
    ),
    "A101": Wording(
        zh="{what} 的数值大到无法精确计算（需要超过 127 个二进制位），因此本期不能得出分数。",
        en="{what} holds values too large to compute exactly (more than 127 bits), so this period gets no scores.",
        zh_hint="请检查该列是否混入了编号或时间戳。",
        en_hint="Check whether an identifier or a timestamp has slipped into that column.",
    ),
    "A102": Wording(
        zh="{period} 没有在册人员，因此没有人可以考核。",
        en="Nobody on the roster served in {period}, so there is nobody to assess.",
        zh_hint="请检查 roster 的 starts_on、ends_on 与考核周期是否对应。",
        en_hint="Check starts_on and ends_on of the roster against the period.",
    ),
    "A103": Wording(
        zh="本规则没有按 {period} 考核的考核表；它的考核表每 {every} 考核一次。",
        en="No sheet of this rulebook is assessed for {period}; its sheets are assessed every {every}.",
        zh_hint="请改用与考核表一致的周期，或用 roll_up 汇总各月结果。",
        en_hint="Ask for a period of that kind, or roll up the months with roll_up.",
    ),
    "A104": Wording(
        zh="{worker} 不在 {period} 的考核结果里，因此没有可以说明的。",
        en="{worker} is not in the assessment of {period}, so there is nothing to explain.",
        zh_hint="{near}",
        en_hint="{near}",
    ),
    "A105": Wording(
        zh="日历没有 {year} 年的工作日安排，因此无法确定应巡查天数和计薪天数。",
        en="The calendar has no workdays for {year}, so required patrols and paid days cannot be counted.",
        zh_hint="请升级 chinesecalendar，或把国务院的放假通知写进规则包的 calendar/{year}.yaml。",
        en_hint="Upgrade chinesecalendar, or write the State Council's notice down in the pack, as calendar/{year}.yaml.",
    ),
    "A106": Wording(
        zh="{line} 需要 {worker} 的 {field}，而名册中该项为空，因此 {count} 人的工资无法计算。",
        en="{line} needs {field} of {worker}, which is empty on the roster, so the pay of {count} {count:person|people} cannot be computed.",
        zh_hint="请在名册中补全 {field}。",
        en_hint="Fill {field} on the roster.",
    ),
    "A107": Wording(
        zh="{worker} 的 {field} 是“{value}”，{line} 没有写明该取值的金额，因此 {count} 人的工资无法计算。",
        en="{field} of {worker} is '{value}', for which {line} states no amount, so the pay of {count} {count:person|people} cannot be computed.",
        zh_hint="规则中写明的取值：{known}。请更正名册，或在规则中补上该取值。",
        en_hint="Stated values: {known}. Correct the roster, or state this value in the rulebook.",
    ),
    "A108": Wording(
        zh="{item} 有 {count} 条记录的级别是{levels}，规则没有写明它们的分值，因此无法计分。涉及：{who}。",
        en="{count} {count:record|records} of {item} {count:has|have} the level {levels}, for which no points are stated, so {count:it|they} cannot be scored. {count:It is|They are} of {who}.",
        zh_hint="写明了分值的级别：{stated}。请更正记录，或在 by_level 中补上该级，或写 each 作为其余各级的分值。",
        en_hint="Levels with points: {stated}. Correct the records, add the level under by_level, or give `each` for all other levels.",
    ),
    "A109": Wording(
        zh="{worker} 缺少 {missing} 的结果，而规则写明 missing: refuse，因此不能汇总 {period}。",
        en="{worker} has no result for {missing}, and the rulebook says missing: refuse, so {period} cannot be rolled up.",
        zh_hint="请先考核缺少的周期，或由规则改为 skip 或 zero。",
        en_hint="Assess the missing period first, or let the rulebook say skip or zero.",
    ),
    "A110": Wording(
        zh="规则版本自 {starts_on} 起施行，而 {period} 在此之前。",
        en="This edition is in force from {starts_on}; {period} lies before it.",
        zh_hint="请使用当时有效的版本。",
        en_hint="Use the edition in force at that time.",
    ),
    "A111": Wording(
        zh="没有提供{table}，{items} 因此无法计量。",
        en="The records hold no table {table}, which {items} measure from, so nobody would get those points.",
        zh_hint="请提供该表；确实没有发生的，请提供只有表头的空表。",
        en_hint="Provide the table; if nothing happened, provide it empty, with its header only.",
    ),
    "A131": Wording(
        zh="没有提供网格员名册（roster），不知道考核谁，因此没有人能得到分数和工资。",
        en="There is no roster (网格员名册), so nobody knows whom to assess, and nobody gets a score or pay.",
        zh_hint="请提供名册，每人每段任职一行：worker_id、starts_on、name、role。",
        en_hint="Provide the roster, one row per person and service interval: worker_id, starts_on, name, role.",
    ),
    "A132": Wording(
        zh="{table} 的 {count} 条记录没有一条属于 {period}，因此整张表都没有计入。",
        en="Not one of the {count} records of {table} is of {period}, so the whole table counts for nothing.",
        zh_hint="请核对考核周期和导出的文件；{period} 确实没有发生的，不必处理。",
        en_hint="Check the period against the exported files; if nothing happened in {period}, all is well.",
    ),
    "A133": Wording(
        zh="名册上有 {count} 人（{values}）没有适用的考核表，因此不评分、不发工资：{who}。",
        en="{count} {count:person|people} on the roster ({values}) {count:is on no sheet, and gets|are on no sheet, so they get} neither a score nor pay: {who}.",
        zh_hint="考核表写明的岗位：{stated}。请核对名册的 role（和 area），或在考核表的 assess 中加上他们。",
        en_hint="Roles the sheets name: {stated}. Check role (and area) on the roster, or add them under assess of a sheet.",
    ),
    "A134": Wording(
        zh="{sheet}：与 {before} 相比，{count} 人下降了两个等次以上：{who}。",
        en="{sheet}: {count} {count:person is|people are} two grades or more below {before}: {who}.",
        zh_hint="请先查看他们的计分卡（gridperf explain）再公示：常见的原因是记录缺失或编号有误。",
        en_hint="Look at their cards (gridperf explain) before publishing: missing records or a mistyped identifier are the usual cause.",
    ),
    "A135": Wording(
        zh="{pack} 的 {total} 个算例中有 {failed} 个与规则算出的不符：规则付的不是编写者验算过的数。",
        en="{failed} of the {total} worked examples of {pack} do not hold: these rules do not pay what their author worked out.",
        zh_hint="请运行 gridperf test {pack}，弄清是规则错了还是算例错了，再发放。",
        en_hint="Run gridperf test {pack}, and find out whether the rules or the examples are wrong before anybody is paid.",
    ),
    "A112": Wording(
        zh="规则没有写明等次“{grade}”。",
        en="This rulebook has no grade '{grade}'.",
        zh_hint="等次有：{known}。",
        en_hint="Its grades are: {known}.",
    ),
    "A113": Wording(
        zh="{file} 与保存时的摘要不符：该考核结果已被改动。",
        en="{file} does not match the digest it was saved with: this assessment has been changed.",
        zh_hint="请用原始记录重新考核，或取回未改动的文件。",
        en_hint="Assess the records again, or restore the unchanged file.",
    ),
    "A114": Wording(
        zh="{path} 不是考核结果文件夹：找不到 {file}。",
        en="{path} is not a saved assessment: {file} is missing.",
        zh_hint="请给出 gridperf assess 写出的文件夹，如 out/2026-10（Python 中由 Assessment.save 写出）。",
        en_hint="Give a folder that gridperf assess wrote, such as out/2026-10 (in Python, Assessment.save).",
    ),
    "A115": Wording(
        zh="{worker} 在 {sheet} 的总分写为 {stated}，而其明细之和为 {found}：计分卡加不起来。",
        en="The total of {worker} on {sheet} is stated as {stated}, but its entries sum to {found}: the card does not add up.",
        zh_hint="请用原始记录重新考核。",
        en_hint="Assess the records again.",
    ),
    "A116": Wording(
        zh="{worker} 的应发合计写为 {stated}，而其薪酬明细之和为 {found}。",
        en="The gross pay of {worker} is stated as {stated}, but its entries sum to {found}.",
        zh_hint="请用原始记录重新考核。",
        en_hint="Assess the records again.",
    ),
    "A140": Wording(
        zh="{worker} 的 {what} 写为 {stated}，而由本结果的指标值、人员和规则得出 {found}。",
        en="{what} of {worker} is stated as {stated}, but the measures, people and rules of this result make it {found}.",
        zh_hint="请用原始记录重新考核，或取回未改动的结果。",
        en_hint="Assess the records again, or restore the unchanged result.",
    ),
    "A141": Wording(
        zh="{file} 不是当时考核所用的文件：表 {table} 的摘要不同，以下差异可能由此而来。",
        en="{file} is not the file that was assessed: the digest of the table {table} differs, which may be why the rest does.",
        zh_hint="请找出当时的文件再核验，或用这些记录重新考核。",
        en_hint="Find the file that was assessed and verify again, or assess these records anew.",
    ),
    "A142": Wording(
        zh="{period} 是由较短周期汇总的，不由记录直接得出，因此不能用记录核验。",
        en="{period} was rolled up from shorter periods and not made from records, so records cannot verify it.",
        zh_hint="请用 --history 逐个给出各期的考核结果（Python 中为 verify(history=[…])）。",
        en_hint="Give the results of the shorter periods, each with --history, or in Python verify(history=[...]).",
    ),
    "A143": Wording(
        zh="给出的 {period} 结果不是汇总 {whole} 时所用的那一份：摘要不同。",
        en="The result of {period} that was given is not the one {whole} was rolled up from: its digest differs.",
        zh_hint="请给出当时汇总所用的结果，或重新汇总。",
        en_hint="Give the result that was rolled up, or roll up anew.",
    ),
    "A144": Wording(
        zh="{period} 的各表彼此对不上，无法由一张推出另一张，因此不能逐项核验。",
        en="The tables of {period} do not fit each other, so nothing can be made again from them and compared.",
        zh_hint="请用原始记录重新考核，或取回未改动的结果。",
        en_hint="Assess the records again, or restore the unchanged result.",
    ),
    "A145": Wording(
        zh="没有给出当时考核所用的 {file}（表 {table}），以下差异可能由此而来。",
        en="{file} (table {table}), which was assessed, was not given, which may be why the rest differs.",
        zh_hint="请把当时的文件一并给出。",
        en_hint="Give that file as well.",
    ),
    "A119": Wording(
        zh="{worker} 的 {what} 写为 {stated}，而用给出的记录重新计算为 {found}。",
        en="{what} of {worker} is stated as {stated}, but the given records make it {found}.",
        zh_hint="请确认记录就是当时考核所用的记录（摘要见 provenance）。",
        en_hint="Make sure these are the records that were assessed; their digests stand in the provenance.",
    ),
    "A121": Wording(
        zh="{worker} 的 {what} 的分母为负数，比率没有意义，因此 {count} 人无法计分。",
        en="{what} of {worker} has a negative denominator, which makes no ratio, so {count} {count:person|people} cannot be scored.",
        zh_hint="请检查 {what} 的分母所加总的列，改正其中的负数。",
        en_hint="Correct the negative numbers in the column that the denominator of {what} adds up.",
    ),
    "A125": Wording(
        zh="{item} 在汇总表里填的是 {found}（{worker} 等 {count} 人），而规则拿它和 {edge} 比：一个是比率，一个是数，谁都不可能合理得分。",
        en="{item} is typed as {found} for {worker} ({count} in all), and the rules compare it with {edge}: one is a share and the other a number, so nobody can be scored by it.",
        zh_hint="比率请填分子和分母，如 92 和 100，规则写 90%；数量的分母请填 1，规则写 90。",
        en_hint="Type a share as numerator and denominator, such as 92 and 100, for a rule that says 90%; type a number over 1, for a rule that says 90.",
    ),
    "A181": Wording(
        zh="规则包 {pack} 要求表 {table} 必须有列 {column}，而读取记录时没有这一列，因此没有比较：缺少它的记录既不能计入，也不能算没有。",
        en="The pack {pack} requires column '{column}' of the table {table}, which the records were read without; nothing was compared, because "
        "rows without it can neither count nor be counted as nothing.",
        zh_hint="请按需要更多列的那个规则包读取记录：read_records(…, rules=…)；记录里没有这一列的，请先补上。",
        en_hint="Read the records with the rulebook that needs more columns, read_records(..., rules=...); if they lack the column, add it.",
    ),
    "A182": Wording(
        zh="给出的原始记录算不出 {period} 定稿的结果，因此没有比较：按它们区分的原因会是错的。",
        en="The records given as the original ones do not come to the result of {period} that stands, so nothing was compared: causes told "
        "apart by them would be wrong.",
        zh_hint="请给出当时考核用的那份导出文件；找不到的，不给原始记录也能更正，只是名册的影响不再与其他记录分开。",
        en_hint="Give the exports that were assessed then; without them a correction is possible all the same, only what the roster changes is "
        "not told apart from other records.",
    ),
    "A183": Wording(
        zh="给出的记录算不出 {period} 的结果，因此没有拆分：按它们区分的原因会是错的。",
        en="The records given do not come to the result of {period}, so nothing was split: causes told apart by them would be wrong.",
        zh_hint="请给出考核 {period} 这个版本时用的那份导出文件。",
        en_hint="Give the exports this version of {period} was assessed from.",
    ),
    "A120": Wording(
        zh="另有 {count} 处同类差异。",
        en="{count} more differences of this kind.",
    ),
    "A123": Wording(
        zh="{item} 要用 {worker} 的 {field}，而该项为空，因此 {count} 人无法计分。",
        en="{item} takes {field} of {worker}, which is empty, so {count} {count:person|people} cannot be scored.",
        zh_hint="请补全 {field}。",
        en_hint="Fill {field}.",
    ),
    "A122": Wording(
        zh="{sheet} 要看 {worker} 的 {field}，而名册中该项为空，因此 {count} 人是否参评无法确定。",
        en="{sheet} asks for {field} of {worker}, which is empty on the roster, so nobody can say whether {count} {count:person takes|people take} part.",
        zh_hint="请在名册中补全 {field}。",
        en_hint="Fill {field} on the roster.",
    ),
    "A124": Wording(
        zh="{worker} 的 {field} 是“{value}”，“{item}”没有写明该取值的目标，因此 {count} 人无法计分。",
        en="{field} of {worker} is '{value}', for which {item} states no target, so {count} {count:person|people} cannot be scored.",
        zh_hint="规则中写明的取值：{known}。请更正名册，或在规则中补上该取值。",
        en_hint="Stated values: {known}. Correct the roster, or state this value in the rulebook.",
    ),
    "A190": Wording(
        zh="“{name}”同时是{kinds}的名称，结果里无法区分，因此不能考核。",
        en="'{name}' names several subjects ({kinds}), which results could not tell apart, so nothing can be assessed.",
        zh_hint="请在名册中写明它所在的县、街道，或改正编号。",
        en_hint="Fill in the county and street on the roster, or correct the identifier.",
    ),
    "A194": Wording(
        zh="{name} 以全称和本名各给了一次等次，无法确定用哪一个，因此不能考核。",
        en="{name} was given a grade under its path and another under its own name, so nobody can say which holds.",
        zh_hint="请在 supplied 中只留一行。",
        en_hint="Keep one row of it in supplied.",
    ),
    "A195": Wording(
        zh="{period} 的汇总还要计入考核表“{sheets}”，而没有它的结果；这样汇总，人人在这张表上都没有分。",
        en='The roll-up of {period} also counts the sheet "{sheets}", of which there is no result; everybody would get nothing for it.',
        zh_hint="请先用 {period} 自己的记录考核这张表；用台账的，先公示、定稿，再汇总。",
        en_hint="Assess {period} from its own records first; in a Book, publish and seal that result, then roll up.",
    ),
    "A151": Wording(
        zh="{line} 要看以前周期的等次，而没有给出 {missing} 的结果，因此 {period} 的工资无法计算。",
        en="{line} rests on grades of earlier periods, and no result of {missing} was given, so the pay of {period} cannot be computed.",
        zh_hint="请把这些周期的考核结果一并作为 history 给出；规则若写 no_history: not_met，则视为未满足。",
        en_hint="Give the assessments of those periods as history; with no_history: not_met the rule counts them as not met.",
    ),
    "A152": Wording(
        zh="{worker} 的 {line} 决定金额不在 {least} 至 {most} 元之间，因此 {count} 人的工资无法计算。",
        en="An amount decided for {worker} under {line} is not between {least} and {most} yuan, so the pay of {count} {count:person|people} cannot be computed.",
        zh_hint="请核对 decisions 中的 amount，或由有权者重新决定。",
        en_hint="Check amount in decisions, or have it decided again by whoever may.",
    ),
    "A153": Wording(
        zh="{worker} 的 {line} 应有 {asked} 项决定，实有 {found} 项，因此 {count} 人的工资无法计算。",
        en="{line} asks for {asked} decisions for {worker}, and {found} are recorded, so the pay of {count} {count:person|people} cannot be computed.",
        zh_hint="请在 decisions 中补记每项决定的金额（{least} 至 {most} 元）、决定人和理由。",
        en_hint="Record each decision in decisions: an amount from {least} to {most} yuan, who decided, and why.",
    ),
    "A154": Wording(
        zh="{line} 在范围“{scope}”的资金是 {fund} 分，低于零，因此无从分配。",
        en="The fund of {line} in the scope '{scope}' is {fund} fen, below nothing, so there is nothing to divide.",
        zh_hint="请核对 withheld 所列工资项：它们应当是扣款。",
        en_hint="Check the lines named under withheld: they should be deductions.",
    ),
    "A155": Wording(
        zh="{line} 在范围“{scope}”的资金不够 {people} 人每人至少 {floor} 元，而规则写明 short: refuse，因此不能分配。",
        en="The fund of {line} in the scope '{scope}' is not enough for {people} people at {floor} yuan each, and the rulebook says short: refuse.",
        zh_hint="请增加资金，或由规则改为 short: equal（平均分配）。",
        en_hint="Raise the fund, or let the rulebook say short: equal.",
    ),
    "A156": Wording(
        zh="决定 {decision} 写的工资项是“{line}”，规则中没有可由人决定金额的这一项，{count} 项决定因此无处支付。",
        en="Decision {decision} names the pay line '{line}', which leaves no amount open, so {count} decisions would be paid nowhere.",
        zh_hint="可由人决定金额的工资项：{known}。请更正 decisions 的 line。",
        en_hint="Lines that leave an amount open: {known}. Correct line in decisions.",
    ),
    "A157": Wording(
        zh="{worker} 的 {field} 低于 0，而 {line} 以它为份额权数，分到的钱不能是负数，因此 {count} 人所在的奖励池无法分配。",
        en="{field} of {worker} is below nothing, and {line} divides by it; nobody's share can be, so the pool of {count} {count:person|people} cannot be divided.",
        zh_hint="请更正 {field}；没有份额的填 0。",
        en_hint="Correct {field}; write 0 for no share.",
    ),
    "A171": Wording(
        zh="{period} 的结果是由较短周期汇总的，没有记录可以写进算例。",
        en="The result of {period} was rolled up from shorter periods, so there are no records to put into an example.",
        zh_hint="请用其中一个月的考核结果；汇总的算例在 history 下写各月的得分。",
        en_hint="Take the assessment of one of its months; an example of a roll-up gives the months' totals under history.",
    ),
    "A172": Wording(
        zh="用给出的记录重新计算 {worker}，{what} 与考核结果不同，写成的算例不会成立。",
        en="Computed again from the records given, {what} of {worker} is not what the assessment says, so the example would not hold.",
        zh_hint="请给出考核时用的记录（和对照表）；gridperf verify --records 会指出哪里不同。",
        en_hint="Give the records (and the mapping) it was assessed from; gridperf verify --records says where they differ.",
    ),
}
