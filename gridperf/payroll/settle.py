"""From gross to net in one order: pay and corrections, contributions, tax, deductions; and net is the sum of the lines.

Every mistake that touches money stops the whole payment, with the people it concerns; nobody is paid half.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import polars as pl

from gridperf.engine.corrections import COLUMN
from gridperf.errors import PayrollError, Problem, Where
from gridperf.payroll.columns import in_yuan
from gridperf.payroll.contributions import FUND, contribute, insured_month
from gridperf.payroll.exceptions import exceptions_of
from gridperf.payroll.gathering import Earned, gather, total
from gridperf.payroll.limits import allowed_damages, minimum_of
from gridperf.payroll.months import Month
from gridperf.payroll.past import Past, brought_forward
from gridperf.payroll.tables import OUTPUTS
from gridperf.payroll.value import Payroll, SlipLine
from gridperf.payroll.withholding import withhold
from gridperf.tables import RESULTS

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.payroll.employer import Rules
    from gridperf.payroll.payees import Payees

__all__ = ["settle"]

_TAX_ONLY = ("商业健康保险", "税延养老保险", "个人养老金", "其他扣除", "捐赠")
_DEDUCTIONS = (("annuity", "企业年金"), ("damages", "赔偿扣款"), ("withheld", "代扣款"))
_CORRECTIONS = (("back", "补发", 1), ("reclaimed", "追回", -1))


def settle(
    earned: Assessment | Earned | Sequence[Assessment | Earned],
    payees: Payees,
    rules: Rules,
    *,
    paid_on: dt.date,
    before: Past | None = None,
) -> Payroll:
    """Return one payment, from gross to net, for everybody.

    Args:
        earned: the assessments that are paid together, such as a month and the quarter that ends with it.
        payees: what HR keeps; see `read_payees`.
        rules: the employer's decisions and the law; see `load_employer`.
        paid_on: the day of payment; its month is the tax month.
        before: the payment of the month before, or whatever kept it: its balances go on, and pay is compared with it.

    Returns:
        The payment; its `exceptions` say what deserves a second look before files are written.

    Raises:
        PayrollError: Y005 a figure the law does not have for the month, Y010 to Y039 what is wrong with somebody, all of it at once
            as far as one mistake does not hide another; Y036 a net below 0; Y058 exceptions of *before* that nobody has confirmed.
    """
    if before is not None and before.unconfirmed.height:
        raise PayrollError(Problem("Y058", values={"before": before.month, "count": before.unconfirmed.height}))
    held = [earned] if not isinstance(earned, Sequence) else list(earned)
    parts = [each if isinstance(each, Earned) else Earned.of(each) for each in held]
    month = Month.of(paid_on)
    file = payees.file_of("payees")
    gathered = gather(parts, payees, rules, month)
    lines = list(gathered.names)
    people = gathered.people.with_columns(
        total([f"pay.{line}" for line in lines]).alias("wage"),
        (pl.col("adjust.补发") - pl.col("adjust.追回")).alias("correction"),
    ).with_columns(
        (pl.col("wage") + pl.col("correction")).alias("gross"),
        (pl.col("correction") + (pl.col(f"pay.{COLUMN}") if COLUMN in lines else pl.lit(0, dtype=pl.Int64))).alias("retro"),
    )
    of_month = insured_month(rules, month, _earned_in(parts))
    insured = contribute(people, rules, of_month, file=file)
    schemes = list(insured.schemes)
    as_what = {line: place.as_ for line in lines if (place := rules.of_line(line))}
    people = insured.people.with_columns(
        total([f"own.{scheme}" for scheme in schemes]).alias("contributions"),
        total([f"employer.{scheme}" for scheme in schemes]).alias("employer"),
        total([f"pay.{line}" for line in lines if as_what[line] == "annual_bonus"]).alias("bonus"),
        (total([f"pay.{line}" for line in lines if as_what[line] == "exempt"]) + pl.col("adjust.免税收入")).alias("exempt"),
        (pl.col("adjust.企业年金") + total([f"adjust.{kind}" for kind in _TAX_ONLY])).alias("other"),
        pl.col("adjust.减免税额").alias("relief"),
    ).with_columns((pl.col("gross") - pl.col("bonus")).alias("income"))
    opening = brought_forward(people, payees, month, None if before is None else before.balances, None if before is None else before.month)
    taxed = withhold(people, payees, rules, month, opening)
    people, minimum = taxed.people, minimum_of(rules, _earned_in(parts) or month, gathered.months)
    kept = pl.col("counted") - pl.col("contributions") if minimum.on_top else pl.col("counted")
    law = rules.law
    most = law.of(law.nation.damages, month.first, "damages").most
    tested = [one.name for one in rules.employer.classes if one.minimum_wage == "applies"]
    least = pl.when(pl.col("insured_as").is_in(tested)).then(pl.lit(minimum.fen, dtype=pl.Int64)).otherwise(pl.lit(0, dtype=pl.Int64))
    people = people.with_columns(kept.alias("kept"), least.alias("minimum"), pl.col("adjust.赔偿扣款").alias("claimed")).with_columns(
        allowed_damages(pl.col("claimed"), pl.col("wage"), pl.col("kept"), pl.col("minimum"), most).alias("damages"),
        pl.col("adjust.企业年金").alias("annuity"),
        pl.col("adjust.代扣款").alias("withheld"),
        (pl.col("tax.wage") + pl.col("tax.bonus")).alias("tax"),
    )
    people = people.with_columns(total([name for name, _ in _DEDUCTIONS]).alias("deductions")).with_columns(
        (pl.col("gross") - pl.col("contributions") - pl.col("tax") - pl.col("deductions")).alias("net"),
        (pl.col("gross") + pl.col("employer")).alias("cost"),
    )
    problems = [*insured.problems, *taxed.problems]
    problems = problems or _below_nothing(people, file)
    if problems:
        raise PayrollError(problems)
    columns = _slip_lines(gathered.names, insured.schemes, rules)
    exceptions = exceptions_of(people, rules.employer, month, payees.confirmations, before=None if before is None else before.slips)
    tables = {
        "slips": _slips(people, columns),
        "balances": _balances(people, opening, before, month),
        "exceptions": exceptions,
        "payees": payees.payees.join(people.select("worker_id", "basic"), on="worker_id", how="inner").sort("worker_id"),
        "parties": _parties(parts),
        "pools": pl.concat([RESULTS["pools"].empty(), *(each.pools for each in parts)]).sort("line", "period", "scope"),
        "additional": taxed.additional.select("worker_id", in_yuan(pl.col("^additional\\..*$"))).sort("worker_id"),
        "adjustments": payees.adjustments.filter(pl.col("paid_in") == str(month)).sort("worker_id", "kind", "document"),
    }
    return Payroll(
        month,
        paid_on,
        of_month,
        tuple(each.period for each in parts),
        rules.employer,
        columns,
        tables,
        _provenance(parts, payees, rules, before),
    )


def _earned_in(parts: Sequence[Earned]) -> Month | None:
    """Return the last month that is paid, or None."""
    months = [each.ends_in for each in parts]
    return Month.parse(max(months)) if months else None


def _below_nothing(people: pl.DataFrame, file: str) -> list[Problem]:
    """Return Y036 for everybody whose lines come to less than nothing."""
    shown = {name: in_yuan(pl.col(name)) for name in ("gross", "contributions", "tax", "deductions", "net")}
    wrong = people.filter(pl.col("net") < 0).select("worker_id", "name", **shown)
    return [
        Problem(
            "Y036",
            Where(file=file, table="payees", path=f"{row['name']} {row['worker_id']}"),
            {"whose": f"{row['name']} {row['worker_id']}", **row},
        )
        for row in wrong.iter_rows(named=True)
    ]


def _slip_lines(names: dict[str, str], schemes: dict[str, str], rules: Rules) -> tuple[SlipLine, ...]:
    """Return the lines of a slip: what is paid, what is taken off, and the employer's side."""
    place = rules.law.locality
    columns = {scheme.id: scheme.tax_column or "" for scheme in place.schemes}
    columns[FUND] = (place.fund.tax_column or "") if place.fund else ""
    lines = [SlipLine(f"pay.{line}", line, name, "correction" if line == COLUMN else "pay", "worker", 1) for line, name in names.items()]
    lines += [SlipLine(f"correction.{line}", line, label, "correction", "worker", sign) for line, label, sign in _CORRECTIONS]
    for scheme, name in schemes.items():
        lines.append(
            SlipLine(f"own.{scheme}", scheme, name, "fund" if scheme == FUND else "scheme", "worker", -1, f"base.{scheme}", columns[scheme])
        )
    lines.append(SlipLine("tax.wage", "wage", "个人所得税", "tax", "worker", -1))
    lines.append(SlipLine("tax.bonus", "bonus", "全年一次性奖金个人所得税", "tax", "worker", -1))
    lines += [SlipLine(f"deduction.{line}", line, label, "deduction", "worker", -1) for line, label in _DEDUCTIONS]
    for scheme, name in schemes.items():
        kind = "fund" if scheme == FUND else "scheme"
        lines.append(SlipLine(f"employer.{scheme}", scheme, f"{name}（单位）", kind, "employer", 1, f"base.{scheme}"))  # type: ignore[arg-type]
    return tuple(lines)


