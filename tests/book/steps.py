"""The steps that are taken again and again while something goes wrong: every kind there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from types import SimpleNamespace

import gridperf as gp
from gridperf.book import book as module
from gridperf.book import correcting, settling
from gridperf.book.appeals import lodge
from gridperf.book.chain import said

__all__ = ["SPENDING", "STEPS"]

SIGNED = {"by": "李强", "why": "公示无异议"}


class _Steps:
    """Named steps, in an order in which each can be taken; the months they are about are told before."""

    def __init__(self) -> None:
        self._months: Sequence[str] = ()

    def months(self, folders: Sequence[str]) -> None:
        """Say which saved assessments the steps are about: two results of one month."""
        self._months = folders

    def __iter__(self) -> Iterator[tuple[str, Callable[[gp.Book], object]]]:
        first, second = self._months
        yield "begin", lambda _book: None
        yield "draft", lambda book: book.draft(first, **SIGNED)
        yield "publish the draft", lambda book: book.publish("2026-10", window="none", **SIGNED)
        yield "publish again", lambda book: book.publish(second, window="none", **SIGNED)
        yield "appeal", _appeal
        yield "decide", lambda book: book.decide(book.standing("2026-10").appeals[0].number, "rejected", by="孙主任", why="事实清楚")
        yield "appeal once more", _appeal
        yield "withdraw", lambda book: book.decide(book.standing("2026-10").appeals[1].number, "withdrawn", by="申诉人", why="撤回")
        yield "seal", lambda book: book.seal("2026-10", **SIGNED)
        yield "pay", lambda book: book.pay("2026-10", **SIGNED)
        yield "correct", self._correct

    def _correct(self, book: gp.Book) -> None:
        """Bring another run of the sealed month, and settle something, as `Book.correct` does once all is worked out."""
        rows = settling.written([settling.Row("1", "某人", "base", "基本工资", "第一条", Decimal("12.30"))])
        seen = SimpleNamespace(head=book.head, claimants=frozenset({"1"}))
        new = correcting.Ready(seen, "reopen", "2026-11", ((book.standing("2026-10"), module.prepared(self._months[0]), rows),))
        with book._store.writing() as connection:
            correcting.correct(connection, new, said(book._clock(), **SIGNED))


def _appeal(book: gp.Book) -> None:
    """Appeal without looking the result up, which a forked process cannot do."""
    what = {"subject": "1", "name": "某人", "sheet": "", "item": "", "facts": []}
    with book._store.writing() as connection:
        lodge(connection, book.standing("2026-10"), what, said(book._clock(), "申诉人", "当日在岗"))


STEPS = _Steps()

SPENDING: tuple[tuple[str, Callable[[gp.Book], object]], ...] = (
    ("take", lambda book: book.accounts.redeem("01", "大米", by="刘库管", why="领取单1")),
    ("take more", lambda book: book.accounts.redeem("01", "肥皂", 2, by="刘库管", why="领取单2")),
    ("bring back", lambda book: book.accounts.refund(3, by="刘库管", why="包装破损")),
    ("settle", lambda book: book.accounts.settle("2026Q3", by="周会计", why="三季度")),
)
"""What moves points, in a Book whose events 1 and 2 sealed the one period of its account there is in the quarter."""
