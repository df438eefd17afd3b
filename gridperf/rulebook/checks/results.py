"""A result that is taken exists, in the same period, for the same subjects, and before it is needed."""

from __future__ import annotations

from gridperf.period import Period
from gridperf.rulebook.base import Model
from gridperf.rulebook.checks.context import EXAMPLES, Context, Steps, kind_of, near
from gridperf.rulebook.checks.teams import check_whose, team
from gridperf.rulebook.elsewhere import Over, Placed, Result, ResultOf
from gridperf.rulebook.measures import Formula
from gridperf.rulebook.operands import SHOWN
from gridperf.rulebook.order import circle_of
from gridperf.rulebook.scoring import GradeScore, Item, Sheet
from gridperf.rulebook.walk import parts

__all__ = ["check_results"]


def check_results(context: Context) -> None:
    """Check every item that takes another sheet's result, or a number of the roster."""
    for position, sheet in enumerate(context.edition.sheets):
        for number, item in enumerate(sheet.items):
            _item(context, sheet, item, ("sheets", position, "items", number))
    circle = circle_of(context.edition.sheets, context.amount)
    if circle:
        first = next(position for position, sheet in enumerate(context.edition.sheets) if sheet.id == circle[0])
        context.report("R503", ("sheets", first), what=" → ".join(circle))
    for position, line in enumerate(context.edition.pay):
        for at, part in parts(line, ("pay", position)):
            measure = getattr(part, "measure", None)
            if isinstance(measure, (str, Model)) and isinstance(context.amount(measure), (Result, Placed)):  # type: ignore[arg-type]
                context.report("R506", (*at, "measure"))


def _item(context: Context, sheet: Sheet, item: Item, at: Steps) -> None:
    amount = context.amount(item.measure)
    wants_grade = isinstance(amount, Result) and amount.result.grade
    if wants_grade != isinstance(item.score, GradeScore):
        context.report("R504", (*at, "score"), what=item.id)
    if isinstance(amount, (Result, Placed)) and item.where is not None:
        context.report("R507", (*at, "where"), key=True)
    inside: Steps = (*at, "measure") if isinstance(item.measure, str) else (*at, "measure", "result")
    if isinstance(amount, Formula):
        for name, part in amount.using.items():
            path = (*at, "measure") if isinstance(item.measure, str) else (*at, "measure", "using", name)
            if isinstance(part, Result):
                _result(context, sheet, item, part.result, path)
            elif isinstance(part, Placed):
                _placed(context, sheet, part, path)
    elif isinstance(amount, Result):
        _result(context, sheet, item, amount.result, inside)
    elif isinstance(amount, Placed):
        _placed(context, sheet, amount, inside if isinstance(item.measure, str) else (*at, "measure", "placed"))


def _placed(context: Context, sheet: Sheet, amount: Placed, path: Steps) -> None:
    """Check the column of the roster or the grid list a number stands in."""
    table, _, column = amount.placed.partition(".")
    held = context.tables[table]
    if column not in held.names:
        context.report("R214", path, what=column, table=table, near=near(column, held.names))
    elif sheet.assess.subject != "worker" and (sheet.assess.subject, table) != ("grid", "grids"):
        context.report("R513", path, what=amount.placed, kind=team(sheet.assess.subject))
    elif column not in held.numbers:
        context.report("R221", path, what=amount.placed, kind=SHOWN[held.column(column).kind], near=", ".join(held.numbers))


def _over(context: Context, sheet: Sheet, over: Over, result: ResultOf, at: Steps) -> None:
    """Check which periods are looked at, and that there are totals to make one of."""
    inside = (*at, "over") if "result" in at else at
    if result.of == "members" or result.grade:
        context.report("R518", inside, key="result" in at)
    if over.needs > over.last:
        context.report("R519", (*inside, "needs") if "result" in at else at, needs=over.needs, last=over.last)
    if Period.parse(over.since).every != sheet.every:
        every, path = sheet.every, (*inside, "since") if "result" in at else at
        context.report("R520", path, found=over.since, every=kind_of(every), example=EXAMPLES[every])


def _result(context: Context, sheet: Sheet, item: Item, result: ResultOf, at: Steps) -> None:
    sheets = {one.id: one for one in context.edition.sheets}
    if context.unscored(result.sheet, at):
        return
    if result.sheet not in sheets:
        context.report("R501", at, what=result.sheet, near=", ".join(sheets))
        return
    other = sheets[result.sheet]
    if other.every != sheet.every:
        context.report("R502", at, what=other.id, found=kind_of(other.every), every=kind_of(sheet.every))
    check_whose(context, sheet, other, result, at)
    if result.over is not None:
        _over(context, sheet, result.over, result, at)
    if isinstance(item.score, GradeScore):
        names = [band.grade for band in context.edition.scale(other)]
        path = (*at[: at.index("measure")], "score", "by_grade")
        for grade in item.score.by_grade:
            if grade not in names:
                context.report("R217", (*path, grade), key=True, what=grade, near=", ".join(names))
        for grade in names:
            if grade not in item.score.by_grade:
                context.report("R505", path, key=True, what=grade)
