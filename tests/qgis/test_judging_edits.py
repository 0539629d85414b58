"""The edit session: one undo step over several layers, one save over all tables, nothing half written."""

from __future__ import annotations

import os
import resource
import signal
from pathlib import Path

import pytest
from outfall_tracer.tests.support.features import features

pytest.importorskip("qgis.core")

TABLES = ("outfalls", "pipes", "trace_links", "enterprises", "audit", "evidence")


@pytest.fixture
def session(qgis_app, qgis_new_project, town):
    """A session on the town with its layers in the open project."""
    from outfall_tracer.layers.store.gpkg import layer_uri
    from outfall_tracer.operations.editing.session import EditSession
    from qgis.core import QgsProject, QgsVectorLayer

    layers = {name: QgsVectorLayer(layer_uri(town.path, name), name, "ogr") for name in TABLES}
    for layer in layers.values():
        assert layer.isValid()
        QgsProject.instance().addMapLayer(layer)
    made = EditSession()
    made.attach(town.path, layers)
    yield made
    made.discard()
    made.detach()
    QgsProject.instance().clear()


def fid_of(session, table, uid):
    return next(one.id() for one in features(session.layer(table)) if one["uid"] == uid)


def name_of(session, uid):
    return next(one["name"] for one in features(session.layer("outfalls")) if one["uid"] == uid)


def two_changes(session, town):
    """Change outfall A and its pipe in one step."""
    outfall, pipe = fid_of(session, "outfalls", town.uid["A"]), fid_of(session, "pipes", town.uid["P1"])
    with session.step("Judge A") as step:
        assert step.change("outfalls", outfall, {"name": "Alpha"})
        assert step.change("pipes", pipe, {"system": "sewage"})
        assert not step.change("pipes", pipe, {"system": "sewage"})  # nothing to change
    return outfall, pipe


def test_one_undo_takes_the_whole_action(session, town):
    two_changes(session, town)
    assert session.is_modified
    assert session.undo_title == "Judge A"
    assert session.undo()
    assert name_of(session, town.uid["A"]) == "A"
    assert not session.is_modified
    assert not session.undo()
    assert session.redo()
    assert name_of(session, town.uid["A"]) == "Alpha"
    # QGIS's own undo panel on one layer takes the other layer along, and back.
    session.layer("pipes").undoStack().undo()
    assert name_of(session, town.uid["A"]) == "A"
    session.layer("outfalls").undoStack().redo()
    pipes = {one["uid"]: one["system"] for one in features(session.layer("pipes"))}
    assert pipes[town.uid["P1"]] == "sewage"


def test_edits_of_others_are_in_the_history(session, town):
    outfall, _ = two_changes(session, town)
    layer = session.layer("outfalls")
    layer.beginEditCommand("By a form")
    layer.changeAttributeValue(outfall, layer.fields().lookupField("remark"), "seen")
    layer.endEditCommand()
    assert session.undo_title == "By a form"
    session.undo()
    assert session.undo_title == "Judge A"
    assert session.redo_title == "By a form"


