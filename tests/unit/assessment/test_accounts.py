"""Accounts through two months of a street: carried from one assessment to the next, saved, verified, and refused when tampered with."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import gridperf as gp
from gridperf.rulebook.accounts import Account
from tests.unit.assessment.conftest import street

POINTS = {
    "id": "points",
    "name": "积分",
    "unit": "分",
    "clause": "第一条",
    "of": "month",
    "opens": "2026-10",
    "earn": [
        {"id": "found", "name": "发现", "clause": "第一条", "measure": {"count": "discoveries", "where": "valid"}, "each": 5, "up_to": 10}
    ],
    "expires": {"periods": 1},
}


@pytest.fixture(scope="module")
def keeping(rules: gp.Rulebook) -> gp.Rulebook:
    """Return the street's rulebook with an account in it."""
    edition = rules.edition.model_copy(update={"accounts": (Account.model_validate(POINTS),)})
    return gp.Rulebook.from_edition(edition, starts_on=rules.starts_on)


@pytest.fixture(scope="module")
def october(keeping: gp.Rulebook) -> gp.Assessment:
    return gp.assess(street(10), keeping, "2026-10")


@pytest.fixture(scope="module")
def november(keeping: gp.Rulebook, october: gp.Assessment) -> gp.Assessment:
    return gp.assess(street(11), keeping, "2026-11", history=[october])


def test_a_balance_goes_on_to_the_next_month(november: gp.Assessment) -> None:
    """3, 3, 2 and 0 discoveries at 5 points, at most 10; those of October expire at the end of November."""
    columns = ("subject", "opening", "earned", "expired", "closing")
    assert november.accounts.select(columns).rows() == [
        ("01", 10, 10, 10, 10),
        ("02", 10, 10, 10, 10),
        ("03", 10, 10, 10, 10),
        ("04", 0, 0, 0, 0),
    ]
    assert november.accounts["note"].to_list() == ["发现 3，得 10", "发现 3，得 10", "发现 2，得 10", ""]


def test_accounts_are_saved_and_verified(november: gp.Assessment, tmp_path: Path) -> None:
    """They come back as they were, and hold against the records without the months before."""
    loaded = gp.load_assessment(november.save(tmp_path / "november"))
    assert loaded.accounts.equals(november.accounts)
    assert loaded.verify(street(11)) == ()


def test_a_balance_that_does_not_add_up_is_found(november: gp.Assessment) -> None:
    """One point more than went in, or a balance below nothing."""
    for amount, found in ((Decimal(11), Decimal(10)), (Decimal(-1), Decimal(10))):
        first = pl.when(pl.col("subject") == "01").then(pl.lit(amount, dtype=pl.Decimal(38, 6))).otherwise(pl.col("closing"))
        table = november.accounts.with_columns(first.alias("closing"))
        wrong = dataclasses.replace(november, tables={**november.tables, "accounts": lambda table=table: table}, _made={})
        problems = [problem for problem in wrong.verify() if problem.code == "A163"]
        assert [(problem.values["worker"], problem.values["stated"], problem.values["found"]) for problem in problems] == [
            ("01", amount, found)
        ]


def test_a_rulebook_without_accounts_has_none(month: gp.Assessment) -> None:
    """The tables that only some rulebooks ask for are empty, and neither saved nor digested."""
    assert month.accounts.height == month.schedule.height == month.ranks.height == 0
    assert not {"accounts", "schedule", "ranks"} & set(month.held)


BOTH = {
    **POINTS,
    "earn": [
        {**POINTS["earn"][0], "up_to": "unlimited"},
        {"id": "served", "name": "出勤", "clause": "第一条", "measure": {"count": "discoveries"}, "each": 2, "up_to": "unlimited"},
    ],
}


def with_account(rules: gp.Rulebook, **more: object) -> gp.Rulebook:
    """Return *rules* with an account of two earnings."""
    edition = rules.edition.model_copy(update={"accounts": (Account.model_validate({**BOTH, **more}),)})
    return gp.Rulebook.from_edition(edition, starts_on=rules.starts_on)


@pytest.mark.parametrize(
    ("up_to", "earned", "note"),
    [
        (100, 21, "发现 3，得 15；出勤 3，得 6"),
        (21, 21, "发现 3，得 15；出勤 3，得 6"),
        ("20.5", "20.5", "发现 3，得 15；出勤 3，得 6，超出每期合计 20.5，减 0.5"),
        (12, 12, "发现 3，得 15，超出每期合计 12，减 3；出勤 3，得 6，超出每期合计 12，减 6"),
    ],
)
def test_what_all_earnings_come_to_is_limited_from_the_last_on(rules: gp.Rulebook, up_to: object, earned: object, note: str) -> None:
    """15 and 6 points end at the limit; the earning written last loses first, and every cut is said."""
    row = gp.assess(street(10), with_account(rules, up_to=up_to), "2026-10").accounts.row(0, named=True)
    assert (row["subject"], row["earned"], row["note"]) == ("01", Decimal(str(earned)), note)


def test_only_those_of_its_roles_have_an_account(rules: gp.Rulebook, october: gp.Assessment) -> None:
    """Nobody else has a row; whoever had points under another role keeps them until they expire, and earns nothing more."""
    roles = dict(october.people.select("subject", "role").iter_rows())
    some = min(set(roles.values()))
    own = with_account(rules, roles=[some])
    done = gp.assess(street(10), own, "2026-10")
    assert done.accounts["subject"].to_list() == sorted(who for who, role in roles.items() if role == some)
    assert done.verify(street(10)) == ()
    other = with_account(rules, roles=["谁也不是"])
    assert gp.assess(street(10), other, "2026-10").accounts.height == 0
    left = gp.assess(street(11), other, "2026-11", history=[october])
    assert left.accounts.select("subject", "opening", "earned", "expired", "closing").rows() == [
        ("01", 10, 0, 10, 0),
        ("02", 10, 0, 10, 0),
        ("03", 10, 0, 10, 0),
    ]
    # in a month in which nobody has the account there is nothing to go on from, and nothing is missing
    empty = gp.assess(street(10), other, "2026-10")
    again = gp.assess(street(11), own, "2026-11", history=[empty])
    assert set(again.accounts["opening"]) == {0}
