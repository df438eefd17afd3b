"""What the records lack, and what is likelier a mistake than meant, is said with names: exact sentences in both languages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import gridperf as gp
from gridperf import language
from gridperf.errors import Problem
from gridperf.tables import RECORDS, RESULTS
from tests.unit.assessment.conftest import EDITION, PACK, SOURCE, frame, street
from tests.unit.rulebook.packs import changed, write_pack


def said(problem: Problem) -> tuple[str, str, str, str]:
    """Return message and hint in Chinese, then in English."""
    texts = []
    for each in ("zh", "en"):
        with language.use(each):
            texts += [problem.message, problem.hint]
    return tuple(texts)  # type: ignore[return-value]


def rules_of(folder: Path, old: str, new: str) -> gp.Rulebook:
    """Return the street's rulebook with one part of it changed."""
    assert old in EDITION
    for name, text in (("pack.yaml", PACK), ("editions/2026-01-01.yaml", EDITION.replace(old, new)), ("sources/2026-01-01.md", SOURCE)):
        path = folder / "990009-test" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return gp.load_rules(folder / "990009-test")


def with_incidents(*rows: tuple[str, str, str | None]) -> gp.Records:
    """Return the street's October with incidents: worker, kind, level."""
    records = street()
    found: list[dict[str, Any]] = [
        {"incident_id": f"I{at}", "worker_id": worker, "kind": kind, "level": level, "occurred_on": dt.date(2026, 10, 5)}
        for at, (worker, kind, level) in enumerate(rows)
    ]
    return gp.Records({**records.tables, "incidents": frame("incidents", found).lazy()}, sources=records.sources)


def test_levels_without_points_are_named_with_whose_they_are(tmp_path: Path) -> None:
    """A108 names the levels found, empty ones too, how many records have them, and the workers."""
    rules = rules_of(tmp_path, "score: {each: 4, up_to: 10}", "score: {by_level: {县级: 2, 市级: 4}, counted: sum, up_to: 10}")
    records = with_incidents(
        ("02", "表彰", "镇级"), ("01", "表彰", None), ("03", "表彰", "县级"), ("02", "表彰", "镇级"), ("04", "投诉", "村级")
    )
    with pytest.raises(gp.RecordsError) as caught:
        gp.assess(records, rules, "2026-10")
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.path) == ("A108", "month.praise")
    assert said(problem) == (
        "表彰 有 3 条记录的级别是空、“镇级”，规则没有写明它们的分值，因此无法计分。涉及：01、02。",
        "写明了分值的级别：县级、市级。请更正记录，或在 by_level 中补上该级，或写 each 作为其余各级的分值。",
        "3 records of 表彰 have the level empty, '镇级', for which no points are stated, so they cannot be scored. They are of 01、02.",
        "Levels with points: 县级、市级. Correct the records, add the level under by_level, or give `each` for all other levels.",
    )


def test_a_missing_table_is_named_by_its_label_with_what_needs_it(rules: gp.Rulebook) -> None:
    """A111 names items and vetoes in the county's words; a roster that is not there is asked for, never as an empty one (A131)."""
    whole = street()
    with pytest.raises(gp.RecordsError) as caught:
        gp.assess(gp.read_records({"disposals": whole.table("disposals")}, on_problem="quarantine"), rules, "2026-10")
    assert [(problem.code, str(problem.where)) for problem in caught.value.problems] == [
        ("A111", "discoveries"),
        ("A111", "incidents"),
        ("A131", "roster"),
    ]
    assert said(caught.value.problems[1]) == (
        "没有提供加减分与否决事项（incidents），表彰、责任事故 因此无法计量。",
        "请提供该表；确实没有发生的，请提供只有表头的空表。",
        "The records hold no table incidents (加减分与否决事项), which 表彰、责任事故 measure from, so nobody would get those points.",
        "Provide the table; if nothing happened, provide it empty, with its header only.",
    )
    assert said(caught.value.problems[2]) == (
        "没有提供网格员名册（roster），不知道考核谁，因此没有人能得到分数和工资。",
        "请提供名册，每人每段任职一行：worker_id、starts_on、name、role。",
        "There is no roster (网格员名册), so nobody knows whom to assess, and nobody gets a score or pay.",
        "Provide the roster, one row per person and service interval: worker_id, starts_on, name, role.",
    )


