"""What changes from month to month, or from version to version, is split to the fen: every cause on its own, worked out on paper."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gridperf as gp
from gridperf.assessment.whatif import WhatIf
from gridperf.rulebook.grading import Band
from gridperf.rulebook.paying import PayLine
from gridperf.tables import RECORDS
from tests.book import test_corrections as corrected
from tests.book.conftest import Clock, with_rules
from tests.book.held import SIGNED, close, made, pack, records, rulebook
from tests.book.test_cli import invoke
from tests.properties.size import EXAMPLES

PAY = (
    {"id": "base", "name": "工资", "clause": "第一条", "line": {"amount": "roster.pay_base"}, "part_month": "whole"},
    {
        "id": "leave",
        "name": "事假",
        "clause": "第一条",
        "line": {"each": -10, "measure": {"count": "attendance", "where": "leave_kind = '事假'"}, "cap": "unlimited"},
    },
    {
        "id": "merit",
        "name": "绩效",
        "clause": "第一条",
        "line": {"by_grade": {"优秀": "1.5", "合格": 1, "not_assessed": 0}, "of": 100},
        "part_month": "whole",
    },
    {
        "id": "share",
        "name": "奖池",
        "clause": "第三条",
        "line": {
            "pool": {
                "fund": {"amount": 90},
                "within": "all",
                "by": [{"of": "total"}],
                "floor": 0,
                "cap": "unlimited",
                "short": "equal",
                "remainder": "largest",
                "reserve": 0,
                "nobody": "return",
                "left": "return",
            }
        },
    },
)
GRADES = (
    {"grade": "优秀", "at_least": 3, "quota": {"at_most": "1/3", "within": "all", "round": "up", "ties": "exclude", "clause": "第一条"}},
    {"grade": "合格", "at_least": 0},
)
AUGUST, SEPTEMBER = "2024-08", "2024-09"


@cache
def rules_of(day_off: int = -10) -> gp.Rulebook:
    """Return rules under which each cause moves one line: the roster, attendance, the quota, the pool."""
    pay = [PayLine.model_validate(shape) for shape in PAY]
    pay[1] = PayLine.model_validate({**PAY[1], "line": {**PAY[1]["line"], "each": day_off}})
    return with_rules(rulebook(), pay=tuple(pay), grades=tuple(Band.model_validate(shape) for shape in GRADES))


def month(period: str, seen: Mapping[str, int], base: Mapping[str, int], away: Mapping[str, int]) -> gp.Records:
    """Return a month's records: how often people were seen, what the roster says they are paid, and days of leave."""
    found = records(period, seen)
    roster = found.table("roster").with_columns(
        pl.col("worker_id")
        .replace_strict({who: base.get(who, 1000) for who in seen}, return_dtype=pl.Int64)
        .cast(RECORDS["roster"].schema["pay_base"])
        .alias("pay_base")
    )
    day = dt.date.fromisoformat(f"{period}-02")
    rows = [
        {"worker_id": who, "date": day + dt.timedelta(days=at), "leave_kind": "事假"}
        for who, days in away.items()
        for at in range(days)
        if who in seen
    ]
    attendance = pl.DataFrame(rows, schema=RECORDS["attendance"].schema, orient="row")
    return gp.read_records({"roster": roster.collect(), "incidents": found.table("incidents").collect(), "attendance": attendance})


def between(first: gp.Records, second: gp.Records, *, rules: gp.Rulebook | None = None, folder: Path | None = None) -> WhatIf:
    """Return the bridge from August to September, both in a Book."""
    with tempfile.TemporaryDirectory() as place:
        book = gp.open_book((folder or Path(place)) / "station.book", create=True, clock=Clock("2024-10-05T09:00"))
        for code, found, own in ((AUGUST, first, rules_of()), (SEPTEMBER, second, rules or rules_of())):
            book.publish(made(book, own, code, found), window="none", **SIGNED)
            book.seal(code, **SIGNED)
        return book.bridge(AUGUST, SEPTEMBER, first, second)


