"""How much an item can give, at least and at most, and what it counts towards the full score."""

from __future__ import annotations

from fractions import Fraction

import pytest
from pydantic import TypeAdapter

from gridperf.rulebook.marks import full_marks, range_of
from gridperf.rulebook.scoring import Item

BANDS = [{"at_least": "95%", "points": 40}, {"at_least": "80%", "points": 20}, {"otherwise": -5}]


@pytest.mark.parametrize(
    ("score", "marks", "low", "high"),
    [
        ({"share": 30}, 30, 0, 30),
        ({"bands": BANDS}, 40, -5, 40),
        ({"each": -5, "down_to": -20}, 0, -20, 0),
        ({"each": -5, "down_to": "unlimited"}, 0, None, 0),
        ({"each": -5, "starts_at": 20, "down_to": 0}, 20, 0, 20),
        ({"each": 2, "up_to": 10}, 10, 0, 10),
        ({"each": 2, "up_to": "unlimited"}, 0, 0, None),
        ({"each": 2, "starts_at": 5, "up_to": "unlimited"}, 5, 5, None),
        ({"each": 2, "by_level": {"县级": -5}, "starts_at": 10, "up_to": 12, "down_to": 0}, 12, 0, 12),
        ({"by_level": {"县级": 2, "市级": "2.5"}, "up_to": 6}, 6, 0, 6),
        ({"each": 0, "by_level": {"县级": 0}}, 0, 0, 0),
    ],
)
def test_marks_and_range(score, marks, low, high):
    """Full marks are the most an item gives, or where it starts if it has no end."""
    item = TypeAdapter(Item).validate_python({"id": "x", "name": "x", "clause": "x", "measure": "reports", "score": score})
    assert full_marks(item) == Fraction(marks)
    assert range_of(item) == (low, high)
