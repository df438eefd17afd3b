"""A scorer counts what it says: targets exist for everybody, and keys that would contradict one another do not stand together."""

from __future__ import annotations

from fractions import Fraction

from gridperf.messages.wording import Phrase
from gridperf.period import Period
from gridperf.rulebook.checks.bands import never_above_one, report_above_one, report_part_of_one
from gridperf.rulebook.checks.context import Context, Steps, kind_of, near
from gridperf.rulebook.marks import rates_of
from gridperf.rulebook.measures import Amount, Count, Imported, Sum, table_of
from gridperf.rulebook.numbers import number
from gridperf.rulebook.scoring import AtBest, EachScore, Item, ShareScore, Sheet, ShortScore
from gridperf.rulebook.targets import Target, TargetBy, TargetCycle, targets_of

__all__ = ["check_rules_of_sheet", "check_scorer"]


_DAYS = {"month": 28, "quarter": 90, "half": 181, "year": 365}
"""The fewest days a period of a kind has."""


def check_scorer(context: Context, sheet: Sheet, item: Item, amount: Amount | None, at: Steps) -> None:
    """Check targets, lots, repetitions and levels of one item.

    Args:
        context: where problems go.
        sheet: the sheet it stands on.
        item: the item.
        amount: what it measures; None if that is unknown.
        at: its path.
    """
    score = item.score
    if isinstance(score, ShareScore) and score.target is not None:
        _target(context, sheet, score.target, amount, (*at, "score", "target"))
    elif isinstance(score, ShortScore):
        _target(context, sheet, score.short_of, amount, (*at, "score", "short_of"))
        if score.each >= 0:
            context.report("R293", (*at, "score", "each"), found=number(score.each))
        if isinstance(amount, Imported) and any(value > 1 for value in targets_of(score.short_of)):
            context.report("R294", (*at, "score", "short_of"), found=number(max(targets_of(score.short_of))))
    elif isinstance(score, EachScore):
        _occurrences(context, score, amount, (*at, "score"))


def _target(context: Context, sheet: Sheet, target: Target, amount: Amount | None, at: Steps) -> None:
    if isinstance(target, TargetBy):
        roster = context.tables["roster"]
        if target.by not in roster.names:
            context.report("R214", (*at, "by"), what=target.by, table="roster", near=near(target.by, roster.names))
    elif isinstance(target, TargetCycle):
        if len(target.steps) != target.cycle:
            context.report("R299", (*at, "steps"), cycle=target.cycle, found=len(target.steps))
        _starts(context, sheet, target, (*at, "starts"))
    for value in targets_of(target):
        if value > 1 and never_above_one(amount):
            report_above_one(context, at, value)
            break
        if report_part_of_one(context, at, value, amount):
            break


def _starts(context: Context, sheet: Sheet, target: TargetCycle, at: Steps) -> None:
    example = {"month": "2026-01", "quarter": "2026Q1", "half": "2026H1", "year": "2026"}[sheet.every]
    try:
        every = Period.parse(target.starts).every
    except ValueError:
        every = None  # such as month 13
    if every != sheet.every:
        context.report("R289", at, found=target.starts, every=kind_of(sheet.every), example=example)


def _occurrences(context: Context, score: EachScore, amount: Amount | None, at: Steps) -> None:
    chosen = [key for key in ("lot", "beyond", "repeated") if getattr(score, key) is not None]
    if score.by_level is not None and chosen:
        context.report("R290", (*at, chosen[0]), key=True, what=", ".join(chosen), other="by_level")
    elif score.repeated is not None and len(chosen) > 1:
        context.report("R290", (*at, chosen[0]), key=True, what=", ".join(chosen[:-1]), other="repeated")
    signs = {rate > 0 for rate in rates_of(score) if rate}
    if score.repeated is not None and score.by_level is None and (len(signs) > 1 or score.repeated.each == Fraction(0)):
        each = Phrase("空", "nothing") if score.each is None else number(score.each)
        context.report("R291", (*at, "repeated", "each"), found=number(score.repeated.each), each=each)
    if score.repeated is not None and score.repeated.of is not None:
        _object_by_object(context, amount, score.repeated.of, (*at, "repeated", "of"))
    if score.counted == "highest" and (score.by_level is None or len(signs) > 1):
        context.report("R292", (*at, "counted"))


def _object_by_object(context: Context, amount: Amount | None, column: str, at: Steps) -> None:
    """Check that what is counted object by object is records, or whole numbers of them, and that their table names the objects."""
    if amount is None:
        return
    name = table_of(amount) if isinstance(amount, (Count, Sum)) else ""
    table = context.measured.get(name)
    plain = isinstance(amount, Count) and amount.at_most is None
    if isinstance(amount, Sum) and table is not None:
        summed = amount.sum.partition(".")[2]
        plain = summed not in table.names or table.column(summed).kind == "integer"
    if not plain:
        context.report("R962", at)
    elif table is not None and column not in table.names:
        context.report("R963", at, what=column, table=name, near=near(column, table.names))


def check_rules_of_sheet(context: Context, sheet: Sheet, at: Steps) -> None:
    """Check what gives full marks whatever the items say, and who has served long enough."""
    rule = sheet.full_if
    if rule is not None:
        if (rule.at_most is None) == (rule.at_least is None):
            context.report("R295", (*at, "full_if"))
        if (sheet.full_score / context.edition.rounding.total).denominator != 1:
            step = number(context.edition.rounding.total)
            context.report("R279", (*at, "full_score"), found=number(sheet.full_score), step=step)
    eligible = sheet.eligible
    if eligible is None:
        return
    if (eligible.served_days is None) == (eligible.months_in_post is None):
        context.report("R296", (*at, "eligible"))
    if eligible.served_days is not None and eligible.served_days > _DAYS[sheet.every]:
        context.report(
            "R297", (*at, "eligible", "served_days"), found=eligible.served_days, days=_DAYS[sheet.every], every=kind_of(sheet.every)
        )
    if isinstance(eligible.otherwise, AtBest):
        names = [band.grade for band in context.edition.scale(sheet)]
        best, path = eligible.otherwise.at_best, (*at, "eligible", "otherwise", "at_best")
        if best not in names:
            context.report("R217", path, what=best, near=near(best, names))
        elif best == names[0]:
            context.report("R298", path, what=best)
