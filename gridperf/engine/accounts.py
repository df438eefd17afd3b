"""A balance is what was earned less what was spent, lost by age and wiped out; it is carried in whole units and never below nothing.

The oldest points go first, so what has expired is what old periods earned beyond everything that ever went out.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from gridperf.engine.plan import Request
from gridperf.errors import Problem, RecordsError
from gridperf.period import Every, Period
from gridperf.rulebook.accounts import Account, AfterAge, AgeInDays, AtEnd, Earning
from gridperf.rulebook.base import number
from gridperf.rulebook.measures import Amount, Count
from gridperf.tables import RESULTS

__all__ = ["Kept", "account_requests", "keep_accounts"]

_DIGITS = 6
_UNIT = 10**_DIGITS
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Kept:
    """The accounts of a period.

    Attributes:
        accounts: the result table `accounts`.
        left_out: exchanges that count nowhere, as the result table `left_out`.
    """

    accounts: pl.DataFrame
    left_out: pl.DataFrame


@dataclass
class _Used:
    """What went out of one account since the period began.

    Attributes:
        spent: on goods.
        lost: by age, before the last exchange that was looked at.
    """

    spent: int = 0
    lost: int = 0


Batches = Sequence[tuple[Period, int]]
"""What was earned in which period, the oldest first."""


def account_requests(accounts: Sequence[Account], every: Every, amounts: Mapping[str, Amount]) -> dict[str, Request]:
    """Return what must be counted for accounts kept by periods of kind *every*, by key.

    Args:
        accounts: the rulebook's accounts.
        every: the kind of period.
        amounts: the measure of each earning, written out, by its key.
    """
    found: dict[str, Request] = {}
    for account in accounts:
        if account.of != every:
            continue
        for earning in account.earn:
            key = _key(account, earning)
            found[key] = Request(key, amounts[key], earning.where)
        if account.reset is not None:
            key = _reset_key(account)
            found[key] = Request(key, Count(count=account.reset.when.count, where=account.reset.when.where))
    return found


def keep_accounts(accounts: Sequence[Account], counts: pl.DataFrame, redemptions: pl.DataFrame, past: pl.DataFrame, period: Period) -> Kept:
    """Return every account at the end of *period*.

    Args:
        accounts: the rulebook's accounts.
        counts: one row per subject: `subject`, and a column per request of `account_requests`.
        redemptions: the table `redemptions`.
        past: earlier periods, as the result table `accounts`.
        period: the period.

    Raises:
        RecordsError: A162 if the period before is not among *past*, so that nobody knows what was left.
    """
    rows: list[dict[str, Any]] = []
    now = redemptions.filter(pl.col("redeemed_on").is_between(period.starts_on, period.ends_on))
    known = now.join(counts, left_on="worker_id", right_on="subject", how="semi")
    taken = 0
    for account in accounts:
        first = _as_period(account.opens, period)
        if account.of != period.every or period.starts_on < first.starts_on:
            continue
        own = past.filter((pl.col("account") == account.id) & (pl.col("period") != period.code))
        before = period.before().code
        if period.starts_on > first.starts_on and before not in own["period"]:
            raise RecordsError(Problem("A162", values={"account": account.name, "missing": before, "period": period.code}))
        history = _history(own, account, period)
        opening = {subject: sum(earned for _, earned in batches) - gone for subject, (batches, gone) in history.items()}
        spent, bought, accepted = _exchanges(account, known, opening, history, period)
        taken += accepted
        for row in counts.iter_rows(named=True):
            subject = row["subject"]
            batches, gone = history.get(subject, ([], 0))
            rows.append(
                {
                    "subject": subject,
                    "period": period.code,
                    "account": account.id,
                    "name": account.name,
                    **_closed(account, row, batches, gone, spent.get(subject, _Used()), period),
                    "note": "；".join([*_notes(account, row), *bought.get(subject, ())]),
                    "clause": account.clause,
                }
            )
    lost = {"other_period": redemptions.height - now.height, "not_on_roster": now.height - known.height, "refused": known.height - taken}
    left_out = [("redemptions", reason, count) for reason, count in lost.items() if count and any(account.goods for account in accounts)]
    table = pl.DataFrame(rows, schema=RESULTS["accounts"].schema, orient="row") if rows else RESULTS["accounts"].empty()
    return Kept(table.sort("subject", "account"), pl.DataFrame(left_out, schema=RESULTS["left_out"].schema, orient="row"))


def _closed(account: Account, row: Mapping[str, Any], batches: Batches, gone: int, used: _Used, period: Period) -> dict[str, Decimal]:
    """Return the account's figures: spend, expire by age, earn, wipe out, expire at the end."""
    opening, spent = sum(earned for _, earned in batches) - gone, used.spent
    expired = max(used.lost, _old(account, batches, period.ends_on + _DAY, period) - gone - spent, 0)
    earned = sum(_earned(one, row[_key(account, one)]) for one in account.earn)
    wiped = 0
    if account.reset is not None and (row[_reset_key(account)] or 0) >= account.reset.when.at_least:
        wiped = earned if account.reset.clears == "period" else opening - spent - expired + earned
    closing = opening - spent - expired + earned - wiped
    if isinstance(account.expires, AtEnd) and _ends(period, account.expires.at_end_of):
        expired, closing = expired + closing, 0
    figures = {"opening": opening, "earned": earned, "spent": spent, "expired": expired, "reset": wiped, "closing": closing}
    return {name: _decimal(value) for name, value in figures.items()}


