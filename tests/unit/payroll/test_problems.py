"""Whatever is wrong with a payment stops it with the person, the cell and the remedy; and nobody is paid by halves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from gridperf import payroll
from gridperf.errors import GridperfError, PayrollError, RecordsError
from gridperf.payroll import law
from gridperf.payroll.figures import Locality, Nation
from gridperf.payroll.past import BALANCES
from tests.unit.payroll.making import EMPLOYER, PLAIN, earned, employer, frame, identity, payee, payees_of, plain

JAN, FEB = dt.date(2026, 1, 20), dt.date(2026, 2, 20)


def found(action: Callable[[], object]) -> list[tuple[str, str]]:
    """Return code and person (or place) of every problem *action* stops with."""
    with pytest.raises(GridperfError) as caught:
        action()
    assert str(caught.value)
    return [(each.code, each.where.path) for each in caught.value.problems]


def test_an_identity_number_typed_as_a_number_is_refused_with_its_owner(tmp_path: Path) -> None:
    """Excel keeps 15 digits: the cell, what it holds and whose row it is are named."""
    import xlsxwriter

    path = tmp_path / "payees.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    headings = ["网格员编号", "姓名", "证件类型", "证件号码", "银行账号", "参保类别", "任职日期"]
    for at, heading in enumerate(headings):
        sheet.write(0, at, heading)
    for at, cell in enumerate(
        ["A1", "王一", "居民身份证", int(identity(1).replace("X", "0")), "6217003860000000001", "职工", "2020-01-01"]
    ):
        sheet.write(1, at, cell)
    for at, cell in enumerate(["A2", "王二", "居民身份证", identity(2), "6.21700386E+18", "职工", "2020-01-01"]):
        sheet.write(2, at, cell)
    book.close()
    with pytest.raises(RecordsError) as caught:
        payroll.read_payees(path)
    places = [(each.code, each.where.row, each.where.field, each.where.path) for each in caught.value.problems]
    assert sorted(places) == [("D209", 3, "银行账号", "王二 A2"), ("D210", 2, "证件号码", "王一 A1")]
    assert "王一 A1" in str(caught.value)


@pytest.mark.parametrize("number", ["530112196101010000", "530112196102300007", "53011219610101000", "530112196101010oo8"])
def test_an_identity_number_whose_tail_is_lost_is_refused(number: str) -> None:
    """A wrong check digit, a day that never was, and a missing character are named with the person."""
    assert found(lambda: payees_of(payee("A1", id_number=number))) == [("Y011", "王A1 A1")]


def test_another_document_is_not_tested_as_an_identity_card() -> None:
    """A passport has no check digit of ours."""
    assert payees_of(payee("A1", id_kind="外国护照", id_number="E12345678")).payees.height == 1


@pytest.mark.parametrize(
    ("columns", "codes"),
    [
        ({"account_number": "62170038600000X"}, ["Y013"]),
        ({"insurance_wage": 10**10}, ["Y022"]),
    ],
)
def test_a_payee_that_cannot_be_is_refused(columns: dict[str, Any], codes: list[str]) -> None:
    """An account with letters, and a wage nobody has."""
    assert [code for code, _ in found(lambda: payees_of(payee("A1", **columns)))] == codes


def test_two_people_with_one_number_are_both_named() -> None:
    """Nobody is paid twice under two identifiers."""
    same = identity(1)
    assert found(lambda: payees_of(payee("A1", id_number=same), payee("A2", id_number=same))) == [("Y012", "王A1 A1"), ("Y012", "王A2 A2")]


def test_without_payees_nobody_is_paid() -> None:
    """A folder without the table of payees is no payroll."""
    assert [code for code, _ in found(lambda: payroll.read_payees({"opening": frame("opening", [])}))] == ["Y014"]


PEOPLE: dict[str, tuple[dict[str, Any], str]] = {
    "base below the floor": ({"insured_as": "职工", "insurance_base": 4000, "fund_base": 4000}, "Y019"),
    "base above the ceiling": ({"insured_as": "职工", "insurance_base": 30000, "fund_base": 4000}, "Y019"),
    "no base": ({"insured_as": "职工", "fund_base": 4000}, "Y017"),
    "base and wage": ({"insured_as": "职工", "insurance_base": 5000, "insurance_wage": 5000, "fund_base": 4000}, "Y018"),
    "unknown class": ({"insured_as": "临时工"}, "Y016"),
    "fund below the least": ({"insured_as": "职工", "insurance_wage": 5000, "fund_wage": 5000, "fund_percent": 4}, "Y020"),
    "employed later": ({"employed_on": dt.date(2026, 3, 1)}, "Y033"),
    "left last year": ({"left_on": dt.date(2025, 11, 30)}, "Y032"),
}


@pytest.mark.parametrize("case", PEOPLE)
def test_what_is_wrong_with_somebody_names_them(case: str, tmp_path: Path) -> None:
    """The problem carries the person; every scheme a base does not fit is one."""
    columns, code = PEOPLE[case]
    people = payees_of(payee("A1", **columns))
    problems = found(lambda: payroll.settle(earned({"A1": {"base": 4000}}), people, employer(tmp_path), paid_on=JAN))
    assert set(problems) == {(code, "王A1 A1")}


def test_the_message_of_a_base_below_the_floor_says_limits_and_remedy(tmp_path: Path) -> None:
    """What was found, within which limits since when, and which column to fill in instead."""
    people = payees_of(payee("A1", insured_as="职工", insurance_base=4400, fund_base=4000))
    with pytest.raises(PayrollError) as caught:
        payroll.settle(earned({"A1": {"base": 4000}}), people, employer(tmp_path), paid_on=JAN)
    first = caught.value.problems[0]
    assert (first.where.field, first.where.value) == ("核定缴费基数", "4400.00")
    assert first.message == (
        "The base of 王A1 A1, 4400.00 yuan, lies outside the limits of 基本养老保险费, 4403–22017 yuan (since 2026-01-01); "
        "contributions on it would be refused."
    )
    assert first.hint == "Enter the base that was set; where only the wage is known, enter '申报缴费工资', which is held within the limits."


def test_a_net_below_nothing_stops_everybody(tmp_path: Path) -> None:
    """Contributions above pay cannot be taken back by a bank; the sums of the slip are said."""
    people = payees_of(payee("A1", insured_as="职工", insurance_wage=10000, fund_wage=10000), payee("A2"))
    action = lambda: payroll.settle(earned({"A1": {"base": 2000}, "A2": {"base": 1}}), people, employer(tmp_path), paid_on=JAN)  # noqa: E731
    assert found(action) == [("Y036", "王A1 A1")]


def test_a_year_without_figures_stops(tmp_path: Path) -> None:
    """The locality has nothing for 2027, and nothing is carried on by itself."""
    people = payees_of(payee("A1", insured_as="职工", insurance_wage=5000, fund_wage=5000, employed_on=dt.date(2027, 2, 1)))
    with pytest.raises(PayrollError) as caught:
        payroll.settle(earned({"A1": {"base": 5000}}, "2027-02"), people, employer(tmp_path), paid_on=dt.date(2027, 2, 10))
    assert [each.code for each in caught.value.problems] == ["Y005"]
    assert "2025-01-01 – 2025-12-31; 2026-01-01 – 2026-12-31" in str(caught.value)


def test_pay_of_a_stranger_stops(tmp_path: Path) -> None:
    """Money for somebody who is no payee is not dropped."""
    action = lambda: payroll.settle(earned({"A1": {"base": 1}, "X9": {"base": 5}}), payees_of(payee("A1")), employer(tmp_path), paid_on=JAN)  # noqa: E731
    assert found(action) == [("Y015", "X9")]


def test_a_pay_line_without_a_place_stops(tmp_path: Path) -> None:
    """Whether a new line is taxed is somebody's decision."""
    action = lambda: payroll.settle(earned({"A1": {"novelty": 1}}), payees_of(payee("A1")), employer(tmp_path), paid_on=JAN)  # noqa: E731
    assert found(action) == [("Y010", "lines")]


