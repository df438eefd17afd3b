"""What a county says to its townships reads as a sentence, in both languages."""

import pytest

from gridperf import language
from gridperf.rulebook import load_rules
from gridperf.rulebook.words import Words
from gridperf.rulebook.words.places import place_words


@pytest.mark.parametrize(
    ("lang", "key", "at", "said"),
    [
        ("zh", "allow", 0, "可以改动考核表“专职网格员月度考核”的考核项“巡查到位率”的满分，不小于 20，不大于 30"),
        ("zh", "allow", 3, "可以在考核表“专职网格员月度考核”的考核项中增加至多 2 项，加分、扣分各不超过 5 分"),
        ("zh", "allow", 4, "可以不适用考核表“专职网格员月度考核”的考核项“会议培训缺席”"),
        ("zh", "forbid", 1, "不得改动等次"),
        ("zh", "require", 0, "应当在考核表“专职网格员月度考核”的考核项中增加至少 1 项"),
        ("en", "allow", 0, "may change full marks of item '巡查到位率' of sheet '专职网格员月度考核', not below 20, not above 30"),
        ("en", "allow", 3, "may add up to 2 to items of sheet '专职网格员月度考核', of 5 points up or down"),
        ("en", "forbid", 1, "must leave grades as it is"),
    ],
)
def test_rules_for_lower_levels_are_said(lang, key, at, said):
    """Each kind has a sentence with its place and its limits."""
    rules = load_rules("370522-lijin")
    with language.use(lang):
        assert Words(rules).say(getattr(rules.edition.below, key)[at]) == said


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("sheets.*.items.*.score.share", "每个考核表的每个考核项的满分", "full marks of every item of every sheet"),
        ("sheets.*.vetoes", "每个考核表的一票否决", "vetoes of every sheet"),
        ("pay.report-cash.line.cap", "工资项“采用信息奖励”的最多", "cap of pay line '采用信息奖励'"),
        ("grades.优秀.at_least", "等次“优秀”的分数线", "threshold of grade '优秀'"),
        ("calendar.hours", "日历的工作时间", "working hours of calendar"),
        ("values.none-such.amount", "金额与标准“none-such”的“amount”", "'amount' of named numbers 'none-such'"),
        ("pay.report-cash.line.from", "工资项“采用信息奖励”的“from”", "'from' of pay line '采用信息奖励'"),
    ],
)
def test_places_are_said_by_the_names_of_parts(path, zh, en):
    """Parts are called by their names, all of a kind by the kind, keys by their titles; what is nothing stays as written."""
    edition = load_rules("370522-lijin").edition
    with language.use("zh"):
        assert place_words(edition, path) == zh
    with language.use("en"):
        assert place_words(edition, path) == en
