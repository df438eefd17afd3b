"""What the pages show is what happens: every Python and shell block runs, and what is printed below it comes out.

Blocks of a page run in order, in one empty folder, and Python blocks share their names.
A `text` block right below a runnable one shows its output: each of its lines must come out, in that order; `…` stands
for anything left out, and spaces count as one.

The demonstration that many pages begin with is run once, as printed, and handed to each page that asks for it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(?P<language>\w+)\n(?P<code>.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, the line it starts in, and the output shown right below it."""

    language: str
    code: str
    line: int
    shown: str


def blocks_of(page: Path) -> list[Block]:
    """Return the runnable blocks of *page*."""
    text = page.read_text(encoding="utf-8")
    found = list(FENCE.finditer(text))
    blocks = []
    for at, match in enumerate(found):
        if match["language"] not in ("python", "sh"):
            continue
        below = found[at + 1] if at + 1 < len(found) else None
        shown = below["code"] if below and below["language"] == "text" and not text[match.end() : below.start()].strip() else ""
        blocks.append(Block(match["language"], match["code"], text.count("\n", 0, match.start()) + 2, shown))
    return blocks


TRANSLATED = [page for page in PAGES if page.name.endswith(".zh.md")]
RUNNABLE = [page for page in PAGES if blocks_of(page) and page not in TRANSLATED]
DEMO = "gridperf demo --cards 20"

pytestmark = pytest.mark.xdist_group("pages")


def shell(code: str) -> str:
    """Run *code* in the current folder, with gridperf on the path, and return what it prints."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", code],
        env={**os.environ, "PATH": path, "COLUMNS": "120", "GRIDPERF_LANG": "en"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder the demonstration writes, run once as the pages print it."""
    folder = tmp_path_factory.mktemp("demonstration")
    with contextlib.chdir(folder):
        shell(DEMO)
    return folder / "demo-out"


def run(block: Block, names: dict[str, Any]) -> str:
    """Run *block* in the current folder and return what it prints."""
    if block.language == "python":
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(block.code, f"line {block.line}", "exec"), names)
        return printed.getvalue()
    return shell(block.code.replace(DEMO, "true"))


def missing_from(printed: str, shown: str) -> str:
    """Return the first line of *shown* that does not come out of *printed* in its place, or an empty text."""
    rest = [" ".join(line.split()) for line in printed.splitlines()]
    for line in shown.splitlines():
        wanted = " ".join(line.split())
        if wanted in ("", "…"):
            continue
        pattern = re.compile(".*".join(re.escape(part) for part in wanted.split("…")))
        at = next((at for at, candidate in enumerate(rest) if pattern.fullmatch(candidate)), None)
        if at is None:
            return line
        rest = rest[at + 1 :]
    return ""


@pytest.mark.parametrize("page", RUNNABLE, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_does_what_it_shows(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Every block runs, and prints what the page says it prints."""
    monkeypatch.chdir(tmp_path)
    if any(DEMO in block.code for block in blocks_of(page)):
        shutil.copytree(request.getfixturevalue("demonstration"), "demo-out")
    names: dict[str, Any] = {"__name__": "__main__"}
    for block in blocks_of(page):
        where = f"{page.relative_to(ROOT)}:{block.line}"
        try:
            printed = run(block, names)
        except Exception as problem:  # noqa: BLE001  (whatever it is, the place in the page is what helps)
            pytest.fail(f"{where}: {type(problem).__name__}: {problem}")
        lost = missing_from(printed, block.shown)
        assert not lost, f"{where}: not printed: {lost}\n--- printed:\n{printed}"


@pytest.mark.parametrize("page", TRANSLATED, ids=lambda page: page.name)
def test_a_translation_shows_the_same_commands(page: Path) -> None:
    """A page in Chinese shows command lines of the page it translates, and no others."""
    original = page.with_name(page.name.replace(".zh.md", ".md"))
    assert {block.code for block in blocks_of(page)} <= {block.code for block in blocks_of(original)}


def rules_of(page: Path) -> list[str]:
    """Return the YAML of *page*, block by block and then the pieces in its text, without comments."""
    text = page.read_text(encoding="utf-8")
    blocks = [match["code"] for match in FENCE.finditer(text) if match["language"] == "yaml"]
    pieces = re.findall(r"`([a-z_]+: [^`]+)`", FENCE.sub("", text))
    return [re.sub(r" +#.*", "", block) for block in [*blocks, *pieces]]


@pytest.mark.parametrize("page", TRANSLATED, ids=lambda page: page.name)
def test_a_translation_shows_the_same_rules(page: Path) -> None:
    """A page in Chinese writes every rule as the page it translates does; only the comments are its own."""
    assert rules_of(page) == rules_of(page.with_name(page.name.replace(".zh.md", ".md")))


@pytest.mark.parametrize(
    ("printed", "shown", "lost"),
    [
        ("a  b\nc", "a b\n…\nc", ""),
        ("total 92.40 points", "total … points", ""),
        ("a\nb", "b\na", "a"),
        ("abc", "ab", "ab"),
        ("", "anything", "anything"),
    ],
)
def test_shown_output_is_compared_line_by_line(printed: str, shown: str, lost: str) -> None:
    """Lines must come out whole and in order; `…` stands for what is left out."""
    assert missing_from(printed, shown) == lost


LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    """Every relative link of a page names a file that is there."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = [match["target"].partition("#")[0] for match in LINK.finditer(text)]
    broken = [target for target in targets if target and "://" not in target and not (page.parent / target).exists()]
    assert broken == []
