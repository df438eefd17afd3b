"""A rule has one wording, in Chinese and in English, and it is made from the model that holds the rule.

What is printed, what a comparison says and what a reader signs is therefore the rule that pays, never a text beside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from gridperf.language import current
from gridperf.rulebook.measures import Amount, can_lack_data, table_of
from gridperf.rulebook.numbers import number, percent
from gridperf.rulebook.resolved import Rulebook
from gridperf.rulebook.words.choices import CHOICES

__all__ = ["TOLD", "Words", "both", "listed", "quoted", "signed", "spaced", "tells"]

Teller = Callable[["Words", Any], str]

TOLD: dict[type[BaseModel], Teller] = {}
"""What says each kind of rule in words."""


def tells(*kinds: type[BaseModel]) -> Callable[[Teller], Teller]:
    """Enter the decorated function as the one that words rules of *kinds*."""

    def enter(teller: Teller) -> Teller:
        for kind in kinds:
            TOLD[kind] = teller
        return teller

    return enter


def both(zh: str, en: str) -> str:
    """Return the one of two wordings that is in the current language."""
    return zh if current() == "zh" else en


def signed(value: Fraction) -> str:
    """Return *value* as paper has it, with a minus sign below 0."""
    return number(value).replace("-", "−")


def quoted(text: str) -> str:
    """Return *text* as a name inside a sentence."""
    return both(f"“{text}”", f"'{text}'")


def spaced(text: str, *, latin: str = "") -> str:
    """Return *text* as it follows Chinese: a number or a Latin word stands apart, and so does what follows the *latin* before it."""
    apart = (latin or text)[-1:] if latin else text[:1]
    return f" {text}" if current() == "zh" and apart.isascii() and (apart.isalnum() or apart == "-") else text


def listed(parts: Iterable[str], *, last: str = "") -> str:
    """Return *parts* one after another, the last joined by *last* (`and`, `or`) if there are several."""
    held = [part for part in parts if part]
    comma = both("、", ", ")
    if not last or len(held) < 2:  # noqa: PLR2004 (two can be joined)
        return comma.join(held)
    joint = {"and": both("和", " and "), "or": both("或", " or ")}[last]
    return comma.join(held[:-1]) + joint + held[-1]


@dataclass(frozen=True)
class Words:
    """Says the parts of one rulebook in the current language.

    Attributes:
        rules: the rulebook, for the names it gives to measures, tables, columns, numbers and lines.
        ratio: whether what is compared with a threshold is a ratio, so that thresholds read as percentages.
    """

    rules: Rulebook
    ratio: bool = False

    def say(self, part: Any) -> str:  # noqa: ANN401 (any value of a model)
        """Return *part* of the rulebook in words; a part without words of its own is given key by key, so that nothing is dropped."""
        if part is None:
            return both("未规定", "not stated")
        if isinstance(part, bool):
            return both("是", "yes") if part else both("否", "no")
        if isinstance(part, Fraction):
            return number(part)
        if isinstance(part, str):
            return self.measure(part) if part in self.rules.catalogue else part
        if isinstance(part, (tuple, list)):
            return both("；", "; ").join(self.say(one) for one in part)
        if isinstance(part, Mapping):
            return listed(f"{key} {self.say(one)}" for key, one in part.items())
        teller = TOLD.get(type(part))
        if teller is not None:
            return teller(self, part)
        if isinstance(part, BaseModel):
            return json.dumps(part.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False)
        return str(part)

    def choice(self, key: str, value: object) -> str:
        """Return what the fixed word *value* of *key* means."""
        found = CHOICES.get((key, str(value)))
        return both(*found) if found else str(value)

    def without_data(self, given: Fraction | str | BaseModel) -> str:
        """Return what an item gives without data: a share of full marks, the mean of others, or what the word means."""
        if isinstance(given, BaseModel):
            return self.say(given)
        if isinstance(given, str):
            return self.choice("when_no_data", given)
        return both(f"无数据时得满分的 {percent(given)}", f"{percent(given)} of full marks without data")

    # --- names -----------------------------------------------------------------------------------------------------------

    def table(self, name: str) -> str:
        """Return the name of a table of records."""
        found = self.rules.measured.get(name)
        return quoted(found.label) if found and current() == "zh" else f"`{name}`" if current() == "en" else quoted(name)

    def column(self, name: str, table: str = "") -> str:
        """Return the name of a column: of *table*, or of any table that has it."""
        tables = self.rules.measured
        for held in (tables.get(table), *tables.values()):
            if held is not None and name in held.names:
                return both(held.column(name).label, name.replace("_", " "))
        return name

    def placed_column(self, reference: str) -> str:
        """Return what `table.column` refers to."""
        table, _, column = reference.partition(".")
        return both(f"{self.table(table)}所载{quoted(self.column(column, table))}", f"{self.column(column, table)} of {self.table(table)}")

    def line(self, name: str) -> str:
        """Return the name of the pay line *name*."""
        return quoted(next((line.name for line in self.rules.edition.pay if line.id == name), name))

    def sheet(self, name: str) -> str:
        """Return the name of the sheet *name*."""
        return quoted(next((sheet.name for sheet in self.rules.edition.sheets if sheet.id == name), name))

    def section(self, name: str) -> str:
        """Return the name of the section *name*, of the first sheet that has one of that name."""
        return quoted(next((part.name for sheet in self.rules.edition.sheets for part in sheet.sections if part.id == name), name))

    def item(self, name: str) -> str:
        """Return the name of the item *name*, of the first sheet that has one of that name."""
        return quoted(next((part.name for sheet in self.rules.edition.sheets for part in sheet.items if part.id == name), name))

    # --- numbers ---------------------------------------------------------------------------------------------------------

    def figure(self, value: Fraction) -> str:
        """Return a number that is compared with what was measured."""
        return percent(value) if self.ratio else number(value)

    def yuan(self, amount: Fraction | str) -> str:
        """Return an amount: so many yuan, or where it stands."""
        if not isinstance(amount, str):
            return both(f"{signed(amount)} 元", f"{signed(amount)} yuan")
        kind, _, name = amount.partition(".")
        if kind != "values":
            return self.placed_column(amount)
        value = self.rules.edition.values.get(name)
        return quoted(value.name) if value else amount

    # --- measures --------------------------------------------------------------------------------------------------------

    def measure(self, measure: str | Amount, where: str | None = None) -> str:
        """Return what is measured: by its name if it has one, with what narrows it."""
        named = isinstance(measure, str)
        standard = self.rules.catalogue.get(measure) if isinstance(measure, str) else None
        said = quoted(standard.name if standard else str(measure)) if named else self.say(measure)
        narrowed = self.where(where, self.table_of(measure))
        return (
            both(f"{said}（只计{spaced(narrowed)}{spaced('的', latin=narrowed)}）", f"{said} (only where {narrowed})") if narrowed else said
        )

    def spelled_out(self, measure: str | Amount, where: str | None = None) -> str:
        """Return how a measure is counted, also if it has a name."""
        narrowed = self.where(where, self.table_of(measure))
        said = self.say(self.rules.measure(measure))
        return both(f"{said}；只计{spaced(narrowed)}{spaced('的', latin=narrowed)}", f"{said}; only where {narrowed}") if narrowed else said

    def table_of(self, measure: str | Amount) -> str:
        """Return the first table a measure reads, where its filters find their columns."""
        amount = self.rules.catalogue[measure].measure if isinstance(measure, str) and measure in self.rules.catalogue else measure
        return table_of(amount)

    def where(self, text: str | None, table: str = "") -> str:
        """Return the filter *text* in words; an empty text if there is none."""
        from gridperf.rulebook.words.filters import filter_words  # noqa: PLC0415 (parses SQL, which little else here needs)

        return filter_words(self, text, table) if text and text != "none" else ""

    def about(self, measure: str | Amount) -> Words:
        """Return what says thresholds of *measure*."""
        amount = self.rules.catalogue[measure].measure if isinstance(measure, str) and measure in self.rules.catalogue else measure
        return replace(self, ratio=not isinstance(amount, str) and can_lack_data(amount))
