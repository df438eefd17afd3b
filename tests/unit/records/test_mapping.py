"""A mapping says everything a foreign export leaves unsaid, and nothing it says goes unheard."""

from __future__ import annotations

import csv as standard
import datetime as dt
import sqlite3
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from gridperf import language
from gridperf.errors import RecordsError
from gridperf.records import read_records
from tests.rejected.records.workbooks import Merged
from tests.unit.records.making import ROSTER, codes, csv, rows, xlsx, yaml

ROOT = Path(__file__).resolve().parents[3]
CASES = ROOT.parent / "shared" / "data" / "municipal_cases.csv"
MUNICIPAL = Path(__file__).parent / "data" / "municipal_cases.yaml"

ROSTER_PART = "  roster:\n    constants: {starts_on: 2026-01-01, role: 专职网格员}\n"


def mapped(folder: Path, text: str, **tables: str) -> Path:
    """Write *tables* and a mapping into *folder*; return the mapping."""
    csv(folder, **tables)
    return yaml(folder / "mapping.yaml", text)


# --- the log of a permit desk ----------------------------------------------------------------------------------------


@pytest.mark.skipif(not CASES.exists(), reason="the log is not beside the checkout")
def test_permit_desk() -> None:
    """The log of a permit desk becomes a roster and disposals, as reading it by hand does."""
    with CASES.open(encoding="utf-8", newline="") as stream:
        log = list(standard.DictReader(stream))
    cases = {row["case:concept:name"]: row for row in log}

    def local(text: str) -> dt.datetime | None:
        return dt.datetime.fromisoformat(text).astimezone(ZoneInfo("Europe/Amsterdam")).replace(tzinfo=None) if text else None

    records = read_records(CASES, mapping=MUNICIPAL)
    expected = {
        (
            name,
            row["case:responsible"],
            row["case:group"] or row["case:department"],
            local(row["case:startdate"]),
            local(row["case:deadline"]),
            local(row["case:enddate"]),
            local(row["case:enddate"]),
        )
        for name, row in cases.items()
    }
    columns = ("disposal_id", "worker_id", "department", "dispatched_at", "due_at", "handled_at", "closed_at")
    assert set(rows(records, "disposals", *columns)) == expected
    assert records.table("disposals").collect().height == len(cases) == 647
    assert {worker for (worker,) in rows(records, "roster", "worker_id")} == {row["case:responsible"] for row in log}
    assert set(rows(records, "roster", "role", "starts_on", "grid_code")) == {("许可专员", dt.date(2010, 1, 1), "NL-01")}
    assert [(source.table, source.file, source.rows) for source in records.sources] == [
        ("roster", "municipal_cases.csv", 3981),
        ("disposals", "municipal_cases.csv", 3981),
        ("mapping", "municipal_cases.yaml", 0),
    ]


# --- what can be said ------------------------------------------------------------------------------------------------


def test_rename_values_and_constants(tmp_path: Path) -> None:
    """Headings, words and what is the same in every row are said by the mapping."""
    mapping = mapped(
        tmp_path,
        "tables:\n"
        "  roster:\n"
        "    file: 人员.csv\n"
        "    rename: {worker_id: 工号, name: [曾用名, 姓名], area: 户口}\n"
        "    values: {area: {map: {城: 城镇, 乡: 农村, '': 农村}}, party: {map: {是: 中共党员}, others: keep}}\n"
        "    constants: {role: 专职网格员, starts_on: 2026-01-01, pay_base: 3000.5, grid_code: 007}\n"
        "    ignore: [备注]\n",
        人员="工号,姓名,曾用名,户口,政治面貌,备注\n01,张三,,城,是,x\n02,李四,李四四,,群众,y\n",
    )
    records = read_records(tmp_path, mapping=mapping)
    columns = ("worker_id", "name", "area", "party", "role", "starts_on", "pay_base", "grid_code")
    day = dt.date(2026, 1, 1)
    assert [tuple(map(str, row)) for row in rows(records, "roster", *columns)] == [
        ("01", "张三", "城镇", "中共党员", "专职网格员", str(day), "3000.50", "007"),
        ("02", "李四四", "农村", "群众", "专职网格员", str(day), "3000.50", "007"),
    ]


