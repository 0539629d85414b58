"""The policy auto: synthetic cities drawn well, carelessly and at random, and what it must leave alone."""

from __future__ import annotations

import numpy as np
import pytest
from outfall_tracer.tracing.answers.trace import Starts, build_network, trace_network
from outfall_tracer.tracing.model import Basis, Options, Points
from outfall_tracer.tracing.orientation.belief_propagation import Places
from outfall_tracer.tracing.orientation.invert_evidence import fit

from .support.lines import from_arrays, pipes, points, trace


class City:
    """A drained grid of streets: forests that grow from outfalls on one side, with a few braids.

    start, end: (pipes,) nodes with the flow; lines drawn with the flow; outfalls: nodes.
    """

    def __init__(self, seed, side=22, n_outfalls=4, braids=4):
        rng = np.random.default_rng(seed)
        self.rng = rng
        place = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=2).reshape(-1, 2) * 40.0
        self.place = place + rng.uniform(-6, 6, place.shape)
        self.outfalls = rng.choice(side, n_outfalls, replace=False)
        below = {int(node): -1 for node in self.outfalls}
        depth = {int(node): 0 for node in self.outfalls}
        edge = [int(node) for node in self.outfalls]
        while edge:
            node = edge.pop(int(rng.integers(len(edge))))
            x, y = node % side, node // side
            for a, b in rng.permutation([(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)]).tolist():
                # Outfalls have one pipe; a tenth of the street corners has none.
                near = b * side + a
                full = node in self.outfalls and node in below.values()
                if 0 <= a < side and 0 <= b < side and near not in below and not full and rng.random() < 0.9:
                    below[near], depth[near] = node, depth[node] + 1
                    edge.append(near)
        runs = [(node, low) for node, low in below.items() if low >= 0]
        for node in rng.permutation([n for n in below if depth[n] > 3])[:braids].tolist():
            for near in (node + 1, node - side):
                if near in below and depth[near] < depth[node] and (node, near) not in runs:
                    runs.append((node, near))
                    break
        self.start, self.end = np.array(runs).T
        self.depth = np.array([depth.get(node, 0) for node in range(side * side)])

    def pipes(self, turned=0.0, inverts="none", noise=0.0, filed_by_flow=False):
        """Pipes of which a share is drawn backwards; inverts none, all, or half of them."""
        turn = self.rng.random(len(self.start)) < turned
        level = 20.0 + 0.12 * self.depth + self.rng.normal(0, noise, len(self.depth))
        upper, lower = level[self.start], level[self.end] + 0.03
        lines = [self.place[[a, b]] for a, b in zip(self.start, self.end)]
        lines = [line[::-1] if back else line for line, back in zip(lines, turn)]
        if inverts == "none":
            return from_arrays(lines), turn
        swap = turn & (not filed_by_flow)
        first, last = np.where(swap, lower, upper), np.where(swap, upper, lower)
        if inverts == "half":
            blank = self.rng.random(len(upper)) < 0.5
            first[blank] = last[blank] = np.nan
        return from_arrays(lines, invert_from=first, invert_to=last), turn

    def score(self, drawn, turn, outfalls=None):
        """(share of pipes oriented right, pipes turned although drawn right, network)."""
        outfalls = self.outfalls if outfalls is None else outfalls
        network = build_network(drawn, None, Options(direction_policy="auto"))
        trace_network(network, Starts(Points(self.place[outfalls])))
        right = (network.direction.sign < 0) == turn
        return right.mean(), int((~right & ~turn).sum()), network


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("inverts", ["none", "half", "all"])
def test_a_well_drawn_city_is_left_exactly_as_it_is(seed, inverts):
    city = City(seed)
    drawn, turn = city.pipes(inverts=inverts, noise=0.2)  # noisy levels contradict one pipe in five
    network = city.score(drawn, turn)[2]
    assert len(network.orientation.turned) == 0
    assert (network.direction.basis == Basis.DIGITISED).all()


@pytest.mark.parametrize("seed", range(3))
def test_one_start_of_many_outfalls_pulls_nothing(seed):
    """Outfalls that nobody asked about stay ends of their own."""
    city = City(seed, n_outfalls=6)
    drawn, turn = city.pipes()
    assert len(city.score(drawn, turn, city.outfalls[:1])[2].orientation.turned) == 0
    drawn, turn = city.pipes(turned=0.15, inverts="all", noise=0.05)
    assert city.score(drawn, turn, city.outfalls[:1])[0] > 0.97


