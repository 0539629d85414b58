"""The network in memory: follows edit buffers, whoever edits; marks what is stale; undo takes it back."""

from __future__ import annotations

import random
import uuid

import pytest
from outfall_tracer.tests.support.desks import wait_for
from outfall_tracer.tests.support.features import feature_at, features
from outfall_tracer.tracing.model import Drainage
from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsProject, QgsVectorLayer, QgsVectorLayerUtils
from qgis.PyQt.QtCore import QDateTime

X, Y = 500_000.0, 3_380_000.0
WHEN = QDateTime(2026, 1, 2, 3, 4, 5)


@pytest.fixture
def opened(desk, town):
    from outfall_tracer.layers.store.gpkg import layer_uri
    from outfall_tracer.operations.live.row_states import WATCHED

    layers = [QgsVectorLayer(layer_uri(town.path, table), table, "ogr") for table in WATCHED]
    QgsProject.instance().addMapLayers(layers)
    desk.watch.refresh()
    yield desk
    for layer in desk.watch.layers_of_file():
        if layer.isEditable():
            layer.rollBack()
    QgsProject.instance().clear()


@pytest.fixture
def live(opened):
    part = opened.part("live")
    assert part.ensure()
    wait_for(lambda: part.is_settled)
    return part


def settle(live):
    live.follower.flush()
    wait_for(lambda: live.is_settled)


def by_code(layer, code):
    return next(feature for feature in features(layer) if feature["code"] == code)


def shape(wkt):
    geometry = QgsGeometry.fromWkt(wkt)
    geometry.translate(X, Y)
    return geometry


def links_of(live):
    """The present links by name: {(source, outfall): metres}."""
    found = []
    live.ask(lambda project, report: (project.network.links(), project.rows), found.append)
    wait_for(lambda: found)
    links, rows = found[0]
    return {(rows.sources.name(source), rows.outfalls.uid(outfall)): round(metres, 3)
            for source, outfall, metres in zip(links.source.tolist(), links.outfall.tolist(),
                                               links.network_m.tolist())}


def fresh_links(opened):
    """The links of a whole trace of what the layers show now, unsaved edits included."""
    import numpy as np
    from outfall_tracer.operations.live.row_edits import SOURCES
    from outfall_tracer.tracing.answers.trace import trace_all
    from outfall_tracer.tracing.model import Nodes, Options, Pipes, Points

    def rows(table):
        return list(features(opened.watch.layer(table)))

    def text(value):
        return str(value) if isinstance(value, str) and value else None

    def number(value):
        return float(value) if isinstance(value, (int, float)) else np.nan

    def column(features, name, as_what=text):
        values = [as_what(feature[name]) for feature in features]
        out = np.empty(len(values), dtype=object)
        out[:] = values
        return out.astype(float) if as_what is number else out

    def points(features):
        return np.array([[*feature.geometry().asPoint()] if feature.hasGeometry() else [np.nan, np.nan]
                         for feature in features], dtype=float).reshape(-1, 2)

    pipes = rows("pipes")
    lines = [(at, np.array([[p.x(), p.y()] for p in feature.geometry().asPolyline()]))
             for at, feature in enumerate(pipes) if feature.hasGeometry()]
    flows = {"+": 1, "-": -1, "?": 0}
    outfalls, holes = rows("outfalls"), rows("manholes")
    sources = [feature for table in SOURCES for feature in rows(table)]
    sizes = [len(line) for _, line in lines]
    drawn = Pipes(
        len(pipes), np.concatenate([line for _, line in lines]) if lines else np.empty((0, 2)),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        np.array([at for at, _ in lines], dtype=np.int64),
        from_node=column(pipes, "from_node"), to_node=column(pipes, "to_node"),
        flow=np.array([flows.get(text(f["flow"]) or "", 2) for f in pipes], dtype=np.int8),
        system=column(pipes, "system"), form=column(pipes, "form"),
        invert_from=column(pipes, "invert_from", number), invert_to=column(pipes, "invert_to", number),
        status=column(pipes, "status"), data_source=column(pipes, "data_source"))
    nodes = Nodes(points(holes), column(holes, "code"), column(holes, "kind"),
                  np.array([f["gate"] == "closed" for f in holes], dtype=bool))
    mouths, starts = (Points(points(rows), declared_node=column(rows, "declared_node"))
                      for rows in (outfalls, sources))
    result = trace_all(Drainage(drawn, nodes, mouths, starts), Options())
    links = result.links
    return {(sources[s]["name"], outfalls[o]["uid"]): round(m, 3) for s, o, m in zip(
        links.source.tolist(), links.outfall.tolist(), links.network_m.tolist())}


