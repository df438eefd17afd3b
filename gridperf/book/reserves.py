"""Money held back is released, passed on to others or forfeited by a rule, or it still stands: to the fen, for each person and line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from gridperf.amounts import texts
from gridperf.book.history import one_of
from gridperf.book.kept import Kept, Release
from gridperf.engine.pay.spans import enclosing
from gridperf.errors import Problem, Where
from gridperf.period import Period
from gridperf.rulebook.pooling import Pool, ReserveFund

__all__ = ["FIGURES", "Reserves"]

FIGURES = ("held", "released", "passed_on", "forfeited", "standing")
"""What is said of money held back: `held = released + passed_on + forfeited + standing`."""

_YUAN = pl.Decimal(38, 2)
_NONE = Decimal("0.00")
_PEOPLE: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys(("subject", "name", "line", "line_name", "clause", "span"), pl.String),
    **dict.fromkeys(FIGURES, _YUAN),
    "because": pl.String,
}
_POOLS: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys(("line", "line_name", "clause", "scope", "kind", "span"), pl.String),
    **dict.fromkeys(("held", "released", "standing"), _YUAN),
}


@dataclass(frozen=True)
class Reserves:
    """What sealed periods held back, and what became of it, each row in yuan.

    Attributes:
        people: `subject`, `name`, `line` (what holds back), `line_name`, `clause`, `span` (the longer period it is released at the
            end of; of what is passed on, its own period; empty if nothing releases it), `held`, `released`, `passed_on`,
            `forfeited`, `standing`, and `because`: why something is forfeited, `left` if the person was not paid any more when it
            was released, `rule` if the release has a factor or a condition; below 0 if that released more than was held.
        pools: `line`, `line_name`, `clause`, `scope`, `kind` (`reserve` for what a pool keeps back, `carry` for what the last sealed
            period carries on), `span`, `held`, `released`, `standing`.
        broken: what does not add up; empty if everything does.
    """

    people: pl.DataFrame
    pools: pl.DataFrame
    broken: tuple[Problem, ...] = field(repr=False)

    @classmethod
    def of(cls, kept: Sequence[Kept]) -> Reserves:
        """Return what became of everything that *kept*, sealed periods in their order, held back."""
        own, pools = _People.of(kept), list(_pools(kept))
        rows = sorted(own.rows(), key=lambda row: (row.span, row.line, row.subject))
        people = pl.DataFrame([row.as_tuple() for row in rows], schema=_PEOPLE, orient="row")
        frame = pl.DataFrame([row.as_tuple() for row in pools], schema=_POOLS, orient="row").sort("kind", "span", "line", "scope")
        broken = [row.problem() for row in rows if row.missing]
        broken += [_unequal(row.line, row.scope, row.span, held=row.held, found=row.released) for row in pools if row.is_wrong]
        return cls(people, frame, (*broken, *_carried_wrong(kept), *_taken_wrong(kept)))

    def only(self, worker: str) -> Reserves:
        """Return what was held back from *worker*, given by the identifier, or by a name only one person has; no pools.

        Raises:
            BookError: B037, B038.
        """
        subject, _ = one_of(dict(self.people.select("subject", "name").iter_rows()), worker)
        return Reserves(self.people.filter(pl.col("subject") == subject), self.pools.clear(), self.broken)

    def as_dict(self) -> dict[str, object]:
        """Return it as plain data, for `--json`; amounts are exact texts."""
        frames = {"totals": self.totals, "people": self.people, "pools": self.pools}
        rows = {name: [texts(row) for row in frame.iter_rows(named=True)] for name, frame in frames.items()}
        return {**rows, "holds": not self.broken}

    @property
    def totals(self) -> pl.DataFrame:
        """Return what became of it by line and span: `line`, `line_name`, `clause`, `span`, `people` and the figures."""
        keys = ["line", "line_name", "clause", "span"]
        sums = [pl.col(name).sum().cast(_YUAN) for name in FIGURES]
        return self.people.group_by(keys).agg(pl.len().cast(pl.Int64).alias("people"), *sums).sort("span", "line")


@dataclass
class _Row:
    """One person's money of one line and span."""

    subject: str
    name: str
    line: str
    line_name: str
    clause: str
    span: str
    held: Decimal
    passed_on: Decimal
    released: Decimal = _NONE
    forfeited: Decimal = _NONE
    standing: Decimal = _NONE
    because: str = ""

    @property
    def rest(self) -> Decimal:
        return self.held - self.released - self.passed_on

    @property
    def missing(self) -> Decimal:
        """Return what nothing accounts for."""
        return self.rest - self.forfeited - self.standing

    def as_tuple(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in _PEOPLE)

    def problem(self) -> Problem:
        values = {"name": f"{self.name} {self.subject}".strip(), "line": self.line_name, "span": self.span or "—"}
        sums = {"held": f"{self.held:f}", "found": f"{self.held - self.missing:f}", "missing": f"{self.missing:f}"}
        return Problem("B124", Where(table="reserves", field="amount"), {**values, **sums})


