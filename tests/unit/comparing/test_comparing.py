"""A comparison says what changed in the rules, in words, with clause and place, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridperf import Change, Rulebook, compare_rules, language, load_rules
from tests.unit.comparing.editions import second_edition


def changes(a: Rulebook, b: Rulebook, lang: str = "zh") -> list[Change]:
    """Return what changed besides the date and the source's name, which differ between any two editions."""
    with language.use(lang):
        found = compare_rules(a, b).changes
    assert [change.key for change in found[:2]] in (["施行日期", "出处文件"], ["in force from", "source file"])
    return list(found[2:])


SHEET = "考核表“专职网格员月度考核”"
PAY = "“绩效工资标准” × 等次系数（优秀 {}、良好 1.1、合格 0.9、不合格 0.3、未考核 0.9）"


@pytest.mark.parametrize(
    ("replaced", "what", "key", "old", "new", "clause"),
    [
        (
            [("score: {share: 25}", "score: {share: 20}"), ("score: {share: 5}", "score: {share: 10}")],
            f"{SHEET}，考核项“巡查到位率”",
            "计分",
            "25 分 × 完成比例，最多 25 分",
            "20 分 × 完成比例，最多 20 分",
            "第六条（一）",
        ),
        (
            [("{at_least: 95%, points: 17}", "{at_least: 96%, points: 16}")],
            f"{SHEET}，考核项“事件处置率”",
            "计分，第 2 档",
            "95% 及以上 17 分",
            "96% 及以上 16 分",
            "第八条（一）",
        ),
        (
            [("{at_least: 95%, points: 17}", "{at_least: 96%, points: 18}\n            - {at_least: 95%, points: 17}")],
            f"{SHEET}，考核项“事件处置率”",
            "计分",
            "98% 及以上 20 分；95% 及以上 17 分；90% 及以上 12 分；80% 及以上 6 分；其余 0 分",
            "98% 及以上 20 分；96% 及以上 18 分；95% 及以上 17 分；90% 及以上 12 分；80% 及以上 6 分；其余 0 分",
            "第八条（一）",
        ),
        (
            [("        when_no_data: exempt\n", "        when_no_data: 80%\n")],
            f"{SHEET}，考核项“巡查到位率”",
            "无数据时",
            "无数据时免考，其余计满分的项目按比例折算",
            "无数据时得满分的 80%",
            "第六条（一）",
        ),
        ([("max: 8, beyond_full", "max: 8, min: -10, beyond_full")], f"{SHEET}，项目组“加减分”", "下限", "无", "-10", "第十条"),
        ([("max: 8, beyond_full", "max: 8, min: unlimited, beyond_full")], f"{SHEET}，项目组“加减分”", "下限", "无", "不设下限", "第十条"),
        ([("cap: 105", "cap: 108")], SHEET, "总分", "总分最低 0 分，最高 105 分", "总分最低 0 分，最高 108 分", "第十一条"),
        (
            [("at_most: 20%, within: street", "at_most: 15%, within: county")],
            "等次“优秀”",
            "比例控制",
            "人数不超过本街道（乡镇）参评人数的 20%（小数舍去）；同分而名额不够的都不评",
            "人数不超过全县参评人数的 15%（小数舍去）；同分而名额不够的都不评",
            "第十三条（二）",
        ),
        ([("grade: 良好,   at_least: 85", "grade: 良好,   at_least: 82")], "等次“良好”", "分数线", "85", "82", "第十三条（一）"),
        ([("优秀: 1.3", "优秀: 1.35")], "工资项“绩效工资”", "计发", PAY.format("1.3"), PAY.format("1.35"), "第二十条"),
        (
            [("part_month: by_calendar_days", "part_month: by_paid_days")],
            "工资项“岗位补贴”",
            "不足整月",
            "不足整月按在岗日历天数折算",
            "不足整月按在岗计薪天数折算",
            "第二十三条（一）",
        ),
        (
            [("农村: 26400/12", "农村: 30000/12")],
            "金额与标准“上年度居民人均可支配收入月均”",
            "数值",
            "城镇 4050、农村 2200",
            "城镇 4050、农村 2500",
            "第二十二条",
        ),
        (
            [("rounding: {line: 0.01", "rounding: {line: exact")],
            "考核办法",
            "取整",
            "各项取到 0.01 分，总分取到 0.01 分，金额取到 0.01 元；四舍五入",
            "各项不先取整，总分取到 0.01 分，金额取到 0.01 元；四舍五入",
            "",
        ),
        (
            [("times: 4, of: month, within: year", "times: 3, of: month, within: year")],
            "结果运用“解聘（全年累计）”",
            "情形",
            "本年内累计 4 个月为“不合格”",
            "本年内累计 3 个月为“不合格”",
            "第十八条（三）",
        ),
        ([("name: 会议培训缺席", "name: 会议缺席")], f"{SHEET}，考核项“会议缺席”", "名称", "会议培训缺席", "会议缺席", "第九条（二）"),
    ],
)
def test_what_changed_is_said(
    tmp_path: Path, replaced: list[tuple[str, str]], what: str, key: str, old: str, new: str, clause: str
) -> None:
    """Each changed value is told old and new, under its clause."""
    a, b = second_edition(tmp_path, *replaced)
    found = changes(a, b)[0]
    assert (found.kind, found.what, found.key, found.old, found.new, found.clause) == ("changed", what, key, old, new, clause)


def test_places_and_values_go_with_a_change(tmp_path: Path) -> None:
    """A change names the line in both files and every single value."""
    a, b = second_edition(tmp_path, ("优秀: 1.3", "优秀: 1.35"))
    (found,) = changes(a, b)
    assert str(found.old_where) == "370522-lijin/editions/2026-01-01.yaml:259:5   pay[1].line"
    assert str(found.new_where) == "370522-lijin/editions/2027-01-01.yaml:259:5   pay[1].line"
    assert found.values == (("by_grade.优秀", "13/10", "27/20"),)


