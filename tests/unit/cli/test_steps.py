"""Grades that move by steps go through every command, as anything else does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gridperf import load_assessment
from tests.unit.cli.counties import EDITION, SOURCE, assessed, card_texts, write

PACK = {
    "pack.yaml": "{code: 990013-stars, name: 示例县, maintainers: [示例], status: draft, summary: 星级逐级升降。}",
    "sources/2026-01-01.md": SOURCE
    + """\
        ## 第一条

        每月评议，满分 100 分。90 分以上为三星，75 分以上为二星，其余为一星。

        ## 第二条

        星级逐级升降，每月最多升一星、降一星；首次评定从一星起。发生责任事故的，当月定为一星。

        ## 第三条

        三星 300 元，二星 200 元，一星 100 元。
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
            steps: {up: 1, down: 1, since: 2026-08, first: {from: 一星}, not_graded: latest, clause: 第二条}
            items:
              - {id: vote, name: 评议, clause: 第一条, measure: {imported: 评议}, score: {share: 100}, when_no_data: exempt}
            all_exempt: not_assessed
            vetoes:
              - id: accident
                name: 责任事故
                clause: 第二条
                when: {count: incidents, where: "kind = '责任事故'", at_least: 1}
                effect: {grade: 一星, score: keeps}
        grades:
          - {grade: 三星, at_least: 90}
          - {grade: 二星, at_least: 75}
          - {grade: 一星, at_least: 0}
        pay:
          - {id: stars, name: 星级奖, clause: 第三条, line: {by_grade: {三星: 3, 二星: 2, 一星: 1, not_assessed: 0}, of: 100}, part_month: whole}
        """,
    "examples/stars.yaml": """\
        - name: 逐级升降
          period: 2026-10
          given:
            roster:
              - {worker_id: 甲, name: 甲, role: 网格员, starts_on: 2026-01-01}
              - {worker_id: 乙, name: 乙, role: 网格员, starts_on: 2026-01-01}
              - {worker_id: 丙, name: 丙, role: 网格员, starts_on: 2026-01-01}
              - {worker_id: 丁, name: 丁, role: 网格员, starts_on: 2026-01-01}
              - {worker_id: 戊, name: 戊, role: 网格员, starts_on: 2026-01-01}
            totals:
              - {worker_id: 甲, period: 2026-10, measure: 评议, numerator: 95, denominator: 100}
              - {worker_id: 乙, period: 2026-10, measure: 评议, numerator: 40, denominator: 100}
              - {worker_id: 丙, period: 2026-10, measure: 评议, numerator: 90, denominator: 100}
              - {worker_id: 丁, period: 2026-10, measure: 评议, numerator: 95, denominator: 100}
            incidents:
              - {worker_id: 丁, kind: 责任事故, occurred_on: 2026-10-09}
            history:
              - {worker_id: 甲, period: 2026-09, total: 50, grade: 一星}
              - {worker_id: 乙, period: 2026-09, total: 95, grade: 三星}
              - {worker_id: 丙, period: 2026-08, total: 80, grade: 二星}
              - {worker_id: 丁, period: 2026-09, total: 95, grade: 三星}
              - {worker_id: 戊, period: 2026-09, total: 95, grade: 三星}
          expect:
            grades:
              甲: {grade: 二星, uncapped_grade: 三星, decided_by: steps, clause: 第二条}
              乙: {grade: 二星, uncapped_grade: 一星, decided_by: steps, clause: 第二条}
              丙: {grade: 三星, decided_by: band}        # 九月没有评定，看八月的二星
              丁: {grade: 一星, decided_by: veto}        # 一票否决不受逐级升降限制
              戊: {grade: null, decided_by: not_assessed}
            pay: {甲: {gross: 200}, 乙: {gross: 200}, 丙: {gross: 300}, 丁: {gross: 100}, 戊: {gross: 0}}
        - name: 二星恰在 75 分；首次评定最多二星
          period: 2026-08
          given:
            roster:
              - {worker_id: 甲, name: 甲, role: 网格员, starts_on: 2026-01-01}
              - {worker_id: 乙, name: 乙, role: 网格员, starts_on: 2026-01-01}
              - {worker_id: 丙, name: 丙, role: 网格员, starts_on: 2026-01-01}
            totals:
              - {worker_id: 甲, period: 2026-08, measure: 评议, numerator: 75, denominator: 100}
              - {worker_id: 乙, period: 2026-08, measure: 评议, numerator: 74.99, denominator: 100}
              - {worker_id: 丙, period: 2026-08, measure: 评议, numerator: 100, denominator: 100}
            incidents: []
          expect:
            grades: {甲: {grade: 二星, decided_by: band}, 乙: 一星, 丙: {grade: 二星, decided_by: steps}}
        """,
}
VOTES = {"2026-08": {"甲": 80, "乙": 95}, "2026-09": {"甲": 95, "乙": 20}, "2026-10": {"甲": 10, "乙": 95, "丙": 80}}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write(tmp_path / "990013-stars", PACK)


@pytest.fixture
def month(run: Callable[..., object], pack: Path, tmp_path: Path) -> Path:
    """Return the third month: 甲 comes from 三星, 乙 from 一星, 丙 is new."""
    rows = [f"{who},{code},评议,{vote},100\n" for code, votes in VOTES.items() for who, vote in votes.items()]
    records = {
        "roster.csv": "worker_id,name,role,starts_on\n甲,甲,网格员,2026-01-01\n乙,乙,网格员,2026-01-01\n丙,丙,网格员,2026-10-01\n",
        "totals.csv": "worker_id,period,measure,numerator,denominator\n" + "".join(rows),
        "incidents.csv": "incident_id,worker_id,kind,occurred_on\n",
    }
    exports = write(tmp_path / "exports", records)
    return assessed(run, exports, pack, VOTES, out=tmp_path / "out")


def test_steps_count_from_what_was_given_and_not_from_the_total(month: Path) -> None:
    """乙 fell from 二星 to 一星 in September and rises by one in October; 甲 rose to 三星 and falls by one."""
    history = load_assessment(month).history
    assert history.filter(history["period"] == "2026-09").select("subject", "grade").rows() == [("乙", "一星"), ("甲", "三星")]
    grades = load_assessment(month).grades.select("subject", "grade", "uncapped_grade", "decided_by")
    assert grades.rows() == [("丙", "二星", "二星", "band"), ("乙", "二星", "三星", "steps"), ("甲", "二星", "一星", "steps")]


def test_a_month_without_the_one_before_is_refused(run: Callable[..., object], pack: Path, month: Path, tmp_path: Path) -> None:
    """Nobody's grade rises freely because a file was left out."""
    result = run("assess", tmp_path / "exports", "--rules", pack, "--period", "2026-10", "--out", tmp_path / "again")
    assert result.exit_code == 1
    assert "A166" in result.output
    assert month.exists()


