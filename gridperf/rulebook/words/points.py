"""How what was measured becomes points, and what becomes of the total, in words."""

from __future__ import annotations

from fractions import Fraction

from gridperf.rulebook.no_data import AverageOf
from gridperf.rulebook.numbers import number, percent
from gridperf.rulebook.scorers import BandScore, EachScore, GradeScore, PointBand, Repetition, ShareScore, ShortScore
from gridperf.rulebook.scoring import Assess, AtBest, Eligible, FullIf, Total, Trigger, Veto, VetoEffect
from gridperf.rulebook.words.base import Words, both, listed, quoted, spaced, tells

__all__ = ["threshold"]


def _points(value: Fraction, *, signed: bool = False) -> str:
    """Return so many points; with a sign where they are added or taken."""
    sign = ("+" if value > 0 else "−" if value < 0 else "") if signed else "−" if value < 0 else ""
    return both(f"{sign}{number(abs(value))} 分", f"{sign}{number(abs(value))} points")


def threshold(words: Words, part: object) -> str:
    """Return where a band holds: `95% 及以上`."""
    for key, zh, en in (("at_least", "{} 及以上", "at least {}"), ("above", "超过 {}", "above {}")):
        if (value := getattr(part, key, None)) is not None:
            return both(zh, en).format(words.figure(value))
    for key, zh, en in (("at_most", "{} 及以下", "at most {}"), ("below", "不到 {}", "below {}")):
        if (value := getattr(part, key, None)) is not None:
            return both(zh, en).format(words.figure(value))
    return both("其余", "otherwise")


# --- scorers ----------------------------------------------------------------------------------------------------------


@tells(ShareScore)
def _share(words: Words, part: ShareScore) -> str:
    full = number(part.share)
    if part.target is None:
        return both(f"{full} 分 × 完成比例，最多 {full} 分", f"{full} points × the ratio, at most {full}")
    target = words.figure(part.target) if isinstance(part.target, Fraction) else words.say(part.target)
    return both(f"{full} 分 × 实际 ÷ 目标（{target}），最多 {full} 分", f"{full} points × measured ÷ target ({target}), at most {full}")


@tells(PointBand)
def _band(words: Words, part: PointBand) -> str:
    points = part.points if part.points is not None else part.otherwise
    return both(f"{threshold(words, part)} {_points(points or Fraction(0))}", f"{threshold(words, part)}: {_points(points or Fraction(0))}")


@tells(BandScore)
def _bands(words: Words, part: BandScore) -> str:
    return both("；", "; ").join(words.say(band) for band in part.bands)


@tells(Repetition)
def _repetition(words: Words, part: Repetition) -> str:
    if part.of is not None:
        name = words.column(part.of)
        return both(
            f"{name}相同的，从第 {part.from_} 次起每次 {_points(part.each, signed=True)}",
            f"{_points(part.each, signed=True)} each from occurrence {part.from_} of the same {name} on",
        )
    return both(
        f"从第 {part.from_} 次起每次 {_points(part.each, signed=True)}",
        f"{_points(part.each, signed=True)} each from occurrence {part.from_} on",
    )


@tells(EachScore)
def _each(words: Words, part: EachScore) -> str:
    said = []
    if part.starts_at:
        said.append(both(f"起始 {_points(part.starts_at)}", f"starts at {_points(part.starts_at)}"))
    if part.by_level:
        levels = listed(f"{level} {_points(points, signed=True)}" for level, points in part.by_level.items())
        other = (
            ""
            if part.each is None
            else both(f"，其他级别 {_points(part.each, signed=True)}", f", other levels {_points(part.each, signed=True)}")
        )
        said += [both(f"每件按级别：{levels}{other}", f"each by level: {levels}{other}"), words.choice("counted", part.counted)]
    elif part.each is not None:
        unit = both("每次", "each") if part.lot is None else both(f"每满 {part.lot} 次", f"for every full {part.lot}")
        said.append(f"{unit} {_points(part.each, signed=True)}")
    if part.lot is not None and part.by_level:
        said.append(both(f"每满 {part.lot} 件计一次", f"counted once for every full {part.lot}"))
    if part.beyond is not None:
        said.append(both(f"只计超过 {words.figure(part.beyond)} 的部分", f"only what exceeds {words.figure(part.beyond)} counts"))
    if part.repeated is not None:
        said.append(words.say(part.repeated))
    for limit, zh, en in ((part.up_to, "最多 {}", "never above {}"), (part.down_to, "最低 {}", "never below {}")):
        if isinstance(limit, Fraction):
            said.append(both(zh, en).format(_points(limit)))
        elif limit is not None:
            said.append(
                both("加分不封顶", "additions without end")
                if limit is part.up_to and zh.startswith("最多")
                else both("扣分不保底", "deductions without end")
            )
    return both("；", "; ").join(said)


