"""Rows as JSON objects: what web services deliver. Nested objects become columns ``outer.inner``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from ...i18n import Later
from ...problems import UserError
from ..model import RawTable, SourceLayer
from .arrays import column_of, unique_names
from .encodings import detect
from .kinds import Wanted, refused

_MAX_BYTES = 256 << 20
_DEPTH = 4


def layers_of(path: Path) -> list[SourceLayer]:
    """Return the one table."""
    rows = _rows(path, "auto")[0]
    return [SourceLayer(path.stem, "", len(rows), tuple(_names(rows)))]


def read(path: Path, wanted: Wanted) -> RawTable:
    """Return the table."""
    rows, used, sure = _rows(path, wanted.encoding)
    rows = rows[: wanted.limit]
    names = _names(rows)
    try:
        columns = {
            unique: column_of([row.get(name) for row in rows])
            for unique, name in zip(unique_names(names), names)
        }
    except RecursionError as error:  # what could be read may still be nested too deep to be written
        raise _no_json(path, error) from error
    return RawTable(
        str(path),
        path.stem,
        np.arange(1, len(rows) + 1, dtype=np.int64),
        columns,
        encoding=used,
        encoding_sure=sure,
    )


def _names(rows: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _rows(path: Path, encoding: str) -> tuple[list[dict[str, Any]], str, bool]:
    if path.stat().st_size > _MAX_BYTES:
        raise refused(path, Later(
            "ImportReaders", "{file} is too large for a table of JSON; convert it to CSV."))
    data = path.read_bytes()
    found = detect([data]) if encoding == "auto" else None
    used = found.name if found else encoding
    try:
        content = json.loads(data.decode("utf-8-sig" if used == "utf-8" else used, "replace"))
        rows = _list_of(content)
    except (ValueError, RecursionError, MemoryError) as error:
        raise _no_json(path, error) from error
    if not rows:
        raise refused(path, Later("ImportReaders", "{file} holds no rows: it should be a list of objects."))
    return [_flat(row) for row in rows], used, found.sure if found else True


def _no_json(path: Path, error: BaseException) -> UserError:
    return refused(path, Later(
        "ImportReaders", "{file} is not JSON that can be read: it is damaged, cut off or nested too deep."
    ), detail=str(error)[:500])


def _list_of(content: Any, depth: int = 0) -> list[Any]:
    """Return the longest list of objects inside, or an object of objects as one."""
    if isinstance(content, list):
        objects = [row for row in content if isinstance(row, dict)]
        if objects:
            return objects
        return (
            max((_list_of(part, depth + 1) for part in content[:100]), key=len, default=[])
            if depth < _DEPTH
            else []
        )
    if not isinstance(content, dict) or depth >= _DEPTH:
        return []
    lists = [_list_of(part, depth + 1) for part in content.values() if isinstance(part, (list, dict))]
    best = max(lists, key=len, default=[])
    own = [{"key": key, **part} for key, part in content.items() if isinstance(part, dict)]
    return own if len(own) > len(best) else best


def _flat(row: dict[str, Any], before: str = "", depth: int = 0) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict) and depth < _DEPTH:
            out.update(_flat(value, f"{before}{name}.", depth + 1))
        else:
            out[f"{before}{name}"] = value
    return out
