"""Every command line a page shows is one the program accepts."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer

from gridperf.cli import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(gridperf [a-z][^`]*)`")
COMMAND = typer.main.get_command(app)


def command_lines(page: Path) -> list[str]:
    """Return the command lines of *page* that call gridperf, in blocks and in running text."""
    text = page.read_text(encoding="utf-8")
    in_blocks = [line for block in FENCE.findall(text) for line in block.replace("\\\n", " ").splitlines()]
    lines = [line.strip().removeprefix("$ ").removeprefix(".venv/bin/") for line in in_blocks] + INLINE.findall(text)
    return [line for line in lines if re.match(r"gridperf [a-z-]", line) and not line.endswith(" …")]


LINES = [pytest.param(line, id=f"{page.name}: {line}") for page in PAGES for line in dict.fromkeys(command_lines(page))]


@pytest.mark.parametrize("line", LINES)
def test_a_shown_command_exists(line: str) -> None:
    """The subcommand is there, and has every option that is used."""
    words = shlex.split(re.split(r"\s(?:[|>#]|&&|2>)", line)[0])[1:]
    commands = COMMAND.commands  # type: ignore[attr-defined]
    options = {option for parameter in COMMAND.params for option in parameter.opts}
    if not words[0].startswith("-"):
        assert words[0] in commands
        command = commands[words[0]]
        if hasattr(command, "commands") and len(words) > 1:
            assert words[1] in command.commands
            command = command.commands[words[1]]
        options = {option for parameter in command.params for option in parameter.opts}
    used = {word.partition("=")[0] for word in words[1:] if word.startswith("-")}
    assert used - options - {"--help", "--version"} == set()
