"""`gridperf diff`: what changed between two rulebooks, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from gridperf.cli.options import Json, Lang, Quiet
from gridperf.cli.screen import Screen
from gridperf.cli.words import say

if TYPE_CHECKING:
    from gridperf.errors import Where
    from gridperf.rulebook.comparing import Change, Comparison

__all__ = ["diff"]

_SIGNS = {"added": ("+", "green"), "removed": ("−", "red"), "changed": ("*", "yellow")}


def diff(
    a: Annotated[str, typer.Argument(metavar="A")],
    b: Annotated[str, typer.Argument(metavar="B")],
    *,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Compare two rulebooks; see `gridperf.cli.rule_pages`."""
    from gridperf import compare_rules  # noqa: PLC0415
    from gridperf.cli.editions import load_edition  # noqa: PLC0415

    screen = Screen(quiet=quiet)
    with screen.progress(say("loading")):
        found = compare_rules(load_edition(a), load_edition(b))
    if json:
        screen.json(found.as_dict())
    else:
        screen.show(*lines(found))


def lines(found: Comparison) -> list[Text]:
    """Return every change on lines of its own: what, under which clause, before and after, and where."""
    kinds = [change.kind for change in found.changes]
    counts = {kind: kinds.count(kind) for kind in _SIGNS}  # type: ignore[arg-type]
    head = say("diff-line", a=found.a, b=found.b, **counts) if kinds else say("diff-none", a=found.a, b=found.b)
    return [Text(head, style="bold"), *(_change(change) for change in found.changes)]


def _change(change: Change) -> Text:
    sign, colour = _SIGNS[change.kind]
    key = f"{say('diff-sep')}{change.key}" if change.key else ""
    text = Text.assemble((f"\n{sign} ", colour), (f"{change.what}{key}", "bold"))
    if change.clause:
        text.append(f"  {change.clause}", style="dim")
    for label, said in ((say("diff-old"), change.old), (say("diff-new"), change.new)):
        if said:
            text.append(f"\n    {label}  {said}")
    places = [_place(where) for where in (change.old_where, change.new_where)]
    text.append(f"\n    {' → '.join(place for place in places if place)}", style="dim")
    return text


def _place(where: Where) -> str:
    return f"{where.file}:{where.line}" if where.line else where.file
