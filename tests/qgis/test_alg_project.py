"""The verbs of a project through Processing: names that must not change, outcome, and bad input."""

from __future__ import annotations

import json

import pytest
from qgis.core import QgsProcessingException, QgsProject, QgsVectorLayer


def contract(algorithm):
    """What scripts and models rely on, in the form of tests/support/verb_contract.json."""
    parameters = {}
    for each in algorithm.parameterDefinitions():
        parameters[each.name()] = promise = {"type": each.type()}
        if each.defaultValue() is not None:
            promise["default"] = each.defaultValue()
        if each.flags() & each.Flag.FlagOptional:
            promise["optional"] = True
        if each.type() == "enum":
            promise["values"] = each.options()
    outputs = {each.name(): each.type() for each in algorithm.outputDefinitions()}
    return {"parameters": parameters, "outputs": outputs}


def test_scripts_and_models_of_users_find_what_they_know(provider, repository):
    """Ids, parameters in their order, kinds, defaults, values and outputs never change; they may grow."""
    text = (repository / "tests" / "support" / "verb_contract.json").read_text(encoding="utf-8")
    known = json.loads(text)
    found = {algorithm.name(): contract(algorithm) for algorithm in provider.algorithms()}
    assert found == known
    for verb, promise in known.items():
        assert list(found[verb]["parameters"]) == list(promise["parameters"])


def test_every_verb_is_complete(provider):
    """Each has a name, help, search words, an icon and a group; every parameter has a label."""
    from outfall_tracer.algorithms.provider import VERBS as DECLARED

    algorithms = provider.algorithms()
    assert len(algorithms) == len(DECLARED)
    assert len({algorithm.name() for algorithm in algorithms}) == len(DECLARED)
    for algorithm in algorithms:
        assert algorithm.displayName() != algorithm.name()
        assert len(algorithm.shortHelpString()) > 80
        assert len(algorithm.tags()) > 2
        assert not algorithm.icon().pixmap(24, 24).isNull(), f"{algorithm.name()} has no icon file"
        assert algorithm.group()
        assert all(each.description() for each in algorithm.parameterDefinitions())
        assert type(algorithm.create()) is type(algorithm)


def test_create_project(run_verb, tmp_path):
    target = tmp_path / "新 folder" / "project"
    made = run_verb("createproject", {"CRS": "EPSG:4547", "OUTPUT": str(target)})
    assert made["OUTPUT"] == str(target.with_suffix(".gpkg"))
    outfalls = QgsVectorLayer(f"{made['OUTPUT']}|layername=outfalls", "outfalls")
    assert outfalls.isValid()
    assert outfalls.crs().authid() == "EPSG:4547"
    with pytest.raises(QgsProcessingException, match="exists already"):
        run_verb("createproject", {"CRS": "EPSG:4547", "OUTPUT": made["OUTPUT"]})


def test_a_parameter_there_is_not_is_refused(provider, run_verb, heard, town):
    """Through processing.run, as qgis_process does, and where nobody checks before."""
    from qgis.core import QgsProcessingContext

    with pytest.raises(QgsProcessingException, match=r"no parameter LIMIT_DISTANZ\. Did you mean LIMIT_"):
        run_verb("traceproject", {"PROJECT": town.path, "LIMIT_DISTANZ": 5})
    with pytest.raises(QgsProcessingException, match=r"no parameter x\. There are: PROJECT, OUTFALLS, "):
        run_verb("traceproject", {"PROJECT": town.path, "x": None, "tolerance": 3})
    for algorithm in provider.algorithms():
        ok, said = algorithm.checkParameterValues({"Q": 1}, QgsProcessingContext())
        assert not ok
        assert "There is no parameter Q." in said
    _, ok = provider.algorithm("traceproject").create().run(
        {"PROJECT": town.path, "TOLERANZ": 1}, QgsProcessingContext(), heard)
    assert not ok
    assert not town.rows("trace_runs")


