"""An event says who did what, when and why; its digest covers all of it and the event before, so the last one covers the Book.

Runs are named in events by the SHA-256 of their files, so the chain covers every byte of every run as well.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from gridperf.book.schema import EVENTS
from gridperf.errors import BookError, Problem

__all__ = ["BEGINNING", "PAYMENT", "ZONE", "Event", "Said", "append", "canonical", "digest_of", "events", "local", "said", "written"]

BEGINNING = "0" * 64
"""What stands in place of a digest before the first event."""

PAYMENT = "payment"
"""The kind of event that keeps a payment, which is no step of a period."""

ZONE = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")
"""The zone of every time in a Book; it has had no daylight saving since 1991."""


@dataclass(frozen=True, slots=True)
class Event:
    """One step.

    Attributes:
        seq: its number, from 1.
        at: when, in the zone of the Book.
        by: who.
        why: why.
        kind: draft, publish, appeal, decide, seal or pay; of accounts redeem, refund or settle; payment.
        period: code of the period.
        made: `records` or `periods`: what the result is made from; of accounts `accounts`, of payments `payments`.
        body: what else there is to say, as plain data.
        before: digest of the event before.
        digest: its own.
    """

    seq: int
    at: dt.datetime
    by: str
    why: str
    kind: str
    period: str
    made: str
    body: Mapping[str, Any]
    before: str
    digest: str

    def as_row(self) -> dict[str, object]:
        """Return the row that holds it."""
        said = {"done_at": written(self.at), "done_by": self.by, "why": self.why, "body": canonical(self.body)}
        return {**{name: getattr(self, name) for name in ("seq", "kind", "period", "made", "before", "digest")}, **said}

    def as_dict(self) -> dict[str, object]:
        """Return it as plain data, for export."""
        return {name: written(self.at) if name == "at" else getattr(self, name) for name in Event.__slots__}


@dataclass(frozen=True, slots=True)
class Said:
    """Who does a step, when and why."""

    at: dt.datetime
    by: str
    why: str


def canonical(value: object) -> str:
    """Return plain data as the one JSON text it is digested as."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def written(at: dt.datetime) -> str:
    """Return a time as it stands in a Book: to the microsecond, with its zone."""
    return at.astimezone(ZONE).isoformat(timespec="microseconds")


def local(at: dt.datetime) -> dt.datetime:
    """Return *at* in the zone of the Book; without a zone it is local time already."""
    return at.replace(tzinfo=ZONE) if at.tzinfo is None else at.astimezone(ZONE)


def said(at: dt.datetime, by: str, why: str) -> Said:
    """Return who does a step, when and why.

    Raises:
        BookError: B040 if a name or a reason is missing, B041 if one holds characters that are not text.
    """
    problems = []
    cleaned = []
    for what, given in (("by", by), ("why", why)):
        clean = unicodedata.normalize("NFC", given).strip()
        if not clean:
            problems.append(Problem("B040", values={"what": what}))
        elif any(unicodedata.category(each) in ("Cc", "Cs") and each != "\n" for each in clean):
            problems.append(Problem("B041", values={"what": what}))
        cleaned.append(clean)
    if problems:
        raise BookError(problems)
    return Said(local(at), *cleaned)


def events(connection: Connection, *, until: dt.datetime | None = None) -> list[Event]:
    """Return the events of the Book in their order, up to *until* if that is given; digests are read, not checked.

    Raises:
        BookError: B050 if a row cannot be read.
    """
    found = []
    for row in connection.execute(select(EVENTS).order_by(EVENTS.c.seq)).mappings():
        try:
            at = dt.datetime.fromisoformat(row["done_at"])
            body = json.loads(row["body"])
        except (TypeError, ValueError):
            raise BookError(Problem("B050", values={"seq": row["seq"]})) from None
        if until is not None and local(at) > local(until):
            break
        plain = {name: row[name] for name in ("seq", "why", "kind", "period", "made", "before", "digest")}
        found.append(Event(at=local(at), by=row["done_by"], body=body, **plain))
    return found


def append(connection: Connection, chain: Iterable[Event], step: Said, kind: str, key: tuple[str, str], body: Mapping[str, Any]) -> Event:
    """Add an event after the last of *chain*, and return it.

    Raises:
        BookError: B042 if the clock stands before the last event.
    """
    last = max(chain, key=lambda one: one.seq, default=None)
    if last is not None and step.at < last.at:
        raise BookError(Problem("B042", values={"now": written(step.at), "last": written(last.at), "seq": last.seq}))
    seq, before = (1, BEGINNING) if last is None else (last.seq + 1, last.digest)
    parts: dict[str, Any] = {"seq": seq, "by": step.by, "why": step.why, "kind": kind, "period": key[0], "made": key[1]}
    # what is digested is what is read back, so the body goes through its text first
    parts |= {"body": json.loads(canonical(body)), "before": before}
    event = Event(at=step.at, digest=digest_of({**parts, "at": written(step.at)}), **parts)
    connection.execute(EVENTS.insert().values(event.as_row()))
    return event


def digest_of(parts: Mapping[str, Any]) -> str:
    """Return the digest of an event from all its other parts, `at` as it is written."""
    return hashlib.sha256(canonical({name: parts[name] for name in Event.__slots__ if name != "digest"}).encode()).hexdigest()
