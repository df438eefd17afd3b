"""The same page gives the same bytes, wherever and beside whatever it is rendered; a page that warns is not made.

Nothing is fetched: a page can reach no address at all, and its style sheet and fonts are handed over as text and bytes.
Installed fonts are out of reach too, so that no character silently comes from one that happens to be there.
"""

from __future__ import annotations

import io
import logging
import os
import re
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache
from html import unescape
from typing import Any, Protocol

from gridperf.errors import Problem, ReportError
from gridperf.report.paper.archival import archival
from gridperf.report.paper.compiled import layout, strips
from gridperf.report.paper.fields import Place, add_fields, check
from gridperf.report.paper.fonts import PACKAGES, Face, Fonts, find_fonts, lacking, named
from gridperf.report.paper.html import Page, marked_html, reports_folder
from gridperf.report.paper.seal import attach
from gridperf.report.paper.slots import html_of, skeleton_of

__all__ = ["Renderer", "WeasyPrintRenderer", "lines_of", "require_ready"]

_FONTCONFIG = threading.Lock()
_RUNNING = re.compile(r'\sdata-running="([^"]*)"')


class Renderer(Protocol):
    """What turns a page into a PDF."""

    def render(self, page: Page) -> bytes:
        """Return *page* as a PDF; `ReportError` if it cannot be made."""


def require_ready() -> None:
    """Check that this machine can render.

    Raises:
        ReportError: P101, naming everything that is missing and the Debian packages that hold it.
    """
    missing = [*_lacking_libraries(), *lacking()]
    if missing:
        raise ReportError(Problem("P101", values={"missing": ", ".join(missing), "packages": PACKAGES}))


def lines_of(marked_text: str) -> list[str]:
    """Return the lines a marked page is sealed with, without white space: its strips, and what stands in the margin of every page."""
    margins = ("".join(unescape(found).split()) for found in _RUNNING.findall(marked_text))
    return [*strips.marked(marked_text).lines(), *margins]


class WeasyPrintRenderer:
    """The reference renderer: lays out any template with WeasyPrint, one page at a time."""

    def __init__(self) -> None:
        require_ready()
        self._fonts = find_fonts()
        self._measured: tuple[frozenset[str], Any, Any] | None = None

    @property
    def fonts(self) -> Fonts:
        """Return the fonts pages are set in."""
        return self._fonts

    @cached_property
    def _closed(self) -> Any:  # noqa: ANN401  (WeasyPrint carries no types)
        return _fetcher({})

    def render(self, page: Page) -> bytes:
        """Return *page* as a PDF.

        Raises:
            ReportError: P102 if a character has no glyph, P103 if rendering warns, P104 if the template fails.
        """
        html = marked_html(page, fonts=self._named((self._fonts.regular, self._fonts.bold)))
        text = html_of(*skeleton_of(html.text))
        faces = (*self._fonts.faces_for(text, whose=page.whose), *self._fonts.asked_for(html.style))
        if len(faces) > 2:  # noqa: PLR2004  (beyond regular and bold)
            html = marked_html(page, fonts=self._named(faces))
            text = html_of(*skeleton_of(html.text))
        with self._warned(page.whose, []):
            document = self._document(text, html.style, *self._faces(text + html.style, page.whose, html.style))
            return _written(document, page, html.text, faces)

    @staticmethod
    def _named(faces: Sequence[Face]) -> str:
        return named([face.told for face in faces])

    def laid_out(self, text: str, style: str, whose: str) -> Any:  # noqa: ANN401  (WeasyPrint carries no types)
        """Return HTML as WeasyPrint's document, laid out to be measured and never drawn: its fonts hold more than its characters.

        Raises:
            ReportError: P102 if a character has no glyph, P103 if the layout warns.
        """
        with self._warned(whose, []):
            needed = frozenset(text + style)
            if self._measured is None or not needed <= self._measured[0]:
                known = needed | (self._measured[0] if self._measured else frozenset())
                self._measured = known, *self._faces("".join(sorted(known)), whose)
            return self._document(text, style, *self._measured[1:])

    def _faces(self, text: str, whose: str, style: str = "") -> tuple[Any, Any]:
        """Return a font configuration with the faces *text* needs and *style* asks for, and the style sheet that names them."""
        import weasyprint  # noqa: PLC0415

        cut = self._fonts.cut(text, whose=whose, style=style)
        configuration = _font_configuration()
        return configuration, weasyprint.CSS(string=cut.css, font_config=configuration, url_fetcher=_fetcher(cut.files))

    def _document(self, text: str, style: str, configuration: Any, faces: Any) -> Any:  # noqa: ANN401
        import weasyprint  # noqa: PLC0415

        page = weasyprint.HTML(string=text, url_fetcher=self._closed)
        return page.render(stylesheets=[_parsed(style), faces], font_config=configuration)

    @contextmanager
    def _warned(self, whose: str, said: list[str]) -> Iterator[None]:
        """Turn whatever WeasyPrint warns of into a problem."""
        with _listening(said), _kept_in(said):
            yield
        if said:
            raise ReportError(Problem("P103", values={"whose": whose, "warning": "; ".join(dict.fromkeys(said))}))


