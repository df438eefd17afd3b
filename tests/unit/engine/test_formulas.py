"""Formulas, by hand: what they come to, what has no data, and how they are shown."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gridperf.errors import RecordsError, RulesError
from gridperf.rulebook.formulas import divides, read_formula
from tests.properties.test_found import checked, edition_of, rows_of, visit


def patrol(at: int, **more: Any) -> dict[str, Any]:
    return {"patrol_id": f"p{at}", "worker_id": "A", "started_at": dt.datetime(2026, 10, 8, 8, at), **more}


def of(formula: str, score: dict[str, Any], full: int = 100, **more: Any) -> Any:
    """Return a rulebook whose first item is *formula* over visits `v`, patrols `p`, metres `m` and the mark `r`."""
    parts = {"v": {"count": "visits"}, "p": {"count": "patrols"}, "m": {"sum": "patrols.distance_m"}, "r": {"imported": "满意度"}}
    using = {name: part for name, part in parts.items() if re.search(rf"\b{name}\b", formula)}
    item = {"id": "one", "measure": {"formula": formula, "using": using}, "score": score, **more.pop("item", {})}
    values = {"norm": {"name": "定额", "amount": Fraction(5, 2), "basis": "assumed", "clause": "一"}}
    return edition_of([item], full, **more).model_copy(update={"values": edition_values(values)})


def edition_values(raw: dict[str, Any]) -> Any:
    from gridperf.rulebook.money import Value

    return {name: Value.model_validate(value) for name, value in raw.items()}


ROWS = rows_of(visits=[visit(at) for at in range(8)], patrols=[patrol(at, distance_m=150) for at in range(3)])
LACKING = {"item": {"when_no_data": "zero"}}


@pytest.mark.parametrize(
    ("formula", "value", "said"),
    [
        ("v - p * 2", Fraction(2), "8 − 3 × 2"),
        ("(v - p) / 10", Fraction(1, 2), "(8 − 3) ÷ 10"),
        ("v - (p - 10)", Fraction(15), "8 − (3 − 10)"),
        ("-(v - p)", Fraction(-5), "−(8 − 3)"),
        ("0.75 * v", Fraction(6), "0.75 × 8"),
        ("CASE WHEN v >= 8 AND NOT p > 3 THEN v ELSE 0 END", Fraction(8), "〔8 ≥ 8 且 非（3 > 3） 时取 8，否则取 0〕"),
        ("CASE WHEN v < 8 OR p BETWEEN 4 AND 9 THEN v ELSE p END", Fraction(3), "〔8 < 8 或 （3 ≥ 4 且 3 ≤ 9） 时取 8，否则取 3〕"),
        ("LEAST(v, p, 5) + GREATEST(v, p) + ABS(p - v)", Fraction(16), "最小（8，3，5） + 最大（8，3） + |3 − 8|"),
        ("m / 100 + values.norm", Fraction(7), "450 ÷ 100 + 2.5"),
        ("(values.norm + v) * 2", Fraction(21), "(2.5 + 8) × 2"),
        ("roster.pay_base / 1000 - v", Fraction("-4.5"), "3500 ÷ 1000 − 8"),
    ],
)
def test_a_number(formula: str, value: Fraction, said: str) -> None:
    """A formula that divides by nothing but written numbers is a number, shown with its values filled in."""
    rows = {**ROWS, "roster": [{**ROWS["roster"][0], "pay_base": Decimal("3500.00")}]}
    entries = checked(of(formula, {"each": 1, "up_to": "unlimited"}), rows).entries
    assert (Fraction(entries["numerator"][0], entries["denominator"][0]), entries["note"][0]) == (value, said)


@pytest.mark.parametrize(
    ("formula", "value", "said"),
    [
        ("(v - p) / v", Fraction(5, 8), "(8 − 3) ÷ 8"),
        ("v / p / 4", Fraction(2, 3), "8 ÷ 3 ÷ 4"),
        ("v / (p / 2)", Fraction(16, 3), "8 ÷ (3 ÷ 2)"),
        ("-v / (p - v)", Fraction(8, 5), "(−8) ÷ (3 − 8)"),
        ("r * 0.5 + 0.25", Fraction(27, 40), "(17/20) × 0.5 + 0.25"),
        ("CASE WHEN p = 3 THEN 0.5 ELSE v / (p - 3) END", Fraction(1, 2), "〔3 = 3 时取 0.5，否则取 8 ÷ (3 − 3)〕"),
    ],
)
def test_a_ratio(formula: str, value: Fraction, said: str) -> None:
    """A formula that divides, or uses a ratio, is a ratio; a branch that is not taken lacks nothing."""
    mark = {"worker_id": "A", "period": "2026-10", "measure": "满意度", "numerator": Decimal(17), "denominator": Decimal(20)}
    entries = checked(of(formula, {"share": 100, "target": 10}, **LACKING), {**ROWS, "totals": [mark]}).entries
    assert Fraction(entries["numerator"][0], entries["denominator"][0]) == value
    assert entries["note"][0] == f"{said}；÷ 目标 1000%，至多满分"


@pytest.mark.parametrize(
    "formula", ["v / (p - 3)", "r + 1", "CASE WHEN v / (p - 3) > 1 THEN 1 ELSE 0 END", "LEAST(v, p / (p - p))", "-ABS(v / (v - 8))"]
)
def test_no_data(formula: str) -> None:
    """A division by nothing, a ratio without denominator and a condition that cannot be answered have no data."""
    entries = checked(of(formula, {"bands": [{"at_least": 0, "points": 100}, {"otherwise": 50}]}, **LACKING), ROWS).entries
    assert (entries["numerator"][0], entries["denominator"][0], entries["amount"][0]) == (0, 0, 0)
    assert entries["note"][0].endswith("；无数据，按零分计")


def test_known_conditions_decide() -> None:
    """What cannot be answered does not matter where the other side of AND or OR decides."""
    formula = "CASE WHEN p = 4 AND v / (p - 3) > 1 THEN 1 WHEN p = 3 OR v / (p - 3) > 1 THEN 0.5 ELSE 0 END"
    assert checked(of(formula, {"share": 100}, **LACKING), ROWS).scores["total"][0] == 50


@pytest.mark.parametrize(
    ("score", "points"),
    [
        ({"bands": [{"above": 3, "points": 100}, {"otherwise": 0}]}, 100),
        ({"short_of": 5, "each": -20, "part": "linear", "starts_at": 100, "down_to": 0}, 70),
        ({"each": 20, "lot": 2, "up_to": 100}, 20),
        ({"each": 20, "beyond": 2, "up_to": 100}, 30),
        ({"share": 100, "target": 7}, 50),
    ],
)
def test_every_scorer_takes_a_formula(score: dict[str, Any], points: int) -> None:
    """Three and a half visits per (8 − 1) ÷ 2 are banded, missed, counted in lots and held against a target."""
    assert checked(of("(v - 1) / 2", score), ROWS).scores["total"][0] == points


def test_another_sheets_result_in_a_formula() -> None:
    """A formula may blend another sheet's result with counts; sheets are filled in before they are taken from."""
    edition = of("v / 8", {"share": 100, "target": 1})
    blend = {
        "formula": "0.5 * first + 0.05 * p",
        "using": {"first": {"result": {"sheet": "sheet", "of": "self"}}, "p": {"count": "patrols"}},
    }
    item = {"id": "blend", "name": "合并", "clause": "一", "measure": blend, "score": {"share": 10}, "when_no_data": "zero"}
    second = edition.sheets[0].model_dump(mode="json", exclude_none=True) | {"id": "second", "full_score": 10, "items": [item]}
    whole = type(edition).model_validate({**edition.model_dump(mode="json", exclude_none=True), "sheets": [second, edition.sheets[0]]})
    result = checked(whole, ROWS)
    assert dict(result.scores.select("sheet", "total").iter_rows()) == {"second": Decimal("6.5"), "sheet": Decimal(100)}
    assert result.entries["note"].to_list()[0] == "0.5 × (1/1) + 0.05 × 3"
    assert result.verify() == ()


