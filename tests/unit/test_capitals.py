"""Amounts in capitals: the model forms, the choices made where two are allowed, and the way back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridperf.capitals import from_capitals, to_capitals

# every form the rules accept; the first is the one printed
MODELS = {
    "1409.50": ("壹仟肆佰零玖元伍角整", "壹仟肆佰零玖元伍角"),
    "6007.14": ("陆仟零柒元壹角肆分",),
    "1680.32": ("壹仟陆佰捌拾元零叁角贰分", "壹仟陆佰捌拾元叁角贰分"),
    "107000.53": ("壹拾万柒仟元零伍角叁分", "壹拾万零柒仟元伍角叁分"),
    "16409.02": ("壹万陆仟肆佰零玖元零贰分",),
    "325.04": ("叁佰贰拾伍元零肆分",),
    "0": ("零元整", "零元正"),
    "0.50": ("伍角整", "伍角"),
    "0.05": ("伍分",),
    "0.53": ("伍角叁分",),
    "10": ("壹拾元整", "壹拾元正"),
    "10.05": ("壹拾元零伍分",),
    "19.90": ("壹拾玖元玖角整", "壹拾玖元玖角"),
    "1001": ("壹仟零壹元整",),
    "1010": ("壹仟零壹拾元整",),
    "10000": ("壹万元整",),
    "100500": ("壹拾万零伍佰元整",),
    "1000000": ("壹佰万元整",),
    "1000001": ("壹佰万零壹元整",),
    "100000000": ("壹亿元整",),
    "100000001.01": ("壹亿零壹元零壹分",),
    "101000000": ("壹亿零壹佰万元整",),
    "1234567890.12": ("壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元零壹角贰分", "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元壹角贰分"),
    "1000000000000": ("壹万亿元整",),
    "-3980.40": ("负叁仟玖佰捌拾元零肆角整",),
}


@pytest.mark.parametrize(("amount", "forms"), MODELS.items())
def test_an_amount_is_spelled_in_an_accepted_form(amount: str, forms: tuple[str, ...]) -> None:
    """The model amounts of the rules come out in a form the rules accept."""
    assert to_capitals(Decimal(amount)) == "人民币" + forms[0]


@pytest.mark.parametrize(("form", "amount"), [(form, amount) for amount, forms in MODELS.items() for form in forms])
def test_every_accepted_form_is_read_back(form: str, amount: str) -> None:
    """Each form the rules accept stands for its amount, with or without 人民币."""
    assert from_capitals(form) == from_capitals("人民币" + form) == Decimal(amount)


@given(st.integers(-(10**17), 10**17))
def test_spelling_and_reading_are_inverse(fen: int) -> None:
    """Any amount is read back from its spelling, to the fen."""
    amount = Decimal(fen).scaleb(-2)
    assert from_capitals(to_capitals(amount)) == amount


@given(st.integers(0, 10**17))
def test_no_spelling_repeats_a_zero_or_ends_a_group_with_one(fen: int) -> None:
    """零 never stands twice in a row nor before 万, 亿, 元 (but in 零元)."""
    text = to_capitals(Decimal(fen).scaleb(-2), prefix="")
    assert "零零" not in text
    assert not any(pair in text for pair in ("零万", "零亿"))
    assert "零元" not in text or text == "零元整"


@pytest.mark.parametrize("amount", ["0.001", "1e16", "-0.125"])
def test_what_has_no_spelling_is_refused(amount: str) -> None:
    """A fraction of a fen is not rounded away, and an amount without a name for its size is refused."""
    with pytest.raises(ValueError, match="is not a whole number of fen"):
        to_capitals(Decimal(amount))


@pytest.mark.parametrize("text", ["", "人民币", "整", "一百元", "壹佰", "壹佰元 整", "100元"])
def test_what_is_no_spelling_is_refused(text: str) -> None:
    """Anything else than a spelling in capitals is refused."""
    with pytest.raises(ValueError, match="is no amount in capitals"):
        from_capitals(text)
