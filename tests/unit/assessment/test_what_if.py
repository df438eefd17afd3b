"""What-if by hand: who gains and loses, and whether it is the rules, the roster, the records, a quota or a pool."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from gridperf import RecordsError, Rulebook, language
from gridperf.assessment.whatif import CAUSES, WhatIf, what_if
from gridperf.records import Records, read_records
from gridperf.rulebook.declared import DeclaredColumn, DeclaredTable
from gridperf.rulebook.edition import Edition

STREET = {"street": "津苑", "county": "利津"}


def rules(*, quota: str = "50%", top: int = 90, coefficient: int = 2, fund: int = 100, base: int = 1000, each: int = 1) -> Rulebook:
    """Return rules in which one point is one report: grade pay, a pool by points, and a base."""
    edition = {
        "title": "示例",
        "source": "sources/2020-01-01.md",
        "basis": "assumed",
        "calendar": {"month_starts_on": 1, "workdays": "none"},
        "rounding": {"line": "0.01", "total": "0.01", "money": "0.01", "mode": "half_up"},
        "sheets": [
            {
                "id": "month",
                "name": "月度考核",
                "assess": {"subject": "worker", "roles": "all", "placed": "longest"},
                "every": "month",
                "full_score": 100,
                "total": {"floor": 0, "cap": 200, "clause": "一"},
                "items": [
                    {
                        "id": "reports",
                        "name": "上报",
                        "clause": "一",
                        "measure": {"imported": "上报"},
                        "score": {"share": 100, "target": Fraction(100, each)},
                        "when_no_data": "zero",
                    }
                ],
                "ranking": {"within": "street", "ties": "skip"},
            }
        ],
        "grades": [
            {
                "grade": "优秀",
                "at_least": top,
                "quota": {"at_most": quota, "within": "street", "round": "down", "ties": "exclude", "clause": "二"},
            },
            {"grade": "合格", "at_least": 0},
        ],
        "pay": [
            {"id": "base", "name": "基本", "clause": "三", "line": {"amount": base}, "part_month": "whole"},
            {
                "id": "performance",
                "name": "绩效",
                "clause": "三",
                "line": {"by_grade": {"优秀": coefficient, "合格": 1, "not_assessed": 0}, "of": 100},
                "part_month": "whole",
            },
            {
                "id": "pool",
                "name": "奖励池",
                "clause": "四",
                "line": {
                    "pool": {
                        "fund": {"amount": fund},
                        "within": "street",
                        "by": [{"of": "total"}],
                        "floor": 0,
                        "cap": "unlimited",
                        "short": "equal",
                        "remainder": "largest",
                        "reserve": 0,
                        "nobody": "return",
                        "left": "return",
                    }
                },
            },
        ],
    }
    return Rulebook.from_edition(Edition.model_validate(edition), starts_on=dt.date(2020, 1, 1))


def given(reports: dict[str, int], *, roster: list[str] | None = None) -> Records:
    """Return so many reports of every worker, as their totals."""
    people = [{"worker_id": name, "starts_on": dt.date(2026, 1, 1), "name": name, "role": "网格员", **STREET} for name in roster or reports]
    totals = [
        {"worker_id": name, "period": "2026-10", "measure": "上报", "numerator": Decimal(count), "denominator": Decimal(1)}
        for name, count in reports.items()
    ]
    return read_records({"roster": pl.DataFrame(people), "totals": pl.DataFrame(totals)})


OLD = {"甲": 95, "乙": 92, "丙": 60, "丁": 53}


def effects(found: WhatIf) -> dict[str, str]:
    return {effect.cause: str(effect.yuan) for effect in found.effects if effect.yuan or effect.gainers or effect.losers}


def of(found: WhatIf, subject: str) -> dict[str, Decimal]:
    row = found.people.row(by_predicate=pl.col("subject") == subject, named=True)
    return {cause: row[cause] for cause in CAUSES if row[cause]}


def test_a_dearer_base_is_the_rules() -> None:
    """Four people get 50 more: 200 by the rules, nothing else."""
    found = what_if(rules(), rules(base=1050), given(OLD), "2026-10")
    assert found.cost == (Decimal("4700.00"), Decimal("4900.00"))
    assert effects(found) == {"rules": "200.00"}
    assert [(one.gainers, one.losers) for one in found.effects[:1]] == [(4, 0)]


def test_a_smaller_quota_moves_those_whose_points_stand() -> None:
    """Two of four may be 优秀, then one: 乙 keeps 92 points and the band, and loses 100 yuan to the quota."""
    found = what_if(rules(), rules(quota="25%"), given(OLD), "2026-10")
    assert effects(found) == {"rank_quota": "-100.00"}
    assert of(found, "乙") == {"rank_quota": Decimal("-100.00")}
    (mover,) = found.movers()
    assert (mover.subject, mover.cause, mover.line, mover.line_change, mover.grades, mover.item) == (
        *("乙", "rank_quota", "绩效", Decimal("-100.00"), ("优秀", "合格"), ""),
    )
    moves = {(row["before"], row["after"]): row["people"] for row in found.moves.iter_rows(named=True)}
    assert moves == {("优秀", "优秀"): 1, ("优秀", "合格"): 1, ("合格", "合格"): 2}


def test_a_higher_threshold_is_the_rules() -> None:
    """乙's own band is lost: that is the rule, not the others."""
    found = what_if(rules(), rules(top=93), given(OLD), "2026-10")
    assert effects(found) == {"rules": "-100.00"}


