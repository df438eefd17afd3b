"""A pool line over the pay table: its fund, everybody's weight, the division, and the account of every fen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from gridperf.engine.pay.amounts import Amounts
from gridperf.engine.pay.counts import Counts
from gridperf.engine.pay.factors import coefficient
from gridperf.engine.pay.marks import CLAIM, CLAIMS, COUNT, FEN, FUND, TOLD
from gridperf.engine.pay.pools import Claim, Shares, divide
from gridperf.engine.pay.spans import so_far
from gridperf.engine.pay.told import Bounds, Fund, Told, tell, without_share
from gridperf.engine.rank import scope_path
from gridperf.errors import Problem, Where
from gridperf.exact import Mode, round_fraction
from gridperf.period import Period
from gridperf.ratios import Ratio, bound
from gridperf.rulebook.paying import PayLine
from gridperf.rulebook.pooling import FixedFund, GradeWeight, HeadFund, MeasureWeight, Pool, PoolLine, ReserveFund, Weight, WithheldFund

__all__ = ["ACCOUNT", "Pools"]

ACCOUNT = {
    "line": pl.String,
    "scope": pl.String,
    "fund": pl.Int64,
    "carried_in": pl.Int64,
    "reserved": pl.Int64,
    "paid": pl.Int64,
    "carried_out": pl.Int64,
    "returned": pl.Int64,
    "people": pl.Int64,
}
"""Columns of a pool's account, money in fen: `fund` + `carried_in` = `reserved` + `paid` + `carried_out` + `returned`."""


@dataclass(frozen=True)
class SharedOut:
    """A pool, shared out.

    Attributes:
        shares: everybody's share in fen, in the rows of the pay table.
        told: how it came about: `<line>|told`, `|claim`, `|claims` and `|fund`, same rows.
        accounts: the account of every scope, as `ACCOUNT`.
        problems: what stands in the way.
    """

    shares: pl.Series
    told: pl.DataFrame
    accounts: pl.DataFrame
    problems: list[Problem]


