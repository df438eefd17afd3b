"""Many examples can be assessed as one county, where nobody in one can touch anybody in another.

Every identifier gets the number of its example, so that people, grids and records of two examples never meet; where
people are ranked, every example is a county of its own.
A rulebook that couples people across counties (a pool, a stock of goods, a rank among all) is not assessed like this.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from gridperf.errors import GridperfError
from gridperf.places import PATHS
from gridperf.records import Records
from gridperf.rulebook.elsewhere import Over
from gridperf.rulebook.examples import STAGES, Case
from gridperf.rulebook.expectations import Found, Row, compare
from gridperf.rulebook.filters import filter_columns
from gridperf.rulebook.resolved import Rulebook
from gridperf.rulebook.stepping import StepLimit
from gridperf.rulebook.walk import named_measures, parts
from gridperf.tables import Table
from gridperf.trials.given import assessed, records_of, rolled_up

__all__ = ["Batch", "apart", "batches"]

_MARK = "¦"
"""Between the number of an example and an identifier; an example that has it anywhere is run alone."""
_COUPLED = ("all", "role", "area")
"""Scopes that reach across counties."""
_FIRST = ("scores", "grades", "pay")
_CHEAP_FIRST = (*_FIRST, *(stage for stage in STAGES if stage not in (*_FIRST, "entries")), "entries")
_PLACED = ("county", "street", "community")
_EMPTY = re.compile(r"\w+\s+IS\s+(NOT\s+)?NULL", re.IGNORECASE)
"""A number before an identifier makes no difference to whether there is one."""
_FILTERS = ("where", "target_where", "counts", "excused_by")


@dataclass(frozen=True)
class Batch:
    """Examples of one period, assessed together.

    Attributes:
        cases: the examples.
        merged: all of them as one.
        records: the records of all of them; None where results are rolled up.
        columns: the columns that were given numbers.
    """

    cases: tuple[Case, ...]
    merged: Case
    records: Records | None
    columns: frozenset[str]

    def holds(self, rules: Rulebook) -> tuple[bool, ...]:
        """Return for each example whether everything expected of it holds under *rules*; none does if the run is refused."""
        try:
            result = assessed(self.merged, rules, self._given)
            return tuple(_agrees(case, found, rules) for case, found in zip(self.cases, self._found(result.table), strict=True))
        except GridperfError:
            return (False,) * len(self.cases)

    def fails(self, rules: Rulebook) -> bool:
        """Return whether any of them does not hold under *rules*; what is cheap to compute is compared first."""
        try:
            found = list(self._found(assessed(self.merged, rules, self._given).table))
            return any(
                not _agrees(case, one, rules, (stage,)) for stage in _CHEAP_FIRST for case, one in zip(self.cases, found, strict=True)
            )
        except GridperfError:
            return True

    def _given(self) -> Records:
        return self.records or Records({})

    def _found(self, table: Callable[[str], pl.DataFrame]) -> Iterator[Found]:
        """Yield the results of each example, as if it had been assessed alone."""
        shared: dict[str, list[list[Row]]] = {}

        def rows(stage: str, at: int) -> list[Row]:
            if stage not in shared:
                shared[stage] = _dealt(table(stage), len(self.cases))
            return shared[stage][at]

        for at in range(len(self.cases)):
            yield Found(lambda stage, at=at: rows(stage, at))  # type: ignore[misc]  # the position is bound


def _dealt(table: pl.DataFrame, count: int) -> list[list[Row]]:
    """Return the rows of *table* by example, without its number; a row without a subject belongs to every example."""
    dealt: list[list[Row]] = [[] for _ in range(count)]
    texts = [name for name, dtype in table.schema.items() if dtype == pl.String]
    marked = [name for name in texts if table[name].str.contains(_MARK, literal=True).any()]
    if "subject" not in marked:
        rows: list[Row] = list(table.rows(named=True))
        return [rows] * count
    row: dict[str, Any]
    for row in table.rows(named=True):
        number, mark, _ = (row["subject"] or "").partition(_MARK)
        # a team's name holds the names of the places it lies in, each with the number
        plain = {name: row[name].replace(number + mark, "") for name in marked if row[name]} if mark else {}
        for one in [dealt[int(number)]] if mark else dealt:
            one.append({**row, **plain})
    return dealt


def _agrees(case: Case, found: Found, rules: Rulebook, stages: Sequence[str] = STAGES) -> bool:
    return compare(case, found, rules, stages=stages) == ((), ())


def batches(cases: Sequence[Case], rules: Rulebook, records: Callable[[Case], Records]) -> tuple[list[Batch], list[Case]]:
    """Return *cases* as few batches, and those that must be run alone.

    Args:
        cases: examples that all follow *rules*.
        rules: their rulebook.
        records: returns the records of an example, checked.
    """
    columns = apart(rules)
    if columns is None:
        return [], list(cases)
    back = _looks_back(rules)
    groups: dict[tuple[str, bool, frozenset[str]], list[Case]] = {}
    alone: list[Case] = []
    for case in cases:
        if case.expect.get("problems") or _marked(case):
            alone.append(case)
        else:
            # a period one example gives results of must not be known to another that gives none
            known = frozenset(case.history["period"]) if back else frozenset()
            groups.setdefault((case.period, rolled_up(case, rules), known), []).append(case)
    made = []
    for (_, rolled, _), group in groups.items():
        merged = _merged(group, columns)
        made.append(Batch(tuple(group), merged, None if rolled else _records(merged, group, rules, records, columns), columns))
    return made, alone


def apart(rules: Rulebook) -> frozenset[str] | None:
    """Return the columns whose values must be numbered to keep examples apart under *rules*; None if that cannot do it."""
    edition = rules.edition
    scopes: set[str] = set()
    texts: set[str] = set()
    looked_up: set[str] = set()
    named = [rules.measure(name) for name in sorted(named_measures(edition))]
    for _, part in (*parts(edition), *(each for one in named for each in parts(one))):
        fields = type(part).model_fields
        if "pool" in fields or getattr(part, "stock", None) is not None:
            return None
        within = getattr(part, "within", None) or getattr(part, "average_of", None)
        if isinstance(within, str) and within in (*_COUPLED, *_PLACED):
            scopes.add(within)
        texts |= {text for name in _FILTERS if isinstance(text := getattr(part, name, None), str) and text != "none"}
        by = getattr(part, "by", None)
        looked_up |= (
            {by} if isinstance(by, str) else set(by) if isinstance(by, tuple) and all(isinstance(each, str) for each in by) else set()
        )
    used = looked_up | {column for text in texts for column in filter_columns(_EMPTY.sub("TRUE", text))}
    numbered = {column for table in rules.tables.values() for column in _identifiers(table)}
    if scopes & set(_PLACED):
        numbered.add("county")
    if any(sheet.assess.subject != "worker" for sheet in edition.sheets):
        numbered |= {column for path in PATHS.values() for column in path}
    shared = any(rule.distinct_by and not numbered & set(rule.distinct_by) for rule in edition.tables.values())
    return None if scopes & set(_COUPLED) or used & numbered or shared else frozenset(numbered)


def _identifiers(table: Table) -> set[str]:
    """Return the columns of *table* that name people, grids and records."""
    return {column.name for column in table.columns if column.kind == "text" and _names(column.name, table)}


def _names(column: str, table: Table) -> bool:
    return column in (table.worker, "grid_code") or column.endswith("_id")


def _numbered(frame: pl.DataFrame, at: int, columns: frozenset[str]) -> pl.DataFrame:
    """Return *frame* with the number of its example before every identifier; who stands in no county stands in the example's."""
    own = f"{at}{_MARK}"
    names = [name for name, dtype in frame.schema.items() if name in columns and dtype == pl.String]
    values = {name: pl.col(name).fill_null("") if name == "county" else pl.col(name) for name in names}
    # a team may be called by its path: every place on it has the number
    return frame.with_columns(
        (pl.lit(own) + value.str.replace_all("/", f"/{own}", literal=True)).alias(name) for name, value in values.items()
    )


