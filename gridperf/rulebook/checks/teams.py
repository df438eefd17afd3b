"""What a rulebook asks of a team, a team can have: results of those it lies in or who lie in it, and figures that add up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gridperf.errors import RulesError
from gridperf.messages.wording import Phrase
from gridperf.places import LABELS, PATHS, WIDER
from gridperf.rulebook.acting import AllOf, AnyOf, OnRank
from gridperf.rulebook.checks.context import Context, Steps
from gridperf.rulebook.elsewhere import ResultOf
from gridperf.rulebook.formulas import fields_of, read_formula
from gridperf.rulebook.grading import Scope
from gridperf.rulebook.measures import Amount, Formula, Ratio, Streak
from gridperf.rulebook.no_data import AverageOf
from gridperf.rulebook.scoring import Sheet
from gridperf.rulebook.targets import TargetBy, target_of

__all__ = ["check_teams", "check_whose", "team"]


def team(subject: str) -> Phrase:
    """Return a kind of subject in words."""
    return Phrase(LABELS[subject], subject)


def check_teams(context: Context) -> None:
    """Check the sheets of teams: what they measure, compare themselves within, and ask of the roster."""
    teams = [(position, sheet) for position, sheet in enumerate(context.edition.sheets) if sheet.assess.subject != "worker"]
    for position, sheet in teams:
        _measures(context, sheet, ("sheets", position))
        _columns(context, sheet, ("sheets", position))
        for at, within in _scopes(context, sheet, ("sheets", position)):
            if not _inside(sheet, within):
                wider = [*WIDER[sheet.assess.subject], "all"]
                context.report("R514", at, found=within, sheet=sheet.id, kind=team(sheet.assess.subject), near=", ".join(wider))
    if context.edition.pay and len(teams) == len(context.edition.sheets):
        context.report("R515", ("pay",), key=True)


def check_whose(context: Context, sheet: Sheet, other: Sheet, result: ResultOf, at: Steps) -> None:
    """Check that the subjects of *sheet* are, lie in, or consist of those of *other*, as *result* says."""
    own, whose, of = sheet.assess.subject, other.assess.subject, result.of
    shown: dict[str, Any] = {"kind": team(own), "whose": team(whose), "what": other.id}
    if (of == "members") != (result.by is not None):
        context.report("R510", at, **shown)
    if of == "members":
        if own == "worker" or own not in WIDER[whose]:
            context.report("R511", at, **shown)
        elif result.grade:
            context.report("R517", at, **shown)
    elif of == "self":
        if own != whose:
            context.report("R508", at, of=of, **shown)
    elif of not in WIDER[own]:
        context.report("R509", at, of=of, near=", ".join(["self", *WIDER[own]]), **shown)
    elif of != whose:
        context.report("R508", at, of=of, **shown)


def _measures(context: Context, sheet: Sheet, at: Steps) -> None:
    """Report runs of days, which have no sum over several people."""
    for position, item in enumerate(sheet.items):
        amount, path = context.amount(item.measure), (*at, "items", position, "measure")
        if any(isinstance(one, Streak) for one in _counted(context, amount)):
            context.report("R512", path, what=item.id, kind=team(sheet.assess.subject))
        if isinstance(amount, Formula):
            for name in _numbers_of_people(amount.formula):
                inside = () if isinstance(item.measure, str) else ("formula",)
                context.report("R513", (*path, *inside), what=f"roster.{name}", kind=team(sheet.assess.subject))


def _counted(context: Context, amount: Amount | None) -> Iterator[object]:
    """Yield every plain number *amount* is made of."""
    if isinstance(amount, Ratio):
        yield from (amount.ratio.of, amount.ratio.to)
    elif isinstance(amount, Formula):
        for part in amount.using.values():
            yield from _counted(context, context.amount(part))
    else:
        yield amount


def _numbers_of_people(text: str) -> list[str]:
    """Return the columns of the roster a formula uses; none of one that cannot be read, which is said where it stands."""
    try:
        return sorted({field.name for field in fields_of(read_formula(text)) if field.table == "roster"})
    except RulesError:
        return []


def _columns(context: Context, sheet: Sheet, at: Steps) -> None:
    """Report columns of the roster that only people have."""
    kind = sheet.assess.subject
    known = [name for level in (kind, *WIDER[kind]) if level != "worker" for name in PATHS[level][-1:]]
    for position, item in enumerate(sheet.items):
        target = target_of(item.score)
        if isinstance(target, TargetBy) and (target.by not in known or target.by in ("department", "contractor")):
            key = "target" if getattr(item.score, "target", None) is not None else "short_of"
            near = ", ".join(name for name in known if name not in ("department", "contractor")) or "-"
            context.report("R516", (*at, "items", position, "score", key, "by"), what=target.by, kind=team(kind), near=near)
    if sheet.eligible is not None and sheet.eligible.months_in_post is not None:
        context.report("R516", (*at, "eligible", "months_in_post"), what="hired_on", kind=team(kind), near="served_days")


def _scopes(context: Context, sheet: Sheet, at: Steps) -> Iterator[tuple[Steps, Scope]]:
    """Yield every scope *sheet* is ranked, limited or averaged in, with its path."""
    if sheet.ranking is not None:
        yield (*at, "ranking", "within"), sheet.ranking.within
    for position, named in enumerate(sheet.rankings):
        yield (*at, "rankings", position, "within"), named.within
    for position, item in enumerate(sheet.items):
        if isinstance(item.when_no_data, AverageOf):
            yield (*at, "items", position, "when_no_data", "average_of"), item.when_no_data.average_of
    place: Steps = (*at, "grades") if sheet.grades else ("grades",)
    for position, band in enumerate(context.edition.scale(sheet)):
        if band.quota is not None:
            yield (*place, position, "quota", "within"), band.quota.within
    for position, action in enumerate(context.edition.actions):
        when = action.when
        several = when.all_of if isinstance(when, AllOf) else when.any_of if isinstance(when, AnyOf) else (when,)
        for number, one in enumerate(several):
            if isinstance(one, OnRank) and one.sheet == sheet.id:
                inner: Steps = () if one is when else ("all_of" if isinstance(when, AllOf) else "any_of", number)
                yield ("actions", position, "when", *inner, "rank", "within"), one.rank.within


def _inside(sheet: Sheet, within: Scope) -> bool:
    """Return whether several teams of *sheet* can lie in one scope."""
    return within == "all" or within in WIDER[sheet.assess.subject]
