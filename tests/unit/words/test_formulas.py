"""A formula reads as a sentence, with its own names explained."""

from __future__ import annotations

import pytest

from gridperf import language
from gridperf.rulebook import load_rules
from gridperf.rulebook.measures import Formula
from gridperf.rulebook.words import Words

FORMULA = Formula.model_validate(
    {
        "formula": "CASE WHEN due < 2 AND NOT (done = 1 OR due BETWEEN 3 AND 4) THEN -due ELSE LEAST(done, 5) / (due - 0.5) * ABS(due) END",
        "using": {"done": {"count": "disposals"}, "due": {"count": "visits", "where": "complete"}},
    }
)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            (
                "（due 小于 2 且 非（done 等于 1 或 （due 不小于 3 且 due 不大于 4）） 时为 −due，否则为 最小（done、5） ÷ (due − 0.5) × |due|）"
                "；其中 done 为“处置”记录数，due 为“走访”中记录完整的记录数"
            ),
        ),
        (
            "en",
            (
                "(−due if due is below 2 and not (done is 1 or (due is at least 3 and due is at most 4)), "
                "otherwise least of (done, 5) ÷ (due − 0.5) × |due|)"
                ", where done is the number of rows of `disposals`; due is the number of rows of `visits` where complete"
            ),
        ),
    ],
)
def test_a_formula_in_words(lang: str, said: str) -> None:
    """Signs, conditions and names are those of the rulebook."""
    with language.use(lang):
        assert Words(load_rules("370522-lijin")).say(FORMULA) == said


def test_fields_are_explained() -> None:
    """Numbers of the roster are named as the roster names them."""
    with language.use("zh"):
        said = Words(load_rules("370522-lijin")).say(Formula(formula="roster.pay_base / 100"))
    assert said == "pay_base ÷ 100；其中 pay_base 为“网格员名册”所载“基本工资”"


def test_a_text_that_cannot_be_read_is_quoted() -> None:
    """Words never stop a report."""
    with language.use("en"):
        assert Words(load_rules("370522-lijin")).say(Formula(formula="a +")) == "'a +'"
