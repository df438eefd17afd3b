"""The further pay lines on one or a few people at a time, with the yuan worked out by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from gridperf.engine.pay import Past, Settled, settle
from gridperf.errors import RecordsError
from gridperf.period import Period
from gridperf.rulebook.money import Value
from gridperf.rulebook.paying import PayLine
from gridperf.tables import RESULTS

SCHEMA = {
    "roster.pay_base": pl.Decimal(38, 2),
    "roster.hired_on": pl.Date(),
    "roster.extra_share": pl.Decimal(38, 4),
    "month:total": pl.Int64(),
    "month:grade": pl.String(),
    "month:rank": pl.Int64(),
    "month:scope": pl.String(),
    "grids.residents": pl.Int64(),
}


def people(*rows: dict[str, Any]) -> pl.DataFrame:
    """Return people who served October 2026 (21 paid days) whole; each row says how they differ."""
    base = {
        "role": "网格员",
        "area": "农村",
        "street": "柳堤镇",
        "grid_code": "g1",
        "served_days": 31,
        "period_days": 31,
        "paid_days": 21,
        "period_paid_days": 21,
        "title": "社工师",
        "level": "一级",
        "roster.pay_base": Decimal("3000.00"),
        "roster.hired_on": dt.date(2020, 5, 1),
        "roster.extra_share": None,
        "month:total": 8850,
        "month:grade": "合格",
        "month:rank": None,
        "month:of": len(rows),
        "month:scope": "",
        "grids.residents": 2500,
        "leaves": False,
    }
    return pl.DataFrame([{"subject": f"{at:02d}", **base, **row} for at, row in enumerate(rows)], schema_overrides=SCHEMA)


def line(formula: dict[str, object], **more: object) -> PayLine:
    return PayLine.model_validate({"id": "line", "name": "工资", "clause": "第一条", "line": formula, **more})


def value(**more: object) -> Value:
    return Value.model_validate({"name": "标准", "basis": "assumed", "clause": "第二条", **more})


def settled(table: pl.DataFrame, *lines: PayLine, past: Past | None = None, period: str = "2026-10", **values: Value) -> Settled:
    return settle(
        table,
        lines,
        values={name.replace("_", "-"): one for name, one in values.items()},
        step=Fraction(1, 100),
        mode="half_up",
        full_scores={"month": Fraction(100)},
        digits={"month": 2},
        when=Period.parse(period),
        past=past,
    )


def fen(table: pl.DataFrame, *lines: PayLine, **more: Any) -> list[int | None]:
    """Return what everybody is paid on the last of *lines*."""
    return settled(table, *lines, **more).pay[lines[-1].id].to_list()


# --- amounts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "expected"),
    [({}, 50_000), ({"level": "二级"}, 40_000), ({"title": "助理", "level": "一级"}, 30_000)],
)
def test_a_value_by_two_columns_is_a_table(row: dict[str, Any], expected: int) -> None:
    """Title and level together say the amount."""
    table = value(by=["title", "level"], of={"社工师": {"一级": 500, "二级": 400}, "助理": {"一级": 300}})
    assert fen(people(row), line({"amount": "values.post"}, part_month="whole"), post=table) == [expected]


def test_a_combination_that_is_not_stated_stops_the_run() -> None:
    """No amount is stated for 助理 of the second level."""
    table = value(by=["title", "level"], of={"社工师": {"一级": 500, "二级": 400}, "助理": {"一级": 300}})
    with pytest.raises(RecordsError) as caught:
        fen(people({"title": "助理", "level": "二级"}), line({"amount": "values.post"}, part_month="whole"), post=table)
    assert [(one.code, one.values["value"], one.values["known"]) for one in caught.value.problems] == [
        ("A107", "助理、二级", "社工师＋一级、社工师＋二级、助理＋一级")
    ]


@pytest.mark.parametrize(
    ("hired", "at", "expected"),
    [
        (dt.date(2026, 10, 2), "period_start", 5_000),  # not yet in the post: the first step
        (dt.date(2025, 10, 2), "period_start", 5_000),  # a day short of a year
        (dt.date(2025, 10, 1), "period_start", 11_000),
        (dt.date(2025, 10, 2), "period_end", 11_000),
        (dt.date(2014, 1, 1), "period_start", 5_000 + 11 * 6_000),  # twelve years and more: the twelfth step
        (dt.date(1990, 1, 1), "period_start", 5_000 + 11 * 6_000),
        (dt.date(2024, 2, 29), "period_start", 17_000),
    ],
)
def test_seniority_rises_by_whole_years_to_a_highest_step(hired: dt.date, at: str, expected: int) -> None:
    """50 yuan in the first year, 60 more for each whole year, at most twelve steps."""
    steps = value(steps={"since": "hired_on", "at": at, "every": 1, "unit": "year", "first": 50, "each": 60, "most": 12})
    assert fen(people({"roster.hired_on": hired}), line({"amount": "values.years"}, part_month="whole"), years=steps) == [expected]


def test_seniority_without_a_date_stops_the_run() -> None:
    """Nobody's years are nothing because a date is missing."""
    steps = value(steps={"since": "hired_on", "at": "period_start", "every": 1, "unit": "year", "first": 50, "each": 60, "most": 12})
    with pytest.raises(RecordsError) as caught:
        fen(people({"roster.hired_on": None}), line({"amount": "values.years"}, part_month="whole"), years=steps)
    assert [(one.code, one.values["field"]) for one in caught.value.problems] == [("A106", "hired_on")]


