"""Wordings of the problems of sources and worked examples (codes R3…)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "R301": Wording(
        zh="找不到办法原文 {source}，条款因此无从核对。",
        en="The county's text {source} is missing, so no clause can be checked.",
        zh_hint="请把办法原文写成该文件，每一条一个标题。",
        en_hint="Write the county's text into that file, one heading per clause.",
    ),
    "R302": Wording(
        zh="办法原文开头没有用两行 `---` 括起的说明（title、issuer、number、issued_on、link），出处因此不明。",
        en="The county's text does not start with its description between two lines of `---` (title, issuer, number, issued_on, link), so its authority is unknown.",
        zh_hint="请在文件第一行写 `---`，随后写 `title: …` 和 `issuer: …`，再写一行 `---`。",
        en_hint="Start the file with `---`, then `title: …` and `issuer: …`, then `---` again.",
    ),
    "R303": Wording(
        zh="条款“{clause}”在原文中有两个标题（第一个在第 {line} 行），引用它时无法确定指的是哪一个。",
        en='The clause "{clause}" has two headings in the text (the first on line {line}), so a citation of it points to two places.',
        zh_hint="请合并两处，或改正其中一个标题。",
        en_hint="Merge the two, or correct one of the headings.",
    ),
    "R304": Wording(
        zh="原文中没有条款“{what}”，这一条规则因此没有依据。",
        en='The county\'s text has no clause "{what}", so this rule has no authority.',
        zh_hint="相近的条款：{near}。依据几个条款的，写成列表：[第三条, 第四条]。",
        en_hint="Nearest clauses: {near}. A rule that follows from several has a list of them: [第三条, 第四条].",
    ),
    "R305": Wording(
        zh="条款“{what}”没有任何规则引用。",
        en='No rule cites the clause "{what}".',
        zh_hint="请补上规则；不产生分值和金额的，或已由引用别的条款的规则一并落实的，请在原文开头的 without_rules 中写明原因。",
        en_hint="Add the rule; for a clause that moves no points or pay, or that a rule citing another one carries out, give the reason under without_rules at the top of the text.",
    ),
    "R306": Wording(
        zh="without_rules 写了“{what}”，而原文没有这一条。",
        en='without_rules names "{what}", which is no clause of the text.',
        zh_hint="相近的条款：{near}。",
        en_hint="Nearest clauses: {near}.",
    ),
    "R307": Wording(
        zh="算例里没有名为“{what}”的记录表，这些记录不会被读入。",
        en='There is no table of records called "{what}", so these records would not be read.',
        zh_hint="相近的表：{near}；以往结果写在 history 下。",
        en_hint="Nearest tables: {near}; earlier results stand under history.",
    ),
    "R308": Wording(
        zh="表 {table} 没有列“{what}”，这个值不会被读入。",
        en='The table {table} has no column "{what}", so the value would not be read.',
        zh_hint="相近的列：{near}。",
        en_hint="Nearest columns: {near}.",
    ),
    "R309": Wording(
        zh="列 {column} 应当是{expected}，这里写的是 {found}，记录因此无法读入。",
        en="The column {column} holds {expected}, and this is {found}, so the record cannot be read.",
        zh_hint='请改成应有的写法；数字样子的编号、年份要加引号，如 "2026"。',
        en_hint='Write it in the expected form; identifiers and years that look like numbers stand in quotes, as in "2026".',
    ),
    "R310": Wording(
        zh="算例“{name}”不成立：{what} 应为 {expected}，算得 {actual}。",
        en='The example "{name}" does not hold: {what} should be {expected}, and comes to {actual}.',
        zh_hint="请用纸笔核对这一步：若算例正确，请改规则；若规则正确，请改算例。",
        en_hint="Work the step out on paper: if the example is right, correct the rule; if the rule is right, correct the example.",
    ),
    "R311": Wording(
        zh="算例“{name}”无法计算：{reason}",
        en='The example "{name}" cannot be computed: {reason}',
        zh_hint="请补全算例的记录（以前各期的写在 given.history），或在 expect 中写明 problems: [{code}]。",
        en_hint="Complete the records of the example (those of earlier periods go under given.history), or expect the refusal with problems: [{code}].",
    ),
    "R312": Wording(
        zh="算例的周期“{found}”写法不对，不知道该适用哪个版本。",
        en='The period "{found}" is not one, so nobody can say which edition applies.',
        zh_hint="写成 2026-10、2026Q4、2026H2 或 2026。",
        en_hint="Write 2026-10, 2026Q4, 2026H2 or 2026.",
    ),
    "R313": Wording(
        zh="算例没有写明任何预期结果，什么也没有检验。",
        en="The example expects nothing, so it checks nothing.",
        zh_hint='请在 expect 下至少写一项，如 scores: {{"0001": 95}}。',
        en_hint='Write at least one result under expect, such as scores: {{"0001": 95}}.',
    ),
    "R314": Wording(
        zh="{what}中没有“{found}”，这一项预期永远无法检验。",
        en='There is no "{found}" among the {what}, so this expectation can never be checked.',
        zh_hint="相近的名称：{near}。",
        en_hint="Nearest names: {near}.",
    ),
    "R315": Wording(
        zh="这里写的是 {found}，应当是{expected}，无法与算得的结果比较。",
        en="Found {found}, expected {expected}; it cannot be compared with the result.",
        zh_hint="请改成应有的写法。",
        en_hint="Write it in the expected form.",
    ),
    "R316": Wording(
        zh="算例“{name}”的名称用了两次（第一次在 {file}），报告时无法区分。",
        en='The example "{name}" has a name that is used twice (first in {file}); a report could not tell them apart.',
        zh_hint="请用一句话写明各自检验什么。",
        en_hint="Name each by a sentence that says what it checks.",
    ),
    "R317": Wording(
        zh="预期的拒绝代码是 {expected}，实际是 {actual}。",
        en="The refusal should have the codes {expected}, and has {actual}.",
        zh_hint="请核对 problems；没有拒绝表示照常算出了结果。",
        en_hint="Check problems; none means that results were computed as usual.",
    ),
    "R318": Wording(
        zh="没有一个算例检验：{what}。",
        en="No worked example checks: {what}.",
        zh_hint="请在 examples 中各写一个算例，在 expect 的 entries 或 pay 下写明它们的得数。",
        en_hint="Add an example for each, with its result under entries or pay of expect.",
    ),
    "R319": Wording(
        zh="equivalents.yaml 写明“{at}”改为“{to}”不影响结果，而这个版本里没有这样的改动，这条说明不起作用。",
        en='equivalents.yaml says that changing "{at}" to "{to}" makes no difference, and there is no such change of this edition, so the note does nothing.',
        zh_hint="请按 gridperf test --mutate 显示的路径和新值改写，或删去这一条。",
        en_hint="Write path and new value as gridperf test --mutate shows them, or remove the note.",
    ),
    "R320": Wording(
        zh="equivalents.yaml 写明“{at}”改为“{to}”不影响结果，而算例已能发现这处改动，这条说明不再成立。",
        en='equivalents.yaml says that changing "{at}" to "{to}" makes no difference, and an example notices it, so the note is no longer true.',
        zh_hint="请删去这一条。",
        en_hint="Remove the note.",
    ),
    "R321": Wording(
        zh="这一行写了 repeat，而表 {table} 的记录靠 {key} 区分，重复的几行会成为同一条记录。",
        en="The row says repeat, and records of {table} are told apart by {key}, so its copies would be one record.",
        zh_hint="请删去 repeat，每条记录各写一行；以一个编号为键的表，不写编号就可以用 repeat。",
        en_hint="Remove repeat and write a row for each record; a table with one identifier as its key takes repeat where the identifier is left out.",
    ),
}
