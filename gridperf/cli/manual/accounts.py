"""The manual pages of accounts in a Book."""

from __future__ import annotations

from gridperf.cli.manual.page import Page, Text

__all__ = ["account_pages"]

_WORKER = Text("网格员编号，或唯一的姓名。", "The worker's identifier, or a name only one person has.")
_ACCOUNT = Text("账户的编号或名称；只有一个账户时不必写。", "The account, by id or name; needed only where there are several.")


def account_pages(book: Text, period: Text, signed: dict[str, Text], apply: Text, as_of: Text) -> dict[str, Page]:
    """Return the pages; the arguments are sentences they share with other commands of a Book."""
    return {
        "book redeem": Page(
            Text("以积分兑换物品", "Take goods for points"),
            Text(
                "可用的是已定稿各期的积分减去之后的兑换；没有定稿的周期所得不算，可能被清零、过期的也不算，所以余额不会为负，几个人同时办理也不会重复使用。"
                "超过每人限量或库存、结果已公示的周期，不予兑换。不写 --apply 只预览。",
                "What can be spent is what sealed periods left, less what went out since. What a period not yet sealed earns is not counted, nor what it "
                "may still wipe out, so nothing goes below zero and nothing is spent twice, however many hand out goods at once. Beyond limit or stock, "
                "or in a period whose results are public, nothing is handed out. Without --apply it only shows what it would do.",
            ),
            {
                **signed,
                "why": Text("理由，如领取单号。", "Why, such as the number of the slip."),
                "worker": _WORKER,
                "goods": Text("价目里的物品名称。", "The goods, as in the price list."),
                "quantity": Text("几份；不写为 1。", "How many; 1 if not said."),
                "account": _ACCOUNT,
                "rules": Text(
                    "按今天有效的这个规则包的价目和限量；不写则按最近定稿那期的办法。",
                    "The pack whose edition in force today has the prices and limits; without it, the rulebook of the last sealed period.",
                ),
                "apply": apply,
            },
            (
                ("gridperf book redeem community.book 0001 洗衣液 --by 刘库管 --why 领取单7", Text("预览。", "Shows what it would do.")),
                (
                    "gridperf book redeem community.book 0001 洗衣液 --quantity 2 --by 刘库管 --why 领取单7 --apply",
                    Text("换两份。", "Hands out two."),
                ),
            ),
        ),
        "book refund": Page(
            Text("退回兑换的物品", "Bring goods back"),
            Text(
                "积分立即还回，可以再用；当时若不兑换就已过期的，在本期末过期。库存还回原来那一期。已经结算的兑换不能退回。不写 --apply 只预览。",
                "The points are there again at once; those that would have expired by now expire at the end of the period. The goods go back to the stock "
                "of the period they were taken in. What was settled cannot be brought back. Without --apply it only shows what it would do.",
            ),
            {
                **signed,
                "number": Text("兑换的编号。", "Number of the exchange."),
                "quantity": Text("退回几份；不写为全部。", "How many come back; all if not said."),
                "apply": apply,
            },
            (
                (
                    "gridperf book refund community.book 7 --by 刘库管 --why 包装破损 --apply",
                    Text("退回第 7 号兑换。", "Undoes exchange 7."),
                ),
            ),
        ),
        "book balance": Page(
            Text("积分账户的余额，及某人的收支", "What is in the accounts, and one person's movements"),
            Text(
                "余额从定稿的结果和兑换算出，不另外保存；“可用”是现在能兑换的。写明人时，列出每一笔收支：谁办的、何时、为什么。",
                "Worked out from sealed results and exchanges, and stored nowhere; the second figure is what can be spent now. With a person it lists all that "
                "went in and out: who did it, when and why.",
            ),
            {"book": book, "worker": _WORKER, "account": _ACCOUNT, "as_of": as_of},
            (
                ("gridperf book balance community.book", Text("所有人的余额。", "Everybody's balance.")),
                ("gridperf book balance community.book 0001", Text("一个人的余额和收支。", "One person's balance, and how it came about.")),
            ),
        ),
        "book settle": Page(
            Text("结算一个季度、半年或一年的积分", "Settle accounts for a quarter, a half-year or a year"),
            Text(
                "把每人的期初、所得、兑换、过期、清零和期末的合计记入台账；其中各期都要定稿。结算以后，其中的兑换不能再退回。不写 --apply 只预览。",
                "Notes what everybody's account opened with, earned, spent, lost and closed with; every period in it must be sealed. Exchanges in it cannot be "
                "undone from then on. Without --apply it only shows what it would do.",
            ),
            {**signed, "period": period, "account": _ACCOUNT, "apply": apply},
            (
                (
                    "gridperf book settle community.book 2026H1 --by 周会计 --why 上半年结算 --apply",
                    Text("结算上半年。", "Settles the first half."),
                ),
            ),
        ),
    }
