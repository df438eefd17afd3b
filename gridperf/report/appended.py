"""What follows a sealed card is a signature, to the byte, or it is not read as one.

A signature is an update at the end of the file: the catalogue and the first page once more, each with the field that is signed and
nothing else, the field, which shows nothing, and the signature. The same function writes it and, from the time, the reason and the
signature it finds, writes it again to compare; so nothing can be added beside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

__all__ = ["LARGEST", "Appended", "NotSealedError", "finished", "parted", "prepared"]

LARGEST = 16_384
"""The most bytes a signature with its certificates can have; as much room is left for it."""
_START = b"%%EOF\n2 0 obj\n"
_END = re.compile(
    rb"trailer\n<<\n/Size (?P<size>\d+)\n/Root 2 0 R\n/Info (?P<info>\d+) 0 R\n/ID (?P<id>\[[^\n]*\])\n>>\nstartxref\n(?P<start>\d+)\n%%EOF\n\Z"
)
_PAGE = re.compile(rb"/Kids \[(\d+) 0 R")
_SIGNED = re.compile(
    rb"/M\(D:(?P<when>\d{14})Z\)/Reason<(?P<reason>[0-9A-F]*)>/ByteRange\[0 \d{10} \d{10} \d{10}\]/Contents<(?P<cms>[0-9a-f]+)>>>\nendobj\n"
)


class NotSealedError(ValueError):
    """Bytes that are no card as it was issued, so nothing can be appended to them."""


@dataclass(frozen=True, slots=True)
class Appended:
    """A signature that follows a card.

    Attributes:
        covers: the bytes it signs: all of the file up to its end, but for itself.
        cms: the signature, padded with zeros.
        when: the time it says.
        reason: what it says it was made for; may be empty.
    """

    covers: bytes
    cms: bytes
    when: datetime
    reason: str


def parted(data: bytes) -> tuple[bytes, tuple[Appended, ...]]:
    """Return a card as it was issued, and the signatures that follow it; the whole of *data* without any if anything else does."""
    starts = [found.start() + len(b"%%EOF\n") for found in re.finditer(re.escape(_START), data)]
    if not starts:
        return data, ()
    issued = data[: starts[0]]
    signatures: list[Appended] = []
    try:
        for before, end in zip(starts, [*starts[1:], len(data)], strict=True):
            signature = _read(data, before, end, issued, len(signatures))
            if signature is None:
                return data, ()
            signatures.append(signature)
    except NotSealedError:
        return data, ()
    return issued, tuple(signatures)


def _read(data: bytes, before: int, end: int, issued: bytes, earlier: int) -> Appended | None:
    found = _SIGNED.search(data, before, end)
    if found is None:
        return None
    try:
        when = datetime.strptime(found["when"].decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        reason = bytes.fromhex(found["reason"].decode()).decode("utf-16-be").removeprefix("\ufeff")
        cms = bytes.fromhex(found["cms"].decode())
    except ValueError:
        return None
    prepared_, gap = prepared(data[:before], issued, earlier, when, reason)
    if len(cms) != LARGEST or finished(prepared_, gap, cms) != data[:end]:
        return None
    return Appended(covered(prepared_, gap), cms, when, reason)


def covered(prepared: bytes, gap: tuple[int, int]) -> bytes:
    """Return what a signature signs: all bytes but those it is put into."""
    return prepared[: gap[0]] + prepared[gap[1] :]


def finished(prepared: bytes, gap: tuple[int, int], cms: bytes) -> bytes:
    """Return the signed file: *prepared*, with the signature *cms* put into the *gap*."""
    return prepared[: gap[0]] + b"<" + cms.ljust(LARGEST, b"\0").hex().encode() + b">" + prepared[gap[1] :]


def prepared(data: bytes, issued: bytes, earlier: int, when: datetime, reason: str) -> tuple[bytes, tuple[int, int]]:
    """Return *data* with everything of a signature but itself, and from where to where that goes.

    Args:
        data: the file as it is.
        issued: the card as it was issued, which *data* begins with.
        earlier: how many signatures follow it already.
        when: the time of the signature.
        reason: what it is for.

    Raises:
        NotSealedError: if *issued* is no card, or holds fields or notes already.
    """
    end = _END.search(issued)
    if end is None:
        raise NotSealedError("end")
    catalogue, tree = _object(issued, 2, end), _object(issued, 1, end)
    first = _PAGE.search(tree)
    if first is None or b"/AcroForm" in catalogue:
        raise NotSealedError("catalogue")
    page = int(first[1])
    shown = _object(issued, page, end)
    if b"/Annots" in shown or page <= 2:  # noqa: PLR2004  (the tree of pages and the catalogue are the first two)
        raise NotSealedError("page")
    field = int(end["size"]) + 2 * earlier
    fields = b" ".join(b"%d 0 R" % (field - 2 * back) for back in range(earlier, -1, -1))
    objects = {
        2: catalogue[:-2] + b"/AcroForm<</Fields[%b]/SigFlags 3>>>>" % fields,
        page: shown[:-2] + b"/Annots[%b]>>" % fields,
        field: b"<</Type/Annot/Subtype/Widget/FT/Sig/T(signature %d)/F 132/Rect[0 0 0 0]/P %d 0 R/V %d 0 R>>"
        % (earlier + 1, page, field + 1),
    }
    written, places = data, {}
    for number, content in objects.items():
        places[number] = len(written)
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    places[field + 1] = len(written)
    told = f"\ufeff{reason}".encode("utf-16-be").hex().upper().encode() if reason else b""
    head = b"%d 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:%bZ)/Reason<%b>/ByteRange[0 " % (
        field + 1,
        when.astimezone(UTC).strftime("%Y%m%d%H%M%S").encode(),
        told,
    )
    opens = len(written) + len(head) + len(b"0000000000 0000000000 0000000000]/Contents")
    closes = opens + 2 * LARGEST + 2
    tail = b">>\nendobj\n" + _table(places, int(end["size"]) + 2 * (earlier + 1), end, _start(data), closes + len(b">>\nendobj\n"))
    written += head + b"%010d %010d %010d]/Contents" % (opens, closes, len(tail)) + b"\0" * (closes - opens) + tail
    return written, (opens, closes)


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
