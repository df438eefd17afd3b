"""Two years of a small county, told before they are lived: who comes, goes and moves, what goes wrong, and when it is put right.

The story is data; `County` lives it month by month in one Book, or in two that must stay alike, and has every invariant of
`tests.book.invariants` looked at after every step.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

import gridperf as gp
from gridperf.book.correction import Policy
from gridperf.period import Period
from gridperf.tables import RECORDS
from tests.book.conftest import Clock
from tests.book.invariants import Run
from tests.book.watching import Watch

__all__ = ["MONTHS", "SIGNED", "County", "Edition", "Post", "frames"]

PACK = Path(__file__).parent / "990011-lianghe"
MONTHS = [f"{year}-{month:02d}" for year in (2025, 2026) for month in range(1, 13)]
SIGNED = {"by": "李强", "why": "公示无异议"}
FULL, PARTNER = "专职网格员", "专属网格员"
END = dt.date(2026, 12, 31)

# --- the story ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Post:
    """Somebody in a place, from one day to another."""

    worker: str
    name: str
    role: str
    street: str
    grid: str
    since: str = "2024-01-01"
    until: str | None = None
    base: int = 3000


POSTS = (
    Post("01", "赵一", FULL, "东街", "E1"),
    Post("02", "钱二", FULL, "东街", "E2"),
    Post("03", "孙三", FULL, "东街", "E3"),
    Post("04", "李四", FULL, "西街", "W1"),
    Post("05", "𬎆㛃喆祎", FULL, "西街", "W2"),
    Post("06", "周六", FULL, "西街", "W3", until="2025-08-17"),  # leaves in the middle of a month
    Post("07", "吴七", FULL, "东街", "E4", since="2025-03-24"),  # joins too late in March to be assessed
    Post("08", "郑八", PARTNER, "东街", "E5", until="2025-10-15", base=600),  # from one role to another
    Post("08", "郑八", FULL, "东街", "E5", since="2025-10-16"),
    Post("09", "王九", FULL, "西街", "W4", until="2026-04-30"),  # and back the other way
    Post("09", "王九", PARTNER, "西街", "W4", since="2026-05-01", base=600),
    Post("10", "冯十", FULL, "东街", "E6", until="2025-06-10"),  # from one grid, and street, to another, and home again
    Post("10", "冯十", FULL, "西街", "W5", since="2025-06-11", until="2026-02-28"),
    Post("10", "冯十", FULL, "东街", "E6", since="2026-03-01", base=3200),
    Post("11", "陈新", FULL, "西街", "W3", since="2026-01-01", until="2026-09-20"),  # comes and goes within the years
    Post("12", "褚回", FULL, "东街", "E7", until="2025-05-31"),  # leaves, and is taken on again
    Post("12", "褚回", FULL, "东街", "E7", since="2026-02-01"),
)
REACHED = {"01": 20, "02": 18, "03": 17, "04": 13, "05": 16, "06": 14, "07": 18, "08": 15, "09": 12, "10": 16, "11": 14, "12": 11}
"""Of twenty places a month, how many somebody reaches."""
REPORTS = {"01": 4, "02": 4, "03": 3, "04": 1, "05": 4, "06": 2, "07": 3, "08": 2, "09": 3, "10": 3, "11": 2, "12": 2}
"""Problems somebody reports in a month."""
SLACK = {
    ("04", "2025-04"),
    ("04", "2025-05"),
    ("04", "2025-08"),
    ("04", "2025-09"),
    ("12", "2026-07"),
    ("12", "2026-08"),
    ("02", "2026-05"),
}
"""Who hardly went out in which month."""
INCIDENTS = {
    "2025-02": [("02", "投诉")],
    "2025-06": [("03", "投诉"), ("03", "投诉")],
    "2025-09": [("05", "责任事故")],
    "2026-02": [("09", "弄虚作假")],
    "2026-10": [("01", "投诉")],
}
VOTES = {"2025": {"01": 96, "02": 91, "03": 88, "05": 94, "07": 85}, "2026": {"01": 97, "02": 78, "03": 92, "05": 90, "07": 88, "08": 81}}
"""民主测评, out of 100; whoever is not named has 70. Residents give five more."""
LATE = {("02", "2025-05"): "2025-07", ("05", "2026-02"): "2026-04"}
"""Whose reports of a month came late, and before which month that is put right."""
VOID = {("03", "2025-09"): "2025-11"}
"""Whose reports of a month turn out to be false, and before which month that is put right."""


@dataclass(frozen=True)
class Edition:
    """A document that is issued after months it holds for were sealed.

    Attributes:
        starts_on: from when it holds.
        issued: the month before whose closing it is issued, and which settles it.
        policy: whom it is settled for.
        changes: what it says instead of what the edition before said.
    """

    starts_on: str
    issued: str
    policy: Policy
    changes: Mapping[str, str]


EDITIONS = (
    Edition("2025-09-01", "2025-11", "reopen", {"of: 800}": "of: 900}"}),
    Edition(
        "2026-06-01",
        "2026-08",
        "harmless",
        {"优秀,   at_least: 90, q": "优秀,   at_least: 95, q", "合格: 1.0, 不合格: 0.2": "合格: 1.05, 不合格: 0.2"},
    ),
)


@dataclass(frozen=True)
class Plea:
    """An appeal: of whose item, how it ends, and whether it is made after the month was sealed."""

    worker: str
    item: str
    outcome: str
    points: str | None = None
    after_sealing: bool = False


PLEAS = {
    "2025-03": Plea("02", "patrol", "upheld", "2.5"),
    "2025-10": Plea("04", "report", "rejected"),
    "2026-02": Plea("03", "patrol", "partly", "1.5", after_sealing=True),  # carried out by the correction of April
    "2026-05": Plea("02", "patrol", "upheld", "20"),
}
TAKEN = {
    "2025-03": [("01", "肥皂", 2), ("02", "肥皂", 1)],
    "2025-06": [("01", "大米", 1)],
    "2025-09": [("03", "肥皂", 4)],
    "2026-03": [("05", "大米", 1), ("01", "大米", 1)],
    "2026-11": [("07", "肥皂", 3)],
}
"""Who takes what for points on the twentieth of a month."""
RETURNED = {"2025-04": ("01", "肥皂", 1), "2026-12": ("07", "肥皂", 3)}
"""Who brings what back on the twentieth of a month."""

# --- its records ----------------------------------------------------------------------------------------------------------


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _served(worker: str, when: Period) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day somebody serves in a period."""
    own = [(max(_day(one.since), when.starts_on), min(_day(one.until or str(END)), when.ends_on)) for one in POSTS if one.worker == worker]
    own = [(first, last) for first, last in own if first <= last]
    return (min(own)[0], max(own)[1]) if own else None


