"""Options that several commands share, declared once so that they are spelled alike everywhere."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, Literal

import typer

from gridperf.cli.words.general import say
from gridperf.period import Period

__all__ = [
    "AsOf",
    "AssessmentFolder",
    "BatchRoot",
    "ClosesOn",
    "Day",
    "IntoPeriod",
    "Json",
    "Lang",
    "Mapping",
    "OnProblem",
    "OpensOn",
    "OptionalPasswords",
    "OptionalPeriod",
    "PaidOn",
    "Paper",
    "Passwords",
    "PeriodText",
    "PeriodToDo",
    "Processes",
    "Quiet",
    "SignatureFields",
]


def _period(text: str | None) -> str | None:
    """Refuse what is no period before any work starts."""
    if text is not None:
        try:
            Period.parse(text)
        except ValueError:
            raise typer.BadParameter(say("bad-period", text=text)) from None
    return text


def _day(text: str | None) -> str | None:
    """Refuse what is no day before any work starts."""
    if text is not None:
        try:
            dt.date.fromisoformat(text)
        except ValueError:
            raise typer.BadParameter(say("bad-day", text=text)) from None
    return text


def moment(text: str | None) -> dt.datetime | None:
    """Return the time that `--as-of` names, if it names one."""
    return None if text is None else dt.datetime.fromisoformat(text)


def _moment(text: str | None) -> str | None:
    """Refuse what is no time before any work starts."""
    try:
        moment(text)
    except ValueError:
        raise typer.BadParameter(say("bad-moment", text=text)) from None
    return text


def _root(text: str | None) -> str | None:
    """Refuse what is no root of a batch before any work starts."""
    if text is not None and not re.fullmatch(r"[0-9a-f]{64}", text.strip().lower()):
        raise typer.BadParameter(say("bad-root", text=text))
    return None if text is None else text.strip().lower()


Lang = Annotated[Literal["zh", "en"] | None, typer.Option("--lang", metavar="zh|en")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q")]
Json = Annotated[bool, typer.Option("--json")]
Mapping = Annotated[Path | None, typer.Option("--mapping", metavar="FILE")]
OnProblem = Annotated[Literal["raise", "quarantine"], typer.Option("--on-problem", metavar="raise|quarantine")]
PeriodText = Annotated[str, typer.Option("--period", metavar="PERIOD", callback=_period)]
OptionalPeriod = Annotated[str | None, typer.Option("--period", metavar="PERIOD", callback=_period)]
PeriodToDo = Annotated[str, typer.Argument(metavar="PERIOD", callback=_period)]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="TIME", callback=_moment)]
IntoPeriod = Annotated[str | None, typer.Option("--into", metavar="PERIOD", callback=_period)]
Day = Annotated[str | None, typer.Option("--edition", metavar="DATE", callback=_day)]
OpensOn = Annotated[str | None, typer.Option("--opens-on", metavar="DATE", callback=_day)]
ClosesOn = Annotated[str | None, typer.Option("--closes-on", metavar="DATE", callback=_day)]
PaidOn = Annotated[str, typer.Option("--paid-on", metavar="DATE", callback=_day)]
BatchRoot = Annotated[str | None, typer.Option("--root", metavar="HEX", callback=_root)]
AssessmentFolder = Annotated[Path, typer.Argument(metavar="ASSESSMENT")]
Paper = Annotated[Literal["zh", "en"], typer.Option("--paper", metavar="zh|en")]
Processes = Annotated[int | None, typer.Option("--processes", metavar="N", min=1)]
SignatureFields = Annotated[bool, typer.Option("--signature-fields")]
Passwords = Annotated[Path, typer.Option("--passwords", metavar="FILE")]
OptionalPasswords = Annotated[Path | None, typer.Option("--passwords", metavar="FILE")]
