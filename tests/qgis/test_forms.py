"""Forms: what they demand and why, parts that depend on a value, and old projects that get today's forms."""

from __future__ import annotations

import shutil

import pytest
from outfall_tracer.tests.support.features import feature_at

#: Widgets that QField has an implementation of, among those QGIS offers.
QFIELD_WIDGETS = {
    "TextEdit", "ValueMap", "Range", "DateTime", "CheckBox", "ExternalResource", "RelationReference",
    "ValueRelation", "UniqueValues", "UuidGenerator", "Hidden",
}  # fmt: skip


@pytest.fixture(scope="module")
def made(qgis_app, tmp_path_factory):
    from outfall_tracer.layers.project.create import create_project

    return create_project(tmp_path_factory.mktemp("forms") / "reach.gpkg", language="en")


@pytest.fixture(scope="module")
def layers(made):
    from outfall_tracer.layers.project.qgis_project import stored_uri
    from qgis.core import QgsProject

    project = QgsProject()
    assert project.read(stored_uri(made))
    yield by_table(project)
    project.clear()


def by_table(project):
    return {layer.source().partition("|layername=")[2]: layer for layer in project.mapLayers().values()}


def containers(element):
    from qgis.core import QgsAttributeEditorContainer

    if isinstance(element, QgsAttributeEditorContainer):
        yield element
        for child in element.children():
            yield from containers(child)


def value_of(layer, expression, **values):
    """Evaluate an expression on a feature of the layer with these values, the others empty."""
    from qgis.core import QgsExpression, QgsExpressionContext, QgsFeature

    feature = QgsFeature(layer.fields())
    feature.setValid(True)
    for name, value in values.items():
        feature[name] = value
    context = QgsExpressionContext()
    context.setFields(layer.fields())
    context.setFeature(feature)
    parsed = QgsExpression(expression)
    assert not parsed.hasParserError(), (expression, parsed.parserErrorString())
    result = parsed.evaluate(context)
    assert not parsed.hasEvalError(), (expression, parsed.evalErrorString())
    return result if isinstance(result, (bool, int, float, str)) else None


def test_every_column_has_a_place_and_a_widget_that_qfield_knows(layers):
    from outfall_tracer.layers.schema import SCHEMA
    from qgis.core import QgsAttributeEditorField

    for table in SCHEMA.tables:
        layer = layers[table.name]
        placed = [
            child.name()
            for tab in layer.editFormConfig().tabs()
            for box in containers(tab)
            for child in box.children()
            if isinstance(child, QgsAttributeEditorField)
        ]
        assert sorted(placed) == sorted(table.column_names), table.name
        for index in range(layer.fields().count()):
            kind = layer.editorWidgetSetup(index).type()
            assert kind in QFIELD_WIDGETS or layer.fields().at(index).name() == "fid", (table.name, kind)


def test_what_only_the_software_reads_comes_last(layers):
    """People's tabs hold no JSON, and a key only where the form shows what it stands for."""
    from outfall_tracer.layers.schema import SCHEMA, Kind, Role

    for table in (one for one in SCHEMA.tables if one.role is not Role.SYSTEM):
        layer = layers[table.name]
        *seen, last = layer.editFormConfig().tabs()
        assert last.name() == "System", table.name
        shown = {child.name() for tab in seen for box in containers(tab) for child in box.children()}
        for column in (one for one in table.columns if one.name in shown):
            widget = layer.editorWidgetSetup(layer.fields().indexOf(column.name)).type()
            is_key = column.name.endswith("uid") or column.name in ("trace_run", "written")
            assert column.kind is not Kind.JSON, (table.name, column.name)
            assert not is_key or widget == "RelationReference", (table.name, column.name)


def test_forms_have_one_column_of_fields(layers):
    """Two made an English form wider than a screen of 900 pixels, with its labels cut off."""
    for table, layer in layers.items():
        for tab in layer.editFormConfig().tabs():
            assert all(box.columnCount() <= 1 for box in containers(tab)), table


