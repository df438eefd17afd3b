"""A folder, a workbook, a file, frames and a database all give the same records."""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
import sys
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
import xlsxwriter

from gridperf.errors import RecordsError
from gridperf.records import Records, Source, read_records
from tests.rejected.records.workbooks import Formula
from tests.unit.records.making import PATROLS, ROSTER, codes, csv, rows, xlsx, yaml

EXPECTED = [("P1", "W01", dt.datetime(2026, 10, 1, 8), True), ("P2", "W02", dt.datetime(2026, 10, 1, 9), False)]
SHOWN = ("patrol_id", "worker_id", "started_at", "valid")


@pytest.fixture
def typed() -> dict[str, pl.DataFrame]:
    """Return the records as typed frames."""
    return {
        "roster": pl.DataFrame(
            {"worker_id": ["W01", "W02"], "starts_on": [dt.date(2026, 1, 1)] * 2, "name": ["张三", "李四"], "role": ["专职网格员"] * 2}
        ),
        "patrols": pl.DataFrame(
            {
                "patrol_id": ["P1", "P2"],
                "worker_id": ["W01", "W02"],
                "started_at": [moment for _, _, moment, _ in EXPECTED],
                "valid": [True, False],
            }
        ),
    }


def is_sound(records: Records) -> bool:
    """Return whether *records* are those of this module, with canonical columns."""
    schema = records.table("patrols").collect_schema()
    return rows(records, "patrols", *SHOWN) == EXPECTED and schema["distance_m"] == pl.Int64 and schema["started_at"] == pl.Datetime("us")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_csv(tmp_path: Path, encoding: str, line_end: str) -> None:
    """A CSV file is read in any of the encodings and line ends an office sends."""
    texts = {name: text.replace("\n", line_end).encode(encoding) for name, text in (("roster", ROSTER), ("patrols", PATROLS))}
    records = read_records(csv(tmp_path, **texts))
    assert is_sound(records)
    assert rows(records, "roster", "name") == [("张三",), ("李四",)]


def test_chinese_names_and_headings(tmp_path: Path) -> None:
    """Files and headings may carry the Chinese labels, with the stars and spaces of a form."""
    heading = "巡查编号*,网格员 编号,开始时间,有效\n"
    csv(tmp_path, 网格员名册=ROSTER)
    csv(tmp_path, **{"巡查（2026-10）": heading + PATROLS.partition("\n")[2]})
    assert is_sound(read_records(tmp_path))


def test_labels_without_their_brackets(tmp_path: Path) -> None:
    """A heading may leave out what its label has in brackets."""
    csv(tmp_path, roster="网格员编号,起始日期,姓名,岗位,街道,县\nW01,2026-01-01,张三,专职网格员,利津街道,利津县\n")
    assert rows(read_records(tmp_path), "roster", "street", "county") == [("利津街道", "利津县")]


def test_several_files(tmp_path: Path) -> None:
    """Numbered files, and those in a folder named after the table, are one table; each is a source."""
    header, first, second, _ = PATROLS.split("\n")
    csv(tmp_path, roster=ROSTER, **{"patrols-1": f"{header}\n{first}\n"})
    (tmp_path / "patrols").mkdir()
    csv(tmp_path / "patrols", second=f"{header}\n{second}\n")
    records = read_records(tmp_path)
    assert sorted(rows(records, "patrols", *SHOWN)) == EXPECTED
    assert [(source.table, source.file, source.rows) for source in records.sources] == [
        ("roster", "roster.csv", 2),
        ("patrols", "patrols/second.csv", 1),
        ("patrols", "patrols-1.csv", 1),
    ]


def test_parquet_stays_unread(tmp_path: Path, typed: dict[str, pl.DataFrame]) -> None:
    """Parquet files are scanned when they are needed, also several with their columns in another order."""
    typed["roster"].write_parquet(tmp_path / "roster.parquet")
    (tmp_path / "patrols").mkdir()
    typed["patrols"][:1].write_parquet(tmp_path / "patrols" / "1.parquet")
    typed["patrols"][1:].select(reversed(typed["patrols"].columns)).write_parquet(tmp_path / "patrols" / "2.parquet")
    records = read_records(tmp_path)
    assert is_sound(records)
    assert "Parquet SCAN" in records.table("patrols").explain()


