"""A saved assessment checked by itself: whatever follows from measures, people and rules is made again by the code that made it.

What only the records hold is not guessed: it is named, so that nobody takes it for checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import polars as pl

from gridperf.assessment.again import Grading, grading, units
from gridperf.assessment.common import grade_rows, placed_of, rank_rows, score_rows
from gridperf.assessment.compared import Remade
from gridperf.assessment.remade_pay import paid_again
from gridperf.assessment.wide import wide_measures
from gridperf.engine.act import Results, act, event_requests
from gridperf.engine.grade import grade
from gridperf.engine.ledger import measure_rows, point_entries, roll_up_entries
from gridperf.engine.means import with_means
from gridperf.engine.rollup import roll_up
from gridperf.engine.schedule import schedule
from gridperf.engine.score import TOTAL, point_digits, score
from gridperf.engine.service import PLACED
from gridperf.engine.teams import teams_of
from gridperf.period import Period
from gridperf.rulebook.measures import Formula
from gridperf.rulebook.scoring import Item, Sheet
from gridperf.tables import RESULTS

if TYPE_CHECKING:
    from gridperf.assessment.value import Assessment

__all__ = ["formula_items", "is_placed_alike", "remade"]

_PART = "#"
"""Before the level under which stands what a formula was made of."""


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
    grades = pl.concat([RESULTS["grades"].empty(), *(_graded(one, when) for one in placed)])
    stated = _not_given(assessment, assessment.grades.filter(pl.col("sheet").is_in(names)))
    yield Remade("grades", stated, _not_given(assessment, grades))
    found = pl.concat([RESULTS["ranks"].empty(), *(rank_rows(one.placed, one.rankings, one.sheet.id, when) for one in placed)])
    yield Remade("ranks", assessment.ranks.filter(pl.col("sheet").is_in(names)), found)
    yield Remade("schedule", assessment.schedule, schedule(edition.schedule, when, assessment.rulebook.calendar))
    if len(placed) == len(how):
        yield _acted(assessment, how)
    yield _people(assessment)
    yield from paid_again(assessment)


def is_placed_alike(assessment: Assessment, sheet: Sheet) -> bool:
    """Return whether everybody on *sheet* stands where `people` says: another sheet may place those who moved, and teams, otherwise."""
    if sheet.every != assessment.period.every:
        return True
    kind = sheet.assess.subject
    alike = (one for one in assessment.rulebook.edition.sheets if one.every == sheet.every and one.assess.subject == kind)
    first = next(alike, sheet).assess
    if kind != "worker":
        return teams_of(sheet.assess) == teams_of(first)
    moved = assessment.people.filter((pl.col("intervals") > 1) & (pl.col("kind") == kind))
    return sheet.assess.placed == first.placed or not moved.height


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
    """Return *found* with the notes of formulas, and of decisions on appeals, as they are *stated*."""
    keys = ["subject", "sheet", "line"]
    named = pl.DataFrame(
        [(sheet, item.id) for sheet, item in formula_items(assessment)], schema={"sheet": pl.String, "item": pl.String}, orient="row"
    )
    decided = stated.filter(pl.col("kind") == "adjustment")
    said = pl.concat([stated.join(named, on=["sheet", "item"], how="semi"), decided]).select(
        *keys, pl.col("note").alias("\0note"), pl.lit(value=True).alias("\0said")
    )
    joined = found.join(said.unique(keys), on=keys, how="left", maintain_order="left")
    return joined.with_columns(pl.when("\0said").then("\0note").otherwise("note").alias("note")).drop("\0note", "\0said")


def _measured(assessment: Assessment, sheet: Sheet) -> pl.DataFrame:
    """Return the rows *sheet* must have, with denominators where the rules fix them; numerators are as they are stated."""
    own = assessment.measures.filter(pl.col("sheet") == sheet.id)
    if not own.height:
        return own
    return measure_rows(_wide(assessment, sheet, own), sheet, assessment.period.code)


def _wide(assessment: Assessment, sheet: Sheet, own: pl.DataFrame) -> pl.DataFrame:
    """Return *own*, the measures of *sheet*, as they are scored; means of others are taken again if `people` says who stands where."""
    wide = wide_measures(own, sheet, assessment.rulebook)
    if not is_placed_alike(assessment, sheet):
        return wide
    people = wide.select("subject").join(assessment.people.select("subject", *PLACED), on="subject", how="left", maintain_order="left")
    return with_means(wide, people, sheet, assessment.rulebook.edition.rounding)


def _scored(assessment: Assessment, sheet: Sheet) -> tuple[pl.DataFrame, pl.DataFrame]:
    rounding, code = assessment.rulebook.edition.rounding, assessment.period.code
    own = assessment.measures.filter(pl.col("sheet") == sheet.id)
    if not own.height:
        return RESULTS["entries"].empty(), RESULTS["scores"].empty()
    wide = _wide(assessment, sheet, own)
    scored = score(wide, sheet, rounding)
    totals = score_rows(scored, sheet.id, point_digits(sheet, rounding), sheet.full_score, assessment.period)
    rules = assessment.rulebook
    return point_entries(scored, wide, sheet, rounding, code, sheets=rules.edition.sheets, measure=rules.measure), totals


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
    return rows, score_rows(totals, sheet.id, out, None, when)


def _graded(how: Grading, when: Period) -> pl.DataFrame:
    graded = grade(
        how.placed,
        how.bands,
        digits=how.digits,
        clause=how.clause,
        vetoes=how.vetoes,
        eligible=how.eligible,
        steps=how.steps,
        ranking=how.ranking,
    )
    return grade_rows(graded, how.sheet.id, how.digits, when)


def _acted(assessment: Assessment, how: Sequence[Grading]) -> Remade:
    """Return the actions that follow from grades and ranks; those that count events need the records."""
    when = assessment.period
    counting = {action.id for action in assessment.rulebook.edition.actions if event_requests([action], when.every)}
    ours = [action for action in assessment.rulebook.edition.actions if action.id not in counting]
    placed = placed_of(how)
    found = act(Results(assessment.grades, assessment.history, placed), ours, when)
    return Remade("actions", assessment.actions.filter(~pl.col("action").is_in(list(counting))), found)


def _people(assessment: Assessment) -> Remade:
    """Return the days of the period, which stand beside everybody, days in service held inside it, and who is a team on which sheet."""
    when = assessment.period
    kinds = {sheet.id: sheet.assess.subject for sheet in assessment.rulebook.edition.sheets}
    teams = assessment.scores.select(
        "subject", pl.col("sheet").replace_strict(kinds, default="worker", return_dtype=pl.String).alias("\0kind")
    )
    of_person = pl.col("\0kind").fill_null("worker") == "worker"  # teams have no paid days
    named = assessment.people.join(teams.unique("subject"), on="subject", how="left", maintain_order="left")
    within = named.with_columns(
        pl.lit(when.days, dtype=pl.Int64).alias("period_days"),
        pl.col("served_days").clip(0, when.days),
        pl.when(of_person).then(pl.min_horizontal("paid_days", "served_days", "period_paid_days")).alias("paid_days"),
        pl.col("intervals").clip(1, None),
        pl.col("\0kind").fill_null("worker").alias("kind"),
    ).drop("\0kind")
    return Remade("people", assessment.people, within, ("period_days", "served_days", "paid_days", "intervals", "kind"))
