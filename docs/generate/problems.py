"""The page about problems lists every code with its wordings, so a message met at work can be looked up word for word."""

from __future__ import annotations

import re

from gridperf.messages import MESSAGES

__all__ = ["pages"]

_HEAD = """# Problems

Generated from `gridperf/messages/`; do not edit.

Every problem has a code, a place and two sentences: what is wrong and what follows, then what to do.
Words in ‹angle brackets› are filled in when it is shown.
The first letter says who acts: **R** whoever writes the rules, **D** whoever keeps the records, **A** whoever assesses, **B** whoever keeps the Book, **P** whoever prints, **Y** whoever pays.
"""

_ROOMS = {
    "R1": ("The shape of a rulebook", "考核办法的写法"),
    "R2": ("What a rulebook means", "考核办法的含义"),
    "R3": ("Sources and worked examples", "出处与算例"),
    "R4": ("Tables, clocks and duties", "记录表、时钟与频次"),
    "R5": ("Sheets that rest on one another", "相互引用的考核表"),
    "R6": ("What follows from results", "结果运用、日程与积分账户"),
    "R7": ("What a rulebook pays", "考核办法的薪酬"),
    "R8": ("Formulas, sheets without items, and lines by period", "公式、没有考核项的考核表与分周期发放"),
    "R9": ("Layers of rulebooks, and marks finer than lines", "逐级细化的考核办法，以及比取整更细的分值"),
    "R0": ("What can never come to bear, editions, and the law on wages", "不会生效的规定、版本与工资底线"),
    "D1": ("The shape of records", "记录的格式"),
    "D2": ("What records say", "记录的内容"),
    "A1": ("Assessing", "考核"),
    "B0": ("The Book", "台账"),
    "B1": ("Accounts of points, payments, money held back, and bridges, in the Book", "台账的积分账户、发放、预留和变化拆分"),
    "P1": ("Printing", "打印"),
    "Y0": ("Paying", "发放"),
}


_WORDS = re.compile(r"\{\w+:[^{}|]*\|([^{}|]*)\}")
"""A word for one and a word for many, of which the page shows the latter."""


def _shown(text: str) -> str:
    """Return *text* with its values marked, safe inside a page."""
    return (
        re.sub(r"\{(\w+)\}", r"‹\1›", _WORDS.sub(r"\1", text.replace("{{", "\0").replace("}}", "\1")))
        .replace("\0", "{")
        .replace("\1", "}")
        .replace("<", "&lt;")
    )


def pages() -> dict[str, str]:
    """Return the text of the page by its path from the root of the repository."""
    parts = [_HEAD]
    for room, (english, chinese) in _ROOMS.items():
        parts.append(f"## {room} · {english} · {chinese}\n")
        for code in sorted(code for code in MESSAGES if code.startswith(room)):
            wording = MESSAGES[code]
            parts.append(f"### {code}\n")
            for message, hint in ((wording.en, wording.en_hint), (wording.zh, wording.zh_hint)):
                parts.append(_shown(message) + (f"\n\n→ {_shown(hint)}" if hint else "") + "\n")
    return {"docs/reference/problems.md": "\n".join(parts)}
