"""The page about the payroll is its models, tables and functions: what a county keeps, what it gets, and the schemas editors complete by."""

from __future__ import annotations

import inspect
import json
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, TypeAdapter

from gridperf import payroll
from gridperf.payroll.employer import Employer
from gridperf.payroll.figures import Locality, Nation
from gridperf.payroll.files.layout import Layout, SheetLayout, TextLayout
from gridperf.payroll.tables import INPUTS, OUTPUTS, TAX_RESULT
from gridperf.rulebook.base import keys_of
from gridperf.tables import Column, Table

__all__ = ["pages"]

_HEAD = """# Payroll: files, tables, names

Generated from `gridperf/payroll/`; do not edit.
How they go together: [Pay a month with a script](../how-to/payroll-script.md); why they are so: [from gross to net](../decisions/0012-gross-to-net.md).

Unknown keys are refused; keys marked ● must be written. Numbers may be written `12`, `0.5`, `95%` or `1/3`, and are exact.
"""

_STARTS = (
    ("`payroll.yaml`", (Employer,), "What the employer decides."),
    ("`statutory.yaml` of a locality", (Locality,), "The sample is `rules/530100-kunming/statutory.yaml`."),
    ("`statutory.yaml` of the country", (Nation,), "It stands in `rules/000000-china/`."),
    (
        "A file for a bank or the tax client",
        (TextLayout, SheetLayout),
        "Those that ship with gridperf stand in `rules/000000-china/files/`: `ccb`, `tax-income`, `tax-bonus`, `tax-person`.",
    ),
)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401  (an annotation)
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _models_in(part)


def _reachable(starts: tuple[type[BaseModel], ...]) -> list[type[BaseModel]]:
    found: dict[type[BaseModel], None] = dict.fromkeys(starts)
    for model in (queue := list(starts)):
        for info in model.model_fields.values():
            new = [one for one in _models_in(info.annotation) if one not in found]
            found |= dict.fromkeys(new)
            queue += new
    return list(found)


def _keys(model: type[BaseModel]) -> str:
    shown = [f"`{name}`{' ●' if info.is_required() else ''}" for name, info in keys_of(model).items()]
    doc = (inspect.getdoc(model) or "").partition("\n\nAttributes:\n")
    meaning = " ".join(doc[0].split())
    lines = [f"* **{model.__name__}** {', '.join(shown)}", f"  {meaning}"]
    lines += [f"  * `{line.strip().replace(': ', '`: ', 1)}" for line in doc[2].splitlines() if line.strip()]
    return "\n".join(lines)


def _kind(column: Column) -> str:
    limits = [f"one of {', '.join(column.allowed)}"] if column.allowed else []
    return "; ".join([f"{column.kind}, 2 digits" if column.kind == "decimal" else column.kind, *limits])


def _table(table: Table) -> str:
    lines = [f"### {table.name} · {table.label}\n", f"{table.meaning}\n", "| Column | 列 | Holds | | Meaning |", "|---|---|---|---|---|"]
    for column in table.columns:
        name = f"**`{column.name}`**" if column.key else f"`{column.name}`"
        lines.append(f"| {name} | {column.label} | {_kind(column)} | {'●' if column.required else ''} | {column.meaning} |")
    return "\n".join(lines) + "\n"


def _names() -> Iterator[str]:
    for name in payroll.__all__:
        thing = getattr(payroll, name)
        signature = "" if inspect.isclass(thing) else str(inspect.signature(thing))
        yield f"### {name}\n\n```text\n{name}{signature}\n\n{inspect.getdoc(thing)}\n```\n"


def _schemas() -> dict[str, str]:
    models = {
        "payroll.schema.json": Employer.model_json_schema(by_alias=True),
        "statutory.schema.json": Locality.model_json_schema(by_alias=True),
        "file-layout.schema.json": TypeAdapter(Layout).json_schema(by_alias=True),
    }
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {f"rules/schema/{file}": json.dumps(head | model, ensure_ascii=False, indent=2) + "\n" for file, model in models.items()}


def pages() -> dict[str, str]:
    """Return the text of the page, and of each schema, by its path from the root of the repository."""
    parts = [_HEAD]
    for title, starts, where in _STARTS:
        parts.append(f"## {title}\n\n{where}\n")
        parts.append("\n".join(map(_keys, _reachable(starts))) + "\n")
    parts += ["## Tables HR keeps\n", *map(_table, INPUTS.values())]
    parts += ["## Tables of a payment\n", *map(_table, OUTPUTS.values()), "## The tax client's sheet, read back\n", _table(TAX_RESULT)]
    parts += ["## Names of `gridperf.payroll`\n", *_names()]
    return {"docs/reference/payroll.md": "\n".join(parts), **_schemas()}
