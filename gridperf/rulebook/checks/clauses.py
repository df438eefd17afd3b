"""Every clause a rule cites can be read in the county's text, and every clause of the text has a rule or a reason for none."""

from __future__ import annotations

from gridperf.errors import Problem, Where
from gridperf.rulebook.checks.context import Context, near
from gridperf.rulebook.clauses import clauses_of
from gridperf.rulebook.walk import cited

__all__ = ["check_clauses"]


def check_clauses(context: Context) -> None:
    """Check citations against the source, and the source against the citations."""
    document = context.document
    if document is None:
        return
    used = set()
    beside = ((at, one) for at, clause in context.uncited.items() for one in clauses_of(clause))
    for path, clause in (*cited(context.edition), *beside):
        used.add(clause)
        # what a layer says itself rests on its own document, not on the upper one that allows it
        known = document.lines if context.placed.file_of(path) == context.placed.file else document.clauses
        if clause not in known:
            context.report("R304", path, what=clause, near=near(clause, known) if known else "-")
    for clause in document.without_rules:
        if clause not in document.clauses:
            context.problems.append(
                Problem("R306", Where(file=context.document_file), {"what": clause, "near": near(clause, document.clauses)})
            )
    for clause, line in document.lines.items():
        if not _has_rule(clause, used, set(document.without_rules)):
            if _part_of(clause, set(document.clauses)) and not any(_part_of(one, {_whole(clause)}) for one in used):
                continue  # its article has no rule at all, which is said once, at the article
            context.problems.append(Problem("R305", Where(file=context.document_file, line=line, column=1), {"what": clause}, "warning"))


def _whole(clause: str) -> str:
    """Return the article a numbered paragraph belongs to: `第六条（一）` → `第六条`."""
    return clause[: clause.rindex("（")] if clause.endswith("）") else clause


def _part_of(clause: str, articles: set[str]) -> bool:
    whole = _whole(clause)
    return whole != clause and (whole in articles or _part_of(whole, articles))


def _has_rule(clause: str, used: set[str], excused: set[str]) -> bool:
    """Return whether *clause*, the article it belongs to or a paragraph of it is cited, or excused."""
    if clause in used or clause in excused or any(_part_of(one, {clause}) for one in used):
        return True
    return _part_of(clause, used | excused)
