"""What must hold of a Book after every step: each promise is a named check that says what is wrong, and nothing if nothing is.

A run is looked at once, when it comes in; that it stays as it came in is looked at after every step.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

import gridperf as gp
from gridperf.book.chain import Event
from gridperf.book.state import Standing
from gridperf.rulebook.acting import Running
from tests.oracle import reference
from tests.oracle.compare import different_totals
from tests.oracle.rolling import rolled

__all__ = ["OF_BOOKS", "OF_RUNS", "Moment", "Run"]

Key = tuple[str, str]
NOTHING = Decimal(0)
ALONE = ("base", "performance", "held", "prize")
"""Pay lines that rest on their own period alone, as all does that the twin knows."""


@dataclass(frozen=True)
class Run:
    """A result that came into the Book.

    Attributes:
        made: the result.
        records: what it was assessed from; None if it was rolled up.
        again: makes it once more from other records; None if it was rolled up.
        parts: what it was rolled up from.
    """

    made: gp.Assessment
    records: gp.Records | None = None
    again: Callable[[gp.Records], gp.Assessment] | None = None
    parts: tuple[gp.Assessment, ...] = ()


@dataclass(frozen=True)
class Moment:
    """What the Book says after a step.

    Attributes:
        at: when.
        chain: its events.
        held: where every period stands.
        results: the results by the number of the run.
        files: SHA-256 of the bytes of every file of every run, by its number.
        balances: what is in the accounts.
        settled: yuan that corrections settle, by the period that pays it, the period it is owed for, who, and which line.
        problems: what verifying finds.
        heads: the last digest in each Book; they are kept alike.
        asked_back: where every period stood at the moment before, as the Book says now.
        refused: steps that must not be taken, each with the codes it was refused with; empty if it was taken.
        changed: what verifying finds in a copy of which one cell was changed; None if that was not tried.
        names: the names people have in the Book.
    """

    at: dt.datetime
    chain: Sequence[Event]
    held: Mapping[Key, Standing]
    results: Mapping[int, gp.Assessment]
    files: Mapping[int, Mapping[str, str]]
    balances: pl.DataFrame
    settled: Mapping[tuple[str, str, str, str], Decimal]
    problems: Sequence[gp.Problem]
    heads: Sequence[str]
    asked_back: Mapping[Key, Standing]
    refused: Mapping[str, Sequence[str]]
    changed: Sequence[gp.Problem] | None
    names: frozenset[str]

    @property
    def sealed(self) -> list[Standing]:
        """Return where the sealed periods stand that were assessed from records, the first first."""
        return [one for one in self.held.values() if one.is_sealed and one.made == "records"]


def remembered(tell: Callable[[gp.Assessment], Any]) -> Callable[[gp.Assessment], Any]:
    """Return *tell* so that it reads a result once, however often it is asked."""
    told: dict[str, Any] = {}

    def once(result: gp.Assessment) -> Any:
        if result.digest not in told:
            told[result.digest] = tell(result)
        return told[result.digest]

    return once


# --- of a run -------------------------------------------------------------------------------------------------------------


def points_add_up(run: Run) -> Iterator[str]:
    """A score is the sum of its point entries."""
    points = run.made.entries.filter(ledger="points").group_by("subject", "sheet").agg(pl.col("amount").sum())
    sums = {(who, sheet): amount for who, sheet, amount in points.iter_rows()}
    for row in run.made.scores.filter(pl.col("total").is_not_null()).iter_rows(named=True):
        if sums.get((row["subject"], row["sheet"]), NOTHING) != row["total"]:
            yield f"{row['subject']} {row['sheet']}: {row['total']} is not the sum of its entries"


def yuan_adds_up(run: Run) -> Iterator[str]:
    """Pay is the sum of its yuan entries, and of its lines as printed."""
    yuan = run.made.entries.filter(ledger="yuan")
    sums = dict(yuan.group_by("subject").agg(pl.col("amount").sum()).iter_rows())
    for row in run.made.pay.iter_rows(named=True):
        lines = sum((yuan for name, yuan in row.items() if name not in ("subject", "period", "gross") and yuan is not None), NOTHING)
        if not sums.get(row["subject"], NOTHING) == lines == row["gross"]:
            yield f"{row['subject']}: {row['gross']} is not the sum of its entries and lines"


def pools_add_up(run: Run) -> Iterator[str]:
    """The slips of a pool add up to what it paid, and all that went into it came out, to the fen."""
    streets = dict(run.made.people.select("subject", pl.format("{}/{}", "county", "street")).iter_rows())
    for row in run.made.pools.filter(period=run.made.period.code).iter_rows(named=True):
        slips = (yuan for who, yuan in run.made.pay.select("subject", row["line"]).iter_rows() if yuan and streets[who] == row["scope"])
        if sum(slips, NOTHING) != row["paid"]:
            yield f"{row['line']} of {row['scope']}: the slips are not what it paid"
        if row["fund"] + row["carried_in"] != row["reserved"] + row["paid"] + row["carried_out"] + row["returned"]:
            yield f"{row['line']} of {row['scope']}: what went in is not what came out"


def one_grade_each(run: Run) -> Iterator[str]:
    """Every total falls in one band, and a grade is that band's unless something that is named lowered it."""
    edition = run.made.rulebook.edition
    rule = edition.rollup.get(run.made.period.every) if run.parts else None
    sheets = {sheet.id: sheet for sheet in edition.sheets}
    for row in run.made.grades.iter_rows(named=True):
        bands = (rule and rule.grades) or sheets[row["sheet"]].grades or edition.grades
        names = [band.grade for band in bands]
        fits = next((band.grade for band in bands if row["total"] is not None and Fraction(row["total"]) >= band.at_least), None)
        lowered = row["decided_by"] in ("quota", "veto", "eligibility")
        if row["uncapped_grade"] != fits:
            yield f"{row['subject']} {row['sheet']}: {row['total']} is {fits}, not {row['uncapped_grade']}"
        elif row["grade"] != fits and not (lowered and (row["grade"] is None or names.index(row["grade"]) > names.index(fits))):
            yield f"{row['subject']} {row['sheet']}: {row['grade']} instead of {fits}, by {row['decided_by']}"


