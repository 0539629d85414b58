"""Columns of result layers, the same on Qt 5 and Qt 6.

``QgsField`` wants a QVariant type on one and a QMetaType on the other. A memory layer
takes the type as a word, so it makes the fields for both.
"""

from __future__ import annotations

from qgis.core import QgsField, QgsFields, QgsVectorLayer


def result_fields(**kinds: str) -> QgsFields:
    """Return fields by name and kind: ``string``, ``integer``, ``double``, ``bool``."""
    # A string of its own takes 255 characters; one of length 0 takes any.
    columns = "&".join(
        f"field={name}:{'string(0)' if kind == 'string' else kind}" for name, kind in kinds.items())
    return QgsVectorLayer(f"None?{columns}", "fields", "memory").fields()


def field(name: str, kind: str) -> QgsField:
    """Return one field; ``name`` may hold anything."""
    made = QgsField(result_fields(x=kind).at(0))
    made.setName(name)
    return made
