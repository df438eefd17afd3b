"""What the strategies draw is what they promise: clean records, texts an office could type."""

from __future__ import annotations

import typing
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from pydantic import BaseModel

from gridperf.period import Period
from gridperf.places import Level
from gridperf.records import read_records
from gridperf.rulebook.accounts import Account
from gridperf.rulebook.below import Below
from gridperf.rulebook.declared import merged
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.explaining import hints_of
from gridperf.rulebook.grading import Also
from gridperf.tables import Table
from gridperf.testing.drawn_records import OWN
from gridperf.testing.strategies import Rows, editions, frames, records, texts
from tests.properties.size import EXAMPLES

DRAWN_ELSEWHERE = (Account, Also, Below)
"""Parts of an edition that laws of their own draw, each against a twin of its own: accounts, roll-ups, layers."""


@dataclass(frozen=True)
class _Pack:
    """What a pack declares."""

    tables: Mapping[str, Table]
    teams: tuple[Level, ...] = ()


OCTOBER = Period.parse("2026-10", month_starts_on=26)


@settings(max_examples=EXAMPLES // 16)
@given(records(OCTOBER, workers=3))
def test_drawn_records_pass_every_check(rows: Rows) -> None:
    """But for the one worker nobody knows, drawn records are read without a problem and unchanged."""
    known = {row["worker_id"] for row in rows["roster"]}
    clean = {name: [row for row in table if row.get("worker_id") in {*known, None}] for name, table in rows.items()}
    given_frames = {name: frame.collect() for name, frame in frames(clean).items()}
    read = read_records(given_frames, rules=_Pack(merged(OWN)))
    for name, frame in given_frames.items():
        assert_frame_equal(read.table(name).collect(), frame)


@given(texts(max_size=6))
def test_drawn_texts_are_typed_by_people(text: str) -> None:
    """A text has one to six characters, no blank at its ends, no control, and stays what it is in UTF-8."""
    assert 1 <= len(text) <= 6
    assert text == text.strip()
    assert not any(unicodedata.category(character).startswith("C") for character in text)
    assert text.encode().decode() == text


@settings(max_examples=EXAMPLES // 16)
@given(st.data())
def test_tables_not_asked_for_stay_empty(data: st.DataObject) -> None:
    """Only the named tables have rows; the roster always has."""
    rows = data.draw(records(OCTOBER, tables=["visits"]))
    assert {name for name, table in rows.items() if table} <= {"roster", "grids", "visits"}
    assert rows["roster"]


def _kinds(hint: object) -> Iterator[type[BaseModel]]:
    """Yield every kind of part a value of the type *hint* can be made of."""
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    for inside in typing.get_args(hint):
        yield from _kinds(inside)


def _reached(*roots: type[BaseModel], apart: frozenset[type[BaseModel]] = frozenset()) -> set[type[BaseModel]]:
    """Return *roots* and all they can be made of, but for what is *apart* and lies in nothing else."""
    found: set[type[BaseModel]] = set()
    waiting = list(roots)
    while waiting:
        kind = waiting.pop()
        if kind not in found and kind not in apart:
            found.add(kind)
            waiting += [part for hint in hints_of(kind).values() for part in _kinds(hint)]
    return found


def _held(value: object) -> Iterator[type[BaseModel]]:
    """Yield the kinds of all parts that *value* is made of."""
    if isinstance(value, BaseModel):
        yield type(value)
        value = dict(value)
    if isinstance(value, dict):
        value = tuple(value.values())
    for inside in value if isinstance(value, (tuple, list)) else ():
        yield from _held(inside)


def test_rulebooks_of_every_kind_of_rule_are_drawn() -> None:
    """No kind of part that an edition can have is left out of what the engine and its twin are compared on."""
    drawn: set[type[BaseModel]] = set()

    @seed(1)
    @settings(max_examples=200, phases=[Phase.generate], database=None)
    @given(editions(looking_back=True))
    def look(edition: Edition) -> None:
        drawn.update(_held(edition))

    look()
    expected = _reached(Edition, apart=frozenset(DRAWN_ELSEWHERE))
    assert sorted(kind.__name__ for kind in expected - drawn) == []
