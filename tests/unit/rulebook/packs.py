"""Packs made on the spot: a sound one, and what each test breaks in it."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
REJECTED = ROOT / "tests" / "rejected" / "rules"

CODE = "990001-test"
INFO = f"code: {CODE}\nname: 测试县\nmaintainers: [甲]\nstatus: draft\nsummary: 测试。\n"
SOURCE = (
    "---\ntitle: 测试县网格员考核办法\nissuer: 测试县\nissued_on: 2026-01-01\nwithout_rules: {第一条: 目的}\n---\n\n# 测试县网格员考核办法\n"
    + "".join(f"\n## 第{number}条\n\n正文。\n" for number in "一二三四五六七八九")
)
EDITION = (REJECTED / "valid.yaml").read_text(encoding="utf-8")


def write_pack(
    parent: Path,
    edition: str | bytes = EDITION,
    *,
    code: str = CODE,
    info: str | None = None,
    source: str | bytes | None = SOURCE,
    editions: dict[str, str] | None = None,
    examples: dict[str, str] | None = None,
) -> Path:
    """Write a pack into *parent* and return its folder."""
    folder = parent / code
    for name in ("editions", "sources", "examples"):
        (folder / name).mkdir(parents=True)
    (folder / "pack.yaml").write_text(info if info is not None else INFO.replace(CODE, code), encoding="utf-8")
    for name, text in (editions if editions is not None else {"2026-01-01.yaml": edition}).items():
        (folder / "editions" / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    if source is not None:
        (folder / "sources" / "2026-01-01.md").write_bytes(source if isinstance(source, bytes) else source.encode())
    for name, text in (examples or {}).items():
        (folder / "examples" / name).write_text(text, encoding="utf-8")
    return folder


def changed(*pairs: tuple[str, str], edition: str = EDITION) -> str:
    """Return *edition* with each old text replaced by the new one, once; both must be there to be replaced."""
    for old, new in pairs:
        assert old in edition, old
        edition = edition.replace(old, new, 1)
    return edition