def told(found: WhatIf) -> dict[str, Decimal]:
    """Return every cause there is something of."""
    return {one.cause: one.yuan for one in found.effects if one.yuan}


def parts(found: WhatIf) -> dict[tuple[str, str, str], Decimal]:
    return {(subject, line, cause): yuan for subject, line, cause, yuan in found.parts.iter_rows()}


THREE = {"01": 5, "02": 4, "03": 3}


def test_nothing_changes_between_equal_months():
    """The same people seen as often: no cause has anything, in yuan or in points."""
    found = between(month(AUGUST, THREE, {}, {"01": 1}), month(SEPTEMBER, THREE, {}, {"01": 1}))
    assert (found.change, told(found), {one.points for one in found.effects}) == (0, {}, {0})


@pytest.mark.parametrize(
    ("seen", "base", "away", "causes"),
    [
        (THREE, {"01": 1100}, {}, {("01", "base", "roster"): 100}),
        (THREE, {}, {"03": 2}, {("03", "leave", "attendance"): -20}),
        (
            {"01": 4, "02": 5, "03": 3},
            {},
            {},
            {
                ("01", "merit", "rank_quota"): -50,
                ("02", "merit", "rank_quota"): 50,
                ("01", "share", "pool"): Decimal("-7.5"),
                ("02", "share", "pool"): Decimal("7.5"),
            },
        ),
        (
            {"01": 5, "02": 4},
            {},
            {},
            {
                ("03", "base", "roster"): -1000,
                ("03", "merit", "roster"): -100,
                ("03", "share", "roster"): Decimal("-22.5"),
                ("01", "share", "pool"): Decimal("12.5"),
                ("02", "share", "pool"): 10,
            },
        ),
        (
            {"01": 2, "02": 4, "03": 6},
            {},
            {},
            {
                ("01", "merit", "records"): -50,
                ("03", "merit", "rank_quota"): 50,
                ("01", "share", "pool"): Decimal("-22.5"),
                ("03", "share", "pool"): Decimal("22.5"),
            },
        ),
    ],
    ids=["roster", "attendance", "quota and pool", "somebody left", "records"],
)
def test_each_cause_has_its_own_amounts(seen, base, away, causes):
    """A raise, leave, a quota that moves without a band, a pool, somebody who left, a band that was missed."""
    found = between(month(AUGUST, THREE, {}, {}), month(SEPTEMBER, seen, base, away))
    assert parts(found) == causes
    assert sum(told(found).values()) == found.change == sum(causes.values())


def test_rules_are_told_first_and_whoever_joins_is_roster():
    """By the new rules of September a day of leave costs twice as much in August already; the newcomer's pay is all roster."""
    first = month(AUGUST, THREE, {}, {"01": 1})
    found = between(first, month(SEPTEMBER, {**THREE, "04": 3}, {}, {"01": 2, "04": 1}), rules=rules_of(-20))
    rows = parts(found)
    assert rows["01", "leave", "rules"] == -10
    assert rows["01", "leave", "attendance"] == -20
    assert {cause for (who, _, cause) in rows if who == "04"} == {"roster"}
    assert sum(yuan for (who, _, _), yuan in rows.items() if who == "04") == 1000 - 20 + 100 + 18
    points = {one.cause: one.points for one in found.effects if one.points}
    assert points == {"roster": 3}


SEEN = st.dictionaries(st.sampled_from(["01", "02", "03", "04", "05"]), st.integers(1, 6), min_size=1)
DAYS = st.dictionaries(st.sampled_from(["01", "02", "03"]), st.integers(1, 3))
BASE = st.dictionaries(st.sampled_from(["01", "02", "03"]), st.integers(900, 1100))


