"""What is left to do about a month follows from the Book: steps not taken, appeals not settled, and what results say about people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import polars as pl

from gridperf.assessment import Assessment
from gridperf.book.parts import Appeal
from gridperf.book.settling import NOTHING
from gridperf.book.state import Standing
from gridperf.book.steps import Held, carried_out
from gridperf.period import Period

__all__ = ["SCHEMA", "todo"]

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "due_on": pl.Date,
    "task": pl.String,
    "period": pl.String,
    "state": pl.String,
    "subject": pl.String,
    "name": pl.String,
    "what": pl.String,
    "because": pl.String,
    "clause": pl.String,
}
"""The columns of what is left to do."""

Load = Callable[[Standing, int], Assessment]
"""What returns the result of a run of a period, by its number."""

Row = tuple[dt.date | None, str, str, str, str, str, str, str, str]


def todo(held: Held, when: Period, load: Load) -> pl.DataFrame:
    """Return what is left to do about the periods that end in *when*; see `Book.todo`."""
    ending = [one for one in held.values() if when.starts_on <= one.ends_on <= when.ends_on]
    rows: list[Row] = []
    for one in ending:
        rows += [*_steps(one), *_appeals(one)]
        if one.state != "draft":
            rows += [*_actions(one, load), *_appointments(one, load)]
    rows += _settling(held, when.code)
    order = pl.col("due_on").fill_null(dt.date.max)
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort(order, "period", "subject", "what", maintain_order=True)


def _row(one: Standing, task: str, **said: str | dt.date | None) -> Row:
    due = said.get("due_on")
    texts = tuple(str(said.get(name, "")) for name in ("subject", "name", "what", "because", "clause"))
    return (due if isinstance(due, dt.date) else None, task, one.period, one.state, *texts)  # type: ignore[return-value]


def _steps(one: Standing) -> Iterator[Row]:
    """Yield the next step of a period."""
    if one.state == "draft":
        yield _row(one, "publish")
    elif one.state == "published":
        # sealing is allowed from the day after the window
        day = None if one.window is None else one.window.closes_on + dt.timedelta(days=1)
        yield _row(one, "seal", due_on=day, because="" if one.window is None else one.window.rule)
    elif one.state == "sealed" and one.as_sealed is not None and one.as_sealed.gross:
        yield _row(one, "pay", what=str(one.as_sealed.gross))


def _appeals(one: Standing) -> Iterator[Row]:
    """Yield the appeals that nobody has decided, and the decisions that nobody has carried out."""
    for appeal in one.appeals:
        said = {"subject": appeal.subject, "name": appeal.name, "what": f"#{appeal.number} {_item(appeal)}".strip()}
        if not appeal.outcome:
            yield _row(one, "decide", because=appeal.why, due_on=None if one.window is None else one.window.closes_on, **said)
        elif appeal.is_granted and (one.run.seq < appeal.decision or not carried_out(appeal, one)):
            yield _row(one, "correct" if one.is_sealed else "reassess", because=appeal.reason, **said)


def _item(appeal: Appeal) -> str:
    return next((str(fact["name"]) for fact in appeal.facts), appeal.item)


def _actions(one: Standing, load: Load) -> Iterator[Row]:
    """Yield what follows for people; after a correction also what no longer does."""
    stands = load(one, one.run.seq)
    names = dict(stands.people.select("subject", "name").iter_rows())
    now = {(row["subject"], row["action"]): row for row in stands.actions.iter_rows(named=True)}
    for (subject, _), row in now.items():
        yield _row(
            one, "action", subject=subject, name=names.get(subject) or "", what=row["name"], because=row["because"], clause=row["clause"]
        )
    if one.as_sealed is None or one.as_sealed.seq == one.run.seq:
        return
    sealed = load(one, one.as_sealed.seq)
    names |= dict(sealed.people.select("subject", "name").iter_rows())
    for row in sealed.actions.iter_rows(named=True):
        if (row["subject"], row["action"]) not in now:
            said = {"subject": row["subject"], "name": names.get(row["subject"]) or "", "what": row["name"], "clause": row["clause"]}
            yield _row(one, "withdraw", because=one.corrections[-1].why, **said)


def _appointments(one: Standing, load: Load) -> Iterator[Row]:
    """Yield the appointments of the rulebook's schedule."""
    for row in load(one, one.run.seq).schedule.iter_rows(named=True):
        yield _row(one, "appointment", due_on=row["ends_on"], what=row["name"], because=row["by"] or "", clause=row["clause"])


def _settling(held: Held, code: str) -> Iterator[Row]:
    """Yield the corrections that the pay of a period has to carry."""
    into = next((one for key, one in held.items() if key == (code, "records")), None)
    for one in held.values():
        for each in one.corrections:
            if each.into == code and each.rows != NOTHING and (into is None or not into.is_sealed):
                yield _row(one, "settle", what=f"#{each.number} {each.yuan}", because=each.why)
