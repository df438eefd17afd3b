"""What a pack adds to the tables of records can be read: every heading means one column, every row has a key, and what is common stays common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from gridperf.errors import Problem
from gridperf.placed_yaml import Placed
from gridperf.rulebook.checks.context import NONE, Steps, near
from gridperf.rulebook.declared import DeclaredTable
from gridperf.rulebook.edition import PackInfo
from gridperf.rulebook.operands import SHOWN
from gridperf.tables import RECORDS, Table

__all__ = ["check_declared"]

_Found = tuple[str, Steps, bool, Mapping[str, object]]
"""A code, the path of the mistake, whether its key is at fault, and the values of the wording."""

_OWN = ("label", "meaning", "key", "worker", "dated_by")
_NEEDED = ("label", "meaning", "key")
_ONLY = {"allowed": ("text",), "at_least": ("integer", "decimal"), "digits": ("decimal",)}
_COMPUTED = ("from_on", "to_on", "days", "paid_days", "workdays", "paid_until", "paid_before", "work_until", "work_before", "code", "day")
"""What is computed of every interval of the roster; a column of that name would be taken for it."""
_KINDS = {"key": ("text", "integer", "date", "datetime"), "worker": ("text",), "dated_by": ("text", "date", "datetime")}


def check_declared(info: PackInfo, placed: Placed, common: Mapping[str, Table] = RECORDS) -> list[Problem]:
    """Return what is wrong with the tables of a `pack.yaml`: R214, R221, R404, R411 to R414, R418.

    Args:
        info: the pack.
        placed: its file.
        common: the tables there are without it: everybody's, and those of the packs its editions extend.
    """
    labels = Counter(word for table in common.values() for word in {table.name, table.label})
    labels.update(table.label for name, table in info.tables.items() if table.label and name not in common)
    found: list[_Found] = []
    for name, table in info.tables.items():
        at: Steps = ("tables", name)
        found += _common(table, name, at) if name in common else _new(table, name, at, labels)
        found += _columns(table, name, at, common)
    return [Problem(code, placed.where(path, key=key), values) for code, path, key, values in found]


def _common(table: DeclaredTable, name: str, at: Steps) -> Iterator[_Found]:
    for own in _OWN:
        if getattr(table, own) is not None:
            yield "R411", (*at, own), True, {"table": name, "part": own}


def _new(table: DeclaredTable, name: str, at: Steps, labels: Counter[str]) -> Iterator[_Found]:
    for needed in _NEEDED:
        if getattr(table, needed) is None:
            yield "R412", at, True, {"table": name, "part": needed}
    if table.label and labels[table.label] > 1:
        yield "R414", (*at, "label"), False, {"what": table.label}
    for role, column in _roles(table):
        path: Steps = (*at, role)
        if column not in table.columns:
            yield "R214", path, False, {"what": column, "table": name, "near": near(column, table.columns)}
        elif table.columns[column].kind not in _KINDS[role]:
            fitting = ", ".join(one for one, held in table.columns.items() if held.kind in _KINDS[role])
            yield "R221", path, False, {"what": f"{name}.{column}", "kind": SHOWN[table.columns[column].kind], "near": fitting or NONE}


def _columns(table: DeclaredTable, name: str, at: Steps, common: Mapping[str, Table]) -> Iterator[_Found]:
    known = common[name].columns if name in common else ()
    headings = Counter(word for column in known for word in {column.name, column.label})
    headings.update(column.label for column in table.columns.values())
    for column, held in table.columns.items():
        path: Steps = (*at, "columns", column)
        if column in [one.name for one in known]:
            yield "R404", path, True, {"what": column, "table": name}
        elif name == "roster" and column in _COMPUTED:
            yield "R418", path, True, {"what": column}
        elif headings[held.label] > 1:
            yield "R414", (*path, "label"), False, {"what": held.label}
        for part, kinds in _ONLY.items():
            if getattr(held, part) is not None and held.kind not in kinds:
                yield "R413", (*path, part), True, {"part": part, "kind": held.kind}


def _roles(table: DeclaredTable) -> list[tuple[str, str]]:
    """Return which columns a new table's own keys name."""
    named = [("key", column) for column in table.key or ()]
    return [*named, *((role, column) for role in ("worker", "dated_by") if (column := getattr(table, role)) is not None)]
