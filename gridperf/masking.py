"""What is masked cannot be read back: a name keeps its surname, a number only what tells its holder that it is theirs.

No statute fixes which characters are covered; these are the ones in common use.
"""

from __future__ import annotations

import re

__all__ = ["STAR", "Masking", "mask_name", "mask_number"]

STAR = "*"
_SURNAMES = frozenset(
    re.findall(
        r"\w+",
        "欧阳、太史、端木、上官、司马、东方、独孤、南宫、万俟、闻人、夏侯、诸葛、尉迟、公羊、赫连、澹台、皇甫、宗政、濮阳、公冶、"
        "太叔、申屠、公孙、慕容、仲孙、钟离、长孙、宇文、司徒、鲜于、司空、闾丘、亓官、司寇、子车、颛孙、巫马、公西、漆雕、壤驷、"
        "乐正、宰父、谷梁、拓跋、夹谷、轩辕、令狐、段干、百里、呼延、东郭、南门、羊舌、微生、梁丘、左丘、西门、第五、南荣、东里、"
        "达奚、纳兰、贺兰、完颜",
    )
)
"""Surnames of two characters."""
_PARTS = re.compile(r"([·•・‧ .]+)")
_PHONE = re.compile(r"1\d{10}")
_ID = re.compile(r"\d{15}|\d{17}[\dXx]")
_CARD = re.compile(r"\d{16,19}")
_SHORT = 4


def mask_name(name: str) -> str:
    """Return *name* with its given name covered: 张*, 李*明, 欧阳*, 买*·吐**.

    Of a name of three or more characters the last one stays; of a name in several parts only the first character of each.
    """
    parts = _PARTS.split(name)
    if len(parts) > 1:
        return "".join(part if at % 2 else part[:1] + STAR * (len(part) - 1) for at, part in enumerate(parts))
    kept = 2 if len(name) > 2 and name[:2] in _SURNAMES else 1  # noqa: PLR2004 (a surname of two characters)
    if len(name) <= 1:
        return STAR * len(name)
    covered = len(name) - kept - 1
    return name[:kept] + (STAR if covered < 1 else STAR * covered + name[-1])


def mask_number(number: str) -> str:
    """Return an identifier with most of it covered.

    A telephone number keeps its first three digits and its last four, an identity number likewise, so that the date of birth is covered;
    a bank card keeps its last four; any other identifier its last three, or its last one if it has no more than four characters.
    """
    if _PHONE.fullmatch(number) or _ID.fullmatch(number):
        return number[:3] + STAR * (len(number) - 7) + number[-4:]
    kept = 4 if _CARD.fullmatch(number) else 3 if len(number) > _SHORT else 1
    return STAR * (len(number) - kept) + number[-kept:] if len(number) > 1 else STAR * len(number)


class Masking:
    """How a report writes people: as they are, or masked.

    Args:
        names: whether names are covered.
        numbers: whether identifiers are.
    """

    def __init__(self, *, names: bool, numbers: bool) -> None:
        self.names, self.numbers = names, numbers

    def name(self, text: str) -> str:
        """Return a name as the report writes it."""
        return mask_name(text) if self.names else text

    def number(self, text: str) -> str:
        """Return an identifier as the report writes it."""
        return mask_number(text) if self.numbers else text
