"""`gridperf print`: a rulebook → a document an official can sign."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from gridperf.cli.options import Day, Lang, Quiet, SignatureFields
from gridperf.cli.screens.screen import Screen
from gridperf.cli.words.general import say

__all__ = ["print_"]


def print_(
    pack: Annotated[str, typer.Argument(metavar="PACK")],
    *,
    edition: Day = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE")] = None,
    paper: Annotated[Literal["zh", "en"] | None, typer.Option("--paper", metavar="zh|en")] = None,
    signature_fields: SignatureFields = False,
    quiet: Quiet = False,
    lang: Lang = None,
) -> None:
    """Print a rulebook; see `gridperf.cli.manual.rules`."""
    from gridperf import print_rules  # noqa: PLC0415
    from gridperf.cli.editions import load_edition  # noqa: PLC0415

    screen = Screen(quiet=quiet)
    with screen.progress(say("loading")):
        rules = load_edition(pack, edition)
    path = out or Path(f"{rules.pack.code}-{rules.starts_on}.pdf")
    with screen.progress(say("rendering", what=say("paper-rulebook"))):
        print_rules(rules, path, language=paper or lang or "zh", signature_fields=signature_fields)
    screen.note("wrote", path=path)