def test_an_edit_is_felt_named_and_undone(opened, live, town):
    a = town.uid["A"]
    assert ("Dye", a) in links_of(live)
    live.show_changes()
    pipes = opened.watch.layer("pipes")
    assert pipes.startEditing()
    pipes.beginEditCommand("Block P3")
    pipe = by_code(pipes, "P3")
    pipes.changeAttributeValue(pipe.id(), pipes.fields().lookupField("status"), "blocked")
    pipes.endEditCommand()
    settle(live)
    assert ("Dye", a) not in links_of(live)
    assert set(live.stale()) == {a}
    assert live.stale()[a].because == "Block P3"
    assert live.marks.shown == {a}
    (net,) = live.book.links()
    assert (net.change.source, net.change.after) == ("Dye", None)
    assert live.dock.tree.topLevelItem(0).text(0) == "Block P3   (−1)"
    assert live.dock.tree.topLevelItem(0).child(0).text(0) == "− Dye"
    pipes.undoStack().undo()
    settle(live)
    assert not live.stale()
    assert not live.book.links()
    assert not live.marks.shown
    assert live.dock.tree.topLevelItemCount() == 0
    pipes.undoStack().redo()
    settle(live)
    assert set(live.stale()) == {a}


def test_what_a_long_edit_may_reach_is_marked_before_its_answer_is_there(opened, live, town, monkeypatch):
    from outfall_tracer.operations.live import project

    monkeypatch.setattr(project, "LARGE", 0)
    a, shown = town.uid["A"], []
    live.work.felt.connect(lambda outfalls, what, label: shown.append((set(outfalls), what, label)))
    live.work.felt.connect(lambda *_: shown.append((set(live.marks.shown), dict(live.desk.register._stale))))
    pipes = opened.watch.layer("pipes")
    assert pipes.startEditing()
    pipes.beginEditCommand("Rename P3")  # of a column that no answer hangs on nothing is told
    pipe = by_code(pipes, "P3")
    pipes.changeAttributeValue(pipe.id(), pipes.fields().lookupField("system"), "storm")
    pipes.endEditCommand()
    settle(live)
    assert not shown
    pipes.beginEditCommand("Block P3")
    pipes.changeAttributeValue(pipe.id(), pipes.fields().lookupField("status"), "blocked")
    pipes.endEditCommand()
    settle(live)
    (outfalls, what, label), (marked, register) = shown
    assert a in outfalls
    assert (what, label, marked, register[a]) == ("Block P3", "P3", outfalls, "Block P3")
    assert set(live.stale()) == live.marks.shown == {a}  # what it did not reach is marked no more


def test_writing_back_clears_and_undoing_it_does_not(opened, live, town):
    a = town.uid["A"]
    pipes, outfalls = opened.watch.layer("pipes"), opened.watch.layer("outfalls")
    assert pipes.startEditing()
    assert outfalls.startEditing()
    pipe = by_code(pipes, "P3")
    pipes.changeAttributeValue(pipe.id(), pipes.fields().lookupField("flow"), "-")
    settle(live)
    assert set(live.stale()) == {a}
    row = next(feature for feature in features(outfalls) if feature["uid"] == a)
    outfalls.changeAttributeValue(row.id(), outfalls.fields().lookupField("traced_at"), WHEN)
    settle(live)
    assert not live.stale()
    assert not live.book.links()
    outfalls.undoStack().undo()
    settle(live)
    assert set(live.stale()) == {a}
    assert len(live.book.links()) == 1
    outfalls.undoStack().redo()
    settle(live)
    assert not live.stale()
    pipes.undoStack().undo()  # now the result written is that of the flipped pipe
    settle(live)
    assert set(live.stale()) == {a}


