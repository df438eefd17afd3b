"""`test` says which examples hold, which changes of the rules they miss, and exits as scripts expect."""

from __future__ import annotations

import json
import shutil
from itertools import islice
from pathlib import Path

import pytest

from gridperf.cli.watching import changes

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def pack(tmp_path) -> Path:
    """Return a copy of the template without its examples of lines, so that something is left to notice."""
    folder = Path(shutil.copytree(ROOT / "rules" / "_template", tmp_path / "_template"))
    (folder / "examples" / "lines.yaml").unlink()
    (folder / "equivalents.yaml").unlink()
    return folder


def _break(pack: Path) -> None:
    path = pack / "examples" / "pay.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("performance: 500", "performance: 501"), encoding="utf-8")


def test_examples_that_hold(run, pack):
    """Every example stands in the table with its place, and the exit code is 0."""
    result = run("test", pack)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "责任事故一票否决，得分保留                                _template/examples/worker-month.yaml:65  holds" in result.stdout
    assert result.stdout.splitlines()[-1] == "6 worked examples: 6 hold, 0 do not"


def test_an_example_that_does_not_hold(run, pack):
    """What differs is shown digit by digit at its place, and the exit code is 1."""
    _break(pack)
    result = run("test", pack)
    assert result.exit_code == 1
    assert "_template/examples/pay.yaml:9" in result.stdout
    assert "501" in result.stdout
    assert result.stdout.splitlines()[-1] == "6 worked examples: 5 hold, 1 does not"
    data = json.loads(run("test", pack, "--json").stdout)
    assert (data["pack"], data["passed"], data["failed"]) == ("_template", 5, 1)
    assert [problem["code"] for one in data["examples"] for problem in one["problems"]] == ["R310"]


def test_only_some_examples(run, pack):
    """A text of a name chooses; a text of no name is a mistake."""
    _break(pack)
    assert run("test", pack, "--only", "责任事故").exit_code == 0
    result = run("test", pack, "--only", "没有这样的")
    assert (result.exit_code, result.stdout) == (1, "No example has '没有这样的' in its name.\n")


def test_changes_no_example_notices(run, pack):
    """Survivors are listed with line, path, old and new value; the share decides only where one is asked for."""
    result = run("test", pack, "--mutate", "--only", "items.complaint")
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert "editions/2026-01-01.yaml:49 sheets.worker-month.items.complaint.score.each -5 → -4" in lines
    assert lines[-2:] == [
        "6 changes: 2 failed an example, 0 refused by the checks, 4 not noticed, 0 said to make no difference",
        "Noticed: 33.3%",
    ]
    assert run("test", pack, "--mutate", "--only", "items.complaint", "--fail-under", "33").exit_code == 0
    assert run("test", pack, "--mutate", "--only", "items.complaint", "--fail-under", "34").exit_code == 1
    data = json.loads(run("test", pack, "--mutate", "--only", "items.complaint", "--json").stdout)
    assert (data["changes"], data["noticed"], data["enough"], len(data["survivors"])) == (6, "1/3", True, 4)
    nothing = run("test", pack, "--mutate", "--only", "no.such.path")
    assert (nothing.exit_code, nothing.stdout) == (1, "No change has 'no.such.path' in its path.\n")


def test_rules_no_example_reaches(run, pack):
    """What nobody reaches is listed with line and path, counted by kind, and decides where a share is asked for."""
    result = run("test", pack, "--coverage")
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert "editions/2026-01-01.yaml:20 end of the total sheets.worker-month.total.floor" in lines
    assert "band 1/4" in lines
    assert lines[-1] == "Reached: 81.8%"
    assert run("test", pack, "--coverage", "--fail-under", "82").exit_code == 1
    data = json.loads(run("test", pack, "--coverage", "--json", "--only", "pay", "--fail-under", "100").stdout)
    assert (data["reached"], data["missing"], data["enough"]) == ("1", [], True)


def test_what_is_reached_by_an_example_that_does_not_hold_is_not_taken_for_proof(run, pack):
    """Coverage says how many examples do not hold: what they reach has not been shown to be right."""
    _break(pack)
    result = run("test", pack, "--coverage")
    assert (result.exit_code, result.stdout.splitlines()[-1][-11:]) == (1, " 1 does not")
    assert json.loads(run("test", pack, "--coverage", "--json").stdout)["failed"] == 1


def test_a_share_is_asked_of_changes_only(run, pack):
    """A share without changes is a slip of the command line."""
    result = run("test", pack, "--fail-under", "95")
    assert (result.exit_code, result.stderr.splitlines()[0]) == (2, "Usage: --fail-under goes with --mutate or --coverage only.")
    result = run("test", pack, "--mutate", "--coverage")
    assert (result.exit_code, result.stderr.splitlines()[0]) == (
        2,
        "Usage: Only one of --mutate, --coverage, --edges can be used at a time.",
    )


