"""Chinese text in a PDF as it was typed.

Qt writes into a PDF which character each glyph stands for (the font's ``ToUnicode`` map). Where a font draws
several characters with one glyph, Qt names the lowest of them: with Noto, 口 becomes the radical ⼝ (U+2F1D),
which looks the same, but is not found by a search for 口. Here the maps are written anew, added to the end of
the file as PDF allows for changes; nothing else of the file is touched.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..i18n import translate
from ..problems import UserError
from .pdf_objects import directory, entry, parts, plain, text_of, update

#: What the radicals of U+2E80 to U+2EF3 are as characters; the forms of normalisation only know ⺟ and ⻳.
_SUPPLEMENT = dict(zip(
    "⺀⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐"
    "⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "冫厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄㣺扌攵旡日月歺母民氵氺灬爫爫丬牛犭王疋罒示礻𥫗糸纟罓罒网㓁㓁羊羊羋耂肀聿肉臼艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶阝钅"
    "長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
))
#: Other characters that Noto draws like a more usual one with a higher number.
_LOOK_ALIKE = {
    "\u2f3e": "户", "\u3b35": "胶", "\u2003": "\u3000", "\u2012": "\u2013", "\u2035": "\uff40",
    "\u2215": "\uff0f", "\u2329": "〈", "\u232a": "〉", "\u301c": "\uff5e",
}
#: What each of them is typed as.
_TYPED = str.maketrans({
    **{chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
    **_SUPPLEMENT,
    **_LOOK_ALIKE,
})
_MADE = re.compile(rb"/CreationDate\s*\([^)]*\)")
_MAP = re.compile(rb"/ToUnicode\s+(\d+)\s+0\s+R")
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>|([\[\]])")
_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf(?:char|range)", re.DOTALL)
_AT_ONCE = 100  # pairs of one block, as the format has it


def typed(text: str) -> str:
    """Return ``text`` with radicals as the characters that they look like."""
    return text.translate(_TYPED)


def mend_text(path: Path, title: str = "") -> int:
    """Make the Chinese text of a PDF that Qt wrote searchable, in place; return how many maps were changed.

    ``title``: of the document, which Qt leaves empty. Raises UserError where the file is no PDF of the form
    that Qt writes.
    """
    content = path.read_bytes()
    if not content.rstrip().endswith(b"%%EOF"):
        return 0  # cut off, which whoever puts the file in its place tells
    try:
        places, trailer, start = directory(content)
        changed = {
            number: _packed(mended)
            for number in sorted({int(found) for found in _MAP.findall(content)})
            if (mended := _mended(_map_text(content, number, places))) is not None
        }
        n = len(changed)
        if title:
            info = entry(b"Info", trailer)
            made = b"".join(_MADE.findall(plain(content, info, places)))
            by = b"/Author (Outfall Tracer) /Creator (Outfall Tracer)"
            changed[info] = b"<< /Title %s %s %s >>" % (text_of(title), by, made)
    except (ValueError, KeyError, IndexError, zlib.error) as error:
        said = translate(
            "Reports", "The text of {path} cannot be made searchable: the file is built in an unknown way.")
        raise UserError(said.format(path=path.name), detail=repr(error)) from error
    if changed:
        with path.open("ab") as file:
            file.write(update(changed, len(content), trailer, start))
    return n


def _map_text(content: bytes, number: int, places: Mapping[int, int]) -> bytes:
    head, data = parts(content, number, places)
    if data is None:
        raise ValueError(f"object {number} is no stream")
    return zlib.decompress(data) if b"/FlateDecode" in head else data


def _mended(map_text: bytes) -> bytes | None:
    """Return a map in which no glyph stands for a radical; None where that is so already."""
    pairs = list(_pairs(map_text))
    mended = [(code, typed(text)) for code, text in pairs]
    if mended == pairs:
        return None
    blocks = [
        b"%d beginbfchar\n%s\nendbfchar\n" % (len(some), b"\n".join(
            b"<%s> <%s>" % (code, text.encode("utf-16-be").hex().encode()) for code, text in some))
        for some in (mended[at : at + _AT_ONCE] for at in range(0, len(mended), _AT_ONCE))
    ]
    head, rest = map_text.split(b"endcodespacerange", 1)
    return b"%sendcodespacerange\n%s%s" % (head, b"".join(blocks), rest[rest.rindex(b"endcmap"):])


def _pairs(map_text: bytes) -> Iterator[tuple[bytes, str]]:
    """Yield each glyph's code (hexadecimal) with the text it stands for."""
    for kind, block in _BLOCK.findall(map_text):
        words = [found[1] or found[0] for found in _HEX.findall(block)]
        at = 0
        while at < len(words):
            if kind == b"bfchar":
                yield words[at], _text(words[at + 1])
                at += 2
                continue
            first, last = int(words[at], 16), int(words[at + 1], 16)
            codes = [b"%0*x" % (len(words[at]), code) for code in range(first, last + 1)]
            if words[at + 2] == b"[":
                end = words.index(b"]", at)
                yield from zip(codes, map(_text, words[at + 3 : end]))
                at = end + 1
                continue
            text = _text(words[at + 2])
            yield from ((code, text[:-1] + chr(ord(text[-1]) + i)) for i, code in enumerate(codes))
            at += 3


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "surrogatepass")


def _packed(data: bytes) -> bytes:
    """Return a stream as the body of an object."""
    packed = zlib.compress(data, 9)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
