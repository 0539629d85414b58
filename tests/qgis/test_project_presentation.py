"""What a stored project offers beside its layers: themes, bookmarks, a layout, actions, names for servers."""

from __future__ import annotations

import io
import shutil
import zipfile

import numpy as np
import pytest
from outfall_tracer.layers.project import presentation
from outfall_tracer.layers.project.language import change_language
from outfall_tracer.layers.project.open_project import open_in_qgis
from outfall_tracer.layers.project.presentation import THEMES, theme_name
from outfall_tracer.layers.project.qgis_project import PROJECT_NAME, fit_view
from outfall_tracer.layers.project.stored_project import packed_project
from outfall_tracer.layers.schema import SCHEMA


@pytest.fixture(scope="module")
def template(qgis_app, tmp_path_factory):
    """A project with two districts and an outfall in each."""
    import shapely
    from outfall_tracer.layers.project.create import create_project
    from outfall_tracer.layers.store.geometry_io import point_blobs, shape_blobs
    from outfall_tracer.layers.store.table_io import ProjectFile, new_uids

    path = create_project(tmp_path_factory.mktemp("presented") / "reach.gpkg", language="en")
    with ProjectFile(path, update=True) as project, project.transaction():
        boxes = shapely.to_wkb(shapely.box([500_000, 510_000], 3_380_000, [508_000, 518_000], 3_388_000))
        codes = np.array(["420106", "420107"], dtype=object)
        wkb = np.empty(2, dtype=object)
        wkb[:] = list(shapely.to_wkb(shapely.multipolygons([[shapely.from_wkb(box)] for box in boxes])))
        project.append("districts", {
            "uid": new_uids(2), "county_code": codes, "name": np.array(["武昌区", "青山区"], dtype=object),
        }, shape_blobs(wkb, project.srs_id("districts")))
        project.append("outfalls", {
            "uid": new_uids(2), "county_code": codes,
            "name": np.array(["武汉市武昌区前进街道雨水排口", "武汉市长江大桥小区排口"], dtype=object),
        }, point_blobs(np.array([(504_000.0, 3_384_000.0), (514_000.0, 3_384_000.0)]),
                       project.srs_id("outfalls")))
    fit_view(path)
    return path


@pytest.fixture
def path(template, tmp_path):
    return shutil.copy(template, tmp_path / "reach.gpkg")


@pytest.fixture(scope="module")
def project(template):
    """To be read only."""
    from qgis.core import QgsProject

    opened = QgsProject()
    open_in_qgis(template, opened)
    yield opened
    opened.clear()


@pytest.fixture
def mine(path):
    from qgis.core import QgsProject

    opened = QgsProject()
    open_in_qgis(path, opened)
    yield opened
    opened.clear()


def by_table(project):
    from outfall_tracer.layers.project.find import layer_table

    return {layer_table(layer)[1]: layer for layer in project.mapLayers().values()}


def kept_back(layer):
    """Columns that neither WMS nor WFS shows."""
    if not hasattr(layer, "setFieldConfigurationFlag"):
        assert set(layer.excludeAttributesWms()) == set(layer.excludeAttributesWfs())
        return set(layer.excludeAttributesWms())
    from outfall_tracer.layers.qgis_names import unserved

    fields = layer.fields().toList()
    return {each.name() for each in fields if all(each.configurationFlags() & flag for flag in unserved())}


def test_themes_show_their_tables(project):
    themes, layers = project.mapThemeCollection(), by_table(project)
    assert set(themes.mapThemes()) == {"Survey", "Judging", "Print"}
    for code, (_, _, tables) in THEMES.items():
        shown = {layer.id() for layer in themes.mapThemeVisibleLayers(theme_name(code, "en"))}
        assert shown == {layers[name].id() for name in tables}


def test_each_district_has_a_bookmark(project):
    marks = {mark.name(): mark for mark in project.bookmarkManager().bookmarks()}
    assert set(marks) == {"武昌区", "青山区"}
    extent = marks["武昌区"].extent()
    assert (extent.xMinimum(), extent.xMaximum()) == (500_000, 508_000)
    assert extent.crs() == project.crs()


