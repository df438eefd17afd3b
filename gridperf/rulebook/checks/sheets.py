"""A sheet adds up to its full score, and every item of it says where its points begin, end, and go without data."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from gridperf.exact import decimals
from gridperf.messages.wording import Phrase
from gridperf.rulebook.checks.bands import check_point_bands
from gridperf.rulebook.checks.context import Context, Steps, near
from gridperf.rulebook.checks.fine_marks import check_fine_marks
from gridperf.rulebook.checks.scorers import check_rules_of_sheet, check_scorer
from gridperf.rulebook.marks import full_marks, range_of, rates_of, sum_of_ends
from gridperf.rulebook.measures import Amount, Count, Coverage, Frequency, Ratio, can_lack_data
from gridperf.rulebook.numbers import number
from gridperf.rulebook.scoring import BandScore, EachScore, GradeScore, Item, Section, ShareScore, Sheet, ShortScore

__all__ = ["LEDGER_WORDS", "check_sheets", "needs_policy"]

LEDGER_WORDS = ("cap", "eligible", "floor", "full_if", "opens_at", "rescale", "rounding", "total")
"""Names the ledger gives to entries of the total."""
_QUALITY = ("valid", "verified", "complete", "void", "found_by_others")
"""Columns that say whether a record is worth something; a count narrowed by one of them is not a raw count."""


def needs_policy(amount: Amount) -> bool:
    """Return whether *amount* can be without value: its denominator can be 0."""
    return can_lack_data(amount)


def check_sheets(context: Context) -> None:
    """Check every sheet."""
    edition = context.edition
    context.twice((sheet.id, ("sheets", at, "id")) for at, sheet in enumerate(edition.sheets))
    for at, sheet in enumerate(edition.sheets):
        here: Steps = ("sheets", at)
        if not sheet.scored:
            _unscored(context, sheet, here)
            continue
        ids: list[tuple[str, Steps]] = [
            *((part.id, (*here, "sections", place, "id")) for place, part in enumerate(sheet.sections)),
            *((part.id, (*here, "items", place, "id")) for place, part in enumerate(sheet.items)),
            *((part.id, (*here, "vetoes", place, "id")) for place, part in enumerate(sheet.vetoes)),
        ]
        context.twice(ids)
        for name, path in ids:
            if name in LEDGER_WORDS:
                context.report("R287", path, what=name)
        for place, item in enumerate(sheet.items):
            _item(context, sheet, item, (*here, "items", place))
        check_fine_marks(context, sheet, here, _exempt(context, sheet, here))
        _weights(context, sheet, here)
        _total(context, sheet, here)
        _raw_counts(context, sheet, here)
        check_rules_of_sheet(context, sheet, here)


def _unscored(context: Context, sheet: Sheet, at: Steps) -> None:
    """Report what scores or grades people on a sheet without items."""
    for key in sorted(sheet.model_fields_set - {"id", "name", "assess", "every", "items"}):
        if getattr(sheet, key):
            context.report("R821", (*at, key), key=True, what=key, sheet=sheet.name)


# --- items -----------------------------------------------------------------------------------------------------------


def _item(context: Context, sheet: Sheet, item: Item, at: Steps) -> None:
    sections = [section.id for section in sheet.sections]
    if item.section is not None and item.section not in sections:
        context.report("R216", (*at, "section"), what=item.section, near=near(item.section, sections))
    amount = context.amount(item.measure)
    if amount is not None:
        _fits(context, item, amount, at)
        if needs_policy(amount) and item.when_no_data is None:
            context.report("R242", at, what=item.id)
        if not needs_policy(amount) and item.when_no_data is not None:
            context.report("R243", (*at, "when_no_data"), key=True, what=item.id)
    if isinstance(item.score, BandScore):
        check_point_bands(context, item.score, (*at, "score", "bands"), of=amount)
    elif isinstance(item.score, EachScore):
        _ends(context, item.score, rates_of(item.score), at)
    elif isinstance(item.score, ShortScore):
        _ends(context, item.score, [item.score.each], at)
    check_scorer(context, sheet, item, amount, at)
    _direction(context, item, at)


def _fits(context: Context, item: Item, amount: Amount, at: Steps) -> None:
    """Check that the scorer suits what is measured."""
    score = item.score
    if isinstance(score, ShareScore) and score.target is None and not needs_policy(amount):
        context.report("R234", (*at, "score"), what=item.id, marks=number(score.share))
    if isinstance(score, EachScore) and isinstance(amount, (Ratio, Frequency, Coverage)):
        context.report("R229", (*at, "score"), what=item.id)
    if isinstance(score, EachScore) and score.by_level is not None:
        name = amount.count if isinstance(amount, Count) else ""
        known = context.measured
        if name not in known or "level" not in known[name].names:
            tables = ", ".join(table.name for table in known.values() if "level" in table.names and table.dated_by)
            context.report("R237", (*at, "score", "by_level"), key=True, near=tables)


def _ends(context: Context, score: EachScore | ShortScore, rates: list[Fraction], at: Steps) -> None:
    up_to = score.up_to if isinstance(score, EachScore) else None
    for key, end, present in (
        ("up_to", up_to, any(rate > 0 for rate in rates) and isinstance(score, EachScore)),
        ("down_to", score.down_to, any(rate < 0 for rate in rates)),
    ):
        if present and end is None:
            direction = Phrase("加", "added") if key == "up_to" else Phrase("扣", "deducted")
            context.report("R238", (*at, "score"), limit=key, direction=direction, example="20" if key == "up_to" else "-20")
        if not present and end is not None:
            context.report("R239", (*at, "score", key), key=True, limit=key)
        if present and end == score.starts_at:
            context.report("R241", (*at, "score", key), start=number(score.starts_at))
    low = score.down_to if isinstance(score.down_to, Fraction) else None
    high = up_to if isinstance(up_to, Fraction) else None
    if (low is not None and low > score.starts_at) or (high is not None and high < score.starts_at):
        context.report(
            "R240",
            (*at, "score"),
            start=number(score.starts_at),
            low=Phrase("不限", "no end") if low is None else number(low),
            high=Phrase("不限", "no end") if high is None else number(high),
        )


def _direction(context: Context, item: Item, at: Steps) -> None:
    """Warn where points rise with a measure of which more is worse, or fall with one of which more is better."""
    if not isinstance(item.measure, str) or item.measure not in context.measures:
        return
    measure = context.measures[item.measure]
    rises = _rises(item)
    if rises is not None and rises != (measure.direction == "higher"):
        context.report("R236" if rises else "R235", (*at, "score"), warning=True, what=measure.name)


def _rises(item: Item) -> bool | None:
    """Return whether more of the measure gives more points; None if it does both, or neither."""
    score = item.score
    if isinstance(score, (ShareScore, ShortScore)):
        return True
    if isinstance(score, GradeScore):
        return None
    if isinstance(score, EachScore):
        rates = rates_of(score)
        if all(rate >= 0 for rate in rates) and any(rates):
            return True
        return False if all(rate <= 0 for rate in rates) and any(rates) else None
    points = [value for band in score.bands for value in (band.points, band.otherwise) if value is not None]
    descending = any(band.at_least is not None or band.above is not None for band in score.bands)
    falls = all(before >= after for before, after in pairwise(points))
    climbs = all(before <= after for before, after in pairwise(points))
    if falls == climbs:
        return None
    return falls if descending else climbs


# --- the sheet as a whole ----------------------------------------------------------------------------------------------


def _exempt(context: Context, sheet: Sheet, at: Steps) -> list[int]:
    """Check what exempt items leave; return the positions of those whose marks are too fine."""
    exempt = [item.id for item in sheet.items if item.fallback == "exempt"]
    bonus = _bonus(sheet)
    # what bears full marks and always counts is left whatever else is exempt
    stays = any(full_marks(item) and item.section not in bonus and _always_counts(context, item) for item in sheet.items)
    if exempt and sheet.all_exempt is None and not stays and sheet.opens_at is None:
        context.report("R244", at, what=", ".join(exempt))
    digits = _point_digits(context, sheet, at)
    found = []
    for position, item in enumerate(sheet.items):
        marks = full_marks(item)
        if item.fallback == "exempt" and digits is not None and (marks * 10**digits).denominator != 1:
            context.report("R276", (*at, "items", position, "score"), marks=number(marks), digits=digits)
            found.append(position)
    return found


def _always_counts(context: Context, item: Item) -> bool:
    """Return whether *item* never leaves the sheet."""
    amount = context.amount(item.measure)
    return item.fallback in ("full", "zero") or (amount is not None and not needs_policy(amount))


def _point_digits(context: Context, sheet: Sheet, at: Steps) -> int | None:
    """Return how many digits points are kept with; report marks that have no finite decimal form, or too many digits."""
    rounding = context.edition.rounding
    steps: list[tuple[Fraction, Steps]] = [(rounding.total, ("rounding", "total")), (sheet.full_score, (*at, "full_score"))]
    steps += [(sheet.opens_at, (*at, "opens_at"))] if sheet.opens_at is not None else []
    steps += [(section.max, (*at, "sections", place, "max")) for place, section in enumerate(sheet.sections)]
    steps += [
        (section.min, (*at, "sections", place, "min")) for place, section in enumerate(sheet.sections) if isinstance(section.min, Fraction)
    ]
    steps += [
        (end, (*at, "total", key)) for key, end in (("floor", sheet.total.floor), ("cap", sheet.total.cap)) if isinstance(end, Fraction)
    ]
    if isinstance(rounding.line, Fraction):
        steps.append((rounding.line, ("rounding", "line")))
    most = 0
    sound = True
    for value, path in steps:
        if (value * 10**6).denominator != 1:
            context.report("R278", path, found=number(value))
            sound = False
        else:
            most = max(most, decimals(value))
    return most if sound else None


def _bonus(sheet: Sheet) -> set[str]:
    return {section.id for section in sheet.sections if section.beyond_full}


def _weights(context: Context, sheet: Sheet, at: Steps) -> None:
    """Check that what counts towards the full score adds up to it, item by item and section by section."""
    bonus = _bonus(sheet)
    counted = [item for item in sheet.items if item.section not in bonus]
    open_ended = [item.id for item in counted if range_of(item)[1] is None]
    opens_at = [("opens_at", sheet.opens_at)] if sheet.opens_at is not None else []
    marks = [*opens_at, *((item.id, full_marks(item)) for item in counted if full_marks(item))]
    total = sum((value for _, value in marks), Fraction(0))
    if total != sheet.full_score and not (open_ended and total < sheet.full_score):
        context.report(
            "R246",
            (*at, "full_score"),
            what=_sum(marks),
            total=number(total),
            full=number(sheet.full_score),
            gap=_gap(total - sheet.full_score),
        )
    if any(not section.beyond_full for section in sheet.sections):
        parts = [*opens_at, *((section.id, section.max) for section in sheet.sections if not section.beyond_full)]
        loose = [(item.id, full_marks(item)) for item in counted if item.section is None and full_marks(item)]
        most = sum((value for _, value in [*parts, *loose]), Fraction(0))
        if most != sheet.full_score:
            context.report(
                "R247",
                (*at, "sections"),
                what=_sum([*parts, *loose]),
                total=number(most),
                full=number(sheet.full_score),
                gap=_gap(most - sheet.full_score),
            )
    for position, section in enumerate(sheet.sections):
        _section(context, sheet, section, (*at, "sections", position))


def _section(context: Context, sheet: Sheet, section: Section, at: Steps) -> None:
    items = [item for item in sheet.items if item.section == section.id]
    if not items:
        context.report("R250", at, what=section.id)
        return
    reachable = sum_of_ends(sheet, section, 1)
    if reachable is not None and reachable < section.max:
        what = _sum([(item.id, range_of(item)[1] or Fraction(0)) for item in items])
        context.report("R249", (*at, "max"), what=what, total=number(reachable), most=number(section.max))
    low = sum_of_ends(sheet, section, 0)
    if isinstance(section.min, Fraction):
        if section.min >= section.max:
            context.report("R951", (*at, "min"), least=number(section.min), most=number(section.max))
        elif low is not None and low > section.min:
            what = _sum([(item.id, range_of(item)[0] or Fraction(0)) for item in items])
            context.report("R952", (*at, "min"), what=what, total=number(low), least=number(section.min))
    elif section.min is None and not section.beyond_full and (low is None or low < 0):
        total = Phrase("没有底", "anything") if low is None else number(low)
        context.report("R953", at, warning=True, what=section.name, total=total)


def _sum(parts: list[tuple[str, Fraction]]) -> str:
    return " + ".join(f"{name} {number(value)}" for name, value in parts) or "0"


def _gap(value: Fraction) -> str:
    return f"+{number(value)}" if value > 0 else number(value)


def _total(context: Context, sheet: Sheet, at: Steps) -> None:
    total, step = sheet.total, context.edition.rounding.total
    for key, end in (("floor", total.floor), ("cap", total.cap)):
        if isinstance(end, Fraction) and (end / step).denominator != 1:
            context.report("R279", (*at, "total", key), found=number(end), step=number(step))
    if isinstance(total.cap, Fraction) and total.cap < sheet.full_score:
        context.report("R251", (*at, "total", "cap"), cap=number(total.cap), full=number(sheet.full_score))
    if isinstance(total.floor, Fraction) and isinstance(total.cap, Fraction) and total.floor >= total.cap:
        context.report("R245", (*at, "total", "floor"), floor=number(total.floor), cap=number(total.cap))
    elif isinstance(total.floor, Fraction) and total.floor >= sheet.full_score:
        context.report("R245", (*at, "total", "floor"), floor=number(total.floor), cap=number(sheet.full_score))


def _raw_counts(context: Context, sheet: Sheet, at: Steps) -> None:
    """Warn about a sheet whose points come from the number of records alone, whatever the records are."""
    earning = [item for item in sheet.items if (range_of(item)[1] or Fraction(1)) > 0 and not _starts_full(item)]
    amounts = [context.amount(item.measure) for item in earning]
    raw = [
        isinstance(amount, Count)
        and not any(word in f"{amount.where or ''} {item.where or ''}" for word in _QUALITY)
        and not (amount.count in context.edition.tables and context.edition.tables[amount.count].counts)
        for amount, item in zip(amounts, earning, strict=True)
    ]
    if earning and all(raw):
        context.report("R280", (*at, "items"), key=True, warning=True, what=", ".join(item.id for item in earning))


def _starts_full(item: Item) -> bool:
    return isinstance(item.score, (EachScore, ShortScore)) and range_of(item)[1] == item.score.starts_at
