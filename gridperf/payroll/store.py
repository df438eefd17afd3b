"""A saved payment is complete and cannot be changed unseen: every file's SHA-256 stands in `payroll.json`, which is written last."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from gridperf.errors import PayrollError, Problem, Where
from gridperf.payroll.employer import Employer
from gridperf.payroll.months import Month
from gridperf.payroll.value import TABLES, Payroll, SlipLine
from gridperf.whole_files import write_whole

__all__ = ["HEAD", "is_saved", "load_payroll", "save"]

HEAD = "payroll.json"
_FORMAT = 1


def save(payroll: Payroll, folder: str | Path) -> Path:
    """Write *payroll* to *folder*; see `Payroll.save`."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    files = {}
    for name in TABLES:
        buffer = BytesIO()
        payroll.tables[name].write_parquet(buffer, compression="zstd", statistics=False)
        content = buffer.getvalue()
        write_whole(target / f"{name}.parquet", content)
        files[f"{name}.parquet"] = hashlib.sha256(content).hexdigest()
    head = {"format": _FORMAT, "digest": payroll.digest, **payroll.head(), "files": files}
    write_whole(target / HEAD, (json.dumps(head, ensure_ascii=False, indent=2) + "\n").encode())
    return target


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
        head: dict[str, Any] = json.loads((source / HEAD).read_text(encoding="utf-8"))
        files = dict(head["files"])
        contents = {name: (source / f"{name}.parquet").read_bytes() for name in TABLES}
        _unchanged(contents, files, source)
        loaded = Payroll(
            Month.parse(head["month"]),
            dt.date.fromisoformat(head["paid_on"]),
            Month.parse(head["insured_month"]),
            tuple(head["periods"]),
            Employer.model_validate(head["employer"]),
            tuple(SlipLine(**line) for line in head["lines"]),
            {name: pl.read_parquet(BytesIO(content)) for name, content in contents.items()},
            head["provenance"],
        )
    except PayrollError:
        raise
    except (ValueError, KeyError, TypeError, OSError):
        raise PayrollError(Problem("Y041", Where(file=str(source / HEAD)), {"file": HEAD})) from None
    if loaded.digest != head["digest"]:
        raise PayrollError(Problem("Y041", Where(file=str(source / HEAD)), {"file": HEAD}))
    return loaded


def _unchanged(contents: dict[str, bytes], files: dict[str, str], source: Path) -> None:
    """Raise Y041 for every file whose bytes are not those that were saved."""
    changed = [
        f"{name}.parquet" for name, content in contents.items() if hashlib.sha256(content).hexdigest() != files.get(f"{name}.parquet")
    ]
    if changed:
        raise PayrollError([Problem("Y041", Where(file=str(source / name)), {"file": name}) for name in changed])
