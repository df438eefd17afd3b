"""A file of a report is written whole, or it is said why it could not be."""

from __future__ import annotations

from pathlib import Path

from gridperf.errors import Problem, ReportError, reason_of
from gridperf.whole_files import write_whole

__all__ = ["put", "unwritable"]


def put(path: Path, content: bytes) -> Path:
    """Write *content* to *path*, in a folder that is made if need be, and return *path*.

    Raises:
        ReportError: P105 if it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return write_whole(path, content)
    except OSError as error:
        raise ReportError(unwritable(path, error)) from None


def unwritable(path: Path, error: OSError) -> Problem:
    """Return P105: what was made could not be written to *path*."""
    return Problem("P105", values={"path": path, "reason": reason_of(error)})
