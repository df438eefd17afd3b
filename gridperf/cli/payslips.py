"""`gridperf payslips`: a saved payment → one payslip per person, with nothing settled again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridperf.cli.options import Lang, Paper, Processes, Quiet, SignatureFields
from gridperf.cli.screens.screen import Screen
from gridperf.cli.words.general import say
from gridperf.language import Language

if TYPE_CHECKING:
    from gridperf.payroll import Payroll

__all__ = ["payslips", "print_payslips"]


def payslips(
    payment: Annotated[Path, typer.Argument(metavar="PAYMENT")],
    *,
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER|FILE")],
    workers: Annotated[list[str] | None, typer.Option("--worker", metavar="ID")] = None,
    processes: Processes = None,
    reference: Annotated[bool, typer.Option("--reference")] = False,
    signature_fields: SignatureFields = False,
    paper: Paper = "zh",
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Print the payslips of a saved payment; see `gridperf.cli.manual.payroll`."""
    from gridperf.payroll import load_payroll  # noqa: PLC0415

    screen = Screen(quiet=quiet)
    with screen.progress(say("opening")):
        paid = load_payroll(payment)
    print_payslips(
        paid, to, screen, workers=workers, processes=processes, paper=paper, reference=reference, signature_fields=signature_fields
    )


def print_payslips(
    paid: Payroll,
    to: Path,
    screen: Screen,
    *,
    workers: list[str] | None = None,
    processes: int | None = None,
    paper: Language = "zh",
    reference: bool = False,
    signature_fields: bool = False,
) -> list[Path]:
    """Print the payslips of *paid*, with a bar that says how many are done, and say what was written."""
    from gridperf.report import render_payslips  # noqa: PLC0415

    slips = paid.slips.height if workers is None else len(workers)
    with screen.progress(say("rendering", what=say("paper-payslip")), slips) as step:
        files = render_payslips(
            paid,
            to=to,
            workers=workers,
            processes=processes,
            progress=lambda _done, _total: step(1),
            language=paper,
            reference=reference,
            signature_fields=signature_fields,
        )
    screen.wrote(files, to)
    return files
