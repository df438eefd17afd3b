"""What is measured exists: tables, columns, kinds of column and filters, in every place a measure can stand."""

from __future__ import annotations

from gridperf.messages.wording import Phrase
from gridperf.rulebook.acting import Happens
from gridperf.rulebook.checks.context import NONE, Context, Steps, kind_of, near, tables_of
from gridperf.rulebook.checks.formulas import check_formula
from gridperf.rulebook.elsewhere import Placed, Result
from gridperf.rulebook.grading import ByMeasure
from gridperf.rulebook.measures import (
    ActiveDays,
    Amount,
    Count,
    Coverage,
    Distinct,
    Formula,
    Frequency,
    Imported,
    Measure,
    Online,
    Ratio,
    Streak,
    Sum,
)
from gridperf.rulebook.numbers import as_written
from gridperf.rulebook.operands import SHOWN
from gridperf.rulebook.scoring import EachScore, Item, Sheet
from gridperf.rulebook.walk import named_measures, paid_measures, parts
from gridperf.tables import Kind, Table

__all__ = ["check_measures", "check_span"]

_UNITS = {"month": "月", "quarter": "季度", "half": "半年", "year": "年"}
_FINEST_NORM = 6
"""What a day, week or month asks for is less than a billion, with so many digits after the point at most: it is added up in whole numbers."""


def check_measures(context: Context) -> None:
    """Check the edition's own measures, every item's, every veto's and every pay line's."""
    edition = context.edition
    used = named_measures(edition)
    for name, measure in edition.measures.items():
        at: Steps = ("measures", name)
        if name in context.standard:
            context.report("R212", at, key=True, what=name)
        if name not in used:
            context.report("R283", at, key=True, warning=True, what=name)
        _amount(context, measure.measure, (*at, "measure"))
    for position, sheet in enumerate(edition.sheets):
        for number, item in enumerate(sheet.items):
            _measure(context, item.measure, item.where, ("sheets", position, "items", number))
            _suits(context, sheet, item, ("sheets", position, "items", number))
        if sheet.full_if is not None:
            _counted(context, sheet.full_if.count, sheet.full_if.where, ("sheets", position, "full_if"), "count")
        for number, veto in enumerate(sheet.vetoes):
            at = ("sheets", position, "vetoes", number, "when")
            _counted(context, veto.when.count, veto.when.where, at, "count")
    _accounts(context)
    for here, part in parts(edition):
        if isinstance(part, ByMeasure):
            _between_equals(context, part.measure, (*here, "measure"))
    for here, part in parts(edition.actions, ("actions",)):
        if isinstance(part, Happens):
            _counted(context, part.happens.count, part.happens.where, (*here, "happens"), "count")
    for number, line in enumerate(edition.pay):
        for steps, paid, where in paid_measures(line):
            _measure(context, paid, where, ("pay", number, *steps[:-1]), key=str(steps[-1]))


def _between_equals(context: Context, name: str, path: Steps) -> None:
    """Check that what tells equal totals apart is a measure, and one that is taken from records or totals."""
    amount = context.amount(name)
    if amount is None:
        context.report("R650", path, what=name, near=near(name, context.measures))
    elif isinstance(amount, (Formula, Result, Placed)):
        context.report("R651", path, what=name)


def _accounts(context: Context) -> None:
    """Check what earns points and what wipes them out."""
    for number, account in enumerate(context.edition.accounts):
        for place, one in enumerate(account.earn):
            _measure(context, one.measure, one.where, ("accounts", number, "earn", place))
        if account.reset is not None:
            _counted(context, account.reset.when.count, account.reset.when.where, ("accounts", number, "reset", "when"), "count")


def _suits(context: Context, sheet: Sheet, item: Item, at: Steps) -> None:
    """Check that the measure fits the sheet's periods, and a count the levels it is scored by."""
    amount = context.amount(item.measure)
    if isinstance(amount, Count) and amount.at_most and isinstance(item.score, EachScore) and item.score.by_level:
        context.report("R406", (*at, "score", "by_level"), key=True, found=item.id)
    check_span(context, sheet, amount, item.id, (*at, "measure") if isinstance(item.measure, str) else (*at, "measure", "per"))


def check_span(context: Context, sheet: Sheet, amount: Amount | None, what: str, path: Steps) -> None:
    """Report a list that must be covered once in longer units than the periods of *sheet*; *what* asks for it at *path*."""
    if isinstance(amount, Coverage) and amount.per != "week" and list(_UNITS).index(amount.per) > list(_UNITS).index(sheet.every):
        per, every = (Phrase(_UNITS[one], one) for one in (amount.per, sheet.every))
        context.report("R408", path, what=what, unit=per, every=every)


def _measure(context: Context, measure: Measure, where: str | None, at: Steps, *, key: str = "measure") -> None:
    """Check the measure of an item or a pay line and the filter that narrows it."""
    if isinstance(measure, str):
        if measure not in context.measures:
            context.report("R215", (*at, key), what=measure, near=near(measure, context.measures))
    else:
        _amount(context, measure, (*at, key))
    amount = context.amount(measure)
    if where is None or amount is None:
        return
    if isinstance(amount, Imported):
        context.report("R222", (*at, "where"))
    before = len(context.problems)
    for name in dict.fromkeys(name for _, name in tables_of(amount)):
        if name in context.measured and len(context.problems) == before:
            context.filter(where, context.measured[name], (*at, "where"))


