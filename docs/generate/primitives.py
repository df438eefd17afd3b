"""Each of the 87 things that county documents ask of a rule language has one page here, with rules that do it and an example that proves it.

A page, `docs/primitives/<ID>.yaml`, is merged over `_base.yaml` and becomes a rule pack of its own, which is checked and
whose example is run like any county's. `python docs/generate/primitives.py` exits 1 while a page is missing or fails.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs/primitives"
_COUNTS = {"M": 13, "P": 21, "T": 9, "Q": 13, "Y": 25, "V": 6}
IDS = tuple(f"{letter}{at}" for letter, count in _COUNTS.items() for at in range(1, count + 1))
_ROOMS = {
    "M": "Measuring: what is computed from records",
    "P": "Scoring: from measurement to points",
    "T": "Periods and roll-up",
    "Q": "Grading",
    "Y": "Paying",
    "V": "Process",
}
_KEYS = {"id", "name", "name_en", "says", "pack", "rules", "example", "examples"}
_SOURCE = """---
title: 示例办法
issuer: 本页编写者（不是任何机关）
---

# 示例办法

## 第一条

本文只为说明规则的写法。
"""

__all__ = ["FOLDER", "IDS", "Page", "missing", "pages", "read_page", "run"]


class Page(NamedTuple):
    """One page.

    Attributes:
        id: the primitive.
        name: its Chinese name.
        name_en: its English name.
        says: what it expresses, in Chinese and in English.
        rules: the part of an edition that expresses it, as written.
        root: the whole page as YAML nodes, in which numbers are still text.
    """

    id: str
    name: str
    name_en: str
    says: tuple[str, str]
    rules: str
    root: yaml.MappingNode


def read_page(path: Path) -> Page:
    """Return the page at *path*.

    Raises:
        ValueError: if it has other keys than a page has, or is named after another primitive.
    """
    text = path.read_text(encoding="utf-8")
    root = _nodes(text)
    plain = yaml.safe_load(text)
    if not set(plain) <= _KEYS or not {"id", "name", "name_en", "says", "rules"} <= set(plain):
        message = f"{path.name}: a page has the keys {', '.join(sorted(_KEYS))}"
        raise ValueError(message)
    if plain["id"] != path.stem or path.stem not in IDS or set(plain["says"]) != {"zh", "en"}:
        message = f"{path.name}: `id` is the name of the file, one of the 87, and `says` has zh and en"
        raise ValueError(message)
    return Page(plain["id"], plain["name"], plain["name_en"], (plain["says"]["zh"], plain["says"]["en"]), _part(text, root, "rules"), root)


def run(page: Page) -> list[str]:
    """Return what is wrong with *page*: problems of its rules, and differences from its examples."""
    from gridperf import language  # noqa: PLC0415 (generators are loaded by all, run by few)
    from gridperf.rulebook.pack import check_rules  # noqa: PLC0415
    from gridperf.trials import run_examples  # noqa: PLC0415

    base = _nodes((FOLDER / "_base.yaml").read_text(encoding="utf-8"))
    code = f"primitive-{page.id.lower()}"
    with tempfile.TemporaryDirectory() as temporary, language.use("en"):
        folder = Path(temporary) / code
        for name in ("editions", "sources", "examples"):
            (folder / name).mkdir(parents=True)
        pack = _nodes(f"{{code: {code}, name: 示例, maintainers: [gridperf], status: draft, summary: 示例}}")
        _write(folder / "pack.yaml", _merged(pack, _child(page.root, "pack")))
        _write(folder / "editions/2020-01-01.yaml", _merged(base, _child(page.root, "rules")))
        (folder / "sources/2020-01-01.md").write_text(_SOURCE, encoding="utf-8")
        _write(folder / "examples/page.yaml", _cases(page))
        found = [str(problem) for problem in check_rules(folder) if problem.severity == "error"]
        if found:
            return found
        return [str(problem) for result in run_examples(folder) for problem in result.problems]


def missing() -> list[str]:
    """Return the primitives without a page."""
    return [name for name in IDS if not (FOLDER / f"{name}.yaml").is_file()]


def pages() -> dict[str, str]:
    """Return the text of the page by its path from the root of the repository."""
    parts = [
        "# What a rulebook can say\n",
        "Generated from `docs/primitives/`; do not edit.\n",
        "Each part below is a piece of a rulebook, merged over `docs/primitives/_base.yaml`; its file also holds a worked example, which is run by the tests.\n",
    ]
    for letter, room in _ROOMS.items():
        own = [read_page(FOLDER / f"{name}.yaml") for name in IDS if name[0] == letter and name not in missing()]
        parts += [f"## {room}\n"] if own else []
        for page in own:
            parts += [
                f"### {page.id} {page.name} · {page.name_en}\n",
                f"{page.says[0]}\n",
                f"{page.says[1]}\n",
                f"```yaml\n{page.rules}```\n",
            ]
    return {"docs/reference/primitives.md": "\n".join(parts)}


def _nodes(text: str) -> yaml.MappingNode:
    """Return *text*, a mapping, as YAML nodes; `ValueError` if it is none."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode):
        message = "a page is a set of `key: value`"
        raise ValueError(message)  # noqa: TRY004 (what is wrong is the text)
    return root


