"""What an employer has to decide before gross becomes net stands in `payroll.yaml`; every pay line has exactly one place in it.

Nothing that moves money is implied: which month's contributions are withheld, what happens to them without pay, who is
insured for what, and what each pay line is for tax and for the minimum wage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from gridperf.errors import PayrollError, Problem, RulesError, Where, nearest
from gridperf.payroll.figures import Steps
from gridperf.payroll.law import Law, load_law
from gridperf.payroll.numbers import Amount, Share, Times
from gridperf.placed_yaml import Placed
from gridperf.rulebook.base import Flag, Id, Model, Text
from gridperf.rulebook.numbers import percent
from gridperf.rulebook.shape import fit

__all__ = ["Dispatch", "Employer", "FundRates", "InsuredClass", "Lines", "LookAt", "Rules", "check_lines", "load_employer"]


class InsuredClass(Model):
    """A class of people: for which schemes of the locality they are insured, whether in the fund, and whether the minimum wage is theirs.

    The minimum wage is for normal work of a month; an allowance for a few hours, or a pensioner's, is not tested against it.
    """

    name: Text
    schemes: tuple[Id, ...]
    fund: Flag
    minimum_wage: Literal["applies", "not_tested"]


class FundRates(Model):
    """The employer's rates of the housing fund, for whoever has none of their own in the table of payees."""

    worker: Share
    employer: Share


class Lines(Model):
    """Pay lines that are alike: for tax (`wage`, `annual_bonus` or `exempt`) and for the test against the minimum wage."""

    lines: Annotated[tuple[Id, ...], Field(min_length=1)]
    as_: Annotated[Literal["wage", "annual_bonus", "exempt"], Field(alias="as")]
    minimum_wage: Literal["counts", "left_out"]


class MinimumWageClass(Model):
    """The class of place whose minimum wage holds here."""

    class_: Annotated[Text, Field(alias="class")]


class LookAt(Model):
    """What is worth a second look: corrections above an amount, and pay of so many times last time's."""

    retro_above: Amount
    times_last: Times


class DispatchTax(Model):
    """The tax the agency bills: a rate, on its fee alone or on everything, rounded by steps."""

    rate: Share
    on: Literal["fee", "everything"]
    rounding: Steps


class Dispatch(Model):
    """Labour dispatch: the agency that employs the people, its fee for each of them, and the tax it bills."""

    agency: Text
    fee: Amount
    of: Literal["everybody", "paid"]
    tax: DispatchTax


class Employer(Model):
    """The content of `payroll.yaml`.

    Attributes:
        title: what it is called.
        payer: who pays, as printed.
        locality: folder of the locality's `statutory.yaml`, or the code of one that ships with gridperf.
        minimum_wage: whose minimum wage is tested.
        insured_month: which month's contributions a payment withholds: that of the payment, or the one the pay was earned in.
        without_pay: whether somebody without any pay has contributions withheld (and so owes money), or none.
        classes: how people are insured.
        fund: rates of the housing fund; left out where there is none.
        lines: what each pay line is.
        look_at: what is worth a second look.
        dispatch: labour dispatch; left out where the payer employs the people.
    """

    title: Text
    payer: Text
    locality: Text
    minimum_wage: MinimumWageClass
    insured_month: Literal["payment", "earned"]
    without_pay: Literal["no_contributions", "contributions"]
    classes: Annotated[tuple[InsuredClass, ...], Field(min_length=1)]
    fund: FundRates | None = None
    lines: Annotated[tuple[Lines, ...], Field(min_length=1)]
    look_at: LookAt
    dispatch: Dispatch | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """An employer's decisions and the law they stand under.

    Attributes:
        employer: `payroll.yaml`.
        law: of the country and the locality.
        file: how problems name `payroll.yaml`.
        digest: SHA-256 of its bytes.
    """

    employer: Employer
    law: Law
    file: str
    digest: str

    def of_line(self, line: str) -> Lines | None:
        """Return what the pay line called *line* is, or None if it is not named."""
        return next((each for each in self.employer.lines if line in each.lines), None)


def load_employer(file: str | Path) -> Rules:
    """Return the employer's `payroll.yaml` at *file*, with the statutory tables it names.

    Raises:
        RulesError: R1… for the shape of the file; PayrollError: Y001 to Y004 for the statutory tables, Y006 a scheme the
            locality does not have, Y007 a pay line with two places, Y008 people in a fund without rates or a locality
            without one, Y021 a rate that is no whole hundredth of a per cent, Y009 a class of minimum wage the locality does not have.
    """
    import hashlib  # noqa: PLC0415

    from gridperf.placed_yaml import read_yaml  # noqa: PLC0415 (loads YAML)

    path = Path(file)
    placed = read_yaml(path)
    held, mistakes = fit(placed, Employer)
    if held is None or mistakes:
        raise RulesError(mistakes)
    beside = path.parent / held.locality
    law = load_law(beside if beside.is_dir() else held.locality)
    problems = [*_schemes(placed, held, law), *_twice(placed, held), *_fund(placed, held, law), *_wage(placed, held, law)]
    if problems:
        raise PayrollError(problems)
    return Rules(held, law, placed.file, hashlib.sha256(path.read_bytes()).hexdigest())


def check_lines(rules: Rules, lines: Sequence[str]) -> list[Problem]:
    """Return Y010 for every pay line of an assessment that `payroll.yaml` gives no place."""
    named = [line for each in rules.employer.lines for line in each.lines]
    return [
        Problem("Y010", Where(file=rules.file, path="lines"), {"line": line, "named": ", ".join(named)})
        for line in lines
        if line not in named
    ]


def _schemes(placed: Placed, held: Employer, law: Law) -> list[Problem]:
    known = [scheme.id for scheme in law.locality.schemes]
    return [
        Problem(
            "Y006",
            placed.where(("classes", at, "schemes", index)),
            {"scheme": scheme, "near": ", ".join(nearest(scheme, known) or known) or "-"},
        )
        for at, one in enumerate(held.classes)
        for index, scheme in enumerate(one.schemes)
        if scheme not in known
    ]


def _twice(placed: Placed, held: Employer) -> list[Problem]:
    problems, seen = [], set()
    for at, group in enumerate(held.lines):
        for index, line in enumerate(group.lines):
            if line in seen:
                problems.append(Problem("Y007", placed.where(("lines", at, "lines", index)), {"line": line}))
            seen.add(line)
    return problems


def _fund(placed: Placed, held: Employer, law: Law) -> list[Problem]:
    classes = [at for at, one in enumerate(held.classes) if one.fund]
    if classes and (held.fund is None or law.locality.fund is None):
        return [Problem("Y008", placed.where(("classes", classes[0], "fund")), {"locality": law.locality.name})]
    return (
        [
            Problem("Y021", placed.where(("fund", side)), {"value": percent(rate)})
            for side, rate in (("worker", held.fund.worker), ("employer", held.fund.employer))
            if (rate * 10_000).denominator != 1
        ]
        if held.fund
        else []
    )


def _wage(placed: Placed, held: Employer, law: Law) -> list[Problem]:
    known = sorted({name for each in law.locality.minimum_wage for name in each.month})
    if held.minimum_wage.class_ in known:
        return []
    return [Problem("Y009", placed.where(("minimum_wage", "class")), {"found": held.minimum_wage.class_, "known": ", ".join(known) or "-"})]
