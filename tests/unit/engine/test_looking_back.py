"""Results of the last periods become one, exactly, and only of the periods the rulebook looks at."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from gridperf import language
from gridperf.engine.looking_back import over_periods
from gridperf.errors import RecordsError
from gridperf.period import Period
from gridperf.rulebook.elsewhere import Over
from gridperf.tables import RESULTS

MONTH = Period.parse("2026-10")


def history(**months: dict[str, str | None]) -> pl.DataFrame:
    """Return totals by month (`m09` is September) and person."""
    rows = [(who, f"2026-{name[1:]}", "month", total, None) for name, totals in months.items() for who, total in totals.items()]
    strings = pl.DataFrame(rows, schema=["subject", "period", "sheet", "total", "grade"], orient="row", infer_schema_length=None)
    return strings.with_columns(pl.col("total").cast(pl.Decimal(38, 6)), pl.col("grade").cast(pl.String)).select(RESULTS["history"].names)


def taken(past: pl.DataFrame, now: dict[str, int | None], **keys: Any) -> dict[str, Fraction]:
    """Return what everybody comes to, of a full score of 100; *now* in hundredths."""
    rule = {"last": 3, "present": "counts", "by": "mean", "missing": "skip", "needs": 1, "since": "2026-01"} | keys
    present = pl.DataFrame({"subject": list(now), "total": list(now.values())}, schema_overrides={"total": pl.Int64})
    how: dict[str, Any] = {"sheet": "month", "full_score": Fraction(100), "digits": 2, "period": MONTH, "item": "近三月平均"}
    found = over_periods(Over.model_validate(rule), now=present, history=past, **how)
    return {who: Fraction(over, under) for who, over, under in found.sort("subject").iter_rows()}


PAST = history(m08={"甲": "80", "乙": "60.5"}, m09={"甲": "90", "乙": None}, m07={"甲": "10", "乙": "10"})


def test_the_mean_is_a_ratio_and_never_rounded() -> None:
    """甲: 80, 90 and 85.33; 乙: 60.5 and 70, a month without a total left out."""
    assert taken(PAST, {"甲": 8533, "乙": 7000}) == {"甲": Fraction(25533, 30000), "乙": Fraction(13050, 20000)}
    assert taken(PAST, {"甲": 8533, "乙": 7000}, missing="zero")["乙"] == Fraction(13050, 30000)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"by": "sum"}, Fraction(1305, 1000)),
        ({"by": "lowest"}, Fraction(605, 1000)),
        ({"by": "highest"}, Fraction(7, 10)),
        ({"by": "lowest", "missing": "zero"}, Fraction(0)),
        ({"by": "highest", "missing": "zero"}, Fraction(7, 10)),
        ({"present": "left_out"}, Fraction(705, 2000)),
        ({"since": "2026-09"}, Fraction(7, 10)),
        ({"last": 1, "present": "counts"}, Fraction(7, 10)),
    ],
)
def test_several_totals_become_one_as_the_rule_says(keys: dict[str, Any], expected: Fraction) -> None:
    """乙 had 10 in July, 60.5 in August, nothing in September, and 70 now."""
    assert taken(PAST, {"乙": 7000}, **keys)["乙"] == expected


def test_a_total_below_nothing_is_not_raised_by_a_gap() -> None:
    """The least of −5 and a gap that counts as zero is −5, the greatest is 0."""
    past = history(m08={"甲": "-5"}, m09={"乙": "1"})
    ends = {by: taken(past, {"甲": None}, by=by, missing="zero")["甲"] for by in ("lowest", "highest", "mean")}
    assert ends == {"lowest": Fraction(-5, 100), "highest": Fraction(0), "mean": Fraction(-5, 300)}


def test_too_few_totals_are_no_data() -> None:
    """乙 has two of three, 丙 is new."""
    assert taken(PAST, {"甲": 8533, "乙": 7000, "丙": 9000}, needs=3) == {"甲": Fraction(25533, 30000)}
    assert "丙" not in taken(PAST, {"丙": 9000}, present="left_out")


def test_before_the_rule_holds_there_is_no_data() -> None:
    """Neither earlier results nor the present one count before the first period that does."""
    assert taken(PAST, {"甲": 8533}, since="2026-11") == {}


def test_a_period_whose_results_were_not_given_stops_the_run() -> None:
    """A mean over the files that lay around would be another one tomorrow."""
    with pytest.raises(RecordsError) as caught:
        taken(history(m09={"甲": "90"}), {"甲": 8533}, last=4)
    (problem,) = caught.value.problems
    with language.use("en"):
        assert (problem.message, problem.hint) == (
            "近三月平均 takes the results of the last 4 periods, and no result of 2026-07、2026-08 was given, so 2026-10 was not assessed.",
            (
                "Give the results of those periods as history (--history or --book in a shell); if earlier ones do not count, write the first "
                "that does as since."
            ),
        )
    with language.use("zh"):
        assert (problem.message, problem.hint) == (
            "近三月平均 取最近 4 期的结果，而没有给出 2026-07、2026-08 的结果，因此 2026-10 没有考核。",
            "请把这些周期的考核结果一并作为 history 给出（命令行用 --history 或 --book）；更早的不计入的，把 over 的 since 写成计入的第一期。",
        )
