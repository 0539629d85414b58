"""Edits are answered by area: what is solved again, what keeps its answer, and long chains of edits."""

from __future__ import annotations

import numpy as np
import pytest
from outfall_tracer.problems import InputError
from outfall_tracer.tests.support.lines import from_arrays, manholes, pipes, points
from outfall_tracer.tests.test_live import FULL, assert_same_answer, pipe_table, random_edit, scene, table
from outfall_tracer.tests.test_live_asking import assert_same, bag
from outfall_tracer.tests.test_live_configurations import any_edit, furnished
from outfall_tracer.tracing.answers.trace import trace_all
from outfall_tracer.tracing.live import areas as areas_module
from outfall_tracer.tracing.live.edits import (
    TABLES,
    Edit,
    add_pipe,
    add_point,
    change_pipe,
    change_point,
    remove_pipe,
    set_gate,
)
from outfall_tracer.tracing.live.network import LiveNetwork
from outfall_tracer.tracing.live.start_places import Place
from outfall_tracer.tracing.model import Drainage, End, Options


def solved(live, edit):
    """The rows of pipes that an edit has solved again, and the change."""
    seen = []
    change = live.apply(edit, felt=seen.append)
    return sorted(set().union(*(rows.pipes.tolist() for rows in seen))), change


def town(side=4):
    """Catchments far apart, each two pipes to an outfall, with a source at the top."""
    lines, mouths, mills = [], [], []
    for x, y in 1000.0 * np.array(list(np.ndindex(side, side))):
        lines += [np.array([(x, y), (x + 100, y)]), np.array([(x + 100, y), (x + 200, y)])]
        mouths.append(f"{x + 200} {y}")
        mills.append(f"{x + 5} {y + 3}")
    return from_arrays(lines), points(*mouths), points(*mills)


def test_only_the_area_of_an_edit_is_solved_again():
    network, mouths, mills = town()
    live = LiveNetwork(Drainage(network, None, mouths, mills), Options())
    rows, change = solved(live, change_pipe(6, flow=-1))
    assert rows == [6, 7]
    assert (change.lost.tolist(), change.outfalls.tolist(), change.rebuilt) == ([[3, 3]], [3], False)
    rows, change = solved(live, add_pipe([[[3100, 0], [3100, 1000]]]))  # joins the fourth row of catchments
    assert rows == [24, 25, 26, 27, 32]
    rows, change = solved(live, remove_pipe(32))
    assert rows == [24, 25, 26, 27, 32]
    assert solved(live, change_pipe(24, flow=-1))[0] == [24, 25]  # two areas again
    assert_same_answer(live)


def test_lines_that_cross_are_not_solved_together_nor_are_points_far_from_the_edit():
    network = pipes("0 0, 100 0, 200 0", "100 -50, 100 50", "0 20, 200 20")
    live = LiveNetwork(Drainage(network, None, points("200 0", "100 50"), points("10 1", "40 20.5")),
                       Options(outfall_distance_m=5.0))
    assert solved(live, change_pipe(0, lines=[[[0, 0], [100, 1], [200, 0]]]))[0] == [0]
    assert solved(live, change_pipe(1, flow=-1))[0] == [1]
    assert_same_answer(live)


def test_a_value_that_no_answer_hangs_on_solves_nothing_and_is_shown():
    network = pipes("0 0, 100 0", "100 0, 200 0", system=["sewage", "sewage"], diameter_mm=[300, 300])
    live = LiveNetwork(Drainage(network, None, points("200 0"), points("3 2")), Options())
    assert live.upstream(0).crossing.tolist() == []
    assert solved(live, change_pipe(1, system="storm"))[0] == []
    assert live.upstream(0).crossing.tolist() == [0]
    assert solved(live, change_pipe(1, diameter_mm=500.0))[1].outfalls.tolist() == []
    assert live.section(0, 0).diameter_mm.tolist() == [300, 500]
    assert {finding.kind for finding in live.findings()} >= {"cross_connection"}
    assert solved(live, change_pipe(1, flow=2))[0] == []  # what it was


