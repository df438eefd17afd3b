"""The tables a rulebook works on: those everybody has, what its pack adds to them, and the columns its edition derives.

Reading, filters, checks and measures all use the same declarations, so a column that can be filtered can be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from pydantic import Field, StringConstraints

from gridperf.rulebook.base import Flag, Model, TableName, Text
from gridperf.rulebook.deriving import ColumnName, Derived, Elapsed
from gridperf.rulebook.numbers import Whole
from gridperf.tables import RECORDS, Column, Kind, Table

__all__ = ["DeclaredColumn", "DeclaredTable", "DeclaredTables", "merged", "with_derived"]


class DeclaredColumn(Model):
    """A column of the pack's own: `{kind: text, label: 颜色, meaning: 走访对象的颜色, allowed: [红, 黄, 绿]}`.

    Attributes:
        kind: what it holds; a decimal is exact.
        label: its Chinese heading, accepted when reading.
        meaning: one sentence.
        required: every row must have a value.
        allowed: the only values a text may take; any if it is not written.
        at_least: the smallest number it may hold.
        digits: digits after the point of a decimal.
    """

    kind: Kind
    label: Text
    meaning: Text
    required: Flag = False
    allowed: Annotated[tuple[Text, ...], Field(min_length=1)] | None = None
    at_least: Whole | None = None
    digits: Annotated[Whole, Field(ge=0, le=6)] | None = None

    def column(self, name: str, *, key: bool = False) -> Column:
        """Return it as the declaration of the column *name*."""
        return Column(
            name,
            self.kind,
            self.label,
            self.meaning,
            required=self.required or key,
            key=key,
            allowed=self.allowed or (),
            at_least=self.at_least,
            digits=2 if self.digits is None else self.digits,
        )


class DeclaredTable(Model):
    """Columns the pack adds to a table, or a table of its own; only a new one says what it is.

    Attributes:
        label: the Chinese name of a new table, which its file or sheet may have.
        meaning: one sentence on a new table.
        key: the columns by which rows of a new table are told apart.
        worker: the column of a new table that says whose row it is.
        dated_by: the date of a new table's rows; a text column holds a period's code. Without it nothing can be counted.
        columns: its columns, by name.
    """

    label: Text | None = None
    meaning: Text | None = None
    key: Annotated[tuple[ColumnName, ...], Field(min_length=1)] | None = None
    worker: ColumnName | None = None
    dated_by: ColumnName | None = None
    columns: Annotated[dict[ColumnName, DeclaredColumn], Field(min_length=1)]

    def table(self, name: str) -> Table:
        """Return it as the declaration of the new table *name*."""
        key = self.key or ()
        columns = tuple(column.column(at, key=at in key) for at, column in self.columns.items())
        refers = {self.worker: "roster"} if self.worker else {}
        return Table(name, self.label or name, self.meaning or "", columns, self.dated_by or "", self.worker or "", refers=refers)


DeclaredTables = dict[Annotated[TableName, StringConstraints(max_length=60)], DeclaredTable]


def merged(declared: Mapping[str, DeclaredTable]) -> dict[str, Table]:
    """Return every table that is read: the common ones, with the columns *declared* adds, and its own."""
    made = dict(RECORDS)
    for name, extra in declared.items():
        if name in RECORDS:
            table = RECORDS[name]
            new = tuple(column.column(at) for at, column in extra.columns.items() if at not in table.names)
            made[name] = replace(table, columns=(*table.columns, *new))
        else:
            made[name] = extra.table(name)
    return made


def with_derived(tables: Mapping[str, Table], derive: Mapping[str, Mapping[str, Derived]]) -> dict[str, Table]:
    """Return *tables* with derived columns, by table and name; a name a table has already is left as it is."""
    made = dict(tables)
    for name, rules in derive.items():
        if name in made and rules:
            table = made[name]
            new = tuple(_column(column, how) for column, how in rules.items() if column not in table.names)
            made[name] = replace(table, columns=(*table.columns, *new))
    return made


def _column(name: str, rule: Derived) -> Column:
    return Column(name, "integer" if isinstance(rule, Elapsed) else "datetime", name, "Derived by the rulebook.")
