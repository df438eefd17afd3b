"""`gridperf sign`: manifests and cards are signed with an office's own key, whose passphrase is never on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridperf.cli.options import Lang, Quiet
from gridperf.cli.screens.screen import Screen
from gridperf.cli.words.general import say

if TYPE_CHECKING:
    from gridperf.report.signing.signatures import Key

__all__ = ["sign"]


def sign(
    paths: Annotated[list[Path], typer.Argument(metavar="MANIFEST|CARD.pdf...")],
    *,
    key: Annotated[Path, typer.Option("--key", metavar="FILE.p12")],
    passphrase_file: Annotated[Path | None, typer.Option("--passphrase-file", metavar="FILE")] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT")] = "",
    field: Annotated[str, typer.Option("--field", metavar="NAME")] = "",
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Sign manifests and cards; see `gridperf.cli.manual.issued`."""
    steps = [_step(path, reason, field) for path in paths]
    from gridperf.report.signing.signatures import load_key  # noqa: PLC0415

    opened = load_key(key, _passphrase(key, passphrase_file))
    screen = Screen(quiet=quiet)
    with screen.progress(say("signing"), len(steps)) as done:
        for step in steps:
            written = step(opened)
            done(1)
    if len(steps) == 1:
        screen.note("wrote", path=written)
    else:
        screen.note("wrote-signed", count=len(steps))


def _step(path: Path, reason: str, field: str) -> Callable[[Key], Path]:
    """Return what signs *path*."""
    from gridperf.report.batches.sinks import MANIFEST  # noqa: PLC0415
    from gridperf.report.signing.signatures import sign_card, sign_manifest  # noqa: PLC0415

    manifest = path / MANIFEST if path.is_dir() else path
    if manifest.suffix.lower() == ".json" and field:
        raise typer.BadParameter(say("field-of-manifest", path=path))
    if manifest.suffix.lower() == ".json":
        return lambda key: sign_manifest(manifest, key)
    if path.suffix.lower() == ".pdf":
        return lambda key: sign_card(path, key, reason=reason, field=field)
    raise typer.BadParameter(say("sign-what", path=path))


def _passphrase(key: Path, file: Path | None) -> str:
    """Return the passphrase, from its file or asked for without showing it."""
    if file is None:
        asked: str = typer.prompt(say("passphrase", file=key.name), hide_input=True, default="", show_default=False, err=True)
        return asked
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise typer.BadParameter(say("no-passphrase-file", path=file, reason=reason)) from None
