"""`gridperf diff`: what changed between two rulebooks, in words; with records, who would gain and lose what, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from gridperf.cli.options import Json, Lang, Mapping, OnProblem, OptionalPeriod, Quiet
from gridperf.cli.screens.screen import Screen
from gridperf.cli.words.general import say
from gridperf.language import current

if TYPE_CHECKING:
    from gridperf import Rulebook
    from gridperf.assessment.whatif import WhatIf
    from gridperf.errors import Where
    from gridperf.rulebook.comparing import Change, Comparison

__all__ = ["diff"]

_SIGNS = {"added": ("+", "green"), "removed": ("−", "red"), "changed": ("*", "yellow")}


def diff(
    a: Annotated[str, typer.Argument(metavar="A")],
    b: Annotated[str, typer.Argument(metavar="B")],
    *,
    records: Annotated[str | None, typer.Option("--records", metavar="SOURCE")] = None,
    period: OptionalPeriod = None,
    records_b: Annotated[str | None, typer.Option("--records-b", metavar="SOURCE")] = None,
    history: Annotated[list[Path] | None, typer.Option("--history", metavar="FOLDER")] = None,
    mapping: Mapping = None,
    on_problem: OnProblem = "raise",
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE")] = None,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,
) -> None:
    """Compare two rulebooks; see `gridperf.cli.manual.rules`."""
    from gridperf import compare_rules  # noqa: PLC0415
    from gridperf.cli.editions import load_edition  # noqa: PLC0415

    if records is None:
        for option, given in (
            ("--period", period),
            ("--records-b", records_b),
            ("--history", history),
            ("--mapping", mapping),
            ("-o", out),
        ):
            if given:
                raise typer.BadParameter(say("only-with", option=option, other="--records"))
    elif period is None:
        raise typer.BadParameter(say("need-period"))
    screen = Screen(quiet=quiet)
    with screen.progress(say("loading")):
        rules = load_edition(a), load_edition(b)
    if records is None or period is None:
        found = compare_rules(*rules)
        screen.json(found.as_dict()) if json else screen.show(*lines(found))
        return
    read = (records, records_b, mapping, on_problem)
    result = _what_if(rules, period, read, history or [], screen)
    if out is not None:
        from gridperf.report import write_what_if  # noqa: PLC0415

        write_what_if(result, out, language=lang or current())
    if json:
        screen.json(result.as_dict())
    else:
        from gridperf.cli.screens.whatif import pieces  # noqa: PLC0415

        screen.show(*lines(result.comparison), *pieces(result))
    if out is not None:
        screen.note("wrote", path=out)


def _what_if(
    rules: tuple[Rulebook, Rulebook],
    period: str,
    read: tuple[str, str | None, Path | None, OnProblem],
    history: list[Path],
    screen: Screen,
) -> WhatIf:
    """Return what changes, with the records read as both rulebooks need them."""
    from gridperf import load_assessment, read_records, what_if  # noqa: PLC0415
    from gridperf.cli.editions import joined  # noqa: PLC0415

    first, second, mapping, on_problem = read
    both = joined(*rules)
    with screen.progress(say("reading")):
        old = read_records(first, mapping=mapping, on_problem=on_problem, rules=both)
        new = None if second is None else read_records(second, mapping=mapping, on_problem=on_problem, rules=both)
        earlier = [load_assessment(folder) for folder in history]
    with screen.progress(say("assessing", period=period)):
        return what_if(*rules, old, period, records_b=new, history=earlier)


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
