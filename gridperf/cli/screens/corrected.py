"""A correction on a screen: the periods it touches, what it changes and why, for whom, and what each policy costs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.text import Text

from gridperf.amounts import yuan
from gridperf.cli.screens.screen import table
from gridperf.cli.words.general import say

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gridperf.book import Correction

__all__ = ["pieces", "settled"]

_MOST = 20
"""People named one by one; `--json` has all."""


def pieces(found: Correction) -> Iterator[RenderableType]:
    """Yield what is shown of a correction before it is written."""
    if not found.touched:
        yield Text(say("correct-nothing"))
        return
    people, right = found.people, "right"
    yield Text(say("correct-title", count=people["subject"].n_unique(), periods=len(found.touched)), style="bold")
    rows: list[list[object]] = []
    for one in found.touched:
        before, after = one.change.cost
        state, count = say(f"state-{one.standing.state}"), people.filter(pl.col("period") == one.standing.period).height
        rows.append([one.standing.period, state, f"{count:,}", yuan(before), yuan(after), _signed(after - before)])
    heads: list[str | tuple[str, str]] = [(say(key), right) for key in ("people", "before", "after", "difference")]
    yield table("", [say("book-period"), say("book-state"), *heads], rows)
    keys = ["period", "line", "line_name", "clause", "cause"]
    sums = found.deltas.group_by(keys, maintain_order=True).agg(pl.col("subject").n_unique().alias("count"), pl.col("yuan").sum())
    if sums.height:
        rows = [
            [row["period"], row["line_name"], row["clause"], say(f"cause-{row['cause']}"), f"{row['count']:,}", _signed(row["yuan"])]
            for row in sums.sort("period", "line", "cause").iter_rows(named=True)
        ]
        heads = [say("book-period"), say("line"), say("clause"), say("cause"), (say("people"), right), (say("effect"), right)]
        yield table(say("effects-title"), heads, rows)
    yield from _people(found)
    rows = [
        [say(f"policy-{one.policy}"), one.policy, f"{one.people:,}", _signed(one.more), _signed(one.less), _signed(one.yuan)]
        for one in found.costs.values()
    ]
    heads = [say("policy"), "--policy", *((say(key), right) for key in ("people", "correct-more", "correct-less", "correct-cost"))]
    yield table(say("policies-title"), heads, rows)
    if found.again:
        yield Text(say("correct-again", periods=say("and").join(found.again)))


def settled(found: Correction, policy: Any, into: str) -> Text:  # noqa: ANN401 (a policy)
    """Return what was written."""
    cost = found.costs[policy]
    periods = say("and").join(one.standing.period for one in found.touched)
    return Text(say("correct-done", periods=periods, people=cost.people, yuan=_signed(cost.yuan), into=into))


def _people(found: Correction) -> Iterator[RenderableType]:
    """Yield who is affected, the largest amounts first, with what moved it."""
    size = pl.when(pl.col("owed") < 0).then(-pl.col("owed")).otherwise(pl.col("owed"))
    chosen = found.people.sort(size, "period", "subject", descending=[True, False, False])
    rows: list[list[object]] = []
    for row in chosen.head(_MOST).iter_rows(named=True):
        own = (pl.col("period") == row["period"]) & (pl.col("subject") == row["subject"])
        parts = found.deltas.filter(own).select("cause", "line_name", "yuan").iter_rows()
        why = [" ".join([say(f"cause-{cause}"), line, _signed(amount)]) for cause, line, amount in parts]
        grades = " → ".join(dict.fromkeys(row[side] or say("not-assessed") for side in ("grade_before", "grade_after")))
        claims = say("correct-claims") if row["claims"] else ""
        rows.append(
            [f"{row['name']} {row['subject']}".strip(), row["period"], grades, _signed(row["owed"]), claims, say("comma").join(why)]
        )
    heads: list[str | tuple[str, str]] = [say("worker"), say("book-period"), say("grade"), (say("correct-owed"), "right"), "", say("cause")]
    yield table(say("affected-title"), heads, rows)
    if chosen.height > _MOST:
        yield Text(say("correct-more-people", count=chosen.height - _MOST))


def _signed(amount: Decimal) -> str:
    return f"{'+' if amount > 0 else ''}{yuan(amount)}"
