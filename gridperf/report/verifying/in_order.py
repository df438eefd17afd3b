"""A document of many pages says its lines one after the other; what stands on every page, and heads that come again, are known as such.

What is compared is the whole text, so a line that is added, left out or moved is found at the page where it happens.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["NUMBERED", "departure"]

NUMBERED = ("{at}/{of}", "—{at}—")
"""How pages are numbered: as most reports do, and as official documents do."""


def departure(pages: Sequence[str], lines: Sequence[str]) -> tuple[str, str] | None:
    """Return where the text of *pages* departs from *lines*: the line that was due and what stands there; None if it does not.

    Args:
        pages: the text of every page, without white space, as it was drawn.
        lines: the lines in order; a line that ends every page may be the last one.
    """
    bodies = _unnumbered(pages)
    if bodies is None:
        return NUMBERED[0].format(at=1, of=len(pages)), pages[0][-_SHOWN:] if pages else ""
    due = list(lines)
    if due and all(body.endswith(due[-1]) for body in bodies):
        margin = due.pop()
        bodies = [body.removesuffix(margin) for body in bodies]
    at = 0
    for number, body in enumerate(bodies):
        place = _past_heads(body, due, at) if number else 0
        while place < len(body):
            line = due[at] if at < len(due) else ""
            if not line:
                return "", body[place : place + _SHOWN]
            if body.startswith(line, place):
                place, at = place + len(line), at + 1
            elif line.startswith(body[place:]):  # it goes on overleaf
                due[at], place = line[len(body) - place :], len(body)
            else:
                return line, body[place : place + max(len(line), _SHOWN)]
    return (due[at], "") if at < len(due) else None


_SHOWN = 60


def _unnumbered(pages: Sequence[str]) -> list[str] | None:
    for form in NUMBERED:
        ends = [form.format(at=at, of=len(pages)) for at in range(1, len(pages) + 1)]
        if all(page.endswith(end) for page, end in zip(pages, ends, strict=True)):
            return [page.removesuffix(end) for page, end in zip(pages, ends, strict=True)]
    return None


def _past_heads(body: str, lines: Sequence[str], at: int) -> int:
    """Return where the heads end that *body* repeats from earlier pages."""
    place = 0
    while at < len(lines) and not body.startswith(lines[at], place):
        head = max((line for line in lines[:at] if body.startswith(line, place)), key=len, default="")
        if not head:
            break
        place += len(head)
    return place
