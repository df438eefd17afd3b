"""Worked examples are read with places, run through the public functions, and compared exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridperf import language
from gridperf.errors import RulesError
from gridperf.rulebook import check_rules, load_rules
from gridperf.rulebook.examples import read_cases
from gridperf.rulebook.expectations import Found, compare
from gridperf.tables import RECORDS, RESULTS
from gridperf.trials import run_examples
from tests.unit.rulebook.packs import CODE, changed, write_pack

ROSTER = 'roster: [{worker_id: "0001", name: 王芳, role: 网格员, area: 农村, starts_on: 2026-01-01, pay_base: 2000.50}]'


GENEROUS = (
    changed(("{otherwise: 0}]}\n        when_no_data: exempt", "{otherwise: 0}]}\n        when_no_data: full"))
    + "acknowledged: {R006: 试点}\n"
)
"""Nothing to dispose of earns full marks, so that one person's month has a round total."""


def case(given=ROSTER, expect='scores: {"0001": 1}', name="一个算例", period="2026-03"):
    return f"- name: {name}\n  period: {period}\n  given:\n    {given}\n  expect:\n    {expect}\n"


def pack(tmp_path, *cases, **more):
    return write_pack(tmp_path, GENEROUS, examples={"a.yaml": "".join(cases)}, **more)


def wrong(tmp_path, *cases):
    """Return code and place of what is wrong with the form of *cases*."""
    problems = read_cases(pack(tmp_path, *cases))[1]
    with language.use("zh"):
        assert all(str(problem) for problem in problems)
    return [(problem.code, problem.where.line, problem.where.path) for problem in problems]


# --- reading -----------------------------------------------------------------------------------------------------------


def test_given_rows_become_typed_tables(tmp_path):
    """Every table of records exists; a key that only numbers rows is filled in; values have the table's types."""
    [one], problems = read_cases(
        pack(
            tmp_path,
            case(
                ROSTER
                + "\n    patrols: [{worker_id: '0001', started_at: 2026-03-02 08:10, valid: true, distance_m: 900}, {worker_id: '0001', started_at: 2026-03-02T14:00:30}]"
            ),
        )
    )
    assert problems == ()
    assert set(one.tables) == set(RECORDS)
    for name, frame in one.tables.items():
        assert frame.schema == RECORDS[name].schema
    assert one.tables["patrols"]["patrol_id"].to_list() == ["1", "2"]
    assert one.tables["patrols"]["valid"].to_list() == [True, None]
    assert one.tables["roster"]["pay_base"].to_list() == [Decimal("2000.50")]
    assert one.tables["visits"].height == 0
    assert (one.name, one.period, str(one.where)) == ("一个算例", "2026-03", f"{CODE}/examples/a.yaml:1:3   [0]")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- 一句话\n", [("R103", 1, "[0]")]),
        ("name: x\n", [("R117", 1, "")]),
        (case().replace("  given", "  gven"), [("R101", 3, "[0].gven"), ("R102", 1, "[0].given")]),
        (case(name=""), [("R103", 1, "[0].name")]),
        (case(period="2026-3"), [("R312", 2, "[0].period")]),
        (case(given="- x"), [("R103", 4, "[0].given")]),
        (case(given="patrol: []"), [("R307", 4, "[0].given.patrol")]),
        (case(given="patrols: none"), [("R315", 4, "[0].given.patrols")]),
        (
            case(given="roster: [{id: x}]"),
            [
                ("R308", 4, "[0].given.roster[0].id"),
                *[("R102", 4, f"[0].given.roster[0].{name}") for name in ("worker_id", "starts_on", "name", "role")],
            ],
        ),
        (case(ROSTER.replace('"0001"', "0001").replace("name: 王芳", "name: 1")), [("R309", 4, "[0].given.roster[0].name")]),
        (case(ROSTER.replace("2000.50", "2000.505")), [("R309", 4, "[0].given.roster[0].pay_base")]),
        (case(ROSTER.replace("2000.50", "many")), [("R309", 4, "[0].given.roster[0].pay_base")]),
        (case(ROSTER.replace("2026-01-01", "2026-02-30")), [("R309", 4, "[0].given.roster[0].starts_on")]),
        (
            case(ROSTER + "\n    patrols: [{worker_id: '1', started_at: 2026-03-02, valid: yes, distance_m: 1.5}]"),
            [("R309", 5, f"[0].given.patrols[0].{name}") for name in ("started_at", "valid", "distance_m")],
        ),
        (case(given="patrols: [{repeat: 0, worker_id: '1', started_at: 2026-03-02 08:00}]"), [("R309", 4, "[0].given.patrols[0].repeat")]),
        (
            case(given="patrols: [{repeat: 10001, worker_id: '1', started_at: 2026-03-02 08:00}]"),
            [("R309", 4, "[0].given.patrols[0].repeat")],
        ),
        (
            case(given="patrols: [{repeat: true, worker_id: '1', started_at: 2026-03-02 08:00}]"),
            [("R309", 4, "[0].given.patrols[0].repeat")],
        ),
        (
            case(given="patrols: [{patrol_id: P, repeat: 2, worker_id: '1', started_at: 2026-03-02 08:00}]"),
            [("R321", 4, "[0].given.patrols[0].repeat")],
        ),
        (
            case(given="totals: [{repeat: 2, worker_id: '1', period: 2026-03, measure: x, numerator: 1, denominator: 1}]"),
            [("R321", 4, "[0].given.totals[0].repeat")],
        ),
        (case(expect="score: {}"), [("R313", 5, "[0].expect"), ("R101", 6, "[0].expect.score")]),
        (case(expect="scores: {}"), [("R313", 5, "[0].expect")]),
        (case(expect="scores: 95"), [("R315", 6, "[0].expect.scores")]),
        (case(expect="problems: A107"), [("R315", 6, "[0].expect.problems")]),
        (case() + case(), [("R316", 7, "[1].name")]),
    ],
)
def test_a_malformed_example_is_a_problem_at_its_line(tmp_path, text, expected):
    """Wrong keys, tables, columns, values and names are found without running anything."""
    assert wrong(tmp_path, text) == expected


