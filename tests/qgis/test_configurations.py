"""Named trace configurations: what is saved is what comes back, in the project and as a file."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest
from outfall_tracer.layers.store.gpkg import open_dataset, sql
from outfall_tracer.operations.runs.configurations import (
    Configuration,
    configuration,
    default_configuration,
    export_configuration,
    from_json,
    import_configuration,
    to_json,
)
from outfall_tracer.operations.runs.trace_project import trace_project
from outfall_tracer.problems import UserError
from outfall_tracer.tracing.model import Options
from qgis.core import QgsProcessingException

from ..support.configurations import by_name, delete_configuration, save_configuration

OTHER = Options(
    tolerance_m=0.25, link_distance_m=80.0, outfall_distance_m=40.0, gap_distance_m=2.0,
    manhole_distance_m=1.5, gap_search_m=5.0,
    direction_policy="auto", traverse_unknown=True, nearest=None, join_loose_ids=True, id_distance_m=250.0,
    limit_m=500.0,
    abandoned_is_barrier=False, blocked_is_barrier=False, limit_sources=3,
    limit_source_kind="enterprises", limit_manholes=7, overflows="main_way",
    link_rules=("declared", "nearest_pipe"),
)
NIGHT = Configuration(
    "夜间 night", OTHER, "\"system\" = 'sewage'", {"pipes": "diameter_mm > 300"}, "What runs at night"
)


def test_other_values_leave_no_option_out():
    assert all(getattr(OTHER, each.name) != getattr(Options(), each.name) for each in fields(Options))


def test_saved_is_what_comes_back(town, tmp_path):
    save_configuration(town.path, NIGHT, "钱")
    found = configuration(town.path, NIGHT.name)
    assert (found.changed_by, bool(found.changed_at)) == ("钱", True)
    assert replace(found, changed_by=None, changed_at=None) == NIGHT
    file = tmp_path / "夜.json"
    export_configuration(found, file)
    assert replace(import_configuration(file), changed_by=None, changed_at=None) == NIGHT


def test_one_default_and_one_row_per_name(town):
    save_configuration(town.path, replace(NIGHT, is_default=True))
    save_configuration(town.path, Configuration("b", is_default=True))
    save_configuration(town.path, Configuration(" b ", Options(limit_m=9.0), is_default=True))
    assert list(by_name(town.path)) == ["b", NIGHT.name]
    assert default_configuration(town.path).options.limit_m == 9.0
    assert len(town.rows("trace_configurations")) == 2
    delete_configuration(town.path, "b")
    assert default_configuration(town.path) is None
    with pytest.raises(UserError, match=NIGHT.name):
        configuration(town.path, "b")


def test_fields_of_other_versions_do_no_harm():
    content = json.loads(to_json(NIGHT))
    del content["options"]["limit_m"]
    content["options"]["from_the_future"] = 1
    assert from_json(json.dumps(content), "x").options == replace(OTHER, limit_m=0.0)


@pytest.mark.parametrize(("change", "said"), [
    ({"tolerance_m": "wide"}, "tolerance"),
    ({"limit_manholes": True, "link_rules": "all"}, "manhole at which a trace stops, linking rules"),
    ({"limit_m": -1.0}, "farthest along the network = -1"),
    ({"overflows": "none"}, "every_way, main_way"),
    ({"limit_source_kind": "shops"}, "enterprises"),
])
def test_what_cannot_be_meant_is_a_sentence(change, said):
    content = json.loads(to_json(Configuration("x")))
    content["options"].update(change)
    with pytest.raises(UserError, match=said):
        from_json(json.dumps(content), "x")


@pytest.mark.parametrize("text", ["", "[]", "{}", "{\"options\": 1}", "not json"])
def test_a_file_of_another_kind_is_a_sentence(tmp_path, text):
    file = tmp_path / "x.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=r"x\.json holds no configuration"):
        import_configuration(file)


def test_a_damaged_row_does_not_hide_the_others(town):
    save_configuration(town.path, Configuration("good"))
    save_configuration(town.path, Configuration("bad"))
    [uid] = [row["uid"] for row in town.rows("trace_configurations") if row["name"] == "bad"]
    town.set("trace_configurations", uid, options="{")
    assert list(by_name(town.path)) == ["good"]
    with pytest.raises(UserError, match="bad holds no configuration"):
        configuration(town.path, "bad")


@pytest.mark.parametrize(("options", "said"), [
    ("{", "default holds no configuration"), (None, "default holds no configuration"),
    ("[]", "the part “options” is missing"), ('{"options": {"tolerance_m": "wide"}}', "tolerance"),
    ('{"options": {"tolerance_m": -1}}', "tolerance = -1"),
    ('{"options": {"tolerance_m": 1e999}}', "tolerance"),
    ('{"options": {}, "filters": {"pipes": 1}}', "filters"), ('{"options": {}, "filters": {"x": ""}}', None),
    ('{"options": {}, "barriers": "1 +"}', "1 \\+"), ('{"options": {"link_rules": [1]}}', "linking rules"),
])
@pytest.mark.parametrize("verb", ["traceproject", "accumulate", "longsection", "proposedirections"])
def test_a_default_that_cannot_be_used_is_refused(run_verb, town, options, said, verb):
    """No verb goes on as if there were none; a configuration given by name is used in its place."""
    save_configuration(town.path, Configuration("default", is_default=True))
    save_configuration(town.path, Configuration("other"))
    uid = next(row["uid"] for row in town.rows("trace_configurations") if row["name"] == "default")
    town.set("trace_configurations", uid, options=options)
    given = {"PROJECT": town.path}
    if verb != "traceproject":
        given["OUTPUT"] = "memory:"
    if verb == "longsection":
        given.update(TABLE="enterprises", START="Mill")
    if said is None:
        run_verb(verb, given)
        return
    with pytest.raises(QgsProcessingException, match=said):
        run_verb(verb, given)
    assert not town.rows("trace_runs")
    run_verb(verb, {**given, "CONFIGURATION": "other"})


def test_two_defaults_and_a_mark_of_another_kind_are_refused(town):
    save_configuration(town.path, Configuration("one", is_default=True))
    save_configuration(town.path, Configuration("two"))
    uid = next(row["uid"] for row in town.rows("trace_configurations") if row["name"] == "two")
    town.set("trace_configurations", uid, is_default=1)
    with pytest.raises(UserError, match="several default configurations: one, two"):
        default_configuration(town.path)
    sql(open_dataset(town.path, update=True),
        f"UPDATE trace_configurations SET is_default = CASE uid WHEN '{uid}' THEN 'yes' ELSE 0 END")
    with pytest.raises(UserError, match="is_default"):
        default_configuration(town.path)


def test_a_run_keeps_the_configuration_it_used(town):
    summary = trace_project(town.path, Configuration("night", OTHER))
    [run] = town.rows("trace_runs")
    assert (run["uid"], run["configuration"]) == (summary.run_uid, "night")
    stored = json.loads(run["options"])
    assert from_json(json.dumps({"options": stored}), "x").options == OTHER
    assert trace_project(town.path, Configuration("night", OTHER)).unchanged
    assert not trace_project(town.path, Configuration("day", OTHER)).unchanged


# --- through the verbs


def test_a_verb_uses_the_configuration_and_what_is_given_wins(run_verb, town, heard):
    save_configuration(town.path, Configuration("short", Options(limit_m=120.0, link_distance_m=30.0)))
    run_verb("traceproject", {"PROJECT": town.path, "CONFIGURATION": "short"})
    assert "Configuration: short" in heard.infos
    assert ("A", "Mill") not in town.links()
    assert [row["reason"] for row in town.rows("trace_ends")].count("limit") == 2
    assert any("distance along the network" in row["detail"] for row in town.rows("trace_ends"))
    run_verb("traceproject", {"PROJECT": town.path, "CONFIGURATION": "short", "LIMIT_DISTANCE": 500})
    assert ("A", "Mill") in town.links()
    options = [json.loads(row["options"]) for row in town.rows("trace_runs")]
    assert [(each["limit_m"], each["link_distance_m"]) for each in options] == [(120.0, 30.0), (500.0, 30.0)]


def test_the_default_configuration_is_used_without_a_name(run_verb, town):
    save_configuration(town.path, Configuration("usual", barriers="code = 'P2'", is_default=True))
    run_verb("traceproject", {"PROJECT": town.path})
    assert ("A", "Mill") not in town.links()
    run_verb("traceproject", {"PROJECT": town.path, "BARRIERS": "code = 'P4'"})
    assert ("A", "Mill") in town.links()
    assert [row["configuration"] for row in town.rows("trace_runs")] == ["usual", "usual"]


def test_limits_through_the_verb(run_verb, town):
    def linked(**more):
        run_verb("traceproject", {"PROJECT": town.path, **more})
        return {source for outfall, source in town.links() if outfall == "A"}

    assert linked() == {"Mill", "Dye", "Tower"}
    assert linked(LIMIT_SOURCES=1) == {"Tower"}
    assert linked(LIMIT_SOURCES=1, LIMIT_SOURCE_KIND="enterprises") == {"Mill", "Dye", "Tower"}  # as far
    assert linked(LIMIT_MANHOLES=1) == {"Tower"}
    assert linked(LIMIT_MANHOLES=2) == {"Mill", "Dye", "Tower"}


def test_a_name_there_is_not_is_a_sentence(run_verb, town):
    from qgis.core import QgsProcessingException

    save_configuration(town.path, NIGHT)
    for verb in ("traceproject", "validatenetwork"):
        with pytest.raises(QgsProcessingException, match="There are: 夜间 night"):
            run_verb(verb, {"PROJECT": town.path, "CONFIGURATION": "day"})


def test_a_shared_file_sets_up_a_trace_of_any_network(run_verb, tmp_path):
    from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

    def layer(kind, *wkts):
        made = QgsVectorLayer(f"{kind}?crs=EPSG:4547", "x", "memory")
        for wkt in wkts:
            feature = QgsFeature(made.fields())
            feature.setGeometry(QgsGeometry.fromWkt(wkt))
            assert made.dataProvider().addFeature(feature)
        return made

    network = layer("LineString", *[f"LINESTRING({x + 100} 0, {x} 0)" for x in range(0, 500, 100)])
    mouth = layer("Point", "POINT(0 0)")
    file = tmp_path / "shared.json"
    export_configuration(Configuration("x", Options(limit_manholes=2)), file)

    def traced(**more):
        given = {"NETWORK": network, "OUTFALLS": mouth, "OUTPUT": "memory:"}
        return run_verb("traceupstream", {**given, **more})["OUTPUT"].featureCount()

    assert traced() == 5
    assert traced(CONFIGURATION=str(file)) == 2
    assert traced(CONFIGURATION=str(file), LIMIT_MANHOLES=4) == 4
    assert traced(LIMIT_DISTANCE=150) == 2
