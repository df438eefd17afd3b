"""Reference pages are written from the code; `python docs/generate` writes them, `python docs/generate --check` compares.

Every module of this folder that has a function `pages` takes part: it returns the text of each page by its path from
the root of the repository.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def pages() -> dict[str, str]:
    """Return the text of every generated file by its path."""
    texts: dict[str, str] = {}
    for path in sorted(HERE.glob("[a-z]*.py")):
        spec = importlib.util.spec_from_file_location(f"generate_{path.stem}", path)
        if spec is None or spec.loader is None:
            continue
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        if hasattr(module, "pages"):
            texts |= module.pages()
    return texts


def stale() -> list[str]:
    """Return the paths of generated files that are not what the code says now."""
    return [path for path, text in pages().items() if not (ROOT / path).is_file() or (ROOT / path).read_text(encoding="utf-8") != text]


def main() -> int:
    """Write what is stale, or with `--check` only say so."""
    old = stale()
    if "--check" in sys.argv[1:]:
        for path in old:
            print(f"{path} is not what the code says; run `make docs`")
        return 1 if old else 0
    for path, text in pages().items():
        if path in old:
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_text(text, encoding="utf-8")
            print(f"wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
