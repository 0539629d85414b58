"""Attributes of KML, packed into descriptions on the way through GDAL and unpacked behind it.

LIBKML turns every byte of an attribute's name that is not ASCII into ``_``, so that two Chinese names
become one column, and leaves out plain ``Data`` where a schema declares others. The driver "KML", all
that newer systems have, reads no attributes at all. Both read descriptions.
"""

from __future__ import annotations

import json
import re
from html import escape, unescape
from typing import Any

from ..model import RawTable
from .arrays import column_of, unique_names

_PLACEMARK = re.compile(r"(<((?:\w+:)?)Placemark\b[^>]*>)(.*?)(</\2Placemark\s*>)", re.DOTALL)
_DESCRIBED = re.compile(r"<((?:\w+:)?)description\b[^>]*>(.*?)</\1description\s*>", re.DOTALL)
_EXTENDED = re.compile(r"<((?:\w+:)?)ExtendedData\b[^>]*>(.*?)</\1ExtendedData\s*>", re.DOTALL)
_CELL = re.compile(
    r"<((?:\w+:)?(?:Data|SimpleData))\b[^>]*?\bname\s*=\s*([\"'])(.*?)\2[^>]*?(?<!/)>(.*?)</\1\s*>", re.DOTALL
)
_VALUE = re.compile(r"<((?:\w+:)?)value\b[^>]*>(.*?)</\1value\s*>", re.DOTALL)
_CDATA = re.compile(r"\s*<!\[CDATA\[(.*?)\]\]>\s*", re.DOTALL)


def packed(text: str) -> str:
    """Return a KML document whose descriptions carry the attributes of their objects too, as JSON."""
    return _PLACEMARK.sub(_pack, text)


def _pack(found: re.Match[str]) -> str:
    opening, prefix, inside, closing = found.groups()
    cells = {}
    for extended in _EXTENDED.finditer(inside):
        for _tag, _quote, name, content in _CELL.findall(extended[2]):
            value = _VALUE.search(content)
            cells[unescape(name)] = _plain(value[2] if value else content)
    rest = _EXTENDED.sub("", inside)
    described = _DESCRIBED.search(rest)
    carried = escape(json.dumps([_plain(described[2]) if described else None, cells], ensure_ascii=False))
    rest = _DESCRIBED.sub("", rest)
    return f"{opening}<{prefix}description>{carried}</{prefix}description>{rest}{closing}"


def _plain(xml: str) -> str:
    """Return the text of an element."""
    wrapped = _CDATA.fullmatch(xml)
    return wrapped[1] if wrapped else unescape(xml)


def unpack(table: RawTable) -> None:
    """Put the attributes into columns of their own, in the order of their first appearance."""
    carrier = next((name for name in table.columns if name.lower() == "description"), "")
    if not carrier:
        return
    carried = [_carried(text) for text in table.columns.pop(carrier).tolist()]
    columns: dict[str, list[Any]] = {carrier: [described or None for described, _cells in carried]}
    for row, (_described, cells) in enumerate(carried):
        for name, value in cells.items():
            columns.setdefault(name, [None] * table.n)[row] = value or None
    names = unique_names([*table.columns, *columns])
    table.columns = dict(zip(names, [*table.columns.values(), *map(column_of, columns.values())]))


def _carried(text: str | None) -> tuple[str | None, dict[str, str]]:
    try:
        found = json.loads(text or "")
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, list) and len(found) == 2 and isinstance(found[1], dict):
        return found[0], found[1]
    return text, {}  # of an object that was not packed, such as a picture on the ground
