"""The public names are few, listed here, and each says what it is for."""

from __future__ import annotations

import inspect
import re
import tomllib
from pathlib import Path

import pytest

import gridperf

ROOT = Path(__file__).resolve().parents[2]
NAMES = [
    "Assessment",
    "Book",
    "BookError",
    "Change",
    "Comparison",
    "GridperfError",
    "Period",
    "Problem",
    "Records",
    "RecordsError",
    "ReportError",
    "Rulebook",
    "RulesError",
    "WhatIf",
    "__version__",
    "assess",
    "check_rules",
    "compare_rules",
    "load_assessment",
    "load_rules",
    "open_book",
    "print_rules",
    "read_records",
    "render",
    "roll_up",
    "what_if",
    "write_what_if",
]


def test_the_public_names_are_these() -> None:
    """A name enters or leaves the public surface only by changing this list."""
    assert sorted(gridperf.__all__) == NAMES
    assert dir(gridperf) == sorted(gridperf.__all__)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "__version__"])
def test_every_public_name_is_documented(name: str) -> None:
    """Each name has a docstring of its own, and so has each public method."""
    thing = getattr(gridperf, name)
    assert inspect.getdoc(thing)
    if inspect.isclass(thing):
        methods = [member for key, member in vars(thing).items() if not key.startswith("_") and callable(member)]
        assert [method for method in methods if not inspect.getdoc(method)] == []


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A misspelt name is refused as on any module."""
    with pytest.raises(AttributeError, match="module 'gridperf' has no attribute 'asses'"):
        _ = gridperf.asses


def test_the_version_is_written_once() -> None:
    """The version is the one of `pyproject.toml`, and no module writes it a second time."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert gridperf.__version__ == version
    again = [
        path.name
        for path in (ROOT / "gridperf").rglob("*.py")
        if re.search(rf"['\"]{re.escape(version)}['\"]", path.read_text(encoding="utf-8"))
    ]
    assert again == []
