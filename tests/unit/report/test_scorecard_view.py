"""What a scorecard shows: lines that add up, quantities, reasons, trend and pay."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal

import pytest

from gridperf.errors import Problem
from gridperf.period import Period
from gridperf.report.views.common import span
from gridperf.report.views.scorecard import Scorecard, Step, scorecards
from tests.unit.report.fake import EDITION, HISTORY, PUBLICITY, Case, Fake


def card_of(case: Case, **made) -> Scorecard:
    (card,) = scorecards(Fake([case], **made))
    assert isinstance(card, Scorecard)
    return card


def number(text: str) -> Decimal:
    return Decimal(text.replace("−", "-").replace(",", ""))


def test_printed_lines_add_up_to_the_printed_total(case: Case) -> None:
    """Adding the points as printed gives the total as printed."""
    card = card_of(case)
    assert sum(number(line.points) for line in card.lines) == number(card.total) == Decimal("88.83")


def test_printed_pay_lines_add_up_to_printed_gross_pay(case: Case) -> None:
    """Adding the yuan as printed gives gross pay as printed."""
    card = card_of(case)
    assert sum(number(line.yuan) for line in card.pay) == number(card.gross) == Decimal("2950.00")


@pytest.mark.parametrize(
    ("change", "what", "found", "stated"),
    [({"total": "90"}, "total", "88.83", "90.00"), ({"total": "88.834"}, "total", "88.830", "88.834")],
)
def test_a_card_that_does_not_add_up_is_a_problem(case: Case, change: dict[str, str], what: str, found: str, stated: str) -> None:
    """A total other than the sum of its lines is never printed, and the person is named."""
    (problem,) = scorecards(Fake([replace(case, **change)]))
    assert isinstance(problem, Problem)
    assert (problem.code, dict(problem.values)) == ("P108", {"whose": "W0001 王小明", "what": what, "sum": found, "total": stated})


def test_one_card_that_fails_does_not_keep_the_others_back(case: Case) -> None:
    """Problems and cards come side by side."""
    made = list(scorecards(Fake([case, replace(case, subject="W0002", total="1")])))
    assert [type(each) for each in made] == [Scorecard, Problem]


def test_items_are_numbered_and_adjustments_are_not(case: Case) -> None:
    """Only items carry a number; adjustments of nothing are not printed."""
    assert [(line.no, line.name) for line in card_of(case).lines] == [
        ("1", "巡查到位率"),
        ("2", "按期处置率"),
        ("3", "有责投诉"),
        ("4", "群众满意度"),
        ("", "尾差"),
    ]


def test_a_ratio_shows_both_sides_and_a_percentage(case: Case) -> None:
    """A ratio is printed exactly; its percentage is for reading."""
    line = card_of(case).lines[0]
    assert (line.quantity, line.percent, line.rate, line.full) == ("41/42", "97.6%", "", "60")


def test_a_count_shows_its_rate(case: Case) -> None:
    """A count is printed with the points for one."""
    line = card_of(case).lines[2]
    assert (line.quantity, line.rate, line.percent, line.full) == ("1", "−2", "", "")


def test_a_typed_in_figure_is_shown_in_its_own_units(case: Case) -> None:
    """Imported figures are counted in ten-thousandths and printed as they were typed."""
    line = card_of(case).lines[3]
    assert (line.quantity, line.rate) == ("4.5", "0.5")


def test_a_typed_in_ratio_is_shown_as_a_ratio(case: Case) -> None:
    """An imported ratio keeps both its sides."""
    lines = (("item", "satisfaction", "群众满意度", "第九条（二）", 879_000, 1_000_000, None, "5", ""),)
    line = card_of(replace(case, lines=lines)).lines[0]
    assert (line.quantity, line.percent) == ("87.9/100", "87.9%")


def test_levels_at_which_nothing_happened_are_one_line(case: Case) -> None:
    """An item that counts levels apart and counted nothing keeps one line, without a level's rate."""
    lines = tuple(
        ("item", "complaint", "有责投诉", "第九条（一）", 0, 1, rate, "0", level) for rate, level in (("-5", "县级"), ("-10", "市级"))
    )
    assert [(line.no, line.quantity, line.rate, line.note) for line in card_of(replace(case, lines=lines)).lines] == [("1", "0", "", "")]


