"""To explain is to filter: the entries are the explanation, and nothing is computed that is not already in the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import polars as pl

from gridperf import language
from gridperf.amounts import plain
from gridperf.assessment.distance import DISTANCES, steps_to
from gridperf.assessment.working import Working, workings
from gridperf.errors import Problem, RecordsError, RulesError, Where, nearest
from gridperf.messages.wording import Phrase
from gridperf.rulebook.grading import ByMeasure, deciders_of, figure_of, least_first
from gridperf.rulebook.numbers import number

if TYPE_CHECKING:
    from gridperf.assessment.value import Assessment
    from gridperf.rulebook.scoring import Sheet

__all__ = ["DECIDED_BY", "Explanation", "WhyNot", "explain", "tied_by", "why_not"]

DECIDED_BY = {
    "band": ("分数线", "threshold"),
    "steps": ("逐级升降", "step limit"),
    "quota": ("比例控制", "quota"),
    "last": ("末位比例", "among the last"),
    "tie": ("同分取舍", "decided between equal totals"),
    "veto": ("一票否决", "veto"),
    "supplied": ("评定", "supplied"),
    "eligibility": ("参评条件", "eligibility"),
    "not_assessed": ("未考核", "not assessed"),
}
"""What decides a grade, in Chinese and English."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a worker has this score, grade and pay.

    Attributes:
        person: the worker's row of `people`.
        entries: the worker's entries, in the order of paper.
        scores: the worker's totals.
        grades: the worker's grades, with what decided them.
        workings: how each of the entries comes to its amount, in their order.
        ranks: the worker's places in further rankings.
        accounts: the worker's accounts of points.
    """

    person: dict[str, Any]
    entries: pl.DataFrame
    scores: pl.DataFrame
    grades: pl.DataFrame
    workings: tuple[Working, ...]
    ranks: pl.DataFrame
    accounts: pl.DataFrame

    def __str__(self) -> str:
        """Return the ledger as text, totals last."""
        zh = language.current() == "zh"
        lines = [f"{self.person['name']} {self.person['subject']} {self.person['period']}"]
        for row, working in zip(self.entries.iter_rows(named=True), self.workings, strict=True):
            lines.append(f"  {row['name']}  {row['clause']}  {working.line(plain(row['amount']))}")
        for row in self.grades.iter_rows(named=True):
            total = "—" if row["total"] is None else plain(row["total"])
            label = "总分" if zh else "total"
            decided = DECIDED_BY[row["decided_by"]]
            # who has no grade is not assessed, and that is all that decided it
            standing = (f"{row['grade']}（{decided[0]}）" if zh else f"{row['grade']} ({decided[1]})") if row["grade"] else decided[not zh]
            lines.append(f"  {label} {total}  {standing}")
        lines += [f"  {place}" for place in map(_place, self.ranks.iter_rows(named=True))]
        lines += [f"  {account}" for account in map(_account, self.accounts.iter_rows(named=True))]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a worker did not get a grade.

    Attributes:
        worker: who.
        sheet: on which sheet; empty for somebody who is only paid.
        grade: the better grade asked about; empty if the worker has the best one.
        has: the grade the worker has; empty if not assessed.
        decided_by: what decided it: band, steps, quota, last, tie, veto, eligibility, supplied, not_assessed.
        clause: the clause of that decision.
        points_short: how many points the total lies below the one that would have given it; 0 if points are not what is
            missing, None if no total would be enough.
        by: what sets that total: `band`, or `quota` (others take the places); or why no total would do: `no_places`, or `steps`
            (the grade before leaves only worse ones); empty if points are not what is missing.
        steps: single items that alone would have reached the threshold, the fewest units first
            (columns `item`, `item_name`, `more`, `unit`; `more` is negative where fewer were needed).
        is_rolled_up: whether the total is made of those of shorter periods, so that no item of this one counts.
    """

    worker: str
    sheet: str
    grade: str
    has: str
    decided_by: str
    clause: str
    points_short: Decimal | None
    by: str
    steps: pl.DataFrame
    is_rolled_up: bool = False

    def __str__(self) -> str:
        """Return the reason in one or more sentences."""
        return "\n".join(_reason_zh(self) if language.current() == "zh" else _reason_en(self))


