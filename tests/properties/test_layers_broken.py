"""Any layer, however broken, gives problems with places in its own file or a base that is sound, and never a traceback."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gridperf.errors import RulesError
from gridperf.rulebook import check_rules, load_rules
from tests.properties.size import EXAMPLES
from tests.unit.rulebook.layered import BELOW, CODE, TOWN, write_layer
from tests.unit.rulebook.packs import EDITION, write_pack

NAMES = st.sampled_from(
    [
        "sheets",
        "month",
        "items",
        "arrival",
        "on-time",
        "score",
        "share",
        "bands",
        "2",
        "pay",
        "cash",
        "cap",
        "values",
        "grades",
        "clause",
        "id",
        "*",
    ]
)
PATHS = st.lists(NAMES, min_size=1, max_size=5).map(".".join)
PARTS = st.sampled_from(
    ["sheets.month.items.arrival", "sheets.month.items.on-time", "pay.cash", "values.floor", "sheets.month", "grades.优秀", "pay"]
)
KEYS = st.sampled_from(
    ["score.share", "score", "score.bands", "score.bands.2.points", "line.cap", "line", "of.农村", "of", "name", "full_score", "at_least"]
)
ENTRIES = st.sampled_from(
    ["sheets.month.items.new", "values.new", "pay.new", "actions.new", "grades.良好", "sheets.month.items.arrival", "rollup.half"]
)
SCALARS = st.sampled_from([None, 0, 5, 60, -1, True, "", "12%", "第二条", "month", "1/3", "patrol_arrival"])
ANY = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=6)
NEW = st.sampled_from(
    [
        {"name": "新项", "clause": "第二条", "measure": {"count": "patrols"}, "score": {"each": 1, "up_to": 2}},
        {"name": "新补贴", "clause": "第二条", "line": {"amount": 100}, "part_month": "whole"},
        {"name": "新值", "amount": 100, "basis": "assumed"},
        {"at_least": 75},
    ]
)
CLAUSES = st.sampled_from(["第二条", "第三条", "县办法第三条", "第九十条"])
PLACES = st.sampled_from(["first", "last", {"after": "arrival"}, {"before": "cash"}, None, {}, 5])


def mostly(good: st.SearchStrategy[Any], bad: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return what is *good* nine times out of ten."""
    return st.integers(0, 9).flatmap(lambda dice: good if dice else bad)


OVERRIDES = st.fixed_dictionaries(
    {
        "at": mostly(PARTS, PATHS),
        "set": st.dictionaries(mostly(KEYS, PATHS), mostly(st.integers(40, 100), ANY), min_size=1, max_size=2),
        "clause": CLAUSES,
    }
)
ADDS = st.fixed_dictionaries({"at": mostly(ENTRIES, PATHS), "place": PLACES, "new": mostly(NEW, ANY)})
DISABLES = st.fixed_dictionaries({"at": mostly(PARTS, PATHS), "clause": CLAUSES})
RULES = st.fixed_dictionaries({"change": mostly(PARTS, PATHS), "clause": CLAUSES}, optional={"at_least": SCALARS, "at_most": SCALARS})
LAYERS = st.fixed_dictionaries(
    {
        "title": st.just("细则"),
        "source": st.just("sources/2026-01-01.md"),
        "basis": st.sampled_from(["assumed", "published"]),
        "extends": mostly(st.just({"pack": CODE, "edition": "2026-01-01", "called": "县办法"}), ANY),
    },
    optional={
        "override": mostly(st.lists(OVERRIDES, max_size=2), ANY),
        "add": mostly(st.lists(ADDS, max_size=2), ANY),
        "disable": mostly(st.lists(DISABLES, max_size=2), ANY),
        "below": mostly(st.fixed_dictionaries({"allow": st.lists(RULES, max_size=2)}), ANY),
    },
)
WIDE = "".join(
    f"    - {{{rule}, clause: 第九条}}\n"
    for rule in (
        *(f"change: {name}" for name in ("sheets", "pay", "values", "grades")),
        *(f"add: {name}, most: 5" for name in ("pay", "grades", "rollup")),
        *(f"disable: {name}" for name in ("pay.*", "sheets.month.items.*", "values.*", "grades.*")),
    )
)
OPEN = BELOW.partition("  forbid:")[0].replace("allow:\n", f"allow:\n{WIDE}")


@settings(max_examples=max(EXAMPLES // 2, 20))
@given(LAYERS, st.sampled_from([BELOW, OPEN]))
def test_a_broken_layer_gives_problems(layer: dict[str, Any], below: str) -> None:
    """Checking never raises, loading raises only what checking found, and every problem can be printed."""
    with tempfile.TemporaryDirectory() as temporary:
        write_pack(Path(temporary), EDITION + below)
        folder = write_layer(Path(temporary), json.dumps(layer, ensure_ascii=False))
        problems = check_rules(folder, period="2026-01")
        assert all(problem.message and str(problem) for problem in problems)
        assert {problem.where.file.partition("/")[0] for problem in problems} <= {TOWN}
        errors = tuple(problem for problem in problems if problem.severity == "error")
        try:
            rules = load_rules(folder, period="2026-01")
        except RulesError as error:
            assert error.problems == errors
        else:
            assert errors == ()
            assert rules.digest
