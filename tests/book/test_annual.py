"""The year's evaluation: sealed months, a sheet of its own from votes and satisfaction, and what follows from several years."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

import gridperf as gp
from gridperf import language
from gridperf.amounts import plain
from gridperf.cli import app
from gridperf.testing import write_exports
from tests.book.conftest import Clock
from tests.book.years import PACK, SIGNED, frames

MONTHS = {"2025": ("2025-01", "2025-02", "2025-07", "2025-10"), "2026": ("2025-11", "2025-12", "2026-01", "2026-06")}
"""The months that are assessed, by year; the year is counted from 26 October, and the other months are missing."""
CHANGES = {
    "calendar: {month_starts_on: 1,": "calendar: {month_starts_on: 26, year_starts_in: 11,",
    "    of: quarter\n    by: mean\n    missing: skip\n    needs: 2\n": "    of: month\n    by: mean\n    missing: skip\n    needs: 3\n",
    "ranking: {within: county, ties: skip}\n    clause: 第六条\n\nactions:": (
        "ranking: {within: county, ties: skip}\n    rankings: [{id: in-street, name: 街道名次, within: street, ties: skip}]\n    clause: 第六条\n\nactions:\n"
        "  - {id: first,   name: 评为先进, kind: 表彰, clause: 第七条, when: {rank: {top: 1, within: county, ties: exclude}, of: year, sheet: month}}\n"
        "  - {id: dismiss, name: 解聘,     kind: 解聘, clause: 第七条, when: {grade: 不合格, times: 2, in_a_row: year, sheet: month}}\n"
        "  - {id: watch,   name: 跟踪培养, kind: 后备, clause: 第七条, when: {grade: 优秀, times: 2, of: year, within: 3 years, sheet: month}}"
    ),
}


@pytest.fixture(scope="module")
def pack(tmp_path_factory) -> Path:
    """Return the pack with a year from November on, without pay and accounts."""
    folder = tmp_path_factory.mktemp("pack") / PACK.name
    for path in PACK.rglob("*.*"):
        text = path.read_text(encoding="utf-8").partition("\naccounts:")[0] + "\n"
        for before, after in CHANGES.items() if path.parent.name == "editions" else ():
            assert text.count(before) == 1, before
            text = text.replace(before, after)
        name = "2024-01-01.yaml" if path.parent.name == "editions" else path.name
        place = folder / path.parent.relative_to(PACK) / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def rules(pack) -> gp.Rulebook:
    """Return its rulebook."""
    return gp.load_rules(pack, period="2025-01")


@pytest.fixture(scope="module")
def kept(rules, tmp_path_factory) -> Path:
    """Return a Book with the first year sealed, and the months of the second."""
    path = tmp_path_factory.mktemp("kept") / "county.book"
    book = gp.open_book(path, create=True, clock=Clock("2020-01-01T09:00"))
    for code in MONTHS["2025"]:
        close(book, assessed(book, rules, code))
    close(book, assessed(book, rules, "2025"))
    close(book, book.roll_up(rules, "2025"))
    for code in MONTHS["2026"]:
        close(book, assessed(book, rules, code))
    return path


@pytest.fixture
def book(kept, memory) -> gp.Book:
    """Return a copy of it."""
    (memory / "county.book").write_bytes(kept.read_bytes())
    return gp.open_book(memory / "county.book", clock=Clock("2020-01-02T09:00"))


def assessed(book: gp.Book, rules: gp.Rulebook, code: str, **changed: pl.DataFrame) -> gp.Assessment:
    """Assess a period from its own records, with what the Book has sealed before it."""
    return gp.assess(gp.read_records({**frames(code), **changed}), rules, code, history=book.sealed(before=rules.period(code)))


def close(book: gp.Book, result: gp.Assessment) -> None:
    """Publish and seal a result."""
    book.publish(result, window="none", **SIGNED)
    book.seal(result.period.code, made="periods" if result.provenance.runs else "records", **SIGNED)


def whole_year(book: gp.Book, rules: gp.Rulebook) -> gp.Assessment:
    """Close the second year, and return it."""
    close(book, assessed(book, rules, "2026"))
    close(book, book.roll_up(rules, "2026"))
    return book.assessment("2026", made="periods")


GRADES = {
    # ten moved from 东街 to 西街 in June, so of 东街 three are graded, and one can be 优秀; six left in August
    "2025": [
        ("01", "month", "99.28", 1, 8, "优秀", "band"),
        ("02", "month", "91.95", 2, 8, "合格", "quota"),
        ("03", "month", "83.7", 4, 8, "合格", "band"),
        ("04", "month", "55.9", 8, 8, "不合格", "band"),
        ("05", "month", "90.4", 3, 8, "优秀", "band"),
        ("06", "month", "65", 7, 8, "合格", "band"),
        ("07", "month", None, None, 8, None, "not_assessed"),  # two months of the three it takes
        ("08", "partner-month", "74.1", 1, 1, "合格", "band"),
        ("09", "month", "67.8", 6, 8, "合格", "band"),
        ("10", "month", "76.2", 5, 8, "合格", "band"),
        ("12", "month", None, None, 8, None, "not_assessed"),
    ],
    # eight is a full grid worker now; nine has become a partner, with three months of the one and one of the other
    "2026": [
        ("01", "month", "99.46", 1, 9, "优秀", "band"),
        ("02", "month", "89.8", 2, 9, "合格", "band"),
        ("03", "month", "84.9", 5, 9, "合格", "band"),
        ("04", "month", "55.9", 9, 9, "不合格", "band"),
        ("05", "month", "89.2", 3, 9, "合格", "band"),
        ("07", "month", "85.8", 4, 9, "合格", "band"),
        ("08", "month", "70.4", 7, 9, "合格", "band"),
        ("09", "month", "67.8", 8, 9, "合格", "band"),
        ("09", "partner-month", None, None, 0, None, "not_assessed"),
        ("10", "month", "76.2", 6, 9, "合格", "band"),
        ("11", "month", None, None, 9, None, "not_assessed"),
        ("12", "month", None, None, 9, None, "not_assessed"),
    ],
}
"""Seven tenths are the mean of the months there are, three tenths votes and satisfaction; half of a street at most is 优秀."""


def rows_of(result: gp.Assessment) -> list[tuple[object, ...]]:
    """Return the grades of a result, totals as they are printed."""
    found = result.grades.select("subject", "sheet", "total", "rank", "of", "grade", "decided_by").rows()
    return [(who, sheet, None if total is None else plain(total), *rest) for who, sheet, total, *rest in found]


def test_a_year_counts_sealed_months_and_its_own_sheet(book, rules):
    """From 26 October to 25 October, with months missing, people moved, come and gone: each is graded once, where they are now."""
    year = whole_year(book, rules)
    assert (str(year.period.starts_on), str(year.period.ends_on)) == ("2025-10-26", "2026-10-25")
    assert {"2025": rows_of(book.assessment("2025", made="periods")), "2026": rows_of(year)} == GRADES
    places = {(who, scope): (rank, of) for who, _, _, _, _, scope, rank, of in year.ranks.filter(sheet="month").rows()}
    assert (places["01", "东街"], places["10", "东街"], places["05", "西街"], places["11", "西街"]) == ((1, 6), (5, 6), (1, 3), (None, 3))
    assert book.history("08").filter(made="periods").select("period", "sheet", "grade", "rank", "of").rows() == [
        ("2025", "partner-month", "合格", 1, 1),
        ("2026", "month", "合格", 7, 9),
    ]
    with language.use("en"):
        assert str(year.explain("02")).splitlines()[-4:] == [
            "  2026-10 得分  第六条  该周期没有结果 → 0",
            "  年度测评 得分  第六条  80 × 0.3 = 24",
            "  total 89.8  合格 (threshold)",
            "  街道名次 (东街)  rank 2 of 6",
        ]
    assert book.verify() == ()


def test_a_year_is_made_again_from_what_it_was_made_of(book, rules):
    """Held beside its months and its sheet a year is confirmed; beside others it is not, and says which changed."""
    year = whole_year(book, rules)
    parts = [book.assessment(code, made="records") for code in (*MONTHS["2026"], "2026")]
    past = [book.assessment("2025", made=made) for made in ("records", "periods")]
    assert year.verify(history=[*past, *parts]) == ()
    votes = frames("2026")["marks"].with_columns(
        mark=pl.when(pl.col("worker_id") == "02").then(pl.lit(100)).otherwise("mark").cast(pl.Decimal(38, 4))
    )
    other = assessed(book, rules, "2026", marks=votes)
    found = year.verify(history=[*past, *parts[:-1], other])
    assert {problem.code for problem in found} == {"A119", "A143"}
    assert [problem.values["period"] for problem in found if problem.code == "A143"] == ["2026"]
    assert "measures" not in {name for name, _ in year.unchecked}


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            (
                "A195\n      2026 的汇总还要计入考核表“年度测评”，而没有它的结果；这样汇总，人人在这张表上都没有分。\n"
                "      请先用 2026 自己的记录考核这张表；用台账的，先公示、定稿，再汇总。"
            ),
        ),
        (
            "en",
            (
                'A195\n      The roll-up of 2026 also counts the sheet "年度测评", of which there is no result; everybody would get nothing for it.\n'
                "      Assess 2026 from its own records first; in a Book, publish and seal that result, then roll up."
            ),
        ),
    ],
)
def test_a_year_without_its_own_sheet_is_refused(book, rules, codes, lang, said):
    """Nobody gets nothing for votes that were never counted; votes that are not sealed do not count either."""
    with language.use(lang), pytest.raises(gp.RecordsError) as caught:
        book.roll_up(rules, "2026")
    with language.use(lang):
        assert said in str(caught.value)
    book.publish(assessed(book, rules, "2026"), window="none", **SIGNED)
    assert codes(book.roll_up, rules, "2026") == ["B036"]
    assert codes(book.seal, "2026", made="periods", **SIGNED) == ["B033"]


def test_what_follows_from_two_years_is_on_the_work_list(book, rules):
    """Two good years, two bad ones, the first of the county: each with the periods it rests on."""
    whole_year(book, rules)
    found = book.todo("2026-10").select("period", "task", "name", "what", "because", "clause").rows()
    assert found == [
        ("2026", "action", "赵一", "列为后备干部", "2025、2026：优秀", "第七条"),
        ("2026", "action", "赵一", "评为先进", "2026：第 1 名，共 9 人", "第七条"),
        ("2026", "action", "赵一", "跟踪培养", "2025、2026：优秀", "第七条"),
        ("2026", "action", "李四", "解聘", "2025、2026：不合格", "第七条"),
    ]
    kinds = book.assessment("2026", made="periods").actions.filter(subject="01")["kind"].to_list()
    assert kinds == ["表彰", "后备", "后备"]


def test_what_followed_from_a_year_that_is_corrected_is_taken_back(book, rules, codes):
    """The votes of last year were wrong: this year's own result stays, and what followed from both years does not."""
    whole_year(book, rules)
    lower = pl.when(pl.col("worker_id") == "01").then(pl.lit(10)).otherwise("mark").cast(pl.Decimal(38, 4))
    later = {code: gp.read_records(frames(code)) for code in (*MONTHS["2026"], "2026")}
    marks = frames("2025")["marks"].with_columns(mark=lower)
    counted = {"2025": gp.read_records({**frames("2025"), "marks": marks})}
    assert codes(book.correction, counted) == ["B081"]
    found = book.correction({**counted, **later})  # the months of last year do not rest on its votes
    assert [one.standing.key for one in found.touched] == [("2025", "records"), ("2025", "periods"), ("2026", "periods")]
    book.correct(found, policy="reopen", into="2026-11", by="王芳", why="重新计票")
    assert rows_of(book.assessment("2026", made="periods")) == GRADES["2026"]
    left = book.todo("2026-10").select("task", "name", "what", "because").rows()
    assert left == [
        ("withdraw", "赵一", "列为后备干部", "重新计票"),
        ("action", "赵一", "评为先进", "2026：第 1 名，共 9 人"),
        ("withdraw", "赵一", "跟踪培养", "重新计票"),
        ("action", "李四", "解聘", "2025、2026：不合格"),
    ]
    assert book.verify() == ()