def test_workbook(tmp_path: Path) -> None:
    """One workbook holds a sheet per table; a title may stand above the headings, and a column be left empty."""
    moments = [moment for _, _, moment, _ in EXPECTED]
    book = xlsx(
        tmp_path / "导出.xlsx",
        网格员名册=[
            [None, "利津县网格员名册"],
            [None, "网格员编号", "起始日期", "姓名", "岗位"],
            [None, "W01", dt.date(2026, 1, 1), "张三", "专职网格员"],
            [],
            [None, "W02", "2026年1月1日", "李四", "专职网格员"],
        ],
        patrols=[list(SHOWN), ["P1", "W01", moments[0], True], ["P2", "W02", moments[1], "否"]],
    )
    for source in (book, tmp_path):
        records = read_records(source)
        assert is_sound(records)
        assert [(each.table, each.file, each.rows) for each in records.sources] == [
            ("roster", "导出.xlsx!网格员名册", 2),
            ("patrols", "导出.xlsx!patrols", 2),
        ]


def test_numbers_in_identifier_columns(tmp_path: Path) -> None:
    """Short identifiers that Excel holds as numbers become text without a point; long ones that are text stay whole."""
    long = "370522199001011230"
    xlsx(
        tmp_path / "roster.xlsx",
        roster=[["worker_id", "starts_on", "name", "role"], [1001, "2026-01-01", "张三", "x"], [long, "2026-01-01", "李四", "x"]],
    )
    assert rows(read_records(tmp_path), "roster", "worker_id") == [("1001",), (long,)]


def test_old_workbook() -> None:
    """An .xls file, as old systems still write it, is read like any other."""
    records = read_records({"roster": Path(__file__).parent / "data" / "roster.xls"})
    assert rows(records, "roster", "worker_id", "starts_on", "name", "pay_base") == [
        ("00101", dt.date(2026, 1, 1), "张三", 3000),
        ("1002", dt.date(2026, 3, 1), "李四", 3100),
    ]


def test_errors_in_an_old_workbook() -> None:
    """A cell of an .xls file that shows an error is found, though it is read as empty."""
    assert codes({"roster": Path(__file__).parent / "data" / "broken.xls"}) == [("D227", 2, "基本工资")]


def test_frames(typed: dict[str, pl.DataFrame]) -> None:
    """polars frames, lazy and eager, and pandas frames are records too."""
    assert is_sound(read_records(typed))
    assert is_sound(read_records({name: frame.lazy() for name, frame in typed.items()}))
    assert is_sound(read_records({name: pd.DataFrame(frame.to_dict(as_series=False)) for name, frame in typed.items()}))
    assert is_sound(read_records({"网格员名册": typed["roster"], "巡查": [typed["patrols"][:1], typed["patrols"][1:]]}))


def test_frames_with_neighbouring_types(typed: dict[str, pl.DataFrame]) -> None:
    """Types that hold the same thing are taken: categories, small integers, times in nanoseconds or with a zone."""
    patrols = typed["patrols"].with_columns(
        pl.col("worker_id").cast(pl.Categorical),
        pl.col("started_at").cast(pl.Datetime("ns")).dt.replace_time_zone("Asia/Shanghai").dt.convert_time_zone("UTC"),
        distance_m=pl.lit(1200, dtype=pl.UInt16),
    )
    records = read_records({"roster": typed["roster"], "patrols": patrols})
    assert is_sound(records)
    assert rows(records, "patrols", "distance_m") == [(1200,), (1200,)]


def test_untidy_frames(typed: dict[str, pl.DataFrame]) -> None:
    """Text of a frame is trimmed as that of a file is: blanks around it, empty text, full-width codes."""
    patrols = typed["patrols"].with_columns(worker_id=pl.Series([" W01", "Ｗ０２"]), kind=pl.Series(["", "日常巡查 "]))
    records = read_records({"roster": typed["roster"], "patrols": patrols.lazy()})
    assert is_sound(records)
    assert rows(records, "patrols", "kind") == [(None,), ("日常巡查",)]


def test_mixed_pandas_columns(typed: dict[str, pl.DataFrame]) -> None:
    """A pandas column of mixed objects is read as the text of each."""
    frame = pd.DataFrame({"worker_id": ["W01", 1002], "starts_on": ["2026-01-01", dt.date(2026, 1, 1)], "name": "x", "role": "y"})
    assert rows(read_records({"roster": frame}), "roster", "worker_id") == [("W01",), ("1002",)]


