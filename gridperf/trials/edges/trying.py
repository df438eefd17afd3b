"""Somebody stands on every threshold, a unit below and a unit above, and what the engine gives them is told, never judged.

Where records can be found that bring a person there, they are assessed as an example is; elsewhere the stages after measuring are given
the numbers. What neither reaches is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from gridperf.errors import RulesError
from gridperf.exact import decimals
from gridperf.rulebook.folder import PackFolder
from gridperf.rulebook.pack import load_rules
from gridperf.rulebook.resolved import Rulebook
from gridperf.rulebook.search import find_pack
from gridperf.trials.edges.by_numbers import around_grade, around_item, around_veto
from gridperf.trials.edges.by_records import Trial
from gridperf.trials.edges.met import Edge, EdgeReport
from gridperf.trials.edges.rolled import around_rolled
from gridperf.trials.edges.thresholds import Threshold, thresholds

__all__ = ["edges_of"]


def edges_of(pack: str | Path, *, only: str = "") -> tuple[EdgeReport, ...]:
    """Return what happens around the thresholds of every edition of *pack*.

    Args:
        pack: a code, or the path of the pack's folder.
        only: look only at thresholds whose path holds this text.

    Raises:
        RulesError: if the pack cannot be found, or an edition is broken.
    """
    folder = find_pack(pack)
    files = PackFolder(folder)
    reports = []
    for day in files.editions:
        rules, read = load_rules(folder, on=day), files.read(day)
        if read.placed is None:
            raise RulesError(read.problems)
        chosen = [one for one in thresholds(rules, read.placed) if only in one.name]
        reports.append(EdgeReport(folder.resolve().name, day, tuple(_Edition(rules).edges(chosen))))
    return tuple(reports)


class _Edition:
    """One edition, and for each sheet what finds its rows."""

    def __init__(self, rules: Rulebook) -> None:
        self.rules = rules
        self.sheets = {sheet.id: sheet for sheet in rules.edition.sheets}
        self.trials: dict[str, Trial] = {}
        self.unit = Fraction(1, 10 ** decimals(rules.edition.rounding.total))

    def trial(self, sheet: str) -> Trial:
        if sheet not in self.trials:
            self.trials[sheet] = Trial(self.rules, self.sheets[sheet])
        return self.trials[sheet]

    def edges(self, chosen: Sequence[Threshold]) -> Iterator[Edge]:
        yield from map(self._edge, chosen)

    def _edge(self, one: Threshold) -> Edge:
        if one.kind == "rolled":
            return around_rolled(self.rules, one, self.unit)
        if one.kind in ("count", "floor"):
            return self._paid(one)
        sheet = self.sheets[one.scale]
        trial = self.trial(one.scale) if sheet.assess.subject == "worker" else None  # what a team did is told by its people's records
        if one.kind in ("item", "level"):
            return (trial and trial.item(one)) or Edge(one, around_item(self.rules, sheet, one))
        if one.kind == "veto":
            return (trial and trial.veto(one)) or Edge(one, around_veto(self.rules, sheet, one))
        near = trial.total(one) if trial else None
        if one.kind == "total":
            return near or Edge(one, ())
        # exactly on it by the stage alone; what each grade pays, by the nearest totals records can come to
        pays = {met.grade: met.yuan for met in near.met} if near else {}
        met = tuple(replace(each, yuan=pays.get(each.grade)) for each in around_grade(self.rules, sheet, one, self.unit))
        return Edge(one, met, near.example if near else None)

    def _paid(self, one: Threshold) -> Edge:
        paying = next(line for line in self.rules.edition.pay if line.id == one.owner)
        for sheet in self.sheets.values():
            theirs = paying.roles == "all" or sheet.assess.roles == "all" or set(paying.roles) & set(sheet.assess.roles)
            if theirs and sheet.assess.subject == "worker":
                found = self.trial(sheet.id).pay(one, [] if paying.roles == "all" else list(paying.roles))
                if found:
                    return found
        return Edge(one, ())
