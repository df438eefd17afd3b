"""Bases, shares and roundings: whose month, which side, in which order of steps."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridperf import payroll
from gridperf.payroll.columns import rounded, rounded_one, share
from gridperf.payroll.figures import Rounding
from gridperf.payroll.past import BALANCES
from gridperf.ratios import Ratio
from tests.unit.payroll.making import earned, employer, payee, payees_of


def steps(*written: tuple[str, str]) -> tuple[Rounding, ...]:
    return tuple(Rounding.model_validate({"step": step, "mode": mode}) for step, mode in written)


MODES: dict[str, tuple[tuple[Rounding, ...], dict[str, str]]] = {
    "四舍五入到分": (steps(("0.01", "half_up")), {"12.345": "12.35", "12.344": "12.34"}),
    "四舍五入到角": (steps(("0.1", "half_up")), {"12.35": "12.4", "12.34": "12.3"}),
    "四舍五入到元": (steps(("1", "half_up")), {"12.5": "13", "12.49": "12"}),
    "见厘进分": (steps(("0.001", "down"), ("0.01", "up")), {"12.301": "12.31", "12.3009": "12.30"}),
    "见分进角": (steps(("0.01", "down"), ("0.1", "up")), {"12.31": "12.4", "12.309": "12.3"}),
    "见角进元": (steps(("0.1", "down"), ("1", "up")), {"12.1": "13", "12.09": "12"}),
    "进位到元": (steps(("1", "up")), {"12.001": "13", "12": "12"}),
    "四舍六入五成双": (steps(("0.01", "half_even")), {"12.345": "12.34", "12.355": "12.36"}),
    "舍去厘": (steps(("0.01", "down")), {"12.349": "12.34"}),
    "舍去分": (steps(("0.1", "down")), {"12.39": "12.3"}),
    "舍去角": (steps(("1", "down")), {"12.9": "12"}),
    "分后进角": (steps(("0.01", "half_up"), ("0.1", "up")), {"12.301": "12.3", "12.306": "12.4"}),
    "直接进角": (steps(("0.1", "up")), {"12.301": "12.4", "12.300": "12.3"}),
}


@pytest.mark.parametrize("mode", MODES)
def test_every_rounding_met_in_practice_can_be_written(mode: str) -> None:
    """Each mode is a list of steps, and the order of the steps makes the difference it makes on paper."""
    chosen, figures = MODES[mode]
    for value, wanted in figures.items():
        assert rounded_one(Fraction(value), chosen) == Fraction(wanted)
        frame = pl.DataFrame({"milli": [int(Fraction(value) * 10_000)]}, schema={"milli": pl.Int64})
        ratio = Ratio.units(pl.col("milli"), Fraction(1, 10_000), 10**12)
        assert frame.select(rounded(ratio, chosen).alias("fen"))["fen"].to_list() == [int(Fraction(wanted) * 100)]


@settings(max_examples=40)
@given(
    st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=20),
    st.fractions(0, 1, max_denominator=400),
    st.lists(
        st.tuples(st.sampled_from(["0.001", "0.01", "0.05", "0.1", "1"]), st.sampled_from(["half_up", "half_even", "down", "up"])),
        max_size=2,
    ),
    st.sampled_from(["half_up", "half_even", "down", "up"]),
)
def test_a_column_is_rounded_as_one_value_is(bases: list[int], rate: Fraction, first: list[tuple[str, str]], last: str) -> None:
    """Any share of any base by any steps is what fractions say, to the fen."""
    chosen = steps(*first, ("0.01", last))
    frame = pl.DataFrame({"base": bases}, schema={"base": pl.Int64})
    found = frame.select(share(pl.col("base"), rate, chosen).alias("fen"))["fen"].to_list()
    assert [Fraction(fen, 100) for fen in found] == [rounded_one(Fraction(base, 100) * rate, chosen) for base in bases]


WAGE: dict[str, Any] = {"insured_as": "职工", "insurance_wage": 10000, "fund_wage": 10000}


def own(
    person: dict[str, Any],
    tmp_path: Path,
    *,
    pay: int = 10000,
    extra: tuple[str, str] = ("", ""),
    day: dt.date = dt.date(2026, 1, 20),
    period: str = "2026-01",
) -> dict[str, str]:
    """Return the worker's contributions of one person, by scheme, without those that are 0."""
    employer(tmp_path)
    path = tmp_path / "payroll.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(*extra), encoding="utf-8")
    paid = payroll.settle(earned({person["worker_id"]: {"base": pay}}, period), payees_of(person), payroll.load_employer(path), paid_on=day)
    row = paid.slips.row(0, named=True)
    return {name.removeprefix("own."): str(value) for name, value in row.items() if name.startswith("own.") and value}


def test_each_side_of_the_fund_has_its_own_rate(tmp_path: Path) -> None:
    """A rate in the table of payees holds for that person and that side alone."""
    people = payees_of(payee("A1", **WAGE, fund_percent=Decimal("5.55")), payee("A2", **WAGE, fund_percent_employer=8))
    paid = payroll.settle(earned({"A1": {"base": 10000}, "A2": {"base": 10000}}), people, employer(tmp_path), paid_on=dt.date(2026, 1, 20))
    assert paid.slips.select("own.fund", "employer.fund").rows() == [(Decimal(555), Decimal(1200)), (Decimal(1200), Decimal(800))]


