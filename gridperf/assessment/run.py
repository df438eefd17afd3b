"""One way through the stages for one worker and for a province: measure, score, grade, pay, act.

Stages are pure functions; this module only hands each the columns it reads and keeps what it returns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from gridperf.assessment.common import grade_rows, history_of, placed_of, provenance_of, rank_rows, score_rows, together
from gridperf.assessment.gathering import Figures, asked_of, figures
from gridperf.assessment.lacking import levels_stated, on_no_sheet, ratios_make_sense, tables_present
from gridperf.assessment.paying import paid, past_of
from gridperf.assessment.value import Assessment
from gridperf.engine.accounts import Kept, keep_accounts
from gridperf.engine.act import Results, act
from gridperf.engine.adjustments import SCHEMA, no_adjustments, unused_adjustments, with_adjustments
from gridperf.engine.corrections import SCHEMA as CORRECTED
from gridperf.engine.corrections import correction_entries, no_corrections, with_corrections
from gridperf.engine.elsewhere import Before, Elsewhere, with_elsewhere
from gridperf.engine.formulas import taken_from_elsewhere, with_formulas
from gridperf.engine.grade import grade
from gridperf.engine.ledger import measure_rows, point_entries
from gridperf.engine.means import with_means
from gridperf.engine.pay.entries import pay_entries
from gridperf.engine.schedule import schedule
from gridperf.engine.score import ELIGIBLE, TOTAL, VETO, point_digits, score
from gridperf.engine.service import PLACED, Service, serve
from gridperf.engine.stepping import with_earlier
from gridperf.engine.supplied import unused, with_supplied
from gridperf.engine.targets import with_service, with_targets
from gridperf.engine.teams import chosen, with_kind
from gridperf.engine.ties import with_ties
from gridperf.errors import Problem, RecordsError, RulesError, Where
from gridperf.period import Period
from gridperf.ratios import TooLarge
from gridperf.records import Records
from gridperf.rulebook import Rulebook
from gridperf.rulebook.accounts import Account
from gridperf.rulebook.measures import Formula
from gridperf.rulebook.order import sheets_in_order
from gridperf.rulebook.scoring import Sheet
from gridperf.tables import RESULTS

__all__ = ["assess"]


def assess(
    records: Records,
    rules: Rulebook,
    period: str | Period,
    *,
    history: Sequence[Assessment] = (),
    adjustments: pl.DataFrame | None = None,
    corrections: pl.DataFrame | None = None,
    exchanges: pl.DataFrame | None = None,
    reserves: pl.DataFrame | None = None,
) -> Assessment:
    """Return the assessment of *period*.

    Args:
        records: what `read_records` returned.
        rules: the edition in force at the period's first day.
        period: `2026-10`, `2026Q4`, …, of the kind the rulebook's sheets are filled in for.
        history: assessments of earlier periods: for actions that count them, grades held against the one before, and the trend on paper.
        adjustments: what decisions on appeals add to items, as `Book.adjustments` gives it: `subject`, `sheet`, `item`,
            `points`, `note`. Each is an entry of its own beside what was measured.
        corrections: what corrections of earlier periods add to pay, as `Book.carried` gives it: `subject`, `of`, `line`, `name`,
            `clause`, `amount`, `note`. Each is an entry of its own below the pay lines.
        exchanges: what was taken for points in the period, as `Book.accounts.exchanges` gives it, where a Book takes exchanges
            in; the records hold none then.
        reserves: what earlier periods held back and released, as `Book.held_back` gives it: `subject`, `period`, `line`,
            `amount`; without it, what *history* says.

    Raises:
        RulesError: A103 if no sheet is filled in for such a period, A110 if the edition is not in force then.
        RecordsError: A101, A102, A106, A107, A108, A111, A131, A164, A165, A166, A167, A168: what the records lack for this rulebook.
        BookError: B061 if an adjustment is of an item or a subject that is not assessed.
    """
    when = rules.period(period)
    if when.starts_on < rules.starts_on:
        raise RulesError(Problem("A110", values={"starts_on": rules.starts_on, "period": when.code}))
    filled_in = [sheet for sheet in rules.edition.sheets if sheet.every == when.every]
    sheets = [sheet for sheet in filled_in if sheet.scored]
    if not filled_in:
        every = "、".join(sorted({sheet.every for sheet in rules.edition.sheets}))
        raise RulesError(Problem("A103", values={"sheet": rules.edition.sheets[0].name, "every": every, "period": when.code}))
    requests = asked_of(rules, sheets, when.every)
    own_accounts = [account for account in rules.edition.accounts if account.of == when.every and exchanges is None]
    tables_present(records, rules, requests.everything, sheets, own_accounts)
    service = serve(records.table("roster"), when, rules.calendar)
    if not service.spans.height:
        raise RecordsError(Problem("A102", Where(table="roster"), {"period": when.code}))
    try:
        measured = figures(records, rules, sheets, service, requests)
        added = no_adjustments() if adjustments is None else adjustments.select(*SCHEMA)
        owed = no_corrections() if corrections is None else corrections.select(*CORRECTED)
        past = history_of(history, when)
        filled: dict[str, _Filled] = {}
        for sheet in sheets_in_order(sheets, rules.measure):
            filled[sheet.id] = _fill_in(rules, sheet, measured, filled, added, past)
        done = [filled[sheet.id] for sheet in sheets]
        unused_adjustments(added, placed_of(done), sheets)
        people, beside = _on_sheets(filled_in, measured)
        due = schedule(rules.edition.schedule, when, rules.calendar)
        kept = _kept(records, rules, people.join(measured.wide, on="subject", how="left"), history, when, exchanges)
        left = past_of(history, past, when, reserves)
        money = paid(rules, records, measured.gathered.service, people=people, done=done, wide=measured.wide, when=when, past=left)
    except TooLarge as error:
        raise RecordsError(Problem("A101", values={"what": when.code})) from error

    # an event has consequences for whoever is on a sheet, and for teams; not for a member of a team who is on none
    aside = measured.wide.select("subject").join(people, on="subject", how="anti")
    counts = measured.counts().join(aside, on="subject", how="anti", maintain_order="left")
    grades = together("grades", (one.grades(when) for one in done)).sort("subject", "sheet")
    rejected = records.rejects.group_by("table").agg(pl.lit("rejected").alias("reason"), pl.len().cast(pl.Int64).alias("records"))
    outside = pl.DataFrame({"table": ["roster"], "reason": ["no_sheet"], "records": [beside.height]}).filter(pl.col("records") > 0)
    taking = placed_of(one for one in done if one.sheet.supplied).select("subject", "sheet")
    ungiven = unused(measured.supplied, taking, when.code)
    left_out = pl.concat([rejected, measured.left_out, outside, ungiven, kept.left_out]).sort("table", "reason")
    unmatched = pl.concat([measured.unmatched, on_no_sheet(beside, filled_in)]).sort("table", "values")
    tables: dict[str, Callable[[], pl.DataFrame]] = {
        "people": lambda: _assessed(people, done),
        "measures": lambda: together("measures", (measure_rows(one.measured, one.sheet, when.code) for one in done)).sort(
            "subject", "sheet", "item", "level"
        ),
        "entries": lambda: pl.concat(
            [
                *(
                    point_entries(
                        one.scored,
                        one.measured,
                        one.sheet,
                        rules.edition.rounding,
                        when.code,
                        sheets=rules.edition.sheets,
                        measure=rules.measure,
                    )
                    for one in done
                ),
                pay_entries(money.paid, money.table, money.lines, when.code, money.teams),
                correction_entries(owed, after=len(money.lines), period=when.code),
            ]
        ).sort("subject", "ledger", "sheet", "line"),
        "scores": lambda: together("scores", (one.scores(when) for one in done)).sort("subject", "sheet"),
        "grades": lambda: grades,
        "ranks": lambda: together("ranks", (one.ranks(when) for one in done)).sort("subject", "sheet", "ranking"),
        "pay": lambda: with_corrections(money.pay(), owed, when.code),
        "actions": lambda: act(Results(grades, past, placed_of(done), counts), rules.edition.actions, when),
        "schedule": lambda: due,
        "accounts": lambda: kept.accounts,
        "history": lambda: past,
        "left_out": lambda: left_out,
        "unmatched": lambda: unmatched,
        "parties": money.parties,
        "pools": money.pools,
        "reserves": money.reserves,
        "members": lambda: _members(measured),
    }
    return Assessment(when, rules, provenance_of(rules, sources=records.sources), tables)


def _on(sheet: Sheet, service: Service) -> pl.DataFrame:
    """Return who is on *sheet*, placed as it says: people of its roles and areas, or the teams *service* is made of."""
    people = service.people(sheet.assess.placed)
    return people.filter(chosen(sheet.assess)) if sheet.assess.subject == "worker" else people


def _on_sheets(sheets: Sequence[Sheet], measured: Figures) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the people whom one of *sheets* assesses or pays, and those who are on none and in no team that one assesses."""
    gathered = measured.gathered
    own = [sheet for sheet in sheets if sheet.assess.subject == "worker"]
    everybody = gathered.service.people((own or list(sheets))[0].assess.placed)
    nobody = everybody.select("subject").clear()
    on_sheet = pl.concat([nobody, *(_on(sheet, gathered.service).select("subject") for sheet in own)]).unique()
    in_teams = [one.members().select(pl.col("worker").alias("subject")) for one in gathered.members.values()]
    beside = everybody.join(pl.concat([on_sheet, *in_teams]).unique(), on="subject", how="anti", maintain_order="left")
    return everybody.join(on_sheet, on="subject", how="semi", maintain_order="left"), beside


