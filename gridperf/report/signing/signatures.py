"""Who signed is read from the certificate, and believed only as far as the signature fits and a trusted certificate leads to it.

pyHanko makes and checks the signatures; it is loaded when something is signed, or was. Nothing is fetched from anywhere.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridperf.errors import Problem, ReportError, nearest
from gridperf.report.paper.written import unwritable
from gridperf.report.signing.appended import LARGEST, NotSealedError, covered, fields, finished, parted, prepared
from gridperf.whole_files import write_whole

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

__all__ = ["SIGNATURE", "Key", "Signer", "Trust", "load_key", "load_trust", "sign_card", "sign_manifest", "signer_of"]

SIGNATURE = ".p7s"
"""What is added to the name of a manifest for that of its signature."""
_SHA256 = bytes.fromhex("300d06096086480165030402010500")
"""SHA-256, as signatures name it."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed.

    Attributes:
        name: the subject of the certificate.
        certificate: its SHA-256, hexadecimal.
        when: the time of the signature, as the signer says; None if it says none.
        reason: what the signer says it was for.
        trusted: whether a certificate that was given leads to this one; None if none was given.
        field: the field on the page it is signed in; empty if none was left for it.
    """

    name: str
    certificate: str
    when: datetime | None
    reason: str
    trusted: bool | None
    field: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """What to sign with: the key of a PKCS#12 file with its certificates."""

    file: str
    signer: SimpleSigner


@dataclass(frozen=True, slots=True)
class Trust:
    """The certificates that are trusted: of signers, or of who issued theirs."""

    certificates: Sequence[Any]


def load_key(file: str | Path, passphrase: str) -> Key:
    """Return the key in the PKCS#12 *file*.

    Raises:
        ReportError: P145 without pyHanko, P146 if there is no key in the file, or none that *passphrase* opens.
    """
    _require()
    from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415

    try:
        signer = SimpleSigner.load_pkcs12_data(Path(file).read_bytes(), [], passphrase.encode() or None)
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise ReportError(Problem("P146", values={"file": Path(file).name, "reason": _reason(error)})) from None
    return Key(Path(file).name, signer)


def load_trust(files: Sequence[str | Path]) -> Trust | None:
    """Return the certificates in *files* (PEM or DER); None if no files are given.

    Raises:
        ReportError: P145 without pyHanko, P150 for every file that holds no certificate.
    """
    if not files:
        return None
    _require()
    from pyhanko.keys import load_certs_from_pemder_data  # noqa: PLC0415

    found, problems = [], []
    for file in map(Path, files):
        try:
            certificates = list(load_certs_from_pemder_data(file.read_bytes()))
            for each in certificates:
                each.native  # noqa: B018  (read whole, which refuses what is none)
            found += certificates
        except (OSError, ValueError, TypeError) as error:
            certificates = []
            problems.append(Problem("P150", values={"file": file.name, "reason": _reason(error)}))
    if problems:
        raise ReportError(problems)
    return Trust(found)


def sign_card(file: str | Path, key: Key, *, reason: str = "", when: datetime | None = None, field: str = "") -> Path:
    """Sign a card or payslip where it is, after whoever signed it before, and return its file.

    Args:
        file: the card.
        key: what to sign with.
        reason: what the signature is for.
        when: the time it says; now by default.
        field: the signature field on the page to sign in; by default none, and the page stays as it is.

    Raises:
        ReportError: P121 if the file cannot be read, P147 if it does not hold by itself, P161 if it has no such field, P162 if somebody
            signed in it, P146 if the certificates are too many, P105 if it cannot be written.
    """
    from gridperf.report.verifying.proof import verify_pdf  # noqa: PLC0415  (that module reads signatures with this one)

    path = Path(file)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReportError(Problem("P121", values={"file": path.name, "reason": _reason(error)})) from None
    wrong = verify_pdf(data, name=path.name).problems
    if wrong:
        raise ReportError([Problem("P147", values={"file": path.name}), *wrong])
    issued, signatures = parted(data)
    earlier = [each.field for each in signatures]
    try:
        _refuse(path.name, field, fields(issued), earlier)
        made, gap = prepared(data, issued, earlier, (when or datetime.now(UTC)).replace(microsecond=0), reason, field)
    except NotSealedError:
        raise ReportError(Problem("P147", values={"file": path.name})) from None
    return _written(path, finished(made, gap, _cms(key, covered(made, gap), of_page=True)))


def _refuse(file: str, field: str, left: Sequence[str], earlier: Sequence[str]) -> None:
    """Refuse a *field* that is none of those *left* on a card, or that was signed *earlier*."""
    if field and field not in left:
        near = nearest(field, left) or left
        raise ReportError(Problem("P161", values={"file": file, "field": field, "near": ", ".join(near) or "—"}))
    if field and field in earlier:
        free = ", ".join(each for each in left if each not in earlier) or "—"
        raise ReportError(Problem("P162", values={"file": file, "field": field, "free": free}))


