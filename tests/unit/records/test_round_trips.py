"""What is written is read back as it was, and no bytes, however broken, bring anything but records or problems."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import polars as pl
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from gridperf.errors import RecordsError
from gridperf.records import Records, read_records
from gridperf.tables import RECORDS, Column
from tests.unit.records.making import PATROLS, ROSTER, codes, csv, rows, xlsx

Format = Literal["csv", "parquet", "xlsx"]

# --- writing ---------------------------------------------------------------------------------------------------------

WORDS = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters="\u00ad\ufffd") | st.sampled_from(" ，,;\"'=+@"),
    min_size=1,
    max_size=12,
).map(lambda text: text.strip() or "字")
NAMES = WORDS.filter(lambda text: not text.startswith(("合计", "小计", "总计")) and text.lower().rstrip(":s") not in ("total", "subtotal"))
CODES = st.text("ABCXYZ0123456789-", min_size=1, max_size=20)
DAYS = st.dates(dt.date(1901, 1, 1), dt.date(2999, 12, 31))


def cell(column: Column) -> st.SearchStrategy[Any]:
    """Return cells that *column* may hold."""
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "integer": st.integers(column.at_least if column.at_least is not None else 1 - 10**12, 10**12 - 1),
        "decimal": st.integers(0, 10 ** (12 + column.digits) - 1).map(lambda units: Decimal(units).scaleb(-column.digits)),
        "date": DAYS,
        "datetime": st.datetimes(dt.datetime(1901, 1, 1), dt.datetime(2999, 12, 31)),
        "boolean": st.booleans(),
        "text": CODES if column.name.endswith(("_id", "_code")) else NAMES,
    }
    values = st.sampled_from(column.allowed) if column.allowed else kinds[column.kind]
    return values if column.required else st.none() | values


@st.composite
def tables(draw: st.DrawFn) -> dict[str, pl.DataFrame]:
    """Return a sound roster, sound attendance and sound marks."""
    workers = draw(st.lists(CODES, min_size=1, max_size=4, unique=True))
    made = {}
    for name in ("roster", "attendance", "marks"):
        table = RECORDS[name]
        count = len(workers) if name == "roster" else draw(st.integers(0, 4))
        columns = {}
        for column in table.columns:
            if column.name == "worker_id":
                values = workers if name == "roster" else draw(st.lists(st.sampled_from(workers), min_size=count, max_size=count))
            elif column.name == "period":
                values = ["2026-10"] * count
            elif column.name in ("item", "date"):
                values = draw(st.lists(NAMES if column.kind == "text" else DAYS, min_size=count, max_size=count, unique=True))
            else:
                values = draw(st.lists(cell(column), min_size=count, max_size=count))
            columns[column.name] = values
        if name == "roster":
            columns["ends_on"] = [None] * count
        made[name] = pl.DataFrame(columns, schema=table.schema)
    return made


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
@settings(max_examples=15, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(made=tables())
def test_what_is_written_is_read_back(form: Format, made: dict[str, pl.DataFrame]) -> None:
    """Every table is read back from every format exactly as it was, under either kind of heading."""
    for labels in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            written = Records({name: frame.lazy() for name, frame in made.items()}).write(folder, form, labels=labels)
            assert len(written) == 3
            records = read_records(folder)
            for name, frame in made.items():
                assert records.table(name).collect().equals(frame), (name, records.table(name).collect(), frame)


def test_columns_excel_would_change_become_text(tmp_path: Path) -> None:
    """Times below a second and dates without a time are written as text, so that Excel keeps them; the longest amounts it keeps itself."""
    csv(
        tmp_path,
        roster=ROSTER.replace("role\n", "role,pay_base\n").replace("员\n", "员,999999999999.99\n"),
        patrols="patrol_id,worker_id,started_at,ended_at\nP1,W01,2026-10-01 00:00:00,2026-10-01 08:00:00.123456\n",
    )
    records = read_records(tmp_path)
    again = read_records(records.write(tmp_path / "out", "xlsx")[0].parent)
    for name in ("roster", "patrols"):
        assert again.table(name).collect().equals(records.table(name).collect())


def test_too_much_for_excel(tmp_path: Path) -> None:
    """A text longer than Excel holds is refused, not cut off."""
    records = read_records(csv(tmp_path, roster=ROSTER.replace("李四", "李" * 40_000)))
    with pytest.raises(RecordsError) as caught:
        records.write(tmp_path / "out", "xlsx")
    assert [problem.code for problem in caught.value.problems] == ["D141"]


def test_formulas_are_not_made_of_text(tmp_path: Path) -> None:
    """A text that looks like a formula stays text in Excel."""
    records = read_records(csv(tmp_path, roster=ROSTER.replace("李四", "=1+1")))
    again = read_records(records.write(tmp_path / "out", "xlsx")[0])
    assert rows(again, "roster", "name") == [("张三",), ("=1+1",)]


def test_rejects_are_left_behind(tmp_path: Path) -> None:
    """Only accepted rows are written."""
    records = read_records(csv(tmp_path, roster=ROSTER.replace("李四", "")), on_problem="quarantine")
    again = read_records(records.write(tmp_path / "out")[0])
    assert rows(again, "roster", "worker_id") == [("W01",)]


# --- whatever comes --------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        '"',
        ",",
        "\n",
        "\r",
        "\r\n",
        "\x00",
        "\ufeff",
        "，",
        ";",
        "\t",
        "合计",
        "2026-02-30",
        "1e5",
        "3.7E+17",
        "(5)",
        "#N/A",
        "\u200b",
        "W01",
        "是",
    ]
)
CELLS = st.text(max_size=3) | PIECES | st.sampled_from([*ROSTER.split(","), *PATROLS.split(",")])
TEXTS = st.builds(
    lambda head, parts: (head + "".join(parts)).encode("utf-8", "ignore"), st.sampled_from(["", ROSTER]), st.lists(CELLS, max_size=30)
)


@given(data=st.binary(max_size=200) | TEXTS | TEXTS.map(lambda text: text.decode().encode("gbk", "ignore")))
@example(data=b'worker_id,starts_on,name,role\nW01,2026-01-01,"a"b,c\n')
@example(data=b"worker_id\rstarts_on,name\n\r\n")
@example(data=b'a"b\n')
def test_any_bytes_are_records_or_problems(data: bytes) -> None:
    """A CSV file of any bytes gives records or problems that can be shown, in either way of treating them."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "roster.csv").write_bytes(data)
        try:
            records = read_records(folder)
        except RecordsError as error:
            assert str(error)
            assert all(json.dumps(problem.as_dict()) for problem in error.problems)
        else:
            assert records.table("roster").collect().schema == RECORDS["roster"].schema
        try:
            kept = read_records(folder, on_problem="quarantine")
        except RecordsError as error:
            assert {problem.code[:2] for problem in error.problems} == {"D1"}
        else:
            told = set(kept.rejects["row"])
            assert kept.table("roster").collect().height + len(told) == kept.sources[0].rows


