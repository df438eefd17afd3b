"""One way through the stages for one worker and for a province: measure, score, grade, pay, act.

Stages are pure functions; this module only hands each the columns it reads and keeps what it returns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version

import polars as pl

from gridperf.assessment.lacking import levels_stated, on_no_sheet, ratios_make_sense, tables_present
from gridperf.assessment.paying import paid, past_of, pay_requests
from gridperf.assessment.uses import clocks_of, frames_of, uses_of
from gridperf.assessment.value import Assessment, Provenance
from gridperf.engine.accounts import Kept, account_requests, keep_accounts
from gridperf.engine.act import Results, act, event_requests
from gridperf.engine.elsewhere import Elsewhere, with_elsewhere
from gridperf.engine.formulas import expanded, taken_from_elsewhere, with_formulas
from gridperf.engine.grade import grade
from gridperf.engine.ledger import measure_rows, point_entries, roll_up_entries
from gridperf.engine.measure import measure
from gridperf.engine.pay.entries import pay_entries
from gridperf.engine.plan import Filters, Request
from gridperf.engine.rank import ranks
from gridperf.engine.reading import Reading
from gridperf.engine.rollup import roll_up as rolled_totals
from gridperf.engine.rollup import roll_up_digits
from gridperf.engine.schedule import schedule
from gridperf.engine.score import ELIGIBLE, FULL_IF, TOTAL, VETO, point_digits, score
from gridperf.engine.service import PLACED, Service, serve
from gridperf.engine.supplied import unused, with_supplied
from gridperf.engine.targets import with_service, with_targets
from gridperf.errors import Problem, RecordsError, RulesError, Where
from gridperf.exact import TooLarge, as_decimal, units_to_decimal
from gridperf.period import Every, Period
from gridperf.records import Records, Source
from gridperf.rulebook import Rulebook
from gridperf.rulebook.elsewhere import Placed, Result
from gridperf.rulebook.filters import compile_filter, filter_columns
from gridperf.rulebook.grading import NamedRanking, RollUp
from gridperf.rulebook.measures import Count, Formula
from gridperf.rulebook.order import sheets_in_order
from gridperf.rulebook.scoring import EachScore, Sheet
from gridperf.tables import RESULTS

__all__ = ["assess", "roll_up"]


def assess(records: Records, rules: Rulebook, period: str | Period, *, history: Sequence[Assessment] = ()) -> Assessment:
    """Return the assessment of *period*.

    Args:
        records: what `read_records` returned.
        rules: the edition in force at the period's first day.
        period: `2026-10`, `2026Q4`, …, of the kind the rulebook's sheets are filled in for.
        history: assessments of earlier periods: for actions that count them, and for the trend on paper.

    Raises:
        RulesError: A103 if no sheet is filled in for such a period, A110 if the edition is not in force then.
        RecordsError: A101, A102, A106, A107, A108, A111, A131: what the records lack for this rulebook.
    """
    when = rules.period(period)
    if when.starts_on < rules.starts_on:
        raise RulesError(Problem("A110", values={"starts_on": rules.starts_on, "period": when.code}))
    filled_in = [sheet for sheet in rules.edition.sheets if sheet.every == when.every]
    sheets = [sheet for sheet in filled_in if sheet.scored]
    if not filled_in:
        every = "、".join(sorted({sheet.every for sheet in rules.edition.sheets}))
        raise RulesError(Problem("A103", values={"sheet": rules.edition.sheets[0].name, "every": every, "period": when.code}))
    requests = _requests(rules, sheets, when.every)
    own_accounts = [account for account in rules.edition.accounts if account.of == when.every]
    tables_present(records, rules, requests, sheets, own_accounts)
    service = serve(records.table("roster"), when, rules.calendar)
    if not service.spans.height:
        raise RecordsError(Problem("A102", Where(table="roster"), {"period": when.code}))
    reading = Reading(frames_of(records, rules), uses_of(rules), service, Filters(compile_filter, filter_columns), clocks_of(rules))
    try:
        measured = measure(
            [request for request in expanded(requests.values()) if not isinstance(request.amount, (Result, Placed))],
            records=reading.records,
            uses=reading.uses,
            service=service,
            filters=reading.filters,
            clocks=reading.clocks,
        )
        supplied = records.table("supplied").collect() if any(sheet.supplied for sheet in sheets) else rules.tables["supplied"].empty()
        given = _Given(service, measured.wide, supplied, records.table("grids"), reading)
        filled: dict[str, _Filled] = {}
        for sheet in sheets_in_order(sheets, rules.measure):
            filled[sheet.id] = _fill_in(rules, sheet, given, filled)
        done = [filled[sheet.id] for sheet in sheets]
        on_sheet = pl.concat([_on(sheet, service).select("subject") for sheet in filled_in]).unique()
        people = service.people(filled_in[0].assess.placed)
        beside = people.join(on_sheet, on="subject", how="anti", maintain_order="left")
        people = people.join(on_sheet, on="subject", how="semi", maintain_order="left")
        past = _history(history, when)
        due = schedule(rules.edition.schedule, when, rules.calendar)
        kept = _kept(records, rules, people.join(measured.wide, on="subject", how="left"), history, when)
        left = past_of(history, past, when)
        money = paid(rules, records, service, people=people, done=done, wide=measured.wide, when=when, past=left)
    except TooLarge as error:
        raise RecordsError(Problem("A101", values={"what": when.code})) from error

    grades = _together("grades", (one.grades(when) for one in done)).sort("subject", "sheet")
    counts = measured.wide.join(people.select("subject"), on="subject", how="semi", maintain_order="left")
    rejected = records.rejects.group_by("table").agg(pl.lit("rejected").alias("reason"), pl.len().cast(pl.Int64).alias("records"))
    outside = pl.DataFrame({"table": ["roster"], "reason": ["no_sheet"], "records": [beside.height]}).filter(pl.col("records") > 0)
    taking = _placed(one for one in done if one.sheet.supplied).select("subject", "sheet")
    ungiven = unused(supplied, taking, when.code)
    left_out = pl.concat([rejected, measured.left_out, outside, ungiven, kept.left_out]).sort("table", "reason")
    unmatched = pl.concat([measured.unmatched, on_no_sheet(beside, filled_in)]).sort("table", "values")
    tables: dict[str, Callable[[], pl.DataFrame]] = {
        "people": lambda: people.select(RESULTS["people"].names),
        "measures": lambda: _together("measures", (measure_rows(one.measured, one.sheet, when.code) for one in done)).sort(
            "subject", "sheet", "item", "level"
        ),
        "entries": lambda: pl.concat(
            [
                *(point_entries(one.scored, one.measured, one.sheet, rules.edition.rounding, when.code) for one in done),
                pay_entries(money.paid, money.table, rules.edition.pay_for(when.every), when.code),
            ]
        ).sort("subject", "ledger", "sheet", "line"),
        "scores": lambda: _together("scores", (one.scores(when) for one in done)).sort("subject", "sheet"),
        "grades": lambda: grades,
        "ranks": lambda: _together("ranks", (one.ranks(when) for one in done)).sort("subject", "sheet", "ranking"),
        "pay": money.pay,
        "actions": lambda: act(Results(grades, past, _placed(done), counts), rules.edition.actions, when),
        "schedule": lambda: due,
        "accounts": lambda: kept.accounts,
        "history": lambda: past,
        "left_out": lambda: left_out,
        "unmatched": lambda: unmatched,
        "parties": money.parties,
        "pools": money.pools,
        "reserves": money.reserves,
    }
    return Assessment(when, rules, _provenance(rules, sources=records.sources), tables)


def _together(table: str, frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return *frames* one below the other as the result table *table*, empty if there are none."""
    return pl.concat([RESULTS[table].empty(), *frames])


