"""Pay followed from grades and scores again, as far as the entries carry what it starts from: rates, days and counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import polars as pl

from gridperf.assessment.compared import Remade
from gridperf.assessment.working import workings
from gridperf.assessment.working_pay import share_of_pool
from gridperf.engine.corrections import CORRECTION, corrections_in, with_corrections
from gridperf.engine.pay.entries import NO_GRADE, kind_of
from gridperf.engine.rows import plain
from gridperf.exact import as_decimal, round_fraction
from gridperf.places import PATHS, path_of
from gridperf.rulebook.cash import EachLine, EachOfLine, LadderLine
from gridperf.rulebook.paying import (
    MONTHLY,
    NOT_ASSESSED,
    AmountLine,
    ByGradeLine,
    ByScoreLine,
    CapLine,
    HoldLine,
    PayLine,
    PointLine,
    TopUpLine,
)
from gridperf.rulebook.pooling import PoolLine
from gridperf.rulebook.scoring import Sheet
from gridperf.tables import RESULTS

if TYPE_CHECKING:
    from gridperf.assessment.value import Assessment

__all__ = ["paid_again", "unsure_lines"]

_AMOUNTS = (AmountLine, ByGradeLine, ByScoreLine, PointLine, TopUpLine, CapLine, HoldLine, EachLine, EachOfLine, LadderLine)


def unsure_lines(assessment: Assessment) -> list[str]:
    """Return the names of the pay lines whose amounts only the records can confirm."""
    return [
        line.name
        for line in assessment.pay_lines
        if not isinstance(line.line, _AMOUNTS) or line.split is not None or line.times or line.after is not None or _open_price(line)
    ]


def _open_price(line: PayLine) -> bool:
    """Return whether the price of a line stands on the roster, or its points end somewhere."""
    formula = line.line
    if isinstance(formula, PointLine):
        return isinstance(formula.at_least, Fraction) or isinstance(formula.at_most, Fraction)
    return isinstance(formula, EachLine) and isinstance(formula.each, str)


def paid_again(assessment: Assessment) -> Iterator[Remade]:
    """Yield the tables `pay` and the yuan part of `entries`, made again."""
    lines = {line.id: (at, line) for at, line in enumerate(assessment.pay_lines, start=1)}
    yuan = assessment.entries.filter((pl.col("ledger") == "yuan") & (pl.col("kind") != CORRECTION))
    if ("gross" in assessment.pay.columns and len(assessment.pay.columns) > 3) or yuan.height:  # noqa: PLR2004
        wide = yuan.pivot("item", index="subject", values="amount", aggregate_function="first") if yuan.height else yuan.select("subject")
        paid = assessment.people.filter(pl.col("kind") == "worker")
        found = paid.select("subject", pl.lit(assessment.period.code).alias("period")).join(wide, on="subject", how="left")
        money = [pl.col(name) if name in wide.columns else pl.lit(None).alias(name) for name in lines]
        gross = pl.sum_horizontal([pl.col(name).fill_null(0) for name in lines if name in wide.columns] or [pl.lit(0)])
        found = found.select("subject", "period", *money, gross.alias("gross")).with_columns(
            pl.col(name).cast(pl.Decimal(38, 2)) for name in (*lines, "gross")
        )
        yield Remade("pay", assessment.pay, with_corrections(found, corrections_in(assessment.entries), assessment.period.code))
    person = {row["subject"]: row for row in assessment.people.iter_rows(named=True)}
    results = _Standing.of(assessment)
    rows: list[dict[str, Any]] = []
    for (subject,), own in yuan.group_by("subject", maintain_order=True):
        entries = own.to_dicts()
        done = workings(entries, assessment.rulebook)
        for row, working in zip(entries, done, strict=True):
            at, line = lines.get(row["item"], (None, None))
            if line is None or at is None:
                continue
            rows.append({**row, **_again(row, at, line, working.exact, person.get(str(subject)), results, assessment)})
    found = pl.DataFrame(rows, schema=RESULTS["entries"].schema, orient="row")
    if lines and found.height:
        due = [row | {"sheet": "", "ledger": "yuan"} for row in _lacking(assessment, lines, yuan)]
        blank = pl.DataFrame(due, schema=RESULTS["entries"].schema, orient="row")
        found = pl.concat([found, blank])
    yield Remade("entries", yuan, found)


def _lacking(assessment: Assessment, lines: dict[str, tuple[int, PayLine]], yuan: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the key of every entry that the roles ask for and that is not there."""
    there = set(yuan.select("subject", "item").iter_rows())
    for subject, role in assessment.people.filter(pl.col("kind") == "worker").select("subject", "role").iter_rows():
        for name, (at, line) in lines.items():
            if (line.roles == "all" or role in line.roles) and (subject, name) not in there:
                yield {"subject": subject, "period": assessment.period.code, "line": at, "item": name}


