"""An edition: one complete set of rules, in force from the date in its file name until the next edition's.

This module only says what may be written; what it must mean is checked in `gridperf.rulebook.checks`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from gridperf.exact import Mode
from gridperf.period import MONTHS, Every
from gridperf.rulebook.accounts import Account
from gridperf.rulebook.acting import Action
from gridperf.rulebook.base import EMPTY, IF_NEEDED, MISSING, Basis, Day, FilterText, Id, Model, TableName, Text
from gridperf.rulebook.below import Below
from gridperf.rulebook.declared import DeclaredTables
from gridperf.rulebook.deriving import ColumnName, Derived, Hours
from gridperf.rulebook.grading import Band, RollUp
from gridperf.rulebook.measures import NamedMeasure, StandardMeasure
from gridperf.rulebook.numbers import Step, StepOrExact, Whole
from gridperf.rulebook.paying import PayLine, Value
from gridperf.rulebook.scheduling import Appointment
from gridperf.rulebook.scoring import Sheet

__all__ = ["CalendarRule", "Edition", "PackInfo", "Rounding", "TableRule"]


class CalendarRule(Model):
    """Period boundaries and workdays (T2, T7).

    Attributes:
        month_starts_on: day on which a month starts; 26 makes October run from 26 September to 25 October, 15 from 15 September to 14 October: a
            month has the name of the one it ends in.
        year_starts_in: month in which a year starts.
        workdays: the schedule of workdays; `cn` is the State Council's, `none` if nothing here counts workdays or paid days.
        days_off: days off that differ from it.
        working_days: workdays that differ from it.
        hours: the working hours of a workday, from morning to evening; required if anything is timed by 工作时 or 工作日.
    """

    month_starts_on: Annotated[Whole, Field(ge=1, le=28)]
    year_starts_in: Annotated[Whole, Field(ge=1, le=12)] = 1
    workdays: Literal["cn", "none"]
    days_off: tuple[Day, ...] = ()
    working_days: tuple[Day, ...] = ()
    hours: Annotated[tuple[Hours, ...], Field(min_length=1)] | None = None


class Rounding(Model):
    """Where and how results are rounded.

    Attributes:
        line: step of each point entry, or `exact`: ratios are added as they are and the total alone is rounded; entries
            are printed to its step, and a rounding entry makes them add up to it.
        total: step of the total.
        money: step of each pay line.
        mode: `half_up` 四舍五入, `half_even`, `down` 舍去, `up` 进位.
    """

    line: StepOrExact
    total: Step
    money: Step
    mode: Mode


class TableRule(Model):
    """What this rulebook says of a whole table.

    Attributes:
        dated_by: the column that puts a record in exactly one period.
        counts: which records count at all (M2, V3); the others are listed as not valid and count nowhere.
        distinct_by: records alike in these columns, inside a period, count once, whoever's they are: the first by date, then by key (M2).
            Records in which all of these columns are empty are not alike.
        derive: columns computed from others, by name (M8); filters and measures use them like any column.
    """

    dated_by: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_0-9]*$")] | None = None
    counts: FilterText | None = None
    distinct_by: Annotated[tuple[Text, ...], Field(min_length=1)] | None = None
    derive: dict[ColumnName, Derived] = Field(default_factory=dict)


class Edition(Model):
    """A rulebook as written in `editions/<date>.yaml`.

    Attributes:
        title: the county's document.
        source: the file in the pack that holds its text, one heading per clause.
        basis: of every value below that does not say otherwise.
        calendar: period boundaries and workdays.
        rounding: where and how results are rounded.
        tables: what holds for a whole table of records.
        measures: measures of its own, besides the catalogue's.
        values: named numbers for pay lines.
        sheets: the sheets.
        grades: the scale of grades, the best first. Required unless no sheet has items.
        rollup: how shorter periods become longer ones, by the longer one's kind.
        actions: what follows from grades, ranks and events besides money.
        schedule: what is due when: publicity, objections, filing, payment, bulletins.
        accounts: points that are kept beyond their period.
        pay: pay lines, in the order of paper.
        below: what layers that extend this edition may change; nothing if absent.
        acknowledged: code of a warning → why the pack's author lets it stand; `check` then keeps quiet about it.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"sheets": {"contains": {"properties": {"items": {"minItems": 1}}}}}},
            "then": {"required": ["grades"], "properties": {"grades": {"minItems": 1}}},
        }
    )

    title: Text
    source: Text
    basis: Basis
    calendar: CalendarRule
    rounding: Rounding
    tables: dict[TableName, TableRule] = Field(default_factory=dict)
    measures: dict[NamedMeasure, StandardMeasure] = Field(default_factory=dict)
    values: dict[Id, Value] = Field(default_factory=dict)
    sheets: Annotated[tuple[Sheet, ...], Field(min_length=1)]
    grades: Annotated[tuple[Band, ...], IF_NEEDED] = ()
    rollup: dict[Every, RollUp] = Field(default_factory=dict)
    actions: tuple[Action, ...] = ()
    schedule: tuple[Appointment, ...] = ()
    accounts: tuple[Account, ...] = ()
    pay: tuple[PayLine, ...] = ()
    below: Below | None = None
    acknowledged: dict[Annotated[str, StringConstraints(pattern=r"^R[0-9]{3}$")], Text] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _graded_keys(cls, data: Any) -> Any:  # noqa: ANN401 (raw data, or a model)
        """Ask for a scale of grades where anybody is graded."""
        sheets = data.get("sheets") if isinstance(data, dict) else None
        if isinstance(sheets, (list, tuple)) and sheets and all(_unscored(sheet) for sheet in sheets):
            return data
        if isinstance(data, dict) and not data.get("grades", MISSING):
            return {**data, "grades": EMPTY}
        return {"grades": MISSING, **data} if isinstance(data, dict) else data

    @property
    def scored_sheets(self) -> tuple[Sheet, ...]:
        """Return the sheets on which people get a score and a grade."""
        return tuple(sheet for sheet in self.sheets if sheet.scored)

    def scale(self, sheet: Sheet, every: Every | None = None) -> tuple[Band, ...]:
        """Return the grades of *sheet*, the best first: its own, or else those of all; in a period of another kind *every*, those of its roll-up, if it has any."""
        rolled = self.rollup.get(every) if every is not None and every != sheet.every else None
        return (rolled.grades if rolled is not None else None) or sheet.grades or self.grades

    def rolled_sheets(self, every: Every) -> tuple[Sheet, ...]:
        """Return the scored sheets whose results are rolled up into a period of kind *every*, as they stand there; see `rolled`."""
        below = set(self.made_of(every))
        return tuple(self.rolled(sheet, every) for sheet in self.scored_sheets if sheet.every in below)

    def rolled(self, sheet: Sheet, every: Every) -> Sheet:
        """Return *sheet* as it stands in a period of kind *every* that its results are rolled up into.

        It has the scale and the rankings of the roll-up, and the full score that sums and weights come to.
        """
        rule = self.rollup[every]
        alone = {"ranking": rule.ranking, "rankings": rule.rankings, "grades": self.scale(sheet, every)}
        return sheet.model_copy(update={**alone, "every": every, "full_score": self._full_score(sheet, every)})

    def _full_score(self, sheet: Sheet, every: Every) -> Fraction:
        """Return what the results of *sheet* come to at full marks once they are rolled up into a period of kind *every*."""
        below = list(self.made_of(every))
        kinds = [every, *(below[: below.index(sheet.every)] if sheet.every in below else [])]
        full = Fraction(sheet.full_score or 0)
        for kind in reversed(kinds):
            rule = self.rollup[kind]
            full *= (MONTHS[kind] // MONTHS[rule.of] if rule.by == "sum" else 1) * (rule.weight or 1)
            beside = {one.id: one for one in self.sheets}
            full += sum((beside[also.sheet].full_score or 0) * also.weight for also in rule.also if also.sheet in beside)
        return full

    def made_of(self, every: Every) -> Iterator[Every]:
        """Yield the kinds of period that one of kind *every* is rolled up from: of a year of quarters of months, quarter and month."""
        seen: set[Every] = {every}
        while (rule := self.rollup.get(every)) is not None and rule.of not in seen:
            every = rule.of
            seen.add(every)
            yield every

    def pays_rolled(self, line: PayLine) -> bool:
        """Return whether *line* is paid by what is rolled up into its kind of period, not by a sheet that is filled in for it.

        The sheet it names tells; where it names none, a sheet that is filled in for such a period goes before.
        """
        if line.every is None or line.every not in self.rollup:
            return False
        if line.sheet is None:
            return all(sheet.every != line.every for sheet in self.sheets)
        return any(sheet.id == line.sheet and sheet.every != line.every for sheet in self.sheets)

    def pay_for(self, every: Every, *, rolled: bool = False) -> tuple[PayLine, ...]:
        """Return the lines that are paid for a period of kind *every* when its sheets are filled in, or, if *rolled*, when it is rolled up."""
        if rolled:
            return tuple(line for line in self.pay if line.every == every and self.pays_rolled(line))
        return tuple(line for line in self.pay if line.every in (None, every) and not self.pays_rolled(line))

    def paid_together(self, one: PayLine, other: PayLine) -> bool:
        """Return whether the lines can stand on one pay slip: they are paid for the same kind of period, by the same assessment."""
        return self.pays_rolled(one) == self.pays_rolled(other) and (None in (one.every, other.every) or one.every == other.every)


def _unscored(sheet: object) -> bool:
    items = sheet.get("items", True) if isinstance(sheet, dict) else getattr(sheet, "items", True)
    return items in ([], ())


class PackInfo(Model):
    """A pack as described in its `pack.yaml`.

    Attributes:
        code: GB/T 2260 division code and pinyin, the folder's name.
        name: Chinese name of the place.
        maintainers: who answers for it.
        status: `draft` → `trial` → `in_force` → `retired`; nothing is deleted.
        summary: one sentence.
        tables: columns it adds to the tables of records, and tables of its own, by name.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_][a-z0-9_-]*$")]
    name: Text
    maintainers: Annotated[tuple[Text, ...], Field(min_length=1)]
    status: Literal["draft", "trial", "in_force", "retired"]
    summary: Text
    tables: DeclaredTables = Field(default_factory=dict)
