"""What scoring takes from the roster stands among the measures, so that a saved result can be scored again without it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from gridperf.engine.score import ELIGIBLE, TARGET
from gridperf.engine.service import column_at
from gridperf.errors import Problem, RecordsError, Where
from gridperf.period import Period
from gridperf.rulebook.scoring import Item, Sheet
from gridperf.rulebook.targets import TargetBy, moving_target, step_of, target_scale

__all__ = ["with_service", "with_targets"]


def with_targets(measured: pl.DataFrame, items: Sequence[Item], people: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Return *measured* with a column `<item>|target` for every moving target, in units of 1/`target_scale`.

    Args:
        measured: one row per subject.
        items: the items of the sheet.
        people: where each subject is placed, same rows, as `Service.people` returns them.
        period: the period.

    Raises:
        RecordsError: A124 if the roster has a value for which no target is stated, or none.
    """
    columns: list[pl.Series] = []
    problems: list[Problem] = []
    for item in items:
        target = moving_target(item.score)
        if target is None:
            continue
        scale, name = target_scale(target), f"{item.id}|{TARGET}"
        if not isinstance(target, TargetBy):
            fixed = pl.lit(int(step_of(target, period) * scale), dtype=pl.Int64)
            columns.append(people.select(pl.repeat(fixed, pl.len()).alias(name)).to_series())
            continue
        values = people[column_at(people.columns, target.by)].cast(pl.String)
        stated = {value: int(number * scale) for value, number in target.of.items()}
        known = values.is_in(list(stated)).fill_null(value=False)
        if not known.all():
            worker = people["subject"].filter(~known)[0]
            found = {
                "item": item.name,
                "worker": worker,
                "field": target.by,
                "value": values.filter(~known)[0] or "",
                "count": int((~known).sum()),
                "known": "、".join(stated),
            }
            problems.append(Problem("A124", Where(table="roster", field=target.by), found))
            continue
        columns.append(values.replace_strict(stated, return_dtype=pl.Int64).rename(name))
    if problems:
        raise RecordsError(problems)
    return measured.with_columns(columns)


def with_service(measured: pl.DataFrame, sheet: Sheet, people: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Return *measured* with a column `eligible`, the days or months each served, if the sheet asks for it.

    Raises:
        RecordsError: A122 if months in the post are asked for and the roster does not say since when.
    """
    rule = sheet.eligible
    if rule is None:
        return measured
    if rule.served_days is not None:
        return measured.with_columns(people["served_days"].alias(ELIGIBLE))
    hired = people["roster.hired_on"]
    if hired.null_count():
        found = {
            "worker": people["subject"].filter(hired.is_null())[0],
            "field": "hired_on",
            "sheet": sheet.name,
            "count": hired.null_count(),
        }
        raise RecordsError(Problem("A122", Where(table="roster", field="hired_on"), found))
    after = period.ends_on + dt.timedelta(days=1)
    since = pl.col("since")
    months = (
        pl.lit(after.year * 12 + after.month, dtype=pl.Int64)
        - (since.dt.year().cast(pl.Int64) * 12 + since.dt.month().cast(pl.Int64))
        - (since.dt.day() > after.day).cast(pl.Int64)
    )
    return measured.with_columns(hired.to_frame("since").select(months.clip(0, None).alias(ELIGIBLE)).to_series())
