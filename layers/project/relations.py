"""Relations between layers of a project, by ``uid``, as SCHEMA declares them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..schema import SCHEMA

if TYPE_CHECKING:
    from qgis.core import QgsProject, QgsVectorLayer


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
