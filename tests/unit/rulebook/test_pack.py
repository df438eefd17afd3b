"""A pack is found on one level, its edition is the one in force on the first day, and what is loaded can be saved and proved."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from fractions import Fraction
from importlib import metadata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridperf import language
from gridperf._bundled import bundled
from gridperf.calendar import Calendar
from gridperf.errors import RulesError
from gridperf.period import Period
from gridperf.rulebook import Rulebook, check_rules, find_pack, list_packs, load_rules, new_pack, prepare_editors
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.measures import Frequency
from gridperf.rulebook.search import ENTRY_POINT_GROUP
from tests.unit.rulebook.packs import CODE, EDITION, INFO, SOURCE, changed, write_pack


def refused(call, *arguments, **named):
    """Return the problems `call` raises."""
    with pytest.raises(RulesError) as caught:
        call(*arguments, **named)
    assert str(caught.value)
    with language.use("zh"):
        assert str(caught.value)
    return [(problem.code, str(problem.where)) for problem in caught.value.problems]


def codes(problems):
    return [problem.code for problem in problems]


# --- finding ---------------------------------------------------------------------------------------------------------


def test_a_pack_is_found_by_its_path(tmp_path):
    """A path, given as such or as text with a separator, needs no search."""
    folder = write_pack(tmp_path)
    assert find_pack(folder) == folder
    assert find_pack(str(folder)) == folder
    assert load_rules(folder).pack.code == CODE


def test_a_folder_without_a_description_is_no_pack(tmp_path):
    """A path must lead to a pack."""
    assert refused(find_pack, tmp_path) == [("R126", tmp_path.as_posix())]
    assert codes(check_rules(tmp_path)) == ["R126"]


def test_a_code_is_looked_up_in_the_folders_of_the_environment(tmp_path, monkeypatch):
    """Every folder named in GRIDPERF_RULES is searched, in any order."""
    first = write_pack(tmp_path / "a", code="990001-one")
    second = write_pack(tmp_path / "b", code="990002-two")
    monkeypatch.setenv("GRIDPERF_RULES", os.pathsep.join([str(tmp_path / "a"), str(tmp_path / "b")]))
    assert find_pack("990001-one") == first
    assert find_pack("990002-two") == second
    assert {place.code: place.level for place in list_packs()}["990002-two"] == "environment"


def test_the_environment_comes_before_the_bundled_packs(tmp_path, monkeypatch):
    """The first level that has the code wins; the other is not merged into it."""
    own = write_pack(tmp_path, code="370522-lijin")
    monkeypatch.setenv("GRIDPERF_RULES", str(tmp_path))
    assert find_pack("370522-lijin") == own
    assert [place.folder for place in list_packs() if place.code == "370522-lijin"] == [own]


def test_two_packs_of_one_code_on_one_level_are_refused(tmp_path, monkeypatch):
    """Which of two packs pays people may not depend on the order of folders."""
    write_pack(tmp_path / "a")
    write_pack(tmp_path / "b")
    monkeypatch.setenv("GRIDPERF_RULES", os.pathsep.join([str(tmp_path / "a"), str(tmp_path / "b")]))
    assert refused(find_pack, CODE) == [("R123", "")]
    assert refused(list_packs) == [("R123", "")]


def test_a_folder_named_twice_is_one_folder(tmp_path, monkeypatch):
    """The same pack found twice is not two packs."""
    write_pack(tmp_path)
    monkeypatch.setenv("GRIDPERF_RULES", os.pathsep.join([str(tmp_path), str(tmp_path)]))
    assert find_pack(CODE).name == CODE


def test_a_missing_folder_of_the_environment_is_a_problem(tmp_path, monkeypatch):
    """A typing mistake in GRIDPERF_RULES does not silently fall through to another pack."""
    monkeypatch.setenv("GRIDPERF_RULES", str(tmp_path / "none"))
    assert refused(find_pack, "370522-lijin") == [("R124", "")]


def entry_points(monkeypatch, *values):
    points = [metadata.EntryPoint(f"pack{at}", value, ENTRY_POINT_GROUP) for at, value in enumerate(values)]
    monkeypatch.setattr(metadata, "entry_points", lambda *, group: points if group == ENTRY_POINT_GROUP else [])


def test_an_installed_package_brings_packs(tmp_path, monkeypatch):
    """A package names a module; the packs lie beside its file."""
    package = tmp_path / "some_county_rules"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    folder = write_pack(package)
    monkeypatch.syspath_prepend(tmp_path)
    entry_points(monkeypatch, "some_county_rules")
    assert find_pack(CODE) == folder.resolve()
    assert {place.code: place.level for place in list_packs()}[CODE] == "installed"
    sys.modules.pop("some_county_rules")


@pytest.mark.parametrize("value", ["no_such_module_anywhere", "sys"])
def test_an_installed_package_that_cannot_be_read_is_a_problem(monkeypatch, value):
    """A broken package names itself instead of hiding its packs."""
    entry_points(monkeypatch, value)
    assert refused(find_pack, "370522-lijin") == [("R125", "")]


def test_an_unknown_code_names_the_nearest():
    """The likeliest codes are suggested, templates are not."""
    with pytest.raises(RulesError) as caught:
        find_pack("370522-lijing")
    [problem] = caught.value.problems
    assert problem.code == "R122"
    assert problem.values["near"].startswith("370522-lijin")
    assert "_template" not in [place.code for place in list_packs()]
    assert codes(check_rules("990099-nowhere")) == ["R122"]


def test_a_folder_named_without_its_path_is_pointed_at(tmp_path, monkeypatch):
    """A name is a code; where a folder of that name lies right here, the hint says how it is named."""
    (tmp_path / "990099-mine").mkdir()
    (tmp_path / "990099-mine" / "pack.yaml").touch()
    monkeypatch.chdir(tmp_path)
    [problem] = check_rules("990099-mine")
    assert problem.hint.startswith("Name a pack's folder by its path, such as ./990099-mine. Nearest codes: ")


# --- the pack's own files ----------------------------------------------------------------------------------------------


def test_the_code_is_the_name_of_the_folder(tmp_path):
    """A pack that goes by two names is refused."""
    folder = write_pack(tmp_path, info=INFO.replace(CODE, "990009-other"))
    assert refused(load_rules, folder) == [("R130", f"{CODE}/pack.yaml:1:7   code")]


def test_a_broken_description_is_reported_with_the_edition(tmp_path):
    """Problems of `pack.yaml` and of the edition come together."""
    folder = write_pack(tmp_path, changed(("{share: 60}", "{share: 50}")), info="code: 990001-test\nnames: 测试县\n")
    found = [code for code, _ in refused(load_rules, folder)]
    assert found == ["R102", "R102", "R102", "R102", "R101", "R246", "R249"]


def test_an_unreadable_description_is_reported_with_the_edition(tmp_path):
    """A `pack.yaml` that is no YAML hides nothing of the edition."""
    folder = write_pack(tmp_path, changed(("{share: 60}", "{share: 50}")), info="code: [\n")
    assert [code for code, _ in refused(load_rules, folder)] == ["R113", "R246", "R249"]


@pytest.mark.parametrize("name", ["2026.yaml", "2026-13-01.yaml", "2026-01-01.yml", "new.yaml", "２０２６-01-01.yaml"])
def test_an_edition_is_named_by_its_date(tmp_path, name):
    """A file whose name is no date is not silently skipped."""
    folder = write_pack(tmp_path, editions={"2026-01-01.yaml": EDITION, name: EDITION})
    assert [(code, where) for code, where in refused(load_rules, folder)] == [("R131", f"{CODE}/editions/{name}")]


def test_a_pack_needs_an_edition(tmp_path):
    """Without rules nothing can be loaded, whatever is asked."""
    folder = write_pack(tmp_path, editions={})
    assert refused(load_rules, folder) == [("R132", f"{CODE}/editions")]
    assert codes(check_rules(folder)) == ["R132"]


@pytest.mark.parametrize("source", ["../2026-01-01.md", "sources/../../secret.md", "/etc/passwd", "sources/2026-01-01.txt"])
def test_the_source_lies_in_the_pack(tmp_path, source):
    """The text travels with the rules, so no other file can be named."""
    folder = write_pack(tmp_path, changed(("sources/2026-01-01.md", source)))
    assert refused(load_rules, folder) == [("R134", f"{CODE}/editions/2026-01-01.yaml:2:9   source")]


# --- editions ----------------------------------------------------------------------------------------------------------

SECOND = changed(("title: 测试县网格员考核办法", "title: 第二版"))


@pytest.fixture
def two_editions(tmp_path):
    return write_pack(tmp_path, editions={"2026-01-01.yaml": EDITION, "2026-05-16.yaml": SECOND})


@pytest.mark.parametrize(
    ("period", "title", "until"),
    [
        ("2026-01", "测试县网格员考核办法", dt.date(2026, 5, 16)),
        ("2026-05", "测试县网格员考核办法", dt.date(2026, 5, 16)),
        ("2026-06", "第二版", None),
        ("2026Q2", "测试县网格员考核办法", dt.date(2026, 5, 16)),
        ("2026H2", "第二版", None),
        ("2026", "测试县网格员考核办法", dt.date(2026, 5, 16)),
        ("2031-12", "第二版", None),
    ],
)
def test_a_period_follows_the_edition_of_its_first_day(two_editions, period, title, until):
    """A period that straddles a change follows, as a whole, the edition in force when it began."""
    for asked in (period, Period.parse(period)):
        rules = load_rules(two_editions, period=asked)
        assert (rules.edition.title, rules.until) == (title, until)


def test_a_day_chooses_an_edition_too(two_editions):
    """An edition is in force from the very day of its name."""
    assert load_rules(two_editions, on=dt.date(2026, 5, 15)).starts_on == dt.date(2026, 1, 1)
    assert load_rules(two_editions, on=dt.date(2026, 5, 16)).starts_on == dt.date(2026, 5, 16)
    assert load_rules(two_editions).starts_on == dt.date(2026, 5, 16)


def test_before_the_first_edition_there_are_no_rules(two_editions):
    """An earlier period is refused instead of assessed by later rules."""
    assert refused(load_rules, two_editions, period="2025-12") == [("R133", "")]
    assert refused(load_rules, two_editions, on=dt.date(2025, 12, 31)) == [("R133", "")]
    assert codes(check_rules(two_editions, period="2025-12")) == ["R133"]


def test_a_period_and_a_day_at_once_are_a_mistake_of_the_caller(two_editions):
    """Two answers to one question are refused, as is text that is no period."""
    with pytest.raises(ValueError, match=r"^give a period or a day, not both$"):
        load_rules(two_editions, period="2026-01", on=dt.date(2026, 1, 1))
    with pytest.raises(ValueError, match=r"^'Januar' is no period: "):
        load_rules(two_editions, period="Januar")


def test_a_month_from_the_26th_chooses_by_its_own_first_day(tmp_path):
    """Boundaries are the edition's own: its January starts on 26 December, before it is in force."""
    shifted = changed(("month_starts_on: 1", "month_starts_on: 26"), ("title: 测试县", "title: 新测试县"))
    folder = write_pack(tmp_path, editions={"2025-01-01.yaml": EDITION, "2026-01-01.yaml": shifted})
    assert load_rules(folder, period="2026-01").starts_on == dt.date(2025, 1, 1)
    rules = load_rules(folder, period="2026-02")
    assert rules.starts_on == dt.date(2026, 1, 1)
    assert rules.period("2026-02").starts_on == dt.date(2026, 1, 26)
    assert rules.period(Period.parse("2026-02")).ends_on == dt.date(2026, 2, 25)
    [warning] = [problem for problem in check_rules(folder) if problem.code == "R286"]
    assert (warning.severity, str(warning.where)) == ("warning", f"{CODE}/editions/2026-01-01.yaml:4:1   calendar")


