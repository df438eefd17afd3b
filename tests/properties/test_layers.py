"""Laying one rulebook over another loses nothing, invents nothing, and does not depend on how the changes are divided or ordered."""

from __future__ import annotations

import copy
import datetime as dt
import re
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gridperf.placed_yaml import Placed
from gridperf.rulebook.below import PLACE, Below, MayChange
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.layer import Layer
from gridperf.rulebook.layers.changes import Laid
from gridperf.rulebook.layers.inherit import inherited
from gridperf.rulebook.layers.lay import lay
from gridperf.rulebook.layers.permit import Level, check_permissions
from gridperf.rulebook.layers.tree import Node, exactly, flat, leaves, models_of, named, planted, positions
from gridperf.testing.strategies import cases, editions
from tests.oracle.compare import assess_rows, differences
from tests.properties.size import EXAMPLES

HEADER = {
    "title": "细则",
    "source": "sources/2026-01-01.md",
    "basis": "assumed",
    "extends": {"pack": "up", "edition": "2026-01-01", "called": "县办法"},
}
CLAUSE = "第二条"
FEW = max(EXAMPLES // 4, 10)


def tree_of(edition: Edition) -> Node:
    """Return *edition* as it would be read from a file."""
    return planted(Placed("up.yaml", edition.model_dump(mode="json", exclude_defaults=True), {}, {}))


def laid_over(edition: Edition, root: Node, **verbs: Any) -> Laid:
    """Return what comes of laying the *verbs* over an edition; clauses keep their names."""
    data = {**HEADER, "basis": edition.basis, **verbs}
    upper = inherited(root, edition, called="", own={}, basis=edition.basis)
    return lay(upper, edition, Layer.model_validate(data), Placed("low.yaml", data, {}, {}))


def edition_of(laid: Laid) -> Edition:
    """Return the edition a layer led to."""
    assert [str(problem) for problem in laid.problems] == []
    return Edition.model_validate(flat(laid.root, file="low.yaml").value)


def without_header(edition: Edition) -> dict[str, Any]:
    return edition.model_dump(mode="json", exclude={"title", "source"}, exclude_defaults=True)


def numbers(edition: Edition, root: Node) -> list[tuple[str, ...]]:
    """Return every place of a number that a layer can address and set."""
    held = []
    for path, node in leaves(root):
        if path[0] not in ("sheets", "pay", "grades", "values", "rollup", "accounts") or path[-1] in ("id", "clause"):
            continue
        if len(path) > 1 and re.fullmatch(PLACE, ".".join(path)) and not any("." in name or not name for name in path):
            held += [path] if exactly(node.plain) is not None and not isinstance(node.plain, bool) else []
    return held


def signed(data: dict[str, Any], edition: Edition, root: Node, path: tuple[str, ...], value: Any) -> None:
    """Set *value* at *path* in plain *data*, and the clause of the part around it, as somebody would by hand."""

    def at(names: tuple[str, ...]) -> Any:
        part: Any = data
        for step in positions(root, names):
            part = part[step]
        return part

    at(path[:-1])[positions(root, path)[-1]] = value
    models = models_of(root, edition)
    for length in range(len(path) - 1, 0, -1):
        model = models.get(path[:length])
        if model is not None and "clause" in type(model).model_fields:
            at(path[:length])["clause"] = CLAUSE
            return


@settings(max_examples=FEW)
@given(editions())
def test_a_layer_without_verbs_is_the_upper_rulebook(edition: Edition) -> None:
    """Nothing stated, nothing changed: the rules are equal, value by value."""
    assert without_header(edition_of(laid_over(edition, tree_of(edition)))) == without_header(edition)


@settings(max_examples=FEW)
@given(editions(), st.data())
def test_restating_every_value_changes_none(edition: Edition, data: st.DataObject) -> None:
    """A value set to what it is leaves the rules equal but for the clause it is said to rest on."""
    root = tree_of(edition)
    places = numbers(edition, root)
    chosen = data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=6, unique=True))
    laid = laid_over(edition, root, override=[_override(path, named(root, path).plain) for path in chosen])
    assert all(change.restated for change in laid.changes)
    by_hand = edition.model_dump(mode="json", exclude_defaults=True)
    for path in chosen:
        signed(by_hand, edition, root, path, named(root, path).plain)
    assert without_header(edition_of(laid)) == without_header(Edition.model_validate(by_hand))


