"""Columns into the project GeoPackage: create it beside, fill it, move it into place."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..i18n import translate
from ..problems import UserError


@dataclass
class Table:
    """Columns of one table; ``shape`` holds (n, 2) points, shapely geometries, or None."""

    columns: dict[str, Any]
    shape: np.ndarray | None = None

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.columns["uid"])


def write_tables(
    target: Path, tables: dict[str, Table], language: str | None, tick: Callable[[float], None]
) -> None:
    """Create the project ``target`` holding ``tables``; whole or not at all."""
    from ..layers.project.create import create_project
    from ..layers.project.qgis_project import fit_view
    from ..layers.store.table_io import ProjectFile

    if target.exists():
        raise UserError(
            translate("Demo", "{path} exists already. Choose another name, or delete it first.").format(
                path=target
            )
        )
    if not target.absolute().parent.is_dir():
        raise UserError(
            translate("Demo", "There is no folder {folder}.").format(folder=target.absolute().parent)
        )
    folder = Path(tempfile.mkdtemp(prefix=f".{target.stem}-", dir=target.absolute().parent))
    try:
        building = folder / target.name
        create_project(building, language=language)
        total = sum(table.count for table in tables.values())
        done = 0
        with (
            ProjectFile(building, update=True) as project,
            project.transaction(lambda share: tick(0.3 + 0.65 * share)),
        ):
            for name, table in tables.items():
                tick(0.1 + 0.2 * done / total)
                project.append(name, table.columns, _blobs(table.shape, project.srs_id(name)))
                done += table.count
        fit_view(building)  # QGIS opens it on the outfalls
        building.replace(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    tick(1.0)


def _blobs(shape: np.ndarray | None, srs_id: int) -> np.ndarray | None:
    if shape is None:
        return None
    from ..layers.store.geometry_io import point_blobs, shape_blobs

    if shape.ndim == 2:
        return point_blobs(shape, srs_id)
    import shapely

    wkb = np.empty(len(shape), dtype=object)
    wkb[:] = shapely.to_wkb(shape, byte_order=1)
    return shape_blobs(wkb, srs_id)
