"""A lower rulebook is the upper one with what it changes, within what every level above allows, and each value says who set it."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from fractions import Fraction

import pytest

from gridperf.errors import RulesError
from gridperf.rulebook import Rulebook, check_rules, load_rules
from gridperf.trials import run_examples
from tests.unit.rulebook.layered import BELOW, CODE, HEAD, TOWN, TOWN_SOURCE, VILLAGE, write_chain, write_layer
from tests.unit.rulebook.packs import EDITION, INFO, SOURCE, changed, write_pack

ARRIVAL = "sheets.month.items.arrival"
FOREST = """add:
  - at: sheets.month.items.forest
    place: {after: arrival}
    new: {name: 护林, clause: 第三条, section: bonus, measure: {count: patrols, where: "kind = '护林巡查'"}, score: {each: 1, up_to: 3}}
"""
VILLAGE_HEAD = HEAD.replace(CODE, TOWN).replace("县办法", "镇细则")
TOWN_BELOW = """below:
  allow:
    - {change: sheets.month.items.*.score.share, at_least: 55, at_most: 80, clause: 第四条}
    - {change: sheets.month.items.forest, clause: 第四条}
    - {add: sheets.month.items, most: 5, clause: 第四条}
    - {disable: sheets.month.items.*, clause: 第四条}
"""


def problems_of(folder, **named):
    return [(problem.code, str(problem.where)) for problem in check_rules(folder, period="2026-01", **named)]


def rules_of(rules: Rulebook) -> dict:
    """Return the rules of an edition without its header and without clauses."""

    def bare(part):
        if isinstance(part, dict):
            return {key: bare(value) for key, value in part.items() if key != "clause"}
        return [bare(value) for value in part] if isinstance(part, list) else part

    made = rules.edition.model_dump(mode="json", exclude_defaults=True)
    return bare({key: value for key, value in made.items() if key not in ("title", "source", "below")})


# --- what comes out ----------------------------------------------------------------------------------------------------


def test_a_layer_that_changes_nothing_is_the_upper_rulebook(tmp_path):
    """Without a verb, rules are those of the county; its clauses carry the name of its document."""
    town = load_rules(write_chain(tmp_path, HEAD))
    county = load_rules(tmp_path / CODE)
    assert rules_of(town) == rules_of(county)
    assert town.edition.title == "测试镇实施细则"
    assert [item.clause for item in town.edition.sheets[0].items] == [f"县办法{item.clause}" for item in county.edition.sheets[0].items]
    assert town.document.clauses["县办法第三条"] == county.document.clauses["第三条"]
    assert town.edition.below is None
    assert problems_of(tmp_path / TOWN) == []


def test_a_value_is_changed_with_its_clause(tmp_path):
    """An override sets the value and the clause of the item around it, and leaves the rest."""
    text = f"{HEAD}override:\n  - {{at: pay.cash, set: {{line.cap: 450}}, clause: 第二条}}\n"
    rules = load_rules(write_chain(tmp_path, text))
    line = next(line for line in rules.edition.pay if line.id == "cash")
    assert (line.line.cap, line.line.each, line.clause) == (450, 5, "第二条")
    assert [other.clause for other in rules.edition.pay if other is not line] == ["县办法第九条"] * 3


def test_every_value_says_who_set_it(tmp_path):
    """The origin of a value is its layer, file and line; of a changed one, also what it was."""
    text = f"{HEAD}override:\n  - {{at: pay.cash, set: {{line.cap: 450}}, clause: 第二条}}\ndisable:\n  - {{at: {ARRIVAL.replace('arrival', 'complaint')}, clause: 第三条}}\n"
    rules = load_rules(write_chain(tmp_path, text))
    cap = rules.origins["pay.cash.line.cap"]
    assert (cap.layer, cap.file, cap.line, cap.value) == (TOWN, f"{TOWN}/editions/2026-01-01.yaml", 6, "450")
    county = (tmp_path / CODE / "editions/2026-01-01.yaml").read_text(encoding="utf-8").splitlines()
    assert (cap.was.layer, cap.was.value) == (CODE, "300")
    assert "cap: 300" in county[cap.was.line - 1]
    each = rules.origins["pay.cash.line.each"]
    assert (each.layer, each.was) == (CODE, None)
    assert "each: 5" in county[each.line - 1]
    gone = rules.origins["sheets.month.items.complaint"]
    assert (gone.value, gone.line, gone.was.value, gone.was.layer) == (None, 8, "有责投诉", CODE)


def test_a_whole_rulebook_knows_its_lines_too(tmp_path):
    """Without layers every value comes from the one file."""
    rules = load_rules(write_pack(tmp_path))
    assert {origin.layer for origin in rules.origins.values()} == {CODE}
    assert "each: 5" in EDITION.splitlines()[rules.origins["pay.cash.line.each"].line - 1]
    assert rules.layers == ()


def test_something_new_stands_where_it_is_said(tmp_path):
    """An added item takes its name from its address and its place in the list."""
    rules = load_rules(write_chain(tmp_path, HEAD + FOREST))
    items = rules.edition.sheets[0].items
    assert [item.id for item in items] == ["arrival", "forest", "on-time", "complaint", "honour"]
    assert items[1].clause == "第三条"


@pytest.mark.parametrize(
    ("place", "position"), [("first", 0), ("last", 4), ("{before: on-time}", 1), ("{after: on-time}", 2), ("{after: honour}", 4)]
)
def test_places_in_a_list(tmp_path, place, position):
    """First, last, in front of and behind another entry."""
    rules = load_rules(write_chain(tmp_path, HEAD + FOREST.replace("{after: arrival}", place)))
    assert rules.edition.sheets[0].items[position].id == "forest"


def test_something_new_among_named_parts_and_in_a_list_that_was_not_there(tmp_path):
    """A set of named parts has no order; a list the upper edition leaves out can be begun."""
    county = EDITION.replace(
        "actions:\n  - {id: dismiss, name: 解聘, clause: 第八条, when: {grade: 不合格, times: 2, in_a_row: month}}\n", ""
    )
    assert county != EDITION
    text = f"""{HEAD}add:
  - {{at: values.heat, new: {{name: 取暖, amount: 80, basis: assumed, clause: 第二条}}}}
  - {{at: actions.talk, place: first, new: {{name: 约谈, clause: 第二条, when: {{grade: 不合格, of: month}}}}}}
