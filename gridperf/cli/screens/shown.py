"""How rules look on a screen: as in their file, and beside every value who set it; what a layer set stands out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from gridperf.cli.words.general import say
from gridperf.rulebook.layers.origins import Origin
from gridperf.rulebook.resolved import Rulebook

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["as_data", "chosen", "view"]

_DIGITS = 12


def chosen(rules: Rulebook, path: str) -> dict[str, Origin]:
    """Return the values whose names hold those of *path*, one after the other; all of them if it is empty."""
    wanted = path.split(".") if path else []
    return {held: origin for held, origin in rules.origins.items() if _holds(held.split("."), wanted)}


def _holds(names: list[str], wanted: list[str]) -> bool:
    return any(names[at : at + len(wanted)] == wanted for at in range(len(names) - len(wanted) + 1))


def as_data(rules: Rulebook, origins: Mapping[str, Origin]) -> dict[str, object]:
    """Return the values and where they come from as plain data, for `--json`."""
    return {
        "pack": rules.pack.code,
        "edition": rules.starts_on.isoformat(),
        "digest": rules.digest,
        "layers": [layer.as_dict() for layer in rules.layers],
        "values": [{"path": path, **origin.as_dict()} for path, origin in origins.items()],
    }


def view(rules: Rulebook, origins: Mapping[str, Origin]) -> list[RenderableType]:
    """Return the values as a table, below the layers they come from, the highest first."""
    status = say(f"status-{rules.pack.status}")
    lines: list[RenderableType] = [
        Text(say("pack-line", name=rules.pack.name, code=rules.pack.code, status=status, edition=rules.starts_on), style="bold")
    ]
    for layer in rules.layers:
        words = say("layer-line", pack=layer.pack, edition=layer.edition, called=layer.called, digest=layer.digest[:_DIGITS])
        lines.append(Text(words, style="dim"))
    lines.append(Text())
    shown = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    earlier = any(origin.was for origin in origins.values())
    for heading in ("show-key", "show-value", *(["show-was"] if earlier else []), "show-set-by"):
        shown.add_column(say(heading), overflow="fold")
    before: list[str] = []
    for path, origin in origins.items():
        names = path.split(".")
        depth = next((at for at, both in enumerate(zip(before, names, strict=False)) if both[0] != both[1]), min(len(before), len(names)))
        for at in range(depth, len(names) - 1):
            shown.add_row(Text("  " * at + names[at], style="bold" if at == 0 else ""))
        key, value, was, place = _cells(
            "  " * (len(names) - 1) + names[-1], origin, own=bool(rules.layers) and origin.layer == rules.pack.code
        )
        shown.add_row(key, value, *([was] if earlier else []), place)
        before = names
    return [*lines, shown]


def _cells(key: str, origin: Origin, *, own: bool) -> tuple[Text, Text, Text, Text]:
    """Return a value, what it was and who set it; what the pack itself set stands out from what it takes over."""
    style = "bold cyan" if own else ""
    value = Text(say("left-out") if origin.value is None else origin.value, style=style)
    earlier = []
    was = origin.was
    while was is not None:
        earlier.append(say("show-before", value=was.value or say("left-out"), place=f"{was.layer}:{was.line}"))
        was = was.was
    place = Text(f"{origin.file}:{origin.line}", style=style or "dim")
    return Text(key, style=style), value, Text(say("and").join(earlier), style="dim"), place
