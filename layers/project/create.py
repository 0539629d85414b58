"""A new project: one GeoPackage with its tables, styles, forms and the QGIS project inside.

Everything is built in a folder of its own beside the target and moved into place when it
is whole, so a failure or a killed process leaves no half project under the asked name.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ...i18n import system_reason, translate, user_language
from ...problems import UserError
from ..store.gpkg import GdalError, side_files, thread_option

if TYPE_CHECKING:
    from qgis.core import QgsCoordinateReferenceSystem

DEFAULT_CRS = "EPSG:4547"  # CGCS2000 / 3-degree Gauss-Kruger CM 114E: the Wuhan reach
_WEB_MERCATOR = {"EPSG:3857", "EPSG:900913", "ESRI:102100", "ESRI:102113"}


def create_project(
    path: str | os.PathLike[str],
    crs: str | QgsCoordinateReferenceSystem = DEFAULT_CRS,
    language: str | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> Path:
    """Create an empty project at ``path`` and return it.

    ``crs`` must be projected, in metres; ``language`` ("zh" or "en") is that of the names
    people see, by default the user's. ``progress(share 0..1, step)`` may raise Cancelled.
    Needs a QgsApplication with its providers. Raises UserError; nothing is left behind then.
    """
    from ..store.tables import create_tables
    from .qgis_project import write_qgis_project

    target = Path(path).absolute()
    tell = progress or (lambda _share, _step: None)
    checked = checked_crs(crs)
    _check_target(target)
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{target.stem}-", dir=target.parent))
    except OSError as error:
        raise UserError(
            translate("Project", "No project can be made in {folder}: {reason}.").format(
                folder=target.parent, reason=system_reason(error)
            )
        ) from error
    try:
        # The final file name inside the temporary folder: the stored QGIS project refers to it.
        building = folder / target.name
        tell(0.0, "writing")
        # SQLite need not wait for the disk at each of a hundred writes: the file has no name of its own yet.
        with thread_option("OGR_SQLITE_SYNCHRONOUS", "OFF"):
            create_tables(building, checked.toWkt())
            tell(0.4, "writing")
            write_qgis_project(building, language or user_language())
        tell(0.95, "writing")
        _check_target(target)
        with building.open("rb+") as file:
            os.fsync(file.fileno())
        building.replace(target)
    except (GdalError, OSError) as error:
        raise UserError(
            translate(
                "Project",
                "The project {path} could not be written. Is there room on the disk, and may you "
                "write there?",
            ).format(path=target),
            detail=str(error),
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    tell(1.0, "writing")
    return target


def checked_crs(crs: str | QgsCoordinateReferenceSystem) -> QgsCoordinateReferenceSystem:
    """Return ``crs`` if a project may use it: projected, in true metres; else raise UserError."""
    from osgeo import osr
    from qgis.core import QgsCoordinateReferenceSystem

    given = QgsCoordinateReferenceSystem(crs)
    if not given.isValid():
        raise UserError(
            translate(
                "Project",
                "“{crs}” is not a coordinate reference system that QGIS knows. Give a code such as "
                "EPSG:4547.",
            ).format(crs=crs if isinstance(crs, str) else "")
        )
    name = f"{given.authid()} {given.description()}".strip()
    if given.isGeographic():
        raise UserError(
            translate(
                "Project",
                "{crs} counts in degrees. A project needs a projected system in metres, such as "
                "EPSG:4547 for Wuhan.",
            ).format(crs=name)
        )
    if given.authid().upper() in _WEB_MERCATOR:
        raise UserError(
            translate(
                "Project",
                "{crs} is for web maps: its metres are not metres on the ground. Choose a projected "
                "system such as EPSG:4547 for Wuhan.",
            ).format(crs=name)
        )
    srs = osr.SpatialReference()
    srs.ImportFromWkt(given.toWkt())
    if not srs.IsProjected() or abs(srs.GetLinearUnits() - 1.0) > 1e-9:
        raise UserError(
            translate(
                "Project",
                "{crs} does not count in metres. A project needs a projected system in metres, such "
                "as EPSG:4547 for Wuhan.",
            ).format(crs=name)
        )
    return given


def _check_target(target: Path) -> None:
    """Raise UserError where nothing may be created under this name."""
    if target.suffix.lower() != ".gpkg":
        raise UserError(
            translate("Project", "A project is a GeoPackage: give {path} the ending .gpkg.").format(
                path=target
            )
        )
    odd = re.search(r"[#?|]|%[0-9A-Fa-f]{2}", str(target))
    if odd:
        raise UserError(
            translate(
                "Project",
                "QGIS cannot store its project under {path}: “{sign}” has a meaning of its own there. "
                "Choose another name or folder.",
            ).format(path=target, sign=odd.group())
        )
    if target.exists():
        raise UserError(
            translate(
                "Project",
                "{path} exists already and is not overwritten. Choose another name, or move the file "
                "away first.",
            ).format(path=target)
        )
    left = [file for file in side_files(target) if file.exists()]
    if left:
        raise UserError(
            translate(
                "Project",
                "{path} was left by another database of this name and would damage the new project. "
                "Choose another name, or move that file away first.",
            ).format(path=left[0])
        )
    if not target.parent.is_dir():
        raise UserError(translate("Project", "There is no folder {folder}.").format(folder=target.parent))