"""
    rules = load_rules(write_chain(tmp_path, text, county=county))
    assert rules.edition.values["heat"].amount == 80
    assert [action.id for action in rules.edition.actions] == ["talk"]


def test_nothing_takes_a_key_away(tmp_path):
    """An empty value under `set` removes the key, and the origin of what is gone stays known."""
    county = changed(("{id: performance, name", "{id: performance, roles: [网格员], name"))
    text = f"{HEAD}override:\n  - {{at: pay.performance, set: {{roles: null}}, clause: 第二条}}\n"
    rules = load_rules(write_chain(tmp_path, text, county=county))
    assert next(line for line in rules.edition.pay if line.id == "performance").roles == "all"
    gone = rules.origins["pay.performance.roles"]
    assert (gone.value, gone.layer, gone.was.value) == (None, TOWN, "[网格员]")


def test_the_basis_of_a_changed_value_is_the_layers(tmp_path):
    """What the county published stays published; what the town set is as the town says."""
    county = EDITION.replace("basis: assumed\ncalendar", "basis: published\ncalendar")
    text = f"{HEAD}override:\n  - {{at: pay.cash, set: {{line.cap: 450}}, clause: 第二条}}\n  - {{at: pay.performance, set: {{line.by_grade.优秀: 1.3}}, clause: 第二条, basis: published}}\n"
    rules = load_rules(write_chain(tmp_path, text, county=county))
    bases = {line.id: rules.basis_of(line) for line in rules.edition.pay}
    assert bases == {"base": "published", "performance": "published", "cash": "assumed", "top-up": "published"}
    assert {rules.basis_of(item) for item in rules.edition.sheets[0].items} == {"published"}


# --- proof -----------------------------------------------------------------------------------------------------------


def test_the_digest_covers_every_layer(tmp_path):
    """A change further up changes the digest, even of what the layer sets itself; the upper digest is on record."""
    text = f"{HEAD}override:\n  - {{at: pay.cash, set: {{line.cap: 450}}, clause: 第二条}}\n"
    rules = load_rules(write_chain(tmp_path / "a", text))
    county = load_rules(tmp_path / "a" / CODE)
    assert [(upper.pack, upper.edition, upper.digest, upper.called) for upper in rules.layers] == [
        (CODE, dt.date(2026, 1, 1), county.digest, "县办法")
    ]
    for at, (old, new) in enumerate([("cap: 300", "cap: 310"), ("{each: 5, m", "{each: 6, m"), ("placed: last", "placed: first")]):
        folder = write_chain(tmp_path / str(at), text, county=changed((old, new)))
        assert load_rules(folder).digest != rules.digest
    assert load_rules(write_chain(tmp_path / "twin", text)).digest == rules.digest
    assert load_rules(write_chain(tmp_path / "note", f"# a remark\n{text}")).digest == rules.digest


def test_a_saved_rulebook_keeps_its_layers(tmp_path):
    """Saved and read back, a rulebook has its digest, its layers and the origin of every value; a changed layer is found out."""
    rules = load_rules(write_chain(tmp_path, HEAD + FOREST))
    data = json.loads(json.dumps(rules.as_dict(), ensure_ascii=False))
    again = Rulebook.from_dict(data)
    assert (again.digest, again.layers, again.origins) == (rules.digest, rules.layers, rules.origins)
    data["layers"][0]["edition"] = "2026-02-01"
    with pytest.raises(RulesError) as caught:
        Rulebook.from_dict(data)
    assert [problem.code for problem in caught.value.problems] == ["R127"]


# --- chains ----------------------------------------------------------------------------------------------------------


def village(parent, text, *, town=HEAD + FOREST + TOWN_BELOW):
    """Write a village over a town over a county."""
    write_chain(parent, town)
    return write_layer(parent, VILLAGE_HEAD + text, code=VILLAGE)


def test_layers_stand_on_layers(tmp_path):
    """Clauses, origins and digests of every level stay apart; the highest stands first."""
    rules = load_rules(village(tmp_path, f"override:\n  - {{at: {ARRIVAL}, set: {{score.share: 60}}, clause: 第二条}}\n"))
    assert [(upper.pack, upper.called) for upper in rules.layers] == [(CODE, "县办法"), (TOWN, "镇细则")]
    assert [item.clause for item in rules.edition.sheets[0].items][:3] == ["第二条", "镇细则第三条", "县办法第四条"]
    share = rules.origins[f"{ARRIVAL}.score.share"]
    assert (share.layer, share.was.layer, share.was.was) == (VILLAGE, CODE, None)
    assert rules.origins["sheets.month.items.forest.name"].layer == TOWN
    assert problems_of(tmp_path / VILLAGE) == []


@pytest.mark.parametrize(
    ("share", "codes"),
    [("50", ["R919"]), ("55", ["R246", "R249"]), ("70", ["R246"]), ("71", ["R919"]), ("81", ["R919", "R919"])],
)
def test_every_level_above_must_allow_a_value(tmp_path, share, codes):
    """The county allows 50 to 70, the town 55 to 80: what holds is 55 to 70, limits included."""
    folder = village(tmp_path, f"override:\n  - {{at: {ARRIVAL}, set: {{score.share: {share}}}, clause: 第二条}}\n")
    assert [problem.code for problem in check_rules(folder, period="2026-01")] == codes


def test_who_added_an_entry_decides_over_it(tmp_path):
    """The county says nothing of the town's own item; the town allows its change, and what the county refuses stays refused."""
    text = "override:\n  - {at: sheets.month.items.forest, set: {score.up_to: 4}, clause: 第二条}\n"
    assert problems_of(village(tmp_path / "a", text)) == []
    text = "disable:\n  - {at: sheets.month.items.forest, clause: 第二条}\n  - {at: sheets.month.items.on-time, clause: 第二条}\n"
    place = f"{VILLAGE}/editions/2026-01-01.yaml:7:5   disable[1]"
    assert problems_of(village(tmp_path / "b", text)) == [("R918", place)]


