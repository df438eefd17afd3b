"""What every check is given, and the one way it reports: a code, the path of the value, and what fills the wording."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from gridperf.errors import Problem, RulesError, nearest
from gridperf.messages.wording import Phrase
from gridperf.period import Every
from gridperf.placed_yaml import Placed, dotted
from gridperf.rulebook.declared import with_derived
from gridperf.rulebook.document import Document
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.filters import compile_filter
from gridperf.rulebook.measures import (
    ActiveDays,
    Amount,
    Count,
    Coverage,
    Distinct,
    Frequency,
    Measure,
    Online,
    Ratio,
    StandardMeasure,
    Streak,
    Sum,
    resolved,
)
from gridperf.tables import RECORDS, Table

__all__ = ["EXAMPLES", "NONE", "Context", "Steps", "kind_of", "kinds_of", "near", "tables_of"]

Steps = tuple[str | int, ...]
_SHOWN = 12
_KINDS = {"day": "日", "workday": "工作日", "week": "周", "month": "月", "quarter": "季度", "half": "半年", "year": "年"}

EXAMPLES: dict[Every, str] = {"month": "2026-01", "quarter": "2026Q1", "half": "2026H1", "year": "2026"}
"""How a period of each kind is written."""

NONE = Phrase("（无）", "none")
"""What stands where a list of names has none."""


def kind_of(every: str) -> Phrase:
    """Return how a kind of period is named: in Chinese, with the word that is written in a rulebook."""
    return Phrase(f"{_KINDS[every]}（{every}）", every)


def kinds_of(several: Iterable[str]) -> Phrase:
    """Return how several kinds of period are named."""
    named = [kind_of(one) for one in several]
    return Phrase("、".join(one.zh for one in named) or NONE.zh, ", ".join(one.en for one in named) or NONE.en)


def near(name: str, known: Iterable[str]) -> str | Phrase:
    """Return the known names nearest to *name*; the first dozen if none is near."""
    names = list(dict.fromkeys(known))
    return ", ".join(nearest(name, names) or [*names[:_SHOWN], *["…"] * (len(names) > _SHOWN)]) or NONE


def tables_of(amount: Amount) -> list[tuple[Steps, str]]:
    """Return the tables *amount* reads, each with the path of the value that names it."""
    if isinstance(amount, Count):
        return [(("count",), amount.count)]
    if isinstance(amount, Sum):
        return [(("sum",), amount.sum.partition(".")[0])]
    if isinstance(amount, Distinct):
        return [(("distinct",), amount.distinct.partition(".")[0])]
    if isinstance(amount, ActiveDays):
        return [(("days",), amount.days)]
    if isinstance(amount, Frequency):
        return [(("frequency",), amount.frequency)]
    if isinstance(amount, Coverage):
        return [(("coverage",), amount.coverage)]
    if isinstance(amount, Streak):
        return [(("streak",), amount.streak)]
    if isinstance(amount, Online):
        return [(("online",), amount.online)]
    if isinstance(amount, Ratio):
        of = [(("ratio", "of", *at), name) for at, name in tables_of(amount.ratio.of)]
        return [*of, *((("ratio", "to", *at), name) for at, name in tables_of(amount.ratio.to))]
    return []


@dataclass
class Context:
    """One edition under check.

    Attributes:
        edition: the edition.
        placed: its file, for places.
        standard: the measures of the catalogue.
        document: the county's text, or None if it could not be read.
        document_file: how problems name the text's file.
        tables: every table of records, with the columns the pack adds.
        uncited: clauses a layer cites beside its rules, by where it does.
        problems: what was found so far.
    """

    edition: Edition
    placed: Placed
    standard: Mapping[str, StandardMeasure]
    document: Document | None
    document_file: str
    tables: Mapping[str, Table] = field(default_factory=lambda: RECORDS)
    uncited: Mapping[Steps, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def report(self, code: str, path: Steps, *, key: bool = False, warning: bool = False, offset: int = 0, **values: object) -> None:
        """Add a problem at *path*; *key* points at the key instead of the value, *offset* into a quoted text."""
        where = self.placed.where(path, key=key, offset=offset)
        self.problems.append(Problem(code, where, values, "warning" if warning else "error"))

    @cached_property
    def measured(self) -> Mapping[str, Table]:
        """Return the tables as filters and measures see them: with the columns the edition derives."""
        return with_derived(self.tables, {name: rule.derive for name, rule in self.edition.tables.items()})

    @property
    def measures(self) -> dict[str, StandardMeasure]:
        """Return every measure that has a name."""
        return {**self.standard, **self.edition.measures}

    def amount(self, measure: Measure) -> Amount | None:
        """Return *measure* written out, as are the parts of a formula; None if it names one that does not exist."""

        def named(name: str) -> Amount | None:
            found = self.measures.get(name)
            return found.measure if found else None

        return resolved(measure, named)

    def table(self, name: str, path: Steps) -> Table | None:
        """Return the record table *name*; report it if there is none."""
        if name in self.measured:
            return self.measured[name]
        self.report("R213", path, what=name, near=near(name, self.measured))
        return None

    def unscored(self, name: str, path: Steps) -> bool:
        """Report the sheet *name* if it has no items: there is no score, grade or rank to take; return whether it is such a one."""
        found = any(sheet.id == name and not sheet.scored for sheet in self.edition.sheets)
        if found:
            self.report("R822", path, what=name)
        return found

    def filter(self, text: str | None, table: Table, path: Steps) -> None:
        """Report what is wrong with a filter over *table*."""
        if text is None:
            return
        try:
            compile_filter(text, table)
        except RulesError as error:
            for problem in error.problems:
                offset = (problem.where.column or 1) - 1
                self.problems.append(Problem(problem.code, self.placed.where(path, offset=offset), problem.values))

    def twice(self, named: Iterable[tuple[str, Steps]]) -> None:
        """Report every name that stands a second time."""
        seen: dict[str, Steps] = {}
        for name, path in named:
            if name in seen:
                self.report("R211", path, what=name, first=dotted(seen[name]))
            seen.setdefault(name, path)
