"""Two sheets, the second by the grade of the first, and an account of points go through every command that shows them."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from gridperf import load_assessment
from gridperf.cli import words
from gridperf.report.views import scorecards
from tests.unit.cli.counties import EDITION, SOURCE, assessed, card_texts, write

PACK = {
    "pack.yaml": "{code: 990017-two, name: 示例县, maintainers: [示例], status: draft, summary: 迟到三次降一等。}",
    "sources/2026-01-01.md": SOURCE
    + """\
        ## 第一条

        评议 100 分，80 分以上为优秀，60 分以上为合格，其余为不合格；泄密的不合格，总分清零。最后一名为末位。

        ## 第二条

        当月迟到三次的，等次降一等。上报每件积 1 分。

        ## 第三条

        上报超过 2 件的，每件 5 元；漏报每件扣 10 元。次月 5 日内公示。
        """,
    "editions/2026-01-01.yaml": EDITION
    + """\
        acknowledged: {R007: 扣的是奖励, R008: 最低工资在发放时检查}
        sheets:
          - id: month
            name: 月度考核
            assess: {subject: worker, roles: all, placed: longest}
            every: month
            full_score: 100
            total: {floor: 0, cap: 100, clause: 第一条}
            items:
              - {id: vote, name: 评议, clause: 第一条, measure: {imported: 评议}, score: {share: 100}, when_no_data: zero}
            vetoes:
              - {id: leak, name: 泄密, clause: 第一条, when: {count: incidents, where: "kind = '泄密'", at_least: 1}, effect: {grade: 不合格, score: zero}}
          - id: final
            name: 月度等次
            assess: {subject: worker, roles: all, placed: longest}
            every: month
            full_score: 3
            total: {floor: 0, cap: 3, clause: 第二条}
            items:
              - id: grade
                name: 考核所得
                clause: 第二条
                measure: {result: {sheet: month, of: self, grade: true}}
                score: {by_grade: {优秀: 100%, 合格: 2/3, 不合格: 1/3, 末位: 0}, share: 3}
                when_no_data: zero
              - {id: late, name: 迟到, clause: 第二条, measure: {count: attendance, where: "late_minutes > 0"}, score: {bands: [{at_least: 3, points: -1}, {otherwise: 0}]}}
            grades: [{grade: 甲等, at_least: 3}, {grade: 乙等, at_least: 1}, {grade: 丙等, at_least: 0}]
        grades:
          - {grade: 优秀, at_least: 80}
          - {grade: 合格, at_least: 60}
          - {grade: 不合格, at_least: 0}
          - {grade: 末位, at_least: -1, quota: {last: 1%, within: all, round: up, ties: include, needs: 4, clause: 第一条}}
        accounts:
          - id: points
            name: 积分
            unit: 分
            clause: 第二条
            of: month
            opens: 2026-10
            earn: [{id: report, name: 上报, clause: 第二条, measure: {count: discoveries}, each: 1, up_to: unlimited}]
            expires: never
        pay:
          - id: reports
            name: 上报奖励
            clause: 第三条
            line: {ladder: [{beyond: 0, each: 0}, {beyond: 2, each: 5}], measure: {count: discoveries}, cap: unlimited}
          - id: missed
            name: 漏报
            clause: 第三条
            line: {ladder: [{beyond: 0, each: -10}], measure: {count: discoveries, where: found_by_others}, cap: unlimited}
        schedule:
          - {id: publish, name: 公示, clause: 第三条, of: month, due: {after: period_end, days: 5, off_day: stays}}
        """,
    "examples/two.yaml": """\
        - name: 迟到三次降一等，泄密清零，最后一名末位
          period: 2026-10
          given:
            roster:
              - {worker_id: 甲, name: 甲, role: 网格员, starts_on: 2026-01-01}
              - {worker_id: 乙, name: 乙, role: 网格员, starts_on: 2026-01-01}
              - {worker_id: 丙, name: 丙, role: 网格员, starts_on: 2026-01-01}
              - {worker_id: 丁, name: 丁, role: 网格员, starts_on: 2026-01-01}
            totals:
              - {worker_id: 甲, period: 2026-10, measure: 评议, numerator: 90, denominator: 100}
              - {worker_id: 乙, period: 2026-10, measure: 评议, numerator: 70, denominator: 100}
              - {worker_id: 丙, period: 2026-10, measure: 评议, numerator: 62, denominator: 100}
              - {worker_id: 丁, period: 2026-10, measure: 评议, numerator: 64, denominator: 100}
            attendance:
              - {worker_id: 甲, date: 2026-10-08, late_minutes: 5}
              - {worker_id: 甲, date: 2026-10-09, late_minutes: 5}
              - {worker_id: 甲, date: 2026-10-12, late_minutes: 5}
            discoveries:
              - {worker_id: 甲, reported_at: 2026-10-08 09:00, repeat: 3}
              - {worker_id: 甲, reported_at: 2026-10-08 09:00, found_by_others: true}
            history:
              - {worker_id: 甲, sheet: month, period: 2026-09, total: 90, grade: 优秀}
          expect:
            grades:
              甲: {month: {grade: 优秀, decided_by: band}, final: 乙等}
              丙: {month: {grade: 末位, uncapped_grade: 合格, decided_by: last}, final: 丙等}
            pay: {甲: {reports: 10, missed: -10, gross: 0}}
            accounts: {甲: {points: {earned: 4}}}
            schedule: {publish: 2026-11-05}
        """,
}
RECORDS = {
    "roster.csv": "worker_id,name,role,starts_on\n" + "".join(f"{who},{who},网格员,2026-01-01\n" for who in "甲乙丙"),
    "totals.csv": "worker_id,period,measure,numerator,denominator\n甲,2026-10,评议,90,100\n乙,2026-10,评议,70,100\n丙,2026-10,评议,62,100\n",
    "attendance.csv": "worker_id,date,late_minutes\n甲,2026-10-08,5\n甲,2026-10-09,5\n甲,2026-10-12,5\n",
    "discoveries.csv": "event_id,worker_id,reported_at\nA,甲,2026-10-08 09:00\n",
    "incidents.csv": "incident_id,worker_id,kind,occurred_on\n1,乙,泄密,2026-10-08\n",
}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write(tmp_path / "990017-two", PACK)


@pytest.fixture
def month(run: Callable[..., object], pack: Path, tmp_path: Path) -> Path:
    return assessed(run, write(tmp_path / "exports", RECORDS), pack, ["2026-10"], out=tmp_path / "out")


@pytest.fixture
def month_of_four(run: Callable[..., object], pack: Path, tmp_path: Path) -> Path:
    further = {
        **RECORDS,
        "roster.csv": RECORDS["roster.csv"] + "丁,丁,网格员,2026-01-01\n",
        "totals.csv": RECORDS["totals.csv"] + "丁,2026-10,评议,64,100\n",
        "incidents.csv": "incident_id,worker_id,kind,occurred_on\n",
    }
    return assessed(run, write(tmp_path / "exports", further), pack, ["2026-10"], out=tmp_path / "out")


def test_a_person_is_explained_sheet_by_sheet_in_the_rulebooks_order(run: Callable[..., object], month: Path) -> None:
    """Each ledger names its sheet, so does the question about a better grade, and the account stands between points and yuan."""
    said = run("explain", month, "甲").stdout
    at = [said.index(text) for text in ("Points: 月度考核", "Points: 月度等次", "Accounts of points", "Yuan")]
    assert at == sorted(at)
    assert "月度等次：为什么不是“甲等”" in run("explain", month, "甲", "--sheet", "final", lang="zh").stdout


def test_a_veto_that_changes_no_grade_is_not_said_to_lower_it(run: Callable[..., object], month: Path) -> None:
    """Of a total taken to nothing the band gives the same grade: it is the veto's, and lowered from nothing."""
    said = run("explain", month, "乙", lang="zh").stdout
    assert "因一票否决由" not in said
    assert "因一票否决" in said