@dataclass
class Pools:
    """The pools of one period.

    Attributes:
        amounts: amounts over the pay table.
        counts: counts over the pay table.
        digits: digits after the point of a sheet's totals.
        past: earlier accounts: `period` and the columns of `ACCOUNT`.
        when: the period; needed by pools that carry, keep back or release.
        mode: rounding mode.
    """

    amounts: Amounts
    counts: Counts
    digits: Mapping[str, int]
    past: pl.DataFrame
    when: Period | None
    mode: Mode

    def share_out(
        self, table: pl.DataFrame, line: PayLine, paid: pl.Expr, *, sheets: Sequence[str], step: Fraction, accounts: pl.DataFrame
    ) -> SharedOut:
        """Return everybody's share of a pool, the accounts of the pool by scope, and what stands in the way.

        Args:
            table: the pay table so far; lines before this one stand in it, in fen.
            line: a pool line.
            paid: who takes part.
            sheets: the sheets whose results it uses.
            step: what shares are whole multiples of.
            accounts: the accounts of the pools before this one.
        """
        formula = line.line
        assert isinstance(formula, PoolLine)  # noqa: S101 (asked for only for pools)
        pool = formula.pool
        scope = scope_path(table, pool.within)
        factors = [self._weight(one, line.id, at, sheets) for at, one in enumerate(pool.by)]
        rows = table.select(
            "subject",
            scope.alias("scope"),
            pl.col("grid_code").fill_null("").alias("grid") if "grid_code" in table.columns else pl.lit("").alias("grid"),
            paid.alias("takes_part"),
            *(part.alias(f"{name}{at}") for at, one in enumerate(factors) for name, part in (("num", one.num), ("den", one.den))),
            self._head(pool).alias("head"),
        )
        taking = rows.filter("takes_part")
        funds = self._funds(pool, table, taking, line.id, accounts)
        fen: dict[str, int] = {}
        told: dict[str, Told] = {}
        found: list[dict[str, object]] = []
        problems: list[Problem] = []
        for name in sorted(funds):
            inside = taking.filter(pl.col("scope") == name)
            weights = _factors(inside, len(factors))
            grids = dict(inside.select("subject", "grid").iter_rows())
            products = {subject: math.prod(own, start=Fraction(1)) for subject, own in weights.items()}
            claims = [Claim(subject, weight, grids[subject]) for subject, weight in products.items() if weight > 0]
            fund, carried = funds[name], self._carried(line.id, name)
            if fund + carried < 0:
                problems.append(Problem("A154", Where(path=f"pay.{line.id}"), {"line": line.name, "scope": name or "—", "fund": fund}))
                continue
            reserved = int(round_fraction(max(fund, 0) * pool.reserve, Fraction(1), "down"))
            open_ = fund + carried - reserved
            division = _divided(pool, open_, claims, step)
            if division is None:
                values = {"line": line.name, "scope": name or "—", "people": len(claims), "floor": str(pool.floor)}
                problems.append(Problem("A155", Where(path=f"pay.{line.id}"), values))
                continue
            divided, bounds = division
            shares = {subject: units * int(step / FEN) for subject, units in divided.units.items()}
            left = open_ - sum(shares.values())
            carries = (pool.left if claims else pool.nobody) == "carry"
            fen |= shares
            told |= {subject: without_share(own) for subject, own in weights.items() if subject not in shares}
            told |= tell(divided, {subject: weights[subject] for subject in shares}, Fund(fund, carried, reserved), bounds)
            found.append(
                {
                    "line": line.id,
                    "scope": name,
                    "fund": fund,
                    "carried_in": carried,
                    "reserved": reserved,
                    "paid": sum(shares.values()),
                    "carried_out": left if carries else 0,
                    "returned": 0 if carries else left,
                    "people": len(claims),
                }
            )
        everybody = table["subject"]
        shares_ = pl.Series([fen.get(subject, 0) for subject in everybody], dtype=pl.Int64)
        accounted = pl.DataFrame(found, schema=ACCOUNT, orient="row")
        return SharedOut(shares_, _shown(line.id, [told.get(subject) for subject in everybody]), accounted, problems)

    def _weight(self, weight: Weight, line: str, at: int, sheets: Sequence[str]) -> Ratio:
        table = self.amounts.table
        if isinstance(weight, GradeWeight):
            return coefficient(weight.by_grade, sheets)
        if isinstance(weight, MeasureWeight):
            value, nothing = self.counts.quantity(f"{COUNT}{line}|{at}")
            return value.clip(Fraction(0), None).where(nothing, Fraction(0))
        if weight.number is not None:
            return self.amounts.whole(weight.number)
        if weight.of == "one":
            return Ratio.fixed(Fraction(1))
        if weight.of != "total":
            return Ratio.units(pl.col(weight.of), Fraction(1), bound(table, [weight.of])[weight.of])
        digits = max(self.digits[sheet] for sheet in sheets)
        scaled = [pl.col(f"{sheet}:total") * pl.lit(10 ** (digits - self.digits[sheet]), dtype=pl.Int64) for sheet in sheets]
        total = pl.coalesce(scaled).fill_null(0).clip(lower_bound=0)
        return Ratio.units(total, Fraction(1, 10**digits), bound(table.select(total.alias("total")), ["total"])["total"])

    def _head(self, pool: Pool) -> pl.Expr:
        """Return what each brings into the fund, in millionths of a yuan."""
        if not isinstance(pool.fund, HeadFund):
            return pl.lit(0, dtype=pl.Int64)
        return self.amounts.whole(pool.fund.per_head).rounded(Fraction(1, 10**6), "half_up")

    def _funds(self, pool: Pool, table: pl.DataFrame, taking: pl.DataFrame, line: str, accounts: pl.DataFrame) -> dict[str, int]:
        """Return the fund of every scope in fen."""
        scopes = {*taking["scope"], *self._past_scopes(line)}
        fund = pool.fund
        if isinstance(fund, FixedFund):
            value = fund.amount if isinstance(fund.amount, Fraction) else self.amounts.values[fund.amount.partition(".")[2]].amounts()[()]
            return dict.fromkeys(scopes, int(round_fraction(value, FEN, self.mode) / FEN))
        if isinstance(fund, HeadFund):
            sums = dict(taking.group_by("scope").agg(pl.col("head").sum()).iter_rows())
            return {name: int(round_fraction(Fraction(sums.get(name, 0), 10**6), FEN, self.mode) / FEN) for name in scopes}
        if isinstance(fund, WithheldFund):
            scope = scope_path(table, pool.within)
            taken = -pl.sum_horizontal([pl.col(name).fill_null(0) for name in fund.withheld])
            sums = dict(table.select(scope.alias("scope"), taken.alias("fen")).group_by("scope").agg(pl.col("fen").sum()).iter_rows())
            return {name: int(sums.get(name, 0)) for name in {*scopes, *sums}}
        assert isinstance(fund, ReserveFund)  # noqa: S101 (the last of the funds)
        assert self.when is not None  # noqa: S101 (whoever releases a reserve says for which period)
        codes, last = so_far(self.when, fund.since)
        if not last:
            return {}
        earlier = self.past.filter((pl.col("line") == fund.reserve_of) & pl.col("period").is_in(codes[:-1]))
        kept = pl.concat(
            [earlier.select("scope", "reserved"), accounts.filter(pl.col("line") == fund.reserve_of).select("scope", "reserved")]
        )
        sums = dict(kept.group_by("scope").agg(pl.col("reserved").sum()).iter_rows())
        return {name: int(sums.get(name, 0)) for name in {*scopes, *sums}}

    def _before(self, line: str) -> pl.DataFrame:
        """Return the accounts of *line* in the period just before."""
        if self.when is None:
            return self.past.clear()
        return self.past.filter((pl.col("line") == line) & (pl.col("period") == self.when.before().code))

    def _past_scopes(self, line: str) -> set[str]:
        return set(self._before(line).filter(pl.col("carried_out") > 0)["scope"])

    def _carried(self, line: str, scope: str) -> int:
        return int(self._before(line).filter(pl.col("scope") == scope)["carried_out"].sum())


