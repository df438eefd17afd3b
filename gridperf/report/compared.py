"""A card is compared with the assessment it should come from, row for row: whatever differs is named by its table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from gridperf.errors import Problem
from gridperf.report.evidence import OF_PERSON, said
from gridperf.report.listing import is_listing, unlisted
from gridperf.report.notices import listed
from gridperf.report.views.notice import notice_sheets

if TYPE_CHECKING:
    import polars as pl

    from gridperf.assessment import Assessment

__all__ = ["Basis"]

_SHOWN = 120


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
        stated = f"{evidence['period']} {evidence['provenance']['rulebook'][:16]}"
        found = f"{own.period.code} {own.provenance.rulebook[:16]}"
        if stated != found:
            yield Problem("P128", values={"file": name, "place": "rulebook", "stated": stated, "found": found})
            return
        if is_listing(evidence):
            yield from unlisted(name, evidence, listed(notice_sheets(own, full_names=bool(evidence["full_names"]))))
            return
        for table in OF_PERSON:
            found_rows = sorted(said(row) for row in self._rows(table, evidence["subject"]))
            stated_rows = sorted(said(row) for row in evidence["tables"][table])
            if found_rows != stated_rows:
                one = next((row for row in stated_rows if row not in found_rows), "—")
                other = next((row for row in found_rows if row not in stated_rows), "—")
                yield Problem("P128", values={"file": name, "place": table, "stated": one[:_SHOWN], "found": other[:_SHOWN]})

    def _rows(self, table: str, subject: str) -> Iterator[dict[str, Any]]:
        frame, places = self._table(table)
        at, height = places.get(subject, (0, 0))
        return frame.slice(at, height).iter_rows(named=True)

    def _by_subject(self, table: str) -> tuple[pl.DataFrame, dict[str, tuple[int, int]]]:
        """Return a table sorted by subject, and where the rows of each begin and how many they are."""
        import polars as pl  # noqa: PLC0415  (a card by itself is verified without it)

        frame = self._assessment.table(table).sort("subject", maintain_order=True)
        spans = frame.with_row_index("at").group_by("subject").agg(pl.col("at").min(), pl.len().alias("height"))
        return frame, {subject: (at, height) for subject, at, height in spans.select("subject", "at", "height").iter_rows()}