def test_what_every_level_added_counts_together(tmp_path):
    """The county allows two further items of 5 points; the town's one and the village's two are three."""
    item = FOREST.partition("\n")[2].replace("{after: arrival}", "last").replace("第三条", "第二条")
    one, two = item.replace("forest", "fields"), item.replace("forest", "river")
    assert problems_of(village(tmp_path / "a", "add:\n" + one.replace("up_to: 3", "up_to: 2"))) == []
    found = check_rules(village(tmp_path / "b", "add:\n" + one + two), period="2026-01")
    assert [(problem.code, problem.values["upper"]) for problem in found] == [("R922", CODE), ("R923", CODE)]


def test_what_is_said_below_is_said_for_the_next_level_only_if_repeated(tmp_path):
    """A town that allows nothing leaves nothing to its villages, whatever the county allows."""
    text = f"override:\n  - {{at: {ARRIVAL}, set: {{score.share: 60, score.target: null}}, clause: 第二条}}\n"
    folder = village(tmp_path, text.replace(", score.target: null", "").replace("60", "61"), town=HEAD)
    assert [(problem.code, problem.values["upper"]) for problem in check_rules(folder, period="2026-01")] == [("R918", TOWN)]


def test_repeating_a_value_needs_no_leave(tmp_path):
    """A value that stays what it is changes nothing, however it is written."""
    text = f"{HEAD}override:\n  - {{at: sheets.month, set: {{total.floor: 0/5}}, clause: 第二条}}\n"
    assert problems_of(write_chain(tmp_path, text)) == []


