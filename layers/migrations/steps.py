"""What migrations are made of; names come from the schema, never from data."""

from __future__ import annotations

from typing import Any

from ..schema import Column, Table
from ..store.gpkg import GdalError
from ..store.tables import create_index, create_table, field_definition, looked_up, registered


def add_column(dataset: Any, table: str, column: Column) -> None:
    """Add a column to a table, with its index where rows are looked up by it."""
    layer = dataset.GetLayerByName(table)
    if layer is None:
        raise GdalError(f"no table {table}")
    if layer.GetLayerDefn().GetFieldIndex(column.name) >= 0:
        return
    if layer.CreateField(field_definition(column)) != 0:
        raise GdalError(f"column {table}.{column.name} was not added")
    if looked_up(table, column.name):
        create_index(dataset, table, column.name)


def add_table(dataset: Any, table: Table) -> None:
    """Add a whole table, in the CRS of the outfalls, unless it is there."""
    if dataset.GetLayerByName(table.name) is not None:
        return
    outfalls = dataset.GetLayerByName("outfalls")
    create_table(dataset, table, registered(outfalls.GetSpatialRef()))
