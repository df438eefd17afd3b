"""Wordings of the problems of layers: rulebooks that change one pinned edition of an upper pack (codes R8…)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "R901": Wording(
        zh="写了 extends 的文件只写改动，而“{key}”直接写在了最外层，不知道是改动还是全部，因此没有采用。",
        en='A file with extends states changes only, and "{key}" stands outside of them; whether it changes or replaces the upper rules is not said, so it is not applied.',
        zh_hint="请写在 override、add 或 disable 之下，如 override: [{{at: sheets.month.items.arrival, set: {{score.share: 30}}, clause: 第三条}}]。",
        en_hint="Write it under override, add or disable, such as override: [{{at: sheets.month.items.arrival, set: {{score.share: 30}}, clause: 第三条}}].",
    ),
    "R902": Wording(
        zh="写了“{key}”，却没有写 extends，不知道改的是哪一份办法，因此没有采用。",
        en='"{key}" is here without extends, so nobody knows which rules it changes; it is not applied.',
        zh_hint="请在文件开头写如 extends: {{pack: 370522-lijin, edition: 2026-01-01, called: 县办法}}；完整的办法不写“{key}”。",
        en_hint='Write extends: {{pack: 370522-lijin, edition: 2026-01-01, called: 县办法}} at the top; a whole rulebook has no "{key}".',
    ),
    "R903": Wording(
        zh="这份办法经由 {chain} 又回到自己，没有一份是完整的，因此无法考核。",
        en="These rules rest on themselves through {chain}; none of them is whole, so nobody can be assessed by them.",
        zh_hint="请把其中一份改为不写 extends 的完整办法，或改指上一级。",
        en_hint="Make one of them a whole rulebook without extends, or let it extend the level above.",
    ),
    "R904": Wording(
        zh="{upper} 没有自 {edition} 起施行的版本，未改动的部分因此没有内容。",
        en="{upper} has no edition in force from {edition}, so whatever is not changed here would be empty.",
        zh_hint="现有的版本：{near}。",
        en_hint="Its editions: {near}.",
    ),
    "R905": Wording(
        zh="{upper} 中没有 {what}，这一处改动因此落空。",
        en="There is no {what} in {upper}, so this changes nothing.",
        zh_hint="相近的：{near}。用 gridperf show {upper} 可以看到全部名称。",
        en_hint="Nearest: {near}. All names are shown by gridperf show {upper}.",
    ),
    "R906": Wording(
        zh="{what} 是单独一个值，里面没有可以改的键，这一处改动因此落空。",
        en="{what} is a single value and holds no keys, so this changes nothing.",
        zh_hint="请写成 at: {part}，在 set 中写 {name}: 新的值。",
        en_hint="Write at: {part}, and under set {name}: the new value.",
    ),
    "R907": Wording(
        zh="{what} 含有各有名称的条目，整体替换会让没有提到的条目不声不响地消失，因此没有采用。",
        en="{what} holds entries with names of their own; replacing all of them at once would drop the ones not mentioned, so it is not applied.",
        zh_hint="请逐条写：改用 override，增用 add，删用 disable。",
        en_hint="Name them one by one: override to change, add to add, disable to leave out.",
    ),
    "R908": Wording(
        zh="{what} 不是有名称的条目，不能单独增删，因此没有采用。",
        en="{what} is no entry with a name of its own and can be neither added nor left out, so this is not applied.",
        zh_hint="键和没有编号的列表用 override 修改；去掉一个键，在 set 中把它写成 null。",
        en_hint="Keys, and lists whose entries have no id, are changed by override; null under set takes a key away.",
    ),
    "R909": Wording(
        zh="{what} 已经有了，再增加一个就无法区分哪一个算分、计酬。",
        en="{what} exists already; with a second one nobody could say which gives points or pay.",
        zh_hint="请换一个名称，或改用 override 修改原有的。",
        en_hint="Give it another name, or change the one that exists with override.",
    ),
    "R910": Wording(
        zh="{what} 在第 {line} 行已经改过，无法确定以哪一处为准。",
        en="{what} is changed on line {line} already, so nobody can say which of the two holds.",
        zh_hint="请合并成一处。",
        en_hint="Say it once.",
    ),
    "R911": Wording(
        zh="{what} 所在之处没有先后，place 不起作用。",
        en="{what} is added where nothing has an order, so place has no effect.",
        zh_hint="请删去 place。",
        en_hint="Delete place.",
    ),
    "R912": Wording(
        zh="{what} 应当是一个条目，而 new 不是一组“键: 值”，因此没有内容可以增加。",
        en="{what} should be an entry, and new is not a set of `key: value`, so there is nothing to add.",
        zh_hint="写成如 new: {{name: 护林巡查, clause: 第四条, measure: patrol_arrival, score: {{share: 5}}}}。",
        en_hint="Write new: {{name: 护林巡查, clause: 第四条, measure: patrol_arrival, score: {{share: 5}}}}.",
    ),
    "R913": Wording(
        zh="{what} 的位置（{found}）不明；明细和工资按顺序计算和打印，因此没有增加。",
        en="Where {what} comes ({found}) is not clear; points and pay are computed and printed in order, so it is not added.",
        zh_hint="place 写 first、last、{{after: …}} 或 {{before: …}}；可以相邻的有：{near}。",
        en_hint="place is first, last, {{after: …}} or {{before: …}}; next to one of: {near}.",
    ),
    "R914": Wording(
        zh="上级办法 {upper} 自身有问题（{count} 个），建立在它上面的结果都不可靠。",
        en="The upper rules {upper} have problems of their own ({count}), so nothing laid over them can be relied upon.",
        zh_hint="请先改正上级办法；问题已在其文件中逐条列出。",
        en_hint="Correct the upper rules first; the problems are listed at their own places.",
    ),
    "R915": Wording(
        zh="本办法自 {here} 起施行，而 {upper} 的这一版 {edition} 才施行，其间没有上级依据。",
        en="These rules hold from {here}, and this edition of {upper} only from {edition}; until then they would rest on nothing.",
        zh_hint="请改指施行更早的版本，或推迟本办法的施行日期。",
        en_hint="Extend an earlier edition, or let these rules start later.",
    ),
    "R916": Wording(
        zh="{upper} 自 {newer} 起有更新的版本，而本办法仍以 {edition} 版为依据，新版的改动在这里不生效。",
        en="{upper} has a newer edition from {newer}, and these rules rest on that of {edition}; what it changed has no effect here.",
        zh_hint="请为本办法增加自 {newer} 起施行、以新版为依据的版本；有意沿用的，在 acknowledged 中写明原因。",
        en_hint="Add an edition of these rules from {newer} that extends the new one, or give the reason for staying under acknowledged.",
    ),
    "R917": Wording(
        zh="简称“{what}”在上级办法中已经用来指另一份文件，条款会指向两处。",
        en='The short name "{what}" already stands for another document further up, so clauses would point to two places.',
        zh_hint="请换一个看得出是哪一级的，如 省办法、市办法、镇细则。",
        en_hint="Choose another that says whose it is, such as 省办法, 市办法 or 镇细则.",
    ),
    "R918": Wording(
        zh="{upper}（{place}）没有允许下级{verb} {what}，这一处因此不能生效。",
        en="{upper} ({place}) does not allow a lower layer to {verb} {what}, so it cannot take effect.",
        zh_hint="它允许的：{allowed}。其余改动须由 {upper} 在 below 的 allow 中写明。",
        en_hint="It allows: {allowed}. Anything else has to be allowed by {upper}, under allow of its below.",
    ),
    "R919": Wording(
        zh="{what} 改为 {found}，超出 {upper}（{place}，{clause}）允许的范围 {limits}，这一处因此不能生效。",
        en="{what} is set to {found}, outside of what {upper} ({place}, {clause}) allows: {limits}; it cannot take effect.",
        zh_hint="请改成范围以内的值：{limits}。",
        en_hint="Set a value within {limits}.",
    ),
    "R920": Wording(
        zh="{upper}（{place}，{clause}）规定 {kept} 不得改动，{what} 在其中，这一处因此不能生效。",
        en="{upper} ({place}, {clause}) forbids any change at {kept}, which {what} is part of; it cannot take effect.",
        zh_hint="请删去这一处改动。",
        en_hint="Delete this change.",
    ),
    "R921": Wording(
        zh="“{what}”在这里不另写：名称由 at 的最后一段决定，条款和出处写在改动本身。",
        en='"{what}" is not written here: the name is the last part of at, and clause and basis stand beside it.',
        zh_hint="请删去“{what}”，把它写在 at、clause 或 basis 里。",
        en_hint='Delete "{what}" and say it with at, clause or basis.',
    ),
    "R922": Wording(
        zh="{list} 共增加了 {count} 条，{upper}（{place}，{clause}）最多允许 {most} 条，超出的不能生效。",
        en="{count} entries are added to {list}, and {upper} ({place}, {clause}) allows {most}; more cannot take effect.",
        zh_hint="请减少到 {most} 条；中间各级增加的一并计算。",
        en_hint="Leave {most}; those of the layers in between count as well.",
    ),
    "R923": Wording(
        zh="{list} 中增加的考核项合计 {points} 分，{upper}（{place}，{clause}）最多允许 {most} 分，超出的不能生效。",
        en="The items added to {list} give or take {points} points together, and {upper} ({place}, {clause}) allows {most}; more cannot take effect.",
        zh_hint="请减少分值，并给每一项写明上限和下限；中间各级增加的一并计算。",
        en_hint="Lower their points, and give each an end both ways; those of the layers in between count as well.",
    ),
    "R924": Wording(
        zh="{upper}（{place}，{clause}）要求下级写明 {what}，这里没有写，办法因此不完整。",
        en="{upper} ({place}, {clause}) asks a lower layer for {what}, and there is none here, so these rules are not complete.",
        zh_hint="请补上；与上级相同的值也要写出来。",
        en_hint="State it, be it the same value.",
    ),
    "R925": Wording(
        zh="本办法中没有 {what}，这一条对下级的规定因此不起作用。",
        en="There is no {what} in these rules, so this says nothing to lower layers.",
        zh_hint="相近的：{near}；* 代表任意一个名称。",
        en_hint="Nearest: {near}; * stands for any one name.",
    ),
    "R926": Wording(
        zh="允许的范围自相矛盾（{found}），下级写什么都不能生效。",
        en="The range that is allowed contradicts itself ({found}), so no value of a lower layer could take effect.",
        zh_hint="at_least 不大于 at_most；one_of 单独使用。",
        en_hint="at_least is not above at_most; one_of stands alone.",
    ),
    "R927": Wording(
        zh="{what} 里不是考核项，points 没有可以相加的分值。",
        en="{what} holds no items, so there are no points to add up.",
        zh_hint="请删去 points，只写 most。",
        en_hint="Delete points; most is enough.",
    ),
    "R928": Wording(
        zh="要求下级写明 {what}，却没有允许它写，下级怎样都不能通过。",
        en="A lower layer is asked for {what}, and that is not allowed, so none could ever pass.",
        zh_hint="请在 allow 中一并允许，如 {{{what}, clause: 第九条}}。",
        en_hint="Allow it as well, such as {{{what}, clause: 第九条}}.",
    ),
    "R929": Wording(
        zh="新的规则包放在 {folder} 下，从那里找不到上级办法 {upper}：extends 只写代码，而同名的规则包不在旁边。",
        en="The new pack would lie in {folder}, and {upper} is not found from there: extends names a code only, and no such pack lies beside it.",
        zh_hint="请放在上级办法旁边：--to {there}；或者先把上级办法所在的文件夹写进 GRIDPERF_RULES。",
        en_hint="Put it beside the upper pack with --to {there}, or name the upper pack's folder in GRIDPERF_RULES first.",
    ),
    "R930": Wording(
        zh="这里允许下级 {what}，超出了 {upper} 对 {path} 的规定：{allowed}。下级照此写的不能生效。",
        en="Lower layers may {what} by this, which goes beyond what {upper} says of {path}: {allowed}. What they write by it could not take effect.",
        zh_hint="请收窄到 {upper} 允许的范围以内，或由 {upper} 放宽。",
        en_hint="Narrow it to what {upper} allows, or let {upper} allow more.",
    ),
}
