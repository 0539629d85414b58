"""The demonstration's network, survey and truth, without QGIS."""

from __future__ import annotations

from collections import Counter

import networkx as nx
import numpy as np
import pytest
import shapely
from outfall_tracer.demo import network as nw
from outfall_tracer.demo.layout import make_layout
from outfall_tracer.demo.tables import make_tables
from outfall_tracer.demo.truth import Truth, reach, read_truth, write_truth
from outfall_tracer.rules.credit_code import is_valid

SEED, PIPES, OUTFALLS = 7, 12_000, 300


@pytest.fixture(scope="module")
def layout():
    return make_layout(SEED, PIPES, OUTFALLS)


@pytest.fixture(scope="module")
def made(layout):
    return make_tables(SEED, layout)


def test_exactly_the_wanted_numbers(layout, made):
    tables, _ = made
    assert layout.net.n_pipes == tables["pipes"].count == PIPES
    assert len(layout.outfalls) == tables["outfalls"].count == OUTFALLS
    assert {
        "enterprises",
        "construction_sites",
        "farmland_outlets",
        "wharves",
        "treatment_works",
        "river_axis",
        "breeding_sites",
        "other_sources",
        "manholes",
        "districts",
        "river",
        "source_sites",
    } <= set(tables)


def test_the_same_seed_gives_the_same_rows(layout, made):
    again = make_layout(SEED, PIPES, OUTFALLS)
    tables, truth = make_tables(SEED, again)
    assert truth == made[1]
    for name, table in tables.items():
        first = made[0][name]
        for column, values in table.columns.items():
            same = np.asarray(values, dtype=object) == np.asarray(first.columns[column], dtype=object)
            blank = np.asarray([value != value for value in values])  # NaN is not itself
            assert (same | blank).all(), (name, column)
    assert make_tables(SEED + 1, make_layout(SEED + 1, PIPES, OUTFALLS))[1] != truth


def test_every_kind_of_trouble_is_there(layout, made):
    tables, truth = made
    pipes = tables["pipes"].columns
    assert {"in_service", "abandoned", "blocked"} <= set(pipes["status"])
    assert {"+", "-", "?", None} <= set(pipes["flow"])
    assert set(pipes["form"]) == {"pipe", "culvert", "open_channel", "pressure_main"}
    assert set(pipes["system"]) == {"storm", "sewage", "combined", "unknown"}
    assert {-99.0, 9999.0} & set(pipes["invert_from"].tolist())
    assert np.isnan(pipes["invert_from"]).any()
    ends = zip(pipes["from_node"], pipes["to_node"])
    coded = np.array([a is not None and b is not None for a, b in ends])
    assert 0.3 < coded.mean() < 0.99
    assert (shapely.length(tables["pipes"].shape) == 0).sum() == 2
    assert "closed" in set(tables["manholes"].columns["gate"])
    role = layout.net.column("role")
    assert {nw.SPLIT, nw.CROSS, nw.RING, nw.SPARE} <= set(role.tolist())
    assert {"elsewhere", "declared_manhole", "declared_outfall", "site", "at_outfall", "channel"} <= set(
        truth.connection.values()
    )


def test_registers_are_dirty_but_codes_of_companies_are_valid(made):
    outfalls, enterprises = made[0]["outfalls"].columns, made[0]["enterprises"].columns
    names = "".join(filter(None, outfalls["name"]))
    assert "囗" in names
    assert "\n" in names
    national = [code for code in outfalls["code_national"] if code and code.startswith("FA-")]
    assert max(Counter(national).values()) > 1
    assert 0.3 < len(national) / len(outfalls["code_national"]) < 0.8
    credit = [code for code in enterprises["credit_code"] if code and len(code) == 18]
    assert len(credit) > 50
    assert all(is_valid(code) for code in credit)
    assert {len(number) for number in enterprises["permit_no"] if number and len(number) > 5} == {22}
    parties = list(zip(enterprises["operator"], enterprises["owner"]))
    assert any(a == b for a, b in parties)
    assert any(a and b and a != b for a, b in parties)
    assert any(a is None for a, _ in parties)


def test_the_story_drains_to_its_outfall_by_an_open_channel(layout, made):
    tables, truth = made
    story = truth.story
    reached = [link for link in truth.links if link[2] == story["source_uid"]]
    assert reached == [(story["outfall_uid"], "other_sources", story["source_uid"], "")]
    pond = layout.story.pond_xy[0]
    channel = [
        line
        for line, form in zip(tables["pipes"].shape, tables["pipes"].columns["form"])
        if form == "open_channel" and line.distance(shapely.Point(pond)) < 60
    ]
    assert channel
    assert not layout.story.outline.intersects(shapely.union_all(channel))
    assert 600 < np.hypot(*(pond - layout.story.outfall_xy[0])) < 800


def test_reach_is_what_networkx_finds():
    rng = np.random.default_rng(5)
    for _ in range(30):
        n = 60
        up, down = rng.integers(0, n, 75), rng.integers(0, n, 75)
        outfall_of = np.full(n, -1)
        outfall_of[rng.choice(n, 6, replace=False)] = np.arange(6)
        flowing = outfall_of[up] < 0  # nothing flows on from an outfall
        graph = nx.DiGraph()
        graph.add_nodes_from(range(n))
        graph.add_edges_from(zip(up[flowing].tolist(), down[flowing].tolist()))
        start = np.append(rng.integers(0, n, 20), -1)
        rows, outfalls = reach(n, up[flowing], down[flowing], outfall_of, start)
        wanted = {
            (row, int(outfall_of[node]))
            for row, first in enumerate(start.tolist())
            if first >= 0
            for node in nx.descendants(graph, first) | {first}
            if outfall_of[node] >= 0
        }
        assert set(zip(rows.tolist(), outfalls.tolist())) == wanted


def test_closed_pipes_carry_nothing(layout, made):
    tables, truth = made
    closed = np.isin(tables["pipes"].columns["status"].astype(str), ("abandoned", "blocked"))
    graph = nx.DiGraph(zip(layout.up[~closed].tolist(), layout.down[~closed].tolist()))
    node_of = dict(zip(tables["outfalls"].columns["uid"], layout.outfalls.node.tolist()))
    by_works = [link for link in truth.links if link[1] == "treatment_works"]
    works = dict(zip(tables["treatment_works"].columns["uid"], layout.works.effluent.tolist()))
    assert by_works
    for outfall, _, source, _ in by_works:
        assert nx.has_path(graph, works[source], node_of[outfall])


def test_pipes_that_cross_do_not_join(layout):
    lines = shapely.linestrings(np.stack([layout.xy[layout.up], layout.xy[layout.down]], axis=1))
    node, pipe = shapely.STRtree(lines).query(shapely.points(layout.xy), predicate="dwithin", distance=0.15)
    foreign = (layout.up[pipe] != node) & (layout.down[pipe] != node)
    assert foreign.sum() <= 2


def test_too_few_is_said(layout):
    with pytest.raises(ValueError, match="pipes"):
        make_layout(1, 100, 50)


def test_truth_file_round_trip(tmp_path, made):
    path = write_truth(tmp_path / "x.truth.json.gz", made[1])
    assert read_truth(path) == made[1]
    first = path.read_bytes()
    assert write_truth(path, made[1]).read_bytes() == first
    assert isinstance(read_truth(path), Truth)
