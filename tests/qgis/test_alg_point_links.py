"""traceupstream and tracedownstream with sources, manholes, barriers, own columns and ends."""

from __future__ import annotations

import json

import pytest
from qgis.core import QgsProcessingException, QgsVectorLayer

from ..support.memory_layers import layer_of

PIPES = {
    "a": "LineString (0 0, 100 0)",
    "b": "LineString (100 100, 100 0)",
    "c": "LineString (100 0, 200 0)",
}


def pipes(names=PIPES, fields="id:string", **more):
    return layer_of("LineString", [(wkt, [name, *more.get(name, [])]) for name, wkt in names.items()], fields)


def points(*places, crs="EPSG:4547"):
    return layer_of("Point", [(wkt, [name]) for name, wkt in places], crs=crs)


@pytest.fixture
def trace(run_verb):
    """Return a function that traces and returns the outputs; ids are in columns called ``id``."""

    def run(verb, network, outfalls, **more):
        parameters = {"NETWORK": network, "OUTFALLS": outfalls, "OUTFALL_ID_FIELD": "id",
                      "PIPE_ID_FIELD": "id", "OUTPUT": "TEMPORARY_OUTPUT", **more}
        if "SOURCES" in more:
            parameters.update(SOURCE_ID_FIELD="id", LINKS="TEMPORARY_OUTPUT")
        return run_verb(verb, parameters)

    return run


def links(outputs):
    return {(f["outfall_id"], f["source_id"]): f for f in outputs["LINKS"].getFeatures()}


def test_links_are_those_of_a_project(town, run_verb):
    """The same tables as any layers give the links that traceproject gives, number by number."""
    run_verb("traceproject", {"PROJECT": town.path})
    expected = {}
    for table in ("enterprises", "construction_sites", "farmland_outlets"):
        uids = {row["uid"] for row in town.rows(table)}
        for row in town.rows("trace_links"):
            if row["source_uid"] in uids:
                expected[(row["outfall_uid"], row["source_uid"])] = row
        found = links(run_verb("traceupstream", {
            "NETWORK": f"{town.path}|layername=pipes", "OUTFALLS": f"{town.path}|layername=outfalls",
            "MANHOLES": f"{town.path}|layername=manholes", "MANHOLE_ID_FIELD": "code",
            "SOURCES": f"{town.path}|layername={table}", "SOURCE_ID_FIELD": "uid",
            "SOURCE_NODE_FIELD": "declared_node", "OUTFALL_ID_FIELD": "uid",
            "PIPE_ID_FIELD": "uid", "FROM_FIELD": "from_node", "TO_FIELD": "to_node",
            "DIRECTION_FIELD": "flow", "VALUE_FORWARD": "+", "VALUE_BACKWARD": "-",
            "SNAP_DISTANCE": 60, "OUTPUT": "TEMPORARY_OUTPUT", "LINKS": "TEMPORARY_OUTPUT",
        }))  # fmt: skip
        assert set(found) == {pair for pair in expected if pair[1] in uids}
        for pair, link in found.items():
            row = expected[pair]
            assert link["network_m"] == pytest.approx(row["network_m"], abs=0.002)
            assert link["hop_m"] == pytest.approx(row["hop_m"], abs=0.002)
            assert link["rule"] == row["rule"]
            assert 0 < link["confidence"] <= 1
    assert len(expected) == 4


@pytest.mark.parametrize("crs", ["EPSG:4547", "EPSG:4326"])
def test_a_link_is_drawn_from_its_source_to_the_network(trace, crs):
    network = layer_of("LineString", [(wkt, [name]) for name, wkt in PIPES.items()], crs=crs)
    outputs = trace("traceupstream", network, points(("O", "Point (200 0)")),
                    SOURCES=points(("S", "Point (50 20)"), ("far", "Point (50 900)")))
    found = links(outputs)
    assert set(found) == {("O", "S")}
    assert outputs["LINKS"].crs().authid() == crs
    line = found["O", "S"].geometry().asPolyline()
    start = next(points(("S", "Point (50 20)"), crs=crs).getFeatures()).geometry().asPoint()
    assert line[0].distance(start) == pytest.approx(0, abs=1e-6 if crs == "EPSG:4326" else 0.01)
    assert found["O", "S"]["hop_m"] == pytest.approx(20, abs=0.05)
    assert found["O", "S"]["network_m"] == pytest.approx(150, abs=0.2)


def test_downstream_reaches_other_points(trace):
    outputs = trace("tracedownstream", pipes(), points(("spill", "Point (0 1)")), ENDS="TEMPORARY_OUTPUT",
                    SOURCES=points(("mouth", "Point (203 0)"), ("above", "Point (100 100)")))
    found = links(outputs)
    assert set(found) == {("spill", "mouth")}
    assert found["spill", "mouth"]["network_m"] == pytest.approx(200, abs=0.01)
    ends = [(f["outfall_id"], f["reason"], round(f.geometry().asPoint().x() - 535_000))
            for f in outputs["ENDS"].getFeatures()]
    assert ends == [("spill", "outlet", 200)]


