"""Reports of lists: their rows, sums and capitals are in them, and whoever changes one is found, with the place."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from docs.gallery.samples import County
from gridperf import Rulebook, load_rules
from gridperf.report.documents.pay_sheets import pay_sheet_page
from gridperf.report.evidence.laws import unfounded
from gridperf.report.evidence.listing import is_listing, lists_of, unsaid
from gridperf.report.evidence.rules_proof import checked_of, unresolved
from gridperf.report.paper.pdf import WeasyPrintRenderer
from gridperf.report.verifying.compared import Basis
from gridperf.report.verifying.grounds import RulesBasis
from gridperf.report.verifying.in_order import departure
from gridperf.report.verifying.proof import verify_pdf
from gridperf.report.verifying.reading import read_paper
from tests.unit.report.fake import Case, Fake

pytestmark = pytest.mark.xdist_group("every-report")

SUMS = ("seal", "text", "data", "sums")
LISTED = {
    "audit": SUMS,
    "correction": SUMS,
    "county-summary": SUMS,
    "pay-sheet": SUMS,
    "public-notice": ("seal", "text", "data"),
    "ranking": SUMS,
}
"""Reports of lists, and what is checked of each by itself."""
MONTHS = {"audit": 1, "correction": 0}
"""Which month of the county a report is of, where it is not the last."""


@pytest.mark.parametrize("report", LISTED)
def test_a_report_of_lists_is_verified_by_itself_and_against_its_result(one: County, made: Callable[[str], bytes], report: str) -> None:
    """The words are those that were sealed, in their order, and say what the lists say; the result it came from has the same lists."""
    pdf = made(report)
    paper = read_paper(pdf)
    assert departure(paper.text, json.loads(paper.files["seal.json"])["text"]) is None
    assert is_listing(json.loads(paper.files["evidence.json"]))
    own = MONTHS.get(report, 2)
    verdict = verify_pdf(pdf, against=Basis(one.months[own]))
    assert (verdict.problems, verdict.checked) == ((), (*LISTED[report], "assessment"))
    other = verify_pdf(pdf, against=Basis(one.months[own - 1]))
    assert [problem.code for problem in other.problems] == ["P128"]


def test_a_correction_statement_is_compared_with_the_result_before_and_the_one_after(one: County, made: Callable[[str], bytes]) -> None:
    """Either is told by its digest, and the gross pay of everybody is that of the statement."""
    before, after = one.correction.touched[0].change.before, one.correction.touched[0].change.after
    assert before.digest != after.digest
    for result in (before, after):
        assert verify_pdf(made("correction"), against=Basis(result)).problems == ()
    evidence = json.loads(read_paper(made("correction")).files["evidence.json"])
    (first, *_) = [one for one in evidence["lists"] if one["list"] == "person"]
    first["rows"][0][-1] = "应发 2,255.00 → 2,456.00"
    found = [problem.values for problem in Basis(after).differences("x", evidence)]
    assert found == [{"file": "x", "place": "person 2026-08 05220020", "stated": "2,456.00", "found": "2,455.00"}]
    assert list(Basis(before).differences("x", evidence)) == []


def test_a_rulebook_in_print_holds_the_rulebook_and_says_whose_it_is(one: County, made: Callable[[str], bytes]) -> None:
    """The rules inside have the digest on paper, and it prints them; the pack's are these, another pack's are told apart rule by rule."""
    pdf, rules = made("rulebook"), one.month.rulebook
    paper = read_paper(pdf)
    assert departure(paper.text, json.loads(paper.files["seal.json"])["text"]) is None
    verdict = verify_pdf(pdf, against=RulesBasis(lambda _: rules))
    assert (verdict.problems, verdict.checked) == ((), ("seal", "text", "data", "resolved", "printed", "rules"))
    assert Rulebook.from_dict(json.loads(paper.files["rulebook.json"])).digest == rules.digest
    other = load_rules("371327-junan")
    found = [problem.values for problem in verify_pdf(pdf, against=RulesBasis(lambda _: other), name="rules.pdf").problems]
    assert found[0] == {
        "file": "rules.pdf",
        "stated": rules.digest[:16],
        "found": other.digest[:16],
        "edition": f"371327-junan@{other.starts_on}",
    }
    assert {"clauses", "document", "pay"} <= {values["place"] for values in found[1:]}


def test_a_paper_says_whether_it_rests_on_the_rules_of_a_pack(one: County, made: Callable[[str], bytes]) -> None:
    """Pay sheets and scorecards name their rules by digest; payslips, which come from a payment, name none."""
    for report, expected in (("pay-sheet", []), ("scorecard", []), ("payslip", ["P136"])):
        verdict = verify_pdf(made(report), against=RulesBasis(lambda _: one.month.rulebook))
        assert ([problem.code for problem in verdict.problems], verdict.checked[-1]) == (expected, "rules")
    wrong = verify_pdf(made("scorecard"), against=RulesBasis(lambda _: load_rules("371327-junan")))
    assert [problem.code for problem in wrong.problems] == ["P169"]
    assert [problem.code for problem in verify_pdf(made("rulebook"), against=Basis(one.month)).problems] == ["P136"]


def test_rules_that_were_changed_contradict_what_is_printed(made: Callable[[str], bytes]) -> None:
    """A changed number inside is not the rulebook of the digest; a printed rule that was changed does not follow from the rules inside."""
    paper = read_paper(made("rulebook"))
    evidence = json.loads(paper.files["evidence.json"])
    inside = json.loads(paper.files["rulebook.json"])
    inside["edition"]["title"] = "另一办法"
    changed = {**paper.files, "rulebook.json": json.dumps(inside).encode()}
    assert [problem.code for problem in unresolved("x", evidence, changed)] == ["P171"]
    (items, *_) = [each for each in evidence["lists"] if each["list"] == "items"]
    row = next(row for row in items["rows"] if row[0] == "1")
    row[3] = "99"
    assert [(problem.code, problem.values["place"]) for problem in unresolved("x", evidence, paper.files)] == [
        ("P172", f"items {items['title']}")
    ]
    evidence["provenance"]["engine"] = "0.0.1"
    assert checked_of(evidence) == ("resolved",)
    assert list(unresolved("x", evidence, paper.files)) == []  # other versions put rules into other words


def test_the_table_for_people_says_what_the_pay_sheet_says(made: Callable[[str], bytes]) -> None:
    """Rows, street sums, the whole, the amount in capitals and the digests, in the order of paper; amounts are numbers."""
    paper = read_paper(made("pay-sheet"))
    rows = list(csv.reader(io.StringIO(paper.files["pay-sheet.csv"].decode("utf-8-sig"))))
    evidence = json.loads(paper.files["evidence.json"])
    assert rows[:3] == [
        ["发放明细 双河镇"],
        [
            "序",
            "编号",
            "姓名",
            "岗位",
            "计薪天数",
            "等次",
            "基本工资",
            "绩效工资",
            "托底补差",
            "采用信息奖励",
            "岗位补贴",
            "绩效补贴",
            "应发合计",
        ],
        ["1", "05220017", "陈佳军", "专职网格员", "21/21", "良好", "1700.00", "660.00", "0.00", "40.00", "", "", "2400.00"],
    ]
    assert ["合计（41 人）", *[""] * 5, "67900.00", "19820.00", "1130.00", "1490.00", "2400.00", "2176.05", "94916.05"] in rows
    assert ["合计大写 人民币玖万肆仟玖佰壹拾陆元零伍分·¥94,916.05"] in rows
    assert ["考核结果摘要（SHA-256）", evidence["assessment"]] in rows
    assert ["规则摘要（SHA-256）", evidence["provenance"]["rulebook"]] in rows


# --- forged by somebody who knows how to seal -------------------------------------------------------------------------


def small(case: Case) -> Fake:
    """Three people in two streets; of the base pay of one, county and township bear their parts, and a third party has some."""
    row = {"subject": "W0003", "period": "2026-10", "line": "base"}
    borne = (("bears", "县", "4800.00"), ("bears", "乡镇", "1200.00"), ("receives", "工会", "20.00"))
    parties = [row | {"kind": kind, "party": party, "amount": Decimal(amount)} for kind, party, amount in borne]
    people = [case, replace(case, subject="W0002"), replace(case, subject="W0003", street="凤凰城街道", name="李四")]
    return Fake(people, further={"parties": parties})


@pytest.fixture(scope="module")
def sheet(renderer: WeasyPrintRenderer) -> Mapping[str, bytes]:
    """The files inside a small pay sheet."""
    return read_paper(renderer.render(pay_sheet_page(small(Case())))).files


def forged(sheet: Mapping[str, bytes], change: Callable[[dict[str, Any]], object]) -> list[tuple[str, str | None]]:
    """Return what is said of the sheet when its evidence is changed and everything sealed anew: codes and places."""
    evidence = json.loads(sheet["evidence.json"])
    change(evidence)
    found = [*unsaid("x", json.loads(sheet["seal.json"]), evidence, sheet), *unfounded("x", evidence)]
    return [(problem.code, problem.values.get("place")) for problem in found]


def test_an_untouched_sheet_contradicts_nothing(sheet: Mapping[str, bytes]) -> None:
    """What follows is found because it was changed."""
    assert forged(sheet, lambda evidence: None) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda it: it["lists"][0]["rows"][0].__setitem__(6, "2900.00"), ("P126", "W0003 gross")),
        (lambda it: it["lists"][0]["rows"][0].__setitem__(2, "王五"), ("P125", "people 凤凰城街道 1 W0003")),
        (lambda it: it["lists"][0]["sums"].__setitem__(-1, "9950.00"), ("P126", "people 凤凰城街道 应发合计")),
        (lambda it: it["lists"][2]["sums"].__setitem__(-1, "9850.00"), ("P126", "together 应发合计")),
        (lambda it: it["lists"][2]["sums"].__setitem__(-1, "9850.00"), ("P126", "capitals")),
        (lambda it: it["lists"][1]["rows"].pop(), ("P126", "people 利津街道 基本工资")),
        (lambda it: it["lists"][1]["rows"].reverse(), ("P126", "no")),
        (lambda it: it["lists"][1]["rows"][0].__setitem__(1, "W0002"), ("P126", "subject")),
        (lambda it: it["lists"].reverse(), ("P125", "people 凤凰城街道 1 W0003")),
        (lambda it: it["facts"][0].__setitem__(1, "控制数：4 人，8,850.00 元"), ("P126", "control")),
        (lambda it: it["facts"][1].__setitem__(1, "合计大写人民币捌仟捌佰伍拾壹元整·¥8,850.00"), ("P126", "capitals")),
        (lambda it: it["lists"][1].__setitem__("said", "利津街道小计（3 人）"), ("P126", "利津街道小计（3 人）")),
        (lambda it: it["lists"][3]["rows"][0].__setitem__(3, "4801.00"), ("P126", "bears 县 金额（元）")),
        (lambda it: it["lists"][3]["rows"][0].__setitem__(3, "4801.00"), ("P126", "bears 基本工资")),
        (lambda it: it["lists"].pop(3), ("P126", "bears 基本工资")),
        (lambda it: it.__setitem__("assessment", "0" * 64), ("P125", "assessment")),
        (lambda it: it["lists"][0]["rows"][0].__setitem__(3, "专属网格员"), ("P170", None)),
    ],
)
def test_a_pay_sheet_that_was_changed_and_sealed_again_contradicts_itself(
    sheet: Mapping[str, bytes], change: Callable[[dict[str, Any]], object], expected: tuple[str, str]
) -> None:
    """Rows, sums, numbers, capitals and the table for people tell, each with its place, even where every digest is right."""
    assert expected in forged(sheet, change)


@pytest.mark.parametrize(
    ("report", "where", "cell", "expected"),
    [
        ("ranking", ("ranked", 0, 4), "105.00", "streets 专职网格员月度考核 双河镇"),
        ("ranking", ("ranked", 0, 5), "良好", "streets 专职网格员月度考核 优秀"),
        ("ranking", ("streets", 0, 1), "6", "streets 专职网格员月度考核 双河镇"),
        ("ranking", ("bars", 0, 0), "2", "bars 专职网格员月度考核 bars"),
        ("ranking", ("held", 0, 1), "9", "held 专职网格员月度考核 优秀"),
        ("county-summary", ("lines", 0, 1), "67901.00", "lines total"),
        ("county-summary", ("lines", 0, 1), "67901.00", "lines 基本工资 第十九条"),
        ("county-summary", ("lines", 0, -1), "1.00", "lines 基本工资 第十九条 mean"),
        ("county-summary", ("paid_streets", 0, 1), "1.00", "paid_streets total"),
        ("county-summary", ("trend", 0, 1), "31", "trend 专职网格员月度考核 2026年8月"),
        ("correction", ("periods", 0, -1), "81.00", "periods 2026-08"),
        ("correction", ("effects", 0, -1), "0.00", "effects 2026-08"),
        ("correction", ("policies", 0, -1), "0.00", "policies 全部重算，多退少补"),
        ("correction", ("person", 1, -1), "0.00", "person 2026-08 05220020"),
        ("audit", ("sources", 0, 2), "1", "read"),
        ("audit", ("steps", 0, 0), "9", "steps"),
    ],
)
def test_a_report_that_was_changed_contradicts_itself(
    made: Callable[[str], bytes], report: str, where: tuple[str, int, int], cell: str, expected: str
) -> None:
    """One cell of its evidence, changed by somebody who can seal: something it adds up to no longer does, and the paper says otherwise."""
    paper = read_paper(made(report))
    evidence = json.loads(paper.files["evidence.json"])
    (changed, *_) = [one for one in evidence["lists"] if one["list"] == where[0]]
    assert changed["rows"][where[1]][where[2]] != cell
    changed["rows"][where[1]][where[2]] = cell
    assert expected in [problem.values["place"] for problem in unfounded("x", evidence)]
    said = unsaid("x", json.loads(paper.files["seal.json"]), evidence, paper.files)
    assert [problem.code for problem in said] == ["P125", "P170"]


def test_lists_come_back_as_they_were_printed(sheet: Mapping[str, bytes]) -> None:
    """Amounts have no commas in the evidence and have them again when it is read."""
    evidence = json.loads(sheet["evidence.json"])
    assert evidence["lists"][0]["rows"][0][-1] == "2950.00"
    assert [row[-1] for row in lists_of(evidence)[0].rows] == ["2,950.00"]


# --- words in their order ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pages", "lines", "expected"),
    [
        (["ab1/1"], ["a", "b"], None),
        (["headab1/2", "headc2/2"], ["head", "a", "b", "c"], None),
        (["abM1/2", "cM2/2"], ["a", "b", "c", "M"], None),
        (["a—1—", "b—2—"], ["ab"], None),
        (["ab1/1"], ["a", "c"], ("c", "b")),
        (["ab1/1"], ["a"], ("", "b")),
        (["a1/1"], ["a", "b"], ("b", "")),
        (["ba1/1"], ["a", "b"], ("a", "ba")),
        (["ab1/2", "xc2/2"], ["a", "b", "c"], ("c", "xc")),
        (["ab1/2", "c3/2"], ["a", "b", "c"], ("1/2", "ab1/2")),
    ],
)
def test_words_are_compared_in_their_order(pages: list[str], lines: list[str], expected: tuple[str, str] | None) -> None:
    """Heads and margins come again, a line may go on overleaf; whatever is added, left out or moved is named where it happens."""
    assert departure(pages, lines) == expected
