"""A period moves forward one step at a time, and never while something stands in the way that nobody has answered for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from gridperf.book.auditing import agrees
from gridperf.book.chain import Event, Said, append, events
from gridperf.book.parts import Appeal, Window
from gridperf.book.releasing import releases, unheld_run
from gridperf.book.runs import Prepared, keep, table_of
from gridperf.book.settling import owed, rows_in
from gridperf.book.state import Held, Standing, find, standings
from gridperf.errors import BookError, Problem

__all__ = ["Held", "carried_out", "draft", "hindering", "hindrances", "misfits", "pay", "publish", "publish_draft", "seal", "standing"]


def draft(connection: Connection, new: Prepared, step: Said) -> None:
    """Keep a result that is not public yet; a later draft takes its place.

    Raises:
        BookError: B020 if the period is public already, and what `misfits` raises.
    """
    chain, held = _read(connection)
    now = held.get(new.key)
    if now is not None and now.state != "draft":
        raise _no("B020", now)
    misfits(new, held, owed(held, new.key, rows_in(connection)))
    event = append(connection, chain, step, "draft", new.key, {"run": new.body})
    keep(connection, event.seq, new)


def publish(connection: Connection, new: Prepared, step: Said, window: Window | None) -> None:
    """Make a result public, the first or in place of one that is.

    Raises:
        BookError: B021 if the period is sealed, B022 if the very same result is public already, B111 if exchanges of goods are
            not those the Book took in, B120 to B123 as `gridperf.book.releasing.unheld`, and what `misfits` raises.
    """
    chain, held = _read(connection)
    now = held.get(new.key)
    if now is not None and now.is_sealed:
        raise _no("B021", now)
    if now is not None and now.state == "published" and now.run.digest == new.assessment.digest:
        raise _no("B022", now)
    agrees(new.assessment.accounts, new.key, chain)
    releases(connection, new.assessment, held)
    misfits(new, held, owed(held, new.key, rows_in(connection)))
    event = append(connection, chain, step, "publish", new.key, {"run": new.body, "window": _said(window)})
    keep(connection, event.seq, new)


def publish_draft(connection: Connection, of: Standing, step: Said, window: Window | None) -> None:
    """Make the draft *of* public.

    Raises:
        BookError: B023 if it is no draft, or no longer the draft that stands; B111, B120 to B123 as `publish`.
    """
    chain, held = _read(connection)
    now = held.get(of.key)
    if now is None or now.state != "draft" or now.run.seq != of.run.seq:
        raise _no("B023", of)
    agrees(table_of(connection, now.run, "accounts"), now.key, chain)
    found = unheld_run(connection, now, held)
    if found:
        raise BookError(found)
    append(connection, chain, step, "publish", now.key, {"of": now.run.seq, "window": _said(window)})


def hindrances(now: Standing, held: Held, at: dt.datetime, due: str, unheld: Iterable[Problem] = ()) -> tuple[Problem, ...]:
    """Return everything that stands in the way of sealing, as warnings where it can be overridden with a reason.

    B024 it is not public, B025 a run it was rolled up from is not sealed, B086 it does not carry what corrections settle in it
    (*due* tells that apart), what is *unheld*; and as warnings B026 the window is open,
    B027 an appeal is undecided, B028 an appeal was granted and nothing published since.
    """
    found: list[Problem] = []
    if now.state != "published":
        found.append(Problem("B024", values=_named(now)))
    sealed = {one.run.digest for one in held.values() if one.is_sealed}
    if set(now.run.made_from) - sealed:
        known = {run.digest: one.period for one in held.values() for run in one.runs}
        loose = sorted({known.get(digest, digest[:16]) for digest in now.run.made_from if digest not in sealed})
        found.append(Problem("B025", values={**_named(now), "runs": "、".join(loose)}))
    if now.run.carried != due:
        found.append(Problem("B086", values=_named(now)))
    found += unheld
    if now.window is not None and now.window.is_open(at):
        found.append(Problem("B026", values={**_named(now), "until": now.window.closes_on}, severity="warning"))
    for one in now.appeals:
        values = {"number": one.number, "name": one.name or one.subject}
        if not one.outcome:
            found.append(Problem("B027", values=values, severity="warning"))
        elif one.is_granted and (now.run.seq < one.decision or not carried_out(one, now)):
            found.append(Problem("B028", values=values, severity="warning"))
    return tuple(found)


def hindering(connection: Connection, period: str, made: str | None, at: dt.datetime) -> tuple[Problem, ...]:
    """Return everything that stands in the way of sealing *period* at *at*; see `hindrances`."""
    _, held = _read(connection)
    return _hindering(connection, standing(held, period, made), held, at)


def _hindering(connection: Connection, now: Standing, held: Held, at: dt.datetime) -> tuple[Problem, ...]:
    return hindrances(now, held, at, owed(held, now.key, rows_in(connection)), unheld_run(connection, now, held))


def seal(connection: Connection, period: str, made: str | None, step: Said, override: str) -> None:
    """Seal the run of *period* that stands.

    Raises:
        BookError: what `hindrances` says and *override* does not answer for; B029 if it is sealed already.
    """
    chain, held = _read(connection)
    now = standing(held, period, made)
    if now.is_sealed:
        raise _no("B029", now)
    found = _hindering(connection, now, held, step.at)
    stops = [one for one in found if one.severity == "error" or not override]
    if stops:
        raise BookError(stops)
    body: dict[str, Any] = {"of": now.run.seq, "digest": now.run.digest}
    if found:
        body |= {"override": override, "overridden": [_kept(one) for one in found]}
    append(connection, chain, step, "seal", now.key, body)


def pay(connection: Connection, period: str, made: str | None, step: Said) -> None:
    """Note that the sealed run of *period* was paid.

    Raises:
        BookError: B030 if it is not sealed, B031 if it is paid already, B032 if nobody is paid for it.
    """
    chain, held = _read(connection)
    now = standing(held, period, made)
    found = unpayable(now)
    if found:
        raise BookError(found)
    run = now.as_sealed or now.run
    append(connection, chain, step, "pay", now.key, {"of": run.seq, "people": run.people, "gross": str(run.gross)})


def unpayable(now: Standing) -> tuple[Problem, ...]:
    """Return why *now* cannot be paid; empty if it can."""
    if now.state == "paid":
        return (Problem("B031", values=_named(now)),)
    if now.state != "sealed":
        return (Problem("B030", values=_named(now)),)
    return (Problem("B032", values=_named(now)),) if (now.as_sealed or now.run).gross == Decimal(0) else ()


def standing(held: Held, period: str, made: str | None = None) -> Standing:
    """Return where *period* stands.

    Raises:
        BookError: B033 if the Book has nothing of it, B043 if *made* has to be said.
    """
    now = find(held, period, made=made)
    if now is None:
        known = "、".join(one.period for one in held.values()) or "—"
        raise BookError(Problem("B033", values={"period": period, "known": known}))
    return now


def carried_out(appeal: Appeal, now: Standing) -> bool:
    """Return whether the run that stands adds what the decision on *appeal*, and others on the same item, grant."""
    key = (appeal.subject, appeal.sheet, appeal.item)
    return appeal.points is None or now.run.adjusted.get(key, Decimal(0)) == now.granted.get(key, Decimal(0))


def _read(connection: Connection) -> tuple[list[Event], Held]:
    chain = events(connection)
    return chain, standings(chain)


def misfits(new: Prepared, held: Held, due: str) -> None:
    """Refuse a result that is not of this county, overlaps another period of its kind, or has points nobody granted.

    Raises:
        BookError: B034 if the Book is of another pack, B035 if the period overlaps another of its kind, B072 if it has
            adjustments that no decision of this Book grants, B086 if it does not carry what corrections settle in it, which
            *due* tells apart.
    """
    period, pack = new.assessment.period, new.assessment.provenance.pack
    decided = held[new.key].granted if new.key in held else {}
    for subject, sheet, item, points in new.adjusted:
        if decided.get((subject, sheet, item)) != points:
            raise BookError(Problem("B072", values={"worker": subject, "item": item, "points": points.normalize()}))
    if new.body["carried"] != due:
        raise BookError(Problem("B086", values={"period": period.code}))
    for one in held.values():
        if one.pack != pack:
            raise BookError(Problem("B034", values={"pack": pack, "own": one.pack}))
        alike = one.key != new.key and one.made == new.key[1] and one.every == period.every
        if alike and one.starts_on <= period.ends_on and period.starts_on <= one.ends_on:
            raise BookError(Problem("B035", values={"period": period.code, "other": one.period}))


def _said(window: Window | None) -> dict[str, str] | None:
    return None if window is None else window.as_dict()


def _named(now: Standing) -> dict[str, object]:
    return {"period": now.period, "state": now.state}


def _no(code: str, now: Standing) -> BookError:
    return BookError(Problem(code, values=_named(now)))


def _kept(problem: Problem) -> dict[str, object]:
    """Return what the chain keeps of a hindrance that was overridden: its code and the number of the appeal, in no language."""
    number = problem.values.get("number")
    return {"code": problem.code, **({"appeal": number} if number else {})}


def overridden(said: Sequence[Mapping[str, Any]]) -> str:
    """Return what was overridden, in one line: codes, each with its appeal."""
    return "、".join(f"{one['code']}" + (f" #{one['appeal']}" if "appeal" in one else "") for one in said)
