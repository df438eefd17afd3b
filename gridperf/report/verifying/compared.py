"""A card is compared with the assessment it should come from, a payslip with the payment, row for row: what differs is named by its table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Protocol

from gridperf.errors import Problem
from gridperf.report.evidence.cards import said
from gridperf.report.evidence.listing import is_listing
from gridperf.report.verifying.relisted import unlike_result
from gridperf.report.views.person import OF_PERSON

if TYPE_CHECKING:
    import polars as pl

    from gridperf.assessment import Assessment
    from gridperf.payroll import Payroll

__all__ = ["Basis", "Compared", "PaymentBasis"]

_SHOWN = 120


class Compared(Protocol):
    """What a card or payslip is compared with."""

    @property
    def check(self) -> Literal["assessment", "records", "payment", "book", "rules"]:
        """Return what the comparison is called in a verdict."""

    def differences(self, name: str, evidence: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield what of the *evidence* of the file *name* differs (P128, P136)."""


class Basis:
    """An assessment, ready to be compared with many cards.

    Attributes:
        check: what a comparison with it is called in a verdict: `assessment`, or `records` if it was made anew from records.
    """

    def __init__(self, assessment: Assessment, *, recomputed: bool = False) -> None:
        self.check: Literal["assessment", "records"] = "records" if recomputed else "assessment"
        self._assessment = assessment
        self._table = cache(self._by_subject)

    def differences(self, name: str, evidence: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield what of the *evidence* of the card *name* is not as the assessment has it (P128)."""
        own = self._assessment
        if "slip" in evidence or "assessment" not in evidence:  # a payslip, a rulebook in print
            yield Problem("P136", values={"file": name})
            return
        listed = is_listing(evidence)
        if not (listed and evidence["report"] == "correction"):  # which is of several periods
            stated = f"{evidence['period']} {evidence['provenance']['rulebook'][:16]}"
            found = f"{own.period.code} {own.provenance.rulebook[:16]}"
            if stated != found:
                yield Problem("P128", values={"file": name, "place": "rulebook", "stated": stated, "found": found})
                return
        if listed:
            yield from unlike_result(name, evidence, own)
            return
        for table in OF_PERSON:
            yield from _differing(name, table, evidence["tables"][table], self._rows(table, evidence["subject"]))

    def _rows(self, table: str, subject: str) -> Iterator[dict[str, Any]]:
        return _of(subject, self._table(table))

    def _by_subject(self, table: str) -> _Sorted:
        return _sorted(self._assessment.table(table), "subject")


class PaymentBasis:
    """A payment, ready to be compared with many payslips."""

    check: Literal["payment"] = "payment"

    def __init__(self, payroll: Payroll) -> None:
        self._payroll = payroll
        self._table = cache(self._by_worker)

    def differences(self, name: str, evidence: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield what of the *evidence* of the slip *name* is not as the payment has it (P128, P136)."""
        from gridperf.report.evidence.slips import OF_PAYEE  # noqa: PLC0415  (loaded when a slip is compared)

        own = self._payroll
        if "slip" not in evidence:
            yield Problem("P136", values={"file": name})
        elif evidence["month"] != str(own.month):
            yield Problem("P128", values={"file": name, "place": "month", "stated": evidence["month"], "found": own.month})
        else:
            for table, columns in OF_PAYEE.items():
                rows = ({column: row[column] for column in columns} for row in _of(evidence["subject"], self._table(table)))
                yield from _differing(name, table, evidence["tables"][table], rows)

    def _by_worker(self, table: str) -> _Sorted:
        return _sorted(self._payroll.entries if table == "lines" else self._payroll.tables[table], "worker_id")


_Sorted = tuple["pl.DataFrame", dict[str, tuple[int, int]]]
"""A table sorted by person, and where the rows of each begin and how many they are."""


def _sorted(table: pl.DataFrame, by: str) -> _Sorted:
    import polars as pl  # noqa: PLC0415  (a card by itself is verified without it)

    frame = table.sort(by, maintain_order=True)
    spans = frame.with_row_index("\0at").group_by(by).agg(pl.col("\0at").min(), pl.len().alias("\0height"))
    return frame, {subject: (at, height) for subject, at, height in spans.select(by, "\0at", "\0height").iter_rows()}


def _of(subject: str, table: _Sorted) -> Iterator[dict[str, Any]]:
    frame, places = table
    at, height = places.get(subject, (0, 0))
    return frame.slice(at, height).iter_rows(named=True)


def _differing(name: str, table: str, stated: Sequence[Mapping[str, Any]], found: Iterable[Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield P128 with the first rows of either side that the other does not have."""
    found_rows, stated_rows = sorted(said(row) for row in found), sorted(said(row) for row in stated)
    if found_rows != stated_rows:
        one = next((row for row in stated_rows if row not in found_rows), "—")
        other = next((row for row in found_rows if row not in stated_rows), "—")
        yield Problem("P128", values={"file": name, "place": table, "stated": one[:_SHOWN], "found": other[:_SHOWN]})
