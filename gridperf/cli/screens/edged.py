"""What happens around every threshold of a pack, on the screen, as plain data, and as examples a person has yet to look at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from gridperf.cli.screens.screen import Screen, table
from gridperf.cli.words.general import say

if TYPE_CHECKING:
    from gridperf.trials.edges.met import Edge, EdgeReport, Met

__all__ = ["edges"]


def edges(screen: Screen, pack: str, *, only: str = "", write: Path | None = None, json: bool = False) -> bool:
    """Show who gets what around the thresholds of *pack* with *only* in their path, and return whether there are any.

    Args:
        screen: where it is shown.
        pack: a code, or the path of the pack's folder.
        only: look only at rules with this text in their path.
        write: folder the examples are written to, a file per edition.
        json: print plain data instead of a table.
    """
    from gridperf.trials.edges.trying import edges_of  # noqa: PLC0415 (assesses many people)

    with screen.progress(say("testing")):
        reports = edges_of(pack, only=only)
    files = [None if write is None else _written(report, write) for report in reports]
    if json:
        screen.json([{**_data(report), "file": None if file is None else str(file)} for report, file in zip(reports, files, strict=True)])
        return any(report.edges for report in reports)
    for report in reports:
        _show(report, screen)
    for report, file in zip(reports, files, strict=True):
        if file is not None:
            screen.show(Text(say("edges-written", count=len(report.written), path=file), style="bold"))
    if not any(report.edges for report in reports):
        screen.show(Text(say("no-threshold-named", name=only)))
        return False
    return True


def _show(report: EdgeReport, screen: Screen) -> None:
    rows = [row for edge in report.edges for row in _rows(edge, report)]
    columns: list[str | tuple[str, str]] = [say("place"), say("threshold"), "", say("given")]
    columns += [(say("points-short"), "right"), say("grade-short"), (say("yuan-short"), "right"), ""]
    if rows:
        screen.show(table(say("edges-title"), columns, rows))
    missing = [edge for edge in report.edges if not edge.met]
    if missing:
        held = [(_place(edge, report), f"{edge.threshold.name} = {edge.threshold.says}") for edge in missing]
        screen.show(table(say("edges-missing"), ["", ""], held, heads=False))
    if report.edges:
        people = sum(len(edge.met) for edge in report.edges)
        screen.show(Text(say("edges-line", thresholds=len(report.edges), people=people, written=len(report.written), missing=len(missing))))


def _rows(edge: Edge, report: EdgeReport) -> list[tuple[object, ...]]:
    made = "*" if edge.example is not None else ""
    level = f" {edge.threshold.level}" if edge.threshold.level else ""
    rolled = f" ({edge.threshold.scale})" if edge.threshold.scale and f".{edge.threshold.scale}." not in edge.threshold.name else ""
    named = (_place(edge, report), f"{edge.threshold.name} = {edge.threshold.says}{level}{rolled}")
    return [(*(named if not at else ("", "")), *_cells(met), made if not at else "") for at, met in enumerate(edge.met)]


def _cells(met: Met) -> tuple[object, ...]:
    return say(f"side-{met.side}"), met.given, met.points, met.grade, met.yuan


def _place(edge: Edge, report: EdgeReport) -> str:
    return f"{report.edition.isoformat()}:{edge.threshold.line}"


def _written(report: EdgeReport, folder: Path) -> Path:
    from gridperf.trials.writing import case_text  # noqa: PLC0415 (with what it writes)

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"edges-{report.edition.isoformat()}.yaml"
    head = "".join(f"# {line}\n" for line in say("edges-heading").split("\n"))
    path.write_text(head + "".join(f"\n{case_text(one)}" for one in report.written), encoding="utf-8", newline="\n")
    return path


def _data(report: EdgeReport) -> dict[str, object]:
    return {
        "pack": report.pack,
        "edition": report.edition.isoformat(),
        "thresholds": [
            {
                "path": edge.threshold.name,
                "place": f"editions/{report.edition.isoformat()}.yaml:{edge.threshold.line}",
                "says": edge.threshold.says,
                "scale": edge.threshold.scale,
                "level": edge.threshold.level,
                "met": [
                    {"side": met.side, "given": met.given, "points": met.points, "grade": met.grade, "yuan": met.yuan} for met in edge.met
                ],
                "example": edge.example["name"] if edge.example is not None else None,
            }
            for edge in report.edges
        ],
    }