@dataclass(frozen=True)
class _Standing:
    """Totals and grades by subject and sheet, in the rulebook's order of sheets."""

    totals: dict[tuple[str, str], Fraction | None]
    grades: dict[tuple[str, str], str | None]
    ranks: dict[tuple[str, str], tuple[int | None, int | None]]
    sheets: tuple[Sheet, ...]
    teams: dict[tuple[str, str], str | None]
    """The team each person lies in, by kind, as far as `people` holds the places that name it."""

    @classmethod
    def of(cls, assessment: Assessment) -> _Standing:
        totals = {
            (subject, sheet): None if total is None else Fraction(total)
            for subject, sheet, total in assessment.scores.select("subject", "sheet", "total").iter_rows()
        }
        grades = {(subject, sheet): name for subject, sheet, name in assessment.grades.select("subject", "sheet", "grade").iter_rows()}
        places = {
            (subject, sheet): (rank, of)
            for subject, sheet, rank, of in assessment.grades.select("subject", "sheet", "rank", "of").iter_rows()
        }
        edition, every = assessment.rulebook.edition, assessment.period.every
        sheets = edition.rolled_sheets(every) if assessment.is_rolled_up else tuple(one for one in edition.sheets if one.every == every)
        people = assessment.people.filter(pl.col("kind") == "worker")
        kinds = {sheet.assess.subject for sheet in sheets if sheet.assess.subject != "worker"}
        teams: dict[tuple[str, str], str | None] = {
            (subject, kind): team
            for kind in kinds
            if set(PATHS[kind]) <= set(people.columns)
            for subject, team in people.select("subject", path_of(kind, people.columns)).iter_rows()
        }
        return cls(totals, grades, places, sheets, teams)

    def knows(self, line: PayLine, subject: str) -> bool:
        """Return whether it stands here on whose result *line* is paid: departments and contractors stand on the roster alone."""
        return not any(self._is_of_team(line, sheet) and (subject, sheet.assess.subject) not in self.teams for sheet in self.sheets)

    def _is_of_team(self, line: PayLine, sheet: Sheet) -> bool:
        return line.sheet == sheet.id and sheet.assess.subject != "worker"

    def first(self, found: dict[tuple[str, str], Any], subject: str, line: PayLine) -> tuple[Sheet | None, Any]:
        """Return what stands for *subject*, or for its team, on the line's sheet, or on the subject's first that has it."""
        for sheet in self.sheets:
            of = self.teams.get((subject, sheet.assess.subject)) if self._is_of_team(line, sheet) else subject
            if line.sheet in (None, sheet.id) and of is not None and found.get((of, sheet.id)) is not None:
                return sheet, found[of, sheet.id]
        return None, None


def _again(
    row: dict[str, Any],
    at: int,
    line: PayLine,
    exact: Fraction | None,
    person: dict[str, Any] | None,
    standing: _Standing,
    assessment: Assessment,
) -> dict[str, Any]:
    """Return what can be said of a yuan entry again: what the rules fix, its part of the month, its note, its amount."""
    rounding = assessment.rulebook.edition.rounding
    kind = kind_of(line)
    found: dict[str, Any] = {
        "period": assessment.period.code, "sheet": "", "line": at, "ledger": "yuan", "kind": kind, "name": line.name, "clause": line.clause,
    }  # fmt: skip
    formula = line.line
    if isinstance(formula, MONTHLY) and person is not None:
        days = {None: (1, 1), "whole": (1, 1), "by_calendar_days": (person["served_days"], person["period_days"])}
        found["numerator"], found["denominator"] = days.get(line.part_month, (person["paid_days"], person["period_paid_days"]))
    if isinstance(formula, PoolLine):
        if row["denominator"] is not None or "÷" not in (row["note"] or ""):
            found["amount"] = as_decimal(share_of_pool(row, line.step or rounding.money), 6)
        return found
    expected = _first_note(line, row["subject"], standing)
    if expected is not None:
        rest = (row["note"] or "").split("；")[1:]
        found["note"] = "；".join([expected, *rest])
    if exact is None or not isinstance(formula, _AMOUNTS) or line.split is not None or _is_rounded(row):
        return found
    if line.after is not None and row["amount"] == 0:
        return found
    if line.part_month == "add_paid_days" and row["rate"] is None:
        return found  # held at the amount of the interval that places the person, which does not stand here
    cap = getattr(formula, "cap", None)
    if isinstance(cap, Fraction) and not line.times:
        exact = max(min(exact, cap), -cap)
    elif isinstance(cap, Fraction) or _open_price(line):
        return found
    found["amount"] = as_decimal(round_fraction(exact, line.step or rounding.money, rounding.mode), 6)
    return found


def _is_rounded(row: dict[str, Any]) -> bool:
    """Return whether the working rests on a factor that was rounded for the note."""
    return "系数 " in (row["note"] or "")


def _first_note(line: PayLine, subject: str, standing: _Standing) -> str | None:
    """Return what the note must begin with: the coefficient of the grade, or the score; None where it says neither."""
    formula = line.line
    if not standing.knows(line, subject):
        return None
    if isinstance(formula, ByGradeLine):
        _, name = standing.first(standing.grades, subject, line)
        if name is None or name not in formula.by_grade:
            return f"{NO_GRADE} × {plain(formula.by_grade.get(NOT_ASSESSED, Fraction(0)))}"
        return f"{name} × {plain(formula.by_grade[name])}"
    if isinstance(formula, (ByScoreLine, PointLine)):
        sheet, total = standing.first(standing.totals, subject, line)
        if sheet is None:
            absent = plain(formula.not_assessed)
            return f"{NO_GRADE} × {absent}" if isinstance(formula, ByScoreLine) else f"{NO_GRADE}，按 {absent} 元计"
        said = f"得分 {plain(total)}"
        if isinstance(formula, PointLine):
            return said
        share = f"{said}/{plain(sheet.full_score)}"
        if total < 0:
            return f"{share}，按 0 计"
        above = isinstance(formula.at_most, Fraction) and total > sheet.full_score * formula.at_most
        return f"{share}，按 {plain(formula.at_most)} 计" if above and isinstance(formula.at_most, Fraction) else share
    return None
