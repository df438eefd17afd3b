"""The made-up county is of true size, the same from its seed, fits together from month to month, and errs as often as it says."""

import datetime as dt

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from gridperf import read_records
from gridperf.calendar import Calendar
from gridperf.period import Period
from gridperf.tables import RECORDS
from gridperf.testing import synthetic_county, synthetic_province, write_exports
from gridperf.testing.mess import FAULTS
from gridperf.testing.places import COMMUNITIES

OCTOBER = Period.parse("2026-10")
SMALL = 0.06


@pytest.fixture(scope="module")
def messy():
    return synthetic_county("2026-10")


@pytest.fixture(scope="module")
def sound():
    return synthetic_county("2026-10", messy=False)


def in_service(roster, first, last):
    return roster.filter((pl.col("starts_on") <= last) & (pl.col("ends_on").is_null() | (pl.col("ends_on") >= first)))


def test_the_same_seed_gives_the_same_tables():
    """Two runs with one seed agree in every value of every table."""
    one, two = (synthetic_county("2026-10", seed=7, scale=SMALL) for _ in range(2))
    assert list(one) == list(two)
    for name in one:
        assert_frame_equal(one[name], two[name])


@pytest.mark.parametrize("name", ["roster", "patrols", "discoveries", "disposals", "incidents", "attendance"])
def test_another_seed_gives_other_records(name):
    """A table depends on the seed."""
    one, two = (synthetic_county("2026-10", seed=seed, scale=SMALL)[name] for seed in (7, 8))
    assert not one.equals(two)


@pytest.mark.parametrize("messy", [True, False])
def test_tables_have_the_declared_columns_and_types(messy):
    """Every table has the columns and types that the readers declare, mess or no mess."""
    for name, table in synthetic_county("2026-10", scale=SMALL, messy=messy).items():
        assert table.schema == RECORDS[name].schema


def test_the_county_has_its_true_number_of_people(messy):
    """In the month 644 full-time workers serve, 552 rural and 92 urban, and 156 on dedicated grids."""
    roster = in_service(messy["roster"], OCTOBER.starts_on, OCTOBER.ends_on)
    people = roster.unique("worker_id").group_by("role", "area").agg(pl.len())
    counts = {(role, area): count for role, area, count in people.iter_rows()}
    assert counts["专职网格员", "农村"] == 552
    assert counts["专职网格员", "城镇"] == 92
    assert counts["专属网格员", "农村"] + counts["专属网格员", "城镇"] == 156


def test_the_urban_communities_have_their_households(messy):
    """The households of the eleven urban communities are those of the published list, 28,659 in all."""
    grids = messy["grids"].filter(pl.col("community").str.ends_with("社区"))
    held = grids.group_by("community").agg(pl.col("households").sum()).sort("community")
    expected = {f"{name}社区": households for name, households in COMMUNITIES.items()}
    assert dict(held.iter_rows()) == expected
    assert sum(expected.values()) == 28659
    assert len(expected) == 11


def test_every_grid_has_one_code_of_fifteen_digits_and_one_full_time_worker(messy):
    """Grid codes are text of fifteen digits, none twice; on the last day each basic grid has one full-time worker at most."""
    codes = messy["grids"]["grid_code"]
    assert codes.str.contains(r"^370522\d{9}$").all()
    assert codes.n_unique() == len(codes) == 800
    now = in_service(messy["roster"], OCTOBER.ends_on, OCTOBER.ends_on)
    assert now["grid_code"].is_unique().all()
    assert set(now["grid_code"]) <= set(codes)


def test_worker_ids_are_text_with_a_leading_zero_and_names_have_rare_characters(messy):
    """Ids would be spoilt by reading them as numbers, and names by an old encoding or font."""
    assert messy["roster"]["worker_id"].str.contains(r"^0\d{7}$").all()
    names = "".join(messy["roster"]["name"])
    assert set("𬎆㛃喆祎") <= set(names)


def test_a_month_has_about_forty_thousand_patrols_of_three_kinds(messy):
    """Two patrols a workday, a weekly sort-through and a monthly analysis make about 40,000 rows."""
    kinds = dict(messy["patrols"].group_by("kind").len().iter_rows())
    assert 39_000 < messy["patrols"].height < 41_000
    assert set(kinds) == {"日常巡查", "全面梳理", "隐患研判"}
    assert kinds["全面梳理"] > 2500
    assert kinds["隐患研判"] > 700


def test_roster_intervals_of_a_person_never_overlap(messy):
    """Each interval of a person starts after the one before has ended."""
    ordered = messy["roster"].sort("worker_id", "starts_on")
    before = ordered.with_columns(pl.col("ends_on").shift(1).over("worker_id").alias("before"), pl.len().over("worker_id").alias("rows"))
    second = before.filter((pl.col("rows") > 1) & (pl.col("starts_on") != pl.col("starts_on").min().over("worker_id")))
    assert second.height > 50
    assert (second["starts_on"] > second["before"]).all()


