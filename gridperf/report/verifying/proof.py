"""A card or payslip is verified from what it carries: nothing is believed that can be computed, and what could not be checked is said.

Signatures that follow a card are set aside first, and checked last. In this order: the file can be read; its seal covers its bytes, its files and its words; the words on the page are those of the seal;
the words say what the evidence says; the evidence adds up. With the assessment, or one made anew from records, row for row.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from gridperf.errors import Problem
from gridperf.report.evidence.cards import EVIDENCE
from gridperf.report.evidence.laws import CHECKED, unfounded
from gridperf.report.evidence.listing import is_listing, unsaid
from gridperf.report.evidence.rules_proof import checked_of, unresolved
from gridperf.report.paper.fonts import named
from gridperf.report.paper.parts import changed, seal_in
from gridperf.report.paper.seal import SEAL
from gridperf.report.signing.appended import Appended, parted
from gridperf.report.verifying import card_proof
from gridperf.report.verifying.in_order import NUMBERED, departure
from gridperf.report.verifying.reading import Paper, Unreadable, read_paper

if TYPE_CHECKING:
    from gridperf.report.signing.signatures import Signer, Trust
    from gridperf.report.verifying.compared import Compared

__all__ = ["Check", "Verdict", "verify_pdf"]

Check = Literal[
    "copy",
    "seal",
    "text",
    "data",
    "sums",
    "bands",
    "resolved",
    "printed",
    "manifest",
    "proof",
    "root",
    "signature",
    "assessment",
    "records",
    "payment",
    "book",
    "rules",
]
_TAIL = re.compile(
    rb"(?P<seal>\d+) 0 obj\n<</Type/EmbeddedFile/Subtype/application#2fjson/Params<</CheckSum<(?P<md5>[0-9a-f]{32})>/Size (?P<size>\d+)"
    rb"/CreationDate\((?P<day>D:\d{8}000000Z)\)/ModDate\((?P=day)\)>>/Length (?P<length>\d+)>>\nstream\n"
    rb"(?P<stream>.*)\nendstream\nendobj\n(?P<info>\d+) 0 obj\n"
    rb"<<(?:/[A-Za-z]+ (?:<[0-9a-f]+>|\((?:[^\n()\\]|\\[()\\])*\)))+>>\nendobj\nxref\n0 (?P<count>\d+)\n0000000000 65535 f \n"
    rb"(?P<xref>(?:\d{10} 00000 n \n)+)trailer\n<<\n/Size (?P=count)\n/Root 2 0 R\n/Info (?P=info) 0 R\n"
    rb"/ID \[\((?P<id>[0-9a-f]{32})\) \((?P=id)\)\]\n>>\nstartxref\n(?P<start>\d+)\n%%EOF\n",
    re.DOTALL,
)
"""What follows the sealed bytes: the seal, what the document says of itself, and where its objects are."""
_SHOWN = 60


@dataclass(frozen=True)
class Verdict:
    """What was found of one file.

    Attributes:
        file: the file.
        checked: what could be checked, of `Check`.
        problems: what does not hold; none means that all that was checked does.
        evidence: the card's evidence; empty if it has none.
        roots: of the batches it was shown to belong to.
        signers: who signed it, or its manifest, and what they signed holds.
        unsigned: the signature fields that nobody signed in.
    """

    file: str
    checked: tuple[Check, ...]
    problems: tuple[Problem, ...]
    evidence: Mapping[str, Any]
    roots: tuple[str, ...] = ()
    signers: tuple[Signer, ...] = ()
    unsigned: tuple[str, ...] = ()


def verify_pdf(
    source: str | Path | bytes, *, against: Compared | Sequence[Compared] | None = None, name: str | None = None, trust: Trust | None = None
) -> Verdict:
    """Return what holds of a card or payslip.

    Args:
        source: a PDF file, or its bytes.
        against: what it should come from: an assessment, a payment, a Book or rules; or several of them.
        name: what problems call it; the file's name by default.
        trust: the certificates that signatures must go back to; if None, whose they are is told and not judged.
    """
    name = name or ("PDF" if isinstance(source, bytes) else Path(source).name)
    try:
        data = source if isinstance(source, bytes) else Path(source).read_bytes()
        data, appended = parted(data)
        paper = read_paper(data)
    except (OSError, Unreadable) as error:
        reason = getattr(error, "strerror", None) or str(error)
        where = () if isinstance(error, OSError) else _where(name, data, seal_in(data))
        return Verdict(name, (), (Problem("P121", values={"file": name, "reason": reason}), *where), {})
    seal = _json(paper.files.get(SEAL))
    evidence = _json(paper.files.get(EVIDENCE))
    if not _is_seal(seal) or not (_is_evidence(evidence) or is_listing(evidence)):
        broken = _sealed(name, data, paper, seal) if _is_seal(seal) else _where(name, data, seal_in(data))
        return Verdict(name, (), (Problem("P120", values={"file": name}), *broken), {})
    problems = [*_sealed(name, data, paper, seal), *_worded(name, paper, seal)]
    checked: list[Check] = ["seal", "text"]
    try:
        if is_listing(evidence):
            problems += unsaid(name, seal, evidence, paper.files)
            checked.append("data")
            if evidence["report"] == "rulebook":
                problems += unresolved(name, evidence, paper.files)
                checked += checked_of(evidence)
            if evidence["report"] in CHECKED:
                problems += unfounded(name, evidence)
                checked.append("sums")
        else:
            kind = _kind(evidence)
            problems += kind.problems(name, seal["text"], evidence)
            checked += kind.CHECKED
        for each in against if isinstance(against, Sequence) else () if against is None else (against,):
            problems += each.differences(name, evidence)
            checked.append(each.check)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, InvalidOperation):
        problems.append(Problem("P120", values={"file": name}))
    signers: list[Signer] = []
    if appended:
        checked.append("signature")
        for found in _signers(name, appended, trust):
            (problems if isinstance(found, Problem) else signers).append(found)  # type: ignore[arg-type]
    signed = {each.field for each in appended}
    left = tuple(field for field in paper.fields if field not in signed)
    return Verdict(name, tuple(checked), tuple(problems), evidence, signers=tuple(signers), unsigned=left)


def _signers(name: str, appended: Sequence[Appended], trust: Trust | None) -> Iterator[Signer | Problem]:
    from gridperf.report.signing.signatures import signer_of  # noqa: PLC0415  (most cards are not signed)

    for each in appended:
        yield signer_of(name, each.covers, each.cms, trust, of_page=True, when=each.when, reason=each.reason, field=each.field)


def _kind(evidence: Mapping[str, Any]) -> Any:  # noqa: ANN401  (either of two modules)
    """Return what knows the laws of this kind of evidence."""
    if "slip" not in evidence:
        return card_proof
    from gridperf.report.verifying import slip_proof  # noqa: PLC0415  (a card is verified without the payroll)

    return slip_proof


# --- the seal --------------------------------------------------------------------------------------------------------


def _sealed(name: str, data: bytes, paper: Paper, seal: Mapping[str, Any]) -> Iterator[Problem]:
    if paper.warnings:
        yield Problem("P129", values={"file": name, "what": paper.warnings[0]})
    if paper.foreign:
        yield Problem("P160", values={"file": name, "what": paper.foreign[0]})
    before = data[: seal["length"]]
    if hashlib.sha256(before).hexdigest() != seal["sha256"] or not _ends_there(data, seal["length"], paper.files[SEAL]):
        yield Problem("P122", values={"file": name, "length": seal["length"]})
        yield from _where(name, data, seal)
    found = {file: hashlib.sha256(content).hexdigest() for file, content in paper.files.items() if file != SEAL}
    for file in sorted({*found, *seal["files"]}):
        if found.get(file) != seal["files"].get(file):
            yield Problem("P123", values={"file": name, "inside": file})
    # earlier seals do not say in what a page is set
    for other in _otherwise_set(seal["text"], seal["fonts"]) if "fonts" in seal else ():
        yield Problem("P130", values={"file": name, "what": "fonts", "stated": named(seal["fonts"]), "found": other})
    if list(seal["told"]) != list(paper.told):
        yield Problem("P130", values={"file": name, "what": "Info", "stated": "·".join(seal["told"]), "found": "·".join(paper.told)})


def _where(name: str, data: bytes, seal: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield P173 with the part of *data* that is not as sealed, if the *seal* tells parts apart."""
    try:
        for part in changed(data, seal):
            yield Problem("P173", values={"file": name, "part": part})
    except (TypeError, ValueError, IndexError):
        return  # a seal of another shape tells no parts apart


