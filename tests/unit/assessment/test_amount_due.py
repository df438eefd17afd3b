"""A week may ask for hours or metres instead of times; the card says what was asked, and prints the figure as it was measured."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

import gridperf as gp
from gridperf import language
from gridperf.report.views.items import sheet_items
from gridperf.rulebook.words import Words
from gridperf.tables import RECORDS
from tests.unit.rulebook.packs import changed, write_pack

WALKED = "{frequency: patrols, where: valid, sum: distance_m, at_least: 5000, part: whole_down, per: week, week_needs: 3, excused_by: none}"
KILOMETRES = "{frequency: patrols, where: valid, sum: km, at_least: 2.5, part: linear, per: month, excused_by: none}"
DECLARED = "tables: {patrols: {columns: {km: {kind: decimal, label: 公里, meaning: 里程。, digits: 2}}}}\n"


def edition(amount: str, *, named: bool = False) -> str:
    own = f"measures:\n  own: {{name: 自定, meaning: 自定, direction: higher, unit: '%', source: 本县, measure: {amount}}}\nsheets:\n"
    text = changed(("measure: patrol_arrival", "measure: own" if named else f"measure: {amount}"))
    return text.replace("sheets:\n", own, 1) if named else text


def assessed(tmp_path: Any, text: str) -> gp.Assessment:
    """Return January of one person, who walked 5,000 metres in the second and the last of four weeks, and 1.75 kilometres in all."""
    walks = [
        ("2026-01-05 09:00", 4999, 0.5),
        ("2026-01-12 09:00", 3000, 0.25),
        ("2026-01-18 20:00", 2000, 1),
        ("2026-01-31 22:00", 6000, 0),
    ]
    given: dict[str, Any] = {name: RECORDS[name].empty() for name in ("disposals", "incidents", "discoveries", "attendance")}
    given["roster"] = pl.DataFrame(
        [{"worker_id": "甲", "name": "甲", "starts_on": "2025-01-01", "role": "网格员", "area": "城镇", "pay_base": "3000"}]
    )
    given["patrols"] = pl.DataFrame(
        [
            {"patrol_id": at, "worker_id": "甲", "started_at": at, "distance_m": str(metres), "km": str(km), "valid": "是"}
            for at, metres, km in walks
        ]
    )
    pack = write_pack(tmp_path, text)
    with (pack / "pack.yaml").open("a", encoding="utf-8") as file:
        file.write(DECLARED)
    rules = gp.load_rules(pack, period="2026-01")
    return gp.assess(gp.read_records(given, rules=rules), rules, "2026-01")


@pytest.mark.parametrize(
    ("amount", "figure", "points", "note", "printed"),
    [
        (WALKED, (2, 4), 30, "每周“里程（米）”合计不少于 5000，不足的不计", ("2/4", "50%")),
        (
            WALKED.replace("whole_down", "linear"),
            (14_999, 20_000),
            45,
            "每周“里程（米）”合计不少于 5000，超出的不计",
            ("14999/20000", "75%"),
        ),
        (KILOMETRES, (175, 250), 42, "每月“km”合计不少于 2.5，超出的不计", ("1.75/2.5", "70%")),
    ],
)
@pytest.mark.parametrize("named", [False, True])
def test_the_card_says_what_was_asked(tmp_path, amount, figure, points, note, printed, *, named):
    """Weeks that reach it, or what was done of it, stand over what was due; a named measure is explained like one written out."""
    done = assessed(tmp_path, edition(amount, named=named))
    (line,) = done.entries.filter((pl.col("item") == "arrival") & (pl.col("kind") == "item")).iter_rows(named=True)
    assert (line["numerator"], line["denominator"], line["amount"], line["note"]) == (*figure, Decimal(points), note)
    (shown,) = sheet_items(done, "month").lines([line], 2)
    assert (shown.quantity, shown.percent) == printed
    assert done.verify() == ()
    assert gp.load_assessment(done.save(tmp_path / "saved")).verify() == ()


@pytest.mark.parametrize(
    ("lang", "part", "said"),
    [
        ("zh", "whole_down", "“巡查”中有效的记录的“里程（米）”每周合计应不少于 5000；达到的（每周计一次，不足的不计）÷ 应达到的"),
        ("zh", "linear", "“巡查”中有效的记录的“里程（米）”每周合计应不少于 5000；实际合计（每周至多计 5000，不足的按实计）÷ 应有合计"),
        ("en", "whole_down", "those reached (one per week, less is none) over those due"),
        ("en", "linear", "the sum done (at most 5000 per week) over the sum due"),
    ],
)
def test_it_reads_in_both_languages(tmp_path, lang, part, said):
    """The printed rulebook says the amount, what counts of it, and which weeks ask for it."""
    rules = gp.load_rules(write_pack(tmp_path, edition(WALKED.replace("whole_down", part))))
    first = {"zh": "", "en": "rows of `patrols` where valid: 'distance m', at least 5000 due per week; "}
    rest = {
        "zh": "；一周应出勤不少于 3 天的才要求；没有可以免除的日子",
        "en": "; a week counts with at least 3 due workdays; nothing excuses a day",
    }
    with language.use(lang):
        assert Words(rules).say(rules.edition.sheets[0].items[0].measure) == first[lang] + said + rest[lang]
