"""The page about mistakes shows broken rulebooks beside the exact sentences each of them gets, in Chinese and in English.

The rulebooks are those of `tests/rejected/rules`: `<case>.yaml` is broken, `<case>.txt` and `<case>.zh.txt` hold what a
check says of it. No page is written while a text is not what the check says now;
`python docs/generate/mistakes.py` writes all texts anew, and with names only theirs, for a reader of the difference.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from gridperf import language
from gridperf.errors import Problem
from gridperf.rulebook import check_rules

__all__ = ["FEWEST", "cases", "pages", "shown", "texts_of", "write"]

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests/rejected/rules"
FEWEST = 60
"""How many different mistakes the page shows at the least."""

_HEAD = """# Mistakes in a rulebook, and what is said of them

Generated from `tests/rejected/rules/`; do not edit.

Each row is a rulebook that is checked by the tests: the line at fault, the problem's code, and what `gridperf check` says of it, word for word, in both languages.
The last sentence, after →, is what to do. ⚠ marks a warning, which stops nothing and can be [acknowledged](#acknowledging-a-warning) in the rulebook.
每一行是测试中的一份有错的考核办法：出错的一行、代码、`gridperf check` 的中英文原话；→ 之后是改法。⚠ 是提醒，不影响使用。

## Acknowledging a warning

A warning that the document itself causes is let stand, with the reason, at the end of the edition; an error cannot be.
An acknowledgement that meets nothing is reported.

```yaml
acknowledged:
  R235: 原文第六条确实规定上报越多分越低
```
"""

_GROUPS: tuple[tuple[str, str, tuple[tuple[int, int], ...]], ...] = (
    ("文件读不出来", "The file cannot be read", ((110, 121),)),
    ("键和值", "Keys and values", ((101, 109),)),
    ("筛选条件", "Filters", ((201, 210),)),
    ("名称", "Names", ((211, 226), (283, 285), (287, 287))),
    ("记录表、日历与时限", "Tables, the calendar and time limits", ((273, 274), (277, 277), (282, 282), (400, 499))),
    ("计分", "Points", ((228, 251), (276, 276), (278, 281), (289, 295), (299, 299), (940, 950))),
    ("等次、比例与否决", "Grades, quotas and vetoes", ((252, 256), (260, 262), (275, 275), (296, 298), (606, 606), (640, 649))),
    ("汇总", "Roll-ups", ((257, 259), (286, 286), (607, 610))),
    ("相互引用的考核表", "Sheets that rest on one another", ((500, 599),)),
    ("工资", "Pay", ((227, 227), (263, 272), (288, 288), (700, 799))),
    ("结果运用、日程与积分账户", "What follows, schedules and accounts", ((601, 605), (611, 699))),
    ("公式", "Formulas", ((800, 899),)),
    ("不会生效的规定与工资底线", "What can never come to bear, and the law on wages", ((1, 99),)),
    ("逐级细化的考核办法", "Layers of rulebooks", ((900, 999),)),
    ("原文与算例", "Sources and examples", ((300, 399),)),
    ("其他", "Others", ((0, 999),)),
)

_WIDTH = 96


class _Row(NamedTuple):
    """One mistake: where it stands, and what is said of it."""

    group: int
    code: str
    case: str
    line: int
    written: str
    zh: str
    en: str
    warning: bool


@lru_cache(maxsize=1)
def _packs() -> ModuleType:
    """Return the module that writes the packs of the tests."""
    path = ROOT / "tests/unit/rulebook/packs.py"
    spec = importlib.util.spec_from_file_location("packs_of_the_tests", path)
    assert spec is not None  # noqa: S101 (the path is a file of Python)
    assert spec.loader is not None  # noqa: S101
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cases() -> list[str]:
    """Return the names of all broken rulebooks."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


@lru_cache(maxsize=1)
def _found() -> dict[str, tuple[Problem, ...]]:
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for case in cases():
            parent = Path(folder) / case
            parent.mkdir()
            pack = _packs().write_pack(parent, (FOLDER / f"{case}.yaml").read_bytes())
            found[case] = check_rules(pack, period="2026-01")
    return found


def shown(problems: Iterable[Problem], lang: str) -> str:
    """Return *problems* as they are printed in *lang*."""
    with language.use(lang):
        return "".join(f"{problem.severity} {problem}\n" for problem in problems)


def texts_of(case: str, problems: Iterable[Problem]) -> dict[Path, str]:
    """Return what must stand beside a broken rulebook, by file: what is said in English, and in Chinese."""
    problems = tuple(problems)
    return {FOLDER / f"{case}.txt": shown(problems, "en"), FOLDER / f"{case}.zh.txt": shown(problems, "zh")}


def _stale() -> list[str]:
    return [
        path.name
        for case, problems in _found().items()
        for path, text in texts_of(case, problems).items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


def write(names: Iterable[str]) -> None:
    """Write the expected texts of the named rulebooks anew."""
    for case in names:
        for path, text in texts_of(case, _found()[case]).items():
            path.write_text(text, encoding="utf-8")


def _rows() -> Iterator[_Row]:
    """Yield every mistake, of each rulebook each code once."""
    for case, problems in _found().items():
        lines = (FOLDER / f"{case}.yaml").read_text(encoding="utf-8", errors="replace").splitlines()
        seen = set()
        for problem in problems:
            if problem.code in seen:
                continue
            seen.add(problem.code)
            line = problem.where.line or 1
            written = _cut(lines[line - 1] if line <= len(lines) else "", problem.where.column or 1)
            group = next(at for at, (*_, ranges) in enumerate(_GROUPS) if any(a <= int(problem.code[1:]) <= b for a, b in ranges))
            said = []
            for lang in ("zh", "en"):
                with language.use(lang):
                    said.append(f"{problem.message} → {problem.hint}" if problem.hint else problem.message)
            yield _Row(group, problem.code, case, line, written, said[0], said[1], problem.severity == "warning")


def _chosen(rows: list[_Row]) -> list[_Row]:
    """Return the first mistake of every code, and one of every rulebook that has none of those."""
    firsts: dict[str, _Row] = {}
    for row in rows:
        firsts.setdefault(row.code, row)
    told = {row.case for row in firsts.values()}
    others: dict[str, _Row] = {}
    for row in rows:
        if row.case not in told:
            others.setdefault(row.case, row)
    return sorted([*firsts.values(), *others.values()], key=lambda row: (row.group, row.code, row.case, row.line))


def _cut(line: str, column: int) -> str:
    """Return the part of *line* around *column*, if it is long."""
    text = line.strip()
    if len(text) <= _WIDTH:
        return text
    at = max(0, min(column - 1 - (len(line) - len(line.lstrip())) - _WIDTH // 4, len(text) - _WIDTH))
    return ("…" if at else "") + text[at : at + _WIDTH] + ("…" if at + _WIDTH < len(text) else "")


def _cell(text: str) -> str:
    """Return *text* as it can stand in a cell of a table."""
    whole = " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|")
    for sign in ("<", "*", "_", "`", "[", "#"):
        whole = whole.replace(sign, "&lt;" if sign == "<" else f"\\{sign}")
    return whole


def _code(text: str) -> str:
    plain = "".join(one if one.isprintable() else "␣" for one in text).replace("|", "\\|")
    return f"`` {plain} ``" if "`" in plain else f"`{plain}`" if plain else "—"


def pages() -> dict[str, str]:
    """Return the text of the page by its path from the root of the repository.

    Raises:
        ValueError: if a text beside a broken rulebook is not what the check says, or there are too few.
    """
    stale = _stale()
    if stale:
        message = f"not what the check says now: {', '.join(stale)}; run `python docs/generate/mistakes.py` and read the difference"
        raise ValueError(message)
    rows = _chosen(list(_rows()))
    if len(rows) < FEWEST:
        message = f"the page shows {len(rows)} mistakes, and must show {FEWEST}"
        raise ValueError(message)
    parts = [_HEAD]
    for at, (zh, en, _) in enumerate(_GROUPS):
        own = [row for row in rows if row.group == at]
        if not own:
            continue
        parts += [f"## {en} · {zh}\n", "| 写法 Written | | 中文 | English |\n|---|---|---|---|"]
        parts += [
            f"| {row.line}: {_code(row.written)} | {'⚠ ' if row.warning else ''}{row.code} | {_cell(row.zh)} | {_cell(row.en)} |"
            for row in own
        ]
        parts.append("")
    return {"docs/reference/mistakes.md": "\n".join(parts)}


if __name__ == "__main__":
    write(sys.argv[1:] or cases())
