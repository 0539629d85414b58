"""Which way water runs, how that is known, and what each policy makes of it."""

from __future__ import annotations

import numpy as np
import pytest
from outfall_tracer.problems import InputError
from outfall_tracer.tests.support.lines import build_network, options, pipes, upstream
from outfall_tracer.tracing.drainage.levels import sentinels, true_levels
from outfall_tracer.tracing.model import Basis, Flow

LINE = ("0 0, 50 0", "50 0, 100 0")
RISING = {"invert_from": [20.0, 19.0], "invert_to": [19.5, 19.4]}  # pipe 1 rises as drawn


def direction(network, **values):
    d = build_network(network, None, options(**values)).direction
    return d.sign.tolist(), [Basis(code).name for code in d.basis]


def test_drawing_order_is_the_last_word():
    assert direction(pipes(*LINE)) == ([1, 1], ["DIGITISED", "DIGITISED"])


def test_ids_beat_the_drawing_and_declared_flow_beats_ids():
    ids = {"from_node": ["a", "b"], "to_node": ["b", "c"]}
    assert direction(pipes(*LINE, **ids)) == ([1, 1], ["DECLARED_ORDER"] * 2)
    declared = pipes(*LINE, **ids, flow=[Flow.UNSTATED, Flow.BACKWARD])
    assert direction(declared) == ([1, -1], ["DECLARED_ORDER", "DECLARED_FLOW"])


def test_declared_flow_turns_a_reversed_pipe():
    network = pipes("0 0, 50 0", "100 0, 50 0", flow=[Flow.UNSTATED, Flow.BACKWARD])
    assert upstream(network, "100 0") == [{1: 0.0, 0: 50.0}]


def test_levels_do_not_beat_an_order_that_is_given():
    assert direction(pipes(*LINE, **RISING)) == ([1, 1], ["DIGITISED"] * 2)


def test_levels_decide_where_the_direction_is_unknown():
    network = pipes(*LINE, **RISING, flow=[Flow.UNKNOWN] * 2)
    assert direction(network) == ([1, -1], ["INVERT"] * 2)


def test_levels_that_are_level_say_nothing():
    network = pipes(*LINE, invert_from=[20.0, 20.0], invert_to=[19.0, 20.004], flow=[Flow.UNKNOWN] * 2)
    assert direction(network) == ([1, 0], ["INVERT", "UNKNOWN"])


def test_unknown_direction_is_passed_only_on_request():
    network = pipes(*LINE, flow=[Flow.UNSTATED, Flow.UNKNOWN])
    assert upstream(network, "100 0") == [{}]
    assert upstream(network, "100 0", traverse_unknown=True) == [{1: 0.0, 0: 50.0}]


def test_both_ways_is_passable_both_ways():
    network = pipes("50 0, 0 0", "100 0, 50 0", flow=[Flow.BOTH, Flow.BOTH])
    assert set(upstream(network, "100 0")[0]) == {0, 1}
    assert set(upstream(network, "0 0")[0]) == {0, 1}
    assert direction(network)[1] == ["DECLARED_FLOW"] * 2


def test_the_digitised_policy_looks_at_the_drawing_alone():
    network = pipes(
        "0 0, 50 0",
        "100 0, 50 0",
        from_node=["a", "b"],
        to_node=["b", "c"],
        flow=[Flow.BACKWARD, Flow.UNSTATED],
    )
    assert direction(network, direction_policy="digitised") == ([1, -1], ["DIGITISED"] * 2)


def test_the_invert_policy_puts_levels_first():
    network = pipes(*LINE, "100 0, 150 0", invert_from=[20.0, 19.0, np.nan], invert_to=[19.5, 19.4, 18.0])
    assert direction(network, direction_policy="invert") == ([1, -1, 1], ["INVERT", "INVERT", "DIGITISED"])


@pytest.mark.parametrize("policy", ["declared", "invert"])
def test_levels_say_nothing_about_a_pressure_main(policy):
    network = pipes(*LINE, **RISING, form=["pipe", "pressure_main"], flow=[Flow.UNSTATED, Flow.UNKNOWN])
    sign, basis = direction(network, direction_policy=policy)
    assert sign[1] == 0
    assert basis[1] == "UNKNOWN"
    pumped = pipes(*LINE, **RISING, form=["pipe", "pressure_main"])
    assert set(upstream(pumped, "100 0", direction_policy=policy)[0]) == {0, 1}


def test_a_policy_that_does_not_exist_is_refused():
    with pytest.raises(InputError, match="direction_policy = 'guess'"):
        build_network(pipes(*LINE), None, options(direction_policy="guess"))


@pytest.mark.parametrize("value", [-1.0, -99.0, -999.0, 9999.0, 0.0, -32768.0])
def test_placeholders_are_no_levels(value):
    network = pipes(*LINE, invert_from=[20.0, value], invert_to=[19.5, 19.4], flow=[Flow.UNKNOWN] * 2)
    assert direction(network) == ([1, 0], ["INVERT", "UNKNOWN"])


def test_zero_is_a_level_where_the_network_lies_at_the_sea():
    levels = np.array([0.0, 0.4, -0.3, 1.2, np.nan])
    assert not sentinels(levels, levels).any()
    assert sentinels(levels + 20, np.array([0.0])).tolist() == [False] * 5
    assert sentinels(np.array([0.0]), levels + 20).tolist() == [True]


def test_missing_levels_are_no_placeholders():
    start, end, rows = true_levels(None, np.array([20.0, -99.0]), 2)
    assert np.isnan(start).all()
    assert end[0] == 20.0
    assert rows.tolist() == [1]
