"""The rules of 利津 say what the report says, mark everything else as assumed, and run a county month to plausible pay."""

from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest

from gridperf import assess, check_rules, load_rules, read_records, roll_up
from gridperf.rulebook.examples import read_cases
from gridperf.rulebook.marks import full_marks
from gridperf.testing import synthetic_county
from gridperf.trials import run_examples

PACK = "370522-lijin"
MONTHS = ("2026-08", "2026-09", "2026-10")


@pytest.fixture(scope="module")
def rulebook():
    return load_rules(PACK, period="2026-10")


@pytest.fixture(scope="module")
def months(rulebook):
    done = []
    for month in MONTHS:
        records = read_records(synthetic_county(month), on_problem="quarantine")
        done.append(assess(records, rulebook, month, history=done))
    return done


@pytest.fixture(scope="module")
def october(months):
    return months[-1]


def worker_grades(assessment):
    return assessment.grades.filter(pl.col("sheet") == "worker-month")


# --- the text --------------------------------------------------------------------------------------------------------


def test_nothing_is_wrong_or_doubtful():
    """The pack passes every check without an error or a warning."""
    assert [str(problem) for problem in check_rules(PACK)] == []


@pytest.mark.parametrize("sheet", ["worker-month", "dedicated-month"])
def test_the_items_add_up_to_a_hundred(rulebook, sheet):
    """The full marks of the items of each sheet are 100; additions and deductions stand beside them."""
    filled = next(one for one in rulebook.edition.sheets if one.id == sheet)
    beside = {section.id for section in filled.sections if section.beyond_full}
    assert sum(full_marks(item) for item in filled.items if item.section not in beside) == 100
    assert beside == {"adjust"}


def test_the_three_core_indicators_are_scored(rulebook):
    """巡查到位率, 问题发现率 and 事件处置率 are items of the full-time sheet, from the catalogue."""
    items = {item.name: item.measure for item in rulebook.edition.sheets[0].items}
    assert items["巡查到位率"] == "patrol_arrival"
    assert items["问题发现率"] == "discovery_rate"
    assert items["事件处置率"] == "disposal_rate"


@pytest.mark.parametrize(
    ("measure", "times", "per"), [("patrol_arrival", 2, "workday"), ("weekly_sort_through", 1, "week"), ("monthly_analysis", 1, "month")]
)
def test_patrols_are_due_as_often_as_published(rulebook, measure, times, per):
    """Two patrols a workday, one sort-through a week, one analysis a month."""
    amount = rulebook.measure(measure)
    assert (amount.times, amount.per) == (times, per)


def test_only_what_the_report_states_is_called_published(rulebook):
    """Points, bands and amounts are assumed; elimination, reward and the principle of the floor are published."""
    edition = rulebook.edition
    parts = [*edition.values.values(), *edition.actions, *edition.pay, *edition.grades, *edition.rollup.values()]
    parts += [part for sheet in edition.sheets for part in (sheet.total, *sheet.sections, *sheet.items, *sheet.vetoes)]
    assert edition.basis == "assumed"
    assert [part.id for part in parts if rulebook.basis_of(part) == "published"] == ["dismiss", "commend", "top-up"]
    assert edition.values["income-floor"].basis == "assumed"


# --- worked examples -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def examples():
    return run_examples(PACK)


def test_every_worked_example_holds(examples):
    """What was computed by hand is what comes out, to the last digit."""
    assert [difference for example in examples for difference in example.problems] == []
    assert len(examples) >= 28


@pytest.mark.parametrize("sheet", ["worker-month", "dedicated-month"])
def test_every_item_and_grade_has_a_worked_example(rulebook, sheet):
    """Each item of a sheet is expected by name in some example, and each grade of its scale too."""
    filled = next(one for one in rulebook.edition.sheets if one.id == sheet)
    cases, _ = read_cases(PACK)
    mine = [case for case in cases if (case.tables["roster"]["role"] == filled.assess.roles[0]).any()]
    named = {name for case in mine for expected in case.expect.get("entries", {}).values() for name in expected}
    graded = {str(grade) for case in mine for expected in case.expect.get("grades", {}).values() for grade in grades_of(expected)}
    assert {item.id for item in filled.items} - named == set()
    assert {band.grade for band in filled.grades or rulebook.edition.grades} - graded == set()