def test_what_came_and_went_is_said_whole(tmp_path: Path) -> None:
    """Added and removed parts are told with everything they say."""
    a, b = second_edition(
        tmp_path,
        ("  - {id: talk,     name: 约谈,       clause: 第十八条（一）, when: {grade: 不合格, times: 2, in_a_row: month}}\n", ""),
        (
            "      - id: honour\n",
            (
                "      - id: visits\n        name: 走访\n        clause: 第十条（一）\n        section: adjust\n"
                "        measure: {count: visits, where: complete}\n        score: {each: 0.1, up_to: 2}\n      - id: honour\n"
            ),
        ),
    )
    added, removed = changes(a, b)
    assert (added.kind, added.what, added.new, added.clause) == (
        "added",
        f"{SHEET}，考核项“走访”",
        "项目组：“加减分”；指标：“走访”中记录完整的记录数；计分：每次 +0.1 分；最多 2 分",
        "第十条（一）",
    )
    assert (removed.kind, removed.what, removed.old, removed.clause) == (
        "removed",
        "结果运用“约谈”",
        "情形：连续 2 个月为“不合格”",
        "第十八条（一）",
    )
    assert (added.old, str(added.old_where), removed.new, str(removed.new_where)) == ("", "", "", "")


def test_what_only_moved_has_not_changed(tmp_path: Path) -> None:
    """Items, actions, keys and sets in another order are the same rules."""
    talk = "  - {id: talk,     name: 约谈,       clause: 第十八条（一）, when: {grade: 不合格, times: 2, in_a_row: month}}\n"
    a, b = second_edition(
        tmp_path,
        (talk, ""),
        ("\npay:\n", f"{talk}\npay:\n"),
        ("优秀: 1.3, 良好: 1.1", "良好: 1.1, 优秀: 1.3"),
        ("counting: [base, performance]", "counting: [performance, base]"),
    )
    assert changes(a, b) == []


def test_a_line_that_now_counts_another_is_a_change(tmp_path: Path) -> None:
    """`all_above` is what stands above: moved past a line, a top-up counts something else."""
    cash = (
        "  - id: report-cash\n    name: 采用信息奖励\n    clause: 第二十一条\n    roles: [专职网格员]\n"
        "    line: {each: 5, measure: adopted_reports, cap: 200}\n"
    )
    every = ("counting: [base, performance]", "counting: all_above")
    a, b = second_edition(tmp_path, (cash, ""), ("  - id: top-up\n", f"{cash}  - id: top-up\n"), every)
    (found,) = changes(a, b)
    assert found.what == "工资项“托底补差”"
    assert "“基本工资”、“绩效工资”和“采用信息奖励”合计不足" in found.new


def test_a_renamed_identifier_is_one_part(tmp_path: Path) -> None:
    """A part with another identifier and the same name is the same part."""
    a, b = second_edition(tmp_path, ("id: major-danger", "id: danger"))
    (found,) = changes(a, b)
    assert (found.what, found.key, found.old, found.new) == (f"{SHEET}，考核项“发现重大隐患”", "编号", "major-danger", "danger")


def test_the_document_is_compared_too(tmp_path: Path) -> None:
    """Another title, and clauses that read differently, are changes, with their lines."""
    a, b = second_edition(tmp_path, source=(("每月考核，每季度累计，每年综合评价。", "每月考核，每季度汇总，每年综合评价。"),))
    (found,) = changes(a, b)
    assert (found.kind, found.what, found.key, found.clause) == ("changed", "条文“第五条”", "条文", "第五条")
    assert "每季度汇总" in found.new
    assert found.new_where.file == "370522-lijin/sources/2027-01-01.md"
    assert found.new_where.line == found.old_where.line


def test_a_rulebook_equals_itself_even_when_saved() -> None:
    """Nothing changed between a rulebook and what was saved of it."""
    rules = load_rules("370522-lijin")
    with language.use("en"):
        assert str(compare_rules(rules, Rulebook.from_dict(rules.as_dict()))).splitlines()[1] == "Nothing changed."


def test_two_counties_are_compared_by_what_they_say() -> None:
    """Packs that share nothing still compare; texts of clauses are not set against each other."""
    with language.use("en"):
        found = compare_rules(load_rules("370522-lijin"), load_rules("example-permit-desk"))
    assert {change.kind for change in found.changes} == {"added", "removed", "changed"}
    assert not any(change.what.startswith("clause ") for change in found.changes)
    assert [change.new for change in found.changes if change.what == "grade '优秀'" and change.key == "threshold"] == ["90"]


def test_a_township_differs_from_its_county_where_it_says_so() -> None:
    """Of a rulebook laid over another only what it changed differs, each with the place of the layer that wrote it."""
    with language.use("zh"):
        found = compare_rules(load_rules("370522-lijin"), load_rules("370522-liudi"))
    points = {change.what: change for change in found.changes if change.key == "计分"}
    assert set(points) == {f"{SHEET}，考核项“巡查到位率”", f"{SHEET}，考核项“每周全面梳理”"}
    arrival = points[f"{SHEET}，考核项“巡查到位率”"]
    assert (arrival.old, arrival.new) == ("25 分 × 完成比例，最多 25 分", "22 分 × 完成比例，最多 22 分")
    assert arrival.new_where.file == "370522-liudi/editions/2026-01-01.yaml"
    assert arrival.old_where.file == "370522-lijin/editions/2026-01-01.yaml"
    assert not any("县办法" in change.new for change in found.changes if change.kind == "changed")