def test_lists_of_related_rows_are_stored_with_their_relation(made, qgis_new_project):
    """QGIS looks relations up in the project of its window, which the one that is written is not."""
    from outfall_tracer.layers.project.qgis_project import stored_uri
    from outfall_tracer.layers.schema import SCHEMA
    from qgis.core import QgsAttributeEditorRelation, QgsProject

    assert QgsProject.instance().read(stored_uri(made))
    lists = [
        child.relation().id()
        for layer in by_table(QgsProject.instance()).values()
        for tab in layer.editFormConfig().tabs()
        for child in tab.children()
        if isinstance(child, QgsAttributeEditorRelation) and child.relation().isValid()
    ]
    assert set(lists) == {one.name for one in SCHEMA.relations} - {"run_links"}


def test_every_rule_reads_columns_that_exist_and_takes_an_empty_row(layers):
    from outfall_tracer.layers.project.form_rules import ON_UPDATE, parts_of, rule_of
    from outfall_tracer.layers.schema import SCHEMA
    from qgis.core import QgsExpression

    for table in SCHEMA.tables:
        layer = layers[table.name]
        rules = [(column.name, rule_of(table, column)) for column in table.columns]
        expressions = [rule.expression for _name, rule in rules if rule]
        expressions += [part.shown for part in parts_of(table)]
        expressions += [text for (name, _column), text in ON_UPDATE.items() if name == table.name]
        for expression in expressions:
            assert QgsExpression(expression).referencedColumns() <= set(table.column_names), expression
            value_of(layer, expression)
        for name, rule in rules:
            if rule and (table.name, name) not in (("evidence", "outfall_uid"),) and name != "uid":
                assert value_of(layer, rule.expression), (table.name, name)
                assert rule.en
                assert rule.zh
                index = layer.fields().lookupField(name)
                assert layer.constraintDescription(index) == rule.en


@pytest.mark.parametrize(
    ("table", "column", "good", "bad"),
    [
        ("enterprises", "credit_code", {"credit_code": "91420100MA4KX0000X"}, {"credit_code": "91420I00MA"}),
        ("outfalls", "code_national", {"code_national": "FA-420106-0001-QT-00"}, {"code_national": "A1"}),
        ("outfalls", "county_code", {"county_code": "420106"}, {"county_code": "4201"}),
        (
            "outfalls", "untraceable_reason",
            {"trace_status": "untraceable", "untraceable_reason": "buried"}, {"trace_status": "untraceable"},
        ),
        ("pipes", "to_node", {"from_node": "a", "to_node": "b"}, {"from_node": "a", "to_node": "a"}),
        ("findings", "reason", {"status": "open"}, {"status": "accepted", "reason": "  "}),
        ("evidence", "path", {"path": "reach_evidence/A/1.jpg"}, {"path": "../secret.jpg"}),
        ("evidence", "path", {"path": "a/b.pdf"}, {"path": "C:\\x.jpg"}),
        ("trace_links", "confidence", {"confidence": 1.0}, {"confidence": 1.1}),
        ("pipes", "diameter_mm", {"diameter_mm": 0.0}, {"diameter_mm": -5.0}),
        *(("citizen_reports", "public_answer", {"public_answer": "2022-05-01 已核实"}, {"public_answer": bad})
          for bad in (
              "138-1234 5678", "１３８１２３４５６７８", "（027）8555-1234", "VX:abc12345",
              "42010219900101123X")),
    ],
)  # fmt: skip
def test_good_values_pass_and_bad_ones_do_not(layers, table, column, good, bad):
    layer = layers[table]
    expression = layer.constraintExpression(layer.fields().lookupField(column))
    assert value_of(layer, expression, **good)
    assert not value_of(layer, expression, **bad)


def test_a_form_with_a_number_in_a_text_for_the_public_cannot_be_left(layers):
    from qgis.core import QgsFieldConstraints

    kind, strength = QgsFieldConstraints.Constraint, QgsFieldConstraints.ConstraintStrength
    layer = layers["citizen_reports"]
    for name in ("public_text", "public_answer"):
        held = layer.fields().at(layer.fields().lookupField(name)).constraints()
        assert held.constraintStrength(kind.ConstraintExpression) == strength.ConstraintStrengthHard


