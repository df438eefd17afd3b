"""A saved assessment checked by itself: whatever follows from measures, people and rules is made again by the code that made it.

What only the records hold is not guessed: it is named, so that nobody takes it for checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import polars as pl

from gridperf.assessment.again import Grading, grading, units
from gridperf.assessment.wide import wide_measures
from gridperf.assessment.working import workings
from gridperf.engine.act import Results, act, event_requests
from gridperf.engine.grade import grade
from gridperf.engine.ledger import measure_rows, point_entries, roll_up_entries
from gridperf.engine.pay.entries import NO_GRADE
from gridperf.engine.rank import ranks
from gridperf.engine.rollup import roll_up
from gridperf.engine.rows import plain
from gridperf.engine.schedule import schedule
from gridperf.engine.score import TOTAL, point_digits, score
from gridperf.engine.service import PLACED
from gridperf.exact import as_decimal, round_fraction, units_to_decimal
from gridperf.rulebook.cash import EachLine, EachOfLine, LadderLine
from gridperf.rulebook.measures import Formula
from gridperf.rulebook.paying import MONTHLY, NOT_ASSESSED, AmountLine, ByGradeLine, ByScoreLine, HoldLine, PayLine, PointLine, TopUpLine
from gridperf.rulebook.scoring import Item, Sheet
from gridperf.tables import RESULTS

if TYPE_CHECKING:
    from gridperf.assessment.value import Assessment

__all__ = ["Remade", "formula_items", "is_placed_alike", "remade", "unsure_lines"]

_PART = "#"
"""Before the level under which stands what a formula was made of."""
_AMOUNTS = (AmountLine, ByGradeLine, ByScoreLine, PointLine, TopUpLine, HoldLine, EachLine, EachOfLine, LadderLine)


@dataclass(frozen=True, slots=True)
class Remade:
    """One result table, as far as it can be made again.

    Attributes:
        table: its name.
        stated: the rows as they are stated, as far as they can be made again.
        found: the rows made again.
        columns: the columns that were made again, besides the key; all if None.
    """

    table: str
    stated: pl.DataFrame
    found: pl.DataFrame
    columns: tuple[str, ...] | None = None


def remade(assessment: Assessment) -> Iterator[Remade]:
    """Yield every result table of *assessment* that can be made again from the others, as far as it can."""
    edition, when = assessment.rulebook.edition, assessment.period
    known = {*assessment.scores["sheet"], *assessment.measures["sheet"], *assessment.grades["sheet"]}
    sheets = [sheet for sheet in edition.sheets if sheet.id in known]
    how = [grading(assessment, sheet) for sheet in sheets]
    # what a formula was made of stands beside its value, and may come from the roster
    whole = ~pl.col("level").str.starts_with(_PART)
    measured = pl.concat([RESULTS["measures"].empty(), *(_measured(assessment, one) for one in sheets)])
    yield Remade("measures", assessment.measures.filter(whole), measured.filter(whole))
    points, totals = [RESULTS["entries"].empty()], [RESULTS["scores"].empty()]
    for sheet in sheets:
        rows, sums = _scored(assessment, sheet) if sheet.every == when.every else _rolled(assessment, sheet)
        points.append(rows)
        totals.append(sums)
    stated_points = assessment.entries.filter(pl.col("ledger") == "points")
    yield Remade("entries", stated_points, _with_formulas_said(assessment, pl.concat(points), stated_points))
    yield Remade(
        "scores", assessment.scores, pl.concat(totals), ("total", *(["full_score"] if when.every in {one.every for one in sheets} else []))
    )
    placed = [one for one in how if is_placed_alike(assessment, one.sheet)]
    names = [one.sheet.id for one in placed]
    grades = pl.concat([RESULTS["grades"].empty(), *(_graded(one, when.code) for one in placed)])
    stated = _not_given(assessment, assessment.grades.filter(pl.col("sheet").is_in(names)))
    yield Remade("grades", stated, _not_given(assessment, grades))
    found = pl.concat([RESULTS["ranks"].empty(), *(_ranked(one, when.code) for one in placed)])
    yield Remade("ranks", assessment.ranks.filter(pl.col("sheet").is_in(names)), found)
    yield Remade("schedule", assessment.schedule, schedule(edition.schedule, when, assessment.rulebook.calendar))
    if len(placed) == len(how):
        yield _acted(assessment, how)
    yield _people(assessment)
    yield from _paid(assessment)


def is_placed_alike(assessment: Assessment, sheet: Sheet) -> bool:
    """Return whether everybody on *sheet* stands where `people` says: another sheet may place those who moved otherwise."""
    first = next((one for one in assessment.rulebook.edition.sheets if one.every == assessment.period.every), sheet)
    moved = assessment.people.filter(pl.col("intervals") > 1)
    return sheet.every != assessment.period.every or sheet.assess.placed == first.assess.placed or not moved.height


def _not_given(assessment: Assessment, table: pl.DataFrame) -> pl.DataFrame:
    """Return *table* without those whose grade was lowered on a sheet that takes given grades: from which, it does not say."""
    taking = [sheet.id for sheet in assessment.rulebook.edition.sheets if sheet.supplied is not None]
    lowered = assessment.grades.filter(pl.col("sheet").is_in(taking) & pl.col("decided_by").is_in(["veto", "quota", "eligibility"]))
    return table.join(lowered.select("subject", "sheet"), on=["subject", "sheet"], how="anti", maintain_order="left")


def formula_items(assessment: Assessment) -> list[tuple[str, Item]]:
    """Return the items measured by a formula, each with its sheet: their notes spell the formula out, with numbers of the roster."""
    rules = assessment.rulebook
    return [(sheet.id, item) for sheet in rules.edition.sheets for item in sheet.items if isinstance(rules.measure(item.measure), Formula)]


def _with_formulas_said(assessment: Assessment, found: pl.DataFrame, stated: pl.DataFrame) -> pl.DataFrame:
    """Return *found* with the notes of formulas as they are *stated*."""
    keys = ["subject", "sheet", "line"]
    named = pl.DataFrame(
        [(sheet, item.id) for sheet, item in formula_items(assessment)], schema={"sheet": pl.String, "item": pl.String}, orient="row"
    )
    said = stated.join(named, on=["sheet", "item"], how="semi").select(
        *keys, pl.col("note").alias("\0note"), pl.lit(value=True).alias("\0said")
    )
    joined = found.join(said.unique(keys), on=keys, how="left", maintain_order="left")
    return joined.with_columns(pl.when("\0said").then("\0note").otherwise("note").alias("note")).drop("\0note", "\0said")


def _measured(assessment: Assessment, sheet: Sheet) -> pl.DataFrame:
    """Return the rows *sheet* must have, with denominators where the rules fix them; numerators are as they are stated."""
    own = assessment.measures.filter(pl.col("sheet") == sheet.id)
    if not own.height:
        return own
    return measure_rows(wide_measures(own, sheet, assessment.rulebook), sheet, assessment.period.code)


def _scored(assessment: Assessment, sheet: Sheet) -> tuple[pl.DataFrame, pl.DataFrame]:
    rounding, code = assessment.rulebook.edition.rounding, assessment.period.code
    own = assessment.measures.filter(pl.col("sheet") == sheet.id)
    if not own.height:
        return RESULTS["entries"].empty(), RESULTS["scores"].empty()
    wide = wide_measures(own, sheet, assessment.rulebook)
    scored = score(wide, sheet, rounding)
    totals = _totals(scored, sheet, point_digits(sheet, rounding), sheet.full_score, code)
    return point_entries(scored, wide, sheet, rounding, code), totals


def _totals(scored: pl.DataFrame, sheet: Sheet, digits: int, full: Fraction | None, code: str) -> pl.DataFrame:
    return scored.select(
        "subject",
        pl.lit(code).alias("period"),
        pl.lit(sheet.id).alias("sheet"),
        units_to_decimal(pl.col(TOTAL), digits, shown=6).alias("total"),
        pl.lit(None if full is None else as_decimal(full, 6), dtype=pl.Decimal(38, 6)).alias("full_score"),
    )


def _rolled(assessment: Assessment, sheet: Sheet) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return entries and totals of a roll-up, from the totals of the shorter periods that stand in the entries."""
    edition, when = assessment.rulebook.edition, assessment.period
    rule = edition.rollup[when.every]
    others = {also.sheet: next(one for one in edition.sheets if one.id == also.sheet) for also in rule.also}
    digits = max(point_digits(one, edition.rounding) for one in (sheet, *others.values()))
    parts = [part.code for part in when.parts(rule.of)]
    own = assessment.entries.filter((pl.col("sheet") == sheet.id) & (pl.col("kind") == "period"))
    given = pl.when(pl.col("numerator") != 0).then(units("rate", digits))
    wide = own.with_columns(given.alias(TOTAL)).pivot("item", index="subject", values=TOTAL, aggregate_function="first")
    names = {**{code: code for code in parts}, **{name: other.name for name, other in others.items()}}
    wide = wide.with_columns(pl.lit(None, dtype=pl.Int64).alias(name) for name in names if name not in wide.columns)
    # who has too few results has no entries, and no total
    everybody = assessment.scores.filter(pl.col("sheet") == sheet.id).select("subject")
    wide = everybody.join(wide, on="subject", how="left").select("subject", *names).sort("subject")
    step = edition.rounding.total
    done = roll_up(
        wide.filter(pl.any_horizontal(pl.col(list(names)).is_not_null())),
        rule,
        parts,
        digits=digits,
        step=step,
        mode=edition.rounding.mode,
        into=when.code,
    )
    out = grading(assessment, sheet).digits
    rows = roll_up_entries(
        done,
        wide.join(done.select("subject"), on="subject", how="semi", maintain_order="left"),
        names,
        sheet=sheet.id,
        clause=rule.clause,
        digits=digits,
        out=out,
        period=when.code,
    )
    totals = everybody.join(done.select("subject", TOTAL), on="subject", how="left")
    return rows, _totals(totals, sheet, out, None, when.code)


