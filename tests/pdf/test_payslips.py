"""Payslips: either renderer sets the same page, each adds up from gross to net, and each proves itself."""

from __future__ import annotations

import datetime as dt
import json
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from gridperf import language, payroll
from gridperf.capitals import to_capitals
from gridperf.errors import PayrollError, ReportError
from gridperf.report import render_payslips
from gridperf.report.batches.slips import payslip_pages
from gridperf.report.documents.pages import scorecard_pages
from gridperf.report.paper.compiled.renderer import CompiledRenderer
from gridperf.report.paper.html import Page
from gridperf.report.paper.pdf import WeasyPrintRenderer
from gridperf.report.verifying.compared import Basis, PaymentBasis
from gridperf.report.verifying.issued import issued, verify_issued
from gridperf.report.verifying.proof import Verdict, verify_pdf
from tests.pdf import reading
from tests.unit.payroll.making import earned, employer, looked_at, payee, payees_of
from tests.unit.report.fake import Case, Fake

DAY = dt.date(2026, 1, 20)
KINDS = ["补发", "追回", "免税收入", "企业年金", "商业健康保险", "税延养老保险", "个人养老金", "其他扣除", "减免税额", "赔偿扣款", "代扣款"]
INSURED = {"insured_as": "职工", "insurance_wage": 8000, "fund_wage": 8000}


def people() -> dict[str, tuple[dict[str, Any], dict[str, object], list[dict[str, Any]]]]:
    """Return more than forty people who differ in everything a slip can differ in: who, what they earn, what is adjusted."""
    plain: dict[str, object] = {"base": 3000}
    found: dict[str, tuple[dict[str, Any], dict[str, object], list[dict[str, Any]]]] = {}
    for at, name in enumerate(reading.NAMES):
        found[f"N{at}"] = ({"name": name}, plain, [])
        found[f"I{at}"] = ({"name": name, **INSURED}, {"base": 8000 + at, "heat": 120}, [])
    for at, kind in enumerate(KINDS):
        amount = 30 if kind in ("减免税额", "商业健康保险") else 100 + at
        found[f"K{at}"] = (INSURED, {"base": 9000}, [{"kind": kind, "amount": amount}])
    found |= {
        "Z1": ({}, {}, []),
        "Z2": (INSURED, {}, []),
        "Z3": ({}, {"base": 3000, "heat": -50}, []),
        "Z4": ({}, {"base": 100, "heat": -100}, []),
        "Z5": (INSURED, {"base": "98765432.1", "performance": "0.01", "relief": 12}, []),
        "Z6": ({"account_number": None}, plain, []),
        "Z7": ({"unit": "利津县凤凰城街道办事处综合治理服务中心（经济开发区）" * 4}, plain, []),
        "Z8": (INSURED, {"base": 9000, "year-end": 36000}, []),
        "Z9": (INSURED, dict.fromkeys(("base", "performance", "heat", "relief"), 2000), [{"kind": kind, "amount": 30} for kind in KINDS]),
    }
    return found


PEOPLE = people()


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory) -> payroll.Payroll:
    """One payment to all of them."""
    adjusted = [
        {"worker_id": worker, "paid_in": "2026-01", "document": "文件", **one} for worker, (_, _, own) in PEOPLE.items() for one in own
    ]
    bonus = [{"worker_id": "Z8", "year": 2026, "basic": "按月", "bonus": "单独计税", "evidence": "表"}]
    # serial numbers of identity and account come from the digits of the worker's number
    rows = [payee(f"{at:03d}", **columns) | {"worker_id": worker} for at, (worker, (columns, _, _)) in enumerate(PEOPLE.items())]
    pay = {worker: lines for worker, (_, lines, _) in PEOPLE.items()}
    rules = employer(tmp_path_factory.mktemp("employer"))
    return looked_at(
        payroll.settle(earned(pay), payees_of(*rows, adjustments=adjusted, registrations=bonus), rules, paid_on=DAY),
    )


