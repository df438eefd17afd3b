"""A file that does not fit its model gives one coded problem per mistake, at the line of the mistake, in our own words.

Pydantic finds the mistakes; none of its sentences is shown.
The names it inserts into a path for the shape it chose (`<each>`) are dropped before the place is looked up.
"""

from __future__ import annotations

import types
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError

from gridperf.errors import Problem, nearest
from gridperf.messages.wording import Phrase
from gridperf.rulebook.base import keys_of

if TYPE_CHECKING:
    from gridperf.placed_yaml import Placed

__all__ = ["advice", "bare", "fit", "keys_at"]

_LONGEST = 120
"""The most characters of an example shown inside a sentence."""

_M = TypeVar("_M", bound=BaseModel)

_KINDS: dict[str, tuple[Phrase, str]] = {
    "string_type": (Phrase("文字", "text"), '"2026"'),
    "int_type": (Phrase("整数，不加引号", "a whole number without quotes"), "1"),
    "bool_type": (Phrase("true 或 false", "true or false"), "true"),
    "tuple_type": (Phrase("列表", "a list"), "[专职网格员, 专属网格员]"),
    "dict_type": (Phrase("一组“键: 值”", "a set of `key: value`"), "{城镇: 3000, 农村: 2000}"),
    "model_type": (Phrase("一组“键: 值”", "a set of `key: value`"), "{floor: 0, cap: 100}"),
    "model_attributes_type": (Phrase("一组“键: 值”", "a set of `key: value`"), "{floor: 0, cap: 100}"),
    "exact_number": (Phrase("数", "a number"), "12, 0.5, 95%, 1/3"),
    "exact_size": (
        Phrase("小于 10 亿、分母不超过 10 亿的数，更大的数无法精确计算", "a number below a billion, no finer than a billionth"),
        "1200, 0.5, 1/3",
    ),
    "exact_positive": (Phrase("大于 0 的数", "a number above 0"), "30"),
    "exact_not_negative": (Phrase("不小于 0 的数", "a number of at least 0"), "30"),
    "exact_part": (Phrase("大于 0、小于 100% 的比例", "a share above 0 and below 100%"), "80%"),
    "exact_step": (Phrase("修约间隔，小数不超过六位", "a rounding step of at most six decimals"), "0.01, 0.5, 1"),
    "yuan": (Phrase("金额", "an amount"), "1200, roster.pay_base, values.income-floor"),
    "amount": (Phrase("金额（元），不小于 0，至多两位小数", "an amount of yuan, at least 0, with at most two decimals"), "4403, 21.50"),
    "share": (Phrase("0 到 100% 的比例", "a share from 0 to 100 %"), "8%, 0.3%"),
    "times": (Phrase("倍数，大于 0，不大于 1000", "a number of times above 0, at most 1000"), "2"),
    "rank_place": (Phrase("名次", "a place"), "1, 2, last, last-1"),
    "clauses": (Phrase("一个条款，或各不相同的几个条款", "a clause, or a list of different clauses"), "第三条, [第三条, 第四条]"),
    "day": (Phrase("日期", "a date"), "2026-10-01"),
    "working_time": (Phrase("一段工作时间", "a stretch of working hours"), '"08:00-12:00"'),
    "time_limit": (
        Phrase("时限，写明工作时、工作日、紧急工作时或自然日", "a time limit in 工作时, 工作日, 紧急工作时 or 自然日"),
        "4 工作时",
    ),
}
"""What was expected and a valid value, by pydantic's name of the mistake."""

_WHOLE_PARTS = ("tuple_type", "dict_type", "model_type", "model_attributes_type")
"""Mistakes after which a valid value is best that of the key itself."""

_A_NUMBER_ITSELF = Phrase("数本身（这个键不能引用名册、网格或 values）", "a number itself (this key takes no name of one)")

