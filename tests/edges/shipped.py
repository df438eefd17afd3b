"""Every sheet of every rulebook that ships, with the first period it is in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from gridperf.period import Period
from gridperf.rulebook import Rulebook, load_rules
from gridperf.rulebook.scoring import Sheet

__all__ = ["loaded", "shipped"]

RULES = Path(__file__).resolve().parents[2] / "rules"
CODES = {"month": "{0.year}-{0.month:02d}", "quarter": "{0.year}Q1", "half": "{0.year}H1", "year": "{0.year}"}


def shipped() -> Iterator[tuple[str, str, str]]:
    """Yield every sheet of every edition that ships: pack, date, sheet."""
    for pack in sorted(RULES.glob("*/pack.yaml")):
        for edition in sorted(pack.parent.glob("editions/*.yaml")):
            for sheet in _rules(pack.parent.name, edition.stem).edition.sheets:
                yield pack.parent.name, edition.stem, sheet.id


@cache
def _rules(pack: str, date: str) -> Rulebook:
    return load_rules(RULES / pack, on=dt.date.fromisoformat(date))


def loaded(pack: str, date: str, sheet: str) -> tuple[Rulebook, Sheet, Period]:
    """Return the rulebook, the sheet, and the first period it is filled in for."""
    rules = _rules(pack, date)
    (chosen,) = [one for one in rules.edition.sheets if one.id == sheet]
    start = rules.starts_on
    while True:
        period = rules.period(CODES[chosen.every].format(start))
        if period.starts_on >= rules.starts_on:
            return rules, chosen, period
        start = (start.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