def test_a_table_without_a_record_of_the_period_is_noticed(rules: gp.Rulebook) -> None:
    """A132: October's records do not make a November; the roster is no such table, and neither is one of which some count."""
    result = gp.assess(street(10), rules, "2026-11")
    assert [(problem.code, problem.severity, problem.where.table) for problem in result.notices] == [
        ("A132", "warning", "discoveries"),
        ("A132", "warning", "disposals"),
    ]
    assert said(result.notices[0]) == (
        "发现（上报）（discoveries） 的 8 条记录没有一条属于 2026-11，因此整张表都没有计入。",
        "请核对考核周期和导出的文件；2026-11 确实没有发生的，不必处理。",
        "Not one of the 8 records of discoveries (发现（上报）) is of 2026-11, so the whole table counts for nothing.",
        "Check the period against the exported files; if nothing happened in 2026-11, all is well.",
    )
    assert gp.assess(street(10), rules, "2026-10").notices == ()


def test_who_falls_far_is_named(rules: gp.Rulebook) -> None:
    """A134: two people go from 优秀 to 不合格 within a month; one grade down, or the same again, is no news."""
    before = gp.assess(street(10), rules, "2026-10")
    result = gp.assess(street(10), rules, "2026-11", history=[before])
    assert said(result.notices[-1]) == (
        "月度考核：与 2026-10 相比，2 人下降了两个等次以上：01（优秀 → 不合格）、02（优秀 → 不合格）。",
        "请先查看他们的计分卡（gridperf explain）再公示：常见的原因是记录缺失或编号有误。",
        "月度考核: 2 people are two grades or more below 2026-10: 01 (优秀 → 不合格), 02 (优秀 → 不合格).",
        "Look at their cards (gridperf explain) before publishing: missing records or a mistyped identifier are the usual cause.",
    )


def test_people_on_no_sheet_are_named_with_their_role(rules: gp.Rulebook, tmp_path: Path) -> None:
    """A133 names role and people, and the roles there are sheets for; the table `unmatched` says the same, and is saved."""
    records = street()
    role = pl.when(pl.col("worker_id").is_in(["02", "04"])).then(pl.lit("网格长")).otherwise(pl.col("role"))
    changed = gp.Records({**records.tables, "roster": records.table("roster").with_columns(role.alias("role"))}, sources=records.sources)
    result = gp.assess(changed, rules, "2026-10")
    assert result.left_out.filter(pl.col("table") == "roster").rows() == [("roster", "no_sheet", 2)]
    assert result.unmatched.rows() == [("roster", "role=网格长", 2, "02 钱二、04 李四")]
    (notice,) = result.notices
    assert said(notice) == (
        "名册上有 2 人（role=网格长）没有适用的考核表，因此不评分、不发工资：02 钱二、04 李四。",
        "考核表写明的岗位：网格员。请核对名册的 role（和 area），或在考核表的 assess 中加上他们。",
        "2 people on the roster (role=网格长) are on no sheet, so they get neither a score nor pay: 02 钱二、04 李四.",
        "Roles the sheets name: 网格员. Check role (and area) on the roster, or add them under assess of a sheet.",
    )
    assert gp.load_assessment(result.save(tmp_path / "2026-10")).unmatched.rows() == result.unmatched.rows()


