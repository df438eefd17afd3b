"""What a Book holds of a period, as values: the window, the runs, what was objected to, what corrections settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from gridperf.book.chain import local

__all__ = ["Appeal", "Run", "Settled", "Window"]


@dataclass(frozen=True, slots=True)
class Window:
    """When a published result can be objected to: from the first day to the end of the last.

    Attributes:
        rule: how it was counted, such as `5 workdays`, or the step of the rulebook's schedule.
        opens_on: its first day, the one after publication.
        closes_on: its last day.
    """

    rule: str
    opens_on: dt.date
    closes_on: dt.date

    @classmethod
    def of(cls, said: Mapping[str, str] | None) -> Window | None:
        """Return the window an event names; None if it names none."""
        if said is None:
            return None
        return cls(said["rule"], dt.date.fromisoformat(said["opens_on"]), dt.date.fromisoformat(said["closes_on"]))

    def as_dict(self) -> dict[str, str]:
        """Return it as plain data."""
        return {"rule": self.rule, "opens_on": self.opens_on.isoformat(), "closes_on": self.closes_on.isoformat()}

    def is_open(self, at: dt.datetime) -> bool:
        """Return whether its last day is not over."""
        return local(at).date() <= self.closes_on


@dataclass(frozen=True, slots=True)
class Run:
    """One result as it came into the Book.

    Attributes:
        seq: number of the event that brought it.
        digest: digest of the assessment.
        files: SHA-256 of each file.
        people: how many people it assesses.
        gross: gross pay of all of them, in yuan.
        made_from: digests of the runs it was rolled up from.
        adjusted: points that decisions on appeals add in it, by subject, sheet and item.
        carried: SHA-256 of what corrections of earlier periods add to its pay; empty if nothing.
    """

    seq: int
    digest: str
    files: Mapping[str, str]
    people: int
    gross: Decimal
    made_from: tuple[str, ...] = ()
    adjusted: Mapping[tuple[str, str, str], Decimal] = field(default_factory=dict)
    carried: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What a correction settled of a period.

    Attributes:
        number: number of its event, which brought the new run.
        into: code of the period whose pay settles it.
        policy: who was settled: `reopen`, `harmless` or `claimants`.
        yuan: what it comes to.
        rows: SHA-256 of the rows, one per person and pay line.
        why: why.
    """

    number: int
    into: str
    policy: str
    yuan: Decimal
    rows: str
    why: str


@dataclass(frozen=True, slots=True)
class Appeal:
    """An objection (异议) to a published result, or an appeal (申诉) against one item of it.

    Attributes:
        number: number of its event.
        period: the period.
        subject: whose result.
        name: the name.
        sheet: the sheet; empty for an objection to the whole of it.
        item: the item; empty for an objection to the whole.
        by: who appeals.
        at: when.
        why: on what grounds.
        facts: the entries of the item as they were published: `line`, `name`, `clause`, `numerator`, `denominator`, `amount`, `note`.
        in_time: whether the window was open.
        against: number of the event that published what is appealed against.
        publisher: who published it.
        outcome: `upheld`, `partly`, `rejected` or `withdrawn`; empty until it is decided.
        points: points the decision adds to the item, or takes from it; None if it leaves the points to corrected records.
        decided_by: who decided.
        decided_at: when.
        reason: why it was decided so.
        decision: number of the event that decided it; 0 until then.
    """

    number: int
    period: str
    subject: str
    name: str
    sheet: str
    item: str
    by: str
    at: dt.datetime
    why: str
    facts: tuple[Mapping[str, Any], ...]
    in_time: bool
    against: int
    publisher: str
    outcome: str = ""
    points: Decimal | None = None
    decided_by: str = ""
    decided_at: dt.datetime | None = None
    reason: str = ""
    decision: int = 0

    @property
    def is_granted(self) -> bool:
        """Return whether something has to follow from it."""
        return self.outcome in ("upheld", "partly")
