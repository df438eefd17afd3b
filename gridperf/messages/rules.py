"""Wordings of the problems of the rulebook (codes R…)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    # --- shape: the file as YAML ---------------------------------------------------------------------------------------
    "R110": Wording(
        zh="文件打不开（{reason}），其中的规则因此无法适用。",
        en="The file cannot be read ({reason}), so none of its rules can be applied.",
        zh_hint="请检查路径和读取权限。",
        en_hint="Check the path and the permission to read it.",
    ),
    "R111": Wording(
        zh="文件不是 UTF-8 编码（字节 {byte}），其中的汉字无法辨认。",
        en="The file is not UTF-8 (byte {byte}), so its Chinese names cannot be read.",
        zh_hint="请在编辑器中另存为 UTF-8。",
        en_hint="Save it as UTF-8 in your editor.",
    ),
    "R112": Wording(
        zh="文件含有不可见的控制字符 {character}，名称中若带有它，就与看上去相同的名称对不上。",
        en="The file holds the invisible character {character}; a name with it would not match the same name without it.",
        zh_hint="请删除该字符；若整份文件都是这样，请另存为 UTF-8。",
        en_hint="Delete it; if the whole file looks like this, save it as UTF-8.",
    ),
    "R113": Wording(
        zh="从此处起不是合法的 YAML：“{found}”，文件因此无法读取。",
        en="This is not YAML from here on: \"{found}\", so the file cannot be read.",
        zh_hint="常见原因：冒号后缺空格、引号或括号没有配对、缩进不一致、用了全角标点。正确写法如 `name: 月度考核`。",
        en_hint="Usual causes: no space after a colon, an unpaired quote or bracket, uneven indentation. A valid line: `name: 月度考核`.",
    ),
    "R114": Wording(
        zh="缩进用了制表符，YAML 只接受空格，文件因此无法读取。",
        en="A tab is used as indentation, where YAML takes only spaces, so the file cannot be read.",
        zh_hint="请改用两个空格。",
        en_hint="Use two spaces instead.",
    ),
    "R115": Wording(
        zh="键“{key}”写了两次（第一次在第 {line} 行），无法确定以哪一个为准。",
        en="The key \"{key}\" is written twice (first on line {line}), so nobody can say which of the two holds.",
        zh_hint="请删去其中一个。",
        en_hint="Delete one of them.",
    ),
    "R116": Wording(
        zh="“{found}”是 YAML 的锚点、引用或标签；规则中每个值都必须在原处写明，以便逐条核对。",
        en="\"{found}\" is a YAML anchor, alias or tag; every value of a rulebook stands where it applies, so that it can be checked line by line.",
        zh_hint="请把值直接写出来；以 *、& 或 ! 开头的文字请加引号。",
        en_hint="Write the value out; put quotes around text that starts with *, & or !.",
    ),
    "R117": Wording(
        zh="文件应当是一组“键: 值”，而这里是 {found}，因此没有可以适用的规则。",
        en="The file should be a set of `key: value` lines; it is {found}, so there is nothing to apply.",
        zh_hint="第一行写成如 `title: 某某县网格员考核办法`。",
        en_hint="Start it with a line such as `title: 某某县网格员考核办法`.",
    ),
    "R118": Wording(
        zh="文件里有第二份文档（`---` 之后），只读第一份会漏掉规则。",
        en="The file holds a second document (after `---`); reading only the first would leave rules out.",
        zh_hint="请拆成两个文件，或删去这一行。",
        en_hint="Split it into two files, or delete that line.",
    ),
    "R119": Wording(
        zh="文件过大或嵌套过深（上限 {most}），因此没有读取。",
        en="The file is too large or too deeply nested (the limit is {most}), so it was not read.",
        zh_hint="规则文件通常不到 100 KB、不超过十层；请检查是否放错了文件。",
        en_hint="A rulebook is below 100 KB and ten levels; check whether this is the right file.",
    ),
    "R120": Wording(
        zh="此处的键应当是文字，而写成了列表或一组键值，因此无法读取。",
        en="A key should be text; here it is a list or a mapping, so the file cannot be read.",
        zh_hint="花括号里每一项都写成 `键: 值`，如 {{each: -5, down_to: -20}}。",
        en_hint="Inside braces every part is `key: value`, as in {{each: -5, down_to: -20}}.",
    ),
    "R121": Wording(
        zh="这个数超过 {most} 位，不可能是分值或金额。",
        en="This number has more than {most} digits, which no points or pay can have.",
        zh_hint="若是编码，请加引号。",
        en_hint="If it is a code, put it in quotes.",
    ),
    # --- meaning: filters ----------------------------------------------------------------------------------------------
    "R201": Wording(
        zh="筛选条件“{text}”无法解析：{at}，因此无法确定哪些记录计分。",
        en="The filter \"{text}\" cannot be read at {at}, so nobody can say which records count.",
        zh_hint="写成如 \"valid AND category IN ('消防隐患', '治安隐患')\"。",
        en_hint="Write it like \"valid AND category IN ('消防隐患', '治安隐患')\".",
    ),
    "R202": Wording(
        zh="筛选条件用了“{found}”，这里不允许；规则只能比较记录中的列，不能计算。",
        en="The filter uses \"{found}\", which is not allowed; a filter compares columns of the record and computes nothing.",
        zh_hint="可用：= <> < <= > >=、AND OR NOT、IN、BETWEEN、IS NULL、LIKE，以及整数的 + 和 -。",
        en_hint="Allowed: = <> < <= > >=, AND OR NOT, IN, BETWEEN, IS NULL, LIKE, and + - on integers.",
    ),
    "R203": Wording(
        zh="表 {table} 没有列“{column}”，筛选条件因此不成立。",
        en="The table {table} has no column \"{column}\", so the filter selects nothing that can be named.",
        zh_hint="相近的列：{near}。文字要用单引号，如 kind = '投诉'。",
        en_hint="Nearest columns: {near}. Text stands in single quotes, as in kind = '投诉'.",
    ),
    "R204": Wording(
        zh="{left}（{left_kind}）不能与 {right}（{right_kind}）比较，这一条件对任何记录都没有结果。",
        en="{left} ({left_kind}) cannot be compared with {right} ({right_kind}), so the condition has no answer for any record.",
        zh_hint="{expected}",
        en_hint="{expected}",
    ),
    "R205": Wording(
        zh="{found} 不是“是/否”条件，无法决定记录是否计入。",
        en="{found} is not a yes-or-no condition, so it cannot decide whether a record counts.",
        zh_hint="请写成比较，如 {column} = {example}。",
        en_hint="Write a comparison, such as {column} = {example}.",
    ),
    "R206": Wording(
        zh="与 NULL 比较永远不成立，这一条件不会选中任何记录。",
        en="A comparison with NULL never holds, so the condition selects no record at all.",
        zh_hint="请写 {column} IS NULL 或 {column} IS NOT NULL。",
        en_hint="Write {column} IS NULL or {column} IS NOT NULL.",
    ),
    "R207": Wording(
        zh="筛选条件用了全角符号“{found}”，因此无法解析。",
        en="The filter uses the full-width character \"{found}\", so it cannot be read.",
        zh_hint="请改用半角“{expected}”。",
        en_hint="Use \"{expected}\" instead.",
    ),
    "R208": Wording(
        zh="列 {column} 只取 {allowed}，永远不会是“{found}”，这一条件不会选中任何记录。",
        en="The column {column} holds only {allowed} and never \"{found}\", so the condition selects no record at all.",
        zh_hint="相近的取值：{near}。",
        en_hint="Nearest value: {near}.",
    ),
    "R209": Wording(
        zh="{column} 带有时刻，而“{found}”只是日期：是否包含当天会影响计分，必须写明。",
        en="{column} holds a time of day and \"{found}\" is only a date: whether that day is included moves points, so it must be said.",
        zh_hint="请用 >= '{found}' 或 < '{found}'，或写出时刻，如 '{found} 18:00'。",
        en_hint="Use >= '{found}' or < '{found}', or give a time, such as '{found} 18:00'.",
    ),
    "R210": Wording(
        zh="筛选条件过长或嵌套过深，无法核对。",
        en="The filter is too long or too deeply nested to be checked by a reader.",
        zh_hint="请改用 IN 列表，或拆成几个考核项；上限 {most} 个字符。",
        en_hint="Use an IN list, or split it into several items; the limit is {most} characters.",
    ),
}