@given(data=st.data())
def test_any_workbook_is_records_or_problems(data: st.DataObject) -> None:
    """A workbook of any cells, or one whose bytes were changed, gives records or problems."""
    values = (
        st.none()
        | st.text(max_size=5)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.booleans()
        | DAYS
        | st.integers(-(10**17), 10**17)
    )
    cells = data.draw(st.lists(st.lists(values, max_size=4), max_size=4))
    with tempfile.TemporaryDirectory() as folder:
        path = xlsx(Path(folder) / "roster.xlsx", roster=[ROSTER.partition("\n")[0].split(","), *cells])
        content = bytearray(path.read_bytes())
        # positions are drawn without looking at the file, whose size varies with the time written into it
        for at, byte in data.draw(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=3)):
            content[at % len(content)] = byte
        path.write_bytes(content)
        for code, _, _ in codes(folder):
            assert code.startswith("D")


@pytest.mark.parametrize("cut", [0, 1, 10, 100, 1000, 3000])
def test_cut_off_workbooks(tmp_path: Path, cut: int) -> None:
    """A workbook that was not copied to its end is a problem."""
    path = xlsx(tmp_path / "roster.xlsx", roster=[["worker_id"], ["W01"]])
    path.write_bytes(path.read_bytes()[:cut])
    assert codes(tmp_path) == [("D109", None, "")]
