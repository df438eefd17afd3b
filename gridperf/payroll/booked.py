"""What is paid is what is sealed, a month is paid once, and the next month goes on from what was paid: the Book says which.

A county without a Book does without this module: it hands the payment before, or an opening file, to `settle`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from gridperf.errors import PayrollError, Problem, Where
from gridperf.payroll.exceptions import refuse_unconfirmed
from gridperf.payroll.months import Month
from gridperf.payroll.store import contents_of, payroll_of

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.book import Book, Payment
    from gridperf.payroll.value import Payroll

__all__ = ["keep_payment", "kept_payment", "last_payment", "refuse_unsealed"]


def refuse_unsealed(assessments: Iterable[Assessment], book: Book) -> None:
    """Do nothing if each of *assessments* is what *book* has sealed for its period, and was not paid yet.

    Raises:
        PayrollError: Y061 one is not sealed, Y062 another result is, Y063 it was paid already.
        BookError: B033 the Book has nothing of the period.
    """
    problems = []
    for each in assessments:
        standing = book.standing(each.period.code, made="periods" if each.provenance.runs else "records")
        where, values = Where(file=book.name), {"period": each.period.code, "state": standing.state, "book": book.name}
        sealed = standing.as_sealed or standing.run
        if not standing.is_sealed:
            problems.append(Problem("Y061", where, values))
        elif sealed.digest != each.digest:
            problems.append(Problem("Y062", where, values | {"sealed": sealed.digest[:16], "given": each.digest[:16]}))
        elif standing.state == "paid":
            step = next(step for step in standing.steps if step.kind == "pay")
            problems.append(Problem("Y063", where, values | {"by": step.by, "seq": step.seq}))
    if problems:
        raise PayrollError(problems)


def last_payment(book: Book, paid_on: dt.date) -> Payroll | None:
    """Return the last payment *book* keeps, which a payment of the day *paid_on* goes on from; None if it keeps none.

    Raises:
        PayrollError: Y064 the month of *paid_on* was paid, Y065 a later one was; Y041 it cannot be read.
        BookError: B052 a file of it was changed.
    """
    kept, month = book.payments.kept(), Month.of(paid_on)
    if not kept:
        return None
    last = max(kept, key=lambda one: one.month)
    same = next((one for one in kept if one.month == str(month)), None)
    values = {"month": month, "book": book.name}
    if same is not None:
        raise PayrollError(Problem("Y064", Where(file=book.name), values | {"by": same.by, "seq": same.number}))
    if last.month > str(month):
        raise PayrollError(Problem("Y065", Where(file=book.name), values | {"last": last.month}))
    return kept_payment(book, last.month)


def kept_payment(book: Book, month: str) -> Payroll:
    """Return the payment of *month* that *book* keeps.

    Raises:
        BookError: B135 it keeps none, B052 a file of it was changed.
        PayrollError: Y041 it cannot be read.
    """
    return payroll_of(book.payments.files(month), Path(f"{book.name}/{month}"))


def keep_payment(payroll: Payroll, book: Book, *, by: str, why: str, dry_run: bool = False) -> Payment:
    """Keep *payroll* in *book* as paid, and note that the results it pays were paid.

    Args:
        payroll: the payment; every exception in it must have been confirmed.
        book: where.
        by: who paid.
        why: why, such as the number of the bank's receipt.
        dry_run: only look whether it could be kept.

    Raises:
        PayrollError: Y042 an exception nobody confirmed.
        BookError: B131 to B134, B031, B032, B040 to B042, as `gridperf.book.Payments.keep`.
    """
    from gridperf.book import Payment  # noqa: PLC0415 (the database library is loaded when something is kept)

    refuse_unconfirmed(payroll)
    head = Payment(
        month=str(payroll.month),
        digest=payroll.digest,
        before=payroll.provenance["before"],
        results=tuple(payroll.provenance["assessments"].values()),
        people=payroll.slips.height,
        net=Decimal(payroll.totals.get("net") or "0.00"),
        files={},
    )
    return book.payments.keep(head, contents_of(payroll), by=by, why=why, dry_run=dry_run)
