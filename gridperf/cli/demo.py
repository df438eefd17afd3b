"""`gridperf demo`: a synthetic county, computed and printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from gridperf.cli.options import Lang, Paper, PeriodText, Processes, Quiet
from gridperf.cli.screens.screen import Screen, table
from gridperf.cli.words.general import say
from gridperf.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from gridperf.assessment import Assessment
    from gridperf.demo import Demo

__all__ = ["demo"]


def demo(
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER")] = Path("demo-out"),
    cards: Annotated[int | None, typer.Option("--cards", metavar="N", min=1)] = None,
    no_pdf: Annotated[bool, typer.Option("--no-pdf")] = False,
    period: PeriodText = "2026-10",
    seed: Annotated[int, typer.Option("--seed", metavar="N")] = 370522,
    processes: Processes = None,
    paper: Paper = "zh",
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Run the demonstration; see `gridperf.cli.manual.pages`."""
    if Period.parse(period).every != "month":
        raise typer.BadParameter(say("need-month", period=period))
    from gridperf import demo as demonstration  # noqa: PLC0415
    from gridperf.cli.screens import outcome, rejected  # noqa: PLC0415
    from gridperf.errors import ReportError  # noqa: PLC0415

    screen = Screen(quiet=quiet)
    done = demonstration.compute(out, period=period, seed=seed, watch=screen.stage)
    unprinted: ReportError | None = None
    try:
        if not no_pdf:
            done = demonstration.print_reports(done, cards=cards, processes=processes, language=paper, watch=screen.stage)
    except ReportError as error:
        # the county is computed and saved all the same; what could not be printed is said last
        unprinted = error
    rejects = rejected.write_rejects(done.records, out / "rejects.xlsx")
    outcome.show(done.month, screen)
    if rejects is not None:
        screen.show(Text(say("set-aside", count=done.records.rejects.height, path=rejects)), Text(""))
    screen.show(_timings(done), Text(say("look-title"), style="bold"), *_next(done))
    if unprinted is not None:
        raise unprinted


def _timings(done: Demo) -> RenderableType:
    rows = [(say(f"stage-{stage}"), done.pieces.get(stage), f"{seconds:.1f}") for stage, seconds in done.seconds.items()]
    return table(say("timings-title"), [say("stage"), (say("pieces"), "right"), (say("seconds"), "right")], rows)


def _next(done: Demo) -> Iterator[Text]:
    """Yield commands to try next, each on a line of its own to be copied, with somebody who really is in this county."""
    month = done.folder / "assessments" / done.month.period.code
    worker, better = _somebody(done.month)
    commands = [
        (say("look-explain", worker=worker), f"gridperf explain {month} {worker}"),
        (say("look-why", worker=worker, grade=better), f"gridperf explain {month} {worker} --grade {better}"),
        (say("look-verify"), f"gridperf verify {month} --records {done.folder / 'exports'}"),
    ]
    if done.quarter is not None:
        parts = " ".join(str(month.with_name(part.code)) for part in done.quarter.period.parts("month"))
        command = f"gridperf assess --roll-up {parts} --period {done.quarter.period.code} --out {done.folder / 'assessments'}"
        commands.append((say("look-rollup", period=done.quarter.period.code), command))
    for meaning, command in commands:
        yield Text(f"  # {meaning}", style="dim")
        yield Text(f"  {command}", style="cyan")


def _somebody(month: Assessment) -> tuple[str, str]:
    """Return a worker whose grade has a story (held back by a quota or a veto, else not the best), and a better grade."""
    best = month.rulebook.edition.grades[0].grade
    rows = list(month.grades.select("subject", "grade", "uncapped_grade", "decided_by").iter_rows())
    for wanted in ("quota", "veto"):
        for subject, _, uncapped, decided_by in rows:
            if decided_by == wanted:
                return subject, uncapped
    return next(((subject, best) for subject, grade, _, _ in rows if grade and grade != best), (rows[0][0], best))
