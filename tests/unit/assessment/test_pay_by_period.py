"""A line is paid for its own kind of period: a year does not pay the month again, and may pay by the year's sheet."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from gridperf.assessment import Assessment
from gridperf.period import Period
from gridperf.report.views.pay_sheet import payroll
from gridperf.rulebook.acting import Action
from gridperf.rulebook.edition import Edition
from gridperf.testing.strategies import frames
from tests.oracle.compare import assess_frames, differences
from tests.properties.test_found import edition_of, rows_of, visit

ITEM = {"id": "visits", "measure": {"count": "visits"}, "score": {"each": 10, "up_to": 100}}
PAY = [
    {"id": "base", "name": "基本工资", "clause": "一", "every": "month", "line": {"amount": 2000}, "part_month": "whole"},
    {
        "id": "bonus",
        "name": "年终奖",
        "clause": "一",
        "every": "year",
        "line": {"by_score": 1000, "at_most": 1, "not_assessed": 0},
        "part_month": "whole",
    },
    {
        "id": "piece",
        "name": "计件",
        "clause": "一",
        "every": "month",
        "line": {"each": 5, "measure": {"count": "visits"}, "cap": "unlimited"},
    },
    {
        "id": "floor",
        "name": "托底",
        "clause": "一",
        "every": "month",
        "line": {"top_up_to": 2500, "counting": "all_above"},
        "part_month": "whole",
    },
]
ROWS = rows_of(visits=[visit(at) for at in range(4)])


def rules() -> Edition:
    edition = edition_of([ITEM], 100, pay=PAY)
    year = edition.sheets[0].model_copy(update={"id": "year", "every": "year"})
    return edition.model_copy(update={"sheets": (*edition.sheets, year)})


def assessed(period: str) -> Assessment:
    result = assess_frames(frames(ROWS), rules(), Period.parse(period))
    assert differences(result, ROWS, rules(), Period.parse(period)) == []
    return result


def test_a_month() -> None:
    """A month pays the lines of months, and its top-up counts those alone."""
    result = assessed("2026-10")
    assert result.pay.drop("subject", "period").rows(named=True) == [
        {"base": Decimal(2000), "piece": Decimal(20), "floor": Decimal(480), "gross": Decimal(2500)}
    ]
    assert [column.id for column in payroll(result).columns] == ["base", "piece", "floor"]
    assert result.verify() == ()


def test_a_year() -> None:
    """A year pays its own lines, by its own sheet."""
    result = assessed("2026")
    assert result.pay.drop("subject", "period").rows(named=True) == [{"bonus": Decimal(400), "gross": Decimal(400)}]
    assert result.entries.filter(result.entries["ledger"] == "yuan")["item"].to_list() == ["bonus"]
    assert result.verify() == ()


def test_records_of_which_nothing_is_known_are_not_alike() -> None:
    """Two reports without grid and category are two, whoever made them; two alike in both are one."""
    known: dict[str, Any] = {"grid_code": "g", "category": "消防隐患"}
    moments = [dt.datetime(2026, 10, 9, 8, at) for at in range(5)]
    more: list[dict[str, Any]] = [{}, {}, known, known, {"grid_code": "g"}]
    rows = [
        {"event_id": f"e{at}", "worker_id": "A", "reported_at": moment, **one}
        for at, (moment, one) in enumerate(zip(moments, more, strict=True))
    ]
    edition = edition_of(
        [{"id": "reports", "measure": {"count": "discoveries"}, "score": {"each": 1, "up_to": 100}}],
        100,
        tables={"discoveries": {"distinct_by": ["grid_code", "category"]}},
    )
    tables = rows_of(discoveries=rows)
    result = assess_frames(frames(tables), edition, Period.parse("2026-10"))
    assert differences(result, tables, edition, Period.parse("2026-10")) == []
    assert result.scores["total"].to_list() == [Decimal(4)]


def test_an_action_on_one_sheets_grade() -> None:
    """Of two sheets, an action may follow from the grade of one alone."""
    edition = edition_of([ITEM], 100, grades=[{"grade": "合格", "at_least": 60}, {"grade": "不合格", "at_least": 0}])
    second = edition.sheets[0].model_copy(update={"id": "second", "full_score": edition.sheets[0].full_score / 2})
    whens = {"first": {"grade": "不合格", "of": "month", "sheet": "sheet"}, "other": {"grade": "合格", "of": "month", "sheet": "second"}}
    actions = tuple(Action.model_validate({"id": name, "name": name, "clause": "一", "when": when}) for name, when in whens.items())
    both = edition.model_copy(update={"sheets": (*edition.sheets, second), "actions": actions})
    result = assess_frames(frames(ROWS), both, Period.parse("2026-10"))
    assert differences(result, ROWS, both, Period.parse("2026-10")) == []
    assert result.actions.select("action", "because").rows() == [("first", "2026-10：不合格")]
