"""Edits of a live network: after each of them the answer is that of a whole trace."""

from __future__ import annotations

import os

import numpy as np
import pytest
import shapely
from outfall_tracer.problems import InputError
from outfall_tracer.tests.support.lines import pipes, points
from outfall_tracer.tests.support.random_networks import draw_network
from outfall_tracer.tracing.answers.trace import trace_all
from outfall_tracer.tracing.live.edits import (
    add_pipe,
    add_point,
    change_pipe,
    change_point,
    remove_pipe,
    remove_point,
    set_gate,
)
from outfall_tracer.tracing.live.network import LiveNetwork
from outfall_tracer.tracing.model import Drainage, Nodes, Options, Points

FULL = os.environ.get("OUTFALL_TRACER_FULL") == "1"
SEEDS = range(600 if FULL else 12)
EDITS = 12


def scene(seed):
    """A drawn network with manholes, gates, outfalls and sources strewn over it, ids on some."""
    rng = np.random.default_rng(seed)
    drawn = draw_network(seed, n=int(rng.integers(12, 60)))
    network, manholes = drawn.pipes, drawn.manholes
    n = len(manholes.xy)
    manholes = Nodes(manholes.xy, manholes.code, None, rng.random(n) < 0.05)
    if seed % 3 == 0:  # ids whose places nobody knows
        keep = rng.random(n) < 0.6
        manholes = Nodes(manholes.xy[keep], manholes.code[keep], None, manholes.closed[keep])
    if seed % 5 == 0:
        manholes = None
    network.status = rng.choice(
        np.array([None, "in_service", "blocked", "abandoned"], dtype=object),
        network.n,
        p=[0.5, 0.4, 0.06, 0.04],
    )
    network.form = rng.choice(
        np.array([None, "pipe", "open_channel"], dtype=object), network.n, p=[0.4, 0.4, 0.2]
    )
    low = rng.uniform(5, 30, (2, network.n))
    network.invert_from, network.invert_to = low
    outfalls = Points(
        drawn.place[rng.integers(0, len(drawn.place), 5)] + rng.normal(0, 8, (5, 2)),
        np.array(["N0", None, None, None, "nowhere"], dtype=object),
    )
    k = 25
    sources = Points(
        drawn.place[rng.integers(0, len(drawn.place), k)] + rng.normal(0, 20, (k, 2)),
        rng.choice(np.array([None, "N3", "N5"], dtype=object), k, p=[0.8, 0.1, 0.1]),
        rng.choice([-1, 1, 2], k, p=[0.9, 0.05, 0.05]),
        np.array(
            [
                shapely.box(x, y, x + 60, y + 60) if r < 0.15 else None
                for x, y, r in zip(*rng.uniform(0, 700, (2, k)), rng.random(k))
            ],
            dtype=object,
        ),
    )
    sources.xy[rng.random(k) < 0.05] = np.nan
    options = Options(
        link_distance_m=float(rng.choice([15.0, 60.0])),
        outfall_distance_m=20.0,
        nearest=[20, 2, None][seed % 3],
        join_loose_ids=seed % 4 == 1,
        limit_m=[0.0, 0.0, 300.0][seed // 3 % 3],
        traverse_unknown=bool(seed % 2),
        direction_policy=["declared", "invert", "digitised"][seed % 7 % 3],
    )
    return rng, drawn, LiveNetwork(Drainage(network, manholes, outfalls, sources), options)


def random_edit(rng, live, place):
    network, nodes, outfalls, sources = live.inputs()
    row = int(rng.integers(0, network.n))
    spot = place[rng.integers(0, len(place))]
    lines = np.split(network.xy, network.part_start[1:-1]) if len(network.part_pipe) else []
    own = [lines[at] for at in np.flatnonzero(network.part_pipe == row)]
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
        lambda: change_point(
            "outfalls", int(rng.integers(0, len(outfalls.xy))), xy=spot + rng.normal(0, 6, 2)
        ),
        lambda: change_point("outfalls", int(rng.integers(0, len(outfalls.xy))), declared_node=code[0]),
        lambda: add_point("outfalls", spot + rng.normal(0, 6, 2)),
        lambda: remove_point("outfalls", int(rng.integers(0, len(outfalls.xy)))),
        lambda: change_point(
            "sources", int(rng.integers(0, len(sources.xy))), xy=spot + rng.normal(0, 15, 2)
        ),
        lambda: change_point(
            "sources",
            int(rng.integers(0, len(sources.xy))),
            declared_outfall=int(rng.integers(-1, len(outfalls.xy))),
        ),
        lambda: add_point("sources", spot + rng.normal(0, 15, 2), declared_node=code[1]),
        lambda: remove_point("sources", int(rng.integers(0, len(sources.xy)))),
    ]
    return choices[int(rng.integers(0, len(choices)))]() or choices[0]()


