"""Batches: names of files, failures together, nothing half-written, any executor."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from gridperf import language
from gridperf.errors import Problem, ReportError
from gridperf.report import render
from gridperf.report.batches import setting
from gridperf.report.paper import pdf
from gridperf.report.paper.html import Page
from tests.unit.report.fake import EDITION, Case, Fake


class Plain:
    """A renderer that sets a page as its owner's name; one name fails, one breaks."""

    def render(self, page: Page) -> bytes:
        """Return the owner's name."""
        if "坏" in page.whose:
            raise ReportError(Problem("P102", values={"whose": page.whose, "characters": "坏 (U+574F)"}))
        if "崩" in page.whose:
            message = "layout went wrong."
            raise AssertionError(message)
        return page.whose.encode()

    def render_each(self, pages: list[Page]) -> list[tuple[bytes, str] | Exception]:
        """Return the owners' names, and that nothing was left to another renderer; or what went wrong."""
        made = []
        for page in pages:
            try:
                made.append((self.render(page), ""))
            except Exception as error:  # noqa: BLE001
                made.append(error)
        return made


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "require_ready", lambda: None)
    monkeypatch.setattr(setting, "_renderer", Plain)
    monkeypatch.setattr(setting, "_compiled", Plain)


def test_each_worker_gets_a_file_named_by_id_name_and_period(fake: Fake, tmp_path: Path) -> None:
    """Files are named so that a person finds them, and returned sorted."""
    paths = render(fake, to=tmp_path / "new" / "folder", processes=1)
    assert [path.name for path in paths] == ["W0001-王小明-2026-10.pdf", "W0002-喆祎𬎆㛃-2026-10.pdf", "W0003-李四-2026-10.pdf"]
    assert [path.read_text(encoding="utf-8") for path in paths] == ["W0001 王小明", "W0002 喆祎𬎆㛃", "W0003 李四"]
    assert sorted(path.name for path in paths[0].parent.iterdir()) == [*(path.name for path in paths), "manifest.json"]


@pytest.mark.parametrize(
    ("subject", "name", "file"),
    [
        ("../../etc/x", "王", "_.._etc_x-王-2026-10.pdf"),
        ("a/b:c", 'n<>"|?*', "a_b_c-n_-2026-10.pdf"),
        (".hidden", "", "hidden-2026-10.pdf"),
        ("CON", "王", "_CON-王-2026-10.pdf"),
        ("W 1", "张 三", "W_1-张_三-2026-10.pdf"),
        ("W1", "长" * 200, "W1-" + "长" * 30 + "-2026-10.pdf"),
    ],
)
def test_a_file_name_is_safe_on_any_file_system(case: Case, tmp_path: Path, subject: str, name: str, file: str) -> None:
    """Separators, reserved names and endless names never reach the file system."""
    (path,) = render(Fake([replace(case, subject=subject, name=name)]), to=tmp_path, processes=1)
    assert (path.parent, path.name) == (tmp_path, file)


def test_ids_that_would_share_a_file_are_told_apart(case: Case, tmp_path: Path) -> None:
    """Ids that differ only in what a file name cannot hold get different files, alone and together."""
    fake = Fake([replace(case, subject=subject) for subject in ("a/1", "a:1", "A_1", "b1")])
    together = render(fake, to=tmp_path / "all", processes=1)
    assert len({path.name.casefold() for path in together}) == 4
    (alone,) = render(fake, to=tmp_path / "one", workers=["a:1"], processes=1)
    assert alone.name in {path.name for path in together}


def test_failures_are_raised_together_after_the_rest_is_written(case: Case, tmp_path: Path) -> None:
    """One page that cannot be made does not keep the others back, and every failure names its person."""
    names = ["好人", "坏人", "崩溃", "甲", "乙"]
    fake = Fake(
        [*(replace(case, subject=f"W{at}", name=name) for at, name in enumerate(names)), replace(case, subject="W9", name="错", total="1")]
    )
    with pytest.raises(ReportError) as caught:
        render(fake, to=tmp_path, processes=1)
    assert [(problem.code, problem.values["whose"]) for problem in caught.value.problems] == [
        ("P102", "W1 坏人"),
        ("P104", "W2 崩溃"),
        ("P108", "W9 错"),
    ]
    assert caught.value.problems[1].values["reason"] == "AssertionError: layout went wrong"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "W0-好人-2026-10.pdf",
        "W3-甲-2026-10.pdf",
        "W4-乙-2026-10.pdf",
        "manifest.json",
    ]


