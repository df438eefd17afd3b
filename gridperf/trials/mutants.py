"""A mutant is an edition with one choice changed that moves points or money: a number, a comparison, a word, an order.

What is changed is found by the model, not by the look of the text, so that a name or a clause is never taken for a number.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from gridperf.rulebook.deriving import Elapsed, TimeLimit, WorkingTime
from gridperf.rulebook.edition import Edition, Rounding
from gridperf.rulebook.grading import Band
from gridperf.rulebook.scoring import VetoEffect
from gridperf.rulebook.walk import parts

if TYPE_CHECKING:
    from gridperf.placed_yaml import Placed, Steps

__all__ = ["Mutant", "mutants", "named_path"]

Kind = Literal["set", "rename", "swap"]

_WORDS_WITHOUT_MONEY = ("basis", "status", "kind", "direction", "subject", "every", "unit", "id", "workdays")
"""Keys whose words are labels, or whose change no edition could survive."""
_FILTERS = ("where", "target_where", "counts", "excused_by")
_TWINS = {"at_least": "above", "above": "at_least", "at_most": "below", "below": "at_most"}
_SCOPES = ("community", "street", "county", "all")
_EVERY = ("month", "quarter", "half", "year")
_CLOCKS = {"工作时": "紧急工作时", "紧急工作时": "工作时", "工作日": "自然日", "自然日": "工作日"}
_PACE = {"work_hour": "urgent_hour", "urgent_hour": "work_hour", "work_day": "natural_day", "natural_day": "work_day"}
_OPERATORS = {">=": ">", "<=": "<", "<>": "=", "=": "<>", ">": ">=", "<": "<=", "AND": "OR", "OR": "AND"}
_IN_FILTER = re.compile(
    r"'(?P<text>[^']*)'|(?P<operator>>=|<=|<>|=|>|<|\bAND\b|\bOR\b)|\bIS\s+(?P<null>NOT\s+)?NULL\b|(?<![\w.])(?P<number>\d+)\b(?!\.)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"([-+]?)(\d+)(?:\.(\d+))?( ?%)?|([-+]?\d+)/(\d+)")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of an edition.

    Attributes:
        edition: the first day of the edition.
        at: the path of what is changed, in the file.
        name: the path with identifiers for positions: `sheets.worker-month.items.arrival.score.share`.
        line: the line of the file it stands on.
        kind: what the change does at the path: sets the value, renames the key, or swaps the element with the one after it.
        value: the new value, or the new key.
        old: what stands there, as written.
        new: what stands there instead.
    """

    edition: dt.date
    at: Steps
    name: str
    line: int
    kind: Kind
    value: Any
    old: str
    new: str

    def applied(self, content: Any) -> Any:  # noqa: ANN401 (any YAML)
        """Return *content* with the change; what is not on its path is shared."""
        return _applied(content, self.at, self)


def mutants(edition: Edition, placed: Placed, day: dt.date) -> Iterator[Mutant]:
    """Yield every mutant of *edition*, in the order of its parts.

    Args:
        edition: the edition.
        placed: its file.
        day: its first day.
    """
    scales = [edition.grades, *(sheet.grades for sheet in edition.sheets if sheet.grades)]
    scales += [rolled.grades for rolled in edition.rollup.values() if rolled.grades]
    grades = [[band.grade for band in scale] for scale in scales]
    for at, part in parts(edition):
        if at[:1] == ("below",):
            continue  # what lower levels may write moves nobody's points here
        if not (isinstance(part, Rounding) and not edition.pay):
            yield from _of_part(part, at, placed, day)
        else:
            yield from (one for one in _of_part(part, at, placed, day) if one.at[-1] != "money")  # nothing is paid
        for key in ("grade", "at_best"):
            # a total of 0 has the last grade, whatever the best is that a veto leaves
            if isinstance(part, VetoEffect) and part.score == "zero":
                continue
            if not isinstance(part, Band) and isinstance(value := getattr(part, key, None), str):
                for other in sorted({other for scale in grades for other in _beside(scale, value)}):
                    yield _mutant(placed, day, (*at, key), "set", other, value, other)