def _written(document: Any, page: Page, marked_text: str, faces: Sequence[Face]) -> bytes:  # noqa: ANN401  (WeasyPrint carries no types)
    """Return *document* as a PDF with the page's evidence in it."""
    import weasyprint  # noqa: PLC0415

    written = io.BytesIO()

    def finish(laid_out: Any, pdf: Any) -> None:  # noqa: ANN401
        told = laid_out.metadata
        author, producer = ", ".join(told.authors), f"WeasyPrint {weasyprint.__version__}"
        archival(pdf, told.title or "", author, told.lang or "", producer)
        if page.signature_fields:
            _left_to_sign(laid_out, pdf, page.whose)
        if page.evidence:
            attach(
                pdf,
                page.evidence,
                written,
                lines_of(marked_text),
                (author, told.generator or "", producer, told.title or ""),
                [face.told for face in faces],
                parts=True,
            )
        # every object in its own place, so that the seal is written last
        pdf.write(written, version=b"1.7", identifier=True)

    # headings, tables and paragraphs are told as such to whoever has the page read aloud
    document.write_pdf(target=io.BytesIO(), finisher=finish, pdf_tags=True)
    return written.getvalue()


def _left_to_sign(document: Any, pdf: Any, whose: str) -> None:  # noqa: ANN401  (WeasyPrint carries no types)
    """Put empty signature fields over the boxes of *document* that the template marks."""
    import pydyf  # noqa: PLC0415

    places, pages = [], []
    for at, (page, reference) in enumerate(zip(document.pages, pdf.page_references, strict=True)):
        for box, drawn, _ in layout.signature_boxes(page):
            # WeasyPrint keeps with a cell the part of the structure it is; any other box belongs to the document as a whole
            told = getattr(drawn, "mark", None) or _whole(pdf)
            places.append(Place(box, reference, page.height, told))
            pages.append(at)
    check([place.box for place in places], whose)
    for at, field in zip(pages, add_fields(pdf, places), strict=True):
        sheet = pdf.objects[int(pdf.page_references[at].split()[0])]
        sheet.setdefault("Annots", pydyf.Array()).append(field)


def _whole(pdf: Any) -> Any:  # noqa: ANN401  (WeasyPrint carries no types)
    """Return the part of the structure that is the document."""
    root = pdf.objects[int(pdf.catalog["StructTreeRoot"].split()[0])]
    return pdf.objects[int(root["K"][0].split()[0])]


def _lacking_libraries() -> list[str]:
    try:
        with warnings.catch_warnings():
            # WeasyPrint warns on import if no font is installed system-wide; pages bring their own
            warnings.simplefilter("ignore")
            import weasyprint  # noqa: F401, PLC0415
            from weasyprint.text import ffi  # noqa: PLC0415
    except (ImportError, OSError):
        return ["Pango (libpangoft2-1.0-0)", "HarfBuzz subset (libharfbuzz-subset0)"]
    # without it WeasyPrint falls back to subsetting in Python: correct, and twenty times slower
    return ["HarfBuzz subset (libharfbuzz-subset0)"] if ffi.harfbuzz_subset is None else []


@lru_cache(maxsize=8)
def _parsed(style: str) -> Any:  # noqa: ANN401  (WeasyPrint carries no types)
    import weasyprint  # noqa: PLC0415

    return weasyprint.CSS(string=style, url_fetcher=_fetcher({}))


def _font_configuration() -> Any:  # noqa: ANN401  (WeasyPrint carries no types)
    """Return a font configuration that knows no installed font.

    Fontconfig reads its file from the environment and nowhere else, so the variable is set while it is read.
    """
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    path = reports_folder() / "shared" / "fonts.conf"
    if not path.is_file():
        raise ReportError(Problem("P109", values={"path": path}))
    with _FONTCONFIG:
        before = os.environ.get("FONTCONFIG_FILE")
        os.environ["FONTCONFIG_FILE"] = str(path.resolve())
        try:
            return FontConfiguration()
        finally:
            if before is None:
                del os.environ["FONTCONFIG_FILE"]
            else:
                os.environ["FONTCONFIG_FILE"] = before


def _fetcher(files: Mapping[str, bytes]) -> Any:  # noqa: ANN401  (WeasyPrint carries no types)
    """Return a fetcher that hands out *files* by address, and refuses every other address."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint carries no types
        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ANN401, ARG002
            found = files.get(url.split("?", maxsplit=1)[0])
            if found is None:
                message = f"a page may not fetch anything, and asked for {url}"
                raise FatalURLFetchingError(message)
            return URLFetcherResponse(url, found)

    return Fetcher()


@contextmanager
def _kept_in(said: list[str]) -> Iterator[None]:
    """Turn a refused fetch, which WeasyPrint raises past every handler of exceptions, into something *said*."""
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415

    try:
        yield
    except FatalURLFetchingError as refused:
        said.append(str(refused))


@contextmanager
def _listening(said: list[str]) -> Iterator[None]:
    """Collect what WeasyPrint and fontTools warn of into *said*."""

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    listener = Listener(logging.WARNING)
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    for logger in loggers:
        logger.addHandler(listener)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(listener)