def test_the_parts_are_kept_with_the_measures() -> None:
    """What a formula was computed from stands in the measures, under the sign #."""
    rows = checked(of("(v - p) / 10", {"each": 1, "up_to": 100}), ROWS).measures.select("level", "numerator", "denominator").rows()
    assert rows == [("", 1, 2), ("#p", 3, 1), ("#v", 8, 1)]


def test_a_pay_line_takes_a_formula() -> None:
    """Cash may be paid for what a formula comes to, and the slip shows its terms."""
    measure = {"formula": "v - p * 2", "using": {"v": {"count": "visits"}, "p": {"count": "patrols"}}}
    pay = [{"id": "cash", "name": "补贴", "clause": "一", "line": {"each": 5, "measure": measure, "cap": 100}}]
    result = checked(edition_of([{"id": "one", "measure": {"count": "visits"}, "score": {"each": 1, "up_to": 100}}], 100, pay=pay), ROWS)
    assert result.pay["gross"].to_list() == [Decimal(10)]
    assert result.entries.filter(result.entries["ledger"] == "yuan")["note"].to_list() == ["8 − 3 × 2"]


def test_an_empty_number_of_the_roster_stops_the_run() -> None:
    """Nobody is computed with a number that is not there."""
    with pytest.raises(RecordsError) as caught:
        checked(of("roster.pay_base + v", {"each": 1, "up_to": 100}), ROWS)
    assert [problem.code for problem in caught.value.problems] == ["A123"]


def test_what_outgrows_127_bits_stops_the_run() -> None:
    """A value that cannot be exact is refused, not wrapped."""
    with pytest.raises(RecordsError) as caught:
        checked(of(" * ".join(["m"] * 16), {"each": 1, "up_to": 100}), ROWS)
    assert [problem.code for problem in caught.value.problems] == ["A101"]


def test_a_formula_without_people() -> None:
    """A sheet nobody is on computes nothing and fails nothing."""
    edition = of("v / p", {"share": 100}, assess={"subject": "worker", "roles": ["督查员"], "placed": "last"}, **LACKING)
    assert checked(edition, ROWS).scores.height == 0


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("a / 10", False),
        ("a / (2 * 5)", False),
        ("a / b", True),
        ("a / values.x", True),
        ("a +", False),
        ("a / GREATEST(b, 1)", False),
        ("a / GREATEST(b, 0)", True),
        ("a / GREATEST(b, c)", True),
        ("a / LEAST(b, 1)", True),
    ],
)
def test_what_counts_as_a_division(text: str, answer: bool) -> None:  # noqa: FBT001 (a parameter)
    """Only a division by something unknown can be without data; the greatest of it and 1 is never 0."""
    assert divides(text) is answer


def test_the_place_of_a_refusal() -> None:
    """A formula that is refused says at which character."""
    with pytest.raises(RulesError) as caught:
        read_formula("a + round(b)")
    assert [(problem.code, problem.where.column) for problem in caught.value.problems] == [("R802", 5)]
