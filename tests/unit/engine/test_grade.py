"""Bands, quotas, vetoes and ranks on a street of a few people, with the totals written out."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from gridperf.engine.grade import grade
from gridperf.engine.rank import ranks
from gridperf.engine.ties import with_ties
from gridperf.rulebook.grading import Band, NamedRanking, Ranking
from gridperf.rulebook.scoring import Veto

SCALE: list[dict[str, Any]] = [
    {
        "grade": "优秀",
        "at_least": 90,
        "quota": {"at_most": "20%", "within": "street", "round": "down", "ties": "exclude", "clause": "第九条"},
    },
    {"grade": "合格", "at_least": 60},
    {"grade": "不合格", "at_least": 0},
]


def bands(**quota: object) -> list[Band]:
    first = {**SCALE[0], "quota": {**SCALE[0]["quota"], **quota}}
    return [Band.model_validate(band) for band in (first, *SCALE[1:])]


def people(totals: list[int | None], street: str = "津苑", **columns: list[int]) -> pl.DataFrame:
    """Return people whose totals are hundredths of a point."""
    count = len(totals)
    return pl.DataFrame(
        {
            "subject": [f"{at:02d}" for at in range(count)],
            "total": totals,
            "street": [street] * count,
            "role": ["网格员"] * count,
            **columns,
        },
        schema_overrides={"total": pl.Int64},
    )


def grades_of(table: pl.DataFrame, scale: list[Band], **options: Any) -> pl.DataFrame:
    return grade(table, scale, digits=2, clause="第八条", **options)


@pytest.mark.parametrize(
    ("total", "expected"),
    [(9000, "优秀"), (8999, "合格"), (6000, "合格"), (5999, "不合格"), (0, "不合格"), (-100, "不合格"), (12000, "优秀")],
)
def test_a_total_on_a_threshold_gets_the_grade_and_one_unit_below_does_not(total: int, expected: str) -> None:
    """Bands are half-open: the threshold belongs to the better grade."""
    result = grades_of(people([total]), bands(at_most=1))
    assert result["grade"].to_list() == [expected]
    assert result["decided_by"].to_list() == ["band"]


@pytest.mark.parametrize(
    ("rounding", "allowed"),
    [("down", 1), ("half_up", 1), ("up", 2)],
)
def test_a_quota_is_rounded_as_declared(rounding: str, allowed: int) -> None:
    """20 % of seven people is 1.4 of them."""
    result = grades_of(people([9900, 9800, 9700, 9600, 7000, 6000, 5000]), bands(round=rounding))
    assert result["grade"].to_list().count("优秀") == allowed
    assert result["uncapped_grade"].to_list().count("优秀") == 4
    assert result["decided_by"].to_list().count("quota") == 4 - allowed


@pytest.mark.parametrize(
    ("ties", "expected"), [("exclude", ["优秀", "合格", "合格", "合格"]), ("include", ["优秀", "优秀", "优秀", "合格"])]
)
def test_people_with_equal_totals_at_the_cut_stand_or_fall_together(ties: str, expected: list[str]) -> None:
    """Two of four fit; the second and third are tied."""
    result = grades_of(people([9900, 9500, 9500, 9100]), bands(at_most="50%", ties=ties))
    assert result["grade"].to_list() == expected
    assert set(result.filter(pl.col("decided_by") == "quota")["clause"]) == {"第九条"}


def test_a_quota_counts_each_scope_apart() -> None:
    """Five on one street and five on another give one place each."""
    table = pl.concat([people([9900, 9500, 9100, 7000, 7000]), people([9200, 9100, 7000, 7000, 7000], street="利城")])
    table = table.with_columns(pl.Series("subject", [f"{at:02d}" for at in range(10)]))
    assert grades_of(table, bands())["grade"].to_list() == ["优秀", "合格", "合格", "合格", "合格", "优秀", "合格", "合格", "合格", "合格"]


def test_villages_of_one_name_in_two_townships_are_two_scopes() -> None:
    """Each township's 永兴村 has its own place."""
    table = people([9900, 9500, 7000, 7000, 7000, 9200, 7000, 7000, 7000, 7000]).with_columns(
        pl.lit("永兴村").alias("community"), pl.Series("street", ["北镇"] * 5 + ["南镇"] * 5)
    )
    result = grades_of(table, bands(within="community"), ranking=Ranking(within="community", ties="skip"))
    assert [row for row in result["grade"].to_list() if row == "优秀"] == ["优秀", "优秀"]
    assert result["rank"].to_list() == [1, 2, 3, 3, 3, 1, 2, 2, 2, 2]
    assert set(result["scope"]) == {"永兴村"}


