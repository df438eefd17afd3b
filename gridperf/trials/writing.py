"""An example is written as a person would write it: a row a line, numbers as they are, quotes only where YAML needs them."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

__all__ = ["Exactly", "case_text"]

_PLAIN = re.compile(r"[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff-]*")
_READ_OTHERWISE = ("true", "false", "null", "yes", "no", "on", "off")


def case_text(raw: Mapping[str, Any]) -> str:
    """Return the example *raw* (`name`, `period`, `given`, `expect`) as an element of a list in YAML."""
    lines = [f"- name: {_text(raw['name'])}", f"  period: {raw['period']}", "  given:"]
    for table, rows in raw["given"].items():
        if rows:
            lines.append(f"    {table}:")
            lines += [f"      - {_flow(row)}" for row in rows]
    lines.append("  expect:")
    for stage, held in raw["expect"].items():
        lines.append(f"    {stage}:")
        lines += [f"      {_text(worker)}: {_flow(value)}" for worker, value in held.items()]
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:  # noqa: ANN401 (plain data)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(key)}: {_flow(held)}" for key, held in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds" if value.second else "minutes")
    if isinstance(value, Decimal):
        shown = f"{value:f}"
        return (shown.rstrip("0").rstrip(".") if "." in shown else shown) or "0"
    if isinstance(value, (int, dt.date)):
        return str(value)
    return str(value) if isinstance(value, Exactly) else _text(value)


class Exactly(str):
    """A number that is written as it stands."""

    __slots__ = ()


def _text(value: Any) -> str:  # noqa: ANN401 (a key or a text)
    text = str(value)
    plain = _PLAIN.fullmatch(text) and text.lower() not in _READ_OTHERWISE
    return text if plain else json.dumps(text, ensure_ascii=False)
