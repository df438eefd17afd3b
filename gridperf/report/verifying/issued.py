"""Cards that were issued are found again: as files, in a folder, or in archives, with the manifest that lists them.

They are read one after the other, so a province can be verified in the memory of one card.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gridperf.errors import Problem, reason_of
from gridperf.report.batches.sinks import MANIFEST
from gridperf.report.signing.appended import parted
from gridperf.report.signing.manifests import Manifest, parsed
from gridperf.report.signing.membership import contradictions, outside, proof_file, read_proof
from gridperf.report.signing.signatures import SIGNATURE, signer_of
from gridperf.report.verifying.locked import is_locked, password_of, unlocked
from gridperf.report.verifying.proof import Check, Verdict, verify_pdf

if TYPE_CHECKING:
    from gridperf.report.signing.signatures import Trust
    from gridperf.report.verifying.compared import Compared

__all__ = ["Issued", "count", "is_issued", "issued", "verify_issued"]

_LARGEST = 64 * 1024 * 1024
_PART = re.compile(r"-\d{3,}$")


@dataclass(frozen=True, slots=True)
class Issued:
    """A card as it was found, or a manifest that does not hold.

    Attributes:
        file: where.
        data: its bytes; a problem if there are none to verify.
        manifest: the manifest it should be in; None without one.
        proof: what lies beside it as proof that it belongs to its batch; None if nothing does.
    """

    file: str
    data: bytes | Problem
    manifest: Manifest | None = None
    proof: bytes | None = None


def is_issued(path: Path) -> bool:
    """Return whether *path* is a card, an archive of cards or a folder of cards."""
    if path.is_dir():
        return not (path / "assessment.json").exists() and any(path.glob("*.pdf"))
    return path.suffix.lower() in (".pdf", ".zip")


def count(paths: Sequence[Path]) -> int:
    """Return how many cards there are under *paths*, as far as they can be read."""
    return sum(len(_present(path)) for path in paths)


def _present(path: Path) -> set[str]:
    if path.is_dir():
        return {file.name for file in path.glob("*.pdf")}
    if path.suffix.lower() != ".zip":
        return {path.name}
    try:
        with zipfile.ZipFile(path) as archive:
            return {name for name in archive.namelist() if name.endswith(".pdf")}
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile):
        return set()


def issued(paths: Sequence[Path], *, trust: Trust | None = None) -> Iterator[Issued]:
    """Yield the cards under *paths*, those that a manifest lists and that are not there, and manifests that do not hold.

    Args:
        paths: cards, archives and folders.
        trust: the certificates that signatures of manifests must go back to.
    """
    seen: dict[Path, Manifest | None] = {}
    for path in paths:
        archive = path.suffix.lower() == ".zip" and not path.is_dir()
        beside = path / MANIFEST if path.is_dir() else path.with_name(MANIFEST)
        if archive:
            beside = path.with_name(f"{_PART.sub('', path.stem)}.manifest.json")
        if beside not in seen:
            seen[beside] = manifest = _manifest(beside, trust) if beside.is_file() else None
            if manifest and manifest.problem and (path.is_dir() or manifest.lists(path.name)):
                yield Issued(beside.name, manifest.problem)
        manifest = seen[beside]
        if path.is_dir():
            yield from _in_folder(path, manifest)
        elif manifest and not manifest.lists(path.name):  # another batch's
            yield from _archived(path, None) if archive else [_single(path, None)]
        elif archive:
            yield from _archived(path, manifest)
        else:
            yield _single(path, manifest)


def _manifest(path: Path, trust: Trust | None) -> Manifest:
    """Return the manifest *path* with who signed it; one whose signature does not fit does not hold."""
    content, signature = path.read_bytes(), path.with_name(path.name + SIGNATURE)
    manifest = parsed(content, path.name)
    if manifest.problem is not None or not signature.is_file():
        return manifest
    signer = signer_of(path.name, content, signature.read_bytes(), trust, of_page=False)
    return replace(manifest, problem=signer) if isinstance(signer, Problem) else replace(manifest, signer=signer)


def _single(path: Path, manifest: Manifest | None) -> Issued:
    beside = proof_file(path)
    return Issued(path.name, _read(path), manifest, beside.read_bytes() if beside.is_file() else None)


def _in_folder(path: Path, manifest: Manifest | None) -> Iterator[Issued]:
    for name in sorted({*_present(path), *(manifest.digests if manifest else ())}):
        yield _single(path / name, manifest) if name == Path(name).name else Issued(name, _unread(name, "not in the folder"))


def _archived(path: Path, manifest: Manifest | None) -> Iterator[Issued]:
    """Yield the cards of an archive; its *manifest* is the one beside it, by default the one inside."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if manifest is None and MANIFEST in names:
                large = archive.getinfo(MANIFEST).file_size > _LARGEST
                manifest = parsed(b"" if large else archive.read(MANIFEST), MANIFEST)
                if manifest.problem:
                    yield Issued(f"{path.name}/{MANIFEST}", manifest.problem)
            for info in archive.infolist():
                if info.filename.endswith(".pdf"):
                    large = info.file_size > _LARGEST
                    yield Issued(info.filename, _unread(info.filename, "too large") if large else archive.read(info), manifest)
            if manifest is not None:
                for name in sorted(set(manifest.digests) - set(names)):
                    if manifest.archives.get(name, path.name) == path.name:
                        yield Issued(name, _unread(name, "not in the archive"))
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError) as error:
        yield Issued(path.name, _unread(path.name, str(error)))