def test_words_without_a_meaning(tmp_path: Path) -> None:
    """A word the mapping does not mention is a problem, not a guess."""
    mapping = mapped(
        tmp_path,
        "tables:\n  roster:\n    values: {role: {map: {专职: 专职网格员}}}\n",
        roster="worker_id,starts_on,name,role\n01,2026-01-01,张三,专职\n02,2026-01-01,李四,兼职\n",
    )
    with pytest.raises(RecordsError) as caught:
        read_records(tmp_path, mapping=mapping)
    assert str(caught.value) == (
        "1 problem\n\nD224  roster.csv, row 3, column 'role', value '兼职'\n"
        "      The mapping does not say what '兼职' means in role, so this record cannot count.\n"
        "      Is it 专职? Add it under values, or state others: keep to leave it as it is."
    )


def test_values_of_typed_columns(tmp_path: Path) -> None:
    """A value map reads numbers and truths by the text of them."""
    mapping = yaml(tmp_path / "m.yaml", "tables:\n  roster:\n    values: {role: {map: {1: 专职网格员, 2: 网格长}}}\n")
    frame = pl.DataFrame({"worker_id": ["W1"], "starts_on": [dt.date(2026, 1, 1)], "name": ["张三"], "role": [1]})
    assert rows(read_records({"roster": frame}, mapping=mapping), "roster", "role") == [("专职网格员",)]


def test_formats_zones_times_and_decimals(tmp_path: Path) -> None:
    """Dates, times, zones and decimal commas of elsewhere are read as the mapping says."""
    mapping = mapped(
        tmp_path,
        "zone: Asia/Urumqi\n"
        "tables:\n"
        "  roster: {separator: ';', decimal: ',', formats: {starts_on: '%d.%m.%Y'}}\n"
        "  disposals:\n"
        "    zone: Asia/Tokyo\n"
        "    times: {due_at: '18:00'}\n"
        "    formats: {handled_at: '%m/%d/%Y %H:%M'}\n"
        "  patrols: {file: 巡查.csv}\n",
        roster="worker_id;starts_on;name;role;pay_base\n01;31.12.2025;张三;x;3.000,5\n",
        disposals="disposal_id,worker_id,dispatched_at,due_at,handled_at\nD1,01,2026-10-01T08:00:00+08:00,2026-10-02,10/01/2026 17:30\n",
        巡查="patrol_id,worker_id,started_at\nP1,01,2026-10-01T08:00:00+08:00\n",
    )
    records = read_records(tmp_path, mapping=mapping)
    assert rows(records, "roster", "starts_on", "pay_base")[0][0] == dt.date(2025, 12, 31)
    assert str(rows(records, "roster", "pay_base")[0][0]) == "3000.50"
    assert rows(records, "disposals", "dispatched_at", "due_at", "handled_at") == [
        (dt.datetime(2026, 10, 1, 9), dt.datetime(2026, 10, 2, 18), dt.datetime(2026, 10, 1, 17, 30))
    ]
    assert rows(records, "patrols", "started_at") == [(dt.datetime(2026, 10, 1, 6),)]


def test_an_office_sheet(tmp_path: Path) -> None:
    """A sheet with a title, merged cells, total rows and a stated heading row is read as its reader means it."""
    heading = ["姓名", "网格员编号", "岗位", "起始日期", "基本工资"]
    xlsx(
        tmp_path / "上报.xlsx",
        说明=[["填表说明"]],
        一月=[
            ["利津县", None, None, None, None],
            ["姓名", "一季度", None, None, None],
            heading,
            ["张三", "W01", Merged("专职网格员"), dt.date(2026, 1, 1), 3000],
            ["李四", "W02", None, dt.date(2026, 1, 1), 3100],
            ["小 计：", None, None, None, 6100],
            ["王五", "W03", "网格长", dt.date(2026, 1, 1), 4000],
            ["合计", None, None, None, 10100],
        ],
    )
    text = "tables:\n  roster: {file: 上报.xlsx, sheet: 一月, header_row: 3, skip_total_rows: true, fill_down: [role]}\n"
    records = read_records(tmp_path, mapping=yaml(tmp_path / "m.yaml", text))
    assert rows(records, "roster", "worker_id", "role") == [("W01", "专职网格员"), ("W02", "专职网格员"), ("W03", "网格长")]
    assert codes(tmp_path, mapping=yaml(tmp_path / "m.yaml", text.replace(", skip_total_rows: true", ""))) == [
        ("D223", 6, ""),
        ("D223", 8, ""),
    ]


