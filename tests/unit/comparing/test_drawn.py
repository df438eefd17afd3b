"""Any two rulebooks compare, and only what differs is said."""

from __future__ import annotations

from hypothesis import given, settings

from gridperf.rulebook.comparing import compare_rules
from gridperf.rulebook.edition import Edition
from gridperf.testing.strategies import editions
from tests.oracle.compare import rulebook_of
from tests.properties.size import EXAMPLES


@settings(max_examples=max(EXAMPLES // 20, 5), deadline=None)
@given(editions(), editions())
def test_any_two_rulebooks_compare(a: Edition, b: Edition) -> None:
    """Forth and back the same parts differ; what came one way goes the other; nothing differs from itself."""
    one, other = rulebook_of(a), rulebook_of(b)
    forth, back = compare_rules(one, other), compare_rules(other, one)
    assert compare_rules(one, one).changes == ()
    kinds = {"added": "removed", "removed": "added", "changed": "changed"}
    assert sorted(kinds[change.kind] for change in forth.changes) == sorted(change.kind for change in back.changes)
    assert all(change.old != change.new for change in forth.changes)
    assert forth.changes or a == b
