"""Every file, sheet and frame of a source belongs to a table by its name, or the reading stops: a misspelt file is not left out in silence."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from gridperf.errors import Problem, RecordsError, Where, nearest
from gridperf.messages.wording import Phrase
from gridperf.records.databases import Database, open_database
from gridperf.records.grid import Grid
from gridperf.records.headings import header_test, plain, words_for
from gridperf.records.mapping import Mapping as Plan
from gridperf.records.text_files import read_csv
from gridperf.records.typed import from_frame, from_pandas, read_parquet
from gridperf.records.workbooks import SUFFIXES, Workbook, open_workbook
from gridperf.tables import RECORDS, Table

__all__ = ["Located", "locate", "placed_in"]

_DATA = (".csv", ".parquet", *SUFFIXES)
_NUMBERED = r"(?:[-_ .(\[（].*|\d.*)?"


@dataclass(frozen=True, slots=True)
class Located:
    """What a source holds, table by table.

    Attributes:
        readers: table → one call per file, sheet or frame, which returns its grid or raises `RecordsError`.
        problems: what could not be placed.
        tables: every table there can be.
    """

    readers: dict[str, list[Callable[[], Grid]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    tables: Mapping[str, Table] = field(default_factory=lambda: RECORDS)

    def add(self, table: str, reader: Callable[[], Grid]) -> None:
        """Add one more reader of *table*."""
        self.readers.setdefault(table, []).append(reader)


@contextmanager
def locate(
    source: Any,  # noqa: ANN401 (checked here)
    plan: Plan,
    *,
    ignore: Collection[str] = (),
    tables: Mapping[str, Table] = RECORDS,
) -> Iterator[Located]:
    """Yield what *source* holds; a database stays open as long.

    Args:
        source: folder, file, database URL, or table → file or frame (or a list of them).
        plan: the mapping.
        ignore: names of files and sheets that are meant to be left out.
        tables: every table there can be.
    """
    located = Located(tables=tables)
    database: Database | None = None
    try:
        if isinstance(source, str) and "://" in source:
            database = open_database(source)
        _place(source, database, plan, located, {plain(each) for each in ignore})
    except RecordsError as error:
        located.problems.extend(error.problems)
    try:
        yield located
    finally:
        if database:
            database.close()


def _place(source: Any, database: Database | None, plan: Plan, located: Located, ignored: Collection[str]) -> None:  # noqa: ANN401
    if database:
        _locate_tables(database, plan, located)
    elif isinstance(source, Mapping):
        _locate_given(source, plan, located)
    elif isinstance(source, (str, Path)):
        _locate_path(Path(source), plan, located, ignored)
    else:
        located.problems.append(Problem("D102", values={"found": type(source).__name__}))
    if not located.readers and not located.problems:
        file = database.name if database else _shown(source)
        located.problems.append(
            Problem("D104", Where(file=file), {"tables": ", ".join(f"{each.name} ({each.label})" for each in located.tables.values())})
        )


def _shown(source: object) -> str:
    return Path(source).name if isinstance(source, (str, Path)) else ""


def _locate_given(source: Mapping[Any, Any], plan: Plan, located: Located) -> None:
    for name, given in source.items():
        table = _table_called(str(name), located.tables)
        if table is None:
            near = nearest(str(name), _all_words(located.tables), count=1)
            located.problems.append(Problem("D103", Where(table=str(name)), {"name": name, "near": _named(near, located.tables)}))
            continue
        for each in given if isinstance(given, (list, tuple)) else [given]:
            if isinstance(each, (str, Path)):
                _add_file(Path(each), Path(each).name, table, plan, located)
            elif isinstance(each, (pl.DataFrame, pl.LazyFrame)):
                located.add(table, lambda frame=each: from_frame(frame))  # type: ignore[misc]
            elif type(each).__module__.partition(".")[0] == "pandas" and hasattr(each, "columns"):
                located.add(table, lambda frame=each: from_pandas(frame))  # type: ignore[misc]
            else:
                located.problems.append(Problem("D102", Where(table=table), {"found": type(each).__name__}))


def _locate_tables(database: Database, plan: Plan, located: Located) -> None:
    for name, part in plan.tables.items():
        if part.query:
            located.add(name, lambda query=part.query: database.read(query))  # type: ignore[misc]
    for view in database.tables:
        table = _table_called(view, located.tables)
        if table and not plan.of(table).query:
            located.add(table, lambda query=view: database.read(query))  # type: ignore[misc]


def _locate_path(path: Path, plan: Plan, located: Located, ignored: Collection[str]) -> None:
    if not path.exists():
        located.problems.append(Problem("D101", Where(file=str(path)), {"path": str(path)}))
        return
    folder, files = (path, sorted(_data_files(path, located.tables))) if path.is_dir() else (path.parent, [path])
    taken: set[Path] = set()
    for name, part in plan.tables.items():
        for pattern in part.patterns:
            fitting = _fitting(pattern, folder, None if path.is_dir() else path)
            if not fitting:
                near = nearest(pattern, [file.name for file in files], count=1)
                shown = ", ".join(near or [file.name for file in files])
                located.problems.append(Problem("D138", Where(file=_shown(path)), {"table": name, "pattern": pattern, "near": shown}))
            for file in fitting:
                taken.add(file)
                _add_file(file, _label(file, folder), name, plan, located)
        if not part.patterns and path.is_file():
            taken.add(path)
            _add_file(path, path.name, name, plan, located)
    for file in files:
        if file not in taken and not {plain(file.name), plain(file.stem)} & set(ignored):
            _add_unnamed(file, _label(file, folder), plan, located, ignored)


def _fitting(pattern: str, folder: Path, only: Path | None) -> list[Path]:
    """Return the files of *folder* that a mapping's *pattern* names; of a single file, whether it is meant."""
    if only:
        return [only] if only.match(pattern) else []
    try:
        return sorted(file for file in folder.glob(pattern) if file.is_file() and not file.name.startswith((".", "~$")))
    except (NotImplementedError, ValueError):  # an absolute path, or no path at all
        return []


