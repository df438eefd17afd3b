"""Hypothesis writes records an office could send; edges are likely, not rare.

Days at the ends of a period and just outside it, midnights, missing values, leave, transfers in the middle of a month,
people who join, leave, and come back, and one worker nobody knows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise, product
from typing import Any

import polars as pl
from hypothesis import strategies as st

from gridperf.period import Period
from gridperf.rulebook.declared import DeclaredColumn, DeclaredTable, DeclaredTables, merged
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.walk import references
from gridperf.tables import RECORDS

__all__ = ["AREAS", "LEVELS", "OWN", "ROLES", "Rows", "declared_for", "frames", "records", "texts"]

Rows = dict[str, list[dict[str, Any]]]
"""Records as plain rows: table → rows, each a column → value of Python's own types."""

ROLES = ("专职网格员", "专属网格员")
AREAS = ("城镇", "农村")
LEVELS = ("街道级", "县级", "市级", None)
_STREETS = ("津苑街道", "凤凰街道", None)
_COMMUNITIES = ("津苑社区", "文昌社区", "凤仪社区", None)
_NAMES = ("王芳", "𬎆㛃", "Lily", "欧阳 喆祎")
_RARE = "𬎆㛃喆祎"


def texts(*, min_size: int = 1, max_size: int = 8) -> st.SearchStrategy[str]:
    """Draw names and notes as offices write them: ASCII, common Chinese, rare characters; never blank, never a control."""
    common = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
    ascii_ = st.characters(min_codepoint=0x20, max_codepoint=0x7E)
    drawn = st.text(st.one_of(common, ascii_, st.sampled_from(_RARE)), min_size=min_size, max_size=max_size)
    return drawn.filter(lambda text: len(text.strip()) >= min_size and text == text.strip())


OWN: DeclaredTables = {
    "roster": DeclaredTable(
        columns={"post_factor": DeclaredColumn(kind="decimal", label="岗位系数", meaning="本人岗位的系数。", at_least=0, digits=4)}
    ),
    "grids": DeclaredTable(
        columns={"difficulty": DeclaredColumn(kind="decimal", label="难度系数", meaning="网格的难度。", at_least=0, digits=6)}
    ),
}
"""Columns of a pack's own that drawn records hold and drawn rulebooks use."""


def declared_for(edition: Edition) -> DeclaredTables:
    """Return what the pack of *edition* must declare: `OWN`, if it uses one of those columns."""
    used = {reference for line in edition.pay for reference in references(line)}
    return OWN if any(f"{table}.{name}" in used for table, held in OWN.items() for name in held.columns) else {}


def frames(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, pl.LazyFrame]:
    """Return *rows* as frames with the columns and types of `gridperf.tables.RECORDS`, and those of `OWN` they hold; a missing one is empty."""
    made: dict[str, pl.LazyFrame] = {}
    for name, table in merged(OWN).items():
        if name in rows:
            held = [
                column for column in table.columns if column.name in RECORDS[name].names or any(column.name in row for row in rows[name])
            ]
            columns = {column.name: [row.get(column.name) for row in rows[name]] for column in held}
            made[name] = pl.DataFrame(columns, schema={column.name: column.dtype for column in held}, strict=True).lazy()
    return made


