"""A signature field lies over a box that the template marks, is empty, and shows nothing; a document has no other field and no note.

Templates mark a box with `data-sign="name"`, and say with `aria-label` what it is called. Both renderers make the same fields of it,
before the seal, so the seal covers them; `foreign` names whatever else of a document could be filled in, clicked or laid over it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gridperf.errors import Problem, ReportError

if TYPE_CHECKING:
    import pydyf

__all__ = ["Box", "Place", "add_fields", "check", "empty_fields", "foreign"]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
_APPEARANCE = b"<</Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<<>>/Length 0>>\nstream\n\nendstream"
_KEYS = frozenset({"/Type", "/Subtype", "/FT", "/T", "/TU", "/F", "/Rect", "/P", "/AP", "/StructParent"})
_FORM_KEYS = frozenset({"/Fields", "/SigFlags"})
_PRINTED = 4
"""The flag of what is printed with the page and is neither hidden nor locked."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box to sign in; lengths in CSS pixels, from the left and from the top of the page (in a piece: of its strip).

    Attributes:
        name: the field's name.
        label: what it is called to whoever listens.
        left: its left edge.
        top: its upper edge.
        width: how wide it is.
        height: how high it is.
    """

    name: str
    label: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a box stands in a document.

    Attributes:
        box: the box.
        page: the page's reference.
        high: how high the page is, in CSS pixels.
        told: the part of a tagged document's structure it belongs to; None if the document is not tagged.
    """

    box: Box
    page: bytes
    high: float
    told: Any = None


def check(boxes: Sequence[Box], whose: str) -> None:
    """Check that fields can be made of *boxes*.

    Raises:
        ReportError: P163 if there are none, P164 for every name that is none, that two have, or whose box has no size.
    """
    if not boxes:
        raise ReportError(Problem("P163", values={"whose": whose}))
    count = Counter(box.name for box in boxes)
    wrong = {
        box.name: Problem("P164", values={"whose": whose, "name": box.name})
        for box in boxes
        if not _NAME.fullmatch(box.name) or count[box.name] > 1 or box.width <= 0 or box.height <= 0
    }
    if wrong:
        raise ReportError(wrong.values())


def add_fields(pdf: pydyf.PDF, places: Sequence[Place]) -> list[bytes]:
    """Put an empty signature field over each of *places*, and return the references of their annotations.

    The pages are left to whoever writes them: each has to list its own annotations.
    """
    from gridperf.report.paper.seal import Ready  # noqa: PLC0415  (pydyf is loaded when pages are made)

    appearance = Ready(_APPEARANCE)
    pdf.add_object(appearance)
    structure = _Structure(pdf) if places and places[0].told is not None else None
    made = []
    for place in places:
        parent = b"" if structure is None else b"/StructParent %d" % structure.key
        field = Ready(_field(place, appearance.reference, parent))
        pdf.add_object(field)
        made.append(bytes(field.reference))
        if structure is not None:
            structure.take(place, made[-1])
    pdf.catalog["AcroForm"] = b"<</Fields[%b]/SigFlags 3>>" % b" ".join(made)
    return made


def _field(place: Place, appearance: bytes, parent: bytes) -> bytes:
    box = place.box
    edges = (box.left, place.high - box.top - box.height, box.left + box.width, place.high - box.top)
    # to a hundredth of a point: both renderers come to the same
    rectangle = " ".join(f"{edge * 0.75:.2f}" for edge in edges)
    label = f"\ufeff{box.label}".encode("utf-16-be").hex().upper()
    return (
        f"<</Type/Annot/Subtype/Widget/FT/Sig/T({box.name})/TU<{label}>/F {_PRINTED}/Rect[{rectangle}]/P ".encode()
        + place.page
        + parent
        + b"/AP<</N %b>>>>" % appearance
    )


class _Structure:
    """The structure of a tagged document, to which fields are added as forms."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self._pdf = pdf
        root = self._object(pdf.catalog["StructTreeRoot"])
        self._parents = self._object(root["ParentTree"])["Nums"]

    def _object(self, reference: bytes) -> Any:  # noqa: ANN401  (pydyf carries no types)
        return self._pdf.objects[int(reference.split()[0])]

    @property
    def key(self) -> int:
        """Return the number the next annotation goes by."""
        return len(self._parents) // 2

    def take(self, place: Place, field: bytes) -> None:
        """Tell the *field* at *place* as a form of the part it belongs to."""
        from gridperf.report.paper.seal import Ready  # noqa: PLC0415

        # not in a list: who checks signatures looks for a field right below its form
        told = b"<</Type/StructElem/S/Form/K<</Type/OBJR/Obj %b/Pg %b>>/Pg %b/P %b>>"
        form = Ready(told % (field, place.page, place.page, place.told.reference))
        self._pdf.add_object(form)
        place.told["K"].append(form.reference)
        self._parents.extend((self.key, form.reference))


# --- reading back ----------------------------------------------------------------------------------------------------


def foreign(pdf: Any) -> Iterator[str]:  # noqa: ANN401  (pikepdf's objects are dynamic)
    """Yield what of a document that was read back is a field or a note, and is no empty signature field as `add_fields` makes it."""
    form = pdf.Root.get("/AcroForm")
    listed = [] if form is None else [field.objgen for field in form.Fields]
    if form is not None and not set(form.keys()) <= _FORM_KEYS:
        yield "AcroForm"
    found = []
    for page in pdf.pages:
        for note in page.obj.get("/Annots", ()):
            if not _is_field(note, page):
                yield f"{str(note.get('/Subtype', '—')).removeprefix('/')} {note.get('/T', '')}".strip()
            found.append(note)
    names = Counter(str(note.get("/T", "")) for note in found)
    yield from sorted(name for name, count in names.items() if count > 1 and name)
    if sorted(note.objgen for note in found) != sorted(listed):
        yield "AcroForm Fields"


def empty_fields(pdf: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Return the names of the fields of a document that was read back, in order."""
    form = pdf.Root.get("/AcroForm")
    return () if form is None else tuple(str(field.get("/T", "")) for field in form.Fields)


def _is_field(note: Mapping[str, Any], page: Any) -> bool:  # noqa: ANN401
    if not set(note.keys()) <= _KEYS or (note.get("/Subtype"), note.get("/FT"), note.get("/F")) != ("/Widget", "/Sig", _PRINTED):
        return False
    left, low, right, high = (float(edge) for edge in note["/Rect"])
    wide, tall = (float(edge) for edge in page.mediabox[2:])
    look = note["/AP"]
    return (
        _NAME.fullmatch(str(note["/T"])) is not None
        and note["/P"].objgen == page.obj.objgen
        and 0 <= left < right <= wide
        and 0 <= low < high <= tall
        and set(look.keys()) == {"/N"}
        and look["/N"].get("/Subtype") == "/Form"
        and not look["/N"].read_bytes().strip()
    )
