"""A rulebook in print holds the resolved rulebook itself: its digest is the one on paper, and the paper says what it says.

The words a rule is put into are those of the version that printed it, so only that version can make them again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from gridperf.errors import Problem, RulesError
from gridperf.language import Language
from gridperf.report.evidence.listing import enclosed, unlisted
from gridperf.report.evidence.rule_lists import EXAMPLES, rule_lists
from gridperf.report.paper.html import Attachment, words_of

if TYPE_CHECKING:
    from gridperf.report.views.rulebook import PrintedRules
    from gridperf.rulebook import Rulebook

__all__ = ["RESOLVED", "checked_of", "rules_evidence", "unlike_rules", "unresolved"]

RESOLVED = "rulebook.json"
_REPORT = "rulebook"


def rules_evidence(rules: Rulebook, view: PrintedRules, language: Language) -> tuple[Attachment, ...]:
    """Return the evidence of *rules* in print: its lists, and the resolved rulebook."""
    about = {
        "rulebook": rules.digest,
        "provenance": {"engine": view.engine, "pack": rules.pack.code, "edition": rules.starts_on.isoformat(), "calendar": view.calendar},
    }
    lists = rule_lists(view, words_of(_REPORT, language))
    content = json.dumps(
        rules.as_dict(), ensure_ascii=False, separators=(",", ":")
    ).encode()  # keys in the county's order, which is printed
    whole = Attachment(RESOLVED, "application/json", "the resolved rulebook", content, rules.starts_on)
    return *enclosed(_REPORT, about, lists, dated=rules.starts_on, language=language), whole


def checked_of(evidence: Mapping[str, Any]) -> tuple[Literal["resolved", "printed"], ...]:
    """Return what `unresolved` checks of a rulebook with this *evidence*: whether it was printed from it only by its own version."""
    return ("resolved", "printed") if _own_version(evidence) else ("resolved",)


def unresolved(name: str, evidence: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[Problem]:
    """Yield P171 if the rulebook inside the file *name* is not the one of the digest on paper, P172 for rules it does not come to."""
    from gridperf.rulebook import Rulebook  # noqa: PLC0415  (rules are loaded when a rulebook in print is verified)

    try:
        rules = Rulebook.from_dict(json.loads(files[RESOLVED]))
    except RulesError as error:
        found = str(error.problems[0].values.get("found", "—"))
        yield Problem("P171", values={"file": name, "stated": evidence["rulebook"][:16], "found": found[:16]})
        return
    if rules.digest != evidence["rulebook"]:
        yield Problem("P171", values={"file": name, "stated": evidence["rulebook"][:16], "found": rules.digest[:16]})
    elif _own_version(evidence):
        for problem in unlike_rules(name, evidence, rules):
            yield Problem("P172", values=problem.values)


def unlike_rules(name: str, evidence: Mapping[str, Any], rules: Rulebook) -> Iterator[Problem]:
    """Yield P128 for every list of the *evidence* of the file *name*, a rulebook in print, that *rules* do not come to."""
    from gridperf.report.views.rulebook import printed_rules  # noqa: PLC0415

    language: Language = "en" if evidence["language"] == "en" else "zh"
    made = rule_lists(printed_rules(rules, language, examples=False), words_of(_REPORT, language))
    ids = frozenset({one["list"] for one in evidence["lists"]} | {one.id for one in made}) - {EXAMPLES}
    yield from unlisted(name, evidence, made, ids)


def _own_version(evidence: Mapping[str, Any]) -> bool:
    from gridperf import __version__  # noqa: PLC0415

    return bool(evidence["provenance"]["engine"] == __version__)
