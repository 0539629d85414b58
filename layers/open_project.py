"""Opening the QGIS project that a project GeoPackage carries."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ..i18n import translate, user_language
from ..problems import UserError
from .find import same_file
from .gpkg import GdalError, bound, open_dataset, sql
from .project_file import ProjectInfo, open_check
from .qgis_project import PROJECT_NAME, stored_uri, write_qgis_project
from .schema import SCHEMA

if TYPE_CHECKING:
    from qgis.core import QgsProject


def open_in_qgis(path: str | os.PathLike[str], project: QgsProject | None = None) -> ProjectInfo:
    """Open the stored QGIS project of the GeoPackage ``path`` in ``project`` (the application's by default).

    Checks and migrates the file first. A file that carries no QGIS project gets a fresh one; a
    file that was renamed or copied finds its layers again. Raises UserError. Call it on the
    main thread; what is open and unsaved there is the caller's business.
    """
    from qgis.core import QgsPathResolver, QgsProject

    info = open_check(path)
    target = QgsProject.instance() if project is None else project
    uri = stored_uri(info.path)
    if not _carries_project(info.path):
        _write(info.path)
    resolver = QgsPathResolver.setPathPreprocessor(lambda source: _renamed(source, info.path))
    try:
        opened = target.read(uri)
    finally:
        QgsPathResolver.removePathPreprocessor(resolver)
    if not opened:
        raise UserError(
            translate("Project", "The QGIS project inside {path} could not be opened.").format(
                path=info.path
            ),
            detail=target.error(),
        )
    return info


def _carries_project(path: Path) -> bool:
    statement = bound("SELECT 1 FROM qgis_projects WHERE name = :name", name=PROJECT_NAME)
    try:
        return bool(sql(open_dataset(path), statement))
    except GdalError:  # the table is made with the first stored project
        return False


def _renamed(source: str, path: Path) -> str:
    """Return the source of one of our tables under the file's present name.

    The stored project names its own file. Where that file is no longer beside it, the
    file was renamed, and our table is in the one that is being opened.
    """
    head, mark, table = source.partition("|layername=")
    if not mark or (not head.startswith("./") and not Path(head).is_absolute()):
        return source
    table = table.partition("|")[0]
    if table != "traced_pipes" and table not in {known.name for known in SCHEMA.tables}:
        return source
    stored = path.parent / head if head.startswith("./") else Path(head)
    if same_file(stored, path) or not same_file(stored.parent, path.parent):
        return source
    return source.replace(head, f"./{path.name}" if head.startswith("./") else path.as_posix(), 1)


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
