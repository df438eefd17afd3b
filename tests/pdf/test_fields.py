"""Empty signature fields lie over the boxes on the page, can be signed in one after the other, and nothing else can be filled in."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from typer.testing import CliRunner

from docs.gallery.samples import MAKERS, NOTICE, county
from gridperf.cli import app
from gridperf.errors import ReportError
from gridperf.language import use
from gridperf.report import print_notice, render
from gridperf.report.documents.pages import scorecard_pages
from gridperf.report.paper.compiled.renderer import CompiledRenderer
from gridperf.report.paper.html import Page, reports_folder
from gridperf.report.paper.pdf import WeasyPrintRenderer
from gridperf.report.signing.appended import parted
from gridperf.report.signing.signatures import sign_card
from gridperf.report.verifying.proof import verify_pdf
from tests.pdf import archival, reading
from tests.pdf.keys import PASSPHRASE, key, trust
from tests.unit.report.fake import HISTORY, Case, Fake

WHEN = dt.datetime(2026, 11, 9, 8, 30, tzinfo=dt.UTC)
OFFICE = {"maker": "制表", "checker": "审核", "head": "负责人"}
FIELDS = {
    "appraisal": {"street": "街道（乡镇）评鉴意见", "county": "县（市、区）审核意见", "person": "本人意见"},
    "audit": OFFICE,
    "correction": OFFICE,
    "county-summary": OFFICE,
    "pay-sheet": OFFICE,
    "payslip": {"maker": "制表", "person": "本人确认"},
    "public-notice": {"issuer": NOTICE.issuer},
    "ranking": OFFICE,
    "rulebook": {"drafter": "拟订", "checker": "审核", "approver": "批准"},
    "scorecard": {**OFFICE, "person": "本人确认"},
}
PRINTED = {"appraisal": ["签字（盖章）", "签字（盖章）", "签字"]}
"""What stands in the boxes where it is not what they are called."""

pytestmark = pytest.mark.xdist_group("every-report")


def page_of(case: Case = Case(history=HISTORY), **more: object) -> Page:  # noqa: B008 (an immutable value)
    (page,) = scorecard_pages(Fake([case]))
    assert isinstance(page, Page)
    return replace(page, signature_fields=True, **more)


@pytest.fixture(scope="module")
def card(renderer: WeasyPrintRenderer) -> bytes:
    """A card with fields, put together from pieces."""
    return CompiledRenderer(lambda: renderer).fill(page_of())


def fields(pdf: bytes) -> dict[str, tuple[str, tuple[float, ...]]]:
    """Return the fields of a document: what each is called, and where it is."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        listed = list(opened.Root.AcroForm.Fields)
        return {str(field.T): (str(field.get("/TU", "")), tuple(float(edge) for edge in field.Rect)) for field in listed}


def told(problems: tuple) -> list[tuple[str, str]]:
    with use("en"):
        return [(problem.code, problem.message) for problem in problems]


