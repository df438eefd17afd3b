"""Published examples come out to the fen: withholding month by month, the yearly bonus, and whole slips of a real locality."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from gridperf import payroll
from gridperf.payroll.columns import of_table
from gridperf.payroll.figures import Nation
from gridperf.payroll.law import read_statutory
from tests.unit.payroll.making import earned, employer, payee, payees_of, plain

STANDARDS = {"赡养老人": "独生子女"}


def year(rules: payroll.Rules, gross: int, base: int, additional: list[tuple[str, int]], **registered: Any) -> list[Decimal]:
    """Return the tax of twelve months of the same pay."""
    before, taxes = None, []
    claims = [
        {"worker_id": "A1", "kind": kind, "standard": STANDARDS.get(kind), "starts_on": dt.date(2026, 1, 1), "amount": amount}
        for kind, amount in additional
    ]
    people = payees_of(
        payee(insured_as="职工", insurance_base=base),
        additional=claims,
        registrations=[{"worker_id": "A1", "year": 2026, "evidence": "表", **registered}] if registered else [],
    )
    for month in range(1, 13):
        before = payroll.settle(
            earned({"A1": {"base": gross}}, f"2026-{month:02d}"), people, rules, paid_on=dt.date(2026, month, 10), before=before
        )
        taxes.append(before.slips["tax"][0])
    return taxes


@pytest.mark.parametrize(
    ("gross", "base", "additional", "taxes"),
    [
        (10_000, 1_500, [("住房贷款利息", 1_000)], ["75"] * 12),
        (
            30_000,
            4_500,
            [("赡养老人", 2_000)],
            ["555", "625", *["1850"] * 5, "2250", *["3700"] * 4],
        ),
        (8_000, 1_000, [("住房贷款利息", 1_000)], ["30"] * 12),
    ],
    ids=["T1", "T2", "T4"],
)
def test_the_year_of_an_official_example(
    gross: int, base: int, additional: list[tuple[str, int]], taxes: list[str], tmp_path: Path
) -> None:
    """Each month withholds what the announcement's example says, and the year what it adds up to."""
    found = year(plain(tmp_path), gross, base, additional)
    assert found == [Decimal(tax) for tax in taxes]
    assert sum(found) == {10_000: 900, 30_000: 27_480, 8_000: 360}[gross]


def test_whoever_earned_little_last_year_pays_from_the_month_the_sixty_thousand_are_used_up(tmp_path: Path) -> None:
    """With 60,000 deducted from January, nothing is withheld before pay exceeds it: 8,000 a month less 1,000 reaches it in September."""
    found = year(plain(tmp_path), 8_000, 1_000, [], basic="全年六万")
    assert [str(tax) for tax in found] == ["0.00"] * 8 + ["90.00", "210.00", "210.00", "210.00"]


def test_the_third_example_with_sixty_thousand_deducted_at_once(tmp_path: Path) -> None:
    """6,000 a month after deductions uses the 60,000 up in October, and is taxed 180 in November and in December."""
    found = year(plain(tmp_path), 8_000, 1_000, [("住房贷款利息", 1_000)], basic="全年六万")
    assert [str(tax) for tax in found] == ["0.00"] * 10 + ["180.00", "180.00"]


@pytest.mark.parametrize(
    ("basic", "tax"),
    [("首次入职学生", "0.00"), ("首次入职其他人员", "0.00"), ("按月", "90.00")],
)
def test_a_first_job_in_july_deducts_the_months_since_january(basic: str, tax: str, tmp_path: Path) -> None:
    """A July starter on 8,000 has 35,000 deducted at once as a first job, and 5,000 otherwise."""
    people = payees_of(
        payee(employed_on=dt.date(2026, 7, 1)), registrations=[{"worker_id": "A1", "year": 2026, "basic": basic, "evidence": "承诺书"}]
    )
    month = payroll.settle(earned({"A1": {"base": 8_000}}, "2026-07"), people, plain(tmp_path), paid_on=dt.date(2026, 7, 31))
    assert str(month.slips["tax"][0]) == tax
    assert month.balances["basic"][0] == (Decimal(5_000) if basic == "按月" else Decimal(35_000))


NATION = read_statutory(Path(__file__).resolve().parents[3] / "rules/000000-china", Nation)


@pytest.mark.parametrize(
    ("taxable", "tax"),
    [("36000", 1080), ("144000", 11880), ("300000", 43080), ("420000", 73080), ("660000", 145080), ("960000", 250080), ("0", 0)],
)
def test_the_table_of_the_year_is_continuous(taxable: str, tax: int) -> None:
    """At each seam the tax is the published one, and one fen above it the same to the fen."""
    table = NATION.withholding[0]
    assert of_table(Fraction(taxable), table.bands, table.rounding) == tax
    assert of_table(Fraction(taxable) + Fraction(1, 100), table.bands, table.rounding) == tax