@pytest.fixture(scope="module")
def slip(paid: payroll.Payroll) -> Callable[..., Page]:
    """Return somebody's slip as a page."""

    def page(worker: str, language: str = "zh") -> Page:
        (found,) = payslip_pages(paid, [worker], language)  # type: ignore[arg-type]
        assert isinstance(found, Page)
        return found

    return page


@pytest.fixture(scope="module")
def compiled(renderer: WeasyPrintRenderer) -> CompiledRenderer:
    """One compiled renderer, which learns from slip to slip."""
    return CompiledRenderer(lambda: renderer)


@pytest.fixture(scope="module")
def both(renderer: WeasyPrintRenderer, compiled: CompiledRenderer, slip: Callable[..., Page]) -> Callable[[str], tuple[bytes, bytes]]:
    """Return a slip from the reference renderer and from the compiled one, made once."""
    return lru_cache(maxsize=None)(lambda worker: (renderer.render(slip(worker)), compiled.fill(slip(worker))))


def test_there_are_more_than_forty_slips() -> None:
    """The comparison is of so many slips that no part of the template is left out."""
    assert len(PEOPLE) >= 44


@pytest.mark.parametrize("worker", PEOPLE)
def test_both_renderers_set_the_same_slip_and_it_holds(both: Callable[[str], tuple[bytes, bytes]], worker: str, tmp_path: Path) -> None:
    """The same words in the same order, the same picture, and both verify."""
    reference, filled = both(worker)
    assert reading.pages(filled) == reading.pages(reference)
    for verdict in map(verify_pdf, (reference, filled)):
        assert (verdict.problems, verdict.checked) == ((), ("seal", "text", "data", "sums"))
    if shutil.which("pdftoppm") is None:
        return
    pictures = [reading.picture(pdf, tmp_path / f"{at}") for at, pdf in enumerate((reference, filled))]
    assert len(pictures[0]) == len(pictures[1])
    apart = [abs(one - other) for one, other in zip(*pictures, strict=True) if one != other]
    assert sum(difference > 32 for difference in apart) <= len(pictures[0]) // 1000
    assert max(apart, default=0) < 200


def test_a_slip_with_too_many_lines_is_set_by_the_reference_renderer(slip: Callable[..., Page], renderer: WeasyPrintRenderer) -> None:
    """More lines than half a sheet holds: the page is left, counted, and holds all the same."""
    own, page = CompiledRenderer(lambda: renderer), slip("Z9")
    pdf, left = own.render_or_leave(replace(page, view=replace(page.view, rows=page.view.rows * 2)))  # type: ignore[attr-defined,type-var]
    assert left == "more than one page"
    assert (len(reading.pages(pdf)), verify_pdf(pdf).problems) == (2, ())


def test_a_slip_says_gross_what_is_taken_off_net_and_the_year(both: Callable[[str], tuple[bytes, bytes]], paid: payroll.Payroll) -> None:
    """What can be copied from the paper is what the payment has, with net in capitals, and neither account nor identity number."""
    (said,) = reading.pages(both("I0")[1])
    row = paid.slips.filter(pl.col("worker_id") == "I0").to_dicts()[0]
    year = paid.balances.filter(pl.col("worker_id") == "I0").to_dicts()[0]
    for name in ("gross", "net", "employer"):
        assert f"{row[name]:,.2f}" in said
    assert f"实发合计{row['net']:,.2f}{to_capitals(row['net'])}" in said
    assert f"基本养老保险费8,000.00{row['own.pension']:,.2f}{row['employer.pension']:,.2f}" in said
    assert f"{year['taxable']:,.2f}{year['due']:,.2f}0.00{year['withheld']:,.2f}" in said
    someone = paid.payees.filter(pl.col("worker_id") == "I0").to_dicts()[0]
    assert f"****{someone['account_number'][-4:]}" in said
    inside = json.dumps([each.content.decode() for each in slip_files(paid, "I0")])
    for hidden in (someone["account_number"], someone["id_number"]):
        assert hidden not in said + inside


