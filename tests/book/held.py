"""A station of three people part of whose pay is held back, released by quarters, and passed on to others: months small enough for many."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import gridperf as gp
from gridperf.rulebook.paying import PayLine
from tests.book.conftest import with_rules
from tests.book.station import HEAD, NAMES, frame, rulebook_of, write_pack

__all__ = ["NAMES", "SIGNED", "close", "made", "pack", "records", "rulebook"]

SIGNED = {"by": "李强", "why": "当月"}

_EDITION = (
    HEAD
    + """\
sheets:
  - id: month
    name: 月度考核
    assess: {subject: worker, roles: [网格员], placed: last}
    every: month
    full_score: 100
    total: {floor: 0, cap: 100, clause: 第一条}
    items:
      - id: seen
        name: 到岗
        clause: 第一条
        measure: {count: incidents, where: "kind = '到岗'"}
        score: {each: 1, up_to: 100}
grades:
  - {grade: 合格, at_least: 0, clause: 第一条}
pay:
  - {id: work, name: 绩效, clause: 第一条, line: {each: 33.33, measure: {count: incidents, where: "kind = '到岗'"}, cap: unlimited}}
  - {id: fine, name: 扣款, clause: 第一条, line: {each: -5, measure: {count: incidents, where: "kind = '缺会'"}, cap: unlimited}}
  - {id: held, name: 预留, clause: 第二条, line: {hold: 40%, counting: [work]}}
  - {id: aside, name: 统筹, clause: 第三条, line: {hold: 10%, counting: [work]}}
  - {id: released, name: 发放预留, clause: 第二条, line: {release: [held], at: quarter, leavers: at_leaving}}
  - id: best
    name: 奖优
    clause: 第三条
    line:
      pool:
        fund: {withheld: [aside, fine]}
        within: all
        by: [{of: total}]
        floor: 0
        cap: unlimited
        short: equal
        remainder: largest
        reserve: 10%
        nobody: carry
        left: carry
  - id: quarter-end
    name: 季末奖励
    clause: 第三条
    line:
      pool:
        fund: {reserve_of: best, since: quarter}
        within: all
        by: [{of: one}]
        floor: 0
        cap: unlimited
        short: equal
        remainder: largest
        reserve: 0
        nobody: carry
        left: return
"""
)
_CLAUSES = "".join(f"## 第{n}条\n\n预留。\n\n" for n in "一二三")


def pack(place: Path) -> Path:
    """Write the rule pack into a folder of its name, and return that."""
    return write_pack(place, _EDITION, _CLAUSES)


def _base() -> gp.Rulebook:
    return rulebook_of(_EDITION, _CLAUSES)


@cache
def _changed(lines: tuple[tuple[str, str], ...], without: tuple[str, ...]) -> gp.Rulebook:
    update = {name: json.loads(text) for name, text in lines}
    pay = []
    for line in _base().edition.pay:
        if line.id in without:
            continue
        shape = line.model_dump(mode="python", by_alias=True, exclude_unset=True)
        pay.append(PayLine.model_validate({**shape, **update.get(line.id, {})}))
    return with_rules(_base(), pay=tuple(pay))


def rulebook(*, without: Sequence[str] = (), **lines: Mapping[str, Any]) -> gp.Rulebook:
    """Return the rulebook; *lines* change keys of pay lines, those *without* are left out."""
    if not lines and not without:
        return _base()
    return _changed(tuple((name.replace("_", "-"), json.dumps(shape)) for name, shape in sorted(lines.items())), tuple(without))


def records(
    period: str, seen: Mapping[str, int], *, missed: Mapping[str, int] | None = None, ends: Mapping[str, str] | None = None
) -> gp.Records:
    """Return the records of a month: how often people were seen, and missed a meeting, and when their service *ends*.

    Whoever is neither seen nor missed a meeting is not on the roster.
    """
    day = dt.date.fromisoformat(f"{period}-01")
    people = sorted({*seen, *(missed or {})})
    roster = [
        {
            "worker_id": one,
            "starts_on": dt.date(2023, 1, 1),
            "ends_on": dt.date.fromisoformat(ends[one]) if ends and one in ends else None,
            "name": NAMES.get(one, one),
            "role": "网格员",
        }
        for one in people
    ]
    kinds = [("到岗", who) for who, times in seen.items() for _ in range(times)]
    kinds += [("缺会", who) for who, times in (missed or {}).items() for _ in range(times)]
    incidents = [{"incident_id": f"{at}", "worker_id": who, "kind": kind, "occurred_on": day} for at, (kind, who) in enumerate(kinds)]
    return gp.read_records({"roster": frame("roster", roster), "incidents": frame("incidents", incidents)})


def made(book: gp.Book, rules: gp.Rulebook, period: str, found: gp.Records) -> gp.Assessment:
    """Return a month assessed with what *book* knows."""
    before = rules.period(period)
    owed, held = book.carried(period), book.held_back(before)
    return gp.assess(found, rules, period, history=book.sealed(before=before), corrections=owed, reserves=held)


def close(book: gp.Book, rules: gp.Rulebook, period: str, seen: Mapping[str, int], **more: Any) -> gp.Assessment:
    """Assess a month with what *book* knows, publish it and seal it."""
    result = made(book, rules, period, records(period, seen, **more))
    book.publish(result, window="none", **SIGNED)
    book.seal(period, **SIGNED)
    return result
