"""What can be checked of PDF/A-3u without a validator: what a document lacks of its shape, as a list that is empty if nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pikepdf

__all__ = ["faults", "roles", "untold"]

_CODE = re.compile(rb"<([0-9a-fA-F]{4})> <")


def faults(pdf: bytes) -> list[str]:
    """Return what is missing: output intent, metadata, relationships, fonts with maps back to text, no encryption, an identifier."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [*_of_document(opened), *_of_files(opened), *_of_fonts(opened), *_of_fields(opened)]


def roles(pdf: bytes) -> list[str]:
    """Return the roles of the structure of a tagged document, from the top, each once."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return list(dict.fromkeys(str(node.S)[1:] for node in _nodes(opened.Root.StructTreeRoot) if "/S" in node))


def _nodes(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    if isinstance(node, pikepdf.Dictionary):
        yield node
        children = node.get("/K", [])
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            yield from _nodes(child)


def untold(pdf: bytes) -> list[str]:
    """Return what a tagged document shows outside its structure: text that belongs to no part of it and is no decoration either."""
    found = []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for at, page in enumerate(opened.pages, start=1):
            inside: list[str] = []
            for operands, operator in pikepdf.parse_content_stream(page):
                match str(operator):
                    case "BMC" | "BDC":
                        inside.append(str(operands[0]))
                    case "EMC":
                        inside.pop()
                    case "Tj" | "TJ" if not inside:
                        found.append(f"page {at}: {operands}")
    return found


def _of_document(pdf: pikepdf.Pdf) -> Iterator[str]:
    yield from pdf.check_pdf_syntax()
    yield from _unequal("version", pdf.pdf_version, "1.7")
    yield from _unequal("encryption", pdf.is_encrypted, False)
    yield from _unequal("language", str(pdf.Root.Lang) in ("zh-CN", "en"), True)
    yield from _unequal("title shown", bool(pdf.Root.ViewerPreferences.DisplayDocTitle), True)
    yield from _unequal("output intent", [str(intent.S) for intent in pdf.Root.OutputIntents], ["/GTS_PDFA1"])
    yield from _unequal("colour profile", pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes()[36:40], b"acsp")
    with pdf.open_metadata() as metadata:
        yield from _unequal("level", (metadata["pdfaid:part"], metadata["pdfaid:conformance"]), ("3", "U"))
        yield from _unequal("title", metadata["dc:title"], str(pdf.docinfo["/Title"]))
        yield from _unequal("producer", metadata["pdf:Producer"], str(pdf.docinfo["/Producer"]))
    yield from _unequal("identifier", len(pdf.trailer.ID), 2)
    yield from _unequal("action on opening", "/OpenAction" in pdf.Root, False)


def _of_files(pdf: pikepdf.Pdf) -> Iterator[str]:
    if "/Names" not in pdf.Root:
        return
    yield from _unequal("scripts", "/JavaScript" in pdf.Root.Names, False)
    listed = list(pdf.Root.Names.EmbeddedFiles.Names)
    yield from _unequal("files", sorted(map(str, listed[::2])), sorted(str(spec.UF) for spec in pdf.Root.AF))
    yield from _unequal("relationships", {str(spec.AFRelationship) for spec in pdf.Root.AF}, {"/Data"})


def _of_fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    mapped: dict[tuple[int, int], set[bytes]] = {}
    for at, page in enumerate(pdf.pages, start=1):
        fonts = {str(name): font for name, font in page.Resources.Font.items()}
        for font in fonts.values():
            if font.objgen not in mapped:
                descriptor = font.DescendantFonts[0].FontDescriptor
                program = descriptor.get("/FontFile3", descriptor.get("/FontFile2"))
                yield from _unequal(f"program of {font.BaseFont}", program is not None and len(program.read_bytes()) > 200, True)
                table = font.ToUnicode.read_bytes().partition(b"endcodespacerange")[2]
                mapped[font.objgen] = {code.lower() for code in _CODE.findall(table)}
        for name, shown in _shown(page).items():
            unmapped = shown - mapped[fonts[name].objgen]
            yield from _unequal(f"page {at}, characters of {name} without text", sorted(unmapped | (shown & {b"0000"})), [])


def _of_fields(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Return what of fields an archive refuses: no look of their own, hidden or not printed, something that happens, a form that changes."""
    form = pdf.Root.get("/AcroForm", pikepdf.Dictionary())
    yield from _unequal("form", sorted(set(form.keys()) & {"/NeedAppearances", "/XFA"}), [])
    for page in pdf.pages:
        for note in page.obj.get("/Annots", ()):
            named = f"field {note.get('/T', '')}"
            hidden, printed, unseen = 1 << 1, 1 << 2, 1 << 5
            yield from _unequal(f"flags of {named}", int(note.F) & (hidden | printed | unseen), printed)
            yield from _unequal(f"actions of {named}", sorted(set(note.keys()) & {"/A", "/AA"}), [])
            if any(float(note.Rect[at]) != float(note.Rect[at + 2]) for at in (0, 1)):
                yield from _unequal(f"look of {named}", sorted(note.get("/AP", pikepdf.Dictionary()).keys()), ["/N"])


def _shown(page: pikepdf.Page) -> dict[str, set[bytes]]:
    """Return the codes *page* shows in each of its fonts."""
    found: dict[str, set[bytes]] = {}
    current = ""
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            current = str(operands[0])
        elif str(operator) in ("Tj", "TJ"):
            strings = operands[0] if str(operator) == "TJ" else [operands[0]]
            codes = b"".join(bytes(each) for each in strings if isinstance(each, pikepdf.String))
            found.setdefault(current, set()).update(codes[at : at + 2].hex().encode() for at in range(0, len(codes), 2))
    return found


def _unequal(what: str, found: object, wanted: object) -> list[str]:
    return [] if found == wanted else [f"{what}: {found!r}, not {wanted!r}"]
