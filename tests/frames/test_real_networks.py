"""Real networks whose ids decide: the owners' own answers, exactly, from GeoDataFrames."""

import json

import geopandas as gpd
import pytest
from outfall_tracer.frames import trace


def nodes(ids, crs):
    """Outfalls that are nothing but a node id."""
    return gpd.GeoDataFrame({"declared_node": ids}, geometry=[None] * len(ids), index=ids, crs=crs)


def upstream(answer, outfall, column):
    pipes = answer.upstream(outfall)[column]
    assert pipes.is_unique
    return set(pipes.map(lambda value: str(int(value)) if isinstance(value, float) else str(value)))


@pytest.mark.parametrize("city", ["victoria", "peterborough", "london", "penticton"])
def test_canadian_city(city, shared):
    folder = shared / "canada_cities"
    known = json.loads((folder / "expected_upstream_by_id.json").read_text())["cities"][city]
    pipes = gpd.read_file(folder / city / f"{known['layer']}.geojson")
    pipes = pipes.dropna(subset=[known["from"], known["to"]])  # the others meet by where they lie
    expected = {outfall: set(map(str, rows)) for outfall, rows in known["upstream"].items()}
    answer = trace(pipes, nodes(list(expected), pipes.crs), from_node=known["from"], to_node=known["to"])
    assert {outfall: upstream(answer, outfall, known["pipe_id"]) for outfall in expected} == expected
    drained = set().union(*expected.values())
    assert set(answer.pipes[known["pipe_id"]].map(lambda value: str(value).removesuffix(".0"))) == drained


def test_giswater_arcs(shared):
    folder = shared / "giswater_ud_sample"
    known = json.loads((folder / "expected_upstream.json").read_text())["outfalls"]
    arcs = gpd.read_file(folder / "giswater_ud.gpkg", layer="arc")
    answer = trace(arcs, nodes(list(known), arcs.crs), from_node="node_1", to_node="node_2")
    for outfall, expected in known.items():
        assert upstream(answer, outfall, "arc_id") == set(expected["upstream_arcs"]), outfall
