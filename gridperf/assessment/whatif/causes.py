"""Every fen of a difference has exactly one cause, so the causes add up to the difference, for each person and for all.

What differs between two runs of the engine is put down to what was exchanged between them (rules, roster or records), except
where a person's own side stayed as it was: a grade or rank that moved because of others is `rank_quota`, a share of a
pool that moved because of others is `pool`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from gridperf.assessment.value import Assessment
from gridperf.engine.corrections import COLUMN, COLUMN_NAME
from gridperf.records import Records
from gridperf.rulebook import Rulebook
from gridperf.rulebook.comparing.plain import plain, resolved
from gridperf.rulebook.factors import GradeFactor, TierFactor
from gridperf.rulebook.paying import ByGradeLine, CapLine, HoldLine, PayLine, PoolLine, RankLine, ReleaseLine, TopUpLine
from gridperf.rulebook.walk import references

__all__ = [
    "BRIDGING",
    "CAUSES",
    "CORRECTING",
    "FOLLOWING",
    "RARE",
    "STEPS",
    "YUAN",
    "Cause",
    "Exchange",
    "attributed",
    "changed_places",
    "line_names",
    "settled_before",
]

Cause = Literal["history", "rules", "roster", "attendance", "records", "appeals", "corrections", "rank_quota", "pool"]

CAUSES: tuple[Cause, ...] = ("rules", "roster", "records", "rank_quota", "pool")
"""The causes where rules are tried, in the order they are told."""

CORRECTING: tuple[Cause, ...] = ("roster", "records", "history", "appeals", "rules", "rank_quota", "pool")
"""The causes where a result is corrected, in the order in which they are exchanged and told."""

BRIDGING: tuple[Cause, ...] = (
    "rules",
    "roster",
    "attendance",
    "records",
    "history",
    "appeals",
    "corrections",
    "rank_quota",
    "pool",
)
"""The causes from one period or version to another, in the order in which they are told."""

RARE: tuple[Cause, ...] = ("history", "appeals", "corrections")
"""The causes that are told only where there is something of them."""

FOLLOWING: tuple[Cause, ...] = ("rank_quota", "pool")
"""The causes that only follow from what changed for others."""

STEPS: tuple[Cause, ...] = CAUSES[:3]
"""What is exchanged, in this order: the rules first, on the old people and records; then the roster; then the records.

