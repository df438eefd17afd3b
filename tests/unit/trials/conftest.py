"""A copy of the template, which is a small whole pack, to be changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def pack(tmp_path) -> Path:
    """Return a copy of the template."""
    return Path(shutil.copytree(ROOT / "rules" / "_template", tmp_path / "_template"))
