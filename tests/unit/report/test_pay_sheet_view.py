"""The pay sheet: everyone, every line, sums down and across."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

from gridperf import language
from gridperf.errors import ReportError
from gridperf.report.views.pay_sheet import pay_sheet, payroll
from gridperf.report.views.pools import PoolAccount, PoolRow
from tests.unit.report.fake import EDITION, Case, Fake


def number(text: str) -> Decimal:
    return Decimal(text.replace("−", "-").replace(",", "") or "0")


@pytest.fixture
def paid(case: Case) -> Fake:
    """Three people with amounts that do not add up in binary."""
    return Fake(
        [
            replace(case, pay={"base": "0.10", "performance": "0.20"}),
            replace(case, subject="W0003", street="凤凰城街道", pay={"base": "1000.05", "deduction": "-1500.10"}),
            replace(case, subject="W0002", pay={"base": "123456.78", "performance": "0", "top-up": "9.99"}, grade=None),
        ]
    )


def test_everyone_stands_on_the_sheet_by_street_and_id(paid: Fake) -> None:
    """Streets follow each other, ids inside them, and numbers run through."""
    sheet = pay_sheet(paid)
    assert [(street.name, [(row.no, row.subject) for row in street.rows]) for street in sheet.streets] == [
        ("凤凰城街道", [("1", "W0003")]),
        ("利津街道", [("2", "W0001"), ("3", "W0002")]),
    ]


def test_every_sum_is_the_sum_of_what_is_printed(paid: Fake) -> None:
    """Rows add up across, streets and columns down, and both ways meet in one grand total."""
    sheet = pay_sheet(paid)
    rows = [row for street in sheet.streets for row in street.rows]
    for row in rows:
        assert sum(map(number, row.amounts)) == number(row.gross)
    for street in sheet.streets:
        assert [sum(number(row.amounts[at]) for row in street.rows) for at in range(4)] == list(map(number, street.totals))
    assert [sum(number(street.totals[at]) for street in sheet.streets) for at in range(4)] == list(map(number, sheet.totals))
    assert sum(map(number, sheet.totals)) == sum(number(row.gross) for row in rows) == number(sheet.gross) == Decimal("122967.02")


def test_a_line_that_is_not_theirs_is_empty_and_one_of_nothing_is_zero(paid: Fake) -> None:
    """An empty cell and 0.00 say different things."""
    rows = {row.subject: row.amounts for street in pay_sheet(paid).streets for row in street.rows}
    assert (rows["W0001"], rows["W0002"]) == (("0.10", "0.20", "", ""), ("123,456.78", "0.00", "", "9.99"))


def test_the_grand_total_is_spelled_in_capitals(paid: Fake) -> None:
    """Nobody adds a digit to it."""
    assert pay_sheet(paid).capitals == "人民币壹拾贰万贰仟玖佰陆拾柒元零贰分"


def test_a_person_whose_lines_do_not_add_up_stops_the_sheet(case: Case) -> None:
    """Everyone whose gross pay is not the sum of their lines is named."""
    fake = Fake([case, replace(case, subject="W0002")])
    wrong = fake.pay.with_columns(
        pl.when(pl.col("subject") == "W0002").then(pl.lit(Decimal("1.00"))).otherwise("gross").cast(pl.Decimal(38, 2)).alias("gross")
    )
    broken = type("Broken", (Fake,), {"pay": wrong})([case, replace(case, subject="W0002")])
    with pytest.raises(ReportError) as caught:
        payroll(broken)
    assert [dict(problem.values) for problem in caught.value.problems] == [
        {"whose": "W0002 王小明", "what": "gross", "sum": "2,950.00", "total": "1.00"}
    ]


def test_somebody_without_a_sheet_is_paid_all_the_same(case: Case) -> None:
    """Pay does not need a grade."""
    (street,) = pay_sheet(Fake([replace(case, lines=(), street="")])).streets
    assert (street.name, street.rows[0].grades, street.gross) == ("", "", "2,950.00")


POOL = {"within": "street", "by": [{"of": "total"}], "floor": 0, "cap": 800, "short": "equal", "remainder": "largest", "reserve": "10%"}


def of_pool(case: Case, paid: tuple[str, str], **amounts: str) -> Fake:
    """Return two people of two streets who are paid from a pool of 1,000 yuan each, of which 100 are kept back."""
    line = {"pool": {"fund": {"amount": 1000}, **POOL, "nobody": "return", "left": "carry"}}
    pay = [{"id": "share", "name": "奖励池", "clause": "第三十条", "line": line}]
    cases = [
        replace(case, subject=subject, street=street, pay={"share": share})
        for subject, street, share in zip(("W1", "W2"), ("利津街道", "凤凰城街道"), paid, strict=True)
    ]
    figures = {"fund": "1000", "carried_in": "50.05", "reserved": "100", "paid": "800", "carried_out": "150.05", "returned": "0"} | amounts
    rows = [
        {"line": "share", "period": period, "scope": scope, "people": 1, **{name: Decimal(value) for name, value in figures.items()}}
        for period in ("2026-09", "2026-10")
        for scope in ("利津街道", "凤凰城街道")
    ]
    return Fake(cases, edition={**EDITION, "pay": pay}, further={"pools": rows})


def test_a_pool_is_accounted_for_by_scope(case: Case) -> None:
    """Of this period alone: what there was, what became of it, by which rule, and what everybody's slips come to."""
    (account,) = pay_sheet(of_pool(case, ("800", "800"))).pools
    amounts = ("1,000.00", "50.05", "100.00", "800.00", "150.05", "0.00")
    assert account == PoolAccount(
        "奖励池",
        "第三十条",
        (PoolRow("凤凰城街道", "1", amounts), PoolRow("利津街道", "1", amounts)),
        "2",
        ("2,000.00", "100.10", "200.00", "1,600.00", "300.10", "0.00"),
        "1,600.00",
        capped=True,
        left="carry",
        nobody="return",
    )


def test_a_pool_that_does_not_balance_stops_the_sheet(case: Case) -> None:
    """Every scope that is off by a fen, and slips that come to something else than was paid."""
    with pytest.raises(ReportError) as caught:
        pay_sheet(of_pool(case, ("800", "799.99"), carried_out="150.04"))
    with language.use("zh"):
        assert [problem.message for problem in caught.value.problems] == [
            "奖励池“奖励池”不平（凤凰城街道）：可分的是 1,050.05，分出去的是 1,050.04。工资表因此没有打印。",
            "奖励池“奖励池”不平（利津街道）：可分的是 1,050.05，分出去的是 1,050.04。工资表因此没有打印。",
            "奖励池“奖励池”不平（paid）：可分的是 1,600.00，分出去的是 1,599.99。工资表因此没有打印。",
        ]
