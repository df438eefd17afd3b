"""A PDF carries what proves it: the files it rests on, and a seal over every byte that comes before the seal.

The seal is the last file inside the PDF. It holds the SHA-256 of all bytes before its own object, the text of the page line by
line, what the document says of itself, the fonts it is set in, and the digest of every other file inside. Whoever changes a digit, a font or a file,
changes one of these; whoever changes the seal too is found by the manifest of the batch, or by the records.
"""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pydyf

from gridperf.report.paper.html import Attachment
from gridperf.report.paper.parts import SEAL, divided, labels

__all__ = ["SEAL", "Ready", "attach", "canonical", "stream"]

_TOLD = ("/Author", "/Creator", "/Producer", "/Title")


def canonical(value: object) -> bytes:
    """Return *value* as JSON: one line, keys in order, amounts as text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()


class _Seal(pydyf.Object):  # type: ignore[misc]  # pydyf carries no types
    """The seal's object: written out when all that comes before it is."""

    def __init__(self, written: io.BytesIO, says: dict[str, object], dated: date, parts: Callable[[bytes], object] | None) -> None:
        super().__init__()
        self._written, self._says, self._dated, self._parts = written, says, dated, parts
        self._data: bytes | None = None

    @property
    def data(self) -> bytes:
        """Return the object; fixed the first time, which is when it is written."""
        if self._data is None:
            before = self._written.getvalue()
            says = {"seal": 1, "sha256": hashlib.sha256(before).hexdigest(), "length": len(before), **self._says}
            if self._parts is not None:
                says["parts"] = self._parts(before)
            # not compressed: other bytes could be read as the same seal
            self._data = _embedded(Attachment(SEAL, "application/json", "", canonical(says), self._dated), packed=False)
        return self._data


class Ready(pydyf.Object):  # type: ignore[misc]
    """A PDF object that is written out already."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = data

    @property
    def data(self) -> bytes:
        """Return it."""
        return self._data


def attach(
    pdf: pydyf.PDF,
    attachments: Sequence[Attachment],
    written: io.BytesIO,
    text: Sequence[str],
    told: Sequence[str],
    fonts: Sequence[Mapping[str, object]],
    *,
    parts: bool = False,
) -> None:
    """Put *attachments* and the seal over them into *pdf*, of which nothing is written yet and to which nothing is added any more.

    Args:
        pdf: the document.
        attachments: the files; without any, nothing is sealed.
        written: what the document will be written to.
        text: the lines of its pages, without white space.
        told: author, creator, producer and title, as the document says them.
        fonts: the faces its pages are set in, as `gridperf.report.paper.fonts.Face.told` says.
        parts: the seal also tells the parts of the document apart, so that whoever verifies it is told which one was changed.
    """
    if not attachments:
        return
    files = []
    for each in sorted(attachments, key=lambda one: one.name):
        made = Ready(_embedded(each))
        pdf.add_object(made)
        files.append((each.name, each.what, made))
    digests = {each.name: hashlib.sha256(each.content).hexdigest() for each in attachments}
    says: dict[str, object] = {
        "files": digests,
        "text": list(text),
        "fonts": list(fonts),
        "told": [f"{key}={value}" for key, value in zip(_TOLD, told, strict=True) if value],
    }

    def apart(before: bytes) -> list[list[object]]:
        named = labels(pdf) | {made.number: f"/EmbeddedFile {name}" for name, _, made in files}
        places = sorted((each.offset, each.number) for each in pdf.objects if 0 < each.offset < len(before))
        return divided(before, [(number, offset) for offset, number in places], named)

    seal = _Seal(written, says, attachments[0].dated, apart if parts else None)
    seal.number = len(pdf.objects) + len(files) + 1
    files.append((SEAL, "SHA-256", seal))
    references = []
    for name, what, made in files:
        spec = Ready(_file(name, what, b"%d 0 R" % made.number))
        pdf.add_object(spec)
        references.append((name, bytes(spec.reference)))
    pdf.add_object(seal)
    pdf.catalog["AF"] = b"[" + b" ".join(reference for _, reference in references) + b"]"
    names = b" ".join(pydyf.String(name).data + b" " + reference for name, reference in sorted(references))
    pdf.catalog["Names"] = b"<</EmbeddedFiles<</Names[" + names + b"]>>>>"


def stream(content: bytes, told: bytes = b"", *, packed: bool = True, level: int = 6) -> bytes:
    """Return a PDF stream of *content*, compressed if *packed*, with *told* in its dictionary."""
    if not packed:
        return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (told, len(content), content)
    done = zlib.compress(content, level)
    return b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (told, len(done), done)


def _embedded(each: Attachment, *, packed: bool = True) -> bytes:
    kind = each.kind.replace("/", "#2f")
    day = f"D:{each.dated:%Y%m%d}000000Z"
    digest = hashlib.md5(each.content, usedforsecurity=False).hexdigest()  # what PDF asks for; the seal uses SHA-256
    told = f"/Type/EmbeddedFile/Subtype/{kind}/Params<</CheckSum<{digest}>/Size {len(each.content)}/CreationDate({day})/ModDate({day})>>"
    return stream(each.content, told.encode(), packed=packed, level=3)


def _file(name: str, what: str, embedded: bytes) -> bytes:
    called, told = pydyf.String(name).data, pydyf.String(what).data
    return b"<</Type/Filespec/F %b/UF %b/EF<</F %b/UF %b>>/Desc %b/AFRelationship/Data>>" % (called, called, embedded, embedded, told)
