"""Hypothesis writes rulebooks a county could write, valid by construction: they load without a problem.

Full marks add up to the full score, every end is a multiple of the rounding steps, every grade has a coefficient, every
choice that moves money is made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from gridperf.rulebook.edition import Edition
from gridperf.testing.drawn_records import LEVELS, ROLES, texts

__all__ = ["editions"]

_GRADES = ("优秀", "良好", "合格", "不合格")
_CLAUSE = "第一条"
_STEPS = (Fraction(1), Fraction(1, 2), Fraction(1, 10), Fraction(1, 100))
_MODES = ("half_up", "half_even", "down", "up")

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
    "incidents": ("verified", "kind = '投诉' AND verified", "kind = '表彰'", "level IN ('县级', '市级')", "quantity > 1"),
    "marks": ("party = '街道'", "mark >= 8.5", "mark < out_of"),
    "attendance": ("leave_kind IN ('病假', '事假')", "attended = 0", "leave_kind IS NOT NULL"),
}
_SUMS = (
    "patrols.distance_m",
    "patrols.checkpoints_reached",
    "incidents.quantity",
    "disposals.reworks",
    "marks.mark",
    "attendance.attended",
)
_DISTINCT = ("visits.target_id", "discoveries.category", "patrols.grid_code", "disposals.event_id")
_DAYS = ("patrols", "visits", "discoveries", "attendance")
_LEVELLED = ("discoveries", "disposals", "incidents")
_EXCUSES = ("none", "leave_kind = '年休假'", "leave_kind IS NOT NULL", "leave_kind IN ('病假', '事假') AND attended = 0")
_TABLE_RULES = {
    "disposals": {"dated_by": ("closed_at", "handled_at"), "distinct_by": (("event_id",), ("worker_id", "category"))},
    "discoveries": {"dated_by": ("filed_at",), "distinct_by": (("grid_code", "category"), ("worker_id", "level"))},
    "patrols": {"dated_by": ("ended_at",), "distinct_by": (("worker_id", "kind", "grid_code"),)},
    "visits": {"dated_by": (), "distinct_by": (("worker_id", "target_id"), ("target_id",))},
}


@st.composite
def editions(draw: st.DrawFn, *, rising: bool = False) -> Edition:
    """Draw a rulebook.

    Args:
        draw: given by Hypothesis.
        rising: only items of which more records never give fewer points, and no quota: totals are then monotone.
    """
    rounding = {
        "line": draw(st.sampled_from([*_STEPS, "exact"])),
        "total": draw(st.sampled_from(_STEPS)),
        "money": draw(st.sampled_from([Fraction(1, 100), Fraction(1, 10), Fraction(1)])),
        "mode": draw(st.sampled_from(_MODES)),
    }
    names = [*_GRADES[: draw(st.integers(1, 3))], _GRADES[-1]]
    named = {f"m_{at}": draw(_amount(rising=rising)) for at in range(draw(st.integers(0, 2)))}
    layout = draw(st.sampled_from(["one", "one", "one role", "two roles", "twice"]))
    placed = draw(st.sampled_from(["first", "last", "longest"]))
    sheets = [draw(_sheet("month-a", list(ROLES[:1]) if "role" in layout else "all", placed, names, sorted(named), rising=rising))]
    if layout in ("two roles", "twice"):
        roles: Any = list(ROLES[1:]) if layout == "two roles" else "all"
        sheets.append(draw(_sheet("month-b", roles, placed, names, sorted(named), rising=rising)))
    if layout == "two roles":
        sheets[1]["assess"]["areas"] = draw(st.sampled_from(["all", ["城镇"], ["农村", "城镇"]]))
    values = {
        "fixed": {
            "name": "标准",
            "amount": draw(st.sampled_from([Fraction(1200), Fraction("99.99")])),
            "basis": "assumed",
            "clause": _CLAUSE,
        },
        "by-area": {
            "name": "收入",
            "by": "area",
            "of": {"城镇": Fraction(48600, 12), "农村": Fraction(10000, 3)},
            "basis": "assumed",
            "clause": _CLAUSE,
        },
        "by-role": {
            "name": "岗位",
            "by": "role",
            "of": dict(zip(ROLES, (300, Fraction("0.5")), strict=True)),
            "basis": "assumed",
            "clause": _CLAUSE,
        },
    }
    raw: dict[str, Any] = {
        "title": draw(texts()),
        "source": "sources/2026-01-01.md",
        "basis": "assumed",
        "calendar": {"month_starts_on": draw(st.sampled_from([1, 1, 26])), "workdays": "cn", **draw(_own_days())},
        "rounding": rounding,
        "tables": draw(_table_rules()),
        "measures": {
            name: {"name": name, "meaning": "…", "direction": "higher", "unit": "次", "source": _CLAUSE, "measure": amount}
            for name, amount in named.items()
        },
        "sheets": sheets,
        "grades": draw(_scale(names, rising=rising)),
        "pay": draw(_pay(names, [sheet["id"] for sheet in sheets])),
    }
    used = {of.partition(".")[2] for line in raw["pay"] for of in line["line"].values() if isinstance(of, str)}
    raw["values"] = {name: value for name, value in values.items() if name in used}
    return Edition.model_validate(raw)


@st.composite
def _own_days(draw: st.DrawFn) -> dict[str, Any]:
    october = st.dates(dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    if draw(st.integers(0, 3)):
        return {}
    off, on = draw(october), draw(october)
    return {"days_off": [off], "working_days": [] if on == off else [on]}


@st.composite
def _table_rules(draw: st.DrawFn) -> dict[str, Any]:
    rules: dict[str, Any] = {}
    for table, choices in _TABLE_RULES.items():
        rule = {key: draw(st.sampled_from(options)) for key, options in choices.items() if options and not draw(st.integers(0, 3))}
        if rule:
            rules[table] = rule
    return rules


@st.composite
def _counted(draw: st.DrawFn, *, table: str | None = None, kinds: Sequence[str] = ("count", "sum", "distinct", "days")) -> dict[str, Any]:
    """Draw a plain number, of *table* if one is named."""

    def of(choices: Sequence[str]) -> list[str]:
        return [choice for choice in choices if table is None or choice.partition(".")[0] == table]

    pools = {"count": of(tuple(_WHERES)), "sum": of(_SUMS), "distinct": of(_DISTINCT), "days": of(_DAYS)}
    kind = draw(st.sampled_from([kind for kind in kinds if pools[kind]]))
    chosen = draw(st.sampled_from(pools[kind]))
    return {kind: chosen, **draw(_where(chosen.partition(".")[0]))}


@st.composite
def _where(draw: st.DrawFn, table: str) -> dict[str, Any]:
    return {"where": draw(st.sampled_from(_WHERES[table]))} if draw(st.booleans()) else {}


@st.composite
def _ratio(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a measure whose denominator can be 0."""
    kind = draw(st.sampled_from(["same", "same", "across", "sums", "frequency", "frequency", "imported"]))
    if kind == "imported":
        return {"imported": "满意度"}
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
        return {"ratio": {"of": draw(_counted()), "to": draw(_counted())}}
    table = draw(st.sampled_from(list(_WHERES)))
    return {"ratio": {"of": draw(_counted(table=table, kinds=("count",))), "to": {"count": table}}, **draw(_where(table))}


