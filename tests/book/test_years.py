"""Two years of a county: what was sealed can always be made again, and what was paid in all is what stands in the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import gridperf as gp
from gridperf.assessment.store import HEAD, assessment_of
from gridperf.testing import synthetic_county
from tests.book.conftest import Clock, with_rules

PACK = "370522-lijin"
MONTHS = [f"{year}-{month:02d}" for year in (2025, 2026) for month in range(1, 13)]
SIGNED = {"by": "李强", "why": "公示无异议"}
LATE = {"2025-05": "2025-07", "2026-02": "2026-04"}
"""Months whose records came late, and when that was put right."""
BACK_DATED = {"2025-09": "2025-11", "2026-08": "2026-10"}
"""Months from which an edition holds, and when it was issued."""
APPEALS = ("2025-03", "2025-10", "2026-05")


@dataclass
class County:
    """A county and its Book, month after month."""

    book: gp.Book
    clock: Clock
    records: dict[str, gp.Records] = field(default_factory=dict)
    rules: gp.Rulebook = field(default_factory=lambda: replace(gp.load_rules(PACK, period="2026-01"), starts_on=dt.date(2025, 1, 1)))

    def assess(self, code: str, *, as_of: dt.datetime | None = None, rules: gp.Rulebook | None = None) -> gp.Assessment:
        """Assess a month as the Book stands, or stood."""
        own = rules or self.rules
        earlier = self.book.sealed(before=own.period(code), as_of=as_of)
        decided = self.book.adjustments(code) if (code, "records") in self.book.status(as_of=as_of) else None
        return gp.assess(self.records[code], own, code, history=earlier, adjustments=decided, corrections=self.book.carried(code))

    def month(self, at: int) -> None:
        """Receive records, assess, publish, hear an appeal, seal and pay a month."""
        code = MONTHS[at]
        # people come and go, and are sent elsewhere: each year has its own draw
        self.records[code] = gp.read_records(synthetic_county(code, scale=0.012, seed=1 + at // 9, messy=False))
        if code in LATE:
            self.records[code] = without_patrols(self.records[code])
        self.clock.now = dt.datetime.fromisoformat(MONTHS[at] + "-28T09:00") + dt.timedelta(days=9)
        self.book.publish(self.assess(code), window="none", **SIGNED)
        if code in APPEALS:
            self._appeal(code)
        sealed = self.book.seal(code, **SIGNED)
        assert sealed.run.digest == self.assess(code, as_of=self.clock.now).digest
        self.book.pay(code, **SIGNED)
        if at % 3 == 2:
            self._roll_up(f"{code[:4]}Q{at % 12 // 3 + 1}")
        if at % 12 == 11:
            self._roll_up(code[:4])

    def _appeal(self, code: str) -> None:
        entries = self.book.assessment(code).entries
        short = entries.filter((pl.col("item") == "arrival") & (pl.col("sheet") == "worker-month") & pl.col("amount").is_between(1, 23))
        who = short.sort("subject")["subject"][0]
        number = self.book.appeal(code, who, item="arrival", by=f"{who} 本人", why="轨迹缺失").number
        self.book.decide(number, "upheld", by="孙主任", why="照片属实", points="2")
        self.book.publish(self.assess(code), window="none", **SIGNED)

    def _roll_up(self, code: str) -> None:
        self.book.publish(self.book.roll_up(self.rules, code), window="none", **SIGNED)
        self.book.seal(code, **SIGNED)

    def correct(self, first: str, into: str, rules: Mapping[str, gp.Rulebook]) -> None:
        """Put right everything from *first* on, before the month *into*."""
        codes = [code for code in MONTHS if first <= code < into]
        found = self.book.correction({code: self.records[code] for code in codes}, rules=rules)
        assert found.deltas.height
        self.book.correct(found, policy="reopen", into=into, by="王芳", why="更正")


def without_patrols(records: gp.Records) -> gp.Records:
    """Return *records* as they were before the patrols of the first worker came in."""
    patrols = records.table("patrols")
    return replace(records, tables={**records.tables, "patrols": patrols.filter(pl.col("worker_id") != pl.col("worker_id").min())})


def gross_of(result: gp.Assessment, *, own: bool) -> Decimal:
    """Return what a result pays, with what it settles of earlier periods or only its own."""
    settled = sum((yuan for yuan in result.pay["earlier-periods"] if yuan), Decimal(0)) if "earlier-periods" in result.pay.columns else 0
    return sum((yuan for yuan in result.pay["gross"] if yuan), Decimal(0)) - (settled if own else 0)


@pytest.fixture
def place(memory) -> str:
    """Return a file."""
    return str(memory / "county.book")


@pytest.fixture(autouse=True)
def _read_once(monkeypatch) -> None:
    """Read each kept result once: the months before are asked for again and again."""
    read: dict[bytes, gp.Assessment] = {}

    def once(contents: Mapping[str, bytes], place: str | Path) -> gp.Assessment:
        head = contents[HEAD]
        if head not in read:
            read[head] = assessment_of(contents, place)
        return read[head]

    for module in ("book", "correcting"):
        monkeypatch.setattr(f"gridperf.book.{module}.assessment_of", once)


def test_two_years(book, clock):
    """Appeals, late records and two back-dated editions: every step verifies, and no fen is paid twice or not at all."""
    county = County(book, clock)
    for at, code in enumerate(MONTHS):
        for late, put_right in LATE.items():
            if code == put_right:
                seed = 1 + MONTHS.index(late) // 9
                county.records[late] = gp.read_records(synthetic_county(late, scale=0.012, seed=seed, messy=False))
                county.correct(late, code, {})
        for start, issued in BACK_DATED.items():
            if code == issued:
                floor = county.rules.edition.values["income-floor"]
                raised = floor.model_copy(update={"of": {area: amount + 150 for area, amount in floor.of.items()}})
                county.rules = with_rules(county.rules, values={**county.rules.edition.values, "income-floor": raised})
                county.correct(start, code, {each: county.rules for each in MONTHS if start <= each < code})
        county.month(at)
    assert book.verify() == ()
    held = [one for one in book.status().values() if one.made == "records"]
    assert [one.period for one in held] == MONTHS
    assert {one.state for one in book.status().values()} == {"paid", "sealed"}
    corrected = {one.period for one in held if one.corrections}
    assert corrected >= {*LATE, *BACK_DATED}
    # what was paid in all, corrections among it, is what stands
    paid = sum((Decimal(step.body["gross"]) for one in held for step in one.steps if step.kind == "pay"), Decimal(0))
    stands = sum((gross_of(book.assessment(code), own=True) for code in MONTHS), Decimal(0))
    assert paid == stands
    for one in book.status().values():
        if one.made == "periods":
            assert set(one.run.made_from) <= {run.digest for each in book.status().values() for run in each.runs}
    assert book.history(book.assessment(MONTHS[0]).people["subject"][0])["period"].n_unique() >= 24
