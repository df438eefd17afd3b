"""A line that is paid when a longer period is rolled up rests on what there is then: totals, grades, ranks and days of service.

Records, the roster's own columns and earlier periods belong to what is filled in from records; a line that needs them is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from gridperf.messages.wording import Phrase
from gridperf.places import PATHS
from gridperf.rulebook.cash import DecidedLine, EachLine, EachOfLine, LadderLine, YuanBandLine
from gridperf.rulebook.checks.context import Context, Steps, kind_of
from gridperf.rulebook.checks.pay_sheets import sheets_of
from gridperf.rulebook.factors import NumberFactor, Probation, TierFactor
from gridperf.rulebook.paying import DaysLine, HoldLine, PayLine, ReleaseLine
from gridperf.rulebook.pooling import MeasureWeight, Pool, PoolLine, ReserveFund
from gridperf.rulebook.walk import amounts_of
from gridperf.tables import RESULTS

__all__ = ["check_rolled"]

_RECORDS = Phrase("记录", "records")
_ROSTER = Phrase("名册或网格表上的数", "numbers of the roster or the grids")
_EARLIER = Phrase("以往周期的账", "the accounts of earlier periods")
_MONTHLY = Phrase("一个月的 21.75 天", "the 21.75 days of one month")
_DURING = Phrase("当期的记录和名册", "the records and the roster of the period itself")

_BY_RECORDS = {
    EachLine: "each",
    EachOfLine: "each_of",
    LadderLine: "ladder",
    YuanBandLine: "bands",
    DaysLine: "effective_days",
    DecidedLine: "decided",
}
_BY_MONTH = ("add_paid_days", "subtract_unpaid_days")

_Lacking = tuple[Steps, str, Phrase]
"""A path inside a line, the key that stands there, and what it needs that no roll-up has."""


def check_rolled(context: Context, line: PayLine, at: Steps) -> None:
    """Check that a line paid by a roll-up names a sheet that is rolled up, and needs nothing else."""
    if line.sheet is not None:
        _sheet(context, line, at)
    for path, key, needs in _lacking(context, line):
        context.report("R827", (*at, *path), key=True, what=line.name, every=kind_of(line.every or ""), other=key, needs=needs)


def _sheet(context: Context, line: PayLine, at: Steps) -> None:
    """Report teams that the results do not place anybody in: where people stand is known there, their department is not."""
    for sheet in sheets_of(context, line, at):
        kind = sheet.assess.subject
        if kind != "worker" and not set(PATHS[kind]) <= set(RESULTS["people"].names):
            context.report("R827", (*at, "sheet"), what=line.name, every=kind_of(line.every or ""), other="sheet", needs=_ROSTER)


def _lacking(context: Context, line: PayLine) -> Iterator[_Lacking]:
    formula = line.line
    key = _BY_RECORDS.get(type(formula))
    if key is not None:
        yield ("line", key), key, _RECORDS
    elif isinstance(formula, HoldLine):
        yield ("line", "hold"), "hold", _DURING
    elif isinstance(formula, ReleaseLine):
        yield ("line", "release"), "release", _DURING
    else:
        amounts = [one for one in amounts_of(line) if one[0][0] == "line"]
        yield from ((path, str(path[-1]), _ROSTER) for path, amount in amounts if _on_roster(context, amount))
    if isinstance(formula, PoolLine):
        yield from _of_pool(formula.pool)
    for place, factor in enumerate(line.times):
        if isinstance(factor, Probation):
            yield ("times", place, "probation"), "probation", _ROSTER
        elif isinstance(factor, TierFactor) and factor.of not in ("rank", "total") and _on_roster(context, factor.of):
            yield ("times", place, "of"), "of", _ROSTER
        elif isinstance(factor, NumberFactor) and _on_roster(context, factor.number):
            yield ("times", place, "number"), "number", _ROSTER
    if line.after is not None:
        yield ("after",), "after", _EARLIER
    if line.part_month in _BY_MONTH:
        yield ("part_month",), "part_month", _MONTHLY


def _of_pool(pool: Pool) -> Iterator[_Lacking]:
    path: Steps = ("line", "pool")
    if isinstance(pool.fund, ReserveFund):
        yield (*path, "fund", "reserve_of"), "reserve_of", _EARLIER
    for place, weight in enumerate(pool.by):
        if isinstance(weight, MeasureWeight):
            yield (*path, "by", place, "measure"), "measure", _RECORDS
    if pool.reserve:
        yield (*path, "reserve"), "reserve", _EARLIER
    for key in ("nobody", "left"):
        if getattr(pool, key) == "carry":
            yield (*path, key), f"{key}: carry", _EARLIER


def _on_roster(context: Context, amount: Fraction | str) -> bool:
    """Return whether *amount* stands on the roster or the grids, or differs by something that does."""
    if isinstance(amount, Fraction):
        return False
    kind, _, name = amount.partition(".")
    value = context.edition.values.get(name)
    return kind != "values" or (value is not None and value.amount is None)
