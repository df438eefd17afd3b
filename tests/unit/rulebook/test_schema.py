"""The schemas an editor reads are what the models accept, and are written down as they are now."""

from __future__ import annotations

import json

import pytest

from gridperf._bundled import bundled
from gridperf.placed_yaml import parse_yaml, read_yaml
from gridperf.rulebook.example_schema import EXAMPLES_FILE, examples_schema_text
from gridperf.rulebook.schema import SCHEMAS, schema_text
from gridperf.tables import RECORDS
from tests.unit.rulebook.packs import REJECTED

RULES = bundled("rules")
SHAPE_MISTAKES = [
    path.stem
    for path in sorted(REJECTED.glob("*.txt"))
    if not path.stem.endswith(".zh")
    if any(code in path.read_text(encoding="utf-8") for code in (" R101", " R102", " R104", " R107"))
]


@pytest.mark.parametrize("file", SCHEMAS)
def test_the_committed_schema_is_the_one_the_models_give(file):
    """`make docs` writes it anew whenever a model changes."""
    assert (RULES / "schema" / file).read_text(encoding="utf-8") == schema_text(file)


def test_tables_columns_and_measures_are_offered():
    """Editors complete the names of tables, columns and standard measures, and show their Chinese names beside them."""
    schema = json.loads(schema_text("rulebook.schema.json"))
    offered = {
        name: {snippet["body"]: snippet["label"] for snippet in schema["$defs"][name]["defaultSnippets"]}
        for name in ("TableName", "ColumnRef", "NamedMeasure")
    }
    assert schema["$defs"]["Count"]["properties"]["count"]["$ref"] == "#/$defs/TableName"
    assert list(offered["TableName"]) == list(RECORDS)
    assert offered["TableName"]["patrols"] == "patrols 巡查"
    assert schema["$defs"]["Sum"]["properties"]["sum"]["$ref"] == "#/$defs/ColumnRef"
    assert offered["ColumnRef"]["patrols.distance_m"] == f"patrols.distance_m 巡查·{RECORDS['patrols'].column('distance_m').label}"
    assert schema["$defs"]["Item"]["properties"]["measure"]["oneOf"][0]["$ref"] == "#/$defs/NamedMeasure"
    assert offered["NamedMeasure"]["patrol_arrival"] == "patrol_arrival 巡查到位率"


def test_a_choice_between_parts_names_each():
    """The list of ways to score, as an editor shows it, is titled in both languages, with an example to take over."""
    schema = json.loads(schema_text("rulebook.schema.json"))
    ways = [schema["$defs"][way["$ref"].rpartition("/")[2]] for way in schema["$defs"]["Item"]["properties"]["score"]["oneOf"]]
    assert [way["title"] for way in ways] == [
        "按等次折分 / Points by another sheet's grade",
        "按比例得分 / Share of full marks",
        "分档得分 / Points by bands",
        "按差距扣分 / Points off for what is missing",
        "按次数得分 / Points per occurrence",
    ]
    assert ways[1]["defaultSnippets"][0]["label"] == "例 · 按比例得分 / Share of full marks"
    assert ways[1]["defaultSnippets"][0]["body"] == {"share": 25}


def test_a_key_says_what_its_silence_and_its_words_mean():
    """What is read while typing: name, meaning in both languages, what silence means, and what each word does."""
    key = json.loads(schema_text("rulebook.schema.json"))["$defs"]["EachScore"]["properties"]["counted"]
    assert key["title"] == "多个级别时 / Which records count"
    assert key["description"] == (
        "与 `by_level` 同写：每条都计，还是只计分值最高的一条。不写则每条都计。\n"
        "With `by_level`, whether every record counts (`sum`) or only the one whose level has the most points, once (`highest`). "
        "Without it every record counts."
    )
    assert dict(zip(key["enum"], key["enumDescriptions"], strict=True)) == {
        "sum": "每条都计 / every record",
        "highest": "只计最高的一条 / only the one with the most points",
    }
    assert key["examples"] == ["highest"]


