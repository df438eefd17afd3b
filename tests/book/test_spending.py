"""Points are spent once: however many hand out goods at the same time, and wherever a process dies."""

from __future__ import annotations

import os
from decimal import Decimal

import pytest

from tests.book.purses import close, rulebook
from tests.book.test_faults import every_point_was_driven, run, whole_or_nothing

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked to be killed")

RICE = {"大米": {"price": 20}, "肥皂": {"price": "2.5"}}


def test_of_two_who_spend_the_same_points_one_does(book, place, clock):
    """Fifty times two processes hand out a bag of rice to somebody who has points for one: one does, the other is told so."""
    people = [f"{number:03d}" for number in range(50)]
    clock.set("2026-02-03T09:00")
    close(book, rulebook(opens="2026-01", goods=RICE), "2026-01", dict.fromkeys(people, 2), people=people)
    found = run("takes", place, *people)
    assert [line for line in found if line["ended"] != [0, 103]] == []
    assert [line["worker"] for line in found] == people
    assert book.accounts.balances()["balance"].to_list() == [Decimal(0)] * 50
    assert [event.kind for event in book.events()] == ["publish", "seal", *["redeem"] * 50]
    assert book.verify() == ()


def test_whoever_dies_handing_out_goods_has_done_it_or_not(book, place, clock):
    """Taking, bringing back and settling are killed before every statement, and before and after every commit."""
    clock.set("2026-11-03T09:00")
    rules = rulebook(opens="2026-09", goods=RICE)
    close(book, rules, "2026-09", {"01": 3})
    found = every_point_was_driven(run("spends", place, 8 if "://" in place else 1))
    whole_or_nothing(found)
    assert {line["step"] for line in found} == {"take", "take more", "bring back", "settle"}
    assert len(found) >= (5 if "://" in place else 50)
    assert book.verify() == ()