def test_one_row_stands_for_several_records(tmp_path):
    """Records that are the same but for their identifiers are written once, with how many there are."""
    row = "{worker_id: '1', started_at: 2026-03-02 08:00, ended_at: 2026-03-02 09:00"
    (one,), problems = read_cases(pack(tmp_path, case(given=f"patrols: [{row}, repeat: 3}}, {row}}}, {row}, repeat: 1}}]")))
    assert problems == ()
    assert one.tables["patrols"]["patrol_id"].to_list() == ["1", "2", "3", "4", "5"]
    assert one.tables["patrols"].drop("patrol_id").n_unique() == 1


def test_a_check_of_the_pack_reads_its_examples(tmp_path):
    """Problems of examples are problems of the pack, and lines nobody checks are listed once."""
    folder = pack(
        tmp_path,
        case(expect='{entries: {"0001": {arrival: 1, month: {on-time: 1}}}, pay: {"0001": {base: 1}}}'),
        case(period="2020-01", name="太早"),
    )
    found = [(problem.code, problem.severity, problem.values.get("what")) for problem in check_rules(folder)]
    assert found == [("R133", "error", None), ("R318", "warning", "complaint, honour, performance, cash, top-up")]


def test_a_malformed_example_stops_a_run(tmp_path):
    """Nothing is run while an example cannot be read."""
    with pytest.raises(RulesError) as caught:
        run_examples(pack(tmp_path, case(period="x")))
    assert [problem.code for problem in caught.value.problems] == ["R312"]


@given(st.text(max_size=50).map(lambda text: "- name: x\n  " + text))
def test_any_text_as_an_example_gives_cases_or_problems(tmp_path_factory, text):
    """Whatever the file holds, nothing but problems comes of it."""
    folder = pack(tmp_path_factory.mktemp("pack"), text.encode("utf-8", "replace").decode())
    cases, problems = read_cases(folder)
    assert cases or problems
    assert all(str(problem) for problem in problems)


# --- comparing ---------------------------------------------------------------------------------------------------------


def results(**rows):
    """Return results of which only the named columns are filled."""
    frames = {}
    for name in ("measures", "entries", "scores", "grades", "pay", "actions"):
        schema = dict(RESULTS[name].schema)
        held = rows.get(name, [])
        for row in held:
            schema |= {column: pl.Decimal(38, 2) for column in row if column not in schema}
        frames[name] = pl.DataFrame([{column: row.get(column) for column in schema} for row in held], schema=schema, orient="row")
    return SimpleNamespace(**frames)


