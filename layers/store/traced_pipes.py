"""The spatial view ``traced_pipes``: every traced pipe on the map, without a second geometry.

``pipe_trace`` has one row per pipe that drains to an outfall and no geometry; the view
joins it to ``pipes``. The pipe's ``fid`` is the view's, called OGC_FID so that GDAL
takes it as one; GDAL then uses the spatial index of ``pipes``. CROSS JOIN keeps
SQLite from walking ``pipe_trace`` first, which would make the index useless. The unary
plus keeps it from using the indexes of ``outfall_uid`` and ``run_uid`` under each pipe anew:
a filter by outfall walked all rows of that outfall for every pipe.
"""

from __future__ import annotations

from ..schema import SCHEMA, Column, Geometry, Role, Table
from .gpkg import Names, bound

_OF_PIPE = (
    "uid",
    "code",
    "system",
    "form",
    "flow",
    "invert_from",
    "invert_to",
    "diameter_mm",
    "data_source",
    "status",
)
#: Columns of ``pipe_trace`` with an index that does not lead to one pipe.
LOOKED_UP = frozenset({"outfall_uid", "run_uid"})
#: The tables that the view reads: it is drawn anew when they change.
READS = frozenset({"pipes", "pipe_trace"})
#: A variable of the map: {feature id as text: True} of pipes that unsaved edits moved or took away. The
#: view shows the file; its style leaves these out.
MOVED_PIPES = "outfall_tracer_moved_pipes"
_OF_TRACE = ("outfall_uid", "n_outfalls", "network_m", "flow_basis", "run_uid")


def _columns() -> tuple[Column, ...]:
    pipes, trace = SCHEMA.table("pipes"), SCHEMA.table("pipe_trace")
    return (*(pipes.column(name) for name in _OF_PIPE), *(trace.column(name) for name in _OF_TRACE))


TRACED_PIPES = Table(
    "traced_pipes",
    Geometry.LINE,
    "Traced network",
    "溯源管网",
    _columns(),
    role=Role.RUN,
    group="drainage",
    display='coalesce("code", "uid")',
)


def statements(srs_id: int) -> tuple[str, ...]:
    """Return the SQL that makes and registers the view in a project of GeoPackage SRS ``srs_id``."""
    register = bound(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) "
        "VALUES ('traced_pipes', 'features', 'traced_pipes', :description, :srs)",
        description=f"{TRACED_PIPES.zh} / {TRACED_PIPES.en}",
        srs=int(srs_id),
    )
    register_geometry = bound(
        "INSERT INTO gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m) "
        "VALUES ('traced_pipes', 'geom', 'LINESTRING', :srs, 0, 0)",
        srs=int(srs_id),
    )
    return view_statement(), register, register_geometry


def view_statement() -> str:
    """Return the SQL that makes the view."""
    of_pipe = [f'p."{name}" AS "{name}"' for name in _OF_PIPE]
    of_trace = [f'{"+" if name in LOOKED_UP else ""}t."{name}" AS "{name}"' for name in _OF_TRACE]
    return bound(
        'CREATE VIEW "traced_pipes" AS SELECT p."fid" AS OGC_FID, p."geom" AS "geom", :columns '
        'FROM "pipes" p CROSS JOIN "pipe_trace" t WHERE t."pipe_uid" = p."uid"',
        columns=Names((*of_pipe, *of_trace)),
    )
