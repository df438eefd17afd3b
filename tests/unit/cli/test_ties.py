"""Equal totals that an item tells apart, and the last of a scope, go through every command, as anything else does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from gridperf import Assessment, load_assessment
from gridperf.report.views import scorecards
from tests.unit.cli.counties import EDITION, SOURCE, assessed, card_texts, write

PACK = {
    "pack.yaml": "{code: 990011-ties, name: 示例县, maintainers: [示例], status: draft, summary: 同分看上报量，末位评为不称职。}",
    "sources/2026-01-01.md": SOURCE
    + """\
        ## 第一条

        每上报一件 10 分，最多 50 分；评议 50 分。

        ## 第二条

        60 分以上为优秀，限一人，总分相同的，上报量多者优先；总分排在末位四分之一的为不称职，进一，不足四人的不适用。
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
              - {id: reports, name: 上报量, clause: 第一条, measure: {count: discoveries}, score: {each: 10, up_to: 50}}
              - {id: vote, name: 评议, clause: 第一条, measure: {imported: 评议}, score: {share: 50}, when_no_data: zero}
        grades:
          - {grade: 优秀, at_least: 60, quota: {count: 1, within: all, ties: {by: [reports], then: exclude}, clause: 第二条}}
          - {grade: 称职, at_least: 30}
          - {grade: 不称职, at_least: 0, quota: {last: 1/4, within: all, round: up, ties: exclude, needs: 4, clause: 第二条}}
        pay:
          - {id: bonus, name: 奖金, clause: 第二条, line: {by_grade: {优秀: 3, 称职: 2, 不称职: 0}, of: 100}, part_month: whole}
        """,
    "examples/ties.yaml": """\
        - name: 同分看上报量，末位一人
          period: 2026-10
          given:
            roster:
              - {worker_id: 甲, name: 甲, role: 网格员, starts_on: 2026-01-01}
              - {worker_id: 乙, name: 乙, role: 网格员, starts_on: 2026-01-01}
              - {worker_id: 丙, name: 丙, role: 网格员, starts_on: 2026-01-01}
              - {worker_id: 丁, name: 丁, role: 网格员, starts_on: 2026-01-01}
            totals:
              - {worker_id: 甲, period: 2026-10, measure: 评议, numerator: 50, denominator: 100}
              - {worker_id: 乙, period: 2026-10, measure: 评议, numerator: 70, denominator: 100}
              - {worker_id: 丙, period: 2026-10, measure: 评议, numerator: 100, denominator: 100}
              - {worker_id: 丁, period: 2026-10, measure: 评议, numerator: 80, denominator: 100}
            discoveries:
              - {worker_id: 甲, reported_at: 2026-10-08 09:00, repeat: 5}
              - {worker_id: 乙, reported_at: 2026-10-08 09:00, repeat: 4}
              - {worker_id: 丙, reported_at: 2026-10-08 09:00, repeat: 1}
          expect:
            scores: {甲: 75, 乙: 75, 丙: 60, 丁: 40}
            grades:
              甲: {grade: 优秀, decided_by: tie}
              乙: {grade: 称职, decided_by: tie}
              丙: {grade: 称职, decided_by: quota}
              丁: {grade: 不称职, uncapped_grade: 称职, decided_by: last}
            pay: {甲: {gross: 300}, 乙: {gross: 200}, 丙: {gross: 200}, 丁: {gross: 0}}
        """,
}
TOTALS = {"甲": (50, 5), "乙": (70, 4), "丙": (100, 1), "丁": (80, 0)}
RECORDS = {
    "roster.csv": "worker_id,name,role,starts_on\n" + "".join(f"{who},{who},网格员,2026-01-01\n" for who in TOTALS),
    "totals.csv": "worker_id,period,measure,numerator,denominator\n"
    + "".join(f"{who},2026-10,评议,{vote},100\n" for who, (vote, _) in TOTALS.items()),
    "discoveries.csv": "event_id,worker_id,reported_at\n"
    + "".join(f"{who}{at},{who},2026-10-08 09:00\n" for who, (_, count) in TOTALS.items() for at in range(count)),
}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write(tmp_path / "990011-ties", PACK)


@pytest.fixture
def month(run: Callable[..., object], pack: Path, tmp_path: Path) -> Path:
    exports = write(tmp_path / "exports", RECORDS)
    return assessed(run, exports, pack, ["2026-10"], out=tmp_path / "out")


def test_the_example_reaches_the_tie_and_the_last(run: Callable[..., object], pack: Path) -> None:
    """Two quotas and what decides a tie are things that can happen, and did."""
    result = run("test", pack, "--coverage")
    assert result.exit_code == 0
    said = " ".join(result.stdout.split())
    assert "quota 2/2" in said
    assert "equal totals 1/1" in said


@pytest.mark.parametrize("how", ["--mutate", "--edges"])
def test_the_pack_is_tried(run: Callable[..., object], pack: Path, how: str) -> None:
    """Changes of a quota of the last are made, and thresholds are met, like those of any other."""
    assert run("test", pack, how).exit_code == 0


def test_the_rules_are_printed(run: Callable[..., object], pack: Path, tmp_path: Path) -> None:
    """In Chinese, and in English."""
    page = tmp_path / "rules.html"
    assert run("print", pack, "-o", page).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert "全体取前 1 名；同分的依次比较“上报量”（多者优先），仍不能区分而名额不够的都不评" in text
    assert (
        "全体参评人员中总分排在末位 25% 的（人数小数进位），达到更高等次也评此等；同分而只有一部分在末位的都不算末位；参评不足 4 人的范围不适用"
    ) in text
    assert run("print", pack, "--lang", "en", "-o", page).exit_code == 0
    text = page.read_text(encoding="utf-8").replace("&#39;", "'")
    assert (
        "equal totals are told apart by '上报量' (the most first) in turn; of those still equal of whom only some fit, all are left out"
        in text
    )
    assert "whoever is among the last 25% of those graded in everybody together (rounded up), even with the total of a better grade" in text


def test_the_card_says_that_a_tie_was_decided_and_by_what(run: Callable[..., object], month: Path) -> None:
    """Whoever got the place and whoever did not read the same; the last reads that it is the last."""
    cards = {card.person.subject: card for card in scorecards(load_assessment(month))}
    assert {who: (card.why.decided_by, card.why.ties) for who, card in cards.items()} == {
        "甲": ("tie", (("上报量", False),)),
        "乙": ("tie", (("上报量", False),)),
        "丙": ("quota", ()),
        "丁": ("last", ()),
    }
    assert "equal totals; 上报量 (the most first) compared in turn" in run("explain", month, "乙").stdout
    assert "总分与他人相同，依次比较上报量（多者优先）" in run("explain", month, "乙", lang="zh").stdout
    assert "总分排在末位，由“称职”下调" in run("explain", month, "丁", lang="zh").stdout


def test_the_distance_goes_beyond_the_last_and_beyond_the_tie(month: Path) -> None:
    """乙 needs a hundredth more than 甲, who has more reports; 丁 must reach 丙, and be beside, for equals are spared."""
    assessment = load_assessment(month)
    short = {who: (str(assessment.why_not(who).points_short), assessment.why_not(who).by) for who in "乙丁"}
    assert short == {"乙": ("0.010000", "quota"), "丁": ("20.000000", "quota")}


def test_the_papers_name_what_decided(run: Callable[..., object], month: Path, tmp_path: Path) -> None:
    """Cards in a sentence, the ranking in a word; the seal of every card holds."""
    texts = {who: text for (who, _), text in card_texts(load_assessment(month)).items()}
    assert "总分与他人相同，依第二条依次比较上报量（多者优先），评为“称职”。" in texts["乙"]
    assert "按总分可评“称职”，总分排在末位，依第二条评为“不称职”。" in texts["丁"]
    assert run("render", month, "--report", "scorecard", "--to", tmp_path / "cards").exit_code == 0
    assert run("verify", tmp_path / "cards").exit_code == 0
    assert run("render", month, "--report", "ranking", "--lang", "zh", "--to", tmp_path / "ranking.html").exit_code == 0
    text = (tmp_path / "ranking.html").read_text(encoding="utf-8")
    assert "同分取舍" in text
    assert "末位比例" in text


def test_what_changed_is_said_in_words(run: Callable[..., object], pack: Path, tmp_path: Path) -> None:
    """Another share of the last, and another item that decides."""
    edition = PACK["editions/2026-01-01.yaml"].replace("last: 1/4", "last: 10%").replace("{by: [reports]", "{by: [{lowest: vote}]")
    other = write(tmp_path / "new" / "990011-ties", {**PACK, "editions/2026-01-01.yaml": edition})
    text = run("diff", pack, other).stdout
    assert "among the last 25% of those graded in everybody together" in " ".join(text.split())
    assert "'评议' (the least first)" in " ".join(text.split())


FEWEST = "{by: [{measure: verified_complaints, best: fewest}]"
COMPLAINTS = "incident_id,worker_id,kind,occurred_on,verified\n" + "".join(
    f"{number},{who},投诉,2026-10-0{number},{known}\n" for number, who, known in ((1, "甲", 1), (2, "甲", 1), (3, "乙", 1), (4, "乙", 0))
)


@pytest.fixture
def unscored(run: Callable[..., object], tmp_path: Path) -> Path:
    """Return the same month where complaints, which cost no points, decide the tie: 甲 has two that were verified, 乙 one."""
    edition = PACK["editions/2026-01-01.yaml"].replace("{by: [reports]", FEWEST)
    pack = write(tmp_path / "fewest" / "990011-ties", {**PACK, "editions/2026-01-01.yaml": edition, "examples/ties.yaml": "[]\n"})
    exports = write(tmp_path / "exports", {**RECORDS, "incidents.csv": COMPLAINTS})
    return assessed(run, exports, pack, ["2026-10"], out=tmp_path / "fewest-out")


def test_what_is_worth_no_points_may_decide(run: Callable[..., object], unscored: Path, tmp_path: Path) -> None:
    """乙 has fewer complaints and gets the place; both read the measure and their own figure, on the screen and on paper."""
    result = load_assessment(unscored)
    grades = {row["subject"]: (row["grade"], row["decided_by"]) for row in result.grades.iter_rows(named=True)}
    assert grades == {"甲": ("称职", "tie"), "乙": ("优秀", "tie"), "丙": ("称职", "quota"), "丁": ("不称职", "last")}
    figures = result.measures.filter(result.measures["item"] == "ties:verified_complaints").select("subject", "numerator", "denominator")
    assert figures.sort("numerator", "subject").rows() == [("丁", 0, 1), ("丙", 0, 1), ("乙", 1, 1), ("甲", 2, 1)]
    assert "总分与他人相同，依次比较有责投诉 2（少者优先）" in run("explain", unscored, "甲", lang="zh").stdout
    assert "equal totals; 有责投诉 1 (the least first) compared in turn" in run("explain", unscored, "乙").stdout
    texts = {who: text for (who, _), text in card_texts(result).items()}
    assert "总分与他人相同，依第二条依次比较有责投诉 1（少者优先），评为“优秀”。" in texts["乙"]
    assert run("render", unscored, "--report", "scorecard", "--to", tmp_path / "cards").exit_code == 0
    assert run("verify", tmp_path / "cards", "--against", unscored).exit_code == 0
    assert result.verify() == ()


def test_another_figure_of_complaints_is_found(unscored: Path, tmp_path: Path) -> None:
    """The grades are worked out again from what was measured: without complaints 甲 would have had the place, and not 乙."""
    result = load_assessment(unscored)
    of_first = (pl.col("item") == "ties:verified_complaints") & (pl.col("subject") == "甲")
    wrong = result.measures.with_columns(pl.when(of_first).then(0).otherwise("numerator").alias("numerator"))
    Assessment(result.period, result.rulebook, result.provenance, {**result.tables, "measures": lambda: wrong}).save(tmp_path / "wrong")
    found = [problem for problem in load_assessment(tmp_path / "wrong").verify() if problem.where.table == "grades"]
    assert found
