"""The workbook of a what-if holds its figures to the fen, and its text is never a formula."""

from __future__ import annotations

from pathlib import Path

import fastexcel
import pytest

from gridperf import ReportError, write_what_if
from gridperf.assessment.whatif import WhatIf, what_if
from tests.unit.assessment.test_what_if import OLD, given, rules


@pytest.fixture(scope="module")
def found() -> WhatIf:
    """A smaller quota and a dearer base."""
    return what_if(rules(), rules(quota="25%", base=1050), given(OLD), "2026-10")


def rows_of(book: Path, sheet: str) -> list[list[object]]:
    """Return the rows of a sheet below its headings, as values."""
    frame = fastexcel.read_excel(book).load_sheet(sheet, dtypes="string").to_polars()
    return [list(row) for row in frame.iter_rows()]


def test_the_sheets_hold_the_figures(found: WhatIf, tmp_path: Path) -> None:
    """Causes and their sum, people, grades, lines and changes of the rules."""
    book = write_what_if(found, tmp_path / "what-if.xlsx")
    assert fastexcel.read_excel(book).sheet_names == ["原因", "人员", "等次变动", "工资项", "规则变化"]
    assert [row[:6] for row in rows_of(book, "原因")[:6]] == [
        ["规则变化", "200", "4", "200", "0", "0"],
        ["名册变化", "0", "0", "0", "0", "0"],
        ["记录变化", "0", "0", "0", "0", "0"],
        ["名次与名额", "-100", "0", "0", "1", "-100"],
        ["奖励池", "0", "0", "0", "0", "0"],
        ["合计", "100", None, None, None, None],
    ]
    person = ["乙", "乙", "网格员", "津苑", "优秀", "合格", "1230.67", "1180.67", "-50", "50", "0", "0", "-100", "0"]
    assert person in rows_of(book, "人员")
    assert ["月度考核", "优秀", "合格", "1"] in rows_of(book, "等次变动")
    assert rows_of(book, "工资项") == [["基本", "规则变化", "200"], ["绩效", "名次与名额", "-100"]]
    assert [row[0] for row in rows_of(book, "规则变化")] == ["修改", "修改"]


def test_the_same_comparison_gives_the_same_bytes(found: WhatIf, tmp_path: Path) -> None:
    """Written twice, the files are the same; headings may be English."""
    first, second = (write_what_if(found, tmp_path / name, language="en") for name in ("a.xlsx", "b.xlsx"))
    assert first.read_bytes() == second.read_bytes()
    assert fastexcel.read_excel(first).sheet_names == ["Causes", "People", "Grades", "Pay lines", "Rules"]


def test_a_place_that_cannot_be_written_is_said(found: WhatIf, tmp_path: Path) -> None:
    """A folder in place of the file gives a problem."""
    (tmp_path / "taken.xlsx").mkdir()
    with pytest.raises(ReportError) as refused:
        write_what_if(found, tmp_path / "taken.xlsx")
    assert [problem.code for problem in refused.value.problems] == ["P105"]