def grades_of(expected):
    return [grade for grade in [expected.get("grade")] if grade] if isinstance(expected, dict) else [expected]


def test_every_pay_line_and_action_has_a_worked_example(rulebook):
    """Each pay line and each action is expected by name in some example."""
    cases, _ = read_cases(PACK)
    paid = {name for case in cases for expected in case.expect.get("pay", {}).values() for name in expected}
    followed = {name for case in cases for expected in case.expect.get("actions", {}).values() for name in expected}
    assert {line.id for line in rulebook.edition.pay} - paid == set()
    assert {action.id for action in rulebook.edition.actions} - followed == set()


@pytest.mark.parametrize(
    ("veto", "kinds"), [("accident", ["责任事故"]), ("falsified", ["弄虚作假"]), ("repeated-complaint", ["投诉", "投诉"])]
)
def test_every_veto_has_a_worked_example(rulebook, veto, kinds):
    """For each veto some example gives its event, verified, to somebody."""
    assert veto in {one.id for one in rulebook.edition.sheets[0].vetoes}
    cases, _ = read_cases(PACK)
    given = [
        incidents.filter(pl.col("verified") & (pl.col("worker_id") == worker))["kind"].to_list()
        for case in cases
        for incidents in [case.tables["incidents"]]
        for worker in incidents["worker_id"].unique()
    ]
    assert kinds in given


# --- a month ---------------------------------------------------------------------------------------------------------


def test_everybody_of_the_true_county_is_assessed_or_listed_as_not(october):
    """644 full-time and 156 dedicated workers have a row each; those on leave all month have no total and no grade."""
    grades = october.grades
    assert dict(grades.group_by("sheet").len().iter_rows()) == {"worker-month": 644, "dedicated-month": 156}
    away = grades.filter(pl.col("decided_by") == "not_assessed")
    assert 3 <= away.height <= 10
    assert away["total"].null_count() == away["grade"].null_count() == away.height


def test_grades_spread_as_in_a_county(october):
    """Some are 优秀, most are 良好 or 合格, a few are 不合格; some who had the points for 优秀 did not fit in."""
    grades = worker_grades(october)
    share = {grade: count / 644 for grade, count in grades.group_by("grade").len().iter_rows()}
    assert 0.10 < share["优秀"] <= 0.20
    assert 0.25 < share["良好"] < 0.45
    assert 0.30 < share["合格"] < 0.50
    assert 0.02 < share["不合格"] < 0.08
    assert grades.filter((pl.col("uncapped_grade") == "优秀") & (pl.col("decided_by") == "quota")).height > 20


def test_no_street_has_more_outstanding_workers_than_its_quota(october):
    """In every street 优秀 goes to a fifth of those assessed, whole people only, and to the best of them."""
    placed = worker_grades(october).join(october.people.select("subject", "street"), on="subject").filter(pl.col("total").is_not_null())
    for _street, group in placed.group_by("street"):
        best = group.filter(pl.col("grade") == "优秀")
        assert best.height <= group.height // 5
        beaten = group.filter(pl.col("decided_by") == "quota")
        if beaten.height and best.height:
            assert beaten["total"].max() < best["total"].min()


@pytest.mark.parametrize("total", [95, 85, 60, 59, 90])
def test_people_stand_exactly_on_thresholds(october, total):
    """Those whose month was planned by hand reach 95, 85, 60 or 59 points exactly."""
    assert worker_grades(october).filter(pl.col("total") == total).height >= 1


@pytest.mark.parametrize(("least", "below", "grade"), [(95, 1000, "优秀"), (85, 95, "良好"), (60, 85, "合格"), (0, 60, "不合格")])
def test_every_total_lies_in_its_band(october, least, below, grade):
    """Before quota and veto, the grade follows from the total alone."""
    rows = worker_grades(october).filter((pl.col("total") >= least) & (pl.col("total") < below))
    assert rows["uncapped_grade"].unique().to_list() == [grade]


