"""A file's name is safe on any file system, says whose page it is, and does not depend on the other pages asked for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from gridperf.report.views.figures import clean

__all__ = ["alike", "file_name"]

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+')
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")
_LONGEST_NAME = 180


def alike(ids: Iterable[str]) -> frozenset[str]:
    """Return the file-safe ids that more than one of *ids* has, where a file system does not tell capitals from small letters."""
    seen: set[str] = set()
    twice: set[str] = set()
    for subject in ids:
        safe = _safe(clean(subject)).casefold()
        (twice if safe in seen else seen).add(safe)
    return frozenset(twice)


def file_name(subject: str, name: str, *more: str, alike: frozenset[str]) -> str:
    """Return `{subject}-{name}-{more}….pdf`, fit for any file system; ids that look *alike* there are told apart by a digest."""
    safe = _safe(clean(subject))
    if safe.casefold() in alike:
        safe += "-"[: len(safe)] + hashlib.sha256(subject.encode()).hexdigest()[:8]
    return "-".join(part for part in (safe, _safe(name), *more) if part) + ".pdf"


def _safe(text: str) -> str:
    """Return *text* without what a file system may refuse."""
    kept = _UNSAFE.sub("_", text).strip(". ").lstrip("-~")
    if _RESERVED.match(kept):
        kept = f"_{kept}"
    while len(kept.encode()) > _LONGEST_NAME // 2:
        kept = kept[:-1]
    return kept