GOOD = results(
    measures=[
        {"subject": "0001", "sheet": "month", "item": "on-time", "level": "", "numerator": 19, "denominator": 20},
        {"subject": "0001", "sheet": "month", "item": "arrival", "level": "", "numerator": 0, "denominator": 0},
        {"subject": "0001", "sheet": "month", "item": "complaint", "level": "县级", "numerator": 2, "denominator": 1},
        {"subject": "0001", "sheet": "month", "item": "complaint", "level": "市级", "numerator": 1, "denominator": 1},
    ],
    entries=[
        {"subject": "0001", "sheet": "month", "line": 1, "ledger": "points", "kind": "item", "item": "on-time", "amount": Decimal(40)},
        {"subject": "0001", "sheet": "month", "line": 2, "ledger": "points", "kind": "item", "item": "complaint", "amount": Decimal(-25)},
        {"subject": "0001", "sheet": "month", "line": 3, "ledger": "points", "kind": "cap", "item": "complaint", "amount": Decimal(5)},
        {"subject": "0001", "sheet": "month", "line": 4, "ledger": "points", "kind": "cap", "item": "total", "amount": Decimal("-1.5")},
        {"subject": "0001", "sheet": "", "line": 1, "ledger": "yuan", "kind": "pay", "item": "base", "amount": Decimal(2000)},
    ],
    scores=[{"subject": "0001", "sheet": "month", "total": Decimal("58.500000")}],
    grades=[
        {
            "subject": "0001",
            "sheet": "month",
            "total": Decimal("58.5"),
            "rank": 3,
            "of": 9,
            "grade": "不合格",
            "uncapped_grade": "合格",
            "decided_by": "veto",
        }
    ],
    pay=[{"subject": "0001", "base": Decimal("2000.00"), "cash": None, "gross": Decimal("2300.00")}],
    actions=[{"subject": "0001", "action": "dismiss"}],
)


def compared(tmp_path, expect, found=GOOD):
    folder = pack(tmp_path, case(expect=expect))
    [one], problems = read_cases(folder)
    assert problems == ()
    differences, invalid = compare(one, Found(lambda stage: getattr(found, stage).rows(named=True)), load_rules(folder, period="2026-03"))
    return [(one.what, one.expected, one.actual) for one in differences], [(problem.code, problem.where.line) for problem in invalid]


@pytest.mark.parametrize(
    "expect",
    [
        'measures: {"0001": {on-time: 19/20}}',
        'measures: {"0001": {on-time: 95%, arrival: null, complaint: 3}}',
        'measures: {"0001": {complaint: {县级: 2, 市级: 1}}}',
        'measures: {"0001": {month: {on-time: 0.95}}}',
        'entries: {"0001": {on-time: 40.00, complaint: -20, cap: -1.5, floor: 0, honour: 0, rounding: 0}}',
        'entries: {"0001": {month: {on-time: 40}}}',
        'scores: {"0001": 58.5}',
        'scores: {"0001": 117/2}',
        'scores: {"0001": {month: 58.50}}',
        'scores: {"0001": {total: 58.5}}',
        'grades: {"0001": 不合格}',
        'grades: {"0001": {month: 不合格}}',
        'grades: {"0001": {grade: 不合格, uncapped_grade: 合格, decided_by: veto, rank: 3, of: 9, total: 58.5}}',
        'grades: {"0001": {month: {rank: 3}}}',
        'pay: {"0001": {base: 2000, cash: null, gross: 2300}}',
        'actions: {"0001": [dismiss], "0002": []}',
    ],
)
def test_what_holds_holds_in_every_way_of_writing_it(tmp_path, expect):
    """Numbers are compared as numbers, and what is not named is not compared."""
    assert compared(tmp_path, expect) == ([], [])


@pytest.mark.parametrize(
    ("expect", "difference"),
    [
        ('measures: {"0001": {on-time: 0.9500001}}', ("measures 0001 on-time", "0.9500001", "0.95")),
        ('measures: {"0001": {arrival: 0}}', ("measures 0001 arrival", "0", "null")),
        ('measures: {"0001": {on-time: null}}', ("measures 0001 on-time", "null", "0.95")),
        ('measures: {"0001": {complaint: {市级: 2}}}', ("measures 0001 complaint 市级", "2", "1")),
        ('entries: {"0001": {complaint: -25}}', ("entries 0001 complaint", "-25", "-20")),
        ('entries: {"0001": {cap: 5}}', ("entries 0001 cap", "5", "-1.5")),
        ('entries: {"0002": {on-time: 40}}', ("entries 0002 on-time", "40", "null")),
        ('scores: {"0001": 58.500001}', ("scores 0001", "58.500001", "58.5")),
        ('scores: {"0001": null}', ("scores 0001", "null", "58.5")),
        ('scores: {"0002": 1}', ("scores 0002", "1", "no result of this person")),
        ('grades: {"0001": 合格}', ("grades 0001", "合格", "不合格")),
        ('grades: {"0001": not_assessed}', ("grades 0001", "not_assessed", "不合格")),
        ('grades: {"0001": {rank: 1}}', ("grades 0001 rank", "1", "3")),
        ('pay: {"0001": {base: 2000.01}}', ("pay 0001 base", "2000.01", "2000")),
        ('pay: {"0001": {cash: 0}}', ("pay 0001 cash", "0", "null")),
        ('pay: {"0002": {base: 1}}', ("pay 0002 base", "1", "null")),
        ('actions: {"0001": []}', ("actions 0001", "[]", "dismiss")),
        ('actions: {"0002": [dismiss]}', ("actions 0002", "dismiss", "[]")),
    ],
)
def test_what_does_not_hold_is_named(tmp_path, expect, difference):
    """One difference, with what was written and what was computed."""
    assert compared(tmp_path, expect) == ([difference], [])


