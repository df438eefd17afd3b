"""Every character of a page comes from a font file known by its digest, or the page is not made.

For each page the faces are cut to exactly its characters, which takes a few milliseconds, so a page's bytes depend on
the page and the font files and on nothing else: not on other pages of the batch, nor on what else is installed.

The faces are Noto Sans CJK SC Regular and Bold (or Noto Sans SC, Source Han Sans SC).
A character they lack is taken from the first fallback that has it: HanaMin A and B, then any other font in the folder
named by `GRIDPERF_FONTS`.
Where that variable is set, only its folder is searched.

A style sheet may ask for further faces by name: Noto Serif (or Source Han Serif), and any font in that folder. One that is not
there is passed over, and the main face stands in for it and for the characters it lacks.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from gridperf.errors import Problem, ReportError

__all__ = ["PACKAGES", "Cut", "Face", "Fonts", "find_fonts", "lacking", "named"]

PACKAGES = "libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fonts-hanazono"
"""The Debian packages rendering rests on."""

_FOLDERS = (
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/truetype/hanazono",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/google-noto-cjk",
    "/usr/share/fonts/google-noto-sans-cjk-fonts",
    "/usr/share/fonts/adobe-source-han-sans",
    "/usr/share/fonts/hanazono",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
_MAIN = (
    "NotoSansCJK-{}.ttc",
    "NotoSansCJKsc-{}.otf",
    "NotoSansSC-{}.ttf",
    "NotoSansSC-{}.otf",
    "SourceHanSansSC-{}.otf",
    "SourceHanSansCN-{}.otf",
)
_SERIF = (
    "NotoSerifCJK-{}.ttc",
    "NotoSerifCJKsc-{}.otf",
    "NotoSerifSC-{}.ttf",
    "NotoSerifSC-{}.otf",
    "SourceHanSerifSC-{}.otf",
    "SourceHanSerifCN-{}.otf",
)
_RARE = ("HanaMinA.ttf", "HanaMinB.ttf")
_FAMILY = (1, 16)
"""Numbers of the entries of a font file that name its family."""
_SUFFIXES = (".ttc", ".otf", ".ttf")

# tables a page of horizontal text without ligatures or kerning has no use for
_UNUSED_TABLES = ("GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG", "STAT", "MATH")


@dataclass(frozen=True)
class Face:
    """One face of one font file.

    Attributes:
        path: the file.
        index: which face of a collection.
        family: how CSS and the PDF name it.
        weight: 400 or 700.
        version: as the file states it.
        sha256: digest of the file.
    """

    path: Path
    index: int
    family: str
    weight: int
    version: str
    sha256: str

    @cached_property
    def _opened(self) -> Any:  # noqa: ANN401  (uharfbuzz carries no types)
        return _open(self.path, self.index)

    @property
    def told(self) -> dict[str, str | int]:
        """Return what a document says of the face: its family, its weight, its version, and which face of which file it is."""
        return {"family": self.family, "weight": self.weight, "version": self.version, "sha256": self.sha256, "index": self.index}

    @cached_property
    def names(self) -> frozenset[str]:
        """Return what a style sheet may call the face: its family in every language the file states it in."""
        told = {self._opened.get_name(each.name_id, each.language) for each in self._opened.list_names() if int(each.name_id) in _FAMILY}
        return frozenset(name for name in told if name) | {self.family}

    @cached_property
    def characters(self) -> frozenset[int]:
        """Return the code points the face has a glyph for."""
        return frozenset(self._opened.unicodes)

    def cut(self, characters: frozenset[int]) -> bytes:
        """Return a font file with the glyphs of *characters* alone, without hints."""
        import uharfbuzz as hb  # noqa: PLC0415  (not needed by who only computes)

        wanted = hb.SubsetInput()
        wanted.unicode_set.update(characters)
        wanted.flags = hb.SubsetFlags.NO_HINTING
        dropped = wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG)
        for tag in _UNUSED_TABLES:
            dropped.add(int.from_bytes(tag.encode(), "big"))
        return bytes(hb.subset(self._opened, wanted).blob.data)


@dataclass(frozen=True)
class Cut:
    """The faces one page uses, cut to its characters.

    Attributes:
        css: the `@font-face` rules and the page's font family; the addresses in it are keys of `files`.
        files: address → font file.
        faces: the faces used, in the order they are looked through.
    """

    css: str
    files: Mapping[str, bytes]
    faces: tuple[Face, ...]


@dataclass(frozen=True)
class Fonts:
    """The faces pages are set in.

    Attributes:
        regular: the main face.
        bold: its bold.
        rare: the faces looked through for characters the main one lacks.
        serif: files of further faces, each with its weight, that are read when a style sheet asks for one.
    """

    regular: Face
    bold: Face
    rare: tuple[Face, ...] = ()
    serif: tuple[tuple[Path, int], ...] = ()

    def asked_for(self, style: str) -> tuple[Face, ...]:
        """Return the faces that *style* asks for by name, besides the main ones."""
        if '"' not in style:
            return ()
        further = (*(_face(path, weight) for path, weight in self.serif), *self.rare) if "Serif" in style else self.rare
        return tuple(face for face in further if any(f'"{name}"' in style for name in face.names))

    def faces_for(self, text: str, *, whose: str) -> tuple[Face, ...]:
        """Return the faces *text* needs, the main two first.

        Args:
            text: everything that may be printed.
            whose: whose page it is, for the problem.

        Raises:
            ReportError: P102 if no face has one of its characters.
        """
        missing = {ord(sign) for sign in text if not sign.isspace()} - (self.regular.characters & self.bold.characters)
        faces = [self.regular, self.bold]
        for face in self.rare:
            found = missing & face.characters if missing else missing
            if found:
                faces.append(face)
                missing -= found
        if missing:
            shown = " ".join(f"{chr(code)} (U+{code:04X})" for code in sorted(missing))
            raise ReportError(Problem("P102", values={"whose": whose, "characters": shown}))
        return tuple(faces)

    def cut(self, text: str, *, whose: str, style: str = "") -> Cut:
        """Return the faces *text* needs and *style* asks for, cut to the characters of *text* and to printable ASCII.

        Raises:
            ReportError: P102 if no face has one of its characters.
        """
        faces = self.faces_for(text, whose=whose)
        asked = self.asked_for(style)
        left = frozenset(map(ord, text)) | frozenset(range(0x20, 0x7F))
        rules, files, families = [], {}, []
        for at, face in enumerate(faces):
            address = f"font:{at}"
            files[address] = face.cut(left)
            # a fallback face has one weight; declared for both, so that nothing is emboldened by guess
            weights = (face.weight,) if face in (self.regular, self.bold) else (400, 700)
            rules += [f'@font-face{{font-family:"{face.family}";font-weight:{weight};src:url({address}?{weight})}}' for weight in weights]
            if face.family not in families:
                families.append(face.family)
            if face is self.bold:
                left -= self.regular.characters & self.bold.characters
            elif face is not self.regular:
                left -= face.characters
        wanted = frozenset(map(ord, text)) | frozenset(range(0x20, 0x7F))
        for at, face in enumerate(asked, start=len(faces)):
            address = f"font:{at}"
            files[address] = face.cut(wanted & face.characters)
            alone = len([one for one in asked if one.family == face.family]) == 1
            for name in sorted(name for name in face.names if f'"{name}"' in style):
                for weight in (400, 700) if alone else (face.weight,):
                    rules.append(f'@font-face{{font-family:"{name}";font-weight:{weight};src:url({address}?{weight})}}')
        listed = ",".join(f'"{family}"' for family in families)
        rules.append(f"html{{--faces:{listed};font-family:{listed}}}")
        return Cut("\n".join(rules), files, (*faces, *asked))

    def digest(self, faces: tuple[Face, ...] | None = None) -> str:
        """Return the digest of the font files of *faces* (the main two by default)."""
        chosen = faces or (self.regular, self.bold)
        return _digest((face.sha256, face.index) for face in chosen)


def named(faces: Sequence[Mapping[str, object]]) -> str:
    """Return how a page names the *faces* it is set in, which are as `Face.told` says."""
    names = dict.fromkeys(f"{face['family']} {face['version']}" for face in faces)
    return f"{', '.join(names)} {_digest((face['sha256'], face['index']) for face in faces)[:16]}"


def _digest(faces: Iterable[tuple[object, object]]) -> str:
    """Return the digest of *faces*, each the digest of its file and which face of it it is."""
    return hashlib.sha256("".join(f"{sha256}:{index}\n" for sha256, index in faces).encode()).hexdigest()


def lacking() -> list[str]:
    """Return what rendering needs and this machine does not have, each with its Debian package; empty if nothing."""
    missing = []
    try:
        import uharfbuzz  # noqa: F401, PLC0415
    except (ImportError, OSError):
        missing.append("uharfbuzz (pip)")
    else:
        if _find(_folders()) is None:
            missing.append("Noto Sans CJK SC (fonts-noto-cjk)")
    return missing


def find_fonts() -> Fonts:
    """Return the fonts of this machine.

    Raises:
        ReportError: P101 if the main face is not found.
    """
    found = _find(_folders())
    if found is None:
        values = {"missing": "Noto Sans CJK SC (fonts-noto-cjk)", "packages": PACKAGES}
        raise ReportError(Problem("P101", values=values))
    return found


def _folders() -> tuple[str, ...]:
    own = os.environ.get("GRIDPERF_FONTS")
    return (own,) if own else _FOLDERS


@lru_cache(maxsize=4)
def _find(folders: tuple[str, ...]) -> Fonts | None:
    """Return the fonts in *folders*, or None without a main face; looked for once per process."""
    files: dict[str, Path] = {}
    for path in _files(folders):
        files.setdefault(path.name, path)
    for pattern in _MAIN:
        regular, bold = files.get(pattern.format("Regular")), files.get(pattern.format("Bold"))
        if regular and bold:
            break
    else:
        return None
    rare = [files[name] for name in _RARE if name in files]
    serif = next((both for pattern in _SERIF if len(both := _both(files, pattern)) == 2), ())  # noqa: PLR2004 (regular and bold)
    if len(folders) == 1:
        known = {pattern.format(weight) for pattern in (*_MAIN, *_SERIF) for weight in ("Regular", "Bold")} | set(_RARE)
        rare += [path for name, path in sorted(files.items()) if name not in known]
    return Fonts(_face(regular, 400), _face(bold, 700), tuple(_face(path, 400) for path in rare), serif)


def _both(files: Mapping[str, Path], pattern: str) -> tuple[tuple[Path, int], ...]:
    """Return the regular and the bold file of *pattern* with their weights, as far as they are there."""
    named = (("Regular", 400), ("Bold", 700))
    return tuple((files[name], weight) for style, weight in named if (name := pattern.format(style)) in files)


def _files(folders: tuple[str, ...]) -> Iterator[Path]:
    for folder in folders:
        root = Path(folder).expanduser()
        if root.is_dir():
            yield from sorted(path for path in root.rglob("*") if path.suffix.lower() in _SUFFIXES and path.is_file())


@lru_cache(maxsize=64)
def _face(path: Path, weight: int) -> Face:
    index = _simplified(path) if path.suffix.lower() == ".ttc" else 0
    opened = _open(path, index)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    # family and version as the file states them; the style words after a semicolon are the maker's tools
    version = (opened.get_name(5) or "").split(";")[0].removeprefix("Version ").strip()
    return Face(path, index, (opened.get_name(16) or opened.get_name(1) or path.stem).replace('"', ""), weight, version, sha256)


def _simplified(path: Path) -> int:
    """Return the index of the simplified Chinese face of a collection; its first face if none is named so."""
    for index in range(_open(path, 0).count):
        name = _open(path, index).get_name(6) or ""
        if "Mono" not in name and "sc-" in name.lower():
            return index
    return 0


def _open(path: Path, index: int) -> Any:  # noqa: ANN401  (uharfbuzz carries no types)
    import uharfbuzz as hb  # noqa: PLC0415

    return hb.Face(hb.Blob.from_file_path(str(path)), index)
