"""A card proves itself: what is inside is whole, and whatever is changed is found and named."""

from __future__ import annotations

import hashlib
import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest

from gridperf.errors import ReportError
from gridperf.report import render
from gridperf.report.batches.tree import holds, paths, root
from gridperf.report.documents.pages import scorecard_pages
from gridperf.report.paper.compiled.renderer import CompiledRenderer
from gridperf.report.paper.fonts import find_fonts
from gridperf.report.paper.html import Page
from gridperf.report.paper.pdf import WeasyPrintRenderer
from gridperf.report.verifying.compared import Basis
from gridperf.report.verifying.issued import issued, verify_issued
from gridperf.report.verifying.proof import Verdict, verify_pdf
from tests.pdf import archival
from tests.unit.report.fake import HISTORY, Case, Fake

ORDINARY = replace(Case(history=HISTORY), grade="合格", by_band="合格")
DIGIT = re.compile(rb"[0-9]")
SHOWN = re.compile(rb"<((?:[0-9a-f]{4})+)>")


def page() -> Page:
    (found,) = scorecard_pages(Fake([ORDINARY]))
    assert isinstance(found, Page)
    return found


@pytest.fixture(scope="module")
def cards(renderer: WeasyPrintRenderer) -> dict[str, bytes]:
    """One card from either renderer."""
    return {"compiled": CompiledRenderer(lambda: renderer).fill(page()), "reference": renderer.render(page())}