BALANCE = {"worker_id": "A1", **dict.fromkeys(BALANCES, 0)}


@pytest.mark.parametrize(
    ("opening", "since", "codes"),
    [
        ([], dt.date(2026, 1, 5), ["Y027"]),
        ([BALANCE | {"through": "2025-12"}], dt.date(2020, 1, 1), ["Y027"]),
        ([BALANCE | {"through": "2026-01"}], dt.date(2020, 1, 1), []),
        ([], dt.date(2026, 2, 1), []),
    ],
    ids=["none", "last year's", "right", "new"],
)
def test_balances_that_are_missing_are_not_zero(opening: list[dict[str, Any]], since: dt.date, codes: list[str], tmp_path: Path) -> None:
    """Whoever was here before this month has balances through the month before, or stops the run."""
    people = payees_of(payee("A1", employed_on=since), opening=opening)
    action = lambda: payroll.settle(earned({"A1": {"base": 3000}}, "2026-02"), people, plain(tmp_path), paid_on=FEB)  # noqa: E731
    if codes:
        assert [code for code, _ in found(action)] == codes
    else:
        assert action().balances["income"].to_list() == [3000]


def test_balances_of_another_month_are_refused(tmp_path: Path) -> None:
    """Figures through January do not serve March."""
    people = payees_of(payee("A1"), opening=[BALANCE | {"through": "2026-01"}])
    day = dt.date(2026, 3, 20)
    assert found(lambda: payroll.settle(earned({"A1": {"base": 1}}, "2026-03"), people, plain(tmp_path), paid_on=day)) == [
        ("Y026", "王A1 A1")
    ]


