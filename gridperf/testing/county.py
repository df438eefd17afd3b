"""A made-up county of the true size of 利津县: the same seed and period give the same tables, on any machine.

Published: 644 full-time workers (552 rural, 92 urban), 156 workers of dedicated grids, eleven urban communities and their
households, two patrols a day, a weekly sort-through, a monthly analysis.
Invented: every person, village, code, record and habit. No figure that comes out of it says anything about a real place.
"""

from __future__ import annotations

import polars as pl

from gridperf.period import Period
from gridperf.tables import RECORDS
from gridperf.testing.mess import mess_up
from gridperf.testing.people import people_of, roster
from gridperf.testing.places import COUNTY, grids_of
from gridperf.testing.work import work

__all__ = ["synthetic_county"]

SEED = 370522


def synthetic_county(
    period: str | Period = "2026-10", *, seed: int = SEED, scale: float = 1, messy: bool = True
) -> dict[str, pl.DataFrame]:
    """Return one month of records as a county's systems would export them.

    Args:
        period: the month; months of one seed fit together (the same people, transfers and successions).
        seed: chooses the people and everything they do.
        scale: how many times the true size of the county; 0.05 gives a county of 40 people for quick tests.
        messy: with leave, joiners, leavers, transfers and raises, and with what goes wrong in exports: exact and
            conflicting duplicates, unknown workers, ends before starts, blanks where a value is required, numbers out
            of range, records of the next month and from after a person left. Without, everybody serves the whole month
            and every record is sound; people still differ in diligence, close late, and report in vain.

    Returns:
        Tables by name, with the columns and types of `gridperf.tables`: roster, grids, patrols, discoveries, disposals,
        incidents, attendance. The mess has types too: it is in the values.

    Raises:
        ValueError: if *period* is no month, or *scale* is not above 0.
        RulesError: A105 if the calendar does not cover the year.
    """
    month = Period.parse(period)
    if month.every != "month":
        message = f"a synthetic county has records by the month, and {month} is none: write 2026-10"
        raise ValueError(message)
    if scale <= 0:
        message = f"scale must be above 0, not {scale}"
        raise ValueError(message)
    grids = grids_of(seed, scale)
    people = people_of(grids, month, seed, moves=messy)
    tables = {
        "roster": roster(people),
        "grids": pl.DataFrame(
            [(grid.code, grid.kind, grid.community, grid.street, COUNTY, grid.households, grid.residents) for grid in grids],
            schema=RECORDS["grids"].schema,
            orient="row",
        ),
        **work(people, month, seed, leave=messy),
    }
    return mess_up(tables, people, month, seed) if messy else tables
