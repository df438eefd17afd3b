"""A target that differs by person or period is a measured column, so that a saved result can be scored again without the roster."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from gridperf.engine.score import TARGET
from gridperf.errors import Problem, RecordsError, Where
from gridperf.period import Period
from gridperf.rulebook.scoring import Item
from gridperf.rulebook.targets import TargetBy, moving_target, step_of, target_scale

__all__ = ["with_targets"]


def with_targets(measured: pl.DataFrame, items: Sequence[Item], people: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Return *measured* with a column `<item>|target` for every moving target, in units of 1/`target_scale`.

    Args:
        measured: one row per subject.
        items: the items of the sheet.
        people: where each subject is placed, same rows, as `Service.people` returns them.
        period: the period.

    Raises:
        RecordsError: A121 if the roster has a value for which no target is stated, or none.
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
        values = people[target.by if target.by in people.columns else f"roster.{target.by}"].cast(pl.String)
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
            problems.append(Problem("A121", Where(table="roster", field=target.by), found))
            continue
        columns.append(values.replace_strict(stated, return_dtype=pl.Int64).rename(name))
    if problems:
        raise RecordsError(problems)
    return measured.with_columns(columns)
