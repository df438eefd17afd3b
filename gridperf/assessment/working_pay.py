"""A pay line worked out again: an amount, by the score or the grade, for part of a month, times factors; pieces × price; a pool's share.

What is spelt out in an entry's note (the score, the coefficient, the days of each interval) is read back from it, so a
saved assessment is enough.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from gridperf import language
from gridperf.assessment.terms import ENOUGH, MINUS, NOTHING, Term, Working, product, settled
from gridperf.engine.pay.entries import BY_INTERVAL, NO_GRADE
from gridperf.engine.pay.part_month import DAYS_A_MONTH
from gridperf.engine.pay.parties import SELF
from gridperf.engine.pay.told import ABOUT, FUND, MORE
from gridperf.engine.rows import plain
from gridperf.exact import Mode, round_fraction
from gridperf.rulebook.cash import DecidedLine, EachLine, EachOfLine, LadderLine, YuanBandLine
from gridperf.rulebook.paying import NOT_ASSESSED, AmountLine, ByGradeLine, ByScoreLine, CapLine, HoldLine, PayLine, PointLine, TopUpLine
from gridperf.rulebook.pooling import PoolLine

if TYPE_CHECKING:
    from gridperf.rulebook.edition import Rounding

__all__ = ["of_pay", "share_of_pool"]

_SEPARATOR = "；"
_NUMBER = r"(-?\d+(?:\.\d+)?)"
_SCORE = re.compile(rf"得分 {_NUMBER}/{_NUMBER}(?:，按 {_NUMBER} 计)?")
_TOTAL = re.compile(rf"得分 {_NUMBER}")
_TIMES = re.compile(rf"(.+) × {_NUMBER}")
_FACTOR = re.compile(rf"系数 {_NUMBER}")
_SHARE = re.compile(rf"{FUND}余? {_NUMBER} 元 × (.+) ÷ (.+)")
_HELD = re.compile(rf"(?:按下限|以上限) {_NUMBER} 元(?:计|为限)")
_TERM = re.compile(rf"{_NUMBER} × (\d+)")


def of_pay(
    row: Mapping[str, Any], line: PayLine, paid: Mapping[str, Fraction], lines: Mapping[str, PayLine], rounding: Rounding
) -> Working:
    """Return the working of a yuan entry.

    Args:
        row: the entry.
        line: its pay line.
        paid: yuan of the subject's other lines, by id.
        lines: all pay lines by id, in the rulebook's order.
        rounding: the rulebook's rounding.
    """
    formula, step = line.line, line.step or rounding.money
    if isinstance(formula, (DecidedLine, PoolLine)):
        return _of_pool(row, step) if isinstance(formula, PoolLine) else Working("", row["note"] or "")
    notes = _parted(row["note"])
    terms: list[Term] = []
    if isinstance(formula, EachLine):
        terms = _pieces(row, formula, notes)
    elif isinstance(formula, EachOfLine):
        terms = _kinds(formula, notes)
    elif isinstance(formula, LadderLine):
        terms = _rungs(row, formula)
    elif isinstance(formula, (HoldLine, TopUpLine, CapLine)):
        terms = _of_others(row, line, notes, paid, lines)
    elif isinstance(formula, PointLine):
        terms = _by_points(row, line, formula, notes)
    elif isinstance(formula, (ByScoreLine, ByGradeLine)):
        between = _of_score(notes) if isinstance(formula, ByScoreLine) else _of_grade(formula, notes)
        terms = _month(row, line, notes, between) if between else []
    elif isinstance(formula, AmountLine):
        terms = _month(row, line, notes)
    otherwise = product(terms)[0]
    if not terms and row["numerator"] is not None and isinstance(formula, (EachLine, EachOfLine, LadderLine, YuanBandLine)):
        otherwise = plain(Fraction(row["numerator"], row["denominator"] or 1))
    cap = getattr(formula, "cap", None)
    if terms and isinstance(cap, Fraction) and abs(product(terms)[1]) > cap:
        notes.append(f"至多 {plain(cap)}" if language.current() == "zh" else f"at most {plain(cap)}")
    moving = bool(terms) and not terms[-1].text.endswith(NOTHING)
    for at, note in enumerate(notes):
        found = _FACTOR.fullmatch(note)
        if moving and found:
            terms.append(Term(found[1], Fraction(found[1])))
            notes[at] = ""
    if moving and line.split is not None:
        terms.append(_share(line.split.get(SELF, Fraction(0))))
    said = _SEPARATOR.join(note for note in notes if note)
    return settled(terms, row["amount"], step, rounding.mode, said=said, otherwise=otherwise)


def share_of_pool(row: Mapping[str, Any], step: Fraction) -> Fraction:
    """Return what the note of a share of a pool comes to: what it is held at, or its part of the fund in whole steps; else nothing."""
    notes = _parted(row["note"])
    bounds = [Fraction(found[1]) for note in notes if (found := _HELD.fullmatch(note))]
    if bounds:
        return bounds[0]
    terms, _ = _terms_of_pool(row, notes)
    return round_fraction(product(terms)[1], step, _to_steps(notes)) if terms else Fraction(0)


def _of_pool(row: Mapping[str, Any], step: Fraction) -> Working:
    notes = _parted(row["note"])
    terms, said = _terms_of_pool(row, notes)
    text = product(terms)[0]
    if not terms or ABOUT in text or any(map(_HELD.fullmatch, notes)):
        return Working("", _SEPARATOR.join(notes))
    return settled(terms, row["amount"], step, _to_steps(notes), said=said, otherwise=text)


def _terms_of_pool(row: Mapping[str, Any], notes: Sequence[str]) -> tuple[list[Term], str]:
    """Return fund × weight ÷ sum of weights, as far as they stand in the entry, and what else its note says."""
    stated = next((found for note in notes if (found := _SHARE.fullmatch(note))), None)
    if stated is None or not row["denominator"] or row["rate"] is None:
        return [], _SEPARATOR.join(notes)
    terms = [Term(stated[1], Fraction(row["rate"])), Term(f"{stated[2]}/{stated[3]}", Fraction(row["numerator"], row["denominator"]))]
    return terms, _SEPARATOR.join(note for note in notes if note != stated[0])


def _to_steps(notes: Sequence[str]) -> Mode:
    return "up" if any(note.startswith(MORE) for note in notes) else "down"


def _parted(note: str | None) -> list[str]:
    return [part for part in (note or "").split(_SEPARATOR) if part]


def _pieces(row: Mapping[str, Any], formula: EachLine, notes: list[str]) -> list[Term]:
    """Return so many full lots, or so much, × the price of one."""
    count = Fraction(row["numerator"], row["denominator"] or 1)
    if formula.lot > 1:
        notes[:1] = [f"{plain(count)}，{notes[0]}"] if notes else [plain(count)]
    whole = count if formula.part else Fraction(abs(count) // formula.lot * (1 if count >= 0 else -1))
    if row["rate"] is None:
        return []
    rate = Fraction(row["rate"])
    return [Term(plain(whole), whole), Term(plain(rate), rate)]


def _kinds(formula: EachOfLine, notes: list[str]) -> list[Term]:
    """Return the sum of what each class pays."""
    prices = sorted(formula.each_of.items(), key=lambda one: -len(one[0]))
    for at, note in enumerate(notes):
        counted = []
        for part in note.split("、"):
            kind = next((name for name, _ in prices if re.fullmatch(re.escape(name) + r" -?\d+", part)), None)
            if kind is None:
                break
            count = int(part.removeprefix(f"{kind} "))
            counted.append((abs(count) // formula.lot * (1 if count >= 0 else -1), formula.each_of[kind]))
        else:
            notes[at] = note + (f"，每 {formula.lot} 件计一次" if formula.lot > 1 else "")
            return [_sum(counted)]
    return []


def _rungs(row: Mapping[str, Any], formula: LadderLine) -> list[Term]:
    """Return the sum of what each tier pays."""
    count = row["numerator"] // (row["denominator"] or 1)
    ends = [*(rung.beyond for rung in formula.ladder[1:]), None]
    counted = []
    for rung, end in zip(formula.ladder, ends, strict=True):
        inside = max((count if end is None else min(count, end)) - rung.beyond, 0)
        if inside:
            counted.append((inside, rung.each))
    return [_sum(counted)] if counted else []


def _share(value: Fraction) -> Term:
    """Return a share as a percentage, or as a fraction where it is no decimal number."""
    percent = plain(value * 100)
    return Term(str(value) if "/" in percent else f"{percent}%", value)


def _sum(counted: Sequence[tuple[int, Fraction]]) -> Term:
    text = " + ".join(f"{count} × {plain(price)}" for count, price in counted)
    value = sum((count * price for count, price in counted), Fraction(0))
    return Term(f"({text})" if len(counted) > 1 else text, value)


def _intervals(notes: Sequence[str]) -> str:
    return next((note.removeprefix(BY_INTERVAL) for note in notes if note.startswith(BY_INTERVAL)), "")


def _month(row: Mapping[str, Any], line: PayLine, notes: list[str], between: Sequence[Term] = ()) -> list[Term]:
    """Return an amount for a month, what stands *between*, and the part of the month served."""
    spelt = _intervals(notes)
    if spelt:
        notes[:] = [note for note in notes if not note.startswith(BY_INTERVAL)]
        inside, _, days = spelt.rpartition("/")
        value = sum((Fraction(amount) * int(count) for amount, count in _TERM.findall(inside)), Fraction(0)) / Fraction(days)
        return [Term(spelt, value), *between]
    if row["rate"] is None:
        return []
    rate = Fraction(row["rate"])
    return [Term(plain(rate), rate), *between, *_part_of_month(row, line)]


def _part_of_month(row: Mapping[str, Any], line: PayLine) -> list[Term]:
    over, under = row["numerator"], row["denominator"]
    if over == under:
        return []
    if line.part_month == "add_paid_days":
        # at most the amount for a whole month
        return [Term(f"{over}/{plain(DAYS_A_MONTH)}", over / DAYS_A_MONTH)] if over < DAYS_A_MONTH else []
    if line.part_month == "subtract_unpaid_days":
        left = 1 - (under - over) / DAYS_A_MONTH
        return [Term(f"(1 {MINUS} {under - over}/{plain(DAYS_A_MONTH)})", left) if left > 0 else Term("0", Fraction(0))]
    return [Term(f"{over}/{under}", Fraction(over, under))]


def _of_score(notes: list[str]) -> list[Term]:
    """Return the share of the full score, or what stands for it, and take it out of *notes*."""
    for at, note in enumerate(notes):
        score, times = _SCORE.fullmatch(note), _TIMES.fullmatch(note)
        if score is not None and score[3] is None:
            notes[at] = ""
            return [Term(f"{score[1]}/{score[2]}", Fraction(score[1]) / Fraction(score[2]))]
        if score is not None:
            return [Term(score[3], Fraction(score[3]))]
        if times is not None:
            notes[at] = times[1]
            return [Term(times[2], Fraction(times[2]))]
    return []


def _of_grade(formula: ByGradeLine, notes: list[str]) -> list[Term]:
    """Return the coefficient of the grade, and leave the grade in *notes*."""
    absent = formula.by_grade.get(NOT_ASSESSED, Fraction(0))
    written = {f"{NO_GRADE} × {plain(absent)}": (NO_GRADE, absent)}
    written |= {f"{grade} × {plain(number)}": (grade, number) for grade, number in formula.by_grade.items() if grade != NOT_ASSESSED}
    for at, note in enumerate(notes):
        if note in written:
            notes[at], number = written[note]
            return [Term(plain(number), number)]
    return []


def _by_points(row: Mapping[str, Any], line: PayLine, formula: PointLine, notes: list[str]) -> list[Term]:
    """Return the amount at the point counting starts from, with what the points above or below it are worth."""
    total = next((found for note in notes if (found := _TOTAL.fullmatch(note))), None)
    if total is None or row["rate"] is None:
        return []
    away = Fraction(total[1]) - formula.from_
    points = abs(away)
    if formula.part != "linear":
        points = round_fraction(points, Fraction(1), "down" if formula.part == "whole_down" else "up")
    start = Fraction(row["rate"])
    price, sign = (formula.per_point, "+") if away >= 0 else (formula.per_lost_point, MINUS)
    value = start + points * price * (1 if away >= 0 else -1)
    return [Term(f"({plain(start)} {sign} {plain(points)} × {plain(price)})", value), *_part_of_month(row, line)]


def _of_others(
    row: Mapping[str, Any], line: PayLine, notes: list[str], paid: Mapping[str, Fraction], lines: Mapping[str, PayLine]
) -> list[Term]:
    """Return what a top-up adds to the lines it counts, what a cap takes off them, or what is held back of them."""
    formula = line.line
    assert isinstance(formula, (HoldLine, TopUpLine, CapLine))  # noqa: S101 (narrows the type)
    before = list(lines)[: list(lines).index(line.id)]
    counted = before if formula.counting == "all_above" else formula.counting
    earned = sum((paid.get(name, Fraction(0)) for name in counted), Fraction(0))
    if isinstance(formula, HoldLine):
        notes.pop(0)
        return [Term(f"{MINUS}{plain(earned)}" if earned >= 0 else plain(-earned), -earned), _share(formula.hold)]
    whole = _month(row, line, notes)
    if not whole:
        return []
    text, floor = product(whole)
    missing = f"{text} {MINUS} {plain(earned)}"
    if isinstance(formula, CapLine):
        return [Term(missing, floor - earned) if floor < earned else Term(missing + ENOUGH, Fraction(0))]
    if floor <= earned:
        return [Term(missing + NOTHING, Fraction(0))]
    return [Term(f"({missing})" if line.times or line.split else missing, floor - earned)]
