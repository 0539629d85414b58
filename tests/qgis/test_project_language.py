"""A project has one language, whoever traces it; it can be changed, and what people made of it stays."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from outfall_tracer.i18n import speaking, translate, user_language
from outfall_tracer.layers.project.create import create_project
from outfall_tracer.layers.project.find import layer_table
from outfall_tracer.layers.project.language import change_language
from outfall_tracer.layers.project.qgis_project import stored_uri, write_qgis_project
from outfall_tracer.layers.schema import SCHEMA
from outfall_tracer.layers.store.table_reading import project_language
from outfall_tracer.operations.runs.trace_project import trace_project
from outfall_tracer.problems import UserError


@pytest.fixture(scope="module")
def made(qgis_app, tmp_path_factory):
    return create_project(tmp_path_factory.mktemp("made") / "reach.gpkg", language="en")


@pytest.fixture
def project(made, tmp_path):
    """A copy of an English project, open."""
    from qgis.core import QgsProject

    opened = QgsProject()
    assert opened.read(stored_uri(Path(shutil.copy(made, tmp_path / "reach.gpkg"))))
    yield opened
    opened.clear()


def by_table(project):
    return {layer_table(layer)[1]: layer for layer in project.mapLayers().values()}


def legend(layer):
    return [item.label() for item in layer.renderer().legendSymbolItems()]


def is_chinese(text):
    return any("一" <= letter <= "鿿" for letter in text)


def test_texts_in_another_language_for_a_while(qgis_app):
    assert user_language() == "en"
    with speaking("zh"):
        assert user_language() == "zh"
        assert translate("Ends", "The network begins here.") == "管网由此起始。"
        with speaking("en"):
            assert translate("Ends", "The network begins here.") == "The network begins here."
        assert translate("Ends", "nobody has translated this") == "nobody has translated this"
    assert translate("Ends", "The network begins here.") == "The network begins here."


def test_a_change_reaches_all_that_has_words_and_is_stored(project, tmp_path):
    from qgis.core import QgsProject

    path = tmp_path / "reach.gpkg"
    change_language(project, path, "zh")
    assert project_language(str(path)) == "zh"
    stored = QgsProject()
    assert stored.read(stored_uri(path))
    for one in (project, stored):
        assert one.title() == "武汉长江入河排污口溯源"
        layers = by_table(one)
        for table in SCHEMA.tables:
            layer = layers[table.name]
            assert layer.name() == table.zh
            fields = layer.fields()
            assert [layer.attributeAlias(fields.indexOf(column.name)) for column in table.columns] == [
                column.alias("zh") for column in table.columns
            ]
        assert "待确认" in legend(layers["outfalls"])
        assert [group.name() for group in one.layerTreeRoot().findGroups()] == [
            group.zh for group in SCHEMA.groups if group.code != "books"
        ]
        names = {relation.id(): relation.name() for relation in one.relationManager().relations().values()}
        assert names == {relation.name: relation.zh for relation in SCHEMA.relations}
        assert all(relation.isValid() for relation in one.relationManager().relations().values())
    stored.clear()
    with closing(sqlite3.connect(path)) as file:  # what dresses the layers in any other project
        chosen = [name for (name,) in file.execute("SELECT styleName FROM layer_styles WHERE useAsDefault")]
    assert set(chosen) == {"中文"}
    assert len(chosen) == len(by_table(project))


def test_there_and_back_is_as_before(project, tmp_path):
    before = {
        table: (layer.name(), legend(layer)) for table, layer in by_table(project).items() if layer.renderer()
    }
    change_language(project, tmp_path / "reach.gpkg", "zh")
    change_language(project, tmp_path / "reach.gpkg", "en")
    assert {
        table: (layer.name(), legend(layer)) for table, layer in by_table(project).items() if layer.renderer()
    } == before


def test_names_colours_and_legends_of_people_stay(project, tmp_path):
    from qgis.core import QgsRenderContext
    from qgis.PyQt.QtGui import QColor

    layers = by_table(project)
    layers["pipes"].setName("Our sewers")
    symbols = layers["pipes"].renderer().symbols
    symbols(QgsRenderContext())[0].setColor(QColor("#123456"))
    mine = layers["outfalls"].renderer().rootRule().children()[0]
    mine.setLabel("Settled")
    project.layerTreeRoot().findGroup("Sources").setName("Who discharges")
    change_language(project, tmp_path / "reach.gpkg", "zh")
    assert layers["pipes"].name() == "Our sewers"
    symbols = layers["pipes"].renderer().symbols
    assert "#123456" in {symbol.color().name() for symbol in symbols(QgsRenderContext())}
    assert "Settled" in legend(layers["outfalls"])
    assert project.layerTreeRoot().findGroup("Who discharges") is not None


def test_a_file_that_cannot_be_written_changes_nothing(project, tmp_path):
    path = tmp_path / "reach.gpkg"
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UserError, match="could not be stored"):
            change_language(project, path, "zh")
        other.rollback()
    assert by_table(project)["outfalls"].name() == "Outfalls"
    assert project_language(str(path)) == "en"


def test_a_run_writes_in_the_language_of_the_project(town):
    write_qgis_project(Path(town.path), "zh")
    assert user_language() == "en"
    trace_project(town.path)
    assert all(is_chinese(row["text"]) and is_chinese(row["fix"]) for row in town.rows("findings"))
    assert all(is_chinese(row["detail"]) for row in town.rows("trace_ends"))
    outfalls = {row["name"]: row for row in town.rows("outfalls")}
    assert is_chinese(outfalls["A"]["party_basis"])
    n_audit = len(town.rows("audit"))
    with speaking("zh"):  # a colleague whose QGIS is Chinese
        assert trace_project(town.path).unchanged
    assert len(town.rows("audit")) == n_audit


def test_a_decision_writes_in_the_language_of_the_project(town, qgis_new_project):
    from outfall_tracer.layers.store.gpkg import layer_uri
    from outfall_tracer.operations.editing.session import EditSession
    from outfall_tracer.operations.judging.candidates import candidates, decide
    from qgis.core import QgsProject, QgsVectorLayer

    write_qgis_project(Path(town.path), "zh")
    trace_project(town.path)
    tables = ("outfalls", "trace_links", "enterprises", "construction_sites", "districts", "audit")
    layers = {name: QgsVectorLayer(layer_uri(town.path, name), name, "ogr") for name in tables}
    QgsProject.instance().addMapLayers(list(layers.values()))
    session = EditSession()
    session.attach(town.path, layers)
    mill = [link for link in candidates(session, [town.uid["A"]]) if link.name == "Mill"]
    decide(session, mill, "confirmed")
    session.save()
    session.detach()
    QgsProject.instance().clear()
    outfall = next(row for row in town.rows("outfalls") if row["name"] == "A")
    assert outfall["trace_status"] == "confirmed"
    assert is_chinese(outfall["party_basis"])
    assert json.loads(outfall["written"])["party_basis"] == outfall["party_basis"]


def test_the_window_offers_the_users_language(qgis_iface, qgis_new_project, tmp_path, monkeypatch):
    from outfall_tracer.tests.support.desks import desk_on, overhear
    from qgis.core import QgsProject

    path = create_project(tmp_path / "reach.gpkg", language="zh")
    with desk_on(qgis_iface) as desk:
        overhear(desk, monkeypatch)
        command = next(one for one in desk.commands() if one.name == "language")
        assert QgsProject.instance().read(stored_uri(path))
        desk.watch.refresh()
        assert desk.said == ["The layers, forms and findings of this project are in Chinese."]
        assert command.enabled()
        pipes = desk.watch.layer("pipes")
        pipes.startEditing()
        command.run()
        assert "being edited: 管渠" in desk.said[-1]
        assert pipes.name() == "管渠"
        pipes.rollBack()
        assert desk.part("edits").session.language == "zh"
        command.run()
        assert desk.said[-1].startswith("The project is in English now")
        assert pipes.name() == "Pipes and channels"
        assert desk.part("edits").session.language == "en"
        assert not command.enabled()
        QgsProject.instance().clear()


def test_sources_with_signs_beyond_ascii_have_their_chinese(qgis_app, monkeypatch, repository):
    """Quotation marks and dots: an installed plugin has the compiled texts only."""
    import xml.etree.ElementTree as ET

    from outfall_tracer import i18n

    tree = ET.parse(repository / "i18n" / "outfall_tracer_zh_Hans.ts")
    texts = {(context.findtext("name"), message.findtext("source")): message.findtext("translation")
             for context in tree.iter("context") for message in context.iter("message")}
    odd = {key: chinese for key, chinese in texts.items() if chinese and not key[1].isascii()}
    assert len(odd) > 50
    with i18n.speaking("zh"):
        assert {key: i18n.translate(*key) for key in odd} == odd
