"""A Book says the same of a sealed period whenever it is asked, and every step it takes is signed, dated and explained."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl

from gridperf.assessment import Assessment
from gridperf.assessment.store import assessment_of
from gridperf.book import appeals, steps
from gridperf.book.accounts import Accounts
from gridperf.book.bridging import Bridges
from gridperf.book.chain import BEGINNING, Event, Said, events, local, said
from gridperf.book.correcting import Read
from gridperf.book.corrections import Corrections
from gridperf.book.exporting import export_book, export_run
from gridperf.book.history import history
from gridperf.book.holdings import Holdings
from gridperf.book.parts import Appeal
from gridperf.book.payments import Payments
from gridperf.book.rolling import rolled_up
from gridperf.book.runs import files_of, prepared, rulebook_of
from gridperf.book.state import Standing, standings
from gridperf.book.store import Store
from gridperf.book.todo import todo
from gridperf.book.verifying import verify
from gridperf.book.windows import counted
from gridperf.errors import BookError, Problem
from gridperf.period import Period
from gridperf.rulebook import Rulebook

__all__ = ["Book", "open_book"]

Clock = Callable[[], dt.datetime]


def open_book(place: str | Path, *, create: bool = False, clock: Clock | None = None) -> Book:
    """Return the Book at *place*; an older one is brought up to date first, and reads back the same.

    Args:
        place: path of a SQLite file such as `lijin.book`, or a URL such as `postgresql://user:password@host/name`.
        create: begin a Book where there is none.
        clock: what tells the time of a step; by default the system's clock. A time without a zone is China's.

    Raises:
        BookError: B001 if there is no Book, B002 if it is from a newer gridperf, B003 if something else is there, B004 for
            a URL of another kind of database, B005 if a driver is missing, B010 to B014 for what the database says.
    """
    return Book(Store.open(place, create=create), clock or (lambda: dt.datetime.now(dt.UTC)))


class Book(Corrections, Holdings, Bridges):
    """The results of one county, what was decided about them, and when; rows are only ever added.

    A period is named by its code; where there is both a result assessed from records and one rolled up from shorter periods,
    `made="records"` or `made="periods"` says which. Every step takes `by` and `why`.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    @property
    def name(self) -> str:
        """Return its path, or its URL without the password."""
        return self._store.name

    @property
    def head(self) -> str:
        """Return the digest of the last event, which covers the whole Book: noted elsewhere, it proves the Book later."""
        return self.head_at(None)

    def head_at(self, as_of: dt.datetime | None) -> str:
        """Return the digest of the last event up to *as_of*."""
        chain = self.events(as_of=as_of)
        return chain[-1].digest if chain else BEGINNING

    @property
    def accounts(self) -> Accounts:
        """Return the accounts of points: what is in them, and what is taken for it."""
        return Accounts(self._store, self._clock)

    @property
    def payments(self) -> Payments:
        """Return the payments that were kept, with their bytes."""
        return Payments(self._store, self._clock)

    # --- steps ----------------------------------------------------------------------------------------------------------

    def draft(self, result: Assessment | str | Path, *, by: str, why: str) -> Standing:
        """Keep *result*, an assessment or the folder of a saved one, before it is public.

        Raises:
            BookError: B020 if the period is public already; B034, B035, B046 if the result cannot be of this Book; B040 to
                B042 for the signature and the clock.
        """
        new, step = prepared(result), self._step(by, why)
        with self._store.writing() as connection:
            steps.draft(connection, new, step)
        return self.standing(*new.key)

    def publish(self, result: Assessment | str | Path, *, window: str, by: str, why: str) -> Standing:
        """Make a result public: an assessment, the folder of a saved one, or the period code of a draft.

        A public result can be replaced by another until it is sealed; the one before stays in the Book.

        Args:
            result: what to publish.
            window: how long it can be objected to: `5 workdays`, `7 days`, the id of a step of the rulebook's schedule, whose
                length then counts from today, or `none`.
            by: who publishes it.
            why: why; of a second publication, what changed.

        Raises:
            BookError: B021 if the period is sealed, B022 if the same result is public already, B023 if there is no such
                draft, B044, B045 for the window, and as `draft`.
            RulesError: A105 if no schedule of workdays has been published for a year of the window.
        """
        step = self._step(by, why)
        if isinstance(result, str) and not Path(result).is_dir():
            now = self.standing(result)
            with self._store.reading() as connection:
                rules = rulebook_of(connection, now.run)
            closes = counted(window, step.at, rules)
            with self._store.writing() as connection:
                steps.publish_draft(connection, now, step, closes)
            return self.standing(*now.key)
        new = prepared(result)
        closes = counted(window, step.at, new.assessment.rulebook)
        with self._store.writing() as connection:
            steps.publish(connection, new, step, closes)
        return self.standing(*new.key)

    def seal(self, period: str, *, by: str, why: str, override: str = "", made: str | None = None) -> Standing:
        """Seal the public result of *period*: nothing changes it any more.

        Args:
            period: code of the period.
            by: who seals it.
            why: why.
            override: the reason to seal although the window is open or an appeal is not settled; it stays in the Book.
            made: which result, if there are two.

        Raises:
            BookError: B024, B025 for what nothing overrides; B026, B027, B028 unless overridden; B029 if it is sealed already.
        """
        step = self._step(by, why)
        with self._store.writing() as connection:
            steps.seal(connection, period, made, step, override.strip())
        return self.standing(period, made)

    def hindrances(self, period: str, *, made: str | None = None) -> tuple[Problem, ...]:
        """Return what stands in the way of sealing *period* now; those that can be overridden are warnings."""
        with self._store.reading() as connection:
            return steps.hindering(connection, period, made, local(self._clock()))

    def pay(self, period: str, *, by: str, why: str, made: str | None = None) -> Standing:
        """Note that the sealed result of *period* was paid.

        Raises:
            BookError: B030 if it is not sealed, B031 if it is paid already, B032 if nobody is paid for it.
        """
        step = self._step(by, why)
        with self._store.writing() as connection:
            steps.pay(connection, period, made, step)
        return self.standing(period, made)

    def appeal(
        self, period: str, subject: str, *, by: str, why: str, item: str | None = None, sheet: str | None = None, made: str | None = None
    ) -> Appeal:
        """Note an appeal against one item of somebody's public result, or, without *item*, an objection to all of it.

        The entries of the item are kept with it as they were published. After the window, or after sealing, an appeal is taken all
        the same, and `in_time` is false; what is granted after sealing is carried out by a correction.

        Args:
            period: code of the period.
            subject: whose result: the identifier, or a name only one person has.
            by: who appeals.
            why: on what grounds.
            item: id or name of the item.
            sheet: the sheet, if the item is on several.
            made: which result, if there are two.

        Raises:
            BookError: B062 if the period is not public, B037, B038 for the person, B063, B064 for the item.
        """
        step, now = self._step(by, why), self.standing(period, made)
        if now.state == "draft":
            raise BookError(Problem("B062", values={"period": period}))
        what = appeals.objection(self.loaded(now), subject, item, sheet)
        with self._store.writing() as connection:
            number = appeals.lodge(connection, now, what, step)
        return appeals.find_appeal(self.status(), number)[1]

    def decide(self, number: int, outcome: str, *, by: str, why: str, points: Decimal | str | None = None) -> Appeal:
        """Decide an appeal.

        Args:
            number: number of the appeal.
            outcome: `upheld`, `partly`, `rejected`, or `withdrawn` by whoever made it.
            by: who decides: neither who appealed, nor whose result it is, nor who published it.
            why: why it is decided so; printed beside the points.
            points: what the item gets more (or less); None if corrected records will say so.

        Raises:
            ValueError: for an outcome that is none of these.
            BookError: B065 to B071.
        """
        if outcome not in appeals.OUTCOMES:
            message = f"'{outcome}' is no outcome: write one of {', '.join(appeals.OUTCOMES)}"
            raise ValueError(message)
        step = self._step(by, why)
        now, _ = appeals.find_appeal(self.status(), number)
        with self._store.reading() as connection:
            rules = rulebook_of(connection, now.run)
        with self._store.writing() as connection:
            appeals.decide(connection, number, outcome, None if points is None else Decimal(points), rules, step)
        return appeals.find_appeal(self.status(), number)[1]

    def adjustments(self, period: str, *, made: str | None = None) -> pl.DataFrame:
        """Return what decisions on appeals add to items of *period*, for `assess(…, adjustments=…)`.

        Returns:
            `subject`, `sheet`, `item`, `points`, `note`: one row per decision.
        """
        return appeals.adjustments(self.standing(period, made).appeals)

    # --- what it says ---------------------------------------------------------------------------------------------------

    def events(self, *, as_of: dt.datetime | None = None) -> tuple[Event, ...]:
        """Return every step, the first first; those after *as_of* left out."""
        with self._store.reading() as connection:
            return tuple(events(connection, until=as_of))

    def status(self, *, as_of: dt.datetime | None = None) -> Mapping[tuple[str, str], Standing]:
        """Return where every period stands, or stood at *as_of*: by code and what it was made from, in the order of time."""
        return standings(self.events(as_of=as_of))

    def standing(self, period: str, made: str | None = None, *, as_of: dt.datetime | None = None) -> Standing:
        """Return where *period* stands, or stood at *as_of*.

        Raises:
            BookError: B033 if the Book has nothing of it, B043 if it has two results and *made* does not say which.
        """
        return steps.standing(self.status(as_of=as_of), period, made)

    def assessment(self, period: str, *, made: str | None = None, as_of: dt.datetime | None = None) -> Assessment:
        """Return the result of *period* that stands, or stood at *as_of*, as it was put in.

        Raises:
            BookError: B033, B043 as `standing`; B052 if a file of it was changed.
        """
        return self.loaded(self.standing(period, made, as_of=as_of))

    def loaded(self, of: Standing) -> Assessment:
        """Return the result whose run stands in *of*, as it was put in; `BookError` (B052) if a file of it was changed."""
        with self._store.reading() as connection:
            files = files_of(connection, of.run)
        return assessment_of(files, f"{self.name}/{of.period}")

    def sealed(self, *, before: str | Period | None = None, as_of: dt.datetime | None = None) -> list[Assessment]:
        """Return the sealed results of periods that end before the period *before* begins: what `assess` takes as history.

        Args:
            before: a period, best as `rules.period(code)`, for months that begin on another day than the first; None for all.
            as_of: only what was sealed by then.
        """
        first = None if before is None else Period.parse(before).starts_on
        held = self.status(as_of=as_of).values()
        return [self.loaded(one) for one in held if one.is_sealed and (first is None or one.ends_on < first)]

    def roll_up(self, rules: Rulebook, period: str) -> Assessment:
        """Return the assessment of a longer *period* from the sealed results of its parts.

        Raises:
            BookError: B036 if the Book has a part that is not sealed.
            RulesError: as `gridperf.roll_up`.
            RecordsError: as `gridperf.roll_up`.
        """
        return rolled_up(self.status(), rules, rules.period(period), self.loaded)

    def history(self, worker: str, *, as_of: dt.datetime | None = None) -> pl.DataFrame:
        """Return one person's results, a row per period and sheet, the first first.

        Args:
            worker: identifier, or a name only one person in the Book has.
            as_of: as the Book stood then.

        Returns:
            `period`, `made`, `state`, `sheet`, `subject`, `name`, `total`, `grade`, `rank`, `of`, `decided_by`, `gross`, `run`;
            `gross` is the person's pay of the period, in yuan, on the row of every sheet.

        Raises:
            BookError: B037 if there is no such person, B038 if several have the name.
        """
        with self._store.reading() as connection:
            return history(connection, worker, standings(events(connection, until=as_of)).values())

    def todo(self, period: str, *, as_of: dt.datetime | None = None) -> pl.DataFrame:
        """Return what is left to do about the periods that end in *period*, the first due first: a work list for HR.

        Args:
            period: best a month; quarters and years that end in it are included.
            as_of: as the Book stood then.

        Returns:
            `due_on`, `task`, `period`, `state`, `subject`, `name`, `what`, `because`, `clause`. The task is `publish`, `seal` or `pay`
            (the next step), `decide` (an appeal), `reassess` or `correct` (a decision that was not carried out), `settle` (a
            correction the period has to carry), `action` (what follows from a result), `withdraw` (an action that a
            correction took back), or `appointment` (of the rulebook's schedule).

        Raises:
            ValueError: if *period* is none.
        """
        with self._store.reading() as connection:
            held = standings(events(connection, until=as_of))
            own = held.get((period, "records"))
            when = Period.parse(period) if own is None else replace(Period.parse(period), starts_on=own.starts_on, ends_on=own.ends_on)
            return todo(held, when, Read.of(connection).load)

    def verify(self, *, head: str | None = None) -> tuple[Problem, ...]:
        """Return every place in which the Book is not what it was; none if every byte is.

        Args:
            head: a digest noted earlier: an event of this Book must still have it.
        """
        return verify(self._store, head)

    def export(self, folder: str | Path, *, period: str | None = None, made: str | None = None) -> Path:
        """Write the result of *period* that stands to *folder*, byte for byte as it was saved; without *period*, the whole Book.

        The whole Book is `events.jsonl`, and each run in `<period>/<number of its event>`, each payment in `payments/<month>`.

        Returns:
            The folder.
        """
        with self._store.reading() as connection:
            if period is None:
                return export_book(connection, Path(folder))
            return export_run(connection, steps.standing(standings(events(connection)), period, made).run, Path(folder))

    def _step(self, by: str, why: str) -> Said:
        return said(self._clock(), by, why)
