"""Small payments for tests: people, employer and pay in a few words."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from gridperf import payroll
from gridperf.payroll.identity import check_digit
from gridperf.payroll.tables import INPUTS

EMPLOYER = """
title: 测试发放办法
payer: 测试单位
locality: {locality}
minimum_wage: {{class: {wage}}}
insured_month: payment
without_pay: no_contributions
classes:
  - {{name: 职工, schemes: [pension, medical, unemployment, maternity, injury], fund: true, minimum_wage: applies}}
  - {{name: 不参保, schemes: [], fund: false, minimum_wage: not_tested}}
fund: {{worker: {fund}, employer: {fund}}}
lines:
  - {{lines: [base, performance], as: wage, minimum_wage: counts}}
  - {{lines: [heat], as: wage, minimum_wage: left_out}}
  - {{lines: [year-end], as: annual_bonus, minimum_wage: left_out}}
  - {{lines: [relief], as: exempt, minimum_wage: left_out}}
look_at: {{retro_above: 500, times_last: 2}}
"""


def identity(serial: int) -> str:
    """Return an identity number that is valid and nobody's."""
    first = f"530112{1960 + serial % 40:04d}01{serial // 40 % 28 + 1:02d}{serial // 1120 % 1000:03d}"
    return first + check_digit(first)


def payee(worker: str = "A1", **columns: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(INPUTS["payees"].names)
    serial = int("".join(each for each in worker if each.isdigit()) or 0)
    row |= {"worker_id": worker, "name": f"王{worker}", "id_kind": "居民身份证", "id_number": identity(serial)}
    row |= {"account_number": f"6217003860{serial:09d}", "insured_as": "不参保", "employed_on": dt.date(2015, 1, 1)}
    return row | columns


def frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    full = [dict.fromkeys(INPUTS[table].names) | row for row in rows]
    decimals = {column.name for column in INPUTS[table].columns if column.kind == "decimal"}
    full = [{name: Decimal(str(value)) if name in decimals and value is not None else value for name, value in row.items()} for row in full]
    return pl.DataFrame(full, schema=INPUTS[table].schema)


def payees_of(*people: dict[str, Any], **tables: list[dict[str, Any]]) -> payroll.Payees:
    given = {"payees": frame("payees", list(people)), **{name: frame(name, rows) for name, rows in tables.items()}}
    return payroll.read_payees(given)


def earned(pay: dict[str, dict[str, Any]], period: str = "2026-01", *, whole: bool = True) -> payroll.Earned:
    """Return pay by worker and line."""
    lines = sorted({line for lines in pay.values() for line in lines})
    rows = [
        {"worker_id": worker, **{line: None if (v := amounts.get(line)) is None else Decimal(str(v)) for line in lines}}
        for worker, amounts in pay.items()
    ]
    schema = {"worker_id": pl.String, **dict.fromkeys(lines, pl.Decimal(38, 2))}
    parties = pl.DataFrame(schema={"worker_id": pl.String, "line": pl.String, "party": pl.String, "amount": pl.Decimal(38, 2)})
    monthly = len(period) == 7
    ends = period if monthly else f"{period[:4]}-{int(period[5]) * 3:02d}" if "Q" in period else f"{period}-12"
    return payroll.Earned(
        period,
        monthly,
        pl.DataFrame(rows, schema=schema),
        {line: line for line in lines},
        frozenset(pay if whole else ()),
        parties,
        "",
        ends,
    )


def employer(folder: Path, *, fund: str = "12%", wage: str = "一类", locality: str = "530100-kunming", extra: str = "") -> payroll.Rules:
    path, text = folder / "payroll.yaml", EMPLOYER.format(fund=fund, wage=wage, locality=locality) + extra
    path.write_text(text, encoding="utf-8")
    return _loaded(path, text)


PLAIN = """
name: 试验地
schemes:
  - id: pension
    name: 三险一金
    tax_column: 基本养老保险费
    history: [{from: 2015-01-01, floor: 0, ceiling: unlimited, worker: 100%, employer: 0, source: 试验}]
    rounding: {worker: [{step: 0.01, mode: half_up}], employer: [{step: 0.01, mode: half_up}]}
minimum_wage:
  - {from: 2015-01-01, month: {一类: 2270}, own_contributions: included, source: 试验}
"""
"""A place where whoever is insured has exactly their base taken off."""

PLAIN_EMPLOYER = """
title: 试验
payer: 试验
locality: plain
minimum_wage: {class: 一类}
insured_month: payment
without_pay: no_contributions
classes: [{name: 职工, schemes: [pension], fund: false, minimum_wage: applies}, {name: 不参保, schemes: [], fund: false, minimum_wage: applies}]
lines:
  - {lines: [base], as: wage, minimum_wage: counts}
  - {lines: [heat], as: wage, minimum_wage: left_out}
  - {lines: [year-end], as: annual_bonus, minimum_wage: left_out}
look_at: {retro_above: 500, times_last: 2}
"""


def looked_at(paid: payroll.Payroll) -> payroll.Payroll:
    """Return *paid* as if somebody had looked at each of its exceptions."""
    seen = paid.exceptions.with_columns(pl.lit("张会计").alias("by"))
    return dataclasses.replace(paid, tables={**paid.tables, "exceptions": seen})


def plain(folder: Path) -> payroll.Rules:
    """Return rules under which contributions are what the base says."""
    (folder / "plain").mkdir(exist_ok=True)
    (folder / "plain/statutory.yaml").write_text(PLAIN, encoding="utf-8")
    (folder / "payroll.yaml").write_text(PLAIN_EMPLOYER, encoding="utf-8")
    return _loaded(folder / "payroll.yaml", PLAIN_EMPLOYER)


def _loaded(path: Path, text: str) -> payroll.Rules:
    """Return the rules in *path*; read once for the same *text*, for reading takes longer than paying."""
    if text not in _READ:
        _READ[text] = payroll.load_employer(path)
    return _READ[text]


_READ: dict[str, payroll.Rules] = {}