def _looks_back(rules: Rulebook) -> bool:
    """Return whether a run stops where results of an earlier period were not given."""
    if any(isinstance(part, (StepLimit, Over)) for _, part in parts(rules.edition)):
        return True
    return any(line.after is not None and line.after.no_history == "refuse" for line in rules.edition.pay)


def _marked(case: Case) -> bool:
    frames = (*case.tables.values(), case.history, *case.past.values())
    return any(_MARK in str(value) for frame in frames for row in frame.iter_rows() for value in row)


def _records(merged: Case, cases: Sequence[Case], rules: Rulebook, records: Callable[[Case], Records], columns: frozenset[str]) -> Records:
    """Return the records of all *cases* together: read at once, or, where they do not go together, each for itself."""
    try:
        return records_of(merged, rules)
    except GridperfError:
        every = [records(case) for case in cases]
    held: dict[str, Any] = {}
    for name in rules.tables:
        frames = [_numbered(one.table(name).collect(), at, columns) for at, one in enumerate(every) if one.has(name)]
        if frames:
            held[name] = pl.concat(frames).lazy()
    return replace(every[0], tables=held, sources=())


def _merged(cases: Sequence[Case], columns: frozenset[str]) -> Case:
    """Return *cases* as one: whatever they give, each with its number."""

    def together(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
        return pl.concat([_numbered(frame, at, columns) for at, frame in enumerate(frames)])

    first = cases[0]
    return replace(
        first,
        tables={name: together(case.tables[name] for case in cases) for name in first.tables},
        history=together(case.history for case in cases),
        past={name: together(case.past[name] for case in cases) for name in first.past},
    )