@dataclass(frozen=True)
class _Open:
    """What one line releases at the end of a span.

    Attributes:
        release: the line, as the last sealed period of the span has it.
        ends: the last period of it.
    """

    release: Release
    ends: Period


@dataclass(frozen=True)
class _People:
    """What was held back from people and released to them, by span and line."""

    kept: Sequence[Kept]
    held: Mapping[tuple[str, str, str], dict[str, _Row]]
    given: Mapping[tuple[str, str], Mapping[str, Decimal]]
    spans: Mapping[tuple[str, str], _Open]

    @classmethod
    def of(cls, kept: Sequence[Kept]) -> _People:
        held: dict[tuple[str, str, str], dict[str, _Row]] = defaultdict(dict)
        given: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: _NONE))
        spans: dict[tuple[str, str], _Open] = {}
        for one in kept:
            for name, release in one.terms.releases.items():
                span = release.span(one.when)
                spans[span.code, name] = _Open(release, span.parts(one.when.every)[-1])
            for subject, line, amount in one.paid.select("subject", "line", "amount").iter_rows():
                if line in one.terms.releases:
                    given[one.terms.releases[line].span(one.when).code, line][subject] += amount
                else:
                    _add(held, one, subject, line, -amount)
        return cls(kept, held, given, spans)

    def rows(self) -> Iterator[_Row]:
        """Yield a row per person, line and span."""
        for span, release in sorted({(span, release) for span, release, _ in self.held} | set(self.given)):
            about = self.spans.get((span, release))
            order = about.release.formula.release if about else ()
            lines = [line for _, _, line in sorted(key for key in self.held if key[:2] == (span, release))]
            lines.sort(key=lambda line: order.index(line) if line in order else len(order))
            given = {who: yuan for who, yuan in self.given.get((span, release), {}).items() if yuan}
            people = {who: None for line in lines for who in self.held[span, release, line]}
            for who in {**people, **dict.fromkeys(given)}:
                own = [self.held[span, release, line][who] for line in lines if who in self.held[span, release, line]]
                own = own or [self._unheld(who, span, release)]
                _allot(own, given.get(who, _NONE))
                yield from self._settled(own, about)

    def _unheld(self, who: str, span: str, release: str) -> _Row:
        """Return the row of somebody to whom *release* gives what no line held back."""
        name = next((one.people[who] for one in reversed(self.kept) if who in one.people), "")
        words = next((one.terms.names[release] for one in self.kept if release in one.terms.names), (release, ""))
        return _Row(who, name, release, *words, span, _NONE, _NONE)

    def _settled(self, own: Sequence[_Row], about: _Open | None) -> Iterator[_Row]:
        """Yield *own* with what is forfeited and what still stands."""
        for row in own:
            if about is None or not self._is_over(about):
                over = row.rest < 0 <= row.held and not (about and about.release.is_conditional)
                row.standing = _NONE if over else row.rest
            elif row.rest and about.release.is_conditional:
                row.forfeited, row.because = row.rest, "rule"
            elif row.rest > 0 and not self._is_paid(about, row.subject):
                row.forfeited, row.because = row.rest, "left"
            yield row

    def _is_over(self, about: _Open) -> bool:
        return any(one.when.every == about.ends.every and one.when.ends_on >= about.ends.ends_on for one in self.kept)

    def _is_paid(self, about: _Open, subject: str) -> bool:
        """Return whether *subject* is paid in the period that releases, or that period knows no such release."""
        last = next((one for one in self.kept if one.when.code == about.ends.code), None)
        if last is None or about.release.line.id not in last.terms.releases:
            return True
        rows = last.paid.filter((pl.col("subject") == subject) & (pl.col("line") == about.release.line.id))
        return rows.height > 0


