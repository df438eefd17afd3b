"""Every fixed word a rulebook chooses from, said in Chinese and in English."""

from __future__ import annotations

from gridperf.places import LABELS

__all__ = ["CHOICES"]

_EVERY = {"month": ("月", "month"), "quarter": ("季度", "quarter"), "half": ("半年", "half-year"), "year": ("年", "year")}
_TERM = {"month": ("月度", "month"), "quarter": ("季度", "quarter"), "half": ("半年度", "half-year"), "year": ("年度", "year")}
_UNITS = {"second": ("秒", "second"), "minute": ("分钟", "minute"), "hour": ("小时", "hour"), "day": ("天", "day")}
_PER = {"day": ("每日", "day"), "workday": ("每个工作日", "workday"), "week": ("每周", "week"), "month": ("每月", "month")}

_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "every": _EVERY,
    "of": _EVERY,
    "term": _TERM,
    "unit": {**_UNITS, "year": ("年", "year"), "month": ("个月", "month")},
    "per": {**_PER, "quarter": ("每季度", "quarter"), "half": ("每半年", "half-year"), "year": ("每年", "year")},
    "basis": {"published": ("公开规定", "published"), "assumed": ("编写者设定", "assumed")},
    "status": {"draft": ("草稿", "draft"), "trial": ("试行", "on trial"), "in_force": ("施行", "in force"), "retired": ("废止", "retired")},
    "workdays": {
        "cn": ("按国务院办公厅公布的工作日和调休安排", "by the State Council's schedule of workdays"),
        "none": ("不计算工作日", "workdays are not counted"),
    },
    "mode": {
        "half_up": ("四舍五入", "half away from zero"),
        "half_even": ("四舍六入五成双", "half to even"),
        "down": ("舍去", "down"),
        "up": ("进位", "up"),
    },
    "within": {
        "county": ("全县", "the county"),
        "street": ("本街道（乡镇）", "each street"),
        "community": ("本社区（村）", "each community"),
        "role": ("同一岗位", "each role"),
        "area": ("同为城镇或农村", "each of urban and rural"),
        "all": ("全体", "everybody together"),
    },
    "average_of": {
        "county": ("同县", "in the county"),
        "street": ("同街道（乡镇）", "in the same street"),
        "community": ("同社区（村）", "in the same community"),
        "role": ("同岗位", "in the same role"),
        "area": ("同为城镇或农村", "urban or rural alike"),
        "all": ("本表", "on the sheet"),
    },
    "quota_ties": {
        "exclude": ("同分而名额不够的都不评", "people with equal totals of whom only some fit are all left out"),
        "include": ("同分而名额不够的都评", "people with equal totals of whom only some fit are all taken in"),
    },
    "quota_ties_then": {
        "exclude": ("仍不能区分而名额不够的都不评", "of those still equal of whom only some fit, all are left out"),
        "include": ("仍不能区分而名额不够的都评", "of those still equal of whom only some fit, all are taken in"),
    },
    "last_ties": {
        "exclude": ("同分而只有一部分在末位的都不算末位", "people with equal totals of whom only some are among the last are all spared"),
        "include": ("同分而只有一部分在末位的都算末位", "people with equal totals of whom only some are among the last all count as last"),
    },
    "last_ties_then": {
        "exclude": ("仍不能区分的都不算末位", "those still equal of whom only some are among the last are all spared"),
        "include": ("仍不能区分的都算末位", "those still equal of whom only some are among the last all count as last"),
    },
    "over_missing": {"skip": ("不计", "left out"), "zero": ("按 0 分计", "counted as 0")},
    "over_present": {"counts": ("含本期", "the present one among them"), "left_out": ("不含本期", "the present one left out")},
    "first_grade": {"free": ("只按总分", "is graded by the total alone")},
    "not_graded": {
        "latest": ("看更早最近一次的等次", "is held against the latest grade there is"),
        "first": ("视同以前没有等次", "counts as without an earlier grade"),
    },
    "rank_ties": {
        "skip": ("同分同名次，其后空出名次（1、1、3）", "equal totals share a rank and the next ranks stay empty (1, 1, 3)"),
        "dense": ("同分同名次，其后不空名次（1、1、2）", "equal totals share a rank and the next follows (1, 1, 2)"),
    },
    "placed": {
        "first": ("当期第一段任职", "the first posting of the period"),
        "last": ("当期最后一段任职", "the last posting of the period"),
        "longest": ("当期时间最长的一段任职", "the longest posting of the period"),
    },
    "when_no_data": {
        "full": ("无数据时得满分", "full marks without data"),
        "zero": ("无数据时得 0 分", "no marks without data"),
        "exempt": (
            "无数据时免考，其余计满分的项目按比例折算",
            "without data the item is left out and the items that bear full marks are scaled up",
        ),
    },
    "min": {"unlimited": ("不设下限", "no end below")},
    "all_exempt": {
        "not_assessed": ("全部免考的，本期不考核", "who has no item left is not assessed"),
        "full": ("全部免考的，得满分", "who has no item left gets full marks"),
    },
    "veto_score": {"keeps": ("得分不变", "the total stands"), "zero": ("得分记 0", "the total becomes 0")},
    "counted": {"sum": ("逐件累计", "every one counts"), "highest": ("只计分值最高的一件，计一次", "only the highest counts, once")},
    "part": {
        "whole_down": ("不足 1 的部分不计", "a part of one does not count"),
        "whole_up": ("不足 1 的部分按 1 计", "a part of one counts as one"),
        "linear": ("不足 1 的部分按比例计", "a part of one counts in proportion"),
    },
    "supplied": {
        "required": ("等次全部由评定给出", "every grade is given by those who decide it"),
        "allowed": ("有评定结果的按评定，其余按分数线", "a grade that was given holds, the others follow the thresholds"),
    },
    "by": {
        "mean": ("各期平均", "the mean"),
        "sum": ("各期相加", "the sum"),
        "best": ("取最高一期", "the best"),
        "latest": ("取最近一期", "the latest"),
        "weighted": ("各期加权平均", "the weighted mean"),
    },
    "missing": {
        "skip": ("缺少的期不计入", "periods without a result are left out"),
        "zero": ("缺少的期按 0 分", "periods without a result count as 0"),
        "refuse": ("缺少的不予汇总", "a missing result stops the run"),
    },
    "subject": {kind: (label, kind) for kind, label in LABELS.items()},
    "members_by": {
        "mean": ("平均", "their mean"),
        "lowest": ("最低", "the lowest"),
        "highest": ("最高", "the highest"),
        "sum": ("合计", "their sum"),
    },
    "part_month": {
        "whole": ("不足整月照发全额", "in full for part of a month"),
        "by_calendar_days": ("不足整月按在岗日历天数折算", "by calendar days in service for part of a month"),
        "by_paid_days": ("不足整月按在岗计薪天数折算", "by paid days in service for part of a month"),
        "add_paid_days": ("不足整月按月额 ÷ 21.75 × 在岗计薪天数", "for part of a month ÷ 21.75 × paid days in service"),
        "subtract_unpaid_days": (
            "不足整月从月额中扣除 月额 ÷ 21.75 × 不在岗计薪天数",
            "for part of a month less ÷ 21.75 × paid days out of service",
        ),
    },
    "which": {"longest": ("最长一次", "the longest run"), "ending": ("截至末日的一次", "the run that reaches the last day")},
    "off_day": {
        "stays": ("遇非工作日不变", "a day off stands"),
        "next_workday": ("遇非工作日顺延至下一工作日", "a day off moves to the next workday"),
        "workday_before": ("遇非工作日提前至上一工作日", "a day off moves to the workday before"),
    },
    "clock": {
        "work_hour": ("工作时", "working hours"),
        "work_day": ("工作日", "working days"),
        "urgent_hour": ("紧急工作时", "urgent hours, day and night"),
        "natural_day": ("自然日", "calendar days"),
    },
    "clears": {
        "period": ("清除本期所得", "what the period has earned is cleared"),
        "balance": ("清除全部余额", "the whole balance is cleared"),
    },
    "weight": {
        "total": ("得分", "the total"),
        "served_days": ("在岗天数", "days in service"),
        "paid_days": ("在岗计薪天数", "paid days in service"),
        "one": ("每人一份", "one share each"),
    },
    "short": {"equal": ("平均分配", "everybody gets the same"), "refuse": ("不予发放", "the run stops")},
    "nobody": {"carry": ("结转下期", "it is carried on"), "return": ("收回", "it is returned")},
    "left": {"carry": ("结转下期", "it is carried on"), "return": ("收回", "it is returned")},
    "at": {"period_start": ("期初", "the period's first day"), "period_end": ("期末", "the period's last day")},
    "probation": {
        "period_start": ("期初在试用期内的，全期按此", "whoever is on it on the first day, for the whole period"),
        "period_end": ("期末在试用期内的，全期按此", "whoever is on it on the last day, for the whole period"),
        "days": ("按试用期内的在岗天数", "for each day in service on it"),
    },
    "leavers": {
        "at_leaving": ("离岗的在离岗当期发给", "whoever leaves gets it in the period of leaving"),
        "at_end": ("到期仍在岗的才发给", "only whoever still serves then gets it"),
    },
    "rank_each": {
        "each": ("同名次的各按该名次发", "people of one rank each get the amount of their place"),
        "share": ("同名次的平分所占名次的金额", "people of one rank share what the places they take up would have paid"),
    },
    "no_history": {
        "refuse": ("没有以前结果的不予计算", "without earlier results the run stops"),
        "not_met": ("没有以前结果的视为不满足", "without earlier results nothing is paid"),
    },
    "needed": {
        "any": ("件数不限，可以没有", "any number of decisions, or none"),
        "once": ("每人必须有一次决定", "exactly one decision for everybody"),
    },
    "each": {"day": ("每日", "every day"), "workday": ("每个工作日", "every workday"), "week": ("每周末日", "the last day of every week")},
}

CHOICES: dict[tuple[str, str], tuple[str, str]] = {(key, value): words for key, held in _WORDS.items() for value, words in held.items()}
"""(key, value) → the words in Chinese and in English."""
