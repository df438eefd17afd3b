"""Fixtures of the tests that set pages; they are skipped where this machine cannot."""

from __future__ import annotations

import pytest

from gridperf.errors import ReportError
from gridperf.report.pdf import WeasyPrintRenderer, require_ready


@pytest.fixture(scope="session")
def renderer() -> WeasyPrintRenderer:
    """The reference renderer."""
    try:
        require_ready()
    except ReportError as error:
        pytest.skip(str(error))
    return WeasyPrintRenderer()
