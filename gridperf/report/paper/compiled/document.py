"""One page becomes a PDF file with all its fonts inside.

The same page gives the same bytes: nothing here knows the time or a random number. Objects are pydyf's; they are written out here,
in the same form, because pydyf asks every object for its bytes twice and digests them all, which takes half of a page's time.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence

import pydyf

from gridperf import __version__
from gridperf.report.paper.archival import archival
from gridperf.report.paper.compiled.glyphs import OBJECTS, Part
from gridperf.report.paper.compiled.layout import LAID_OUT_BY, number
from gridperf.report.paper.fields import Box, Place, add_fields
from gridperf.report.paper.html import Attachment
from gridperf.report.paper.seal import Ready, attach, stream

__all__ = ["PRODUCER", "drawing_of", "write"]

PRODUCER = f"gridperf {__version__}, laid out by WeasyPrint {LAID_OUT_BY}"
_NAMES = ("R", "B", "r", "b")
_HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"


def drawing_of(ink: bytes, width: float, height: float) -> bytes:
    """Return *ink*, which is measured like a page of that size, as a form that pages can share."""
    box = f"/Type/XObject/Subtype/Form/BBox[0 0 {number(width)} {number(height)}]/Resources<<>>"
    return stream(ink, box.encode(), level=1)


def write(
    content: bytes,
    *,
    behind: bytes,
    size: tuple[float, float],
    parts: Sequence[Part | None],
    attachments: Sequence[Attachment],
    told: tuple[str, str, str],
    text: Sequence[str],
    fonts: Sequence[Mapping[str, object]],
    boxes: Sequence[Box] = (),
) -> bytes:
    """Return the PDF of one page.

    Args:
        content: its text.
        behind: the form below the text, as `drawing_of` made it.
        size: width and height in pixels.
        parts: its cuts: shared regular and bold, own regular and bold.
        attachments: files to attach.
        told: title, author and language.
        text: the lines of the page, without white space.
        fonts: the faces it is set in, as `gridperf.report.paper.fonts.Face.told` says.
        boxes: where it can be signed.
    """
    title, author, language = told
    pdf = pydyf.PDF()

    def add(data: bytes) -> bytes:
        made = Ready(data)
        pdf.add_object(made)
        return bytes(made.reference)

    named = []
    for name, part in zip(_NAMES, parts, strict=True):
        if part is not None:
            first = len(pdf.objects)
            for data in part.objects(first):
                add(data)
            named.append(f"/{name} {first + OBJECTS - 1} 0 R")
    form = add(behind)
    lowered = f".75 0 0 -.75 0 {number(size[1] * 0.75)} cm /I Do\n".encode()
    drawn = stream(lowered + content, level=1)
    drawing = add(drawn)
    notes = b""
    if boxes:
        # the page comes after its fields and what they look like
        reference = b"%d 0 R" % (len(pdf.objects) + len(boxes) + 1)
        notes = b"/Annots[%b]" % b" ".join(add_fields(pdf, [Place(each, reference, size[1]) for each in boxes]))
    box = "[0 0 {} {}]".format(*(number(side * 0.75) for side in size))
    page = Ready(
        f"<</Type/Page/Parent {pdf.pages.reference.decode()}/MediaBox{box}/TrimBox{box}/Contents {drawing.decode()}"
        f"/Resources<</Font<<{' '.join(named)}>>/XObject<</I {form.decode()}>>>>{notes.decode()}>>".encode()
    )
    pdf.add_page(page)
    pdf.catalog["Lang"] = pydyf.String(language)
    archival(pdf, title, author, language, PRODUCER)
    pdf.info["Title"] = pydyf.String(title)
    if author:
        pdf.info["Author"] = pydyf.String(author)
    pdf.info["Creator"] = pydyf.String("gridperf")
    pdf.info["Producer"] = pydyf.String(PRODUCER)
    written = io.BytesIO()
    attach(pdf, attachments, written, text, (author, "gridperf", PRODUCER, title), fonts)
    known = hashlib.md5(drawn, usedforsecurity=False)
    known.update(behind)
    for each in attachments:
        known.update(each.content)
    _write(pdf, written, known.hexdigest().encode())
    return written.getvalue()


def _write(pdf: pydyf.PDF, output: io.BytesIO, identifier: bytes) -> None:
    """Write the objects of *pdf*, where they are, and which is the first, as `pydyf.PDF.write` does."""
    pdf.add_object(pdf.info)
    at = output.write(_HEADER)
    entries = [b"xref\n0 %d\n0000000000 65535 f \n" % len(pdf.objects)]
    for place, each in enumerate(pdf.objects[1:], start=1):
        entries.append(b"%010d 00000 n \n" % at)
        at += output.write(b"%d 0 obj\n%b\nendobj\n" % (place, each.data))
    output.write(b"".join(entries))
    output.write(
        b"trailer\n<<\n/Size %d\n/Root %b\n/Info %b\n/ID [(%b) (%b)]\n>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(pdf.objects), pdf.catalog.reference, pdf.info.reference, identifier, identifier, at)
    )
