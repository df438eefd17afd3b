"""A team is everybody whom the roster places in it, day by day: each day of a person's work counts for one team of a kind.

A person in two teams is two members, each in service on the days spent there. What is asked of a team is measured for its
members and added up, so that a duty is owed by whoever was there; only what cannot be added, such as different targets
seen or days on which anything happened, is counted over the team as a whole. Records about a team itself name its place,
and stand with it as if it were one more member, in service all the time and owing nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from gridperf.engine.service import CALLED, PLACED, Service
from gridperf.errors import Problem, RecordsError, Where
from gridperf.places import LABELS, PATHS, Level, path_of
from gridperf.rulebook.scoring import Assess
from gridperf.tables import RESULTS

__all__ = ["Gathered", "Members", "Team", "chosen", "gather", "membership", "renamed", "teams_of", "with_kind"]

Team = tuple[Level, tuple[str, ...] | str, tuple[str, ...] | str, str]
"""What makes the teams of a sheet: the kind of place, the roles and areas of its members, and which interval places them."""


@dataclass(frozen=True)
class Members(Service):
    """The members of the teams of one kind: `intervals` and `spans` are those of each person in each team.

    Attributes:
        level: the kind of team.
        teams: one row per team, sorted by `subject`: `code`, `subject`, and where it lies, as `Service.people` says it.
        names: whom records mean (`CALLED`), with `placing`, whether a figure without a day counts there.
        of: the number of each member's team: `code`, `team`, and `itself` for what is recorded about the team itself.
    """

    level: Level = "grid"
    teams: pl.DataFrame = field(default_factory=pl.DataFrame)
    names: pl.DataFrame = field(default_factory=pl.DataFrame)
    of: pl.DataFrame = field(default_factory=pl.DataFrame)

    @property
    def subjects(self) -> pl.DataFrame:
        """Return the teams: `code`, `subject`."""
        return self.teams.select("code", "subject")

    def called(self, *, dated: bool) -> pl.DataFrame:
        """Return by what names records call whom; a figure without a day belongs to one team of a person only."""
        names = self.names if dated else self.names.filter("placing")
        return names.select("worker", "code")

    def grouped(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """Return *rows* with the team's number instead of the member's in `code`."""
        return rows.join(self.of.lazy(), on="code", how="left").drop("code", "itself").rename({"team": "code"})

    def summed(self, answer: pl.DataFrame, *, duty: bool = False) -> pl.DataFrame:
        """Return *answer*, numbers per member, added up per team; a duty only people can owe."""
        of = self.of.filter(~pl.col("itself")) if duty else self.of
        return answer.join(of, on="code").group_by(pl.col("team").alias("code")).agg(pl.exclude("code", "team", "itself").sum())

    def together(self, daily: pl.LazyFrame, keys: Sequence[str]) -> pl.LazyFrame:
        """Return *daily*, numbers per member and day, added up per team and day."""
        return self.grouped(daily.select("code", "day", *keys)).group_by("code", "day").agg(pl.col(key).sum() for key in keys)

    def people(self, placed: str) -> pl.DataFrame:  # noqa: ARG002 (teams are placed when they are made)
        """Return one row per team, sorted by `subject`, with the columns of the result table `people` but for `kind`."""
        return self.teams.drop("code")

    def members(self) -> pl.DataFrame:
        """Return who was in which team and how long, as the result table `members`."""
        rows = self.intervals.filter(~pl.col("itself")).sort("member", "from_on")
        held = rows.group_by(pl.col("team").alias("subject"), pl.col("member").alias("worker"), maintain_order=True)
        counted = held.agg(pl.col("name").last(), pl.col("days").sum()).with_columns(pl.lit(self.period.code).alias("period"))
        return counted.select(RESULTS["members"].names).sort("subject", "worker")


def teams_of(assess: Assess) -> Team | None:
    """Return what makes the teams a sheet assesses; None if it assesses people."""
    return None if assess.subject == "worker" else (assess.subject, assess.roles, assess.areas, assess.placed)


@dataclass(frozen=True)
class Gathered:
    """Everybody and every team that is assessed.

    Attributes:
        service: the people, with the names of the teams among those records may use.
        members: by what makes teams, those teams and who belongs to them.
        called: by what names (`worker`) records call which team (`subject`).
    """

    service: Service
    members: dict[Team, Members]
    called: pl.DataFrame


def chosen(assess: Assess) -> pl.Expr:
    """Return which rows, with columns `role` and `area`, *assess* chooses."""
    return _fits(assess.roles, assess.areas)


def _fits(roles: Sequence[str] | str, areas: Sequence[str] | str) -> pl.Expr:
    fits = pl.lit(True)  # noqa: FBT003 (polars takes the value positionally)
    for column, values in (("role", roles), ("area", areas)):
        if not isinstance(values, str):
            fits = fits & pl.col(column).is_in(list(values)).fill_null(value=False)
    return fits


def gather(service: Service, wanted: Iterable[Team]) -> Gathered:
    """Return the people of *service* and the teams of every kind *wanted*.

    Raises:
        RecordsError: A190 if one name would mean two subjects.
    """
    made = {one: _members(service, *one) for one in dict.fromkeys(wanted)}
    if not made:
        return Gathered(service, made, pl.DataFrame(schema={"worker": pl.String, "subject": pl.String}))
    named = [one.teams.select("subject", "name", pl.lit(one.level).alias("level")) for one in made.values()]
    everybody = service.spans.select("subject", pl.lit("", dtype=pl.String).alias("name"), pl.lit("worker").alias("level"))
    teams = pl.concat(named).unique()
    _told_apart(pl.concat([everybody, teams]))
    # a team may be called by its own name where nobody and nothing else is
    paths = teams.select(pl.col("subject").alias("worker"), "subject")
    own = teams.select(pl.col("name").alias("worker"), "subject").filter(~pl.col("worker").is_in(everybody["subject"].implode()))
    own = own.join(paths, on="worker", how="anti").filter(pl.len().over("worker") == 1)
    called = pl.concat([paths, own])
    codes = paths.select("subject").unique(maintain_order=True).with_row_index("code", offset=service.spans.height)
    others = called.join(codes, on="subject", maintain_order="left").select(pl.col(name).cast(dtype) for name, dtype in CALLED.items())
    return Gathered(replace(service, others=others), {key: _calling(one, called) for key, one in made.items()}, called)


def renamed(supplied: pl.DataFrame, called: pl.DataFrame) -> pl.DataFrame:
    """Return *supplied* with the paths of teams in `worker_id` where it *called* them by their own names.

    Raises:
        RecordsError: A194 if a team was given two grades under two of its names.
    """
    found = supplied.join(called, left_on="worker_id", right_on="worker", how="left", maintain_order="left")
    found = found.with_columns(pl.coalesce("subject", "worker_id").alias("worker_id")).drop("subject")
    twice = found.filter(pl.len().over("worker_id", "period", "sheet") > 1)["worker_id"].unique().sort()
    if len(twice):
        raise RecordsError([Problem("A194", Where(table="supplied", field="worker_id"), {"name": name}) for name in twice])
    return found


def membership(people: pl.DataFrame, level: Level) -> pl.DataFrame:
    """Return the team of *level* that each of *people* lies in: `subject`, `team`, without those who lie in none."""
    return people.select("subject", path_of(level, people.columns).alias("team")).drop_nulls("team")


def with_kind(people: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Return the rows of the result table `people` for subjects of *kind*."""
    return people.with_columns(pl.lit(kind).alias("kind")).select(RESULTS["people"].names)


