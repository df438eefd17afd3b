"""What the screen says decided a grade, in Chinese and English side by side; every way a grade can be decided has its words."""

from __future__ import annotations

__all__ = ["WORDS_OF_GRADES"]

WORDS_OF_GRADES: dict[str, tuple[str, str]] = {
    "decided-band": ("按分数段", "by its band"),
    "decided-steps": ("{held}，按总分是“{uncapped}”", "{held}; by total {uncapped}"),
    "held-up": ("{from_}，每期最多升 {most} 等", "{from_}, at most {most} up in a period"),
    "held-down": ("{from_}，每期最多降 {most} 等", "{from_}, at most {most} down in a period"),
    "earlier-grade": ("{period} 为“{grade}”", "{grade} in {period}"),
    "first-grade": ("首次评定从“{grade}”起", "a first grade counts from {grade}"),
    "decided-quota": ("因比例控制由“{uncapped}”下调", "held back by the quota from {uncapped}"),
    "decided-last": ("总分排在末位，由“{uncapped}”下调", "among the last; {uncapped} by its band"),
    "decided-tie": ("总分与他人相同，依次比较{ties}", "equal totals; {ties} compared in turn"),
    "most-first": ("{item}（多者优先）", "{item} (the most first)"),
    "least-first": ("{item}（少者优先）", "{item} (the least first)"),
    "list-comma": ("、", ", "),
    "decided-supplied": ("评定给出，按总分是“{uncapped}”", "given by those who decide it; by total {uncapped}"),
    "decided-eligibility": ("因任职时间不足由“{uncapped}”下调", "served too short a time for {uncapped}"),
    "decided-veto": ("因一票否决由“{uncapped}”下调", "vetoed from {uncapped}"),
    "decided-veto-same": ("因一票否决", "by a veto"),
    "decided-not_assessed": ("未考核", "not assessed"),
}
