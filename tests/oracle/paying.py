"""Pay once more, slowly: line by line, person by person, in fractions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from gridperf.rulebook.cash import DecidedLine
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.factors import After, GradeFactor, Probation, TierFactor
from gridperf.rulebook.money import Yuan
from gridperf.rulebook.paying import (
    AmountLine,
    ByGradeLine,
    ByScoreLine,
    CapLine,
    DaysLine,
    EachLine,
    EachOfLine,
    HoldLine,
    LadderLine,
    PayLine,
    PointLine,
    RankLine,
    ReleaseLine,
    TopUpLine,
    YuanBandLine,
)
from gridperf.rulebook.pooling import PoolLine
from gridperf.rulebook.scoring import Sheet
from tests.oracle.pooling import Divided
from tests.oracle.rounding import rounded
from tests.oracle.scopes import scope_of
from tests.oracle.sharing import whole_shares
from tests.oracle.teams import path

if TYPE_CHECKING:
    from tests.oracle.reference import Scheme, Twin

Row = Mapping[str, object]
MONTHLY_DAYS = Fraction("21.75")


class Purse(Divided):
    """Everybody's pay in one period."""

    rolled = False

    def __init__(self, scheme: Scheme, sheets: Sequence[Sheet], twin: Twin, before: Mapping[str, Twin]) -> None:
        self.scheme, self.sheets, self.twin, self.edition = scheme, sheets, twin, scheme.edition
        self.before = before

    def pay(self) -> None:
        """Fill in the pay of everybody in the twin."""
        subjects = self.payees()
        for subject in subjects:
            self.twin.pay[subject] = {}
        lines = lines_of(self.edition, self.scheme.period.every, rolled=self.rolled)
        for at, line in enumerate(lines):
            above = [other.id for other in lines[:at]]
            paid_to = [s for s in subjects if line.roles == "all" or self.place(s, line).get("role") in line.roles]
            earned = {s for s in paid_to if line.after is None or self.earned(line, line.after, s)}
            if isinstance(line.line, PoolLine):
                self.pool(line, line.line.pool, [s for s in paid_to if s in earned], subjects)
                for subject in {*paid_to} - earned:
                    self.twin.pay[subject][line.id] = Fraction(0)
                continue
            for subject in paid_to:
                value = self.line(line, subject, above) * self.factors(line, subject) if subject in earned else Fraction(0)
                self.twin.pay[subject][line.id] = self.own(line, self.rounded(line, value))
        for subject in subjects:
            self.twin.gross[subject] = sum(self.twin.pay[subject].values(), Fraction(0))

    def payees(self) -> list[str]:
        return sorted(subject for subject in self.twin.people if subject in self.scheme.service)

    def standing(self, sheet: Sheet) -> Mapping[str, Row]:
        """Return where everybody on a sheet stands."""
        return self.scheme.subjects(sheet)

    def days_of(self, subject: str) -> tuple[int, int]:
        """Return calendar days and paid days in service."""
        days = [day for _, inside in self.scheme.intervals(subject) for day in inside]
        return len(days), self.scheme.paid(days)

    def earned(self, line: PayLine, after: After, subject: str) -> bool:
        """Return whether somebody had the grade a line waits for, often enough, in the periods before."""
        assert after.of == self.scheme.period.every
        had = 0
        for back in range(1, after.out_of + 1):
            results = self.scheme.past.get((subject, self.scheme.period.before(back).code), ())
            had += any(one.grade == after.grade and line.sheet in (None, one.sheet) for one in results)
        return had >= after.times

    def released(self, line: PayLine, rule: ReleaseLine, subject: str) -> Fraction:
        """Return what was held back since the span began and has not been released, at its end or on leaving."""
        codes, last = self.span(rule.at)
        held = sum((self.twin.pay[subject].get(name, Fraction(0)) for name in rule.release), Fraction(0))
        for code in codes:
            if code in self.before:
                own = self.before[code].pay.get(subject, {})
                held += sum((own.get(name, Fraction(0)) for name in (*rule.release, line.id)), Fraction(0))
        ends_on = self.scheme.intervals(subject)[-1][0].get("ends_on")
        leaves = rule.leavers == "at_leaving" and ends_on is not None and ends_on <= self.scheme.period.ends_on  # type: ignore[operator]
        return -held if last or leaves else Fraction(0)

    def rounded(self, line: PayLine, value: Fraction) -> Fraction:
        return rounded(value, line.step or self.edition.rounding.money, self.edition.rounding.mode)

    def sheet(self, subject: str, line: PayLine) -> Sheet | None:
        """Return the sheet a line rests on for a person: one's own, or that of the team one is placed in if the line names it."""
        named = next((sheet for sheet in self.sheets if sheet.id == line.sheet), None)
        if named is not None and named.assess.subject != "worker":
            return named if (self.whose(subject, named), named.id) in self.twin.totals else None
        return next((sheet for sheet in self.own_sheets(subject) if line.sheet in (None, sheet.id)), None)

    def own_sheets(self, subject: str) -> list[Sheet]:
        return [sheet for sheet in self.sheets if (subject, sheet.id) in self.twin.totals]

    def first(self, subject: str) -> Sheet:
        """Return the sheet that says where a person is placed: the first of one's own, or one that only pays."""
        return [*self.own_sheets(subject), *(sheet for sheet in self.edition.sheets if not sheet.items)][0]

    def whose(self, subject: str, sheet: Sheet) -> str:
        """Return whose result a person takes from a sheet."""
        if sheet.assess.subject == "worker":
            return subject
        return path(sheet.assess.subject, self.scheme.placed(subject, self.first(subject).assess.placed)) or ""

    def place(self, subject: str, line: PayLine) -> Row:
        sheet = self.sheet(subject, line)
        chosen = sheet if sheet is not None and sheet.assess.subject == "worker" else self.first(subject)
        return self.scheme.placed(subject, chosen.assess.placed)

    def line(self, line: PayLine, subject: str, above: list[str]) -> Fraction:
        rule, twin = line.line, self.twin
        place, sheet = self.place(subject, line), self.sheet(subject, line)
        if isinstance(rule, AmountLine):
            return self.part(rule.amount, line, subject, place)
        if isinstance(rule, ByGradeLine):
            return self.coefficient(rule.by_grade, subject, sheet) * self.part(rule.of, line, subject, place)
        if isinstance(rule, ByScoreLine):
            total = twin.totals[self.whose(subject, sheet), sheet.id] if sheet else None
            share = rule.not_assessed if sheet is None or total is None else total / sheet.full_score
            if total is not None:
                share = max(share, Fraction(0)) if rule.at_most == "unlimited" else min(max(share, Fraction(0)), rule.at_most)
            return share * self.part(rule.by_score, line, subject, place)
        if isinstance(rule, PointLine):
            return self.points(rule, line, subject, place, sheet)
        if isinstance(rule, RankLine):
            return self.rank(rule, subject, sheet) if sheet else Fraction(0)
        if isinstance(rule, (EachLine, EachOfLine, LadderLine, YuanBandLine)):
            return self.cash(rule, subject, place)
        if isinstance(rule, DaysLine):
            return self.days(rule, subject, place)
        if isinstance(rule, ReleaseLine):
            return self.released(line, rule, subject)
        if isinstance(rule, DecidedLine):
            rows = self.scheme.rows("decisions", subject, [f"line = '{line.id}'"])
            return sum((exact(row["amount"]) for row in rows), Fraction(0))
        assert isinstance(rule, (TopUpLine, CapLine, HoldLine))
        counted = above if rule.counting == "all_above" else rule.counting
        earned = sum((twin.pay[subject].get(name, Fraction(0)) for name in counted), Fraction(0))
        if isinstance(rule, HoldLine):
            return -rule.hold * earned
        if isinstance(rule, CapLine):
            return -max(Fraction(0), earned - self.part(rule.cap_at, line, subject, place))
        return max(Fraction(0), self.part(rule.top_up_to, line, subject, place) - earned)

    def points(self, rule: PointLine, line: PayLine, subject: str, place: Row, sheet: Sheet | None) -> Fraction:
        share = self.part(Fraction(1), line, subject, place)
        total = self.twin.totals[self.whose(subject, sheet), sheet.id] if sheet else None
        if total is None:
            return rule.not_assessed * share
        distance = abs(total - rule.from_)
        if rule.part != "linear":
            distance = Fraction(distance.__floor__() if rule.part == "whole_down" else distance.__ceil__())
        yuan = distance * rule.per_point if total >= rule.from_ else -distance * rule.per_lost_point
        value = self.part(rule.starts_at, line, subject, place) + yuan * share
        value = value if rule.at_least == "unlimited" else max(value, rule.at_least)
        return value if rule.at_most == "unlimited" else min(value, rule.at_most)

    def rank(self, rule: RankLine, subject: str, sheet: Sheet) -> Fraction:
        """Return what the places a person takes up pay, found by standing everybody of the scope in a row."""
        ranking = next((one for one in sheet.rankings if one.id == rule.ranking), sheet.ranking)
        assert ranking is not None
        if rule.ranking is None:
            stood = {who: grade.rank for (who, of), grade in self.twin.grades.items() if of == sheet.id}
        else:
            stood = {who: rank for (who, of, name), (_, rank, _) in self.twin.ranks.items() if (of, name) == (sheet.id, rule.ranking)}
        mine = stood[self.whose(subject, sheet)]
        if mine is None:
            return Fraction(0)
        subjects, within = self.standing(sheet), ranking.within
        here = scope_of(subjects[self.whose(subject, sheet)], within)
        ranks = sorted(rank for who, rank in stood.items() if rank is not None and scope_of(subjects[who], within) == here)
        if len(ranks) < rule.needs:
            return Fraction(0)
        line_up = ranks if ranking.ties == "skip" else sorted(set(ranks))
        last = len(line_up)
        paid: dict[int, Fraction] = {}
        for place, yuan in rule.by_rank.items():
            kind, _, back = place.partition("-")
            at = last - int(back or 0) if kind == "last" else int(place)
            paid[at] = paid.get(at, Fraction(0)) + yuan
        taken = [at for at, rank in enumerate(line_up, start=1) if rank == mine]
        if rule.ties == "share":
            return sum((paid.get(at, Fraction(0)) for at in taken), Fraction(0)) / len(taken)
        # everybody of a tie stands on its first place from the top and on its first from the bottom
        top = sum((yuan for place, yuan in rule.by_rank.items() if place == str(taken[0])), Fraction(0))
        ends = {"last" if at == last else f"last-{last - at}" for at in [taken[-1]]}
        return top + sum(
            (yuan for place, yuan in rule.by_rank.items() if place in ends or (place == "last-0" and taken[-1] == last)), Fraction(0)
        )

    def counted(self, measure: object, subject: str, where: str | None) -> tuple[Fraction, Fraction]:
        return self.scheme.measure(self.scheme.amount(measure), subject, where)  # type: ignore[arg-type]

    def number(self, measure: object, subject: str) -> Fraction:
        num, den = self.counted(measure, subject, None)
        return num / den

    def cash(self, rule: EachLine | EachOfLine | LadderLine | YuanBandLine, subject: str, place: Row) -> Fraction:
        if isinstance(rule, YuanBandLine):
            num, den = self.counted(rule.measure, subject, rule.where)
            if den == 0:
                assert rule.no_data is not None
                return rule.no_data
            return first_band(num / den, rule.bands, "yuan")
        value = Fraction(0)
        if isinstance(rule, EachOfLine):
            for kind, price in rule.each_of.items():
                alike = f"{rule.by} = '{kind}'"
                num, den = self.counted(rule.measure, subject, f"({rule.where}) AND {alike}" if rule.where else alike)
                value += (num / den / rule.lot).__floor__() * price
        elif isinstance(rule, LadderLine):
            num, den = self.counted(rule.measure, subject, rule.where)
            for piece in range(1, (num / den).__floor__() + 1):
                value += [rung.each for rung in rule.ladder if piece > rung.beyond][-1]
        else:
            num, den = self.counted(rule.measure, subject, rule.where)
            there = num / den
            if rule.short_of is not None:
                there = Fraction(0) if there >= self.yuan(rule.short_of, place) else self.yuan(rule.short_of, place) - there
            lots = abs(there) if rule.part == "linear" else Fraction((abs(there) / rule.lot).__floor__())
            value = lots * self.yuan(rule.each, place) * (1 if there >= 0 else -1)
        return value if rule.cap == "unlimited" else max(-rule.cap, min(rule.cap, value))

    def days(self, rule: DaysLine, subject: str, place: Row) -> Fraction:
        terms = rule.effective_days
        due, attended, leave, done = (self.number(one, subject) for one in (terms.due, terms.attended, terms.leave, terms.done))
        wage, quota = self.yuan(rule.of, place), self.yuan(terms.quota, place)
        if due <= 0:
            return wage * rule.no_due_days
        if attended + leave >= due and done < quota:
            return wage / due * rounded(due * done / quota, Fraction(1), terms.round)
        return wage / due * attended

    def factors(self, line: PayLine, subject: str) -> Fraction:
        product, sheet, place = Fraction(1), self.sheet(subject, line), self.place(subject, line)
        for factor in line.times:
            if isinstance(factor, GradeFactor):
                product *= self.coefficient(factor.by_grade, subject, sheet)
            elif isinstance(factor, Probation):
                product *= self.probation(factor, subject, place)
            else:
                of = factor.of if isinstance(factor, TierFactor) else factor.number
                value = self.stated(of, subject, sheet, place)
                if value is None:
                    assert not isinstance(factor.missing, str)
                    product *= factor.missing
                else:
                    product *= first_band(value, factor.bands, "times") if isinstance(factor, TierFactor) else value
        return product

    def stated(self, of: str, subject: str, sheet: Sheet | None, place: Row) -> Fraction | None:
        if of == "total":
            return self.twin.totals[self.whose(subject, sheet), sheet.id] if sheet else None
        if of == "rank":
            rank = self.twin.grades[self.whose(subject, sheet), sheet.id].rank if sheet else None
            return None if rank is None else Fraction(rank)
        where, _, name = of.partition(".")
        if where == "roster" and place.get(name) is None:
            return None
        if where == "grids":
            grids = [grid for grid in self.scheme.tables.get("grids", ()) if grid["grid_code"] == place.get("grid_code")]
            if not grids or grids[0].get(name) is None:
                return None
        return self.yuan(of, place)

    def probation(self, factor: Probation, subject: str, place: Row) -> Fraction:
        days = self.scheme.days
        if factor.counted != "days":
            day = days[0] if factor.counted == "period_start" else days[-1]
            return factor.probation if whole_months(place["hired_on"], day) < factor.months else Fraction(1)
        each = [
            factor.probation if whole_months(row["hired_on"], day) < factor.months else Fraction(1)
            for row, inside in self.scheme.intervals(subject)
            for day in inside
        ]
        return sum(each, Fraction(0)) / len(each)

    def own(self, line: PayLine, amount: Fraction) -> Fraction:
        """Return the person's own part of *amount*, to the fen; largest remainders first, then whoever is named first."""
        if line.split is None:
            return amount
        fen = {party: abs(amount) * 100 * share for party, share in line.split.items()}
        cut = whole_shares(fen, {party: (at,) for at, party in enumerate(fen)})
        return Fraction(cut.get("self", 0), 100) * (1 if amount >= 0 else -1)

    def coefficient(self, by_grade: Mapping[str, Fraction], subject: str, sheet: Sheet | None) -> Fraction:
        grade = self.twin.grades[self.whose(subject, sheet), sheet.id].grade if sheet else None
        return by_grade["not_assessed" if grade is None else grade]

    def yuan(self, amount: Yuan, row: Row) -> Fraction:
        if isinstance(amount, Fraction):
            return amount
        where, _, name = amount.partition(".")
        if where == "roster":
            return exact(row[name])
        if where == "grids":
            grid = next(grid for grid in self.scheme.tables["grids"] if grid["grid_code"] == row["grid_code"])
            return exact(grid[name])
        value = self.edition.values[name]
        if value.amount is not None:
            return value.amount
        if value.steps is not None:
            steps = value.steps
            days = self.scheme.days
            done = whole_months(row[steps.since], days[0] if steps.at == "period_start" else days[-1])
            step = 1 + done // (steps.every * (12 if steps.unit == "year" else 1))
            if steps.most != "unlimited":
                step = min(step, int(steps.most))
            return steps.first + steps.each * (step - 1)
        found: object = value.of
        for column in [value.by] if isinstance(value.by, str) else value.by or ():
            assert isinstance(found, Mapping)
            found = found[str(row[column])]
        assert isinstance(found, Fraction)
        return found

    def part(self, amount: Yuan, line: PayLine, subject: str, place: Row) -> Fraction:
        """Return a monthly amount for the part of the month served; roster amounts interval by interval."""
        scheme = self.scheme
        whole = self.yuan(amount, place)
        intervals = scheme.intervals(subject)
        per_interval = [(self.yuan(amount, row if str(amount).startswith("roster.") else place), days) for row, days in intervals]
        if line.part_month in (None, "whole"):
            return whole
        if line.part_month == "by_calendar_days":
            return sum((each * len(days) / len(scheme.days) for each, days in per_interval), Fraction(0))
        all_paid = scheme.paid(scheme.days)
        paid = sum(scheme.paid(days) for _, days in intervals)
        by_paid_days = sum((each * scheme.paid(days) / all_paid for each, days in per_interval), Fraction(0))
        if line.part_month == "by_paid_days":
            return by_paid_days
        if line.part_month == "add_paid_days":
            if paid == all_paid:
                return by_paid_days
            return min(whole, sum((each * scheme.paid(days) / MONTHLY_DAYS for each, days in per_interval), Fraction(0)))
        assert line.part_month == "subtract_unpaid_days"
        return max(Fraction(0), whole - whole * (all_paid - paid) / MONTHLY_DAYS)