def _child(node: yaml.MappingNode, key: str) -> yaml.Node | None:
    return next((value for name, value in node.value if name.value == key), None)


def _part(text: str, root: yaml.MappingNode, key: str) -> str:
    """Return the part of *text* below *key*, moved to the left."""
    node = _child(root, key)
    if node is None:
        return ""
    lines = text.splitlines()[node.start_mark.line : node.end_mark.line + 1]
    kept = [line for line in lines if line.startswith(" ") or not line.strip()]
    return "\n".join(line[2:] for line in kept).rstrip() + "\n"


def _merged(base: yaml.MappingNode, over: yaml.Node | None) -> yaml.MappingNode:
    """Return *base* with what *over* says, mappings key by key, anything else as a whole."""
    found = {name.value: (name, value) for name, value in base.value}
    for name, value in over.value if isinstance(over, yaml.MappingNode) else ():
        if name.value in found and isinstance(value, yaml.MappingNode) and isinstance(found[name.value][1], yaml.MappingNode):
            value = _merged(found[name.value][1], value)  # noqa: PLW2901 (the merged node takes its place)
        found[name.value] = (name, value)
    return yaml.MappingNode(base.tag, list(found.values()), flow_style=False)


def _cases(page: Page) -> yaml.SequenceNode:
    """Return the examples of *page*, named after it where they have no name."""
    many = _child(page.root, "examples")
    one = _child(page.root, "example")
    nodes = [*(many.value if isinstance(many, yaml.SequenceNode) else ()), *([one] if one else ())]
    for at, node in enumerate(nodes, start=1):
        if _child(node, "name") is None:
            name = f"{page.id}-{at} {page.name}"
            node.value.insert(0, (yaml.ScalarNode("tag:yaml.org,2002:str", "name"), yaml.ScalarNode("tag:yaml.org,2002:str", name)))
    return yaml.SequenceNode("tag:yaml.org,2002:seq", nodes, flow_style=False)


def _write(path: Path, node: yaml.Node) -> None:
    path.write_text(yaml.serialize(node, Dumper=yaml.SafeDumper, allow_unicode=True, width=140), encoding="utf-8")


def main() -> int:
    """Say which pages are missing and which fail."""
    wrong = [f"{name}: no page" for name in missing()]
    for name in IDS:
        if name not in missing():
            page = read_page(FOLDER / f"{name}.yaml")
            found = run(page)
            if not any(_child(page.root, key) for key in ("example", "examples")):
                found = [*found, "no example"]
            wrong += [f"{name}: {one}" for one in found]
    print("\n".join(wrong) if wrong else f"all {len(IDS)} pages hold")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
