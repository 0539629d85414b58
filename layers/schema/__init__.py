"""The one declaration of the data model (DESIGN section 3).

``SCHEMA`` holds every table, value list and relation, as the tables of ``resources/schema`` say. Change a
column there and the tables, aliases, forms, import mapping and the documentation page follow, and so do
projects that exist already: what they lack is added when they are opened (``layers/migrations/growth.py``).
Only where rows must change, raise ``SCHEMA_VERSION`` and add a step to ``layers/migrations``.
"""

from __future__ import annotations

from .declaration import (
    FOLDER,
    FORM_GROUPS,
    GROUPS,
    NETWORK_FINDINGS,
    RECORDED,
    RELATIONS,
    TABLES,
    VALUE_LISTS,
)
from .model import Column, Geometry, Kind, Relation, Role, Schema, Table, Value, ValueList

SCHEMA_VERSION = 4

SCHEMA = Schema(SCHEMA_VERSION, TABLES, VALUE_LISTS, RELATIONS, GROUPS, FORM_GROUPS)

__all__ = [
    "FOLDER", "NETWORK_FINDINGS", "RECORDED", "SCHEMA", "SCHEMA_VERSION", "Column", "Geometry", "Kind",
    "Relation", "Role", "Schema", "Table", "Value", "ValueList",
]
