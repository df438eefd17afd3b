"""Running a pack's worked examples: assess what is given, compare what is expected, name every digit that differs.

An example runs through the same reading, assessing and rolling up as a county's month; nothing is computed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from gridperf.assessment import assess, roll_up
from gridperf.errors import GridperfError, Problem, RulesError
from gridperf.messages.wording import Phrase
from gridperf.records import read_records
from gridperf.rulebook.examples import Case, read_cases
from gridperf.rulebook.expectations import Difference, Results, compare
from gridperf.rulebook.pack import Rulebook, load_rules, tables_of_pack
from gridperf.rulebook.search import find_pack
from gridperf.tables import RESULTS

__all__ = ["ExampleResult", "run_examples"]


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What became of one example.

    Attributes:
        name: its name.
        file: its file, from the pack's folder on.
        line: the line it starts on.
        passed: whether everything expected holds.
        differences: what does not.
        problems: the differences (R310), or why it could not be computed (R311, R314, R315, R317), with places.
    """

    name: str
    file: str
    line: int
    passed: bool
    differences: tuple[Difference, ...]
    problems: tuple[Problem, ...]


def run_examples(pack: str | Path, *, name: str | None = None) -> tuple[ExampleResult, ...]:
    """Return what becomes of every worked example of *pack*, in the order of its files.

    Args:
        pack: a code, or the path of the pack's folder.
        name: run only the example of this name.

    Raises:
        RulesError: if the pack cannot be found, an example is malformed, or an edition it needs is broken.
    """
    folder = find_pack(pack)
    cases, problems = read_cases(folder, tables_of_pack(folder))
    if problems:
        raise RulesError(problems)
    chosen = [case for case in cases if name is None or case.name == name]
    rulebooks = {case.period: load_rules(folder, period=case.period) for case in chosen}
    return tuple(_run(case, rulebooks[case.period]) for case in chosen)


def _run(case: Case, rules: Rulebook) -> ExampleResult:
    wanted = [str(code) for code in case.expect.get("problems", [])]
    differences: tuple[Difference, ...] = ()
    problems: list[Problem] = []
    try:
        results = _assess(case, rules)
    except GridperfError as error:
        codes = sorted({problem.code for problem in error.problems})
        if not wanted:
            first = error.problems[0]
            reason = f"{first.code} {first.message}"
            problems.append(Problem("R311", case.where, {"name": case.name, "reason": reason, "code": first.code}))
        elif sorted(wanted) != codes:
            problems.append(_refusal(case, wanted, codes))
    else:
        if wanted:
            problems.append(_refusal(case, wanted, []))
        differences, invalid = compare(case, results, rules)
        problems += invalid
        problems += [_differs(case, difference) for difference in differences]
    where = case.where
    return ExampleResult(case.name, where.file, where.line or 1, not problems, differences, tuple(problems))


def _refusal(case: Case, wanted: list[str], codes: list[str]) -> Problem:
    values = {"expected": ", ".join(wanted), "actual": ", ".join(codes) or Phrase("没有拒绝", "none")}
    return Problem("R317", case.placed.where((*case.at, "expect", "problems")), values)


def _differs(case: Case, difference: Difference) -> Problem:
    values = {"name": case.name, "what": difference.what, "expected": difference.expected, "actual": difference.actual}
    return Problem("R310", case.placed.where(difference.at), values)


# --- assessing -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _NoSources:
    """The provenance of results that were given, not computed."""

    sources: tuple[object, ...] = ()


@dataclass(frozen=True)
class _Past:
    """An earlier period as an example gives it: totals and grades, and nothing they were made from."""

    period: Any
    people: pl.DataFrame
    scores: pl.DataFrame
    grades: pl.DataFrame
    history: pl.DataFrame
    reserves: pl.DataFrame
    pools: pl.DataFrame
    accounts: pl.DataFrame
    left_out: pl.DataFrame
    provenance: _NoSources = _NoSources()
    digest: str = ""


def _assess(case: Case, rules: Rulebook) -> Results:
    """Return the assessment of *case*: of its records, or rolled up from the results it gives."""
    every = rules.period(case.period).every
    past: Any = _past(case, rules)
    given = {name: frame for name, frame in case.tables.items() if frame.height or name != "roster"}
    filled = any(sheet.every == every for sheet in rules.edition.sheets)
    beside = every in rules.edition.rollup and rules.edition.rollup[every].also and case.period in case.history["period"]
    if every in rules.edition.rollup and (not filled or beside):
        return roll_up(past, rules, case.period)
    return assess(read_records(given, rules=rules), rules, case.period, history=past)


def _past(case: Case, rules: Rulebook) -> list[_Past]:
    """Return one earlier assessment per period of the given history."""
    only = rules.edition.sheets[0].id
    roster = case.tables["roster"].sort("starts_on").unique("worker_id", keep="last")
    done = []
    for (code,), rows in case.history.sort("period").group_by("period", maintain_order=True):
        results = rows.select(pl.col("worker_id").alias("subject"), "period", pl.col("sheet").fill_null(only), "total", "grade")
        names = results.select("subject", "period").unique(maintain_order=True)
        people = names.join(roster.rename({"worker_id": "subject"}), on="subject", how="left", maintain_order="left")
        full = pl.lit(None, dtype=RESULTS["scores"].schema["full_score"]).alias("full_score")
        done.append(
            _Past(
                period=rules.period(str(code)),
                people=_as("people", people),
                scores=results.with_columns(full).select(RESULTS["scores"].names),
                grades=_as("grades", results.with_columns(pl.lit("band").alias("decided_by"))),
                history=RESULTS["history"].empty(),
                reserves=RESULTS["reserves"].empty(),
                pools=RESULTS["pools"].empty(),
                accounts=RESULTS["accounts"].empty(),
                left_out=RESULTS["left_out"].empty(),
            )
        )
    if any(frame.height for frame in case.past.values()):
        reserves = _as("reserves", case.past["reserves"].rename({"worker_id": "subject"}))
        zero = pl.lit(0).cast(pl.Decimal(38, 2))
        amounts = [pl.col(name).fill_null(zero) for name, dtype in RESULTS["pools"].schema.items() if dtype == pl.Decimal(38, 2)]
        pools = _as("pools", case.past["pools"].with_columns(amounts))
        done.append(
            _Past(
                period=rules.period(case.period).before(),
                people=RESULTS["people"].empty(),
                scores=RESULTS["scores"].empty(),
                grades=RESULTS["grades"].empty(),
                history=RESULTS["history"].empty(),
                reserves=reserves,
                pools=pools,
                accounts=_as("accounts", case.past["accounts"].rename({"worker_id": "subject"})),
                left_out=RESULTS["left_out"].empty(),
            )
        )
    return done


def _as(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return *frame* with exactly the columns of a result table, absent ones empty."""
    schema = RESULTS[table].schema
    absent = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in schema.items() if name not in frame.columns]
    return frame.with_columns(absent).select(pl.col(name).cast(dtype) for name, dtype in schema.items())
