"""Grades, quotas, ranks, roll-ups, consequences, dates and the ground they stand on, in words."""

from __future__ import annotations

from gridperf.rulebook.acting import AllOf, AnyOf, Happens, OnGrade, OnRank, Place, Running, Within
from gridperf.rulebook.edition import CalendarRule, Rounding, TableRule
from gridperf.rulebook.grading import (
    Also,
    Band,
    ByMeasure,
    Decider,
    Last,
    NamedRanking,
    Places,
    Quota,
    Ranking,
    RollUp,
    TieRule,
    figure_of,
    least_first,
)
from gridperf.rulebook.numbers import number, percent
from gridperf.rulebook.scheduling import AfterDays, AfterWorkdays, OnDay, Recurring, Stage
from gridperf.rulebook.words.base import Words, both, listed, quoted, tells

__all__ = ()


# --- grades -----------------------------------------------------------------------------------------------------------


def _ties(words: Words, part: Quota | Places | Last, key: str = "quota_ties") -> str:
    """Return what a limit does to equal totals, and to scopes in which few are graded."""
    if isinstance(part.ties, TieRule):
        by = listed(_first(words, one) for one in part.ties.by)
        rest = words.choice(f"{key}_then", part.ties.then)
        said = both(f"同分的依次比较{by}，{rest}", f"equal totals are told apart by {by} in turn; {rest}")
    else:
        said = words.choice(key, part.ties)
    if part.needs is None:
        return said
    return both(f"{said}；参评不足 {part.needs} 人的范围不适用", f"{said}; not where fewer than {part.needs} are graded")


def _first(words: Words, decider: Decider) -> str:
    what = words.measure(decider.measure) if isinstance(decider, ByMeasure) else words.item(figure_of(decider))
    if least_first(decider):
        return both(f"{what}（少者优先）", f"{what} (the least first)")
    return both(f"{what}（多者优先）", f"{what} (the most first)")


@tells(Quota)
def _quota(words: Words, part: Quota) -> str:
    within, rounded = words.choice("within", part.within), words.choice("mode", part.round)
    return both(
        f"人数不超过{within}参评人数的 {percent(part.at_most)}（小数{rounded}）；{_ties(words, part)}",
        f"at most {percent(part.at_most)} of those graded in {within} (rounded {rounded}); {_ties(words, part)}",
    )


@tells(Places)
def _places(words: Words, part: Places) -> str:
    within = words.choice("within", part.within)
    return both(f"{within}取前 {part.count} 名；{_ties(words, part)}", f"the best {part.count} in {within}; {_ties(words, part)}")


@tells(Last)
def _last(words: Words, part: Last) -> str:
    within, rounded = words.choice("within", part.within), words.choice("mode", part.round)
    ties = _ties(words, part, "last_ties")
    return both(
        f"{within}参评人员中总分排在末位 {percent(part.last)} 的（人数小数{rounded}），达到更高等次也评此等；{ties}",
        f"whoever is among the last {percent(part.last)} of those graded in {within} (rounded {rounded}), even with the total of a better grade; {ties}",
    )


@tells(Band)
def _band(words: Words, part: Band) -> str:
    said = both(f"{part.grade}：{number(part.at_least)} 分及以上", f"{part.grade}: {number(part.at_least)} points and more")
    return said if part.quota is None else f"{said}{both('；', '; ')}{words.say(part.quota)}"


@tells(Ranking)
def _ranking(words: Words, part: Ranking) -> str:
    return both(
        f"按{words.choice('within', part.within)}排名；{words.choice('rank_ties', part.ties)}",
        f"ranked in {words.choice('within', part.within)}; {words.choice('rank_ties', part.ties)}",
    )


@tells(NamedRanking)
def _named_ranking(words: Words, part: NamedRanking) -> str:
    within, ties = words.choice("within", part.within), words.choice("rank_ties", part.ties)
    return both(f"{quoted(part.name)}：按{within}排名；{ties}", f"{quoted(part.name)}: ranked in {within}; {ties}")


@tells(Also)
def _also(words: Words, part: Also) -> str:
    missing = {
        "zero": both("没有得分的按 0 分", "without a total it counts as 0"),
        "refuse": both("没有得分的不予汇总", "without a total the run stops"),
    }
    return both(
        f"另计{words.sheet(part.sheet)}，占 {percent(part.weight)}；{missing[part.missing]}",
        f"beside it {words.sheet(part.sheet)}, {percent(part.weight)}; {missing[part.missing]}",
    )