def _data_files(folder: Path, tables: Mapping[str, Table]) -> Iterator[Path]:
    """Yield the data files of *folder* and of the folders in it that are named like a table."""
    for path in folder.iterdir():
        if path.name.startswith((".", "~$")):
            continue  # hidden files, and what Excel leaves beside an open workbook
        if path.is_dir():
            if _table_called(path.name, tables):
                yield from (inner for inner in path.rglob("*") if inner.is_file() and _is_data(inner))
        elif _is_data(path):
            yield path


def _is_data(path: Path) -> bool:
    return path.suffix.lower() in _DATA and not path.name.startswith((".", "~$"))


def _label(file: Path, folder: Path) -> str:
    return file.relative_to(folder).as_posix()


def _add_unnamed(file: Path, label: str, plan: Plan, located: Located, ignored: Collection[str]) -> None:
    """Place a file by its name, or by that of the folder it is in, or a workbook by the names of its sheets."""
    parents = label.split("/")[:-1]
    table = next((found for name in (file.stem, *reversed(parents)) if (found := _table_called(name, located.tables))), None)
    if table:
        if not (table in plan.tables and plan.tables[table].patterns):
            _add_file(file, label, table, plan, located)
        return
    if file.suffix.lower() in SUFFIXES:
        _add_sheets(open_workbook(file, file=label), plan, located, ignored)
        return
    if file.suffix.lower() not in _DATA:
        located.problems.append(Problem("D102", Where(file=label), {"found": file.suffix or file.name}))
        return
    near = nearest(plain(file.stem), _all_words(located.tables), count=1)
    located.problems.append(Problem("D103", Where(file=label), {"name": label, "near": _named(near, located.tables)}))


