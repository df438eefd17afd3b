"""A signature is added to a card or laid beside a manifest, says who signed, and nothing else can be added with it."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from typer.testing import CliRunner

from gridperf.cli import app
from gridperf.errors import ReportError
from gridperf.language import use
from gridperf.report import render
from gridperf.report.documents.pages import scorecard_pages
from gridperf.report.paper.html import Page
from gridperf.report.paper.pdf import WeasyPrintRenderer
from gridperf.report.signing.appended import covered, finished, parted, prepared
from gridperf.report.signing.membership import prove
from gridperf.report.signing.signatures import _cms, load_key, load_trust, sign_card, sign_manifest
from gridperf.report.verifying.issued import issued, verify_issued
from gridperf.report.verifying.proof import Verdict, verify_pdf
from tests.pdf import archival
from tests.pdf.keys import key, trust
from tests.unit.report.fake import Case, Fake

WHEN = dt.datetime(2026, 11, 9, 8, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def printed(renderer: WeasyPrintRenderer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the cards of three people and their manifest."""
    folder = tmp_path_factory.mktemp("cards")
    render(Fake([replace(Case(), subject=f"W{at}") for at in range(3)]), to=folder)
    return folder


@pytest.fixture
def batch(printed: Path, tmp_path: Path) -> Path:
    """The same folder, to be changed."""
    return Path(shutil.copytree(printed, tmp_path / "cards"))