def test_a_payment_goes_on_from_the_month_before(tmp_path: Path) -> None:
    """A month cannot be left out between two payments, and December's ends its year."""
    rules, people = plain(tmp_path), payees_of(payee("A1"))
    january = payroll.settle(earned({"A1": {"base": 9000}}), people, rules, paid_on=JAN)
    action = lambda: payroll.settle(earned({"A1": {"base": 1}}, "2026-03"), people, rules, paid_on=dt.date(2026, 3, 5), before=january)  # noqa: E731
    assert [code for code, _ in found(action)] == ["Y025"]
    next_year = payroll.settle(earned({"A1": {"base": 9000}}, "2026-12"), people, rules, paid_on=dt.date(2027, 1, 5), before=january)
    assert next_year.balances["income"].to_list() == [9000]


def test_a_second_payment_of_one_month_is_refused(tmp_path: Path) -> None:
    """Contributions and allowances would be taken twice; periods paid in one month are one payment."""
    rules, people = plain(tmp_path), payees_of(payee("A1"))
    january = payroll.settle(earned({"A1": {"base": 9000}}), people, rules, paid_on=JAN)
    action = lambda: payroll.settle(earned({"A1": {"base": 1}}), people, rules, paid_on=dt.date(2026, 1, 31), before=january)  # noqa: E731
    assert [code for code, _ in found(action)] == ["Y024"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"worker_id": "A1", "paid_in": "2026Q1", "kind": "补发", "document": "表", "amount": 1}, "Y023"),
        ({"worker_id": "A9", "paid_in": "2026-01", "kind": "补发", "document": "表", "amount": 1}, "Y037"),
    ],
)
def test_a_row_that_would_count_for_nobody_is_refused(row: dict[str, Any], code: str) -> None:
    """An adjustment of a quarter, or of a person nobody pays, is not passed over."""
    assert found(lambda: payees_of(payee("A1"), adjustments=[row])) == [(code, row["worker_id"])]


