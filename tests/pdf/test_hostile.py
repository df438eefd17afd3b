"""Hostile data is letters on paper: it reaches no address, no file, no template and nobody else's page."""

from __future__ import annotations

import socket
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest

from gridperf.errors import ReportError
from gridperf.report import render
from gridperf.report.documents.pages import scorecard_pages
from gridperf.report.paper.compiled.renderer import CompiledRenderer
from gridperf.report.paper.html import Page
from gridperf.report.paper.pdf import WeasyPrintRenderer
from gridperf.report.paper.slots import slot
from gridperf.report.verifying.issued import issued, verify_issued
from gridperf.report.verifying.proof import verify_pdf
from gridperf.report.views.figures import clean
from tests.pdf import reading
from tests.unit.report.fake import HISTORY, Case, Fake

ORDINARY = Case(history=HISTORY)
HOSTILE = {
    "html": '<img src="http://127.0.0.1:9/x.png"><script>alert(1)</script></span></p></body>',
    "css": "</style><style>@import url(http://127.0.0.1:9/a.css);*{color:red}",
    "file": '<object data="file:///etc/passwd"></object><link rel=attachment href="file:///etc/hostname">',
    "template": "{{ 7 * 7 }}{% include '/etc/passwd' %}{# #}${7*7}",
    "strip": '<p class="x" data-strip>甲</p><span data-slot="0">乙</span>',
    "marks": "甲\x02乙\x05丙\x03\x04\x05\x06\x07丁",
    "pdf": ") Tj ET Q endstream endobj 1 0 obj <</Type/Catalog>> (\\",
    "formula": '=HYPERLINK("http://127.0.0.1:9")',
    "entities": "&lt;b&gt;&amp;amp;&#0;",
    "direction": "\u202e工资\u202c\u200f\u2066一万\u2069\ufeff\u200b",
    "path": "../../../etc/passwd",
    "nul": "王\x00小\x1b[31m明\r\n",
}


def page_of(case: Case) -> Page:
    (page,) = scorecard_pages(Fake([case]))
    assert isinstance(page, Page)
    return page


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_args: object, **_more: object) -> None:
        pytest.fail("an address was opened")

    monkeypatch.setattr(urllib.request.OpenerDirector, "open", opened)
    monkeypatch.setattr(socket.socket, "connect", opened)


@pytest.fixture(scope="module")
def compiled(renderer: WeasyPrintRenderer) -> CompiledRenderer:
    return CompiledRenderer(lambda: renderer)


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_is_printed_as_it_is_by_either_renderer(compiled: CompiledRenderer, renderer: WeasyPrintRenderer, kind: str) -> None:
    """Every visible character of it is on the page, nothing else changes, and the card holds."""
    page = page_of(replace(ORDINARY, name=HOSTILE[kind], street=HOSTILE[kind]))
    wanted = "".join(clean(HOSTILE[kind]).split())
    for pdf in (compiled.render(page), renderer.render(page)):
        text = reading.text(pdf)
        assert wanted in text
        assert "应发合计（元）2,950.00" in text
        assert verify_pdf(pdf).problems == ()


def test_the_next_card_knows_nothing_of_hostile_ones(compiled: CompiledRenderer, renderer: WeasyPrintRenderer) -> None:
    """What was learnt from hostile cards changes nobody else's."""
    own = CompiledRenderer(lambda: renderer)
    for text in HOSTILE.values():
        own.render(page_of(replace(ORDINARY, name=text, lines=(("item", "i", text, "第一条", 1, 2, None, "1", text),))))
    assert own.render(page_of(ORDINARY)) == compiled.render(page_of(ORDINARY))


def test_a_name_of_ten_thousand_characters_is_cut_and_printed(compiled: CompiledRenderer) -> None:
    """A name without end costs one layout, not the batch."""
    pdf = compiled.render(page_of(replace(ORDINARY, name="长" * 10_000)))
    assert reading.text(pdf).count("长") >= 2 * len(clean("长" * 10_000))
    assert verify_pdf(pdf).problems == ()


def test_no_slot_can_hold_the_marks_of_slots() -> None:
    """The control characters that mark slots are taken out of every text."""
    assert slot("a\x02b\x05c") == slot("a b c")


def test_identifiers_that_are_paths_stay_in_their_folder(tmp_path: Path) -> None:
    """Paths, devices and endless ids become plain names; archives hold none that leaves their folder."""
    ids = ["../../x", "/etc/passwd", "C:\\x", "a/../../b", "CON", "..", "\x00", "W" * 5000, "W\u202e1", "~root"]
    county = Fake([replace(ORDINARY, subject=one, name=one) for one in ids])
    inside = tmp_path / "deep" / "cards"
    files = render(county, to=inside)
    assert len(files) == len(ids)
    assert {file.parent for file in files} == {inside}
    assert all(len(file.name.encode()) < 255 and file.name[0] not in ".~" for file in files)
    assert [path.name for path in tmp_path.iterdir()] == ["deep"]
    (archive,) = render(county, to=tmp_path / "deep" / "cards.zip")
    assert sorted(each.file for each in issued([archive])) == sorted(file.name for file in files)
    assert all(not verify_issued(each).problems for each in issued([archive]))


def test_an_archive_that_is_a_trap_is_said_to_be_unreadable(tmp_path: Path) -> None:
    """What is no archive, or claims to hold more than a card can, is a problem and not a crash."""
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04" + b"\x00" * 100)
    (found,) = issued([tmp_path / "x.zip"])
    assert [problem.code for problem in verify_issued(found).problems] == ["P121"]


def test_a_character_no_font_has_names_its_person(compiled: CompiledRenderer) -> None:
    """A card with a box in somebody's name is not made by either renderer."""
    with pytest.raises(ReportError) as caught:
        compiled.render(page_of(replace(ORDINARY, name="王జ")))
    assert [problem.code for problem in caught.value.problems] == ["P102"]