Of the rules, pay lines and named numbers come before all else, so that a grade that moves is paid by one rule on both sides.
"""

YUAN = pl.Decimal(38, 2)
"""The type of amounts."""
_PLACES = ("roster", "grids")


@dataclass(frozen=True)
class Exchange:
    """Two runs that differ in one thing.

    Attributes:
        cause: what was exchanged between them.
        before: the run with the old.
        after: the run with the new.
        moved: workers whose own rows of the roster, or whose grids, differ.
        by_band: whether everybody's own records differ, as between two months: a grade that moved then comes from others if the band of
            the person's own total did not, and so does every place in a ranking and every share of a pool.
    """

    cause: Cause
    before: Assessment
    after: Assessment
    moved: frozenset[str] = field(default_factory=frozenset)
    by_band: bool = False


def attributed(exchange: Exchange) -> pl.DataFrame:
    """Return what every line changed by for everybody, and why: `subject`, `line`, `cause`, `yuan`; nothing stands for 0."""
    old, new = exchange.before.rulebook, exchange.after.rulebook
    lines = {line.id: line for line in (*old.edition.pay, *new.edition.pay)}
    wide = _side_by_side(exchange, list(lines))
    step = pl.lit(exchange.cause)
    own = pl.col("\0both") & ~pl.col("\0own") & ~pl.col("subject").is_in(list(exchange.moved))
    same = {name for name in lines if _decided_by(old, name) == _decided_by(new, name)}
    for name in _in_order(new, list(lines)):
        line = lines[name]
        cause = step
        if name not in same:
            pass
        elif isinstance(line.line, PoolLine):
            cause = pl.when(pl.col("\0both") if exchange.by_band else own).then(pl.lit("pool")).otherwise(step)
        elif _by_place(line):
            others = _moved_by_others(line) if exchange.by_band else own
            cause = pl.when(others & pl.col("\0place")).then(pl.lit("rank_quota")).otherwise(step)
        elif counted := [one for one in _counted(new, name) if one in lines]:
            cause = pl.coalesce([*_following(counted), step])
        wide = wide.with_columns(cause.alias(f"\0cause|{name}"))
    frames = [
        wide.filter(pl.col(f"\0change|{name}") != 0).select(
            "subject", pl.lit(name).alias("line"), pl.col(f"\0cause|{name}").alias("cause"), pl.col(f"\0change|{name}").alias("yuan")
        )
        for name in lines
    ]
    nothing = pl.DataFrame(schema={"subject": pl.String, "line": pl.String, "cause": pl.String, "yuan": YUAN})
    return pl.concat([nothing, *frames])


def settled_before(old: Assessment, new: Assessment) -> pl.DataFrame:
    """Return what corrections of still earlier periods pay more or less in *new* than in *old*, as `attributed` does."""
    both = [
        _by_subject(one.pay.select("subject", pl.col(COLUMN)) if COLUMN in one.pay.columns else None, sign)
        for one, sign in ((new, 1), (old, -1))
    ]
    sums = pl.concat(both).group_by("subject").agg(pl.col("yuan").sum().cast(YUAN)).filter(pl.col("yuan") != 0)
    return sums.select("subject", pl.lit(COLUMN).alias("line"), pl.lit("corrections").alias("cause"), "yuan")


def _by_subject(pay: pl.DataFrame | None, sign: int) -> pl.DataFrame:
    """Return what everybody gets by the one pay line of *pay*, with *sign*."""
    if pay is None:
        return pl.DataFrame(schema={"subject": pl.String, "yuan": YUAN})
    return pay.select("subject", (pl.col(COLUMN).fill_null(0) * sign).cast(YUAN).alias("yuan"))


def line_names(*rulebooks: Rulebook) -> dict[str, str]:
    """Return the names of all pay lines, the last rulebook's order first, and of what puts earlier periods right."""
    found: dict[str, str] = {}
    for rules in reversed(rulebooks):
        for line in rules.edition.pay:
            found.setdefault(line.id, line.name)
    return found | {COLUMN: COLUMN_NAME}


def changed_places(before: Records, after: Records) -> frozenset[str]:
    """Return the workers whose roster rows, or whose grids' rows, differ."""
    both = _rows_of(before).join(_rows_of(after), on="worker_id", how="full", coalesce=True, suffix="\0new")
    return frozenset(both.filter(pl.col("rows").ne_missing(pl.col("rows\0new")))["worker_id"])


# --- the two runs -------------------------------------------------------------------------------------------------------


def _side_by_side(exchange: Exchange, lines: Sequence[str]) -> pl.DataFrame:
    """Return one row per person: the change of every line, and whether the person's own side, or place among others, moved."""
    old, new = exchange.before.pay, exchange.after.pay
    wide = pl.concat([old.select("subject"), new.select("subject")]).unique().sort("subject")
    for name in lines:
        for pay, side in ((old, "old"), (new, "new")):
            column = f"\0{side}|{name}"
            if name in pay.columns:
                wide = wide.join(pay.select("subject", pl.col(name).cast(YUAN).alias(column)), on="subject", how="left")
            else:
                wide = wide.with_columns(pl.lit(None, dtype=YUAN).alias(column))
        change = pl.col(f"\0new|{name}").fill_null(0) - pl.col(f"\0old|{name}").fill_null(0)
        wide = wide.with_columns(change.cast(YUAN).alias(f"\0change|{name}"))
    present = [pl.col("subject").is_in(pay["subject"].implode()) for pay in (old, new)]
    own, band, place = _moved(exchange)
    return wide.with_columns(
        (present[0] & present[1]).alias("\0both"),
        pl.col("subject").is_in(own.implode()).alias("\0own"),
        pl.col("subject").is_in(band.implode()).alias("\0band"),
        pl.col("subject").is_in(place.implode()).alias("\0place"),
    )


