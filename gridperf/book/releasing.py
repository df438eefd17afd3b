"""A result rests on what sealed periods really held back, and leaves none of it behind; one that does not is never made public."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl
from sqlalchemy import Connection

from gridperf.assessment import Assessment
from gridperf.book.chain import Event
from gridperf.book.kept import Keeper, Kept, Terms
from gridperf.book.reserves import Reserves
from gridperf.book.runs import RECORDS
from gridperf.book.schema import EVENTS
from gridperf.book.state import Held, Standing, standings
from gridperf.engine.pay.spans import so_far
from gridperf.errors import BookError, Problem, Where
from gridperf.period import Period
from gridperf.rulebook.pooling import ReserveFund

__all__ = ["audited_reserves", "releases", "unheld", "unheld_correction", "unheld_run"]

_AT_MOST = 20
"""Differences that are named one by one."""
_NONE = Decimal(0)


@dataclass(frozen=True)
class _Stated:
    """What a result says was held back.

    Attributes:
        when: its period.
        terms: its rules.
        reserves: its result table `reserves`.
        pools: its result table `pools`.
        corrected: whether a correction brought it.
    """

    when: Period
    terms: Terms
    reserves: pl.DataFrame
    pools: pl.DataFrame
    corrected: bool = False


def releases(connection: Connection, result: Assessment, held: Held) -> None:
    """Refuse a result that is to be public and does not rest on what the sealed periods of *held* hold back.

    Raises:
        BookError: as `unheld`.
    """
    found = unheld(connection, result, held)
    if found:
        raise BookError(found)


def unheld(connection: Connection, result: Assessment, held: Held) -> list[Problem]:
    """Return in what *result* does not rest on what the sealed periods of *held* hold back.

    B120 for a person of whom it says something else was held back or released before, B121 if what it holds back would be released
    in a period that is sealed already, B122 if it changes the terms of money that is still held back, B123 for a pool.
    """
    if result.provenance.runs:
        return []
    terms = Terms.of(result.rulebook, result.period.every)
    return _unheld(Keeper(connection), _Stated(result.period, terms, result.reserves, result.pools), held)


def unheld_run(connection: Connection, now: Standing, held: Held) -> list[Problem]:
    """Return the same of the run of *now* that stands."""
    return [] if now.made != RECORDS else _unheld_run(Keeper(connection), now, held)


def unheld_correction(connection: Connection, keys: Iterable[tuple[str, str]], held: Held) -> list[Problem]:
    """Return the same of the results with *keys* that a correction brought, after all of them are in the Book.

    A correction goes by the results that stand, whoever is settled; and it brings months before those that released what they hold back.
    """
    keeper = Keeper(connection)
    return [problem for key in keys if key[1] == RECORDS for problem in _unheld_run(keeper, held[key], held, corrected=True)]


def audited_reserves(connection: Connection, chain: Sequence[Event]) -> Iterator[Problem]:
    """Yield a problem for every result that did not rest on what was held back then, and for all that does not add up now."""
    keeper = Keeper(connection)
    for at, event in enumerate(chain):
        if event.kind in ("seal", "correct") and event.made == RECORDS:
            corrected = event.kind == "correct"
            held = standings(chain[: at + corrected])
            for problem in _unheld_run(keeper, held[event.period, event.made], held, corrected=corrected):
                yield Problem(problem.code, Where(table=EVENTS.name, row=event.seq), problem.values)
    yield from Reserves.of(keeper.kept(standings(chain))).broken


def _unheld_run(keeper: Keeper, now: Standing, held: Held, *, corrected: bool = False) -> list[Problem]:
    rules = keeper.rules(now.run)
    when = rules.period(now.period)
    terms = Terms.of(rules, when.every)
    stated = _Stated(when, terms, keeper.table(now.run, "reserves"), keeper.table(now.run, "pools"), corrected=corrected)
    return _unheld(keeper, stated, held)


def _unheld(keeper: Keeper, stated: _Stated, held: Held) -> list[Problem]:
    when = stated.when
    others = [one for one in keeper.kept(held) if one.when.every == when.every and one.when.code != when.code]
    earlier = [one for one in others if one.when.ends_on < when.starts_on]
    rests = [*_people(stated, earlier), *_pools(stated, earlier)]
    more = [Problem("A120", Where(table="reserves"), {"count": len(rests) - _AT_MOST})] if len(rests) > _AT_MOST else []
    late = () if stated.corrected else _too_late(stated, [one for one in others if one.when.starts_on > when.ends_on])
    return [*rests[:_AT_MOST], *more, *late, *_changed(stated, earlier)]


def _people(stated: _Stated, earlier: Sequence[Kept]) -> Iterator[Problem]:
    """Yield a problem for everybody of whom the result says something else was held back, or released, since the span began."""
    for name, release in stated.terms.releases.items():
        before = so_far(stated.when, release.formula.at)[0][:-1]
        lines = [*release.formula.release, name]
        said = _sums(stated.reserves, before, lines)
        found: dict[tuple[str, str, str], Decimal] = {}
        for one in earlier:
            found |= _sums(one.stands if stated.corrected else one.paid, before, lines)
        for key in sorted({*said, *found}):
            if said.get(key, _NONE) != found.get(key, _NONE):
                subject, period, line = key
                values = {"worker": subject, "of": period, "line": _named(stated.terms, line), "period": stated.when.code}
                amounts = {"stated": f"{said.get(key, _NONE):.2f}", "found": f"{found.get(key, _NONE):.2f}"}
                yield Problem("B120", Where(table="reserves", field="amount"), {**values, **amounts})


def _sums(rows: pl.DataFrame, periods: Sequence[str], lines: Sequence[str]) -> dict[tuple[str, str, str], Decimal]:
    own = rows.filter(pl.col("period").is_in(list(periods)) & pl.col("line").is_in(list(lines)))
    return {
        (subject, period, line): amount for subject, period, line, amount in own.select("subject", "period", "line", "amount").iter_rows()
    }


def _pools(stated: _Stated, earlier: Sequence[Kept]) -> Iterator[Problem]:
    """Yield a problem for every pool of which the result says that something else was kept back, or carried on."""
    wanted = [("carried_out", name, [stated.when.before().code]) for name in stated.terms.pools]
    for pool in stated.terms.pools.values():
        if isinstance(pool.fund, ReserveFund):
            codes, ends = so_far(stated.when, pool.fund.since)
            wanted += [("reserved", pool.fund.reserve_of, codes[:-1])] if ends else []
    for column, name, periods in wanted:
        said = _accounts(stated.pools, column, name, periods)
        found: dict[tuple[str, str], Decimal] = {}
        for one in earlier:
            found |= _accounts(one.pools, column, name, periods)
        for key in sorted({*said, *found}):
            if said.get(key, _NONE) != found.get(key, _NONE):
                values = {"line": _named(stated.terms, name), "scope": key[1] or "—", "of": key[0], "period": stated.when.code}
                amounts = {"stated": f"{said.get(key, _NONE):.2f}", "found": f"{found.get(key, _NONE):.2f}"}
                yield Problem("B123", Where(table="pools", field=column), {**values, **amounts})


def _accounts(rows: pl.DataFrame, column: str, line: str, periods: Sequence[str]) -> Mapping[tuple[str, str], Decimal]:
    own = rows.filter((pl.col("line") == line) & pl.col("period").is_in(list(periods)))
    return {(period, scope): amount for period, scope, amount in own.select("period", "scope", column).iter_rows()}


def _too_late(stated: _Stated, later: Sequence[Kept]) -> Iterator[Problem]:
    """Yield a problem if what the result holds back would have been released by a period that is sealed already."""
    for release in stated.terms.releases.values():
        span = release.span(stated.when)
        over = [one.when.code for one in later if one.when.ends_on <= span.ends_on]
        own = _sums(stated.reserves, [stated.when.code], release.formula.release)
        if over and any(own.values()):
            values = {"period": stated.when.code, "line": release.line.name, "sealed": "、".join(over)}
            yield Problem("B121", Where(table="reserves"), values)


def _changed(stated: _Stated, earlier: Sequence[Kept]) -> Iterator[Problem]:
    """Yield a problem for every line whose money is still held back and would not be released as it was to be."""
    found: dict[tuple[str, str], str] = {}
    for one in earlier:
        for hold in sorted(one.terms.holds):
            before, now = one.terms.released_by(hold), stated.terms.released_by(hold)
            if before is None or before.span(one.when).ends_on < stated.when.starts_on:
                continue
            kept = now is not None and now.span(stated.when) == before.span(one.when)
            if not kept and any(_sums(one.paid, [one.when.code], [hold]).values()):
                found[one.terms.names[hold][0], before.line.name] = before.span(one.when).code
    for (hold_name, release), span in found.items():
        yield Problem("B122", Where(path="pay"), {"period": stated.when.code, "line": hold_name, "release": release, "span": span})


def _named(terms: Terms, line: str) -> str:
    return terms.names.get(line, (line, ""))[0]
