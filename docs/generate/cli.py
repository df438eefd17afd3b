"""The page about the command line is the program's own help, in both languages, so it cannot say anything else."""

from __future__ import annotations

from typing import Any

from typer.main import get_command

from gridperf import language
from gridperf.cli import app
from gridperf.cli.manual import help as manual
from gridperf.cli.manual.pages import PAGES

__all__ = ["pages"]

_HEADS = {
    "docs/reference/cli.md": (
        "en",
        "# The command line\n\nGenerated from `gridperf --help`; do not edit. 中文见 [cli.zh.md](cli.zh.md)。",
    ),
    "docs/reference/cli.zh.md": ("zh", "# 命令行\n\n由 `gridperf --help` 生成，请勿手工修改。English: [cli.md](cli.md)."),
}


def _command(program: Any, name: str) -> Any:  # noqa: ANN401 (typer keeps the type of a command to itself)
    """Return the command that *name* leads to, word by word."""
    for word in name.split():
        program = program.commands[word]
    return program


def pages() -> dict[str, str]:
    """Return the text of each page by its path from the root of the repository."""
    program = get_command(app)
    commands = [_command(program, name) for name in PAGES]
    texts = {}
    for path, (lang, head) in _HEADS.items():
        with language.use(lang):
            texts[path] = "\n\n".join([head, *map(manual.markdown, commands)]) + "\n"
    return texts
