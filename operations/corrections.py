"""What a correction of the network means for the rows of pipes: plain values in, plain values out.

Rules that every tool keeps:

* an invert level belongs to an end of the pipe, not to a column: where the ends change
  places, so do the levels and the node ids;
* pipes that were joined by ids stay joined by ids, and those joined by place by place;
* what nobody has measured is not made up: levels in between are interpolated only where
  both ends have one, and a drawn pipe says that it is inferred.

Points are (x, y) in the coordinates of the file; ``cells`` are columns of ``pipes``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .runs.declared import declared_id

Point = tuple[float, float]
Cells = Mapping[str, Any]

#: What a drawn pipe takes over from the pipe it continues.
INHERITED = ("system", "form", "diameter_mm", "material", "owner")
#: What a pipe keeps to itself where it is divided.
_OWN = ("uid", "code", "from_node", "to_node", "invert_from", "invert_to")
_SWAPPED = (("from_node", "to_node"), ("invert_from", "invert_to"))


@dataclass(frozen=True)
class Flip:
    """How a pipe is turned: cells to set, and whether its line is drawn the other way round."""

    cells: dict[str, Any]
    reverse: bool


def flip(cells: Cells, policy: str = "declared") -> Flip | None:
    """Return how to turn the flow of a pipe, by what its direction is known from.

    A stated flow is stated the other way, and the line stays. Where the order of the ends or the
    drawing decides, the line is reversed and its ids and levels go with their ends. Where nothing or
    the levels decide, the flow is stated. None where stating it would change nothing: the levels of
    the policy ``invert`` beat it.
    """
    flow = (cells.get("flow") or "").strip()
    if policy == "digitised":
        return _reversed(cells, flow)
    if policy == "invert" and _fall(cells):
        return None
    if flow in ("+", "-"):
        return Flip({"flow": "-" if flow == "+" else "+"}, reverse=False)
    if flow:  # unknown, or both ways: the levels decide, else nothing does
        return Flip({"flow": "-" if _fall(cells) > 0 else "+"}, reverse=False)
    return _reversed(cells, flow)


def _reversed(cells: Cells, flow: str) -> Flip:
    changed: dict[str, Any] = {}
    for one, two in _SWAPPED:
        changed[one], changed[two] = cells.get(two), cells.get(one)
    if flow in ("+", "-"):
        changed["flow"] = "-" if flow == "+" else "+"  # relative to the line: the statement stays true
    return Flip(changed, reverse=True)


def _fall(cells: Cells) -> float:
    """Return by how much the pipe falls from start to end; 0 where levels say nothing."""
    start, end = cells.get("invert_from"), cells.get("invert_to")
    return 0.0 if start is None or end is None else float(start) - float(end)


@dataclass(frozen=True)
class Division:
    """A pipe cut in two: what changes on the first half, and the cells of the second."""

    first: dict[str, Any]
    second: dict[str, Any]


def divide(cells: Cells, share: float, node: str | None, taken: Sequence[str]) -> Division:
    """Return what a pipe becomes where it is cut at ``share`` (0..1) of its length.

    node: the id of the manhole there, None where there is none; a pipe that is joined by ids then
    gets a new one, which is not in ``taken`` (ids in use), nor is the code of the second half.
    """
    declared = declared_id(cells.get("from_node")) and declared_id(cells.get("to_node"))
    name = declared_id(cells.get("code")) or declared_id(cells.get("from_node")) or ""
    if declared and not node:
        node = unused(f"{name}-N" if name else "N", taken)
    elif not declared:
        node = node if cells.get("from_node") or cells.get("to_node") else None
    level = None
    start, end = cells.get("invert_from"), cells.get("invert_to")
    if start is not None and end is not None:
        level = round(float(start) + share * (float(end) - float(start)), 3)
    second = {column: value for column, value in cells.items() if column not in _OWN}
    second.update(code=unused(f"{name}-", [*taken, name]) if name else None, from_node=node,
                  to_node=cells.get("to_node"), invert_from=level, invert_to=end)
    return Division({"to_node": node, "invert_to": level}, second)


def unused(stem: str, taken: Sequence[str]) -> str:
    """Return ``stem`` with the first number that makes it a new id, upper and lower case alike."""
    known = {text.casefold() for text in taken if text}
    number = 1
    while f"{stem}{number}".casefold() in known:
        number += 1
    return f"{stem}{number}"


def connect(cells: Cells, at_end: bool, node: str | None) -> dict[str, Any]:
    """Return the cells of a pipe whose start or end (``at_end``) is brought to a place.

    node: the id of what is there. A pipe that is joined by ids would not meet a place without one,
    so its id at this end is emptied then.
    """
    column = "to_node" if at_end else "from_node"
    return {} if (cells.get(column) or None) == node else {column: node}


@dataclass(frozen=True)
class End:
    """An end of a pipe as a neighbour sees it."""

    cells: Cells
    at_end: bool

    @property
    def node(self) -> str | None:
        """The id of the node at this end."""
        return declared_id(self.cells.get("to_node" if self.at_end else "from_node"))

    @property
    def level(self) -> float | None:
        """The invert level at this end."""
        return self.cells.get("invert_to" if self.at_end else "invert_from")


@dataclass
class Place:
    """What a drawn line meets at one of its ends: ends of pipes, a pipe's middle, a manhole's id."""

    ends: list[End] = field(default_factory=list)
    middle: Cells | None = None
    manhole: str | None = None

    @property
    def node(self) -> str | None:
        """The id that a pipe ending here has to name."""
        return declared_id(self.manhole) or next((end.node for end in self.ends if end.node), None)

    @property
    def is_empty(self) -> bool:
        """Tell whether a line that ends here meets nothing."""
        return not self.ends and self.middle is None and self.manhole is None

    @property
    def neighbour(self) -> Cells | None:
        """The pipe to take attributes from."""
        return self.ends[0].cells if self.ends else self.middle

    @property
    def level(self) -> float | None:
        """The lowest known invert level of the ends here."""
        levels = [end.level for end in self.ends if end.level is not None]
        return min(levels) if levels else None


def drawn_pipe(start: Place, end: Place) -> dict[str, Any]:
    """Return the cells of a pipe drawn along its flow from one place to another.

    It takes over what the pipe above it says, else the one below. Ids are given where both ends have
    one: a pipe with a single id is joined by place anyway.
    """
    cells: dict[str, Any] = {"flow": "+", "status": "in_service", "data_source": "inferred"}
    for column in INHERITED:
        for place in (start, end):
            value = (place.neighbour or {}).get(column)
            if value is not None and not (column == "system" and value == "unknown"):
                cells[column] = value
                break
    if start.node and end.node and start.node != end.node:
        cells.update(from_node=start.node, to_node=end.node)
    for column, place in (("invert_from", start), ("invert_to", end)):
        if place.level is not None:
            cells[column] = place.level
    return cells


def toggled(value: str | None, on: str, off: str) -> str:
    """Return ``on``, or ``off`` where the value is ``on`` already."""
    return off if value == on else on


def share_along(points: Sequence[Point], segment: int, place: Point) -> float:
    """Return how far along a line (0..1) a place on its segment number ``segment`` lies."""
    lengths = [math.dist(one, two) for one, two in zip(points, points[1:])]
    whole = sum(lengths)
    before = sum(lengths[:segment]) + math.dist(points[segment], place)
    return min(max(before / whole, 0.0), 1.0) if whole else 0.0
