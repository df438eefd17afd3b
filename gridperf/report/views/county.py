"""The county summary counts and adds what the result tables hold; every mean is named as one and rounded for reading only.

Whoever is in the tables is in exactly one grade, one street and one bin of each chart, and charts print their numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from gridperf.engine.grade import lowered_by_quota
from gridperf.exact import round_fraction
from gridperf.report.views import figures
from gridperf.report.views.common import LeftOut, Origin, Proof, Span, assumed, left_out, origin, proof, span
from gridperf.report.views.pay_sheet import Payroll, payroll
from gridperf.report.views.payers import PartyRow, parties
from gridperf.report.views.spread import SheetSummary, sheet_summary
from gridperf.report.views.standing import Due, due_of

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.rulebook.edition import Edition

__all__ = ["CountySummary", "Exceptions", "MoneyRow", "SourceRow", "Unmatched", "county_summary"]

_LISTED = 60


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """Yuan of one pay line or street: in all, by area, a share for the bar in tenths of a percent, people, mean per person."""

    name: str
    note: str
    total: str
    by_area: tuple[str, ...]
    width: int
    people: int
    mean: str


@dataclass(frozen=True, slots=True)
class Exceptions:
    """People whose result is out of the ordinary for one reason; at most the first sixty are listed."""

    reason: str
    count: int
    people: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """What was read of one table."""

    table: str
    file: str
    rows: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Unmatched:
    """What counts under nothing: the values that kept it out, and whose it is."""

    table: str
    values: str
    records: str
    who: str


@dataclass(frozen=True, slots=True)
class CountySummary:
    """The county's period on a few pages; `gross` is empty for a period nobody is paid for."""

    origin: Origin
    period: Span
    people: int
    gross: str
    mean_gross: str
    sheets: tuple[SheetSummary, ...]
    areas: tuple[str, ...]
    lines: tuple[MoneyRow, ...]
    streets: tuple[MoneyRow, ...]
    parties: tuple[PartyRow, ...]
    exceptions: tuple[Exceptions, ...]
    sources: tuple[SourceRow, ...]
    left_out: tuple[LeftOut, ...]
    unmatched: tuple[Unmatched, ...]
    schedule: tuple[Due, ...]
    all_assumed: bool
    proof: Proof


def _all_assumed(edition: Edition) -> bool:
    """Return whether no item and no pay line has a number the document publishes."""
    items = [assumed(item, edition) for sheet in edition.sheets for item in sheet.items]
    return all(items) and all(assumed(line, edition) for line in edition.pay)


def county_summary(assessment: Assessment) -> CountySummary:
    """Return the summary of *assessment*.

    Raises:
        ReportError: P108 if somebody's pay lines do not add up to their gross pay.
    """
    roll = payroll(assessment)
    where = assessment.people.select(
        "subject", "name", pl.col("street").fill_null(""), pl.col("area").fill_null(""), "served_days", "period_days"
    )
    everybody = assessment.people.filter(pl.col("kind") == "worker")
    people_areas = everybody["area"].fill_null("")
    areas = sorted(
        {area for area in people_areas if area} | ({""} if "" in set(people_areas) else set()), key=lambda area: (area == "", area)
    )
    area_of = dict(where.select("subject", "area").iter_rows())
    sources = tuple(
        SourceRow(source.table, figures.clean(source.file), f"{source.rows:,}", source.sha256[:16])
        for source in assessment.provenance.sources
    )
    return CountySummary(
        origin=origin(assessment),
        period=span(assessment.period),
        people=everybody.height,
        gross=figures.money(roll.gross) if roll.columns else "",
        mean_gross=figures.mean([row.gross for row in roll.people]) if roll.columns else "",
        sheets=tuple(sheet_summary(assessment, sheet, where) for sheet in assessment.scores["sheet"].unique(maintain_order=True)),
        areas=tuple(areas),
        lines=_lines(roll, area_of, areas),
        streets=_by_street(roll, area_of, areas) if roll.columns else (),
        parties=parties(assessment, roll),
        exceptions=tuple(_exceptions(assessment, where)),
        sources=sources,
        left_out=left_out(assessment),
        unmatched=tuple(
            Unmatched(table, figures.clean(values), f"{records:,}", figures.clean(who))
            for table, values, records, who in assessment.unmatched.iter_rows()
        ),
        schedule=tuple(due_of(row) for row in assessment.schedule.iter_rows(named=True)),
        all_assumed=_all_assumed(assessment.rulebook.edition),
        proof=proof(assessment),
    )


