"""A saved assessment is complete: it can be read, explained, printed and verified without the pack or the records.

Every file's SHA-256 stands in `assessment.json`; a changed file is refused when it is read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from gridperf.assessment.value import FURTHER, STORED, Assessment, Provenance
from gridperf.errors import Problem, RecordsError, Where
from gridperf.records import Source
from gridperf.rulebook import Rulebook
from gridperf.whole_files import write_whole

__all__ = ["HEAD", "RULEBOOK", "assessment_of", "contents_of", "load_assessment", "read_contents", "save"]

_FORMAT = 1
HEAD = "assessment.json"
"""The file that holds the digests of all others."""
RULEBOOK = "rulebook.json"
"""The file of the resolved rulebook."""


def save(assessment: Assessment, folder: str | Path) -> Path:
    """Write *assessment* to *folder*; see `Assessment.save`."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for name, content in contents_of(assessment).items():
        write_whole(target / name, content)
    return target


def contents_of(assessment: Assessment) -> dict[str, bytes]:
    """Return the files of a saved assessment by name, `assessment.json`, which holds the digests of the others, last."""
    # in the order it was written: levels and grades are printed, and of equal ones chosen, in that order
    contents = {RULEBOOK: _json(assessment.rulebook.as_dict(), ordered=False)}
    for name in assessment.held:
        buffer = BytesIO()
        assessment.table(name).write_parquet(buffer, compression="zstd", statistics=False)
        contents[f"{name}.parquet"] = buffer.getvalue()
    head = {
        "format": _FORMAT,
        "period": assessment.period.code,
        "digest": assessment.digest,
        "provenance": assessment.provenance.as_dict(),
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
    }
    return {**contents, HEAD: _json(head)}


def load_assessment(folder: str | Path) -> Assessment:
    """Return the assessment saved in *folder*.

    Raises:
        RecordsError: A114 if there is none, A113 if a file was changed since it was saved.
    """
    return assessment_of(read_contents(folder), folder)


def read_contents(folder: str | Path) -> dict[str, bytes]:
    """Return the files of the assessment saved in *folder* by name, as far as they are there; `assessment.json` is.

    Raises:
        RecordsError: A114 if there is none, A113 if its list of files cannot be read.
    """
    source = Path(folder)
    if not (source / HEAD).is_file():
        raise RecordsError(Problem("A114", Where(file=str(source)), {"path": source, "file": HEAD}))
    head = (source / HEAD).read_bytes()
    names = [RULEBOOK, *(f"{table}.parquet" for table in _held(_files(head, source)))]
    return {**{name: (source / name).read_bytes() for name in names if (source / name).is_file()}, HEAD: head}


def assessment_of(contents: Mapping[str, bytes], place: str | Path) -> Assessment:
    """Return the assessment whose files are *contents*; *place* is where they come from, for problems.

    Raises:
        RecordsError: A114 if a file is missing, A113 if one was changed since it was saved.
    """
    source = Path(place)
    files = _files(contents[HEAD], source)
    head: dict[str, Any] = json.loads(contents[HEAD])
    try:
        made = head["provenance"]
        provenance = Provenance(
            **{**made, "sources": tuple(Source(**one) for one in made["sources"]), "runs": tuple(made["runs"])},
        )
        period, digest = head["period"], head["digest"]
    except (ValueError, KeyError, TypeError):
        raise _changed(source, HEAD) from None
    held = _held(files)
    problems = []
    for name in (RULEBOOK, *(f"{table}.parquet" for table in held)):
        path = source / name
        if name not in contents:
            problems.append(Problem("A114", Where(file=str(path)), {"path": source, "file": name}))
        elif hashlib.sha256(contents[name]).hexdigest() != files.get(name):
            problems.append(Problem("A113", Where(file=str(path)), {"file": name}))
    if problems:
        raise RecordsError(problems)
    rules = Rulebook.from_dict(json.loads(contents[RULEBOOK]))
    tables: dict[str, Callable[[], pl.DataFrame]] = {name: partial(_table, contents[f"{name}.parquet"]) for name in held}
    loaded = Assessment(rules.period(period), rules, provenance, tables)
    if loaded.digest != digest:
        raise _changed(source, HEAD)
    return loaded


def _files(head: bytes, source: Path) -> dict[str, str]:
    """Return the digests of all files but `assessment.json`, which is *head*."""
    try:
        return dict(json.loads(head)["files"])
    except (ValueError, KeyError, TypeError):
        raise _changed(source, HEAD) from None


def _held(files: Mapping[str, str]) -> tuple[str, ...]:
    return (*STORED, *(name for name in FURTHER if f"{name}.parquet" in files))


def _changed(source: Path, name: str) -> RecordsError:
    return RecordsError(Problem("A113", Where(file=str(source / name)), {"file": name}))


def _table(content: bytes) -> pl.DataFrame:
    return pl.read_parquet(BytesIO(content))


def _json(value: object, *, ordered: bool = True) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=ordered) + "\n").encode()
