"""A correction statement has everybody a correction touches: old, new, what is owed and why, clause by clause, and what the policy settles of it.

What it says of a person adds up: causes to what is owed, and what everybody is settled to what the correction costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from gridperf.report.views import figures
from gridperf.report.views.common import Origin, Proof, by_subject, origin, proof

if TYPE_CHECKING:
    from gridperf.book import Correction, Standing
    from gridperf.book.correction import Policy

__all__ = [
    "Change",
    "CorrectionStatement",
    "Effect",
    "ItemChange",
    "PeriodRow",
    "PersonBlock",
    "PolicyRow",
    "Written",
    "correction_statement",
]

_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """One corrected period: its state, how many people something changes for, gross pay before and after, and the difference."""

    period: str
    state: str
    people: str
    before: str
    after: str
    change: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What one cause does to one pay line of a period: for how many people, and how much."""

    period: str
    line: str
    clause: str
    cause: str
    people: str
    yuan: str


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """What a policy comes to; `chosen` is the one that is followed."""

    policy: str
    people: str
    more: str
    less: str
    yuan: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What a person is owed of one pay line, for one cause."""

    line: str
    clause: str
    cause: str
    yuan: str


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An item whose points changed."""

    item: str
    clause: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PersonBlock:
    """What a correction does to one person in one period.

    Attributes:
        grades: grade before and after; empty for not assessed.
        pay: gross pay before and after.
        owed: the difference, with what earlier corrections left.
        settled: what the policy settles of it.
        claims: whether the correction is this person's own.
    """

    period: str
    subject: str
    name: str
    grades: tuple[str, str]
    pay: tuple[str, str]
    owed: str
    settled: str
    claims: bool
    changes: tuple[Change, ...]
    items: tuple[ItemChange, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """The correction as it stands in the Book: number of its event in each period, who, when, and why."""

    numbers: tuple[tuple[str, str], ...]
    by: str
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class CorrectionStatement:
    """The statement of one correction; `written` is None while nothing is written, `into` is empty while no period is named."""

    origin: Origin
    policy: str
    into: str
    settled: str
    written: Written | None
    periods: tuple[PeriodRow, ...]
    effects: tuple[Effect, ...]
    policies: tuple[PolicyRow, ...]
    people: tuple[PersonBlock, ...]
    proofs: tuple[tuple[str, str, str], ...]
    proof: Proof


def correction_statement(
    correction: Correction, *, policy: Policy, into: str = "", written: Sequence[Standing] = ()
) -> CorrectionStatement:
    """Return the statement of *correction*, which touches at least one period.

    Args:
        correction: what `Book.correction` returned.
        policy: who is settled.
        into: the period whose pay settles it.
        written: what `Book.correct` returned, if it was written.
    """
    newest = correction.touched[-1].change.after
    settled = correction.settled(policy)
    return CorrectionStatement(
        origin=origin(newest),
        policy=policy,
        into=into,
        settled=figures.money(sum(settled["yuan"], _NONE)),
        written=_written(written),
        periods=tuple(_period(correction, at) for at in range(len(correction.touched))),
        effects=tuple(_effects(correction.deltas)),
        policies=tuple(
            PolicyRow(
                *(one.policy, str(one.people), figures.money(one.more), figures.money(one.less), figures.money(one.yuan)),
                chosen=one.policy == policy,
            )
            for one in correction.costs.values()
        ),
        people=tuple(_people(correction, settled)),
        proofs=tuple((one.standing.period, one.change.before.digest, one.change.after.digest) for one in correction.touched),
        proof=proof(newest),
    )


def _written(written: Sequence[Standing]) -> Written | None:
    found = [(one, one.steps[-1]) for one in written if one.corrections]
    if not found:
        return None
    _, last = found[-1]
    numbers = tuple((one.period, str(one.corrections[-1].number)) for one, _ in found)
    return Written(numbers, figures.clean(last.by), last.at.strftime("%Y-%m-%d %H:%M"), figures.clean(last.why))


def _period(correction: Correction, at: int) -> PeriodRow:
    one = correction.touched[at]
    before, after = one.change.cost
    people = correction.people.filter(pl.col("period") == one.standing.period).height
    amounts = (figures.money(amount) for amount in (before, after, after - before))
    return PeriodRow(one.standing.period, one.standing.state, str(people), *amounts)


def _effects(deltas: pl.DataFrame) -> list[Effect]:
    keys = ["period", "line", "line_name", "clause", "cause"]
    sums = deltas.group_by(keys).agg(pl.col("subject").n_unique().alias("people"), pl.col("yuan").sum()).sort(keys)
    return [
        Effect(
            *(row["period"], figures.clean(row["line_name"]), figures.clean(row["clause"])),
            *(row["cause"], str(row["people"]), figures.money(row["yuan"])),
        )
        for row in sums.iter_rows(named=True)
    ]


def _people(correction: Correction, settled: pl.DataFrame) -> list[PersonBlock]:
    """Return everybody by period, those whose correction it is first."""
    sums = {
        (period, subject): yuan for period, subject, yuan in settled.group_by("period", "subject").agg(pl.col("yuan").sum()).iter_rows()
    }
    deltas = {
        one.standing.period: by_subject(correction.deltas.filter(pl.col("period") == one.standing.period)) for one in correction.touched
    }
    items = {one.standing.period: by_subject(one.items()) for one in correction.touched}
    people = correction.people.sort("period", "claims", "subject", descending=[False, True, False])
    return [_block(row, deltas[row["period"]], items[row["period"]], sums) for row in people.iter_rows(named=True)]


def _block(
    row: dict[str, Any],
    deltas: dict[str, list[dict[str, Any]]],
    items: dict[str, list[dict[str, Any]]],
    sums: dict[tuple[str, str], Decimal],
) -> PersonBlock:
    own = items.get(row["subject"], [])
    digits = figures.places([points for one in own for points in (one["before"], one["after"])])
    return PersonBlock(
        period=row["period"],
        subject=figures.clean(row["subject"]),
        name=figures.clean(row["name"]),
        grades=(figures.clean(row["grade_before"]), figures.clean(row["grade_after"])),
        pay=(figures.money(row["before"]), figures.money(row["after"])),
        owed=figures.money(row["owed"]),
        settled=figures.money(sums.get((row["period"], row["subject"]), _NONE)),
        claims=row["claims"],
        changes=tuple(
            Change(figures.clean(one["line_name"]), figures.clean(one["clause"]), one["cause"], figures.money(one["yuan"]))
            for one in deltas.get(row["subject"], [])
        ),
        items=tuple(
            ItemChange(
                *(figures.clean(one["name"]), figures.clean(one["clause"])),
                *(figures.points(points, digits) for points in (one["before"], one["after"])),
            )
            for one in own
        ),
    )