_PATTERNS: dict[str, tuple[Phrase, str]] = {
    r"^[a-z][a-z0-9-]*$": (Phrase("小写英文单词，以连字符相连", "lower-case English words joined by hyphens"), "on-time"),
    r"^[a-z][a-z0-9_]*$": (Phrase("小写英文单词，以下划线相连", "lower-case English words joined by underscores"), "patrol_arrival"),
    r"^[a-z][a-z_0-9]*$": (Phrase("表名或列名", "the name of a table or column"), "patrols"),
    r"^[a-z][a-z_0-9]*\.[a-z][a-z_0-9]*$": (Phrase("表.列", "table.column"), "patrols.distance_m"),
    r"^(roster|grids)\.[a-z][a-z_0-9]*$": (Phrase("roster.列名 或 grids.列名", "roster.column or grids.column"), "grids.households"),
    r"^(roster|grids)\.[a-z][a-z_0-9]*$|^values\.[a-z][a-z0-9-]*$": (
        Phrase("roster.列名、grids.列名 或 values.名称", "roster.column, grids.column or values.name"),
        "roster.pay_base",
    ),
    r"^[0-9]{4}(-[0-9]{2}|Q[1-4]|H[12])?$": (Phrase("考核周期", "a period"), "2026-01"),
    r"^[0-9]{4}(-(0[1-9]|1[0-2])|Q[1-4]|H[12])?$": (Phrase("考核周期", "a period"), "2026-01"),
    r"^(year|[1-9][0-9]? years)$": (Phrase("“year”，或“3 years”这样的年数", "year, or a number of years"), "3 years"),
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": (Phrase("时刻", "a time of day"), '"18:00"'),
    r"^R[0-9]{3}$": (Phrase("问题代码", "the code of a problem"), "R305"),
    r"^[^.\s]+(\.[^.\s]+)*$": (Phrase("以点相连的名称", "names joined by dots"), "sheets.month.items.arrival"),
    r"^[^\s第附（(0-9.][^\s]*$": (Phrase("上级办法的简称", "a short name of the upper document"), "县办法"),
    r"^[a-z0-9_][a-z0-9_-]*$": (Phrase("区划代码和拼音", "division code and pinyin"), "370522-lijin"),
}
"""What a text should look like and a valid one, by the pattern it does not match."""


def fit(placed: Placed, model: type[_M], data: Any = None) -> tuple[_M | None, tuple[Problem, ...]]:  # noqa: ANN401 (any YAML)
    """Return the file *placed* as *model*, or None and every mistake of its shape (R101 to R109).

    Args:
        placed: the file.
        model: what it should be.
        data: its content, if something was taken out of the root before.
    """
    content = placed.value if data is None else data
    try:
        return model.model_validate(content), ()
    except ValidationError as error:
        found = [problem for one in error.errors() if (problem := _problem(one, placed, model, content)) is not None]
        return None, tuple(found)


def _problem(error: Any, placed: Placed, model: type[BaseModel], content: Any) -> Problem | None:  # noqa: ANN401
    kind, context = str(error["type"]), error.get("ctx") or {}
    located = tuple(error["loc"])
    path = tuple(step for step in located if not (isinstance(step, str) and step.startswith("<") and step.endswith(">")))
    of_key = bool(path) and path[-1] == "[key]"
    if of_key:
        path = path[:-1]
    if kind == "too_short" and _at(content, path):
        return None  # it is short only because its members were refused, which has been said
    where = placed.where(path, key=of_key or kind == "extra_forbidden")
    last = str(path[-1]) if path else ""
    value = last if of_key else error.get("input")
    if kind == "extra_forbidden":
        return Problem("R101", where, {"key": last, "advice": _named_so(last, _model_at(model, located[:-1]))})
    if kind == "missing":
        return Problem("R102", where, {"key": last, "example": _example(model, located) or "…"})
    if kind in ("exact_or_word", "list_or_word"):
        word = context["word"]
        number = kind == "exact_or_word"
        expected = Phrase(f"{'数' if number else '列表'}，或 {word}", f"{'a number' if number else 'a list'}, or {word}")
        return Problem("R103", where, {"found": _shown(value), "expected": expected, "example": word})
    if kind in _KINDS:
        named = kind.startswith("exact_") and str(value).startswith(("values.", "roster.", "grids."))
        expected, example = (_A_NUMBER_ITSELF, "5") if named else _KINDS[kind]
        if kind in _WHOLE_PARTS:
            example = _example(model, located) or example
        return Problem("R103", where, {"found": _shown(value), "expected": expected, "example": example})
    if kind == "literal_error":
        words = context["expected"].replace("'", "").replace(" or ", ", ")
        return Problem("R104", where, {"found": _shown(value), "expected": words, "advice": advice(str(value), words.split(", "))})
    if kind in ("greater_than_equal", "less_than_equal"):
        limit = context.get("ge", context.get("le"))
        word = Phrase("小", "below") if kind == "greater_than_equal" else Phrase("大", "above")
        return Problem("R105", where, {"found": _shown(value), "side": word, "limit": limit})
    if kind == "string_pattern_mismatch":
        expected, example = _PATTERNS.get(context["pattern"], (Phrase("另一种写法", "another form"), "…"))
        return Problem("R106", where, {"found": _shown(value), "expected": expected, "example": example})
    if kind == "string_too_long":
        expected = Phrase(f"至多 {context['max_length']} 个字符的名称", f"a name of at most {context['max_length']} characters")
        return Problem("R106", where, {"found": _shown(value), "expected": expected, "example": "on-time"})
    if kind in ("string_too_short", "too_short"):
        return Problem("R107", where, {"key": last})
    if kind == "one_of_keys":
        name = Phrase("，或一个指标名", ", or the name of a measure") if context["name"] else ""
        example = _example(model, located) or f"{context['keys'].partition(',')[0]}: …"
        return Problem("R108", where, {"keys": context["keys"], "name": name, "example": example})
    return Problem("R109", where, {"found": _shown(value)})


