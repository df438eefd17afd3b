"""Hypothesis writes rulebooks a county could write, valid by construction: `check` finds no error in them.

Full marks add up to the full score, every total has one grade and every grade a coefficient, every choice that moves
money is made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

from gridperf.places import WIDER
from gridperf.rulebook.catalogue import standard_measures
from gridperf.rulebook.checks.possible import pays_nothing
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.paying import PayLine
from gridperf.testing.drawn_formulas import formula_lacks_data, formulas
from gridperf.testing.drawn_measures import DERIVED_SUMS, DERIVED_WHERES, coverages, day_measures, derivations, table_counts
from gridperf.testing.drawn_pay import FURTHER, drawn_factors, further_line, uses_sheet
from gridperf.testing.drawn_records import LEVELS, ROLES, texts
from gridperf.testing.drawn_teams import LEVELS as TEAM_LEVELS
from gridperf.testing.drawn_teams import for_team, handed_on, scopes_of

__all__ = ["editions"]

_Raw = dict[str, Any]
"""A part of a rulebook as it would stand in YAML."""

_GRADES = ("优秀", "良好", "合格", "不合格")
_CLAUSE = "第一条"
_STEPS = (Fraction(1), Fraction(1, 2), Fraction(1, 10), Fraction(1, 100))
_MODES = ("half_up", "half_even", "down", "up")
_RATIOS = (Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(85, 100), Fraction(1))
_NUMBERS = (Fraction(1), Fraction(2), Fraction(3), Fraction(5), Fraction(40))

_PASSING = ("县级", "市级")
"""The only levels the filter on levels lets pass."""
_WHERES: dict[str, tuple[str, ...]] = {
    "patrols": (
        "valid",
        "NOT valid",
        "kind = '日常巡查'",
        "kind IN ('日常巡查', '全面梳理') AND valid",
        "checkpoints_reached >= checkpoints_due",
        "distance_m BETWEEN 500 AND 2000",
        "ended_at IS NULL",
        "started_at < '2026-10-10'",
    ),
    "discoveries": (
        "valid",
        "source = '自主发现'",
        "level <> '县级'",
        "category LIKE '消防%'",
        "filed_at IS NOT NULL AND valid",
        "found_by_others OR NOT valid",
    ),
    "disposals": (
        "handled_at IS NOT NULL",
        "handled_at <= due_at",
        "NOT void",
        "reworks = 0",
        "reworks > 0 AND supervised",
        "handled_at <= due_at AND (void IS NULL OR NOT void)",
        "reworks + satisfaction <= 3",
    ),
    "visits": ("complete", "target_class = '重点人员'", "target_id IS NOT NULL", "NOT (target_class = '重点人员' OR complete)"),
    "incidents": ("verified", "kind = '投诉' AND verified", "kind = '表彰'", f"level IN {_PASSING}", "quantity > 1"),
    "marks": ("party = '街道'", "mark >= 8.5", "mark < out_of"),
    "tracks": ("recorded_at >= '2026-10-10'",),
    "checks": ("rectified", "findings > 0", "passed < drawn"),
    "attendance": ("leave_kind IN ('病假', '事假')", "attended = 0", "leave_kind IS NOT NULL"),
}
_SUMS = (
    "patrols.distance_m",
    "patrols.checkpoints_reached",
    "incidents.quantity",
    "disposals.reworks",
    "marks.mark",
    "attendance.attended",
    "checks.findings",
    *DERIVED_SUMS,
)
_WHERES = {table: (*wheres, *DERIVED_WHERES.get(table, ())) for table, wheres in _WHERES.items()}
_DISTINCT = ("visits.target_id", "discoveries.category", "patrols.grid_code", "disposals.event_id")
_DAYS = ("patrols", "visits", "discoveries", "attendance")
_LEVELLED = ("discoveries", "disposals", "incidents")
_EXCUSES = ("none", "leave_kind = '年休假'", "leave_kind IS NOT NULL", "leave_kind IN ('病假', '事假') AND attended = 0")
_TABLE_RULES: dict[str, dict[str, tuple[Any, ...]]] = {
    "disposals": {"dated_by": ("closed_at", "handled_at"), "distinct_by": (("event_id",), ("worker_id", "category"))},
    "discoveries": {"dated_by": ("filed_at",), "distinct_by": (("grid_code", "category"), ("worker_id", "level"))},
    "patrols": {"dated_by": ("ended_at",), "distinct_by": (("worker_id", "kind", "grid_code"),)},
    "visits": {"distinct_by": (("worker_id", "target_id"), ("target_id",))},
}


@st.composite
def editions(draw: st.DrawFn, *, rising: bool = False) -> Edition:
    """Draw a rulebook.

    Args:
        draw: given by Hypothesis.
        rising: only items of which more records never give fewer points, no veto and no quota: totals are then monotone.
    """
    derive, hours = draw(derivations())
    rounding: _Raw = {
        "line": draw(st.sampled_from([*_STEPS, "exact"])),
        "total": draw(st.sampled_from(_STEPS)),
        "money": draw(st.sampled_from([Fraction(1, 100), Fraction(1, 10), Fraction(1)])),
        "mode": draw(st.sampled_from(_MODES)),
    }
    own = {f"m_{at}": draw(_amount(policy=draw(st.booleans()))) for at in range(draw(st.integers(0, 2)))}
    # halves need a digit after the point, of every line too if lines are rounded
    halves = rounding["total"] < 1 if rounding["line"] == "exact" else rounding["line"] < 1
    writer = _Writer(draw, {**_standard(), **own}, rising=rising, halves=halves, total_step=rounding["total"])
    writer.line_step = rounding["line"] if isinstance(rounding["line"], Fraction) else None
    layout = draw(st.sampled_from(["one", "one", "one role", "two roles", "twice", "blend"]))
    placed = draw(st.sampled_from(["first", "last", "longest"]))
    sheets = [writer.sheet("month-a", {"roles": [ROLES[0]] if "role" in layout else "all", "placed": placed})]
    if layout in ("twice", "blend"):
        sheets.append(writer.sheet("month-b", {"roles": "all", "placed": placed}))
    elif layout == "two roles":
        areas = draw(st.sampled_from(["all", ["城镇"], ["农村", "城镇"]]))
        sheets.append(writer.sheet("month-b", {"roles": [ROLES[1]], "placed": placed, "areas": areas}))
    teams = draw(_levels()) if not rising else []
    named = {**_standard(), **own}
    roles = st.sampled_from(["all", "all", [ROLES[0]]])
    sheets += [for_team(draw, writer.sheet(f"team-{level}", {"roles": draw(roles), "placed": placed}), level, named) for level in teams]
    reachable = 2 * int(min(sheet["full_score"] for sheet in sheets))
    names = [*_GRADES[: min(draw(st.sampled_from([1, 2, 2, 3])), reachable)], _GRADES[-1]]
    for sheet in sheets:
        sheet["vetoes"] = [] if rising else draw(_vetoes(names))
        if draw(st.booleans()):
            sheet["grades"] = draw(_scale(names, [sheet], rising=rising))
        level = sheet["assess"]["subject"]
        if level != "worker":
            sheet["grades"] = scopes_of(draw, draw(_scale(names, [sheet], rising=rising)), level)
        if not rising and not draw(st.integers(0, 3)):
            sheet |= {"grades": draw(_scale(names, [sheet], rising=True)), "supplied": "allowed"}
    if layout == "blend":
        _takes(draw, sheets[:2], names)
    handed_on(draw, sheets, names)
    rollup = draw(_rollup(sheets))
    pay = draw(_pay(names, sheets))
    used = {of.partition(".")[2] for line in pay for of in line["line"].values() if isinstance(of, str)}
    used |= {"fixed"} if "values.fixed" in repr([own, sheets, pay]) else set()
    return Edition.model_validate(
        {
            "title": draw(texts()),
            "source": "sources/2026-01-01.md",
            "basis": "assumed",
            "calendar": {"month_starts_on": draw(st.sampled_from([1, 1, 26])), "workdays": "cn", "hours": hours, **draw(_own_days())},
            "rounding": rounding,
            "tables": draw(_table_rules(derive)),
            "measures": {
                name: {"name": name, "meaning": name, "direction": "higher", "unit": "次", "source": _CLAUSE, "measure": amount}
                for name, amount in own.items()
            },
            "values": {name: value for name, value in _values(draw).items() if name in used},
            "sheets": [*sheets, *draw(_only_paid(placed))],
            "grades": draw(_scale(names, sheets, rising=rising)),
            "rollup": rollup,
            "actions": draw(_actions(names, [sheet["id"] for sheet in sheets if sheet["items"]], rolled="quarter" in rollup)),
            "pay": pay,
        }
    )


def _only_paid(placed: str) -> st.SearchStrategy[list[_Raw]]:
    """Draw, sometimes, a sheet without items, for one role or for everybody."""
    sheet = {"id": "only-paid", "name": "只发工资", "every": "month", "items": []}
    some = st.sampled_from([[ROLES[1]], "all"]).map(
        lambda roles: [{**sheet, "assess": {"subject": "worker", "roles": roles, "placed": placed}}]
    )
    return st.one_of(st.just([]), st.just([]), some)


@st.composite
def _levels(draw: st.DrawFn) -> list[str]:
    """Draw the kinds of team that are assessed: mostly none, else one or two, the narrower first."""
    if draw(st.integers(0, 2)):
        return []
    levels = draw(st.lists(st.sampled_from(TEAM_LEVELS), min_size=1, max_size=2, unique=True))
    return sorted(levels, key=lambda level: -len(WIDER[level]))


def _takes(draw: st.DrawFn, sheets: list[_Raw], names: Sequence[str]) -> None:
    """Let the second sheet take the total and the grade of the first, or the first those of the second."""
    taking, taken = sheets if draw(st.booleans()) else reversed(sheets)
    shared = {"clause": _CLAUSE, "when_no_data": draw(st.sampled_from(["full", "zero"]))}
    result = {"sheet": taken["id"], "of": "self"}
    total: _Raw = {"id": "blend", "name": "合并", "measure": {"result": result}, "score": {"share": Fraction(20)}}
    parts = {name: draw(st.sampled_from([Fraction(1, 2), Fraction(4, 5), Fraction(0)])) for name in names} | {
        names[-1]: Fraction(0),
        names[0]: Fraction(1),
    }
    grade: _Raw = {
        "id": "graded",
        "name": "等次",
        "measure": {"result": {**result, "grade": True}},
        "score": {"by_grade": parts, "share": Fraction(10)},
    }
    for item in (total, grade):
        taking["items"].append({**item, **shared})
        taking["full_score"] += item["score"]["share"]
    cap = taking["total"]["cap"]
    taking["total"]["cap"] = cap if cap == "unlimited" else cap + 30


@lru_cache(maxsize=1)
def _standard() -> Mapping[str, _Raw]:
    return {name: measure.measure.model_dump(mode="json", exclude_none=True) for name, measure in standard_measures().items()}


def _values(draw: st.DrawFn) -> _Raw:
    by_area = {"城镇": Fraction(48600, 12), "农村": Fraction(10000, 3)}
    by_role = dict(zip(ROLES, (300, Fraction(1, 2)), strict=True))
    shared = {"basis": "assumed", "clause": _CLAUSE}
    return {
        "fixed": {"name": "标准", "amount": draw(st.sampled_from([Fraction(1200), Fraction("99.99")])), **shared},
        "by-area": {"name": "收入", "by": "area", "of": by_area, **shared},
        "by-role": {"name": "岗位", "by": "role", "of": by_role, **shared},
        "by-two": {
            "name": "对照",
            "by": ["role", "county"],
            "of": {role: {"利津县": amount, "B利津县": amount} for role, amount in by_role.items()},
            **shared,
        },
        "years": {"name": "年限", "steps": draw(_steps()), **shared},
    }


@st.composite
def _steps(draw: st.DrawFn) -> _Raw:
    return {
        "since": "hired_on",
        "at": draw(st.sampled_from(["period_start", "period_end"])),
        "every": draw(st.integers(1, 2)),
        "unit": draw(st.sampled_from(["year", "month"])),
        "first": 50,
        "each": draw(st.sampled_from([Fraction(60), Fraction(1, 3)])),
        "most": draw(st.sampled_from([3, "unlimited"])),
    }


@st.composite
def _own_days(draw: st.DrawFn) -> _Raw:
    october = st.dates(dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    if draw(st.integers(0, 3)):
        return {}
    off, on = draw(october), draw(october)
    return {"days_off": [off], "working_days": [] if on == off else [on]}


@st.composite
def _table_rules(draw: st.DrawFn, derive: _Raw) -> _Raw:
    rules: _Raw = {table: {"derive": columns} for table, columns in derive.items()}
    for table, where in draw(table_counts()).items():
        rules[table] = {**rules.get(table, {}), "counts": where}
    for table, choices in _TABLE_RULES.items():
        rule = {key: draw(st.sampled_from(options)) for key, options in choices.items() if not draw(st.integers(0, 3))}
        if rule:
            rules[table] = {**rules.get(table, {}), **rule}
    return rules


# --- measures ----------------------------------------------------------------------------------------------------------


def _table_of(amount: Mapping[str, Any]) -> str | None:
    """Return the one table a written-out measure reads, which a further `where` can then narrow; None if there is none."""
    for key in ("count", "days", "sum", "distinct", "streak", "online", "frequency", "coverage"):
        if key in amount:
            return str(amount[key]).partition(".")[0]
    if "ratio" in amount:
        tables = {_table_of(amount["ratio"][side]) for side in ("of", "to")}
        return tables.pop() if len(tables) == 1 else None
    return None


def _needs_policy(amount: Mapping[str, Any]) -> bool:
    if "formula" in amount:
        return formula_lacks_data(amount)
    return any(key in amount for key in ("ratio", "frequency", "coverage", "imported"))


@st.composite
def _where(draw: st.DrawFn, table: str) -> _Raw:
    return {"where": draw(st.sampled_from(_WHERES[table]))} if draw(st.booleans()) else {}


@st.composite
def _counted(draw: st.DrawFn, *, table: str | None = None, kinds: Sequence[str] = ("count", "sum", "distinct", "days")) -> _Raw:
    """Draw a plain number, of *table* if one is named."""

    def of(choices: Sequence[str]) -> list[str]:
        return [choice for choice in choices if table is None or choice.partition(".")[0] == table]

    pools = {"count": of(tuple(_WHERES)), "sum": of(_SUMS), "distinct": of(_DISTINCT), "days": of(_DAYS)}
    if table is None and len(kinds) > 1 and not draw(st.integers(0, 2)):
        amount = draw(day_measures())
        return {**amount, **draw(_where(str(_table_of(amount))))}
    kind = draw(st.sampled_from([kind for kind in kinds if pools[kind]]))
    chosen = draw(st.sampled_from(pools[kind]))
    return {kind: chosen, **draw(_where(chosen.partition(".")[0]))}


@st.composite
def _amount(draw: st.DrawFn, *, policy: bool) -> _Raw:
    """Draw a measure written out; with *policy*, one whose denominator can be 0."""
    if not policy:
        return draw(_counted())
    kind = draw(st.sampled_from(["same", "same", "across", "sums", "frequency", "frequency", "coverage", "imported"]))
    if kind == "imported":
        return {"imported": "满意度"}
    if kind == "coverage":
        return {**draw(coverages()), **draw(_where("visits"))}
    if kind == "frequency":
        table = draw(st.sampled_from(["patrols", "patrols", "visits"]))
        per = draw(st.sampled_from(["day", "workday", "week", "month"]))
        needs = {"week_needs": draw(st.integers(1, 5))} if per == "week" else {}
        excused = draw(st.sampled_from(_EXCUSES))
        return {"frequency": table, "times": draw(st.integers(1, 3)), "per": per, "excused_by": excused, **needs, **draw(_where(table))}
    if kind == "sums":
        top, bottom = draw(st.sampled_from([("patrols.checkpoints_reached", "patrols.checkpoints_due"), ("marks.mark", "marks.out_of")]))
        return {"ratio": {"of": {"sum": top}, "to": {"sum": bottom}}, **draw(_where(top.partition(".")[0]))}
    if kind == "across":
        # marks can be below nothing, and a share of less than nothing is none
        under = _counted().filter(lambda counted: counted.get("sum") != "marks.mark")
        return {"ratio": {"of": draw(_counted()), "to": draw(under)}}
    table = draw(st.sampled_from(list(_WHERES)))
    return {"ratio": {"of": draw(_counted(table=table, kinds=("count",))), "to": {"count": table}}, **draw(_where(table))}


def _formula(*, policy: bool) -> st.SearchStrategy[_Raw]:
    return formulas(_counted(), _amount(policy=True), policy=policy)


# --- sheets ------------------------------------------------------------------------------------------------------------


class _Writer:
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
            section: _Raw = {"id": f"section-{group}", "name": f"第{group}组", "clause": _CLAUSE}
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
            sections.append(section)
            full += section["max"]
        marks = Fraction(draw(st.integers(1, 60)))
        items.append(self._item(len(items), marks, exempt=exempt))
        full += marks
        if draw(st.booleans()) and not self.rising:
            items.append(self._each(len(items), Fraction(0), up=False))
        if draw(st.booleans()):
            beyond = {"clause": _CLAUSE, "max": draw(st.sampled_from([2, 3])), "beyond_full": True}
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
            opens["full_if"] = {"name": "无投诉", "clause": _CLAUSE, **draw(_clean())}
        if not self.rising and not draw(st.integers(0, 3)):
            otherwise = draw(st.sampled_from(["not_assessed", {"at_best": _GRADES[-1]}]))
            opens["eligible"] = {"served_days": draw(st.sampled_from([1, 15, 28])), "otherwise": otherwise, "clause": _CLAUSE}
        can_be_exempt = any(item.get("when_no_data") == "exempt" for item in items)
        floors: list[Any] = [0, -10] if can_be_exempt else [0, -10, "unlimited"]
        sheet: _Raw = {
            "id": name,
            "name": name,
            "assess": {"subject": "worker", **assess},
            "every": "month",
            "full_score": full,
            "total": {
                "floor": draw(st.sampled_from(floors)),
                "cap": draw(st.sampled_from([full, full + 5, "unlimited"])),
                "clause": _CLAUSE,
            },
            "sections": sections,
            "items": items,
            **opens,
        }
        if can_be_exempt:
            sheet["all_exempt"] = draw(st.sampled_from(["not_assessed", "full"]))
        if draw(st.booleans()):
            sheet["ranking"] = {"within": draw(_scopes()), "ties": draw(st.sampled_from(["skip", "dense"]))}
        sheet["rankings"] = [
            {"id": f"ranking-{at}", "name": f"第{at}种", "within": draw(_scopes()), "ties": draw(st.sampled_from(["skip", "dense"]))}
            for at in range(draw(st.integers(0, 2)))
        ]
        return sheet

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
            item["when_no_data"] = draw(st.sampled_from(["exempt", "exempt", "full", "zero"] if exempt else ["full", "zero"]))
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

    def _measured(self, at: int, *, policy: bool) -> _Raw:
        """Return an item without its score: a measure by name or written out, and perhaps a filter that narrows it."""
        draw = self.draw
        item: _Raw = {"id": f"item-{at}", "name": f"第{at}项", "clause": _CLAUSE}
        fitting = sorted(name for name, amount in self.named.items() if _needs_policy(amount) == policy)
        if fitting and not draw(st.integers(0, 2)):
            item["measure"] = draw(st.sampled_from(fitting))
            table = _table_of(self.named[item["measure"]])
        else:
            drawn = _amount(policy=policy) if self.rising or draw(st.integers(0, 4)) else _formula(policy=policy)
            item["measure"] = draw(drawn)
            table = _table_of(item["measure"])
        if table is not None and not draw(st.integers(0, 3)):
            item |= draw(_where(table))
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
            levels = draw(st.sets(st.sampled_from(_PASSING if narrowed else [level for level in LEVELS if level]), min_size=1))
            score["by_level"] = {level: draw(rates) for level in sorted(levels)}
            if not self.rising:
                score["counted"] = draw(st.sampled_from(["sum", "sum", "highest"]))
        elif draw(st.booleans()):
            score |= draw(_occurring(rates))
        elif not draw(st.integers(0, 5)):
            item = {key: item[key] for key in ("id", "name", "clause")}
            item |= {"measure": {"imported": "办结数"}, "when_no_data": draw(st.sampled_from([*["exempt"] * exempt, "full", "zero"]))}
        if up:
            score["up_to"] = (marks or draw(st.sampled_from([Fraction(3), Fraction(10)]))) if ends else "unlimited"
        else:
            score |= {"starts_at": marks} if marks else {}
            score["down_to"] = draw(st.sampled_from([Fraction(0), Fraction(-20)])) if marks else Fraction(-20)
        return {**item, "score": score}


@st.composite
def _clean(draw: st.DrawFn) -> _Raw:
    """Draw what gives full marks whatever the items say."""
    table = draw(st.sampled_from(["incidents", "disposals"]))
    return {"count": table, **draw(_where(table)), **draw(st.sampled_from([{"at_most": 0}, {"at_most": 1}, {"at_least": 3}]))}


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
    kind = draw(st.sampled_from(["lot", "beyond", "both", "repeated"]))
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


def _scopes() -> st.SearchStrategy[str]:
    return st.sampled_from(["county", "street", "community", "role", "area", "all"])


@st.composite
def _vetoes(draw: st.DrawFn, grades: Sequence[str]) -> list[_Raw]:
    return [
        {
            "id": f"veto-{at}",
            "name": f"否决{at}",
            "clause": _CLAUSE,
            "when": {"count": draw(st.sampled_from(["incidents", "discoveries"])), "at_least": draw(st.sampled_from([1, 1, 2]))},
            "effect": {"grade": draw(st.sampled_from([*grades[1:], *grades[1:-1]])), "score": draw(st.sampled_from(["keeps", "zero"]))},
        }
        for at in range(draw(st.sampled_from([0, 1, 1, 2])))
    ]


def _only_on(sheets: Sequence[str]) -> st.SearchStrategy[_Raw]:
    return st.sampled_from([{}, {}, *({"sheet": one} for one in sheets)])


@st.composite
def _condition(draw: st.DrawFn, grades: Sequence[str], sheets: Sequence[str], *, rolled: bool) -> _Raw:
    """Draw a condition that a month can meet, or, if months are *rolled* up, a quarter."""
    kind = draw(st.sampled_from(["grade", "row", "span", "rank", "happens"]))
    grade = draw(st.sampled_from(grades))
    if kind == "grade":
        return {"grade": grade, "of": draw(st.sampled_from(["month", "quarter"] if rolled else ["month"]))}
    if kind == "row":
        return {"grade": grade, "times": draw(st.integers(2, 3)), "in_a_row": "month", **draw(_only_on(sheets))}
    if kind == "span":
        return {"grade": grade, "times": 2, "of": "month", "within": draw(st.sampled_from(["year", "2 years"])), **draw(_only_on(sheets))}
    if kind == "rank":
        ties = draw(st.sampled_from(["exclude", "include"]))
        return {
            "rank": {draw(st.sampled_from(["top", "bottom"])): draw(st.integers(1, 3)), "within": draw(_scopes()), "ties": ties},
            "of": "month",
        }
    table = draw(st.sampled_from(["incidents", "discoveries"]))
    return {"happens": {"count": table, **draw(_where(table)), "at_least": draw(st.integers(1, 2))}, "of": "month"}


@st.composite
def _actions(draw: st.DrawFn, grades: Sequence[str], sheets: Sequence[str], *, rolled: bool) -> list[_Raw]:
    one = _condition(grades, sheets, rolled=rolled)
    several = st.lists(_condition(grades, sheets, rolled=False), min_size=2, max_size=3)
    actions = []
    for at in range(draw(st.integers(0, 2))):
        when = draw(st.one_of(one, several.map(lambda all_of: {"all_of": all_of}), several.map(lambda any_of: {"any_of": any_of})))
        actions.append(
            {"id": f"action-{at}", "name": f"后果{at}", "kind": draw(st.sampled_from([None, "约谈"])), "clause": _CLAUSE, "when": when}
        )
    return actions


@st.composite
def _scale(draw: st.DrawFn, names: Sequence[str], sheets: Sequence[_Raw], *, rising: bool) -> list[_Raw]:
    """Draw a scale of grades every one of which a total of *sheets* can reach."""
    halves = st.integers(1, 2 * int(min(sheet["full_score"] for sheet in sheets)))
    cuts = sorted(draw(st.sets(halves, min_size=len(names) - 1, max_size=len(names) - 1)), reverse=True)
    bands: list[_Raw] = [{"grade": name, "at_least": Fraction(cut, 2)} for name, cut in zip(names, cuts, strict=False)]
    for band in bands:
        if not rising and draw(st.integers(0, 2)):
            share: _Raw = {"at_most": draw(st.sampled_from([Fraction(1, 5), Fraction(1, 3), Fraction(1, 2), Fraction(1)]))}
            share["round"] = draw(st.sampled_from(_MODES))
            size = share if draw(st.booleans()) else {"count": draw(st.integers(1, 3))}
            ties = draw(st.sampled_from(["exclude", "include"]))
            band["quota"] = {**size, "within": draw(_scopes()), "ties": ties, "clause": _CLAUSE}
    return [*bands, {"grade": names[-1], "at_least": -100}]


@st.composite
def _rollup(draw: st.DrawFn, sheets: Sequence[_Raw]) -> _Raw:
    if not draw(st.integers(0, 2)):
        return {}
    ways = ["mean", "mean", "best", "latest", "weighted"]
    if all(sheet["total"]["floor"] != "unlimited" for sheet in sheets):
        ways.append("sum")  # three totals without an end could fall below every grade
    rule = {
        "of": "month",
        "by": draw(st.sampled_from(ways)),
        "missing": draw(st.sampled_from(["skip", "skip", "zero", "refuse"])),
        "needs": draw(st.integers(1, 3)),
        "clause": _CLAUSE,
    }
    if rule["by"] == "weighted":
        rule["weights"] = draw(st.sampled_from([[Fraction(1, 5), Fraction(3, 10), Fraction(1, 2)], [Fraction(1, 3)] * 3]))
    if draw(st.booleans()):
        rule["ranking"] = {"within": draw(_scopes()), "ties": draw(st.sampled_from(["skip", "dense"]))}
    return {"quarter": rule}


# --- pay ---------------------------------------------------------------------------------------------------------------

_YUAN = st.sampled_from(
    [
        Fraction(1200),
        Fraction("333.33"),
        "roster.pay_base",
        "values.fixed",
        "values.by-area",
        "values.by-role",
        "values.by-two",
        "values.years",
    ]
)
_COEFFICIENTS = st.sampled_from([Fraction(0), Fraction(1), Fraction("1.2"), Fraction(1, 3)])


@st.composite
def _pay(draw: st.DrawFn, grades: Sequence[str], sheets: Sequence[_Raw]) -> list[_Raw]:
    lines: list[_Raw] = []
    everybody = any(sheet["assess"]["roles"] == "all" for sheet in sheets)
    known = [role for role in ROLES if everybody or any(role in sheet["assess"]["roles"] for sheet in sheets)]
    for at in range(draw(st.integers(0, 5))):
        line = _pay_line(
            draw, grades, [line["id"] for line in lines], {sheet["id"]: sheet["ranking"]["ties"] for sheet in sheets if "ranking" in sheet}
        )
        line |= {} if {"pool", "hold"} & line["line"].keys() else drawn_factors(draw, grades)
        line |= {"id": f"line-{at}", "name": f"第{at}行", "clause": _CLAUSE}
        if draw(st.booleans()):
            line["roles"] = draw(st.sampled_from([[role] for role in known] + [known] * (len(known) > 1)))
        if uses_sheet(line) and "sheet" not in line and (len(sheets) > 1 or "roles" in line or draw(st.booleans())):
            line["sheet"] = draw(st.sampled_from([sheet["id"] for sheet in sheets]))
        if draw(st.booleans()):
            line["step"] = draw(st.sampled_from([Fraction(1, 100), Fraction(1), Fraction(10)]))
        if not pays_nothing(PayLine.model_validate(line)):
            lines.append(line)
    return lines


def _pay_line(draw: st.DrawFn, grades: Sequence[str], before: Sequence[str], ranked: Mapping[str, str]) -> _Raw:
    further = [kind for kind in FURTHER if before or kind != "hold"] + ["by_rank"] * bool(ranked)
    kind = draw(st.sampled_from(["amount", "by_grade", "by_score", "each", *(["top_up_to"] if before else []), *further]))
    if kind in further:
        return further_line(draw, kind, grades=grades, before=before, counted=lambda: draw(_counted()), ranked=ranked)
    if kind == "each":
        each = draw(st.sampled_from([Fraction(5), Fraction("-2.5"), Fraction("0.333"), "values.by-role"]))
        cap = draw(st.sampled_from([Fraction(8), Fraction(100), "unlimited"]))
        measure = draw(_counted() if draw(st.integers(0, 4)) else _formula(policy=False))
        short: _Raw = {"short_of": draw(st.sampled_from([2, 5, Fraction(7, 2), "values.by-role"]))} if draw(st.integers(0, 2)) == 0 else {}
        parts: _Raw = {"lot": draw(st.integers(1, 3))} if bool(short) or draw(st.integers(0, 3)) > 0 else {"part": "linear"}
        return {"line": {"each": each, "measure": measure, **parts, "cap": cap, **short}}
    line: _Raw = {kind: draw(_YUAN)}
    if kind == "by_grade":
        line = {"by_grade": {name: draw(_COEFFICIENTS) for name in (*grades, "not_assessed")}, "of": draw(_YUAN)}
    elif kind == "by_score":
        line |= {"at_most": draw(st.sampled_from([Fraction(1), Fraction("1.1"), "unlimited"])), "not_assessed": draw(_COEFFICIENTS)}
    elif kind == "top_up_to":
        line["counting"] = draw(st.one_of(st.just("all_above"), st.lists(st.sampled_from(before), min_size=1, unique=True)))
    methods = ["whole", "by_calendar_days", "by_paid_days", "add_paid_days", "subtract_unpaid_days"]
    return {"line": line, "part_month": draw(st.sampled_from(methods))}
