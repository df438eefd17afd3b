"""On every threshold of every shipped sheet, one unit below it and one above, points and grades are those computed by hand."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction

import pytest

from gridperf.engine.score import TOTAL, point_digits
from gridperf.rulebook import Rulebook
from gridperf.rulebook.scoring import ShareScore, Sheet
from gridperf.trials.edges.measured import Person, Value, people_around, scored
from tests.edges.given import twin_of
from tests.edges.shipped import loaded, shipped

FURTHER = 120
"""People at random, besides those on thresholds; the twin scores every one of them."""
SEARCHED = 4000
"""People at random among whom those nearest to a grade's threshold are looked for."""


def nearest(rules: Rulebook, sheet: Sheet) -> list[Person]:
    """Return, for every grade, somebody at the threshold or as little above it as can be, and somebody as little below."""
    tried = people_around(sheet, further=SEARCHED)
    unit = Fraction(1, 10 ** point_digits(sheet, rules.edition.rounding))
    for item in sheet.items:
        if isinstance(item.score, ShareScore) and item.when_no_data is not None and item.score.target is None:
            # a share that can be set finely reaches every total
            cases = int(item.score.share / rules.edition.rounding.total)
            for person in tried[-3:]:
                tried += [replace(person, values={**person.values, item.id: Value(done, cases)}) for done in range(cases + 1)]
    totals = scored(rules, sheet, tried)[TOTAL].to_list()
    found: list[Person] = []
    for band in (sheet.grades or rules.edition.grades)[:-1]:
        known = [(total * unit, at) for at, total in enumerate(totals) if total is not None]
        below = max(((total, at) for total, at in known if total < band.at_least), default=None)
        above = min(((total, at) for total, at in known if total >= band.at_least), default=None)
        found += [tried[one[1]] for one in (below, above) if one is not None]
    return found


@pytest.mark.parametrize(("pack", "date", "sheet"), list(shipped()))
def test_points_and_grades_at_every_threshold(pack: str, date: str, sheet: str) -> None:
    """Items at each of their ends, vetoes and full marks at their counts, totals at the thresholds of grades: all as by hand."""
    rules, chosen, period = loaded(pack, date, sheet)
    people = [*people_around(chosen, further=FURTHER), *nearest(rules, chosen)]
    result = scored(rules, chosen, people)
    unit = Fraction(1, 10 ** point_digits(chosen, rules.edition.rounding))
    subjects = result["subject"].to_list()
    twin = twin_of(rules, chosen, period, dict(zip(subjects, people, strict=True)))
    found = [
        (row["subject"], None if row[TOTAL] is None else row[TOTAL] * unit, row["grade"], row["uncapped_grade"], row["decided_by"])
        for row in result.iter_rows(named=True)
    ]
    by_hand = []
    for subject in subjects:
        held = twin.grades[subject, chosen.id]
        by_hand.append((subject, twin.totals[subject, chosen.id], held.grade, held.uncapped, held.decided_by))
    assert found == by_hand


@pytest.mark.parametrize(("pack", "date", "sheet"), list(shipped()))
def test_somebody_stands_on_either_side_of_every_grade(pack: str, date: str, sheet: str) -> None:
    """The thresholds were really met: both grades that meet at one were given, unless no total lies beyond it."""
    rules, chosen, _ = loaded(pack, date, sheet)
    result = scored(rules, chosen, nearest(rules, chosen))
    bands = chosen.grades or rules.edition.grades
    reached = set(result["uncapped_grade"].to_list())
    missed = [(one.grade, other.grade) for one, other in itertools.pairwise(bands) if not {one.grade, other.grade} <= reached]
    assert missed == []
