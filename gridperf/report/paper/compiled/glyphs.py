"""The characters of a page come from two cuts of each face: one shared by all pages that say the same words, one of its own.

A cut depends on its characters and on the font file alone, so a page's bytes do not depend on the pages made beside it.
Laws: HarfBuzz keeps the character identifiers of a CFF face keyed by them, so they are the codes a text is written with (checked
once for each face); a TrueType face's glyphs are numbered anew, and the new numbers are the codes; a cut of a cut is the cut.
"""

from __future__ import annotations

import hashlib
import io
import struct
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from gridperf.report.paper.compiled.pieces import Uncompilable
from gridperf.report.paper.fonts import Face
from gridperf.report.paper.seal import stream

__all__ = ["OBJECTS", "Glyphs", "Part", "glyphs"]

OBJECTS = 5
"""How many PDF objects a part is made of; the last is the font."""

_DROPPED = ("GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG", "STAT", "MATH", "name", "OS/2", "post", "kern")
_EMBEDDED = 1000
_COMMON = "\u00a0−" + "".join(map(chr, range(0x20, 0x7F)))
_COMMON += "".join(
    bytes((row, cell)).decode("gb2312", "ignore") for row in (*range(0xA1, 0xAA), *range(0xB0, 0xF8)) for cell in range(0xA1, 0xFF)
)
_RARE = 1_000
"""After so many pages with characters that are not common, the whole face is made ready for cutting: half a second, half a millisecond each."""

_REMEMBERED = 16_384
"""So many texts a cut remembers the codes of: words and small figures, which come first and again and again."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A cut of a face; every one is itself alone.

    Attributes:
        characters: what it holds.
        codes: code point → the four digits a text is written with.
    """

    characters: frozenset[str]
    codes: dict[int, str]
    _program: bytes
    _widths: bytes
    _unicode: bytes
    _name: bytes
    _glyphs: Glyphs
    _written: dict[int, list[bytes]] = field(default_factory=dict)
    _shown: dict[str, str] = field(default_factory=dict)

    def shown(self, text: str) -> str:
        """Return the codes *text* is written with; empty if a character is not in the cut."""
        found = self._shown.get(text)
        if found is None:
            found = text.translate(self.codes) if self.characters.issuperset(text) else ""
            if len(self._shown) < _REMEMBERED:
                self._shown[text] = found
        return found

    @property
    def settled(self) -> bool:
        """Return whether a character has the same code in every cut of its face."""
        return self._glyphs.cff

    def objects(self, first: int) -> list[bytes]:
        """Return its PDF objects, numbered from *first*."""
        if first not in self._written:
            self._written.clear()
            self._written[first] = [
                self._program,
                b"<</Type/FontDescriptor/FontName/%b%b/FontFile%b %d 0 R>>"
                % (self._name, self._glyphs.described, self._glyphs.file, first),
                b"<</Type/Font/Subtype/%b/BaseFont/%b/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>%b"
                b"/FontDescriptor %d 0 R/DW %d/W[%b]>>"
                % (self._glyphs.kind, self._name, self._glyphs.mapped, first + 1, self._glyphs.usual, self._widths),
                self._unicode,
                b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
                % (self._name, first + 2, first + 3),
            ]
        return self._written[first]


