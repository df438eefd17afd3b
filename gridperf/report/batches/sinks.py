"""Where finished pages go: a folder, archives, or one file for the printer; each is written whole or not at all.

Every file is first written beside its place and then renamed. A manifest says what was written, with its digests as a hash tree:
whoever signs its root signs every card, and one card proves that it belongs without the others.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from gridperf.report.batches.tree import root
from gridperf.whole_files import write_whole

__all__ = ["MANIFEST", "Archives", "Folder", "Merged", "Sink"]

MANIFEST = "manifest.json"
_JOURNAL = ".gridperf-journal"
_CARDS = 2_000
"""Cards an archive holds at most, so that an interrupted batch loses no more than these."""
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


class Sink(Protocol):
    """What takes finished pages."""

    def has(self, file: str) -> bool:
        """Return whether *file* was finished by an earlier run of the same batch."""

    def put(self, file: str, title: str, pdf: bytes) -> Path:
        """Take the page *file*; `OSError` if it cannot be written."""

    def close(self, about: Mapping[str, Any]) -> list[Path]:
        """Finish, with a manifest that says *about* what it is, and return what was written; `OSError` if it cannot be written."""

    def abandon(self) -> None:
        """Take away what is half written; what is whole stays, for the next run of the same batch."""


def _manifest(digests: Mapping[str, str], about: Mapping[str, Any]) -> bytes:
    names = sorted(digests)
    said = {"manifest": 1, **about, "root": root([digests[name] for name in names]), "files": {name: digests[name] for name in names}}
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


class Folder:
    """One file per page in a folder.

    Args:
        folder: the folder; it exists.
        batch: digest of what is printed, and how; files of an interrupted run of the same batch are kept. None: nothing is kept and
            no manifest is written.
    """

    def __init__(self, folder: Path, batch: str | None = None) -> None:
        self._folder, self._batch = folder, batch
        self._written: list[Path] = []
        self._digests: dict[str, str] = {}
        self._kept = _journal(folder / _JOURNAL, batch) if batch is not None else {}

    def has(self, file: str) -> bool:
        """Return whether *file* was finished by an earlier run of the same batch."""
        digest, path = self._kept.get(file), self._folder / file
        if digest is None or not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            return False
        self._done(path, digest)
        return True

    def put(self, file: str, title: str, pdf: bytes) -> Path:  # noqa: ARG002  (a folder has no bookmarks)
        """Write the page to its file."""
        path = write_whole(self._folder / file, pdf)
        self._done(path, hashlib.sha256(pdf).hexdigest())
        return path

    def _done(self, path: Path, digest: str) -> None:
        self._written.append(path)
        self._digests[path.name] = digest
        if self._batch is not None and path.name not in self._kept:
            with (self._folder / _JOURNAL).open("a", encoding="utf-8") as journal:
                if journal.tell() == 0:
                    journal.write(f"{self._batch}\n")
                journal.write(f"{digest} {path.name}\n")

    def close(self, about: Mapping[str, Any]) -> list[Path]:
        """Write the manifest and return the pages' files."""
        if self._batch is not None:
            write_whole(self._folder / MANIFEST, _manifest(self._digests, about))
            (self._folder / _JOURNAL).unlink(missing_ok=True)
        return self._written

    def abandon(self) -> None:
        """Do nothing: every file is whole."""


def _journal(path: Path, batch: str) -> dict[str, str]:
    """Return the files an interrupted run of *batch* finished, with their digests; the journal of another batch is dropped."""
    if not path.is_file():
        return {}
    first, *rest = path.read_text(encoding="utf-8").split("\n")
    if first != batch:
        path.unlink()
        return {}
    return {name: digest for digest, _, name in (line.partition(" ") for line in rest) if name}


