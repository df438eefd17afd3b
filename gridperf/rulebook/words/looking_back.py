"""Rules that rest on earlier periods, in words."""

from __future__ import annotations

from gridperf.rulebook.elsewhere import Over
from gridperf.rulebook.stepping import CountedFrom, StepLimit
from gridperf.rulebook.words.base import Words, both, quoted, tells

__all__ = ()


@tells(StepLimit)
def _steps(words: Words, part: StepLimit) -> str:
    up = _far(part.up, both("升", "rises"))
    down = _far(part.down, both("降", "falls"))
    first = words.choice("first_grade", part.first) if isinstance(part.first, str) else words.say(part.first)
    latest = words.choice("not_graded", part.not_graded)
    return both(
        f"与上一期等次相比{up}、{down}；自 {part.since} 起执行；以前没有等次的{first}；上一期没有评定的{latest}；一票否决、末位、比例控制等下调不受此限",
        f"against the period before, a grade {up} and {down}; from {part.since} on; who has no earlier grade {first}; who was not graded in the "
        f"period before {latest}; vetoes, the last and quotas lower it all the same",
    )


def _far(most: int | str, way: str) -> str:
    if isinstance(most, str):
        return both(f"{way}多少不限", f"{way} without limit")
    return both(f"最多{way} {most} 等", f"{way} at most {most}") if most else both(f"不{way}", f"never {way}")


@tells(CountedFrom)
def _counted_from(_words: Words, part: CountedFrom) -> str:
    return both(f"视同上一期为{quoted(part.from_)}", f"is treated as though it had been {quoted(part.from_)}")


@tells(Over)
def _over(words: Words, part: Over) -> str:
    how, missing = words.choice("members_by", part.by), words.choice("over_missing", part.missing)
    present = words.choice("over_present", part.present)
    return both(
        f"最近 {part.last} 期（{present}，自 {part.since} 起计）得分的{how}，没有得分的期{missing}，不足 {part.needs} 期的没有数据",
        f"{how} of the last {part.last} periods ({present}, from {part.since} on), periods without a total {missing}, no data below {part.needs}",
    )
