"""Teams from records to paper: who belongs where day by day, what is recorded about a team itself, and whose result goes where."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import gridperf as gp
from gridperf import language
from gridperf.assessment import Assessment, assess, load_assessment, roll_up
from gridperf.errors import RecordsError
from gridperf.report.views.scorecard import Scorecard, scorecards
from gridperf.rulebook import Rulebook
from gridperf.rulebook.edition import Edition
from gridperf.tables import RECORDS

NORTH, SOUTH = "利津县/北镇/前村", "利津县/南镇/前村"


def item(name: str, measure: Any, score: Any, **more: Any) -> dict[str, Any]:
    return {"id": name, "name": name, "clause": "第一条", "measure": measure, "score": score, **more}


def sheet(name: str, subject: str, items: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    full = sum(one["score"].get("share", one["score"].get("up_to", 0)) for one in items)
    return {
        "id": name,
        "name": name,
        "assess": {"subject": subject, "roles": "all", "placed": "longest", **more.pop("assess", {})},
        "every": "month",
        "full_score": full,
        "total": {"floor": 0, "cap": full, "clause": "第一条"},
        "items": items,
        **more,
    }


def rulebook(*sheets: dict[str, Any], **more: Any) -> Rulebook:
    edition = Edition.model_validate(
        {
            "title": "示例",
            "source": "sources/2026-01-01.md",
            "basis": "assumed",
            "calendar": {"month_starts_on": 1, "workdays": "cn"},
            "rounding": {"line": "0.01", "total": "0.01", "money": "0.01", "mode": "half_up"},
            "sheets": list(sheets),
            "grades": [{"grade": "优秀", "at_least": 90}, {"grade": "合格", "at_least": 60}, {"grade": "不合格", "at_least": 0}],
            **more,
        }
    )
    return Rulebook.from_edition(edition, starts_on=dt.date(2026, 1, 1))


def on(worker: str, first: int = 1, last: int | None = None, *, town: str = "北镇", **more: Any) -> dict[str, Any]:
    """Return a roster row for days of October."""
    return {
        "worker_id": worker,
        "starts_on": dt.date(2026, 10, first),
        "ends_on": None if last is None else dt.date(2026, 10, last),
        "name": f"某{worker}",
        "role": "网格员",
        "community": "前村",
        "street": town,
        "county": "利津县",
        "grid_code": f"g{worker}",
        "pay_base": Decimal(3000),
        **more,
    }


def visits(worker: str, *days: int, target: str | None = None) -> list[dict[str, Any]]:
    return [{"worker_id": worker, "target_id": target or f"t{day}", "visited_at": dt.datetime(2026, 10, day, 9)} for day in days]


def read(rules: Rulebook, roster: list[dict[str, Any]], **tables: list[dict[str, Any]]) -> gp.Records:
    key = {"visits": "visit_id", "incidents": "incident_id", "patrols": "patrol_id"}
    frames = {}
    for name, rows in {"roster": roster, "visits": [], **tables}.items():
        numbered = [{key[name]: f"{name}{at}", **row} for at, row in enumerate(rows)] if name in key else rows
        frames[name] = pl.DataFrame(numbered, schema=RECORDS[name].schema)
    return gp.read_records(frames, rules=rules)


def result(rules: Rulebook, roster: list[dict[str, Any]], **tables: list[dict[str, Any]]) -> Assessment:
    return assess(read(rules, roster, **tables), rules, "2026-10")


def measured(found: Assessment, name: str) -> dict[str, tuple[int, int]]:
    rows = found.measures.filter(pl.col("item") == name).select("subject", "numerator", "denominator").rows()
    return {subject: (over, under) for subject, over, under in rows}


COUNTING = sheet("village", "community", [item("visits", {"count": "visits"}, {"each": 1, "up_to": 100})])


def test_a_transfer_in_the_middle_of_a_month_divides_the_work_by_day() -> None:
    """Three visits before the 16th count for the first village, two after it for the other; two villages of one name differ."""
    roster = [on("1", 1, 15), on("1", 16, town="南镇")]
    found = result(rulebook(COUNTING), roster, visits=visits("1", 3, 4, 15, 16, 31))
    assert measured(found, "visits") == {NORTH: (3, 1), SOUTH: (2, 1)}
    assert found.members.select("subject", "worker", "days").rows() == [(NORTH, "1", 15), (SOUTH, "1", 16)]


def test_whoever_leaves_counts_until_the_last_day() -> None:
    """A visit on the day after leaving counts for nobody, and is listed."""
    found = result(rulebook(COUNTING), [on("1"), on("2", 1, 10)], visits=[*visits("1", 5), *visits("2", 10, 11)])
    assert measured(found, "visits") == {NORTH: (2, 1)}
    assert found.left_out.rows() == [("visits", "outside_service", 1)]


def test_a_team_without_records_has_counts_of_nothing() -> None:
    """A village nobody visited is assessed all the same."""
    found = result(rulebook(COUNTING), [on("1"), on("2", town="南镇")], visits=visits("1", 5))
    assert measured(found, "visits") == {NORTH: (1, 1), SOUTH: (0, 1)}
    assert found.scores.select("subject", "total").rows() == [(NORTH, Decimal("1.000000")), (SOUTH, Decimal("0.000000"))]


def test_the_same_target_counts_once_for_a_team_and_a_day_once() -> None:
    """Two members at one target on one day: one target, one day, two visits; an afternoon of each makes the day's distance."""
    rules = rulebook(
        sheet(
            "village",
            "community",
            [
                item("targets", {"distinct": "visits.target_id"}, {"each": 1, "up_to": 10}),
                item("days", {"days": "visits"}, {"each": 1, "up_to": 10}),
                item("count", {"count": "visits"}, {"each": 1, "up_to": 10}),
                item("held", {"count": "visits", "at_most": {"times": 1, "per": "week"}}, {"each": 1, "up_to": 10}),
                item("far", {"days": "patrols", "sum": "distance_m", "at_least": 5000}, {"each": 1, "up_to": 10}),
            ],
        )
    )
    walked = [{"worker_id": who, "started_at": dt.datetime(2026, 10, 8, 14), "distance_m": 2500} for who in ("1", "2")]
    seen = [*visits("1", 6, 7, target="甲"), *visits("2", 6, target="甲")]
    found = result(rules, [on("1"), on("2")], visits=seen, patrols=walked)
    got = {name: measured(found, name)[NORTH][0] for name in ("targets", "days", "count", "held", "far")}
    assert got == {"targets": 1, "days": 2, "count": 3, "held": 2, "far": 1}  # one a week counts of each member