def verify_issued(
    found: Issued,
    *,
    against: Compared | Sequence[Compared] | None = None,
    root: str | None = None,
    trust: Trust | None = None,
    passwords: Mapping[str, str] | None = None,
) -> Verdict:
    """Return what holds of a card: by itself, by its manifest or proof, and by what it should come from.

    Args:
        found: the card.
        against: the assessment or payment it should come from.
        root: the root of the batch it should belong to, hexadecimal, as it was signed or published.
        trust: the certificates that signatures must go back to.
        passwords: what opens locked copies, by the identifier their file names begin with; of an empty identifier, any.
    """
    copied = False
    if isinstance(found.data, bytes) and is_locked(found.data):
        copied = True
        found = replace(found, data=unlocked(found.file, found.data, password_of(found.file, passwords or {})))
    if isinstance(found.data, Problem):
        return Verdict(found.file, (), (found.data,), {})
    verdict = verify_pdf(found.data, against=against, name=found.file, trust=trust)
    if copied:
        verdict = replace(verdict, checked=("copy", *verdict.checked))
    digest = hashlib.sha256(parted(found.data)[0]).hexdigest()  # signed or not, it is the card of its batch
    checked: list[Check] = [*verdict.checked]
    problems, roots, signers = [*verdict.problems], [], [*verdict.signers]
    if found.manifest is not None:
        checked.append("manifest")
        stated = found.manifest.digests.get(found.file)
        if stated != digest:
            problems.append(Problem("P131", values={"file": found.file, "stated": str(stated or "—")[:16], "found": digest[:16]}))
        elif found.manifest.problem is None:
            roots.append(found.manifest.root)
            if found.manifest.signer is not None:
                checked += ["signature"] if "signature" not in checked else []
                signers.append(found.manifest.signer)
    if found.proof is not None:
        checked.append("proof")
        try:
            proof = read_proof(found.proof)
        except ValueError:
            problems.append(Problem("P143", values={"file": found.file, "proof": proof_file(Path(found.file)).name}))
        else:
            wrong = list(contradictions(found.file, digest, proof, verdict.evidence))
            problems += wrong
            roots += [] if wrong else [proof.root]
    if root is not None:
        checked.append("root")
        other = outside(found.file, digest, root, roots)
        problems += [other] if other else []
    return replace(verdict, checked=tuple(checked), problems=tuple(problems), roots=tuple(dict.fromkeys(roots)), signers=tuple(signers))


def _read(path: Path) -> bytes | Problem:
    try:
        return _unread(path.name, "too large") if path.stat().st_size > _LARGEST else path.read_bytes()
    except OSError as error:
        return _unread(path.name, reason_of(error))


def _unread(name: str, reason: str) -> Problem:
    return Problem("P121", values={"file": name, "reason": reason.rstrip(".")})
