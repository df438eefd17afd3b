"""Pages as PDF: every printed figure can be read back, nothing is fetched, and bytes never differ."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import pytest

from gridperf.errors import ReportError
from gridperf.language import Language
from gridperf.report import render
from gridperf.report.paper.html import Page, page_html, reports_folder
from gridperf.report.paper.pdf import WeasyPrintRenderer
from gridperf.report.views import county_summary, pay_sheet, scorecards
from gridperf.report.views.scorecard import Scorecard
from tests.pdf import reading
from tests.unit.report.fake import EDITION, HISTORY, Case, Fake

ROOT = Path(__file__).parents[2]
LEFT_OUT = (("patrols", "rejected", 3), ("patrols", "other_period", 12))


def card_of(case: Case) -> Scorecard:
    (card,) = scorecards(Fake([case], left_out=LEFT_OUT))
    assert isinstance(card, Scorecard)
    return card


def pdf_of(renderer: WeasyPrintRenderer, case: Case, language: str = "zh") -> bytes:
    card = card_of(case)
    return renderer.render(Page("scorecard", card, card.whose, language))


ORDINARY = Case(history=HISTORY)
VARIANTS = {
    "ordinary": ORDINARY,
    "rare-name": replace(ORDINARY, name="郑𬎆㛃喆祎"),
    "long-name": replace(ORDINARY, name="阿卜杜热合曼·买买提依明·吐尔逊江", street="利津县凤凰城街道办事处（经济开发区）"),
    "negative-pay": replace(ORDINARY, pay={"base": "1000", "deduction": ("-1500.05", 1, 1, "-1500.05", "")}),
    "veto": replace(
        ORDINARY,
        grade="不合格",
        by_band="优秀",
        decided_by="veto",
        clause="第十二条（一）",
        distances=(),
        actions=(("约谈", "2026-09、2026-10", "第十八条"),),
    ),
    "no-grade": replace(ORDINARY, grade=None, by_band=None, decided_by="not_assessed", total=None, lines=(), distances=()),
    "exempt": replace(
        ORDINARY,
        lines=(
            ("item", "arrival", "巡查到位率", "第六条（一）", 0, 0, None, "0", "无数据，免考"),
            ("item", "on-time", "按期处置率", "第八条（二）", 20, 20, None, "40", "≥95%"),
            ("rescale", "rescale", "免考项折算", "第十一条", None, None, None, "60", ""),
        ),
    ),
    "no-history": replace(ORDINARY, history={}),
    "no-pay": replace(ORDINARY, pay={}),
    "pay-only": replace(ORDINARY, lines=()),
}


@pytest.fixture(scope="module")
def rendered(renderer: WeasyPrintRenderer) -> Callable[[str], bytes]:
    """Return the PDF of a variant, made once."""
    return lru_cache(maxsize=None)(lambda name: pdf_of(renderer, VARIANTS[name]))


@pytest.mark.parametrize("name", VARIANTS)
def test_everything_on_the_card_can_be_read_back(rendered: Callable[[str], bytes], name: str) -> None:
    """Names, every ledger line, every pay line, totals and digests are text in the PDF, on one page."""
    card, pdf = card_of(VARIANTS[name]), rendered(name)
    found = reading.text(pdf)
    wanted = [card.person.name, card.person.subject, card.person.street, card.total, card.gross, card.grade.name, card.proof.assessment]
    wanted += [part for line in card.lines for part in (line.name, line.clause, line.quantity, line.points, line.note)]
    wanted += [part for line in card.pay for part in (line.name, line.clause, line.yuan)]
    wanted += [part for bar in card.bars for part in (bar.total,)]
    wanted += [part for action in card.actions for part in action]
    assert [text for text in wanted if "".join(text.split()) not in found] == []
    assert len(reading.pages(pdf)) == 1


@pytest.mark.parametrize("name", VARIANTS)
def test_only_the_fonts_of_the_set_are_used_and_all_are_embedded(
    renderer: WeasyPrintRenderer, rendered: Callable[[str], bytes], name: str
) -> None:
    """No installed font slips in, and the page needs none where it is read."""
    family = renderer.fonts.regular.family.replace(" ", "-")
    assert reading.fonts(rendered(name)) == {family: True, f"{family}-Bold": True}


def test_the_pdf_says_what_it_is(rendered: Callable[[str], bytes]) -> None:
    """Title, author and language are in the PDF; dates are not."""
    read = reading.reader(rendered("ordinary"))
    assert dict(read.metadata) == {
        "/Title": "王小明 W0001·2026年10月·专职网格员月度考核计分卡",
        "/Author": "示例县",
        "/Creator": "gridperf",
        "/Producer": "WeasyPrint 70.0",
    }
    assert read.trailer["/Root"]["/Lang"] == "zh-CN"


def test_an_english_card_keeps_the_countys_words(renderer: WeasyPrintRenderer) -> None:
    """Words around the data are English; names of items stay the county's."""
    found = reading.text(pdf_of(renderer, ORDINARY, "en"))
    assert all(text in found for text in ("Grosspay", "Total", "巡查到位率", "1.17pointsshortof'优秀'"))
    assert "应发合计" not in found


