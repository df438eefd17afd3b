"""An account holds what sealed periods earned, less what went out; what a period that is not sealed may still wipe out is not there to spend."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby

import polars as pl

from gridperf.book.chain import Event, local
from gridperf.book.movements import Movement, exchanges, movements, net
from gridperf.book.runs import RECORDS, RunReader
from gridperf.book.state import Run, Standing, standings
from gridperf.engine.accounts import at_least
from gridperf.engine.purse import Left, containing, free_on, left_before
from gridperf.errors import BookError, Problem, nearest
from gridperf.period import Every, Period
from gridperf.rulebook import Rulebook
from gridperf.rulebook.accounts import Account

__all__ = ["Ledger", "Reader", "taken_in"]


@dataclass(frozen=True)
class Ledger:
    """One account after the events of a chain.

    Attributes:
        account: its rules, as the last sealed period was assessed by.
        rules: the rulebook of that period.
        past: the account in every sealed period, as the result table `accounts`.
        last: the last sealed period of it.
        moves: everything that was taken and brought back, of all accounts.
        held: where every period stands.
    """

    account: Account
    rules: Rulebook
    past: pl.DataFrame
    last: Period
    moves: Sequence[Movement]
    held: Mapping[tuple[str, str], Standing]

    def period_of(self, at: dt.datetime) -> Period:
        """Return the period of the account in which *at* is."""
        return self.span_of(self.account.of, at)

    def span_of(self, every: Every, at: dt.datetime) -> Period:
        """Return the period of kind *every* in which *at* is."""
        return containing(every, local(at).date(), self.last)

    def left(self, subject: str | None = None) -> dict[str, Left]:
        """Return what is in the account by subject: what sealed periods left, less what went out since."""
        found = left_before(self.account, self.past, self.last.before(-1), subject)
        later = [one for one in self.moves if one.account == self.account.id and self._starts_on(one.period) > self.last.starts_on]
        for _, own in groupby(later, key=lambda one: one.period):
            # what comes back makes up for what was written off in its own period, as in its result
            open_here: dict[str, Left] = {}
            for move in own:
                if move.subject in found:
                    begun = Left(found[move.subject].points, Decimal(0))
                    open_here[move.subject] = open_here.get(move.subject, begun).after(move.points)
            found |= {who: Left(one.points, found[who].written_off + one.written_off) for who, one in open_here.items()}
        return found

    def free(self, at: dt.datetime, subject: str | None = None) -> dict[str, Decimal]:
        """Return what can be spent at *at* by subject, whatever comes of the periods that are not sealed."""
        past, one, day = self.past, self.last.before(-1), local(at).date()
        while one.ends_on < day:
            lowest = at_least(self.account, past, one, exchanges(self.moves, one.code), subject)
            past, one = pl.concat([past, lowest]), one.before(-1)
        return free_on(self.account, past, one, exchanges(self.moves, one.code), day, subject)

    def written_off(self, subject: str | None = None) -> dict[str, Decimal]:
        """Return what was spent and is no longer covered by subject, because a sealed period was corrected to less."""
        found = {who: one.written_off for who, one in self.left(subject).items()}
        kept = self.past.filter(pl.col("period").is_in(list(self.kept_here)) & pl.col("subject").is_in(list(found)))
        for row in kept.iter_rows(named=True):
            found[row["subject"]] += self.kept_here[row["period"]].get(row["subject"], Decimal(0)) - row["spent"]
        return found

    @cached_property
    def kept_here(self) -> dict[str, dict[str, Decimal]]:
        """Return what went out by subject, for each sealed period whose exchanges this Book took in."""
        first = next((move for move in self.moves if move.account == self.account.id), None)
        if first is None:
            return {}
        sealed = {one.period: one for one in self.held.values() if one.is_sealed and one.made == RECORDS}
        taken_in = [one.period for one in sealed.values() if next(step for step in one.steps if step.kind == "seal").seq > first.number]
        return {code: net(self.moves, self.account.id, code) for code in taken_in if code in self.past["period"]}

    def _starts_on(self, code: str) -> dt.date:
        return Period.parse(code, month_starts_on=self.last.month_starts_on, year_starts_in=self.last.year_starts_in).starts_on


class Reader(RunReader):
    """Reads ledgers, each table of a run once."""

    def accounts(self, run: Run) -> pl.DataFrame:
        """Return the result table `accounts` of *run*."""
        return self.table(run, "accounts")

    def ledgers(self, chain: Sequence[Event]) -> dict[str, Ledger]:
        """Return every account that a sealed period has, by its id, after *chain*."""
        held = standings(chain)
        sealed = [one for one in held.values() if one.is_sealed and one.made == RECORDS and self.accounts(one.run).height]
        moves = movements(chain)
        found: dict[str, Ledger] = {}
        for one in reversed(sealed):
            for name in self.accounts(one.run)["account"].unique(maintain_order=True):
                if name not in found:
                    rules = self.rules(one.run)
                    account = next(each for each in rules.edition.accounts if each.id == name)
                    past = pl.concat([self.accounts(each.run).filter(pl.col("account") == name) for each in sealed])
                    found[name] = Ledger(account, rules, past, rules.period(one.period), moves, held)
        return found

    def ledger(self, chain: Sequence[Event], account: str | None) -> Ledger:
        """Return the ledger of *account*, by id or name; without it, of the only one there is.

        Raises:
            BookError: B101 if there is no such account, or several and none was named.
        """
        found = self.ledgers(chain)
        chosen = [one for one in found.values() if account in (None, one.account.id, one.account.name)]
        if len(chosen) != 1:
            near = found if account is None else nearest(account, found) or found
            raise BookError(Problem("B101", values={"account": account or "—", "known": "、".join(near) or "—"}))
        return chosen[0]


def taken_in(chain: Sequence[Event], period: str) -> pl.DataFrame | None:
    """Return what *chain* says was taken for points in *period*, as `gridperf.assess` takes it.

    None if the period was sealed before the first exchange, or there is none: exchanges of the period stand in the records then.
    """
    moves = movements(chain)
    now = standings(chain).get((period, RECORDS))
    sealed = next((step.seq for step in now.steps if step.kind == "seal"), None) if now else None
    return None if not moves or (sealed is not None and sealed < moves[0].number) else exchanges(moves, period)
