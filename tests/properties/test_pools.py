"""Laws of dividing money: pools close to the fen, bounds hold, order is of no consequence, more weight is never less money."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from gridperf.engine.pay.parties import apart
from gridperf.engine.pay.pools import Claim, divide
from tests.oracle.sharing import fair
from tests.properties.size import EXAMPLES

weights = st.builds(Fraction, st.integers(1, 10_000), st.integers(1, 97))
claims = st.lists(st.tuples(weights, st.sampled_from(["", "g1", "g2"])), min_size=1, max_size=12).map(
    lambda drawn: [Claim(f"W{at}", weight, grid) for at, (weight, grid) in enumerate(drawn)]
)
caps = st.one_of(st.none(), st.integers(0, 3_000))


@settings(max_examples=EXAMPLES * 2)
@given(st.integers(0, 10_000), claims, st.integers(0, 600), caps)
def test_a_pool_closes_for_any_weights_and_bounds(units: int, drawn: list[Claim], floor: int, cap: int | None) -> None:
    """What is given and what is left are the fund; nobody is below the floor or above the cap; only caps leave anything."""
    floor = floor if cap is None else min(floor, cap)
    shares = divide(units, drawn, floor=floor, cap=cap)
    if shares is None:
        assert floor * len(drawn) > units
        return
    assert sum(shares.units.values()) + shares.left == units
    assert shares.units.keys() == {claim.subject for claim in drawn}
    assert all(floor <= share and (cap is None or share <= cap) for share in shares.units.values())
    assert shares.left == 0 or set(shares.units.values()) == {cap}
    ordered = sorted(drawn, key=lambda claim: claim.weight)
    for less, more in pairwise(ordered):
        if less.weight < more.weight:
            assert shares.units[less.subject] <= shares.units[more.subject]


@settings(max_examples=EXAMPLES)
@given(st.integers(0, 10_000), claims, st.integers(0, 600), caps)
def test_shares_are_within_a_unit_of_what_is_fair(units: int, drawn: list[Claim], floor: int, cap: int | None) -> None:
    """Found another way, each exact share between the bounds is less than a unit off."""
    floor = floor if cap is None else min(floor, cap)
    shares = divide(units, drawn, floor=floor, cap=cap)
    if shares is None:
        return
    by_hand = fair(units - shares.left, {claim.subject: claim.weight for claim in drawn}, floor, cap)
    assert all(abs(share - by_hand[subject]) < 1 for subject, share in shares.units.items())


@settings(max_examples=EXAMPLES)
@given(st.integers(0, 10_000), claims, st.integers(0, 600), caps, st.randoms(use_true_random=False))
def test_the_order_of_people_changes_no_share(units: int, drawn: list[Claim], floor: int, cap: int | None, chance: random.Random) -> None:
    """Shuffled claims get the same."""
    shuffled = chance.sample(drawn, len(drawn))
    assert divide(units, shuffled, floor=floor, cap=cap) == divide(units, drawn, floor=floor, cap=cap)


@settings(max_examples=EXAMPLES)
@given(st.integers(-(10**12), 10**12), st.lists(st.integers(1, 30), min_size=1, max_size=5))
def test_what_parties_bear_is_the_amount(fen: int, parts: list[int]) -> None:
    """Any amount of either sign is borne to the fen, each share less than a fen from its exact part."""
    shares = {f"p{at}": Fraction(part, sum(parts)) for at, part in enumerate(parts)}
    row = pl.DataFrame({"fen": [fen]}).select(**apart(pl.col("fen"), shares)).row(0, named=True)
    assert sum(row.values()) == fen
    assert all(abs(row[party] - fen * share) < 1 for party, share in shares.items())
