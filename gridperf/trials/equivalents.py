"""A change of a rulebook that no example can notice is written down with its reason, or it counts as an open question.

They stand in `equivalents.yaml` beside the pack's `pack.yaml`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from gridperf.errors import Problem, RulesError, Where
from gridperf.rulebook.base import Day, Model, Text
from gridperf.rulebook.shape import fit
from gridperf.trials.mutants import Mutant

__all__ = ["Equivalent", "idle", "read_equivalents"]


class Equivalent(Model):
    """Changes that make no difference: `{edition: 2026-01-01, at: sheets.month.total.cap, why: 加分项全满也到不了上限。}`.

    Attributes:
        edition: the first day of the edition.
        at: the path of what is changed, with identifiers for positions.
        to: the only change that is meant, as shown; every change at that path if it is not written.
        why: why it makes no difference.
    """

    edition: Day
    at: Text
    to: Text | None = None
    why: Text

    def covers(self, mutant: Mutant) -> bool:
        """Return whether *mutant* is one of them."""
        return self.edition == mutant.edition and self.at == mutant.name and self.to in (None, mutant.new)


class _File(Model):
    equivalents: Annotated[tuple[Equivalent, ...], Field(min_length=1)]


def read_equivalents(folder: Path) -> tuple[tuple[Equivalent, Where], ...]:
    """Return what `equivalents.yaml` in *folder* says, each with its place; nothing if there is no such file.

    Raises:
        RulesError: R1 if the file is malformed.
    """
    from gridperf.placed_yaml import read_yaml  # noqa: PLC0415 (loads YAML, which is needed only for rules)

    path = folder / "equivalents.yaml"
    if not path.is_file():
        return ()
    placed = read_yaml(path, file=f"{folder.resolve().name}/{path.name}")
    read, problems = fit(placed, _File)
    if read is None:
        raise RulesError(problems)
    return tuple((one, placed.where(("equivalents", at))) for at, one in enumerate(read.equivalents))


def idle(equivalent: Equivalent, where: Where, *, noticed: bool) -> Problem:
    """Return the warning that *equivalent* covers nothing that survives; *noticed* if examples notice all it covers."""
    return Problem("R320" if noticed else "R319", where, {"at": equivalent.at, "to": equivalent.to or "…"}, "warning")
