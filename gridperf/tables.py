"""Every table gridperf reads or returns is declared here, once: columns, types, keys, meanings, Chinese labels.

Readers, checks, filters, the mapping of foreign exports, Excel headers and the reference pages all derive from these
declarations; no other module lists the columns of a table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import polars as pl

__all__ = [
    "POINT_DIGITS",
    "RECORDS",
    "RESULTS",
    "Column",
    "Kind",
    "Table",
]

POINT_DIGITS = 6
"""Digits after the point of points in result tables."""

Kind = Literal["text", "integer", "decimal", "date", "datetime", "boolean"]

_DTYPES: dict[str, pl.DataType] = {
    "text": pl.String(),
    "integer": pl.Int64(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us"),
    "boolean": pl.Boolean(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what it holds, and what it means.

    Attributes:
        name: the name in code, rules and exports.
        kind: what it holds; a `decimal` is exact and has `digits` after the point.
        label: the Chinese label; also accepted as a header when reading.
        meaning: one sentence for the reference page.
        required: every row must have a value.
        key: the column belongs to the table's key.
        allowed: the only values it may take; empty means any.
        at_least: the smallest number it may hold.
        digits: digits after the point of a `decimal`.
    """

    name: str
    kind: Kind
    label: str
    meaning: str
    required: bool = False
    key: bool = False
    allowed: tuple[str, ...] = ()
    at_least: int | None = None
    digits: int = 2

    @property
    def dtype(self) -> pl.DataType:
        """Return the polars type of the column."""
        return pl.Decimal(38, self.digits) if self.kind == "decimal" else _DTYPES[self.kind]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, Chinese label, columns, and the columns that place a row in a period and with a subject.

    Attributes:
        dated_by: the column that puts a row in exactly one period, unless the rulebook names another; empty if the
            table is not dated. A `text` column of this role holds a period code such as `2026-10`.
        worker: the column that says whose row it is; empty if rows belong to no worker.
        ordered: pairs of columns of which the first may not lie after the second.
        within: pairs of numbers of which the first is part of the second, and may not be more.
        refers: column → table whose key it must be found in.
    """

    name: str
    label: str
    meaning: str
    columns: tuple[Column, ...]
    dated_by: str = ""
    worker: str = ""
    ordered: tuple[tuple[str, str], ...] = ()
    within: tuple[tuple[str, str], ...] = ()
    refers: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the column names in order."""
        return tuple(column.name for column in self.columns)

    @property
    def key(self) -> tuple[str, ...]:
        """Return the names of the key columns."""
        return tuple(column.name for column in self.columns if column.key)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Return the names of the columns that hold a number."""
        return tuple(column.name for column in self.columns if column.kind in ("integer", "decimal"))

    @property
    def schema(self) -> pl.Schema:
        """Return the polars schema: names and types, in order."""
        return _empty(self.columns).schema

    def column(self, name: str) -> Column:
        """Return the column called *name*; `KeyError` if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def empty(self) -> pl.DataFrame:
        """Return the table without rows."""
        return _empty(self.columns)


@lru_cache(maxsize=1024)
def _empty(columns: tuple[Column, ...]) -> pl.DataFrame:
    return pl.DataFrame(schema={column.name: column.dtype for column in columns})


def _text(name: str, label: str, meaning: str, *, required: bool = False, key: bool = False, allowed: tuple[str, ...] = ()) -> Column:
    return Column(name, "text", label, meaning, required=required or key, key=key, allowed=allowed)


_WORKER = _text("worker_id", "网格员编号", "The worker's identifier; text, always.", required=True)
_GRID = _text("grid_code", "网格编码", "Code of the grid, as text; community and street are its columns in `grids`, never cut from digits.")

