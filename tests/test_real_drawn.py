"""Real networks as bare lines: how much of the owners' answers the policies find (docs/real-networks.md)."""

from __future__ import annotations

import numpy as np
import pytest

from .support import drawn_scores
from .support.drawn_scores import score


@pytest.fixture(scope="module")
def networks(shared_data):
    return [network for network in drawn_scores.networks(shared_data) if network.outfalls]


@pytest.fixture(scope="module")
def as_drawn(networks):
    return {network.name: score(network, "auto") for network in networks}


def test_auto_finds_what_belongs_to_the_outfalls(as_drawn, networks):
    assert len(networks) > 20
    assert np.mean([found.recall for found in as_drawn.values()]) > 0.99
    assert np.mean([found.precision for found in as_drawn.values()]) > 0.94


def test_auto_leaves_well_drawn_networks_exactly_as_they_are(as_drawn):
    """Adverse pipes, inner sinks and summits of their own among them; of all others lines are reversed."""
    others = {"victoria sanitary_mains": 1, "whiterock mains": 11, "bergermeer": 50,
              "swmm TTT_Baseline_v2": 1}
    for name, found in as_drawn.items():
        assert found.turned <= others.get(name, 0), name
        if name == "giswater" or name.startswith(("swmm", "new_hope", "london")):
            assert found.recall == 1.0, name


def test_a_larger_pipe_that_arrives_beside_a_rising_one_speaks_against_a_turn(networks):
    """Of Penticton's untouched drawing one such pipe was turned where gaps are bridged."""
    network = next(network for network in networks if network.name == "penticton mains")
    found = score(network, "auto", by_ids=False, gap_m=drawn_scores.GAP_M)
    assert (found.turned, found.precision, found.recall) == (0, 1.0, 1.0)


@pytest.mark.parametrize(("share", "recall", "precision"), [(0.02, 0.92, 0.97), (0.05, 0.95, 0.97)])
def test_a_few_reversed_lines_are_turned_in_well_drawn_networks(share, recall, precision, networks):
    some = [network for network in networks if network.name != "bergermeer"]
    found = [score(network, "auto", share=share, by_ids=False) for network in some]
    assert np.mean([one.recall for one in found]) > recall
    assert np.mean([one.precision for one in found]) > precision


@pytest.mark.parametrize("share", [0.2, 1.0])
def test_ends_drawn_short_of_their_places_lose_little(share, networks):
    some = [network for network in networks if network.name != "bergermeer"]
    found = [score(network, "auto", trim=share, by_ids=False, gap_m=drawn_scores.GAP_M) for network in some]
    assert np.mean([one.recall for one in found]) > 0.96
    assert np.mean([one.precision for one in found]) > 0.98


def test_a_network_drawn_backwards_as_a_whole_is_turned_as_a_whole(networks):
    for network in networks:
        if network.name not in {"bergermeer", "swmm TTT_Baseline_v2", "victoria sanitary_mains"}:
            found = score(network, "auto", share=1.01, filed_by_flow=True, by_ids=False)
            assert min(found.precision, found.recall) > 0.93, network.name


def test_inverts_alone_would_destroy_true_answers(networks):
    """Why inverts are one voice of several: pipes that rise in truth stay as they are under auto."""
    network = next(network for network in networks if network.name == "swmm brambleton")
    assert (network.pipes.invert_from < network.pipes.invert_to - 0.02).sum() > 30
    assert score(network, "invert").recall < 0.5
    assert score(network, "auto").recall == 1.0


@pytest.mark.parametrize(
    ("share", "filed_by_flow", "recall", "precision"),
    [(0.1, False, 0.93, 0.86), (0.3, False, 0.9, 0.82), (0.5, False, 0.87, 0.8), (0.5, True, 0.82, 0.79)],
)
def test_auto_sees_through_careless_drawing(share, filed_by_flow, recall, precision, networks):
    auto, plain = (
        [score(network, policy, share=share, filed_by_flow=filed_by_flow) for network in networks]
        for policy in ("auto", "plain")
    )
    assert np.mean([found.recall for found in auto]) > recall
    assert np.mean([found.precision for found in auto]) > precision
    assert np.mean([found.recall for found in plain]) < 0.3