@pytest.mark.parametrize("report", sorted(FIELDS))
def test_every_report_that_is_signed_can_have_fields(made: Callable[[str], bytes], report: str) -> None:
    """Each is named, called what the box is called, inside its page and over what the box says; the document keeps its shape."""
    pdf = made(report)
    found = fields(pdf)
    assert {name: label for name, (label, _) in found.items()} == FIELDS[report]
    assert archival.faults(pdf) == []
    assert archival.untold(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        (at,) = [at for at, page in enumerate(opened.pages) if "/Annots" in page.obj]
        assert [note.objgen for note in opened.pages[at].obj.Annots] == [field.objgen for field in opened.Root.AcroForm.Fields]
        assert "/Form" in {str(part.get("/S", "")) for part in opened.objects if isinstance(part, Dictionary)}
        wide, high = (float(edge) for edge in opened.pages[at].mediabox[2:])
    starts: list[tuple[str, float, float]] = []
    page = reading.reader(pdf).pages[at]
    page.extract_text(visitor_text=lambda text, _cm, tm, _font, _size: starts.append((text.strip(), tm[4] * 0.75, high - tm[5] * 0.75)))
    for words, (left, low, right, top) in zip(
        PRINTED.get(report, FIELDS[report].values()), [place for _, place in found.values()], strict=True
    ):
        assert 0 <= left < right <= wide
        assert 0 <= low < top <= high
        assert right - left > 60
        assert top - low > 20
        inside = "".join(text for text, x, y in starts if left <= x <= right and low <= y <= top)
        assert words in inside, (words, inside)


def test_all_reports_are_those() -> None:
    """Who adds a report to sign says here what its fields are."""
    marked = {folder.name for folder in reports_folder().iterdir() if folder.name != "shared"}
    assert set(FIELDS) == marked


@pytest.mark.parametrize("report", ["payslip", "scorecard"])
def test_both_renderers_leave_the_same_fields(made: Callable[[str], bytes], renderer: WeasyPrintRenderer, report: str) -> None:
    """To a fiftieth of a point, and the words of the page are alike."""
    filled = CompiledRenderer(lambda: renderer).fill(replace(MAKERS[report](county()), signature_fields=True))
    reference, own = fields(made(report)), fields(filled)
    assert {name: label for name, (label, _) in own.items()} == FIELDS[report]
    for name, (_, place) in own.items():
        assert place == pytest.approx(reference[name][1], abs=0.02)
    assert archival.faults(filled) == []
    assert reading.pages(filled) == reading.pages(made(report))


def test_without_the_option_there_is_no_form(renderer: WeasyPrintRenderer) -> None:
    """Neither renderer writes one."""
    page = replace(page_of(), signature_fields=False)
    for pdf in (renderer.render(page), CompiledRenderer(lambda: renderer).fill(page)):
        assert b"/AcroForm" not in pdf
        assert b"/Annots" not in pdf
        assert verify_pdf(pdf).unsigned == ()


def test_a_card_with_fields_is_the_same_bytes_each_time(card: bytes, renderer: WeasyPrintRenderer) -> None:
    """Whatever was made before, with fields or without."""
    own = CompiledRenderer(lambda: renderer)
    own.fill(replace(page_of(), signature_fields=False))
    assert own.fill(page_of()) == card
    page = page_of(replace(Case(), subject="W9"))
    assert renderer.render(page) == renderer.render(page)


def test_fields_stand_where_the_card_ends(renderer: WeasyPrintRenderer, card: bytes) -> None:
    """A card of two pages has them on its last page; verify finds them empty there."""
    line = ("item", "arrival", "巡查到位率", "第六条（一）", 41, 42, None, "58.57", "")
    long = CompiledRenderer(lambda: renderer).render(page_of(replace(Case(history=HISTORY), lines=(line,) * 30)))
    with pikepdf.open(io.BytesIO(long)) as pdf:
        assert ["/Annots" in page.obj for page in pdf.pages] == [False, True]
    for pdf in (card, long):
        verdict = verify_pdf(pdf)
        assert verdict.unsigned == ("maker", "checker", "head", "person")
        assert {problem.code for problem in verdict.problems} <= {"P126", "P127"}  # thirty equal lines do not add up


# --- signing ---------------------------------------------------------------------------------------------------------


def valid(pdf: bytes, keys: Path) -> list[tuple[str, bool, str, bool]]:
    """Return what pyHanko says of each signature: its field, whether it holds, what it covers, whether what followed is allowed."""
    context = {"trust_roots": list(trust(keys, "county").certificates), "allow_fetching": False, "moment": WHEN}
    usage = KeyUsageConstraints(key_usage={"digital_signature"})
    found = []
    for each in PdfFileReader(io.BytesIO(pdf)).embedded_signatures:
        status = validate_pdf_signature(each, ValidationContext(**context), key_usage_settings=usage)
        found.append((each.field_name, status.valid and status.intact, status.coverage.name, status.docmdp_ok))
    return found


def test_fields_are_signed_one_after_the_other(card: bytes, keys: Path, tmp_path: Path) -> None:
    """Each signature lies in its field, those before it hold, and the others stay empty; one beside the page can come between."""
    path = tmp_path / "card.pdf"
    path.write_bytes(card)
    sign_card(path, key(keys, "county"), when=WHEN, field="maker")
    sign_card(path, key(keys, "clerk"), when=WHEN, reason="定稿")
    sign_card(path, key(keys, "clerk"), when=WHEN, field="person", reason="本人确认")
    signed = path.read_bytes()
    verdict = verify_pdf(signed, trust=trust(keys, "county"))
    assert verdict.problems == ()
    assert [(each.name, each.field, each.reason) for each in verdict.signers] == [
        ("示例县网格中心", "maker", ""),
        ("张三", "", "定稿"),
        ("张三", "person", "本人确认"),
    ]
    assert verdict.unsigned == ("checker", "head")
    assert parted(signed)[0] == card
    covers = ["ENTIRE_REVISION", "ENTIRE_REVISION", "ENTIRE_FILE"]
    assert valid(signed, keys) == [(name, True, what, True) for name, what in zip(("maker", "signature 1", "person"), covers, strict=True)]
    assert archival.faults(signed) == []
    before = fields(card)
    assert {name: place for name, place in fields(signed).items() if name in before} == before
    with pikepdf.open(path) as pdf:
        assert pdf.get_warnings() == []
        assert [str(field.T) for field in pdf.Root.AcroForm.Fields if "/V" in field] == ["maker", "person", "signature 1"]


def test_the_reference_renderers_cards_are_signed_alike(made: Callable[[str], bytes], keys: Path, tmp_path: Path) -> None:
    """A form of a year, and a notice of several pages, whose field is not on the last one."""
    for report, field in (("appraisal", "county"), ("public-notice", "issuer")):
        path = tmp_path / f"{report}.pdf"
        path.write_bytes(made(report))
        sign_card(path, key(keys, "county"), when=WHEN, field=field)
        sign_card(path, key(keys, "county"), when=WHEN)
        verdict = verify_pdf(path)
        assert (verdict.problems, [each.field for each in verdict.signers]) == ((), [field, ""])
        assert [(name, holds, allowed) for name, holds, _, allowed in valid(path.read_bytes(), keys)] == [
            (field, True, True),
            ("signature 1", True, True),
        ]


def test_other_programs_find_the_fields(made: Callable[[str], bytes], keys: Path) -> None:
    """pyHanko signs in two of them one after the other, and refuses a name that is not there; of a pay sheet too."""
    pdf = made("pay-sheet")
    for name in ("maker", "head"):
        written = io.BytesIO()
        meta = PdfSignatureMetadata(field_name=name, md_algorithm="sha256")
        sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), meta, key(keys, "county").signer, existing_fields_only=True, output=written)
        pdf = written.getvalue()
    assert [(name, holds, allowed) for name, holds, _, allowed in valid(pdf, keys)] == [("maker", True, True), ("head", True, True)]
    meta = PdfSignatureMetadata(field_name="nobody", md_algorithm="sha256")
    with pytest.raises(SigningError):
        sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), meta, key(keys, "county").signer, existing_fields_only=True)


