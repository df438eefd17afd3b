"""However a file of the payroll is broken, what comes out is problems with codes and places, or a payment that adds up; never a traceback."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridperf import payroll
from gridperf.errors import GridperfError
from tests.unit.payroll.making import EMPLOYER, earned, payee, payees_of

ROOT = Path(__file__).resolve().parents[2]
LAYOUT = (ROOT / "rules/000000-china/files/ccb.yaml").read_text(encoding="utf-8")
LOCAL = (ROOT / "rules/530100-kunming/statutory.yaml").read_text(encoding="utf-8")
NATION = (ROOT / "rules/000000-china/statutory.yaml").read_text(encoding="utf-8")
SCALAR = re.compile(r"(?<=[:\[,] )[^\s,\[\]{}:#]+(?=[,\]}\n])")

JUNK = st.sampled_from(
    [
        "0",
        "-1",
        "1e9",
        "''",
        "null",
        "true",
        "[]",
        "{}",
        "99999999999999999999",
        "0.001",
        "unlimited",
        "2026-02-30",
        "1/0",
        "=1+1",
        "零",
        "&a",
    ]
)


def broken(text: str, at: int, junk: str) -> str:
    """Return *text* with one of its values replaced."""
    places = list(SCALAR.finditer(text))
    place = places[at % len(places)]
    return text[: place.start()] + junk + text[place.end() :]


@settings(max_examples=25)
@given(st.sampled_from(["payroll", "local", "nation", "layout"]), st.integers(0, 10_000), JUNK)
def test_one_broken_value_gives_a_problem_or_a_payment(tmp_path_factory: pytest.TempPathFactory, which: str, at: int, junk: str) -> None:
    """A value of any file replaced by junk is named with its line, or means something, and then the payment adds up."""
    folder = tmp_path_factory.mktemp("broken")
    text = EMPLOYER.format(locality="here", wage="一类", fund="12%")
    (folder / "here").mkdir()
    (folder / "payroll.yaml").write_text(broken(text, at, junk) if which == "payroll" else text, encoding="utf-8")
    (folder / "here/statutory.yaml").write_text(broken(LOCAL, at, junk) if which == "local" else LOCAL, encoding="utf-8")
    (folder / "layout.yaml").write_text(broken(LAYOUT, at, junk) if which == "layout" else LAYOUT, encoding="utf-8")
    people = payees_of(payee("A1", insured_as="职工", insurance_wage=5000, fund_wage=5000), payee("A2"))
    try:
        if which == "nation":
            (folder / "nation").mkdir()
            (folder / "nation/statutory.yaml").write_text(broken(NATION, at, junk), encoding="utf-8")
            payroll.load_law("530100-kunming", nation=folder / "nation")
            return
        rules = payroll.load_employer(folder / "payroll.yaml")
        paid = payroll.settle(earned({"A1": {"base": 8000}, "A2": {"base": 4000}}), people, rules, paid_on=dt.date(2026, 1, 20))
        payroll.write_files(paid, folder / "files", layouts=[payroll.load_layout(folder / "layout.yaml")])
    except GridperfError as error:
        assert error.problems
        assert str(error)
        return
    worker = paid.entries.filter(paid.entries["side"] == "worker")
    assert worker["amount"].sum() == paid.slips["net"].sum()
