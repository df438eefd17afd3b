"""What a county says to its townships reads as a sentence, in both languages."""

import pytest

from gridperf import language
from gridperf.rulebook import load_rules
from gridperf.rulebook.words import Words


@pytest.mark.parametrize(
    ("lang", "key", "at", "said"),
    [
        ("zh", "allow", 0, "可以改动“sheets.worker-month.items.arrival.score.share”，不小于 20，不大于 30"),
        ("zh", "allow", 3, "可以在“sheets.worker-month.items”中增加至多 2 项，加分、扣分各不超过 5 分"),
        ("zh", "allow", 4, "可以不适用“sheets.worker-month.items.meeting”"),
        ("zh", "forbid", 1, "不得改动“grades”"),
        ("zh", "require", 0, "应当在“sheets.worker-month.items”中增加至少 1 项"),
        ("en", "allow", 0, "may change 'sheets.worker-month.items.arrival.score.share', not below 20, not above 30"),
        ("en", "allow", 3, "may add up to 2 to 'sheets.worker-month.items', of 5 points up or down"),
        ("en", "forbid", 1, "must leave 'grades' as it is"),
    ],
)
def test_rules_for_lower_levels_are_said(lang, key, at, said):
    """Each kind has a sentence with its place and its limits."""
    rules = load_rules("370522-lijin")
    with language.use(lang):
        assert Words(rules).say(getattr(rules.edition.below, key)[at]) == said
