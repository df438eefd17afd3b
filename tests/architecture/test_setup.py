"""The set-up script speaks before it acts, stops with one sentence per language, and has nothing to do the second time."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("sh", "env", "cksum", "cat", "head", "grep", "find", "mkdir", "rm", "dirname", "true")


def program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Return a checkout on a machine that has a shell, a user without rights, and nothing else."""
    checkout = tmp_path / "gridperf"
    (checkout / "scripts").mkdir(parents=True)
    for name in ("pyproject.toml", "scripts/setup.sh", "scripts/constraints.txt"):
        shutil.copy(ROOT / name, checkout / name)
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in TOOLS:
        (tools / name).symlink_to(shutil.which(name) or name)
    program(tools / "id", "echo 1000")
    return checkout


def setup(checkout: Path, *words: str, lang: str = "en", **environment: str) -> subprocess.CompletedProcess[str]:
    tools = checkout.parent / "bin"
    return subprocess.run(
        [tools / "sh", "scripts/setup.sh", *words],
        cwd=checkout,
        env={"PATH": str(tools), "HOME": str(checkout.parent), "LANG": lang, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def old_python(tools: Path) -> None:
    program(tools / "python3", "case $2 in *platform*) echo 3.9.2 ;; *version_info*) echo 309 ;; esac")


def bare_python(tools: Path) -> None:
    """A Python 3.11 that can load no library and make no environment, on a machine without fonts."""
    (tools / "find").unlink()
    program(tools / "find", "exit 0")
    program(tools / "python3", 'case $2 in *"* 100"*) echo 311 ;; *venv\\"*) echo python3.11-venv ;; *) exit 1 ;; esac')


def test_without_python_it_says_which_to_install(machine: Path) -> None:
    """A machine without Python is told which version to install, in both languages."""
    done = setup(machine)
    assert done.returncode == 1
    assert "找不到 Python：请安装 Python 3.11 或更新版本" in done.stderr
    assert "There is no Python here: install Python 3.11 or newer" in done.stderr


def test_an_old_python_is_named(machine: Path) -> None:
    """A Python that is too old is named with its version."""
    old_python(machine.parent / "bin")
    done = setup(machine)
    assert done.returncode == 1
    assert "Python 版本过低（3.9.2）" in done.stderr
    assert "Python 3.9.2 is too old: install Python 3.11 or newer" in done.stderr


def test_it_says_what_it_would_install_before_it_stops(machine: Path) -> None:
    """Without the right to install, the packages are named first, and then who can install them."""
    tools = machine.parent / "bin"
    bare_python(tools)
    program(tools / "apt-get", "exit 99")
    done = setup(machine)
    assert done.returncode == 1
    assert done.stdout.startswith("Going to install system packages: libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk")
    assert "This account may not install system packages: ask an administrator for apt-get install libpangoft2-1.0-0" in done.stderr
    assert not (machine / ".venv").exists()


def test_it_speaks_chinese_to_a_chinese_machine(machine: Path) -> None:
    """What it is going to do is said in the machine's language."""
    tools = machine.parent / "bin"
    bare_python(tools)
    assert setup(machine, lang="zh_CN.UTF-8").stdout.startswith("将安装系统软件包：libpangoft2-1.0-0")


@pytest.mark.parametrize(
    ("log", "sentence"),
    [
        (
            "E: Could not get lock /var/lib/dpkg/lock-frontend",
            "Another program is installing software: run this again when it has finished.",
        ),
        ("W: Temporary failure resolving 'mirror'", "could not be downloaded: check the network or the package sources and run this again"),
        ("dpkg: error processing archive", "could not be installed; the log says why."),
    ],
)
def test_why_packages_were_not_installed(machine: Path, log: str, sentence: str) -> None:
    """A locked package system, a missing network and anything else are told apart."""
    tools = machine.parent / "bin"
    bare_python(tools)
    program(tools / "id", "echo 0")
    program(tools / "apt-get", f'echo "{log}"; exit 100')
    done = setup(machine)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert str(machine / ".cache/setup.log") in done.stderr


def test_without_apt_it_names_what_to_install(machine: Path) -> None:
    """A machine with another package manager is told what to install with it."""
    bare_python(machine.parent / "bin")
    done = setup(machine, PDF="no")
    assert done.returncode == 1
    assert "This machine has no apt-get: install what Debian calls python3.11-venv with its own package manager." in done.stderr


def test_nothing_is_left_to_do_the_second_time(machine: Path) -> None:
    """Where everything is in place, it leaves at once and says nothing, with no Python, network or package system in reach."""
    stamp = subprocess.run(
        ["cksum", "pyproject.toml", "scripts/setup.sh", "scripts/constraints.txt"], cwd=machine, capture_output=True, text=True, check=True
    )
    (machine / ".venv/bin").mkdir(parents=True)
    program(machine / ".venv/bin/python", "exit 1")
    for what in ("dev", "pdf"):
        (machine / f".venv/.gridperf-{what}").write_text(f"{stamp.stdout}{machine}\n", encoding="utf-8")
    for want in ("run", "dev"):
        done = setup(machine, want)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_changed_declaration_is_work_again(machine: Path) -> None:
    """A stamp of other declarations does not count."""
    (machine / ".venv/bin").mkdir(parents=True)
    program(machine / ".venv/bin/python", "exit 1")
    for what in ("dev", "pdf"):
        (machine / f".venv/.gridperf-{what}").write_text("something else\n", encoding="utf-8")
    assert setup(machine).returncode == 1
