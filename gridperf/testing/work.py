"""Every record made here follows from a plan: what the plan counts, the tables hold, no more and no fewer."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

import polars as pl

from gridperf.calendar import Calendar
from gridperf.period import Period
from gridperf.tables import RECORDS
from gridperf.testing.dice import dice
from gridperf.testing.habits import Plan, days_of, leave_of, on_the_edge, plan_of
from gridperf.testing.people import Person

__all__ = ["work"]

_Row = tuple[object, ...]

_PATROL_HOURS = (8, 14, 19)
_THIRD_PATROL = 0.15
_TOO_SHORT = 0.04
_ON_DUTY_OFF_DAYS = 0.42
_CATEGORIES = ("消防隐患", "治安隐患", "矛盾纠纷", "环境卫生", "公共设施", "民生诉求", "安全生产")
_LEVELS = ("一般",) * 15 + ("较大",) * 4
_DEPARTMENTS = ("公安", "司法", "民政", "住建", "城管", "应急", "消防", "卫健", "市场监管", "生态环境")
_OWN_SOURCES = ("自主发现", "自主发现", "自主发现", "群众反映")
_OTHERS_SOURCES = ("热线投诉", "检查发现", "上级交办")
_CHANNELS = ("手机端", "手机端", "手机端", "电脑端")
_HONOURED = 0.045
_HONOURS = ("街道级",) * 6 + ("县级",) * 3 + ("市级",)
_UNVERIFIED = 0.03
_MAJOR = 0.03
_POSTPONED = 0.03
_SUPERVISED = 0.02
_VOIDED = 0.003
_REWORKED = 0.04
_OWN_EVENTS = 0.6
_LONGEST_LIMIT = 5
_SATISFACTION = (None, None, 1, 1, 1, 2, 2, 3, 5)
_VETO_EVENTS = (("责任事故", True), ("责任事故", False), ("弄虚作假", True))
_PREFIXES = {"patrols": "XC", "discoveries": "SJ", "disposals": "CZ", "incidents": "SX"}


def work(people: list[Person], period: Period, seed: int, *, leave: bool) -> dict[str, pl.DataFrame]:
    """Return the records of *people* in *period*: patrols, discoveries, disposals, incidents and attendance."""
    calendar = frozenset(Calendar().workdays(period))
    rows: dict[str, list[_Row]] = {name: [] for name in ("patrols", "discoveries", "disposals", "incidents", "attendance")}
    for post, person in enumerate(people):
        days = days_of(person, period)
        workdays = [day for day in days if day in calendar]
        away = leave_of(post, workdays, period, seed) if leave else {}
        present = [day for day in workdays if day not in away]
        weeks = sorted({day.isocalendar()[:2] for day in present})
        plan = plan_of(post, person, period, seed, due=(2 * len(present), len(weeks)))
        rows["attendance"] += ((person.worker_id, day, 1, int(day not in away), away.get(day)) for day in workdays)
        if present:
            rng = dice(seed, period.code, "work", post)
            off = [day for day in days if day not in calendar and rng.random() < _ON_DUTY_OFF_DAYS]
            rows["patrols"] += _patrols(person, plan, present, off, rng)
            reports = list(_reports(person, plan, present, rng))
            rows["discoveries"] += reports
            rows["disposals"] += _disposals(person, plan, days, reports, rng)
            rows["incidents"] += _incidents(person, plan, present, rng)
    rows["incidents"] += _veto_events(people, period, seed)
    return _numbered(rows, period)


def _numbered(rows: dict[str, list[_Row]], period: Period) -> dict[str, pl.DataFrame]:
    """Return the tables with the numbers the system would give: by time, then person."""
    frames = {name: _frame(name, made) for name, made in rows.items()}
    numbered = {"attendance": frames["attendance"].sort(RECORDS["attendance"].key)}
    for name, prefix in _PREFIXES.items():
        key = RECORDS[name].key[0]
        number = pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(6)
        stem = pl.lit(prefix + period.code.replace("-", ""))
        ordered = frames[name].sort(RECORDS[name].dated_by, "worker_id", key, maintain_order=True)
        numbered[name] = ordered.with_columns(pl.concat_str(stem, number).alias("number"))
    events = numbered["discoveries"].select("event_id", known="number")
    linked = numbered["disposals"].join(events, on="event_id", how="left", maintain_order="left")
    numbered["disposals"] = linked.with_columns(pl.coalesce("known", "event_id").alias("event_id")).drop("known")
    for name in _PREFIXES:
        table = RECORDS[name]
        numbered[name] = numbered[name].with_columns(pl.col("number").alias(table.key[0])).select(table.names)
    return numbered


def _frame(name: str, rows: list[_Row]) -> pl.DataFrame:
    """Return *rows* as the table *name*; its last columns stay empty where the rows are shorter."""
    schema = RECORDS[name].schema
    width = len(rows[0]) if rows else len(schema)
    given = dict(list(schema.items())[:width])
    absent = [pl.lit(None, dtype=dtype).alias(column) for column, dtype in schema.items() if column not in given]
    return pl.DataFrame(rows, schema=given, orient="row").with_columns(absent)


def _at(day: dt.date, hour: int, rng: random.Random, within: int = 100) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour)) + dt.timedelta(seconds=int(rng.random() * within * 60))


def _patrol(person: Person, start: dt.datetime, kind: str, rng: random.Random, *, valid: bool = True) -> _Row:
    grid = person.grid_on(start.date())
    minutes = 32 + int(rng.random() * 45)
    due = 6
    reached = due - (rng.random() < 0.1)  # noqa: PLR2004
    return (
        "",
        person.worker_id,
        grid.code if grid else None,
        kind,
        start,
        start + dt.timedelta(minutes=minutes),
        minutes * 41,
        due,
        reached,
        valid,
    )


def _patrols(person: Person, plan: Plan, present: list[dt.date], off: list[dt.date], rng: random.Random) -> Iterator[_Row]:
    slots = [(day, hour) for day in present for hour in _PATROL_HOURS[:2]]
    skipped = set(rng.sample(slots, plan.skipped))
    made = [slot for slot in slots if slot not in skipped]
    made += [(day, hour) for day in off for hour in _PATROL_HOURS[:2]]
    full = [day for day in present if not any((day, hour) in skipped for hour in _PATROL_HOURS)]
    made += [(day, _PATROL_HOURS[2]) for day in full if rng.random() < _THIRD_PATROL]
    for day, hour in made:
        spare = hour == _PATROL_HOURS[2]
        yield _patrol(person, _at(day, hour, rng), "日常巡查", rng, valid=not spare or rng.random() >= _TOO_SHORT)
    weeks: dict[tuple[int, int], list[dt.date]] = {}
    for day in present:
        weeks.setdefault(day.isocalendar()[:2], []).append(day)
    for week in sorted(rng.sample(sorted(weeks), len(weeks) - plan.skipped_weeks)):
        yield _patrol(person, _at(rng.choice(weeks[week]), 16, rng, 60), "全面梳理", rng)
    if plan.analysis:
        yield _patrol(person, _at(rng.choice(present[-5:]), 16, rng, 60), "隐患研判", rng)


def _reports(person: Person, plan: Plan, present: list[dt.date], rng: random.Random) -> Iterator[_Row]:
    for number in range(plan.reports):
        by_others = number < plan.missed
        valid = not plan.missed <= number < plan.missed + plan.void
        at = _at(rng.choice(present), rng.choice((8, 9, 14, 15)), rng)
        grid = person.grid_on(at.date())
        major = valid and not by_others and rng.random() < _MAJOR and plan.extras
        yield (
            f"{person.worker_id}-{number}",
            person.worker_id,
            grid.code if grid else None,
            rng.choice(_CATEGORIES),
            "重大" if major else rng.choice(_LEVELS),
            rng.choice(_OTHERS_SOURCES if by_others else _OWN_SOURCES),
            rng.choice(_CHANNELS),
            at,
            at + dt.timedelta(minutes=20 + int(rng.random() * 400)) if valid else None,
            valid,
            by_others,
        )


def _disposals(person: Person, plan: Plan, days: list[dt.date], reports: list[_Row], rng: random.Random) -> Iterator[_Row]:
    """Return the tasks due in the month, and a few voided ones; a task belongs to an own report or came from elsewhere."""
    early = [(row[0], row[3], row[4], row[7]) for row in reports if row[9]]
    early = [known for known in early if isinstance(known[3], dt.datetime) and (days[-1] - known[3].date()).days > _LONGEST_LIMIT]
    voided = sum(rng.random() < _VOIDED for _ in range(plan.tasks))
    for number in range(plan.tasks + voided):
        event_id, category, level, reported = rng.choice(early) if early and rng.random() < _OWN_EVENTS else (None, None, None, None)
        limit = dt.timedelta(days=rng.randint(1, _LONGEST_LIMIT))
        if isinstance(reported, dt.datetime):
            sent = reported + dt.timedelta(minutes=30 + int(rng.random() * 300))
        else:
            sent = _at(rng.choice(days), 16, rng) - limit
            event_id, category, level = f"RX{sent:%m%d}{rng.randrange(10**6):06d}", rng.choice(_CATEGORIES), rng.choice(_LEVELS)
        due = sent + limit
        handled = None if number < plan.open else sent + (due - sent) * (0.1 + 0.88 * rng.random())
        if plan.open <= number < plan.open + plan.late:
            handled = due + dt.timedelta(minutes=20 + int(rng.random() ** 3 * 9000))
        handled = handled.replace(microsecond=0) if handled else None
        verified = handled + dt.timedelta(minutes=30 + int(rng.random() * 1200)) if handled else None
        closed = verified + dt.timedelta(minutes=10 + int(rng.random() * 600)) if verified else None
        yield (
            "",
            event_id,
            person.worker_id,
            rng.choice(_DEPARTMENTS),
            category,
            level,
            sent,
            due,
            handled,
            verified,
            closed,
            int(handled is not None and rng.random() < _REWORKED),
            rng.random() < _SUPERVISED,
            rng.random() < _POSTPONED,
            number >= plan.tasks,
            rng.choice(_SATISFACTION) if closed else None,
        )


def _incidents(person: Person, plan: Plan, present: list[dt.date], rng: random.Random) -> Iterator[_Row]:
    for level in plan.complaints:
        yield _incident(person, "投诉", level, rng.choice(present), verified=True)
    for _ in range(plan.meetings):
        yield _incident(person, "会议缺席", None, rng.choice(present), verified=True)
    if rng.random() < _UNVERIFIED:
        yield _incident(person, "投诉", rng.choice(("街道级", "县级")), rng.choice(present), verified=rng.choice((False, False, None)))
    if plan.extras and rng.random() < _HONOURED:
        yield _incident(person, "表彰", rng.choice(_HONOURS), rng.choice(present), verified=True)


def _incident(person: Person, kind: str, level: str | None, day: dt.date, *, verified: bool | None) -> _Row:
    return "", person.worker_id, kind, level, day, verified, 1, f"{kind}登记表"


def _veto_events(people: list[Person], period: Period, seed: int) -> Iterator[_Row]:
    """Return two accidents, one of them nobody's fault, and one forged record, each with somebody else."""
    rng = dice(seed, period.code, "vetoes")
    middle = period.starts_on + dt.timedelta(days=period.days // 2)
    settled = [person for post, person in enumerate(people) if not on_the_edge(post) and len(days_of(person, period)) == period.days]
    for person, (kind, verified) in zip(rng.sample(settled, min(3, len(settled))), _VETO_EVENTS, strict=False):
        yield _incident(person, kind, "县级", middle, verified=verified)
