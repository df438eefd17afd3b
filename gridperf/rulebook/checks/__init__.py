"""An edition that passes says one thing only: every name it uses exists, and no number in it contradicts another.

The checks are split by what they look at; none of them stops at its first finding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from gridperf.errors import Problem
from gridperf.placed_yaml import Placed
from gridperf.rulebook.checks.accounts import check_accounts
from gridperf.rulebook.checks.actions import check_actions
from gridperf.rulebook.checks.below import check_below
from gridperf.rulebook.checks.clauses import check_clauses
from gridperf.rulebook.checks.context import Context, Steps
from gridperf.rulebook.checks.dates import check_dates
from gridperf.rulebook.checks.editions import WHOLE_PACK
from gridperf.rulebook.checks.formulas import check_formulas
from gridperf.rulebook.checks.grades import check_grades
from gridperf.rulebook.checks.measures import check_measures
from gridperf.rulebook.checks.pay import check_pay
from gridperf.rulebook.checks.possible import check_possible
from gridperf.rulebook.checks.results import check_results
from gridperf.rulebook.checks.sheets import check_sheets
from gridperf.rulebook.checks.stepping import check_stepping
from gridperf.rulebook.checks.tables import check_tables
from gridperf.rulebook.checks.teams import check_teams
from gridperf.rulebook.checks.wages import check_wages
from gridperf.rulebook.checks.whole import check_whole
from gridperf.rulebook.document import Document
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.measures import StandardMeasure
from gridperf.tables import RECORDS, Table

__all__ = ["check_edition"]


def check_edition(
    edition: Edition,
    *,
    placed: Placed,
    standard: Mapping[str, StandardMeasure],
    document: Document | None,
    document_file: str,
    tables: Mapping[str, Table] = RECORDS,
    uncited: Mapping[Steps, str] = MappingProxyType({}),
    found: Sequence[Problem] = (),
) -> tuple[Problem, ...]:
    """Return what is wrong (R2, R3 errors) or doubtful (warnings) in *edition*, in the order of its lines.

    Args:
        edition: the edition.
        placed: its file, for places.
        standard: the measures of the catalogue.
        document: the county's text, or None if it could not be read.
        document_file: how problems name the text's file.
        tables: every table of records, with the columns the pack adds.
        uncited: clauses a layer cites beside its rules, by where it does.
        found: what was found before.
    """
    context = Context(edition, placed, standard, document, document_file, tables, uncited, list(found))
    for check in (
        check_whole,
        check_tables,
        check_measures,
        check_formulas,
        check_sheets,
        check_results,
        check_teams,
        check_grades,
        check_stepping,
        check_pay,
        check_actions,
        check_dates,
        check_accounts,
        check_below,
        check_clauses,
        check_possible,
        check_wages,
    ):
        check(context)
    errors = {problem.code for problem in context.problems if problem.severity == "error"}
    warned = {problem.code for problem in context.problems if problem.severity == "warning"}
    for code in edition.acknowledged:
        if code not in warned and code not in WHOLE_PACK:
            reason = "R284" if code in errors else "R285"
            context.report(reason, ("acknowledged", code), key=True, warning=True, what=code)
    kept = [problem for problem in context.problems if problem.severity == "error" or problem.code not in edition.acknowledged]
    return tuple(sorted(kept, key=lambda problem: _order(problem, placed.file)))


def _order(problem: Problem, file: str) -> tuple[bool, str, int, int]:
    where = problem.where
    return where.file != file, where.file, where.line or 0, where.column or 0
