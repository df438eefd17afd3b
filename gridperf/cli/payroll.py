"""`gridperf payroll` and `gridperf reconcile`: exceptions first, then totals and why they differ, then the files or why there are none."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from gridperf.amounts import yuan
from gridperf.cli.options import Json, Lang, Mapping, PaidOn, Paper, Processes, Quiet
from gridperf.cli.payslips import print_payslips
from gridperf.cli.screens.screen import Screen, table
from gridperf.cli.words.general import say

if TYPE_CHECKING:
    import polars as pl

    from gridperf import Assessment
    from gridperf.payroll import Payroll

__all__ = ["payroll", "reconcile"]

_SUMS = ("gross", "contributions", "tax", "deductions", "net", "employer", "cost")
_MOST_ROWS = 40


def payroll(
    assessments: Annotated[list[Path], typer.Argument(metavar="ASSESSMENT")],
    *,
    payees: Annotated[str, typer.Option("--payees", metavar="SOURCE")],
    rules: Annotated[Path, typer.Option("--rules", metavar="FILE")],
    paid_on: PaidOn,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER")],
    before: Annotated[Path | None, typer.Option("--before", metavar="FOLDER")] = None,
    book: Annotated[str | None, typer.Option("--book", metavar="BOOK")] = None,
    layout: Annotated[list[str] | None, typer.Option("--layout", metavar="NAME")] = None,
    slips: Annotated[Path | None, typer.Option("--slips", metavar="FOLDER")] = None,
    processes: Processes = None,
    paper: Paper = "zh",
    mapping: Mapping = None,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Settle a payment; see `gridperf.cli.manual.payroll`."""
    from gridperf import load_assessment  # noqa: PLC0415
    from gridperf.payroll import load_employer, load_payroll, read_payees, settle, write_confirmations, write_files  # noqa: PLC0415
    from gridperf.payroll.files import LAYOUTS  # noqa: PLC0415

    screen = Screen(quiet=quiet)
    with screen.progress(say("opening")):
        decided = load_employer(rules)
        held = [load_assessment(folder) for folder in assessments]
        last = None if before is None else load_payroll(before)
        if book is not None:
            last = _going_on(held, book, last, dt.date.fromisoformat(paid_on))
    with screen.progress(say("reading")):
        people = read_payees(payees, mapping=mapping)
    with screen.progress(say("settling", day=paid_on)):
        paid = settle(held, people, decided, paid_on=dt.date.fromisoformat(paid_on), before=last)
    folder = paid.save(out / str(paid.month))
    confirmed = paid.unconfirmed.is_empty()
    if not json:
        _show(paid, last, screen)
        screen.note("saved", path=folder)
    files: tuple[Path, ...] = ()
    if confirmed:
        with screen.progress(say("writing-files")):
            files = write_files(paid, folder / "files", layouts=layout or LAYOUTS, before=last)
    if not json and confirmed:
        screen.note("wrote-many", count=len(files), path=folder / "files")
    pages = print_payslips(paid, slips, screen, processes=processes, paper=paper) if confirmed and slips is not None else []
    if json:
        screen.json(_as_data(paid, last, folder, files) | {"slips": [str(file) for file in pages]})
    if not confirmed:
        screen.note("not-confirmed", count=paid.unconfirmed.height)
        screen.note("confirm-how", path=write_confirmations(paid, folder), payees=payees)
        raise typer.Exit(1)