# --- points and ranks ------------------------------------------------------------------------------------------------


def points(**more: object) -> dict[str, object]:
    ends = {"part": "linear", "at_least": 0, "at_most": "unlimited", "not_assessed": 100}
    return {"per_point": 10, "per_lost_point": 20, "from": 90, "starts_at": 600, **ends, **more}


@pytest.mark.parametrize(
    ("total", "more", "expected"),
    [
        (9000, {}, 60_000),
        (9550, {}, 65_500),  # 600 + 5.5 × 10
        (8850, {}, 57_000),  # 600 − 1.5 × 20
        (9550, {"part": "whole_down"}, 65_000),
        (8850, {"part": "whole_down"}, 58_000),
        (8850, {"part": "whole_up"}, 56_000),
        (5000, {}, 0),  # 600 − 40 × 20 is below nothing
        (5000, {"at_least": "unlimited"}, -20_000),
        (9550, {"at_most": 640}, 64_000),
        (None, {}, 10_000),
    ],
)
def test_points_pay_on_two_slopes(total: int | None, more: dict[str, object], expected: int) -> None:
    """Above and below the starting point a point is worth something else, and the ends hold."""
    assert fen(people({"month:total": total}), line(points(**more), part_month="whole")) == [expected]


def test_pay_by_points_is_paid_for_the_part_of_the_month() -> None:
    """10 of 21 paid days of 600 − 1.5 × 20 = 570 come to 271.43."""
    assert fen(people({"paid_days": 10}), line(points(), part_month="by_paid_days")) == [27_143]


PRIZES = {1: 800, 2: 600, 3: 400, "last": -400, "last-1": -200}


