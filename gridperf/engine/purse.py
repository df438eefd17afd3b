"""What is in an account when a period begins follows from the periods before; the oldest points go first, and nothing is below nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import polars as pl

from gridperf.amounts import plain
from gridperf.errors import Problem, RecordsError
from gridperf.period import Every, Period
from gridperf.rulebook.accounts import Account, AfterAge, AgeInDays
from gridperf.rulebook.numbers import number
from gridperf.tables import POINT_DIGITS

__all__ = [
    "DAY",
    "EXCHANGES",
    "NOTHING",
    "UNIT",
    "Left",
    "Past",
    "Used",
    "as_period",
    "as_points",
    "containing",
    "continued",
    "decided",
    "exchanged",
    "free_on",
    "is_written_off",
    "left_before",
    "taken",
]

UNIT = 10**POINT_DIGITS
"""How points are counted: whole units of 10^-6."""
DAY = dt.timedelta(days=1)

EXCHANGES: dict[str, pl.DataType | type[pl.DataType]] = {
    "subject": pl.String,
    "account": pl.String,
    "day": pl.Date,
    "points": pl.Decimal(38, POINT_DIGITS),
    "note": pl.String,
}
"""Exchanges that a Book decided, in their order: what went out of an account (what came back is below 0), and what to print of it."""

_TAKEN, _BROUGHT_BACK, _WRITTEN_OFF = "台账兑换", "台账退回", "更正后不足，核销"
_PRINTED = re.compile(rf"(?:^|；)((?:{_TAKEN}|{_BROUGHT_BACK}) .+? × \d+（(\d{{4}}-\d\d-\d\d)，(-?[0-9.]+)）)(?=；|$)", re.DOTALL)
"""One exchange in a note; the name of the goods may hold what parts of a note are separated by."""


@dataclass
class Past:
    """What earlier periods came to.

    Attributes:
        batches: what each earned for good, the oldest first.
        gone: what went out since.
        short: what was spent and is covered by nothing any more.
    """

    batches: Sequence[tuple[Period, int]]
    gone: int = 0
    short: int = 0

    @property
    def left(self) -> int:
        """Return what there is when the period begins."""
        return sum(earned for _, earned in self.batches) - self.gone

    def old(self, account: Account, day: dt.date, period: Period) -> int:
        """Return what is left that was earned too long ago to be spent on *day* of *period*, or on the first after it."""
        earned = 0
        if isinstance(account.expires, AgeInDays):
            days = dt.timedelta(days=account.expires.days)
            earned = sum(each for when, each in self.batches if when.ends_on + days < day)
        elif isinstance(account.expires, AfterAge) and day > period.ends_on:
            earned = sum(each for when, each in self.batches if period.steps_from(when) >= account.expires.periods)
        return earned - self.gone


NOTHING = Past(())
"""What somebody has whom no earlier period knows."""


@dataclass
class Used:
    """What went out of one account since the period began.

    Attributes:
        spent: on goods.
        lost: by age, before the last exchange that was looked at.
        short: on goods that nothing covers any more.
    """

    spent: int = 0
    lost: int = 0
    short: int = 0

    def lose(self, old: int) -> None:
        """Count what is too *old* and was not spent as lost."""
        self.lost = max(self.lost, old - self.spent)

    def free(self, past: Past) -> int:
        """Return what can be spent."""
        return past.left - self.lost - self.spent

    def move(self, points: int, past: Past) -> None:
        """Take *points*, as far as there are any; what comes back first makes up for what was written off."""
        paid = min(points, max(self.free(past), 0)) if points > 0 else min(points + self.short, 0)
        self.short += points - paid
        self.spent += paid


@dataclass(frozen=True)
class Left:
    """What is left in somebody's account when a period begins.

    Attributes:
        points: what there is, never below 0.
        written_off: what had been spent by then and is no longer covered, because an earlier period was corrected to less.
    """

    points: Decimal
    written_off: Decimal

    def after(self, points: Decimal) -> Left:
        """Return what is left after *points* went out, or came back if they are below 0; see `Used.move`."""
        if points > 0:
            paid = min(points, self.points)
            return Left(self.points - paid, self.written_off + points - paid)
        covered = min(-points, self.written_off)
        return Left(self.points - points - covered, self.written_off - covered)


def left_before(account: Account, past: pl.DataFrame, period: Period, subject: str | None = None) -> dict[str, Left]:
    """Return what everybody has in *account* when *period* begins.

    Args:
        account: the account.
        past: every earlier period of it, as the result table `accounts`.
        period: the period.
        subject: the only one asked about.

    Raises:
        RecordsError: A162 if the period before is not among *past*.
    """
    return {who: Left(as_points(one.left), as_points(one.short)) for who, one in continued(account, past, period, subject).items()}


def free_on(
    account: Account, past: pl.DataFrame, period: Period, exchanges: pl.DataFrame, day: dt.date, subject: str | None = None
) -> dict[str, Decimal]:
    """Return what everybody can spend on *day* of *period*, after *exchanges*; the other arguments are those of `left_before`."""
    history = continued(account, past, period, subject)
    used, _ = decided(account, exchanges, history, period)
    for who, one in history.items():
        used[who].lose(one.old(account, day, period))
    return {who: as_points(max(used[who].free(one), 0)) for who, one in history.items()}


def continued(
    account: Account, past: pl.DataFrame, period: Period, subject: str | None = None, *, assessed: Collection[str] = ()
) -> dict[str, Past]:
    """Return the history of *account* up to *period*, of *subject* or of everybody.

    *assessed* are periods known to be assessed, whether or not anybody had the account then.

    Where a period was corrected to less than was spent after it, the goods are gone: the account stands at nothing then, what is
    missing is written off, and what is earned later stays whole.

    Raises:
        RecordsError: A162 if the period before is missing.
    """
    own = past.filter((pl.col("account") == account.id) & (pl.col("period") != period.code))
    before = period.before().code
    if period.starts_on > as_period(account.opens, period).starts_on and before not in own["period"] and before not in assessed:
        raise RecordsError(Problem("A162", values={"account": account.name, "missing": before, "period": period.code}))
    found: dict[str, Past] = {}
    in_period = account.reset is not None and account.reset.clears == "period"
    for row in (own if subject is None else own.filter(pl.col("subject") == subject)).sort("period").iter_rows(named=True):
        when = as_period(row["period"], period)
        if when.starts_on >= period.starts_on:
            continue
        units = {name: _units(row[name]) for name in ("opening", "earned", "spent", "expired", "reset")}
        # what the earliest known period opened with was earned before it, nobody knows when: as late as can be
        one = found.setdefault(row["subject"], Past([(when.before(), units["opening"])]))
        spent = min(units["spent"], one.left)
        one.short += units["spent"] - spent
        one.gone += spent
        one.batches = [*one.batches, (when, units["earned"] - (units["reset"] if in_period else 0))]
        one.gone += min(units["expired"] + (0 if in_period else units["reset"]), one.left)
    return found


def decided(
    account: Account, exchanges: pl.DataFrame, history: Mapping[str, Past], period: Period
) -> tuple[dict[str, Used], dict[str, list[str]]]:
    """Return what each subject spent in *exchanges*, which a Book decided, and on what.

    Where an earlier period was corrected since, the account pays no more than it has.
    """
    used: dict[str, Used] = defaultdict(Used)
    bought: dict[str, list[str]] = defaultdict(list)
    for row in exchanges.filter(pl.col("account") == account.id).iter_rows(named=True):
        mine, past = used[row["subject"]], history.get(row["subject"], NOTHING)
        mine.lose(past.old(account, row["day"], period))
        mine.move(_units(row["points"]), past)
        bought[row["subject"]].append(row["note"])
    for who, mine in used.items():
        if mine.short:
            bought[who].append(f"{_WRITTEN_OFF} {number(Fraction(mine.short, UNIT))}")
    return used, bought


def taken(goods: str, count: int, day: dt.date, points: Decimal) -> str:
    """Return what is printed of goods that a Book says were taken, or, if *count* is below 0, brought back."""
    return f"{_TAKEN if count >= 0 else _BROUGHT_BACK} {goods} × {abs(count)}（{day}，{plain(points)}）"


def exchanged(note: str) -> Iterator[tuple[dt.date, Decimal, str]]:
    """Yield what an account's note says a Book took in: day, points, and what was printed."""
    for printed in _PRINTED.finditer(note):
        yield dt.date.fromisoformat(printed[2]), Decimal(printed[3]), printed[1]


def is_written_off(note: str) -> bool:
    """Return whether an account's note says that something was written off."""
    return any(part.startswith(_WRITTEN_OFF) for part in note.split("；"))


def containing(every: Every, day: dt.date, like: Period) -> Period:
    """Return the period of kind *every* that *day* is in; months and years begin as those of *like* do."""
    years = [as_period(f"{day.year + later:04d}", like) for later in (-1, 0, 1)]
    return next(part for year in years for part in year.parts(every) if part.starts_on <= day <= part.ends_on)


def as_period(code: str, like: Period) -> Period:
    """Return the period *code*; months and years begin as those of *like* do."""
    return Period.parse(code, month_starts_on=like.month_starts_on, year_starts_in=like.year_starts_in)


def as_points(units: int) -> Decimal:
    """Return *units* as points."""
    return Decimal(units).scaleb(-POINT_DIGITS)


def _units(value: Decimal | None) -> int:
    return int((value or Decimal(0)).scaleb(POINT_DIGITS))
