"""Reading a PDF back: text, fonts, and where words stand."""

from __future__ import annotations

import io

import pypdf

__all__ = ["embedded", "fonts", "pages", "reader", "text"]


def reader(pdf: bytes) -> pypdf.PdfReader:
    """Return a reader of *pdf*."""
    return pypdf.PdfReader(io.BytesIO(pdf))


def pages(pdf: bytes) -> list[str]:
    """Return the text of every page, without white space."""
    return ["".join(page.extract_text().split()) for page in reader(pdf).pages]


def text(pdf: bytes) -> str:
    """Return all text, without white space."""
    return "".join(pages(pdf))


def fonts(pdf: bytes) -> dict[str, bool]:
    """Return the name of every font, without its subset tag, and whether its file is embedded."""
    found = {}
    for page in reader(pdf).pages:
        for reference in page["/Resources"]["/Font"].values():
            font = reference.get_object()
            descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            found[str(font["/BaseFont"]).split("+")[-1]] = "/FontFile3" in descriptor or "/FontFile2" in descriptor
    return found


def embedded(pdf: bytes) -> bool:
    """Return whether every font's file is in the PDF."""
    return all(fonts(pdf).values())