def test_files_of_one_table(tmp_path: Path) -> None:
    """Several files or a pattern make one table; other files keep their own names."""
    header = "worker_id,starts_on,name,role\n"
    mapping = mapped(
        tmp_path,
        "tables:\n  roster: {files: [城区-*.csv, 乡镇.csv]}\n",
        **{"城区-1": header + "1,2026-01-01,甲,x\n", "城区-2": header + "2,2026-01-01,乙,x\n", "乡镇": header + "3,2026-01-01,丙,x\n"},
        grids="grid_code\nG1\n",
    )
    records = read_records(tmp_path, mapping=mapping)
    assert rows(records, "roster", "worker_id") == [("1",), ("2",), ("3",)]
    assert rows(records, "grids", "grid_code") == [("G1",)]


def test_queries(tmp_path: Path) -> None:
    """A table of a database may be the answer to a query."""
    with sqlite3.connect(tmp_path / "hr.db") as connection:
        connection.executescript("CREATE TABLE staff (no TEXT, label TEXT); INSERT INTO staff VALUES ('W2', '李四'), ('W1', '张三');")
    connection.close()
    text = f"tables:\n{ROSTER_PART}    query: SELECT no, label FROM staff WHERE no <> ''\n    rename: {{worker_id: no, name: label}}\n"
    records = read_records(f"sqlite:///{tmp_path / 'hr.db'}", mapping=yaml(tmp_path / "m.yaml", text))
    assert rows(records, "roster", "worker_id", "name") == [("W1", "张三"), ("W2", "李四")]
    broken = yaml(tmp_path / "m.yaml", "tables:\n  roster: {query: SELECT nothing}\n")
    assert codes(f"sqlite:///{tmp_path / 'hr.db'}", mapping=broken) == [("D118", None, "")]


def test_typed_columns_stay_lazy_under_new_names(tmp_path: Path) -> None:
    """A mapping that changes names alone leaves a Parquet file unread."""
    frame = pl.DataFrame({"no": ["W1"], "starts_on": [dt.date(2026, 1, 1)], "name": ["张三"]})
    frame.write_parquet(tmp_path / "roster.parquet")
    mapping = yaml(tmp_path / "m.yaml", "tables:\n  roster: {rename: {worker_id: no}, constants: {role: 专职网格员}}\n")
    records = read_records(tmp_path, mapping=mapping)
    assert rows(records, "roster", "worker_id", "role") == [("W1", "专职网格员")]
    assert "Parquet SCAN" in records.table("roster").explain()


# --- several rows that make one --------------------------------------------------------------------------------------

LOG = "case,who,step,at\nA,W1,open,2026-10-01 08:00\nA,W2,pass,2026-10-02 08:00\nB,W1,open,2026-10-03 08:00\nA,W3,close,2026/10/2 9:00\n"


def disposals(rule: str) -> str:
    """Return a mapping of a log to disposals by *rule*."""
    return (
        "tables:\n  disposals:\n    file: log.csv\n    constants: {due_at: 2026-10-05 18:00, dispatched_at: 2026-10-01 08:00}\n"
        f"    rename: {{disposal_id: case, worker_id: who}}\n    one_row_per: {rule}\n    ignore: rest\n"
    )


