"""Runs command lines inside the process, with both streams apart and the language fixed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from gridperf.cli import app


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    """Return a function that runs a command line and returns its exit code and streams."""
    monkeypatch.setenv("COLUMNS", "150")
    for variable in ("GRIDPERF_LANG", "FORCE_COLOR"):
        monkeypatch.delenv(variable, raising=False)

    def invoke(*args: object, lang: str = "en") -> object:
        return CliRunner().invoke(app, list(map(str, args)), env={"GRIDPERF_LANG": lang}, catch_exceptions=False)

    return invoke
