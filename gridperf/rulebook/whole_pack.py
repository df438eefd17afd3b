"""A pack passes as a whole: its description, every edition, every worked example, and what changes from one edition to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridperf.errors import Problem, RulesError
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.folder import PackFolder

if TYPE_CHECKING:
    from gridperf.placed_yaml import Placed

__all__ = ["check_folder"]


def check_folder(pack: PackFolder) -> tuple[Problem, ...]:
    """Return the problems of the whole of *pack*: `pack.yaml`, every edition, every example."""
    problems: list[Problem] = list(pack.problems)
    before: Edition | None = None
    for day in sorted(pack.editions):
        problems += pack.assemble(day)[1]
        made = pack.read(day)
        if made.edition and made.placed and before and "R286" not in made.edition.acknowledged:
            problems += _boundaries(before, made.edition, made.placed)
        before = made.edition or before
    problems += _examples(pack)
    seen: dict[str, Problem] = {}
    for problem in problems:
        seen.setdefault(f"{problem.code}{problem.where}{sorted(problem.values.items(), key=str)}", problem)
    return tuple(seen.values())


def _examples(pack: PackFolder) -> list[Problem]:
    """Return what is wrong with the examples, and a warning for each edition with lines that no example checks."""
    from gridperf.rulebook.examples import checked_lines, read_cases  # noqa: PLC0415 (loads YAML)

    cases, problems = read_cases(pack.folder, pack.tables)
    found = list(problems)
    for day in sorted(pack.editions):
        made = pack.read(day)
        edition, placed = made.edition, made.placed
        if edition is None or placed is None or "R318" in edition.acknowledged:
            continue
        checked: set[str] = set()
        for case in cases:
            try:
                if pack.choose(case.period, None) == day:
                    checked |= checked_lines(case)
            except RulesError as error:
                found += [Problem(one.code, case.placed.where((*case.at, "period")), one.values) for one in error.problems]
        lines = [item.id for sheet in edition.sheets for item in sheet.items] + [line.id for line in edition.pay]
        if made.resolved:
            # what the upper rulebook says is checked by its own examples
            lines = made.resolved.lines
        missing = [line for line in dict.fromkeys(lines) if line not in checked]
        if missing:
            at = "extends" if made.resolved else "sheets"
            found.append(Problem("R318", placed.where((at,), key=True), {"what": ", ".join(missing)}, "warning"))
    return found


def _boundaries(before: Edition, after: Edition, placed: Placed) -> list[Problem]:
    """Return a warning if two successive editions divide time differently."""
    old, new = ((rule.month_starts_on, rule.year_starts_in) for rule in (before.calendar, after.calendar))
    if old == new:
        return []
    values = {"now": f"{new[0]}/{new[1]}", "before": f"{old[0]}/{old[1]}"}
    return [Problem("R286", placed.where(("calendar",), key=True), values, "warning")]