@pytest.mark.parametrize(
    ("rule", "workers"),
    [
        ("{by: [case], take: first, order_by: at}", {"A": "W1", "B": "W1"}),
        ("{by: case, take: last, order_by: at}", {"A": "W3", "B": "W1"}),
        ("{by: [case], take: first}", {"A": "W1", "B": "W1"}),
        ("{by: [case], take: last}", {"A": "W3", "B": "W1"}),
        ("{by: [disposal_id], take: last, order_by: step}", {"A": "W2", "B": "W1"}),
    ],
)
def test_one_row_per_case(tmp_path: Path, rule: str, workers: dict[str, str]) -> None:
    """Of the rows of a case, the first or last by the stated order counts."""
    records = read_records(tmp_path, mapping=mapped(tmp_path, disposals(rule), log=LOG))
    assert dict(rows(records, "disposals", "disposal_id", "worker_id")) == workers


def test_rows_of_a_case_must_agree(tmp_path: Path) -> None:
    """Where only one answer is expected, two are a problem of the case, shown at its first row."""
    mapping = mapped(tmp_path, disposals("{by: [case], take: only}"), log=LOG)
    with pytest.raises(RecordsError) as caught:
        read_records(tmp_path, mapping=mapping)
    assert str(caught.value) == (
        "1 problem\n\nD225  log.csv, row 2, column 'who', value 'W1'\n"
        "      Rows that should make one differ in who ('W1' and 'W2'), so nobody can say which of them holds.\n"
        "      Correct them, or state take: first or last and order_by under one_row_per."
    )
    kept = read_records(tmp_path, mapping=mapping, on_problem="quarantine")
    assert rows(kept, "disposals", "disposal_id") == [("B",)]


def test_ties_must_agree(tmp_path: Path) -> None:
    """Two rows that are both the last must say the same."""
    log = LOG + "A,W4,close,2026-10-02 09:00\n"
    mapping = mapped(tmp_path, disposals("{by: [case], take: last, order_by: at}"), log=log)
    assert codes(tmp_path, mapping=mapping) == [("D225", 5, "who")]


def test_rows_without_a_case_or_an_order(tmp_path: Path) -> None:
    """A row that belongs to no case, or stands at no time, is a problem of that row."""
    log = LOG + "A,W4,close,later\n,W4,close,2026-10-02 09:00\n"
    mapping = mapped(tmp_path, disposals("{by: [case], take: last, order_by: at}"), log=log)
    assert codes(tmp_path, mapping=mapping) == [("D226", 6, ""), ("D226", 7, "")]


def test_distinct_rows(tmp_path: Path) -> None:
    """A table drawn from another has each of its rows once; one key with two contents stays a problem."""
    text = f"tables:\n{ROSTER_PART}    file: log.csv\n    rename: {{worker_id: who, name: label}}\n    distinct: true\n    ignore: rest\n"
    mapping = mapped(tmp_path, text, log="who,label\nW1,张三\nW1,张三\nW2,李四\n")
    assert rows(read_records(tmp_path, mapping=mapping), "roster", "worker_id") == [("W1",), ("W2",)]
    csv(tmp_path, log="who,label\nW1,张三\nW1,张三丰\n")
    assert codes(tmp_path, mapping=mapping) == [("D217", 2, ""), ("D217", 3, "")]


# --- what cannot be said ---------------------------------------------------------------------------------------------

