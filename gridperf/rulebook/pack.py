"""A pack is read as a whole: the edition in force on the first day of a period, its source, and the measures it names.

A pack is a folder: `pack.yaml`, `editions/<date>.yaml`, `sources/<date>.md`, `examples/*.yaml`, `CHANGELOG.md`.
An edition is in force from the date in its file name until the next one's; a period that straddles a change of edition
follows, as a whole, the edition in force on its first day.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gridperf._bundled import bundled
from gridperf.errors import Problem, RulesError, Where
from gridperf.period import Period
from gridperf.rulebook.catalogue import read_catalogue, standard_measures
from gridperf.rulebook.declared import merged
from gridperf.rulebook.document import Document, read_document
from gridperf.rulebook.edition import Edition, PackInfo
from gridperf.rulebook.measures import StandardMeasure
from gridperf.rulebook.resolved import Rulebook, digest_of, period_of
from gridperf.rulebook.search import find_pack
from gridperf.rulebook.shape import fit
from gridperf.tables import RECORDS, Table

if TYPE_CHECKING:
    from gridperf.placed_yaml import Placed

__all__ = ["PackFiles", "Rulebook", "check_rules", "load_rules", "new_pack", "tables_of_pack"]


def load_rules(pack: str | Path, *, period: str | Period | None = None, on: dt.date | None = None) -> Rulebook:
    """Return the rules of *pack* in force for a period or on a day; without either, its newest edition.

    Args:
        pack: a code such as `370522-lijin`, or the path of the pack's folder.
        period: the period, such as `2026-10`; the edition in force on its first day is chosen.
        on: the day, if there is no period.

    Returns:
        The rulebook, checked; what is only doubtful stands in its `warnings`.

    Raises:
        RulesError: every problem of the pack and the chosen edition: R1 its shape, R2 its meaning, R3 its source.
        ValueError: if both *period* and *on* are given, or *period* is no period.
    """
    if period is not None and on is not None:
        message = "give a period or a day, not both"
        raise ValueError(message)
    reading = PackFiles(find_pack(pack))
    rulebook, problems = reading.assemble(reading.choose(period, on))
    errors = [problem for problem in problems if problem.severity == "error"]
    if rulebook is None or errors:
        raise RulesError(errors)
    return rulebook


def tables_of_pack(folder: Path) -> Mapping[str, Table]:
    """Return every table of records, with what the pack in *folder* adds."""
    return PackFiles(folder).tables


def check_rules(pack: str | Path, *, period: str | Period | None = None, on: dt.date | None = None) -> tuple[Problem, ...]:
    """Return every problem of *pack*, errors and warnings, in the order of its files; a broken pack never raises.

    Args:
        pack: a code, or the path of the pack's folder.
        period: check only the edition in force on its first day.
        on: check only the edition in force on that day; with neither, every edition and every example file is checked.
    """
    try:
        reading = PackFiles(find_pack(pack))
        if period is not None or on is not None:
            return reading.assemble(reading.choose(period, on))[1]
    except RulesError as error:
        return error.problems
    return reading.check()


def new_pack(code: str, name: str, folder: str | Path) -> Path:
    """Create a pack from the template and return its folder.

    Args:
        code: the new pack's code, such as `990002-mycounty`.
        name: the place, in its own words.
        folder: the folder that will hold the pack; it is created if need be.

    Raises:
        RulesError: R128 if the code is not a code, R129 if the pack's folder exists already.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", code):
        raise RulesError(Problem("R128", values={"code": code}))
    target = Path(folder).expanduser() / code
    if target.exists():
        raise RulesError(Problem("R129", Where(file=target.as_posix()), {"code": code}))
    shutil.copytree(bundled("rules") / "_template", target)
    for path in sorted(target.rglob("*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace("_template", code).replace("示例县", name), encoding="utf-8", newline="\n")
    return target


# --- reading a pack --------------------------------------------------------------------------------------------------


def _boundaries(before: Edition, after: Edition, placed: Placed) -> list[Problem]:
    """Return a warning if two successive editions divide time differently."""
    old, new = ((rule.month_starts_on, rule.year_starts_in) for rule in (before.calendar, after.calendar))
    if old == new:
        return []
    values = {"now": f"{new[0]}/{new[1]}", "before": f"{old[0]}/{old[1]}"}
    return [Problem("R286", placed.where(("calendar",), key=True), values, "warning")]


class PackFiles:
    """The files of one pack; each edition and each document is read once.

    Attributes:
        folder: the pack's folder.
        problems: what is wrong with the pack as a whole.
        info: its `pack.yaml`; None if it is broken.
        editions: its editions by the date in their names, the oldest first.
    """

    def __init__(self, folder: Path) -> None:
        """Read `pack.yaml`, and which editions there are."""
        self.folder = folder
        self.problems: list[Problem] = []
        self.info = self._info()
        self.editions = self._editions()
        self._read: dict[dt.date, tuple[Edition | None, Placed | None, tuple[Problem, ...]]] = {}
        self._documents: dict[str, tuple[Document | None, tuple[Problem, ...]]] = {}

    @property
    def tables(self) -> Mapping[str, Table]:
        """Return every table of records, with what the pack adds."""
        return merged(self.info.tables) if self.info else RECORDS

    def shown(self, path: Path) -> str:
        """Return *path* as problems name it: from the pack's folder on."""
        return f"{self.folder.resolve().name}/{path.relative_to(self.folder).as_posix()}"

    def _info(self) -> PackInfo | None:
        from gridperf.placed_yaml import read_yaml  # noqa: PLC0415 (loads YAML, which is needed only for rules)

        path = self.folder / "pack.yaml"
        try:
            placed = read_yaml(path, file=self.shown(path))
        except RulesError as error:
            self.problems += error.problems
            return None
        info, problems = fit(placed, PackInfo)
        self.problems += problems
        if info and info.tables:
            from gridperf.rulebook.checks.declared import check_declared  # noqa: PLC0415 (with the other checks)

            self.problems += check_declared(info, placed)
        if info and info.code != self.folder.resolve().name:
            values = {"code": info.code, "folder": self.folder.resolve().name}
            self.problems.append(Problem("R130", placed.where(("code",)), values))
        return info

    def _editions(self) -> dict[dt.date, Path]:
        """Return the editions by the date in their names, the oldest first."""
        found: dict[dt.date, Path] = {}
        for path in sorted((self.folder / "editions").glob("*")):
            if path.name.startswith("."):
                continue
            try:
                day = dt.date.fromisoformat(path.stem) if re.fullmatch(r"\d{4}-\d\d-\d\d\.yaml", path.name, re.ASCII) else None
            except ValueError:
                day = None
            if day is None:
                self.problems.append(Problem("R131", Where(file=self.shown(path)), {"name": path.name}))
            else:
                found[day] = path
        if not found:
            self.problems.append(Problem("R132", Where(file=f"{self.folder.resolve().name}/editions")))
        return found

    def read(self, day: dt.date) -> tuple[Edition | None, Placed | None, tuple[Problem, ...]]:
        """Return the edition of *day* with its places, or the problems of its shape."""
        from gridperf.placed_yaml import read_yaml  # noqa: PLC0415 (loads YAML, which is needed only for rules)

        if day not in self._read:
            path = self.editions[day]
            try:
                placed = read_yaml(path, file=self.shown(path))
                edition, problems = fit(placed, Edition)
                self._read[day] = (edition, placed, problems)
            except RulesError as error:
                self._read[day] = (None, None, error.problems)
        return self._read[day]

    def choose(self, period: str | Period | None, on: dt.date | None) -> dt.date:
        """Return the edition's first day: the newest not after the day asked for, by the edition's own boundaries."""
        if not self.editions:
            raise RulesError(self.problems)
        newest = max(self.editions)
        if period is None and on is None:
            return newest
        for day in sorted(self.editions, reverse=True):
            edition = self.read(day)[0] if period is not None else None
            rule = edition.calendar if edition else None
            first = period_of(period, rule.month_starts_on if rule else 1, rule.year_starts_in if rule else 1).starts_on if period else on
            if first is not None and day <= first:
                return day
        asked = str(period) if period is not None else str(on)
        values = {"code": self.folder.resolve().name, "asked": asked, "first": min(self.editions).isoformat()}
        raise RulesError([*self.problems, Problem("R133", values=values)])

    def changed(self, day: dt.date, content: Any) -> tuple[Rulebook | None, tuple[Problem, ...]]:  # noqa: ANN401 (any YAML)
        """Return the rulebook whose edition of *day* says *content*, at the places of the file, and every problem met."""
        placed = self.read(day)[1]
        if placed is None:
            return self.assemble(day)
        changed = replace(placed, value=content)
        edition, problems = fit(changed, Edition)
        return self.assemble(day, (edition, changed, problems))

    def assemble(
        self, day: dt.date, read: tuple[Edition | None, Placed | None, tuple[Problem, ...]] | None = None
    ) -> tuple[Rulebook | None, tuple[Problem, ...]]:
        """Return the rulebook of one edition and every problem met, in the order of the files.

        Args:
            day: the edition's first day.
            read: what stands in for its file.
        """
        from gridperf.rulebook.checks import check_edition  # noqa: PLC0415 (parses filters, which needs the SQL parser)

        edition, placed, found = read or self.read(day)
        problems = [*self.problems, *found]
        standard, broken = self._standard()
        problems += broken
        if edition is None or placed is None:
            return None, tuple(problems)
        document, wrong = self._document(edition, placed)
        problems += wrong
        catalogue = {**standard, **edition.measures}
        problems += check_edition(
            edition,
            placed=placed,
            standard=standard,
            document=document,
            document_file=f"{self.folder.resolve().name}/{edition.source}",
            tables=self.tables,
        )
        if document is None or self.info is None:
            return None, tuple(problems)
        later = [other for other in self.editions if other > day]
        rulebook = Rulebook(
            pack=self.info,
            edition=edition,
            folder=self.folder,
            file=self.editions[day],
            starts_on=day,
            until=min(later) if later else None,
            catalogue=MappingProxyType(catalogue),
            document=document,
            digest=digest_of(self.info, edition, catalogue),
            warnings=tuple(problem for problem in problems if problem.severity == "warning"),
        )
        return rulebook, tuple(problems)

    def _standard(self) -> tuple[Mapping[str, StandardMeasure], tuple[Problem, ...]]:
        try:
            return standard_measures(), ()
        except RulesError as error:
            return read_catalogue(bundled("rules") / "catalogue")[0], error.problems

    def _document(self, edition: Edition, placed: Placed) -> tuple[Document | None, tuple[Problem, ...]]:
        if not re.fullmatch(r"sources/[^/\\]+\.md", edition.source):
            return None, (Problem("R134", placed.where(("source",)), {"found": edition.source}),)
        path = self.folder / edition.source
        if not path.is_file():
            return None, (Problem("R301", placed.where(("source",)), {"source": edition.source}),)
        if edition.source not in self._documents:
            self._documents[edition.source] = read_document(path, file=self.shown(path))
        return self._documents[edition.source]

    def _examples(self) -> list[Problem]:
        """Return what is wrong with the examples, and a warning for each edition with lines that no example checks."""
        from gridperf.rulebook.examples import checked_lines, read_cases  # noqa: PLC0415 (loads YAML)

        cases, problems = read_cases(self.folder, self.tables)
        found = list(problems)
        for day in sorted(self.editions):
            edition, placed, _ = self.read(day)
            if edition is None or placed is None or "R318" in edition.acknowledged:
                continue
            checked: set[str] = set()
            for case in cases:
                try:
                    if self.choose(case.period, None) == day:
                        checked |= checked_lines(case)
                except RulesError as error:
                    found += [Problem(one.code, case.placed.where((*case.at, "period")), one.values) for one in error.problems]
            lines = [item.id for sheet in edition.sheets for item in sheet.items] + [line.id for line in edition.pay]
            missing = [line for line in dict.fromkeys(lines) if line not in checked]
            if missing:
                found.append(Problem("R318", placed.where(("sheets",), key=True), {"what": ", ".join(missing)}, "warning"))
        return found

    def check(self) -> tuple[Problem, ...]:
        """Return the problems of the whole pack: `pack.yaml`, every edition, every example."""
        problems: list[Problem] = list(self.problems)
        before: Edition | None = None
        for day in sorted(self.editions):
            problems += self.assemble(day)[1]
            edition, placed, _ = self.read(day)
            if edition and placed and before and "R286" not in edition.acknowledged:
                problems += _boundaries(before, edition, placed)
            before = edition or before
        problems += self._examples()
        seen: dict[str, Problem] = {}
        for problem in problems:
            seen.setdefault(f"{problem.code}{problem.where}{sorted(problem.values.items(), key=str)}", problem)
        return tuple(seen.values())