def test_a_broken_edition_does_not_spoil_the_others(tmp_path):
    """Only the edition that is asked for must be sound; a check of the pack shows them all."""
    folder = write_pack(tmp_path, editions={"2026-01-01.yaml": EDITION, "2026-05-01.yaml": "a: &x 1\n"})
    assert load_rules(folder, period="2026-01").starts_on == dt.date(2026, 1, 1)
    assert refused(load_rules, folder, period="2026-06") == [("R116", f"{CODE}/editions/2026-05-01.yaml:1:4   a")]
    assert "R116" in codes(check_rules(folder))


# --- the rulebook ------------------------------------------------------------------------------------------------------


@pytest.fixture
def rules(tmp_path):
    return load_rules(write_pack(tmp_path), period="2026-03")


def test_a_rulebook_knows_measures_periods_days_and_authority(rules):
    """What stages ask of a rulebook is answered by it."""
    assert isinstance(rules.measure("patrol_arrival"), Frequency)
    item = rules.edition.sheets[0].items[1]
    assert rules.measure(item.measure) is item.measure
    with pytest.raises(KeyError):
        rules.measure("no_such_measure")
    assert rules.calendar == Calendar("cn")
    assert rules.basis_of(item) == "assumed"
    assert rules.document.clauses["第三条"] == "正文。"
    assert rules.warnings == ()


