"""A total is rounded once, held between its ends, and every step that moves it is a line of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import polars as pl

from gridperf.engine.plan import DEN
from gridperf.engine.score.items import Scorer
from gridperf.engine.score.lines import ELIGIBLE, EXEMPT, FULL_IF, LIFTED, TOTAL, VETO, ZEROED, point_digits, point_lines
from gridperf.engine.score.sections import Sums, summed, summed_sections
from gridperf.ratios import Ratio, bound, held, rounded_sum
from gridperf.rulebook.edition import Rounding
from gridperf.rulebook.marks import full_marks
from gridperf.rulebook.scoring import Item, Sheet

__all__ = ["score"]

_PRINTED = "\0printed"
_ZERO = pl.lit(0, dtype=pl.Int64)


def score(measured: pl.DataFrame, sheet: Sheet, rounding: Rounding) -> pl.DataFrame:
    """Return the points of every subject on one sheet.

    Args:
        measured: one row per subject: `subject`, for each item its numerator under the item's id, its denominator under
            `<id>|den` if it is a ratio, its counts by level under `<id>|<level>`, its target under `<id>|target` if that
            moves, `veto:<id>` counts, and `full_if` and `eligible` if the sheet has such rules.
        sheet: the sheet.
        rounding: the rulebook's rounding.

    Returns:
        *measured*'s rows in their order: `subject`, a column per `point_lines`, `exempt:<item>` for items that can
        be exempt, and `total`; all points in units of 10^-`point_digits`. The lines sum to the total exactly.

    Raises:
        TooLarge: if a value cannot be computed exactly.
    """
    columns = [name for name, dtype in measured.schema.items() if dtype == pl.Int64]
    writer = Scorer(sheet, rounding, point_digits(sheet, rounding), bound(measured, columns))
    exemptible = [item for item in sheet.items if item.fallback == "exempt" and item.id + DEN in columns]
    table, terms = _held(measured, {item.id: writer.terms(item) for item in sheet.items})
    printed = [writer.rounded(ratio).alias(column) for parts in terms.values() for column, ratio in parts]
    table = table.with_columns(*printed, *((writer.silent(item) & ~writer.averaged(item)).alias(EXEMPT + item.id) for item in exemptible))

    sums = summed_sections(table, terms, writer)
    table = table.with_columns(sums.entries)
    lines = [expression.meta.output_name() for expression in (*printed, *sums.entries)]
    table = table.with_columns(pl.sum_horizontal([pl.col(name) for name in lines]).alias(_PRINTED))
    # bonus groups are no part of the full score: what is exempt there scales nothing
    bonus = [section.id for section in sheet.sections if section.beyond_full]
    in_base = [item for item in exemptible if item.section not in bonus]
    table = _ended(_totalled(table, sums, in_base, writer), writer)
    table = _zeroed(_lifted(table, sheet, writer), sheet)
    if in_base and sheet.all_exempt == "not_assessed":
        table = table.with_columns(pl.when(_none_left(in_base, sheet)).then(None).otherwise(pl.col(TOTAL)).alias(TOTAL))
    eligible = sheet.eligible
    if eligible is not None and eligible.otherwise == "not_assessed":
        table = table.with_columns(pl.when(pl.col(ELIGIBLE) >= eligible.needs).then(pl.col(TOTAL)).alias(TOTAL))
    return table.select(
        "subject", *(line.column for line in point_lines(sheet, columns)), *(EXEMPT + item.id for item in exemptible), TOTAL
    )


def _held(
    measured: pl.DataFrame, terms: Mapping[str, Sequence[tuple[str, Ratio]]]
) -> tuple[pl.DataFrame, dict[str, list[tuple[str, Ratio]]]]:
    """Return *terms*, item by item, read from columns of the table that is returned with them."""
    table, kept = held(measured, [ratio for parts in terms.values() for _, ratio in parts], "\0amount")
    every = iter(kept)
    return table, {item: [(column, next(every)) for column, _ in parts] for item, parts in terms.items()}


def _left(exemptible: list[Item], sheet: Sheet) -> Ratio:
    """Return the full marks that remain when exempt items have left the sheet."""
    gone = [Ratio.units(pl.col(EXEMPT + item.id).cast(pl.Int64), full_marks(item), 1).times(Fraction(-1)) for item in exemptible]
    return summed([Ratio.fixed(sheet.full_score), *gone])


def _none_left(exemptible: list[Item], sheet: Sheet) -> pl.Expr:
    return _left(exemptible, sheet).num <= 0


def _totalled(table: pl.DataFrame, sums: Sums, exemptible: list[Item], writer: Scorer) -> pl.DataFrame:
    """Add the rounded total, and the entry that scales up what exempt items leave."""
    sheet, rounding = writer.sheet, writer.rounding
    # terms over one constant denominator add up cheaply; the others stay apart, lest their common one outgrow 127 bits
    constant = [term for term in sums.base if term.constant]
    base = [summed(constant), *(term for term in sums.base if not term.constant)]
    scaled = _ZERO
    if exemptible:
        table, (left,) = held(table, [_left(exemptible, sheet)], "\0left")
        none_left = left.num <= 0
        most = int(sheet.full_score * left.den_most)
        full = pl.lit(most, dtype=pl.Int64)
        factor = Ratio(full, pl.when(none_left).then(full).otherwise(left.num), most, most)
        base = [term.times_ratio(factor) for term in base]
        if sheet.all_exempt == "full":
            base = [base[0].where(none_left, sheet.full_score), *(term.where(none_left, Fraction(0)) for term in base[1:])]
        any_exempt = pl.any_horizontal([pl.col(EXEMPT + item.id) for item in exemptible])
        scaled = pl.when(any_exempt).then(pl.col(TOTAL) - pl.col(_PRINTED)).otherwise(_ZERO)
    total = rounded_sum(table, [*base, *sums.beside] or [Ratio.fixed(Fraction(0))], rounding.total, rounding.mode) * int(
        rounding.total / writer.unit
    )
    return table.with_columns(total.alias(TOTAL)).with_columns(scaled.alias("rescale"))


def _ended(table: pl.DataFrame, writer: Scorer) -> pl.DataFrame:
    """Hold the total between floor and cap, and close the printed lines.

    Both ends are multiples of the total's rounding step (checked when the rulebook is loaded), so holding the rounded
    total between them is the same as rounding the held one.
    """
    ends = writer.sheet.total
    floor, cap = (writer.lit(end) if isinstance(end, Fraction) else None for end in (ends.floor, ends.cap))
    total, so_far = pl.col(TOTAL), pl.col(_PRINTED) + pl.col("rescale")
    over = _ZERO if cap is None else pl.when(total > cap).then(cap - so_far).otherwise(_ZERO)
    under = _ZERO if floor is None else pl.when(total < floor).then(floor - so_far).otherwise(_ZERO)
    table = table.with_columns(over.alias("cap"), under.alias("floor"), total.clip(floor, cap).alias(TOTAL))
    return table.with_columns((total - so_far - pl.col("cap") - pl.col("floor")).alias("rounding"))


def _lifted(table: pl.DataFrame, sheet: Sheet, writer: Scorer) -> pl.DataFrame:
    """Lift the total to the full score for those who meet what full marks hang on."""
    if sheet.full_if is None:
        return table
    rule, full, total = sheet.full_if, writer.lit(sheet.full_score), pl.col(TOTAL)
    count = pl.col(FULL_IF)
    holds = count <= rule.at_most if rule.at_most is not None else count >= rule.at_least
    lifted = pl.when(holds & (total < full)).then(full - total).otherwise(_ZERO)
    return table.with_columns(lifted.alias(LIFTED)).with_columns((total + pl.col(LIFTED)).alias(TOTAL))


def _zeroed(table: pl.DataFrame, sheet: Sheet) -> pl.DataFrame:
    """Take the whole total from those a veto leaves nothing."""
    for veto in sheet.vetoes:
        if veto.effect.score == "zero":
            hit = pl.col(f"{VETO}{veto.id}") >= veto.when.at_least
            table = table.with_columns(
                pl.when(hit).then(-pl.col(TOTAL)).otherwise(_ZERO).alias(f"{ZEROED}{veto.id}"),
                pl.when(hit).then(_ZERO).otherwise(pl.col(TOTAL)).alias(TOTAL),
            )
    return table
