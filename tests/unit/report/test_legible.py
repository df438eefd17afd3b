"""Printed in black and white, or seen by whoever tells few colours apart, every report says what it says in colour."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from gridperf.report.paper.html import reports_folder

STYLES = sorted(reports_folder().rglob("*.css"))
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
COLOUR = re.compile(r"#[0-9a-f]{6}|#[0-9a-f]{3}")
TEXT_AND_BARS = 4.5
"""What WCAG 2 asks of text; bars are held to it too."""
APART = 3.0
"""What WCAG 2 asks of shapes beside each other."""
FILLINGS = ("best", "s1", "s2", "s3", "worst", "none")


def luminance(colour: str) -> float:
    """Return how light a colour is, as WCAG 2 counts it."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def channels(colour: str) -> tuple[float, float, float]:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    return tuple(int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def rules(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the selectors of a style sheet, each with its declarations."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL).lower()
    for selector, body in RULE.findall(text):
        pairs = (each.split(":", 1) for each in body.split(";") if ":" in each)
        yield " ".join(selector.split()), {name.strip(): value.strip() for name, value in pairs}


def test_contrast_is_counted_as_wcag_counts_it() -> None:
    """Black on white is 21 : 1, a colour on itself 1 : 1, and #767676 the lightest grey that can be read on white."""
    assert round(contrast("#000", "#fff"), 2) == 21
    assert contrast("#5b6675", "#5b6675") == 1
    assert contrast("#767676", "#ffffff") >= TEXT_AND_BARS > contrast("#777777", "#ffffff")


@pytest.mark.parametrize("path", STYLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_text_stands_out_from_what_it_is_printed_on(path: Path) -> None:
    """On its own ground, or on the palest and the darkest tint that a line of text lies on."""
    faint = []
    for selector, said in rules(path):
        if "color" not in said or not COLOUR.fullmatch(said["color"]):
            continue
        own = COLOUR.findall(said.get("background", ""))
        faint += [f"{selector}: {said['color']} on {ground}" for ground in own if contrast(said["color"], ground) < TEXT_AND_BARS]
        if not own and said["color"] != "#fff":
            faint += [
                f"{selector}: {said['color']} on {tint}" for tint in ("#ffffff", "#eef2f8") if contrast(said["color"], tint) < TEXT_AND_BARS
            ]
    assert faint == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_bars_stand_out_from_paper(path: Path) -> None:
    """A bar is dark enough by its filling or by its frame."""
    faint = []
    for selector, said in rules(path):
        if not re.search(r"\b(bars|bins) .*p$|\.one$|\.is$", selector) or "background" not in said:
            continue
        drawn = COLOUR.findall(said["background"] + said.get("border", ""))
        if max(contrast(colour, "#fff") for colour in drawn) < TEXT_AND_BARS:
            faint.append(f"{selector}: {drawn}")
    assert faint == []


def test_fillings_differ_without_colour() -> None:
    """Any two grades differ by pattern or frame, or else are as far apart in grey as shapes must be."""
    said = dict(rules(reports_folder() / "shared" / "charts.css"))
    kinds = {}
    for name in FILLINGS:
        filling, frame = said[f".{name}"]["background"], said[f".{name}"]["border"]
        pattern = re.search(r"gradient\((-?\d+deg)", filling)
        kinds[name] = (pattern[1] if pattern else "plain", frame.split()[1], COLOUR.findall(filling)[0])
    alike = [(one, other) for one, other in combinations(FILLINGS, 2) if kinds[one][:2] == kinds[other][:2]]
    assert [pair for pair in alike if contrast(kinds[pair[0]][2], kinds[pair[1]][2]) < APART] == []
    assert alike == [("best", "s1")]


@pytest.mark.parametrize("path", STYLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_nothing_is_told_apart_by_hue(path: Path) -> None:
    """All colours are greys or shades of one blue, so nobody has to tell red from green."""
    other = []
    for colour in set(COLOUR.findall(path.read_text(encoding="utf-8").lower())):
        hue, _, _ = colorsys.rgb_to_hls(*channels(colour))
        if max(channels(colour)) - min(channels(colour)) > 4 / 255 and not 200 <= hue * 360 <= 225:
            other.append(colour)
    assert other == []


def test_badges_of_grades_differ_by_frame_and_ground() -> None:
    """The best is reversed, the worst framed twice, and who has no grade has a dotted frame."""
    said = dict(rules(reports_folder() / "shared" / "style.css"))
    frames = {
        name: (said[f".badge.{name}"].get("border", said[".badge"]["border"]).split()[1], said[f".badge.{name}"]["background"])
        for name in ("best", "middle", "worst", "none")
    }
    assert len(set(frames.values())) == len(frames)
