"""Rulebooks to say in words: the page of every primitive as a pack of its own."""

from __future__ import annotations

import tempfile
from pathlib import Path

from docs.generate import primitives
from docs.generate.primitives import Page
from gridperf.rulebook import Rulebook, load_rules


def primitive(page: Page) -> Rulebook:
    """Return the rules of *page*."""
    base = primitives._nodes((primitives.FOLDER / "_base.yaml").read_text(encoding="utf-8"))
    code = f"primitive-{page.id.lower()}"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / code
        for name in ("editions", "sources"):
            (folder / name).mkdir(parents=True)
        pack = primitives._nodes(f"{{code: {code}, name: 示例, maintainers: [gridperf], status: draft, summary: 示例}}")
        primitives._write(folder / "pack.yaml", primitives._merged(pack, primitives._child(page.root, "pack")))
        primitives._write(folder / "editions/2020-01-01.yaml", primitives._merged(base, primitives._child(page.root, "rules")))
        (folder / "sources/2020-01-01.md").write_text(primitives._SOURCE, encoding="utf-8")
        return load_rules(folder)
