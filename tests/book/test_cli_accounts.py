"""The commands of accounts: what they show, what only `--apply` does, and what they say in both languages."""

from __future__ import annotations

import json

import pytest

import gridperf as gp
from tests.book.conftest import Clock
from tests.book.purses import close, rulebook
from tests.book.test_cli import invoke

HANDED = ("--by", "刘库管", "--why", "领取单1")


@pytest.fixture
def place(memory) -> str:
    """Return a Book with January sealed: 30 points, 10, and none."""
    place = str(memory / "station.book")
    close(gp.open_book(place, create=True, clock=Clock("2024-02-01T09:00")), rulebook(), "2024-01", {"01": 3, "02": 1})
    return place


def test_goods_leave_the_store_only_with_apply(place):
    """A preview notes nothing; taking and bringing back say what they did, and the balance shows both."""
    shown = invoke("book", "redeem", place, "赵一", "肥皂", "--quantity", "2", *HANDED)
    assert shown.stdout.startswith("Would hand out 肥皂 × 2 to 赵一 for 5 points, in 20")
    assert shown.stderr == "Nothing was written; add --apply to do it.\n"
    done = invoke("book", "redeem", place, "赵一", "肥皂", "--quantity", "2", *HANDED, "--apply")
    assert done.stdout.startswith("Exchange 3: 肥皂 × 2 to 赵一 for 5 points, in 20")
    assert done.stderr == ""
    assert json.loads(invoke("book", "refund", place, 3, "--quantity", 1, *HANDED, "--json").stdout)["applied"] is False
    back = invoke("book", "refund", place, 3, "--quantity", 1, *HANDED, "--apply", lang="zh")
    assert back.stdout.startswith("已退回（第 4 号）：赵一 的“肥皂”× 1，还回 2.5 分，记入 20")
    everybody = invoke("book", "balance", place).stdout
    assert [word for word in ("积分 (分), sealed to 2024-01", "赵一 01", "27.5", "钱二 02") if word not in everybody] == []
    own = invoke("book", "balance", place, "01").stdout
    assert [word for word in ("earned", "taken 肥皂 × 2", "brought back 肥皂 × 1 (exchange 3)", "+2.5", "-5") if word not in own] == []
    plain = json.loads(invoke("book", "balance", place, "01", "--json").stdout)
    assert plain["balances"][0]["balance"] == "27.5"
    assert [row["points"] for row in plain["movements"]] == ["30", "-5", "2.5"]
    assert json.loads(invoke("book", "balance", place, "--as-of", "2024-02-02", "--json").stdout)["balances"][0]["balance"] == "30"
    assert len(gp.open_book(place).events()) == 4


def test_a_refusal_exits_with_one(place):
    """What is refused in the preview is refused in earnest, in the reader's language."""
    for words in ((), ("--apply",)):
        refused = invoke("book", "redeem", place, "03", "肥皂", *HANDED, *words, lang="zh")
        assert (refused.exit_code, "孙三 兑换“肥皂”× 1 需要 2.5分" in refused.stderr) == (1, True)
    assert invoke("book", "settle", place, "2024Q1", *HANDED).exit_code == 1


def test_a_settlement_is_shown_before_it_is_noted(place):
    """Totals of everybody, the same before and after."""
    book = gp.open_book(place, clock=Clock("2024-04-01T09:00"))
    for code in ("2024-02", "2024-03"):
        close(book, rulebook(), code, {"03": 1})
    shown = invoke("book", "settle", place, "2024Q1", "--by", "周会计", "--why", "一季度")
    assert shown.stdout.startswith("Would settle the account 积分 for 2024Q1: 3 people")
    assert shown.stderr == "Nothing was written; add --apply to do it.\n"
    done = invoke("book", "settle", place, "2024Q1", "--by", "周会计", "--why", "一季度", "--apply")
    assert done.stdout.startswith("Settled the account 积分 for 2024Q1 (number 7): 3 people")
    assert done.stdout.split("\n", 1)[1] == shown.stdout.split("\n", 1)[1]
    again = invoke("book", "settle", place, "2024Q1", "--by", "周会计", "--why", "一季度", "--json")
    assert (again.exit_code, "B110" in again.stderr) == (1, True)


def test_prices_of_a_pack_can_be_named(place):
    """A pack whose rulebook has no such account is refused, with those it has."""
    refused = invoke("book", "redeem", place, "01", "肥皂", *HANDED, "--rules", "510108-shanbanqiao")
    assert (refused.exit_code, "B102" in refused.stderr) == (1, True)
    refused = invoke("book", "redeem", place, "01", "肥皂", *HANDED, "--rules", "370522-lijin")
    assert (refused.exit_code, "B101" in refused.stderr) == (1, True)


def test_an_empty_book_has_no_balances(memory):
    """It says where accounts come from."""
    gp.open_book(memory / "empty.book", create=True)
    assert (
        invoke("book", "balance", memory / "empty.book").stdout
        == "There are no accounts; they come in with the first sealed result of a rulebook that has them (`accounts`).\n"
    )
