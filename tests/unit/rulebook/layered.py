"""A county and a township above and below each other, made on the spot, and what each test breaks in them."""

from __future__ import annotations

from pathlib import Path

from tests.unit.rulebook.packs import CODE, EDITION, INFO, ROOT, SOURCE, write_pack

LAYERS = ROOT / "tests" / "rejected" / "layers"
BELOW = (LAYERS / "below.yaml").read_text(encoding="utf-8")
TOWN, VILLAGE = "990002-town", "990003-village"
HEAD = "title: 测试镇实施细则\nsource: sources/2026-01-01.md\nbasis: assumed\nextends: {pack: 990001-test, edition: 2026-01-01, called: 县办法}\n"
TOWN_SOURCE = SOURCE.replace("测试县", "测试镇").replace(
    "{第一条: 目的}", "{" + ", ".join(f"第{number}条: 目的" for number in "一二三四五六七八九") + "}"
)

__all__ = ["BELOW", "CODE", "HEAD", "LAYERS", "TOWN", "VILLAGE", "write_case", "write_chain", "write_layer"]


def write_layer(parent: Path, text: str | bytes, *, code: str = TOWN, **further: object) -> Path:
    """Write a layer as a pack into *parent* and return its folder."""
    return write_pack(parent, text, code=code, source=TOWN_SOURCE, info=INFO.replace(CODE, code).replace("测试县", "测试镇"), **further)


def write_chain(parent: Path, town: str | bytes, *, below: str = BELOW, county: str = EDITION) -> Path:
    """Write a county that allows *below*, and a township over it; return the township's folder."""
    write_pack(parent, county + below)
    return write_layer(parent, town)


def write_case(parent: Path, case: Path) -> Path:
    """Write the packs of a case of `tests/rejected/layers` and return the folder of the lowest, which is the broken one.

    `county.yaml` and `county-<date>.yaml` are what editions of the county say below (`below.yaml` if there is none),
    `town.yaml` and `village.yaml` are layers, `whole.yaml` stands at the end of a whole rulebook.
    """
    below = {path.stem.removeprefix("county").removeprefix("-") or "2026-01-01": path for path in case.glob("county*.yaml")}
    texts = {f"{day}.yaml": EDITION + path.read_text(encoding="utf-8") for day, path in below.items()}
    write_pack(parent, editions=texts or {"2026-01-01.yaml": EDITION + BELOW})
    lowest = parent / CODE
    if (case / "whole.yaml").is_file():
        lowest = write_layer(parent, EDITION + (case / "whole.yaml").read_text(encoding="utf-8"))
    for name, code in (("town.yaml", TOWN), ("village.yaml", VILLAGE)):
        if (case / name).is_file():
            lowest = write_layer(parent, (case / name).read_bytes(), code=code)
    return lowest
