"""Every kind of rule has words, in both languages, and words say the numbers they are made from."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from pydantic import BaseModel

from docs.generate.primitives import FOLDER, IDS, missing, read_page
from gridperf import language
from gridperf.rulebook import Rulebook, load_rules
from gridperf.rulebook.base import keys_of
from gridperf.rulebook.cash import EachLine, LadderLine
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.schema import models_of
from gridperf.rulebook.walk import parts
from gridperf.rulebook.words import TOLD, Words
from gridperf.rulebook.words.choices import CHOICES
from gridperf.rulebook.words.structure import HOLDERS
from tests.unit.words.rulebooks import primitive

KINDS = sorted(models_of(Edition), key=lambda kind: kind.__name__)
WITHIN = {"ResultOf": "Result", "TieRule": "Quota", "Lowest": "Quota", "ByMeasure": "Quota"}
"""Kinds that are said by the one they stand in."""


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    return load_rules("370522-lijin")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_rule_has_words(kind: type[BaseModel]) -> None:
    """A kind of rule is said in a sentence, or its keys are named one by one."""
    assert kind in TOLD or kind in HOLDERS or kind.__name__ in WITHIN


@pytest.mark.parametrize("kind", HOLDERS, ids=lambda kind: kind.__name__)
def test_every_key_of_a_holder_has_a_name(kind: type[BaseModel]) -> None:
    """No key of a part that is compared key by key is without a name."""
    assert set(keys_of(kind)) <= {*HOLDERS[kind].keys, "id", "name", "clause", "basis"}


@pytest.mark.parametrize("name", [name for name in IDS if name not in missing()])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_primitive_can_be_said(name: str, lang: str) -> None:
    """Every part of every primitive's rules has a sentence without anything that belongs to code."""
    rules = primitive(read_page(FOLDER / f"{name}.yaml"))
    with language.use(lang):
        words = Words(rules)
        for at, part in parts(rules.edition):
            if type(part) in TOLD:
                said = words.say(part)
                assert said, at
                assert not re.search(r"Fraction\(|None|not_assessed|<|\{", said), (at, said)
                if lang == "en":
                    outside = re.sub(r"'[^']*'|`[^`]*`", "", said)
                    assert not re.search(r"[，。；：“”]", outside), (at, said)


def test_choices_are_said_in_both_languages() -> None:
    """No fixed word is without its Chinese or its English."""
    assert [key for key, (zh, en) in CHOICES.items() if not zh or not en or re.search(r"[\u4e00-\u9fff]", en)] == []


@pytest.mark.parametrize(
    ("lang", "item", "said"),
    [
        ("zh", "arrival", "25 分 × 完成比例，最多 25 分"),
        ("zh", "discovery-rate", "95% 及以上 20 分；90% 及以上 16 分；80% 及以上 10 分；其余 0 分"),
        ("zh", "complaint", "每件按级别：街道级 −2 分、县级 −5 分、市级 −10 分，其他级别 −2 分；逐件累计；最低 −20 分"),
        ("en", "meeting", "each −1 points; never below −5 points"),
    ],
)
def test_scorers_say_their_numbers(rules: Rulebook, lang: str, item: str, said: str) -> None:
    """Scorers read as the county would write them."""
    found = next(one for one in rules.edition.sheets[0].items if one.id == item)
    with language.use(lang):
        assert Words(rules).about(found.measure).say(found.score) == said


@pytest.mark.parametrize(
    ("line", "zh", "en"),
    [
        (
            {"each": 5, "measure": "valid_reports", "cap": 300},
            "“有效上报数”，每计 1 发 5 元，最多 300 元",
            "5 yuan for each of '有效上报数', at most 300 yuan",
        ),
        (
            {"each": -20, "short_of": 90, "measure": "valid_reports", "cap": "unlimited"},
            "“有效上报数”，少于 90 的，每少 1 扣 20 元，不封顶",
            "20 yuan off for each of '有效上报数' missing to 90, without end",
        ),
    ],
)
def test_cash_says_what_is_paid_and_what_is_taken_off(rules: Rulebook, line: dict[str, object], zh: str, en: str) -> None:
    """A price below nothing is a deduction, and reads as one."""
    part = EachLine.model_validate(line)
    with language.use("zh"):
        assert Words(rules).say(part) == zh
    with language.use("en"):
        assert Words(rules).say(part) == en


def test_the_first_tier_begins_with_the_first_piece(rules: Rulebook) -> None:
    """What lies beyond none is everything."""
    ladder = [{"beyond": 0, "each": 8}, {"beyond": 5, "each": 10}]
    part = LadderLine.model_validate({"ladder": ladder, "measure": "valid_reports", "cap": "unlimited"})
    with language.use("zh"):
        assert Words(rules).say(part) == "“有效上报数”，分段计：每个 8 元、超过 5 的部分每个 10 元；不封顶"


@pytest.mark.parametrize(
    ("lang", "text", "said"),
    [
        ("zh", "kind = '表彰' AND verified", "事项类型为“表彰”，且查实"),
        ("zh", "kind = '投诉' AND verified AND level IN ('县级', '市级')", "事项类型为“投诉”，且查实，且级别为“县级”或“市级”"),
        ("zh", "NOT verified OR (quantity >= 2 AND level IS NOT NULL)", "非“查实”，或（数量不小于 2，且级别不为空）"),
        ("zh", "occurred_on >= '2026-10-01' AND document LIKE '%号'", "发生日期不早于“2026-10-01”，且佐证文件形如“%号”"),
        ("zh", "level NOT IN ('县级')", "级别不为“县级”"),
        ("en", "quantity BETWEEN 1 AND 3 OR kind <> 'x'", "quantity is from 1 to 3 or kind is not 'x'"),
    ],
)
def test_filters_say_every_comparison(rules: Rulebook, lang: str, text: str, said: str) -> None:
    """A filter in words keeps every comparison, its sign and its brackets."""
    with language.use(lang):
        assert Words(rules).where(text, "incidents") == said


def test_a_kind_without_words_is_given_key_by_key(rules: Rulebook) -> None:
    """Whatever has no sentence is still told in full."""

    class New(BaseModel):
        each: int

    assert Words(rules).say(New(each=3)) == '{"each": 3}'


def test_an_edition_in_memory_can_be_said() -> None:
    """Rules without a pack have words too."""
    edition = load_rules("370522-lijin").edition
    rules = Rulebook.from_edition(edition, starts_on=dt.date(2026, 1, 1))
    with language.use("zh"):
        assert Words(rules).say(edition.rounding) == "各项取到 0.01 分，总分取到 0.01 分，金额取到 0.01 元；四舍五入"