def test_people_join_leave_move_and_are_raised_within_the_month(messy):
    """October has joiners, leavers, transfers to another grid, and raises, each in the middle of the month."""
    roster = in_service(messy["roster"], OCTOBER.starts_on, OCTOBER.ends_on)
    joined = roster.filter((pl.col("starts_on") > OCTOBER.starts_on) & (pl.col("starts_on") == pl.col("hired_on")))
    left = roster.filter(pl.col("ends_on").is_not_null()).unique("worker_id", keep="none")
    left = left.filter(pl.col("worker_id").is_unique() & (pl.col("ends_on") < OCTOBER.ends_on))
    twice = roster.filter(pl.len().over("worker_id") == 2).group_by("worker_id").agg(pl.col("grid_code", "pay_base").n_unique())
    assert joined.height >= 3
    assert left.filter(~pl.col("worker_id").is_in(twice["worker_id"].implode())).height >= 3
    assert twice.filter(pl.col("grid_code") == 2).height >= 2
    assert twice.filter(pl.col("pay_base") == 2).height >= 2


@pytest.mark.parametrize("month", ["2026-02", "2026-12"])
def test_every_post_is_held_by_one_person_in_every_month(month):
    """Somebody serves every post in any month, leavers and joiners included, and nobody two."""
    period = Period.parse(month)
    roster = in_service(synthetic_county(month, scale=0.25)["roster"], period.starts_on, period.ends_on)
    assert roster["worker_id"].n_unique() == round(552 * 0.25) + 23 + 39


def test_months_of_one_seed_fit_together(messy):
    """Whoever serves on the last day of October serves on the first of November, from the same grid, for the same base."""
    october, november = messy["roster"], synthetic_county("2026-11")["roster"]
    facts = ["worker_id", "name", "role", "grid_code", "pay_base"]
    there = in_service(october, OCTOBER.ends_on, OCTOBER.ends_on).select(facts).sort("worker_id")
    here = in_service(november, dt.date(2026, 11, 1), dt.date(2026, 11, 1)).select(facts).sort("worker_id")
    assert_frame_equal(there, here)


def test_a_year_passes_into_the_next():
    """The people of New Year's Eve are those of New Year's Day."""
    december, january = (synthetic_county(month, scale=0.25)["roster"] for month in ("2025-12", "2026-01"))
    facts = ["worker_id", "grid_code", "pay_base"]
    there = in_service(december, dt.date(2025, 12, 31), dt.date(2025, 12, 31)).select(facts).sort("worker_id")
    here = in_service(january, dt.date(2026, 1, 1), dt.date(2026, 1, 1)).select(facts).sort("worker_id")
    assert_frame_equal(there, here)


def test_without_mess_everybody_serves_the_whole_month_without_leave(sound):
    """A sound county has one interval per person over the whole month, and every day attended."""
    roster = sound["roster"]
    assert roster["worker_id"].is_unique().all()
    assert (roster["starts_on"] <= OCTOBER.starts_on).all()
    assert roster["ends_on"].is_null().all()
    assert (sound["attendance"]["attended"] == 1).all()


def test_leave_is_recorded_day_by_day_and_some_are_away_all_month(messy):
    """Days of leave have a kind and are not attended, and a few people have them on all 18 workdays."""
    leave = messy["attendance"].filter(pl.col("leave_kind").is_not_null() & (pl.col("attended") == 0)).unique(["worker_id", "date"])
    days = leave.group_by("worker_id").len()
    assert 30 < days.height < 120
    assert days.filter(pl.col("len") == len(Calendar().workdays(OCTOBER))).height >= 3


def test_sound_records_hold_nothing_a_reader_would_refuse(sound):
    """Keys are unique, required cells filled, ends after starts, people known, and days inside the month."""
    known = sound["roster"]["worker_id"].implode()
    for name, rows in sound.items():
        table = RECORDS[name]
        assert rows.select(table.key).is_duplicated().sum() == 0
        for column in table.columns:
            if column.required:
                assert rows[column.name].null_count() == 0
            if column.at_least is not None:
                assert rows.filter(pl.col(column.name) < column.at_least).height == 0
        for first, second in table.ordered:
            assert rows.filter(pl.col(first) > pl.col(second)).height == 0
        if table.refers:
            assert rows["worker_id"].is_in(known).all()
        if table.dated_by:
            days = rows[table.dated_by].cast(pl.Date)
            assert days.is_between(OCTOBER.starts_on, OCTOBER.ends_on).all()


