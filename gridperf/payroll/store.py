"""A saved payment is complete and cannot be changed unseen: every file's SHA-256 stands in `payroll.json`, which is written last."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from gridperf.errors import PayrollError, Problem, Where
from gridperf.payroll.employer import Employer
from gridperf.payroll.months import Month
from gridperf.payroll.value import TABLES, Payroll, SlipLine
from gridperf.whole_files import write_whole

__all__ = ["HEAD", "contents_of", "is_saved", "load_payroll", "payroll_of", "save"]

HEAD = "payroll.json"
_FORMAT = 1


def save(payroll: Payroll, folder: str | Path) -> Path:
    """Write *payroll* to *folder*; see `Payroll.save`."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for name, content in contents_of(payroll).items():
        write_whole(target / name, content)
    return target


def contents_of(payroll: Payroll) -> dict[str, bytes]:
    """Return the files of *payroll* by name, the head last; the same payment gives the same bytes."""
    contents = {}
    for name in TABLES:
        buffer = BytesIO()
        payroll.tables[name].write_parquet(buffer, compression="zstd", statistics=False)
        contents[f"{name}.parquet"] = buffer.getvalue()
    files = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    head = {"format": _FORMAT, "digest": payroll.digest, **payroll.head(), "files": files}
    return contents | {HEAD: (json.dumps(head, ensure_ascii=False, indent=2) + "\n").encode()}


def is_saved(folder: str | Path) -> bool:
    """Return whether a payment was saved in *folder*."""
    return (Path(folder) / HEAD).is_file()


def load_payroll(folder: str | Path) -> Payroll:
    """Return the payment saved in *folder*.

    Raises:
        PayrollError: Y040 there is none, Y041 a file was changed since it was saved.
    """
    source = Path(folder)
    if not is_saved(source):
        raise PayrollError(Problem("Y040", Where(file=str(source)), {"path": source, "file": HEAD}))
    try:
        contents = {name: (source / name).read_bytes() for name in (*(f"{table}.parquet" for table in TABLES), HEAD)}
    except OSError:
        raise PayrollError(Problem("Y041", Where(file=str(source / HEAD)), {"file": HEAD})) from None
    return payroll_of(contents, source)


def payroll_of(contents: Mapping[str, bytes], source: Path) -> Payroll:
    """Return the payment whose files are *contents*, by name; *source* is where they come from.

    Raises:
        PayrollError: Y041 a file is missing or was changed since it was saved.
    """
    try:
        head: dict[str, Any] = json.loads(contents[HEAD])
        _unchanged(contents, dict(head["files"]), source)
        loaded = Payroll(
            Month.parse(head["month"]),
            dt.date.fromisoformat(head["paid_on"]),
            Month.parse(head["insured_month"]),
            tuple(head["periods"]),
            Employer.model_validate(head["employer"]),
            tuple(SlipLine(**line) for line in head["lines"]),
            {name: pl.read_parquet(BytesIO(contents[f"{name}.parquet"])) for name in TABLES},
            head["provenance"],
        )
    except PayrollError:
        raise
    except (ValueError, KeyError, TypeError):
        raise PayrollError(Problem("Y041", Where(file=str(source / HEAD)), {"file": HEAD})) from None
    if loaded.digest != head["digest"]:
        raise PayrollError(Problem("Y041", Where(file=str(source / HEAD)), {"file": HEAD}))
    return loaded


def _unchanged(contents: Mapping[str, bytes], files: Mapping[str, str], source: Path) -> None:
    """Raise Y041 for every file whose bytes are not those that were saved."""
    changed = [name for name, content in contents.items() if name != HEAD and hashlib.sha256(content).hexdigest() != files.get(name)]
    if changed:
        raise PayrollError([Problem("Y041", Where(file=str(source / name)), {"file": name}) for name in changed])
