"""The workbook's stored values are the fen of the assessment, its sums are formulas, and no text in it is ever a formula.

Ids and names are stored as text, so nothing is reformatted or computed when the file is opened.
Amounts are written into the file digit by digit, as decimals; up to 15 digits a spreadsheet keeps them exactly.
The same assessment gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridperf.errors import Problem, ReportError
from gridperf.report.paper.written import put
from gridperf.report.views.common import origin, proof
from gridperf.report.views.figures import clean
from gridperf.report.views.pay_sheet import PayColumn, Payroll, payroll
from gridperf.tables import RESULTS
from gridperf.workbooks import workbook_of

if TYPE_CHECKING:
    from gridperf.assessment import Assessment

__all__ = ["write_excel"]

_MOST = Decimal(10) ** 13
"""Amounts below this have at most 15 digits with their fen, which is what a cell holds exactly."""
_LEADING = ("序号", "网格员编号", "姓名", "岗位", "街道（乡镇）", "在岗天数", "计薪天数", "等次")
_GRADE_COLUMNS = ("subject", "sheet", "total", "scope", "rank", "of", "grade", "uncapped_grade", "decided_by", "clause")
_REASONS = {
    "rejected": "记录有误",
    "not_on_roster": "人员不在名册",
    "other_period": "属于其他周期",
    "outside_service": "不在在岗期间",
    "no_sheet": "没有适用的考核表",
    "not_valid": "不符合计入条件",
    "repeated": "重复，只计一次",
    "matched_nothing": "不符合任何一项的条件",
    "refused": "余额、库存或限量不足",
}
_BESIDE = {"ranks": "排名", "accounts": "积分账户", "schedule": "日程"}
_DECIDED = {
    "band": "按总分",
    "steps": "逐级升降",
    "quota": "比例控制",
    "last": "末位比例",
    "tie": "同分取舍",
    "veto": "一票否决",
    "eligibility": "任职时间",
    "supplied": "评定给出",
    "not_assessed": "未考核",
}


def write_excel(assessment: Assessment, to: str | Path) -> Path:
    """Write the pay sheet of *assessment* as a workbook and return its path.

    Sheets: pay (one row per person, a column per pay line, sums as formulas), grades, and what all of it was made from;
    where the rulebook has them, further ranks, accounts of points, and the schedule.

    Args:
        assessment: what to write.
        to: the file; replaced if it exists.

    Raises:
        ReportError: P105 if the file cannot be written, P108 if somebody's pay lines do not add up to their gross pay,
            P110 if an amount has more digits than a cell holds exactly.
    """
    roll = payroll(assessment)
    _representable(roll)

    def write(book: Any) -> None:  # noqa: ANN401  (xlsxwriter carries no types)
        book.set_calc_mode("auto")
        formats = _Formats(book)
        _pay(book.add_worksheet("绩效工资"), roll, formats)
        _grades(book.add_worksheet("等次"), assessment, formats)
        for table, title in _BESIDE.items():
            if assessment.table(table).height:
                _beside(book.add_worksheet(title), assessment, table, formats)
        _provenance(book.add_worksheet("出处"), assessment, roll, formats)

    county = origin(assessment).county
    return put(Path(to), workbook_of(write, title=f"{county} {assessment.period.code}", author=county))


class _Formats:
    """The few cell formats of the workbook."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401  (xlsxwriter carries no types)
        face = {"font_name": "Noto Sans CJK SC", "font_size": 10, "valign": "vcenter"}
        self.head = book.add_format(face | {"bold": True, "bottom": 2, "top": 2, "text_wrap": True, "bg_color": "#EEF2F8"})
        self.text = book.add_format(face | {"num_format": "@"})
        self.count = book.add_format(face | {"num_format": "0"})
        self.yuan = book.add_format(face | {"num_format": "#,##0.00;[Red]-#,##0.00"})
        self.points = book.add_format(face | {"num_format": "0.00####"})
        self.sum = book.add_format(face | {"num_format": "#,##0.00;[Red]-#,##0.00", "bold": True, "top": 2, "bottom": 2})
        self.label = book.add_format(face | {"num_format": "@", "bold": True, "top": 2, "bottom": 2})


