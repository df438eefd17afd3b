"""Figures become a page only together with the machine, the versions and the date they were taken with."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.runner import CACHE, ROOT
from benchmarks.workloads import WORKLOADS, Workload

__all__ = ["keep", "lacking", "write"]

_KEPT = CACHE / "figures"
_PAGE = ROOT / "docs" / "benchmarks.md"


def keep(name: str, figures: dict[str, Any]) -> None:
    """Keep the *figures* of a workload, with where and when they were taken, for the page."""
    _KEPT.mkdir(parents=True, exist_ok=True)
    kept = {
        "taken": dt.datetime.now().astimezone().date().isoformat(),
        "machine": _machine(),
        "load": os.getloadavg()[0],
        "figures": figures,
    }
    (_KEPT / f"{name}.json").write_text(json.dumps(kept, ensure_ascii=False, indent=1))


def lacking(names: Iterable[str]) -> list[str]:
    """Return those of *names* of which no figures are kept; a page without them would lose what it says of them."""
    return [name for name in names if not (_KEPT / f"{name}.json").is_file()]


def write() -> None:
    """Write `docs/benchmarks.md` from the figures kept last."""
    kept = {file.stem: json.loads(file.read_text()) for file in sorted(_KEPT.glob("*.json"))}
    parts = [_HEAD, _facts(kept), _targets({name: one["figures"] for name, one in kept.items()})]
    parts += [_compared(WORKLOADS[name], kept[name]["figures"]) for name in WORKLOADS if name in kept]
    if "items" in kept:
        parts.append(_items(kept["items"]["figures"]))
    if "county" in kept:
        parts.append(_county(kept["county"]["figures"]))
    if "packs" in kept:
        parts.append(_packs(kept["packs"]["figures"]))
    if "payroll" in kept:
        parts.append(_payroll(kept["payroll"]["figures"]))
    if "book" in kept:
        parts.append(_book(kept["book"]["figures"]))
    if "startup" in kept:
        parts.append(_startup(kept["startup"]["figures"]))
    _PAGE.parent.mkdir(exist_ok=True)
    _PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


_HEAD = """<!-- Written by `make bench`; do not edit. -->
# Benchmarks