def test_a_part_may_say_its_own_basis(tmp_path):
    """What a part says of its basis holds for it alone."""
    rules = load_rules(
        write_pack(tmp_path, changed(("        score: {share: 60}\n", "        score: {share: 60}\n        basis: published\n")))
    )
    assert [rules.basis_of(item) for item in rules.edition.sheets[0].items[:2]] == ["published", "assumed"]


def test_without_workdays_there_is_no_calendar(tmp_path):
    """A rulebook that counts no workdays has none to be missing."""
    text = changed(
        ("workdays: cn", "workdays: none"),
        ("measure: patrol_arrival", 'measure: {frequency: patrols, where: "valid", times: 1, per: day, excused_by: none}'),
        ("part_month: by_paid_days", "part_month: whole"),
    )
    assert load_rules(write_pack(tmp_path, text)).calendar is None


def test_days_that_differ_reach_the_calendar(tmp_path):
    """A county's own days off and workdays are part of its calendar."""
    text = changed(("workdays: cn", "workdays: cn, days_off: [2026-03-09], working_days: [2026-03-14]"))
    calendar = load_rules(write_pack(tmp_path, text)).calendar
    assert calendar.is_workday(dt.date(2026, 3, 14))
    assert not calendar.is_workday(dt.date(2026, 3, 9))


