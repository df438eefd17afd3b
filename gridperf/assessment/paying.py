"""What pay is computed from, gathered: people as placed, days served, results of the sheets, counts, the grid, the past."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import polars as pl

from gridperf.assessment.common import known_of
from gridperf.assessment.uses import frames_of
from gridperf.engine.formulas import formulas_in, with_formulas
from gridperf.engine.pay import COUNT, FEN, GROSS, LEAVES, RATE, WHOLE, WHY, Past, Settled, roster_days, settle
from gridperf.engine.pay.counts import count_requests
from gridperf.engine.pay.factors import probation_days
from gridperf.engine.pay.marks import CLAIM, CLAIMS, DUE, FACTOR, FUND, SCORE, SHORT, TOLD
from gridperf.engine.pay.parties import SELF, apart
from gridperf.engine.pay.ranks import with_places
from gridperf.engine.plan import Request
from gridperf.engine.rank import scope_of
from gridperf.engine.score import TOTAL
from gridperf.engine.service import Service
from gridperf.errors import Problem, RecordsError, Where
from gridperf.exact import decimals, units_to_decimal
from gridperf.period import Every, Period
from gridperf.places import path_of
from gridperf.records import Records
from gridperf.rulebook import Rulebook
from gridperf.rulebook.grading import NamedRanking, Ranking
from gridperf.rulebook.paying import DecidedLine, HoldLine, PayLine, RankLine, ReleaseLine
from gridperf.rulebook.scoring import Sheet
from gridperf.rulebook.walk import references
from gridperf.tables import RECORDS, RESULTS, Table

if TYPE_CHECKING:
    from gridperf.assessment.value import Assessment

__all__ = ["Filled", "Paid", "paid", "paid_rolled", "past_of", "pay_requests", "reserves_of"]

_MONEY = ("fund", "carried_in", "reserved", "paid", "carried_out", "returned")
_SHOWN_ONLY = (RATE, WHOLE, FACTOR, SCORE, DUE, SHORT, TOLD, CLAIM, CLAIMS, FUND)


class Filled(Protocol):
    """A sheet that was filled in."""

    @property
    def sheet(self) -> Sheet:
        """Return the sheet."""

    @property
    def digits(self) -> int:
        """Return the digits after the point of its totals."""

    @property
    def placed(self) -> pl.DataFrame:
        """Return where its subjects stand, same rows as `graded`."""

    @property
    def graded(self) -> pl.DataFrame:
        """Return totals and grades."""

    def ranks(self, period: Period, /) -> pl.DataFrame:
        """Return the named rankings as the result table `ranks`."""


@dataclass(frozen=True)
class Paid:
    """The pay of a period, and what it was computed from; `settled.pay` and `table` have the same rows.

    Attributes:
        settled: what `gridperf.engine.pay.settle` returned.
        table: what it was given.
        lines: the pay lines.
        past: what earlier periods left behind.
        when: the period.
        teams: the sheets of teams.
    """

    settled: Settled
    table: pl.DataFrame
    lines: Sequence[PayLine]
    past: Past
    when: Period
    teams: frozenset[str] = frozenset()

    @property
    def paid(self) -> pl.DataFrame:
        """Return what everybody is paid, in fen."""
        return self.settled.pay

    def pay(self) -> pl.DataFrame:
        """Return the result table `pay`."""
        money = [name for name in self.paid.columns if name not in ("subject", GROSS) and not name.endswith(_SHOWN_ONLY)]
        return self.paid.select("subject", pl.lit(self.when.code).alias("period"), *(_yuan(name) for name in (*money, GROSS)))

    def parties(self) -> pl.DataFrame:
        """Return the result table `parties`."""
        frames = [RESULTS["parties"].empty()]
        for line in self.lines:
            whole = pl.col(line.id + WHOLE if line.split is not None else line.id)
            for kind, shares in (("bears", line.shared_by), ("receives", line.split)):
                for party, fen in apart(whole, shares).items() if shares else ():
                    if kind == "receives" and party == SELF:
                        continue
                    rows = self.paid.select(
                        "subject",
                        pl.lit(self.when.code).alias("period"),
                        pl.lit(line.id).alias("line"),
                        pl.lit(kind).alias("kind"),
                        pl.lit(party).alias("party"),
                        fen.alias("amount"),
                    )
                    frames.append(rows.filter(pl.col("amount").is_not_null()).with_columns(_yuan("amount")))
        return pl.concat(frames).sort("subject", "line", "kind", "party")

    def pools(self) -> pl.DataFrame:
        """Return the result table `pools`: earlier accounts of the rulebook's pools, and this period's."""
        own = self.settled.pools.with_columns(pl.lit(self.when.code).alias("period"))
        names = RESULTS["pools"].names
        both = pl.concat([self.past.pools.select(names), own.select(names)])
        return both.with_columns(_yuan(name) for name in _MONEY).sort("line", "period", "scope")

    def reserves(self) -> pl.DataFrame:
        """Return the result table `reserves`: what was held back and released earlier, and now."""
        names = ["subject", "period", "line", "fen"]
        frames = [
            self.paid.filter(pl.col(line).is_not_null()).select(
                "subject", pl.lit(self.when.code).alias("period"), pl.lit(line).alias("line"), pl.col(line).alias("fen")
            )
            for line in _reserving(self.lines)
        ]
        both = pl.concat([self.past.held.select(names), *frames])
        return both.select("subject", "period", "line", _yuan("fen").alias("amount")).sort("subject", "period", "line")


def _yuan(column: str) -> pl.Expr:
    return units_to_decimal(pl.col(column), decimals(FEN)).alias(column)


def _fen(column: str) -> pl.Expr:
    return pl.col(column).to_physical().cast(pl.Int64).alias(column)


def _reserving(lines: Sequence[PayLine]) -> list[str]:
    return [line.id for line in lines if isinstance(line.line, (HoldLine, ReleaseLine))]


def pay_requests(rules: Rulebook, every: Every) -> dict[str, Request]:
    """Return what must be measured for the lines *rules* pays for a period of kind *every*, by key."""
    return count_requests(rules.edition.pay_for(every), rules.measure)


def past_of(history: Sequence[Assessment], results: pl.DataFrame, when: Period, reserves: pl.DataFrame | None = None) -> Past:
    """Return what the periods of *history* before *when* left behind.

    Args:
        history: earlier assessments; of one that was made twice, the last counts.
        results: their totals and grades, as the result table `history`.
        when: the period paid.
        reserves: what was held back and released then, as the result table `reserves`; without it, what *history* says.
    """
    earlier = pl.col("period") != when.code
    held = reserves_of(history) if reserves is None else reserves.select(RESULTS["reserves"].names)
    pools = _known("pools", history, ["line", "period", "scope"]).with_columns(_fen(name) for name in _MONEY)
    return Past(
        held=held.filter(earlier).with_columns(_fen("amount")).rename({"amount": "fen"}).select(Past().held.columns),
        pools=pools.filter(earlier).select(Past().pools.columns),
        history=results,
    )


def reserves_of(history: Sequence[Assessment]) -> pl.DataFrame:
    """Return what *history* says was held back and released, as the result table `reserves`."""
    return _known("reserves", history, ["subject", "period", "line"]).sort("subject", "period", "line")


def _known(table: str, history: Sequence[Assessment], keys: Sequence[str]) -> pl.DataFrame:
    """Return what *history* says in a result table that holds rows of earlier periods too."""
    held = [(getattr(one, table), pl.col("period") == one.period.code) for one in history if hasattr(one, table)]
    nothing = RESULTS[table].empty()
    return known_of([nothing, *(rows.filter(own) for rows, own in held)], [nothing, *(rows.filter(~own) for rows, own in held)], keys)


def paid(
    rules: Rulebook,
    records: Records,
    service: Service,
    *,
    people: pl.DataFrame,
    done: Sequence[Filled],
    wide: pl.DataFrame,
    when: Period,
    past: Past,
) -> Paid:
    """Return the pay of *people*.

    Raises:
        RecordsError: A156 if a decision names no pay line that leaves an amount open; and what `settle` raises.
    """
    lines = rules.edition.pay_for(when.every)
    table = people
    for frame in (roster_days(service, lines), probation_days(service, lines), _leaving(service, lines)):
        table = table.join(frame, on="subject", how="left", maintain_order="left")
    counts = [name for name in wide.columns if name.startswith(COUNT)]
    table = table.join(wide.select("subject", *counts), on="subject", how="left", maintain_order="left")
    table = with_formulas(table, formulas_in(pay_requests(rules, when.every).values()), table, rules.edition.values)
    for one in done:
        table = _with_results(table, one, lines, when)
    if any(reference.startswith("grids.") for line in lines for reference in references(line)):
        table = _with_grid(table, frames_of(records, rules)["grids"], rules.tables["grids"])
    table = _with_reasons(table, rules, records, when)
    return _settled(rules, table, lines, done, when, past)


def paid_rolled(rules: Rulebook, *, people: pl.DataFrame, done: Sequence[Filled], when: Period) -> Paid:
    """Return the pay of *people*, as the result table `people` has them, by results that were rolled up into *when*.

    Its lines rest on totals, grades, ranks and days alone, which `check` sees to.
    """
    lines, table = rules.edition.pay_for(when.every, rolled=True), people
    for one in done:
        table = _with_results(table, one, lines, when)
    return _settled(rules, table, lines, done, when, Past())


def _settled(rules: Rulebook, table: pl.DataFrame, lines: Sequence[PayLine], done: Sequence[Filled], when: Period, past: Past) -> Paid:
    teams = frozenset(one.sheet.id for one in done if one.sheet.assess.subject != "worker")
    settled = settle(
        table,
        lines,
        values=rules.edition.values,
        step=rules.edition.rounding.money,
        mode=rules.edition.rounding.mode,
        full_scores={one.sheet.id: one.sheet.full_score for one in done},
        digits={one.sheet.id: one.digits for one in done},
        when=when,
        dense=_dense(done),
        teams=teams,
        past=past,
    )
    return Paid(settled, table, lines, past, when, teams)


def _with_results(table: pl.DataFrame, one: Filled, lines: Sequence[PayLine], when: Period) -> pl.DataFrame:
    """Return *table* with each person's result of a sheet, or that of the team the person is placed in.

    Columns: `<sheet>:total`, `:grade`, `:rank`, `:of`, `:scope`; and of the named rankings that *lines* pay by, under
    `<sheet>/<ranking>:rank` and so on. How many teams share a place is known only before people stand for them.
    """
    sheet = one.sheet
    columns = {"total": TOTAL, "grade": "grade", "rank": "rank", "of": "of"}
    results = one.graded.select("subject", *(pl.col(name).alias(f"{sheet.id}:{key}") for key, name in columns.items()))
    results = results.with_columns(_scopes(one, sheet.ranking).alias(f"{sheet.id}:scope"))
    ranked = [line.line.ranking for line in lines if isinstance(line.line, RankLine) and line.line.ranking is not None]
    for ranking in sorted(set(ranked)):
        rows = one.ranks(when).filter(pl.col("ranking") == ranking)
        named = [pl.col(name).alias(f"{sheet.id}/{ranking}:{name}") for name in ("rank", "of")]
        results = results.join(rows.select("subject", *named), on="subject", how="left", maintain_order="left")
        rule = next((each for each in sheet.rankings if each.id == ranking), None)
        results = results.with_columns(_scopes(one, rule).alias(f"{sheet.id}/{ranking}:scope"))
    if sheet.assess.subject == "worker":
        return table.join(results, on="subject", how="left", maintain_order="left")
    by_rank = [name.removesuffix(":rank") for name in results.columns if name.endswith(":rank")]
    results = with_places(results, by_rank, _dense([one])).rename({"subject": "\0team"})
    lies_in = table.with_columns(path_of(sheet.assess.subject, table.columns).alias("\0team"))
    return lies_in.join(results, on="\0team", how="left", maintain_order="left").drop("\0team")


def _scopes(one: Filled, ranking: Ranking | NamedRanking | None) -> pl.Series:
    """Return in what scope each subject was ranked, told apart from others of the same name; empty where nobody was."""
    if ranking is None:
        return pl.repeat(None, one.placed.height, dtype=pl.String, eager=True)
    return one.placed.select(pl.repeat("", pl.len()) if ranking.within == "all" else scope_of(one.placed, ranking.within)).to_series()


def _dense(done: Sequence[Filled]) -> set[str]:
    """Return the rankings whose ranks are dense."""
    found = {one.sheet.id for one in done if one.sheet.ranking is not None and one.sheet.ranking.ties == "dense"}
    return found | {f"{one.sheet.id}/{named.id}" for one in done for named in one.sheet.rankings if named.ties == "dense"}


def _leaving(service: Service, lines: Sequence[PayLine]) -> pl.DataFrame:
    """Return whose service ends in the period, if a line asks: `subject`, `leaves`."""
    if not any(isinstance(line.line, ReleaseLine) for line in lines):
        return service.spans.select("subject")
    last = service.intervals.sort("worker_id", "from_on").unique("worker_id", keep="last", maintain_order=True)
    ends = (pl.col("ends_on") <= service.period.ends_on).fill_null(value=False)
    return last.select(pl.col("worker_id").alias("subject"), ends.alias(LEAVES))


def _with_grid(table: pl.DataFrame, rows: pl.LazyFrame, declared: Table) -> pl.DataFrame:
    """Return *table* with the numbers of each person's grid under `grids.<column>`."""
    grids = rows.select("grid_code", *(pl.col(name).alias(f"grids.{name}") for name in declared.numbers)).collect()
    return table.join(grids.unique("grid_code", keep="first", maintain_order=True), on="grid_code", how="left", maintain_order="left")