`make bench` takes these figures and writes this page. Each side runs in a process of its own; times are wall time in
seconds, best and median of its runs, files in the page cache; memory is the peak of that process; imports are not in
the times. Results are written out and compared, row by row, with the same rules in `fractions.Fraction`: a side
that must be exact and is not stops the run."""


def _machine() -> dict[str, str]:
    facts = {
        "Processors": f"{os.cpu_count()} × {_processor()}",
        "Memory": _memory(),
        "System": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
    }
    for package in ("gridperf", "polars", "pydantic"):
        try:
            facts[package] = version(package)
        except PackageNotFoundError:
            facts[package] = "not installed"
    return facts


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory() -> str:
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
    return "unknown"


def _facts(kept: dict[str, Any]) -> str:
    machines = {json.dumps(one["machine"], ensure_ascii=False): one["machine"] for one in kept.values()}
    dates = sorted({one["taken"] for one in kept.values()})
    rows = [("Taken", " – ".join(dict.fromkeys((dates[0], dates[-1]))))]
    for machine in machines.values():
        rows += [(name, str(value)) for name, value in machine.items() if (name, str(value)) not in rows]
    text = _table(("Machine", ""), rows)
    load = max(one["load"] for one in kept.values())
    if load > 2 * (os.cpu_count() or 1):
        text += f"\n\n**The machine was busy with other work** (up to {load:.0f} processes wanted a processor): only CPU seconds compare."
    return text


def _targets(figures: dict[str, Any]) -> str:
    """Return what gridperf aims at beside what was measured."""
    rows: list[tuple[str, float, float, str]] = []
    if "province" in figures:
        sides = {side["name"]: side for side in figures["province"]["sides"]}
        ours, by_hand = sides["gridperf"], sides["polars, by hand"]["best"]
        pandas = sides["pandas, by hand"]["best"]
        checked = ours["best"] - ours["parts"]["read, check"]
        rows += [
            ("province: time from checked records on, as a multiple of hand-written polars", checked / by_hand, 2, "×"),
            ("province: time from checked records on, as a share of pandas", checked / pandas, 1 / 3, "×"),
            ("province: time, checking included, as a multiple of hand-written polars", ours["best"] / by_hand, 2, "×"),
            ("province: time, checking included, as a share of pandas", ours["best"] / pandas, 1 / 3, "×"),
            ("province: peak memory", ours["peak"], 1024, "MiB"),
            ("province: wrong figures", sum(ours["wrong"].values()), 0, ""),
        ]
    if "grid10" in figures:
        ours = figures["grid10"]["sides"][0]
        months = figures["grid10"]["workers"] * WORKLOADS["grid10"].months
        rows += [
            ("grid-10: seconds for a million worker-months", ours["best"] / months * 1_000_000, 1, "s"),
            ("grid-10: wrong figures", sum(ours["wrong"].values()), 0, ""),
        ]
    if "county" in figures:
        slowest = max(side["best"] for side in figures["county"]["sides"].values())
        rows.append(("county: from files to every table", slowest, 2, "s"))
    if "packs" in figures:
        packs = figures["packs"].values()
        rows.append(("packs: reading, checking and compiling the slowest", max(one["load"] for one in packs), 0.2, "s"))
        examples = sum(one["examples"] for one in packs)
        rows.append(
            (
                "packs: milliseconds an example, in company",
                1000 * sum(one["company"] * one["examples"] for one in packs) / examples,
                1000 / 300,
                "ms",
            )
        )
    if "payroll" in figures:
        rows.append(("payroll: 100,000 people from gross to net", figures["payroll"]["hundred thousand"]["settle"], 5, "s"))
        rows.append(("payroll: a county of 800", figures["payroll"]["county"]["settle"], 0.3, "s"))
    if "book" in figures:
        taken = figures["book"]["steps"]
        sealing = sum(taken[name]["best"] for name in ("prepare (files made, result verified)", "publish", "seal"))
        rows.append(("Book: a month of 800 workers verified, published and sealed", sealing, 1, "s"))
        rows.append(("Book: a correction of a county-year shown", taken["correction of a year"]["best"], 10, "s"))
        rows.append(("Book: 24 months of one worker", 1000 * taken["history of one worker"]["best"], 50, "ms"))
    if "startup" in figures:
        taken = figures["startup"]
        rows.append(("imports for assessing, beyond polars and pydantic", _beyond(taken), 0.1, "s"))
        rows.append(("`gridperf --help`", taken["gridperf --help"]["best"], 0.5, "s"))
    lines = [
        (name, f"{found:,.2f} {unit}", f"≤ {most:,.2f} {unit}", "yes" if found <= most else "**no**") for name, found, most, unit in rows
    ]
    return _table(("Aim", "measured", "aimed at", "met"), lines)


def _compared(workload: Workload, figures: dict[str, Any]) -> str:
    sides = figures["sides"]
    months = figures["workers"] * workload.months
    ours = sides[0]["best"]
    header = ["", "best", "median", "CPU", "worker-months/s", "peak MiB", "import", "gridperf takes", "in CPU"]
    wrong = [name for name in ("total", "grade", "pay", "performance") if name in sides[0]["wrong"]]
    header += [f"wrong {name}" for name in wrong]
    rows = []
    for side in sides:
        row = [
            _with_versions(side),
            f"{side['best']:.3f}",
            f"{side['middle']:.3f}",
            f"{side['cpu']:.3f}",
            f"{months / side['best']:,.0f}",
            f"{side['peak']:,.0f}",
            f"{side['imported']:.2f}",
            f"{ours / side['best']:.2f} ×",
            f"{sides[0]['cpu'] / side['cpu']:.2f} ×",
        ]
        rows.append(row + [_wrong(side, name) for name in wrong])
    text = f"## {workload.title}\n\n{figures['workers']:,} workers, {workload.months} month{'s' if workload.months > 1 else ''} "
    text += f"(`{workload.name}`). {workload.note}\n\n" + _table(header, rows)
    parts = sides[0]["parts"]
    return text + "\n\nOf gridperf's best run: " + ", ".join(f"{name} {seconds:.3f} s" for name, seconds in parts.items()) + "."


def _with_versions(side: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in side["versions"].items())
    return f"{side['name']} ({versions})" if versions else side["name"]


def _wrong(side: dict[str, Any], name: str) -> str:
    count = side["wrong"][name]
    if not count:
        return "0"
    worst = None if name == "grade" else side["worst"].get(name)  # grades are numbered, not measured
    tail = "" if worst is None else f", by up to {worst / 100:,.2f}"
    return f"{count:,} ({100 * count / side['rows']:.2f} %{tail})"


def _items(figures: dict[str, Any]) -> str:
    rows = []
    fewest = next(iter(figures["sizes"].values()))
    for items, sides in figures["sizes"].items():
        ours, by_hand = sides["gridperf"], sides["polars, by hand"]
        rows.append(
            (
                items,
                f"{ours['best']:.3f}",
                f"{ours['best'] / fewest['gridperf']['best']:.1f} ×",
                f"{by_hand['best']:.3f}",
                f"{by_hand['best'] / fewest['polars, by hand']['best']:.1f} ×",
                f"{ours['best'] / by_hand['best']:.2f} ×",
                f"{ours['peak']:,.0f}",
            )
        )
    text = f"## Many items on the same records\n\n{figures['workers']:,} workers, 1 month (`items`). "
    text += "Every item counts under a filter of its own; each table is read once, whatever the number. "
    text += (
        "gridperf starts from checked records and adds points, ledger and grades; by hand there are only the counts, which are equal.\n\n"
    )
    header = ("items", "gridperf", "of the fewest", "polars, by hand", "of the fewest", "gridperf takes", "peak MiB")
    return text + _table(header, rows)


def _county(figures: dict[str, Any]) -> str:
    rows = [
        (name, f"{taken['best']:.2f}", f"{taken['middle']:.2f}", f"{taken['cpu']:.2f}", f"{taken['peak']:,.0f}", _parts(taken["parts"]))
        for name, taken in figures["sides"].items()
    ]
    text = f"## A county's month\n\n{figures['about']}\n\n"
    return text + _table(("", "best", "median", "CPU", "peak MiB", "of which"), rows)


def _parts(parts: dict[str, float]) -> str:
    return ", ".join(f"{name} {seconds:.2f}" for name, seconds in parts.items())


def _packs(figures: dict[str, Any]) -> str:
    rows = [
        (
            f"`{name}`",
            f"{1000 * one['load']:.0f}",
            str(one["examples"]),
            str(one["together"]),
            f"{1 / one['alone']:.0f}",
            f"{1 / one['company']:.0f}",
        )
        for name, one in figures.items()
    ]
    text = (
        "## Worked examples\n\nMilliseconds to read, check and compile a pack's newest edition, and examples a second with everything read "
    )
    text += (
        "(`packs`): each alone, and in company, where those of a period are assessed as one county. A mutation run needs the latter.\n\n"
    )
    return text + _table(("pack", "load, ms", "examples", "in company", "alone, /s", "in company, /s"), rows)


def _payroll(figures: dict[str, Any]) -> str:
    rows = [
        (
            name,
            f"{one['people']:,}",
            *(f"{one[part]:.3f}" for part in ("read", "settle", "ledger")),
            "–" if one["files"] is None else f"{one['files']:.2f}",
        )
        for name, one in figures.items()
    ]
    text = (
        "## From gross to net\n\nSeconds (`payroll`) to read and check what HR keeps; to settle the second payment of a year, with five schemes, "
        "the housing fund, claims and cumulative tax; to unfold its ledger; and to make its files.\n\n"
    )
    return text + _table(("", "people", "read", "settle", "ledger", "files"), rows)


def _book(figures: dict[str, Any]) -> str:
    rows = [(name, f"{1000 * taken['best']:.1f}", f"{1000 * taken['median']:.1f}") for name, taken in figures["steps"].items()]
    text = f"## The Book\n\nMilliseconds a step, {figures['months']} months of {figures['workers']} workers in a SQLite file; "
    return text + "every step writes through to the disk. `verify` is of a Book of one month.\n\n" + _table(("", "best", "median"), rows)


def _startup(figures: dict[str, Any]) -> str:
    rows = [(name, f"{1000 * taken['best']:.0f}", f"{1000 * taken['median']:.0f}") for name, taken in figures.items()]
    text = "## Starting up\n\nMilliseconds from starting Python to its end.\n\n" + _table(("", "best", "median"), rows)
    return text + (
        "\n\n`import gridperf` alone loads nothing: its names come when first used. "
        f"Those for assessing cost {1000 * _beyond(figures):.0f} ms more than the two libraries they stand on."
    )


def _beyond(figures: dict[str, Any]) -> float:
    ours = next(taken for name, taken in figures.items() if name.startswith("from gridperf"))
    return float(ours["best"] - figures["polars and pydantic, ready for use"]["best"])


def _table(header: tuple[str, ...] | list[str], rows: list[Any]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])
