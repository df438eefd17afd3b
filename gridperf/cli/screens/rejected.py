"""Records that were set aside go to a workbook beside the result, each with its place and reason, to be sent back and put right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gridperf import language
from gridperf.cli.words.general import say
from gridperf.tables import RECORDS

if TYPE_CHECKING:
    from gridperf.records import Records

__all__ = ["write_rejects"]

_COLUMNS = {"table": 12, "file": 18, "row": 8, "column": 14, "value": 24, "code": 8, "message": 70, "record": 90}
"""What is told of each record, and how wide it stands."""

_ROWS_PER_SHEET = 1_000_000


def write_rejects(records: Records, path: Path) -> Path | None:
    """Write the rejected records to *path* and return it; without any, return None and leave no file of an earlier run.

    Raises:
        OSError: if the file cannot be written.
    """
    import xlsxwriter  # noqa: PLC0415 (loaded when a workbook is written)

    if not records.rejects.height:
        path.unlink(missing_ok=True)
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    # every cell is text: an identifier keeps its zeros, and nothing a record holds can become a formula or a link
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    bold, text = book.add_format({"bold": True, "bottom": 2}), book.add_format({"num_format": "@", "valign": "top"})
    for number, start in enumerate(range(0, records.rejects.height, _ROWS_PER_SHEET), start=1):
        sheet = book.add_worksheet(f"{say('rejects-sheet')}{'' if number == 1 else f' {number}'}")
        for at, (name, width) in enumerate(_COLUMNS.items()):
            sheet.set_column(at, at, width, text)
            sheet.write_string(0, at, say(f"rejects-{name}"), bold)
        for line, row in enumerate(records.rejects.slice(start, _ROWS_PER_SHEET).select(*_COLUMNS).iter_rows(), start=1):
            for at, cell in enumerate((_table_name(row[0]), *row[1:])):
                sheet.write_string(line, at, "" if cell is None else str(cell), text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, min(records.rejects.height - start, _ROWS_PER_SHEET), len(_COLUMNS) - 1)
    book.close()
    return path


def _table_name(name: str) -> str:
    return RECORDS[name].label if language.current() == "zh" and name in RECORDS else name
