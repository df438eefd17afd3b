"""`gridperf book`: what a county keeps of its periods, and the steps that lead from a draft to what was paid.

A command that fixes money shows what it would do, and does it only with `--apply`.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Literal

import typer

from gridperf.cli.book.accounts import COMMANDS as ACCOUNT_COMMANDS
from gridperf.cli.book.bridge import bridge
from gridperf.cli.book.correct import correct
from gridperf.cli.book.options import Apply, BookPlace, By, Made, PeriodCode, Why, opened
from gridperf.cli.book.payments import pay, payment_data, payments, preview
from gridperf.cli.book.reserves import reserves
from gridperf.cli.options import AsOf, Json, Lang, PeriodToDo, Quiet, moment
from gridperf.cli.screens.screen import Screen
from gridperf.cli.words.general import say

__all__ = ["COMMANDS"]


def _points(text: str | None) -> str | None:
    """Refuse what is no number of points before any work starts."""
    try:
        sound = text is None or Decimal(text).is_finite()
    except InvalidOperation:
        sound = False
    if not sound:
        raise typer.BadParameter(say("bad-points", text=text))
    return text


def new(book: BookPlace, *, quiet: Quiet = False, lang: Lang = None) -> None:  # noqa: ARG001 (read before parsing)
    """Begin a Book; see `gridperf.cli.manual.book`."""
    from gridperf.book import open_book  # noqa: PLC0415

    Screen(quiet=quiet).note("book-begun", name=open_book(book, create=True).name)


def status(
    book: BookPlace,
    period: Annotated[str | None, typer.Argument(metavar="[PERIOD]")] = None,
    *,
    made: Made = None,
    as_of: AsOf = None,
    json: Json = False,
    lang: Lang = None,  # noqa: ARG001
) -> None:
    """Show where every period stands, or what happened to one."""
    from gridperf.cli.screens import booked  # noqa: PLC0415

    screen, kept = Screen(), opened(book)
    at = moment(as_of)
    if period is None:
        held = list(kept.status(as_of=at).values())
        head = kept.head_at(at)
        paid = kept.payments.kept(as_of=at)
        if json:
            screen.json({**booked.status_data(held, head), "payments": [payment_data(one) for one in paid]})
        else:
            screen.show(*booked.status(kept.name, held, head), *payments(paid))
        return
    one = kept.standing(period, made, as_of=at)
    screen.json(booked.period_data(one)) if json else screen.show(*booked.period(one))


def draft(
    book: BookPlace,
    assessment: Annotated[Path, typer.Argument(metavar="ASSESSMENT")],
    *,
    by: By,
    why: Why,
    lang: Lang = None,  # noqa: ARG001
) -> None:
    """Keep a result before it is public."""
    from gridperf.cli.screens import booked  # noqa: PLC0415

    now = opened(book).draft(assessment, by=by, why=why)
    Screen().show(booked.said("book-drafted", now))


def publish(
    book: BookPlace,
    what: Annotated[str, typer.Argument(metavar="ASSESSMENT|PERIOD")],
    *,
    window: Annotated[str, typer.Option("--window", metavar="WINDOW")],
    by: By,
    why: Why,
    lang: Lang = None,  # noqa: ARG001
) -> None:
    """Make a result public."""
    from gridperf.cli.screens import booked  # noqa: PLC0415

    now = opened(book).publish(what, window=window, by=by, why=why)
    Screen().show(booked.said("book-published", now))


def appeal(
    book: BookPlace,
    period: PeriodCode,
    worker: Annotated[str, typer.Argument(metavar="WORKER")],
    *,
    item: Annotated[str | None, typer.Option("--item", metavar="ITEM")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="SHEET")] = None,
    by: By,
    why: Why,
    made: Made = None,
    lang: Lang = None,  # noqa: ARG001
) -> None:
    """Note an appeal against an item, or an objection to a result."""
    found = opened(book).appeal(period, worker, item=item, sheet=sheet, by=by, why=why, made=made)
    Screen().show(say("book-appealed", number=found.number, name=found.name or found.subject, item=found.item or say("appeal-whole")))


def decide(
    book: BookPlace,
    number: Annotated[int, typer.Argument(metavar="N", min=1)],
    outcome: Annotated[Literal["upheld", "partly", "rejected", "withdrawn"], typer.Argument(metavar="upheld|partly|rejected|withdrawn")],
    *,
    points: Annotated[str | None, typer.Option("--points", metavar="POINTS", callback=_points)] = None,
    by: By,
    why: Why,
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001
) -> None:
    """Decide an appeal."""
    screen = Screen(quiet=quiet)
    kept = opened(book)
    found = kept.decide(number, outcome, points=points, by=by, why=why)
    screen.show(say("book-decided", number=number, outcome=say(f"outcome-{outcome}")))
    if found.is_granted:
        sealed = any(one.is_sealed for one in kept.status().values() if number in [each.number for each in one.appeals])
        screen.note("book-correct-decided" if sealed else "book-reassess", period=found.period)


def seal(
    book: BookPlace,
    period: PeriodCode,
    *,
    by: By,
    why: Why,
    override: Annotated[str, typer.Option("--override", metavar="REASON")] = "",
    made: Made = None,
    apply: Apply = False,
    json: Json = False,
    lang: Lang = None,  # noqa: ARG001
) -> None:
    """Seal a public result, or show what sealing it would fix."""
    from gridperf.cli.screens import booked  # noqa: PLC0415

    screen, kept = Screen(), opened(book)
    if apply:
        overridden = kept.hindrances(period, made=made) if override.strip() else ()
        now = kept.seal(period, by=by, why=why, override=override, made=made)
        screen.json(booked.period_data(now)) if json else screen.show(booked.said("book-sealed", now))
        if overridden:
            screen.note("book-overrode")
            screen.problems(overridden)
        return
    now, found = kept.standing(period, made), kept.hindrances(period, made=made)
    preview(screen, "book-would-seal", now, found, json=json)
    if any(one.severity == "error" or not override.strip() for one in found):
        raise typer.Exit(1)


def history(
    book: BookPlace,
    worker: Annotated[str, typer.Argument(metavar="WORKER")],
    *,
    as_of: AsOf = None,
    json: Json = False,
    lang: Lang = None,  # noqa: ARG001
) -> None:
    """Show one person's results, period by period."""
    from gridperf.cli.screens import booked  # noqa: PLC0415

    screen = Screen()
    found = opened(book).history(worker, as_of=moment(as_of))
    screen.json(found.to_dicts()) if json else screen.show(*booked.history(found))


