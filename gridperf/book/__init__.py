"""The part that remembers: a month is sealed once, and whatever was decided about it stays, with who, when and why.

book = gp.open_book("lijin.book", create=True)
book.publish(month, by="王芳", why="十月考核", window="5 workdays")
book.seal("2026-10", by="李强", why="公示无异议")
"""

from __future__ import annotations

from gridperf.book.accounts import Accounts
from gridperf.book.book import Book, open_book
from gridperf.book.closing import Settlement
from gridperf.book.correction import Correction
from gridperf.book.movements import Movement
from gridperf.book.parts import Appeal, Run, Settled, Window
from gridperf.book.payments import Payment, Payments
from gridperf.book.reserves import Reserves
from gridperf.book.state import Standing

__all__ = [
    "Accounts",
    "Appeal",
    "Book",
    "Correction",
    "Movement",
    "Payment",
    "Payments",
    "Reserves",
    "Run",
    "Settled",
    "Settlement",
    "Standing",
    "Window",
    "open_book",
]