def _assessed(people: pl.DataFrame, done: Sequence[_Filled]) -> pl.DataFrame:
    """Return the result table `people`: the people, and every team on a sheet."""
    teams = [with_kind(one.people, one.sheet.assess.subject) for one in done if one.sheet.assess.subject != "worker"]
    every = pl.concat([with_kind(people, "worker"), *teams])
    return every.unique("subject", keep="first", maintain_order=True).sort("subject") if teams else every


def _members(measured: Figures) -> pl.DataFrame:
    """Return the result table `members`."""
    every = pl.concat([RESULTS["members"].empty(), *(one.members() for one in measured.gathered.members.values())])
    return every.unique(["subject", "worker"], keep="first", maintain_order=True).sort("subject", "worker")


@dataclass(frozen=True)
class _Filled:
    """One sheet, filled in for everyone it assesses; all frames have the same rows."""

    sheet: Sheet
    digits: int
    people: pl.DataFrame
    measured: pl.DataFrame
    scored: pl.DataFrame
    graded: pl.DataFrame
    placed: pl.DataFrame

    def elsewhere(self) -> Elsewhere:
        """Return what other sheets take from this one."""
        full = int(self.sheet.full_score * 10**self.digits)
        return Elsewhere(self.graded.select("subject", TOTAL, "grade"), full, self.sheet.assess.subject, self.people, self.digits)

    def scores(self, period: Period) -> pl.DataFrame:
        return score_rows(self.scored, self.sheet.id, self.digits, self.sheet.full_score, period)

    def grades(self, period: Period) -> pl.DataFrame:
        return grade_rows(self.graded, self.sheet.id, self.digits, period)

    def ranks(self, period: Period) -> pl.DataFrame:
        return rank_rows(self.placed, self.sheet.rankings, self.sheet.id, period)


