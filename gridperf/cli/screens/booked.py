"""A Book on a screen: where the periods stand, what happened to one, and one person's years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
from rich.text import Text

from gridperf.amounts import plain, yuan
from gridperf.book.chain import written
from gridperf.cli.screens.screen import table
from gridperf.cli.words.general import say

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gridperf.book import Appeal, Standing
    from gridperf.book.chain import Event

__all__ = ["history", "period", "period_data", "row_data", "said", "status", "status_data", "todo"]

_SHORT = 16


def status(name: str, held: Sequence[Standing], head: str) -> Iterator[RenderableType]:
    """Yield where every period stands."""
    title = Text.assemble((say("book-title", name=name), "bold"), f"  {say('book-head', head=head[:_SHORT])}")
    yield title
    if not held:
        yield Text(say("book-empty"))
        return
    right = "right"
    columns: list[str | tuple[str, str]] = [say("book-period"), say("book-state"), (say("people"), right), (say("gross"), right)]
    columns += [say("book-window"), (say("book-appeals"), right), say("book-when"), say("book-who")]
    rows = []
    for one in held:
        waiting = sum(not each.outcome for each in one.appeals)
        appeals = say("book-appeals-open", all=len(one.appeals), open=waiting)
        last = [step for step in one.steps if step.kind not in ("appeal", "decide")][-1]
        cells = [_name(one), say(f"state-{one.state}"), f"{one.run.people:,}", yuan(one.run.gross), _window(one)]
        rows.append([*cells, appeals if one.appeals else "", _when(last), last.by])
    yield table("", columns, rows)


def period(one: Standing) -> Iterator[RenderableType]:
    """Yield what happened to a period, and what was appealed against."""
    yield said("book-line", one)
    columns: list[str | tuple[str, str]] = [
        (say("book-number"), "right"),
        say("book-step"),
        say("book-when"),
        say("book-who"),
        say("book-why"),
    ]
    rows = [[step.seq, say(f"kind-{step.kind}"), _when(step), step.by, _why(step)] for step in one.steps]
    yield table(say("steps-title", period=_name(one)), columns, rows)
    if one.appeals:
        heads = ["book-number", "worker", "appeal-item", "appeal-fact", "book-why", "appeal-outcome", "appeal-points", "book-who"]
        yield table(say("appeals-title"), [say(head) for head in heads], [_appeal(each) for each in one.appeals])


def history(found: pl.DataFrame) -> Iterator[RenderableType]:
    """Yield one person's results."""
    right = "right"
    columns: list[str | tuple[str, str]] = [
        say("book-period"),
        say("book-state"),
        say("sheet"),
        (say("history-total"), right),
        say("grade"),
    ]
    columns += [(say("history-rank"), right), (say("history-gross"), right)]
    rows = []
    for row in found.iter_rows(named=True):
        name = row["period"] if row["made"] == "records" else say("book-rolled", period=row["period"])
        rank = f"{row['rank']}/{row['of']}" if row["rank"] is not None else ""
        total = None if row["total"] is None else plain(row["total"])
        money = None if row["gross"] is None else yuan(row["gross"])
        rows.append([name, say(f"state-{row['state']}"), row["sheet"], total, row["grade"] or say("not-assessed"), rank, money])
    yield table(say("history-title", name=found["name"][0], subject=found["subject"][0]), columns, rows)


def todo(code: str, found: pl.DataFrame) -> Iterator[RenderableType]:
    """Yield what is left to do about a month."""
    if not found.height:
        yield Text(say("todo-nothing", period=code))
        return
    heads = ["todo-due", "todo-task", "book-period", "worker", "todo-what", "todo-because", "clause"]
    rows: list[list[object]] = []
    for row in found.iter_rows(named=True):
        who = f"{row['name']} {row['subject']}".strip()
        rows.append([row["due_on"] or "", say(f"task-{row['task']}"), row["period"], who, row["what"], row["because"], row["clause"]])
    yield table(say("todo-title", period=code), [say(head) for head in heads], rows)


def row_data(row: dict[str, object]) -> dict[str, object]:
    """Return a row as plain data, for `--json`; a date is written out."""
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in row.items()}


def said(key: str, one: Standing) -> Text:
    """Return the words called *key* about the run that stands."""
    values = {
        "people": f"{one.run.people:,}",
        "gross": yuan(one.run.gross),
        "digest": one.run.digest[:_SHORT],
        "window": _window(one),
        "state": say(f"state-{one.state}"),
    }
    return Text(say(key, period=_name(one), **values))


def status_data(held: Sequence[Standing], head: str) -> dict[str, object]:
    """Return where every period stands as plain data, for `--json`."""
    return {"head": head, "periods": [period_data(one) for one in held]}


def period_data(one: Standing) -> dict[str, object]:
    """Return where a period stands and what happened to it as plain data, for `--json`; amounts are exact texts."""
    run = one.run
    return {
        "period": one.period,
        "made": one.made,
        "state": one.state,
        "window": None if one.window is None else one.window.as_dict(),
        "run": {"number": run.seq, "digest": run.digest, "people": run.people, "gross": str(run.gross)},
        "runs": [{"number": each.seq, "digest": each.digest} for each in one.runs],
        "steps": [{**step.as_dict(), "body": dict(step.body)} for step in one.steps],
        "appeals": [_appeal_data(each) for each in one.appeals],
    }


def _appeal_data(one: Appeal) -> dict[str, object]:
    shown = {
        name: getattr(one, name) for name in ("number", "subject", "name", "sheet", "item", "by", "why", "in_time", "outcome", "reason")
    }
    points = None if one.points is None else f"{one.points:f}"
    decided = None if one.decided_at is None else written(one.decided_at)
    facts = [dict(fact) for fact in one.facts]
    return {**shown, "at": written(one.at), "facts": facts, "points": points, "decided_by": one.decided_by, "decided_at": decided}


def _appeal(one: Appeal) -> list[object]:
    facts = sum((Decimal(fact["amount"]) for fact in one.facts if fact["kind"] == "item"), Decimal(0))
    points = "" if one.points is None else f"{one.points:+f}"
    grounds = one.why if one.in_time else f"{one.why}{say('comma')}{say('appeal-late')}"
    fact = plain(facts) if one.facts else ""
    item = next((str(fact["name"]) for fact in one.facts), one.item) or say("appeal-whole")
    who = f"{one.name} {one.subject}".strip()
    return [one.number, who, item, fact, grounds, say(f"outcome-{one.outcome}"), points, one.decided_by]


def _name(one: Standing) -> str:
    return one.period if one.made == "records" else say("book-rolled", period=one.period)


def _window(one: Standing) -> str:
    if one.state == "draft":
        return ""
    return say("book-no-window") if one.window is None else say("book-until", day=one.window.closes_on)


def _when(step: Event) -> str:
    return written(step.at)[:16].replace("T", " ")


def _why(step: Event) -> str:
    words = [step.why]
    if "override" in step.body:
        from gridperf.book.steps import overridden  # noqa: PLC0415 (only where something was overridden)

        words.append(f"{step.body['override']} ({overridden(step.body['overridden'])})")
    if step.kind == "correct":
        said = {name: step.body[name] for name in ("policy", "into")}
        words.append(say("correct-settled", yuan=yuan(Decimal(step.body["yuan"])), **said))
    return say("comma").join(words)
