"""What a stored project offers beside its layers: map themes, bookmarks, a layout, what a server shows.

All of it is made with the project and brought into projects that lack it; what people change or remove stays
as they left it (:data:`MADE` remembers what was made once).
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..schema import SCHEMA, Role, Table
from .print_layout import add_layout, rename_layout

if TYPE_CHECKING:
    from qgis.core import QgsProject, QgsVectorLayer

SCOPE = "OutfallTracer"  # entries of ours in a QGIS project
MADE = "/made"  # entry: what of this page the project was given already
_BASE = ("districts", "river", "river_axis")
_SOURCES = (*(table.name for table in SCHEMA.source_tables), "source_sites")
#: Theme -> its name in Chinese and English, and the tables it shows.
THEMES: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "survey": ("排查", "Survey", (
        "outfalls", "inspections", "visits", "photos", "orthophotos", "landmarks", "townships", "pipes",
        "manholes", *_BASE)),
    "judging": ("判定", "Judging", (
        "outfalls", *_SOURCES, "trace_links", "trace_ends", "traced_pipes", "findings", "pipes", "manholes",
        *_BASE)),
    "print": ("出图", "Print", ("outfalls", *_SOURCES[:-1], "pipes", *_BASE)),
}  # fmt: skip
#: Tables that only the software reads: their layers are there for it, and not in the layer tree.
HIDDEN = frozenset({*(table.name for table in SCHEMA.tables if table.role is Role.SYSTEM), "pipe_trace"})


def theme_name(code: str, language: str) -> str:
    """Return what a theme is called."""
    zh, en, _ = THEMES[code]
    return zh if language == "zh" else en


def present(project: QgsProject, layers: Mapping[str, QgsVectorLayer], language: str) -> None:
    """Give the project what it was not given yet. layers: those of the project file, by table."""
    made = set(project.readEntry(SCOPE, MADE)[0].split())
    wanted = {"themes": _add_themes, "layout": _add_layout}
    for what, add in wanted.items():
        if what not in made:
            add(project, layers, language)
    districts = add_bookmarks(project, layers, language, made)
    serve(project, layers)
    project.writeEntry(SCOPE, MADE, " ".join(sorted(made | set(wanted) | districts)))


def is_hidden(table: Table) -> bool:
    """Tell whether a table's layer stays out of the layer tree."""
    return table.name in HIDDEN


def hide(layer: QgsVectorLayer) -> None:
    """Let a layer appear in no layer tree and in no list to choose from."""
    from qgis.core import QgsMapLayer

    layer.setFlags(layer.flags() | QgsMapLayer.LayerFlag.Private)


def name_for_services(layer: QgsVectorLayer, table: Table) -> None:
    """Give the layer a short name, for servers in any language; personal columns are not served."""
    if hasattr(layer.serverProperties(), "setShortName"):  # QGIS 3.38 and later
        layer.serverProperties().setShortName(table.name)
    else:
        layer.setShortName(table.name)
    _serve_not(layer, {column.name for column in table.columns if column.personal})


def _serve_not(layer: QgsVectorLayer, columns: set[str]) -> None:
    if not columns:
        return
    if hasattr(layer, "setFieldConfigurationFlag"):  # the way of later versions
        from ..qgis_names import unserved

        for name in columns:
            for flag in unserved():
                layer.setFieldConfigurationFlag(layer.fields().indexOf(name), flag, True)
        return
    from qgis.PyQt.QtXml import QDomDocument

    document = QDomDocument()  # QGIS 3.22 keeps this for fields only that came with a style
    layer.exportNamedStyle(document)
    layer.importNamedStyle(document)
    with warnings.catch_warnings():  # it calls this deprecated, and has nothing else in Python
        warnings.simplefilter("ignore", DeprecationWarning)
        layer.setExcludeAttributesWms(columns)
        layer.setExcludeAttributesWfs(columns)