REGISTERED: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "a first job of an old hand": ({"basic": "首次入职学生"}, {}, "Y031"),
    "a whole year of a newcomer": ({"basic": "全年六万"}, {"employed_on": dt.date(2025, 3, 1)}, "Y031"),
}


@pytest.mark.parametrize("case", REGISTERED)
def test_a_registration_that_cannot_be_is_refused(case: str, tmp_path: Path) -> None:
    """What somebody cannot have is not taken from a cell."""
    registered, columns, code = REGISTERED[case]
    row = {"worker_id": "A1", "year": 2026, "evidence": "表", **registered}
    people = payees_of(payee("A1", **columns), registrations=[row])
    assert found(lambda: payroll.settle(earned({"A1": {"base": 1}}), people, plain(tmp_path), paid_on=JAN)) == [(code, "王A1 A1")]


def test_a_bonus_nobody_registered_and_a_second_one_are_refused(tmp_path: Path) -> None:
    """How a yearly bonus is taxed is chosen once a year, by the person."""
    rules = plain(tmp_path)
    pay = earned({"A1": {"base": 3000, "year-end": 5000}})
    assert found(lambda: payroll.settle(pay, payees_of(payee("A1")), rules, paid_on=JAN)) == [("Y034", "王A1 A1")]
    registered = [{"worker_id": "A1", "year": 2026, "basic": "按月", "bonus": "单独计税", "evidence": "表"}]
    once = payroll.settle(pay, payees_of(payee("A1"), registrations=registered), rules, paid_on=JAN)
    again = earned({"A1": {"base": 3000, "year-end": 5000}}, "2026-02")
    action = lambda: payroll.settle(again, payees_of(payee("A1"), registrations=registered), rules, paid_on=FEB, before=once)  # noqa: E731
    assert found(action) == [("Y035", "王A1 A1")]


CLAIMS: dict[str, tuple[list[dict[str, Any]], str]] = {
    "unknown": ([{"kind": "大病医疗", "amount": 100}], "Y028"),
    "above the limit": ([{"kind": "赡养老人", "standard": "独生子女", "amount": 3001}], "Y029"),
    "above the limit of a shared one": ([{"kind": "赡养老人", "standard": "非独生子女", "amount": 1501}], "Y029"),
    "without a standard": ([{"kind": "住房租金", "amount": 800}], "Y039"),
    "rent of a smaller city": ([{"kind": "住房租金", "standard": "户籍人口不超过100万", "amount": 1500}], "Y029"),
    "an unknown standard": ([{"kind": "住房贷款利息", "standard": "二套", "amount": 1000}], "Y039"),
    "two certificates": (
        [{"kind": "职业资格继续教育", "amount": 3600, "starts_on": dt.date(2026, 1, day)} for day in (4, 5)],
        "Y038",
    ),
    "two children as one": ([{"kind": "子女教育", "amount": 4000}], "Y029"),
    "loan and rent": (
        [{"kind": "住房租金", "standard": "直辖市、省会、计划单列市", "amount": 1500}, {"kind": "住房贷款利息", "amount": 1000}],
        "Y030",
    ),
    "twice": (
        [
            {"kind": "赡养老人", "standard": "独生子女", "amount": 2000},
            {"kind": "赡养老人", "standard": "独生子女", "amount": 2000, "starts_on": dt.date(2025, 6, 1)},
        ],
        "Y029",
    ),
}


@pytest.mark.parametrize("case", CLAIMS)
def test_a_claim_beyond_the_law_is_refused(case: str, tmp_path: Path) -> None:
    """Kinds, limits and what excludes each other are the law's."""
    claims, code = CLAIMS[case]
    rows = [{"worker_id": "A1", "starts_on": dt.date(2025, 1, 1), **claim} for claim in claims]
    people = payees_of(payee("A1"), additional=rows)
    assert found(lambda: payroll.settle(earned({"A1": {"base": 1}}), people, plain(tmp_path), paid_on=JAN)) == [(code, "王A1 A1")]


