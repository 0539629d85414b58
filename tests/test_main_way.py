"""The main way at a split, by each rule, and what a run over main ways reports of the rest."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from outfall_tracer.sentences import Names, end_sentence
from outfall_tracer.tests.support.lines import links, manholes, options, pipes, points, trace, upstream
from outfall_tracer.tests.support.random_networks import draw_network
from outfall_tracer.tracing.answers.trace import build_network
from outfall_tracer.tracing.model import LINK_RULES, End, Flow, Limit, Options, Points, Rule

# A sewer comes to 0 0 and leaves it by three ways, each with an outfall at its end.
SPLIT = ("0 100, 0 0", "0 0, -100 -100", "0 0, 0 -100", "0 0, 100 -100")
MOUTHS = ("-100 -100", "0 -100", "100 -100")


def main_ways(**columns):
    """Which of the three ways are followed up to the sewer."""
    nodes = columns.pop("nodes", None)
    network = pipes(*SPLIT, **columns)
    every = upstream(network, *MOUTHS, nodes=nodes)
    assert all(set(found) == {0, way} for way, found in enumerate(every, 1))
    found = upstream(network, *MOUTHS, nodes=nodes, overflows="main_way")
    return [way for way, pipes_up in enumerate(found, 1) if 0 in pipes_up]


def chamber(kind):
    nodes = manholes({"C": "0 0"})
    nodes.kind = np.array([kind], dtype=object)
    return nodes


SYSTEMS = ["combined", "sewage", "storm", "storm"]


@pytest.mark.parametrize(("columns", "kept"), [
    ({}, [1, 2, 3]),  # nothing tells
    ({"system": SYSTEMS, "nodes": chamber("overflow")}, [1]),
    ({"system": SYSTEMS, "nodes": chamber("manhole")}, [1, 2, 3]),  # no declared chamber
    ({"system": ["combined", "combined", "unknown", None], "nodes": chamber("overflow"),
      "form": ["pipe", "pipe", "open_channel", "pipe"]}, [1, 3]),
    ({"form": ["pipe", "pressure_main", "pipe", "pipe"]}, [1]),
    ({"invert_from": [20.0, 19.0, 19.04, 19.5], "invert_to": [19.0, 18.0, 18.0, 18.0]}, [1, 2]),
    ({"invert_from": [20.0, 19.0, np.nan, 19.5], "invert_to": [19.0, 18.0, 18.0, 18.0]}, [1, 2]),
    ({"diameter_mm": [800.0, 800.0, 600.0, np.nan]}, [1, 3]),
    ({"diameter_mm": [800.0, 800.0, 790.0, 0.0]}, [1, 2, 3]),
    # The invert is asked before the size: the smaller pipe lies lower.
    ({"invert_from": [20.0, 19.0, 19.5, 19.5], "invert_to": [19.0, 18.0, 18.0, 18.0],
      "diameter_mm": [800.0, 300.0, 800.0, 800.0]}, [1]),
    # A pump is asked before the invert: its main begins high.
    ({"form": ["pipe", "pressure_main", "pipe", "pipe"], "invert_from": [20.0, 22.0, 19.0, 19.0],
      "invert_to": [19.0, 25.0, 18.0, 18.0]}, [1]),
])
def test_rules(columns, kept):
    assert main_ways(**columns) == kept


def test_ways_that_are_shut_are_none():
    size = [800.0, 800.0, 300.0, 800.0]
    network = pipes(*SPLIT, status=[None, "blocked", None, "abandoned"], diameter_mm=size)
    assert not build_network(network, None, options(overflows="main_way")).left_out.any()


def test_a_side_way_is_an_end_with_its_pipe_and_a_sentence():
    result = trace(
        pipes(*SPLIT[:3], diameter_mm=[800.0, 800.0, 300.0]), points(*MOUTHS[:2]), points("0 100", "0 -60"),
        overflows="main_way", link_distance_m=5.0,
    )
    assert links(result) == {(0, 0): pytest.approx(100 + 100 * 2**0.5), (1, 1): 40.0}
    [row] = np.flatnonzero(result.ends.reason == End.LIMIT)
    assert result.ends.limit[row] == Limit.MAIN_WAY
    assert (result.ends.pipe[row], result.ends.outfall[row]) == (2, 1)
    assert result.ends.xy[row].tolist() == [0.0, -100.0]
    assert 2 not in result.pipe_trace.pipe
    none = np.full(3, None, dtype=object)
    code = np.array(["P1", "P2", "P3"], dtype=object)
    said = end_sentence(End.LIMIT, np.nan, 2, Names(code, code, none, none, none, none, "en"), Limit.MAIN_WAY)
    assert said.startswith("Pipe P3 is a side way")


def test_a_branch_in_the_middle_of_a_main_is_a_split_too():
    """The weir leaves the main between its ends, where its invert is what lies between."""
    network = pipes("0 0, 100 0", "50 0, 50 50", invert_from=[20.0, 19.8], invert_to=[19.0, 19.0])
    assert set(upstream(network, "50 50", overflows="main_way")[0]) == set()
    low = pipes("0 0, 100 0", "50 0, 50 50", invert_from=[20.0, 19.5], invert_to=[19.0, 19.0])
    assert set(upstream(low, "50 50", overflows="main_way")[0]) == {0, 1}


@pytest.mark.parametrize("seed", range(60))
def test_random_networks_agree_with_a_choice_by_hand(seed):
    """Sizes alone: at every split only ways of at least 0.9 times the largest are left."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(4, 25))
    place = rng.permutation(400)[:n]
    xy = np.stack([place % 20, place // 20], axis=1) * 10.0
    ends = [(a, b) for a, b in rng.integers(0, n, (2 * n, 2)).tolist() if a != b]
    size = rng.choice([300.0, 400.0, 420.0, 1000.0, np.nan], len(ends))
    truth = nx.DiGraph()
    for low in range(n):
        ways = [row for row, (a, _) in enumerate(ends) if a == low]
        largest = np.nanmax([size[row] for row in ways] + [0.0])
        for row in ways:
            if len(ways) == 1 or not size[row] < 0.9 * largest:
                truth.add_edge(low, ends[row][1])
    nodes = manholes({f"N{i}": f"{x} {y}" for i, (x, y) in enumerate(xy)})
    network = pipes(
        *[f"{xy[a][0]} {xy[a][1]}, {xy[b][0]} {xy[b][1]}" for a, b in ends],
        from_node=[f"N{a}" for a, _ in ends], to_node=[f"N{b}" for _, b in ends], diameter_mm=size,
    )
    mouth = int(rng.integers(0, n))
    if not any(mouth in pair for pair in ends):
        return
    built = build_network(network, nodes, Options(overflows="main_way"))
    node = built.node_of(f"N{mouth}")
    above = built.network.upstream([node])
    wanted = nx.ancestors(truth, mouth) if mouth in truth else set()
    names = {built.node_of(f"N{i}"): i for i in range(n)}
    assert {names[at] for at in above.nodes(0).tolist()} == wanted


@pytest.mark.parametrize("seed", range(12))
def test_main_ways_are_part_of_every_way_and_keep_all_sources_of_the_network(seed):
    drawn = draw_network(seed)
    rng = np.random.default_rng(seed)
    drawn.pipes.diameter_mm = rng.choice([300.0, 600.0], drawn.pipes.n)
    mouths = points(*[f"{x} {y}" for x, y in drawn.place[:3]])
    sources = points(*[f"{x} {y}" for x, y in drawn.place])
    every, main = (trace(drawn.pipes, mouths, sources, drawn.manholes, overflows=policy)
                   for policy in ("every_way", "main_way"))
    assert set(links(main)) <= set(links(every))
    # Every split keeps a way on, so nothing becomes a dead end.
    network = build_network(drawn.pipes, drawn.manholes, Options(overflows="main_way"))
    graph = network.network
    _, leaving = build_network(drawn.pipes, drawn.manholes, Options()).degree
    assert ((np.bincount(graph.tail, minlength=len(leaving)) > 0) == (leaving > 0)).all()


@pytest.mark.parametrize("off", LINK_RULES)
def test_a_linking_rule_that_is_switched_off_links_nothing(off):
    import shapely

    network = pipes("0 0, 100 0", from_node=["A"], to_node=["B"])
    nodes = manholes({"A": "0 0", "B": "100 0"})
    sources = points(
        "2 1", "50 1", "300 300", "0 500", "120 40",
        node=[None, None, None, "A", None],
        outline=[None, None, shapely.box(-5, -5, 5, 5), None, None],
    )
    rules = tuple(rule for rule in LINK_RULES if rule != off)
    plain = trace(network, points("100 0"), sources, nodes, link_distance_m=45.0)
    some = trace(network, points("100 0"), sources, nodes, link_distance_m=45.0, link_rules=rules)
    code = Rule[off.upper()]
    found = {Rule(rule) for rule in plain.source_hops.rule.tolist()}
    assert code in found or off == "at_outfall"
    assert code not in some.source_hops.rule.tolist()
    alone = trace(pipes(), points("100 0"), Points(np.array([[101.0, 0.0]])), link_rules=rules)
    assert (len(alone.links.source) == 1) == (off != "at_outfall")


def test_flow_stays_what_it_was():
    """Main ways change what is followed, not what is known."""
    network = pipes(*SPLIT, diameter_mm=[800.0, 800.0, 300.0, 300.0], flow=[Flow.FORWARD] * 4)
    every = build_network(network, None, options(overflows="every_way"))
    main = build_network(network, None, options(overflows="main_way"))
    assert every.direction.sign.tolist() == main.direction.sign.tolist()
