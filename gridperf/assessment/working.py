"""No false equations: what is printed before `=` works out, by itself and to the last digit, to the amount behind it.

The one place where the working of an entry is put into words, for the screen and for paper. Where an entry is no product
(a band, a drawn share, a decision), or a cap cut it, `→` stands in place of `=` and the reason beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from gridperf.assessment.terms import MINUS, Term, Working, settled
from gridperf.assessment.working_pay import of_pay
from gridperf.engine.due import norm_of
from gridperf.engine.rows import plain
from gridperf.exact import decimals
from gridperf.rulebook.elsewhere import Placed, Result
from gridperf.rulebook.measures import Frequency, Imported, Ratio, Sum, can_lack_data
from gridperf.rulebook.scoring import BandScore, GradeScore, ShareScore
from gridperf.tables import POINT_DIGITS, RECORDS

if TYPE_CHECKING:
    from gridperf.rulebook import Rulebook
    from gridperf.rulebook.edition import Rounding
    from gridperf.rulebook.elsewhere import ResultOf
    from gridperf.rulebook.scoring import Item, Sheet

__all__ = ["Working", "parts_of", "workings"]

_IMPORTED_UNIT = 10_000
"""Figures of the `totals` table are counted in ten-thousandths."""
_SCALED = re.compile(r"按 (\d+)/(\d+) 折算")


def workings(entries: Sequence[Mapping[str, Any]], rulebook: Rulebook) -> list[Working]:
    """Return the working of each of *entries*.

    Args:
        entries: rows of the result table `entries`, of one subject; what a top-up or a share of other lines counts must be
            among them.
        rulebook: the rulebook of the assessment.
    """
    sheets = {sheet.id: sheet for sheet in rulebook.edition.sheets}
    lines = {line.id: line for line in rulebook.edition.pay}
    paid = {row["item"]: Fraction(row["amount"]) for row in entries if row["ledger"] == "yuan"}
    rounding = rulebook.edition.rounding
    done = []
    for row in entries:
        if row["ledger"] == "yuan":
            line = lines.get(row["item"])
            done.append(Working("", row["note"] or "") if line is None else of_pay(row, line, paid, lines, rounding))
        elif row["kind"] == "item":
            sheet = sheets.get(row["sheet"])
            item = next((one for one in sheet.items if one.id == row["item"]), None) if sheet else None
            done.append(Working("", row["note"] or "") if item is None else _of_item(row, item, rulebook))
        elif row["kind"] == "rescale":
            done.append(_of_scaling(row, entries, sheets.get(row["sheet"]), rounding))
        elif row["kind"] == "period":
            done.append(_of_period(row, entries, rulebook))
        else:
            done.append(Working("", row["note"] or ""))
    return done


def _of_item(row: Mapping[str, Any], item: Item, rulebook: Rulebook) -> Working:
    over, under, rate, note = row["numerator"], row["denominator"], row["rate"], row["note"] or ""
    if over is None or not under:
        return Working("", note)
    quantity = _quantity(over, under, item, rulebook)
    if isinstance(item.score, BandScore) or rate is None:
        return Working(quantity, note)
    rounding = rulebook.edition.rounding
    terms = [Term(quantity, Fraction(over, under)), Term(plain(Fraction(rate)), Fraction(rate))]
    return settled(terms, row["amount"], _line_step(rounding), rounding.mode, said=note, otherwise=quantity)


def _line_step(rounding: Rounding) -> Fraction:
    return rounding.line if isinstance(rounding.line, Fraction) else rounding.total


def _quantity(over: int, under: int, item: Item, rulebook: Rulebook) -> str:
    amount, parts = rulebook.measure(item.measure), parts_of(item, under, rulebook)
    count, of = Fraction(over, parts), Fraction(under, parts)
    if of == 1 and (parts == 1 or isinstance(amount, (Imported, Placed))):
        return plain(count)
    if isinstance(amount, Imported) or can_lack_data(amount) or isinstance(item.score, (ShareScore, GradeScore)):
        return f"{plain(count)}/{plain(of)}"
    return plain(Fraction(over, under))


def parts_of(item: Item, under: int, rulebook: Rulebook) -> int:
    """Return how many parts of one both sides of the quantity of *item* are counted in, of which *under* are the lower one.

    Marks, totals and decimal columns have digits after the point, and quantities are whole.
    """
    amount = rulebook.measure(item.measure)
    if isinstance(amount, Imported):
        return _IMPORTED_UNIT
    if isinstance(amount, Placed):
        return int(10 ** _digits(amount.placed, rulebook))
    if isinstance(amount, Ratio):
        # both sides are counted in parts of the finer of their decimal columns
        digits = max(_digits(side.sum, rulebook) if isinstance(side, Sum) else 0 for side in (amount.ratio.of, amount.ratio.to))
        return int(10**digits)
    if isinstance(amount, Frequency) and amount.sum is not None:
        return norm_of(amount, _digits(f"{amount.frequency}.{amount.sum}", rulebook)).parts
    if isinstance(amount, Result) and not amount.result.grade:
        return _of_totals(amount.result, under, rulebook)
    return 1


def _of_totals(result: ResultOf, under: int, rulebook: Rulebook) -> int:
    """Return how many parts of a point totals are counted in; those of several periods in as few as all of them allow."""
    if result.over is None:
        return int(10 ** decimals(rulebook.edition.rounding.total))
    full = next(sheet.full_score for sheet in rulebook.edition.sheets if sheet.id == result.sheet)
    fewest = (10**digits for digits in range(POINT_DIGITS + 1))
    return next((parts for parts in fewest if under <= full * parts * result.over.last and not under % (full * parts)), 1)


def _digits(name: str, rulebook: Rulebook) -> int:
    """Return the digits after the point of the column *name*, such as `marks.mark`."""
    table, _, column = name.partition(".")
    found = (rulebook.measured.get(table) or RECORDS[table]).column(column)
    return found.digits if found.kind == "decimal" else 0


def _of_scaling(row: Mapping[str, Any], entries: Sequence[Mapping[str, Any]], sheet: Sheet | None, rounding: Rounding) -> Working:
    """Return the working of what exempt items are scaled up by: the lines of the full score × (100/65 − 1)."""
    note = row["note"] or ""
    scaled = _SCALED.fullmatch(note)
    if scaled is None or sheet is None:
        return Working("", note)
    beside = {section.id for section in sheet.sections if section.beyond_full}
    bonus = {item.id for item in sheet.items if item.section in beside} | beside
    own = (one for one in entries if one["ledger"] == "points" and one["sheet"] == row["sheet"] and one["line"] < row["line"])
    base = sum((Fraction(one["amount"]) for one in own if one["item"] not in bonus), Fraction(0))
    full, left = int(scaled[1]), int(scaled[2])
    terms = [Term(plain(base), base), Term(f"({full}/{left} {MINUS} 1)", Fraction(full, left) - 1)]
    return settled(terms, row["amount"], rounding.total, rounding.mode, said="", otherwise="") if base else Working("", note)


def _of_period(row: Mapping[str, Any], entries: Sequence[Mapping[str, Any]], rulebook: Rulebook) -> Working:
    note = row["note"] or ""
    if not row["numerator"] or row["rate"] is None:
        return Working("", note)
    total = Fraction(row["rate"])
    rule = rulebook.edition.rollup.get(rulebook.period(row["period"]).every)
    if rule is None:
        return Working(plain(total), note)
    own = [one for one in entries if one["kind"] == "period" and one["sheet"] == row["sheet"]]
    also = {one.sheet: one.weight for one in rule.also}
    parts = [one for one in own if one["item"] not in also]
    counted = [one for one in parts if one["numerator"] or rule.missing == "zero"]
    if row["item"] in also:
        weight = also[row["item"]]
    elif rule.by == "mean":
        weight = Fraction(1, len(counted)) * (rule.weight or 1)
    elif rule.by == "weighted":
        weights = dict(zip([one["item"] for one in parts], rule.weights or (), strict=False))
        weight = weights.get(row["item"], Fraction(0)) / (sum(weights.get(one["item"], Fraction(0)) for one in counted) or 1)
        weight *= rule.weight or 1
    else:
        weight = Fraction(rule.weight or 1)
    terms = [Term(plain(total), total), *([Term(_share(weight), weight)] if weight != 1 else [])]
    rounding = rulebook.edition.rounding
    return settled(terms, row["amount"], rounding.total, rounding.mode, said=note, otherwise=plain(total))


def _share(value: Fraction) -> str:
    return str(value) if value.numerator == 1 else plain(value)
