"""Cards that were issued are found again: as files, in a folder, or in archives, with the manifest that lists them."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridperf.errors import Problem
from gridperf.report.proof import Verdict, against_manifest, verify_pdf
from gridperf.report.sinks import MANIFEST
from gridperf.report.tree import root

if TYPE_CHECKING:
    from gridperf.assessment import Assessment

__all__ = ["Issued", "is_issued", "issued", "verify_issued"]

_LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Issued:
    """A card as it was found.

    Attributes:
        file: where.
        data: its bytes.
        manifest: the manifest beside it; None without one.
    """

    file: str
    data: bytes | Problem
    manifest: Mapping[str, Any] | None


def is_issued(path: Path) -> bool:
    """Return whether *path* is a card, an archive of cards or a folder of cards."""
    if path.is_dir():
        return not (path / "assessment.json").exists() and any(path.glob("*.pdf"))
    return path.suffix.lower() in (".pdf", ".zip")


def issued(paths: Sequence[Path]) -> Iterator[Issued]:
    """Yield the cards under *paths*."""
    for path in paths:
        if path.is_dir():
            manifest = _manifest(path / MANIFEST)
            present = {file.name for file in path.glob("*.pdf")}
            for name in sorted(present | set(manifest["files"] if manifest else ())):
                yield Issued(name, _read(path / name), manifest)
        elif path.suffix.lower() == ".zip":
            yield from _archived(path)
        else:
            yield Issued(path.name, _read(path), None)


def _archived(path: Path) -> Iterator[Issued]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            manifest = _parsed(archive.read(MANIFEST)) if MANIFEST in names else None
            for info in archive.infolist():
                if info.filename.endswith(".pdf"):
                    large = info.file_size > _LARGEST
                    yield Issued(info.filename, _unread(info.filename, "too large") if large else archive.read(info), manifest)
            for name in sorted(set(manifest["files"] if manifest else ()) - set(names)):
                yield Issued(name, _unread(name, "not in the archive"), manifest)
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError) as error:
        yield Issued(path.name, _unread(path.name, str(error)), None)


def verify_issued(found: Issued, *, against: Assessment | None = None, recomputed: bool = False) -> Verdict:
    """Return what holds of a card, by itself and by its manifest."""
    if isinstance(found.data, Problem):
        return Verdict(found.file, (), (found.data,), {})
    verdict = verify_pdf(found.data, against=against, recomputed=recomputed, name=found.file)
    if found.manifest is None:
        return verdict
    problem = against_manifest(found.manifest, found.file, hashlib.sha256(found.data).hexdigest())
    problems = (*verdict.problems, *((problem,) if problem else ()), *_rooted(found.manifest))
    return replace(verdict, checked=(*verdict.checked, "manifest"), problems=problems)


def _rooted(manifest: Mapping[str, Any]) -> Iterator[Problem]:
    files = manifest["files"]
    try:
        computed = root([files[name] for name in sorted(files)])
    except (ValueError, TypeError):
        computed = "—"
    if computed != manifest.get("root"):
        yield Problem("P132", values={"file": MANIFEST, "stated": str(manifest.get("root"))[:16], "found": computed[:16]})


def _read(path: Path) -> bytes | Problem:
    try:
        return path.read_bytes()
    except OSError as error:
        return _unread(path.name, error.strerror or type(error).__name__)


def _unread(name: str, reason: str) -> Problem:
    return Problem("P121", values={"file": name, "reason": reason.rstrip(".")})


def _manifest(path: Path) -> Mapping[str, Any] | None:
    return _parsed(path.read_bytes()) if path.is_file() else None


def _parsed(content: bytes) -> Mapping[str, Any] | None:
    """Return a manifest; one that is broken lists nothing, so every file differs from it."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) and isinstance(found.get("files"), dict) else {"files": {}, "root": "—"}
