"""The files of a payment: columns as asked, text as text, sums that agree, all of them or none."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest

from gridperf import payroll
from gridperf.capitals import from_capitals
from gridperf.errors import GridperfError, PayrollError, RulesError
from gridperf.payroll.files import make_files
from gridperf.tables import RESULTS
from tests.unit.payroll.making import earned, employer, payee, payees_of, plain

JAN, FEB = dt.date(2026, 1, 20), dt.date(2026, 2, 20)


def sheet(path: Path, name: str | int = 0) -> list[list[str]]:
    """Return the cells of a sheet as a spreadsheet shows them."""
    loaded = fastexcel.read_excel(path).load_sheet(name, header_row=None, dtypes="string").to_polars()
    return [["" if cell is None else cell for cell in row] for row in loaded.iter_rows()]


@pytest.fixture
def paid(tmp_path: Path) -> payroll.Payroll:
    """Return a payment of three people: one insured, one with another bank, one with a yearly bonus."""
    people = payees_of(
        payee("A1", insured_as="职工", insurance_wage=10000, fund_wage=10000, unit="城关街道"),
        payee("A2", bank="农业银行", bank_number="103100000026", unit="城关街道"),
        payee("A3", unit="北岭街道", employed_on=dt.date(2026, 1, 5)),
        registrations=[
            {"worker_id": "A3", "year": 2026, "basic": "首次入职学生", "bonus": "单独计税", "evidence": "表"},
        ],
        additional=[{"worker_id": "A1", "kind": "赡养老人", "standard": "独生子女", "starts_on": dt.date(2020, 1, 1), "amount": 3000}],
        adjustments=[
            {"worker_id": "A1", "paid_in": "2026-01", "kind": "代扣款", "document": "法院", "amount": Decimal("100.10")},
            {"worker_id": "A2", "paid_in": "2026-01", "kind": "个人养老金", "document": "凭证", "amount": Decimal(1000)},
        ],
    )
    pay = {"A1": {"base": 10000}, "A2": {"base": "3000.50"}, "A3": {"base": 4000, "year-end": 12000}}
    return payroll.settle(earned(pay), people, employer(tmp_path), paid_on=JAN)


def test_the_file_of_the_bank(paid: payroll.Payroll, tmp_path: Path) -> None:
    """No heading, no total, accounts whole, two digits, GBK, and the mark of another bank."""
    payroll.write_files(paid, tmp_path / "files")
    lines = (tmp_path / "files/建设银行代发.txt").read_bytes().decode("gbk").split("\r\n")
    assert lines == [
        "1|6217003860000000001|王A1|7669.90|0|||工资|2026-01",
        "2|6217003860000000002|王A2|3000.50|1|农业银行|103100000026|工资|2026-01",
        "3|6217003860000000003|王A3|15640.00|0|||工资|2026-01",
        "",
    ]


def test_the_sheets_of_the_tax_client(paid: payroll.Payroll, tmp_path: Path) -> None:
    """Twenty-nine columns of income with everybody in them, and bonuses that are taxed by themselves apart."""
    payroll.write_files(paid, tmp_path / "files")
    income = sheet(tmp_path / "files/正常工资薪金收入.xlsx", "正常工资薪金收入")
    assert len(income[0]) == 29
    rows = [dict(zip(income[0], row, strict=True)) for row in income[1:]]
    assert [row["*证件号码"] for row in rows] == paid.payees["id_number"].to_list()
    assert {key: rows[0][key] for key in ("本期收入", "基本养老保险费", "住房公积金", "累计赡养老人", "累计子女教育")} == {
        "本期收入": "10000",
        "基本养老保险费": "800",
        "住房公积金": "1200",
        "累计赡养老人": "3000",
        "累计子女教育": "",
    }
    assert (rows[1]["累计个人养老金"], rows[2]["本期收入"], rows[2]["累计个人养老金"]) == ("1000", "4000", "")
    bonus = sheet(tmp_path / "files/全年一次性奖金收入.xlsx")
    assert [row[0] for row in bonus[1:]] == ["A3"]
    assert bonus[1][4] == "12000"


def test_the_sheet_of_persons(tmp_path: Path) -> None:
    """Fifty-one columns, an account as text; sex and birthday from the card or as stated, and neither may be missing."""
    passport = {"id_kind": "外国护照", "id_number": "E12345678", "nationality": "越南", "sex": "女", "born_on": dt.date(1990, 2, 3)}
    card = {
        "disability_number": "53011219610101000843",
        "disability_kind": "残疾人证",
        "lone_elder": True,
        "education": "大学本科",
        "position": "普通",
    }
    registered = [{"worker_id": "A1", "year": 2026, "basic": "首次入职学生", "evidence": "表"}]
    people = payees_of(payee("A1", employed_on=dt.date(2026, 1, 5), **card), payee("A2", **passport), registrations=registered)
    paid = payroll.settle(earned({"A1": {"base": 4000}, "A2": {"base": 4000}}), people, plain(tmp_path), paid_on=JAN)
    payroll.write_files(paid, tmp_path / "files", layouts=["tax-person"])
    head, *rows = sheet(tmp_path / "files/人员信息采集.xlsx", "人员信息")
    assert (len(head), head[18], head[25], head[50]) == (51, "是否孤老", "备注", "职务")
    first, second = (dict(zip(head, row, strict=True)) for row in rows)
    assert {name: cell for name, cell in first.items() if cell} == {
        "工号": "A1",
        "*姓名": "王A1",
        "*证件类型": "居民身份证",
        "*证件号码": paid.payees["id_number"][0],
        "*国籍(地区)": "中国",
        "*性别": "女",
        "*出生日期": "1961-01-01",
        "是否高级专家": "否",
        "*任职受雇从业类型": "雇员",
        "入职年度就业情形": "当年首次入职学生",
        "任职受雇从业日期": "2026-01-05",
        "是否残疾": "是",
        "是否烈属": "否",
        "是否孤老": "是",
        "残疾证件类型": "残疾人证",
        "残疾证号": "53011219610101000843",
        "学历": "大学本科",
        "银行账号": "6217003860000000001",
        "职务": "普通",
    }
    assert [second[name] for name in ("*国籍(地区)", "*性别", "*出生日期", "是否残疾")] == ["越南", "女", "1990-02-03", "否"]
    lacking = payees_of(payee("A2", **(passport | {"sex": None, "nationality": None})))
    paid = payroll.settle(earned({"A2": {"base": 4000}}), lacking, plain(tmp_path), paid_on=JAN)
    with pytest.raises(PayrollError) as caught:
        payroll.write_files(paid, tmp_path / "others", layouts=["tax-person"])
    assert [(each.code, each.where.field, each.where.path) for each in caught.value.problems] == [
        ("Y060", "*国籍(地区)", "王A2 A2"),
        ("Y060", "*性别", "王A2 A2"),
    ]
    assert not (tmp_path / "others").exists()


def test_two_files_of_one_name_and_a_heading_that_cannot_be_written_are_refused(tmp_path: Path) -> None:
    """A layout replaces neither another one nor the pay sheet, and a heading is encoded like a cell."""
    paid = payroll.settle(earned({"A1": {"base": 5000}}), payees_of(payee("A1")), plain(tmp_path), paid_on=JAN)
    text = "title: x\nfile: FILE\nform: text\nencoding: gbk\nseparator: ','\nheader: true\npeople: paid\ncolumns: [{title: TITLE, value: net}]\n"
    for number, (file, title, code) in enumerate((("工资表.xlsx", "金额", "Y057"), ("a.txt", "㛃", "Y059"), ("a.txt", "'a,b'", "Y059"))):
        path = tmp_path / f"{number}.yaml"
        path.write_text(text.replace("FILE", file).replace("TITLE", title), encoding="utf-8")
        with pytest.raises(PayrollError) as caught:
            payroll.write_files(paid, tmp_path / "files", layouts=[path])
        assert [each.code for each in caught.value.problems] == [code]
    assert not (tmp_path / "files").exists()


def test_the_pay_sheet_adds_up_and_says_so_in_capitals(paid: payroll.Payroll, tmp_path: Path) -> None:
    """Each row, and the last, is gross less what is taken off; capitals stand for the figures beside them."""
    payroll.write_files(paid, tmp_path / "files")
    head, *rows = sheet(tmp_path / "files/工资表.xlsx", "工资表")
    gross, net, capitals = head.index("应发合计"), head.index("实发合计"), head.index("实发合计（大写）")
    for row in rows:
        off = sum(Decimal(cell or 0) for cell in row[gross + 1 : net])
        assert Decimal(row[gross]) - off == Decimal(row[net]) == from_capitals(row[capitals])
    assert rows[-1][0] == "合计"
    assert Decimal(rows[-1][net]) == sum(Decimal(row[net]) for row in rows[:-1]) == paid.totals["net"]
    units = sheet(tmp_path / "files/工资表.xlsx", "按单位汇总")
    assert [row[:2] for row in units[1:]] == [["北岭街道", "1"], ["城关街道", "2"], ["合计", "3"]]


def test_the_list_of_files_is_the_control(paid: payroll.Payroll, tmp_path: Path) -> None:
    """Head-count, total in figures and in capitals, and digest stand beside every file."""
    import hashlib

    written = payroll.write_files(paid, tmp_path / "files")
    assert written[-1].name == "文件清单.json"
    held = json.loads(written[-1].read_text(encoding="utf-8"))
    for each in held["files"]:
        assert hashlib.sha256((tmp_path / "files" / each["file"]).read_bytes()).hexdigest() == each["sha256"]
    (bank,) = [each for each in held["files"] if each["file"] == "建设银行代发.txt"]
    assert (bank["people"], Decimal(bank["total"]), from_capitals(bank["capitals"])) == (3, paid.totals["net"], paid.totals["net"])


def test_payslips_end_in_net(paid: payroll.Payroll, tmp_path: Path) -> None:
    """A slip's lines sum to its last, as rows and as data."""
    payroll.write_files(paid, tmp_path / "files")
    rows = sheet(tmp_path / "files/工资条.xlsx")[1:]
    mine = [row for row in rows if row[1] == "A1"]
    assert mine[-1][3] == "实发合计"
    assert sum(Decimal(row[5]) for row in mine[:-1]) == Decimal(mine[-1][5])
    data = json.loads((tmp_path / "files/工资条.json").read_text(encoding="utf-8"))
    assert sum(Decimal(line["amount"]) for line in data[0]["worker"]) == Decimal(data[0]["net"])