def records_count_once(run: Run) -> Iterator[str]:
    """Of an export that also holds the month before, what is counted are the rows of this one, each once."""
    if run.records is None or run.made.period.every != "month":
        return
    left = {table: count for table, reason, count in run.made.left_out.iter_rows() if reason == "other_period"}
    when = run.made.period
    for table, column in (("patrols", "started_at"), ("discoveries", "reported_at"), ("incidents", "occurred_on")):
        days = run.records.table(table).select(pl.col(column).cast(pl.Date)).collect().to_series()
        if days.is_between(when.starts_on, when.ends_on).sum() != len(days) - left.get(table, 0):
            yield f"{table}: {len(days)} rows less {left.get(table, 0)} are not those of the month"
    counted = run.made.measures.filter(item="complaint")["numerator"].sum()
    stated = run.records.table("incidents").filter(pl.col("kind") == "投诉").collect()["occurred_on"]
    if counted != stated.is_between(when.starts_on, when.ends_on).sum():
        yield f"incidents: {counted} were counted"


def the_twin_agrees(run: Run) -> Iterator[str]:
    """The slow twin in fractions comes to the same totals, grades and pay; decisions on appeals are not known to it."""
    edition, made = run.made.rulebook.edition, run.made
    if run.parts:
        yield from _rolled_by_hand(run)
    if run.records is None or made.entries.filter(kind="adjustment").height:
        return
    rows = {name: table.collect().to_dicts() for name, table in run.records.tables.items()}
    alone = edition.model_copy(update={"pay": tuple(line for line in edition.pay if line.id in ALONE)})
    twin = reference.assess(rows, alone, made.rulebook.catalogue, made.period)
    yield from different_totals(made, twin)
    for row in made.pay.iter_rows(named=True):
        for line in ALONE:
            if (row.get(line) or NOTHING) != twin.pay.get(row["subject"], {}).get(line, 0):
                yield f"{row['subject']}: {line} is {row.get(line)}"


