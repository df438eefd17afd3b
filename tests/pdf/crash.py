"""A card that ends the process that sets it: a stand-in for a crash of the layout engine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

from gridperf.report import views

__all__ = ["Killer", "install"]


class Killer(str):
    """Text that ends the process when it is printed."""

    __slots__ = ()

    def __format__(self, _spec: str) -> str:
        """End the process."""
        os._exit(3)


def install() -> None:
    """Make the card of whoever is called 死 end its process."""
    whole = views.scorecards

    def scorecards(*arguments: object) -> Iterator[object]:
        for card in whole(*arguments):
            yield replace(card, sheet_name=Killer("x")) if card.person.name == "死" else card

    views.scorecards = scorecards
