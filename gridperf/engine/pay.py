"""Gross pay is the sum of its lines, each an exact amount rounded once to whole fen (or the line's own step).

A line reads the placing roster interval, the days in service, the score, the grade, and its own count; top-ups read the
lines before them. Nothing is paid because something was missing: an amount the roster or the rulebook does not state
stops the run, naming the people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce

import polars as pl

from gridperf.engine.plan import DEN
from gridperf.engine.service import Service
from gridperf.errors import Problem, RecordsError, Where
from gridperf.exact import Mode, Ratio, bound
from gridperf.rulebook.paying import AmountLine, ByGradeLine, ByScoreLine, EachLine, PayLine, TopUpLine, Value
from gridperf.tables import RECORDS

__all__ = ["FEN", "GROSS", "RATE", "pay", "roster_days"]

FEN = Fraction(1, 100)
"""The unit every pay column counts."""
GROSS = "gross"
RATE = "|rate"
"""Suffix of the columns that hold the amount for a whole month."""
NOT_ASSESSED = "not_assessed"
_BY_PLACE = (None, "whole", "subtract_unpaid_days")
_DAYS_A_MONTH = Fraction("21.75")
"""Paid days of a month, (365 - 104) ÷ 12, 人社部发〔2025〕2号."""


def roster_days(service: Service, lines: Sequence[PayLine]) -> pl.DataFrame:
    """Return, for the roster amounts *lines* use, their sums over intervals × days and × paid days.

    Columns: `subject`, `<column>|days`, `<column>|paid_days`; integers in the units of the roster column's digits, empty
    for somebody of whom any interval lacks the amount.
    """
    columns = sorted({_column(of) for line in lines for of in _amounts(line) if isinstance(of, str) and of.startswith("roster.")})
    intervals = service.intervals
    sums = [
        pl.when(pl.col(column).is_not_null().all()).then((_physical(pl.col(column)) * pl.col(days)).sum()).alias(f"{column}|{days}")
        for column in columns
        for days in ("days", "paid_days")
    ]
    return intervals.group_by(pl.col("worker_id").alias("subject")).agg(sums)


def pay(
    table: pl.DataFrame,
    lines: Sequence[PayLine],
    *,
    values: Mapping[str, Value],
    step: Fraction,
    mode: Mode,
    full_scores: Mapping[str, Fraction],
    digits: Mapping[str, int],
    period: str,
) -> pl.DataFrame:
    """Return the pay of every subject.

    Args:
        table: one row per subject: `subject`; `served_days`, `period_days`, `paid_days`, `period_paid_days`; the placing
            interval's columns under their names (`role`, `area`, …) and `roster.<name>`; `roster_days` columns;
            `<sheet>:total` (units) and `<sheet>:grade`; a line's count under `pay/<line>`.
        lines: the pay lines in order.
        values: the rulebook's named numbers.
        step: rounding step of a line that names none.
        mode: rounding mode.
        full_scores: full score by sheet.
        digits: digits after the point of a sheet's totals.
        period: for messages.

    Returns:
        *table*'s rows in their order: `subject`, a column per line id in fen (empty where the line is not paid to the
        subject's role), `gross` in fen, and `<line>|rate`: the amount for a whole month of the lines that have one, in
        units of 10^-6, as shown on paper.

    Raises:
        RecordsError: A106 or A107 if the roster lacks an amount or a value no amount is stated for.
        TooLarge: if a value cannot be computed exactly.
    """
    payer = _Payer(table, values, full_scores, digits, period)
    result = table
    problems = [problem for line in lines for problem in payer.missing(line, _paid_to(line))]
    if problems:
        raise RecordsError(problems)
    done: list[str] = []
    shown: list[str] = []
    for line in lines:
        amount = payer.amount(line, result, _counted(line, done))
        rounding = line.step or step
        units = amount.rounded(rounding, mode) * pl.lit(int(rounding / FEN), dtype=pl.Int64)
        rates = [payer.whole(of).rounded(Fraction(1, 10**6), "half_up").alias(line.id + RATE) for of in _amounts(line)]
        result = result.with_columns(pl.when(_paid_to(line)).then(units).alias(line.id), *rates)
        done.append(line.id)
        shown += [line.id + RATE] * len(rates)
    gross = pl.sum_horizontal([pl.col(name).fill_null(0) for name in done]) if done else pl.lit(0, dtype=pl.Int64)
    return result.select("subject", *done, gross.alias(GROSS), *shown)


def _paid_to(line: PayLine) -> pl.Expr:
    """Return to whom *line* is paid."""
    return pl.lit(True) if line.roles == "all" else pl.col("role").is_in(list(line.roles))  # noqa: FBT003 (polars takes the value positionally)


def _counted(line: PayLine, above: Sequence[str]) -> Sequence[str]:
    """Return which of the lines *above* a top-up counts; none for any other line."""
    if not isinstance(line.line, TopUpLine):
        return ()
    return above if line.line.counting == "all_above" else line.line.counting


def _amounts(line: PayLine) -> list[Fraction | str]:
    formula = line.line
    if isinstance(formula, AmountLine):
        return [formula.amount]
    if isinstance(formula, ByGradeLine):
        return [formula.of]
    if isinstance(formula, ByScoreLine):
        return [formula.by_score]
    return [formula.top_up_to] if isinstance(formula, TopUpLine) else []


def _column(reference: str) -> str:
    return reference.partition(".")[2]


def _digits_of(column: str) -> int:
    declared = RECORDS["roster"].column(column)
    return declared.digits if declared.kind == "decimal" else 0


def _physical(column: pl.Expr) -> pl.Expr:
    return column.to_physical().cast(pl.Int64)


def _place(table: pl.DataFrame, column: str) -> str:
    """Return where the placing interval's *column* stands in *table*."""
    return column if column in table.columns else f"roster.{column}"