@pytest.mark.parametrize("seed", range(200, 260 if FULL else 203))
def test_a_long_chain_of_edits_leaves_nothing_behind(seed, monkeypatch):
    monkeypatch.setattr(areas_module, "_RECENT_AREAS", 3)  # so that areas are let go, and found again
    rng, drawn, plain = scene(seed)
    live = furnished(seed, rng, plain, gap_distance_m=float(seed % 2 * 6))
    whole = live._areas._whole
    for turn in range(120):
        live.apply(any_edit(rng, live, drawn.place))
        if turn % 15 == 14:
            if turn % 30 == 29:
                live.upstream(int(rng.integers(0, live.tables.outfalls.n)))
            assert_same_answer(live)
            assert bag(live.ends()) == bag(trace_all(live.inputs(), live.options).ends)
        standing = set(np.unique(live.present.sources["area"]).tolist())
        assert set(live.present._links) <= standing
        assert len(live._areas._recent) <= 3
        assert set(live._areas._edited) <= set(np.unique(np.concatenate(
            [live.present.column(name)["area"] for name in TABLES])).tolist())
        assert len(live._ends._later) <= live.present.n_areas
    assert live._areas._whole is whole or live.present.n_areas < 10_000


def test_an_edit_and_its_undoing_over_and_over_keep_no_more_than_once():
    network, mouths, mills = town()
    live = LiveNetwork(Drainage(network, None, mouths, mills), Options())
    former = table(live.links()), pipe_table(live.pipe_trace()), bag(live.ends())
    for _ in range(50):
        change = live.apply([change_pipe(3, status="blocked"), change_pipe(2, flow=-1)])
        live.ends()
        live.apply(change.undo)
    assert_same(live, former)
    assert len(live.present._links) == 1
    live.ends()
    assert len(live._ends._later) == 1


@pytest.mark.parametrize("seed", range(300, 360 if FULL else 304))
def test_manholes_are_edited_as_all_else(seed):
    rng, drawn, live = scene(seed)
    if live.inputs()[1] is None:
        return
    for _ in range(10):
        n = live.tables.manholes.n
        row, spot = int(rng.integers(0, n)), drawn.place[rng.integers(0, len(drawn.place))]
        code = rng.choice(np.array([None, "N1", "N4", "new"], dtype=object))
        edit = [
            Edit("manholes", row, {"xy": spot + rng.normal(0, 3, 2)}), Edit("manholes", row, {"code": code}),
            Edit("manholes", -1, {"xy": spot, "code": code, "closed": bool(rng.random() < 0.3)}),
            Edit("manholes", row, {"kind": "inlet"}), Edit("manholes", row, remove=True),
            set_gate(row, bool(rng.random() < 0.5)), random_edit(rng, live, drawn.place),
        ][int(rng.integers(0, 7))]
        former = table(live.links()), pipe_table(live.pipe_trace()), bag(live.ends())
        change = live.apply(edit)
        assert_same_answer(live)
        live.apply(live.apply(change.undo).undo)
        assert_same_answer(live)
        back = live.apply(change.undo)
        assert_same(live, former)
        live.apply(back.undo)


@pytest.mark.parametrize("seed", range(400, 480 if FULL else 404))
def test_edits_made_together_are_answered_once(seed):
    rng, drawn, plain = scene(seed)
    live = furnished(seed, rng, plain, gap_distance_m=float(seed % 2 * 6))
    for _ in range(4):
        former = table(live.links()), pipe_table(live.pipe_trace()), bag(live.ends())
        change = live.apply([any_edit(rng, live, drawn.place) for _ in range(5)], together=True)
        assert (len(change.rows), len(change.seconds), set(change.lost_by.tolist()) <= {0}) == (5, 1, True)
        assert_same_answer(live)
        after = table(live.links())
        assert sorted(map(tuple, change.gained.tolist())) == sorted(after.keys() - former[0].keys())
        back = live.apply(change.undo, together=True)
        assert_same(live, former)
        live.apply(back.undo, together=True)
        assert_same_answer(live)


