"""What the screen says about accounts in a Book, in Chinese and English side by side."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS: dict[str, tuple[str, str]] = {
    "accounts-none": (
        "台账里没有积分账户；办法设有账户（`accounts`）的，随第一期定稿的结果进入台账。",
        "There are no accounts; they come in with the first sealed result of a rulebook that has them (`accounts`).",
    ),
    "accounts-sealed": ("{name}（{unit}），定稿到 {sealed}", "{name} ({unit}), sealed to {sealed}"),
    "account-balance": ("账面", "On the books"),
    "account-free": ("{period} 可用", "To spend in {period}"),
    "written-off": ("更正核销", "Written off"),
    "movements-title": ("收支", "In and out"),
    "account-points": ("积分", "Points"),
    "back-from": ("（第 {number} 号兑换）", "(exchange {number})"),
    "kind-earned": ("所得", "earned"),
    "kind-expired": ("过期", "expired"),
    "kind-reset": ("清零", "wiped out"),
    "kind-redeem": ("兑换", "taken"),
    "kind-refund": ("退回", "brought back"),
    "book-would-redeem": (
        "将兑换：{name} 以 {points} 分换“{goods}”× {quantity}，记入 {period}",
        "Would hand out {goods} × {quantity} to {name} for {points} points, in {period}",
    ),
    "book-redeemed": (
        "第 {number} 号兑换：{name} 以 {points} 分换“{goods}”× {quantity}，记入 {period}",
        "Exchange {number}: {goods} × {quantity} to {name} for {points} points, in {period}",
    ),
    "book-would-refund": (
        "将退回：{name} 的“{goods}”× {quantity}，还回 {points} 分，记入 {period}",
        "Would take back {goods} × {quantity} from {name} and give back {points} points, in {period}",
    ),
    "book-refunded": (
        "已退回（第 {number} 号）：{name} 的“{goods}”× {quantity}，还回 {points} 分，记入 {period}",
        "Taken back (number {number}): {goods} × {quantity} from {name}, {points} points given back, in {period}",
    ),
    "book-would-settle": ("将结算 {period} 的“{name}”：{people} 人", "Would settle the account {name} for {period}: {people} people"),
    "book-settled": (
        "已结算 {period} 的“{name}”（第 {number} 号）：{people} 人",
        "Settled the account {name} for {period} (number {number}): {people} people",
    ),
    "goods": ("物品", "Goods"),
    "goods-title": ("兑换的物品", "Goods that were taken"),
    "goods-taken": ("兑换", "Taken"),
    "goods-back": ("退回", "Brought back"),
    "goods-left": ("余 / 备", "Left / stock"),
    "settled": ("合计", "All together"),
    "figure-opening": ("期初", "opening"),
    "figure-earned": ("所得", "earned"),
    "figure-spent": ("兑换", "spent"),
    "figure-expired": ("过期", "expired"),
    "figure-reset": ("清零", "wiped out"),
    "figure-written_off": ("更正核销", "written off"),
    "figure-closing": ("期末", "closing"),
}