@pytest.mark.parametrize(
    ("ranks", "ties", "expected"),
    [
        ([1, 2, 3, 4, 5], "each", [800, 600, 400, -200, -400]),
        ([1, 1, 3, 4, 5], "each", [800, 800, 400, -200, -400]),
        ([1, 1, 3, 4, 5], "share", [700, 700, 400, -200, -400]),
        ([1, 2, 3, 4, 4], "each", [800, 600, 400, -400, -400]),
        ([1, 2, 3, 4, 4], "share", [800, 600, 400, -300, -300]),
        ([1, 2, 3, 3, 3], "share", [800, 600, Fraction(-200, 3), Fraction(-200, 3), Fraction(-200, 3)]),
        ([1, 2, 3, 4, None], "each", [0, 0, 0, 0, 0]),  # four ranked, five needed
    ],
)
def test_prizes_and_penalties_go_by_place(ranks: list[int | None], ties: str, expected: list[Any]) -> None:
    """The top three, the last and the one before it; ties as declared; too few people pay nothing."""
    of = sum(rank is not None for rank in ranks)
    table = people(*({"month:rank": rank, "month:of": of} for rank in ranks))
    rounded = [round(Fraction(yuan) * 100) for yuan in expected]
    assert fen(table, line({"by_rank": PRIZES, "ties": ties, "needs": 5})) == rounded


def test_places_are_counted_inside_a_scope() -> None:
    """Two streets have a first each."""
    table = people(
        *({"month:rank": rank, "month:of": 2, "month:scope": scope} for rank, scope in ((1, "甲"), (2, "甲"), (1, "乙"), (2, "乙")))
    )
    assert fen(table, line({"by_rank": {1: 100, "last": -30}, "ties": "each", "needs": 2})) == [10_000, -3_000, 10_000, -3_000]


def test_a_named_ranking_decides_where_the_rule_says_so() -> None:
    """Second in the street, first in the county."""
    table = people({"month:rank": 2, "month:of": 2, "month/county:rank": 1, "month/county:of": 2, "month/county:scope": ""}, {})
    assert fen(table, line({"by_rank": {1: 100}, "ties": "each", "needs": 1, "ranking": "county"})) == [10_000, 0]


# --- cash ------------------------------------------------------------------------------------------------------------


def test_cash_differs_by_class_with_lots_and_a_cap() -> None:
    """Every 2 of 消防 pay 10, every 2 of 治安 pay 4; together at most 30."""
    formula = {"each_of": {"消防": 10, "治安": 4}, "by": "category", "measure": {"count": "discoveries"}, "lot": 2, "cap": 30}
    table = people(
        {"pay/line|消防": 5, "pay/line|治安": 3}, {"pay/line|消防": 4, "pay/line|治安": 9}, {"pay/line|消防": 0, "pay/line|治安": 1}
    )
    assert fen(table, line(formula)) == [2_400, 3_000, 0]


def test_a_ladder_pays_each_tier_at_its_own_price() -> None:
    """5 yuan for each up to ten, 8 for the next ten, 10 beyond."""
    formula = {
        "ladder": [{"beyond": 0, "each": 5}, {"beyond": 10, "each": 8}, {"beyond": 20, "each": 10}],
        "measure": {"count": "discoveries"},
        "cap": "unlimited",
    }
    table = people(*({"pay/line": count} for count in (0, 10, 11, 25)))
    assert fen(table, line(formula)) == [0, 5_000, 5_800, 18_000]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, [-180_000, -22_000, -2_000, 0, 0]),
        ({"lot": 10}, [-18_000, -2_000, 0, 0, 0]),
        ({"cap": 300}, [-30_000, -22_000, -2_000, 0, 0]),
        ({"short_of": "89.5"}, [-178_000, -20_000, 0, 0, 0]),
        ({"each": 5}, [45_000, 5_500, 500, 0, 0]),
    ],
)
def test_what_is_missing_to_a_number_is_paid_for(more: dict[str, Any], expected: list[int]) -> None:
    """20 yuan off for each whole one, or full lot, that is missing to 90; nothing for whoever has as many or more."""
    formula = {"each": -20, "short_of": 90, "measure": {"count": "discoveries"}, "cap": "unlimited", **more}
    table = people(*({"pay/line": count} for count in (0, 79, 89, 90, 91)))
    assert fen(table, line(formula)) == expected