def _example(model: type[BaseModel], located: Sequence[str | int]) -> str:
    """Return what may be written at pydantic's path *located* inside *model*, on one line; empty if that is too long or unknown."""
    from gridperf.rulebook.explaining import explain_key, is_explained, on_one_line  # noqa: PLC0415 (only a broken file is explained)

    for depth in range(len(located) - 1, -1, -1):
        above = _model_at(model, located[:depth])
        if above is None or located[depth] not in keys_of(above) or not is_explained(above):
            continue
        value = explain_key(above, str(located[depth])).example
        for step in located[depth + 1 :]:  # into the example's own first entry
            if isinstance(step, str) and step.startswith("<"):
                continue
            value = value[0] if isinstance(value, list) else next(iter(value.values())) if isinstance(value, dict) else None
        text = "" if value is None else on_one_line(value)
        return text if len(text) <= _LONGEST else ""
    return ""


def _named_so(key: str, model: type[BaseModel] | None) -> Phrase:
    """Return advice on an unknown *key*: the key whose Chinese name it is, one that looks like it, or all there are."""
    from gridperf.rulebook.explaining import explain_key, is_explained  # noqa: PLC0415 (only a broken file is explained)

    known = list(keys_of(model)) if model else []
    if model and is_explained(model) and not key.isascii():
        names = {explain_key(model, one).title.zh: one for one in known}
        near = [names[name] for name in nearest(key, names, count=1)]
        if near:
            return Phrase(f"键用英文写，这里是 {near[0]}。", f"Keys are written in English; this one is {near[0]}.")
    return advice(key, known)


def _at(content: Any, path: Sequence[str | int]) -> Any:  # noqa: ANN401 (any YAML)
    for step in path:
        try:
            content = content[step]
        except (KeyError, IndexError, TypeError):
            return None
    return content


def advice(name: str, known: Sequence[str]) -> Phrase:
    """Return the known name that looks like *name*, as a question, or all of them."""
    near = nearest(name, known, count=1)
    if near:
        return Phrase(f"是不是 {near[0]}？", f"Did you mean {near[0]}?")
    shown = ", ".join(known) or "-"
    return Phrase(f"这里可以写：{shown}。", f"Allowed here: {shown}.")


def _shown(value: object) -> Phrase | str:
    if value is None:
        return Phrase("空", "nothing")
    if isinstance(value, dict):
        return Phrase("一组“键: 值”", "a set of `key: value`")
    if isinstance(value, (list, tuple)):
        return Phrase("一个列表", "a list")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value) if isinstance(value, int) else f'"{str(value)[:60]}"'


def keys_at(model: type[BaseModel], located: Sequence[str | int]) -> list[str]:
    """Return the keys allowed at pydantic's path *located* inside *model*; empty if any key is."""
    found = _model_at(model, located)
    return list(keys_of(found)) if found else []


def _model_at(model: type[BaseModel], located: Sequence[str | int]) -> type[BaseModel] | None:
    """Return the model at pydantic's path *located* inside *model*; None if any key may be written there."""
    current: Any = model
    for step in located:
        current = _inside(bare(current), step)
        if current is None:
            return None
    current = bare(current)
    return current if isinstance(current, type) and issubclass(current, BaseModel) else None


def bare(annotation: Any) -> Any:  # noqa: ANN401 (a type annotation)
    """Return *annotation*, that of a key, without its metadata and without `| None`."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
            continue
        if get_origin(annotation) in (Union, types.UnionType):
            members = [member for member in get_args(annotation) if member is not type(None)]
            if len(members) == 1:
                annotation = members[0]
                continue
        return annotation


def _inside(annotation: Any, step: str | int) -> Any:  # noqa: ANN401 (a type annotation)
    """Return the annotation one *step* below *annotation*."""
    if get_origin(annotation) in (Union, types.UnionType):
        for member in get_args(annotation):
            if get_origin(member) is Annotated and any(isinstance(note, Tag) and note.tag == step for note in get_args(member)[1:]):
                return member
        return None
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = keys_of(annotation).get(str(step))
        return None if field is None else field.annotation
    arguments = get_args(annotation)
    if get_origin(annotation) is tuple:
        return arguments[0]
    return arguments[1] if get_origin(annotation) is dict else None