def _rolled_by_hand(run: Run) -> Iterator[str]:
    edition, made = run.made.rulebook.edition, run.made
    rule = edition.rollup[made.period.every]
    codes = [part.code for part in made.period.parts(rule.of)]
    totals = {(row["subject"], row["sheet"], row["period"]): row["total"] for one in run.parts for row in one.scores.iter_rows(named=True)}
    for row in made.scores.iter_rows(named=True):
        own = [None if (total := totals.get((row["subject"], row["sheet"], code))) is None else Fraction(total) for code in codes]
        beside = {also.sheet: Fraction(totals.get((row["subject"], also.sheet, made.period.code)) or 0) for also in rule.also}
        found = rolled(rule, own, beside, edition.rounding.total, edition.rounding.mode)
        if found != (None if row["total"] is None else Fraction(row["total"])):
            yield f"{row['subject']} {row['sheet']}: {row['total']}, by hand {found}"


def order_changes_nothing(run: Run) -> Iterator[str]:
    """Rows in another order, and somebody on no sheet of whom nothing is recorded, leave everybody's result as it is."""
    if run.records is None or run.again is None:
        return
    tables = {name: table.collect().reverse().lazy() for name, table in run.records.tables.items()}
    roster = tables["roster"].collect()
    beside = roster.head(1).with_columns(
        worker_id=pl.lit("00"), name=pl.lit("旁人"), role=pl.lit("无关"), ends_on=pl.lit(None, dtype=pl.Date)
    )
    other = run.again(gp.Records({**tables, "roster": pl.concat([beside, roster]).lazy()}))
    for name in ("people", "entries", "scores", "grades", "pay", "actions", "accounts"):
        if not other.table(name).equals(run.made.table(name)):
            yield f"{name} depends on the order of records or on somebody beside"


# --- of the Book ----------------------------------------------------------------------------------------------------------


def what_is_kept_stays(now: Moment, before: Moment) -> Iterator[str]:
    """Every run reads back as it came in, and every event too."""
    for number, files in before.files.items():
        if now.files.get(number) != files:
            yield f"run {number} reads back otherwise"
    if list(now.chain[: len(before.chain)]) != list(before.chain):
        yield "an earlier event reads back otherwise"


def what_was_known_stays(now: Moment, before: Moment) -> Iterator[str]:
    """Asked what it said a moment ago, the Book says what it said."""
    if now.asked_back != before.held:
        yield f"at {before.at} something else was known"


def the_book_verifies(now: Moment, _before: Moment) -> Iterator[str]:
    """Verifying finds nothing; where a single byte was changed, it does."""
    yield from map(str, now.problems)
    if now.changed is not None and not now.changed:
        yield "a changed byte was not found"


def sealed_once(now: Moment, before: Moment) -> Iterator[str]:
    """A period is sealed once and paid once, in this order, and never goes back."""
    order = ["draft", "published", "sealed", "paid"]
    for key, one in now.held.items():
        kinds = [step.kind for step in one.steps]
        if kinds.count("seal") != (1 if one.is_sealed else 0) or kinds.count("pay") != (1 if one.state == "paid" else 0):
            yield f"{key}: {kinds}"
        if key in before.held and order.index(one.state) < order.index(before.held[key].state):
            yield f"{key} went back to {one.state}"
        if one.is_sealed and key in before.held and before.held[key].is_sealed and one.as_sealed != before.held[key].as_sealed:
            yield f"{key}: another run counts as sealed"


def points_are_there(now: Moment, _before: Moment) -> Iterator[str]:
    """No account is below zero, a period opens with what the one before left, and what is spent is what was handed out."""
    for row in now.balances.iter_rows(named=True):
        if not 0 <= row["free"] <= row["balance"]:
            yield f"{row['subject']} has {row['balance']}, of which {row['free']} are free"
    left: dict[str, Decimal] = {}
    for one in now.sealed:
        for row in _account(now.results[one.run.seq]):
            went = row["opening"] + row["earned"] - row["spent"] - row["expired"] - row["reset"]
            if row["opening"] != left.get(row["subject"], NOTHING) or row["closing"] != went or went < 0:
                yield f"{row['subject']} {one.period}: opens with {row['opening']}, closes with {row['closing']}"
            left[row["subject"]] = row["closing"]
        handed: dict[str, Decimal] = {}
        for event in now.chain:
            if event.kind in ("redeem", "refund") and event.period == one.period:
                handed[event.body["subject"]] = handed.get(event.body["subject"], NOTHING) + Decimal(event.body["points"])
        spent = {row["subject"]: row["spent"] for row in _account(now.results[one.run.seq]) if row["spent"]}
        if spent != {who: points for who, points in handed.items() if points}:
            yield f"{one.period}: {spent} were spent, {handed} handed out"


