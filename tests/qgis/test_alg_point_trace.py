"""traceupstream and tracedownstream on small networks of every kind, through Processing."""

from __future__ import annotations

import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsProcessingException, QgsWkbTypes

from ..support.memory_layers import layer_of

# Flow runs to the right: a and b meet at x = 100, c leads on to the outfall at x = 200;
# t meets c in its middle; far is on its own.
PIPES = {
    "a": "LineString (0 0, 100 0)",
    "b": "LineString (100 100, 100 0)",
    "c": "LineString (100 0, 200 0)",
    "t": "LineString (150 80, 150 0)",
    "far": "LineString (900 0, 800 0)",
}
UPSTREAM = {"c": 0.0, "t": 50.0, "a": 100.0, "b": 100.0}


def pipes_layer(crs="EPSG:4547", **more):
    rows = {**PIPES, **more}
    return layer_of("LineString", [(wkt, [name]) for name, wkt in rows.items()], crs=crs)


def outfall_layer(*places, crs="EPSG:4547"):
    return layer_of("Point", [(wkt, [f"O{at}"]) for at, wkt in enumerate(places, 1)], crs=crs)


@pytest.fixture
def trace(run_verb):
    """Return a function that traces and returns {outfall: {pipe: network_m}}, and the layer."""

    def run(network, outfalls, verb="traceupstream", **more):
        parameters = {
            "NETWORK": network,
            "OUTFALLS": outfalls,
            "OUTFALL_ID_FIELD": "id",
            "PIPE_ID_FIELD": "id",
            "OUTPUT": "TEMPORARY_OUTPUT",
            **more,
        }
        layer = run_verb(verb, parameters)["OUTPUT"]
        found = {}
        for feature in layer.getFeatures():
            found.setdefault(feature["outfall_id"], {})[feature["pipe_id"]] = feature["network_m"]
        return found, layer

    return run


# 3857 stretches by 16 % here; 2276 (feet, Texas) is far outside its area, so its own scale is useless.
CRS = ["EPSG:4547", "EPSG:4326", "EPSG:4490", "EPSG:3857", "EPSG:32650", "EPSG:2276"]


@pytest.mark.parametrize("crs", CRS)
def test_metres_whatever_the_coordinate_system(trace, crs):
    found, layer = trace(pipes_layer(crs), outfall_layer("Point (203 2)", crs="EPSG:4326"))
    assert set(found["O1"]) == set(UPSTREAM)
    for pipe, metres in UPSTREAM.items():
        assert found["O1"][pipe] == pytest.approx(metres, rel=1e-3, abs=0.01)
    assert layer.crs().authid() == crs


def test_international_feet(trace):
    """A foot system where it is right keeps its plane; 328.084 ft are 100 m."""
    feet = 1 / 0.3048
    place = (990_000.0, 200_000.0)
    rows = [
        (f"LineString ({place[0]} {place[1]}, {place[0] + 100 * feet} {place[1]})", ["up"]),
        (f"LineString ({place[0] + 100 * feet} {place[1]}, {place[0] + 300 * feet} {place[1]})", ["down"]),
    ]
    network = layer_of("LineString", rows, crs="EPSG:2263", moved=False)
    mouth = [(f"Point ({place[0] + 300 * feet} {place[1]})", ["O1"])]
    found, _ = trace(network, layer_of("Point", mouth, crs="EPSG:2263", moved=False))
    assert found["O1"] == {"down": pytest.approx(0.0, abs=1e-6), "up": pytest.approx(200.0, rel=1e-3)}


def test_columns_order_and_basis(trace):
    _, layer = trace(pipes_layer(), outfall_layer("Point (200 0)"))
    names = [field.name() for field in layer.fields()]
    assert names == ["outfall_id", "pipe_id", "network_m", "flow_basis", "id"]
    rows = [(f["pipe_id"], f["flow_basis"]) for f in layer.getFeatures()]
    assert rows == [("c", "digitised"), ("t", "digitised"), ("a", "digitised"), ("b", "digitised")]


def test_downstream(trace):
    found, _ = trace(pipes_layer(), outfall_layer("Point (0 1)", "Point (150 70)"), verb="tracedownstream")
    assert set(found["O1"]) == {"a", "c"}
    assert set(found["O2"]) == {"t", "c"}
    assert found["O1"]["c"] == pytest.approx(100.0, abs=0.01)


