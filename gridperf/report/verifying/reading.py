"""A PDF made by either renderer is read back: its files, its fonts and its words, and nothing is executed or followed.

Only what the two renderers write is understood; anything else in the drawing is an `Unreadable` file, not a guess.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gridperf.report.paper.fields import empty_fields, foreign

__all__ = ["Paper", "Unreadable", "read_paper"]

_LARGEST = 64 * 1024 * 1024
_TOKEN = re.compile(rb"/(\w+) [-\d.]+ Tf|<([0-9a-fA-F]*)>|(\()")
_SAYS = re.compile(rb"(?<![^\s])(?:BT|Do|BI)(?![^\s])")
_MAPPED = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")


class Unreadable(Exception):  # noqa: N818  (what the file is, not what went wrong)
    """A file that is no PDF of gridperf's, or a damaged one."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What a PDF holds.

    Attributes:
        files: the files inside, by name.
        text: the words of every page, without white space.
        told: what the document says of itself.
        warnings: what is damaged about its structure.
        fields: the names of its signature fields.
        foreign: what of it is a field or a note and no empty signature field.
    """

    files: Mapping[str, bytes]
    text: tuple[str, ...]
    told: tuple[str, ...]
    warnings: tuple[str, ...]
    fields: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()


def read_paper(data: bytes) -> Paper:
    """Return what the PDF *data* holds.

    Raises:
        Unreadable: if it cannot be read.
    """
    import pikepdf  # noqa: PLC0415  (loaded when something is read back)

    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True, attempt_recovery=False) as pdf:
            known: dict[tuple[int, int], dict[str, str]] = {}
            text = tuple(_words(page, known) for page in pdf.pages)
            files = _files(pdf)
            info = pdf.docinfo
            told = tuple(f"{key}={info[str(key)]}" for key in sorted(info))
            fields, others = empty_fields(pdf), tuple(foreign(pdf))
            return Paper(files, text, told, tuple(str(warning) for warning in pdf.get_warnings()), fields, others)
    except (pikepdf.PdfError, pikepdf.DependencyError, RuntimeError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}".strip(" .:")) from None


def _files(pdf: Any) -> dict[str, bytes]:  # noqa: ANN401  (pikepdf's objects are dynamic)
    names = pdf.Root.get("/Names")
    if names is None or "/EmbeddedFiles" not in names:
        return {}
    listed = list(names.EmbeddedFiles.Names)
    return {str(name): _stream(spec.EF.F) for name, spec in zip(listed[::2], listed[1::2], strict=True)}


def _stream(stream: Any) -> bytes:  # noqa: ANN401
    content = bytes(stream.read_bytes())
    if len(content) > _LARGEST:
        raise Unreadable("a stream larger than any card's")
    return content


def _words(page: Any, known: dict[tuple[int, int], dict[str, str]]) -> str:  # noqa: ANN401
    fonts = {str(name)[1:]: font for name, font in page.Resources.get("/Font", {}).items()}
    for form in page.Resources.get("/XObject", {}).values():
        if form.get("/Subtype") != "/Form" or _SAYS.search(_stream(form)):
            raise Unreadable("a picture, or words where neither renderer writes any")
    codes: dict[str, str] = {}
    found: list[str] = []
    contents = page.Contents
    drawing = _stream(contents) if hasattr(contents, "read_bytes") else b"\n".join(_stream(part) for part in contents)
    for name, shown, other in _TOKEN.findall(drawing):
        if name:
            font = fonts[name.decode()]
            key = font.objgen
            codes = known[key] if key in known else known.setdefault(key, _codes(font))
        elif shown:
            digits = shown.decode().lower()
            found += [codes[digits[at : at + 4]] for at in range(0, len(digits), 4)]
        elif other:
            raise Unreadable("text that neither renderer writes")
    return "".join("".join(found).split())


def _codes(font: Any) -> dict[str, str]:  # noqa: ANN401
    mapped = _MAPPED.findall(_stream(font.ToUnicode).partition(b"endcodespacerange")[2])
    return {code.decode().lower(): bytes.fromhex(signs.decode()).decode("utf-16-be") for code, signs in mapped}
