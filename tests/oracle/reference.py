"""The whole scheme once more, slowly and obviously: rows are dicts, numbers are fractions, every step is a loop.

It shares no arithmetic with gridperf: no polars, no exact columns, no calendar, no filter compiler.
Filters are answered by SQLite, workdays by the published schedule, and the rulebook is read as plain data.
Where the engine and this page differ, one of them is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from gridperf.period import Period
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.measures import (
    StandardMeasure,
)
from tests.oracle.appointments import appointments
from tests.oracle.clocks import derived_rows
from tests.oracle.following import actions
from tests.oracle.grading import Graded
from tests.oracle.keeping import DATED_BY, KEYS
from tests.oracle.paying import Purse, RolledPurse, lines_of
from tests.oracle.results import Before, Grade, Past, Row, Tables, Twin
from tests.oracle.rolling import rolled
from tests.oracle.rounding import rounded

__all__ = ["DATED_BY", "KEYS", "Grade", "Row", "Scheme", "Tables", "Twin", "assess", "past_of", "roll_up", "rounded"]


class Scheme(Graded):
    """One rulebook, one period and its records, from the roster to the grades."""


def assess(
    tables: Tables,
    edition: Edition,
    catalogue: Mapping[str, StandardMeasure],
    period: Period,
    past: Past | None = None,
    paid: Mapping[str, Twin] | None = None,
) -> Twin:
    """Return every result of *period*.

    Args:
        tables: the records, table name → rows; a missing column or table is empty.
        edition: the rulebook.
        catalogue: the measures a rulebook may name, besides its own.
        period: the period.
        past: the results of earlier periods.
        paid: earlier periods by code, for the money they held back.
    """
    scheme = Scheme(tables, edition, {**catalogue, **edition.measures}, period, past=past or {})
    scheme.tables = {name: derived_rows(list(rows), name, edition, scheme.is_workday) for name, rows in tables.items()}  # type: ignore[arg-type]
    twin = Twin()
    filled = [sheet for sheet in edition.sheets if sheet.every == period.every]
    for sheet in filled:
        twin.people.update(scheme.subjects(sheet))
    sheets = [sheet for sheet in filled if sheet.items]
    scheme.done = twin
    waiting = list(sheets)
    while waiting:
        sheet = next(one for one in waiting if not {*scheme.takes(one)} & {other.id for other in waiting})
        waiting.remove(sheet)
        scheme.assessing = sheet
        subjects = scheme.subjects(sheet)
        for subject, placed in subjects.items():
            twin.people[subject] = placed
            twin.items[subject, sheet.id], twin.totals[subject, sheet.id] = scheme.score(subject, sheet, twin.measures)
        graded = scheme.grade(sheet, subjects, {subject: twin.totals[subject, sheet.id] for subject in subjects})
        twin.grades.update({(subject, sheet.id): grade for subject, grade in graded.items()})
        assessed = {subject: total for subject in subjects if (total := twin.totals[subject, sheet.id]) is not None}
        for ranking in sheet.rankings:
            twin.ranks |= {(subject, sheet.id, ranking.id): scheme.rank(subject, ranking, subjects, assessed) for subject in subjects}
    twin.actions, twin.schedule = actions(scheme, twin), appointments(scheme)
    purse = Purse(scheme, sheets, twin, paid or {})
    purse.pay()
    twin.days = {subject: purse.days_of(subject) for subject in twin.pay}
    twin.asked = scheme.asked(sheets)
    twin.left_out = scheme.left_out(twin.asked, {subject for subject in twin.people if subject in scheme.service}, sheets)
    scheme.close()
    return twin


def roll_up(parts: Mapping[str, Twin], edition: Edition, period: Period, past: Past | None = None) -> Twin:
    """Return totals, grades, pay and actions of a longer period.

    Args:
        parts: the results of its sub-periods by code, in order; a sub-period that was not assessed is absent.
        edition: the rulebook.
        period: the longer period.
        past: the results of earlier periods, those of the sub-periods among them.
    """
    rule = edition.rollup[period.every]
    codes = [part.code for part in period.parts(rule.of)]
    twin, scheme = Twin(), Scheme({}, edition, {}, period, past=past or {})
    for part in parts.values():
        twin.people.update(part.people)
        for subject, days in part.days.items():
            before = twin.days.get(subject, (0, 0))
            twin.days[subject] = before[0] + days[0], before[1] + days[1]
    sheets = []
    for sheet in edition.sheets:
        subjects = sorted({subject for part in parts.values() for subject, name in part.totals if name == sheet.id})
        totals: dict[str, Fraction | None] = {}
        for subject in subjects:
            results = [parts[code].totals.get((subject, sheet.id)) if code in parts else None for code in codes]
            totals[subject] = rolled(rule, results, {}, edition.rounding.total, edition.rounding.mode)
        alone = {
            "vetoes": (),
            "steps": rule.steps,
            "ranking": rule.ranking,
            "grades": rule.grades or sheet.grades,
            "eligible": None,
            "supplied": None,
        }
        full = sheet.full_score * len(codes) if rule.by == "sum" and sheet.full_score else sheet.full_score
        sheets.append(sheet.model_copy(update={**alone, "full_score": full}))
        graded = scheme.grade(sheets[-1], {subject: twin.people[subject] for subject in subjects}, totals)
        twin.totals.update({(subject, sheet.id): total for subject, total in totals.items()})
        twin.grades.update({(subject, sheet.id): grade for subject, grade in graded.items()})
        assessed = {subject: total for subject, total in totals.items() if total is not None}
        stand = {subject: twin.people[subject] for subject in subjects}
        for named in rule.rankings:
            twin.ranks |= {(subject, sheet.id, named.id): scheme.rank(subject, named, stand, assessed) for subject in subjects}
    twin.actions, twin.schedule = actions(scheme, twin), appointments(scheme)
    if lines_of(edition, period.every, rolled=True):
        RolledPurse(scheme, [sheet for sheet in sheets if sheet.items], twin, {}).pay()
    return twin


def past_of(twins: Mapping[str, Twin]) -> Past:
    """Return the results in *twins*, which are kept by the codes of their periods."""
    past: dict[tuple[str, str], list[Before]] = {}
    for code, twin in twins.items():
        for (subject, sheet), grade in twin.grades.items():
            past.setdefault((subject, code), []).append(Before(sheet, twin.totals.get((subject, sheet)), grade.grade))
    return past
