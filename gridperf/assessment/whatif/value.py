"""What other rules would change, as a value: who gains and loses, grades that move, the cost, and causes that add up to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl

from gridperf.assessment.value import Assessment
from gridperf.assessment.whatif.causes import CAUSES, FOLLOWING, YUAN, Cause, Exchange, line_names
from gridperf.period import Period
from gridperf.rulebook.comparing import Comparison

__all__ = ["Effect", "Mover", "WhatIf"]

_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Effect:
    """What one cause comes to.

    Attributes:
        cause: `rules`, `roster` or `records`, in a correction also `history` or `appeals`, and from one period to another `attendance`
            and `corrections` (what was exchanged); `rank_quota` or `pool` (what only follows from others).
        yuan: the change of the whole cost it causes.
        gainers: people who get more by it.
        gained: what they get more, together.
        losers: people who get less by it.
        lost: what they get less, together; not above 0.
        points: the change of all totals together; only an exchange moves points.
    """

    cause: Cause
    yuan: Decimal
    gainers: int
    gained: Decimal
    losers: int
    lost: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Mover:
    """One person for whom much changes.

    Attributes:
        subject: who.
        name: the name.
        before: gross pay before; None if not paid then.
        after: gross pay after; None if not paid then.
        change: the difference.
        cause: the cause of the largest part of it.
        line: name of the pay line that changes most.
        line_change: by how much.
        grades: grades before and after, by sheet.
        total_change: the change of the totals.
        item: name of the item whose points change most; empty if none does.
        item_change: by how many points.
    """

    subject: str
    name: str
    before: Decimal | None
    after: Decimal | None
    change: Decimal
    cause: str
    line: str
    line_change: Decimal
    grades: tuple[str, str]
    total_change: Decimal
    item: str
    item_change: Decimal


@dataclass(frozen=True, eq=False)
class WhatIf:
    """What changes from one run to another, and why.

    Attributes:
        before: the run with everything old.
        after: the run with everything new.
        comparison: what changed in the rules, in words.
        effects: the causes, in their order; they add up to `change`.
        people: one row per person: `subject`, `name`, `role`, `street`, `grade_before`, `grade_after`, `before`, `after`,
            `change`, and a column for each cause.
        lines: one row per pay line and cause: `line`, `name`, `cause`, `yuan`.
        moves: one row per sheet and pair of grades: `sheet`, `before`, `after`, `people`; empty for not assessed, `—` for not on the sheet.
        parts: what each line changes by for everybody, and why: `subject`, `line`, `cause`, `yuan`; nothing stands for 0.
        causes: the causes there can be, in the order they are told.
    """

    before: Assessment
    after: Assessment
    comparison: Comparison
    effects: tuple[Effect, ...]
    people: pl.DataFrame
    lines: pl.DataFrame
    moves: pl.DataFrame
    parts: pl.DataFrame = field(repr=False)
    causes: tuple[Cause, ...] = CAUSES

    @classmethod
    def of(
        cls,
        before: Assessment,
        after: Assessment,
        comparison: Comparison,
        exchanges: Sequence[Exchange],
        parts: pl.DataFrame,
        *,
        causes: tuple[Cause, ...] = CAUSES,
        points: Mapping[str, Decimal] | None = None,
    ) -> WhatIf:
        """Return what changes from *before* to *after*.

        Args:
            before: the run with everything old.
            after: the run with everything new.
            comparison: what changed in the rules.
            exchanges: what was exchanged, one after another.
            parts: what each line changed by for everybody, and why, over all exchanges.
            causes: the causes there can be, in the order they are told.
            points: the change of all totals together by cause; without it, what each exchange moves.

        Raises:
            ArithmeticError: if the parts do not add up to the difference of anybody's pay.
        """
        people = _people(before, after, [exchange.after for exchange in exchanges], parts, causes)
        if points is None:
            points = {
                cause: sum((_points(one.after) - _points(one.before) for one in exchanges if one.cause == cause), _NONE) for cause in causes
            }
        effects = tuple(_effect(cause, people, points.get(cause, _NONE)) for cause in causes)
        if sum((effect.points for effect in effects), _NONE) != _points(after) - _points(before):
            message = "the parts of the points do not add up to their difference"
            raise ArithmeticError(message)
        names = line_names(before.rulebook, after.rulebook)
        lines = parts.group_by("line", "cause").agg(pl.col("yuan").sum()).filter(pl.col("yuan") != 0)
        held = {(line, cause): yuan for line, cause, yuan in lines.iter_rows()}
        rows = [(line, name, cause, held[line, cause]) for line, name in names.items() for cause in causes if (line, cause) in held]
        lines = pl.DataFrame(rows, schema={"line": pl.String, "name": pl.String, "cause": pl.String, "yuan": YUAN}, orient="row")
        return cls(before, after, comparison, effects, people, lines, _moves(before, after), parts, causes)

    @property
    def period(self) -> Period:
        """Return the period."""
        return self.after.period

    @property
    def cost(self) -> tuple[Decimal, Decimal]:
        """Return the gross pay of everybody before and after."""
        return _gross(self.before), _gross(self.after)

    @property
    def change(self) -> Decimal:
        """Return by how much the whole cost changes."""
        return self.cost[1] - self.cost[0]

    def movers(self, count: int = 10) -> tuple[Mover, ...]:
        """Return the *count* people whose pay changes most, each with the main cause."""
        size = pl.when(pl.col("change") < 0).then(-pl.col("change")).otherwise(pl.col("change"))
        chosen = self.people.filter(pl.col("change") != 0).sort(size, "subject", descending=[True, False]).head(count)
        return tuple(self._mover(row) for row in chosen.iter_rows(named=True))

    def _mover(self, row: dict[str, Any]) -> Mover:
        own = pl.col("subject") == row["subject"]
        parts = self.parts.filter(own)
        lines = dict(parts.group_by("line").agg(pl.col("yuan").sum()).iter_rows())
        line = _largest(lines, list(line_names(self.before.rulebook, self.after.rulebook)))
        cause = _largest({name: row[name] for name in self.causes}, self.causes)
        old, new = (_item_points(one, row["subject"]) for one in (self.before, self.after))
        items = {key: new.get(key, ("", _NONE))[1] - old.get(key, ("", _NONE))[1] for key in {**old, **new}}
        item = _largest(items, sorted(items))
        total = _points(self.after, row["subject"]) - _points(self.before, row["subject"])
        return Mover(
            subject=row["subject"],
            name=row["name"],
            before=row["before"],
            after=row["after"],
            change=row["change"],
            cause=cause or "",
            line=line_names(self.before.rulebook, self.after.rulebook).get(line or "", ""),
            line_change=lines.get(line or "", _NONE),
            grades=(row["grade_before"], row["grade_after"]),
            total_change=total,
            item={**old, **new}[item][0] if item else "",
            item_change=items[item] if item else _NONE,
        )

    def as_dict(self) -> dict[str, object]:
        """Return it as plain data, for `--json`; amounts are exact texts."""
        before, after = self.cost
        return {
            "period": self.period.code,
            "cost": {"before": str(before), "after": str(after), "change": str(self.change)},
            "order": [cause for cause in self.causes if cause not in FOLLOWING],
            "effects": [{name: _text(getattr(effect, name)) for name in Effect.__slots__} for effect in self.effects],
            "lines": _rows(self.lines),
            "moves": _rows(self.moves),
            "movers": [{name: _text(getattr(mover, name)) for name in Mover.__slots__} for mover in self.movers()],
            "people": _rows(self.people),
            "rules": self.comparison.as_dict(),
        }


# --- tables ---------------------------------------------------------------------------------------------------------------


def _people(
    before: Assessment, after: Assessment, between: Sequence[Assessment], parts: pl.DataFrame, causes: Sequence[Cause]
) -> pl.DataFrame:
    """Return one row per person with the change of pay and its causes.

    Somebody paid neither before nor after can be paid *between*: by the new rules as long as the old roster holds.

    Raises:
        ArithmeticError: if the causes do not add up to somebody's change.
    """
    known = pl.concat([one.people.select("subject", "name", "role", "street") for one in (after, before, *between)])
    known = known.unique("subject", keep="first", maintain_order=True).sort("subject")
    concerned = pl.concat([before.people["subject"], after.people["subject"], parts["subject"]]).implode()
    known = known.filter(pl.col("subject").is_in(concerned))
    for one, side in ((before, "before"), (after, "after")):
        known = known.join(_grades(one, f"grade_{side}"), on="subject", how="left")
        known = known.join(one.pay.select("subject", pl.col("gross").alias(side)), on="subject", how="left")
    change = (pl.col("after").fill_null(0) - pl.col("before").fill_null(0)).alias("change")
    known = known.with_columns(change, pl.col("grade_before", "grade_after").fill_null("—"))
    sums = parts.group_by("subject", "cause").agg(pl.col("yuan").sum())
    for cause in causes:
        own = sums.filter(pl.col("cause") == cause).select("subject", pl.col("yuan").alias(cause))
        known = known.join(own, on="subject", how="left").with_columns(pl.col(cause).fill_null(0))
    wrong = known.filter(pl.sum_horizontal(causes) != pl.col("change"))
    if wrong.height:
        message = f"the parts of {wrong.height} people's pay do not add up to its difference, first {wrong['subject'][0]}"
        raise ArithmeticError(message)
    names = ["subject", "name", "role", "street", "grade_before", "grade_after", "before", "after", "change", *causes]
    return known.select(names).sort("subject")


def _grades(assessment: Assessment, name: str) -> pl.DataFrame:
    """Return everybody's grades, of several sheets one after another."""
    rows = assessment.grades.select("subject", "sheet", pl.col("grade").fill_null("")).sort("subject", "sheet")
    return rows.group_by("subject").agg(pl.col("grade").str.join("、").alias(name))