def test_nobody_without_a_total_has_one(tmp_path):
    """A person who is not assessed has no total and no grade, which can be expected in words."""
    found = results(
        scores=[{"subject": "0001", "sheet": "month"}], grades=[{"subject": "0001", "sheet": "month", "decided_by": "not_assessed"}]
    )
    expect = '{scores: {"0001": not_assessed}, grades: {"0001": not_assessed}}'
    assert compared(tmp_path, expect, found) == ([], [])
    assert compared(tmp_path / "b", '{scores: {"0001": 0}, grades: {"0001": 不合格}}', found)[0] == [
        ("scores 0001", "0", "null"),
        ("grades 0001", "不合格", "null"),
    ]


@pytest.mark.parametrize(
    ("expect", "code"),
    [
        ('measures: {"0001": {on_time: 1}}', "R314"),
        ('measures: {"0001": {cap: 1}}', "R314"),
        ('entries: {"0001": {ontime: 1}}', "R314"),
        ('entries: {"0001": {base: 2000}}', "R314"),
        ('scores: {"0001": {year: 1}}', "R314"),
        ('scores: {"0001": {grade: 合格}}', "R314"),
        ('pay: {"0001": {bonus: 1}}', "R314"),
        ('actions: {"0001": [fire]}', "R314"),
        ('entries: {"0001": 40}', "R315"),
        ('entries: {"0001": {on-time: forty}}', "R315"),
        ('scores: {"0001": 九十}', "R315"),
        ('pay: {"0001": 2000}', "R315"),
        ('actions: {"0001": dismiss}', "R315"),
    ],
)
def test_an_expectation_that_can_never_be_checked_is_no_pass(tmp_path, expect, code):
    """Names that do not exist and values that are none are problems, whatever the results are."""
    differences, invalid = compared(tmp_path, expect)
    assert (code, 6) in invalid
    assert differences == [] or expect.startswith("actions")


# --- running -----------------------------------------------------------------------------------------------------------

PATROLS = "patrols: [{worker_id: '0001', kind: 日常巡查, started_at: 2026-10-30 08:10, valid: true}, {worker_id: '0001', kind: 日常巡查, started_at: 2026-10-30 14:10, valid: true}]"
JOINED = ROSTER.replace("2026-01-01", "2026-10-30")


def ran(tmp_path, *cases, **more):
    return run_examples(pack(tmp_path, *cases, **more))


def test_an_example_is_assessed_and_compared(tmp_path):
    """Records in, results out, digit by digit; the result names the example and where it stands."""
    expect = '{measures: {"0001": {arrival: 1}}, entries: {"0001": {arrival: 60, on-time: 40, honour: 0}}, scores: {"0001": 100}, grades: {"0001": 不合格}}'
    [result] = ran(tmp_path, case(f"{JOINED}\n    {PATROLS}", expect, period="2026-10"))
    assert (result.name, result.file, result.line) == ("一个算例", f"{CODE}/examples/a.yaml", 1)
    assert not result.passed
    [problem] = result.problems
    assert (problem.code, problem.where.line) == ("R310", 7)
    assert problem.message == 'The example "一个算例" does not hold: grades 0001 should be 不合格, and comes to 合格.'


def test_a_difference_names_its_sheet(tmp_path):
    """Where the sheet is written, the sentence says which of them differs."""
    expect = '{scores: {"0001": {month: 90}}}'
    [result] = ran(tmp_path, case(f"{JOINED}\n    {PATROLS}", expect, period="2026-10"))
    [problem] = result.problems
    assert problem.message == 'The example "一个算例" does not hold: scores 0001 month should be 90, and comes to 100.'


