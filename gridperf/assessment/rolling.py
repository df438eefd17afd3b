"""A longer period rests on what its sub-periods came to, never on records: totals are rolled up, then graded and ranked again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from gridperf.assessment.again import units
from gridperf.assessment.common import grade_rows, history_of, placed_of, provenance_of, rank_rows, score_rows, together
from gridperf.assessment.paying import paid_rolled
from gridperf.assessment.value import Assessment
from gridperf.engine.act import Results, act
from gridperf.engine.grade import grade
from gridperf.engine.ledger import roll_up_entries
from gridperf.engine.pay.entries import pay_entries
from gridperf.engine.rollup import roll_up as rolled_totals
from gridperf.engine.rollup import roll_up_digits
from gridperf.engine.schedule import schedule
from gridperf.engine.score import TOTAL, point_digits
from gridperf.engine.service import PLACED
from gridperf.engine.stepping import with_earlier
from gridperf.errors import Problem, RecordsError, RulesError
from gridperf.period import Period
from gridperf.rulebook import Rulebook
from gridperf.rulebook.grading import RollUp
from gridperf.rulebook.scoring import Sheet
from gridperf.tables import RESULTS

__all__ = ["roll_up"]


def roll_up(assessments: Sequence[Assessment], rules: Rulebook, period: str | Period) -> Assessment:
    """Return the assessment of a longer *period* from those of its sub-periods, with the pay that rests on what they come to.

    Args:
        assessments: of sub-periods of the kind the roll-up rule names; of others, totals and grades are known as earlier ones.
        rules: the edition in force at the longer period's first day.
        period: `2026Q4`, `2026H2` or `2026`.

    Raises:
        RulesError: A103 if the rulebook has no roll-up for such a period, A105 if the calendar does not cover it.
        RecordsError: A102 if none of the assessments is of a sub-period; A109 if a result is missing and must not be; A195 if a
            sheet of the longer period itself counts beside them, and none of the assessments has it; A166, A167 if the grade of an
            earlier longer period holds this one's, and is not known.
    """
    when = rules.period(period)
    rule = rules.edition.rollup.get(when.every)
    if rule is None:
        every = "、".join(rules.edition.rollup)
        raise RulesError(Problem("A103", values={"sheet": rules.edition.sheets[0].name, "every": every, "period": when.code}))
    parts = [part.code for part in when.parts(rule.of)]
    used = sorted((one for one in assessments if one.period.code in parts), key=lambda one: one.period)
    if not used:
        raise RecordsError(Problem("A102", values={"period": when.code}))
    beside = [one for one in assessments if rule.also and one.period.code == when.code]
    assessed = {sheet for one in beside for sheet in one.scores["sheet"]}
    lacking = [sheet.name for sheet in rules.edition.sheets if sheet.id in {also.sheet for also in rule.also} - assessed]
    if lacking:
        raise RecordsError(Problem("A195", values={"period": when.code, "sheets": "、".join(lacking)}))
    past = history_of(assessments, when)
    due_to = {sheet.id for sheet in rules.edition.rolled_sheets(when.every)}  # pay may rest on a sheet that nobody was on
    done = [
        _Rolled.of(sheet, [*used, *beside], rule, rules, parts, when, past)
        for sheet in rules.edition.sheets
        if sheet.id in due_to or any(sheet.id in one.scores["sheet"] for one in used)
    ]
    people = _served(used, when, rules, rule)
    due = schedule(rules.edition.schedule, when, rules.calendar)
    grades = together("grades", (one.grades(when) for one in done)).sort("subject", "sheet")
    money = paid_rolled(rules, people=people.filter(pl.col("kind") == "worker"), done=done, when=when)
    left_out = _left_out(used)
    sources = tuple(
        sorted({source for one in used for source in one.provenance.sources}, key=lambda source: (source.table, source.file, source.sha256))
    )
    made = provenance_of(rules, sources=sources, runs=tuple(one.digest for one in (*used, *beside)))
    tables: dict[str, Callable[[], pl.DataFrame]] = {
        "people": lambda: people,
        "measures": RESULTS["measures"].empty,
        "entries": lambda: pl.concat(
            [together("entries", (one.entries for one in done)), pay_entries(money.paid, money.table, money.lines, when.code, money.teams)]
        ).sort("subject", "ledger", "sheet", "line"),
        "scores": lambda: together("scores", (one.scores for one in done)).sort("subject", "sheet"),
        "grades": lambda: grades,
        "ranks": lambda: together("ranks", (one.ranks(when) for one in done)).sort("subject", "sheet", "ranking"),
        "pay": lambda: money.pay() if money.lines else RESULTS["pay"].empty().select("subject", "period", "gross"),
        "actions": lambda: act(Results(grades, past, placed_of(done)), rules.edition.actions, when),
        "schedule": lambda: due,
        "history": lambda: past,
        "left_out": lambda: left_out,
        "unmatched": lambda: _unmatched(used),
        "parties": money.parties,
        "pools": money.pools,
        "members": lambda: _members(used, when),
    }
    return Assessment(when, rules, made, tables)


def _served(used: Sequence[Assessment], when: Period, rules: Rulebook, rule: RollUp) -> pl.DataFrame:
    """Return who was assessed in any sub-period, placed as in the latest, with the days of all of them together.

    The paid days of a sub-period that was not assessed are those of the calendar, so that nobody's part of them comes out larger.
    """
    everyone = pl.concat([one.people for one in used])
    placed = everyone.unique("subject", keep="last", maintain_order=True).drop("served_days", "paid_days", "intervals")
    known = pl.col("paid_days").is_not_null().any()  # teams have no paid days
    days = everyone.group_by("subject").agg(
        pl.col("served_days").sum(), pl.when(known).then(pl.col("paid_days").sum()).alias("paid_days"), pl.col("intervals").max()
    )
    known_days = {one.period.code: one.people["period_paid_days"][0] for one in used}
    if rules.calendar is not None and None not in known_days.values():
        known_days |= {part.code: len(rules.calendar.paid_days(part)) for part in when.parts(rule.of) if part.code not in known_days}
    paid = known_days.values()
    whole = placed.join(days, on="subject").with_columns(
        pl.lit(when.code).alias("period"),
        pl.lit(when.days, dtype=pl.Int64).alias("period_days"),
        pl.lit(None if None in paid else sum(paid), dtype=pl.Int64).alias("period_paid_days"),
    )
    return whole.select(RESULTS["people"].names).sort("subject")


def _left_out(used: Sequence[Assessment]) -> pl.DataFrame:
    """Return what counted in none of the sub-periods; records of other periods are left to those, and are not counted here.

    Records rejected when a file was read are counted once, however many sub-periods were assessed from the same file.
    """
    frames = [RESULTS["left_out"].empty()]
    read: set[tuple[str, tuple[str, ...]]] = set()
    for one in used:
        rows = one.left_out.filter(pl.col("reason") != "other_period")
        files: dict[str, list[str]] = {}
        for source in one.provenance.sources:
            files.setdefault(source.table, []).append(source.sha256)
        again = [table for table, digests in files.items() if (table, tuple(sorted(digests))) in read]
        read |= {(table, tuple(sorted(digests))) for table, digests in files.items()}
        frames.append(rows.filter((pl.col("reason") != "rejected") | ~pl.col("table").is_in(again)))
    return pl.concat(frames).group_by("table", "reason").agg(pl.col("records").sum()).sort("table", "reason")


def _unmatched(used: Sequence[Assessment]) -> pl.DataFrame:
    """Return what passed no filter in any of the sub-periods, added up; whose it is, as last told."""
    found = pl.concat([one.unmatched for one in used])
    added = found.group_by("table", "values").agg(pl.col("records").sum(), pl.col("who").last())
    return added.select(RESULTS["unmatched"].names).sort("table", "values")


def _members(used: Sequence[Assessment], when: Period) -> pl.DataFrame:
    """Return who was in which team in any of the sub-periods, with the days of all of them together."""
    found = pl.concat([RESULTS["members"].empty(), *(one.members for one in used if hasattr(one, "members"))])
    added = found.group_by("subject", "worker", maintain_order=True).agg(pl.col("name").last(), pl.col("days").sum())
    return added.with_columns(pl.lit(when.code).alias("period")).select(RESULTS["members"].names).sort("subject", "worker")


@dataclass(frozen=True)
class _Rolled:
    """One sheet's totals rolled up; the sheet is as the roll-up has it, and `placed` and `graded` have the same rows."""

    sheet: Sheet
    digits: int
    placed: pl.DataFrame
    entries: pl.DataFrame
    scores: pl.DataFrame
    graded: pl.DataFrame

    def grades(self, period: Period) -> pl.DataFrame:
        return grade_rows(self.graded, self.sheet.id, self.digits, period)

    def ranks(self, period: Period) -> pl.DataFrame:
        return rank_rows(self.placed, self.sheet.rankings, self.sheet.id, period)

    @classmethod
    def of(
        cls,
        sheet: Sheet,
        used: Sequence[Assessment],
        rule: RollUp,
        rules: Rulebook,
        parts: Sequence[str],
        when: Period,
        past: pl.DataFrame,
    ) -> _Rolled:
        """Return *sheet*'s totals of the sub-periods *parts* as one total per subject, with entries and grades."""
        others = {also.sheet: next(one for one in rules.edition.sheets if one.id == also.sheet) for also in rule.also}
        digits = max(point_digits(one, rules.edition.rounding) for one in (sheet, *others.values()))
        scores = pl.concat([one.scores for one in used]).with_columns(
            pl.when(pl.col("period") == when.code).then("sheet").otherwise("period").alias("\0column")
        )
        inside = (pl.col("sheet") == sheet.id) & pl.col("period").is_in(list(parts))
        rows = scores.filter(inside | ((pl.col("period") == when.code) & pl.col("sheet").is_in(list(others))))
        rows = rows.filter(pl.col("subject").is_in(rows.filter(inside)["subject"].implode()))
        wide = rows.with_columns(units("total", digits).alias(TOTAL)).pivot(
            "\0column", index="subject", values=TOTAL, aggregate_function="first"
        )
        wide = wide.with_columns(pl.lit(None, dtype=pl.Int64).alias(code) for code in (*parts, *others) if code not in wide.columns).sort(
            "subject"
        )
        step = rules.edition.rounding.total
        out = roll_up_digits(step)
        rolled = rolled_totals(wide, rule, parts, digits=digits, step=step, mode=rules.edition.rounding.mode, into=when.code)
        named = {**{code: code for code in parts}, **{name: other.name for name, other in others.items()}}
        entries = roll_up_entries(rolled, wide, named, sheet=sheet.id, clause=rule.clause, digits=digits, out=out, period=when.code)
        whole = rules.edition.rolled(sheet, when.every)
        scores = score_rows(rolled, sheet.id, out, whole.full_score, when)
        placed = pl.concat([one.people for one in reversed(used)]).unique("subject", keep="first", maintain_order=True)
        to_grade = rolled.select("subject", TOTAL).join(placed.select("subject", *PLACED), on="subject", how="left", maintain_order="left")
        bands = whole.grades or ()
        if rule.steps is not None:
            to_grade = with_earlier(to_grade, past, rule.steps, sheet, [band.grade for band in bands], when)
        graded = grade(
            to_grade,
            bands,
            digits=out,
            clause=rule.clause,
            steps=rule.steps,
            ranking=rule.ranking,
        )
        return cls(whole, out, to_grade, entries, scores, graded)
