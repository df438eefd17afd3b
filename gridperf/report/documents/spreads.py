"""How the totals of a sheet are spread, as the lists that stand on paper: grades by street, bars, before and after the quotas, trend, items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gridperf.report.evidence.listing import Fact, Head, Listed
from gridperf.report.views.common import LeftOut, Span
from gridperf.report.views.spread import SheetSummary, Stack

__all__ = ["heat_lists", "left_rows", "period_name", "spread_facts", "spread_lists", "trend_lists"]


def spread_facts(sheet: SheetSummary, t: Mapping[str, Any]) -> list[Fact]:
    """Return the line of a sheet's mean and ends, and the ends of its bars."""
    ends = t["assessed"].format(assessed=sheet.assessed, mean=sheet.mean or "—", lowest=sheet.lowest or "—", highest=sheet.highest or "—")
    bars = "".join(f"{one.low}–{one.high}" for one in sheet.bins)
    return [Fact(f"assessed {sheet.name}", ends), *([Fact(f"bars {sheet.name}", bars)] if bars else [])]


def spread_lists(sheet: SheetSummary, t: Mapping[str, Any]) -> list[Listed]:
    """Return the bars of a sheet, its grades by street, and its grades before and after the quotas."""
    bars = tuple(Head(f"{one.low}-{one.high}", f"{one.low}–{one.high}", "count") for one in sheet.bins)
    held = tuple(Head(name, t[name], "count" if name != "grade" else "text") for name in ("grade", "before", "after"))
    return [
        *([Listed("bars", sheet.name, bars, (tuple(str(one.count) for one in sheet.bins),))] if bars else []),
        Listed(
            "streets",
            sheet.name,
            _heads("street", sheet, t),
            tuple((one.name or t["no_street"], *_counted(one)) for one in sheet.streets),
            t["together"],
            ("", *_counted(sheet.together)),
        ),
        Listed(
            "held",
            sheet.name,
            (*held, Head("change", t["change"])),
            tuple((row.grade.name or t["no_grade"], str(row.before), str(row.after), row.change) for row in sheet.held),
        ),
    ]


def trend_lists(sheet: SheetSummary, t: Mapping[str, Any]) -> list[Listed]:
    """Return the periods before and this one; nothing if no earlier one is known."""
    rows = tuple(
        (period_name(then.period, t), str(then.stack.count), then.mean or "—", *(str(part.count) for part in then.stack.parts))
        for then in sheet.trend
    )
    return [Listed("trend", sheet.name, _heads("trend_period", sheet, t), rows)] if rows else []


def heat_lists(sheet: SheetSummary, t: Mapping[str, Any]) -> list[Listed]:
    """Return the mean of every item, in all and by street, a list per block of streets."""
    return [
        Listed(
            "items",
            sheet.name if len(sheet.heat.blocks) == 1 else f"{sheet.name} {at}",
            (
                *(Head(name, t[name]) for name in ("item", "full_marks", "together")),
                *(Head(street or "-", street or t["no_street"]) for street in streets),
            ),
            tuple((row.name, row.full, row.together.mean, *(cell.mean or "—" for cell in row.cells)) for row in rows),
        )
        for at, (streets, rows) in enumerate(sheet.heat.blocks, start=1)
    ]


def left_rows(left_out: Sequence[LeftOut], t: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Return table, reason and number of the records that counted for nobody."""
    tables, reasons = t["tables"], t["reasons"]
    return tuple((tables.get(one.table, one.table), reasons.get(one.reason, one.reason), str(one.records)) for one in left_out)


def period_name(span: Span, t: Mapping[str, Any]) -> str:
    """Return a period as every page names it."""
    return str(t["period"][span.every]).format(year=span.year, part=span.part)


def _heads(first: str, sheet: SheetSummary, t: Mapping[str, Any]) -> tuple[Head, ...]:
    grades = (Head(grade.name or "-", grade.name or t["no_grade"], "count") for grade in sheet.grades)
    return Head(first, t[first]), Head("count", t["count"], "count"), Head("mean", t["mean"]), *grades


def _counted(stack: Stack) -> Sequence[str]:
    return str(stack.count), stack.mean, *(str(part.count) for part in stack.parts)