def test_geometry_is_kept_as_it_was(trace):
    """Parts of a multi-part line, curves, Z and M come back untouched."""
    bent = (
        "MultiCurveZM (LineString (0 0 5 0, 90 0 4 1), CompoundCurve ("
        "CircularString (90 0 4 1, 95 5 4 2, 100 0 4 3), (100 0 4 3, 110 0 3 4)))"
    )
    rows = [
        (bent, ["bent"]),
        ("MultiCurveZM (LineString (110 0 3 0, 200 0 2 1))", ["last"]),
    ]
    network = layer_of("MultiCurveZM", rows)
    found, layer = trace(network, outfall_layer("Point (200 0)"))
    assert found["O1"] == {"last": pytest.approx(0.0, abs=1e-6), "bent": pytest.approx(90.0, abs=0.01)}
    assert layer.wkbType() == QgsWkbTypes.Type.MultiCurveZM
    before = {f["id"]: f.geometry().asWkt(3) for f in network.getFeatures()}
    assert {f["pipe_id"]: f.geometry().asWkt(3) for f in layer.getFeatures()} == before


def test_curves_have_their_own_length(trace):
    """A half circle of radius 5 is 15.7 m, not the 10 m of its chord."""
    rows = [
        ("CompoundCurve ((0 0, 90 0), CircularString (90 0, 95 5, 100 0))", ["up"]),
        ("CompoundCurve (CircularString (100 0, 105 5, 110 0))", ["bow"]),
        ("CompoundCurve ((110 0, 120 0))", ["last"]),
    ]
    found, _ = trace(layer_of("CompoundCurve", rows), outfall_layer("Point (120 0)"))
    assert found["O1"]["up"] == pytest.approx(10 + 15.708, abs=0.01)


def test_layers_without_coordinate_system(trace, heard):
    network = layer_of("LineString", [(wkt, [name]) for name, wkt in PIPES.items()], crs="", moved=False)
    outfalls = layer_of("Point", [("Point (200 0)", ["O1"])], crs="", moved=False)
    found, _ = trace(network, outfalls)
    assert found["O1"] == pytest.approx(UPSTREAM)
    assert sum("no coordinate system" in text for text in heard.warnings) == 2


def test_degrees_that_cannot_be_degrees(trace):
    network = layer_of("LineString", [("LineString (0 0, 500000 0)", ["a"])], crs="EPSG:4326", moved=False)
    with pytest.raises(QgsProcessingException, match="in degrees"):
        trace(network, outfall_layer("Point (0 0)"))


ID_FIELDS = {"FROM_FIELD": "a", "TO_FIELD": "b"}


def id_network(rows, types=("string", "string")):
    """Pipes far apart from each other: only ids can join them. rows: id, from, to."""
    return layer_of(
        "LineString",
        [(f"LineString (0 {1000 * at}, 50 {1000 * at})", row) for at, row in enumerate(rows)],
        f"id:string,a:{types[0]},b:{types[1]}",
    )


def node_outfalls(*rows, kind="Point"):
    return layer_of(kind, [(wkt, row) for wkt, *row in rows], "id:string,node:string")


def test_ids_join_whatever_their_type(trace):
    """12, 12.0 and " 12 " are one node; a point's own node needs no position."""
    network = id_network([["up", 11.0, "12"], ["down", 12.0, " 13 "]], ("double", "string"))
    found, _ = trace(network, node_outfalls((None, "O1", "13.0")), OUTFALL_NODE_FIELD="node", **ID_FIELDS)
    assert found["O1"] == {"down": 0.0, "up": pytest.approx(50.0, abs=0.01)}


def test_declared_node_that_no_pipe_uses_falls_back_to_place(trace, heard):
    network = id_network([["up", "1", "2"], ["down", "2", "3"]])
    outfalls = node_outfalls(
        ("Point (50 1010)", "near", "99"), (None, "lost", "98"), ("Point (0 0)", "top", "3")
    )
    found, _ = trace(network, outfalls, OUTFALL_NODE_FIELD="node", **ID_FIELDS)
    assert set(found) == {"near", "top"}
    assert set(found["near"]) == {"up", "down"}
    assert set(found["top"]) == {"up", "down"}, "the declared node counts, not the place"
    assert any("“lost”" in text and "“98”" in text for text in heard.warnings)


