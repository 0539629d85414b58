"""What the rows of a layer were before a person touched them, to see what others wrote meanwhile.

QGIS keeps an edit as its new value alone. Another program, or another QGIS, may change the same row
in the file before the edit is saved; the last one to save would win without a word. So the row is
read from the file when it is touched first, and compared with the file again at the save.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import QObject, QTimer, QVariant

from ..sources.feature_reading import read_features

if TYPE_CHECKING:
    from qgis.core import QgsVectorLayer


AT_ONCE = 100  # rows; some 20 ms


@dataclass(frozen=True)
class FileRow:
    """One row as it lies in the file: attributes by field index, geometry as WKB (b"" for none)."""

    attributes: tuple[Any, ...]
    wkb: bytes


def plain(value: Any) -> Any:
    """Return an attribute as Python knows it; every kind of NULL is None."""
    return None if isinstance(value, QVariant) and value.isNull() else value


def rows_in_file(layer: QgsVectorLayer, fids: Iterable[int]) -> dict[int, FileRow]:
    """Return the rows ``fids`` as the file has them now, edits left out; rows that are gone are not there."""
    from qgis.core import QgsFeatureRequest

    wanted = [fid for fid in fids if fid >= 0]
    if not wanted:
        return {}
    found = read_features(
        layer,
        QgsFeatureRequest().setFilterFids(wanted),
        lambda feature: (
            feature.id(),
            FileRow(
                tuple(plain(value) for value in feature.attributes()),
                bytes(feature.geometry().asWkb()) if feature.hasGeometry() else b"",
            ),
        ),
        expected=len(wanted),
        in_file=True,
    )
    return dict(found)


class Originals(QObject):
    """Remembers the rows of one layer as they were in the file when they were touched first.

    Touched rows are gathered and read together when the event loop comes round, a hundred at a time
    so that the window stays alive; whoever asks for them has the rest read at once.
    """

    def __init__(self, layer: QgsVectorLayer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layer = layer
        self._rows: dict[int, FileRow] = {}
        self._waiting: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._read_some)
        self._wires: tuple[tuple[Any, Any], ...] = (
            (layer.attributeValueChanged, self._touch),
            (layer.geometryChanged, self._touch),
            (layer.featureDeleted, self._touch),
        )
        for signal, slot in self._wires:
            signal.connect(slot)

    def close(self) -> None:
        """Undo the connections."""
        self._timer.stop()
        for signal, slot in self._wires:
            signal.disconnect(slot)
        self._wires = ()

    def read(self) -> None:
        """Read the rows touched since the last time."""
        self._timer.stop()
        waiting, self._waiting = self._waiting, set()
        if self._layer.isEditable() and not self._layer.isModified():
            self._rows.clear()  # everything was undone: the next touch is a first one again
            return
        self._rows.update(rows_in_file(self._layer, waiting))

    def _read_some(self) -> None:
        if len(self._waiting) <= AT_ONCE:
            self.read()
            return
        rows = set(islice(self._waiting, AT_ONCE))
        self._rows.update(rows_in_file(self._layer, rows))
        self._waiting -= rows
        self._timer.start()

    def rows(self) -> dict[int, FileRow]:
        """Return the remembered rows by feature id."""
        if self._waiting:
            self.read()
        return self._rows

    def renew(self, rows: dict[int, FileRow]) -> None:
        """Take ``rows`` as what the file holds now: the person has seen them."""
        self._rows.update(rows)

    def forget(self) -> None:
        """Forget everything, as after a save."""
        self._rows.clear()
        self._waiting.clear()

    def _touch(self, fid: int, *_more: Any) -> None:
        if fid >= 0 and fid not in self._rows:
            self._waiting.add(fid)
            self._timer.start()
