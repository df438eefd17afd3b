"""The list of commands; each is one module, and each module imports what it needs when it runs."""

from __future__ import annotations

from typing import Annotated

import typer

from gridperf.cli import (
    assess,
    check,
    demo,
    diff,
    example,
    explain,
    lock,
    new,
    payroll,
    payslips,
    print_,
    prove,
    render,
    schema,
    show,
    sign,
    test,
    verify,
)
from gridperf.cli.book import steps
from gridperf.cli.frame import Command, Group, SubGroup, sub_command

__all__ = ["app", "main"]

app = typer.Typer(
    name="gridperf", cls=Group, add_completion=False, add_help_option=False, pretty_exceptions_enable=False, rich_markup_mode=None
)


def _version(wanted: bool) -> None:  # noqa: FBT001 (typer hands the flag over by position)
    if wanted:
        from gridperf import __version__  # noqa: PLC0415

        typer.echo(f"gridperf {__version__}")
        raise typer.Exit


@app.callback()
def _program(*, version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False) -> None:
    """Hold the options of the program itself; its `--lang` is taken out before the arguments are parsed."""


_COMMANDS = (
    *(demo.demo, check.check, show.show, test.test, example.example, assess.assess, explain.explain, render.render, verify.verify),
    *(prove.prove, sign.sign, lock.lock),
    *(new.new, schema.schema, print_.print_, diff.diff),
    *(payroll.payroll, payslips.payslips, payroll.reconcile),
)
for _command in _COMMANDS:
    app.command(_command.__name__.rstrip("_"), cls=Command)(_command)
_book = typer.Typer(name="book", cls=SubGroup, add_completion=False, rich_markup_mode=None)
for _step in steps.COMMANDS:
    _book.command(_step.__name__, cls=sub_command("book"))(_step)
app.add_typer(_book)


def main() -> None:
    """Run the command line; the entry point of the `gridperf` program."""
    app()
