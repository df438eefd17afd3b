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
        if one.kind in ("item", "level"):
            trial = self.trial(one.scale)
            return trial.item(one) or Edge(one, around_item(self.rules, trial.sheet, one))
        if one.kind == "veto":
            trial = self.trial(one.scale)
            return trial.veto(one) or Edge(one, around_veto(self.rules, trial.sheet, one))
        if one.kind == "grade":
            trial = self.trial(one.scale)
            # exactly on it by the stage alone; what each grade pays, by the nearest totals records can come to
            near, exact = trial.total(one), around_grade(self.rules, trial.sheet, one, self.unit)
            pays = {met.grade: met.yuan for met in near.met} if near else {}
            return Edge(one, tuple(replace(met, yuan=pays.get(met.grade)) for met in exact), near.example if near else None)
        if one.kind == "rolled":
            return around_rolled(self.rules, one, self.unit)
        if one.kind == "total":
            return self.trial(one.scale).total(one) or Edge(one, ())
        paying = next(line for line in self.rules.edition.pay if line.id == one.owner)
        sheets = [
            sheet
            for sheet in self.sheets.values()
            if paying.roles == "all" or sheet.assess.roles == "all" or set(paying.roles) & set(sheet.assess.roles)
        ]
        for sheet in sheets:
            found = self.trial(sheet.id).pay(one, [] if paying.roles == "all" else list(paying.roles))
            if found:
                return found
        return Edge(one, ())
