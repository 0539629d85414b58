"""Ids that the drawing denies: what the verbs say, what is written into findings, and what is traced."""

from __future__ import annotations

import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

#: The first network of a few pipes: a word for "no id" joins what lies kilometres apart.
ROWS = (
    ("a1", "M1", "OUT", "LineString (500000 3000000, 500050 3000000)"),
    ("a2", "{}", "M1", "LineString (499950 3000000, 500000 3000000)"),
    ("b1", "B1", "{}", "LineString (505000 3000000, 505050 3000000)"),
    ("b2", "B0", "B1", "LineString (504950 3000000, 505000 3000000)"),
)


def layer(kind, fields, rows):
    made = QgsVectorLayer(f"{kind}?crs=EPSG:4547&{fields}", kind, "memory")
    features = []
    for *attributes, wkt in rows:
        feature = QgsFeature(made.fields())
        feature.setAttributes(attributes)
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        features.append(feature)
    assert made.dataProvider().addFeatures(features)[0]
    made.updateExtents()
    return made


def traced(run_verb, rows, outfall="Point (500050 3000000)", node="OUT", verb="traceupstream"):
    network = layer("LineString", "field=pid:string&field=frm:string&field=too:string", rows)
    outfalls = layer("Point", "field=node:string", [(node, outfall)])
    found = run_verb(verb, {
        "NETWORK": network, "OUTFALLS": outfalls, "PIPE_ID_FIELD": "pid", "FROM_FIELD": "frm",
        "TO_FIELD": "too", "OUTFALL_NODE_FIELD": "node", "OUTPUT": "memory:",
    })["OUTPUT"]
    return {feature["pipe_id"] for feature in found.getFeatures()}


NONE, OFTEN_NONE = ["NA", "nan", "NaT", "<Null>", "无", "/"], ["0", "-1", "9999", "END", "no number"]


@pytest.mark.parametrize("word", [*NONE, *OFTEN_NONE])
def test_a_word_for_none_joins_nothing(run_verb, heard, word):
    rows = [(pid, start.format(word), end.format(word), wkt) for pid, start, end, wkt in ROWS]
    assert traced(run_verb, rows) == {"a1", "a2"}
    told = [text for text in heard.warnings if word in text and "places" in text]
    assert len(told) == (word in OFTEN_NONE)


def test_many_ids_are_told_in_one_sentence(run_verb, heard):
    rows = [(f"{sheet}{at}", f"Y{at}", f"Y{at + 1}",
             f"LineString ({x + 50 * at} 3000000, {x + 50 * at + 50} 3000000)")
            for sheet, x in (("a", 500000), ("b", 540000)) for at in range(30)]
    assert traced(run_verb, rows, "Point (501500 3000000)", "Y30") == {f"a{at}" for at in range(30)}
    told = [text for text in heard.warnings if "places" in text]
    assert len(told) == 1
    assert told[0].startswith("31 node codes stand")
    assert "Y0" in told[0]
    assert told[0].count("2 places") == 5


def test_downstream_says_so_too(run_verb, heard):
    rows = [(pid, start.format("XX"), end.format("XX"), wkt) for pid, start, end, wkt in ROWS]
    assert traced(run_verb, rows, "Point (504950 3000000)", "B0", "tracedownstream") == {"b1", "b2"}
    assert any("XX" in text for text in heard.warnings)


def test_a_point_that_declares_a_node_kilometres_away(run_verb, heard):
    rows = [(pid, start.format("A0"), end.format("B2"), wkt) for pid, start, end, wkt in ROWS]
    assert traced(run_verb, rows, node="B2") == {"a1", "a2"}
    assert any("names node B2" in text for text in heard.warnings)


@pytest.fixture
def doubtful(town):
    """The town with ids: P1 was split and both parts kept its ids, and P4, a kilometre away, names N1 too."""
    ids = {"P1": ("N1", "N0"), "P2": ("N2", "N1"), "P3": ("N3", "N1"), "P4": ("N1", "N4")}
    for name, (start, end) in ids.items():
        town.set("pipes", town.uid[name], from_node=start, to_node=end)
    town.set("pipes", town.uid["P1"], wkt="LINESTRING (0 100, 0 60)")
    town.add("pipes", "LINESTRING (0 60, 0 0)", uid="p1b", code="P1b", system="storm",
             from_node="N1", to_node="N0")
    return town


def test_a_run_goes_on_as_drawn_and_says_so(run_verb, heard, doubtful, tmp_path):
    run_verb("traceproject", {"PROJECT": doubtful.path, "SUMMARY": str(tmp_path / "summary.json")})
    assert {pair for pair in doubtful.links() if pair[0]} >= {("A", "Mill"), ("A", "Dye"), ("B", "Field")}
    findings = {row["kind"]: row for row in doubtful.rows("findings")}
    assert "was split" in findings["split_pipe"]["text"]
    told = {findings[kind]["object_uid"] for kind in ("id_apart", "split_pipe")}
    assert told == {doubtful.uid["P4"], "p1b"}
    assert all(findings[kind]["fix"] for kind in ("id_apart", "split_pipe"))
    assert sum("N1" in text for text in heard.warnings) == 2


@pytest.mark.parametrize("verb", ["validatenetwork", "accumulate", "proposedirections", "longsection"])
def test_every_verb_of_a_project_says_so(run_verb, heard, doubtful, verb):
    output = {} if verb == "validatenetwork" else {"OUTPUT": "memory:"}
    if verb == "longsection":
        output.update(TABLE="pipes", START="P2")
    run_verb(verb, {"PROJECT": doubtful.path, **output})
    assert any("places" in text and "N1" in text for text in heard.warnings)
    assert any("split" in text for text in heard.warnings)