def test_the_examples_reach_both_ways(run: Callable[..., object], pack: Path) -> None:
    """A grade held from rising and one held from falling are things that can happen, and did; every change is noticed."""
    result = run("test", pack, "--coverage")
    assert result.exit_code == 0
    assert "steps of grades 2/2" in " ".join(result.stdout.split())
    assert run("test", pack, "--mutate").exit_code == 0
    assert run("test", pack, "--edges").exit_code == 0


def test_an_example_is_not_lent_the_history_of_another(run: Callable[..., object], pack: Path) -> None:
    """Two examples of a month, one of which gives nothing of the month before, are not assessed together."""
    bare = """
        - name: 没有给出以往的结果
          period: 2026-10
          given:
            roster: [{worker_id: 甲, name: 甲, role: 网格员, starts_on: 2026-01-01}]
            totals: [{worker_id: 甲, period: 2026-10, measure: 评议, numerator: 80, denominator: 100}]
            incidents: []
          expect:
            grades: {甲: 二星}
        """
    write(pack, {"examples/bare.yaml": bare})
    result = run("test", pack)
    assert result.exit_code == 1
    assert "A166" in result.output


def test_the_rules_are_printed(run: Callable[..., object], pack: Path, tmp_path: Path) -> None:
    """In Chinese, and in English."""
    page = tmp_path / "rules.html"
    assert run("print", pack, "-o", page).exit_code == 0
    assert (
        "与上一期等次相比最多升 1 等、最多降 1 等；自 2026-08 起执行；以前没有等次的视同上一期为“一星”；上一期没有评定的看更早最近一次的等次；"
        "一票否决、末位、比例控制等下调不受此限"
    ) in page.read_text(encoding="utf-8")
    assert run("print", pack, "--lang", "en", "-o", page).exit_code == 0
    assert (
        "against the period before, a grade rises at most 1 and falls at most 1; from 2026-08 on; who has no earlier grade is treated as though "
        "it had been '一星'; who was not graded in the period before is held against the latest grade there is; vetoes, the last and quotas "
        "lower it all the same"
    ) in page.read_text(encoding="utf-8").replace("&#39;", "'")


