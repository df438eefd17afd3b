"""Every rule can come to bear: some record can meet its filter, some result can move its points, somebody can be paid by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from gridperf.rulebook.acting import Happens
from gridperf.rulebook.admitted import admitted, excluded
from gridperf.rulebook.cash import DecidedLine, EachLine, EachOfLine, LadderLine, YuanBandLine
from gridperf.rulebook.checks.context import Context, Steps, near
from gridperf.rulebook.factors import GradeFactor
from gridperf.rulebook.marks import range_of, rates_of
from gridperf.rulebook.measures import Amount, Count, Measure, Ratio, table_of
from gridperf.rulebook.numbers import number
from gridperf.rulebook.paying import AmountLine, ByGradeLine, ByScoreLine, PayLine, PointLine, RankLine
from gridperf.rulebook.scoring import BandScore, EachScore, Item, Sheet, ShortScore
from gridperf.rulebook.targets import TargetBy, target_of
from gridperf.rulebook.walk import paid_measures, parts

__all__ = ["check_possible", "pays_nothing"]


def check_possible(context: Context) -> None:
    """Check that nothing in the edition is bound to stay without effect."""
    edition = context.edition
    for place, sheet in enumerate(edition.sheets):
        for position, item in enumerate(sheet.items):
            at: Steps = ("sheets", place, "items", position)
            _measured(context, item.measure, item.where, at)
            _item(context, item, at)
        _mixed(context, sheet, ("sheets", place))
        for position, veto in enumerate(sheet.vetoes):
            _event(context, veto.when.count, veto.when.where, ("sheets", place, "vetoes", position, "when"))
        if sheet.full_if is not None:
            _event(context, sheet.full_if.count, sheet.full_if.where, ("sheets", place, "full_if"))
    for here, part in parts(edition.actions, ("actions",)):
        if isinstance(part, Happens):
            _event(context, part.happens.count, part.happens.where, (*here, "happens"))
    for place, account in enumerate(edition.accounts):
        for position, earning in enumerate(account.earn):
            _measured(context, earning.measure, earning.where, ("accounts", place, "earn", position))
        if account.reset is not None:
            _event(context, account.reset.when.count, account.reset.when.where, ("accounts", place, "reset", "when"))
    for place, line in enumerate(edition.pay):
        for steps, measure, where in paid_measures(line):
            _measured(context, measure, where, ("pay", place, *steps[:-1]), key=str(steps[-1]))
        _roles(context, line, ("pay", place))
        if pays_nothing(line):
            context.report("R004", ("pay", place, "line"), what=line.id)


# --- filters ---------------------------------------------------------------------------------------------------------


def _event(context: Context, table: str, where: str | None, at: Steps) -> None:
    _never(context, table, [where], (*at, "where"))


def _measured(context: Context, measure: Measure, where: str | None, at: Steps, *, key: str = "measure") -> None:
    """Check the filters of a measure together with the one that narrows it."""
    amount = context.amount(measure)
    if amount is None:
        return
    for steps, table, texts in _counted(amount):
        inside: Steps = (*at, key) if isinstance(measure, str) else (*at, key, *steps, "where")
        if _never(context, table, [*texts, where], (*at, "where") if where is not None else inside):
            return  # said once for both parts of a ratio


def _counted(amount: Amount) -> Iterator[tuple[Steps, str, list[str | None]]]:
    """Yield each table *amount* counts, with the path of its filter and every filter its records must pass."""
    if isinstance(amount, Ratio):
        for name, part in (("of", amount.ratio.of), ("to", amount.ratio.to)):
            for steps, table, texts in _counted(part):
                yield ("ratio", name, *steps), table, [amount.where, *texts]
        return
    if table := table_of(amount):
        yield (), table, [getattr(amount, "where", None)]


def _never(context: Context, name: str, texts: Iterable[str | None], path: Steps) -> bool:
    """Report filters that no record can pass together; return whether there are any."""
    table = context.measured.get(name)
    if table is None:
        return False
    rule = context.edition.tables.get(name)
    held = [text for text in (*texts, rule.counts if rule else None) if text is not None]
    found = excluded(held)
    if found is None or found[0] not in table.names or table.column(found[0]).kind not in ("text", "boolean"):
        return False
    column, one, other = found
    context.report("R001", path, column=column, one="、".join(sorted(one)), other="、".join(sorted(other)))
    return True


# --- items -----------------------------------------------------------------------------------------------------------


def _item(context: Context, item: Item, at: Steps) -> None:
    least, most = range_of(item)
    if least is not None and least == most and _complete(item):
        context.report("R005", (*at, "score"), what=item.id, points=number(least))
    amount = context.amount(item.measure)
    if isinstance(item.score, EachScore) and item.score.by_level is not None and isinstance(amount, Count):
        _levels(context, item, amount, (*at, "score", "by_level"))
    target = target_of(item.score)
    roster = context.tables["roster"]
    if isinstance(target, TargetBy) and target.by in roster.names:
        key = "target" if "target" in type(item.score).model_fields else "short_of"
        _among(context, target.by, roster.column(target.by).allowed, target.of, (*at, "score", key, "of"))


def _complete(item: Item) -> bool:
    """Return whether no other finding says already why *item* stands still: a band without points, an end where it starts."""
    score = item.score
    if isinstance(score, BandScore):
        return all((band.points is None) != (band.otherwise is None) for band in score.bands)
    return not isinstance(score, (EachScore, ShortScore)) or not any(rates_of(score) if isinstance(score, EachScore) else [score.each])


def _levels(context: Context, item: Item, amount: Count, at: Steps) -> None:
    """Report levels that the table never holds, or that the item's own filters leave out."""
    assert isinstance(item.score, EachScore)  # noqa: S101 (asked by the caller)
    named = item.score.by_level or {}
    table = context.measured.get(amount.count)
    if table is None or "level" not in table.names:
        return
    _among(context, "level", table.column("level").allowed, named, at)
    let = admitted(text for text in (amount.where, item.where) if text is not None).get("level")
    for level in named if let else ():
        if let and level not in let:
            context.report("R002", (*at, level), key=True, found=level, let="、".join(sorted(let)))


