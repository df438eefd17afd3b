"""What came out of a period, in a few lines: grades, people, money, and the records that counted nowhere.

Everything here is counted or added up from the tables of an assessment; nothing is judged.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from gridperf import language
from gridperf.amounts import yuan
from gridperf.cli.screens.screen import Screen, table
from gridperf.cli.words.general import say
from gridperf.engine.grade import lowered_by_quota

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gridperf.assessment import Assessment
    from gridperf.errors import Problem

__all__ = ["GradeCount", "as_data", "digest_of", "grade_counts", "pay_lines", "show", "write_pay_sheet"]


@dataclass(frozen=True, slots=True)
class GradeCount:
    """How many people of a sheet have a grade, why it was lowered for some of them, and what they are paid together.

    `grade` is None for those who were not assessed.
    """

    sheet: str
    grade: str | None
    people: int
    by_quota: int
    by_veto: int
    gross: Decimal


def grade_counts(result: Assessment) -> list[GradeCount]:
    """Return one row per sheet and grade of its scale, the best first, grades that nobody has included."""
    paid = dict(result.pay.select("subject", "gross").iter_rows())
    counts = []
    for sheet in _sheets(result):
        rows = result.grades.filter(pl.col("sheet") == sheet)
        found = rows.get_column("grade").unique().to_list()
        scale = [*_scale(result, sheet), *sorted(grade for grade in found if grade and grade not in _scale(result, sheet))]
        for grade in [*scale, *([None] if None in found else [])]:
            chosen = rows.filter(pl.col("grade").eq_missing(pl.lit(grade, dtype=pl.String)))
            why = chosen.get_column("decided_by").to_list()
            gross = sum((paid.get(subject) or Decimal(0) for subject in chosen.get_column("subject")), Decimal(0))
            counts.append(GradeCount(sheet, grade, chosen.height, chosen.filter(lowered_by_quota()).height, why.count("veto"), gross))
    return counts


def pay_lines(result: Assessment) -> list[tuple[str, str, Decimal]]:
    """Return id, name and sum of every pay line, in the order of the rulebook; none in a period without pay."""
    if not _paid(result):
        return []
    sums = dict(result.entries.filter(pl.col("ledger") == "yuan").group_by("item").agg(pl.col("amount").sum()).iter_rows())
    return [(line.id, line.name, sums.get(line.id) or Decimal(0)) for line in result.pay_lines]


def write_pay_sheet(result: Assessment, folder: Path) -> Path | None:
    """Write `pay-sheet.xlsx` into *folder* and return its path; None if nobody is paid anything in this period."""
    if not _paid(result):
        return None
    from gridperf.report import write_excel  # noqa: PLC0415 (a workbook is not always wanted)

    return Path(write_excel(result, folder / "pay-sheet.xlsx"))


def as_data(result: Assessment, folder: Path, sheet: Path | None, rejects: Path | None, warnings: Sequence[Problem]) -> dict[str, object]:
    """Return the outcome as plain data, for `--json`; money as text, digit for digit."""
    return {
        "period": result.period.code,
        "folder": str(folder),
        "pay_sheet": str(sheet) if sheet else None,
        "rejects": str(rejects) if rejects else None,
        "pack": result.provenance.pack,
        "edition": result.provenance.edition,
        "digest": result.digest,
        "people": result.people.filter(pl.col("kind") == "worker").height,
        "grades": [
            {
                "sheet": row.sheet,
                "grade": row.grade,
                "people": row.people,
                "held_back_by_quota": row.by_quota,
                "held_back_by_veto": row.by_veto,
                "gross": str(row.gross),
            }
            for row in grade_counts(result)
        ],
        "pay": {"lines": {line: str(total) for line, _, total in pay_lines(result)}, "gross": str(_gross(result))},
        "left_out": result.left_out.to_dicts(),
        "unmatched": result.unmatched.to_dicts(),
        "actions": result.actions.to_dicts(),
        "schedule": result.schedule.to_dicts(),
        "warnings": [problem.as_dict() for problem in warnings],
    }


def digest_of(folder: Path) -> str:
    """Return the digest of the assessment saved in *folder*; empty if there is none that can be read."""
    try:
        return str(json.loads((folder / "assessment.json").read_text(encoding="utf-8"))["digest"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def show(result: Assessment, screen: Screen) -> None:
    """Print the outcome as tables."""
    screen.show(_grades(result))
    if _paid(result):
        lines = [(name, yuan(total)) for _, name, total in pay_lines(result)]
        screen.show(table("", [say("line"), (say("yuan"), "right")], [*lines, (say("total"), yuan(_gross(result)))]))
    if result.actions.height:
        counted = result.actions.group_by("name", maintain_order=True).len().iter_rows()
        screen.show(table(say("actions-title"), [say("action"), (say("people"), "right")], counted))
    if result.accounts.height:
        screen.show(_accounts(result))
    if result.schedule.height:
        screen.show(_schedule(result))
    left_out(result, screen)


def left_out(result: Assessment, screen: Screen) -> None:
    """Print which records counted nowhere, and why; says so if there are none."""
    from gridperf.assessment.notices import of_other_periods  # noqa: PLC0415 (the screen loads tables when there is a result)

    if not result.left_out.height:
        screen.note("nothing-left")
        return
    whole = of_other_periods(result)
    rows = [
        (_table_name(result, name), say("whole_table" if reason == "other_period" and name in whole else reason), f"{records:,}")
        for name, reason, records in result.left_out.iter_rows()
    ]
    screen.show(table(say("left-title"), [say("table"), say("reason"), (say("records"), "right")], rows))
    if result.unmatched.height:
        found = [(_table_name(result, name), values, f"{records:,}", who) for name, values, records, who in result.unmatched.iter_rows()]
        screen.show(
            table(say("unmatched-title"), [say("table"), say("unmatched-values"), (say("records"), "right"), say("unmatched-who")], found)
        )


_ACCOUNT = ("opening", "earned", "spent", "expired", "reset", "closing")


def _accounts(result: Assessment) -> RenderableType:
    """Return everybody's accounts added up, one row per account."""
    sums = result.accounts.group_by("name", maintain_order=True).agg(pl.len().alias("people"), *(pl.col(name).sum() for name in _ACCOUNT))
    columns: list[str | tuple[str, str]] = [say("account"), (say("people"), "right")]
    columns += [(say(f"account-{name}"), "right") for name in _ACCOUNT]
    rows = [(name, people, *(f"{amount:,.2f}" for amount in amounts)) for name, people, *amounts in sums.iter_rows()]
    return table(say("accounts-title"), columns, rows)


