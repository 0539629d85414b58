"""Real deliveries become projects by ``importlayer`` alone, and trace to their owners' own answers.

A few of the SWMM models in every run, all of them with ``OUTFALL_TRACER_FULL=1``.
"""

from __future__ import annotations

import json
import os

import pytest
from qgis.core import QgsVectorLayer

from ..support.import_deliveries import empty_project_file, project, table_of
from ..support.node_traces import traced

__all__ = ["empty_project_file", "project"]

ALL = {"*": "proposed"}  # what the software proposes where it asks


@pytest.fixture
def bring(run_verb, project):
    """Return a function that imports a file and returns the outputs."""

    def one(source, table="auto", layer="", crs=None, **answers):
        found = run_verb(
            "importlayer",
            {
                "PROJECT": str(project),
                "SOURCE": str(source),
                "TABLE": table,
                "LAYER": layer,
                "CRS": crs,
                "ANSWERS": json.dumps({**ALL, **answers}),
            },
        )
        assert found["READ"] == found["ADDED"] + found["UPDATED"] + found["UNCHANGED"] + found["REJECTED"]
        return found

    return one


def drained(run_verb, project, nodes):
    """Return node -> codes of the pipes upstream, over the pipes of the project."""
    found = traced(
        run_verb,
        QgsVectorLayer(f"{project}|layername=pipes", "pipes"),
        nodes,
        PIPE_ID_FIELD="code",
        FROM_FIELD="from_node",
        TO_FIELD="to_node",
        DIRECTION_FIELD="flow",
        VALUE_FORWARD="+",
        VALUE_BACKWARD="-",
    )
    return {node: set(pipes) for node, pipes in found.items()}


def expected(answers):
    return {node: set(map(str, pipes)) for node, pipes in answers.items() if pipes}


CITIES = {
    "victoria": {"column.code": "AssetID", "value.status.ABD": "abandoned"},
    "peterborough": {},
    "london": {"column.code": "Asset_ID"},
    "penticton": {},
}
CODES = {"victoria": "AssetID", "peterborough": "FACILITYID", "london": "Asset_ID", "penticton": "assetid"}


@pytest.mark.parametrize("city", CITIES)
def test_canadian_city(city, shared_data, bring, run_verb, project):
    folder = shared_data("canada_cities")
    known = json.loads((folder / "expected_upstream_by_id.json").read_text())["cities"][city]
    source = folder / city / f"{known['layer']}.geojson"
    first = bring(source, **CITIES[city])
    assert first["ADDED"] == first["READ"] > 40
    code = {}  # the owners' answers name pipes by another column than the software takes as their code
    for feature in json.loads(source.read_text(encoding="utf-8"))["features"]:
        named = feature["properties"]
        code[str(named[known["pipe_id"]])] = str(named[CODES[city]])
    answers = {node: [code[str(pipe)] for pipe in pipes] for node, pipes in known["upstream"].items()}
    assert drained(run_verb, project, answers) == expected(answers)
    again = bring(source, **CITIES[city])
    assert again["UNCHANGED"] == first["READ"]
    assert table_of(project, "imports", "uid").n == 1


def test_every_layer_of_a_city_finds_its_table_and_the_outfalls_trace(shared_data, bring, run_verb, project):
    folder = shared_data("canada_cities") / "penticton"
    for file in sorted(folder.glob("*.geojson")):
        assert bring(file)["REJECTED"] == 0, file.name
    counts = {table: table_of(project, table, "uid").n for table in ("pipes", "manholes", "outfalls")}
    assert min(counts.values()) >= 11
    assert counts["pipes"] > 187
    run_verb("traceproject", {"PROJECT": str(project)})
    lengths = table_of(project, "outfalls", "network_length_m")["network_length_m"]
    assert (lengths > 100).sum() >= 5


def test_giswater(shared_data, bring, run_verb, project):
    folder = shared_data("giswater_ud_sample")
    known = json.loads((folder / "expected_upstream.json").read_text())["outfalls"]
    bring(
        folder / "giswater_ud.gpkg", layer="arc", **{"column.code": "arc_id", "numbering.status": "nothing"}
    )
    answers = {node: answer["upstream_arcs"] for node, answer in known.items()}
    assert drained(run_verb, project, answers) == expected(answers)


def test_raepa(shared_data, bring, run_verb, project):
    folder = shared_data("raepa_fr")
    known = json.loads((folder / "expected_upstream.json").read_text())["terminal_nodes"]
    bring(folder / "import" / "test_data" / "cana_test.shp", **{"numbering.form": "nothing"})
    # The pipes have no code, so traceupstream calls them by their row.
    answers = {node: [row + 1 for row in rows] for node, rows in known.items()}
    assert drained(run_verb, project, answers) == expected(answers)


MODELS = (
    "bellinge_small/bellinge_small",
    "norfolk_uva/brambleton",
    "pystorms/alpha",
    "swmmio/Example6",
)
# swmmio/groundwater_model has no links: nothing to trace.
MORE_MODELS = (
    "norfolk_uva/hague_v10",
    *(f"pystorms/{name}" for name in ("beta", "delta", "epsilon", "gamma", "theta", "zeta")),
    *(f"swmm5plus/{name}" for name in (
        "Greenville_EPA", "TTT_Baseline_v2", "user1", "user2", "user3", "user4", "user5_a")),
    *(f"swmmio/{name}" for name in (
        "Example1", "Example1_parallel_loop", "alt_test3", "model_full_features_network",
        "model_full_features_network_xy", "model_state_plane", "outfalls_issue", "test_inlet_drains")),
)  # fmt: skip
FULL = os.environ.get("OUTFALL_TRACER_FULL") == "1"


@pytest.mark.parametrize("model", [f"{name}.inp" for name in (*MODELS, *(MORE_MODELS if FULL else ()))])
def test_swmm_models(model, shared_data, bring, run_verb, project):
    folder = shared_data("swmm_models")
    known = json.loads((folder / "expected_upstream.json").read_text())["models"][model]
    for layer, table in (("nodes", "manholes"), ("links", "pipes"), ("outfalls", "outfalls")):
        assert bring(folder / model, table, layer, crs="EPSG:26910")["ADDED"] > 0
    answers = {node: answer["upstream_links"] for node, answer in known.items()}
    assert drained(run_verb, project, answers) == expected(answers)


def test_dutch_tables_with_decimal_commas(shared_data, bring, project):
    folder = shared_data("hydx_nl_sample")
    nodes = bring(folder / "Knooppunt.csv", "manholes", crs="EPSG:28992")
    pipes = bring(folder / "Verbinding.csv", "pipes", **{"value.flow.GSL": "?"})
    assert nodes["ADDED"] == 85
    assert pipes["ADDED"] == 96
    rows = table_of(project, "pipes", "code", "from_node", "to_node", "invert_from", geometry=True)
    assert not any(value is None for value in rows["from_node"].tolist())
    assert len(set(rows.parts.part_row.tolist())) >= 90, "lines between the nodes imported before"