def test_what_is_published_is_masked(paid: payroll.Payroll, tmp_path: Path) -> None:
    """Neither a whole identity number nor an account nor a given name stands in the notice."""
    payroll.write_files(paid, tmp_path / "files")
    flat = "".join(cell for row in sheet(tmp_path / "files/公示表.xlsx") for cell in row)
    assert "530***********0008" in flat
    for secret in (*paid.payees["id_number"], *paid.payees["account_number"], *paid.payees["name"]):
        assert secret not in flat


def test_the_budget_is_the_cost(tmp_path: Path) -> None:
    """What parties bear of a line, and what is left to the payer, is gross and the employer's side, to the fen."""
    part = earned({"A1": {"base": 5000}})
    schema = part.parties.schema
    shared = pl.DataFrame(
        [("A1", "base", "市级财政", Decimal("3000.01")), ("A1", "base", "乡镇财政", Decimal("1000.00"))], schema=schema, orient="row"
    )
    part = payroll.Earned(part.period, part.monthly, part.pay, part.names, part.whole, shared, "", part.ends_in)
    people = payees_of(payee("A1", insured_as="职工", insurance_wage=5000, fund_wage=5000))
    paid = payroll.settle(part, people, employer(tmp_path), paid_on=JAN)
    payroll.write_files(paid, tmp_path / "files")
    rows = {row[0]: Decimal(row[1]) for row in sheet(tmp_path / "files/经费承担表.xlsx")[1:]}
    assert rows == {
        "市级财政": Decimal("3000.01"),
        "乡镇财政": Decimal(1000),
        "测试单位": paid.totals["cost"] - Decimal("4000.01"),
        "合计": paid.totals["cost"],
    }


