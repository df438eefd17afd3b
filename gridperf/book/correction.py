"""A correction settles what is owed and was not settled yet: nobody is paid twice for one thing, and nobody untouched is paid at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, get_args

import polars as pl

from gridperf.amounts import texts
from gridperf.assessment import Assessment
from gridperf.assessment.whatif import WhatIf
from gridperf.assessment.whatif.causes import FOLLOWING, line_names
from gridperf.book.state import Standing

__all__ = ["EARLIER", "POLICIES", "Correction", "Cost", "Policy", "Touched"]

Policy = Literal["reopen", "harmless", "claimants"]

POLICIES: tuple[Policy, ...] = get_args(Policy)
"""Who is settled: everybody; everybody but others who would lose; those concerned only."""

EARLIER = "earlier"
"""The cause of what an earlier correction found and its policy did not settle."""

_TOLD = ("people", "entries", "scores", "grades", "ranks", "pay", "actions", "accounts")
"""The tables a result is told by; others say what it was made from."""
_YUAN = pl.Decimal(38, 2)
_NONE = Decimal("0.00")


@dataclass(frozen=True)
class Touched:
    """One period a correction touches.

    Attributes:
        standing: where it stands.
        change: what its result changes by, from the run that stands to the new one.
        unsettled: what the run that stands owes beyond what was settled: `subject`, `line`, `yuan`; nothing stands for 0.
    """

    standing: Standing
    change: WhatIf
    unsettled: pl.DataFrame

    @property
    def is_changed(self) -> bool:
        """Return whether anything about the result is new."""
        old, new = self.change.before, self.change.after
        return any(not old.table(name).equals(new.table(name)) for name in _TOLD) or not _pools(old).equals(_pools(new))

    def deltas(self) -> pl.DataFrame:
        """Return what everybody is owed, by line and cause: `period`, `subject`, `name`, `line`, `line_name`, `clause`, `cause`, `yuan`, `made`."""
        old, new = self.change.before, self.change.after
        names = line_names(old.rulebook, new.rulebook)
        clauses = {line.id: line.clause for one in (old, new) for line in one.rulebook.edition.pay}
        owed = pl.concat([self.unsettled.with_columns(pl.lit(EARLIER).alias("cause")).select(self.change.parts.columns), self.change.parts])
        owed = owed.group_by("subject", "line", "cause").agg(pl.col("yuan").sum().cast(_YUAN)).filter(pl.col("yuan") != 0)
        known = pl.concat([one.people.select("subject", "name") for one in (new, old)]).unique("subject", keep="first", maintain_order=True)
        place = {cause: at for at, cause in enumerate((EARLIER, *self.change.causes))}
        return (
            owed.join(known, on="subject", how="left")
            .with_columns(
                pl.lit(self.standing.period).alias("period"),
                pl.col("name").fill_null(""),
                pl.col("line").replace_strict(names, default="").alias("line_name"),
                pl.col("line").replace_strict(clauses, default="").alias("clause"),
                pl.col("cause").replace_strict(place, default=len(place), return_dtype=pl.Int64).alias("\0place"),
            )
            .sort("subject", "line", "\0place")
            .select("period", "subject", "name", "line", "line_name", "clause", "cause", "yuan", pl.lit(self.standing.made).alias("made"))
        )

    def items(self) -> pl.DataFrame:
        """Return the items whose points changed: `period`, `subject`, `sheet`, `item`, `name`, `clause`, `before`, `after`."""
        keys = ["subject", "sheet", "item"]
        own = (
            one.entries.filter(pl.col("ledger") == "points")
            .group_by(keys)
            .agg(pl.col("name").first(), pl.col("clause").first(), pl.col("amount").sum().alias("points"))
            for one in (self.change.before, self.change.after)
        )
        old, new = own
        both = old.join(new, on=keys, how="full", coalesce=True, suffix="\0new").filter(pl.col("points").ne_missing(pl.col("points\0new")))
        return both.select(
            pl.lit(self.standing.period).alias("period"),
            *keys,
            pl.coalesce("name\0new", "name").alias("name"),
            pl.coalesce("clause\0new", "clause").alias("clause"),
            pl.col("points").alias("before"),
            pl.col("points\0new").alias("after"),
        ).sort(keys)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a policy comes to.

    Attributes:
        policy: the policy.
        people: people to whom, or from whom, something is settled.
        more: what is paid later, together.
        less: what is taken back, together; not above 0.
    """

    policy: Policy
    people: int
    more: Decimal
    less: Decimal

    @property
    def yuan(self) -> Decimal:
        """Return what it costs."""
        return self.more + self.less


