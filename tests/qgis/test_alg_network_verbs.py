"""The verbs proposedirections, accumulate and longsection on a small project."""

from __future__ import annotations

import pytest
from qgis.core import NULL, QgsProcessingException


def rows_of(layer, *names):
    return [tuple(None if feature[name] == NULL else feature[name] for name in names)
            for feature in layer.getFeatures()]


# --- proposedirections


@pytest.fixture
def doubtful(town):
    """P1 of unknown flow, P3 against its inverts, P4 against its inverts too but stated by a person."""
    town.set("pipes", town.uid["P1"], flow="?", invert_from=20.0, invert_to=19.0)
    town.set("pipes", town.uid["P2"], flow="+", invert_from=21.0, invert_to=20.0)
    town.set("pipes", town.uid["P4"], flow="-", invert_from=22.0, invert_to=20.0)
    return town


def propose(run_verb, town, **more):
    outputs = run_verb("proposedirections", {"PROJECT": town.path, "OUTPUT": "memory:", **more})
    rows = rows_of(outputs["OUTPUT"], "pipe_code", "proposed", "stated", "applied", "certainty", "reasons")
    return outputs, {row[0]: row[1:] for row in rows}


def test_proposals_are_only_shown(run_verb, heard, doubtful):
    before = doubtful.dump()
    outputs, rows = propose(run_verb, doubtful)
    assert (outputs["PROPOSED"], outputs["APPLIED"]) == (2, 0)
    assert rows["P1"][:3] == ("+", "?", False)
    assert rows["P4"][:3] == ("+", "-", False)
    assert 0.5 <= rows["P1"][3] <= 1.0
    assert "levels" in rows["P1"][4]
    assert "Against it: declared flow" in rows["P4"][4]
    said = "1 pipes of unknown direction, 1 whose direction is contradicted; 0 proposals entered."
    assert said in heard.infos
    assert not outputs["OUTPUT"].getFeature(1).geometry().isNull()
    assert doubtful.dump() == before


def test_what_is_certain_enough_is_entered_with_its_audit(run_verb, doubtful):
    outputs, rows = propose(run_verb, doubtful, APPLY=True, MIN_CERTAINTY=0.5)
    assert outputs["APPLIED"] == 1
    assert rows["P1"][2] is True
    flows = {row["code"]: row["flow"] for row in doubtful.rows("pipes")}
    assert flows == {"P1": "+", "P2": "+", "P3": None, "P4": "-"}  # a person's word stays
    [audit] = doubtful.rows("audit")
    wanted = ("pipes", doubtful.uid["P1"], "flow", "?", "+")
    names = ("table_name", "row_uid", "column_name", "old_value", "new_value")
    assert tuple(audit[name] for name in names) == wanted
    assert propose(run_verb, doubtful, APPLY=True, MIN_CERTAINTY=0.5)[0]["APPLIED"] == 0


def test_what_is_not_certain_enough_stays(run_verb, doubtful):
    before = doubtful.dump()
    certainty = propose(run_verb, doubtful)[1]["P1"][3]
    assert certainty < 1.0
    outputs, _ = propose(run_verb, doubtful, APPLY=True, MIN_CERTAINTY=min(certainty + 1e-3, 1.0))
    assert outputs["APPLIED"] == 0
    assert doubtful.dump() == before
    with pytest.raises(QgsProcessingException, match="MIN_CERTAINTY"):
        propose(run_verb, doubtful, MIN_CERTAINTY=1.5)


# --- accumulate


def accumulate(run_verb, town, **more):
    given = {"PROJECT": town.path, "OUTPUT": "memory:", "TABLE": "pipes", "VALUE": "$length", **more}
    layer = run_verb("accumulate", given)["OUTPUT"]
    return {row[0]: row[1:] for row in rows_of(layer, "name", "n", "sum", "min", "max", "arrives")}


def test_lengths_above_outfalls(run_verb, town):
    found = accumulate(run_verb, town, VALUE="length($geometry)")
    slope = pytest.approx(80 * 2**0.5, abs=1e-6)
    n, total, least, most, arrives = found["A"]
    assert (n, least, most) == (3, pytest.approx(100), slope)
    assert total == arrives == pytest.approx(100 + 2 * 80 * 2**0.5)
    assert found["C"] == (0, 0.0, None, None, 0.0)
    assert accumulate(run_verb, town, VALUE="length($geometry)", BARRIERS="code = 'P2'")["A"][0] == 2


