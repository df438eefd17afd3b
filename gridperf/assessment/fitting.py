"""A rulebook fits the people it is for: nobody falls outside it, lacks a number it needs, or meets a quota that means nothing.

Only the roster is looked at, so a county can ask before the first record of a month exists.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Any

from gridperf.assessment.lacking import on_no_sheet
from gridperf.engine.service import serve
from gridperf.errors import Problem, RecordsError, Where
from gridperf.exact import round_fraction
from gridperf.messages.wording import Phrase
from gridperf.period import Period
from gridperf.records import Records
from gridperf.rulebook import Rulebook
from gridperf.rulebook.grading import Band, Last, Places
from gridperf.rulebook.paying import PayLine
from gridperf.rulebook.scoring import Sheet
from gridperf.rulebook.targets import TargetBy, target_of
from gridperf.rulebook.walk import references

__all__ = ["fitting"]

_Person = dict[str, Any]
_WIDER = {"street": ("county",), "community": ("county", "street")}
_SHOWN = 8


def fitting(records: Records, rules: Rulebook, period: str | Period) -> tuple[Problem, ...]:
    """Return what does not fit between *rules* and the roster of *records* in *period*.

    Errors stop an assessment: A106 an amount that is missing for somebody, A107 one no amount is stated for, A124 a target
    likewise, each once for every value the roster has and the rules have not, A102 an empty roster.
    Warnings do not: A133 people on no sheet, A191 roles nobody has, A192 and A193 quotas with no place or one for everybody,
    A196 and A197 quotas of the last that reach nobody or everybody.
    """
    when = rules.period(period)
    if not records.has("roster"):
        return (Problem("A131", Where(table="roster")),)
    try:
        service = serve(records.table("roster"), when, rules.calendar)
    except RecordsError as error:
        return error.problems
    if not service.spans.height:
        return (Problem("A102", Where(table="roster"), {"period": when.code}),)
    edition = rules.edition
    sheets = [sheet for sheet in edition.sheets if sheet.every == when.every] or list(edition.sheets)
    table = service.people(sheets[0].assess.placed)
    everybody = [_plain(row) for row in table.iter_rows(named=True)]
    on: dict[str, list[_Person]] = {}
    for sheet in sheets:
        placed = service.people(sheet.assess.placed).iter_rows(named=True)
        on[sheet.id] = [one for one in map(_plain, placed) if _assessed(sheet, one)]
    covered = {one["subject"] for people in on.values() for one in people}
    beside = table.filter(~table["subject"].is_in(list(covered)))
    stated = sorted({role for sheet in sheets if not isinstance(sheet.assess.roles, str) for role in sheet.assess.roles})
    found = [
        Problem(
            "A133",
            Where(table="roster"),
            {"values": row["values"], "count": row["records"], "who": row["who"], "stated": "、".join(stated) or "—"},
            "warning",
        )
        for row in on_no_sheet(beside, sheets).iter_rows(named=True)
    ]
    found += _roles(sheets, edition.pay, everybody, when)
    paid = [one for one in everybody if one["subject"] in covered]
    for line in edition.pay:
        found += _amounts(rules, line, [one for one in paid if line.roles == "all" or one["role"] in line.roles])
    for sheet in sheets:
        found += _targets(sheet, on[sheet.id])
        for band in edition.scale(sheet):
            found += _quota(sheet, band, on[sheet.id])
    return tuple(found)


def _plain(row: _Person) -> _Person:
    """Return a row under the roster's own names of columns."""
    return {name.removeprefix("roster."): value for name, value in row.items()}


def _assessed(sheet: Sheet, one: _Person) -> bool:
    roles, areas = sheet.assess.roles, sheet.assess.areas
    return (roles == "all" or one["role"] in roles) and (areas == "all" or one["area"] in areas)


def _roles(sheets: Sequence[Sheet], lines: Sequence[PayLine], people: Sequence[_Person], when: Period) -> Iterator[Problem]:
    """Yield a warning for each role the rules name and nobody has."""
    named = [sheet.assess.roles for sheet in sheets] + [line.roles for line in lines]
    held = {one["role"] for one in people if one["role"]}
    for role in dict.fromkeys(role for roles in named if not isinstance(roles, str) for role in roles):
        if role not in held:
            values = {"what": role, "period": when.code, "near": "、".join(sorted(held)[:_SHOWN]) or "—"}
            yield Problem("A191", Where(table="roster", field="role"), values, "warning")