def fault_counts(name, rows, roster):
    """Count each fault without knowing how it was made."""
    table = RECORDS[name]
    alike = rows.is_duplicated().sum() - rows.unique().height + rows.filter(~rows.is_duplicated()).height
    keyed = rows.unique().select(table.key)
    day = rows[table.dated_by].cast(pl.Date)
    required = [column.name for column in table.columns if column.required]
    ranged = [pl.col(column.name) < column.at_least for column in table.columns if column.at_least is not None]
    ordered = [pl.col(first) > pl.col(second) for first, second in table.ordered]
    left = roster.group_by("worker_id").agg(pl.col("ends_on").sort(nulls_last=True).last())
    gone = rows.with_columns(day.alias("day")).join(left, on="worker_id", how="left")
    return {
        "exact duplicate": alike,
        "conflicting duplicate": keyed.height - keyed.unique().height,
        "unknown worker": rows.filter(pl.col("worker_id").is_not_null() & ~pl.col("worker_id").is_in(roster["worker_id"].implode())).height,
        "ends before it starts": rows.filter(pl.any_horizontal(ordered)).height if ordered else 0,
        "blank": rows.filter(pl.any_horizontal(pl.col(required).is_null())).height,
        "out of range": rows.filter(pl.any_horizontal(ranged)).height if ranged else 0,
        "next month": int((day > OCTOBER.ends_on).sum()) - (1 if name == "attendance" else 0),
        "after leaving": gone.filter(pl.col("day") > pl.col("ends_on")).height,
    }


@pytest.mark.parametrize("name", list(FAULTS))
def test_every_fault_is_there_as_often_as_stated(messy, name):
    """Counting faults from the values alone finds the stated number of each and no other."""
    found = {kind: count for kind, count in fault_counts(name, messy[name], messy["roster"]).items() if count}
    assert found == dict(FAULTS[name])


def test_late_closes_and_void_reports_are_there(messy):
    """Some tasks are handled late, some only in the next month, some never; some reports turn out to be none."""
    tasks = messy["disposals"].filter(pl.col("due_at").is_between(pl.datetime(2026, 10, 1), pl.datetime(2026, 11, 1)))
    assert tasks.filter(pl.col("handled_at") > pl.col("due_at")).height > 200
    assert tasks.filter(pl.col("handled_at") >= pl.datetime(2026, 11, 1)).height > 10
    assert tasks["handled_at"].null_count() > 100
    assert tasks["void"].sum() > 5
    assert (~messy["discoveries"]["valid"]).sum() > 300


def test_some_people_stand_exactly_on_a_threshold(sound):
    """Hand-made plans come out as written: 19 of 20 problems found, 18 of 20 reports valid, 19 of 20 tasks handled."""
    found = (
        sound["discoveries"]
        .group_by("worker_id")
        .agg(pl.len().alias("reports"), pl.col("found_by_others").sum().alias("missed"), (~pl.col("valid")).sum().alias("void"))
    )
    tasks = sound["disposals"].filter(~pl.col("void")).group_by("worker_id").agg(pl.len(), pl.col("handled_at").null_count().alias("open"))
    assert found.filter((pl.col("reports") == 20) & (pl.col("missed") == 1) & (pl.col("void") == 0)).height >= 1
    assert found.filter((pl.col("reports") == 20) & (pl.col("missed") == 0) & (pl.col("void") == 2)).height >= 1
    assert tasks.filter((pl.col("len") == 20) & (pl.col("open") == 1)).height >= 1


def test_disposals_refer_to_the_reports_they_dispose_of(sound):
    """About six tasks of ten name a report of the same worker made before the task was sent."""
    events = sound["discoveries"].select("event_id", reporter="worker_id", at="reported_at")
    linked = sound["disposals"].join(events, on="event_id")
    assert linked.height > sound["disposals"].height * 0.4
    assert (linked["worker_id"] == linked["reporter"]).all()
    assert (linked["dispatched_at"] > linked["at"]).all()


@pytest.mark.parametrize(("period", "scale"), [("2026Q4", 1), ("2026-13", 1), ("2026-10", 0)])
def test_what_cannot_be_made_is_refused(period, scale):
    """A county is made for a month and of some size."""
    with pytest.raises(ValueError, match=r"write 2026-10|above 0"):
        synthetic_county(period, scale=scale)


# --- files -----------------------------------------------------------------------------------------------------------


def test_an_office_sends_what_offices_send(tmp_path):
    """A workbook with a title, GBK, a byte-order mark, Parquet: each file is in the habit it claims."""
    files = write_exports(synthetic_county("2026-10", scale=SMALL), tmp_path)
    assert sorted(path.name for path in files) == [
        "attendance.csv",
        "discoveries.csv",
        "disposals.parquet",
        "grids.csv",
        "incidents.xlsx",
        "patrols.csv",
        "roster.xlsx",
    ]
    assert (tmp_path / "patrols.csv").read_bytes().decode("gbk").startswith("巡查编号,网格员编号,")
    assert (tmp_path / "discoveries.csv").read_bytes().startswith(b"\xef\xbb\xbf" + "事件编号".encode())
    assert (tmp_path / "attendance.csv").read_bytes().startswith("网格员编号".encode())


