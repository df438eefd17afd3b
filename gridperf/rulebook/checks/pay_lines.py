"""Lines that pay for points, places and counts: their ends do not contradict each other, and every case is stated."""

from __future__ import annotations

from fractions import Fraction

from gridperf.messages.wording import Phrase
from gridperf.rulebook.cash import DecidedLine, EachLine, EachOfLine, LadderLine, YuanBandLine
from gridperf.rulebook.checks.bands import check_bands
from gridperf.rulebook.checks.context import Context, Steps, near, tables_of
from gridperf.rulebook.checks.sheets import needs_policy
from gridperf.rulebook.measures import Formula, Measure, Sum
from gridperf.rulebook.numbers import number
from gridperf.rulebook.operands import SHOWN
from gridperf.rulebook.paying import PayLine, PointLine, RankLine
from gridperf.rulebook.scoring import Sheet
from gridperf.rulebook.walk import paid_measures
from gridperf.tables import RECORDS

__all__ = ["check_cash", "check_points", "check_ranks"]

_FEN = Fraction(1, 100)


def check_points(context: Context, formula: PointLine, at: Steps) -> None:
    """Check the ends of a line that pays by points."""
    low, high = formula.at_least, formula.at_most
    if isinstance(low, Fraction) and isinstance(high, Fraction) and low >= high:
        context.report("R704", (*at, "line", "at_least"), low=number(low), high=number(high))


def check_ranks(context: Context, formula: RankLine, sheet: Sheet, at: Steps) -> None:
    """Check that there is a ranking, and that prizes and penalties cannot fall on one place."""
    path = (*at, "line", "by_rank")
    named = {one.id: one for one in sheet.rankings}
    ranking = sheet.ranking if formula.ranking is None else named.get(formula.ranking)
    if formula.ranking is not None and ranking is None:
        context.report("R729", (*at, "line", "ranking"), what=formula.ranking, sheet=sheet.id, near=near(formula.ranking, named))
    elif ranking is None:
        context.report("R705", path, key=True, sheet=sheet.id)
    elif formula.ties == "share" and ranking.ties == "dense":
        context.report("R706", (*at, "line", "ties"), sheet=sheet.id)
    places = [place.partition("-") for place in formula.by_rank]
    best = max((int(kind) for kind, _, _ in places if kind != "last"), default=0)
    worst = max((int(back or 0) + 1 for kind, _, back in places if kind == "last"), default=0)
    if formula.needs < best + worst:
        context.report("R707", (*at, "line", "needs"), needs=formula.needs, places=best + worst)
    if any(yuan < 0 for yuan in formula.by_rank.values()):
        context.report("R708", path, key=True, warning=True)


def check_cash(context: Context, line: PayLine, at: Steps) -> None:
    """Check a line that pays for what it counts."""
    formula = line.line
    if isinstance(formula, YuanBandLine):
        _banded(context, line, formula, at)
        return
    for steps, measure, _ in paid_measures(line):
        amount = context.amount(measure)
        if amount is not None and needs_policy(amount):
            context.report("R227", (*at, *steps), what=line.id)
    said = "lot" in getattr(formula, "model_fields_set", ())
    linear = isinstance(formula, EachLine) and formula.part is not None
    if isinstance(formula, (EachLine, EachOfLine)) and not said and not linear and _in_parts(context, formula.measure):
        context.report("R825", (*at, "line"), what=line.name)
    if isinstance(formula, EachLine) and linear and (said or formula.short_of is not None):
        context.report("R826", (*at, "line", "part"), key=True, what=line.name, other="lot" if said else "short_of")
    if isinstance(formula, EachLine) and formula.short_of is not None:
        _short(context, formula, at)
    if isinstance(formula, EachOfLine):
        _classes(context, formula, at)
    elif isinstance(formula, LadderLine):
        before = None
        for place, rung in enumerate(formula.ladder):
            if (before is None and rung.beyond != 0) or (before is not None and rung.beyond <= before):
                start = (
                    Phrase("第一段应从 0 起", "the first tier starts at 0")
                    if before is None
                    else Phrase(f"应高于前一段的 {before}", f"it has to start above the {before} of the one before it")
                )
                context.report("R709", (*at, "line", "ladder", place, "beyond"), found=rung.beyond, before=start)
            before = rung.beyond
    elif isinstance(formula, DecidedLine):
        _decided(context, formula, at)


def _short(context: Context, formula: EachLine, at: Steps) -> None:
    """Check that something can be missing, and that what is missing is not rewarded."""
    if isinstance(formula.short_of, Fraction) and formula.short_of <= 0:
        context.report("R731", (*at, "line", "short_of"), found=number(formula.short_of))
    if isinstance(formula.each, Fraction) and formula.each > 0:
        context.report("R732", (*at, "line", "each"), warning=True, found=number(formula.each))


def _in_parts(context: Context, measure: Measure) -> bool:
    """Return whether *measure* can be other than a whole number."""
    amount = context.amount(measure)
    if not isinstance(amount, Sum):
        return isinstance(amount, Formula)
    table, _, column = amount.sum.partition(".")
    held = context.measured.get(table)
    return held is not None and column in held.names and held.column(column).kind == "decimal"


def _banded(context: Context, line: PayLine, formula: YuanBandLine, at: Steps) -> None:
    amount = context.amount(formula.measure)
    check_bands(context, formula.bands, (*at, "line", "bands"), of=amount, value="yuan", malformed="R703")
    if amount is None:
        return
    if needs_policy(amount) and formula.no_data is None:
        context.report("R710", (*at, "line"), what=line.id)
    if not needs_policy(amount) and formula.no_data is not None:
        context.report("R711", (*at, "line", "no_data"), key=True, what=line.id)


def _classes(context: Context, formula: EachOfLine, at: Steps) -> None:
    amount = context.amount(formula.measure)
    if amount is None:
        return
    names = list(dict.fromkeys(name for _, name in tables_of(amount)))
    path = (*at, "line", "by")
    if len(names) != 1 or names[0] not in RECORDS:
        context.report("R712", path)
        return
    table = context.table(names[0], path)
    if table is None:
        return
    if formula.by not in table.names:
        context.report("R214", path, what=formula.by, table=table.name, near=near(formula.by, table.names))
        return
    column = table.column(formula.by)
    if column.kind != "text":
        texts = ", ".join(one.name for one in table.columns if one.kind == "text")
        context.report("R221", path, what=f"{table.name}.{formula.by}", kind=SHOWN[column.kind], near=texts)
    for held in formula.each_of:
        if column.allowed and held not in column.allowed:
            here = (*at, "line", "each_of", held)
            allowed = "、".join(column.allowed)
            context.report("R208", here, key=True, column=column.name, allowed=allowed, found=held, near=near(held, column.allowed))


def _decided(context: Context, formula: DecidedLine, at: Steps) -> None:
    if (formula.needed is None) == (formula.for_each is None):
        context.report("R713", (*at, "line"))
    low, high = formula.decided.least, formula.decided.most
    if low > high or any((end / _FEN).denominator != 1 for end in (low, high)):
        context.report("R714", (*at, "line", "decided"), low=number(low), high=number(high))
