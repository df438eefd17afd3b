"""The value itself: result tables, rulebook, provenance; nothing in it changes after it is made.

The digest is taken over the content of the tables and the provenance, not over files, so an assessment that was saved
and read back, or computed again from the same records and rules, has the same digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from gridperf.errors import Problem
from gridperf.period import Period
from gridperf.records import Records, Source
from gridperf.rulebook import Rulebook
from gridperf.tables import RESULTS

if TYPE_CHECKING:
    from gridperf.assessment.explain import Explanation, WhyNot
    from gridperf.rulebook.paying import PayLine

__all__ = ["FURTHER", "STORED", "Assessment", "Provenance"]

STORED = ("people", "measures", "entries", "scores", "grades", "pay", "actions", "history", "left_out")
"""The tables every assessment has, in the order they are saved and digested."""

FURTHER = ("ranks", "schedule", "accounts", "parties", "pools", "reserves", "unmatched", "members")
"""Tables that only some rulebooks ask for; saved and digested after the others where they hold something."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What an assessment was made from.

    Attributes:
        engine: version of gridperf.
        pack: code of the rule pack.
        edition: date from which the edition is in force.
        rulebook: SHA-256 of the resolved rulebook.
        calendar: the schedule of workdays.
        sources: what was read, with its SHA-256.
        runs: digests of the assessments a roll-up was made from.
    """

    engine: str
    pack: str
    edition: str
    rulebook: str
    calendar: str
    sources: tuple[Source, ...]
    runs: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return it as plain data; a source is its table, file name, rows and digest."""
        return {**asdict(self), "sources": [asdict(source) for source in self.sources], "runs": list(self.runs)}


