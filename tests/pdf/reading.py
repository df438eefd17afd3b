"""Reading a PDF back: text, fonts, and what it looks like."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pypdf

__all__ = ["NAMES", "embedded", "fonts", "pages", "picture", "reader", "text"]

NAMES = [
    "王小明",
    "郑𬎆",
    "李㛃",
    "张喆",
    "刘祎",
    "欧阳娜娜",
    "阿卜杜热合曼·买买提依明·吐尔逊江",
    "O'Neil & Söhne",
    "김철수",
    "王",
    "<b>张</b>",
    "张 三",
]
"""Names a page has to set: common, rare, long, of several scripts, and hostile."""


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


def picture(pdf: bytes, at: Path) -> bytes:
    """Return the grey levels of a page at 60 dots an inch; *at* names the files made on the way."""
    at.with_suffix(".pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "60", "-gray", "-singlefile", at.with_suffix(".pdf"), at], check=True)
    return at.with_suffix(".pgm").read_bytes().split(b"\n255\n", 1)[1]