def roll_up(assessments: Sequence[Assessment], rules: Rulebook, period: str | Period) -> Assessment:
    """Return the assessment of a longer *period* from those of its sub-periods.

    Args:
        assessments: of sub-periods of the kind the roll-up rule names; others are ignored.
        rules: the edition in force at the longer period's first day.
        period: `2026Q4`, `2026H2` or `2026`.

    Raises:
        RulesError: A103 if the rulebook has no roll-up for such a period.
        RecordsError: A102 if none of the assessments is of a sub-period; A109 if a result is missing and must not be.
    """
    when = rules.period(period)
    rule = rules.edition.rollup.get(when.every)
    if rule is None:
        every = "、".join(rules.edition.rollup)
        raise RulesError(Problem("A103", values={"sheet": rules.edition.sheets[0].name, "every": every, "period": when.code}))
    parts = [part.code for part in when.parts(rule.of)]
    used = sorted((one for one in assessments if one.period.code in parts), key=lambda one: one.period)
    if not used:
        raise RecordsError(Problem("A102", values={"period": when.code}))
    beside = [one for one in assessments if rule.also and one.period.code == when.code]
    done = [
        _Rolled.of(sheet, [*used, *beside], rule, rules, parts, when)
        for sheet in rules.edition.sheets
        if any(sheet.id in one.scores["sheet"] for one in used)
    ]
    people = _served(used, when)
    past = _history(assessments, when)
    due = schedule(rules.edition.schedule, when, rules.calendar)
    grades = _together("grades", (one.grades for one in done)).sort("subject", "sheet")
    left_out = _left_out(used)
    sources = tuple(
        sorted({source for one in used for source in one.provenance.sources}, key=lambda source: (source.table, source.file, source.sha256))
    )
    made = _provenance(rules, sources=sources, runs=tuple(one.digest for one in (*used, *beside)))
    pay_columns = ["subject", "period", "gross"]
    tables: dict[str, Callable[[], pl.DataFrame]] = {
        "people": lambda: people,
        "measures": RESULTS["measures"].empty,
        "entries": lambda: _together("entries", (one.entries for one in done)).sort("subject", "sheet", "line"),
        "scores": lambda: _together("scores", (one.scores for one in done)).sort("subject", "sheet"),
        "grades": lambda: grades,
        "ranks": lambda: _together("ranks", (one.ranks for one in done)).sort("subject", "sheet", "ranking"),
        "pay": lambda: RESULTS["pay"].empty().select(pay_columns),
        "actions": lambda: act(Results(grades, past, _placed(done)), rules.edition.actions, when),
        "schedule": lambda: due,
        "history": lambda: past,
        "left_out": lambda: left_out,
        "unmatched": lambda: _unmatched(used),
    }
    return Assessment(when, rules, made, tables)


