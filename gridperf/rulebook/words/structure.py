"""The parts of a rulebook that hold other rules: what each is called, how two of a kind are told apart, what their keys are called.

Every other kind of rule is said as a whole, in a sentence of its own (`TOLD`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from gridperf.rulebook.accounts import Account
from gridperf.rulebook.acting import Action
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.grading import Band, RollUp
from gridperf.rulebook.measures import StandardMeasure
from gridperf.rulebook.money import Value
from gridperf.rulebook.paying import PayLine
from gridperf.rulebook.scheduling import Appointment
from gridperf.rulebook.scoring import Item, Section, Sheet, Veto
from gridperf.rulebook.words.base import both

__all__ = ["HOLDERS", "Holder", "label"]


@dataclass(frozen=True, slots=True)
class Holder:
    """A kind of part that holds other rules.

    Attributes:
        zh: what it is called.
        en: what it is called in English.
        by: the key that tells two of them apart in a list; empty if they stand under names.
        keys: key → what it is called, in Chinese and in English.
    """

    zh: str
    en: str
    by: str = "id"
    keys: Mapping[str, tuple[str, str]] = field(default_factory=dict)


_COMMON = {
    "id": ("编号", "identifier"),
    "name": ("名称", "name"),
    "clause": ("条款", "clause"),
    "basis": ("依据", "basis"),
}

HOLDERS: dict[type[BaseModel], Holder] = {
    Edition: Holder(
        "考核办法",
        "the rulebook",
        "",
        {
            "title": ("标题", "title"),
            "source": ("出处文件", "source file"),
            "basis": ("依据", "basis"),
            "calendar": ("日历", "calendar"),
            "rounding": ("取整", "rounding"),
            "tables": ("记录", "records"),
            "measures": ("自定指标", "own measures"),
            "values": ("金额与标准", "named numbers"),
            "sheets": ("考核表", "sheets"),
            "grades": ("等次", "grades"),
            "rollup": ("汇总", "roll-up"),
            "actions": ("结果运用", "actions"),
            "schedule": ("时间安排", "schedule"),
            "accounts": ("积分账户", "accounts"),
            "pay": ("薪酬", "pay"),
            "below": ("对下级的规定", "what lower levels may do"),
            "acknowledged": ("已知的提醒", "acknowledged warnings"),
        },
    ),
    Sheet: Holder(
        "考核表",
        "sheet",
        "id",
        {
            **_COMMON,
            "assess": ("考核对象", "who is assessed"),
            "every": ("考核周期", "period"),
            "full_score": ("满分", "full score"),
            "total": ("总分", "total"),
            "opens_at": ("起始分", "opening points"),
            "full_if": ("按满分", "full marks"),
            "eligible": ("参评条件", "who is eligible"),
            "all_exempt": ("全部免考", "every item exempt"),
            "sections": ("项目组", "sections"),
            "items": ("考核项", "items"),
            "vetoes": ("一票否决", "vetoes"),
            "ranking": ("排名", "ranking"),
            "rankings": ("其他排名", "further rankings"),
            "grades": ("等次", "grades"),
            "steps": ("逐级升降", "steps of the grade"),
            "supplied": ("评定等次", "supplied grades"),
        },
    ),
    Section: Holder(
        "项目组",
        "section",
        "id",
        {**_COMMON, "max": ("上限", "maximum"), "min": ("下限", "minimum"), "beyond_full": ("满分之外", "beyond the full score")},
    ),
    Item: Holder(
        "考核项",
        "item",
        "id",
        {
            **_COMMON,
            "section": ("项目组", "section"),
            "measure": ("指标", "measure"),
            "where": ("计入范围", "what counts"),
            "score": ("计分", "points"),
            "when_no_data": ("无数据时", "without data"),
        },
    ),
    Veto: Holder("一票否决", "veto", "id", {**_COMMON, "when": ("情形", "when"), "effect": ("后果", "effect")}),
    Band: Holder(
        "等次",
        "grade",
        "grade",
        {**_COMMON, "grade": ("等次", "grade"), "at_least": ("分数线", "threshold"), "quota": ("比例控制", "quota")},
    ),
    StandardMeasure: Holder(
        "指标",
        "measure",
        "",
        {
            **_COMMON,
            "meaning": ("含义", "meaning"),
            "direction": ("方向", "direction"),
            "unit": ("单位", "unit"),
            "source": ("出处", "source"),
            "measure": ("计法", "how it is counted"),
        },
    ),
    Value: Holder(
        "金额与标准",
        "named number",
        "",
        {
            **_COMMON,
            "amount": ("数值", "amount"),
            "by": ("分列依据", "differs by"),
            "of": ("数值", "amounts"),
            "steps": ("逐档", "steps"),
            "source": ("出处", "source"),
        },
    ),
    RollUp: Holder(
        "汇总",
        "roll-up",
        "",
        {
            **_COMMON,
            "of": ("由各期", "made of"),
            "by": ("方法", "how"),
            "missing": ("缺少的期", "missing periods"),
            "needs": ("至少几期", "results needed"),
            "weights": ("各期权重", "weights of the periods"),
            "weight": ("合占", "weight together"),
            "also": ("另计", "counted beside"),
            "grades": ("等次", "grades"),
            "steps": ("逐级升降", "steps of the grade"),
            "ranking": ("排名", "ranking"),
            "rankings": ("其他排名", "further rankings"),
        },
    ),
    Action: Holder("结果运用", "action", "id", {**_COMMON, "when": ("情形", "when"), "kind": ("种类", "kind")}),
    Appointment: Holder(
        "时间安排",
        "appointment",
        "id",
        {
            **_COMMON,
            "of": ("周期", "period"),
            "due": ("期限", "due"),
            "by": ("办理人", "who does it"),
            "to": ("报送", "handed in to"),
            "stages": ("逐级", "stages"),
        },
    ),
    Account: Holder(
        "积分账户",
        "account",
        "id",
        {
            **_COMMON,
            "unit": ("单位", "unit"),
            "roles": ("岗位", "roles"),
            "of": ("周期", "period"),
            "opens": ("开始", "opens"),
            "earn": ("取得", "earned by"),
            "up_to": ("每期合计上限", "limit over all of a period"),
            "goods": ("兑换", "price list"),
            "expires": ("有效期", "expiry"),
            "reset": ("清零", "reset"),
        },
    ),
    PayLine: Holder(
        "工资项",
        "pay line",
        "id",
        {
            **_COMMON,
            "every": ("发放周期", "paid for"),
            "line": ("计发", "how it is paid"),
            "sheet": ("依据的考核表", "sheet"),
            "roles": ("发给", "paid to"),
            "part_month": ("不足整月", "part of a month"),
            "times": ("系数", "factors"),
            "after": ("前提", "condition"),
            "shared_by": ("经费分担", "borne by"),
            "split": ("受益分配", "received by"),
            "step": ("取整", "rounding"),
        },
    ),
}
"""The kinds of parts whose keys are compared and printed one by one."""


def label(kind: type[BaseModel], key: str) -> str:
    """Return what *key* of *kind* is called."""
    found = HOLDERS[kind].keys.get(key) or _COMMON.get(key)
    return both(*found) if found else key
