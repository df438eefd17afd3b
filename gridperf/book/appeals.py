"""An appeal is decided by somebody else than who made it or published the result, with a reason; the raw fact stays as it was.

What a decision adds to an item is an entry of its own in the next run; a correction of records is made there, and only there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

import polars as pl
from sqlalchemy import Connection

from gridperf.amounts import plain
from gridperf.assessment import Assessment
from gridperf.book.chain import Said, append, events
from gridperf.book.parts import Appeal
from gridperf.book.state import Standing, standings
from gridperf.book.steps import Held
from gridperf.engine.adjustments import SCHEMA
from gridperf.engine.quantity import LEFT_OUT
from gridperf.errors import BookError, Problem
from gridperf.rulebook import Rulebook
from gridperf.rulebook.marks import full_marks
from gridperf.rulebook.scoring import EachScore, Item, ShortScore

__all__ = ["OUTCOMES", "Objection", "adjustments", "decide", "find_appeal", "lodge", "objection"]

OUTCOMES = ("upheld", "partly", "rejected", "withdrawn")
"""How an appeal can end."""

_FACTS = ("line", "kind", "name", "clause", "numerator", "denominator", "rate", "amount", "note")

Objection = Mapping[str, object]
"""What is objected to, as an event says it: subject, name, sheet, item, and the entries as they were published."""


def objection(result: Assessment, subject: str, item: str | None, sheet: str | None) -> Objection:
    """Return what is objected to in *result*.

    Args:
        result: the published result.
        subject: identifier, or a name only one person has.
        item: id or name of the item; None objects to the person's result as a whole.
        sheet: the sheet, if the item is on several.

    Raises:
        BookError: B037, B038 for the person, B063 if there is no such item of theirs, B064 if it is on several sheets.
    """
    people = result.people.filter((pl.col("subject") == subject) | (pl.col("name") == subject))
    exact = people.filter(pl.col("subject") == subject)
    people = exact if exact.height else people
    if people.height != 1:
        known = "、".join(people["subject"])
        raise BookError(Problem("B038" if people.height else "B037", values={"worker": subject, "known": known}))
    who, name = people.row(0, named=True)["subject"], people.row(0, named=True)["name"]
    whole = {"subject": who, "name": name, "sheet": "", "item": "", "facts": []}
    if item is None:
        return whole
    own = result.entries.filter((pl.col("subject") == who) & (pl.col("ledger") == "points") & (pl.col("kind") != "adjustment"))
    own = own if sheet is None else own.filter(pl.col("sheet") == sheet)
    names = {each.id: each.name for one in result.rulebook.edition.sheets for each in one.items}
    chosen = own.filter((pl.col("item") == item) | pl.col("item").is_in([key for key, words in names.items() if words == item]))
    chosen = chosen.filter(pl.col("item").is_in(list(names)))
    if not chosen.height:
        items = own.filter(pl.col("kind") == "item")["item"].unique(maintain_order=True)
        raise BookError(Problem("B063", values={"worker": who, "item": item, "known": "、".join(items) or "—"}))
    if chosen["sheet"].n_unique() > 1:
        raise BookError(Problem("B064", values={"item": item, "sheets": "、".join(chosen["sheet"].unique(maintain_order=True))}))
    facts = [{key: _plain(row[key]) for key in _FACTS} for row in chosen.sort("line").iter_rows(named=True)]
    return {**whole, "sheet": chosen["sheet"][0], "item": chosen["item"][0], "facts": facts}


def lodge(connection: Connection, now: Standing, what: Objection, step: Said) -> int:
    """Add an appeal against the public result *now*, and return its number.

    Raises:
        BookError: B062 if it is not public any more, or something else is.
    """
    chain = events(connection)
    then = standings(chain).get(now.key)
    if then is None or then.state == "draft" or then.run.seq != now.run.seq:
        raise BookError(Problem("B062", values={"period": now.period}))
    in_time = not then.is_sealed and (then.window is None or then.window.is_open(step.at))
    return append(connection, chain, step, "appeal", now.key, {**what, "of": now.run.seq, "in_time": in_time}).seq


def decide(connection: Connection, number: int, outcome: str, points: Decimal | None, rules: Rulebook, step: Said) -> None:
    """Add the decision on appeal *number*.

    Raises:
        BookError: B065 if there is no such appeal, B066 if it is decided, B067 if who decides is
            not free to, B068 if somebody else withdraws it, B069, B070, B071 for the points.
    """
    chain = events(connection)
    now, appeal = find_appeal(standings(chain), number)
    if appeal.outcome:
        raise BookError(Problem("B066", values={"number": number, "by": appeal.decided_by}))
    by = _folded(step.by)
    if outcome == "withdrawn":
        if by != _folded(appeal.by):
            raise BookError(Problem("B068", values={"number": number, "by": appeal.by}))
    elif by in {_folded(each) for each in (appeal.by, appeal.subject, appeal.name, appeal.publisher) if each}:
        raise BookError(Problem("B067", values={"number": number, "by": step.by}))
    if points is not None:
        _fitting(appeal, outcome, points, rules)
    body = {"appeal": number, "outcome": outcome, "points": None if points is None else f"{points:f}"}
    append(connection, chain, step, "decide", now.key, body)


def find_appeal(held: Held, number: int) -> tuple[Standing, Appeal]:
    """Return the appeal *number*, and where its period stands.

    Raises:
        BookError: B065 if there is none.
    """
    for now in held.values():
        for appeal in now.appeals:
            if appeal.number == number:
                return now, appeal
    raise BookError(Problem("B065", values={"number": number}))


def adjustments(appeals: Iterable[Appeal]) -> pl.DataFrame:
    """Return what `gridperf.assess` takes as adjustments: `subject`, `sheet`, `item`, `points`, `note`."""
    rows = [
        (one.subject, one.sheet, one.item, one.points, f"申诉第 {one.number} 号：{one.reason}")
        for one in appeals
        if one.is_granted and one.points is not None
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _fitting(appeal: Appeal, outcome: str, points: Decimal, rules: Rulebook) -> None:
    """Refuse points that are not for granting, or that the item cannot give.

    Raises:
        BookError: B069, B070, B071.
    """
    if outcome not in ("upheld", "partly") or not appeal.item or not points:
        raise BookError(Problem("B069", values={"number": appeal.number}))
    rounding = rules.edition.rounding
    step = rounding.line if isinstance(rounding.line, Fraction) else rounding.total
    if (Fraction(points) / step).denominator != 1:
        raise BookError(Problem("B070", values={"points": points, "step": Decimal(step.numerator) / Decimal(step.denominator)}))
    item = next(one for sheet in rules.edition.sheets if sheet.id == appeal.sheet for one in sheet.items if one.id == appeal.item)
    amount = sum((Fraction(fact["amount"]) for fact in appeal.facts if fact["kind"] == "item"), Fraction(0))
    exempt = any(fact["denominator"] == "0" and str(fact["note"]).endswith(LEFT_OUT) for fact in appeal.facts)
    if exempt or not _within(item, amount + Fraction(points)):
        most = Decimal(full_marks(item).numerator) / Decimal(full_marks(item).denominator)
        raise BookError(Problem("B071", values={"item": item.name, "points": points, "amount": _printed(amount), "most": most}))


def _within(item: Item, points: Fraction) -> bool:
    """Return whether the item can give *points*; what counts occurrences is held by its own ends."""
    return isinstance(item.score, (EachScore, ShortScore)) or 0 <= points <= full_marks(item)


def _printed(value: Fraction) -> str:
    """Return points that have a decimal form as they are printed."""
    return plain(Decimal(value.numerator) / Decimal(value.denominator))


def _folded(name: str) -> str:
    """Return a name as it is compared: width, case and spaces do not tell two people apart."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _plain(value: object) -> object:
    return None if value is None else value if isinstance(value, str) else str(value)
