"""What a check of a pack found: its problems, what in it is published, and whether its worked examples hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from gridperf.assessment.fitting import fitting
from gridperf.cli.screens.assumed import Stated, kinds_of_assumed, stated_in
from gridperf.cli.screens.screen import Screen
from gridperf.cli.screens.tested import example_data
from gridperf.cli.words.general import say
from gridperf.errors import Problem, RulesError
from gridperf.records import read_records
from gridperf.rulebook import Rulebook, check_rules, load_rules
from gridperf.trials import ExampleResult, run_examples

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["Checked", "check_pack", "show"]

_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings.

    Attributes:
        rulebook: the edition that was read; None if it could not be.
        problems: errors and warnings.
        examples: what became of each worked example; none are run on rules that are wrong.
    """

    rulebook: Rulebook | None
    problems: tuple[Problem, ...]
    examples: tuple[ExampleResult, ...] = ()

    @property
    def failed(self) -> bool:
        """Return whether anything must be put right before the pack can be used."""
        return any(problem.severity == "error" for problem in self.problems) or not all(example.passed for example in self.examples)

    @property
    def bases(self) -> tuple[int, int]:
        """Return how many rules of the edition are published, and how many assumed."""
        published = sum(stated.basis == "published" for stated in self.stated)
        return published, len(self.stated) - published

    @property
    def stated(self) -> list[Stated]:
        """Return every rule of the edition whose basis is stated."""
        return list(stated_in(self.rulebook)) if self.rulebook is not None else []

    def as_data(self) -> dict[str, object]:
        """Return the findings as plain data, for `--json`."""
        published, assumed = self.bases
        rules = self.rulebook
        return {
            "pack": rules.pack.code if rules else None,
            "edition": rules.starts_on.isoformat() if rules else None,
            "digest": rules.digest if rules else None,
            "layers": [layer.as_dict() for layer in rules.layers] if rules else [],
            "usable": not self.failed,
            "published": published,
            "assumed": assumed,
            "assumed_rules": [stated.as_dict() for stated in self.stated if stated.basis == "assumed"],
            "problems": [problem.as_dict() for problem in self.problems],
            "examples": [example_data(example) for example in self.examples],
        }


def check_pack(pack: str, period: str | None, *, records: Path | None = None, mapping: Path | None = None) -> Checked:
    """Return the findings on *pack*: on the edition in force in *period*, or on all of it; with *records*, on their roster too."""
    problems = check_rules(pack, period=period)
    if any(problem.severity == "error" for problem in problems):
        return Checked(None, problems)
    rulebook = load_rules(pack, period=period)
    if records is not None and period is not None:
        held = read_records(records, mapping=mapping, on_problem="quarantine", rules=rulebook)
        problems = (*problems, *fitting(held, rulebook, period))
    try:
        examples = run_examples(pack)
    except RulesError as error:
        return Checked(rulebook, (*problems, *(each for each in error.problems if each not in problems)))
    return Checked(rulebook, problems, examples)


def show(found: Checked, screen: Screen, *, assumed: bool = False) -> None:
    """Print the findings; with *assumed*, every rule that is no county's as well."""
    screen.problems([*found.problems, *(problem for example in found.examples for problem in example.problems)], to=screen.out)
    if found.rulebook is not None:
        screen.show(*_lines(found, found.rulebook))
        screen.show(*(Text(line) for line in kinds_of_assumed(found.stated)))
        if assumed:
            screen.show(*(Text(stated.line()) for stated in found.stated if stated.basis == "assumed"))
    if not found.failed:
        screen.show(Text(say("check-ok"), style="bold green"))


def _lines(found: Checked, rules: Rulebook) -> list[RenderableType]:
    published, assumed = found.bases
    status = say(f"status-{rules.pack.status}")
    passed = sum(example.passed for example in found.examples)
    total = len(found.examples)
    return [
        Text(say("pack-line", name=rules.pack.name, code=rules.pack.code, status=status, edition=rules.starts_on), style="bold"),
        *(
            Text(say("layer-line", pack=layer.pack, edition=layer.edition, called=layer.called, digest=layer.digest[:_DIGITS]), style="dim")
            for layer in rules.layers
        ),
        Text(rules.edition.title),
        Text(say("values-line", total=published + assumed, published=published, assumed=assumed)),
        Text(say("examples-line", total=total, passed=passed, failed=total - passed) if total else say("no-examples")),
    ]