@tells(RollUp)
def _roll_up(words: Words, part: RollUp) -> str:
    said = [
        both(
            f"由各{words.choice('of', part.of)}结果汇总：{words.choice('by', part.by)}",
            f"from every {words.choice('of', part.of)}: {words.choice('by', part.by)}",
        )
    ]
    if part.weights is not None:
        said.append(both("依次权重 ", "weights in turn ") + listed(percent(weight) for weight in part.weights))
    if part.weight is not None:
        said.append(both(f"合占 {percent(part.weight)}", f"together {percent(part.weight)}"))
    said += [words.say(also) for also in part.also]
    said.append(words.choice("missing", part.missing))
    said.append(both(f"至少 {part.needs} 期有结果，不足的不评", f"at least {part.needs} results, else nobody is assessed"))
    said += [words.say(one) for one in (part.steps, part.ranking, *part.rankings) if one is not None]
    if part.grades is not None:
        said.append(both("等次标准：", "grades: ") + words.say(part.grades))
    return both("；", "; ").join(said)


# --- what follows -------------------------------------------------------------------------------------------------------


@tells(OnGrade)
def _on_grade(words: Words, part: OnGrade) -> str:
    of, grade = words.choice("of", part.of), quoted(part.grade)
    if part.sheet is not None:
        sheet = words.sheet(part.sheet)
        return both(f"{words.choice('term', part.of)}{sheet}为{grade}", f"{grade} on {sheet} in a {of}")
    return both(f"{words.choice('term', part.of)}考核为{grade}", f"{grade} in a {of}")


def _on_sheet(words: Words, sheet: str | None) -> str:
    return "" if sheet is None else both(words.sheet(sheet), f" on {words.sheet(sheet)}")


@tells(Running)
def _running(words: Words, part: Running) -> str:
    every = words.choice("every", part.in_a_row)
    zh = {"month": "个月", "quarter": "个季度", "half": "个半年", "year": "年"}[part.in_a_row]
    on = _on_sheet(words, part.sheet)
    return both(f"{on}连续 {part.times} {zh}为{quoted(part.grade)}", f"{quoted(part.grade)}{on} in {part.times} {every}s in a row")


@tells(Within)
def _within(words: Words, part: Within) -> str:
    years = part.within.split(" ", maxsplit=1)[0]
    span = both("本年内", "this year so far") if years == "year" else both(f"{years} 年内", f"{years} years")
    zh = {"month": "个月", "quarter": "个季度", "half": "个半年", "year": "年"}[part.of]
    return both(
        f"{_on_sheet(words, part.sheet)}{span}累计 {part.times} {zh}为{quoted(part.grade)}",
        f"{quoted(part.grade)}{_on_sheet(words, part.sheet)} in {part.times} {words.choice('of', part.of)}s of {span}",
    )


@tells(Happens)
def _happens(words: Words, part: Happens) -> str:
    return both(
        f"一{words.choice('of', part.of)}内{words.say(part.happens)}", f"in a {words.choice('of', part.of)}: {words.say(part.happens)}"
    )


@tells(Place)
def _place(words: Words, part: Place) -> str:
    within, ties = words.choice("within", part.within), words.choice("quota_ties", part.ties)
    count = part.top if part.top is not None else part.bottom
    end = both("前", "first") if part.top is not None else both("后", "last")
    return both(f"{within}{end} {count} 名（{ties}）", f"the {end} {count} in {within} ({ties})")


@tells(OnRank)
def _on_rank(words: Words, part: OnRank) -> str:
    sheet = "" if part.sheet is None else both(f"，按{words.sheet(part.sheet)}", f", on {words.sheet(part.sheet)}")
    return both(
        f"{words.choice('term', part.of)}考核排在{words.say(part.rank)}{sheet}",
        f"{words.say(part.rank)} by a {words.choice('of', part.of)}'s totals{sheet}",
    )


@tells(AllOf)
def _all_of(words: Words, part: AllOf) -> str:
    return both("同时满足：", "all of: ") + both("；", "; ").join(words.say(one) for one in part.all_of)