@pytest.mark.parametrize(
    ("bonus", "tax"),
    [
        ("12000", "360.00"),
        ("36000", "1080.00"),
        ("36001", "3390.10"),
        ("144000", "14190.00"),
        ("144001", "27390.20"),
        ("300000", "58590.00"),
        ("300001", "72340.25"),
        ("420000", "102340.00"),
        ("420001", "121590.30"),
        ("660000", "193590.00"),
        ("660001", "223840.35"),
        ("960000", "328840.00"),
        ("960001", "416840.45"),
    ],
)
def test_a_yearly_bonus_is_taxed_by_its_twelfth(bonus: str, tax: str, tmp_path: Path) -> None:
    """The bonus table comes out to the fen, and leaves the month's wage alone."""
    people = payees_of(
        payee(), registrations=[{"worker_id": "A1", "year": 2026, "basic": "按月", "bonus": "单独计税", "evidence": "本人选择"}]
    )
    paid = payroll.settle(earned({"A1": {"base": 5_000, "year-end": bonus}}), people, plain(tmp_path), paid_on=dt.date(2026, 1, 31))
    assert (str(paid.slips["tax.bonus"][0]), str(paid.slips["tax.wage"][0])) == (tax, "0.00")
    assert paid.balances["bonus"][0] == Decimal(bonus)


def test_an_unused_deduction_does_not_reduce_a_bonus_taxed_by_itself(tmp_path: Path) -> None:
    """Somebody on 1,000 a month pays the whole tax of a bonus of 12,000."""
    people = payees_of(
        payee(), registrations=[{"worker_id": "A1", "year": 2026, "basic": "按月", "bonus": "单独计税", "evidence": "本人选择"}]
    )
    paid = payroll.settle(earned({"A1": {"base": 1_000, "year-end": 12_000}}), people, plain(tmp_path), paid_on=dt.date(2026, 1, 31))
    assert str(paid.slips["tax"][0]) == "360.00"


def test_a_bonus_that_joins_the_year_is_wage(tmp_path: Path) -> None:
    """Registered as joined, 20,000 and a bonus of 20,000 are taxed as 40,000."""
    registered = [{"worker_id": "A1", "year": 2026, "basic": "按月", "bonus": "并入综合所得", "evidence": "本人选择"}]
    rules = employer(tmp_path)
    people = payees_of(payee(insured_as="职工", insurance_wage=20_000, fund_wage=20_000), registrations=registered)
    paid = payroll.settle(earned({"A1": {"base": 20_000, "year-end": 20_000}}), people, rules, paid_on=dt.date(2026, 1, 31))
    assert [str(paid.slips[name][0]) for name in ("contributions", "tax", "net")] == ["4460.00", "916.20", "34623.80"]


SLIPS = {
    "P1": ("10000", "10000", "12%", "一类", ("800.00", "200.00", "30.00", "1200.00"), "2230.00", "83.10", "7686.90"),
    "P2": ("4000", "4000", "12%", "一类", ("352.24", "87.14", "13.21", "480.00"), "932.59", "0.00", "3067.41"),
    "P5": ("2020", "2020", "5%", "二类", ("352.24", "87.14", "13.21", "101.00"), "553.59", "0.00", "1466.41"),
    "P6": ("20750", "21750", "12%", "一类", ("1740.00", "435.00", "65.25", "2610.00"), "4850.25", "326.99", "15572.76"),
    "P9": ("40000", "20000", "12%", "一类", ("1600.00", "400.00", "60.00", "2400.00"), "4460.00", "916.20", "34623.80"),
}


@pytest.mark.parametrize("case", SLIPS)
def test_a_slip_of_kunming_comes_out_to_the_fen(case: str, tmp_path: Path) -> None:
    """Contributions, tax and net of the worked slips of January 2026 are those worked out by hand."""
    gross, wage, fund, place, own, contributions, tax, net = SLIPS[case]
    people = payees_of(payee(insured_as="职工", insurance_wage=wage, fund_wage=wage))
    paid = payroll.settle(earned({"A1": {"base": gross}}), people, employer(tmp_path, fund=fund, wage=place), paid_on=dt.date(2026, 1, 31))
    slip = paid.slips.row(0, named=True)
    assert tuple(str(slip[f"own.{scheme}"]) for scheme in ("pension", "medical", "unemployment", "fund")) == own
    assert [str(slip[name]) for name in ("contributions", "tax", "net")] == [contributions, tax, net]
    assert paid.exceptions.is_empty()


@pytest.mark.parametrize(
    ("wage", "claim", "allowed"),
    [("3000", "1000", "600.00"), ("2500", "1000", "230.00"), ("2270", "1000", "0.00"), ("5000", "300", "300.00")],
)
def test_damage_takes_a_fifth_at_most_and_leaves_the_minimum_wage(wage: str, claim: str, allowed: str, tmp_path: Path) -> None:
    """What is taken off is the claim, a fifth of the wage, or what the wage has above the minimum, whichever is least."""
    claims = [{"worker_id": "A1", "paid_in": "2026-09", "kind": "赔偿扣款", "document": "赔偿决定", "amount": claim}]
    people = payees_of(payee(employed_on=dt.date(2026, 9, 1)), adjustments=claims)
    paid = payroll.settle(earned({"A1": {"base": wage}}, "2026-09"), people, plain(tmp_path), paid_on=dt.date(2026, 9, 30))
    assert str(paid.slips["deduction.damages"][0]) == allowed
    capped = [("capped", Decimal(claim), Decimal(allowed))] if Decimal(claim) > Decimal(allowed) else []
    assert paid.exceptions.select("exception", "amount", "against").rows() == capped
