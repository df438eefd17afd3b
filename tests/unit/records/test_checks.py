"""One pass finds every mistake of a table, whatever it was read from; quarantine sets aside exactly the rows that are at fault."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from gridperf import language
from gridperf.errors import RecordsError
from gridperf.records import read_records
from gridperf.tables import RECORDS
from tests.unit.records.making import PATROLS, ROSTER, codes, csv, rejected, rows

ROSTER_FRAME = pl.DataFrame(
    {
        "worker_id": ["W01", "W02"],
        "starts_on": [dt.date(2026, 1, 1)] * 2,
        "ends_on": [None, dt.date(2026, 12, 31)],
        "name": ["张三", "李四"],
        "role": ["专职网格员"] * 2,
        "area": ["城镇", "农村"],
        "pay_base": pl.Series([3000, 3100], dtype=pl.Decimal(18, 2)),
    }
)
PATROL_FRAME = pl.DataFrame(
    {
        "patrol_id": ["P1", "P2", "P3"],
        "worker_id": ["W01", "W02", "W01"],
        "started_at": [dt.datetime(2026, 10, 1, 8), dt.datetime(2026, 10, 1, 9), dt.datetime(2026, 10, 2, 8)],
        "ended_at": [dt.datetime(2026, 10, 1, 9), None, dt.datetime(2026, 10, 2, 9)],
        "distance_m": pl.Series([1200, None, 0], dtype=pl.Int64),
    }
)


def changed(frame: pl.DataFrame, row: int, **cells: Any) -> pl.DataFrame:
    """Return *frame* with some cells of one row (from 0) changed."""
    at = pl.int_range(pl.len()) == row
    return frame.with_columns(
        pl.when(at).then(pl.lit(value, dtype=frame.schema[name])).otherwise(pl.col(name)).alias(name) for name, value in cells.items()
    )


@pytest.fixture(params=["frame", "lazy", "parquet", "csv"])
def given(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Return a way to hand over frames: as they are, lazily, or as files."""

    def give(**frames: pl.DataFrame) -> Any:
        if request.param == "frame":
            return frames
        if request.param == "lazy":
            return {name: frame.lazy() for name, frame in frames.items()}
        for name, frame in frames.items():
            if request.param == "parquet":
                frame.write_parquet(tmp_path / f"{name}.parquet")
            else:
                frame.write_csv(tmp_path / f"{name}.csv")
        return tmp_path

    give.offset = 2 if request.param == "csv" else 1  # type: ignore[attr-defined]
    return give


def test_sound_records_pass(given: Any) -> None:
    """Nothing is found in sound records, and nothing is set aside."""
    records = read_records(given(roster=ROSTER_FRAME, patrols=PATROL_FRAME))
    assert records.rejects.height == 0
    assert records.table("patrols").select(PATROL_FRAME.columns).collect().equals(PATROL_FRAME)
    assert records.table("roster").collect_schema() == RECORDS["roster"].schema


@pytest.mark.parametrize(
    ("table", "row", "cells", "code", "field"),
    [
        ("roster", 1, {"name": None}, "D201", "name"),
        ("roster", 1, {"worker_id": None}, "D201", "worker_id"),
        ("roster", 0, {"area": "城市"}, "D213", "area"),
        ("roster", 1, {"pay_base": -1}, "D214", "pay_base"),
        ("roster", 1, {"pay_base": 10**12}, "D212", "pay_base"),
        ("patrols", 2, {"distance_m": 10**12}, "D212", "distance_m"),
        ("roster", 1, {"ends_on": dt.date(2025, 12, 31)}, "D215", "ends_on"),
        ("roster", 0, {"name": "张\u200b三"}, "D220", "name"),
        ("roster", 0, {"worker_id": "3.70522E+17"}, "D209", "worker_id"),
        ("patrols", 2, {"distance_m": -1}, "D214", "distance_m"),
        ("patrols", 2, {"ended_at": dt.datetime(2026, 10, 2, 7, 59, 59)}, "D215", "ended_at"),
        ("patrols", 1, {"worker_id": "W03"}, "D219", "worker_id"),
        ("patrols", 1, {"patrol_id": None}, "D201", "patrol_id"),
    ],
)
def test_each_mistake_is_found_in_every_kind_of_source(
    given: Any, table: str, row: int, cells: dict[str, Any], code: str, field: str
) -> None:
    """A mistake is found with its row and column, whether the table is typed or text, read at once or lazily."""
    frames = {"roster": ROSTER_FRAME, "patrols": PATROL_FRAME}
    frames[table] = changed(frames[table], row, **cells)
    source = given(**frames)
    assert codes(source)[0] == (code, row + given.offset, field)
    records = read_records(source, on_problem="quarantine")
    assert records.rejects.filter(pl.col("table") == table).select("row", "column", "code").rows() == [(row + given.offset, field, code)]
    kept = frames[table].with_row_index("n").filter(pl.col("n") != row).drop("n")
    assert records.table(table).select(kept.columns).collect().equals(kept)


