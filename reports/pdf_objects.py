"""The objects of a PDF as Qt writes it: a table of places at the end, updates added behind."""

from __future__ import annotations

import re
from collections.abc import Iterator


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


def start_of(content: bytes, number: int, places: dict[int, int]) -> int:
    """Return where what object ``number`` holds begins."""
    found = re.compile(rb"%d\s+0\s+obj\s*" % number).match(content, places[number])
    if found is None:
        raise ValueError(f"object {number} is not in its place")
    return found.end()
