"""The JSON schema of worked examples is made from the tables they give and the stages they can expect, and from nothing else.

What a pack adds to the tables stays open: an editor cannot know it, and `gridperf check` does.
"""

from __future__ import annotations

import json
from typing import Any

from gridperf.messages.wording import Phrase
from gridperf.rulebook.example_rows import MOST, REPEAT, numbered
from gridperf.rulebook.examples import EARLIER, STAGES
from gridperf.tables import RECORDS, Column, Table

__all__ = ["EXAMPLES_FILE", "examples_schema_text"]

EXAMPLES_FILE = "examples.schema.json"

_Schema = dict[str, Any]

_TYPES: dict[str, _Schema] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "date": {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "examples": ["2026-10-08"]},
    "datetime": {
        "type": "string",
        "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?$",
        "examples": ["2026-10-08 09:00"],
    },
    "boolean": {"type": "boolean"},
}

_CASE = Phrase(
    "一个算例：给了什么记录、应当得多少；没有列出的表就是没有记录，没有写出的得数不比较。",
    "One worked example: the records given and what they come to. A table that is not listed is empty; a result that is not written is not compared.",
)
_KEYS = {
    "name": (
        "名称 / Name",
        Phrase("一句话写明检验什么，不能与别的算例相同。", "A sentence that says what it checks; no two are the same."),
    ),
    "period": (
        "周期 / Period",
        Phrase("考核哪个周期：2026-10、2026Q4、2026H2 或 2026。", "The period assessed: 2026-10, 2026Q4, 2026H2 or 2026."),
    ),
    "given": (
        "给定 / Given",
        Phrase(
            "记录表 → 各行；以往各期留下的写在 `history`（得分、等次）、`reserves`（预留）、`pools`（奖励池）、`accounts`（积分）下。",
            "Table → its rows; what earlier periods left stands under `history` (totals and grades), `reserves`, `pools` and `accounts`.",
        ),
    ),
    "expect": ("应得 / Expected", Phrase("任一步的得数；至少写一项。", "Results of any stage; at least one.")),
}
_REPEAT = Phrase("这一行代表几条只有编号不同的记录。", "How many records the row stands for, which differ in their identifiers alone.")

_NUMBER: _Schema = {"anyOf": [{"type": ["number", "null"]}, {"type": "string"}]}
"""A number in any form, `19/20` and `95%` among them, or nothing."""


def _by(title: str, held: _Schema) -> _Schema:
    return {"type": "object", "title": title, "additionalProperties": held}


_OR_DEEPER = {"anyOf": [*_NUMBER["anyOf"], {"type": "object", "additionalProperties": _NUMBER}]}
_SUBJECT = "网格员编号或集体 / Worker or team"
_EXPECTED: dict[str, tuple[str, Phrase, _Schema]] = {
    "measures": (
        "指标值 / Measures",
        Phrase("谁 → 考核项 → 分数或次数，如 3/4。", "Who → item → ratio or count, such as 3/4."),
        _by(_SUBJECT, _by("考核项 / Item", _OR_DEEPER)),
    ),
    "entries": (
        "明细 / Entries",
        Phrase("谁 → 考核项、加减分栏或否决 → 分。", "Who → item, section or veto → points."),
        _by(_SUBJECT, _by("考核项 / Item", _OR_DEEPER)),
    ),
    "scores": (
        "得分 / Scores",
        Phrase(
            "谁 → 总分；没有评定的写 null。几张表的，谁 → 表 → 总分。",
            "Who → total, null if not assessed; with several sheets, who → sheet → total.",
        ),
        _by(_SUBJECT, _OR_DEEPER),
    ),
    "grades": (
        "等次 / Grades",
        Phrase("谁 → 等次；没有评定的写 not_assessed。", "Who → grade, not_assessed without one."),
        _by(_SUBJECT, {"type": ["string", "object", "null"]}),
    ),
    "ranks": (
        "名次 / Ranks",
        Phrase(
            "谁 → 排名 → 第几名；只有一个排名的，写在 grades 下：rank。",
            "Who → ranking → rank; that of the only ranking stands under grades, as rank.",
        ),
        _by(_SUBJECT, _by("排名 / Ranking", _NUMBER)),
    ),
    "pay": (
        "工资 / Pay",
        Phrase("谁 → 工资项 → 元；应发合计是 gross。", "Who → pay line → yuan; gross is their sum."),
        _by(_SUBJECT, _by("工资项 / Pay line", _NUMBER)),
    ),
    "parties": (
        "各方 / Parties",
        Phrase("谁 → 工资项 → 由谁负担或分得 → 元。", "Who → pay line → who bears or receives → yuan."),
        _by(_SUBJECT, _by("工资项 / Pay line", _by("一方 / Party", _NUMBER))),
    ),
    "pools": (
        "奖励池 / Pools",
        Phrase("工资项 → 范围 → 列 → 元。", "Pay line → scope → column → yuan."),
        _by("工资项 / Pay line", _by("范围 / Scope", _by("列 / Column", _NUMBER))),
    ),
    "actions": (
        "结果运用 / Actions",
        Phrase("谁 → 有哪些；没有写 []。", "Who → which; [] for none."),
        _by(_SUBJECT, {"type": "array", "items": {"type": "string"}}),
    ),
    "schedule": (
        "日程 / Schedule",
        Phrase("事项 → 最后一天，或几天的列表，或有几段。", "Step → last day, a list of them, or how many parts."),
        _by("事项 / Step", {"type": ["string", "array", "integer"]}),
    ),
    "accounts": (
        "积分账户 / Accounts",
        Phrase("谁 → 账户 → 列 → 分。", "Who → account → column → points."),
        _by(_SUBJECT, _by("账户 / Account", _by("列 / Column", _NUMBER))),
    ),
    "problems": (
        "应当拒绝 / Refusal",
        Phrase("应当给出的代码，如 [A107]；不能与得数同写。", "The codes of the refusal, such as [A107]."),
        {"type": "array", "items": {"type": "string", "pattern": "^[A-Z][0-9]{3}$"}},
    ),
}
"""What can be expected, by stage: its name, what it is, its shape."""


