"""`python -m benchmarks.mutation` changes every rule of every pack that ships, and writes which changes no example notices."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from benchmarks.runner import ROOT

__all__ = ["main", "page"]

PAGE = ROOT / "docs" / "reference" / "tested-rules.md"
_HEAD = """<!-- Written by `python -m benchmarks.mutation`; do not edit. -->
# How well the examples test the rules

Every number, comparison, choice and order of the packs that ship was changed, one at a time, and the worked examples were run
(`gridperf test PACK --mutate`). A change that fails an example, or that `check` refuses, was noticed; the others are listed, because
they are rules nobody has tested. What truly makes no difference has its reason in the pack's `equivalents.yaml`, and is not counted."""


def page(packs: list[Path], *, jobs: int) -> str:
    """Return the page about *packs*."""
    from gridperf.trials.mutating import mutate

    rows, lists = [], []
    for pack in packs:
        report = mutate(pack, jobs=jobs)
        counts = [report.counted(outcome) for outcome in ("failed", "refused", "survived", "acknowledged")]
        share = f"{float(report.killed) * 100:.1f} %"
        print(f"{report.pack}: {share}, {counts}", flush=True)
        rows.append(f"| `{report.pack}` | {len(report.verdicts)} | " + " | ".join(map(str, counts)) + f" | {share} |")
        if report.survivors:
            lines = [
                f"| {one.mutant.edition}:{one.mutant.line} | `{one.mutant.name}` | `{_cell(one.mutant.old)}` | `{_cell(one.mutant.new)}` |"
                for one in report.survivors
            ]
            lists.append(f"## `{report.pack}`\n\n| Line | Rule | says | could say |\n|---|---|---|---|\n" + "\n".join(lines))
    head = "| Pack | Changes | failed an example | refused by the checks | not noticed | make no difference | Noticed |\n|---|--:|--:|--:|--:|--:|--:|\n"
    return "\n\n".join([_HEAD, head + "\n".join(rows), *lists]) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutation", description=__doc__)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    PAGE.write_text(page(sorted(path.parent for path in (ROOT / "rules").glob("*/pack.yaml")), jobs=asked.jobs), encoding="utf-8")


if __name__ == "__main__":
    main()
