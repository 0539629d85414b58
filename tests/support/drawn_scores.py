"""How well a network of bare lines is traced, against what its owner's ids say.

``python -m tests.support.drawn_scores`` prints the tables of docs/real-networks.md.

The truth of a network is its ids, and one thing more: an end whose id no other pipe names, drawn onto
the middle of another pipe, joins it there (the ids stop at such fittings, the water does not). Starts
are the recorded outfalls; where none is recorded, ends of the network by complete ids with at least
three pipes above them. Pairs of outfall and pipe are counted over pipes with both ids.
"""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import networkx as nx
import numpy as np
import shapely
from outfall_tracer.tracing.answers.trace import build_network, trace_network
from outfall_tracer.tracing.model import Flow, Options, Points
from scipy.spatial import cKDTree

from . import real_networks as real

MERGED_M = 0.1
MIN_PIPES_ABOVE = 3


@dataclass
class Score:
    """Shares of (outfall, pipe) pairs, their number in truth, and how many pipes were turned."""

    precision: float
    recall: float
    pairs: int
    turned: int


def networks(shared):
    """Every network with lines and ids. ``shared``: name of a data set -> its folder."""
    cities = shared("canada_cities")
    for name in real.CITIES:
        for layer in ("mains", "sanitary_mains"):
            network = real.city(cities, name, layer)
            if not network.outfalls:
                network.outfalls = _ends_by_id(network)
            yield network
    yield real.giswater(shared("giswater_ud_sample"))[0]
    rivers = shared("nhdplus_hydroloom")
    river, _ = real.flowlines(rivers / "new_hope.gpkg", "nhdplus_flowline")
    river.outfalls = _ends_by_id(river)
    yield replace(river, name="new_hope river")
    models = shared("swmm_models")
    for path in sorted(models.glob("*/*.inp")):
        model, _ = real.swmm(path)
        model.outfalls = [node for node in model.outfalls if node in model.place]
        if model.outfalls and len(model.pipes.part_pipe) > 30:
            model.pipes.length_m = None
            yield replace(model, name=f"swmm {model.name}")
    yield real.bergermeer(shared("threedi_bergermeer"))


def _ends_by_id(network):
    graph = network.graph()
    pairs = zip(network.from_id, network.to_id)
    half = {node for pair in pairs if bool(pair[0]) != bool(pair[1]) for node in pair}
    return [
        node
        for node in graph
        if graph.out_degree(node) == 0
        and node not in half
        and len(real.upstream_pipes(graph, node)) >= MIN_PIPES_ABOVE
    ]


def _lines(network):
    """Row -> its lines, as drawn."""
    lines = defaultdict(list)
    start = network.pipes.part_start
    for part, row in enumerate(network.pipes.part_pipe.tolist()):
        lines[row].append(network.pipes.xy[start[part] : start[part + 1]])
    return lines


def place_of(network, node, lines=None):
    """Where a node lies: its record, else where its pipes meet, else the end its only pipe was drawn to."""
    if node in network.place:
        return network.place[node]
    lines = lines or _lines(network)
    rows = [row for row in lines if node in (network.from_id[row], network.to_id[row])]
    if not rows:
        return None
    ends = np.array([end for row in rows for end in (lines[row][0][0], lines[row][-1][-1])])
    near = (np.linalg.norm(ends[:, None] - ends[None], axis=2) < 1.0).sum(axis=1)
    if near.max() > 1:
        return tuple(ends[near.argmax()].tolist())
    return tuple(ends[1 if network.to_id[rows[0]] == node else 0].tolist())


def truth_graph(network):
    """The graph of ids, with ends that only one pipe names joined to the middle they are drawn onto."""
    graph, lines = network.graph(), _lines(network)
    users = defaultdict(set)
    for row, pair in enumerate(zip(network.from_id, network.to_id)):
        for node in pair:
            if node:
                users[node].add(row)
    rows = [
        row for row, parts in lines.items() if len(parts) == 1 and network.from_id[row] and network.to_id[row]
    ]
    shapes = [shapely.linestrings(lines[row][0]) for row in rows]
    tree, cuts = shapely.STRtree(shapes), defaultdict(list)
    for node, (row, *more) in users.items():
        if more or row not in lines:
            continue
        end = shapely.Point(lines[row][-1][-1] if network.to_id[row] == node else lines[row][0][0])
        if node in network.place and end.distance(shapely.Point(network.place[node])) > 1.0:
            continue
        for hit in tree.query(end, predicate="dwithin", distance=MERGED_M).tolist():
            metres = shapes[hit].project(end)
            if rows[hit] != row and MERGED_M < metres < shapes[hit].length - MERGED_M:
                cuts[rows[hit]].append((metres, node))
    for row, met in cuts.items():
        stops = [network.from_id[row], *(node for _, node in sorted(met)), network.to_id[row]]
        graph.remove_edge(stops[0], stops[-1], key=row)
        for upper, lower in zip(stops, stops[1:]):
            graph.add_edge(upper, lower, key=row)
    return graph


