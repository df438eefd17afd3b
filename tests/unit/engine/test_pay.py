"""Pay lines on one person at a time, with the yuan worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from gridperf.engine.pay import settle
from gridperf.errors import RecordsError
from gridperf.rulebook.paying import PayLine, Value


def person(**columns: Any) -> pl.DataFrame:
    """Return one person who served October 2026 (21 paid days) whole, on 3,000 yuan, with 88.50 points and 合格."""
    base = {
        "subject": "01",
        "role": "专职网格员",
        "area": "农村",
        "served_days": 31,
        "period_days": 31,
        "paid_days": 21,
        "period_paid_days": 21,
        "roster.pay_base": Decimal("3000.00"),
        "pay_base|days": 300_000 * 31,
        "pay_base|paid_days": 300_000 * 21,
        "month:total": 8850,
        "month:grade": "合格",
        **columns,
    }
    return pl.DataFrame([base], schema_overrides={"roster.pay_base": pl.Decimal(38, 2), "month:total": pl.Int64, "month:grade": pl.String})


def part(paid_days: int, days: int) -> dict[str, int]:
    return {"served_days": days, "paid_days": paid_days, "pay_base|days": 300_000 * days, "pay_base|paid_days": 300_000 * paid_days}


def line(formula: dict[str, object], **more: object) -> PayLine:
    return PayLine.model_validate({"id": "line", "name": "工资", "clause": "第一条", "line": formula, **more})


def fen(table: pl.DataFrame, *lines: PayLine, mode: Any = "half_up", values: dict[str, Value] | None = None) -> dict[str, Any]:
    paid = settle(
        table,
        lines,
        values=values or {},
        step=Fraction(1, 100),
        mode=mode,
        full_scores={"month": Fraction(100)},
        digits={"month": 2},
    ).pay
    return paid.row(0, named=True)


@pytest.mark.parametrize(
    ("method", "served", "expected"),
    [
        ("whole", part(10, 15), 300_000),
        ("by_calendar_days", part(10, 15), 145_161),  # 3000 × 15 ÷ 31 = 1451.612…
        ("by_paid_days", part(10, 15), 142_857),  # 3000 × 10 ÷ 21 = 1428.571…
        ("add_paid_days", part(10, 15), 137_931),  # 3000 ÷ 21.75 × 10 = 1379.310…
        ("subtract_unpaid_days", part(10, 15), 148_276),  # 3000 − 3000 ÷ 21.75 × 11 = 1482.758…
        ("add_paid_days", part(21, 31), 300_000),
        ("subtract_unpaid_days", part(21, 31), 300_000),
        ("subtract_unpaid_days", part(0, 1), 10_345),  # 3000 − 3000 ÷ 21.75 × 21 = 103.448…
        ("by_paid_days", part(0, 1), 0),
    ],
)
def test_the_methods_for_part_months_give_different_money(method: str, served: dict[str, int], expected: int) -> None:
    """Each of the methods in use is what it says, and a full month pays the month."""
    assert fen(person(**served), line({"amount": "roster.pay_base"}, part_month=method))["line"] == expected


def test_a_new_pay_base_in_mid_month_is_paid_by_interval() -> None:
    """10 paid days at 3,000 and 11 at 4,200 out of 21: 1428.571… + 2200 = 3628.57."""
    table = person(**{"roster.pay_base": Decimal("4200.00"), "pay_base|paid_days": 300_000 * 10 + 420_000 * 11})
    assert fen(table, line({"amount": "roster.pay_base"}, part_month="by_paid_days"))["line"] == 362_857


@pytest.mark.parametrize(("grade", "expected"), [("优秀", 144_000), ("合格", 120_000), ("不合格", 0), (None, 60_000)])
def test_a_coefficient_by_grade_has_a_case_for_no_grade(grade: str | None, expected: int) -> None:
    """1200 × 1.2, 1.0, 0, and 0.5 for who is not assessed."""
    formula = {"by_grade": {"优秀": "1.2", "合格": 1, "不合格": 0, "not_assessed": "0.5"}, "of": 1200}
    assert fen(person(**{"month:grade": grade}), line(formula, part_month="by_paid_days"))["line"] == expected


@pytest.mark.parametrize(
    ("total", "at_most", "expected"),
    [(8850, 1, 106_200), (11000, 1, 120_000), (11000, "unlimited", 132_000), (-500, "unlimited", 0), (None, 1, 30_000)],
)
def test_pay_by_score_is_linear(total: int | None, at_most: object, expected: int) -> None:
    """1200 × 88.5 ÷ 100; a total above the full score pays more only if the rule says so."""
    formula = {"by_score": 1200, "at_most": at_most, "not_assessed": "1/4"}
    assert fen(person(**{"month:total": total}), line(formula, part_month="whole"))["line"] == expected


@pytest.mark.parametrize(
    ("count", "formula", "expected"),
    [
        (7, {"each": 5, "cap": "unlimited"}, 3_500),
        (7, {"each": 5, "cap": 30}, 3_000),
        (7, {"each": -20, "cap": 100}, -10_000),
        (29, {"each": 20, "lot": 10, "cap": "unlimited"}, 4_000),
        (9, {"each": 20, "lot": 10, "cap": "unlimited"}, 0),
    ],
)
def test_cash_per_event_knows_lots_and_caps(count: int, formula: dict[str, object], expected: int) -> None:
    """Only full lots pay; a cap holds deductions as well."""
    assert fen(person(**{"pay/line": count}), line({"measure": {"count": "discoveries"}, **formula}))["line"] == expected


@pytest.mark.parametrize(
    ("num", "den", "formula", "expected"),
    [
        (1, 2, {"each": 5, "part": "linear", "cap": "unlimited"}, 250),
        (-1, 3, {"each": 5, "part": "linear", "cap": "unlimited"}, -167),
        (29, 2, {"each": -20, "part": "linear", "cap": 100}, -10_000),
        (3, 2, {"each": 5, "lot": 1, "cap": "unlimited"}, 500),
    ],
)
def test_parts_of_one_pay_in_proportion_if_the_line_says_so(num: int, den: int, formula: dict[str, object], expected: int) -> None:
    """Half of one is half the money, to the fen; by lots it is nothing."""
    assert fen(person(**{"pay/line": num, "pay/line|den": den}), line({"measure": {"count": "discoveries"}, **formula}))["line"] == expected


def test_a_top_up_fills_what_the_counted_lines_leave() -> None:
    """The floor is 2,150 for the whole month; 10 of 21 paid days make 1023.81, base pay 1428.57 is above it."""
    base = line({"amount": "roster.pay_base"}, part_month="by_paid_days", id="base")
    floor = Value.model_validate({"name": "下限", "by": "area", "of": {"农村": 2150, "城镇": 3900}, "basis": "assumed", "clause": "第二条"})
    top = line({"top_up_to": "values.floor", "counting": "all_above"}, part_month="by_paid_days", id="top")
    rural = fen(person(**part(10, 15)), base, top, values={"floor": floor})
    urban = fen(person(**part(10, 15), area="城镇"), base, top, values={"floor": floor})
    assert (rural["top"], rural["gross"]) == (0, 142_857)
    assert (urban["top"], urban["gross"]) == (185_714 - 142_857, 185_714)


@pytest.mark.parametrize(
    ("pieces", "counting", "over"),
    [
        ((30, 1), "all_above", 0),  # 150 + 150 is 300 and no more
        ((31, 1), "all_above", -500),
        ((31, 1), ["b"], 0),
        ((0, 3), ["b"], -15_000),
        ((0, -1), "all_above", 0),
    ],
)
def test_a_common_cap_takes_off_what_lines_come_to_above_it(pieces: tuple[int, int], counting: object, over: int) -> None:
    """Pieces of 5 and of 150 yuan, together at most 300 or one of them alone; less than that, and a deduction, is left as it is."""
    paid = [line({"each": 5, "measure": {"count": "visits"}, "cap": "unlimited"}, id="a")]
    paid.append(line({"each": 150, "measure": {"count": "discoveries"}, "cap": "unlimited"}, id="b"))
    cap = line({"cap_at": 300, "counting": counting}, part_month="whole", id="cap")
    found = fen(person(**{"pay/a": pieces[0], "pay/b": pieces[1]}), *paid, cap)
    assert (found["cap"], found["gross"]) == (over, 500 * pieces[0] + 15_000 * pieces[1] + over)


def test_a_common_cap_may_differ_by_area_and_be_of_part_of_a_month() -> None:
    """10 of 21 paid days of 3,150 are 1,500; the base of 3,000 for 10 of 21 days is 1,428.57, and a piece of 100 is too much by 28.57."""
    base = line({"amount": "roster.pay_base"}, part_month="by_paid_days", id="base")
    piece = line({"each": 100, "measure": {"count": "visits"}, "cap": "unlimited"}, id="a")
    most = Value.model_validate({"name": "限额", "by": "area", "of": {"农村": 3150, "城镇": 9000}, "basis": "assumed", "clause": "第二条"})
    cap = line({"cap_at": "values.most", "counting": "all_above"}, part_month="by_paid_days", id="cap")
    rural = fen(person(**part(10, 15), **{"pay/a": 1}), base, piece, cap, values={"most": most})
    urban = fen(person(**part(10, 15), area="城镇", **{"pay/a": 1}), base, piece, cap, values={"most": most})
    assert (rural["cap"], rural["gross"], urban["cap"]) == (-2_857, 150_000, 0)


def test_a_line_is_empty_for_roles_it_is_not_paid_to() -> None:
    """Not paid is not zero yuan: the entry does not exist."""
    result = fen(
        person(), line({"amount": 100}, part_month="whole", roles=["网格长"], id="a"), line({"amount": 50}, part_month="whole", id="b")
    )
    assert (result["a"], result["b"], result["gross"]) == (None, 5_000, 5_000)


@pytest.mark.parametrize(("mode", "expected"), [("half_up", 34), ("down", 33), ("up", 34), ("half_even", 34)])
def test_a_line_is_rounded_once_in_the_declared_mode(mode: str, expected: int) -> None:
    """A third of 1.01 yuan is 0.33666… yuan."""
    assert fen(person(), line({"amount": "101/300"}, part_month="whole"), mode=mode)["line"] == expected


def test_a_line_can_be_rounded_to_whole_yuan() -> None:
    """3000 × 10 ÷ 21 is 1428.57; to the yuan, 1429."""
    assert fen(person(**part(10, 15)), line({"amount": "roster.pay_base"}, part_month="by_paid_days", step=1))["line"] == 142_900


def test_a_missing_amount_stops_the_run_and_names_the_person() -> None:
    """An empty pay base is nobody's zero."""
    table = person().with_columns(pl.lit(None, dtype=pl.Decimal(38, 2)).alias("roster.pay_base"))
    with pytest.raises(RecordsError) as caught:
        fen(table, line({"amount": "roster.pay_base"}, part_month="whole"))
    assert [str(problem.message) for problem in caught.value.problems] == [
        "工资 needs pay_base of 01, which is empty on the roster, so the pay of 1 person cannot be computed."
    ]


def test_a_value_without_an_amount_for_somebody_stops_the_run() -> None:
    """The floor is stated for urban people only."""
    floor = Value.model_validate({"name": "下限", "by": "area", "of": {"城镇": 3900}, "basis": "assumed", "clause": "第二条"})
    with pytest.raises(RecordsError) as caught:
        fen(person(), line({"top_up_to": "values.floor", "counting": "all_above"}, part_month="whole"), values={"floor": floor})
    assert [problem.code for problem in caught.value.problems] == ["A107"]
    assert caught.value.problems[0].hint == "Stated values: 城镇. Correct the roster, or state this value in the rulebook."
