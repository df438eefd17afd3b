"""What was printed is held against the Book and the rules: the run it names, whether that still stands, and by which rules it was made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

import gridperf as gp
from gridperf import payroll
from gridperf.language import use
from gridperf.report.batches.slips import payslip_pages
from gridperf.report.documents.audits import audit_page
from gridperf.report.documents.documents import write_document
from gridperf.report.documents.pages import scorecard_pages
from gridperf.report.evidence.cards import EVIDENCE
from gridperf.report.paper.html import Page
from gridperf.report.paper.pdf import require_ready
from gridperf.report.verifying.grounds import BookBasis, RulesBasis
from gridperf.testing import synthetic_county, write_exports
from tests.book import test_cli
from tests.book.conftest import PACK, month_of, with_rules
from tests.book.test_corrections import CORRECTED, records, sealed  # noqa: F401 (a fixture)
from tests.book.test_payments import SIGNED, seal, settle  # noqa: F401 (a fixture)


def of_card(result: gp.Assessment) -> dict[str, Any]:
    """Return what the card of the first worker carries."""
    first = result.people["subject"][0]
    (page, *_) = scorecard_pages(result, [first])
    return _evidence(page)


def _evidence(page: object) -> dict[str, Any]:
    assert isinstance(page, Page)
    (content,) = [each.content for each in page.evidence if each.name == EVIDENCE]
    return json.loads(content)


def invoke(*words: object) -> tuple[int, str]:
    """Return how a command ends, and what it says."""
    result = test_cli.invoke(*words)
    return result.exit_code, " ".join((result.stdout + result.stderr).split())


def told(basis: BookBasis | RulesBasis, evidence: Mapping[str, Any]) -> list[tuple[str, str]]:
    with use("en"):
        return [(problem.code, problem.message) for problem in basis.differences("W0.pdf", evidence)]


@pytest.fixture
def place(memory) -> str:
    """Return a file; what is read from it does not depend on the database."""
    return str(memory / "county.book")


def test_a_card_of_what_stands_in_the_book_holds_row_for_row(book, clock, month) -> None:
    """Draft, published or sealed; a row that is changed is found."""
    book.publish(month("2026-10"), by="王芳", why="考核", window="none")
    basis, evidence = BookBasis(book), of_card(month("2026-10"))
    assert basis.check == "book"
    assert told(basis, evidence) == []
    evidence["tables"]["scores"][0]["total"] = "100.00"
    ((code, message),) = told(basis, evidence)
    assert (code, "scores" in message, "100.00" in message) == ("P128", True, True)


def test_a_card_of_another_result_or_period_does_not_stand_there(book, clock, month) -> None:
    """It is said what the Book has instead."""
    seal(book, clock, month("2026-10"))
    own, other = month("2026-10"), month("2026-10", 2)
    assert told(BookBasis(book), of_card(other)) == [
        (
            "P167",
            f"W0.pdf comes from a result ({other.digest[:16]}) that is not in the Book {book.name}, which has {own.digest[:16]} for 2026-10.",
        )
    ]
    assert told(BookBasis(book), of_card(month("2026-11"))) == [
        ("P166", f"The Book {book.name} has nothing of 2026-11, so W0.pdf cannot be checked by it.")
    ]


def test_a_card_of_a_result_that_was_corrected_is_told_from_a_wrong_one(sealed) -> None:  # noqa: F811
    """It was issued so, row for row; what stands now is another run."""
    before = sealed.assessment("2026-08")
    card = of_card(before)
    assert told(BookBasis(sealed), card) == []
    sealed.correct(sealed.correction(records()), policy="harmless", into="2026-10", **CORRECTED)
    now = sealed.assessment("2026-08")
    message = (
        f"W0.pdf comes from an earlier result of 2026-08 ({before.digest[:16]}); what stands in the Book {sealed.name} now is "
        f"{now.digest[:16]}, and a correction settles what differs."
    )
    assert told(BookBasis(sealed), card) == [("P168", message)]
    assert told(BookBasis(sealed), of_card(now)) == []
    card["tables"]["people"][0]["name"] = "李四"
    assert [code for code, _ in told(BookBasis(sealed), card)] == ["P168", "P128"]


def test_a_payslip_is_held_against_the_payment_the_book_keeps(book, clock, month, settle) -> None:  # noqa: F811
    """Row for row; of a month that was not paid there, nothing can be said."""
    seal(book, clock, month("2026-10"))
    payment = settle("2026-11-10", "2026-10")
    slip = _evidence(next(payslip_pages(payment, ["A1"])))
    unpaid = [("P166", f"The Book {book.name} has nothing of 2026-11, so W0.pdf cannot be checked by it.")]
    assert told(BookBasis(book), slip) == unpaid
    payroll.keep_payment(payment, book, **SIGNED)
    assert told(BookBasis(book), slip) == []
    slip["tables"]["slips"][0]["net"] = "1.00"
    assert [code for code, _ in told(BookBasis(book), slip)] == ["P128"]


def test_a_card_is_held_against_the_rules_it_should_have_been_made_by(month) -> None:
    """Their digest, and the bands of the sheet's grades; payslips are not made by a rulebook."""
    rules = gp.load_rules(PACK, period="2026-10")
    basis, card = RulesBasis(lambda _: rules), of_card(month("2026-10"))
    assert (basis.check, told(basis, card)) == ("rules", [])
    other = with_rules(rules, title="另一办法")
    stated, edition = month("2026-10").provenance.rulebook[:16], f"{PACK}@{rules.starts_on}"
    assert told(RulesBasis(lambda _: other), card) == [
        ("P169", f"W0.pdf was made by other rules ({stated}) than those given, {edition} ({other.digest[:16]}).")
    ]
    card["bands"][0][1] = "10"
    assert [code for code, _ in told(basis, card)] == ["P128"]
    assert [code for code, _ in told(basis, {"slip": 1})] == ["P136"]


