"""Pools on a handful of people, with the fen worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gridperf.engine.pay import Past
from gridperf.engine.pay.entries import pay_entries
from gridperf.engine.pay.pools import Claim, divide
from gridperf.engine.pay.shares import ACCOUNT
from gridperf.errors import RecordsError
from gridperf.rulebook.paying import PayLine
from tests.unit.engine.test_pay_lines import line, people, settled, value

POOL: dict[str, Any] = {
    "within": "all",
    "by": [{"of": "total"}],
    "floor": 0,
    "cap": "unlimited",
    "short": "refuse",
    "remainder": "largest",
    "reserve": 0,
    "nobody": "return",
    "left": "return",
}


def pool(fund: dict[str, object], **more: object) -> PayLine:
    return line({"pool": {**POOL, "fund": fund, **more}}, id="pool")


def account(done: Any, *names: str) -> list[tuple[Any, ...]]:
    return done.pools.select(names or ("fund", "carried_in", "reserved", "paid", "carried_out", "returned")).rows()


def test_a_pool_is_divided_by_score_to_the_fen() -> None:
    """100 yuan by 90, 80 and 70 points: 37.50, 33.33…, 29.16…; the last fen goes to the largest remainder."""
    done = settled(people(*({"month:total": total} for total in (9000, 8000, 7000))), pool({"amount": 100}))
    assert done.pay["pool"].to_list() == [3_750, 3_333, 2_917]
    assert account(done) == [(10_000, 0, 0, 10_000, 0, 0)]


def test_equal_remainders_do_not_go_by_number() -> None:
    """Of three equal claims on 1.00 yuan, grid code decides, and then a digest of the identifier, never the order."""
    rows = [{"subject": f"{at}", "grid_code": code} for at, code in ((1, "g2"), (2, "g1"), (3, "g3"))]
    assert settled(people(*rows), pool({"amount": 1}, by=[{"of": "one"}])).pay["pool"].to_list() == [33, 34, 33]
    alike = settled(people(*({"subject": name} for name in ("1", "2", "3"))), pool({"amount": 1}, by=[{"of": "one"}])).pay
    assert dict(alike.select("subject", "pool").rows()) == {"1": 33, "2": 33, "3": 34}


def test_weights_multiply_and_nothing_has_no_share() -> None:
    """Days in service × coefficient: 31 × 1.5, 31 × 1, 10 × 1, and nothing for 不合格."""
    by = [{"of": "served_days"}, {"by_grade": {"优秀": "1.5", "合格": 1, "不合格": 0, "not_assessed": 0}}]
    rows = [{"month:grade": "优秀"}, {}, {"served_days": 10}, {"month:grade": "不合格"}]
    done = settled(people(*rows), pool({"amount": 875}, by=by))
    assert done.pay["pool"].to_list() == [46_500, 31_000, 10_000, 0]
    assert account(done, "people", "paid") == [(3, 87_500)]


def test_floors_and_caps_hold_and_the_rest_is_in_proportion() -> None:
    """100 yuan by 90, 5 and 5: the cap of 60 leaves 40, and 20 each."""
    rows = [{"month:total": total} for total in (9000, 500, 500)]
    assert settled(people(*rows), pool({"amount": 100}, cap=60)).pay["pool"].to_list() == [6_000, 2_000, 2_000]
    assert settled(people(*rows), pool({"amount": 100}, floor=10)).pay["pool"].to_list() == [8_000, 1_000, 1_000]
    capped = settled(people(*rows), pool({"amount": 100}, cap=20, left="carry"))
    assert (capped.pay["pool"].to_list(), account(capped)) == ([2_000, 2_000, 2_000], [(10_000, 0, 0, 6_000, 4_000, 0)])


def test_floors_beyond_the_fund_are_refused_or_shared_equally() -> None:
    """Three people at 10 yuan each cannot be paid from 20."""
    rows = [{"month:total": total} for total in (9000, 500, 500)]
    with pytest.raises(RecordsError) as caught:
        settled(people(*rows), pool({"amount": 20}, floor=10))
    assert [one.code for one in caught.value.problems] == ["A155"]
    assert sorted(settled(people(*rows), pool({"amount": 20}, floor=10, short="equal")).pay["pool"]) == [666, 667, 667]


@pytest.mark.parametrize(("nobody", "expected"), [("carry", (10_000, 0, 0, 0, 10_000, 0)), ("return", (10_000, 0, 0, 0, 0, 10_000))])
def test_a_fund_nobody_qualifies_for_is_carried_or_returned(nobody: str, expected: tuple[int, ...]) -> None:
    """Nobody is assessed, so nobody has a weight."""
    done = settled(people({"month:total": None}), pool({"amount": 100}, nobody=nobody))
    assert (done.pay["pool"].to_list(), account(done)) == ([0], [expected])


def test_what_was_carried_on_comes_in_again() -> None:
    """September carried 30 yuan of the street; October divides 130."""
    before = dict.fromkeys(ACCOUNT, 0) | {"line": "pool", "scope": "柳堤镇", "carried_out": 3_000, "period": "2026-09"}
    past = Past(pools=pl.DataFrame([before, {**before, "period": "2026-08"}], schema={"period": pl.String, **ACCOUNT}))
    done = settled(people({}, {"street": "城东"}), pool({"amount": 100}, within="street"), past=past)
    assert done.pay["pool"].to_list() == [13_000, 10_000]
    assert sorted(account(done, "scope", "carried_in")) == [("城东", 0), ("柳堤镇", 3_000)]


def test_money_withheld_from_some_is_paid_to_others() -> None:
    """Two are fined 30 and 20 yuan; the 50 are divided by points between those with 60 or more."""
    fine = line({"each": -10, "measure": {"count": "incidents"}, "cap": "unlimited"}, id="fine")
    by = [{"by_grade": {"优秀": 1, "合格": 1, "不合格": 0, "not_assessed": 0}}]
    rows = [{"pay/fine": 3, "month:grade": "不合格"}, {"pay/fine": 2}, {"pay/fine": 0}]
    done = settled(people(*rows), fine, pool({"withheld": ["fine"]}, by=by)).pay
    assert done["pool"].to_list() == [0, 2_500, 2_500]
    assert done["gross"].sum() == 0


def test_a_fund_by_heads_and_a_reserve_released_at_year_end() -> None:
    """200 yuan for each of two people, 10% kept back; December also pays what the year kept."""
    main = pool({"per_head": 200}, by=[{"of": "one"}], reserve="10%")
    rest = line({"pool": {**POOL, "fund": {"reserve_of": "pool", "since": "year"}, "by": [{"of": "one"}]}}, id="rest")
    october = settled(people({}, {}), main, rest)
    assert (october.pay["pool"].to_list(), october.pay["rest"].to_list()) == ([18_000, 18_000], [0, 0])
    assert account(october) == [(40_000, 0, 4_000, 36_000, 0, 0)]
    before = dict.fromkeys(ACCOUNT, 0) | {"line": "pool", "scope": "", "reserved": 4_000}
    past = Past(
        pools=pl.DataFrame(
            [{**before, "period": code} for code in ("2025-12", "2026-10", "2026-11")], schema={"period": pl.String, **ACCOUNT}
        )
    )
    december = settled(people({}, {}), main, rest, past=past, period="2026-12")
    assert december.pay["rest"].to_list() == [6_000, 6_000]


def test_a_fund_below_nothing_stops_the_run() -> None:
    """Lines that are withheld must be deductions."""
    bonus = line({"each": 10, "measure": {"count": "incidents"}, "cap": "unlimited"}, id="bonus")
    with pytest.raises(RecordsError) as caught:
        settled(people({"pay/bonus": 3}), bonus, pool({"withheld": ["bonus"]}))
    assert [one.code for one in caught.value.problems] == ["A154"]


def test_shares_are_whole_multiples_of_the_step() -> None:
    """In whole yuan, 100.50 leave half a yuan over."""
    whole = PayLine.model_validate({**pool({"amount": "100.5"}).model_dump(), "step": 1})
    done = settled(people(*({"month:total": total} for total in (9000, 8000, 7000))), whole)
    assert (done.pay["pool"].to_list(), account(done, "paid", "returned")) == ([3_800, 3_300, 2_900], [(10_000, 50)])


def told(done: Any) -> list[Any]:
    return done.pay.select("pool|claim", "pool|claims", "pool|fund", "pool|told").rows()


def test_a_share_is_told_so_that_it_can_be_redone_by_hand() -> None:
    """100 yuan by 90.5, 79.5 and 70 points of 240: 37.708…, 33.125 and 29.166…, one of which gets the fen that is over."""
    done = settled(people(*({"month:total": total} for total in (9050, 7950, 7000, 0))), pool({"amount": 100}))
    assert done.pay["pool"].to_list() == [3_771, 3_312, 2_917, 0]
    assert told(done) == [
        (905, 2400, 10_000, "奖励池 100 元 × 90.5 ÷ 240；零头进 0.01 元"),
        (795, 2400, 10_000, "奖励池 100 元 × 79.5 ÷ 240；零头舍去"),
        (700, 2400, 10_000, "奖励池 100 元 × 70 ÷ 240；零头进 0.01 元"),
        (None, None, None, "份额权数为 0"),
    ]


def test_a_share_held_at_an_end_says_so_and_what_is_left_for_the_others() -> None:
    """Of 1000 yuan a tenth is kept; 90, 20 and 1 points: a cap of 600, a floor of 50, and 250 for the one between them."""
    rows = people(*({"month:total": total} for total in (9000, 2000, 100)))
    done = settled(rows, pool({"amount": 1000}, cap=600, floor=50, reserve="10%"))
    assert done.pay["pool"].to_list() == [60_000, 25_000, 5_000]
    before = "总额 1000 元，预留 100 元；奖励池 900 元，其中 2 人按限额共 650 元"
    assert told(done) == [
        (90, 20, 25_000, f"{before}；奖励池余 250 元 × 90 ÷ 20；以上限 600 元为限"),
        (20, 20, 25_000, f"{before}；奖励池余 250 元 × 20 ÷ 20"),
        (1, 20, 25_000, f"{before}；奖励池余 250 元 × 1 ÷ 20；按下限 50 元计"),
    ]


@pytest.mark.parametrize(
    ("fund", "more", "note"),
    [
        (100, {"cap": 20}, "奖励池 100 元；以上限 20 元为限"),
        (20, {"floor": 10, "short": "equal"}, "不够每人的下限，人人平分；奖励池 20 元 × 1 ÷ 3；零头进 0.01 元"),
        (90, {"by": [{"of": "one"}]}, "奖励池 90 元 × 1 ÷ 3"),
        (90, {"by": [{"of": "total"}, {"by_grade": {"优秀": 2, "合格": "1.5", "不合格": 0, "not_assessed": 0}}]},
         "份额权数 88.5 × 1.5 = 132.75；奖励池 90 元 × 132.75 ÷ 398.25"),
        (90, {"by": [{"of": "total"}, {"by_grade": {"优秀": 2, "合格": 0, "不合格": 0, "not_assessed": 0}}]}, "份额权数 88.5 × 0 = 0"),
    ],
)  # fmt: skip
def test_what_else_decides_a_share_is_told(fund: int, more: dict[str, Any], note: str) -> None:
    """Three people alike; the first is the one who gets a fen that is over."""
    rows = people(*({"grid_code": f"g{at}"} for at in range(3)))
    assert told(settled(rows, pool({"amount": fund}, **more)))[0][-1] == note


def test_weights_that_are_no_decimals_are_told_as_fractions_or_about_what_they_are() -> None:
    """Thirds and sevenths stand in brackets; a sum of fifty different fractions is said to be about so much, and no numbers stand beside it."""
    by = [{"measure": {"ratio": {"of": {"count": "visits"}, "to": {"count": "patrols"}}}}]
    two = people({"pay/pool|0": 2, "pay/pool|0|den": 3}, {"pay/pool|0": 4, "pay/pool|0|den": 7})
    assert told(settled(two, pool({"amount": 26}, by=by))) == [
        (14, 26, 2_600, "奖励池 26 元 × (2/3) ÷ (26/21)"),
        (12, 26, 2_600, "奖励池 26 元 × (4/7) ÷ (26/21)"),
    ]
    many = people(*({"pay/pool|0": 1, "pay/pool|0|den": at} for at in range(1, 51)))
    assert told(settled(many, pool({"amount": 26}, by=by)))[2] == (None, None, None, "奖励池 26 元 × (1/3) ÷ 约 4.499205；零头进 0.01 元")


def test_who_does_not_take_part_is_told_apart_from_who_has_no_weight() -> None:
    """A reserve is divided in the last month of its year only; before that nobody's weight matters."""
    rest = line({"pool": {**POOL, "fund": {"reserve_of": "pool", "since": "year"}, "by": [{"of": "one"}]}}, id="rest")
    rows, lines = people({}), [pool({"amount": 10}), rest]
    notes = dict(pay_entries(settled(rows, *lines).pay, rows, lines, "2026-10").select("item", "note").rows())
    assert notes == {"pool": "奖励池 10 元 × 88.5 ÷ 88.5", "rest": "本期不分配"}


