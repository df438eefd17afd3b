"""Cards by the compiled renderer, beside WeasyPrint used plainly and typst used one card at a time.

    python -m benchmarks.cards [--county FOLDER] [--cards 644] [--many 10000] [--rounds 5] [--write]

The county is made once, like the one of `gridperf demo` but larger, so that every one of the many cards is somebody else's.
The same cards, fonts and words, in one process and in turns, so that a busy machine is as busy for all; the best of some rounds. Processor
time, so that two processors do not help anybody. The compiled renderer is measured from nothing, learning included, every round; the
others per card after a first one. Nobody attaches evidence but in the row that says so.
"""

from __future__ import annotations

import argparse
import dataclasses
import gc
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

__all__ = ["CACHE", "county", "main"]

TYPST = """
#let v = json(bytes(sys.inputs.card))
#set page(paper: "a4", margin: (x: 16mm, top: 14mm, bottom: 15mm), footer: text(6.5pt, v.running))
#set text(font: "Noto Sans CJK SC", size: 8.5pt, lang: "zh", fallback: false)
#let thin = .4pt + rgb("#c3ccd8")
#let dark = rgb("#14284b")
#grid(columns: (1fr, 45mm), [#text(8pt, v.org) \\ #text(19pt, weight: "bold", fill: dark, v.title)], align(right)[#text(8pt, v.days) \\ #text(14pt, weight: "bold", v.period)])
#block(fill: rgb("#eef2f8"), stroke: (left: 1.6mm + dark), inset: 4mm, width: 100%)[#text(17pt, weight: "bold", v.name) #v.subject \\ #v.place]
#table(columns: (1fr, 1fr, 1fr), stroke: .5pt, inset: 3mm, [总分 \\ #text(19pt, weight: "bold", v.total)], [等次 \\ #box(stroke: 1pt, inset: 1mm, strong(v.grade))], [名次 \\ #text(19pt, weight: "bold", v.rank)])
#block(stroke: .8pt + dark, inset: 3mm, width: 100%)[#v.why.join(linebreak())]
#table(columns: (5mm, 38mm, 26mm, 31mm, 11mm, 15mm, 1fr), stroke: (bottom: thin), inset: 1.25mm, align: (left, left, left, right, right, right, left), ..v.lines.flatten())
#grid(columns: (86mm, 1fr), gutter: 5mm,
  grid(columns: (1fr,) * v.bars.len(), align: center + bottom, ..v.bars.map(b => [#text(6pt, b.total) #rect(width: 5mm, height: b.height * 1mm, fill: rgb("#9fadc0")) #text(6.5pt, b.label)])),
  table(columns: (1fr, 31mm, 20mm), stroke: (bottom: thin), inset: 1mm, align: (left, right, right), ..v.pay.flatten()))
#table(columns: (1fr,) * 4, rows: 11mm, stroke: .6pt, [制表], [审核], [负责人], [本人确认])
#text(6.2pt, v.proof)
"""


MONTH = "2026-10"
TRUE_SIZE = 800
CACHE = Path(__file__).parents[1] / ".cache" / "benchmarks"
PAGE = Path(__file__).parents[1] / "docs" / "benchmarks-cards.md"