@pytest.mark.parametrize(
    ("kind", "before", "amount", "code"),
    [("商业健康保险", "0", "200.01", "Y029"), ("个人养老金", "11000", "1000.01", "Y038"), ("个人养老金", "11000", "1000", "")],
)
def test_other_deductions_have_their_limits(kind: str, before: str, amount: str, code: str, tmp_path: Path) -> None:
    """Health insurance is limited in the month, the personal pension in the year: what was deducted before counts."""
    opening = [BALANCE | {"through": "2026-01", "other": before, "pension": before}]
    adjusted = [{"worker_id": "A1", "paid_in": "2026-02", "kind": kind, "document": "凭证", "amount": amount}]
    people = payees_of(payee("A1"), opening=opening, adjustments=adjusted)
    action = lambda: payroll.settle(earned({"A1": {"base": 30000}}, "2026-02"), people, plain(tmp_path), paid_on=FEB)  # noqa: E731
    if code:
        assert found(action) == [(code, "王A1 A1")]
    else:
        assert [str(action().balances[name][0]) for name in ("other", "pension")] == ["12000.00", "12000.00"]


def test_a_certificate_is_deducted_once_and_only_in_its_year(tmp_path: Path) -> None:
    """3,600 in the month of the certificate and not again in the next, nor in the year after; in the tax client it is 继续教育."""
    claims = [
        {"worker_id": "A1", "kind": "职业资格继续教育", "starts_on": day, "amount": 3600}
        for day in (dt.date(2026, 1, 9), dt.date(2025, 1, 9))
    ]
    people, rules = payees_of(payee("A1"), additional=claims), plain(tmp_path)
    first = payroll.settle(earned({"A1": {"base": 12000}}), people, rules, paid_on=JAN)
    second = payroll.settle(earned({"A1": {"base": 12000}}, "2026-02"), people, rules, paid_on=FEB, before=first)
    for paid in (first, second):
        assert [str(paid.tables["additional"]["additional.继续教育"][0]), str(paid.balances["additional"][0])] == ["3600.00", "3600.00"]


def test_two_children_may_be_claimed_as_two(tmp_path: Path) -> None:
    """4,000 a month for two children is within the limit of each."""
    rows = [{"worker_id": "A1", "kind": "子女教育", "starts_on": dt.date(2025, 1, 1), "amount": 4000, "children": 2}]
    paid = payroll.settle(earned({"A1": {"base": 12000}}), payees_of(payee("A1"), additional=rows), plain(tmp_path), paid_on=JAN)
    assert (str(paid.balances["additional"][0]), str(paid.slips["tax"][0])) == ("4000.00", "90.00")


LOCAL: dict[str, tuple[str, str, str]] = {
    "overlap": (
        "source: 试验}]\n    rounding",
        "source: 试验}, {from: 2014-01-01, floor: 0, ceiling: 1, worker: 0, employer: 0, source: 试验}]\n    rounding",
        "Y002",
    ),
    "no whole fen": ("{worker: [{step: 0.01, mode: half_up}]", "{worker: [{step: 0.001, mode: half_up}]", "Y004"),
    "unknown key": ("own_contributions: included", "own_contributions: included, extra: 1", "R101"),
}


@pytest.mark.parametrize("case", LOCAL)
def test_a_broken_locality_is_refused(case: str, tmp_path: Path) -> None:
    """Figures that overlap, roundings that leave fractions and keys nobody knows are shown at their line."""
    old, new, code = LOCAL[case]
    (tmp_path / "statutory.yaml").write_text(PLAIN.replace(old, new), encoding="utf-8")
    with pytest.raises(GridperfError) as caught:
        law.read_statutory(tmp_path, Locality)
    assert [each.code for each in caught.value.problems] == [code]
    assert caught.value.problems[0].where.line