def test_a_duty_is_owed_by_whoever_was_there() -> None:
    """October has 18 workdays: one member owes them all, one who joined on the 26th owes 5; a visit of each day meets one."""
    duty = {"frequency": "visits", "times": 1, "per": "workday", "excused_by": "none"}
    rules = rulebook(sheet("village", "community", [item("duty", duty, {"share": 100}, when_no_data="zero")]))
    about = [{"worker_id": NORTH, "target_id": "x", "visited_at": dt.datetime(2026, 10, 9, 9)}]
    found = result(rules, [on("1"), on("2", 26)], visits=[*visits("1", 8, 9), *visits("2", 26), *about])
    own = len([day for day in range(1, 32) if rules.calendar and rules.calendar.is_workday(dt.date(2026, 10, day))])
    assert measured(found, "duty") == {NORTH: (3, own + 5)}  # what is recorded about the village itself owes and meets nothing


def test_a_record_about_a_team_counts_for_it_by_path_or_by_a_name_of_its_own() -> None:
    """汀镇 is one town's name; 前村 is two villages', so that name is nobody's and the record is listed."""
    rules = rulebook(COUNTING, sheet("town", "street", [item("praise", {"count": "incidents"}, {"each": 1, "up_to": 10})]))
    noted = [{"worker_id": who, "kind": "表彰", "occurred_on": dt.date(2026, 10, 31)} for who in ("北镇", "利津县/北镇", "前村", "2")]
    found = result(rules, [on("1"), on("2", 1, 30), on("3", town="南镇")], incidents=noted)
    assert measured(found, "praise") == {"利津县/北镇": (2, 1), "利津县/南镇": (0, 1)}
    assert found.left_out.rows() == [("incidents", "not_on_roster", 1), ("incidents", "outside_service", 1)]


