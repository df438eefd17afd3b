"""A rulebook is one dated whole: what is printed, hashed and signed, and what it was resolved from cannot change it afterwards."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from pydantic import ValidationError

from gridperf.calendar import Calendar, Year
from gridperf.errors import Problem, RulesError
from gridperf.period import Period
from gridperf.places import Level
from gridperf.rulebook.base import Basis
from gridperf.rulebook.catalogue import standard_measures
from gridperf.rulebook.declared import DeclaredTables, merged, with_derived
from gridperf.rulebook.document import Document
from gridperf.rulebook.edition import Edition, PackInfo
from gridperf.rulebook.layers.origins import Origin
from gridperf.rulebook.measures import Amount, StandardMeasure, resolved
from gridperf.rulebook.walk import named_measures
from gridperf.tables import Table

__all__ = ["Rulebook", "Upper", "digest_of", "period_of"]


@dataclass(frozen=True, slots=True)
class Upper:
    """A rulebook that another one was laid over.

    Attributes:
        pack: its pack's code.
        name: the place it holds for.
        edition: the first day of the edition, which is pinned.
        digest: of that rulebook as a whole.
        called: the short name its document has in clauses.
    """

    pack: str
    name: str
    edition: dt.date
    digest: str
    called: str

    def as_dict(self) -> dict[str, str]:
        """Return it as plain data."""
        return {"pack": self.pack, "name": self.name, "edition": self.edition.isoformat(), "digest": self.digest, "called": self.called}

    @classmethod
    def from_dict(cls, data: Mapping[str, str]) -> Upper:
        """Return what was saved as *data*."""
        return cls(data["pack"], data["name"], dt.date.fromisoformat(data["edition"]), data["digest"], data["called"])


@dataclass(frozen=True)
class Rulebook:
    """The rules in force for a period, complete and checked.

    Attributes:
        pack: the pack they come from.
        edition: the rules.
        folder: the pack's folder.
        file: the edition's file.
        starts_on: the first day they are in force.
        until: the first day of the next edition, or None.
        catalogue: every measure that can be named: the standard ones and the edition's own.
        document: the county's text.
        digest: sha256 over pack code, edition, the catalogue entries it uses, and the rulebooks it was laid over.
        warnings: what `check_rules` would warn about in this edition.
        years: schedules of workdays of single years that the pack has in its folder `calendar`.
        layers: the rulebooks it was laid over, the highest first; none if it was written as a whole.
        origins: who set each value, and where, by the names that lead to it; of a saved rulebook, only if it has layers.
    """

    pack: PackInfo
    edition: Edition
    folder: Path
    file: Path
    starts_on: dt.date
    until: dt.date | None
    catalogue: Mapping[str, StandardMeasure] = field(repr=False)
    document: Document = field(repr=False)
    digest: str
    warnings: tuple[Problem, ...] = ()
    layers: tuple[Upper, ...] = ()
    origins: Mapping[str, Origin] = field(default_factory=dict, repr=False, compare=False)
    years: tuple[Year, ...] = ()

    @property
    def calendar(self) -> Calendar | None:
        """Return the workdays and paid days the edition names; None if it says `workdays: none` and counts none."""
        rule = self.edition.calendar
        if rule.workdays == "none":
            return None
        return Calendar(rule.workdays, frozenset(rule.days_off), frozenset(rule.working_days), self.years)

    @cached_property
    def tables(self) -> Mapping[str, Table]:
        """Return every table of records that is read, with the columns the pack adds and the tables it has of its own."""
        return MappingProxyType(merged(self.pack.tables))

    @cached_property
    def measured(self) -> Mapping[str, Table]:
        """Return the tables as filters and measures see them: with the columns the edition derives."""
        rules = self.edition.tables
        return MappingProxyType(with_derived(self.tables, {name: rule.derive for name, rule in rules.items()}))

    @cached_property
    def teams(self) -> frozenset[Level]:
        """Return the kinds of team its sheets assess; records may be about such a team instead of a person."""
        return frozenset(sheet.assess.subject for sheet in self.edition.sheets if sheet.assess.subject != "worker")

    def period(self, text: str | Period) -> Period:
        """Return the period written as *text*, with the edition's boundaries; `ValueError` if it is none."""
        return period_of(text, self.edition.calendar.month_starts_on, self.edition.calendar.year_starts_in)

    def measure(self, measure: str | Amount) -> Amount:
        """Return *measure* written out, as are the parts of a formula; names are looked up (`KeyError` if there is no such one)."""
        return cast("Amount", resolved(measure, lambda name: self.catalogue[name].measure))

    def basis_of(self, part: object) -> Basis:
        """Return whether the values of *part* are published or assumed: what it says, else what the edition says."""
        return cast("Basis", getattr(part, "basis", None) or self.edition.basis)

    def as_dict(self) -> dict[str, Any]:
        """Return the resolved rulebook as plain data, from which `from_dict` restores it and whose digest proves it."""
        document = self.document
        return {
            "digest": self.digest,
            "pack": self.pack.model_dump(mode="json"),
            "starts_on": self.starts_on.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "folder": self.folder.resolve().name,
            "file": self.file.name,
            **_resolved(self.pack, self.edition, self.catalogue, self.layers, self.years),
            **({"origins": {path: origin.as_dict() for path, origin in self.origins.items()}} if self.layers else {}),
            "document": {
                "title": document.title,
                "issuer": document.issuer,
                "number": document.number,
                "issued_on": document.issued_on.isoformat() if document.issued_on else None,
                "link": document.link,
                "clauses": dict(document.clauses),
                "headings": dict(document.headings),
                "without_rules": dict(document.without_rules),
                "lines": dict(document.lines),
            },
        }

    @classmethod
    def from_edition(
        cls, edition: Edition, *, starts_on: dt.date, code: str = "in-memory", tables: DeclaredTables | None = None
    ) -> Rulebook:
        """Return *edition*, in force from *starts_on*, as the rulebook of a pack that has no folder; nothing of it is checked.

        *tables* are what the pack adds to the tables of records.
        """
        pack = PackInfo(code=code, name=edition.title, maintainers=("—",), status="draft", summary=edition.title, tables=tables or {})
        nothing: Mapping[str, Any] = MappingProxyType({})
        document = Document(
            title=edition.title,
            issuer="—",
            number=None,
            issued_on=None,
            link=None,
            clauses=nothing,
            headings=nothing,
            without_rules=nothing,
            lines=nothing,
        )
        catalogue = {**standard_measures(), **edition.measures}
        return cls(
            pack=pack,
            edition=edition,
            folder=Path(code),
            file=Path(code) / "editions" / f"{starts_on.isoformat()}.yaml",
            starts_on=starts_on,
            until=None,
            catalogue=MappingProxyType(catalogue),
            document=document,
            digest=digest_of(pack, edition, catalogue),
        )

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Rulebook:
        """Return the rulebook saved as *data*.

        Raises:
            RulesError: R127 if its digest is not the one it was saved with; R135 if another version of the models wrote it.
        """
        try:
            pack, edition = PackInfo.model_validate(data["pack"]), Edition.model_validate(data["edition"])
            catalogue = {name: StandardMeasure.model_validate(measure) for name, measure in data["measures"].items()}
        except ValidationError as error:
            first = error.errors()[0]
            at = ".".join(str(step) for step in first["loc"])
            raise RulesError(Problem("R135", values={"at": at, "why": first["msg"]})) from None
        layers = tuple(Upper.from_dict(one) for one in data.get("layers", ()))
        years = tuple(_year_from(one) for one in data.get("years", ()))
        digest = digest_of(pack, edition, catalogue, layers, years)
        if digest != data["digest"]:
            raise RulesError(Problem("R127", values={"expected": data["digest"], "found": digest}))
        held = data["document"]
        issued = held["issued_on"]
        document = Document(
            title=held["title"],
            issuer=held["issuer"],
            number=held["number"],
            issued_on=dt.date.fromisoformat(issued) if issued else None,
            link=held["link"],
            clauses=MappingProxyType(dict(held["clauses"])),
            headings=MappingProxyType(dict(held["headings"])),
            without_rules=MappingProxyType(dict(held["without_rules"])),
            lines=MappingProxyType(dict(held["lines"])),
        )
        return cls(
            pack=pack,
            edition=edition,
            folder=Path(data["folder"]),
            file=Path(data["file"]),
            starts_on=dt.date.fromisoformat(data["starts_on"]),
            until=dt.date.fromisoformat(data["until"]) if data["until"] else None,
            catalogue=MappingProxyType({**catalogue, **edition.measures}),
            document=document,
            digest=digest,
            layers=layers,
            origins=MappingProxyType({path: Origin.from_dict(origin) for path, origin in data.get("origins", {}).items()}),
            years=years,
        )