def test_a_kind_nobody_counts_is_named(rules: gp.Rulebook) -> None:
    """表扬 for 表彰 counts under nothing, and says so; workers are named, the most frequent values first in count."""
    result = gp.assess(with_incidents(("01", "表扬", None), ("02", "表扬", None), ("03", "表彰", None)), rules, "2026-10")
    assert result.left_out.rows() == [("incidents", "matched_nothing", 2)]
    assert result.unmatched.rows() == [("incidents", "kind=表扬", 2, "01、02")]


def test_no_more_than_twenty_values_are_listed(rules: gp.Rulebook) -> None:
    """The rarer ones are one line, so that a column of free text cannot fill the report; nothing is lost from the count."""
    rows = [("01", f"事项{at:02}", None) for at in range(23)] + [("02", "事项22", None), ("03", "事项22", None)]
    result = gp.assess(with_incidents(*rows), rules, "2026-10")
    assert result.unmatched.height == 21
    assert result.unmatched.filter(pl.col("values") == "…").rows() == [("incidents", "…", 3, "")]
    assert result.unmatched.filter(pl.col("values") == "kind=事项22").rows() == [("incidents", "kind=事项22", 3, "01、02、03")]
    assert result.unmatched["records"].sum() == result.left_out["records"].sum() == 25


@pytest.mark.parametrize(
    ("worker", "zh", "en"),
    [
        ("1", "相近的编号：01。", "Nearest identifiers: 01."),
        ("zz", "没有相近的编号；编号如 01、02、03，共 4 人。", "None looks like it; there are 4, such as 01、02、03."),
    ],
)
def test_an_unknown_worker_is_named_with_the_nearest(month: gp.Assessment, worker: str, zh: str, en: str) -> None:
    """A104 is for HR: what may have been meant, or what identifiers look like."""
    with pytest.raises(gp.RecordsError) as caught:
        month.explain(worker)
    (problem,) = caught.value.problems
    assert said(problem) == (
        f"{worker} 不在 2026-10 的考核结果里，因此没有可以说明的。",
        zh,
        f"{worker} is not in the assessment of 2026-10, so there is nothing to explain.",
        en,
    )


def test_what_is_no_assessment_says_who_writes_one(tmp_path: Path) -> None:
    """A114 speaks to whoever uses the shell as well."""
    with pytest.raises(gp.RecordsError) as caught:
        gp.load_assessment(tmp_path)
    assert said(caught.value.problems[0])[1::2] == (
        "请给出 gridperf assess 写出的文件夹，如 out/2026-10（Python 中由 Assessment.save 写出）。",
        "Give a folder that gridperf assess wrote, such as out/2026-10 (in Python, Assessment.save).",
    )


def test_places_and_accounts_stand_in_the_explanation(month: gp.Assessment) -> None:
    """An account is printed as a sum that adds up, a place with its scope; who has none has no such line."""
    amounts = {"opening": "10", "earned": "5.5", "spent": "3", "expired": "0", "reset": "0", "closing": "12.5"}
    account = {
        "subject": "02",
        "period": "2026-10",
        "account": "a",
        "name": "积分",
        "clause": "第一条",
        **{name: Decimal(text) for name, text in amounts.items()},
    }
    rank = {
        "subject": "02",
        "period": "2026-10",
        "sheet": "month",
        "ranking": "all",
        "name": "全县排名",
        "scope": "津苑",
        "rank": 2,
        "of": 4,
    }
    further = {name: pl.DataFrame([row], schema=RESULTS[name].schema) for name, row in (("accounts", account), ("ranks", rank))}
    tables = {name: partial(month.table, name) for name in RESULTS} | {name: partial(_same, frame) for name, frame in further.items()}
    result = gp.Assessment(month.period, month.rulebook, month.provenance, tables)
    with language.use("zh"):
        assert str(result.explain("02")).splitlines()[-2:] == [
            "  全县排名（津苑）  第 2 名，共 4 人",
            "  积分  第一条  期初 10 − 兑换 3 + 获得 5.5 = 期末 12.5",
        ]
    assert str(result.explain("02")).splitlines()[-2:] == [
        "  全县排名 (津苑)  rank 2 of 4",
        "  积分  第一条  opening 10 − spent 3 + earned 5.5 = closing 12.5",
    ]
    assert "积分" not in str(result.explain("01"))


