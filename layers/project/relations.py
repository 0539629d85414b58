"""Relations between layers of a project, by ``uid``, as SCHEMA declares them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..schema import SCHEMA
from .find import layer_table

if TYPE_CHECKING:
    from qgis.core import QgsMapLayer, QgsProject, QgsVectorLayer
    from qgis.PyQt.QtXml import QDomElement


def add_relations(project: QgsProject, layers: dict[str, QgsVectorLayer], language: str) -> None:
    """Declare every relation whose two tables are in ``layers``; their ids are the schema's names.

    Relations that are declared already stay as they are.
    """
    from qgis.core import QgsRelation, QgsRelationContext

    present = project.relationManager().relations()
    for declared in SCHEMA.relations:
        if declared.name in present and present[declared.name].isValid():
            continue
        if declared.parent not in layers or declared.child not in layers:
            continue
        relation = QgsRelation(QgsRelationContext(project))
        relation.setId(declared.name)
        relation.setName(declared.zh if language == "zh" else declared.en)
        relation.setReferencedLayer(layers[declared.parent].id())
        relation.setReferencingLayer(layers[declared.child].id())
        relation.addFieldPair(declared.child_column, "uid")
        project.relationManager().addRelation(relation)


def write_with_lists(project: QgsProject, address: str = "") -> bool:
    """Write ``project`` (to its own place without ``address``), each list of related rows with its relation.

    QGIS looks relations up in the project of its window alone. In any other one the lists of the forms lose
    theirs, would be stored without and stay empty for ever; the title of their tab tells which it was.
    """
    project.writeMapLayer.connect(_name_lists)
    try:
        return bool(project.write(address) if address else project.write())
    finally:
        project.writeMapLayer.disconnect(_name_lists)


def _name_lists(layer: QgsMapLayer, element: QDomElement, _document: object) -> None:
    source = layer_table(layer)
    titles = {
        title: relation.name
        for relation in SCHEMA.relations
        if source is not None and relation.parent == source[1]
        for title in (relation.zh, relation.en)
    }
    lists = element.elementsByTagName("attributeEditorRelation")
    for at in range(lists.count()):
        shown = lists.at(at).toElement()
        if not shown.attribute("relation"):
            title = shown.parentNode().toElement().attribute("name")
            shown.setAttribute("relation", titles.get(title, ""))