@pytest.mark.parametrize(
    ("turned", "inverts", "noise", "filed_by_flow", "least"),
    [
        (0.02, "none", 0.0, False, 0.98),
        (0.1, "none", 0.0, False, 0.98),
        (0.3, "none", 0.0, False, 0.96),
        (0.5, "none", 0.0, False, 0.95),
        (0.5, "half", 0.05, False, 0.96),
        (0.5, "all", 0.05, False, 0.97),
        (0.5, "all", 0.2, False, 0.95),
        (0.5, "all", 0.05, True, 0.96),
    ],
)
def test_a_carelessly_drawn_city_is_put_right(turned, inverts, noise, filed_by_flow, least):
    shares = []
    for seed in range(4):
        city = City(seed)
        shares.append(city.score(*city.pipes(turned, inverts, noise, filed_by_flow))[0])
    assert np.mean(shares) >= least, shares


def test_an_unreliable_drawing_order_is_recognised():
    city = City(1)
    clean = city.score(*city.pipes(inverts="all"))[2].orientation.reliability
    careless = city.score(*city.pipes(turned=0.5, inverts="all"))[2].orientation.reliability
    assert clean["digitised"] > 0.99 > 0.6 > careless["digitised"]
    assert careless["invert"] > 0.85


def test_inverts_that_are_filed_by_flow_do_not_vouch_for_the_drawing():
    """``upper`` and ``lower`` columns fall along every pipe however it is drawn."""
    city = City(2)
    drawn, turn = city.pipes(turned=0.5, inverts="all", filed_by_flow=True)
    votes = city.score(drawn, turn)[2].orientation.votes
    assert not votes["invert"].any()
    assert (votes["levels"] != 0).mean() > 0.9


def test_certainty_is_highest_where_evidence_agrees():
    city = City(3)
    orientation = city.score(*city.pipes(turned=0.1, inverts="half"))[2].orientation
    assert ((orientation.certainty >= 0.5) & (orientation.certainty <= 1)).all()
    told = orientation.votes["invert"] != 0
    assert np.median(orientation.certainty[told]) >= np.median(orientation.certainty[~told])


def test_a_ring_drains():
    """Four pipes drawn in a circle, tied to an outfall by a fifth that is drawn the wrong way."""
    ring = pipes(
        "0 0, 100 0", "100 0, 100 100", "100 100, 0 100", "0 100, 0 0", "-100 0, 0 0", "300 0, 100 0"
    )
    network = build_network(ring, None, Options(direction_policy="auto"))
    traces = trace_network(network, Starts(points("-100 0")))
    assert sorted(traces.pipe.tolist()) == [0, 1, 2, 3, 4, 5]


def test_a_turned_pipe_is_a_finding_that_names_the_evidence():
    chain = pipes(
        "0 0, 50 0", "100 0, 50 0", "100 0, 150 0", "150 0, 200 0", "200 0, 250 0",
        invert_from=[10, 9.2, 9.2, 8.8, 8.4], invert_to=[9.6, 9.6, 8.8, 8.4, 8],
    )  # fmt: skip
    result = trace(chain, points("250 0"), direction_policy="auto")
    assert result.pipe_trace.pipe.tolist() == [0, 1, 2, 3, 4]
    assert result.pipe_trace.basis.tolist() == [
        Basis.DIGITISED, Basis.AUTO, Basis.DIGITISED, Basis.DIGITISED, Basis.DIGITISED,
    ]  # fmt: skip
    (found,) = (finding for finding in result.findings if finding.kind == "bad_direction")
    assert (found.object_row, found.severity) == (1, "warning")
    assert found.values["stated"] == "digitised"
    assert "invert" in found.values["against"]
    assert 0.5 < found.values["certainty"] <= 1


def test_a_sample_of_a_large_network_tells_as_much(monkeypatch):
    monkeypatch.setattr("outfall_tracer.tracing.orientation.weights._SAMPLE", 1000)
    monkeypatch.setattr("outfall_tracer.tracing.orientation.belief_propagation._BLOCK", 50)
    city = City(2, side=60, n_outfalls=8, braids=20)
    drawn, turn = city.pipes(turned=0.3, inverts="half", noise=0.05)
    share, _, network = city.score(drawn, turn)
    assert share > 0.96
    assert network.orientation.reliability["digitised"] == pytest.approx(1 - turn.mean(), abs=0.06)
    well_drawn = city.pipes(inverts="half")
    assert len(city.score(*well_drawn)[2].orientation.turned) == 0


