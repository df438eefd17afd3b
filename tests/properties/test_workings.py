"""What stands before `=` on the screen and on paper is no ornament: a calculator comes to the amount behind it."""

from __future__ import annotations

import ast
import re
from fractions import Fraction

from hypothesis import given, settings

from gridperf.assessment.working import workings
from gridperf.exact import round_fraction
from gridperf.rulebook.pooling import PoolLine
from gridperf.testing.strategies import Case, cases
from tests.oracle.compare import assess_rows
from tests.properties.size import EXAMPLES

_SIGNS = {"×": "*", "÷": "/", "−": "-"}


def calculated(text: str) -> Fraction:
    """Return what a calculator makes of *text*: numbers, the four operations, percent signs and brackets, exactly."""
    plain = re.sub(r"([\d.]+)%", r"(\1/100)", "".join(_SIGNS.get(sign, sign) for sign in text))

    def value(node: ast.expr) -> Fraction:
        if isinstance(node, ast.Constant):
            return Fraction(ast.get_source_segment(plain, node) or "")
        if isinstance(node, ast.UnaryOp):
            return -value(node.operand)
        assert isinstance(node, ast.BinOp), text
        left, right = value(node.left), value(node.right)
        return {ast.Add: left + right, ast.Sub: left - right, ast.Mult: left * right, ast.Div: left / right if right else left}[
            type(node.op)
        ]

    return value(ast.parse(plain, mode="eval").body)


@settings(max_examples=EXAMPLES // 16)
@given(cases())
def test_every_printed_equation_is_true(case: Case) -> None:
    """Whatever a county writes: `=` stands only where the working comes to the amount, rounded as the rulebook says."""
    assessment = assess_rows(case)
    rounding = assessment.rulebook.edition.rounding
    points = rounding.total if rounding.line == "exact" else rounding.line
    pools = {line.id for line in assessment.rulebook.edition.pay if isinstance(line.line, PoolLine)}
    steps = {line.id: line.step or rounding.money for line in assessment.rulebook.edition.pay}
    for _, own in assessment.entries.group_by("subject", maintain_order=True):
        rows = own.to_dicts()
        for row, working in zip(rows, workings(rows, assessment.rulebook), strict=True):
            line = working.line("<amount>")
            if " = <amount>" in line:
                step = rounding.total if row["kind"] == "rescale" else steps[row["item"]] if row["ledger"] == "yuan" else points
                left = line.partition(" = <amount>")[0]
                exact, amount = calculated(left), Fraction(row["amount"])
                if row["item"] in pools and "零头" in line:  # the last units go to the largest remainders, and the line says so
                    assert abs(exact - amount) < step, (line, row)
                    continue
                assert round_fraction(exact, step, rounding.mode) == amount, (line, row)


@settings(max_examples=EXAMPLES // 16)
@given(cases())
def test_what_can_be_multiplied_out_is(case: Case) -> None:
    """An amount for a month is an equation where no limit cuts it and nobody shares it: of what is shared, the whole is rounded first."""
    assessment = assess_rows(case)
    lines = {line.id: line for line in assessment.rulebook.edition.pay}
    for _, own in assessment.entries.group_by("subject", maintain_order=True):
        rows = own.to_dicts()
        for row, working in zip(rows, workings(rows, assessment.rulebook), strict=True):
            if row["ledger"] != "yuan":
                continue
            line = lines[row["item"]]
            if type(line.line).__name__ in ("AmountLine", "ByGradeLine", "ByScoreLine", "TopUpLine") and not (
                line.times or line.after or line.split
            ):
                assert working.holds, (working, row, line.line)