def _served(used: Sequence[Assessment], when: Period) -> pl.DataFrame:
    """Return who was assessed in any sub-period, placed as in the latest, with the days of all of them together."""
    everyone = pl.concat([one.people for one in used])
    placed = everyone.unique("subject", keep="last", maintain_order=True).drop("served_days", "paid_days", "intervals")
    days = everyone.group_by("subject").agg(pl.col("served_days").sum(), pl.col("paid_days").sum(), pl.col("intervals").max())
    paid = [one.people["period_paid_days"][0] for one in used]
    whole = placed.join(days, on="subject").with_columns(
        pl.lit(when.code).alias("period"),
        pl.lit(when.days, dtype=pl.Int64).alias("period_days"),
        pl.lit(None if None in paid else sum(paid), dtype=pl.Int64).alias("period_paid_days"),
    )
    return whole.select(RESULTS["people"].names).sort("subject")


def _left_out(used: Sequence[Assessment]) -> pl.DataFrame:
    """Return what counted in none of the sub-periods; records of other periods are left to those, and are not counted here.

    Records rejected when a file was read are counted once, however many sub-periods were assessed from the same file.
    """
    frames = [RESULTS["left_out"].empty()]
    read: set[tuple[str, tuple[str, ...]]] = set()
    for one in used:
        rows = one.left_out.filter(pl.col("reason") != "other_period")
        files: dict[str, list[str]] = {}
        for source in one.provenance.sources:
            files.setdefault(source.table, []).append(source.sha256)
        again = [table for table, digests in files.items() if (table, tuple(sorted(digests))) in read]
        read |= {(table, tuple(sorted(digests))) for table, digests in files.items()}
        frames.append(rows.filter((pl.col("reason") != "rejected") | ~pl.col("table").is_in(again)))
    return pl.concat(frames).group_by("table", "reason").agg(pl.col("records").sum()).sort("table", "reason")


