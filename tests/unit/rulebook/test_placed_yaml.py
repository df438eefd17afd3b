"""YAML read without a second reading: exact numbers, text where text was meant, and a place for everything."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridperf.errors import RulesError
from gridperf.placed_yaml import dotted, parse_yaml, read_yaml


def value(text):
    placed, problems = parse_yaml(f"key: {text}\n", file="f.yaml")
    assert problems == ()
    return placed.value["key"]


def codes(data, **more):
    placed, problems = parse_yaml(data, file="f.yaml", **more)
    assert placed is None
    return [(problem.code, problem.where.line, problem.where.column) for problem in problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", 12),
        ("-5", -5),
        ("0.5", Decimal("0.5")),
        ("1.10", Decimal("1.10")),
        ("true", True),
        ("false", False),
        ("", None),
        ("null", None),
        ("~", None),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("017", "017"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("1e3", "1e3"),
        ("1.", "1."),
        (".5", ".5"),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("95%", "95%"),
        ("１２", "１２"),
        (".inf", ".inf"),
        ('"12"', "12"),
        ("'true'", "true"),
        ("|\n  12\n", "12\n"),
        ("[1, no, 0.1]", [1, "no", Decimal("0.1")]),
        ("{1: a, true: b, null: c}", {"1": "a", "true": "b", "null": "c"}),
    ],
)
def test_a_scalar_has_one_reading(text, expected):
    """Numbers are exact, only true and false are booleans, and whatever only looks like another type stays text."""
    found = value(text)
    assert found == expected
    assert type(found) is type(expected)


def test_every_value_and_key_has_its_place():
    """Lines and columns count from 1; a missing part stands where the part that holds it stands."""
    placed, _ = parse_yaml("a: 1\nb:\n  - {c: x,\n     d: 95%}\n", file="f.yaml")
    assert placed.place(("a",)) == (1, 4)
    assert placed.place(("b", 0, "d")) == (4, 9)
    assert placed.place(("b", 0, "d"), key=True) == (4, 6)
    assert placed.place(("b", 0, "missing")) == (3, 5)
    assert placed.place(("nowhere", 3)) == (1, 1)
    assert str(placed.where(("b", 0, "d"))) == "f.yaml:4:9   b[0].d"


def test_a_place_inside_a_quoted_text_is_exact():
    """An offset counts characters behind the quote; in text that is not quoted on one line it is not guessed."""
    placed, _ = parse_yaml("a: \"kind = 'x'\"\nb: plain\nc: 'it''s'\n", file="f.yaml")
    assert placed.where(("a",), offset=7).column == 4 + 1 + 7
    assert placed.where(("b",), offset=2).column == 4
    assert placed.where(("c",), offset=2).column == 4


def test_a_part_of_a_file_keeps_the_lines_of_the_file():
    """What starts on a later line has the places of the whole file."""
    placed, _ = parse_yaml("a: 1\n", file="f.md", first_line=2)
    assert placed.place(("a",)) == (2, 4)
    assert codes("a: [\n", first_line=10) == [("R113", 11, 1)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a: \xff\n", [("R111", 1, 4)]),
        ("a: 1\nb: é\n".encode("latin-1"), [("R111", 2, 4)]),
        ("a: 网格\n".encode("gbk"), [("R111", 1, 4)]),
        ("a: 1\n".encode("utf-16"), [("R111", 1, 1)]),
        (b"a: b\x00c\n", [("R112", 1, 5)]),
        ("a: b\u200bc\n", [("R112", 1, 5)]),
        ("a: \u00a0b\n", [("R112", 1, 4)]),
        ("a:\n\tb: 1\n", [("R114", 2, 1)]),
        ("a: 1\n\tb: 1\n", [("R114", 2, 1)]),
        ("a: 1\na: 2\nb: 3\nb: 4\n", [("R115", 2, 1), ("R115", 4, 1)]),
        ("a: &x 1\nb: *x\n", [("R116", 1, 4), ("R116", 2, 4)]),
        ("a: !python/object:os.system ls\n", [("R116", 1, 4)]),
        ("*a : b\n", [("R116", 1, 1)]),
        ("- 1\n", [("R117", 1, 1)]),
        ("", [("R117", 1, 1)]),
        ("just text\n", [("R117", 1, 1)]),
        ("a: 1\n---\nb: 2\n", [("R118", 2, 1)]),
        ("a: " + "[" * 200 + "]" * 200, [("R119", 1, 43)]),
        (b"#" * 1_000_001, [("R119", 1, 1)]),
        ("? [a]\n: b\n", [("R120", 1, 3)]),
        (f"a: {'9' * 31}\n", [("R121", 1, 4)]),
        ("a: b: c\n", [("R113", 1, 5)]),
    ],
)
def test_what_allows_two_readings_is_refused(data, expected):
    """Broken encodings, invisible characters, repeated keys, anchors, tags and bombs are problems at their place."""
    assert codes(data) == expected


def test_anchors_cannot_blow_up():
    """A billion laughs is refused at its first anchor, however small the file."""
    text = "a: &a [x, x]\n" + "".join(f"{chr(98 + at)}: &{chr(98 + at)} [{', '.join([f'*{chr(97 + at)}'] * 9)}]\n" for at in range(9))
    assert {code for code, _, _ in codes(text)} == {"R116"}


def test_a_byte_order_mark_is_no_content():
    """Files saved by Windows editors read the same."""
    assert parse_yaml(b"\xef\xbb\xbfa: 1\n", file="f")[0].value == {"a": 1}


def test_a_list_is_read_where_a_list_is_asked_for():
    """Example files are lists; a mapping there is the mistake."""
    assert parse_yaml("- 1\n", file="f", root=list)[0].value == [1]
    assert codes("a: 1\n", root=list) == [("R117", 1, 1)]


def test_a_file_that_is_not_there_is_a_problem(tmp_path):
    """A missing file names itself, as does a folder in its place."""
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(RulesError) as caught:
            read_yaml(path, file="pack/none.yaml")
        assert [(problem.code, problem.where.file) for problem in caught.value.problems] == [("R110", "pack/none.yaml")]


def test_a_broken_file_raises_all_its_problems(tmp_path):
    """Reading a file raises what parsing it finds."""
    (tmp_path / "f.yaml").write_text("a: 1\na: 2\nb: *c\n", encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        read_yaml(tmp_path / "f.yaml")
    assert [problem.code for problem in caught.value.problems] == ["R115", "R116"]
    assert caught.value.problems[0].where.file == (tmp_path / "f.yaml").as_posix()


def test_a_path_is_shown_with_dots_and_brackets():
    """Keys are joined by dots, positions stand in brackets."""
    assert dotted(("sheets", 0, "items", 2, "score")) == "sheets[0].items[2].score"
    assert dotted((0, "name")) == "[0].name"


PIECES = st.sampled_from(
    [
        "a",
        "b: ",
        "- ",
        ": ",
        "\n",
        "\n  ",
        "\t",
        "{",
        "}",
        "[",
        "]",
        ",",
        "'",
        '"',
        "&x ",
        "*x",
        "!t ",
        "|",
        ">",
        "#",
        "%",
        "---\n",
        "? ",
        "<<",
        "1",
        "0.5",
        "网",
        "\u3000",
    ]
)


@given(st.one_of(st.text(max_size=60), st.binary(max_size=60), st.lists(PIECES, max_size=25).map("".join)))
def test_anything_gives_values_or_problems(data):
    """Whatever the bytes, the answer is a mapping or problems with a line; nothing is raised."""
    placed, problems = parse_yaml(data, file="f")
    assert (placed is None) == bool(problems)
    for problem in problems:
        assert problem.where.line >= 1
        assert str(problem)


@given(
    st.recursive(
        st.one_of(
            st.integers(-(10**20), 10**20),
            st.booleans(),
            st.none(),
            st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9),
        ),
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text("abcxyz", min_size=1), inner, max_size=4)),
        max_leaves=12,
    )
)
def test_what_is_written_is_read_back(tree):
    """Numbers, booleans, lists and mappings survive being written as YAML and read again, exactly."""

    def written(part):
        if isinstance(part, dict):
            return "{" + ", ".join(f'"{key}": {written(inner)}' for key, inner in part.items()) + "}"
        if isinstance(part, list):
            return "[" + ", ".join(map(written, part)) + "]"
        return (
            {True: "true", False: "false", None: "null"}[part]
            if part is None or isinstance(part, bool)
            else f"{part:f}"
            if isinstance(part, Decimal)
            else str(part)
        )

    placed, problems = parse_yaml(f"root: {written(tree)}\n", file="f")
    assert problems == ()
    assert placed.value == {"root": tree}