def _representable(roll: Payroll) -> None:
    problems = [
        Problem("P110", values={"whose": f"{row.subject} {row.name}", "amount": f"{row.gross:f}"})
        for row in roll.people
        if abs(row.gross) >= _MOST
    ]
    if abs(roll.gross) >= _MOST:
        problems.append(Problem("P110", values={"whose": "合计", "amount": f"{roll.gross:f}"}))
    if problems:
        raise ReportError(problems)


def _pay(sheet: Any, roll: Payroll, formats: _Formats) -> None:  # noqa: ANN401  (xlsxwriter carries no types)
    titles = [*_LEADING, *(_title(column) for column in roll.columns), "应发合计", "签字"]
    _head(sheet, titles, formats, [6, 14, 12, 14, 16, 10, 10, 10, *[14] * len(roll.columns), 14, 16])
    first, last = len(_LEADING), len(_LEADING) + len(roll.columns)
    for at, row in enumerate(roll.people, start=1):
        sheet.write_number(at, 0, at, formats.count)
        for column, text in enumerate((row.subject, row.name, row.role, row.street, row.served, row.paid_days, row.grades), start=1):
            sheet.write_string(at, column, text, formats.text)
        for column, amount in enumerate(row.amounts, start=first):
            if amount is not None:
                sheet.write_number(at, column, amount, formats.yuan)
        _sum(sheet, at, last, (at, first), (at, last - 1), row.gross, formats.yuan)
    end = len(roll.people) + 1
    sheet.write_string(end, 1, "合计", formats.label)
    for column, amount in enumerate((*roll.totals, roll.gross), start=first):
        _sum(sheet, end, column, (1, column), (end - 1, column), amount, formats.sum)
    sheet.autofilter(0, 0, max(end - 1, 1), last)
    sheet.freeze_panes(1, 3)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&F&R&P / &N")


def _title(column: PayColumn) -> str:
    return f"{column.name}{'＊' if column.assumed else ''}{'（填报）' if column.imported else ''}"


def _sum(sheet: Any, row: int, column: int, start: tuple[int, int], stop: tuple[int, int], amount: Decimal, form: Any) -> None:  # noqa: ANN401
    """Write the sum from *start* to *stop*, rounded to the fen so that it equals the exact sum however it is added, with its value."""
    from xlsxwriter.utility import xl_rowcol_to_cell  # noqa: PLC0415

    if start > stop or start[1] > stop[1]:
        sheet.write_number(row, column, amount, form)
        return
    cells = f"{xl_rowcol_to_cell(*start)}:{xl_rowcol_to_cell(*stop)}"
    sheet.write_formula(row, column, f"=ROUND(SUM({cells}),2)", form, amount)


def _grades(sheet: Any, assessment: Assessment, formats: _Formats) -> None:  # noqa: ANN401  (xlsxwriter carries no types)
    labels = [RESULTS["grades"].column(name).label for name in _GRADE_COLUMNS]
    _head(sheet, [labels[0], "姓名", *labels[1:]], formats, [14, 12, 16, 10, 16, 8, 8, 10, 12, 12, 18])
    names = {subject: clean(name) for subject, name in assessment.people.select("subject", "name").iter_rows()}
    sheets = {each.id: each.name for each in assessment.rulebook.edition.sheets}
    rows = assessment.grades.sort("subject", "sheet")
    for at, row in enumerate(rows.iter_rows(named=True), start=1):
        sheet.write_string(at, 0, clean(row["subject"]), formats.text)
        sheet.write_string(at, 1, names.get(row["subject"], ""), formats.text)
        sheet.write_string(at, 2, clean(sheets.get(row["sheet"], row["sheet"])), formats.text)
        for column, name in ((3, "total"), (5, "rank"), (6, "of")):
            if row[name] is not None:
                sheet.write_number(at, column, row[name], formats.points if name == "total" else formats.count)
        decided = _DECIDED.get(row["decided_by"], row["decided_by"])
        for column, text in ((4, row["scope"]), (7, row["grade"]), (8, row["uncapped_grade"]), (9, decided), (10, row["clause"])):
            sheet.write_string(at, column, clean(text), formats.text)
    sheet.autofilter(0, 0, max(rows.height, 1), len(_GRADE_COLUMNS))
    sheet.freeze_panes(1, 2)