def test_a_watched_folder_tells_of_every_change(tmp_path):
    """It tells once at first, and again after a file was written, added or removed, but of no other file."""
    (tmp_path / "examples").mkdir()
    first = tmp_path / "pack.yaml"
    first.write_text("code: x\n", encoding="utf-8")
    steps = iter(
        [
            lambda: first.write_text("code: xy\n", encoding="utf-8"),
            lambda: (tmp_path / "notes.txt").write_text("no", encoding="utf-8"),
            lambda: (tmp_path / "examples" / "new.yaml").write_text("[]", encoding="utf-8"),
            first.unlink,
        ]
    )
    looks = []

    def wait():
        looks.append(1)
        next(steps)()

    assert len(list(islice(changes(tmp_path, wait=wait), 4))) == 4
    assert len(looks) == 4


def test_watching_runs_again(run, pack, monkeypatch):
    """While a pack is watched, every change of it is answered, a broken file included."""

    def twice(folder):
        yield
        _break(folder)
        yield
        (folder / "examples" / "pay.yaml").write_text("- {", encoding="utf-8")
        yield

    monkeypatch.setattr("gridperf.cli.watching.changes", twice)
    result = run("test", pack, "--watch")
    assert result.exit_code == 0
    assert [line for line in result.stdout.splitlines() if "worked example" in line and "hold" in line] == [
        "6 worked examples: 6 hold, 0 do not",
        "6 worked examples: 5 hold, 1 does not",
    ]
    assert "R113" in result.stderr
    assert result.stderr.count("Waiting for a file") == 3


@pytest.fixture(scope="module")
def saved(tmp_path_factory) -> tuple[Path, Path]:
    """Return folders of records and of their assessment."""
    import gridperf as gp
    from gridperf.testing import synthetic_county

    folder = tmp_path_factory.mktemp("month")
    rules = gp.load_rules("370522-lijin", period="2026-10")
    records = gp.read_records(synthetic_county("2026-10", scale=0.02, seed=5), on_problem="quarantine", rules=rules)
    records.write(folder / "exports")
    return folder / "exports", gp.assess(records, rules, "2026-10").save(folder / "out")


def test_an_example_from_a_real_month(run, saved, tmp_path):
    """It comes to the screen, or after what a file holds; a pack with it still passes."""
    exports, assessment = saved
    pack = Path(shutil.copytree(ROOT / "rules" / "370522-lijin", tmp_path / "370522-lijin"))
    result = run("example", "05220001", "--from", assessment, "--records", exports, "--name", "一个真实的月")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("- name: 一个真实的月\n  period: 2026-10\n  given:\n    roster:\n")
    target = pack / "examples" / "cases.yaml"
    for name in ("其一", "其二"):
        run("example", "05220001", "--from", assessment, "--records", exports, "--name", name, "-o", target)
    assert run("test", pack, "--only", "其").stdout.splitlines()[-1] == "2 worked examples: 2 hold, 0 do not"
    data = json.loads(run("example", "05220001", "--from", assessment, "--records", exports, "--json").stdout)
    assert (data["left_out"], data["file"]) == ([], None)


def test_thresholds_are_shown_and_written(run, pack, tmp_path):
    """Who stands around a threshold is shown with what they get, and written as an example that holds once it is moved."""
    result = run("test", pack, "--edges", "--only", "bands.1", "--write", tmp_path / "written")
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines[2:5] == [
        "2026-01-01:39 sheets.worker-month.items.on-time.score.bands.1.at_least = 75% below 2/4 20 *",
        "on it 3/4 40",
        "above 4/4 50",
    ]
    assert lines[6] == "1 threshold, 3 people; 1 (*) can be written as examples, nobody could be brought to 0"
    written = tmp_path / "written" / "edges-2026-01-01.yaml"
    assert written.read_text(encoding="utf-8").startswith("# Made by gridperf test --edges: what is expected is what the engine says today")
    shutil.copy(written, pack / "examples" / "edges.yaml")
    assert run("test", pack, "--only", "待核").stdout.splitlines()[-1] == "1 worked example: 1 holds, 0 do not"
    data = json.loads(run("test", pack, "--edges", "--only", "grades.优秀", "--json").stdout)
    (one,) = data[0]["thresholds"]
    assert (one["place"], one["met"][1]["grade"]) == ("editions/2026-01-01.yaml:59", "优秀")
    nothing = run("test", pack, "--edges", "--only", "no.such.path")
    assert (nothing.exit_code, nothing.stdout) == (1, "No threshold has 'no.such.path' in its path.\n")
    assert run("test", pack, "--write", tmp_path).stderr.splitlines()[0] == "Usage: --write goes with --edges only."