def _override(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    return {"at": path[0], "set": {".".join(path[1:]): value}, "clause": CLAUSE}


@settings(max_examples=FEW)
@given(editions(), st.data())
def test_changing_is_writing_by_hand(edition: Edition, data: st.DataObject) -> None:
    """Overriding gives the rulebook somebody gets who types the new values into a copy, whatever the order of the verbs."""
    root = tree_of(edition)
    chosen = data.draw(st.lists(st.sampled_from(numbers(edition, root)), min_size=1, max_size=6, unique=True))
    values = {path: _near(named(root, path).plain) for path in chosen}
    verbs = [_override(path, value) for path, value in values.items()]
    by_hand = edition.model_dump(mode="json", exclude_defaults=True)
    for path, value in values.items():
        signed(by_hand, edition, root, path, value)
    made = flat(laid_over(edition, root, override=verbs).root, file="low.yaml").value
    other = flat(laid_over(edition, root, override=data.draw(st.permutations(verbs))).root, file="low.yaml").value
    assert {**made, "title": "", "source": ""} == {**by_hand, "title": "", "source": ""} == {**other, "title": "", "source": ""}


def _near(value: Any) -> Any:
    """Return another number that is read the same way; between 0 and 1, where some numbers have to be, another there."""
    number = exactly(value)
    assert number is not None
    if 0 < number < 1:
        return str((number + 1) / 2)
    return int(number) + 1 if number.denominator == 1 else str(number + 1)


@settings(max_examples=FEW)
@given(editions(), st.data())
def test_two_layers_are_one_with_the_changes_of_both(edition: Edition, data: st.DataObject) -> None:
    """What two layers change in different places, one layer can change at once: laying is associative there."""
    root = tree_of(edition)
    chosen = data.draw(st.lists(st.sampled_from(numbers(edition, root)), min_size=2, max_size=6, unique=True))
    verbs = [_override(path, _near(named(root, path).plain)) for path in chosen]
    cut = data.draw(st.integers(1, len(verbs) - 1))
    first = laid_over(edition, root, override=verbs[:cut])
    second = laid_over(edition_of(first), first.root, override=verbs[cut:])
    assert without_header(edition_of(second)) == without_header(edition_of(laid_over(edition, root, override=verbs)))


@settings(max_examples=FEW)
@given(editions(), st.data())
def test_leaving_out_what_was_added_is_nothing(edition: Edition, data: st.DataObject) -> None:
    """An item one layer adds and the next leaves out was never there, wherever it stood."""
    root = tree_of(edition)
    sheet = edition.sheets[0]
    beside = data.draw(st.sampled_from(sheet.items)).id
    place = data.draw(st.sampled_from(["first", "last", {"after": beside}, {"before": beside}]))
    at = f"sheets.{sheet.id}.items.something-new"
    new = {"name": "新项", "clause": CLAUSE, "measure": {"count": "patrols"}, "score": {"each": 1, "up_to": 2}}
    added = laid_over(edition, root, add=[{"at": at, "place": place, "new": new}])
    assert len(edition_of(added).sheets[0].items) == len(sheet.items) + 1
    gone = laid_over(edition_of(added), added.root, disable=[{"at": at, "clause": CLAUSE}])
    assert without_header(edition_of(gone)) == without_header(edition)


@settings(max_examples=FEW)
@given(cases(workers=3), st.data())
def test_assessing_by_a_layer_is_assessing_by_hand(case: Any, data: st.DataObject) -> None:
    """Points and pay under a changed rulebook are those the slow twin computes from a copy changed by hand."""
    root = tree_of(case.edition)
    full = [path for path in numbers(case.edition, root) if path[0] == "pay" and path[-1] in ("each", "amount", "per_point", "by_score")]
    chosen = data.draw(st.lists(st.sampled_from(full), min_size=1, max_size=3, unique=True)) if full else []
    grown = {path: _near(named(root, path).plain) for path in chosen}
    layered = edition_of(laid_over(case.edition, root, override=[_override(path, value) for path, value in grown.items()]))
    by_hand = copy.deepcopy(case.edition.model_dump(mode="json", exclude_defaults=True))
    for path, value in grown.items():
        signed(by_hand, case.edition, root, path, value)
    result = assess_rows(type(case)(layered, case.period, case.rows))
    assert differences(result, case.rows, Edition.model_validate(by_hand), case.period) == []


def level_of(edition: Edition, root: Node, code: str, path: tuple[str, ...], low: int, high: int) -> Level:
    """Return a level that allows the value at *path* to be set from *low* to *high*."""
    rule = MayChange(change=".".join(path), at_least=Fraction(low), at_most=Fraction(high), clause=CLAUSE)
    allowing = edition.model_copy(update={"below": Below(allow=(rule,))})
    nowhere: Any = None
    return Level(code, code, dt.date(2026, 1, 1), "", f"{code}/editions/2026-01-01.yaml", root, allowing, nowhere)


@settings(max_examples=EXAMPLES)
@given(editions(), st.data())
def test_a_value_passes_if_it_lies_within_every_range(edition: Edition, data: st.DataObject) -> None:
    """Two levels above each give a range: a new value is refused by exactly those it lies outside of."""
    root = tree_of(edition)
    path = data.draw(st.sampled_from(numbers(edition, root)))
    value, *ends = data.draw(st.lists(st.integers(-3, 12), min_size=5, max_size=5))
    ranges = {"province": sorted(ends[:2]), "county": sorted(ends[2:])}
    levels = [level_of(edition, root, code, path, *both) for code, both in ranges.items()]
    laid = laid_over(edition, root, override=[_override(path, value)])
    placed = Placed("low.yaml", {}, {}, {})
    refused = [problem.values["upper"] for problem in check_permissions(laid.changes, levels, placed=placed, root=laid.root, edition=None)]
    stays = exactly(named(root, path).plain) == value
    assert refused == [code for code, (low, high) in ranges.items() if not stays and not low <= value <= high]