def test_what_is_wrong_among_edits_made_together_leaves_none_of_them():
    network, mouths, mills = town()
    live = LiveNetwork(Drainage(network, None, mouths, mills), Options())
    former = table(live.links()), pipe_table(live.pipe_trace()), bag(live.ends())
    with pytest.raises(InputError):
        live.apply([change_pipe(0, flow=-1), change_pipe(99, flow=-1)], together=True)
    assert_same(live, former)
    assert_same_answer(live)


def test_the_first_and_the_last_manhole_are_felt_everywhere():
    network, mouths, mills = town(2)
    live = LiveNetwork(Drainage(network, None, mouths, mills), Options())
    assert live.apply(Edit("manholes", -1, {"xy": (0, 0), "code": None})).rebuilt
    assert live.links().rule.tolist() == [1, 2, 2, 2]  # only there is a manhole to meet
    assert not live.apply(Edit("manholes", -1, {"xy": (1000, 0), "code": None})).rebuilt
    assert_same_answer(live)
    live.apply(Edit("manholes", 0, remove=True))
    assert live.apply(Edit("manholes", 1, remove=True)).rebuilt
    assert live.links().rule.tolist() == [1, 1, 1, 1]
    assert not live.apply(change_pipe(0, flow=-1)).rebuilt
    assert live.apply(Edit("manholes", -1, {"xy": (0, 0), "code": "N1"})).rows.tolist() == [2]


@pytest.mark.parametrize("policy", ["declared", "invert"])
def test_a_level_of_zero_is_one_in_every_area_of_a_network_that_lies_about_there(policy):
    n = 12  # low pipes, and far off two whose own levels lie high
    low = [f"{100 * at} 0, {100 * at + 90} 0" for at in range(n)]
    network = pipes(*low, "0 900, 100 900", "100 900, 200 900", flow=[2] * n + [0, 1],
                    invert_from=[1.0] * n + [0.0, 40.0], invert_to=[0.0] * n + [30.0, 39.0])
    options = Options(direction_policy=policy)
    live = LiveNetwork(Drainage(network, None, points("200 900", "90 0"), points("3 902")), options)
    assert not len(live.links().source)  # from 0 up to 30 m: it runs the other way
    for edit in (change_pipe(13, status="blocked"), change_pipe(13, status="in_service"),
                 change_pipe(12, flow=1), change_pipe(12, flow=0)):
        assert not live.apply(edit).rebuilt
        assert_same_answer(live)
    section = live.section(0, 0)
    assert section is None
    live.apply(change_pipe(12, flow=1))
    if policy == "declared":
        assert live.section(0, 0).invert_top.tolist() == pytest.approx([0.0, 40.0], abs=1e-6)
    change = live.apply([change_pipe(row, invert_from=50.0, invert_to=49.0) for row in range(n)])
    assert change.rebuilt
    assert_same_answer(live)


def test_under_auto_what_is_no_evidence_is_followed_by_area():
    rng, drawn, plain = scene(4)
    network, nodes, outfalls, sources = plain.inputs()
    live = LiveNetwork(Drainage(network, nodes, outfalls, sources), Options(direction_policy="auto"))
    for _ in range(6):
        row = int(rng.integers(0, len(sources.xy)))
        for edit in (change_point("sources", row, xy=drawn.place[row % len(drawn.place)]),
                     add_point("sources", drawn.place[3] + 4), change_pipe(row, data_source="inferred")):
            assert not live.apply(edit).rebuilt
            assert_same_answer(live)
    if nodes is not None:
        assert not live.apply(set_gate(2, not nodes.closed[2])).rebuilt
    assert_same_answer(live)
    assert live.apply(change_pipe(3, flow=-1 if network.flow[3] != -1 else 1)).rebuilt
    assert_same_answer(live)


