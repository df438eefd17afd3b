"""`gridperf verify` of cards: every file is named that does not hold, and what could not be checked is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.text import Text

from gridperf.cli.screen import Screen
from gridperf.cli.words import say

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.report.issued import Issued
    from gridperf.report.proof import Verdict

__all__ = ["verify_cards"]


def verify_cards(
    paths: Sequence[Path],
    *,
    against: Path | None,
    records: str | None,
    mapping: str | Path | None,
    history: Sequence[Path],
    json: bool,
    quiet: bool,
) -> None:
    """Verify the cards under *paths*, print what was found, and exit with 1 if anything does not hold."""
    from gridperf.report.issued import issued, verify_issued  # noqa: PLC0415

    screen = Screen(quiet=quiet)
    found = list(issued(paths))
    with screen.progress(say("opening")):
        other = _other(found, against, records, mapping, history)
    verdicts: list[Verdict] = []
    with screen.progress(say("verifying"), len(found)) as step:
        for each in found:
            verdicts.append(verify_issued(each, against=other, recomputed=records is not None))
            step(1)
    problems = [problem for verdict in verdicts for problem in verdict.problems]
    checked = Counter(check for verdict in verdicts for check in verdict.checked)
    if json:
        screen.json(
            {
                "files": len(verdicts),
                "holds": not problems,
                "checked": dict(checked),
                "problems": [{"file": verdict.file, **problem.as_dict()} for verdict in verdicts for problem in verdict.problems],
            }
        )
    else:
        screen.problems(problems, to=screen.out)
        wrong = sum(bool(verdict.problems) for verdict in verdicts)
        screen.show(say("cards-hold", count=len(verdicts)) if not wrong else say("cards-wrong", count=len(verdicts), wrong=wrong))
        for check in ("seal", "text", "data", "sums", "bands", "manifest", "assessment", "records"):
            screen.show(
                Text(say("checked" if checked[check] else "not-checked", what=say(f"check-{check}"), count=checked[check]), style="dim")
            )
    if problems or not verdicts:
        raise typer.Exit(1)


def _other(
    found: Sequence[Issued], against: Path | None, records: str | None, mapping: str | Path | None, history: Sequence[Path]
) -> Assessment | None:
    """Return the assessment the cards are compared with: a saved one, or one made anew from *records*."""
    if against is None and records is None:
        return None
    from gridperf import assess, load_assessment, load_rules, read_records  # noqa: PLC0415

    if records is None:
        return load_assessment(str(against))
    if against is not None:
        rulebook, period = (saved := load_assessment(against)).rulebook, saved.period
    else:
        said = _provenance(found)
        if said is None:
            return None
        rulebook = load_rules(said["provenance"]["pack"], period=said["period"])
        period = rulebook.period(said["period"])
    source = read_records(records, mapping=mapping, on_problem="quarantine", rules=rulebook)
    return assess(source, rulebook, period, history=[load_assessment(folder) for folder in history])


def _provenance(found: Sequence[Issued]) -> dict[str, Any] | None:
    from gridperf.report.proof import verify_pdf  # noqa: PLC0415

    for each in found:
        if isinstance(each.data, bytes) and (evidence := verify_pdf(each.data).evidence):
            return dict(evidence)
    return None
