"""Made-up tables for the payroll of made-up people: the same people give the same numbers, on any machine, and none of them is anybody's.

Identity numbers have a right check digit and a division code that is not in use; accounts begin with digits no bank has.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from gridperf.payroll.identity import check_digit
from gridperf.payroll.tables import INPUTS

__all__ = ["synthetic_payees"]

_NOWHERE = "990000"
_SERIALS = 1_000
_DAYS = 28
_YEARS = 30


def synthetic_payees(
    roster: pl.DataFrame, *, insured_as: str | Mapping[str, str] = "职工", through: str | None = None
) -> dict[str, pl.DataFrame]:
    """Return tables for `gridperf.payroll.read_payees`: a payee for everybody on *roster*, and balances of 0 so far.

    Args:
        roster: with `worker_id`, `name`, and where it has them `street` (the unit that pays), `hired_on`, `starts_on` and `pay_base`.
        insured_as: the class of everybody, or of each role.
        through: month of the opening balances, such as `2026-10`; none by default.

    Returns:
        `payees` and, with *through*, `opening`, as `gridperf.payroll.tables.INPUTS` declares them.
    """
    held = set(roster.columns)
    people = roster.sort("starts_on" if "starts_on" in held else "worker_id").unique("worker_id", keep="first", maintain_order=True)
    rows = []
    for serial, person in enumerate(people.sort("worker_id").iter_rows(named=True)):
        row: dict[str, Any] = dict.fromkeys(INPUTS["payees"].names)
        since = person.get("hired_on") or person.get("starts_on") or dt.date(2020, 1, 1)
        wage = person.get("pay_base") or Decimal(3000)
        row |= {
            "worker_id": person["worker_id"],
            "name": person["name"],
            "id_kind": "居民身份证",
            "id_number": _identity(serial),
            "account_number": f"0000{serial:015d}",
            "unit": person.get("street"),
            "insured_as": insured_as if isinstance(insured_as, str) else insured_as[person["role"]],
            "employed_on": since,
            "insurance_wage": Decimal(wage),
            "fund_wage": Decimal(wage),
        }
        rows.append(row)
    tables = {"payees": pl.DataFrame(rows, schema=INPUTS["payees"].schema)}
    if through is not None:
        zero = {column.name: Decimal("0.00") for column in INPUTS["opening"].columns if column.kind == "decimal"}
        balances = [{"worker_id": row["worker_id"], "through": through, **zero} for row in rows if f"{row['employed_on']:%Y-%m}" <= through]
        tables["opening"] = pl.DataFrame(balances, schema=INPUTS["opening"].schema)
    return tables


def _identity(serial: int) -> str:
    """Return an identity number of nobody: each *serial* has its own."""
    order, rest = serial % _SERIALS, serial // _SERIALS
    day, year = rest % _DAYS + 1, 1970 + rest // _DAYS % _YEARS
    first = f"{_NOWHERE}{year:04d}01{day:02d}{order:03d}"
    return first + check_digit(first)