def _old(account: Account, batches: Batches, day: dt.date, period: Period) -> int:
    """Return what was earned too long ago to be spent on *day* of *period*, or on the first after it."""
    if isinstance(account.expires, AgeInDays):
        days = dt.timedelta(days=account.expires.days)
        return sum(earned for when, earned in batches if when.ends_on + days < day)
    if isinstance(account.expires, AfterAge) and day > period.ends_on:
        return sum(earned for when, earned in batches if period.steps_from(when) >= account.expires.periods)
    return 0


def _history(past: pl.DataFrame, account: Account, period: Period) -> dict[str, tuple[list[tuple[Period, int]], int]]:
    """Return for each subject what each earlier period earned for good, and everything that went out since."""
    found: dict[str, tuple[list[tuple[Period, int]], int]] = {}
    for row in past.sort("period").iter_rows(named=True):
        when = _as_period(row["period"], period)
        if when.starts_on >= period.starts_on:
            continue
        units = {name: _units(row[name]) for name in ("opening", "earned", "spent", "expired", "reset")}
        # what the earliest known period opened with was earned before it, nobody knows when: as late as can be
        batches, gone = found.get(row["subject"], ([(when.before(), units["opening"])], 0))
        in_period = account.reset is not None and account.reset.clears == "period"
        batches.append((when, units["earned"] - (units["reset"] if in_period else 0)))
        gone += units["spent"] + units["expired"] + (0 if in_period else units["reset"])
        found[row["subject"]] = (batches, gone)
    return found


def _exchanges(
    account: Account, redemptions: pl.DataFrame, opening: Mapping[str, int], history: Mapping[str, tuple[Batches, int]], period: Period
) -> tuple[dict[str, _Used], dict[str, list[str]], int]:
    """Return what each subject spent, on what, and how many exchanges were accepted: in order of day and identifier."""
    used: dict[str, _Used] = defaultdict(_Used)
    bought: dict[str, list[str]] = defaultdict(list)
    gone: dict[str, int] = defaultdict(int)
    own: dict[tuple[str, str], int] = defaultdict(int)
    accepted = 0
    for row in redemptions.sort("redeemed_on", "redemption_id").iter_rows(named=True):
        who, name, count = row["worker_id"], row["goods"], row["quantity"]
        goods = account.goods.get(name)
        if goods is None:
            continue
        price = int(goods.price * _UNIT) * count
        fits = goods.stock is None or gone[name] + count <= goods.stock
        fits = fits and (goods.each_person is None or own[who, name] + count <= goods.each_person)
        mine, (batches, out) = used[who], history.get(who, ([], 0))
        mine.lost = max(mine.lost, _old(account, batches, row["redeemed_on"], period) - out - mine.spent)
        if not fits or mine.spent + mine.lost + price > opening.get(who, 0):
            continue
        mine.spent += price
        gone[name] += count
        own[who, name] += count
        accepted += 1
        bought[who].append(f"兑换 {name} × {count}")
    return used, bought, accepted


def _earned(earning: Earning, count: int | None) -> int:
    whole = max(count or 0, 0) // (earning.lot or 1)
    points = whole * int(earning.each * _UNIT)
    return points if earning.up_to == "unlimited" else min(points, int(earning.up_to * _UNIT))


def _notes(account: Account, row: Mapping[str, Any]) -> Iterable[str]:
    """Yield in words what earned something or wiped it out."""
    for earning in account.earn:
        count = row[_key(account, earning)]
        if points := _earned(earning, count):
            yield f"{earning.name} {count}，得 {number(Fraction(points, _UNIT))}"
    if account.reset is not None and (row[_reset_key(account)] or 0) >= account.reset.when.at_least:
        yield f"{account.reset.name}，清零（{account.reset.clause}）"


def _ends(period: Period, every: Every) -> bool:
    """Return whether a longer period ends with *period*."""
    years = [_as_period(f"{int(period.code[:4]) + later:04d}", period) for later in range(2)]
    return any(part.ends_on == period.ends_on for year in years for part in year.parts(every))


def _as_period(code: str, like: Period) -> Period:
    return Period.parse(code, month_starts_on=like.month_starts_on, year_starts_in=like.year_starts_in)


def _key(account: Account, earning: Earning) -> str:
    return f"account/{account.id}/{earning.id}"


def _reset_key(account: Account) -> str:
    return f"account/{account.id}!reset"


def _units(value: Decimal | None) -> int:
    return int((value or Decimal(0)).scaleb(_DIGITS))


def _decimal(units: int) -> Decimal:
    return Decimal(units).scaleb(-_DIGITS)