def test_the_layout_draws_a_page_per_district(project, tmp_path):
    from qgis.core import QgsLayoutExporter
    from qgis.PyQt.QtGui import QImage

    layout = project.layoutManager().layoutByName("Outfalls of a district (A3)")
    atlas = layout.atlas()
    assert atlas.coverageLayer() == by_table(project)["districts"]
    assert atlas.beginRender()
    assert atlas.updateFeatures() == 2
    assert atlas.first()
    place = by_table(project)["outfalls"].getFeature(1).geometry().asPoint()
    assert layout.itemById("map").extent().contains(place)
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = 40
    target = str(tmp_path / "page.png")
    assert QgsLayoutExporter(layout).exportToImage(target, settings) == QgsLayoutExporter.ExportResult.Success
    image = QImage(target)
    colours = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    assert len(colours) > 5
    atlas.endRender()


def test_nothing_in_it_tells_who_made_it_and_where(path):
    packed = zipfile.ZipFile(io.BytesIO(packed_project(path, PROJECT_NAME)))
    text = "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    assert 'coverageLayerSource=""' in text
    assert "<author></author>" in text or "<author/>" in text
    assert 'saveUser="' not in text.replace('saveUser=""', "")
    assert 'saveUserFull="' not in text.replace('saveUserFull=""', "")


def test_layers_have_short_names_in_one_language(project):
    for table, layer in by_table(project).items():
        properties = layer.serverProperties() if hasattr(layer, "serverProperties") else layer
        named = properties.shortName() if hasattr(properties, "shortName") else layer.shortName()
        assert named == table


def test_a_server_shows_no_books_and_nothing_personal(project):
    layers = by_table(project)
    restricted = project.readListEntry("WMSRestrictedLayers", "/")[0]
    assert layers["audit"].name() in restricted
    assert layers["outfalls"].name() not in restricted
    assert "Records" in restricted  # a group without any layer on the map
    assert project.layerTreeRoot().findGroup("Drainage").customProperty("wmsShortName") == "group_drainage"
    given = project.readListEntry("WFSLayers", "/")[0]
    assert layers["outfalls"].id() in given
    assert layers["audit"].id() not in given
    for table in SCHEMA.tables:
        personal = {column.name for column in table.columns if column.personal}
        assert kept_back(layers[table.name]) == personal, table.name


def test_actions_trace_from_a_row(project, monkeypatch):
    import qgis.utils

    asked, said = [], []

    class Window:
        """Desk and message bar at once."""

        def trace_object(self, *given):
            asked.append(given)

        def messageBar(self):  # noqa: N802
            return self

        def pushWarning(self, *texts):
            said.append(texts)

    monkeypatch.setattr(qgis.utils, "iface", Window())
    layers = by_table(project)
    commands = {(table, action.name()): action.command().replace("[% $id %]", "7")
                for table, layer in layers.items() for action in layer.actions().actions()}
    sources = {table.name for table in SCHEMA.source_tables}
    assert {table for table, _ in commands} == {"outfalls", "pipes", "manholes", *sources}
    for plugin in (None, type("Plugin", (), {"desk": Window()})):
        monkeypatch.setattr(qgis.utils, "plugins", {"outfall_tracer": plugin} if plugin else {})
        for key in (("outfalls", "Trace upstream from here"), ("pipes", "Trace downstream from here")):
            exec(compile(commands[key], "action", "exec"), {})
    assert asked == [("outfalls", 7, True), ("pipes", 7, False)]
    assert len(said) == 2


def test_another_language_renames_what_is_ours(mine, path):
    from qgis.core import QgsAction

    project = mine
    layers = by_table(project)
    theirs = QgsAction(QgsAction.ActionType.GenericPython, "Mine", "pass")
    layers["outfalls"].actions().addAction(theirs)
    project.mapThemeCollection().renameMapTheme("Survey", "Our walk")
    change_language(project, path, "zh")
    assert set(project.mapThemeCollection().mapThemes()) == {"Our walk", "判定", "出图"}
    assert {mark.group() for mark in project.bookmarkManager().bookmarks()} == {"行政区"}
    layout = project.layoutManager().layoutByName("行政区排污口图（A3）")
    assert layout.itemById("map").followVisibilityPresetName() == "出图"
    assert [action.name() for action in layers["outfalls"].actions().actions()] == ["Mine", "由此向上游溯源"]
    assert layers["audit"].name() in project.readListEntry("WMSRestrictedLayers", "/")[0]


