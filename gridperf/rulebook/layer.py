"""A layer: an edition that states only what it changes in one pinned edition of an upper pack.

Every change is one of three verbs and names its clause; whatever is not named stays as the upper edition has it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag

from gridperf.rulebook.base import Basis, Day, Model, Text, tag
from gridperf.rulebook.below import Below, PlacePath
from gridperf.rulebook.clauses import Clause

__all__ = ["Add", "After", "Before", "Disable", "Extends", "Layer", "Override", "PackCode"]

PackCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_][a-z0-9_-]*$")]


class Extends(Model):
    """The edition a layer is laid over: `{pack: 370522-lijin, edition: 2026-01-01, called: 县办法}`.

    Attributes:
        pack: the code of its pack, which is looked for beside this pack first.
        edition: the edition's date, as in the name of its file; a later edition changes nothing here.
        called: its short name; a clause of it is then printed `县办法第六条`.
    """

    pack: PackCode
    edition: Day
    called: Annotated[str, StringConstraints(pattern=r"^[^\s第附（(0-9.][^\s]*$", max_length=20)]


class Override(Model):
    """Keys of one part get other values: `{at: sheets.month.items.arrival, set: {score.share: 30}, clause: 第三条}`.

    Attributes:
        at: the part, by the names that lead to it.
        set: key, or keys joined by dots → its new value, which replaces the old one as a whole; nothing takes the key away.
        clause: clause of the layer's own document; it takes the place of the part's clause.
    """

    at: PlacePath
    set: Annotated[dict[PlacePath, Any], Field(min_length=1)]
    clause: Clause
    basis: Basis | None = None


class After(Model):
    """Behind one of the entries: `{after: on-time}`.

    Attributes:
        after: the entry's name.
    """

    after: Text


class Before(Model):
    """In front of one of the entries: `{before: on-time}`.

    Attributes:
        before: the entry's name.
    """

    before: Text


def _position(value: object) -> str | None:
    if not isinstance(value, (dict, After, Before)):
        return tag("none" if value is None else "word")
    held = value if isinstance(value, dict) else type(value).model_fields
    return next((tag(key) for key in ("after", "before") if key in held), None)


Position = Annotated[
    Annotated[After, Tag(tag("after"))]
    | Annotated[Before, Tag(tag("before"))]
    | Annotated[Literal["first", "last"], Tag(tag("word"))]
    | Annotated[None, Tag(tag("none"))],
    Discriminator(
        _position,
        custom_error_type="one_of_keys",
        custom_error_message="expected one of the keys {keys}",
        custom_error_context={"keys": "after, before", "name": ""},
    ),
]
"""Where in a list something comes; nothing if it has no order."""


class Add(Model):
    """Something new: `{at: sheets.month.items.forest, place: last, new: {name: 护林巡查, clause: 第四条, measure: …}}`.

    Attributes:
        at: where it will be found; the last name is its own, and is not written a second time under `new`.
        place: its position in a list: `first`, `last`, `{after: …}` or `{before: …}`; nothing for what has no order.
        new: its keys, as in a rulebook, with a clause of the layer's own document.
    """

    at: PlacePath
    place: Position = None
    new: Any


class Disable(Model):
    """Something of the upper edition does not apply here: `{at: sheets.month.items.meeting, clause: 第五条}`.

    Attributes:
        at: the entry.
    """

    at: PlacePath
    clause: Clause


class Layer(Model):
    """An edition that extends another one, as written in `editions/<date>.yaml`.

    Attributes:
        title: the document that changes the upper one.
        source: the file in the pack that holds its text, one heading per clause.
        basis: of every value this layer sets that does not say otherwise.
        extends: the edition it is laid over.
        override: values it sets anew.
        add: what it adds.
        disable: what does not apply here.
        below: what layers below this one may change.
        acknowledged: code of a warning → why the pack's author lets it stand; the upper edition's stand too.
    """

    title: Text
    source: Text
    basis: Basis
    extends: Extends
    override: tuple[Override, ...] = ()
    add: tuple[Add, ...] = ()
    disable: tuple[Disable, ...] = ()
    below: Below | None = None
    acknowledged: dict[Annotated[str, StringConstraints(pattern=r"^R[0-9]{3}$")], Text] = Field(default_factory=dict)