def test_a_step_that_fails_leaves_nothing(session, town):
    outfall = fid_of(session, "outfalls", town.uid["A"])

    def broken():
        with session.step("Broken") as step:
            step.change("outfalls", outfall, {"name": "Alpha"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert name_of(session, town.uid["A"]) == "A"
    assert not session.undo_title


def test_save_writes_all_tables_and_who_did_it(session, town):
    from qgis.core import QgsGeometry

    _, pipe = two_changes(session, town)
    with session.step("More") as step:
        place = QgsGeometry.fromWkt("MULTIPOINT Z ((500001 3380001 7))")
        uid = step.add("enterprises", {"name": "New"}, place)
        step.move("pipes", pipe, QgsGeometry.fromWkt("LINESTRING (500000 3380101, 500000 3380000)"))
        step.delete("pipes", fid_of(session, "pipes", town.uid["P4"]))
    heard = []
    session.saved.connect(heard.append)
    report = session.save()
    assert heard == [report]
    assert not session.is_modified
    assert not session.undo_title
    assert not session.layer("pipes").isEditable()  # the step began it, the save ends it
    assert report.rows == {"outfalls": 1, "pipes": 2, "enterprises": 1}
    assert town.outfall("A")["name"] == "Alpha"
    new = next(row for row in town.rows("enterprises") if row["uid"] == uid)
    assert new["name"] == "New"
    assert new["geom"] == "POINT (500001 3380001)"
    assert list(report.new_fids["enterprises"].values()) == [new["fid"]]
    pipes = {row["code"]: row for row in town.rows("pipes")}
    assert set(pipes) == {"P1", "P2", "P3"}
    assert pipes["P1"]["geom"].startswith("LINESTRING (500000 3380101")
    trail = {(row["table_name"], row["column_name"]): row for row in town.rows("audit")}
    assert set(trail) == {
        ("outfalls", "name"),
        ("pipes", "system"),
        ("pipes", "geom"),
        ("pipes", "uid"),
        ("enterprises", "uid"),
    }
    assert (trail["outfalls", "name"]["old_value"], trail["outfalls", "name"]["new_value"]) == ("A", "Alpha")
    assert trail["outfalls", "name"]["changed_by"]
    assert '"code": "P4"' in trail["pipes", "uid"]["old_value"]
    # The layer shows what was saved, and goes on from there.
    assert name_of(session, town.uid["A"]) == "Alpha"
    assert session.layer("enterprises").featureCount() == 3


def test_the_save_button_of_one_layer_saves_the_whole_action(session, town):
    from qgis.PyQt.QtCore import QCoreApplication

    assert session.layer("outfalls").startEditing()
    two_changes(session, town)
    with session.step("Add") as step:
        step.add("enterprises", {"name": "New"})
    assert session.layer("enterprises").commitChanges(True)
    QCoreApplication.processEvents()
    assert town.outfall("A")["name"] == "Alpha"
    assert [row["name"] for row in town.rows("enterprises")].count("New") == 1
    assert {row["table_name"] for row in town.rows("audit")} == {"outfalls", "pipes", "enterprises"}
    assert not session.is_modified
    assert session.layer("outfalls").isEditable()  # a person began it


def test_what_another_program_wrote_is_not_overwritten(session, town):
    from outfall_tracer.operations.editing.conflicts import ConflictError
    from qgis.PyQt.QtCore import QCoreApplication

    outfall, _ = two_changes(session, town)
    with session.step("Rename B") as step:
        step.change("outfalls", fid_of(session, "outfalls", town.uid["B"]), {"name": "Beta"})
    QCoreApplication.processEvents()
    town.set("outfalls", town.uid["B"], remark="from elsewhere")  # another column: no conflict
    town.set("outfalls", town.uid["A"], name="Omega")
    town.remove("pipes", town.uid["P1"])
    with pytest.raises(ConflictError) as caught:
        session.save()
    assert {(one.table, one.gone) for one in caught.value.conflicts} == {("outfalls", False), ("pipes", True)}
    assert "another program" in caught.value.message
    assert town.outfall("A")["name"] == "Omega"
    assert town.outfall("B")["name"] == "B"
    assert name_of(session, town.uid["A"]) == "Alpha"  # the edits are kept
    session.take_theirs(caught.value.conflicts)
    session.save()
    assert town.outfall("A")["name"] == "Omega"
    assert (town.outfall("B")["name"], town.outfall("B")["remark"]) == ("Beta", "from elsewhere")
    # Mine wins where the person says so.
    with session.step("Again") as step:
        step.change("outfalls", outfall, {"name": "Mine"})
    QCoreApplication.processEvents()
    town.set("outfalls", town.uid["A"], name="Theirs")
    with pytest.raises(ConflictError):
        session.save()
    session.save(mine_wins=True)
    assert town.outfall("A")["name"] == "Mine"


def kept_after(session, town, before, words):
    """Save, expect a sentence with ``words``, and see file and edits as they were."""
    from outfall_tracer.problems import UserError

    with pytest.raises(UserError) as caught:
        session.save()
    assert words in caught.value.message, caught.value.detail
    assert "your edits are kept" in caught.value.message
    assert town.dump() == before
    assert name_of(session, town.uid["A"]) == "Alpha"
    assert session.undo_title


def test_a_locked_file_keeps_the_edits(session, town):
    from osgeo import gdal

    two_changes(session, town)
    before = town.dump()
    holder = gdal.OpenEx(town.path, gdal.OF_VECTOR | gdal.OF_UPDATE)
    holder.ExecuteSQL("BEGIN IMMEDIATE")
    try:
        kept_after(session, town, before, "written by another program")
    finally:
        holder.ExecuteSQL("ROLLBACK")
        holder = None
    session.save()
    assert town.outfall("A")["name"] == "Alpha"


def test_a_full_disk_keeps_the_edits(session, town, gdal_raises):
    outfall, _ = two_changes(session, town)
    with session.step("Long") as step:
        step.change("outfalls", outfall, {"remark": "x" * 3_000_000})
    before = town.dump()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (Path(town.path).stat().st_size + 500_000, limits[1]))
    try:
        kept_after(session, town, before, "room")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, heard)
    session.save()
    assert len(town.outfall("A")["remark"]) == 3_000_000


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="a superuser may write read-only files")
def test_a_read_only_file_keeps_the_edits(session, town):
    two_changes(session, town)
    before = town.dump()
    Path(town.path).chmod(0o444)
    try:
        kept_after(session, town, before, "read-only")
    finally:
        Path(town.path).chmod(0o644)


