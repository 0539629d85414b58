"""Seeded random graphs and drawn networks whose truth is known."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
import shapely
from outfall_tracer.tracing.model import Flow, Nodes, Pipes

from .lines import from_arrays


@dataclass
class Graph:
    """A random directed multigraph with outfalls and sources: loops, self loops, parallels, zero lengths."""

    n: int
    tail: np.ndarray
    head: np.ndarray
    length: np.ndarray
    closed: np.ndarray | None
    outfalls: np.ndarray
    sources: np.ndarray


def random_graph(seed):
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(1, 25)), int(rng.integers(0, 45))
    tail, head = rng.integers(0, n, (2, m))
    length = rng.integers(0, 9, m).astype(float)  # zeros and ties on purpose
    closed = rng.random(m) < 0.15 if seed % 2 else None
    return Graph(
        n,
        tail,
        head,
        length,
        closed,
        rng.integers(0, n, int(rng.integers(0, 5))),
        rng.integers(0, n, int(rng.integers(0, 8))),
    )


@dataclass
class Answer:
    """What networkx says drains to one outfall."""

    nodes: list[int]
    edges: list[int]
    metres: dict[int, float]


def oracle(graph, outfall, *, upstream=True):
    """Ask networkx: open edges, and the barriers that touch the outfall itself."""
    tail, head = (graph.tail, graph.head) if upstream else (graph.head, graph.tail)
    shut = np.zeros(len(tail), dtype=bool) if graph.closed is None else graph.closed
    at_start = [e for e in np.flatnonzero(shut).tolist() if head[e] == outfall]
    truth = nx.MultiDiGraph()
    truth.add_nodes_from([*range(graph.n), "mouth"])
    truth.add_edge("mouth", int(outfall), w=0.0)
    for e in np.flatnonzero(~shut).tolist():
        truth.add_edge(int(head[e]), int(tail[e]), w=graph.length[e])
    for e in at_start:
        truth.add_edge("mouth", int(tail[e]), w=graph.length[e])
    metres = nx.single_source_dijkstra_path_length(truth, "mouth", weight="w")
    del metres["mouth"]
    reached = set(metres)
    edges = [e for e in range(len(tail)) if not shut[e] and int(head[e]) in reached]
    return Answer(sorted(reached - {int(outfall)}), sorted([*edges, *at_start]), metres)


@dataclass
class Drawn:
    """A drawn network and its truth: a graph with the pipe of every piece on its edges.

    Pipes join at their ends and in the middle of others (T-joins); some carry node ids, some
    are drawn against the flow, and some end three metres short of the network (gaps).
    """

    pipes: Pipes
    manholes: Nodes
    place: np.ndarray
    truth: nx.MultiDiGraph
    gaps: list[int]


def draw_network(seed, n=30):
    """Draw a random tree with braids and loops; node 0 is where it drains to."""
    rng = np.random.default_rng(seed)
    cell = rng.permutation(225)[:n]
    place = np.stack([cell % 15, cell // 15], axis=1) * 50.0 + rng.uniform(-8, 8, (n, 2))
    ends = [(i, int(rng.integers(0, i))) for i in range(1, n)]
    ends += [(int(a), int(b)) for a, b in rng.integers(0, n, (int(rng.integers(0, 6)), 2)) if a != b]
    runs = []  # (upper node, lower node, line drawn with the flow)
    for a, b in ends:
        line = np.array([place[a], (place[a] + place[b]) / 2 + rng.uniform(-12, 12, 2), place[b]])
        bends = [bend for _, _, (_, bend, _) in runs]
        # A line that brushes another's node or bend by chance would be joined there, rightly.
        if (
            len(_brushed([line], place)) == 2
            and not len(_brushed([line], bends))
            and not len(_brushed([other for _, _, other in runs], line[1:2]))
        ):
            runs.append((a, b, line))
    truth, gaps = nx.MultiDiGraph(), []
    truth.add_nodes_from(range(n))
    cuts = {row: [] for row in range(len(runs))}
    for row in rng.permutation(len(runs))[: len(runs) // 4].tolist():
        a, b, line = runs[row]
        at = float(rng.uniform(0.2, 0.8)) * shapely.length(shapely.linestrings(line))
        spot = shapely.get_coordinates(shapely.line_interpolate_point(shapely.linestrings(line), at))[0]
        aside = np.array([-(line[-1] - line[0])[1], (line[-1] - line[0])[0]])
        aside = aside / np.hypot(*aside)
        gap = 3.0 if rng.random() < 0.3 else 0.0
        lateral = np.array([spot + 12 * aside, spot + gap * aside])
        if len(_brushed([other for at_row, (_, _, other) in enumerate(runs) if at_row != row], lateral)):
            continue
        if gap:
            gaps.append(len(runs))
        else:
            cuts[row].append((at, len(place) + 1))
        place = np.concatenate([place, [lateral[0], lateral[1]]])
        runs.append((len(place) - 2, len(place) - 1, lateral))
    for row, (a, b, line) in enumerate(runs):
        stops = [(0.0, a), *cuts.get(row, []), (float(shapely.length(shapely.linestrings(line))), b)]
        for (upper_m, upper), (lower_m, lower) in zip(stops, stops[1:]):
            truth.add_edge(upper, lower, w=lower_m - upper_m, pipe=row)
    return _drawn(rng, runs, place, truth, gaps, n)


def _brushed(lines, places):
    """Places within a metre of any of the lines."""
    if not len(lines) or not len(places):
        return []
    drawn = shapely.multilinestrings([shapely.linestrings(line) for line in lines])
    return np.flatnonzero(shapely.distance(drawn, shapely.points(places)) < 1.0)


def _drawn(rng, runs, place, truth, gaps, n):
    with_ids = np.array([rng.random() < 0.4 and max(a, b) < n for a, b, _ in runs])
    turned = rng.random(len(runs)) < 0.3
    # With ids the order of the ids counts; without, a line drawn against the flow says so.
    columns = {
        "from_node": np.array(
            [f"N{run[0]}" if ids else None for run, ids in zip(runs, with_ids)], dtype=object
        ),
        "to_node": np.array(
            [f" n{run[1]} " if ids else None for run, ids in zip(runs, with_ids)], dtype=object
        ),
        "flow": np.where(turned & ~with_ids, Flow.BACKWARD, Flow.UNSTATED).astype(np.int8),
    }
    lines = [line[::-1] if back else line for (_, _, line), back in zip(runs, turned)]
    manholes = Nodes(place[:n], np.array([f"N{i}" for i in range(n)], dtype=object))
    return Drawn(from_arrays(lines, **columns), manholes, place, truth, gaps)


def true_reach(truth, node, *, upstream=True):
    """{pipe: metres from its nearer end} of everything that drains to (or from) a node."""
    graph = truth.reverse() if upstream else truth
    metres = nx.single_source_dijkstra_path_length(graph, node, weight="w")
    found = {}
    for a, _, data in graph.edges(data=True):
        if a in metres:
            found[data["pipe"]] = min(metres[a], found.get(data["pipe"], np.inf))
    return found
