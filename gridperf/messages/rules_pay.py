"""Wordings of the problems of what a rulebook pays (codes R7…)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "R701": Wording(
        zh="by 列出 {count} 列（{columns}），of 的层数却与此不同，有的人因此没有金额。",
        en="by names {count} columns ({columns}), and of is not that many tables deep, so some people would have no amount.",
        zh_hint="每一列一层，如 by: [title, level] 对应 of: {{社工师: {{一级: 500, 二级: 400}}}}。",
        en_hint="One table per column, as in by: [title, level] with of: {{'社工师': {{'一级': 500, '二级': 400}}}}.",
    ),
    "R702": Wording(
        zh="最高档次是 {found}，而档次是从 1 起的整数，因此封顶无从算起。",
        en="The highest step is {found}, and steps are whole numbers from 1 on, so the amount would have no end.",
        zh_hint="请写整数，如 most: 12；没有封顶写 most: unlimited。",
        en_hint="Write a whole number, as in most: 12, or most: unlimited.",
    ),
    "R703": Wording(
        zh="每一档恰好有一个界限（at_least、above、at_most 或 below）和 yuan，最后一档只写 otherwise；否则这一档付多少不明。",
        en="A band has exactly one bound (at_least, above, at_most or below) and yuan, the last one only otherwise; else what it pays is unclear.",
        zh_hint="如 bands: [{{at_least: 8, yuan: 50}}, {{otherwise: 0}}]。",
        en_hint="As in bands: [{{at_least: 8, yuan: 50}}, {{otherwise: 0}}].",
    ),
    "R704": Wording(
        zh="下限 {low} 不低于上限 {high}，所有人拿到的都一样。",
        en="The least, {low}, is not below the most, {high}, so everybody would get the same.",
        zh_hint="请降低 at_least，或写 unlimited。",
        en_hint="Lower at_least, or write unlimited.",
    ),
    "R705": Wording(
        zh="考核表 {sheet} 没有排名，按名次的金额因此没有人能得到。",
        en="The sheet {sheet} has no ranking, so nobody could get what goes by rank.",
        zh_hint="请在考核表中写 ranking（由汇总发的，在 rollup 里写），如 ranking: {{within: street, ties: skip}}。",
        en_hint="Give the sheet a ranking, or the rollup where that pays, as in ranking: {{within: street, ties: skip}}.",
    ),
    "R706": Wording(
        zh="考核表 {sheet} 的名次连续（dense），并列的人占了哪几个名次不明，无法平分。",
        en="The sheet {sheet} ranks densely, so it is unclear which places a tie takes up, and they cannot be shared.",
        zh_hint="请在考核表中写 ranking: {{…, ties: skip}}，或写 ties: each。",
        en_hint="Write ranking: {{…, ties: skip}} on the sheet, or ties: each here.",
    ),
    "R707": Wording(
        zh="奖和罚一共涉及 {places} 个名次，而 needs 只要求 {needs} 人，人少时同一个人会既得奖又受罚。",
        en="Prizes and penalties take {places} {places:place|places}, and needs asks for {needs} {needs:person|people}, so in a small group one person could get both.",
        zh_hint="请写 needs: {places} 或更多；人数不足的范围这一项不发。",
        en_hint="Write needs: {places} or more; a scope with fewer people is then paid nothing here.",
    ),
    "R708": Wording(
        zh="名次靠后要扣钱：再努力也总有人垫底，容易逼出形式主义。",
        en="The last places cost money: however hard all work, somebody is always last, which invites work for show.",
        zh_hint="若原文确实如此，请在 acknowledged 中写明原因。",
        en_hint="If the document does say so, give the reason under acknowledged.",
    ),
    "R709": Wording(
        zh="这一段从超过 {found} 件起，{before}，否则有的件数没有单价。",
        en="This tier starts beyond {found}; {before}, else some pieces have no price.",
        zh_hint="如 ladder: [{{beyond: 0, each: 5}}, {{beyond: 10, each: 8}}]；前面的不计的，写 {{beyond: 0, each: 0}}。",
        en_hint="As in ladder: [{{beyond: 0, each: 5}}, {{beyond: 10, each: 8}}]; where the first ones pay nothing, {{beyond: 0, each: 0}}.",
    ),
    "R710": Wording(
        zh="“{what}”可能没有可算的数据（分母为 0），却没有写明这时付多少。",
        en='"{what}" can be without data (a denominator of 0), and nothing says what it pays then.',
        zh_hint="请写 no_data，如 no_data: 0。",
        en_hint="Write no_data, as in no_data: 0.",
    ),
    "R711": Wording(
        zh="“{what}”是计数，没有记录就是 0 次，no_data 永远不会生效。",
        en='"{what}" is a count; without records it is 0, so no_data would never apply.',
        zh_hint="请删去 no_data。",
        en_hint="Delete no_data.",
    ),
    "R712": Wording(
        zh="分类计价的指标必须只取自一张表的计数，这里不是，因此分不出类别。",
        en="What is paid by class must be counted in one table, and this is not, so there is no class to tell apart.",
        zh_hint="写成 measure: {{count: discoveries}}，如 by: category。",
        en_hint="Write measure: {{count: discoveries}} with by: category, for instance.",
    ),
    "R713": Wording(
        zh="needed 和 for_each 应恰好写一个，否则不知道缺了决定算不算问题。",
        en="Exactly one of needed and for_each is written; else nobody can say whether a missing decision is a problem.",
        zh_hint="写 needed: any、needed: once，或 for_each: {{measure: …}}。",
        en_hint="Write needed: any, needed: once, or for_each: {{measure: …}}.",
    ),
    "R714": Wording(
        zh="金额范围 {low} 至 {high} 不成立：下限不能高于上限，两者都须是整分。",
        en="The range {low} to {high} holds no amount: the least may not be above the most, and both are whole fen.",
        zh_hint="如 decided: {{least: 50, most: 200}}。",
        en_hint="As in decided: {{least: 50, most: 200}}.",
    ),
    "R715": Wording(
        zh="每一档恰好有一个界限和 times，最后一档只写 otherwise；否则乘多少不明。",
        en="A tier has exactly one bound and times, the last one only otherwise; else its factor is unclear.",
        zh_hint="如 bands: [{{at_least: 3000, times: 2}}, {{otherwise: 1}}]。",
        en_hint="As in bands: [{{at_least: 3000, times: 2}}, {{otherwise: 1}}].",
    ),
    "R716": Wording(
        zh="没有 {what} 的人（不考核）是正常情形，missing: refuse 会使整期无法发放。",
        en="People without a {what} (not assessed) are nothing unusual, and missing: refuse would stop the pay of all.",
        zh_hint="请写系数，如 missing: 1。",
        en_hint="Write a factor, as in missing: 1.",
    ),
    "R717": Wording(
        zh="{out_of} 个周期里不可能有 {times} 个，这一项永远不会发。",
        en="There cannot be {times} among {out_of} periods, so this line would never be paid.",
        zh_hint="请写 out_of: {times} 或更多。",
        en_hint="Write out_of: {times} or more.",
    ),
    "R718": Wording(
        zh="各方份额 {what} 合计 {total}，不是 100%，或有一方不大于 0，钱因此分不完或分过头。",
        en="The shares are {what}, together {total}; they must each be above 0 and make 100%, else money is left over or missing.",
        zh_hint="如 {{县: 50%, 乡镇: 30%, 市: 20%}}。",
        en_hint="As in {{county: 50%, township: 30%, city: 20%}}.",
    ),
    "R719": Wording(
        zh="权重 {found} 低于 0，一个人分到的钱不能是负数。",
        en="A weight of {found} is below nothing, and nobody's share of a pool can be.",
        zh_hint="没有份额请写 0。",
        en_hint="Write 0 for no share.",
    ),
    "R720": Wording(
        zh="每人最少 {low} 与最多 {high} 之间没有余地，奖励池无法按份额分配。",
        en="Between the least of {low} and the most of {high} there is no room, so the pool cannot be divided.",
        zh_hint="如 floor: 0、cap: unlimited。",
        en_hint="As in floor: 0 and cap: unlimited.",
    ),
    "R721": Wording(
        zh="预留份额是 {found}，应从 0 到不足 100%，否则没有可分的钱。",
        en="The reserve is {found}, and must be from 0 to below 100%, else nothing is left to divide.",
        zh_hint="如 reserve: 10%；不预留写 reserve: 0。",
        en_hint="As in reserve: 10%, or reserve: 0 for none.",
    ),
    "R722": Wording(
        zh="奖励池的资金是一个数，而 {what} 因人而异，池子有多大因此不明。",
        en="A pool's fund is one number, and {what} differs from person to person, so its size is unclear.",
        zh_hint="写成数或只有 amount 的 values；按人头筹集请写 per_head。",
        en_hint="Write a number or a value with an amount alone; for so much a head write per_head.",
    ),
    "R723": Wording(
        zh="“{what}”不是本行之前的工资项，它的金额这时还没有算出。",
        en='"{what}" is not a pay line before this one, so what it comes to is not known yet.',
        zh_hint="之前的工资项：{near}。",
        en_hint="Lines before it: {near}.",
    ),
    "R724": Wording(
        zh="“{what}”不是本行之前、范围相同、有预留的奖励池，因此没有可发的预留。",
        en='"{what}" is no pool before this one with the same scope and a reserve, so there is nothing to release.',
        zh_hint="可用的奖励池：{near}。",
        en_hint="Pools that fit: {near}.",
    ),
    "R725": Wording(
        zh="预留份额是 {found}，超过全部，工资会成为负数。",
        en="{found} of the lines is held back, more than all of them, so pay would fall below nothing.",
        zh_hint="如 hold: 40%。",
        en_hint="As in hold: 40%.",
    ),
    "R726": Wording(
        zh="“{what}”不是本行之前的预留项（hold），因此没有可发的钱。",
        en='"{what}" is no line before this one that holds money back, so there is nothing to release.',
        zh_hint="预留项：{near}。",
        en_hint="Lines that hold money back: {near}.",
    ),
    "R727": Wording(
        zh="“{what}”的预留已由另一行发放，同一笔钱会发两次。",
        en='What "{what}" holds back is released by another line already, and would be paid twice.',
        zh_hint="请只在一处发放。",
        en_hint="Release it in one place only.",
    ),
    "R728": Wording(
        zh="{what}不长于考核周期，预留会在同一期发出。",
        en="A {what} is no longer than the period that is paid, so what is kept back would be paid at once.",
        zh_hint="请写更长的周期，如 half 或 year。",
        en_hint="Write a longer one, as in half or year.",
    ),
    "R729": Wording(
        zh="考核表 {sheet} 的 rankings 中没有“{what}”，按它的名次没有人能得到这一项。",
        en='The sheet {sheet} has no "{what}" among its rankings, so nobody could be paid by it.',
        zh_hint="已有的排名：{near}。",
        en_hint="Its rankings: {near}.",
    ),
    "R730": Wording(
        zh="奖励池、预留和发放分文对账，写了 {what} 就对不上。",
        en="Pools and money held back are accounted for to the fen, and {what} would take from them.",
        zh_hint="请删去 {what}；份额的大小请在 by 中用权重表示。",
        en_hint="Delete {what}; say how large a share is by its weights, under by.",
    ),
    "R731": Wording(
        zh="要求的数量 short_of 是 {found}，没有人会少，这一项因此永远是 0。",
        en="The number required, short_of, is {found}, so nobody can be short of it and the line is always 0.",
        zh_hint="请写大于 0 的数，如 short_of: 90。",
        en_hint="Write a number above 0, such as short_of: 90.",
    ),
    "R732": Wording(
        zh="每少一件发 {found} 元：做得越少，发得越多。",
        en="Each one that is missing pays {found} yuan, so whoever does less is paid more.",
        zh_hint="扣款请写负数，如 each: -20；确实要发的，请在 acknowledged 中写明原因。",
        en_hint="A deduction is negative, such as each: -20; if it is meant, give the reason under acknowledged.",
    ),
    "R733": Wording(
        zh="at_most 写的是占满分数额的多少，{found} 即 {found} 倍，等于没有上限。",
        en="at_most is a share of the amount for the full score, and {found} is {found} times that amount, which limits nobody.",
        zh_hint="是不是 {percent}？确实不设上限的，写 unlimited。",
        en_hint="Did you mean {percent}? If there is no limit, write unlimited.",
    ),
    "R734": Wording(
        zh="“{what}”扣下的钱已由另一行发放或转给他人，同一笔钱会用两次。",
        en='What "{what}" takes is released or passed on by another line already, and would be paid twice.',
        zh_hint="请只在一处使用：要么发还本人（release），要么进一个奖励池（withheld）。",
        en_hint="Use it in one place only: give it back with release, or pass it on through one pool's withheld.",
    ),
    "R954": Wording(
        zh="“{what}”是几项合计的限额，又写了 {other}：扣回的就不再是超过限额的部分，合计会多发或少发。",
        en='"{what}" is a common cap of lines and has {other} too: what it takes off would no longer be what lies above the cap.',
        zh_hint="请删去 {other}；需要的话写在受限的各项上。",
        en_hint="Delete {other}; where it is needed, write it on the lines that are held.",
    ),
    "R955": Wording(
        zh="合计限额计入了奖励池“{what}”：池里的钱已经分完，扣回的部分没有去处，池的账对不上。",
        en='The common cap counts the pool "{what}": its fund is divided in full, and what is taken off again would be in no account.',
        zh_hint="请从 counting 中删去它；每人的上限写在 pool 的 cap 里。",
        en_hint="Take it out of counting; what one person may get of a pool is its own cap.",
    ),
    "R956": Wording(
        zh="“{what}”扣回“{other}”发的钱，而两项的经费分担（shared_by）不同：扣回的会记在没有出钱的单位名下。",
        en='"{what}" takes off what "{other}" pays, and the two are borne differently (shared_by): the money would go back to budgets that did not give it.',
        zh_hint="请把两项的 shared_by 写成一样，或按出资单位各设一项限额。",
        en_hint="Give both the same shared_by, or each budget a cap of its own.",
    ),
    "R957": Wording(
        zh="“{what}”的合计限额是 {found} 元，受限的各项等于一分不发。",
        en='The common cap "{what}" is {found} yuan, so the lines it counts would pay nothing at all.',
        zh_hint="请写大于 0 的数额，如 cap_at: 300；扣款以奖励为限的，用 top_up_to: 0。",
        en_hint="Write an amount above 0, as in cap_at: 300; deductions that end at what is paid are top_up_to: 0.",
    ),
}