def _schedule(result: Assessment) -> RenderableType:
    """Return what is due when."""
    rows = [
        (
            row["name"],
            str(row["starts_on"])
            if row["ends_on"] in (None, row["starts_on"])
            else say("from-to", starts=row["starts_on"], ends=row["ends_on"]),
            row["at"] or "",
            " → ".join(part for part in (row["by"], row["to"]) if part),
            row["clause"] or "",
        )
        for row in result.schedule.iter_rows(named=True)
    ]
    return table(say("schedule-title"), [say("step"), say("dates"), "", say("by-whom"), say("clause")], rows)


def _grades(result: Assessment) -> RenderableType:
    counts = grade_counts(result)
    sheets = _sheets(result)
    # someone with two sheets is paid once, so their money belongs to neither sheet's grade alone
    money = _paid(result) and result.grades.get_column("subject").is_unique().all()
    quota, veto = any(row.by_quota for row in counts), any(row.by_veto for row in counts)
    columns: list[str | tuple[str, str]] = [say("grade"), (say("people"), "right"), (say("share"), "right")]
    columns += [(say("by-quota"), "right")] if quota else []
    columns += [(say("by-veto"), "right")] if veto else []
    columns += [(say("gross"), "right")] if money else []
    named = len(sheets) > 1
    rows: list[Sequence[object]] = []
    for sheet in sheets:
        of_sheet = [row for row in counts if row.sheet == sheet]
        people = sum(row.people for row in of_sheet)
        for at, row in enumerate(of_sheet):
            name = "" if at else _sheet_name(result, sheet)
            cells: list[object] = [*([name] if named else []), row.grade or say("not-assessed"), f"{row.people:,}"]
            cells += [_percent(row.people, people), *([row.by_quota or ""] if quota else []), *([row.by_veto or ""] if veto else [])]
            rows.append([*cells, *([yuan(row.gross)] if money else [])])
        last: list[object] = [*([""] if named else []), say("together"), f"{people:,}", ""]
        last += [*([""] if quota else []), *([""] if veto else [])]
        rows.append([*last, *([yuan(sum((row.gross for row in of_sheet), Decimal(0)))] if money else [])])
    return table(
        say("grades-money-title" if money else "grades-title", period=result.period.code),
        [*([say("sheet")] if named else []), *columns],
        rows,
    )


def _paid(result: Assessment) -> bool:
    """Return whether this is a period people are paid for: not one for which the rulebook has no pay line."""
    return bool(result.pay_lines) and result.pay.height > 0


def _table_name(result: Assessment, name: str) -> str:
    return result.rulebook.tables[name].label if language.current() == "zh" else name


def _gross(result: Assessment) -> Decimal:
    return sum((gross or Decimal(0) for gross in result.pay.get_column("gross")), Decimal(0))


def _sheets(result: Assessment) -> list[str]:
    present = set(result.grades.get_column("sheet"))
    declared = [sheet.id for sheet in result.rulebook.edition.sheets]
    return [*(sheet for sheet in declared if sheet in present), *sorted(present - set(declared))]


def _sheet_name(result: Assessment, sheet: str) -> str:
    return next((each.name for each in result.rulebook.edition.sheets if each.id == sheet), sheet)


def _scale(result: Assessment, sheet: str) -> list[str]:
    edition = result.rulebook.edition
    own = next(each for each in edition.sheets if each.id == sheet)
    return [band.grade for band in edition.scale(own, result.period.every)]


def _percent(part: int, whole: int) -> str:
    """Return part ÷ whole in per cent with one digit, half up, without a float."""
    if not whole:
        return ""
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"