def test_a_sample_hangs_on_neither_the_order_of_rows_nor_the_place_of_the_coordinates(monkeypatch):
    rng = np.random.default_rng(0)
    n = 4000
    start, end, xy = rng.permutation(n), rng.permutation(n), rng.uniform(0, 900, (n, 2))
    nothing = np.zeros(n, dtype=bool)
    places = Places(np.arange(n), start, end, n, nothing, nothing)
    monkeypatch.setattr("outfall_tracer.tracing.orientation.belief_propagation._BLOCK", 20)
    chosen = places.sample(xy, 1000)
    assert 800 <= len(chosen.use) <= 1200
    order = rng.permutation(n)
    again = Places(order, start[order], end[order], n, nothing, nothing).sample(xy + 5e3, 1000)
    assert sorted(again.use.tolist()) == chosen.use.tolist()
    kept = np.isin(np.arange(n), chosen.use)
    cut = np.isin(np.arange(n), np.union1d(start[~kept], end[~kept]))
    assert (chosen.free == cut).all()


def test_a_size_without_end_is_no_size():
    lines = ("0 0, 10 0", "10 0, 20 0", "20 0, 30 0", "10 0, 10 10")
    network = pipes(*lines, diameter_mm=[np.inf, np.inf, 300.0, np.inf])
    result = trace(network, points("30 0"), direction_policy="auto")
    assert {0, 1, 2} <= set(result.pipe_trace.pipe.tolist())
    assert not [one for one in result.findings if one.kind == "large_into_small"]


@pytest.mark.parametrize("filed_by_flow", [False, True])
@pytest.mark.parametrize("turned", [0.1, 0.3, 0.5])
def test_how_inverts_are_filed_is_told_by_the_data(turned, filed_by_flow):
    """By flow a tenth of the pipes rises along its own inverts all the same, as in many a survey."""
    for seed in range(3):
        city = City(seed)
        drawn, turn = city.pipes(turned, "all", 0.1, filed_by_flow)
        share, _, network = city.score(drawn, turn)
        rises = ((drawn.invert_from < drawn.invert_to) & ~turn).sum() / (~turn).sum()
        assert 0.03 < rises < 0.3
        if turned > 0.1 or not filed_by_flow:  # of few turned lines among noisy levels it need not be told
            assert network.orientation.votes["invert"].any() != filed_by_flow
        assert share > 0.93


def test_numbers_that_fit_only_the_other_way_round_show_a_line_drawn_backwards():
    """Upper and lower inverts of a chain; the middle line is drawn against the flow."""
    ends = np.array([[0, 1], [2, 1], [2, 3]])
    inverts = np.array([[10.0, 9.0], [9.0, 8.0], [8.0, 7.0]])
    assert np.sign(fit(ends, inverts)).tolist() == [1, -1, 1]
    assert fit(ends, inverts[:, ::-1]).tolist() == (-fit(ends, inverts)).tolist()
    lone = np.where([[True], [False], [False]], inverts, np.nan)
    assert np.nan_to_num(fit(ends, lone)).tolist() == [0, 0, 0]


@pytest.mark.parametrize("pipe_noise", [0.0, 1.0])
def test_the_data_tell_whether_a_pipe_or_its_neighbours_are_right_where_they_contradict(pipe_noise):
    """Drops and levels of one's own leave the pipe right; numbers that were read badly, its neighbours."""
    city = City(1)
    drawn, turn = city.pipes(0.5, "all")
    noise = city.rng.normal(0, pipe_noise, (2, drawn.n))
    drops = np.where(city.rng.random(drawn.n) < 0.4, 0.3, 0.0) * (pipe_noise == 0)
    drawn.invert_from += noise[0] + drops
    drawn.invert_to += noise[1] + drops
    share, _, network = city.score(drawn, turn)
    assert share > (0.97 if pipe_noise == 0 else 0.8)
    word = network.orientation.reliability["clash"]
    assert word < 0.35 if pipe_noise == 0 else word > 0.35


def draw_backwards(drawn, *rows, by_line=False):
    """Turn the lines of some pipes, and their inverts if these are filed ``by_line``."""
    for row in rows:
        span = slice(drawn.part_start[row], drawn.part_start[row + 1])
        drawn.xy[span] = drawn.xy[span][::-1].copy()
        if by_line:
            drawn.invert_from[row], drawn.invert_to[row] = drawn.invert_to[row], drawn.invert_from[row]