def nothing_is_paid_twice(now: Moment, _before: Moment) -> Iterator[str]:
    """What was sealed and what corrections settle come to what stands, but for what somebody was spared; a period pays what it has to."""
    for one in now.sealed:
        first, last = (_own(now.results[run.seq]) for run in (one.as_sealed or one.run, one.run))
        settled: dict[str, Decimal] = {}
        for (_, of, who, _line), yuan in now.settled.items():
            if of == one.period:
                settled[who] = settled.get(who, NOTHING) + yuan
        spared = any(each.policy == "harmless" for each in one.corrections)
        for who in {*first, *last, *settled}:
            paid, stands = first.get(who, NOTHING) + settled.get(who, NOTHING), last.get(who, NOTHING)
            if paid != stands and not (spared and paid > stands):
                yield f"{who} {one.period}: {paid} instead of {stands}"
        carried = _carried(now.results[(one.as_sealed or one.run).seq])
        if carried != sum((yuan for (into, *_), yuan in now.settled.items() if into == one.period), NOTHING):
            yield f"{one.period} pays {carried} of earlier periods"


@remembered
def _carried(result: gp.Assessment) -> Decimal:
    """Return what a result pays of earlier periods."""
    return sum(result.entries.filter(kind="correction")["amount"], NOTHING)


@remembered
def _totals(result: gp.Assessment) -> dict[tuple[str, str], Decimal | None]:
    """Return the totals of a result by person and sheet."""
    return {(who, sheet): total for who, sheet, total in result.scores.select("subject", "sheet", "total").iter_rows()}


@remembered
def _grades(result: gp.Assessment) -> dict[tuple[str, str], str | None]:
    """Return the grades of a result by person and sheet."""
    return {(who, sheet): grade for who, sheet, grade in result.grades.select("subject", "sheet", "grade").iter_rows()}


@remembered
def _followed(result: gp.Assessment) -> dict[str, set[str]]:
    """Return for whom what follows from a result, by action."""
    found: dict[str, set[str]] = {}
    for who, action in result.actions.select("subject", "action").iter_rows():
        found.setdefault(action, set()).add(who)
    return found


@remembered
def _account(result: gp.Assessment) -> list[dict[str, Any]]:
    """Return the rows of accounts in a result."""
    return result.accounts.to_dicts()


@remembered
def _pay(result: gp.Assessment) -> list[dict[str, Any]]:
    """Return the rows of pay in a result."""
    return result.pay.to_dicts()


@remembered
def _own(result: gp.Assessment) -> dict[str, Decimal]:
    """Return what a result pays for its own period."""
    lines = [line.id for line in result.rulebook.edition.pay if line.id in result.pay.columns]
    return {row["subject"]: sum((row[line] or NOTHING for line in lines), NOTHING) for row in _pay(result)}


def what_is_held_back_is_paid(now: Moment, _before: Moment) -> Iterator[str]:
    """Of what was really held back nothing is left when a half-year ends or somebody leaves, and never was more paid than held."""
    left: dict[str, Decimal] = {}
    for one in now.sealed:
        if one.every != "month":
            continue
        result = now.results[(one.as_sealed or one.run).seq]
        serving = {who for who, _ in _totals(result)}
        moved = {row["subject"]: (row["held"] or NOTHING) + (row["released"] or NOTHING) for row in _pay(result)}
        for (_, of, who, line), yuan in now.settled.items():
            if of == one.period and line in ("held", "released"):
                moved[who] = moved.get(who, NOTHING) + yuan
        for who, yuan in moved.items():
            left[who] = left.get(who, NOTHING) - yuan
            if left[who] < 0 or (left[who] and one.period[5:] in ("06", "12")):
                yield f"{who} {one.period}: {left[who]} are held back"
        for who in sorted(set(left) - serving):
            if left.pop(who):
                yield f"{who} is gone in {one.period} and was not paid what was held back"


