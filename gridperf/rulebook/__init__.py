"""The rulebook room: what a county may write, what it means, and how a pack is found, read and checked."""

from __future__ import annotations

from gridperf.rulebook.document import Document
from gridperf.rulebook.edition import Edition, PackInfo
from gridperf.rulebook.editors import prepare_editors
from gridperf.rulebook.pack import Rulebook, check_rules, load_rules
from gridperf.rulebook.search import PackPlace, find_pack, list_packs
from gridperf.rulebook.starting import new_layer, new_pack

__all__ = [
    "Document",
    "Edition",
    "PackInfo",
    "PackPlace",
    "Rulebook",
    "check_rules",
    "find_pack",
    "list_packs",
    "load_rules",
    "new_layer",
    "new_pack",
    "prepare_editors",
]
