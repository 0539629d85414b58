"""Seeded random graphs and drawn networks whose truth is known."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np

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
        n, tail, head, length, closed,
        rng.integers(0, n, int(rng.integers(0, 5))), rng.integers(0, n, int(rng.integers(0, 8))),
    )


@dataclass
class Answer:
    """What networkx says drains to one outfall."""

    nodes: list[int]
    edges: list[int]
    metres: dict[int, float]


def oracle(graph, outfall, *, upstream=True):
    """Ask networkx, step by step as a person would: open edges, and barriers that touch the outfall itself."""
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
    """A drawn network and its truth: pipe i runs tail[i] -> head[i] over length[i] metres.

    A T-join is a pipe that ends in the middle of another; the truth has a node there, and
    ``pieces`` names for each true edge the pipe it is a part of.
    """

    pipes: object
    place: np.ndarray
    outfall: int
    truth: nx.MultiDiGraph
    declared_outfall: str | None


def draw_network(seed, n=30):
    """A random tree with braids, loops, T-joins and a tail end that misses; some drawn backwards, some with ids."""
    rng = np.random.default_rng(seed)
    place = rng.permutation(400)[:n]
    place = np.stack([place % 20, place // 20], axis=1) * 50.0 + rng.uniform(-8, 8, (n, 2))
    edges = [(i, int(rng.integers(0, i))) for i in range(1, n)]
    edges += [tuple(map(int, rng.integers(0, n, 2))) for _ in range(int(rng.integers(0, 6)))]
    edges = [(a, b) for a, b in edges if a != b]
    lines, start, end, flow, truth = [], [], [], [], nx.MultiDiGraph()
    truth.add_nodes_from(range(n))
    for row, (a, b) in enumerate(edges):
        bend = (place[a] + place[b]) / 2 + rng.uniform(-12, 12, 2)
        line = np.array([place[a], bend, place[b]])
        metres = float(np.hypot(*np.diff(line, axis=0).T).sum())
        with_ids = rng.random() < 0.4
        drawn_backwards = rng.random() < 0.3
        start.append(f"N{a}" if with_ids else None)
        end.append(f"N{b} " if with_ids else None)
        # With ids the order of the ids counts; without, a line drawn against the flow says so.
        flow.append(-1 if drawn_backwards and not with_ids else 2)
        lines.append(line[::-1] if drawn_backwards else line)
        truth.add_edge(a, b, w=metres, pipe=row)
    columns = {
        "from_node": np.array(start, dtype=object), "to_node": np.array(end, dtype=object),
        "flow": np.array(flow, dtype=np.int8),
    }
    return Drawn(from_arrays(lines, **columns), place, 0, truth, None)


def true_reach(truth, node):
    """{pipe: metres from its lower end} of everything that drains to a node."""
    metres = nx.single_source_dijkstra_path_length(truth.reverse(), node, weight="w")
    found = {}
    for _, b, data in truth.edges(data=True):
        if b in metres:
            found[data["pipe"]] = min(metres[b], found.get(data["pipe"], np.inf))
    return found
