"""Cards that were issued are found again: as files, in a folder, or in archives, with the manifest that lists them.

They are read one after the other, so a province can be verified in the memory of one card.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gridperf.errors import Problem
from gridperf.report.proof import Verdict, verify_pdf
from gridperf.report.sinks import MANIFEST
from gridperf.report.tree import root

if TYPE_CHECKING:
    from gridperf.report.compared import Compared

__all__ = ["Issued", "count", "is_issued", "issued", "verify_issued"]

_LARGEST = 64 * 1024 * 1024
_PART = re.compile(r"-\d{3,}$")


@dataclass(frozen=True, slots=True)
class Issued:
    """A card as it was found, or a manifest that does not hold.

    Attributes:
        file: where.
        data: its bytes; a problem if there are none to verify.
        digests: SHA-256 of every file of the manifest it should be in; None without one.
    """

    file: str
    data: bytes | Problem
    digests: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class _Manifest:
    """A manifest: the digests of its files, the archive each of them is in, and what is wrong with it."""

    digests: Mapping[str, str]
    archives: Mapping[str, str]
    problem: Problem | None


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


def issued(paths: Sequence[Path]) -> Iterator[Issued]:
    """Yield the cards under *paths*, those that a manifest lists and that are not there, and manifests that do not hold."""
    seen: dict[Path, _Manifest | None] = {}
    for path in paths:
        archive = path.suffix.lower() == ".zip" and not path.is_dir()
        beside = path / MANIFEST if path.is_dir() else path.with_name(MANIFEST)
        if archive:
            beside = path.with_name(f"{_PART.sub('', path.stem)}.manifest.json")
        if beside not in seen:
            seen[beside] = manifest = _parsed(beside.read_bytes(), beside.name) if beside.is_file() else None
            if manifest and manifest.problem and (path.is_dir() or _lists(manifest, path)):
                yield Issued(beside.name, manifest.problem)
        manifest = seen[beside]
        if path.is_dir():
            yield from _in_folder(path, manifest)
        elif manifest and not _lists(manifest, path):  # another batch's
            yield from _archived(path, None) if archive else [Issued(path.name, _read(path))]
        elif archive:
            yield from _archived(path, manifest)
        else:
            yield Issued(path.name, _read(path), manifest.digests if manifest else None)


def _lists(manifest: _Manifest, path: Path) -> bool:
    return path.name in manifest.digests or path.name in manifest.archives.values()


def _in_folder(path: Path, manifest: _Manifest | None) -> Iterator[Issued]:
    digests = manifest.digests if manifest else None
    for name in sorted({*_present(path), *(digests or ())}):
        inside = name == Path(name).name
        yield Issued(name, _read(path / name) if inside else _unread(name, "not in the folder"), digests)


def _archived(path: Path, manifest: _Manifest | None) -> Iterator[Issued]:
    """Yield the cards of an archive; its *manifest* is the one beside it, by default the one inside."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if manifest is None and MANIFEST in names:
                large = archive.getinfo(MANIFEST).file_size > _LARGEST
                manifest = _parsed(b"" if large else archive.read(MANIFEST), MANIFEST)
                if manifest.problem:
                    yield Issued(f"{path.name}/{MANIFEST}", manifest.problem)
            digests = manifest.digests if manifest else None
            for info in archive.infolist():
                if info.filename.endswith(".pdf"):
                    large = info.file_size > _LARGEST
                    yield Issued(info.filename, _unread(info.filename, "too large") if large else archive.read(info), digests)
            for name in sorted(set(digests or ()) - set(names)):
                if manifest is None or manifest.archives.get(name, path.name) == path.name:
                    yield Issued(name, _unread(name, "not in the archive"), digests)
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError) as error:
        yield Issued(path.name, _unread(path.name, str(error)))


def verify_issued(found: Issued, *, against: Compared | None = None) -> Verdict:
    """Return what holds of a card, by itself, by its manifest, and by the assessment it should come from."""
    if isinstance(found.data, Problem):
        return Verdict(found.file, (), (found.data,), {})
    verdict = verify_pdf(found.data, against=against, name=found.file)
    if found.digests is None:
        return verdict
    stated, digest = found.digests.get(found.file), hashlib.sha256(found.data).hexdigest()
    problems = verdict.problems
    if stated != digest:
        problems += (Problem("P131", values={"file": found.file, "stated": str(stated or "—")[:16], "found": digest[:16]}),)
    return replace(verdict, checked=(*verdict.checked, "manifest"), problems=problems)


def _read(path: Path) -> bytes | Problem:
    try:
        return _unread(path.name, "too large") if path.stat().st_size > _LARGEST else path.read_bytes()
    except OSError as error:
        return _unread(path.name, error.strerror or type(error).__name__)


def _unread(name: str, reason: str) -> Problem:
    return Problem("P121", values={"file": name, "reason": reason.rstrip(".")})


def _parsed(content: bytes, name: str) -> _Manifest:
    """Return a manifest; one that is broken lists nothing, so every file differs from it."""
    try:
        found = json.loads(content)
        digests, archives, stated = found["files"], found.get("archives", {}), found["root"]
        computed = root([digests[file] for file in sorted(digests)])
        dict(archives)
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        digests, archives, stated, computed = {}, {}, "—", "—"
    whole = stated == computed != "—"
    problem = None if whole else Problem("P132", values={"file": name, "stated": str(stated)[:16], "found": computed[:16]})
    return _Manifest(digests, archives, problem)