def test_who_is_not_assessed_has_no_grade_and_takes_no_place() -> None:
    """The quota counts people with a total, and so does the rank."""
    result = grades_of(people([9900, None, 9800, 7000, 7000]), bands(), ranking=Ranking(within="street", ties="skip"))
    assert result["grade"].to_list() == ["合格", None, "合格", "合格", "合格"]
    assert result["decided_by"].to_list() == ["quota", "not_assessed", "quota", "band", "band"]
    assert result["rank"].to_list() == [1, None, 2, 3, 3]
    assert result["of"].to_list() == [4] * 5


def test_dense_ranks_leave_no_gap() -> None:
    """After two firsts comes a second."""
    result = grades_of(people([9000, 9000, 8000]), bands(), ranking=Ranking(within="all", ties="dense"))
    assert result["rank"].to_list() == [1, 1, 2]
    assert result["scope"].to_list() == [""] * 3


def test_a_veto_lowers_a_grade_and_never_raises_one() -> None:
    """The accident makes an excellent worker unqualified; a veto to 合格 leaves an unqualified one as he is."""
    accident = {
        "id": "accident",
        "name": "事故",
        "clause": "第十一条",
        "when": {"count": "incidents", "at_least": 1},
        "effect": {"grade": "不合格", "score": "keeps"},
    }
    mild = {**accident, "id": "mild", "effect": {"grade": "合格", "score": "keeps"}}
    table = people([9500, 9500, 5000], **{"veto:accident": [1, 0, 0], "veto:mild": [0, 0, 1]})
    result = grades_of(table, bands(at_most=1), vetoes=[Veto.model_validate(accident), Veto.model_validate(mild)])
    assert result["grade"].to_list() == ["不合格", "优秀", "不合格"]
    assert result["decided_by"].to_list() == ["veto", "band", "band"]
    assert result["clause"].to_list() == ["第十一条", "第八条", "第八条"]


def test_a_veto_that_takes_the_total_decides_the_grade() -> None:
    """Whose total a veto set to 0 has the last grade by that veto's clause, the first of two; also where the veto names a better one."""
    falsified = {
        "id": "falsified",
        "name": "弄虚作假",
        "clause": "第十一条",
        "when": {"count": "incidents", "at_least": 1},
        "effect": {"grade": "不合格", "score": "zero"},
    }
    mild = {**falsified, "id": "mild", "clause": "第十二条", "effect": {"grade": "合格", "score": "zero"}}
    table = people([0, 0, 0, 5000], **{"veto:falsified": [1, 0, 1, 0], "veto:mild": [0, 1, 1, 0]})
    result = grades_of(table, bands(), vetoes=[Veto.model_validate(falsified), Veto.model_validate(mild)])
    assert result["grade"].to_list() == ["不合格"] * 4
    assert result["decided_by"].to_list() == ["veto", "veto", "veto", "band"]
    assert result["clause"].to_list() == ["第十一条", "第十二条", "第十一条", "第八条"]


def test_who_is_vetoed_takes_no_place_of_the_quota() -> None:
    """The best of five is held to 优秀 by nothing else; vetoed, the place goes to the next."""
    veto = {
        "id": "v",
        "name": "否决",
        "clause": "第十一条",
        "when": {"count": "incidents", "at_least": 1},
        "effect": {"grade": "合格", "score": "keeps"},
    }
    table = people([9900, 9500, 7000, 7000, 7000], **{"veto:v": [1, 0, 0, 0, 0]})
    assert grades_of(table, bands(), vetoes=[Veto.model_validate(veto)])["grade"].to_list() == ["合格", "优秀", "合格", "合格", "合格"]


@pytest.mark.parametrize(
    ("ties", "expected"), [("exclude", ["优秀", "合格", "合格", "合格"]), ("include", ["优秀", "优秀", "优秀", "合格"])]
)
def test_a_number_of_places_is_filled_from_the_best(ties: str, expected: list[str]) -> None:
    """Two places for four people who all reach the line; the second and third are tied."""
    scale = [Band.model_validate({**SCALE[0], "quota": {"count": 2, "within": "street", "ties": ties, "clause": "第九条"}})]
    scale += [Band.model_validate(band) for band in SCALE[1:]]
    result = grades_of(people([9900, 9500, 9500, 9100]), scale)
    assert result["grade"].to_list() == expected
    assert set(result.filter(pl.col("decided_by") == "quota")["clause"]) == {"第九条"}


