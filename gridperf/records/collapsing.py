"""Several rows become one only where they agree, or where the mapping says which of them counts and the file says which that is."""

from __future__ import annotations

import polars as pl

from gridperf.records.findings import HITS, PIECE, Finding
from gridperf.records.grid import ROW
from gridperf.records.mapping import OneRowPer, TableMapping
from gridperf.records.moments import to_datetime
from gridperf.tables import Table

__all__ = ["collapse", "helper_names"]

_ORDER = "\0order"


def helper_names(mapping: TableMapping) -> dict[str, str]:
    """Return the columns that collapsing needs besides the table's own, each with the heading it is taken from."""
    if mapping.one_row_per is None:
        return {}
    names = {f"\0by{at}": heading for at, heading in enumerate(mapping.one_row_per.by)}
    return names | ({_ORDER: mapping.one_row_per.order_by} if mapping.one_row_per.order_by else {})


def collapse(frame: pl.DataFrame, table: Table, mapping: TableMapping, zone: str, findings: list[Finding]) -> pl.DataFrame:
    """Return *frame*, whose columns are all text, with one row of each group, without the helping columns.

    Rows whose group or order cannot be told, and groups that disagree, are added to *findings* (D225, D226).
    """
    names = [name for name in table.names if frame[name].null_count() < frame.height]
    if mapping.one_row_per is not None:
        frame = _one_row_per(frame, names, mapping.one_row_per, zone, findings)
    if mapping.distinct:
        frame = frame.unique(subset=names or None, keep="first", maintain_order=True)
    return frame.select(PIECE, ROW, *table.names)


def _one_row_per(frame: pl.DataFrame, names: list[str], rule: OneRowPer, zone: str, findings: list[Finding]) -> pl.DataFrame:
    groups = [f"\0by{at}" for at in range(len(rule.by))]
    for group, heading in zip(groups, rule.by, strict=True):
        frame = frame.with_columns(pl.col(group).str.strip_chars().replace("", None))
        frame = _without_blank(frame, group, heading, findings)
    if rule.take != "only" and rule.order_by:
        frame = frame.with_columns(_order(frame[_ORDER], zone).alias("\0sort"))
        frame = _without_blank(frame, "\0sort", rule.order_by, findings)
        extreme = pl.col("\0sort").min() if rule.take == "first" else pl.col("\0sort").max()
        frame = frame.filter(pl.col("\0sort") == extreme.over(groups))
    elif rule.take != "only":
        return frame.unique(subset=groups, keep="first" if rule.take == "first" else "last", maintain_order=True)
    _find_disagreement(frame, names, groups, findings)
    return frame.unique(subset=groups, keep="first", maintain_order=True)


def _without_blank(frame: pl.DataFrame, name: str, heading: str, findings: list[Finding]) -> pl.DataFrame:
    blank = frame.filter(pl.col(name).is_null())
    if blank.height:
        hits = blank.select(PIECE, ROW, pl.lit("").alias("value"), pl.lit(None, dtype=pl.String).alias("other"))
        findings.append(Finding("D226", "", hits, {"heading": heading}))
    return frame.filter(pl.col(name).is_not_null())


def _order(text: pl.Series, zone: str) -> pl.Series:
    """Return what puts rows in order: times if the cells are times, numbers if they are numbers, else the text itself."""
    moments, _ = to_datetime(text.str.strip_chars(), zone, time="00:00:00")
    if moments.null_count() < moments.len():
        return moments
    numbers = text.str.strip_chars().cast(pl.Float64, strict=False)
    return numbers if numbers.null_count() < numbers.len() else text.str.strip_chars().replace("", None)


def _find_disagreement(frame: pl.DataFrame, names: list[str], groups: list[str], findings: list[Finding]) -> None:
    """Find the groups whose rows differ in a column of ours."""
    for name in names:
        shown = pl.col(name).fill_null("")
        apart = frame.group_by(groups, maintain_order=True).agg(
            pl.col(PIECE).first(), pl.col(ROW).first(), shown.first().alias("value"), shown.unique(maintain_order=True).alias("all")
        )
        apart = apart.filter(pl.col("all").list.len() > 1).with_columns(pl.col("all").list.get(1).alias("other"))
        if apart.height:
            findings.append(Finding("D225", name, apart.select(HITS.names())))