def test_a_field_that_is_not_there_or_is_signed_is_refused(card: bytes, keys: Path, tmp_path: Path) -> None:
    """The file stays as it is, and those that can be signed are named."""
    path = tmp_path / "card.pdf"
    path.write_bytes(card)
    with pytest.raises(ReportError) as caught:
        sign_card(path, key(keys, "county"), field="cheker")
    assert told(caught.value.problems) == [("P161", "card.pdf has no signature field “cheker”, so it was not signed.")]
    assert caught.value.problems[0].values["near"] == "checker, maker"
    assert path.read_bytes() == card
    signed = sign_card(path, key(keys, "county"), field="checker").read_bytes()
    with pytest.raises(ReportError) as caught:
        sign_card(path, key(keys, "clerk"), field="checker")
    assert told(caught.value.problems) == [
        ("P162", "The signature field “checker” of card.pdf is signed already, so it was not signed again.")
    ]
    assert caught.value.problems[0].values["free"] == "maker, head, person"
    assert path.read_bytes() == signed


def test_a_signed_field_that_is_changed_is_found(card: bytes, keys: Path, tmp_path: Path) -> None:
    """Another name, place or signature; the signature moved to another field; a field signed twice."""
    path = tmp_path / "card.pdf"
    path.write_bytes(card)
    signed = sign_card(path, key(keys, "county"), when=WHEN, field="checker").read_bytes()
    start = len(card)
    (place,) = re.findall(rb"/Rect\[([^\]]*)\]", signed[start:])
    twice = sign_card(path, key(keys, "clerk"), when=WHEN, field="head").read_bytes()
    forms = {
        "place": signed[:start] + signed[start:].replace(place, place[::-1]),
        "name": signed[:start] + signed[start:].replace(b"/T(checker)", b"/T(chicker)"),
        "shown": signed[:start] + signed[start:].replace(b"/F 4", b"/F 2"),
        "another": twice[: len(signed)] + twice[len(signed) :].replace(b"/T(head)", b"/T(maker)"),
        "again": twice[: len(signed)] + twice[len(signed) :].replace(b"/T(head)", b"/T(checker)"),
        "card": signed.replace(b"/T(maker)", b"/T(taker)"),
    }
    for what, pdf in forms.items():
        assert pdf not in (signed, twice), what
        assert {"P121", "P122"} & {problem.code for problem in verify_pdf(pdf).problems}, what


