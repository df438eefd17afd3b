"""The files of one pack, each read once; every problem is met in the order of the files and placed in the file that causes it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gridperf.errors import Problem, RulesError, Where
from gridperf.period import Period
from gridperf.rulebook.catalogue import known_measures
from gridperf.rulebook.declared import DeclaredTables, merged
from gridperf.rulebook.document import Document, read_source
from gridperf.rulebook.edition import Edition, PackInfo
from gridperf.rulebook.layers.origins import origins_of
from gridperf.rulebook.layers.passed_on import check_passed_on
from gridperf.rulebook.layers.permit import Level
from gridperf.rulebook.layers.resolve import (
    Resolved,
    check_dates,
    fit_layer,
    fit_whole,
    joined_document,
    joined_tables,
    level_of,
    resolve,
)
from gridperf.rulebook.layers.tree import planted
from gridperf.rulebook.resolved import Rulebook, Upper, digest_of, period_of
from gridperf.rulebook.search import find_pack
from gridperf.rulebook.shape import fit
from gridperf.rulebook.yearly import read_years
from gridperf.tables import RECORDS, Table

if TYPE_CHECKING:
    from gridperf.placed_yaml import Placed, Steps

__all__ = ["PackFolder", "Read"]


@dataclass(frozen=True)
class Read:
    """One edition as it was read.

    Attributes:
        edition: the whole edition; None if its shape is wrong, or what it extends.
        placed: its places; None if it is no YAML.
        problems: what is wrong so far.
        resolved: how it was made, if it is a layer.
        known: problems of the upper rulebook, which are not its own.
    """

    edition: Edition | None = None
    placed: Placed | None = None
    problems: tuple[Problem, ...] = ()
    resolved: Resolved | None = None
    known: tuple[Problem, ...] = ()


class PackFolder:
    """The files of one pack.

    Attributes:
        folder: the pack's folder.
        info: its `pack.yaml`; None if that is broken.
        editions: its editions by the date in their names, the oldest first.
        problems: what is wrong with the pack besides its editions.
    """

    def __init__(self, folder: Path, *, below: tuple[Path, ...] = ()) -> None:
        """Read the description of the pack in *folder*; *below* are the packs that extend it, down to the one asked for."""
        self.folder = folder
        self.code = folder.resolve().name
        self.problems: list[Problem] = []
        self._below = (folder.resolve(), *below)
        self._yaml: dict[dt.date, Placed | tuple[Problem, ...]] = {}
        self._read: dict[dt.date, Read] = {}
        self._assembled: dict[dt.date, tuple[Rulebook | None, tuple[Problem, ...]]] = {}
        self._uppers: dict[str, PackFolder] = {}
        self._sources: dict[str, tuple[Document | None, tuple[Problem, ...]]] = {}
        placed, self.info = self._info()
        self.editions = self._editions()
        self._own_years, wrong = read_years(folder, shown=self.shown)
        self.problems += wrong
        if self.info and self.info.tables and placed:
            from gridperf.rulebook.checks.declared import check_declared  # noqa: PLC0415 (with the other checks)

            self.problems += check_declared(self.info, placed, merged(self._inherited))

    @property
    def tables(self) -> Mapping[str, Table]:
        """Return every table of records, with what the pack and those it extends add."""
        return merged(self._declared)

    @property
    def _declared(self) -> DeclaredTables:
        return joined_tables(self._inherited, self.info.tables if self.info else {})

    @cached_property
    def _inherited(self) -> DeclaredTables:
        """Return what the packs its editions extend add to the tables."""
        held: DeclaredTables = {}
        for day in self.editions:
            placed = self._file(day)
            extends = None if isinstance(placed, tuple) else placed.value.get("extends")
            if isinstance(extends, dict) and isinstance(extends.get("pack"), str):
                try:
                    held = joined_tables(held, self._upper(extends["pack"])._declared)  # noqa: SLF001 (the same class)
                except RulesError:
                    continue  # it is reported where the edition is read
        return held

    def shown(self, path: Path) -> str:
        """Return *path* as problems name it: from the pack's folder on."""
        return f"{self.code}/{path.relative_to(self.folder).as_posix()}"

    def _info(self) -> tuple[Placed | None, PackInfo | None]:
        from gridperf.placed_yaml import read_yaml  # noqa: PLC0415 (loads YAML, which is needed only for rules)

        path = self.folder / "pack.yaml"
        try:
            placed = read_yaml(path, file=self.shown(path))
        except RulesError as error:
            self.problems += error.problems
            return None, None
        info, problems = fit(placed, PackInfo)
        self.problems += problems
        if info and info.code != self.code:
            self.problems.append(Problem("R130", placed.where(("code",)), {"code": info.code, "folder": self.code}))
        return placed, info

    def _editions(self) -> dict[dt.date, Path]:
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
            self.problems.append(Problem("R132", Where(file=f"{self.code}/editions")))
        return found

    # --- one edition -------------------------------------------------------------------------------------------------

    def _file(self, day: dt.date) -> Placed | tuple[Problem, ...]:
        """Return the file of the edition of *day*, or why it is no YAML."""
        from gridperf.placed_yaml import read_yaml  # noqa: PLC0415 (loads YAML, which is needed only for rules)

        if day not in self._yaml:
            try:
                self._yaml[day] = read_yaml(self.editions[day], file=self.shown(self.editions[day]))
            except RulesError as error:
                self._yaml[day] = error.problems
        return self._yaml[day]

    def read(self, day: dt.date) -> Read:
        """Return the edition of *day* with its places, or the problems of its shape."""
        if day not in self._read:
            placed = self._file(day)
            if isinstance(placed, tuple):
                self._read[day] = Read(problems=placed)
            elif "extends" in placed.value:
                self._read[day] = self._layer(day, placed)
            else:
                edition, problems = fit_whole(placed)
                self._read[day] = Read(edition, placed, problems)
        return self._read[day]

    def _layer(self, day: dt.date, placed: Placed) -> Read:
        """Return a layer laid over what it extends."""
        layer, problems = fit_layer(placed)
        if layer is None:
            return Read(problems=problems)
        at, pinned = layer.extends.pack, layer.extends.edition
        try:
            upper = self._upper(at)
        except RulesError as error:
            return Read(problems=tuple(Problem(one.code, placed.where(("extends", "pack")), one.values) for one in error.problems))
        if pinned not in upper.editions:
            near = ", ".join(one.isoformat() for one in upper.editions) or "-"
            values = {"upper": at, "edition": pinned, "near": near}
            return Read(problems=(Problem("R904", placed.where(("extends", "edition")), values),))
        levels, found = upper.levels(pinned)
        wrong = tuple(problem for problem in found if problem.severity == "error")
        if not levels or wrong:
            stop = Problem("R914", placed.where(("extends",), key=True), {"upper": at, "count": len(wrong)})
            return Read(problems=(*wrong, stop))
        made = resolve(layer, placed, levels)
        until = min((other for other in self.editions if other > day), default=dt.date.max)
        dates = check_dates(made, upper.editions, starts_on=day, until=until)
        return Read(made.edition, made.placed, (*dates, *check_passed_on(made), *made.problems), made, found)

    def _upper(self, code: str) -> PackFolder:
        """Return the pack called *code*, which an edition here extends."""
        if code not in self._uppers:
            folder = find_pack(code, beside=self.folder)
            if folder.resolve() in self._below:
                since = self._below[self._below.index(folder.resolve()) :: -1]
                chain = " → ".join(one.name for one in (*since, folder.resolve()))
                raise RulesError(Problem("R903", values={"chain": chain}))
            self._uppers[code] = PackFolder(folder, below=self._below)
        return self._uppers[code]

    def levels(self, day: dt.date) -> tuple[tuple[Level, ...], tuple[Problem, ...]]:
        """Return the rulebook of *day* and those above it as layers, the highest first, and every problem met; none if it is broken."""
        rulebook, problems = self.assemble(day)
        made = self.read(day)
        if rulebook is None or made.edition is None or made.placed is None:
            return (), problems
        level = level_of(rulebook, made.placed, made.resolved, file=self.shown(self.editions[day]))
        return (*(made.resolved.levels if made.resolved else ()), level), problems

    def choose(self, period: str | Period | None, on: dt.date | None) -> dt.date:
        """Return the edition's first day: the newest not after the day asked for, by the edition's own boundaries."""
        if not self.editions:
            raise RulesError(self.problems)
        newest = max(self.editions)
        if period is None and on is None:
            return newest
        for day in sorted(self.editions, reverse=True):
            edition = self.read(day).edition if period is not None else None
            rule = edition.calendar if edition else None
            first = period_of(period, rule.month_starts_on if rule else 1, rule.year_starts_in if rule else 1).starts_on if period else on
            if first is not None and day <= first:
                return day
        asked = str(period) if period is not None else str(on)
        values = {"code": self.code, "asked": asked, "first": min(self.editions).isoformat()}
        raise RulesError([*self.problems, Problem("R133", values=values)])

    def _source(self, source: str, placed: Placed) -> tuple[Document | None, tuple[Problem, ...]]:
        """Return a document, which is read once."""
        if source not in self._sources:
            self._sources[source] = read_source(self.folder, source, placed)
        return self._sources[source]

    def changed(self, day: dt.date, content: Any) -> tuple[Rulebook | None, tuple[Problem, ...]]:  # noqa: ANN401 (any YAML)
        """Return the rulebook whose edition of *day*, as a whole, says *content* at the places it had, and every problem met."""
        made = self.read(day)
        if made.placed is None:
            return self.assemble(day)
        placed = replace(made.placed, value=content)
        edition, problems = fit_whole(placed)
        resolved = replace(made.resolved, edition=edition, placed=placed, problems=problems) if made.resolved else None
        return self._assemble(day, replace(made, edition=edition, placed=placed, problems=problems, resolved=resolved))

    def assemble(self, day: dt.date) -> tuple[Rulebook | None, tuple[Problem, ...]]:
        """Return the rulebook of one edition and every problem met, in the order of the files."""
        if day not in self._assembled:
            self._assembled[day] = self._assemble(day, self.read(day))
        return self._assembled[day]

    def _assemble(self, day: dt.date, made: Read) -> tuple[Rulebook | None, tuple[Problem, ...]]:
        from gridperf.rulebook.checks import check_edition  # noqa: PLC0415 (parses filters, which needs the SQL parser)

        edition, placed = made.edition, made.placed
        standard, broken = known_measures()
        if edition is None or placed is None:
            wrong = made.resolved.caused(made.problems, made.known, lambda _: ()) if made.resolved else made.problems
            return None, (*self.problems, *wrong, *broken)
        document, missing = self._source(edition.source, placed)
        problems = [*self.problems, *(made.problems if made.resolved is None else ()), *broken, *missing]
        info = self.info
        levels = made.resolved.levels if made.resolved else ()
        if made.resolved and document:
            document = joined_document(document, levels[-1].document, made.resolved.layer.extends.called)
        if info and levels:
            info = info.model_copy(update={"tables": joined_tables(levels[-1].tables, info.tables)})

        def check(edition: Edition | None, placed: Placed, uncited: Mapping[Steps, str], found: Sequence[Problem]) -> tuple[Problem, ...]:
            if edition is None:
                return ()
            file, tables = f"{self.code}/{edition.source}", merged(info.tables) if info else RECORDS
            return check_edition(
                edition,
                placed=placed,
                standard=standard,
                document=document,
                document_file=file,
                tables=tables,
                uncited=uncited,
                found=found,
            )

        if made.resolved:
            found = check(edition, placed, made.resolved.laid.uncited, made.problems)
            problems += made.resolved.caused(found, made.known, lambda one: check(one.edition, one.placed, one.laid.uncited, ()))
        else:
            problems += check(edition, placed, {}, ())
        if document is None or info is None:
            return None, tuple(problems)
        later = [other for other in self.editions if other > day]
        catalogue = {**standard, **edition.measures}
        called = (*levels[-1].called, made.resolved.layer.extends.called) if made.resolved else ()
        layers = tuple(
            Upper(level.code, level.name, level.starts_on, level.digest, name) for level, name in zip(levels, called, strict=True)
        )
        upper = {year.year: year for year in levels[-1].years} if levels else {}
        years = tuple(year for _, year in sorted((upper | self._own_years).items()))
        rulebook = Rulebook(
            pack=info,
            edition=edition,
            folder=self.folder,
            file=self.editions[day],
            starts_on=day,
            until=min(later) if later else None,
            catalogue=MappingProxyType(catalogue),
            document=document,
            digest=digest_of(info, edition, catalogue, layers, years),
            warnings=tuple(problem for problem in problems if problem.severity == "warning"),
            layers=layers,
            origins=MappingProxyType(
                origins_of(made.resolved.laid.root, made.resolved.gone) if made.resolved else origins_of(planted(placed))
            ),
            years=years,
        )
        return rulebook, tuple(problems)