def explain(assessment: Assessment, worker: str, ledger: str | None = None) -> Explanation:
    """Return the explanation of *worker*; see `Assessment.explain`."""
    person = _person(assessment, worker)
    own = pl.col("subject") == worker
    entries = assessment.entries.filter(own)
    done = workings(entries.to_dicts(), assessment.rulebook)
    if ledger is not None:
        done = [one for one, row in zip(done, entries["ledger"], strict=True) if row == ledger]
        entries = entries.filter(pl.col("ledger") == ledger)
    further = [assessment.ranks.filter(own), assessment.accounts.filter(own)]
    return Explanation(person, entries, assessment.scores.filter(own), assessment.grades.filter(own), tuple(done), *further)


def why_not(assessment: Assessment, worker: str, grade: str | None = None, sheet: str | None = None) -> WhyNot:
    """Return why *worker* did not get *grade*; see `Assessment.why_not`."""
    _person(assessment, worker)
    graded = assessment.grades.filter(pl.col("subject") == worker)
    if not graded.height:
        return WhyNot(worker, "", "", "", "not_assessed", "", Decimal(0), "", pl.DataFrame(schema=DISTANCES))
    about, row = _asked_about(assessment, graded, grade, sheet)
    bands = assessment.rulebook.edition.scale(about, assessment.period.every)
    names = [band.grade for band in bands]
    if grade is not None and grade not in names:
        raise RulesError(Problem("A112", values={"grade": grade, "known": "、".join(names)}))
    nothing = pl.DataFrame(schema=DISTANCES)
    has = row["grade"] or ""
    at = names.index(has) if has else len(names)
    wanted = grade if grade is not None else (names[at - 1] if has and at else "")
    rolled = about.every != assessment.period.every
    answer = WhyNot(worker, about.id, wanted, has, row["decided_by"], row["clause"], Decimal(0), "", nothing, rolled)
    if not wanted or not has or names.index(wanted) >= at or row["decided_by"] == "supplied":
        return answer
    steps = steps_to(assessment, about, {worker: wanted})
    if not steps.height:
        return answer
    found = steps.filter(pl.col("item").is_not_null()).sort(pl.col("more").abs(), "item")
    return replace(answer, points_short=steps["points_short"][0], by=steps["by"][0], steps=found)


def _asked_about(assessment: Assessment, graded: pl.DataFrame, grade: str | None, sheet: str | None) -> tuple[Sheet, dict[str, Any]]:
    """Return the sheet a question is about, of those the worker has a grade row on: the first, in the rulebook's order, that knows *grade*.

    Raises:
        RulesError: A198 if the worker has no row on *sheet*.
    """
    edition, every = assessment.rulebook.edition, assessment.period.every
    rows = {row["sheet"]: row for row in graded.iter_rows(named=True)}
    own = [one for one in edition.sheets if one.id in rows]
    if sheet is not None:
        named = [one for one in own if one.id == sheet]
        if not named:
            known = "、".join(f"{one.id}（{one.name}）" for one in own)
            raise RulesError(Problem("A198", values={"who": graded["subject"][0], "sheet": sheet, "known": known}))
        own = named
    knowing = [one for one in own if grade is None or grade in {band.grade for band in edition.scale(one, every)}]
    chosen = (knowing or own)[0]
    return chosen, rows[chosen.id]