def test_a_dearer_grade_and_a_smaller_quota_are_told_apart() -> None:
    """Pay lines first: two 优秀 get 200 more (rules), then 乙 loses all 300 − 100 of it to the quota."""
    found = what_if(rules(), rules(quota="25%", coefficient=3), given(OLD), "2026-10")
    assert effects(found) == {"rules": "200.00", "rank_quota": "-200.00"}
    assert of(found, "甲") == {"rules": Decimal("100.00")}
    assert of(found, "乙") == {"rules": Decimal("100.00"), "rank_quota": Decimal("-200.00")}


def test_records_of_one_move_the_rank_and_the_share_of_others() -> None:
    """丙 reports 97 instead of 60: 丙 gains by the records, 乙 loses the quota, and all others a part of the pool.

    Pool before 100 × 95, 92, 60, 53 ÷ 300 = 31.67, 30.67, 20.00, 17.66 (17.67 would be a fen too much);
    after ÷ 337 = 28.19, 27.30, 28.78, 15.73.
    """
    found = what_if(rules(), rules(), given(OLD), "2026-10", records_b=given({**OLD, "丙": 97}))
    assert of(found, "丙") == {"records": Decimal("108.78")}
    assert of(found, "乙") == {"rank_quota": Decimal("-100.00"), "pool": Decimal("-3.37")}
    assert of(found, "甲")["pool"] == Decimal("28.19") - Decimal("31.67")
    assert found.change == 0
    assert effects(found)["records"] == "108.78"
    assert effects(found)["rank_quota"] == "-100.00"
    assert effects(found)["pool"] == "-8.78"


def test_somebody_who_joins_is_the_roster() -> None:
    """戊 joins with 10 reports: base and grade pay by the roster, the pool's share from the others."""
    old, new = given(OLD), given({**OLD, "戊": 10})
    found = what_if(rules(), rules(), old, "2026-10", records_b=new)
    row = found.people.row(by_predicate=pl.col("subject") == "戊", named=True)
    assert (row["before"], row["grade_before"]) == (None, "—")
    assert of(found, "戊") == {"roster": Decimal("1100.00"), "records": Decimal("3.23")}
    assert found.change == Decimal("1100.00")


