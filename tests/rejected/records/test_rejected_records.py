"""Each broken file gives exactly the problems written beside it: code, place, sentence and hint, in Chinese and in English.

A file of the folder `csv` is named after its table, then after its mistake; the workbooks are written by `workbooks`.
What must be said stands in the `.txt` of the same name, Chinese first.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gridperf import language
from gridperf.errors import RecordsError
from gridperf.records import read_records
from tests.rejected.records.workbooks import WORKBOOKS, workbook

HERE = Path(__file__).parent
CSV = sorted((HERE / "csv").glob("*.csv"))


def said(path: Path) -> str:
    """Return what reading *path* says, in both languages."""
    with pytest.raises(RecordsError) as caught:
        read_records(path)
    texts = []
    for each in ("zh", "en"):
        with language.use(each):
            texts.append(str(caught.value))
    return "\n\n".join(texts) + "\n"


@pytest.mark.parametrize("path", CSV, ids=lambda path: path.stem)
def test_broken_csv_is_explained(path: Path, tmp_path: Path) -> None:
    """A broken CSV file gives the problems written beside it, and nothing else."""
    copy = tmp_path / f"{path.stem.partition('--')[0]}.csv"
    copy.write_bytes(path.read_bytes())
    assert said(copy) == path.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", WORKBOOKS)
def test_broken_workbook_is_explained(name: str, tmp_path: Path) -> None:
    """A broken workbook gives the problems written for it, and nothing else."""
    sheets = WORKBOOKS[name]
    path = tmp_path / f"{name.partition('--')[0]}.xlsx"
    path.write_bytes(sheets if isinstance(sheets, bytes) else workbook(sheets))
    assert said(path) == (HERE / "xlsx" / f"{name}.txt").read_text(encoding="utf-8")


def test_every_expectation_has_its_file() -> None:
    """No sentence is kept for a file that is gone, and there are at least twenty broken files of either kind."""
    assert {path.stem for path in (HERE / "csv").glob("*.txt")} == {path.stem for path in CSV}
    assert {path.stem for path in (HERE / "xlsx").glob("*.txt")} == set(WORKBOOKS)
    assert min(len(CSV), len(WORKBOOKS)) >= 20
