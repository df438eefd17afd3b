"""A locked copy opens with its password alone, and what is inside it is the card, to the byte."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from typer.testing import CliRunner

from docs.gallery.samples import MAKERS, County
from gridperf.cli import app
from gridperf.errors import Problem, ReportError
from gridperf.language import use
from gridperf.report import render
from gridperf.report.paper.compiled.renderer import CompiledRenderer
from gridperf.report.paper.pdf import WeasyPrintRenderer
from gridperf.report.signing.membership import prove
from gridperf.report.signing.signatures import sign_card
from gridperf.report.verifying.issued import Issued, issued, verify_issued
from gridperf.report.verifying.locked import is_locked, lock, locked, read_passwords, unlocked
from gridperf.report.verifying.proof import verify_pdf
from tests.pdf import reading
from tests.pdf.keys import key
from tests.unit.report.fake import Case, Fake

PASSWORDS = {"W0": "q7Rk2m", "W1": "口令一二三四"}


@pytest.fixture(scope="module")
def printed(renderer: WeasyPrintRenderer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the cards of two people, fields to sign in on them, and their manifest."""
    folder = tmp_path_factory.mktemp("cards")
    render(Fake([replace(Case(), subject=f"W{at}") for at in range(2)]), to=folder, signature_fields=True)
    return folder


@pytest.fixture
def batch(printed: Path, tmp_path: Path) -> Path:
    """The same folder, to be changed."""
    return Path(shutil.copytree(printed, tmp_path / "cards"))


