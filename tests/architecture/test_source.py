"""What can be read off the source itself: no floats near points or yuan, no code among the data, every module introduced."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "gridperf").rglob("*.py"))
LIMIT = 350
# records are not among them: the cells of a workbook are floats, and its readers turn them into what was typed
EXACT_ROOMS = (
    "engine",
    "payroll",
    "rulebook",
    "exact.py",
    "assessment.py",
    "assessment",
    "calendar.py",
    "period.py",
    "tables.py",
)

LONG = {
    "gridperf/tables.py": "one declaration per table, all in one place",
}
"""Modules well above 300 lines, each with the reason."""


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def exact_modules() -> list[Path]:
    return [path for path in MODULES if path.relative_to(ROOT / "gridperf").parts[0] in EXACT_ROOMS]


def floats_in(tree: ast.AST) -> list[str]:
    """Return every place of *tree* where a float is written, made or named, or where polars would make one unasked."""
    found = []
    for node in ast.walk(tree):
        what = None
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            what = f"the float {node.value!r}"
        elif isinstance(node, ast.Name) and node.id == "float":
            what = "the name float"
        elif isinstance(node, ast.Attribute) and node.attr in ("Float64", "Float32"):
            what = f"the type {node.attr}"
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("mean", "median", "std", "var", "quantile")
        ):
            what = f".{node.func.attr}(), which polars computes in floats"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "round":
            what = "round(), which rounds half to even"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "round":
            what = ".round(), which rounds half to even"
        if what:
            found.append(f"line {node.lineno}: {what}")
    return found


@pytest.mark.parametrize("path", exact_modules(), ids=name_of)
def test_no_float_near_points_or_money(path: Path) -> None:
    """No module that computes points, pay or dates writes, makes or names a float."""
    assert floats_in(ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "line", ["x = 0.5", "y = float(x)", "pl.col('a').cast(pl.Float64)", "pl.col('a').mean()", "round(x, 2)", "pl.col('a').round(2)"]
)
def test_the_search_for_floats_finds_them(line: str) -> None:
    """Each way a float gets in is seen, so that the test above can fail."""
    assert len(floats_in(ast.parse(line))) == 1


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_opens_with_a_sentence(path: Path) -> None:
    """A module says first what it keeps; public names are listed."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstring = ast.get_docstring(tree)
    assert docstring, "no module docstring"
    assert docstring.splitlines()[0].endswith((".", "。", ";", ":", ",")) or len(docstring.splitlines()) > 1, docstring.splitlines()[0]
    names = {target.id for node in tree.body if isinstance(node, ast.Assign) for target in node.targets if isinstance(target, ast.Name)}
    defined = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Assign, ast.ImportFrom))]
    assert "__all__" in names or path.name == "__main__.py" or not defined, "no __all__"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_is_long_without_a_reason(path: Path) -> None:
    """A module much above 300 lines does too much, unless it is listed here with its reason."""
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LIMIT or name_of(path) in LONG, f"{lines} lines"


def test_no_listed_module_has_become_short() -> None:
    """The list of long modules holds no module that is short by now, or gone."""
    assert [name for name in LONG if len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= LIMIT] == []


@pytest.mark.parametrize("folder", ["rules", "reports"])
def test_data_folders_hold_no_code(folder: str) -> None:
    """Rule packs and report templates are data."""
    assert [name_of(path) for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".pyc", ".so")] == []
