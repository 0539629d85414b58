"""The QGIS project that is stored inside the GeoPackage.

It holds the layer tree, forms, relations, the CRS and relative paths, and is called
:data:`PROJECT_NAME` in each file. The styles beside it are those of :mod:`.stored_styles`.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..schema import SCHEMA, SCHEMA_VERSION, Geometry, Table
from ..store.gpkg import GdalError, layer_uri
from ..store.table_reading import project_language
from ..store.traced_pipes import TRACED_PIPES
from ..styles import dress_layer
from .find import layer_table, same_file
from .forms import dress_form
from .presentation import MADE, SCOPE, add_bookmarks, hide, is_hidden, name_for_services, present
from .relations import add_relations, write_with_lists
from .stored_project import write_unsigned
from .stored_styles import forget_styles, renew_styles, save_styles

if TYPE_CHECKING:
    from qgis.core import QgsProject, QgsRectangle, QgsVectorLayer

PROJECT_NAME = "outfall_tracer"
_MAKING = 7  # raise it when forms or styles change and the schema does not
TITLES = {"zh": "武汉长江入河排污口溯源", "en": "Outfall tracing"}
#: The Wuhan reach in degrees, where an empty project opens.
_REACH = (113.70, 30.10, 114.85, 30.80)
_SCALES = [500, 1000, 2000, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000]
_HIDDEN_AT_FIRST = frozenset({
    "source_sites", "orthophotos", "photos", "inspections", "trace_ends", "findings", "visits", "townships",
    "landmarks", "citizen_reports", "protected_areas", "sewer_areas",
})
_RANK = {Geometry.POINT: 0, Geometry.LINE: 1, Geometry.POLYGON: 2, Geometry.NONE: 3}


def shown_tables() -> tuple[Table, ...]:
    """Return what becomes a layer: every table of SCHEMA and the view."""
    return (*SCHEMA.tables, TRACED_PIPES)


def forms_version() -> str:
    """Return which forms and styles a stored project has: of which declaration, of which making of ours."""
    return f"{SCHEMA_VERSION}.{_MAKING}.{SCHEMA.fingerprint}"


def stored_uri(path: Path) -> str:
    """Return the address under which QGIS stores a project in the GeoPackage ``path``."""
    from qgis.PyQt.QtCore import QUrl, QUrlQuery

    url = QUrl()
    url.setScheme("geopackage")
    plain = path.absolute().as_posix()
    url.setPath(plain if plain.startswith("/") else f"/{plain}")  # C:/data needs a slash
    query = QUrlQuery()
    query.addQueryItem("projectName", PROJECT_NAME)
    url.setQuery(query)
    return bytes(url.toEncoded()).decode("ascii")


def write_qgis_project(path: Path, language: str) -> None:
    """Write the styles and the QGIS project into the GeoPackage ``path``; raise GdalError if it fails.

    Replaces the stored project and styles of ours; projects stored under other names stay.
    """
    from qgis.core import QgsProject

    forget_styles(path, shown_tables())
    project = QgsProject()
    layers = {table.name: _layer(path, table, language, project) for table in shown_tables()}
    for layer in layers.values():
        project.addMapLayer(layer, False)
    add_relations(project, layers, language)
    save_styles(shown_tables(), layers, language)
    _plant_tree(project, layers, language)
    _set_up(project, layers, language)
    present(project, layers, language)
    write_unsigned(project, stored_uri(path), path, PROJECT_NAME)
    project.clear()


def refresh_qgis_project(project: QgsProject, path: Path) -> bool:
    """Bring an open project of an older version up to date; return whether there was anything to do.

    Forms, relations and layers of new tables follow the schema; what people made of the project (their
    own layers, colours, order, layouts) stays. The stored project and the styles in the file follow too
    where the file can be written.
    """
    language = project.readEntry(SCOPE, "/language")[0]
    if project.readEntry(SCOPE, "/forms")[0] == forms_version() or not language:
        return False
    layers: dict[str, QgsVectorLayer] = {}
    for layer in project.mapLayers().values():
        source = layer_table(layer)
        if source is not None and same_file(source[0], path):
            layers.setdefault(source[1], layer)
    for table in shown_tables():
        if table.name not in layers:
            layers[table.name] = _add_layer(project, path, table, language)
    add_relations(project, layers, language)
    for table in shown_tables():
        layers[table.name].updateFields()
        dress_form(layers[table.name], table, language)
        _settle(layers[table.name], table, project)
    project.relationManager().relationsLoaded.emit()  # forms look theirs up
    _drop_empty_groups(project)
    present(project, layers, language)
    project.writeEntry(SCOPE, "/schema_version", SCHEMA_VERSION)
    project.writeEntry(SCOPE, "/forms", forms_version())
    with suppress(GdalError):  # read-only or in use: next time
        renew_styles(path, {table: _layer(path, table, language, project) for table in shown_tables()})
        write_with_lists(project)
    return True


def load_again(project: QgsProject, path: Path, names: Collection[str]) -> None:
    """Add the layers of these tables of the project file ``path``, which somebody removed, as they were made.

    Raises GdalError where a table does not open.
    """
    language = project.readEntry(SCOPE, "/language")[0] or project_language(str(path))
    present = {source[1]: layer for layer in project.mapLayers().values()
               if (source := layer_table(layer)) is not None and same_file(source[0], path)}  # fmt: skip
    for table in shown_tables():
        if table.name in names:
            present[table.name] = _add_layer(project, path, table, language)
            dress_form(present[table.name], table, language)
    if set(present) >= {table.name for table in SCHEMA.tables}:
        add_relations(project, present, language)


def _add_layer(project: QgsProject, path: Path, table: Table, language: str) -> QgsVectorLayer:
    """Add the layer of a table below its group, with our symbols."""
    layer = _layer(path, table, language, project)
    project.addMapLayer(layer, False)
    if is_hidden(table):
        return layer
    group = next(one for one in SCHEMA.groups if one.code == table.group)
    root = project.layerTreeRoot()
    branch = root.findGroup(group.zh if language == "zh" else group.en)
    if branch is None:
        root.insertLayer(0, layer)
    elif table.geometry is Geometry.POINT:
        branch.insertLayer(0, layer)
    else:
        branch.addLayer(layer)
    dress_layer(layer, table, language)
    return layer


def fit_view(path: Path) -> None:
    """Let the stored project open on all outfalls; call it when a new project was filled.

    Raises GdalError where the stored project cannot be read or written.
    """
    from qgis.core import QgsProject

    project = QgsProject()
    if not project.read(stored_uri(path)):
        raise GdalError(project.error() or "the stored QGIS project was not read")
    layers = {source[1]: layer for layer in project.mapLayers().values()
              if (source := layer_table(layer)) is not None}  # fmt: skip
    for name in ("outfalls", "pipes", "districts"):
        if name in layers and layers[name].featureCount() > 0:
            layers[name].updateExtents(True)
            _open_on(project, layers[name].extent())
            break
    made = set(project.readEntry(SCOPE, MADE)[0].split())
    new = add_bookmarks(project, layers, project.readEntry(SCOPE, "/language")[0], made)
    project.writeEntry(SCOPE, MADE, " ".join(sorted(made | new)))
    write_unsigned(project, stored_uri(path), path, PROJECT_NAME)
    project.clear()


def _settle(layer: QgsVectorLayer, table: Table, project: QgsProject) -> None:
    """Bring what a layer of an older project lacks: its short name, and that it is not shown."""
    name_for_services(layer, table)
    if is_hidden(table):
        hide(layer)
        node = project.layerTreeRoot().findLayer(layer.id())
        if node is not None:
            parent: Any = node.parent()
            parent.removeChildNode(node)


def _drop_empty_groups(project: QgsProject) -> None:
    """Remove groups of ours that have nothing left to show."""
    root = project.layerTreeRoot()
    for group in SCHEMA.groups:
        branch = root.findGroup(group.zh) or root.findGroup(group.en)
        if branch is not None and not branch.children():
            parent: Any = branch.parent()
            parent.removeChildNode(branch)


def _layer(path: Path, table: Table, language: str, project: QgsProject) -> QgsVectorLayer:
    from qgis.core import QgsVectorLayer

    options = QgsVectorLayer.LayerOptions(project.transformContext())
    options.loadDefaultStyle = False
    layer = QgsVectorLayer(layer_uri(path, table.name), table.alias(language), "ogr", options)
    if not layer.isValid():
        raise GdalError(f"table {table.name} does not open: {layer.error().message()}")
    name_for_services(layer, table)
    if is_hidden(table):
        hide(layer)
    layer.extent()  # asked again after styles were saved, GDAL 3.6 cannot reopen its log and says so
    return layer


def _plant_tree(project: QgsProject, layers: dict[str, QgsVectorLayer], language: str) -> None:
    """Groups in the schema's order; within each points above lines above areas above records."""
    for group in SCHEMA.groups:
        tables = sorted(
            (table for table in shown_tables() if table.group == group.code and not is_hidden(table)),
            key=lambda table: _RANK[table.geometry],
        )
        if not tables:
            continue
        branch = project.layerTreeRoot().addGroup(group.zh if language == "zh" else group.en)
        for table in tables:
            node = branch.addLayer(layers[table.name])
            node.setExpanded(table.name in ("outfalls", "pipes"))
            node.setItemVisibilityChecked(table.name not in _HIDDEN_AT_FIRST)
        branch.setExpanded(group.code not in ("records", "books"))


