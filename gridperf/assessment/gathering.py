"""Everything a period's sheets, pay, actions and accounts count is asked for at once: of people in one pass, of teams in one per kind.

What counted nowhere is known from the people's pass, which reads every table that is read at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from gridperf.assessment.paying import pay_requests
from gridperf.assessment.uses import clocks_of, frames_of, uses_of
from gridperf.engine.accounts import account_requests
from gridperf.engine.act import event_requests
from gridperf.engine.formulas import expanded
from gridperf.engine.measure import Measured, measure
from gridperf.engine.plan import Filters, Request
from gridperf.engine.reading import Reading
from gridperf.engine.score import FULL_IF, VETO
from gridperf.engine.service import Service
from gridperf.engine.teams import Gathered, Team, gather, renamed, teams_of
from gridperf.period import Every
from gridperf.records import Records
from gridperf.rulebook import Rulebook
from gridperf.rulebook.elsewhere import Placed, Result
from gridperf.rulebook.filters import compile_filter, filter_columns
from gridperf.rulebook.grading import FIGURE, tie_measures
from gridperf.rulebook.measures import Count
from gridperf.rulebook.scoring import EachScore, Sheet

__all__ = ["Asked", "Figures", "asked_of", "figures"]


@dataclass(frozen=True)
class Figures:
    """What was measured in a period.

    Attributes:
        gathered: the people and the teams.
        wide: one row per person, a column per request.
        teams: the same per team, by what makes the teams.
        left_out: records that count nowhere.
        unmatched: values of records that passed no filter.
        supplied: grades that were given.
        grids: the record table `grids`.
        reading: the records, as they are read of people.
    """

    gathered: Gathered
    wide: pl.DataFrame
    teams: Mapping[Team, pl.DataFrame]
    left_out: pl.DataFrame
    unmatched: pl.DataFrame
    supplied: pl.DataFrame
    grids: pl.LazyFrame
    reading: Reading

    def of(self, sheet: Sheet) -> tuple[Service, pl.DataFrame]:
        """Return whom *sheet* assesses, and what was measured of them."""
        team = teams_of(sheet.assess)
        return (self.gathered.service, self.wide) if team is None else (self.gathered.members[team], self.teams[team])

    def counts(self) -> pl.DataFrame:
        """Return what was counted of people and teams, one row per subject; of a team that is made in two ways, the first."""
        both = pl.concat([self.wide, *self.teams.values()], how="diagonal")
        return both.unique("subject", keep="first", maintain_order=True) if self.teams else self.wide


@dataclass(frozen=True)
class Asked:
    """What must be measured, by key: for each sheet, for actions, and for accounts and pay."""

    sheets: Mapping[str, Mapping[str, Request]]
    events: Mapping[str, Request]
    others: Mapping[str, Request]

    @property
    def everything(self) -> dict[str, Request]:
        """Return all of it."""
        return {**{key: one for own in self.sheets.values() for key, one in own.items()}, **self.events, **self.others}


def asked_of(rules: Rulebook, sheets: Sequence[Sheet], every: Every) -> Asked:
    """Return what *sheets*, and what follows from them in periods of kind *every*, count."""
    earning = {f"account/{account.id}/{one.id}": rules.measure(one.measure) for account in rules.edition.accounts for one in account.earn}
    return Asked(
        {sheet.id: _requests(rules, sheet) for sheet in sheets},
        event_requests(rules.edition.actions, every),
        {**account_requests(rules.edition.accounts, every, earning), **pay_requests(rules, every)},
    )


def figures(records: Records, rules: Rulebook, sheets: Sequence[Sheet], service: Service, asked: Asked) -> Figures:
    """Return everything that is *asked*.

    Raises:
        RecordsError: A190 if one name would mean two subjects, A194 if a team was given two grades.
    """
    gathered = gather(service, [team for sheet in sheets if (team := teams_of(sheet.assess))])
    reading = Reading(
        frames_of(records, rules), uses_of(rules), gathered.service, Filters(compile_filter, filter_columns), clocks_of(rules)
    )
    shared: dict[Team, dict[str, Request]] = {}
    for sheet in sheets:
        team = teams_of(sheet.assess)
        if team is not None:
            shared[team] = {**shared.get(team, asked.events), **asked.sheets[sheet.id]}
    # what teams count is counted of people as well: what counts nowhere is known from there
    measured = _measured(asked.everything, reading)
    teams = {team: _measured(own, replace(reading, service=gathered.members[team]), naming=False).wide for team, own in shared.items()}
    supplied = records.table("supplied").collect() if any(sheet.supplied for sheet in sheets) else rules.tables["supplied"].empty()
    given = renamed(supplied, gathered.called)
    return Figures(gathered, measured.wide, teams, measured.left_out, measured.unmatched, given, reading.records["grids"], reading)


def _measured(requests: Mapping[str, Request], reading: Reading, *, naming: bool = True) -> Measured:
    return measure(
        [request for request in expanded(requests.values()) if not isinstance(request.amount, (Result, Placed))],
        records=reading.records,
        uses=reading.uses,
        service=reading.service,
        filters=reading.filters,
        clocks=reading.clocks,
        naming=naming,
    )


def _requests(rules: Rulebook, sheet: Sheet) -> dict[str, Request]:
    """Return what must be measured for *sheet*, by key."""
    requests: dict[str, Request] = {}
    for item in sheet.items:
        key = f"{sheet.id}/{item.id}"
        levels = tuple(item.score.by_level or ()) if isinstance(item.score, EachScore) else ()
        again = item.score.repeated if isinstance(item.score, EachScore) else None
        usual = (again.of, again.from_ - 1) if again is not None and again.of is not None else None
        requests[key] = Request(key, rules.measure(item.measure), item.where, levels, usual)
    if sheet.full_if is not None:
        key = f"{sheet.id}/{FULL_IF}"
        requests[key] = Request(key, Count(count=sheet.full_if.count, where=sheet.full_if.where))
    for veto in sheet.vetoes:
        key = f"{sheet.id}/{VETO}{veto.id}"
        requests[key] = Request(key, Count(count=veto.when.count, where=veto.when.where))
    for name in tie_measures(rules.edition.scale(sheet)):
        key = f"{sheet.id}/{FIGURE}{name}"
        requests[key] = Request(key, rules.measure(name))
    return requests
