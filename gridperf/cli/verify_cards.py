"""`gridperf verify` of cards and payslips: every file is named that does not hold, and what could not be checked is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.text import Text

from gridperf.cli.bases import bases
from gridperf.cli.screens.screen import Screen
from gridperf.cli.words.general import say

if TYPE_CHECKING:
    from gridperf.report.verifying.proof import Check, Verdict

__all__ = ["verify_cards"]

_CHECKS: Mapping[str, tuple[Check, ...]] = {
    "card": ("seal", "text", "data", "sums", "bands", "manifest", "proof", "root", "signature", "rules", "book", "assessment", "records"),
    "slip": ("seal", "text", "data", "sums", "manifest", "proof", "root", "signature", "book", "payment"),
    "list": ("seal", "text", "data", "sums", "signature", "rules", "book", "assessment", "records"),
    "rulebook": ("seal", "text", "data", "resolved", "printed", "signature", "rules"),
}
"""What there is to check, by kind of paper."""


def verify_cards(
    paths: Sequence[Path],
    *,
    against: Path | None,
    records: str | None,
    mapping: str | Path | None,
    history: Sequence[Path],
    rules: str | None,
    book: str | None,
    root: str | None,
    trust: Sequence[Path],
    passwords: Mapping[str, str],
    json: bool,
    quiet: bool,
) -> None:
    """Verify the cards under *paths*, print what was found, and exit with 1 if anything does not hold."""
    from gridperf.report.signing.signatures import load_trust  # noqa: PLC0415
    from gridperf.report.verifying.issued import count, issued, verify_issued  # noqa: PLC0415

    trusted = load_trust(trust)
    screen = Screen(quiet=quiet)
    with screen.progress(say("opening")):
        compared = bases(paths, against=against, records=records, mapping=mapping, history=history, rules=rules, book=book)
    verdicts: list[Verdict] = []
    kinds = set()
    with screen.progress(say("verifying"), count(paths)) as step:
        for each in issued(paths, trust=trusted):
            verdict = verify_issued(each, against=compared, root=root, trust=trusted, passwords=passwords)
            kinds.add(_kind(verdict.evidence))
            # what a card says of itself is not kept, so that many can be verified
            verdicts.append(replace(verdict, evidence={}))
            step(1)
    problems = [problem for verdict in verdicts for problem in verdict.problems]
    checked = Counter(check for verdict in verdicts for check in verdict.checked)
    signers = Counter((signer.name, signer.certificate, signer.trusted, signer.field) for verdict in verdicts for signer in verdict.signers)
    unsigned = Counter(field for verdict in verdicts for field in verdict.unsigned)
    roots = sorted({found for verdict in verdicts for found in verdict.roots})
    if json:
        screen.json(
            {
                "files": len(verdicts),
                "holds": not problems,
                "checked": dict(checked),
                "roots": roots,
                "signers": [
                    {"name": name, "certificate": certificate, "trusted": known, "field": field, "files": files}
                    for (name, certificate, known, field), files in sorted(signers.items(), key=str)
                ],
                "unsigned": dict(unsigned),
                "problems": [{"file": verdict.file, **problem.as_dict()} for verdict in verdicts for problem in verdict.problems],
            }
        )
    else:
        screen.problems(problems, to=screen.out)
        wrong = sum(bool(verdict.problems) for verdict in verdicts)
        screen.show(say("cards-hold", count=len(verdicts)) if not wrong else say("cards-wrong", count=len(verdicts), wrong=wrong))
        for check in dict.fromkeys([*(check for kind in sorted(kinds) for check in _CHECKS[kind]), *checked]):
            what = say("check-sums-list" if check == "sums" and kinds == {"list"} else f"check-{check}")
            screen.show(Text(say("checked" if checked[check] else "not-checked", what=what, count=checked[check]), style="dim"))
        for (name, certificate, known, field), files in sorted(signers.items(), key=str):
            where = say("in-field", field=field) if field else ""
            said = say("signed-by" if known else "signed-by-somebody", name=name, certificate=certificate, count=files, field=where)
            screen.show(Text(said, style="dim"))
        for field, files in unsigned.items():
            screen.show(Text(say("unsigned", field=field, count=files), style="dim"))
        for found in roots if root is None else ():
            screen.show(Text(say("batch-root", root=found), style="dim"))
    if problems or not verdicts:
        raise typer.Exit(1)


def _kind(evidence: Mapping[str, Any]) -> str:
    """Return of which kind of paper *evidence* is, of `_CHECKS`."""
    if "slip" in evidence:
        return "slip"
    if "lists" not in evidence:
        return "card"
    return "list" if "assessment" in evidence else "rulebook"