def test_several_levels_of_an_item_share_its_number(case: Case) -> None:
    """Further lines of an item have no number and no full marks of their own."""
    lines = (
        ("item", "complaint", "有责投诉（起始分）", "第九条（一）", None, None, None, "20", ""),
        ("item", "complaint", "有责投诉", "第九条（一）", 2, 1, "-5", "-10", "县级"),
        ("item", "complaint", "有责投诉", "第九条（一）", 0, 1, "-10", "0", "市级"),
    )
    assert [(line.no, line.points, line.note) for line in card_of(replace(case, lines=lines)).lines] == [
        ("1", "20.00", ""),
        ("", "−10.00", "县级"),
    ]


def test_points_are_printed_with_as_many_digits_as_the_longest_needs(case: Case) -> None:
    """All points of a card have the same digits, so they can be added in a column."""
    lines = (
        ("item", "arrival", "巡查到位率", "第六条", 1, 3, None, "33.333333", ""),
        ("rounding", "total", "尾差", "第十一条", None, None, None, "-0.003333", ""),
    )
    card = card_of(replace(case, lines=lines))
    assert ([line.points for line in card.lines], card.total) == (["33.333333", "−0.003333"], "33.330000")


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({}, ("band", "", "优秀", "1.17")),
        ({"decided_by": "quota", "by_band": "优秀", "distances": ()}, ("quota", "", "优秀", "")),
        ({"decided_by": "veto", "grade": "不合格", "clause": "第十二条（一）", "distances": ()}, ("veto", "安全责任事故", "合格", "")),
        ({"decided_by": "not_assessed", "grade": None, "total": None, "lines": (), "distances": ()}, ("not_assessed", "", "", "")),
        ({"grade": "优秀", "distances": ()}, ("band", "", "", "")),
    ],
)
def test_the_card_says_what_decided_the_grade(case: Case, change: dict, shown: tuple[str, ...]) -> None:
    """Band, quota, veto by name, or nothing to assess; and how far the next grade was, if counting could reach it."""
    why = card_of(replace(case, **change)).why
    assert (why.decided_by, why.cause, why.next_grade, why.short) == shown


def test_the_ways_to_the_next_grade_are_countable_the_shortest_first(case: Case) -> None:
    """At most three single items, those that need the fewest first."""
    distances = [("优秀", "2", f"i{more}", f"项{more}", more, "次") for more in (7, -1, 3, 12)]
    steps = card_of(replace(case, distances=distances)).why.steps
    assert steps == tuple(Step(f"项{more}", str(abs(more)), more < 0, "次", rate=True) for more in (-1, 3, 7))
    known = [("优秀", "2", "complaint", "有责投诉", -1, "次"), ("优秀", "2", "on-time", "按期处置率", 2, "")]
    assert [step.rate for step in card_of(replace(case, distances=known)).why.steps] == [False, True]


def test_no_single_item_can_reach_the_next_grade(case: Case) -> None:
    """A distance without an item is a shortfall without steps."""
    why = card_of(replace(case, distances=[("优秀", "12.5", None, None, None, None)])).why
    assert (why.short, why.steps) == ("12.5", ())


def test_the_trend_has_twelve_months_and_ends_with_this_one(case: Case) -> None:
    """Months without a result keep their place, and this month is the last bar."""
    bars = card_of(case).bars
    assert [bar.period.code for bar in bars] == ["2025-11", "2025-12", *HISTORY, "2026-10"]
    assert [(bar.total, bar.height) for bar in bars[:3]] == [("", 0), ("", 0), ("81.50", 81)]
    assert (bars[-1].now, bars[-1].total) == (True, "88.83")


