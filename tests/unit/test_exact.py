"""Exact columns agree with fractions on paper, at either width, or refuse; they never wrap."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridperf.amounts import plain
from gridperf.exact import Mode, as_decimal, decimals, round_fraction, units_to_decimal
from gridperf.ratios import Ratio, TooLarge, bound, rounded_sum

F = Fraction
MODES: tuple[Mode, ...] = ("half_up", "half_even", "down", "up")
INT64 = 2**63 - 1
INT128 = 2**127 - 1

sizes = st.sampled_from([3, 20, 40, 62, 63, 64, 90, 126])
steps = st.sampled_from([F(1), F(1, 2), F(1, 100), F(1, 1000), F(5), F(5, 2), F(1, 10**6)])
numbers = st.fractions(min_value=-1000, max_value=1000, max_denominator=400)


@st.composite
def columns(draw: st.DrawFn, *, height: int | None = None) -> tuple[list[int], list[int]]:
    """Draw numerators and (positive) denominators of one size, from 3 to 126 bits."""
    rows = draw(st.integers(1, 4)) if height is None else height
    top, bottom = 2 ** draw(sizes), 2 ** draw(sizes)
    nums = draw(st.lists(st.integers(-top, top), min_size=rows, max_size=rows))
    dens = draw(st.lists(st.integers(1, bottom), min_size=rows, max_size=rows))
    return nums, dens


def _dtype(values: Sequence[int]) -> type[pl.Int64 | pl.Int128]:
    return pl.Int64 if all(-(2**63) <= value <= INT64 for value in values) else pl.Int128


def frame_of(**data: list[int]) -> pl.DataFrame:
    """Return the integers as columns, 64 bits wide where that is enough."""
    return pl.DataFrame({name: pl.Series(values, dtype=_dtype(values)) for name, values in data.items()})


def values_of(frame: pl.DataFrame, ratio: Ratio) -> list[F]:
    """Return the ratio row by row, after checking that its stated bounds hold."""
    rows = frame.with_columns(ratio.num.alias("#n"), ratio.den.alias("#d")).select("#n", "#d").rows()
    assert all(abs(num) <= ratio.most and 0 < den <= ratio.den_most for num, den in rows)
    return [F(num, den) for num, den in rows]


# --- single values ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "half_up", "half_even", "down", "up"),
    [
        ("0.5", 1, 0, 0, 1),
        ("1.5", 2, 2, 1, 2),
        ("2.5", 3, 2, 2, 3),
        ("-0.5", -1, 0, 0, -1),
        ("-2.5", -3, -2, -2, -3),
        ("0.4999999999999999999999", 0, 0, 0, 1),
        ("0.5000000000000000000001", 1, 1, 0, 1),
        ("-1.01", -1, -1, -1, -2),
        ("7", 7, 7, 7, 7),
        ("-7", -7, -7, -7, -7),
        ("0", 0, 0, 0, 0),
    ],
)
def test_rounding_modes_of_a_value(value: str, half_up: int, half_even: int, down: int, up: int) -> None:
    """Each mode rounds ties and negatives as its Chinese name says, away from or towards zero."""
    assert [round_fraction(F(value), F(1), mode) for mode in MODES] == [half_up, half_even, down, up]


@given(numbers, steps, st.sampled_from(MODES))
def test_rounding_gives_a_neighbouring_multiple(value: F, step: F, mode: Mode) -> None:
    """A rounded value is a multiple of the step, less than a step away, and half a step at most for the half modes."""
    rounded = round_fraction(value, step, mode)
    assert (rounded / step).denominator == 1
    assert abs(rounded - value) < step
    if mode.startswith("half"):
        assert abs(rounded - value) <= step / 2
    if mode == "down":
        assert abs(rounded) <= abs(value)
    if mode == "up":
        assert abs(rounded) >= abs(value)


@given(numbers, steps, st.sampled_from(MODES))
def test_rounding_is_symmetric(value: F, step: F, mode: Mode) -> None:
    """A deduction rounds as the addition of the same size does."""
    assert round_fraction(-value, step, mode) == -round_fraction(value, step, mode)


@pytest.mark.parametrize(
    ("value", "digits"), [(F(0), 0), (F(7), 0), (F(1, 2), 1), (F(1, 8), 3), (F(1, 40), 3), (F(3, 50), 2), (F(7, 1000), 3)]
)
def test_decimals_counts_the_digits_needed(value: F, digits: int) -> None:
    """The number of digits is the smallest that writes the value exactly."""
    assert decimals(value) == digits


def test_decimals_refuses_a_third() -> None:
    """A value without a finite decimal form is refused by name."""
    with pytest.raises(ValueError, match=r"^1/3 has no finite decimal form$"):
        decimals(F(1, 3))


@given(st.integers(-(10**30), 10**30), st.integers(0, 9))
def test_as_decimal_is_exact(units: int, places: int) -> None:
    """A decimal holds exactly the value, however many digits it has."""
    value = F(units, 10**places)
    assert F(as_decimal(value)) == value
    assert as_decimal(value, places).as_tuple().exponent == -places
    assert F(as_decimal(value, places)) == value


def test_as_decimal_refuses_to_cut_digits() -> None:
    """A value that needs more digits than asked for is refused instead of rounded."""
    with pytest.raises(ValueError, match=r"^1/8 needs 3 digits after the point, not 2$"):
        as_decimal(F(1, 8), 2)


# --- columns ---------------------------------------------------------------------------------------------------------


def test_bound_is_the_largest_magnitude() -> None:
    """The bound covers negatives, the smallest 64-bit integer, nulls and empty columns."""
    frame = pl.DataFrame({"a": [-(2**63), 5], "b": [None, -3], "c": [None, None]}, schema={"a": pl.Int64, "b": pl.Int64, "c": pl.Int64})
    assert bound(frame, ["a", "b", "c"]) == {"a": 2**63, "b": 3, "c": 0}
    assert bound(frame.clear(), ["a", "b"]) == {"a": 0, "b": 0}
    assert bound(frame, []) == {}


@given(st.lists(st.integers(-(10**25), 10**25), min_size=1, max_size=4), st.integers(0, 6), st.integers(0, 6))
def test_units_to_decimal_is_exact(units: list[int], digits: int, more: int) -> None:
    """Integer units become the decimals they stand for, with as many digits as asked."""
    frame = frame_of(n=units)
    shown = frame.select(units_to_decimal(pl.col("n"), digits, shown=digits + more)).to_series()
    assert shown.dtype == pl.Decimal(38, digits + more)
    assert [F(value) for value in shown] == [F(unit, 10**digits) for unit in units]


@given(columns())
def test_of_reads_both_widths(data: tuple[list[int], list[int]]) -> None:
    """A ratio of two columns has their exact values, and over 1 if there is no second column."""
    frame = frame_of(n=data[0], d=data[1])
    bounds = bound(frame, ["n", "d"])
    assert values_of(frame, Ratio.of("n", "d", bounds)) == [F(n, d) for n, d in zip(*data, strict=True)]
    assert values_of(frame, Ratio.of("n", None, bounds)) == [F(n) for n in data[0]]


@given(st.integers(-INT128, INT128), st.integers(1, INT128))
def test_fixed_holds_any_value_that_fits(num: int, den: int) -> None:
    """A constant has its value in every row, up to 127 bits."""
    frame = pl.DataFrame({"x": [1, 2]})
    assert values_of(frame, Ratio.fixed(F(num, den))) == [F(num, den)] * 2


def expect(frame: pl.DataFrame, make: object, expected: list[F], top: int, bottom: int) -> None:
    """Check an operation: exact if its bounds fit into 127 bits, `TooLarge` if not, before anything is computed."""
    assert callable(make)
    if max(top, bottom) > INT128:
        with pytest.raises(TooLarge):
            make()
        return
    assert values_of(frame, make()) == expected


@given(columns(), numbers)
def test_times_a_factor(data: tuple[list[int], list[int]], factor: F) -> None:
    """A product with a number is exact or too large, never wrapped."""
    frame = frame_of(n=data[0], d=data[1])
    ratio = Ratio.of("n", "d", bound(frame, ["n", "d"]))
    expected = [F(n, d) * factor for n, d in zip(*data, strict=True)]
    expect(frame, lambda: ratio.times(factor), expected, ratio.most * abs(factor.numerator), ratio.den_most * factor.denominator)


@given(st.integers(1, 3).flatmap(lambda height: st.tuples(columns(height=height), columns(height=height))))
def test_products_and_sums_of_columns(pair: tuple[tuple[list[int], list[int]], tuple[list[int], list[int]]]) -> None:
    """Products and sums of two columns are exact or too large, never wrapped."""
    (a, b), (c, d) = pair
    frame = frame_of(a=a, b=b, c=c, d=d)
    bounds = bound(frame, ["a", "b", "c", "d"])
    left, right = Ratio.of("a", "b", bounds), Ratio.of("c", "d", bounds)
    rows = list(zip(a, b, c, d, strict=True))
    dens = left.den_most * right.den_most
    expect(frame, lambda: left.times_ratio(right), [F(w, x) * F(y, z) for w, x, y, z in rows], left.most * right.most, dens)
    top = left.most * right.den_most + right.most * left.den_most
    expect(frame, lambda: left.plus(right), [F(w, x) + F(y, z) for w, x, y, z in rows], top, dens)
    whole, other = Ratio.of("a", None, bounds), Ratio.of("c", None, bounds)
    expect(frame, lambda: whole.plus(other), [F(w + y) for w, _, y, _ in rows], whole.most + other.most, 1)


@given(columns(), st.one_of(numbers, st.just(F(0))))
def test_comparisons_cross_multiply(data: tuple[list[int], list[int]], threshold: F) -> None:
    """A ratio lies at or above a threshold exactly when the fractions do; 0 and negative thresholds included."""
    frame = frame_of(n=data[0], d=data[1])
    ratio = Ratio.of("n", "d", bound(frame, ["n", "d"]))
    if max(ratio.most * threshold.denominator, ratio.den_most * abs(threshold.numerator)) > INT128:
        with pytest.raises(TooLarge):
            ratio.at_least(threshold)
        return
    seen = frame.select(ratio.at_least(threshold).alias("x"), ratio.above(threshold).alias("y")).rows()
    assert seen == [(F(n, d) >= threshold, F(n, d) > threshold) for n, d in zip(*data, strict=True)]


@given(st.lists(st.tuples(st.integers(-40, 40), st.integers(1, 12)), min_size=1, max_size=5), numbers, st.integers(1, 9))
def test_a_ratio_on_the_threshold_is_at_least_and_not_above(rows: list[tuple[int, int]], around: F, scale: int) -> None:
    """Equality is found whatever the numerator and denominator are scaled by."""
    frame = frame_of(n=[n * scale for n, _ in rows], d=[d * scale for _, d in rows])
    ratio = Ratio.of("n", "d", bound(frame, ["n", "d"]))
    for n, d in {*rows, (around.numerator, around.denominator)}:
        threshold = F(n, d)
        seen = frame.select(ratio.at_least(threshold).alias("x"), ratio.above(threshold).alias("y")).rows()
        assert seen == [(F(p, q) >= threshold, F(p, q) > threshold) for p, q in rows]


@given(columns(), st.one_of(st.none(), numbers), st.one_of(st.none(), numbers))
def test_clip_holds_between_the_ends(data: tuple[list[int], list[int]], low: F | None, high: F | None) -> None:
    """A clipped ratio equals the fraction held between the ends; an absent end holds nothing back."""
    if low is not None and high is not None and low > high:
        low, high = high, low
    frame = frame_of(n=data[0], d=data[1])
    ratio = Ratio.of("n", "d", bound(frame, ["n", "d"]))
    try:
        clipped = ratio.clip(low, high)
    except TooLarge:
        assert max(ratio.most, ratio.den_most, 1000) * 1000 * 400 > INT128
        return
    expected = [F(n, d) for n, d in zip(*data, strict=True)]
    expected = [value if low is None else max(value, low) for value in expected]
    assert values_of(frame, clipped) == [value if high is None else min(value, high) for value in expected]


@given(columns(), numbers)
def test_where_replaces_rows(data: tuple[list[int], list[int]], value: F) -> None:
    """Rows that meet the condition get the value, the others keep theirs, a null condition included."""
    frame = frame_of(n=data[0], d=data[1]).with_columns(pl.Series("c", [[True, False, None][at % 3] for at in range(len(data[0]))]))
    ratio = Ratio.of("n", "d", bound(frame, ["n", "d"])).where(pl.col("c"), value)
    assert values_of(frame, ratio) == [value if at % 3 == 0 else F(n, d) for at, (n, d) in enumerate(zip(*data, strict=True))]


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=4), steps)
def test_units_count_multiples_of_a_step(counts: list[int], step: F) -> None:
    """Counts of a step become the values they stand for."""
    frame = frame_of(n=counts)
    assert values_of(frame, Ratio.units(pl.col("n"), step, bound(frame, ["n"])["n"])) == [count * step for count in counts]


@given(columns(), steps, st.sampled_from(MODES))
def test_rounded_columns_equal_rounded_fractions(data: tuple[list[int], list[int]], step: F, mode: Mode) -> None:
    """A rounded column equals rounded fractions, or is refused: by its bound beyond 127 bits, by its values beyond 64."""
    frame = frame_of(n=data[0], d=data[1])
    ratio = Ratio.of("n", "d", bound(frame, ["n", "d"]))
    if 2 * (ratio.most * step.denominator + ratio.den_most * step.numerator) > INT128:
        with pytest.raises(TooLarge):
            ratio.rounded(step, mode)
        return
    expected = [round_fraction(F(n, d), step, mode) / step for n, d in zip(*data, strict=True)]
    if max(map(abs, expected)) > INT64:
        with pytest.raises(pl.exceptions.InvalidOperationError):
            frame.select(ratio.rounded(step, mode))
        return
    seen = frame.select(ratio.rounded(step, mode)).to_series()
    assert seen.dtype == pl.Int64
    assert seen.to_list() == expected


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("scale", [1, 10**15, 10**17])
def test_rounded_ties_and_negatives(mode: Mode, scale: int) -> None:
    """Ties and negatives round as single values do, at 64 and at 128 bits."""
    nums = [1, 3, 5, -1, -3, -5, 0, 7, -7]
    frame = frame_of(n=[num * scale for num in nums], d=[2 * scale] * len(nums))
    ratio = Ratio.of("n", "d", bound(frame, ["n", "d"]))
    assert frame.select(ratio.rounded(F(1), mode)).to_series().to_list() == [round_fraction(F(num, 2), F(1), mode) for num in nums]


@pytest.mark.parametrize("mode", MODES)
def test_rounding_the_smallest_integer_does_not_wrap(mode: Mode) -> None:
    """−2⁶³, whose magnitude does not fit into 64 bits, rounds like any other number."""
    frame = frame_of(n=[-(2**63)], d=[3])
    ratio = Ratio.of("n", "d", bound(frame, ["n", "d"]))
    assert frame.select(ratio.rounded(F(1), mode)).item() == round_fraction(F(-(2**63), 3), F(1), mode)


def test_a_chain_of_operations_stays_exact() -> None:
    """Weights multiply before anything divides: a chain of operations ends in the fraction on paper."""
    frame = frame_of(n=[41, 0, 44], d=[44, 44, 44])
    ratio = Ratio.of("n", "d", bound(frame, ["n", "d"])).times(F(30)).clip(F(1, 3), F(29)).plus(Ratio.fixed(F(1, 7)))
    assert values_of(frame, ratio) == [F(41, 44) * 30 + F(1, 7), F(1, 3) + F(1, 7), F(29) + F(1, 7)]


# --- sums ------------------------------------------------------------------------------------------------------------


@given(
    st.integers(1, 3).flatmap(lambda height: st.lists(columns(height=height), min_size=1, max_size=5)),
    steps,
    st.sampled_from(MODES),
)
def test_rounded_sum_is_exact_fast_or_slow(terms: list[tuple[list[int], list[int]]], step: F, mode: Mode) -> None:
    """A sum is rounded once, from the exact total, also where its common denominator outgrows 127 bits."""
    frame = frame_of(**{f"{side}{at}": values for at, term in enumerate(terms) for side, values in zip("nd", term, strict=True)})
    bounds = bound(frame, frame.columns)
    ratios = [Ratio.of(f"n{at}", f"d{at}", bounds) for at in range(len(terms))]
    totals = [sum((F(nums[row], dens[row]) for nums, dens in terms), F(0)) for row in range(frame.height)]
    expected = [round_fraction(total, step, mode) / step for total in totals]
    if max(map(abs, expected)) > INT64:
        with pytest.raises(TooLarge, match=r"^a rounded sum does not fit into 64 bits$"):
            rounded_sum(frame, ratios, step, mode)
        return
    seen = rounded_sum(frame, ratios, step, mode)
    assert seen.dtype == pl.Int64
    assert seen.to_list() == expected


def test_rounded_sum_takes_the_slow_path_when_denominators_outgrow() -> None:
    """Twelve denominators without common factors exceed 127 bits, and the sum is still the one on paper."""
    primes = [10**9 + 7, 10**9 + 9, 998244353, 10**9 + 21, 10**9 + 33]
    frame = frame_of(**{f"d{at}": [prime, 3] for at, prime in enumerate(primes)}, n=[10**8, 1])
    bounds = bound(frame, frame.columns)
    ratios = [Ratio.of("n", f"d{at}", bounds) for at in range(len(primes))]
    with pytest.raises(TooLarge):
        ratios[0].plus(ratios[1]).plus(ratios[2]).plus(ratios[3]).plus(ratios[4])
    paper = [sum(F(10**8, prime) for prime in primes), F(5, 3)]
    expected = [round_fraction(value, F(1, 100), "half_up") * 100 for value in paper]
    assert rounded_sum(frame, ratios, F(1, 100), "half_up").to_list() == expected


@pytest.mark.parametrize("mode", MODES)
def test_sums_on_a_half_are_rounded_from_the_exact_value(mode: Mode) -> None:
    """Where denominators outgrow 127 bits, a sum just below, on and just above a half is still told apart."""
    primes = [10**9 + 7, 10**9 + 9, 998244353, 10**9 + 21, 10**9 + 33]
    beside = [F(1, 200) + F(nudge, 10**15) - F(1, 3) for nudge in (-1, 0, 1)]
    frame = frame_of(
        **{f"n{at}": [1, 1, 1] for at in range(5)},
        **{f"d{at}": [prime] * 3 for at, prime in enumerate(primes)},
        **{f"m{at}": [-1, -1, -1] for at in range(5)},
        n5=[part.numerator for part in beside],
        d5=[part.denominator for part in beside],
        n6=[1, 1, 1],
        z=[0, 0, 0],
        d6=[3, 3, 3],
    )
    bounds = bound(frame, frame.columns)
    pairs = [*((f"n{at}", f"d{at}") for at in range(7)), *((f"m{at}", f"d{at}") for at in range(5)), ("z", "d0")]
    expected = [round_fraction(F(1, 200) + F(nudge, 10**15), F(1, 100), mode) * 100 for nudge in (-1, 0, 1)]
    assert rounded_sum(frame, [Ratio.of(num, den, bounds) for num, den in pairs], F(1, 100), mode).to_list() == expected


@pytest.mark.parametrize("height", [0, 1, 3])
@pytest.mark.parametrize("wide", [False, True])
def test_rounded_sum_of_constants_has_the_height_of_the_frame(height: int, wide: bool) -> None:  # noqa: FBT001
    """A sum of constants has one value per row, and none for an empty frame."""
    terms = [Ratio.fixed(F(1, 2**100)), Ratio.fixed(F(1, 3**60))] if wide else [Ratio.fixed(F(1, 2)), Ratio.fixed(F(1, 3))]
    frame = pl.DataFrame({"x": [0] * height}, schema={"x": pl.Int64})
    assert rounded_sum(frame, terms, F(1), "up").to_list() == [1] * height


def test_too_large_says_how_many_bits() -> None:
    """The refusal names the size that would have been needed."""
    with pytest.raises(TooLarge, match=r"^a result of up to 128 bits does not fit into 127$"):
        Ratio.fixed(F(2**127))


def test_constant_decimal_money_needs_no_float() -> None:
    """A decimal column's cents survive a weight and one rounding exactly."""
    frame = pl.DataFrame({"cents": [100005, 3330]})
    ratio = Ratio.units(pl.col("cents"), F(1, 100), 100005).times(F(1, 3))
    cents = frame.select(ratio.rounded(F(1, 100), "half_up")).to_series()
    assert [as_decimal(F(cent, 100), 2) for cent in cents] == [Decimal("333.35"), Decimal("11.10")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("3.50", "3.5"),
        ("3.00", "3"),
        ("100", "100"),
        ("1E+2", "100"),
        ("-0.10", "-0.1"),
        ("0.00", "0"),
        (f"{'9' * 30}.10", f"{'9' * 30}.1"),
    ],
)
def test_an_amount_is_written_plainly_and_loses_no_digit(value: str, text: str) -> None:
    """An amount is text without an exponent and without needless zeros, however long it is."""
    assert plain(Decimal(value)) == text