def reconcile(
    payment: Annotated[Path, typer.Argument(metavar="PAYMENT")],
    *,
    before: Annotated[Path | None, typer.Option("--before", metavar="FOLDER")] = None,
    tax_result: Annotated[Path | None, typer.Option("--tax-result", metavar="FILE")] = None,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Compare a payment with another, or with the tax client; see `gridperf.cli.manual.payroll`."""
    if before is None and tax_result is None:
        raise typer.BadParameter(say("nothing-to-compare"))
    from gridperf.payroll import compare_payments, compare_tax, load_payroll  # noqa: PLC0415

    screen = Screen(quiet=quiet)
    now = load_payroll(payment)
    last = None if before is None else load_payroll(before)
    changes = None if last is None else compare_payments(last, now)
    taxed = None if tax_result is None else compare_tax(now, tax_result)
    if json:
        screen.json({name: None if frame is None else frame.to_dicts() for name, frame in (("changes", changes), ("differences", taxed))})
    if changes is not None and last is not None and not json:
        _causes(changes, screen)
        _changes(changes, last, screen)
    if taxed is not None and not json:
        _taxed(taxed, screen)
    if taxed is not None and not taxed.is_empty():
        raise typer.Exit(1)


def _going_on(held: list[Assessment], place: str, last: Payroll | None, day: dt.date) -> Payroll | None:
    """Return the payment the Book at *place* goes on from, for which *last* may have been given; refuse what is not sealed there.

    Raises:
        PayrollError: Y061 to Y065, as of `refuse_unsealed` and `last_payment`; Y066 *last* is another payment.
    """
    from gridperf.book import open_book  # noqa: PLC0415
    from gridperf.errors import PayrollError, Problem, Where  # noqa: PLC0415
    from gridperf.payroll import last_payment, refuse_unsealed  # noqa: PLC0415

    book = open_book(place)
    kept = last_payment(book, day)
    refuse_unsealed(held, book)
    if kept is not None and last is not None and kept.digest != last.digest:
        values = {"given": last.month, "digest": last.digest[:16], "book": book.name, "last": kept.month}
        raise PayrollError(Problem("Y066", Where(file=place), values))
    return kept or last


def _show(paid: Payroll, last: Payroll | None, screen: Screen) -> None:
    from gridperf.capitals import to_capitals  # noqa: PLC0415
    from gridperf.payroll import compare_payments, totals_of  # noqa: PLC0415

    if paid.exceptions.height:
        rows = [
            (say(f"found-{row['exception']}"), f"{row['name']} {row['worker_id']}", _yuan(row["amount"]), _yuan(row["against"]), row["by"])
            for row in paid.exceptions.head(_MOST_ROWS).iter_rows(named=True)
        ]
        heads: list[str | tuple[str, str]] = [say("exception"), say("person"), (say("figure"), "right"), (say("against"), "right")]
        screen.show(table(say("exceptions-title"), [*heads, say("confirmed-by")], rows))
        _more(paid.exceptions.height, screen)
    else:
        screen.note("no-exceptions")
    totals = {row["figure"]: row for row in totals_of(last, paid).iter_rows(named=True)}
    columns: list[str | tuple[str, str]] = [say("sum"), (say("this-time"), "right")]
    columns += [] if last is None else [(say("last-time"), "right"), (say("difference-yuan"), "right")]
    rows_: list[list[object]] = []
    for name in _SUMS:
        row = totals[name]
        rows_.append([say(f"{name}-sum"), _yuan(row["now"]), *([] if last is None else [_yuan(row["before"]), _yuan(row["difference"])])])
    screen.show(table(say("payment-title", month=paid.month, people=paid.slips.height), columns, rows_))
    screen.show(Text(say("net-capitals", capitals=to_capitals(totals["net"]["now"]))))
    if last is not None:
        _causes(compare_payments(last, paid), screen)


def _causes(changes: pl.DataFrame, screen: Screen) -> None:
    """Show how much of the difference in net each cause makes."""
    import polars as pl  # noqa: PLC0415

    sums = changes.group_by("cause", maintain_order=True).agg(pl.col("worker_id").n_unique().alias("people"), pl.col("difference").sum())
    rows = [(say(f"why-{row['cause']}"), row["people"], _yuan(row["difference"])) for row in sums.iter_rows(named=True)]
    if rows:
        screen.show(table(say("causes-title"), [say("cause"), (say("people"), "right"), (say("yuan"), "right")], rows))


def _changes(changes: pl.DataFrame, last: Payroll, screen: Screen) -> None:
    if changes.is_empty():
        screen.show(Text(say("no-changes", before=last.month)))
        return
    rows = [
        (
            f"{row['name']} {row['worker_id']}",
            row["label"],
            _yuan(row["before"]),
            _yuan(row["now"]),
            _yuan(row["difference"]),
            say(f"why-{row['cause']}"),
        )
        for row in changes.head(_MOST_ROWS).iter_rows(named=True)
    ]
    heads: list[str | tuple[str, str]] = [say("person"), say("line"), (say("last-time"), "right"), (say("this-time"), "right")]
    screen.show(table(say("changes-title", before=last.month), [*heads, (say("difference-yuan"), "right"), say("cause")], rows))
    _more(changes.height, screen)


def _taxed(differences: pl.DataFrame, screen: Screen) -> None:
    if differences.is_empty():
        screen.show(Text(say("tax-agrees")))
        return
    rows = [
        (f"{row['name']} {row['worker_id']}", row["figure"], _yuan(row["ours"]), _yuan(row["theirs"]))
        for row in differences.head(_MOST_ROWS).iter_rows(named=True)
    ]
    heads: list[str | tuple[str, str]] = [say("person"), say("figure"), (say("ours"), "right"), (say("theirs"), "right")]
    screen.show(table(say("tax-title", count=differences.height), heads, rows))
    _more(differences.height, screen)


def _more(rows: int, screen: Screen) -> None:
    if rows > _MOST_ROWS:
        screen.show(Text(say("more-rows", count=rows - _MOST_ROWS), style="dim"))


def _yuan(amount: Decimal | None) -> str:
    return "" if amount is None else yuan(amount)


def _as_data(paid: Payroll, last: Payroll | None, folder: Path, files: tuple[Path, ...]) -> dict[str, Any]:
    from gridperf.payroll import totals_of  # noqa: PLC0415

    return {
        "month": str(paid.month),
        "paid_on": paid.paid_on.isoformat(),
        "folder": str(folder),
        "files": [str(file) for file in files],
        "people": paid.slips.height,
        "totals": {
            row["figure"]: {"now": str(row["now"]), "before": str(row["before"])} for row in totals_of(last, paid).iter_rows(named=True)
        },
        "exceptions": paid.exceptions.to_dicts(),
        "digest": paid.digest,
    }