class RolledPurse(Purse):
    """Everybody's pay by what months came to together: who stands where, and served how long, is what the months say."""

    rolled = True

    def payees(self) -> list[str]:
        return sorted(self.twin.days)

    def standing(self, sheet: Sheet) -> Mapping[str, Row]:
        return self.twin.people

    def days_of(self, subject: str) -> tuple[int, int]:
        return self.twin.days[subject]

    def place(self, subject: str, line: PayLine) -> Row:
        return self.twin.people[subject]

    def whose(self, subject: str, sheet: Sheet) -> str:
        kind = sheet.assess.subject
        return subject if kind == "worker" else path(kind, self.twin.people[subject]) or ""

    def part(self, amount: Yuan, line: PayLine, subject: str, place: Row) -> Fraction:
        whole, (served, paid) = self.yuan(amount, place), self.days_of(subject)
        if line.part_month == "by_calendar_days":
            return whole * Fraction(served, len(self.scheme.days))
        return whole if line.part_month == "whole" else whole * Fraction(paid, self.scheme.paid(self.scheme.days))


def lines_of(edition: Edition, every: str, *, rolled: bool) -> list[PayLine]:
    """Return what is paid for a kind of period when its sheets are filled in, or when it is rolled up."""
    kinds = {sheet.id: sheet.every for sheet in edition.sheets}
    found = []
    for line in edition.pay:
        by_sheet = kinds[line.sheet] == line.every if line.sheet else line.every in kinds.values()
        of_roll_up = line.every in edition.rollup and not by_sheet
        if line.every in (None, every) and of_roll_up == rolled:
            found.append(line)
    return found


def whole_months(since: object, until: object) -> int:
    """Return how many whole months lie between two days, by trying one month after the other."""
    done = 0
    while True:
        month = since.month + done  # type: ignore[attr-defined]
        year, month = since.year + month // 12, month % 12 + 1  # type: ignore[attr-defined]
        # a month is whole once its day of the month is reached; a day the month lacks is reached in the next one
        if (year, month, since.day) > (until.year, until.month, until.day):  # type: ignore[attr-defined]
            return done
        done += 1


def first_band(value: Fraction, bands: Sequence[Any], key: str) -> Fraction:
    """Return what the first band that holds *value* gives under *key*."""
    for band in bands:
        if (
            (band.at_least is not None and value >= band.at_least)
            or (band.above is not None and value > band.above)
            or (band.at_most is not None and value <= band.at_most)
            or (band.below is not None and value < band.below)
        ):
            return Fraction(getattr(band, key))
    return Fraction(bands[-1].otherwise)


def exact(value: object) -> Fraction:
    assert isinstance(value, (int, Decimal, Fraction))
    return Fraction(value)