def _with_reasons(table: pl.DataFrame, rules: Rulebook, records: Records, when: Period) -> pl.DataFrame:
    """Return *table* with who decided the amounts left open, and why, under `pay/<line>|why`."""
    open_ = [line.id for line in rules.edition.pay if isinstance(line.line, DecidedLine)]
    rule = rules.edition.tables.get("decisions")
    dated = pl.col((rule.dated_by if rule else None) or RECORDS["decisions"].dated_by)
    if not open_ and not records.has("decisions"):
        return table
    start, after = when.starts_on, when.ends_on + dt.timedelta(days=1)
    rows = records.table("decisions").filter((dated >= start) & (dated < after)).sort(dated, "decision_id").collect()
    stray = rows.filter(~pl.col("line").is_in(open_))
    if stray.height:
        known = "、".join(open_) or "—"
        first = stray.row(0, named=True)
        values = {"decision": first["decision_id"], "line": first["line"], "known": known, "count": stray.height}
        raise RecordsError(Problem("A156", Where(table="decisions", field="line"), values))
    for line in open_:
        said = pl.format("{} 元，{}：{}", pl.col("amount").cast(pl.String), "decided_by", "reason")
        mine = (
            rows.filter(pl.col("line") == line)
            .group_by("worker_id", maintain_order=True)
            .agg(said.str.join("；").alias(f"{COUNT}{line}{WHY}"))
        )
        table = table.join(mine.rename({"worker_id": "subject"}), on="subject", how="left", maintain_order="left")
    return table
