"""How each measure is counted, in words."""

from __future__ import annotations

from gridperf.rulebook.deriving import Deadline, Elapsed, LimitByColumn, LimitInColumn
from gridperf.rulebook.duties import Coverage, Frequency, Online, Streak
from gridperf.rulebook.elsewhere import Placed, Result
from gridperf.rulebook.measures import ActiveDays, AtMost, Count, Distinct, Imported, OfTo, Ratio, StandardMeasure, Sum
from gridperf.rulebook.numbers import number
from gridperf.rulebook.targets import TargetBy, TargetCycle
from gridperf.rulebook.words.base import Words, both, listed, quoted, spaced, tells

__all__ = ()


def _rows(words: Words, table: str, where: str | None) -> str:
    """Return which rows are meant."""
    narrowed = words.where(where, table)
    if narrowed:
        return both(
            f"{words.table(table)}中{spaced(narrowed)}{spaced('的记录', latin=narrowed)}", f"rows of {words.table(table)} where {narrowed}"
        )
    return both(f"{words.table(table)}记录", f"rows of {words.table(table)}")


@tells(Count)
def _count(words: Words, part: Count) -> str:
    said = both(f"{_rows(words, part.count, part.where)}数", f"number of {_rows(words, part.count, part.where)}")
    return said if part.at_most is None else f"{said}{both('，', ', ')}{words.say(part.at_most)}"


@tells(AtMost)
def _at_most(words: Words, part: AtMost) -> str:
    return both(f"{words.choice('per', part.per)}至多计 {part.times} 条", f"at most {part.times} a {words.choice('per', part.per)}")


@tells(Sum)
def _sum(words: Words, part: Sum) -> str:
    table, _, column = part.sum.partition(".")
    rows, name = _rows(words, table, part.where), words.column(column, table)
    return both(f"{rows}的{quoted(name)}之和", f"sum of {name} over {rows}")


@tells(Distinct)
def _distinct(words: Words, part: Distinct) -> str:
    table, _, column = part.distinct.partition(".")
    rows, name = _rows(words, table, part.where), words.column(column, table)
    return both(f"{rows}中不同{quoted(name)}的个数", f"number of different values of {name} in {rows}")


@tells(ActiveDays)
def _days(words: Words, part: ActiveDays) -> str:
    rows = _rows(words, part.days, part.where)
    if part.sum is None or part.at_least is None:
        return both(f"有{rows}的天数", f"days with {rows}")
    name = words.column(part.sum, part.days)
    return both(
        f"{rows}的{quoted(name)}当日合计不小于 {number(part.at_least)} 的天数",
        f"days on which {name} of {rows} comes to at least {number(part.at_least)}",
    )


def _excused(words: Words, text: str) -> str:
    if text == "none":
        return both("没有可以免除的日子", "nothing excuses a day")
    narrowed = words.where(text, "attendance")
    return both(f"{words.table('attendance')}中{narrowed}的日子免除", f"days with {words.table('attendance')} where {narrowed} are excused")


@tells(Frequency)
def _frequency(words: Words, part: Frequency) -> str:
    rows, per = _rows(words, part.frequency, part.where), words.choice("per", part.per)
    needs = ""
    if part.week_needs is not None:
        needs = both(f"；一周应出勤不少于 {part.week_needs} 天的才要求", f"; a week counts with at least {part.week_needs} due workdays")
    if part.sum is not None and part.at_least is not None:
        said = _amount_due(
            f"{rows}{both('的', ': ')}{quoted(words.column(part.sum, part.frequency))}", per, number(part.at_least), part.part
        )
        return f"{said}{needs}{both('；', '; ')}{_excused(words, part.excused_by)}"
    return both(
        f"{rows}：{per}应有 {part.times} 次；实际次数（{per}至多计 {part.times} 次）÷ 应有次数{needs}；{_excused(words, part.excused_by)}",
        f"{rows}: {part.times} due per {per}; those done (at most {part.times} per {per}) over those due{needs}; "
        f"{_excused(words, part.excused_by)}",
    )


def _amount_due(what: str, per: str, least: str, part: str | None) -> str:
    """Return that *what* must add up to *least* in each unit, and what counts of it."""
    if part == "whole_down":
        return both(
            f"{what}{per}合计应不少于 {least}；达到的（{per}计一次，不足的不计）÷ 应达到的",
            f"{what}, at least {least} due per {per}; those reached (one per {per}, less is none) over those due",
        )
    return both(
        f"{what}{per}合计应不少于 {least}；实际合计（{per}至多计 {least}，不足的按实计）÷ 应有合计",
        f"{what}, at least {least} due per {per}; the sum done (at most {least} per {per}) over the sum due",
    )


@tells(Coverage)
def _coverage(words: Words, part: Coverage) -> str:
    per, target = words.choice("per", part.per), quoted(words.column(part.target, part.coverage))
    listing = _rows(words, part.of, part.target_where)
    rows = _rows(words, part.coverage, part.where)
    return both(
        f"{listing}上的每个{target}{per}应有{rows} {part.times} 次；实际次数（每个对象{per}至多计 {part.times} 次）÷ 应有次数；"
        f"该期内在列并在岗不少于 {part.needs} 天的才要求；{_excused(words, part.excused_by)}",
        f"every {target} among {listing} needs {part.times} of {rows} per {per}; those done (at most {part.times} per target and {per}) over "
        f"those due; due with at least {part.needs} days on the list and in service; {_excused(words, part.excused_by)}",
    )