_RECORDS = (
    Table(
        "roster",
        "网格员名册",
        "One row per person and service interval; a transfer, a new role or a new pay base starts a new row.",
        (
            _text("worker_id", "网格员编号", "The worker's identifier; text, always.", key=True),
            Column("starts_on", "date", "起始日期", "First day of this interval.", required=True, key=True),
            Column("ends_on", "date", "终止日期", "Last day of this interval, included; empty while it lasts."),
            _text("name", "姓名", "Name as printed on paper.", required=True),
            _text("role", "岗位", "Role that selects the sheet, such as 专职网格员.", required=True),
            _text("area", "城乡", "Urban or rural: selects targets and the income floor.", allowed=("城镇", "农村")),
            _GRID,
            _text("community", "社区（村）", "Community or village; a scope of ranking."),
            _text("street", "街道（乡镇）", "Street or township; a scope of ranking."),
            _text("county", "县（市、区）", "County."),
            Column("pay_base", "decimal", "基本工资", "Monthly base pay in yuan for this interval.", at_least=0),
            _text("title", "职称", "Professional title."),
            _text("level", "级别", "Post level."),
            _text("party", "政治面貌", "Party membership."),
            Column("hired_on", "date", "入职日期", "First day in the post, for seniority and probation."),
            Column("extra_share", "decimal", "兼管份额", "Share of another grid carried besides one's own.", at_least=0, digits=4),
            _text("department", "部门", "Department the person works for; a team that can be assessed."),
            _text("contractor", "承包单位", "Contractor the person works for; a team that can be assessed."),
        ),
        worker="worker_id",
        ordered=(("starts_on", "ends_on"),),
    ),
    Table(
        "grids",
        "网格",
        "One row per grid.",
        (
            _text("grid_code", "网格编码", "Code of the grid, as text.", key=True),
            _text("kind", "网格类型", "Kind of grid, such as 基础网格 or 专属网格."),
            _text("community", "社区（村）", "Community or village."),
            _text("street", "街道（乡镇）", "Street or township."),
            _text("county", "县（市、区）", "County."),
            Column("households", "integer", "户数", "Households in the grid.", at_least=0),
            Column("residents", "integer", "人口", "Residents in the grid.", at_least=0),
        ),
    ),
    Table(
        "patrols",
        "巡查",
        "One row per patrol, sort-through (梳理) or analysis (研判).",
        (
            _text("patrol_id", "巡查编号", "Identifier of the patrol.", key=True),
            _WORKER,
            _GRID,
            _text("kind", "巡查类型", "Kind of patrol duty, such as 日常巡查, 全面梳理 or 隐患研判."),
            Column("started_at", "datetime", "开始时间", "Start, local wall time; dates the patrol.", required=True),
            Column("ended_at", "datetime", "结束时间", "End, local wall time."),
            Column("distance_m", "integer", "里程（米）", "Distance walked in metres.", at_least=0),
            Column("checkpoints_due", "integer", "应到点位", "Points the route asks for.", at_least=0),
            Column("checkpoints_reached", "integer", "实到点位", "Points reached.", at_least=0),
            Column("valid", "boolean", "有效", "Accepted as a patrol; only a stated true counts."),
        ),
        dated_by="started_at",
        worker="worker_id",
        ordered=(("started_at", "ended_at"),),
        within=(("checkpoints_reached", "checkpoints_due"),),
        refers={"worker_id": "roster"},
    ),
    Table(
        "discoveries",
        "发现（上报）",
        "One row per problem found and reported.",
        (
            _text("event_id", "事件编号", "Identifier of the event.", key=True),
            _WORKER,
            _GRID,
            _text("category", "事件类别", "Category, such as 消防隐患."),
            _text("level", "事件等级", "Level of the event."),
            _text("source", "来源", "How it became known, such as 自主发现, 热线投诉, 上级交办."),
            _text("channel", "上报渠道", "Channel of entry."),
            Column("reported_at", "datetime", "上报时间", "Report, local wall time; dates the discovery.", required=True),
            Column("filed_at", "datetime", "立案时间", "Filed (立案); empty if not."),
            Column("valid", "boolean", "有效", "Verified as a real problem; a void report is false."),
            Column("found_by_others", "boolean", "他人先发现", "Someone else found first what this worker should have found (漏报)."),
            _text("part_id", "部件编号", "Identifier of the municipal part it is about, such as a manhole cover."),
            _text("place", "地点", "Where it was found, in words."),
            Column("evidence", "integer", "附件数", "How many photographs or documents are attached.", at_least=0),
        ),
        dated_by="reported_at",
        worker="worker_id",
        refers={"worker_id": "roster"},
    ),
    Table(
        "disposals",
        "处置",
        "One row per disposal task given to a worker.",
        (
            _text("disposal_id", "处置编号", "Identifier of the disposal task.", key=True),
            _text("event_id", "事件编号", "The event disposed of."),
            _WORKER,
            _text("department", "处置部门", "Department that disposes or assists."),
            _text("category", "事件类别", "Category, such as 消防隐患."),
            _text("level", "事件等级", "Level of the event."),
            Column("dispatched_at", "datetime", "派遣时间", "Dispatch, local wall time.", required=True),
            Column("due_at", "datetime", "处置时限", "Due, local wall time; dates the disposal.", required=True),
            Column("handled_at", "datetime", "处置完成时间", "Handled; empty while open."),
            Column("verified_at", "datetime", "核查时间", "Verified (核查); empty while not."),
            Column("closed_at", "datetime", "结案时间", "Closed (结案); empty while open."),
            Column("reworks", "integer", "返工次数", "Times sent back and disposed again.", at_least=0),
            Column("supervised", "boolean", "督办", "Placed under supervision (督办)."),
            Column("postponed", "boolean", "延期", "Extension approved."),
            Column("void", "boolean", "作废", "Voided after dispatch; counts nowhere."),
            Column("satisfaction", "integer", "满意度", "Satisfaction level given by the resident, 1 (best) to 5.", at_least=1),
        ),
        dated_by="due_at",
        worker="worker_id",
        ordered=(("dispatched_at", "due_at"), ("dispatched_at", "handled_at")),
        refers={"worker_id": "roster"},
    ),
    Table(
        "visits",
        "走访",
        "One row per visit to a household, person or place.",
        (
            _text("visit_id", "走访编号", "Identifier of the visit.", key=True),
            _WORKER,
            _text("target_id", "走访对象", "Identifier of the household, person or place."),
            _text("target_class", "对象类别", "Class of the target, such as 重点人员."),
            Column("visited_at", "datetime", "走访时间", "Visit, local wall time; dates the visit.", required=True),
            Column("complete", "boolean", "记录完整", "The record of the visit is complete."),
        ),
        dated_by="visited_at",
        worker="worker_id",
        refers={"worker_id": "roster"},
    ),
    Table(
        "incidents",
        "加减分与否决事项",
        "One row per complaint, honour, accident, spot-check finding or missed meeting.",
        (
            _text("incident_id", "事项编号", "Identifier of the incident.", key=True),
            _WORKER,
            _text("kind", "事项类型", "Kind, such as 投诉, 表彰, 责任事故, 会议缺席.", required=True),
            _text("level", "级别", "Level, such as 街道级, 县级, 市级."),
            Column("occurred_on", "date", "发生日期", "Day; dates the incident.", required=True),
            Column("verified", "boolean", "查实", "Verified; only a stated true counts."),
            Column("quantity", "integer", "数量", "How many, where one row stands for several.", at_least=0),
            _text("document", "佐证文件", "Document that proves it."),
        ),
        dated_by="occurred_on",
        worker="worker_id",
        refers={"worker_id": "roster"},
    ),
    Table(
        "marks",
        "评分",
        "One row per judged mark, vote or satisfaction result.",
        (
            _text("worker_id", "网格员编号", "Who is marked.", key=True),
            _text("period", "考核周期", "Period the mark belongs to, such as 2026-10.", key=True),
            _text("item", "评分项", "What is marked.", key=True),
            _text("party", "评分主体", "Party that marks, such as 街道 or 居民.", key=True),
            _text("assessor", "评分人", "Who gave the mark.", key=True),
            Column("mark", "decimal", "得分", "The mark.", required=True, digits=4),
            Column("out_of", "decimal", "满分", "Its maximum.", required=True, at_least=0, digits=4),
            _text("note", "说明", "Reason given."),
        ),
        dated_by="period",
        worker="worker_id",
        refers={"worker_id": "roster"},
    ),
    Table(
        "attendance",
        "考勤",
        "One row per worker and day on which leave, absence or attendance is recorded.",
        (
            _text("worker_id", "网格员编号", "The worker's identifier.", key=True),
            Column("date", "date", "日期", "Day.", required=True, key=True),
            Column("due", "integer", "应出勤", "1 if attendance was due that day.", at_least=0),
            Column("attended", "integer", "实出勤", "1 if attended.", at_least=0),
            _text("leave_kind", "假别", "Kind of leave, such as 年休假, 病假, 事假; empty if none."),
            Column("late_minutes", "integer", "迟到分钟", "Minutes late; empty or 0 if not.", at_least=0),
        ),
        dated_by="date",
        worker="worker_id",
        refers={"worker_id": "roster"},
    ),
    Table(
        "totals",
        "汇总表",
        "Monthly totals typed from paper or taken from another system, marked as such on every report.",
        (
            _text("worker_id", "网格员编号", "Whose total it is.", key=True),
            _text("period", "考核周期", "Period, such as 2026-10.", key=True),
            _text("measure", "指标", "What is totalled.", key=True),
            Column("numerator", "decimal", "分子", "Numerator, or the count itself.", required=True, digits=4),
            Column("denominator", "decimal", "分母", "Denominator; 1 for a count.", required=True, at_least=0, digits=4),
            _text("source", "来源", "Where the figure comes from."),
        ),
        dated_by="period",
        worker="worker_id",
        refers={"worker_id": "roster"},
    ),
    Table(
        "checks",
        "抽查",
        "One row per spot check of a worker's records, route or equipment: how many were drawn, passed, found wanting.",
        (
            _text("check_id", "抽查编号", "Identifier of the check.", key=True),
            _WORKER,
            Column("checked_on", "date", "抽查日期", "Day; dates the check.", required=True),
            _text("item", "抽查内容", "What was checked, such as 台账 or 路段保洁."),
            _text("level", "级别", "Who checked, such as 街道级 or 县级."),
            Column("drawn", "integer", "抽样数", "How many objects were drawn.", at_least=0),
            Column("passed", "integer", "合格数", "How many of them passed.", at_least=0),
            Column("findings", "integer", "问题数", "How many faults were found in the sample.", at_least=0),
            Column("rectified", "boolean", "已整改", "The faults were put right in time; only a stated true counts."),
        ),
        within=(("passed", "drawn"),),
        dated_by="checked_on",
        worker="worker_id",
        refers={"worker_id": "roster"},
    ),
    Table(
        "targets",
        "走访对象",
        "One row per household, person or place a worker has to visit, and the days on which it is on the list.",
        (
            _text("target_id", "走访对象", "Identifier of the household, person or place; as in `visits`.", key=True),
            _WORKER,
            _text("target_class", "对象类别", "Class of the target, such as 重点人员, which decides how often it is visited."),
            Column("starts_on", "date", "起始日期", "First day on the list.", required=True),
            Column("ends_on", "date", "终止日期", "Last day on the list, included; empty while it lasts."),
        ),
        worker="worker_id",
        ordered=(("starts_on", "ends_on"),),
        refers={"worker_id": "roster"},
    ),
    Table(
        "tracks",
        "轨迹",
        "One row per position fix of a worker's device.",
        (
            _text("track_id", "轨迹编号", "Identifier of the fix.", key=True),
            _WORKER,
            Column("recorded_at", "datetime", "定位时间", "When it was recorded, local wall time; dates the fix.", required=True),
        ),
        dated_by="recorded_at",
        worker="worker_id",
        refers={"worker_id": "roster"},
    ),
    Table(
        "decisions",
        "裁量决定",
        "One row per amount that somebody decided inside a range the rules leave open.",
        (
            _text("decision_id", "决定编号", "Identifier of the decision.", key=True),
            _WORKER,
            _text("line", "工资项", "Pay line the amount belongs to, by its id.", required=True),
            Column("decided_on", "date", "决定日期", "Day; dates the decision.", required=True),
            Column("amount", "decimal", "金额", "The amount in yuan.", required=True),
            _text("decided_by", "决定人", "Who decided.", required=True),
            _text("reason", "理由", "Why.", required=True),
        ),
        dated_by="decided_on",
        worker="worker_id",
        refers={"worker_id": "roster"},
    ),
    Table(
        "supplied",
        "评定等次",
        "One row per grade that was given by a person or an annex instead of being computed.",
        (
            _text("worker_id", "网格员编号", "Whose grade it is.", key=True),
            _text("period", "考核周期", "Period, such as 2026-10.", key=True),
            _text("sheet", "考核表", "Sheet, by its id.", key=True),
            _text("grade", "等次", "The grade.", required=True),
            _text("decided_by", "评定人", "Who gave it.", required=True),
            _text("note", "说明", "Reason given."),
        ),
        dated_by="period",
        worker="worker_id",
        refers={"worker_id": "roster"},
    ),
    Table(
        "redemptions",
        "兑换",
        "One row per exchange of points for goods.",
        (
            _text("redemption_id", "兑换编号", "Identifier of the exchange.", key=True),
            _WORKER,
            Column("redeemed_on", "date", "兑换日期", "Day; dates the exchange.", required=True),
            _text("goods", "物品", "What was taken, as in the price list.", required=True),
            Column("quantity", "integer", "数量", "How many.", required=True, at_least=1),
        ),
        dated_by="redeemed_on",
        worker="worker_id",
        refers={"worker_id": "roster"},
    ),
)