def period_of(text: str | Period, month_starts_on: int, year_starts_in: int) -> Period:
    """Return the period written as *text* with these boundaries; `ValueError` if it is none."""
    code = text.code if isinstance(text, Period) else text
    return Period.parse(code, month_starts_on=month_starts_on, year_starts_in=year_starts_in)


def _year_as_dict(year: Year) -> dict[str, Any]:
    days = {name: sorted(day.isoformat() for day in getattr(year, name)) for name in ("holidays", "in_lieu", "working")}
    return {"year": year.year, **days}


def _year_from(data: Mapping[str, Any]) -> Year:
    days = (frozenset(map(dt.date.fromisoformat, data[name])) for name in ("holidays", "in_lieu", "working"))
    return Year(data["year"], *days)


def _resolved(
    pack: PackInfo, edition: Edition, catalogue: Mapping[str, StandardMeasure], layers: Sequence[Upper], years: Sequence[Year]
) -> dict[str, Any]:
    """Return what the digest covers: the edition as written, the catalogue's measures it names, what it was laid over, its own schedules."""
    used = sorted(name for name in named_measures(edition) if name in catalogue and name not in edition.measures)
    tables = {name: table.model_dump(mode="json", exclude_defaults=True) for name, table in pack.tables.items()}
    return {
        "code": pack.code,
        **({"tables": tables} if tables else {}),
        **({"layers": [layer.as_dict() for layer in layers]} if layers else {}),
        **({"years": [_year_as_dict(year) for year in years]} if years else {}),
        "edition": edition.model_dump(mode="json", exclude_defaults=True),
        "measures": {name: catalogue[name].model_dump(mode="json", exclude_defaults=True) for name in used},
    }


def digest_of(
    pack: PackInfo,
    edition: Edition,
    catalogue: Mapping[str, StandardMeasure],
    layers: Sequence[Upper] = (),
    years: Sequence[Year] = (),
) -> str:
    """Return the SHA-256 of the resolved rulebook."""
    text = json.dumps(_resolved(pack, edition, catalogue, layers, years), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
