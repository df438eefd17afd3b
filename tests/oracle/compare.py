"""Runs the engine and the twin on one case and says, line by line, where they differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from gridperf.assessment import Assessment, Provenance, assess
from gridperf.period import Period
from gridperf.records import Records
from gridperf.rulebook import Rulebook
from gridperf.rulebook.edition import Edition
from gridperf.tables import RESULTS
from gridperf.testing.strategies import Case, declared_for, frames
from tests.oracle import reference
from tests.oracle.results import Before

__all__ = [
    "assess_frames",
    "assess_rows",
    "differences",
    "different_pay",
    "different_totals",
    "earlier_of",
    "past_of",
    "records_of",
    "rulebook_of",
]


def rulebook_of(edition: Edition) -> Rulebook:
    """Return *edition* as a rulebook in force for every period the tests use."""
    return Rulebook.from_edition(edition, starts_on=dt.date(2004, 1, 1), tables=declared_for(edition))


def records_of(tables: Mapping[str, pl.LazyFrame]) -> Records:
    """Return checked, typed *tables* as records."""
    return Records(dict(tables))


def assess_frames(tables: Mapping[str, pl.LazyFrame], edition: Edition, period: Period) -> Assessment:
    """Return the engine's assessment of typed frames."""
    return assess(records_of(tables), rulebook_of(edition), period)


def assess_rows(case: Case) -> Assessment:
    """Return the engine's assessment of a case."""
    rules = rulebook_of(case.edition)
    return assess(records_of(frames(case.rows)), rules, case.period, history=earlier_of(case.history, rules, case.period))


def earlier_of(rows: Sequence[Mapping[str, Any]], rules: Rulebook, period: Period) -> list[Assessment]:
    """Return *rows* of the result table `history` as what one assessment before *period* was told; nothing if there are none."""
    if not rows:
        return []
    told = {name: table.empty for name, table in RESULTS.items()}
    told["history"] = lambda: pl.DataFrame(rows, schema=RESULTS["history"].schema)
    return [Assessment(period.before(), rules, Provenance("", "", "", "", "", ()), told)]


def past_of(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], list[Before]]:
    """Return *rows* of the result table `history` as the twin takes them."""
    past: dict[tuple[str, str], list[Before]] = {}
    for row in rows:
        past.setdefault((row["subject"], row["period"]), []).append(Before(row["sheet"], _exact(row["total"]), row["grade"]))
    return past


def differences(
    assessment: Assessment,
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    edition: Edition,
    period: Period,
    history: Sequence[Mapping[str, Any]] = (),
) -> list[str]:
    """Return what differs between *assessment* and the twin's result of the same records, as readable lines."""
    twin = reference.assess(rows, edition, assessment.rulebook.catalogue, period, past_of(history))
    found = different_totals(assessment, twin)
    compare = _Comparing(found)
    placed = ("role", "area", "grid_code", "community", "street", "county")
    people = {row["subject"]: {name: row[name] for name in placed} for row in assessment.people.iter_rows(named=True)}
    compare("placing of", twin.people, people)
    compare("measure", {key: _ratio(*value) for key, value in twin.measures.items()}, _measures(assessment))
    compare("items", _printed(twin, edition), _item_points(assessment, edition))
    followed = {(row["subject"], row["action"]) for row in assessment.actions.iter_rows(named=True)}
    compare("action", dict.fromkeys(twin.actions, "follows"), dict.fromkeys(followed, "follows"))
    asked = {*twin.asked, "roster"}
    # what passes no filter is held to a twin of its own, in tests/properties/test_unmatched.py
    rows_left = assessment.left_out.filter(pl.col("reason") != "matched_nothing")
    left_out = {(row["table"], row["reason"]): row["records"] for row in rows_left.iter_rows(named=True) if row["table"] in asked}
    compare("left out", twin.left_out, left_out)
    return [*found, *different_pay(assessment, twin)]


def different_pay(assessment: Assessment, twin: reference.Twin) -> list[str]:
    """Return what differs between *assessment*'s pay and the twin's."""
    compare, rows = _Comparing([]), assessment.pay.to_dicts()
    lines = [line.id for line in assessment.pay_lines]
    paid = {(row["subject"], line): _exact(row[line]) for row in rows for line in lines if row[line] is not None}
    compare("pay", {(subject, line): yuan for subject, own in twin.pay.items() for line, yuan in own.items()}, paid)
    compare("gross", twin.gross, {row["subject"]: _exact(row["gross"]) for row in rows})
    return compare.found


