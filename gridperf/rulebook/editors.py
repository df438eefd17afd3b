"""A pack lies anywhere, and an editor still finds its schemas: they lie in the pack or beside it, and each file's first line names one."""

from __future__ import annotations

from pathlib import Path

from gridperf._bundled import bundled

__all__ = ["prepare_editors"]

_MARK = "# yaml-language-server:"
_LAST = "pack.schema.json"
"""The file by which a folder of schemas is known."""


def prepare_editors(pack: Path) -> tuple[Path, ...]:
    """Lay the schemas where editors of *pack* find them, point its files there, and return what was written.

    Schemas that lie beside the pack, for all packs of a folder, are brought up to date there; else they lie in the
    pack. Nothing but the first line of a rule file is changed.

    Args:
        pack: the pack's folder.
    """
    beside = pack.parent / "schema"
    folder = beside if (beside / _LAST).is_file() else pack / "schema"
    written = [path for source in sorted((bundled("rules") / "schema").glob("*.json")) if (path := _copied(source, folder / source.name))]
    files = [pack / "pack.yaml", *sorted((pack / "editions").glob("*.yaml")), *sorted((pack / "examples").glob("*.yaml"))]
    return (*written, *(path for path in files if path.is_file() and _pointed(path, folder)))


def _copied(source: Path, target: Path) -> Path | None:
    text = source.read_bytes()
    if target.is_file() and target.read_bytes() == text:
        return None
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(text)
    return target


def _pointed(path: Path, folder: Path) -> bool:
    """Write the schema's place into the first line of *path*; return whether that changed it."""
    text = path.read_bytes().decode("utf-8")
    first, newline, rest = text.partition("\n")
    body = rest if first.startswith(_MARK) else text
    layer = any(line.startswith("extends:") for line in body.splitlines())
    name = "pack" if path.name == "pack.yaml" else "examples" if path.parent.name == "examples" else "layer" if layer else "rulebook"
    place = folder.relative_to(path.parent) if folder.is_relative_to(path.parent) else _up(folder, path.parent)
    line = f"{_MARK} $schema={(place / f'{name}.schema.json').as_posix()}"
    if first.rstrip("\r") == line:
        return False
    end = "\r\n" if newline and first.endswith("\r") else "\n"
    path.write_bytes(f"{line}{end}{body}".encode())
    return True


def _up(folder: Path, start: Path) -> Path:
    """Return *folder* as seen from *start*, which lies in its parent or one below."""
    steps = 0
    while not folder.is_relative_to(start):
        start, steps = start.parent, steps + 1
    return Path(*[".."] * steps) / folder.relative_to(start)
