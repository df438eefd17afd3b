"""A saved assessment is complete: it can be read, explained, printed and verified without the pack or the records.

Every file's SHA-256 stands in `assessment.json`; a changed file is refused when it is read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from gridperf.assessment.value import FURTHER, STORED, Assessment, Provenance
from gridperf.errors import Problem, RecordsError, Where
from gridperf.records import Source
from gridperf.rulebook import Rulebook

__all__ = ["load_assessment", "save"]

_FORMAT = 1
_HEAD = "assessment.json"
_RULEBOOK = "rulebook.json"


def save(assessment: Assessment, folder: str | Path) -> Path:
    """Write *assessment* to *folder*; see `Assessment.save`."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    # in the order it was written: levels and grades are printed, and of equal ones chosen, in that order
    rulebook = _json(assessment.rulebook.as_dict(), ordered=False)
    digests = {_RULEBOOK: _write(target / _RULEBOOK, rulebook)}
    for name in assessment.held:
        buffer = BytesIO()
        assessment.table(name).write_parquet(buffer, compression="zstd", statistics=False)
        digests[f"{name}.parquet"] = _write(target / f"{name}.parquet", buffer.getvalue())
    head = {
        "format": _FORMAT,
        "period": assessment.period.code,
        "digest": assessment.digest,
        "provenance": assessment.provenance.as_dict(),
        "files": digests,
    }
    _write(target / _HEAD, _json(head))
    return target


def load_assessment(folder: str | Path) -> Assessment:
    """Return the assessment saved in *folder*.

    Raises:
        RecordsError: A114 if there is none, A113 if a file was changed since it was saved.
    """
    source = Path(folder)
    if not (source / _HEAD).is_file():
        raise RecordsError(Problem("A114", Where(file=str(source)), {"path": source, "file": _HEAD}))
    try:
        head: dict[str, Any] = json.loads((source / _HEAD).read_text(encoding="utf-8"))
        files = dict(head["files"])
        made = head["provenance"]
        provenance = Provenance(
            **{**made, "sources": tuple(Source(**one) for one in made["sources"]), "runs": tuple(made["runs"])},
        )
    except (ValueError, KeyError, TypeError):
        raise RecordsError(Problem("A113", Where(file=str(source / _HEAD)), {"file": _HEAD})) from None
    contents: dict[str, bytes] = {}
    problems = []
    held = (*STORED, *(name for name in FURTHER if f"{name}.parquet" in files))
    for name in (_RULEBOOK, *(f"{table}.parquet" for table in held)):
        path = source / name
        if not path.is_file():
            problems.append(Problem("A114", Where(file=str(path)), {"path": source, "file": name}))
            continue
        contents[name] = path.read_bytes()
        if hashlib.sha256(contents[name]).hexdigest() != files.get(name):
            problems.append(Problem("A113", Where(file=str(path)), {"file": name}))
    if problems:
        raise RecordsError(problems)
    rules = Rulebook.from_dict(json.loads(contents[_RULEBOOK]))
    tables: dict[str, Callable[[], pl.DataFrame]] = {name: partial(_table, contents[f"{name}.parquet"]) for name in held}
    loaded = Assessment(rules.period(head["period"]), rules, provenance, tables)
    if loaded.digest != head["digest"]:
        raise RecordsError(Problem("A113", Where(file=str(source / _HEAD)), {"file": _HEAD}))
    return loaded


def _table(content: bytes) -> pl.DataFrame:
    return pl.read_parquet(BytesIO(content))


def _json(value: object, *, ordered: bool = True) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=ordered) + "\n").encode()


def _write(path: Path, content: bytes) -> str:
    """Write *content* whole or not at all, and return its SHA-256."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)
    return hashlib.sha256(content).hexdigest()