BROKEN = {
    "tables:\n  roster: {renames: {worker_id: a}}": (
        "D130  mapping.yaml:2:12   tables.roster.renames",
        "Unknown key 'renames': nothing written under it would apply.",
        "Did you mean rename?",
    ),
    "zones: Asia/Shanghai": (
        "D130  mapping.yaml:1:1   zones",
        "Unknown key 'zones': nothing written under it would apply.",
        "Did you mean zone?",
    ),
    "tables:\n  disposals:\n    one_row_per: {by: [a], take: only, order: b}": (
        "D130  mapping.yaml:3:40   tables.disposals.one_row_per.order",
        "Unknown key 'order': nothing written under it would apply.",
        "Did you mean order_by?",
    ),
    "tables:\n  roster: {values: {area: {map: {}, maps: {}}}}": (
        "D130  mapping.yaml:2:37   tables.roster.values.area.maps",
        "Unknown key 'maps': nothing written under it would apply.",
        "Did you mean map?",
    ),
    "tables:\n  disposals:\n    one_row_per: {by: [a], take: newest}": (
        "D131  mapping.yaml:3:34   tables.disposals.one_row_per.take",
        "Found 'newest', expected first, last or only, so records cannot be read by it.",
        "Write it in the expected form.",
    ),
    "tables:\n  disposals:\n    one_row_per: {by: [a]}": (
        "D131  mapping.yaml:3:18   tables.disposals.one_row_per.take",
        "Found nothing, expected the key 'take', so records cannot be read by it.",
        "Write it in the expected form.",
    ),
    "tables:\n  roster: {header_row: 0}": (
        "D131  mapping.yaml:2:24   tables.roster.header_row",
        "Found '0', expected a row number, from 1, so records cannot be read by it.",
        "Write it in the expected form.",
    ),
    "tables:\n  roster: {skip_total_rows: 是}": (
        "D131  mapping.yaml:2:29   tables.roster.skip_total_rows",
        "Found '是', expected true or false, so records cannot be read by it.",
        "Write it in the expected form.",
    ),
    "tables:\n  roster: {ignore: all}": (
        "D131  mapping.yaml:2:20   tables.roster.ignore",
        "Found 'all', expected a list of headings, or rest, so records cannot be read by it.",
        "Write it in the expected form.",
    ),
    "tables: []": (
        "D131  mapping.yaml:1:9   tables",
        "Found a set of values, expected a set of `key: value`, so records cannot be read by it.",
        "Write it in the expected form.",
    ),
    "tables:\n  disposals: {times: {due_at: 24:00}}": (
        "D131  mapping.yaml:2:31   tables.disposals.times.due_at",
        "Found '24:00', expected a time of day such as \"23:59:59\", in quotes, so records cannot be read by it.",
        "Write it in the expected form.",
    ),
    "tables:\n  rooster: {}": (
        "D132  mapping.yaml:2:3   tables.rooster",
        "There is no table rooster, so this part would apply to nothing.",
        "Did you mean roster?",
    ),
    "tables:\n  roster: {rename: {worker: 工号}}": (
        "D133  mapping.yaml:2:21   tables.roster.rename.worker",
        "roster has no column worker, so this line would apply to nothing.",
        "Did you mean worker_id? Our column stands left of the colon, their heading right of it.",
    ),
    "tables:\n  roster: {fill_down: [worker]}": (
        "D133  mapping.yaml:2:24   tables.roster.fill_down[0]",
        "roster has no column worker, so this line would apply to nothing.",
        "Did you mean worker_id? Our column stands left of the colon, their heading right of it.",
    ),
    "tables:\n  roster: {rename: {role: 岗}, constants: {role: x}}": (
        "D135  mapping.yaml:2:43   tables.roster.constants.role",
        "role stands both under rename and under constants, so nobody can say which of the two holds.",
        "Delete one of them.",
    ),
    "zone: Asia/Lijin": (
        "D136  mapping.yaml:1:7   zone",
        "There is no time zone 'Asia/Lijin', so times cannot be converted.",
        "A valid one is Asia/Shanghai.",
    ),
    "tables:\n  roster: {zone: Mars}": (
        "D136  mapping.yaml:2:18   tables.roster.zone",
        "There is no time zone 'Mars', so times cannot be converted.",
        "A valid one is Asia/Shanghai.",
    ),
    "tables:\n  roster: {formats: {starts_on: '%m/%d'}}": (
        "D137  mapping.yaml:2:33   tables.roster.formats.starts_on",
        "'%m/%d' cannot serve as formats of starts_on, which holds dates, so that column cannot be read.",
        "A format such as %d/%m/%Y %H:%M states year, month and day, and for times hour and minute; times is for columns of times.",
    ),
    "tables:\n  roster: {times: {starts_on: '08:00'}}": (
        "D137  mapping.yaml:2:31   tables.roster.times.starts_on",
        "'08:00' cannot serve as times of starts_on, which holds dates, so that column cannot be read.",
        "A format such as %d/%m/%Y %H:%M states year, month and day, and for times hour and minute; times is for columns of times.",
    ),
}


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: text.replace("\n", " "))
def test_broken_mappings(tmp_path: Path, text: str) -> None:
    """A mapping that says what cannot be meant is refused at the line that says it."""
    csv(tmp_path, roster=ROSTER)
    with pytest.raises(RecordsError) as caught:
        read_records(tmp_path, mapping=yaml(tmp_path / "mapping.yaml", text))
    assert str(caught.value) == "1 problem\n\n" + "\n      ".join(BROKEN[text])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tables: {roster: {file: a}, roster: {file: b}}", "R115"),
        ("tables: [", "R113"),
        ("- roster", "R117"),
        ("", "R117"),
        ("a: &x 1", "R116"),
    ],
)
def test_mappings_that_are_no_yaml(tmp_path: Path, text: str, code: str) -> None:
    """What is no mapping at all is refused, as RecordsError like every other problem of records."""
    with pytest.raises(RecordsError) as caught:
        read_records(csv(tmp_path, roster=ROSTER), mapping=yaml(tmp_path / "mapping.yaml", text))
    assert [problem.code for problem in caught.value.problems] == [code]