def test_create_project_wants_metres(run_verb, tmp_path):
    with pytest.raises(QgsProcessingException, match="degrees"):
        run_verb("createproject", {"CRS": "EPSG:4326", "OUTPUT": str(tmp_path / "p.gpkg")})
    assert not list(tmp_path.iterdir())


def test_trace_project(run_verb, heard, town, tmp_path):
    summary_file = tmp_path / "summary.json"
    outputs = run_verb("traceproject", {"PROJECT": town.path, "SUMMARY": str(summary_file)})
    assert outputs == {"SUMMARY": str(summary_file)}
    summary = json.loads(summary_file.read_text(encoding="utf-8"))
    assert summary["outfalls"] == 3
    assert sum(summary["links_by_table"].values()) == len(town.links()) == 4
    assert town.outfall("A")["n_enterprises"] == 2
    assert heard.infos[0] == "3 outfalls, 4 pipes, 4 possible sources."
    assert heard.steps[0] == "Reading"
    heard.infos.clear()
    run_verb("traceproject", {"PROJECT": town.path})
    assert "Nothing changed since the last run; nothing was written." in heard.infos


def test_trace_project_options_reach_the_run(run_verb, town):
    run_verb("traceproject", {"PROJECT": town.path, "OUTFALLS": "name = 'A'", "WRITE_BACK": False})
    assert {outfall for outfall, _ in town.links()} == {"A"}
    assert town.outfall("A")["n_enterprises"] is None
    run_verb("traceproject", {"PROJECT": town.path, "BARRIERS": "code = 'P2'"})
    assert ("A", "Mill") not in town.links()
    run_verb("traceproject", {"PROJECT": town.path, "LINK_DISTANCE": 1})
    assert not town.links()


def test_validate_network(run_verb, town):
    found = run_verb("validatenetwork", {"PROJECT": town.path})["FINDINGS"]
    assert found == len(town.rows("findings")) > 0


@pytest.fixture
def open_outfalls(town):
    """The outfalls of the town as a layer of the running QGIS."""
    layer = QgsVectorLayer(f"{town.path}|layername=outfalls", "Outfalls")
    QgsProject.instance().addMapLayer(layer)
    yield layer
    if layer.isEditable():
        layer.rollBack()
    QgsProject.instance().removeMapLayer(layer.id())


@pytest.mark.parametrize("verb", ["traceproject", "validatenetwork"])
def test_unsaved_edits_are_never_overtaken(run_verb, town, open_outfalls, verb):
    assert open_outfalls.startEditing()
    feature = next(open_outfalls.getFeatures())
    column = open_outfalls.fields().lookupField("name")
    assert open_outfalls.changeAttributeValue(feature.id(), column, "by hand")
    before = town.dump()
    with pytest.raises(QgsProcessingException, match="unsaved edits in Outfalls"):
        run_verb(verb, {"PROJECT": town.path})
    assert open_outfalls.isModified()
    assert town.dump() == before


def test_open_layers_show_what_was_written(run_verb, town, open_outfalls):
    assert {feature["n_enterprises"] for feature in open_outfalls.getFeatures()}.isdisjoint({2})
    run_verb("traceproject", {"PROJECT": town.path})
    assert 2 in {feature["n_enterprises"] for feature in open_outfalls.getFeatures()}


@pytest.mark.parametrize("verb", ["traceproject", "validatenetwork"])
def test_bad_projects_are_sentences(run_verb, tmp_path, verb):
    with pytest.raises(QgsProcessingException, match="There is no file"):
        run_verb(verb, {"PROJECT": str(tmp_path / "missing.gpkg")})
    text = tmp_path / "text.gpkg"
    text.write_text("no database")
    with pytest.raises(QgsProcessingException) as caught:
        run_verb(verb, {"PROJECT": str(text)})
    assert "text.gpkg" in str(caught.value)
    assert "Traceback" not in str(caught.value)


