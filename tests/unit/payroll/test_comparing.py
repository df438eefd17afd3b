"""Two payments, the tax client and the agency: every difference has a cause, and every statement adds up with the slips."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from gridperf import payroll
from gridperf.errors import PayrollError
from gridperf.payroll.dispatch import statement_of
from tests.unit.payroll.making import PLAIN_EMPLOYER, earned, employer, payee, payees_of, plain

JAN, FEB = dt.date(2026, 1, 20), dt.date(2026, 2, 20)

DISPATCH = "dispatch: {agency: 某劳务公司, fee: 80.05, of: paid, tax: {rate: 6%, on: FEE, rounding: [{step: 0.01, mode: half_up}]}}\n"


def test_every_difference_has_a_line_and_a_cause(tmp_path: Path) -> None:
    """Joined, left, another base, another pay, another tax: somebody's differences sum to that of net."""
    rules = employer(tmp_path)
    wage = {"insured_as": "职工", "insurance_wage": 10000, "fund_wage": 10000}
    before = payroll.settle(
        earned({"A1": {"base": 10000}, "A2": {"base": 3000}, "A4": {"base": 45000}}),
        payees_of(payee("A1", **wage), payee("A2"), payee("A4")),
        rules,
        paid_on=JAN,
    )
    people = payees_of(
        payee("A1", **(wage | {"insurance_wage": 11000})),
        payee("A2", left_on=dt.date(2026, 1, 31)),
        payee("A3", employed_on=dt.date(2026, 2, 1)),
        payee("A4"),
    )
    now = payroll.settle(
        earned({"A1": {"base": 10500}, "A3": {"base": 4000}, "A4": {"base": 45000}}, "2026-02"), people, rules, paid_on=FEB, before=before
    )
    changes = payroll.compare_payments(before, now)
    assert changes.select("worker_id", "line", "cause").rows() == [
        ("A1", "pay.base", "earned"),
        ("A1", "own.pension", "base"),
        ("A1", "own.medical", "base"),
        ("A1", "own.unemployment", "base"),
        ("A1", "tax.wage", "income"),
        ("A2", "pay.base", "left"),
        ("A3", "pay.base", "joined"),
        ("A4", "tax.wage", "year_so_far"),
    ]
    sums = dict(changes.group_by("worker_id").agg(pl.col("difference").sum()).iter_rows())
    was, is_ = dict(before.slips.select("worker_id", "net").iter_rows()), dict(now.slips.select("worker_id", "net").iter_rows())
    assert sums == {worker: is_.get(worker, Decimal(0)) - was.get(worker, Decimal(0)) for worker in sums}
    assert payroll.totals_of(before, now).filter(pl.col("figure") == "net")["difference"][0] == changes["difference"].sum()
    assert payroll.compare_payments(now, now).is_empty()
    gone = now.balances.filter(pl.col("worker_id") == "A2")
    assert gone.select("through", "income", "basic").rows() == [("2026-02", Decimal(3000), Decimal(5000))]


def test_what_the_book_corrects_is_a_correction(tmp_path: Path) -> None:
    """Money for earlier periods deserves a second look like what HR pays later, together with it, and has the same cause."""
    plain(tmp_path)
    (tmp_path / "payroll.yaml").write_text(PLAIN_EMPLOYER.replace("[base]", "[base, earlier-periods]"), encoding="utf-8")
    rules, people = payroll.load_employer(tmp_path / "payroll.yaml"), [payee(worker) for worker in ("A1", "A2", "A3")]
    before = payroll.settle(
        earned({"A1": {"base": 5000}, "A2": {"base": 5000}, "A3": {"base": 5000}}), payees_of(*people), rules, paid_on=JAN
    )
    pay = {"A1": {"earlier-periods": "500.01"}, "A2": {"earlier-periods": "-300"}, "A3": {"earlier-periods": "500"}}
    adjusted = [{"worker_id": "A2", "paid_in": "2026-02", "kind": "追回", "document": "文件", "amount": "200.01"}]
    now = payroll.settle(
        earned({worker: {"base": 5000} | lines for worker, lines in pay.items()}, "2026-02"),
        payees_of(*people, adjustments=adjusted),
        rules,
        paid_on=FEB,
        before=before,
    )
    assert now.exceptions.select("exception", "worker_id", "amount").rows() == [
        ("retro", "A1", Decimal("500.01")),
        ("retro", "A2", Decimal("-500.01")),
    ]
    changes = payroll.compare_payments(before, now).filter(pl.col("line") == "pay.earlier-periods")
    assert changes.get_column("cause").unique().to_list() == ["correction"]


