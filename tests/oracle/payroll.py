"""The slow twin of the payroll: one person at a time, in fractions, from the announcements' own formulas."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from gridperf.payroll import Payees, Rules
from gridperf.payroll.law import in_force

CENT = Fraction(1, 100)


def to_step(value: Fraction, step: Fraction, mode: str) -> Fraction:
    count = value / step
    if mode == "half_up":
        return math.floor(count + Fraction(1, 2)) * step
    if mode == "down":
        return math.floor(count) * step
    if mode == "up":
        return math.ceil(count) * step
    whole = math.floor(count)
    rest = count - whole
    return (whole + (rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1))) * step


def in_steps(value: Fraction, steps: Any) -> Fraction:
    size = abs(value)
    for step in steps:
        size = to_step(size, step.step, step.mode)
    return size if value >= 0 else -size


def tax(amount: Fraction, bands: Any, steps: Any, months: int = 1) -> Fraction:
    for band in bands:
        if band.up_to == "unlimited" or amount / months <= band.up_to:
            return max(Fraction(0), in_steps(amount * band.rate - band.quick, steps))
    raise AssertionError


@dataclass
class Year:
    """What one person has in the year so far."""

    income: Fraction = Fraction(0)
    exempt: Fraction = Fraction(0)
    special: Fraction = Fraction(0)
    other: Fraction = Fraction(0)
    relief: Fraction = Fraction(0)
    withheld: Fraction = Fraction(0)
    bonus: Fraction = Fraction(0)


@dataclass
class Slip:
    """What one payment comes to for one person."""

    own: dict[str, Fraction] = field(default_factory=dict)
    employer: dict[str, Fraction] = field(default_factory=dict)
    gross: Fraction = Fraction(0)
    tax: Fraction = Fraction(0)
    damages: Fraction = Fraction(0)
    net: Fraction = Fraction(0)


def slip_of(person: Mapping[str, Any], pay: Mapping[str, Fraction], payees: Payees, rules: Rules, paid_on: dt.date, year: Year) -> Slip:
    """Return one person's slip, and move *year* on."""
    slip, first = Slip(), paid_on.replace(day=1)
    employer, law = rules.employer, rules.law
    worker = person["worker_id"]
    adjusted: dict[str, Fraction] = {}
    for row in payees.adjustments.iter_rows(named=True):
        if row["worker_id"] == worker and row["paid_in"] == f"{paid_on:%Y-%m}":
            adjusted[row["kind"]] = adjusted.get(row["kind"], Fraction(0)) + Fraction(row["amount"])
    get = lambda kind: adjusted.get(kind, Fraction(0))  # noqa: E731
    kinds = {line: group for group in employer.lines for line in group.lines}
    wage = sum(pay.values(), Fraction(0))
    slip.gross = wage + get("补发") - get("追回")
    (klass,) = [one for one in employer.classes if one.name == person["insured_as"]]
    here = person["left_on"] is None or person["left_on"] >= first
    if (slip.gross != 0 or employer.without_pay == "contributions") and here:
        for scheme in law.locality.schemes:
            if scheme.id in klass.schemes:
                figures = in_force(scheme.history, first)
                assert figures is not None
                base = _base(person["insurance_base"], person["insurance_wage"], figures)
                slip.own[scheme.id] = in_steps(base * figures.worker + figures.worker_plus, scheme.rounding.worker)
                slip.employer[scheme.id] = in_steps(base * figures.employer + figures.employer_plus, scheme.rounding.employer)
        if klass.fund:
            fund = law.locality.fund
            figures = in_force(fund.history, first)
            base = _base(person["fund_base"], person["fund_wage"], figures)
            for side, column in (("worker", "fund_percent"), ("employer", "fund_percent_employer")):
                rate = getattr(employer.fund, side) if person[column] is None else Fraction(person[column]) / 100
                (slip.own if side == "worker" else slip.employer)["fund"] = in_steps(base * rate, getattr(fund.rounding, side))
    registered = {row["worker_id"]: row for row in payees.registrations.iter_rows(named=True) if row["year"] == paid_on.year}.get(worker)
    bonus = sum((amount for line, amount in pay.items() if kinds[line].as_ == "annual_bonus"), Fraction(0))
    exempt = sum((amount for line, amount in pay.items() if kinds[line].as_ == "exempt"), Fraction(0)) + get("免税收入")
    alone = bonus if registered and registered["bonus"] == "单独计税" else Fraction(0)
    year.income += slip.gross - alone
    year.exempt += exempt
    year.special += sum(slip.own.values(), Fraction(0))
    year.other += sum((get(kind) for kind in ("企业年金", "商业健康保险", "税延养老保险", "个人养老金", "其他扣除", "捐赠")), Fraction(0))
    year.relief += get("减免税额")
    year.bonus += alone
    begins = max(1, person["employed_on"].month if person["employed_on"].year == paid_on.year else 1)
    ends = paid_on.month
    if person["left_on"] is not None and person["left_on"] < first:
        ends = person["left_on"].month
    table = in_force(law.nation.withholding, first)
    how = registered["basic"] if registered else "按月"
    basic = {
        "按月": table.basic_month * (ends - begins + 1),
        "首次入职学生": table.basic_month * paid_on.month,
        "全年六万": Fraction(60_000),
    }[how]
    additional = Fraction(0)
    for row in payees.additional.iter_rows(named=True):
        if row["worker_id"] == worker and row["kind"] == "职业资格继续教育":
            once = row["starts_on"].year == paid_on.year and row["starts_on"].month <= paid_on.month
            additional += Fraction(row["amount"]) * once
        elif row["worker_id"] == worker:
            months = [
                month
                for month in range(begins, ends + 1)
                if _month(row["starts_on"]) <= paid_on.year * 12 + month <= (_month(row["ends_on"]) if row["ends_on"] else 10**9)
            ]
            additional += Fraction(row["amount"]) * len(months)
    taxable = max(Fraction(0), year.income - year.exempt - basic - year.special - additional - year.other)
    slip.tax = max(Fraction(0), tax(taxable, table.bands, table.rounding) - year.relief - year.withheld)
    year.withheld += slip.tax
    if alone > 0:
        own = in_force(law.nation.annual_bonus, first)
        slip.tax += tax(alone, own.bands, own.rounding, months=12)
    counted = sum((amount for line, amount in pay.items() if kinds[line].minimum_wage == "counts"), Fraction(0))
    figure = in_force(law.locality.minimum_wage, first)
    minimum = figure.month[employer.minimum_wage.class_] if klass.minimum_wage == "applies" else 0
    if figure.own_contributions == "on_top":
        counted -= sum(slip.own.values(), Fraction(0))
    fifth = Fraction(math.floor(wage * in_force(law.nation.damages, first).most / CENT)) * CENT
    slip.damages = max(Fraction(0), min(get("赔偿扣款"), fifth, counted - minimum))
    slip.net = slip.gross - sum(slip.own.values(), Fraction(0)) - slip.tax - slip.damages - get("企业年金") - get("代扣款")
    return slip


def _month(day: dt.date) -> int:
    return day.year * 12 + day.month


def _base(stated: Any, wage: Any, figures: Any) -> Fraction:
    if stated is not None:
        return Fraction(stated)
    held = max(Fraction(wage), figures.floor)
    return held if figures.ceiling == "unlimited" else min(held, figures.ceiling)
