"""Who reads a file: told by its content first and its name second; a folder or an archive is read
member by member.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ...i18n import Later, translate
from ...problems import UserError
from ..model import RawTable, SourceLayer
from . import archive, json_rows, shapefile, vector
from .checks import look_over
from .contents import kind_of
from .encodings import codec
from .kinds import DRIVERS, Kind, Wanted, file_of, members_of, refused
from .scratch import alone, untouched

Progress = Callable[[float], None]

_FEW_COLUMNS = 2


@dataclass(frozen=True)
class Offer:
    """A layer that can be read, and by whom."""

    layer: SourceLayer
    path: Path
    kind: Kind
    inner: str  # what its reader calls it


def layers_of(path: str | os.PathLike[str]) -> list[SourceLayer]:
    """Return what can be read; see the package."""
    return [offer.layer for offer in _offers(Path(path))]


def read(
    path: str | os.PathLike[str],
    layer: str = "",
    encoding: str = "auto",
    limit: int | None = None,
    progress: Progress | None = None,
) -> RawTable:
    """Return one layer; see the package."""
    stated = "auto"
    if encoding and encoding != "auto":
        stated = codec(encoding)
        if not stated:
            raise UserError(
                translate("ImportReaders", "There is no encoding {encoding}.").format(encoding=encoding)
            )
    offer = _known(Path(path), layer) or _chosen(Path(path), layer)
    table = _read(offer, stated, limit, progress)
    table.file, table.layer = str(path), offer.layer.name
    look_over(table)
    return table


def _known(path: Path, layer: str) -> Offer | None:
    """Return the sheet asked for without listing the workbook first."""
    path = file_of(path)
    if not layer or path.is_dir() or kind_of(path) is not Kind.SHEET:
        return None
    return Offer(SourceLayer(layer), path, Kind.SHEET, layer)


def _chosen(path: Path, layer: str) -> Offer:
    if not layer:
        return max(_offers(path), key=lambda offer: offer.layer.n_rows or 0)
    offers = _offers(path, layer)
    for same in (lambda name: name == layer, lambda name: name.lower() == layer.lower()):
        for offer in offers:
            if same(offer.layer.name):
                return offer
    offers = _offers(path)
    raise refused(path, Later(
        "ImportReaders", "{file} has no layer {layer}. It has: {names}."
    ), layer=layer, names=", ".join(offer.layer.name for offer in offers[:20]))


def _offers(path: Path, wanted: str = "") -> list[Offer]:
    """Return the layers of a file, a folder or an archive; raises where there is none.

    ``wanted``: of a folder only the members are opened whose layer can have this name.
    """
    path = file_of(path)
    kind = kind_of(path)
    if kind not in (Kind.FOLDER, Kind.ARCHIVE):
        return _of_file(path, kind)
    if kind is Kind.ARCHIVE:
        folder = archive.unpacked(path)
        members = members_of(folder, deep=True)
    else:
        folder, members = path, members_of(path)
    if wanted:
        members = [member for member in members if _may_hold(_stem(member, folder), wanted)] or members
    offers: list[Offer] = []
    failures: list[UserError] = []
    for member in members:
        try:
            found = _of_file(member, kind_of(member))
        except UserError as error:  # one bad member does not hide the others
            failures.append(error)
            continue
        if found[0].kind is Kind.TEXT and (
            found[0].layer.n_rows == 0 or len(found[0].layer.columns) < _FEW_COLUMNS
        ):
            continue  # a note beside the data
        stem = _stem(member, folder)
        offers.extend(
            replace(
                offer,
                layer=replace(offer.layer, name=stem if len(found) == 1 else f"{stem}/{offer.layer.name}"),
            )
            for offer in found
        )
    if not offers:
        if len(failures) == 1:
            raise failures[0]
        raise refused(path, Later(
            "ImportReaders", "{file} holds nothing that can be read."
        ), detail="\n".join(error.message for error in failures))
    seen: dict[str, int] = {}
    for at, offer in enumerate(offers):  # a.shp beside a.xlsx
        seen[offer.layer.name] = seen.get(offer.layer.name, 0) + 1
        if seen[offer.layer.name] > 1:
            offers[at] = replace(
                offer, layer=replace(offer.layer, name=f"{offer.layer.name}{offer.path.suffix}")
            )
    return offers


def _stem(member: Path, folder: Path) -> str:
    return member.relative_to(folder).with_suffix("").as_posix()


def _may_hold(stem: str, layer: str) -> bool:
    """Tell whether a member called so may offer a layer of this name."""
    stem, layer = stem.lower(), layer.lower()
    return layer == stem or layer.startswith((f"{stem}/", f"{stem}."))


def _module(kind: Kind) -> Any:
    """Return the module that reads a kind, by ``layers_of(path)`` and ``read(path, wanted)``.

    The rarer ones are only loaded when they are needed.
    """
    from . import delimited, dxf, kml, sheets, swmm

    return {
        Kind.TEXT: delimited, Kind.SHEET: sheets, Kind.SWMM: swmm, Kind.JSON: json_rows,
        Kind.SHAPEFILE: shapefile, Kind.DXF: dxf, Kind.KML: kml,
    }.get(kind, vector)


def _of_file(path: Path, kind: Kind) -> list[Offer]:
    module = _module(kind)
    found: list[SourceLayer] = []
    if kind in (Kind.FOLDER, Kind.ARCHIVE):
        pass  # inside an archive inside an archive
    elif module is vector:
        with _opening(path, kind) as how:
            found = vector.layers_of(how)
    else:
        found = module.layers_of(path)
    offers = [Offer(layer, path, kind, layer.name) for layer in found]
    if not offers:
        raise refused(path, Later("ImportReaders", "{file} holds nothing that can be read."))
    return offers


def _read(offer: Offer, encoding: str, limit: int | None, progress: Progress | None) -> RawTable:
    path, kind = offer.path, offer.kind
    module = _module(kind)
    if module is vector:
        with _opening(path, kind, "" if encoding == "auto" else encoding) as how:
            return vector.read(how, offer.inner, limit, progress)
    raw: RawTable = module.read(path, Wanted(offer.inner, encoding, limit, progress))
    return raw


@contextmanager
def _opening(path: Path, kind: Kind, stated: str = "") -> Iterator[vector.Opening]:
    """Yield how GDAL opens what only GDAL reads, so that it writes nothing beside the delivery."""
    if kind is Kind.GML:  # GDAL keeps what it learned of the columns beside the file
        schema = [one for one in (path.with_suffix(".xsd"),) if one.is_file()]
        with alone(path, *schema) as copy:
            yield vector.Opening(str(copy), DRIVERS[kind], ("DOWNLOAD_SCHEMA=NO",), stated=stated)
    else:
        file = untouched(path) if kind is Kind.SQLITE else path
        yield vector.Opening(str(file), DRIVERS[kind], stated=stated)