def cards(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.pdf"))


def told(problems: object) -> list[tuple[str, str]]:
    found = problems if isinstance(problems, (list, tuple)) else [problems]
    with use("en"):
        return [(problem.code, problem.message) for problem in found]


def test_a_copy_takes_its_password_and_shows_what_the_card_shows(batch: Path, tmp_path: Path) -> None:
    """AES-256, and everything in it; it does not claim to be an archive; its page says the same words and has no field."""
    (first, second) = lock(cards(batch), PASSWORDS, to=tmp_path / "out")
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(first)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(second, password=PASSWORDS["W0"])
    for copy, card, word in zip((first, second), cards(batch), PASSWORDS.values(), strict=True):
        with pikepdf.open(copy, password=word) as pdf:
            assert (pdf.encryption.R, pdf.encryption.bits, str(pdf.encryption.stream_method)) == (6, 256, "EncryptionMethod.aesv3")
            assert {"/Metadata", "/OutputIntents", "/AcroForm"} & set(pdf.Root.keys()) == set()
            assert list(pdf.attachments) == ["issued.pdf"]
            plain = io.BytesIO()
            pdf.save(plain, encryption=False)
        data = copy.read_bytes()
        assert b"pdfaid" not in data
        assert reading.pages(plain.getvalue()) == reading.pages(card.read_bytes())
        assert (is_locked(data), is_locked(card.read_bytes())) == (True, False)
        assert unlocked("x", data, word) == card.read_bytes()


def test_two_copies_of_a_card_are_other_bytes_and_hold_the_same_card(printed: Path) -> None:
    """Encryption draws random numbers, so a copy is not compared by its digest."""
    card = cards(printed)[0].read_bytes()
    one, other = locked(card, "q7Rk2m"), locked(card, "q7Rk2m")
    assert one != other
    assert unlocked("x", one, "q7Rk2m") == unlocked("x", other, "q7Rk2m") == card


def test_a_copy_is_verified_whole_by_the_card_inside(batch: Path, tmp_path: Path, keys: Path) -> None:
    """Seal, words and sums, the manifest and the proof of the cards, a signature; and that the copy shows that card."""
    sign_card(cards(batch)[0], key(keys, "county"), field="head")
    out = tmp_path / "out"
    lock(cards(batch), PASSWORDS, to=out)
    prove(batch, to=out)
    shutil.copy(batch / "manifest.json", out)
    first, second = [verify_issued(each, passwords=PASSWORDS) for each in issued([out])]
    assert (first.problems, second.problems) == ((), ())
    assert first.checked == ("copy", "seal", "text", "data", "sums", "bands", "signature", "manifest", "proof")
    assert [signer.field for signer in first.signers] == ["head"]


def test_without_its_password_nothing_is_checked(batch: Path, tmp_path: Path) -> None:
    """Nor with another one; that is a problem, not a card that holds."""
    (copy, _) = lock(cards(batch), PASSWORDS, to=tmp_path / "out")
    message = f"{copy.name} takes a password, and none that opens it was given, so nothing was checked."
    for passwords in ({}, {"W0": "another"}, {"W1": PASSWORDS["W1"]}, {"": "another"}):
        verdict = verify_issued(Issued(copy.name, copy.read_bytes()), passwords=passwords)
        assert (told(verdict.problems), verdict.checked) == ([("P175", message)], ())
    for passwords in (PASSWORDS, {"": PASSWORDS["W0"]}):
        assert verify_issued(Issued(copy.name, copy.read_bytes()), passwords=passwords).problems == ()


def relocked(data: bytes, change: object) -> bytes:
    """Return a copy that somebody who has the password changed and locked again."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(data), password="q7Rk2m") as pdf:
        change(pdf)
        mode, rights = pikepdf.ObjectStreamMode.disable, pikepdf.Encryption(user="q7Rk2m", owner="x", R=6)
        pdf.save(written, encryption=rights, force_version="2.0", object_stream_mode=mode, compress_streams=False)
    return written.getvalue()


def shown(pdf: pikepdf.Pdf) -> None:
    contents = pdf.pages[0].Contents
    contents.write(contents.read_bytes().replace(b" re f", b" re n", 1))


def noted(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(pikepdf.Dictionary(Subtype=pikepdf.Name.FreeText, Rect=[0, 0, 9, 9]))])


def emptied(pdf: pikepdf.Pdf) -> None:
    del pdf.attachments["issued.pdf"]


@pytest.mark.parametrize("change", [shown, noted, emptied])
def test_a_copy_that_shows_something_else_than_its_card_is_found(printed: Path, change: object) -> None:
    """A stroke on the page, a note over it, no card at all; also of whoever has the password."""
    data = relocked(locked(cards(printed)[0].read_bytes(), "q7Rk2m"), change)
    found = unlocked("W0.pdf", data, "q7Rk2m")
    message = "W0.pdf is no locked copy of the card inside it: it shows something else, or there is no card in it."
    assert told(found) == [("P176", message)]
    assert isinstance(unlocked("W0.pdf", relocked(locked(cards(printed)[0].read_bytes(), "q7Rk2m"), lambda _pdf: None), "q7Rk2m"), bytes)


def test_a_card_that_was_changed_is_found_inside_its_copy(printed: Path) -> None:
    """The copy shows it faithfully; the card itself does not hold."""
    card = bytearray(cards(printed)[0].read_bytes())
    at = card.index(b"/Creator (gridperf)") + 12
    card[at] ^= 1
    data = locked(bytes(card), "q7Rk2m")
    verdict = verify_issued(Issued("W0.pdf", data), passwords={"W0": "q7Rk2m"})
    assert verdict.checked[0] == "copy"
    assert {problem.code for problem in verdict.problems} & {"P122", "P129", "P130"}


def test_payslips_are_locked_alike(one: County, renderer: WeasyPrintRenderer, tmp_path: Path) -> None:
    """They are what passwords are mostly for."""
    page = MAKERS["payslip"](one)
    slip = tmp_path / f"{page.subject}-slip.pdf"
    slip.write_bytes(CompiledRenderer(lambda: renderer).fill(page))
    (copy,) = lock([slip], {page.subject: "q7Rk2m"}, to=tmp_path / "out")
    verdict = verify_issued(Issued(copy.name, copy.read_bytes()), passwords={page.subject: "q7Rk2m"})
    assert (verdict.problems, verdict.checked) == ((), ("copy", *verify_pdf(slip).checked))


def test_nothing_is_locked_unless_everybody_has_a_password_and_every_card_holds(batch: Path, tmp_path: Path) -> None:
    """All that is missing is said at once, and no copy is written; nor over the cards themselves."""
    first, second = cards(batch)
    second.write_bytes(second.read_bytes() + b"\n")
    with pytest.raises(ReportError) as caught:
        lock([first, second], {"W0": "short"}, to=tmp_path / "out")
    assert told(caught.value.problems) == [
        (
            "P178",
            f"W0 has no password, or one of fewer than 6 characters, so there is no copy of {first.name}, and none of the others was written.",
        ),
        ("P179", f"{second.name} does not hold, or is not one person's, so there is no copy of it, and none of the others was written."),
    ]
    assert not (tmp_path / "out").exists()
    before = first.read_bytes()
    with pytest.raises(ReportError) as caught:
        lock([first], PASSWORDS, to=batch)
    assert ([problem.code for problem in caught.value.problems], first.read_bytes()) == (["P105"], before)


def test_a_file_of_passwords_has_two_columns_and_names_nobody_twice(tmp_path: Path) -> None:
    """Under Chinese or English heads, in any order, beside other columns."""
    path = tmp_path / "passwords.csv"
    path.write_text("\ufeff姓名,口令,编号\n张三, q7Rk2m ,W0\n李四,口令一二三四,W1\n", encoding="utf-8")
    assert read_passwords(path) == PASSWORDS
    for text, reason in (("worker_id,word\nW0,x\n", "worker_id, word"), ("worker_id,password\nW0,x\nW0,y\n", "W0"), ("", "—")):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ReportError) as caught:
            read_passwords(path)
        assert told(caught.value.problems) == [
            ("P177", f"The file of passwords passwords.csv cannot be used ({reason}), so nothing was done.")
        ]
    with pytest.raises(ReportError) as caught:
        read_passwords(tmp_path / "none.csv")
    assert [problem.values["reason"] for problem in caught.value.problems] == ["No such file or directory"]


def run(*args: object, typed: str | None = None, lang: str = "en") -> tuple[int, str]:
    environment = {"GRIDPERF_LANG": lang, "COLUMNS": "150"}
    result = CliRunner().invoke(app, [*map(str, args)], input=typed, env=environment, catch_exceptions=False)
    return result.exit_code, " ".join((result.stdout + result.stderr).split())


def test_the_commands_lock_and_verify_and_never_say_a_password(batch: Path, tmp_path: Path) -> None:
    """It comes from a file or is typed; it is in no output, no manifest and no other file."""
    words, out = tmp_path / "passwords.csv", tmp_path / "out"
    words.write_text("worker_id,password\n" + "".join(f"{who},{word}\n" for who, word in PASSWORDS.items()), encoding="utf-8")
    code, said = run("lock", batch, "--passwords", words, "--to", out)
    assert (code, "Wrote 2 locked copies to" in said) == (0, True)
    outputs = [said]
    code, said = run("verify", out, "--passwords", words)
    assert (code, "checked: locked copies show what the cards inside them show (2)" in said) == (0, True)
    outputs.append(said)
    code, said = run("verify", cards(out)[0], "--password", typed="q7Rk2m\n")
    assert code == 0
    outputs.append(said)
    code, said = run("verify", out, "--json")
    assert (code, [each["code"] for each in json.loads(said)["problems"]]) == (1, ["P175", "P175"])
    outputs.append(said)
    for word in PASSWORDS.values():
        assert all(word not in said for said in outputs)
        assert all(word.encode() not in path.read_bytes() for folder in (batch, out) for path in folder.iterdir())


def test_a_problem_carries_no_password(printed: Path) -> None:
    """Neither its message nor its values."""
    found = unlocked("W0.pdf", locked(cards(printed)[0].read_bytes(), "q7Rk2m"), "s3cretly")
    assert isinstance(found, Problem)
    assert "s3cretly" not in repr(found)