def _graded(how: Grading, code: str) -> pl.DataFrame:
    graded = grade(
        how.to_grade, how.bands, digits=how.digits, clause=how.clause, vetoes=how.vetoes, eligible=how.eligible, ranking=how.ranking
    )
    total = units_to_decimal(pl.col(TOTAL), how.digits, shown=6).alias("total")
    named = graded.with_columns(pl.lit(code).alias("period"), pl.lit(how.sheet.id).alias("sheet"), total)
    return named.select(RESULTS["grades"].names)


def _ranked(how: Grading, code: str) -> pl.DataFrame:
    named = ranks(how.to_grade, how.rankings).with_columns(pl.lit(code).alias("period"), pl.lit(how.sheet.id).alias("sheet"))
    return named.select(RESULTS["ranks"].names)


def _acted(assessment: Assessment, how: Sequence[Grading]) -> Remade:
    """Return the actions that follow from grades and ranks; those that count events need the records."""
    when = assessment.period
    counting = {action.id for action in assessment.rulebook.edition.actions if event_requests([action], when.every)}
    ours = [action for action in assessment.rulebook.edition.actions if action.id not in counting]
    columns = ("subject", TOTAL, *PLACED)
    nobody = pl.DataFrame(schema={**dict.fromkeys(columns, pl.String), TOTAL: pl.Int64, "sheet": pl.String})
    placed = pl.concat([nobody, *(one.to_grade.select(*columns, pl.lit(one.sheet.id).alias("sheet")) for one in how)])
    found = act(Results(assessment.grades, assessment.history, placed), ours, when)
    return Remade("actions", assessment.actions.filter(~pl.col("action").is_in(list(counting))), found)