def test_pipe_without_geometry_connects_by_ids(trace, heard):
    network = id_network([["up", "1", "2"], ["down", "3", "4"]])
    bare = QgsFeature(network.fields())
    bare.setAttributes(["between", "2", "3"])
    assert network.dataProvider().addFeatures([bare])[0]
    found, layer = trace(network, node_outfalls((None, "O1", "4")), OUTFALL_NODE_FIELD="node", **ID_FIELDS)
    assert set(found["O1"]) == {"up", "between", "down"}
    assert [f["pipe_id"] for f in layer.getFeatures() if f.geometry().isNull()] == ["between"]
    assert any("between" in text for text in heard.warnings)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [("auto", {"down"}), ("leave_out", {"down"}), ("place", {"down", "half", "up"})],
)
def test_pipe_with_one_id_of_two(trace, heard, choice, expected):
    rows = [
        ("LineString (0 0, 50 0)", ["up", "1", "2"]),
        ("LineString (50 0, 100 0)", ["half", None, "3"]),
        ("LineString (100 0, 150 0)", ["down", "3", "4"]),
    ]
    network = layer_of("LineString", rows, "id:string,a:string,b:string")
    found, _ = trace(
        network, node_outfalls((None, "O1", "4")),
        OUTFALL_NODE_FIELD="node", INCOMPLETE_IDS=choice, **ID_FIELDS,
    )  # fmt: skip
    assert set(found["O1"]) == expected
    assert any("half" in text for text in heard.warnings) == (choice != "place")


def test_direction_field(trace):
    """Values are compared as text; what is none of them is the default direction."""
    rows = [
        ("LineString (100 0, 0 0)", ["back", -1]),
        ("LineString (100 0, 150 0)", ["on", 1]),
        ("LineString (150 0, 150 90)", ["both", 0]),
        ("LineString (150 90, 150 190)", ["other", 7]),
        ("LineString (150 0, 200 0)", ["mouth", None]),
    ]
    network = layer_of("LineString", rows, "id:string,dir:integer")
    values = {
        "DIRECTION_FIELD": "dir", "VALUE_FORWARD": "1", "VALUE_BACKWARD": "-1.0", "VALUE_BOTH": "0",
    }  # fmt: skip
    found, layer = trace(network, outfall_layer("Point (200 0)"), **values)
    assert set(found["O1"]) == {"mouth", "on", "both", "back"}, "“other” is drawn away from the outfall"
    basis = {f["pipe_id"]: f["flow_basis"] for f in layer.getFeatures()}
    assert basis == {
        "mouth": "digitised", "on": "declared_flow", "both": "declared_flow", "back": "declared_flow",
    }  # fmt: skip
    found, _ = trace(network, outfall_layer("Point (200 0)"), DEFAULT_DIRECTION="backward", **values)
    assert set(found["O1"]) == {"mouth", "on", "both", "back", "other"}


def test_direction_policies(trace):
    """Drawn uphill with good levels: only “invert” turns it; placeholders never do."""
    rows = [
        ("LineString (200 0, 100 0)", ["drawn uphill", "19,5", "20,1"]),
        ("LineString (0 0, 100 0)", ["placeholders", "0", "-99"]),
    ]
    network = layer_of("LineString", rows, "id:string,z1:string,z2:string")
    levels = {"INVERT_FROM_FIELD": "z1", "INVERT_TO_FIELD": "z2"}
    outfalls = outfall_layer("Point (200 0)")
    for policy in ("declared", "digitised"):
        found, _ = trace(network, outfalls, DIRECTION_POLICY=policy, **levels)
        assert found == {}
    found, layer = trace(network, outfalls, DIRECTION_POLICY="invert", **levels)
    assert set(found["O1"]) == {"drawn uphill", "placeholders"}
    assert {f["flow_basis"] for f in layer.getFeatures()} == {"invert", "digitised"}


