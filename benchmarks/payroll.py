"""What an office waits for on payday: everybody brought from gross to net, the ledger unfolded, and the files of a county written."""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

__all__ = ["measure"]

_EMPLOYER = """
title: 发放
payer: 网格中心
locality: 530100-kunming
minimum_wage: {class: 一类}
insured_month: payment
without_pay: no_contributions
classes:
  - {name: 职工, schemes: [pension, medical, maternity, unemployment, injury], fund: true, minimum_wage: applies}
fund: {worker: 12%, employer: 12%}
lines:
  - {lines: [base, performance, cash], as: wage, minimum_wage: counts}
  - {lines: [heat], as: wage, minimum_wage: left_out}
look_at: {retro_above: 500, times_last: 2}
"""

_FILES_FOR = 10_000
_SIZES = {"county": 800, "hundred thousand": 100_000}


def measure(*, small: bool, times: int) -> dict[str, Any]:
    """Return for a county and for 100,000 people: best seconds of reading what HR keeps, of two payments, of their ledger and files."""
    from gridperf import payroll

    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "payroll.yaml"
        path.write_text(_EMPLOYER, encoding="utf-8")
        rules = payroll.load_employer(path)
    for name, people in _SIZES.items():
        figures[name] = one = _measured(people // 20 if small else people, rules, times)
        taken = f"read in {one['read']:.2f} s, settled in {one['settle']:.3f} s, ledger {one['ledger']:.2f} s"
        print(f"  {name}: {one['people']:,} people {taken}", flush=True)
    return figures


def _measured(count: int, rules: Any, times: int) -> dict[str, Any]:
    """Return the seconds of each part for *count* people."""
    from gridperf import payroll
    from gridperf.payroll.files import make_files

    tables, earned = _people(count)
    payees = payroll.read_payees(tables)
    first = payroll.settle(earned, payees, rules, paid_on=dt.date(2026, 1, 10))
    day = dt.date(2026, 2, 10)
    second = payroll.settle(earned, payees, rules, paid_on=day, before=first)
    assert _adds_up(second)
    return {
        "people": count,
        "read": _best(lambda: payroll.read_payees(tables), min(times, 3)),
        "settle": _best(lambda: payroll.settle(earned, payees, rules, paid_on=day, before=first), times),
        "ledger": _best(lambda: type(second).entries.func(second), min(times, 3)),
        "files": _best(lambda: make_files(second), 2) if count < _FILES_FOR else None,
    }


def _people(count: int) -> tuple[dict[str, pl.DataFrame], Any]:
    """Return payees, claims and pay of *count* made-up people."""
    from gridperf import payroll
    from gridperf.payroll.tables import INPUTS
    from gridperf.testing import synthetic_payees

    numbers = range(count)
    roster = pl.DataFrame(
        {
            "worker_id": [f"W{number:07d}" for number in numbers],
            "name": [f"网格员{number}" for number in numbers],
            "hired_on": [dt.date(2020 + number % 6, number % 12 + 1, 1) for number in numbers],
            "pay_base": [Decimal(2500 + number % 9000) for number in numbers],
        }
    )
    tables = synthetic_payees(roster)
    claims = [
        dict.fromkeys(INPUTS["additional"].names)
        | {
            "worker_id": f"W{number:07d}",
            "kind": "赡养老人",
            "standard": "非独生子女",
            "starts_on": dt.date(2025, 1, 1),
            "amount": Decimal(1500),
        }
        for number in range(0, count, 3)
    ]
    tables["additional"] = pl.DataFrame(claims, schema=INPUTS["additional"].schema)
    yuan = pl.Decimal(38, 2)
    pay = roster.select(
        "worker_id",
        pl.col("pay_base").cast(yuan).alias("base"),
        *(pl.Series(line, [Decimal(number * step % most).scaleb(-2) for number in numbers], dtype=yuan) for line, step, most in _LINES),
    )
    parties = pl.DataFrame(schema={"worker_id": pl.String, "line": pl.String, "party": pl.String, "amount": yuan})
    names = {line: line for line in pay.columns[1:]}
    return tables, payroll.Earned(
        "2026-01", monthly=True, pay=pay, names=names, whole=frozenset(roster["worker_id"]), parties=parties, digest="", ends_in="2026-01"
    )


_LINES = (("performance", 7919, 4_000_000), ("cash", 104_729, 50_000), ("heat", 1299, 30_000))


def _adds_up(payment: Any) -> bool:
    sums = payment.entries.filter(pl.col("side") == "worker").select(pl.col("amount").sum()).item()
    return sums == payment.totals["net"]


def _best(run: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return min(taken)
