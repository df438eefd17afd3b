"""Whatever is handed out, brought back, sealed and settled in whatever order, no account is ever below nothing, and nothing is lost."""

from __future__ import annotations

import datetime as dt
import tempfile
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import gridperf as gp
from tests.book.conftest import Clock
from tests.book.purses import GOODS, NAMES, RESET, close, rulebook
from tests.properties.size import EXAMPLES

PEOPLE = st.sampled_from(sorted(NAMES))
REFUSED = {"B103", "B104", "B105", "B106", "B107", "B108"}
LOSING = [{}, {"expires": {"days": 40}}, {"expires": {"periods": 1}}, {"expires": {"at_end_of": "quarter"}}, {"reset": RESET}]


class Station(RuleBasedStateMachine):
    """A Book of one account, and what was handed out of it counted on fingers."""

    @initialize(losing=st.sampled_from(LOSING), praised=st.dictionaries(PEOPLE, st.integers(1, 4)))
    def begin(self, losing, praised):
        """Seal January."""
        self.folder = tempfile.TemporaryDirectory()
        self.clock, self.rules, self.exact = Clock("2024-02-01T09:00"), rulebook(**losing), not losing
        self.book = gp.open_book(Path(self.folder.name) / "station.book", create=True, clock=self.clock)
        self.out = dict.fromkeys(NAMES, Decimal(0))
        self.taken = []
        self.sealed = []
        self.seal(praised, [])

    def seal(self, praised, cheats):
        """Seal the first month that is not."""
        code = f"2024-{len(self.sealed) + 1:02d}"
        self.sealed.append(close(self.book, self.rules, code, praised, cheats=cheats))

    def left(self, column="balance"):
        """Return what everybody has."""
        found = dict.fromkeys(NAMES, Decimal(0))
        return {**found, **dict(self.book.accounts.balances().select("subject", column).rows())}

    @rule(who=PEOPLE, goods=st.sampled_from(sorted(GOODS)), count=st.integers(1, 5))
    def take(self, who, goods, count):
        """Hand goods out; without anything that could be lost, only who has too little or wants too much is refused."""
        before, free = self.left()[who], self.left("free")[who]
        cost = Decimal(str(GOODS[goods]["price"])) * count
        try:
            move = self.book.accounts.redeem(who, goods, count, by="刘库管", why="领取")
        except gp.BookError as error:
            codes = {problem.code for problem in error.problems}
            assert codes <= REFUSED
            assert ("B103" in codes) == (cost > free)
        else:
            assert cost <= free <= before
            self.out[who] += cost
            self.taken.append([move.number, who, count, cost / count])
        assert not self.exact or free == before

    @precondition(lambda self: self.taken)
    @rule(which=st.integers(0, 20), count=st.integers(1, 3))
    def bring_back(self, which, count):
        """Bring goods back, never more than were taken."""
        exchange = self.taken[which % len(self.taken)]
        number, who, left, price = exchange
        try:
            self.book.accounts.refund(number, count, by="刘库管", why="破损")
        except gp.BookError as error:
            assert {problem.code for problem in error.problems} <= {"B107", "B108"}
        else:
            assert count <= left
            exchange[2] -= count
            self.out[who] -= price * count

    @rule(months=st.integers(1, 2))
    def later(self, months):
        """Let time go by."""
        now = self.clock.now
        total = now.year * 12 + now.month - 1 + months
        self.clock.now = dt.datetime(total // 12, total % 12 + 1, 1, 9)

    @precondition(lambda self: self.clock.now.month > len(self.sealed) + 1 and self.clock.now.year == 2024)
    @rule(praised=st.dictionaries(PEOPLE, st.integers(1, 3)), cheats=st.lists(PEOPLE, max_size=1))
    def seal_next(self, praised, cheats):
        """Seal the next month that is over."""
        self.seal(praised, cheats)

    @precondition(lambda self: len(self.sealed) >= 3)
    @rule()
    def settle(self):
        """Settle the first quarter, once."""
        with suppress(gp.BookError):
            found = self.book.accounts.settle("2024Q1", by="周会计", why="结算").totals
            closing = sum(self.sealed[2].accounts["closing"], Decimal(0))
            assert (found["closing"], found["written_off"]) == (closing, 0)

    @invariant()
    def nothing_is_lost(self):
        """Earned is spent, lost and left; and no more is there to spend than is left."""
        balances, free = self.left(), self.left("free")
        for who in NAMES:
            rows = [row for one in self.sealed for row in one.accounts.filter(subject=who).iter_rows(named=True)]
            earned, lost = (sum((row[name] for row in rows), Decimal(0)) for name in ("earned", "expired"))
            lost += sum((row["reset"] for row in rows), Decimal(0))
            assert earned == self.out[who] + lost + balances[who]
            assert 0 <= free[who] <= balances[who]
            assert all(row["closing"] >= 0 for row in rows)

    def teardown(self):
        """Everything can be worked out again."""
        if hasattr(self, "book"):
            assert self.book.verify() == ()
            self.folder.cleanup()


TestStation = Station.TestCase
TestStation.settings = settings(max_examples=max(EXAMPLES // 25, 4), stateful_step_count=10, deadline=None)
