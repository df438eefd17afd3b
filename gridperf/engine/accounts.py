"""A balance is what was earned less what was spent, lost by age and wiped out; it is carried in whole units and never below nothing.

The oldest points go first, so what has expired is what old periods earned beyond everything that ever went out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from gridperf.engine.plan import Request
from gridperf.engine.purse import DAY, NOTHING, UNIT, Past, Used, as_period, as_points, continued, decided
from gridperf.period import Every, Period
from gridperf.rulebook.accounts import Account, AtEnd, Earning
from gridperf.rulebook.measures import Amount, Count
from gridperf.rulebook.numbers import number
from gridperf.tables import RESULTS

__all__ = ["Kept", "account_requests", "at_least", "keep_accounts"]


@dataclass(frozen=True)
class Kept:
    """The accounts of a period.

    Attributes:
        accounts: the result table `accounts`.
        left_out: exchanges that count nowhere, as the result table `left_out`.
    """

    accounts: pl.DataFrame
    left_out: pl.DataFrame


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


def keep_accounts(
    accounts: Sequence[Account],
    counts: pl.DataFrame,
    redemptions: pl.DataFrame,
    past: pl.DataFrame,
    period: Period,
    exchanges: pl.DataFrame | None = None,
    *,
    assessed: Collection[str] = (),
) -> Kept:
    """Return every account at the end of *period*.

    Args:
        accounts: the rulebook's accounts.
        counts: one row per subject: `subject`, `role`, and a column per request of `account_requests`.
        redemptions: the table `redemptions`.
        past: earlier periods, as the result table `accounts`.
        period: the period.
        exchanges: those a Book took in during the period, as `EXCHANGES`; then `redemptions` are not looked at.
        assessed: earlier periods that were assessed; in one of them nobody may have had an account that is not everybody's.

    Raises:
        RecordsError: A162 if the period before is not among *past*, so that nobody knows what was left.
    """
    rows: list[dict[str, Any]] = []
    now = redemptions.filter(pl.col("redeemed_on").is_between(period.starts_on, period.ends_on))
    known = now.join(counts, left_on="worker_id", right_on="subject", how="semi")
    present = set(counts["subject"])
    accepted_rows = 0
    for account in accounts:
        if account.of != period.every or period.starts_on < as_period(account.opens, period).starts_on:
            continue
        held, others = _holders(account, counts)
        if not held and account.id not in past["account"] and exchanges is None:
            continue  # nobody has, or had, the account: nothing is missing
        history = continued(account, past, period, assessed=() if account.roles == "all" else assessed)
        if exchanges is None:
            used, bought, accepted = _exchanges(account, known, history, period)
            accepted_rows += accepted
        else:
            used, bought = decided(account, exchanges, history, period)
        absent = [{"subject": who} for who in used if who not in present]
        # who has another role now earns nothing, and keeps what is there
        kept = [row for row in others if history.get(row["subject"], NOTHING).left or row["subject"] in used]
        rows += _rows(account, [*held, *kept, *absent], history, used, bought, period)
    lost = {
        "other_period": redemptions.height - now.height,
        "not_on_roster": now.height - known.height,
        "refused": known.height - accepted_rows,
    }
    if exchanges is not None:
        lost = {}
    left_out = [("redemptions", reason, count) for reason, count in lost.items() if count and any(account.goods for account in accounts)]
    return Kept(_table(rows), pl.DataFrame(left_out, schema=RESULTS["left_out"].schema, orient="row"))


def at_least(account: Account, past: pl.DataFrame, period: Period, exchanges: pl.DataFrame, subject: str | None = None) -> pl.DataFrame:
    """Return *account* at the end of *period* if nobody earns anything in it and everything is wiped out that can be.

    Whatever the period turns out to be, nobody has less: that much can be spent before its results are known.

    Args:
        account: the account.
        past: every earlier period of it, as the result table `accounts`.
        period: the period.
        exchanges: those of the period, as `EXCHANGES`.
        subject: the only one asked about.

    Returns:
        The result table `accounts`.

    Raises:
        RecordsError: A162 if the period before is not among *past*.
    """
    history = continued(account, past, period, subject)
    used, bought = decided(account, exchanges, history, period)
    worst = {} if account.reset is None else {_reset_key(account): account.reset.when.at_least}
    return _table(_rows(account, [{"subject": who, **worst} for who in history], history, used, bought, period))


def _holders(account: Account, counts: pl.DataFrame) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of *counts* of those whose account it is, and of the others, with nothing that earns."""
    every = counts.to_dicts()
    if isinstance(account.roles, str):
        return every, []
    earning = {_key(account, one) for one in account.earn}
    others = [{name: value for name, value in row.items() if name not in earning} for row in every if row["role"] not in account.roles]
    return [row for row in every if row["role"] in account.roles], others