def test_distances(trace):
    network = layer_of(
        "LineString",
        [("LineString (0 0, 99 0)", ["up"]), ("LineString (100 0, 200 0)", ["down"])],
    )
    mouth = outfall_layer("Point (200 30)")
    assert set(trace(network, mouth)[0]["O1"]) == {"down"}
    assert set(trace(network, mouth, TOLERANCE=1.5)[0]["O1"]) == {"down", "up"}
    assert set(trace(network, mouth, GAP_DISTANCE=2)[0]["O1"]) == {"down", "up"}
    assert trace(network, mouth, SNAP_DISTANCE=20)[0] == {}


def test_multi_points_give_one_row_per_pipe(trace):
    outfalls = layer_of("MultiPoint", [("MultiPoint ((200 0), (150 0), (800 0))", ["O1"])])
    found, layer = trace(pipes_layer(), outfalls)
    assert set(found["O1"]) == {*PIPES}
    assert layer.featureCount() == len(PIPES)
    assert found["O1"]["a"] == pytest.approx(50.0, abs=0.01), "the nearer of its points"


def test_what_cannot_be_traced_is_said(trace, heard):
    network = pipes_layer(point="LineString (150 0, 150 0)", nothing=None)
    outfalls = outfall_layer("Point (200 0)", "Point (500 500)", None)
    found, _ = trace(network, outfalls)
    assert set(found) == {"O1"}
    assert set(UPSTREAM) <= set(found["O1"])
    said = "\n".join(heard.warnings)
    assert "“O2” meets no pipe: the nearest is" in said
    assert "“O3” meets no pipe: it has no position" in said
    assert "neither a geometry nor two node ids" in said


def test_empty_layers_give_an_empty_result(trace, heard):
    found, layer = trace(layer_of("LineString", []), outfall_layer("Point (0 0)"))
    assert found == {}
    assert layer.isValid()
    found, _ = trace(pipes_layer(), layer_of("Point", []))
    assert found == {}
    assert any("no pipes" in text for text in heard.warnings)
    assert any("no points" in text for text in heard.warnings)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"NETWORK": "polygon"}, "must be a line layer"),
        ({"OUTFALLS": "polygon"}, "must be a point layer"),
        ({"FROM_FIELD": "id"}, "FROM_FIELD is given without TO_FIELD"),
        ({"INVERT_TO_FIELD": "id"}, "INVERT_TO_FIELD is given without INVERT_FROM_FIELD"),
        ({"OUTFALL_NODE_FIELD": "id"}, "give FROM_FIELD and TO_FIELD too"),
        ({"PIPE_ID_FIELD": "no_such"}, "no_such"),
    ],
)
def test_wrong_input_is_a_sentence(trace, change, sentence):
    polygon = layer_of("Polygon", [("Polygon ((0 0, 9 0, 9 9, 0 0))", ["p"])])
    given = {"network": pipes_layer(), "outfalls": outfall_layer("Point (0 0)")}
    for key, value in change.items():
        is_layer = value == "polygon"
        given[key.lower() if is_layer else key] = polygon if is_layer else value
    with pytest.raises(QgsProcessingException, match=sentence):
        trace(**given)


def test_cancel_stops_with_a_sentence(trace, heard):
    heard.cancel()
    with pytest.raises(QgsProcessingException, match="Stopped"):
        trace(pipes_layer(), outfall_layer("Point (200 0)"))


def test_steps_are_told_by_name(trace, heard):
    trace(pipes_layer(), outfall_layer("Point (200 0)"))
    assert heard.steps[0] == "Reading"
    assert heard.steps[-1] == "Writing"
    assert not {"noding", "direction", "linking"} & set(heard.steps)


def test_stray_vertex_does_not_move_the_plane(trace):
    """One pipe at 0, 0 degrees: the others are still measured right."""
    network = pipes_layer("EPSG:4326")
    stray = QgsFeature(network.fields())
    stray.setAttributes(["stray"])
    stray.setGeometry(QgsGeometry.fromWkt("LineString (0 0, 0.001 0)"))
    assert network.dataProvider().addFeatures([stray])[0]
    found, _ = trace(network, outfall_layer("Point (200 40)"))
    assert found["O1"]["a"] == pytest.approx(100.0, rel=1e-3)
