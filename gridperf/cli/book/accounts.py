"""The commands of accounts in a Book: goods for points, goods brought back, what is left, and a half-year settled.

What hands out goods or moves points is shown first, and done with `--apply`.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from gridperf.amounts import plain
from gridperf.cli.book.options import Apply, BookPlace, By, PeriodCode, Why, opened
from gridperf.cli.options import AsOf, Json, Lang, moment
from gridperf.cli.screens.screen import Screen
from gridperf.cli.words.general import say

if TYPE_CHECKING:
    from gridperf.book import Movement
    from gridperf.rulebook import Rulebook

__all__ = ["COMMANDS"]

Account = Annotated[str | None, typer.Option("--account", metavar="ACCOUNT")]


def redeem(
    book: BookPlace,
    worker: Annotated[str, typer.Argument(metavar="WORKER")],
    goods: Annotated[str, typer.Argument(metavar="GOODS")],
    *,
    quantity: Annotated[int, typer.Option("--quantity", metavar="N", min=1)] = 1,
    by: By,
    why: Why,
    account: Account = None,
    rules: Annotated[str | None, typer.Option("--rules", metavar="PACK")] = None,
    apply: Apply = False,
    json: Json = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Take goods for points, or show what that would take."""
    kept, prices = opened(book).accounts, None if rules is None else _rules(rules)
    move = kept.redeem(worker, goods, quantity, by=by, why=why, account=account, rules=prices, dry_run=not apply)
    _said(move, json=json)


def refund(
    book: BookPlace,
    number: Annotated[int, typer.Argument(metavar="N", min=1)],
    *,
    quantity: Annotated[int | None, typer.Option("--quantity", metavar="N", min=1)] = None,
    by: By,
    why: Why,
    apply: Apply = False,
    json: Json = False,
    lang: Lang = None,  # noqa: ARG001
) -> None:
    """Bring goods back, or show what that would give back."""
    _said(opened(book).accounts.refund(number, quantity, by=by, why=why, dry_run=not apply), json=json)


def balance(
    book: BookPlace,
    worker: Annotated[str | None, typer.Argument(metavar="[WORKER]")] = None,
    *,
    account: Account = None,
    as_of: AsOf = None,
    json: Json = False,
    lang: Lang = None,  # noqa: ARG001
) -> None:
    """Show what is in the accounts, and of one person what went in and out."""
    from gridperf.cli.screens import accounted  # noqa: PLC0415

    screen, kept = Screen(), opened(book).accounts
    at = moment(as_of)
    found = kept.balances(worker, account=account, as_of=at)
    moved = None if worker is None else kept.movements(worker, account=account, as_of=at)
    screen.json(accounted.balance_data(found, moved)) if json else screen.show(*accounted.balance(found, moved))


def settle(
    book: BookPlace,
    period: PeriodCode,
    *,
    by: By,
    why: Why,
    account: Account = None,
    apply: Apply = False,
    json: Json = False,
    lang: Lang = None,  # noqa: ARG001
) -> None:
    """Settle the accounts of a longer period, or show what that would settle."""
    from gridperf.cli.screens import accounted  # noqa: PLC0415

    screen = Screen()
    found = opened(book).accounts.settle(period, by=by, why=why, account=account, dry_run=not apply)
    screen.json(accounted.settlement_data(found)) if json else screen.show(*accounted.settlement(found))
    if not apply and not json:
        screen.note("book-not-done")


COMMANDS = (redeem, refund, balance, settle)
"""The commands, in the order of the help."""


def _rules(pack: str) -> Rulebook:
    """Return the edition of *pack* that is in force today."""
    from gridperf import load_rules  # noqa: PLC0415
    from gridperf.book.chain import ZONE  # noqa: PLC0415

    return load_rules(pack, on=dt.datetime.now(ZONE).date())


def _said(move: Movement, *, json: bool) -> None:
    from gridperf.cli.screens import accounted  # noqa: PLC0415

    screen = Screen()
    if json:
        screen.json(accounted.movement_data(move))
        return
    values = {
        "name": move.name or move.subject,
        "goods": move.goods,
        "quantity": abs(move.quantity),
        "points": plain(abs(move.points)),
    }
    screen.show(say(f"book-{move.kind}ed" if move.number else f"book-would-{move.kind}", number=move.number, period=move.period, **values))
    if not move.number:
        screen.note("book-not-done")