def test_two_rows_with_one_identifier_are_named(session, town):
    from qgis.core import QgsFeature

    two_changes(session, town)
    layer = session.layer("enterprises")
    layer.startEditing()
    feature = QgsFeature(layer.fields())
    feature["uid"] = town.uid["Mill"]
    assert layer.addFeature(feature)
    kept_after(session, town, town.dump(), "same identifier")


def test_a_project_that_writes_at_once_says_so(qgis_app, qgis_new_project, town):
    from outfall_tracer.layers.store.gpkg import layer_uri
    from outfall_tracer.operations.editing.session import EditSession
    from outfall_tracer.problems import UserError
    from qgis.core import QgsProject, QgsVectorLayer

    QgsProject.instance().setAutoTransaction(True)
    layer = QgsVectorLayer(layer_uri(town.path, "outfalls"), "outfalls", "ogr")
    QgsProject.instance().addMapLayer(layer)
    session = EditSession()
    session.attach(town.path, {"outfalls": layer})
    fid = fid_of(session, "outfalls", town.uid["A"])
    with pytest.raises(UserError, match="transaction mode"), session.step("Rename") as step:
        step.change("outfalls", fid, {"name": "Alpha"})
    assert layer.startEditing()  # by QGIS's own means
    layer.changeAttributeValue(fid, layer.fields().lookupField("name"), "Alpha")
    with pytest.raises(UserError, match="transaction mode"):
        session.save()
    assert layer.commitChanges()
    assert town.outfall("A")["name"] == "Alpha"
    session.detach()
    QgsProject.instance().clear()
    QgsProject.instance().setAutoTransaction(False)


# what is saved over is compared with what was shown


def edit_in_a_form(layer, fid, meanwhile, **values):
    """A form is opened, ``meanwhile()`` happens, then a person types and closes it."""
    from qgis.gui import QgsAttributeEditorContext, QgsAttributeForm, QgsGui

    QgsGui.editorWidgetRegistry().initEditors()
    layer.startEditing()
    feature = next(one for one in features(layer) if one.id() == fid)
    form = QgsAttributeForm(layer, feature, QgsAttributeEditorContext())
    meanwhile()
    for name, value in values.items():
        form.changeAttribute(name, value)
    assert form.save()
    form.deleteLater()


