"""What the records lack for a rulebook is named with the place in the rules, the values found, and the people concerned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

import polars as pl

from gridperf.engine.plan import DEN, Request, tables_of
from gridperf.engine.reading import Reading
from gridperf.engine.score import FULL_IF, VETO
from gridperf.errors import Problem, RecordsError, Where
from gridperf.messages.wording import Phrase
from gridperf.records import Records
from gridperf.rulebook import Rulebook
from gridperf.rulebook.accounts import Account
from gridperf.rulebook.grading import FIGURE, tie_measures
from gridperf.rulebook.measures import Count, Imported
from gridperf.rulebook.numbers import number, percent
from gridperf.rulebook.scoring import BandScore, EachScore, Item, ShareScore, Sheet, ShortScore
from gridperf.rulebook.targets import target_of
from gridperf.tables import RECORDS, RESULTS

__all__ = ["levels_stated", "on_no_sheet", "ratios_make_sense", "tables_present"]

_SHOWN = 5
_NUMBER = 10
"""From here on a threshold is a number, and up to 1 a share; between them it may be either."""
_ONE = 10 ** RECORDS["totals"].column("denominator").digits
"""The denominator of a count, as it is kept."""


def tables_present(
    records: Records, rules: Rulebook, requests: Mapping[str, Request], sheets: Sequence[Sheet], accounts: Iterable[Account]
) -> None:
    """Refuse records without a table that something is measured from.

    Raises:
        RecordsError: A111; A131 for the roster, which cannot be empty.
    """
    wanted: dict[str, list[str]] = {}
    for key, request in requests.items():
        for table in tables_of(request.amount):
            wanted.setdefault(table, []).append(_name_of(key, rules))
    for sheet in sheets:
        if sheet.supplied == "required":
            wanted.setdefault("supplied", []).append(sheet.name)
    for account in accounts:
        if account.goods:
            wanted.setdefault("redemptions", []).append(account.name)
    problems = [
        Problem("A111", Where(table=table), {"table": _label(rules, table), "items": "、".join(dict.fromkeys(names))})
        for table, names in sorted(wanted.items())
        if table != "roster" and not records.has(table)
    ]
    if not records.has("roster"):
        problems.append(Problem("A131", Where(table="roster")))
    if problems:
        raise RecordsError(problems)


def _label(rules: Rulebook, table: str) -> Phrase:
    label = rules.tables[table].label
    return Phrase(f"{label}（{table}）", f"{table} ({label})")


def _name_of(key: str, rules: Rulebook) -> str:
    """Return what stands in the rulebook behind the key of a request, in the county's words."""
    edition = rules.edition
    first, _, rest = key.partition("/")
    for sheet in edition.sheets:
        if sheet.id == first:
            if rest.startswith(FIGURE):
                return rules.catalogue[rest.removeprefix(FIGURE)].name
            named = {**{item.id: item.name for item in sheet.items}, **{f"{VETO}{veto.id}": veto.name for veto in sheet.vetoes}}
            return named.get(rest, sheet.name if rest == FULL_IF else rest)
    kept = {account.id: account.name for account in edition.accounts}
    if first == "account":
        return kept.get(rest.partition("/")[0].partition("!")[0], rest)
    lines = {line.id: line.name for line in edition.pay}
    actions = {action.id: action.name for action in edition.actions}
    parts = [part for part in key.replace("|", ":").replace("/", ":").split(":") if part]
    return next((name for part in parts for names in (lines, actions) if (name := names.get(part))), key)


def ratios_make_sense(sheet: Sheet, measured: pl.DataFrame, rules: Rulebook) -> None:
    """Refuse ratios over a negative number, and figures typed as a share where a number is asked for, or the other way round.

    Raises:
        RecordsError: A121, A125.
    """
    names = {item.id: item.name for item in sheet.items}
    names |= {FIGURE + name: rules.catalogue[name].name for name in tie_measures(rules.edition.scale(sheet))}
    problems = []
    for figure, name in names.items():
        wrong = measured.filter(pl.col(figure + DEN) < 0) if figure + DEN in measured.columns else measured.clear()
        if wrong.height:
            found = {"worker": wrong["subject"][0], "what": name, "count": wrong.height}
            problems.append(Problem("A121", Where(path=f"{sheet.id}.{figure}"), found))
    for item in sheet.items:
        if item.id + DEN in measured.columns and isinstance(rules.measure(item.measure), Imported):
            problems += _typed_otherwise(item, measured)
    if problems:
        raise RecordsError(problems)


