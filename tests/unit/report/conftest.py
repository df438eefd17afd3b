"""Fixtures of the report tests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.report.fake import HISTORY, Case, Fake


@pytest.fixture
def case() -> Case:
    """One worker with an ordinary month."""
    return Case(history=HISTORY)


@pytest.fixture
def fake(case: Case) -> Fake:
    """An assessment of three workers in two streets, one of them with rare characters in the name."""
    others = [
        replace(case, subject="W0002", name="喆祎𬎆㛃"),
        replace(case, subject="W0003", name="李四", street="凤凰城街道", area="农村"),
    ]
    return Fake([case, *others], left_out=(("patrols", "rejected", 3), ("patrols", "other_period", 12)))