def test_without_history_there_is_no_trend(case: Case) -> None:
    """One bar is no trend."""
    assert card_of(replace(case, history={})).bars == ()


@pytest.mark.parametrize(("grade", "tone", "at"), [("优秀", "best", 0), ("合格", "middle", 1), ("不合格", "worst", 2), (None, "none", -1)])
def test_a_grade_knows_its_place_in_the_scale(case: Case, grade: str | None, tone: str, at: int) -> None:
    """The badge's outline follows from the place, not from the name."""
    found = card_of(replace(case, grade=grade)).grade
    assert (found.name, found.tone, found.at) == (grade or "", tone, at)


def test_a_part_month_is_shown(case: Case) -> None:
    """Days in service are printed when they are not all days."""
    assert (card_of(case).person.served, card_of(replace(case, served=17)).person.served) == ("", "17/31")


def test_a_worker_on_no_sheet_gets_a_card_with_pay(case: Case) -> None:
    """Everyone who is paid gets paper."""
    card = card_of(replace(case, lines=()))
    assert (card.sheet, card.lines, card.gross) == ("", (), "2,950.00")


def test_only_the_workers_asked_for_get_cards(fake: Fake) -> None:
    """Cards can be asked for by id."""
    assert [card.person.name for card in scorecards(fake, ["W0003", "W0002"])] == ["喆祎𬎆㛃", "李四"]


def test_a_card_is_the_same_alone_and_among_others(fake: Fake) -> None:
    """Nothing on a card depends on whose cards are made beside it."""
    alone = [card for worker in ("W0001", "W0002", "W0003") for card in scorecards(fake, [worker])]
    assert alone == list(scorecards(fake))


def test_an_assessed_worker_with_zero_is_not_one_without_a_total(case: Case) -> None:
    """Zero points are a result."""
    zero = card_of(replace(case, lines=(("item", "arrival", "巡查到位率", "第六条", 0, 42, None, "0", ""),)))
    assert (zero.total, zero.rank) == ("0.00", "3")


def test_a_roll_up_shows_each_months_total(case: Case) -> None:
    """A line of a sub-period shows its total and its share."""
    lines = (
        ("period", "2026-07", "2026-07 得分", "第十二条", 1, 1, "90", "30", ""),
        ("period", "2026-08", "2026-08 得分", "第十二条", 0, 1, None, "0", "该周期没有结果"),
    )
    card = card_of(replace(case, lines=lines, history={}), period="2026Q3")
    assert [(line.quantity, line.rate, line.points) for line in card.lines] == [("90", "", "30.00")]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2026-10", ("month", "2026", "10", "2026-10-01", "2026-10-31")),
        ("2026-03", ("month", "2026", "3", "2026-03-01", "2026-03-31")),
        ("2026Q4", ("quarter", "2026", "4", "2026-10-01", "2026-12-31")),
        ("2026H2", ("half", "2026", "2", "2026-07-01", "2026-12-31")),
        ("2026", ("year", "2026", "", "2026-01-01", "2026-12-31")),
    ],
)
def test_a_period_comes_in_parts(text: str, parts: tuple[str, ...]) -> None:
    """Templates put a period into words from its parts."""
    found = span(Period.parse(text))
    assert (found.every, found.year, found.part, found.starts_on, found.ends_on) == parts


@pytest.mark.parametrize(
    ("line", "pay", "shown"),
    [
        ("base", ("2000", 22, 22, "2000", None), ("", "")),
        ("base", ("2000", 17, 22, "2588.24", None), ("2588.24 × 17/22", "")),
        ("performance", ("1000", 22, 22, "833.33", "优秀 × 1.2"), ("833.33 × 1.2", "优秀")),
        ("deduction", ("-50", 1, 1, "-50", None), ("1 × -50", "")),
    ],
)
def test_a_pay_line_shows_what_was_multiplied(case: Case, line: str, pay: str | tuple, shown: tuple[str, str]) -> None:
    """Part of a month, a coefficient and a count are printed; a whole month of the amount itself needs nothing."""
    (found,) = card_of(replace(case, pay={line: pay})).pay
    assert (found.how, found.said) == shown


