"""Confidence is a product of parts that can be recomputed by hand, and never rewards worse evidence."""

from __future__ import annotations

import re

import numpy as np
import pytest
from outfall_tracer.tests.support.lines import manholes, pipes, points, trace
from outfall_tracer.tracing.answers.confidence import LINK_TRUST
from outfall_tracer.tracing.drainage.pipe_network import (
    DATA_TRUST,
    DATA_TRUST_BLANK,
    DIRECTION_TRUST,
    GAP_TRUST,
)
from outfall_tracer.tracing.model import Basis, Rule

LINE = ("0 0, 50 0", "50 0, 100 0")


def link(network, source="0 0", outfall="100 0", **values):
    result = trace(network, points(outfall), points(source), **values)
    assert len(result.links.source) == 1
    parts = {name: float(value[0]) for name, value in result.links.parts.items()}
    return float(result.links.confidence[0]), parts


def test_confidence_is_the_product_of_its_parts():
    total, parts = link(pipes(*LINE, data_source=["design", "surveyed"], flow=[2, 1]), "20 6")
    assert total == pytest.approx(np.prod(list(parts.values())))
    assert parts["direction"] == pytest.approx((30 * 0.9 + 50 * 1.0) / 80)
    assert parts["data"] == pytest.approx((30 * 0.8 + 50 * 1.0) / 80)
    assert parts["gaps"] == 1.0
    assert parts["outfall"] == 0.95
    assert parts["link"] == pytest.approx(0.92 - 0.37 * 6 / 60)


def test_each_bridged_gap_costs_its_factor():
    network = pipes("0 0, 47 0", "50 0, 99.2 0", "100 0, 150 0")
    _, parts = link(network, outfall="150 0", gap_distance_m=5.0)
    assert parts["gaps"] == pytest.approx(0.1 * 0.77)


@pytest.mark.parametrize(("gap", "trust"), [(0.3, 0.97), (0.5, 0.97), (0.8, 0.77), (1.5, 0.17), (2.5, 0.1)])
def test_a_longer_gap_is_trusted_less(gap, trust):
    _, parts = link(pipes("0 0, 50 0", f"{50 + gap} 0, 150 0"), outfall="150 0", gap_distance_m=5.0)
    assert parts["gaps"] == pytest.approx(trust)


def test_a_source_at_the_mouth_without_pipes_depends_on_its_hop_alone():
    total, parts = link(pipes(*LINE), "1000 1030", "1000 1000")
    assert parts.pop("link") == pytest.approx(0.9 - 0.4 * 0.5)
    assert parts == {"direction": 1.0, "data": 1.0, "gaps": 1.0, "outfall": 1.0}
    assert total == pytest.approx(0.7)


@pytest.mark.parametrize("hops", [("0 0", "0 10", "0 30", "0 59")])
def test_a_longer_hop_never_raises_confidence(hops):
    values = [link(pipes(*LINE), hop)[0] for hop in hops]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == len(values)


def test_worse_records_and_directions_never_raise_confidence():
    codes = ("surveyed", "as_built", None, "design", "inferred")
    data = [link(pipes(*LINE, data_source=[code, "surveyed"]))[0] for code in codes]
    assert data == sorted(data, reverse=True)
    assert len(set(data)) == len(data)
    known = [
        link(pipes(*LINE, flow=[1, 1]))[0],
        link(pipes(*LINE, from_node=["a", "b"], to_node=["b", "c"]))[0],
        link(pipes(*LINE))[0],
        link(pipes(*LINE, flow=[0, 0]), traverse_unknown=True)[0],
    ]
    assert known == sorted(known, reverse=True)
    assert len(set(known)) == len(known)


def test_every_rule_and_basis_has_a_trust_between_0_and_1():
    assert set(LINK_TRUST) == set(Rule)
    assert set(DIRECTION_TRUST) == set(Basis)
    assert all(0 <= base - lost <= base <= 1 for base, lost in LINK_TRUST.values())
    assert list(DIRECTION_TRUST.values()) == sorted(DIRECTION_TRUST.values(), reverse=True)


# --- the page ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["confidence.md", "confidence.zh.md"])
def test_the_tables_on_the_page_are_those_of_the_code(repository, page):
    text = (repository / "docs" / page).read_text(encoding="utf-8")
    cells = dict(re.findall(r"^\| `([\w. ]+)` \| ([^|]+) \|", text, re.MULTILINE))
    for rule, (base, lost) in LINK_TRUST.items():
        if rule is not Rule.NONE:
            assert cells[rule.name.lower()].strip() == (
                f"{base:.2f} − {lost:.2f} × s" if lost else f"{base:.2f}"
            )
    for basis, trust in DIRECTION_TRUST.items():
        assert float(cells[f"{basis.name.lower()}"]) == trust
    for code, trust in DATA_TRUST.items():
        assert float(cells[code]) == trust
    assert float(cells["blank"]) == DATA_TRUST_BLANK
    for up_to, trust in GAP_TRUST:
        assert float(cells["more" if np.isinf(up_to) else f"{up_to:g} m"]) == trust


@pytest.mark.parametrize("page", ["confidence.md", "confidence.zh.md"])
def test_the_worked_example_on_the_page_is_what_the_engine_says(repository, page):
    """Pipes, points and results are read from the page itself."""
    text = (repository / "docs" / page).read_text(encoding="utf-8")
    rows = re.findall(r"^\| (P\d) \| ([^|]+) \| ([^|]*) \| ([^|]*) \|", text, re.MULTILINE)
    flow = {"declared_flow": 1, "digitised": 2}
    network = pipes(
        *[line.strip() for _, line, _, _ in rows],
        flow=[flow[basis.strip()] for _, _, basis, _ in rows],
        data_source=[code.strip() or None for _, _, _, code in rows],
    )
    place = dict(re.findall(r"^\| (source|outfall|manhole) \| ([-\d. ]+) \|", text, re.MULTILINE))
    result = trace(
        network,
        points(place["outfall"]),
        points(place["source"]),
        manholes({"M1": place["manhole"]}),
        gap_distance_m=5.0,
    )
    stated = dict(re.findall(r"^\| \*\*(\w+)\*\* \|[^|]*\| ([\d.]+) \|", text, re.MULTILINE))
    parts = {name: float(value[0]) for name, value in result.links.parts.items()}
    assert set(stated) == {*parts, "confidence"}
    for name, value in parts.items():
        assert float(stated[name]) == pytest.approx(value, abs=5e-4), name
    assert float(stated["confidence"]) == pytest.approx(float(result.links.confidence[0]), abs=5e-4)
