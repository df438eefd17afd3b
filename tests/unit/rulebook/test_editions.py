"""The editions of a pack follow one another, each for some period, each on a document that still holds."""

from __future__ import annotations

import pytest

from gridperf import language
from gridperf.rulebook import check_rules
from tests.unit.rulebook.packs import CODE, EDITION, SOURCE, changed, write_pack


def found(folder, lang="en"):
    """Return what a check of the whole pack says, but for items without examples."""
    with language.use(lang):
        return [f"{problem.severity} {problem}" for problem in check_rules(folder) if problem.code != "R318"]


def test_an_edition_that_starts_inside_a_period_holds_from_the_next(tmp_path):
    """Whoever reads 15 March in the document learns that March follows the rules before it."""
    folder = write_pack(tmp_path, editions={"2026-01-01.yaml": EDITION, "2026-03-15.yaml": EDITION})
    assert found(folder) == [
        (
            f"warning R009  {CODE}/editions/2026-03-15.yaml\n"
            "      This edition is in force from 2026-03-15, which is not the first day of a period: the period that day lies in follows the rules before it, and this edition holds from 2026-04 on.\n"
            "      If the document names that day, say under acknowledged which period is the first; else name the file by the first day of a period."
        )
    ]
    assert found(folder, "zh") == [
        (
            f"warning R009  {CODE}/editions/2026-03-15.yaml\n"
            "      本版本自 2026-03-15 起施行，而这一天不是考核周期的第一天：2026-03-15 所在的一期仍按原来的办法考核，从下一期（2026-04）起才用本版本。\n"
            "      若原文就是这一天，请在 acknowledged 中写明由哪一期起用；否则请改用周期第一天作文件名。"
        )
    ]


def test_months_may_start_on_any_day(tmp_path):
    """With months from the 26th, an edition of 26 February starts with March."""
    edition = changed(("month_starts_on: 1", "month_starts_on: 26"))
    assert found(write_pack(tmp_path, editions={"2026-02-26.yaml": edition})) == []


def test_a_sheet_by_quarter_starts_with_a_quarter(tmp_path):
    """The shortest period a sheet is filled in for decides what a first day is."""
    edition = changed(
        ("every: month", "every: quarter"),
        (
            "rollup:\n  quarter: {of: month, by: mean, missing: skip, needs: 2, clause: 第八条}",
            "rollup:\n  year: {of: quarter, by: mean, missing: skip, needs: 2, clause: 第八条}",
        ),
        ("in_a_row: month", "in_a_row: quarter"),
    )
    (only,) = found(write_pack(tmp_path, editions={"2026-02-01.yaml": edition}))
    assert only.startswith("warning R009")
    assert "from 2026Q2 on" in only


def test_an_edition_between_two_starts_never_holds(tmp_path):
    """Two editions inside one month: the first of them would assess nobody."""
    editions = {"2026-01-01.yaml": EDITION, "2026-03-02.yaml": EDITION, "2026-03-20.yaml": EDITION}
    errors = [one for one in found(write_pack(tmp_path, editions=editions)) if one.startswith("error")]
    assert errors == [
        (
            f"error R010  {CODE}/editions/2026-03-02.yaml\n"
            "      This edition is in force from 2026-03-02 and the next one from 2026-03-20; no period begins in between, so it would never apply to anybody.\n"
            "      Check the dates in the two file names, or delete one of the files."
        )
    ]


def test_a_text_that_names_its_successor_is_reported_for_the_newest_edition(tmp_path):
    """Rules that still rest on a superseded document could pay without authority."""
    source = SOURCE.replace("issuer: 测试县\n", "issuer: 测试县\nsuperseded_by: 测试县〔2026〕9 号\n")
    assert found(write_pack(tmp_path, source=source)) == [
        (
            f"warning R011  {CODE}/editions/2026-01-01.yaml:2:9   source\n"
            '      The county\'s text says it is superseded by "测试县〔2026〕9 号", and the newest edition still rests on it, so pay could be without authority.\n'
            "      Write an edition after the new document; if the old rules still hold, give the reason under acknowledged."
        )
    ]
    acknowledged = EDITION + "acknowledged: {R011: 新办法自明年施行}\n"
    assert found(write_pack(tmp_path / "again", acknowledged, source=source)) == []


def test_a_text_no_edition_rests_on_is_named(tmp_path):
    """A document that lies in sources and is the ground of nothing is a new one that was forgotten, or a leftover."""
    folder = write_pack(tmp_path)
    (folder / "sources/2027-01-01.md").write_text(SOURCE, encoding="utf-8")
    assert found(folder) == [
        (
            f"warning R012  {CODE}/editions/2026-01-01.yaml:2:9   source\n"
            f"      There are texts in sources that no edition rests on: {CODE}/sources/2027-01-01.md; the rules may have fallen behind the documents.\n"
            "      Write an edition whose source it is, or move the file away."
        )
    ]


@pytest.mark.parametrize("code", ["R286", "R009", "R011", "R012"])
def test_an_acknowledgement_that_meets_nothing_is_reported(tmp_path, code):
    """What only the whole pack can show is looked for in the whole pack before its acknowledgement is called idle."""
    edition = EDITION + f"acknowledged: {{{code}: 原因}}\n"
    folder = write_pack(tmp_path, edition)
    (only,) = found(folder)
    assert only.startswith(f"warning R285  {CODE}/editions/2026-01-01.yaml:{edition.count(chr(10))}:16   acknowledged.{code}")
    assert check_rules(folder, period="2026-01") == ()


def test_items_without_an_example_can_be_acknowledged(tmp_path):
    """A reason for no example silences that warning, and is not called idle."""
    assert check_rules(write_pack(tmp_path, EDITION + "acknowledged: {R318: 试点}\n")) == ()