def test_an_older_project_gets_it_once(mine, path):
    """What it lacks comes when it is opened; what a person has removed since does not come again."""
    from qgis.core import QgsProject

    project = mine
    project.removeEntry(presentation.SCOPE, presentation.MADE)
    project.removeEntry(presentation.SCOPE, "/forms")
    project.layoutManager().clear()
    project.mapThemeCollection().clear()
    project.bookmarkManager().clear()
    assert project.write()
    opened = QgsProject()
    open_in_qgis(path, opened)
    assert len(opened.layoutManager().printLayouts()) == 1
    assert len(opened.mapThemeCollection().mapThemes()) == 3
    assert len(opened.bookmarkManager().bookmarks()) == 2
    opened.bookmarkManager().removeBookmark("outfall_tracer_420107")
    opened.layoutManager().clear()
    opened.removeEntry(presentation.SCOPE, "/forms")
    assert opened.write()
    opened.clear()
    open_in_qgis(path, opened)
    assert [mark.name() for mark in opened.bookmarkManager().bookmarks()] == ["武昌区"]
    assert not opened.layoutManager().printLayouts()
    opened.clear()


def test_labels_do_not_repeat_the_district(project):
    from qgis.core import QgsExpression, QgsExpressionContext

    layer = by_table(project)["outfalls"]
    rules = layer.labeling().rootRule().children()
    assert [rule.minimumScale() for rule in rules] == [10_000, 5_000]
    limited = rules[0].settings().thinningSettings()
    assert limited.limitNumberOfLabelsEnabled()
    context = QgsExpressionContext()
    context.setFields(layer.fields())
    shown = []
    for row in layer.getFeatures():
        context.setFeature(row)
        shown.append(QgsExpression(rules[1].settings().fieldName).evaluate(context))
    assert shown == ["前进街道雨水排口", "武汉市长江大桥小区排口"]


def test_an_image_lands_below_the_outfalls(qgis_iface, qgis_new_project, path, tmp_path):
    """Above the river, so that it is seen; tiles of a service go to the bottom."""
    from osgeo import gdal
    from outfall_tracer.ui.raster_order import lower_rasters
    from qgis.core import QgsProject, QgsRasterLayer

    image = str(tmp_path / "flight.tif")
    made = gdal.GetDriverByName("GTiff").Create(image, 4, 4, 3)
    made.SetGeoTransform((500_000, 1, 0, 3_384_000, 0, -1))
    made = None
    opened = QgsProject.instance()
    open_in_qgis(path, opened)
    layers = by_table(opened)
    flight = QgsRasterLayer(image, "flight")
    assert flight.isValid()
    opened.addMapLayer(flight)
    tiles = QgsRasterLayer("type=xyz&url=http://localhost:9/{z}/{x}/{y}.png&zmax=1", "tiles", "wms")
    opened.addMapLayer(tiles)
    lower_rasters(opened, [flight, tiles])
    order = [node.layerId() for node in opened.layerTreeRoot().findLayers()]
    place = {name: order.index(layers[name].id()) for name in ("outfalls", "pipes", "river")}
    assert place["outfalls"] < place["pipes"] < order.index(flight.id()) < place["river"]
    assert order[-1] == tiles.id()
    assert len(order) == len(set(order))
    lower_rasters(opened, [flight, tiles])  # what lies well stays
    assert [node.layerId() for node in opened.layerTreeRoot().findLayers()] == order


@pytest.mark.parametrize(("kind", "severity", "shown"), [
    ("bad_direction", "warning", "Direction conflict"), ("bridged_gap", "notice", "Bridged gap"),
    ("bad_direction", "error", "Error"), ("dead_end", "warning", "Warning"),
])
def test_what_a_run_turned_or_bridged_is_shown_by_itself(project, kind, severity, shown):
    """So that it can be looked at, and taken back, one by one."""
    from qgis.core import QgsExpression, QgsExpressionContext, QgsFeature

    layer = by_table(project)["findings"]
    feature = QgsFeature(layer.fields())
    for name, value in (("kind", kind), ("severity", severity), ("status", "open")):
        feature[name] = value
    context = QgsExpressionContext()
    context.setFeature(feature)
    root = layer.renderer().rootRule()
    asked = {rule.label(): QgsExpression(rule.filterExpression()) for rule in root.children()[1].children()}
    assert [label for label, rule in asked.items() if rule.evaluate(context)] == [shown]