@st.composite
def records(
    draw: st.DrawFn,
    period: Period,
    *,
    workers: int = 6,
    fewest: int = 1,
    rows: int = 8,
    tables: Collection[str] = tuple(RECORDS),
    codes: Sequence[str] = (),
    areas_known: bool = True,
    others: Sequence[str] = (),
) -> Rows:
    """Draw every table of records of and around *period*.

    Args:
        draw: given by Hypothesis.
        period: the period; some rows lie on the days just outside it.
        workers: the most workers; the first serves all of it.
        fewest: the fewest workers.
        rows: the most rows of a table.
        tables: the tables that have rows; the others stay empty.
        codes: other period codes that marks and totals may carry.
        areas_known: everybody's area is stated.
        others: what besides people records may be about.
    """
    ids = [f"W{at}" for at in range(1, draw(st.integers(fewest, workers)) + 1)]
    roster = [row for at, worker in enumerate(ids) for row in draw(_intervals(worker, period, whole=at == 0, areas_known=areas_known))]
    days = st.integers(-2, period.days + 1).map(lambda offset: period.starts_on + dt.timedelta(days=offset))
    clock = st.sampled_from([dt.time(0), dt.time(8, 30), dt.time(12), dt.time(23, 59, 59)])
    moments = st.builds(dt.datetime.combine, days, clock)
    # one worker unknown to the roster: his records count nowhere and change nobody
    who = st.sampled_from([*ids, ids[0], "W0", *others])
    flags = st.sampled_from([True, False, None])
    period_codes = st.sampled_from([period.code, *codes])
    grids = st.sampled_from(["g1", "g2"])
    # no whole number of minutes either, so that parts of any unit occur
    later = st.sampled_from([None, dt.timedelta(0), dt.timedelta(minutes=50), dt.timedelta(minutes=50, seconds=30), dt.timedelta(days=1)])

    def several(table: str, columns: dict[str, st.SearchStrategy[Any]]) -> list[dict[str, Any]]:
        """Draw rows with numbered identifiers, or, where a table has none, with different keys."""
        drawn = draw(st.lists(st.fixed_dictionaries(columns), max_size=rows)) if table in tables else []
        for row, (part, whole) in product(drawn, RECORDS[table].within):
            if row[part] is not None and row[whole] is not None:
                row[part] = min(row[part], row[whole])
        key = RECORDS[table].key
        if len(key) == 1:
            return [{key[0]: f"{table[0]}{at}", **row} for at, row in enumerate(drawn)]
        return list({tuple(row[name] for name in key): row for row in drawn}.values())

    def after(row: dict[str, Any], start: str, *names: str) -> dict[str, Any]:
        return {**row, **{name: None if row[name] is None else row[start] + row[name] for name in names}}

    patrols = several(
        "patrols",
        {
            "worker_id": who,
            "grid_code": grids,
            "kind": st.sampled_from(["日常巡查", "全面梳理", None]),
            "started_at": moments,
            "ended_at": later,
            "distance_m": st.sampled_from([None, 0, 499, 500, 2000, 2001]),
            "checkpoints_due": st.sampled_from([None, 0, 5]),
            "checkpoints_reached": st.sampled_from([None, 0, 4, 5]),
            "valid": flags,
        },
    )
    patrols += _rounds(draw, ids, period, len(patrols)) if "patrols" in tables else []
    return {
        "roster": draw(st.permutations(roster)),
        "grids": [
            {"grid_code": "g1", "residents": 2500, "difficulty": Decimal("1.000001")},
            {"grid_code": "g2", "difficulty": draw(st.sampled_from([Decimal(0), Decimal("0.5")]))},
        ],
        "patrols": [after(row, "started_at", "ended_at") for row in patrols],
        "discoveries": [
            after(row, "reported_at", "filed_at")
            for row in several(
                "discoveries",
                {
                    "worker_id": who,
                    "grid_code": grids,
                    "category": st.sampled_from(["消防隐患", "消防通道", "治安隐患", None]),
                    "level": st.sampled_from(LEVELS),
                    "source": st.sampled_from(["自主发现", "热线投诉"]),
                    "reported_at": moments,
                    "filed_at": later,
                    "valid": flags,
                    "found_by_others": flags,
                },
            )
        ],
        "disposals": [
            after(row, "dispatched_at", "due_at", "handled_at", "closed_at")
            for row in several(
                "disposals",
                {
                    "event_id": st.sampled_from(["e0", "e1", None]),
                    "worker_id": who,
                    "category": st.sampled_from(["消防隐患", "治安隐患", None]),
                    "level": st.sampled_from(LEVELS),
                    "dispatched_at": moments,
                    "due_at": st.sampled_from([dt.timedelta(0), dt.timedelta(minutes=50), dt.timedelta(days=1)]),
                    "handled_at": later,
                    "closed_at": later,
                    "reworks": st.sampled_from([None, 0, 1, 2]),
                    "supervised": flags,
                    "void": flags,
                    "satisfaction": st.sampled_from([None, 1, 2, 5]),
                },
            )
        ],
        "visits": several(
            "visits",
            {
                "worker_id": who,
                "target_id": st.sampled_from(["t0", "t1", "t2", "t9", None]),
                "target_class": st.sampled_from(["重点人员", "出租房", None]),
                "visited_at": moments,
                "complete": flags,
            },
        ),
        "targets": [
            after(row, "starts_on", "ends_on")
            for row in several(
                "targets",
                {
                    "worker_id": who,
                    "target_class": st.sampled_from(["重点人员", "出租房", None]),
                    "starts_on": days,
                    "ends_on": st.sampled_from([None, dt.timedelta(0), dt.timedelta(days=3), dt.timedelta(days=40)]),
                },
            )
        ],
        "tracks": several("tracks", {"worker_id": who, "recorded_at": st.builds(_soon, days, st.integers(0, 40))}),
        "checks": several(
            "checks",
            {
                "worker_id": who,
                "checked_on": days,
                "item": st.sampled_from(["台账", "路段保洁", None]),
                "level": st.sampled_from(LEVELS),
                "drawn": st.sampled_from([None, 0, 5]),
                "passed": st.sampled_from([None, 0, 4, 5]),
                "findings": st.sampled_from([None, 0, 1, 3]),
                "rectified": flags,
            },
        ),
        "incidents": several(
            "incidents",
            {
                "worker_id": who,
                "kind": st.sampled_from(["投诉", "表彰", "责任事故"]),
                "level": st.sampled_from(LEVELS),
                "occurred_on": days,
                "verified": flags,
                "quantity": st.sampled_from([None, 0, 1, 3]),
            },
        ),
        "marks": several(
            "marks",
            {
                "worker_id": who,
                "period": period_codes,
                "item": st.just("服务"),
                "party": st.sampled_from(["街道", "居民"]),
                "assessor": st.sampled_from(["甲", "乙"]),
                "mark": st.sampled_from([Decimal("-2.5"), Decimal(0), Decimal("8.5"), Decimal("9.3333"), Decimal(10)]),
                "out_of": st.sampled_from([Decimal(0), Decimal(10)]),
            },
        ),
        "attendance": several(
            "attendance",
            {
                "worker_id": who,
                "date": days,
                "due": st.just(1),
                "attended": st.sampled_from([0, 1]),
                "leave_kind": st.sampled_from(["年休假", "病假", "事假", None]),
            },
        ),
        "totals": several(
            "totals",
            {
                "worker_id": who,
                "period": period_codes,
                "measure": st.sampled_from(["满意度", "办结数"]),
                "numerator": st.sampled_from([Decimal(0), Decimal(7), Decimal("87.9"), Decimal("100.0001")]),
                "denominator": st.sampled_from([Decimal(0), Decimal(8), Decimal(100)]),
            },
        ),
    }