def test_rendering_again_gives_the_same_bytes(renderer: WeasyPrintRenderer, rendered: Callable[[str], bytes]) -> None:
    """The same page is the same file, after other pages and from a new renderer."""
    first = rendered("ordinary")
    rendered("rare-name")
    assert pdf_of(renderer, ORDINARY) == first
    assert pdf_of(WeasyPrintRenderer(), ORDINARY) == first


def test_a_card_alone_is_the_card_from_a_batch(renderer: WeasyPrintRenderer, tmp_path: Path) -> None:
    """A batch over processes, from a script without a main guard, gives the bytes each card has alone."""
    names = ["王小明", "喆祎𬎆㛃", "买买提·吐尔逊"]
    script = tmp_path / "script.py"
    script.write_text(
        "from dataclasses import replace\n"
        "from gridperf.report import render\n"
        "from tests.unit.report.fake import HISTORY, Case, Fake\n"
        f"cases = [replace(Case(history=HISTORY), subject=f'W{{at}}', name=name) for at, name in enumerate({names!r})]\n"
        f"print(len(render(Fake(cases), to={str(tmp_path / 'batch')!r}, processes=2)))\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, script],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7"},
    )
    assert (done.stdout.strip(), done.stderr) == ("3", "")
    for at, name in enumerate(names):
        # the assessment of one differs in nothing a card shows
        (alone,) = render(Fake([replace(ORDINARY, subject=f"W{at}", name=name)]), to=tmp_path / f"alone-{at}", processes=1)
        assert alone.read_bytes() == (tmp_path / "batch" / alone.name).read_bytes()


def test_many_lines_flow_to_a_second_page(renderer: WeasyPrintRenderer) -> None:
    """The table's header is repeated, the total stays with a line, and the signature block is whole."""
    lines = tuple(("item", f"i{at}", f"考核项目第{at}项", f"第{at}条", at, 40, None, "2.5", "") for at in range(40))
    first, second = reading.pages(pdf_of(renderer, replace(ORDINARY, lines=lines)))
    assert all("序考核项条款完成情况" in page for page in (first, second))
    assert "合计100100.00" in second
    assert "考核项目第39项" in second
    assert all(word not in first and word in second for word in ("制表", "审核", "负责人", "本人确认"))


def test_lines_that_nearly_fill_a_page_do_not_split_the_signatures(renderer: WeasyPrintRenderer) -> None:
    """Wherever the page ends, the signature boxes are on one page together with the pay they sign."""
    for count in (14, 18, 24):
        lines = tuple(("item", f"i{at}", f"考核项目第{at}项", f"第{at}条", at, 40, None, "2.5", "") for at in range(count))
        found = reading.pages(pdf_of(renderer, replace(ORDINARY, lines=lines)))
        assert len(found) == (1 if count <= 14 else len(found))
        (signed,) = [page for page in found if "制表" in page]
        assert all(word in signed for word in ("审核", "负责人", "本人确认", "应发合计"))