def _kept(
    records: Records, rules: Rulebook, counts: pl.DataFrame, history: Sequence[Assessment], when: Period, exchanges: pl.DataFrame | None
) -> Kept:
    """Return the accounts of the period, from what earlier ones left.

    Raises:
        RecordsError: A164 if exchanges of the period stand in the records and were taken in by a Book too, A165 if the records hold
            exchanges whose limits only a Book knows.
    """
    accounts = rules.edition.accounts
    if not accounts:
        return Kept(RESULTS["accounts"].empty(), RESULTS["left_out"].empty())
    past = pl.concat([RESULTS["accounts"].empty(), *(one.accounts for one in history)])
    goods = any(account.goods and account.of == when.every for account in accounts)
    redemptions = records.table("redemptions").collect() if goods else rules.tables["redemptions"].empty()
    if exchanges is not None:
        twice = redemptions.filter(pl.col("redeemed_on").is_between(when.starts_on, when.ends_on)).height
        if twice:
            raise RecordsError(Problem("A164", Where(table="redemptions"), {"count": twice, "period": when.code}))
    else:
        _limits_known(accounts, redemptions, when)
    known = past.unique(["subject", "period", "account"], keep="last")
    assessed = {one.period.code for one in history}
    return keep_accounts(accounts, counts, redemptions, known, when, exchanges, assessed=assessed)