@st.composite
def _amount(draw: st.DrawFn, *, rising: bool = False) -> dict[str, Any]:
    return draw(_counted() if rising or draw(st.booleans()) else _ratio())


def _table_of(amount: Mapping[str, Any]) -> str | None:
    """Return the one table a written-out measure reads, which a further `where` can then narrow; None if there is none."""
    for key in ("count", "sum", "distinct", "days", "frequency"):
        if key in amount:
            return str(amount[key]).partition(".")[0]
    if "ratio" in amount:
        tables = {_table_of(amount["ratio"][side]) for side in ("of", "to")}
        return tables.pop() if len(tables) == 1 else None
    return None


@st.composite
def _item(draw: st.DrawFn, at: int, marks: Fraction, *, rising: bool, bonus: bool, exempt: bool) -> dict[str, Any]:
    """Draw an item that can give *marks*; with no marks, one that only adds or only deducts."""
    item: dict[str, Any] = {"id": f"item-{at}", "name": f"第{at}项", "clause": _CLAUSE}
    scorers = ["share", "bands"] if exempt else ["share", "bands", "each"]
    scorer = draw(st.sampled_from(scorers)) if marks else "each"
    if scorer == "each":
        item["measure"] = draw(_counted())
        item["score"] = draw(_each(marks, item["measure"], rising=rising, bonus=bonus))
    else:
        ratio = not rising and draw(st.integers(0, 3)) > 0
        item["measure"] = draw(_ratio() if ratio else _counted())
        if ratio:
            item["when_no_data"] = draw(st.sampled_from(["exempt", "exempt", "full", "zero"] if exempt else ["full", "zero"]))
        item["score"] = {"share": marks} if scorer == "share" else {"bands": draw(_bands(marks, ratio=ratio, rising=rising))}
    table = _table_of(item["measure"])
    if table is not None and not draw(st.integers(0, 3)):
        item |= draw(_where(table))
    return item