def _month(code: str, known: str) -> dict[str, list[dict[str, Any]]]:
    """Return what happened in a month, as it was known before the month *known* was closed."""
    rows: dict[str, list[dict[str, Any]]] = {"patrols": [], "discoveries": [], "incidents": []}
    when = Period.parse(code)
    for worker, reached in REACHED.items():
        span = _served(worker, when)
        if span is None:
            continue
        left = 4 if (worker, code) in SLACK else reached
        for at in range(4):
            day = min(span[0] + dt.timedelta(days=6 * at), span[1])
            walked = {"checkpoints_due": 5, "checkpoints_reached": min(5, left), "valid": True}
            left -= walked["checkpoints_reached"]
            start = dt.datetime.combine(day, dt.time(8 + at))
            rows["patrols"].append({"patrol_id": f"{code}-{worker}-{at}", "worker_id": worker, "started_at": start, **walked})
        if known < LATE.get((worker, code), code):
            continue
        for at in range(0 if (worker, code) in SLACK else REPORTS[worker]):
            seen = dt.datetime.combine(min(span[0] + dt.timedelta(days=5 * at), span[1]), dt.time(15))
            sound = known < VOID.get((worker, code), "9")
            rows["discoveries"].append({"event_id": f"{code}-{worker}-{at}", "worker_id": worker, "reported_at": seen, "valid": sound})
    for at, (worker, kind) in enumerate(INCIDENTS.get(code, ())):
        day = when.starts_on + dt.timedelta(days=9)
        rows["incidents"].append({"incident_id": f"{code}-{at}", "worker_id": worker, "kind": kind, "occurred_on": day, "verified": True})
    return rows