def test_the_number_required_may_differ_by_role() -> None:
    """A named number by role asks each for theirs, and whoever has none stated stops the run."""
    formula = {"each": -20, "short_of": "values.due", "measure": {"count": "discoveries"}, "cap": "unlimited"}
    due = value(by="role", of={"甲": 3, "乙": 10})
    table = people({"pay/line": 4, "role": "甲"}, {"pay/line": 4, "role": "乙"})
    assert fen(table, line(formula), due=due) == [0, -12_000]
    with pytest.raises(RecordsError) as caught:
        fen(people({"pay/line": 4, "role": "丙"}), line(formula), due=due)
    assert [problem.code for problem in caught.value.problems] == ["A107"]


def test_a_band_pays_one_amount() -> None:
    """At least 8 accepted items pay 50; a ratio without denominator pays what the rule says."""
    bands = [{"at_least": 8, "yuan": 50}, {"otherwise": 0}]
    assert fen(people({"pay/line": 7}, {"pay/line": 8}), line({"bands": bands, "measure": {"count": "discoveries"}})) == [0, 5_000]
    rates = [{"at_least": "95%", "yuan": 50}, {"above": "80%", "yuan": 20}, {"otherwise": -10}]
    table = people(*({"pay/line": over, "pay/line|den": under} for over, under in ((19, 20), (8, 10), (9, 10), (0, 0))))
    assert fen(table, line({"bands": rates, "measure": {"imported": "率"}, "no_data": 5})) == [5_000, -1_000, 2_000, 500]


def test_one_event_pays_roles_differently() -> None:
    """The price is a named number by role."""
    price = value(by="role", of={"网格长": 20, "网格员": 5})
    table = people({"role": "网格长", "pay/line": 3}, {"pay/line": 3})
    assert fen(table, line({"each": "values.price", "measure": {"count": "discoveries"}, "cap": "unlimited"}), price=price) == [
        6_000,
        1_500,
    ]


def test_the_quota_of_g05_costs_the_stated_sums() -> None:
    """11 short × 20, one meeting × 30, a poor handbook 50: 300 yuan off; account by account or together is a choice."""
    lines = [
        line({"each": -20, "measure": {"count": "discoveries"}, "cap": "unlimited"}, id="short"),
        line({"each": -30, "measure": {"count": "incidents"}, "cap": "unlimited"}, id="meeting"),
        line({"bands": [{"at_least": 1, "yuan": -50}, {"otherwise": 0}], "measure": {"count": "incidents"}}, id="handbook"),
    ]
    table = people({"pay/short": 11, "pay/meeting": 1, "pay/handbook": 1}, {"pay/short": 6, "pay/meeting": 0, "pay/handbook": 0})
    assert settled(table, *lines).pay["gross"].to_list() == [-30_000, -12_000]


@pytest.mark.parametrize(
    ("attended", "leave", "done", "mode", "expected"),
    [
        (20, 2, 130, "down", 240_000),
        (20, 2, 84, "down", 180_000),  # 84 ÷ 120 × 22 = 15.4 → 15
        (17, 2, 200, "down", 204_000),
        (20, 2, 119, "down", 252_000),  # 21.8 → 21: more than who met the quota, as the rule says
        (20, 2, 119, "half_up", 264_000),
    ],
)
def test_effective_days_are_those_of_u01(attended: int, leave: int, done: int, mode: str, expected: int) -> None:
    """2,640 yuan for 22 due days, 120 a day, quota of 120 reports."""
    due = {name: {"sum": f"attendance.{column}"} for name, column in (("due", "due"), ("attended", "attended"), ("leave", "due"))}
    rule = {**due, "done": {"count": "discoveries"}, "quota": 120, "round": mode}
    counts = {"pay/line|due": 22, "pay/line|attended": attended, "pay/line|leave": leave, "pay/line|done": done}
    formula = {"effective_days": rule, "of": 2640, "no_due_days": 0}
    assert fen(people(counts, {**counts, "pay/line|due": 0}), line(formula)) == [expected, 0]


