"""What one key of a part holds, in words: the same for what is printed, what was added and what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from gridperf.rulebook.numbers import number, percent
from gridperf.rulebook.words.base import TOLD, Words, both, listed
from gridperf.rulebook.words.choices import CHOICES
from gridperf.rulebook.words.structure import HOLDERS, label

__all__ = ["held_words", "part_words"]

_SHARES = {"weight", "weights", "shared_by", "split"}
"""Keys whose numbers are shares of a whole."""

_SILENT = {"id", "name", "clause", "basis", "grade"}
"""Keys that name a part and are said beside it."""


def held_words(words: Words, key: str, value: Any) -> str:  # noqa: ANN401 (any value of a model)
    """Return what *key* of a part holds."""
    if value is None or value == ():
        return both("无", "none")
    if isinstance(value, Fraction):
        if key == "when_no_data":
            return words.without_data(value)
        return percent(value) if key in _SHARES else number(value)
    if isinstance(value, str):
        if (key, value) in CHOICES:
            return words.choice(key, value)
        if key == "roles" and value == "all":
            return both("全部岗位", "every role")
        if key in ("sheet", "section"):
            return words.sheet(value) if key == "sheet" else words.section(value)
        return words.measure(value) if key == "measure" else words.where(value) if key == "where" else value
    if key in ("shared_by", "split") and isinstance(value, Mapping):
        own = both("本人", "the worker")
        return listed(f"{own if name == 'self' else name} {percent(share)}" for name, share in value.items())
    if isinstance(value, (tuple, list)):
        joint = both("；", "; ") if any(isinstance(one, BaseModel) for one in value) else both("、", ", ")
        return joint.join(held_words(words, key, one) for one in value)
    if isinstance(value, BaseModel) and type(value) in HOLDERS and type(value) not in TOLD:
        return part_words(words, value)
    if isinstance(value, Mapping):
        return listed(f"{name} {held_words(words, key, one)}" for name, one in value.items())
    return words.say(value)


def part_words(words: Words, part: BaseModel) -> str:
    """Return all that *part*, which holds other rules, says: what it is for, or its keys one by one."""
    kind = type(part)
    if kind in TOLD:
        return words.say(part)
    about = words.about(part.measure) if hasattr(part, "measure") and hasattr(part, "score") else words
    said = []
    for name, info in kind.model_fields.items():
        value = getattr(part, name)
        if name in _SILENT or value == info.default:
            continue
        if isinstance(value, tuple) and value and hasattr(value[0], "name"):
            said.append(f"{label(kind, name)}{both('：', ': ')}{listed(one.name for one in value)}")
        else:
            said.append(f"{label(kind, name)}{both('：', ': ')}{held_words(about, name, value)}")
    return both("；", "; ").join(said)