def _add(held: Mapping[tuple[str, str, str], dict[str, _Row]], one: Kept, subject: str, line: str, yuan: Decimal) -> None:
    """Add what a period held back from somebody."""
    release, passed = one.terms.released_by(line), one.terms.passed_by(line)
    span = release.span(one.when).code if release else one.when.code if passed else ""
    rows = held[span, release.line.id if release else "", line]
    name, clause = one.terms.names.get(line, (line, ""))
    before = rows.get(subject)
    row = before or _Row(subject, "", line, name, clause, span, _NONE, _NONE)
    row.name = one.people.get(subject) or row.name
    row.held += yuan
    row.passed_on += yuan if passed else _NONE
    rows[subject] = row


def _allot(own: Sequence[_Row], given: Decimal) -> None:
    """Put what was released down to the lines that held it back, in their order; the last takes what is over."""
    for at, row in enumerate(own, start=1):
        least, most = sorted((_NONE, row.rest))
        row.released = given if at == len(own) else min(max(given, least), most)
        given -= row.released


@dataclass
class _Pooled:
    """What a pool kept back in one scope and span, or carries on."""

    line: str
    line_name: str
    clause: str
    scope: str
    kind: str
    span: str
    held: Decimal = _NONE
    released: Decimal = _NONE
    is_over: bool = False

    @property
    def standing(self) -> Decimal:
        return self.held - self.released

    @property
    def is_wrong(self) -> bool:
        """Return whether what was released is not what was kept back: at the end all of it, and never more."""
        return self.standing < 0 or (self.is_over and self.standing != 0)

    def as_tuple(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in _POOLS)


def _pools(kept: Sequence[Kept]) -> Iterator[_Pooled]:
    """Yield what pools kept back by span, and what the last of *kept* carries on."""
    found: dict[tuple[str, str, str], _Pooled] = {}
    for one in kept:
        sources = {pool.fund.reserve_of: name for name, pool in one.terms.pools.items() if isinstance(pool.fund, ReserveFund)}
        for row in one.pools.iter_rows(named=True):
            name, scope = row["line"], row["scope"]
            fund = one.terms.pools[name].fund
            if row["reserved"]:
                span = _span(one.terms.pools, sources.get(name), one.when)
                key = (name, scope, span)
                found.setdefault(key, _Pooled(name, *one.terms.names[name], scope, "reserve", span)).held += row["reserved"]
            if isinstance(fund, ReserveFund):
                whole = enclosing(one.when, fund.since)
                source = fund.reserve_of
                own = found.setdefault((source, scope, whole.code), _Pooled(source, *one.terms.names[source], scope, "reserve", whole.code))
                own.released += row["fund"]
                own.is_over = own.is_over or one.when.ends_on == whole.ends_on
    yield from (one for one in found.values() if one.held or one.released)
    for row in kept[-1].pools.iter_rows(named=True) if kept else ():
        if row["carried_out"]:
            words = kept[-1].terms.names[row["line"]]
            yield _Pooled(row["line"], *words, row["scope"], "carry", kept[-1].when.code, row["carried_out"])


def _span(pools: Mapping[str, Pool], releasing: str | None, when: Period) -> str:
    fund = pools[releasing].fund if releasing else None
    return enclosing(when, fund.since).code if isinstance(fund, ReserveFund) else ""


def _carried_wrong(kept: Sequence[Kept]) -> Iterator[Problem]:
    """Yield a problem for every pool that does not open with what the period before carried on."""
    by_code = {one.when.code: one for one in kept}
    for after in kept:
        before = by_code.get(after.when.before().code)
        if before is None:
            continue
        out = {(row["line"], row["scope"]): row["carried_out"] for row in before.pools.iter_rows(named=True)}
        into = {(row["line"], row["scope"]): row["carried_in"] for row in after.pools.iter_rows(named=True)}
        for line, scope in sorted({*out, *into}):
            held, found = out.get((line, scope), _NONE), into.get((line, scope), _NONE)
            if held != found and line in after.terms.pools:
                yield _unequal(line, scope, after.when.code, held=held, found=found)


def _taken_wrong(kept: Sequence[Kept]) -> Iterator[Problem]:
    """Yield a problem for every pool that does not get what lines took for it."""
    for one in kept:
        for line, taken in one.taken.items():
            got = sum(one.pools.filter(pl.col("line") == line)["fund"], _NONE)
            if got != taken:
                yield _unequal(line, "", one.when.code, held=taken, found=got)


def _unequal(line: str, scope: str, span: str, *, held: Decimal, found: Decimal) -> Problem:
    values = {"line": line, "scope": scope or "—", "span": span or "—", "held": f"{held:f}", "found": f"{found:f}"}
    return Problem("B125", Where(table="pools"), values)