def test_pools_stand_beside_what_their_slips_come_to(tmp_path: Path) -> None:
    """Fund and what was carried in are paid, kept back and carried on; the sum of the slips is what the pools paid."""
    part = earned({"A1": {"base": 3000, "performance": "700.01"}, "A2": {"base": 3000, "performance": "300"}})
    account = ("performance", "2026-01", "城关街道", *map(Decimal, ("1000", "0.01", "0", "1000.01", "0", "0")), 2)
    pool = pl.DataFrame([account], schema=RESULTS["pools"].schema, orient="row")
    paid = payroll.settle(dataclasses.replace(part, pools=pool), payees_of(payee("A1"), payee("A2")), employer(tmp_path), paid_on=JAN)
    paid.save(tmp_path / "paid")
    payroll.write_files(payroll.load_payroll(tmp_path / "paid"), tmp_path / "files", layouts=[])
    head, scope, total = sheet(tmp_path / "files/工资表.xlsx", "奖励池")
    assert dict(zip(head, total, strict=True))["工资条合计"] == dict(zip(head, total, strict=True))["发放"] == "1000.01"
    assert scope[:5] == ["performance", "2026-01", "城关街道", "2", "1000"]


def test_no_cell_is_ever_a_formula(tmp_path: Path) -> None:
    """A name that looks like a formula is text in a workbook, and refused in a text file."""
    people = payees_of(payee("A1", name="=1+1"), payee("A2", name="张|三"), payee("A3", name="李㛃"))
    paid = payroll.settle(earned({each: {"base": 5000} for each in ("A1", "A2", "A3")}), people, plain(tmp_path), paid_on=JAN)
    payroll.write_files(paid, tmp_path / "files", layouts=["tax-income"])
    assert [row[1] for row in sheet(tmp_path / "files/正常工资薪金收入.xlsx")[1:]] == ["=1+1", "张|三", "李㛃"]
    with pytest.raises(PayrollError) as caught:
        payroll.write_files(paid, tmp_path / "others")
    assert [(each.code, each.where.path) for each in caught.value.problems] == [
        ("Y053", "=1+1 A1"),
        ("Y053", "张|三 A2"),
        ("Y052", "李㛃 A3"),
    ]
    assert not (tmp_path / "others").exists()


