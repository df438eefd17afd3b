"""What issued cards are compared with: whatever was named on the command line, and nothing that a card names by itself but a pack's code."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from gridperf.cli.words.general import say

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.book import Book
    from gridperf.period import Period
    from gridperf.report.verifying.compared import Compared
    from gridperf.rulebook import Rulebook

__all__ = ["bases", "made_with"]

_CODE = re.compile(r"[\w-]+")


def bases(
    paths: Sequence[Path],
    *,
    against: Path | None,
    records: str | None,
    mapping: str | Path | None,
    history: Sequence[Path],
    rules: str | None,
    book: str | None,
) -> list[Compared]:
    """Return what the cards under *paths* are compared with.

    Args:
        paths: cards, archives and folders.
        against: a saved assessment or payment.
        records: records everything is computed again from.
        mapping: how they are read.
        history: earlier results they were made with.
        rules: the rules they should have been made by.
        book: the Book they should stand in.
    """
    from gridperf import load_assessment  # noqa: PLC0415
    from gridperf.payroll import is_saved, load_payroll  # noqa: PLC0415
    from gridperf.report.verifying.compared import Basis, PaymentBasis  # noqa: PLC0415

    found: list[Compared] = []
    kept: Book | None = None
    if rules is not None:
        from gridperf.report.verifying.grounds import RulesBasis  # noqa: PLC0415

        found.append(RulesBasis(lambda period: _rules(rules, period)))
    if book is not None:
        from gridperf.book import open_book  # noqa: PLC0415
        from gridperf.report.verifying.grounds import BookBasis  # noqa: PLC0415

        kept = open_book(book)
        found.append(BookBasis(kept))
    if against is not None and is_saved(against):
        found.append(PaymentBasis(load_payroll(against)))
    elif records is None and against is not None:
        found.append(Basis(load_assessment(against)))
    elif records is not None:
        found += _recomputed(paths, against, records, mapping, [load_assessment(folder) for folder in history], rules, kept)
    return found


def _recomputed(
    paths: Sequence[Path],
    against: Path | None,
    records: str,
    mapping: str | Path | None,
    earlier: Sequence[Assessment],
    rules: str | None,
    book: Book | None,
) -> list[Compared]:
    """Return an assessment made anew from *records*; nothing if no card says of which period."""
    from gridperf import assess, load_assessment, read_records  # noqa: PLC0415
    from gridperf.report.verifying.compared import Basis  # noqa: PLC0415

    if against is not None:
        rulebook, period = (saved := load_assessment(against)).rulebook, saved.period
    else:
        said = _evidence(paths)
        if said is not None and "slip" in said:
            raise typer.BadParameter(say("records-of-slips"))
        # what a card names is a pack's code, never a path
        if said is None or (rules is None and not _CODE.fullmatch(str(said["provenance"]["pack"]))):
            return []
        if "period" not in said:
            raise typer.BadParameter(say("records-of-rules"))
        rulebook = _rules(rules or said["provenance"]["pack"], said["period"])
        period = rulebook.period(said["period"])
    source = read_records(records, mapping=mapping, on_problem="quarantine", rules=rulebook)
    with_book = {"history": earlier} if book is None else made_with(book, rulebook, period)
    return [Basis(assess(source, rulebook, period, **with_book), recomputed=True)]


def _rules(text: str, period: str | None) -> Rulebook:
    """Return the rules named by *text*: the edition of the day after `@`, else the one of *period*, else the newest."""
    from gridperf import load_rules  # noqa: PLC0415
    from gridperf.cli.editions import load_edition  # noqa: PLC0415

    return load_edition(text) if period is None or "@" in text else load_rules(text, period=period)


def made_with(book: Book, rulebook: Rulebook, period: Period) -> dict[str, Any]:
    """Return what *book* gives to the assessment of *period*, besides its records: earlier results, appeals, corrections, money, points."""
    return {
        "history": book.sealed(before=period),
        "corrections": book.carried(period.code),
        "reserves": book.held_back(period),
        "adjustments": book.adjustments(period.code, made="records") if (period.code, "records") in book.status() else None,
        "exchanges": book.accounts.exchanges(period.code) if rulebook.edition.accounts else None,
    }


def _evidence(paths: Sequence[Path]) -> Mapping[str, Any] | None:
    """Return what the first card with evidence says of itself."""
    from gridperf.report.verifying.issued import issued  # noqa: PLC0415
    from gridperf.report.verifying.proof import verify_pdf  # noqa: PLC0415

    cards = (each.data for each in issued(paths) if isinstance(each.data, bytes))
    return next((evidence for data in cards if (evidence := verify_pdf(data).evidence)), None)
