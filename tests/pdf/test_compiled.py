"""Two renderers, one page: whatever the compiled renderer sets is what the reference renderer sets."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
import weasyprint

from gridperf.report.documents.pages import scorecard_pages
from gridperf.report.paper.compiled import compose, layout
from gridperf.report.paper.compiled.pieces import Piece, Uncompilable
from gridperf.report.paper.compiled.renderer import CompiledRenderer
from gridperf.report.paper.html import Page
from gridperf.report.paper.pdf import WeasyPrintRenderer
from tests.pdf import reading
from tests.unit.report.fake import HISTORY, Case, Fake

ORDINARY = Case(history=HISTORY)
LONG_NOTE = "本月参加专项行动，依第九条第二款第三项加分，经街道复核属实并公示五个工作日无异议"
LINE = ("item", "arrival", "巡查到位率", "第六条（一）", 41, 42, None, "58.57", "")
GRADES = [
    ("优秀", "优秀", "band"),
    ("合格", "优秀", "quota"),
    ("合格", "合格", "band"),
    ("不合格", "优秀", "veto"),
    (None, None, "not_assessed"),
]
DISTANCES = [(), ORDINARY.distances, ORDINARY.distances[:1], (("优秀", "30", None, None, None, None),)]


def cases() -> dict[str, Case]:
    """Return more than forty cards that differ in everything a card can differ in."""
    found = {f"name-{name}": replace(ORDINARY, name=name) for name in reading.NAMES}
    for grade, by_band, decided in GRADES:
        for at, distances in enumerate(DISTANCES):
            nobody = {"total": None, "lines": ()} if grade is None else {}
            found[f"{grade}-{decided}-{at}"] = replace(
                ORDINARY,
                grade=grade,
                by_band=by_band,
                decided_by=decided,
                distances=distances if grade else (),
                clause="第十二条（一）",
                **nobody,
            )
    found |= {
        "negative-pay": replace(ORDINARY, pay={"base": "1000", "deduction": ("-1500.05", 1, 1, "-1500.05", "")}),
        "zero-rows": replace(ORDINARY, lines=()),
        "no-pay": replace(ORDINARY, pay={}),
        "no-history": replace(ORDINARY, history={}),
        "nothing-but-rows": replace(ORDINARY, pay={}, history={}),
        "gaps": replace(ORDINARY, history=dict(list(HISTORY.items())[::3])),
        "served": replace(ORDINARY, served=17),
        "one-row": replace(ORDINARY, lines=(LINE,)),
        "long-note": replace(ORDINARY, lines=((*LINE[:-1], LONG_NOTE),)),
        "long-item": replace(ORDINARY, lines=((*LINE[:2], "网格内重点场所消防安全隐患排查整改闭环到位率", *LINE[3:]),)),
        "long-street": replace(ORDINARY, street="利津县凤凰城街道办事处（经济开发区）" * 4),
        "actions": replace(ORDINARY, actions=(("约谈", "2026-09、2026-10", "第十八条"), ("通报", "两次", "第十九条"))),
        "team": replace(ORDINARY, kind="grid", members=(("王小明", 31), ("郑𬎆", 17))),
        "large-team": replace(ORDINARY, kind="community", members=[(f"{name}·{at}", 31 - at) for at, name in enumerate(reading.NAMES * 2)]),
        "full-page": replace(ORDINARY, lines=(LINE,) * 14),
    }
    return found


CASES = cases()
TWO_PAGES = replace(ORDINARY, lines=(LINE,) * 30)


def sha(pdf: bytes) -> str:
    """Return the digest of a file; when two differ, the digests are easier to read than the files."""
    return hashlib.sha256(pdf).hexdigest()


def page_of(case: Case, language: str = "zh") -> Page:
    (page,) = scorecard_pages(Fake([case], left_out=(("patrols", "rejected", 3),)), None, language)
    assert isinstance(page, Page)
    return page


@pytest.fixture(scope="module")
def compiled(renderer: WeasyPrintRenderer) -> CompiledRenderer:
    """One compiled renderer, which learns from card to card."""
    return CompiledRenderer(lambda: renderer)


@pytest.fixture(scope="module")
def both(renderer: WeasyPrintRenderer, compiled: CompiledRenderer) -> Callable[[str], tuple[bytes, bytes]]:
    """Return a card from the reference renderer and from the compiled one, made once."""
    return lru_cache(maxsize=None)(lambda name: (renderer.render(page_of(CASES[name])), compiled.fill(page_of(CASES[name]))))


def test_there_are_more_than_forty_cards() -> None:
    """The comparison is of so many cards that no part of the template is left out."""
    assert len(CASES) >= 44


@pytest.mark.parametrize("name", CASES)
def test_both_renderers_say_the_same_words_in_the_same_order(both: Callable[[str], tuple[bytes, bytes]], name: str) -> None:
    """What can be copied from one card can be copied from the other."""
    reference, filled = both(name)
    assert reading.pages(filled) == reading.pages(reference)


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm is not installed")
@pytest.mark.parametrize("name", CASES)
def test_both_renderers_draw_the_same_picture(both: Callable[[str], tuple[bytes, bytes]], name: str, tmp_path: Path) -> None:
    """At 60 dots an inch no more than one pixel in a thousand differs visibly, none from black to white."""
    reference, filled = (reading.picture(pdf, tmp_path / f"{at}") for at, pdf in enumerate(both(name)))
    assert len(reference) == len(filled)
    apart = [abs(one - other) for one, other in zip(reference, filled, strict=True) if one != other]
    assert sum(difference > 32 for difference in apart) <= len(reference) // 1000
    assert max(apart, default=0) < 200


def test_an_english_card_is_alike(renderer: WeasyPrintRenderer, compiled: CompiledRenderer) -> None:
    """Words around the data have other lengths; the cards are alike all the same."""
    page = page_of(ORDINARY, "en")
    assert reading.pages(compiled.fill(page)) == reading.pages(renderer.render(page))


def test_a_card_is_the_same_bytes_whatever_was_learnt_before(compiled: CompiledRenderer, renderer: WeasyPrintRenderer) -> None:
    """Alone, after others, in another process's place: the file does not change by a byte."""
    page = page_of(replace(ORDINARY, name="李㛃"))
    fresh = CompiledRenderer(lambda: renderer)
    first = fresh.fill(page)
    other = CompiledRenderer(lambda: renderer)
    other.fill(page_of(CASES["long-note"]))
    other.fill(page_of(CASES["actions"]))
    taken = CompiledRenderer(lambda: renderer)
    taken.take(fresh.learnt_pieces())
    assert sha(other.fill(page)) == sha(first)
    assert sha(taken.fill(page)) == sha(first)
    assert (taken.learnt, sha(compiled.fill(page))) == (0, sha(first))