@pytest.mark.parametrize("style", ["office", "csv", "parquet"])
def test_exports_are_the_same_bytes_every_time(tmp_path, style):
    """Writing the same tables twice gives the same files."""
    tables = synthetic_county("2026-10", scale=SMALL)
    one, two = (write_exports(tables, tmp_path / name, style=style) for name in ("one", "two"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


REFUSED = {
    "exact duplicate": "D216",
    "conflicting duplicate": "D217",
    "unknown worker": "D219",
    "ends before it starts": "D215",
    "blank": "D201",
    "out of range": "D214",
}
"""The problem under which a reader sets a fault aside."""


def test_a_reader_sets_aside_the_faults_and_nothing_else(messy):
    """Every fault within a row is rejected under its code, both rows of a conflict; every sound row is read."""
    records = read_records(messy, on_problem="quarantine")
    found = {(table, code): count for table, code, count in records.rejects.group_by("table", "code").len().iter_rows()}
    expected = {
        (table, REFUSED[kind]): count * (2 if kind == "conflicting duplicate" else 1)
        for table, faults in FAULTS.items()
        for kind, count in faults.items()
        if kind in REFUSED
    }
    assert found == expected
    for name, rows in messy.items():
        rejected = sum(count for (table, _), count in expected.items() if table == name)
        assert records.table(name).collect().height == rows.height - rejected


@pytest.mark.parametrize("style", ["office", "csv", "parquet"])
def test_files_are_read_as_the_tables_they_came_from(tmp_path, style):
    """Reading the exports gives the same records and the same rejects as reading the frames."""
    tables = synthetic_county("2026-10", scale=0.2)
    write_exports(tables, tmp_path, style=style)
    direct, filed = (read_records(source, on_problem="quarantine") for source in (tables, tmp_path))
    for name in tables:
        assert_frame_equal(direct.table(name).collect(), filed.table(name).collect())
    assert sorted(direct.rejects.select("table", "code", "value").rows()) == sorted(filed.rejects.select("table", "code", "value").rows())


# --- a province ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def province(tmp_path_factory):
    return synthetic_province(tmp_path_factory.mktemp("province"), workers=1000)


def read(province, name):
    return pl.read_parquet(province / name / "*.parquet")


def test_a_province_has_a_file_per_county_and_table(province):
    """A thousand people make one county of 800 and one of 200, in eight streets each."""
    assert sorted(path.name for path in (province / "patrols").iterdir()) == ["0000.parquet", "0001.parquet"]
    roster = read(province, "roster")
    assert roster.height == roster["worker_id"].n_unique() == 1000
    assert roster["county"].n_unique() == 2
    assert roster["street"].n_unique() == 16


@pytest.mark.parametrize(("name", "each"), [("patrols", 58), ("disposals", 12), ("discoveries", 8)])
def test_a_province_has_the_stated_number_of_records(province, name, each):
    """100,000 people at this rate make 5.8 million patrols, 1.2 million disposals and 0.8 million discoveries."""
    assert read(province, name).height / 1000 == pytest.approx(each, rel=0.05)


def test_a_province_is_clean(province):
    """Keys are unique, required cells filled and ends lie after starts, in every table."""
    for name in ("roster", "patrols", "discoveries", "disposals", "incidents", "attendance"):
        rows, table = read(province, name), RECORDS[name]
        assert rows.select(table.key).is_duplicated().sum() == 0
        assert rows.select(column.name for column in table.columns if column.required).null_count().sum_horizontal().item() == 0
        assert dict(rows.schema) == {column: table.schema[column] for column in rows.columns}
        for first, second in table.ordered:
            if first in rows.columns and second in rows.columns:
                assert rows.filter(pl.col(first) > pl.col(second)).height == 0


def test_a_province_is_the_same_from_its_seed(province, tmp_path):
    """A second run writes the same records; another seed writes others."""
    again = synthetic_province(tmp_path / "again", workers=1000)
    other = synthetic_province(tmp_path / "other", workers=1000, seed=1)
    assert_frame_equal(read(province, "patrols"), read(again, "patrols"))
    assert not read(province, "disposals").equals(read(other, "disposals"))


def test_a_province_is_made_for_a_month(tmp_path):
    """A quarter is refused before anything is written."""
    with pytest.raises(ValueError, match="write 2026-10"):
        synthetic_province(tmp_path / "none", period="2026Q4")
    assert not (tmp_path / "none").exists()
