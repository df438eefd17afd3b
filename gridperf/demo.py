"""A demonstration is an ordinary run on made-up records: every step is one anybody can repeat from the files it leaves behind.

`compute` makes the county, reads its exports and assesses them; `print_reports` prints what came out.
They are apart because everything but the PDFs works on a machine that cannot print.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gridperf.language import Language
from gridperf.period import Period

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.records import Records
    from gridperf.rulebook import Rulebook

__all__ = ["PACK", "SEED", "Demo", "Watch", "compute", "print_reports"]

PACK = "370522-lijin"
SEED = 370522
_MONTHS_BEFORE = 11

Watch = Callable[[str, int | None], AbstractContextManager[Callable[[int], None]]]
"""Is told that a stage begins, of how many pieces if known, and yields what to call with each number of pieces done."""


@dataclass(frozen=True)
class Demo:
    """What a demonstration left behind.

    Attributes:
        folder: where everything lies: `exports/`, `assessments/<period>/`, and what is printed.
        month: the assessment of the month.
        records: what the month was assessed from, with what was set aside.
        quarter: the last full quarter, rolled up; None if its months lie before the rules.
        seconds: how long each stage took, by its name; `county-month` is records read → all tables.
        pieces: how many pieces a stage was made of (months, cards), by its name.
    """

    folder: Path
    month: Assessment
    records: Records
    quarter: Assessment | None
    seconds: dict[str, float] = field(default_factory=dict)
    pieces: dict[str, int] = field(default_factory=dict)


@contextmanager
def _unwatched(_stage: str, _pieces: int | None) -> Iterator[Callable[[int], None]]:
    yield lambda _count: None


def compute(out: Path, *, period: str = "2026-10", seed: int = SEED, scale: float = 1, watch: Watch = _unwatched) -> Demo:
    """Make the county, read its exports as an office would, and assess the month, up to eleven before it that the rules cover, and the last full quarter.

    Writes `exports/`, `assessments/<period>/` for each period and `pay-sheet.xlsx` under *out*.

    Args:
        out: folder to write into; made if absent.
        period: the month.
        seed: of the made-up records.
        scale: how many times the true size of the county.
        watch: is told how far the work is.

    Raises:
        ValueError: if *period* is no month.
        RulesError: if no edition is in force in *period*.
    """
    from gridperf import assess, load_rules, read_records, roll_up  # noqa: PLC0415
    from gridperf.report import write_excel  # noqa: PLC0415
    from gridperf.tables import RESULTS  # noqa: PLC0415
    from gridperf.testing import synthetic_county, write_exports  # noqa: PLC0415

    seconds: dict[str, float] = {}
    rulebook = load_rules(PACK, period=period)
    exports = out / "exports"
    with _stage(watch, "generating", seconds):
        tables = synthetic_county(period, seed=seed, scale=scale)
    with _stage(watch, "exporting", seconds):
        write_exports(tables, exports)

    months = [month for month in _months_before(rulebook, period) if month.starts_on >= rulebook.starts_on]
    earlier: list[Assessment] = []
    with _stage(watch, "months-before", seconds, len(months)) as step:
        for month in months:
            records = read_records(synthetic_county(month.code, seed=seed, scale=scale), on_problem="quarantine")
            earlier.append(assess(records, rulebook, month, history=earlier))
            step(1)

    with _stage(watch, "county-month", seconds):
        records = read_records(exports, on_problem="quarantine")
        result = assess(records, rulebook, period, history=earlier)
        for name in RESULTS:
            result.table(name)

    quarter = _last_quarter(rulebook, result.period)
    parts = [each for each in (*earlier, result) if each.period in quarter.parts("month")]
    with _stage(watch, "saving", seconds):
        rolled = roll_up(parts, rulebook, quarter) if len(parts) == len(quarter.parts("month")) else None
        for each in (*earlier, result, *([rolled] if rolled else [])):
            each.save(out / "assessments" / each.period.code)
        write_excel(result, out / "pay-sheet.xlsx")
    return Demo(out, result, records, rolled, seconds, {"months-before": len(months)})


def print_reports(
    demo: Demo, *, cards: int | None = None, processes: int | None = None, language: Language = "zh", watch: Watch = _unwatched
) -> Demo:
    """Print what came out: the pay sheet, the county summary and `scorecards/`, under the demonstration's folder.

    Args:
        demo: what `compute` returned.
        cards: print only the first so many scorecards.
        processes: how many processes print; as many as the machine has processors by default.
        language: of the words around the data.
        watch: is told how far the work is.

    Returns:
        The demonstration, with the time printing took.

    Raises:
        ReportError: P101 if this machine cannot print.
    """
    from gridperf.report import render  # noqa: PLC0415

    seconds, pieces = dict(demo.seconds), dict(demo.pieces)
    workers = demo.month.people.get_column("subject").to_list()[:cards]
    with _stage(watch, "sheets", seconds):
        render(demo.month, "pay-sheet", to=demo.folder, language=language)
        render(demo.month, "county-summary", to=demo.folder, language=language)
    with _stage(watch, "scorecards", seconds, len(workers)) as step:
        files = render(
            demo.month,
            "scorecard",
            to=demo.folder / "scorecards",
            workers=None if cards is None else workers,
            processes=processes,
            progress=lambda _done, _total: step(1),
            language=language,
        )
        pieces["scorecards"] = len(files)
    return replace(demo, seconds=seconds, pieces=pieces)


@contextmanager
def _stage(watch: Watch, name: str, seconds: dict[str, float], pieces: int | None = None) -> Iterator[Callable[[int], None]]:
    started = time.perf_counter()
    with watch(name, pieces) as step:
        yield step
    seconds[name] = time.perf_counter() - started


def _months_before(rulebook: Rulebook, period: str) -> list[Period]:
    """Return the months that stand before *period* in a twelve-month trend, the earliest first."""
    month = rulebook.period(period)
    return [month.before(count) for count in range(_MONTHS_BEFORE, 0, -1)]


def _last_quarter(rulebook: Rulebook, month: Period) -> Period:
    """Return the last quarter that is over when *month* is."""
    year = int(month.code[:4])
    quarters = [rulebook.period(f"{at}Q{part}") for at in (year - 1, year) for part in (1, 2, 3, 4)]
    return [quarter for quarter in quarters if quarter.ends_on <= month.ends_on][-1]
