"""Proposed directions against cities whose flow is known."""

from __future__ import annotations

import numpy as np
import pytest
from outfall_tracer.tests.support.lines import manholes, pipes, points
from outfall_tracer.tracing.answers.trace import build_network
from outfall_tracer.tracing.drainage.linking import link_outfalls, outfall_nodes
from outfall_tracer.tracing.model import Flow, Options, Points
from outfall_tracer.tracing.orientation.proposals import propose

from .test_orientation import City


def proposals(network, outfalls, nodes=None, **values):
    built = build_network(network, nodes, Options(**values))
    hops = link_outfalls(built, outfalls, 50.0)
    return propose(built, outfall_nodes(built, outfalls, hops))


def of(found):
    return {pipe: (sign, round(certainty, 2)) for pipe, sign, certainty in zip(
        found.pipe.tolist(), found.sign.tolist(), found.certainty.tolist())}


@pytest.mark.parametrize(("inverts", "share"), [("none", 0.2), ("half", 0.4), ("all", 0.4)])
def test_unknown_pipes_of_a_city_are_mostly_found_and_certainty_is_earned(inverts, share):
    right, sure, sure_right, n = 0, 0, 0, 0
    for seed in range(6):
        city = City(seed)
        network, turned = city.pipes(0.5, inverts=inverts, noise=0.02)
        rng = np.random.default_rng(seed)
        unknown = rng.random(network.n) < share
        truth = np.where(turned, -1, 1)
        # What is known is stated; of the others nobody knows.
        stated = np.where(turned, Flow.BACKWARD, Flow.FORWARD)
        network.flow = np.where(unknown, Flow.UNKNOWN, stated).astype(np.int8)
        found = proposals(network, Points(city.place[city.outfalls]))
        mine = found.unknown
        assert set(found.pipe[mine].tolist()) == set(np.flatnonzero(unknown).tolist())
        hit = found.sign[mine] == truth[found.pipe[mine]]
        certain = found.certainty[mine] >= 0.9
        right, n = right + hit.sum(), n + len(hit)
        sure, sure_right = sure + certain.sum(), sure_right + (hit & certain).sum()
    assert right / n > 0.93
    assert sure / n > 0.5
    assert sure_right / sure > 0.97


def test_inverts_neighbours_and_the_way_out_each_speak():
    line = ["0 0, 100 0", "100 0, 200 0", "200 0, 300 0"]
    flow = [Flow.FORWARD, Flow.UNKNOWN, Flow.FORWARD]
    plain = proposals(pipes(*line, flow=flow), points("300 0"))
    assert list(of(plain)) == [1]
    assert plain.sign.tolist() == [1]
    steep = proposals(pipes(*line, flow=flow, invert_from=[20.0, 19.0, 18.0], invert_to=[19.1, 18.1, 17.0]),
                      points("300 0"))
    assert steep.certainty[0] >= plain.certainty[0]
    assert "invert" in steep.reasons(0)[0] or "levels" in steep.reasons(0)[0]
    alone = proposals(pipes("0 0, 100 0", flow=[Flow.UNKNOWN]), points("0 0"))
    assert alone.sign.tolist() == [-1]  # to the only outfall there is


def test_a_direction_that_the_inverts_contradict_is_proposed_with_both_sides():
    found = proposals(
        pipes("0 0, 100 0", "200 0, 100 0", "200 0, 300 0", invert_from=[20.0, 18.0, 18.0],
              invert_to=[19.0, 19.0, 17.0]),
        points("300 0"),
    )
    assert found.pipe.tolist() == [1]
    assert (found.sign.tolist(), found.present.tolist(), found.unknown.tolist()) == ([-1], [1], [False])
    for_it, against = found.reasons(0)
    assert {"invert", "levels"} & set(for_it)
    assert against == ["digitised"]


def test_what_cannot_or_need_not_be_directed_is_left_alone():
    network = pipes(
        "0 0, 100 0", "100 0, 200 0", "200 0, 300 0", "",
        flow=[Flow.BOTH, Flow.FORWARD, Flow.UNKNOWN, Flow.UNKNOWN],
        status=[None, None, "abandoned", None],
    )
    assert of(proposals(network, points("200 0"))) == {}
    empty = pipes()
    assert of(proposals(empty, points())) == {}
    assert of(proposals(pipes("0 0, 100 0"), points("100 0"), manholes({"A": "0 0"}))) == {}