def test_the_same_totals_are_ranked_in_several_scopes() -> None:
    """The second of the street is the third of everybody; who is not assessed has a scope and no rank."""
    table = pl.concat([people([9900, 9500, None]), people([9700], street="利城")])
    rankings = [
        NamedRanking(id="all", name="全部", within="all", ties="skip"),
        NamedRanking(id="street", name="街道", within="street", ties="skip"),
    ]
    found = ranks(table, rankings)
    assert found.filter(pl.col("ranking") == "all").select("rank", "of").rows() == [(1, 3), (3, 3), (None, 3), (2, 3)]
    assert found.filter(pl.col("ranking") == "street").select("scope", "rank", "of").rows() == [
        ("津苑", 1, 2),
        ("津苑", 2, 2),
        ("津苑", None, 2),
        ("利城", 1, 1),
    ]


BY_REPORTS = {"by": ["reports", {"lowest": "complaints"}], "then": "exclude"}


def tied(totals: list[int | None], reports: list[int | None], complaints: list[int] | None = None) -> pl.DataFrame:
    """Return people with how their figures compare: the larger, the more."""
    held = {"tie:reports": reports, "tie:complaints": complaints or [0] * len(totals)}
    return people(totals, **held).with_columns(pl.col(name).cast(pl.Int64) for name in held)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reports", "complaints", "expected"),
    [
        ([0, 1, 2], [0, 0, 0], ["合格:tie", "合格:tie", "优秀:tie"]),  # the most comes first
        ([1, 1, 0], [2, 1, 0], ["合格:tie", "优秀:tie", "合格:tie"]),  # of equals, the fewest complaints
        ([0, None, None], [9, 0, 0], ["优秀:tie", "合格:tie", "合格:tie"]),  # who was not measured comes last
        ([1, 1, 0], [1, 1, 0], ["合格:quota", "合格:quota", "合格:quota"]),  # nothing tells the best two apart
    ],
)
def test_equal_totals_are_told_apart_by_what_the_rulebook_names(
    reports: list[int | None], complaints: list[int], expected: list[str]
) -> None:
    """Two places for a better total and three equal ones; whoever got the second, and whoever did not, is told of the tie."""
    scale = [Band.model_validate({**SCALE[0], "quota": {"count": 2, "within": "street", "ties": BY_REPORTS, "clause": "第九条"}})]
    scale += [Band.model_validate(band) for band in SCALE[1:]]
    result = grades_of(tied([9900, *[9500] * 3], [0, *reports], [9, *complaints]), scale)
    assert [f"{got}:{why}" for got, why in result.select("grade", "decided_by").rows()] == ["优秀:band", *expected]
    assert result["clause"].to_list() == ["第八条", *["第九条"] * 3]


def test_a_tie_is_decided_only_among_equal_totals() -> None:
    """Whoever has the higher total keeps the place, however few the reports; the grade is then the band's."""
    result = grades_of(tied([9600, 9500], [0, 1]), bands(at_most="50%", ties=BY_REPORTS))
    assert result["grade"].to_list() == ["优秀", "合格"]
    assert result["decided_by"].to_list() == ["band", "quota"]


def last(**quota: object) -> list[Band]:
    rule = {"last": "5%", "within": "street", "round": "up", "ties": "exclude", "clause": "第十条", **quota}
    return [Band.model_validate(band) for band in (*SCALE[:2], {**SCALE[2], "quota": rule})]


