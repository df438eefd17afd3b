"""The views of an assessment that the engine made: everything still adds up, and everybody has a card."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from gridperf import Assessment, assess, load_rules, read_records, roll_up
from gridperf.report.paper.html import Page, page_html
from gridperf.report.views import Scorecard, county_summary, payroll, scorecards
from gridperf.testing import synthetic_county


@pytest.fixture(scope="module")
def months() -> list[Assessment]:
    """Three months of thirty workers of the made-up county, each knowing the ones before."""
    rules = load_rules("370522-lijin", period="2026-07")
    made: list[Assessment] = []
    for month in ("2026-07", "2026-08", "2026-09"):
        tables = {name: frame.lazy().collect() for name, frame in synthetic_county(month).items()}
        some = sorted(tables["roster"]["worker_id"].unique())[::27]
        few = {
            name: frame.filter(pl.col("worker_id").is_in(some)) if "worker_id" in frame.columns else frame for name, frame in tables.items()
        }
        made.append(assess(read_records(few, on_problem="quarantine"), rules, month, history=made))
    return made


@pytest.fixture(scope="module", params=["month", "quarter"])
def result(request: pytest.FixtureRequest, months: list[Assessment]) -> Assessment:
    """The last month, and the quarter made of all three."""
    return months[-1] if request.param == "month" else roll_up(months, months[0].rulebook, "2026Q3")


def number(text: str) -> Decimal:
    return Decimal(text.replace("−", "-").replace(",", "") or "0")


def test_everybody_has_a_card_whose_lines_add_up(result: Assessment) -> None:
    """No card is a problem, and printed lines sum to printed totals and pay."""
    cards = list(scorecards(result))
    assert {card.person.subject for card in cards} == set(result.scores["subject"]) | set(result.pay["subject"])
    for card in cards:
        assert isinstance(card, Scorecard)
        if card.total:
            assert sum((number(line.points) for line in card.lines), Decimal(0)) == number(card.total)
        assert sum((number(line.yuan) for line in card.pay), Decimal(0)) == number(card.gross)


def test_every_card_can_be_put_into_words(result: Assessment) -> None:
    """No entry of the engine lacks a label."""
    for card in scorecards(result):
        assert isinstance(card, Scorecard)
        assert page_html(Page("scorecard", card, card.whose)).text


def test_full_marks_add_up_to_the_full_score(months: list[Assessment]) -> None:
    """The column of full marks sums to the full score; bonus marks are marked apart."""
    for card in scorecards(months[-1]):
        assert isinstance(card, Scorecard)
        if card.lines:
            assert sum(number(line.full) for line in card.lines if not line.full.startswith("+")) == number(card.full)


def test_the_trend_ends_with_the_months_before(months: list[Assessment]) -> None:
    """Earlier months of the same worker are the bars before this one."""
    before = {row["subject"]: row["total"] for row in months[1].scores.iter_rows(named=True)}
    for card in scorecards(months[-1]):
        assert isinstance(card, Scorecard)
        if card.bars and before.get(card.person.subject) is not None:
            assert number(card.bars[-2].total) == before[card.person.subject]


def test_the_summary_counts_everybody_once(result: Assessment) -> None:
    """People of all grades are all graded people, and pay is the payroll's."""
    view = county_summary(result)
    assert sum(sheet.together.count for sheet in view.sheets) == result.grades.height
    assert number(view.gross) == payroll(result).gross == (result.pay["gross"].sum() or 0)