def _otherwise_set(text: Sequence[str], fonts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what *text* says it is set in, if it names these *fonts* with another digest."""
    said = "".join(named(fonts).split())
    names = said[: -len("0123456789abcdef")]
    for line in text:
        at = line.find(names)
        if at >= 0 and not line.startswith(said, at):
            yield line[at : at + len(said)]


def _ends_there(data: bytes, length: int, seal: bytes) -> bool:
    """Return whether nothing but the *seal*, the document's information and the table of its objects follows the sealed bytes."""
    found = _TAIL.fullmatch(data, length)
    if found is None:
        return False
    places = [int(line[:10]) for line in found["xref"].splitlines()]
    return (
        found["stream"] == seal
        and int(found["length"]) == int(found["size"]) == len(seal)
        and found["md5"].decode() == hashlib.md5(seal, usedforsecurity=False).hexdigest()
        and int(found["seal"]) + 1 == int(found["info"]) == len(places) == int(found["count"]) - 1
        and int(found["start"]) == found.start("xref") - len(f"xref\n0 {found['count'].decode()}\n0000000000 65535 f \n")
        and all(data.startswith(b"%d 0 obj\n" % number, place) for number, place in enumerate(places, start=1))
    )


def _worded(name: str, paper: Paper, seal: Mapping[str, Any]) -> Iterator[Problem]:
    """Compare the words of the pages with those of the seal, line by line: in their order, or, where a layout draws in another, all of them."""
    if (departed := departure(paper.text, seal["text"])) is None:
        return
    rest = "\n".join(paper.text)
    missing = []
    for line in sorted(seal["text"], key=len, reverse=True):
        if line in rest:
            rest = rest.replace(line, "\n", 1)
        elif line not in "".join(paper.text):
            missing.append(line)
    # headers and footers come again on every page
    for line in seal["text"]:
        rest = rest.replace(line, "\n")
    more = rest.replace("\n", "")
    count = len(paper.text)
    forms = ["".join(form.format(at=at, of=count) for at in range(1, count + 1)) for form in NUMBERED]
    if missing or more not in forms:
        numbers = next((form for form in forms if more.endswith(form)), forms[0])
        first, more = missing[0] if missing else numbers, more.removesuffix(numbers)
        if len(paper.text) > 1:
            first, more = departed
        yield Problem("P124", values={"file": name, "stated": (_near(first, more) or "—")[:_SHOWN], "found": (more or "—")[:_SHOWN]})


def _near(stated: str, found: str) -> str:
    """Return the part of *stated* at which *found* departs from it."""
    at = next((at for at, (one, other) in enumerate(zip(stated, found, strict=False)) if one != other), 0)
    return stated[max(0, at - _SHOWN // 2) :]


# --- shapes ----------------------------------------------------------------------------------------------------------


def _json(content: bytes | None) -> Mapping[str, Any]:
    try:
        found = json.loads(content or b"null")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_seal(seal: Mapping[str, Any]) -> bool:
    return (
        seal.get("seal") == 1
        and isinstance(seal.get("length"), int)
        and isinstance(seal.get("files"), dict)
        and _texts(seal.get("text"))
        and _texts(seal.get("told"))
        and isinstance(seal.get("sha256"), str)
        and _are_fonts(seal.get("fonts", []))
    )


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _are_fonts(value: object) -> bool:
    keys = {"family", "weight", "version", "sha256", "index"}
    return isinstance(value, list) and all(isinstance(each, dict) and set(each) == keys for each in value)


def _is_evidence(evidence: Mapping[str, Any]) -> bool:
    return 1 in (evidence.get("evidence"), evidence.get("slip")) and isinstance(evidence.get("tables"), dict)