@tells(ShortScore)
def _short(words: Words, part: ShortScore) -> str:
    target = words.figure(part.short_of) if isinstance(part.short_of, Fraction) else words.say(part.short_of)
    unit = both("个百分点", " percentage point") if words.ratio else both("个", " one missing")
    end = part.down_to if isinstance(part.down_to, Fraction) else None
    low = both("扣分不保底", "deductions without end") if end is None else both(f"最低 {_points(end)}", f"never below {_points(end)}")
    starts = both(f"达到目标（{target}）得 {_points(part.starts_at)}", f"{_points(part.starts_at)} at the target ({target})")
    return both(
        f"{starts}；每少 1 {unit} {_points(part.each, signed=True)}，{words.choice('part', part.part)}；{low}",
        f"{starts}; {_points(part.each, signed=True)} for every{unit}, {words.choice('part', part.part)}; {low}",
    )


@tells(GradeScore)
def _grade_score(_words: Words, part: GradeScore) -> str:
    grades = listed(f"{grade} {percent(share)}" for grade, share in part.by_grade.items())
    return both(f"{number(part.share)} 分 × 等次对应比例：{grades}", f"{number(part.share)} points × the part of the grade: {grades}")


# --- the sheet ----------------------------------------------------------------------------------------------------------


@tells(Assess)
def _assess(words: Words, part: Assess) -> str:
    roles = both("全部岗位", "every role") if part.roles == "all" else listed(part.roles)
    areas = "" if part.areas == "all" else both(f"，限{listed(part.areas)}", f", only {listed(part.areas)}")
    placed = words.choice("placed", part.placed)
    if part.subject != "worker":
        kind = words.choice("subject", part.subject)
        return both(
            f"考核到{kind}；成员岗位：{roles}{areas}；所在地和不按日的数据以{placed}为准",
            f"every {kind}; members of roles: {roles}{areas}; where it lies, and what falls on no day, by {placed}",
        )
    return both(
        f"考核到人；岗位：{roles}{areas}；调动过的以{placed}为准", f"workers; roles: {roles}{areas}; who was moved is placed by {placed}"
    )


@tells(Total)
def _total(_words: Words, part: Total) -> str:
    low = (
        both("不设下限", "no floor")
        if isinstance(part.floor, str)
        else both(f"总分最低 {number(part.floor)} 分", f"the total never falls below {number(part.floor)}")
    )
    high = (
        both("不设上限", "no cap")
        if isinstance(part.cap, str)
        else both(f"最高 {number(part.cap)} 分", f"never rises above {number(part.cap)}")
    )
    return both("，", ", ").join([low, high])


@tells(Trigger)
def _trigger(words: Words, part: Trigger) -> str:
    rows = words.where(part.where, part.count)
    table = words.table(part.count)
    meant = (
        both(f"{table}中{spaced(rows)}{spaced('的记录', latin=rows)}", f"rows of {table} where {rows}")
        if rows
        else both(f"{table}记录", f"rows of {table}")
    )
    return both(f"{meant}达到 {part.at_least} 条", f"at least {part.at_least} {meant}")


@tells(VetoEffect)
def _effect(words: Words, part: VetoEffect) -> str:
    return both(
        f"等次不高于{quoted(part.grade)}，{words.choice('veto_score', part.score)}",
        f"the grade is {quoted(part.grade)} at best, {words.choice('veto_score', part.score)}",
    )


@tells(Veto)
def _veto(words: Words, part: Veto) -> str:
    return both(f"{words.say(part.when)}的，{words.say(part.effect)}", f"{words.say(part.when)}: {words.say(part.effect)}")


@tells(FullIf)
def _full_if(words: Words, part: FullIf) -> str:
    rows = words.where(part.where, part.count)
    table = words.table(part.count)
    meant = (
        both(f"{table}中{spaced(rows)}{spaced('的记录', latin=rows)}", f"rows of {table} where {rows}")
        if rows
        else both(f"{table}记录", f"rows of {table}")
    )
    if part.at_least is not None:
        return both(
            f"{part.name}：{meant}不少于 {part.at_least} 件的，总分按满分",
            f"{part.name}: with at least {part.at_least} {meant}, the total is the full score",
        )
    return both(
        f"{part.name}：{meant}不超过 {part.at_most} 件的，总分按满分",
        f"{part.name}: with at most {part.at_most} {meant}, the total is the full score",
    )


@tells(AtBest)
def _at_best(_words: Words, part: AtBest) -> str:
    return both(f"等次最高为{quoted(part.at_best)}", f"the grade is {quoted(part.at_best)} at best")


@tells(AverageOf)
def _average(words: Words, part: AverageOf) -> str:
    among, rest = words.choice("average_of", part.average_of), words.without_data(part.otherwise)
    rest = both(rest.removeprefix("无数据时"), rest.removesuffix(" without data").removeprefix("without data "))
    return both(
        f"无数据时得{among}有数据者的平均分；{among}无人有数据的，{rest}",
        f"without data the mean of those with data {among}; where nobody there has any, {rest}",
    )


@tells(Eligible)
def _eligible(words: Words, part: Eligible) -> str:
    otherwise = both("不参加考核", "is not assessed") if isinstance(part.otherwise, str) else words.say(part.otherwise)
    if part.served_days is not None:
        return both(
            f"当期在岗不满 {part.served_days} 天的，{otherwise}", f"with fewer than {part.served_days} days in service: {otherwise}"
        )
    return both(
        f"截至期末任职不满 {part.months_in_post} 个月的，{otherwise}",
        f"with fewer than {part.months_in_post} months in the post: {otherwise}",
    )