def examples_schema_text() -> str:
    """Return the content of `rules/schema/examples.schema.json`: stable from run to run, one line per value."""
    tables = {**RECORDS, **EARLIER}
    given = {name: _rows(table) for name, table in tables.items()}
    expected = {
        stage: {**shape, "title": title, **_told(story)}
        for stage, (title, story, shape) in ((one, _EXPECTED[one]) for one in (*STAGES, "problems"))
    }
    shapes: dict[str, _Schema] = {
        "name": {"type": "string", "minLength": 1, "examples": ["到位一半得一半的分"]},
        "period": {"anyOf": [{"type": "string"}, {"type": "integer"}], "examples": ["2026-10"]},
        "given": {"type": "object", "properties": given, "additionalProperties": {"type": "array", "items": {"type": "object"}}},
        "expect": {"type": "object", "properties": expected, "additionalProperties": False, "minProperties": 1},
    }
    keys = {key: {"title": title, **_told(story), **shapes[key]} for key, (title, story) in _KEYS.items()}
    case = {"type": "object", **_told(_CASE), "properties": keys, "required": list(keys), "additionalProperties": False}
    snippet = {"name": "一句话", "period": "2026-10", "given": {"roster": []}, "expect": {"scores": {}}}
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "gridperf examples/*.yaml · 算例 / Worked examples",
        "type": "array",
        "items": case | {"defaultSnippets": [{"label": "例 · 一个算例 / A worked example", "body": snippet}]},
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _rows(table: Table) -> _Schema:
    own = numbered(table)
    columns = {column.name: _column(column) for column in table.columns}
    if own is not None:
        columns[REPEAT] = {"title": "几条 / How many", **_told(_REPEAT), "type": "integer", "minimum": 1, "maximum": MOST}
    required = [column.name for column in table.columns if column.required and column.name != own]
    row = {"type": "object", "properties": columns, **({"required": required} if required else {})}
    return {"title": f"{table.label} / {table.name}", "description": table.meaning, "type": "array", "items": row}


def _column(column: Column) -> _Schema:
    shape = dict(_TYPES[column.kind])
    if column.allowed:
        shape["enum"] = list(column.allowed)
    if column.at_least is not None:
        shape["minimum"] = column.at_least
    if not column.required:
        shape["type"] = [shape["type"], "null"]
        if column.allowed:
            shape["enum"].append(None)
    return {"title": f"{column.label} / {column.name}", "description": column.meaning, **shape}


def _told(both: Phrase) -> _Schema:
    return {"description": f"{both.zh}\n{both.en}"}
