"""A hash tree: its root stands for a list of digests, and a short path proves that one of them is in the list.

Leaves and branches are hashed with different first bytes, so neither can be taken for the other; a branch without partner moves up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

__all__ = ["holds", "paths", "root"]


def root(digests: Sequence[str]) -> str:
    """Return the root over *digests* (SHA-256, hexadecimal) in their order."""
    *_, top = _levels(digests)
    return (top[0] if top else hashlib.sha256(b"").digest()).hex()


def paths(digests: Sequence[str]) -> Iterator[list[str]]:
    """Yield, for each of *digests*, what proves that it is one of them: `L` or `R` and the digest to put on that side, upwards."""
    *levels, _ = _levels(digests)
    for place in range(len(digests)):
        at, found = place, []
        for level in levels:
            other = at ^ 1
            if other < len(level):
                found.append(("L" if other < at else "R") + level[other].hex())
            at //= 2
        yield found


def holds(digest: str, proof: Sequence[str], whole: str) -> bool:
    """Return whether *proof* leads from *digest* to the root *whole*."""
    found = _leaf(digest)
    for step in proof:
        other = bytes.fromhex(step[1:])
        found = _branch(other, found) if step[0] == "L" else _branch(found, other)
    return found.hex() == whole


def _leaf(digest: str) -> bytes:
    return hashlib.sha256(b"\0" + bytes.fromhex(digest)).digest()


def _branch(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def _levels(digests: Sequence[str]) -> list[list[bytes]]:
    levels = [[_leaf(digest) for digest in digests]]
    while len(levels[-1]) > 1:
        levels.append(_above(levels[-1]))
    return levels


def _above(level: Sequence[bytes]) -> list[bytes]:
    return [_branch(level[at], level[at + 1]) if at + 1 < len(level) else level[at] for at in range(0, len(level), 2)]