def named_path(content: Any, at: Steps) -> str:  # noqa: ANN401 (any YAML)
    """Return the path *at* inside *content* with identifiers or grades for positions."""
    steps: list[str] = []
    for step in at:
        content = content[step] if content is not None else None
        own = content.get("id") or content.get("grade") if isinstance(step, int) and isinstance(content, dict) else None
        steps.append(str(own if own is not None else step))
    return ".".join(steps)


# --- where a change can be made --------------------------------------------------------------------------------------


def _of_part(part: BaseModel, at: Steps, placed: Placed, day: dt.date) -> Iterator[Mutant]:
    fields = type(part).model_fields
    for name in fields:
        info = fields[name]
        key = info.alias or name
        path = (*at, key)
        if name not in part.model_fields_set or key in _WORDS_WITHOUT_MONEY:
            continue
        value = getattr(part, name)
        if isinstance(part, Band) and key == "at_least" and at[-1] == len(_at(placed.value, at[:-1])) - 1:
            continue  # nobody is below the last grade
        if key in _TWINS and _TWINS[key] in fields and not isinstance(value, BaseModel):
            yield _mutant(placed, day, path, "rename", _TWINS[key], key, _TWINS[key])
        if key == "bands" and isinstance(value, tuple):
            for position in range(len(value) - 2):
                yield _mutant(
                    placed, day, (*path, position), "swap", None, f"{position + 1}, {position + 2}", f"{position + 2}, {position + 1}"
                )
        for where, raw, changed in _leaves(value, info.annotation, path, part, placed):
            yield _mutant(placed, day, where, "set", changed, _shown(raw), _shown(changed))


