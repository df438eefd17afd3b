"""The files of a payment: papers for people, text for the bank, sheets for the tax client, and one list of all of them with totals and digests."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from gridperf.capitals import to_capitals
from gridperf.errors import PayrollError, Problem, Where
from gridperf.payroll.exceptions import refuse_unconfirmed
from gridperf.payroll.files import sheets
from gridperf.payroll.files.cells import Row, rows_of
from gridperf.payroll.files.layout import LAYOUTS, Layout, OfPerson, TextLayout, load_layout
from gridperf.payroll.files.writing import Sheet, put, sha256, text_of, workbook
from gridperf.payroll.tables import INPUTS

if TYPE_CHECKING:
    from gridperf.payroll.value import Payroll

__all__ = ["LAYOUTS", "PAPERS", "load_layout", "make_files", "write_confirmations", "write_files"]

PAPERS = {
    "pay-sheet": "工资表.xlsx",
    "payslips": "工资条.xlsx",
    "payslips-data": "工资条.json",
    "budget": "经费承担表.xlsx",
    "notice": "公示表.xlsx",
}
"""The papers every payment has, and their files."""

COMPARED = "与上次对比.xlsx"
DISPATCH = "劳务派遣结算单.xlsx"
LIST = "文件清单.json"

_MOST_TABLES = 100


def write_files(
    payroll: Payroll, folder: str | Path, *, layouts: Iterable[str | Path | Layout] = LAYOUTS, before: Payroll | None = None
) -> tuple[Path, ...]:
    """Write the papers of a payment, and a file for each of *layouts*, into *folder*; all of them or none.

    Args:
        payroll: the payment; every exception in it must have been confirmed.
        folder: where to; made if it is not there.
        layouts: names of layouts that ship with gridperf, YAML files, or layouts; by default all that ship.
        before: the payment before, with which this one is compared in a workbook of its own.

    Returns:
        The files; the last is the list of all of them, with people, total and SHA-256 of each.

    Raises:
        PayrollError: Y042 an exception nobody confirmed, Y050 somebody with money to get and no account, Y051 to Y054 and Y059 what
            cannot be written into a file, Y055 the folder cannot be written to, Y057 two files of one name, Y060 an empty cell that
            may not be empty.
    """
    refuse_unconfirmed(payroll)
    return put(make_files(payroll, layouts=layouts, before=before), Path(folder))


def write_confirmations(payroll: Payroll, folder: str | Path) -> Path | None:
    """Write the exceptions nobody has confirmed into *folder*, as a table of confirmations in which only name and reason are left to fill in.

    A table that lies there already is left as it is: somebody may have begun to fill it in. Another one is then written beside it.

    Returns:
        The file; None if every exception is confirmed.

    Raises:
        PayrollError: Y055 the folder cannot be written to.
    """
    if payroll.unconfirmed.is_empty():
        return None
    content = workbook([sheets.to_confirm(payroll)], title=f"{payroll.employer.payer} {payroll.month}")
    stem = f"{INPUTS['confirmations'].label}-{payroll.month}"
    names = (f"{stem}{number}.xlsx" for number in ("", *(f"-{again}" for again in range(2, _MOST_TABLES))))
    place = Path(folder)
    free = next((name for name in names if not (place / name).exists() or (place / name).read_bytes() == content), f"{stem}.xlsx")
    return put({free: content}, place)[0]


def make_files(payroll: Payroll, *, layouts: Iterable[str | Path | Layout] = LAYOUTS, before: Payroll | None = None) -> dict[str, bytes]:
    """Return the content of every file by its name, as `write_files` writes them; nothing is asked of exceptions."""
    title = f"{payroll.employer.payer} {payroll.month}"
    paper = sheets.pay_sheet(payroll)
    contents = {
        PAPERS["pay-sheet"]: workbook([*paper, *sheets.pools(payroll), sheets.exceptions(payroll)], title=title),
        PAPERS["payslips"]: workbook(sheets.payslips(payroll), title=title),
        PAPERS["payslips-data"]: (json.dumps(sheets.payslips_data(payroll), ensure_ascii=False, indent=1) + "\n").encode(),
        PAPERS["budget"]: workbook(sheets.budget(payroll), title=title),
        PAPERS["notice"]: workbook(sheets.notice(payroll), title=title),
    }
    if before is not None:
        contents[COMPARED] = workbook(sheets.compared(before, payroll), title=title)
    if payroll.employer.dispatch is not None:
        contents[DISPATCH] = workbook(sheets.dispatch(payroll), title=title)
    net = payroll.totals.get("net") or Decimal(0)
    totals: dict[str, tuple[int, Decimal | None]] = {PAPERS["pay-sheet"]: (payroll.slips.height, net)}
    for each in layouts:
        layout = each if not isinstance(each, (str, Path)) else load_layout(each)
        rows = rows_of(payroll, layout)
        if not rows and layout.people == "bonus":
            continue  # a month without bonuses has no sheet of bonuses
        if layout.file in (*contents, LIST):
            raise PayrollError(Problem("Y057", Where(file=layout.file), {"file": layout.file}))
        _accounts(payroll, layout, rows)
        _complete(layout, rows)
        contents[layout.file] = text_of(layout, rows) if isinstance(layout, TextLayout) else _sheet(layout.sheet, layout, rows)
        totals[layout.file] = (len(rows), _total(layout, rows))
    contents[LIST] = _list(payroll, contents, totals)
    return contents


def _sheet(name: str, layout: Layout, rows: list[Row]) -> bytes:
    return workbook([Sheet(name, [column.title for column in layout.columns], [cells for _, _, cells in rows])], title=layout.title)


def _accounts(payroll: Payroll, layout: Layout, rows: list[Row]) -> None:
    """Raise Y050 for everybody without an account in a file that pays into accounts."""
    held = [getattr(column, "value", "") for column in layout.columns]
    if not {"account_number", "net"} <= set(held):
        return
    at = held.index("account_number")
    lacking = [(worker, name) for worker, name, cells in rows if not cells[at]]
    if lacking:
        nets = dict(payroll.slips.select("worker_id", "net").iter_rows())
        raise PayrollError(
            [
                Problem(
                    "Y050",
                    Where(file=layout.file, table="payees", field="银行账号", path=f"{name} {worker}"),
                    {"whose": f"{name} {worker}", "amount": nets[worker]},
                )
                for worker, name in lacking
            ]
        )


def _complete(layout: Layout, rows: list[Row]) -> None:
    """Raise Y060 for every empty cell of a column of facts that is marked as required."""
    marked = [
        (at, column.title) for at, column in enumerate(layout.columns) if column.title.startswith("*") and isinstance(column, OfPerson)
    ]
    problems = [
        Problem(
            "Y060",
            Where(file=layout.file, table="payees", field=title, path=f"{name} {worker}"),
            {"whose": f"{name} {worker}", "title": title},
        )
        for worker, name, cells in rows
        for at, title in marked
        if cells[at] in (None, "")
    ]
    if problems:
        raise PayrollError(problems)


def _total(layout: Layout, rows: list[Row]) -> Decimal | None:
    """Return the sum of the first column of money a bank or the tax client counts."""
    at = next((at for at, column in enumerate(layout.columns) if getattr(column, "value", "") in ("net", "income", "bonus")), None)
    return None if at is None else sum((cell for _, _, cells in rows if isinstance(cell := cells[at], Decimal)), Decimal("0.00"))


def _list(payroll: Payroll, contents: dict[str, bytes], totals: dict[str, tuple[int, Decimal | None]]) -> bytes:
    files = []
    for name, content in contents.items():
        people, total = totals.get(name, (payroll.slips.height, None))
        money = {} if total is None else {"total": f"{total:.2f}", "capitals": to_capitals(total)}
        files.append({"file": name, "people": people, **money, "sha256": sha256(content)})
    head = {"payer": payroll.employer.payer, "month": str(payroll.month), "paid_on": payroll.paid_on.isoformat(), "payroll": payroll.digest}
    return (json.dumps({**head, "files": files}, ensure_ascii=False, indent=2) + "\n").encode()