def _soon(day: dt.date, steps: int) -> dt.datetime:
    """Return a moment near eight o'clock or around midnight, a few odd minutes from the next one."""
    start = dt.time(8) if steps % 2 else dt.time(0)
    return dt.datetime.combine(day, start) + dt.timedelta(seconds=steps * 937)


def _rounds(draw: st.DrawFn, ids: Sequence[str], period: Period, after: int) -> list[dict[str, Any]]:
    """Draw a month of daily rounds for some workers: two bits a day, so that duties are met, nearly met, and missed."""
    rounds = []
    for worker in ids:
        if not draw(st.booleans()):
            continue
        walked = draw(st.one_of(st.just(4**period.days - 1), st.integers(0, 4**period.days - 1)))
        for bit in range(2 * period.days):
            if walked >> bit & 1:
                day = period.starts_on + dt.timedelta(days=bit // 2)
                rounds.append({"worker_id": worker, "started_at": dt.datetime.combine(day, dt.time(8 + bit % 2 * 7)), "valid": True})
    kept = {"grid_code": "g1", "kind": "日常巡查", "ended_at": dt.timedelta(minutes=50)}
    return [{"patrol_id": f"p{after + at}", **kept, **row} for at, row in enumerate(rounds)]


@st.composite
def _intervals(draw: st.DrawFn, worker: str, period: Period, *, whole: bool, areas_known: bool) -> list[dict[str, Any]]:
    """Draw a worker's service: intervals that never overlap, meet or leave gaps, and may end open."""
    if whole:
        spans: list[tuple[int, int | None]] = [(-30, None)]
        if draw(st.booleans()):
            cut = draw(st.integers(1, period.days - 1))
            spans = [(-30, cut - 1), (cut, None)]
    else:
        ends = sorted(draw(st.sets(st.integers(-3, period.days + 2), min_size=1, max_size=5)))
        if not draw(st.integers(0, 3)):  # two intervals of one length, of which the later places
            ends = [ends[0], ends[0] + 7, ends[0] + 14]
        spans = [(first, second - 1) for first, second in pairwise(ends)] or [(ends[0], ends[0])]
        if bool(spans[1:-1]) and draw(st.booleans()):
            del spans[1]  # a gap: out of service and back
        if draw(st.booleans()):
            spans[-1] = (spans[-1][0], None)
    day = period.starts_on
    areas = st.sampled_from(AREAS) if areas_known else st.sampled_from((*AREAS, None))
    return [
        {
            "worker_id": worker,
            "starts_on": day + dt.timedelta(days=first),
            "ends_on": None if last is None else day + dt.timedelta(days=last),
            "name": draw(st.sampled_from(_NAMES)),
            "role": ROLES[0] if whole else draw(st.sampled_from(ROLES)),
            "area": AREAS[0] if whole else draw(areas),
            "grid_code": draw(st.sampled_from(["g1", "g2"])),
            "community": draw(st.sampled_from(_COMMUNITIES)),
            "street": draw(st.sampled_from(_STREETS)),
            "county": "利津县",
            "pay_base": draw(st.sampled_from([Decimal("2600.00"), Decimal("1833.33"), Decimal("0.01"), Decimal(0)])),
            "hired_on": day + dt.timedelta(days=draw(st.sampled_from([-2000, -366, -181, -10, 3]))),
            "department": draw(st.sampled_from(["城管局", "民政局", None])),
            "contractor": draw(st.sampled_from(["保洁公司", None])),
            "extra_share": draw(st.sampled_from([None, Decimal("0.2500")])),
            "post_factor": draw(st.sampled_from([Decimal("0.8"), Decimal("1.2345"), Decimal(2)])),
        }
        for first, last in spans
    ]
