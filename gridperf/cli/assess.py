"""`gridperf assess`: records → a saved assessment and its pay sheet; or saved assessments → a longer one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridperf.cli.bases import made_with
from gridperf.cli.options import Json, Lang, Mapping, OnProblem, PeriodText, Quiet
from gridperf.cli.screens.screen import Screen
from gridperf.cli.words.general import say

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.errors import Problem
    from gridperf.records import Records

__all__ = ["assess"]


def assess(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE")],
    *,
    period: PeriodText,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER")],
    rules: Annotated[str | None, typer.Option("--rules", metavar="PACK")] = None,
    mapping: Mapping = None,
    on_problem: OnProblem = "raise",
    ignore: Annotated[list[str] | None, typer.Option("--ignore", metavar="COLUMN")] = None,
    history: Annotated[list[Path] | None, typer.Option("--history", metavar="FOLDER")] = None,
    book: Annotated[str | None, typer.Option("--book", metavar="BOOK")] = None,
    roll_up: Annotated[bool, typer.Option("--roll-up")] = False,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Assess a period; see `gridperf.cli.manual.pages`."""
    screen = Screen(quiet=quiet)
    if roll_up:
        for option, given in (("--mapping", mapping), ("--ignore", ignore), ("--history", history), ("--book", book)):
            if given:
                raise typer.BadParameter(say("only-reading", option=option))
        if len(sources) == 1 and ("://" in sources[0] or Path(sources[0]).is_file()):
            result, records = _rolled_up_from(sources[0], period, rules, screen), None
        else:
            result, records = _rolled_up([Path(source) for source in sources], period, rules, screen), None
        doubts: tuple[Problem, ...] = ()
    else:
        if rules is None:
            raise typer.BadParameter(say("need-rules"))
        if len(sources) > 1:
            raise typer.BadParameter(say("one-source"))
        if book is not None and history:
            raise typer.BadParameter(say("book-alone", option="--book", other="--history"))
        result, records = _assessed(
            sources[0], rules, period, screen, mapping=mapping, on_problem=on_problem, ignore=ignore or [], history=history or [], book=book
        )
        doubts = _doubts(rules, result, screen)
    _deliver(result, records, (*result.rulebook.warnings, *doubts, *result.notices), out / result.period.code, screen, json=json)


def _assessed(
    source: str,
    rules: str,
    period: str,
    screen: Screen,
    *,
    mapping: Path | None,
    on_problem: OnProblem,
    ignore: list[str],
    history: list[Path],
    book: str | None,
) -> tuple[Assessment, Records]:
    from gridperf import assess as assess_records  # noqa: PLC0415
    from gridperf import load_assessment, load_rules, read_records  # noqa: PLC0415

    with screen.progress(say("loading")):
        rulebook = load_rules(rules, period=period)
        with_what: dict[str, Any] = {"history": [load_assessment(folder) for folder in history]}
        if book is not None:
            from gridperf.book import open_book  # noqa: PLC0415

            with_what = made_with(open_book(book), rulebook, rulebook.period(period))
    with screen.progress(say("reading")):
        records = read_records(source, mapping=mapping, on_problem=on_problem, ignore=ignore, rules=rulebook)
    with screen.progress(say("assessing", period=period)):
        return assess_records(records, rulebook, period, **with_what), records


def _rolled_up_from(book: str, period: str, rules: str | None, screen: Screen) -> Assessment:
    from gridperf import load_rules  # noqa: PLC0415
    from gridperf.book import open_book  # noqa: PLC0415

    with screen.progress(say("rolling", period=period)):
        kept = open_book(book)
        if rules:
            return kept.roll_up(load_rules(rules, period=period), period)
        held = [one for one in kept.status().values() if one.is_sealed]
        if not held:
            raise typer.BadParameter(say("need-rules"))
        return kept.roll_up(kept.assessment(held[-1].period, made=held[-1].made).rulebook, period)


def _doubts(rules: str, result: Assessment, screen: Screen) -> tuple[Problem, ...]:
    """Return what the pack's own worked examples say against its rules."""
    from gridperf.trials.failing import failing_examples  # noqa: PLC0415

    with screen.progress(say("trying-examples")):
        return failing_examples(rules, result.rulebook)


def _rolled_up(folders: list[Path], period: str, rules: str | None, screen: Screen) -> Assessment:
    from gridperf import load_assessment, load_rules, roll_up  # noqa: PLC0415

    with screen.progress(say("rolling", period=period), total=len(folders) + 1) as step:
        parts = []
        for folder in folders:
            parts.append(load_assessment(folder))
            step(1)
        rulebook = load_rules(rules, period=period) if rules else max(parts, key=lambda part: part.period.ends_on).rulebook
        return roll_up(parts, rulebook, period)


def _deliver(result: Assessment, records: Records | None, warnings: Sequence[Problem], folder: Path, screen: Screen, *, json: bool) -> None:
    """Save *result*, and say what came out."""
    from gridperf.cli.screens import outcome, rejected  # noqa: PLC0415

    before = outcome.digest_of(folder)
    with screen.progress(say("saving")):
        result.save(folder)
        sheet = outcome.write_pay_sheet(result, folder)
        rejects = None if records is None else rejected.write_rejects(records, folder / "rejects.xlsx")
    screen.problems(warnings)
    if json:
        screen.json(outcome.as_data(result, folder, sheet, rejects, warnings))
        return
    outcome.show(result, screen)
    if before not in ("", result.digest):
        screen.note("replaced", path=folder, digest=before[:16])
    if records is not None and rejects is not None:
        screen.note("set-aside", count=records.rejects.height, path=rejects)
    screen.note("saved", path=folder)
    if sheet is None:
        screen.note("no-pay")
    else:
        screen.note("wrote", path=sheet)