class Glyphs:
    """The glyphs of one face: how wide they are, and cuts of it."""

    def __init__(self, face: Face) -> None:
        import uharfbuzz as hb  # noqa: PLC0415  (not needed by who only computes)

        self._hb = hb
        self._face = hb.Face(hb.Blob.from_file_path(str(face.path)), face.index)
        self._font = hb.Font(self._face)
        self.characters = frozenset(map(chr, face.characters))
        self.upem = self._face.upem
        self.cff = "CFF " in self._face.table_tags
        if not self.cff and "glyf" not in self._face.table_tags:
            raise Uncompilable(f"{face.path.name} is neither TrueType nor CFF")
        self.kind = b"CIDFontType0" if self.cff else b"CIDFontType2"
        self.mapped = b"" if self.cff else b"/CIDToGIDMap/Identity"
        self.file = b"3" if self.cff else b"2"
        self.usual = _EMBEDDED
        self.name = (face.family + (" Bold" if face.weight > 400 else "")).replace(" ", "-").encode("ascii", "replace")  # noqa: PLR2004
        self._widths: dict[str, float] = {}
        # GB 2312, in which nearly all names and places are written
        self._common = frozenset(_COMMON) & self.characters
        self._whole, self._rare = self._face, 0
        self._signs = _Signs(self._font, self)
        if self.cff:
            self._check()

    def _check(self) -> None:
        from fontTools.ttLib import TTFont  # noqa: PLC0415

        sample = "".join(sign for sign in "0国Aあ" if sign in self.characters)
        cut = TTFont(io.BytesIO(bytes(self._cut(frozenset(sample)).blob.data)), lazy=True)
        top = cut["CFF "].cff.topDictIndex[0]
        if not hasattr(top, "ROS"):
            raise Uncompilable("a CFF face without character identifiers")
        found = {top.charset[cut.getGlyphID(name)] for name in cut.getBestCmap().values()}
        if found != {f"cid{self._font.get_nominal_glyph(ord(sign)):05d}" for sign in sample}:
            raise Uncompilable("a CFF face whose character identifiers are not its glyph numbers")

    @cached_property
    def described(self) -> bytes:
        """Return what a font descriptor says of every cut."""
        head = self._face.reference_table("head").data
        box = [round(value * 1000 / self.upem) for value in struct.unpack(">4h", head[36:44])]
        extents = self._font.get_font_extents("ltr")
        up, down = (round(value * 1000 / self.upem) for value in (extents.ascender, extents.descender))
        return b"/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV 80" % (*box, up, down, up)

    def length(self, text: str) -> float:
        """Return how long *text* is, in ems."""
        widths = self._widths
        try:
            return sum([widths[sign] for sign in text])
        except KeyError:
            for sign in text:
                if sign not in widths:
                    widths[sign] = self._font.get_glyph_h_advance(self._font.get_nominal_glyph(ord(sign)) or 0) / self.upem
        return sum([widths[sign] for sign in text])

    @cached_property
    def _small(self) -> Any:  # noqa: ANN401  (uharfbuzz carries no types)
        """Return a cut of the common characters; cutting it again is several times faster than cutting the face, and gives the same."""
        return self._hb.subset_preprocess(self._cut(self._common))

    @property
    def _large(self) -> Any:  # noqa: ANN401
        """Return the whole face, as it is cut fastest."""
        self._rare += 1
        if self._rare == _RARE:
            self._whole = self._hb.subset_preprocess(self._face)
        return self._whole

    def _cut(self, characters: frozenset[str], face: Any = None) -> Any:  # noqa: ANN401
        wanted = self._wanted
        wanted.unicode_set.clear()
        wanted.unicode_set.update(map(ord, characters))
        return self._hb.subset(face or self._face, wanted)

    @cached_property
    def _wanted(self) -> Any:  # noqa: ANN401
        """Return what every cut is made by, but for its characters."""
        wanted = self._hb.SubsetInput()
        wanted.flags = self._hb.SubsetFlags.NO_HINTING | self._hb.SubsetFlags.DESUBROUTINIZE
        dropped = wanted.sets(self._hb.SubsetInputSets.DROP_TABLE_TAG)
        for tag in _DROPPED:
            dropped.add(int.from_bytes(tag.encode(), "big"))
        return wanted

    def part(self, characters: frozenset[str], *, shared: bool = True) -> Part:
        """Return the cut of *characters*, all of which the face has; one that is not *shared* is small, and not compressed."""
        ordered = sorted(characters)
        cut = self._cut(characters, self._small if characters <= self._common else self._large)
        program = bytes(cut.reference_table("CFF ").data if self.cff else cut.blob.data)
        signs = self._signs if self.cff else _Signs(self._hb.Font(cut), self)
        told = b"/Subtype/CIDFontType0C" if self.cff else b"/Length1 %d" % len(program)
        known = [signs[sign] for sign in ordered]
        tag = hashlib.sha256("".join(ordered).encode()).digest()[:6]
        return Part(
            characters,
            {ord(sign): each.code for sign, each in zip(ordered, known, strict=True)},
            stream(program, told, packed=shared),
            " ".join([each.width for each in known if each.width]).encode(),
            stream(_to_unicode(sorted([each.mapping for each in known])), packed=shared),
            bytes([65 + byte % 26 for byte in tag]) + b"+" + self.name,
            self,
        )

    @lru_cache(maxsize=64)  # noqa: B019  (one per face and process)
    def shared(self, characters: frozenset[str]) -> Part:
        """Return the cut of *characters*, kept for the next page that says the same words."""
        return self.part(characters)


@lru_cache(maxsize=4)
def glyphs(face: Face) -> Glyphs:
    """Return the glyphs of *face*; read once per process.

    Raises:
        Uncompilable: if the face is of a kind that is left to the reference renderer.
    """
    return Glyphs(face)


class _Sign(NamedTuple):
    """What is written of a character in a cut: its four digits, its width unless it is the usual one, its line of the map to Unicode."""

    code: str
    width: str
    mapping: str


class _Signs(dict[str, _Sign]):
    """The characters of a cut, worked out when they are first asked for."""

    def __init__(self, font: Any, glyphs: Glyphs) -> None:  # noqa: ANN401
        self._font, self._glyphs = font, glyphs

    def __missing__(self, sign: str) -> _Sign:
        glyph = self._font.get_nominal_glyph(ord(sign))
        wide = round(self._glyphs.length(sign) * 1000, 3)
        width = "" if wide == self._glyphs.usual else f"{glyph}[{wide:g}]"
        self[sign] = found = _Sign(f"{glyph:04x}", width, f"<{glyph:04x}> <{sign.encode('utf-16-be').hex()}>")
        return found


def _to_unicode(lines: list[str]) -> bytes:
    """Return the map from codes to characters a reader copies text by; *lines* are its lines, in order."""
    blocks = []
    for at in range(0, len(lines), 100):
        block = lines[at : at + 100]
        blocks.append(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar")
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n<< /Registry (Adobe)\n/Ordering (UCS)\n"
        "/Supplement 0\n>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\n"
        "endcodespacerange\n" + "\n".join(blocks) + "\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode()
