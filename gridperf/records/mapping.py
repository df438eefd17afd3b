"""A mapping says, as data, how the tables of a foreign export are ours: which headings, which values, which formats, which zone.

It cannot compute and cannot select rows; whatever it leaves unsaid is a problem, not a guess.
"""

from __future__ import annotations

from collections.abc import Mapping as Mapped
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from gridperf.errors import Problem, RecordsError, Where, nearest
from gridperf.messages.wording import Phrase
from gridperf.records.moments import format_works
from gridperf.tables import RECORDS, Table

__all__ = ["DEFAULT_ZONE", "Mapping", "OneRowPer", "TableMapping", "ValueMap", "load_mapping"]

DEFAULT_ZONE = "Asia/Shanghai"


def _to_text(value: Any) -> Any:  # noqa: ANN401 (any YAML value)
    """Return a YAML scalar as it would be typed into a cell; anything else as it is, to be refused."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return str(value)
    return "" if value is None else value


def _to_list(value: Any) -> Any:  # noqa: ANN401 (any YAML value)
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


Words = Annotated[str, BeforeValidator(_to_text)]
Heading = Annotated[str, StringConstraints(min_length=1)]
Headings = Annotated[tuple[Heading, ...], BeforeValidator(_to_list), Field(min_length=1)]
Names = Annotated[tuple[str, ...], BeforeValidator(_to_list)]
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$")]


class ValueMap(_Part):
    """What the values of a column mean.

    Attributes:
        map: their value → ours; the key "" stands for an empty cell.
        others: what becomes of values not in `map`: a problem, or kept as they are.
    """

    map: dict[str, Words]
    others: Literal["refuse", "keep"] = "refuse"


class OneRowPer(_Part):
    """One row of several that belong together.

    Attributes:
        by: headings that say which rows belong together.
        take: the first or last of them, or `only`: they must agree.
        order_by: heading that says which is first; without it, the order of the file.
    """

    by: Headings
    take: Literal["first", "last", "only"]
    order_by: str = ""


class TableMapping(_Part):
    """How one of our tables is read from a foreign export.

    Attributes:
        file: file or pattern it is read from, inside the source.
        files: several of those.
        sheet: sheet of a workbook.
        query: table, view or SELECT of a database.
        header_row: row of the headings, from 1.
        skip_total_rows: leave out rows that begin with 合计, 小计 and the like.
        separator: what stands between the cells of a CSV file.
        rename: our column → their heading, or several headings of which the first that is not blank counts.
        values: our column → what its values mean.
        formats: our column → strptime format of its dates or times.
        times: our column → time of day of values that are only a date.
        constants: our column → the one value of every row.
        fill_down: our columns in which a blank cell means "as above".
        one_row_per: several rows that make one of ours.
        distinct: keep one of each row, for a table drawn from another.
        zone: whose wall time is meant; the mapping's, by default.
        decimal: the decimal point.
        ignore: headings to drop, or `rest`.
    """

    file: str = ""
    files: Names = ()
    sheet: str = ""
    query: str = ""
    header_row: int | None = Field(default=None, ge=1)
    skip_total_rows: bool = False
    separator: Annotated[str, StringConstraints(min_length=1, max_length=1)] = ","
    rename: dict[str, Headings] = Field(default_factory=dict)
    values: dict[str, ValueMap] = Field(default_factory=dict)
    formats: dict[str, str] = Field(default_factory=dict)
    times: dict[str, TimeOfDay] = Field(default_factory=dict)
    constants: dict[str, Words] = Field(default_factory=dict)
    fill_down: Names = ()
    one_row_per: OneRowPer | None = None
    distinct: bool = False
    zone: str = ""
    decimal: Literal[".", ","] = "."
    ignore: Annotated[
        Literal["rest"] | tuple[str, ...], BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value)
    ] = ()

    @property
    def patterns(self) -> tuple[str, ...]:
        """Return the files or patterns it is read from."""
        return (*((self.file,) if self.file else ()), *self.files)

    @property
    def helpers(self) -> tuple[str, ...]:
        """Return the headings it needs besides those of our columns."""
        if self.one_row_per is None:
            return ()
        return (*self.one_row_per.by, *((self.one_row_per.order_by,) if self.one_row_per.order_by else ()))

    @property
    def collapses(self) -> bool:
        """Return whether several rows of theirs become one of ours."""
        return self.one_row_per is not None or self.distinct

    @property
    def only_names(self) -> bool:
        """Return whether it changes no cell, so that typed columns can stay unread until they are needed."""
        return not (self.values or self.formats or self.times or self.fill_down or self.collapses)


class Mapping(_Part):
    """A mapping file.

    Attributes:
        zone: whose wall time the records are in.
        tables: our table → how it is read.
    """

    zone: str = DEFAULT_ZONE
    tables: dict[str, TableMapping] = Field(default_factory=dict)

    def of(self, table: str) -> TableMapping:
        """Return how *table* is read; what a mapping does not name is read by its own names."""
        return self.tables.get(table, TableMapping())

    def zone_of(self, table: str) -> str:
        """Return the zone whose wall time *table* is in."""
        return self.of(table).zone or self.zone


def load_mapping(path: str | Path | None, tables: Mapped[str, Table] = RECORDS) -> tuple[Mapping, bytes]:
    """Return the mapping written at *path* and its bytes; without a path, one that says nothing.

    Raises:
        RecordsError: R110 to R121 if it is no YAML, D130 to D137 for everything it says that cannot be meant.
    """
    if path is None:
        return Mapping(), b""
    from gridperf.placed_yaml import parse_yaml  # noqa: PLC0415 (loads PyYAML)

    file = Path(path).name
    try:
        data = Path(path).read_bytes()
    except OSError:
        raise RecordsError(Problem("D101", Where(file=str(path)), {"path": str(path)})) from None
    placed, problems = parse_yaml(data, file=file)
    if placed is None:
        raise RecordsError(problems)
    try:
        mapping = Mapping.model_validate(placed.value)
    except ValidationError as error:
        # a value that fits neither form of two is found twice
        wrong = {(problem.where.path, problem.code): problem for problem in reversed([_misshapen(each, placed) for each in error.errors()])}
        raise RecordsError(reversed(wrong.values())) from None
    found = [Problem(code, placed.where(steps, key=key), values) for code, steps, key, values in _senseless(mapping, tables)]
    if found:
        raise RecordsError(found)
    return mapping, data


_EXPECTED = {
    "string_type": Phrase("文字（数字请加引号）", "text (put numbers in quotes)"),
    "int_type": Phrase("整数", "a whole number"),
    "bool_type": Phrase("true 或 false", "true or false"),
    "dict_type": Phrase("一组“键: 值”", "a set of `key: value`"),
    "model_type": Phrase("一组“键: 值”", "a set of `key: value`"),
    "tuple_type": Phrase("列表，如 [甲, 乙]", "a list, such as [甲, 乙]"),
    "greater_than_equal": Phrase("从 1 数起的行号", "a row number, from 1"),
    "string_pattern_mismatch": Phrase("时刻，如 23:59:59（请加引号）", 'a time of day such as "23:59:59", in quotes'),
    "too_short": Phrase("至少一个列名", "at least one heading"),
    "string_too_short": Phrase("非空的文字", "text that is not empty"),
    "string_too_long": Phrase("一个字符", "one character"),
}


def _misshapen(error: Any, placed: Any) -> Problem:  # noqa: ANN401 (pydantic's and PyYAML's own)
    """Return a mistake of shape in our own words."""
    kind, path = str(error["type"]), tuple(step for step in error["loc"] if not str(step).startswith(("tuple[", "literal[", "function-")))
    if kind == "extra_forbidden":
        known: dict[int, type[BaseModel]] = {1: Mapping, 3: TableMapping}
        model = known.get(len(path), OneRowPer if "one_row_per" in path else ValueMap)
        near = nearest(str(path[-1]), model.model_fields, count=1)
        return Problem("D130", placed.where(path, key=True), {"key": path[-1], "near": ", ".join(near or model.model_fields)})
    if kind == "missing":
        return Problem(
            "D131", placed.where(path), {"found": Phrase("空", "nothing"), "expected": Phrase(f"键“{path[-1]}”", f"the key '{path[-1]}'")}
        )
    if kind == "literal_error":
        expected: Phrase | str = str(error["ctx"]["expected"]).replace("'", "")
        if path[-1] == "ignore":
            expected = Phrase("列名的列表，或 rest", "a list of headings, or rest")
    else:
        expected = _EXPECTED.get(kind, Phrase("另一种写法", "another form"))
    found = error.get("input")
    shown: Phrase | str = Phrase("一组值", "a set of values") if isinstance(found, (dict, list, tuple)) else f"'{_to_text(found)}'"
    return Problem("D131", placed.where(path), {"found": shown, "expected": expected})


def _senseless(mapping: Mapping, tables: Mapped[str, Table]) -> list[tuple[str, tuple[str | int, ...], bool, Mapped[str, object]]]:
    """Return what a well-shaped mapping says that cannot be meant: code, path, whether the key is at fault, values."""
    found: list[tuple[str, tuple[str | int, ...], bool, Mapped[str, object]]] = []
    if not _is_zone(mapping.zone):
        found.append(("D136", ("zone",), False, {"zone": mapping.zone}))
    for name, part in mapping.tables.items():
        if name not in tables:
            near = nearest(name, tables, count=1)
            found.append(("D132", ("tables", name), True, {"table": name, "near": ", ".join(near or tables)}))
            continue
        found += [(code, ("tables", name, *steps), key, values) for code, steps, key, values in _senseless_table(part, tables[name])]
    return found


def _senseless_table(part: TableMapping, table: Table) -> list[tuple[str, tuple[str | int, ...], bool, Mapped[str, object]]]:
    found: list[tuple[str, tuple[str | int, ...], bool, Mapped[str, object]]] = []
    for key in ("rename", "values", "formats", "times", "constants"):
        found += [("D133", (key, name), True, _unknown(name, table)) for name in getattr(part, key) if name not in table.names]
    found += [
        ("D133", ("fill_down", at), False, _unknown(name, table)) for at, name in enumerate(part.fill_down) if name not in table.names
    ]
    found += [("D135", ("constants", name), True, {"column": name}) for name in part.constants if name in part.rename]
    if part.zone and not _is_zone(part.zone):
        found.append(("D136", ("zone",), False, {"zone": part.zone}))
    for key, kinds in (("formats", ("date", "datetime")), ("times", ("datetime",))):
        for name, text in getattr(part, key).items():
            kind = table.column(name).kind if name in table.names else ""
            if kind and (kind not in kinds or (key == "formats" and not format_works(text, day=kind == "date"))):
                found.append(("D137", (key, name), False, {"key": key, "format": text, "column": name, "kind": _KINDS.get(kind, kind)}))
    return found


_KINDS = {
    "date": Phrase("日期", "dates"),
    "datetime": Phrase("时间", "times"),
    "text": Phrase("文字", "text"),
    "integer": Phrase("整数", "whole numbers"),
    "decimal": Phrase("数", "numbers"),
    "boolean": Phrase("是或否", "yes or no"),
}


def _unknown(name: str, table: Table) -> Mapped[str, object]:
    near = nearest(name, table.names, count=1)
    return {"column": name, "table": table.name, "near": ", ".join(near or table.names)}


def _is_zone(name: str) -> bool:
    try:
        pl.Series([0], dtype=pl.Datetime("us")).dt.replace_time_zone("UTC").dt.convert_time_zone(name)
    except pl.exceptions.PolarsError:
        return False
    return bool(name)