# --- money -----------------------------------------------------------------------------------------------------------


def _money_row(name: str, note: str, amounts: Sequence[tuple[str, Decimal]], areas: Sequence[str], top: Decimal) -> MoneyRow:
    total = sum((amount for _, amount in amounts), Decimal(0))
    by_area = tuple(figures.money(sum((amount for area, amount in amounts if area == wanted), Decimal(0))) for wanted in areas)
    width = int(round_fraction(Fraction(abs(total)) * 1000 / Fraction(top), Fraction(1), "down")) if top else 0
    paid = [amount for _, amount in amounts if amount]
    return MoneyRow(name, note, figures.money(total), by_area, width, len(paid), figures.mean(paid))


def _lines(roll: Payroll, area_of: dict[str, str], areas: Sequence[str]) -> tuple[MoneyRow, ...]:
    top = max((abs(total) for total in roll.totals), default=Decimal(0))
    return tuple(
        _money_row(
            column.name, column.clause, [(area_of.get(row.subject, ""), row.amounts[at] or Decimal(0)) for row in roll.people], areas, top
        )
        for at, column in enumerate(roll.columns)
    )


def _by_street(roll: Payroll, area_of: dict[str, str], areas: Sequence[str]) -> tuple[MoneyRow, ...]:
    streets: dict[str, list[tuple[str, Decimal]]] = {}
    for row in roll.people:
        streets.setdefault(row.street, []).append((area_of.get(row.subject, ""), row.gross))
    top = max((abs(sum((amount for _, amount in amounts), Decimal(0))) for amounts in streets.values()), default=Decimal(0))
    return tuple(_money_row(name, "", amounts, areas, top) for name, amounts in streets.items())


def _only_paid(assessment: Assessment) -> pl.DataFrame:
    """Return who is on a sheet without items, and has no grade by right (`subject`)."""
    found = pl.lit(False)  # noqa: FBT003 (polars takes the value positionally)
    for sheet in assessment.rulebook.edition.sheets:
        if not sheet.scored:
            roles, areas = sheet.assess.roles, sheet.assess.areas
            on = pl.lit(True) if isinstance(roles, str) else pl.col("role").is_in(roles).fill_null(value=False)  # noqa: FBT003
            found |= on if isinstance(areas, str) else on & pl.col("area").is_in(areas).fill_null(value=False)
    return assessment.people.filter(found).select("subject")


# --- exceptions ------------------------------------------------------------------------------------------------------


def _exceptions(assessment: Assessment, where: pl.DataFrame) -> list[Exceptions]:
    grades = assessment.grades
    shown = {row["subject"]: row for row in where.iter_rows(named=True)}

    def listed(reason: str, found: Sequence[tuple[str, str]]) -> Exceptions:
        people = tuple(
            (figures.clean(subject), figures.clean(shown[subject]["name"]), figures.clean(shown[subject]["street"]), figures.clean(detail))
            for subject, detail in found[:_LISTED]
        )
        return Exceptions(reason, len(found), people)

    vetoed = grades.filter(pl.col("decided_by") == "veto").select("subject", pl.col("clause").fill_null(""))
    quota = grades.filter(lowered_by_quota()).select("subject", pl.format("{} → {}", "uncapped_grade", "grade"))
    silent = grades.filter(pl.col("decided_by") == "not_assessed").select("subject", pl.lit(""))
    ungraded = where.join(grades.select("subject").unique(), on="subject", how="anti")
    unlisted = ungraded.join(_only_paid(assessment), on="subject", how="anti").select("subject", pl.lit(""))
    top_up = assessment.entries.filter((pl.col("kind") == "top_up") & (pl.col("amount") != 0)).select("subject", "amount")
    part = where.filter(pl.col("served_days") != pl.col("period_days")).select("subject", pl.format("{}/{}", "served_days", "period_days"))
    return [
        listed("not_assessed", list(silent.iter_rows())),
        listed("no_sheet", list(unlisted.iter_rows())),
        listed("vetoed", list(vetoed.iter_rows())),
        listed("held_back", list(quota.iter_rows())),
        listed("topped_up", [(subject, figures.money(amount)) for subject, amount in top_up.iter_rows()]),
        listed("part_month", list(part.iter_rows())),
    ]
