"""Reports that are wide or hang on a wall can be laid out for A3, which they use: larger type, wider columns, or two beside each other."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pikepdf
import pytest

from docs.gallery.samples import MAKERS, NOTICE, County
from gridperf.errors import ReportError
from gridperf.language import use
from gridperf.report import print_notice, print_ranking, print_summary, render
from gridperf.report.documents.pages import scorecard_pages
from gridperf.report.paper.compiled.renderer import CompiledRenderer
from gridperf.report.paper.html import reports_folder
from gridperf.report.paper.pdf import WeasyPrintRenderer
from gridperf.report.verifying.proof import verify_pdf
from tests.pdf import archival, reading
from tests.unit.report.fake import Case, Fake

SIZES = {"county-summary": (420, 297), "pay-sheet": (420, 297), "public-notice": (297, 420), "ranking": (420, 297)}
"""Reports with a layout for A3: width and height, in millimetres."""

pytestmark = pytest.mark.xdist_group("every-report")


@pytest.fixture(scope="module")
def large(one: County, renderer: WeasyPrintRenderer) -> Callable[[str], bytes]:
    """Return a report on A3, laid out once."""
    return lru_cache(maxsize=None)(lambda report: renderer.render(replace(MAKERS[report](one), size="a3", signature_fields=True)))


def told(error: ReportError) -> list[tuple[str, str]]:
    with use("en"):
        return [(problem.code, problem.message) for problem in error.problems]


def type_sizes(pdf: bytes) -> list[float]:
    """Return the sizes of type of a document's characters, in points, the smallest first."""
    found: list[float] = []
    for page in reading.reader(pdf).pages:
        page.extract_text(visitor_text=lambda text, _cm, _tm, _font, size: found.extend([size * 0.75] * len(text.strip())))
    return sorted(found)


def test_those_are_all_reports_with_a_layout_for_a3() -> None:
    """Who adds one says here how large it is."""
    assert sorted(path.parent.name for path in reports_folder().glob("*/a3.css")) == sorted(SIZES)


@pytest.mark.parametrize("report", sorted(SIZES))
def test_a_report_on_a3_is_the_same_report_in_larger_type(large: Callable[[str], bytes], made: Callable[[str], bytes], report: str) -> None:
    """Its pages are A3, on no more sheets; it keeps its shape, its words and its fields, and is verified as the other is."""
    pdf, usual = large(report), made(report)
    with pikepdf.open(io.BytesIO(pdf)) as opened, pikepdf.open(io.BytesIO(usual)) as smaller:
        assert {tuple(round(float(side) / 72 * 25.4) for side in page.mediabox[2:]) for page in opened.pages} == {SIZES[report]}
        assert len(opened.pages) <= len(smaller.pages)
        assert [str(field.T) for field in opened.Root.AcroForm.Fields] == [str(field.T) for field in smaller.Root.AcroForm.Fields]
    assert archival.faults(pdf) == []
    assert archival.untold(pdf) == []
    assert verify_pdf(pdf).problems == ()
    ours, theirs = type_sizes(pdf), type_sizes(usual)
    assert ours[len(ours) // 2] > 1.1 * theirs[len(theirs) // 2]


@pytest.mark.parametrize("report", ["county-summary", "ranking"])
def test_long_lists_stand_in_two_columns(large: Callable[[str], bytes], report: str) -> None:
    """Words begin on the left half and on the right half of the first sheet."""
    starts: list[float] = []
    page = reading.reader(large(report)).pages[0]
    page.extract_text(visitor_text=lambda text, _cm, tm, _font, _size: starts.append(tm[4] * 0.75 / 72 * 25.4) if text.strip() else None)
    assert min(starts) == pytest.approx(16, abs=4)
    assert sum(start > 216 for start in starts) > 40
    assert max(starts) < 404


def test_a_report_without_a_layout_for_a3_says_which_have_one(tmp_path: Path) -> None:
    """Before anything is made."""
    with pytest.raises(ReportError) as caught:
        render(Fake([Case()]), to=tmp_path / "cards", size="a3")
    assert told(caught.value) == [("P119", "The report scorecard has no layout for a3, so nothing was made.")]
    assert caught.value.problems[0].values["known"] == "county-summary, pay-sheet, public-notice, ranking"
    assert list(tmp_path.iterdir()) == []


def test_web_pages_have_the_size_and_workbooks_none(one: County, tmp_path: Path) -> None:
    """Printed from a browser the page is A3 as well; a workbook has no sheets of paper."""
    for write in (print_summary, print_ranking):
        page = write(one.month, tmp_path / "page.html", size="a3").read_text(encoding="utf-8")
        assert "size: A3 landscape" in page
        with pytest.raises(ReportError) as caught:
            write(one.month, tmp_path / "page.xlsx", size="a3")
        assert told(caught.value) == [("P111", f"{tmp_path / 'page.xlsx'} ends in none of .pdf, .html, so nothing was made.")]
    page = print_notice(one.month, tmp_path / "page.html", notice=NOTICE, book=one.book, size="a3").read_text(encoding="utf-8")
    assert "@page { size: A3;" in page


def test_a_layout_of_ones_own_has_its_own_size(renderer: WeasyPrintRenderer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A county that writes `a3.css` for scorecards gets them from both renderers, beside those on A4."""
    shutil.copytree(reports_folder(), tmp_path / "reports")
    (tmp_path / "reports" / "scorecard" / "a3.css").write_text("@page { size: A3 }", encoding="utf-8")
    monkeypatch.setenv("GRIDPERF_REPORTS", str(tmp_path / "reports"))
    (page,) = scorecard_pages(Fake([Case()]))
    own = CompiledRenderer(lambda: renderer)
    found = []
    for size in ("a3", "a4"):
        asked = replace(page, size=size)
        found.append([reading.reader(pdf).pages[0].mediabox[2:] for pdf in (own.fill(asked), renderer.render(asked))])
    for sides, width in zip(found, (297, 210), strict=True):
        assert [round(float(side[0]) / 72 * 25.4) for side in sides] == [width, width]
