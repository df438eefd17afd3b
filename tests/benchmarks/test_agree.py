"""The sides of a benchmark compute the same figures, so that their times may stand beside each other."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

pytest.importorskip("numpy")
pytest.importorskip("duckdb")
pytest.importorskip("pandas")

from benchmarks import data
from benchmarks.child import Laps
from benchmarks.workloads import WORKLOADS, Side

_HERE = [
    pytest.param(name, side, id=f"{name}-{side.name}")
    for name, workload in WORKLOADS.items()
    for side in workload.sides
    if not side.apart and not side.module.endswith(".exact")
]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a small folder of data for each workload."""
    place = tmp_path_factory.mktemp("benchmarks")
    return {"province": data.province(place / "province", workers=300), "grid10": data.grid10(place / "grid10", workers=120)}


def _computed(module: str, folder: Path, out: Path) -> pl.DataFrame:
    side = import_module(module)
    state = side.prepare(folder) if hasattr(side, "prepare") else folder
    side.save(side.run(state, Laps()), out)
    return pl.read_parquet(out)


@pytest.mark.parametrize(("name", "side"), _HERE)
def test_every_side_equals_exact_arithmetic(name: str, side: Side, folders: dict[str, Path], tmp_path: Path) -> None:
    """A side gives the same figures as plain fractions, for every worker."""
    expected = _computed(f"benchmarks.{name}.exact", folders[name], tmp_path / "exact.parquet")
    assert_frame_equal(_computed(side.module, folders[name], tmp_path / "side.parquet"), expected)


def test_the_data_reach_every_grade_and_every_kind_of_worker(folders: dict[str, Path], tmp_path: Path) -> None:
    """Equal figures mean something: quotas bite, rates lie on edges, people join, leave, move and are on leave."""
    result = _computed("benchmarks.province.exact", folders["province"], tmp_path / "exact.parquet")
    roster = pl.read_parquet(folders["province"] / "roster" / "*.parquet")
    assert set(result["grade"]) == {"优秀", "良好", "合格", "不合格"}
    assert result.filter(pl.col("total") >= 9000)["grade"].n_unique() == 2
    assert result["arrival_den"].n_unique() > 5
    assert roster.height > result.height
    assert roster["ends_on"].null_count() < roster.height


@pytest.mark.parametrize("items", [10, 40])
def test_many_items_count_the_same_by_hand(items: int, folders: dict[str, Path], tmp_path: Path) -> None:
    """Every item of a long rulebook has the numerator and denominator that a filtered sum gives."""
    folder = folders["province"] / str(items)
    ours = _computed("benchmarks.items.engine", folder, tmp_path / "ours.parquet")
    assert_frame_equal(ours, _computed("benchmarks.items.hand", folder, tmp_path / "hand.parquet"))
    assert ours["numerator"].n_unique() > items
