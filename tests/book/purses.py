"""A station of three people who earn points by being praised, and take soap and rice for them: months small enough for many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

import gridperf as gp
from gridperf.rulebook.accounts import Account
from tests.book.station import CODE, HEAD, NAMES, frame, rulebook_of

__all__ = ["GOODS", "NAMES", "close", "month", "records", "rulebook"]

GOODS = {"肥皂": {"price": "2.5", "each_person": 4}, "大米": {"price": 20, "stock": 2}}
RESET = {"name": "造假", "clause": "第一条", "when": {"count": "incidents", "where": "kind = '造假'", "at_least": 1}, "clears": "balance"}

_EDITION = (
    HEAD
    + """\
sheets:
  - id: month
    name: 月度考核
    assess: {subject: worker, roles: [网格员], placed: last}
    every: month
    full_score: 10
    total: {floor: 0, cap: 10, clause: 第一条}
    items:
      - id: seen
        name: 到岗
        clause: 第一条
        measure: {count: incidents, where: "kind = '到岗'"}
        score: {each: 1, up_to: 10}
grades:
  - {grade: 合格, at_least: 0, clause: 第一条}
"""
)
_CLAUSES = "## 第一条\n\n积分。\n"


def _base() -> gp.Rulebook:
    return rulebook_of(_EDITION, _CLAUSES)


def rulebook(**more: Any) -> gp.Rulebook:
    """Return a rulebook whose account gives ten points each time somebody is praised."""
    earn = {"id": "praise", "name": "表扬", "clause": "第一条", "measure": {"count": "incidents", "where": "kind = '表扬'"}}
    shape = {"id": "points", "name": "积分", "unit": "分", "clause": "第一条", "of": "month", "opens": "2024-01", "expires": "never"}
    shape |= {"earn": [{**earn, "each": 10, "up_to": "unlimited"}], "goods": GOODS, **more}
    edition = _base().edition.model_copy(update={"accounts": (Account.model_validate(shape),)})
    return gp.Rulebook.from_edition(edition, starts_on=_base().starts_on, code=CODE)


def month(
    rules: gp.Rulebook,
    period: str,
    praised: Mapping[str, int],
    history: Sequence[gp.Assessment] = (),
    *,
    exchanges: pl.DataFrame | None = None,
    redemptions: Sequence[tuple[str, str, int]] | None = None,
    cheats: Sequence[str] = (),
    people: Sequence[str] = tuple(NAMES),
) -> gp.Assessment:
    """Return a month in which people were praised so many times; the rest is as `records` takes it."""
    found = records(period, praised, redemptions=redemptions, cheats=cheats, people=people)
    return gp.assess(found, rules, period, history=history, exchanges=exchanges)


def records(
    period: str,
    praised: Mapping[str, int],
    *,
    redemptions: Sequence[tuple[str, str, int]] | None = None,
    cheats: Sequence[str] = (),
    people: Sequence[str] = tuple(NAMES),
) -> gp.Records:
    """Return the records of a month; *redemptions* stand in them: who, goods, how many."""
    day = dt.date.fromisoformat(f"{period}-10")
    roster = [{"worker_id": one, "starts_on": dt.date(2023, 1, 1), "name": NAMES.get(one, one), "role": "网格员"} for one in people]
    kinds = [*(("表扬", one) for one, times in praised.items() for _ in range(times)), *(("造假", one) for one in cheats)]
    incidents = [{"incident_id": f"{at}", "worker_id": one, "kind": kind, "occurred_on": day} for at, (kind, one) in enumerate(kinds)]
    tables = {"roster": frame("roster", roster), "incidents": frame("incidents", incidents)}
    if redemptions is not None:
        rows = [
            {"redemption_id": f"{at}", "worker_id": who, "redeemed_on": day, "goods": goods, "quantity": count}
            for at, (who, goods, count) in enumerate(redemptions)
        ]
        tables["redemptions"] = frame("redemptions", rows)
    return gp.read_records(tables)


def close(book: gp.Book, rules: gp.Rulebook, period: str, praised: Mapping[str, int], **more: Any) -> gp.Assessment:
    """Assess a month with what *book* knows, publish it and seal it."""
    exchanges = book.accounts.exchanges(period)
    if exchanges is None:
        more.setdefault("redemptions", [])
    made = month(rules, period, praised, book.sealed(before=period), exchanges=exchanges, **more)
    book.publish(made, window="none", by="王芳", why="当月积分")
    book.seal(period, by="李强", why="公示无异议")
    return made
