"""A hand-made assessment: small result tables that hold exactly what a page must show, without engine or records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import polars as pl

from gridperf.period import Period
from gridperf.rulebook.edition import Edition
from gridperf.tables import RECORDS, RESULTS

__all__ = ["EDITION", "HISTORY", "PUBLICITY", "Case", "Fake"]

EDITION = {
    "title": "示例县网格员考核办法",
    "source": "sources/2026-01-01.md",
    "basis": "assumed",
    "calendar": {"month_starts_on": 1, "workdays": "cn"},
    "rounding": {"line": "0.01", "total": "0.01", "money": "0.01", "mode": "half_up"},
    "sheets": [
        {
            "id": "worker-month",
            "name": "专职网格员月度考核",
            "assess": {"subject": "worker", "roles": ["专职网格员"], "placed": "longest"},
            "every": "month",
            "full_score": 100,
            "total": {"floor": 0, "cap": 105, "clause": "第十一条"},
            "all_exempt": "not_assessed",
            "items": [
                {
                    "id": "arrival",
                    "name": "巡查到位率",
                    "clause": "第六条（一）",
                    "measure": {"frequency": "patrols", "times": 2, "per": "workday", "excused_by": "none"},
                    "score": {"share": 60},
                    "when_no_data": "exempt",
                },
                {
                    "id": "on-time",
                    "name": "按期处置率",
                    "clause": "第八条（二）",
                    "measure": {"ratio": {"of": {"count": "disposals"}, "to": {"count": "disposals"}}},
                    "score": {"bands": [{"at_least": "95%", "points": 40}, {"at_least": "85%", "points": 30}, {"otherwise": 0}]},
                    "when_no_data": "exempt",
                },
                {
                    "id": "complaint",
                    "name": "有责投诉",
                    "clause": "第九条（一）",
                    "measure": {"count": "incidents"},
                    "score": {"each": -2, "by_level": {"县级": -5, "市级": -10}, "down_to": -20},
                },
                {
                    "id": "satisfaction",
                    "name": "群众满意度",
                    "clause": "第九条（二）",
                    "measure": {"imported": "满意度"},
                    "score": {"each": "0.5", "up_to": 5},
                },
            ],
            "vetoes": [
                {
                    "id": "accident",
                    "name": "安全责任事故",
                    "clause": "第十二条（一）",
                    "when": {"count": "incidents", "at_least": 1},
                    "effect": {"grade": "不合格", "score": "keeps"},
                }
            ],
            "ranking": {"within": "street", "ties": "skip"},
        }
    ],
    "grades": [
        {
            "grade": "优秀",
            "at_least": 90,
            "quota": {"at_most": "20%", "within": "street", "round": "down", "ties": "exclude", "clause": "第十三条"},
        },
        {"grade": "合格", "at_least": 60},
        {"grade": "不合格", "at_least": 0},
    ],
    "pay": [
        {"id": "base", "name": "基本工资", "clause": "第十九条", "line": {"amount": "roster.pay_base"}, "part_month": "by_paid_days"},
        {
            "id": "performance",
            "name": "绩效工资",
            "clause": "第二十条",
            "line": {"by_grade": {"优秀": "1.2", "合格": 1, "不合格": 0, "not_assessed": 0}, "of": 1000},
            "part_month": "by_paid_days",
        },
        {
            "id": "deduction",
            "name": "扣减",
            "clause": "第二十一条",
            "line": {"each": -50, "measure": {"count": "incidents"}, "cap": "unlimited"},
        },
        {
            "id": "top-up",
            "name": "托底补差",
            "clause": "第二十二条",
            "line": {"top_up_to": 2200, "counting": "all_above"},
            "part_month": "by_paid_days",
        },
    ],
}


@dataclass(frozen=True)
class Case:
    """One person of the hand-made assessment.

    `lines` are (item, name, clause, numerator, denominator, rate, amount, note) of kind item, or with a leading kind.
    """

    subject: str = "W0001"
    name: str = "王小明"
    lines: Sequence[tuple[Any, ...]] = (
        ("item", "arrival", "巡查到位率", "第六条（一）", 41, 42, None, "58.57", ""),
        ("item", "on-time", "按期处置率", "第八条（二）", 18, 20, None, "30", "≥85%"),
        ("item", "complaint", "有责投诉", "第九条（一）", 0, 1, "-5", "0", "县级"),
        ("item", "complaint", "有责投诉", "第九条（一）", 0, 1, "-10", "0", "市级"),
        ("item", "complaint", "有责投诉", "第九条（一）", 1, 1, "-2", "-2", ""),
        ("cap", "complaint", "有责投诉限额", "第九条（一）", None, None, None, "0", ""),
        ("item", "satisfaction", "群众满意度", "第九条（二）", 45_000, 10_000, "0.5", "2.25", ""),
        ("rounding", "total", "尾差", "第十一条", None, None, None, "0.01", ""),
    )
    # yuan by pay line: the amount, or (amount, numerator, denominator, rate, note)
    pay: Mapping[str, str | tuple[Any, ...]] = field(
        default_factory=lambda: {"base": "2000", "performance": "1000", "deduction": ("-50", 1, 1, "-50", ""), "top-up": "0"}
    )
    grade: str | None = "合格"
    by_band: str | None = "合格"
    decided_by: str = "band"
    clause: str = "第十三条"
    total: str | None = ""
    rank: int | None = 3
    of: int | None = 42
    served: int = 31
    street: str = "利津街道"
    area: str = "城镇"
    distances: Sequence[tuple[Any, ...]] = (
        ("优秀", "1.17", "on-time", "按期处置率", 1, "次"),
        ("优秀", "1.17", "complaint", "有责投诉", -1, "次"),
    )
    history: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    actions: Sequence[tuple[str, str, str]] = ()
    kind: str = "worker"
    members: Sequence[tuple[str, int]] = ()

    @property
    def score(self) -> Decimal | None:
        """Return the total: as given, or the sum of the lines."""
        if self.total == "":
            return sum((Decimal(line[7]) for line in self.lines), Decimal(0))
        return None if self.total is None else Decimal(self.total)


def _parts(pay: str | tuple[Any, ...]) -> tuple[Any, ...]:
    """Return amount, numerator, denominator, rate and note of a pay line."""
    amount, *rest = (pay,) if isinstance(pay, str) else pay
    return (Decimal(amount), *(rest or (None, None, None, None)))


class Fake:
    """An assessment made by hand, with everything the reports read of one."""

    def __init__(
        self,
        cases: Sequence[Case],
        *,
        edition: Mapping[str, Any] = EDITION,
        period: str = "2026-10",
        left_out: Sequence[tuple[Any, ...]] = (),
        further: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    ) -> None:
        self.cases = cases
        self.period = Period.parse(period)
        parsed = Edition.model_validate(edition)
        self.pay_lines = parsed.pay_for(self.period.every)
        self.rulebook = SimpleNamespace(
            pack=SimpleNamespace(name="示例县", code="999999-example"),
            edition=parsed,
            document=SimpleNamespace(title="示例县网格员考核办法（试行）", issuer="示例县网格化服务管理中心", number=None),
            layers=(),
            starts_on=dt.date(2026, 1, 1),
            measure=lambda amount: amount,
            period=Period.parse,
            tables=RECORDS,
        )
        sources = tuple(
            SimpleNamespace(table=table, file=f"{table}.csv", sha256=f"{at}" * 64, rows=1000 + at)
            for at, table in enumerate(("roster", "patrols"))
        )
        self.provenance = SimpleNamespace(
            engine="0.1.0", pack="999999-example", edition="2026-01-01", rulebook="ab" * 32, calendar="cn", sources=sources, runs=()
        )
        self.digest = "0123456789abcdef" * 4
        self._left_out = left_out
        self.further = further or {}

    def _frame(self, name: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
        table = RESULTS[name]
        return pl.DataFrame([{column: row.get(column) for column in table.names} for row in rows], schema=table.schema)

    def _row(self, case: Case, **values: object) -> dict[str, Any]:
        return {"subject": case.subject, "period": self.period.code, "sheet": "worker-month", **values}

    @property
    def people(self) -> pl.DataFrame:
        return self._frame(
            "people",
            [
                self._row(
                    case,
                    name=case.name,
                    role="专职网格员",
                    area=case.area,
                    grid_code="370522001001",
                    community="文昌社区",
                    street=case.street,
                    county="示例县",
                    served_days=case.served,
                    period_days=31,
                    paid_days=22,
                    period_paid_days=22,
                    intervals=1,
                    kind=case.kind,
                )
                for case in self.cases
            ],
        )

    @property
    def pools(self) -> pl.DataFrame:
        return self.table("pools")

    @property
    def members(self) -> pl.DataFrame:
        rows = [
            self._row(case, worker=f"M{at}", name=name, days=days) for case in self.cases for at, (name, days) in enumerate(case.members)
        ]
        return self._frame("members", rows)

    @property
    def entries(self) -> pl.DataFrame:
        rows = []
        for case in self.cases:
            keys = ("kind", "item", "name", "clause", "numerator", "denominator", "rate", "amount", "note")
            for at, line in enumerate(case.lines, start=1):
                values = dict(zip(keys, line, strict=True))
                rate = values["rate"]
                values |= {"rate": None if rate is None else Decimal(rate), "amount": Decimal(values["amount"])}
                rows.append(self._row(case, line=at, ledger="points", **values))
            for at, pay in enumerate(self.rulebook.edition.pay, start=1):
                if pay.id in case.pay:
                    kind = "top_up" if pay.id == "top-up" else "pay"
                    amount, num, den, rate, note = _parts(case.pay[pay.id])
                    values = {
                        "numerator": num,
                        "denominator": den,
                        "rate": None if rate is None else Decimal(rate),
                        "amount": amount,
                        "note": note,
                    }
                    rows.append(
                        self._row(case, line=at, ledger="yuan", kind=kind, item=pay.id, name=pay.name, clause=pay.clause, **values)
                        | {"sheet": ""}
                    )
        return self._frame("entries", rows)

    @property
    def scores(self) -> pl.DataFrame:
        return self._frame(
            "scores",
            [self._row(case, total=case.score, full_score=Decimal(100)) for case in self.cases if case.lines or case.total is None],
        )

    @property
    def grades(self) -> pl.DataFrame:
        rows = [
            self._row(
                case,
                total=case.score,
                scope=case.street,
                rank=case.rank,
                of=case.of,
                grade=case.grade,
                uncapped_grade=case.by_band,
                decided_by=case.decided_by,
                clause=case.clause,
            )
            for case in self.cases
            if case.lines or case.total is None
        ]
        return self._frame("grades", rows)

    @property
    def pay(self) -> pl.DataFrame:
        names = [line.id for line in self.rulebook.edition.pay]
        rows = []
        for case in self.cases:
            amounts = {name: _parts(case.pay[name])[0] if name in case.pay else None for name in names}
            rows.append(
                {
                    "subject": case.subject,
                    "period": self.period.code,
                    **amounts,
                    "gross": sum((amount for amount in amounts.values() if amount is not None), Decimal(0)),
                }
            )
        schema = {"subject": pl.String, "period": pl.String, **dict.fromkeys((*names, "gross"), pl.Decimal(38, 2))}
        return pl.DataFrame(rows, schema=schema)

    @property
    def measures(self) -> pl.DataFrame:
        return self._frame("measures", [])

    @property
    def actions(self) -> pl.DataFrame:
        rows = [
            self._row(case, action=f"a{at}", name=name, because=why, clause=clause)
            for case in self.cases
            for at, (name, why, clause) in enumerate(case.actions)
        ]
        return self._frame("actions", rows)

    @property
    def history(self) -> pl.DataFrame:
        rows = [
            self._row(case, total=Decimal(total), grade=grade) | {"period": code}
            for case in self.cases
            for code, (total, grade) in case.history.items()
        ]
        return self._frame("history", rows)

    @property
    def left_out(self) -> pl.DataFrame:
        return self._frame("left_out", [{"table": table, "reason": reason, "records": count} for table, reason, count in self._left_out])

    def table(self, name: str) -> pl.DataFrame:
        """Return a table that only some rulebooks ask for, as given."""
        return self._frame(name, self.further.get(name, ()))

    @property
    def ranks(self) -> pl.DataFrame:
        return self.table("ranks")

    @property
    def accounts(self) -> pl.DataFrame:
        return self.table("accounts")

    @property
    def schedule(self) -> pl.DataFrame:
        return self.table("schedule")

    @property
    def unmatched(self) -> pl.DataFrame:
        return self.table("unmatched")

    def distances(self, subjects: Sequence[str] | None = None) -> pl.DataFrame:
        """Return the distances of the cases, as given."""
        keys = ("next_grade", "points_short", "item", "item_name", "more", "unit")
        rows = [
            {"subject": case.subject, "sheet": "worker-month", **dict(zip(keys, row, strict=True))}
            for case in self.cases
            if subjects is None or case.subject in subjects
            for row in case.distances
        ]
        schema = {
            "subject": pl.String,
            "sheet": pl.String,
            "next_grade": pl.String,
            "points_short": pl.Decimal(38, 6),
            "item": pl.String,
            "item_name": pl.String,
            "more": pl.Int64,
            "unit": pl.String,
        }
        for row in rows:
            row["points_short"] = Decimal(row["points_short"])
        return pl.DataFrame(rows, schema=schema)


PUBLICITY = {
    "period": "2026-10",
    "step": "publish",
    "part": 0,
    "name": "公示",
    "starts_on": dt.date(2026, 11, 2),
    "ends_on": dt.date(2026, 11, 6),
}
"""A row of the result table `schedule`."""
HISTORY = {f"2026-{month:02d}": (f"{80 + month * 1.5:.2f}", "合格") for month in range(1, 10)}