def edit_in_a_table(layer, fid, meanwhile, **values):
    """The same in a cell of QGIS's attribute table, which hands over what it showed."""
    layer.startEditing()
    feature = next(one for one in features(layer) if one.id() == fid)
    meanwhile()
    layer.beginEditCommand("Attribute changed")
    for name, value in values.items():
        at = layer.fields().lookupField(name)
        assert layer.changeAttributeValue(fid, at, value, feature[name])
    layer.endEditCommand()


@pytest.mark.parametrize("edit", [edit_in_a_form, edit_in_a_table])
def test_what_others_wrote_before_the_first_touch_is_not_overwritten(session, town, edit):
    from outfall_tracer.operations.editing.conflicts import ConflictError

    layer, uid = session.layer("outfalls"), town.uid["A"]
    fid = fid_of(session, "outfalls", uid)
    edit(layer, fid, lambda: town.set("outfalls", uid, name="theirs"), name="mine", remark="seen")
    with pytest.raises(ConflictError) as caught:
        session.save()
    assert [(one.table, one.columns) for one in caught.value.conflicts] == [("outfalls", ("name",))]
    assert town.outfall("A")["name"] == "theirs"
    session.take_theirs(caught.value.conflicts)
    session.save()
    assert (town.outfall("A")["name"], town.outfall("A")["remark"]) == ("theirs", "seen")
    # What was read anew is edited without a question.
    edit(layer, fid, lambda: None, name="mine")
    session.save()
    assert town.outfall("A")["name"] == "mine"


def test_asking_an_edit_what_it_showed_changes_nothing(session, town):
    layer, fid = session.layer("outfalls"), fid_of(session, "outfalls", town.uid["A"])
    heard = []
    layer.attributeValueChanged.connect(lambda *told: heard.append(told[0]))
    edit_in_a_table(layer, fid, lambda: None, name="mine", remark="seen")
    assert heard == [fid, fid]
    assert (layer.undoStack().index(), layer.undoStack().count()) == (1, 1)
    session.undo()
    assert name_of(session, town.uid["A"]) == "A"
    session.redo()
    assert name_of(session, town.uid["A"]) == "mine"
    session.save()
    assert town.outfall("A")["remark"] == "seen"


def test_a_decision_over_what_a_dock_showed(session, town):
    """The dock shows B; somebody else changes it; what the dock does then is asked about."""
    from outfall_tracer.operations.editing.conflicts import ConflictError

    uid = town.uid["B"]
    fid = fid_of(session, "outfalls", uid)
    session.showing("dock", "outfalls", {fid: {"name": "B", "remark": None}})
    town.set("outfalls", uid, name="theirs")
    with session.step("Rename") as step:
        step.change("outfalls", fid, {"name": "mine"})
    session.showing("dock", "outfalls", {fid: {"name": "mine", "remark": None}})  # it shows the edit now
    with session.step("Rename again") as step:
        step.change("outfalls", fid, {"name": "mine too"})
    with pytest.raises(ConflictError):
        session.save()
    session.save(mine_wins=True)
    assert town.outfall("B")["name"] == "mine too"


def test_edits_upon_edits_are_no_conflict(session, town):
    fid = fid_of(session, "outfalls", town.uid["A"])
    layer = session.layer("outfalls")
    with session.step("One") as step:
        step.change("outfalls", fid, {"name": "one"})
    session.showing("dock", "outfalls", {fid: {"name": "one"}})
    edit_in_a_table(layer, fid, lambda: None, name="two")
    with session.step("Three") as step:
        step.change("outfalls", fid, {"name": "three"})
    session.save()
    session.showing("dock", "outfalls", {fid: {"name": "three"}})
    with session.step("Four") as step:
        step.change("outfalls", fid, {"name": "four"})
    session.undo()
    edit_in_a_table(layer, fid, lambda: None, name="five")
    session.save()
    assert town.outfall("A")["name"] == "five"
