"""The papers of a payment as workbooks: every row adds up from gross to net, every sheet ends in its control total, in figures and in capitals."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from gridperf.capitals import to_capitals
from gridperf.masking import mask_name, mask_number
from gridperf.payroll.comparing import compare_payments, totals_of
from gridperf.payroll.dispatch import statement_of
from gridperf.payroll.files.writing import Sheet
from gridperf.payroll.tables import EXCEPTIONS, INPUTS, OUTPUTS
from gridperf.tables import RESULTS

if TYPE_CHECKING:
    from gridperf.payroll.files.cells import Cell
    from gridperf.payroll.value import Payroll, SlipLine

__all__ = ["budget", "compared", "dispatch", "exceptions", "notice", "pay_sheet", "payslips", "payslips_data", "pools", "to_confirm"]

_CAUSES = {
    "joined": "新增人员",
    "left": "离开人员",
    "earned": "工资项变化",
    "correction": "补发、追回",
    "base": "缴费基数变化",
    "share": "缴费比例变化",
    "insurance": "参保、停保",
    "income": "应税收入变化带来的税",
    "year_so_far": "累计预扣跳档",
    "deduction": "扣款变化",
}
_ZERO = Decimal("0.00")
_BILLED = ("gross", "employer", "fee", "total")


def _used(payroll: Payroll, side: str) -> list[SlipLine]:
    """Return the lines of a side that are not 0 for everybody."""
    lines = [line for line in payroll.lines if line.side == side]
    some = (
        payroll.slips.select((pl.col(line.column) != 0).any().alias(line.column) for line in lines).row(0, named=True)
        if payroll.slips.height
        else {}
    )
    return [line for line in lines if some.get(line.column)]


def _sums(payroll: Payroll, columns: Sequence[str]) -> list[Cell]:
    totals = payroll.totals
    return [Decimal(totals.get(column) or 0) for column in columns]


def pay_sheet(payroll: Payroll) -> list[Sheet]:
    """Return the pay sheet: one row per person from gross to net with net in capitals, the sums, and the sums by unit."""
    lines = _used(payroll, "worker")
    gross = [line for line in lines if line.kind in ("pay", "correction")]
    off = [line for line in lines if line not in gross]
    columns = [*(line.column for line in gross), "gross", *(line.column for line in off), "net"]
    headings = [
        "序号",
        "网格员编号",
        "姓名",
        "发放单位",
        *_labels(gross),
        "应发合计",
        *_labels(off),
        "实发合计",
        "实发合计（大写）",
        "签字",
    ]
    people = payroll.slips.join(payroll.payees.select("worker_id", "unit"), on="worker_id", how="left").sort("worker_id")
    rows = [
        [str(at), row["worker_id"], row["name"], row["unit"], *(row[column] for column in columns), to_capitals(row["net"]), None]
        for at, row in enumerate(people.iter_rows(named=True), start=1)
    ]
    sums = _sums(payroll, columns)
    net = payroll.totals.get("net") or _ZERO
    last: list[Cell] = ["合计", str(payroll.slips.height), None, None, *sums, to_capitals(net), None]
    return [Sheet("工资表", headings, rows, last), _by_unit(people)]


def _labels(lines: Sequence[SlipLine]) -> list[str]:
    return [line.label if line.sign > 0 or line.kind in ("tax", "scheme", "fund") else f"扣：{line.label}" for line in lines]


def _by_unit(people: pl.DataFrame) -> Sheet:
    names = ("gross", "contributions", "tax", "deductions", "net", "employer", "cost")
    sums = people.group_by("unit").agg(pl.len().alias("people"), *(pl.col(name).sum() for name in names)).sort("unit", nulls_last=True)
    rows = [[row["unit"] or "（未填）", str(row["people"]), *(row[name] for name in names)] for row in sums.iter_rows(named=True)]
    last: list[Cell] = ["合计", str(people.height), *(Decimal(sums.get_column(name).sum() or 0) for name in names)]
    return Sheet("按单位汇总", ["发放单位", "人数", *(OUTPUTS["slips"].column(name).label for name in names)], rows, last)


def payslips(payroll: Payroll) -> list[Sheet]:
    """Return everybody's slip as rows of lines: what, on which base, how much; each slip ends in net."""
    rows: list[list[Cell]] = []
    nets = dict(payroll.slips.select("worker_id", "net").iter_rows())
    names = dict(payroll.slips.select("worker_id", "name").iter_rows())
    entries = payroll.entries.filter(pl.col("side") == "worker").partition_by("worker_id", as_dict=True, maintain_order=True)
    for worker, net in nets.items():
        held = entries.get((worker,))
        lines = [] if held is None else list(held.select("label", "base", "amount").iter_rows())
        rows += [[str(payroll.month), worker, names[worker], *line] for line in lines]
        rows.append([str(payroll.month), worker, names[worker], "实发合计", None, net])
    return [Sheet("工资条", ["发放月份", "网格员编号", "姓名", "项目", "基数", "金额"], rows)]


