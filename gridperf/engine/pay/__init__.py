"""Gross pay is the sum of its lines, each an exact amount rounded once to whole fen (or the line's own step).

Lines are settled in the rulebook's order, so a line counts only what stands before it.
Nothing is paid because something was missing: an amount the roster or the rulebook does not state stops the run, naming
the people.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import polars as pl

from gridperf.engine.pay.amounts import Amounts
from gridperf.engine.pay.counts import Counts
from gridperf.engine.pay.factors import Factors, earned
from gridperf.engine.pay.held import released
from gridperf.engine.pay.lines import Lines, monthly, wanted, weights_of
from gridperf.engine.pay.marks import COUNT, DUE, FACTOR, FEN, GROSS, LEAVES, RATE, SCORE, SHORT, WHOLE, WHY
from gridperf.engine.pay.part_month import BY_PLACE, roster_sums
from gridperf.engine.pay.parties import SELF, apart
from gridperf.engine.pay.ranks import with_places
from gridperf.engine.pay.shares import ACCOUNT, Pools
from gridperf.engine.service import Service
from gridperf.errors import Problem, RecordsError
from gridperf.exact import Mode
from gridperf.period import Period
from gridperf.ratios import Ratio
from gridperf.rulebook.cash import EachLine
from gridperf.rulebook.money import Value
from gridperf.rulebook.paying import PayLine, RankLine, ReleaseLine
from gridperf.rulebook.pooling import PoolLine
from gridperf.tables import RESULTS

__all__ = ["COUNT", "FEN", "GROSS", "LEAVES", "RATE", "WHOLE", "WHY", "Past", "Settled", "roster_days", "settle"]

_EVERYONE = pl.lit(True)  # noqa: FBT003 (polars takes the value positionally)


@dataclass(frozen=True)
class Past:
    """What earlier periods left behind.

    Attributes:
        held: payments of the lines that hold money back or release it: `subject`, `period`, `line`, `fen`.
        pools: accounts of pools: `period` and the columns of `gridperf.engine.pay.shares.ACCOUNT`.
        history: totals and grades, as the result table `history`.
    """

    held: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"subject": pl.String, "period": pl.String, "line": pl.String, "fen": pl.Int64})
    )
    pools: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema={"period": pl.String, **ACCOUNT}))
    history: pl.DataFrame = field(default_factory=RESULTS["history"].empty)


@dataclass(frozen=True)
class Settled:
    """The pay of a period.

    Attributes:
        pay: one row per subject; see `pay`.
        pools: the account of every pool and scope, as in `gridperf.engine.pay.shares.ACCOUNT`.
    """

    pay: pl.DataFrame
    pools: pl.DataFrame


def roster_days(service: Service, lines: Sequence[PayLine]) -> pl.DataFrame:
    """Return, for the roster amounts *lines* use, their sums over intervals × days and × paid days.

    Columns: `subject`, `<column>|days`, `<column>|paid_days`; see `gridperf.engine.pay.part_month.roster_sums`.
    """
    return roster_sums(service, (of for line in lines for of in monthly(line)))


def settle(
    table: pl.DataFrame,
    lines: Sequence[PayLine],
    *,
    values: Mapping[str, Value],
    step: Fraction,
    mode: Mode,
    full_scores: Mapping[str, Fraction],
    digits: Mapping[str, int],
    when: Period | None = None,
    dense: Collection[str] = (),
    teams: Collection[str] = (),
    past: Past | None = None,
) -> Settled:
    """Return the pay of every subject, and the account of every pool.

    Args:
        table: one row per subject: `subject`; `served_days`, `period_days`, `paid_days`, `period_paid_days`; the placing
            interval's columns under their names (`role`, `area`, …) and `roster.<name>`; `grids.<name>` of the grid;
            `roster_days` columns; `<sheet>:total` (units), `<sheet>:grade`, and for lines by rank `<sheet>:rank`, `:of`
            and `:scope` (of a named ranking `<sheet>/<ranking>:rank` and so on); what lines count under `pay/<line>`; `probation|<months>`; `leaves`.
        lines: the pay lines in order.
        values: the rulebook's named numbers.
        step: rounding step of a line that names none.
        mode: rounding mode.
        full_scores: full score by sheet.
        digits: digits after the point of a sheet's totals.
        when: the period; needed by what depends on time in the post or on the past.
        dense: sheets whose ranks are dense.
        teams: sheets of teams, whose results stand in *table* for the people placed in them, with the places ranks take.
        past: what earlier periods left behind.

    Returns:
        `pay` has *table*'s rows in their order: `subject`, a column per line id in fen (empty where the line is not paid
        to the subject's role), `gross` in fen; `<line>|rate`: the amount for a whole month of the lines that have one,
        in units of 10^-6, as shown on paper; `<line>|score`: the score a line pays for, as text; `<line>|due` and `|short`: the
        number a line requires, in units of 10^-6, and how many are missing to it; `<line>|whole`: all of a line that is split, in fen;
        `<line>|told`, `|claim`, `|claims`, `|fund`: how a share of a pool came about.

    Raises:
        RecordsError: A106 or A107 if the roster lacks an amount or a value no amount is stated for; A151 if earlier
            results are missing; A152 or A153 if decisions are; A154 or A155 if a pool cannot be divided, A157 if a weight is below nothing.
        TooLarge: if a value cannot be computed exactly.
    """
    before = past or Past()
    ranked = [name.removesuffix(":rank") for name in table.columns if name.endswith(":rank")]
    if any(isinstance(line.line, RankLine) for line in lines):
        table = with_places(table, [name for name in ranked if f"{name}:taken" not in table.columns], dense)
    amounts = Amounts(table, values, when)
    counts = Counts(amounts)
    written = Lines(amounts, counts, full_scores=full_scores, digits=digits, teams=teams)
    factors = Factors(amounts, digits)
    gates = _sound(lines, amounts, factors, counts, before, when)
    pools = Pools(amounts, counts, digits, before.pools, when, mode)
    accounts = before.pools.select(*ACCOUNT).clear()
    result, done, shown = table, list[str](), list[str]()
    for line in lines:
        rounding, paid = line.step or step, _paid_to(line)
        if line.id in gates:
            paid = paid & gates[line.id]
        if isinstance(line.line, PoolLine):
            shared = pools.share_out(result, line, paid, sheets=written.sheets(line), step=rounding, accounts=accounts)
            if shared.problems:
                raise RecordsError(shared.problems)
            result, accounts = result.hstack(shared.told), pl.concat([accounts, shared.accounts])
            units: pl.Expr = pl.lit(shared.shares)
            shown += shared.told.columns
        elif isinstance(line.line, ReleaseLine):
            assert when is not None  # noqa: S101 (whoever releases money says for which period)
            exact = Ratio.units(released(result, line.line, line.id, before.held, when), FEN, 2**52)
            units = _rounded(exact, line, factors, written, rounding, mode)
        else:
            exact = written.amount(line, result, _counted(line, done))
            units = _rounded(exact, line, factors, written, rounding, mode)
        if line.id in gates:
            units = pl.when(gates[line.id]).then(units).otherwise(pl.lit(0, dtype=pl.Int64))
        rates = [amounts.whole(of).rounded(Fraction(1, 10**6), "half_up").alias(line.id + RATE) for of in monthly(line)]
        required = _required(line, amounts, counts)
        result = result.with_columns(pl.when(_paid_to(line)).then(units).alias(line.id), *rates, **required)
        shown += [*[line.id + RATE] * len(rates), *required]
        score = written.score_shown(line)
        if score is not None:
            result = result.with_columns(score.alias(line.id + SCORE))
            shown.append(line.id + SCORE)
        if line.times:
            product = factors.of(line, written.sheets(line)).rounded(Fraction(1, 10**6), "half_up")
            result = result.with_columns(product.alias(line.id + FACTOR))
            shown.append(line.id + FACTOR)
        if line.split is not None:
            own = apart(pl.col(line.id), line.split).get(SELF, pl.when(pl.col(line.id).is_not_null()).then(pl.lit(0, dtype=pl.Int64)))
            result = result.with_columns(pl.col(line.id).alias(line.id + WHOLE), own.alias(line.id))
            shown.append(line.id + WHOLE)
        done.append(line.id)
    gross = pl.sum_horizontal([pl.col(name).fill_null(0) for name in done]) if done else pl.lit(0, dtype=pl.Int64)
    return Settled(result.select("subject", *done, gross.alias(GROSS), *shown), accounts)


def _sound(
    lines: Sequence[PayLine], amounts: Amounts, factors: Factors, counts: Counts, before: Past, when: Period | None
) -> dict[str, pl.Expr]:
    """Return, for the lines that wait for earlier results, who has them; raise everything that is missing for any line."""
    problems: list[Problem] = []
    gates: dict[str, pl.Expr] = {}
    for line in lines:
        paid = _paid_to(line)
        problems += amounts.missing(line.name, wanted(line), paid)
        if line.part_month not in BY_PLACE:
            problems += amounts.missing_intervals(line.name, monthly(line), paid)
        if isinstance(line.line, PoolLine):
            problems += amounts.below_nothing(line.name, weights_of(line.line), paid)
        problems += [*factors.missing(line, paid), *counts.undecided(line, paid)]
        if line.after is not None and when is not None:
            gates[line.id], found = earned(line, before.history, when)
            problems += found
    if problems:
        raise RecordsError(problems)
    return gates


def _required(line: PayLine, amounts: Amounts, counts: Counts) -> dict[str, pl.Expr]:
    """Return the number a line requires and how many are missing to it, by the columns that show them; most require none."""
    formula = line.line
    if not isinstance(formula, EachLine) or formula.short_of is None:
        return {}
    due = amounts.whole(formula.short_of).rounded(Fraction(1, 10**6), "half_up")
    return {line.id + DUE: due, line.id + SHORT: counts.missing(formula, line.id).rounded(Fraction(1), "down")}


def _rounded(exact: Ratio, line: PayLine, factors: Factors, written: Lines, rounding: Fraction, mode: Mode) -> pl.Expr:
    """Return the fen of a line: its amount times its factors, rounded once."""
    if line.times:
        exact = exact.times_ratio(factors.of(line, written.sheets(line)))
    return exact.rounded(rounding, mode) * pl.lit(int(rounding / FEN), dtype=pl.Int64)


def _paid_to(line: PayLine) -> pl.Expr:
    return _EVERYONE if line.roles == "all" else pl.col("role").is_in(list(line.roles))


def _counted(line: PayLine, done: Sequence[str]) -> list[str]:
    """Return the earlier lines that *line* counts."""
    counting = getattr(line.line, "counting", ())
    return list(done) if counting == "all_above" else list(counting)