def test_the_last_is_not_said_to_lack_a_place(run: Callable[..., object], month_of_four: Path) -> None:
    """The next grade has no places that others could take; what is missing is not to be among the last."""
    said = run("explain", month_of_four, "丙", "--sheet", "month", lang="zh").stdout
    assert "现为 末位，距 不合格 还差 2.01 分。\n达到分数线还不够：总分排在末位，这是不再排在末位所需的分数。" in said
    card = card_texts(load_assessment(month_of_four))["丙", "month"]
    assert "依第一条评为“末位”。总分须不再排在末位，才能评为“不合格”。" in card


def test_what_a_band_gives_is_not_multiplied(month: Path) -> None:
    """Three times late is one point off, not three times one: the card says how many there were, and the band beside it."""
    card = next(one for one in scorecards(load_assessment(month)) if (one.person.subject, one.sheet) == ("甲", "final"))
    assert [(line.quantity, line.rate, line.points, line.note) for line in card.lines if line.name == "迟到"] == [("3", "", "−1.00", "≥3")]


def test_the_rules_are_printed(run: Callable[..., object], pack: Path, tmp_path: Path) -> None:
    """A third is a fraction, a tier that pays nothing says so, and an example names grades, steps and earlier results by their names."""
    page = tmp_path / "rules.html"
    assert run("print", pack, "-o", page).exit_code == 0
    text = page.read_text(encoding="utf-8")
    for said in (
        "优秀 100%、合格 2/3、不合格 1/3、末位 0%",
        "分段计：2 及以内不计、超过 2 的部分每个 5 元",
        "分段计：每个扣 10 元",
        "−1 分及以上，0 分以下",
        "“以往结果” 1 条",
        "月度考核（等次 末位、原等次 合格、决定于 末位比例）",
        "漏报 −10",
        "公示 2026-11-05",
    ):
        assert said in text, said


def test_what_no_example_reaches_names_sheet_and_grade(run: Callable[..., object], pack: Path) -> None:
    """A scale that serves a sheet names the sheet beside the grade, and an example that does not hold is shown with its reason."""
    example = pack / "examples" / "two.yaml"
    example.write_text(example.read_text(encoding="utf-8").replace("reports: 10", "reports: 11"), encoding="utf-8")
    result = run("test", pack, "--coverage")
    said = " ".join(result.stdout.split())
    assert result.exit_code == 1
    assert "grades.不合格 (month)" in said
    assert "pay 甲 reports should be 11, and comes to 10" in said


def test_no_words_are_called_the_same() -> None:
    """One room of words never takes another's: every key stands once."""
    folder = Path(words.__file__).parent
    keys = [
        key.value
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict)
        for key in node.value.keys
        if isinstance(key, ast.Constant)
    ]
    assert len(keys) > 100
    assert [key for key, times in Counter(keys).items() if times > 1] == []
