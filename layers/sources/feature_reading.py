"""Features of a layer, all of them or a sentence: what reads rows on the main thread.

QGIS tells nobody when a GeoPackage cannot be read; the iterator just ends, and no rows look like rows
that are gone. That happens on a good day, too: QGIS reads through pooled connections that take no
lock, and turns the file to write-ahead logging when its first layer is edited. A connection that
another thread (drawing, the locator) was opening at that moment can read nothing any more, and stays
in the pool. GDAL says "unable to open database file" to whoever meets it first, and to others
nothing. So an answer without any row of the file is not believed at first: the pool is emptied, and
the question asked once more. Layers share what broke, too, and then have no columns.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ...i18n import translate
from ...problems import UserError
from ..store.gpkg import GdalError, Names, bound, gdal_said, open_dataset, quoted, sql

if TYPE_CHECKING:
    from qgis.core import QgsFeature, QgsFeatureRequest, QgsVectorLayer

T = TypeVar("T")

_BROKEN = "The columns of the layer are gone."
_DOUBT_S = 1.0  # between doubts of empty answers for the pointer
_SETTLED_S = 5.0  # a connection that was being opened when the journal changed is in the pool by then


def read_features(
    layer: QgsVectorLayer,
    request: QgsFeatureRequest,
    take: Callable[[QgsFeature], T],
    expected: int = 1,
    in_file: bool = False,
    hasty: bool = False,
) -> list[T]:
    """Return ``take(feature)`` of every feature that ``request`` asks for, unsaved edits included.

    ``expected``: rows of the file that there should be; fewer are doubted while connections may be
    broken, that is until some seconds after the file was first edited. ``in_file``: as the file has
    them, edits left out. ``hasty``: for what follows the pointer, where most answers are empty; they
    are doubted once a second. Raises UserError where the file cannot be read.
    """
    own: Any = layer.dataProvider()
    source = own if in_file else layer

    def read() -> tuple[list[T], int, list[str]]:
        found: list[T] = []
        stored = 0
        if not own.fields().count():
            reload(layer)
        with gdal_said() as said:
            for feature in source.getFeatures(request):
                if not found and not own.fields().count():  # its connection broke, and the columns are gone
                    return [], 0, said or [_BROKEN]
                stored += feature.id() >= 0  # new rows come from the edit buffer
                found.append(take(feature))
        return found, stored, said

    found, stored, said = read()
    if (said or stored < expected) and _renewed(layer, bool(said), hasty):
        found, stored, said = read()
    if said:
        raise _unread(layer.name(), said)
    return found


def reload(layer: QgsVectorLayer, chosen: Sequence[int] | None = None) -> None:
    """Let the layer read its file anew; ``chosen``, or what was selected, is selected then.

    It may meet a connection that broke (see the module) and has no columns then: it reads once more.
    """
    selected = layer.selectedFeatureIds() if chosen is None else chosen
    layer.reload()  # drops the selection
    if not layer.dataProvider().fields().count() and _renewed(layer, failed=True, hasty=False):
        layer.reload()
    if selected:
        layer.selectByIds(selected)


def feature_of(layer: QgsVectorLayer, fid: int, in_file: bool = False) -> QgsFeature | None:
    """Return the feature with this id, None where it is gone or was never there.

    ``in_file``: edits left out. Raises UserError where the file cannot be read.
    """
    from qgis.core import QgsFeatureRequest

    request = QgsFeatureRequest(fid)
    buffer = None if in_file else layer.editBuffer()
    expected = fid >= 0 and not (buffer is not None and buffer.isFeatureDeleted(fid))
    return _first(read_features(layer, request, _itself, int(expected), in_file))


def feature_with_uid(layer: QgsVectorLayer, uid: str) -> QgsFeature | None:
    """Return the feature whose column ``uid`` says so, None for none; raises as above."""
    from qgis.core import QgsExpression, QgsFeatureRequest

    if not uid:
        return None
    request = QgsFeatureRequest(QgsExpression(QgsExpression.createFieldEqualityExpression("uid", uid)))
    return _first(read_features(layer, request.setLimit(1), _itself))


def _itself(feature: QgsFeature) -> QgsFeature:
    return feature


def _first(found: list[QgsFeature]) -> QgsFeature | None:
    return found[0] if found else None


@contextmanager
def whole(name: str) -> Iterator[None]:
    """Read ``name`` inside this, in any thread: UserError where GDAL reports that it could not."""
    with gdal_said() as said:
        yield
    if said:
        raise _unread(name, said)


def _unread(name: str, said: list[str]) -> UserError:
    """Return what a person is told of a layer that could not be read to the end."""
    text = translate(
        "Layers",
        "{layer} could not be read to the end. Try again; where it stays so, see whether its file is still "
        "in its folder and can be opened.",
    )
    return UserError(text.format(layer=name), "; ".join(dict.fromkeys(said)))


@dataclass
class _Pool:
    """What is known of QGIS's pooled connections to a file."""

    journal: int  # the write-ahead log that there is, by its number on the disk; 0 for none
    seen: float  # when that was met first
    emptied: float = -_DOUBT_S
    without_rows: dict[str, float] = field(default_factory=dict)  # tables, by when a new connection counted

    @property
    def is_sound(self) -> bool:
        """Tell whether the pool was emptied when nobody could be opening a connection any more."""
        return self.emptied > self.seen + _SETTLED_S


