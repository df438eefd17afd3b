"""What no county has published is listed rule by rule: its kind, its name, its clause and its place in the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from gridperf.cli.words.general import say
from gridperf.language import Language, current
from gridperf.rulebook import Rulebook
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.walk import Steps, parts

__all__ = ["Stated", "kinds_of_assumed", "stated_in"]

_KINDS: dict[str, dict[Language, str]] = {
    "sheets": {"zh": "考核表", "en": "sheets"},
    "total": {"zh": "总分界限", "en": "ends of totals"},
    "eligible": {"zh": "参评条件", "en": "conditions to take part"},
    "full_if": {"zh": "满分条件", "en": "conditions for full marks"},
    "sections": {"zh": "考核项目组", "en": "sections"},
    "items": {"zh": "考核项", "en": "items"},
    "vetoes": {"zh": "否决项", "en": "vetoes"},
    "grades": {"zh": "等次", "en": "grades"},
    "quota": {"zh": "比例控制", "en": "quotas"},
    "rollup": {"zh": "汇总", "en": "roll-ups"},
    "also": {"zh": "汇总中的其他考核表", "en": "other sheets of roll-ups"},
    "rankings": {"zh": "排名", "en": "rankings"},
    "actions": {"zh": "结果运用", "en": "actions"},
    "schedule": {"zh": "日程", "en": "dates"},
    "accounts": {"zh": "积分账户", "en": "accounts"},
    "earn": {"zh": "积分规则", "en": "ways to earn points"},
    "values": {"zh": "数值", "en": "named numbers"},
    "pay": {"zh": "工资项", "en": "pay lines"},
}


@dataclass(frozen=True, slots=True)
class Stated:
    """One rule whose basis is stated.

    Attributes:
        kind: the list or key it stands under, such as `items`.
        path: where it stands in the edition.
        name: its name, or its grade.
        clause: the clause it cites, or nothing.
        basis: `published` or `assumed`.
    """

    kind: str
    path: str
    name: str
    clause: str
    basis: str

    def as_dict(self) -> dict[str, str]:
        """Return it as plain data."""
        return {"kind": self.kind, "path": self.path, "name": self.name, "clause": self.clause}

    def line(self) -> str:
        """Return it as one line."""
        return f"  {_kind(self.kind)}  {self.path}  {self.name}{f'  {self.clause}' if self.clause else ''}"


def stated_in(rules: Rulebook) -> Iterator[Stated]:
    """Yield every rule of the edition whose basis is stated, its own or the edition's, in the order of the file."""
    for steps, part in parts(rules.edition):
        if "basis" in type(part).model_fields and not isinstance(part, Edition):
            yield Stated(
                _of(steps), _path(rules.edition, steps), _name(part), str(getattr(part, "clause", None) or ""), rules.basis_of(part)
            )


def kinds_of_assumed(stated: Sequence[Stated]) -> list[str]:
    """Return one line that counts what is assumed by its kind; none if nothing is."""
    counts = Counter(one.kind for one in stated if one.basis == "assumed")
    comma = "、" if current() == "zh" else ", "
    named = comma.join(f"{_kind(kind)} {count}" for kind, count in counts.items())
    return [say("assumed-line", kinds=named)] if counts else []


def _kind(kind: str) -> str:
    return _KINDS[kind][current()] if kind in _KINDS else kind


def _of(steps: Steps) -> str:
    """Return the kind of what stands at *steps*: the nearest key that names one."""
    return next((str(step) for step in reversed(steps) if step in _KINDS), str(steps[0]))


def _path(edition: Edition, steps: Steps) -> str:
    """Return *steps* with the ids of what lists hold in place of their numbers."""
    shown: list[str] = []
    held: Any = edition
    for step in steps:
        if isinstance(held, tuple):
            held = held[int(step)]
        else:
            held = held[step] if isinstance(held, dict) else getattr(held, str(step), getattr(held, f"{step}_", None))
        name = getattr(held, "id", None) or getattr(held, "grade", None)
        shown.append(str(name) if isinstance(step, int) and name else str(step))
    return ".".join(shown)


def _name(part: BaseModel) -> str:
    return str(getattr(part, "name", None) or getattr(part, "grade", None) or "")
