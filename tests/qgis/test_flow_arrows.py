"""Arrows of the traced network point where the engine lets the water run."""

from __future__ import annotations

import numpy as np
import pytest
from outfall_tracer.algorithms.fields import result_fields
from outfall_tracer.layers.styles.tracing import AGAINST, HAS_ARROW
from outfall_tracer.tracing.answers.trace import build_network
from outfall_tracer.tracing.drainage.declared_directions import Direction, Orientation
from outfall_tracer.tracing.model import FLOW_OF, Basis, Flow, Options
from outfall_tracer.tracing.orientation.settling import settle_directions
from qgis.core import QgsExpression, QgsExpressionContext, QgsFeature

from ..support.lines import pipes


def evaluate(expression, flow, basis, inverts):
    fields = result_fields(flow="string", flow_basis="string", invert_from="double", invert_to="double")
    feature = QgsFeature(fields)
    feature.setAttributes([flow, basis, *inverts])
    context = QgsExpressionContext()
    context.setFeature(feature)
    context.setFields(fields)
    parsed = QgsExpression(expression)
    assert not parsed.hasParserError(), parsed.parserErrorString()
    return bool(parsed.evaluate(context))


@pytest.mark.parametrize("flow", ["+", "-", "?", None])
@pytest.mark.parametrize("inverts", [(5.0, 4.0), (4.0, 5.0), (None, None)])
@pytest.mark.parametrize("turn", [False, True])
def test_an_arrow_points_where_the_engine_lets_the_water_run(monkeypatch, flow, inverts, turn):
    """``turn``: the policy auto decides against what was stated."""
    levels = [np.nan if level is None else level for level in inverts]
    network = build_network(
        pipes("0 0, 100 0", flow=[int(FLOW_OF.get(flow, Flow.UNSTATED))],
              invert_from=levels[:1], invert_to=levels[1:]),
        None, Options(direction_policy="auto"),
    )
    stated = network.direction.sign
    sign = np.where(stated == 0, 1, -stated if turn else stated).astype(np.int8)
    monkeypatch.setattr("outfall_tracer.tracing.orientation.settling.orient",
                        lambda *_: Orientation(sign, np.ones(1), np.empty(0, dtype=np.int64)))
    settle_directions(network, np.array([1]))
    direction: Direction = network.direction
    basis = Basis(int(direction.basis[0])).name.lower()
    if flow == "?" and inverts[0] is None:  # which way it was decided is not kept
        assert not evaluate(HAS_ARROW, flow, basis, inverts)
        return
    assert evaluate(HAS_ARROW, flow, basis, inverts)
    assert evaluate(AGAINST, flow, basis, inverts) == (direction.sign[0] < 0)
