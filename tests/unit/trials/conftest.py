"""A copy of the template, which is a small whole pack, to be changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def pack(tmp_path) -> Path:
    """Return a copy of the template without its examples of lines, so that something is left to notice."""
    folder = Path(shutil.copytree(ROOT / "rules" / "_template", tmp_path / "_template"))
    (folder / "examples" / "lines.yaml").unlink()
    (folder / "equivalents.yaml").unlink()
    return folder