def _on_a_pipe(rng, lines):
    line = shapely.linestrings(lines[int(rng.integers(0, len(lines)))])
    return shapely.get_coordinates(
        shapely.line_interpolate_point(line, float(rng.random()), normalized=True)
    )[0]


def table(links):
    """{(source, outfall): everything known of the link}."""
    columns = [
        links.network_m,
        links.hop_m,
        links.rule,
        links.n_outfalls,
        links.confidence,
        *links.parts.values(),
    ]
    keys = zip(links.source.tolist(), links.outfall.tolist())
    return dict(zip(keys, np.stack([np.asarray(column, dtype=float) for column in columns], axis=1)))


def pipe_table(trace):
    keys = trace.pipe.tolist()
    return dict(zip(keys, np.stack([trace.outfall, trace.n_outfalls, trace.network_m, trace.basis], axis=1)))


def assert_same_answer(live):
    wanted = trace_all(live.inputs(), live.options)
    for got, want in (
        (table(live.links()), table(wanted.links)),
        (pipe_table(live.pipe_trace()), pipe_table(wanted.pipe_trace)),
    ):
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
        altered = {
            link
            for link in after.keys() & before.keys()
            if np.abs(after[link][[0, 3]] - before[link][[0, 3]]).max() > 1e-6
            or abs(after[link][4] - before[link][4]) > 1e-9
        }
        assert set(map(tuple, change.altered.tolist())) == altered
        reached = set(change.outfalls.tolist())
        assert {outfall for _, outfall in [*change.gained.tolist(), *change.lost.tolist()]} <= reached
        before = after


def ladder():
    """A main of three pipes to an outfall, a lateral, and a second outfall past a second main."""
    network = pipes("0 0, 100 0", "100 0, 200 0", "200 0, 300 0", "100 80, 100 0", "0 500, 300 500")
    return LiveNetwork(Drainage(network, None, points("300 0", "300 500"), points("0 3", "100 78", "0 503")),
                       Options())


def pairs(links):
    return [tuple(link) for link in links.tolist()]


def test_a_change_names_links_outfalls_and_the_edit_that_did_it():
    live = ladder()
    change = live.apply([change_pipe(4, diameter_mm=300.0), change_pipe(1, flow=-1), change_pipe(4, flow=-1)])
    assert pairs(change.lost) == [(0, 0), (1, 0), (2, 1)]
    assert change.lost_by.tolist() == [1, 1, 2]
    assert not len(change.gained)
    assert not len(change.altered)
    assert change.outfalls.tolist() == [0, 1]
    assert not change.rebuilt
    assert not len(live.links().source)


def test_what_a_later_edit_puts_right_is_no_change():
    change = ladder().apply([change_pipe(1, status="blocked"), change_pipe(1, status="in_service")])
    assert not len(change.lost)
    assert not len(change.gained)


def test_an_edit_far_from_an_outfall_leaves_it_alone():
    assert ladder().apply(change_pipe(3, flow=-1)).outfalls.tolist() == [0]


def test_what_is_felt_everywhere_is_built_anew():
    rng, drawn, live = scene(4)
    live = LiveNetwork(live.inputs(), Options(direction_policy="auto"))
    for _ in range(3):
        assert live.apply(random_edit(rng, live, drawn.place)).rebuilt
        assert_same_answer(live)


def test_levels_are_judged_by_the_whole_network():
    network = pipes("0 0, 100 0", "100 0, 200 0", flow=[0, 1], invert_from=[0.0, 4.0], invert_to=[3.0, 3.9])
    live = LiveNetwork(Drainage(network, None, points("200 0"), points("0 3")), Options())
    assert not len(live.links().source)  # from 0 up to 3 m: it runs the other way
    change = live.apply(change_pipe(1, invert_from=40.0, invert_to=39.0))
    assert change.rebuilt  # now 0 is a placeholder
    assert_same_answer(live)


def test_edits_of_nothing_are_refused_in_a_sentence():
    live = ladder()
    for edit in (
        change_pipe(99, flow=1),
        remove_point("sources", 7),
        change_pipe(0, colour=3),
        set_gate(0, True),
        add_point("wells", [0, 0]),
    ):
        with pytest.raises(InputError):
            live.apply(edit)
    assert_same_answer(live)