def _among(context: Context, column: str, allowed: Iterable[str], named: Iterable[str], at: Steps) -> None:
    allowed = tuple(allowed)
    for one in named:
        if allowed and one not in allowed:
            shown = "、".join(allowed)
            context.report("R208", (*at, one), key=True, column=column, allowed=shown, found=one, near=near(one, allowed))


def _mixed(context: Context, sheet: Sheet, at: Steps) -> None:
    """Warn where one item without data is a gift and another leaves the sheet; what only deducts gives nothing away."""
    named: dict[str, list[tuple[int, Item]]] = {"full": [], "exempt": []}
    for place, item in enumerate(sheet.items):
        if isinstance(item.when_no_data, str) and item.when_no_data in named and not isinstance(item.score, EachScore):
            named[item.when_no_data].append((place, item))
    if all(named.values()):
        full, exempt = ("、".join(item.name for _, item in held) for held in named.values())
        context.report("R006", (*at, "items", named["full"][0][0], "when_no_data"), warning=True, full=full, exempt=exempt)


# --- pay -------------------------------------------------------------------------------------------------------------


def _roles(context: Context, line: PayLine, at: Steps) -> None:
    """Report roles a line is paid to that no sheet assesses: who is on no sheet is not paid."""
    assessed = [sheet.assess.roles for sheet in context.edition.sheets]
    if isinstance(line.roles, str) or any(isinstance(roles, str) for roles in assessed):
        return
    known = [role for roles in assessed for role in roles]
    if isinstance(line.line, (ByGradeLine, ByScoreLine, PointLine, RankLine)) and not set(line.roles) & set(known):
        return  # said already: it has no sheet to pay by
    for place, role in enumerate(line.roles):
        if role not in known:
            context.report("R003", (*at, "roles", place), what=role, near=near(role, known))


def pays_nothing(line: PayLine) -> bool:
    """Return whether *line* comes to 0 whatever happens."""
    formula = line.line
    amounts: list[object] = []
    if isinstance(formula, AmountLine):
        amounts = [formula.amount]
    elif isinstance(formula, ByGradeLine):
        amounts = [formula.of] if formula.of == 0 else list(formula.by_grade.values())
    elif isinstance(formula, ByScoreLine):
        amounts = [formula.by_score]
    elif isinstance(formula, PointLine):
        amounts = [formula.starts_at, formula.per_point, formula.per_lost_point, formula.not_assessed]
    elif isinstance(formula, RankLine):
        amounts = list(formula.by_rank.values())
    elif isinstance(formula, EachLine):
        amounts = [formula.each]
    elif isinstance(formula, EachOfLine):
        amounts = list(formula.each_of.values())
    elif isinstance(formula, LadderLine):
        amounts = [rung.each for rung in formula.ladder]
    elif isinstance(formula, YuanBandLine):
        paid = [band.otherwise if band.yuan is None else band.yuan for band in formula.bands]
        amounts = [formula.no_data or Fraction(0), *paid]
    elif isinstance(formula, DecidedLine):
        amounts = [formula.decided.least, formula.decided.most]
    else:
        return False
    factors = [factor for factor in line.times if isinstance(factor, GradeFactor)]
    return all(one == Fraction(0) for one in amounts) or any(not any(factor.by_grade.values()) for factor in factors)
