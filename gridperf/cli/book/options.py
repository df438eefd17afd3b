"""Arguments and options that the commands of a Book share, declared once so that they are spelled alike everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from gridperf.book import Book

__all__ = ["Apply", "BookPlace", "By", "Made", "PeriodCode", "Why", "opened"]


BookPlace = Annotated[str, typer.Argument(metavar="BOOK")]
PeriodCode = Annotated[str, typer.Argument(metavar="PERIOD")]
By = Annotated[str, typer.Option("--by", metavar="NAME")]
Why = Annotated[str, typer.Option("--why", metavar="REASON")]
Made = Annotated[Literal["records", "periods"] | None, typer.Option("--made", metavar="records|periods")]
Apply = Annotated[bool, typer.Option("--apply")]


def opened(place: str) -> Book:
    """Return the Book at *place*."""
    from gridperf.book import open_book  # noqa: PLC0415 (the database library is loaded when a command runs)

    return open_book(place)
