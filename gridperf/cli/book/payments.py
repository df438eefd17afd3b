"""`gridperf book pay`: that a sealed result was paid is noted by its period, or with the whole payment that paid it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridperf.amounts import yuan
from gridperf.cli.book.options import Apply, BookPlace, By, Made, Why, opened
from gridperf.cli.options import Json, Lang
from gridperf.cli.screens.screen import Screen, table
from gridperf.cli.words.general import say

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gridperf.book import Book, Payment, Standing
    from gridperf.errors import Problem

__all__ = ["pay", "payment_data", "payments", "preview"]


def pay(
    book: BookPlace,
    what: Annotated[str, typer.Argument(metavar="PERIOD|PAYMENT")],
    *,
    by: By,
    why: Why,
    made: Made = None,
    apply: Apply = False,
    json: Json = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Note that a sealed result was paid, or show what that would note."""
    from gridperf.book.steps import unpayable  # noqa: PLC0415
    from gridperf.cli.screens import booked  # noqa: PLC0415

    screen, kept = Screen(), opened(book)
    if Path(what).is_dir():
        _keep(screen, kept, Path(what), by=by, why=why, apply=apply, json=json)
        return
    if apply:
        now = kept.pay(what, by=by, why=why, made=made)
        screen.json(booked.period_data(now)) if json else screen.show(booked.said("book-paid", now))
        return
    now = kept.standing(what, made)
    found = unpayable(now)
    preview(screen, "book-would-pay", now, found, json=json)
    if found:
        raise typer.Exit(1)


def _keep(screen: Screen, book: Book, folder: Path, *, by: str, why: str, apply: bool, json: bool) -> None:
    """Keep the payment saved in *folder*, or show what would be kept."""
    from gridperf.payroll import keep_payment, load_payroll  # noqa: PLC0415

    new = keep_payment(load_payroll(folder), book, by=by, why=why, dry_run=not apply)
    if json:
        screen.json({**payment_data(new), "applied": apply})
        return
    values = {"month": new.month, "people": new.people, "net": yuan(new.net), "digest": new.digest[:16], "number": new.number}
    screen.show(say("book-payment-kept" if apply else "book-payment-would", **values))
    if not apply:
        screen.note("book-not-done")


def preview(screen: Screen, key: str, now: Standing, found: tuple[Problem, ...], *, json: bool) -> None:
    """Show what a step would do, and what stands in its way."""
    from gridperf.cli.screens import booked  # noqa: PLC0415

    if json:
        screen.json({**booked.period_data(now), "applied": False, "problems": [each.as_dict() for each in found]})
        return
    screen.show(booked.said(key, now))
    screen.problems(found)
    screen.note("book-not-done")


def payments(kept: Sequence[Payment]) -> Iterator[RenderableType]:
    """Yield the payments of a Book, if it keeps any."""
    if kept:
        from gridperf.book.chain import written  # noqa: PLC0415

        columns: list[str | tuple[str, str]] = [say("payment-month"), (say("people"), "right"), (say("net"), "right")]
        columns += [(say("book-number"), "right"), say("book-when"), say("book-who"), say("book-why")]
        rows = [
            [one.month, one.people, yuan(one.net), one.number, written(one.at)[:16].replace("T", " ") if one.at else "", one.by, one.why]
            for one in kept
        ]
        yield table(say("payments-title"), columns, rows)


def payment_data(one: Payment) -> dict[str, Any]:
    """Return a payment as plain data."""
    from gridperf.book.chain import written  # noqa: PLC0415

    at = None if one.at is None else written(one.at)
    return {"month": one.month, "event": one.number, "at": at, "by": one.by, "why": one.why, **one.as_body()}