def test_the_card_says_which_grade_held_this_one(run: Callable[..., object], month: Path, tmp_path: Path) -> None:
    """On paper, on a screen, and in the ranking; the seal of every card holds."""
    texts = {who: text for (who, _), text in card_texts(load_assessment(month)).items()}
    assert "按总分可评“三星”；2026-09 等次为“一星”，依第二条每期最多升 1 等，评为“二星”。" in texts["乙"]
    assert "按以往等次，本期不能评为“三星”" not in texts["乙"]  # which the sentence before has said
    assert "按总分可评“一星”；2026-09 等次为“三星”，依第二条每期最多降 1 等，评为“二星”。" in texts["甲"]
    assert "依第一条按总分定等。按以往等次，本期不能评为“三星”。" in texts["丙"]
    assert "还差 80 分" in texts["甲"]
    assert "一星 in 2026-09, at most 1 up in a period; by total 三星" in run("explain", month, "乙").stdout
    assert "2026-09 为“三星”，每期最多降 1 等，按总分是“一星”" in run("explain", month, "甲", lang="zh").stdout
    assert run("render", month, "--report", "scorecard", "--to", tmp_path / "cards").exit_code == 0
    assert run("verify", tmp_path / "cards").exit_code == 0
    assert run("render", month, "--report", "ranking", "--lang", "zh", "--to", tmp_path / "ranking.html").exit_code == 0
    assert "逐级升降" in (tmp_path / "ranking.html").read_text(encoding="utf-8")


def test_no_total_reaches_beyond_the_steps(run: Callable[..., object], month: Path) -> None:
    """乙 cannot be 三星 this month; 甲 can, with the points of its band."""
    assessment = load_assessment(month)
    why = {who: assessment.why_not(who) for who in "甲乙"}
    assert {who: (one.points_short, one.by) for who, one in why.items()} == {"甲": (80, "band"), "乙": (None, "steps")}
    assert assessment.distances(["乙"]).select("points_short", "by", "item").rows() == [(None, "steps", None)]
    assert "现为 二星：等次逐级升降，按以往等次本期不能评为 三星，多少分也评不上。" in run("explain", month, "乙", lang="zh").stdout
    assert "grades move by steps, and after the one before no total would be enough for 三星." in run("explain", month, "乙").stdout


def test_what_changed_is_said_in_words(run: Callable[..., object], pack: Path, tmp_path: Path) -> None:
    """Falling without limit, and newcomers graded freely."""
    edition = PACK["editions/2026-01-01.yaml"].replace("down: 1", "down: unlimited").replace("first: {from: 一星}", "first: free")
    other = write(tmp_path / "new" / "990013-stars", {**PACK, "editions/2026-01-01.yaml": edition})
    text = " ".join(run("diff", pack, other).stdout.split())
    assert "falls without limit" in text
    assert "is graded by the total alone" in text
