"""Wordings of the problems in the cells of the records (codes D2…)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "D201": Wording(
        zh="{column} 是空的，而每行都必须有值，因此这条记录无法计入。{more}",
        en="{column} is empty and every row must have it, so this record cannot count.{more}",
        zh_hint="请补上；合并单元格留下的空格可在 mapping.yaml 中用 fill_down 补齐。",
        en_hint="Fill it in; blanks left by merged cells can be filled with fill_down in mapping.yaml.",
    ),
    "D202": Wording(
        zh="“{value}”不是日期，因此无法确定这条记录属于哪一天。{more}",
        en="'{value}' is no date, so this record belongs to no day.{more}",
        zh_hint="例如 2026-10-01、2026/10/1、2026年10月1日；别的写法可在 mapping.yaml 的 formats 中写明。",
        en_hint="Write 2026-10-01, 2026/10/1 or 2026年10月1日; another form can be stated under formats in mapping.yaml.",
    ),
    "D203": Wording(
        zh="“{value}”不是时间，因此无法确定这条记录属于何时。{more}",
        en="'{value}' is no time, so this record belongs to no moment.{more}",
        zh_hint="例如 2026-10-01 08:30；别的写法可在 mapping.yaml 的 formats 中写明。",
        en_hint="Write 2026-10-01 08:30; another form can be stated under formats in mapping.yaml.",
    ),
    "D204": Wording(
        zh="“{value}”不是整数，因此无法计数。{more}",
        en="'{value}' is no whole number, so it cannot be counted with.{more}",
        zh_hint="例如 12；单位请写在列名里。",
        en_hint="Write 12; a unit belongs into the heading.",
    ),
    "D205": Wording(
        zh="“{value}”不是数，因此无法计算。{more}",
        en="'{value}' is no number, so it cannot be computed with.{more}",
        zh_hint="例如 1234.50、1,234.50；负数写 -5 或 (5)。",
        en_hint="Write 1234.50 or 1,234.50; a negative number is -5 or (5).",
    ),
    "D206": Wording(
        zh="“{value}”不是“是”或“否”，因此无法确定这条记录是否计入。{more}",
        en="'{value}' is neither yes nor no, so whether this record counts cannot be told.{more}",
        zh_hint="请写 是 或 否（也可以写 true/false、1/0、Y/N）；别的说法可在 mapping.yaml 的 values 中写明。",
        en_hint="Write 是 or 否, true or false, 1 or 0, Y or N; other words can be stated under values in mapping.yaml.",
    ),
    "D207": Wording(
        zh="“{value}”的小数超过 {digits} 位，舍入会改变金额或分值。{more}",
        en="'{value}' has more than {digits} digits after the point, and rounding it would change points or pay.{more}",
        zh_hint="请在来源处修约到 {digits} 位小数。",
        en_hint="Round it to {digits} digits where it comes from.",
    ),
    "D208": Wording(
        zh="“{value}”只有日期，没有几时几分；{effect}。{more}",
        en="'{value}' has a date and no time of day; {effect}.{more}",
        zh_hint='请写上时间，如 2026-10-01 {clock}，或在 mapping.yaml 中写明 times: {{{name}: "{time}"}}。',
        en_hint='Write a time, such as 2026-10-01 {clock}, or state times: {{{name}: "{time}"}} in mapping.yaml.',
    ),
    "D209": Wording(
        zh="“{value}”是 Excel 用科学计数法写的编号，原来的数字已经丢失，这条记录找不到它的主人。{more}",
        en="'{value}' is an identifier that Excel wrote in E notation: its digits are lost, and this record has no owner.{more}",
        zh_hint="请在 Excel 中把该列设为“文本”，从原系统重新取得编号，再另存。",
        en_hint="Set the column to 'Text' in Excel, take the identifiers from the source system again, and save.",
    ),
    "D210": Wording(
        zh="编号“{value}”在 Excel 中存成了数，15 位以后的数字已经丢失，这条记录找不到它的主人。{more}",
        en="The identifier '{value}' is held by Excel as a number: its digits after the 15th are lost, and this record has no owner.{more}",
        zh_hint="请把该列设为“文本”，从原系统重新取得编号。",
        en_hint="Set the column to 'Text' and take the identifiers from the source system again.",
    ),
    "D211": Wording(
        zh="编号“{value}”在 Excel 中变成了数或日期，可能已不是原来的编号（1.10 成了 1.1，3-1 成了 3 月 1 日）。{more}",
        en="Excel has turned the identifier '{value}' into a number or date, and it may not be the one that was typed "
        "(1.10 becomes 1.1, 3-1 becomes 1 March).{more}",
        zh_hint="请把该列设为“文本”，重新填写编号。",
        en_hint="Set the column to 'Text' and enter the identifiers again.",
    ),
    "D212": Wording(
        zh="“{value}”太大，无法精确计算。{more}",
        en="'{value}' is too large to compute with exactly.{more}",
        zh_hint="请检查该列是否混入了编号。",
        en_hint="Check whether an identifier has slipped into the column.",
    ),
    "D213": Wording(
        zh="{column} 不能是“{value}”，只能是 {allowed}，因此无法确定适用哪一项标准。{more}",
        en="{column} cannot be '{value}', only {allowed}, so which standard applies cannot be told.{more}",
        zh_hint="是不是 {near}？",
        en_hint="Is it {near}?",
    ),
    "D214": Wording(
        zh="{column} 是 {value}，不能小于 {least}，因此这条记录无法计入。{more}",
        en="{column} is {value} and cannot be below {least}, so this record cannot count.{more}",
        zh_hint="请更正。",
        en_hint="Correct it.",
    ),
    "D215": Wording(
        zh="{column}（{value}）早于 {first}（{other}），先后颠倒，这条记录无法计入。{more}",
        en="{column} ({value}) lies before {first} ({other}), so this record cannot count.{more}",
        zh_hint="请更正其中之一。",
        en_hint="Correct one of the two.",
    ),
    "D216": Wording(
        zh="与第 {other} 行完全相同（{key}：{value}），只能计一次。{more}",
        en="This row is the same as row {other} ({key}: {value}) in every cell, and can count only once.{more}",
        zh_hint="请删去多余的一行。",
        en_hint="Delete one of the two.",
    ),
    "D217": Wording(
        zh="与第 {other} 行的 {key} 相同（{value}）而内容不同，无法确定哪一行属实，两行都不能计入。{more}",
        en="This row has the {key} of row {other} ({value}) and differs from it, so neither can be trusted to count.{more}",
        zh_hint="请查实后删去不实的一行，或更正编号。",
        en_hint="Find out which is true and delete the other, or correct its identifier.",
    ),
    "D218": Wording(
        zh="这段在岗时间（{value}）与第 {other} 行重叠，同一天会属于两个岗位。{more}",
        en="This time of service ({value}) overlaps with row {other}, so a day would belong to two posts.{more}",
        zh_hint="请使前一段的 ends_on 早于后一段的 starts_on。",
        en_hint="Let ends_on of the earlier row lie before starts_on of the later.",
    ),
    "D219": Wording(
        zh="名册中没有网格员“{value}”，这条记录没有人可以计入。{more}",
        en="There is no worker '{value}' on the roster, so this record counts for nobody.{more}",
        zh_hint="是不是 {near}？请更正编号，或在名册中补上此人。",
        en_hint="Is it {near}? Correct the identifier, or add the worker to the roster.",
    ),
    "D220": Wording(
        zh="“{value}”中有看不见的字符，看上去相同的文字因此并不相同。{more}",
        en="'{value}' has characters that cannot be seen, so texts that look the same are not.{more}",
        zh_hint="请重新键入这一格；换行请改为空格。",
        en_hint="Type the cell again; replace a line break by a space.",
    ),
    "D221": Wording(
        zh="“{value}”不是考核周期，因此这一行不属于任何一期。{more}",
        en="'{value}' is no period, so this row belongs to none.{more}",
        zh_hint="例如 2026-10、2026Q4、2026H2 或 2026。",
        en_hint="Write 2026-10, 2026Q4, 2026H2 or 2026.",
    ),
    "D222": Wording(
        zh="“{value}”可能是 1 月，也可能是去掉了 0 的 10 月，因此无法确定属于哪一期。{more}",
        en="'{value}' may be January, or October with its 0 lost, so which period it belongs to cannot be told.{more}",
        zh_hint="请写 2026-01 或 2026-10。",
        en_hint="Write 2026-01 or 2026-10.",
    ),
    "D223": Wording(
        zh="这一行以“{value}”开头，是合计行，不是一条记录；计入会重复。{more}",
        en="This row begins with '{value}': it is a total and no record, and would count twice.{more}",
        zh_hint="请删去合计行，或在 mapping.yaml 中写 skip_total_rows: true。",
        en_hint="Delete the row, or state skip_total_rows: true in mapping.yaml.",
    ),
    "D224": Wording(
        zh="mapping.yaml 没有写明 {column} 的“{value}”是什么意思，因此这条记录无法计入。{more}",
        en="The mapping does not say what '{value}' means in {column}, so this record cannot count.{more}",
        zh_hint="是不是 {near}？请在 values 中补上它，或写 others: keep 原样保留。",
        en_hint="Is it {near}? Add it under values, or state others: keep to leave it as it is.",
    ),
    "D225": Wording(
        zh="本应合为一行的各行在 {column} 上不一致（“{value}”与“{other}”），无法确定以哪一个为准。{more}",
        en="Rows that should make one differ in {column} ('{value}' and '{other}'), so nobody can say which of them holds.{more}",
        zh_hint="请更正，或在 one_row_per 中写明 take: first 或 last 以及 order_by。",
        en_hint="Correct them, or state take: first or last and order_by under one_row_per.",
    ),
    "D226": Wording(
        zh="{heading} 是空的或无法辨认，因此无法确定这一行与哪些行合为一行、谁先谁后。{more}",
        en="{heading} is empty or cannot be read, so which rows this one belongs to, and in which order, cannot be told.{more}",
        zh_hint="请补上。",
        en_hint="Fill it in.",
    ),
    "D227": Wording(
        zh="这一格没有值，显示的是“{value}”，因此这条记录无法计入。{more}",
        en="This cell has no value; it shows '{value}', so this record cannot count.{more}",
        zh_hint="请更正公式，或把结果粘贴为数值后保存。",
        en_hint="Correct the formula, or paste its result as a value and save.",
    ),
    "D228": Wording(
        zh="{column}（{value}）多于 {first}（{other}），这条记录会算作超过应有的全部，因此无法计入。{more}",
        en="{column} ({value}) is more than {first} ({other}), so this record would count as more than all there was, and cannot count.{more}",
        zh_hint="请更正其中之一。",
        en_hint="Correct one of the two.",
    ),
}