def test_rows_that_repeat(given: Any) -> None:
    """Of identical rows one counts; of rows that share a key and differ none does."""
    twice = pl.concat([PATROL_FRAME, PATROL_FRAME[:1], changed(PATROL_FRAME, 1, distance_m=7)[1:2], PATROL_FRAME[:1]])
    source = given(roster=ROSTER_FRAME, patrols=twice)
    first = given.offset
    assert sorted(codes(source)) == [
        ("D216", first + 3, ""),
        ("D216", first + 5, ""),
        ("D217", first + 1, ""),
        ("D217", first + 4, ""),
    ]
    records = read_records(source, on_problem="quarantine")
    assert rows(records, "patrols", "patrol_id") == [("P1",), ("P3",)]
    assert records.rejects["code"].to_list() == ["D217", "D216", "D217", "D216"]


def test_service_that_overlaps(given: Any) -> None:
    """Two intervals of one worker may touch and not overlap; whichever do, neither counts."""
    day = dt.date
    roster = pl.DataFrame(
        {
            "worker_id": ["A", "A", "B", "B", "C", "C", "C"],
            "starts_on": [day(2026, month, at) for month, at in ((1, 1), (7, 1), (1, 1), (6, 30), (1, 1), (2, 1), (3, 1))],
            "ends_on": [day(2026, 6, 30), None, day(2026, 6, 30), None, day(2026, 12, 31), day(2026, 2, 2), None],
            "name": ["甲"] * 7,
            "role": ["x"] * 7,
        }
    )
    source = given(roster=roster)
    first = given.offset
    assert codes(source) == [("D218", first + at, "starts_on") for at in (2, 3, 4, 5, 6)]
    assert rows(read_records(source, on_problem="quarantine"), "roster", "worker_id") == [("A",), ("A",)]


def test_keys_across_files(tmp_path: Path) -> None:
    """A key that stands in two files is named with the other file."""
    csv(tmp_path, roster=ROSTER, **{"patrols-1": PATROLS, "patrols-2": PATROLS.replace("P2,W02", "P9,W02").replace("P1,W01", "P1,W02")})
    with pytest.raises(RecordsError) as caught:
        read_records(tmp_path)
    assert [(problem.where.file, problem.where.row, problem.values["other"]) for problem in caught.value.problems] == [
        ("patrols-1.csv", 2, "2 (patrols-2.csv)"),
        ("patrols-2.csv", 2, "2 (patrols-1.csv)"),
    ]


def test_keys_in_any_order() -> None:
    """Many keys out of order are proved different without being reported."""
    count = 5000
    order = pl.int_range(count, eager=True).shuffle(seed=1)
    patrols = pl.DataFrame({"patrol_id": order.cast(pl.String)}).with_columns(
        worker_id=pl.lit("W01"), started_at=pl.lit(dt.datetime(2026, 10, 1, 8))
    )
    assert codes({"roster": ROSTER_FRAME, "patrols": patrols}) == []
    assert codes({"roster": ROSTER_FRAME, "patrols": pl.concat([patrols, patrols[:1]])}) == [("D216", count + 1, "")]


def test_composite_keys(tmp_path: Path) -> None:
    """A key of several columns repeats only where all of them do."""
    head = "worker_id,period,item,party,assessor,mark,out_of\n"
    csv(tmp_path, marks=head + "A,2026-10,服务,街道,甲,9,10\nA,2026-10,服务,街道,乙,9,10\nA,2026-09,服务,街道,甲,9,10\n")
    assert codes(tmp_path) == []
    csv(tmp_path, marks=head + "A,2026-10,服务,街道,甲,9,10\nA,2026-09,服务,街道,甲,9,10\nA,2026年10月,服务,街道,甲,8,10\n")
    assert codes(tmp_path) == [("D217", 2, ""), ("D217", 4, "")]


def test_without_a_roster(tmp_path: Path) -> None:
    """Without a roster nobody can be missing from it."""
    assert codes(csv(tmp_path, patrols=PATROLS)) == []


def test_many_mistakes_of_one_kind(tmp_path: Path) -> None:
    """More than twenty mistakes of one kind in a column make one problem that counts them and shows the first."""
    for count, expected in ((20, 20), (21, 1)):
        csv(tmp_path, roster="worker_id,starts_on,name,role\n" + "".join(f"W{at},2026-01-01,,x\n" for at in range(count)))
        assert len(codes(tmp_path)) == expected
    with pytest.raises(RecordsError) as caught:
        read_records(tmp_path)
    assert caught.value.problems[0].message == (
        "name is empty and every row must have it, so this record cannot count. (21 in all; the first are in rows 2, 3, 4, 5, 6)"
    )


