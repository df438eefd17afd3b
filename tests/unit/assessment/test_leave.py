"""Leave without pay by the three published methods: one of the 22 paid days of January 2026 off a wage of 21,750."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import gridperf as gp
from gridperf.calendar import Calendar
from gridperf.period import Period
from tests.unit.rulebook.packs import SOURCE, write_pack

EDITION = """
title: 测试县网格员考核办法
source: sources/2026-01-01.md
basis: assumed
calendar: {month_starts_on: 1, workdays: cn}
rounding: {line: 0.01, total: 0.01, money: 0.01, mode: half_up}
sheets:
  - id: month
    name: 月度考核
    assess: {subject: worker, roles: all, placed: longest}
    every: month
    full_score: 100
    total: {floor: 0, cap: 100, clause: 第二条}
    items:
      - {id: result, name: 得分, clause: 第二条, measure: {count: attendance, where: "leave_kind = '旷工'"}, score: {each: -10, starts_at: 100, down_to: 0}}
grades:
  - {grade: 合格, at_least: 0}
pay:
  - {id: base, name: 基本工资, clause: 第三条, line: {amount: roster.pay_base}, part_month: METHOD}
  - id: leave
    name: 事假扣发
    clause: 第三条
    line:
      each: -1
      measure:
        formula: "FORMULA"
        using: USING
      part: linear
      cap: unlimited
"""
PAID = Calendar().paid_days(Period.parse("2026-01"))


DAYS = "{days: {count: attendance, where: \"leave_kind = '事假'\"}}"
DAYS_AND_DUE = '{days: {count: attendance, where: "leave_kind = \'事假\'"}, due: {count: attendance, where: "due = 1"}}'
ADDED = "CASE WHEN days = 0 THEN 0 ELSE GREATEST(0, roster.pay_base - roster.pay_base / 21.75 * (due - days)) END"


@pytest.mark.parametrize(
    ("method", "formula", "using", "leave", "newcomer"),
    [
        ("subtract_unpaid_days", "roster.pay_base / 21.75 * days", DAYS, "-1000.00", "9750.00"),
        ("add_paid_days", ADDED, DAYS_AND_DUE, "-750.00", "10000.00"),
        ("by_paid_days", "roster.pay_base / GREATEST(due, 1) * days", DAYS_AND_DUE, "-988.64", "9886.36"),
    ],
)
def test_a_day_without_pay_by_each_method(method: str, formula: str, using: str, leave: str, newcomer: str, tmp_path: Path) -> None:
    """The wage of a month, the day taken off it, and the month of somebody who came on the 19th; other leave costs nothing."""
    text = EDITION.replace("METHOD", method).replace("FORMULA", formula).replace("USING", using)
    rules = gp.load_rules(write_pack(tmp_path, text, source=SOURCE))
    roster = pl.DataFrame(
        {
            "worker_id": ["A", "B", "C"],
            "name": ["甲", "乙", "丙"],
            "role": ["网格员"] * 3,
            "starts_on": [dt.date(2024, 1, 1), dt.date(2024, 1, 1), dt.date(2026, 1, 19)],
            "pay_base": [Decimal(21750)] * 3,
        }
    )
    attendance = pl.DataFrame(
        [
            {"worker_id": worker, "date": day, "due": 1, "leave_kind": {"A": "事假", "B": "年休假"}[worker] if day.day == 8 else None}
            for worker in ("A", "B")
            for day in PAID
        ]
        + [{"worker_id": "C", "date": day, "due": 1, "leave_kind": None} for day in PAID if day.day >= 19]
    )
    made = gp.assess(gp.read_records({"roster": roster, "attendance": attendance}), rules, "2026-01")
    assert made.pay.select("base", "leave").rows() == [
        (Decimal("21750.00"), Decimal(leave)),
        (Decimal("21750.00"), Decimal("0.00")),
        (Decimal(newcomer), Decimal("0.00")),
    ]
    assert not made.verify()