def frames(code: str, known: str | None = None) -> dict[str, pl.DataFrame]:
    """Return the export files of a month, which hold the month before as well; of a year, its marks."""
    posts = [
        {"worker_id": one.worker, "starts_on": _day(one.since), "ends_on": _day(one.until) if one.until else None, "name": one.name}
        | {"role": one.role, "street": one.street, "county": "两河县", "grid_code": one.grid, "pay_base": one.base}
        for one in POSTS
    ]
    rows: dict[str, list[dict[str, Any]]] = {"roster": posts, "redemptions": []}  # those are taken in by the Book
    if len(code) == 4:
        parties = (("民主测评", "同事", 0), ("满意度", "居民", 5))
        rows["marks"] = [
            {"worker_id": worker, "period": code, "item": item, "party": party, "assessor": party, "out_of": 100}
            | {"mark": min(100, VOTES[code].get(worker, 70) + more)}
            for worker in REACHED
            if _served(worker, Period.parse(code))
            for item, party, more in parties
        ]
    else:
        both = [_month(one, known or code) for one in (Period.parse(code).before().code, code)]
        rows |= {name: [row for each in both for row in each[name]] for name in both[0]}
    return {name: pl.DataFrame(own, schema=RECORDS[name].schema) for name, own in rows.items()}


def records_of(code: str, known: str | None = None) -> gp.Records:
    """Return the records of a period as they were known before the month *known* was closed."""
    return gp.read_records(frames(code, known))


# --- living it ------------------------------------------------------------------------------------------------------------