def rolled_up_from_what_is_sealed(now: Moment, _before: Moment) -> Iterator[str]:
    """A longer period is made from runs of sealed periods; those that stand, unless a correction changed nothing it tells of."""
    runs = {run.digest: one for one in now.held.values() for run in one.runs if one.is_sealed}
    for one in now.held.values():
        if one.made != "periods":
            continue
        if loose := [digest for digest in one.run.made_from if digest not in runs]:
            yield f"{one.period} rests on {loose[0][:8]}, which is not sealed"
            continue
        results = {now.results[run.seq].digest: now.results[run.seq] for each in now.held.values() for run in each.runs}
        for digest in one.run.made_from:
            stands = now.results[runs[digest].run.seq]
            if _totals(results[digest]) != _totals(stands):
                yield f"{one.period} rests on other totals than those that stand of {stands.period.code}"


def what_follows_rests_on_what_stands(now: Moment, _before: Moment) -> Iterator[str]:
    """What follows from several periods in a row follows for exactly those whose grades stand so."""
    held = [(one, now.results[one.run.seq]) for one in now.held.values() if one.is_sealed]
    grades = {(who, sheet, one.period): grade for one, result in held for (who, sheet), grade in _grades(result).items()}
    for one, result in held:
        own = _grades(result)
        followed = _followed(result)
        for action in result.rulebook.edition.actions:
            when = action.when
            if not isinstance(when, Running) or when.in_a_row != one.every:
                continue
            sheets = {sheet.id for sheet in result.rulebook.edition.sheets} if when.sheet is None else {when.sheet}
            before = [result.period.before(back).code for back in range(1, when.times)]
            expected = {
                who
                for (who, sheet), grade in own.items()
                if grade == when.grade
                and sheet in sheets
                and all(any(grades.get((who, name, code)) == when.grade for name in sheets) for code in before)
            }
            if expected != followed.get(action.id, set()):
                yield f"{one.period}: {action.name} follows for {followed.get(action.id)}, not for {expected}"


def others_decide(now: Moment, _before: Moment) -> Iterator[str]:
    """A decision has a reason and is somebody else's; what was measured stays beside it, and what it grants is in the run it is carried out in."""
    for one in now.held.values():
        for appeal in one.appeals:
            entries = now.results[appeal.against].entries.filter(subject=appeal.subject, sheet=appeal.sheet, item=appeal.item)
            facts = [str(row["amount"]) for row in entries.filter(pl.col("kind") != "adjustment").sort("line").iter_rows(named=True)]
            if [fact["amount"] for fact in appeal.facts] != facts:
                yield f"appeal {appeal.number}: {facts} was published"
            if appeal.outcome and (not appeal.reason or appeal.decided_by in (appeal.by, appeal.name, appeal.publisher)):
                yield f"appeal {appeal.number} was decided by {appeal.decided_by}"
        granted = sum((appeal.points or NOTHING for appeal in one.appeals if appeal.is_granted and appeal.in_time), NOTHING)
        if one.is_sealed and one.as_sealed is not None:
            added = now.results[one.as_sealed.seq].entries.filter(kind="adjustment")["amount"].sum()
            if added != granted:
                yield f"{one.period}: {added} points were added, {granted} granted"


def wrong_steps_are_refused(now: Moment, _before: Moment) -> Iterator[str]:
    """What must not be done is a problem with a code."""
    yield from (f"{step} was taken" for step, codes in now.refused.items() if not codes)


def names_survive(now: Moment, _before: Moment) -> Iterator[str]:
    """Rare characters read back as they were written."""
    told = {name for result in now.results.values() for name in result.people["name"]}
    if now.names != told:
        yield f"{sorted(now.names ^ told)} are written otherwise"


def both_books_say_the_same(now: Moment, _before: Moment) -> Iterator[str]:
    """Where two Books are kept, in different databases, their chains end in one digest."""
    if len(set(now.heads)) != 1 or now.heads[0] != now.chain[-1].digest:
        yield "the Books differ"


OF_RUNS = (points_add_up, yuan_adds_up, pools_add_up, one_grade_each, records_count_once, the_twin_agrees, order_changes_nothing)
"""What is looked at when a run comes in."""

OF_BOOKS = (
    what_is_kept_stays,
    what_was_known_stays,
    the_book_verifies,
    sealed_once,
    points_are_there,
    nothing_is_paid_twice,
    what_is_held_back_is_paid,
    rolled_up_from_what_is_sealed,
    what_follows_rests_on_what_stands,
    others_decide,
    wrong_steps_are_refused,
    names_survive,
    both_books_say_the_same,
)
"""What is looked at after every step, beside the moment before."""