def test_a_record_about_a_team_that_no_filter_takes_is_listed_with_its_name() -> None:
    """What is noted of a town, and asked by nobody, is told like a person's."""
    asked = {"count": "incidents", "where": "kind = '表彰'"}
    rules = rulebook(sheet("town", "street", [item("praise", asked, {"each": 1, "up_to": 10})]))
    noted = [{"worker_id": "利津县/北镇", "kind": kind, "occurred_on": dt.date(2026, 10, 31)} for kind in ("表彰", "投诉")]
    found = result(rules, [on("1")], incidents=noted)
    assert measured(found, "praise") == {"利津县/北镇": (1, 1)}
    assert found.unmatched.select("values", "records", "who").rows() == [("kind=投诉", 1, "利津县/北镇")]


def test_a_record_about_a_place_is_refused_where_no_team_is_assessed() -> None:
    """Without a sheet of towns, a town is nobody on the roster."""
    rules = rulebook(sheet("month", "worker", [item("visits", {"count": "visits"}, {"each": 1, "up_to": 100})]))
    with pytest.raises(RecordsError) as caught:
        result(rules, [on("1")], visits=visits("北镇", 5))
    assert caught.value.problems[0].code == "D219"


def test_a_figure_without_a_day_counts_where_its_person_is_placed() -> None:
    """A monthly total goes with the longer half of the month; one for the village itself goes to the village."""
    rules = rulebook(sheet("village", "community", [item("total", {"imported": "办结"}, {"share": 100}, when_no_data="zero")]))
    figures = [
        {"worker_id": who, "period": "2026-10", "measure": "办结", "numerator": Decimal(over), "denominator": Decimal(10)}
        for who, over in (("1", 4), (SOUTH, 9))
    ]
    found = result(rules, [on("1", 1, 15), on("1", 16, town="南镇")], totals=figures)
    assert measured(found, "total") == {NORTH: (0, 0), SOUTH: (130_000, 200_000)}


def test_only_members_of_the_roles_asked_for_belong() -> None:
    """A leader's visits are not the workers' team's."""
    rules = rulebook({**COUNTING, "assess": {"subject": "community", "roles": ["网格员"], "placed": "last"}})
    found = result(rules, [on("1"), on("2", role="村支书")], visits=[*visits("1", 5), *visits("2", 6)])
    assert measured(found, "visits") == {NORTH: (1, 1)}
    assert found.left_out.rows() == [("roster", "no_sheet", 1)]


def test_an_event_has_consequences_for_whoever_is_on_a_sheet_and_for_the_team() -> None:
    """A member of the village who is on no sheet of their own is not dismissed; the village and the worker are."""
    own = sheet("month", "worker", [item("visits", {"count": "visits"}, {"each": 30, "up_to": 100})], assess={"roles": ["网格员"]})
    dismissed = {
        "id": "dismissed",
        "name": "解聘",
        "clause": "第一条",
        "when": {"happens": {"count": "visits", "at_least": 1}, "of": "month"},
    }
    rules = rulebook(own, COUNTING, actions=[dismissed])
    found = result(rules, [on("1"), on("2", role="村支书")], visits=[*visits("1", 5), *visits("2", 6)])
    assert found.people["subject"].to_list() == ["1", NORTH]
    assert found.actions["subject"].to_list() == ["1", NORTH]


@pytest.mark.parametrize(("by", "ratio"), [("mean", (150, 200)), ("lowest", (60, 100)), ("highest", (90, 100)), ("sum", (150, 100))])
def test_results_of_members_become_one(by: str, ratio: tuple[int, int]) -> None:
    """Of members with 90 and 60 of 100."""
    own = sheet("month", "worker", [item("visits", {"count": "visits"}, {"each": 30, "up_to": 100})])
    team = {"result": {"sheet": "month", "of": "members", "by": by}}
    rules = rulebook(own, sheet("village", "community", [item("members", team, {"share": 50}, when_no_data="zero")]))
    found = result(rules, [on("1"), on("2")], visits=[*visits("1", 5, 6, 7), *visits("2", 5, 6)])
    assert measured(found, "members") == {NORTH: tuple(100 * number for number in ratio)}


