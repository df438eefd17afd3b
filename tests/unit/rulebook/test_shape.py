"""Mistakes of shape are found one by one, at their line, in our own words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from gridperf.placed_yaml import parse_yaml
from gridperf.rulebook import shape
from gridperf.rulebook.base import Day
from gridperf.rulebook.edition import Edition, PackInfo
from gridperf.rulebook.numbers import Exact, Limit, Positive, Step, number, parse_exact, percent
from gridperf.rulebook.paying import Yuan
from gridperf.rulebook.shape import fit, keys_at
from tests.unit.rulebook.packs import EDITION, INFO


def placed(text):
    found, problems = parse_yaml(text, file="f.yaml")
    assert problems == ()
    return found


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (12, Fraction(12)),
        (Decimal("0.1"), Fraction(1, 10)),
        ("95%", Fraction(19, 20)),
        ("95 %", Fraction(19, 20)),
        ("1/3", Fraction(1, 3)),
        ("48600/12", Fraction(4050)),
        ("-2.50", Fraction(-5, 2)),
        (" 7 ", Fraction(7)),
        (Fraction(2, 7), Fraction(2, 7)),
    ],
)
def test_numbers_are_what_they_say(written, expected):
    """Each way of writing a number gives the fraction it means."""
    assert parse_exact(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        True,
        None,
        "",
        "abc",
        "1e3",
        "1_000",
        "１２",
        "1/0",
        "0x1F",
        "1.",
        ".5",
        "nan",
        "1/2/3",
        "5%%",
        10**30,
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("1E+40"),
        "9" * 31,
        [1],
    ],
)
def test_what_is_no_number_is_refused(written):
    """What could be read in two ways, or is beyond any amount, is no number."""
    with pytest.raises(ValueError, match=r"^expected a number such as 12, 0\.5, 95% or 1/3$"):
        parse_exact(written)


@given(st.fractions(1 - 10**9, 10**9 - 1, max_denominator=10**6))
def test_a_number_survives_being_written(value):
    """Whole numbers and fractions are written so that they read back the same."""
    adapter = TypeAdapter(Exact)
    assert adapter.validate_python(adapter.dump_python(value)) == value
    assert parse_exact(number(value)) == value


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Positive, [1, "0.5%"], [0, -1, "x"]),
        (Step, [1, "0.01", Decimal("0.000001"), "0.5"], [0, "1/3", "0.0000001"]),
        (Limit, ["unlimited", 0, -5], ["none", "", None, True]),
        (Yuan, ["roster.pay_base", "values.income-floor", 1200, "48600/12"], ["roster", "values.", "people.name", "Roster.pay"]),
        (
            Day,
            ["2026-02-28", dt.date(2026, 2, 28)],
            ["2026-2-28", "2026-02-30", "20260228", "2026-02-28T00:00:00", 20260228, dt.datetime(2026, 2, 28)],
        ),
    ],
)
def test_kinds_of_values(kind, good, bad):
    """Each kind takes what it says, as one mistake or none."""
    adapter = TypeAdapter(kind)
    for value in good:
        adapter.validate_python(value)
    for value in bad:
        with pytest.raises(ValidationError) as caught:
            adapter.validate_python(value)
        assert caught.value.error_count() == 1


@pytest.mark.parametrize(
    ("value", "plain", "share"),
    [(Fraction(1, 2), "0.5", "50%"), (Fraction(1, 3), "1/3", "1/3"), (Fraction(-7), "-7", "-700%"), (Fraction(0), "0", "0%")],
)
def test_numbers_are_shown_as_people_write_them(value, plain, share):
    """A decimal where there is one, a fraction where there is none."""
    assert (number(value), percent(value)) == (plain, share)


def test_a_file_that_fits_becomes_its_model():
    """No problem, and the model."""
    info, problems = fit(placed(INFO), PackInfo)
    assert problems == ()
    assert info.maintainers == ("甲",)


def test_problems_come_in_the_order_of_the_file():
    """One problem per mistake, none for what only follows from it."""
    text = EDITION.replace("share: 60", "shares: 60").replace("cap: 105", "cap: much").replace("each: 5,", "each: five,")
    _, problems = fit(placed(text), Edition)
    assert [(problem.code, problem.where.path) for problem in problems] == [
        ("R103", "sheets[0].total.cap"),
        ("R108", "sheets[0].items[0].score"),
        ("R103", "pay[2].line.each"),
    ]
    assert [problem.where.line for problem in problems] == [14, 26, 64]


def test_a_mistake_without_a_wording_of_its_own_has_a_general_one(monkeypatch):
    """Even a mistake nobody thought of is said in our words, with the code R109."""
    error = {"type": "url_parsing", "loc": ("name",), "input": "x", "msg": "Input should be a valid URL", "ctx": {}}
    failing = SimpleNamespace(model_validate=lambda _: (_ for _ in ()).throw(Fails()), model_fields={})

    class Fails(Exception):  # noqa: N818
        def errors(self):
            return [error]

    monkeypatch.setattr(shape, "ValidationError", Fails)
    _, [problem] = fit(placed(INFO), failing)
    assert (problem.code, problem.where.line, problem.message) == (
        "R109",
        2,
        '"x" does not fit the form of a rulebook here, so the rule cannot be applied.',
    )


@pytest.mark.parametrize(
    ("located", "expected"),
    [
        ((), ["title", "source", "basis"]),
        (("rounding",), ["line", "total", "money", "mode"]),
        (("sheets", 0, "items", 3, "score", "<each>"), ["each", "by_level", "counted", "lot", "beyond"]),
        (("sheets", 0, "items", 3, "measure", "<ratio>", "ratio", "of", "<count>"), ["count", "where"]),
        (("rollup", "quarter"), ["of", "by", "missing"]),
        (("values", "floor"), ["name", "amount", "by"]),
        (("pay", 1, "line", "<by_grade>", "by_grade"), []),
        (("nowhere",), []),
    ],
)
def test_the_keys_of_a_place_are_known(located, expected):
    """Nearest names are looked for among the keys that may stand at that place."""
    assert keys_at(Edition, located)[: len(expected) or None] == expected
