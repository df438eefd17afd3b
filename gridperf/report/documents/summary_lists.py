"""What the county summary prints, list by list: what its evidence holds is what stands on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gridperf.report.documents.spreads import heat_lists, left_rows, spread_facts, spread_lists, trend_lists
from gridperf.report.evidence.listing import Fact, Head, Listed

if TYPE_CHECKING:
    from gridperf.report.views.county import CountySummary, Exceptions, MoneyRow
    from gridperf.report.views.payers import PartyRow
    from gridperf.report.views.standing import Due

__all__ = ["summary_facts", "summary_lists"]

_ORDER = ("streets", "bars", "held")
"""How a sheet's figures follow one another on the page."""


def summary_facts(view: CountySummary, t: Mapping[str, Any]) -> list[Fact]:
    """Return the heading figures, and how totals are spread."""
    money = [Fact("gross", f"{t['gross']} {view.gross}"), Fact("mean_gross", f"{t['mean_gross']} {view.mean_gross or '—'}")]
    return [
        Fact("people", f"{t['people']} {view.people}"),
        *(money if view.gross else []),
        *(fact for sheet in view.sheets for fact in spread_facts(sheet, t)),
    ]


def summary_lists(view: CountySummary, t: Mapping[str, Any]) -> list[Listed]:
    """Return the lists of the summary in the order of paper."""
    found = [
        one
        for sheet in view.sheets
        for one in (*sorted(spread_lists(sheet, t), key=lambda one: _ORDER.index(one.id)), *trend_lists(sheet, t), *heat_lists(sheet, t))
    ]
    return [one for one in (*found, *_money(view, t), *_rest(view, t)) if one.rows]


def _money(view: CountySummary, t: Mapping[str, Any]) -> Iterator[Listed]:
    areas = [Head(area or "-", area or t["no_area"], "yuan") for area in view.areas]
    last = (Head("people", t["paid_people"]), Head("mean", t["per_person"]))

    def rows(of: Sequence[MoneyRow]) -> tuple[tuple[str, ...], ...]:
        return tuple((f"{row.name or t['no_street']} {row.note}".strip(), row.total, *row.by_area, str(row.people), row.mean) for row in of)

    for name, of, head in (("lines", view.lines, t["line"]), ("paid_streets", view.streets, t["street"])):
        yield Listed(name, "", (Head("name", head), Head("total", t["total"], "yuan"), *areas, *last), rows(of))
    heads = (Head("party", t["party"]), Head("kind", ""), Head("total", t["total"], "yuan"), last[0], Head("lines", t["of_lines"]))
    for kind in ("bears", "receives"):
        yield Listed(kind, "", heads, tuple(_party(row, t) for row in view.parties if row.kind == kind))


def _party(row: PartyRow, t: Mapping[str, Any]) -> tuple[str, ...]:
    of_lines = t["and_then"].join(f"{line} {yuan}" for line, yuan in row.lines)
    return row.name or t["no_party"], t["party_kinds"][row.kind], row.total, str(row.people), of_lines


def _rest(view: CountySummary, t: Mapping[str, Any]) -> Iterator[Listed]:
    tables = t["tables"]
    yield Listed(
        "exceptions",
        "",
        (Head("reason", t["reason_person"]), Head("people", t["exceptions"])),
        tuple((f"{t['reasons_people'][one.reason]} {t['persons'].format(count=one.count)}", _people(one, t)) for one in view.exceptions),
    )
    yield Listed(
        "sources",
        "",
        (Head("table", t["table"]), Head("file", t["file"]), Head("rows", t["rows"]), Head("sha256", t["digest"])),
        tuple((tables.get(one.table, one.table), one.file, one.rows, one.sha256) for one in view.sources),
    )
    yield Listed(
        "left",
        "",
        (Head("table", t["table"]), Head("reason", t["reason"]), Head("records", t["left_records"])),
        left_rows(view.left_out, t),
    )
    yield Listed(
        "unmatched",
        "",
        (Head("table", t["table"]), Head("values", t["unmatched"]), Head("records", t["left_records"]), Head("whose", t["whose"])),
        tuple((tables.get(one.table, one.table), one.values, one.records, one.who) for one in view.unmatched),
    )
    yield Listed(
        "schedule",
        "",
        (Head("name", t["schedule"]), Head("dates", t["dates"]), Head("who", t["who"]), Head("clause", t["clause"])),
        tuple((one.name, _dates(one, t), " → ".join(part for part in (one.by, one.to) if part), one.clause) for one in view.schedule),
    )


def _people(one: Exceptions, t: Mapping[str, Any]) -> str:
    """Return the people of an exception as one text."""
    said = []
    for subject, name, street, detail in one.people:
        inside = t["separator"].join(part for part in (street, detail) if part)
        said.append(f"{subject} {name}{t['in_brackets'].format(inside=inside) if inside else ''}")
    more = one.count - len(one.people)
    return (f"{t['and_then']} ".join(said) or t["nobody"]) + (t["more"].format(count=more) if more else "")


def _dates(one: Due, t: Mapping[str, Any]) -> str:
    single = one.starts_on == one.ends_on or not one.ends_on
    dates = one.starts_on if single else t["from_to"].format(starts_on=one.starts_on, ends_on=one.ends_on)
    return f"{dates} {one.at}" if one.at else str(dates)