def test_database(tmp_path: Path) -> None:
    """Every table or view of a database that is named like one of ours is read."""
    path = tmp_path / "records.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "CREATE TABLE people (worker_id TEXT, starts_on TEXT, name TEXT, role TEXT);"
            "INSERT INTO people VALUES ('W01', '2026-01-01', '张三', '专职网格员'), ('W02', '2026-01-01', '李四', '专职网格员');"
            "CREATE VIEW roster AS SELECT * FROM people;"
            "CREATE TABLE 巡查 (patrol_id TEXT, worker_id TEXT, started_at TEXT, valid INTEGER);"
            "INSERT INTO 巡查 VALUES ('P2', 'W02', '2026-10-01 09:00:00', 0), ('P1', 'W01', '2026-10-01 08:00:00', 1);"
        )
    connection.close()
    records = read_records(f"sqlite:///{path}")
    assert is_sound(records)
    assert [source.file.rpartition(" ")[2] for source in records.sources] == ["roster", "巡查"]


def test_no_database_is_made(tmp_path: Path) -> None:
    """Asking for a database file that is not there does not make an empty one."""
    assert codes(f"sqlite:///{tmp_path / 'none.db'}") == [("D101", None, "")]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "url", ["nosuch://x", "sqlite://", "mysql+pymysql://me:secret@localhost/db", "postgresql://me:secret@localhost/db", "://"]
)
def test_databases_that_cannot_be_reached(url: str) -> None:
    """What a URL lacks is said without its password."""
    with pytest.raises(RecordsError) as caught:
        read_records(url)
    assert {problem.code for problem in caught.value.problems} <= {"D104", "D117", "D118"}
    assert "secret" not in str(caught.value)


def test_without_the_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a database's driver, what to install is said."""
    monkeypatch.setitem(sys.modules, "pymysql", None)
    with pytest.raises(RecordsError) as caught:
        read_records("mysql+pymysql://me:secret@localhost/db")
    assert str(caught.value) == (
        "1 problem\n\nD117  mysql+pymysql://me:***@localhost/db\n      Reading this source needs pymysql, which is not installed.\n"
        "      Install it with: pip install 'pymysql'. Or export to .csv or .xlsx."
    )


def test_without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pyarrow, pandas frames and the error cells of old workbooks cannot be read, and what to install is said."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert codes({"roster": pd.DataFrame({"worker_id": ["W01"]})}) == [("D117", None, "")]
    assert codes({"roster": Path(__file__).parent / "data" / "roster.xls"}) == [("D122", None, "")]


def test_digests(tmp_path: Path, typed: dict[str, pl.DataFrame]) -> None:
    """A file is known by its bytes, a frame by its cells, whatever it was made from."""
    records = read_records(csv(tmp_path, roster=ROSTER))
    assert records.sources == (Source("roster", "roster.csv", hashlib.sha256(ROSTER.encode()).hexdigest(), 2),)
    roster = typed["roster"]
    lazy = read_records({"roster": roster.lazy()}).sources[0]
    parts = read_records({"roster": pl.concat([roster[:1], roster[1:]], rechunk=False)}).sources[0]
    categories = read_records({"roster": roster.with_columns(pl.col("role").cast(pl.Categorical))}).sources[0]
    changed = read_records({"roster": roster.with_columns(name=pl.Series(["张三", "李五"]))}).sources[0]
    blank = read_records({"roster": roster.with_columns(title=pl.lit(None, pl.String))}).sources[0]
    empty = read_records({"roster": roster.with_columns(title=pl.lit("", pl.String))}).sources[0]
    assert lazy.sha256 == parts.sha256 == categories.sha256
    assert len({lazy.sha256, changed.sha256, blank.sha256, empty.sha256}) == 4


def test_absent_tables(tmp_path: Path) -> None:
    """A table that was not given is empty but typed; one of headings alone was given."""
    records = read_records(csv(tmp_path, roster=ROSTER, incidents="incident_id,worker_id,kind,occurred_on\n"))
    assert not records.has("patrols")
    assert records.has("incidents")
    assert records.table("patrols").collect().schema == read_records(tmp_path).table("patrols").collect_schema()
    assert records.table("incidents").collect().height == 0
    with pytest.raises(KeyError):
        records.table("nothing")


