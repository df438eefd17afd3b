"""A public notice says who reached which place and grade, until when and to whom it can be objected to, and nothing else about anybody."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from gridperf.errors import Problem, ReportError
from gridperf.masking import Masking
from gridperf.report.views import figures
from gridperf.report.views.common import Grade, Origin, Proof, Span, grade_of, origin, proof, scale_of, span

if TYPE_CHECKING:
    import polars as pl

    from gridperf.assessment import Assessment
    from gridperf.book import Standing

__all__ = ["Day", "Notice", "NoticeGroup", "NoticeRow", "NoticeSheet", "PublicNotice", "notice_sheets", "public_notice"]

_OPEN = Masking(names=False, numbers=False)
"""Teams are no persons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a public notice says that no result does.

    Attributes:
        object_to: to whom, and how, the results can be objected to: an office, an address, a telephone number.
        opens_on: first day on which they can be; of a result that is published in a Book, the Book says so.
        closes_on: last day.
        issuer: who signs the notice; whoever issued the county's document by default.
        issued_on: its date; the day of publication in the Book, else the day before `opens_on`.
        full_names: print names in full. Identifiers stay masked.
    """

    object_to: str
    opens_on: dt.date | None = None
    closes_on: dt.date | None = None
    issuer: str = ""
    issued_on: dt.date | None = None
    full_names: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A date in parts, without leading zeros, as a document writes it."""

    year: str
    month: str
    day: str

    @classmethod
    def of(cls, date: dt.date) -> Day:
        """Return *date* in parts."""
        return cls(str(date.year), str(date.month), str(date.day))


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One person or team as printed: place, identifier, name, street, total, grade; a dash stands for what there is none of."""

    rank: str
    subject: str
    name: str
    street: str
    total: str
    grade: str

    @property
    def cells(self) -> tuple[str, ...]:
        """Return what is printed, from left to right."""
        return self.rank, self.subject, self.name, self.street, self.total, self.grade


@dataclass(frozen=True, slots=True)
class NoticeGroup:
    """Those who are ranked together, the first first; `scope` is empty where all are."""

    scope: str
    of: str
    rows: tuple[NoticeRow, ...]


@dataclass(frozen=True, slots=True)
class NoticeSheet:
    """One sheet: how many were assessed, how many reached each grade, and the list."""

    name: str
    full: str
    people: str
    grades: tuple[tuple[Grade, str], ...]
    groups: tuple[NoticeGroup, ...]


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """The notice of one period; what identifies people is masked already."""

    origin: Origin
    period: Span
    issuer: str
    issued_on: Day
    opens_on: Day
    closes_on: Day
    object_to: str
    full_names: bool
    sheets: tuple[NoticeSheet, ...]
    proof: Proof


def public_notice(assessment: Assessment, notice: Notice, standing: Standing | None = None) -> PublicNotice:
    """Return the public notice of *assessment*.

    Args:
        assessment: the result to publish.
        notice: what to say beside it.
        standing: where it stands in the Book, which then says how long it can be objected to.

    Raises:
        ReportError: P114 if nothing says from when until when it can be objected to, or two things do; P115 if nothing says how.
    """
    opens_on, closes_on, dated = _window(assessment, notice, standing)
    if not notice.object_to.strip():
        raise ReportError(Problem("P115", values={"period": assessment.period.code}))
    document = assessment.rulebook.document
    return PublicNotice(
        origin=origin(assessment),
        period=span(assessment.period),
        issuer=figures.clean(notice.issuer or document.issuer),
        issued_on=Day.of(notice.issued_on or dated),
        opens_on=Day.of(opens_on),
        closes_on=Day.of(closes_on),
        object_to=figures.clean(notice.object_to),
        full_names=notice.full_names,
        sheets=notice_sheets(assessment, full_names=notice.full_names),
        proof=proof(assessment),
    )


def notice_sheets(assessment: Assessment, *, full_names: bool = False) -> tuple[NoticeSheet, ...]:
    """Return the lists of a notice, masked: identifiers always, names unless they are wanted in full."""
    masking = Masking(names=not full_names, numbers=True)
    people = {row["subject"]: row for row in assessment.people.iter_rows(named=True)}
    return tuple(_sheet(assessment, sheet, people, masking) for sheet in assessment.grades["sheet"].unique(maintain_order=True))


def _window(assessment: Assessment, notice: Notice, standing: Standing | None) -> tuple[dt.date, dt.date, dt.date]:
    """Return the first and the last day of the window, and the day of the notice."""
    given = (notice.opens_on, notice.closes_on)
    if standing is not None and standing.window is not None and given == (None, None):
        published = standing.published
        window = standing.window
        return window.opens_on, window.closes_on, published.at.date() if published else window.opens_on
    opens_on, closes_on = given
    if standing is not None or opens_on is None or closes_on is None or closes_on < opens_on:
        raise ReportError(Problem("P114", values={"period": assessment.period.code}))
    return opens_on, closes_on, opens_on - dt.timedelta(days=1)


def _sheet(assessment: Assessment, sheet: str, people: Mapping[str, Mapping[str, Any]], masking: Masking) -> NoticeSheet:
    rows = list(_sorted(assessment.grades, sheet))
    scale = scale_of(assessment, sheet)
    digits = figures.places([row["total"] for row in rows])
    counts = Counter(row["grade"] or "" for row in rows)
    grades = (*(grade_of(band.grade, scale) for band in scale), grade_of(None, scale))
    full = assessment.scores.filter(assessment.scores["sheet"] == sheet)["full_score"]
    named = next((each.name for each in assessment.rulebook.edition.sheets if each.id == sheet), sheet)

    def shown(row: Mapping[str, Any]) -> NoticeRow:
        person = people.get(row["subject"], {})
        covering = masking if person.get("kind", "worker") == "worker" else _OPEN
        return NoticeRow(
            rank="—" if row["rank"] is None else str(row["rank"]),
            subject=covering.number(figures.clean(row["subject"])),
            name=covering.name(figures.clean(person.get("name"))),
            street=figures.clean(person.get("street")) or "—",
            total=figures.points(row["total"], digits) or "—",
            grade=figures.clean(row["grade"]) or "—",
        )

    groups = [(scope, list(group)) for scope, group in groupby(rows, key=lambda row: row["scope"] or "")]
    return NoticeSheet(
        name=figures.clean(named),
        full=figures.number(full[0]) if len(full) else "",
        people=str(len(rows)),
        grades=tuple((grade, str(counts[grade.name])) for grade in grades if counts[grade.name]),
        groups=tuple(NoticeGroup(figures.clean(scope), str(len(group)), tuple(map(shown, group))) for scope, group in groups),
    )


def _sorted(grades: pl.DataFrame, sheet: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a sheet by scope and place, those without a place last."""
    of_sheet = grades.filter(grades["sheet"] == sheet)
    yield from of_sheet.sort("scope", "rank", "subject", nulls_last=[False, True, False]).iter_rows(named=True)
