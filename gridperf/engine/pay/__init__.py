"""Gross pay is the sum of its lines, each an exact amount rounded once to whole fen (or the line's own step).

Nothing is paid because something was missing: an amount the roster or the rulebook does not state stops the run, naming
the people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import polars as pl

from gridperf.engine.pay.amounts import Amounts
from gridperf.engine.pay.lines import Lines, monthly
from gridperf.engine.pay.marks import COUNT, FEN, GROSS, RATE
from gridperf.engine.pay.part_month import roster_sums
from gridperf.engine.service import Service
from gridperf.errors import Problem, RecordsError
from gridperf.exact import Mode
from gridperf.period import Period
from gridperf.rulebook.money import Value
from gridperf.rulebook.paying import PayLine

__all__ = ["COUNT", "FEN", "GROSS", "RATE", "pay", "roster_days"]

_EVERYONE = pl.lit(True)  # noqa: FBT003 (polars takes the value positionally)


def roster_days(service: Service, lines: Sequence[PayLine]) -> pl.DataFrame:
    """Return, for the roster amounts *lines* use, their sums over intervals × days and × paid days.

    Columns: `subject`, `<column>|days`, `<column>|paid_days`; integers in the units of the roster column's digits.
    """
    return roster_sums(service, (of for line in lines for of in monthly(line)))


def pay(
    table: pl.DataFrame,
    lines: Sequence[PayLine],
    *,
    values: Mapping[str, Value],
    step: Fraction,
    mode: Mode,
    full_scores: Mapping[str, Fraction],
    digits: Mapping[str, int],
    period: str,  # noqa: ARG001 (callers name the period they pay)
    when: Period | None = None,
) -> pl.DataFrame:
    """Return the pay of every subject.

    Args:
        table: one row per subject: `subject`; `served_days`, `period_days`, `paid_days`, `period_paid_days`; the placing
            interval's columns under their names (`role`, `area`, …) and `roster.<name>`; `grids.<name>` of the grid;
            `roster_days` columns; `<sheet>:total` (units) and `<sheet>:grade`; a line's count under `pay/<line>`.
        lines: the pay lines in order.
        values: the rulebook's named numbers.
        step: rounding step of a line that names none.
        mode: rounding mode.
        full_scores: full score by sheet.
        digits: digits after the point of a sheet's totals.
        period: the period's code.
        when: the period itself; needed by amounts that rise with time.

    Returns:
        *table*'s rows in their order: `subject`, a column per line id in fen (empty where the line is not paid to the
        subject's role), `gross` in fen, and `<line>|rate`: the amount for a whole month of the lines that have one, in
        units of 10^-6, as shown on paper.

    Raises:
        RecordsError: A106 or A107 if the roster lacks an amount or a value no amount is stated for.
        TooLarge: if a value cannot be computed exactly.
    """
    amounts = Amounts(table, values, when)
    written = Lines(amounts, full_scores=full_scores, digits=digits)
    problems: list[Problem] = []
    for line in lines:
        problems += amounts.missing(line.name, monthly(line), _paid_to(line))
    if problems:
        raise RecordsError(problems)
    result = table
    done: list[str] = []
    shown: list[str] = []
    for line in lines:
        rounding = line.step or step
        exact = written.amount(line, result, _counted(line, done))
        units = exact.rounded(rounding, mode) * pl.lit(int(rounding / FEN), dtype=pl.Int64)
        rates = [amounts.whole(of).rounded(Fraction(1, 10**6), "half_up").alias(line.id + RATE) for of in monthly(line)]
        result = result.with_columns(pl.when(_paid_to(line)).then(units).alias(line.id), *rates)
        done.append(line.id)
        shown += [line.id + RATE] * len(rates)
    gross = pl.sum_horizontal([pl.col(name).fill_null(0) for name in done]) if done else pl.lit(0, dtype=pl.Int64)
    return result.select("subject", *done, gross.alias(GROSS), *shown)


def _paid_to(line: PayLine) -> pl.Expr:
    return _EVERYONE if line.roles == "all" else pl.col("role").is_in(list(line.roles))


def _counted(line: PayLine, done: Sequence[str]) -> list[str]:
    """Return the earlier lines that *line* counts."""
    counting = getattr(line.line, "counting", ())
    return list(done) if counting == "all_above" else list(counting)