def todo(
    book: BookPlace,
    period: PeriodToDo,
    *,
    as_of: AsOf = None,
    json: Json = False,
    lang: Lang = None,  # noqa: ARG001
) -> None:
    """Show what is left to do about a month."""
    from gridperf.cli.screens import booked  # noqa: PLC0415

    screen = Screen()
    found = opened(book).todo(period, as_of=moment(as_of))
    screen.json([booked.row_data(row) for row in found.to_dicts()]) if json else screen.show(*booked.todo(period, found))


def verify(
    book: BookPlace,
    *,
    head: Annotated[str | None, typer.Option("--head", metavar="DIGEST")] = None,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001
) -> None:
    """Find every changed byte of a Book."""
    screen, kept = Screen(quiet=quiet), opened(book)
    with screen.progress(say("verifying-book")):
        problems = kept.verify(head=head)
    if json:
        screen.json({"book": kept.name, "holds": not problems, "problems": [each.as_dict() for each in problems]})
    elif problems:
        screen.problems(problems, to=screen.out)
    else:
        runs = sum(len(one.runs) for one in kept.status().values())
        screen.show(say("book-holds", events=len(kept.events()), runs=runs, head=kept.head))
    if problems:
        raise typer.Exit(1)


def export(
    book: BookPlace,
    period: Annotated[str | None, typer.Argument(metavar="[PERIOD]")] = None,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER")],
    made: Made = None,
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001
) -> None:
    """Write a result as it was saved, or the whole Book."""
    folder = out if period is None else out / period
    Screen(quiet=quiet).note("book-exported", path=opened(book).export(folder, period=period, made=made))


COMMANDS = (
    new,
    status,
    draft,
    publish,
    appeal,
    decide,
    seal,
    pay,
    correct,
    todo,
    history,
    *ACCOUNT_COMMANDS,
    reserves,
    bridge,
    verify,
    export,
)
"""The commands, in the order of the help."""