def test_unreadable_cells_are_not_called_empty(tmp_path: Path) -> None:
    """A required cell that cannot be read is one problem, not two."""
    csv(tmp_path, roster=ROSTER.replace("W01,2026-01-01", "W01,soon").replace("W02,2026-01-01", "W02,"))
    assert codes(tmp_path) == [("D202", 2, "starts_on"), ("D201", 3, "starts_on")]


def test_rejects_keep_the_whole_row(tmp_path: Path) -> None:
    """A rejected row is kept as it stands in the file, with its first problem's code and all messages, in the language spoken."""
    csv(tmp_path, 网格员名册="网格员编号,起始日期,姓名,岗位,基本工资\nW01,2026-13-01,张三,x,三千\nW02,2026-01-01,李四,x,3000\n")
    with language.use("zh"):
        reject = rejected(read_records(tmp_path, on_problem="quarantine"))
    assert reject == [
        {
            "table": "roster",
            "file": "网格员名册.csv",
            "row": 2,
            "column": "起始日期",
            "value": "2026-13-01",
            "code": "D202",
            "message": "“2026-13-01”不是日期，因此无法确定这条记录属于哪一天。\n“三千”不是数，因此无法计算。",
            "record": '{"网格员编号": "W01", "起始日期": "2026-13-01", "姓名": "张三", "岗位": "x", "基本工资": "三千"}',
        }
    ]
    assert json.loads(reject[0]["record"])["基本工资"] == "三千"


def test_rejected_workers_take_their_records_with_them(tmp_path: Path) -> None:
    """Records of a worker whose roster row is set aside count for nobody, and are set aside too."""
    csv(tmp_path, roster=ROSTER.replace("李四", ""), patrols=PATROLS)
    records = read_records(tmp_path, on_problem="quarantine")
    assert [(reject["table"], reject["row"], reject["code"]) for reject in rejected(records)] == [
        ("roster", 3, "D201"),
        ("patrols", 3, "D219"),
    ]
    assert codes(tmp_path) == [("D201", 3, "name")]


def test_total_and_misshapen_rows_can_be_set_aside(tmp_path: Path) -> None:
    """Total rows, and rows with too many or too few cells, are set aside like other bad rows."""
    csv(tmp_path, roster=ROSTER + "W03,2026-01-01\nW04,2026-01-01,王五,x,y\n合计,,4,\nW05,2026-01-01,赵六,x\n")
    records = read_records(tmp_path, on_problem="quarantine")
    assert [(reject["row"], reject["code"]) for reject in rejected(records)] == [(4, "D107"), (5, "D107"), (6, "D223")]
    assert rows(records, "roster", "worker_id") == [("W01",), ("W02",), ("W05",)]
    assert records.sources[0].rows == 6


def test_short_rows_are_found_among_quotes(tmp_path: Path) -> None:
    """A row cut off is found whether or not the file has quotes; a row whose last cell is empty is none."""
    full = 'worker_id,starts_on,name,role,area\nW01,2026-01-01,"张,三",x,\nW02,2026-01-01,李四,x\n'
    assert codes(csv(tmp_path, roster=full)) == [("D107", 3, "")]
    assert codes(csv(tmp_path, roster=full.replace('"张,三"', "张三"))) == [("D107", 3, "")]
    assert codes(csv(tmp_path, roster=full.replace("李四,x", "李四,x,"))) == []


def test_rows_count_as_a_person_sees_them(tmp_path: Path) -> None:
    """Blank rows and line breaks inside a cell do not shift the number of a row."""
    text = 'worker_id,starts_on,name,role,grid_code\nW01,2026-01-01,张三,x,\n\n,,,,\nW02,2026-01-01,"李\n四",x,\nW03,2026-01-01,王五,,\n'
    assert codes(csv(tmp_path, roster=text)) == [("D220", 5, "name"), ("D201", 6, "role")]


def test_a_missing_column_stops_even_quarantine(tmp_path: Path) -> None:
    """Where a required column is missing or a file cannot be read, there is nothing to set aside."""
    csv(tmp_path, roster=ROSTER.replace(",role", ",post"), patrols=b"\xff")
    assert codes(tmp_path, on_problem="quarantine") == [("D112", 1, "post"), ("D111", 1, "role"), ("D105", 1, "")]


def test_lazy_frames_without_an_order() -> None:
    """A lazy frame whose rows come in no fixed order loses exactly its bad row."""
    patrols = pl.concat(
        [changed(PATROL_FRAME, 1, distance_m=-1).with_columns(patrol_id=pl.format("{}-{}", "patrol_id", pl.lit(at))) for at in range(50)]
    )
    unordered = patrols.lazy().group_by("patrol_id").agg(pl.all().first())
    records = read_records({"roster": ROSTER_FRAME, "patrols": unordered}, on_problem="quarantine")
    kept = records.table("patrols").select("patrol_id", "distance_m").collect()
    assert records.rejects.height == 50
    assert kept.height == 100
    assert set(kept["distance_m"]) == {1200, 0}
