"""`gridperf book bridge`: what changes from one month to the next, or from one version of a period to another, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridperf.cli.book.options import BookPlace, opened
from gridperf.cli.options import Json, Lang, Mapping, OnProblem, Quiet
from gridperf.cli.screens.screen import Screen
from gridperf.cli.words.general import say
from gridperf.language import current

if TYPE_CHECKING:
    from gridperf.book import Book
    from gridperf.records import Records

__all__ = ["bridge"]

End = Annotated[str, typer.Argument(metavar="PERIOD=SOURCE")]


def bridge(
    book: BookPlace,
    before: End,
    after: End,
    *,
    from_run: Annotated[int | None, typer.Option("--from-run", metavar="N", min=1)] = None,
    to_run: Annotated[int | None, typer.Option("--to-run", metavar="N", min=1)] = None,
    mapping: Mapping = None,
    on_problem: OnProblem = "raise",
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE")] = None,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,
) -> None:
    """Split what changes between two results into its causes; see `gridperf.cli.manual.book`."""
    screen, kept = Screen(quiet=quiet), opened(book)
    ends = [text.partition("=")[::2] for text in (before, after)]
    with screen.progress(say("reading")):
        records = _records(kept, ends, mapping, on_problem)
    codes = [code for code, _ in ends]
    with screen.progress(say("assessing", period=say("and").join(dict.fromkeys(codes)))):
        found = kept.bridge(codes[0], codes[1], *records, run_before=from_run, run_after=to_run)
    if out is not None:
        from gridperf.report import write_what_if  # noqa: PLC0415

        write_what_if(found, out, language=lang or current())
    if json:
        screen.json({"from": codes[0], "to": codes[1], **found.as_dict()})
    else:
        from gridperf.cli.diff import lines  # noqa: PLC0415
        from gridperf.cli.screens.whatif import pieces  # noqa: PLC0415

        changed = found.comparison.changes
        screen.show(*(lines(found.comparison) if changed else ()), *pieces(found))
    if out is not None:
        screen.note("wrote", path=out)


def _records(kept: Book, ends: list[tuple[str, str]], mapping: Path | None, on_problem: OnProblem) -> list[Records | None]:
    """Return the records of both ends, read as both rulebooks need them; None of what has no source."""
    from gridperf import read_records  # noqa: PLC0415
    from gridperf.cli.editions import joined  # noqa: PLC0415

    if not all(source for _, source in ends):
        return [None, None]
    rules = [kept.assessment(code, made="records").rulebook for code, _ in ends]
    return [read_records(source, mapping=mapping, on_problem=on_problem, rules=joined(*rules)) for _, source in ends]