def _same(frame: pl.DataFrame) -> pl.DataFrame:
    return frame


@pytest.mark.parametrize(
    ("score", "numerator", "denominator", "edge"),
    [
        ("{share: 60}", "92", "1", "100%"),
        ("{share: 60, target: 95%}", "92.5", "1", "95%"),
        ("{bands: [{at_least: 90%, points: 60}, {otherwise: 0}]}", "92", "1", "90%"),
        ("{bands: [{at_least: 90, points: 60}, {at_least: 80, points: 30}, {otherwise: 0}]}", "92", "100", "80"),
        ("{share: 60, target: 40}", "7", "8", "40"),
    ],
)
def test_a_figure_typed_as_a_number_is_no_share(tmp_path: Path, score: str, numerator: str, denominator: str, edge: str) -> None:
    """A125: 92 typed where the rules compare with a percentage, or 92/100 where they compare with 90, would pass, or fail, everybody."""
    with pytest.raises(gp.RecordsError) as caught:
        typed(tmp_path, score, numerator, denominator)
    (problem,) = caught.value.problems
    assert (problem.code, str(problem.where)) == ("A125", "totals, column 'denominator'")
    assert problem.values == {"item": "巡查到位率", "worker": "01", "found": f"{numerator}/{denominator}", "edge": edge, "count": 2}


@pytest.mark.parametrize(
    ("score", "numerator", "denominator"),
    [
        ("{share: 60}", "9.5", "1"),
        ("{share: 60}", "92", "100"),
        ("{share: 60}", "920", "2"),
        ("{bands: [{at_least: 90%, points: 60}, {otherwise: 0}]}", "110", "100"),
        ("{bands: [{at_least: 90, points: 60}, {otherwise: 0}]}", "92", "1"),
        ("{bands: [{at_least: 90, points: 60}, {otherwise: 0}]}", "1", "1"),
        ("{bands: [{at_least: 90, points: 60}, {otherwise: 0}]}", "0", "100"),
        ("{bands: [{at_least: 5, points: 60}, {otherwise: 0}]}", "1", "4"),
        ("{share: 60, target: 40}", "41", "8"),
    ],
)
def test_what_may_be_meant_as_it_is_typed_is_left_alone(tmp_path: Path, score: str, numerator: str, denominator: str) -> None:
    """A share over its denominator, a count over 1, nothing at all, and what lies between are computed with."""
    assert typed(tmp_path, score, numerator, denominator).measures.filter(pl.col("item") == "arrival").height == 2


def typed(tmp_path: Path, score: str, numerator: str, denominator: str) -> gp.Assessment:
    """Return the month of two people for whom the same figure is typed, where it is scored by *score*."""
    edition = changed(("measure: patrol_arrival", "measure: {imported: 到位率}"), ("score: {share: 60}", f"score: {score}"))
    rules = gp.load_rules(write_pack(tmp_path, edition), period="2026-01")
    person = {
        "starts_on": "2025-01-01",
        "name": "甲",
        "role": "网格员",
        "area": "城镇",
        "street": "城关镇",
        "county": "测试县",
        "pay_base": "3000",
    }
    figure = {"period": "2026-01", "measure": "到位率", "numerator": numerator, "denominator": denominator}
    tables = {
        "roster": pl.DataFrame([{"worker_id": one, **person} for one in ("01", "02")]),
        "totals": pl.DataFrame([{"worker_id": one, **figure} for one in ("01", "02")]),
    }
    empty = {name: RECORDS[name].empty() for name in ("patrols", "discoveries", "disposals", "incidents")}
    return gp.assess(gp.read_records({**empty, **tables}), rules, "2026-01")