def test_what_is_no_source(tmp_path: Path) -> None:
    """A source that is none of the kinds, or holds nothing, is a problem."""
    (tmp_path / "roster.docx").write_bytes(b"")
    assert codes(tmp_path / "none") == [("D101", None, "")]
    assert codes(tmp_path) == [("D104", None, "")]
    assert codes(tmp_path / "roster.docx") == [("D102", None, "")]
    assert codes(42) == [("D102", None, "")]
    assert codes({"roster": 42}) == [("D102", None, "")]
    assert codes({"rooster": pl.DataFrame()}) == [("D103", None, "")]
    assert codes({}) == [("D104", None, "")]


def test_misspelt_files_are_not_left_out(tmp_path: Path) -> None:
    """A data file whose name fits no table stops the reading, unless it is meant to be left out."""
    csv(tmp_path, roster=ROSTER, patrol=PATROLS)
    assert codes(tmp_path) == [("D103", None, "")]
    assert not read_records(tmp_path, ignore=["patrol"]).has("patrols")
    assert not read_records(tmp_path, ignore=["patrol.csv"]).has("patrols")


def test_hidden_files_are_passed_over(tmp_path: Path) -> None:
    """Hidden files, what Excel leaves beside an open workbook, and files without records disturb nobody."""
    csv(tmp_path, roster=ROSTER)
    (tmp_path / "~$roster.xlsx").write_bytes(b"x")
    (tmp_path / ".roster.csv").write_bytes(b"x")
    (tmp_path / "README.md").write_bytes(b"x")
    assert rows(read_records(tmp_path), "roster", "worker_id") == [("W01",), ("W02",)]


def test_unknown_columns(tmp_path: Path) -> None:
    """An unknown column stops the reading, unless it is meant to be dropped."""
    csv(tmp_path, roster=ROSTER.replace("role\n", "role,备注\n").replace("员\n", "员,调入\n"))
    assert codes(tmp_path) == [("D112", 1, "备注")]
    assert rows(read_records(tmp_path, ignore=["备注"]), "roster", "worker_id") == [("W01",), ("W02",)]
    assert rows(read_records(tmp_path, ignore="备注"), "roster", "worker_id") == [("W01",), ("W02",)]


def test_problems_of_all_files_are_said_at_once(tmp_path: Path) -> None:
    """One call says what is wrong with the shape of one file and with the cells of another."""
    csv(tmp_path, roster=ROSTER.replace("张三", ""), patrols=PATROLS.replace("worker_id", "worker"), grids=b"\xff", visits="visit_id\n")
    found = codes(tmp_path)
    assert ("D201", 2, "name") in found
    assert ("D105", 1, "") in found
    assert {code for code, _, _ in found} == {"D201", "D105", "D111", "D112"}


def test_damaged_parquet(tmp_path: Path) -> None:
    """A file that only calls itself Parquet is a problem with its name."""
    (tmp_path / "roster.parquet").write_bytes(b"PAR1 but not really PAR1")
    assert codes(tmp_path) == [("D116", None, "")]


def test_frames_that_cannot_be_evaluated() -> None:
    """A lazy frame that fails is a problem of its table."""
    assert codes({"roster": pl.LazyFrame({"a": [1]}).select("b")}) == [("D116", None, "")]
    assert codes({"roster": pl.DataFrame({"worker_id": [object()]})}) == [("D121", None, "worker_id")]
    assert codes({"roster": pl.DataFrame({"worker_id": [["W01"]], "starts_on": [dt.date(2026, 1, 1)], "name": ["x"], "role": ["y"]})}) == [
        ("D121", 1, "worker_id")
    ]


def test_on_problem_is_one_of_two() -> None:
    """Another way to treat problems is a mistake of the program that asks."""
    with pytest.raises(ValueError, match="on_problem must be 'raise' or 'quarantine', not 'ignore'"):
        read_records({}, on_problem="ignore")  # type: ignore[arg-type]


