"""Pools once more and slowly: a fund at a time, scope by scope, with what earlier months kept back and carried on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from gridperf.rulebook.edition import Edition
from gridperf.rulebook.money import Yuan
from gridperf.rulebook.paying import PayLine
from gridperf.rulebook.pooling import FixedFund, GradeWeight, HeadFund, MeasureWeight, Pool, ReserveFund, WithheldFund
from gridperf.rulebook.scoring import Sheet
from tests.oracle.results import Kept, Row
from tests.oracle.rounding import rounded
from tests.oracle.scopes import scope_of
from tests.oracle.sharing import fair, whole_shares

if TYPE_CHECKING:
    from tests.oracle.reference import Scheme, Twin

__all__ = ["Divided"]


class Divided:
    """The pools of everybody's pay; what a person stands for is asked of whoever pays."""

    scheme: Scheme
    twin: Twin
    edition: Edition
    before: Mapping[str, Twin]

    def place(self, subject: str, line: PayLine) -> Row:
        raise NotImplementedError

    def sheet(self, subject: str, line: PayLine) -> Sheet | None:
        raise NotImplementedError

    def whose(self, subject: str, sheet: Sheet) -> str:
        raise NotImplementedError

    def yuan(self, amount: Yuan, row: Row) -> Fraction:
        raise NotImplementedError

    def counted(self, measure: object, subject: str, where: str | None) -> tuple[Fraction, Fraction]:
        raise NotImplementedError

    def coefficient(self, by_grade: Mapping[str, Fraction], subject: str, sheet: Sheet | None) -> Fraction:
        raise NotImplementedError

    def days_of(self, subject: str) -> tuple[int, int]:
        raise NotImplementedError

    def span(self, every: str) -> tuple[list[str], bool]:
        """Return the months before this one in the quarter, half or year around it, and whether this is its last."""
        length = {"quarter": 3, "half": 6, "year": 12}[every]
        here = self.scheme.period
        month = int(here.code[5:])
        first = self.edition.calendar.year_starts_in
        at = (month - first) % 12 % length
        return [here.before(back).code for back in range(at, 0, -1)], at == length - 1

    def pool(self, line: PayLine, pool: Pool, paid_to: Sequence[str], subjects: Sequence[str]) -> None:
        """Divide a pool, scope by scope, with what the period before carried on."""
        step = line.step or self.edition.rounding.money
        scopes: dict[tuple[str, ...], list[str]] = {}
        for subject in subjects:
            placed = self.place(subject, line)
            scopes.setdefault(scope_of(placed, pool.within), []).append(subject)
        carried = {scope: kept.carried for scope, kept in self.kept(line.id, self.scheme.period.before().code).items() if kept.carried}
        reserve = self.given_back(pool.fund) if isinstance(pool.fund, ReserveFund) else {}
        for subject in paid_to:
            self.twin.pay[subject][line.id] = Fraction(0)
        if reserve is None:  # the span goes on
            return
        for scope in {*scopes, *carried, *reserve}:
            inside = scopes.get(scope, [])
            taking = [subject for subject in inside if subject in paid_to]
            if not taking and scope not in carried and not isinstance(pool.fund, (WithheldFund, ReserveFund)):
                continue
            is_reserve = isinstance(pool.fund, ReserveFund)
            money = reserve.get(scope, Fraction(0)) if is_reserve else self.fund(line, pool.fund, inside, taking)
            reserved = Fraction((money * pool.reserve * 100).__floor__(), 100)
            there = money + carried.get(scope, Fraction(0)) - reserved
            units = (there / step).__floor__()
            weights = {subject: weight for subject in taking if (weight := self.weight(line, pool, subject)) > 0}
            floor = (pool.floor / step).__ceil__()
            cap = None if pool.cap == "unlimited" else (pool.cap / step).__floor__()
            used = weights
            if floor * len(weights) > units:
                floor, used = 0, dict.fromkeys(weights, Fraction(1))
            payable = units if cap is None else min(units, cap * len(weights))
            digest = {s: hashlib.sha256(s.encode()).hexdigest() for s in weights}
            order = {s: (-used[s], str(self.place(s, line).get("grid_code") or ""), digest[s]) for s in weights}
            shares = whole_shares(fair(payable, used, floor, cap), order) if weights else {}
            for subject, share in shares.items():
                self.twin.pay[subject][line.id] = share * step
            left = there - sum(shares.values()) * step
            carries = (pool.left if weights else pool.nobody) == "carry"
            self.twin.pools[line.id, scope] = Kept(reserved, left if carries else Fraction(0))

    def fund(self, line: PayLine, fund: object, inside: Sequence[str], taking: Sequence[str]) -> Fraction:
        """Return the money of one scope, to the fen."""
        mode = self.edition.rounding.mode
        if isinstance(fund, FixedFund):
            return rounded(self.yuan(fund.amount, {}), Fraction(1, 100), mode)
        if isinstance(fund, HeadFund):
            heads = [rounded(self.yuan(fund.per_head, self.place(subject, line)), Fraction(1, 10**6), "half_up") for subject in taking]
            return rounded(sum(heads, Fraction(0)), Fraction(1, 100), mode)
        assert isinstance(fund, WithheldFund)
        return -sum((self.twin.pay[s].get(name, Fraction(0)) for s in inside for name in fund.withheld), Fraction(0))

    def given_back(self, fund: ReserveFund) -> dict[tuple[str, ...], Fraction] | None:
        """Return what a pool kept back since the span began, scope by scope; None if the span goes on."""
        codes, last = self.span(fund.since)
        if not last:
            return None
        sums: dict[tuple[str, ...], Fraction] = {}
        for kept in (*(self.kept(fund.reserve_of, code) for code in codes), self.kept(fund.reserve_of, None)):
            for scope, one in kept.items():
                sums[scope] = sums.get(scope, Fraction(0)) + one.reserved
        return sums

    def kept(self, line: str, code: str | None) -> dict[tuple[str, ...], Kept]:
        """Return what a pool did not pay out, scope by scope, in an earlier month, or in this one."""
        twin = self.twin if code is None else self.before.get(code)
        return {scope: kept for (name, scope), kept in twin.pools.items() if name == line} if twin is not None else {}

    def weight(self, line: PayLine, pool: Pool, subject: str) -> Fraction:
        sheet, product = self.sheet(subject, line), Fraction(1)
        for one in pool.by:
            if isinstance(one, GradeWeight):
                product *= self.coefficient(one.by_grade, subject, sheet)
            elif isinstance(one, MeasureWeight):
                num, den = self.counted(one.measure, subject, one.where)
                product *= max(Fraction(0), num / den)
            elif one.number is not None:
                product *= self.yuan(one.number, self.place(subject, line))
            elif one.of == "total":
                product *= max(Fraction(0), (self.twin.totals[self.whose(subject, sheet), sheet.id] if sheet else None) or Fraction(0))
            elif one.of != "one":
                served, paid = self.days_of(subject)
                product *= served if one.of == "served_days" else paid
        return product
