"""Which source drains to which outfall, looked up at once: the stored links of a project in memory.

Expressions ask it for every row that they label, from any thread, so it reads the file
through GDAL's columns, once, and again only when the file has changed. What the window has
not saved yet is laid over it (:func:`lay_over`).
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from .store.table_io import ProjectFile

COLUMNS = ("uid", "outfall_uid", "source_table", "source_uid", "source_name", "status", "network_m", "hop_m",
           "confidence")
_LOOK_AGAIN_S = 0.5  # how long an answer counts before the file is asked whether it changed


class Link(NamedTuple):
    """One stored link; distances in metres, None where the table says nothing."""

    uid: str
    outfall_uid: str
    source_table: str
    source_uid: str
    source_name: str | None
    status: str
    network_m: float | None
    hop_m: float | None
    confidence: float | None

    @property
    def metres(self) -> float | None:
        """The whole way: along the network and the last hop."""
        return None if self.network_m is None else self.network_m + (self.hop_m or 0.0)


@dataclass
class LinkIndex:
    """Links by outfall (most certain first) and by source (nearest first)."""

    by_outfall: dict[str, list[Link]] = field(default_factory=dict)
    by_source: dict[str, list[Link]] = field(default_factory=dict)


_lock = threading.Lock()
_kept: dict[str, tuple[float, Any, LinkIndex]] = {}  # path -> looked at, stamp, index
_unsaved: dict[str, tuple[Mapping[str, Mapping[str, Any]], frozenset[str], int]] = {}


def links_of(path: str) -> LinkIndex:
    """Return the links of the project at ``path``, unsaved decisions included.

    Raises :class:`problems.UserError` where the file cannot be read.
    """
    with _lock:
        now = time.monotonic()
        kept = _kept.get(path)
        if kept and now - kept[0] < _LOOK_AGAIN_S:
            return kept[2]
        stamp = (_stamp(path), _unsaved.get(path, ({}, frozenset(), 0))[2])
        index = kept[2] if kept and kept[1] == stamp else _read(path)
        _kept[path] = (time.monotonic(), stamp, index)
        return index


def lay_over(path: str, changed: Mapping[str, Mapping[str, Any]], deleted: frozenset[str]) -> None:
    """Tell what the window has not saved: whole or partial rows by uid, and uids taken away."""
    with _lock:
        number = _unsaved.get(path, ({}, frozenset(), 0))[2] + 1
        _unsaved[path] = (changed, deleted, number)
        if path in _kept:
            _kept[path] = (0.0, *_kept[path][1:])


def forget() -> None:
    """Drop everything, as when the plugin is unloaded."""
    with _lock:
        _kept.clear()
        _unsaved.clear()


def _stamp(path: str) -> list[tuple[int, int]]:
    found = []
    for file in (Path(path), Path(path + "-wal")):
        try:
            state = file.stat()
        except OSError:
            continue
        found.append((state.st_mtime_ns, state.st_size))
    return found


def _read(path: str) -> LinkIndex:
    with ProjectFile(path) as project:
        table = project.read("trace_links", list(COLUMNS))
    rows = {cells[0]: dict(zip(COLUMNS, cells)) for cells in zip(*(table[name].tolist() for name in COLUMNS))}
    changed, deleted, _number = _unsaved.get(path, ({}, frozenset(), 0))
    for uid, values in changed.items():
        rows.setdefault(uid, dict.fromkeys(COLUMNS)).update(
            {"uid": uid}, **{name: value for name, value in values.items() if name in COLUMNS})
    by_outfall, by_source = defaultdict(list), defaultdict(list)
    for uid, values in rows.items():
        if uid in deleted or not values["outfall_uid"] or not values["source_uid"]:
            continue
        numbers = {name: _number_or_none(values[name]) for name in ("network_m", "hop_m", "confidence")}
        link = Link(**{**values, **numbers, "status": values["status"] or "candidate"})
        by_outfall[link.outfall_uid].append(link)
        by_source[link.source_uid].append(link)
    for links in by_outfall.values():
        links.sort(key=lambda link: (-(link.confidence or 0.0), link.source_uid))
    for links in by_source.values():
        links.sort(key=lambda link: (link.metres is None, link.metres or 0.0, link.outfall_uid))
    return LinkIndex(dict(by_outfall), dict(by_source))


def _number_or_none(value: Any) -> float | None:
    return None if value is None or value != value else float(value)
