"""Writing a QGIS project into its GeoPackage without anybody's account and any folder of this machine."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..store.gpkg import GdalError, bound, open_dataset, sql
from .relations import write_with_lists

if TYPE_CHECKING:
    from qgis.core import QgsProject

#: Keep the account that saves out of a project: the setting of QGIS 3.22, and that of later ones.
_ANONYMOUS = ("projects/anonymize_saved_projects", "core/projects/anonymize_saved_projects")
#: The atlas of a layout names its layer's file by its whole path; the layer's id is what it is found by.
_FOLDER = re.compile(r'(coverageLayerSource=")[^"]*(")')


def write_unsigned(project: QgsProject, address: str, path: Path, name: str) -> None:
    """Write ``project`` to its ``address`` in the GeoPackage ``path``, where it is called ``name``.

    Raises GdalError where it is not stored.
    """
    from qgis.core import QgsProjectMetadata

    if not project.fileName():  # QGIS signs a new project with the full name of the account
        metadata = QgsProjectMetadata(project.metadata())
        metadata.setAuthor("")
        project.setMetadata(metadata)
    with unsigned():
        stored = write_with_lists(project, address)
    if not stored:
        raise GdalError(project.error() or "the QGIS project was not stored")
    _forget_folders(path, name)


@contextmanager
def unsigned() -> Iterator[None]:
    """What is written inside this does not hold the account that writes it."""
    from qgis.core import QgsSettings

    settings = QgsSettings()
    before = {key: settings.value(key) for key in _ANONYMOUS}
    try:
        for key in _ANONYMOUS:
            settings.setValue(key, True)
        yield
    finally:
        for key, value in before.items():
            if value is None:
                settings.remove(key)
            else:
                settings.setValue(key, value)


def packed_project(path: Path, name: str) -> bytes:
    """Return the stored project as QGIS keeps it: a ZIP with the .qgs in it; b"" where there is none.

    In the table it is written in hexadecimal digits, and GDAL shows a BLOB in such digits once more.
    """
    try:
        statement = bound("SELECT content FROM qgis_projects WHERE name = :name", name=name)
        found = sql(open_dataset(path), statement)
        content = bytes.fromhex(str(found[0][0]))
        return content if content.startswith(b"PK") else bytes.fromhex(content.decode("ascii"))
    except (GdalError, IndexError, ValueError):
        return b""


def _forget_folders(path: Path, name: str) -> None:
    packed = packed_project(path, name)
    if not packed:
        return
    source, target = io.BytesIO(packed), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            content = old.read(entry)
            if entry.endswith(".qgs"):
                content = _FOLDER.sub(r"\1\2", content.decode("utf-8")).encode("utf-8")
            new.writestr(entry, content)
    statement = "UPDATE qgis_projects SET content = :content WHERE name = :name"
    sql(open_dataset(path, update=True), bound(statement, content=target.getvalue().hex(), name=name))