def test_who_is_insured_later_pays_later(tmp_path: Path) -> None:
    """Insurance begins in its month, and the fund in its own."""
    later = payee("A1", **WAGE, insured_on=dt.date(2026, 2, 1), fund_on=dt.date(2026, 1, 31))
    assert own(later, tmp_path) == {"fund": "1200.00"}


def test_contributions_belong_to_the_month_that_is_stated(tmp_path: Path) -> None:
    """September's medical base holds for pay of September in October's payment only where the month earned is what counts."""
    low = payee("A1", insured_as="职工", insurance_wage=1000, fund_wage=1000, employed_on=dt.date(2026, 9, 1))
    earned_in = ("insured_month: payment", "insured_month: earned")
    paid_in_september = {"day": dt.date(2026, 9, 10), "period": "2026-08"}
    assert own(low, tmp_path, **paid_in_september)["medical"] == "88.06"
    with_august = low | {"insured_on": dt.date(2026, 8, 1)}
    assert own(with_august, tmp_path, extra=earned_in, **paid_in_september)["medical"] == "87.14"


@pytest.mark.parametrize(
    ("written", "schemes"), [("no_contributions", set()), ("contributions", {"pension", "medical", "unemployment", "fund"})]
)
def test_a_month_without_pay_is_as_the_employer_decided(written: str, schemes: set[str], tmp_path: Path) -> None:
    """With contributions due, somebody without pay owes money, and the payment stops; without, the row is all zeros."""
    extra = ("without_pay: no_contributions", f"without_pay: {written}")
    if not schemes:
        assert own(payee("A1", **WAGE), tmp_path, pay=0, extra=extra) == {}
    else:
        with pytest.raises(payroll.PayrollError) as caught:
            own(payee("A1", **WAGE), tmp_path, pay=0, extra=extra)
        assert [each.code for each in caught.value.problems] == ["Y036"]


def test_whoever_left_has_no_contributions_and_is_still_declared(tmp_path: Path) -> None:
    """Arrears of somebody who left this year are taxed with the months that were worked, and insured no more."""
    gone = payee("A1", **WAGE, left_on=dt.date(2026, 1, 31))
    people = payees_of(
        gone,
        opening=[
            {
                "worker_id": "A1",
                "through": "2026-01",
                **dict.fromkeys(BALANCES, 0),
            }
        ],
    )
    paid = payroll.settle(earned({"A1": {"base": 6000}}, "2026-02"), people, employer(tmp_path), paid_on=dt.date(2026, 2, 20))
    assert [str(paid.slips[name][0]) for name in ("contributions", "tax", "net")] == ["0.00", "30.00", "5970.00"]
    assert str(paid.balances["basic"][0]) == "5000.00"


def test_adjustments_of_another_month_wait(tmp_path: Path) -> None:
    """A correction of February does not touch January."""
    rows = [{"worker_id": "A1", "paid_in": "2026-02", "kind": "追回", "document": "决定", "amount": 100}]
    paid = payroll.settle(
        earned({"A1": {"base": 3000}}), payees_of(payee("A1"), adjustments=rows), employer(tmp_path), paid_on=dt.date(2026, 1, 20)
    )
    assert str(paid.slips["net"][0]) == "3000.00"


@pytest.mark.parametrize("dtype", [pl.Int64, pl.Decimal(38, 6)])
def test_pay_that_is_no_yuan_with_two_digits_is_refused(dtype: Any) -> None:
    """A column of whole numbers or of six digits would be read as another amount."""
    part = earned({"A1": {"base": 5000}})
    pay = part.pay.cast({"base": dtype})
    with pytest.raises(ValueError, match=r"not so: base"):
        payroll.Earned(part.period, part.monthly, pay, part.names, part.whole, part.parties, "", part.ends_in)


def test_what_each_adjustment_does(tmp_path: Path) -> None:
    """Corrections move gross; annuity and what is withheld for others are taken off; the rest moves tax alone."""
    kinds = {"补发": 400, "追回": 100, "免税收入": 200, "企业年金": 300, "商业健康保险": 200, "减免税额": 10, "代扣款": 50}
    rows = [{"worker_id": "A1", "paid_in": "2026-01", "kind": kind, "document": "表", "amount": amount} for kind, amount in kinds.items()]
    paid = payroll.settle(
        earned({"A1": {"base": 9000}}), payees_of(payee("A1"), adjustments=rows), employer(tmp_path), paid_on=dt.date(2026, 1, 20)
    )
    slip = paid.slips.row(0, named=True)
    # (9000 + 400 − 100 − 200 − 300 − 200 − 5000) × 3 % − 10
    assert (str(slip["gross"]), str(slip["tax"]), str(slip["deductions"])) == ("9300.00", "98.00", "350.00")
    assert slip["net"] == Decimal("8852.00")
    assert paid.entries.filter(pl.col("side") == "worker").select("line", "amount").rows() == [
        ("base", Decimal(9000)),
        ("back", Decimal(400)),
        ("reclaimed", Decimal(-100)),
        ("wage", Decimal(-98)),
        ("annuity", Decimal(-300)),
        ("withheld", Decimal(-50)),
    ]
