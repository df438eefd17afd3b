"""A correction is worked out from the run that stands, shown, and written only if the Book still says what it said then."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl
from sqlalchemy import Connection

from gridperf.assessment import Assessment, roll_up
from gridperf.assessment.store import assessment_of
from gridperf.assessment.whatif import WhatIf
from gridperf.assessment.whatif.causes import CORRECTING, YUAN, Exchange, attributed
from gridperf.assessment.whatif.run import corrected
from gridperf.book import appeals
from gridperf.book.chain import Event, Said, append, events
from gridperf.book.correction import Correction, Policy, Touched
from gridperf.book.ledger import taken_in
from gridperf.book.releasing import unheld_correction
from gridperf.book.runs import PERIODS, RECORDS, Prepared, files_of, keep, keep_contents, prepared
from gridperf.book.settling import Row, Rows, owed, rows_in, rows_of, written
from gridperf.book.state import Standing, standings
from gridperf.book.steps import Held, misfits
from gridperf.errors import BookError, Problem
from gridperf.records import Records
from gridperf.rulebook import Rulebook
from gridperf.rulebook.comparing import compare_rules

__all__ = ["Given", "Read", "Ready", "correct", "preview", "ready"]


@dataclass(frozen=True)
class Given:
    """What a correction starts from.

    Attributes:
        records: by period, the records as they should have been.
        original: by period, the records the result that stands was made from, where they are still there.
        rules: by period, the rulebook that should have held; the one the result was made by where none is given.
        named: who claims the correction; empty for whoever is concerned.
    """

    records: Mapping[str, Records]
    original: Mapping[str, Records]
    rules: Mapping[str, Rulebook]
    named: Collection[str]


@dataclass(frozen=True)
class Read:
    """What the Book says, read at one moment.

    Attributes:
        chain: the events.
        held: where every period stands.
        load: returns the result of a run of a period.
        rows: returns what a correction settled.
    """

    chain: Sequence[Event]
    held: Held
    load: Callable[[Standing, int], Assessment]
    rows: Rows

    @classmethod
    def of(cls, connection: Connection) -> Read:
        """Return what the Book behind *connection* says."""
        chain = events(connection)
        held = standings(chain)
        runs = {run.seq: run for one in held.values() for run in one.runs}
        made: dict[int, Assessment] = {}

        def load(of: Standing, seq: int) -> Assessment:
            if seq not in made:
                made[seq] = assessment_of(files_of(connection, runs[seq]), of.period)
            return made[seq]

        return cls(chain, held, load, rows_in(connection))

    def earlier(self, one: Standing, held: Held, now: Mapping[tuple[str, str], Assessment] | None = None) -> list[Assessment]:
        """Return the sealed results before *one*, as they stand in *held*, those in *now* as they were worked out."""
        made = now or {}
        before = [each for each in held.values() if each.is_sealed and each.ends_on < one.starts_on]
        return [made[each.key] if each.key in made else self.load(each, each.run.seq) for each in before]

    def held_by(self, run: int) -> Held:
        """Return where every period stood when the event *run* brought its result, that event included."""
        return standings(event for event in self.chain if event.seq <= run)


def preview(book: Read, given: Given) -> Correction:
    """Return what the correction of *given* changes; nothing is written.

    Every sealed period after the first that is given is worked out again, since it can rest on those before it, and so is
    what was rolled up from them. The months of a year rest on nothing that the year's own sheet says.

    Raises:
        BookError: B033 if the Book has nothing of a period, B080 if one is not sealed, B081 if the records of a period that
            follows are missing.
    """
    sealed = [one for one in book.held.values() if one.is_sealed]
    ended = _first(book, given)
    then = [one for one in sealed if one.made == RECORDS and (one.period in given.records or one.starts_on > ended)]
    missing = [one.period for one in then if one.period not in given.records]
    if missing:
        raise BookError(Problem("B081", values={"periods": "、".join(missing)}))
    now: dict[tuple[str, str], Assessment] = {}
    touched: list[Touched] = []
    for one in (each for each in sealed if each.ends_on >= ended):
        change = _rolled(book, one, given, now) if one.made == PERIODS else _assessed(book, one, given, now) if one in then else None
        if change is None:
            continue
        found = Touched(one, change, _unsettled(book, one, change.before))
        if found.is_changed or found.unsettled.height:
            now[one.key] = change.after
            touched.append(found)
    again = tuple(one.period for one in book.held.values() if not one.is_sealed and one.ends_on >= ended)
    head = book.chain[-1].digest if book.chain else ""
    return Correction.of(head, tuple(touched), again, _subjects(touched, given.named))


def _first(book: Read, given: Given) -> dt.date:
    """Return the last day of the first period that is given: what begins later can rest on it, and so can what ends no earlier.

    Raises:
        BookError: B033, B080.
    """
    problems, days = [], []
    for code in given.records:
        one = book.held.get((code, RECORDS))
        if one is None:
            known = "、".join(each.period for each in book.held.values()) or "—"
            problems.append(Problem("B033", values={"period": code, "known": known}))
        elif not one.is_sealed:
            problems.append(Problem("B080", values={"period": code, "state": one.state}))
        else:
            days.append(one.ends_on)
    if problems or not days:
        raise BookError(problems or [Problem("B082")])
    return min(days)


def _assessed(book: Read, one: Standing, given: Given, now: Mapping[tuple[str, str], Assessment]) -> WhatIf:
    first = book.load(one, one.run.seq)
    return corrected(
        first,
        given.records[one.period],
        given.rules.get(one.period, first.rulebook),
        original=given.original.get(one.period),
        before=book.earlier(one, book.held_by(one.run.seq)),
        history=book.earlier(one, book.held, now),
        adjustments=appeals.adjustments(one.appeals),
        exchanges=taken_in(book.chain, one.period),
    )


def _rolled(book: Read, one: Standing, given: Given, now: Mapping[tuple[str, str], Assessment]) -> WhatIf | None:
    """Return what a roll-up changes by; None if nothing changes of what it was made from, of its rules, or of those before it.

    What follows from several years in a row follows from the years before as well.
    """
    first = book.load(one, one.run.seq)
    parts = {run.digest: each for each in book.held.values() for run in each.runs}
    used = [parts[digest] for digest in one.run.made_from if digest in parts]
    own, rules = first.rulebook, given.rules.get(one.period, first.rulebook)
    earlier = [each for each in book.held.values() if each.every == one.every and each.ends_on < one.starts_on]
    if not any(each.key in now for each in (*used, *earlier)) and own.digest == rules.digest:
        return None
    history = [each for each in book.earlier(one, book.held, now) if each.period.every == first.period.every]
    made = [now[each.key] if each.key in now else book.load(each, each.run.seq) for each in used]
    exchanges = [Exchange("history", first, roll_up([*history, *made], own, first.period))]
    if own.digest != rules.digest:
        exchanges.append(Exchange("rules", exchanges[0].after, roll_up([*history, *made], rules, first.period)))
    owing = pl.concat([attributed(one) for one in exchanges])
    return WhatIf.of(first, exchanges[-1].after, compare_rules(own, rules), exchanges, owing, causes=CORRECTING)


def _unsettled(book: Read, one: Standing, stands: Assessment) -> pl.DataFrame:
    """Return what the run that stands owes beyond what was sealed and settled: `subject`, `line`, `yuan`."""
    nothing = pl.DataFrame(schema={"subject": pl.String, "line": pl.String, "yuan": YUAN})
    if not one.corrections:
        return nothing
    sealed = book.load(one, one.as_sealed.seq if one.as_sealed else one.run.seq)
    rows = [(row.subject, row.line, row.yuan) for each in one.corrections for row in book.rows(each.rows)]
    settled = pl.DataFrame(rows, schema=nothing.schema, orient="row")
    both = pl.concat([_amounts(stands), _amounts(sealed).with_columns(-pl.col("yuan")), settled.with_columns(-pl.col("yuan"))])
    return both.group_by("subject", "line").agg(pl.col("yuan").sum().cast(YUAN)).filter(pl.col("yuan") != 0).sort("subject", "line")


def _amounts(result: Assessment) -> pl.DataFrame:
    """Return the pay of *result* by line: `subject`, `line`, `yuan`."""
    lines = {line.id for line in result.rulebook.edition.pay}
    long = result.pay.unpivot(
        [name for name in result.pay.columns if name in lines], index="subject", variable_name="line", value_name="yuan"
    )
    return long.filter(pl.col("yuan").is_not_null()).with_columns(pl.col("yuan").cast(YUAN))


def _subjects(touched: Sequence[Touched], named: Collection[str]) -> frozenset[str]:
    """Return the identifiers of those *named*, by identifier or by a name that only one person has.

    Raises:
        BookError: B037, B038.
    """
    people: dict[str, str] = {}
    for one in touched:
        people |= dict(one.change.people.select("subject", "name").iter_rows())
    found, problems = set(), []
    for each in named:
        known = [each] if each in people else sorted(who for who, name in people.items() if name == each)
        if len(known) != 1:
            problems.append(Problem("B038" if known else "B037", values={"worker": each, "known": "、".join(known)}))
        found |= set(known)
    if problems:
        raise BookError(problems)
    return frozenset(found)


# --- writing --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ready:
    """A correction ready to be written: everything slow is done before the Book is locked.

    Attributes:
        correction: the correction.
        policy: who is settled.
        into: code of the period whose pay settles it.
        runs: the new runs, each with the rows that are settled of it.
    """

    correction: Correction
    policy: Policy
    into: str
    runs: tuple[tuple[Standing, Prepared, bytes], ...]


def ready(correction: Correction, policy: Policy, into: str) -> Ready:
    """Return *correction* ready to be written.

    Raises:
        BookError: B083 if it changes and settles nothing, B046 as `prepared`.
    """
    settled = correction.settled(policy)
    if not settled.height and not any(one.is_changed for one in correction.touched):
        raise BookError(Problem("B083"))
    runs = []
    for one in correction.touched:
        own = settled.filter((pl.col("period") == one.standing.period) & (pl.col("made") == one.standing.made))
        columns = own.sort("subject", "line").select("subject", "name", "line", "line_name", "clause", "yuan")
        runs.append((one.standing, prepared(one.change.after), written(Row(*row) for row in columns.iter_rows())))
    return Ready(correction, policy, into, tuple(runs))


def correct(connection: Connection, given: Ready, step: Said) -> None:
    """Write the new runs, each linked to the one before it, and what is settled of them.

    Raises:
        BookError: B084 if the Book was written to since the correction was worked out, B085, B087 if the period that is to
            settle it is sealed, not later than those corrected, or of another kind, B120, B122, B123 if money that is held back
            would not be released as it was to be.
    """
    chain = events(connection)
    held = standings(chain)
    if not chain or chain[-1].digest != given.correction.head:
        raise BookError(Problem("B084"))
    _opens(given, held)
    for now, new, rows in given.runs:
        misfits(new, held, owed(held, new.key, rows_in(connection)))
        sha256 = hashlib.sha256(rows).hexdigest()
        said = {"policy": given.policy, "into": given.into, "rows": sha256, "claimants": sorted(given.correction.claimants)}
        body = {"run": new.body, "of": now.run.seq, **said, "yuan": str(sum((row.yuan for row in rows_of(rows)), Decimal("0.00")))}
        event = append(connection, chain, step, "correct", now.key, body)
        chain.append(event)
        keep(connection, event.seq, new)
        keep_contents(connection, {sha256: rows})
    unheld = unheld_correction(connection, [now.key for now, _, _ in given.runs], standings(chain))
    if unheld:
        raise BookError(unheld)


def _opens(given: Ready, held: Held) -> None:
    """Refuse a period that cannot settle the correction.

    Raises:
        BookError: B085, and B087 for a period of another kind than those assessed from records; what only roll-ups owe is settled
            in a period of any kind that is.
    """
    own = [one for one in held.values() if one.made == RECORDS]
    into = next((one for one in own if one.period == given.into), None)
    paid = [(now, new.assessment) for now, new, rows in given.runs if rows_of(rows)]
    first = paid[0][1] if paid else given.runs[0][1].assessment
    when = first.rulebook.period(given.into)
    assessed = [str(result.period.every) for now, result in paid if now.made == RECORDS]
    kinds = assessed[:1] or [one.every for one in own]
    if paid and when.every not in kinds:
        raise BookError(Problem("B087", values={"period": given.into, "own": first.period.code}))
    last = max(one.ends_on for one in own if one.is_sealed)
    if (into is not None and into.is_sealed) or when.starts_on <= last:
        raise BookError(Problem("B085", values={"period": given.into, "last": last}))