def handed_down(period: str = "2026-10") -> Assessment:
    """Return people who take their village's total and its grade, are paid by it, and villages that are ranked in the county."""
    village = {"sheet": "village", "of": "community"}
    grades = {"优秀": 1, "合格": "1/2", "不合格": 0}
    rules = rulebook(
        {**COUNTING, "full_score": 10, "total": {"floor": 0, "cap": 10, "clause": "第一条"}}
        | {
            "items": [item("visits", {"count": "visits"}, {"each": 2, "up_to": 10})],
            "ranking": {"within": "county", "ties": "skip"},
            "grades": [{"grade": "优秀", "at_least": 8}, {"grade": "合格", "at_least": 4}, {"grade": "不合格", "at_least": 0}],
        },
        sheet(
            "month",
            "worker",
            [
                item("village", {"result": village}, {"share": 60}, when_no_data="zero"),
                item("grade", {"result": {**village, "grade": True}}, {"by_grade": grades, "share": 40}, when_no_data="zero"),
            ],
        ),
        rollup={"quarter": {"of": "month", "by": "mean", "missing": "skip", "needs": 1, "clause": "第一条"}},
        pay=[
            {
                "id": "rank",
                "name": "名次奖",
                "clause": "第一条",
                "sheet": "village",
                "line": {"by_rank": {"1": 300, "last": -50}, "ties": "share", "needs": 2},
            },
            {
                "id": "score",
                "name": "得分奖",
                "clause": "第一条",
                "sheet": "village",
                "line": {"by_score": 100, "at_most": 1, "not_assessed": "0.07"},
                "part_month": "whole",
            },
        ],
    )
    roster = [on("1"), on("2"), on("3", town="南镇"), on("4", town="南镇", community=None)]
    seen = visits("1", 5, 6, 7, 8)
    records = read(rules, roster, visits=[*seen, *visits("3", 5)])
    month = assess(records, rules, "2026-10")
    return month if period == "2026-10" else roll_up([month], rules, period)


def test_people_take_the_result_of_their_village_and_are_paid_by_it() -> None:
    """8 of 10 is 48 + 40; 2 of 10 is 12 + 0; who is in no village takes nothing. A place is one village's, however many share it."""
    found = handed_down()
    totals = dict(found.scores.filter(pl.col("sheet") == "month").select("subject", "total").iter_rows())
    assert totals == {"1": Decimal(88), "2": Decimal(88), "3": Decimal(12), "4": Decimal(0)}
    assert found.pay.select("subject", "rank", "score").rows() == [
        ("1", Decimal(300), Decimal(80)),
        ("2", Decimal(300), Decimal(80)),
        ("3", Decimal(-50), Decimal(20)),
        ("4", Decimal(0), Decimal(7)),
    ]
    assert found.people.select("subject", "kind").rows() == [
        *((str(who), "worker") for who in range(1, 5)),
        (NORTH, "community"),
        (SOUTH, "community"),
    ]


def test_teams_are_saved_verified_explained_and_rolled_up(tmp_path: Path) -> None:
    """A saved result holds; a team's card says what it came to and who was in it; a quarter has teams too."""
    found = load_assessment(handed_down().save(tmp_path / "run"))
    assert found.verify() == ()
    with language.use("zh"):
        assert str(found.explain(NORTH)).splitlines()[:2] == [f"前村 {NORTH} 2026-10", "  visits  第一条  4 × 2 = 8"]
        assert "village  第一条  8/10 × 60 = 48  取自“village”，所在社区（村）的得分" in str(found.explain("1"))
        assert str(found.why_not(SOUTH)) == "现为 不合格，距 合格 还差 2 分。\n  visits：再多 1 个单位 即可达到。"
    (card,) = scorecards(found, [NORTH])
    assert isinstance(card, Scorecard)
    assert (card.person.kind, card.person.members, card.total, card.pay) == ("community", (("某1", ""), ("某2", "")), "8.00", ())
    quarter = handed_down("2026Q4")
    assert quarter.scores.filter(pl.col("subject") == NORTH)["total"].to_list() == [Decimal(8)]
    assert quarter.people.filter(pl.col("subject") == NORTH)["kind"].to_list() == ["community"]
    assert quarter.verify() == ()


