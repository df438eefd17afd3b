"""Grades and ranks: bands, supplied grades, vetoes, quotas."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from gridperf.rulebook.grading import Band, NamedRanking, Places, Ranking
from gridperf.rulebook.scoring import AtBest, Sheet
from tests.oracle import teams
from tests.oracle.results import Grade
from tests.oracle.rounding import rounded
from tests.oracle.scopes import scope_of
from tests.oracle.scoring import Scored

__all__ = ["Graded"]


class Graded(Scored):
    """Grades for the totals."""

    def grade(self, sheet: Sheet, subjects: dict[str, dict[str, object]], totals: dict[str, Fraction | None]) -> dict[str, Grade]:
        bands = sheet.grades or self.edition.grades
        names = [band.grade for band in bands]
        assessed = {subject: total for subject, total in totals.items() if total is not None}
        uncapped = {subject: _band_of(total, bands) for subject, total in assessed.items()}
        now = dict(uncapped)
        cause = dict.fromkeys(assessed, "band")
        called = teams.known_names(self) if sheet.supplied else {}
        for row in self.tables.get("supplied", ()) if sheet.supplied else ():
            given = called.get(str(row["worker_id"]), str(row["worker_id"]))
            if (row["period"], row["sheet"]) == (self.period.code, sheet.id) and given in assessed:
                now[given], cause[given] = names.index(str(row["grade"])), "supplied"
        vetoed: set[str] = set()
        for subject in assessed:
            if sheet.eligible is not None and isinstance(sheet.eligible.otherwise, AtBest) and not self.served_enough(subject, sheet):
                best = names.index(sheet.eligible.otherwise.at_best)
                if now[subject] < best:
                    now[subject], cause[subject] = best, "eligibility"
        for veto in sheet.vetoes:
            for subject in assessed:
                if self.happened(veto.when.count, veto.when.where, subject) >= veto.when.at_least:
                    vetoed.add(subject)
                    best = names.index(veto.effect.grade)
                    if now[subject] < best:
                        now[subject], cause[subject] = best, "veto"
        for at, band in enumerate(bands):
            if band.quota is None:
                continue
            quota = band.quota
            for scope in {scope_of(subjects[subject], quota.within) for subject in assessed}:
                inside = [subject for subject in assessed if scope_of(subjects[subject], quota.within) == scope]
                allowed = quota.count if isinstance(quota, Places) else int(rounded(quota.at_most * len(inside), Fraction(1), quota.round))
                candidates = sorted((s for s in inside if now[s] == at and s not in vetoed), key=lambda s: assessed[s], reverse=True)
                keep = set(candidates[:allowed])
                if 0 < allowed < len(candidates) and assessed[candidates[allowed - 1]] == assessed[candidates[allowed]]:
                    tied = {s for s in candidates if assessed[s] == assessed[candidates[allowed]]}
                    keep = keep | tied if quota.ties == "include" else keep - tied
                for subject in candidates:
                    if subject not in keep:
                        now[subject], cause[subject] = at + 1, "quota"
        result: dict[str, Grade] = {}
        for subject in totals:
            scope, rank, of = self.rank(subject, sheet.ranking, subjects, assessed)
            if subject in assessed:
                result[subject] = Grade(names[now[subject]], names[uncapped[subject]], cause[subject], scope, rank, of)
            else:
                result[subject] = Grade(None, None, "not_assessed", scope, None, of)
        return result

    def rank(
        self, subject: str, ranking: Ranking | NamedRanking | None, subjects: dict[str, dict[str, object]], assessed: dict[str, Fraction]
    ) -> tuple[str | None, int | None, int | None]:
        if ranking is None:
            return None, None, None
        scope = scope_of(subjects[subject], ranking.within)
        inside = {other: total for other, total in assessed.items() if scope_of(subjects[other], ranking.within) == scope}
        name = scope[-1] if scope else ""
        if subject not in inside:
            return name, None, len(inside)
        better = [total for total in inside.values() if total > inside[subject]]
        return name, 1 + len(better if ranking.ties == "skip" else set(better)), len(inside)


def _band_of(total: Fraction, bands: Sequence[Band]) -> int:
    for at, band in enumerate(bands):
        if total >= band.at_least:
            return at
    return len(bands) - 1
