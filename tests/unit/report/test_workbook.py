"""Workbooks of lists: text stays text, numbers are exact, titles are such as a spreadsheet takes."""

from __future__ import annotations

import io
import re
import zipfile

import fastexcel
import pytest

from gridperf.report.documents.workbook import Column, Table, workbook


def made(*tables: Table) -> bytes:
    return workbook(list(tables), title="x", author="示例县")


def cells(content: bytes) -> str:
    """Return the markup of the first sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x","y")', "+1", "@SUM(A1)", "http://127.0.0.1:9/x", "00012", "110105194912310021"])
def test_no_text_becomes_a_formula_a_link_or_a_number(text: str) -> None:
    """Whatever a name or an identifier looks like, it is kept as it is."""
    content = made(Table("a", [Column("姓名")], [[text]]))
    assert "<f>" not in cells(content)
    assert "hyperlink" not in cells(content)
    assert fastexcel.read_excel(content).load_sheet(0).to_polars().rows() == [(text,)]


def test_a_number_is_the_one_on_the_paper() -> None:
    """Commas and the paper's minus sign are taken off, no digit is lost, and what says no number stays as it is."""
    columns = [Column("元", kind="yuan"), Column("分", kind="points"), Column("人", kind="count")]
    content = made(Table("a", columns, [["−1,234,567.89", "88.333333", "12"], ["—", "", "x"]]))
    assert re.findall(r"<v>([-\d.]+)</v></c>", cells(content))[3:6] == ["-1234567.89", "88.333333", "12"]
    assert fastexcel.read_excel(content).load_sheet(0, dtypes="string").to_polars().rows()[1] == ("—", "", "x")


def test_titles_are_shortened_and_told_apart() -> None:
    """A spreadsheet takes 31 characters without brackets or slashes, and no title twice, whatever its capitals."""
    long = "专职网格员月度考核" * 5
    titles = ["[a]/b:c*d?e\\f'", "A b", "a B", "", long, long]
    content = made(*(Table(title, [Column("x")], [["1"]]) for title in titles))
    names = fastexcel.read_excel(content).sheet_names
    assert names == ["a  b c d e f", "A b", "a B 2", "-", long[:31], f"{long[:27]} 2"]


def test_a_row_that_does_not_fit_its_columns_is_a_fault() -> None:
    """No cell is dropped silently."""
    with pytest.raises(ValueError, match="zip"):
        made(Table("a", [Column("x")], [["1", "2"]]))
