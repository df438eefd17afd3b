"""The printed rulebook holds every rule of the resolved edition, each with its clause, and marks what the county did not publish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from gridperf import language
from gridperf.language import Language
from gridperf.report.views.figures import clean
from gridperf.report.views.worked import Worked, worked_examples
from gridperf.rulebook.clauses import clauses_of
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.grading import Band
from gridperf.rulebook.marks import full_marks
from gridperf.rulebook.numbers import number
from gridperf.rulebook.scheduling import Appointment
from gridperf.rulebook.walk import named_measures, parts
from gridperf.rulebook.words import Words
from gridperf.rulebook.words.base import both, listed, quoted, signed
from gridperf.rulebook.words.money import when_and_whom
from gridperf.rulebook.words.structure import HOLDERS, label

if TYPE_CHECKING:
    from gridperf.rulebook import Rulebook
    from gridperf.rulebook.scoring import Item, Sheet

__all__ = ["ClauseLine", "Group", "PrintedRules", "PrintedSheet", "RuleLine", "printed_rules"]


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule.

    Attributes:
        name: what it is called.
        text: what it says.
        clause: where the county's document says so.
        assumed: whether its numbers were set by the pack's author.
        more: a second sentence: how an item is counted.
        marks: what an item can give.
    """

    name: str
    text: str
    clause: str = ""
    assumed: bool = False
    more: str = ""
    marks: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one section; without a name, those that stand in none."""

    name: str
    most: str
    least: str
    clause: str
    assumed: bool
    beyond_full: bool
    lines: tuple[RuleLine, ...]


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """One sheet, from whom it assesses to what decides the grade."""

    name: str
    facts: tuple[RuleLine, ...]
    groups: tuple[Group, ...]
    vetoes: tuple[RuleLine, ...]
    grades: tuple[RuleLine, ...]


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """One clause of the document, and the rules that follow from it; without any, why."""

    clause: str
    heading: str
    rules: str
    reason: str


@dataclass(frozen=True, slots=True)
class PrintedRules:
    """Everything the document shows; texts are in its language."""

    county: str
    code: str
    title: str
    status: str
    document: tuple[tuple[str, str], ...]
    starts_on: str
    until: str
    published: int
    assumed: int
    ground: tuple[RuleLine, ...]
    sheets: tuple[PrintedSheet, ...]
    grades: tuple[RuleLine, ...]
    rollups: tuple[RuleLine, ...]
    values: tuple[RuleLine, ...]
    pay: tuple[RuleLine, ...]
    actions: tuple[RuleLine, ...]
    schedule: tuple[RuleLine, ...]
    accounts: tuple[RuleLine, ...]
    measures: tuple[RuleLine, ...]
    examples: tuple[Worked, ...]
    clauses: tuple[ClauseLine, ...]
    engine: str
    calendar: str
    digest: str


def printed_rules(rules: Rulebook, lang: Language = "zh", *, examples: bool = True) -> PrintedRules:
    """Return *rules* as its document shows it, in the language *lang*; without *examples*, as far as it needs no pack beside it."""
    with language.use(lang):
        return _Printer(rules).document(examples=examples)


class _Printer:
    """Puts one rulebook into words, part by part."""

    def __init__(self, rules: Rulebook) -> None:
        self.rules = rules
        self.edition = rules.edition
        self.words = Words(rules)

    def document(self, *, examples: bool) -> PrintedRules:
        rules, edition = self.rules, self.edition
        stated = [part for _, part in parts(edition) if "basis" in type(part).model_fields and not isinstance(part, Edition)]
        published = sum(rules.basis_of(part) == "published" for part in stated)
        return PrintedRules(
            county=clean(rules.pack.name),
            code=rules.pack.code,
            title=clean(edition.title),
            status=self.words.choice("status", rules.pack.status),
            document=tuple(self._head()),
            starts_on=rules.starts_on.isoformat(),
            until=rules.until.isoformat() if rules.until else "",
            published=published,
            assumed=len(stated) - published,
            ground=tuple(self._ground()),
            sheets=tuple(self._sheet(sheet) for sheet in edition.sheets),
            grades=self._bands(edition.grades),
            rollups=tuple(
                self._line(rule, both(f"{self.words.choice('term', name)}结果", f"a {self.words.choice('term', name)}"))
                for name, rule in edition.rollup.items()
            ),
            values=tuple(self._line(value, value.name) for value in edition.values.values()),
            pay=tuple(self._pay()),
            actions=tuple(self._line(action, action.name, self._action(action)) for action in edition.actions),
            schedule=tuple(self._line(one, one.name, self._appointment(one)) for one in edition.schedule),
            accounts=tuple(self._line(one, one.name) for one in edition.accounts),
            measures=tuple(self._measures()),
            examples=worked_examples(rules) if examples else (),
            clauses=tuple(self._clauses()),
            engine=_engine(),
            calendar=edition.calendar.workdays,
            digest=rules.digest,
        )

    def _head(self) -> Iterator[tuple[str, str]]:
        held = self.rules.document
        rows: list[tuple[tuple[str, str], object]] = [
            (("依据文件", "document"), quoted(held.title) if held.title else ""),
            (("发文机关", "issued by"), held.issuer),
            (("文号", "number"), held.number),
            (("发布日期", "issued on"), held.issued_on),
            (("公开网址", "published at"), held.link),
        ]
        yield from ((both(*name), clean(str(value))) for name, value in rows if value)
        for layer in self.rules.layers:
            named = f"{layer.name}（{layer.pack}@{layer.edition}，{layer.digest[:16]}）"
            yield both("上级办法", "laid over"), clean(both(named, named.replace("（", " (").replace("）", ")").replace("，", ", ")))

    def _line(self, part: Any, name: str, text: str = "") -> RuleLine:  # noqa: ANN401 (a part of a rulebook)
        assumed = "basis" in type(part).model_fields and self.rules.basis_of(part) == "assumed"
        return RuleLine(clean(name), clean(text or self.words.say(part)), clean(getattr(part, "clause", None) or ""), assumed)

    # --- the ground --------------------------------------------------------------------------------------------------------

    def _ground(self) -> Iterator[RuleLine]:
        yield RuleLine(both("考核周期", "periods"), self.words.say(self.edition.calendar))
        yield RuleLine(both("取整", "rounding"), self.words.say(self.edition.rounding))
        for name, rule in self.edition.tables.items():
            yield RuleLine(clean(both(f"{self.words.table(name)}记录", f"rows of {self.words.table(name)}")), clean(self.words.say(rule)))
        if self.edition.below is not None:
            yield RuleLine(label(Edition, "below"), clean(self.words.say(self.edition.below)))

    # --- sheets ------------------------------------------------------------------------------------------------------------

    def _sheet(self, sheet: Sheet) -> PrintedSheet:
        words = self.words
        facts = [
            RuleLine(label(type(sheet), "assess"), words.say(sheet.assess)),
            RuleLine(
                label(type(sheet), "every"),
                both(f"每{words.choice('every', sheet.every)}一次", f"every {words.choice('every', sheet.every)}"),
            ),
        ]
        if sheet.scored:
            facts += [
                RuleLine(label(type(sheet), "full_score"), both(f"{number(sheet.full_score)} 分", f"{number(sheet.full_score)} points")),
                self._line(sheet.total, label(type(sheet), "total")),
            ]
        else:
            facts.append(
                RuleLine(label(type(sheet), "items"), both("没有：不评分、不定等次，只计酬", "none: no score and no grade, only pay"))
            )
        if sheet.opens_at is not None:
            facts.append(
                RuleLine(
                    label(type(sheet), "opens_at"),
                    both(f"每期 {number(sheet.opens_at)} 分", f"{number(sheet.opens_at)} points in every period"),
                )
            )
        facts += [
            self._line(part, label(type(sheet), name))
            for name in ("full_if", "eligible", "steps", "ranking")
            if (part := getattr(sheet, name))
        ]
        facts += [RuleLine(label(type(sheet), "rankings"), words.say(one)) for one in sheet.rankings]
        facts += [
            RuleLine(label(type(sheet), name), words.choice(name, held))
            for name in ("all_exempt", "supplied")
            if (held := getattr(sheet, name))
        ]
        groups = [
            Group(
                clean(section.name),
                number(section.max),
                signed(section.min) if isinstance(section.min, Fraction) else "",
                clean(section.clause),
                self.rules.basis_of(section) == "assumed",
                section.beyond_full,
                tuple(self._item(item) for item in sheet.items if item.section == section.id),
            )
            for section in sheet.sections
        ]
        loose = tuple(self._item(item) for item in sheet.items if item.section is None)
        if loose:
            groups.append(Group("", "", "", "", assumed=False, beyond_full=False, lines=loose))
        return PrintedSheet(
            name=clean(sheet.name),
            facts=tuple(facts),
            groups=tuple(groups),
            vetoes=tuple(self._line(veto, veto.name) for veto in sheet.vetoes),
            grades=self._bands(sheet.grades or ()),
        )

    def _item(self, item: Item) -> RuleLine:
        words = self.words.about(item.measure)
        text = words.say(item.score)
        if item.when_no_data is not None:
            text = f"{text}{both('；', '; ')}{words.without_data(item.when_no_data)}"
        marks = full_marks(item)
        return RuleLine(
            clean(item.name),
            clean(text),
            clean(item.clause),
            self.rules.basis_of(item) == "assumed",
            clean(words.spelled_out(item.measure, item.where)),
            number(marks) if marks else "",
        )

    def _bands(self, bands: Sequence[Band]) -> tuple[RuleLine, ...]:
        lines = []
        for at, band in enumerate(bands):
            below = "" if at == 0 else both(f"，{signed(bands[at - 1].at_least)} 分以下", f", below {signed(bands[at - 1].at_least)}")
            text = both(f"{signed(band.at_least)} 分及以上{below}", f"{signed(band.at_least)} points and more{below}")
            if band.quota is not None:
                text += both(
                    f"；{self.words.say(band.quota)}（{band.quota.clause}）", f"; {self.words.say(band.quota)} ({band.quota.clause})"
                )
            assumed = any(self.rules.basis_of(part) == "assumed" for part in (band, band.quota) if part is not None)
            lines.append(RuleLine(clean(band.grade), clean(text), clean(band.clause or ""), assumed))
        return tuple(lines)

    # --- the rest ------------------------------------------------------------------------------------------------------------

    def _pay(self) -> Iterator[RuleLine]:
        for line in self.edition.pay:
            said = [*when_and_whom(self.words, line), self.words.say(line)]
            if line.sheet is not None:
                said.append(both(f"依据{self.words.sheet(line.sheet)}", f"by {self.words.sheet(line.sheet)}"))
            yield self._line(line, line.name, both("；", "; ").join(said))

    def _action(self, action: Any) -> str:  # noqa: ANN401 (an action)
        said = self.words.say(action.when)
        return said if action.kind is None else both(f"{said}（{action.kind}）", f"{said} ({action.kind})")

    def _appointment(self, one: Appointment) -> str:
        every = self.words.choice("every", one.of)
        said = [both(f"每{every}：{self.words.say(one.due)}", f"every {every}: {self.words.say(one.due)}")]
        if one.by is not None:
            said.append(both(f"由{one.by}办理", f"by {one.by}"))
        if one.to is not None:
            said.append(both(f"报{one.to}", f"handed in to {one.to}"))
        if one.stages:
            said.append(both("逐级：", "one after another: ") + listed(self.words.say(stage) for stage in one.stages))
        return both("，", ", ").join(said)

    def _measures(self) -> Iterator[RuleLine]:
        for name in sorted(named_measures(self.edition)):
            measure = self.rules.catalogue[name]
            yield RuleLine(clean(measure.name), clean(measure.meaning), clean(measure.source))

    def _clauses(self) -> Iterator[ClauseLine]:
        cited: dict[str, list[str]] = {}
        named: dict[tuple[str | int, ...], str] = {}
        for at, part in parts(self.edition):
            named[at] = _called(part) or named.get(at[:-1], "")
            clause = getattr(part, "clause", None)
            if isinstance(clause, str):
                name = next((named[at[:end]] for end in range(len(at), -1, -1) if named.get(at[:end])), "")
                if not name and at:
                    name = label(Edition, str(at[0]))
                for one in clauses_of(clause):
                    cited.setdefault(one, []).append(name)
        held = self.rules.document
        for clause in [*held.headings, *(one for one in cited if one not in held.headings)]:
            reason = held.without_rules.get(clause, "")
            rules = listed(dict.fromkeys(cited.get(clause, ())))
            in_parts = any(one.startswith(f"{clause}（") for one in cited)
            if rules or reason or ("（" not in clause and not in_parts):
                heading = held.headings.get(clause, "")
                yield ClauseLine(clean(clause), clean(heading if heading.startswith(clause) else clause), clean(rules), clean(reason))


def _called(part: BaseModel) -> str:
    """Return what a part of an edition is called, if it has a name of its own."""
    holder = HOLDERS.get(type(part))
    name = getattr(part, "grade", None) if isinstance(part, Band) else getattr(part, "name", None)
    if isinstance(name, str) and not isinstance(part, Edition):
        return name
    return both(holder.zh, holder.en) if holder is not None and not isinstance(part, Edition) else ""


def _engine() -> str:
    from gridperf import __version__  # noqa: PLC0415 (read from the installed package when it is needed)

    return str(__version__)
