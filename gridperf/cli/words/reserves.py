"""What the screen says about money held back, in Chinese and English side by side."""

from __future__ import annotations

__all__ = ["WORDS_OF_RESERVES"]

WORDS_OF_RESERVES: dict[str, tuple[str, str]] = {
    "reserves-none": ("定稿的各期没有预留。", "No sealed period held anything back."),
    "reserves-title": ("预留和它的去向（元）", "Held back, and what became of it (yuan)"),
    "reserves-of": ("{name}：预留和它的去向（元）", "{name}: held back, and what became of it (yuan)"),
    "reserves-pools": ("奖励池的预留和结转（元）", "Kept back and carried on in pools (yuan)"),
    "reserves-span": ("所属期", "Period"),
    "reserves-scope": ("范围", "Scope"),
    "reserves-kind": ("种类", "Kind"),
    "reserves-held": ("预留", "Held back"),
    "reserves-released": ("已发放", "Released"),
    "reserves-passed_on": ("转给他人", "Passed on"),
    "reserves-forfeited": ("依规定不发", "Forfeited"),
    "reserves-standing": ("尚存", "Still there"),
    "reserves-reserve": ("预留", "reserve"),
    "reserves-carry": ("结转", "carried on"),
    "because": ("原因", "Because"),
    "forfeited-left": ("发放时已不在岗", "no longer paid when it was released"),
    "forfeited-rule": ("发放按系数或条件", "released by a factor or a condition"),
}