def test_hostile_text_is_printed_and_nothing_is_fetched(renderer: WeasyPrintRenderer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Markup in a name is letters on paper, and no address in it is ever opened."""
    import urllib.request

    def opened(*_args: object, **_more: object) -> None:
        pytest.fail("something was fetched")

    monkeypatch.setattr(urllib.request.OpenerDirector, "open", opened)
    name = '<img src="http://127.0.0.1:9/x.png"><style>@import url(http://127.0.0.1:9/a.css)</style>'
    assert "".join(name.split()) in reading.text(pdf_of(renderer, replace(ORDINARY, name=name)))


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="http://127.0.0.1:9/x.png">',
        '<img src="file:///etc/hostname">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/a.css">',
        '<style>@import "http://127.0.0.1:9/a.css";</style>',
        "<style>@font-face{font-family:x;src:url(http://127.0.0.1:9/a.ttf)}</style>",
        '<p style="background:url(http://127.0.0.1:9/b.png)">x</p>',
        '<link rel="attachment" href="file:///etc/hostname">',
        '<object data="http://127.0.0.1:9/o.svg"></object>',
        '<svg><image href="http://127.0.0.1:9/i.png"/></svg>',
    ],
)
def test_a_template_that_asks_for_an_address_is_refused(
    renderer: WeasyPrintRenderer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, markup: str
) -> None:
    """Even a template cannot make a page fetch something: the page is not made."""
    shutil.copytree(reports_folder(), tmp_path / "reports")
    template = tmp_path / "reports" / "scorecard" / "template.html.j2"
    template.write_text(f"<!DOCTYPE html><html><head><title>x</title></head><body>{markup}</body></html>", encoding="utf-8")
    monkeypatch.setenv("GRIDPERF_REPORTS", str(tmp_path / "reports"))
    with pytest.raises(ReportError) as caught:
        pdf_of(renderer, ORDINARY)
    (problem,) = caught.value.problems
    assert problem.code == "P103"
    # WeasyPrint reports a refused picture inside a picture as the picture that failed
    assert re.search(r"may not fetch anything|Failed to render SVG", str(problem.values["warning"]))


def test_a_style_that_warns_stops_the_page(renderer: WeasyPrintRenderer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelled property is a problem, not a page that looks different."""
    shutil.copytree(reports_folder(), tmp_path / "reports")
    style = tmp_path / "reports" / "scorecard" / "style.css"
    style.write_text(style.read_text(encoding="utf-8") + "p { colour: red }", encoding="utf-8")
    monkeypatch.setenv("GRIDPERF_REPORTS", str(tmp_path / "reports"))
    with pytest.raises(ReportError, match="colour: red"):
        pdf_of(renderer, ORDINARY)


def test_a_character_without_glyph_stops_the_page(renderer: WeasyPrintRenderer) -> None:
    """The person and the character are named, and no box is printed."""
    with pytest.raises(ReportError) as caught:
        pdf_of(renderer, replace(ORDINARY, name="王జ"))
    assert [(problem.code, dict(problem.values)) for problem in caught.value.problems] == [
        ("P102", {"whose": "W0001 王జ", "characters": "జ (U+0C1C)"})
    ]


def test_a_fallback_font_is_named_on_the_page_that_needs_it(renderer: WeasyPrintRenderer, rendered: Callable[[str], bytes]) -> None:
    """A character of a fallback face is printed, embedded and accounted for; other pages do not mention it."""
    if not renderer.fonts.rare:
        pytest.skip("no fallback font on this machine")
    face = renderer.fonts.rare[0]
    only = chr(min(face.characters - renderer.fonts.regular.characters - set(range(0x3400))))
    pdf = pdf_of(renderer, replace(ORDINARY, name=f"王{only}"))
    assert reading.fonts(pdf)[face.family.replace(" ", "-")]
    assert face.family in reading.text(pdf)
    assert f"王{only}" in reading.text(pdf)
    assert face.family not in reading.text(rendered("ordinary"))


@pytest.fixture
def county() -> Fake:
    """Sixty people in three streets."""
    grades = ["优秀", "合格", "合格", "不合格", None]
    cases = [
        replace(
            ORDINARY,
            subject=f"W{at:03}",
            name=f"王{'一二三四五六七八九十'[at % 10]}",
            street=["利津街道", "凤凰城街道", "盐窝镇"][at % 3],
            grade=grades[at % 5],
            by_band=grades[at % 5],
        )
        for at in range(60)
    ]
    return Fake(cases, left_out=LEFT_OUT)


def test_the_pay_sheet_repeats_its_header_and_counts_its_pages(renderer: WeasyPrintRenderer, county: Fake) -> None:
    """Every page has the header and its number; everyone, every sum and the capitals are there."""
    view = pay_sheet(county)
    pdf = renderer.render(Page("pay-sheet", view, "pay-sheet"))
    found = reading.pages(pdf)
    assert len(found) > 1
    assert all("序编号姓名" in page for page in found)
    assert all(f"{at}/{len(found)}" in page for at, page in enumerate(found, start=1))
    everything = reading.text(pdf)
    assert all(row.subject in everything for street in view.streets for row in street.rows)
    assert all(text in everything for text in (*view.totals, view.gross, view.capitals, *(street.gross for street in view.streets)))
    assert "制表" in found[-1]
    assert reading.embedded(pdf)


def many_lines(lines: int) -> Fake:
    """Return people with so many pay lines with long names, in amounts of six digits, the third of them a pool's."""
    names = (
        "基本工资",
        "月度绩效工资",
        "奖励池",
        "最低生活保障托底补差",
        "巡查津贴（夜间）",
        "以奖代补",
        "网格岗位津贴",
        "年度考核奖金预留",
    )
    pool = {"fund": {"amount": 10000}, "within": "street", "by": [{"of": "total"}], "floor": 0, "cap": "unlimited", "short": "equal"}
    pool |= {"remainder": "largest", "reserve": 0, "nobody": "carry", "left": "carry"}
    pay = [
        {"id": f"l{at}", "name": names[at], "clause": "第二十九条第二款", "line": {"pool": pool} if at == 2 else {"amount": 1000}}
        for at in range(lines)
    ]
    cases = [replace(Case(), subject=f"37052200100{at}", pay={each["id"]: "412345.67" for each in pay}) for at in range(4)]
    account = {"line": "l2", "period": "2026-10", "scope": "利津街道", "people": 4, "fund": Decimal("1649382.68")}
    account |= {"paid": Decimal("1649382.68"), **dict.fromkeys(("carried_in", "reserved", "carried_out", "returned"), Decimal(0))}
    return Fake(cases, edition={**EDITION, "pay": pay}, further={"pools": [account]})


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("lines", [4, 6, 7, 8])
def test_nothing_on_the_pay_sheet_touches_its_neighbour(renderer: WeasyPrintRenderer, lines: int, language: Language) -> None:
    """In every printed line, heads and sums included, texts of different cells stand at least half a millimetre apart."""
    html = page_html(Page("pay-sheet", pay_sheet(many_lines(lines)), "pay-sheet", language))
    document = renderer.laid_out(html.text, html.style, "pay-sheet")
    rows: dict[float, list[tuple[float, float, str]]] = {}
    for page in document.pages:
        for box in page._page_box.descendants():
            if type(box).__name__ == "TextBox" and (box.element_tag or "").startswith(("th", "td", "span")) and box.text.strip():
                rows.setdefault(round(box.position_y + box.baseline), []).append((box.position_x, box.position_x + box.width, box.text))
    assert len(rows) > 6
    near = [
        (one[2], other[2])
        for row in rows.values()
        for one, other in pairwise(sorted(row))
        if other[0] - one[1] < 0.5 * 96 / 25.4 and not one[2].startswith("奖励池")
    ]
    assert near == []


def test_the_pay_sheet_prints_what_became_of_its_pools(renderer: WeasyPrintRenderer) -> None:
    """The account, what everybody's shares come to, and the rule for what cannot be divided."""
    everything = reading.text(renderer.render(Page("pay-sheet", pay_sheet(many_lines(4)), "pay-sheet")))
    assert "奖励池合计；各人所得合计1,649,382.6841,649,382.680.000.001,649,382.680.000.00" in everything
    assert "奖励池：份额按最大余数取整，余数相同的先看权重，再看网格编号和编号摘要；无人符合的结转下期。" in everything
    without = Fake([Case()])
    assert "奖励池" not in reading.text(renderer.render(Page("pay-sheet", pay_sheet(without), "pay-sheet")))


def test_the_county_summary_prints_the_numbers_of_its_charts(renderer: WeasyPrintRenderer, county: Fake) -> None:
    """Every bar's number is text, so the page can be read without seeing a colour."""
    view = county_summary(county)
    pdf = renderer.render(Page("county-summary", view, "county-summary"))
    everything = reading.text(pdf)
    (sheet,) = view.sheets
    wanted = [f"{stack.name or '全县'}{stack.count}" for stack in (*sheet.streets, sheet.together)]
    wanted += [f"{each.low}–{each.high}" for each in sheet.bins] + [row.total for row in (*view.lines, *view.streets)]
    assert [text for text in wanted if text not in everything] == []
    assert reading.embedded(pdf)


@pytest.mark.parametrize(("blocked", "named"), [("weasyprint", "Pango (libpangoft2-1.0-0)"), ("uharfbuzz", "uharfbuzz")])
def test_a_machine_that_cannot_print_is_told_what_to_install(blocked: str, named: str, tmp_path: Path) -> None:
    """Without Pango everything but printing works, and printing gives one clear problem."""
    code = (
        "import sys\n"
        f"sys.modules[{blocked!r}] = None\n"
        "import gridperf, gridperf.report.views\n"
        "from gridperf.errors import ReportError\n"
        "from gridperf.report import render\n"
        "from tests.unit.report.fake import Case, Fake\n"
        "try:\n"
        f"    render(Fake([Case()]), to={str(tmp_path / 'cards')!r})\n"
        "except ReportError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT, env={**os.environ, "GRIDPERF_LANG": "en"}
    )
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout.startswith("1 problem\n\nP101\n")
    assert named in done.stdout
    assert "apt-get install libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk" in done.stdout
    assert not (tmp_path / "cards").exists()


def test_a_machine_without_the_subsetter_is_told_so(renderer: WeasyPrintRenderer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Pango without HarfBuzz's subsetter would be twenty times slower, so it is refused with its package's name."""
    from weasyprint.text import ffi

    monkeypatch.setattr(ffi, "harfbuzz_subset", None)
    with pytest.raises(ReportError, match=r"libharfbuzz-subset0"):
        render(Fake([ORDINARY]), to=tmp_path)


def test_a_process_that_dies_is_one_pages_problem(renderer: WeasyPrintRenderer, tmp_path: Path) -> None:
    """A page that kills its process is named, and all others are written."""
    code = (
        "from dataclasses import replace\n"
        "from gridperf.errors import ReportError\n"
        "from gridperf.report import render\n"
        "from tests.pdf.crash import install\n"
        "from tests.unit.report.fake import Case, Fake\n"
        "install()\n"
        "cases = [replace(Case(), subject=f'W{at}', name=name) for at, name in enumerate('活死生')]\n"
        "try:\n"
        f"    render(Fake(cases), to={str(tmp_path)!r}, processes=2)\n"
        "except ReportError as error:\n"
        "    print([(problem.code, problem.values['whose']) for problem in error.problems])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stdout.strip() == "[('P104', 'W1 死')]", done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["W0-活-2026-10.pdf", "W2-生-2026-10.pdf", "manifest.json"]