def _amounts(rules: Rulebook, line: PayLine, people: Sequence[_Person]) -> Iterator[Problem]:
    """Yield a problem for each amount of *line* that somebody who is paid it lacks."""
    for of in dict.fromkeys(references(line)):
        kind, _, name = of.partition(".")
        value = rules.edition.values.get(name) if kind == "values" else None
        column = name if kind == "roster" else value.steps.since if value is not None and value.steps is not None else ""
        if column:
            lacking = [one for one in people if one.get(column) is None]
            if lacking:
                values = {"line": line.name, "worker": lacking[0]["subject"], "field": column, "count": len(lacking)}
                yield Problem("A106", Where(table="roster", field=column), values)
        elif value is not None and value.columns:
            known = value.amounts()
            for held, lacking in _unstated(people, value.columns, known):
                yield Problem(
                    "A107",
                    Where(table="roster", field=value.columns[0]),
                    {
                        "line": line.name,
                        "worker": lacking[0]["subject"],
                        "field": "、".join(value.columns),
                        "value": "、".join(one or "" for one in held),
                        "known": "、".join("＋".join(key) for key in known),
                        "count": len(lacking),
                    },
                )


def _unstated(
    people: Sequence[_Person], columns: Sequence[str], known: Collection[tuple[str, ...]]
) -> Iterator[tuple[tuple[str | None, ...], list[_Person]]]:
    """Yield every combination of *columns* somebody has and the rules do not know, with whoever has it, in the roster's order."""
    held: dict[tuple[str | None, ...], list[_Person]] = {}
    for one in people:
        held.setdefault(tuple(one.get(name) for name in columns), []).append(one)
    yield from ((key, having) for key, having in held.items() if key not in known)


def _targets(sheet: Sheet, people: Sequence[_Person]) -> Iterator[Problem]:
    """Yield a problem for each target that somebody on *sheet* has none of."""
    for item in sheet.items:
        target = target_of(item.score)
        if not isinstance(target, TargetBy):
            continue
        for held, lacking in _unstated(people, (target.by,), {(name,) for name in target.of}):
            values = {
                "item": item.name,
                "worker": lacking[0]["subject"],
                "field": target.by,
                "value": held[0] or "",
                "count": len(lacking),
                "known": "、".join(target.of),
            }
            yield Problem("A124", Where(table="roster", field=target.by), values)


def _quota(sheet: Sheet, band: Band, people: Sequence[_Person]) -> Iterator[Problem]:
    """Yield a warning if a quota leaves no place, or one for everybody, in some scope of *people*."""
    quota = band.quota
    if quota is None:
        return
    none: list[tuple[str, int, int]] = []
    all_: list[tuple[str, int, int]] = []
    for scope, count in _scopes(people, quota.within):
        if quota.needs is not None and count < quota.needs:
            continue  # it does not hold there, and says so
        if isinstance(quota, Places):
            places = quota.count
        else:
            share = quota.last if isinstance(quota, Last) else quota.at_most
            places = int(round_fraction(count * share, Fraction(1), quota.round))
        if places <= 0:
            none.append((scope, count, places))
        elif places >= count:
            all_.append((scope, count, places))
    for code, scopes in (("A196", none), ("A197", all_)) if isinstance(quota, Last) else (("A192", none), ("A193", all_)):
        if scopes:
            scope, count, places = scopes[0]
            named = Phrase(f"“{scope}”", f"'{scope}'") if scope else Phrase("全部人员中", "the whole roster")
            values = {"sheet": sheet.name, "grade": band.grade, "scope": named, "people": count, "places": places, "count": len(scopes)}
            yield Problem(code, Where(path=f"{sheet.id}.{band.grade}"), values, "warning")


def _scopes(people: Iterable[_Person], within: str) -> Iterator[tuple[str, int]]:
    """Yield the name of each scope, with what it lies in, and how many people it has."""
    columns = () if within == "all" else (*_WIDER.get(within, ()), within)
    names = sorted("/".join(str(one[column]) for column in columns if one.get(column)) for one in people)
    for name, held in groupby(names):
        yield name, len(list(held))
