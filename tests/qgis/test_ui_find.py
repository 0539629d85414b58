"""Finding by typing: the locator's hits, and expression functions over stored and unsaved links."""

from __future__ import annotations

import time

import pytest
from outfall_tracer.tests.support.features import features
from qgis.core import (
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsLocator,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication


@pytest.fixture
def desk(qgis_iface, qgis_new_project):
    from outfall_tracer.ui.desk import Desk

    qgis_iface.removeDockWidget = lambda dock: None
    qgis_iface.addDockWidget = lambda area, dock: None
    locator = QgsLocator()
    qgis_iface.registerLocatorFilter = locator.registerFilter
    qgis_iface.deregisterLocatorFilter = locator.deregisterFilter
    made = Desk(qgis_iface)
    made.locator = locator
    yield made
    made.close()


@pytest.fixture
def opened(desk, town):
    from outfall_tracer.operations.runs.trace_project import trace_project

    trace_project(town.path)
    for table in ("outfalls", "pipes", "enterprises", "construction_sites", "trace_links"):
        QgsProject.instance().addMapLayer(QgsVectorLayer(f"{town.path}|layername={table}", table, "ogr"))
    desk.watch.refresh()
    desk.town = town
    canvas = desk.iface.mapCanvas()
    canvas.setDestinationCrs(desk.watch.layer("outfalls").crs())
    canvas.resize(400, 300)
    canvas.setExtent(desk.watch.layer("pipes").extent())
    yield desk
    QgsProject.instance().clear()


def found(desk, text):
    from qgis.core import QgsFeedback, QgsLocatorContext

    results = []
    here = next(f for f in desk.locator.filters("out") if f.name() == "outfall_tracer_objects")
    here = here.clone()
    here.resultFetched.connect(results.append)
    here.prepare(text, QgsLocatorContext())
    here.fetchResults(text, QgsLocatorContext(), QgsFeedback())
    return here, results


def value(text, layer=None, uid=""):
    expression = QgsExpression(text)
    context = QgsExpressionContext()
    context.appendScopes(QgsExpressionContextUtils.globalProjectLayerScopes(layer) if layer else [])
    if layer is not None:
        context.setFeature(next(f for f in features(layer) if f["uid"] == uid))
        expression.prepare(context)
    answer = expression.evaluate(context)
    assert not expression.hasEvalError(), expression.evalErrorString()
    return answer


def until(condition):
    end = time.monotonic() + 3
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        QCoreApplication.processEvents()
        time.sleep(0.01)


def test_codes_and_names_are_found_and_wildcards_are_letters(opened):
    _, hits = found(opened, "mil")
    assert [(hit.displayString, hit.group) for hit in hits] == [("Mill", "Enterprises")]
    assert found(opened, "%%")[1] == []
    assert found(opened, "M")[1] == []  # one letter finds everything and helps nobody
    assert found(opened, "O'Neil")[1] == []


def test_a_chosen_hit_is_selected_and_shown(opened):
    here, hits = found(opened, "Tower")
    here.triggerResult(hits[0])
    layer = opened.watch.layer("construction_sites")
    assert [feature["name"] for feature in layer.selectedFeatures()] == ["Tower"]
    place = next(layer.getSelectedFeatures()).geometry().asPoint()
    assert opened.iface.mapCanvas().extent().contains(place)


def test_functions_agree_with_the_links_table(opened):
    links = opened.town.links("candidate", "confirmed")
    assert links
    names = {uid: name for name, uid in opened.town.uid.items()}
    for (outfall, source), row in links.items():
        whole = row["network_m"] + (row["hop_m"] or 0.0)
        assert value(f"trace_distance('{row['outfall_uid']}', '{row['source_uid']}')") == pytest.approx(whole)
        expected = {s for o, s in links if o == outfall}
        assert set(value(f"outfall_sources('{row['outfall_uid']}')")) == expected
        outfalls = value(f"source_outfalls('{row['source_uid']}')")
        assert {names[uid] for uid in outfalls} == {o for o, s in links if s == source}
        assert value(f"outfall_count('{row['source_uid']}')") == len(outfalls)
    assert value("trace_distance('none', 'none')") is None


def test_the_row_at_hand_is_meant_where_nothing_is_given(opened):
    layer = opened.watch.layer("enterprises")
    uid = opened.town.uid["Mill"]
    assert value("outfall_count()", layer, uid) == value(f"outfall_count('{uid}')") > 0


def test_an_unsaved_decision_counts_at_once(opened):
    (_outfall, source), row = next(iter(opened.town.links("candidate").items()))
    asked = f"outfall_sources('{row['outfall_uid']}')"
    assert source in value(asked)
    layer = opened.watch.layer("trace_links")
    layer.startEditing()
    layer.changeAttributeValue(row["fid"], layer.fields().lookupField("status"), "rejected")
    until(lambda: source not in value(asked))
    layer.rollBack()
    until(lambda: source in value(asked))


def test_closing_leaves_no_function_behind(desk):
    assert QgsExpression.isFunctionName("outfall_sources")
    desk.part("find").unmake()
    assert not QgsExpression.isFunctionName("outfall_sources")
    assert not [f for f in desk.locator.filters() if f.name() == "outfall_tracer_objects"]
    desk._parts.pop("find")