def _members(service: Service, level: Level, roles: Sequence[str] | str, areas: Sequence[str] | str, placed: str) -> Members:
    """Return the teams of *level* and who belongs to them; nobody knows them by name yet."""
    every = service.intervals.with_columns(path_of(level, service.intervals.columns).alias("team"), _fits(roles, areas).alias("\0fits"))
    order = ["days", "from_on"] if placed == "longest" else ["from_on"]
    last = placed != "first"
    placing = every.sort("worker_id", *order).unique("worker_id", keep="last" if last else "first", maintain_order=True)
    inside = every.filter(pl.col("\0fits") & pl.col("team").is_not_null())
    there = placing.filter(pl.col("\0fits")).select("worker_id", "team").with_columns(pl.lit(True).alias("placing"))  # noqa: FBT003
    inside = inside.join(there, on=["worker_id", "team"], how="left", maintain_order="left").with_columns(
        pl.col("worker_id").alias("member"),
        pl.concat_str("worker_id", "team", separator="\0").alias("worker_id"),
        pl.col("placing").fill_null(value=False),
        pl.lit(False).alias("itself"),  # noqa: FBT003
    )
    teams = _placed_teams(inside, service, level, order, last=last)
    alone = teams.select(
        pl.col("subject").alias("member"),
        pl.col("subject").alias("team"),
        pl.format("\0{}", "subject").alias("worker_id"),
        pl.lit(True).alias("itself"),  # noqa: FBT003
        pl.lit(True).alias("placing"),  # noqa: FBT003
        pl.lit(service.period.starts_on).alias("from_on"),
        pl.lit(service.period.ends_on).alias("to_on"),
        pl.lit(service.period.days, dtype=pl.Int64).alias("days"),
    )
    intervals = pl.concat([inside, alone], how="diagonal").drop("\0fits").sort("worker_id", "from_on")
    spans = (
        intervals.group_by(pl.col("worker_id").alias("subject"))
        .agg(
            pl.col("days").sum().alias("served_days"),
            pl.col("paid_days").sum(),
            pl.len().cast(pl.Int64).alias("intervals"),
            pl.col("member", "team", "itself").first(),
            pl.col("placing").any(),
        )
        .with_columns((pl.col("served_days") == service.period.days).alias("whole"))
        .sort("subject")
        .with_row_index("code")
    )
    numbers = teams.select("code", "subject").rename({"code": "number", "subject": "team"})
    of = spans.join(numbers, on="team").select("code", pl.col("number").alias("team"), "itself")
    names = spans.select(pl.col("member").alias("worker"), "code", "placing", "itself", "team")
    plain = spans.drop("member", "team", "itself", "placing")
    return Members(
        service.period, intervals, service.workdays, service.period_paid_days, plain, level=level, teams=teams, names=names, of=of
    )


