"""What no output may be: a file that an input reads, or an outfall project.

Files are compared as what they are, whatever they are called: through links and hard links, relative
paths, another case, the many ways in which QGIS and GDAL name a table in a file.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...i18n import translate
from ...problems import UserError
from ..store.gpkg import SIDE_ENDS, GdalError, no_exceptions, open_dataset, quiet

if TYPE_CHECKING:
    from qgis.core import QgsMapLayer

#: Tables by which an outfall project is known.
MARKS = ("schema_info", "outfalls", "pipes")
#: Files of one name that are one thing.
_FAMILIES = (
    ("shp", "shx", "dbf", "prj", "cpg", "qpj", "qix", "sbn", "sbx", "idm", "ind"),
    ("tab", "dat", "map", "id", "ind"),
    ("mif", "mid"),
    ("csv", "csvt", "prj"),
    ("gml", "gfs", "xsd"),
)
_NO_FILE = ("memory:", "TEMPORARY_OUTPUT")


def refuse_overwriting(target: str | os.PathLike[str], read: Iterable[Path], name: str = "") -> None:
    """Raise UserError where writing ``target`` would change a file of ``read``, or an outfall project.

    target: a path, or any source or destination by which QGIS names a file; nothing is written.
    name: what the sentence calls the output, its own name by default.
    """
    read = list(read)
    for path in named_files(os.fspath(target)):
        refuse_project(path, name)
        met = next((each for each in read if is_same(path, each) or _shares(path, each)), None)
        if met is not None:
            said = translate("Files", "{name} would overwrite {path}, which is read here. Give another file.")
            raise UserError(said.format(name=name or path.name, path=met))


def refuse_project(path: Path, name: str = "") -> None:
    """Raise UserError where ``path`` is an outfall project, or one of the files that belong to one."""
    path = Path(os.path.realpath(path))
    ends = [end for end in SIDE_ENDS if path.name.lower().endswith(end)]
    for project in (path, *(path.with_name(path.name[: -len(end)]) for end in ends)):
        if is_project(project):
            said = translate(
                "Files",
                "{name} would overwrite the project {path}, which exists already. Give another file.",
            )
            raise UserError(said.format(name=name or path.name, path=project))


def is_project(path: Path) -> bool:
    """Tell whether a file is an outfall project; a GeoPackage that cannot be opened now may be one."""
    if not path.is_file() or not _is_database(path):
        return False
    from osgeo import gdal

    with quiet(), no_exceptions():
        driver = gdal.IdentifyDriverEx(str(path), gdal.OF_VECTOR, ["GPKG"])
    if driver is None:
        return False
    try:
        dataset = open_dataset(path)
    except (GdalError, UserError):
        return True
    names = {dataset.GetLayer(i).GetName() for i in range(dataset.GetLayerCount())}
    return names.issuperset(MARKS)


def _is_database(path: Path) -> bool:
    """Tell whether a file begins as those of SQLite do; one that cannot be read may."""
    try:
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\0"
    except OSError:
        return True


def companions(path: Path) -> list[Path]:
    """Return the other files that belong to a file of this kind, whether they are there or not."""
    end = path.suffix[1:].lower()
    family = next((each for each in _FAMILIES[:3] if end == each[0]), ())
    return [path.with_suffix(f".{other}") for other in family if other != end]


def is_same(first: Path, second: Path) -> bool:
    """Tell whether two paths are one file: now, or where upper and lower case are one."""
    with suppress(OSError, ValueError):
        if os.path.samefile(first, second):  # noqa: PTH121 - one of them may not exist
            return True
    first, second = (Path(os.path.realpath(path)) for path in (first, second))
    return _folded(first.name) == _folded(second.name) and _is_same_folder(first.parent, second.parent)


def _is_same_folder(first: Path, second: Path) -> bool:
    try:
        return os.path.samefile(first, second)  # noqa: PTH121
    except (OSError, ValueError):
        return _folded(str(first)) == _folded(str(second))


def _shares(target: Path, read: Path) -> bool:
    """Tell whether two files are parts of one thing: a database and its log, the files of a shapefile."""
    if read.is_dir():
        inside = any(is_same(parent, read) for parent in target.parents)
        return inside and (target.exists() or read.suffix.lower() == ".gdb")
    if any(is_same(target, read.with_name(read.name + end)) for end in SIDE_ENDS):
        return True
    ends = {path.suffix[1:].lower() for path in (target, read)}
    return any(ends <= set(family) for family in _FAMILIES) and is_same(
        target.with_suffix(".x"), read.with_suffix(".x"))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def named_files(text: str) -> list[Path]:
    """Return every path that a source or destination of QGIS may name, whether a file is there or not."""
    if not text or text.startswith(_NO_FILE):
        return []
    found = dict.fromkeys(path for path in _spellings(text) if path)
    return [Path(path).absolute() for path in found if "\0" not in path]


def _spellings(text: str) -> Iterator[str]:
    from qgis.core import QgsDataSourceUri
    from qgis.PyQt.QtCore import QUrl

    heads = [text, text.split("|", 1)[0], text.split("?", 1)[0]]
    heads += [re.sub(r"^\w{2,}:(?!//)", "", head) for head in heads]  # ogr:, GPKG:, delimitedtext:
    for head in heads:
        yield QgsDataSourceUri(head).database()
        if head.lower().startswith("file:"):
            yield QUrl(head).toLocalFile()
        while re.match(r"/vsi\w+/", head):
            head = re.sub(r"^/vsi\w+/", "", head).replace("{", "").replace("}", "")  # noqa: PLW2901
        yield head.strip('"')


def files_of(source: str | QgsMapLayer) -> set[Path]:
    """Return the files that a layer or its source reads; those of joined and virtual layers, too."""
    found: set[Path] = set()
    _collect(source, found, set())
    return found


def _collect(source: Any, found: set[Path], seen: set[str]) -> None:
    from qgis.core import QgsMapLayer, QgsProviderRegistry, QgsVectorLayer

    if isinstance(source, QgsMapLayer):
        if source.id() in seen:
            return
        seen.add(source.id())
        for other in _layers_behind(source) if isinstance(source, QgsVectorLayer) else ():
            _collect(other, found, seen)
        if source.providerType() == "memory":
            return
        parts = QgsProviderRegistry.instance().decodeUri(source.providerType(), source.source())
        texts = [source.source(), str(parts.get("path") or "")]
    else:
        texts = [source]
    for text in texts:
        for path in named_files(text):
            file = _on_disk(path)
            if file is not None and file not in found:
                found.add(file)
                found.update(_referred_to(file))


def _on_disk(path: Path) -> Path | None:
    """Return what of a path is there: the file, a folder, or the archive that it lies in."""
    try:
        if path.exists() and path != Path(path.anchor) and path != Path.cwd():
            return path
        return next((parent for parent in path.parents if parent.is_file()), None)
    except OSError:  # no name that a file can have
        return None


def _referred_to(file: Path) -> set[Path]:
    """Return the files that a virtual dataset names."""
    from osgeo import gdal

    with quiet(), no_exceptions():
        kind = gdal.IdentifyDriverEx(str(file), gdal.OF_VECTOR | gdal.OF_RASTER, ["VRT", "OGR_VRT"])
        dataset = gdal.OpenEx(str(file)) if kind is not None else None
        names = dataset.GetFileList() or [] if dataset is not None else []
    return {path.absolute() for path in map(Path, names) if path.exists()}


def _layers_behind(layer: Any) -> Iterator[Any]:
    """Yield what a vector layer reads besides its own source: joined layers, those of a virtual layer."""
    from qgis.core import QgsProject, QgsVirtualLayerDefinition
    from qgis.PyQt.QtCore import QUrl

    for join in layer.vectorJoins():
        if join.joinLayer() is not None:
            yield join.joinLayer()
    if layer.providerType() != "virtual":
        return
    definition = QgsVirtualLayerDefinition.fromUrl(QUrl.fromEncoded(layer.source().encode("utf-8")))
    for each in definition.sourceLayers():
        if not each.isReferenced():
            yield each.source()
    for needed in layer.dataProvider().dependencies():
        other = QgsProject.instance().mapLayer(needed.layerId())
        if other is not None:
            yield other