def _amount(context: Context, amount: Amount, at: Steps) -> None:
    if isinstance(amount, Count):
        table = _counted(context, amount.count, amount.where, at, "count")
        if amount.at_most:
            _needs_days(context, table, (*at, "count"))
    elif isinstance(amount, ActiveDays):
        _active_days(context, amount, at)
    elif isinstance(amount, (Streak, Online)):
        _day_by_day(context, amount, at)
    elif isinstance(amount, Sum):
        _column(context, amount.sum, amount.where, at, "sum")
    elif isinstance(amount, Distinct):
        _column(context, amount.distinct, amount.where, at, "distinct")
    elif isinstance(amount, Ratio):
        _amount(context, amount.ratio.of, (*at, "ratio", "of"))
        _amount(context, amount.ratio.to, (*at, "ratio", "to"))
        before = len(context.problems)
        for name in dict.fromkeys(name for _, name in tables_of(amount)):
            if name in context.measured and len(context.problems) == before:
                context.filter(amount.where, context.measured[name], (*at, "where"))
    elif isinstance(amount, Frequency):
        _frequency(context, amount, at)
    elif isinstance(amount, Coverage):
        _coverage(context, amount, at)
    elif isinstance(amount, Formula):
        check_formula(context, amount, at)
        for name, part in amount.using.items():
            _measure(context, part, None, (*at, "using"), key=name)


def _active_days(context: Context, amount: ActiveDays, at: Steps) -> None:
    table = _counted(context, amount.days, amount.where, at, "days")
    _needs_days(context, table, (*at, "days"))
    if (amount.sum is None) != (amount.at_least is None):
        context.report("R407", at)
    if table is not None and amount.sum is not None:
        _of_kind(context, table, amount.sum, ("integer", "decimal"), (*at, "sum"))


def _day_by_day(context: Context, amount: Streak | Online, at: Steps) -> None:
    key = "streak" if isinstance(amount, Streak) else "online"
    table = _counted(context, amount.streak if isinstance(amount, Streak) else amount.online, amount.where, at, key)
    _needs_days(context, table, (*at, key))
    if isinstance(amount, Streak):
        _excused(context, amount.excused_by, at)
    elif table is not None:
        _of_kind(context, table, amount.at, ("datetime",), (*at, "at"))


def _coverage(context: Context, amount: Coverage, at: Steps) -> None:
    table = _counted(context, amount.coverage, amount.where, at, "coverage")
    _needs_days(context, table, (*at, "coverage"))
    _excused(context, amount.excused_by, at)
    if table is not None:
        _of_kind(context, table, amount.target, ("text",), (*at, "target"))
    listed = context.table(amount.of, (*at, "of"))
    if listed is None:
        return
    if not _is_list(listed) or amount.target not in listed.names:
        lists = ", ".join(one.name for one in context.tables.values() if _is_list(one) and one.name != "roster")
        context.report("R409", (*at, "of"), what=amount.of, near=lists)
        return
    context.filter(amount.target_where, listed, (*at, "target_where"))


def _is_list(table: Table) -> bool:
    """Return whether *table* says from when to when something is a worker's to cover."""
    return bool(table.worker) and all(name in table.names and table.column(name).kind == "date" for name in ("starts_on", "ends_on"))


def _excused(context: Context, excused_by: str, at: Steps) -> None:
    if excused_by != "none":
        context.filter(excused_by, context.measured["attendance"], (*at, "excused_by"))


def _of_kind(context: Context, table: Table, column: str, kinds: tuple[Kind, ...], path: Steps) -> None:
    """Report a column that *table* does not have, or that is of another kind."""
    if column not in table.names:
        context.report("R214", path, what=column, table=table.name, near=near(column, table.names))
    elif table.column(column).kind not in kinds:
        fitting = ", ".join(one.name for one in table.columns if one.kind in kinds)
        context.report("R221", path, what=f"{table.name}.{column}", kind=SHOWN[table.column(column).kind], near=fitting or NONE)


def _frequency(context: Context, amount: Frequency, at: Steps) -> None:
    table = _counted(context, amount.frequency, amount.where, at, "frequency")
    _needs_days(context, table, (*at, "frequency"))
    _excused(context, amount.excused_by, at)
    summed = [amount.sum is not None, amount.at_least is not None, amount.part is not None]
    if any(summed) == (amount.times is not None) or any(summed) != all(summed):
        context.report("R416", at)
    if table is not None and amount.sum is not None:
        _of_kind(context, table, amount.sum, ("integer", "decimal"), (*at, "sum"))
    if amount.at_least is not None and (amount.at_least * 10**_FINEST_NORM).denominator != 1:
        context.report("R417", (*at, "at_least"), what="at_least", found=as_written(amount.at_least))
    if amount.per == "week" and amount.week_needs is None:
        context.report("R274", (*at, "per"))
    if amount.per != "week" and amount.week_needs is not None:
        context.report("R277", (*at, "week_needs"), key=True, per=kind_of(amount.per))


def _counted(context: Context, name: str, where: str | None, at: Steps, key: str) -> Table | None:
    """Check a table that is counted by person and period, and the filter over it."""
    table = context.table(name, (*at, key))
    if table is None:
        return None
    if not table.worker or not table.dated_by:
        context.report(
            "R223", (*at, key), what=name, near=", ".join(one.name for one in context.tables.values() if one.worker and one.dated_by)
        )
        return None
    context.filter(where, table, (*at, "where"))
    return table


def _column(context: Context, reference: str, where: str | None, at: Steps, key: str) -> None:
    name, _, column = reference.partition(".")
    table = context.measured.get(name)
    if table is not None and table.worker and table.dated_by:
        every: tuple[Kind, ...] = ("text", "integer", "decimal", "date", "datetime", "boolean")
        _of_kind(context, table, column, ("integer", "decimal") if key == "sum" else every, (*at, key))
    _counted(context, name, where, at, key)


def _needs_days(context: Context, table: Table | None, path: Steps) -> None:
    """Report a table whose records fall in a period but on no day."""
    if table is not None and table.column(table.dated_by).kind == "text":
        context.report("R224", path, what=table.name)
