"""Every key of a rulebook is explained once, in Chinese and English, with an example that holds; editors and pages show it.

English is the docstring of the model; the rest stands in `keys/<module of the model>.yaml`, what many keys share in
`keys/common.yaml`. A key that may be left out says what its silence means. A title is written `中文 / English`.
"""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from gridperf.messages.wording import Phrase
from gridperf.rulebook.base import keys_of
from gridperf.rulebook.measures import StandardMeasure

__all__ = [
    "KeyText",
    "PartText",
    "attribute_meanings",
    "explain_key",
    "explain_part",
    "hints_of",
    "is_explained",
    "on_one_line",
    "written_texts",
]

_FOLDER = Path(__file__).with_name("keys")

_COMMON = {
    "id": "Identifier: lower-case English words joined by hyphens, unique among its kind.",
    "name": "Name in the county's words, as printed.",
    "clause": "Clause of the county's document that says so, as headed in `sources/`; a list of them if the rule follows from several.",
    "basis": "Whether its numbers are `published` in the document or `assumed` by the pack's author, if other than the edition's.",
    "where": "Which rows count: a SQL boolean expression over the table's columns.",
    "measure": "What is measured: the name of a measure, or a measure written out.",
}
"""Keys that mean the same in every part of a rulebook."""

_OF_MEASURE = "Identifier: lower-case English words joined by underscores, unique among the measures."

_PRIMITIVES = re.compile(r" \([A-Z]\d+(?:[,–] ?[A-Z]\d+)*(?: on one indicator)?\)")
"""The primitive a model implements says nothing to whoever writes rules."""


_PLAIN = re.compile(r"""[^\s'"\[\]{}&*?|>!@`%#,:-](?:[^'"\[\]{}#,:]|:(?=\S)(?![0-9]))*""")
"""Text that needs no quotes, even inside brackets."""


@dataclass(frozen=True)
class PartText:
    """What is said of a model: its name, its story, and an example of the whole, None where a key says more."""

    title: Phrase
    story: Phrase
    example: Any


@dataclass(frozen=True)
class KeyText:
    """What is said of a key.

    Attributes:
        title: its name.
        meaning: what is written there, and what follows.
        silence: what holds if it is left out; None if it must be written.
        example: a value it may have, as read from YAML.
        words: word that may be written there → what it does.
    """

    title: Phrase
    meaning: Phrase
    silence: Phrase | None
    example: Any
    words: Mapping[str, Phrase]

    @property
    def whole(self) -> Phrase:
        """Return meaning and silence in one text."""
        if self.silence is None:
            return self.meaning
        return Phrase(f"{self.meaning.zh}{self.silence.zh}。", f"{self.meaning.en} {self.silence.en}".strip())


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
    return {key: _PRIMITIVES.sub("", meaning[0].upper() + meaning[1:]) for key, meaning in found.items()}


@cache
def written_texts(module: str) -> Mapping[str, Any]:
    """Return the texts of `keys/<module>.yaml` as written; none if there is no such file."""
    from gridperf.placed_yaml import read_yaml  # noqa: PLC0415 (loads YAML, which is needed only for rules)

    path = _FOLDER / f"{module}.yaml"
    return read_yaml(path).value if path.is_file() else {}


def is_explained(model: type[BaseModel]) -> bool:
    """Return whether texts are kept of *model*."""
    return bool(_texts(model))


def explain_part(model: type[BaseModel]) -> PartText:
    """Return what is said of *model*."""
    text = _texts(model)
    story = " ".join((inspect.getdoc(model) or "").partition("\n\n")[0].split())
    return PartText(_both(text["title"]), Phrase(text["means"], _PRIMITIVES.sub("", story)), text.get("example"))


def explain_key(model: type[BaseModel], key: str) -> KeyText:
    """Return what is said of *key* of *model*, the model's own text before the common one."""
    common = written_texts("common")
    own = _texts(model).get("keys", {}).get(key, {})
    text = {**common["keys"].get(key, {}), **own} if own.keys() <= {"silent", "example"} else own or common["keys"][key]
    words = {word: _both(both) for word, both in {**common["words"], **text.get("words", {})}.items()}
    silence = None if keys_of(model)[key].is_required() else _both(text["silent"])
    example = text["example"] if "example" in text else _made(hints_of(model)[key])
    return KeyText(_both(text["title"]), Phrase(text["means"], attribute_meanings(model)[key]), silence, example, words)


def hints_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return the annotation of each key of *model*, with everything that constrains it."""
    hints = typing.get_type_hints(model, include_extras=True)
    names = {(info.alias or name): name for name, info in model.model_fields.items()}
    return {key: hints[name] for key, name in names.items()}


def on_one_line(value: Any) -> str:  # noqa: ANN401 (any YAML)
    """Return *value*, an example as read from YAML, as it may be written in a file, on one line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {on_one_line(one)}' for key, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(on_one_line, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return text if not isinstance(value, str) or _PLAIN.fullmatch(text) else f'"{text}"'


def _texts(model: type[BaseModel]) -> Mapping[str, Any]:
    return written_texts(model.__module__.rpartition(".")[2]).get(model.__name__, {})  # type: ignore[no-any-return]


def _both(text: str) -> Phrase:
    """Return both halves of `中文 / English`; the English one may be missing where the docstring says it."""
    zh, _, en = text.partition(" / ")
    return Phrase(zh, en)


def _made(annotation: Any) -> Any:  # noqa: ANN401 (a type annotation, and any YAML)
    """Return an example of *annotation* from the example of the first model in it; None if there is none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return explain_part(annotation).example
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is tuple:
        found = _made(inner[0])
        return None if found is None else [found]
    found = (_made(one) for one in inner[:1] if origin is typing.Annotated) if origin is typing.Annotated else map(_made, inner)
    return next((one for one in found if one is not None), None)
