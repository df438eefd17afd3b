"""A manifest is believed only if its root follows from the digests it lists; one that is broken lists nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gridperf.errors import Problem
from gridperf.report.batches.tree import root

if TYPE_CHECKING:
    from gridperf.report.signing.signatures import Signer

__all__ = ["OF", "Manifest", "parsed"]

OF = ("report", "period", "assessment", "payroll")
"""What a manifest says of its batch, so far as a card says it too: the report, its period, and the digest of what it was made from."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest as it was read.

    Attributes:
        file: its name.
        digests: SHA-256 of every file, by its name.
        archives: the archive each of them is in; empty for a folder.
        root: the root as it follows from the digests.
        about: what it says of the batch, of `OF`.
        problem: what is wrong with it.
        signer: who signed it; None if nobody did.
    """

    file: str
    digests: Mapping[str, str]
    archives: Mapping[str, str]
    root: str
    about: Mapping[str, str]
    problem: Problem | None
    signer: Signer | None = None

    def lists(self, name: str) -> bool:
        """Return whether *name* is one of its files or archives."""
        return name in self.digests or name in self.archives.values()


def parsed(content: bytes, name: str) -> Manifest:
    """Return the manifest *content*; one that is broken lists nothing, so every file differs from it."""
    about: dict[str, str] = {}
    try:
        found: dict[str, Any] = json.loads(content)
        digests, archives, stated = found["files"], found.get("archives", {}), found["root"]
        computed = root([digests[file] for file in sorted(digests)])
        about = {key: str(found[key]) for key in OF if key in found}
        dict(archives)
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        digests, archives, stated, computed = {}, {}, "—", "—"
    whole = stated == computed != "—"
    problem = None if whole else Problem("P132", values={"file": name, "stated": str(stated)[:16], "found": computed[:16]})
    return Manifest(name, digests, archives, computed, about, problem)