def test_bad_expression_is_a_sentence(run_verb, town):
    with pytest.raises(QgsProcessingException, match="no_such_column"):
        run_verb("traceproject", {"PROJECT": town.path, "OUTFALLS": "no_such_column = 1"})


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (RuntimeError("first line\nsecond line"), "unexpected and stopped: RuntimeError: first line. "),
        (ModuleNotFoundError("No module named 'xlrd'", name="xlrd"), "pip install xlrd"),
    ],
)
def test_the_unexpected_is_a_sentence_and_a_log_entry(run_verb, town, monkeypatch, error, sentence):
    from outfall_tracer.operations.runs import trace_project
    from qgis.core import QgsApplication

    def fail(*_args, **_more):
        raise error

    monkeypatch.setattr(trace_project, "trace_project", fail)
    logged = []
    QgsApplication.messageLog().messageReceived.connect(lambda text, tag, _level: logged.append((tag, text)))
    with pytest.raises(QgsProcessingException) as caught:
        run_verb("traceproject", {"PROJECT": town.path})
    assert sentence in str(caught.value)
    assert "second line" not in str(caught.value)
    assert any(tag == "Outfall Tracer" and "Traceback" in text for tag, text in logged)


def test_what_an_old_package_breaks_is_said_to_be_its_fault(run_verb, town, monkeypatch):
    """Shapely before 2 imports well and fails later, with an error that tells users nothing."""
    from importlib import metadata

    from outfall_tracer.operations.runs import trace_project

    def fail(*_args, **_more):
        raise AttributeError("module 'shapely' has no attribute 'Polygon'")

    monkeypatch.setattr(trace_project, "trace_project", fail)
    monkeypatch.setattr(metadata, "version", lambda package: "1.8.5")
    advice = r"shapely>=2 \(found 1\.8\.5\).* -m pip install .*shapely>=2"
    with pytest.raises(QgsProcessingException, match=advice):
        run_verb("traceproject", {"PROJECT": town.path})


def test_an_output_that_cannot_be_written_stops_a_run_before_it_writes_anything(run_verb, town, tmp_path):
    before = town.dump()
    folder = tmp_path / "summary.json"
    folder.mkdir()
    below_a_file = f"{town.path}/summary.json"
    for target, reason in ((folder, "it is a folder"), (below_a_file, "something else of this name")):
        with pytest.raises(QgsProcessingException, match=reason):
            run_verb("traceproject", {"PROJECT": town.path, "SUMMARY": str(target)})
    layer = str(tmp_path / "no folder" / "sums.gpkg")
    with pytest.raises(QgsProcessingException, match=r"sums\.gpkg cannot be written: there is no such"):
        run_verb("accumulate", {"PROJECT": town.path, "OUTPUT": layer})
    assert town.dump() == before


def test_refused_values_are_told_what_they_may_be(provider, town):
    from qgis.core import QgsProcessingContext

    context = QgsProcessingContext()
    propose = provider.algorithm("proposedirections")
    given = {"PROJECT": town.path, "MIN_CERTAINTY": 3, "OUTPUT": "memory:"}
    accepted, reason = propose.checkParameterValues(given, context)
    assert not accepted
    assert "from 0.5 to 1; 3 is not" in reason
    given = {"PROJECT": town.path, "TABLE": "pipez", "OUTPUT": "memory:"}
    accepted, reason = provider.algorithm("accumulate").checkParameterValues(given, context)
    assert not accepted
    assert "cannot be pipez, but one of: pipes, enterprises" in reason
    given = {"PROJECT": town.path, "START": "x", "LANGUAGE": "zh", "OUTPUT": "memory:"}
    accepted, reason = provider.algorithm("spill").checkParameterValues(given, context)
    assert not accepted
    assert "cannot be zh, but one of: 0 (" in reason
    assert "1 (简体中文), 2 (English)" in reason