def test_nothing_is_written_where_somebody_has_no_account(tmp_path: Path) -> None:
    """All files or none: those that were there before stay as they were."""
    rules = plain(tmp_path)
    sound = payroll.settle(earned({"A1": {"base": 5000}}), payees_of(payee("A1")), rules, paid_on=JAN)
    payroll.write_files(sound, tmp_path / "files")
    before = {path.name: path.read_bytes() for path in (tmp_path / "files").iterdir()}
    lacking = payroll.settle(earned({"A1": {"base": 6000}}), payees_of(payee("A1", account_number=None)), rules, paid_on=JAN)
    with pytest.raises(PayrollError) as caught:
        payroll.write_files(lacking, tmp_path / "files")
    assert [(each.code, each.where.path) for each in caught.value.problems] == [("Y050", "王A1 A1")]
    assert {path.name: path.read_bytes() for path in (tmp_path / "files").iterdir()} == before


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    """A file that stands where the folder should be is a problem, not a traceback."""
    paid = payroll.settle(earned({"A1": {"base": 5000}}), payees_of(payee("A1")), plain(tmp_path), paid_on=JAN)
    (tmp_path / "files").write_text("", encoding="utf-8")
    with pytest.raises(PayrollError) as caught:
        payroll.write_files(paid, tmp_path / "files")
    assert [each.code for each in caught.value.problems] == ["Y055"]


def test_the_same_payment_gives_the_same_bytes(paid: payroll.Payroll) -> None:
    """A file that is made again is the file that was sent."""
    assert make_files(paid) == make_files(paid)


@pytest.mark.parametrize(
    ("text", "error", "code"),
    [
        (None, PayrollError, "Y051"),
        (
            "title: x\nfile: x.txt\nform: text\nencoding: gbk\nseparator: '|'\nheader: false\npeople: paid\ncolumns: [{title: a, value: salary}]\n",
            RulesError,
            "R104",
        ),
        ("title: x\nfile: a/x.txt\nform: xlsx\nsheet: s\npeople: paid\ncolumns: [{title: a, text: ''}]\n", RulesError, "R106"),
    ],
    ids=["none", "unknown value", "path"],
)
def test_a_broken_layout_is_refused(text: str | None, error: type[GridperfError], code: str, tmp_path: Path) -> None:
    """A layout that is not there, a column nobody knows, and a file outside its folder."""
    path = tmp_path / "layout.yaml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(error) as caught:
        payroll.load_layout(path)
    assert [each.code for each in caught.value.problems] == [code]


