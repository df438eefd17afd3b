"""What a test of a pack found, on the screen and as plain data."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from rich.text import Text

from gridperf.cli.screens.screen import Screen, table
from gridperf.cli.words.general import say
from gridperf.rulebook.numbers import percent
from gridperf.trials import ExampleResult, Suite
from gridperf.trials.outcomes import outcomes

if TYPE_CHECKING:
    from gridperf.trials.coverage import Element
    from gridperf.trials.mutating import MutationReport, Verdict

__all__ = ["coverage", "example_data", "examples", "mutation"]


def examples(screen: Screen, pack: str, *, only: str = "", json: bool = False) -> bool:
    """Run the examples of *pack* with *only* in their name, show what came of them, and return whether all hold."""
    with screen.progress(say("testing")):
        suite = Suite.of(pack)
    chosen = [case for case in suite.cases if only in case.name]
    with screen.progress(say("testing"), len(chosen)) as step:
        found = outcomes(suite, chosen, done=step)
    passed = sum(one.passed for one in found)
    if json:
        screen.json(
            {"pack": suite.folder.resolve().name, "passed": passed, "failed": len(found) - passed, "examples": [*map(example_data, found)]}
        )
    elif not found:
        screen.show(Text(say("no-example-named", name=only) if only else say("no-examples")))
    else:
        rows = [(one.name, f"{one.file}:{one.line}", say("holds-short" if one.passed else "differs-short")) for one in found]
        screen.show(table(say("tests-title"), [say("example"), say("place"), say("outcome")], rows))
        screen.problems([problem for one in found for problem in one.problems], to=screen.out)
        colour = "bold green" if passed == len(found) else "bold red"
        screen.show(Text(say("examples-line", total=len(found), passed=passed, failed=len(found) - passed), style=colour))
    return passed == len(found) and (bool(found) or not only)


def example_data(example: ExampleResult) -> dict[str, object]:
    """Return what became of *example* as plain data."""
    return {
        "name": example.name,
        "file": example.file,
        "line": example.line,
        "passed": example.passed,
        "problems": [problem.as_dict() for problem in example.problems],
    }


def mutation(screen: Screen, pack: str, *, only: str, jobs: int, least: int | None, json: bool) -> bool:
    """Change the rules of *pack* one by one, show what came of it, and return whether *least* per cent of the changes were noticed."""
    from gridperf.trials.mutating import mutate  # noqa: PLC0415 (loads processes, which running examples does not need)

    with screen.stage_of_unknown_size(say("mutating")) as begin:
        report = mutate(pack, only=only, jobs=jobs, begin=begin)
    enough = least is None or report.killed >= Fraction(least, 100)
    if json:
        screen.json({**_mutation_data(report), "enough": enough})
        return enough
    if not report.verdicts:
        screen.show(Text(say("no-change-named", name=only)))
        return False
    _show(report, screen)
    if not enough:
        screen.show(Text(say("under", least=least), style="bold red"))
    return enough


def coverage(screen: Screen, pack: str, *, only: str, least: int | None, json: bool) -> bool:
    """Show what the examples of *pack* reach of its rules, and return whether all hold and *least* per cent of it are reached."""
    from gridperf.trials.coverage import CoverageReport, cover  # noqa: PLC0415 (assesses every example)

    with screen.progress(say("testing")):
        whole = cover(pack)
        suite = Suite.of(pack)
        found = outcomes(suite, suite.cases)
    failed = sum(not one.passed for one in found)
    report = CoverageReport(whole.pack, tuple(one for one in whole.elements if only in one.name))
    enough = least is None or report.share >= Fraction(least, 100)
    if json:
        kinds = {kind: {"reached": reached, "of": total} for kind, reached, total in report.by_kind()}
        missing = [{"kind": one.kind, "path": one.name, "place": _line(one)} for one in report.missing]
        screen.json(
            {"pack": report.pack, "reached": str(report.share), "kinds": kinds, "missing": missing, "failed": failed, "enough": enough}
        )
        return enough and not failed
    if report.missing:
        rows = [(_line(one), say(f"reach-{one.kind}"), one.name) for one in report.missing]
        screen.show(table(say("missing-title"), [say("place"), "", ""], rows))
    kinds_rows = [(say(f"reach-{kind}"), f"{reached}/{total}") for kind, reached, total in report.by_kind()]
    screen.show(table(say("coverage-title"), ["", ("", "right")], kinds_rows, heads=False))
    screen.show(Text(say("coverage-line", share=_share(report.share)), style="bold"))
    if failed:
        screen.problems([problem for one in found for problem in one.problems], to=screen.out)
        screen.show(Text(say("examples-line", total=len(found), passed=len(found) - failed, failed=failed), style="bold red"))
    if not enough:
        screen.show(Text(say("under", least=least), style="bold red"))
    return enough and not failed


def _line(element: Element) -> str:
    return f"editions/{element.edition.isoformat()}.yaml:{element.line}"


def _show(report: MutationReport, screen: Screen) -> None:
    if report.survivors:
        columns = [say("place"), say("change"), "", ""]
        rows = [(_place(one), one.mutant.name, one.mutant.old, f"→ {one.mutant.new}") for one in report.survivors]
        screen.show(table(say("survivors-title"), columns, rows))
    screen.problems(report.problems, to=screen.out)
    counts = {outcome: report.counted(outcome) for outcome in ("failed", "refused", "survived", "acknowledged")}
    screen.show(Text(say("mutants-line", total=len(report.verdicts), **counts)))
    screen.show(Text(say("killed-line", share=_share(report.killed)), style="bold"))


def _mutation_data(report: MutationReport) -> dict[str, object]:
    return {
        "pack": report.pack,
        "changes": len(report.verdicts),
        **{outcome: report.counted(outcome) for outcome in ("failed", "refused", "survived", "acknowledged")},
        "noticed": str(report.killed),
        "survivors": [
            {"place": _place(one), "path": one.mutant.name, "old": one.mutant.old, "new": one.mutant.new} for one in report.survivors
        ],
        "problems": [problem.as_dict() for problem in report.problems],
    }


def _place(verdict: Verdict) -> str:
    return f"editions/{verdict.mutant.edition.isoformat()}.yaml:{verdict.mutant.line}"


def _share(value: Fraction) -> str:
    """Return *value* in per cent with one digit, cut, so that 100 % means all."""
    return percent(Fraction(value * 1000 // 1, 1000))