def flipped(pipes, share, seed=5, *, filed_by_flow=False):
    """The same pipes with a share of the lines drawn backwards; inverts follow the drawing unless filed."""
    turn = np.random.default_rng(seed).random(pipes.n) < share
    xy = pipes.xy.copy()
    for part, row in enumerate(pipes.part_pipe.tolist()):
        if turn[row]:
            span = slice(pipes.part_start[part], pipes.part_start[part + 1])
            xy[span] = pipes.xy[span][::-1]
    first, last = pipes.invert_from, pipes.invert_to
    if first is not None and not filed_by_flow:
        first, last = np.where(turn, last, first), np.where(turn, first, last)
    return replace(pipes, xy=xy, invert_from=first, invert_to=last)


def plain_script(pipes, places):
    """What a plain script does: ends merged at 0.1 m, drawing order, networkx ancestors."""
    start, k = pipes.part_start, len(pipes.part_pipe)
    ends = np.concatenate([pipes.xy[start[:-1]], pipes.xy[start[1:] - 1]])
    merged = nx.utils.UnionFind(range(2 * k))
    tree = cKDTree(ends)
    for a, b in tree.query_pairs(MERGED_M):
        merged.union(a, b)
    graph = nx.MultiDiGraph()
    for part, row in enumerate(pipes.part_pipe.tolist()):
        graph.add_edge(merged[part], merged[part + k], key=row)
    return [real.upstream_pipes(graph, merged[int(at)]) for at in tree.query(places)[1]]


def owners_direction(network):
    """The bare lines, each with the flow that the owner's ids give it: the truth about direction alone."""
    built = build_network(network.pipes, None, Options())
    flow = np.full(network.pipes.n, Flow.FORWARD, dtype=np.int8)
    flow[built.noding.strands.pipe[built.noding.drawn_backwards]] = Flow.BACKWARD
    return replace(network.drawn_only(), flow=flow)


def _traced(pipes, places, policy):
    built = build_network(pipes, None, Options(direction_policy=policy, outfall_distance_m=2.0))
    traces = trace_network(built, Points(places))
    found = [set() for _ in places]
    for start, pipe in zip(traces.start.tolist(), traces.pipe.tolist()):
        found[start].add(pipe)
    return found, len(built.orientation.turned) if built.orientation else 0


def score(network, policy, *, share=0.0, seed=5, filed_by_flow=False, by_ids=True):
    """Score bare lines under a policy of the engine, or under the plain script.

    by_ids: against the owner's ids; else against the same lines in the owner's direction.
    """
    graph, lines = truth_graph(network), _lines(network)
    known = {node: place_of(network, node, lines) for node in network.outfalls}
    known = {node: place for node, place in known.items() if place is not None}
    counted = {row for row in lines if network.from_id[row] and network.to_id[row]}
    truth = [real.upstream_pipes(graph, node) & counted for node in known]
    pipes = flipped(network.drawn_only(), share, seed, filed_by_flow=filed_by_flow)
    places, turned = np.array(list(known.values())), 0
    if not by_ids:
        truth = [rows & counted for rows in _traced(owners_direction(network), places, "declared")[0]]
    if policy == "plain":
        found = plain_script(pipes, places)
    else:
        found, turned = _traced(pipes, places, policy)
    found = [rows & counted for rows in found]
    hits = sum(len(a & b) for a, b in zip(found, truth))
    given, pairs = sum(map(len, found)), sum(map(len, truth))
    return Score(hits / given if given else 1.0, hits / max(pairs, 1), pairs, turned)


def main():
    """Print the tables."""
    folder = Path(os.environ.get("OUTFALL_TRACER_SHARED_DATA", "../shared/data"))
    every = [network for network in networks(folder.joinpath) if network.outfalls]
    heads = "network,pipes,outfalls,pairs,plain P,plain R,declared P,declared R,auto P,auto R"
    heads += ",auto P (direction),auto R (direction),turned"
    print(f"| {heads.replace(',', ' | ')} |\n|{'---|' * 13}")
    total = []
    for network in every:
        scores = [score(network, policy) for policy in ("plain", "declared", "auto")]
        scores.append(score(network, "auto", by_ids=False))
        cells = " | ".join(f"{s.precision:.3f} | {s.recall:.3f}" for s in scores)
        total.append([value for s in scores for value in (s.precision, s.recall)])
        count = f"{network.pipes.n} | {len(network.outfalls)} | {scores[0].pairs}"
        print(f"| {network.name} | {count} | {cells} | {scores[2].turned} |")
    print("| **mean** | | | | " + " | ".join(f"{value:.3f}" for value in np.mean(total, axis=0)) + " | |")
    heads = "drawn backwards,inverts,plain P,plain R,auto P,auto R,auto P (direction),auto R (direction)"
    print(f"\n| {heads.replace(',', ' | ')} |\n|{'---|' * 8}")
    for share in (0.1, 0.3, 0.5):
        for filed in (False, True):
            way = {"share": share, "filed_by_flow": filed}
            pairs = [
                [score(n, "plain", **way), score(n, "auto", **way), score(n, "auto", by_ids=False, **way)]
                for n in every
            ]
            mean = np.mean([[v for s in row for v in (s.precision, s.recall)] for row in pairs], axis=0)
            kind = "upper and lower" if filed else "first and last"
            print(f"| {share:.0%} | {kind} | " + " | ".join(f"{value:.3f}" for value in mean) + " |")


if __name__ == "__main__":
    main()
