"""The JSON schemas in `rules/schema/` are written from the models, so that an editor completes exactly what is accepted.

Every key carries a title, a description and an example, every choice between parts a name for each, in Chinese and English.
A key without a value, which the models take for one that is not written, an editor marks: somebody has not finished.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import BaseModel

from gridperf.messages.wording import Phrase
from gridperf.rulebook.base import keys_of
from gridperf.rulebook.catalogue import CatalogueFile, standard_measures
from gridperf.rulebook.edition import Edition, PackInfo
from gridperf.rulebook.explaining import explain_key, explain_part
from gridperf.rulebook.layer import Layer
from gridperf.tables import RECORDS

__all__ = ["SCHEMAS", "models_of", "schema_text", "words_of"]

SCHEMAS: Mapping[str, tuple[type[BaseModel], str]] = {
    "rulebook.schema.json": (Edition, "editions/*.yaml"),
    "layer.schema.json": (Layer, "editions/*.yaml that extend another"),
    "pack.schema.json": (PackInfo, "pack.yaml"),
    "catalogue.schema.json": (CatalogueFile, "catalogue/*.yaml"),
}
"""File in `rules/schema/` → the model it describes, and the files it is for."""


def schema_text(file: str) -> str:
    """Return the content of `rules/schema/<file>`: stable from run to run, one line per value."""
    model, used_for = SCHEMAS[file]
    lists = _Lists()
    made = _walk(model.model_json_schema(), lambda part: _clean(part, lists))
    classes = {one.__name__: one for one in models_of(model)}
    for name, part in made.get("$defs", {}).items():
        _describe(part, classes[name])
        example = explain_part(classes[name]).example
        if example is not None:
            part["defaultSnippets"] = [{"label": f"例 · {part['title']}", "description": part["description"], "body": _plain(example)}]
    _describe(made, model)
    made["title"] = f"gridperf {used_for} · {made['title']}"
    if lists.used:
        made.setdefault("$defs", {}).update({name: _LISTS[name]() for name in sorted(lists.used)})
    return _written({"$schema": "https://json-schema.org/draft/2020-12/schema", **made})


def models_of(start: type[BaseModel]) -> tuple[type[BaseModel], ...]:
    """Return *start* and every model below it, in the order of their keys."""
    return tuple(_models(start, {}))


@cache
def _shape(model: type[BaseModel]) -> dict[str, Any]:
    lists = _Lists()
    return _walk(model.model_json_schema(), lambda part: _clean(part, lists))  # type: ignore[no-any-return]


def words_of(model: type[BaseModel], key: str) -> tuple[str, ...]:
    """Return the words that may be written at *key* itself, in the order of the model."""
    return tuple(word for choice in _words(_shape(model)["properties"][key]) for word in choice["enum"])


def _models(part: Any, seen: dict[type[BaseModel], None]) -> dict[type[BaseModel], None]:  # noqa: ANN401 (a type annotation)
    if isinstance(part, type) and issubclass(part, BaseModel):
        if part not in seen:
            seen[part] = None
            for field in part.model_fields.values():
                _models(field.annotation, seen)
    else:
        for inner in getattr(part, "__args__", ()):
            _models(inner, seen)
    return seen


# --- texts -----------------------------------------------------------------------------------------------------------


def _describe(part: dict[str, Any], model: type[BaseModel]) -> None:
    """Give *part* its name and story, and each key its name, its meaning, an example, and what each of its words does."""
    said = explain_part(model)
    part |= {"title": _title(said.title), **_texts(said.story)}
    for name in keys_of(model):
        text = explain_key(model, name)
        held = part["properties"][name]
        held |= {"title": _title(text.title), **_texts(text.whole), "examples": [_plain(text.example)]}
        for choice in _words(held):
            choice["enumDescriptions"] = [_title(text.words[word]) for word in choice["enum"]]


def _title(both: Phrase) -> str:
    return f"{both.zh} / {both.en}"


def _texts(both: Phrase) -> dict[str, str]:
    """Return the description, and the same in Markdown where plain text would show its marks."""
    texts = {"description": f"{both.zh}\n{both.en}"}
    if "`" in texts["description"]:
        texts["markdownDescription"] = f"{both.zh}\n\n{both.en}"
    return texts


def _plain(value: Any) -> Any:  # noqa: ANN401 (any YAML)
    """Return *value* as JSON has it, but for decimals, which `_written` puts in place digit by digit."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return f"<exact {value}>" if isinstance(value, Decimal) else value


