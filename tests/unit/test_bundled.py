"""Rules and report templates are found in a wheel as in a checkout."""

from __future__ import annotations

from pathlib import Path

from gridperf import _bundled
from gridperf._bundled import bundled


def test_a_checkout_has_them_beside_the_package(root: Path) -> None:
    """Without a folder inside the package, its sibling is meant."""
    assert bundled("rules") == root / "rules"
    assert bundled("reports") == root / "reports"


def test_a_wheel_has_them_inside_the_package(tmp_path: Path, monkeypatch) -> None:
    """A folder inside the package comes first."""
    inside = tmp_path / "gridperf" / "_bundled" / "rules"
    inside.mkdir(parents=True)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(_bundled, "__file__", str(tmp_path / "gridperf" / "_bundled.py"))
        bundled.cache_clear()
        found = (bundled("rules"), bundled("reports"))
    bundled.cache_clear()
    assert found == (inside, tmp_path / "reports")