@st.composite
def _each(draw: st.DrawFn, marks: Fraction, measure: Mapping[str, Any], *, rising: bool, bonus: bool) -> dict[str, Any]:
    ups = st.sampled_from([Fraction(1), Fraction("2.5"), Fraction("0.3")])
    rates = ups if rising or bonus else ups.map(lambda up: -up)
    score: dict[str, Any] = {"each": draw(rates)}
    if "count" in measure and measure["count"] in _LEVELLED and draw(st.booleans()):
        score["by_level"] = {
            level: draw(rates) for level in draw(st.sets(st.sampled_from([level for level in LEVELS if level]), min_size=1))
        }
    if marks:
        score["starts_at"] = marks
    if rising or bonus:
        score["up_to"] = marks + draw(st.sampled_from([Fraction(3), Fraction(10)]))
    else:
        score["down_to"] = draw(st.sampled_from([Fraction(0), Fraction(-20)])) if marks else Fraction(-20)
    return score


@st.composite
def _bands(draw: st.DrawFn, marks: Fraction, *, ratio: bool, rising: bool) -> list[dict[str, Any]]:
    pool = [Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(85, 100), Fraction(1)] if ratio else list(map(Fraction, (1, 2, 3, 5, 40)))
    ends = sorted(draw(st.sets(st.sampled_from(pool), min_size=1, max_size=3)))
    lower = rising or draw(st.booleans())
    parts = st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(1, 4), Fraction(0)])
    points = [marks, *sorted((marks * draw(parts) for _ in ends), reverse=True)]
    signs = ("at_least", "above") if lower else ("at_most", "below")
    bands = [
        {draw(st.sampled_from(signs)): end, "points": got} for end, got in zip(reversed(ends) if lower else ends, points, strict=False)
    ]
    return [*bands, {"otherwise": points[-1]}]


@st.composite
def _sheet(
    draw: st.DrawFn,
    name: str,
    roles: object,
    placed: str,
    grades: Sequence[str],
    measures: Sequence[str],
    *,
    rising: bool,
) -> dict[str, Any]:
    sections: list[dict[str, Any]] = []
    items: list[dict[str, Any]] = []
    full = Fraction(0)
    exempt = draw(st.booleans()) and not rising
    halves = st.integers(1, 60).map(lambda n: Fraction(n, 2))
    for group in range(draw(st.integers(0, 2))):
        inside = [draw(halves) for _ in range(draw(st.integers(1, 2)))]
        if sum(inside).denominator > 1:
            inside[0] += Fraction(1, 2)
        section = f"section-{group}"
        items += [
            {**draw(_item(len(items) + at, marks, rising=rising, bonus=False, exempt=exempt)), "section": section}
            for at, marks in enumerate(inside)
        ]
        most = sum(inside)
        if not exempt and len(inside) > 1 and draw(st.booleans()):
            most -= 1
        if most > 0:
            sections.append({"id": section, "name": f"第{group}组", "clause": _CLAUSE, "max": most})
            full += most
        else:
            items = [item for item in items if item["section"] != section]
    marks = Fraction(draw(st.integers(1, 60)))
    items.append(draw(_item(len(items), marks, rising=rising, bonus=False, exempt=exempt)))
    full += marks
    if draw(st.booleans()):
        items.append(draw(_item(len(items), Fraction(0), rising=rising, bonus=False, exempt=False)))
        if rising:
            items[-1]["section"] = "extra"
            sections.append({"id": "extra", "name": "附加", "clause": _CLAUSE, "max": 5, "beyond_full": True})
    if draw(st.booleans()):
        sections.append({"id": "bonus", "name": "加分", "clause": _CLAUSE, "max": draw(st.sampled_from([2, 8])), "beyond_full": True})
        items.append(
            {**draw(_item(len(items), Fraction(draw(st.integers(0, 2))), rising=rising, bonus=True, exempt=exempt)), "section": "bonus"}
        )
    if measures and draw(st.booleans()):
        _name_measure(draw, items[0], measures)
    sheet: dict[str, Any] = {
        "id": name,
        "name": name,
        "assess": {"subject": "worker", "roles": roles, "placed": placed},
        "every": "month",
        "full_score": full,
        "total": {"floor": draw(st.sampled_from([0, -10])), "cap": draw(st.sampled_from([full, full + 5, "unlimited"])), "clause": _CLAUSE},
        "sections": sections,
        "items": items,
        "vetoes": [] if rising else draw(_vetoes(grades)),
    }
    if any(item.get("when_no_data") == "exempt" for item in items):
        sheet["all_exempt"] = draw(st.sampled_from(["not_assessed", "full"]))
    if draw(st.booleans()):
        sheet["ranking"] = {"within": draw(_scopes()), "ties": draw(st.sampled_from(["skip", "dense"]))}
    if draw(st.booleans()):
        sheet["grades"] = draw(_scale(grades, rising=rising))
    return sheet


