"""An appeal keeps the raw fact, is decided by somebody else, and what it grants is an entry that adds up."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import polars as pl
import pytest

import gridperf as gp
from gridperf.testing import synthetic_county

SIGNED = {"by": "李强", "why": "公示无异议"}


@cache
def county() -> tuple[gp.Records, gp.Rulebook]:
    """Return the records and rules the appeals are about."""
    records = gp.read_records(synthetic_county("2026-10", scale=0.02, messy=False))
    return records, gp.load_rules("370522-lijin", period="2026-10")


@pytest.fixture
def place(memory) -> str:
    """Return a file: what is decided here does not depend on the database."""
    return str(memory / "county.book")


@pytest.fixture(scope="module")
def october() -> gp.Assessment:
    """Return a month to be appealed against."""
    return gp.assess(*county(), "2026-10")


@pytest.fixture
def public(book, october) -> gp.Book:
    """Return a Book in which it is public."""
    book.publish(october, window="5 workdays", by="王芳", why="十月考核")
    return book


@pytest.fixture(scope="module")
def short(october) -> tuple[str, str, Decimal]:
    """Return somebody who lost points on arrival, their name and what they got."""
    rows = october.entries.filter((pl.col("item") == "arrival") & (pl.col("sheet") == "worker-month") & pl.col("amount").is_between(1, 22))
    row = rows.row(0, named=True)
    name = october.people.filter(pl.col("subject") == row["subject"])["name"][0]
    return row["subject"], name, row["amount"]


def test_an_upheld_appeal_becomes_an_entry_of_its_own(public, october, short, clock):
    """The decision adds points beside the raw line; total, grade and pay follow, and the month seals with them."""
    who, name, amount = short
    appeal = public.appeal("2026-10", name, item="巡查到位率", by=name, why="10 月 9 日轨迹缺失，有签到照片")
    assert (appeal.subject, appeal.sheet, appeal.item, appeal.in_time) == (who, "worker-month", "arrival", True)
    assert [Decimal(fact["amount"]) for fact in appeal.facts if fact["kind"] == "item"] == [amount]
    assert [problem.code for problem in public.hindrances("2026-10")] == ["B026", "B027"]
    decided = public.decide(appeal.number, "upheld", by="孙主任", why="照片属实", points="2.5")
    assert (decided.outcome, decided.points, decided.decided_by, decided.facts) == ("upheld", Decimal("2.5"), "孙主任", appeal.facts)
    assert [problem.code for problem in public.hindrances("2026-10")] == ["B026", "B028"]

    records, rules = county()
    again = gp.assess(records, rules, "2026-10", adjustments=public.adjustments("2026-10"))
    own = again.entries.filter((pl.col("subject") == who) & (pl.col("item") == "arrival"))
    assert own.select("kind", "amount").rows() == [("item", amount), ("adjustment", Decimal("2.500000"))]
    assert own["note"][1] == f"申诉第 {appeal.number} 号：照片属实"
    before, after = (one.scores.filter(pl.col("subject") == who)["total"][0] for one in (october, again))
    assert after - before == Decimal("2.5")
    others = pl.col("subject") != who
    assert again.scores.filter(others).equals(october.scores.filter(others))
    assert again.verify() == ()
    assert again.verify(records) == ()

    clock.set("2026-11-06T09:00")
    public.publish(again, window="3 days", by="王芳", why=f"执行申诉第 {appeal.number} 号决定")
    clock.set("2026-11-10T09:00")
    assert public.seal("2026-10", **SIGNED).run.digest == again.digest
    assert public.verify() == ()


def test_what_nobody_granted_is_not_taken_in(public, short, codes):
    """Points that no decision of the Book adds, or more than it does, are refused however they got into the result."""
    who, name, _ = short
    number = public.appeal("2026-10", who, item="arrival", by=name, why="轨迹缺失").number
    public.decide(number, "partly", by="孙主任", why="部分属实", points="1")
    given = public.adjustments("2026-10")
    for wrong in (given.with_columns(points=pl.col("points") + 1), given.with_columns(item=pl.lit("analysis"))):
        forged = gp.assess(*county(), "2026-10", adjustments=wrong)
        assert codes(public.publish, forged, window="none", by="王芳", why="x") == ["B072"]


def test_a_granted_appeal_has_to_be_carried_out(public, october, short, clock, codes, month):
    """What was granted and is not in the public result keeps it from being sealed, unless somebody answers for it."""
    who, name, _ = short
    number = public.appeal("2026-10", who, item="arrival", by=name, why="轨迹缺失").number
    public.decide(number, "upheld", by="孙主任", why="属实", points="1")
    clock.set("2026-11-11T09:00")
    assert codes(public.seal, "2026-10", **SIGNED) == ["B028"]
    public.publish(month("2026-10", 2), window="none", by="王芳", why="未按决定调整")
    assert codes(public.seal, "2026-10", **SIGNED) == ["B028"]
    sealed = public.seal("2026-10", override="经会议研究另行补发", **SIGNED)
    assert sealed.steps[-1].body["overridden"] == [{"code": "B028", "appeal": number}]


@pytest.mark.parametrize("by", ["王芳", " 王 芳", "{name}", "{who}"])
def test_whoever_is_concerned_does_not_decide(public, short, codes, by):
    """Neither the appellant nor the person nor the publisher decides, however the name is written."""
    who, name, _ = short
    appeal = public.appeal("2026-10", who, item="arrival", by=name, why="轨迹缺失")
    assert codes(public.decide, appeal.number, "rejected", by=by.format(who=who, name=name), why="x") == ["B067"]
    assert public.decide(appeal.number, "rejected", by="孙主任", why="签到照片不是本人").outcome == "rejected"
    assert codes(public.decide, appeal.number, "upheld", by="孙主任", why="x") == ["B066"]


def test_an_objection_to_the_whole_is_withdrawn_by_who_made_it(public, short, codes, clock):
    """Anybody can object to a result as a whole, late as well; only they can take it back."""
    who, name, _ = short
    clock.set("2026-11-12T09:00")
    objection = public.appeal("2026-10", who, by="群众来信", why="9 月已离岗")
    assert (objection.item, objection.facts, objection.in_time) == ("", (), False)
    assert codes(public.decide, objection.number, "withdrawn", by="孙主任", why="x") == ["B068"]
    assert codes(public.decide, objection.number, "upheld", by="孙主任", why="x", points="1") == ["B069"]
    assert codes(public.seal, "2026-10", **SIGNED) == ["B027"]
    assert public.decide(objection.number, "withdrawn", by="群众来信", why="核实后撤回").outcome == "withdrawn"
    assert public.seal("2026-10", **SIGNED).state == "sealed"
    assert codes(public.decide, objection.number, "rejected", by="孙主任", why="x") == ["B066"]
    late = public.appeal("2026-10", who, item="arrival", by=name, why="轨迹缺失")
    assert (late.in_time, late.against) == (False, objection.against)
    assert public.decide(late.number, "rejected", by="孙主任", why="签到照片不是本人").outcome == "rejected"


@pytest.mark.parametrize(
    ("outcome", "points", "code"),
    [("rejected", "1", "B069"), ("upheld", "0", "B069"), ("upheld", "0.001", "B070"), ("upheld", "20", "B071"), ("partly", "-30", "B071")],
)
def test_points_are_such_as_the_item_can_give(public, short, codes, outcome, points, code):
    """An adjustment keeps to the rulebook's rounding and to what the item can give, and goes with granting only."""
    who, name, _ = short
    number = public.appeal("2026-10", who, item="arrival", by=name, why="轨迹缺失").number
    assert codes(public.decide, number, outcome, by="孙主任", why="x", points=points) == [code]