# --- what is refused -------------------------------------------------------------------------------------------------


def note(pdf: pikepdf.Pdf, **more: object) -> Dictionary:
    """Return a copy of the first field, otherwise."""
    first = pdf.Root.AcroForm.Fields[0]
    made = Dictionary({**{name: first[name] for name in first.keys()}, "/T": pikepdf.String("other")})  # noqa: SIM118
    for name, value in more.items():
        made[f"/{name}"] = value
    return pdf.make_indirect(made)


def drawn(pdf: pikepdf.Pdf) -> Dictionary:
    look = pdf.make_stream(b"1 0 0 rg 0 0 1 1 re f")
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 1, 1])
    return Dictionary(N=look)


FOREIGN: dict[str, tuple[Callable[[pikepdf.Pdf], Dictionary], str]] = {
    "text": (lambda pdf: note(pdf, FT=Name.Tx), "Widget other"),
    "comment": (lambda pdf: pdf.make_indirect(Dictionary(Subtype=Name.FreeText, Rect=[0, 0, 9, 9])), "FreeText"),
    "link": (lambda pdf: pdf.make_indirect(Dictionary(Subtype=Name.Link, Rect=[0, 0, 9, 9])), "Link"),
    "picture": (lambda pdf: note(pdf, AP=drawn(pdf)), "Widget other"),
    "action": (lambda pdf: note(pdf, A=Dictionary(S=Name.JavaScript)), "Widget other"),
    "hidden": (lambda pdf: note(pdf, F=2), "Widget other"),
    "signed": (lambda pdf: note(pdf, V=Dictionary()), "Widget other"),
    "outside": (lambda pdf: note(pdf, Rect=[0, 0, 9_999, 9]), "Widget other"),
    "named": (lambda pdf: note(pdf, T="no name"), "Widget no name"),
    "twice": (lambda pdf: note(pdf, T="maker"), "maker"),
}