def test_a_weight_may_stand_with_the_person() -> None:
    """Points × pay base × a number by level: 88.5 × 3000 × 2 and 88.5 × 1500 × 1, 4 to 1."""
    by = [{"of": "total"}, {"of": "roster.pay_base"}, {"of": "values.by-level"}]
    rows = people({}, {"roster.pay_base": Decimal(1500), "level": "二级"})
    done = settled(rows, pool({"amount": 100}, by=by), by_level=value(by="level", of={"一级": 2, "二级": 1}))
    assert done.pay["pool"].to_list() == [8_000, 2_000]
    assert done.pay["pool|told"][0] == "份额权数 88.5 × 3000 × 2 = 531000；奖励池 100 元 × 531000 ÷ 663750"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (
            None,
            (
                "A106  roster, column 'extra_share'\n"
                "      工资 needs extra_share of 01, which is empty on the roster, so the pay of 1 person cannot be computed.\n"
                "      Fill extra_share on the roster."
            ),
        ),
        (
            -1,
            (
                "A157  roster, column 'extra_share'\n"
                "      extra_share of 01 is below nothing, and 工资 divides by it; nobody's share can be, "
                "so the pool of 1 person cannot be divided.\n"
                "      Correct extra_share; write 0 for no share."
            ),
        ),
    ],
)
def test_a_weight_that_is_missing_or_below_nothing_stops_the_run(number: int | None, said: str) -> None:
    """It is named, with whose it is; a weight of 0 has no share."""
    rows = people({"roster.extra_share": Decimal(0)}, {"roster.extra_share": None if number is None else Decimal(number)})
    with pytest.raises(RecordsError) as caught:
        settled(rows, pool({"amount": 100}, by=[{"of": "roster.extra_share"}]))
    assert [str(problem) for problem in caught.value.problems] == [said]
    done = settled(rows[:1], pool({"amount": 100}, by=[{"of": "roster.extra_share"}]))
    assert done.pay.select("pool", "pool|told").row(0) == (0, "份额权数为 0")


