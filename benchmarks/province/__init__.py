"""A province's month: from the records of 100,000 workers to score, grade and pay, by four kinds of code.

The rules, as `benchmarks/rules/990001-province` has them in YAML:

* a record counts if its date lies in the month and in the worker's service;
* arrival: at most two valid patrols count on each workday in service and not on leave, over two for each such day;
* disposal rate: closed over due in the month, void ones aside; on-time rate: handled by then, likewise;
* points: 30 × arrival + 25 × disposal rate + 25, 15, 8 or 0 from on-time of 95 %, 85 %, 70 % + 2 for each valid
  discovery of one's own, at most 20, − 2, 3 or 5 for a verified complaint by level, at most 20; a ratio without
  denominator earns its full share; the total lies in 0–100 and is rounded once, half up, to 0.01;
* grades: 优秀 from 90, 良好 from 80, 合格 from 60; 优秀 for at most 20 % of a street, rounded down, a tie across the line loses;
* pay: the base of each interval × its paid days ÷ the month's; 1200 × 1.2, 1, 0.8 or 0 by grade × paid days in
  service ÷ the month's; each half up to the fen.
"""

COLUMNS = (
    "worker_id",
    "arrival_num",
    "arrival_den",
    "disposal_num",
    "disposal_den",
    "ontime_num",
    "discoveries",
    "complaints",
    "total",
    "grade",
    "base",
    "performance",
)
"""What every side hands over, sorted by worker: counts, complaint points (positive), hundredths of a point, a grade, fen."""
