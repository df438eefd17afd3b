"""Examples of a pack that is named are tests; without one, pytest runs as if gridperf were not there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def tried(folder: Path, *words: str) -> tuple[int, str]:
    """Run pytest in *folder* and return its exit code and what it prints."""
    command = [sys.executable, "-m", "pytest", "-p", "gridperf.pytest_plugin", "-p", "no:cacheprovider", "-q", *words]
    path = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "GRIDPERF_LANG": "en"}
    done = subprocess.run(command, cwd=folder, env=path, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def broken(pack) -> Path:
    """Return a pack of whose examples one does not hold."""
    path = pack / "examples" / "pay.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("performance: 500", "performance: 501"), encoding="utf-8")
    return pack


def test_each_example_is_a_test(broken, tmp_path):
    """Examples pass and fail by themselves; a failure shows what was expected, what came out, and where, and no traceback."""
    (tmp_path / "test_other.py").write_text("def test_other():\n    pass\n", encoding="utf-8")
    code, printed = tried(tmp_path, "--gridperf-pack", "_template", "test_other.py", "-vv")
    assert code == 1
    assert "责任事故一票否决，得分保留 PASSED" in printed
    assert "6 passed" in printed
    assert "1 failed" in printed
    assert "_template/examples/pay.yaml:9" in printed
    assert "501" in printed
    assert "Traceback" not in printed
    assert "runtest" not in printed


def test_the_configuration_can_name_packs(broken, tmp_path):
    """Packs of the configuration are collected with everything else, and left alone when files are named."""
    (tmp_path / "pytest.ini").write_text("[pytest]\ngridperf_packs = _template\n", encoding="utf-8")
    (tmp_path / "test_other.py").write_text("def test_other():\n    pass\n", encoding="utf-8")
    code, printed = tried(tmp_path)
    assert (code, "1 failed, 6 passed" in printed) == (1, True)
    code, printed = tried(tmp_path, "test_other.py")
    assert (code, "1 passed" in printed) == (0, True)
    code, printed = tried(tmp_path, "_template", "-k", "责任事故")
    assert (code, "1 passed, 5 deselected" in printed) == (0, True)


def test_what_cannot_be_read_is_an_error_of_collection(pack, tmp_path):
    """A malformed file stops the collection with its place; a pack that is not there is wrong usage."""
    (pack / "examples" / "pay.yaml").write_text("- {", encoding="utf-8")
    code, printed = tried(tmp_path, "--gridperf-pack", "_template")
    assert (code, "_template/examples/pay.yaml:1" in printed) == (2, True)
    code, printed = tried(tmp_path, "--gridperf-pack", "no-such-pack")
    assert (code, "R122" in printed) == (4, True)


def test_nothing_is_loaded_without_a_pack(tmp_path):
    """The plugin alone costs no table library."""
    (tmp_path / "test_light.py").write_text(
        "import sys\ndef test_light():\n    assert not {'polars', 'pydantic', 'yaml', 'gridperf.trials'} & set(sys.modules)\n",
        encoding="utf-8",
    )
    code, printed = tried(tmp_path)
    assert (code, "1 passed" in printed) == (0, True), printed