def test_a_run_drawn_backwards_is_turned_in_a_city_that_is_drawn_well():
    """One pipe of a chain, with and without inverts, and nothing else; the turn says how sure it is."""
    for inverts, filed in (("all", False), ("all", True), ("none", False)):
        city = City(5)
        above = np.bincount(city.end, minlength=len(city.depth))
        chain = (above[city.start] == 1) & (above[city.end] == 1) & (city.depth[city.start] < 9)
        back = np.flatnonzero(chain)[0]
        drawn, _ = city.pipes(inverts=inverts, filed_by_flow=filed)
        draw_backwards(drawn, back, by_line=inverts == "all" and not filed)
        orientation = city.score(drawn, np.arange(drawn.n) == back)[2].orientation
        assert orientation.turned.tolist() == [back], (inverts, filed)
        assert orientation.certainty[back] >= 0.9
        assert orientation.votes["joints"][back] == -1


@pytest.mark.parametrize(("back", "turned"), [([54], []), ([54, 105, 140, 175], [54, 105, 140, 175])])
def test_what_no_invert_speaks_for_is_turned_where_more_is_found_than_is_odd_in_truth(back, turned):
    """One pipe in some hundreds begins at a summit and ends in a sink in truth: it stays if alone."""
    city = City(5, side=34)
    drawn, _ = city.pipes()
    draw_backwards(drawn, *back)  # of rows of pipes where nothing else meets
    orientation = city.score(drawn, np.isin(np.arange(drawn.n), back))[2].orientation
    assert orientation.turned.tolist() == turned


@pytest.mark.parametrize(("others", "turned"), [([], False), ([54, 105, 140, 175], True)])
def test_an_outfall_that_gets_no_water_is_an_end_where_others_are_turned(others, turned):
    """A relief drawn from its outfall to the main. Alone it may be the head of another pipe, and stays."""
    city = City(5, side=34)
    node = city.start[np.flatnonzero(np.isin(city.start, city.end))[40]]
    outlet = city.place[node] + [12.0, 12.0]
    lines = [city.place[[a, b]] for a, b in zip(city.start, city.end)]
    lines.append(np.array([outlet, city.place[node]]))
    for row in others:
        lines[row] = lines[row][::-1]
    network = build_network(from_arrays(lines), None, Options(direction_policy="auto"))
    trace_network(network, Starts(Points(np.array([*city.place[city.outfalls], outlet]))))
    found, relief = network.orientation, len(lines) - 1
    assert found.turned.tolist() == ([*others, relief] if turned else [])
    assert not turned or found.certainty[relief] <= 0.7


@pytest.mark.parametrize("seed", range(3))
def test_a_pipe_of_the_trunk_that_rises_is_turned_where_most_of_the_network_ends_above_it(seed):
    """One pipe that rises is odd in truth now and then, but not where all water would stay."""
    city = City(seed, n_outfalls=1, braids=0)
    drawn, _ = city.pipes(inverts="all")
    above = np.zeros(len(city.depth), dtype=int)
    for row in np.argsort(-city.depth[city.start]).tolist():
        above[city.end[row]] += above[city.start[row]] + 1
    arrive = np.bincount(city.end, minlength=len(city.depth))
    back = int(np.flatnonzero((2 * above[city.start] > drawn.n) & (arrive[city.end] > 1))[-1])
    draw_backwards(drawn, back, by_line=True)
    assert city.score(drawn, np.arange(drawn.n) == back)[2].orientation.turned.tolist() == [back]


@pytest.mark.parametrize("levels", [0.0, None, "two datums"])
def test_directions_of_bad_input_are_found_without_complaint(levels):
    """Every pipe reversed, a ring, an outfall at both ends of a pipe; all levels 0 or in two datums."""
    city = City(6, side=10)
    drawn, turn = city.pipes(turned=1.0, inverts="all")
    if levels == 0.0:
        drawn.invert_from[:] = drawn.invert_to[:] = 0.0
    elif levels is None:
        drawn.invert_from = drawn.invert_to = None
    else:
        drawn.invert_from[::2] += 30.0
        drawn.invert_to[::2] += 30.0
    right, _, _ = city.score(drawn, turn)
    assert right > 0.9
    ring = pipes("0 0, 100 0", "100 0, 100 100", "100 100, 0 100", "0 100, 0 0")
    found = trace(ring, points("0 0"), direction_policy="auto")
    assert sorted(found.pipe_trace.pipe.tolist()) == [0, 1, 2, 3]
    both = trace(pipes("0 0, 100 0"), points("0 0", "100 0"), direction_policy="auto")
    assert both.pipe_trace.outfall.tolist() == [1]