def test_sources_count_and_splits_divide(run_verb, town):
    town.add("outfalls", "POINT (-200 0)", name="D", uid="d")
    town.add("pipes", "LINESTRING (0 100, -200 0)", code="P5", uid="p5", diameter_mm=300)
    town.set("pipes", town.uid["P1"], diameter_mm=600)
    found = accumulate(run_verb, town, TABLE="enterprises", VALUE="1")
    assert [found[name][0] for name in "AD"] == [2, 2]  # above both
    assert [found[name][4] for name in "AD"] == [1.0, 1.0]  # shared, never twice
    by_size = accumulate(run_verb, town, TABLE="enterprises", VALUE="1", SPLIT="size")
    assert [by_size[name][4] for name in "AD"] == [pytest.approx(1.6), pytest.approx(0.4)]
    blank = accumulate(run_verb, town, TABLE="enterprises", VALUE="if(name = 'Dye', 7, NULL)")
    assert blank["A"] == (1, 7.0, 7.0, 7.0, 3.5)


def test_manholes_too(run_verb, town):
    town.add("manholes", "POINT (0 100)", code="M1", uid="m1")
    town.add("manholes", "POINT (5000 100)", code="far", uid="m2")
    found = accumulate(run_verb, town, PLACES="both", VALUE="1")
    assert found["M1"][0] == 2
    assert found["far"] == (0, None, None, None, None)
    assert set(found) == {"A", "B", "C", "M1", "far"}
    assert set(accumulate(run_verb, town, PLACES="manholes")) == {"M1", "far"}


def test_wrong_values_are_sentences(run_verb, town):
    with pytest.raises(QgsProcessingException, match="no_such_column"):
        accumulate(run_verb, town, VALUE="no_such_column")


# --- longsection


def section(run_verb, town, table, start, **more):
    outputs = run_verb("longsection", {
        "PROJECT": town.path, "TABLE": table, "START": start, "OUTPUT": "memory:", **more})
    names = (
        "pipe_code", "from_m", "to_m", "invert_top", "invert_bottom", "slope", "upper", "lower", "cover_top",
    )
    return outputs["LENGTH"], rows_of(outputs["OUTPUT"], *names), outputs["OUTPUT"]


def test_the_way_of_a_source_has_levels_and_slopes(run_verb, town):
    town.set("pipes", town.uid["P2"], invert_from=20.0, invert_to=19.0, diameter_mm=500)
    town.set("pipes", town.uid["P1"], invert_from=18.9, invert_to=18.4)
    town.add("manholes", "POINT (0 100)", code="M1", uid="m1", ground_level=22.0)
    town.add("manholes", "POINT (-80 180)", code="M2", uid="m2", ground_level=23.0)
    length, rows, layer = section(run_verb, town, "enterprises", "mill", OUTFALL="A")
    first = 80 * 2**0.5
    assert length == pytest.approx(first + 100)
    assert [row[0] for row in rows] == ["P2", "P1"]
    assert rows[0][1:5] == (0.0, pytest.approx(first, abs=1e-3), 20.0, 19.0)
    assert rows[0][5] == pytest.approx(1000 / first, abs=1e-3)
    assert rows[1][5] == pytest.approx(5.0)
    assert rows[0][6:] == ("M2", "M1", 2.5)
    line = layer.getFeature(2).geometry().asPolyline()
    assert line[0].y() - line[-1].y() == pytest.approx(100)


def test_other_beginnings_and_the_nearest_outfall(run_verb, town):
    assert section(run_verb, town, "pipes", "P3")[0] == pytest.approx(80 * 2**0.5 + 100)
    assert section(run_verb, town, "construction_sites", "Tower")[0] == pytest.approx(60)
    town.add("manholes", "POINT (0 100)", code="M1", uid="m1")
    assert section(run_verb, town, "manholes", "M1")[0] == pytest.approx(100)
    assert section(run_verb, town, "farmland_outlets", town.uid["Field"])[0] == pytest.approx(95)


@pytest.mark.parametrize(("table", "start", "outfall", "said"), [
    ("enterprises", "nobody", "", "No row of .* “nobody”"),
    ("enterprises", "Mill", "B", "No water runs from there to this outfall: Mill → B"),
    ("enterprises", "Mill", "Z", "“Z”"),
    ("manholes", "lone", "", "meets no pipe"),
    ("pipes", "P9", "", "2 rows of .* are called “P9”"),
])
def test_what_has_no_way_is_a_sentence(run_verb, town, table, start, outfall, said):
    town.add("manholes", "POINT (5000 100)", code="lone", uid="m9")
    for uid in ("p9a", "p9b"):
        town.add("pipes", "LINESTRING (5000 500, 5100 500)", code="P9", uid=uid)
    with pytest.raises(QgsProcessingException, match=said):
        section(run_verb, town, table, start, OUTFALL=outfall)
