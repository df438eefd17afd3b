"""Grades and ranks: bands, supplied grades, vetoes, quotas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cmp_to_key

from gridperf.period import Period
from gridperf.rulebook.grading import Band, ByMeasure, Decider, Last, Lowest, NamedRanking, Places, Ranking, TieRule, Ties
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
            held = self.stepped(subject, sheet, now[subject], names)
            if held != now[subject]:
                now[subject], cause[subject] = held, "steps"
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
                    elif veto.effect.score == "zero" and cause[subject] == "band":
                        cause[subject] = "veto"
        for subject in totals:
            for decider in _deciders(bands):
                if isinstance(decider, ByMeasure):
                    figure = self.measure(self.amount(decider.measure), subject, None)
                    self.done.measures[subject, sheet.id, f"ties:{decider.measure}", ""] = figure
        deciding = any(band.quota is not None and isinstance(band.quota.ties, TieRule) for band in bands)
        figures = {subject: self.figures_of(subject, sheet) for subject in assessed} if deciding else {}
        for at, band in enumerate(bands):
            if isinstance(band.quota, Last):
                for scope in {scope_of(subjects[subject], band.quota.within) for subject in assessed}:
                    inside = [subject for subject in assessed if scope_of(subjects[subject], band.quota.within) == scope]
                    if band.quota.needs is not None and len(inside) < band.quota.needs:
                        continue
                    count = int(rounded(band.quota.last * len(inside), Fraction(1), band.quota.round))
                    taken = _taken(inside, count, assessed, figures, band.quota.ties, best=False)
                    for subject in inside:
                        equals = [other for other in inside if assessed[other] == assessed[subject]]
                        divided = 0 < len(taken.intersection(equals)) < len(equals)
                        if now[subject] < at and (subject in taken or divided):
                            cause[subject] = "tie" if divided else "last"
                    for subject in taken:
                        now[subject] = max(now[subject], at)
        for at, band in enumerate(bands):
            if band.quota is None or isinstance(band.quota, Last):
                continue
            quota = band.quota
            for scope in {scope_of(subjects[subject], quota.within) for subject in assessed}:
                inside = [subject for subject in assessed if scope_of(subjects[subject], quota.within) == scope]
                allowed = quota.count if isinstance(quota, Places) else int(rounded(quota.at_most * len(inside), Fraction(1), quota.round))
                if quota.needs is not None and len(inside) < quota.needs:
                    continue
                candidates = [s for s in inside if now[s] == at and s not in vetoed]
                keep = _taken(candidates, allowed, assessed, figures, quota.ties, best=True)
                for subject in candidates:
                    equals = [other for other in candidates if assessed[other] == assessed[subject]]
                    divided = 0 < len(keep.intersection(equals)) < len(equals)
                    if subject not in keep:
                        now[subject], cause[subject] = at + 1, "quota"
                    if divided:
                        cause[subject] = "tie"
        result: dict[str, Grade] = {}
        for subject in totals:
            scope, rank, of = self.rank(subject, sheet.ranking, subjects, assessed)
            if subject in assessed:
                result[subject] = Grade(names[now[subject]], names[uncapped[subject]], cause[subject], scope, rank, of)
            else:
                result[subject] = Grade(None, None, "not_assessed", scope, None, of)
        return result

    def stepped(self, subject: str, sheet: Sheet, at: int, names: Sequence[str]) -> int:
        """Return the position of the grade nearest to *at* that the one before leaves open."""
        rule = sheet.steps
        if rule is None:
            return at
        walk, earlier = self.period, None
        since = Period.parse(rule.since, month_starts_on=walk.month_starts_on, year_starts_in=walk.year_starts_in)
        if walk.starts_on < since.starts_on:
            return at
        while earlier is None and walk.starts_on > since.starts_on:
            walk = walk.before()
            earlier = next((held.grade for held in self.past.get((subject, walk.code), ()) if held.sheet == sheet.id), None)
            if rule.not_graded == "first":
                break
        if earlier is None:
            if isinstance(rule.first, str):
                return at
            earlier = rule.first.from_
        before = names.index(earlier)
        if isinstance(rule.up, int) and at < before - rule.up:
            return before - rule.up
        if isinstance(rule.down, int) and at > before + rule.down:
            return before + rule.down
        return at

    def figures_of(self, subject: str, sheet: Sheet) -> dict[str, Fraction | None]:
        """Return what was measured of a subject, item by item; None where nothing could be."""
        found = {item.id: self.done.measures.get((subject, sheet.id, item.id, "")) for item in sheet.items}
        names = [key[2] for key in self.done.measures if key[:2] == (subject, sheet.id) and key[2].startswith("ties:")]
        found |= {name: self.done.measures[subject, sheet.id, name, ""] for name in names}
        return {item: None if held is None or held[1] == 0 else held[0] / held[1] for item, held in found.items()}

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


def _taken(
    people: Sequence[str],
    count: int,
    totals: Mapping[str, Fraction],
    figures: Mapping[str, Mapping[str, Fraction | None]],
    ties: Ties,
    *,
    best: bool,
) -> set[str]:
    """Return the *count* best, or last, of *people*; of equals at the cut all or none, if nothing tells them apart."""

    def before(one: str, other: str) -> int:
        """Return 1 if *one* is better off than *other*, -1 if worse, 0 if nothing tells them apart."""
        if totals[one] != totals[other]:
            return 1 if totals[one] > totals[other] else -1
        for decider in ties.by if isinstance(ties, TieRule) else ():
            if isinstance(decider, ByMeasure):
                least, name = decider.best == "fewest", f"ties:{decider.measure}"
            else:
                least, name = isinstance(decider, Lowest), decider.lowest if isinstance(decider, Lowest) else decider
            left, right = (figures[who][name] for who in (one, other))
            if left == right:
                continue
            if left is None or right is None:
                return 1 if right is None else -1
            return 1 if (left < right) == least else -1
        return 0

    ordered = sorted(people, key=cmp_to_key(before), reverse=best)
    taken = set(ordered[:count])
    if 0 < count < len(ordered) and before(ordered[count - 1], ordered[count]) == 0:
        tied = {who for who in ordered if before(who, ordered[count]) == 0}
        then = ties.then if isinstance(ties, TieRule) else ties
        taken = taken | tied if then == "include" else taken - tied
    return taken


def _deciders(bands: Sequence[Band]) -> Iterator[Decider]:
    for band in bands:
        if band.quota is not None and isinstance(band.quota.ties, TieRule):
            yield from band.quota.ties.by


def _band_of(total: Fraction, bands: Sequence[Band]) -> int:
    for at, band in enumerate(bands):
        if total >= band.at_least:
            return at
    return len(bands) - 1
