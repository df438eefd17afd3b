"""One card proves that it belongs to its batch: by the path from its digest to the root, with nobody else's name and no list of everybody.

A proof shows no more than that: whoever can write a file can also write a proof, so its root is held against the one that was
signed or published.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gridperf.errors import Problem, ReportError, nearest, reason_of
from gridperf.report.batches.sinks import MANIFEST
from gridperf.report.batches.tree import holds, paths, root
from gridperf.report.paper.written import unwritable
from gridperf.report.signing.manifests import OF, Manifest, parsed
from gridperf.whole_files import write_whole

__all__ = ["ROOT", "Proof", "contradictions", "outside", "proof_file", "prove", "read_proof"]

ROOT = re.compile(r"[0-9a-f]{64}")
_STEP = re.compile(r"[LR][0-9a-f]{64}")
_ENDING = ".proof.json"


@dataclass(frozen=True, slots=True)
class Proof:
    """What a proof says.

    Attributes:
        sha256: the digest of the card.
        path: `L` or `R` and the digest to put on that side, from the card upwards.
        root: of the batch.
        about: what the batch is, of `gridperf.report.signing.manifests.OF`.
    """

    sha256: str
    path: tuple[str, ...]
    root: str
    about: Mapping[str, str]

    def holds(self) -> bool:
        """Return whether the path leads from the digest to the root."""
        return holds(self.sha256, self.path, self.root)


def proof_file(card: Path) -> Path:
    """Return where the proof of *card* lies: beside it, `NAME.proof.json`."""
    return card.with_name(f"{card.stem}{_ENDING}")


def prove(manifest: str | Path, cards: Sequence[str | Path] | None = None, *, to: str | Path | None = None) -> list[Path]:
    """Write the proofs of *cards*, each to a file `NAME.proof.json`, and return these.

    Args:
        manifest: the manifest of a batch (`manifest.json`, `NAME.manifest.json`), or the folder it lies in. The cards are not read.
        cards: file names of cards, with or without the folder they are in; all of the manifest by default.
        to: folder; by default that of the manifest.

    Raises:
        ReportError: P144 if the manifest cannot be read, P132 if its root does not follow from its digests, P138 for a card it
            does not list or whose name is no file name, P105 if a proof cannot be written.
    """
    path = Path(manifest)
    path = path / MANIFEST if path.is_dir() else path
    try:
        found = parsed(path.read_bytes(), path.name)
    except OSError as error:
        raise ReportError(Problem("P144", values={"path": path, "reason": reason_of(error)})) from None
    if found.problem is not None:
        raise ReportError(found.problem)
    names = sorted(found.digests)
    wanted = set(names) if cards is None else {Path(card).name for card in cards}
    problems = [
        Problem("P138", values={"file": name, "manifest": path.name, "near": ", ".join(nearest(name, names)) or "—"})
        for name in sorted(wanted)
        if name not in found.digests or name != Path(name).name
    ]
    if problems:
        raise ReportError(problems)
    folder = path.parent if to is None else Path(to)
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, steps in zip(names, paths([found.digests[name] for name in names]), strict=True):
            if name in wanted:
                written.append(write_whole(proof_file(folder / name), _content(found, name, steps)))
    except OSError as error:
        raise ReportError(unwritable(folder, error)) from None
    return written


def _content(manifest: Manifest, name: str, steps: Sequence[str]) -> bytes:
    said = {"proof": 1, **manifest.about, "file": name, "sha256": manifest.digests[name], "path": steps, "root": manifest.root}
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def read_proof(content: bytes) -> Proof:
    """Return the proof that *content* is.

    Raises:
        ValueError: if it is none.
    """
    try:
        said = json.loads(content)
        proof = Proof(said["sha256"], tuple(said["path"]), said["root"], {key: str(said[key]) for key in OF if key in said})
        shaped = said["proof"] == 1 and all(map(ROOT.fullmatch, (proof.sha256, proof.root))) and all(map(_STEP.fullmatch, proof.path))
    except (RecursionError, TypeError, KeyError, AttributeError) as error:
        raise ValueError(type(error).__name__) from None
    if not shaped:
        raise ValueError(proof.root)
    return proof


def contradictions(file: str, digest: str, proof: Proof, evidence: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what of *proof* does not fit the card *file*: its digest, its path, or what it says of the batch."""
    if proof.sha256 != digest or not proof.holds():
        yield Problem("P139", values={"file": file, "stated": proof.sha256[:16], "found": digest[:16], "root": proof.root[:16]})
    own = {"period": evidence.get("period", evidence.get("month")), **{key: evidence.get(key) for key in ("assessment", "payroll")}}
    for key, stated in own.items():
        if key in proof.about and stated is not None and proof.about[key] != stated:
            yield Problem("P140", values={"file": file, "what": key, "stated": proof.about[key][:16], "found": str(stated)[:16]})


def outside(file: str, digest: str, wanted: str, roots: Sequence[str]) -> Problem | None:
    """Return why the card *file*, which belongs to batches with *roots*, does not belong to the one with the root *wanted*."""
    if wanted in roots or root([digest]) == wanted:  # a card alone is a whole batch
        return None
    if roots:
        return Problem("P141", values={"file": file, "stated": wanted[:16], "found": roots[0][:16]})
    return Problem("P142", values={"file": file, "root": wanted[:16], "proof": proof_file(Path(file)).name})
