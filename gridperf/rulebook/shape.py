"""A file that does not fit its model gives one coded problem per mistake, at the line of the mistake, in our own words.

Pydantic finds the mistakes; none of its sentences is shown.
The names it inserts into a path for the shape it chose (`<each>`) are dropped before the place is looked up.
"""

from __future__ import annotations

import types
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError

from gridperf.errors import Problem, nearest
from gridperf.messages.wording import Phrase

if TYPE_CHECKING:
    from gridperf.placed_yaml import Placed

__all__ = ["fit", "keys_at"]

_M = TypeVar("_M", bound=BaseModel)

_KINDS = {
    "string_type": Phrase("文字（数字和日期请加引号）", "text (put numbers in quotes)"),
    "int_type": Phrase("整数，不加引号", "a whole number without quotes"),
    "bool_type": Phrase("true 或 false", "true or false"),
    "tuple_type": Phrase("列表，如 [甲, 乙]", "a list, such as [甲, 乙]"),
    "dict_type": Phrase("一组“键: 值”", "a set of `key: value`"),
    "model_type": Phrase("一组“键: 值”", "a set of `key: value`"),
    "model_attributes_type": Phrase("一组“键: 值”", "a set of `key: value`"),
    "exact_number": Phrase("数，如 12、0.5、95% 或 1/3", "a number such as 12, 0.5, 95% or 1/3"),
    "exact_positive": Phrase("大于 0 的数", "a number above 0"),
    "exact_step": Phrase("修约间隔，小数不超过六位，如 0.01、0.5 或 1", "a rounding step of at most six decimals, such as 0.01, 0.5 or 1"),
    "yuan": Phrase("金额：1200、roster.pay_base 或 values.income-floor", "an amount: 1200, roster.pay_base or values.income-floor"),
    "day": Phrase("日期，如 2026-10-01", "a date such as 2026-10-01"),
}
"""What was expected, by pydantic's name of the mistake."""

_PATTERNS = {
    r"^[a-z][a-z0-9-]*$": Phrase("小写英文单词，以连字符相连，如 on-time", "lower-case English words joined by hyphens, such as on-time"),
    r"^[a-z][a-z0-9_]*$": Phrase(
        "小写英文单词，以下划线相连，如 patrol_arrival", "lower-case words joined by underscores, such as patrol_arrival"
    ),
    r"^[a-z][a-z_0-9]*$": Phrase("表名或列名，如 patrols", "the name of a table or column, such as patrols"),
    r"^[a-z][a-z_0-9]*\.[a-z][a-z_0-9]*$": Phrase("表.列，如 patrols.distance_m", "table.column, such as patrols.distance_m"),
    r"^R[0-9]{3}$": Phrase("问题代码，如 R305", "the code of a problem, such as R305"),
    r"^[a-z0-9_][a-z0-9_-]*$": Phrase("区划代码和拼音，如 370522-lijin", "division code and pinyin, such as 370522-lijin"),
}


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
        known = keys_at(model, located[:-1])
        near = nearest(last, known, count=1)
        return Problem("R101", where, {"key": last, "near": ", ".join(near or known)})
    if kind == "missing":
        return Problem("R102", where, {"key": last})
    if kind in ("exact_or_word", "list_or_word"):
        word = context["word"]
        number = kind == "exact_or_word"
        expected = Phrase(f"{'数' if number else '列表'}，或 {word}", f"{'a number' if number else 'a list'}, or {word}")
        return Problem("R103", where, {"found": _shown(value), "expected": expected})
    if kind in _KINDS:
        return Problem("R103", where, {"found": _shown(value), "expected": _KINDS[kind]})
    if kind == "literal_error":
        words = context["expected"].replace("'", "").replace(" or ", ", ")
        near = nearest(str(value), words.split(", "), count=1)
        return Problem("R104", where, {"found": _shown(value), "expected": words, "near": near[0] if near else words.split(", ")[0]})
    if kind in ("greater_than_equal", "less_than_equal"):
        limit = context.get("ge", context.get("le"))
        word = Phrase("小", "below") if kind == "greater_than_equal" else Phrase("大", "above")
        return Problem("R105", where, {"found": _shown(value), "side": word, "limit": limit})
    if kind == "string_pattern_mismatch":
        return Problem("R106", where, {"found": _shown(value), "expected": _PATTERNS.get(context["pattern"], context["pattern"])})
    if kind == "string_too_long":
        return Problem(
            "R106",
            where,
            {
                "found": _shown(value),
                "expected": Phrase(f"至多 {context['max_length']} 个字符", f"at most {context['max_length']} characters"),
            },
        )
    if kind in ("string_too_short", "too_short"):
        return Problem("R107", where, {"key": last})
    if kind == "one_of_keys":
        name = Phrase("，或一个指标名", ", or the name of a measure") if context["name"] else ""
        return Problem("R108", where, {"keys": context["keys"], "name": name})
    return Problem("R109", where, {"found": _shown(value)})


def _at(content: Any, path: Sequence[str | int]) -> Any:  # noqa: ANN401 (any YAML)
    for step in path:
        try:
            content = content[step]
        except (KeyError, IndexError, TypeError):
            return None
    return content


def _shown(value: object) -> Phrase | str:
    if value is None:
        return Phrase("空", "nothing")
    if isinstance(value, dict):
        return Phrase("一组“键: 值”", "a set of `key: value`")
    if isinstance(value, (list, tuple)):
        return Phrase("一个列表", "a list")
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{str(value)[:60]}"'


def keys_at(model: type[BaseModel], located: Sequence[str | int]) -> list[str]:
    """Return the keys allowed at pydantic's path *located* inside *model*; empty if any key is."""
    current: Any = model
    for step in located:
        current = _inside(_bare(current), step)
        if current is None:
            return []
    current = _bare(current)
    return list(current.model_fields) if isinstance(current, type) and issubclass(current, BaseModel) else []


def _bare(annotation: Any) -> Any:  # noqa: ANN401 (a type annotation)
    """Return *annotation* without its metadata and without `| None`."""
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
        field = annotation.model_fields.get(str(step))
        return None if field is None else field.annotation
    arguments = get_args(annotation)
    if get_origin(annotation) is tuple:
        return arguments[0]
    return arguments[1] if get_origin(annotation) is dict else None