@tells(Streak)
def _streak(words: Words, part: Streak) -> str:
    rows = _rows(words, part.streak, part.where)
    unit = both("天数", "days") if part.per == "day" else both("工作日天数", "workdays")
    return both(
        f"连续有{rows}的{unit}，取{words.choice('which', part.which)}；{_excused(words, part.excused_by)}",
        f"{unit} in a row with {rows}, {words.choice('which', part.which)}; {_excused(words, part.excused_by)}",
    )


@tells(Online)
def _online(words: Words, part: Online) -> str:
    rows, unit, at = _rows(words, part.online, part.where), words.choice("unit", part.unit), words.column(part.at, part.online)
    said = both(
        f"{rows}中同一天相邻两次{quoted(at)}的间隔之和（{unit}，间隔超过 {part.gap_at_most} {unit}的不计）",
        f"sum of the gaps between successive {at} of one day in {rows}, in {unit}s, without gaps above {part.gap_at_most}",
    )
    if part.day_reaches is None:
        return said
    return both(
        f"{said}；计当日达到 {part.day_reaches} {unit}的天数",
        f"{said}; counted are the days on which it reaches {part.day_reaches} {unit}s",
    )


@tells(Ratio)
def _ratio(words: Words, part: Ratio) -> str:
    said = words.say(part.ratio)
    narrowed = words.where(part.where, words.table_of(part))
    return (
        both(f"{said}；两边都只计{spaced(narrowed)}{spaced('的', latin=narrowed)}", f"{said}; on both sides only where {narrowed}")
        if narrowed
        else said
    )


@tells(OfTo)
def _of_to(words: Words, part: OfTo) -> str:
    return f"{words.say(part.of)} ÷ {words.say(part.to)}"


@tells(Imported)
def _imported(words: Words, part: Imported) -> str:
    return both(f"{words.table('totals')}填报的{quoted(part.imported)}", f"{quoted(part.imported)} as given in {words.table('totals')}")


@tells(Result)
def _result(words: Words, part: Result) -> str:
    sheet, of = words.sheet(part.result.sheet), part.result.of
    if of == "members":
        how = words.choice("members_by", str(part.result.by))
        return both(f"各成员在{sheet}的得分（{how}）÷ 满分", f"the totals of its members on {sheet} ({how}) over the full score")
    kind = words.choice("subject", of)
    whose = both("本人", "the worker's own") if of == "self" else both(f"所在{kind}", f"the {kind}'s")
    if part.result.over is not None:
        said = words.say(part.result.over)
        return both(f"{whose}在{sheet}{said} ÷ 满分", f"{whose} totals on {sheet}, {said}, over its full score")
    if part.result.grade:
        return both(f"{whose}在{sheet}的等次", f"{whose} grade on {sheet}")
    return both(f"{whose}在{sheet}的得分 ÷ 满分", f"{whose} total on {sheet} over its full score")


@tells(Placed)
def _placed(words: Words, part: Placed) -> str:
    return words.placed_column(part.placed)


@tells(StandardMeasure)
def _standard(words: Words, part: StandardMeasure) -> str:
    return both(
        f"{quoted(part.name)}（{part.unit}）：{words.say(part.measure)}", f"{quoted(part.name)} ({part.unit}): {words.say(part.measure)}"
    )


# --- targets ----------------------------------------------------------------------------------------------------------


@tells(TargetBy)
def _target_by(words: Words, part: TargetBy) -> str:
    values = listed(f"{key} {words.figure(value)}" for key, value in part.of.items())
    return both(f"按{quoted(words.column(part.by, 'roster'))}：{values}", f"by {words.column(part.by, 'roster')}: {values}")


@tells(TargetCycle)
def _target_cycle(words: Words, part: TargetCycle) -> str:
    steps = listed(words.figure(value) for value in part.steps)
    return both(
        f"自 {part.starts} 起每 {part.cycle} 期一轮，依次为 {steps}", f"in turns of {part.cycle} periods from {part.starts}: {steps}"
    )


# --- derived columns ----------------------------------------------------------------------------------------------------


@tells(Elapsed)
def _elapsed(words: Words, part: Elapsed) -> str:
    clock, unit = words.choice("clock", part.clock), words.choice("unit", part.unit)
    start, end = words.column(part.from_), words.column(part.to)
    most = "" if part.at_most is None else both(f"，一条至多计 {part.at_most}", f", at most {part.at_most} for one")
    rest = words.choice("part", part.part)
    return both(
        f"自{quoted(start)}至{quoted(end)}的时间，按{clock}计，以{unit}为单位，{rest}{most}",
        f"time from {start} to {end} by {clock}, in {unit}s, {rest}{most}",
    )


@tells(Deadline)
def _deadline(words: Words, part: Deadline) -> str:
    return both(
        f"自{quoted(words.column(part.from_))}起 {words.say(part.limit)}", f"{words.say(part.limit)} from {words.column(part.from_)}"
    )


@tells(LimitByColumn)
def _limit_by(words: Words, part: LimitByColumn) -> str:
    limits = listed(f"{key} {limit}" for key, limit in part.of.items())
    other = (
        both("其余没有时限", "others without a limit")
        if isinstance(part.otherwise, str)
        else both(f"其余 {part.otherwise}", f"others {part.otherwise}")
    )
    return both(f"按{quoted(words.column(part.by))}：{limits}；{other}", f"by {words.column(part.by)}: {limits}; {other}")


@tells(LimitInColumn)
def _limit_in(words: Words, part: LimitInColumn) -> str:
    clock = words.choice("clock", part.clock)
    return both(f"{quoted(words.column(part.column))}所载的{clock}", f"as many {clock} as {words.column(part.column)} holds")
