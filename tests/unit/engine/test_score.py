"""Points on small sheets, each line written out; the lines always sum to the total."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from gridperf.engine.score import TOTAL, point_lines, score
from gridperf.ratios import TooLarge
from gridperf.rulebook.edition import Rounding
from gridperf.rulebook.scoring import Sheet

STEP = Rounding.model_validate({"line": "0.01", "total": "0.01", "money": "0.01", "mode": "half_up"})
EXACT = Rounding.model_validate({"line": "exact", "total": "0.01", "money": "0.01", "mode": "half_up"})


def item(name: str, points: dict[str, object], **more: object) -> dict[str, object]:
    measure = {"ratio": {"of": {"count": "patrols"}, "to": {"count": "patrols"}}} if more.get("when_no_data") else {"count": "patrols"}
    return {"id": name, "name": name, "clause": "第一条", "measure": measure, "score": points, **more}


def sheet(*items: dict[str, object], **more: object) -> Sheet:
    return Sheet.model_validate(
        {
            "id": "month",
            "name": "月度",
            "assess": {"subject": "worker", "roles": "all", "placed": "last"},
            "every": "month",
            "full_score": 100,
            "total": {"floor": 0, "cap": "unlimited", "clause": "第二条"},
            "items": items,
            **more,
        }
    )


def scored(rules: Sheet, rounding: Rounding = STEP, **measured: int) -> dict[str, Any]:
    """Return the non-zero lines and the total of one subject, in hundredths, after checking that they add up."""
    row = score(pl.DataFrame({"subject": ["01"], **{name: [value] for name, value in measured.items()}}), rules, rounding).row(
        0, named=True
    )
    lines = {line.column: row[line.column] for line in point_lines(rules)}
    if row[TOTAL] is not None:
        assert sum(lines.values()) == row[TOTAL]
    return {**{name: value for name, value in lines.items() if value}, TOTAL: row[TOTAL]}


BANDS = {"bands": [{"at_least": "95%", "points": 30}, {"at_least": "85%", "points": 20}, {"otherwise": 0}]}


@pytest.mark.parametrize(("over", "expected"), [(19, 3000), (20, 3000), (18, 2000), (17, 2000), (16, 0)])
def test_nineteen_of_twenty_is_ninety_five_percent(over: int, expected: int) -> None:
    """The edge that floats miss: 19/20 is at least 95 %."""
    rules = sheet(item("a", BANDS, when_no_data="zero"))
    assert scored(rules, **{"a": over, "a|den": 20})[TOTAL] == expected


@pytest.mark.parametrize(
    ("bound", "four", "five", "six"), [("at_least", 0, 10, 10), ("above", 0, 0, 10), ("at_most", 10, 10, 0), ("below", 10, 0, 0)]
)
def test_each_kind_of_bound_says_whether_its_edge_belongs_to_it(bound: str, four: int, five: int, six: int) -> None:
    """Counts of 4, 5 and 6 against a bound of 5."""
    rules = sheet(item("a", {"bands": [{bound: 5, "points": 10}, {"otherwise": 0}]}))
    assert [scored(rules, a=count)[TOTAL] for count in (4, 5, 6)] == [four * 100, five * 100, six * 100]


@pytest.mark.parametrize(("policy", "expected"), [("full", 3000), ("zero", 0), ("80%", 2400), ("1/7", 429)])
def test_a_ratio_without_denominator_earns_what_the_rulebook_says(policy: str, expected: int) -> None:
    """Nothing due is neither full nor zero by itself."""
    rules = sheet(item("a", {"share": 30}, when_no_data=policy))
    assert scored(rules, **{"a": 0, "a|den": 0})[TOTAL] == expected


@pytest.mark.parametrize(
    ("points", "policy", "expected"),
    [
        ({"each": 2, "up_to": 30}, "full", 3000),
        ({"each": 2, "up_to": 30}, "zero", 0),
        ({"each": -2, "starts_at": 20, "down_to": 0}, "full", 2000),
        ({"each": -2, "starts_at": 20, "down_to": 0}, "zero", 0),
        ({"each": 2, "up_to": 30}, "80%", 2400),
        ({"each": -2, "starts_at": 20, "down_to": 0}, "75%", 1500),
    ],
)
def test_a_figure_that_was_not_given_earns_what_the_rulebook_says(points: dict[str, object], policy: str, expected: int) -> None:
    """A count typed in from paper that nobody typed is not a count of none."""
    rules = sheet({**item("a", points, when_no_data=policy), "measure": {"imported": "走访"}})
    assert scored(rules, **{"a": 0, "a|den": 0})[TOTAL] == expected


def test_an_exempt_item_leaves_the_sheet_and_the_rest_is_scaled_up() -> None:
    """56.25 of 75 becomes 75.00 of 100; the bonus is not scaled."""
    rules = sheet(
        item("a", {"share": 25}, when_no_data="exempt"),
        item("b", {"share": 75}, when_no_data="zero"),
        item("c", {"each": 1, "up_to": 5}, section="bonus"),
        sections=[{"id": "bonus", "name": "加分", "clause": "第三条", "max": 5, "beyond_full": True}],
        all_exempt="not_assessed",
    )
    result = scored(rules, **{"a": 0, "a|den": 0, "b": 3, "b|den": 4, "c": 2})
    assert result == {"item:b": 5625, "item:c": 200, "rescale": 1875, TOTAL: 7700}


@pytest.mark.parametrize(("policy", "expected"), [("not_assessed", None), ("full", 10000)])
def test_who_is_exempt_from_everything_gets_what_the_sheet_says(policy: str, expected: int | None) -> None:
    """No total at all, or the full score."""
    rules = sheet(item("a", {"share": 100}, when_no_data="exempt"), all_exempt=policy)
    assert scored(rules, **{"a": 0, "a|den": 0})[TOTAL] == expected


def test_deductions_stop_at_the_items_end_by_an_entry_of_their_own() -> None:
    """Five complaints at 5 are 25; the item ends at 20, so 5 come back."""
    rules = sheet(item("a", {"each": -5, "starts_at": 30, "down_to": 10}))
    assert scored(rules, a=5) == {"start:a": 3000, "item:a": -2500, "cap:item:a": 500, TOTAL: 1000}


def test_levels_are_counted_apart_and_the_rest_together() -> None:
    """One at -5, one at -2, and two others at -1."""
    rules = sheet(item("a", {"each": -1, "by_level": {"区级": -2, "市级": -5}, "starts_at": 20, "down_to": 0}))
    result = scored(rules, **{"a": 4, "a|区级": 1, "a|市级": 1})
    assert result == {"start:a": 2000, "item:a|区级": -200, "item:a|市级": -500, "item:a": -200, TOTAL: 1100}


def test_a_section_never_gives_more_than_its_maximum() -> None:
    """60 and 30 in a section of 80."""
    rules = sheet(
        item("a", {"share": 60}, section="s", when_no_data="zero"),
        item("b", {"share": 30}, section="s", when_no_data="zero"),
        sections=[{"id": "s", "name": "巡查", "clause": "第三条", "max": 80}],
    )
    assert scored(rules, **{"a": 1, "a|den": 1, "b": 1, "b|den": 1}) == {"item:a": 6000, "item:b": 3000, "cap:s": -1000, TOTAL: 8000}


PARTS = {"id": "s", "name": "纪律", "clause": "第三条"}


def in_section(*starts: int, **ends: int) -> Sheet:
    """Return items that each deduct 4, from the marks they start with, in one section."""
    items = [item(f"i{at}", {"each": -4, "starts_at": start, "down_to": "unlimited"}, section="s") for at, start in enumerate(starts)]
    return sheet(*items, sections=[{**PARTS, **ends}], total={"floor": "unlimited", "cap": "unlimited", "clause": "第二条"})


@pytest.mark.parametrize(("times", "floor", "total"), [((1, 2, 1), None, 400), ((1, 2, 2), None, 0), ((3, 2, 5), 2000, 0)])
def test_a_section_of_deductions_ends_at_its_minimum_by_an_entry_of_its_own(times: tuple[int, ...], floor: int | None, total: int) -> None:
    """Three items share 20 marks, every occurrence takes 4: five leave nothing, ten leave nothing too, and 20 are given back."""
    rules = in_section(20, 0, 0, max=20, min=0)
    found = scored(rules, **{f"i{at}": count for at, count in enumerate(times)})
    assert (found.get("floor:s"), found[TOTAL]) == (floor, total)
    assert found["item:i1"] == -400 * times[1]


def test_deductions_beside_the_full_score_end_together() -> None:
    """Two items of 12 and 8 in a section that takes at most 10."""
    rules = in_section(0, 0, max=0, min=-10)
    assert scored(rules, i0=3, i1=2) == {"item:i0": -1200, "item:i1": -800, "floor:s": 1000, TOTAL: -1000}


def test_without_a_minimum_a_section_may_take_what_others_gave() -> None:
    """`unlimited`, and no word at all, leave the sum as it is, without a line."""
    for ends in ({}, {"min": "unlimited"}):
        rules = in_section(20, 0, max=20, **ends)  # type: ignore[arg-type]
        assert scored(rules, i0=5, i1=1) == {"start:i0": 2000, "item:i0": -2000, "item:i1": -400, TOTAL: -400}


@pytest.mark.parametrize(
    ("ends", "count", "lines"),
    [
        ({"floor": 0, "cap": 100}, 60, {"item:a": 12000, "cap": -2000}),
        ({"floor": -10, "cap": "unlimited"}, -1, {"item:b": -5000, "floor": 4000}),
        ({"floor": "unlimited", "cap": "unlimited"}, -1, {"item:b": -5000}),
    ],
)
def test_floor_and_cap_of_the_total_are_entries(ends: dict[str, object], count: int, lines: dict[str, int]) -> None:
    """What the ends take or give stands on paper."""
    rules = sheet(
        item("a", {"each": 2, "up_to": "unlimited"}), item("b", {"each": -5, "down_to": "unlimited"}), total={**ends, "clause": "第二条"}
    )
    result = scored(rules, a=max(count, 0), b=10 if count < 0 else 0)
    assert {name: value for name, value in result.items() if name != TOTAL} == lines


def test_exact_lines_are_rounded_once_and_a_rounding_entry_closes_the_card() -> None:
    """Three thirds of 10 print 3.33 each and make 10.00, by one hundredth of rounding."""
    rules = sheet(*(item(name, {"share": 10}, when_no_data="zero") for name in "abc"))
    thirds = {"a": 1, "a|den": 3, "b": 1, "b|den": 3, "c": 1, "c|den": 3}
    assert scored(rules, EXACT, **thirds) == {"item:a": 333, "item:b": 333, "item:c": 333, "rounding": 1, TOTAL: 1000}
    assert scored(rules, STEP, **thirds) == {"item:a": 333, "item:b": 333, "item:c": 333, TOTAL: 999}


def test_a_veto_that_zeroes_takes_the_whole_total() -> None:
    """The entry is as large as what was earned."""
    veto = {
        "id": "v",
        "name": "造假",
        "clause": "第四条",
        "when": {"count": "incidents", "at_least": 2},
        "effect": {"grade": "差", "score": "zero"},
    }
    rules = sheet(item("a", {"each": 2, "up_to": 50}), vetoes=[veto])
    assert scored(rules, **{"a": 10, "veto:v": 2}) == {"item:a": 2000, "zeroed:v": -2000, TOTAL: 0}
    assert scored(rules, **{"a": 10, "veto:v": 1}) == {"item:a": 2000, TOTAL: 2000}


def test_numbers_beyond_what_can_be_exact_are_refused() -> None:
    """A hundred items of huge denominators are added as fractions; a single product beyond 127 bits is not computed."""
    huge = 2**62
    rules = sheet(item("a", {"share": 1}, when_no_data="zero"))
    (one,) = rules.items
    endless = one.score.model_copy(update={"share": Fraction(10**30, 10**30 - 1)})  # no rulebook that is read has such a number
    rules = rules.model_copy(update={"items": (one.model_copy(update={"score": endless}),)})
    with pytest.raises(TooLarge):
        scored(rules, EXACT, **{"a": huge, "a|den": huge})


def test_many_ratios_are_still_summed_exactly() -> None:
    """Twelve different large denominators: the common one needs far more than 127 bits."""
    names = "abcdefghijkl"
    rules = sheet(*(item(name, {"share": 5}, when_no_data="zero") for name in names))
    measured = {}
    total = Fraction(0)
    for at, name in enumerate(names):
        num, den = 999_000 + at, 1_000_003 + 2 * at
        measured |= {name: num, f"{name}|den": den}
        total += 5 * Fraction(num, den)
    hundredths = int(total * 100 + Fraction(1, 2))
    assert scored(rules, EXACT, **measured)[TOTAL] == hundredths
