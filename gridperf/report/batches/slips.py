"""A payment is printed as one payslip per person, from its tables alone, and only once every exception in it was looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from gridperf.errors import Problem, ReportError, nearest
from gridperf.language import Language
from gridperf.report.batches.names import alike, file_name
from gridperf.report.batches.printing import Job, printed
from gridperf.report.batches.tasks import Task
from gridperf.report.paper.html import Page

if TYPE_CHECKING:
    from gridperf.payroll import Payroll

__all__ = ["payslip_pages", "render_payslips"]

_REPORT = "payslip"
_AT_ONCE = 1_000
"""Rows of so many people are held at a time."""


def render_payslips(
    payroll: Payroll,
    *,
    to: str | Path,
    workers: Sequence[str] | None = None,
    processes: int | Executor | None = None,
    progress: Callable[[int, int], object] | None = None,
    language: Language = "zh",
    reference: bool = False,
    signature_fields: bool = False,
) -> list[Path]:
    """Print the payslips of *payroll* as PDF files and return their paths, sorted by name.

    Args:
        payroll: the payment.
        to: folder the slips are written into, one file per person, with a `manifest.json`; made if it does not exist. A name ending
            in `.zip` gives archives of two thousand slips each, and one ending in `.pdf` a single file with bookmarks, for the printer.
        workers: ids of the workers whose slips to print; everyone by default.
        processes: how many processes set pages, as many as the machine has cores by default; or an executor to use.
        progress: called with the number of slips done and of all slips.
        language: language of the words around the data, `zh` or `en`.
        reference: lay out every slip with WeasyPrint, instead of filling compiled templates; about a hundred times slower, and alike.
        signature_fields: leave an empty signature field over each box that is to be signed, for `gridperf sign --field` or any program that
            signs PDF files.

    Returns:
        The files. The same payment gives the same bytes, alone or in a batch.

    Raises:
        PayrollError: Y042 an exception nobody confirmed.
        ReportError: P134 for an unknown worker, P135 if nobody is paid, P101 if this machine cannot render; and, after all others were
            written, every slip that could not be made (P102–P105, P133); P165 for signature fields in one merged file.
    """
    from gridperf.payroll.exceptions import refuse_unconfirmed  # noqa: PLC0415  (pages are printed without the payroll)

    refuse_unconfirmed(payroll)
    known = payroll.slips.get_column("worker_id")
    if known.is_empty():
        raise ReportError(Problem("P135", values={"month": payroll.month}))
    _known(payroll, workers)
    total = known.len() if workers is None else len(set(workers))
    return printed(
        Job(_REPORT, "payroll", payroll.digest, str(payroll.month), Path(to), workers, language, reference, signature_fields),
        lambda: (_tasks(payroll, workers, language), total),
        processes=processes,
        progress=progress,
    )


def payslip_pages(payroll: Payroll, workers: Sequence[str] | None = None, language: Language = "zh") -> Iterator[Page | Problem]:
    """Yield the slips of *workers* as pages with their evidence, a few hundred people at a time."""
    from gridperf.report.evidence.slips import OF_PAYEE, SlipSources  # noqa: PLC0415
    from gridperf.report.views.payslip import origin, payslip  # noqa: PLC0415

    sources, shared = SlipSources(payroll), origin(payroll)
    wanted = sorted(payroll.slips.get_column("worker_id") if workers is None else set(workers))
    tables = {"slips": payroll.slips, "lines": payroll.entries, "balances": payroll.balances}
    payees = {row["worker_id"]: row for row in payroll.payees.select("worker_id", "unit", "insured_as", "account_number").to_dicts()}
    for at in range(0, len(wanted), _AT_ONCE):
        some = wanted[at : at + _AT_ONCE]
        rows = {name: _by_worker(frame.select(OF_PAYEE[name]), some) for name, frame in tables.items()}
        for worker in some:
            own = {name: found.get(worker, []) for name, found in rows.items()}
            try:
                slip = payslip(shared, own["slips"][0], own["lines"], next(iter(own["balances"]), None), payees[worker])
            except ReportError as error:
                yield from error.problems
                continue
            yield Page(_REPORT, slip, slip.whose, language, sources.of(worker, own), worker)


def _tasks(payroll: Payroll, workers: Sequence[str] | None, language: Language) -> Iterator[Task | Problem]:
    same, names = alike(payroll.slips.get_column("worker_id")), dict(payroll.slips.select("worker_id", "name").iter_rows())
    for page in payslip_pages(payroll, workers, language):
        if isinstance(page, Problem):
            yield page
        else:
            yield Task(page, file_name(page.subject, names[page.subject], str(payroll.month), _REPORT, alike=same))


def _by_worker(frame: pl.DataFrame, workers: Sequence[str]) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = {}
    for row in frame.filter(pl.col("worker_id").is_in(list(workers))).iter_rows(named=True):
        found.setdefault(row["worker_id"], []).append(row)
    return found


def _known(payroll: Payroll, workers: Sequence[str] | None) -> None:
    known = set(payroll.slips.get_column("worker_id"))
    problems = [
        Problem("P134", values={"worker": worker, "month": payroll.month, "near": ", ".join(nearest(worker, known)) or "—"})
        for worker in dict.fromkeys(workers or ())
        if worker not in known
    ]
    if problems:
        raise ReportError(problems)