def test_progress_counts_every_page_to_the_end(fake: Fake, tmp_path: Path) -> None:
    """Progress goes up by one page at a time and ends at the total."""
    seen: list[tuple[int, int]] = []
    render(fake, to=tmp_path, processes=1, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_any_executor_will_do(case: Case, tmp_path: Path) -> None:
    """Pages are shared out over an executor of the caller's."""
    fake = Fake([replace(case, subject=f"W{at:03}") for at in range(50)])
    with ThreadPoolExecutor(3) as pool:
        paths = render(fake, to=tmp_path, processes=pool)
    assert [path.name[:4] for path in paths] == [f"W{at:03}" for at in range(50)]


@pytest.mark.parametrize("report", ["pay-sheet", "county-summary"])
def test_other_reports_are_one_file(fake: Fake, tmp_path: Path, report: str) -> None:
    """The pay sheet and the county summary are one file each."""
    assert [path.name for path in render(fake, report, to=tmp_path)] == [f"{report}-2026-10.pdf"]


def test_an_unknown_worker_stops_before_anything_is_made(fake: Fake, tmp_path: Path) -> None:
    """All unknown ids are named, with the nearest known ones."""
    with pytest.raises(ReportError) as caught:
        render(fake, to=tmp_path / "x", workers=["W0001", "W001", "nobody"])
    assert [(problem.code, problem.values["worker"]) for problem in caught.value.problems] == [("P107", "W001"), ("P107", "nobody")]
    assert "W0001" in str(caught.value.problems[0].values["near"])


def test_an_unknown_report_is_a_problem(fake: Fake, tmp_path: Path) -> None:
    """Reports are known by name."""
    with pytest.raises(ReportError, match="scorecard, pay-sheet, county-summary"):
        render(fake, "payslip", to=tmp_path)


def test_workers_are_chosen_for_scorecards_only(fake: Fake, tmp_path: Path) -> None:
    """A pay sheet of some people would have totals of some people."""
    with pytest.raises(ValueError, match="workers can be chosen for scorecards"):
        render(fake, "pay-sheet", to=tmp_path, workers=["W0001"])


def test_a_file_in_the_way_is_a_problem_of_that_file(fake: Fake, tmp_path: Path) -> None:
    """A place that cannot be written is named; the other files are written, and no temporary file is left."""
    (tmp_path / "W0002-喆祎𬎆㛃-2026-10.pdf").mkdir()
    with pytest.raises(ReportError) as caught:
        render(fake, to=tmp_path, processes=1)
    assert [(problem.code, Path(str(problem.values["path"])).name) for problem in caught.value.problems] == [
        ("P105", "W0002-喆祎𬎆㛃-2026-10.pdf")
    ]
    assert len(list(tmp_path.iterdir())) == 4


def test_a_folder_that_cannot_be_made_is_a_problem(fake: Fake, tmp_path: Path) -> None:
    """A file where the folder should be stops before anything is made."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(ReportError) as caught:
        render(fake, to=tmp_path / "file" / "cards")
    assert [problem.code for problem in caught.value.problems] == ["P105"]


def test_an_old_file_is_replaced_whole(fake: Fake, tmp_path: Path) -> None:
    """Rendering again replaces what is there."""
    (tmp_path / "W0001-王小明-2026-10.pdf").write_text("old and longer than the new content")
    render(fake, to=tmp_path, workers=["W0001"], processes=1)
    assert (tmp_path / "W0001-王小明-2026-10.pdf").read_text(encoding="utf-8") == "W0001 王小明"


def test_importing_reports_loads_no_layout_engine() -> None:
    """Nothing is loaded for printing before something is printed."""
    code = (
        "import sys, gridperf.report, gridperf.report.paper.pdf, gridperf.report.paper.fonts, gridperf.report.views\n"
        "found = {'weasyprint', 'fontTools', 'jinja2', 'uharfbuzz', 'xlsxwriter', 'yaml'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(found)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "")


@pytest.mark.parametrize(
    ("report", "code", "zh", "en"),
    [
        (
            "pay-sheet",
            "P113",
            ("2026-10 不发工资，因此没有工资表可印。", "计分卡和全县汇总表可以照常打印：--report scorecard 或 --report county-summary。"),
            (
                "Nobody is paid for 2026-10, so there is no pay sheet to print.",
                "Scorecards and the county summary can be printed: --report scorecard or --report county-summary.",
            ),
        ),
        (
            "scorecard",
            "P112",
            (
                "2026-10 的考核结果里一个人也没有，因此没有计分卡可印。",
                "名册上的人没有适用的考核表时会这样：请看 left_out 和 unmatched，核对岗位（role）。",
            ),
            (
                "The assessment of 2026-10 holds nobody, so there is no scorecard to print.",
                "This happens when nobody on the roster is on a sheet: see left_out and unmatched, and check the roles.",
            ),
        ),
    ],
)
def test_nothing_to_print_is_said_and_not_printed_empty(case: Case, tmp_path: Path, report: str, code: str, zh: tuple, en: tuple) -> None:
    """A period without pay has no pay sheet of zeros, and an assessment of nobody no empty success."""
    made = Fake([case], edition={**EDITION, "pay": []}) if report == "pay-sheet" else Fake([])
    with pytest.raises(ReportError) as caught:
        render(made, report, to=tmp_path, processes=1)
    (problem,) = caught.value.problems
    assert problem.code == code
    for spoken, texts in (("zh", zh), ("en", en)):
        with language.use(spoken):
            assert (problem.message, problem.hint) == texts