def changed(pdf: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """Return *pdf* saved again after *change*."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        change(opened)
        opened.save(written)
    return written.getvalue()


def codes(verdict: Verdict) -> set[str]:
    return {problem.code for problem in verdict.problems}


def embedded(pdf: pikepdf.Pdf, name: str) -> pikepdf.Stream:
    """Return the stream of a file inside."""
    names = list(pdf.Root.Names.EmbeddedFiles.Names)
    return dict(zip(map(str, names[::2]), names[1::2], strict=True))[name].EF.F


@pytest.mark.parametrize("by", ["compiled", "reference"])
def test_a_card_as_issued_holds(cards: dict[str, bytes], by: str) -> None:
    """Everything that can be checked without the assessment is checked, and nothing is found."""
    verdict = verify_pdf(cards[by])
    assert (verdict.problems, verdict.checked) == ((), ("seal", "text", "data", "sums", "bands"))


@pytest.mark.parametrize("by", ["compiled", "reference"])
def test_the_evidence_holds_the_entries_digit_for_digit(cards: dict[str, bytes], by: str) -> None:
    """Amounts are text, the digest is the assessment's, and the table for people has every entry."""
    fake = Fake([ORDINARY])
    with pikepdf.open(io.BytesIO(cards[by])) as pdf:
        evidence = json.loads(embedded(pdf, "evidence.json").read_bytes())
        table = embedded(pdf, "entries.csv").read_bytes().decode("utf-8-sig").splitlines()
    stated = [(row["ledger"], row["line"], Decimal(row["amount"])) for row in evidence["tables"]["entries"]]
    assert sorted(stated) == sorted((row["ledger"], row["line"], row["amount"]) for row in fake.entries.to_dicts())
    assert (evidence["assessment"], evidence["provenance"]["rulebook"]) == (fake.digest, fake.provenance.rulebook)
    assert len(table) == 1 + fake.entries.height


@pytest.mark.parametrize("by", ["compiled", "reference"])
def test_a_card_has_the_shape_of_an_archival_document(cards: dict[str, bytes], by: str) -> None:
    """Output intent, metadata, relationships, fonts with maps back to text, no encryption, an identifier."""
    assert archival.faults(cards[by]) == []
    with pikepdf.open(io.BytesIO(cards[by])) as pdf:
        assert str(pdf.Root.Lang) == "zh-CN"
        assert {str(spec.UF) for spec in pdf.Root.AF} == {"entries.csv", "evidence.json", "seal.json"}


@pytest.mark.parametrize("by", ["compiled", "reference"])
def test_any_byte_changed_is_found(cards: dict[str, bytes], by: str) -> None:
    """Hundreds of bytes, one at a time: each makes the card fail."""
    pdf, draw = cards[by], random.Random(8)
    unseen = []
    for at in draw.sample(range(len(pdf)), 300):
        other = bytearray(pdf)
        other[at] ^= 1 << draw.randrange(8)
        if not verify_pdf(bytes(other)).problems:
            unseen.append(at)
    assert unseen == []


@pytest.mark.parametrize("by", ["compiled", "reference"])
def test_any_bit_changed_of_what_follows_the_sealed_bytes_is_found(cards: dict[str, bytes], by: str) -> None:
    """The seal, the table of objects and the trailer are sealed by nothing but themselves."""
    pdf, draw = cards[by], random.Random(9)
    start = pdf.rindex(b" 0 obj\n<</Type/EmbeddedFile")
    unseen = []
    for at in draw.sample(range(start, len(pdf)), 200):
        other = bytearray(pdf)
        other[at] ^= 1 << draw.randrange(8)
        if not verify_pdf(bytes(other)).problems:
            unseen.append((at, pdf[at - 20 : at + 20]))
    assert unseen == []


def test_any_digit_on_the_page_changed_is_found(cards: dict[str, bytes]) -> None:
    """Eighty digits, one at a time: the words of the page are no longer those of the seal."""
    with pikepdf.open(io.BytesIO(cards["compiled"])) as opened:
        drawing = opened.pages[0].Contents.read_bytes()
        mapped = opened.pages[0].Resources.Font["/R"].ToUnicode.read_bytes()
    code = {sign: re.search(rb"<(\w+)> <%04x>" % ord(sign), mapped)[1] for sign in "0123456789"}
    spots = [
        (found.start() + 1 + 4 * at, found[1][4 * at : 4 * at + 4]) for found in SHOWN.finditer(drawing) for at in range(len(found[1]) // 4)
    ]
    digits = [(at, was) for at, was in spots if was in code.values()]
    for at, was in random.Random(9).sample(digits, 80):
        other = drawing[:at] + (code["7"] if was != code["7"] else code["3"]) + drawing[at + 4 :]

        def put(pdf: pikepdf.Pdf, other: bytes = other) -> None:
            pdf.pages[0].Contents = pdf.make_stream(other)

        assert {"P122", "P124"} <= codes(verify_pdf(changed(cards["compiled"], put)))


@pytest.mark.parametrize("drawn", [b"BT /F 9 Tf (9999) Tj ET", b"/Other Do", b"BI /W 1 /H 1 /CS /G /BPC 8 ID 0 EI"])
def test_words_and_pictures_laid_over_a_card_are_not_read_past(cards: dict[str, bytes], drawn: bytes) -> None:
    """What is shown from elsewhere than the page's own drawing is no card of gridperf's, whatever the words of the page say."""

    def put(pdf: pikepdf.Pdf) -> None:
        form = pdf.make_stream(drawn, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 600, 800])
        pdf.pages[0].Resources.XObject.Over = form
        pdf.pages[0].Contents = pdf.make_stream(pdf.pages[0].Contents.read_bytes() + b"\n/Over Do")

    assert "P121" in codes(verify_pdf(changed(cards["compiled"], put)))


def test_a_figure_on_the_page_that_is_changed_is_named(cards: dict[str, bytes]) -> None:
    """The line is shown as it was sealed and as it is."""
    with pikepdf.open(io.BytesIO(cards["compiled"])) as opened:
        drawing = opened.pages[0].Contents.read_bytes()
        font = opened.pages[0].Resources.Font["/R"].ToUnicode.read_bytes().decode()
    code = {sign: re.search(rf"<(\w+)> <{ord(sign):04x}>", font)[1] for sign in "2950,."}
    old = "".join(code[sign] for sign in "2,000.00")
    new = "".join(code[sign] for sign in "9,000.00")
    assert old.encode() in drawing

    def put(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Contents = pdf.make_stream(drawing.replace(old.encode(), new.encode()))

    verdict = verify_pdf(changed(cards["compiled"], put))
    named = [problem.values for problem in verdict.problems if problem.code == "P124"]
    assert [(values["stated"], values["found"]) for values in named] == [("基本工资第十九条2,000.00", "基本工资第十九条9,000.00")]


@pytest.mark.parametrize("name", ["entries.csv", "evidence.json"])
def test_a_file_inside_that_is_changed_is_named(cards: dict[str, bytes], name: str) -> None:
    """A hundred digits, one at a time: the seal names the file."""
    with pikepdf.open(io.BytesIO(cards["compiled"])) as opened:
        content = embedded(opened, name).read_bytes()
    for at in random.Random(7).sample([found.start() for found in DIGIT.finditer(content)], 50):
        other = content[:at] + (b"7" if content[at : at + 1] != b"7" else b"3") + content[at + 1 :]

        def put(pdf: pikepdf.Pdf, other: bytes = other) -> None:
            embedded(pdf, name).write(other)

        problems = verify_pdf(changed(cards["compiled"], put)).problems
        assert ("P123", name) in [(problem.code, problem.values.get("inside")) for problem in problems]


@pytest.mark.parametrize("by", ["compiled", "reference"])
def test_the_seal_names_the_fonts_a_card_is_set_in(cards: dict[str, bytes], by: str) -> None:
    """Family, weight, version and digest of each file; what the card was assessed as is the same, whatever it is printed in."""
    found = find_fonts()
    with pikepdf.open(io.BytesIO(cards[by])) as pdf:
        seal = json.loads(embedded(pdf, "seal.json").read_bytes())
        evidence = json.loads(embedded(pdf, "evidence.json").read_bytes())
    assert seal["fonts"] == [found.regular.told, found.bold.told]
    assert seal["fonts"][0] == {
        "family": found.regular.family,
        "weight": 400,
        "version": found.regular.version,
        "sha256": hashlib.sha256(found.regular.path.read_bytes()).hexdigest(),
        "index": found.regular.index,
    }
    assert evidence["assessment"] == Fake([ORDINARY]).digest
    assert "fonts" not in evidence["provenance"]


def test_the_seal_names_the_fallback_of_a_rare_character_too(renderer: WeasyPrintRenderer) -> None:
    """A name the main face cannot set is set in another font, which is told."""
    rare = next(
        chr(code) for face in find_fonts().rare for code in sorted(face.characters - find_fonts().regular.characters) if code > 0x3400
    )
    (made,) = scorecard_pages(Fake([replace(ORDINARY, name=f"王{rare}")]))
    assert isinstance(made, Page)
    pdf = CompiledRenderer(lambda: renderer).render(made)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        told = [each["family"] for each in json.loads(embedded(opened, "seal.json").read_bytes())["fonts"]]
    assert (len(told), told[:2]) == (3, [find_fonts().regular.family] * 2)
    assert verify_pdf(pdf).problems == ()


def test_other_fonts_told_than_printed_are_found(renderer: WeasyPrintRenderer) -> None:
    """Somebody who knows how to seal says another file than the page does."""
    own = CompiledRenderer(lambda: renderer)
    own._told = [{**each, "sha256": "0" * 64} for each in own._told]
    problems = verify_pdf(own.fill(page()), name="W0.pdf").problems
    assert [(problem.code, problem.values["what"]) for problem in problems] == [("P130", "fonts")]


def resealed(pdf: bytes, **tables: Callable[[list[dict]], None]) -> bytes:
    """Return *pdf* with its evidence changed by somebody who knows how to seal."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        evidence = json.loads(embedded(opened, "evidence.json").read_bytes())
    for name, change in tables.items():
        change(evidence["tables"][name])
    made = page()
    content = json.dumps(evidence, ensure_ascii=False).encode()
    files = tuple(replace(each, content=content) if each.name == "evidence.json" else each for each in made.evidence)
    return CompiledRenderer().fill(replace(made, evidence=files))


@pytest.mark.parametrize(
    ("table", "change", "code", "place"),
    [
        ("entries", lambda rows: rows[0].update(amount="59.57"), "P126", "scores.total"),
        ("scores", lambda rows: rows[0].update(total="98.83"), "P126", "scores.total"),
        ("pay", lambda rows: rows[0].update(gross="2951.00"), "P126", "pay.gross"),
        ("pay", lambda rows: rows[0].update(base="1999.00"), "P126", "pay.base"),
        ("grades", lambda rows: rows[0].update(uncapped_grade="优秀"), "P127", None),
        ("grades", lambda rows: rows[0].update(total="90.00"), "P126", "grades.total"),
        ("people", lambda rows: rows[0].update(name="李四"), "P125", "people.name"),
        ("entries", lambda rows: rows.clear(), "P126", "scores.total"),
        ("entries", lambda rows: rows[0].update(amount=None), "P120", None),
    ],
)
def test_evidence_that_was_changed_and_sealed_again_contradicts_itself(
    cards: dict[str, bytes], table: str, change: Callable[[list[dict]], None], code: str, place: str | None
) -> None:
    """Sums, bands and the words on the page tell, even where every digest is right."""
    problems = verify_pdf(resealed(cards["compiled"], **{table: change})).problems
    assert (code, place) in [(problem.code, problem.values.get("place")) for problem in problems]


def test_a_card_is_compared_with_its_assessment_row_for_row(cards: dict[str, bytes]) -> None:
    """The assessment it came from agrees; another one does not, and the table is named."""
    verdict = verify_pdf(cards["compiled"], against=Basis(Against([ORDINARY])))
    assert (verdict.problems, verdict.checked[-1]) == ((), "assessment")
    other = verify_pdf(cards["compiled"], against=Basis(Against([replace(ORDINARY, rank=4)]), recomputed=True))
    assert other.checked[-1] == "records"
    assert [(problem.code, problem.values["place"]) for problem in other.problems] == [("P128", "grades")]


class Against(Fake):
    """A hand-made assessment whose tables are asked for by name."""

    def table(self, name: str) -> object:
        """Return a result table."""
        return super().table(name) if name in ("ranks", "accounts") else getattr(self, name)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\x00" * 5000])
def test_what_is_no_card_is_said_to_be_none(content: bytes) -> None:
    """Nothing is claimed of a file that cannot be read."""
    verdict = verify_pdf(content)
    assert (codes(verdict), verdict.checked) == ({"P121"}, ())


def test_a_pdf_without_evidence_proves_nothing(renderer: WeasyPrintRenderer) -> None:
    """A card printed without evidence is no card that holds."""
    assert codes(verify_pdf(renderer.render(replace(page(), evidence=())))) == {"P120"}


@pytest.fixture(scope="module")
def county() -> Fake:
    """Five people, one of them with a name that is no name for a file."""
    names = ["王小明", "郑𬎆㛃", "../../张", "CON", "李四"]
    return Fake([replace(ORDINARY, subject=f"W{at}", name=name) for at, name in enumerate(names)])


def test_a_folder_has_a_manifest_and_a_missing_or_swapped_card_is_found(county: Fake, tmp_path: Path) -> None:
    """The manifest lists every card, its root follows from them, and one card proves that it belongs."""
    files = render(county, to=tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_bytes())
    names = sorted(manifest["files"])
    assert names == [file.name for file in files]
    digests = [manifest["files"][name] for name in names]
    assert root(digests) == manifest["root"]
    proofs = list(paths(digests))
    assert all(holds(digest, proof, manifest["root"]) for digest, proof in zip(digests, proofs, strict=True))
    assert not holds(digests[0], proofs[1], manifest["root"])
    assert [verify_issued(each).problems for each in issued([tmp_path])] == [()] * 5
    (single,) = issued([files[0]])
    assert verify_issued(single).checked[-1] == "manifest"
    files[1].write_bytes(files[0].read_bytes())
    files[2].unlink()
    found = [(each.file, codes(verify_issued(each))) for each in issued([tmp_path])]
    assert found == [
        (files[0].name, set()),
        (files[1].name, {"P131"}),
        (files[2].name, {"P121"}),
        *((each.name, set()) for each in files[3:]),
    ]


def test_a_manifest_whose_root_was_changed_is_named_once(county: Fake, tmp_path: Path) -> None:
    """The root is what an office signs, so it is computed from the digests, whoever wrote it there."""
    render(county, to=tmp_path)
    manifest = tmp_path / "manifest.json"
    told = json.loads(manifest.read_bytes())
    manifest.write_text(json.dumps(told | {"root": "0" * 64}), encoding="utf-8")
    found = [(each.file, codes(verify_issued(each))) for each in issued([tmp_path]) if codes(verify_issued(each))]
    assert found == [("manifest.json", {"P132"})]


def test_archives_are_verified_by_the_manifest_beside_them(county: Fake, tmp_path: Path) -> None:
    """A card taken out of an archive together with its line in the manifest inside is still listed in the one beside it."""
    (archive,) = render(county, to=tmp_path / "cards.zip")
    with zipfile.ZipFile(archive) as opened:
        names = [name for name in opened.namelist() if name != "manifest.json"]
        kept = {name: opened.read(name) for name in names[1:]}
    with zipfile.ZipFile(archive, "w") as opened:
        for name, content in kept.items():
            opened.writestr(name, content)
    found = {each.file: codes(verify_issued(each)) for each in issued([archive])}
    assert found == {names[0]: {"P121"}} | {name: set() for name in names[1:]}


def test_archives_and_folders_hold_the_same_cards(county: Fake, tmp_path: Path) -> None:
    """An archive has the files a folder has, byte for byte, and is verified alike; made twice it is the same."""
    files = render(county, to=tmp_path / "folder")
    (archive,) = render(county, to=tmp_path / "cards.zip")
    (again,) = render(county, to=tmp_path / "again.zip")
    assert archive.read_bytes() == again.read_bytes()
    with zipfile.ZipFile(archive) as opened:
        assert {name: opened.read(name) for name in opened.namelist() if name != "manifest.json"} == {
            file.name: file.read_bytes() for file in files
        }
    assert {each.file: codes(verify_issued(each)) for each in issued([archive])} == {file.name: set() for file in files}
    manifest = json.loads((tmp_path / "cards.manifest.json").read_bytes())
    assert set(manifest["archives"].values()) == {"cards-001.zip"}


def test_one_file_for_the_printer_has_a_bookmark_per_card(county: Fake, tmp_path: Path) -> None:
    """Pages are in order of the files, and each is found by its name."""
    (merged,) = render(county, to=tmp_path / "all.pdf")
    with pikepdf.open(merged) as pdf, pdf.open_outline() as outline:
        assert len(pdf.pages) == 5
        assert [item.title for item in outline.root] == ["W0 王小明", "W1 郑𬎆㛃", "W2 ../../张", "W3 CON", "W4 李四"]


class StoppedError(Exception):
    """The power went off."""


def stop(done: int, total: int) -> None:
    """Go on until the third page."""
    if done == 3:
        raise StoppedError


def test_an_interrupted_archive_leaves_nothing_half_written(county: Fake, tmp_path: Path) -> None:
    """The archive that is open when a batch stops is taken away."""
    with pytest.raises(StoppedError):
        render(county, to=tmp_path / "cards.zip", progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_manifest_that_cannot_be_written_is_a_problem(county: Fake, tmp_path: Path) -> None:
    """The last step fails as every other: with what was in the way."""
    (tmp_path / "cards.manifest.json").mkdir()
    with pytest.raises(ReportError) as caught:
        render(county, to=tmp_path / "cards.zip")
    assert [problem.code for problem in caught.value.problems] == ["P105"]


def test_an_interrupted_batch_goes_on_where_it_stopped(county: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was finished is kept, what was damaged is made again, and the files are those of a batch that was not interrupted."""
    whole = {file.name: file.read_bytes() for file in render(county, to=tmp_path / "whole")}

    with pytest.raises(StoppedError):
        render(county, to=tmp_path / "cut", progress=stop)
    first, *_ = kept = sorted((tmp_path / "cut").glob("*.pdf"))
    assert len(kept) == 3
    first.write_bytes(b"half a card")
    made: list[Page] = []
    filled = CompiledRenderer.render_each
    monkeypatch.setattr(CompiledRenderer, "render_each", lambda own, pages: made.extend(pages) or filled(own, pages))
    render(county, to=tmp_path / "cut")
    assert len(made) == 3
    assert {file.name: file.read_bytes() for file in (tmp_path / "cut").glob("*.pdf")} == whole
    assert not list((tmp_path / "cut").glob(".*"))
