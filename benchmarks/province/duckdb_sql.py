"""The same rules as one SQL statement in DuckDB: integers throughout, nothing checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from benchmarks.data import PAID_DAYS, WORKDAYS, days

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.child import Laps

__all__ = ["VERSIONS", "run", "save"]

VERSIONS = {"duckdb": duckdb.__version__}

_SQL = """
CREATE TABLE result AS
WITH work(day) AS (VALUES {work}),
paid(day) AS (VALUES {paid}),
roster AS (SELECT * FROM '{folder}/roster/*.parquet'),
leave AS (SELECT worker_id, date FROM '{folder}/attendance/*.parquet' WHERE date IN (FROM work)),
intervals AS (
  SELECT worker_id, starts_on, ends_on, street, CAST(pay_base * 100 AS BIGINT) AS fen,
         (SELECT count(*) FROM work WHERE day >= starts_on AND day <= coalesce(ends_on, DATE '2026-10-31')) AS work,
         (SELECT count(*) FROM paid WHERE day >= starts_on AND day <= coalesce(ends_on, DATE '2026-10-31')) AS paid
  FROM roster),
people AS (
  SELECT worker_id, arg_max(street, starts_on) AS street, min(starts_on) AS starts_on,
         max(coalesce(ends_on, DATE '2026-10-31')) AS ends_on,
         sum(work)::BIGINT AS work, sum(paid)::BIGINT AS paid, sum(fen * paid)::BIGINT AS base
  FROM intervals GROUP BY ALL),
excused AS (
  SELECT worker_id, count(*) AS excused FROM leave JOIN people USING (worker_id)
  WHERE date BETWEEN starts_on AND ends_on GROUP BY ALL),
walked AS (
  SELECT worker_id, started_at::DATE AS date, least(count(*), 2) AS times FROM '{folder}/patrols/*.parquet'
  WHERE valid AND started_at::DATE IN (FROM work) GROUP BY ALL),
arrived AS (
  SELECT worker_id, sum(times)::BIGINT AS arrival_num FROM walked JOIN people USING (worker_id) ANTI JOIN leave USING (worker_id, date)
  WHERE date BETWEEN starts_on AND ends_on GROUP BY ALL),
disposed AS (
  SELECT worker_id, count(closed_at) AS disposal_num, count(*) AS disposal_den, count(*) FILTER (handled_at <= due_at) AS ontime_num
  FROM '{folder}/disposals/*.parquet' JOIN people USING (worker_id)
  WHERE NOT void AND due_at >= DATE '2026-10-01' AND due_at < DATE '2026-11-01' AND due_at::DATE BETWEEN starts_on AND ends_on GROUP BY ALL),
found AS (
  SELECT worker_id, count(*) AS discoveries FROM '{folder}/discoveries/*.parquet' JOIN people USING (worker_id)
  WHERE valid AND source = '自主发现' AND reported_at >= DATE '2026-10-01' AND reported_at < DATE '2026-11-01'
  AND reported_at::DATE BETWEEN starts_on AND ends_on GROUP BY ALL),
blamed AS (
  SELECT worker_id, sum(CASE level WHEN '街道级' THEN 2 WHEN '县级' THEN 3 WHEN '市级' THEN 5 END)::BIGINT AS complaints
  FROM '{folder}/incidents/*.parquet' JOIN people USING (worker_id)
  WHERE kind = '投诉' AND verified AND occurred_on BETWEEN starts_on AND ends_on GROUP BY ALL),
measured AS (
  SELECT worker_id, street, paid, base, coalesce(arrival_num, 0) AS arrival_num, 2 * (work - coalesce(excused, 0)) AS arrival_den,
         coalesce(disposal_num, 0) AS disposal_num, coalesce(disposal_den, 0) AS disposal_den,
         coalesce(ontime_num, 0) AS ontime_num, coalesce(discoveries, 0) AS discoveries, coalesce(complaints, 0) AS complaints
  FROM people LEFT JOIN excused USING (worker_id) LEFT JOIN arrived USING (worker_id) LEFT JOIN disposed USING (worker_id)
  LEFT JOIN found USING (worker_id) LEFT JOIN blamed USING (worker_id)),
shared AS (
  SELECT *, if(arrival_den = 0, 1, arrival_num) AS an, greatest(arrival_den, 1) AS ad,
         if(disposal_den = 0, 1, disposal_num) AS dn, greatest(disposal_den, 1) AS dd,
         CASE WHEN ontime_num * 20 >= disposal_den * 19 THEN 25 WHEN ontime_num * 20 >= disposal_den * 17 THEN 15
              WHEN ontime_num * 10 >= disposal_den * 7 THEN 8 ELSE 0 END
         + least(discoveries * 2, 20) - least(complaints, 20) AS whole
  FROM measured),
totalled AS (
  SELECT *, least((greatest(30 * an * dd + 25 * dn * ad + whole * ad * dd, 0) * 200 + ad * dd) // (2 * ad * dd), 10000)::BIGINT AS total
  FROM shared),
graded AS (
  SELECT *, CASE
    WHEN total >= 9000 AND count(*) OVER (PARTITION BY street ORDER BY total DESC RANGE UNBOUNDED PRECEDING)
         <= count(*) OVER (PARTITION BY street) // 5 THEN '优秀'
    WHEN total >= 8000 THEN '良好' WHEN total >= 6000 THEN '合格' ELSE '不合格' END AS grade
  FROM totalled)
SELECT worker_id, arrival_num, arrival_den, disposal_num, disposal_den, ontime_num, discoveries, complaints, total, grade,
       ((2 * base + {days}) // (2 * {days}))::BIGINT AS base,
       ((2 * 12000 * CASE grade WHEN '优秀' THEN 12 WHEN '良好' THEN 10 WHEN '合格' THEN 8 ELSE 0 END * paid + {days}) // (2 * {days}))::BIGINT
         AS performance
FROM graded ORDER BY worker_id
"""


def _values(numbers: tuple[int, ...]) -> str:
    return ", ".join(f"(DATE '{day}')" for day in days(numbers))


def run(folder: Path, laps: Laps) -> duckdb.DuckDBPyConnection:
    """Return a connection that holds the agreed columns as table `result`."""
    connection = duckdb.connect()
    connection.execute(_SQL.format(folder=folder, work=_values(WORKDAYS), paid=_values(PAID_DAYS), days=len(PAID_DAYS)))
    laps.lap("all")
    return connection


def save(result: duckdb.DuckDBPyConnection, out: Path) -> None:
    """Write the agreed columns."""
    result.execute(f"COPY (FROM result ORDER BY worker_id) TO '{out}' (FORMAT parquet)")
