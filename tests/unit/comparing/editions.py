"""A pack with a second edition, written as a list of replacements in the first."""

from __future__ import annotations

import shutil
from pathlib import Path

from gridperf import Rulebook, load_rules
from gridperf._bundled import bundled

BEFORE, AFTER = "2026-01-01", "2027-01-01"


def second_edition(folder: Path, *replaced: tuple[str, str], source: tuple[tuple[str, str], ...] = ()) -> tuple[Rulebook, Rulebook]:
    """Return both editions of Lijin's pack, the second with *replaced* text; each text must stand in the first."""
    pack = folder / "370522-lijin"
    shutil.copytree(bundled("rules") / "370522-lijin", pack)
    for name, changes, ending in (("editions", ((f"sources/{BEFORE}", f"sources/{AFTER}"), *replaced), "yaml"), ("sources", source, "md")):
        text = (pack / name / f"{BEFORE}.{ending}").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1) if old != f"sources/{BEFORE}" else text.replace(old, new)
        (pack / name / f"{AFTER}.{ending}").write_text(text, encoding="utf-8")
    return load_rules(pack, period="2026-10"), load_rules(pack, period="2027-01")
