"""A street of four workers in one month, small enough to follow by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import gridperf as gp
from gridperf.tables import RECORDS

EDITION = """\
title: 测试办法
source: sources/2026-01-01.md
basis: assumed
calendar: {month_starts_on: 1, workdays: cn}
rounding: {line: 0.01, total: 0.01, money: 0.01, mode: half_up}
sheets:
  - id: month
    name: 月度考核
    assess: {subject: worker, roles: [网格员], placed: last}
    every: month
    full_score: 100
    total: {floor: 0, cap: 110, clause: 第一条}
    sections:
      - {id: work, name: 工作, clause: 第一条, max: 100}
      - {id: bonus, name: 加分, clause: 第一条, max: 10, beyond_full: true}
    items:
      - id: on-time
        name: 按期处置率
        clause: 第一条
        section: work
        measure: {ratio: {of: {count: disposals, where: "handled_at <= due_at"}, to: {count: disposals}}}
        score: {share: 60}
        when_no_data: zero
      - id: found
        name: 有效发现
        clause: 第一条
        section: work
        measure: {count: discoveries, where: "valid"}
        score: {bands: [{at_least: 3, points: 40}, {at_least: 1, points: 20}, {otherwise: 0}]}
      - id: praise
        name: 表彰
        clause: 第一条
        section: bonus
        measure: {count: incidents, where: "kind = '表彰'"}
        score: {each: 4, up_to: 10}
    vetoes:
      - {id: accident, name: 责任事故, clause: 第二条, when: {count: incidents, where: "kind = '责任事故'", at_least: 1},
         effect: {grade: 不合格, score: keeps}}
    ranking: {within: street, ties: skip}
grades:
  - {grade: 优秀, at_least: 90, clause: 第一条, quota: {at_most: 50%, within: street, round: down, ties: exclude, clause: 第三条}}
  - {grade: 合格, at_least: 60, clause: 第一条}
  - {grade: 不合格, at_least: 0, clause: 第一条}
rollup:
  quarter: {of: month, by: mean, missing: skip, needs: 1, clause: 第四条}
actions:
  - {id: talk, name: 约谈, clause: 第五条, when: {grade: 不合格, times: 2, in_a_row: month}}
pay:
  - {id: base, name: 基本工资, clause: 第六条, line: {amount: roster.pay_base}, part_month: by_paid_days}
  - id: performance
    name: 绩效工资
    clause: 第六条
    line: {by_grade: {优秀: 1.2, 合格: 1.0, 不合格: 0}, of: 1000}
    part_month: by_paid_days
"""

SOURCE = """\
---
title: 测试办法
issuer: 测试县
---
# 测试办法

## 第一条

月度考核。

## 第二条

一票否决。

## 第三条

比例控制。

## 第四条

季度考核。

## 第五条

约谈。

## 第六条

工资。
"""

PACK = "code: 990009-test\nname: 测试县\nmaintainers: [测试]\nstatus: draft\nsummary: 测试。\n"


@pytest.fixture(scope="session")
def rules(tmp_path_factory: pytest.TempPathFactory) -> gp.Rulebook:
    """Return the rulebook of the street."""
    folder = tmp_path_factory.mktemp("packs") / "990009-test"
    for name, text in (("pack.yaml", PACK), ("editions/2026-01-01.yaml", EDITION), ("sources/2026-01-01.md", SOURCE)):
        path: Path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return gp.load_rules(folder)


def frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Return *rows* as the record table called *table*; what they do not say is empty."""
    return pl.DataFrame(rows, schema=RECORDS[table].schema)


def street(month: int = 10, *, late: dict[str, int] | None = None, accidents: tuple[str, ...] = ()) -> gp.Records:
    """Return a month of four workers: 20 disposals each, some *late*; 3, 3, 2 and 0 valid discoveries; *accidents*."""
    late = late or {"01": 0, "02": 1, "03": 2, "04": 13}
    when = dt.datetime(2026, month, 20, 12)
    roster = [
        {
            "worker_id": worker,
            "starts_on": dt.date(2026, 1, 1),
            "name": name,
            "role": "网格员",
            "grid_code": f"g{worker}",
            "street": "津苑",
            "pay_base": Decimal(3000),
        }
        for worker, name in (("01", "赵一"), ("02", "钱二"), ("03", "孙三"), ("04", "李四"))
    ]
    disposals = [
        {
            "disposal_id": f"d{worker}{at}",
            "worker_id": worker,
            "dispatched_at": when - dt.timedelta(days=2),
            "due_at": when,
            "handled_at": when + dt.timedelta(hours=1 if at < late[worker] else -1),
        }
        for worker in late
        for at in range(20)
    ]
    found = {"01": 3, "02": 3, "03": 2, "04": 0}
    discoveries = [
        {"event_id": f"e{worker}{at}", "worker_id": worker, "reported_at": when, "valid": True}
        for worker, count in found.items()
        for at in range(count)
    ]
    incidents = [{"incident_id": f"i{worker}", "worker_id": worker, "kind": "责任事故", "occurred_on": when.date()} for worker in accidents]
    return gp.read_records(
        {
            "roster": frame("roster", roster),
            "disposals": frame("disposals", disposals),
            "discoveries": frame("discoveries", discoveries),
            "incidents": frame("incidents", incidents),
        }
    )


@pytest.fixture(scope="session")
def month(rules: gp.Rulebook) -> gp.Assessment:
    """Return October of the street: totals 100, 97, 74 and 21."""
    return gp.assess(street(), rules, "2026-10")