def test_parts_are_shown_when_they_matter(layers):
    boxes = {
        box.name(): box
        for tab in layers["outfalls"].editFormConfig().tabs()
        for box in containers(tab)
        if box.visibilityExpression().enabled()
    }
    assert set(boxes) == {"Untraceable", "Sent back", "Completed", "Out of date"}

    def shown(name, **values):
        expression = boxes[name].visibilityExpression().data().expression()
        return bool(value_of(layers["outfalls"], expression, **values))

    assert shown("Untraceable", trace_status="untraceable")
    assert not shown("Untraceable", trace_status="candidates")
    assert not shown("Completed")
    assert shown("Completed", work_state="complete")


def test_a_decision_in_a_plain_form_notes_who_and_when(made, tmp_path):
    from outfall_tracer.layers.project.qgis_project import stored_uri
    from qgis.core import NULL, QgsFeature, QgsGeometry, QgsProject

    copy = shutil.copy(made, tmp_path / "reach.gpkg")
    project = QgsProject()
    assert project.read(stored_uri(copy))
    layer = by_table(project)["trace_links"]
    assert layer.startEditing()
    feature = QgsFeature(layer.fields())
    feature["uid"], feature["status"] = "u1", "candidate"
    feature.setGeometry(QgsGeometry.fromWkt("LINESTRING (0 0, 1 1)"))
    assert layer.addFeature(feature)
    fid = feature.id()
    index = layer.fields().lookupField
    assert layer.changeAttributeValue(fid, index("status"), "confirmed")
    row = feature_at(layer, fid)
    assert str(row["decided_by"]) not in ("", "NULL")
    assert row["decided_at"].isValid()
    assert layer.changeAttributeValue(fid, index("status"), "candidate")
    assert feature_at(layer, fid)["decided_by"] in (None, NULL)
    layer.rollBack()
    project.clear()


def test_an_older_project_gets_todays_forms_and_keeps_what_people_made(made, tmp_path):
    from outfall_tracer.layers.project.open_project import open_in_qgis
    from outfall_tracer.layers.project.qgis_project import SCOPE, forms_version, stored_uri
    from qgis.core import QgsEditorWidgetSetup, QgsProject
    from qgis.PyQt.QtGui import QColor

    copy = shutil.copy(made, tmp_path / "reach.gpkg")
    project = QgsProject()
    assert project.read(stored_uri(copy))
    found = by_table(project)
    project.removeMapLayer(found["trace_configurations"].id())  # as if the table had come later
    pipes = found["pipes"]
    pipes.setName("Our sewers")
    pipes.renderer().symbols(_render_context())[0].setColor(QColor("#123456"))
    pipes.setEditorWidgetSetup(pipes.fields().lookupField("system"), QgsEditorWidgetSetup("TextEdit", {}))
    project.relationManager().removeRelation("link_evidence")
    project.removeEntry(SCOPE, "/forms")
    assert project.write()
    project.clear()
    again = QgsProject()
    open_in_qgis(copy, again)
    check_refreshed(again)
    again.clear()
    stored = QgsProject()  # plain QGIS, without the plugin, sees it too
    assert stored.read(stored_uri(copy))
    assert stored.readEntry(SCOPE, "/forms")[0] == forms_version()
    check_refreshed(stored)
    stored.clear()


def _render_context():
    from qgis.core import QgsRenderContext

    return QgsRenderContext()


def check_refreshed(project):
    from outfall_tracer.layers.schema import SCHEMA

    found = by_table(project)
    assert "trace_configurations" in found
    pipes = found["pipes"]
    assert pipes.name() == "Our sewers"
    assert pipes.renderer().symbols(_render_context())[0].color().name() == "#123456"
    assert pipes.editorWidgetSetup(pipes.fields().lookupField("system")).type() == "ValueMap"
    assert project.relationManager().relation("link_evidence").isValid()
    assert len(project.relationManager().relations()) == len(SCHEMA.relations)