def decided(rows: int, amount: int, outside: int = 0, asked: int = 0) -> dict[str, int]:
    return {
        "pay/line|rows": rows,
        "pay/line|amount": amount,
        "pay/line|amount|den": 100,
        "pay/line|outside": outside,
        "pay/line|asked": asked,
    }


def test_a_decided_amount_is_paid_as_recorded() -> None:
    """Two decisions of 50 and 120 yuan add up; none is nothing where none is needed."""
    formula = {"decided": {"least": 50, "most": 200}, "needed": "any"}
    assert fen(people(decided(2, 17_000), decided(0, 0)), line(formula)) == [17_000, 0]


@pytest.mark.parametrize(
    ("more", "row", "code"),
    [
        ({"needed": "any"}, decided(1, 20_001, outside=1), "A152"),
        ({"needed": "once"}, decided(0, 0), "A153"),
        ({"for_each": {"measure": {"count": "incidents"}}}, decided(1, 5_000, asked=2), "A153"),
    ],
)
def test_a_decision_outside_its_range_or_missing_stops_the_run(more: dict[str, object], row: dict[str, int], code: str) -> None:
    """Neither a wrong amount nor a missing one is paid."""
    with pytest.raises(RecordsError) as caught:
        fen(people(row), line({"decided": {"least": 50, "most": 200}, **more}))
    assert [one.code for one in caught.value.problems] == [code]


# --- factors and earlier results -------------------------------------------------------------------------------------

TIERS = {"bands": [{"at_least": 3000, "times": 2}, {"at_least": 2000, "times": "1.5"}, {"otherwise": 1}], "of": "grids.residents"}


@pytest.mark.parametrize(
    ("row", "factor", "expected"),
    [
        ({}, {**TIERS, "missing": "refuse"}, 150_000),
        ({"grids.residents": 3000}, {**TIERS, "missing": "refuse"}, 200_000),
        ({"grids.residents": None}, {**TIERS, "missing": "1/2"}, 50_000),
        ({}, {"by_grade": {"优秀": "1.2", "合格": "0.9", "不合格": 0, "not_assessed": 1}}, 90_000),
        ({"roster.extra_share": Decimal("0.3000")}, {"number": "roster.extra_share", "missing": 0}, 30_000),
        ({}, {"number": "roster.extra_share", "missing": 0}, 0),
        ({"roster.hired_on": dt.date(2026, 4, 1)}, {"probation": "80%", "months": 6, "counted": "period_start"}, 100_000),
        ({"roster.hired_on": dt.date(2026, 4, 2)}, {"probation": "80%", "months": 6, "counted": "period_start"}, 80_000),
        ({"roster.hired_on": dt.date(2026, 4, 2)}, {"probation": "80%", "months": 6, "counted": "period_end"}, 100_000),
        ({"probation|6": 10}, {"probation": "80%", "months": 6, "counted": "days"}, 93_548),  # (10 × 0.8 + 21) ÷ 31
    ],
)
def test_a_line_is_multiplied_by_its_factors(row: dict[str, Any], factor: dict[str, object], expected: int) -> None:
    """1,000 yuan times a tier, a grade, a share or a probation."""
    assert fen(people(row), line({"amount": 1000}, part_month="whole", times=[factor])) == [expected]


def test_a_tier_without_its_number_stops_the_run() -> None:
    """Nobody's grid is small because its residents were not counted."""
    with pytest.raises(RecordsError) as caught:
        fen(people({"grids.residents": None}), line({"amount": 1000}, part_month="whole", times=[{**TIERS, "missing": "refuse"}]))
    assert [(one.code, one.where.table) for one in caught.value.problems] == [("A106", "grids")]