def test_a_scale_of_the_roll_up_is_used_for_longer_periods(case: Case) -> None:
    """A quarter is graded by the roll-up's own scale where it has one."""
    edition = deepcopy(EDITION)
    edition["rollup"] = {
        "quarter": {
            "of": "month",
            "by": "mean",
            "missing": "skip",
            "needs": 1,
            "clause": "第十二条",
            "grades": [{"grade": "一等", "at_least": 80}, {"grade": "二等", "at_least": 0}],
        }
    }
    card = card_of(replace(case, grade="二等", by_band="二等", history={}), edition=edition, period="2026Q3")
    assert (card.grade.tone, card.why.next_grade) == ("worst", "优秀")


def test_the_origin_names_county_and_document(case: Case) -> None:
    """A card names the county's document and everything it was made from."""
    card = card_of(case)
    assert (card.origin.county, card.origin.document) == ("示例县", "示例县网格员考核办法（试行）")
    assert (card.proof.pack, card.proof.edition, card.proof.rulebook, card.proof.assessment) == (
        "999999-example",
        "2026-01-01",
        "ab" * 8,
        "0123456789abcdef" * 4,
    )
    assert dt.date.fromisoformat(card.proof.edition)


def test_what_is_assumed_and_what_was_typed_in_is_marked(case: Case) -> None:
    """The first line of an item says whether its numbers are published, and whether its figure comes from a table of totals."""
    edition = deepcopy(EDITION)
    edition["sheets"][0]["items"][0]["basis"] = "published"
    edition["pay"][0]["basis"] = "published"
    edition["pay"][2]["line"]["measure"] = {"imported": "扣减次数"}
    card = card_of(case, edition=edition)
    assert [(line.name, line.assumed, line.imported) for line in card.lines if line.no] == [
        ("巡查到位率", False, False),
        ("按期处置率", True, False),
        ("有责投诉", True, False),
        ("群众满意度", True, True),
    ]
    assert [(line.name, line.assumed, line.imported) for line in card.pay] == [
        ("基本工资", False, False),
        ("绩效工资", True, False),
        ("扣减", True, True),
        ("托底补差", True, False),
    ]


def test_scaling_shows_its_factor(case: Case) -> None:
    """What exempt items leave is scaled up by a factor that can be worked out again."""
    lines = (
        ("item", "on-time", "按期处置率", "第八条（二）", 18, 20, None, "30", "≥85%"),
        ("rescale", "total", "免考项折算", "第十一条", None, None, None, "45", "按 100/40 折算"),
    )
    assert card_of(replace(case, lines=lines, total="75")).lines[1].quantity == "30 × (100/40 − 1)"


def test_ranks_accounts_and_dates_stand_on_the_card(case: Case) -> None:
    """They come from the results as they are; somebody else's account is not there."""
    amounts = {name: Decimal(at) for at, name in enumerate(("opening", "earned", "spent", "expired", "reset", "closing"))}
    further = {
        "ranks": [
            {"subject": "W0001", "period": "2026-10", "sheet": "worker-month", "name": "全县排名", "scope": None, "rank": 7, "of": 90}
        ],
        "accounts": [{"subject": who, "period": "2026-10", "account": "a", "name": "积分", **amounts} for who in ("W0001", "W0009")],
        "schedule": [PUBLICITY],
    }
    card = card_of(case, further=further)
    assert [(place.name, place.rank, place.of) for place in card.places] == [("全县排名", "7", "90")]
    assert [(one.name, one.opening, one.closing) for one in card.accounts] == [("积分", "0", "5")]
    assert [(one.name, one.starts_on, one.ends_on) for one in card.schedule] == [("公示", "2026-11-02", "2026-11-06")]