def _slips(people: pl.DataFrame, lines: Sequence[SlipLine]) -> pl.DataFrame:
    sources = {f"correction.{line}": f"adjust.{label}" for line, label, _ in _CORRECTIONS} | {
        f"deduction.{line}": line for line, _ in _DEDUCTIONS
    }
    bases = dict.fromkeys(line.base for line in lines if line.base)
    taxed = ("income", "exempt", "other", "relief", "bonus", "alone")
    return people.select(
        "worker_id",
        "name",
        *(in_yuan(pl.col(sources.get(line.column, line.column))).alias(line.column) for line in lines),
        *(in_yuan(pl.col(base)).alias(base) for base in bases),
        *(in_yuan(pl.col(name)).alias(f"taxed.{name}") for name in taxed),
        *(in_yuan(pl.col(name)).alias(name) for name in OUTPUTS["slips"].names[2:]),
    )


def _balances(people: pl.DataFrame, opening: pl.DataFrame, before: Past | None, month: Month) -> pl.DataFrame:
    """Return the year after this payment, for everybody paid in it; who was paid earlier in the year and not now keeps what was."""
    names = OUTPUTS["balances"].names
    now = people.select(
        "worker_id", pl.lit(str(month)).alias("through"), *(in_yuan(pl.col(f"so_far.{name}")).alias(name) for name in names[2:])
    )
    rest = opening.filter(~pl.col("worker_id").is_in(people.get_column("worker_id").implode()))
    if before is not None and before.month.year == month.year:
        kept = before.balances.filter(pl.col("worker_id").is_in(rest.get_column("worker_id").implode()))
        kept = kept.with_columns(pl.lit(str(month)).alias("through")).select(names)
        return pl.concat([now, kept]).sort("worker_id")
    zero = [pl.lit(0, dtype=pl.Int64).alias(name) for name in names[2:] if name not in rest.columns]
    kept = rest.with_columns(zero).select(
        "worker_id", pl.lit(str(month)).alias("through"), *(in_yuan(pl.col(name)).alias(name) for name in names[2:])
    )
    return pl.concat([now, kept]).sort("worker_id")


def _parties(parts: Sequence[Earned]) -> pl.DataFrame:
    schema: dict[Any, Any] = {"worker_id": pl.String, "line": pl.String, "party": pl.String, "amount": pl.Decimal(38, 2)}
    held = [each.parties.cast(schema).select(list(schema)) for each in parts if each.parties.height]
    joined = pl.concat([pl.DataFrame(schema=schema), *held])
    return joined.group_by("worker_id", "line", "party").agg(pl.col("amount").sum()).sort("worker_id", "line", "party")


def _provenance(parts: Sequence[Earned], payees: Payees, rules: Rules, before: Past | None) -> dict[str, Any]:
    return {
        "engine": version("gridperf"),
        "assessments": {each.period: each.digest for each in parts},
        "payroll.yaml": rules.digest,
        "law": dict(rules.law.digests),
        "before": "" if before is None else before.digest,
        "sources": [{"table": each.table, "file": each.file, "rows": each.rows, "sha256": each.sha256} for each in payees.sources],
    }
