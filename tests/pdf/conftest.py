"""Fixtures of the tests that set pages; they are skipped where this machine cannot."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import pytest

from docs.gallery.samples import MAKERS, County, county
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


@pytest.fixture(scope="session")
def one() -> County:
    """The county of the gallery."""
    return county()


@pytest.fixture(scope="session")
def made(one: County, renderer: WeasyPrintRenderer) -> Callable[[str], bytes]:
    """Return the PDF of a report, made once per process."""
    return lru_cache(maxsize=None)(lambda report: renderer.render(MAKERS[report](one)))