def test_a_decision_does_not_make_an_outfall_current(opened, town):
    from outfall_tracer.operations.judging.candidates import candidates, decide
    from outfall_tracer.operations.runs.trace_project import trace_project

    trace_project(town.path)
    a, live, session = town.uid["A"], opened.part("live"), opened.part("edits").session
    assert live.ensure()
    wait_for(lambda: live.is_settled)
    with session.step("Turn P3") as step:
        step.change("pipes", by_code(opened.watch.layer("pipes"), "P3").id(), {"flow": "-"})
    settle(live)
    assert set(live.stale()) == {a}
    decide(session, [link for link in candidates(session, [a]) if link.name == "Mill"], "confirmed")
    settle(live)
    assert set(live.stale()) == {a}, "it was judged, not traced"


def test_saving_renumbers_and_changes_nothing(opened, live, town):
    pipes = opened.watch.layer("pipes")
    assert pipes.startEditing()
    new = QgsVectorLayerUtils.createFeature(pipes, shape("LINESTRING (9000 100, 9000 0)"))
    new["code"] = "P9"
    assert pipes.addFeature(new)
    mill = opened.watch.layer("enterprises")
    assert mill.startEditing()
    row = next(feature for feature in features(mill) if feature["name"] == "Mill")
    mill.changeGeometry(row.id(), shape("POINT (9003 95)"))
    settle(live)
    assert ("Mill", town.uid["C"]) in links_of(live)
    seen = []
    live.changed.connect(seen.append)
    assert pipes.commitChanges()
    assert mill.commitChanges()
    settle(live)
    wait_for(lambda: not live.foreign._timer.isActive())
    settle(live)
    assert not seen, [step.label for change in seen for step in change.steps]
    assert links_of(live) == fresh_links(opened)
    assert town.uid["C"] in live.stale()
    assert pipes.startEditing()
    pipes.deleteFeature(by_code(pipes, "P9").id())
    settle(live)
    assert links_of(live) == fresh_links(opened)


def test_another_program_writes(opened, live, town):
    assert ("Dye", town.uid["A"]) in links_of(live)
    foreign = live.foreign
    wait_for(lambda: foreign._known and not foreign._timer.isActive() and foreign._task is None)
    import time

    time.sleep(0.05)
    town.set("pipes", town.uid["P3"], status="abandoned")
    wait_for(lambda: live.work.is_reading)
    settle(live)
    assert ("Dye", town.uid["A"]) not in links_of(live)


def test_edits_made_before_the_network_is_read_are_in_it(opened, town):
    live = opened.part("live")
    pipes = opened.watch.layer("pipes")
    assert pipes.startEditing()
    pipes.deleteFeature(by_code(pipes, "P3").id())
    assert not live.is_ready
    links = links_of(live)
    assert ("Dye", town.uid["A"]) not in links
    assert ("Mill", town.uid["A"]) in links
    wait_for(lambda: live.is_settled)
    assert set(live.stale()) == {town.uid["A"]}


def test_saving_the_network_keeps_what_is_out_of_date(opened, live, town):
    a = town.uid["A"]
    with opened.part("edits").session.step("Turn P3") as step:
        step.change("pipes", by_code(opened.watch.layer("pipes"), "P3").id(), {"flow": "-"})
    settle(live)
    assert opened.register._stale == {a: "Turn P3"}
    assert opened.part("edits").save()
    settle(live)
    row = town.outfall("A")
    assert (row["stale_because"], bool(row["stale_since"])) == ("Turn P3", True)
    assert not town.outfall("B")["stale_since"]
    live._read()  # as the next person finds it
    settle(live)
    assert live.stale()[a].because == "Turn P3"
    with opened.part("edits").session.step("Trace again") as step:
        row = next(feature for feature in features(opened.watch.layer("outfalls")) if feature["uid"] == a)
        step.change("outfalls", row.id(), {"traced_at": WHEN, "stale_since": None, "stale_because": None})
    settle(live)
    assert not live.stale()
    assert opened.part("edits").save()
    assert not town.outfall("A")["stale_since"]


