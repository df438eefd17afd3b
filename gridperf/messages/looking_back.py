"""Wordings of what stops a run that rests on earlier periods: their results, or their grades, are not known (codes A16…)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "A166": Wording(
        zh="“{sheet}”的等次要看上一次的等次，而没有给出 {missing} 的结果，{count} 人（如 {who}）的上一次等次无从知道，因此 {period} 没有考核。",
        en="Grades of {sheet} are held against the ones before, and no result of {missing} was given, so the grade before of {count} "
        "{count:person|people} ({who}) is not known and {period} was not assessed.",
        zh_hint="请把 {since} 以来各期的考核结果一并作为 history 给出（命令行用 --history 或 --book）；从本期才开始执行的，把 steps 的 since 写成 {period}。",
        en_hint="Give the results of every period since {since} as history (--history or --book in a shell); if the rule begins with this period, "
        "write since: {period}.",
    ),
    "A167": Wording(
        zh="{worker} 在 {then} 的“{sheet}”等次是“{grade}”，现行办法没有这一等次，无法据以逐级升降，因此 {period} 没有考核。",
        en="{worker} was graded {grade} on {sheet} in {then}, which is none of the grades in force, so no steps can be counted from it and {period} "
        "was not assessed.",
        zh_hint="现行等次：{near}。等次改了名称的，把 steps 的 since 写成新办法施行的第一期。",
        en_hint="Grades in force: {near}. If they were renamed, write the first period of the new rules as since.",
    ),
    "A168": Wording(
        zh="{item} 取最近 {last} 期的结果，而没有给出 {missing} 的结果，因此 {period} 没有考核。",
        en="{item} takes the results of the last {last} {last:period|periods}, and no result of {missing} was given, so {period} was not assessed.",
        zh_hint="请把这些周期的考核结果一并作为 history 给出（命令行用 --history 或 --book）；更早的不计入的，把 over 的 since 写成计入的第一期。",
        en_hint="Give the results of those periods as history (--history or --book in a shell); if earlier ones do not count, write the first that "
        "does as since.",
    ),
}