def tied_by(assessment: Assessment, graded: Mapping[str, Any]) -> tuple[tuple[str, bool], ...]:
    """Return what was compared between equal totals, each with whether the least of it comes first; nothing if no tie decided.

    Items are named; a measure that is no item is named with this subject's figure, which stands nowhere else on a card.

    Args:
        assessment: the assessment.
        graded: a row of its `grades`.
    """
    if graded.get("decided_by") != "tie":
        return ()
    sheet = next(one for one in assessment.rulebook.edition.sheets if one.id == graded["sheet"])
    scale = assessment.rulebook.edition.scale(sheet, assessment.period.every)
    at = next((position for position, band in enumerate(scale) if band.grade == graded["grade"]), 0)
    rules = [(abs(position - at), band.quota) for position, band in enumerate(scale) if band.quota is not None]
    rules = [(far, quota) for far, quota in rules if quota.clause == graded["clause"] and deciders_of(quota.ties)]
    names = {item.id: item.name for item in sheet.items}
    nearest_rule = min(rules, key=lambda rule: rule[0], default=None)
    deciders = () if nearest_rule is None else deciders_of(nearest_rule[1].ties)
    for one in deciders:
        if isinstance(one, ByMeasure):
            names[figure_of(one)] = _with_figure(assessment, graded, one)
    return tuple((names.get(figure_of(one), figure_of(one)), least_first(one)) for one in deciders)


def _with_figure(assessment: Assessment, graded: Mapping[str, Any], decider: ByMeasure) -> str:
    """Return the name of a measure with the figure of the subject of *graded*, if there was anything to measure."""
    name = assessment.rulebook.catalogue[decider.measure].name
    here = (pl.col("subject") == graded["subject"]) & (pl.col("sheet") == graded["sheet"]) & (pl.col("item") == figure_of(decider))
    figures = assessment.measures.filter(here).select("numerator", "denominator").rows()
    return " ".join([name, *(number(Fraction(over, under)) for over, under in figures if under)])


def _person(assessment: Assessment, worker: str) -> dict[str, Any]:
    found = assessment.people.filter(pl.col("subject") == worker)
    if not found.height:
        known = assessment.people["subject"].to_list()
        values = {"worker": worker, "period": assessment.period.code, "near": _alike(worker, known)}
        raise RecordsError(Problem("A104", Where(table="people", field="subject"), values))
    return found.row(0, named=True)


def _place(row: Mapping[str, Any]) -> str:
    """Return a place in a ranking as a line: `全县排名  第 7 名，共 90 人`."""
    zh = language.current() == "zh"
    scope = (f"（{row['scope']}）" if zh else f" ({row['scope']})") if row["scope"] else ""
    if row["rank"] is None:
        return f"{row['name']}{scope}  {'不排名次' if zh else 'not ranked'}"
    place = f"第 {row['rank']} 名，共 {row['of']} 人" if zh else f"rank {row['rank']} of {row['of']}"
    return f"{row['name']}{scope}  {place}"


def _account(row: Mapping[str, Any]) -> str:
    """Return an account as a line that adds up: what it opened with, what went out, what came in, and what is left."""
    zh = language.current() == "zh"
    words = _ACCOUNT[zh]
    went = Decimal(row["opening"])
    text = f"{words['opening']} {plain(row['opening'])}"
    for name in ("spent", "expired", "earned", "reset"):
        if row[name]:
            sign, went = ("+", went + row[name]) if name == "earned" else ("−", went - row[name])
            text += f" {sign} {words[name]} {plain(row[name])}"
    sign = "=" if went == row["closing"] else "→"
    return f"{row['name']}  {row['clause']}  {text} {sign} {words['closing']} {plain(row['closing'])}"


_ACCOUNT = {
    True: {"opening": "期初", "spent": "兑换", "expired": "过期", "earned": "获得", "reset": "清零", "closing": "期末"},
    False: {"opening": "opening", "spent": "spent", "expired": "expired", "earned": "earned", "reset": "wiped out", "closing": "closing"},
}

_BEYOND = {
    False: (
        "分数线之外还受比例控制：名额已由他人占满，这是进入名额所需的分数。",
        "The places are taken by others: this is what it takes to get one of them, beyond the threshold.",
    ),
    True: (
        "达到分数线还不够：总分排在末位，这是不再排在末位所需的分数。",
        "The total is among the last: this is what it takes not to be, beyond the threshold.",
    ),
}


