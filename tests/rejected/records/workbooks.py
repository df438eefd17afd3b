"""Broken workbooks, written from small specifications: name → sheets → rows of cells."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter

__all__ = ["WORKBOOKS", "Formula", "Merged", "workbook"]


@dataclass(frozen=True)
class Formula:
    """A formula with the result that stands in the file; an empty result is one nobody has computed yet."""

    text: str
    result: str = ""


@dataclass(frozen=True)
class Merged:
    """A cell merged with the one below it."""

    text: str


ROSTER = ["网格员编号", "起始日期", "姓名", "岗位", "基本工资"]
ROW = ["W01", dt.date(2026, 1, 1), "张三", "专职网格员", 3000]
PATROLS = ["patrol_id", "worker_id", "started_at", "distance_m", "valid"]
PATROL = ["P1", "W01", dt.datetime(2026, 10, 1, 8), 1200, True]
DISPOSALS = ["disposal_id", "worker_id", "dispatched_at", "due_at"]


def _row(row: list[Any], **changes: Any) -> list[Any]:
    """Return *row* with the cells at `c0`, `c1`, … changed."""
    return [changes.get(f"c{at}", cell) for at, cell in enumerate(row)]


WORKBOOKS: dict[str, dict[str, list[list[Any]]] | bytes] = {
    "roster--not-a-workbook": "这不是工作簿".encode(),
    "roster--cut-off": b"PK\x03\x04\x14\x00\x00\x00\x08\x00",
    "roster--empty": {"网格员名册": []},
    "roster--two-sheets-to-choose-from": {"一月": [ROSTER, ROW], "二月": [ROSTER, ROW]},
    "records--sheet-of-no-table": {"网格员名册": [ROSTER, ROW], "巡査": [PATROLS, PATROL]},
    "roster--headings-nowhere": {"roster": [["利津县网格员名册"], ROW, ROW]},
    "roster--required-column-missing": {"roster": [["利津县网格员名册"], ROSTER[:3], ROW[:3]]},
    "roster--column-nobody-asked-for": {"roster": [[*ROSTER, "备注"], [*ROW, "调入"]]},
    "roster--column-twice": {"roster": [[*ROSTER, "基本工资"], [*ROW, 3000]]},
    "roster--content-without-heading": {"roster": [[*ROSTER, None], [*ROW, "调入"]]},
    "roster--identifier-as-number": {"roster": [ROSTER, _row(ROW, c0=370522199001011000), _row(ROW, c0="370522199001011000")]},
    "roster--identifier-with-a-point": {"roster": [ROSTER, _row(ROW, c0=1.1)]},
    "roster--identifier-made-a-date": {"roster": [ROSTER, _row(ROW, c0=dt.date(2026, 3, 1))]},
    "roster--identifier-in-e-notation": {"roster": [ROSTER, _row(ROW, c0="3.70522E+17")]},
    "roster--not-available": {"roster": [ROSTER, _row(ROW, c4=Formula("=VLOOKUP(A2,X:Y,2,0)", "#N/A"))]},
    "roster--optional-cell-in-error": {"roster": [[*ROSTER, "职称"], [*ROW, Formula("=1/0", "#DIV/0!")]]},
    "roster--formula-nobody-computed": {"roster": [ROSTER, _row(ROW, c4=Formula("=1000*3"))]},
    "roster--total-row": {"roster": [ROSTER, ROW, ["合计", None, None, None, 3000]]},
    "roster--footer": {"roster": [ROSTER, ROW, ["制表人：王五", None, None, None, None]]},
    "roster--merged-cells": {"roster": [ROSTER, _row(ROW, c3=Merged("专职网格员")), _row(ROW, c0="W02", c3=None)]},
    "roster--pay-as-text": {"roster": [ROSTER, _row(ROW, c4="3000元")]},
    "roster--pay-computed": {"roster": [ROSTER, _row(ROW, c4=1000.0 / 3)]},
    "roster--pay-too-large": {"roster": [ROSTER, _row(ROW, c4=1e30)]},
    "roster--starts-on-a-word": {"roster": [ROSTER, _row(ROW, c1="上月")]},
    "roster--starts-on-a-year": {"roster": [ROSTER, _row(ROW, c1=2026)]},
    "disposals--dates-without-times": {
        "处置": [
            DISPOSALS,
            ["D1", "W01", dt.datetime(2026, 10, 1, 8), dt.date(2026, 10, 31)],
            ["D2", "W01", dt.datetime(2026, 10, 2, 9), dt.date(2026, 11, 1)],
        ]
    },
    "patrols--truth-in-numbers": {"patrols": [PATROLS, _row(PATROL, c4=2)]},
    "patrols--distance-below-zero": {"patrols": [PATROLS, _row(PATROL, c3=-5)]},
    "patrols--same-key-in-two-rows": {"patrols": [PATROLS, PATROL, _row(PATROL, c3=1300)]},
    "patrols--line-break-in-identifier": {"patrols": [PATROLS, _row(PATROL, c1="W\n01")]},
    "records--worker-not-on-roster": {"roster": [ROSTER, ROW], "patrols": [PATROLS, _row(PATROL, c1="W10")]},
}


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    """Return *sheets* as the bytes of an .xlsx file."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        day, moment = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, Merged):
                        sheet.merge_range(row, column, row + 1, column, cell.text)
                    elif isinstance(cell, Formula):
                        sheet.write_formula(row, column, cell.text, None, cell.result)
                    elif isinstance(cell, dt.datetime):
                        sheet.write_datetime(row, column, cell, moment)
                    elif isinstance(cell, dt.date):
                        sheet.write_datetime(row, column, cell, day)
                    elif isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return stream.getvalue()