@settings(max_examples=max(EXAMPLES // 40, 3), deadline=None)
@given(first=st.tuples(SEEN, BASE, DAYS), second=st.tuples(SEEN, BASE, DAYS), day_off=st.sampled_from([-10, -15]))
def test_the_causes_add_up_for_everybody(first, second, day_off):
    """Of every person, line and total; and nobody who is in one month only has another cause than the roster."""
    found = between(month(AUGUST, *first), month(SEPTEMBER, *second), rules=rules_of(day_off))
    assert sum((one.yuan for one in found.effects), Decimal(0)) == found.change == found.cost[1] - found.cost[0]
    sums = found.parts.group_by("subject", "line").agg(pl.col("yuan").sum())
    for line in ("base", "leave", "merit", "share"):
        paid = [dict(one.pay.select("subject", line).iter_rows()) for one in (found.before, found.after)]
        own = dict(sums.filter(pl.col("line") == line).select("subject", "yuan").iter_rows())
        for who in {*paid[0], *paid[1]}:
            assert own.get(who, 0) == (paid[1].get(who) or 0) - (paid[0].get(who) or 0)
    totals = [sum(one.scores["total"]) for one in (found.before, found.after)]
    assert sum(one.points for one in found.effects) == totals[1] - totals[0]
    once = {*first[0]} ^ {*second[0]}
    assert set(found.parts.filter(pl.col("subject").is_in(list(once)))["cause"]) <= {"roster"}
    if day_off == -10:
        assert "rules" not in set(found.parts["cause"])


def test_money_that_was_held_back_is_history(tmp_path):
    """In the month that releases a quarter, what comes back is neither a record nor a rule."""
    book = gp.open_book(tmp_path / "station.book", create=True, clock=Clock("2024-04-05T09:00"))
    for code in ("2024-01", "2024-02", "2024-03"):
        close(book, rulebook(), code, {"01": 3})
    found = book.bridge("2024-02", "2024-03", records("2024-02", {"01": 3}), records("2024-03", {"01": 3}))
    assert parts(found)["01", "released", "history"] == 120
    assert told(found)["history"] == 120


@pytest.fixture
def county(memory) -> gp.Book:
    """Return a Book of a county in which August is put right after September was sealed, and October pays that."""
    clock = Clock("2026-09-05T09:00")
    book = corrected.keep_months(gp.open_book(memory / "county.book", create=True, clock=clock), clock)
    book.correct(book.correction(corrected.records()), policy="reopen", into="2026-10", **corrected.CORRECTED)
    return book


def test_versions_of_a_month_differ_by_what_was_put_right(county):
    """The patrols that came late, and the rival who lost the quota by them: as the correction said."""
    runs = [run.seq for run in county.standing("2026-08").runs]
    found = county.bridge("2026-08", "2026-08", corrected.lost(), corrected.right("2026-08"), run_before=runs[0])
    claimant, rival = corrected.CLAIMANT, corrected.RIVAL
    assert parts(found) == {
        (claimant, "performance", "records"): 240,
        (claimant, "top-up", "records"): -40,
        (rival, "performance", "rank_quota"): -120,
    }
    assert parts(county.bridge("2026-08", "2026-08", corrected.right("2026-08"), corrected.lost(), run_after=runs[0])) == {
        key: -yuan for key, yuan in parts(found).items()
    }


def test_corrections_and_appeals_are_causes_of_their_own(county):
    """What October pays for August is neither its records nor its rules; points of an appeal are told apart."""
    settled = corrected.october(county)
    rules = settled.rulebook
    who = settled.entries.filter((pl.col("item") == "arrival") & pl.col("amount").is_between(1, 20)).sort("subject")["subject"][0]
    sheet = settled.scores.filter(subject=who)["sheet"][0]
    given_ = pl.DataFrame(
        [(who, sheet, "arrival", Decimal(2), "申诉")],
        schema={"subject": pl.String, "sheet": pl.String, "item": pl.String, "points": pl.Decimal(38, 6), "note": pl.String},
        orient="row",
    )
    county.publish(settled, window="none", **SIGNED)
    number = county.appeal("2026-10", who, item="arrival", by=f"{who} 本人", why="轨迹缺失").number
    county.decide(number, "upheld", by="孙主任", why="照片属实", points="2")
    found = gp.read_records(corrected.synthetic_county("2026-10", scale=0.05, messy=False))
    again = gp.assess(
        found,
        rules,
        "2026-10",
        history=county.sealed(before=rules.period("2026-10")),
        corrections=county.carried("2026-10"),
        adjustments=county.adjustments("2026-10"),
    )
    assert given_["points"].to_list() == county.adjustments("2026-10")["points"].to_list()
    county.publish(again, window="none", **SIGNED)
    change = county.bridge("2026-09", "2026-10", corrected.right("2026-09"), found)
    effects = {one.cause: one for one in change.effects}
    assert effects["corrections"].yuan == 80
    assert effects["appeals"].points == 2
    assert sum(one.yuan for one in change.effects) == change.change
    assert ("earlier-periods", "以前各期更正", "corrections", Decimal(80)) in change.lines.rows()


def test_what_cannot_be_split_is_refused(county, codes):
    """No records, one result, another kind of period, no such version, other records than the result was made from."""
    august, september = corrected.right("2026-08"), corrected.right("2026-09")
    assert codes(county.bridge, "2026-08", "2026-09", None, september) == ["B140"]
    assert codes(county.bridge, "2026-08", "2026-08", august, august) == ["B141"]
    assert codes(county.bridge, "2026-07", "2026-08", august, august) == ["B033"]
    assert codes(county.bridge, "2026-08", "2026-09", august, september, run_before=3) == ["B143"]
    assert codes(county.bridge, "2026-08", "2026-09", corrected.lost(), september) == ["A183"]
    rules = gp.load_rules(corrected.PACK, period="2026Q3")
    county.publish(county.roll_up(rules, "2026Q3"), window="none", **SIGNED)
    assert codes(county.bridge, "2026-08", "2026Q3", august, september) == ["B142"]


def test_the_command_shows_the_split_and_writes_it(memory, tmp_path):
    """On the screen in both languages, as plain data, as a workbook; without records it says which are missing."""
    place, rules = str(memory / "station.book"), rulebook()
    book = gp.open_book(place, create=True, clock=Clock("2024-04-05T09:00"))
    pack(tmp_path)
    for code, seen in (("2024-01", {"01": 3, "02": 1}), ("2024-02", {"01": 3})):
        close(book, rules, code, seen)
        (tmp_path / code).mkdir()
        for name, frame in records(code, seen).tables.items():
            frame.collect().write_csv(tmp_path / code / f"{name}.csv")
    ends = [f"{code}={tmp_path / code}" for code in ("2024-01", "2024-02")]
    shown = invoke("book", "bridge", place, *ends, "-o", tmp_path / "bridge.xlsx")
    assert (shown.exit_code, shown.stderr) == (0, f"Wrote {tmp_path / 'bridge.xlsx'}\n")
    assert "2024-01 → 2024-02 gross pay: 78.66 → 58.99 yuan (-19.67)" in shown.stdout
    rows = [line.split() for line in shown.stdout.splitlines()]
    assert ["roster", "-19.67", "0", "0.00", "1", "-19.67", "-1"] in rows
    assert ["attendance", "0.00", "0", "0.00", "0", "0.00", "0"] in rows
    assert "appeals" not in shown.stdout
    frame = pl.read_excel(tmp_path / "bridge.xlsx", sheet_id=1, infer_schema_length=0)
    causes = ["rules", "roster", "attendance", "records", "earlier periods", "appeals", "corrections of earlier periods"]
    assert frame[frame.columns[0]].to_list()[:9] == [*causes, "ranks and quotas", "pools"]
    plain = json.loads(invoke("book", "bridge", place, *ends, "--json").stdout)
    assert (plain["from"], plain["to"], plain["cost"]["change"]) == ("2024-01", "2024-02", "-19.67")
    assert [one["cause"] for one in plain["effects"]][:4] == ["rules", "roster", "attendance", "records"]
    for path in (tmp_path / "2024-02").glob("*.csv"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join([*lines, *lines[-1:]]), encoding="utf-8")
    assert invoke("book", "bridge", place, *ends).exit_code == 1
    assert invoke("book", "bridge", place, *ends, "--on-problem", "quarantine").stdout == shown.stdout
    refused = invoke("book", "bridge", place, "2024-01", ends[1], lang="zh")
    assert (refused.exit_code, "缺少 2024-01" in refused.stderr) == (1, True)
