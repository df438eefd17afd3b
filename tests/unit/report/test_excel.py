"""The workbook: exact values, formulas that agree with them, text that stays text."""

from __future__ import annotations

import re
import time
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import fastexcel
import pytest

from gridperf.errors import ReportError
from gridperf.report.documents.excel import write_excel
from tests.unit.report.fake import PUBLICITY, Case, Fake

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def book(case: Case, tmp_path: Path) -> Path:
    """Return a workbook of three people, one with a hostile name."""
    people = [
        replace(case, pay={"base": "9.95", "performance": "0.20", "deduction": "-50.10"}),
        replace(case, subject="007", name='=HYPERLINK("http://x","y")', pay={"base": "999999999999.99"}),
        replace(case, subject="+1", name="@SUM(A1)", pay={"base": "0.05", "top-up": "1234.56"}),
    ]
    return write_excel(Fake(people), tmp_path / "out" / "pay.xlsx")


def cells(path: Path, sheet: int) -> dict[str, tuple[str, str]]:
    """Return (formula, value) by cell, text resolved."""
    with zipfile.ZipFile(path) as archive:
        strings = ["".join(node.itertext()) for node in ET.fromstring(archive.read("xl/sharedStrings.xml"))]
        root = ET.fromstring(archive.read(f"xl/worksheets/sheet{sheet}.xml"))
    found = {}
    for cell in root.iter(f"{_NS}c"):
        value = cell.findtext(f"{_NS}v") or ""
        found[cell.attrib["r"]] = (cell.findtext(f"{_NS}f") or "", strings[int(value)] if cell.get("t") == "s" else value)
    return found


def test_every_stored_amount_is_the_fen(book: Path) -> None:
    """What a cell stores is the amount, digit for digit."""
    found = cells(book, 1)
    assert [found[name][1] for name in ("I2", "L2", "I3", "I4", "J4", "K4")] == [
        "0.05",
        "1234.56",
        "999999999999.99",
        "9.95",
        "0.20",
        "-50.10",
    ]


def test_sums_are_formulas_whose_value_is_already_there(book: Path) -> None:
    """A reader that does not compute sees the exact sum, one that does gets the same."""
    found = cells(book, 1)
    assert found["M4"] == ("ROUND(SUM(I4:L4),2)", "-39.95")
    assert found["I5"] == ("ROUND(SUM(I2:I4),2)", "1000000000009.99")
    for formula, value in found.values():
        if formula:
            first, last = re.fullmatch(r"ROUND\(SUM\((\w+):(\w+)\),2\)", formula).groups()
            inside = [
                found[name][1] for name in found if first[0] <= name[0] <= last[0] and int(first[1:]) <= int(name[1:]) <= int(last[1:])
            ]
            assert sum(map(Decimal, inside), Decimal(0)) == Decimal(value)


def test_no_text_is_ever_a_formula_and_ids_keep_their_zeros(book: Path) -> None:
    """Names and ids that look like formulas or numbers are text."""
    found = cells(book, 1)
    assert [(found[f"B{row}"], found[f"C{row}"]) for row in (2, 3, 4)] == [
        (("", "+1"), ("", "@SUM(A1)")),
        (("", "007"), ("", '=HYPERLINK("http://x","y")')),
        (("", "W0001"), ("", "王小明")),
    ]
    with zipfile.ZipFile(book) as archive:
        assert not [name for name in archive.namelist() if "rels" in name and b"http://x" in archive.read(name)]


def test_the_workbook_reads_back(book: Path) -> None:
    """A reader finds three sheets, with their headers and rows."""
    reader = fastexcel.read_excel(book)
    assert reader.sheet_names == ["绩效工资", "等次", "出处"]
    grades = reader.load_sheet("等次").to_polars()
    assert grades["考核对象"].to_list() == ["+1", "007", "W0001"]
    assert grades["总分"].to_list() == [88.83] * 3
    facts = dict(reader.load_sheet("出处").to_polars().select("项目", "SHA-256").iter_rows())
    assert facts["考核结果"] == "0123456789abcdef" * 4


