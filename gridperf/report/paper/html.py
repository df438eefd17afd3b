"""A page is a view poured into a template; nothing from a record can become markup, style or an address.

Templates are `reports/<name>/template.html.j2` beside their `style.css` and their words, `labels.zh.yaml` and `labels.en.yaml`.
Every value is escaped, and a name that is not defined fails the page.
`GRIDPERF_REPORTS` may name another folder of this shape; its templates run in a sandbox, because somebody else wrote them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import Markup, escape

from gridperf._bundled import bundled
from gridperf.errors import Problem, ReportError
from gridperf.language import Language
from gridperf.report.paper import slots

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["Attachment", "Html", "Page", "Size", "marked_html", "page_html", "reports_folder", "require_size", "standalone", "words_of"]

_NAMES = re.compile(r"\{[^{}]*\}")
_IMPORT = re.compile(r'^@import "([a-z][a-z-]*\.css)";$', re.MULTILINE)
Size = Literal["a4", "a3"]
"""The sheets reports are laid out for."""
_LANG: dict[Language, str] = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels inside a page's PDF.

    Attributes:
        name: its file name.
        kind: its media type, such as `application/json`.
        what: what it is, in a few words.
        content: its bytes.
        dated: the day it speaks of; a file inside a PDF must bear a date, and the day of printing would change the bytes.
    """

    name: str
    kind: str
    what: str
    content: bytes
    dated: date


@dataclass(frozen=True, slots=True)
class Page:
    """One document to print: which report, of what, in which language.

    Attributes:
        report: the report's folder.
        view: the report's view, plain data.
        whose: whose page it is, for problems.
        language: language of the words around the data.
        evidence: what the page rests on, as files inside its PDF.
        subject: whose page it is, as the tables have it; empty if it is nobody's.
        signature_fields: whether its PDF has empty signature fields over the boxes the template marks.
        size: the sheet it is laid out for; A4 is what its `style.css` says, which may be half of one.
    """

    report: str
    view: object
    whose: str
    language: Language = "zh"
    evidence: tuple[Attachment, ...] = ()
    subject: str = ""
    signature_fields: bool = False
    size: Size = "a4"


@dataclass(frozen=True, slots=True)
class Html:
    """A page as HTML (or as HTML with marked slots) and its style sheet, which comes from the report alone and is trusted."""

    text: str
    style: str


def page_html(page: Page, *, fonts: str = "") -> Html:
    """Return *page* as HTML.

    Args:
        page: the page.
        fonts: how the page names the fonts it is set in.

    Raises:
        ReportError: P109 if a file of the report is missing, P104 if the template fails.
    """
    marked = marked_html(page, fonts=fonts)
    return Html(slots.html_of(*slots.skeleton_of(marked.text)), marked.style)


def words_of(report: str, language: Language) -> Mapping[str, Any]:
    """Return the words of *report*, which its workbook says as its page does.

    Raises:
        ReportError: P109 if a file of the report is missing.
    """
    return _words(reports_folder(), report, language)


def standalone(page: Page) -> bytes:
    """Return *page* as an HTML file that needs no other file.

    Raises:
        ReportError: P109 if a file of the report is missing, P104 if the template fails.
    """
    html = page_html(page)
    return html.text.replace("</title>", f"</title>\n<style>\n{html.style}</style>", 1).encode()


def marked_html(page: Page, *, fonts: str = "") -> Html:
    """Return *page* as HTML in which slots are marked, as `gridperf.report.paper.slots` has it.

    Raises:
        ReportError: P109 if a file of the report is missing, P104 if the template fails.
    """
    import jinja2  # noqa: PLC0415  (loaded when a page is made, not by `import gridperf`)

    folder = reports_folder()
    text, style = _words(folder, page.report, page.language), _style(folder, page.report, page.size)
    try:
        template = _environment(folder).get_template(f"{page.report}/template.html.j2")
        rendered = template.render(view=page.view, t=text, lang=_LANG[page.language], fonts=fonts, signature_fields=page.signature_fields)
    except jinja2.TemplateNotFound as error:
        raise ReportError(Problem("P109", values={"path": folder / str(error.name)})) from None
    except (jinja2.TemplateError, AttributeError, TypeError, KeyError, ValueError) as error:
        raise ReportError(
            Problem("P104", values={"whose": page.whose, "reason": f"{type(error).__name__}: {error}".rstrip(".")})
        ) from error
    return Html(rendered, style)


