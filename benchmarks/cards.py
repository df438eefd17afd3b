"""Cards per second of the compiled renderer, beside WeasyPrint used plainly and typst used one card at a time.

    python -m benchmarks.cards [--cards 644] [--naive 3] [--typst 40]

One run, the same cards, fonts and words; process time, so that two processors do not help anybody. The compiled renderer is measured
from nothing, learning included; the others per card after a first one. Only the ratios mean something on a shared machine.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

__all__ = ["main"]

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


def main() -> None:
    """Measure, and print a table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--assessment", type=Path, required=True, help="a saved assessment, such as one `gridperf demo` leaves behind")
    asked.add_argument("--cards", type=int, default=644)
    asked.add_argument("--naive", type=int, default=3)
    asked.add_argument("--typst", type=int, default=40)
    options = asked.parse_args()

    from gridperf import load_assessment
    from gridperf.report.compiled.renderer import CompiledRenderer
    from gridperf.report.pages import scorecard_pages

    pages = [dataclasses.replace(page, evidence=()) for page in scorecard_pages(load_assessment(options.assessment))][: options.cards]
    plain = per_card(naive(), pages[: options.naive + 1])
    other = per_card(typst_cards(), pages[: options.typst + 1])
    started = time.process_time()
    renderer = CompiledRenderer()
    for page in pages:
        renderer.render(page)
    whole = time.process_time() - started
    warm = per_card(renderer.render, pages)
    many = whole + (10_000 - len(pages)) * warm
    print(f"| | seconds | WeasyPrint, plainly ({plain * 1000:.0f} ms a card) | typst, one a card ({other * 1000:.1f} ms a card) |")
    print("|---|---|---|---|")
    print(
        f"| {len(pages)} cards, learning included | {whole:.2f} | {plain * len(pages) / whole:.0f} × | {other * len(pages) / whole:.1f} × |"
    )
    print(f"| 10,000 cards, computed | {many:.1f} | {plain * 10_000 / many:.0f} × | {other * 10_000 / many:.1f} × |")
    print(f"\n{warm * 1000:.2f} ms a card when warm; {renderer.learnt} layouts; left to the reference: {dict(renderer.left) or 0}")


def per_card(render: Callable[[object], object], pages: Iterable[object]) -> float:
    """Return the seconds of processor time a card takes, the first one apart."""
    first, *rest = pages
    render(first)
    started = time.process_time()
    for page in rest:
        render(page)
    return (time.process_time() - started) / len(rest)


def naive() -> Callable[[object], bytes]:
    """Return WeasyPrint as its manual begins: HTML and a style sheet in, PDF out, with the fonts that are installed."""
    import weasyprint

    from gridperf.report.html import page_html

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
