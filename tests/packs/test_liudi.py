"""The township pack says only what it changes, stays within what its county allows, and is otherwise the county's."""

import polars as pl

from gridperf import assess, check_rules, load_rules, read_records
from gridperf.report.paper.html import Page, page_html
from gridperf.report.views import scorecards
from gridperf.rulebook.marks import full_marks
from gridperf.testing import synthetic_county
from gridperf.trials import run_examples

PACK, COUNTY = "370522-liudi", "370522-lijin"
CHANGED = {
    "sheets.worker-month.items.arrival.score.share": ("22", "25"),
    "sheets.worker-month.items.sort-through.score.share": ("13", "10"),
    "pay.report-cash.line.each": ("6", "5"),
    "pay.report-cash.line.cap": ("240", "200"),
    "sheets.worker-month.items.meeting": (None, "会议培训缺席"),
}


def test_nothing_is_wrong_or_doubtful():
    """The pack passes every check without an error or a warning."""
    assert [str(problem) for problem in check_rules(PACK)] == []


def test_its_examples_hold():
    """Every worked example comes out to the digit."""
    assert [result.problems for result in run_examples(PACK)] == [()] * 4


def test_only_what_it_says_differs():
    """Every other value is the county's, from the county's file."""
    town, county = load_rules(PACK), load_rules(COUNTY)
    header = ("title", "source", "basis")
    set_here = {path: origin for path, origin in town.origins.items() if origin.layer == PACK and path not in header}
    told = {path: (origin.value, origin.was.value) for path, origin in set_here.items() if origin.was and not path.endswith(".clause")}
    assert told == CHANGED
    assert {path.partition(".forest")[0] for path in set_here if ".forest." in path} == {"sheets.worker-month.items"}
    taken_over = {path: origin.value for path, origin in town.origins.items() if origin.layer == COUNTY and not path.endswith("clause")}
    assert taken_over.items() <= {path: origin.value for path, origin in county.origins.items()}.items()


def test_paper_says_which_document_a_clause_is_of():
    """A card of the township names the county's document by its short name, and the edition it stands for."""
    tables = {name: frame.lazy().collect() for name, frame in synthetic_county("2026-10").items()}
    first = tables["roster"].filter(pl.col("role") == "专职网格员")["worker_id"].min()
    one = {name: frame.filter(pl.col("worker_id") == first) if "worker_id" in frame.columns else frame for name, frame in tables.items()}
    records = read_records(one, on_problem="quarantine")
    (card,) = scorecards(assess(records, load_rules(PACK, period="2026-10"), "2026-10"))
    text = page_html(Page("scorecard", card, card.whose)).text
    assert card.proof.upper == ("县办法 370522-lijin@2026-01-01",)
    assert "县办法 370522-lijin@2026-01-01" in text
    assert "县办法第六条（三）" in text
    assert f"{PACK}@2026-01-01" in text


def test_the_weights_still_add_up():
    """What arrival gives up, the weekly look-through gets: patrols keep their 40 points, and the sheet its 100."""
    sheet = next(sheet for sheet in load_rules(PACK).edition.sheets if sheet.id == "worker-month")
    assert sum(full_marks(item) for item in sheet.items if item.section == "patrol") == 40
    assert sum(full_marks(item) for item in sheet.items if item.section != "adjust") == 100
