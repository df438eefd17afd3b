"""The page of every key is what an editor shows while typing: both languages, an example, and what silence means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from gridperf.rulebook.base import keys_of
from gridperf.rulebook.document import FrontMatter
from gridperf.rulebook.example_schema import examples_schema_text
from gridperf.rulebook.examples import EARLIER
from gridperf.rulebook.explaining import explain_key, explain_part, on_one_line
from gridperf.rulebook.schema import SCHEMAS, models_of, words_of

__all__ = ["pages"]

_HEAD = """# 每个键 · Every key

由 `gridperf/rulebook/keys/` 和各模型生成，请勿直接修改。写规则时编辑器里显示的就是这些说明：[怎样打开](../how-to/write-in-an-editor.md)。
标 ● 的必须写，其余的说明里写有“不写”的后果。数可以写成 `12`、`0.5`、`95%` 或 `1/3`，一律精确。

Generated from `gridperf/rulebook/keys/` and the models; do not edit. It is what an editor shows while rules are written: [how to switch it on](../how-to/write-in-an-editor.md).
Keys marked ● must be written; of the others it says what their silence means. Numbers may be written `12`, `0.5`, `95%` or `1/3`, and are exact.
"""

_SECTIONS: Mapping[str, str] = {
    "rulebook.schema.json": "考核办法 · The rulebook",
    "layer.schema.json": "下级的办法 · A layer",
    "pack.schema.json": "规则包说明 · pack.yaml",
    "catalogue.schema.json": "指标目录 · The catalogue",
}


def _cell(*lines: str) -> str:
    return "<br>".join(line.replace("|", "\\|").replace("\n", " ") for line in lines if line)


def _row(model: type[BaseModel], key: str) -> str:
    text = explain_key(model, key)
    words = [f"`{word}` {text.words[word].zh} / {text.words[word].en}" for word in words_of(model, key)]
    must = "" if text.silence else "●"
    title = _cell(text.title.zh, text.title.en)
    return f"| `{key}` | {must} | {title} | {_cell(text.whole.zh, text.whole.en, *words)} | `{_cell(on_one_line(text.example))}` |"


def _part(model: type[BaseModel]) -> str:
    said = explain_part(model)
    rows = [_row(model, key) for key in keys_of(model)]
    head = f"### {model.__name__}\n\n**{said.title.zh}**：{said.story.zh}\n\n**{said.title.en}**: {said.story.en}\n"
    return "\n".join([head, "| 键 Key | | 名称 Title | 说明 Meaning | 例 Example |", "|---|---|---|---|---|", *rows, ""])


_EXAMPLES = """## 算例 · Worked examples

`examples/*.yaml` 的每个文件是一串算例，每个算例有下面几个键。记录表的列见[各表](tables.md)；只用来区分各行的编号（如 `patrol_id`）可以不写，
这样的表里一行可以写 `repeat: 10`，代表十条只有编号不同的记录。

Each file of `examples/*.yaml` is a list of examples with these keys. The columns of the tables of records are [on one page](tables.md);
an identifier that only tells rows apart, such as `patrol_id`, may be left out, and a row without it may stand for ten with `repeat: 10`.
"""


def _told(shape: Mapping[str, Any]) -> str:
    return _cell(shape["title"], *shape["description"].split("\n"))


def _examples() -> str:
    """Return what a worked example can be given and expect, from the schema an editor completes it by."""
    case = json.loads(examples_schema_text())["items"]["properties"]
    given = case["given"]["properties"]
    head = ["| 键 Key | 说明 Meaning |", "|---|---|"]
    rows = [*head, *(f"| `{key}` | {_told(shape)} |" for key, shape in case.items())]
    earlier = ["| `given` | | 列 Columns |", "|---|---|---|"]
    for name in EARLIER:
        columns = ", ".join(f"`{column}`" for column in given[name]["items"]["properties"])
        earlier.append(f"| `{name}` | {_told(given[name])} | {columns} |")
    expected = [f"| `{stage}` | {_told(shape)} |" for stage, shape in case["expect"]["properties"].items()]
    return "\n".join(
        [
            _EXAMPLES,
            *rows,
            "\n以往各期留下的，也写在 `given` 下。 What earlier periods left is given too.\n",
            *earlier,
            "\n`expect` 里可以写的： What can stand under `expect`:\n",
            head[0].replace("键 Key", "`expect`"),
            head[1],
            *expected,
            "",
        ]
    )


def pages() -> dict[str, str]:
    """Return the text of the page by its path from the root of the repository."""
    parts = [_HEAD]
    told: set[type[BaseModel]] = set()
    for file, title in _SECTIONS.items():
        new = [model for model in models_of(SCHEMAS[file][0]) if model not in told]
        told |= set(new)
        parts += [f"## {title}\n", *map(_part, new)]
    parts.append(_examples())
    parts += ["## 文件原文的抬头 · The head of a source\n", _part(FrontMatter)]
    return {"docs/reference/keys.md": "\n".join(parts)}