def test_records_cannot_be_changed(tmp_path: Path) -> None:
    """The tables of records are read, not replaced."""
    records = read_records(csv(tmp_path, roster=ROSTER))
    with pytest.raises(TypeError):
        records.tables["roster"] = pl.LazyFrame()  # type: ignore[index]


def test_a_spoilt_cell_is_not_filled_from_above(tmp_path: Path) -> None:
    """Where blanks mean "as above", a cell that shows an error, and every blank below it, takes nobody's place."""
    heading = ["worker_id", "starts_on", "name", "role"]
    day = dt.date(2026, 1, 1)
    xlsx(
        tmp_path / "roster.xlsx",
        roster=[
            heading,
            ["W01", day, "张三", "x"],
            [Formula("=1/0", "#DIV/0!"), day, "李四", "x"],
            [None, dt.date(2026, 2, 1), "李四", "x"],
            [370522199001011000, day, "王五", "x"],
            [None, dt.date(2026, 2, 1), "王五", "x"],
        ],
    )
    mapping = yaml(tmp_path / "m.yaml", "tables:\n  roster: {fill_down: [worker_id]}\n")
    assert codes(tmp_path, mapping=mapping) == [
        ("D227", 3, "worker_id"),
        ("D227", 4, "worker_id"),
        ("D210", 5, "worker_id"),
        ("D210", 6, "worker_id"),
    ]
    assert rows(read_records(tmp_path, mapping=mapping, on_problem="quarantine"), "roster", "worker_id") == [("W01",)]


def test_the_first_of_two_columns_may_be_spoilt(tmp_path: Path) -> None:
    """A cell that shows an error is not passed over for the next column."""
    xlsx(
        tmp_path / "roster.xlsx",
        roster=[["a", "b", "starts_on", "name", "role"], [Formula("=1", "#N/A"), "W01", "2026-01-01", "张三", "x"]],
    )
    mapping = yaml(tmp_path / "m.yaml", "tables:\n  roster: {rename: {worker_id: [a, b]}}\n")
    assert codes(tmp_path, mapping=mapping) == [("D227", 2, "a / b")]


def test_numbers_are_what_excel_shows(tmp_path: Path) -> None:
    """A number of fifteen digits is read as Excel shows it, not as the double it is stored as."""
    heading = ["worker_id", "starts_on", "name", "role", "pay_base"]
    pay = [0.1 + 0.2, 12927572.61, 123456789012.34, 999999999999.99, 4503599627.37]
    xlsx(tmp_path / "roster.xlsx", roster=[heading, *([f"W{at}", "2026-01-01", "张三", "x", each] for at, each in enumerate(pay))])
    found = [str(each) for (each,) in rows(read_records(tmp_path), "roster", "pay_base")]
    assert found == ["0.30", "12927572.61", "123456789012.34", "999999999999.99", "4503599627.37"]


def test_long_numbers_that_are_text_stay_whole(tmp_path: Path) -> None:
    """A document number of more than fifteen digits stays whole as text, and is lost as a number; an amount that long is no amount."""
    heading = ["worker_id", "starts_on", "name", "role", "pay_base", "title"]
    xlsx(tmp_path / "roster.xlsx", roster=[heading, ["W01", "2026-01-01", "张三", "x", "999999999999.99", "1234567890123456789"]])
    assert [str(cell) for cell in rows(read_records(tmp_path), "roster", "pay_base", "title")[0]] == [
        "999999999999.99",
        "1234567890123456789",
    ]
    xlsx(tmp_path / "roster.xlsx", roster=[heading, ["W01", "2026-01-01", "张三", "x", 1234567890123456789, 1234567890123456789]])
    assert codes(tmp_path) == [("D212", 2, "pay_base"), ("D210", 2, "title")]


def test_hidden_sheets(tmp_path: Path) -> None:
    """The hidden lists behind drop-down cells are no table, and do not make the choice of a sheet unclear."""
    for name in ("roster.xlsx", "导出.xlsx"):
        with xlsxwriter.Workbook(tmp_path / name) as book:
            sheet, lists = book.add_worksheet("网格员名册"), book.add_worksheet("选项")
            for row, line in enumerate(ROSTER.splitlines()):
                sheet.write_row(row, 0, line.split(","))
            lists.write(0, 0, "专职网格员")
            lists.hide()
        assert rows(read_records(tmp_path / name), "roster", "worker_id") == [("W01",), ("W02",)]