def test_a_saved_rulebook_is_the_same_rulebook(rules):
    """Written as JSON and read back, nothing has changed; a changed digit is noticed."""
    text = json.dumps(rules.as_dict(), ensure_ascii=False)
    restored = Rulebook.from_dict(json.loads(text))
    assert (restored.edition, restored.pack, restored.digest) == (rules.edition, rules.pack, rules.digest)
    assert (restored.document, restored.starts_on, restored.until) == (rules.document, rules.starts_on, rules.until)
    assert restored.as_dict() == rules.as_dict()
    assert refused(Rulebook.from_dict, json.loads(text.replace('"share": 60', '"share": 61'))) == [("R127", "")]


def test_rules_saved_by_another_version_are_refused_and_not_called_changed(rules):
    """A key that is new and required is missing in what was saved before there was one."""
    before = rules.as_dict()
    del before["edition"]["calendar"]["workdays"]
    with pytest.raises(RulesError) as caught:
        Rulebook.from_dict(before)
    (found,) = caught.value.problems
    assert (found.code, found.values) == ("R135", {"at": "calendar.workdays", "why": "Field required"})


def test_an_edition_survives_being_written_and_read(rules):
    """Every number comes back as the same fraction."""
    raw = json.loads(json.dumps(rules.edition.model_dump(mode="json", exclude_defaults=True)))
    assert Edition.model_validate(raw) == rules.edition
    assert rules.edition.sheets[0].items[1].score.bands[0].at_least == Fraction(19, 20)


