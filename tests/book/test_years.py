"""Two years of a county: every promise holds after every step, and what was sealed can be made again from records and history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import gridperf as gp
from gridperf.book.runs import RECORDS
from gridperf.errors import Problem
from tests.book import postgres
from tests.book.invariants import OF_BOOKS, OF_RUNS, Moment, Run
from tests.book.watching import reading_once
from tests.book.years import EDITIONS, LATE, MONTHS, PLEAS, POSTS, RETURNED, TAKEN, VOID, County, records_of


def test_two_years(tmp_path, memory, request):
    """Twenty-four months in one county, in both databases at once: after each step every invariant holds."""
    places = [str(memory / "county.book")]
    if not postgres.lacking():
        places.append(request.getfixturevalue("server").database())
    county = County.founded(places, tmp_path)
    with reading_once():
        county.live(MONTHS)
        assert county.watch.wrong == []
        _the_story_was_lived(county)
        _made_again(county)
    # and once more without anything remembered: the whole Book, and all that leaves it
    assert [book.verify() for book in county.books] == [()] * len(places)
    exports = [_bytes(book.export(tmp_path / f"export-{at}")) for at, book in enumerate(county.books)]
    assert all(one == exports[0] for one in exports)
    assert any(name.endswith("-settled.json") for name in exports[0])


def _the_story_was_lived(county: County) -> None:
    """Whatever the story tells of took place: nothing in it is left to chance."""
    book, looked = county.book, county.watch.looked
    kinds = [event.kind for event in book.events()]
    for kind, least in {"publish": 38, "seal": 40, "pay": 24, "appeal": len(PLEAS), "decide": len(PLEAS), "redeem": 7, "settle": 4}.items():
        assert kinds.count(kind) >= least, kind
    assert kinds.count("refund") == len(RETURNED)
    assert kinds.count("redeem") == sum(map(len, TAKEN.values()))
    assert {looked[check.__name__] for check in OF_RUNS} == {sum(len(one.runs) for one in book.status().values())}
    assert min(looked[check.__name__] for check in OF_BOOKS) >= 120
    held = book.status()
    assert [one.period for one in held.values() if one.made == RECORDS and one.every == "month"] == MONTHS
    assert {one.every for one in held.values() if one.made == "periods"} == {"quarter", "half", "year"}
    corrected = {one.period: one.corrections for one in held.values() if one.corrections}
    assert set(corrected) >= {month for _, month in (*LATE, *VOID)} | {"2025-09", "2025Q3", "2026-06"}
    assert {each.policy for each in corrected["2026-06"]} == {"harmless"}
    assert {edition.policy for edition in EDITIONS} == {"reopen", "harmless"}
    moved = {one.worker for one in POSTS if sum(other.worker == one.worker for other in POSTS) > 1}
    sheets = {who: set(book.history(who).filter(pl.col("made") == RECORDS)["sheet"]) for who in moved}
    assert sheets["08"] == sheets["09"] == {"month", "partner-month", "year-review"}
    october = book.assessment("2025-10").people
    assert october.filter(subject="10")["street"].to_list() == ["西街"]
    assert book.assessment("2025-03").grades.filter(subject="07")["decided_by"].to_list() == ["not_assessed"]
    assert "06" not in book.assessment("2025-09").people["subject"]
    actions = {
        (row["subject"], row["action"]) for one in held for row in book.assessment(one[0], made=one[1]).actions.iter_rows(named=True)
    }
    assert actions >= {("04", "talk"), ("01", "reserve")}
    pools = pl.concat([book.assessment(code).pools.filter(period=code) for code in MONTHS])
    assert pools["paid"].sum() > 0


def _made_again(county: County) -> None:
    """Each period is computed once more from records and history: as it was sealed, and as it stands."""
    book = county.book
    for one in book.status().values():
        if one.made != RECORDS or one.as_sealed is None:
            continue
        code = one.period
        as_of = next(event.at for event in one.steps if event.seq == one.as_sealed.seq)
        before = as_of - dt.timedelta(seconds=1)
        sealed = county.sealed_from[code], county.rules_then[code]
        assert county.assess(code, *sealed, as_of=before).digest == one.as_sealed.digest, code
        if one.corrections:
            into = one.corrections[-1].into
            stands = county.assess(code, records_of(code, into), county.rules(code))
            for name in ("people", "measures", "entries", "scores", "grades", "pay", "actions", "accounts"):
                assert stands.table(name).equals(book.assessment(code).table(name)), (code, name)
    for one in book.status().values():
        if one.made == "periods":
            assert book.roll_up(county.rules(one.period), one.period).grades.equals(book.assessment(one.period, made="periods").grades)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- every check can fail ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def quarter(tmp_path_factory) -> tuple[County, Run]:
    """Return a county after its first quarter, and the run of a month."""
    folder = tmp_path_factory.mktemp("quarter")
    county = County.founded([str(folder / "county.book")], folder)
    with reading_once():
        county.live(MONTHS[:3])
    assert county.watch.wrong == []
    return county, next(run for run in county.coming.values() if run.made.period.code == "2025-02")


def _table(run: Run, name: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Run:
    return replace(run, made=_result(run.made, name, change))


def _result(made: gp.Assessment, name: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> gp.Assessment:
    return replace(made, tables={**made.tables, name: lambda: change(made.table(name))}, _made={})


def _more(column: str, by: str = "0.01") -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Return what adds a little in the first row."""
    return lambda frame: frame.with_columns(
        pl.when(pl.int_range(pl.len()) == 0)
        .then(pl.col(column).cast(pl.Decimal(38, 6)) + Decimal(by))
        .otherwise(pl.col(column))
        .alias(column)
    )