def main() -> None:
    """Measure, and print a table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--county", type=Path, default=CACHE / "cards", help="where the county is, or is to be made")
    asked.add_argument("--cards", type=int, default=644)
    asked.add_argument("--many", type=int, default=10_000)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    options = asked.parse_args()

    from gridperf.report.documents.pages import scorecard_pages
    from gridperf.report.paper.compiled.renderer import CompiledRenderer

    issued = list(islice(scorecard_pages(county(options.county, options.many)), options.many))
    assert len(issued) == options.many, f"the county has {len(issued)} cards only"
    pages = [dataclasses.replace(page, evidence=()) for page in issued]
    few, sealed = pages[: options.cards], issued[: options.cards]
    gc.freeze()  # the cards are there in real batches too, but not all at once
    gc.set_threshold(50_000)  # as `render` sets it
    plain, typst = naive(), typst_cards()
    plain(pages[0]), typst(pages[0]), CompiledRenderer().render(pages[0])
    taken: dict[str, list[float]] = {}
    for at in range(options.rounds):
        renderer = CompiledRenderer()
        for side, made, render in (
            ("plain", few[at : at + 3], each_by(plain)),
            ("few", few, together(CompiledRenderer())),
            ("typst", few[at * 23 % (options.cards // 2) :][:23], each_by(typst)),  # typst remembers what it has set
            ("sealed", sealed, together(CompiledRenderer())),
            ("many", pages, together(renderer)),
        ):
            started = time.process_time()
            render(made)
            taken.setdefault(side, []).append((time.process_time() - started) / len(made))
        print({side: f"{times[-1] * 1000:.2f} ms" for side, times in taken.items()}, flush=True)
    best = {side: min(times) for side, times in taken.items()}
    table = "\n".join(_table(best, options.cards, options.many, renderer))
    print(table)
    if options.write:
        today = date.today()  # noqa: DTZ011  (a day, for readers)
        PAGE.write_text(_PAGE.format(table=table, date=today, cards=options.cards, rounds=options.rounds), encoding="utf-8")


def county(folder: Path, people: int) -> Any:
    """Return the month of a county of at least so many people, made once as `gridperf demo` makes its own."""
    from gridperf import demo, load_assessment

    month = folder / "assessments" / MONTH
    if not (month / "assessment.json").exists():
        demo.compute(folder, period=MONTH, scale=1.05 * people / TRUE_SIZE)
    return load_assessment(month)


def each_by(render: Callable[[Any], object]) -> Callable[[Sequence[object]], object]:
    """Return what makes pages one by one."""
    return lambda pages: [render(page) for page in pages]


def together(renderer: Any) -> Callable[[Sequence[object]], object]:
    """Return what makes pages as a batch does."""

    def render(pages: Sequence[object]) -> int:
        # a batch is written out, not kept
        return sum(len(card) for at in range(0, len(pages), 32) for card, _ in renderer.render_each(pages[at : at + 32]))

    return render


def _table(best: dict[str, float], cards: int, many: int, renderer: Any) -> Iterator[str]:
    plain, typst = best["plain"], best["typst"]
    yield f"| | seconds | WeasyPrint, plainly ({plain * 1000:.0f} ms a card) | typst, one a card ({typst * 1000:.1f} ms a card) |"
    yield "|---|---|---|---|"
    for what, side, made in (
        (f"{cards} cards, learning included", "few", cards),
        (f"{many:,} cards, learning included", "many", many),
        (f"{cards} cards with evidence and seal", "sealed", cards),
    ):
        seconds = best[side] * made
        yield f"| {what} | {seconds:.2f} | {plain * made / seconds:.0f} × | {typst * made / seconds:.1f} × |"
    left = ", ".join(f"{count} ({reason})" for reason, count in renderer.left.items()) or "none"
    yield ""
    yield f"{best['many'] * 1000:.2f} ms a card of many; {renderer.learnt} layouts learnt; left to the reference renderer: {left}."


_PAGE = """<!-- Written by `python -m benchmarks.cards --write`; do not edit. -->
# Cards

How long scorecards take, beside WeasyPrint as its manual begins and typst with one compiler kept for all cards: the same {cards} cards,
words and fonts, in turns in one process, in processor time, the best of {rounds}. Taken {date}; only the ratios carry over to another machine.
A compiled card is a fixed layout with gaps; the other two lay every card out.

{table}
"""


def naive() -> Callable[[object], bytes]:
    """Return WeasyPrint as its manual begins: HTML and a style sheet in, PDF out, with the fonts that are installed."""
    import weasyprint

    from gridperf.report.paper.html import page_html

    def render(page: object) -> bytes:
        html = page_html(page)
        family = 'html{font-family:"Noto Sans CJK SC"}'
        return weasyprint.HTML(string=html.text).write_pdf(stylesheets=[weasyprint.CSS(string=html.style + family)])

    return render


def typst_cards() -> Callable[[object], bytes]:
    """Return typst with one compiler kept for all cards, and the same words as data."""
    import typst

    source = Path(tempfile.mkdtemp()) / "card.typ"
    source.write_text(TYPST, encoding="utf-8")

    def render(page: object) -> bytes:
        return compiler.compile(format="pdf", sys_inputs={"card": json.dumps(said(page.view), ensure_ascii=False)})

    compiler = typst.Compiler(source, font_paths=["/usr/share/fonts/opentype/noto"])
    return render


def said(view: object) -> dict[str, object]:
    """Return the words of a card."""
    why = [
        f"{view.why.decided_by} {view.why.clause}",
        f"{view.why.next_grade} {view.why.short}",
        *(step.item + step.count for step in view.why.steps),
    ]
    return {
        "running": f"{view.person.subject} {view.person.name}",
        "org": f"{view.person.county}·{view.origin.document}",
        "title": f"{view.sheet_name}计分卡",
        "days": f"{view.period.starts_on} 至 {view.period.ends_on}",
        "period": f"{view.period.year}年{view.period.part}月",
        "name": view.person.name,
        "subject": view.person.subject,
        "place": f"{view.person.role}·{view.person.area}·{view.person.grid}·{view.person.community}·{view.person.street}",
        "total": view.total,
        "grade": view.grade.name,
        "rank": f"第 {view.rank} 名 / {view.of} 人",
        "why": why,
        "lines": [
            [line.no, line.name, line.clause, f"{line.quantity} {line.percent}", line.full, line.points, line.note] for line in view.lines
        ],
        "bars": [{"total": bar.total, "height": bar.height * 24 / 100, "label": f"{bar.period.part}月"} for bar in view.bars],
        "pay": [*([f"{line.name} {line.clause}", line.how, line.yuan] for line in view.pay), ["应发合计（元）", "", view.gross]],
        "proof": f"{view.proof.rulebook} {view.proof.records} {view.proof.assessment}",
    }


if __name__ == "__main__":
    main()
