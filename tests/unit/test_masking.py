"""Masks: what stays of a name and of a number, and that no given name can be read."""

from __future__ import annotations

import pytest

from gridperf.masking import Masking, mask_name, mask_number


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("李小明", "李*明"),
        ("欧阳修", "欧阳*"),
        ("欧阳小明", "欧阳*明"),
        ("诸葛", "诸*"),
        ("王𬎆", "王*"),
        ("阿卜杜热合曼", "阿****曼"),
        ("买买提·吐尔逊", "买**·吐**"),
        ("John Smith", "J*** S****"),
        ("王", "*"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_surname(name: str, masked: str) -> None:
    """The given name is covered, but for the last of three or more characters."""
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13812345678", "138****5678"),
        ("11010519491231002X", "110***********002X"),
        ("6222021234567890123", "***************0123"),
        ("6222021234567890", "************7890"),
        ("05220001", "*****001"),
        ("W001", "***1"),
        ("7", "*"),
        ("", ""),
    ],
)
def test_a_number_keeps_what_tells_its_holder(number: str, masked: str) -> None:
    """A date of birth is never left, and some character always is covered."""
    assert mask_number(number) == masked


def test_a_report_masks_what_it_is_told_to() -> None:
    """Names and numbers are chosen apart."""
    open_names = Masking(names=False, numbers=True)
    assert (open_names.name("张三"), open_names.number("05220001")) == ("张三", "*****001")
    assert Masking(names=True, numbers=False).name("张三") == "张*"
    assert Masking(names=True, numbers=False).number("05220001") == "05220001"