# --- what it rests on --------------------------------------------------------------------------------------------------


def test_the_upper_pack_is_looked_for_beside_the_lower_one_first(tmp_path, monkeypatch):
    """A folder of packs is complete in itself; what is not beside it is looked for by its code."""
    folder = write_chain(tmp_path / "here", HEAD)
    elsewhere = write_pack(tmp_path / "there", changed(("cap: 300", "cap: 310")))
    monkeypatch.setenv("GRIDPERF_RULES", str(tmp_path / "there"))
    line = next(line for line in load_rules(folder).edition.pay if line.id == "cash")
    assert line.line.cap == 300
    shutil.rmtree(tmp_path / "here" / CODE)
    line = next(line for line in load_rules(folder).edition.pay if line.id == "cash")
    assert line.line.cap == 310
    assert elsewhere.is_dir()


def test_an_upper_pack_that_is_not_there(tmp_path):
    """An unknown code is reported where it stands."""
    folder = write_layer(tmp_path, HEAD)
    assert problems_of(folder) == [("R122", f"{TOWN}/editions/2026-01-01.yaml:4:17   extends.pack")]


def test_an_edition_that_is_not_there(tmp_path):
    """The pinned edition must exist; those there are, are named."""
    folder = write_chain(tmp_path, HEAD.replace("edition: 2026-01-01", "edition: 2025-01-01"))
    found = check_rules(folder, period="2026-01")
    assert [(problem.code, str(problem.where)) for problem in found] == [
        ("R904", f"{TOWN}/editions/2026-01-01.yaml:4:39   extends.edition")
    ]
    assert found[0].values["near"] == "2026-01-01"


