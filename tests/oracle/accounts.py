"""One person's account once more and slowly: a purse of coins, each with the period it was earned in; the oldest are paid out first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction

from gridperf.period import Period
from gridperf.rulebook.accounts import Account, AfterAge, AgeInDays, AtEnd

__all__ = ["Coins", "Work"]


@dataclass(frozen=True)
class Work:
    """What one person did in one period: counts by earning, exchanges as goods and quantity, one a day from the first, events and role."""

    counts: dict[str, int]
    exchanges: tuple[tuple[str, int], ...]
    events: int
    role: str = ""


@dataclass
class Coins:
    """Piles of points, the oldest first: the period they were earned in, and how many are left."""

    piles: list[tuple[Period, Fraction]] = field(default_factory=list)

    def left(self) -> Fraction:
        return sum((points for _, points in self.piles), Fraction(0))

    def pay(self, points: Fraction) -> None:
        for at, (when, there) in enumerate(self.piles):
            taken = min(there, points)
            self.piles[at] = (when, there - taken)
            points -= taken
        assert points == 0

    def lose(self, account: Account, day: dt.date) -> Fraction:
        """Throw away what may not be spent on *day* any more and return how much that was."""
        lost = Fraction(0)
        for at, (when, points) in enumerate(self.piles):
            if isinstance(account.expires, AgeInDays) and (day - when.ends_on).days > account.expires.days:
                lost += points
                self.piles[at] = (when, Fraction(0))
        return lost

    def through(self, account: Account, work: Work, period: Period) -> dict[str, Fraction]:
        """Live through *period* and return the account's figures."""
        figures = {"opening": self.left(), "spent": Fraction(0), "expired": Fraction(0), "reset": Fraction(0)}
        had: dict[str, int] = {}
        for at, (name, count) in enumerate(work.exchanges):
            figures["expired"] += self.lose(account, period.starts_on + dt.timedelta(days=at))
            goods = account.goods.get(name)
            if goods is None:
                continue
            too_many = any(limit is not None and had.get(name, 0) + count > limit for limit in (goods.stock, goods.each_person))
            if not too_many and goods.price * count <= self.left():
                self.pay(goods.price * count)
                figures["spent"] += goods.price * count
                had[name] = had.get(name, 0) + count
        figures["expired"] += self.lose(account, period.ends_on + dt.timedelta(days=1))
        if isinstance(account.expires, AfterAge):
            for at, (when, points) in enumerate(self.piles):
                later = period
                for _ in range(account.expires.periods):
                    later = later.before()
                if when.starts_on <= later.starts_on:
                    figures["expired"] += points
                    self.piles[at] = (when, Fraction(0))
        earned = Fraction(0)
        for one in account.earn:
            got = work.counts[one.id] // (one.lot or 1) * one.each
            earned += got if one.up_to == "unlimited" else min(got, one.up_to)
        if account.up_to is not None and earned > account.up_to:
            earned = account.up_to
        if account.roles != "all" and work.role not in account.roles:
            earned = Fraction(0)
        self.piles.append((period, earned))
        if account.reset is not None and work.events >= account.reset.when.at_least:
            keeps = [] if account.reset.clears == "balance" else self.piles[:-1]
            figures["reset"] = self.left() - sum((points for _, points in keeps), Fraction(0))
            self.piles = keeps
        if isinstance(account.expires, AtEnd):
            months = {"quarter": 3, "half": 6, "year": 12}[account.expires.at_end_of]
            if int(period.code[5:]) % months == 0:  # of years that start in January
                figures["expired"] += self.left()
                self.piles = []
        return {**figures, "earned": earned, "closing": self.left()}
