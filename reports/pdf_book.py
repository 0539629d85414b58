"""Many PDFs as one, with bookmarks in two levels: chapters, and the documents in them.

The documents are those that Qt wrote: their objects are copied with new numbers, one document after the
other, so that a book of thousands needs no more memory than its largest part.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..i18n import translate
from ..layers.files.replacing import replaced
from ..problems import UserError
from .pdf_objects import directory, entry, parts, plain, text_of

_REFERENCE = re.compile(rb"(\d+)(\s+0\s+R)\b")
_CATALOG, _PAGES, _FIRST = 1, 2, 3


@dataclass
class _Bookmark:
    """A line of the outline: its text, the page that it opens, those under it."""

    title: str
    page: int
    children: list[_Bookmark] = field(default_factory=list)


def write_book(target: Path, title: str, chapters: Iterable[tuple[str, Sequence[tuple[str, Path]]]]) -> int:
    """Join documents (bookmark, file) by chapter into ``target``; return the number of pages.

    Raises UserError where a document cannot be read or the book not be written.
    """
    with replaced(target) as made, made.open("wb") as file:
        book = _Book(file)
        outline = []
        for chapter, documents in chapters:
            bookmarks = []
            for name, path in documents:
                try:
                    bookmarks.append(_Bookmark(name, book.add(path.read_bytes())))
                except (ValueError, KeyError, IndexError, OSError, zlib.error) as error:
                    said = translate(
                        "Reports", "{path} cannot be merged: the document is incomplete."
                    )
                    raise UserError(said.format(path=path.name), detail=repr(error)) from error
            if bookmarks:
                outline.append(_Bookmark(chapter, bookmarks[0].page, bookmarks))
        book.close(title, outline)
        return len(book.pages)


class _Book:
    def __init__(self, file: Any) -> None:
        self._file = file
        self._offsets: dict[int, int] = {}
        self._next = _FIRST
        self.pages: list[int] = []
        file.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")

    def add(self, content: bytes) -> int:
        """Copy a document; return the object of its first page."""
        places, trailer, _ = directory(content)
        catalog = entry(b"Root", trailer)
        root = entry(b"Pages", plain(content, catalog, places))
        kids = re.search(rb"/Kids\s*\[(.*?)\]", plain(content, root, places), re.DOTALL)
        if kids is None:
            raise ValueError("no pages")
        pages = [int(found) for found in re.findall(rb"(\d+)\s+0\s+R", kids[1])]
        info = re.search(rb"/Info\s+(\d+)", trailer)
        left_out = {catalog, root, *([int(info[1])] if info else [])}
        copied = [number for number in sorted(places) if number not in left_out]
        new = {number: self._next + at for at, number in enumerate(copied)}
        new[root] = _PAGES
        self._next += len(copied)
        for number in copied:
            head, data = parts(content, number, places)
            head = _REFERENCE.sub(lambda found: b"%d%s" % (new[int(found[1])], found[2]), head)
            self._write(new[number], head if data is None else b"%s\nstream\n%s\nendstream" % (head, data))
        self.pages += [new[page] for page in pages]
        return new[pages[0]]

    def close(self, title: str, outline: Sequence[_Bookmark]) -> None:
        """Write pages, bookmarks and the table of objects."""
        kids = b" ".join(b"%d 0 R" % page for page in self.pages)
        self._write(_PAGES, b"<<\n/Type /Pages\n/Kids [%s]\n/Count %d\n>>" % (kids, len(self.pages)))
        root, info = self._new(), self._new()
        first, last, _ = self._outline(outline, root)
        self._write(
            root,
            b"<<\n/Type /Outlines\n/First %d 0 R\n/Last %d 0 R\n/Count %d\n>>" % (first, last, len(outline)),
        )
        self._write(info, b"<<\n/Title %s\n/Creator (Outfall Tracer)\n>>" % text_of(title))
        self._write(
            _CATALOG,
            b"<<\n/Type /Catalog\n/Pages %d 0 R\n/Outlines %d 0 R\n/PageMode /UseOutlines\n>>"
            % (_PAGES, root),
        )
        start = self._file.tell()
        rows = b"".join(b"%010d 00000 n \n" % self._offsets[number] for number in range(1, self._next))
        self._file.write(b"xref\n0 %d\n0000000000 65535 f \n%strailer\n" % (self._next, rows))
        self._file.write(
            b"<<\n/Size %d\n/Root %d 0 R\n/Info %d 0 R\n>>\nstartxref\n%d\n%%%%EOF\n"
            % (self._next, _CATALOG, info, start)
        )

    def _outline(self, bookmarks: Sequence[_Bookmark], parent: int) -> tuple[int, int, int]:
        """Write bookmarks under ``parent``, those below them closed; return first, last and how many."""
        numbers = [self._new() for _ in bookmarks]
        for at, (number, one) in enumerate(zip(numbers, bookmarks)):
            parts = [
                b"/Title %s" % text_of(one.title),
                b"/Parent %d 0 R" % parent,
                b"/Dest [%d 0 R /Fit]" % one.page,
            ]
            if at:
                parts.append(b"/Prev %d 0 R" % numbers[at - 1])
            if at + 1 < len(numbers):
                parts.append(b"/Next %d 0 R" % numbers[at + 1])
            if one.children:
                first, last, n = self._outline(one.children, number)
                parts.append(b"/First %d 0 R\n/Last %d 0 R\n/Count -%d" % (first, last, n))
            self._write(number, b"<<\n%s\n>>" % b"\n".join(parts))
        return numbers[0], numbers[-1], len(numbers)

    def _new(self) -> int:
        self._next += 1
        return self._next - 1

    def _write(self, number: int, content: bytes) -> None:
        self._offsets[number] = self._file.tell()
        self._file.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
