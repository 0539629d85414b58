"""How well a network of bare lines is traced, against what its owner's ids say; and disturbances of it.

``benchmarks/real_networks.py`` makes the tables of docs/real-networks.md of it.

The truth of a network is its ids, and one thing more: an end whose id no other pipe names, drawn onto
the middle of another pipe, joins it there (the ids stop at such fittings, the water does not). Starts
are the recorded outfalls; where none is recorded, ends of the network by complete ids with at least
three pipes above them. Pairs of outfall and pipe are counted over pipes with both ids.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import networkx as nx
import numpy as np
import shapely
from outfall_tracer.tracing.answers.trace import Starts, build_network, trace_network
from outfall_tracer.tracing.model import Flow, Options, Points
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from shapely.ops import substring

from . import real_networks as real

MERGED_M = 0.1
MIN_PIPES_ABOVE = 3
#: An end inside a network is an outlet that nobody recorded where so many pipes come together.
MIN_PIPES_INSIDE = 50
#: Gaps that the tables bridge (m).
GAP_M = 2.0
#: What tables write where an id is not known: words that the software knows, and such as it does not.
FILLERS = ("NA", "0", "9999", "待定", "MH-0000", "see plan")
#: Pipes that their owner's file names from the lower end to the upper one. This tunnel falls by 0.00121 above
#: and below the pipe, which rises by just that; and when SWMM runs the model, the pipe's flow has the other
#: sign than that of the pipe above it in 99.8 % of the steps (correlation -0.99; with the pipe below -0.98).
MISFILED = {"TTT_Baseline_v2": ("CONVOYS_WHARF.1",)}


@dataclass
class Score:
    """Shares of (outfall, pipe) pairs, their number in truth, and how many pipes were turned.

    exact: outfalls of which exactly the right pipes were found, of ``outfalls``.
    """

    precision: float
    recall: float
    pairs: int
    turned: int
    exact: int = 0
    outfalls: int = 0


def networks(shared):
    """Every network with lines and ids. ``shared``: name of a data set -> its folder."""
    cities = shared("canada_cities")
    for name in real.CITIES:
        for layer in ("mains", "sanitary_mains"):
            network = real.city(cities, name, layer)
            if not network.outfalls:
                network.outfalls = _ends_by_id(network)
            yield network
    yield real.whiterock(cities)
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
            _turn_misfiled(model)
            yield replace(model, name=f"swmm {model.name}")
    yield real.bergermeer(shared("threedi_bergermeer"))


def _turn_misfiled(network):
    """Exchange the ids of the ends of pipes that are known to be filed the wrong way round."""
    for name in MISFILED.get(network.name, ()):
        row, pipes = network.pipe_id.index(name), network.pipes
        for first, second in ((network.from_id, network.to_id), (pipes.from_node, pipes.to_node)):
            first[row], second[row] = second[row], first[row]


def drawn_with_the_flow(shared):
    """Cities without ids whose lines are drawn with the flow: the drawing is their owners' direction."""
    for name in ("kamloops", "northvandistrict"):
        for layer in ("mains", "sanitary_mains"):
            network = real.city(shared("canada_cities"), name, layer)
            graph, places, _ = drawn_graph(network.pipes)
            ends = [
                node
                for node in graph
                if graph.out_degree(node) == 0
                and len(real.upstream_pipes(graph, node))
                >= (MIN_PIPES_ABOVE if graph.in_degree(node) == 1 else MIN_PIPES_INSIDE)
            ]
            network.place = {str(node): tuple(places[node].tolist()) for node in ends}
            network.outfalls = list(network.place)
            yield network


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


def trimmed(pipes, share, seed=5, least_m=0.3, most_m=1.0):
    """The same pipes with a share of the ends drawn short, never past the middle."""
    rng = np.random.default_rng(seed)
    parts = []
    for part in range(len(pipes.part_pipe)):
        line = shapely.linestrings(pipes.xy[pipes.part_start[part] : pipes.part_start[part + 1]])
        short = np.minimum(rng.uniform(least_m, most_m, 2), 0.45 * line.length) * (rng.random(2) < share)
        kept = substring(line, short[0], line.length - short[1])
        parts.append(shapely.get_coordinates(kept if kept.length > 0 else line))
    start = np.cumsum([0] + [len(part) for part in parts])
    return replace(pipes, xy=np.concatenate(parts), part_start=start)


def with_fillers(network, share, seed=5):
    """The same network in which a share of the ends of pipes carry a filler instead of their id."""
    rng = np.random.default_rng(seed)
    columns = []
    for ids in (network.pipes.from_node, network.pipes.to_node):
        filler = np.array(FILLERS, dtype=object)[rng.integers(len(FILLERS), size=len(ids))]
        given = np.array([value is not None for value in ids])
        columns.append(np.where(given & (rng.random(len(ids)) < share), filler, ids))
    return replace(network.pipes, from_node=columns[0], to_node=columns[1])