def _people(assessment: Assessment) -> Remade:
    """Return the days of the period, which stand beside everybody, and days in service held inside it."""
    when = assessment.period
    within = assessment.people.with_columns(
        pl.lit(when.days, dtype=pl.Int64).alias("period_days"),
        pl.col("served_days").clip(0, when.days),
        pl.min_horizontal("paid_days", "served_days", "period_paid_days").alias("paid_days"),
        pl.col("intervals").clip(1, None),
    )
    return Remade("people", assessment.people, within, ("period_days", "served_days", "paid_days", "intervals"))


def unsure_lines(assessment: Assessment) -> list[str]:
    """Return the names of the pay lines whose amounts only the records can confirm."""
    return [
        line.name
        for line in assessment.rulebook.edition.pay
        if not isinstance(line.line, _AMOUNTS) or line.split is not None or line.times or line.after is not None or _open_price(line)
    ]


def _open_price(line: PayLine) -> bool:
    """Return whether the price of a line stands on the roster, or its points end somewhere."""
    formula = line.line
    if isinstance(formula, PointLine):
        return isinstance(formula.at_least, Fraction) or isinstance(formula.at_most, Fraction)
    return isinstance(formula, EachLine) and isinstance(formula.each, str)


# --- yuan ------------------------------------------------------------------------------------------------------------