def _leaves(value: Any, annotation: Any, at: Steps, part: BaseModel, placed: Placed) -> Iterator[tuple[Steps, Any, Any]]:  # noqa: ANN401
    """Yield path, written value and other value for everything below a field that is no part of its own."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _leaves(each, None, (*at, key), part, placed)
    elif isinstance(value, tuple):
        for position, each in enumerate(value):
            yield from _leaves(each, None, (*at, position), part, placed)
    elif not isinstance(value, (BaseModel, dt.date)) and value is not None:
        raw = _at(placed.value, at)
        for changed in _others(value, raw, annotation, at, part):
            yield at, raw, changed


def _others(value: Any, raw: Any, annotation: Any, at: Steps, part: BaseModel) -> Iterator[Any]:  # noqa: ANN401
    if isinstance(value, bool):
        yield not value
    elif isinstance(part, Rounding) and isinstance(value, Fraction):
        yield from (Decimal(str(raw)) * 10, Decimal(str(raw)) / 10)
    elif isinstance(value, (int, Fraction)):
        yield from _numbers(raw)
    elif isinstance(value, TimeLimit):
        amount, _, clock = str(raw).strip().partition(" ")
        if clock in _CLOCKS:
            yield from (f"{other} {clock}" for other in _numbers(amount))
            yield f"{amount} {_CLOCKS[clock]}"
    elif isinstance(value, WorkingTime):
        yield from _times(str(raw))
    elif isinstance(value, str):
        # two clocks that run at the same times count the same minutes
        words = [_PACE[value]] if isinstance(part, Elapsed) and at[-1] == "clock" else _words(annotation, value)
        if at[-1] in _FILTERS and value != "none":
            yield from _filters(value)
        else:
            yield from words


def _numbers(raw: Any) -> Iterator[Any]:  # noqa: ANN401 (a number as YAML reads it)
    """Yield the number one unit of its last written digit above, and below."""
    if isinstance(raw, int):
        yield from (raw + 1, raw - 1)
        return
    found = _NUMBER.fullmatch(str(raw).strip())
    if found is None:
        return
    sign, whole, digits, percent, over, under = found.groups()
    if under:
        yield from (f"{int(over) + 1}/{under}", f"{int(over) - 1}/{under}")
        return
    unit = Decimal(1).scaleb(-len(digits or ""))
    exact = Decimal(f"{sign}{whole}.{digits or '0'}").quantize(unit)
    for other in (exact + unit, exact - unit):
        yield other if isinstance(raw, Decimal) else f"{other}{percent or ''}"


def _times(text: str) -> Iterator[str]:
    """Yield working hours that begin, or end, a minute later."""
    for found in re.finditer(r"(\d\d):(\d\d)", text):
        minutes = int(found[1]) * 60 + int(found[2]) + 1
        yield f"{text[: found.start()]}{minutes // 60:02d}:{minutes % 60:02d}{text[found.end() :]}"


def _words(annotation: Any, value: str) -> Iterator[str]:  # noqa: ANN401 (a type annotation)
    """Yield the other words of a closed choice; of scopes and kinds of periods, the ones beside it."""
    options = next((words for words in _literals(annotation) if value in words), ())
    for scale in (_SCOPES, _EVERY):
        if value in scale and set(scale) <= set(options):
            yield from _beside(scale, value)
            return
    yield from (word for word in options if word != value)


def _beside(scale: Sequence[str], value: str) -> list[str]:
    """Return what stands before and after *value* on *scale*."""
    at = scale.index(value) if value in scale else -len(scale)
    return [scale[beside] for beside in (at - 1, at + 1) if 0 <= beside < len(scale)]


def _literals(annotation: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 (a type annotation)
    if get_origin(annotation) is Literal:
        yield get_args(annotation)
    elif get_origin(annotation) is Annotated:
        yield from _literals(get_args(annotation)[0])
    elif get_origin(annotation) is Union or type(annotation).__name__ == "UnionType":
        for member in get_args(annotation):
            yield from _literals(member)


def _filters(text: str) -> Iterator[str]:
    """Yield the filter with one comparison, connective, number or literal changed."""
    for found in _IN_FILTER.finditer(text):
        start, end = found.span()
        if found["text"] is not None:
            others = [f"'{found['text']}?'"]
        elif found["operator"]:
            others = [_OPERATORS[found["operator"].upper()]]
        elif found["number"]:
            others = [str(int(found["number"]) + 1), str(max(0, int(found["number"]) - 1))]
        else:
            others = ["IS NULL" if found["null"] else "IS NOT NULL"]
        yield from (text[:start] + other + text[end:] for other in others if other != found[0])


# --- making it -------------------------------------------------------------------------------------------------------


def _mutant(placed: Placed, day: dt.date, at: Steps, kind: Kind, value: Any, old: str, new: str) -> Mutant:  # noqa: ANN401
    line, _ = placed.place(at, key=kind == "rename")
    return Mutant(day, at, named_path(placed.value, at), line, kind, value, old, new)


def _applied(content: Any, at: Steps, mutant: Mutant) -> Any:  # noqa: ANN401 (any YAML)
    step, rest = at[0], at[1:]
    if isinstance(content, list) and isinstance(step, int):
        made = list(content)
        if not rest and mutant.kind == "swap":
            made[step], made[step + 1] = made[step + 1], made[step]
        else:
            made[step] = _applied(content[step], rest, mutant) if rest else mutant.value
        return made
    if not rest and mutant.kind == "rename":
        return {mutant.value if key == step else key: value for key, value in content.items()}
    return {**content, step: _applied(content[step], rest, mutant) if rest else mutant.value}


def _at(content: Any, at: Steps) -> Any:  # noqa: ANN401 (any YAML)
    for step in at:
        content = content[step]
    return content


def _shown(value: Any) -> str:  # noqa: ANN401 (any YAML)
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
