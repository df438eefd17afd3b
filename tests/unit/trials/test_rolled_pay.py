"""An example says what a year pays by the results of its months, also where the year has a sheet of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridperf.trials.coverage import cover
from gridperf.trials.mutating import mutate
from gridperf.trials.running import Suite
from tests.unit.rulebook.packs import write_pack

EDITION = """\
title: 测试县网格员考核办法
source: sources/2026-01-01.md
basis: assumed
calendar: {month_starts_on: 1, workdays: none}
rounding: {line: 0.01, total: 0.01, money: 0.01, mode: half_up}
sheets:
  - id: month
    name: 月度考核
    assess: {subject: worker, roles: all, placed: last}
    every: month
    full_score: 100
    total: {floor: 0, cap: 100, clause: 第二条}
    items: [{id: vote, name: 评议, clause: 第二条, measure: {imported: 评议}, score: {share: 100}, when_no_data: zero}]
grades: [{grade: 合格, at_least: 60}, {grade: 不合格, at_least: 0}]
rollup:
  year: {of: month, by: mean, missing: skip, needs: 2, clause: 第三条}
pay:
  - id: award
    name: 年度奖
    clause: 第四条
    every: year
    sheet: month
    line: {by_grade: {合格: 1, 不合格: 0.5, not_assessed: 0}, of: 2000}
    part_month: by_calendar_days
"""
REVIEW = """\
  - id: review
    name: 年度测评
    assess: {subject: worker, roles: all, placed: last}
    every: year
    full_score: 100
    total: {floor: 0, cap: 100, clause: 第二条}
    items: [{id: marks, name: 测评, clause: 第二条, measure: {imported: 测评}, score: {share: 100}, when_no_data: zero}]
grades:"""
EXAMPLE = """\
- name: 年度奖
  period: "2026"
  given:
    roster:
      - {worker_id: "1", starts_on: 2025-01-01, name: 甲, role: 网格员}
      - {worker_id: "2", starts_on: 2026-01-31, name: 乙, role: 网格员}
      - {worker_id: "3", starts_on: 2026-02-01, name: 丙, role: 网格员}
    history:
      - {worker_id: "1", period: 2026-01, sheet: month, total: 50}
      - {worker_id: "1", period: 2026-02, sheet: month, total: 70}
      - {worker_id: "2", period: 2026-01, sheet: month, total: 50}
      - {worker_id: "2", period: 2026-02, sheet: month, total: 69.98}
      - {worker_id: "3", period: 2026-02, sheet: month, total: 90}
  expect:
    scores: {"1": {month: 60}, "2": {month: 59.99}, "3": {month: null}}
    pay:
      "1": {award: 323.29, gross: 323.29}     # 2000 × 59/365
      "2": {award: 79.45, gross: 79.45}       # 2000 × 0.5 × 29/365
      "3": {award: 0, gross: 0}
"""


@pytest.fixture(params=["alone", "beside"])
def pack(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a pack with an award of the year, without and with a sheet of the year that has nothing to do with it."""
    text = EDITION if request.param == "alone" else EDITION.replace("grades:", REVIEW, 1)
    return write_pack(tmp_path, text, examples={"year.yaml": EXAMPLE})


def test_an_example_says_what_a_year_pays(pack):
    """It holds, and reaches the line and every grade of it."""
    suite = Suite.of(pack)
    assert [result.problems for result in map(suite.run, suite.cases)] == [()]
    kinds = {kind: (got, total) for kind, got, total in cover(pack).by_kind()}
    assert (kinds["pay"], kinds["pay-grade"]) == ((1, 1), (3, 3))


def test_a_change_of_what_a_year_pays_is_noticed(pack):
    """Every number and choice of the line, and of how the months become a year."""
    verdicts = mutate(pack, only="pay").verdicts
    assert verdicts
    assert [verdict for verdict in verdicts if verdict.outcome not in ("failed", "refused")] == []