def _paid(assessment: Assessment) -> Iterator[Remade]:
    lines = {line.id: (at, line) for at, line in enumerate(assessment.rulebook.edition.pay, start=1)}
    yuan = assessment.entries.filter(pl.col("ledger") == "yuan")
    if ("gross" in assessment.pay.columns and len(assessment.pay.columns) > 3) or yuan.height:  # noqa: PLR2004
        wide = yuan.pivot("item", index="subject", values="amount", aggregate_function="first") if yuan.height else yuan.select("subject")
        found = assessment.people.select("subject", pl.lit(assessment.period.code).alias("period")).join(wide, on="subject", how="left")
        money = [pl.col(name) if name in wide.columns else pl.lit(None).alias(name) for name in lines]
        gross = pl.sum_horizontal([pl.col(name).fill_null(0) for name in lines if name in wide.columns] or [pl.lit(0)])
        found = found.select("subject", "period", *money, gross.alias("gross")).with_columns(
            pl.col(name).cast(pl.Decimal(38, 2)) for name in (*lines, "gross")
        )
        yield Remade("pay", assessment.pay, found)
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
    if assessment.rulebook.edition.pay and found.height:
        due = [row | {"sheet": "", "ledger": "yuan"} for row in _lacking(assessment, lines, yuan)]
        blank = pl.DataFrame(due, schema=RESULTS["entries"].schema, orient="row")
        found = pl.concat([found, blank])
    yield Remade("entries", yuan, found)


def _lacking(assessment: Assessment, lines: dict[str, tuple[int, PayLine]], yuan: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the key of every entry that the roles ask for and that is not there."""
    there = set(yuan.select("subject", "item").iter_rows())
    for subject, role in assessment.people.select("subject", "role").iter_rows():
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
        every = assessment.period.every
        return cls(totals, grades, places, tuple(sheet for sheet in assessment.rulebook.edition.sheets if sheet.every == every))

    def first(self, found: dict[tuple[str, str], Any], subject: str, line: PayLine) -> tuple[Sheet | None, Any]:
        """Return what stands for *subject* on the line's sheet, or on the first that has it."""
        for sheet in self.sheets:
            if line.sheet in (None, sheet.id) and found.get((subject, sheet.id)) is not None:
                return sheet, found[subject, sheet.id]
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
    kind = "top_up" if isinstance(line.line, TopUpLine) else "pay"
    found: dict[str, Any] = {
        "period": assessment.period.code, "sheet": "", "line": at, "ledger": "yuan", "kind": kind, "name": line.name, "clause": line.clause,
    }  # fmt: skip
    formula = line.line
    if isinstance(formula, MONTHLY) and person is not None:
        days = {None: (1, 1), "whole": (1, 1), "by_calendar_days": (person["served_days"], person["period_days"])}
        found["numerator"], found["denominator"] = days.get(line.part_month, (person["paid_days"], person["period_paid_days"]))
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
