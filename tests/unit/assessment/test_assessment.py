"""One month of one street: what is computed, explained, saved, verified and rolled up."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

import gridperf as gp
from gridperf import language
from gridperf.tables import RESULTS
from tests.unit.assessment.conftest import frame, street


def test_the_street_is_scored_graded_and_paid(month: gp.Assessment) -> None:
    """60 × on time, 40 by bands; half of four may be excellent; base plus 1,000 by grade."""
    assert month.scores["total"].to_list() == [Decimal(100), Decimal(97), Decimal(74), Decimal(21)]
    assert month.grades["grade"].to_list() == ["优秀", "优秀", "合格", "不合格"]
    assert month.grades["rank"].to_list() == [1, 2, 3, 4]
    assert month.pay["gross"].to_list() == [Decimal(4200), Decimal(4200), Decimal(4000), Decimal(3000)]


@pytest.mark.parametrize("name", sorted(set(RESULTS) - {"pay"}))
def test_result_tables_have_the_declared_columns_and_types(month: gp.Assessment, name: str) -> None:
    """Whoever reads a result can rely on `gridperf.tables`."""
    assert month.table(name).schema == RESULTS[name].schema


def test_pay_is_a_pivot_of_the_yuan_entries(month: gp.Assessment) -> None:
    """One column per line, gross last."""
    assert month.pay.columns == ["subject", "period", "base", "performance", "gross"]
    yuan = month.entries.filter(pl.col("ledger") == "yuan").group_by("subject", maintain_order=True).agg(pl.col("amount").sum())
    assert yuan["amount"].to_list() == month.pay["gross"].to_list()


def test_an_explanation_is_the_entries_of_one_worker(month: gp.Assessment) -> None:
    """It prints as it is read aloud, and nothing stands in it that is not in the ledger."""
    found = month.explain("02")
    assert found.entries["subject"].unique().to_list() == ["02"]
    with language.use("zh"):
        assert str(found).splitlines() == [
            "钱二 02 2026-10",
            "  按期处置率  第一条  19/20 × 60 = 57",
            "  有效发现  第一条  3 ≥3 → 40",
            "  表彰  第一条  0 × 4 = 0",
            "  基本工资  第六条  3000",
            "  绩效工资  第六条  1000 × 1.2 = 1200  优秀",
            "  总分 97  优秀（分数线）",
        ]


def test_why_not_the_better_grade_is_said_in_countable_units(month: gp.Assessment) -> None:
    """21 is 39 short of 60: three more discoveries, or 13 more on-time disposals, would each give it."""
    why = month.why_not("04")
    assert (why.has, why.grade, why.points_short, why.by, why.decided_by) == ("不合格", "合格", Decimal(39), "band", "band")
    assert why.steps.select("item", "more").rows() == [("found", 3), ("on-time", 13)]
    with language.use("zh"):
        assert str(why).splitlines() == [
            "现为 不合格，距 合格 还差 39 分。",
            "  有效发现：再多 3 个单位 即可达到。",
            "  按期处置率：再多 13 个单位 即可达到。",
        ]


def test_a_quota_that_is_full_is_part_of_the_distance(month: gp.Assessment) -> None:
    """Two of four have the two places, the lower with 97: who has 74 needs 97.01, not the 90 of the threshold."""
    why = month.why_not("03")
    assert (why.has, why.grade, why.points_short, why.by) == ("合格", "优秀", Decimal("23.01"), "quota")
    assert str(why).splitlines() == [
        "The grade is 合格; 23.01 points are missing to 优秀.",
        "The places are taken by others: this is what it takes to get one of them, beyond the threshold.",
        "  No single item could reach it alone.",
    ]


def test_a_scope_without_a_place_says_so(rules: gp.Rulebook) -> None:
    """A fifth of four people is nobody: no total would be enough, and no number of points is promised."""
    first = rules.edition.grades[0]
    assert first.quota is not None
    fewer = first.model_copy(update={"quota": first.quota.model_copy(update={"at_most": Fraction(1, 5)})})
    edition = rules.edition.model_copy(update={"grades": (fewer, *rules.edition.grades[1:])})
    alone = gp.assess(street(late={"01": 0}), replace(rules, edition=edition), "2026-10")
    why = alone.why_not("01")
    assert (why.points_short, why.by, why.steps.height) == (None, "no_places", 0)
    assert str(why) == "The grade is 合格: its scope has no place in 优秀, so no total would be enough."
    with language.use("zh"):
        assert str(why) == "现为 合格：本范围内没有 优秀 的名额，多少分也评不上。"
    assert alone.distances(["01"]).select("points_short", "by", "item").rows() == [(None, "no_places", None)]


def test_what_no_single_item_can_reach_is_said(month: gp.Assessment) -> None:
    """From 21 to 90 needs more than one item, and to 60 one item is enough."""
    assert month.why_not("04", "优秀").steps.height == 0
    assert month.why_not("04").steps.select("item", "more").rows() == [("found", 3), ("on-time", 13)]


def test_the_best_grade_has_nothing_above_it(month: gp.Assessment) -> None:
    """Asking is no error."""
    assert str(month.why_not("01")) == "01 already has the best grade, 优秀."


def test_a_quota_and_a_veto_explain_themselves(rules: gp.Rulebook) -> None:
    """A tie at the cut falls whole; an accident decides whatever the total is."""
    result = gp.assess(street(late={"01": 0, "02": 1, "03": 0, "04": 1}, accidents=("01",)), rules, "2026-10")
    assert result.grades["decided_by"].to_list() == ["veto", "band", "band", "band"]
    assert str(result.why_not("01")) == "A veto applies: the grade is 不合格 (第二条)."


def test_distances_say_for_everybody_what_why_not_says_for_one(month: gp.Assessment) -> None:
    """The fewest units first; nobody in the best grade."""
    rows = month.distances().select("subject", "next_grade", "points_short", "item", "more").rows()
    assert rows == [
        ("03", "优秀", Decimal("23.01"), None, None),
        ("04", "合格", Decimal(39), "found", 3),
        ("04", "合格", Decimal(39), "on-time", 13),
    ]


def test_an_unknown_grade_is_named_with_those_there_are(month: gp.Assessment) -> None:
    """A112 lists the scale."""
    with pytest.raises(gp.RulesError) as caught:
        month.why_not("03", "良好")
    assert caught.value.problems[0].hint == "Its grades are: 优秀、合格、不合格."


def test_the_same_records_and_rules_give_the_same_digest(month: gp.Assessment, rules: gp.Rulebook) -> None:
    """And other records another."""
    assert gp.assess(street(), rules, "2026-10").digest == month.digest
    assert gp.assess(street(late={"01": 1, "02": 1, "03": 2, "04": 13}), rules, "2026-10").digest != month.digest


def test_saving_and_loading_changes_nothing(month: gp.Assessment, tmp_path: Path) -> None:
    """Tables, digest, explanation and verification are those of the original."""
    loaded = gp.load_assessment(month.save(tmp_path / "out"))
    assert loaded.digest == month.digest
    assert loaded.provenance == month.provenance
    for name in ("people", "measures", "entries", "scores", "grades", "pay", "actions", "history", "left_out"):
        assert loaded.table(name).equals(month.table(name)), name
    assert str(loaded.why_not("03")) == str(month.why_not("03"))
    assert loaded.verify(street()) == ()


def test_saving_twice_writes_the_same_bytes(month: gp.Assessment, tmp_path: Path) -> None:
    """Nothing of the clock or the machine goes in."""
    one, two = month.save(tmp_path / "one"), month.save(tmp_path / "two")
    assert {path.name: path.read_bytes() for path in one.iterdir()} == {path.name: path.read_bytes() for path in two.iterdir()}


@pytest.mark.parametrize("name", ["scores.parquet", "rulebook.json", "assessment.json"])
def test_a_changed_file_is_refused(month: gp.Assessment, tmp_path: Path, name: str) -> None:
    """A113 names the file."""
    folder = month.save(tmp_path / "out")
    path = folder / name
    content = path.read_bytes()
    path.write_bytes(content.replace(b"2026-10", b"2026-11", 1) if name == "assessment.json" else content[:-1] + b"\x00")
    with pytest.raises(gp.RecordsError) as caught:
        gp.load_assessment(folder)
    assert [problem.code for problem in caught.value.problems] == ["A113"]
    assert name in caught.value.problems[0].message


def test_a_folder_without_an_assessment_is_refused(tmp_path: Path) -> None:
    """A114 says what is missing."""
    with pytest.raises(gp.RecordsError) as caught:
        gp.load_assessment(tmp_path)
    assert [problem.code for problem in caught.value.problems] == ["A114"]


def _forged(month: gp.Assessment, folder: Path, table: str, change: pl.Expr) -> gp.Assessment:
    """Return *month* with one column of a table changed and every digest made to fit, as a forger would."""
    import hashlib
    from dataclasses import replace

    changed = month.table(table).with_columns(change)
    tables = {**{name: (lambda name=name: month.table(name)) for name in month.tables}, table: lambda: changed}
    forged = replace(month, tables=tables, _made={})
    forged.save(folder)
    assert (
        json.loads((folder / "assessment.json").read_text("utf-8"))["files"][f"{table}.parquet"]
        == hashlib.sha256((folder / f"{table}.parquet").read_bytes()).hexdigest()
    )
    return gp.load_assessment(folder)


@pytest.mark.parametrize(
    ("table", "column", "code"),
    [
        ("scores", "total", "A115"),
        ("pay", "gross", "A116"),
        ("measures", "numerator", "A140"),
        ("grades", "total", "A140"),
        ("entries", "amount", "A115"),
    ],
)
def test_a_changed_figure_does_not_add_up_even_if_every_digest_fits(
    month: gp.Assessment, tmp_path: Path, table: str, column: str, code: str
) -> None:
    """Sums, measures and grades hold each other in place."""
    worker = pl.col("subject") == "03"
    change = pl.when(worker).then(pl.col(column) + 1).otherwise(pl.col(column)).cast(month.table(table).schema[column]).alias(column)
    forged = _forged(month, tmp_path / "out", table, change)
    problems = forged.verify()
    assert code in {problem.code for problem in problems}
    assert {problem.values["worker"] for problem in problems} == {"03"}


def test_other_records_are_found_by_computing_again(month: gp.Assessment) -> None:
    """One disposal of 02 was on time after all."""
    first, *problems = month.verify(street(late={"01": 0, "02": 0, "03": 2, "04": 13}))
    assert (first.code, first.where.table) == ("A141", "disposals")
    assert {(problem.code, problem.values["worker"]) for problem in problems} == {("A119", "02")}


def test_a_quarter_is_rolled_up_from_its_months_and_keeps_them_as_entries(month: gp.Assessment, rules: gp.Rulebook) -> None:
    """100 and 97 make 98.50; the third month is missing and skipped; two bad months in a row are a talk."""
    november = gp.assess(street(11, late={"01": 1, "02": 1, "03": 2, "04": 14}), rules, "2026-11", history=[month])
    assert november.actions.select("subject", "action", "because").rows() == [("04", "talk", "2026-10、2026-11：不合格")]
    assert november.history.height == 4
    quarter = gp.roll_up([month, november], rules, "2026Q4")
    assert quarter.scores["total"].to_list() == [Decimal("98.5"), Decimal(97), Decimal(74), Decimal("19.5")]
    assert quarter.entries.filter(pl.col("subject") == "01").select("kind", "item", "amount").rows() == [
        ("period", "2026-10", Decimal(50)),
        ("period", "2026-11", Decimal("48.5")),
        ("period", "2026-12", Decimal(0)),
    ]
    assert quarter.verify() == ()
    assert quarter.provenance.runs == (month.digest, november.digest)
    assert quarter.people.select("period", "served_days", "period_days", "paid_days", "period_paid_days").row(0) == (
        "2026Q4",
        61,
        92,
        42,
        65,  # the paid days of December too, as all its 31 days stand in the 92
    )
    assert quarter.left_out.height == 0


@pytest.mark.parametrize(("period", "code"), [("2026Q4", "A103"), ("2025-12", "A110")])
def test_a_period_the_rulebook_does_not_assess_is_refused(rules: gp.Rulebook, period: str, code: str) -> None:
    """Nobody is silently assessed by the wrong rules."""
    with pytest.raises(gp.RulesError) as caught:
        gp.assess(street(), rules, period)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_ratio_over_a_negative_number_is_refused(month: gp.Assessment) -> None:
    """Marks may be negative; what they add up to is then no denominator."""
    edition = month.rulebook.edition.model_dump(mode="json", exclude_none=True)
    edition["sheets"][0]["items"][0]["measure"] = {"ratio": {"of": {"count": "disposals"}, "to": {"sum": "marks.mark"}}}
    rules = gp.Rulebook.from_edition(
        type(month.rulebook.edition).model_validate(edition), starts_on=dt.date(2026, 1, 1), code="990009-test"
    )
    mark = {"worker_id": "03", "period": "2026-10", "item": "x", "party": "y", "assessor": "z", "mark": Decimal(-5), "out_of": Decimal(10)}
    tables = {name: street().table(name) for name in ("roster", "disposals", "discoveries", "incidents")}
    with pytest.raises(gp.RecordsError) as caught:
        gp.assess(gp.read_records({**tables, "marks": frame("marks", [mark])}), rules, "2026-10")
    assert (
        caught.value.problems[0].message
        == "按期处置率 of 03 has a negative denominator, which makes no ratio, so 1 person cannot be scored."
    )


def test_records_that_count_nowhere_are_listed(rules: gp.Rulebook) -> None:
    """Another month's disposals are not dropped silently."""
    result = gp.assess(street(11), rules, "2026-10")
    assert result.left_out.rows() == [("discoveries", "other_period", 8), ("disposals", "other_period", 80)]
