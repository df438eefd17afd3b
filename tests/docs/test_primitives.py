"""What the rule language can say is shown by a page each, whose rules pass the checks and whose example comes out to the digit."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).resolve().parents[2] / "docs/generate/primitives.py"


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_primitives", HERE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PRIMITIVES = _generator()
PAGES = sorted(path for path in PRIMITIVES.FOLDER.glob("*.yaml") if not path.name.startswith("_"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_holds(path: Path) -> None:
    """The rules of a page have no problem, it has an example, and the example gives what it says."""
    page = PRIMITIVES.read_page(path)
    keys = {name.value for name, _ in page.root.value}
    assert keys & {"example", "examples"}
    assert PRIMITIVES.run(page) == []


def test_a_wrong_expectation_is_found(tmp_path: Path) -> None:
    """A page whose example is off by a digit fails, so passing means something."""
    text = (PRIMITIVES.FOLDER / "Q1.yaml").read_text(encoding="utf-8").replace("乙: 94.5", "乙: 94.6")
    (tmp_path / "Q1.yaml").write_text(text, encoding="utf-8")
    assert [line for line in PRIMITIVES.run(PRIMITIVES.read_page(tmp_path / "Q1.yaml")) if "94.6" in line]


def test_there_are_as_many_primitives_as_were_found() -> None:
    """The survey of county documents found 87."""
    assert len(set(PRIMITIVES.IDS)) == 87
