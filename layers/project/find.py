"""Our layers in an open QGIS project, found by what they read, never by what they are called."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qgis.core import QgsMapLayer, QgsProject, QgsVectorLayer


def layer_table(layer: QgsMapLayer | None) -> tuple[Path, str] | None:
    """Return the GeoPackage and table that a layer reads; None where it reads anything else."""
    from qgis.core import QgsVectorLayer

    if not isinstance(layer, QgsVectorLayer) or layer.providerType() != "ogr":
        return None
    return _table_of(layer.source())


@lru_cache(maxsize=512)  # asked at every change of the window's state
def _table_of(source: str) -> tuple[Path, str] | None:
    from qgis.core import QgsProviderRegistry

    parts = QgsProviderRegistry.instance().decodeUri("ogr", source)
    path, table = parts.get("path"), parts.get("layerName")
    if not path or not table or not path.lower().endswith(".gpkg"):
        return None
    return Path(path), table


def same_file(first: str | os.PathLike[str], second: str | os.PathLike[str]) -> bool:
    """Tell whether two paths name one file, through links and spellings; neither is opened."""

    def plain(path: str | os.PathLike[str]) -> str:
        return os.path.normcase(os.path.realpath(path))

    return plain(first) == plain(second)


def project_path(project: QgsProject) -> Path | None:
    """Return the project GeoPackage that an open QGIS project works on; None where it has none of ours.

    Where layers of several are open, the one that the QGIS project itself is stored in
    counts, else the first in layer order.
    """
    found = []
    for layer in project.mapLayers().values():
        source = layer_table(layer)
        if source and source[1] in ("outfalls", "schema_info"):
            found.append(source[0])
    stored = _stored_in(project)
    if stored:
        found.sort(key=lambda path: not same_file(path, stored))
    return found[0] if found else None


def layers_in_edit(project: QgsProject, path: str | os.PathLike[str]) -> list[QgsVectorLayer]:
    """Return the layers on the file ``path`` that hold edits not yet saved."""
    return [
        layer
        for layer in project.mapLayers().values()
        if (source := layer_table(layer))
        and same_file(source[0], path)
        and layer.isEditable()
        and layer.isModified()
    ]


def _stored_in(project: QgsProject) -> Path | None:
    """Return the GeoPackage that the QGIS project is stored in, if it is stored in one."""
    from qgis.PyQt.QtCore import QUrl

    name = project.fileName()
    if not name.startswith("geopackage:"):
        return None
    path = QUrl.fromEncoded(name.encode("utf-8")).path()
    if os.name == "nt":
        path = path.lstrip("/")  # /C:/data -> C:/data
    return Path(path)
