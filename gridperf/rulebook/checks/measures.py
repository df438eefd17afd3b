"""What is measured exists: tables, columns, kinds of column and filters, in every place a measure can stand."""

from __future__ import annotations

from gridperf.rulebook.checks.context import Context, Steps, near, tables_of
from gridperf.rulebook.measures import ActiveDays, Amount, Count, Distinct, Frequency, Imported, Measure, Ratio, Sum
from gridperf.rulebook.paying import EachLine
from gridperf.rulebook.walk import named_measures
from gridperf.tables import RECORDS, Table

__all__ = ["check_measures"]


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
        for number, veto in enumerate(sheet.vetoes):
            at = ("sheets", position, "vetoes", number, "when")
            _counted(context, veto.when.count, veto.when.where, at, "count")
    for number, line in enumerate(edition.pay):
        if isinstance(line.line, EachLine):
            _measure(context, line.line.measure, line.line.where, ("pay", number, "line"))


def _measure(context: Context, measure: Measure, where: str | None, at: Steps) -> None:
    """Check the measure of an item or a pay line and the filter that narrows it."""
    if isinstance(measure, str):
        if measure not in context.measures:
            context.report("R215", (*at, "measure"), what=measure, near=near(measure, context.measures))
    else:
        _amount(context, measure, (*at, "measure"))
    amount = context.amount(measure)
    if where is None or amount is None:
        return
    if isinstance(amount, Imported):
        context.report("R222", (*at, "where"))
    before = len(context.problems)
    for name in dict.fromkeys(name for _, name in tables_of(amount)):
        if name in RECORDS and len(context.problems) == before:
            context.filter(where, RECORDS[name], (*at, "where"))


def _amount(context: Context, amount: Amount, at: Steps) -> None:
    if isinstance(amount, Count):
        _counted(context, amount.count, amount.where, at, "count")
    elif isinstance(amount, ActiveDays):
        table = _counted(context, amount.days, amount.where, at, "days")
        _needs_days(context, table, (*at, "days"))
    elif isinstance(amount, Sum):
        _column(context, amount.sum, amount.where, at, "sum")
    elif isinstance(amount, Distinct):
        _column(context, amount.distinct, amount.where, at, "distinct")
    elif isinstance(amount, Ratio):
        _amount(context, amount.ratio.of, (*at, "ratio", "of"))
        _amount(context, amount.ratio.to, (*at, "ratio", "to"))
        before = len(context.problems)
        for name in dict.fromkeys(name for _, name in tables_of(amount)):
            if name in RECORDS and len(context.problems) == before:
                context.filter(amount.where, RECORDS[name], (*at, "where"))
    elif isinstance(amount, Frequency):
        _frequency(context, amount, at)


def _frequency(context: Context, amount: Frequency, at: Steps) -> None:
    table = _counted(context, amount.frequency, amount.where, at, "frequency")
    _needs_days(context, table, (*at, "frequency"))
    if amount.excused_by != "none":
        context.filter(amount.excused_by, RECORDS["attendance"], (*at, "excused_by"))
    if amount.per == "week" and amount.week_needs is None:
        context.report("R274", (*at, "per"))
    if amount.per != "week" and amount.week_needs is not None:
        context.report("R277", (*at, "week_needs"), key=True, per=amount.per)


def _counted(context: Context, name: str, where: str | None, at: Steps, key: str) -> Table | None:
    """Check a table that is counted by person and period, and the filter over it."""
    table = context.table(name, (*at, key))
    if table is None:
        return None
    if not table.worker or not table.dated_by:
        context.report("R223", (*at, key), what=name, near=", ".join(one.name for one in RECORDS.values() if one.worker and one.dated_by))
        return None
    context.filter(where, table, (*at, "where"))
    return table


def _column(context: Context, reference: str, where: str | None, at: Steps, key: str) -> None:
    name, _, column = reference.partition(".")
    if name in RECORDS and RECORDS[name].worker and RECORDS[name].dated_by:
        table = RECORDS[name]
        if column not in table.names:
            context.report("R214", (*at, key), what=column, table=name, near=near(column, table.names))
        elif key == "sum" and table.column(column).kind not in ("integer", "decimal"):
            numbers = ", ".join(one.name for one in table.columns if one.kind in ("integer", "decimal"))
            context.report("R221", (*at, key), what=reference, kind=table.column(column).kind, near=numbers or "-")
    _counted(context, name, where, at, key)


def _needs_days(context: Context, table: Table | None, path: Steps) -> None:
    """Report a table whose records fall in a period but on no day."""
    if table is not None and table.column(table.dated_by).kind == "text":
        context.report("R224", path, what=table.name)