def test_an_accident_and_a_forged_record_fail_the_month(october):
    """One keeps the points, the other loses them; both are 不合格 whatever the items say."""
    grades = worker_grades(october)
    vetoed = october.entries.filter(pl.col("kind") == "veto")
    assert grades.filter(pl.col("subject").is_in(vetoed["subject"].implode()))["total"].to_list() == [Decimal(0)]
    kept = grades.filter((pl.col("decided_by") == "veto") & (pl.col("grade") == "不合格") & (pl.col("total") >= 60))
    assert kept.height == 1


def test_two_county_complaints_bar_the_better_grades(october):
    """Somebody with 90 points and two county-level complaints is 合格."""
    barred = worker_grades(october).filter((pl.col("total") == 90) & (pl.col("grade") == "合格") & (pl.col("decided_by") == "veto"))
    assert barred.height >= 1


def test_pay_of_a_whole_month_reaches_the_floor(october):
    """Base, performance and top-up come to at least 4,050 yuan in town and 2,200 in the country."""
    people = october.people.filter((pl.col("role") == "专职网格员") & (pl.col("served_days") == pl.col("period_days")))
    pay = people.join(october.pay, on="subject").with_columns((pl.col("base") + pl.col("performance") + pl.col("top-up")).alias("floored"))
    assert pay.filter(pl.col("area") == "城镇")["floored"].min() == Decimal("4050.00")
    assert pay.filter(pl.col("area") == "农村")["floored"].min() == Decimal("2200.00")
    assert pay["gross"].max() < 6000


def test_people_of_dedicated_grids_are_paid_their_own_lines(october):
    """They get the allowance and a share of 300 yuan, and none of the full-time lines."""
    pay = october.people.filter(pl.col("role") == "专属网格员").join(october.pay, on="subject")
    assert pay["base"].null_count() == pay["top-up"].null_count() == 156
    assert pay["gross"].max() == Decimal("600.00")
    assert (pay["gross"] == pay["dedicated-allowance"] + pay["dedicated-performance"]).all()


def test_a_raise_and_a_part_month_are_paid_by_days(october):
    """A raise in the month gives a base between the two; who joined or left gets part of one."""
    base = october.people.filter(pl.col("role") == "专职网格员").join(october.pay, on="subject")
    part = base.filter(pl.col("served_days") < pl.col("period_days"))
    assert part.height >= 6
    assert (part["base"] < 3600).all()
    whole = base.filter((pl.col("served_days") == pl.col("period_days")) & (pl.col("intervals") == 1))
    assert (whole["base"] % 10 == 0).all()
    assert base.filter((pl.col("intervals") == 2) & (pl.col("base") % 10 != 0)).height >= 2


def test_the_assessment_proves_itself(october):
    """Sums, grades, pay and digests hold."""
    assert october.verify() == ()


def test_what_was_not_counted_is_listed(october):
    """Rejected rows, other months' records, records of unknown workers and from after a person left are counted apart."""
    reasons = set(october.left_out["reason"])
    assert {"rejected", "other_period", "outside_service"} <= reasons


# --- longer ----------------------------------------------------------------------------------------------------------


def test_two_bad_months_in_a_row_lead_to_a_talk(months):
    """Exactly those who were 不合格 in September and October are talked to in October."""
    failed = [set(month.grades.filter(pl.col("grade") == "不合格")["subject"]) for month in months]
    talked = set(months[-1].actions.filter(pl.col("action") == "talk")["subject"])
    assert talked == failed[-2] & failed[-1]
    assert talked


def test_a_quarter_is_the_mean_of_its_months(months, rulebook):
    """Two months of a quarter that exist are enough, and their mean is rounded once to the hundredth."""
    quarter = roll_up(months[:2], rulebook, "2026Q3")
    scores = quarter.scores.filter(pl.col("sheet") == "worker-month").drop_nulls("total")
    totals = pl.concat([month.scores for month in months[:2]])
    for subject, total in scores.select("subject", "total").head(50).iter_rows():
        two = [Fraction(value) for value in totals.filter((pl.col("subject") == subject) & (pl.col("sheet") == "worker-month"))["total"]]
        mean = sum(two) / 2
        assert abs(Fraction(total) - mean) <= Fraction(1, 200)
    assert quarter.scores["total"].null_count() > 0
    assert quarter.verify() == ()