def test_the_digest_covers_rules_and_nothing_else(tmp_path, rules):
    """Comments, order of keys and another folder change nothing; a rule, or a measure it names, does."""
    twin = changed(
        ("basis: assumed\n", "# a remark\nbasis: assumed\n"),
        ("{floor: 0, cap: 105, clause: 第二条}", "{clause: 第二条, cap: 105.0, floor: 0}"),
    )
    assert load_rules(write_pack(tmp_path / "twin", twin)).digest == rules.digest
    for at, change in enumerate(
        [("cap: 300", "cap: 301"), ("name: 以奖代补", "name: 奖励"), ("measure: honours", "measure: valid_reports")]
    ):
        assert load_rules(write_pack(tmp_path / str(at), changed(change))).digest != rules.digest
    assert load_rules(write_pack(tmp_path / "text", source=SOURCE.replace("正文", "条文"))).digest == rules.digest


def test_a_rulebook_cannot_be_changed(rules):
    """Neither its parts nor its catalogue take a new value."""
    with pytest.raises(AttributeError):
        rules.digest = ""
    with pytest.raises(TypeError):
        rules.catalogue["x"] = None
    with pytest.raises(Exception, match="frozen"):
        rules.edition.title = ""


# --- new packs ---------------------------------------------------------------------------------------------------------


