"""Wordings of the problems of the shape of a rulebook (codes R1…): YAML, keys, numbers, packs."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "R101": Wording(
        zh="不认识键“{key}”，写在它下面的内容不会生效。",
        en='Unknown key "{key}": nothing written under it would apply.',
        zh_hint="{advice}",
        en_hint="{advice}",
    ),
    "R102": Wording(
        zh="缺少键“{key}”；规则没有写明的，不会替您假定。",
        en='The key "{key}" is missing; what a rulebook does not say is not assumed for it.',
        zh_hint="请补上，如 `{key}: {example}`。",
        en_hint="Add it, as in `{key}: {example}`.",
    ),
    "R103": Wording(
        zh="这里写的是 {found}，应当是{expected}，因此这一条无法适用。",
        en="Found {found}, expected {expected}; the rule cannot be applied.",
        zh_hint="可以写成：{example}。",
        en_hint="Write it like: {example}.",
    ),
    "R104": Wording(
        zh="这里写的是 {found}，只能是下列之一：{expected}，因此这一条无法适用。",
        en="Found {found}, expected one of: {expected}; the rule cannot be applied.",
        zh_hint="{advice}",
        en_hint="{advice}",
    ),
    "R105": Wording(
        zh="{found} 太{side}，界限是 {limit}，因此这一条无法适用。",
        en="{found} is {side} the limit of {limit}, so the rule cannot be applied.",
        zh_hint="请改到界限之内。",
        en_hint="Keep it within the limit.",
    ),
    "R106": Wording(
        zh="{found} 的写法不对，应当是{expected}；名称写法不统一，就无法互相引用。",
        en="{found} is not written as {expected}; names written differently cannot refer to each other.",
        zh_hint="可以写成：{example}。",
        en_hint="Write it like: {example}.",
    ),
    "R107": Wording(
        zh="“{key}”是空的，没有可以适用的内容。",
        en='"{key}" is empty, so there is nothing to apply.',
        zh_hint="请至少写一项，或删去这个键（如果可以不写）。",
        en_hint="Write at least one entry, or leave the key out where it may be left out.",
    ),
    "R108": Wording(
        zh="这里必须写明用哪一种方式：{keys}{name}；没有写明就无法计算。",
        en="One of these keys must say how: {keys}{name}; without it nothing can be computed.",
        zh_hint="可以写成：{example}。",
        en_hint="Write it like: {example}.",
    ),
    "R109": Wording(
        zh="这里写的 {found} 不符合规则文件的格式，因此这一条无法适用。",
        en="{found} does not fit the form of a rulebook here, so the rule cannot be applied.",
        zh_hint="请对照 rules/schema/rulebook.schema.json。",
        en_hint="Compare it with rules/schema/rulebook.schema.json.",
    ),
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
        zh="从此处起不是合法的 YAML：“{found}”{since}，文件因此无法读取。",
        en='This is not YAML from here on: "{found}"{since}, so the file cannot be read.',
        zh_hint="常见原因：冒号后缺空格、引号或括号没有配对、缩进不一致、用了全角标点。正确写法如 `name: 月度考核`。",
        en_hint="Usual causes: no space after a colon, an unpaired quote or bracket, uneven indentation, full-width punctuation (：，). A valid line: `name: 月度考核`.",
    ),
    "R114": Wording(
        zh="缩进用了制表符，YAML 只接受空格，文件因此无法读取。",
        en="A tab is used as indentation, where YAML takes only spaces, so the file cannot be read.",
        zh_hint="请改用两个空格。",
        en_hint="Use two spaces instead.",
    ),
    "R115": Wording(
        zh="键“{key}”写了两次（第一次在第 {first} 行），无法确定以哪一个为准。",
        en='The key "{key}" is written twice (first on line {first}), so nobody can say which of the two holds.',
        zh_hint="请删去其中一个。",
        en_hint="Delete one of them.",
    ),
    "R116": Wording(
        zh="“{found}”是 YAML 的锚点、引用或标签；规则中每个值都必须在原处写明，以便逐条核对。",
        en='"{found}" is a YAML anchor, alias or tag; every value of a rulebook stands where it applies, so that it can be checked line by line.',
        zh_hint="请把值直接写出来；以 *、& 或 ! 开头的文字请加引号。",
        en_hint="Write the value out; put quotes around text that starts with *, & or !.",
    ),
    "R117": Wording(
        zh="文件应当是{expected}，而这里是{found}，因此没有可以适用的内容。",
        en="The file should be {expected}, and it is {found}, so there is nothing to apply.",
        zh_hint="一组“键: 值”写成如 `title: 某某县网格员考核办法`；列表的每一项以 `- ` 开头。",
        en_hint="`key: value` lines look like `title: 某某县网格员考核办法`; each entry of a list starts with `- `.",
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
    "R122": Wording(
        zh="没有代码为“{code}”的规则包，因此没有规则可用。",
        en='There is no pack with the code "{code}", so there are no rules to apply.',
        zh_hint="规则包的文件夹请写成路径，如 {path}。相近的代码：{near}。",
        en_hint="Name a pack's folder by its path, such as {path}. Nearest codes: {near}.",
    ),
    "R123": Wording(
        zh="有两个规则包的代码都是“{code}”：{folders}；无法确定用哪一个。",
        en='Two packs have the code "{code}": {folders}; nobody can say which rules hold.',
        zh_hint="请移走或改名其中一个，或直接给出文件夹路径。",
        en_hint="Move or rename one of them, or give the path of the folder.",
    ),
    "R124": Wording(
        zh="GRIDPERF_RULES 中的文件夹 {folder} 不存在，其中的规则包因此找不到。",
        en="The folder {folder} named in GRIDPERF_RULES does not exist, so the packs in it cannot be found.",
        zh_hint="请更正环境变量 GRIDPERF_RULES；多个文件夹之间 Linux 和 macOS 用冒号、Windows 用分号隔开。",
        en_hint="Correct GRIDPERF_RULES; folders are separated by a colon, on Windows by a semicolon.",
    ),
    "R125": Wording(
        zh="已安装的规则包“{name}”（{module}）无法读取（{reason}），其中的规则因此找不到。",
        en='The installed package "{name}" ({module}) cannot be read ({reason}), so its packs cannot be found.',
        zh_hint="请重新安装或卸载它。",
        en_hint="Reinstall it, or uninstall it.",
    ),
    "R126": Wording(
        zh="这里没有规则包：文件夹中找不到 pack.yaml。",
        en="There is no pack here: the folder has no pack.yaml.",
        zh_hint="请给出含有 pack.yaml 的文件夹，或规则包的代码。",
        en_hint="Give the folder that holds pack.yaml, or the code of a pack.",
    ),
    "R127": Wording(
        zh="保存的规则与其摘要不符（应为 {expected}，实为 {found}）：规则已被改动，据此算出的结果不能再核对。",
        en="The saved rules do not match their digest (expected {expected}, found {found}): they have been changed, and results cannot be checked against them.",
        zh_hint="请取回未改动的文件，或用原规则重新考核。",
        en_hint="Restore the unchanged file, or assess again with the original rules.",
    ),
    "R135": Wording(
        zh="保存的规则不合本版本 gridperf 的写法（{at}：{why}），因此不能再核对；规则和结果本身没有被改动。",
        en="The saved rules are not written as this version of gridperf reads them ({at}: {why}), so results cannot be checked against them; neither is changed.",
        zh_hint="请用考核时的版本打开，或用原始记录和现在的规则重新考核；考核时的版本写在 assessment.json 的 provenance 里。",
        en_hint="Open it with the version that assessed it, named under provenance in assessment.json, or assess the records again with today's rules.",
    ),
    "R128": Wording(
        zh="“{code}”不能作为规则包代码：代码是行政区划代码加拼音，因此没有新建规则包。",
        en='"{code}" cannot be the code of a pack, which is a division code and pinyin, so no pack was made.',
        zh_hint="请写 6、9 或 12 位行政区划代码、连字符和小写拼音，如 370522-lijin。",
        en_hint="Write the division code of 6, 9 or 12 digits, a hyphen and pinyin in lower case, such as 370522-lijin.",
    ),
    "R129": Wording(
        zh="文件夹已存在，没有新建规则包，以免覆盖已有的规则。",
        en="The folder exists already; nothing was written, so that no rules are overwritten.",
        zh_hint="请换一个代码或文件夹，或先移走它。",
        en_hint="Choose another code or folder, or move it away first.",
    ),
    "R130": Wording(
        zh="pack.yaml 的代码是“{code}”，而文件夹名是“{folder}”；两者不一致，按代码就找不到这个规则包。",
        en='pack.yaml says the code is "{code}", the folder is named "{folder}"; by its code the pack would not be found.',
        zh_hint="请把其中一个改成与另一个相同。",
        en_hint="Make the two the same.",
    ),
    "R131": Wording(
        zh="“{name}”不是版本文件的名称，其中的规则不知从哪一天起施行。",
        en='"{name}" is not the name of an edition, so nobody can say from which day its rules hold.',
        zh_hint="请以施行日期命名，如 2026-01-01.yaml。",
        en_hint="Name it by the day it comes into force, such as 2026-01-01.yaml.",
    ),
    "R132": Wording(
        zh="规则包里没有任何版本，因此没有规则可用。",
        en="The pack has no edition, so there are no rules to apply.",
        zh_hint="请在 editions 文件夹中放入以施行日期命名的文件，如 editions/2026-01-01.yaml。",
        en_hint="Add a file named by the day it comes into force, such as editions/2026-01-01.yaml.",
    ),
    "R133": Wording(
        zh="{code} 在 {asked} 还没有施行的版本（最早的版本自 {first} 起施行），因此无法考核。",
        en="{code} has no edition in force in {asked} (the first is in force from {first}), so nobody can be assessed by it.",
        zh_hint="请考核之后的周期，或补上当时有效的版本。",
        en_hint="Assess a later period, or add the edition that was in force then.",
    ),
    "R134": Wording(
        zh="source 写的是“{found}”，只能指向本规则包 sources 文件夹中的 .md 文件，条款才能随规则一同核对。",
        en='source is "{found}"; it must name an .md file in the pack\'s own sources folder, so that clauses travel with the rules.',
        zh_hint="写成如 sources/2026-01-01.md。",
        en_hint="Write it like sources/2026-01-01.md.",
    ),
    "R150": Wording(
        zh="calendar 文件夹里的“{name}”不是以年份命名的，其中的放假安排不知是哪一年的。",
        en='"{name}" in the folder calendar is not named by a year, so nobody can say which year it holds for.',
        zh_hint="请以年份命名，如 2027.yaml。",
        en_hint="Name it by its year, such as 2027.yaml.",
    ),
    "R151": Wording(
        zh="{day} 不在 {year} 年，而这个文件只管 {year} 年，这一天不会起作用。",
        en="{day} is not in {year}, and this file holds for {year} alone, so the day would count for nothing.",
        zh_hint="请写进它那一年的文件。",
        en_hint="Write it in the file of its own year.",
    ),
    "R152": Wording(
        zh="{day} 不能写在 {list} 里：holidays 和 in_lieu 只写周一至周五的休息日，working_days 只写要上班的周六周日；照此计薪天数会错。",
        en="{day} cannot stand under {list}: holidays and in_lieu name days off from Monday to Friday, working_days Saturdays and Sundays that "
        "are worked; paid days would be wrong.",
        zh_hint="请对照放假通知；落在周末的节日，写补休的那个工作日，没有补休就不写。",
        en_hint="Compare with the notice; for a holiday on a weekend, name the weekday it is moved to.",
    ),
    "R153": Wording(
        zh="{day} 写了两次，是上班、放假还是调休，不知以哪个为准。",
        en="{day} is named twice, and whether it is worked, a holiday or in lieu is not said.",
        zh_hint="请只留一处。",
        en_hint="Keep one of them.",
    ),
    "R154": Wording(
        zh="调休的休息日有 {in_lieu} 天，要补上班的周末有 {working_days} 天，两者应当相等；照此一年的工作日会多算或少算。",
        en="Weekdays off in lieu: {in_lieu}; weekend days worked: {working_days}. One makes up for the other, so the year would have too many or too "
        "few workdays.",
        zh_hint="请对照放假通知，把漏写的一天补上。",
        en_hint="Compare with the notice, and add the day that is missing.",
    ),
    "R155": Wording(
        zh="法定节假日写了 {holidays} 天，而 statutory_days 是 {statutory_days} 天；照此计薪天数会错。",
        en="{holidays} days stand under holidays, and statutory_days says {statutory_days}; paid days would be wrong.",
        zh_hint="请对照放假通知；自 2025 年起全国为 13 天，当地另有的加上。",
        en_hint="Compare with the notice; the nation has 13 since 2025, and a place its own besides.",
    ),
}
