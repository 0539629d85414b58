"""The objects of a PDF as Qt writes it: a table of places at the end, updates added behind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_DICTIONARY = re.compile(rb"(<<(?:[^<>]|<[^<>]*>|<<(?:[^<>]|<[^<>]*>)*>>)*>>)\s*stream\r?\n", re.DOTALL)
_LENGTH = re.compile(rb"/Length\s+(\d+)(\s+0\s+R)?")


def directory(content: bytes) -> tuple[dict[int, int], bytes, int]:
    """Return where each object begins, the last trailer's entries, and where its table begins.

    Raises ValueError, KeyError or IndexError where the file is built in another way.
    """
    last = int(content[content.rindex(b"startxref") + 9 :].split()[0])
    places: dict[int, int] = {}
    trailer = b""
    start = last
    while True:
        head, rest = content[start:].split(b"trailer", 1)
        if not head.startswith(b"xref"):
            raise ValueError("no table of objects")
        for number, place in _entries(head[4:].split()):
            places.setdefault(number, place)
        entries = rest[: rest.index(b"startxref")].strip()
        trailer = trailer or entries
        previous = re.search(rb"/Prev\s+(\d+)", entries)
        if previous is None:
            return places, trailer, last
        start = int(previous[1])


def _entries(words: list[bytes]) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(words):
        first, count = int(words[at]), int(words[at + 1])
        at += 2
        for number in range(first, first + count):
            if words[at + 2] == b"n":
                yield number, int(words[at])
            at += 3


def start_of(content: bytes, number: int, places: Mapping[int, int]) -> int:
    """Return where what object ``number`` holds begins."""
    found = re.compile(rb"%d\s+0\s+obj\s*" % number).match(content, places[number])
    if found is None:
        raise ValueError(f"object {number} is not in its place")
    return found.end()


def plain(content: bytes, number: int, places: Mapping[int, int]) -> bytes:
    """Return an object that is no stream."""
    start = start_of(content, number, places)
    return content[start : content.index(b"endobj", start)].rstrip()


def parts(content: bytes, number: int, places: Mapping[int, int]) -> tuple[bytes, bytes | None]:
    """Return what of an object may refer to others, and its data (None where it is no stream)."""
    found = _DICTIONARY.match(content, start_of(content, number, places))
    if found is None:
        return plain(content, number, places), None
    length = _LENGTH.search(found[1])
    if length is None:
        raise ValueError(f"object {number} has no length")
    n = int(plain(content, int(length[1]), places)) if length[2] else int(length[1])
    data = content[found.end() : found.end() + n]
    if len(data) != n:
        raise ValueError(f"object {number} is cut off")
    return found[1], data


def entry(name: bytes, content: bytes) -> int:
    """Return the number of the object that an entry of a dictionary refers to."""
    found = re.search(rb"/%s\s+(\d+)" % name, content)
    if found is None:
        raise ValueError(f"no {name!r}")
    return int(found[1])


def text_of(text: str) -> bytes:
    """Return a text as PDF writes it."""
    return b"<" + (b"\xfe\xff" + text.encode("utf-16-be")).hex().encode() + b">"


def update(changed: Mapping[int, bytes], at: int, trailer: bytes, start: int) -> bytes:
    """Return what is appended to a PDF of ``at`` bytes: objects with new bodies, their table, the trailer.

    trailer, start: those of :func:`directory`.
    """
    parts, places = [b"\n"], {}
    for number, body in changed.items():
        places[number] = at + sum(map(len, parts))
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = at + sum(map(len, parts))
    rows = b"".join(b"%d 1\n%010d 00000 n \n" % (number, place) for number, place in places.items())
    entries = re.sub(rb"/Prev\s+\d+", b"", trailer[: trailer.rindex(b">>")])
    parts.append(b"xref\n%strailer\n%s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (rows, entries, start, table))
    return b"".join(parts)
