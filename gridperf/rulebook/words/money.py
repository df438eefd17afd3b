"""Every pay line in words."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from gridperf.rulebook.cash import Asked, DecidedLine, EachLine, EachOfLine, LadderLine, Range, Rung, YuanBand, YuanBandLine
from gridperf.rulebook.numbers import number, percent
from gridperf.rulebook.paying import (
    AmountLine,
    ByGradeLine,
    ByScoreLine,
    CapLine,
    DaysAttained,
    DaysLine,
    HoldLine,
    PayLine,
    PointLine,
    RankLine,
    ReleaseLine,
    TopUpLine,
)
from gridperf.rulebook.words.base import Words, both, listed, quoted, spaced, tells
from gridperf.rulebook.words.points import threshold
from gridperf.rulebook.words.shares import by_grade, capped, so_much

__all__ = ["when_and_whom"]


# --- amounts ------------------------------------------------------------------------------------------------------------


@tells(AmountLine)
def _amount(words: Words, part: AmountLine) -> str:
    return both(f"每期{spaced(words.yuan(part.amount))}", f"{words.yuan(part.amount)} a period")


@tells(ByGradeLine)
def _by_grade_line(words: Words, part: ByGradeLine) -> str:
    return both(
        f"{words.yuan(part.of)} × 等次系数（{by_grade(part.by_grade)}）",
        f"{words.yuan(part.of)} × the grade's coefficient ({by_grade(part.by_grade)})",
    )


@tells(ByScoreLine)
def _by_score(words: Words, part: ByScoreLine) -> str:
    most = (
        both("超过满分的照比例多发", "a total above the full score pays more")
        if isinstance(part.at_most, str)
        else both(f"最多为其 {percent(part.at_most)}", f"at most {percent(part.at_most)} of it")
    )
    return both(
        f"{words.yuan(part.by_score)} × 得分 ÷ 满分，{most}；未考核的按 {percent(part.not_assessed)}",
        f"{words.yuan(part.by_score)} × total ÷ full score, {most}; {percent(part.not_assessed)} of it for people without a total",
    )


@tells(PointLine)
def _point(words: Words, part: PointLine) -> str:
    ends = [
        both(f"最低 {so_much(part.at_least)}", f"at least {so_much(part.at_least)}")
        if isinstance(part.at_least, Fraction)
        else both("不设下限", "no floor"),
        both(f"最高 {so_much(part.at_most)}", f"at most {so_much(part.at_most)}")
        if isinstance(part.at_most, Fraction)
        else both("不设上限", "no cap"),
    ]
    return both(
        f"得分 {number(part.from_)} 分时为{spaced(words.yuan(part.starts_at))}，每高 1 分加 {number(part.per_point)} 元，每低 1 分减 "
        f"{number(part.per_lost_point)} 元（{words.choice('part', part.part)}），{'，'.join(ends)}；未考核的 {so_much(part.not_assessed)}",
        f"{words.yuan(part.starts_at)} at {number(part.from_)} points, {number(part.per_point)} yuan more for each point above, "
        f"{number(part.per_lost_point)} less for each below ({words.choice('part', part.part)}), {', '.join(ends)}; "
        f"{so_much(part.not_assessed)} for people without a total",
    )


@tells(RankLine)
def _rank(words: Words, part: RankLine) -> str:
    places = listed(f"{_place(place)} {so_much(amount)}" for place, amount in part.by_rank.items())
    ranking = "" if part.ranking is None else both(f"；按排名 {part.ranking}", f"; by the ranking {part.ranking}")
    return both(
        f"按名次：{places}；{words.choice('rank_each', part.ties)}；参加排名不足 {part.needs} 人的不发{ranking}",
        f"by rank: {places}; {words.choice('rank_each', part.ties)}; nothing where fewer than {part.needs} are ranked{ranking}",
    )


def _place(place: str) -> str:
    if place == "last":
        return both("末位", "last")
    if place.startswith("last-"):
        return both(f"倒数第 {int(place[5:]) + 1} 名", place)
    return both(f"第 {place} 名", f"rank {place}")


@tells(EachLine)
def _each(words: Words, part: EachLine) -> str:
    measured = words.measure(part.measure, part.where)
    if part.short_of is not None:
        required = words.yuan(part.short_of) if isinstance(part.short_of, str) else number(part.short_of)
        missing = both("每少 1", "for each") if part.lot == 1 else both(f"每少满 {part.lot}", f"for every full {part.lot}")
        return both(
            f"{measured}，少于 {required} 的，{missing} {_paid(words, part.each)}，{capped(part.cap)}",
            f"{_paid(words, part.each)} {missing} of {measured} missing to {required}, {capped(part.cap)}",
        )
    lot = both("每计 1", "for each") if part.lot == 1 else both(f"每满 {part.lot}", f"for every full {part.lot}")
    if part.part:
        lot = both("每计 1（不足 1 的按比例）", "for each, and in proportion for a part,")
    gap = "" if part.part else " "
    return both(
        f"{measured}，{lot}{gap}{_paid(words, part.each)}，{capped(part.cap)}",
        f"{_paid(words, part.each)} {lot} of {measured}, {capped(part.cap)}",
    )


def _paid(words: Words, amount: Fraction | str) -> str:
    """Return what one is paid for, or what it takes off."""
    if isinstance(amount, Fraction) and amount < 0:
        return both(f"扣 {so_much(-amount)}", f"{so_much(-amount)} off")
    return both(f"发{spaced(words.yuan(amount))}", words.yuan(amount))


@tells(EachOfLine)
def _each_of(words: Words, part: EachOfLine) -> str:
    prices = listed(f"{name} {so_much(amount)}" for name, amount in part.each_of.items())
    measured = words.measure(part.measure, part.where)
    column = quoted(words.column(part.by, words.table_of(part.measure)))
    lot = "" if part.lot == 1 else both(f"，每类每满 {part.lot} 计一次", f", once for every full {part.lot} of one class")
    return both(
        f"{measured}，按{column}每计 1 发：{prices}，其余不发{lot}；{capped(part.cap)}",
        f"for each of {measured} by {column}: {prices}, nothing for others{lot}; {capped(part.cap)}",
    )


@tells(Rung)
def _rung(_words: Words, part: Rung) -> str:
    zh = f"每个扣 {so_much(-part.each)}" if part.each < 0 else f"每个 {so_much(part.each)}"
    en = f"{so_much(-part.each)} off for each" if part.each < 0 else f"{so_much(part.each)} for each"
    if part.beyond == 0:
        return both(zh, en)
    return both(f"超过 {part.beyond} 的部分{zh}", f"{en} beyond {part.beyond}")


@tells(LadderLine)
def _ladder(words: Words, part: LadderLine) -> str:
    first, second = part.ladder[0], part.ladder[1] if len(part.ladder) > 1 else None
    unpaid = "" if first.each or second is None else both(f"{second.beyond} 及以内不计", f"nothing up to {second.beyond}")
    rungs = listed([unpaid or words.say(first), *(words.say(rung) for rung in part.ladder[1:])])
    return both(
        f"{words.measure(part.measure, part.where)}，分段计：{rungs}；{capped(part.cap)}",
        f"{words.measure(part.measure, part.where)}, in tiers: {rungs}; {capped(part.cap)}",
    )


@tells(YuanBand)
def _yuan_band(words: Words, part: YuanBand) -> str:
    amount = part.yuan if part.yuan is not None else part.otherwise
    return both(f"{threshold(words, part)} {so_much(amount or Fraction(0))}", f"{threshold(words, part)}: {so_much(amount or Fraction(0))}")


@tells(YuanBandLine)
def _yuan_bands(words: Words, part: YuanBandLine) -> str:
    about = words.about(part.measure)
    bands = both("；", "; ").join(about.say(band) for band in part.bands)
    none = "" if part.no_data is None else both(f"；无数据 {so_much(part.no_data)}", f"; {so_much(part.no_data)} without data")
    return both(f"{words.measure(part.measure, part.where)}：{bands}{none}", f"by {words.measure(part.measure, part.where)}: {bands}{none}")


@tells(Range)
def _range(_words: Words, part: Range) -> str:
    return both(f"{number(part.least)} 至 {number(part.most)} 元", f"{number(part.least)} to {number(part.most)} yuan")


@tells(Asked)
def _asked(words: Words, part: Asked) -> str:
    measured = words.measure(part.measure, part.where)
    return both(f"{measured}每计 1 应有一次决定", f"one decision for each of {measured}")


@tells(DecidedLine)
def _decided(words: Words, part: DecidedLine) -> str:
    needed = words.say(part.for_each) if part.for_each is not None else words.choice("needed", part.needed)
    return both(
        f"在 {words.say(part.decided)}之间逐次决定，记入{words.table('decisions')}；{needed}",
        f"decided case by case from {words.say(part.decided)}, recorded in {words.table('decisions')}; {needed}",
    )


@tells(DaysAttained)
def _days_attained(words: Words, part: DaysAttained) -> str:
    names = [words.measure(one) for one in (part.due, part.attended, part.leave, part.done)]
    quota = words.yuan(part.quota) if isinstance(part.quota, str) else number(part.quota)
    return both(
        f"应出勤为{names[0]}，实出勤为{names[1]}，请假为{names[2]}，完成量为{names[3]}，定额 {quota}。实出勤加请假不少于应出勤时：完成定额的按实出勤计，"
        f"未完成的按 应出勤 × 完成量 ÷ 定额（整日，{words.choice('mode', part.round)}）计；少于应出勤时按实出勤计",
        f"due: {names[0]}; attended: {names[1]}; on leave: {names[2]}; done: {names[3]}; quota {quota}. If attended and leave reach what is due, "
        f"a quota that is met pays the days attended, one that is missed due × done ÷ quota in whole days ({words.choice('mode', part.round)}); "
        f"if they do not, the days attended",
    )


@tells(DaysLine)
def _days(words: Words, part: DaysLine) -> str:
    return both(
        f"{words.yuan(part.of)} × 有效天数 ÷ 应出勤天数；没有应出勤的按 {percent(part.no_due_days)}。{words.say(part.effective_days)}",
        f"{words.yuan(part.of)} × effective days ÷ days due; {percent(part.no_due_days)} of it without a day due. {words.say(part.effective_days)}",
    )


def _counted(words: Words, counting: tuple[str, ...] | str) -> str:
    if isinstance(counting, str):
        return both("此前各项", "every line before it")
    return listed((words.line(name) for name in counting), last="and")


@tells(TopUpLine)
def _top_up(words: Words, part: TopUpLine) -> str:
    return both(
        f"{_counted(words, part.counting)}合计不足{spaced(words.yuan(part.top_up_to))}的，补足差额",
        f"what {_counted(words, part.counting)} lack of {words.yuan(part.top_up_to)}",
    )


@tells(CapLine)
def _cap(words: Words, part: CapLine) -> str:
    return both(
        f"{_counted(words, part.counting)}合计超过{spaced(words.yuan(part.cap_at))}的部分不发",
        f"takes off what {_counted(words, part.counting)} come to above {words.yuan(part.cap_at)}",
    )


@tells(HoldLine)
def _hold(words: Words, part: HoldLine) -> str:
    return both(
        f"{_counted(words, part.counting)}的 {percent(part.hold)} 暂缓发放",
        f"{percent(part.hold)} of {_counted(words, part.counting)} is held back",
    )


@tells(ReleaseLine)
def _release(words: Words, part: ReleaseLine) -> str:
    names, at = listed((words.line(name) for name in part.release), last="and"), words.choice("every", part.at)
    return both(
        f"{names}缓发的金额每{at}末发给；{words.choice('leavers', part.leavers)}",
        f"what {names} held back is paid at the end of every {at}; {words.choice('leavers', part.leavers)}",
    )


@tells(PayLine)
def _pay_line(words: Words, part: PayLine) -> str:
    said = [words.say(part.line), *(words.say(factor) for factor in part.times)]
    if part.part_month is not None:
        said.append(words.choice("part_month", part.part_month))
    if part.after is not None:
        said.append(words.say(part.after))
    if part.shared_by is not None:
        said.append(both("经费分担：", "borne by: ") + listed(f"{name} {percent(share)}" for name, share in part.shared_by.items()))
    if part.split is not None:
        own = both("本人", "the worker")
        said.append(
            both("受益分配：", "received by: ")
            + listed(f"{own if name == 'self' else name} {percent(share)}" for name, share in part.split.items())
        )
    if part.step is not None:
        said.append(both(f"取到 {number(part.step)} 元", f"rounded to {number(part.step)} yuan"))
    return both("；", "; ").join(said)


def when_and_whom(words: Words, line: PayLine) -> Iterator[str]:
    """Yield when *line* is paid, if it says for which kind of period, and to which roles, if not to everybody."""
    if line.every is not None:
        term, kind = words.choice("term", line.every), words.choice("every", line.every)
        if words.rules.edition.pays_rolled(line):
            yield both(f"{term}结果汇总时发", f"paid when the {kind} is rolled up")
        else:
            yield both(f"按{kind}发", f"paid for a {kind}")
    if line.roles != "all":
        yield both(f"发给{listed(line.roles)}", f"paid to {listed(line.roles)}")