def _rows(
    account: Account,
    counted: Iterable[Mapping[str, Any]],
    history: Mapping[str, Past],
    used: Mapping[str, Used],
    bought: Mapping[str, Sequence[str]],
    period: Period,
) -> list[dict[str, Any]]:
    """Return a row of the result table `accounts` for each subject of *counted*."""
    return [
        {
            "subject": (subject := row["subject"]),
            "period": period.code,
            "account": account.id,
            "name": account.name,
            **_closed(account, row, history.get(subject, NOTHING), used.get(subject, Used()), period),
            "note": "；".join([*_notes(account, row), *bought.get(subject, ())]),
            "clause": account.clause,
        }
        for row in counted
    ]


def _table(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=RESULTS["accounts"].schema, orient="row").sort("subject", "account")


def _closed(account: Account, row: Mapping[str, Any], past: Past, used: Used, period: Period) -> dict[str, Decimal]:
    """Return the account's figures: spend, expire by age, earn, wipe out, expire at the end."""
    opening, spent = past.left, used.spent
    expired = max(used.lost, past.old(account, period.ends_on + DAY, period) - spent, 0)
    earned = sum(points for _, _, points, _ in _earnings(account, row))
    wiped = 0
    if account.reset is not None and (row.get(_reset_key(account)) or 0) >= account.reset.when.at_least:
        wiped = earned if account.reset.clears == "period" else opening - spent - expired + earned
    closing = opening - spent - expired + earned - wiped
    if isinstance(account.expires, AtEnd) and _ends(period, account.expires.at_end_of):
        expired, closing = expired + closing, 0
    figures = {"opening": opening, "earned": earned, "spent": spent, "expired": expired, "reset": wiped, "closing": closing}
    return {name: as_points(value) for name, value in figures.items()}


def _exchanges(
    account: Account, redemptions: pl.DataFrame, history: Mapping[str, Past], period: Period
) -> tuple[dict[str, Used], dict[str, list[str]], int]:
    """Return what each subject spent, on what, and how many exchanges were accepted: in order of day and identifier."""
    used: dict[str, Used] = defaultdict(Used)
    bought: dict[str, list[str]] = defaultdict(list)
    gone: dict[str, int] = defaultdict(int)
    own: dict[tuple[str, str], int] = defaultdict(int)
    accepted = 0
    for row in redemptions.sort("redeemed_on", "redemption_id").iter_rows(named=True):
        who, name, count = row["worker_id"], row["goods"], row["quantity"]
        goods = account.goods.get(name)
        if goods is None:
            continue
        price = int(goods.price * UNIT) * count
        fits = goods.stock is None or gone[name] + count <= goods.stock
        fits = fits and (goods.each_person is None or own[who, name] + count <= goods.each_person)
        mine, past = used[who], history.get(who, NOTHING)
        mine.lose(past.old(account, row["redeemed_on"], period))
        if not fits or price > mine.free(past):
            continue
        mine.spent += price
        gone[name] += count
        own[who, name] += count
        accepted += 1
        bought[who].append(f"兑换 {name} × {count}")
    return used, bought, accepted


def _earned(earning: Earning, count: int | None) -> int:
    whole = max(count or 0, 0) // (earning.lot or 1)
    points = whole * int(earning.each * UNIT)
    return points if earning.up_to == "unlimited" else min(points, int(earning.up_to * UNIT))


def _earnings(account: Account, row: Mapping[str, Any]) -> Iterator[tuple[Earning, int | None, int, int]]:
    """Yield each earning with its count, what it earns, and what the limit over all of them takes from it, the last first."""
    left = None if account.up_to is None else int(account.up_to * UNIT)
    for earning in account.earn:
        count = row.get(_key(account, earning))
        points = _earned(earning, count)
        kept = points if left is None else min(points, left)
        left = None if left is None else left - kept
        yield earning, count, kept, points - kept


def _notes(account: Account, row: Mapping[str, Any]) -> Iterable[str]:
    """Yield in words what earned something, what a limit took from it, and what wiped it out."""
    for earning, count, points, cut in _earnings(account, row):
        if points or cut:
            over = f"，超出每期合计 {number(account.up_to)}，减 {number(Fraction(cut, UNIT))}" if account.up_to is not None and cut else ""
            yield f"{earning.name} {count}，得 {number(Fraction(points + cut, UNIT))}{over}"
    if account.reset is not None and (row.get(_reset_key(account)) or 0) >= account.reset.when.at_least:
        yield f"{account.reset.name}，清零（{account.reset.clause}）"


def _ends(period: Period, every: Every) -> bool:
    """Return whether a longer period ends with *period*."""
    years = [as_period(f"{int(period.code[:4]) + later:04d}", period) for later in range(2)]
    return any(part.ends_on == period.ends_on for year in years for part in year.parts(every))


def _key(account: Account, earning: Earning) -> str:
    return f"account/{account.id}/{earning.id}"


def _reset_key(account: Account) -> str:
    return f"account/{account.id}!reset"
