"""Every total a sheet or a roll-up can come to has exactly one grade, and every grade can be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from gridperf.messages.wording import Phrase
from gridperf.period import MONTHS, Every
from gridperf.rulebook.checks.context import Context, Steps, kind_of, kinds_of
from gridperf.rulebook.checks.measures import check_span
from gridperf.rulebook.checks.teams import team
from gridperf.rulebook.grading import Band, ByMeasure, Last, Quota, RollUp, deciders_of, figure_of
from gridperf.rulebook.marks import full_marks, lows_of, range_of
from gridperf.rulebook.measures import Streak
from gridperf.rulebook.numbers import number, percent
from gridperf.rulebook.paying import NOT_ASSESSED
from gridperf.rulebook.scoring import GradeScore, Sheet

__all__ = ["check_grades"]


@dataclass(frozen=True, slots=True)
class _Span:
    """The totals that can occur; None where there is no end."""

    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True, slots=True)
class _Graded:
    """Totals of one kind, the scale they are graded by, and the sheet's own scale.

    A roll-up without a scale of its own is graded by that of the sheet, whatever stands between them.
    """

    span: _Span
    bands: tuple[Band, ...]
    at: Steps
    sheet_bands: tuple[Band, ...]
    sheet_at: Steps


def check_grades(context: Context) -> None:
    """Check every scale of grades against the totals it must cover, vetoes, quotas and roll-ups."""
    edition = context.edition
    graded: dict[Every, list[_Graded]] = {}
    without_items: dict[Steps, tuple[Every, tuple[Band, ...]]] = {}
    for position, sheet in enumerate(edition.sheets):
        if not sheet.scored:
            continue
        own: Steps = ("sheets", position, "grades")
        scale, place = context.edition.scale(sheet), own if sheet.grades else ("grades",)
        graded.setdefault(sheet.every, []).append(_Graded(_sheet_span(sheet), scale, place, scale, place))
        _vetoes(context, sheet, ("sheets", position))
        limited = next((band.grade for band in context.edition.scale(sheet) if band.quota is not None), None)
        if sheet.supplied is not None and limited is not None:
            context.report("R606", ("sheets", position, "supplied"), sheet=sheet.name, grade=limited)
        _ties(context, sheet, place)
        context.twice((one.id, ("sheets", position, "rankings", at, "id")) for at, one in enumerate(sheet.rankings))
    for every, rule in sorted(edition.rollup.items(), key=lambda named: MONTHS[named[0]]):
        at: Steps = ("rollup", every)
        context.twice((one.id, (*at, "rankings", number_, "id")) for number_, one in enumerate(rule.rankings))
        if not _divides(context, every, rule, graded, at):
            continue
        count = MONTHS[every] // MONTHS[rule.of]
        weighted = _weights(context, every, rule, count, at)
        for one in graded[rule.of]:
            span = _rolled(one.span, rule, count)
            bands, place = (rule.grades, (*at, "grades")) if rule.grades else (one.sheet_bands, one.sheet_at)
            whole = _beside(span, rule, context) if weighted else span
            without_items.setdefault(place, (every, bands))
            graded.setdefault(every, []).append(_Graded(whole, bands, place, one.sheet_bands, one.sheet_at))
    for place, (every, scale) in without_items.items():
        _no_items(context, every, scale, place)
    wanted = {veto.effect.grade for sheet in edition.sheets for veto in sheet.vetoes}
    scales: dict[Steps, list[_Graded]] = {("grades",): []} if edition.grades else {}
    for kind in graded.values():
        for one in kind:
            scales.setdefault(one.at, []).append(one)
    for path, covered in scales.items():
        _bands(context, covered[0].bands if covered else edition.grades, path, [one.span for one in covered], wanted)


def _sheet_span(sheet: Sheet) -> _Span:
    opens_at = sheet.opens_at or Fraction(0)
    highs = [opens_at, *(range_of(item)[1] for item in sheet.items)]
    lows = [opens_at, *lows_of(sheet)]
    low = None if any(end is None for end in lows) else sum((end for end in lows if end is not None), Fraction(0))
    high = None if any(end is None for end in highs) else sum((end for end in highs if end is not None), Fraction(0))
    floor, cap = sheet.total.floor, sheet.total.cap
    if isinstance(floor, Fraction):
        low = floor if low is None else max(low, floor)
    if isinstance(cap, Fraction):
        high = cap if high is None else min(high, cap)
    exempt = any(item.when_no_data == "exempt" for item in sheet.items)
    if exempt and not isinstance(floor, Fraction) and _weighs_below_nothing(sheet):
        low = None  # what bears full marks is scaled up for exempt items, deductions in it too
    if any(veto.effect.score == "zero" for veto in sheet.vetoes) and low is not None:
        low = min(low, Fraction(0))
    return _Span(low, high)


def _weighs_below_nothing(sheet: Sheet) -> bool:
    """Return whether something that is scaled up for exempt items can be negative."""
    held = {section.id for section in sheet.sections if isinstance(section.min, Fraction) and section.min >= 0}
    weighed = (item for item in sheet.items if (item.section is not None or full_marks(item)) and item.section not in held)
    return any(low is None or low < 0 for low in (range_of(item)[0] for item in weighed))


def _rolled(span: _Span, rule: RollUp, count: int) -> _Span:
    low, high = span.low, span.high
    if rule.missing == "zero" and low is not None:
        low = min(low, Fraction(0))
    if rule.by != "sum":
        return _Span(low, high)
    fewest = rule.needs
    return _Span(None if low is None else min(low * fewest, low * count), None if high is None else high * count)


def _weights(context: Context, every: Every, rule: RollUp, count: int, at: Steps) -> bool:
    """Check the weights of a roll-up; return whether they can be used."""
    before = len(context.problems)
    if (rule.by == "weighted") != (rule.weights is not None):
        context.report("R609", (*at, "by"), what="by: weighted", other="weights", example="{by: weighted, weights: [40%, 60%]}")
    elif rule.weights is not None and len(rule.weights) != count:
        context.report("R607", (*at, "weights"), every=kind_of(every), of=kind_of(rule.of), count=count, found=len(rule.weights))
    elif rule.weights is not None and sum(rule.weights) != 1:
        context.report("R608", (*at, "weights"), found=percent(sum(rule.weights, Fraction(0))))
    if (rule.weight is None) != (not rule.also):
        example = "{weight: 70%, also: [{sheet: year-review, weight: 30%, missing: refuse}]}"
        context.report(
            "R609", (*at, "weight" if rule.weight is not None else "also"), key=True, what="weight", other="also", example=example
        )
    elif rule.weight is not None and (found := rule.weight + sum((also.weight for also in rule.also), Fraction(0))) != 1:
        context.report("R608", (*at, "weight"), found=percent(found))
    sheets = {sheet.id: sheet for sheet in context.edition.sheets}
    context.twice((also.sheet, (*at, "also", place, "sheet")) for place, also in enumerate(rule.also))
    for place, also in enumerate(rule.also):
        path = (*at, "also", place, "sheet")
        if context.unscored(also.sheet, path):
            continue
        if also.sheet not in sheets:
            context.report("R605", path, what=also.sheet, near=", ".join(sheets))
        elif sheets[also.sheet].every != every:
            context.report("R610", path, what=also.sheet, found=kind_of(sheets[also.sheet].every), every=kind_of(every))
    return len(context.problems) == before


def _beside(span: _Span, rule: RollUp, context: Context) -> _Span:
    """Return the totals that can occur with the other sheets that count."""
    low, high = span.low, span.high
    weight = rule.weight or Fraction(1)
    low, high = (None if end is None else end * weight for end in (low, high))
    sheets = {sheet.id: sheet for sheet in context.edition.sheets}
    for also in rule.also:
        other = _sheet_span(sheets[also.sheet])
        least = other.low if other.low is None or also.missing == "refuse" else min(other.low, Fraction(0))
        low = None if low is None or least is None else low + least * also.weight
        high = None if high is None or other.high is None else high + other.high * also.weight
    return _Span(low, high)


def _divides(context: Context, every: Every, rule: RollUp, graded: dict[Every, list[_Graded]], at: Steps) -> bool:
    count, rest = divmod(MONTHS[every], MONTHS[rule.of])
    if rest or count == 1:
        shorter = [kind for kind in MONTHS if MONTHS[every] % MONTHS[kind] == 0 and MONTHS[kind] < MONTHS[every]]
        advice = Phrase(f"可以由{kinds_of(shorter).zh}汇总。", f"It can be rolled up from: {kinds_of(shorter).en}.")
        shortest = Phrase("月是最短的周期，不必汇总。", "A month is the shortest period, which is not rolled up.")
        context.report("R257", (*at, "of"), every=kind_of(every), of=kind_of(rule.of), advice=advice if shorter else shortest)
        return False
    if rule.of not in graded:
        context.report("R258", (*at, "of"), every=kind_of(rule.of), near=kinds_of(graded))
        return False
    if rule.needs > count:
        context.report("R259", (*at, "needs"), every=kind_of(every), of=kind_of(rule.of), count=count, needs=rule.needs)
    return True


def _vetoes(context: Context, sheet: Sheet, at: Steps) -> None:
    scale = context.edition.scale(sheet)
    names = [band.grade for band in scale]
    for position, veto in enumerate(sheet.vetoes):
        path = (*at, "vetoes", position, "effect", "grade")
        if veto.effect.grade not in names:
            context.report("R217", path, what=veto.effect.grade, near=", ".join(names))
        elif veto.effect.grade == names[0] and veto.effect.score == "keeps":
            context.report("R275", path, what=veto.effect.grade)


def _bands(context: Context, bands: Sequence[Band], at: Steps, spans: Sequence[_Span], wanted: set[str]) -> None:
    context.twice((band.grade, (*at, position, "grade")) for position, band in enumerate(bands))
    for position, band in enumerate(bands):
        path = (*at, position)
        if band.grade == NOT_ASSESSED:
            context.report("R260", (*path, "grade"))
        if position and band.at_least >= bands[position - 1].at_least:
            earlier = bands[position - 1]
            context.report(
                "R252",
                (*path, "at_least"),
                grade=band.grade,
                found=number(band.at_least),
                before=earlier.grade,
                bound=number(earlier.at_least),
            )
        _quota(context, band, path, last=position == len(bands) - 1)
    last = bands[-1]
    for span in spans:
        if span.low is None:
            context.report("R256", (*at, len(bands) - 1, "at_least"), grade=last.grade, found=number(last.at_least))
            break
        if last.at_least > span.low:
            context.report("R253", (*at, len(bands) - 1, "at_least"), grade=last.grade, found=number(last.at_least), low=number(span.low))
            break
    _reachable(context, bands, at, spans, wanted)


def _reachable(context: Context, bands: Sequence[Band], at: Steps, spans: Sequence[_Span], wanted: set[str]) -> None:
    """Report grades no total can reach: above the highest total, or wholly below the lowest."""
    highs = [span.high for span in spans]
    lows = [span.low for span in spans]
    if spans and all(high is not None for high in highs):
        top = max(high for high in highs if high is not None)
        for position, band in enumerate(bands):
            if band.at_least > top:
                context.report("R254", (*at, position, "at_least"), grade=band.grade, found=number(band.at_least), most=number(top))
    if spans and all(low is not None for low in lows):
        bottom = min(low for low in lows if low is not None)
        for position, band in enumerate(bands[1:], 1):
            if bands[position - 1].at_least <= bottom and band.grade not in wanted and not _given_by_quota(bands, position):
                context.report("R255", (*at, position, "at_least"), grade=band.grade, low=number(bottom))


def _quota(context: Context, band: Band, at: Steps, *, last: bool) -> None:
    if band.quota is None:
        return
    if isinstance(band.quota, Quota) and band.quota.at_most > 1:
        context.report("R261", (*at, "quota", "at_most"), found=number(band.quota.at_most), percent=percent(band.quota.at_most / 100))
    if isinstance(band.quota, Last):
        if at[-1] == 0:
            context.report("R643", (*at, "quota"), grade=band.grade)
        if band.quota.last >= 1:
            context.report("R644", (*at, "quota", "last"), found=number(band.quota.last))
    elif last:
        context.report("R262", (*at, "quota"), grade=band.grade)


def _given_by_quota(bands: Sequence[Band], position: int) -> bool:
    """Return whether a quota can lower somebody to the grade at *position*: that of the grade above it, or its own of the last."""
    above = bands[position - 1].quota
    return (above is not None and not isinstance(above, Last)) or isinstance(bands[position].quota, Last)


def _ties(context: Context, sheet: Sheet, at: Steps) -> None:
    """Check that what decides between equal totals is a figure of *sheet*, or can be measured of whom it assesses."""
    items = {item.id: item for item in sheet.items}
    for position, band in enumerate(context.edition.scale(sheet)):
        for number_, decider in enumerate(deciders_of(band.quota.ties) if band.quota is not None else ()):
            path: Steps = (*at, position, "quota", "ties", "by", number_)
            if isinstance(decider, ByMeasure):
                _measured(context, sheet, decider.measure, (*path, "measure"))
                continue
            name = figure_of(decider)
            path = path if isinstance(decider, str) else (*path, "lowest")
            if name not in items:
                context.report("R640", path, what=name, sheet=sheet.name, near=", ".join(items))
            elif isinstance(items[name].score, GradeScore):
                context.report("R641", path, what=items[name].name)


def _measured(context: Context, sheet: Sheet, name: str, path: Steps) -> None:
    """Check that a measure which is taken only to tell equal totals apart can be had of whom *sheet* assesses."""
    amount = context.amount(name)
    if isinstance(amount, Streak) and sheet.assess.subject != "worker":
        context.report("R512", path, what=name, kind=team(sheet.assess.subject))
    else:
        check_span(context, sheet, amount, name, path)


def _no_items(context: Context, every: Every, bands: Sequence[Band], at: Steps) -> None:
    """Report what decides by items or measures where totals are rolled up: nothing is measured then."""
    for position, band in enumerate(bands):
        if band.quota is not None and deciders_of(band.quota.ties):
            context.report("R642", (*at, position, "quota", "ties"), every=kind_of(every), grade=band.grade)
