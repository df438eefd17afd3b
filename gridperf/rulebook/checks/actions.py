"""What follows names grades and sheets that exist, in kinds of period that are graded, in numbers that can occur."""

from __future__ import annotations

from gridperf.period import Every
from gridperf.rulebook.acting import AllOf, AnyOf, Condition, Happens, OnGrade, OnRank, Running, Within
from gridperf.rulebook.checks.context import Context, Steps, kind_of, kinds_of

__all__ = ["check_actions"]

_IN_A_YEAR: dict[Every, int] = {"month": 12, "quarter": 4, "half": 2, "year": 1}


def check_actions(context: Context) -> None:
    """Check every action."""
    actions = context.edition.actions
    context.twice((action.id, ("actions", position, "id")) for position, action in enumerate(actions))
    for position, action in enumerate(actions):
        at: Steps = ("actions", position, "when")
        when = action.when
        if isinstance(when, (AllOf, AnyOf)):
            key, several = ("all_of", when.all_of) if isinstance(when, AllOf) else ("any_of", when.any_of)
            kinds = {_every(one) for one in several}
            if isinstance(when, AllOf) and len(kinds) > 1:
                context.report("R601", (*at, key), key=True, what=kinds_of(sorted(kinds)))
            for number, one in enumerate(several):
                _condition(context, one, (*at, key, number))
        else:
            _condition(context, when, at)


def _every(when: Condition) -> Every:
    return when.in_a_row if isinstance(when, Running) else when.of


def _condition(context: Context, when: Condition, at: Steps) -> None:
    edition = context.edition
    every = _every(when)
    filled = list(dict.fromkeys(sheet.every for sheet in edition.sheets))
    if isinstance(when, Happens):
        if every not in filled:
            context.report("R602", (*at, "of"), every=kind_of(every), near=kinds_of(filled))
        return
    graded = list(dict.fromkeys([*(sheet.every for sheet in edition.scored_sheets), *edition.rollup]))
    if every not in graded:
        context.report("R258", (*at, "in_a_row" if isinstance(when, Running) else "of"), every=kind_of(every), near=kinds_of(graded))
    _part_of_the_whole(context, when, at)
    if isinstance(when, OnRank):
        _rank(context, when, at)
        return
    scales = [context.edition.scale(sheet) for sheet in edition.scored_sheets if sheet.every == every]
    if every in edition.rollup:
        own = edition.rollup[every].grades
        scales += [own] if own else [context.edition.scale(sheet) for sheet in edition.scored_sheets]
    if when.sheet is not None:
        sheets = {sheet.id: sheet for sheet in edition.scored_sheets}
        if context.unscored(when.sheet, (*at, "sheet")):
            return
        if when.sheet not in sheets:
            context.report("R605", (*at, "sheet"), what=when.sheet, near=", ".join(sheets))
            return
        scales = [edition.scale(sheets[when.sheet], every)]
    names = list(dict.fromkeys(band.grade for scale in (scales or [edition.grades]) for band in scale))
    if when.grade not in names:
        context.report("R217", (*at, "grade"), what=when.grade, near=", ".join(names))
    if isinstance(when, Within):
        years = 1 if when.within == "year" else int(when.within.partition(" ")[0])
        if when.times > years * _IN_A_YEAR[every]:
            code = "R272" if when.within == "year" else "R603"
            context.report(
                code, (*at, "times"), times=when.times, every=kind_of(every), count=years * _IN_A_YEAR[every], within=when.within
            )


def _part_of_the_whole(context: Context, when: OnGrade | OnRank | Running | Within, at: Steps) -> None:
    """Report what would follow from a sheet that only counts in a roll-up as well as from the whole."""
    edition, every = context.edition, _every(when)
    if when.sheet is not None or every not in edition.rollup:
        return
    beside = {also.sheet for also in edition.rollup[every].also}
    whole = [sheet.id for sheet in edition.scored_sheets if sheet.every != every]
    for sheet in edition.scored_sheets:
        graded = isinstance(when, OnRank) or when.grade in {band.grade for band in context.edition.scale(sheet)}
        if sheet.id in beside and whole and graded:
            context.report("R619", at, sheet=sheet.name, every=kind_of(every), near=whole[0])


def _rank(context: Context, when: OnRank, at: Steps) -> None:
    if (when.rank.top is None) == (when.rank.bottom is None):
        context.report("R604", (*at, "rank"))
    sheets = {sheet.id: sheet for sheet in context.edition.sheets}
    if when.sheet is not None and context.unscored(when.sheet, (*at, "sheet")):
        return
    if when.sheet is not None and when.sheet not in sheets:
        context.report("R605", (*at, "sheet"), what=when.sheet, near=", ".join(sheets))