def test_an_audit_report_is_held_against_the_steps_of_the_book_it_was_made_from(book, clock, month) -> None:
    """As they were then: a later step changes nothing, a changed one is found, and so is another Book."""
    result = month("2026-10")
    seal(book, clock, result)
    report = _evidence(audit_page(result, book=book))
    book.pay("2026-10", by="陈会计", why="批次")
    assert told(BookBasis(book), report) == []
    steps = next(one for one in report["lists"] if one["list"] == "steps")
    steps["rows"][1][3] = "张三"
    ((code, message),) = told(BookBasis(book), report)
    assert (code, "steps" in message, "张三" in message, "李强" in message) == ("P128", True, True, True)
    report = _evidence(audit_page(result, book=book))
    report["facts"] = [[name, line.replace(book.head, "0" * 64)] for name, line in report["facts"]]
    assert [(code, book.head[:16] in message) for code, message in told(BookBasis(book), report)] == [("P128", True)]
    report = _evidence(audit_page(result, book=book))
    report["facts"] = [[name, "已定稿" if name == "state" else line] for name, line in report["facts"]]
    assert [code for code, _ in told(BookBasis(book), report)] == ["P128"]
    assert told(BookBasis(book), _evidence(audit_page(result))) == []


@pytest.fixture
def cards(tmp_path, book, clock):
    """A folder with one card of what is sealed in the Book; the Book's name."""
    try:
        require_ready()
    except gp.GridperfError as error:
        pytest.skip(str(error))
    result = month_of("2026-10")
    seal(book, clock, result)
    (page, *_) = scorecard_pages(result, [result.people["subject"][0]])
    write_document(page, tmp_path / "cards" / "one.pdf")
    result.save(tmp_path / "saved")
    return tmp_path


def test_the_command_takes_book_and_rules(cards, book, place) -> None:
    """With records everything is computed again with what the Book has; what was checked is said."""
    folder = cards / "cards"
    code, shown = invoke("verify", folder, "--book", place, "--rules", PACK)
    assert code == 0
    assert "checked: they were made by the rules given (--rules) (1)" in shown
    assert "checked: every row is that of the Book, and stands there (--book) (1)" in shown
    data = json.loads(invoke("verify", folder, "--book", place, "--json")[1])
    assert (data["holds"], data["checked"]["book"]) == (True, 1)
    code, shown = invoke("verify", cards / "saved", "--book", place)
    assert code == 0
    other = month_of("2026-10", 2).save(cards / "other")
    code, shown = invoke("verify", other, "--book", place)
    assert (code, "P167" in shown) == (1, True)
    code, shown = invoke("verify", folder, "--book", place, "--history", cards / "saved")
    assert (code, "--book cannot go with --history." in shown) == (2, True)
    code, shown = invoke("verify", cards / "saved", "--rules", PACK)
    assert (code, "--against, --rules, --root, --trust and passwords are for cards." in shown) == (2, True)


def test_records_are_computed_again_with_what_the_book_keeps(cards, place) -> None:
    """Months before, appeals, corrections, money held back and points come from the Book; the rules from where they are said to be."""
    exports = cards / "exports"
    write_exports(synthetic_county("2026-10", scale=0.01, seed=1, messy=False), exports)
    code, shown = invoke("verify", cards / "cards", "--book", place, "--records", exports, "--rules", PACK)
    assert "checked: computed again from the records (--records) (1)" in shown
    assert "checked: every row is that of the Book, and stands there (--book) (1)" in shown
    assert code == 0, shown