def _beside(sheet: Any, assessment: Assessment, table: str, formats: _Formats) -> None:  # noqa: ANN401  (xlsxwriter carries no types)
    """Write a result table as it is: one column each, in its own order."""
    columns = [column for column in RESULTS[table].columns if column.name not in ("ranking", "account", "step", "part")]
    _head(sheet, [column.label for column in columns], formats, [14 if column.kind != "text" else 20 for column in columns])
    for at, row in enumerate(assessment.table(table).iter_rows(named=True), start=1):
        for place, column in enumerate(columns):
            value = row[column.name]
            if column.kind in ("integer", "decimal") and value is not None:
                sheet.write_number(at, place, value, formats.points if column.kind == "decimal" else formats.count)
            else:
                sheet.write_string(
                    at, place, clean(value.isoformat() if column.kind == "date" and value is not None else value), formats.text
                )
    sheet.freeze_panes(1, 1)


def _provenance(sheet: Any, assessment: Assessment, roll: Payroll, formats: _Formats) -> None:  # noqa: ANN401  (xlsxwriter carries no types)
    _head(sheet, ["项目", "内容", "行数", "SHA-256"], formats, [22, 48, 12, 70])
    for at, (name, text, rows, digest) in enumerate(_facts(assessment, roll), start=1):
        for column, value in ((0, name), (1, text), (2, rows), (3, digest)):
            sheet.write_string(at, column, value, formats.text)
    sheet.freeze_panes(1, 0)


def _facts(assessment: Assessment, roll: Payroll) -> Iterator[tuple[str, str, str, str]]:
    made, shown = assessment.provenance, proof(assessment)
    yield "县（市、区）", origin(assessment).county, "", ""
    yield "考核办法", origin(assessment).document, "", ""
    yield "考核周期", f"{assessment.period.code}（{assessment.period.starts_on} 至 {assessment.period.ends_on}）", "", ""
    yield "控制数：人数", str(len(roll.people)), "", ""
    yield "控制数：应发合计", f"{roll.gross:.2f}", "", ""
    yield "软件", f"gridperf {shown.engine}", "", ""
    yield "规则包", f"{made.pack}@{made.edition}", "", made.rulebook
    for layer in assessment.rulebook.layers:
        yield f"上级：{layer.called}", f"{layer.pack}@{layer.edition.isoformat()}", "", layer.digest
    yield "日历", made.calendar, "", ""
    if any(column.assumed for column in roll.columns):
        yield "标“＊”的工资项", "其数值办法没有公布，由规则包假定", "", ""
    labels = {name: table.label for name, table in assessment.rulebook.tables.items()}
    for source in made.sources:
        yield f"记录：{labels.get(source.table, source.table)}", clean(source.file), str(source.rows), source.sha256
    for run in made.runs:
        yield "汇总自", "", "", run
    for row in assessment.left_out.iter_rows(named=True):
        yield f"未计入：{labels.get(row['table'], row['table'])}", _REASONS.get(row["reason"], row["reason"]), str(row["records"]), ""
    for row in assessment.unmatched.iter_rows(named=True):
        yield f"没有归入任何一项：{labels.get(row['table'], row['table'])}", clean(f"{row['values']} {row['who']}"), str(row["records"]), ""
    yield "考核结果", "", "", assessment.digest


def _head(sheet: Any, titles: Sequence[str], formats: _Formats, widths: Sequence[int]) -> None:  # noqa: ANN401  (xlsxwriter carries no types)
    for column, (title, width) in enumerate(zip(titles, widths, strict=True)):
        sheet.write_string(0, column, title, formats.head)
        sheet.set_column(column, column, width)