@dataclass(frozen=True)
class Correction:
    """What putting something right changes, before anything is written.

    Attributes:
        head: digest of the last event of the Book it was worked out from.
        touched: the periods, those with nothing new left out, the first first.
        again: codes of periods that are public or drafts and rest on these: they have to be assessed again.
        deltas: what everybody is owed, by period, line and cause; see `Touched.deltas`.
        claimants: who is concerned: whoever was named, or else everybody for whom more changed than what others moved.
        answerable: which of them something of their own was put right for, and not only the rules: they alone can lose under `harmless`.
    """

    head: str
    touched: tuple[Touched, ...]
    again: tuple[str, ...]
    deltas: pl.DataFrame = field(repr=False)
    claimants: frozenset[str] = field(repr=False)
    answerable: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, head: str, touched: tuple[Touched, ...], again: tuple[str, ...], named: Collection[str] = ()) -> Correction:
        """Return the correction of *touched*; *named* are who claims it, if that is said."""
        told = dict.fromkeys(("period", "subject", "name", "line", "line_name", "clause", "cause"), pl.String)
        nothing = pl.DataFrame(schema={**told, "yuan": _YUAN, "made": pl.String})
        deltas = pl.concat([nothing, *(one.deltas() for one in touched)])
        following = [*FOLLOWING, EARLIER]
        concerned = set(deltas.filter(~pl.col("cause").is_in(following))["subject"])
        # a rule that is made afterwards is nobody's doing
        own = set(deltas.filter(~pl.col("cause").is_in([*following, "rules"]))["subject"])
        for one in touched:
            moved = _moved(one.change)
            concerned |= moved
            own |= moved if one.change.before.rulebook.digest == one.change.after.rulebook.digest else set()
        return cls(head, touched, again, deltas, frozenset(named or concerned), frozenset(named or own))

    @property
    def people(self) -> pl.DataFrame:
        """Return everybody affected, by period: `period`, `subject`, `name`, grade and gross pay before and after, `owed`, `claims`."""
        frames = [_affected(one, self.claimants) for one in self.touched]
        return pl.concat(frames) if frames else pl.DataFrame(schema={"subject": pl.String})

    def settled(self, policy: Policy) -> pl.DataFrame:
        """Return what *policy* settles: `period`, `made`, `subject`, `name`, `line`, `line_name`, `clause`, `yuan`; nothing stands for 0.

        Who is worse off over all periods together loses nothing under `harmless`, unless answerable.
        """
        keys = ["period", "made", "subject", "name", "line", "line_name", "clause"]
        owed = self.deltas.group_by(keys).agg(pl.col("yuan").sum().cast(_YUAN)).filter(pl.col("yuan") != 0).sort(keys)
        claims = pl.col("subject").is_in(list(self.claimants))
        if policy == "reopen":
            return owed
        if policy == "claimants":
            return owed.filter(claims)
        return owed.filter(pl.col("subject").is_in(list(self.answerable)) | (pl.col("yuan").sum().over("subject") >= 0))

    @property
    def costs(self) -> Mapping[Policy, Cost]:
        """Return what each policy comes to."""
        found: dict[Policy, Cost] = {}
        for policy in POLICIES:
            sums = self.settled(policy).group_by("subject").agg(pl.col("yuan").sum())["yuan"]
            more, less = (sum(part, _NONE) for part in (sums.filter(sums > 0), sums.filter(sums < 0)))
            found[policy] = Cost(policy, len(sums.filter(sums != 0)), more, less)
        return found

    def as_dict(self) -> dict[str, object]:
        """Return it as plain data, for `--json`; amounts are exact texts."""
        return {
            "head": self.head,
            "touched": [_touched_data(one) for one in self.touched],
            "again": list(self.again),
            "claimants": sorted(self.claimants),
            "people": _rows(self.people),
            "deltas": _rows(self.deltas),
            "items": [row for one in self.touched for row in _rows(one.items())],
            "costs": {
                one.policy: {"people": one.people, "more": str(one.more), "less": str(one.less), "yuan": str(one.yuan)}
                for one in self.costs.values()
            },
        }


def _pools(result: Assessment) -> pl.DataFrame:
    """Return the accounts of the pools of the period itself; the table holds those of earlier periods too."""
    return result.pools.filter(pl.col("period") == result.period.code)


def _moved(change: WhatIf) -> set[str]:
    """Return whose own totals differ."""
    keys = ["subject", "sheet"]
    old, new = (one.scores.select(*keys, "total") for one in (change.before, change.after))
    both = old.join(new, on=keys, how="full", coalesce=True, suffix="\0new")
    return set(both.filter(pl.col("total").ne_missing(pl.col("total\0new")))["subject"])


def _affected(one: Touched, claimants: Collection[str]) -> pl.DataFrame:
    """Return everybody to whom the correction of a period does something: money, a total, a grade or a rank."""
    owed = one.deltas().group_by("subject").agg(pl.col("yuan").sum().cast(_YUAN).alias("owed"))
    keys = ["subject", "sheet"]
    old, new = (each.grades.select(*keys, "total", "grade", "rank") for each in (one.change.before, one.change.after))
    both = old.join(new, on=keys, how="full", coalesce=True, suffix="\0new")
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}\0new")) for name in ("total", "grade", "rank"))
    moved = pl.concat([both.filter(differs)["subject"], owed["subject"]]).unique()
    people = one.change.people.select("subject", "name", "grade_before", "grade_after", "before", "after")
    return (
        people.filter(pl.col("subject").is_in(moved.implode()))
        .join(owed, on="subject", how="left")
        .select(
            pl.lit(one.standing.period).alias("period"),
            "subject",
            "name",
            "grade_before",
            "grade_after",
            "before",
            "after",
            pl.col("owed").fill_null(0),
            pl.col("subject").is_in(list(claimants)).alias("claims"),
        )
        .sort("subject")
    )


def _touched_data(one: Touched) -> dict[str, object]:
    before, after = one.change.cost
    return {
        "period": one.standing.period,
        "made": one.standing.made,
        "state": one.standing.state,
        "run": one.standing.run.seq,
        "cost": {"before": str(before), "after": str(after)},
        "rules": one.change.comparison.as_dict(),
    }


def _rows(frame: pl.DataFrame) -> list[dict[str, object]]:
    return [texts(row) for row in frame.iter_rows(named=True)]
