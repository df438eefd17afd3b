"""Where a period stands is what its events come to, read in order; nothing else remembers it.

`draft → published → sealed → paid`. A published result may be published again, as another run, until it is sealed;
after that only a correction brings another run, which changes nothing of what was sealed or paid. Every run stays in the Book.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from gridperf.book.chain import PAYMENT, Event
from gridperf.book.movements import MOVING
from gridperf.book.parts import Appeal, Run, Settled, Window
from gridperf.errors import BookError, Problem

__all__ = ["Appeal", "Held", "Run", "Settled", "Standing", "Window", "find", "standings"]

State = Literal["draft", "published", "sealed", "paid"]


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
        run: the run that stands: the one that was sealed, or that of the last correction.
        runs: every run there has been, the first first.
        window: the publicity window; None if there is none.
        steps: the events, the first first.
        appeals: what was objected to, in its order.
        as_sealed: the run that was sealed, which is the one that is paid; None until then.
        corrections: what corrections settled of it, in their order.
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
    as_sealed: Run | None = None
    corrections: tuple[Settled, ...] = ()

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


Held = Mapping[tuple[str, str], Standing]
"""Where every period stands, by its code and what it was made from."""


def standings(events: Iterable[Event]) -> dict[tuple[str, str], Standing]:
    """Return where every period stands after *events*, by code and `made`.

    Raises:
        BookError: B051 if an event cannot follow those before it.
    """
    found: dict[tuple[str, str], Standing] = {}
    for event in events:
        if event.kind in MOVING or event.kind == PAYMENT:
            continue
        key = (event.period, event.made)
        try:
            after = _AFTER[event.kind](found.get(key), event)
        except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError):
            raise BookError(Problem("B051", values={"seq": event.seq})) from None
        found[key] = replace(after, steps=(*after.steps, event))
    return dict(sorted(found.items(), key=lambda pair: _order(pair[1])))


def _order(one: Standing) -> tuple[dt.date, int, str, bool]:
    """Return the place of a period: by its end, of those that end together shorter ones first, and whatever a roll-up is made of before it."""
    return one.ends_on, -one.starts_on.toordinal(), one.period, one.made == "periods"


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
    return Run(
        event.seq, said["digest"], said["files"], said["people"], Decimal(said["gross"]), tuple(said["runs"]), adjusted, said["carried"]
    )


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
    return replace(after, as_sealed=after.run)


def _corrected(before: Standing | None, event: Event) -> Standing:
    now, said = before, event.body
    if now is None or not now.is_sealed or said["of"] != now.run.seq:
        raise ValueError
    settled = Settled(event.seq, said["into"], said["policy"], Decimal(said["yuan"]), said["rows"], event.why)
    return replace(_with_run(now, event, now.state), corrections=(*now.corrections, settled))


def _paid(before: Standing | None, event: Event) -> Standing:
    after = replace(_there(before, "sealed"), state="paid")
    _need(after.as_sealed is not None and event.body["of"] == after.as_sealed.seq)
    return after


def _appealed(before: Standing | None, event: Event) -> Standing:
    now, said = _public(before), event.body
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
    now, said = _public(before), event.body
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


def _public(before: Standing | None) -> Standing:
    if before is None or before.state == "draft":
        raise ValueError
    return before


def _need(holds: bool) -> None:  # noqa: FBT001 (a condition)
    if not holds:
        raise ValueError


_AFTER = {
    "draft": _drafted,
    "publish": _published,
    "appeal": _appealed,
    "decide": _decided,
    "seal": _sealed,
    "pay": _paid,
    "correct": _corrected,
}
