"""A place in a rulebook, `sheets.month.items.arrival.score.share`, in words: the parts that lead to it by their names, then the key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from gridperf.rulebook.edition import Edition
from gridperf.rulebook.explaining import explain_key
from gridperf.rulebook.words.base import both, quoted
from gridperf.rulebook.words.structure import HOLDERS, label

__all__ = ["place_words"]

_WRAPPERS = {"score", "line"}
"""Keys that hold the one formula of a part, of which nobody speaks."""


def place_words(edition: Edition, path: str) -> str:
    """Return the place *path* in words; names of no part are left as they are written, in quotes."""
    said = _said(edition, path.split("."))
    return both("的".join(said), " of ".join(reversed(said)))


def _said(held: Any, names: list[str]) -> list[str]:  # noqa: ANN401 (any value of a model)
    if not names:
        return []
    key, rest = names[0], names[1:]
    if not isinstance(held, BaseModel) or key not in (attributes := _attributes(held)):
        return [quoted(".".join(names))]
    inside = getattr(held, attributes[key])
    if rest and isinstance(inside, (tuple, Mapping)):
        return _one_of(inside, _title(held, key), rest)
    if rest and key in _WRAPPERS:
        return _said(inside, rest)
    return [_title(held, key), *_said(inside, rest)]


def _one_of(parts: tuple[Any, ...] | Mapping[str, Any], title: str, names: list[str]) -> list[str]:
    """Return one of *parts*, or all of them, and what lies inside."""
    held = list(parts.values()) if isinstance(parts, Mapping) else list(parts)
    called = list(parts) if isinstance(parts, Mapping) else [getattr(one, "id", getattr(one, "grade", "")) for one in held]
    one, rest = names[0], names[1:]
    if one == "*":
        inside = next((part for part in held if _leads(part, rest)), None)
        return [both(f"每个{_kind(inside, title)}", f"every {_kind(inside, title)}"), *_said(inside, rest)]
    inside = held[called.index(one)] if one in called else None
    return [
        both(f"{_kind(inside, title)}{quoted(_name(inside, one))}", f"{_kind(inside, title)} {quoted(_name(inside, one))}"),
        *_said(inside, rest),
    ]


def _leads(part: Any, names: list[str]) -> bool:  # noqa: ANN401 (any value of a model)
    """Return whether *names* lead on from *part*, as far as keys of models go."""
    for name in names:
        if not isinstance(part, BaseModel):
            return True
        if name not in (attributes := _attributes(part)):
            return False
        part = getattr(part, attributes[name])
    return True


def _attributes(part: BaseModel) -> dict[str, str]:
    """Return the keys of *part* as they are written, each with the attribute it is."""
    return {info.alias or name: name for name, info in type(part).model_fields.items()}


def _kind(part: Any, title: str) -> str:  # noqa: ANN401 (any value of a model)
    holder = HOLDERS.get(type(part))
    return both(holder.zh, holder.en) if holder else title


def _name(part: Any, name: str) -> str:  # noqa: ANN401 (any value of a model)
    found = getattr(part, "name", name)
    return found if isinstance(found, str) else name


def _title(held: BaseModel, key: str) -> str:
    kind = type(held)
    if kind in HOLDERS and key in HOLDERS[kind].keys:
        return label(kind, key)
    title = explain_key(kind, key).title
    return both(title.zh, title.en[:1].lower() + title.en[1:])