@pytest.mark.parametrize(
    ("file", "pattern"),
    [
        ("rulebook.schema.json", "*/editions/*.yaml"),
        ("layer.schema.json", "*/editions/*.yaml"),
        ("pack.schema.json", "*/pack.yaml"),
        ("catalogue.schema.json", "catalogue/*.yaml"),
    ],
)
def test_what_ships_fits_its_schema(file, pattern):
    """Every shipped edition, description and catalogue file is valid by the schema named at its top."""
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(json.loads(schema_text(file)))
    paths = sorted(RULES.glob(pattern))
    if "editions" in pattern:
        paths = [path for path in paths if ("extends" in read_yaml(path).value) == file.startswith("layer")]
    assert paths
    for path in paths:
        assert [error.message for error in validator.iter_errors(read_yaml(path).value)] == []
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert "$schema=" not in first or first.endswith(f"schema/{file}")


def test_the_committed_schema_of_examples_is_the_one_the_tables_give():
    """A table or column that is added is offered in examples too."""
    assert (RULES / "schema" / EXAMPLES_FILE).read_text(encoding="utf-8") == examples_schema_text()


def test_what_ships_fits_the_schema_of_examples():
    """Every shipped example is valid by the schema its first line names."""
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(json.loads(examples_schema_text()))
    paths = sorted(RULES.glob("*/examples/*.yaml"))
    assert paths
    for path in paths:
        found = [(path.name, list(error.absolute_path)) for error in validator.iter_errors(read_yaml(path, root=list).value)]
        assert found == []
        assert path.read_text(encoding="utf-8").splitlines()[0] == "# yaml-language-server: $schema=../../schema/examples.schema.json"


ROSTER = "roster: [{worker_id: '1', starts_on: 2026-01-01, name: 甲, role: 网格员}]"


@pytest.mark.parametrize(
    ("given", "expect", "wrong"),
    [
        (ROSTER, "scores: {'1': 95}", None),
        (ROSTER, "scores: {'1': {month: 19/20}}, grades: {'1': null}, problems: [A107]", None),
        ("own_table: [{anything: 1}]", "scores: {'1': 95}", None),
        ("patrols: [{worker_id: '1', started_at: 2026-03-02 08:10, repeat: 40}]", "scores: {'1': 95}", None),
        ("patrols: [{worker_id: '1', started_at: 2026-03-02 08:10, repeat: 0}]", "scores: {'1': 95}", ["given", "patrols", 0, "repeat"]),
        ("patrols: [{worker_id: '1', started_at: 2026-03-02}]", "scores: {'1': 95}", ["given", "patrols", 0, "started_at"]),
        ("patrols: [{started_at: 2026-03-02 08:10}]", "scores: {'1': 95}", ["given", "patrols", 0]),
        (
            "roster: [{worker_id: 1, starts_on: 2026-01-01, name: 甲, role: 网格员}]",
            "scores: {'1': 95}",
            ["given", "roster", 0, "worker_id"],
        ),
        (ROSTER, "score: {'1': 95}", ["expect"]),
        (ROSTER, "actions: {'1': dismiss}", ["expect", "actions", "1"]),
        (ROSTER, "problems: [107]", ["expect", "problems", 0]),
    ],
)
def test_an_editor_sees_what_an_example_may_not_say(given, expect, wrong):
    """Wrong columns, kinds and stages are marked at their place; tables and columns a pack adds are left alone."""
    jsonschema = pytest.importorskip("jsonschema")
    placed, _ = parse_yaml(f"- name: 一句话\n  period: 2026-10\n  given: {{{given}}}\n  expect: {{{expect}}}\n", file="x", root=list)
    errors = jsonschema.Draft202012Validator(json.loads(examples_schema_text())).iter_errors(placed.value)
    assert [list(error.absolute_path)[1:] for error in errors] == ([] if wrong is None else [wrong])


@pytest.mark.parametrize("case", SHAPE_MISTAKES)
def test_mistakes_of_shape_are_seen_by_the_editor_already(case):
    """Unknown and missing keys, wrong words and empty lists do not fit the schema either."""
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(json.loads(schema_text("rulebook.schema.json")))
    assert not validator.is_valid(read_yaml(REJECTED / f"{case}.yaml").value)