def _name_measure(draw: st.DrawFn, item: dict[str, Any], measures: Sequence[str]) -> None:
    """Let *item* use one of the rulebook's own named measures where its scorer takes any measure."""
    if "share" in item["score"]:
        item["measure"] = draw(st.sampled_from(measures))
        item.pop("where", None)
        item.setdefault("when_no_data", "zero")


def _scopes() -> st.SearchStrategy[str]:
    return st.sampled_from(["county", "street", "community", "role", "area", "all"])


@st.composite
def _vetoes(draw: st.DrawFn, grades: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "id": f"veto-{at}",
            "name": f"否决{at}",
            "clause": _CLAUSE,
            "when": {"count": draw(st.sampled_from(["incidents", "discoveries"])), "at_least": draw(st.sampled_from([1, 1, 2]))},
            "effect": {"grade": draw(st.sampled_from(grades[1:])), "score": draw(st.sampled_from(["keeps", "zero"]))},
        }
        for at in range(draw(st.sampled_from([0, 1, 1, 2])))
    ]


@st.composite
def _scale(draw: st.DrawFn, names: Sequence[str], *, rising: bool) -> list[dict[str, Any]]:
    cuts = sorted(draw(st.sets(st.integers(1, 120), min_size=len(names) - 1, max_size=len(names) - 1)), reverse=True)
    bands: list[dict[str, Any]] = [{"grade": name, "at_least": Fraction(cut, 2)} for name, cut in zip(names, cuts, strict=False)]
    for band in bands:
        if not rising and draw(st.booleans()):
            share = draw(st.sampled_from([Fraction(1, 5), Fraction(1, 3), Fraction(1, 2), Fraction(1)]))
            ties = draw(st.sampled_from(["exclude", "include"]))
            band["quota"] = {
                "at_most": share,
                "within": draw(_scopes()),
                "round": draw(st.sampled_from(_MODES)),
                "ties": ties,
                "clause": _CLAUSE,
            }
    return [*bands, {"grade": names[-1], "at_least": -10}]


@st.composite
def _pay(draw: st.DrawFn, grades: Sequence[str], sheets: Sequence[str]) -> list[dict[str, Any]]:
    yuan = st.sampled_from([Fraction(1200), Fraction("333.33"), "roster.pay_base", "values.fixed", "values.by-area", "values.by-role"])
    coefficients = st.sampled_from([Fraction(0), Fraction(1), Fraction("1.2"), Fraction(1, 3)])
    lines: list[dict[str, Any]] = []
    for at in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(["amount", "by_grade", "by_score", "each", "top_up_to"]))
        line: dict[str, Any] = {"id": f"line-{at}", "name": f"第{at}行", "clause": _CLAUSE}
        if kind == "amount":
            line["line"] = {"amount": draw(yuan)}
        elif kind == "by_grade":
            line["line"] = {"by_grade": {name: draw(coefficients) for name in (*grades, "not_assessed")}, "of": draw(yuan)}
        elif kind == "by_score":
            most = draw(st.sampled_from([Fraction(1), Fraction("1.1"), "unlimited"]))
            line["line"] = {"by_score": draw(yuan), "at_most": most, "not_assessed": draw(coefficients)}
        elif kind == "each":
            each = draw(st.sampled_from([Fraction(5), Fraction("-2.5"), Fraction("0.333")]))
            cap = draw(st.sampled_from([Fraction(8), Fraction(100), "unlimited"]))
            line["line"] = {
                "each": each,
                "measure": draw(_counted(kinds=("count", "distinct", "days"))),
                "lot": draw(st.integers(1, 3)),
                "cap": cap,
            }
        else:
            before = [line["id"] for line in lines]
            counting = (
                draw(st.one_of(st.just("all_above"), st.lists(st.sampled_from(before), min_size=1, unique=True))) if before else "all_above"
            )
            line["line"] = {"top_up_to": draw(yuan), "counting": counting}
        if kind != "each":
            line["part_month"] = draw(
                st.sampled_from(["whole", "by_calendar_days", "by_paid_days", "add_paid_days", "subtract_unpaid_days"])
            )
        if kind in ("by_grade", "by_score") and (len(sheets) > 1 or draw(st.booleans())):
            line["sheet"] = draw(st.sampled_from(sheets))
        if draw(st.booleans()):
            line["roles"] = draw(st.sampled_from([["专职网格员"], ["专属网格员"], list(ROLES)]))
        if draw(st.booleans()):
            line["step"] = draw(st.sampled_from([Fraction(1, 100), Fraction(1), Fraction(10)]))
        lines.append(line)
    return lines
