"""What follows from results, once more and slowly: actions from rows of grades, totals and records, by loops over people."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from gridperf.period import Period
from gridperf.rulebook.acting import AllOf, AnyOf, Happens, OnGrade, OnRank, Running, Within
from tests.oracle.results import Before, Past
from tests.oracle.scopes import scope_of

if TYPE_CHECKING:
    from tests.oracle.reference import Scheme, Twin

__all__ = ["actions"]


def actions(scheme: Scheme, twin: Twin) -> set[tuple[str, str]]:
    """Return subject and action of everything that follows in the scheme's period."""
    got = {key: list(grades) for key, grades in scheme.past.items()}
    for (subject, sheet), grade in twin.grades.items():
        got.setdefault((subject, scheme.period.code), []).append(Before(sheet, None, grade.grade))
    found = set()
    for action in scheme.edition.actions:
        when = action.when
        parts = when.all_of if isinstance(when, AllOf) else when.any_of if isinstance(when, AnyOf) else [when]
        for subject in {*twin.people, *(subject for subject, _ in twin.totals)}:
            held = [_holds(part, subject, scheme, twin, got) for part in parts]
            if all(held) if isinstance(when, AllOf) else any(held):
                found.add((subject, action.id))
    return found


def _holds(when: object, subject: str, scheme: Scheme, twin: Twin, got: Past) -> bool:
    period = scheme.period
    if (when.in_a_row if isinstance(when, Running) else when.of) != period.every:  # type: ignore[attr-defined]
        return False
    if isinstance(when, Happens):
        scheme.assessing = next((sheet for sheet in scheme.edition.sheets if (subject, sheet.id) in twin.totals), None)
        return len(scheme.rows(when.happens.count, subject, [when.happens.where])) >= when.happens.at_least
    if isinstance(when, OnRank):
        sheets = [sheet for sheet in scheme.edition.sheets if sheet.every == period.every and when.sheet in (None, sheet.id)]
        return any(_placed(when, subject, sheet.id, scheme.subjects(sheet), twin.totals) for sheet in sheets)
    if isinstance(when, OnGrade) and when.sheet is not None:
        held = twin.grades.get((subject, when.sheet))
        return held is not None and held.grade == when.grade
    codes = [period.code]
    if isinstance(when, Running):
        codes = [period.before(back).code for back in range(when.times)]
    elif isinstance(when, Within):
        codes = _codes(when, period)

    def had(code: str) -> bool:
        return any(one.grade == when.grade and when.sheet in (None, one.sheet) for one in got.get((subject, code), []))  # type: ignore[attr-defined]

    now, times = had(period.code), sum(map(had, codes))
    return now and times >= getattr(when, "times", 1)


def _codes(when: Within, period: Period) -> list[str]:
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}[when.of]
    if when.within != "year":
        return [period.before(back).code for back in range(int(when.within.split()[0]) * 12 // months)]
    codes = []
    step = period
    year = Period.parse(period.code[:4], month_starts_on=period.month_starts_on, year_starts_in=period.year_starts_in)
    if step.starts_on > year.ends_on:  # a month of late autumn may belong to the year named after the next
        later = str(int(period.code[:4]) + 1)
        year = Period.parse(later, month_starts_on=period.month_starts_on, year_starts_in=period.year_starts_in)
    while step.starts_on >= year.starts_on:
        codes.append(step.code)
        step = step.before()
    return codes


def _placed(
    when: OnRank,
    subject: str,
    sheet: str,
    subjects: Mapping[str, Mapping[str, object]],
    totals: Mapping[tuple[str, str], Fraction | None],
) -> bool:
    own = totals.get((subject, sheet))
    if own is None:
        return False

    def scope(other: str) -> tuple[str, ...]:
        return scope_of(subjects[other], when.rank.within)

    inside = [total for other in subjects if scope(other) == scope(subject) and (total := totals[other, sheet]) is not None]
    ahead = sum(total > own if when.rank.top else total < own for total in inside)
    level = sum(total == own for total in inside)
    count = when.rank.top or when.rank.bottom
    assert count is not None
    return ahead + (level if when.rank.ties == "exclude" else 1) <= count