def require_size(report: str, size: Size) -> None:
    """Check that *report* has a layout for sheets of that *size*.

    Raises:
        ReportError: P119 if it has none.
    """
    folder = reports_folder()
    if size != "a4" and not _sized(folder, report, size).is_file():
        known = sorted(path.parent.name for path in folder.glob(f"*/{size}.css"))
        raise ReportError(Problem("P119", values={"report": report, "size": size, "known": ", ".join(known) or "—"}))


def _sized(folder: Path, report: str, size: Size) -> Path:
    """Return where a report says how it is laid out on larger sheets."""
    return folder / report / f"{size}.css"


def reports_folder() -> Path:
    """Return the folder the reports are read from."""
    own = os.environ.get("GRIDPERF_REPORTS")
    return Path(own) if own else bundled("reports")


class _Words(dict[str, Any]):
    """A report's words, which a template takes as `t.grade`; a label may be called as a method of `dict` is."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        super().__init__({name: _Words(said) if isinstance(said, Mapping) else said for name, said in words.items()})
        self.__dict__ = self


@lru_cache(maxsize=4)
def _environment(folder: Path) -> Environment:
    from jinja2 import FileSystemLoader, StrictUndefined  # noqa: PLC0415
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    # the sandbox takes several times as long; the package's own templates are code like any other
    kind = _own_environment() if folder == bundled("reports") else ImmutableSandboxedEnvironment
    environment = kind(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"fill": _fill, "unfilled": _unfilled, "joined": _joined, "named": _named}
    environment.filters |= {"slot": slots.slot, "word": slots.word, "gauge": slots.gauge}
    return environment


@lru_cache(maxsize=1)
def _own_environment() -> type[Environment]:
    """Return an environment whose templates look attributes up as Python does, and escape a text once, however often it is printed."""
    from jinja2 import Environment, nodes  # noqa: PLC0415
    from jinja2.compiler import CodeGenerator, Frame  # noqa: PLC0415

    class Direct(CodeGenerator):
        def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802  (Jinja's name)
            self.visit(node.node, frame)
            self.write(f".{node.attr}")

        def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ANN401
            if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
                super()._output_child_pre(node, frame, finalize)
            else:
                self.write("environment.escaped(")

    class Own(Environment):
        code_generator_class = Direct
        escaped = staticmethod(_escaped)

    return Own


def _escaped(value: object) -> str:
    if type(value) is Markup:
        return value
    # text alone is looked up: other values can be equal and print differently, as 1.0 and 1.00 do
    return _escaped_text(value) if type(value) is str else escape(value)


_escaped_text = lru_cache(maxsize=4_096)(escape)


def _fill(text: str, **values: object) -> str:
    """Return a label with its `{names}` filled; the result is escaped like any other text."""
    return text.format_map(values)


def _joined(texts: Iterable[object], between: str = "") -> str:
    """Return those of *texts* that are there, as one text; Jinja's own `select` and `join` take several times as long."""
    return between.join([str(text) for text in texts if text])


def _named(key: str, names: Mapping[str, str]) -> str:
    """Return the name of *key*, or *key* where it has none."""
    return names.get(key, key)


@lru_cache(maxsize=64)
def _unfilled(text: str) -> str:
    """Return a label without its `{names}`."""
    return _NAMES.sub("", text)


@lru_cache(maxsize=32)
def _words(folder: Path, report: str, language: Language) -> Mapping[str, Any]:
    from gridperf.placed_yaml import read_yaml  # noqa: PLC0415  (PyYAML is loaded when it is needed)

    words: dict[str, Any] = {}
    for path in (folder / "shared" / f"labels.{language}.yaml", folder / report / f"labels.{language}.yaml"):
        if not path.is_file():
            raise ReportError(Problem("P109", values={"path": path}))
        words |= read_yaml(path).value
    return _Words(words)


@lru_cache(maxsize=32)
def _style(folder: Path, report: str, size: Size) -> str:
    require_size(report, size)
    own = _read(folder / report / "style.css")
    if size != "a4":
        own += _read(_sized(folder, report, size))
    # a further style sheet of the shared folder is put in its place, so nothing is fetched when the page is made
    taken = _IMPORT.sub(lambda found: _read(folder / "shared" / found[1]), own)
    return "\n".join((_read(folder / "shared" / "style.css"), taken))


def _read(path: Path) -> str:
    if not path.is_file():
        raise ReportError(Problem("P109", values={"path": path}))
    return path.read_text(encoding="utf-8")
