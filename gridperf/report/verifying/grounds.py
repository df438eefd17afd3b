"""What a card should come from on somebody else's word: the run that a Book keeps of its period, and the rules a county published.

A card names the run it was printed from; that run is what it is compared with, and whether it still stands is another question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from gridperf.errors import Problem
from gridperf.language import Language, use
from gridperf.report.evidence.rules_proof import unlike_rules
from gridperf.report.verifying.compared import Basis, Compared, PaymentBasis

if TYPE_CHECKING:
    from gridperf.book import Book, Standing
    from gridperf.book.state import Run
    from gridperf.rulebook import Rulebook

__all__ = ["BookBasis", "RulesBasis", "placed"]


class BookBasis:
    """A Book, ready to be compared with many cards and payslips."""

    check: Literal["book"] = "book"

    def __init__(self, book: Book) -> None:
        self._book = book
        self._standings = list(book.status().values())
        self._compared: dict[str, Compared] = {}
        self._paid = cache(self._payment)

    def differences(self, name: str, evidence: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield what of the *evidence* of the file *name* is not as the Book has it (P128), or does not stand there (P166–P168)."""
        if "rulebook" in evidence:  # in print: a Book keeps results
            yield Problem("P136", values={"file": name})
            return
        if "slip" in evidence:
            payment = self._paid(str(evidence["month"]))
            if payment is None:
                yield Problem("P166", values={"file": name, "period": evidence["month"], "book": self._book.name})
            else:
                yield from payment.differences(name, evidence)
            return
        period, digest = str(evidence["period"]), str(evidence["assessment"])
        yield from _placed(self._book.name, self._standings, name, period, digest)
        found = next((one for one in _runs(self._standings, period) if one[1].digest == digest), None)
        if found is not None:
            standing, run = found
            if digest not in self._compared:
                self._compared[digest] = Basis(self._book.loaded(replace(standing, run=run)))
            yield from self._compared[digest].differences(name, evidence)
            if evidence.get("report") == "audit":
                yield from self._otherwise_audited(name, evidence, standing)

    def _otherwise_audited(self, name: str, evidence: Mapping[str, Any], standing: Standing) -> Iterator[Problem]:
        """Yield what an audit report says of the Book that the Book, as it was when the report was made, does not say (P128)."""
        from gridperf.book.state import standings  # noqa: PLC0415  (loaded when an audit report is compared)
        from gridperf.report.documents.audit_lists import OF_BOOK, audit_facts, audit_lists  # noqa: PLC0415
        from gridperf.report.evidence.listing import unlisted  # noqa: PLC0415
        from gridperf.report.paper.html import words_of  # noqa: PLC0415
        from gridperf.report.views.audit import audit_report  # noqa: PLC0415

        language: Language = "en" if evidence["language"] == "en" else "zh"
        t, stated = words_of("audit", language), dict(evidence["facts"])
        if stated["book"] == t["no_book"]:
            return
        events = self._book.events()
        # the report names the Book by its last step of then; what came later is no business of it
        last = next((event for event in reversed(events) if event.digest in stated["book"]), None)
        before = () if last is None else [event for event in events if event.seq <= last.seq]
        then = standings(before).get(standing.key)
        if last is None or then is None:
            yield Problem("P128", values={"file": name, "place": "book", "stated": stated["book"], "found": self._book.head})
            return
        with use(language):
            view = audit_report(self._book.loaded(then), standing=then, book=(Path(self._book.name).name, last.digest))
            yield from unlisted(name, evidence, audit_lists(view, t), OF_BOOK)
            for fact in audit_facts(view, t):
                if fact.id in ("state", "sealed_by") and stated.get(fact.id) != fact.line:
                    yield Problem("P128", values={"file": name, "place": fact.id, "stated": stated.get(fact.id, "—"), "found": fact.line})

    def _payment(self, month: str) -> Compared | None:
        from gridperf.payroll.booked import kept_payment  # noqa: PLC0415  (loaded when a slip is compared)

        if month not in {one.month for one in self._book.payments.kept()}:
            return None
        return PaymentBasis(kept_payment(self._book, month))


class RulesBasis:
    """The rules a county published, ready to be compared with many cards.

    Args:
        rules: returns the rulebook of a period, by its code; of None the one a rulebook in print should be.
    """

    check: Literal["rules"] = "rules"

    def __init__(self, rules: Callable[[str | None], Rulebook]) -> None:
        self._of = cache(rules)

    def differences(self, name: str, evidence: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield whether the card *name* was made by other rules (P169), or says other grades than they have, or, a rulebook in print, other rules (P128)."""
        from gridperf.report.views.common import scale_in  # noqa: PLC0415  (loaded when a card is compared)

        if "slip" in evidence:
            yield Problem("P136", values={"file": name})
            return
        in_print = "rulebook" in evidence
        rules = self._of(None if in_print else str(evidence["period"]))
        stated = str(evidence["rulebook"] if in_print else evidence["provenance"]["rulebook"])
        if rules.digest != stated:
            values = {"file": name, "stated": stated[:16], "found": rules.digest[:16], "edition": f"{rules.pack.code}@{rules.starts_on}"}
            yield Problem("P169", values=values)
            if in_print:
                yield from unlike_rules(name, evidence, rules)
        elif "bands" in evidence:
            scale = scale_in(rules, rules.period(str(evidence["period"])).every, str(evidence["sheet"]))
            said = [f"{grade} {least}" for grade, least in evidence["bands"]]
            found = [f"{band.grade} {band.at_least}" for band in scale]
            if said != found:
                yield Problem("P128", values={"file": name, "place": "bands", "stated": "、".join(said), "found": "、".join(found)})


def placed(book: Book, name: str, period: str, digest: str) -> Iterator[Problem]:
    """Yield why a result of *period* with this *digest*, called *name*, does not stand in *book* (P166–P168)."""
    return _placed(book.name, list(book.status().values()), name, period, digest)


def _placed(book: str, standings: Iterable[Standing], name: str, period: str, digest: str) -> Iterator[Problem]:
    runs = _runs(standings, period)
    values = {"file": name, "period": period, "book": book, "stated": digest[:16]}
    stands = [standing.run.digest for standing, run in runs if run.digest == digest]
    if not runs:
        yield Problem("P166", values=values)
    elif not stands:
        yield Problem("P167", values=values | {"found": "、".join(dict.fromkeys(standing.run.digest[:16] for standing, _ in runs))})
    elif stands[0] != digest:
        yield Problem("P168", values=values | {"found": stands[0][:16]})


def _runs(standings: Iterable[Standing], period: str) -> list[tuple[Standing, Run]]:
    """Return every run there has been of *period*, with where the period stands; the last first."""
    return [(standing, run) for standing in standings if standing.period == period for run in reversed(standing.runs)]