def _unmatched(used: Sequence[Assessment]) -> pl.DataFrame:
    """Return what passed no filter in any of the sub-periods, added up; whose it is, as last told."""
    found = pl.concat([one.unmatched for one in used])
    added = found.group_by("table", "values").agg(pl.col("records").sum(), pl.col("who").last())
    return added.select(RESULTS["unmatched"].names).sort("table", "values")


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
        return Elsewhere(self.graded.select("subject", TOTAL, "grade"), int(self.sheet.full_score * 10**self.digits))

    def scores(self, period: Period) -> pl.DataFrame:
        total = units_to_decimal(pl.col(TOTAL), self.digits, shown=6).alias("total")
        full = pl.lit(as_decimal(self.sheet.full_score, 6), dtype=pl.Decimal(38, 6)).alias("full_score")
        return self.scored.select("subject", pl.lit(period.code).alias("period"), pl.lit(self.sheet.id).alias("sheet"), total, full)

    def grades(self, period: Period) -> pl.DataFrame:
        return _grade_rows(self.graded, self.sheet.id, self.digits, period)

    def ranks(self, period: Period) -> pl.DataFrame:
        return _rank_rows(self.placed, self.sheet.rankings, self.sheet.id, period)


def _grade_rows(graded: pl.DataFrame, sheet: str, digits: int, period: Period) -> pl.DataFrame:
    total = units_to_decimal(pl.col(TOTAL), digits, shown=6).alias("total")
    named = graded.with_columns(pl.lit(period.code).alias("period"), pl.lit(sheet).alias("sheet"), total)
    return named.select(RESULTS["grades"].names)


def _kept(records: Records, rules: Rulebook, counts: pl.DataFrame, history: Sequence[Assessment], when: Period) -> Kept:
    """Return the accounts of the period, from what earlier ones left."""
    accounts = rules.edition.accounts
    if not accounts:
        return Kept(RESULTS["accounts"].empty(), RESULTS["left_out"].empty())
    past = pl.concat([RESULTS["accounts"].empty(), *(one.accounts for one in history)])
    goods = any(account.goods and account.of == when.every for account in accounts)
    redemptions = records.table("redemptions").collect() if goods else rules.tables["redemptions"].empty()
    return keep_accounts(accounts, counts, redemptions, past.unique(["subject", "period", "account"], keep="last"), when)


def _placed(done: Iterable[_Filled | _Rolled]) -> pl.DataFrame:
    """Return who stands where on which sheet, with the total: what ranks are counted over."""
    columns = ("subject", TOTAL, *PLACED)
    nobody = pl.DataFrame(schema={**dict.fromkeys(columns, pl.String), TOTAL: pl.Int64, "sheet": pl.String})
    return pl.concat([nobody, *(one.placed.select(*columns, pl.lit(one.sheet.id).alias("sheet")) for one in done)])


def _rank_rows(placed: pl.DataFrame, rankings: Sequence[NamedRanking], sheet: str, period: Period) -> pl.DataFrame:
    named = ranks(placed, rankings).with_columns(pl.lit(period.code).alias("period"), pl.lit(sheet).alias("sheet"))
    return named.select(RESULTS["ranks"].names)


@dataclass(frozen=True)
class _Given:
    """What a sheet is filled in from: who served, what was measured, grades given by people, the grids, and the records."""

    service: Service
    wide: pl.DataFrame
    supplied: pl.DataFrame
    grids: pl.LazyFrame
    reading: Reading


