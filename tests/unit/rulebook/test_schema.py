"""The schemas an editor reads are what the models accept, and are written down as they are now."""

from __future__ import annotations

import json

import pytest
from pydantic import BaseModel

from gridperf._bundled import bundled
from gridperf.placed_yaml import read_yaml
from gridperf.rulebook.schema import SCHEMAS, _models, attribute_meanings, schema_text
from gridperf.tables import RECORDS
from tests.unit.rulebook.packs import REJECTED

RULES = bundled("rules")
MODELS = sorted({model for start, _ in SCHEMAS.values() for model in _models(start, {})}, key=lambda model: model.__name__)
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


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_has_a_meaning(model: type[BaseModel]):
    """A key without an explanation would be a gap in editors and on the reference page."""
    for name, meaning in attribute_meanings(model).items():
        assert meaning[0].isupper() or meaning[0] == "`" or not meaning[0].isascii(), (name, meaning)
        assert meaning.endswith("."), (name, meaning)


def test_tables_and_measures_are_offered():
    """Editors complete the names of tables and of standard measures."""
    schema = json.loads(schema_text("rulebook.schema.json"))
    assert schema["$defs"]["Count"]["properties"]["count"]["examples"] == list(RECORDS)
    names = schema["$defs"]["Item"]["properties"]["measure"]["oneOf"][0]
    assert "patrol_arrival" in names["examples"]


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


@pytest.mark.parametrize("case", SHAPE_MISTAKES)
def test_mistakes_of_shape_are_seen_by_the_editor_already(case):
    """Unknown and missing keys, wrong words and empty lists do not fit the schema either."""
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(json.loads(schema_text("rulebook.schema.json")))
    assert not validator.is_valid(read_yaml(REJECTED / f"{case}.yaml").value)
