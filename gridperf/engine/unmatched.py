"""A record that passes no filter of the rulebook counts under nothing, and is listed with the values that kept it out.

A misspelt kind would otherwise be as silent as a kind nobody counts. Only tables whose every measure has a filter are looked at:
where one measure takes every record, no record passes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from gridperf.engine.plan import Filters, TablePlan
from gridperf.tables import RESULTS

__all__ = ["MATCHED_NOTHING", "listed", "values_of"]

MATCHED_NOTHING = "matched_nothing"
"""The reason, as the result table `left_out` names it."""
_LISTED = 20
_SHOWN = 5
_ELSE = "…"


def values_of(
    at: TablePlan, rows: pl.LazyFrame, absent: pl.DataFrame, *, filters: Filters, excusing: Collection[str]
) -> pl.LazyFrame | None:
    """Return the records of a table that pass no filter, counted by the text and truth values the filters look at.

    Args:
        at: what is asked of the table.
        rows: its rows that count, with `code` and `slot`.
        absent: the slots on which nobody served (`slot`).
        filters: how filters become expressions.
        excusing: filters over this table that count nothing, but excuse people.

    Returns:
        Those columns, `records`, and `who` (numbers of a few people); None where a measure takes every record.
    """
    asked = {*at.wheres, *((text,) for text in excusing)}
    if not asked or () in asked:
        return None
    texts = sorted({text for wheres in asked for text in wheres})
    table = at.use.table
    passes = {text: filters.compile(text, table).fill_null(value=False) for text in texts}
    some = pl.any_horizontal(pl.all_horizontal(passes[text] for text in wheres) for wheres in sorted(asked))
    columns = sorted({name for text in texts for name in filters.columns(text) if table.column(name).kind in ("text", "boolean")})
    known = rows.filter(pl.col("code").is_not_null() & ~some)
    if absent.height:
        known = known.join(absent.lazy(), on="slot", how="anti")
    # only a few people are shown: numbers are gathered, and no texts
    some_people = pl.col("code").unique().bottom_k(_SHOWN + 1)
    return known.group_by(columns).agg(pl.len().cast(pl.Int64).alias("records"), some_people.alias("who"))


def listed(table: str, found: pl.DataFrame, subjects: pl.DataFrame) -> pl.DataFrame:
    """Return what `values_of` found in *table*, as the result table `unmatched`: the most frequent values, and the rest as one.

    Args:
        table: its name.
        found: what was found.
        subjects: the people's numbers and identifiers (`code`, `subject`).
    """
    names = [name for name in found.columns if name not in ("records", "who")]
    shown = [pl.concat_str(pl.lit(f"{name}="), pl.col(name).cast(pl.String).fill_null("")) for name in names]
    ranked = found.sort(["records", *names], descending=[True, *[False] * len(names)])
    most, rest = ranked.head(_LISTED), ranked.slice(_LISTED)
    named = dict(subjects.select("code", "subject").iter_rows())
    who = [_some([named[code] for code in sorted(codes)]) for codes in most["who"]]
    values = most.select(pl.concat_str(shown, separator=", ") if shown else pl.lit("").alias("")).to_series().to_list()
    rows = list(zip([table] * most.height, values, most["records"], who, strict=True))
    if rest.height:
        rows.append((table, _ELSE, rest["records"].sum(), ""))
    return pl.DataFrame(rows, schema=RESULTS["unmatched"].schema, orient="row")


def _some(people: Sequence[str]) -> str:
    return "、".join([*people[:_SHOWN], *([_ELSE] if len(people) > _SHOWN else [])])
