"""Features of a layer, all of them or a sentence: what reads rows on the main thread.

QGIS tells nobody when a GeoPackage cannot be read; the iterator just ends early, and no rows look
like rows that are gone. That happens on a good day, too: QGIS reads through pooled connections
that take no lock, and turns the file to write-ahead logging when its first layer is edited. A
connection that another thread (drawing, the locator) was opening at that moment can read nothing
any more and stays in the pool: "unable to open database file". A provider that reads itself anew
empties the pool, so reading is tried once more after that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ...i18n import translate
from ...problems import UserError
from ..store.gpkg import gdal_said

if TYPE_CHECKING:
    from qgis.core import QgsFeature, QgsFeatureRequest, QgsVectorLayer

T = TypeVar("T")


def read_features(
    layer: QgsVectorLayer,
    request: QgsFeatureRequest,
    take: Callable[[QgsFeature], T],
    expected: int = 0,
    in_file: bool = False,
) -> list[T]:
    """Return ``take(feature)`` of every feature that ``request`` asks for, unsaved edits included.

    ``expected``: how many rows there should be where rows are asked for by id, for GDAL does not even
    complain then; fewer are not believed at first. ``in_file``: as the file has them, edits left out.
    Raises UserError where the file cannot be read.
    """
    source: Any = layer.dataProvider() if in_file else layer
    with gdal_said() as said:
        found = [take(feature) for feature in source.getFeatures(request)]
    if (said or len(found) < expected) and _renewed(layer):
        with gdal_said() as said:
            found = [take(feature) for feature in source.getFeatures(request)]
    if said:
        raise _unread(layer.name(), said)
    return found


def feature_of(
    layer: QgsVectorLayer, fid: int, attributes: Sequence[int] | None = None, in_file: bool = False
) -> QgsFeature | None:
    """Return the feature with this id, None where it is gone or was never there.

    ``attributes``: field indexes to read, all where not given; ``in_file``: edits left out. Raises
    UserError where the file cannot be read.
    """
    from qgis.core import QgsFeatureRequest

    request = QgsFeatureRequest(fid)
    if attributes is not None:
        request.setSubsetOfAttributes(list(attributes))
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


def _renewed(layer: QgsVectorLayer) -> bool:
    """Empty QGIS's pool of connections to the layer's file; False where there is no file to open."""
    from qgis.core import QgsVectorLayer

    uri = layer.dataProvider().dataSourceUri()
    if not Path(uri.split("|")[0]).is_file():
        return False
    # The pool belongs to the file, so another layer's provider serves; the person's own would lose
    # its selection, and with the file gone itself.
    passing = QgsVectorLayer(uri, "passing", "ogr")
    if not passing.isValid():
        return False
    passing.dataProvider().reloadData()
    return True
