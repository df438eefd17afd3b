"""One pass over a table counts every kind of mistake; the rows are fetched only where a count is not zero. A null passes no check.

The pass is one aggregation that polars streams, so that millions of rows in good order cost less than a second and are
never held in memory.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import polars as pl

from gridperf.records.cells import is_identifier
from gridperf.records.findings import PIECE, Finding, hits_of
from gridperf.records.grid import ROW
from gridperf.tables import Column, Table

__all__ = ["Examined", "examine"]

# what cannot be seen and makes two equal-looking texts differ, or breaks a line on paper
_INVISIBLE = r"[\x{00}-\x{1F}\x{7F}-\x{9F}\x{AD}\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}-\x{2064}\x{FEFF}\x{FFFD}]"
_UNTIDY = rf"^\s|\s$|^$|{_INVISIBLE}"
_UNTIDY_IDENTIFIER = rf"{_UNTIDY}|[\x{{FF01}}-\x{{FF5E}}]|^[+-]?\d+(?:\.\d+)?[eE]\+\d+$"
_LARGEST = 10**12
_SCIENTIFIC = r"^[+-]?\d+(?:\.\d+)?[eE]\+\d+$"


@dataclass(frozen=True, slots=True)
class Examined:
    """What a pass over a table has found.

    Attributes:
        findings: every kind of mistake, with its cells.
        rows: how many rows there are.
        untidy: there is text to trim, so that the pass must be repeated on the trimmed table.
    """

    findings: list[Finding] = field(default_factory=list)
    rows: int = 0
    untidy: bool = False


@dataclass(frozen=True, slots=True)
class _Check:
    finding: Finding
    wrong: pl.Expr
    value: pl.Expr
    other: pl.Expr | None = None


def examine(frame: pl.LazyFrame, table: Table, *, tidied: bool, known: pl.Series | None = None, empty: Collection[str] = ()) -> Examined:
    """Return what is wrong with the rows of *frame*, which has the columns of *table*, `piece` and `row`.

    Args:
        frame: the rows.
        table: what they should be.
        tidied: whether text was trimmed; if not, the pass looks whether it has to be.
        known: identifiers of the workers on the roster; None if there is no roster to compare with.
        empty: optional columns that are null in every row, in which nothing can be wrong.
    """
    # making millions of nulls to find nothing wrong with them would cost as much as the columns that are there
    checks = [
        check
        for check in (*_of_columns(table, tidied=tidied), *_of_rows(table, known))
        if check.finding.column not in empty or check.finding.code == "D201"
    ]
    # what is on the roster is tidy, and whatever is not deserves a second look: that column needs no test of its own
    compared = {check.finding.column for check in checks if check.finding.code == "D219"}
    looked_at = [column for column in table.columns if column.kind == "text" and column.name not in {*compared, *empty}]
    untidy = [] if tidied else [_untidy(column) for column in looked_at]
    counts = frame.select(
        pl.len().alias("rows"),
        pl.any_horizontal([pl.lit(value=False), *untidy]).alias("untidy"),
        _out_of_order(table).alias("unordered"),
        *(check.wrong.sum().alias(f"check{at}") for at, check in enumerate(checks)),
    )
    row = counts.collect(engine="streaming").row(0, named=True)
    failed = [check for at, check in enumerate(checks) if row[f"check{at}"]]
    if row["untidy"] or (not tidied and any(check.finding.code == "D219" for check in failed)):
        return Examined(rows=row["rows"], untidy=True)
    findings = [_fetched(frame, check) for check in failed]
    if row["unordered"]:
        findings += _repeated(frame, table)
    if table.name == "roster":
        findings += _overlapping(frame)
    return Examined(findings, row["rows"])


def _untidy(column: Column) -> pl.Expr:
    """Return whether *column* has a text that must be trimmed, at the least cost that can tell."""
    cell = pl.col(column.name)
    if is_identifier(column):
        return cell.str.contains(_UNTIDY_IDENTIFIER).any()
    return cell.unique().str.contains(_UNTIDY).any()  # few different words stand in such a column


def _of_columns(table: Table, *, tidied: bool) -> list[_Check]:
    checks: list[_Check] = []
    for column in table.columns:
        cell = pl.col(column.name)
        if column.required:
            checks.append(_Check(Finding("D201", column.name, pl.DataFrame()), cell.is_null(), pl.lit(None)))
        if column.allowed:
            finding = Finding("D213", column.name, pl.DataFrame(), {"allowed": ", ".join(column.allowed)}, column.allowed)
            checks.append(_Check(finding, ~cell.is_in(list(column.allowed)), cell))
        if column.kind in ("integer", "decimal"):
            # six digits after the point are kept in 64 bits
            checks.append(_Check(Finding("D212", column.name, pl.DataFrame()), cell.abs() >= _LARGEST, cell))
        if column.at_least is not None:
            finding = Finding("D214", column.name, pl.DataFrame(), {"least": column.at_least})
            checks.append(_Check(finding, cell < column.at_least, cell))
        if column.kind == "text" and tidied:
            checks.append(_Check(Finding("D220", column.name, pl.DataFrame()), cell.str.contains(_INVISIBLE), _made_visible(cell)))
            if is_identifier(column):
                checks.append(_Check(Finding("D209", column.name, pl.DataFrame()), cell.str.contains(_SCIENTIFIC), cell))
    return checks


def _made_visible(cell: pl.Expr) -> pl.Expr:
    """Return text with its invisible characters written out, such as <U+200B>."""
    return cell.map_elements(
        lambda text: "".join(f"<U+{ord(each):04X}>" if not each.isprintable() or each == "\ufffd" else each for each in text),
        return_dtype=pl.String,
    )


def _of_rows(table: Table, known: pl.Series | None) -> list[_Check]:
    checks: list[_Check] = []
    for first, second in table.ordered:
        finding = Finding("D215", second, pl.DataFrame(), {"first": first})
        checks.append(_Check(finding, pl.col(first) > pl.col(second), pl.col(second), pl.col(first)))
    for part, whole in table.within:
        finding = Finding("D228", part, pl.DataFrame(), {"first": whole})
        checks.append(_Check(finding, pl.col(part) > pl.col(whole), pl.col(part), pl.col(whole)))
    if known is not None:
        for name, target in table.refers.items():
            if target == "roster":
                finding = Finding("D219", name, pl.DataFrame(), known=known.to_list())
                checks.append(_Check(finding, ~pl.col(name).is_in(known.implode()), pl.col(name)))
    return checks


def _fetched(frame: pl.LazyFrame, check: _Check) -> Finding:
    wrong = frame.filter(check.wrong).collect(engine="streaming")
    finding = check.finding
    return Finding(finding.code, finding.column, hits_of(wrong, check.value, check.other), finding.values, finding.known)


def _out_of_order(table: Table) -> pl.Expr:
    """Return whether a row does not come after the one before by the key; where none does not, no key can stand twice."""
    key = [pl.col(name) for name in table.key]
    later = pl.lit(value=False)
    for cell in reversed(key):
        before = cell.shift(1)
        later = (cell > before) | ((cell == before) & later)
    return (~later.fill_null(value=False)).sum().cast(pl.Int64) > 1  # the first row comes after none


def _repeated(frame: pl.LazyFrame, table: Table) -> list[Finding]:
    """Find keys that stand twice. As many different hashes as rows prove that none does; only fewer call for a closer look."""
    key = list(table.key)
    whole = pl.all_horizontal(pl.col(key).is_not_null())
    hashes = frame.filter(whole).select(pl.len().alias("rows"), pl.struct(key).hash().n_unique().alias("different"))
    counted = hashes.collect(engine="streaming").row(0, named=True)
    if counted["different"] == counted["rows"]:
        return []
    twice = frame.filter(whole).group_by(key).len().filter(pl.col("len") > 1).select(key)
    found = frame.join(twice, on=key, how="semi").collect(engine="streaming").sort(PIECE, ROW)
    shown = pl.concat_str(pl.col(key).cast(pl.String), separator=", ").alias("\0shown")
    found = found.with_columns(
        shown,
        pl.struct(table.names).n_unique().over(key).alias("\0versions"),
        pl.int_range(pl.len()).over(key).alias("\0nth"),
        _place(PIECE, ROW).first().over(key).alias("\0first"),
        _place(PIECE, ROW).last().over(key).alias("\0last"),
    )
    same = found.filter((pl.col("\0versions") == 1) & (pl.col("\0nth") > 0))
    differ = found.filter(pl.col("\0versions") > 1)
    other = pl.when(pl.col("\0nth") == 0).then("\0last").otherwise("\0first")
    values = {"key": ", ".join(key)}
    findings = [
        Finding("D216", "", hits_of(same, pl.col("\0shown"), pl.col("\0first")), values, refers=True),
        Finding("D217", "", hits_of(differ, pl.col("\0shown"), other), values, refers=True),
    ]
    return [finding for finding in findings if finding.hits.height]


def _overlapping(frame: pl.LazyFrame) -> list[Finding]:
    """Find service intervals of one worker that share a day; rows with one start are one key, and reported as such."""
    endless = pl.date(9999, 12, 31)
    spans = frame.select(PIECE, ROW, "worker_id", "starts_on", pl.col("ends_on").fill_null(endless)).collect()
    several = spans.filter(pl.len().over("worker_id") > 1)
    pairs = several.join(several, on="worker_id", suffix="_2").filter(
        (pl.col("starts_on") < pl.col("starts_on_2")) & (pl.col("starts_on_2") <= pl.col("ends_on"))
    )
    if not pairs.height:
        return []
    both = pl.concat(
        [
            pairs.select(PIECE, ROW, "starts_on", "ends_on", _place("piece_2", "row_2").alias("\0other")),
            pairs.select(
                pl.col("piece_2").alias(PIECE),
                pl.col("row_2").alias(ROW),
                pl.col("starts_on_2").alias("starts_on"),
                pl.col("ends_on_2").alias("ends_on"),
                _place(PIECE, ROW).alias("\0other"),
            ),
        ]
    ).unique(subset=[PIECE, ROW], keep="first", maintain_order=True)
    last = pl.when(pl.col("ends_on") == endless).then(pl.lit("")).otherwise(pl.col("ends_on").cast(pl.String))
    return [
        Finding("D218", "starts_on", hits_of(both.sort(PIECE, ROW), pl.format("{}–{}", "starts_on", last), pl.col("\0other")), refers=True)
    ]


def _place(piece: str, row: str) -> pl.Expr:
    """Return a row as a finding refers to it: `piece:row`."""
    return pl.format("{}:{}", piece, row)
