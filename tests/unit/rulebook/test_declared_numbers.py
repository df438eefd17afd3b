"""Numbers, dates and texts a pack adds to the roster and the grids are usable wherever those of everybody are, exactly."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridperf import language
from gridperf.rulebook import check_rules
from gridperf.trials import run_examples
from tests.unit.rulebook.packs import INFO, write_pack

TABLES = """tables:
  roster:
    columns:
      post_wage: {kind: decimal, label: 岗位工资, meaning: 每月元数。, digits: 0}
      post_factor: {kind: decimal, label: 岗位系数, meaning: 岗位的系数。, digits: 4}
      post_band: {kind: text, label: 岗位档次, meaning: 岗位的档次。, allowed: [甲档, 乙档]}
      post_since: {kind: date, label: 任现岗日期, meaning: 任现岗之日。}
      quota: {kind: integer, label: 定额, meaning: 每月应走访户数。}
  grids:
    columns:
      difficulty: {kind: decimal, label: 难度系数, meaning: 网格的难度。, digits: 6}
"""
POOL = "floor: 0, cap: unlimited, short: equal, remainder: largest, reserve: 0, nobody: carry, left: return"
EDITION = f"""title: 测试县网格员考核办法
source: sources/2026-01-01.md
basis: assumed
calendar: {{month_starts_on: 1, workdays: none}}
rounding: {{line: 0.01, total: 0.01, money: 0.01, mode: half_up}}
acknowledged: {{R001: 测试, R816: 测试}}
values:
  band: {{name: 档次工资, by: post_band, of: {{甲档: 500, 乙档: 300}}, basis: assumed, clause: 第二条}}
  years: {{name: 任职年限, steps: {{since: post_since, at: period_end, every: 1, unit: year, first: 50, each: 60, most: unlimited}}, basis: assumed, clause: 第三条}}
sheets:
  - id: month
    name: 月度考核
    assess: {{subject: worker, roles: all, placed: longest}}
    every: month
    full_score: 100
    total: {{floor: 0, cap: 100, clause: 第四条}}
    items:
      - {{id: hard, name: 难度, clause: 第五条, measure: {{placed: grids.difficulty}}, score: {{each: 10, up_to: 50}}}}
      - id: index
        name: 指数
        clause: 第五条
        measure: {{formula: roster.post_factor * done, using: {{done: {{count: visits}}}}}}
        score: {{each: 1, up_to: 50}}
grades:
  - {{grade: 合格, at_least: 0}}
pay:
  - {{id: wage, name: 岗位工资, clause: 第六条, line: {{amount: roster.post_wage}}, part_month: by_calendar_days}}
  - {{id: band, name: 档次工资, clause: 第六条, line: {{amount: values.band}}, part_month: whole}}
  - {{id: years, name: 年限工资, clause: 第六条, line: {{amount: values.years}}, part_month: whole}}
  - {{id: short, name: 少走访, clause: 第七条, line: {{each: -5, short_of: roster.quota, measure: {{count: visits}}, cap: 100}}}}
  - {{id: pool, name: 奖励池, clause: 第八条, line: {{pool: {{fund: {{amount: 1000}}, within: all, by: [{{of: roster.post_factor}}, {{of: grids.difficulty}}], {POOL}}}}}}}
"""
EXAMPLE = """- name: 月中换岗；系数有四位和六位小数
  period: 2026-10
  given:
    roster:
      - {worker_id: 甲, starts_on: 2026-01-01, ends_on: 2026-10-09, name: 甲, role: 网格员, grid_code: g1, post_wage: 3100, post_factor: 1.5, post_band: 乙档, post_since: 2024-03-01, quota: 9}
      - {worker_id: 甲, starts_on: 2026-10-10, name: 甲, role: 网格员, grid_code: g1, post_wage: 3410, post_factor: 2, post_band: 甲档, post_since: 2024-03-01, quota: 4}
      - {worker_id: 乙, starts_on: 2026-01-01, name: 乙, role: 网格员, grid_code: g2, post_wage: 3100, post_factor: 0.1234, post_band: 乙档, post_since: 2026-05-01, quota: 1}
    grids:
      - {grid_code: g1, difficulty: 1.5}
      - {grid_code: g2, difficulty: 2.500001}
    visits:
      - {worker_id: 甲, target_id: 一, visited_at: 2026-10-09 09:00}
      - {worker_id: 甲, target_id: 二, visited_at: 2026-10-19 09:00}
      - {worker_id: 乙, target_id: 三, visited_at: 2026-10-19 09:00}
  expect:
    entries: {甲: {hard: 15, index: 4}, 乙: {hard: 25, index: 0.12}}
    pay:
      甲: {wage: 3320, band: 500, years: 170, short: -10, pool: 906.76}     # (3100 × 9 + 3410 × 22) ÷ 31；3 ÷ 3.3085001234
      乙: {wage: 3100, band: 300, years: 50, short: 0, pool: 93.24}
"""


def test_they_stand_wherever_a_number_of_everybody_s_does(tmp_path: Path) -> None:
    """Amounts by intervals, named numbers by text and by date, formulas, placed figures, norms and weights, each to its last digit."""
    pack = write_pack(tmp_path, EDITION, info=INFO + TABLES, examples={"case.yaml": EXAMPLE})
    assert [str(problem) for problem in check_rules(pack) if problem.severity == "error"] == []
    assert [(result.passed, [str(problem) for problem in result.problems]) for result in run_examples(pack)] == [(True, [])]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{amount: roster.post_wage}", "{amount: roster.post_band}", "R221 roster.post_band holds text, which cannot be used here, so nothing can be computed."),
        ("{placed: grids.difficulty}", "{placed: grids.difficult}", 'R214 The table grids has no column "difficult", so the rule cannot be applied.'),
        ("{of: roster.post_factor}", "{of: roster.post_since}", "R221 roster.post_since holds date, which cannot be used here, so nothing can be computed."),
        ("formula: roster.post_factor *", "formula: roster.post_band *", "R221 roster.post_band holds text, which cannot be used here, so nothing can be computed."),
        ("since: post_since", "since: quota", "R221 roster.quota holds integer, which cannot be used here, so nothing can be computed."),
        ("by: post_band", "by: post_factor", "R221 roster.post_factor holds decimal, which cannot be used here, so nothing can be computed."),
        ("乙档: 300", "丙档: 300", 'R208 The column post_band holds only 甲档、乙档 and never "丙档", so this would never apply to anybody.'),
    ],
)  # fmt: skip
def test_a_column_of_another_kind_says_what_it_holds(tmp_path: Path, old: str, new: str, expected: str) -> None:
    """And one that was not declared says which are near."""
    assert old in EDITION
    with language.use("en"):
        problems = [
            one for one in check_rules(write_pack(tmp_path, EDITION.replace(old, new, 1), info=INFO + TABLES)) if one.severity == "error"
        ]
        assert expected in [f"{one.code} {one.message}" for one in problems]
        assert len(problems) == 1