def sign_manifest(file: str | Path, key: Key) -> Path:
    """Sign a manifest, beside it in a file of its own (CMS, detached), and return that file.

    Raises:
        ReportError: P144 if the manifest cannot be read, P132 if its root does not follow from its digests, P146 if the
            certificates are too many, P105 if the signature cannot be written.
    """
    from gridperf.report.signing.manifests import parsed  # noqa: PLC0415  (manifests read their signatures with this module)

    path = Path(file)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReportError(Problem("P144", values={"path": path, "reason": _reason(error)})) from None
    problem = parsed(content, path.name).problem
    if problem is not None:
        raise ReportError(problem)
    return _written(path.with_name(path.name + SIGNATURE), _cms(key, content, of_page=False))


def signer_of(
    file: str,
    signed: bytes,
    cms: bytes,
    trust: Trust | None,
    *,
    of_page: bool,
    when: datetime | None = None,
    reason: str = "",
    field: str = "",
) -> Signer | Problem:
    """Return who signed the bytes *signed* with *cms*, or why that does not hold.

    Args:
        file: what problems call it.
        signed: what was signed.
        cms: the signature.
        trust: the certificates it must go back to; if None, whose it is is told and not judged.
        of_page: it is inside a card, where only what `sign_card` writes is accepted; a manifest may be signed with any tool.
        when: the time a card says; by default what the signature says.
        reason: what a card says it is for.
        field: the field of a card it is signed in.
    """
    try:
        _require()
    except ReportError as error:
        return error.problems[0]
    from asn1crypto.cms import ContentInfo  # noqa: PLC0415
    from pyhanko.sign.validation.errors import SignatureValidationError  # noqa: PLC0415
    from pyhanko.sign.validation.generic_cms import async_validate_cms_signature, extract_self_reported_ts  # noqa: PLC0415
    from pyhanko.sign.validation.settings import KeyUsageConstraints  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    context = ValidationContext(trust_roots=list(trust.certificates) if trust else [], allow_fetching=False, moment=when)
    usage = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)
    try:
        content = ContentInfo.load(cms)["content"]
        if of_page and not _is_as_written(ContentInfo.load(cms), cms):
            return Problem("P148", values={"file": file, "reason": "encoding"})
        digest = hashlib.new(content["signer_infos"][0]["digest_algorithm"]["algorithm"].native, signed).digest()
        check = async_validate_cms_signature(content, raw_digest=digest, validation_context=context, key_usage_settings=usage)
        with _silent():
            status = asyncio.run(check)
    except (SignatureValidationError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        return Problem("P148", values={"file": file, "reason": _reason(error)})
    if not (status.intact and status.valid):
        return Problem("P148", values={"file": file, "reason": "digest"})
    certificate, when = status.signing_cert, when or extract_self_reported_ts(content["signer_infos"][0])
    name = certificate.subject.native.get("common_name") or certificate.subject.human_friendly
    if trust is not None and not status.trusted:
        return Problem("P149", values={"file": file, "name": name, "certificate": certificate.sha256.hex()[:16]})
    return Signer(str(name), certificate.sha256.hex(), when, reason, None if trust is None else True, field)


def _is_as_written(told: Any, cms: bytes) -> bool:  # noqa: ANN401  (asn1crypto carries no types)
    """Return whether *cms* has nothing but a signature as it is written here: what the signature itself does not cover is fixed."""
    content = told["content"]
    (signer,) = content["signer_infos"]
    algorithms = [each.dump() for each in content["digest_algorithms"]]
    return (
        algorithms == [_SHA256] == [signer["digest_algorithm"].dump()]
        and content["version"].native == signer["version"].native == "v1"
        and told.dump(force=True).ljust(len(cms), b"\0") == cms
    )


@contextmanager
def _silent() -> Iterator[None]:
    """Keep pyHanko from writing to the terminal what is returned as a problem."""
    log = logging.getLogger("pyhanko")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)


def _cms(key: Key, signed: bytes, *, of_page: bool) -> bytes:
    digest = hashlib.sha256(signed).digest()
    made: bytes = asyncio.run(key.signer.async_sign(digest, "sha256", use_pades=of_page, is_pdf_sig=of_page)).dump()
    if len(made) > LARGEST:
        raise ReportError(Problem("P146", values={"file": key.file, "reason": f"{len(made)} > {LARGEST} bytes"}))
    return made


def _written(path: Path, content: bytes) -> Path:
    try:
        return write_whole(path, content)
    except OSError as error:
        raise ReportError(unwritable(path, error)) from None


def _require() -> None:
    try:
        import pyhanko.sign  # noqa: F401, PLC0415
    except ImportError:
        raise ReportError(Problem("P145")) from None


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).rstrip(".")
