"""A colleague's project as a source: its tables come over as they are, with their ``uid``.

Only what people and imports fill comes: results of runs are made anew by a run. What a colleague
judged or entered by hand in a column that runs fill comes too, and so do links that a person
confirmed, rejected or assigned. Between the two projects the rule of every import holds: what stands
in this project and was not brought by an import stays, and the difference is listed. The colleague's
file is not touched: what was saved beside it is read in a copy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ...layers.schema import SCHEMA, Geometry, Role
from ...layers.store.columns import Columns
from ...layers.store.gpkg import GdalError, open_dataset
from ...layers.store.table_io import ProjectFile
from ...layers.written_values import is_ours, memory_of, plain
from ...tracing.model import Bools, Texts
from ..model import Mapping, Prepared, Reject
from ..persons import telling_of_persons
from ..places.placing import transform
from ..readers.scratch import untouched

_MARKS = ("schema_info", "outfalls", "pipes")
#: Not a person's: what a run or the software keeps for itself.
_BOOKS = frozenset({"written", "trace_run", "run_uid", "stale_since", "stale_because"})
_JUDGED = ("confirmed", "rejected")


def is_project(path: str | Path) -> bool:
    """Tell whether a file is a project of this plugin."""
    if Path(path).suffix.lower() != ".gpkg" or not Path(path).is_file():
        return False
    try:
        dataset = open_dataset(untouched(Path(path)))
    except GdalError:
        return False
    return all(dataset.GetLayerByName(name) is not None for name in _MARKS)


def tables_with_rows(path: str | Path) -> list[str]:
    """Return the tables that can come over and hold rows, parents before their children."""
    names = [table.name for table in SCHEMA.tables if table.role is Role.EDITED] + ["trace_links"]
    with ProjectFile(str(untouched(Path(path)))) as project:
        return [name for name in names if project.has(name) and project.count(name)]


def read_table(path: str | Path, table: str, target_wkt: str) -> tuple[Prepared, Mapping]:
    """Return a table of the project ``path`` as rows ready for another one, and its trivial mapping.

    Geometry is transformed to ``target_wkt``. Columns that an older project lacks are left out.
    """
    declared = SCHEMA.table(table)
    with ProjectFile(str(untouched(Path(path)))) as project:
        names = [name for name in project.columns_of(table) if name not in _BOOKS or name == "written"]
        spatial = declared.geometry is not Geometry.NONE
        rows = project.read(table, names, geometry=spatial)
        source_wkt = project.crs_wkt(table) if spatial else ""
    keep, rejects = _brought(table, rows), []
    for row, reason in telling_of_persons(table, rows.values, rows.n).items():
        keep[row] = False
        rejects.append(Reject(int(rows.fid[row]), reason, {
            name: plain(values[row], name) for name, values in rows.values.items()}))
    columns: dict[str, Any] = {name: values[keep] for name, values in rows.values.items()}
    if table == "outfalls":
        _only_peoples(columns)
    columns.pop("written", None)
    geometry = _wkb(rows, declared.geometry, source_wkt, target_wkt)[keep] if spatial else None
    prepared = Prepared(table, np.flatnonzero(keep), columns, geometry, rejects=rejects)
    return prepared, Mapping(table, key=("uid",), layer=table)


def _brought(table: str, rows: Columns) -> Bools:
    if table != "trace_links":
        return np.ones(rows.n, dtype=bool)
    return np.array(
        [
            status in _JUDGED and bool(who)
            for status, who in zip(rows["status"].tolist(), rows["decided_by"].tolist())
        ],
        dtype=bool,
    )


def _only_peoples(columns: dict[str, Any]) -> None:
    """Empty what a run wrote into the outfalls; a person's values stay."""
    memories = [memory_of(text) for text in columns.get("written", ())]
    for column in SCHEMA.table("outfalls").columns:
        if not column.written_back or column.name not in columns:
            continue
        values = columns[column.name]
        runs = np.fromiter(
            (
                is_ours(column.name, plain(value, column.name), memory)
                for value, memory in zip(values.tolist(), memories)
            ),
            dtype=bool,
            count=len(memories),
        )
        if values.dtype.kind == "f":
            columns[column.name] = np.where(runs, np.nan, values)
        else:
            theirs = values.astype(object)
            theirs[runs] = None
            columns[column.name] = theirs


def _wkb(rows: Columns, kind: Geometry, source_wkt: str, target_wkt: str) -> Texts:
    import shapely

    if kind is Geometry.POINT:
        there = np.isfinite(rows.xy).all(axis=1)
        shapes = np.full(rows.n, None, dtype=object)
        shapes[there] = shapely.points(rows.xy[there])
    elif kind is Geometry.LINE:
        parts = rows.parts
        index = np.repeat(np.arange(len(parts.part_row)), np.diff(parts.part_start))
        lines = shapely.linestrings(parts.xy, indices=index)
        shapes = np.full(rows.n, None, dtype=object)
        first = np.flatnonzero(np.diff(parts.part_row, prepend=-1))
        counts = np.diff(np.append(first, len(parts.part_row)))
        shapes[parts.part_row[first]] = lines[first]
        for at in np.flatnonzero(counts > 1).tolist():
            some = lines[first[at] : first[at] + counts[at]]
            shapes[parts.part_row[first[at]]] = shapely.multilinestrings(some)
    else:
        shapes = rows.shapes
    moved = shapely.transform(shapes, lambda xy: transform(xy, source_wkt, target_wkt))
    out: Any = shapely.to_wkb(moved, byte_order=1)
    return np.asarray(out, dtype=object)