def payslips_data(payroll: Payroll) -> list[dict[str, object]]:
    """Return everybody's slip as plain data, amounts as text; what a message to each person or a page is made from."""
    entries = payroll.entries.partition_by("worker_id", as_dict=True, maintain_order=True)
    slips = []
    for row in payroll.slips.iter_rows(named=True):
        held = entries.get((row["worker_id"],))
        lines = [] if held is None else list(held.iter_rows(named=True))
        slip: dict[str, object] = {
            "worker_id": row["worker_id"],
            "name": row["name"],
            "month": str(payroll.month),
            "paid_on": payroll.paid_on.isoformat(),
        }
        slip |= {
            side: [
                {
                    "line": each["line"],
                    "label": each["label"],
                    "base": None if each["base"] is None else str(each["base"]),
                    "amount": str(each["amount"]),
                }
                for each in lines
                if each["side"] == side
            ]
            for side in ("worker", "employer")
        }
        slips.append(slip | {name: str(row[name]) for name in ("gross", "contributions", "tax", "deductions", "net", "employer", "cost")})
    return slips


def exceptions(payroll: Payroll) -> Sheet:
    """Return the exceptions, and who has looked at them."""
    rows = [
        [EXCEPTIONS[row["exception"]], row["worker_id"], row["name"], row["amount"], row["against"], row["by"], row["reason"]]
        for row in payroll.exceptions.iter_rows(named=True)
    ]
    return Sheet("异常", [column.label for column in OUTPUTS["exceptions"].columns], rows)


def pools(payroll: Payroll) -> list[Sheet]:
    """Return the accounts of the pools, if there are any; each line ends with what its pools pay and what its slips come to."""
    held = payroll.tables["pools"]
    labels = {line.line: line.label for line in payroll.lines if line.kind == "pay"}
    columns = ("fund", "carried_in", "reserved", "paid", "carried_out", "returned")
    rows: list[list[Cell]] = []
    for (line,), mine in held.group_by("line", maintain_order=True):
        rows += [
            [labels.get(line, line), row["period"], row["scope"], str(row["people"]), *(row[name] for name in columns), None]
            for row in mine.to_dicts()
        ]
        sums = [Decimal(mine.get_column(name).sum()) for name in columns]
        rows.append(
            [
                labels.get(line, line),
                None,
                "小计",
                str(mine.get_column("people").sum()),
                *sums,
                Decimal(payroll.totals.get(f"pay.{line}") or 0),
            ]
        )
    headings = ["工资项", "考核周期", "范围", "人数", *(RESULTS["pools"].column(name).label for name in columns), "工资条合计"]
    return [Sheet("奖励池", headings, rows)] if rows else []


def to_confirm(payroll: Payroll) -> Sheet:
    """Return the exceptions nobody has looked at as rows of `confirmations`, without who and why."""
    table = INPUTS["confirmations"]
    rows: list[list[Cell]] = []
    for row in payroll.unconfirmed.iter_rows(named=True):
        known = row | {"paid_in": str(payroll.month), "exception": EXCEPTIONS[row["exception"]]}
        rows.append([known[name] for name in table.names])
    return Sheet(table.label, [column.label for column in table.columns], rows)


