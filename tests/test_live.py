"""Edits of a live network: after each of them the answer is that of a whole trace."""

from __future__ import annotations

import os

import numpy as np
import pytest
import shapely
from outfall_tracer.tests.support.random_networks import draw_network
from outfall_tracer.tracing.edits import (
    add_pipe,
    add_point,
    change_pipe,
    change_point,
    remove_pipe,
    remove_point,
    set_gate,
)
from outfall_tracer.tracing.live import LiveNetwork
from outfall_tracer.tracing.model import Nodes, Options, Points
from outfall_tracer.tracing.run import trace_all

FULL = os.environ.get("OUTFALL_TRACER_FULL") == "1"
SEEDS = range(600 if FULL else 30)
EDITS = 12


def scene(seed):
    """A drawn network with manholes, gates, outfalls and sources strewn over it, ids on some."""
    rng = np.random.default_rng(seed)
    drawn = draw_network(seed, n=int(rng.integers(12, 60)))
    pipes, manholes = drawn.pipes, drawn.manholes
    n = len(manholes.xy)
    manholes = Nodes(manholes.xy, manholes.code, None, rng.random(n) < 0.05)
    if seed % 3 == 0:  # ids whose places nobody knows
        keep = rng.random(n) < 0.6
        manholes = Nodes(manholes.xy[keep], manholes.code[keep], None, manholes.closed[keep])
    if seed % 5 == 0:
        manholes = None
    pipes.status = rng.choice(np.array([None, "in_service", "blocked", "abandoned"], dtype=object), pipes.n,
                              p=[0.5, 0.4, 0.06, 0.04])
    pipes.form = rng.choice(np.array([None, "pipe", "open_channel"], dtype=object), pipes.n, p=[0.4, 0.4, 0.2])
    low = rng.uniform(5, 30, (2, pipes.n))
    pipes.invert_from, pipes.invert_to = low
    outfalls = Points(
        drawn.place[rng.integers(0, len(drawn.place), 5)] + rng.normal(0, 8, (5, 2)),
        np.array(["N0", None, None, None, "nowhere"], dtype=object),
    )
    k = 25
    sources = Points(
        drawn.place[rng.integers(0, len(drawn.place), k)] + rng.normal(0, 20, (k, 2)),
        rng.choice(np.array([None, "N3", "N5"], dtype=object), k, p=[0.8, 0.1, 0.1]),
        rng.choice([-1, 1, 2], k, p=[0.9, 0.05, 0.05]),
        np.array([shapely.box(x, y, x + 60, y + 60) if r < 0.15 else None for x, y, r in zip(
            *rng.uniform(0, 700, (2, k)), rng.random(k))], dtype=object),
    )
    sources.xy[rng.random(k) < 0.05] = np.nan
    options = Options(
        link_distance_m=float(rng.choice([15.0, 60.0])), outfall_distance_m=20.0, nearest=[20, 2, None][seed % 3], join_loose_ids=seed % 4 == 1,
        limit_m=[0.0, 0.0, 300.0][seed // 3 % 3], traverse_unknown=bool(seed % 2), direction_policy=["declared", "invert", "digitised"][seed % 7 % 3],
    )
    return rng, drawn, LiveNetwork(pipes, manholes, outfalls, sources, options)


def random_edit(rng, live, place):
    pipes, nodes, outfalls, sources = live.inputs()
    row = int(rng.integers(0, pipes.n))
    spot = place[rng.integers(0, len(place))]
    lines = np.split(pipes.xy, pipes.part_start[1:-1]) if len(pipes.part_pipe) else []
    own = [lines[at] for at in np.flatnonzero(pipes.part_pipe == row)]
    code = rng.choice(np.array([None, "N1", "N4", "n7", "new"], dtype=object), 2)
    choices = [
        lambda: change_pipe(row, flow=int(rng.integers(-1, 4))),
        lambda: change_pipe(row, status=str(rng.choice(["in_service", "blocked", "abandoned"]))),
        lambda: change_pipe(row, barrier=bool(rng.random() < 0.5)),
        lambda: change_pipe(row, invert_from=float(rng.uniform(5, 30)), flow=0),
        lambda: change_pipe(row, form=str(rng.choice(["pipe", "open_channel"])), data_source="inferred"),
        lambda: change_pipe(row, from_node=code[0], to_node=code[1]),
        lambda: change_pipe(row, length_m=float(rng.uniform(1, 90)), system="storm"),
        lambda: remove_pipe(row),
        lambda: add_pipe([[spot + rng.normal(0, 40, 2), spot]]),
        lambda: add_pipe([[place[rng.integers(0, len(place))], spot]], from_node=code[0], to_node=code[1]),
        lambda: change_pipe(row, lines=[own[0][::-1]] if own else [[spot, spot + 20]]),
        lambda: change_pipe(row, lines=[np.vstack([own[0][:-1], spot])] if own else []),
        lambda: add_pipe([[spot + rng.normal(0, 30, 2), _on_a_pipe(rng, lines)]]),
        lambda: set_gate(int(rng.integers(0, len(nodes.xy))), bool(rng.random() < 0.7)) if nodes else None,
        lambda: change_point("outfalls", int(rng.integers(0, len(outfalls.xy))), xy=spot + rng.normal(0, 6, 2)),
        lambda: change_point("outfalls", int(rng.integers(0, len(outfalls.xy))), declared_node=code[0]),
        lambda: add_point("outfalls", spot + rng.normal(0, 6, 2)),
        lambda: remove_point("outfalls", int(rng.integers(0, len(outfalls.xy)))),
        lambda: change_point("sources", int(rng.integers(0, len(sources.xy))), xy=spot + rng.normal(0, 15, 2)),
        lambda: change_point("sources", int(rng.integers(0, len(sources.xy))), declared_outfall=int(
            rng.integers(-1, len(outfalls.xy)))),
        lambda: add_point("sources", spot + rng.normal(0, 15, 2), declared_node=code[1]),
        lambda: remove_point("sources", int(rng.integers(0, len(sources.xy)))),
    ]
    return choices[int(rng.integers(0, len(choices)))]() or choices[0]()


def _on_a_pipe(rng, lines):
    line = shapely.linestrings(lines[int(rng.integers(0, len(lines)))])
    return shapely.get_coordinates(shapely.line_interpolate_point(line, float(rng.random()), normalized=True))[0]


def table(links):
    """{(source, outfall): everything known of the link}."""
    columns = [links.network_m, links.hop_m, links.rule, links.n_outfalls, links.confidence, *links.parts.values()]
    keys = zip(links.source.tolist(), links.outfall.tolist())
    return dict(zip(keys, np.stack([np.asarray(column, dtype=float) for column in columns], axis=1)))


def pipe_table(trace):
    keys = trace.pipe.tolist()
    return dict(zip(keys, np.stack([trace.outfall, trace.n_outfalls, trace.network_m, trace.basis], axis=1)))


def assert_same_answer(live):
    pipes, nodes, outfalls, sources = live.inputs()
    wanted = trace_all(pipes, nodes, outfalls, sources, live.options)
    for got, want in ((table(live.links()), table(wanted.links)),
                      (pipe_table(live.pipe_trace()), pipe_table(wanted.pipe_trace))):
        assert got.keys() == want.keys()
        for key in got:
            np.testing.assert_allclose(got[key], want[key], rtol=0, atol=1e-6, err_msg=str(key))


@pytest.mark.parametrize("seed", SEEDS)
def test_after_every_edit_the_answer_is_that_of_a_whole_trace(seed):
    rng, drawn, live = scene(seed)
    assert_same_answer(live)
    before = table(live.links())
    for _ in range(EDITS):
        edit = random_edit(rng, live, drawn.place)
        change = live.apply(edit)
        assert_same_answer(live)
        after = table(live.links())
        assert sorted(map(tuple, change.gained.tolist())) == sorted(after.keys() - before.keys())
        assert sorted(map(tuple, change.lost.tolist())) == sorted(before.keys() - after.keys())
        altered = {link for link in after.keys() & before.keys()
                   if np.abs(after[link][[0, 3]] - before[link][[0, 3]]).max() > 1e-6
                   or abs(after[link][4] - before[link][4]) > 1e-9}
        assert set(map(tuple, change.altered.tolist())) == altered
        reached = set(change.outfalls.tolist())
        assert {outfall for _, outfall in [*change.gained.tolist(), *change.lost.tolist()]} <= reached
        before = after
