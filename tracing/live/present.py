"""The present answer of a live network, row by row: areas, how points meet it, links, traces of pipes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..growing_columns import Columns
from ..model import Bools, Floats, Hops, Ints, Links, PipeTrace, Rule
from ..noding.id_places import judged
from ..reach.labels import ranges
from .area import Area, Rows, position
from .editable_rows import Tables, bools_of
from .edits import TABLES

#: Metres and confidence that differ by less are the same, summed in another order.
SAME_M, SAME_CONFIDENCE = 1e-6, 1e-9


class Present:
    """Columns of all rows, kept in step with the tables.

    pipes: area (-1: none), basis, sign, drawn (:meth:`area.Area.drawn`), outfall (the nearest, -1), count
    (of outfalls), metres, places (2, 2) of its nodes, by_id (2) whether they are those of its ids. outfalls,
    sources: area, rule, pipe, hop_m, xy (where they meet), beside; outfalls: length_m (of pipe that drains
    there). manholes: area.
    node_area: of the nodes as they were built. id_distance_m: how far apart ends of one id may lie.
    """

    def __init__(self, tables: Tables, whole: Area) -> None:
        self.n_areas = 0
        self.id_distance_m = whole.network.noding.id_distance_m
        self._distance_m = whole.network.options.id_distance_m
        self._evidence = Columns(says=np.zeros((0, 3), dtype=np.int64))
        self.pipes = Columns(**_blank("pipes", tables.pipes.n))
        self.outfalls = Columns(**_blank("outfalls", tables.outfalls.n))
        self.sources = Columns(**_blank("sources", tables.sources.n))
        self.manholes = Columns(**_blank("manholes", tables.manholes.n))
        self._links: dict[int, Links] = {}
        self._first = no_links()
        self._first_start: Ints = np.zeros(1, dtype=np.int64)
        self.enter(whole, whole.rows, first=True)
        self.n_first = self.n_areas

    def column(self, name: str) -> Columns:
        """Return the columns of a table."""
        columns: Columns = getattr(self, name)
        return columns

    def grow(self, tables: Tables) -> None:
        """Make room for rows that were added to the tables."""
        for name in TABLES:
            more = getattr(tables, name).n - self.column(name).n
            if more > 0:
                self.column(name).append(**_blank(name, more))

    def areas(self, name: str, rows: Ints) -> set[int]:
        """Return the areas of rows (k,)."""
        area = self.column(name)["area"][rows]
        return set(area[area >= 0].tolist())

    def rows_in(self, areas: Iterable[int]) -> Rows:
        """Return all rows of some areas."""
        inside = bools_of(np.array(list(areas), dtype=np.int64), self.n_areas)
        return Rows(*(np.flatnonzero(inside[self.column(name)["area"]]) for name in TABLES))

    def rule(self, name: str, rows: Ints) -> NDArray[np.int8]:
        """Return how points (rows (k,)) meet the network."""
        return self.column(name)["rule"][rows]

    def hop_m(self, name: str, rows: Ints) -> Floats:
        """Return the metres (k,) between points (rows (k,)) and where they meet it."""
        return self.column(name)["hop_m"][rows]

    # what areas that were solved say

    def enter(self, area: Area, own: Rows, *, first: bool = False) -> Bools:
        """Take over the answer of areas for their ``own`` rows; the others were there to look at only.

        Returns (pipes of ``own``,) those whose trace is another than before.
        """
        rows = area.rows
        at = {name: position(getattr(rows, name), getattr(own, name)) for name in TABLES}
        number, n = self._numbers(area, at)
        of = np.append(number, -1)
        self._evidence["says"][list(self.areas_of(own))] = 0
        self._evidence.append(says=area.id_evidence(np.where(number < 0, -1, number - self.n_areas), n))
        self.n_areas += n
        if first:
            self.node_area = number
        nodes = _nodes(area)
        for name in TABLES:
            self.column(name)["area"][getattr(own, name)] = of[nodes[name][at[name]]]
        self._enter_points("outfalls", area.outfall_hops, at["outfalls"], own.outfalls, rows.pipes)
        self._enter_points("sources", area.source_hops, at["sources"], own.sources, rows.pipes)
        self.outfalls["length_m"][own.outfalls] = area.lengths()[at["outfalls"]]
        self._enter_links(area.links(), own.sources, first=first)
        return self._enter_pipes(area, at["pipes"], own.pipes)

    def _numbers(self, area: Area, at: dict[str, Ints]) -> tuple[Ints, int]:
        """Number the areas of rows (local positions): (nodes,) -1 where there are none; and how many."""
        label = np.append(area.labels, -1)
        used = np.unique(np.concatenate([label[node[at[name]]] for name, node in _nodes(area).items()]))
        used = used[used >= 0]
        number = np.full(len(label) + 1, -1, dtype=np.int64)
        number[used] = self.n_areas + np.arange(len(used))
        return number[label[:-1]], len(used)

    def areas_of(self, own: Rows) -> set[int]:
        """Return the areas of rows of all tables."""
        return set().union(*(self.areas(name, getattr(own, name)) for name in TABLES))

    def judges_otherwise(self, area: Area, own: Rows) -> bool:
        """Tell whether, with areas solved again, the drawing is a scheme now, or is none any more."""
        at = {name: position(getattr(area.rows, name), getattr(own, name)) for name in TABLES}
        number, n = self._numbers(area, at)
        known = self._evidence["says"]
        says = known.sum(axis=0) - known[list(self.areas_of(own))].sum(axis=0)
        says += area.id_evidence(np.where(number < 0, -1, number - self.n_areas), n).sum(axis=0)
        return self._distance_m > 0 and judged(says, self._distance_m) != self.id_distance_m

    def _enter_points(self, name: str, hops: Hops, at: Ints, rows: Ints, pipes: Ints) -> None:
        mine = self.column(name)
        pipes = np.append(pipes, -1)
        mine["rule"][rows], mine["hop_m"][rows] = hops.rule[at], hops.hop_m[at]
        mine["xy"][rows], mine["pipe"][rows] = hops.xy[at], pipes[hops.pipe[at]]
        mine["beside"][rows] = pipes[hops.beside[at]]

    def _enter_pipes(self, area: Area, at: Ints, rows: Ints) -> Bools:
        mine, trace, direction = self.pipes, area.trace_of_pipes(), area.network.direction
        n = area.network.pipes.n
        outfall, count = np.full(n, -1, dtype=np.int64), np.zeros(n, dtype=np.int64)
        metres = np.full(n, np.nan)
        outfall[trace.pipe], count[trace.pipe] = trace.outfall, trace.n_outfalls
        metres[trace.pipe] = trace.network_m
        found: dict[str, NDArray[Any]] = {
            "outfall": outfall, "count": count, "metres": metres, "basis": direction.basis,
        }
        other: Bools = np.nan_to_num(np.abs(mine["metres"][rows] - metres[at]), nan=0.0) > SAME_M
        other |= np.isnan(mine["metres"][rows]) != np.isnan(metres[at])
        for name in ("outfall", "count", "basis"):
            other |= mine[name][rows] != found[name][at]
        found["sign"], found["drawn"], found["places"] = direction.sign, area.drawn(), area.node_places[0]
        found["by_id"] = area.node_places[1]
        for name, values in found.items():
            mine[name][rows] = values[at]
        return other

    # links

    def _enter_links(self, links: Links, sources: Ints, *, first: bool) -> None:
        if first:
            self._first = links
            self._first_start = np.searchsorted(links.source, np.arange(self.sources.n + 1))
            return
        area = self.sources["area"]
        kept = np.isin(links.source, sources)
        for one in np.unique(area[sources]).tolist():
            if one >= 0:
                self._links[one] = picked(links, np.flatnonzero(kept & (area[links.source] == one)))
        present = bools_of(np.array(list(self._links), dtype=np.int64), self.n_areas)
        standing = bools_of(area, self.n_areas)
        for one in np.flatnonzero(present & ~standing).tolist():
            del self._links[one]

    def links_of(self, sources: Ints) -> Links:
        """Return the links of sources (rows (k,), ascending), by source, nearest first."""
        area = self.sources["area"][sources]
        early = sources[(area >= 0) & (area < self.n_first)]
        start = self._first_start
        parts = [picked(self._first, ranges(start[early], start[early + 1] - start[early]))]
        for one in np.unique(area[area >= self.n_first]).tolist():
            links = self._links[one]
            parts.append(picked(links, np.flatnonzero(np.isin(links.source, sources))))
        return joined(parts)

    def links(self) -> Links:
        """Return all links, by source, nearest first."""
        area = self.sources["area"][self._first.source]
        early = np.flatnonzero((area >= 0) & (area < self.n_first))
        return joined([picked(self._first, early), *self._links.values()])

    def pipe_trace(self) -> PipeTrace:
        """Return the traces of pipes, ascending."""
        mine = self.pipes
        row = np.flatnonzero(mine["outfall"] >= 0)
        outfall, count, metres, basis = (mine[name][row] for name in ("outfall", "count", "metres", "basis"))
        return PipeTrace(row, outfall, count, metres, basis)


def _nodes(area: Area) -> dict[str, Ints]:
    """Nodes of all rows, by table."""
    return {
        "pipes": area.node_of_pipes(), "outfalls": area.outfall_node, "sources": area.source_hops.node,
        "manholes": area.node_beside_manholes(),
    }


def _blank(name: str, n: int) -> dict[str, NDArray[Any]]:
    none = np.full(n, -1, dtype=np.int64)
    nan = np.full(n, np.nan)
    if name == "manholes":
        return {"area": none}
    if name == "pipes":
        return {
            "area": none, "basis": np.full(n, -1, dtype=np.int8), "sign": np.zeros(n, dtype=np.int8),
            "drawn": np.zeros(n, dtype=np.int8), "outfall": none, "count": np.zeros(n, dtype=np.int64),
            "metres": nan, "places": np.full((n, 2, 2), np.nan), "by_id": np.zeros((n, 2), dtype=bool),
        }
    more = {"length_m": np.zeros(n)} if name == "outfalls" else {}
    return {
        "area": none, "pipe": none, "beside": none, "rule": np.full(n, Rule.NONE, dtype=np.int8),
        "hop_m": nan, "xy": np.full((n, 2), np.nan), **more,
    }


def no_links() -> Links:
    """Return no links at all."""
    ints, floats = np.empty(0, dtype=np.int64), np.empty(0)
    parts = dict.fromkeys(("link", "direction", "data", "gaps", "outfall"), floats)
    return Links(ints, ints, floats, floats, ints.astype(np.int8), ints, floats, parts)


def picked(links: Links, rows: Ints) -> Links:
    """Return the links of ``rows`` (k,)."""
    columns = {name: column[rows] for name, column in vars(links).items() if name != "parts"}
    return Links(**columns, parts={name: column[rows] for name, column in links.parts.items()})


def joined(some: list[Links]) -> Links:
    """Return links of different sources together, by source."""
    some = [links for links in some if len(links.source)] or some[:1]
    if len(some) == 1:
        return some[0]
    columns = {
        name: np.concatenate([getattr(links, name) for links in some])
        for name in vars(some[0]) if name != "parts"
    }
    parts = {name: np.concatenate([links.parts[name] for links in some]) for name in some[0].parts}
    links = Links(**columns, parts=parts)
    return picked(links, np.argsort(links.source, kind="stable"))


def difference(before: Links, after: Links) -> tuple[Ints, Ints, Ints]:
    """Return (k, 2) links (source, outfall) gained, lost, and altered in metres, confidence or n_outfalls."""
    width = np.int64(1 << 32)
    old, new = before.source * width + before.outfall, after.source * width + after.outfall
    both, at_old, at_new = np.intersect1d(old, new, assume_unique=True, return_indices=True)
    apart = np.abs(before.network_m[at_old] - after.network_m[at_new]) > SAME_M
    apart |= before.n_outfalls[at_old] != after.n_outfalls[at_new]
    apart |= np.abs(before.confidence[at_old] - after.confidence[at_new]) > SAME_CONFIDENCE
    gained, lost = np.setdiff1d(new, old), np.setdiff1d(old, new)
    one, other, third = (np.stack(np.divmod(keys, width), axis=1) for keys in (gained, lost, both[apart]))
    return one, other, third

