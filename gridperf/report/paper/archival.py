"""A document says of itself what PDF/A-3u asks: its colours are sRGB, its metadata is XML, its level is stated; its title names its window.

That the result conforms is not claimed; the parts that can be checked are checked by the tests.
"""

from __future__ import annotations

import html
from functools import lru_cache
from typing import Any

from gridperf.report.paper.seal import Ready, stream

__all__ = ["archival"]


def archival(pdf: Any, title: str, author: str, language: str, producer: str) -> None:  # noqa: ANN401  (pydyf carries no types)
    """Add output intent and metadata to *pdf*."""
    profile, metadata = Ready(_profile()), Ready(_metadata(title, author, language, producer))
    pdf.add_object(profile)
    pdf.add_object(metadata)
    pdf.catalog["OutputIntents"] = (
        b"[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB2014.icc)/Info(sRGB2014.icc)/DestOutputProfile %b>>]"
        % profile.reference
    )
    pdf.catalog["ViewerPreferences"] = b"<</DisplayDocTitle true>>"  # the title names the window, not the file
    pdf.catalog["Metadata"] = metadata.reference


@lru_cache(maxsize=1)
def _profile() -> bytes:
    from importlib.resources import files  # noqa: PLC0415

    return stream((files("weasyprint.pdf") / "sRGB2014.icc").read_bytes(), b"/N 3")


def _metadata(title: str, author: str, language: str, producer: str) -> bytes:
    xml = _xmp(author, language, producer).replace(b"@title@", html.escape(title, quote=False).encode())
    # uncompressed, so that a reader that knows no PDF finds it
    return b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%b\nendstream" % (len(xml), xml)


@lru_cache(maxsize=16)
def _xmp(author: str, language: str, producer: str) -> bytes:
    from weasyprint import __version__ as version  # noqa: PLC0415
    from weasyprint.pdf.metadata import DocumentMetadata  # noqa: PLC0415

    told = DocumentMetadata(title="@title@", authors=[author] if author else [], generator="gridperf", lang=language)
    rdf: bytes = told.generate_rdf_metadata("a", 3, "U").replace(
        f"WeasyPrint {version}".encode(), html.escape(producer, quote=False).encode()
    )
    return (
        b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        + rdf
        + b'\n</x:xmpmeta>\n<?xpacket end="r"?>'
    )
