"""Numbers and text as paper shows them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridperf.report.views import figures


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("王小明", "王小明"),
        ("  王\t小\n明 ", "王 小 明"),
        ("e\u0301", "é"),
        ("\u202e王明", "王明"),
        ("王\u200b明\ufeff", "王明"),
        ("葛\U000e0100", "葛"),
        ("a\x00b\x1bc", "abc"),
        (None, ""),
        ("长" * 1000, "长" * 400),
    ],
)
def test_text_is_composed_and_holds_nothing_invisible(text: str | None, shown: str) -> None:
    """Control, direction and zero-width characters never reach paper, and no field is endless."""
    assert figures.clean(text) == shown


@pytest.mark.parametrize(
    ("amount", "digits", "shown"), [("58.57", 2, "58.57"), ("-2", 2, "−2.00"), ("0", 0, "0"), ("0.1", 3, "0.100"), ("-0.05", 2, "−0.05")]
)
def test_points_are_written_out_with_the_digits_asked_for(amount: str, digits: int, shown: str) -> None:
    """Points are padded, never rounded."""
    assert figures.points(Decimal(amount), digits) == shown


def test_points_are_never_rounded() -> None:
    """Digits that cannot hold an amount are refused."""
    with pytest.raises(ValueError, match="cannot be written with 2 digits"):
        figures.points(Decimal("0.125"), 2)


@given(st.integers(-(10**12), 10**12))
def test_money_reads_back_as_the_same_fen(fen: int) -> None:
    """The printed amount, without commas, is the amount."""
    amount = Decimal(fen).scaleb(-2)
    assert Decimal(figures.money(amount).replace(",", "").replace("−", "-")) == amount


@pytest.mark.parametrize(("amount", "shown"), [("1234567.8", "1,234,567.80"), ("-50", "−50.00"), ("0.005", None)])
def test_money_has_two_digits_and_commas(amount: str, shown: str | None) -> None:
    """Money shows its fen; a fraction of a fen is refused."""
    if shown is None:
        with pytest.raises(ValueError, match="digits"):
            figures.money(Decimal(amount))
    else:
        assert figures.money(Decimal(amount)) == shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(Fraction(1, 3), "1/3"), (Fraction(-1, 3), "−1/3"), (Fraction(5, 2), "2.5"), (7, "7"), (Decimal("1.500"), "1.5"), (None, "")],
)
def test_a_number_has_the_digits_it_needs(amount: Fraction | int | Decimal | None, shown: str) -> None:
    """No trailing zeros, and a ratio without decimal form stays a ratio."""
    assert figures.number(amount) == shown


@pytest.mark.parametrize(
    ("ratio", "shown"), [((41, 42), "97.6%"), ((1, 3), "33.3%"), ((1, 1), "100%"), ((0, 5), "0%"), ((1, 2000), "0.1%"), ((3, 0), "")]
)
def test_a_percentage_is_rounded_half_up_for_reading(ratio: tuple[int, int], shown: str) -> None:
    """Percentages stand beside the exact ratio."""
    assert figures.percent(*ratio) == shown


def test_a_mean_is_rounded_half_up_once() -> None:
    """The mean is exact until it is shown."""
    assert figures.mean([Decimal("0.01"), Decimal("0.02")]) == "0.02"
    assert figures.mean([Decimal(1000), Decimal("2000.01")]) == "1,500.01"
    assert figures.mean([]) == ""


def test_places_hold_every_amount() -> None:
    """The digits chosen are those of the amount that needs most."""
    assert figures.places([Decimal("1.5"), None, Decimal("0.125")], 2) == 3


@pytest.mark.parametrize(("amount", "shown"), [(2, "+2"), (-2, "−2"), (0, "0")])
def test_a_change_shows_its_sign(amount: int, shown: str) -> None:
    """A change that is nothing has no sign."""
    assert figures.signed(amount) == shown