class _Payer:
    """Writes the exact amount of a line over the pay table."""

    def __init__(
        self,
        table: pl.DataFrame,
        values: Mapping[str, Value],
        full_scores: Mapping[str, Fraction],
        digits: Mapping[str, int],
        period: str,
    ) -> None:
        self.table, self.values, self.full_scores, self.digits, self.period = table, values, full_scores, digits, period

    def missing(self, line: PayLine, paid: pl.Expr) -> list[Problem]:
        """Return a problem if somebody *paid* the line lacks what it needs."""
        problems = []
        for of in _amounts(line):
            if not isinstance(of, str):
                continue
            name = _column(of)
            if of.startswith("roster."):
                # paid by days, the amount of every interval is needed; else the placing interval's alone
                needed = _place(self.table, name) if line.part_month in _BY_PLACE else f"{name}|days"
                lacking = self.table.filter(paid & pl.col(needed).is_null())
                if lacking.height:
                    values = {"line": line.name, "worker": lacking["subject"][0], "field": name, "count": lacking.height}
                    problems.append(Problem("A106", Where(table="roster", field=name), values))
                continue
            value = self.values[name]
            if value.by is not None and value.of is not None:
                place = _place(self.table, value.by)
                lacking = self.table.filter(paid & ~pl.col(place).is_in(list(value.of)).fill_null(value=False))
                if lacking.height:
                    found = {
                        "line": line.name,
                        "worker": lacking["subject"][0],
                        "field": value.by,
                        "value": lacking[place][0] or "",
                        "known": "、".join(value.of),
                        "count": lacking.height,
                    }
                    problems.append(Problem("A107", Where(table="roster", field=value.by), found))
        return problems

    def amount(self, line: PayLine, table: pl.DataFrame, counted: Sequence[str]) -> Ratio:
        """Return the exact yuan of *line*; *counted* names the earlier lines a top-up counts."""
        formula = line.line
        if isinstance(formula, AmountLine):
            return self._part(formula.amount, line)
        if isinstance(formula, ByGradeLine):
            return self._part(formula.of, line).times_ratio(self._coefficient(formula, line))
        if isinstance(formula, ByScoreLine):
            return self._part(formula.by_score, line).times_ratio(self._share(formula, line))
        if isinstance(formula, EachLine):
            return self._each(formula, line)
        floor = self._part(formula.top_up_to, line)
        bounds = bound(table, counted)
        earned = [Ratio.units(pl.col(name).fill_null(0), FEN, bounds[name]).times(Fraction(-1)) for name in counted]
        return reduce(Ratio.plus, earned, floor).clip(Fraction(0), None)

    def _coefficient(self, formula: ByGradeLine, line: PayLine) -> Ratio:
        grade = pl.coalesce([pl.col(f"{sheet}:grade") for sheet in self._sheets(line)])
        result = Ratio.fixed(formula.by_grade.get(NOT_ASSESSED, Fraction(0)))
        for name, coefficient in formula.by_grade.items():
            if name != NOT_ASSESSED:
                result = result.where((grade == name).fill_null(value=False), coefficient)
        return result

    def _share(self, formula: ByScoreLine, line: PayLine) -> Ratio:
        result = Ratio.fixed(formula.not_assessed)
        for sheet in self._sheets(line):
            column = f"{sheet}:total"
            most = bound(self.table, [column])[column]
            total = Ratio.units(pl.col(column).fill_null(0), Fraction(1, 10 ** self.digits[sheet]), most)
            share = total.times(1 / self.full_scores[sheet]).clip(
                Fraction(0), formula.at_most if isinstance(formula.at_most, Fraction) else None
            )
            here = pl.col(column).is_not_null()
            result = _either(here, share, result)
        return result

    def _sheets(self, line: PayLine) -> list[str]:
        return [line.sheet] if line.sheet is not None else list(self.full_scores)

    def _each(self, formula: EachLine, line: PayLine) -> Ratio:
        key = f"pay/{line.id}"
        columns = [key, *([key + DEN] if key + DEN in self.table.columns else [])]
        bounds = bound(self.table, columns)
        # whole lots of the size: what is left of a lot neither pays nor, below nothing, costs anything
        size = pl.col(key).abs()
        if len(columns) > 1:
            size = size // pl.col(key + DEN)
        lots = size // pl.lit(formula.lot, dtype=pl.Int64) * pl.col(key).sign()
        amount = Ratio.units(lots, Fraction(1), bounds[key]).times(formula.each)
        if isinstance(formula.cap, Fraction):
            return amount.clip(-formula.cap, formula.cap)
        return amount

    def _part(self, of: Fraction | str, line: PayLine) -> Ratio:
        """Return the monthly amount *of* for the part of the month served."""
        method = line.part_month
        whole = self.whole(of)
        if method in (None, "whole"):
            return whole
        if method == "by_calendar_days":
            return self._days(of, "served_days", "days").times_ratio(self._per("period_days"))
        by_paid = self._days(of, "paid_days", "paid_days")
        share = by_paid.times_ratio(self._per("period_paid_days"))
        if method == "by_paid_days":
            return share
        full = pl.col("paid_days") == pl.col("period_paid_days")
        if method == "add_paid_days":
            return _either(full, share, _smaller(by_paid.times(1 / _DAYS_A_MONTH), whole))
        unpaid = pl.col("period_paid_days") - pl.col("paid_days")
        days = Ratio.units(unpaid, Fraction(1), bound(self.table, ["period_paid_days"])["period_paid_days"])
        left = days.times(-1 / _DAYS_A_MONTH).plus(Ratio.fixed(Fraction(1))).clip(Fraction(0), None)
        return _either(full, whole, whole.times_ratio(left))

    def _per(self, column: str) -> Ratio:
        """Return 1 ÷ *column*."""
        return Ratio(pl.lit(1, dtype=pl.Int64), pl.col(column), 1, max(bound(self.table, [column])[column], 1))

    def whole(self, of: Fraction | str) -> Ratio:
        """Return the amount for a whole month, as the placing interval has it."""
        if isinstance(of, Fraction):
            return Ratio.fixed(of)
        name = _column(of)
        if of.startswith("roster."):
            place = _place(self.table, name)
            scaled = self.table.select(_physical(pl.col(place)).alias(name))
            digits = _digits_of(name)
            return Ratio.units(_physical(pl.col(place)).fill_null(0), Fraction(1, 10**digits), bound(scaled, [name])[name])
        value = self.values[name]
        amounts = value.amounts()
        if value.by is None:
            return Ratio.fixed(amounts[None])
        result = Ratio.fixed(Fraction(0))
        for key, amount in amounts.items():
            result = result.where((pl.col(_place(self.table, value.by)) == key).fill_null(value=False), amount)
        return result

    def _days(self, of: Fraction | str, served: str, per_interval: str) -> Ratio:
        """Return amount × days, summed over intervals where the amount differs by interval."""
        if isinstance(of, str) and of.startswith("roster."):
            name = _column(of)
            column = f"{name}|{per_interval}"
            return Ratio.units(pl.col(column), Fraction(1, 10 ** _digits_of(name)), bound(self.table, [column])[column])
        days = Ratio.units(pl.col(served), Fraction(1), bound(self.table, [served])[served])
        return self.whole(of).times_ratio(days)


def _either(condition: pl.Expr, yes: Ratio, no: Ratio) -> Ratio:
    """Return *yes* where *condition* holds, else *no*."""
    top, bottom = max(yes.most, no.most), max(yes.den_most, no.den_most)
    wide = pl.Int128
    return Ratio(
        pl.when(condition).then(yes.num.cast(wide)).otherwise(no.num.cast(wide)),
        pl.when(condition).then(yes.den.cast(wide)).otherwise(no.den.cast(wide)),
        top,
        bottom,
    )


def _smaller(left: Ratio, right: Ratio) -> Ratio:
    """Return the smaller of two columns."""
    difference = left.plus(right.times(Fraction(-1)))
    return _either(difference.num <= 0, left, right)