def test_a_year_goes_through_the_commands(book, pack, tmp_path):
    """Votes are read from files, published and sealed, the year is rolled up, published and sealed, and the list says what follows."""
    write_exports(frames("2026"), tmp_path / "年度表")
    kept, signed = book.name, ("--by", "李强", "--why", "年度考核")

    def run(*words: object) -> str:
        done = CliRunner().invoke(app, list(map(str, words)), env={"GRIDPERF_LANG": "zh", "COLUMNS": "200"}, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    run("assess", tmp_path / "年度表", "--rules", pack, "--period", "2026", "--book", kept, "--out", tmp_path / "sheet")
    run("book", "publish", kept, tmp_path / "sheet" / "2026", "--window", "none", *signed)
    run("book", "seal", kept, "2026", *signed, "--apply")
    run("assess", kept, "--roll-up", "--period", "2026", "--out", tmp_path / "year")
    shown = run("book", "publish", kept, tmp_path / "year" / "2026", "--window", "none", *signed)
    assert shown == "2026（汇总） 已公示：11 人，应发合计 0.00 元，公示期无\n"
    run("book", "seal", kept, "2026", "--made", "periods", *signed, "--apply")
    todo = run("book", "todo", kept, "2026-10")
    assert [line for line in todo.splitlines() if "解聘" in line or "后备" in line] != []
    assert "2025、2026：优秀" in todo
    assert rows_of(gp.open_book(kept).assessment("2026", made="periods")) == GRADES["2026"]