def _add_sheets(book: Workbook, plan: Plan, located: Located, ignored: Collection[str]) -> None:
    sheets = book.sheets
    if not sheets:
        located.problems.append(Problem("D106", Where(file=book.file, row=1)))
    for sheet in sheets:
        table = _table_called(sheet, located.tables)
        if table:
            _add_sheet(book, sheet, table, plan, located, alone=False)
        elif plain(sheet) not in ignored and not book.is_hidden(sheet):
            near = nearest(plain(sheet), _all_words(located.tables), count=1)
            located.problems.append(
                Problem("D103", Where(file=f"{book.file}!{sheet}"), {"name": sheet, "near": _named(near, located.tables)})
            )


def _add_sheet(book: Workbook, sheet: str, table: str, plan: Plan, located: Located, *, alone: bool) -> None:
    part = plan.of(table)
    test = header_test(located.tables[table], part)
    located.add(table, lambda: book.read(sheet, is_header=test, header_row=part.header_row, alone=alone))


def _add_file(file: Path, label: str, table: str, plan: Plan, located: Located) -> None:
    """Add *file* as a source of *table*."""
    part = plan.of(table)
    suffix = file.suffix.lower()
    if suffix == ".parquet":
        located.add(table, lambda: read_parquet(file, file=label))
    elif suffix == ".csv":
        test = header_test(located.tables[table], part)
        located.add(table, lambda: read_csv(file, file=label, is_header=test, header_row=part.header_row, separator=part.separator))
    elif suffix in SUFFIXES:
        located.add(table, lambda: _one_sheet(file, label, table, plan, located.tables))
    else:
        located.problems.append(Problem("D102", Where(file=label, table=table), {"found": suffix or label}))


def _one_sheet(file: Path, label: str, table: str, plan: Plan, tables: Mapping[str, Table]) -> Grid:
    """Return the sheet of a workbook that is named after the table, or the only one that holds anything."""
    book, part = open_workbook(file, file=label), plan.of(table)
    sheets = book.sheets
    if part.sheet:
        chosen = [sheet for sheet in sheets if sheet == part.sheet] or [sheet for sheet in sheets if plain(sheet) == plain(part.sheet)]
    else:
        seen = [sheet for sheet in sheets if not book.is_hidden(sheet)]
        chosen = seen if len(seen) == 1 else [sheet for sheet in sheets if _table_called(sheet, tables) == table]
    if not sheets:
        raise RecordsError(Problem("D106", Where(file=label, row=1)))
    if len(chosen) != 1:
        wanted = part.sheet or tables[table].label
        raise RecordsError(Problem("D110", Where(file=label), {"sheet": wanted, "sheets": ", ".join(sheets)}))
    return book.read(chosen[0], is_header=header_test(tables[table], part), header_row=part.header_row, alone=len(sheets) == 1)


def _table_called(name: str, tables: Mapping[str, Table]) -> str | None:
    """Return the table that *name* means: its own name or label, perhaps with a number or a date behind it."""
    text = plain(name)
    best: tuple[int, str] | None = None
    for table in tables.values():
        for word in words_for(table):
            if re.fullmatch(re.escape(word) + _NUMBERED, text) and (best is None or len(word) > best[0]):
                best = (len(word), table.name)
    return best[1] if best else None


def _all_words(tables: Mapping[str, Table]) -> list[str]:
    return [word for table in tables.values() for word in sorted(words_for(table))]


def _named(near: list[str], tables: Mapping[str, Table]) -> Phrase:
    """Return the table meant by the *near* word, or all of them."""
    table = next((each for each in tables.values() if near and near[0] in words_for(each)), None)
    if table:
        return Phrase(f"{table.name}（{table.label}）", f"{table.name} ({table.label})")
    every = ", ".join(tables)
    return Phrase(every, every)


def placed_in(error: RecordsError, table: str) -> list[Problem]:
    """Return the problems of *error*; those of a frame, which has no file, are placed in *table*."""
    return [
        problem
        if problem.where.file
        else replace(problem, where=replace(problem.where, table=table), values={**problem.values, "table": table})
        for problem in error.problems
    ]