def test_the_tax_clients_sheet_is_read_back(tmp_path: Path) -> None:
    """What it has computed otherwise, whom it does not know and whom we do not are listed; columns it has besides are passed over."""
    people = payees_of(payee("A1"), payee("A2"), payee("A3"))
    paid = payroll.settle(earned({each: {"base": 9000} for each in ("A1", "A2", "A3")}), people, plain(tmp_path), paid_on=JAN)
    numbers = paid.payees["id_number"].to_list()
    rows = ["姓名,证件号码,所得项目,本期收入,累计应扣缴税额,已缴税额,应补(退)税额"]
    rows += [f"王A1,{numbers[0]},正常工资薪金,9000.00,120.00,0.00,120.00", f"王A2,{numbers[1]},正常工资薪金,9000.00,120.01,0.00,120.01"]
    rows += ["赵四,530112198001010018,正常工资薪金,1.00,0.00,0.00,0.00"]
    path = tmp_path / "税款计算.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    found = payroll.compare_tax(paid, path)
    assert found.select("worker_id", "name", "figure", "ours", "theirs").rows() == [
        ("", "赵四", "人员", None, Decimal("0.00")),
        ("A2", "王A2", "应补(退)税额", Decimal("120.00"), Decimal("120.01")),
        ("A2", "王A2", "累计应扣缴税额", Decimal("120.00"), Decimal("120.01")),
        ("A3", "王A3", "人员", Decimal("120.00"), None),
    ]


def test_the_tax_clients_sheet_of_bonuses_is_read_back(tmp_path: Path) -> None:
    """A row of yearly bonuses is compared with the bonus taxed by itself; whose wage stands in another sheet is not missing."""
    registered = [{"worker_id": each, "year": 2026, "basic": "按月", "bonus": "单独计税", "evidence": "表"} for each in ("A1", "A2")]
    people = payees_of(payee("A1"), payee("A2"), payee("A3"), registrations=registered)
    pay = {"A1": {"base": 9000, "year-end": 12000}, "A2": {"base": 9000, "year-end": 36001}, "A3": {"base": 9000}}
    paid = payroll.settle(earned(pay), people, plain(tmp_path), paid_on=JAN)
    first, second, _ = paid.payees["id_number"]
    rows = [{"id_number": first, "name": "王A1", "item": "全年一次性奖金收入", "income": Decimal(12000), "payable": Decimal(360)}]
    found = payroll.compare_tax(paid, pl.DataFrame(rows))
    assert found.select("worker_id", "figure", "ours", "theirs").rows() == [("A2", "人员", Decimal("3390.10"), None)]
    rows.append(
        {"id_number": second, "name": "王A2", "item": "全年一次性奖金收入", "income": Decimal(36001), "payable": Decimal("1080.03")}
    )
    found = payroll.compare_tax(paid, pl.DataFrame(rows))
    assert found.select("worker_id", "figure", "ours", "theirs").rows() == [("A2", "应补(退)税额", Decimal("3390.10"), Decimal("1080.03"))]


@pytest.mark.parametrize(("on", "tax", "total"), [("fee", "9.61", "8169.71"), ("everything", "489.61", "8649.71")])
def test_the_agencys_statement_reconciles_with_the_slips(on: str, tax: str, total: str, tmp_path: Path) -> None:
    """Gross, the employer's side, a fee for each who is paid, and tax at the stated rate come to the total; the people's sums are the slips'."""
    rules = employer(tmp_path, extra=DISPATCH.replace("FEE", on))
    paid = payroll.settle(
        earned({"A1": {"base": 5000}, "A2": {"base": 3000}}), payees_of(payee("A1"), payee("A2"), payee("A3")), rules, paid_on=JAN
    )
    bill = statement_of(paid)
    assert (bill.gross, bill.employer) == (paid.totals["gross"], paid.totals["employer"])
    assert bill.people["fee"].to_list() == [Decimal("80.05"), Decimal("80.05"), Decimal("0.00")]
    assert (str(bill.tax), str(bill.total)) == (tax, total)
    assert bill.total == bill.people["total"].sum() + bill.tax
    assert bill.capitals.startswith("人民币捌仟")


def test_without_an_agency_there_is_no_statement(tmp_path: Path) -> None:
    """An employer's own people are billed by nobody."""
    paid = payroll.settle(earned({"A1": {"base": 5000}}), payees_of(payee("A1")), plain(tmp_path), paid_on=JAN)
    with pytest.raises(PayrollError) as caught:
        statement_of(paid)
    assert [each.code for each in caught.value.problems] == ["Y056"]
