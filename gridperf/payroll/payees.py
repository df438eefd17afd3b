"""The tables HR keeps are read as a whole, and every mistake in them is shown with the person it concerns, before anybody is paid.

They are read like records are: files named after the tables, CSV or Excel, headings in either language; an identity number
or account that Excel has cut or rewritten is refused, never completed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from gridperf.errors import PayrollError, Problem, RecordsError, Where
from gridperf.payroll.identity import is_identity_number
from gridperf.payroll.tables import EXCEPTIONS, INPUTS
from gridperf.records import Source, read_records

if TYPE_CHECKING:
    import pandas as pd

    from gridperf.places import Level
    from gridperf.tables import Table

__all__ = ["Payees", "read_payees"]

_CARD = ("居民身份证", "港澳居民居住证", "台湾居民居住证", "港澳居民居住证（居住证）")
_ACCOUNT = r"^[0-9]{6,32}(-[0-9]{1,10})*$"
_MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
_PERSON_AT = 5_000

LARGEST = 10**10
"""No amount reaches this many yuan; sums of some hundred of them stay inside the bounds of the arithmetic."""


@dataclass(frozen=True, slots=True)
class Payees:
    """The tables of `gridperf.payroll.tables.INPUTS`, read and checked; tables that were not given are empty.

    Attributes:
        payees: 发放名册.
        registrations: 个税登记.
        additional: 专项附加扣除.
        adjustments: 发放调整.
        opening: 期初累计.
        confirmations: 异常确认.
        sources: what they were read from.
    """

    payees: pl.DataFrame
    registrations: pl.DataFrame
    additional: pl.DataFrame
    adjustments: pl.DataFrame
    opening: pl.DataFrame
    confirmations: pl.DataFrame
    sources: tuple[Source, ...] = ()

    def file_of(self, table: str) -> str:
        """Return the file *table* was read from, or its name if it was given otherwise."""
        return next((each.file for each in self.sources if each.table == table), table)


def problem_of(code: str, file: str, row: Mapping[str, Any], value: str, *, field: str = "", **values: object) -> Problem:
    """Return problem *code* about *value*, with the person of *row* (`name`, `worker_id`) in its place and in its words."""
    whose = f"{row['name']} {row['worker_id']}"
    return Problem(code, Where(file=file, field=field, value=value, path=whose), {"whose": whose, "value": value, **values})


class _Tables:
    """Declares the tables to the reader of records."""

    tables: Mapping[str, Table] = INPUTS
    teams: Collection[Level] = ()


def read_payees(
    source: str | Path | Mapping[str, str | Path | pl.DataFrame | pl.LazyFrame | pd.DataFrame | list[Any]],
    *,
    mapping: str | Path | None = None,
    ignore: Iterable[str] = (),
) -> Payees:
    """Read and check the tables of the payroll: `payees.xlsx` or `发放名册.xlsx`, `opening.csv` or `期初累计.csv`, and so on.

    Args:
        source: a folder, a workbook with a sheet per table, or a mapping table → file or frame, as `gridperf.read_records`.
        mapping: a `mapping.yaml` that says how foreign tables are to be read.
        ignore: unknown columns to drop.

    Raises:
        RecordsError: D1…, D2… as of `gridperf.read_records`; the place names the person where the row has one.
        PayrollError: Y011 an identity number that cannot be one, Y012 two people with one number, Y013 an account that is none,
            Y014 there is no table of payees,
            Y022 an amount too large to be pay, Y023 a row dated by no month, Y037 a row of somebody who is no payee.
    """
    try:
        read = read_records(source, mapping=mapping, ignore=ignore, rules=_Tables())
    except RecordsError as error:
        raise RecordsError(_with_people(error.problems, source, mapping, ignore)) from None
    tables = {name: read.table(name).collect() for name in INPUTS}
    payees = tables["payees"].sort("worker_id")
    files = {each.table: each.file for each in read.sources}
    if not read.has("payees"):
        raise PayrollError(Problem("Y014", Where(file=str(source) if isinstance(source, (str, Path)) else "")))
    problems = [
        *_identities(payees, files.get("payees", "")),
        *(each for name in INPUTS for each in _too_large(tables[name], name, files.get(name, ""))),
        *(each for name in INPUTS for each in _no_months(tables[name], name, files.get(name, ""))),
        *(each for name in INPUTS for each in _nobodys(tables[name], name, files.get(name, ""), payees)),
    ]
    if problems:
        raise PayrollError(problems)
    by_code = pl.col("exception").replace({label: code for code, label in EXCEPTIONS.items()})
    tables |= {"payees": payees, "confirmations": tables["confirmations"].with_columns(by_code)}
    return Payees(**tables, sources=read.sources)


def _identities(payees: pl.DataFrame, file: str) -> list[Problem]:
    """Return what is wrong with identity numbers and accounts."""
    rows = payees.select("worker_id", "name", "id_kind", "id_number", "account_number")
    problems = []
    cards = rows.filter(pl.col("id_kind").is_in(_CARD))
    for worker, name, _, number, _ in cards.iter_rows():
        if not is_identity_number(number):
            problems.append(_problem("Y011", file, worker, name, "id_number", number))
    twice = rows.filter(pl.struct("id_kind", "id_number").is_duplicated()).sort("id_number", "worker_id")
    for _, group in twice.group_by("id_kind", "id_number", maintain_order=True):
        workers = group.get_column("worker_id").to_list()
        problems += [
            _problem("Y012", file, worker, name, "id_number", number, others=", ".join(other for other in workers if other != worker))
            for worker, name, _, number, _ in group.iter_rows()
        ]
    wrong = rows.filter(pl.col("account_number").is_not_null() & ~pl.col("account_number").str.contains(_ACCOUNT))
    problems += [_problem("Y013", file, worker, name, "account_number", account) for worker, name, _, _, account in wrong.iter_rows()]
    return problems


def _too_large(frame: pl.DataFrame, table: str, file: str) -> list[Problem]:
    """Return Y022 for every amount that would not fit the arithmetic of the payroll."""
    amounts = [column for column in INPUTS[table].columns if column.kind == "decimal"]
    return [
        Problem(
            "Y022", Where(file=file, table=table, field=column.label, value=str(amount), path=worker), {"whose": worker, "value": amount}
        )
        for column in amounts
        for worker, amount in frame.filter(pl.col(column.name) >= LARGEST).select("worker_id", column.name).iter_rows()
    ]


def _no_months(frame: pl.DataFrame, table: str, file: str) -> list[Problem]:
    """Return Y023 for every row dated by something else than a month, which no payment would ever take up."""
    dated = INPUTS[table].dated_by
    if not dated:
        return []
    column = INPUTS[table].column(dated)
    return [
        Problem("Y023", Where(file=file, table=table, field=column.label, value=found, path=worker), {"whose": worker, "value": found})
        for worker, found in frame.filter(~pl.col(dated).str.contains(_MONTH)).select("worker_id", dated).iter_rows()
    ]


def _nobodys(frame: pl.DataFrame, table: str, file: str, payees: pl.DataFrame) -> list[Problem]:
    """Return Y037 for everybody in another table who is no payee: what stands there would count for nobody."""
    strangers = frame.filter(~pl.col("worker_id").is_in(payees.get_column("worker_id").implode()))
    label = INPUTS[table].label
    return [
        Problem("Y037", Where(file=file, table=table, field="网格员编号", value=worker, path=worker), {"whose": worker, "table": label})
        for worker in strangers.get_column("worker_id").unique().sort()
    ]


def _problem(code: str, file: str, worker: str, name: str, column: str, value: str, **values: object) -> Problem:
    where = Where(file=file, table="payees", field=INPUTS["payees"].column(column).label, value=value, path=f"{name} {worker}")
    return Problem(code, where, {"whose": f"{name} {worker}", "value": value, **values})


def _with_people(problems: Sequence[Problem], source: Any, mapping: Any, ignore: Iterable[str]) -> list[Problem]:  # noqa: ANN401
    """Return *problems* with the person of their row in their place, as far as rows can be told."""
    try:
        rejects = read_records(source, mapping=mapping, ignore=ignore, rules=_Tables(), on_problem="quarantine").rejects
    except RecordsError:
        return list(problems)  # what cannot be read at all has no people
    people: dict[tuple[str, str, int], str] = {}
    for row in rejects.head(_PERSON_AT).iter_rows(named=True):
        record = json.loads(row["record"])
        labels = [INPUTS[row["table"]].column("worker_id").label, "worker_id"]
        names = [INPUTS["payees"].column("name").label, "name"]
        said = [str(record[key]) for key in (*names, *labels) if record.get(key) not in (None, "")]
        if said:
            people[row["table"], row["file"] or "", row["row"]] = " ".join(said)
    return [
        replace(each, where=replace(each.where, path=people.get((each.where.table, each.where.file, each.where.row or 0), each.where.path)))
        for each in problems
    ]
