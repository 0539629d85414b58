"""The steps themselves, oldest first. A step that was released is never changed."""

from __future__ import annotations

from typing import Any

from ..store.gpkg import GdalError, Names, bound, quoted, sql
from ..store.tables import registered


def from_2(dataset: Any) -> None:
    """Version 3: the coordinate system is that of the register, where it was stored as one of nobody's."""
    from osgeo import osr

    for number, text in sql(dataset, "SELECT srs_id + 0 AS number, definition FROM gpkg_spatial_ref_sys "
                                     "WHERE organization = 'NONE' AND srs_id > 0"):
        old = osr.SpatialReference()
        if old.SetFromUserInput(text) != 0:
            continue
        known = registered(old)
        if known is not old:
            _replace(dataset, int(number), known)


def _replace(dataset: Any, number: int, known: Any) -> None:
    """Put the registered system ``known`` in the place of ``number``, in the books and in every geometry."""
    from osgeo import ogr, osr

    known.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    code = int(known.GetAuthorityCode(None))
    if not sql(dataset, bound("SELECT 1 FROM gpkg_spatial_ref_sys WHERE srs_id = :code", code=code)):
        # GDAL enters a system with the first layer that has it.
        layer = dataset.CreateLayer("system_of_the_register", known, ogr.wkbPoint, ["SPATIAL_INDEX=NO"])
        if layer is None:
            raise GdalError(f"EPSG:{code} was not entered")
        layer.SyncToDisk()
        del layer
        sql(dataset, "DROP TABLE system_of_the_register")
    tables = sql(dataset, bound(
        "SELECT g.table_name, g.column_name FROM gpkg_geometry_columns g JOIN sqlite_master m "
        "ON m.name = g.table_name AND m.type = 'table' WHERE g.srs_id = :old", old=number))
    for table, column in tables:
        _rewrite(dataset, table, column, number, code)
    for book in ("gpkg_geometry_columns", "gpkg_contents"):
        sql(dataset, bound("UPDATE :book SET srs_id = :new WHERE srs_id = :old", book=Names((book,)),
                           new=code, old=number))
    used = sql(dataset, bound("SELECT 1 FROM gpkg_contents WHERE srs_id = :old", old=number))
    if sql(dataset, "SELECT 1 FROM sqlite_master WHERE name = 'gpkg_tile_matrix_set'"):
        used += sql(dataset, bound("SELECT 1 FROM gpkg_tile_matrix_set WHERE srs_id = :old", old=number))
    if not used:
        sql(dataset, bound("DELETE FROM gpkg_spatial_ref_sys WHERE srs_id = :old", old=number))


def _rewrite(dataset: Any, table: str, column: str, old: int, new: int) -> None:
    """Change the number of the system in the head of every geometry (bytes 5 to 8), in its own byte order."""
    named = {"table": Names((quoted(table),)), "column": Names((quoted(column),))}
    triggers = sql(dataset, bound(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name "
        "AND name LIKE 'rtree%update%'", name=table))
    for name, _ in triggers:  # places do not change
        sql(dataset, bound("DROP TRIGGER :name", name=Names((quoted(name),))))
    for order in ("little", "big"):
        was, will = (Names((f"x'{number.to_bytes(4, order, signed=True).hex()}'",)) for number in (old, new))
        sql(dataset, bound(
            "UPDATE :table SET :column = CAST(substr(:column, 1, 4) || :will || substr(:column, 9) AS BLOB) "
            "WHERE substr(:column, 5, 4) = :was", **named, will=will, was=was))
    for _, statement in triggers:
        sql(dataset, statement)


def from_3(dataset: Any) -> None:
    """Version 4: what an inspection saw has a list of its own: yes is seen, no is not seen."""
    for old, new in (("yes", "seen"), ("no", "not_seen")):
        sql(dataset, bound("UPDATE inspections SET seen = :new WHERE seen = :old", new=new, old=old))