def test_rules_that_rest_on_themselves(tmp_path):
    """A circle of any length is refused, with the way round."""
    write_layer(tmp_path, HEAD.replace(CODE, VILLAGE), code=TOWN)
    folder = write_layer(tmp_path, VILLAGE_HEAD, code=VILLAGE)
    found = check_rules(folder, period="2026-01")
    assert [problem.code for problem in found] == ["R903", "R914"]
    assert found[0].values["chain"] == f"{VILLAGE} → {TOWN} → {VILLAGE}"
    alone = write_layer(tmp_path / "alone", HEAD.replace(CODE, TOWN))
    assert [problem.code for problem in check_rules(alone, period="2026-01")] == ["R903"]
    assert next(problem.code for problem in check_rules(alone)) == "R903"


def test_an_upper_pack_with_problems(tmp_path):
    """Its errors are shown in its own files, and the layer says that it rests on them."""
    folder = write_chain(tmp_path, HEAD, county=changed(("{share: 60}", "{share: 61}")))
    found = problems_of(folder)
    assert [code for code, _ in found] == ["R246", "R914"]
    assert found[0][1].startswith(f"{CODE}/editions/2026-01-01.yaml:13:")
    assert found[1][1] == f"{TOWN}/editions/2026-01-01.yaml:4:1   extends"


def test_verbs_without_what_they_change(tmp_path):
    """A whole rulebook takes no verbs."""
    folder = write_pack(tmp_path, f"{EDITION}override: []\n")
    line = EDITION.count("\n") + 1
    assert problems_of(folder) == [("R902", f"{CODE}/editions/2026-01-01.yaml:{line}:1   override")]


def test_an_upper_edition_that_comes_later(tmp_path):
    """Rules cannot rest on an edition that is not in force yet."""
    write_pack(tmp_path, editions={"2026-03-01.yaml": EDITION + BELOW})
    folder = write_layer(tmp_path, HEAD.replace("edition: 2026-01-01", "edition: 2026-03-01"))
    assert problems_of(folder) == [("R915", f"{TOWN}/editions/2026-01-01.yaml:4:39   extends.edition")]


def test_a_newer_upper_edition_is_pointed_out(tmp_path):
    """A layer stays on its pinned edition and says that there is a newer one, until it has an edition for that, or a reason."""
    newer = EDITION + BELOW.replace("at_most: 70", "at_most: 75")
    write_pack(tmp_path, editions={"2026-01-01.yaml": EDITION + BELOW, "2026-03-01.yaml": newer})
    folder = write_layer(tmp_path, HEAD)
    rules = load_rules(folder, period="2026-05")
    assert [(problem.code, problem.severity) for problem in rules.warnings] == [("R916", "warning")]
    assert rules.layers[0].edition == dt.date(2026, 1, 1)
    (folder / "editions/2026-01-01.yaml").write_text(f"{HEAD}acknowledged: {{R916: 年底一并修订}}\n", encoding="utf-8")
    assert problems_of(folder) == []
    text = HEAD.replace("edition: 2026-01-01", "edition: 2026-03-01")
    (folder / "editions/2026-01-01.yaml").write_text(HEAD, encoding="utf-8")
    (folder / "editions/2026-03-01.yaml").write_text(text, encoding="utf-8")
    assert problems_of(folder) == []
    assert load_rules(folder, period="2026-05").layers[0].edition == dt.date(2026, 3, 1)


def test_one_short_name_for_two_documents(tmp_path):
    """A clause must not point to two documents."""
    write_chain(tmp_path, HEAD)
    folder = write_layer(tmp_path, VILLAGE_HEAD.replace("镇细则", "县办法"), code=VILLAGE)
    assert problems_of(folder) == [("R917", f"{VILLAGE}/editions/2026-01-01.yaml:4:59   extends.called")]


