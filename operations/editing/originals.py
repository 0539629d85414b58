"""What the rows of a layer were before a person touched them, to see what others wrote meanwhile.

QGIS keeps an edit as its new value alone. Another program, or another QGIS, may change the same row
in the file before the edit is saved; the last one to save would win without a word. So the row is
read from the file when it is touched first, and compared with the file again at the save.

The other one may have written before that first touch, while an older state was still on the screen.
So a cell counts as it was shown, where that is known: an edit of QGIS's forms and tables remembers the
value that it was made over, and our docks tell what they show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import QObject, QTimer, QVariant

from ...layers.sources.feature_reading import read_features

if TYPE_CHECKING:
    from qgis.core import QgsVectorLayer


AT_ONCE = 100  # rows; some 20 ms
MOST_CELLS = 1000  # of one edit that are asked what they were made over; tools that edit more have just read


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
        self._shown: dict[tuple[int, int], Any] = {}  # by row and column, of cells that were edited
        self._noted: dict[str, dict[tuple[int, int], Any]] = {}  # by who shows it
        self._edited: set[tuple[int, int]] = set()  # cells that were edited, whatever was known of them
        self._heard = 0  # cells edited since an edit was complete; -1 where it did other things as well
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._read_some)
        self._wires: tuple[tuple[Any, Any], ...] = (
            (layer.attributeValueChanged, self._on_cell),
            (layer.geometryChanged, self._on_row),
            (layer.featureDeleted, self._on_row),
            (layer.featureAdded, self._on_row),
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
            self._shown.clear()
            self._edited.clear()
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

    def shown(self, fid: int, at: int) -> Any:
        """Return the value of a cell that its edit was made over; KeyError where that is not known."""
        return self._shown[fid, at]

    def note(self, viewer: str, rows: Mapping[int, Mapping[str, Any]]) -> None:
        """Remember what ``viewer`` shows, values by column and row, instead of what it showed before."""
        fields = self._layer.fields()
        self._noted[viewer] = {
            (fid, fields.lookupField(name)): value
            for fid, cells in rows.items()
            if fid >= 0
            for name, value in cells.items()
        }

    def know(self) -> None:
        """The edit that is complete now is ours: what its cells showed needs no asking."""
        self._heard = 0

    def learn(self, edit: Any) -> None:
        """Ask the undo command ``edit``, just done, what its cells showed before.

        QGIS's commands know it and have no word for it, but they tell when they are undone. So it is
        undone and done again while nobody but this listens.
        """
        heard, self._heard = self._heard, 0
        buffer = self._layer.editBuffer()
        at_once = self._layer.dataProvider().transaction() is not None  # then undoing writes into the file
        if buffer is None or at_once or not 0 < heard <= MOST_CELLS:
            return
        told: dict[tuple[int, int], Any] = {}

        def hear(fid: int, at: int, value: Any) -> None:
            told[fid, at] = plain(value)

        self._layer.blockSignals(True)
        buffer.attributeValueChanged.connect(hear)
        try:
            edit.undo()
            left = buffer.changedAttributeValues()
            before = {cell: value for cell, value in told.items() if cell[1] not in left.get(cell[0], {})}
            edit.redo()
        finally:
            buffer.attributeValueChanged.disconnect(hear)
            self._layer.blockSignals(False)
        self._shown.update((cell, value) for cell, value in before.items() if cell[0] >= 0)

    def renew(self, rows: dict[int, FileRow]) -> None:
        """Take ``rows`` as what the file holds now: the person has seen them."""
        self._rows.update(rows)
        self._shown = {cell: value for cell, value in self._shown.items() if cell[0] not in rows}

    def forget(self) -> None:
        """Forget everything, as after a save."""
        self._rows.clear()
        self._waiting.clear()
        self._shown.clear()
        self._noted.clear()
        self._edited.clear()
        self._heard = 0

    def _on_cell(self, fid: int, at: int, _value: Any) -> None:
        self._heard += self._heard >= 0
        if (fid, at) not in self._edited:  # what a dock shows of an edited cell is the edit itself
            self._edited.add((fid, at))
            self._shown.update(
                ((fid, at), noted[fid, at]) for noted in self._noted.values() if (fid, at) in noted
            )
        self._touch(fid)

    def _on_row(self, fid: int, *_more: Any) -> None:
        self._heard = -1
        self._touch(fid)

    def _touch(self, fid: int) -> None:
        if fid >= 0 and fid not in self._rows:
            self._waiting.add(fid)
            self._timer.start()
