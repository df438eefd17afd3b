"""The page about the rulebook is its models: what each part is for, its keys, and which of them must be written."""

from __future__ import annotations

import inspect
import re
import types
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from gridperf.rulebook.base import keys_of
from gridperf.rulebook.edition import Edition, PackInfo
from gridperf.rulebook.explaining import attribute_meanings
from gridperf.rulebook.layer import Layer

__all__ = ["pages"]

_HEAD = """# The rulebook, key by key

Generated from the models in `gridperf/rulebook/`; do not edit.

A rulebook is one file, `editions/<date>.yaml`, and begins at [Edition](#edition).
One that only changes another begins at [Layer](#layer).
Keys marked ● must be written; unknown keys are refused.
Numbers may be written `12`, `0.5`, `95%` or `1/3`, and are exact.
"""

_LAYER = """An edition with `extends` states only what it changes in another one.
A value is named by the keys that lead to it, joined by dots; an entry of a list by its `id`, a grade by its name, a band by its number from 1:
`sheets.month.items.arrival.score.share`, `grades.优秀.at_least`, `sheets.month.items.on-time.score.bands.2.points`.
[How to write one](../how-to/layer-a-township.md).
"""


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401  (an annotation)
    """Yield the models *annotation* is made of."""
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _models_in(part)


def _reachable(start: type[BaseModel]) -> list[type[BaseModel]]:
    """Return *start* and every model below it, in the order of first use."""
    found: dict[type[BaseModel], None] = {start: None}
    for model in (queue := [start]):
        for info in model.model_fields.values():
            new = [one for one in _models_in(info.annotation) if one not in found]
            found |= dict.fromkeys(new)
            queue += new
    return list(found)


def _holds(annotation: Any) -> str:  # noqa: ANN401
    """Return in words what may be written for *annotation*."""
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _holds(args[0])
    if origin is typing.Literal:
        return " or ".join(f"`{value}`" for value in args)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(dict.fromkeys(_holds(part) for part in args if part is not type(None)))
    if origin is tuple:
        return f"list of {_holds(args[0])}"
    if origin is dict:
        return f"{_holds(args[0])} → {_holds(args[1])}"
    words = {
        "str": "text",
        "Any": "any value",
        "NoneType": "nothing",
        "int": "whole number",
        "bool": "true or false",
        "Fraction": "number",
        "date": "date",
    }
    return words.get(getattr(annotation, "__name__", ""), getattr(annotation, "__name__", str(annotation)))


def _row(name: str, info: FieldInfo, meaning: str) -> str:
    default = "" if info.is_required() or info.default in (None, ()) or info.default_factory else f" Otherwise `{info.default}`."
    return f"| `{name}` | {_holds(info.annotation)} | {'●' if info.is_required() else ''} | {meaning}{default} |".replace("\n", " ")


def _section(model: type[BaseModel]) -> str:
    story = (inspect.getdoc(model) or "").partition("Attributes:\n")[0].strip()
    meanings = attribute_meanings(model)
    rows = [_row(name, info, meanings.get(name, "")) for name, info in keys_of(model).items()]
    return "\n".join([f"### {model.__name__}\n", f"{story}\n", "| Key | Holds | | Meaning |", "|---|---|---|---|", *rows, ""])


def pages() -> dict[str, str]:
    """Return the text of the page by its path from the root of the repository."""
    edition = "\n".join(map(_section, _reachable(Edition)))
    layer = "\n".join(map(_section, [model for model in _reachable(Layer) if model not in _reachable(Edition)]))
    text = f"{_HEAD}\n## An edition\n\n{edition}\n## A layer\n\n{_LAYER}\n{layer}\n## pack.yaml\n\n{_section(PackInfo)}"
    # the models also name the primitive they implement, which says nothing to a reader of this page
    return {"docs/reference/rulebook.md": re.sub(r" \([A-Z]\d+(?:[,–] ?[A-Z]\d+)*(?: on one indicator)?\)", "", text)}