def _other_grade(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.when(pl.col("decided_by") == "band").then(pl.lit("不合格")).otherwise("grade").alias("grade"))


def _fewer_left_out(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col("records") - 1)


FAULTY_RUNS: Mapping[str, Callable[[Run], Run]] = {
    "points_add_up": lambda run: _table(run, "scores", _more("total")),
    "yuan_adds_up": lambda run: _table(run, "pay", _more("base")),
    "pools_add_up": lambda run: _table(run, "pools", lambda pools: pools.with_columns(pl.col("paid") + 1)),
    "one_grade_each": lambda run: _table(run, "grades", _other_grade),
    "records_count_once": lambda run: _table(run, "left_out", _fewer_left_out),
    "the_twin_agrees": lambda run: _table(run, "pay", _more("base")),
    "order_changes_nothing": lambda run: replace(run, again=lambda _: _result(run.made, "pay", _more("base"))),
}
"""What breaks each promise about a run."""


def _without_seal(now: Moment) -> Moment:
    key = ("2025-01", RECORDS)
    one = now.held[key]
    return replace(now, held={**now.held, key: replace(one, steps=tuple(step for step in one.steps if step.kind != "seal"))})


def _with_appeal(now: Moment, **change: Any) -> Moment:
    key = ("2025-03", RECORDS)
    one = now.held[key]
    return replace(now, held={**now.held, key: replace(one, appeals=tuple(replace(each, **change) for each in one.appeals))})


def _rolled_from_elsewhere(now: Moment) -> Moment:
    key = ("2025Q1", "periods")
    one = now.held[key]
    return replace(now, held={**now.held, key: replace(one, run=replace(one.run, made_from=("0" * 64,)))})


def _graded_otherwise(now: Moment) -> Moment:
    results = dict(now.results)
    for code in ("2025-01", "2025-02"):
        number = now.held[code, RECORDS].run.seq
        results[number] = _result(now.results[number], "grades", lambda grades: grades.with_columns(pl.lit("不合格").alias("grade")))
    return replace(now, results=results)


def _released(now: Moment) -> Moment:
    number = now.held["2025-02", RECORDS].run.seq
    changed = _result(now.results[number], "pay", lambda pay: pay.with_columns((pl.col("released") + 500).alias("released")))
    return replace(now, results={**now.results, number: changed})


FAULTY_BOOKS: Mapping[str, Callable[[Moment], Moment]] = {
    "what_is_kept_stays": lambda now: replace(now, files={**now.files, min(now.files): {}}),
    "what_was_known_stays": lambda now: replace(now, asked_back={}),
    "the_book_verifies": lambda now: replace(now, problems=[Problem("B050", values={"seq": 1})]),
    "sealed_once": _without_seal,
    "points_are_there": lambda now: replace(now, balances=now.balances.with_columns(-pl.col("balance") - 1)),
    "nothing_is_paid_twice": lambda now: replace(now, settled={("2025-03", "2025-01", "01", "base"): Decimal("0.01")}),
    "what_is_held_back_is_paid": _released,
    "rolled_up_from_what_is_sealed": _rolled_from_elsewhere,
    "what_follows_rests_on_what_stands": _graded_otherwise,
    "others_decide": lambda now: _with_appeal(now, decided_by="本人"),
    "wrong_steps_are_refused": lambda now: replace(now, refused={"sealing again": []}),
    "names_survive": lambda now: replace(now, names=frozenset(name.replace("𬎆", "?") for name in now.names)),
    "both_books_say_the_same": lambda now: replace(now, heads=[now.heads[0], "0" * 64]),
}
"""What breaks each promise about the Book."""


@pytest.mark.parametrize("check", OF_RUNS, ids=lambda check: check.__name__)
def test_what_is_wrong_with_a_run_is_found(quarter, check):
    """Every check of a run finds nothing in a sound one, and the fault it is there for in another."""
    _, run = quarter
    assert list(check(run)) == []
    assert list(check(FAULTY_RUNS[check.__name__](run))) != []


@pytest.mark.parametrize("check", OF_BOOKS, ids=lambda check: check.__name__)
def test_what_is_wrong_with_the_book_is_found(quarter, check):
    """Every check of the Book finds nothing in a sound one, and the fault it is there for in another."""
    county, _ = quarter
    now = replace(county.watch.before, asked_back=county.watch.before.held)
    assert list(check(now, now)) == []
    assert list(check(FAULTY_BOOKS[check.__name__](now), now)) != []


@pytest.mark.parametrize("change", [{"facts": ()}, {"points": Decimal(9)}, {"reason": ""}], ids=lambda change: next(iter(change)))
def test_an_appeal_cannot_be_told_otherwise(quarter, change):
    """The facts an appeal was made against, what it was granted and why are held to what was published and carried out."""
    county, _ = quarter
    others_decide = next(check for check in OF_BOOKS if check.__name__ == "others_decide")
    assert list(others_decide(_with_appeal(county.watch.before, **change), county.watch.before)) != []