def altered(pdf: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        change(opened)
        opened.save(written)
    return written.getvalue()


@pytest.mark.parametrize("what", FOREIGN)
def test_no_other_field_or_note_is_accepted(card: bytes, what: str) -> None:
    """Also of somebody who makes a seal that fits: that is another check."""
    make, named = FOREIGN[what]

    def change(pdf: pikepdf.Pdf) -> None:
        other = make(pdf)
        pdf.pages[0].obj.Annots.append(other)
        if other.get("/Subtype") == Name.Widget:
            pdf.Root.AcroForm.Fields.append(other)

    problems = [problem for problem in verify_pdf(altered(card, change), name="W0.pdf").problems if problem.code == "P160"]
    assert told(tuple(problems)) == [
        ("P160", f"W0.pdf has a form field or a note that reports do not leave on a page ({named}); it may cover or change what is seen.")
    ]


@pytest.mark.filterwarnings("ignore:This document has")  # pikepdf says so of what is done here on purpose
def test_a_form_that_does_more_is_not_accepted(card: bytes) -> None:
    """One that makes viewers draw it anew, one that lists a field no page shows, a page that shows a field no form lists."""

    def redrawn(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm.NeedAppearances = True

    def listed(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm.Fields.append(note(pdf))

    def shown(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Annots.append(note(pdf))

    found = [verify_pdf(altered(card, change)).problems for change in (redrawn, listed, shown)]
    what = [problem.values["what"] for problems in found for problem in problems if problem.code == "P160"]
    assert what == ["AcroForm", "AcroForm Fields", "AcroForm Fields"]


# --- layouts of one's own --------------------------------------------------------------------------------------------


def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> Page:
    """Return a card whose template says *body*."""
    shutil.copytree(reports_folder(), tmp_path / "reports")
    head = '<!DOCTYPE html><html lang="zh"><head><title>x</title></head>'
    (tmp_path / "reports" / "scorecard" / "template.html.j2").write_text(f"{head}<body>{body}</body></html>", encoding="utf-8")
    monkeypatch.setenv("GRIDPERF_REPORTS", str(tmp_path / "reports"))
    return page_of(evidence=())


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ("<p data-strip>x</p>", "P163", "The page of {} has no box to sign in, so no signature field could be left, and nothing was made."),
        (
            '<p data-strip data-sign="名">x</p>',
            "P164",
            "The box “名” on the page of {} cannot become a signature field, so nothing was made.",
        ),
        (
            '<p data-strip data-sign="a">x</p><p data-strip data-sign="a">x</p>',
            "P164",
            "The box “a” on the page of {} cannot become a signature field, so nothing was made.",
        ),
    ],
)
def test_a_layout_without_boxes_or_with_wrong_ones_is_refused(
    renderer: WeasyPrintRenderer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, code: str, message: str
) -> None:
    """By both renderers, rather than leaving no field without saying so."""
    page = layout(tmp_path, monkeypatch, body)
    for own in (renderer, CompiledRenderer(lambda: renderer)):
        with pytest.raises(ReportError) as caught:
            own.render(page)
        assert told(caught.value.problems) == [(code, message.format(page.whose))]


def test_a_box_around_strips_is_left_to_the_reference_renderer(
    renderer: WeasyPrintRenderer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it ends depends on what it holds; its field is called by its name where the layout says no other."""
    body = '<div data-strip data-sign="who"><p data-strip>x</p><p data-strip>y</p></div>'
    pdf, left = CompiledRenderer(lambda: renderer).render_or_leave(layout(tmp_path, monkeypatch, body))
    assert left == "a signature box in a strip that holds strips"
    assert [(name, label) for name, (label, _) in fields(pdf).items()] == [("who", "who")]


def test_what_cannot_have_fields_says_so(tmp_path: Path) -> None:
    """One file for the printer, and a page that is no PDF."""
    with pytest.raises(ReportError) as caught:
        render(Fake([Case()]), to=tmp_path / "all.pdf", signature_fields=True)
    message = f"{tmp_path / 'all.pdf'}, one file for the printer, cannot have signature fields, so nothing was made."
    assert told(caught.value.problems) == [("P165", message)]
    one = county()
    with pytest.raises(ReportError) as caught:
        print_notice(one.month, tmp_path / "notice.html", notice=NOTICE, book=one.book, signature_fields=True)
    assert told(caught.value.problems) == [("P111", f"{tmp_path / 'notice.html'} ends in none of .pdf, so nothing was made.")]
    assert list(tmp_path.iterdir()) == []


# --- the commands ----------------------------------------------------------------------------------------------------


def run(*args: object, lang: str = "en") -> tuple[int, str]:
    environment = {"GRIDPERF_LANG": lang, "COLUMNS": "150"}
    result = CliRunner().invoke(app, [*map(str, args)], env=environment, catch_exceptions=False)
    return result.exit_code, " ".join((result.stdout + result.stderr).split())


def test_the_commands_leave_fields_sign_in_them_and_tell_the_empty_ones(keys: Path, tmp_path: Path) -> None:
    """From the result to the signed batch."""
    saved = county().month.save(tmp_path / "month")
    people = ("--worker", "05220001", "--worker", "05220002")
    assert run("render", saved, "--report", "scorecard", *people, "--signature-fields", "--to", tmp_path / "cards", "-q") == (0, "")
    first, second = sorted((tmp_path / "cards").glob("*.pdf"))
    (tmp_path / "passphrase").write_text(PASSPHRASE, encoding="utf-8")
    sign = ("sign", "--key", keys / "county.p12", "--passphrase-file", tmp_path / "passphrase", "-q")
    assert run(*sign, first, second, "--field", "maker") == (0, "")
    assert run(*sign, first, "--field", "head") == (0, "")
    code, shown = run("verify", tmp_path / "cards", "--trust", keys / "county.crt")
    assert code == 0
    assert re.search(r"signed by: 示例县网格中心 in head \(certificate SHA-256 \w+, 1 file\)", shown)
    assert re.search(r"signed by: 示例县网格中心 in maker \(certificate SHA-256 \w+, 2 files\)", shown)
    assert "nobody has signed in: checker (2 files) nobody has signed in: person (2 files) nobody has signed in: head (1 file)" in shown
    code, shown = run("verify", tmp_path / "cards", lang="zh")
    assert "证书上写的是 示例县网格中心，签在“maker”（证书" in shown
    assert "还没有人签的签名域：head（1 个文件）" in shown
    data = json.loads(run("verify", tmp_path / "cards", "--json")[1])
    assert data["unsigned"] == {"checker": 2, "person": 2, "head": 1}
    assert sorted((each["field"], each["files"]) for each in data["signers"]) == [("head", 1), ("maker", 2)]
    code, shown = run("sign", tmp_path, "--key", keys / "county.p12", "--field", "maker")
    assert code == 2
    assert "is a manifest, which has no signature fields; --field is for cards, payslips and other reports (.pdf)." in shown