@dataclass(frozen=True, eq=False)
class Assessment:
    """The result of one period.

    The tables have the columns of `gridperf.tables.RESULTS`, sorted by their key; `pay` has a column per pay line.
    They are made when first asked for, so a province need not hold an entry per line and worker.
    """

    period: Period
    rulebook: Rulebook
    provenance: Provenance
    tables: Mapping[str, Callable[[], pl.DataFrame]] = field(repr=False)
    _made: dict[str, pl.DataFrame] = field(default_factory=dict, repr=False)

    def table(self, name: str) -> pl.DataFrame:
        """Return the result table called *name*."""
        if name not in self._made:
            self._made[name] = RESULTS[name].empty() if name in FURTHER and name not in self.tables else self.tables[name]()
        return self._made[name]

    @property
    def held(self) -> tuple[str, ...]:
        """Return the names of the tables that are saved and digested: those every assessment has, and others that hold something."""
        return (*STORED, *(name for name in FURTHER if self.table(name).height))

    @property
    def is_rolled_up(self) -> bool:
        """Return whether it was made from assessments of shorter periods, not from records."""
        # a longer period can have sheets of its own that count in it; what it was made from tells
        return bool(self.provenance.runs)

    @property
    def pay_lines(self) -> tuple[PayLine, ...]:
        """Return the pay lines it pays, in the order of paper."""
        return self.rulebook.edition.pay_for(self.period.every, rolled=self.is_rolled_up)

    @property
    def people(self) -> pl.DataFrame:
        """Return who was assessed."""
        return self.table("people")

    @property
    def measures(self) -> pl.DataFrame:
        """Return what was measured."""
        return self.table("measures")

    @property
    def entries(self) -> pl.DataFrame:
        """Return both ledgers."""
        return self.table("entries")

    @property
    def scores(self) -> pl.DataFrame:
        """Return the totals."""
        return self.table("scores")

    @property
    def grades(self) -> pl.DataFrame:
        """Return the grades."""
        return self.table("grades")

    @property
    def ranks(self) -> pl.DataFrame:
        """Return the ranks of every named ranking."""
        return self.table("ranks")

    @property
    def members(self) -> pl.DataFrame:
        """Return who was in which team."""
        return self.table("members")

    @property
    def parties(self) -> pl.DataFrame:
        """Return who bears pay lines, and who besides the person receives them."""
        return self.table("parties")

    @property
    def pools(self) -> pl.DataFrame:
        """Return the account of every pool, of this period and of earlier ones as far as they were given."""
        return self.table("pools")

    @property
    def reserves(self) -> pl.DataFrame:
        """Return what was held back and released, in this period and in earlier ones as far as they were given."""
        return self.table("reserves")

    @property
    def schedule(self) -> pl.DataFrame:
        """Return what is due when."""
        return self.table("schedule")

    @property
    def accounts(self) -> pl.DataFrame:
        """Return the accounts of points."""
        return self.table("accounts")

    @property
    def pay(self) -> pl.DataFrame:
        """Return the pay: one column of yuan per pay line, and `gross`."""
        return self.table("pay")

    @property
    def actions(self) -> pl.DataFrame:
        """Return what follows from the grades besides money."""
        return self.table("actions")

    @property
    def history(self) -> pl.DataFrame:
        """Return totals and grades of earlier periods, as far as they were given."""
        return self.table("history")

    @property
    def left_out(self) -> pl.DataFrame:
        """Return how many records were counted nowhere, and why."""
        return self.table("left_out")

    @property
    def unmatched(self) -> pl.DataFrame:
        """Return the values of records that pass no filter of the rulebook, and of people on no sheet."""
        return self.table("unmatched")

    @property
    def notices(self) -> tuple[Problem, ...]:
        """Return what is likelier a mistake than meant: people on no sheet, and tables without a record of the period."""
        from gridperf.assessment.notices import notices  # noqa: PLC0415

        return notices(self)

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the content of all tables and of the provenance."""
        total = hashlib.sha256()
        total.update(json.dumps([self.period.code, self.provenance.as_dict()], ensure_ascii=False, sort_keys=True).encode())
        for name in self.held:
            table = self.table(name)
            total.update(f"\n{name}\n".encode())
            total.update(table.write_csv().encode())
        return total.hexdigest()

    def explain(self, worker: str, ledger: str | None = None) -> Explanation:
        """Return every entry of *worker*, what it was measured from, and what decided the grade.

        Raises:
            RecordsError: A104 if the worker is not in the assessment.
        """
        from gridperf.assessment.explain import explain  # noqa: PLC0415 (explaining reads the value; the value offers it)

        return explain(self, worker, ledger)

    def why_not(self, worker: str, grade: str | None = None, *, sheet: str | None = None) -> WhyNot:
        """Return why *worker* did not get *grade* (by default the next better one), and how far off it was.

        Args:
            worker: identifier of the worker or team.
            grade: the grade asked about.
            sheet: the sheet asked about; the first of the rulebook that grades the worker, and knows *grade*, if absent.

        Raises:
            RecordsError: A104 if the worker is not in the assessment.
            RulesError: A112 if there is no such grade, A198 if the worker is not graded on the sheet.
        """
        from gridperf.assessment.explain import why_not  # noqa: PLC0415

        return why_not(self, worker, grade, sheet)

    def distances(self, subjects: Sequence[str] | None = None) -> pl.DataFrame:
        """Return how far each subject is from the next better grade, in points and in countable units of single items."""
        from gridperf.assessment.distance import distances  # noqa: PLC0415

        return distances(self, subjects)

    def verify(self, records: Records | None = None, *, history: Sequence[Assessment] = ()) -> tuple[Problem, ...]:
        """Return every way in which the assessment does not hold; none if it does.

        By itself, whatever follows from measures, people and rules is made again and compared: point entries, totals,
        ranks, grades and what decided them, actions, the schedule, the arithmetic of pay. `unchecked` says what is not.

        Args:
            records: the records it was made from: everything is then computed again, and every table compared whole.
            history: assessments of earlier periods it was made with; of a roll-up, the assessments it was made from.
        """
        from gridperf.assessment.verify import verify  # noqa: PLC0415

        return verify(self, records, history=history)

    @property
    def unchecked(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return what `verify` cannot confirm without records: tables, with their columns, pay lines or sheets; none means all."""
        from gridperf.assessment.verify import unchecked  # noqa: PLC0415

        return unchecked(self)

    def save(self, folder: str | Path) -> Path:
        """Write the assessment to *folder*: `assessment.json`, `rulebook.json`, and one Parquet file per table.

        Returns:
            The folder.
        """
        from gridperf.assessment.store import save  # noqa: PLC0415

        return save(self, folder)
