"""The columns of a file for a bank or the tax client are a list in YAML: another bank or another province is another list, not code.

Every cell is text or an amount. Identifiers are text, always; nothing in a workbook is a formula.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, Tag

from gridperf._bundled import bundled
from gridperf.errors import PayrollError, Problem, RulesError, Where, nearest
from gridperf.rulebook.base import Flag, Model, Text, by_key, tag
from gridperf.rulebook.shape import fit

__all__ = ["LAYOUTS", "Layout", "load_layout"]

_FOLDER = "000000-china/files"

Value = Literal[
    "number",
    "worker_id",
    "name",
    "id_kind",
    "id_number",
    "account_number",
    "account_name",
    "bank",
    "bank_number",
    "other_bank",
    "phone_number",
    "unit",
    "month",
    "net",
    "gross",
    "tax",
    "income",
    "exempt",
    "bonus",
    "sex",
    "birthday",
    "employed_on",
    "left_on",
    "first_job",
    "pension_so_far",
    "nationality",
    "disabled",
    "disability_kind",
    "disability_number",
    "martyr",
    "martyr_number",
    "lone_elder",
    "mail",
    "education",
    "bank_province",
    "position",
]
"""What a column can hold of a person: identity and account, sums of the slip, and what the tax client asks."""


class OfPerson(Model):
    """A column that holds a fact or a sum of the person; where its title begins with `*`, nobody's cell may be empty."""

    title: Text
    value: Value


class OfContribution(Model):
    """A column that holds the worker's own contributions which the locality gives this column of the tax client."""

    title: Text
    contribution: Text


class OfAdditional(Model):
    """A column that holds a kind of special additional deduction, the year so far."""

    title: Text
    additional: Text


class OfAdjustment(Model):
    """A column that holds a kind of adjustment of this payment."""

    title: Text
    adjustment: Text


class Fixed(Model):
    """A column with the same text in every row."""

    title: Text
    text: str


Column = Annotated[
    Annotated[OfPerson, Tag(tag("value"))]
    | Annotated[OfContribution, Tag(tag("contribution"))]
    | Annotated[OfAdditional, Tag(tag("additional"))]
    | Annotated[OfAdjustment, Tag(tag("adjustment"))]
    | Annotated[Fixed, Tag(tag("text"))],
    by_key("value", "contribution", "additional", "adjustment", "text"),
]


class _Common(Model):
    title: Text
    file: Annotated[str, Field(pattern=r"^[^/\\\x00]+$")]
    people: Literal["everybody", "paid", "bonus"]
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]


class TextLayout(_Common):
    """A text file: one person per line, cells apart by the separator, each line ended as Windows does."""

    form: Literal["text"]
    encoding: Literal["gbk", "gb18030", "utf-8"]
    separator: Annotated[str, Field(min_length=1, max_length=1)]
    header: Flag


class SheetLayout(_Common):
    """A workbook of one sheet with the headings in its first row."""

    form: Literal["xlsx"]
    sheet: Text


Layout = TextLayout | SheetLayout


def _layouts() -> dict[str, Path]:
    return {path.stem: path for path in sorted((bundled("rules") / _FOLDER).glob("*.yaml"))}


LAYOUTS = ("ccb", "tax-income", "tax-bonus", "tax-person")
"""The layouts that ship with gridperf."""


def load_layout(layout: str | Path) -> Layout:
    """Return a layout: the name of one that ships with gridperf (`ccb`, `tax-income`, `tax-bonus`, `tax-person`), or a YAML file.

    Raises:
        PayrollError: Y051 there is none; RulesError: R1… for the shape of the file.
    """
    from gridperf.placed_yaml import read_yaml  # noqa: PLC0415 (loads YAML)

    known = _layouts()
    path = known.get(str(layout), Path(layout))
    if not path.is_file():
        raise PayrollError(Problem("Y051", Where(file=str(layout)), {"near": ", ".join(nearest(str(layout), known) or known)}))
    placed = read_yaml(path)
    model: type[Layout] = SheetLayout if placed.value.get("form") == "xlsx" else TextLayout
    held, mistakes = fit(placed, model)
    if held is None or mistakes:
        raise RulesError(mistakes)
    return held
