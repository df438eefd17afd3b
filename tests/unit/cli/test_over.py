"""The mean of the last months goes through every command, as anything else does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gridperf import load_assessment
from tests.unit.cli.counties import EDITION, SOURCE, assessed, card_texts, write

PACK = {
    "pack.yaml": "{code: 990016-mean, name: 示例县, maintainers: [示例], status: draft, summary: 按最近三个月平均分评定。}",
    "sources/2026-01-01.md": SOURCE
    + """\
        ## 第一条

        每月评议，满分 100 分。

        ## 第二条

        星级按最近三个月（含本月）的平均分评定，不足两个月的不评；上月得分不到 60 分的，扣 10 分。
        """,
    "editions/2026-01-01.yaml": EDITION
    + """\
        sheets:
          - id: month
            name: 月度考核
            assess: {subject: worker, roles: all, placed: longest}
            every: month
            full_score: 100
            total: {floor: 0, cap: 100, clause: 第一条}
            items:
              - {id: vote, name: 评议, clause: 第一条, measure: {imported: 评议}, score: {share: 90}, when_no_data: exempt}
              - id: last-month
                name: 上月得分
                clause: 第二条
                measure: {result: {sheet: month, of: self, over: {last: 1, present: left_out, by: mean, missing: skip, needs: 1, since: 2026-08}}}
                score: {bands: [{at_least: 60%, points: 10}, {otherwise: 0}]}
                when_no_data: full
            all_exempt: not_assessed
          - id: stars
            name: 星级评定
            assess: {subject: worker, roles: all, placed: longest}
            every: month
            full_score: 100
            total: {floor: 0, cap: 100, clause: 第二条}
            items:
              - id: mean
                name: 最近三个月平均分
                clause: 第二条
                measure: {result: {sheet: month, of: self, over: {last: 3, present: counts, by: mean, missing: skip, needs: 2, since: 2026-08}}}
                score: {share: 100}
                when_no_data: exempt
            all_exempt: not_assessed
        grades:
          - {grade: 达标, at_least: 75}
          - {grade: 未达标, at_least: 0}
        """,
}
VOTES = {"2026-08": {"甲": 80, "乙": 50}, "2026-09": {"甲": 95}, "2026-10": {"甲": 40, "乙": 90}}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write(tmp_path / "990016-mean", PACK)


@pytest.fixture
def month(run: Callable[..., object], pack: Path, tmp_path: Path) -> Path:
    """Return the third month; 乙 was away in the second."""
    rows = [f"{who},{code},评议,{vote},100\n" for code, votes in VOTES.items() for who, vote in votes.items()]
    records = {
        "roster.csv": "worker_id,name,role,starts_on,ends_on\n甲,甲,网格员,2026-01-01,\n乙,乙,网格员,2026-01-01,2026-08-31\n乙,乙,网格员,2026-10-01,\n",
        "totals.csv": "worker_id,period,measure,numerator,denominator\n" + "".join(rows),
    }
    exports = write(tmp_path / "exports", records)
    return assessed(run, exports, pack, VOTES, out=tmp_path / "out")


def test_the_mean_is_of_the_totals_that_were_given_out(run: Callable[..., object], pack: Path, month: Path, tmp_path: Path) -> None:
    """甲: 82, 95.5 and 46; 乙: 55 in August, away in September, and 91; without the months before, nothing is assessed."""
    scores = load_assessment(month).scores.select("subject", "sheet", "total")
    totals = {(who, sheet): str(total.normalize()) for who, sheet, total in scores.iter_rows()}
    assert totals == {("甲", "month"): "46", ("甲", "stars"): "74.5", ("乙", "month"): "91", ("乙", "stars"): "73"}
    result = run("assess", tmp_path / "exports", "--rules", pack, "--period", "2026-10", "--out", tmp_path / "again")
    assert result.exit_code == 1
    assert "A168" in result.output


def test_the_card_says_of_which_periods_the_mean_is(run: Callable[..., object], month: Path) -> None:
    """The ratio it comes from stands on paper and on a screen."""
    texts = card_texts(load_assessment(month))
    assert "取自“星级”" not in texts["甲", "stars"]
    assert "取自“月度考核”，最近 3 期得分的平均（含本期）" in texts["甲", "stars"]
    assert "223.5/300 × 100" in run("explain", month, "甲", lang="zh").stdout
    assert "146/200 × 100" in run("explain", month, "乙").stdout


def test_the_rules_are_printed(run: Callable[..., object], pack: Path, tmp_path: Path) -> None:
    """In Chinese, and in English."""
    page = tmp_path / "rules.html"
    assert run("print", pack, "-o", page).exit_code == 0
    zh = page.read_text(encoding="utf-8")
    assert "本人在“月度考核”最近 3 期（含本期，自 2026-08 起计）得分的平均，没有得分的期不计，不足 2 期的没有数据 ÷ 满分" in zh
    assert "最近 1 期（不含本期，自 2026-08 起计）得分的平均" in zh
    assert run("print", pack, "--lang", "en", "-o", page).exit_code == 0
    assert (
        "their mean of the last 3 periods (the present one among them, from 2026-08 on), periods without a total left out, no data below 2"
    ) in page.read_text(encoding="utf-8")
