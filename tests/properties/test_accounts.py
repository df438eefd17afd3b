"""Accounts are those of a purse of coins, over any run of months, and never below nothing."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridperf.engine.accounts import keep_accounts
from gridperf.errors import RecordsError
from gridperf.period import Period
from gridperf.rulebook.accounts import Account
from gridperf.tables import RECORDS, RESULTS
from tests.oracle.accounts import Coins, Work
from tests.properties.size import EXAMPLES

WORKERS = ("甲", "乙")
FIRST = Period.parse("2025-10")
PRICES = {"毛巾": {"price": "2.5", "each_person": 2}, "洗衣液": {"price": 7}}


def account(**more: Any) -> Account:
    """Return an account that earns by patrols and, in lots of three, by reports."""
    earn = [
        {"id": "patrol", "name": "巡查", "clause": "第一条", "measure": {"count": "patrols"}, "each": "1.5", "up_to": 6},
        {
            "id": "report",
            "name": "上报",
            "clause": "第一条",
            "measure": {"count": "discoveries"},
            "each": 2,
            "lot": 3,
            "up_to": "unlimited",
        },
    ]
    shape = {"id": "points", "name": "积分", "unit": "分", "clause": "第一条", "of": "month", "opens": "2025-10", "earn": earn}
    return Account.model_validate({**shape, "goods": PRICES, "expires": "never", **more})


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    """Draw when points expire and what wipes them out."""
    expires = draw(
        st.sampled_from(
            [
                "never",
                {"periods": 1},
                {"periods": 2},
                {"at_end_of": "quarter"},
                {"at_end_of": "year"},
                *({"days": days} for days in (1, 2, 31, 61)),
            ]
        )
    )
    when = {"count": "incidents", "at_least": draw(st.integers(1, 2))}
    reset = {"name": "造假", "clause": "第一条", "when": when, "clears": draw(st.sampled_from(["period", "balance"]))}
    limit = draw(st.sampled_from([{}, {"up_to": 5}, {"up_to": "7.5"}]))
    whose = draw(st.sampled_from([{}, {"roles": ["专职"]}]))
    return account(expires=expires, **({"reset": reset} if draw(st.booleans()) else {}), **limit, **whose)


WORK = st.builds(
    Work,
    st.fixed_dictionaries({"patrol": st.integers(0, 6), "report": st.integers(0, 7)}),
    st.lists(st.tuples(st.sampled_from([*PRICES, "未列物品"]), st.integers(1, 3)), max_size=3).map(tuple),
    st.integers(0, 2),
    st.sampled_from(["专职", "专职", "物业"]),
)


def month(rule: Account, works: dict[str, Work], past: pl.DataFrame, period: Period) -> Any:
    counts = pl.DataFrame(
        {
            "subject": list(works),
            "role": [work.role for work in works.values()],
            "account/points/patrol": [work.counts["patrol"] for work in works.values()],
            "account/points/report": [work.counts["report"] for work in works.values()],
            "account/points!reset": [work.events for work in works.values()],
        }
    )
    rows = [
        (f"{who}{at}", who, period.starts_on + dt.timedelta(days=at), goods, count)
        for who, work in works.items()
        for at, (goods, count) in enumerate(work.exchanges)
    ]
    redemptions = pl.DataFrame(rows, schema=RECORDS["redemptions"].schema, orient="row")
    before = {period.before().code} if rule.roles != "all" else set()
    return keep_accounts([rule], counts, redemptions, past, period, assessed=before)


@settings(max_examples=EXAMPLES // 2)
@given(accounts(), st.lists(st.tuples(WORK, WORK), min_size=1, max_size=8))
def test_accounts_equal_a_purse_of_coins(rule: Account, months: list[tuple[Work, Work]]) -> None:
    """Opening, earned, spent, expired, wiped out and left, month after month, each from the tables of the months before."""
    purses = {who: Coins() for who in WORKERS}
    past, period = RESULTS["accounts"].empty(), FIRST
    for pair in months:
        works = dict(zip(WORKERS, pair, strict=True))
        kept = month(rule, works, past, period)
        found = {row["subject"]: row for row in kept.accounts.iter_rows(named=True)}
        for who, purse in purses.items():
            expected = purse.through(rule, works[who], period)
            if who not in found:  # of another role, and with nothing left from before
                assert rule.roles != "all"
                assert not any(expected.values())
                continue
            row = found[who]
            assert {name: Fraction(row[name]) for name in expected} == expected
            assert row["closing"] >= 0
        past = pl.concat([past, kept.accounts])
        period = period.before(-1)


def test_a_month_that_is_missing_stops_the_account() -> None:
    """Without November nobody knows what was left, and nothing is assumed."""
    work = {"甲": Work({"patrol": 4, "report": 0}, (), 0)}
    october = month(account(), work, RESULTS["accounts"].empty(), FIRST).accounts
    with pytest.raises(RecordsError) as caught:
        month(account(), work, october, FIRST.before(-2))
    assert [(problem.code, problem.values["missing"]) for problem in caught.value.problems] == [("A162", "2025-11")]


def test_points_expire_on_their_day() -> None:
    """What October earned can be spent on the first two days of November, and on the third it is gone, whoever asks for it."""
    rule = account(expires={"days": 2}, goods={"毛巾": {"price": 1}})
    past = month(rule, {"甲": Work({"patrol": 4, "report": 0}, (), 0)}, RESULTS["accounts"].empty(), FIRST).accounts
    kept = month(rule, {"甲": Work({"patrol": 2, "report": 0}, (("毛巾", 1), ("毛巾", 2), ("毛巾", 1)), 0)}, past, FIRST.before(-1))
    (row,) = kept.accounts.select("opening", "earned", "spent", "expired", "closing").rows()
    assert row == (6, 3, 3, 3, 3)
    assert kept.left_out.rows() == [("redemptions", "refused", 1)]


def test_the_stock_goes_to_whoever_comes_first() -> None:
    """One bottle is left; the earlier day gets it, and the refused exchange is listed."""
    rule = account(goods={"洗衣液": {"price": 1, "stock": 1}})
    work = {who: Work({"patrol": 4, "report": 0}, (), 0) for who in WORKERS}
    past = month(rule, work, RESULTS["accounts"].empty(), FIRST).accounts
    november = FIRST.before(-1)
    exchanges = {"甲": (("未列物品", 1), ("洗衣液", 1)), "乙": (("洗衣液", 1),)}
    kept = month(rule, {who: Work({"patrol": 0, "report": 0}, exchanges[who], 0) for who in WORKERS}, past, november)
    assert kept.accounts.select("subject", "spent").rows() == [("乙", 1), ("甲", 0)]
    assert kept.accounts["note"].to_list() == ["兑换 洗衣液 × 1", ""]
    assert kept.left_out.rows() == [("redemptions", "refused", 2)]
