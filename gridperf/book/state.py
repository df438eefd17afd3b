"""Where a period stands is what its events come to, read in order; nothing else remembers it.

`draft → published → sealed → paid`. A published result may be published again, as another run, until it is sealed;
every run stays in the Book.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

from gridperf.book.chain import Event, local
from gridperf.errors import BookError, Problem

__all__ = ["Appeal", "Run", "Standing", "Window", "find", "standings"]

State = Literal["draft", "published", "sealed", "paid"]
Outcome = Literal["upheld", "partly", "rejected", "withdrawn"]


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
    """

    seq: int
    digest: str
    files: Mapping[str, str]
    people: int
    gross: Decimal
    made_from: tuple[str, ...] = ()
    adjusted: Mapping[tuple[str, str, str], Decimal] = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a period stands.

    Attributes:
        period: code of the period.
        made: `records` if it was assessed from records, `periods` if it was rolled up from shorter ones.
        starts_on: its first day.
        ends_on: its last day.
        every: the kind of period.
        pack: code of the rule pack.
        state: `draft`, `published`, `sealed` or `paid`.
        run: the run that stands.
        runs: every run there has been, the first first.
        window: the publicity window; None if there is none.
        steps: the events, the first first.
        appeals: what was objected to, in its order.
    """

    period: str
    made: str
    starts_on: dt.date
    ends_on: dt.date
    every: str
    pack: str
    state: State
    run: Run
    runs: tuple[Run, ...]
    window: Window | None = None
    steps: tuple[Event, ...] = ()
    appeals: tuple[Appeal, ...] = field(default=())

    @property
    def key(self) -> tuple[str, str]:
        """Return what it is found by."""
        return self.period, self.made

    @property
    def is_sealed(self) -> bool:
        """Return whether it is sealed, paid or not."""
        return self.state in ("sealed", "paid")

    @property
    def granted(self) -> dict[tuple[str, str, str], Decimal]:
        """Return the points that decisions on appeals add, by subject, sheet and item."""
        found: dict[tuple[str, str, str], Decimal] = {}
        for one in self.appeals:
            if one.is_granted and one.points is not None:
                key = (one.subject, one.sheet, one.item)
                found[key] = found.get(key, Decimal(0)) + one.points
        return found

    @property
    def published(self) -> Event | None:
        """Return the last publication; None if there was none."""
        return next((event for event in reversed(self.steps) if event.kind == "publish"), None)


def standings(events: Iterable[Event]) -> dict[tuple[str, str], Standing]:
    """Return where every period stands after *events*, by code and `made`.

    Raises:
        BookError: B051 if an event cannot follow those before it.
    """
    found: dict[tuple[str, str], Standing] = {}
    for event in events:
        key = (event.period, event.made)
        try:
            after = _AFTER[event.kind](found.get(key), event)
        except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError):
            raise BookError(Problem("B051", values={"seq": event.seq})) from None
        found[key] = replace(after, steps=(*after.steps, event))
    return dict(sorted(found.items(), key=lambda pair: (pair[1].ends_on, -pair[1].starts_on.toordinal(), pair[0])))


def find(held: Mapping[tuple[str, str], Standing], period: str, *, made: str | None = None) -> Standing | None:
    """Return where *period* stands; None if nothing of it is in the Book.

    Raises:
        BookError: B043 if there are both a result from records and one rolled up, and *made* does not say which.
    """
    both = [one for (code, how), one in held.items() if code == period and made in (None, how)]
    if len(both) > 1:
        raise BookError(Problem("B043", values={"period": period}))
    return both[0] if both else None


# --- what each event does -------------------------------------------------------------------------------------------------


def _run(event: Event) -> Run:
    said = event.body["run"]
    adjusted = {(subject, sheet, item): Decimal(points) for subject, sheet, item, points in said["adjusted"]}
    return Run(event.seq, said["digest"], said["files"], said["people"], Decimal(said["gross"]), tuple(said["runs"]), adjusted)


def _with_run(before: Standing | None, event: Event, state: State) -> Standing:
    run = _run(event)
    said = event.body["run"]
    if before is None:
        starts_on, ends_on = (dt.date.fromisoformat(said[name]) for name in ("starts_on", "ends_on"))
        return Standing(event.period, event.made, starts_on, ends_on, said["every"], said["pack"], state, run, (run,))
    return replace(before, state=state, run=run, runs=(*before.runs, run))


def _drafted(before: Standing | None, event: Event) -> Standing:
    _need(before is None or before.state == "draft")
    return _with_run(before, event, "draft")


def _published(before: Standing | None, event: Event) -> Standing:
    _need(before is None or not before.is_sealed)
    after = _with_run(before, event, "published") if "run" in event.body else replace(_there(before, "draft"), state="published")
    _need("run" in event.body or event.body["of"] == after.run.seq)
    return replace(after, window=Window.of(event.body["window"]))


def _sealed(before: Standing | None, event: Event) -> Standing:
    after = replace(_there(before, "published"), state="sealed")
    _need(event.body["of"] == after.run.seq and event.body["digest"] == after.run.digest)
    return after


def _paid(before: Standing | None, event: Event) -> Standing:
    after = replace(_there(before, "sealed"), state="paid")
    _need(event.body["of"] == after.run.seq)
    return after


def _appealed(before: Standing | None, event: Event) -> Standing:
    now, said = _there(before, "published"), event.body
    publisher = now.published.by if now.published else ""
    appeal = Appeal(
        number=event.seq,
        period=event.period,
        subject=said["subject"],
        name=said["name"],
        sheet=said["sheet"],
        item=said["item"],
        by=event.by,
        at=event.at,
        why=event.why,
        facts=tuple(said["facts"]),
        in_time=said["in_time"],
        against=said["of"],
        publisher=publisher,
    )
    return replace(now, appeals=(*now.appeals, appeal))


def _decided(before: Standing | None, event: Event) -> Standing:
    now, said = _there(before, "published"), event.body
    _need(any(one.number == said["appeal"] and not one.outcome for one in now.appeals))
    points = None if said["points"] is None else Decimal(said["points"])
    return replace(now, appeals=tuple(_with_decision(one, event, points) if one.number == said["appeal"] else one for one in now.appeals))


def _with_decision(appeal: Appeal, event: Event, points: Decimal | None) -> Appeal:
    return replace(
        appeal,
        outcome=event.body["outcome"],
        points=points,
        decided_by=event.by,
        decided_at=event.at,
        reason=event.why,
        decision=event.seq,
    )


def _there(before: Standing | None, state: State) -> Standing:
    if before is None or before.state != state:
        raise ValueError(state)
    return before


def _need(holds: bool) -> None:  # noqa: FBT001 (a condition)
    if not holds:
        raise ValueError


_AFTER = {"draft": _drafted, "publish": _published, "appeal": _appealed, "decide": _decided, "seal": _sealed, "pay": _paid}