def test_only_what_is_there_is_appealed_against(public, short, codes, october):
    """A person or an item that is not in the result is refused, with those that are."""
    who, name, _ = short
    signed = {"by": name, "why": "x"}
    assert codes(public.appeal, "2026-10", "nobody", **signed) == ["B037"]
    assert codes(public.appeal, "2026-10", who, item="nothing", **signed) == ["B063"]
    assert codes(public.appeal, "2026-10", who, item="arrival", sheet="dedicated-month", **signed) == ["B063"]
    assert codes(public.appeal, "2026-09", who, **signed) == ["B033"]
    assert codes(public.decide, 99, "rejected", **signed) == ["B065"]
    with pytest.raises(ValueError, match="'maybe' is no outcome"):
        public.decide(1, "maybe", **signed)


def test_an_adjustment_of_nobody_is_a_problem(codes):
    """Points for somebody who is on no sheet, or of an item the sheet lacks, stop the assessment: they would be lost."""
    rows = {"subject": ["x"], "sheet": ["worker-month"], "item": ["arrival"], "points": [Decimal(1)], "note": ["申诉第 1 号"]}
    frame = pl.DataFrame(rows, schema_overrides={"points": pl.Decimal(38, 6)})
    assert codes(gp.assess, *county(), "2026-10", adjustments=frame) == ["B061"]
