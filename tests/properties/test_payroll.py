"""Laws of the payroll, for any people and any pay: the twin agrees, net is the sum of the lines, and order changes nothing."""

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
from gridperf.errors import PayrollError
from tests.oracle.payroll import Year, slip_of
from tests.unit.payroll.making import earned, employer, looked_at, payee, payees_of

ODD = """
name: 怪地
schemes:
  - id: pension
    name: 养老
    history: [{from: 2015-01-01, floor: 1234.56, ceiling: 9876.54, worker: 7.77%, employer: 1/7, source: 试验}]
    rounding: {worker: [{step: 0.001, mode: down}, {step: 0.1, mode: up}], employer: [{step: 0.01, mode: half_even}]}
  - id: medical
    name: 医疗
    history: [{from: 2015-01-01, floor: 0, ceiling: unlimited, worker: 2%, employer: 6.5%, worker_plus: 3, source: 试验}]
    rounding: {worker: [{step: 1, mode: half_up}], employer: [{step: 0.01, mode: half_up}, {step: 0.1, mode: up}]}
fund:
  name: 公积金
  history: [{from: 2015-01-01, floor: 100, ceiling: 20000, least: 5%, most: 12%, source: 试验}]
  rounding: {worker: [{step: 1, mode: half_up}], employer: [{step: 0.5, mode: up}]}
minimum_wage:
  - {from: 2015-01-01, month: {一类: 1500}, own_contributions: on_top, source: 试验}
"""

YUAN = st.integers(0, 9_000_000).map(lambda fen: Decimal(fen).scaleb(-2))
SMALL = st.integers(0, 200_000).map(lambda fen: Decimal(fen).scaleb(-2))
KINDS = st.sampled_from(["补发", "免税收入", "税延养老保险", "个人养老金", "减免税额", "赔偿扣款", "捐赠"])