def test_barriers_stop_traces_both_ways(trace):
    fields = "id:string,state:string"
    network = pipes(fields=fields, b=["shut"])
    up = trace("traceupstream", network, points(("O", "Point (200 0)")), BARRIERS="\"state\" = 'shut'",
               ENDS="TEMPORARY_OUTPUT")
    assert {f["pipe_id"] for f in up["OUTPUT"].getFeatures()} == {"a", "c"}
    ends = {f["reason"]: f for f in up["ENDS"].getFeatures()}
    assert set(ends) == {"headwater", "barrier"}
    assert ends["barrier"]["pipe_id"] == "b"
    assert "pipe b" in ends["barrier"]["detail"]
    network = pipes(fields=fields, c=["shut"])
    down = trace("tracedownstream", network, points(("S", "Point (0 0)")), BARRIERS="\"state\" = 'shut'",
                 ENDS="TEMPORARY_OUTPUT")
    assert {f["pipe_id"] for f in down["OUTPUT"].getFeatures()} == {"a"}
    assert [f["reason"] for f in down["ENDS"].getFeatures()] == ["barrier"]


@pytest.mark.parametrize("wrong", ["\"nothing\" = 1", "state ="])
def test_barriers_that_cannot_be_used_are_refused(trace, wrong):
    with pytest.raises(QgsProcessingException):
        trace("traceupstream", pipes(), points(("O", "Point (200 0)")), BARRIERS=wrong)


def test_barriers_of_a_configuration_count(trace, tmp_path):
    """They were passed over without a word."""
    from outfall_tracer.operations.runs.configurations import Configuration, export_configuration

    file = tmp_path / "shut.json"
    export_configuration(Configuration("shut", barriers="\"id\" = 'b'"), file)
    assert json.loads(file.read_text(encoding="utf-8"))["barriers"]
    outputs = trace("traceupstream", pipes(), points(("O", "Point (200 0)")), CONFIGURATION=str(file))
    assert {f["pipe_id"] for f in outputs["OUTPUT"].getFeatures()} == {"a", "c"}


def test_manholes_join_pipes_and_take_sources_in(trace):
    """A source goes to the manhole whose code the pipes name, though a pipe passes nearer."""
    fields = "id:string,f:string,t:string"
    rows = {"up": "LineString (0 0, 100 0)", "down": "LineString (100 0, 200 0)"}
    network = pipes(rows, fields, up=["M1", "M2"], down=["M2", "M3"])
    shafts = points(("M1", "Point (0 0)"), ("M2", "Point (100 0)"), ("M3", "Point (200 0)"))
    asked = {"SOURCES": points(("S", "Point (100 10)")), "FROM_FIELD": "f", "TO_FIELD": "t"}
    outputs = trace("traceupstream", network, points(("O", "Point (200 0)")), MANHOLES=shafts,
                    MANHOLE_ID_FIELD="id", **asked)
    link = links(outputs)["O", "S"]
    assert link["rule"] == "nearest_node"
    assert link["network_m"] == pytest.approx(100, abs=0.01)


def test_the_pipes_own_columns_follow_ours(trace, tmp_path):
    """Also those that are called as ours, and the row number of a GeoPackage, which is not unique here."""
    fields = "id:string,network_m:string,fid:integer,size:double"
    network = pipes(fields=fields, a=["mine", 7, 0.3], b=["mine", 8, 0.4], c=["mine", 9, 0.5])
    target = tmp_path / "traced.gpkg"
    mouths = points(("O1", "Point (200 0)"), ("O2", "Point (200 1)"))
    trace("traceupstream", network, mouths, OUTPUT=str(target))
    layer = QgsVectorLayer(str(target), "traced", "ogr")
    names = [field.name() for field in layer.fields()]
    ours = ["outfall_id", "pipe_id", "network_m", "flow_basis"]
    theirs = ["id", "network_m_2", "fid_2", "size"]
    assert names[1:] == ours + theirs
    found = {(f["outfall_id"], f["pipe_id"]): tuple(f[name] for name in theirs[1:])
             for f in layer.getFeatures()}
    assert found["O1", "a"] == found["O2", "a"] == ("mine", 7, 0.3)
    assert found["O2", "c"] == ("mine", 9, 0.5)
    assert len(found) == 6


def test_links_need_sources(trace):
    with pytest.raises(QgsProcessingException, match="SOURCES"):
        trace("traceupstream", pipes(), points(("O", "Point (200 0)")), LINKS="TEMPORARY_OUTPUT")
