"""Whatever is changed in an issued paper is found, and where it was changed is said: digits, lines, fonts and files of every report."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from docs.gallery.samples import MAKERS, County
from gridperf.report.paper.pdf import WeasyPrintRenderer
from gridperf.report.signing.signatures import sign_card
from gridperf.report.verifying.proof import verify_pdf
from gridperf.report.verifying.reading import read_paper
from tests.pdf.keys import key, trust

WHEN = dt.datetime(2026, 11, 9, 8, 30, tzinfo=dt.UTC)
FLIPS = int(os.environ.get("GRIDPERF_FLIPS", "8"))
"""Bytes that are changed in each report, one at a time."""

LINES = frozenset({"re", "l", "c", "Do"})
"""What draws a line or a box."""
GLYPHS = re.compile(rb"<([0-9a-fA-F]{4})(?:>[^T]*?<)?([0-9a-fA-F]{4})")
"""Two glyphs that follow one another in the same typeface."""

pytestmark = pytest.mark.xdist_group("every-report")


@pytest.mark.parametrize("report", sorted(MAKERS))
def test_any_byte_changed_is_found_and_its_part_is_named(made: Callable[[str], bytes], report: str) -> None:
    """A bit anywhere: the paper does not hold, and if it stands before the seal, the page, font, file or objects around it are named."""
    pdf, draw = made(report), random.Random(11)
    seal = json.loads(read_paper(pdf).files["seal.json"])
    wrong = []
    for at in draw.sample(range(len(pdf)), FLIPS):
        other = bytearray(pdf)
        other[at] ^= 1 << draw.randrange(8)
        problems = verify_pdf(bytes(other)).problems
        named = [problem.values["part"] for problem in problems if problem.code == "P173"]
        expected = [part[0] for part in seal["parts"] if at < part[1]][:1]
        if not problems or (expected and named != expected):
            wrong.append((at, named, expected))
    assert wrong == []


def saved(pdf: bytes, change: Callable[[pikepdf.Pdf], object]) -> bytes:
    """Return *pdf* saved anew after *change*, as any program would that edits it."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        change(opened)
        opened.save(written)
    return written.getvalue()


def found(pdf: bytes, change: Callable[[pikepdf.Pdf], object]) -> list[tuple[str, object]]:
    """Return what is said of the paper after *change*: codes, with the part, the file inside or the words."""
    problems = verify_pdf(saved(pdf, change)).problems
    return [
        (problem.code, next((problem.values[key] for key in ("part", "inside") if key in problem.values), None)) for problem in problems
    ]


def fonts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield the fonts of the first page."""
    yield from pdf.pages[0].Resources.Font.values()


@pytest.mark.parametrize("report", sorted(MAKERS))
def test_a_digit_is_found_with_its_line(made: Callable[[str], bytes], report: str) -> None:
    """One glyph on the page exchanged for another: the line is shown as it was sealed and as it is, and the page is named."""

    def change(pdf: pikepdf.Pdf) -> None:
        drawn = pdf.pages[0].Contents.read_bytes()
        shown = [each for each in GLYPHS.finditer(drawn) if each[1] != each[2]]
        one = shown[len(shown) // 2]
        pdf.pages[0].Contents = pdf.make_stream(drawn[: one.start(1)] + one[2] + drawn[one.end(1) :])

    said = set(found(made(report), change))
    assert ("P173", "/Page 1 /Contents") in said
    assert {("P122", None), ("P124", None)} <= said


@pytest.mark.parametrize("report", sorted(MAKERS))
def test_a_line_a_font_and_a_file_are_found_by_name(made: Callable[[str], bytes], report: str) -> None:
    """A ruled line taken away, a byte of a typeface, a map back to text, a file inside: each is named, and nothing else is."""
    pdf = made(report)

    def unruled(opened: pikepdf.Pdf) -> None:
        page = opened.pages[ruled]
        operations = list(pikepdf.parse_content_stream(page))
        at = next(at for at, (_, operator) in enumerate(operations) if str(operator) in LINES)
        page.Contents = opened.make_stream(pikepdf.unparse_content_stream(operations[:at] + operations[at + 1 :]))

    def recut(opened: pikepdf.Pdf) -> None:
        program = next(fonts(opened)).DescendantFonts[0].FontDescriptor.FontFile3
        content = bytearray(program.read_bytes())
        content[-9] ^= 1
        program.write(bytes(content))

    def appended(opened: pikepdf.Pdf) -> None:
        opened.attachments["more.txt"] = pikepdf.AttachedFileSpec(opened, b"more", filename="more.txt")

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        name = str(next(fonts(opened)).BaseFont).lstrip("/")
        ruled = next(at for at, page in enumerate(opened.pages) if LINES & {str(each) for _, each in pikepdf.parse_content_stream(page)})
        inside = sorted(each for each in opened.attachments if each != "seal.json")

    assert ("P173", f"/Page {ruled + 1} /Contents") in found(pdf, unruled)
    assert ("P173", f"/FontFile3 {name}") in found(pdf, recut)
    for file in inside:

        def rewritten(opened: pikepdf.Pdf, file: str = file) -> None:
            stream = opened.attachments[file].get_file().obj
            stream.write(stream.read_bytes().replace(b"1", b"2", 1))

        assert ("P123", file) in found(pdf, rewritten)
    assert ("P123", "more.txt") in found(pdf, appended)
    assert [code for code, _ in found(pdf, lambda _: None)] == ["P122"]  # saved anew, and nothing changed


@pytest.mark.parametrize("report", sorted(set(MAKERS) - {"appraisal", "payslip"}))
def test_a_paper_made_twice_is_the_same_bytes(made: Callable[[str], bytes], one: County, renderer: WeasyPrintRenderer, report: str) -> None:
    """The same result gives the same paper, evidence and seal."""
    assert renderer.render(replace(MAKERS[report](one), signature_fields=True)) == made(report)


@pytest.mark.parametrize("report", sorted(MAKERS))
def test_every_report_can_be_signed_and_goes_on_holding(made: Callable[[str], bytes], keys: Path, tmp_path: Path, report: str) -> None:
    """A signature follows the last byte: all that held of the paper holds, who signed is told, and a byte changed afterwards is found."""
    issued = tmp_path / f"{report}.pdf"
    issued.write_bytes(made(report))
    before = verify_pdf(issued)
    sign_card(issued, key(keys, "county"), when=WHEN, reason="定稿")
    after = verify_pdf(issued, trust=trust(keys, "county"))
    assert issued.read_bytes().startswith(made(report))
    assert (after.problems, after.checked) == ((), (*before.checked, "signature"))
    assert [(signer.name, signer.reason, signer.trusted) for signer in after.signers] == [("示例县网格中心", "定稿", True)]
    data = bytearray(issued.read_bytes())
    data[len(made(report)) // 2] ^= 1
    assert "P173" in [problem.code for problem in verify_pdf(bytes(data)).problems]
