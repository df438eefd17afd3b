"""The county summary: counts that partition, sums that match, means that are means."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import fastexcel
import pytest

from gridperf.report import print_summary
from gridperf.report.views.county import county_summary
from tests.unit.report.fake import EDITION, Case, Fake


@pytest.fixture
def county(case: Case) -> Fake:
    """Six people in two streets: one held back, one vetoed, one not assessed, one for part of the month, one topped up."""
    plain = replace(case, history={})
    return Fake(
        [
            replace(plain, subject="W1", grade="优秀", by_band="优秀"),
            replace(plain, subject="W2", by_band="优秀", decided_by="quota"),
            replace(plain, subject="W3", grade="不合格", decided_by="veto", clause="第十二条（一）"),
            replace(plain, subject="W4", grade=None, by_band=None, decided_by="not_assessed", total=None, lines=(), street="凤凰城街道"),
            replace(plain, subject="W5", served=17, street="凤凰城街道", area="农村"),
            replace(plain, subject="W6", pay={"base": "1000", "top-up": "1200"}, street="凤凰城街道", area="农村"),
        ],
        left_out=(("patrols", "rejected", 3),),
    )


def test_everyone_is_in_one_grade_of_one_street(county: Fake) -> None:
    """The parts of the bars partition the people, and streets add up to the whole."""
    (sheet,) = county_summary(county).sheets
    counts = {stack.name: [part.count for part in stack.parts] for stack in (*sheet.streets, sheet.together)}
    assert counts == {"凤凰城街道": [0, 2, 0, 1], "利津街道": [1, 1, 1, 0], "": [1, 3, 1, 1]}
    assert all(stack.count == sum(part.count for part in stack.parts) for stack in sheet.streets)


def test_the_parts_of_a_bar_touch_and_fill_it(county: Fake) -> None:
    """A stacked bar has no gap and ends at its end."""
    (sheet,) = county_summary(county).sheets
    for stack in sheet.streets:
        parts = [part for part in stack.parts if part.count]
        assert parts[0].left == 0
        assert all(one.left + one.width == two.left for one, two in itertools.pairwise(parts))
        assert parts[-1].left + parts[-1].width == 1000


@pytest.mark.parametrize(
    ("totals", "bins"),
    [
        (["88.83"], [("88", "89", 1)]),
        (
            ["90", "89.99", "60", "0"],
            [
                ("0", "10", 1),
                ("10", "20", 0),
                ("20", "30", 0),
                ("30", "40", 0),
                ("40", "50", 0),
                ("50", "60", 0),
                ("60", "70", 1),
                ("70", "80", 0),
                ("80", "90", 2),
            ],
        ),
        (["-3", "2"], [("-3", "-2", 1), ("-2", "-1", 0), ("-1", "0", 0), ("0", "1", 0), ("1", "2", 1)]),
    ],
)
def test_every_total_falls_in_one_bin(case: Case, totals: list[str], bins: list[tuple[str, str, int]]) -> None:
    """Bins hold their left end and not their right one, but for the last, below zero too, and there are never more than fourteen."""
    cases = [
        replace(case, subject=f"W{at}", lines=(("item", "arrival", "巡查", "第六条", 1, 1, None, total, ""),))
        for at, total in enumerate(totals)
    ]
    (sheet,) = county_summary(Fake(cases)).sheets
    assert [(each.low, each.high, each.count) for each in sheet.bins] == bins


def test_grades_before_and_after_quotas_and_vetoes(county: Fake) -> None:
    """The change of each grade is shown with its sign, and changes add up to nothing."""
    (sheet,) = county_summary(county).sheets
    assert [(row.grade.name, row.before, row.after, row.change) for row in sheet.held] == [
        ("优秀", 2, 1, "−1"),
        ("合格", 3, 3, "0"),
        ("不合格", 0, 1, "+1"),
        ("", 1, 1, "0"),
    ]
    assert (sheet.by_quota, sheet.by_veto) == (1, 1)


def test_item_means_are_by_street_and_leave_out_the_exempt(case: Case) -> None:
    """Somebody to whom an item did not apply does not lower its mean."""
    exempt = (
        ("item", "arrival", "巡查到位率", "第六条（一）", 0, 0, None, "0", "无数据，免考"),
        ("rescale", "rescale", "免考项折算", "第十一条", None, None, None, "50", ""),
    )
    half = (
        ("item", "arrival", "巡查到位率", "第六条（一）", 1, 2, None, "30", ""),
        ("item", "complaint", "有责投诉", "第九条", 12, 1, "-2", "-24", ""),
        ("cap", "complaint", "有责投诉限额", "第九条", None, None, None, "4", ""),
    )
    cases = [
        replace(case, lines=exempt),
        replace(case, subject="W2", lines=half),
        replace(case, subject="W3", lines=half, street="凤凰城街道"),
    ]
    (sheet,) = county_summary(Fake(cases)).sheets
    ((streets, rows),) = sheet.heat.blocks
    shown = {row.name: (row.together.mean, [(cell.mean, cell.level) for cell in row.cells]) for row in rows}
    assert streets == ("凤凰城街道", "利津街道")
    assert shown["巡查到位率"] == ("30.00", [("30.00", 3), ("30.00", 3)])
    assert shown["有责投诉"] == ("−20.00", [("−20.00", 0), ("−20.00", 0)])
    assert shown["按期处置率"] == ("", [("", 0), ("", 0)])


def test_many_streets_stand_in_several_blocks(case: Case) -> None:
    """More than ten streets do not make the table wider than the page."""
    (sheet,) = county_summary(Fake([replace(case, subject=f"W{at:02}", street=f"第{at:02}街道") for at in range(23)])).sheets
    assert [len(streets) for streets, _ in sheet.heat.blocks] == [10, 10, 3]


def test_money_by_line_and_by_street_is_the_same_money(county: Fake) -> None:
    """Both tables add up to gross pay, and areas to each line."""

    def number(text: str) -> Decimal:
        return Decimal(text.replace("−", "-").replace(",", ""))

    view = county_summary(county)
    assert (
        sum(number(row.total) for row in view.lines)
        == sum(number(row.total) for row in view.streets)
        == number(view.gross)
        == Decimal("16950.00")
    )
    assert view.areas == ("农村", "城镇")
    for row in (*view.lines, *view.streets):
        assert sum(map(number, row.by_area)) == number(row.total)


def test_people_to_look_at_are_listed_with_the_reason(county: Fake) -> None:
    """Every kind of exception is named, also where nobody is affected."""
    found = {row.reason: [(person[0], person[3]) for person in row.people] for row in county_summary(county).exceptions}
    assert found == {
        "not_assessed": [("W4", "")],
        "no_sheet": [],
        "vetoed": [("W3", "第十二条（一）")],
        "held_back": [("W2", "优秀 → 合格")],
        "topped_up": [("W6", "1,200.00")],
        "part_month": [("W5", "17/31")],
    }


def test_long_lists_are_cut_and_say_so(case: Case) -> None:
    """At most sixty people are listed, and the count is of all."""
    view = county_summary(Fake([replace(case, subject=f"W{at:03}", served=1) for at in range(75)]))
    part = next(row for row in view.exceptions if row.reason == "part_month")
    assert (part.count, len(part.people)) == (75, 60)


def test_what_was_read_and_left_out_is_shown(county: Fake) -> None:
    """Files with rows and digests, and records that counted nowhere."""
    view = county_summary(county)
    assert [(row.file, row.rows) for row in view.sources] == [("roster.csv", "1,000"), ("patrols.csv", "1,001")]
    assert [(row.table, row.reason, row.records) for row in view.left_out] == [("patrols", "rejected", 3)]


def test_a_county_without_pay_shows_none(case: Case) -> None:
    """No zeros where nobody is paid: neither sums nor lines nor streets."""
    view = county_summary(Fake([case], edition={**EDITION, "pay": []}))
    assert (view.gross, view.mean_gross, view.lines, view.streets) == ("", "", (), ())


def test_the_trend_ends_in_this_period(case: Case) -> None:
    """Earlier periods of this kind, the oldest first, of whoever is assessed now; none without a history."""
    people = [
        replace(case, subject="W1", history={"2026-08": ("80", "合格"), "2026-09": ("92", "优秀"), "2026Q3": ("90", "优秀")}),
        replace(case, subject="W2", history={"2026-09": ("50", "不合格")}),
    ]
    (sheet,) = county_summary(Fake(people)).sheets
    assert [(then.period.code, then.assessed, then.mean, [part.count for part in then.stack.parts], then.now) for then in sheet.trend] == [
        ("2026-08", 1, "80.00", [0, 1, 0, 0], False),
        ("2026-09", 2, "71.00", [1, 0, 1, 0], False),
        ("2026-10", 2, "88.83", [0, 2, 0, 0], True),
    ]
    (alone,) = county_summary(Fake([replace(case, history={})])).sheets
    assert alone.trend == ()


def test_whoever_bears_the_pay_bears_all_of_it(case: Case) -> None:
    """What the payers bear, with the lines for which nobody is named, is the gross pay; what others receive stands apart."""
    row = {"subject": "W1", "period": "2026-10", "line": "base"}
    rows = [
        row | {"kind": "bears", "party": "县", "amount": Decimal("1200.00")},
        row | {"kind": "bears", "party": "乡镇", "amount": Decimal("800.00")},
        row | {"kind": "receives", "party": "工会", "amount": Decimal("20.00")},
        row | {"kind": "bears", "party": "县", "amount": Decimal("9.00"), "period": "2026-09"},
    ]
    view = county_summary(Fake([replace(case, subject="W1")], further={"parties": rows}))
    assert [(one.kind, one.name, one.total, one.people, one.lines) for one in view.parties] == [
        ("bears", "县", "1,200.00", 1, (("基本工资", "1,200.00"),)),
        ("bears", "乡镇", "800.00", 1, (("基本工资", "800.00"),)),
        ("bears", "", "950.00", 1, (("绩效工资", "1,000.00"), ("扣减", "−50.00"))),
        ("receives", "工会", "20.00", 1, (("基本工资", "20.00"),)),
    ]
    assert view.gross == "2,950.00"
    assert county_summary(Fake([case])).parties == ()


def test_the_workbook_has_the_figures_of_the_page(county: Fake, tmp_path: Path) -> None:
    """Every table is a sheet to filter, numbers are numbers, and everybody pointed out is in it."""
    path = print_summary(county, tmp_path / "summary.xlsx")
    book = fastexcel.read_excel(path)
    assert book.sheet_names == ["街道（乡镇）", "考核项", "薪酬构成", "各街道（乡镇）薪酬", "需要留意的人员"]
    streets = book.load_sheet("街道（乡镇）").to_polars()
    assert streets.columns == ["街道（乡镇）", "人数", "平均", "优秀", "合格", "不合格", "未考核"]
    assert streets.rows()[-1] == ("全县", 6, 88.83, 1, 3, 1, 1)
    money = book.load_sheet("薪酬构成").to_polars()
    assert money["合计"].sum() == 16950
    people = book.load_sheet("需要留意的人员").to_polars()
    assert people.select("原因", "编号").rows() == [
        ("无可考核内容", "W4"),
        ("一票否决", "W3"),
        ("因比例控制下调", "W2"),
        ("托底补差（元）", "W6"),
        ("未满期（在岗天数/周期天数）", "W5"),
    ]
    assert path.read_bytes() == print_summary(county, tmp_path / "again.xlsx").read_bytes()