def drawn_graph(pipes):
    """The lines as a graph, ends merged at 0.1 m; and the places of all ends, by the nodes' numbers."""
    start, k = pipes.part_start, len(pipes.part_pipe)
    ends = np.concatenate([pipes.xy[start[:-1]], pipes.xy[start[1:] - 1]])
    first = np.arange(2 * k)
    pairs = cKDTree(ends).query_pairs(MERGED_M, output_type="ndarray")
    if len(pairs):
        links = coo_matrix((np.ones(len(pairs)), pairs.T), shape=(2 * k, 2 * k))
        group = connected_components(links, directed=False)[1]
        first = np.unique(group, return_index=True)[1][group]
    graph = nx.MultiDiGraph()
    for part, row in enumerate(pipes.part_pipe.tolist()):
        graph.add_edge(int(first[part]), int(first[part + k]), key=row)
    return graph, ends, first


def plain_script(pipes, places):
    """What a plain script does: ends merged at 0.1 m, drawing order, networkx ancestors."""
    graph, ends, first = drawn_graph(pipes)
    return [real.upstream_pipes(graph, int(first[at])) for at in cKDTree(ends).query(places)[1].tolist()]


def plain_script_by_ids(pipes, nodes):
    """The same by ids: ends of one text are one node, blank ones are none."""
    graph = nx.MultiDiGraph()
    for row, pair in enumerate(zip(pipes.from_node.tolist(), pipes.to_node.tolist())):
        if all(pair):
            graph.add_edge(*pair, key=row)
    return [real.upstream_pipes(graph, node) for node in nodes]


def owners_direction(network):
    """The bare lines, each with the flow that the owner's ids give it: the truth about direction alone."""
    built = build_network(network.pipes, None, Options())
    flow = np.full(network.pipes.n, Flow.FORWARD, dtype=np.int8)
    if network.against is None:
        flow[built.noding.strands.pipe[built.noding.drawn_backwards]] = Flow.BACKWARD
    else:
        flow[network.against] = Flow.BACKWARD
    return replace(network.drawn_only(), flow=flow)


def traced(pipes, places, policy, *, gap_m=0.0, nodes=None, declared=None):
    """Sets of pipes that the engine finds upstream of places, and how many pipes it turned."""
    options = Options(direction_policy=policy, outfall_distance_m=2.0 + gap_m, gap_distance_m=gap_m)
    built = build_network(pipes, nodes, options)
    traces = trace_network(built, Starts(Points(places, declared)))
    found = [set() for _ in places]
    for start, pipe in zip(traces.start.tolist(), traces.pipe.tolist()):
        found[start].add(pipe)
    return found, len(built.orientation.turned) if built.orientation else 0


class Truth:
    """What belongs to the outfalls of a network.

    places: (k, 2) of the outfalls; by_ids: k sets of rows, as the owner's ids say; by_direction: as the lines
    say, once each runs in the owner's direction; over_gaps: the same with the gaps bridged that the tables
    bridge, so that who bridges them is judged on the same nodes. counted: rows that are compared.
    """

    def __init__(self, network):
        graph, lines = truth_graph(network), _lines(network)
        known = {node: place_of(network, node, lines) for node in network.outfalls}
        known = {node: place for node, place in known.items() if place is not None}
        self.nodes, self.places = list(known), np.array(list(known.values()))
        drawn = not any(network.from_id) or bool(network.answers)  # then no id is needed to be counted
        self.counted = {row for row in lines if drawn or (network.from_id[row] and network.to_id[row])}
        self.by_ids = [real.upstream_pipes(graph, node) & self.counted for node in known]
        self.by_direction, self.over_gaps = (
            [rows & self.counted for rows in traced(owners_direction(network), self.places, "declared",
                                                    gap_m=gap)[0]]
            for gap in (0.0, GAP_M))
        if network.answers:
            self.by_ids = [network.answers[node] for node in self.nodes]
        elif drawn:
            self.by_ids = self.by_direction

    def score(self, found, turned=0, *, truth=None):
        """Score sets of rows; against the owner's ids unless another ``truth`` is given."""
        truth = self.by_ids if truth is None else truth
        found = [rows & self.counted for rows in found]
        hits = sum(len(a & b) for a, b in zip(found, truth))
        given, pairs = sum(map(len, found)), sum(map(len, truth))
        exact = sum(a == b for a, b in zip(found, truth))
        return Score(hits / given if given else 1.0, hits / max(pairs, 1), pairs, turned, exact, len(truth))


def score(network, policy, *, share=0.0, trim=0.0, seed=5, filed_by_flow=False, by_ids=True, gap_m=0.0):
    """Score bare lines under a policy of the engine, or under the plain script.

    share, trim: of lines reversed, of ends drawn short. by_ids: against the owner's ids; else against the
    same lines in the owner's direction. gap_m: 0 or GAP_M.
    """
    truth = Truth(network)
    pipes, turned = flipped(network.drawn_only(), share, seed, filed_by_flow=filed_by_flow), 0
    if trim:
        pipes = trimmed(pipes, trim, seed)
    if policy == "plain":
        found = plain_script(pipes, truth.places)
    else:
        found, turned = traced(pipes, truth.places, policy, gap_m=gap_m)
    directions = truth.over_gaps if gap_m else truth.by_direction
    return truth.score(found, turned, truth=None if by_ids else directions)
