"""Items of one sheet that add up to its full score, each scored in a way its measure allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from gridperf.rulebook.marks import range_of
from gridperf.rulebook.scoring import Item
from gridperf.testing.drawn_amounts import PASSING, counted_table, drawn_amount, drawn_formula, drawn_where, needs_policy
from gridperf.testing.drawn_gradings import drawn_scopes
from gridperf.testing.drawn_records import LEVELS, ROLES
from gridperf.testing.drawn_words import CLAUSE, GRADES

__all__ = ["Writer"]

_Raw = dict[str, Any]
"""A part of a rulebook as it would stand in YAML."""

_RATIOS = (Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(85, 100), Fraction(1))
_WITHOUT_DATA = ("full", "zero", Fraction(4, 5), Fraction(1, 3))
_NUMBERS = (Fraction(1), Fraction(2), Fraction(3), Fraction(5), Fraction(40))
_OBJECTS = {
    "patrols": ("grid_code", "kind"),
    "discoveries": ("category", "grid_code"),
    "disposals": ("event_id", "category"),
    "visits": ("target_id", "target_class"),
    "incidents": ("kind", "level"),
}
"""Columns that name what happens again, by table."""
_LEVELLED = ("discoveries", "disposals", "incidents")


class Writer:
    """Writes sheets over a set of named measures."""

    def __init__(self, draw: st.DrawFn, named: Mapping[str, _Raw], *, rising: bool, halves: bool, total_step: Fraction) -> None:
        self.draw, self.named, self.rising, self.halves = draw, named, rising, halves
        self.total_step = total_step
        self.line_step: Fraction | None = None

    def sheet(self, name: str, assess: _Raw) -> _Raw:
        """Return a sheet without vetoes: up to two sections, loose items, and up to two groups beyond the full score."""
        draw = self.draw
        sections: list[_Raw] = []
        items: list[_Raw] = []
        full = Fraction(0)
        exempt = draw(st.booleans()) and not self.rising
        for group in range(draw(st.integers(0, 2))):
            section: _Raw = {"id": f"section-{group}", "name": f"第{group}组", "clause": CLAUSE}
            if draw(st.integers(0, 3)):
                inside = [self._marks() for _ in range(draw(st.integers(1, 2)))]
                inside[0] += -sum(inside) % 1
                section["max"] = sum(inside)
                items += [
                    {**self._item(len(items) + at, marks, exempt=exempt), "section": section["id"]} for at, marks in enumerate(inside)
                ]
            else:  # a section that is filled from nothing, without an end of its items' own
                section["max"] = Fraction(draw(st.integers(1, 30)))
                items.append({**self._each(len(items), Fraction(0), up=True, ends=False), "section": section["id"]})
            section |= draw(self._least([item for item in items if item.get("section") == section["id"]]))
            sections.append(section)
            full += section["max"]
        marks = Fraction(draw(st.integers(1, 60)))
        items.append(self._item(len(items), marks, exempt=exempt))
        full += marks
        if draw(st.booleans()) and not self.rising:
            self._deductions(sections, items)
        if draw(st.booleans()):
            beyond = {"clause": CLAUSE, "max": draw(st.sampled_from([2, 3])), "beyond_full": True}
            sections.append({"id": "bonus", "name": "加分", **beyond})
            items.append({**self._each(len(items), Fraction(0), up=True), "section": "bonus"})
            if draw(st.booleans()):
                items.append({**self._item(len(items), Fraction(2), exempt=exempt), "section": "bonus"})
        opens: _Raw = {}
        if not self.rising and not draw(st.integers(0, 3)):
            # what is opened with can be lost again
            opens["opens_at"] = Fraction(draw(st.integers(1, 15)))
            full += opens["opens_at"]
            items.append(self._each(len(items), Fraction(0), up=False))
        if not self.rising and not draw(st.integers(0, 3)) and (full / self.total_step).denominator == 1:
            opens["full_if"] = {"name": "无投诉", "clause": CLAUSE, **draw(_clean())}
        if not self.rising and not draw(st.integers(0, 3)):
            otherwise = draw(st.sampled_from(["not_assessed", {"at_best": GRADES[-1]}]))
            asked = draw(
                st.sampled_from(
                    [{"served_days": 1}, {"served_days": 15}, {"served_days": 28}, {"months_in_post": 1}, {"months_in_post": 6}]
                )
            )
            opens["eligible"] = {**asked, "otherwise": otherwise, "clause": CLAUSE}
        can_be_exempt = any(Item.model_validate(item).fallback == "exempt" for item in items)
        floors: list[Any] = [0, -10] if can_be_exempt else [0, -10, "unlimited"]
        sheet: _Raw = {
            "id": name,
            "name": name,
            "assess": {"subject": "worker", **assess},
            "every": "month",
            "full_score": full,
            "total": {
                "floor": draw(st.sampled_from(floors)),
                "cap": draw(st.sampled_from([*(end for end in (full, full + 5) if (end / self.total_step).denominator == 1), "unlimited"])),
                "clause": CLAUSE,
            },
            "sections": sections,
            "items": items,
            **opens,
        }
        if can_be_exempt:
            sheet["all_exempt"] = draw(st.sampled_from(["not_assessed", "full"]))
        if draw(st.booleans()):
            sheet["ranking"] = {"within": draw(drawn_scopes()), "ties": draw(st.sampled_from(["skip", "dense"]))}
        sheet["rankings"] = [
            {"id": f"ranking-{at}", "name": f"第{at}种", "within": draw(drawn_scopes()), "ties": draw(st.sampled_from(["skip", "dense"]))}
            for at in range(draw(st.integers(0, 2)))
        ]
        return sheet

    def _deductions(self, sections: list[_Raw], items: list[_Raw]) -> None:
        """Add an item that only deducts, or two of a section in which they end together."""
        items.append(self._each(len(items), Fraction(0), up=False))
        if self.draw(st.booleans()):
            ends = {"max": 0, "min": self.draw(st.sampled_from([-25, -10, -1])), "beyond_full": True}
            sections.append({"id": "deductions", "name": "扣分", "clause": CLAUSE, **ends})
            items[-1]["section"] = "deductions"
            items.append({**self._each(len(items), Fraction(0), up=False), "section": "deductions"})

    @staticmethod
    def _least(inside: Sequence[_Raw]) -> st.SearchStrategy[_Raw]:
        """Return where the section of the items *inside* ends below: perhaps nowhere, and never lower than they go."""
        lows = [range_of(Item.model_validate(item))[0] for item in inside]
        low = None if None in lows else sum(low for low in lows if low is not None)
        ends = [end for end in (0, -1, -8) if low is None or low <= end]
        return st.sampled_from([{}, {"min": "unlimited"}, *({"min": end} for end in ends)])

    def _marks(self) -> Fraction:
        return Fraction(self.draw(st.integers(1, 60)), 2) if self.halves else Fraction(self.draw(st.integers(1, 30)))

    def _item(self, at: int, marks: Fraction, *, exempt: bool) -> _Raw:
        """Return an item that can give *marks*, and without data perhaps leaves the sheet."""
        draw = self.draw
        if not draw(st.integers(0, 8 if exempt else 2)):
            return self._each(at, marks, up=self.rising or draw(st.booleans()), exempt=exempt)
        policy = not self.rising and draw(st.integers(0, 4)) > 0
        item = self._measured(at, policy=policy)
        if policy:
            item["when_no_data"] = self._without_data(2 * exempt)
        kind = draw(st.sampled_from(["share", "bands", "bands", "target", "short"] if policy else ["bands", "bands", "target", "short"]))
        if kind == "target":
            item["score"] = {"share": marks, "target": draw(_target(policy=policy))}
        elif kind == "short":
            each = draw(st.sampled_from([Fraction(-1), Fraction(-5, 2), Fraction(-3, 10)]))
            part = draw(st.sampled_from(["whole_down", "whole_up", "linear"]))
            down_to = draw(st.sampled_from([Fraction(0), Fraction(-20)]))
            item["score"] = {"short_of": draw(_target(policy=policy)), "each": each, "part": part, "starts_at": marks, "down_to": down_to}
        elif kind == "share":
            item["score"] = {"share": marks}
        else:
            item["score"] = {"bands": draw(_bands(marks, _RATIOS if policy else _NUMBERS, rising=self.rising, step=self.line_step))}
        return item

    def _without_data(self, exempt: int) -> Any:  # noqa: ANN401 (any YAML)
        """Return what an item gives without data; it leaves the sheet the more often, the larger *exempt* is, and never if that is 0."""
        stated = self.draw(st.sampled_from([*["exempt"] * exempt, *_WITHOUT_DATA]))
        return stated if self.rising or self.draw(st.integers(0, 3)) else {"average_of": self.draw(drawn_scopes()), "otherwise": stated}

    def _measured(self, at: int, *, policy: bool) -> _Raw:
        """Return an item without its score: a measure by name or written out, and perhaps a filter that narrows it."""
        draw = self.draw
        item: _Raw = {"id": f"item-{at}", "name": f"第{at}项", "clause": [CLAUSE, "第二条"] if at % 2 else CLAUSE}
        fitting = sorted(name for name, amount in self.named.items() if needs_policy(amount) == policy)
        if fitting and not draw(st.integers(0, 2)):
            item["measure"] = draw(st.sampled_from(fitting))
            table = counted_table(self.named[item["measure"]])
        else:
            drawn = drawn_amount(policy=policy) if self.rising or draw(st.integers(0, 4)) else drawn_formula(policy=policy)
            item["measure"] = draw(drawn)
            table = counted_table(item["measure"])
        if table is not None and not draw(st.integers(0, 3)):
            item |= draw(drawn_where(table))
        return item

    def _each(self, at: int, marks: Fraction, *, up: bool, ends: bool = True, exempt: bool = False) -> _Raw:
        """Return an item that counts occurrences, up to *marks* or down from them; without *ends* it goes on for ever."""
        draw = self.draw
        item = self._measured(at, policy=False)
        ups = st.sampled_from([Fraction(1), Fraction("2.5"), Fraction("0.3")])
        rates = ups if up else ups.map(lambda rate: -rate)
        score: _Raw = {"each": draw(rates)}
        amount = item["measure"] if isinstance(item["measure"], dict) else self.named[item["measure"]]
        if amount.get("count") in _LEVELLED and "at_most" not in amount and draw(st.booleans()):
            narrowed = "level IN" in f"{item.get('where')}{amount.get('where')}"
            levels = draw(st.sets(st.sampled_from(PASSING if narrowed else [level for level in LEVELS if level]), min_size=1))
            score["by_level"] = {level: draw(rates) for level in sorted(levels)}
            if not self.rising:
                score["counted"] = draw(st.sampled_from(["sum", "sum", "highest"]))
        elif draw(st.booleans()):
            score |= draw(_occurring(rates))
            objects = _objects(amount)
            if "repeated" in score and objects and draw(st.integers(0, 3)):
                score["repeated"]["of"] = draw(st.sampled_from(objects))
        elif not draw(st.integers(0, 5)):
            item = {key: item[key] for key in ("id", "name", "clause")}
            item |= {"measure": {"imported": "办结数"}, "when_no_data": self._without_data(exempt)}
        if up:
            score["up_to"] = (marks or draw(st.sampled_from([Fraction(3), Fraction(10)]))) if ends else "unlimited"
        else:
            score |= {"starts_at": marks} if marks else {}
            score["down_to"] = draw(st.sampled_from([Fraction(0), Fraction(-20)])) if marks else Fraction(-20)
        return {**item, "score": score}


def _objects(amount: _Raw) -> tuple[str, ...]:
    """Return the columns of what *amount* counts that can name an object; none where it cannot be counted object by object."""
    if "at_most" in amount or not ("count" in amount or amount.get("sum") == "disposals.reworks"):
        return ()
    return _OBJECTS.get(amount.get("count") or "disposals", ())


@st.composite
def _clean(draw: st.DrawFn) -> _Raw:
    """Draw what gives full marks whatever the items say."""
    table = draw(st.sampled_from(["incidents", "disposals"]))
    return {"count": table, **draw(drawn_where(table)), **draw(st.sampled_from([{"at_most": 0}, {"at_most": 1}, {"at_least": 3}]))}


@st.composite
def _target(draw: st.DrawFn, *, policy: bool) -> Any:  # noqa: ANN401 (any YAML)
    """Draw a target: of a ratio, or of a number."""
    values = st.sampled_from([Fraction(19, 20), Fraction(1), Fraction(2, 3)] if policy else [Fraction(2), Fraction(4), Fraction(5, 2)])
    kind = draw(st.sampled_from(["number", "by", "cycle"]))
    if kind == "by":
        return {"by": "role", "of": {role: draw(values) for role in ROLES}}
    if kind == "cycle":
        steps = draw(st.lists(values, min_size=2, max_size=3))
        return {"cycle": len(steps), "starts": draw(st.sampled_from(["2004-01", "2003-12"])), "steps": steps}
    return draw(values)


@st.composite
def _occurring(draw: st.DrawFn, rates: st.SearchStrategy[Fraction]) -> _Raw:
    """Draw which occurrences count, and how much the later ones do."""
    kind = draw(st.sampled_from(["lot", "beyond", "both", "repeated", "repeated"]))
    if kind == "repeated":
        return {"repeated": {"from": draw(st.integers(2, 3)), "each": draw(rates)}}
    lot = {"lot": draw(st.integers(2, 3))} if kind != "beyond" else {}
    return lot | ({"beyond": draw(st.sampled_from([Fraction(1), Fraction(3, 2)]))} if kind != "lot" else {})


@st.composite
def _bands(draw: st.DrawFn, marks: Fraction, pool: Sequence[Fraction], *, rising: bool, step: Fraction | None) -> list[_Raw]:
    """Draw bands whose best gives *marks*, for high values or for low ones; what is left gives nothing or less."""
    ends = sorted(draw(st.sets(st.sampled_from(pool), min_size=1, max_size=3)))
    high = rising or draw(st.booleans())
    parts = st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(1, 4), Fraction(0)])
    points = [marks, *sorted((marks * draw(parts) for _ in ends[1:]), reverse=True)]
    points = [got if step is None else got // step * step for got in points]  # as a line prints them
    bands: list[_Raw] = []
    closed, open_ = ("at_least", "above") if high else ("at_most", "below")
    last: Fraction | None = None
    for end, got in zip(reversed(ends) if high else ends, points, strict=True):
        sign = draw(st.sampled_from([closed, open_]))
        # nothing lies above the whole of a share, and no number of records between 3 and 2
        if (sign == "above" and end == 1) or (last is not None and abs(last - end) == 1 and closed in bands[-1]):
            sign = closed
        bands.append({sign: end, "points": got})
        last = end
    return [*bands, {"otherwise": draw(st.sampled_from([0, 0, -2]))}]