@pytest.fixture(scope="module")
def signed(printed: Path, keys: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A card the county signed."""
    card = shutil.copy(min(printed.glob("*.pdf")), tmp_path_factory.mktemp("signed"))
    return sign_card(card, key(keys, "county"), reason="定稿", when=WHEN).read_bytes()


def told(problems: tuple) -> list[tuple[str, str]]:
    with use("en"):
        return [(problem.code, problem.message) for problem in problems]


def said(verdict: Verdict) -> list[tuple]:
    return [(signer.name, signer.when, signer.reason, signer.trusted) for signer in verdict.signers]


def test_a_signed_card_holds_and_says_by_whom(signed: bytes, keys: Path) -> None:
    """Name, time and reason are told; whether it is that office's certificate only where one is given."""
    verdict = verify_pdf(signed)
    assert (verdict.problems, verdict.checked[-1]) == ((), "signature")
    assert said(verdict) == [("示例县网格中心", WHEN, "定稿", None)]
    assert said(verify_pdf(signed, trust=trust(keys, "county"))) == [("示例县网格中心", WHEN, "定稿", True)]
    verdict = verify_pdf(signed, trust=trust(keys, "other"), name="W0.pdf")
    own = parted(signed)[1][0]
    assert own.covers.startswith(b"%PDF")
    digest = x509.load_pem_x509_certificate((keys / "county.crt").read_bytes()).fingerprint(hashes.SHA256()).hex()
    message = f"W0.pdf is signed by “示例县网格中心”, but no certificate given with --trust leads to theirs (SHA-256 {digest[:16]}), so who signed is not known."
    assert (told(verdict.problems), verdict.signers) == ([("P149", message)], ())


def test_a_signed_card_is_the_card_that_was_issued(signed: bytes, printed: Path) -> None:
    """Its first bytes are the card; its page, its files and its metadata are the same, and other readers find the field."""
    before = min(printed.glob("*.pdf")).read_bytes()
    assert signed.startswith(before)
    assert parted(signed)[0] == before
    assert archival.faults(signed) == []
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        assert pdf.get_warnings() == []
        (field,) = pdf.Root.AcroForm.Fields
        assert (str(field.FT), str(field.V.SubFilter), [int(each) for each in field.Rect]) == ("/Sig", "/ETSI.CAdES.detached", [0, 0, 0, 0])
        start, first, second, last = map(int, field.V.ByteRange)
        assert (start, second + last) == (0, len(signed))
        assert signed[first : first + 1] + signed[second - 1 : second] == b"<>"
        assert len(pdf.pages[0].Annots) == 1


def test_the_whole_signature_is_valid_for_its_maker(signed: bytes, keys: Path) -> None:
    """What signs the manifests of others reads it as a signature over the entire file."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    (found,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    context = ValidationContext(trust_roots=list(trust(keys, "county").certificates), allow_fetching=False, moment=WHEN)
    status = validate_pdf_signature(found, context, key_usage_settings=KeyUsageConstraints(key_usage={"digital_signature"}))
    assert (status.bottom_line, status.coverage.name) == (True, "ENTIRE_FILE")


def test_several_sign_one_after_the_other(printed: Path, keys: Path, tmp_path: Path) -> None:
    """Each signature covers those before it; a certificate of who issued one is enough to trust it."""
    card = Path(shutil.copy(min(printed.glob("*.pdf")), tmp_path))
    for name in ("county", "clerk", "county"):
        sign_card(card, key(keys, name), when=WHEN)
    data = card.read_bytes()
    verdict = verify_pdf(data, trust=trust(keys, "county"))
    assert (verdict.problems, [signer.name for signer in verdict.signers]) == ((), ["示例县网格中心", "张三", "示例县网格中心"])
    with pikepdf.open(card) as pdf:
        assert (len(pdf.Root.AcroForm.Fields), len(pdf.pages[0].Annots), pdf.get_warnings()) == (3, 3, [])
    assert [problem.code for problem in verify_pdf(data, trust=trust(keys, "clerk")).problems] == ["P149", "P149"]


def test_a_signed_card_still_belongs_to_its_batch(batch: Path, keys: Path, tmp_path: Path) -> None:
    """The manifest and the proof are those of the card that was issued."""
    card = min(batch.glob("*.pdf"))
    stated = json.loads((batch / "manifest.json").read_bytes())["root"]
    sign_card(card, key(keys, "county"), when=WHEN)
    prove(batch, [card])
    found = [verify_issued(each, root=stated) for each in issued([batch])]
    assert [verdict.problems for verdict in found] == [()] * 3
    assert found[0].checked[-4:] == ("signature", "manifest", "proof", "root")
    assert [len(verdict.signers) for verdict in found] == [1, 0, 0]


def test_any_byte_of_a_signed_card_that_is_changed_is_found(signed: bytes) -> None:
    """Bytes of the card, of what was added around the signature, and of the signature: one at a time."""
    draw, start, opens = random.Random(4), len(parted(signed)[0]), signed.index(b"/Contents<3") + len(b"/Contents<")
    places = [
        *draw.sample(range(start), 20),
        *draw.sample(range(start, len(signed)), 20),
        *draw.sample(range(len(signed) - 600, len(signed)), 20),
    ]
    places += [*range(opens, opens + 90, 4), *draw.sample(range(opens, opens + 1_400), 40)]
    unseen = []
    for at in places:
        other = bytearray(signed)
        other[at] ^= 1 << draw.randrange(8)
        if not verify_pdf(bytes(other)).problems:
            unseen.append(at)
    assert unseen == []


def added(signed: bytes, what: str) -> bytes:
    """Return a signed card to which somebody added *what*."""
    before, last = parted(signed)[0], signed.rindex(b"startxref")
    forms = {
        "a byte": signed + b"\n",
        "a comment": signed[:last] + b"% paid in full\n" + signed[last:],
        "a byte before": before + b"\n" + signed[len(before) :],
        "another end": signed + signed[last:],
        "the same again": signed + signed[len(before) :],
        "part of it": signed[:-1],
        "a note that is shown": signed.replace(b"/Rect[0 0 0 0]", b"/Rect[0 0 9 9]"),
        "another field": signed.replace(b"/SigFlags 3", b"/SigFlags 1"),
    }
    return forms[what]


@pytest.mark.parametrize(
    "what", ["a byte", "a comment", "a byte before", "another end", "the same again", "part of it", "a note that is shown", "another field"]
)
def test_nothing_else_can_follow_a_card(signed: bytes, what: str) -> None:
    """What is not a signature to the byte is no part of the card."""
    problems = verify_pdf(added(signed, what)).problems
    assert {"P121", "P122"} & {problem.code for problem in problems}


def test_a_page_changed_and_signed_by_somebody_else_is_found(signed: bytes, keys: Path, tmp_path: Path) -> None:
    """Who has a key of their own can sign an update that shows another page; it is not the update a signature is."""
    issued_ = parted(signed)[0]
    update, gap = prepared(issued_, issued_, (), WHEN, "")
    at = update.rindex(b"/Parent 1 0 R")
    other = update[:at] + b"/Parent 2 0 R" + update[at + len(b"/Parent 1 0 R") :]
    forged = finished(other, gap, _cms(key(keys, "other"), covered(other, gap), of_page=True))
    assert {"P121", "P122"} & {problem.code for problem in verify_pdf(forged).problems}
    own = finished(update, gap, _cms(key(keys, "other"), covered(update, gap), of_page=True))
    assert verify_pdf(own).problems == ()


def test_bytes_after_the_signature_inside_its_room_are_found(signed: bytes) -> None:
    """The room left for a signature holds the signature and zeros."""
    at = signed.rindex(b"00>>>\nendobj")
    assert [problem.code for problem in verify_pdf(signed[:at] + b"41" + signed[at + 2 :]).problems] == ["P148"]


def test_the_reference_renderer_makes_cards_that_can_be_signed(renderer: WeasyPrintRenderer, keys: Path, tmp_path: Path) -> None:
    """Whichever renderer made it."""
    (page,) = scorecard_pages(Fake([Case()]))
    assert isinstance(page, Page)
    card = tmp_path / "card.pdf"
    card.write_bytes(renderer.render(page))
    sign_card(card, key(keys, "county"))
    assert (verify_pdf(card).problems, len(verify_pdf(card).signers)) == ((), 1)


def test_a_signed_manifest_is_every_card_of_it_signed(batch: Path, keys: Path) -> None:
    """The signature lies beside the manifest; each card of it names who signed."""
    assert sign_manifest(batch / "manifest.json", key(keys, "county")).name == "manifest.json.p7s"
    known = trust(keys, "county")
    found = [verify_issued(each, trust=known) for each in issued([batch], trust=known)]
    assert [(verdict.problems, verdict.checked[-1], verdict.signers[0].trusted) for verdict in found] == [((), "signature", True)] * 3
    (other, *cards) = [verify_issued(each) for each in issued([batch], trust=trust(keys, "other"))]
    assert [(problem.code, problem.values["file"]) for problem in other.problems] == [("P149", "manifest.json")]
    assert [(verdict.signers, verdict.roots) for verdict in cards] == [((), ())] * 3


@pytest.mark.parametrize(("old", "new"), [('"period": "', '"period": "1'), ('"report": "scorecard"', '"report":  "scorecard"')])
def test_a_manifest_changed_after_it_was_signed_does_not_hold(batch: Path, keys: Path, old: str, new: str) -> None:
    """Also where the root still follows from the digests."""
    manifest = batch / "manifest.json"
    sign_manifest(manifest, key(keys, "county"))
    text = manifest.read_text(encoding="utf-8")
    assert old in text
    manifest.write_text(text.replace(old, new), encoding="utf-8")
    found = [problem.code for each in issued([batch]) for problem in verify_issued(each).problems]
    assert found == ["P148"]


def test_what_does_not_hold_is_not_signed(batch: Path, keys: Path) -> None:
    """Neither a card that was changed nor a manifest whose root does not follow."""
    card = min(batch.glob("*.pdf"))
    card.write_bytes(card.read_bytes() + b"\n")
    with pytest.raises(ReportError) as caught:
        sign_card(card, key(keys, "county"))
    message = f"{card.name} is not as it was issued, so it was not signed: a signature would vouch for what was changed."
    assert told(caught.value.problems)[0] == ("P147", message)
    (batch / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        sign_manifest(batch / "manifest.json", key(keys, "county"))
    assert [problem.code for problem in caught.value.problems] == ["P132"]
    assert not (batch / "manifest.json.p7s").exists()


def test_a_key_that_cannot_be_used_is_a_problem(keys: Path, tmp_path: Path) -> None:
    """A wrong passphrase, no key, no file; and a certificate that is none."""
    found = []
    for file, passphrase in ((keys / "county.p12", "wrong"), (keys / "county.crt", "correct horse"), (tmp_path / "none.p12", "")):
        with pytest.raises(ReportError) as caught:
            load_key(file, passphrase)
        found += told(caught.value.problems)
    reason = "Could not load key material from PKCS#12 data"
    assert found == [
        ("P146", f"county.p12 cannot be used to sign ({reason}), so nothing was signed."),
        ("P146", f"county.crt cannot be used to sign ({reason}), so nothing was signed."),
        ("P146", "none.p12 cannot be used to sign (No such file or directory), so nothing was signed."),
    ]
    (tmp_path / "no.crt").write_text("nothing", encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        load_trust([keys / "county.crt", tmp_path / "no.crt", tmp_path / "none.crt"])
    assert [(problem.code, problem.values["file"]) for problem in caught.value.problems] == [("P150", "no.crt"), ("P150", "none.crt")]


def test_without_the_extra_nothing_is_claimed(signed: bytes, keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither signing nor a signed card goes through as if it had been checked; a card without signature does not ask for it."""
    for name in [each for each in sys.modules if each.partition(".")[0] == "pyhanko"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyhanko", None)
    message = "Signing and checking signatures takes pyHanko, which is not installed on this machine; nothing was signed, and no signature was checked."
    with pytest.raises(ReportError) as caught:
        load_key(keys / "county.p12", "correct horse")
    assert told(caught.value.problems) == [("P145", message)]
    verdict = verify_pdf(signed)
    assert (told(verdict.problems), verdict.signers) == ([("P145", message)], ())
    assert verify_pdf(parted(signed)[0]).problems == ()


def run(*args: object, typed: str | None = None, lang: str = "en") -> tuple[int, str]:
    environment = {"GRIDPERF_LANG": lang, "COLUMNS": "150"}
    result = CliRunner().invoke(app, [*map(str, args)], input=typed, env=environment, catch_exceptions=False)
    return result.exit_code, " ".join((result.stdout + result.stderr).split())


def test_the_commands_sign_and_say_who_did(batch: Path, keys: Path) -> None:
    """The passphrase comes from a file or is typed; `verify` names the signer and what the name is worth."""
    card, *_ = sorted(batch.glob("*.pdf"))
    assert run("sign", batch, "--key", keys / "county.p12", "--passphrase-file", keys / "passphrase", "-q") == (0, "")
    code, shown = run("sign", card, "--key", keys / "clerk.p12", "--reason", "审核", typed="correct horse\n")
    assert (code, "correct horse" in shown) == (0, False)
    code, shown = run("verify", batch)
    assert code == 0
    assert "checked: signatures fit (of the file, or of its manifest) (3)" in shown
    assert "signed by: 张三, by their certificate (SHA-256 " in shown
    assert "1 file) anybody can make a certificate; give that of the signing office (--trust)." in shown
    code, shown = run("verify", batch, "--trust", keys / "county.crt", lang="zh")
    assert code == 0
    assert "签名人：示例县网格中心（证书 SHA-256 " in shown
    assert "证书谁都能做" not in shown
    data = json.loads(run("verify", batch, "--trust", keys / "county.crt", "--json")[1])
    assert [(each["name"], each["trusted"], each["files"]) for each in data["signers"]] == [("张三", True, 1), ("示例县网格中心", True, 3)]
    code, shown = run("sign", "x.txt", "--key", keys / "county.p12")
    assert code == 2
    assert "x.txt is neither a card or payslip (.pdf) nor a manifest (.json) or the folder of one." in shown
