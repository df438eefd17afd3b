"""Wordings of the problems of a payment and a Book: what is kept there (codes B13…), and what is paid from there (from Y061)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "B131": Wording(
        zh="{month} 已经发放过，{by} 记在台账第 {seq} 步；同一个月不能发放两次，因此没有记入。",
        en="{month} was paid already: {by} noted it in step {seq}. A month is not paid twice, so nothing was noted.",
        zh_hint="要补发或追回的，写进下个月的发放调整。",
        en_hint="What is to be paid later or claimed back goes into the adjustments of the next month.",
    ),
    "B132": Wording(
        zh="台账里已有 {last} 的发放，{month} 在它之前：累计预扣要按月份先后，因此没有记入。",
        en="The Book has the payment of {last}, and {month} is before it: tax is withheld month after month, so nothing was noted.",
        zh_hint="请核对发放日期；漏发的，作为下个月的补发。",
        en_hint="Check the day of payment; what was left out is paid with the next month.",
    ),
    "B133": Wording(
        zh="{month} 的发放不是由台账里 {last} 的发放接续的，累计数可能不对，因此没有记入。",
        en="The payment of {month} does not go on from that of {last} in the Book, so its balances may be wrong; nothing was noted.",
        zh_hint="请重新计算：gridperf payroll … --book 台账，累计数会取自台账。",
        en_hint="Settle it again with gridperf payroll … --book BOOK, which takes the balances from there.",
    ),
    "B134": Wording(
        zh="{month} 的发放所付的考核结果（{result}…）在台账里没有定稿，因此没有记入。",
        en="A result that the payment of {month} pays ({result}…) is not sealed in the Book, so nothing was noted.",
        zh_hint="请先定稿，再由定稿的结果重新计算发放。",
        en_hint="Seal it first, and settle the payment again from what is sealed.",
    ),
    "B135": Wording(
        zh="台账里没有 {month} 的发放。",
        en="The Book has no payment of {month}.",
        zh_hint="已有的发放：{known}。",
        en_hint="Payments it has: {known}.",
    ),
    "B136": Wording(
        zh="台账第 {seq} 步的 {month} 发放接不上它之前的各步：月份重复、次序不对，或所付的结果当时没有定稿、没有记为发放。",
        en="The payment of {month} in step {seq} does not follow from the steps before it: its month, its order, or what it pays.",
        zh_hint="请停用这本台账，用最近的备份核对。",
        en_hint="Do not go on with this Book; compare it with the latest backup.",
    ),
    "Y061": Wording(
        zh="{period} 的考核结果在台账 {book} 中还没有定稿（{state}），等次和薪酬还可能变，一个人也没有发放。",
        en="The result of {period} is not sealed in the Book {book} (it is {state}): grades and pay may still change, and nobody was paid.",
        zh_hint="请先公示并定稿：gridperf book seal {book} {period}。",
        en_hint="Publish and seal it first: gridperf book seal {book} {period}.",
    ),
    "Y062": Wording(
        zh="要发放的 {period} 考核结果（{given}…）与台账 {book} 中定稿的（{sealed}…）不是同一份，一个人也没有发放。",
        en="The result of {period} that is to be paid ({given}…) is not the one sealed in the Book {book} ({sealed}…), and nobody was paid.",
        zh_hint="请用定稿的那一份：gridperf book export {book} {period} --out exported。",
        en_hint="Pay the sealed one: gridperf book export {book} {period} --out exported.",
    ),
    "Y063": Wording(
        zh="{period} 的考核结果已经发放过，{by} 记在台账 {book} 第 {seq} 步；再发就是发两次，一个人也没有发放。",
        en="The result of {period} was paid already: {by} noted it in step {seq} of the Book {book}. Nobody was paid a second time.",
        zh_hint="要重打文件，请用已保存的发放结果；要补发或追回，写进发放调整。",
        en_hint="For the files, use the payment as it was saved; what is paid later or claimed back goes into the adjustments.",
    ),
    "Y064": Wording(
        zh="{month} 已经发放过，{by} 记在台账 {book} 第 {seq} 步；同一个月不能发放两次，一个人也没有发放。",
        en="{month} was paid already: {by} noted it in step {seq} of the Book {book}. A month is not paid twice, and nobody was paid.",
        zh_hint="请核对发放日期；要补发或追回的，写进下个月的发放调整。",
        en_hint="Check the day of payment; what is paid later or claimed back goes into the adjustments of the next month.",
    ),
    "Y065": Wording(
        zh="台账 {book} 里已有 {last} 的发放，{month} 在它之前：累计预扣要按月份先后，一个人也没有发放。",
        en="The Book {book} has the payment of {last}, and {month} is before it: tax is withheld month after month, and nobody was paid.",
        zh_hint="请核对发放日期；漏发的，作为下个月的补发。",
        en_hint="Check the day of payment; what was left out is paid with the next month.",
    ),
    "Y066": Wording(
        zh="--before 给出的 {given} 发放（{digest}…）不是台账 {book} 里最近的一次（{last}），累计数可能不对，一个人也没有发放。",
        en="The payment of {given} given as the one before ({digest}…) is not the last one in the Book {book} ({last}): its balances may be wrong, and nobody was paid.",
        zh_hint="请不写 --before，累计数取自台账。",
        en_hint="Leave --before out: the balances are taken from the Book.",
    ),
}