_pools: dict[str, _Pool] = {}


def _renewed(layer: QgsVectorLayer, failed: bool, hasty: bool) -> bool:
    """Empty QGIS's pool of connections to the layer's file; False where that cannot be or needs not be."""
    from qgis.core import QgsDataProvider, QgsProviderRegistry

    uri = layer.dataProvider().dataSourceUri()
    path = uri.split("|")[0]
    if not Path(path).is_file():
        return False
    try:
        journal = Path(f"{path}-wal").stat().st_ino
    except OSError:
        journal = 0
    now = time.monotonic()
    pool = _pools.get(path)
    if pool is None or pool.journal != journal:
        pool = _pools[path] = _Pool(journal, now)
    lately = now - _DOUBT_S
    empty = pool.without_rows.get(uri, -math.inf) > now - _SETTLED_S
    if not failed and (pool.is_sound or empty or (hasty and pool.emptied > lately)):
        return False
    has_rows = _has_rows(uri)  # else it is empty with every connection
    if not has_rows:
        pool.without_rows[uri] = now
    if not failed and not has_rows and now <= pool.seen + _SETTLED_S:
        return False
    if failed:
        _look_younger(path)
    # The pool belongs to the file, so another provider serves; the layer's own would cost the person
    # the selection, and its fields where its connection is broken, too.
    passing: Any = QgsProviderRegistry.instance().createProvider(
        "ogr", uri, QgsDataProvider.ProviderOptions())  # of vectors, as "ogr" makes them
    if passing is None or not passing.isValid():
        return False
    passing.reloadData()  # and there is nothing to doubt from now on
    pool.emptied = now
    return failed or has_rows


def _look_younger(path: str) -> None:
    """Make QGIS open the file anew: layers share what broke for others while file and log look no younger."""
    log = Path(f"{path}-wal")
    with suppress(OSError):  # somebody else's file: it is shared until they write
        os.utime(log if log.exists() else path)


def _has_rows(uri: str) -> bool:
    """Ask the file itself whether a layer's table has rows; True where that cannot be told."""
    from qgis.core import QgsProviderRegistry

    parts = QgsProviderRegistry.instance().decodeUri("ogr", uri)
    table, shown = Names((quoted(parts.get("layerName") or ""),)), Names((parts.get("subset") or "TRUE",))
    asked = bound("SELECT 1 FROM :table WHERE :shown LIMIT 1", table=table, shown=shown)
    try:
        return bool(sql(open_dataset(parts["path"]), asked))
    except (GdalError, UserError):
        return True
