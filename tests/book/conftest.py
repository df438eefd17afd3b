"""Small months of a made-up county, a clock that is set by hand, and a Book in each kind of database."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import gridperf as gp
from gridperf.book.runs import Prepared, prepared
from gridperf.rulebook.resolved import digest_of
from gridperf.testing import synthetic_county
from tests.book import postgres

PACK = "370522-lijin"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a folder in one worker: they share a server, and the months they prepare."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("book"))


class Clock:
    """A clock that stands where it was set."""

    def __init__(self, now: str) -> None:
        self.now = dt.datetime.fromisoformat(now)

    def __call__(self) -> dt.datetime:
        return self.now

    def set(self, now: str) -> None:
        self.now = dt.datetime.fromisoformat(now)


def with_rules(rules: gp.Rulebook, **update: object) -> gp.Rulebook:
    """Return *rules* with other values of its edition, as they would be read from a file."""
    edition = rules.edition.model_copy(update=update)
    return replace(rules, edition=edition, digest=digest_of(rules.pack, edition, rules.catalogue, rules.layers, rules.years))


@cache
def month_of(period: str, seed: int = 1) -> gp.Assessment:
    """Return the assessment of a county of a handful of people."""
    records = gp.read_records(synthetic_county(period, scale=0.01, seed=seed, messy=False))
    return gp.assess(records, gp.load_rules(PACK, period=period), period)


@pytest.fixture(scope="session")
def month() -> Callable[..., gp.Assessment]:
    """Return what gives the assessment of a month, by code and seed."""
    return month_of


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """Return a running PostgreSQL; the tests that need one are skipped, with the reason, where none can run."""
    reason = postgres.lacking()
    if reason:
        pytest.skip(reason)
    with postgres.started() as running:
        yield running


@pytest.fixture
def memory(tmp_path) -> Iterator[Path]:
    """Return a folder in memory where there is one: what was written is there when a process is killed, on a disk or not."""
    shared = Path("/dev/shm")
    if not os.access(shared, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=shared) as folder:
        yield Path(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, memory: Path) -> str:
    """Return where a new Book can be begun: a file, then a database."""
    if request.param == "sqlite":
        return str(memory / "county.book")
    return request.getfixturevalue("server").database()


_PREPARED: dict[str, Prepared] = {}


@pytest.fixture(autouse=True)
def _prepared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prepare each month once: the same result gives the same files, and verifying it is most of the work."""

    def once(result: gp.Assessment | str | Path) -> Prepared:
        if not isinstance(result, gp.Assessment):
            return prepared(result)
        key = f"{result.digest} {id(result.rulebook)}"
        if key not in _PREPARED:
            _PREPARED[key] = prepared(result)
        return _PREPARED[key]

    monkeypatch.setattr("gridperf.book.book.prepared", once)


@pytest.fixture
def clock() -> Clock:
    """Return a clock that says nine in the morning of 3 November 2026, a Tuesday."""
    return Clock("2026-11-03T09:00")


@pytest.fixture
def book(place: str, clock: Clock) -> gp.Book:
    """Return an empty Book."""
    return gp.open_book(place, create=True, clock=clock)


@pytest.fixture
def codes() -> Callable[..., list[str]]:
    """Return what runs something that must be refused and returns the codes of its problems."""

    def refused(call: Callable[..., object], *args: object, **options: object) -> list[str]:
        with pytest.raises(gp.GridperfError) as caught:
            call(*args, **options)
        assert all(str(problem) for problem in caught.value.problems)
        return [problem.code for problem in caught.value.problems]

    return refused
