"""Worked examples of a pack as tests: `pytest --gridperf-pack rules/370522-lijin`, or `gridperf_packs` in the configuration.

Each example is one test, named by its sentence, that fails with what was expected and what came out.
Nothing of gridperf is loaded before a pack is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from gridperf.rulebook.examples import Case
    from gridperf.trials import ExampleResult, Suite

__all__ = ["pytest_addoption", "pytest_collect_file", "pytest_configure"]

_FOLDERS = pytest.StashKey[dict[Path, "Suite | None"]]()
"""The folders of the packs that were named, and their examples once they were read."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare how packs are named."""
    told = "run the worked examples of this gridperf rule pack (a code or a folder); may be given several times"
    parser.getgroup("gridperf").addoption("--gridperf-pack", action="append", default=[], metavar="PACK", help=told)
    parser.addini("gridperf_packs", "gridperf rule packs (codes or folders) whose worked examples are tests", type="args", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Find the packs, and have their examples collected."""
    named = list(config.getoption("--gridperf-pack"))
    listed = list(config.getini("gridperf_packs"))
    folders: dict[Path, Suite | None] = {_folder(pack, config): None for pack in [*named, *listed]}
    config.stash[_FOLDERS] = folders
    # whoever names files wants those; packs of the configuration are collected only if they lie among them
    if config.args_source != pytest.Config.ArgsSource.ARGS:
        named += listed
    for pack in named:
        examples = str(_folder(pack, config) / "examples")
        if examples not in config.args:
            config.args.append(examples)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Return the examples in *file_path*, if they belong to a pack that was named."""
    folders = parent.config.stash.get(_FOLDERS, {})
    if file_path.suffix == ".yaml" and file_path.parent.name == "examples" and file_path.parent.parent in folders:
        return ExampleFile.from_parent(parent, path=file_path)
    return None


class ExampleFile(pytest.File):
    """One file of examples."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the examples of the file; a malformed one is an error of collection."""
        from gridperf.errors import GridperfError  # noqa: PLC0415 (only where a pack is named)
        from gridperf.trials import Suite  # noqa: PLC0415

        folder, folders = self.path.parent.parent, self.config.stash[_FOLDERS]
        try:
            suite = folders[folder] or Suite.of(folder)
        except GridperfError as error:
            raise self.CollectError(str(error)) from None
        folders[folder] = suite
        for case in suite.cases:
            if Path(case.where.file).name == self.path.name:
                yield ExampleItem.from_parent(self, name=case.name, case=case, suite=suite)


class ExampleItem(pytest.Item):
    """One example."""

    def __init__(self, *, case: Case, suite: Suite, **more: Any) -> None:  # noqa: ANN401 (what pytest hands over)
        super().__init__(**more)
        self.case, self.suite = case, suite

    def runtest(self) -> None:
        """Run it."""
        result = self.suite.run(self.case)
        if not result.passed:
            raise _Differs(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ANN401
        """Return what was expected and what came out, with its line; of anything else, the traceback."""
        from gridperf.errors import GridperfError  # noqa: PLC0415

        if isinstance(excinfo.value, _Differs):
            return "\n\n".join(str(problem) for problem in excinfo.value.result.problems)
        if isinstance(excinfo.value, GridperfError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return file, line and name."""
        return self.path, (self.case.where.line or 1) - 1, self.name


class _Differs(Exception):  # noqa: N818 (never seen: it carries a result to whoever shows it)
    def __init__(self, result: ExampleResult) -> None:
        super().__init__(result.name)
        self.result = result


def _folder(pack: str, config: pytest.Config) -> Path:
    """Return the folder of *pack*; a relative path counts from where pytest was started, then from the configuration file."""
    from gridperf.errors import GridperfError  # noqa: PLC0415
    from gridperf.rulebook.search import find_pack  # noqa: PLC0415

    for start in (config.invocation_params.dir, config.rootpath):
        if (start / pack / "pack.yaml").is_file():
            return (start / pack).resolve()
    try:
        return find_pack(pack).resolve()
    except GridperfError as error:
        raise pytest.UsageError(str(error)) from None
