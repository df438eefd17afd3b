"""Wordings of the problems of what a rulebook pays (codes R7…)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "R701": Wording(
        zh="by 列出 {count} 列（{columns}），of 的层数却与此不同，有的人因此没有金额。",
        en="by names {count} columns ({columns}), and of is not that many tables deep, so some people would have no amount.",
        zh_hint="每一列一层，如 by: [title, level] 对应 of: {{社工师: {{一级: 500, 二级: 400}}}}。",
        en_hint="One table per column, as in by: [title, level] with of: {{'社工师': {{'一级': 500, '二级': 400}}}}.",
    ),
    "R702": Wording(
        zh="最高档次是 {found}，而档次是从 1 起的整数，因此封顶无从算起。",
        en="The highest step is {found}, and steps are whole numbers from 1 on, so the amount would have no end.",
        zh_hint="请写整数，如 most: 12；没有封顶写 most: unlimited。",
        en_hint="Write a whole number, as in most: 12, or most: unlimited.",
    ),
}