def _on(sheet: Sheet, service: Service) -> pl.DataFrame:
    """Return who is on *sheet*, placed as it says."""
    chosen = pl.lit(True)  # noqa: FBT003 (polars takes the value positionally)
    if sheet.assess.roles != "all":
        chosen = chosen & pl.col("role").is_in(list(sheet.assess.roles))
    if sheet.assess.areas != "all":
        chosen = chosen & pl.col("area").is_in(list(sheet.assess.areas))
    return service.people(sheet.assess.placed).filter(chosen)


def _fill_in(rules: Rulebook, sheet: Sheet, given: _Given, filled: Mapping[str, _Filled]) -> _Filled:
    """Return *sheet* filled in: measures narrowed to its people, scored, graded; *filled* are the sheets before it."""
    service, wide, supplied = given.service, given.wide, given.supplied
    people = _on(sheet, service)
    prefix = f"{sheet.id}/"
    own = {name: name.removeprefix(prefix) for name in wide.columns if name.startswith(prefix)}
    measured = people.select("subject").join(wide.select("subject", *own), on="subject", how="left", maintain_order="left").rename(own)
    amounts = [(item, rules.measure(item.measure)) for item in sheet.items]
    if elsewhere := taken_from_elsewhere(amounts):
        before = {name: one.elsewhere() for name, one in filled.items()}
        measured = with_elsewhere(measured, elsewhere, people, done=before, grids=given.grids.collect())
    formulas = {item.id: (item.name, amount) for item, amount in amounts if isinstance(amount, Formula)}
    measured = with_formulas(measured, formulas, people, rules.edition.values)
    levels_stated(sheet, measured, rules, given.reading)
    ratios_make_sense(sheet, measured)
    measured = with_service(with_targets(measured, sheet.items, people, service.period), sheet, people, service.period)
    scored = score(measured, sheet, rules.edition.rounding)
    digits = point_digits(sheet, rules.edition.rounding)
    vetoes = [*(f"{VETO}{veto.id}" for veto in sheet.vetoes), *([ELIGIBLE] if sheet.eligible else [])]
    to_grade = pl.concat([people.select("subject", *PLACED), scored.select(TOTAL), measured.select(vetoes)], how="horizontal")
    bands = sheet.grades or rules.edition.grades
    if sheet.supplied is not None:
        to_grade = with_supplied(to_grade, supplied, sheet, [band.grade for band in bands], service.period.code)
    graded = grade(
        to_grade,
        bands,
        digits=digits,
        clause=sheet.total.clause,
        vetoes=sheet.vetoes,
        eligible=sheet.eligible,
        ranking=sheet.ranking,
    )
    return _Filled(sheet, digits, people, measured, scored, graded, to_grade)


def _requests(rules: Rulebook, sheets: Sequence[Sheet], every: Every) -> dict[str, Request]:
    """Return what must be measured for *sheets* and for pay, by key."""
    requests: dict[str, Request] = {}
    for sheet in sheets:
        for item in sheet.items:
            key = f"{sheet.id}/{item.id}"
            levels = tuple(item.score.by_level or ()) if isinstance(item.score, EachScore) else ()
            requests[key] = Request(key, rules.measure(item.measure), item.where, levels)
        if sheet.full_if is not None:
            key = f"{sheet.id}/{FULL_IF}"
            requests[key] = Request(key, Count(count=sheet.full_if.count, where=sheet.full_if.where))
        for veto in sheet.vetoes:
            key = f"{sheet.id}/{VETO}{veto.id}"
            requests[key] = Request(key, Count(count=veto.when.count, where=veto.when.where))
    earning = {f"account/{account.id}/{one.id}": rules.measure(one.measure) for account in rules.edition.accounts for one in account.earn}
    kept = account_requests(rules.edition.accounts, every, earning)
    return {**requests, **event_requests(rules.edition.actions, every), **kept, **pay_requests(rules, every)}


def _history(history: Sequence[Assessment], when: Period) -> pl.DataFrame:
    names = RESULTS["history"].names
    frames = [table.select(names) for one in history for table in (one.history, one.grades)]
    everything = pl.concat([RESULTS["history"].empty(), *frames]).filter(pl.col("period") != when.code)
    return everything.unique(["subject", "period", "sheet"], keep="last", maintain_order=True).sort("subject", "period", "sheet")