@dataclass
class County:
    """A county and its Book, month after month.

    Attributes:
        books: its Book; more than one are kept alike.
        clock: what tells them the time.
        pack: the folder of its rule pack, into which editions come as they are issued.
        watch: what looks at the invariants after each step.
        sealed_from: by period, the records it was first assessed from.
        rules_then: by period, the rulebook it was first assessed by.
        coming: runs that were made, by digest.
    """

    books: Sequence[gp.Book]
    clock: Clock
    pack: Path
    watch: Watch
    sealed_from: dict[str, gp.Records] = field(default_factory=dict)
    rules_then: dict[str, gp.Rulebook] = field(default_factory=dict)
    coming: dict[str, Run] = field(default_factory=dict)
    _rules: dict[str, gp.Rulebook] = field(default_factory=dict)

    @classmethod
    def founded(cls, places: Iterable[str], folder: Path) -> County:
        """Return a county on the eve of its first month."""
        clock = Clock("2025-01-01T08:00")
        books = [gp.open_book(place, create=True, clock=clock) for place in places]
        return cls(books, clock, Path(shutil.copytree(PACK, folder / PACK.name)), Watch())

    @property
    def book(self) -> gp.Book:
        """Return the Book that is asked."""
        return self.books[0]

    def live(self, months: Sequence[str]) -> None:
        """Live *months* one after another."""
        for code in months:
            self._exchanges(code)
            self.clock.now = dt.datetime.fromisoformat(f"{code}-28T09:00") + dt.timedelta(days=9)
            self._corrections(code)
            self._month(code)
            self._longer(code)

    def rules(self, code: str) -> gp.Rulebook:
        """Return the edition in force, among those that are issued."""
        day = Period.parse(code).starts_on.isoformat()
        edition = max(path.stem for path in self.pack.glob("editions/*.yaml") if path.stem <= day)
        if edition not in self._rules:
            self._rules[edition] = gp.load_rules(self.pack, period=code)
        return self._rules[edition]

    def assess(self, code: str, records: gp.Records, rules: gp.Rulebook, *, as_of: dt.datetime | None = None) -> gp.Assessment:
        """Assess a period as the Book stands, or stood."""
        held = self.book.status(as_of=as_of)
        return gp.assess(
            records,
            rules,
            code,
            history=self.book.sealed(before=rules.period(code), as_of=as_of),
            adjustments=self.book.adjustments(code, made="records") if (code, "records") in held else None,
            corrections=self.book.carried(code),
            exchanges=self.book.accounts.exchanges(code),
            reserves=self.book.held_back(rules.period(code), as_of=as_of),
        )

    def step(self, take: Callable[[gp.Book], object]) -> Any:
        """Take a step in every Book, look at every invariant, and return what the step returned."""
        self.clock.now += dt.timedelta(minutes=1)
        done = [take(book) for book in self.books]
        self.watch.look(self.books, self.coming)
        return done[0]

    def _exchanges(self, code: str) -> None:
        self.clock.now = dt.datetime.fromisoformat(f"{code}-20T09:00")
        for worker, goods, quantity in TAKEN.get(code, ()):
            self.step(_redeeming(worker, goods, quantity))
        if code in RETURNED:
            worker, goods, quantity = RETURNED[code]
            taken = self.book.accounts.movements(worker).filter(kind="redeem", goods=goods)["event"][-1]
            self.step(lambda book: book.accounts.refund(taken, quantity, by="刘库管", why="包装破损"))

    def _corrections(self, code: str) -> None:
        """Put right, before *code* is closed, what has become known since."""
        first = [month for (_, month), known in {**LATE, **VOID}.items() if known == code]
        issued = next((edition for edition in EDITIONS if edition.issued == code), None)
        if issued is not None:
            text = max(self.pack.glob("editions/*.yaml")).read_text(encoding="utf-8")
            for before, after in issued.changes.items():
                assert text.count(before) == 1, before
                text = text.replace(before, after)
            (self.pack / "editions" / f"{issued.starts_on}.yaml").write_text(text, encoding="utf-8")
            first.append(issued.starts_on[:7])
        if first:
            self._correct(min(first), code, issued.policy if issued else "reopen", "补发文件" if issued else "补录")

    def _correct(self, first: str, into: str, policy: Policy, why: str) -> None:
        codes = [code for code in MONTHS if first <= code < into]
        records = {code: records_of(code, into) for code in codes}
        found = self.book.correction(records, rules={code: self.rules(code) for code in codes})
        assert found.deltas.height, (first, into)
        self.step(lambda book: book.correct(found, policy=policy, into=into, by="王芳", why=why))

    def _month(self, code: str) -> None:
        self._close(code)
        self.step(lambda book: book.pay(code, **SIGNED))

    def _close(self, code: str) -> None:
        """Publish a period assessed from records, hear an appeal, and seal it."""
        records, rules = records_of(code), self.rules(code)
        self.sealed_from[code], self.rules_then[code] = records, rules
        plea = PLEAS.get(code)
        self._publish(code)
        if plea and not plea.after_sealing:
            self._hear(code, plea)
            if plea.outcome != "rejected":
                self._publish(code)
        self.step(lambda book: book.seal(code, made="records", **SIGNED))
        if plea and plea.after_sealing:
            self._hear(code, plea)

    def _publish(self, code: str) -> None:
        rules = self.rules_then[code]
        result = self.assess(code, self.sealed_from[code], rules)
        self.coming[result.digest] = Run(result, self.sealed_from[code], lambda records: self.assess(code, records, rules))
        self.step(lambda book: book.publish(result, window="none", by="王芳", why="考核结果"))

    def _hear(self, code: str, plea: Plea) -> None:
        number = self.step(lambda book: book.appeal(code, plea.worker, item=plea.item, by="本人", why="轨迹缺失", made="records")).number
        self.step(lambda book: book.decide(number, plea.outcome, points=plea.points, by="孙主任", why="查看照片"))

    def _longer(self, code: str) -> None:
        """Roll up what ends with the month *code*, and settle the accounts of a half-year."""
        year, month = code[:4], int(code[5:])
        if month % 3 == 0:
            self._rolled(f"{year}Q{month // 3}")
        if month % 6 == 0:
            self._rolled(f"{year}H{month // 6}")
            self.step(lambda book: book.accounts.settle(f"{year}H{month // 6}", by="周会计", why="半年结算"))
        if month == 12:
            self._close(year)
            self._rolled(year)

    def _rolled(self, code: str) -> None:
        result = self.book.roll_up(self.rules(code), code)
        held = {run.digest: one for one in self.book.status().values() for run in one.runs}
        parts = tuple(self.book.assessment(held[digest].period, made=held[digest].made) for digest in result.provenance.runs)
        self.coming[result.digest] = Run(result, parts=parts)
        self.step(lambda book: book.publish(result, window="none", by="王芳", why="汇总"))
        self.step(lambda book: book.seal(code, made="periods", **SIGNED))


def _redeeming(worker: str, goods: str, quantity: int) -> Callable[[gp.Book], object]:
    return lambda book: book.accounts.redeem(worker, goods, quantity, by="刘库管", why="领取单")