RECORDS: dict[str, Table] = {table.name: table for table in _RECORDS}
"""The tables gridperf reads, by name."""


# --- results ---------------------------------------------------------------------------------------------------------

_SUBJECT = _text("subject", "考核对象", "Who is assessed: the worker's identifier, or the path of the team's place.", key=True)
_PERIOD = _text("period", "考核周期", "Period code, such as 2026-10.", key=True)
_SHEET = _text("sheet", "考核表", "Sheet id.", key=True)
_ITEM = _text("item", "考核项", "Item, section, veto or pay-line id the row comes from.", key=True)
_CLAUSE = _text("clause", "条款", "Clause of the county's document that says so.")


def _points(name: str, label: str, meaning: str) -> Column:
    return Column(name, "decimal", label, meaning, digits=POINT_DIGITS)


def _yuan(name: str, label: str, meaning: str) -> Column:
    return Column(name, "decimal", label, meaning, digits=2)


_RESULTS = (
    Table(
        "people",
        "考核人员",
        "Who was assessed, as the roster placed them in the period: one row per person, and per team that is on a sheet.",
        (
            _SUBJECT,
            _PERIOD,
            _text("name", "姓名", "Name."),
            _text("role", "岗位", "Role."),
            _text("area", "城乡", "Urban or rural."),
            _text("grid_code", "网格编码", "Grid."),
            _text("community", "社区（村）", "Community or village."),
            _text("street", "街道（乡镇）", "Street or township."),
            _text("county", "县（市、区）", "County."),
            Column(
                "served_days", "integer", "在岗日历天数", "Calendar days in service in the period; of a team, days on which it had anybody."
            ),
            Column("period_days", "integer", "周期日历天数", "Calendar days of the period."),
            Column("paid_days", "integer", "计薪天数", "Paid days in service: workdays and statutory holidays on weekdays."),
            Column("period_paid_days", "integer", "周期计薪天数", "Paid days of the period."),
            Column("intervals", "integer", "名册区间数", "Roster intervals in the period; more than 1 means a transfer or a change."),
            _text(
                "kind",
                "主体类别",
                "What is assessed: a person or a kind of team.",
                allowed=("worker", "grid", "community", "street", "county", "department", "contractor"),
            ),
        ),
    ),
    Table(
        "members",
        "成员",
        "One row per team and person placed in it in the period, where a rulebook assesses teams.",
        (
            _SUBJECT,
            _PERIOD,
            _text("worker", "网格员编号", "The member's identifier.", key=True),
            _text("name", "姓名", "Name."),
            Column("days", "integer", "在队天数", "Calendar days the roster places the person in the team."),
        ),
    ),
    Table(
        "measures",
        "指标值",
        "What was measured: one exact ratio per subject and item.",
        (
            _SUBJECT,
            _PERIOD,
            _SHEET,
            _ITEM,
            _text("level", "级别", "Level, where an item counts levels apart; else empty.", key=True),
            Column("numerator", "integer", "分子", "Numerator, in units of 1/`denominator`'s kind; the count itself for a count."),
            Column("denominator", "integer", "分母", "Denominator; 1 for a count, 0 when there is nothing to measure against."),
        ),
    ),
    Table(
        "entries",
        "明细",
        "The two ledgers: every point and every yuan. A score is the sum of its point entries, pay of its yuan entries.",
        (
            _SUBJECT,
            _PERIOD,
            _text("sheet", "考核表", "Sheet id; empty for yuan.", key=True),
            Column("line", "integer", "行号", "Order on paper.", required=True, key=True),
            _text("ledger", "账", "Which ledger.", allowed=("points", "yuan")),
            _text(
                "kind",
                "类型",
                "What the entry is: an item, or one of the adjustments that make printed lines add up.",
                allowed=(
                    "item",
                    "adjustment",
                    "cap",
                    "rescale",
                    "veto",
                    "floor",
                    "rounding",
                    "full",
                    "pay",
                    "top_up",
                    "correction",
                    "period",
                ),
            ),
            _text("item", "考核项", "Item, section, veto or pay-line id."),
            _text("name", "名称", "Its name in the county's words."),
            _CLAUSE,
            Column("numerator", "integer", "分子", "Quantity, numerator."),
            Column("denominator", "integer", "分母", "Quantity, denominator; 1 for a count."),
            _points("rate", "分值（单价）", "Points or yuan per unit or per full ratio; empty where there is none."),
            _points("amount", "金额（分值）", "Points or yuan of this entry."),
            _text("note", "说明", "Band reached, level, no-data policy applied, or reason."),
        ),
    ),
    Table(
        "scores",
        "得分",
        "One total per subject and sheet.",
        (
            _SUBJECT,
            _PERIOD,
            _SHEET,
            _points("total", "总分", "Sum of the point entries; empty if the subject is not assessed."),
            _points("full_score", "满分", "Full score of the sheet."),
        ),
    ),
    Table(
        "grades",
        "等次",
        "One grade per subject and sheet, and what decided it.",
        (
            _SUBJECT,
            _PERIOD,
            _SHEET,
            _points("total", "总分", "Total the grade rests on."),
            _text("scope", "排名范围", "The group ranked within, such as a street's name."),
            Column("rank", "integer", "名次", "Rank inside the scope, 1 the best."),
            Column("of", "integer", "人数", "How many were ranked in the scope."),
            _text("grade", "等次", "The grade."),
            _text("uncapped_grade", "控制前等次", "Grade by the bands alone, before steps, quota and veto."),
            _text(
                "decided_by",
                "决定因素",
                "What decided it.",
                allowed=("band", "steps", "quota", "last", "tie", "veto", "eligibility", "supplied", "not_assessed"),
            ),
            _CLAUSE,
        ),
    ),
    Table(
        "ranks",
        "排名",
        "One row per subject, sheet and named ranking, where a rulebook ranks the same totals in several scopes.",
        (
            _SUBJECT,
            _PERIOD,
            _SHEET,
            _text("ranking", "排名编号", "Ranking id.", key=True),
            _text("name", "名称", "Its name in the county's words."),
            _text("scope", "排名范围", "The group ranked within, such as a street's name; empty for everybody."),
            Column("rank", "integer", "名次", "Rank inside the scope, 1 the best; empty if not assessed."),
            Column("of", "integer", "人数", "How many were ranked in the scope."),
        ),
    ),
    Table(
        "schedule",
        "日程",
        "What is due after the period or in it: one row per step, signature or repetition, where a rulebook has a schedule.",
        (
            _PERIOD,
            _text("step", "事项", "Step id.", key=True),
            Column(
                "part",
                "integer",
                "序号",
                "0 for the step itself, then its signatures in order; or the repetition.",
                required=True,
                key=True,
            ),
            _text("name", "名称", "Its name in the county's words."),
            _text("by", "承办", "Who does it; empty if the rulebook does not say."),
            _text("to", "报送", "Where it is handed in; empty if nowhere."),
            Column("starts_on", "date", "起始日期", "First day of the window."),
            Column("ends_on", "date", "截止日期", "Last day of the window, included."),
            _text("at", "时刻", "Time of day of a repetition; empty if none."),
            _CLAUSE,
        ),
    ),
    Table(
        "accounts",
        "积分账户",
        "One row per subject and account: what it opened with, what went in and out, and what is left, never below 0.",
        (
            _SUBJECT,
            _PERIOD,
            _text("account", "账户", "Account id.", key=True),
            _text("name", "名称", "Its name in the county's words."),
            _points("opening", "期初", "What was left at the end of the period before."),
            _points("earned", "获得", "What the period earned; credited at its end."),
            _points("spent", "兑换", "What goods cost; paid from the opening balance."),
            _points("expired", "过期", "What expired at the end of the period."),
            _points("reset", "清零", "What an event wiped out."),
            _points("closing", "期末", "What is left: opening - spent - expired + earned - reset."),
            _text("note", "说明", "What earned, what was taken, and what wiped out."),
            _CLAUSE,
        ),
    ),
    Table(
        "pay",
        "薪酬",
        "A pivot of the yuan entries: one column per pay line stands between `subject` and `gross`, and `earlier-periods` where those are put right.",
        (
            _SUBJECT,
            _PERIOD,
            _yuan("gross", "应发合计", "Sum of the yuan entries."),
        ),
    ),
    Table(
        "actions",
        "结果运用",
        "What follows from grades, ranks and events besides money.",
        (
            _SUBJECT,
            _PERIOD,
            _text("action", "结果运用", "Action id.", key=True),
            _text("name", "名称", "Its name in the county's words."),
            _text("kind", "类别", "What kind of consequence it is, in the county's words; empty if the rulebook does not say."),
            _text("because", "依据", "The periods and grades that caused it."),
            _CLAUSE,
        ),
    ),
    Table(
        "history",
        "历次得分",
        "Totals and grades of earlier periods, as far as they were given.",
        (
            _SUBJECT,
            _PERIOD,
            _SHEET,
            _points("total", "总分", "Total of that period."),
            _text("grade", "等次", "Grade of that period."),
        ),
    ),
    Table(
        "parties",
        "分担与分配",
        "Who bears a pay line, and who besides the person receives it; together they are the line to the fen.",
        (
            _SUBJECT,
            _PERIOD,
            _text("line", "工资项", "Pay line id.", key=True),
            _text("kind", "类型", "Whether the party pays or receives.", key=True, allowed=("bears", "receives")),
            _text("party", "承担（收款）方", "The budget or the payee, as the rulebook names it.", key=True),
            _yuan("amount", "金额", "Yuan borne or received."),
        ),
    ),
    Table(
        "pools",
        "奖励池收支",
        "The account of every pool: fund and what was carried in are what was kept back, paid, carried on and returned.",
        (
            _text("line", "工资项", "Pay line id of the pool.", key=True),
            _PERIOD,
            _text("scope", "范围", "The group the fund was divided in, such as a street's name.", key=True),
            _yuan("fund", "本期资金", "The fund of the period."),
            _yuan("carried_in", "上期结转", "Carried in from the period before."),
            _yuan("reserved", "预留", "Kept back."),
            _yuan("paid", "发放", "Paid: the sum of all shares."),
            _yuan("carried_out", "结转下期", "Carried on to the next period."),
            _yuan("returned", "退回", "Returned to where the fund came from."),
            Column("people", "integer", "人数", "How many had a claim."),
        ),
    ),
    Table(
        "reserves",
        "预留与发放",
        "Money held back and released, of this period and of earlier ones as far as they were given.",
        (
            _SUBJECT,
            _PERIOD,
            _text("line", "工资项", "Pay line id.", key=True),
            _yuan("amount", "金额", "Yuan as paid: below 0 when held back, above 0 when released."),
        ),
    ),
    Table(
        "left_out",
        "未计入的记录",
        "Records that were read and counted nowhere, with the reason; nothing is dropped silently.",
        (
            _text("table", "表", "Which table."),
            _text(
                "reason",
                "原因",
                "Why.",
                allowed=(
                    "rejected",
                    "not_on_roster",
                    "other_period",
                    "outside_service",
                    "no_sheet",
                    "not_valid",
                    "repeated",
                    "matched_nothing",
                    "refused",
                ),
            ),
            Column("records", "integer", "条数", "How many."),
        ),
    ),
    Table(
        "unmatched",
        "未归入任何一项的记录",
        "Records of the period that pass no filter of the rulebook, and people on no sheet, by the values that kept them out.",
        (
            _text("table", "表", "Which table.", key=True),
            _text("values", "内容", "Their values in the columns the filters look at, as in `kind=表扬`; … for the rarer ones.", key=True),
            Column("records", "integer", "条数", "How many."),
            _text("who", "人员", "Whose they are: up to five workers."),
        ),
    ),
)

RESULTS: dict[str, Table] = {table.name: table for table in _RESULTS}
"""The tables an assessment holds, by name."""