def test_all_mistakes_of_a_mapping_are_said(tmp_path: Path) -> None:
    """Every mistake of one kind is reported in one run."""
    text = "zone: Mars\ntables:\n  rooster: {}\n  roster: {rename: {worker: a}, constants: {post: b}}\n"
    mapping = yaml(tmp_path / "mapping.yaml", text)
    assert [code for code, _, _ in codes(csv(tmp_path, roster=ROSTER), mapping=mapping)] == ["D136", "D132", "D133", "D133"]


def test_mappings_that_do_not_fit_the_files(tmp_path: Path) -> None:
    """A heading, file, sheet or mapping that is not there is a problem that names what is."""
    text = "tables:\n  roster: {rename: {worker_id: 工号, name: 姓  名}}\n"
    mapping = mapped(tmp_path, text, roster="工  号码,starts_on,姓名,role\nW1,2026-01-01,张三,x\n")
    assert codes(tmp_path, mapping=mapping) == [("D134", 1, "工号"), ("D112", 1, "工  号码")]
    missing = yaml(tmp_path / "m.yaml", "tables:\n  roster: {file: 人员.csv}\n  grids: {file: /nowhere/*.csv}\n")
    assert [code for code, _, _ in codes(tmp_path, mapping=missing)] == ["D138", "D138"]
    assert codes(tmp_path, mapping=tmp_path / "none.yaml") == [("D101", None, "")]
    with pytest.raises(RecordsError) as caught, language.use("zh"):
        read_records(tmp_path, mapping=tmp_path / "none.yaml")
    assert caught.value.problems[0].where.file == str(tmp_path / "none.yaml")


def test_constants_do_not_hide_a_column(tmp_path: Path) -> None:
    """A constant for a column the file has is a problem, unless the mapping ignores that column."""
    text = "tables:\n  roster: {constants: {role: x}}\n"
    mapping = mapped(tmp_path, text, roster=ROSTER)
    assert codes(tmp_path, mapping=mapping) == [("D139", 1, "role")]
    yaml(mapping, text.replace("{role: x}}", "{role: x}, ignore: [role]}"))
    assert rows(read_records(tmp_path, mapping=mapping), "roster", "role") == [("x",), ("x",)]


def test_constants_are_checked_like_cells(tmp_path: Path) -> None:
    """A constant that its column cannot hold is found in every row."""
    text = "tables:\n  roster: {constants: {starts_on: 2026-02-30, role: x}}\n"
    mapping = mapped(tmp_path, text, roster="worker_id,name\nW1,张三\nW2,李四\n")
    assert codes(tmp_path, mapping=mapping) == [("D202", 2, "starts_on"), ("D202", 3, "starts_on")]