def rename(
    project: QgsProject, layers: Mapping[str, QgsVectorLayer], before: str, language: str
) -> None:
    """Let themes, bookmarks and the layout speak another language where they still have our names.

    Call it when the layers have their names in that language.
    """
    themes = project.mapThemeCollection()
    for code in THEMES:
        if theme_name(code, before) in themes.mapThemes():
            themes.renameMapTheme(theme_name(code, before), theme_name(code, language))
    rename_layout(project, before, language, theme_name("print", language))
    manager = project.bookmarkManager()
    for mark in manager.bookmarks():
        if mark.group() == _group(before):
            mark.setGroup(_group(language))
            manager.updateBookmark(mark)
    serve(project, layers)


def add_bookmarks(
    project: QgsProject, layers: Mapping[str, QgsVectorLayer], language: str, made: set[str]
) -> set[str]:
    """Add a bookmark for each district that has none and never had one; return the county codes."""
    from qgis.core import QgsBookmark, QgsRectangle, QgsReferencedRectangle

    layer = layers.get("districts")
    if layer is None:
        return set()
    extents: dict[str, QgsRectangle] = {}
    names: dict[str, str] = {}
    for row in layer.getFeatures():
        code = str(row["county_code"] or "").strip()
        if code and row.hasGeometry():
            extents.setdefault(code, QgsRectangle()).combineExtentWith(row.geometry().boundingBox())
            names[code] = str(row["name"] or code)
    new = {f"district:{code}" for code in extents} - made
    for code in sorted(extents):
        if f"district:{code}" not in new:
            continue
        mark = QgsBookmark()
        mark.setId(f"outfall_tracer_{code}")
        mark.setName(names[code])
        mark.setGroup(_group(language))
        mark.setExtent(QgsReferencedRectangle(extents[code], layer.crs()))
        project.bookmarkManager().addBookmark(mark)
    return new


def serve(project: QgsProject, layers: Mapping[str, QgsVectorLayer]) -> None:
    """Let QGIS Server show our layers by their short names, but not the books.

    WFS gives the outfalls, the network and the base map to read; nothing is taken in.
    """
    given = [layers[table.name] for table in SCHEMA.tables
             if table.name in layers and not is_hidden(table) and layers[table.name].isSpatial()]  # fmt: skip
    restricted = [layer.name() for name, layer in layers.items() if name in HIDDEN or not layer.isSpatial()]
    groups = {table.group for table in SCHEMA.tables
              if table.name in layers and layers[table.name].isSpatial()}  # fmt: skip
    for group in SCHEMA.groups:
        branch = project.layerTreeRoot().findGroup(group.zh) or project.layerTreeRoot().findGroup(group.en)
        if branch is not None:
            branch.setCustomProperty("wmsShortName", f"group_{group.code}")
            restricted += [] if group.code in groups else [branch.name()]
    project.writeEntry("WMSServiceCapabilities", "/", True)
    project.writeEntry("WMSServiceTitle", "/", project.title())
    project.writeEntry("WMSRootName", "/", "outfalls_project")
    project.writeEntry("WMSRestrictedLayers", "/", restricted)
    project.writeEntry("WFSLayers", "/", [layer.id() for layer in given])


def _group(language: str) -> str:
    return "行政区" if language == "zh" else "Districts"


def _add_themes(project: QgsProject, layers: Mapping[str, QgsVectorLayer], language: str) -> None:
    from qgis.core import QgsMapThemeCollection

    for code, (_zh, _en, tables) in THEMES.items():
        record = QgsMapThemeCollection.MapThemeRecord()
        for name in tables:
            if name in layers:
                record.addLayerRecord(QgsMapThemeCollection.MapThemeLayerRecord(layers[name]))
        project.mapThemeCollection().insert(theme_name(code, language), record)


def _add_layout(project: QgsProject, layers: Mapping[str, QgsVectorLayer], language: str) -> None:
    if "districts" in layers:
        add_layout(project, layers["districts"], language, theme_name("print", language))
