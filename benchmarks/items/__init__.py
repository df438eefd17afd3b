"""Rulebooks of 10, 50 and 200 items over the same records, to see that each table is read once however many items ask of it.

Item *i* asks, in turn: how many patrols are at least so long; how many of the month's disposals were reworked at most so
often and handled by so late; how many discoveries of one category were filed on or after one day. Every filter is another.
"""

from __future__ import annotations

from typing import Any

__all__ = ["SIZES", "edition", "wheres"]

SIZES = (10, 50, 200)
_CATEGORIES = ("矛盾纠纷", "治安隐患", "环境卫生", "消防隐患")
_CLAUSE = "第一条"


def wheres(items: int) -> list[tuple[str, str]]:
    """Return table and filter of every item."""
    found = []
    for at in range(items):
        step = at // 3
        if at % 3 == 0:
            found.append(("patrols", f"distance_m >= {100 + 17 * step}"))
        elif at % 3 == 1:
            found.append(("disposals", f"reworks <= {step % 4} AND handled_at < '2026-10-{1 + step % 31:02d}'"))
        else:
            found.append(("discoveries", f"category = '{_CATEGORIES[step % 4]}' AND reported_at >= '2026-10-{1 + step % 31:02d}'"))
    return found


def edition(items: int) -> dict[str, Any]:
    """Return a rulebook with so many items, as its YAML would hold it."""
    written = []
    for at, (table, where) in enumerate(wheres(items)):
        amount: dict[str, Any] = {"count": table, "where": where}
        item: dict[str, Any] = {"id": f"i{at}", "name": f"第{at}项", "clause": _CLAUSE}
        if table == "disposals":
            item |= {"measure": {"ratio": {"of": amount, "to": {"count": table}}}, "score": {"share": 10}, "when_no_data": "full"}
        else:
            item |= {"measure": amount, "score": {"each": 1, "up_to": 10}}
        written.append(item)
    return {
        "title": "items",
        "source": "sources/2026-01-01.md",
        "basis": "assumed",
        "calendar": {"month_starts_on": 1, "workdays": "none"},
        "rounding": {"line": "exact", "total": "0.01", "money": "0.01", "mode": "half_up"},
        "sheets": [
            {
                "id": "month",
                "name": "月度",
                "assess": {"subject": "worker", "roles": "all", "placed": "last"},
                "every": "month",
                "full_score": 10 * items,
                "total": {"floor": 0, "cap": "unlimited", "clause": _CLAUSE},
                "all_exempt": "not_assessed",
                "items": written,
            }
        ],
        "grades": [{"grade": "合格", "at_least": 0, "clause": _CLAUSE}],
    }