def test_an_exception_nobody_confirmed_keeps_every_file_back(tmp_path: Path) -> None:
    """Pay below the minimum wage is written only once somebody has said why it is right."""
    rules, pay = employer(tmp_path), earned({"A1": {"base": 2000}})
    insured: dict[str, Any] = {"insured_as": "职工", "insurance_wage": 3000, "fund_wage": 3000}
    paid = payroll.settle(pay, payees_of(payee("A1", **insured)), rules, paid_on=JAN)
    assert paid.exceptions.select("exception", "amount", "against").rows() == [("below_minimum", Decimal("2000.00"), Decimal("2170.00"))]
    with pytest.raises(PayrollError) as caught:
        payroll.write_files(paid, tmp_path / "files")
    assert [(each.code, each.where.path) for each in caught.value.problems] == [("Y042", "王A1 A1")]
    assert not (tmp_path / "files").exists()
    looked_at = {"worker_id": "A1", "paid_in": "2026-01", "exception": "below_minimum", "by": "张会计", "reason": "停薪留职半月"}
    for amount, open_ in ((1999, 1), (2000, 0)):
        people = payees_of(payee("A1", **insured), confirmations=[looked_at | {"amount": amount}])
        again = payroll.settle(pay, people, rules, paid_on=JAN)
        assert again.unconfirmed.height == open_
    assert len(payroll.write_files(again, tmp_path / "files")) == 9
    with pytest.raises(PayrollError) as caught:
        payroll.settle(earned({"A1": {"base": 3000}}, "2026-02"), people, rules, paid_on=FEB, before=paid)
    assert [each.code for each in caught.value.problems] == ["Y058"]


def test_exceptions_are_confirmed_in_the_table_that_asks_for_it(tmp_path: Path) -> None:
    """Who has looked and why are filled in; nothing else has to be known, and a table somebody has begun with stays."""
    rules, pay = plain(tmp_path), earned({"A1": {"base": 2000}, "A2": {"base": 0}})
    columns = [payee(each, insured_as="职工", insurance_base=0) for each in ("A1", "A2")]
    paid = payroll.settle(pay, payees_of(*columns), rules, paid_on=JAN)
    path = payroll.write_confirmations(paid, tmp_path / "open")
    assert path == tmp_path / "open/异常确认-2026-01.xlsx" == payroll.write_confirmations(paid, tmp_path / "open")
    head, *rows = sheet(path, "异常确认")
    assert [row[2:6] for row in rows] == [
        ["低于最低工资", "王A1", "2000", "2270"],
        ["低于最低工资", "王A2", "0", "2270"],
        ["应发为零", "王A2", "0", ""],
    ]
    (tmp_path / "hr").mkdir()
    filled = [",".join(cells) for cells in (head, *([*row[:6], "张会计", "半月停薪"] for row in rows))]
    (tmp_path / "hr/异常确认-2026-01.csv").write_text("\n".join(filled), encoding="utf-8")
    path.write_bytes(b"begun")
    people = payees_of(*columns)
    people.payees.write_csv(tmp_path / "hr/payees.csv")
    confirmed = payroll.settle(pay, payroll.read_payees(tmp_path / "hr"), rules, paid_on=JAN)
    assert confirmed.exceptions.select("exception", "by", "reason").rows() == [
        ("below_minimum", "张会计", "半月停薪"),
        ("below_minimum", "张会计", "半月停薪"),
        ("zero", "张会计", "半月停薪"),
    ]
    assert payroll.write_confirmations(confirmed, tmp_path / "open") is None
    assert payroll.write_confirmations(paid, tmp_path / "open") == tmp_path / "open/异常确认-2026-01-2.xlsx"


def test_exceptions_come_in_the_order_of_their_weight(tmp_path: Path) -> None:
    """Below the minimum, capped, nothing at all, doubled, large corrections: the gravest first."""
    rules = plain(tmp_path)
    names = ("A1", "A2", "A3", "A4", "A5")
    first = payroll.settle(earned({each: {"base": 3000} for each in names}), payees_of(*map(payee, names)), rules, paid_on=JAN)
    adjustments = [
        {"worker_id": "A2", "paid_in": "2026-02", "kind": "赔偿扣款", "document": "决定", "amount": 3000},
        {"worker_id": "A5", "paid_in": "2026-02", "kind": "补发", "document": "决定", "amount": Decimal("500.01")},
    ]
    people = payees_of(*map(payee, names), adjustments=adjustments)
    pay = earned({"A1": {"base": 2269}, "A2": {"base": 3000}, "A4": {"base": 6000}, "A5": {"base": 3000}}, "2026-02")
    second = payroll.settle(pay, people, rules, paid_on=FEB, before=first)
    assert second.exceptions.select("exception", "worker_id").rows() == [
        ("below_minimum", "A1"),
        ("capped", "A2"),
        ("zero", "A3"),
        ("doubled", "A4"),
        ("retro", "A5"),
    ]