def _typed_otherwise(item: Item, measured: pl.DataFrame) -> Iterator[Problem]:
    """Yield a problem if *item* asks for 90 and 92/100 was typed, or for 90% and 92: each would pass, or fail, everybody."""
    edges = sorted(_edges(item))
    if not edges:
        return
    num, den = pl.col(item.id), pl.col(item.id + DEN)
    if edges[0] >= _NUMBER:
        wrong = measured.filter((den > _ONE) & (num > 0) & (num <= den))
    elif edges[-1] <= 1:
        wrong = measured.filter((den == _ONE) & (num >= _NUMBER * den))
    else:
        return
    if wrong.height:
        subject, over, under = wrong.select("subject", item.id, item.id + DEN).row(0)
        typed = [number(Fraction(value, _ONE)) for value in (over, under)]
        edge = number(edges[0]) if edges[0] >= _NUMBER else percent(edges[-1])
        values = {"item": item.name, "worker": subject, "found": "/".join(typed), "edge": edge, "count": wrong.height}
        yield Problem("A125", Where(table="totals", field="denominator"), values)


def _edges(item: Item) -> Iterator[Fraction]:
    """Yield what the points of *item* compare its figure with; a share without a target with the whole."""
    score = item.score
    if isinstance(score, BandScore):
        bounds = (bound for band in score.bands for bound in (band.at_least, band.above, band.at_most, band.below))
        yield from (bound for bound in bounds if bound)
    elif isinstance(score, (ShareScore, ShortScore)):
        target = target_of(score)
        if target is None or isinstance(target, Fraction):
            yield Fraction(1) if target is None else target


def levels_stated(sheet: Sheet, measured: pl.DataFrame, rules: Rulebook, reading: Reading) -> None:
    """Refuse records of a level that has no points, where levels are counted apart; the levels found and whose they are are named.

    Raises:
        RecordsError: A108.
    """
    problems = []
    for item in sheet.items:
        if isinstance(item.score, EachScore) and item.score.by_level and item.score.each is None:
            rest = pl.col(item.id) - pl.sum_horizontal([pl.col(f"{item.id}|{level}") for level in item.score.by_level])
            if measured.select(rest.sum()).item():
                people = measured.filter(rest > 0).select("subject")
                problems.append(_level_problem(sheet, item, _unstated(item, people, rules, reading)))
    if problems:
        raise RecordsError(problems)


def _unstated(item: Item, people: pl.DataFrame, rules: Rulebook, reading: Reading) -> pl.DataFrame:
    """Return the records of *people* under *item* whose level has no points: `level` and `who`."""
    amount = rules.measure(item.measure)
    assert isinstance(amount, Count)  # noqa: S101 (levels are counted apart for counts alone, which the check of rules sees to)
    assert isinstance(item.score, EachScore)  # noqa: S101 (asked for only then)
    use = reading.uses[amount.count]
    texts = [text for text in (amount.where, item.where) if text is not None]
    columns = {"level", *(name for text in texts for name in reading.filters.columns(text))}
    rows = reading.numbered(use, columns)
    for text in texts:
        rows = rows.filter(reading.filters.compile(text, use.table))
    stated = pl.col("level").fill_null("").is_in(list(item.score.by_level or ()))
    who = pl.col(use.table.worker)
    served = rows.join(reading.service.absent.lazy(), on="slot", how="anti") if reading.service.absent.height else rows
    return served.filter(~stated & who.is_in(people["subject"].implode())).select("level", who.alias("who")).collect()


def _level_problem(sheet: Sheet, item: Item, found: pl.DataFrame) -> Problem:
    assert isinstance(item.score, EachScore)  # noqa: S101 (asked for only then)
    levels = sorted({level or "" for level in found["level"]})
    values = {
        "item": item.name,
        "levels": Phrase(*(sep.join(f"{o}{level}{c}" if level else none for level in levels) for sep, o, c, none in _QUOTED)),
        "count": found.height,
        "who": _some(found["who"].unique().sort().to_list()),
        "stated": "、".join(item.score.by_level or ()),
    }
    return Problem("A108", Where(path=f"{sheet.id}.{item.id}"), values)


_QUOTED = (("、", "“", "”", "空"), (", ", "'", "'", "empty"))


def _some(names: Sequence[str]) -> str:
    return "、".join([*names[:_SHOWN], *(["…"] if len(names) > _SHOWN else [])])


def on_no_sheet(people: pl.DataFrame, sheets: Sequence[Sheet]) -> pl.DataFrame:
    """Return the people on no sheet by what keeps them off, as the result table `unmatched`: their role, and their area where it matters.

    Args:
        people: those on no sheet: `subject`, `name`, `role`, `area`.
        sheets: the sheets of the period.
    """
    columns = ["role", *(["area"] if any(sheet.assess.areas != "all" for sheet in sheets) else [])]
    shown = [pl.concat_str(pl.lit(f"{name}="), pl.col(name).fill_null("")) for name in columns]
    named = people.select(
        pl.concat_str(shown, separator=", ").alias("values"),
        pl.concat_str("subject", pl.lit(" "), pl.col("name").fill_null("")).alias("who"),
    )
    rows = [
        ("roster", values, found.height, _some(found["who"].sort().to_list()))
        for (values,), found in named.sort("values").group_by("values", maintain_order=True)
    ]
    return pl.DataFrame(rows, schema=RESULTS["unmatched"].schema, orient="row")
