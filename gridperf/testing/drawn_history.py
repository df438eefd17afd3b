"""What earlier periods came to, as rulebooks that look back need it: of every period, with gaps where somebody was not graded."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from gridperf.period import Period
from gridperf.rulebook.edition import Edition
from gridperf.testing.drawn_gradings import SINCE

__all__ = ["NOBODY", "drawn_history"]

NOBODY = "W0"
"""Somebody who was graded in every period, so that each was assessed; no roster has them."""


@st.composite
def drawn_history(draw: st.DrawFn, edition: Edition, period: Period, subjects: Sequence[str]) -> list[dict[str, Any]]:
    """Draw totals and grades of *subjects* in every period before *period* that a rule can look back to, as rows of `history`."""
    first = Period.parse(SINCE[period.every][0], month_starts_on=period.month_starts_on, year_starts_in=period.year_starts_in)
    chance = random.Random(draw(st.integers(0, 2**16)))  # noqa: S311 (nothing is kept secret)
    gaps = draw(st.sampled_from([0, 30, 80]))
    rows = []
    for back in range(1, period.steps_from(first) + 1):
        code = period.before(back).code
        for sheet in edition.scored_sheets:
            names = [band.grade for band in edition.scale(sheet)]
            for subject in (*subjects, NOBODY):
                if subject != NOBODY and chance.randrange(100) < gaps:
                    continue
                graded = subject == NOBODY or chance.randrange(5) > 0
                total = Decimal(chance.randrange(-200, 22000)) / 100 if graded else None
                rows.append(
                    {
                        "subject": subject,
                        "period": code,
                        "sheet": sheet.id,
                        "total": total,
                        "grade": chance.choice(names) if graded else None,
                    }
                )
    return rows
