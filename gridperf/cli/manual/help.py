"""Help is one page per command, with examples that work; wrong usage is answered in the same language and never guessed at.

The page on the screen and the one in the documentation are made of the same parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from rich.console import Group as Lines
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gridperf.cli.manual.pages import EXIT_CODES, PAGES, sentence
from gridperf.cli.words.general import say
from gridperf.errors import nearest

if TYPE_CHECKING:
    from rich.console import RenderableType
    from typer import TyperException

__all__ = ["markdown", "page", "parts", "usage_line", "usage_problem"]

_PROGRAM = "gridperf"

Rows = list[tuple[str, str]]


def page(command: Any) -> RenderableType:  # noqa: ANN401 (typer keeps the type of a command to itself)
    """Return the manual page of *command* (a typer command or group) for a terminal."""
    name = _name(command)
    shown = PAGES[name]
    pieces: list[RenderableType] = [
        Text.assemble((f"{_PROGRAM} {name}".strip(), "bold"), "  ", str(shown.summary)),
        Text(""),
        Text.assemble((say("usage-title"), "bold"), "  ", usage_line(command)),
        Text(""),
        Padding(Text(str(shown.story)), (0, 0, 0, 2)),
    ]
    for title, rows in parts(command):
        pieces += [Text(""), Text(title, style="bold"), _columns(rows)]
    pieces += [Text(""), Text(say("examples-title"), style="bold")]
    for line, meaning in shown.examples:
        pieces += [Padding(Text(line, style="cyan"), (0, 0, 0, 2)), Padding(Text(str(meaning), style="dim"), (0, 0, 0, 6))]
    return Lines(*pieces)


def markdown(command: Any) -> str:  # noqa: ANN401
    """Return the manual page of *command* as Markdown, for the documentation."""
    name = _name(command)
    shown = PAGES[name]
    blocks = [f"## `{f'{_PROGRAM} {name}'.strip()}`", f"{shown.summary}", f"```text\n{usage_line(command)}\n```", str(shown.story)]
    for title, rows in parts(command):
        head = f"| {title} | |\n|---|---|\n"
        blocks.append(head + "\n".join(f"| `{_cell(left)}` | {_cell(right)} |" for left, right in rows))
    blocks.append("```console\n" + "\n".join(f"$ {line}\n# {meaning}" for line, meaning in shown.examples) + "\n```")
    return "\n\n".join(blocks)


def parts(command: Any) -> Iterator[tuple[str, Rows]]:  # noqa: ANN401
    """Yield the tables of a page, each with its title: commands, arguments, options, exit codes."""
    name = _name(command)
    if hasattr(command, "commands"):
        yield say("commands-title"), [(each, str(PAGES[f"{name} {each}".strip()].summary)) for each in command.commands]
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    if arguments:
        yield say("arguments-title"), [(_metavar(param), sentence(name, param.name)) for param in arguments]
    options = [param for param in command.params if param.param_type_name == "option"]
    rows = [(_option(param), sentence(name, param.name) + _remark(param)) for param in options]
    own = [] if name else [("--lang zh|en", sentence(name, "lang"))]
    yield say("options-title"), [*own, *rows, ("--help", sentence(name, "help"))]
    if not name:
        yield say("exit-title"), [(str(code), str(meaning)) for code, meaning in EXIT_CODES]


def usage_line(command: Any) -> str:  # noqa: ANN401
    """Return how *command* is written, required options spelled out."""
    name = _name(command)
    if hasattr(command, "commands"):
        return " ".join([_PROGRAM, *([name] if name else []), say("command-word"), "…"])
    words = [_metavar(param) for param in command.params if param.param_type_name == "argument"]
    words += [_option(param) for param in command.params if param.param_type_name == "option" and param.required]
    optional = any(param.param_type_name == "option" and not param.required for param in command.params)
    return " ".join([_PROGRAM, name, *words, *([f"[{say('options-word')}]"] if optional else [])])


def usage_problem(error: TyperException) -> str:
    """Return what is wrong with a command line, in the current language."""
    shape = _SHAPES.get(type(error).__name__)
    return shape(error) if shape else error.format_message()


def _missing(error: Any) -> str:  # noqa: ANN401
    param = error.param
    if param is None:
        return str(error.format_message())
    what = _option(param) if param.param_type_name == "option" else _metavar(param)
    return say("missing", what=what, meaning=sentence(_name(error.ctx.command), param.name))


def _no_option(error: Any) -> str:  # noqa: ANN401
    near = "".join(nearest(error.option_name, error.possibilities or (), count=1))
    return say("near-option", option=error.option_name, near=near) if near else say("no-option", option=error.option_name)


def _bad_value(error: Any) -> str:  # noqa: ANN401
    param = error.param
    if param is None:
        return str(error.message)
    what = param.opts[0] if param.param_type_name == "option" else _metavar(param)
    # what the parser says of numbers and choices is English only; whatever else is refused was refused by a command, in words of its own
    if param.metavar == "N":
        least = getattr(param, "min", None)
        return say("bad-number", what=what) if least is None else say("bad-count", what=what, least=least)
    if "|" in (param.metavar or ""):
        return say("bad-choice", what=what, choices=param.metavar.replace("|", say("or")))
    return say("bad-value", what=what, reason=error.message)


def _bad_option(error: Any) -> str:  # noqa: ANN401
    return say("no-value" if "requires" in error.message else "value-unwanted", option=error.option_name)


def _other(error: Any) -> str:  # noqa: ANN401
    message = str(error.message)
    if message.startswith("No such command"):
        given, _, rest = message.removeprefix("No such command ").partition("'. ")
        every = list(getattr(error.ctx.command, "commands", ()))
        near = [name for name in every if f"'{name}'" in rest]
        return say("near-command" if near else "no-command", command=given.strip("'."), near=say("and").join(near or every))
    if message.startswith("Got unexpected extra argument"):
        return say("extra", given=message.partition("(s) (")[2].removesuffix(")") or message)
    return message


_SHAPES: dict[str, Callable[[Any], str]] = {
    "MissingParameter": _missing,
    "NoSuchOption": _no_option,
    "BadParameter": _bad_value,
    "BadOptionUsage": _bad_option,
    "UsageError": _other,
}


def _name(command: Any) -> str:  # noqa: ANN401
    return str(getattr(command, "page", "" if hasattr(command, "commands") else command.name))


def _metavar(param: Any) -> str:  # noqa: ANN401
    shown = str(param.metavar or param.name.upper())
    return f"{shown}…" if param.nargs != 1 else shown


def _option(param: Any) -> str:  # noqa: ANN401
    flags = ", ".join(param.opts)
    if param.is_flag:
        return flags
    return f"{flags} {param.metavar or ''}".strip()


def _remark(param: Any) -> str:  # noqa: ANN401
    if param.required:
        return say("required")
    if param.is_flag or param.default is None or param.multiple:
        return ""
    return say("default", value=param.default)


def _columns(rows: Rows) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="cyan")
    table.add_column(ratio=1)
    for left, right in rows:
        table.add_row(Text(left), escape(right))
    return Padding(table, (0, 0, 0, 2))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
