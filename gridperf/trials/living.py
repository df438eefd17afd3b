"""A real person's month becomes a worked example that names nobody and passes at once.

Names, identifiers and texts are replaced, the same one always by the same; dates and numbers stay, and so do the words the
rules themselves use. What was expected is taken from the assessment; what hangs on other people is left out and said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from gridperf.assessment import Assessment
from gridperf.errors import Problem, RecordsError
from gridperf.records import Records
from gridperf.rulebook.examples import Case, read_case
from gridperf.rulebook.expectations import TOTAL_KINDS, Found
from gridperf.rulebook.numbers import number
from gridperf.rulebook.resolved import Rulebook
from gridperf.tables import Table
from gridperf.trials.given import assessed, records_of
from gridperf.trials.running import judged
from gridperf.trials.writing import Exactly, case_text

__all__ = ["LivingExample", "example_from"]

_WHOLE = ("attendance", "decisions", "supplied", "totals", "marks", "redemptions", "targets")
"""Tables of which every column is kept: they are small, and the engine reads columns of theirs no rulebook names."""
_PLACES = ("community", "street", "county")


@dataclass(frozen=True, slots=True)
class LivingExample:
    """An example made from an assessment.

    Attributes:
        text: the YAML to be written into a file of `examples/`.
        left_out: what of the assessment hangs on other people, and is therefore not expected: stage, worker and name.
    """

    text: str
    left_out: tuple[str, ...]


def example_from(assessment: Assessment, worker: str, records: Records, *, name: str | None = None) -> LivingExample:
    """Return *worker*'s part of *assessment* as an example.

    Args:
        assessment: the result of a period that was assessed from records.
        worker: the identifier, as on the roster.
        records: what it was assessed from.
        name: the sentence that says what the example checks.

    Raises:
        RecordsError: A104 if the worker is not in the assessment, A171 if it was rolled up, A172 if *records* do not give its points.
    """
    assessment.explain(worker)  # refuses whoever is not in it
    if assessment.provenance.runs:
        raise RecordsError(Problem("A171", values={"period": assessment.period.code}))
    rules = assessment.rulebook
    for words in (_words(rules), None):
        given = _given(assessment, worker, records, words)
        expect = _expected(assessment, worker)
        raw = {"name": name or _sentence(assessment, expect), "period": assessment.period.code, "given": given, "expect": expect}
        differing = _differing(raw, rules)
        if not any(at[1] in ("entries", "scores") for at in differing):
            break
    wrong = [what for at, what in differing.items() if at[1] in ("entries", "scores")]
    if wrong:
        raise RecordsError(Problem("A172", values={"worker": worker, "what": ", ".join(wrong)}))
    for at in differing:
        _remove(raw, at)
    return LivingExample(case_text(raw), tuple(differing.values()))


# --- what is given -----------------------------------------------------------------------------------------------------


def _given(assessment: Assessment, worker: str, records: Records, words: frozenset[str] | None) -> dict[str, list[dict[str, Any]]]:
    """Return the tables of the example; *words* are what the rulebook names, None to keep every column."""
    rules, period = assessment.rulebook, assessment.period
    kept = _literals(rules)
    stand_in = _StandIns(worker, kept)
    grids: set[Any] = set()
    made: dict[str, list[dict[str, Any]]] = {}
    for table in rules.tables.values():
        if not records.has(table.name) or (words is not None and table.name not in words and table.name not in ("roster", "grids")):
            continue
        rows = records.table(table.name).collect()
        if table.name == "grids":
            rows = rows.filter(pl.col("grid_code").is_in(list(grids)))
        elif table.worker:
            rows = rows.filter(pl.col(table.worker) == worker)
        rule = rules.edition.tables.get(table.name)
        rows = _of_period(rows, table, (rule.dated_by if rule else None) or table.dated_by, assessment)
        if "grid_code" in rows.columns:
            grids |= set(rows["grid_code"].drop_nulls())
        columns = [column for column in table.columns if words is None or _needed(column.name, table, words)]
        for row in rows.select([column.name for column in columns]).iter_rows(named=True):
            made.setdefault(table.name, []).append(
                {column.name: stand_in.of(table, column.name, row[column.name]) for column in columns if row[column.name] is not None}
            )
    before = assessment.history.filter(pl.col("subject") == worker)
    if before.height:
        made["history"] = [_past(row, ("period", "sheet", "total", "grade")) for row in before.iter_rows(named=True)]
    held = assessment.reserves.filter((pl.col("subject") == worker) & (pl.col("period") != period.code))
    if held.height:
        made["reserves"] = [_past(row, ("period", "line", "amount")) for row in held.iter_rows(named=True)]
    opening = assessment.accounts.filter((pl.col("subject") == worker) & (pl.col("opening") != 0))
    if opening.height:
        earlier = {"period": period.before().code}
        made["accounts"] = [
            _past({**row, **earlier, "closing": row["opening"]}, ("period", "account", "closing")) for row in opening.iter_rows(named=True)
        ]
    return made


def _of_period(rows: pl.DataFrame, table: Table, dated_by: str, assessment: Assessment) -> pl.DataFrame:
    if not dated_by or table.name == "roster":
        return rows
    column, period = pl.col(dated_by), assessment.period
    if rows.schema[dated_by] == pl.String:
        return rows.filter(column == period.code)
    return rows.filter(column.cast(pl.Date).is_between(period.starts_on, period.ends_on))


def _needed(column: str, table: Table, words: frozenset[str]) -> bool:
    if table.name in ("roster", *_WHOLE):
        return True
    declared = table.column(column)
    own_number = column.endswith("_id") and declared.key and column not in words
    return not own_number and (declared.required or column in words or column in (table.worker, table.dated_by, "level", "grid_code"))


def _past(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {"worker_id": _SELF, **{name: row[name] for name in names if row[name] is not None}}


def _words(rules: Rulebook) -> frozenset[str]:
    """Return every word of the rulebook and the measures it uses that could be the name of a table or column."""
    return frozenset(re.findall(r"[a-z_][a-z0-9_]*", json.dumps(rules.as_dict(), ensure_ascii=False)))


def _literals(rules: Rulebook) -> frozenset[str]:
    """Return every text the rulebook could compare a value with."""
    found: set[str] = set()

    def walk(value: Any) -> None:  # noqa: ANN401 (plain data)
        if isinstance(value, dict):
            found.update(value)
            for held in value.values():
                walk(held)
        elif isinstance(value, (list, tuple)):
            for held in value:
                walk(held)
        elif isinstance(value, str):
            found.add(value)
            found.update(re.findall(r"'([^']*)'", value))

    data = rules.as_dict()
    walk({key: data[key] for key in ("edition", "measures")})
    return frozenset(found)


# --- names for names ---------------------------------------------------------------------------------------------------

_SELF = "0001"


class _StandIns:
    """What stands for whom; the same value of the same column always gets the same one."""

    def __init__(self, worker: str, kept: frozenset[str]) -> None:
        self.kept = kept
        # a text alike in what a filter looks for is replaced by just that
        self.patterns = [pattern for text in kept for pattern in re.findall(r"(?i)\bLIKE\s+'([^']*)'", text) if pattern.strip("%_")]
        self.worker = worker
        self.known: dict[tuple[str, str], str] = {}
        self.counts: dict[str, int] = {}

    def of(self, table: Table, column: str, value: Any) -> Any:  # noqa: ANN401 (any cell)
        """Return what is written instead of *value*."""
        declared = table.column(column)
        if declared.kind != "text":
            return value
        if value == self.worker:
            return _SELF
        if column == "name":
            return "网格员甲" if table.name == "roster" else self._new(column, str(value), "名称")
        if value in self.kept or value in declared.allowed or column == table.dated_by or re.fullmatch(r"[A-Z]?\d?", str(value)):
            return value
        for pattern in self.patterns:
            if re.fullmatch(re.escape(pattern).replace("%", ".*"), str(value)):
                return pattern.replace("%", "")
        plain = column.endswith(("_id", "_code"))
        return self._new(column, str(value), "" if plain else re.split("[（(]", declared.label)[0])

    def _new(self, column: str, value: str, label: str) -> str:
        if (column, value) not in self.known:
            self.counts[column] = self.counts.get(column, 0) + 1
            self.known[column, value] = f"{label}{self.counts[column]}"
        return self.known[column, value]


# --- what is expected --------------------------------------------------------------------------------------------------


def _expected(assessment: Assessment, worker: str) -> dict[str, Any]:
    own = pl.col("subject") == worker
    sheets = {sheet.id: sheet for sheet in assessment.rulebook.edition.sheets}
    entries: dict[str, dict[str, Any]] = {}
    points = assessment.entries.filter(own & (pl.col("ledger") == "points")).rows(named=True)
    for row in points:
        sheet = sheets[row["sheet"]]
        items = {item.id for item in sheet.items}
        others = {part.id for part in sheet.sections} | {veto.id for veto in sheet.vetoes}
        named = row["item"] if row["item"] in items | others else row["kind"]
        if named in items or named not in TOTAL_KINDS:
            amount = [each["amount"] for each in points if (each["sheet"], each["item"]) == (row["sheet"], named)]
        else:
            amount = [
                each["amount"] for each in points if each["sheet"] == row["sheet"] and each["kind"] == named and each["item"] not in items
            ]
        entries.setdefault(row["sheet"], {})[named] = _number(sum(map(Fraction, amount), Fraction(0)))
    scores = {row["sheet"]: _number(row["total"]) for row in assessment.scores.filter(own).rows(named=True)}
    grades = {
        row["sheet"]: {"grade": row["grade"], "decided_by": row["decided_by"]} for row in assessment.grades.filter(own).rows(named=True)
    }
    found: dict[str, Any] = {"entries": {_SELF: entries}, "scores": {_SELF: scores}, "grades": {_SELF: grades}}
    for row in assessment.pay.filter(own).rows(named=True):
        found["pay"] = {
            _SELF: {name: _number(value) for name, value in row.items() if name not in ("subject", "period") and value is not None}
        }
    actions = assessment.actions.filter(own)["action"].to_list()
    return {**found, "actions": {_SELF: actions}} if assessment.rulebook.edition.actions else found


def _sentence(assessment: Assessment, expect: Mapping[str, Any]) -> str:
    totals = "，".join(f"{total} 分" if total is not None else "不评定" for total in expect["scores"][_SELF].values())
    grades = "，".join(held["grade"] for held in expect["grades"][_SELF].values() if held["grade"])
    return f"{assessment.period.code} 某网格员的一个周期：{totals}" + (f"，{grades}" if grades else "")


def _number(value: Any) -> Exactly | None:  # noqa: ANN401 (a decimal or a fraction)
    return None if value is None else Exactly(number(Fraction(value)))


def _differing(raw: Mapping[str, Any], rules: Rulebook) -> dict[tuple[str, ...], str]:
    """Return the paths of what does not come out again, with what it is called."""
    case = _read(raw, rules)

    def found() -> Found:
        result = assessed(case, rules, lambda: records_of(case, rules))
        return Found(lambda stage: result.table(stage).rows(named=True))

    result = judged(case, rules, found)
    if result.problems and not result.differences:
        raise RecordsError(result.problems)
    return {tuple(map(str, difference.at[1:])): difference.what for difference in result.differences}


def _read(raw: Mapping[str, Any], rules: Rulebook) -> Case:
    case, problems = read_case(case_text(raw), rules.tables)
    if case is None:
        raise RecordsError(problems)
    return case


def _remove(raw: dict[str, Any], at: tuple[str, ...]) -> None:
    """Take the expectation at *at* out of *raw*, and whatever it leaves empty."""
    if len(at) == 1:
        del raw[at[0]]
        return
    held = raw.get(at[0])
    if isinstance(held, dict):
        _remove(held, at[1:])
        if not held:
            del raw[at[0]]
    else:
        raw.pop(at[0], None)