@tells(AnyOf)
def _any_of(words: Words, part: AnyOf) -> str:
    return both("满足之一：", "any of: ") + both("；", "; ").join(words.say(one) for one in part.any_of)


# --- dates --------------------------------------------------------------------------------------------------------------


def _after(words: Words, name: str) -> str:
    if name == "period_end":
        return both("期末", "the period's end")
    return quoted(next((one.name for one in words.rules.edition.schedule if one.id == name), name))


@tells(AfterWorkdays)
def _after_workdays(words: Words, part: AfterWorkdays) -> str:
    return both(
        f"{_after(words, part.after)}后 {part.workdays} 个工作日内", f"within {part.workdays} workdays of {_after(words, part.after)}"
    )


@tells(AfterDays)
def _after_days(words: Words, part: AfterDays) -> str:
    off = words.choice("off_day", part.off_day)
    return both(
        f"{_after(words, part.after)}后 {part.days} 天内（{off}）", f"within {part.days} days of {_after(words, part.after)} ({off})"
    )


@tells(OnDay)
def _on_day(words: Words, part: OnDay) -> str:
    off = words.choice("off_day", part.off_day)
    return both(
        f"{_after(words, part.after)}的次月 {part.day_of_next_month} 日（{off}）",
        f"on day {part.day_of_next_month} of the month after {_after(words, part.after)} ({off})",
    )


@tells(Recurring)
def _recurring(words: Words, part: Recurring) -> str:
    at = both(" ", " at ") + listed(part.at) if part.at else ""
    return f"{words.choice('each', part.each)}{at}"


@tells(Stage)
def _stage(_words: Words, part: Stage) -> str:
    return both(f"{part.by}（{part.workdays} 个工作日）", f"{part.by} ({part.workdays} workdays)")


# --- the ground -----------------------------------------------------------------------------------------------------------


@tells(CalendarRule)
def _calendar(words: Words, part: CalendarRule) -> str:
    start = (
        both("按自然月", "calendar months")
        if part.month_starts_on == 1
        else both(f"每月自上月 {part.month_starts_on} 日起", f"a month starts on day {part.month_starts_on} of the month before")
    )
    said = [start]
    if part.year_starts_in != 1:
        said.append(both(f"年度自上年 {part.year_starts_in} 月起", f"a year starts in month {part.year_starts_in} of the year before"))
    said.append(words.choice("workdays", part.workdays))
    if part.days_off:
        said.append(both("另休 ", "days off besides: ") + listed(str(day) for day in part.days_off))
    if part.working_days:
        said.append(both("另上班 ", "workdays besides: ") + listed(str(day) for day in part.working_days))
    if part.hours:
        said.append(both("工作时间 ", "working hours ") + listed(str(one) for one in part.hours))
    return both("；", "; ").join(said)


@tells(Rounding)
def _rounding(words: Words, part: Rounding) -> str:
    line = (
        both("各项不先取整", "lines are not rounded")
        if isinstance(part.line, str)
        else both(f"各项取到 {number(part.line)} 分", f"lines to {number(part.line)} points")
    )
    mode = words.choice("mode", part.mode)
    return both(
        f"{line}，总分取到 {number(part.total)} 分，金额取到 {number(part.money)} 元；{mode}",
        f"{line}, totals to {number(part.total)} points, money to {number(part.money)} yuan; {mode}",
    )


@tells(TableRule)
def _table_rule(words: Words, part: TableRule) -> str:
    said = []
    if part.dated_by is not None:
        said.append(both(f"按{quoted(words.column(part.dated_by))}归入周期", f"dated by {words.column(part.dated_by)}"))
    if part.counts is not None:
        said.append(both(f"只有{words.where(part.counts)}的记录才计入", f"only rows count where {words.where(part.counts)}"))
    if part.distinct_by is not None:
        columns = listed((words.column(name) for name in part.distinct_by), last="and")
        said.append(
            both(
                f"同一期内{columns}相同的，不论是谁的，只计最早的一条",
                f"of rows alike in {columns}, whoever's they are, the first of a period counts",
            )
        )
    said += [both(f"{quoted(name)}：{words.say(how)}", f"{quoted(name)}: {words.say(how)}") for name, how in part.derive.items()]
    return both("；", "; ").join(said)
