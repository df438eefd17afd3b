"""Hypothesis writes both sides of every law: records an office could send, and rulebooks a county could write.

What is drawn is valid by construction, so a law that fails has found a mistake in gridperf and not in its input.
Needs Hypothesis; `import gridperf.testing` alone does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from gridperf.engine.plan import tables_of
from gridperf.period import Period
from gridperf.rulebook.acting import Happens
from gridperf.rulebook.catalogue import standard_measures
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.walk import paid_measures, parts
from gridperf.tables import RECORDS
from gridperf.testing.drawn_history import drawn_history
from gridperf.testing.drawn_kept import drawn_decisions
from gridperf.testing.drawn_records import Rows, declared_for, frames, records, texts
from gridperf.testing.drawn_rulebooks import editions
from gridperf.testing.drawn_teams import TEAM_NAMES

__all__ = ["Case", "Rows", "alike", "cases", "declared_for", "editions", "frames", "records", "texts"]

_BY_PATH_TOO = ("津苑社区", "津苑街道")
"""Names of teams that are drawn as paths as well; a team is given one grade."""
_PERIODS = ("2026-10", "2026-02", "2025-12", "2025-07")


@dataclass(frozen=True)
class Case:
    """A rulebook, a period it can assess, records of and around that period, and what earlier periods came to, as rows of `history`."""

    edition: Edition
    period: Period
    rows: Rows
    history: tuple[dict[str, Any], ...] = ()


@st.composite
def cases(draw: st.DrawFn, *, rising: bool = False, workers: int = 6, looking_back: bool = False) -> Case:
    """Draw a rulebook, a period, and records that give the rulebook everything it asks for.

    Args:
        draw: given by Hypothesis.
        rising: as in `editions`.
        workers: the most workers.
        looking_back: as in `editions`; the case then has a history.
    """
    edition = draw(editions(rising=rising, looking_back=looking_back))
    rule = edition.calendar
    period = Period.parse(draw(st.sampled_from(_PERIODS)), month_starts_on=rule.month_starts_on, year_starts_in=rule.year_starts_in)
    others = TEAM_NAMES if any(sheet.assess.subject != "worker" for sheet in edition.sheets) else ()
    rows = records(
        period,
        workers=workers,
        tables=set(_tables_of(edition)),
        codes=[period.before().code],
        areas_known="by-area" in edition.values,
        others=others,
    )
    drawn = dict(draw(rows))
    if len(drawn["roster"]) > 1 and not draw(st.integers(0, 2)):
        drawn = alike(draw, drawn)
    drawn["supplied"] = draw(
        _supplied(
            edition,
            period,
            [*sorted({row["worker_id"] for row in drawn["roster"]}), *(name for name in others if name not in _BY_PATH_TOO)],
        )
    )
    drawn["decisions"] = draw(drawn_decisions(edition, [period], drawn["roster"]))
    if not looking_back:
        return Case(edition, period, drawn)
    subjects = [*sorted({row["worker_id"] for row in drawn["roster"]}), *others]
    return Case(edition, period, drawn, tuple(draw(drawn_history(edition, period, subjects))))


def alike(draw: st.DrawFn, rows: Rows) -> dict[str, list[dict[str, Any]]]:
    """Return *rows* with everybody doing what the first does in some tables, so that totals are equal and ties are decided."""
    first, *others = sorted({row["worker_id"] for row in rows["roster"]})
    found = {}
    for name, table in rows.items():
        if "worker_id" not in RECORDS[name].names or (name != "roster" and not draw(st.integers(0, 3))):
            found[name] = list(table)
            continue
        key = RECORDS[name].key
        renamed = key[0] if len(key) == 1 and key[0] != "worker_id" else ""
        own = [row for row in table if row["worker_id"] == first]
        copies = [
            {**row, "worker_id": other, **({renamed: f"{row[renamed]}{other}"} if renamed else {})} for other in others for row in own
        ]
        found[name] = [*(row for row in table if row["worker_id"] not in others), *copies]
    return found


@st.composite
def _supplied(draw: st.DrawFn, edition: Edition, period: Period, workers: Sequence[str]) -> list[dict[str, Any]]:
    """Draw grades that were given, for some workers and for some who are unknown."""
    rows = []
    for sheet in edition.sheets:
        if sheet.supplied is None:
            continue
        names = [band.grade for band in edition.scale(sheet)]
        for worker in (*workers, "W0"):
            if draw(st.booleans()):
                given = {"grade": draw(st.sampled_from(names)), "decided_by": "街道"}
                rows.append({"worker_id": worker, "period": period.code, "sheet": sheet.id, **given})
    return rows


def _tables_of(edition: Edition) -> Iterator[str]:
    """Yield the tables *edition* reads, some of them several times."""
    counted = [measure for line in edition.pay for _, measure, _ in paid_measures(line)]
    for sheet in edition.sheets:
        yield from (veto.when.count for veto in sheet.vetoes)
        counted += [item.measure for item in sheet.items]
    yield from (part.happens.count for _, part in parts(edition.actions) if isinstance(part, Happens))
    named = {**standard_measures(), **edition.measures}
    for measure in counted:
        yield from tables_of(named[measure].measure if isinstance(measure, str) else measure)