def test_an_open_channel_does_not_win_a_source_because_what_lies_nearer_was_left_out():
    """The nearest pipe is of another area and no channel, so the manhole wins over the channel behind it."""
    network = pipes("0 0, 100 0", "0 12, 100 12", "0 14.5, 100 14.5", form=["pipe", "pipe", "open_channel"],
                    from_node=["a", "c", None], to_node=["b", "d", None])
    holes = manholes({"a": "0 0", "b": "100 0", "e": "0 14.5"})
    mill = points("0 6.3")
    live = LiveNetwork(Drainage(network, holes, points("100 0", "100 14.5"), mill),
                       Options(outfall_distance_m=1.0))
    assert_same_answer(live)
    for row, flow in ((0, -1), (0, 1), (2, -1), (2, 1)):
        live.apply(change_pipe(row, flow=flow))
        assert_same_answer(live)


def test_gaps_beside_side_ways_are_gaps_after_an_edit_as_in_a_run():
    """Where main ways are followed within limits: the loose end of a side way that no trace comes to."""
    network = pipes("0 0, -100 0", "60 80, 60 0", "60 0, 200 0", "60 0, 3 2", "60 -300, 200 -300",
                    diameter_mm=[600.0, 600.0, 600.0, 200.0, 300.0])
    live = LiveNetwork(Drainage(network, None, points("-100 0", "200 0"), points("-5 3", "60 70")),
                       Options(overflows="main_way", limit_manholes=9, limit_sources=5, link_distance_m=8.0))
    for edit in (None, change_pipe(0, status="blocked"), change_pipe(0, status="in_service")):
        if edit is not None:
            live.apply(edit)
        whole = trace_all(live.inputs(), live.options)
        assert bag(live.ends()) == bag(whole.ends)
    upper = live.upstream(0).ends
    assert (upper.reason.tolist(), upper.pipe.tolist()) == ([int(End.GAP)], [3])


def test_a_spot_on_a_pipe_is_asked_within_limits_and_from_both_sides():
    network = pipes("300 0, 0 0", flow=[3])
    live = LiveNetwork(Drainage(network, None, points("0 0"), points("250 1")), Options(limit_m=100.0))
    spot = Place("pipes", 0, (150.0, 0.0))
    assert live.upstream(spot, limit_m=0.0).length_m == pytest.approx(300.0)
    assert live.upstream(spot).source_m.tolist() == []
    assert live.upstream(spot, limit_m=0.0).source_m.tolist() == pytest.approx([200.0])  # by the nearer end
    assert live.downstream(spot).outfall.tolist() == []
    assert live.downstream(spot, limit_m=0.0).outfall_m.tolist() == [150.0]


def test_a_pipe_of_another_area_whose_larger_end_lets_a_passing_pipe_win():
    network = pipes("-100 3, 7.9 3", "0 100, 0 12.4", diameter_mm=[200.0, 300.0])
    live = LiveNetwork(Drainage(network, None, points("0 0", "0 50"), points("-90 4", "1 90")),
                       Options(link_distance_m=5.0, outfall_distance_m=20.0))
    assert live.links().network_m[0] == pytest.approx(90.0)  # met mid-line: the larger end is too far for it
    assert solved(live, change_pipe(0, status="blocked"))[0] == [0]
    assert_same_answer(live)
    live.apply(change_pipe(0, status="in_service"))
    assert_same_answer(live)
    seen, change = solved(live, change_pipe(1, diameter_mm=100.0))
    assert 0 in seen
    assert live.links().network_m[0] == pytest.approx(97.9)
    assert_same_answer(live)
    live.apply(change.undo)
    change = live.apply(remove_pipe(1))
    assert live.links().network_m[0] == pytest.approx(97.9)
    live.apply(change.undo)
    assert_same_answer(live)