def _divided(pool: Pool, fen: int, claims: Sequence[Claim], step: Fraction) -> tuple[Shares, Bounds] | None:
    """Return the division of *fen* between *claims*, and within what; None if the floors alone are more and nobody is paid then."""
    units = fen // int(step / FEN)
    floor = -int(-pool.floor / step // 1)
    cap = int(pool.cap / step // 1) if isinstance(pool.cap, Fraction) else None
    shares = divide(units, claims, floor=floor, cap=cap)
    equal = shares is None and pool.short == "equal"
    if equal:
        alike = [Claim(claim.subject, Fraction(1), claim.grid) for claim in claims]
        shares = divide(units, alike, floor=0, cap=cap)
    return None if shares is None else (shares, Bounds(step, floor * step, None if cap is None else cap * step, equal))


def _factors(rows: pl.DataFrame, count: int) -> dict[str, list[Fraction]]:
    """Return the *count* factors of everybody's weight."""
    found: dict[str, list[Fraction]] = {subject: [] for subject in rows["subject"]}
    for at in range(count):
        for subject, num, den in rows.select("subject", f"num{at}", f"den{at}").iter_rows():
            found[subject].append(Fraction(num, den))
    return found


def _shown(line: str, said: Sequence[Told | None]) -> pl.DataFrame:
    """Return how everybody's share came about; nothing for whoever takes no part."""
    return pl.DataFrame(
        {
            line + TOLD: pl.Series([one and one.note for one in said], dtype=pl.String),
            line + CLAIM: pl.Series([one and one.over for one in said], dtype=pl.Int64),
            line + CLAIMS: pl.Series([one and one.under for one in said], dtype=pl.Int64),
            line + FUND: pl.Series([one and one.fund for one in said], dtype=pl.Int64),
        }
    )