@given(
    units=st.integers(0, 400),
    weights=st.lists(st.fractions(Fraction(1, 9), 9, max_denominator=9), min_size=1, max_size=6),
    floor=st.integers(0, 40),
    cap=st.none() | st.integers(40, 90),
)
@settings(max_examples=120, deadline=None)
def test_what_is_told_works_out_to_the_share(units: int, weights: list[Fraction], floor: int, cap: int | None) -> None:
    """Divided × weight ÷ total lies at or beyond the bound of whoever is held, and within one unit of everybody else's share."""
    shares = divide(units, [Claim(str(at), weight, "") for at, weight in enumerate(weights)], floor=floor, cap=cap)
    assume(shares is not None)
    assert shares is not None
    assert sum(shares.units.values()) + shares.left == units
    assert shares.divided == sum(share for subject, share in shares.units.items() if shares.ends[subject] not in ("floor", "cap"))
    for subject, share in shares.units.items():
        end, exact = shares.ends[subject], Fraction(shares.divided * shares.weights.get(subject, 0), shares.total or 1)
        if shares.total:
            held = {"floor": exact <= floor, "cap": cap is not None and exact >= cap}
            assert held.get(end, share == exact.__floor__() + (end == "more"))
            assert (end == "even") == (end not in held and exact.denominator == 1)
        else:
            assert share == {"floor": floor, "cap": cap}[end]


def test_nobody_to_divide_between_leaves_all() -> None:
    """Without claims every unit is left."""
    shares = divide(7, [], floor=0, cap=None)
    assert shares is not None
    assert (dict(shares.units), shares.left) == ({}, 7)
    one = divide(7, [Claim("a", Fraction(1), "")], floor=0, cap=3)
    assert one is not None
    assert (dict(one.units), one.left) == ({"a": 3}, 4)
