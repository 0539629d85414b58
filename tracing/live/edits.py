"""What can be edited in a live network, and what an edit changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..model import Floats, Ints

TABLES = ("pipes", "outfalls", "sources", "manholes")


@dataclass(frozen=True)
class Edit:
    """One edit: new ``values`` of a row of ``table``; row -1 adds a row, ``remove`` takes one away.

    Rows keep their numbers for ever: an added row is the next one, a removed row stays empty.
    values: names of the columns of :mod:`.model`; pipes also take ``lines``, a list of (k, 2) parts.
    """

    table: str
    row: int
    values: Mapping[str, object] = field(default_factory=dict)
    remove: bool = False


def change_pipe(row: int, **values: object) -> Edit:
    """Change columns of a pipe: ``flow=-1``, ``status="blocked"``, ``from_node="N7"``, ``lines=[...]``."""
    return Edit("pipes", row, _lines(values))


def add_pipe(lines: Sequence[ArrayLike], **values: object) -> Edit:
    """Add a pipe of these parts, each (k, 2)."""
    return Edit("pipes", -1, _lines({"lines": lines, **values}))


def remove_pipe(row: int) -> Edit:
    """Take a pipe away; its row stays without geometry and ids."""
    return Edit("pipes", row, remove=True)


def set_gate(manhole: int, closed: bool) -> Edit:
    """Close or open the gate at a manhole."""
    return Edit("manholes", manhole, {"closed": closed})


def change_point(table: str, row: int, **values: object) -> Edit:
    """Move a point of ``outfalls`` or ``sources`` (``xy=...``) or change what it declares."""
    return Edit(table, row, values)


def add_point(table: str, xy: ArrayLike, **values: object) -> Edit:
    """Add an outfall or a source at ``xy``."""
    return Edit(table, -1, {"xy": xy, **values})


def remove_point(table: str, row: int) -> Edit:
    """Take an outfall or a source away; what declared a removed outfall declares none."""
    return Edit(table, row, remove=True)


def _lines(values: dict[str, Any]) -> dict[str, Any]:
    if "lines" in values:
        parts = [np.asarray(part, dtype=np.float64).reshape(-1, 2) for part in values["lines"]]
        return {**values, "lines": parts}
    return values


@dataclass
class Change:
    """What a batch of edits changed.

    rows: (edits,) the row each edit concerned (new rows got their number); outfalls: rows of the
    outfalls that an edit could reach, before or after, which were traced again. gained, lost,
    altered: (k, 2) links as (source, outfall); altered links kept their ends, their metres or
    confidence are others. gained_by, lost_by, altered_by: (k,) the position of the edit that did it.
    rebuilt: an edit was too far-reaching to be followed locally, so everything was built anew.
    undo: edits that take the batch back when applied together; the change they give undoes the undoing.
    pipes: rows of pipes whose trace (nearest outfall, number of outfalls, metres, basis) is another.
    """

    rows: Ints
    outfalls: Ints
    gained: Ints
    gained_by: Ints
    lost: Ints
    lost_by: Ints
    altered: Ints
    altered_by: Ints
    rebuilt: bool
    seconds: Floats
    undo: tuple[Edit, ...] = ()
    pipes: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))


@dataclass
class Ledger:
    """Collects the changes of one edit after another and nets them."""

    gained: dict[tuple[int, int], int] = field(default_factory=dict)
    lost: dict[tuple[int, int], int] = field(default_factory=dict)
    altered: dict[tuple[int, int], int] = field(default_factory=dict)
    outfalls: set[int] = field(default_factory=set)
    rows: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    rebuilt: bool = False
    undo: list[Edit] = field(default_factory=list)
    pipes: set[int] = field(default_factory=set)

    def enter(self, edit: int, gained: Ints, lost: Ints, altered: Ints) -> None:
        """Enter links that one edit gained, lost and altered, each (k, 2)."""
        for link in map(tuple, gained.tolist()):
            if self.lost.pop(link, None) is None:
                self.gained[link] = edit
            else:  # there, gone, there again
                self.altered[link] = edit
        for link in map(tuple, lost.tolist()):
            self.altered.pop(link, None)
            if self.gained.pop(link, None) is None:
                self.lost[link] = edit
        for link in map(tuple, altered.tolist()):
            if link not in self.gained:
                self.altered[link] = edit

    def change(self) -> Change:
        """Return the net change."""
        return Change(
            np.array(self.rows, dtype=np.int64), np.array(sorted(self.outfalls), dtype=np.int64),
            *_columns(self.gained), *_columns(self.lost), *_columns(self.altered), self.rebuilt,
            np.array(self.seconds), tuple(self.undo), np.array(sorted(self.pipes), dtype=np.int64),
        )


def _columns(links: dict[tuple[int, int], int]) -> tuple[Ints, Ints]:
    pairs = sorted(links)
    return (
        np.array(pairs, dtype=np.int64).reshape(-1, 2),
        np.array([links[pair] for pair in pairs], dtype=np.int64),
    )
