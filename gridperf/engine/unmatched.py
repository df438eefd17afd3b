"""A record that passes no filter of the rulebook counts under nothing, and is listed with the values that kept it out.

A misspelt kind would otherwise be as silent as a kind nobody counts. Only tables whose every measure has a filter are looked at:
where one measure takes every record, no record passes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import polars as pl

from gridperf.engine.plan import Filters, TablePlan
from gridperf.tables import RESULTS

__all__ = ["MATCHED_NOTHING", "Passing", "listed", "passing"]

MATCHED_NOTHING = "matched_nothing"
"""The reason, as the result table `left_out` names it."""
_LISTED = 20
_SHOWN = 5
_ELSE = "…"


@dataclass(frozen=True)
class Passing:
    """The filters over one table, where every measure of it has one.

    Attributes:
        some: which records pass the filters of at least one measure, or excuse somebody.
        columns: the columns of text and truth values those filters look at.
    """

    some: pl.Expr
    columns: tuple[str, ...]

    def values(self, rows: pl.LazyFrame, absent: pl.DataFrame) -> pl.LazyFrame:
        """Return the records that pass no filter, counted by the columns: those, `records`, and `who` (numbers of a few people).

        Args:
            rows: the table's rows that count, with `code` and `slot`.
            absent: the slots on which nobody served (`slot`).
        """
        known = rows.filter(pl.col("code").is_not_null() & ~self.some)
        if absent.height:
            known = known.join(absent.lazy(), on="slot", how="anti")
        # only a few people are shown: numbers are gathered, and no texts
        some_people = pl.col("code").unique().bottom_k(_SHOWN + 1)
        return known.group_by(self.columns).agg(pl.len().cast(pl.Int64).alias("records"), some_people.alias("who"))


def passing(at: TablePlan, *, filters: Filters, excusing: Collection[str]) -> Passing | None:
    """Return which records of a table pass some filter; None where a measure takes every record.

    Args:
        at: what is asked of the table.
        filters: how filters become expressions.
        excusing: filters over this table that count nothing, but excuse people.
    """
    asked = {*at.wheres, *((text,) for text in excusing)}
    if not asked or () in asked:
        return None
    texts = sorted({text for wheres in asked for text in wheres})
    table = at.use.table
    passes = {text: filters.compile(text, table).fill_null(value=False) for text in texts}
    some = pl.any_horizontal(pl.all_horizontal(passes[text] for text in wheres) for wheres in sorted(asked))
    columns = sorted({name for text in texts for name in filters.columns(text) if table.column(name).kind in ("text", "boolean")})
    return Passing(some, tuple(columns))


def listed(table: str, found: pl.DataFrame, subjects: pl.DataFrame) -> pl.DataFrame:
    """Return what `Passing.values` found in *table*, as the result table `unmatched`: the most frequent values, and the rest as one.

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