def _placed_teams(inside: pl.DataFrame, service: Service, level: Level, order: Sequence[str], *, last: bool) -> pl.DataFrame:
    """Return one row per team, sorted by `subject`, placed by one interval of its members: the wider places are that one's."""
    own = PATHS[level][-1]
    known = ("county", "street", "community", "grid_code")
    held = known[: known.index(own) + 1] if own in known else ("county",)
    rows = inside.sort(*order, "member").unique("team", keep="last" if last else "first", maintain_order=True)
    spans = inside.select("team", pl.date_ranges("from_on", "to_on").alias("day")).unique().explode("day")
    days = spans.group_by("team").agg(pl.col("day").n_unique().cast(pl.Int64).alias("served_days"))
    counts = inside.group_by("team").agg(pl.len().cast(pl.Int64).alias("intervals"))
    nothing = pl.lit(None, dtype=pl.String)
    columns = {name: pl.col(name) if name in held else nothing for name in PLACED} | {"name": pl.col(own)}
    return (
        rows.join(days, on="team")
        .join(counts, on="team")
        .select(
            pl.col("team").alias("subject"),
            pl.lit(service.period.code).alias("period"),
            *(value.alias(name) for name, value in columns.items()),
            "served_days",
            pl.lit(service.period.days, dtype=pl.Int64).alias("period_days"),
            pl.lit(None, dtype=pl.Int64).alias("paid_days"),
            pl.lit(service.period_paid_days, dtype=pl.Int64).alias("period_paid_days"),
            "intervals",
        )
        .sort("subject")
        .with_row_index("code")
    )


def _calling(one: Members, called: pl.DataFrame) -> Members:
    """Return *one* with the names records may use: people by their own, teams by path and by name where it is theirs alone."""
    people = one.names.filter(~pl.col("itself")).select("worker", "code", "placing")
    teams = one.names.filter("itself").select("code", "team", "placing")
    about = called.join(teams, left_on="subject", right_on="team").select("worker", "code", "placing")
    return replace(one, names=pl.concat([people, about]))


def _told_apart(subjects: pl.DataFrame) -> None:
    """Refuse names that would mean two subjects."""
    twice = subjects.filter(pl.len().over("subject") > 1).sort("subject", "level")
    problems = [
        Problem("A190", Where(table="roster"), {"name": name, "kinds": _listed(rows["level"])})
        for (name,), rows in twice.group_by("subject", maintain_order=True)
    ]
    if problems:
        raise RecordsError(problems)


def _listed(levels: pl.Series) -> str:
    return "、".join(LABELS[level] for level in levels)
