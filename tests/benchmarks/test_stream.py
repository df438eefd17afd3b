"""The benchmark of a streamed batch measures a batch that is whole."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.stream import streamed
from gridperf.errors import ReportError
from gridperf.report.paper.pdf import require_ready
from gridperf.report.verifying.issued import issued, verify_issued
from tests.unit.report.fake import Case, Fake


def test_a_streamed_batch_has_every_card_once_and_says_what_it_took(tmp_path: Path) -> None:
    """Three people, seven cards: each under a name of its own, listed in the manifest, and each holds."""
    try:
        require_ready()
    except ReportError as error:
        pytest.skip(str(error))
    found = streamed(Fake([replace(Case(), subject=f"W{at}") for at in range(3)]), 7, tmp_path)
    (archive,) = tmp_path.glob("*.zip")
    with zipfile.ZipFile(archive) as opened:
        names = [name for name in opened.namelist() if name.endswith(".pdf")]
    assert [name[:3] for name in names] == ["000"] * 3 + ["001"] * 3 + ["002"]
    assert sorted(names) == sorted(json.loads((tmp_path / "cards.manifest.json").read_bytes())["files"])
    assert [verify_issued(each).problems for each in issued([archive])] == [()] * 7
    assert found["written_mib"] == archive.stat().st_size / 2**20
    assert found["peak_mib"] > found["written_mib"]
    assert found["seconds"] > 0