def slip_files(paid: payroll.Payroll, worker: str) -> Any:
    (page,) = payslip_pages(paid, [worker])
    assert isinstance(page, Page)
    return page.evidence


def test_an_english_slip_is_alike(renderer: WeasyPrintRenderer, compiled: CompiledRenderer, slip: Callable[..., Page]) -> None:
    """Words around the data have other lengths; the slips are alike all the same, and hold."""
    page = slip("Z8", "en")
    filled = compiled.fill(page)
    assert reading.pages(filled) == reading.pages(renderer.render(page))
    assert verify_pdf(filled).problems == ()
    assert "Yearlybonustaxedbyitselfinthisyear:36,000.00yuan" in reading.text(filled)


def test_a_slip_is_the_same_bytes_whatever_was_learnt_before(
    compiled: CompiledRenderer, renderer: WeasyPrintRenderer, slip: Callable[..., Page]
) -> None:
    """Alone or after others, the file does not change by a byte."""
    fresh = CompiledRenderer(lambda: renderer).fill(slip("I2"))
    assert compiled.fill(slip("I2")) == fresh


def test_any_byte_changed_is_found(both: Callable[[str], tuple[bytes, bytes]]) -> None:
    """A hundred bytes, one at a time: each makes the slip fail."""
    pdf, draw = both("K1")[1], random.Random(8)
    unseen = []
    for at in draw.sample(range(len(pdf)), 100):
        other = bytearray(pdf)
        other[at] ^= 1 << draw.randrange(8)
        if not verify_pdf(bytes(other)).problems:
            unseen.append(at)
    assert unseen == []


def forged(page: Page, change: Callable[[dict[str, Any]], None], compiled: CompiledRenderer) -> Verdict:
    """Return what holds of a slip sealed over other evidence than its page was made from."""
    data, table = page.evidence
    evidence = json.loads(data.content)
    change(evidence["tables"])
    content = json.dumps(evidence, ensure_ascii=False).encode()
    return verify_pdf(compiled.fill(replace(page, evidence=(replace(data, content=content), table))), name="forged.pdf")


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (lambda tables: tables["slips"][0].update(net="9999.00"), {"P125", "P126"}),
        (lambda tables: tables["slips"][0].update(cost="9999.00"), {"P126"}),
        (lambda tables: tables["slips"][0].update(tax="0.01"), {"P126"}),
        (lambda tables: tables["lines"][0].update(label="基本奖金"), {"P125"}),
        (lambda tables: tables["lines"][0].update(amount="8000.01"), {"P125", "P126"}),
        (lambda tables: tables["lines"].pop(), {"P126"}),
        (lambda tables: tables["balances"][0].update(taxable="0.00"), {"P125", "P126"}),
        (lambda tables: tables["balances"][0].update(withheld="0.00"), {"P125", "P126"}),
        (lambda tables: tables["balances"][0].update(pension="7.00"), set()),
        (lambda tables: tables["balances"].clear(), set()),
        (lambda tables: tables["slips"].clear(), {"P120"}),
        (lambda tables: tables["lines"][0].update(amount="x"), {"P120"}),
    ],
)
def test_evidence_that_does_not_add_up_is_found(
    change: Callable[[dict[str, Any]], None], codes: set[str], slip: Callable[..., Page], compiled: CompiledRenderer
) -> None:
    """Rows against the page, sums against the rows, the tax year against itself; what the page does not show needs the payment."""
    assert {problem.code for problem in forged(slip("I0"), change, compiled).problems} == codes


