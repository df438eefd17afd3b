"""Every number at which points, a grade or pay change their course is found by the model, with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from gridperf.rulebook.cash import EachLine, LadderLine, YuanBandLine
from gridperf.rulebook.grading import Band
from gridperf.rulebook.measures import can_lack_data
from gridperf.rulebook.numbers import number, parse_exact, percent
from gridperf.rulebook.paying import ByScoreLine, CapLine, PayLine, PointLine, TopUpLine, counts
from gridperf.rulebook.resolved import Rulebook
from gridperf.rulebook.scoring import EachScore, Item, Sheet
from gridperf.trials.edges.measured import named_ends, neutral
from gridperf.trials.mutants import named_path

if TYPE_CHECKING:
    from gridperf.placed_yaml import Placed, Steps

__all__ = ["Kind", "Threshold", "capped_count", "thresholds"]

Kind = Literal["item", "level", "veto", "grade", "rolled", "total", "count", "floor"]
"""What is brought to the value: an item's measure, occurrences of one level, of a veto's event, a total, the total of a longer
period, a total that pay goes by, what a pay line counts, or the basic pay below a floor."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """One number at which something changes.

    Attributes:
        kind: what is brought to it.
        scale: the sheet, or the kind of period that is rolled up; empty for pay.
        owner: id of the item, veto or pay line, or the grade.
        level: the level, for `level`.
        value: the number.
        name: its path, with identifiers for positions.
        line: the line it stands on.
        says: the number as a person writes it.
    """

    kind: Kind
    scale: str
    owner: str
    level: str
    value: Fraction
    name: str
    line: int
    says: str


def thresholds(rules: Rulebook, placed: Placed) -> list[Threshold]:
    """Return the thresholds of *rules*, in the order of sheets, roll-ups and pay; one number at one place stands once."""
    found = []
    for kind, scale, owner, level, value, at in _all(rules):
        path = _written(placed.value, at)
        line, _ = placed.place(path)
        says = _says(placed.value, path, value, rules, scale, owner, kind)
        found.append(Threshold(kind, scale, owner, level, value, named_path(placed.value, path), line, says))
    return list(dict.fromkeys(found))


Found = tuple[Kind, str, str, str, Fraction, tuple[str | int, ...]]


def _all(rules: Rulebook) -> Iterator[Found]:
    edition = rules.edition
    for at, sheet in enumerate(edition.sheets):
        if not sheet.scored:
            continue
        for place, item in enumerate(sheet.items):
            yield from _of_item(sheet, item, ("sheets", at, "items", place, "score"))
        for place, veto in enumerate(sheet.vetoes):
            yield "veto", sheet.id, veto.id, "", Fraction(veto.when.at_least), ("sheets", at, "vetoes", place, "when", "at_least")
        own = ("sheets", at, "grades") if sheet.grades else ("grades",)
        yield from _of_bands("grade", sheet.id, edition.scale(sheet), own)
    for every, rolled in edition.rollup.items():
        for sheet in edition.sheets:
            if sheet.every == rolled.of or not any(one.every == rolled.of for one in edition.sheets):
                at_bands = ("rollup", every, "grades") if rolled.grades else ("grades",)
                if sheet.grades and not rolled.grades:
                    at_bands = ("sheets", edition.sheets.index(sheet), "grades")  # type: ignore[assignment]
                yield from _of_bands("rolled", f"{every}/{sheet.id}", rolled.grades or edition.scale(sheet), at_bands)
    for at, line in enumerate(edition.pay):
        if edition.pays_rolled(line):
            continue  # records are made for one month; what several come to together is met by its grades
        yield from _of_line(rules, line, ("pay", at, "line"))


def _of_item(sheet: Sheet, item: Item, at: tuple[str | int, ...]) -> Iterator[Found]:
    target = neutral(item).target
    for path, end in named_ends(item, target):
        plain = isinstance(item.score, EachScore) and not item.score.beyond and item.score.lot in (None, 1) and path == ("each",)
        if end > 0 and not plain:
            yield "item", sheet.id, item.id, "", end, (*at, *path)
    points = item.score
    if isinstance(points, EachScore):
        for level, rate in (points.by_level or {}).items():
            for key, limit in (("up_to", points.up_to), ("down_to", points.down_to)):
                if isinstance(limit, Fraction) and rate and (limit - points.starts_at) / rate > 0:
                    yield "level", sheet.id, item.id, level, (limit - points.starts_at) / rate, (*at, key)


def _of_bands(kind: Kind, scale: str, bands: Sequence[Band], at: tuple[str | int, ...]) -> Iterator[Found]:
    for place, band in enumerate(bands[:-1]):
        yield kind, scale, band.grade, "", band.at_least, (*at, place, "at_least")


def _of_line(rules: Rulebook, line: PayLine, at: tuple[str | int, ...]) -> Iterator[Found]:
    formula = line.line
    if isinstance(formula, CapLine):
        held = capped_count(rules, line)
        if held is not None and isinstance(formula.cap_at, Fraction) and isinstance(held[1].each, Fraction):
            yield "count", "", line.id, "", Fraction((formula.cap_at / held[1].each).__ceil__() * held[1].lot), (*at, "cap_at")
    elif isinstance(formula, TopUpLine):
        yield "floor", "", line.id, "", Fraction(0), (*at, "top_up_to")
    elif isinstance(formula, (ByScoreLine, PointLine)):
        scored = [sheet for sheet in rules.edition.sheets if sheet.scored]
        paid = next((sheet for sheet in scored if sheet.id == line.sheet), scored[0] if len(scored) == 1 else None)
        if paid is None:
            return
        if isinstance(formula, PointLine):
            yield "total", paid.id, line.id, "", formula.from_, (*at, "from")
        elif isinstance(formula.at_most, Fraction):
            yield "total", paid.id, line.id, "", formula.at_most * paid.full_score, (*at, "at_most")
    else:
        yield from _of_count(line, at)


def capped_count(rules: Rulebook, line: PayLine) -> tuple[PayLine, EachLine] | None:
    """Return the first of the lines that a common cap counts whose pieces alone can come to the cap, and how they are paid."""
    if not isinstance(line.line, CapLine):
        return None
    for one in rules.edition.pay[: rules.edition.pay.index(line)]:
        paid, held = one.line, counts(line.line.counting, one.id)
        if held and isinstance(paid, EachLine) and isinstance(paid.each, Fraction) and paid.each > 0 and paid.short_of is None:
            return one, paid
    return None


def _of_count(line: PayLine, at: tuple[str | int, ...]) -> Iterator[Found]:
    formula = line.line
    if isinstance(formula, EachLine) and formula.short_of is not None:
        if isinstance(formula.short_of, Fraction):
            yield "count", "", line.id, "", formula.short_of, (*at, "short_of")
    elif isinstance(formula, EachLine):
        if formula.lot > 1:
            yield "count", "", line.id, "", Fraction(formula.lot), (*at, "lot")
        if isinstance(formula.cap, Fraction) and isinstance(formula.each, Fraction) and formula.each:
            yield "count", "", line.id, "", Fraction((formula.cap / abs(formula.each)).__ceil__() * formula.lot), (*at, "cap")
    elif isinstance(formula, LadderLine):
        for place, rung in enumerate(formula.ladder):
            yield "count", "", line.id, "", Fraction(rung.beyond), (*at, "ladder", place, "beyond")
    elif isinstance(formula, YuanBandLine):
        for place, band in enumerate(formula.bands):
            for key in ("at_least", "above", "at_most", "below"):
                if (bound := getattr(band, key)) is not None:
                    yield "count", "", line.id, "", bound, (*at, "bands", place, key)


def _written(content: Any, at: tuple[str | int, ...]) -> Steps:  # noqa: ANN401 (any YAML)
    """Return as much of the path *at* as the file has."""
    steps: list[str | int] = []
    for step in at:
        if isinstance(content, dict) and step not in content:
            break
        if not isinstance(content, (dict, list)):
            break
        content = content[step]  # type: ignore[index]
        steps.append(step)
    return tuple(steps)


def _says(content: Any, at: Steps, value: Fraction, rules: Rulebook, scale: str, owner: str, kind: Kind) -> str:  # noqa: ANN401 (any YAML)
    """Return *value* as it is written at *at*; as a percentage, if it is a ratio's and written differently."""
    for step in at:
        content = content[step]
    try:
        written = parse_exact(content)
    except (ValueError, TypeError):
        written = None
    if kind == "floor" or written == value:
        return str(content)
    if written is not None and kind in ("item", "level", "count") and at[-1] in ("up_to", "down_to", "cap", "cap_at"):
        return f"{content} ({number(value)})"
    items = [item for sheet in rules.edition.sheets if sheet.id == scale for item in sheet.items if item.id == owner]
    return percent(value) if kind == "item" and items and can_lack_data(rules.measure(items[0].measure)) else number(value)