def test_the_header_stays_in_sight_and_filters(book: Path) -> None:
    """The first row is frozen and filtered."""
    with zipfile.ZipFile(book) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'ySplit="1"' in sheet
    assert '<autoFilter ref="A1:M4"/>' in sheet


def test_writing_twice_gives_the_same_bytes(fake: Fake, tmp_path: Path) -> None:
    """No clock gets into the file."""
    first = write_excel(fake, tmp_path / "a.xlsx").read_bytes()
    time.sleep(1.1)
    assert write_excel(fake, tmp_path / "b.xlsx").read_bytes() == first


def test_an_amount_a_cell_cannot_hold_is_refused(case: Case, tmp_path: Path) -> None:
    """Nothing is written that a spreadsheet would alter."""
    with pytest.raises(ReportError) as caught:
        write_excel(Fake([replace(case, pay={"base": "10000000000000"})]), tmp_path / "a.xlsx")
    assert [(problem.code, problem.values["whose"]) for problem in caught.value.problems] == [("P110", "W0001 王小明"), ("P110", "合计")]
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_is_named(fake: Fake, tmp_path: Path) -> None:
    """A folder in the way gives a problem and leaves nothing half-written."""
    (tmp_path / "a.xlsx").mkdir()
    with pytest.raises(ReportError) as caught:
        write_excel(fake, tmp_path / "a.xlsx")
    assert [problem.code for problem in caught.value.problems] == ["P105"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_an_assessment_without_people_has_only_headers(tmp_path: Path) -> None:
    """Nobody to pay is no reason to fail."""
    found = cells(write_excel(Fake([]), tmp_path / "a.xlsx"), 1)
    assert found["M2"] == ("", "0")


def test_paid_days_stand_beside_days_in_service(fake: Fake, tmp_path: Path) -> None:
    """Pay is cut by paid days, so they are on the sheet as well."""
    found = cells(write_excel(fake, tmp_path / "a.xlsx"), 1)
    assert [found[name][1] for name in ("F1", "G1", "F2", "G2")] == ["在岗天数", "计薪天数", "31/31", "22/22"]


def test_origins_speak_one_language(case: Case, tmp_path: Path) -> None:
    """Tables and reasons are in the words of the paper, and what counts under nothing is there with its values."""
    unmatched = [{"table": "incidents", "values": "kind=表扬", "records": 2, "who": "W0001"}]
    book = write_excel(Fake([case], left_out=(("patrols", "other_period", 12),), further={"unmatched": unmatched}), tmp_path / "a.xlsx")
    found = fastexcel.read_excel(book).load_sheet("出处").to_polars().select("项目", "内容", "行数").rows()
    assert ("未计入：巡查", "属于其他周期", "12") in found
    assert ("没有归入任何一项：加减分与否决事项", "kind=表扬 W0001", "2") in found
    assert ("标“＊”的工资项", "其数值办法没有公布，由规则包假定", "") in [(name, text, rows or "") for name, text, rows in found]


def test_what_a_rulebook_keeps_beside_pay_has_sheets_of_its_own(case: Case, tmp_path: Path) -> None:
    """Further ranks, accounts and the schedule are written where there are any."""
    further = {
        "ranks": [{"subject": "W0001", "period": "2026-10", "sheet": "worker-month", "name": "全县排名", "scope": "", "rank": 7, "of": 90}],
        "schedule": [PUBLICITY],
    }
    reader = fastexcel.read_excel(write_excel(Fake([case], further=further), tmp_path / "a.xlsx"))
    assert reader.sheet_names == ["绩效工资", "等次", "排名", "日程", "出处"]
    assert reader.load_sheet("排名").to_polars().select("考核对象", "名称", "名次", "人数").rows() == [("W0001", "全县排名", 7, 90)]
    assert reader.load_sheet("日程").to_polars().select("名称", "起始日期", "截止日期").rows() == [("公示", "2026-11-02", "2026-11-06")]