@pytest.mark.parametrize(
    ("old", "new"),
    [("quick: 2520", "quick: 2502"), ("up_to: 300000", "up_to: 30000"), ("rate: 25%, quick: 31920", "rate: 24%, quick: 31920")],
)
def test_a_tax_table_typed_wrong_is_refused(old: str, new: str, tmp_path: Path, root: Path) -> None:
    """A digit of a limit, a rate or a quick deduction that does not fit the others cannot move anybody's tax."""
    text = (root / "rules/000000-china/statutory.yaml").read_text(encoding="utf-8")
    (tmp_path / "statutory.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PayrollError) as caught:
        law.read_statutory(tmp_path, Nation)
    assert {each.code for each in caught.value.problems} == {"Y003"}


EMPLOYERS: dict[str, tuple[str, str, str]] = {
    "no locality": ("locality: 530100-kunming", "locality: 530100-kunmin", "Y001"),
    "unknown scheme": ("schemes: [pension,", "schemes: [pensoin,", "Y006"),
    "line twice": ("lines: [heat]", "lines: [heat, base]", "Y007"),
    "no rates": ("fund: {worker: 12%, employer: 12%}\n", "", "Y008"),
    "no such class": ("{class: 一类}", "{class: 三类}", "Y009"),
    "odd rate": ("{worker: 12%,", "{worker: 1/9,", "Y021"),
    "silent": ("without_pay: no_contributions\n", "", "R102"),
}


@pytest.mark.parametrize("case", EMPLOYERS)
def test_a_broken_payroll_yaml_is_refused(case: str, tmp_path: Path) -> None:
    """Names that do not match, two places for a line, and silence about money."""
    old, new, code = EMPLOYERS[case]
    text = EMPLOYER.format(locality="530100-kunming", wage="一类", fund="12%")
    assert old in text
    (tmp_path / "payroll.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(GridperfError) as caught:
        payroll.load_employer(tmp_path / "payroll.yaml")
    assert [each.code for each in caught.value.problems] == [code]


def test_a_class_the_figure_of_the_month_lacks_is_no_zero(tmp_path: Path) -> None:
    """A class of minimum wage that only another year has stops the run instead of testing against nothing."""
    plain(tmp_path)
    other = "minimum_wage:\n  - {from: 2010-01-01, until: 2014-12-31, month: {三类: 1}, own_contributions: included, source: 试验}"
    (tmp_path / "plain/statutory.yaml").write_text(PLAIN.replace("minimum_wage:", other), encoding="utf-8")
    path = tmp_path / "payroll.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("{class: 一类}", "{class: 三类}"), encoding="utf-8")
    rules = payroll.load_employer(path)
    assert found(lambda: payroll.settle(earned({"A1": {"base": 1}}), payees_of(payee("A1")), rules, paid_on=JAN)) == [
        ("Y009", "minimum_wage.class")
    ]


def test_a_saved_payment_that_was_changed_is_refused(tmp_path: Path) -> None:
    """A folder without a payment, a changed table and a changed head are told apart from a sound one."""
    rules, people = plain(tmp_path), payees_of(payee("A1"))
    paid = payroll.settle(earned({"A1": {"base": 9000}}), people, rules, paid_on=JAN)
    folder = paid.save(tmp_path / "paid")
    assert payroll.load_payroll(folder).digest == paid.digest
    assert [code for code, _ in found(lambda: payroll.load_payroll(tmp_path))] == ["Y040"]
    head = (folder / "payroll.json").read_text(encoding="utf-8")
    (folder / "payroll.json").write_text(head.replace('"paid_on": "2026-01-20"', '"paid_on": "2026-01-21"'), encoding="utf-8")
    assert [code for code, _ in found(lambda: payroll.load_payroll(folder))] == ["Y041"]
    (folder / "payroll.json").write_text(head, encoding="utf-8")
    pl.DataFrame({"worker_id": ["A1"]}).write_parquet(folder / "slips.parquet")
    assert [code for code, _ in found(lambda: payroll.load_payroll(folder))] == ["Y041"]