def test_somebody_paid_neither_before_nor_after_is_shown() -> None:
    """甲 leaves, whom only the new rules would have paid: 1100 comes by the rules and goes with the roster."""
    people = [
        {"worker_id": name, "starts_on": dt.date(2026, 1, 1), "name": name, "role": role, **STREET}
        for name, role in (("甲", "网格员"), ("丙", "站长"))
    ]
    both, left = (
        read_records({"roster": pl.DataFrame(some), "totals": given({"丙": 60}).table("totals")}) for some in (people, people[1:])
    )
    new = rules(fund=0)
    sheet = new.edition.sheets[0]
    chiefs = sheet.model_copy(update={"assess": sheet.assess.model_copy(update={"roles": ("站长",)})})
    old = Rulebook.from_edition(new.edition.model_copy(update={"sheets": (chiefs,)}), starts_on=new.starts_on)
    found = what_if(old, new, both, "2026-10", records_b=left)
    assert of(found, "甲") == {"rules": Decimal("1100.00"), "roster": Decimal("-1100.00")}
    assert effects(found) == {"rules": "1100.00", "roster": "-1100.00"}
    assert found.change == 0


def test_points_have_their_causes_too() -> None:
    """Twice the points a report: 甲 to 丁 have 95, 92, 60, 53 and then full marks, 100 each."""
    found = what_if(rules(), rules(each=2), given(OLD), "2026-10")
    assert [(one.cause, one.points) for one in found.effects if one.points] == [("rules", Decimal(100))]


def test_rules_to_come_can_be_tried() -> None:
    """An edition that is not in force in the period is applied all the same."""
    later = rules(base=1050)
    later = Rulebook.from_edition(later.edition, starts_on=dt.date(2027, 1, 1))
    assert what_if(rules(), later, given(OLD), "2026-10").change == Decimal("200.00")


def test_all_of_it_can_be_read_by_a_program() -> None:
    """The plain form has the cost, the causes, the people and the changes of the rules, amounts as exact texts."""
    data = what_if(rules(), rules(quota="25%"), given(OLD), "2026-10").as_dict()
    assert data["cost"] == {"before": "4700.00", "after": "4600.00", "change": "-100.00"}
    assert data["order"] == ["rules", "roster", "records"]
    assert [one["cause"] for one in data["effects"]] == list(CAUSES)  # type: ignore[attr-defined]
    assert len(data["people"]) == 4  # type: ignore[arg-type]
    (line,) = data["lines"]  # type: ignore[misc]
    assert line == {"line": "performance", "name": "绩效", "cause": "rank_quota", "yuan": "-100.00"}


def with_column(rulebook: Rulebook, *, required: bool) -> Rulebook:
    """Return *rulebook* with a column its pack adds to the totals."""
    column: dict[str, Any] = {"kind": "text", "label": "颜色", "meaning": "颜色。", "required": required}
    tables = {"totals": DeclaredTable(columns={"colour": DeclaredColumn.model_validate(column)})}
    pack = rulebook.pack.model_copy(update={"tables": tables})
    return Rulebook(**{**{name: getattr(rulebook, name) for name in Rulebook.__dataclass_fields__}, "pack": pack})


def test_a_column_that_was_never_read_is_empty() -> None:
    """A column the other pack adds, and does not require, holds nothing."""
    assert what_if(rules(), with_column(rules(base=1050), required=False), given(OLD), "2026-10").change == Decimal("200.00")


def test_a_column_that_is_required_stops_the_comparison() -> None:
    """Without a column the other pack requires nothing is compared, in both languages."""
    with pytest.raises(RecordsError) as refused:
        what_if(rules(), with_column(rules(base=1050), required=True), given(OLD), "2026-10")
    (problem,) = refused.value.problems
    assert problem.code == "A181"
    with language.use("zh"):
        assert problem.message == (
            "规则包 in-memory 要求表 totals 必须有列 colour，而读取记录时没有这一列，因此没有比较：缺少它的记录既不能计入，也不能算没有。"
        )
        assert problem.hint == "请按需要更多列的那个规则包读取记录：read_records(…, rules=…)；记录里没有这一列的，请先补上。"
    with language.use("en"):
        assert problem.message == (
            "The pack in-memory requires column 'colour' of the table totals, which the records were read without; nothing was compared, because "
            "rows without it can neither count nor be counted as nothing."
        )
        assert problem.hint == (
            "Read the records with the rulebook that needs more columns, read_records(..., rules=...); if they lack the column, add it."
        )