class Archives:
    """Archives of at most two thousand pages each, stored and not compressed, with a manifest of all of them beside."""

    def __init__(self, path: Path, batch: str) -> None:
        self._path, self._batch = path, batch
        self._open: zipfile.ZipFile | None = None
        self._part: Path | None = None
        self._within: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._digests: dict[str, str] = {}
        self._written: list[Path] = []
        self._kept: dict[str, str] = {}
        journal = _journal(path.with_name(f".{path.stem}{_JOURNAL}"), batch)
        for name, digest in journal.items():
            archive = path.with_name(name)
            if archive.is_file() and hashlib.sha256(archive.read_bytes()).hexdigest() == digest:
                with zipfile.ZipFile(archive) as opened:
                    files = json.loads(opened.read(MANIFEST))["files"]
                self._kept |= files
                self._digests |= files
                self._places |= dict.fromkeys(files, archive.name)
                self._written.append(archive)

    def has(self, file: str) -> bool:
        """Return whether *file* is in an archive that was finished by an earlier run of the same batch."""
        return file in self._kept

    def put(self, file: str, title: str, pdf: bytes) -> Path:  # noqa: ARG002
        """Put the page into the archive that is open."""
        if self._open is None:
            name = self._path.with_name(f"{self._path.stem}-{len(self._written) + 1:03}{self._path.suffix}")
            self._part = name.with_name(f".{name.name}.{os.getpid()}.part")
            self._open = zipfile.ZipFile(self._part, "w", zipfile.ZIP_STORED)
        self._open.writestr(zipfile.ZipInfo(file, _LONG_AGO), pdf)
        self._within[file] = hashlib.sha256(pdf).hexdigest()
        if len(self._within) >= _CARDS:
            self._finish()
        return self._path

    def _finish(self) -> None:
        if self._open is None or self._part is None:
            return
        self._open.writestr(zipfile.ZipInfo(MANIFEST, _LONG_AGO), _manifest(self._within, {"batch": self._batch}))
        self._open.close()
        done = self._path.with_name(f"{self._path.stem}-{len(self._written) + 1:03}{self._path.suffix}")
        self._part.replace(done)
        with done.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        journal = self._path.with_name(f".{self._path.stem}{_JOURNAL}")
        with journal.open("a", encoding="utf-8") as lines:
            if lines.tell() == 0:
                lines.write(f"{self._batch}\n")
            lines.write(f"{digest} {done.name}\n")
        self._written.append(done)
        self._digests |= self._within
        self._places |= dict.fromkeys(self._within, done.name)
        self._within, self._open, self._part = {}, None, None

    def close(self, about: Mapping[str, Any]) -> list[Path]:
        """Finish the last archive, write the manifest that says which page is where, and return the archives."""
        self._finish()
        said = {**about, "archives": {name: self._places[name] for name in sorted(self._places)}}
        write_whole(self._path.with_suffix(".manifest.json"), _manifest(self._digests, said))
        self._path.with_name(f".{self._path.stem}{_JOURNAL}").unlink(missing_ok=True)
        return self._written

    def abandon(self) -> None:
        """Remove the archive that is open."""
        if self._open is not None and self._part is not None:
            self._open.close()
            self._part.unlink(missing_ok=True)


class Merged:
    """One file for the printer, with a bookmark per page; evidence stays in the single files."""

    def __init__(self, path: Path) -> None:
        import pikepdf  # noqa: PLC0415  (loaded when pages are merged)

        self._pikepdf, self._path = pikepdf, path
        self._pages: dict[str, tuple[str, bytes]] = {}

    def has(self, file: str) -> bool:  # noqa: ARG002
        """Return False: one file is made in one go."""
        return False

    def put(self, file: str, title: str, pdf: bytes) -> Path:
        """Keep the page until the end, where pages are put in order."""
        self._pages[file] = title, pdf
        return self._path

    def close(self, about: Mapping[str, Any]) -> list[Path]:  # noqa: ARG002
        """Write the file and return it."""
        with self._pikepdf.new() as merged, merged.open_outline() as outline:
            for file in sorted(self._pages):
                title, pdf = self._pages[file]
                with self._pikepdf.open(io.BytesIO(pdf)) as single:
                    outline.root.append(self._pikepdf.OutlineItem(title, len(merged.pages)))
                    merged.pages.extend(single.pages)
            written = io.BytesIO()
            # bookmarks are written when the outline closes
            outline._save()  # type: ignore[no-untyped-call]  # noqa: SLF001
            merged.save(written, deterministic_id=True)
        return [write_whole(self._path, written.getvalue())]

    def abandon(self) -> None:
        """Do nothing: nothing is written before the end."""
