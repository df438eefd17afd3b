"""Every report, made of one county: its shape is archival, and what is public names nobody."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from docs.gallery.samples import MAKERS, NOTICE, County
from gridperf.report import print_notice, print_ranking
from gridperf.report.paper.html import reports_folder
from gridperf.report.verifying.compared import Basis
from gridperf.report.verifying.proof import verify_pdf
from tests.pdf import archival, reading

REPORTS = sorted(folder.name for folder in reports_folder().iterdir() if folder.is_dir() and folder.name != "shared")
PUBLIC = {
    "public-notice": lambda one, to: print_notice(one.month, to, notice=NOTICE, book=one.book),
    "ranking": lambda one, to: print_ranking(one.month, to, masked=True),
}
"""Reports that are for everybody's eyes, each with what writes it; they name nobody unless somebody asks for it."""

pytestmark = pytest.mark.xdist_group("every-report")


def test_the_gallery_makes_every_report() -> None:
    """Who adds a folder adds what makes a page of it."""
    assert sorted(MAKERS) == REPORTS


@pytest.mark.parametrize("report", REPORTS)
def test_every_report_has_the_shape_of_an_archival_document(made: Callable[[str], bytes], report: str) -> None:
    """What can be checked of PDF/A-3u without a validator holds of every report."""
    assert archival.faults(made(report)) == []


@pytest.mark.parametrize("report", REPORTS)
def test_every_report_is_tagged_where_weasyprint_lays_it_out(made: Callable[[str], bytes], report: str) -> None:
    """All words belong to a structure with a heading and, where there is one, its table; language and title are told."""
    pdf = made(report)
    assert archival.untold(pdf) == []
    found = archival.roles(pdf)
    assert found[0] == "Document"
    assert "H1" in found
    assert ("Table" in found) == ("TH" in found)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert bool(opened.Root.MarkInfo.Marked)
        assert str(opened.Root.Lang) == "zh-CN"
        assert str(opened.docinfo.Title)


@pytest.mark.parametrize("report", sorted(PUBLIC))
def test_what_is_public_names_nobody(one: County, made: Callable[[str], bytes], tmp_path: Path, report: str) -> None:
    """No name and no identifier of the county is anywhere in the files: text, markup, cells, metadata, files inside, objects."""
    secret = {str(value) for column in ("subject", "name") for value in one.month.people[column]}
    assert len(secret) > 60
    told = [PUBLIC[report](one, tmp_path / f"{report}{ending}") for ending in (".pdf", ".html", ".xlsx")]
    for path in told:
        whole = "\n".join(said(path.read_bytes(), path.suffix))
        assert [one for one in sorted(secret) if one in whole or one in path.name] == []
    # the search itself finds what is there
    assert "05220001" in "\n".join(said(made("pay-sheet"), ".pdf"))


@pytest.mark.parametrize("report", ["appraisal", "payslip", "scorecard"])
def test_what_carries_evidence_is_verified_by_itself(made: Callable[[str], bytes], report: str) -> None:
    """The words on paper are those that were sealed, and say what the evidence says, which adds up."""
    verdict = verify_pdf(made(report))
    assert verdict.problems == ()
    assert {"seal", "text", "data", "sums"} <= set(verdict.checked)


def test_a_public_notice_is_verified_by_itself_and_against_its_result(one: County, tmp_path: Path) -> None:
    """Its seal, its words and its lines hold; another month's result is told apart."""
    path = print_notice(one.month, tmp_path / "notice.pdf", notice=NOTICE, book=one.book)
    verdict = verify_pdf(path, against=Basis(one.month))
    assert (verdict.problems, verdict.checked) == ((), ("seal", "text", "data", "assessment"))
    changed = verify_pdf(path, against=Basis(one.months[0]))
    assert [problem.code for problem in changed.problems] == ["P128"]


def test_a_public_notice_keeps_to_the_grid_of_official_documents(made: Callable[[str], bytes]) -> None:
    """A4; the text block leaves 28 mm to the left and 37 mm above; lines stand 225/22 mm apart; nothing passes the right edge."""
    (first, *_) = reading.reader(made("public-notice")).pages
    starts: list[tuple[float, float]] = []
    # the page is drawn in units of which there are 96 to the inch, from the top
    mm = 25.4 / 96
    first.extract_text(visitor_text=lambda text, _cm, at, _font, _size: starts.append((at[4] * mm, at[5] * mm)) if text.strip() else None)
    assert [round(float(side) / 72 * 25.4) for side in first.mediabox[2:]] == [210, 297]
    assert min(left for left, _ in starts) == pytest.approx(28, abs=0.1)
    assert max(left for left, _ in starts) < 184
    rows = sorted({round(down, 2) for _, down in starts})
    gaps = {round(below - above, 1) for above, below in pairwise(rows)}
    pitch = 225 / 22
    body = [gap for gap in gaps if gap < 15]
    assert body
    assert all(abs(gap - pitch) < 0.2 for gap in body), gaps


def said(content: bytes, ending: str) -> Iterator[str]:
    """Yield everything a file says to whoever takes it apart."""
    yield content.decode("utf-8", "replace")
    if ending == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from (archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if ending == ".pdf":
        yield from reading.pages(content)
        with pikepdf.open(io.BytesIO(content)) as pdf:
            for each in pdf.objects:
                yield repr(each)
                if isinstance(each, pikepdf.Stream):
                    data = each.read_bytes()
                    yield from (data.decode(code, "replace") for code in ("utf-8", "utf-16-be"))
