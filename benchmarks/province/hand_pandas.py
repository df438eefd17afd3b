"""What is usually written: pandas over whole tables. Integers throughout, so that it is slow only, not wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from benchmarks.data import PAID_DAYS, WORKDAYS, days
from benchmarks.province import COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.child import Laps

__all__ = ["VERSIONS", "run", "save"]

VERSIONS = {"pandas": pd.__version__}

_FIRST, _AFTER = pd.Timestamp("2026-10-01"), pd.Timestamp("2026-11-01")
_DAYS = len(PAID_DAYS)


def _read(folder: Path, *columns: str) -> pd.DataFrame:
    return pd.read_parquet(folder, columns=list(columns))


def _served(roster: pd.DataFrame, numbers: tuple[int, ...]) -> np.ndarray:
    dates = np.array(days(numbers), dtype="datetime64[D]")
    starts = pd.to_datetime(roster["starts_on"]).to_numpy("datetime64[D]")
    ends = pd.to_datetime(roster["ends_on"]).fillna(pd.Timestamp("2026-10-31")).to_numpy("datetime64[D]")
    served: np.ndarray = np.searchsorted(dates, ends, "right") - np.searchsorted(dates, starts, "left")
    return served


def _in_service(rows: pd.DataFrame, dated_by: str, people: pd.DataFrame) -> pd.DataFrame:
    rows = rows.merge(people[["starts_on", "ends_on"]], left_on="worker_id", right_index=True)
    return rows[rows[dated_by].dt.normalize().between(rows["starts_on"], rows["ends_on"])]


def run(folder: Path, laps: Laps) -> pd.DataFrame:
    """Return the agreed columns for every worker."""
    work = pd.to_datetime(pd.Series(days(WORKDAYS)))
    roster = _read(folder / "roster", "worker_id", "starts_on", "ends_on", "street", "pay_base").sort_values("starts_on", kind="stable")
    roster["work"], roster["paid"] = _served(roster, WORKDAYS), _served(roster, PAID_DAYS)
    roster["base"] = (roster["pay_base"] * 100).astype("int64") * roster["paid"]
    roster["starts_on"] = pd.to_datetime(roster["starts_on"])
    roster["ends_on"] = pd.to_datetime(roster["ends_on"]).fillna(pd.Timestamp("2026-10-31"))
    people = roster.groupby("worker_id").agg(
        street=("street", "last"),
        starts_on=("starts_on", "min"),
        ends_on=("ends_on", "max"),
        work=("work", "sum"),
        paid=("paid", "sum"),
        base=("base", "sum"),
    )
    leave = _read(folder / "attendance", "worker_id", "date")
    leave["date"] = pd.to_datetime(leave["date"])
    leave = leave[leave["date"].isin(work)].merge(people[["starts_on", "ends_on"]], left_on="worker_id", right_index=True)
    excused = leave[leave["date"].between(leave["starts_on"], leave["ends_on"])].groupby("worker_id").size()

    patrols = _read(folder / "patrols", "worker_id", "started_at", "valid")
    patrols = patrols[patrols["valid"].eq(True)].drop(columns="valid")  # noqa: FBT003
    patrols["date"] = patrols.pop("started_at").dt.normalize()
    patrols = patrols[patrols["date"].isin(work)]
    walked = patrols.groupby(["worker_id", "date"], sort=False).size().clip(upper=2).rename("times").reset_index()
    walked = _in_service(walked, "date", people)
    walked = walked.merge(leave[["worker_id", "date"]], on=["worker_id", "date"], how="left", indicator=True)
    arrived = walked[walked["_merge"] == "left_only"].groupby("worker_id")["times"].sum()

    disposals = _read(folder / "disposals", "worker_id", "due_at", "handled_at", "closed_at", "void")
    disposals = disposals[~disposals["void"] & (disposals["due_at"] >= _FIRST) & (disposals["due_at"] < _AFTER)]
    disposals = _in_service(disposals, "due_at", people)
    disposals["ontime"] = disposals["handled_at"] <= disposals["due_at"]
    disposed = disposals.groupby("worker_id").agg(
        disposal_num=("closed_at", "count"), disposal_den=("due_at", "size"), ontime_num=("ontime", "sum")
    )
    found = _read(folder / "discoveries", "worker_id", "source", "reported_at", "valid")
    found = found[found["valid"].eq(True) & (found["source"] == "自主发现")]  # noqa: FBT003
    found = found[(found["reported_at"] >= _FIRST) & (found["reported_at"] < _AFTER)]
    found = _in_service(found, "reported_at", people).groupby("worker_id").size()
    blamed = _read(folder / "incidents", "worker_id", "kind", "level", "occurred_on", "verified")
    blamed = blamed[(blamed["kind"] == "投诉") & blamed["verified"].eq(True)]  # noqa: FBT003
    blamed["occurred_on"] = pd.to_datetime(blamed["occurred_on"])
    blamed = _in_service(blamed, "occurred_on", people)
    blamed = blamed["level"].map({"街道级": 2, "县级": 3, "市级": 5}).astype("int64").groupby(blamed["worker_id"]).sum()

    table = people.assign(excused=excused, arrival_num=arrived, discoveries=found, complaints=blamed).join(disposed)
    counts = ["excused", "arrival_num", "discoveries", "complaints", "disposal_num", "disposal_den", "ontime_num"]
    table[counts] = table[counts].fillna(0).astype("int64")
    laps.lap("measure")
    result = _judged(table)
    laps.lap("score, grade, pay")
    return result


def _judged(table: pd.DataFrame) -> pd.DataFrame:
    table["arrival_den"] = 2 * (table["work"] - table["excused"])
    an, ad = table["arrival_num"].where(table["arrival_den"] > 0, 1), table["arrival_den"].clip(lower=1)
    dn, dd = table["disposal_num"].where(table["disposal_den"] > 0, 1), table["disposal_den"].clip(lower=1)
    on, of = table["ontime_num"], table["disposal_den"]
    whole = np.select([on * 20 >= of * 19, on * 20 >= of * 17, on * 10 >= of * 7], [25, 15, 8], 0)
    whole = whole + (table["discoveries"] * 2).clip(upper=20) - table["complaints"].clip(upper=20)
    over = (30 * an * dd + 25 * dn * ad + whole * ad * dd).clip(lower=0)
    table["total"] = ((over * 200 + ad * dd) // (2 * ad * dd)).clip(upper=10_000)
    streets = table.groupby("street")["total"]
    places = streets.transform("size") // 5
    rank = streets.rank("max", ascending=False)
    total = table["total"]
    table["grade"] = np.select([(total >= 9000) & (rank <= places), total >= 8000, total >= 6000], ["优秀", "良好", "合格"], "不合格")
    coefficient = table["grade"].map({"优秀": 12, "良好": 10, "合格": 8, "不合格": 0}).astype("int64")
    table["base"] = (2 * table["base"] + _DAYS) // (2 * _DAYS)
    table["performance"] = (2 * 12_000 * coefficient * table["paid"] + _DAYS) // (2 * _DAYS)
    return table.sort_index().reset_index()[list(COLUMNS)]


def save(result: pd.DataFrame, out: Path) -> None:
    """Write the agreed columns."""
    result.to_parquet(out, index=False)
