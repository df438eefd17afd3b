"""One person's ledger on a screen: every entry, then what decided the grade, then what would have been enough for a better one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.text import Text

from gridperf.amounts import yuan
from gridperf.assessment.explain import tied_by
from gridperf.assessment.stepped import held_by
from gridperf.cli.screens.screen import Screen, table
from gridperf.cli.words.general import say

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gridperf.assessment import Assessment, Explanation
    from gridperf.assessment.working import Working

__all__ = ["as_data", "show"]

Row = Mapping[str, Any]


def as_data(result: Assessment, subject: str, grade: str | None, sheet: str | None) -> dict[str, object]:
    """Return the explanation as plain data, for `--json`; exact numbers as text."""
    found = result.explain(subject)
    why = result.why_not(subject, grade, sheet=sheet)
    return {
        "person": found.person,
        "entries": [
            {**row, "working": working.text, "holds": working.holds}
            for row, working in zip(found.entries.to_dicts(), found.workings, strict=True)
        ],
        "scores": found.scores.to_dicts(),
        "grades": found.grades.to_dicts(),
        "ranks": found.ranks.to_dicts(),
        "accounts": found.accounts.to_dicts(),
        "why_not": {
            "sheet": why.sheet,
            "grade": why.grade,
            "has": why.has,
            "decided_by": why.decided_by,
            "clause": why.clause,
            "points_short": why.points_short,
            "by": why.by,
            "steps": why.steps.select("item", "item_name", "more", "unit").to_dicts(),
        },
    }


def show(result: Assessment, subject: str, grade: str | None, sheet: str | None, screen: Screen) -> None:
    """Print the explanation."""
    found = result.explain(subject)
    why = result.why_not(subject, grade, sheet=sheet)
    screen.show(_head(found.person))
    names = {one.id: one.name for one in result.rulebook.edition.sheets}
    several = found.grades.height > 1
    for row in sorted(found.grades.iter_rows(named=True), key=lambda row: [*names].index(row["sheet"])):
        own, workings = _chosen(found, (pl.col("ledger") == "points") & (pl.col("sheet") == row["sheet"]))
        full = dict(found.scores.select("sheet", "full_score").iter_rows())[row["sheet"]]
        title = say("points-title-of", sheet=names[row["sheet"]]) if several else say("points-title")
        screen.show(_ledger(title, own, workings, say("points"), _aligned(own)))
        screen.show(_verdict(row, full, _aligned(own), ties=_compared(result, row), held=_held(result, row)))
    if found.ranks.height:
        screen.show(_places(found.ranks))
    if found.accounts.height:
        screen.show(_accounts(found.accounts))
    money, workings = _chosen(found, pl.col("ledger") == "yuan")
    if money.height:
        screen.show(_ledger(say("yuan-title"), money, workings, say("yuan"), yuan))
    if why.grade:
        asked = say("why-not-of", sheet=names[why.sheet], grade=why.grade) if several else say("why-not", grade=why.grade)
        screen.show(Text(asked, style="bold"))
    screen.show(Text(str(why)))


def _chosen(found: Explanation, which: pl.Expr) -> tuple[pl.DataFrame, list[Working]]:
    """Return some of the entries, and how they come to their amounts."""
    chosen = found.entries.select(which)[:, 0].to_list()
    return found.entries.filter(which), [working for working, here in zip(found.workings, chosen, strict=True) if here]


def points(amount: Decimal) -> str:
    """Return *amount* without zeros that say nothing: 28.5, 30, 0.01."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _aligned(entries: pl.DataFrame) -> Callable[[Decimal], str]:
    """Return how to write the amounts of *entries* so that their points stand under each other."""
    shown = [points(amount) for amount in entries.get_column("amount")]
    digits = max((len(text.partition(".")[2]) for text in shown), default=0)
    return lambda amount: f"{amount:.{digits}f}"


def _head(person: Row) -> Text:
    place = "  ".join(str(person[name]) for name in ("role", "street", "community", "grid_code") if person.get(name))
    served = say("served", days=person["served_days"], of=person["period_days"])
    return Text.assemble(
        (say("who", name=person["name"], id=person["subject"]), "bold"), f"  {person['period']}\n", (f"{place}  {served}", "dim")
    )


def _ledger(title: str, entries: pl.DataFrame, workings: Sequence[Working], unit: str, shown: Callable[[Decimal], str]) -> RenderableType:
    rows = [
        (row["name"], row["clause"], working.text, shown(row["amount"]), working.said)
        for row, working in zip(entries.iter_rows(named=True), workings, strict=True)
    ]
    total = sum((amount for amount in entries.get_column("amount")), Decimal(0))
    columns: list[str | tuple[str, str]] = [say("item"), say("clause"), (say("working"), "right"), (unit, "right"), say("note")]
    return table(title, columns, [*rows, (say("total"), "", "", shown(total), "")])


def _compared(result: Assessment, row: Row) -> str:
    """Return what was compared between equal totals, as a list."""
    found = tied_by(result, row)
    return say("list-comma").join(say("least-first" if least else "most-first", item=item) for item, least in found)


def _held(result: Assessment, row: Row) -> str:
    """Return which earlier grade held this one, and by how much; nothing if none did."""
    held = held_by(result, row)
    if held is None:
        return ""
    from_ = say("earlier-grade" if held.period else "first-grade", period=held.period, grade=held.grade)
    return say("held-up" if held.up else "held-down", from_=from_, most=held.most)


def _verdict(row: Row, full: Decimal | None, shown: Callable[[Decimal], str], *, ties: str, held: str) -> Text:
    verdict = Text.assemble((f"{say('grade')}  {row['grade'] or say('not-assessed')}", "bold"))
    if row["grade"]:  # else the grade itself says that nothing was assessed
        by = "veto-same" if row["decided_by"] == "veto" and row["uncapped_grade"] == row["grade"] else row["decided_by"]
        verdict.append(f"  {say('decided-' + by, uncapped=row['uncapped_grade'], ties=ties, held=held)}")
    if row["clause"]:
        verdict.append(f"  {row['clause']}", style="dim")
    if row["total"] is not None and full is not None:
        verdict.append(f"  {say('of-full', total=shown(row['total']), full=points(full))}")
    if row["rank"] is not None:
        verdict.append(f"  {say('rank-within' if row['scope'] else 'rank', scope=row['scope'], rank=row['rank'], of=row['of'])}")
    verdict.append("\n")
    return verdict


def _places(ranks: pl.DataFrame) -> RenderableType:
    rows = [
        (row["name"], row["scope"] or "", "" if row["rank"] is None else say("rank", rank=row["rank"], of=row["of"]))
        for row in ranks.iter_rows(named=True)
    ]
    return table(say("ranks-title"), [say("ranking"), say("scope"), ""], rows)


def _accounts(accounts: pl.DataFrame) -> RenderableType:
    names = ("opening", "earned", "spent", "expired", "reset", "closing")
    rows = [(row["name"], *(points(row[name]) for name in names), row["note"] or "") for row in accounts.iter_rows(named=True)]
    columns: list[str | tuple[str, str]] = [say("account"), *((say(f"account-{name}"), "right") for name in names), say("note")]
    return table(say("accounts-title"), columns, rows)
