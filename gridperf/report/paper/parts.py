"""The bytes before a seal are divided into parts, each with its digest: whoever changes a byte is told in which part it stands.

Parts follow one another without gap. They are called as PDF calls them: a page, what is drawn on it, a font's program, a file inside.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["SEAL", "changed", "divided", "labels", "seal_in"]

SEAL = "seal.json"
_DIGITS = 16
_SEAL = re.compile(rb"\d+ 0 obj\n<</Type/EmbeddedFile/Subtype/application#2fjson/[^\n]*/Length (\d+)>>\nstream\n(?=\{[^\n]*\"seal\":1)")


def labels(pdf: Any) -> dict[int, str]:  # noqa: ANN401  (pydyf carries no types)
    """Return what the objects of *pdf* are, by number: pages, what is drawn on them, fonts and metadata."""
    found: dict[int, str] = {}
    for at, reference in enumerate(pdf.page_references, start=1):
        found[_number(reference)] = f"/Page {at}"
        contents = pdf.objects[_number(reference)].get("Contents")
        for each in contents if isinstance(contents, list) else [contents]:
            found[_number(each)] = f"/Page {at} /Contents"
    for each in pdf.objects:
        if isinstance(each, dict):
            name = _text(each.get("FontName") or each.get("BaseFont"))
            for key in ("FontFile2", "FontFile3", "ToUnicode"):
                if key in each:
                    found[_number(each[key])] = f"/{key} {name}"
    if "Metadata" in pdf.catalog:
        found[_number(pdf.catalog["Metadata"])] = "/Metadata"
    return found


def divided(before: bytes, places: Sequence[tuple[int, int]], named: Mapping[int, str]) -> list[list[object]]:
    """Return the parts of the bytes *before* a seal: what each is, where it ends, the beginnings of its SHA-256 and of that of its content.

    Args:
        before: the bytes.
        places: number and offset of every object in them, in order.
        named: what objects are; those between that are nothing in particular are one part.
    """
    found: list[list[object]] = []
    content = frozenset(label for label in named.values() if label.endswith("/Contents") or label.startswith(("/FontFile", "/ToUnicode")))
    start, first = 0, 0
    edges = [offset for _, offset in places[1:]] + [len(before)]
    for at, ((number, _), end) in enumerate(zip(places, edges, strict=True)):
        label = named.get(number, "")
        if label or at + 1 == len(places) or places[at + 1][0] in named:
            said = label or (f"objects {first or number}-{number}")
            found.append([said, end, _digest(before[start:end]), *([_content(before[start:end])] if label in content else [])])
            start, first = end, 0
        elif not first:
            first = number
    return found


def changed(data: bytes, seal: Mapping[str, Any]) -> Iterator[str]:
    """Yield the part of *data* that first differs from its *seal*; of a file that was saved anew every page, font or metadata that does."""
    parts, start, wrong = seal.get("parts", ()), 0, []
    for part in parts:
        if _digest(data[start : part[1]]) != part[2]:
            wrong.append(str(part[0]))
        start = part[1]
    if wrong and len(wrong) < len(parts):
        yield wrong[0]
    elif wrong:
        found = _streams(data)
        yield from (str(label) for label, _, _, *content in parts if content and found.get(label) != content[0])


def seal_in(data: bytes) -> Mapping[str, Any]:
    """Return the seal of a file that cannot be read as a whole; empty if it is not found either."""
    for content in (*_told(data), *_inside(data)):
        try:
            seal = json.loads(content)
        except ValueError:
            continue
        if isinstance(seal, dict) and seal.get("seal") == 1:
            return seal
    return {}


def _told(data: bytes) -> Iterator[bytes]:
    """Yield what stands where a seal stands in a file that is as it was issued, but for some bytes."""
    for found in reversed(list(_SEAL.finditer(data))):
        yield data[found.end() : found.end() + int(found[1])]


def _inside(data: bytes) -> Iterator[bytes]:
    """Yield the seal of a file that was saved anew."""
    import pikepdf  # noqa: PLC0415  (loaded when a document was changed)

    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if SEAL in pdf.attachments:
                yield pdf.attachments[SEAL].get_file().read_bytes()
    except (pikepdf.PdfError, RuntimeError, KeyError, AttributeError, TypeError, ValueError):
        return


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_DIGITS]


def _content(written: bytes) -> str:
    """Return the digest of what the stream of an object holds, however it is packed."""
    told, _, rest = written.partition(b"stream\n")
    stream = rest.rpartition(b"\nendstream")[0]
    return _digest(zlib.decompress(stream) if b"/FlateDecode" in told else stream)


def _streams(data: bytes) -> dict[str, str]:
    """Return the digests of what is drawn on the pages of a document, and of its fonts, by the names of `labels`."""
    import pikepdf  # noqa: PLC0415  (loaded when a document was changed)

    found: dict[str, str] = {}
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for at, page in enumerate(pdf.pages, start=1):
                found[f"/Page {at} /Contents"] = _digest(page.Contents.read_bytes())
                for font in page.Resources.get("/Font", {}).values():
                    name = str(font.BaseFont).lstrip("/")
                    found[f"/ToUnicode {name}"] = _digest(font.ToUnicode.read_bytes())
                    descriptor = font.DescendantFonts[0].FontDescriptor
                    for key in ("/FontFile2", "/FontFile3"):
                        if key in descriptor:
                            found[f"{key} {name}"] = _digest(descriptor[key].read_bytes())
    except (pikepdf.PdfError, RuntimeError, KeyError, AttributeError, TypeError, ValueError):
        return found  # what cannot be read is not as sealed
    return found


def _number(reference: object) -> int:
    return int(bytes(reference).split()[0]) if isinstance(reference, bytes) else -1


def _text(name: object) -> str:
    return (name.decode() if isinstance(name, bytes) else str(name or "")).lstrip("/")
