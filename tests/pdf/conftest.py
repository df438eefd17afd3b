"""Fixtures of the tests that set pages; they are skipped where this machine cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import pkcs12

from docs.gallery.samples import MAKERS, County, county
from gridperf.errors import ReportError
from gridperf.report.paper.pdf import WeasyPrintRenderer, require_ready
from tests.pdf.keys import PASSPHRASE, throw_away


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
    """Return the PDF of a report, with fields to sign in, made once per process."""
    return lru_cache(maxsize=None)(lambda report: renderer.render(replace(MAKERS[report](one), signature_fields=True)))


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the keys of the county, of somebody else, and of a clerk whose certificate the county issued."""
    folder = tmp_path_factory.mktemp("keys")
    office = throw_away(folder, "示例县网格中心", "county")
    throw_away(folder, "示例县网格中心", "other")
    own, certificate, _ = pkcs12.load_key_and_certificates(office.read_bytes(), PASSPHRASE.encode())
    throw_away(folder, "张三", "clerk", issuer=(certificate, own))
    (folder / "passphrase").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    return folder