def test_a_warning_of_the_upper_rules_is_theirs(tmp_path):
    """What the county was warned of, or acknowledged, is not repeated to each of its towns."""
    county = changed(("direction", "direction")) if "direction" in EDITION else EDITION
    county = county.replace("{each: 5, measure: adopted_reports, cap: 300}", "{each: 5, measure: {count: patrols}, cap: 300}")
    folder = write_chain(tmp_path, HEAD, county=county)
    assert problems_of(folder) == []


# --- tables and examples -----------------------------------------------------------------------------------------------

TABLES = "tables:\n  visits:\n    columns:\n      colour: {kind: text, label: 颜色, meaning: 走访对象的颜色。, allowed: [红, 黄]}\n"


def test_tables_of_the_upper_pack_are_inherited(tmp_path):
    """Columns the county adds are read, filtered and counted by its towns; a town adds its own."""
    write_pack(tmp_path, EDITION + BELOW, info=INFO + TABLES)
    text = HEAD + FOREST.replace(
        "{count: patrols, where: \"kind = '护林巡查'\"}", "{count: visits, where: \"colour = '红' AND steps > 3\"}"
    )
    folder = write_layer(tmp_path, text)
    info = folder / "pack.yaml"
    own = "tables:\n  visits:\n    columns:\n      steps: {kind: integer, label: 步数, meaning: 走了几步。}\n"
    info.write_text(info.read_text(encoding="utf-8") + own, encoding="utf-8")
    assert problems_of(folder) == []
    assert {"colour", "steps"} <= set(load_rules(folder).tables["visits"].names)
    assert "steps" not in load_rules(tmp_path / CODE).tables["visits"].names
    info.write_text(info.read_text(encoding="utf-8").replace("steps:", "colour:"), encoding="utf-8")
    assert "R404" in [code for code, _ in problems_of(folder)]


def test_the_examples_of_a_layer_run(tmp_path):
    """A worked example of a layer is assessed by the whole; only what the layer set needs one."""
    example = """- name: 护林巡查每次一分
  period: 2026-01
  given:
    roster: [{worker_id: "1", name: 甲, role: 网格员, starts_on: 2025-01-01, pay_base: 2000, area: 农村}]
    patrols: [{worker_id: "1", kind: 护林巡查, started_at: 2026-01-05 09:00, valid: true}]
  expect: {entries: {"1": {forest: 1}}, pay: {"1": {base: 2000}}}
"""
    write_pack(tmp_path, EDITION + BELOW)
    folder = write_layer(tmp_path, HEAD + FOREST, examples={"forest.yaml": example})
    assert [(result.passed, result.differences) for result in run_examples(folder)] == [(True, ())]
    assert [problem.code for problem in check_rules(folder)] == []
    (folder / "examples/forest.yaml").unlink()
    found = check_rules(folder)
    assert [(problem.code, problem.values["what"]) for problem in found] == [("R318", "forest")]


def test_each_document_answers_for_its_own_clauses(tmp_path):
    """A clause of the town without a rule is pointed out to the town; the county's are the county's affair."""
    folder = write_chain(tmp_path, HEAD)
    (folder / "sources/2026-01-01.md").write_text(TOWN_SOURCE.replace(", 第五条: 目的", ""), encoding="utf-8")
    assert [(problem.code, problem.values["what"]) for problem in check_rules(folder, period="2026-01")] == [("R305", "第五条")]
    assert SOURCE.count("第五条") == 1


def test_shares_stay_exact(tmp_path):
    """Numbers of a layer are as exact as any."""
    text = f"{HEAD}override:\n  - {{at: pay.cash, set: {{line.cap: 1000/3}}, clause: 第二条}}\n"
    rules = load_rules(write_chain(tmp_path, text))
    assert next(line for line in rules.edition.pay if line.id == "cash").line.cap == Fraction(1000, 3)
