"""`gridperf verify`: whether a saved assessment or issued cards still hold, by themselves or against the records they came from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from gridperf import language
from gridperf.cli.options import BatchRoot, Json, Lang, Mapping, OptionalPasswords, Quiet
from gridperf.cli.screens.screen import Screen
from gridperf.cli.words.general import say

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.book import Book
    from gridperf.errors import Problem

__all__ = ["verify"]


def verify(
    paths: Annotated[list[Path], typer.Argument(metavar="ASSESSMENT|CARD.pdf...")],
    *,
    against: Annotated[Path | None, typer.Option("--against", metavar="ASSESSMENT")] = None,
    records: Annotated[str | None, typer.Option("--records", metavar="SOURCE")] = None,
    mapping: Mapping = None,
    history: Annotated[list[Path] | None, typer.Option("--history", metavar="FOLDER")] = None,
    rules: Annotated[str | None, typer.Option("--rules", metavar="PACK")] = None,
    book: Annotated[str | None, typer.Option("--book", metavar="BOOK")] = None,
    root: BatchRoot = None,
    trust: Annotated[list[Path] | None, typer.Option("--trust", metavar="CERTIFICATE")] = None,
    passwords: OptionalPasswords = None,
    password: Annotated[bool, typer.Option("--password")] = False,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Verify a saved assessment or issued cards; see `gridperf.cli.manual.pages`."""
    if mapping is not None and records is None:
        raise typer.BadParameter(say("mapping-alone"))
    if book is not None and history:
        raise typer.BadParameter(say("book-alone", option="--book", other="--history"))
    from gridperf.cli.verify_cards import verify_cards  # noqa: PLC0415
    from gridperf.report.verifying.issued import is_issued  # noqa: PLC0415

    for path in paths:
        if is_issued(path) and not path.exists():
            raise typer.BadParameter(say("no-card", path=path))
    if all(is_issued(path) for path in paths):
        verify_cards(
            paths,
            against=against,
            records=records,
            mapping=mapping,
            history=history or [],
            rules=rules,
            book=book,
            root=root,
            trust=trust or [],
            passwords=_passwords(passwords, asked=password),
            json=json,
            quiet=quiet,
        )
        return
    if len(paths) > 1 or against is not None or root is not None or trust or rules is not None or passwords is not None or password:
        raise typer.BadParameter(say("verify-one"))
    (assessment,) = paths
    from gridperf import load_assessment, read_records  # noqa: PLC0415

    screen = Screen(quiet=quiet)
    with screen.progress(say("opening")):
        result = load_assessment(assessment)
        kept = None if book is None else _opened(book)
        earlier = [load_assessment(folder) for folder in history or []] if kept is None else _made_of(result, kept)
    with screen.progress(say("verifying")):
        # what was set aside then is set aside again: a run that refused wrong records has none to set aside
        source = None if records is None else read_records(records, mapping=mapping, on_problem="quarantine", rules=result.rulebook)
        problems = (*(_standing(result, assessment, kept) if kept is not None else ()), *result.verify(source, history=earlier))
    basis = _against(result, records is not None, bool(earlier))
    if json:
        screen.json(
            {
                "period": result.period.code,
                "digest": result.digest,
                "holds": not problems,
                "checked": basis,
                "unchecked": [{"table": table, "what": list(what)} for table, what in ([] if basis != "itself" else result.unchecked)],
                "problems": [each.as_dict() for each in problems],
            }
        )
    else:
        screen.problems(problems, to=screen.out)
        if not problems:
            screen.show(say(f"holds-{basis}"))
        if basis == "itself":
            screen.show(Text(_not_checked(result), style="dim"))
    if problems:
        raise typer.Exit(1)


def _passwords(file: Path | None, *, asked: bool) -> dict[str, str]:
    """Return what opens locked copies: from a file, or typed in without showing it; never from the command line."""
    from gridperf.report.verifying.locked import read_passwords  # noqa: PLC0415

    found = {} if file is None else read_passwords(file)
    return {**found, "": typer.prompt(say("password"), hide_input=True, err=True)} if asked else found


def _opened(book: str) -> Book:
    from gridperf.book import open_book  # noqa: PLC0415

    return open_book(book)


def _made_of(result: Assessment, book: Book) -> list[Assessment]:
    """Return what *result* was made with, as far as *book* has it: what was sealed before, or the months of a roll-up."""
    runs = result.provenance.runs
    return [each for each in book.sealed() if each.digest in runs] if runs else book.sealed(before=result.period)


def _standing(result: Assessment, folder: Path, book: Book) -> list[Problem]:
    """Return why *result* does not stand in *book*."""
    from gridperf.report.verifying.grounds import placed  # noqa: PLC0415

    return list(placed(book, folder.name, result.period.code, result.digest))


def _against(result: Assessment, records: bool, earlier: bool) -> str:  # noqa: FBT001 (two facts, passed once)
    """Return what *result* was verified against: `records`, `months` of a roll-up, or `itself`."""
    if records:
        return "records"
    return "months" if earlier and result.provenance.runs else "itself"


def _not_checked(result: Assessment) -> str:
    """Return what nothing in the result says anything of, in one line per table."""
    from gridperf.tables import RESULTS  # noqa: PLC0415 (help must come up without polars)

    zh = language.current() == "zh"
    lines = [say("unchecked-runs" if result.provenance.runs else "unchecked")]
    for table, what in result.unchecked:
        columns = {column.name: column.label for column in RESULTS[table].columns}
        named = "、".join(columns.get(name, name) for name in what) if zh else ", ".join(what)
        label = RESULTS[table].label if zh else table
        lines.append(f"  {label}{'：' if zh else ': '}{named}" if named else f"  {label}")
    return "\n".join(lines)