@pytest.mark.parametrize(
    ("table", "subject", "column", "value", "code"),
    [
        ("people", NORTH, "kind", "street", "A140"),
        ("people", NORTH, "paid_days", 3, "A140"),
        ("people", "1", "kind", "community", "A140"),
        ("grades", SOUTH, "grade", "优秀", "A140"),
        ("scores", NORTH, "total", Decimal(9), "A115"),
        ("measures", "3", "numerator", 900, "A140"),
        ("members", NORTH, "period", "2026-09", "A140"),
    ],
)
def test_a_changed_value_of_a_team_is_found(tmp_path: Path, table: str, subject: str, column: str, value: object, code: str) -> None:
    """Grades, totals and kinds of teams follow from the rest as those of people do; who was in a team, only the records say."""
    found = handed_down()
    rows = found.table(table)
    wrong = rows.with_columns(
        pl.when(pl.col("subject") == subject).then(pl.lit(value, dtype=rows.schema[column])).otherwise(column).alias(column)
    )
    Assessment(found.period, found.rulebook, found.provenance, {**found.tables, table: lambda: wrong}).save(tmp_path)
    assert code in {problem.code for problem in load_assessment(tmp_path).verify()}
    assert ("members", ()) in found.unchecked


def test_pay_by_the_score_of_a_village_follows_from_it(tmp_path: Path) -> None:
    """Whoever lies in the village is paid by its score, which the note of the entry says."""
    found = handed_down()
    wrong = found.entries.with_columns(pl.col("note").str.replace("得分 8/10", "得分 9/10", literal=True))
    Assessment(found.period, found.rulebook, found.provenance, {**found.tables, "entries": lambda: wrong}).save(tmp_path)
    with language.use("en"):
        first = next(problem for problem in load_assessment(tmp_path).verify() if problem.where.field == "note")
        assert str(first).splitlines()[1].strip() == (
            "yuan/2 of 1 is stated as 得分 9/10, but the measures, people and rules of this result make it 得分 8/10."
        )


def test_a_team_is_given_one_grade() -> None:
    """Two grades under two names of one town contradict each other."""
    town = sheet("town", "street", [item("visits", {"count": "visits"}, {"each": 1, "up_to": 100})], supplied="allowed")
    given = [
        {"worker_id": who, "period": "2026-10", "sheet": "town", "grade": "优秀", "decided_by": "县"} for who in ("北镇", "利津县/北镇")
    ]
    (only,) = result(rulebook(town), [on("1")], supplied=given[:1]).grades["grade"]
    assert only == "优秀"
    with pytest.raises(RecordsError) as caught:
        result(rulebook(town), [on("1")], supplied=given)
    with language.use("en"):
        assert str(caught.value.problems[0]).splitlines()[1].strip() == (
            "利津县/北镇 was given a grade under its path and another under its own name, so nobody can say which holds."
        )


def test_one_name_for_two_subjects_is_refused() -> None:
    """A department called as a street of the same county could not be told from it in any result."""
    department = sheet("desk", "department", [item("visits", {"count": "visits"}, {"each": 1, "up_to": 100})])
    street = sheet("town", "street", [item("visits", {"count": "visits"}, {"each": 1, "up_to": 100})])
    with pytest.raises(RecordsError) as caught, language.use("en"):
        result(rulebook(department, street), [on("1", department="北镇")])
    with language.use("en"):
        assert str(caught.value.problems[0]).splitlines()[1].strip() == (
            "'利津县/北镇' names several subjects (部门、街道（乡镇）), which results could not tell apart, so nothing can be assessed."
        )