def test_a_slip_is_compared_with_its_payment(
    slip: Callable[..., Page], compiled: CompiledRenderer, paid: payroll.Payroll, both: Callable[[str], tuple[bytes, bytes]]
) -> None:
    """The payment holds; another row, another month and another kind of paper are told apart."""
    basis = PaymentBasis(paid)
    verdict = verify_pdf(both("I0")[1], against=basis)
    assert (verdict.problems, verdict.checked[-1]) == ((), "payment")
    assert not verify_pdf(compiled.fill(slip("Z6")), against=basis).problems
    other = replace(
        paid, tables={**paid.tables, "balances": paid.balances.with_columns(pl.lit(Decimal(7)).cast(pl.Decimal(38, 2)).alias("pension"))}
    )
    (problem,) = verify_pdf(both("I0")[1], against=PaymentBasis(other)).problems
    assert (problem.code, problem.values["place"]) == ("P128", "balances")
    later = replace(paid, month=paid.month.after)
    (problem,) = verify_pdf(both("I0")[1], against=PaymentBasis(later)).problems
    assert (problem.code, problem.values["stated"], str(problem.values["found"])) == ("P128", "2026-01", "2026-02")
    fake = Fake([Case()])
    (problem,) = verify_pdf(both("I0")[1], against=Basis(fake), name="I0.pdf").problems  # type: ignore[arg-type]
    assert problem.message.startswith("I0.pdf is of another kind than what it was to be compared with")
    (card,) = scorecard_pages(fake)  # type: ignore[arg-type]
    assert isinstance(card, Page)
    (problem,) = verify_pdf(compiled.fill(card), against=basis).problems
    assert problem.code == "P136"


def test_slips_are_written_to_a_folder_an_archive_or_one_file(paid: payroll.Payroll, tmp_path: Path) -> None:
    """Each slip is a file named by its person and month; every way of issuing them verifies."""
    some = ["I0", "N1", "Z1"]
    alone = render_payslips(paid, to=tmp_path / "slips", workers=some, processes=1)
    assert [path.name for path in alone] == [
        "I0-王小明-2026-01-payslip.pdf",
        "N1-郑𬎆-2026-01-payslip.pdf",
        f"Z1-{dict(paid.slips.select('worker_id', 'name').iter_rows())['Z1']}-2026-01-payslip.pdf",
    ]
    (archive,) = render_payslips(paid, to=tmp_path / "slips.zip", workers=some, processes=1)
    (merged,) = render_payslips(paid, to=tmp_path / "slips.pdf", workers=some, processes=1)
    assert len(reading.pages(merged.read_bytes())) == 3
    assert json.loads((tmp_path / "slips.manifest.json").read_text())["payroll"] == paid.digest
    verdicts = [verify_issued(each, against=PaymentBasis(paid)) for each in issued([tmp_path / "slips", archive])]
    assert [(verdict.file, verdict.problems) for verdict in verdicts] == [(path.name, ()) for path in alone] * 2


@pytest.mark.parametrize(
    ("workers", "code", "said"),
    [(["I00"], "P134", "I00 不在 2026-01 的发放名单里，因此没有可打印的工资条。")],
)
def test_nobody_elses_slip_is_printed(workers: list[str], code: str, said: str, paid: payroll.Payroll, tmp_path: Path) -> None:
    """An unknown worker is named with the nearest ones."""
    with pytest.raises(ReportError) as caught:
        render_payslips(paid, to=tmp_path, workers=workers)
    (problem,) = caught.value.problems
    with language.use("zh"):
        assert (problem.code, problem.message) == (code, said)
    assert "I0" in problem.hint


def test_no_slip_is_printed_before_every_exception_was_looked_at(paid: payroll.Payroll, tmp_path: Path) -> None:
    """As with every other file of a payment."""
    open_ = replace(paid, tables={**paid.tables, "exceptions": paid.exceptions.with_columns(pl.lit(None, dtype=pl.String).alias("by"))})
    with pytest.raises(PayrollError) as caught:
        render_payslips(open_, to=tmp_path / "slips")
    assert {problem.code for problem in caught.value.problems} == {"Y042"}
    assert not (tmp_path / "slips").exists()


def test_a_payment_to_nobody_has_no_slips(paid: payroll.Payroll, tmp_path: Path) -> None:
    """Nothing is written, and it is said."""
    empty = replace(paid, tables={name: frame.clear() for name, frame in paid.tables.items()})
    with pytest.raises(ReportError, match="so there is no payslip to print"):
        render_payslips(empty, to=tmp_path / "slips")
