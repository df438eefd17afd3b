"""A ratio of decimal columns is shown as it was recorded, not in the parts it is counted in."""

from __future__ import annotations

import pytest

from docs.generate.primitives import FOLDER, read_page
from gridperf.assessment.working import workings
from tests.unit.words.rulebooks import primitive


@pytest.mark.parametrize(
    ("page", "item", "counts", "rate", "amount", "text"),
    [
        ("M10", "attitude", (920000, 1000000), "100", "92", "92/100 × 100"),
        ("M10", "attitude", (185000, 200000), "100", "92.5", "18.5/20 × 100"),
        ("M4", "passed", (9, 10), "80", "72", "9/10 × 80"),
        ("M13", "attended", (20, 22), "80", "72.73", "20/22 × 80"),
    ],
)
def test_a_ratio_shows_what_was_recorded(page: str, item: str, counts: tuple[int, int], rate: str, amount: str, text: str) -> None:
    """Marks are counted in ten-thousandths and shown as marks; what is counted in whole numbers stays as it is."""
    rules = primitive(read_page(FOLDER / f"{page}.yaml"))
    row = {
        "ledger": "points",
        "kind": "item",
        "sheet": "month",
        "item": item,
        "numerator": counts[0],
        "denominator": counts[1],
        "rate": rate,
        "amount": amount,
        "note": None,
    }
    [working] = workings([row], rules)
    assert working.text == text