def _set_up(project: QgsProject, layers: dict[str, QgsVectorLayer], language: str) -> None:
    """CRS, paths, background, scales, snapping and where the map opens."""
    from qgis.core import (
        QgsCoordinateReferenceSystem,
        QgsCoordinateTransform,
        QgsRectangle,
        QgsSnappingConfig,
    )
    from qgis.PyQt.QtGui import QColor

    from ..qgis_names import SEGMENTS, VERTICES

    crs = layers["outfalls"].crs()
    project.setCrs(crs)
    project.setEllipsoid(crs.ellipsoidAcronym())
    project.setTitle(TITLES[language])
    project.setBackgroundColor(QColor("#fbfaf7"))
    project.writeEntryBool("Paths", "/Absolute", False)
    project.writeEntry(SCOPE, "/language", language)
    project.writeEntry(SCOPE, "/schema_version", SCHEMA_VERSION)
    project.writeEntry(SCOPE, "/forms", forms_version())
    view = project.viewSettings()
    view.setMapScales(_SCALES)
    view.setUseProjectScales(True)
    snapping = QgsSnappingConfig(project)
    for name, layer in layers.items():
        settings = snapping.individualLayerSettings(layer) if layer.isSpatial() else None
        if settings is not None:
            settings.setEnabled(name in ("pipes", "manholes"))
            settings.setTolerance(12)
            settings.setTypeFlag(VERTICES if name == "manholes" else VERTICES | SEGMENTS)
            snapping.setIndividualLayerSettings(layer, settings)
    snapping.setMode(QgsSnappingConfig.SnappingMode.AdvancedConfiguration)
    snapping.setEnabled(True)
    project.setSnappingConfig(snapping)
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    reach = QgsRectangle(*_REACH)
    valid = crs.bounds()
    if not valid.isEmpty() and not valid.contains(reach):
        middle = valid.center()
        reach = QgsRectangle(middle.x() - 0.4, middle.y() - 0.3, middle.x() + 0.4, middle.y() + 0.3)
    _open_on(project, QgsCoordinateTransform(degrees, crs, project).transformBoundingBox(reach))


def _open_on(project: QgsProject, extent: QgsRectangle) -> None:
    """Let the project open on ``extent`` in its own CRS, with a margin."""
    from qgis.core import QgsRectangle, QgsReferencedRectangle

    around = QgsRectangle(extent)
    around.grow(max(0.04 * max(around.width(), around.height()), 100.0))
    project.viewSettings().setDefaultViewExtent(QgsReferencedRectangle(around, project.crs()))
