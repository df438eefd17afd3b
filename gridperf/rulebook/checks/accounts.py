"""An account counts whole things, in periods that are filled in, and every exchange has one price."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from gridperf.period import MONTHS, Every, Period
from gridperf.rulebook.accounts import Account, AtEnd, Earning, Span
from gridperf.rulebook.checks.context import EXAMPLES, Context, Steps, kind_of, kinds_of, near
from gridperf.rulebook.measures import ActiveDays, Count, Distinct, Streak, Sum
from gridperf.rulebook.numbers import number

__all__ = ["check_accounts"]


def check_accounts(context: Context) -> None:
    """Check every account."""
    edition = context.edition
    filled = list(dict.fromkeys(sheet.every for sheet in edition.sheets))
    context.twice((one.id, ("accounts", place, "id")) for place, one in enumerate(edition.accounts))
    priced: set[str] = set()
    for place, account in enumerate(edition.accounts):
        at: Steps = ("accounts", place)
        if account.of not in filled:
            context.report("R602", (*at, "of"), every=kind_of(account.of), near=kinds_of(filled))
        if Period.parse(account.opens).every != account.of:
            context.report("R614", (*at, "opens"), found=account.opens, every=kind_of(account.of), example=EXAMPLES[account.of])
        if isinstance(account.expires, AtEnd) and MONTHS[account.expires.at_end_of] <= MONTHS[account.of]:
            context.report("R617", (*at, "expires", "at_end_of"), every=kind_of(account.expires.at_end_of), of=kind_of(account.of))
        context.twice((one.id, (*at, "earn", position, "id")) for position, one in enumerate(account.earn))
        _roles(context, account, at)
        _together(context, account, at)
        for position, one in enumerate(account.earn):
            _earning(context, one, (*at, "earn", position))
        for name in account.goods:
            if name in priced:
                context.report("R616", (*at, "goods", name), key=True, what=name)
            priced.add(name)
        for name, goods in account.goods.items():
            _limits(context, account, "each_person", goods.each_person, goods.each_person_in, (*at, "goods", name))
            _limits(context, account, "stock", goods.stock, goods.stock_in, (*at, "goods", name))


def _roles(context: Context, account: Account, at: Steps) -> None:
    """Check that some sheet of people has the roles whose account it is."""
    if isinstance(account.roles, str):
        return
    own = [sheet.assess.roles for sheet in context.edition.sheets if sheet.assess.subject == "worker" and sheet.every == account.of]
    known = {role for roles in own if not isinstance(roles, str) for role in roles}
    for position, role in enumerate(account.roles):
        if role not in known and not any(isinstance(roles, str) for roles in own):
            context.report("R632", (*at, "roles", position), what=role, every=kind_of(account.of), near=near(role, known) if known else "-")


def _together(context: Context, account: Account, at: Steps) -> None:
    """Check that the limit over all earnings can be kept, and can be met."""
    if account.up_to is None:
        return
    if (account.up_to * 10**6).denominator != 1:
        context.report("R618", (*at, "up_to"), found=number(account.up_to))
    limits = [one.up_to for one in account.earn]
    known = [limit for limit in limits if isinstance(limit, Fraction)]
    if len(known) == len(limits) and sum(known, Fraction(0)) <= account.up_to:
        context.report("R633", (*at, "up_to"), warning=True, found=number(account.up_to), most=number(sum(known, Fraction(0))))


def _limits(context: Context, account: Account, key: str, own: int | None, others: Mapping[Span, int], at: Steps) -> None:
    """Check that limits over other spans are over others, and that no shorter span allows more than a longer one."""
    if account.of in others:
        context.report("R630", (*at, f"{key}_in", account.of), key=True, every=kind_of(account.of), what=key, found=others[account.of])
    limits: dict[Every, int] = {**({} if own is None else {account.of: own}), **others}
    ordered = sorted(limits, key=lambda every: MONTHS[every])
    for shorter, longer in pairwise(ordered):
        if limits[longer] < limits[shorter]:
            where: Steps = (*at, f"{key}_in", longer) if longer in others else (*at, key)
            most, found = limits[longer], limits[shorter]
            context.report("R631", where, longer=kind_of(longer), most=most, shorter=kind_of(shorter), found=found)


def _earning(context: Context, one: Earning, at: Steps) -> None:
    if isinstance(one.up_to, Fraction) and (one.up_to * 10**6).denominator != 1:
        context.report("R618", (*at, "up_to"), found=number(one.up_to))
    amount = context.amount(one.measure)
    if amount is None:
        return
    whole = isinstance(amount, (Count, ActiveDays, Distinct, Streak))
    if isinstance(amount, Sum):
        name, _, column = amount.sum.partition(".")
        table = context.measured.get(name)
        # a column that does not exist is reported where measures are checked
        whole = table is None or column not in table.names or table.column(column).kind == "integer"
    if not whole:
        context.report("R615", (*at, "measure"), what=one.id)
