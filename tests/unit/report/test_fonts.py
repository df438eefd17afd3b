"""Fonts: found by place, cut to the characters, and every character covered or named."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from gridperf.errors import ReportError
from gridperf.report.paper import fonts
from gridperf.report.paper.fonts import named
from gridperf.report.paper.html import reports_folder

pytestmark = pytest.mark.skipif(bool(fonts.lacking()), reason="no Chinese fonts on this machine")

TELUGU = "జ"


@pytest.fixture(scope="module")
def found() -> fonts.Fonts:
    """The fonts of this machine."""
    return fonts.find_fonts()


def characters_of(font: bytes) -> set[int]:
    """Return the code points a font file has."""
    import uharfbuzz as hb

    return set(hb.Face(hb.Blob(font)).unicodes)


def test_a_cut_holds_the_characters_asked_for_and_printable_ascii(found: fonts.Fonts) -> None:
    """Page numbers and the like are always there; nothing else is."""
    cut = found.cut("网格员 祎", whose="x")
    assert [characters_of(content) - set(range(0x20, 0x7F)) for content in cut.files.values()] == [{ord(sign) for sign in "网格员祎"}] * 2


def test_the_same_characters_give_the_same_bytes(found: fonts.Fonts) -> None:
    """A cut depends on the set of characters, not on their order or number."""
    assert found.cut("网格员", whose="x").files == found.cut("员格网网", whose="y").files


@pytest.mark.parametrize("name", ["𬎆", "㛃", "喆", "祎", "龘", "𠮷", "〇", "·", "¥", "−", "≥", "①"])
def test_rare_characters_of_names_are_covered(found: fonts.Fonts, name: str) -> None:
    """The characters people stumble over have a glyph in some face."""
    assert found.faces_for(name, whose="x")[:2] == (found.regular, found.bold)


def test_the_whole_of_gb2312_needs_no_fallback(found: fonts.Fonts) -> None:
    """All 6763 characters of the everyday set are in the main faces."""
    rows = (bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    text = "".join(row.decode("gb2312", "ignore") for row in rows)
    assert len(text) == 6763
    assert len(found.faces_for(text, whose="x")) == 2


def test_a_character_only_a_fallback_has_is_taken_from_it(found: fonts.Fonts) -> None:
    """A face beyond the main two is used by the pages that need it, and by no other."""
    if not found.rare:
        pytest.skip("no fallback font on this machine")
    for face in found.rare:
        others = frozenset().union(found.regular.characters, *(other.characters for other in found.rare if other is not face))
        only = sorted(face.characters - others)
        if only:
            cut = found.cut(f"王{chr(only[0])}", whose="x")
            assert cut.faces == (found.regular, found.bold, face)
            assert characters_of(cut.files["font:2"]) == {only[0]}
            assert f'"{found.regular.family}","{face.family}"' in cut.css
    assert found.cut("王", whose="x").faces == (found.regular, found.bold)


def test_a_character_no_font_has_stops_the_page_and_names_the_person(found: fonts.Fonts) -> None:
    """Nobody's name is printed with an empty box in it."""
    with pytest.raises(ReportError) as caught:
        found.cut(f"王{TELUGU}\ue000", whose="W0001 王జ")
    (problem,) = caught.value.problems
    assert (problem.code, dict(problem.values)) == ("P102", {"whose": "W0001 王జ", "characters": "జ (U+0C1C) \ue000 (U+E000)"})


def test_a_machine_without_fonts_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without the main face gives P101, with the Debian packages."""
    monkeypatch.setenv("GRIDPERF_FONTS", str(tmp_path))
    assert fonts.lacking() == ["Noto Sans CJK SC (fonts-noto-cjk)"]
    with pytest.raises(ReportError) as caught:
        fonts.find_fonts()
    assert "libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk" in str(caught.value)


def test_a_folder_of_ones_own_is_searched_alone(found: fonts.Fonts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`GRIDPERF_FONTS` replaces the known places, and any other font in it is a last fallback."""
    for face in (found.regular, found.bold):
        (tmp_path / face.path.name).symlink_to(face.path)
    own = tmp_path / "sub" / "county.ttf"
    own.parent.mkdir()
    own.write_bytes(found.regular.cut(frozenset(map(ord, "县"))))
    monkeypatch.setenv("GRIDPERF_FONTS", str(tmp_path))
    again = fonts.find_fonts()
    assert (again.regular.sha256, [face.path for face in again.rare]) == (found.regular.sha256, [own])
    assert again.digest() == found.digest()


def test_a_face_says_what_it_is(found: fonts.Fonts) -> None:
    """Family, version and digest of the file stand on paper."""
    assert found.regular.weight == 400
    assert found.bold.weight == 700
    assert "SC" in found.regular.family or "CN" in found.regular.family
    assert len(found.regular.sha256) == 64
    assert found.regular.version


def test_a_style_sheet_may_ask_for_a_face_by_name(found: fonts.Fonts) -> None:
    """Noto Serif stands beside the main faces, regular and bold, with all of the page's characters it has; others are not looked at."""
    if not found.serif:
        pytest.skip("no serif face on this machine")
    style = 'h1 { font-family: "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC" }'
    regular, bold = found.asked_for(style)
    assert (regular.weight, bold.weight) == (400, 700)
    cut = found.cut("网格员", whose="x", style=style)
    assert cut.faces == (found.regular, found.bold, regular, bold)
    assert [f'font-family:"{regular.family}";font-weight:{weight}' in cut.css for weight in (400, 700)] == [True, True]
    assert f'--faces:"{found.regular.family}"' in cut.css
    assert found.asked_for("h1 { font-family: serif }") == found.asked_for('h1 { font-family: "KaiTi" }') == ()
    assert found.cut("网格员", whose="x").faces == (found.regular, found.bold)


def test_a_licensed_font_is_found_by_its_name_in_any_language(found: fonts.Fonts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A county that has the typeface of official titles puts its file into the folder; the page then says what it was set in."""
    for face in (found.regular, found.bold):
        (tmp_path / face.path.name).symlink_to(face.path)
    font = TTFont(io.BytesIO(found.regular.cut(frozenset(map(ord, "公示")))))
    font["name"].names = []
    font["name"].setName("FZXiaoBiaoSong-B05S", 1, 3, 1, 0x409)
    font["name"].setName("方正小标宋简体", 1, 3, 1, 0x804)
    font.save(tmp_path / "title.otf")
    monkeypatch.setenv("GRIDPERF_FONTS", str(tmp_path))
    own = fonts.find_fonts()
    (face,) = own.asked_for((reports_folder() / "shared" / "official.css").read_text(encoding="utf-8"))
    assert (face.path.name, face.names) == ("title.otf", {"FZXiaoBiaoSong-B05S", "方正小标宋简体"})
    css = own.cut("公示 2026", whose="x", style='h1{font-family:"方正小标宋简体"}').css
    assert css.count('font-family:"方正小标宋简体";font-weight:') == 2
    assert "FZXiaoBiaoSong" not in css
    assert "FZXiaoBiaoSong-B05S" in named([each.told for each in (own.regular, own.bold, face)])
