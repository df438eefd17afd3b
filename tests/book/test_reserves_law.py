"""Whoever comes, goes and is put right, whatever is held back is released, passed on, forfeited or still there; to the fen."""

from __future__ import annotations

import tempfile
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

import gridperf as gp
from gridperf.book.reserves import FIGURES
from tests.book.conftest import Clock
from tests.book.held import NAMES, SIGNED, made, records, rulebook
from tests.properties.size import EXAMPLES

FEN = Decimal("0.01")
MONTHS = ("2024-01", "2024-02", "2024-03", "2024-04")
TIMES = st.dictionaries(st.sampled_from(sorted(NAMES)), st.integers(1, 4), min_size=1)
LEAVERS = st.sampled_from(["at_leaving", "at_end"])
POLICIES = st.sampled_from(["reopen", "harmless", "claimants"])


def share(times: int, percent: int) -> Decimal:
    """Return what is held back of so many days, as it is worked out on paper."""
    return (Decimal("33.33") * times * percent / 100).quantize(FEN, ROUND_HALF_UP)


@settings(max_examples=max(EXAMPLES // 60, 3), deadline=None)
@given(seen=st.tuples(TIMES, TIMES, TIMES, TIMES), leavers=LEAVERS, at=st.integers(0, 3), later=TIMES, policy=POLICIES)
def test_what_is_held_back_is_accounted_for(seen, leavers, at, later, policy):
    """Four months, one of them put right after some of them; sums of people, lines and pools hold after each step."""
    rules = rulebook(released={"line": {"release": ["held"], "at": "quarter", "leavers": leavers}})
    clock = Clock("2024-02-01T09:00")
    with tempfile.TemporaryDirectory() as folder:
        book = gp.open_book(Path(folder) / "station.book", create=True, clock=clock)
        given_ = list(seen)
        for month, code in enumerate(MONTHS):
            clock.set(f"{gp.Period.parse(code).ends_on}T20:00")
            book.publish(made(book, rules, code, records(code, given_[month])), window="none", **SIGNED)
            book.seal(code, **SIGNED)
            check(book)
            if month == at and month + 1 < len(MONTHS):
                given_[at // 2] = later
                found = book.correction({code: records(code, given_[place]) for place, code in enumerate(MONTHS[: month + 1])})
                if found.costs[policy].people or any(one.is_changed for one in found.touched):
                    book.correct(found, policy=policy, into=MONTHS[month + 1], **SIGNED)
                    check(book)
        assert book.verify() == ()
        if policy == "reopen" or at == len(MONTHS) - 1:
            people = book.reserves().people.filter(pl.col("line") == "held")
            held = {who: sum((share(one.get(who, 0), 40) for one in given_), Decimal(0)) for who in NAMES}
            own = dict(people.group_by("subject").agg(pl.col("held").sum()).iter_rows())
            assert {who: own.get(who, 0) for who in held} == held


def check(book: gp.Book) -> None:
    """Assert that everything adds up, and that what was paid in all is what the parts say."""
    found = book.reserves()
    assert found.broken == ()
    parts = pl.sum_horizontal(FIGURES[1:]).cast(pl.Decimal(38, 2))
    assert found.people.filter(parts != pl.col("held")).height == 0
    assert found.totals.filter(parts != pl.col("held")).height == 0
    assert found.people.filter(pl.col("standing") < 0).height == 0
    rows = book.held_back()
    assert sum(rows["amount"]) == sum(found.people["released"]) - sum(found.people["held"])
