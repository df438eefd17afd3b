"""What ships for the payroll fits its schema, is read without a problem, and covers its months without a gap."""

from __future__ import annotations

import datetime as dt
import json
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest

from gridperf.payroll import load_law, load_layout
from gridperf.payroll.files import LAYOUTS
from gridperf.placed_yaml import read_yaml

RULES = Path(__file__).resolve().parents[3] / "rules"
FILES = [
    *((path, "statutory.schema.json") for path in sorted(RULES.glob("*/statutory.yaml")) if path.parent.name != "000000-china"),
    *((path, "file-layout.schema.json") for path in sorted(RULES.glob("000000-china/files/*.yaml"))),
]


@pytest.mark.parametrize(("path", "schema"), FILES, ids=lambda value: value.stem if isinstance(value, Path) else "")
def test_what_ships_fits_the_schema_it_names(path: Path, schema: str) -> None:
    """An editor that completes by the schema at the top accepts the file."""
    validator = jsonschema.Draft202012Validator(json.loads((RULES / "schema" / schema).read_text(encoding="utf-8")))
    held = json.loads(json.dumps(read_yaml(path).value, default=str))
    assert [error.message for error in validator.iter_errors(held)] == []
    assert path.read_text(encoding="utf-8").splitlines()[0].endswith(f"schema/{schema}")


def test_every_layout_that_ships_can_be_named() -> None:
    """The names that are offered are the files that are there."""
    assert set(LAYOUTS) == {path.stem for path in RULES.glob("000000-china/files/*.yaml")}
    assert [load_layout(name).title for name in LAYOUTS] == ["建设银行代发", "正常工资薪金所得", "全年一次性奖金收入", "人员信息采集"]


def test_the_figures_of_a_locality_follow_one_another_day_by_day() -> None:
    """Between the first and the last day of each figure no month is left out, and each cites its document."""
    place = load_law("530100-kunming").locality
    assert place.fund is not None
    for history in (*(scheme.history for scheme in place.schemes), place.fund.history, place.minimum_wage):
        assert all(figure.source for figure in history)
        for before, after in pairwise(history):
            assert before.until is not None
            assert before.until + dt.timedelta(days=1) == after.from_