def _moved(exchange: Exchange) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Return whose own totals or bands moved, whose bands did, and whose grade or rank did."""
    keys = ["subject", "sheet"]
    columns = ["total", "uncapped_grade", "grade", "rank"]
    old, new = (one.grades.select(*keys, *columns) for one in (exchange.before, exchange.after))
    both = old.join(new, on=keys, how="full", coalesce=True, suffix="\0new")
    differs = {name: pl.col(name).ne_missing(pl.col(f"{name}\0new")) for name in columns}
    own = both.filter(differs["total"] | differs["uncapped_grade"])["subject"]
    band = both.filter(differs["uncapped_grade"])["subject"]
    place = both.filter(differs["grade"] | differs["rank"])["subject"]
    keys = [*keys, "ranking"]
    ranks = [one.ranks.select(*keys, "rank") for one in (exchange.before, exchange.after)]
    further = ranks[0].join(ranks[1], on=keys, how="full", coalesce=True, suffix="\0new")
    further = further.filter(pl.col("rank").ne_missing(pl.col("rank\0new")))
    return own.unique(), band.unique(), pl.concat([place, further["subject"]]).unique()


def _rows_of(records: Records) -> pl.DataFrame:
    """Return every worker's roster rows with their grids' rows, as one text."""
    roster, grids = (_as_text(records.table(name).collect()) for name in _PLACES)
    placed = roster.join(grids.select("grid_code", pl.col("\0text").alias("\0grid")), on="grid_code", how="left")
    text = pl.concat_str(["\0text", pl.col("\0grid").fill_null("")], separator="\0")
    return placed.with_columns(text.alias("rows")).group_by("worker_id").agg(pl.col("rows").sort().str.join("\n"))


def _as_text(frame: pl.DataFrame) -> pl.DataFrame:
    cells = [pl.lit(f"{name}=") + pl.col(name).cast(pl.String).fill_null("") for name in sorted(frame.columns)]
    return frame.with_columns(pl.concat_str(cells, separator="\0").alias("\0text"))


# --- the lines ------------------------------------------------------------------------------------------------------------


def _decided_by(rules: Rulebook, name: str) -> object:
    """Return all that decides the pay line *name* but the people and their grades."""
    line = next((one for one in resolved(rules.edition).pay if one.id == name), None)
    if line is None:
        return None
    values = sorted({reference.partition(".")[2] for reference in references(line) if reference.startswith("values.")})
    edition = rules.edition
    held = [line, edition.rounding, edition.calendar, edition.measures, edition.tables, [edition.values.get(value) for value in values]]
    return [plain(one) for one in held]


def _in_order(rules: Rulebook, names: Sequence[str]) -> Iterator[str]:
    """Yield *names* so that a line stands after those it counts."""
    own = [line.id for line in rules.edition.pay]
    yield from (name for name in own if name in names)
    yield from (name for name in names if name not in own)


def _by_place(line: PayLine) -> bool:
    """Return whether *line* pays by grade or rank, which others can move."""
    if isinstance(line.line, (ByGradeLine, RankLine)):
        return True
    return any(isinstance(factor, GradeFactor) or (isinstance(factor, TierFactor) and factor.of == "rank") for factor in line.times)


def _moved_by_others(line: PayLine) -> pl.Expr:
    """Return for whom *line*, which pays by place, moved because of others where everybody's records differ."""
    if isinstance(line.line, RankLine):
        return pl.col("\0both")
    if isinstance(line.line, ByGradeLine) and not line.times:
        return pl.col("\0both") & ~pl.col("\0band")
    return pl.lit(False)  # noqa: FBT003 (polars takes the value positionally)


def _counted(rules: Rulebook, name: str) -> tuple[str, ...]:
    """Return the lines the line *name* follows from."""
    line = next((one.line for one in resolved(rules.edition).pay if one.id == name), None)
    if isinstance(line, (TopUpLine, CapLine, HoldLine)):
        return tuple(line.counting)
    return line.release if isinstance(line, ReleaseLine) else ()


def _following(counted: Sequence[str]) -> Iterator[pl.Expr]:
    """Yield, for each cause that comes from others, that cause where it alone moved the lines counted."""
    moved = pl.any_horizontal([pl.col(f"\0change|{name}") != 0 for name in counted])
    for cause in ("rank_quota", "pool"):
        alone = [(pl.col(f"\0change|{name}") == 0) | (pl.col(f"\0cause|{name}") == cause) for name in counted]
        yield pl.when(pl.col("\0both") & moved & pl.all_horizontal(alone)).then(pl.lit(cause))
