"""A station of three people: the pack around a small edition, and the tables of their months."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

import gridperf as gp
from gridperf.tables import RECORDS

__all__ = ["CODE", "HEAD", "NAMES", "frame", "rulebook_of", "write_pack"]

CODE = "990009-test"
NAMES = {"01": "赵一", "02": "钱二", "03": "孙三"}
HEAD = """\
title: 测试办法
source: sources/2024-01-01.md
basis: assumed
calendar: {month_starts_on: 1, workdays: cn}
rounding: {line: 0.01, total: 0.01, money: 0.01, mode: half_up}
"""
"""How an edition begins."""
_SOURCE = "---\ntitle: 测试办法\nissuer: 测试县\n---\n# 测试办法\n\n"
_PACK = f"code: {CODE}\nname: 测试县\nmaintainers: [测试]\nstatus: draft\nsummary: 测试。\n"


def write_pack(place: Path, edition: str, clauses: str) -> Path:
    """Write a pack of one *edition*, and the *clauses* of its document, into a folder of its name, and return that."""
    folder = place / CODE
    for name, text in (("pack.yaml", _PACK), ("editions/2024-01-01.yaml", edition), ("sources/2024-01-01.md", _SOURCE + clauses)):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@cache
def rulebook_of(edition: str, clauses: str) -> gp.Rulebook:
    """Return the rulebook of such a pack."""
    with tempfile.TemporaryDirectory() as place:
        return gp.load_rules(write_pack(Path(place), edition, clauses))


def frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Return *rows* as a table of records."""
    return pl.DataFrame(rows, schema=RECORDS[table].schema)
