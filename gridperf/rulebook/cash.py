"""Money for what was counted: per occurrence, by class, by tiers of the number, or chosen case by case and recorded."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from gridperf.rulebook.base import FilterText, Model
from gridperf.rulebook.measures import Measure
from gridperf.rulebook.money import Yuan
from gridperf.rulebook.numbers import Exact, PositiveLimit, Whole

__all__ = ["Asked", "DecidedLine", "EachLine", "EachOfLine", "LadderLine", "Range", "Rung", "YuanBand", "YuanBandLine"]


class EachLine(Model):
    """Cash per event (Y7, Y8, Y16): `{each: 5, measure: adopted_reports, cap: 300}`; a negative `each` is a deduction.

    `{each: -20, short_of: 90, measure: adopted_reports, cap: unlimited}` takes 20 yuan for each report that is missing to 90.

    Attributes:
        each: yuan for one; with `lot`, for one full lot. `values.<id>` by role pays one event differently to different
            people.
        measure: what is counted.
        where: narrows the measure further.
        short_of: the number that is required: what is missing to it is paid for (or deducted) instead of what there is,
            in whole ones. It is the same for whoever serves a part of the period; `values.<id>` differs by role.
        lot: how many make one (every 5, every 10); what is left of a lot pays nothing.
        part: instead of `lot`, and without `short_of`: what is counted can be other than a whole number, and parts of one pay in proportion (`linear`).
        cap: the most the line may come to, in size; `unlimited` if it has no end.
    """

    each: Yuan
    measure: Measure
    where: FilterText | None = None
    short_of: Yuan | None = None
    lot: Annotated[Whole, Field(ge=1)] = 1
    part: Literal["linear"] | None = None
    cap: PositiveLimit


class EachOfLine(Model):
    """Cash per event by its class (Y7): `{each_of: {消防隐患: 10, 治安隐患: 5}, by: category, measure: adopted_reports, cap: 300}`.

    Attributes:
        each_of: yuan for one, by the value of the column; other values pay nothing.
        by: the text column of the counted table.
        measure: what is counted; a plain number over one table.
        where: narrows the measure further.
        lot: how many of one class make one; what is left of a lot pays nothing.
        cap: the most the line may come to, in size; `unlimited` if it has no end.
    """

    each_of: Annotated[dict[str, Exact], Field(min_length=1)]
    by: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_0-9]*$")]
    measure: Measure
    where: FilterText | None = None
    lot: Annotated[Whole, Field(ge=1)] = 1
    cap: PositiveLimit


class Rung(Model):
    """One tier of a number: `{beyond: 10, each: 8}`, 8 yuan for each beyond the tenth.

    Attributes:
        beyond: the tier starts after this many.
        each: yuan for each one in the tier.
    """

    beyond: Annotated[Whole, Field(ge=0)]
    each: Exact


class LadderLine(Model):
    """Cash per event whose price changes with their number (Y7): `{ladder: [{beyond: 0, each: 5}, {beyond: 10, each: 8}], …}`.

    Attributes:
        ladder: the tiers, from the first on; each pays for what lies in it alone.
        measure: what is counted.
        where: narrows the measure further.
        cap: the most the line may come to, in size; `unlimited` if it has no end.
    """

    ladder: Annotated[tuple[Rung, ...], Field(min_length=1)]
    measure: Measure
    where: FilterText | None = None
    cap: PositiveLimit


class YuanBand(Model):
    """One band: exactly one of `at_least`, `above`, `at_most`, `below` and its yuan, or `otherwise`.

    Attributes:
        at_least: the band holds from this value on.
        above: the band holds above this value.
        at_most: the band holds up to this value.
        below: the band holds below this value.
        yuan: what the band pays.
        otherwise: what all other values pay; only in the last band.
    """

    at_least: Exact | None = None
    above: Exact | None = None
    at_most: Exact | None = None
    below: Exact | None = None
    yuan: Exact | None = None
    otherwise: Exact | None = None


class YuanBandLine(Model):
    """One amount by how much there is (Y7, Y8): `{bands: [{at_least: 8, yuan: 50}, {otherwise: 0}], measure: adopted_reports}`.

    Attributes:
        bands: the bands, tried from first to last.
        measure: what is measured.
        where: narrows the measure further.
        no_data: the yuan of a ratio without denominator; required wherever that can be.
    """

    bands: Annotated[tuple[YuanBand, ...], Field(min_length=2)]
    measure: Measure
    where: FilterText | None = None
    no_data: Exact | None = None


class Range(Model):
    """The range an amount is chosen from.

    Attributes:
        least: the smallest amount.
        most: the largest amount.
    """

    least: Exact
    most: Exact


class Asked(Model):
    """What asks for a decision: `{measure: {count: incidents, where: "kind = '表彰'"}}`.

    Attributes:
        where: narrows the measure further.
    """

    measure: Measure
    where: FilterText | None = None


class DecidedLine(Model):
    """An amount somebody chooses inside a range, recorded with who and why in the table `decisions` (Y24).

    `{decided: {least: 50, most: 200}, needed: any}`; the amounts of a person's decisions of this line add up.
    Exactly one of `needed` and `for_each` is written; a decision that is missing stops the run.

    Attributes:
        decided: the range each decision must lie in.
        needed: `any` number of decisions, none included; or exactly one for everybody the line is paid to (`once`).
        for_each: as many decisions as this counts.
    """

    decided: Range
    needed: Literal["any", "once"] | None = None
    for_each: Asked | None = None