def different_totals(assessment: Assessment, twin: reference.Twin) -> list[str]:
    """Return what differs between *assessment*'s totals, grades, ranks and schedule and the twin's."""
    compare = _Comparing([])
    compare("total", twin.totals, {(row["subject"], row["sheet"]): _exact(row["total"]) for row in assessment.scores.iter_rows(named=True)})
    grades = {
        (row["subject"], row["sheet"]): reference.Grade(
            *(row[name] for name in ("grade", "uncapped_grade", "decided_by", "scope", "rank", "of"))
        )
        for row in assessment.grades.iter_rows(named=True)
    }
    compare("grade", twin.grades, grades)
    ranks = {
        (row["subject"], row["sheet"], row["ranking"]): (row["scope"], row["rank"], row["of"])
        for row in assessment.ranks.iter_rows(named=True)
    }
    compare("rank", twin.ranks, ranks)
    due = {
        (row["step"], row["part"]): tuple(row[name] for name in ("starts_on", "ends_on", "at", "by", "to"))
        for row in assessment.schedule.iter_rows(named=True)
    }
    compare("due", twin.schedule, due)
    return compare.found


@dataclass
class _Comparing:
    """Collects what differs, key by key."""

    found: list[str]

    def __call__(self, what: str, expected: Mapping[Any, Any], actual: Mapping[Any, Any]) -> None:
        for key in sorted({*expected, *actual}, key=str):
            by_hand, by_engine = expected.get(key, "nothing"), actual.get(key, "nothing")
            if by_hand != by_engine:
                self.found.append(f"{what} {key}: by hand {by_hand}, by the engine {by_engine}")


def _exact(value: Any) -> Fraction | None:
    return None if value is None else Fraction(value)


def _ratio(num: Fraction, den: Fraction) -> Fraction | str:
    return "no data" if den == 0 else num / den


def _measures(assessment: Assessment) -> dict[tuple[str, str, str, str], Fraction | str]:
    """Return the engine's measures of items; vetoes are seen by what they do."""
    vetoes = {veto.id for sheet in assessment.rulebook.edition.sheets for veto in sheet.vetoes}
    return {
        (row["subject"], row["sheet"], row["item"], row["level"]): _ratio(Fraction(row["numerator"]), Fraction(row["denominator"]))
        for row in assessment.measures.iter_rows(named=True)
        if row["item"] not in vetoes
    }


def _printed(twin: reference.Twin, edition: Edition) -> dict[tuple[str, str, str], Fraction]:
    """Return the twin's points by item, as printed: to the step of the lines, or of the total where lines stay exact."""
    if edition.rounding.line == "exact":
        return {}
    return {(subject, sheet, item): points for (subject, sheet), items in twin.items.items() for item, points in items.items()}


def _item_points(assessment: Assessment, edition: Edition) -> dict[tuple[str, str, str], Fraction]:
    """Return the engine's points by item: its entries with what holds them between the item's own ends."""
    if edition.rounding.line == "exact":
        return {}
    averaged = {
        (row["subject"], row["sheet"], row["item"])
        for row in assessment.measures.iter_rows(named=True)
        if row["level"] == "people" and row["numerator"]
    }
    exempt = {
        (row["subject"], row["sheet"], row["item"])
        for row in assessment.measures.iter_rows(named=True)
        for sheet in edition.sheets
        for item in sheet.items
        if (row["sheet"], row["item"], row["level"]) == (sheet.id, item.id, "")
        and item.fallback == "exempt"
        and row["denominator"] == 0
        and (row["subject"], row["sheet"], row["item"]) not in averaged
    }
    points: dict[tuple[str, str, str], Fraction] = {}
    items = {(sheet.id, item.id) for sheet in edition.sheets for item in sheet.items}
    for row in assessment.entries.filter(pl.col("ledger") == "points").iter_rows(named=True):
        key = (row["subject"], row["sheet"], row["item"])
        if row["kind"] in ("item", "cap") and key[1:] in items and key not in exempt:
            points[key] = points.get(key, Fraction(0)) + Fraction(row["amount"])
    return points