def test_a_new_pack_is_sound_from_the_start(tmp_path):
    """The template passes every check under its new name."""
    folder = new_pack("990002-mycounty", "我的县", tmp_path / "mine")
    assert folder == tmp_path / "mine" / "990002-mycounty"
    assert check_rules(folder) == ()
    rules = load_rules(folder)
    assert (rules.pack.code, rules.pack.name, rules.edition.title) == ("990002-mycounty", "我的县", "我的县网格员考核办法")
    assert not [path for path in folder.rglob("*") if path.is_file() and "示例县" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("beside", [True, False])
def test_the_schemas_a_new_pack_names_exist(tmp_path, beside):
    """Every schema named in a file of a new pack is found from that file, whether or not schemas lie beside the pack."""
    if beside:
        (tmp_path / "schema").mkdir()
        for name in ("pack", "rulebook", "examples"):
            (tmp_path / "schema" / f"{name}.schema.json").write_text("{}")
    folder = new_pack("990002-mycounty", "我的县", tmp_path)
    named = {
        path.relative_to(folder).as_posix(): (path.parent / line.partition("$schema=")[2]).resolve()
        for path in folder.rglob("*.yaml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "$schema=" in line
    }
    assert set(named) == {"pack.yaml", "editions/2026-01-01.yaml", *(f"examples/{name}.yaml" for name in ("lines", "pay", "worker-month"))}
    assert all(path.is_file() for path in named.values())
    assert (folder / "schema").exists() is not beside


def test_an_editor_is_prepared_for_a_pack_of_long_ago(tmp_path):
    """Schemas are brought up to date and named in first lines; nothing else of a rule file changes, and a second run has nothing to do."""
    folder = new_pack("990002-mycounty", "我的县", tmp_path)
    edition, layer = folder / "editions" / "2026-01-01.yaml", folder / "editions" / "2027-01-01.yaml"
    body = edition.read_bytes().partition(b"\n")[2]
    edition.write_bytes(b"# yaml-language-server: $schema=../gone.json\r\n" + body)
    layer.write_text("title: 细则\nextends: {pack: 990001-up, edition: 2026-01-01, called: 县办法}\n", encoding="utf-8")
    (folder / "schema" / "rulebook.schema.json").write_text("{}")
    assert prepare_editors(folder) == (folder / "schema" / "rulebook.schema.json", edition, layer)
    assert edition.read_bytes() == b"# yaml-language-server: $schema=../schema/rulebook.schema.json\r\n" + body
    assert layer.read_text(encoding="utf-8").splitlines()[:2] == [
        "# yaml-language-server: $schema=../schema/layer.schema.json",
        "title: 细则",
    ]
    assert prepare_editors(folder) == ()


def test_schemas_beside_packs_serve_all_of_them(tmp_path):
    """Where schemas lie beside the packs, they are kept there, and no pack gets its own."""
    first = new_pack("990002-mycounty", "我的县", tmp_path)
    (first / "schema").rename(tmp_path / "schema")
    examples = [first / "examples" / f"{name}.yaml" for name in ("lines", "pay", "worker-month")]
    assert prepare_editors(first) == (first / "pack.yaml", first / "editions" / "2026-01-01.yaml", *examples)
    assert (first / "pack.yaml").read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../schema/pack.schema.json\n")
    second = new_pack("990003-other", "另一县", tmp_path)
    assert not (first / "schema").exists()
    assert not (second / "schema").exists()
    named = (second / "editions" / "2026-01-01.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert named == "# yaml-language-server: $schema=../../schema/rulebook.schema.json"


def test_the_template_is_prepared_as_a_new_pack_is():
    """The first lines of the shipped template are what preparing it writes."""
    assert prepare_editors(bundled("rules") / "_template") == ()


def test_nothing_is_overwritten(tmp_path):
    """A folder that exists is left alone, and a code must be one."""
    folder = new_pack("990002-mycounty", "我的县", tmp_path)
    assert refused(new_pack, "990002-mycounty", "别的县", tmp_path) == [("R129", folder.as_posix())]
    assert load_rules(folder).pack.name == "我的县"
    for code in ("", "My County", "../up", "_template", "县", "guangrao", "370522", "37052-lijin", "370522-Lijin", "370522_lijin"):
        assert refused(new_pack, code, "县", tmp_path) == [("R128", "")]


# --- anything ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("written", "key"), [("full_score: 100", "full_score"), ("total: {floor: 0, cap: 105, clause: 第二条}", "total")])
def test_a_key_of_a_scored_sheet_left_empty_is_missing(tmp_path, written, key):
    """Only a sheet without items does without a full score and a total; written without a value they are not written."""
    [problem] = check_rules(write_pack(tmp_path, changed((written, f"{key}:"))))
    assert problem.message == f'The key "{key}" is missing; what a rulebook does not say is not assumed for it.'


LINES = EDITION.splitlines()


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(st.integers(0, len(LINES) - 1), st.sampled_from(["drop", "twice", "swap", "cut", "noise"]), st.text(max_size=8)),
        min_size=1,
        max_size=6,
    )
)
def test_any_text_as_an_edition_gives_problems(tmp_path_factory, mistakes):
    """However an edition is mangled, it loads or gives problems with wordings; nothing else is raised."""
    lines = list(LINES)
    for at, what, noise in mistakes:
        if what == "drop":
            lines[at] = ""
        elif what == "twice":
            lines[at] = f"{lines[at]}\n{lines[at]}"
        elif what == "swap":
            lines[at], lines[at - 1] = lines[at - 1], lines[at]
        elif what == "cut":
            lines[at] = lines[at][: len(lines[at]) // 2]
        else:
            lines[at] = lines[at].replace(lines[at].split()[-1] if lines[at].split() else "", noise)
    folder = write_pack(tmp_path_factory.mktemp("pack"), "\n".join(lines).encode("utf-8", "surrogatepass"))
    for problem in check_rules(folder):
        assert problem.where.file.startswith(CODE)
        assert str(problem)


@settings(max_examples=50)
@given(st.binary(max_size=80))
def test_any_bytes_as_an_edition_give_problems(tmp_path_factory, data):
    """Bytes that are no edition are problems of the file."""
    folder = write_pack(tmp_path_factory.mktemp("pack"), data)
    problems = check_rules(folder, period="2026-01")
    assert problems
    assert all(str(problem) for problem in problems)
