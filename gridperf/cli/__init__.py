"""The command line decides nothing: it reads arguments, calls the library, and prints problems, tables and progress.

Results go to standard output, everything said about the work (progress, notes, problems) to standard error.
Help must come up at once, so no module of this package imports polars, pydantic or WeasyPrint before a command runs.
"""

from __future__ import annotations

from gridperf.cli.app import app, main

__all__ = ["app", "main"]
