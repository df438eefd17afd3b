"""What the screen says of changed rules, of what examples reach, and of thresholds, in Chinese and English side by side."""

from __future__ import annotations

__all__ = ["WORDS_OF_TRIALS"]

WORDS_OF_TRIALS: dict[str, tuple[str, str]] = {
    "survivors-title": ("没有算例发现的改动", "Changes no example noticed"),
    "change": ("改动", "Change"),
    "mutants-line": (
        "改动 {total} 处：算例发现 {failed} 处，检查拒绝 {refused} 处，无人发现 {survived} 处，已说明不影响结果 {acknowledged} 处",
        "{total} {total:change|changes}: {failed} failed an example, {refused} refused by the checks, {survived} not noticed, {acknowledged} said to make no difference",
    ),
    "killed-line": ("发现率 {share}", "Noticed: {share}"),
    "missing-title": ("没有算例到达的规则", "Rules no example reaches"),
    "coverage-title": ("算例到达的规则", "Rules examples reach"),
    "coverage-line": ("到达率 {share}", "Reached: {share}"),
    "reach-item": ("考核项", "item"),
    "reach-band": ("档", "band"),
    "reach-no-data": ("没有数据", "no data"),
    "reach-level": ("级别", "level"),
    "reach-limit": ("限额", "limit"),
    "reach-section": ("项目组上限", "section's maximum"),
    "reach-total": ("总分上下限", "end of the total"),
    "reach-veto": ("一票否决", "veto"),
    "reach-grade": ("等次", "grade"),
    "reach-steps": ("逐级升降", "steps of grades"),
    "reach-quota": ("比例控制", "quota"),
    "reach-ties": ("同分取舍", "equal totals"),
    "reach-pay": ("工资项", "pay line"),
    "reach-pay-grade": ("工资项的等次", "grade of a pay line"),
    "reach-pay-cap": ("工资项上限", "cap of a pay line"),
    "reach-value": ("取值", "named number"),
    "reach-action": ("结果运用", "action"),
    "reach-account": ("积分账户", "account"),
    "reach-goods": ("兑换", "goods"),
    "reach-step": ("日程", "step of the schedule"),
    # thresholds
    "edges-title": (
        "每一条线上的人：正好在线上的，差一个单位的，多一个单位的",
        "On every threshold: exactly on it, one unit below, one unit above",
    ),
    "threshold": ("线", "Threshold"),
    "given": ("给定", "Given"),
    "points-short": ("得分", "Points"),
    "grade-short": ("等次", "Grade"),
    "yuan-short": ("元", "Yuan"),
    "side-under": ("差一点", "below"),
    "side-on": ("正好", "on it"),
    "side-over": ("多一点", "above"),
    "edges-missing": ("没有能让人站上去的线", "Thresholds nobody could be brought to"),
    "edges-line": (
        "{thresholds} 条线，{people} 人；{written} 条（*）能写成算例，{missing} 条没有人能站上去",
        "{thresholds} {thresholds:threshold|thresholds}, {people} {people:person|people}; {written} (*) can be written as examples, nobody could be brought to {missing}",
    ),
    "edges-written": (
        "{count} 个算例写到 {path}，还没有人核对过",
        "{count} {count:example|examples} written to {path}; nobody has looked at {count:it|them} yet",
    ),
    "edges-heading": (
        (
            "由 gridperf test --edges 生成：预期是引擎今天算出的结果，不是谁用纸笔算出来的。\n"
            "逐个对照办法原文核对；对的，换一个说清楚检验什么的名称，移到 examples/；不对的，改规则。"
        ),
        (
            "Made by gridperf test --edges: what is expected is what the engine says today, and nobody has worked it out on paper.\n"
            "Hold each against the county's text; if it is right, give it a name that says what it checks and move it to examples/; if not, correct the rule."
        ),
    ),
    "no-threshold-named": ("没有路径含“{name}”的线。", "No threshold has '{name}' in its path."),
}
