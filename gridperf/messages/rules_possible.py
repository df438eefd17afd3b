"""Wordings of the problems of what can never come to bear, or would cost what the law leaves (codes R0…)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "R001": Wording(
        zh="条件对列 {column} 的要求互相排斥：一处要“{one}”，另一处要“{other}”，没有一条记录能同时满足，因此什么也数不到。",
        en='The conditions on {column} exclude each other: one asks for "{one}", another for "{other}"; no record can meet both, so nothing would ever be counted.',
        zh_hint="两种都要算，请写成一个 {column} IN (…)，或用 OR 连接；若指标或 tables 的 counts 已经限定，请改其中一处。",
        en_hint="To count either, write one {column} IN (…), or join them by OR; if the measure or counts under tables asks for it already, change one of the two.",
    ),
    "R002": Wording(
        zh="筛选条件只让级别“{let}”的记录通过，“{found}”的分值因此永远用不上。",
        en='The filters let only records of level "{let}" pass, so the points for "{found}" would never apply.',
        zh_hint="请删去“{found}”，或放宽 where。",
        en_hint='Delete "{found}", or widen where.',
    ),
    "R003": Wording(
        zh="没有一张考核表考核岗位“{what}”，不在考核表上的人不发工资，这一项因此没有人能得到。",
        en='No sheet assesses the role "{what}", and who is on no sheet is not paid, so nobody could get this line.',
        zh_hint="考核表里的岗位：{near}。请改正岗位名称，或在考核表的 assess 中加上它。",
        en_hint="Roles on the sheets: {near}. Correct the name, or add the role under assess of a sheet.",
    ),
    "R004": Wording(
        zh="“{what}”的金额全是 0，无论做得怎样都不会付一分钱。",
        en='Every amount of "{what}" is 0, so it would never pay anything, whatever anybody does.',
        zh_hint="请写上金额，或删去这一项。",
        en_hint="Write the amounts, or delete the line.",
    ),
    "R005": Wording(
        zh="“{what}”不论指标是多少都得 {points} 分，没有一条记录能改变它。",
        en='"{what}" gives {points} points whatever is measured; no record can change it.',
        zh_hint="请核对各档分值；人人都有的分请写 opens_at。",
        en_hint="Check the points of its bands; points that everybody has are written as opens_at.",
    ),
    "R006": Wording(
        zh="同一张表里，没有数据时“{full}”白得满分，“{exempt}”却免考并把其余各项折算：同样没有事做，结果不同。",
        en="On one sheet, without data {full} gives full marks and {exempt} leaves the sheet and scales the rest up: the same idle month counts in two ways.",
        zh_hint="请统一写 exempt 或 full；若原文确实如此，请在 acknowledged 中写明原因。",
        en_hint="Give them one policy; if the document does say so, give the reason under acknowledged.",
    ),
    "R007": Wording(
        zh="{what} 可以从工资里扣钱（{most}），而{assured}：一个月扣掉的可能超过工资的 20%。因过失造成损失的赔偿，每月扣除不得超过当月工资的 20%（工资支付暂行规定第十六条）。",
        en="{what} can take money off the wage ({most}), and there is {assured}: a month could lose more than 20% of it. Compensation for a loss may take at most 20% of a month's wage (工资支付暂行规定, art. 16).",
        zh_hint="请给扣款写上限，使其不超过固定工资的 20%；若这不是赔偿而是奖励的增减，请在 acknowledged 中写明依据。",
        en_hint="Give the deduction an end within 20% of the fixed pay; if it is no compensation but part of a bonus, give the ground under acknowledged.",
    ),
    "R008": Wording(
        zh="“{what}”会减少当月工资，而{how}：扣减之后可能低于当地最低工资（工资支付暂行规定第十六条、最低工资规定第十二条）。",
        en='"{what}" lowers the month\'s pay, and {how}: what is left could be below the local minimum wage (工资支付暂行规定, art. 16; 最低工资规定, art. 12).',
        zh_hint="请在它之后写一项 {{top_up_to: values.…, counting: all_above}}；若已另有保障，请在 acknowledged 中写明。",
        en_hint="Put a line {{top_up_to: values.…, counting: all_above}} after it; if the floor is kept in another way, say how under acknowledged.",
    ),
    "R009": Wording(
        zh="本版本自 {day} 起施行，而这一天不是考核周期的第一天：{day} 所在的一期仍按原来的办法考核，从下一期（{next}）起才用本版本。",
        en="This edition is in force from {day}, which is not the first day of a period: the period that day lies in follows the rules before it, and this edition holds from {next} on.",
        zh_hint="若原文就是这一天，请在 acknowledged 中写明由哪一期起用；否则请改用周期第一天作文件名。",
        en_hint="If the document names that day, say under acknowledged which period is the first; else name the file by the first day of a period.",
    ),
    "R010": Wording(
        zh="本版本自 {day} 起施行，下一版本自 {until} 起施行，其间没有任何一个周期开始，本版本因此永远用不上。",
        en="This edition is in force from {day} and the next one from {until}; no period begins in between, so it would never apply to anybody.",
        zh_hint="请核对两个文件名中的日期，或删去其中一个。",
        en_hint="Check the dates in the two file names, or delete one of the files.",
    ),
    "R011": Wording(
        zh="原文写明已被“{by}”取代，而最新的版本仍以它为依据，发放的工资可能没有依据。",
        en='The county\'s text says it is superseded by "{by}", and the newest edition still rests on it, so pay could be without authority.',
        zh_hint="请按新文件新建一个版本；若旧办法仍在适用，请在 acknowledged 中写明原因。",
        en_hint="Write an edition after the new document; if the old rules still hold, give the reason under acknowledged.",
    ),
    "R012": Wording(
        zh="sources 里有没有任何版本引用的原文：{what}；规则因此可能没有跟上文件。",
        en="There are texts in sources that no edition rests on: {what}; the rules may have fallen behind the documents.",
        zh_hint="请据此新建版本并写 source，或移走不用的文件。",
        en_hint="Write an edition whose source it is, or move the file away.",
    ),
}
