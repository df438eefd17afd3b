"""The JSON schemas in `rules/schema/` are written from the models, so that an editor completes exactly what is accepted."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel

from gridperf.rulebook.base import keys_of
from gridperf.rulebook.catalogue import CatalogueFile, standard_measures
from gridperf.rulebook.edition import Edition, PackInfo
from gridperf.rulebook.layer import Layer
from gridperf.rulebook.measures import StandardMeasure
from gridperf.tables import RECORDS

__all__ = ["SCHEMAS", "attribute_meanings", "schema_text"]

SCHEMAS: Mapping[str, tuple[type[BaseModel], str]] = {
    "rulebook.schema.json": (Edition, "editions/*.yaml"),
    "layer.schema.json": (Layer, "editions/*.yaml that extend another"),
    "pack.schema.json": (PackInfo, "pack.yaml"),
    "catalogue.schema.json": (CatalogueFile, "catalogue/*.yaml"),
}
"""File in `rules/schema/` → the model it describes, and the files it is for."""


_COMMON = {
    "id": "Identifier: lower-case English words joined by hyphens, unique among its kind.",
    "name": "Name in the county's words, as printed.",
    "clause": "Clause of the county's document that says so, as headed in `sources/`.",
    "basis": "Whether its numbers are `published` in the document or `assumed` by the pack's author, if other than the edition's.",
    "where": "Which rows count: a SQL boolean expression over the table's columns.",
    "measure": "What is measured: the name of a measure, or a measure written out.",
}
"""Keys that mean the same in every part of a rulebook."""


_OF_MEASURE = "Identifier: lower-case English words joined by underscores, unique among the measures."


def attribute_meanings(model: type[BaseModel]) -> dict[str, str]:
    """Return what each key of *model* means, from the `Attributes:` of its docstring, on one line each."""
    own = _own_meanings(model)
    if model is StandardMeasure:
        own.setdefault("id", _OF_MEASURE)
    return {name: own.get(name) or _COMMON[name] for name in keys_of(model)}


def _own_meanings(model: type[BaseModel]) -> dict[str, str]:
    _, _, text = inspect.getdoc(model).partition("Attributes:\n") if model.__doc__ else ("", "", "")  # type: ignore[union-attr]
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        start = re.fullmatch(r" {4}([a-z_]+): (.*)", line)
        if start:
            name = start[1].rstrip("_")
            found[name] = start[2]
        elif name and line.startswith(" " * 8):
            found[name] += f" {line.strip()}"
        else:
            name = ""
    return {key: meaning[0].upper() + meaning[1:] for key, meaning in found.items()}


def schema_text(file: str) -> str:
    """Return the content of `rules/schema/<file>`: stable from run to run, one line per value."""
    model, used_for = SCHEMAS[file]
    made = _walk(model.model_json_schema(), _clean)
    classes = {one.__name__: one for one in _models(model, {})}
    for name, part in made.get("$defs", {}).items():
        _describe(part, classes[name])
    _describe(made, model)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"gridperf {used_for}"}
    return json.dumps({**head, **made}, ensure_ascii=False, indent=2) + "\n"


def _models(part: Any, seen: dict[type[BaseModel], None]) -> dict[type[BaseModel], None]:  # noqa: ANN401 (a type annotation)
    """Return every model *part* is made of."""
    if isinstance(part, type) and issubclass(part, BaseModel):
        if part not in seen:
            seen[part] = None
            for field in part.model_fields.values():
                _models(field.annotation, seen)
    else:
        for inner in getattr(part, "__args__", ()):
            _models(inner, seen)
    return seen


def _describe(part: dict[str, Any], model: type[BaseModel]) -> None:
    """Give *part* the first paragraph of its model's docstring, and each key its own line of it."""
    story = " ".join((inspect.getdoc(model) or "").partition("\n\n")[0].split())
    # the primitive a model implements says nothing to whoever writes rules
    part["description"] = re.sub(r" \([A-Z]\d+(?:[,–] ?[A-Z]\d+)*(?: on one indicator)?\)", "", story)
    for name, meaning in attribute_meanings(model).items():
        part["properties"][name]["description"] = meaning


def _walk(part: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:  # noqa: ANN401 (any JSON)
    if isinstance(part, dict):
        return change({key: _walk(value, change) for key, value in part.items()})
    return [_walk(value, change) for value in part] if isinstance(part, list) else part


def _clean(part: dict[str, Any]) -> dict[str, Any]:
    """Drop what says nothing to a reader, and name the tables and standard measures an editor may offer."""
    if isinstance(part.get("title"), str):
        del part["title"]
    if part.get("default", part) is None:
        del part["default"]
    if "anyOf" in part and {"type": "null"} in part["anyOf"]:
        shapes = [shape for shape in part["anyOf"] if shape != {"type": "null"}]
        part = {**part, "anyOf": [*shapes, {"type": "null"}]}
    if part.get("description") == "A table of records.":
        part = part | {"examples": list(RECORDS)}
    if part.get("description") == "A measure of the catalogue or of this rulebook.":
        part["examples"] = list(standard_measures())
    return part