def history(*grades: tuple[str, str, str]) -> Past:
    names = ("subject", "period", "grade")
    rows = [dict(zip(names, grade, strict=True)) | {"sheet": "year", "total": None} for grade in grades]
    return Past(history=pl.DataFrame(rows, schema=RESULTS["history"].schema))


def test_two_excellent_years_open_a_line() -> None:
    """Paid to whom both years before were 优秀, and to nobody else."""
    past = history(("00", "2024", "优秀"), ("00", "2025", "优秀"), ("01", "2025", "优秀"), ("01", "2024", "合格"))
    after = {"grade": "优秀", "times": 2, "out_of": 2, "of": "year", "no_history": "refuse"}
    assert fen(people({}, {}, {}), line({"amount": 100}, part_month="whole", after=after), past=past) == [10_000, 0, 0]


def test_a_year_nobody_gave_stops_the_run_or_is_not_met() -> None:
    """A forgotten history is no reason not to pay."""
    after = {"grade": "优秀", "times": 1, "out_of": 2, "of": "year", "no_history": "refuse"}
    past = history(("00", "2025", "优秀"))
    with pytest.raises(RecordsError) as caught:
        fen(people({}), line({"amount": 100}, part_month="whole", after=after), past=past)
    assert [(one.code, one.values["missing"]) for one in caught.value.problems] == [("A151", "2024")]
    met = line({"amount": 100}, part_month="whole", after={**after, "no_history": "not_met"})
    assert fen(people({}), met, past=past) == [10_000]


# --- parties, money held back ----------------------------------------------------------------------------------------


def test_what_is_passed_on_does_not_count_as_pay() -> None:
    """2 yuan per permit, half of it the worker's; an odd fen goes to whoever is named first."""
    table = people({"pay/line": 7}, {"pay/line": 1})
    formula = {"each": "2.01", "measure": {"count": "discoveries"}, "cap": "unlimited"}
    done = settled(table, line(formula, split={"self": "1/2", "站所": "1/2"})).pay
    assert done["line"].to_list() == [704, 101]
    assert done["line|whole"].to_list() == [1_407, 201]
    assert done["gross"].to_list() == [704, 101]


def test_a_reward_to_others_is_not_the_workers() -> None:
    """What goes to a household is counted apart."""
    done = settled(people({}), line({"amount": 30}, part_month="whole", split={"居民户": 1})).pay
    assert (done["line"].to_list(), done["line|whole"].to_list(), done["gross"].to_list()) == ([0], [3_000], [0])


def held(*rows: tuple[str, str, str, int]) -> Past:
    return Past(
        held=pl.DataFrame(rows, schema={"subject": pl.String, "period": pl.String, "line": pl.String, "fen": pl.Int64}, orient="row")
    )


def test_money_held_back_is_released_at_the_end_of_the_half() -> None:
    """40% of 1,000 is held each month; December pays what July to December held, once."""
    base = line({"amount": 1000}, part_month="whole", id="base")
    hold = line({"hold": "40%", "counting": ["base"]}, id="hold")
    release = line({"release": ["hold"], "at": "half", "leavers": "at_leaving"}, id="release")
    past = held(
        ("00", "2026-06", "hold", -40_000),
        ("00", "2026-07", "hold", -40_000),
        ("00", "2026-11", "hold", -30_000),
        ("01", "2026-11", "hold", -1),
    )
    december = settled(people({}, {}), base, hold, release, past=past, period="2026-12").pay
    assert december["hold"].to_list() == [-40_000, -40_000]
    assert december["release"].to_list() == [110_000, 40_001]
    assert december["gross"].to_list() == [170_000, 100_001]
    october = settled(people({}, {"leaves": True}), base, hold, release, past=past, period="2026-10").pay
    assert october["release"].to_list() == [0, 40_000]
    again = held(("00", "2026-07", "hold", -40_000), ("00", "2026-08", "release", 40_000))
    assert settled(people({}), base, hold, release, past=again, period="2026-12").pay["release"].to_list() == [40_000]
