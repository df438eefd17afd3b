"""What a payslip says is made from its rows alone, side by side, and lines that do not add up are never printed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from gridperf import language, payroll
from gridperf.errors import Problem
from gridperf.report.batches.slips import payslip_pages
from gridperf.report.paper.html import Page
from gridperf.report.views.payslip import Payslip, Row
from tests.unit.payroll.making import earned, employer, payee, payees_of


@pytest.fixture
def paid(tmp_path: Path) -> payroll.Payroll:
    """A payment to one who is insured, with something claimed back and something withheld for others."""
    adjusted = [
        {"worker_id": "A1", "paid_in": "2026-01", "document": "文件"} | one
        for one in ({"kind": "追回", "amount": 10}, {"kind": "代扣款", "amount": 20})
    ]
    people = payees_of(payee("A1", insured_as="职工", insurance_wage=5000, fund_wage=5000, unit="一街道"), adjustments=adjusted)
    return payroll.settle(earned({"A1": {"base": 6000}}), people, employer(tmp_path), paid_on=dt.date(2026, 1, 20))


def test_a_scheme_is_one_row_with_both_shares(paid: payroll.Payroll) -> None:
    """Contributions first, those of the employer alone after those of both, then tax and deductions without a sign."""
    (page,) = payslip_pages(paid)
    assert isinstance(page, Page)
    slip = page.view
    assert isinstance(slip, Payslip)
    assert slip.rows == (
        Row("base", "6,000.00", "基本养老保险费", "5,000.00", "400.00", "800.00"),
        Row("追回", "−10.00", "基本医疗保险费", "5,000.00", "100.00", "350.00"),
        Row("", "", "失业保险费", "5,000.00", "15.00", "35.00"),
        Row("", "", "住房公积金", "5,000.00", "600.00", "600.00"),
        Row("", "", "生育保险费（单位）", "5,000.00", "", "45.00"),
        Row("", "", "工伤保险费（单位）", "5,000.00", "", "10.00"),
        Row("", "", "代扣款", "", "20.00", ""),
    )
    assert (slip.gross, slip.taken, slip.net, slip.employer, slip.cost) == ("5,990.00", "1,135.00", "4,855.00", "1,840.00", "7,830.00")
    assert slip.capitals == "人民币肆仟捌佰伍拾伍元整"
    assert (slip.unit, slip.account, slip.bonus) == (("一街道", "职工"), "****0001", "")
    assert slip.year == ("5,990.00", "0.00", "5,000.00", "1,115.00", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00")
    assert (slip.origin.month.code, slip.origin.paid_on, slip.origin.insured_month, slip.origin.periods) == (
        "2026-01",
        "2026-01-20",
        "2026-01",
        ("2026-01",),
    )


def test_lines_that_do_not_add_up_are_not_printed(paid: payroll.Payroll) -> None:
    """A sum that is not that of its lines is named with both amounts."""
    other = paid.slips.with_columns(pl.lit(Decimal("4855.01")).cast(pl.Decimal(38, 2)).alias("net"))
    (problem,) = payslip_pages(replace(paid, tables={**paid.tables, "slips": other}))
    assert isinstance(problem, Problem)
    with language.use("zh"):
        assert (problem.code, problem.message, problem.hint) == (
            "P133",
            "A1 王A1 的工资条各行合计是 4,855.00，而 net 是 4,855.01：印出来的各行加不出合计，因此没有打印该页。",
            "请由考核结果重新计算发放（gridperf payroll），不要改动已保存的发放结果。",
        )