def test_the_grade_is_the_quotas(tmp_path):
    """One person alone is no fifth of anybody, so the best grade goes to nobody."""
    expect = 'grades: {"0001": {grade: 合格, uncapped_grade: 优秀, decided_by: quota}}'
    [result] = ran(tmp_path, case(f"{JOINED}\n    {PATROLS}", expect, period="2026-10"))
    assert (result.passed, result.problems, result.differences) == (True, (), ())


def test_examples_run_by_name(tmp_path):
    """One example can be run alone."""
    folder = pack(tmp_path, case(JOINED, 'scores: {"0001": 40}', "甲", "2026-10"), case(JOINED, 'scores: {"0001": 41}', "乙", "2026-10"))
    assert [(result.name, result.passed) for result in run_examples(folder)] == [("甲", True), ("乙", False)]
    assert [result.name for result in run_examples(folder, name="乙")] == ["乙"]
    assert run_examples(folder, name="丙") == ()


def test_earlier_results_are_given_as_they_were(tmp_path):
    """A streak counts grades of earlier months, without their records."""
    history = '\n    history: [{worker_id: "0001", period: 2026-09, sheet: month, total: 50, grade: 不合格}]'
    expect = '{grades: {"0001": 不合格}, actions: {"0001": [dismiss]}}'
    first, second = ran(tmp_path, case(JOINED + history, expect, "两个月", "2026-10"), case(JOINED, expect, "一个月", "2026-10"))
    assert first.passed
    assert [(one.what, one.actual) for one in second.differences] == [("actions 0001", "[]")]


def test_a_quarter_is_rolled_up_from_given_months(tmp_path):
    """For a period that is rolled up, the given results are its months."""
    months = ", ".join(
        f'{{worker_id: "0001", period: 2026-{month}, total: {total}, grade: 合格}}' for month, total in (("07", 60), ("08", 70), ("09", 61))
    )
    expect = '{scores: {"0001": 63.67}, grades: {"0001": 合格}, entries: {"0001": {"2026-07": 20}}}'
    [result] = ran(tmp_path, case(f"{ROSTER}\n    history: [{months}]", expect, period="2026Q3"))
    assert result.problems == ()


def test_a_refusal_can_be_expected(tmp_path):
    """An example may say that a run must stop, and why; any other outcome is a difference."""
    nobody = ROSTER.replace("2026-01-01", "2027-01-01")
    no_base = JOINED.replace(", pay_base: 2000.50", "")
    results = ran(
        tmp_path,
        case(nobody, "problems: [A102]", "没有人在岗", "2026-10"),
        case(nobody, "problems: [A106]", "理由不对", "2026-10"),
        case(JOINED, "problems: [A106]", "没有拒绝", "2026-10"),
        case(no_base, 'scores: {"0001": 40}', "意外的拒绝", "2026-10"),
    )
    assert [[problem.code for problem in result.problems] for result in results] == [[], ["R317"], ["R317"], ["R311"]]
    assert results[1].problems[0].message == "The refusal should have the codes A106, and has A102."
    assert results[2].problems[0].message == "The refusal should have the codes A106, and has none."
    assert "A106" in results[3].problems[0].message


def test_each_example_follows_the_edition_of_its_period(tmp_path):
    """Two editions, two results for the same records."""
    later = changed(("        when_no_data: full\n", "        when_no_data: zero\n"), edition=GENEROUS)
    folder = write_pack(
        tmp_path,
        editions={"2026-01-01.yaml": GENEROUS, "2026-10-01.yaml": later},
        examples={
            "a.yaml": case(JOINED.replace("2026-10-30", "2026-09-30"), 'entries: {"0001": {on-time: 40}}', "旧", "2026-09")
            + case(JOINED, 'entries: {"0001": {on-time: 0}}', "新", "2026-10")
        },
    )
    assert [result.passed for result in run_examples(folder)] == [True, True]


@pytest.mark.parametrize("code", ["_template", "example-permit-desk"])
def test_the_examples_of_the_shipped_packs_hold(code):
    """Every worked example that ships is computed as its author computed it."""
    results = run_examples(code)
    assert results
    assert [str(problem) for result in results for problem in result.problems] == []


def test_a_level_of_nothing_is_nothing():
    """The sum of no ratios is no ratio."""
    from gridperf.rulebook.expectations import _ratio

    assert _ratio(GOOD.measures.filter(pl.col("item") == "honour").rows(named=True)) is None
    assert _ratio(GOOD.measures.filter(pl.col("item") == "complaint").rows(named=True)) == Fraction(3)