@st.composite
def people(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw people with pay of two months, claims, adjustments and registrations."""
    return [
        {
            "insured_as": draw(st.sampled_from(["职工", "不参保"])),
            "stated": draw(st.booleans()),
            "base": draw(st.integers(123456, 987654)),
            "percent": draw(st.none() | st.integers(500, 1200).map(lambda each: Decimal(each).scaleb(-2))),
            "employed_on": draw(st.sampled_from([dt.date(2020, 5, 1), dt.date(2024, 12, 31), dt.date(2026, 1, 15)])),
            "basic": draw(st.sampled_from([None, "按月", "全年六万", "首次入职学生"])),
            "alone": draw(st.booleans()),
            "pay": [
                {"base": draw(YUAN) + 4000, "heat": draw(SMALL), "relief": draw(SMALL), "year-end": draw(YUAN) if first else Decimal(0)}
                for first in (True, False)
            ],
            "claim": draw(st.none() | SMALL),
            "certificate": draw(st.sampled_from([None, dt.date(2025, 12, 1), dt.date(2026, 1, 31), dt.date(2026, 2, 1)])),
            "adjusted": draw(st.lists(st.tuples(KINDS, SMALL, st.sampled_from(["2026-01", "2026-02"])), max_size=3)),
        }
        for _ in range(draw(st.integers(1, 12)))
    ]


def tables(drawn: list[dict[str, Any]]) -> payroll.Payees:
    rows, registered, additional, adjusted = [], [], [], []
    for at, one in enumerate(drawn):
        worker = f"W{at:03d}"
        base = Decimal(one["base"]).scaleb(-2)
        columns = ("insurance_base", "fund_base") if one["stated"] else ("insurance_wage", "fund_wage")
        rows.append(
            payee(
                worker,
                insured_as=one["insured_as"],
                employed_on=one["employed_on"],
                fund_percent=one["percent"],
                **dict.fromkeys(columns, base),
            )
        )
        since = one["employed_on"]
        basic = (
            "首次入职学生"
            if one["basic"] == "首次入职学生" and since.year == 2026
            else "全年六万"
            if one["basic"] == "全年六万" and since < dt.date(2025, 2, 1)
            else "按月"
        )
        registered.append(
            {"worker_id": worker, "year": 2026, "basic": basic, "bonus": "单独计税" if one["alone"] else "并入综合所得", "evidence": "表"}
        )
        if one["claim"] is not None:
            additional.append(
                {"worker_id": worker, "kind": "赡养老人", "standard": "独生子女", "starts_on": dt.date(2025, 7, 1), "amount": one["claim"]}
            )
        if one["certificate"]:
            additional.append({"worker_id": worker, "kind": "职业资格继续教育", "starts_on": one["certificate"], "amount": 3600})
        adjusted += [
            {"worker_id": worker, "kind": kind, "paid_in": month, "document": str(number), "amount": amount}
            for number, (kind, amount, month) in enumerate(one["adjusted"])
        ]
    return payees_of(*rows, registrations=registered, additional=additional, adjustments=adjusted)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> payroll.Rules:
    """Return an employer in a place with odd shares and odd roundings."""
    folder: Path = tmp_path_factory.mktemp("odd")
    (folder / "odd").mkdir()
    (folder / "odd/statutory.yaml").write_text(ODD, encoding="utf-8")
    path = folder / "payroll.yaml"
    employer(folder)
    text = path.read_text(encoding="utf-8").replace("530100-kunming", "odd").replace(", unemployment, maternity, injury", "")
    path.write_text(text, encoding="utf-8")
    return payroll.load_employer(path)


def pays(drawn: list[dict[str, Any]], month: int) -> dict[str, dict[str, Decimal]]:
    return {f"W{at:03d}": one["pay"][month] for at, one in enumerate(drawn)}


@settings(max_examples=10)
@given(people())
def test_the_twin_agrees(rules: payroll.Rules, drawn: list[dict[str, Any]]) -> None:
    """Two payments of the same people, the second on the balances of the first, are what one gets with fractions on paper."""
    payees, before, years = tables(drawn), None, {f"W{at:03d}": Year() for at in range(len(drawn))}
    for month in (1, 2):
        day = dt.date(2026, month, 20)
        paid = payroll.settle(earned(pays(drawn, month - 1), f"2026-0{month}"), payees, rules, paid_on=day, before=before)
        slips = {row["worker_id"]: row for row in paid.slips.iter_rows(named=True)}
        for person in payees.payees.iter_rows(named=True):
            worker = person["worker_id"]
            pay = {line: Fraction(amount) for line, amount in pays(drawn, month - 1)[worker].items()}
            wanted = slip_of(person, pay, payees, rules, day, years[worker])
            found = slips[worker]
            assert {scheme: Fraction(found[f"own.{scheme}"]) for scheme in wanted.own} == wanted.own
            assert {scheme: Fraction(found[f"employer.{scheme}"]) for scheme in wanted.employer} == wanted.employer
            assert [Fraction(found[name]) for name in ("gross", "tax", "deduction.damages", "net")] == [
                wanted.gross,
                wanted.tax,
                wanted.damages,
                wanted.net,
            ]
        before = looked_at(paid)


@settings(max_examples=5)
@given(people())
def test_net_is_the_sum_of_the_lines(rules: payroll.Rules, drawn: list[dict[str, Any]]) -> None:
    """The worker's side of the ledger sums to net, gross to its lines, and cost to gross and the employer's side, to the fen."""
    paid = payroll.settle(earned(pays(drawn, 0)), tables(drawn), rules, paid_on=dt.date(2026, 1, 20))
    sides = paid.entries.group_by("worker_id").agg(
        pl.col("amount").filter(pl.col("side") == "worker").sum().alias("net"),
        pl.col("amount").filter(pl.col("side") == "employer").sum().alias("employer"),
        pl.col("amount").filter(pl.col("kind").is_in(["pay", "correction"])).sum().alias("gross"),
    )
    joined = paid.slips.select("worker_id", "gross", "net", "employer", "cost").sort("worker_id")
    assert (
        sides.sort("worker_id").select("worker_id", "gross", "net", "employer").rows()
        == joined.select("worker_id", "gross", "net", "employer").rows()
    )
    assert joined.filter(pl.col("cost") != pl.col("gross") + pl.col("employer")).is_empty()


@settings(max_examples=4)
@given(people(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_lines_changes_nothing(rules: payroll.Rules, drawn: list[dict[str, Any]], random: Any) -> None:
    """People, lines and pay in any order, in one assessment or in two, give the same slips."""
    payees, day = tables(drawn), dt.date(2026, 1, 20)
    pay = pays(drawn, 0)
    straight = payroll.settle(earned(pay), payees, rules, paid_on=day)
    workers = list(pay)
    random.shuffle(workers)
    turned = {worker: dict(reversed(pay[worker].items())) for worker in workers}
    split = [
        earned({worker: {"base": lines["base"], "heat": lines["heat"]} for worker, lines in turned.items()}),
        earned({worker: {"relief": lines["relief"], "year-end": lines["year-end"]} for worker, lines in turned.items()}, "2025"),
    ]
    for parts in (earned(turned), split, split[::-1]):
        again = payroll.settle(parts, payees, rules, paid_on=day)
        assert again.slips.select(sorted(again.slips.columns)).equals(straight.slips.select(sorted(straight.slips.columns)))


@settings(max_examples=5)
@given(people(), st.integers(1, 50_000))
def test_more_pay_is_never_less_in_hand(rules: payroll.Rules, drawn: list[dict[str, Any]], more: int) -> None:
    """Of wages alone, a raise never lowers net, nor tax, nor contributions."""
    for one in drawn:
        one["adjusted"] = []
        one["pay"][0] |= {"year-end": Decimal(0)}
    payees, day = tables(drawn), dt.date(2026, 1, 20)
    less = payroll.settle(earned(pays(drawn, 0)), payees, rules, paid_on=day).slips
    raised = {worker: lines | {"base": lines["base"] + Decimal(more).scaleb(-2)} for worker, lines in pays(drawn, 0).items()}
    after = payroll.settle(earned(raised), payees, rules, paid_on=day).slips
    for name in ("net", "tax", "contributions"):
        assert (after[name] >= less[name]).all()


def test_the_laws_can_fail(rules: payroll.Rules) -> None:
    """A twin that forgets the fixed yuan of the medical scheme is told apart."""
    drawn = [
        {
            "insured_as": "职工",
            "stated": True,
            "base": 500000,
            "percent": None,
            "employed_on": dt.date(2020, 1, 1),
            "basic": None,
            "alone": True,
        }
    ]
    drawn[0] |= {"pay": [{"base": Decimal(9000)}], "claim": None, "certificate": None, "adjusted": []}
    paid = payroll.settle(earned(pays(drawn, 0)), tables(drawn), rules, paid_on=dt.date(2026, 1, 20))
    assert str(paid.slips["own.medical"][0]) == "103.00"
    with pytest.raises(PayrollError):
        payroll.settle(earned({"X": {"base": 1}}), tables(drawn), rules, paid_on=dt.date(2026, 1, 20))
