"""What other rules would change, as a workbook: amounts are stored digit by digit, sums are formulas with their values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridperf import language
from gridperf.language import Language
from gridperf.report.paper.written import put
from gridperf.report.views.figures import clean
from gridperf.workbooks import workbook_of

if TYPE_CHECKING:
    from gridperf.assessment.whatif import WhatIf

__all__ = ["grade_matrix", "write_what_if"]


_WORDS: dict[str, tuple[str, str]] = {
    "causes": ("原因", "Causes"),
    "people": ("人员", "People"),
    "moves": ("等次变动", "Grades"),
    "lines": ("工资项", "Pay lines"),
    "rules": ("规则变化", "Rules"),
    "cause": ("原因", "Cause"),
    "yuan": ("金额变化（元）", "Yuan"),
    "gainers": ("增加人数", "Who gain"),
    "gained": ("增加金额", "Gained"),
    "losers": ("减少人数", "Who lose"),
    "lost": ("减少金额", "Lost"),
    "points": ("总分变化", "Points"),
    "total": ("合计", "Together"),
    "cost": ("应发合计", "Gross pay"),
    "before": ("原来", "Before"),
    "after": ("现在", "After"),
    "change": ("变化", "Change"),
    "subject": ("网格员编号", "Worker"),
    "name": ("姓名", "Name"),
    "role": ("岗位", "Role"),
    "street": ("街道（乡镇）", "Street"),
    "grade_before": ("原等次", "Grade before"),
    "grade_after": ("现等次", "Grade after"),
    "sheet": ("考核表", "Sheet"),
    "none": ("未考核", "not assessed"),
    "line": ("工资项", "Pay line"),
    "kind": ("种类", "Kind"),
    "what": ("项目", "What"),
    "key": ("内容", "Of it"),
    "clause": ("条款", "Clause"),
    "place": ("位置", "Place"),
    "cause-rules": ("规则变化", "rules"),
    "cause-roster": ("名册变化", "roster"),
    "cause-attendance": ("考勤变化", "attendance"),
    "cause-records": ("记录变化", "records"),
    "cause-history": ("以前各期", "earlier periods"),
    "cause-appeals": ("申诉决定", "appeals"),
    "cause-corrections": ("以前各期更正", "corrections of earlier periods"),
    "cause-rank_quota": ("名次与名额", "ranks and quotas"),
    "cause-pool": ("奖励池", "pools"),
    "added": ("新增", "added"),
    "removed": ("取消", "removed"),
    "changed": ("修改", "changed"),
}


def grade_matrix(found: WhatIf) -> Iterator[tuple[str, list[str], list[list[int]]]]:
    """Yield, for each sheet, its name, the grades (the best first, empty for not assessed), and how many moved from each to each."""
    for sheet in dict.fromkeys(found.moves["sheet"]):
        rows = [row[1:] for row in found.moves.iter_rows() if row[0] == sheet]
        counts = {(before, after): people for before, after, people in rows}
        scale: list[str] = []
        name = sheet
        for rules in (found.after.rulebook, found.before.rulebook):
            own = next((one for one in rules.edition.sheets if one.id == sheet), None)
            if own is not None:
                name = own.name if name == sheet else name
                scale += [band.grade for band in rules.edition.scale(own) if band.grade not in scale]
        seen = {grade for pair in counts for grade in pair}
        grades = [*scale, *sorted(seen - set(scale) - {"", "—"}), *(one for one in ("", "—") if one in seen)]
        yield name, grades, [[counts.get((before, after), 0) for after in grades] for before in grades]


def write_what_if(found: WhatIf, to: str | Path, *, language: Language = "zh") -> Path:
    """Write *found* as a workbook and return its path: causes, people, grades that move, pay lines, changes of the rules.

    Args:
        found: what `what_if` returned.
        to: the file; replaced if it exists.
        language: language of headings.

    Raises:
        ReportError: P105 if the file cannot be written.
    """
    title = f"{found.comparison.a} {found.before.period} → {found.comparison.b} {found.after.period}"
    return put(Path(to), workbook_of(lambda book: _Workbook(book, found, language).write(), title=title))


@dataclass
class _Workbook:
    """Five sheets of one workbook."""

    book: Any
    found: WhatIf
    lang: Language

    def write(self) -> None:
        """Write every sheet."""
        self.head = self.book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.text = self.book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        self.yuan = self.book.add_format({"num_format": "#,##0.00;−#,##0.00", "valign": "top"})
        self.sum = self.book.add_format({"num_format": "#,##0.00;−#,##0.00", "bold": True, "top": 1})
        self.count = self.book.add_format({"num_format": "0", "valign": "top"})
        self._causes()
        self._people()
        self._moves()
        self._lines()
        self._rules()

    def _say(self, key: str) -> str:
        with language.use(self.lang):
            return language.pick({"zh": _WORDS[key][0], "en": _WORDS[key][1]})

    def _sheet(self, key: str, heads: Sequence[str], widths: Sequence[int]) -> Any:  # noqa: ANN401 (xlsxwriter carries no types)
        sheet = self.book.add_worksheet(self._say(key))
        for at, (head, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.write_string(0, at, head, self.head)
            sheet.set_column(at, at, width)
        sheet.freeze_panes(1, 0)
        return sheet

    def _row(self, sheet: Any, at: int, cells: Sequence[object]) -> None:  # noqa: ANN401 (xlsxwriter carries no types)
        for column, cell in enumerate(cells):
            if isinstance(cell, Decimal):
                sheet.write_number(at, column, cell, self.yuan)
            elif isinstance(cell, int):
                sheet.write_number(at, column, cell, self.count)
            elif cell is not None:
                sheet.write_string(at, column, clean(str(cell)), self.text)

    def _causes(self) -> None:
        keys = ("cause", "yuan", "gainers", "gained", "losers", "lost", "points")
        sheet = self._sheet("causes", [self._say(key) for key in keys], [18, 16, 10, 16, 10, 16, 14])
        for at, one in enumerate(self.found.effects, start=1):
            cells = [self._say(f"cause-{one.cause}"), one.yuan, one.gainers, one.gained, one.losers, one.lost, one.points]
            self._row(sheet, at, cells)
        end = len(self.found.effects) + 1
        sheet.write_string(end, 0, self._say("total"), self.head)
        sheet.write_formula(end, 1, f"=ROUND(SUM(B2:B{end}),2)", self.sum, self.found.change)
        before, after = self.found.cost
        rows = [("cost", None), ("before", before), ("after", after), ("change", self.found.change)]
        for at, (key, amount) in enumerate(rows, start=end + 2):
            self._row(sheet, at, [self._say(key), amount])

    def _people(self) -> None:
        names = self.found.people.columns
        heads = [self._say(f"cause-{name}" if name in self.found.causes else name) for name in names]
        sheet = self._sheet("people", heads, [14, 10, 14, 16, 10, 10, *[14] * (len(names) - 6)])
        for at, row in enumerate(self.found.people.iter_rows(), start=1):
            self._row(sheet, at, [cell or (self._say("none") if column in (4, 5) else cell) for column, cell in enumerate(row)])
        sheet.autofilter(0, 0, max(self.found.people.height, 1), len(names) - 1)

    def _moves(self) -> None:
        keys = ("sheet", "before", "after", "people")
        sheet = self._sheet("moves", [self._say(key) for key in keys], [24, 14, 14, 10])
        at = 1
        for name, grades, matrix in grade_matrix(self.found):
            for before, counts in zip(grades, matrix, strict=True):
                for after, people in zip(grades, counts, strict=True):
                    if people:
                        self._row(sheet, at, [name, before or self._say("none"), after or self._say("none"), people])
                        at += 1

    def _lines(self) -> None:
        sheet = self._sheet("lines", [self._say(key) for key in ("line", "cause", "yuan")], [24, 18, 16])
        for at, (_, name, cause, amount) in enumerate(self.found.lines.iter_rows(), start=1):
            self._row(sheet, at, [name, self._say(f"cause-{cause}"), amount])

    def _rules(self) -> None:
        keys = ("kind", "what", "key", "before", "after", "clause", "place")
        sheet = self._sheet("rules", [self._say(key) for key in keys], [8, 40, 14, 50, 50, 16, 50])
        for at, one in enumerate(self.found.comparison.changes, start=1):
            places = (f"{place.file}:{place.line}" if place.line else place.file for place in (one.old_where, one.new_where))
            cells = [self._say(one.kind), one.what, one.key, one.old, one.new, one.clause, " → ".join(place for place in places if place)]
            self._row(sheet, at, cells)
