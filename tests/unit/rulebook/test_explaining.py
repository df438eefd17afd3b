"""Every key has a text in both languages and an example that holds, and every text has a key."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from gridperf._bundled import bundled
from gridperf.placed_yaml import parse_yaml
from gridperf.rulebook import explaining
from gridperf.rulebook.base import keys_of
from gridperf.rulebook.document import FrontMatter
from gridperf.rulebook.explaining import attribute_meanings, explain_key, explain_part, on_one_line, written_texts
from gridperf.rulebook.schema import SCHEMAS, models_of

jsonschema = pytest.importorskip("jsonschema")

MODELS = sorted(
    {model for start, _ in SCHEMAS.values() for model in models_of(start)} | {FrontMatter},
    key=lambda model: (model.__module__, model.__name__),
)
FILES = sorted(path.stem for path in Path(explaining.__file__).with_name("keys").glob("*.yaml"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SILENT = re.compile(r"absent|[Ww]ithout|[Rr]equired|not written|if other than|only in the last")
"""How a docstring says what holds if a key is left out."""


def module_of(model: type[BaseModel]) -> str:
    return model.__module__.rpartition(".")[2]


def named(model: type[BaseModel]) -> str:
    return f"{module_of(model)}.{model.__name__}"


@pytest.mark.parametrize("model", MODELS, ids=named)
def test_every_key_is_explained_in_both_languages(model: type[BaseModel]):
    """A key without an explanation would be a gap in editors and on the reference page."""
    part = explain_part(model)
    said = [(part.title, part.story)]
    for key, info in keys_of(model).items():
        text = explain_key(model, key)
        said.append((text.title, text.meaning))
        assert (text.silence is None) == info.is_required(), key
        if text.silence is not None:
            assert CHINESE.search(text.silence.zh), key
            assert not text.silence.zh.endswith("。"), key
            assert text.silence.en.endswith(".") if text.silence.en else SILENT.search(text.meaning.en), key
    for title, meaning in said:
        assert CHINESE.search(title.zh), title
        assert title.en, title
        assert title.en[0].isupper(), title
        assert not CHINESE.search(title.en), title
        assert CHINESE.search(meaning.zh), meaning
        assert meaning.zh.endswith("。"), meaning
        assert meaning.en.endswith((".", "`")), meaning


@pytest.mark.parametrize("model", MODELS, ids=named)
def test_every_key_has_a_meaning(model: type[BaseModel]):
    """The English sentence of a key begins and ends like one."""
    for name, meaning in attribute_meanings(model).items():
        assert meaning[0].isupper() or meaning[0] == "`" or not meaning[0].isascii(), (name, meaning)
        assert meaning.endswith("."), (name, meaning)


@pytest.mark.parametrize("model", MODELS, ids=named)
def test_every_example_holds(model: type[BaseModel]):
    """The example of a part is one, and the example of a key may stand there: the loader finds no fault with it."""
    example = explain_part(model).example
    assert example is None or model.model_validate(example)
    for key in keys_of(model):
        held = explain_key(model, key).example
        assert held is not None, key
        try:
            model.model_validate({key: held})
        except ValidationError as mistake:  # of keys that are missing, not of this one
            assert [error for error in mistake.errors() if error["loc"][:1] == (key,) and error["type"] != "missing"] == []


@pytest.mark.parametrize("model", MODELS, ids=named)
def test_an_example_shown_in_a_sentence_reads_back(model: type[BaseModel]):
    """What a message or a page shows on one line is YAML of the very same value."""
    for key in keys_of(model):
        held = explain_key(model, key).example
        placed, problems = parse_yaml(f"key: {on_one_line(held)}\n", file="x.yaml")
        assert (placed.value["key"], problems) == (held, ()), key


@pytest.mark.parametrize("file", FILES)
def test_every_text_has_its_key(file: str):
    """A text of a key that is gone, or that says the same as the common one, would mislead whoever edits it."""
    text = written_texts(file)
    if file == "common":
        common = {key for model in MODELS for key in keys_of(model) if key not in own_keys(model)}
        assert text["keys"].keys() == common
        return
    models = {model.__name__: model for model in MODELS if module_of(model) == file}
    assert text.keys() == models.keys()
    for name, said in text.items():
        assert said.keys() <= {"title", "means", "example", "keys"}, name
        for key, own in said.get("keys", {}).items():
            assert key in keys_of(models[name]), (name, key)
            assert own.keys() <= {"title", "means", "silent", "example", "words"}, (name, key)
            assert own != written_texts("common")["keys"].get(key), (name, key)
            assert "silent" not in own or not keys_of(models[name])[key].is_required(), (name, key)


def own_keys(model: type[BaseModel]) -> set[str]:
    return set(written_texts(module_of(model))[model.__name__].get("keys", {}))


def parts_of(file: str) -> dict[str, dict]:
    """Return the root and every part of a shipped schema, by name."""
    schema = json.loads((bundled("rules") / "schema" / file).read_text(encoding="utf-8"))
    return {"": schema, **{name: part for name, part in schema["$defs"].items() if "properties" in part}}


def dicts(part: object):
    """Yield every mapping in *part*, examples and texts aside."""
    if isinstance(part, dict):
        yield part
        for key, inner in part.items():
            if key not in ("examples", "defaultSnippets"):
                yield from dicts(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from dicts(inner)


@pytest.mark.parametrize("file", SCHEMAS)
def test_the_schema_says_it_all(file: str):
    """In the file an editor reads, every key has title, description and example, and every word and choice a name."""
    for name, part in parts_of(file).items():
        for key, held in part["properties"].items():
            assert re.fullmatch(r"[^/]*[\u4e00-\u9fff][^/]* / [^\u4e00-\u9fff]+", held["title"]), (name, key)
            zh, _, en = held["description"].partition("\n")
            assert CHINESE.search(zh), (name, key)
            assert en, (name, key)
            assert ("markdownDescription" in held) == ("`" in held["description"]), (name, key)
            assert held["examples"], (name, key)
    whole = parts_of(file)[""]
    for one in dicts(whole):
        for choice in ("anyOf", "oneOf"):
            for shape in one.get(choice, ()):
                assert "properties" not in shape
                assert "$ref" not in shape or " / " in whole["$defs"][shape["$ref"].rpartition("/")[2]]["title"]
        if isinstance(one.get("enum"), list):
            assert len(one["enumDescriptions"]) == len(one["enum"])


@pytest.mark.parametrize("file", SCHEMAS)
def test_every_example_fits_the_schema(file: str):
    """An editor that offers an example does not then find fault with it."""
    whole = parts_of(file)[""]
    for name, part in parts_of(file).items():
        for key, held in part["properties"].items():
            validator = jsonschema.Draft202012Validator({**held, "$defs": whole["$defs"]})
            for example in held["examples"]:
                assert [error.message for error in validator.iter_errors(example)] == [], (name, key)
    for name, part in whole["$defs"].items():
        validator = jsonschema.Draft202012Validator({**part, "$defs": whole["$defs"]})
        for snippet in part.get("defaultSnippets", ()):
            assert [error.message for error in validator.iter_errors(snippet["body"])] == [], (name, snippet["label"])


def test_every_word_is_needed():
    """Words are told once: a key repeats none of the common ones, and none is told that cannot be written."""
    needed, told = set(), written_texts("common")["words"]
    for file in SCHEMAS:
        models = {model.__name__: model for model in models_of(SCHEMAS[file][0])}
        for name, part in parts_of(file).items():
            model = models[name] if name else SCHEMAS[file][0]
            for key, held in part["properties"].items():
                own = written_texts(module_of(model))[model.__name__].get("keys", {}).get(key, {}).get("words", {})
                words = {word for one in dicts(held) for word in one.get("enum", ())}
                assert own.keys() <= words, (name, key)
                assert not own.items() & told.items(), (name, key)
                needed |= words - own.keys()
    assert told.keys() == needed
