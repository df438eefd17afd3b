"""The gallery shows every report there is, in pictures small enough to look through."""

from __future__ import annotations

import pytest

from gridperf.report.paper.html import reports_folder
from tests.conftest import ROOT

GALLERY = ROOT / "docs" / "gallery"
REPORTS = sorted(folder.name for folder in reports_folder().iterdir() if folder.is_dir() and folder.name != "shared")


@pytest.mark.parametrize("report", REPORTS)
def test_every_report_is_in_the_gallery(report: str) -> None:
    """Its picture is there, is one, is small, and is shown; `python -m docs.gallery NAME` draws it."""
    picture = GALLERY / f"{report}.png"
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert picture.stat().st_size <= 150_000
    assert f"({report}.png)" in (GALLERY / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("report", REPORTS)
def test_what_every_template_receives_is_documented(report: str) -> None:
    """Who writes a template of their own finds its view."""
    assert f"| `{report}` | [" in (ROOT / "docs" / "reference" / "views.md").read_text(encoding="utf-8")


def test_the_gallery_shows_nothing_else() -> None:
    """A picture of a report that is gone is gone."""
    assert sorted(path.stem for path in GALLERY.glob("*.png")) == REPORTS


def test_the_front_page_shows_the_scorecard_of_the_gallery() -> None:
    """There is one picture of it."""
    assert "docs/gallery/scorecard.png" in (ROOT / "README.md").read_text(encoding="utf-8")
