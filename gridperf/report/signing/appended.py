"""What follows a sealed card is a signature, to the byte, or it is not read as one.

A signature is an update at the end of the file: the catalogue once more, the field that is signed, and the signature. The field is one
that was left on the page; or a new one that shows nothing, and then the first page and the catalogue list it. The same function
writes it and, from the field, the time, the reason and the signature it finds, writes it again to compare; so nothing can be added beside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate

__all__ = ["LARGEST", "Appended", "NoFieldError", "NotSealedError", "fields", "finished", "parted", "prepared"]

LARGEST = 16_384
"""The most bytes a signature with its certificates can have; as much room is left for it."""
_START = b"%%EOF\n2 0 obj\n"
_END = re.compile(
    rb"trailer\n<<\n/Size (?P<size>\d+)\n/Root 2 0 R\n/Info (?P<info>\d+) 0 R\n/ID (?P<id>\[[^\n]*\])\n>>\nstartxref\n(?P<start>\d+)\n%%EOF\n\Z"
)
_PAGE = re.compile(rb"/Kids \[(\d+) 0 R")
_LISTED = re.compile(rb"(?<=/AcroForm <</Fields\[)[^\]]*(?=\]/SigFlags 3>>)")
_NOTED = re.compile(rb"(?<=/Annots\[)[^\]]*(?=\])|(?<=/Annots \[)[^\]]*(?=\])")
_FIELD = re.compile(rb"/FT/Sig/T\(([A-Za-z][\w-]*)\)")
_SIGNED = re.compile(
    rb"/M\(D:(?P<when>\d{14})Z\)/Reason<(?P<reason>[0-9A-F]*)>/ByteRange\[0 \d{10} \d{10} \d{10}\]/Contents<(?P<cms>[0-9a-f]+)>>>\nendobj\n"
)


class NotSealedError(ValueError):
    """Bytes that are no card as it was issued, so nothing can be appended to them."""


class NoFieldError(ValueError):
    """A field that was not left on the page, or that is signed already."""


@dataclass(frozen=True, slots=True)
class Appended:
    """A signature that follows a card.

    Attributes:
        covers: the bytes it signs: all of the file up to its end, but for itself.
        cms: the signature, padded with zeros.
        when: the time it says.
        reason: what it says it was made for; may be empty.
        field: the name of the field that was left for it; empty if none was.
    """

    covers: bytes
    cms: bytes
    when: datetime
    reason: str
    field: str = ""


def fields(issued: bytes) -> tuple[str, ...]:
    """Return the names of the signature fields that were left on a card, in order.

    Raises:
        NotSealedError: if *issued* is no card.
    """
    return tuple(_left(issued, _ended(issued)))


def parted(data: bytes) -> tuple[bytes, tuple[Appended, ...]]:
    """Return a card as it was issued, and the signatures that follow it; the whole of *data* without any if anything else does."""
    starts = [found.start() + len(b"%%EOF\n") for found in re.finditer(re.escape(_START), data)]
    if not starts:
        return data, ()
    issued = data[: starts[0]]
    signatures: list[Appended] = []
    try:
        for before, end in zip(starts, [*starts[1:], len(data)], strict=True):
            signature = _read(data, before, end, issued, [each.field for each in signatures])
            if signature is None:
                return data, ()
            signatures.append(signature)
    except (NotSealedError, NoFieldError):
        return data, ()
    return issued, tuple(signatures)


def _read(data: bytes, before: int, end: int, issued: bytes, earlier: Sequence[str]) -> Appended | None:
    found, named = _SIGNED.search(data, before, end), _FIELD.search(data, before, end)
    if found is None:
        return None
    field = named[1].decode() if named else ""
    try:
        when = datetime.strptime(found["when"].decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        reason = bytes.fromhex(found["reason"].decode()).decode("utf-16-be").removeprefix("\ufeff")
        cms = bytes.fromhex(found["cms"].decode())
    except ValueError:
        return None
    prepared_, gap = prepared(data[:before], issued, earlier, when, reason, field)
    if len(cms) != LARGEST or finished(prepared_, gap, cms) != data[:end]:
        return None
    return Appended(covered(prepared_, gap), cms, when, reason, field)


def covered(prepared: bytes, gap: tuple[int, int]) -> bytes:
    """Return what a signature signs: all bytes but those it is put into."""
    return prepared[: gap[0]] + prepared[gap[1] :]


def finished(prepared: bytes, gap: tuple[int, int], cms: bytes) -> bytes:
    """Return the signed file: *prepared*, with the signature *cms* put into the *gap*."""
    return prepared[: gap[0]] + b"<" + cms.ljust(LARGEST, b"\0").hex().encode() + b">" + prepared[gap[1] :]


def prepared(
    data: bytes, issued: bytes, earlier: Sequence[str], when: datetime, reason: str, field: str = ""
) -> tuple[bytes, tuple[int, int]]:
    """Return *data* with everything of a signature but itself, and from where to where that goes.

    Args:
        data: the file as it is.
        issued: the card as it was issued, which *data* begins with.
        earlier: the fields of the signatures that follow it already, empty for those that none was left for.
        when: the time of the signature.
        reason: what it is for.
        field: the field to sign in; if empty, one that shows nothing is added.

    Raises:
        NotSealedError: if *issued* is no card, or holds other fields or notes than were left to be signed.
        NoFieldError: if no such field was left, or it is signed.
    """
    end = _ended(issued)
    # a signature is one object, and two where its field is new
    numbers = list(accumulate((1 if name else 2 for name in earlier), initial=int(end["size"])))
    added = [number for number, name in zip(numbers, earlier, strict=False) if not name]
    new = numbers[-1]
    objects = _signed_in(issued, end, field, new, added) if field and field not in earlier else {}
    if field and not objects:
        raise NoFieldError(field)
    objects = objects or _with_new(issued, end, new, [*added, new])
    signature = new if field else new + 1
    written, places = data, {}
    for number, content in objects.items():
        places[number] = len(written)
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    places[signature] = len(written)
    told = f"\ufeff{reason}".encode("utf-16-be").hex().upper().encode() if reason else b""
    head = b"%d 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:%bZ)/Reason<%b>/ByteRange[0 " % (
        signature,
        when.astimezone(UTC).strftime("%Y%m%d%H%M%S").encode(),
        told,
    )
    opens = len(written) + len(head) + len(b"0000000000 0000000000 0000000000]/Contents")
    closes = opens + 2 * LARGEST + 2
    tail = b">>\nendobj\n" + _table(places, signature + 1, end, _start(data), closes + len(b">>\nendobj\n"))
    written += head + b"%010d %010d %010d]/Contents" % (opens, closes, len(tail)) + b"\0" * (closes - opens) + tail
    return written, (opens, closes)


def _signed_in(issued: bytes, end: re.Match[bytes], field: str, signature: int, added: Sequence[int]) -> dict[int, bytes]:
    """Return what of a card is written again when *field* is signed, after the fields *added* to it; nothing if there is no such field."""
    signed = _left(issued, end).get(field)
    if signed is None:
        return {}
    return {
        2: _with(_object(issued, 2, end), b"AcroForm", _LISTED, added),
        signed: _object(issued, signed, end)[:-2] + b"/V %d 0 R>>" % signature,
    }


def _with_new(issued: bytes, end: re.Match[bytes], new: int, added: Sequence[int]) -> dict[int, bytes]:
    """Return what of a card is written again when a field that shows nothing is added, the last of those *added* to it."""
    first = _PAGE.search(_object(issued, 1, end))
    if first is None or int(first[1]) <= 2:  # noqa: PLR2004  (the tree of pages and the catalogue are the first two)
        raise NotSealedError("page")
    page = int(first[1])
    return {
        2: _with(_object(issued, 2, end), b"AcroForm", _LISTED, added),
        page: _with(_object(issued, page, end), b"Annots", _NOTED, added),
        new: b"<</Type/Annot/Subtype/Widget/FT/Sig/T(signature %d)/F 132/Rect[0 0 0 0]/P %d 0 R/V %d 0 R>>" % (len(added), page, new + 1),
    }


def _ended(issued: bytes) -> re.Match[bytes]:
    """Return the end of a card.

    Raises:
        NotSealedError: if it is none.
    """
    end = _END.search(issued)
    if end is None:
        raise NotSealedError("end")
    return end


def _left(issued: bytes, end: re.Match[bytes]) -> dict[str, int]:
    """Return the fields that were left on a card, each with the number of its object."""
    catalogue = _object(issued, 2, end)
    if b"/AcroForm" not in catalogue:
        return {}
    listed = _LISTED.search(catalogue)
    if listed is None:
        raise NotSealedError("catalogue")
    found = {}
    for number in map(int, listed[0].split()[::3]):
        name = _FIELD.search(_object(issued, number, end))
        if name is None:
            raise NotSealedError("field")
        found[name[1].decode()] = number
    return found


def _with(dictionary: bytes, key: bytes, listed: re.Pattern[bytes], numbers: Sequence[int]) -> bytes:
    """Return *dictionary* with the objects *numbers* added to the list under *key*.

    Raises:
        NotSealedError: if it has such a list that is not written as lists of fields are.
    """
    if not numbers:
        return dictionary
    more = b" ".join(b"%d 0 R" % number for number in numbers)
    if b"/" + key not in dictionary:
        return dictionary[:-2] + (b"/Annots[%b]>>" if key == b"Annots" else b"/AcroForm<</Fields[%b]/SigFlags 3>>>>") % more
    found = listed.search(dictionary)
    if found is None:
        raise NotSealedError(key.decode())
    return dictionary[: found.end()] + b" " + more + dictionary[found.end() :]


def _table(places: dict[int, int], size: int, end: re.Match[bytes], previous: int, at: int) -> bytes:
    """Return the table of the objects that were added, which begins at the byte *at*."""
    lines = b"".join(b"%d 1\n%010d 00000 n \n" % (number, place) for number, place in sorted(places.items()))
    return (
        b"xref\n0 1\n0000000000 65535 f \n%btrailer\n<<\n/Size %d\n/Root 2 0 R\n/Info %b 0 R\n/Prev %d\n/ID %b\n>>\nstartxref\n%d\n%%%%EOF\n"
        % (
            lines,
            size,
            end["info"],
            previous,
            end["id"],
            at,
        )
    )


def _start(data: bytes) -> int:
    """Return where the last table of objects of *data* begins."""
    return int(data[data.rindex(b"startxref\n") + len(b"startxref\n") :].split(b"\n", 1)[0])


def _object(issued: bytes, number: int, end: re.Match[bytes]) -> bytes:
    """Return the dictionary that is object *number* of a card."""
    table = issued[int(end["start"]) : end.start()].splitlines()
    opens = b"%d 0 obj\n" % number
    entry: Sequence[bytes] = table[2 + number : 3 + number]
    at = int(entry[0][:10]) if entry and entry[0][:10].isdigit() else -1
    closes = issued.find(b"\nendobj\n", max(at, 0))
    found = issued[at + len(opens) : closes]
    if at < 0 or not issued.startswith(opens, at) or not (found.startswith(b"<<") and found.endswith(b">>")):
        raise NotSealedError("object")
    return found