def _alike(worker: str, known: Sequence[str]) -> Phrase:
    """Return the identifiers that look like *worker*; if none does, one that shows what they look like."""
    near = nearest(worker, known)
    if near:
        return Phrase(f"相近的编号：{'、'.join(near)}。", f"Nearest identifiers: {', '.join(near)}.")
    some = "、".join(known[:3])
    return Phrase(f"没有相近的编号；编号如 {some}，共 {len(known)} 人。", f"None looks like it; there are {len(known)}, such as {some}.")


def _reason_zh(why: WhyNot) -> list[str]:
    if not why.sheet:
        return [f"{why.worker} 所在的考核表没有考核项，只发工资，没有等次。"]
    if why.decided_by == "not_assessed":
        return [f"{why.worker} 本期不考核，没有等次（{why.clause}）。"]
    if not why.grade:
        return [f"{why.worker} 已是最高等次 {why.has}。"]
    if why.by == "no_places":
        return [f"现为 {why.has}：本范围内没有 {why.grade} 的名额，多少分也评不上。"]
    if why.by == "steps":
        return [f"现为 {why.has}：等次逐级升降，按以往等次本期不能评为 {why.grade}，多少分也评不上。"]
    if not why.points_short:
        cause = {
            "quota": "受比例控制",
            "last": "排在末位",
            "tie": "同分取舍",
            "veto": "有一票否决事项",
            "eligibility": "任职时间不足",
            "supplied": "等次由评定给出",
        }.get(why.decided_by, "已达到该等次")
        return [f"{cause}：现为 {why.has}（{why.clause}）。"]
    lines = [f"现为 {why.has}，距 {why.grade} 还差 {plain(why.points_short)} 分。"]
    if why.by == "quota":
        lines.append(_BEYOND[why.decided_by == "last"][0])
    for step in why.steps.iter_rows(named=True):
        unit = step["unit"] or "个单位"
        count = step["more"]
        lines.append(f"  {step['item_name']}：{'再多' if count > 0 else '少'} {abs(count)} {unit} 即可达到。")
    return lines if why.steps.height or why.is_rolled_up else [*lines, "  没有哪一项单独改善就能达到。"]


def _reason_en(why: WhyNot) -> list[str]:
    if not why.sheet:
        return [f"{why.worker} is on a sheet without items: only paid, and without a grade."]
    if why.decided_by == "not_assessed":
        return [f"{why.worker} is not assessed this period and has no grade ({why.clause})."]
    if not why.grade:
        return [f"{why.worker} already has the best grade, {why.has}."]
    if why.by == "no_places":
        return [f"The grade is {why.has}: its scope has no place in {why.grade}, so no total would be enough."]
    if why.by == "steps":
        return [f"The grade is {why.has}: grades move by steps, and after the one before no total would be enough for {why.grade}."]
    if not why.points_short:
        cause = {
            "quota": "The quota is full",
            "last": "The total is among the last",
            "tie": "Others with the same total came first",
            "veto": "A veto applies",
            "eligibility": "The time served is too short",
            "supplied": "The grade was given by those who decide it",
        }
        return [f"{cause.get(why.decided_by, 'The worker has this grade or a better one')}: the grade is {why.has} ({why.clause})."]
    lines = [f"The grade is {why.has}; {plain(why.points_short)} points are missing to {why.grade}."]
    if why.by == "quota":
        lines.append(_BEYOND[why.decided_by == "last"][1])
    for step in why.steps.iter_rows(named=True):
        count = step["more"]
        lines.append(f"  {step['item_name']}: {abs(count)} {'more' if count > 0 else 'fewer'} would be enough.")
    return lines if why.steps.height or why.is_rolled_up else [*lines, "  No single item could reach it alone."]
