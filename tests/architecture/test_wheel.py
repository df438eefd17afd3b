"""The wheel holds the package, the rules and the reports, and nothing private."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("wheel")

LEFT_BEHIND = shutil.ignore_patterns(
    ".venv", ".git", "__pycache__", ".cache", "*.egg-info", "dist", "build", "demo-out", ".*_cache", ".hypothesis"
)


@pytest.fixture(scope="module")
def checkout(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the checkout without its history, with a county beside the others that git ignores."""
    copy = tmp_path_factory.mktemp("wheel") / "gridperf"
    shutil.copytree(root, copy, ignore=LEFT_BEHIND)
    with (copy / ".gitignore").open("a", encoding="utf-8") as ignored:
        ignored.write("\n/rules/999999-private/\n")
    private = copy / "rules/999999-private"
    private.mkdir()
    (private / "pack.yaml").write_text("code: 999999-private\n", encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def names(checkout: Path) -> set[str]:
    """Return the names of the files in the wheel built from the copy."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", "dist"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=checkout)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = (checkout / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize("kind", ["rules", "reports"])
def test_data_travel_inside_the_package(kind: str, names: set[str], checkout: Path) -> None:
    """Every shipped file of *kind* lies under `gridperf/_bundled`, where the installed package looks."""
    shipped = {path.relative_to(checkout).as_posix() for path in (checkout / kind).rglob("*") if path.is_file()}
    private = {name for name in shipped if name.startswith("rules/999999-private/")}
    assert {name.removeprefix("gridperf/_bundled/") for name in names if name.startswith(f"gridperf/_bundled/{kind}/")} == shipped - private


def test_an_ignored_county_stays_at_home(names: set[str]) -> None:
    """A rule pack that git ignores is not published by building a wheel next to it."""
    assert [name for name in names if "999999-private" in name] == []


def test_nothing_else_travels(names: set[str]) -> None:
    """A wheel holds the package and its metadata: no tests, no benchmarks, no documentation."""
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {"gridperf"}


def test_the_package_is_whole(names: set[str], checkout: Path) -> None:
    """Every module of the checkout is in the wheel, and so is the mark that it is typed."""
    modules = {path.relative_to(checkout).as_posix() for path in (checkout / "gridperf").rglob("*.py")}
    assert modules - names == set()
    assert "gridperf/py.typed" in names
