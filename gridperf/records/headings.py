"""A heading means one column or none: it is a canonical name, a Chinese label, or what a mapping says; nothing is guessed from resemblance."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import polars as pl

from gridperf.errors import Problem, Where, nearest
from gridperf.messages.wording import Phrase
from gridperf.records.grid import Grid, HeaderTest
from gridperf.records.mapping import TableMapping
from gridperf.tables import Column, Table

__all__ = ["Bound", "bind", "header_test", "plain", "words_for"]

_BRACKETED = re.compile(r"\(.*?\)")


@dataclass(frozen=True, slots=True)
class Bound:
    """Which cells of a grid are which columns.

    Attributes:
        columns: canonical name → positions, of which the first that is not blank counts.
        helpers: headings a mapping needs besides → position.
        headings: canonical name → heading, as problems show it.
    """

    columns: dict[str, tuple[int, ...]] = field(default_factory=dict)
    helpers: dict[str, int] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)


def plain(text: str) -> str:
    """Return a heading, or the name of a file or sheet, without what people add to it: spaces, stars, full width, case."""
    return re.sub(r"[\s*\ufeff]", "", unicodedata.normalize("NFKC", text)).lower()


def words_for(named: Column | Table) -> list[str]:
    """Return the plain names *named* goes by: its own, its Chinese label, and the label without what stands in brackets."""
    label = plain(named.label)
    return list(dict.fromkeys(word for word in (plain(named.name), label, _BRACKETED.sub("", label)) if word))


def header_test(table: Table, mapping: TableMapping) -> HeaderTest:
    """Return a test how many of the columns that *table* must have find their heading in a row of cells."""
    needed = [words_for(column) for column in table.columns if column.required and column.name not in {*mapping.rename, *mapping.constants}]
    needed += [[plain(heading)] for headings in mapping.rename.values() for heading in headings]
    needed += [[plain(heading)] for heading in mapping.helpers if heading not in table.names]

    def test(cells: Sequence[str]) -> tuple[int, int]:
        present = {plain(cell) for cell in cells}
        return sum(not present.isdisjoint(words) for words in needed), len(needed)

    return test


def bind(grid: Grid, table: Table, mapping: TableMapping, *, ignore: Collection[str] = ()) -> tuple[Bound, list[Problem]]:
    """Return which cells of *grid* are which columns of *table*, and what is wrong with its headings.

    Args:
        grid: what was read.
        table: what it should be.
        mapping: what the county says about it.
        ignore: headings the caller wants to drop.
    """
    places: dict[str, list[int]] = {}
    for position, header in enumerate(grid.headers):
        places.setdefault(plain(header), []).append(position)
    bound = Bound()
    problems: list[Problem] = []
    for column in table.columns:
        _bind_column(column, grid, mapping, places, bound, problems)
    if not bound.columns:
        return bound, [_no_header(grid, table)]
    for heading in mapping.helpers:
        _find(heading, grid, places, problems) if heading not in table.names else None
        found = places.get(plain(heading)) or list(bound.columns.get(heading, ()))
        if found:
            bound.helpers[heading] = found[0]
    dropped = {plain(each) for each in ignore} | {plain(each) for each in mapping.ignore if mapping.ignore != "rest"}
    used = {position for positions in bound.columns.values() for position in positions} | set(bound.helpers.values())
    for position, header in enumerate(grid.headers):
        if position not in used and plain(header) not in dropped:
            problems += _left_over(position, header, grid, table, mapping)
    missing = [
        column for column in table.columns if column.required and not {column.name} & {*bound.columns, *mapping.rename, *mapping.constants}
    ]
    return bound, problems + [_missing(column, grid, table, used) for column in missing]


def _bind_column(
    column: Column, grid: Grid, mapping: TableMapping, places: dict[str, list[int]], bound: Bound, problems: list[Problem]
) -> None:
    if column.name in mapping.rename:
        headings = mapping.rename[column.name]
        found = [position for heading in headings for position in _find(heading, grid, places, problems)]
        if found:
            bound.columns[column.name] = tuple(found)
            bound.headings[column.name] = " / ".join(headings)
        return
    found = [position for word in words_for(column) for position in places.get(word, ())]
    if column.name in mapping.constants:
        dropped = {plain(each) for each in mapping.ignore} if mapping.ignore != "rest" else {plain(each) for each in grid.headers}
        for heading in [grid.headers[position] for position in found if plain(grid.headers[position]) not in dropped]:
            problems.append(Problem("D139", _where(grid, "", heading), {"column": column.name, "heading": heading}))
            bound.helpers[heading] = places[plain(heading)][0]  # said once is enough
        bound.columns[column.name] = ()
        bound.headings[column.name] = column.name
        return
    if len(found) > 1:
        values = {"column": column.name, "headings": ", ".join(grid.headers[position] for position in sorted(found))}
        problems.append(Problem("D113", _where(grid, table_name="", field_name=column.name), values))
    if found:
        bound.columns[column.name] = tuple(found)
        bound.headings[column.name] = grid.headers[found[0]]


def _find(heading: str, grid: Grid, places: dict[str, list[int]], problems: list[Problem]) -> list[int]:
    """Return the position of a *heading* a mapping names; if there is none, or more than one, that is a problem."""
    exact = [position for position, header in enumerate(grid.headers) if header == heading.strip()]
    found = exact or places.get(plain(heading), [])
    if not found:
        near = nearest(heading, [header for header in grid.headers if header], count=1)
        values = {"heading": heading, "near": ", ".join(near or [header for header in grid.headers if header])}
        problem = Problem("D134", _where(grid, table_name="", field_name=heading), values)
        if problem not in problems:
            problems.append(problem)
    elif len(found) > 1:
        values = {"column": heading, "headings": ", ".join([grid.headers[position] for position in found])}
        problems.append(Problem("D113", _where(grid, table_name="", field_name=heading), values))
    return found[:1]


def _left_over(position: int, header: str, grid: Grid, table: Table, mapping: TableMapping) -> list[Problem]:
    """Return the problem of a column nobody asked for; an empty one without a heading is none."""
    if mapping.ignore == "rest":
        return []
    if not header:
        cell = pl.col(f"c{position}")
        if grid.origin != "typed" and not grid.frame.select((cell.str.strip_chars() != "").any()).collect().item():
            return []
        return [Problem("D114", _where(grid, table.name, ""), {"position": position + 1, "table": table.name})]
    labels = {label: column for column in table.columns for label in (column.name, column.label)}
    near = nearest(header, labels, count=1)
    name = labels[near[0]] if near else None
    suggestion = (
        Phrase(f"请把列名改为“{name.label}”（{name.name}）", f"Rename it to '{name.name}' ({name.label})")
        if name
        else Phrase("请改为本表的列名", "Rename it to a column of this table")
    )
    return [Problem("D112", _where(grid, table.name, header), {"heading": header, "table": table.name, "suggestion": suggestion})]


def _missing(column: Column, grid: Grid, table: Table, used: Collection[int]) -> Problem:
    spare = [header for position, header in enumerate(grid.headers) if header and position not in used]
    near = nearest(column.label, spare, count=1) or nearest(column.name, spare, count=1)
    hint = Phrase(f"表中的“{near[0]}”是不是这一列？", f"Is it the column '{near[0]}'? ") if near else Phrase("", "")
    values = {"column": column.name, "label": column.label, "table": table.name, "near": hint}
    return Problem("D111", _where(grid, table.name, column.name), values)


def _no_header(grid: Grid, table: Table) -> Problem:
    required = ", ".join(f"{column.name} ({column.label})" for column in table.columns if column.required)
    found = ", ".join(header for header in grid.headers if header)[:80]
    return Problem("D115", _where(grid, table.name, ""), {"table": table.name, "required": required, "found": found})


def _where(grid: Grid, table_name: str, field_name: str) -> Where:
    return Where(file=grid.file, table=table_name, row=grid.header_row, field=field_name)
