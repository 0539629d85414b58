"""Edits under limits and over main ways: followed locally, and after each the answer of a whole trace."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from outfall_tracer.tests.support.lines import pipes, points
from outfall_tracer.tests.test_live import FULL, pipe_table, random_edit, scene, table
from outfall_tracer.tests.test_live_asking import assert_same, bag, faults, gone_rows
from outfall_tracer.tracing.answers.trace import trace_all
from outfall_tracer.tracing.live.edits import add_point, change_pipe, change_point, remove_pipe
from outfall_tracer.tracing.live.network import LiveNetwork
from outfall_tracer.tracing.model import Drainage, Nodes, Options

#: What is drawn of each: some limits at a time, alone and together.
CONFIGURATIONS = {
    "main ways": lambda rng: {"overflows": "main_way"},
    "manholes": lambda rng: {"limit_manholes": int(rng.integers(1, 6))},
    "sources": lambda rng: {"limit_sources": int(rng.integers(1, 8))},
    "sources of a kind": lambda rng: {"limit_sources": int(rng.integers(1, 5)), "limit_source_kind": "mill"},
    "distance": lambda rng: {"limit_m": float(rng.choice([60.0, 250.0]))},
    "gaps": lambda rng: {"gap_distance_m": float(rng.choice([4.0, 8.0, 25.0]))},
    "all": lambda rng: {
        "limit_sources": int(rng.integers(2, 8)), "limit_manholes": int(rng.integers(2, 8)),
        "limit_m": float(rng.choice([0.0, 700.0])), "gap_distance_m": float(rng.choice([0.0, 6.0])),
        "overflows": str(rng.choice(["every_way", "main_way"])),
    },
}
SEEDS = range(1000, 1500 if FULL else 1003)
EDITS = 5


def furnished(seed, rng, live, **values):
    """The same rows with kinds, systems, forms, sizes and levels that the options ask about."""
    network, nodes, outfalls, sources = live.inputs()
    n = network.n
    network.system = rng.choice(np.array(["storm", "sewage", "combined", None], dtype=object), n)
    network.diameter_mm = rng.choice([np.nan, 200.0, 300.0, 310.0, 600.0], n)
    network.form = rng.choice(
        np.array(["pipe", "open_channel", "pressure_main", None], dtype=object), n, p=[0.6, 0.1, 0.1, 0.2])
    if seed % 2:  # levels that often agree
        network.invert_from, network.invert_to = np.round(rng.uniform(5, 5.3, (2, n)), 2)
    if nodes is not None:
        kinds = np.array(["manhole", "inlet", "overflow", None], dtype=object)
        nodes = Nodes(nodes.xy, nodes.code, rng.choice(kinds, len(nodes.xy), p=[0.5, 0.2, 0.2, 0.1]),
                      nodes.closed)
    sources.kind = rng.choice(np.array(["mill", "shop", None], dtype=object), len(sources.xy))
    options = replace(live.options, **{"limit_m": 0.0, **values})
    return LiveNetwork(Drainage(network, nodes, outfalls, sources), options)


def any_edit(rng, live, place):
    network, _, _, sources = live.inputs()
    row, source = int(rng.integers(0, network.n)), int(rng.integers(0, len(sources.xy)))
    more = [
        lambda: change_pipe(row, diameter_mm=float(rng.choice([200.0, 300.0, 900.0]))),
        lambda: change_pipe(row, system=str(rng.choice(["storm", "sewage"])), form="pressure_main"),
        lambda: change_pipe(row, invert_from=float(rng.choice([5.0, 5.05, 5.2])), invert_to=5.0),
        lambda: change_point("sources", source, kind=str(rng.choice(["mill", "shop"]))),
    ]
    if rng.random() < 0.2:
        return more[int(rng.integers(0, len(more)))]()
    return random_edit(rng, live, place)


def answers(live):
    return table(live.links()), pipe_table(live.pipe_trace()), bag(live.ends())


def assert_whole(live, gone):
    """Links, pipes, ends and findings are those of a whole trace, and so is each outfall asked alone."""
    whole = trace_all(live.inputs(), replace(live.options, nearest=None))
    rank = np.arange(len(whole.links.source)) - np.searchsorted(whole.links.source, whole.links.source)
    nearest = live.options.nearest or np.inf
    links = {link: values for (link, values), at in zip(table(whole.links).items(), rank) if at < nearest}
    assert_same(live, (links, pipe_table(whole.pipe_trace), bag(whole.ends)))
    assert faults(live.findings(), gone) == faults(whole.findings, gone)
    for row in range(live.tables.outfalls.n):
        one = live.upstream(row)
        assert one.length_m == pytest.approx(whole.network_length_m[row], abs=1e-5)
        mine = whole.links.outfall == row
        wanted = zip(whole.links.network_m[mine].round(5).tolist(), whole.links.source[mine].tolist())
        assert sorted(zip(one.source_m.round(5).tolist(), one.source.tolist())) == sorted(wanted)


@pytest.mark.parametrize("what", CONFIGURATIONS)
@pytest.mark.parametrize("seed", SEEDS)
def test_edits_are_followed_and_the_answer_is_that_of_a_whole_trace(seed, what):
    rng, drawn, plain = scene(seed)
    live = furnished(seed, rng, plain, **CONFIGURATIONS[what](rng))
    begun = before = answers(live)
    undo = []
    for _ in range(EDITS):
        batch = [any_edit(rng, live, drawn.place) for _ in range(int(rng.integers(1, 3)))]
        rows = live.inputs()
        change = live.apply(batch)  # built anew only where a network without limits would be, too
        assert not change.rebuilt or LiveNetwork(rows, plain.options).apply(batch).rebuilt
        undo.append(change.undo)
        assert_whole(live, gone_rows(live))
        after = answers(live)
        assert_told(change, before, after, len(batch))
        before = after
    for back in reversed(undo):
        live.apply(back)
    assert_same(live, begun)


def test_a_side_way_is_one_no_more_when_its_pipe_is_widened():
    network = pipes("0 100, 0 0", "0 0, -100 0", "0 0, 100 0", diameter_mm=[600.0, 600.0, 300.0])
    mouths, mill = points("-100 0", "100 0"), points("3 90")
    live = LiveNetwork(Drainage(network, None, mouths, mill), Options(overflows="main_way"))
    assert live.links().outfall.tolist() == [0]
    change = live.apply(change_pipe(2, diameter_mm=600.0))
    assert not change.rebuilt
    assert change.gained.tolist() == [[0, 1]]
    assert sorted(live.links().outfall.tolist()) == [0, 1]


def test_a_gap_is_bridged_to_the_next_pipe_when_the_nearest_goes():
    network = pipes("0 0, 100 0", "0 20, 50 20, 100 50", "50 60, 50 25")  # the second turns away in time
    live = LiveNetwork(Drainage(network, None, points("100 0", "100 50"), points("50 55")),
                       Options(gap_distance_m=30.0, link_distance_m=6.0, outfall_distance_m=2.0))
    assert live.links().outfall.tolist() == [1]
    metres = live.links().network_m.tolist()
    change = live.apply(remove_pipe(1))
    assert not change.rebuilt
    assert (change.lost.tolist(), change.gained.tolist()) == ([[0, 1]], [[0, 0]])
    assert live.links().network_m.tolist() == pytest.approx([30.0 + 25.0 + 50.0])
    live.apply(change.undo)
    assert live.links().network_m.tolist() == pytest.approx(metres)


def test_a_source_nearer_by_ends_the_trace_there():
    network = pipes("200 0, 100 0", "100 0, 0 0")
    live = LiveNetwork(Drainage(network, None, points("0 0"), points("190 1", "150 1")),
                       Options(limit_sources=2))
    assert live.pipe_trace().pipe.tolist() == [0, 1]
    change = live.apply(add_point("sources", [20, 1]))
    assert not change.rebuilt
    assert (change.gained.tolist(), change.lost.tolist()) == ([[2, 0]], [[0, 0]])
    change = live.apply(add_point("sources", [30, 1]))
    assert change.pipes.tolist() == [0]  # nothing of it is traced any more
    assert live.pipe_trace().pipe.tolist() == [1]


def assert_told(change, before, after, n_edits):
    """The change names exactly what is another, and which edit did it."""
    one, two = before[0], after[0]
    assert sorted(map(tuple, change.gained.tolist())) == sorted(two.keys() - one.keys())
    assert sorted(map(tuple, change.lost.tolist())) == sorted(one.keys() - two.keys())
    for by, links in ((change.gained_by, change.gained), (change.lost_by, change.lost)):
        assert len(by) == len(links)
        assert set(by.tolist()) <= set(range(n_edits))
    watched = [0, 3, 4]  # metres, number of outfalls, confidence
    altered = {link for link in one.keys() & two.keys()
               if np.abs(one[link][watched] - two[link][watched]).max() > 1e-6}
    assert altered <= set(map(tuple, change.altered.tolist()))
    outfalls = set(change.outfalls.tolist())
    assert {link[1] for link in [*change.gained.tolist(), *change.lost.tolist()]} <= outfalls
    moved = {row for row in before[1].keys() | after[1].keys()
             if repr(np.round(before[1].get(row, -1), 5)) != repr(np.round(after[1].get(row, -1), 5))}
    assert moved <= set(change.pipes.tolist())