def compared(before: Payroll, now: Payroll) -> list[Sheet]:
    """Return how a payment differs from the one before: the sums, the causes, and every person and line."""
    totals = totals_of(before, now)
    changes = compare_payments(before, now)
    causes = changes.group_by("cause").agg(pl.col("worker_id").n_unique().alias("people"), pl.col("difference").sum()).sort("cause")
    net = totals.filter(pl.col("figure") == "net").get_column("difference")[0]
    by_cause: list[list[Cell]] = [[_CAUSES[cause], str(people), amount] for cause, people, amount in causes.iter_rows()]
    rows: list[list[Cell]] = [
        [row["worker_id"], row["name"], row["label"], row["before"], row["now"], row["difference"], _CAUSES[row["cause"]]]
        for row in changes.iter_rows(named=True)
    ]
    sums: list[list[Cell]] = [list(row) for row in totals.select("label", "before", "now", "difference").iter_rows()]
    return [
        Sheet("合计", ["项目", f"上次（{before.month}）", f"本次（{now.month}）", "差额"], sums),
        Sheet("实发差额的原因", ["原因", "人数", "差额"], by_cause, ["合计", None, net]),
        Sheet("逐人逐项", [column.label for column in OUTPUTS["changes"].columns if column.name != "line"], rows),
    ]


def notice(payroll: Payroll) -> list[Sheet]:
    """Return what may be published: names and identity numbers masked, no accounts, gross alone."""
    people = payroll.payees.join(payroll.slips.select("worker_id", "gross"), on="worker_id").sort("worker_id")
    rows = [
        [str(at), mask_name(row["name"]), mask_number(row["id_number"]), row["unit"], row["gross"]]
        for at, row in enumerate(people.iter_rows(named=True), start=1)
    ]
    return [
        Sheet("公示", ["序号", "姓名", "证件号码", "发放单位", "应发合计"], rows, ["合计", None, None, None, *_sums(payroll, ["gross"])])
    ]


def dispatch(payroll: Payroll) -> list[Sheet]:
    """Return the agency's statement: one row per person, then fee, tax and total, in figures and in capitals."""
    bill = statement_of(payroll)
    rows: list[list[Cell]] = [
        [row["worker_id"], row["name"], *(row[name] for name in _BILLED)] for row in bill.people.iter_rows(named=True)
    ]
    rows.append(["小计", str(bill.people.height), bill.gross, bill.employer, bill.fee, bill.gross + bill.employer + bill.fee])
    rows.append(["税金", None, None, None, None, bill.tax])
    last: list[Cell] = ["应付合计", bill.capitals, None, None, None, bill.total]
    return [Sheet("劳务派遣结算单", ["网格员编号", "姓名", "应发合计", "单位缴费", "服务费", "合计"], rows, last)]


def budget(payroll: Payroll) -> list[Sheet]:
    """Return who bears what: pay lines that are shared by party, everything else with the payer; together they are the cost."""
    shared = payroll.tables["parties"].filter(pl.col("worker_id").is_in(payroll.slips.get_column("worker_id").implode()))
    labels = {line.line: line.label for line in payroll.lines if line.kind == "pay"}
    borne = shared.group_by("party", "line").agg(pl.col("amount").sum()).sort("party", "line")
    rows: list[list[Cell]] = [[party, labels.get(line, line), amount] for party, line, amount in borne.iter_rows()]
    by_line = dict(shared.group_by("line").agg(pl.col("amount").sum()).iter_rows())
    for line in _used(payroll, "worker"):
        if line.kind in ("pay", "correction"):
            rest = line.sign * Decimal(payroll.totals[line.column]) - by_line.get(line.line, _ZERO)
            if rest:
                rows.append([payroll.employer.payer, line.label, rest])
    rows += [[payroll.employer.payer, line.label, Decimal(payroll.totals[line.column])] for line in _used(payroll, "employer")]
    parties: dict[str, Decimal] = {}
    for party, _, amount in rows:
        parties[str(party)] = parties.get(str(party), _ZERO) + (amount if isinstance(amount, Decimal) else _ZERO)
    cost = Decimal(payroll.totals.get("cost") or 0)
    if sum(parties.values(), _ZERO) != cost:
        message = "the shares of the budgets do not add up to the cost"
        raise AssertionError(message)
    by_party = Sheet(
        "按承担方汇总", ["承担方", "金额", "金额（大写）"], [[party, amount, to_capitals(amount)] for party, amount in parties.items()]
    )
    by_party.last = ("合计", cost, to_capitals(cost))
    return [by_party, Sheet("明细", ["承担方", "项目", "金额"], rows, ["合计", None, cost])]
