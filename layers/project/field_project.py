"""A project that goes to the field: a ``.qgz`` beside the GeoPackage, as QField and QFieldSync read it.

It is the stored project with what QFieldSync asks for: what is copied and what is left behind, what may be
changed on the way, how pictures are called, relative paths. The rules that its checker has are checked here
first (:func:`problems_for_the_field`), each as a sentence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ...i18n import translate
from ...problems import UserError
from ..schema import SCHEMA, Table
from .find import layer_table
from .open_project import open_in_qgis
from .presentation import is_hidden
from .qgis_project import PROJECT_NAME, shown_tables
from .relations import write_with_lists
from .stored_project import unsigned
from .trace_actions import remove_trace_actions

if TYPE_CHECKING:
    from qgis.core import QgsMapLayer, QgsProject, QgsVectorLayer

#: What is brought back from the field: rows that are made there, and outfalls, whose columns change.
MADE_THERE = frozenset({"visits", "inspections", "evidence", "photos", "samples", "findings"})
CHANGED_THERE = frozenset({"outfalls", *MADE_THERE})
_PICTURE = "'DCIM/{table}_' || format_date(now(),'yyyyMMddhhmmsszzz') || '.{{extension}}'"
_WIDEST = 2400  # pixels of a picture that is brought back


def write_field_project(path: Path, target: Path) -> Path:
    """Write ``target`` (.qgz) beside the project GeoPackage ``path``, and return it.

    Raises UserError with everything that QFieldSync would refuse, and where the file cannot be written.
    """
    from qgis.core import QgsProject

    project = QgsProject()
    try:
        open_in_qgis(path, project)
        layers = _ours(project)
        _leave_behind(project, layers)
        for table in shown_tables():
            if table.name in layers and not _stays(table):
                _settle(layers[table.name], table)
        _set_up(project)
        wrong = problems_for_the_field(project, path, target)
        if wrong:
            raise UserError(" ".join(wrong))
        with unsigned():
            written = write_with_lists(project, str(target))
        if not written:
            raise UserError(
                translate("Project", "The project {path} could not be written. Is there room on the disk, "
                          "and may you write there?").format(path=target), detail=project.error())
    finally:
        project.clear()
    return target


def problems_for_the_field(project: QgsProject, path: Path, target: Path) -> list[str]:
    """Return what QFieldSync's checker would refuse, as sentences."""
    wrong = []
    if target.absolute().parent != path.absolute().parent:
        wrong.append(translate(
            "Field", "{target} must lie beside {path}: QField finds the tables from there.").format(
            target=target.name, path=path.name))
    text = translate("Field", "QField needs file names of plain letters, digits, - and _; rename {name}, "
                     "such as to {better}.")
    wrong += [text.format(name=file.name, better=_plain(file)) for file in (path, target)
              if not file.name.isascii() or " " in file.name]
    for layer in project.mapLayers().values():
        wrong += _problems_of(layer)
    return wrong


def _problems_of(layer: QgsMapLayer) -> list[str]:
    from qgis.core import QgsVectorLayer

    name = layer.name()
    if layer.providerType() == "memory":
        return [translate("Field", "The layer {layer} lies in memory only: save it into a file, or remove it "
                          "from the project.").format(layer=name)]
    if not layer.isValid():
        return [translate("Field", "The layer {layer} cannot be opened: mend its source, or remove it from "
                          "the project.").format(layer=name)]
    if isinstance(layer, QgsVectorLayer) and layer.providerType() == "ogr":
        if not layer.primaryKeyAttributes():
            return [translate("Field", "The layer {layer} has no key by which its rows come back: remove it "
                              "from the project.").format(layer=name)]
        if layer.dataProvider().encoding().upper() not in ("", "UTF-8"):
            return [translate("Field", "The layer {layer} is not in UTF-8: save it as a GeoPackage.").format(
                layer=name)]
    return []


def _ours(project: QgsProject) -> dict[str, QgsVectorLayer]:
    return {source[1]: layer for layer in project.mapLayers().values()
            if (source := layer_table(layer)) is not None}  # fmt: skip


def _stays(table: Table) -> bool:
    """Tell whether a table is of no use out there: the software's books, and the view, which has no key."""
    return is_hidden(table) or table.name == "traced_pipes"


def _leave_behind(project: QgsProject, layers: Mapping[str, QgsVectorLayer]) -> None:
    for table in shown_tables():
        if table.name in layers and _stays(table):
            project.removeMapLayer(layers[table.name].id())
    project.layoutManager().clear()  # its atlas names folders of this machine
    manager = project.relationManager()
    manager.setRelations([relation for relation in manager.relations().values() if relation.isValid()])


def _settle(layer: QgsVectorLayer, table: Table) -> None:
    """Say what may be done with a layer, and how its pictures are called."""
    remove_trace_actions(layer)
    layer.setCustomProperty("QFieldSync/action", "copy")
    layer.setCustomProperty("QFieldSync/cloud_action", "offline")
    changed, made = table.name in CHANGED_THERE, table.name in MADE_THERE
    for what, locked in (
        ("geometry", not changed), ("attribute_editing", not changed), ("feature_addition", not made),
        ("feature_deletion", not made),
    ):  # fmt: skip
        layer.setCustomProperty(f"QFieldSync/is_{what}_locked", locked)
    naming = {column.name: _PICTURE.format(table=table.name) for column in table.columns if column.photo}
    layer.setCustomProperty("QFieldSync/attachment_naming", json.dumps(naming))
    shown = {relation.name: 4 for relation in SCHEMA.relations if relation.parent == table.name}
    layer.setCustomProperty("QFieldSync/relationship_maximum_visible", json.dumps(shown))


def _set_up(project: QgsProject) -> None:
    """What QFieldSync keeps of a project."""
    area = project.viewSettings().defaultViewExtent()
    project.writeEntryBool("Paths", "/Absolute", False)
    project.setPresetHomePath("")
    for name, value in (
        ("/areaOfInterest", area.asWktPolygon()), ("/areaOfInterestCrs", area.crs().authid()),
        ("/baseMapType", "singleLayer"), ("/initialMapMode", "browse"),
    ):  # fmt: skip
        project.writeEntry("qfieldsync", name, value)
    project.writeEntryBool("qfieldsync", "/createBaseMap", False)
    project.writeEntryBool("qfieldsync", "/offlineCopyOnlyAoi", False)
    project.writeEntry("qfieldsync", "/maximumImageWidthHeight", _WIDEST)


def _plain(file: Path) -> str:
    plain = (sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "_" for sign in file.stem)
    letters = "".join(plain)
    return (letters.strip("_") or PROJECT_NAME) + file.suffix
