"""Projects that QGIS saves in groups: what is done there works, or says what to switch off."""

from __future__ import annotations

import pytest
from outfall_tracer.problems import UserError
from outfall_tracer.tests.support.desks import desk_on, wait_for
from outfall_tracer.tests.support.features import features
from qgis.core import Qgis, QgsProject, QgsVectorLayer


@pytest.fixture
def desk(qgis_iface, qgis_new_project, town):
    """The window with the town's layers; ``set_mode`` comes after."""
    from outfall_tracer.layers.store.gpkg import layer_uri
    from outfall_tracer.operations.live.row_states import WATCHED

    tables = [*WATCHED, "trace_links", "audit"]
    with desk_on(qgis_iface) as made:
        QgsProject.instance().addMapLayers(
            [QgsVectorLayer(layer_uri(town.path, one), one, "ogr") for one in tables]
        )
        made.watch.refresh()
        made.part("live").ensure()
        settle(made)
        yield made
        made.part("edits").session.discard()
    QgsProject.instance().clear()
    set_mode("Disabled")


def settle(desk):
    live = desk.part("live")
    live.follower.flush()
    wait_for(lambda: live.is_settled)


def links_of(desk):
    """The links of the network in memory: (source, outfall)."""
    found = []
    desk.part("live").ask(lambda project, report: (project.network.links(), project.rows), found.append)
    wait_for(lambda: found)
    links, rows = found[0]
    return {
        (rows.sources.name(source), rows.outfalls.uid(outfall))
        for source, outfall in zip(links.source.tolist(), links.outfall.tolist())
    }


def pipe_of(desk):
    return next(one for one in features(desk.watch.layer("pipes")) if one["code"] == "P3")


def set_mode(name):
    """Set the project's transaction mode; QGIS before 3.26 knows automatic groups alone."""
    project = QgsProject.instance()
    if hasattr(Qgis, "TransactionMode"):
        project.setTransactionMode(getattr(Qgis.TransactionMode, name))
    elif name != "BufferedGroups":
        project.setAutoTransaction(name == "AutomaticGroups")


def two_changes(desk, town):
    """Name an outfall and flip a pipe in one step."""
    session = desk.part("edits").session
    outfall = next(
        one.id() for one in features(desk.watch.layer("outfalls")) if one["uid"] == town.uid["A"]
    )
    with session.step("Two tables") as step:
        step.change("outfalls", outfall, {"name": "Alpha"})
        step.change("pipes", pipe_of(desk).id(), {"flow": "-"})
    return session


def state(desk):
    """Return what the layers show of both."""
    names = {one["uid"]: one["name"] for one in features(desk.watch.layer("outfalls"))}
    return sorted(names.values()), str(pipe_of(desk)["flow"])


def flip_back(desk):
    session = desk.part("edits").session
    with session.step("One table") as step:
        step.change("pipes", pipe_of(desk).id(), {"flow": "+"})


def undo_and_redo(desk, town):
    """Two steps over one and two tables, taken back and repeated; what is left is the first."""
    before, links = state(desk), links_of(desk)
    session = two_changes(desk, town)
    settle(desk)
    flipped, fewer = state(desk), links_of(desk)
    assert flipped == (["Alpha", "B", "C"], "-")
    assert fewer < links
    flip_back(desk)
    for step in (session.undo, session.undo, session.redo):
        assert step()
        settle(desk)
        expected = (before, links) if session.undo_title == "" else (flipped, fewer)
        assert (state(desk), links_of(desk)) == expected
    return session


@pytest.mark.skipif(not hasattr(Qgis, "TransactionMode"), reason="QGIS has buffered groups from 3.26 on")
def test_buffered_groups_undo_and_save_as_ever(desk, town):
    set_mode("BufferedGroups")
    session = undo_and_redo(desk, town)
    present = links_of(desk)
    session.save()
    settle(desk)
    assert not session.is_modified
    assert not [layer.name() for layer in desk.watch.layers_of_file() if layer.isEditable()]
    assert town.outfall("A")["name"] == "Alpha"
    assert {(row["table_name"], row["column_name"]) for row in town.rows("audit")} >= {
        ("outfalls", "name"),
        ("pipes", "flow"),
    }
    assert links_of(desk) == present
    flip_back(desk)
    assert desk.watch.layer("pipes").commitChanges()  # QGIS's own button, for the group
    settle(desk)
    assert not session.is_modified
    assert next(row for row in town.rows("pipes") if row["code"] == "P3")["flow"] == "+"


def test_groups_that_write_at_once_are_refused_and_can_be_switched_off(desk, town):
    said = []
    desk.messages.warning = lambda text, detail="", buttons=(), **_more: said.append((text, buttons))
    set_mode("AutomaticGroups")
    layers = [layer.clone() for layer in desk.watch.layers_of_file()]
    QgsProject.instance().removeAllMapLayers()
    desk.watch.refresh()
    QgsProject.instance().addMapLayers(layers)
    desk.watch.refresh()
    ((text, ((_label, switch_off),)),) = said
    assert "automatic transaction groups" in text
    before, session = state(desk), desk.part("edits").session
    with pytest.raises(UserError, match="transaction mode"):
        two_changes(desk, town)
    assert state(desk) == before
    pipes = desk.watch.layer("pipes")
    assert not pipes.isEditable()

    assert pipes.startEditing()  # what QGIS itself does goes its own way
    pipes.changeAttributeValue(pipe_of(desk).id(), pipes.fields().lookupField("owner"), "town")
    with pytest.raises(UserError, match="transaction mode"):
        session.save()
    switch_off()
    assert "Save or discard" in said[-1][0]
    assert pipes.commitChanges()
    assert next(row for row in town.rows("pipes") if row["code"] == "P3")["owner"] == "town"
    switch_off()
    two_changes(desk, town)
    session.save()
    assert town.outfall("A")["name"] == "Alpha"
    assert ("pipes", "flow") in {(row["table_name"], row["column_name"]) for row in town.rows("audit")}
