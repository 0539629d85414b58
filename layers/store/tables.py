"""Making the tables of a project: SCHEMA in, an empty GeoPackage out.

Only ``osgeo.ogr`` is used, so this needs no running QGIS. ``uid`` is NOT NULL and UNIQUE
in the file itself; every other rule about values lives in the forms, because an import
must be able to bring rows in that people mend later.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..schema import SCHEMA, SCHEMA_VERSION, Column, Geometry, Kind, Table
from .gpkg import GdalError, bound, gdal_said, sql
from .traced_pipes import statements

#: Columns that rows are looked up by, beside ``uid`` (its UNIQUE makes an index).
LOOKUPS = frozenset(
    {
        "outfall_uid",
        "source_uid",
        "link_uid",
        "pipe_uid",
        "run_uid",
        "orthophoto_uid",
        "visit_uid",
        "object_uid",
        "row_uid",
        "code",
        "code_national",
        "code_local",
        "from_node",
        "to_node",
        "declared_node",
        "declared_outfall",
        "county_code",
        "trace_status",
        "fingerprint",
    }
)
#: Nobody looks up the pipes of a run: an index with one and the same text in every row.
_NEVER_LOOKED_UP = frozenset({("pipe_trace", "run_uid")})


def create_tables(path: Path, crs_wkt: str) -> None:
    """Write all tables of SCHEMA, the view and the version row into the new file ``path``.

    Raises GdalError; the caller removes what was begun.
    """
    from osgeo import ogr, osr

    with gdal_said() as said:
        given = osr.SpatialReference()
        given.ImportFromWkt(crs_wkt)
        srs = registered(given)
        srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        # 1.2 is what every GDAL from 3.4 reads and writes without a warning.
        dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(path), options=["VERSION=1.2"])
        if dataset is None:
            raise GdalError("; ".join(said))
        dataset.StartTransaction()
        for table in SCHEMA.tables:
            create_table(dataset, table, srs)
        dataset.CommitTransaction()
        if said:
            raise GdalError("; ".join(said))
    srs_id = sql(dataset, "SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = 'pipes'")[0][0]
    for statement in (*statements(srs_id), _version_row()):
        sql(dataset, statement)


def registered(srs: Any) -> Any:
    """Return the coordinate system of the EPSG register that ``srs`` names, itself where it names none.

    A system that came as WKT of the old kind lacks the order of its axes: GDAL holds it for another one than
    that of its number, and stores it as one of nobody's.
    """
    from osgeo import osr

    known = osr.SpatialReference()
    if srs.GetAuthorityName(None) != "EPSG" or known.ImportFromEPSG(int(srs.GetAuthorityCode(None))) != 0:
        return srs
    return known if known.ExportToProj4() == srs.ExportToProj4() else srs


def create_table(dataset: Any, table: Table, srs: Any) -> None:
    """Create one table with its columns and indexes; migrations use it too."""
    from osgeo import ogr

    kinds = {
        Geometry.NONE: ogr.wkbNone,
        Geometry.POINT: ogr.wkbPoint,
        Geometry.LINE: ogr.wkbLineString,
        Geometry.POLYGON: ogr.wkbPolygon,
    }
    spatial = table.geometry is not Geometry.NONE
    layer = dataset.CreateLayer(
        table.name,
        srs if spatial else None,
        kinds[table.geometry],
        options=[
            "FID=fid",
            "GEOMETRY_NAME=geom",
            f"IDENTIFIER={table.name}",
            f"DESCRIPTION={table.zh} / {table.en}",
            f"SPATIAL_INDEX={'YES' if spatial else 'NO'}",
        ],
    )
    if layer is None:
        raise GdalError(f"table {table.name} was not created")
    for column in table.columns:
        layer.CreateField(field_definition(column))
    layer.SyncToDisk()  # the table is only written now; indexes need it
    for column in table.columns:
        if looked_up(table.name, column.name):
            create_index(dataset, table.name, column.name)


def looked_up(table: str, column: str) -> bool:
    """Tell whether rows of ``table`` are looked up by ``column``, so that it has an index."""
    return column in LOOKUPS and (table, column) not in _NEVER_LOOKED_UP


def field_definition(column: Column) -> Any:
    """Return the ogr.FieldDefn of a column; JSON is stored as text."""
    from osgeo import ogr

    types = {
        Kind.TEXT: ogr.OFTString,
        Kind.JSON: ogr.OFTString,
        Kind.INTEGER: ogr.OFTInteger64,
        Kind.REAL: ogr.OFTReal,
        Kind.BOOLEAN: ogr.OFTInteger,
        Kind.DATE: ogr.OFTDate,
        Kind.DATETIME: ogr.OFTDateTime,
    }
    definition = ogr.FieldDefn(column.name, types[column.kind])
    if column.kind is Kind.BOOLEAN:
        definition.SetSubType(ogr.OFSTBoolean)
    if column.name == "uid":
        definition.SetNullable(False)
        definition.SetUnique(True)
    return definition


def create_index(dataset: Any, table: str, column: str) -> None:
    """Index one column for look-ups."""
    sql(dataset, f'CREATE INDEX IF NOT EXISTS "ix_{table}_{column}" ON "{table}" ("{column}")')


def _version_row() -> str:
    from uuid import uuid4

    return bound(
        "INSERT INTO schema_info (uid, version, software_version, created, declared) "
        "VALUES (:uid, :version, :software, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), :declared)",
        uid=str(uuid4()),
        version=SCHEMA_VERSION,
        software=software_version(),
        declared=json.dumps(declared_names()),
    )


def declared_names() -> list[str]:
    """Return every "table.column" of the schema, as a project remembers what it was made with."""
    return [f"{table.name}.{name}" for table in SCHEMA.tables for name in table.column_names]


def software_version() -> str:
    """Return the version in ``metadata.txt``, letters and digits only; "unknown" without the file."""
    try:
        text = (Path(__file__).resolve().parents[2] / "metadata.txt").read_text(encoding="utf-8")
    except OSError:
        return "unknown"
    for line in text.splitlines():
        name, _, value = line.partition("=")
        if name.strip() == "version":
            return "".join(sign for sign in value.strip() if sign.isalnum() or sign in ".-+")
    return "unknown"