def test_the_reference_renderer_is_made_once_and_only_when_it_is_needed(renderer: WeasyPrintRenderer) -> None:
    """It reads fonts and style sheets, and what it has read serves every later lesson."""
    made: list[WeasyPrintRenderer] = []

    def make() -> WeasyPrintRenderer:
        made.append(renderer)
        return renderer

    own = CompiledRenderer(make)
    assert made == []
    for name in ("long-note", "actions"):
        own.fill(page_of(CASES[name]))
    assert (own.learnt > 1, len(made)) == (True, 1)


def test_a_card_of_two_pages_is_left_to_the_reference_renderer_and_counted(renderer: WeasyPrintRenderer) -> None:
    """What does not fit one page is set by the other renderer, and the reason is kept."""
    own = CompiledRenderer(lambda: renderer)
    page = page_of(TWO_PAGES)
    pdf, left = own.render_or_leave(page)
    assert (sha(pdf), left) == (sha(renderer.render(page)), "more than one page")
    assert dict(own.left) == {"more than one page": 1}


@pytest.mark.parametrize("name", ["م", "e\u0301\u0323", "ᄀ"])
def test_characters_that_join_are_left_to_the_reference_renderer(compiled: CompiledRenderer, name: str) -> None:
    """Scripts that join or run from right to left, and marks that combine, are never set one after the other."""
    with pytest.raises(Uncompilable, match=r"joins its neighbours|of another font"):
        compiled.fill(page_of(replace(ORDINARY, name=f"王{name}")))


def test_another_version_of_weasyprint_compiles_nothing(renderer: WeasyPrintRenderer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces are read from a private box tree, so only of the version it was read in."""
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    own = CompiledRenderer(lambda: renderer)
    page = page_of(ORDINARY)
    pdf, left = own.render_or_leave(page)
    assert (reading.pages(pdf)[0][:3], left) == ("示例县", f"WeasyPrint 71.0; pieces are read from {layout.LAID_OUT_BY}")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<p>x</p><p data-strip>y</p>", "text outside of every strip"),
        ('<p style="background:#eee"><span data-strip>y</span></p>', "draws around strips|draws outside"),
        ('<p data-strip style="letter-spacing:1px">y</p>', "hidden, spaced or underlined"),
        ('<p data-strip>\x02y\x05<b style="border:1px solid red">z</b></p>', "a slot in a line with something framed"),
        ('<p data-strip style="color:rgba(0,0,0,.5)">y</p>', "shows through"),
        ('<p data-strip style="display:none">y</p>', "not displayed"),
    ],
)
def test_a_template_that_breaks_a_law_is_not_compiled(
    renderer: WeasyPrintRenderer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, reason: str
) -> None:
    """Each law of the layout is checked where pieces are read, and the page is left to the reference renderer."""
    from gridperf.report.paper.html import reports_folder

    shutil.copytree(reports_folder(), tmp_path / "reports")
    template = tmp_path / "reports" / "scorecard" / "template.html.j2"
    body = body.replace("\x02y\x05", "{{ 'y' | slot }}")
    template.write_text(f'<!DOCTYPE html><html lang="zh"><head><title>x</title></head><body>{body}</body></html>', encoding="utf-8")
    monkeypatch.setenv("GRIDPERF_REPORTS", str(tmp_path / "reports"))
    with pytest.raises(Uncompilable, match=reason):
        CompiledRenderer(lambda: renderer).fill(page_of(ORDINARY))


def piece(**more: object) -> Piece:
    base = {"ink": b"", "lines": (), "gauges": (), "height": 10.0, "top": 50.0, "margin": False, "depth": 0, "floor": 0.0, "advance": 12.0}
    return Piece(**{**base, "regular": frozenset(), "bold": frozenset(), **more})  # type: ignore[arg-type]


def test_strips_stand_one_below_the_other() -> None:
    """A strip that holds strips is as high as they are, or as what stands beside them."""
    inner = piece(depth=1, advance=10.0)
    last = piece(depth=1, advance=5.0)
    for floor, after in ((100.0, 62 + 100 + 5), (1.0, 62 + 8 + 10 + 10 + 5)):
        pieces = [piece(), piece(floor=floor, advance=8.0), inner, last, piece(advance=0.0), piece(margin=True, top=900.0)]
        assert compose.tops(pieces, 1000) == [50, 62, 70, 80, after, 900]
    with pytest.raises(Uncompilable, match="more than one page"):
        compose.tops([piece(advance=0.0)], 60)
