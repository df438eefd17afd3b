"""A pack passes as a whole: its description, every edition, every worked example, and what changes from one edition to the next."""

from __future__ import annotations

from gridperf.errors import Problem, RulesError
from gridperf.rulebook.folder import PackFolder

__all__ = ["check_folder"]


def check_folder(pack: PackFolder) -> tuple[Problem, ...]:
    """Return the problems of the whole of *pack*: `pack.yaml`, every edition, every example."""
    from gridperf.rulebook.checks.editions import Dated, check_editions  # noqa: PLC0415 (with the other checks)

    problems: list[Problem] = list(pack.problems)
    read: list[Dated] = []
    for day in sorted(pack.editions):
        rulebook, found = pack.assemble(day)
        problems += found
        made = pack.read(day)
        if made.edition and made.placed:
            file = pack.shown(pack.editions[day])
            read.append(Dated(day, made.edition, made.placed, file, rulebook.document if rulebook else None))
    sources = {f"sources/{path.name}": pack.shown(path) for path in sorted((pack.folder / "sources").glob("*.md"))}
    problems += check_editions(read, sources=sources, beside=_examples(pack))
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
        if edition is None or placed is None:
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
