"""Opening the QGIS project that a project GeoPackage carries."""

from __future__ import annotations

import html
import io
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ...i18n import translate, user_language
from ...problems import UserError
from ..store.gpkg import GdalError, bound, open_dataset, sql
from .project_file import ProjectInfo, open_check
from .qgis_project import PROJECT_NAME, refresh_qgis_project, stored_uri, write_qgis_project
from .stored_project import packed_project

if TYPE_CHECKING:
    from qgis.core import QgsProject


_OWN_SOURCE = re.compile(r"<datasource>([^<|]+)\|layername=outfalls\b")


def open_in_qgis(
    path: str | os.PathLike[str], project: QgsProject | None = None, read: Callable[[str], bool] | None = None
) -> ProjectInfo:
    """Open the stored QGIS project of the GeoPackage ``path`` in ``project`` (the application's by default).

    ``read`` opens the address of a stored project where the project itself shall not, as the window's
    own way does, which asks about unsaved work first.

    Checks and migrates the file first. A file that carries no QGIS project gets a fresh one; a
    file that was renamed or copied finds its layers again; one of an older version gets today's forms.
    Raises UserError. Call it on the main thread; what is open and unsaved there is the caller's business.
    """
    from qgis.core import QgsPathResolver, QgsProject

    info = open_check(path)
    target = QgsProject.instance() if project is None else project
    uri = stored_uri(info.path)
    if not _carries_project(info.path):
        _write(info.path)
    own = _own_name(info.path)
    resolver = QgsPathResolver.setPathPreprocessor(
        lambda source: _renamed(source, own, info.path)  # type: ignore[arg-type]  # stubs: returns nothing
    )
    try:
        opened = (read or target.read)(uri)
    finally:
        QgsPathResolver.removePathPreprocessor(resolver)
    if not opened:
        raise UserError(
            translate("Project", "The QGIS project inside {path} could not be opened.").format(
                path=info.path
            ),
            detail=target.error(),
        )
    refresh_qgis_project(target, info.path)
    return info


def _carries_project(path: Path) -> bool:
    statement = bound("SELECT 1 FROM qgis_projects WHERE name = :name", name=PROJECT_NAME)
    try:
        return bool(sql(open_dataset(path), statement))
    except GdalError:  # the table is made with the first stored project
        return False


def _own_name(path: Path) -> str:
    """Return how the stored project calls the file it lies in, such as ``./reach.gpkg``; "" if unknown."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(packed_project(path, PROJECT_NAME)))
        name = next(name for name in packed.namelist() if name.endswith(".qgs"))
        found = _OWN_SOURCE.search(packed.read(name).decode("utf-8"))
    except (ValueError, StopIteration, zipfile.BadZipFile):
        return ""
    return html.unescape(found.group(1)) if found else ""


def _renamed(source: str, own: str, path: Path) -> str:
    """Return the source of one of our tables under the file's present name.

    The stored project names its own file. Where that file was renamed, or copied, our tables are in
    the one that is being opened. QGIS 3.22 asks with the table behind the name, later ones without.
    """
    head, mark, table = source.partition("|")
    if not own or head != own:
        return source
    present = f"./{path.name}" if head.startswith("./") else path.as_posix()
    return present + mark + table


def _write(path: Path) -> None:
    try:
        write_qgis_project(path, user_language())
    except GdalError as error:
        raise UserError(
            translate("Project", "{path} carries no QGIS project, and none could be written into it.").format(
                path=path
            ),
            detail=str(error),
        ) from error