def test_a_run_of_the_whole_project_makes_its_outfalls_current(town):
    from outfall_tracer.operations.runs.trace_project import trace_project

    trace_project(town.path)
    for name in ("A", "B"):
        town.set("outfalls", town.uid[name], stale_since="2026/01/02 03:04:05", stale_because="Flip pipe P1")
    assert not trace_project(town.path, outfalls_filter="\"name\" = 'A'").unchanged
    assert (town.outfall("A")["stale_since"], town.outfall("A")["stale_because"]) == (None, None)
    assert town.outfall("B")["stale_because"] == "Flip pipe P1"
    trace_project(town.path)
    assert town.outfall("B")["stale_since"] is None
    assert trace_project(town.path).unchanged


class Person:
    """Edits at random, as a person with any tool could, and takes steps back and forth."""

    def __init__(self, desk, seed):
        self.desk, self.random = desk, random.Random(seed)
        tables = ("pipes", "manholes", "enterprises", "outfalls")
        self.layers = {name: desk.watch.layer(name) for name in tables}
        for layer in self.layers.values():
            assert layer.startEditing()
        self.made = 0

    def place(self):
        return QgsPointXY(X + self.random.choice((-80, 0, 80, 1000)) + self.random.choice((0, 0, 3)),
                          Y + self.random.choice((0, 100, 180, 260)))

    def some(self, table):
        return self.random.choice(sorted(f.id() for f in features(self.layers[table])) or [None])

    def act(self):
        table = self.random.choice(("pipes", "pipes", "pipes", "manholes", "enterprises", "outfalls"))
        layer = self.layers[table]
        deed = self.random.choice((self.add, self.move, self.change, self.change, self.delete, self.undo,
                                   self.undo, self.redo))
        deed(table, layer)

    def add(self, table, layer):
        self.made += 1
        geometry = QgsGeometry.fromPointXY(self.place())
        if table == "pipes":
            geometry = QgsGeometry.fromPolylineXY([self.place(), self.place()])
        feature = QgsVectorLayerUtils.createFeature(layer, geometry)
        feature["name" if table in ("enterprises", "outfalls") else "code"] = f"new {self.made}"
        feature["uid"] = str(uuid.uuid4())
        assert layer.addFeature(QgsFeature(feature))

    def move(self, table, layer):
        fid = self.some(table)
        if fid is None:
            return
        if table == "pipes":
            points = feature_at(layer, fid).geometry().asPolyline()
            points[self.random.choice((0, -1))] = self.place()
            layer.changeGeometry(fid, QgsGeometry.fromPolylineXY(points))
        else:
            layer.changeGeometry(fid, QgsGeometry.fromPointXY(self.place()))

    def change(self, table, layer):
        fid = self.some(table)
        column, value = self.random.choice({
            "pipes": [("status", "blocked"), ("status", "in_service"), ("flow", "-"), ("flow", "?"),
                      ("from_node", "N1"), ("to_node", "N2"), ("invert_from", 4.5), ("diameter_mm", 300)],
            "manholes": [("gate", "closed"), ("gate", "open"), ("code", "N1")],
            "enterprises": [("declared_node", "N1"), ("name", f"renamed {self.random.random()}")],
            "outfalls": [("declared_node", "N2"), ("declared_node", None)],
        }[table])
        if fid is not None:
            layer.changeAttributeValue(fid, layer.fields().lookupField(column), value)

    def delete(self, table, layer):
        fid = self.some(table)
        if fid is not None and layer.featureCount() > 1:
            layer.deleteFeature(fid)

    def undo(self, _table, layer):
        layer.undoStack().undo()

    def redo(self, _table, layer):
        layer.undoStack().redo()


@pytest.mark.parametrize("seed", range(4))
def test_any_sequence_of_edits_gives_the_answer_of_a_whole_trace(opened, live, seed):
    person = Person(opened, seed)
    for turn in range(30):
        person.act()
        if turn % 5 == 4:
            settle(live)
            assert links_of(live) == fresh_links(opened), turn
    for layer in person.layers.values():
        while layer.undoStack().canUndo():
            layer.undoStack().undo()
    settle(live)
    assert links_of(live) == fresh_links(opened)
    assert not live.stale()
    assert not live.book.links()
    person.act()
    person.act()
    for layer in person.layers.values():
        layer.rollBack()
    settle(live)
    assert links_of(live) == fresh_links(opened)
    assert not live.stale()