def _provenance(rules: Rulebook, *, sources: tuple[Source, ...], runs: tuple[str, ...] = ()) -> Provenance:
    try:
        engine = version("gridperf")
    except PackageNotFoundError:
        engine = "unknown"
    return Provenance(
        engine=engine,
        pack=rules.pack.code,
        edition=rules.starts_on.isoformat(),
        rulebook=rules.digest,
        calendar=rules.edition.calendar.workdays,
        sources=sources,
        runs=runs,
    )


@dataclass(frozen=True)
class _Rolled:
    """One sheet's totals rolled up."""

    sheet: Sheet
    placed: pl.DataFrame
    entries: pl.DataFrame
    scores: pl.DataFrame
    grades: pl.DataFrame
    ranks: pl.DataFrame

    @classmethod
    def of(cls, sheet: Sheet, used: Sequence[Assessment], rule: RollUp, rules: Rulebook, parts: Sequence[str], when: Period) -> _Rolled:
        """Return *sheet*'s totals of the sub-periods *parts* as one total per subject, with entries and grades."""
        others = {also.sheet: next(one for one in rules.edition.sheets if one.id == also.sheet) for also in rule.also}
        digits = max(point_digits(one, rules.edition.rounding) for one in (sheet, *others.values()))
        scores = pl.concat([one.scores for one in used]).with_columns(
            pl.when(pl.col("period") == when.code).then("sheet").otherwise("period").alias("\0column")
        )
        inside = (pl.col("sheet") == sheet.id) & pl.col("period").is_in(list(parts))
        rows = scores.filter(inside | ((pl.col("period") == when.code) & pl.col("sheet").is_in(list(others))))
        rows = rows.filter(pl.col("subject").is_in(rows.filter(inside)["subject"].implode()))
        units = (pl.col("total").to_physical() // pl.lit(10 ** (6 - digits), dtype=pl.Int128)).cast(pl.Int64)
        wide = rows.with_columns(units.alias(TOTAL)).pivot("\0column", index="subject", values=TOTAL, aggregate_function="first")
        wide = wide.with_columns(pl.lit(None, dtype=pl.Int64).alias(code) for code in (*parts, *others) if code not in wide.columns).sort(
            "subject"
        )
        step = rules.edition.rounding.total
        out = roll_up_digits(step)
        rolled = rolled_totals(wide, rule, parts, digits=digits, step=step, mode=rules.edition.rounding.mode, into=when.code)
        named = {**{code: code for code in parts}, **{name: other.name for name, other in others.items()}}
        entries = roll_up_entries(rolled, wide, named, sheet=sheet.id, clause=rule.clause, digits=digits, out=out, period=when.code)
        full = sheet.full_score * (len(parts) if rule.by == "sum" else 1) * (rule.weight or 1)
        full += sum(others[also.sheet].full_score * also.weight for also in rule.also)
        scores = rolled.select(
            "subject",
            pl.lit(when.code).alias("period"),
            pl.lit(sheet.id).alias("sheet"),
            units_to_decimal(pl.col(TOTAL), out, shown=6).alias("total"),
            pl.lit(as_decimal(Fraction(full), 6), dtype=pl.Decimal(38, 6)).alias("full_score"),
        )
        placed = pl.concat([one.people for one in reversed(used)]).unique("subject", keep="first", maintain_order=True)
        to_grade = rolled.select("subject", TOTAL).join(placed.select("subject", *PLACED), on="subject", how="left", maintain_order="left")
        graded = grade(
            to_grade,
            rule.grades or sheet.grades or rules.edition.grades,
            digits=out,
            clause=rule.clause,
            ranking=rule.ranking,
        )
        return cls(
            sheet, to_grade, entries, scores, _grade_rows(graded, sheet.id, out, when), _rank_rows(to_grade, rule.rankings, sheet.id, when)
        )