def _limits_known(accounts: Sequence[Account], redemptions: pl.DataFrame, when: Period) -> None:
    """Refuse exchanges of the period whose limits only a Book knows.

    Raises:
        RecordsError: A165.
    """
    names = [name for account in accounts if account.of == when.every for name, goods in account.goods.items() if goods.needs_book]
    rows = redemptions.filter(pl.col("redeemed_on").is_between(when.starts_on, when.ends_on) & pl.col("goods").is_in(names))
    if rows.height:
        values = {"count": rows.height, "goods": "、".join(sorted(set(rows["goods"]))), "period": when.code}
        raise RecordsError(Problem("A165", Where(table="redemptions", field="goods"), values))


def _fill_in(
    rules: Rulebook, sheet: Sheet, given: Figures, filled: Mapping[str, _Filled], adjustments: pl.DataFrame, past: pl.DataFrame
) -> _Filled:
    """Return *sheet* filled in: measures narrowed to its subjects, scored, graded; *filled* are the sheets before it, *past* the periods."""
    service, wide = given.of(sheet)
    people = _on(sheet, service)
    prefix = f"{sheet.id}/"
    own = {name: name.removeprefix(prefix) for name in wide.columns if name.startswith(prefix)}
    measured = people.select("subject").join(wide.select("subject", *own), on="subject", how="left", maintain_order="left").rename(own)
    amounts = [(item, rules.measure(item.measure)) for item in sheet.items]
    if elsewhere := taken_from_elsewhere(amounts):
        done = {name: one.elsewhere() for name, one in filled.items()}
        before = Before(past, service.period, {one.id: one for one in rules.edition.sheets})
        measured = with_elsewhere(measured, elsewhere, people, sheet=sheet, done=done, grids=given.grids.collect(), before=before)
    formulas = {item.id: (item.name, amount) for item, amount in amounts if isinstance(amount, Formula)}
    measured = with_formulas(measured, formulas, people, rules.edition.values)
    levels_stated(sheet, measured, rules, replace(given.reading, service=service))
    ratios_make_sense(sheet, measured, rules)
    measured = with_service(with_targets(measured, sheet.items, people, service.period), sheet, people, service.period)
    measured = with_means(with_adjustments(measured, adjustments, sheet), people, sheet, rules.edition.rounding)
    scored = score(measured, sheet, rules.edition.rounding)
    digits = point_digits(sheet, rules.edition.rounding)
    vetoes = [*(f"{VETO}{veto.id}" for veto in sheet.vetoes), *([ELIGIBLE] if sheet.eligible else [])]
    to_grade = pl.concat([people.select("subject", *PLACED), scored.select(TOTAL), measured.select(vetoes)], how="horizontal")
    bands = rules.edition.scale(sheet)
    to_grade = with_ties(to_grade, measured, bands)
    if sheet.supplied is not None:
        to_grade = with_supplied(to_grade, given.supplied, sheet, [band.grade for band in bands], service.period.code)
    if sheet.steps is not None:
        to_grade = with_earlier(to_grade, past, sheet.steps, sheet, [band.grade for band in bands], service.period)
    graded = grade(
        to_grade,
        bands,
        digits=digits,
        clause=sheet.total.clause,
        vetoes=sheet.vetoes,
        eligible=sheet.eligible,
        steps=sheet.steps,
        ranking=sheet.ranking,
    )
    return _Filled(sheet, digits, people, measured, scored, graded, to_grade)