def _written(made: dict[str, Any]) -> str:
    """Return *made* as text; no number in it was ever a float."""
    return re.sub(r'"<exact ([-0-9.]+)>"', r"\1", json.dumps(made, ensure_ascii=False, indent=2)) + "\n"


def _words(part: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 (any JSON)
    """Yield every choice of words inside *part*, without the parts it refers to."""
    if isinstance(part, dict):
        if isinstance(part.get("enum"), list):
            yield part
        for key, inner in part.items():
            if key not in ("examples", "properties"):
                yield from _words(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _words(inner)


# --- shapes ----------------------------------------------------------------------------------------------------------


class _Lists:
    """Which lists of names the schema refers to."""

    def __init__(self) -> None:
        self.used: set[str] = set()

    def refer(self, name: str) -> dict[str, Any]:
        self.used.add(name)
        return {"$ref": f"#/$defs/{name}"}


def _offered(title: str, means: Phrase, pattern: str, names: Mapping[str, str]) -> dict[str, Any]:
    """Return text in which an editor offers *names*, each with its Chinese label; others are right as well."""
    snippets = [{"label": f"{name} {label}", "body": name} for name, label in names.items()]
    return {"title": title, **_texts(means), "type": "string", "pattern": pattern, "defaultSnippets": snippets}


def _tables() -> dict[str, Any]:
    names = {name: table.label for name, table in RECORDS.items()}
    means = Phrase("一张记录表，可以是规则包自己增加的。", "A table of records, which may be one the pack adds.")
    return _offered("记录表 / Table of records", means, r"^[a-z][a-z_0-9]*$", names)


def _columns() -> dict[str, Any]:
    names = {f"{name}.{one.name}": f"{table.label}·{one.label}" for name, table in RECORDS.items() for one in table.columns}
    means = Phrase("写作“表.列”，可以是规则包自己增加的。", "Written `table.column`, which may be one the pack adds.")
    return _offered("表.列 / table.column", means, r"^[a-z][a-z_0-9]*\.[a-z][a-z_0-9]*$", names)


def _measures() -> dict[str, Any]:
    names = {name: measure.name for name, measure in standard_measures().items()}
    means = Phrase("标准指标，或本办法 `measures` 里的指标。", "A measure of the catalogue, or of this rulebook's `measures`.")
    return _offered("指标名称 / Name of a measure", means, r"^[a-z][a-z0-9_]*$", names)


_LISTS: Mapping[str, Callable[[], dict[str, Any]]] = {"TableName": _tables, "ColumnRef": _columns, "NamedMeasure": _measures}
_LISTED = {
    "A table of records.": "TableName",
    "`table.column`": "ColumnRef",
    "A measure of the catalogue or of this rulebook.": "NamedMeasure",
}
"""Description in the models → the list of names an editor offers."""


def _walk(part: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:  # noqa: ANN401 (any JSON)
    if isinstance(part, dict):
        return change({key: _walk(value, change) for key, value in part.items()})
    return [_walk(value, change) for value in part] if isinstance(part, list) else part


def _clean(part: dict[str, Any], lists: _Lists) -> dict[str, Any]:
    """Drop what says nothing to a reader, write one shape where there is one, and refer to the lists of names."""
    if isinstance(part.get("title"), str):
        del part["title"]
    if part.get("default", part) is None:
        del part["default"]
    if "const" in part:  # a word alone is a choice of one, whose meaning can be told
        part["enum"] = [part.pop("const")]
    if "anyOf" in part:
        shapes = [shape for shape in part.pop("anyOf") if shape != {"type": "null"}]
        part = {**shapes[0], **part} if len(shapes) == 1 else {**part, "anyOf": shapes}
    named = _LISTED.get(part.get("description", ""))
    if named:
        part = {key: value for key, value in part.items() if key not in ("description", "type", "pattern")} | lists.refer(named)
    return part