def _effect(cause: Cause, people: pl.DataFrame, points: Decimal) -> Effect:
    column = people[cause]
    more, less = column.filter(column > 0), column.filter(column < 0)
    gained, lost = (sum(held, _NONE) for held in (more, less))
    return Effect(cause, gained + lost, more.len(), gained, less.len(), lost, points)


def _moves(before: Assessment, after: Assessment) -> pl.DataFrame:
    keys = ["subject", "sheet"]
    old, new = (one.grades.select(*keys, pl.col("grade").fill_null("")) for one in (before, after))
    both = old.join(new, on=keys, how="full", coalesce=True, suffix="\0new")
    named = both.select("sheet", pl.col("grade").fill_null("—").alias("before"), pl.col("grade\0new").fill_null("—").alias("after"))
    return named.group_by("sheet", "before", "after").agg(pl.len().cast(pl.Int64).alias("people")).sort("sheet", "before", "after")


# --- figures --------------------------------------------------------------------------------------------------------------


def _gross(assessment: Assessment) -> Decimal:
    return sum((value for value in assessment.pay["gross"] if value is not None), _NONE)


def _points(assessment: Assessment, subject: str | None = None) -> Decimal:
    scores = assessment.scores if subject is None else assessment.scores.filter(pl.col("subject") == subject)
    return sum((value for value in scores["total"] if value is not None), _NONE)


def _item_points(assessment: Assessment, subject: str) -> dict[tuple[str, str], tuple[str, Decimal]]:
    """Return the points of every item of a person: sheet and item → name and points."""
    own = assessment.entries.filter((pl.col("subject") == subject) & (pl.col("ledger") == "points"))
    rows = own.group_by("sheet", "item").agg(pl.col("name").first(), pl.col("amount").sum())
    return {(sheet, item): (name, amount) for sheet, item, name, amount in rows.iter_rows()}


def _largest(held: dict[Any, Decimal], order: Sequence[Any]) -> Any:  # noqa: ANN401 (a key of *held*)
    """Return the key of the largest change in size, the first in *order* of equals; None if nothing changed."""
    changed = [key for key in order if held.get(key)]
    return max(changed, key=lambda key: abs(held[key]), default=None)


def _text(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else list(value) if isinstance(value, tuple) else value


def _rows(frame: pl.DataFrame) -> list[dict[str, object]]:
    return [{name: _text(value) for name, value in row.items()} for row in frame.iter_rows(named=True)]
