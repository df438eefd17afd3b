"""A scorecard's printed lines add up to its printed total and pay, digit for digit, or there is no scorecard.

A view is plain text and numbers already written out; it knows neither HTML nor words of a language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from gridperf.assessment.explain import tied_by
from gridperf.assessment.stepped import Held, held_by
from gridperf.assessment.working import workings
from gridperf.errors import Problem, ReportError
from gridperf.report.views import figures
from gridperf.report.views.common import Grade, LeftOut, Origin, Proof, Span, by_subject, grade_of, left_out, origin, proof, scale_of, span
from gridperf.report.views.items import Line, SheetItems, sheet_items
from gridperf.report.views.pay_lines import PayLine, pay_lines
from gridperf.report.views.person import OF_PERSON, Person, person_of
from gridperf.report.views.standing import Account, Due, Place, account_of, due_of, place_of

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.rulebook.grading import Band

__all__ = ["Bar", "Cards", "Person", "Scorecard", "Step", "Why", "person_of", "scorecards"]

_SLOTS = {"month": 12, "quarter": 8, "half": 6, "year": 5}
_STEPS = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """One period of the trend.

    Attributes:
        period: its parts.
        total: its total; empty if there is none.
        grade: its grade.
        height: size of the bar, 0–100 of the tallest; 0 if there is no total.
        now: whether it is this card's period.
    """

    period: Span
    total: str
    grade: str
    height: int
    now: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One way to the next grade: so many more (or fewer) of one item, all else as it is; of a `rate`, so many more that meet it."""

    item: str
    count: str
    fewer: bool
    unit: str
    rate: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """What decided the grade, and what the next one lacks.

    Attributes:
        decided_by: band, steps, quota, last, tie, veto, eligibility, supplied, not_assessed, or ineligible for who has not served long enough.
        by_band: the grade by the bands alone.
        clause: the clause that decided.
        cause: name of the veto, if one decided.
        ties: the items compared between equal totals, if they decided, each with whether the least of it comes first.
        held: the earlier grade that held this one, if it did.
        next_grade: the next better grade; empty at the top, or for the not assessed.
        short: points missing to it; empty if none are, or none can help.
        by: what sets the total it takes: `band` or `quota`; why none would do: `no_places` or `steps`; empty if unknown.
        steps: ways to earn them.
    """

    decided_by: str
    by_band: str
    clause: str
    cause: str
    ties: tuple[tuple[str, bool], ...]
    held: Held | None
    next_grade: str
    short: str
    by: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One person's card for one sheet and period.

    Attributes:
        rolled: whether the period is longer than the sheet's own, its total made of shorter ones.
        grades: the grades there are, the best first.
        places: the ranks of the rulebook's further rankings.
        accounts: the person's accounts of points.
        schedule: what is due after the period.
    """

    origin: Origin
    period: Span
    sheet: str
    sheet_name: str
    rolled: bool
    person: Person
    grade: Grade
    grades: tuple[str, ...]
    total: str
    full: str
    rank: str
    of: str
    scope: str
    why: Why
    lines: tuple[Line, ...]
    bars: tuple[Bar, ...]
    pay: tuple[PayLine, ...]
    gross: str
    actions: tuple[tuple[str, str, str], ...]
    places: tuple[Place, ...]
    accounts: tuple[Account, ...]
    schedule: tuple[Due, ...]
    left_out: tuple[LeftOut, ...]
    proof: Proof

    @property
    def on_top(self) -> bool:
        """Return whether full marks of an item come on top of the full score, which is printed as `+6`."""
        return any(line.full.startswith("+") for line in self.lines)

    @property
    def assumed(self) -> str:
        """Return how many of its items and pay lines rest on numbers the document does not publish: `all`, `some` or `none`."""
        found = [line.assumed for line in self.lines if line.no] + [line.assumed for line in self.pay]
        return "all" if all(found) else "some" if any(found) else "none"

    @property
    def typed(self) -> bool:
        """Return whether a figure of it was typed in."""
        return any(line.imported for line in self.lines) or any(line.imported for line in self.pay)

    @property
    def whose(self) -> str:
        """Return whose card it is, for problems and file names."""
        return f"{self.person.subject} {self.person.name}".strip()


def scorecards(assessment: Assessment, workers: Sequence[str] | None = None) -> Iterator[Scorecard | Problem]:
    """Yield the cards of *workers* (everyone by default), sorted by subject and sheet; the tables are gone through once.

    A card whose lines do not add up is yielded as its problem (P108), so that one card does not keep the others back.
    """
    chosen = Cards(assessment, workers)
    for subject, sheet in chosen.keys():  # noqa: SIM118  (`keys` is a method of the card index, not of a mapping)
        try:
            yield chosen.card(subject, sheet)
        except ReportError as error:
            yield from error.problems


class Cards:
    """The cards of an assessment: its tables by subject, and what all cards share."""

    def __init__(self, assessment: Assessment, workers: Sequence[str] | None) -> None:
        def rows(frame: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
            return by_subject(frame if workers is None else frame.filter(pl.col("subject").is_in(list(workers))))

        self.assessment = assessment
        self.people = {subject: found[0] for subject, found in rows(assessment.people).items()}
        self.entries = {
            subject: sorted(found, key=lambda row: (row["ledger"], row["sheet"] or "", row["line"]))
            for subject, found in rows(assessment.entries).items()
        }
        self.measures, self.pay = rows(assessment.measures), rows(assessment.pay)
        self.scores = rows(assessment.scores)
        self.grades = rows(assessment.grades)
        self.actions = rows(assessment.actions)
        self.history = rows(assessment.history)
        self.ranks, self.accounts = rows(assessment.ranks), rows(assessment.accounts)
        self.schedule = tuple(due_of(row) for row in assessment.schedule.iter_rows(named=True))
        self.distances = rows(assessment.distances() if workers is None else assessment.distances(list(workers)))
        self.members = rows(assessment.members)
        self.gross = {subject: found[0]["gross"] for subject, found in self.pay.items()}
        self.origin, self.proof, self.period = origin(assessment), proof(assessment), span(assessment.period)
        self.left_out = left_out(assessment)
        self.slots = [span(assessment.period.before(back)) for back in range(_SLOTS[assessment.period.every] - 1, 0, -1)]
        self._items: dict[str, SheetItems] = {}

    def rows(self, subject: str) -> dict[str, list[dict[str, Any]]]:
        """Return the person's rows of the tables evidence is made of."""
        tables = (self.measures, self.entries, self.scores, self.grades, self.pay, self.actions, self.ranks, self.accounts, self.members)
        return {
            "people": [self.people[subject]],
            **{name: table.get(subject, []) for name, table in zip(OF_PERSON[1:], tables, strict=True)},
        }

    def keys(self) -> list[tuple[str, str]]:
        """Return (subject, sheet) of every card; whoever is on no sheet gets one card with pay alone."""
        found = [(subject, row["sheet"]) for subject, rows in self.scores.items() for row in rows]
        none = [(subject, "") for subject in self.people if subject not in self.scores and subject in self.gross]
        return sorted([*found, *none])

    def items(self, sheet: str) -> SheetItems:
        """Return the items of a sheet, looked up once."""
        if sheet not in self._items:
            self._items[sheet] = sheet_items(self.assessment, sheet)
        return self._items[sheet]

    def card(self, subject: str, sheet: str) -> Scorecard:
        """Return one card; `ReportError` (P108) if its lines do not add up."""
        items = self.items(sheet)
        person = person_of(self.people[subject], self.members.get(subject, ()))
        whose = f"{person.subject} {person.name}".strip()
        scale = scale_of(self.assessment, sheet)
        score = next((row for row in self.scores.get(subject, ()) if row["sheet"] == sheet), {})
        graded = next((row for row in self.grades.get(subject, ()) if row["sheet"] == sheet), {})
        entries = self.entries.get(subject, [])
        total: Decimal | None = score.get("total")
        on_sheet = [row for row in entries if row["ledger"] == "points" and row["sheet"] == sheet]
        digits = figures.places([total, *(row["amount"] for row in on_sheet)], items.digits)
        if total is not None:
            _adds_up(on_sheet, total, whose, "total", digits)
        paid = [row for row in entries if row["ledger"] == "yuan"]
        gross: Decimal | None = self.gross.get(subject)
        if gross is not None:
            _adds_up(paid, gross, whose, "gross", 2)
        return Scorecard(
            origin=self.origin,
            period=self.period,
            sheet=sheet,
            sheet_name=figures.clean(items.name),
            rolled=items.sheet is not None and items.sheet.every != self.period.every,
            person=person,
            grade=grade_of(graded.get("grade"), scale),
            grades=tuple(figures.clean(band.grade) for band in scale),
            total=figures.points(total, digits),
            full=figures.number(score.get("full_score")),
            rank=figures.number(graded.get("rank")) if total is not None else "",
            of=figures.number(graded.get("of")) if total is not None else "",
            scope=figures.clean(graded.get("scope")),
            why=_why(
                graded,
                scale,
                items,
                [row for row in self.distances.get(subject, ()) if row["sheet"] == sheet],
                self.assessment,
            ),
            lines=tuple(items.lines(on_sheet, digits, _scaled(on_sheet, self.assessment))),
            bars=self._bars(subject, sheet, score, graded),
            pay=tuple(pay_lines(paid, self.assessment)),
            gross=figures.money(gross),
            actions=tuple(
                (figures.clean(row["name"]), figures.clean(row["because"]), figures.clean(row["clause"]))
                for row in self.actions.get(subject, ())
            ),
            places=tuple(place_of(row) for row in self.ranks.get(subject, ()) if row["sheet"] == sheet),
            accounts=tuple(account_of(row) for row in self.accounts.get(subject, ())),
            schedule=self.schedule,
            left_out=self.left_out,
            proof=self.proof,
        )

    def _bars(self, subject: str, sheet: str, score: Mapping[str, Any], graded: Mapping[str, Any]) -> tuple[Bar, ...]:
        """Return the trend, oldest first; empty if no earlier period is known."""
        known = {row["period"]: row for row in self.history.get(subject, ()) if row["sheet"] == sheet}
        earlier = [known.get(slot.code, {}) for slot in self.slots]
        if not any(row.get("total") is not None for row in earlier):
            return ()
        rows = [*earlier, {"total": score.get("total"), "grade": graded.get("grade")}]
        totals: list[Decimal | None] = [row.get("total") for row in rows]
        digits = figures.places(totals)
        top = max(Decimal(1), score.get("full_score") or 0, *(total or 0 for total in totals))
        return tuple(
            Bar(
                slot,
                figures.points(total, digits),
                figures.clean(row.get("grade")),
                int(max(total or Decimal(0), Decimal(0)) * 100 // top),
                slot is self.period,
            )
            for slot, row, total in zip([*self.slots, self.period], rows, totals, strict=True)
        )


def _adds_up(rows: Sequence[Mapping[str, Any]], total: Decimal, whose: str, what: str, digits: int) -> None:
    found = sum((row["amount"] or Decimal(0) for row in rows), Decimal(0))
    if found != total:
        values = {
            "whose": whose,
            "what": what,
            "sum": figures.points(found, max(digits, figures.places([found]))),
            "total": figures.points(total, digits),
        }
        raise ReportError(Problem("P108", values=values))


def _why(
    graded: Mapping[str, Any],
    scale: Sequence[Band],
    items: SheetItems,
    distances: Sequence[Mapping[str, Any]],
    assessment: Assessment,
) -> Why:
    decided = graded.get("decided_by") or "not_assessed"
    clause = figures.clean(graded.get("clause"))
    rule = items.sheet.eligible if items.sheet else None
    if decided == "not_assessed" and rule is not None and clause == figures.clean(rule.clause):
        decided = "ineligible"
    names = [band.grade for band in scale]
    grade = graded.get("grade")
    at = names.index(grade) if grade in names else 0
    first = distances[0] if distances else {}
    following = first.get("next_grade") or (names[at - 1] if at else "")
    steps = [
        Step(
            figures.clean(row["item_name"]),
            str(abs(row["more"])),
            row["more"] < 0,
            figures.clean(row["unit"]),
            row["item"] not in items.counted,
        )
        for row in sorted((row for row in distances if row["more"]), key=lambda row: (abs(row["more"]), row["item"]))
    ]
    return Why(
        decided_by=decided,
        by_band=figures.clean(graded.get("uncapped_grade")),
        clause=clause,
        cause=figures.clean(items.veto_by_clause.get(clause, "")) if decided == "veto" else "",
        ties=tuple((figures.clean(name), least) for name, least in tied_by(assessment, graded)),
        held=None if (held := held_by(assessment, graded)) is None else replace(held, grade=figures.clean(held.grade)),
        next_grade=figures.clean(following) if grade else "",
        short=figures.number(first.get("points_short") or None),
        by=first.get("by") or "",
        steps=tuple(steps[:_STEPS]),
    )


def _scaled(rows: Sequence[Mapping[str, Any]], assessment: Assessment) -> dict[int, str]:
    """Return how what exempt items leave is scaled up, by line: `50.91 × (100/65 − 1)`."""
    if not any(row["kind"] == "rescale" for row in rows):
        return {}
    done = workings(rows, assessment.rulebook)
    return {row["line"]: working.text for row, working in zip(rows, done, strict=True) if row["kind"] == "rescale" and working.holds}