@pytest.mark.parametrize(
    ("quota", "expected"),
    [
        ({}, ["优秀", "合格", "合格", "合格", "不合格"]),  # 5% of five, rounded up, is one
        ({"round": "down"}, ["优秀", "合格", "合格", "合格", "合格"]),
        ({"last": "40%"}, ["优秀", "合格", "合格", "合格", "不合格"]),  # the fourth is tied with the third, who is not among the last
        ({"last": "40%", "ties": "include"}, ["优秀", "合格", "不合格", "不合格", "不合格"]),
        ({"last": "40%", "ties": BY_REPORTS}, ["优秀", "合格", "不合格", "合格", "不合格"]),  # the third has fewer reports
        ({"needs": 6}, ["优秀", "合格", "合格", "合格", "合格"]),
        ({"needs": 5}, ["优秀", "合格", "合格", "合格", "不合格"]),
    ],
)
def test_the_last_of_a_scope_get_the_grade_whatever_their_totals(quota: dict[str, object], expected: list[str]) -> None:
    """Five people of whom all reach 合格 by their totals; a sixth without a total is not counted."""
    result = grades_of(tied([9900, 8000, 7000, 7000, 6500, None], [0, 0, 1, 2, 3, 0]), last(**quota))
    assert result["grade"].to_list() == [*expected, None]
    assert result["uncapped_grade"].to_list() == ["优秀", "合格", "合格", "合格", "合格", None]
    said = result.filter(pl.col("grade") == "不合格")
    assert set(said["decided_by"]) <= {"last", "tie"}
    assert set(said["clause"]) <= {"第十条"}


def test_who_is_spared_by_a_tie_is_told_so() -> None:
    """Of two equal totals one is among the last; both are told that the tie was decided."""
    result = grades_of(tied([9900, 7000, 7000], [0, 1, 2]), last(ties=BY_REPORTS))
    assert result["grade"].to_list() == ["合格", "不合格", "合格"]
    assert result["decided_by"].to_list() == ["quota", "tie", "tie"]
    assert result["clause"].to_list() == ["第九条", "第十条", "第十条"]


def test_the_last_take_no_place_of_a_better_grade() -> None:
    """Four people, all with 90 and more: the last leaves its place, and three quarters of four are still three."""
    scale = [Band.model_validate({**SCALE[0], "quota": {**SCALE[0]["quota"], "at_most": "75%"}}), *last()[1:]]
    result = grades_of(people([9900, 9800, 9700, 9600]), scale)
    assert result["grade"].to_list() == ["优秀", "优秀", "优秀", "不合格"]
    assert result["decided_by"].to_list() == ["band", "band", "band", "last"]


def test_who_is_vetoed_counts_among_the_last_by_the_total() -> None:
    """The one with the lowest total is vetoed to the last grade already, so nobody else is lowered for being last."""
    veto = Veto.model_validate(
        {
            "id": "accident",
            "name": "责任事故",
            "clause": "第十一条",
            "when": {"count": "incidents", "at_least": 1},
            "effect": {"grade": "不合格", "score": "keeps"},
        }
    )
    result = grades_of(people([8000, 7000, 6500], **{"veto:accident": [0, 0, 1]}), last(), vetoes=[veto])
    assert result["grade"].to_list() == ["合格", "合格", "不合格"]
    assert result["decided_by"].to_list() == ["band", "band", "veto"]


def test_a_quota_leaves_small_scopes_alone() -> None:
    """With needs, a street of four has no quota, a street of five has one."""
    table = pl.concat([people([9500] * 4), people([9500, 9400, 9300, 9200, 9100], street="利城")])
    result = grades_of(table, bands(needs=5))
    assert result["grade"].to_list() == [*["优秀"] * 5, *["合格"] * 4]


def test_figures_are_compared_exactly() -> None:
    """1/3 and 2/6 are equal, 333/1000 is less; no figure without a denominator."""
    measured = pl.DataFrame({"subject": ["甲", "乙", "丙", "丁"], "reports": [1, 2, 333, 0], "reports|den": [3, 6, 1000, 0]})
    scale = bands(ties={"by": ["reports"], "then": "include"})
    table = with_ties(measured.select("subject"), measured, scale)
    assert table["tie:reports"].to_list() == [1, 1, 0, None]


def test_a_measure_of_its_own_decides_like_an_item() -> None:
    """The fewest complaints come first, whoever was not measured last; what nothing tells apart shares a fate."""
    measured = pl.DataFrame({"subject": ["甲", "乙", "丙", "丁"], "ties:complaints": [2, 1, 1, None]})
    scored = people([9500] * 4).with_columns(pl.Series("subject", measured["subject"]))

    def graded(best: str, then: str) -> list[str]:
        scale = bands(at_most="25%", ties={"by": [{"measure": "complaints", "best": best}], "then": then})
        return grades_of(with_ties(scored, measured, scale), scale)["grade"].to_list()

    assert graded("fewest", "include") == ["合格", "优秀", "优秀", "合格"]
    assert graded("fewest", "exclude") == ["合格"] * 4
    assert graded("most", "exclude") == ["优秀", "合格", "合格", "合格"]
