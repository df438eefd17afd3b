"""The text of a filter becomes a syntax tree, or a refusal that says where; what could hide a second meaning never gets that far."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Never

from gridperf.errors import Problem, RulesError, Where

if TYPE_CHECKING:
    from sqlglot import exp

__all__ = ["parse", "refuse"]

_MOST_CHARACTERS = 2000
_MOST_PARENTHESES = 40

_WIDE = {
    "（": "(",
    "）": ")",
    "，": ",",
    "‘": "'",
    "’": "'",
    "“": "'",
    "”": "'",
    "＝": "=",
    "＜": "<",
    "＞": ">",
    "；": "",
    "％": "%",
    "　": " ",
}


def refuse(code: str, at: int, /, **values: object) -> Never:
    """Raise the problem *code* at character *at* (from 0) of the filter."""
    raise RulesError(Problem(code, Where(line=1, column=at + 1), values))


@lru_cache(maxsize=4096)
def parse(text: str) -> exp.Expr:
    """Return the syntax tree of *text*; whoever reads it leaves it as it is."""
    import sqlglot  # noqa: PLC0415 (loaded only when a rulebook is)

    if len(text) > _MOST_CHARACTERS or text.count("(") > _MOST_PARENTHESES or len(re.findall(r"(?i)\bnot\b", text)) > _MOST_PARENTHESES:
        refuse("R210", 0, most=_MOST_CHARACTERS)
    outside = re.sub(r"'[^']*'", lambda found: " " * len(found[0]), text)
    for at, character in enumerate(outside):
        if character in _WIDE:
            refuse("R207", at, found=character, expected=_WIDE[character])
    for found in re.finditer(r"--|/\*|;|\{", outside):
        refuse("R202", found.start(), found=found[0])
    try:
        return sqlglot.parse_one(text, into=sqlglot.exp.Condition)
    except sqlglot.errors.ParseError as error:
        first = error.errors[0] if error.errors else {}
        at = max(int(first.get("col") or 1) - 1, 0)
        refuse("R201", min(at, max(len(text) - 1, 0)), text=text, at=str(first.get("highlight") or text[-1:] or " "))
    except (sqlglot.errors.SqlglotError, RecursionError, ValueError, TypeError, AttributeError, IndexError, KeyError):
        # an unclosed quote, or input that trips the parser itself: the author needs the same advice
        at = text.rfind("'") if text.count("'") % 2 else 0
        refuse("R201", max(at, 0), text=text, at=text[max(at, 0) :][:20] or " ")
