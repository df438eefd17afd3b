"""The page about the Python names is their signatures and docstrings."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import gridperf

__all__ = ["pages"]

_HEAD = """# Python names

Generated from the docstrings; do not edit.

```text
import gridperf as gp
```

Everything public is here; names are loaded when first used, and computing pay needs no Pango.
"""

_ORDER = (
    (
        "Functions",
        (
            "read_records",
            "load_rules",
            "check_rules",
            "compare_rules",
            "assess",
            "roll_up",
            "load_assessment",
            "render",
            "print_rules",
            "what_if",
            "write_what_if",
            "open_book",
        ),
    ),
    ("Values", ("Records", "Rulebook", "Assessment", "Comparison", "Change", "WhatIf", "Book", "Period", "Problem")),
    ("Exceptions", ("GridperfError", "RulesError", "RecordsError", "BookError", "ReportError")),
)


class _Bare(str):
    """An annotation that is shown as it is written."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _bare(annotation: Any) -> Any:  # noqa: ANN401  (an annotation)
    return _Bare(annotation.replace("pl.", "").replace("pd.", "pandas.")) if isinstance(annotation, str) else annotation


def _signature(thing: Any) -> str:  # noqa: ANN401  (any public object)
    found = inspect.signature(thing)
    parameters = [one.replace(annotation=_bare(one.annotation)) for one in found.parameters.values() if one.name != "self"]
    return str(found.replace(parameters=parameters, return_annotation=_bare(found.return_annotation)))


def _body(thing: Any) -> str:  # noqa: ANN401
    return f"```text\n{inspect.getdoc(thing)}\n```\n"


def _members(thing: type) -> Iterator[str]:
    bases = [each for each in thing.__mro__[1:] if each.__module__.startswith("gridperf.book")]  # a Book has its methods in two modules
    own = {name: member for each in (*reversed(bases), thing) for name, member in vars(each).items()}
    for name, member in own.items():
        if name.startswith("_") or not inspect.getdoc(member):
            continue
        plain = member.__func__ if isinstance(member, (classmethod, staticmethod)) else member
        if isinstance(plain, property):
            yield f"#### `.{name}`\n"
            yield _body(plain)
        elif inspect.isfunction(plain):
            yield f"#### `.{name}{_signature(plain)}`\n"
            yield _body(plain)


def pages() -> dict[str, str]:
    """Return the text of the page by its path from the root of the repository."""
    parts = [_HEAD]
    for head, names in _ORDER:
        parts.append(f"## {head}\n")
        for name in names:
            thing = getattr(gridperf, name)
            if inspect.isclass(thing):
                parts += [f"### {name}\n", _body(thing), *_members(thing)]
            else:
                parts += [f"### {name}\n", f"`{name}{_signature(thing)}`\n", _body(thing)]
    return {"docs/reference/api.md": "\n".join(parts)}
