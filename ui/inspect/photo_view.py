"""A window for single photos: the one nearest to the outfall, then next and previous by time, the right way
up.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QImageReader, QKeyEvent, QPixmap
from qgis.PyQt.QtWidgets import QDialog, QSizePolicy, QVBoxLayout

from ...i18n import translate
from ...imagery.catalogue import absolute
from ...imagery.photos import neighbours
from ...operations.project_rows import ProjectRows
from ..plain_text import Paragraph, PlainLabel
from ..words import label

NEAR_M = 200.0  # from the outfall: a photo of it
_COLUMNS = ("uid", "path", "taken_at", "direction", "direction_kind", "above_start_m", "state")


@dataclass(frozen=True)
class Shown:
    """A photo that can be shown; coordinates in the project's system, NaN where it has no place."""

    uid: str
    file: Path
    taken_at: str
    x: float
    y: float
    view: str  # in words


def photos_of(rows: ProjectRows) -> list[Shown]:
    """Return the catalogued photos whose files can be read."""
    found = rows.read("photos", list(_COLUMNS), geometry=True)
    made = []
    for at in range(found.n):
        row = {name: found[name][at] for name in _COLUMNS}
        if row["state"] in ("ready", "unplaced") and row["path"]:
            made.append(
                Shown(
                    row["uid"],
                    absolute(row["path"], rows.path),
                    (row["taken_at"] or "")[:19],
                    float(found.xy[at, 0]),
                    float(found.xy[at, 1]),
                    _view(row),
                )
            )
    return made


def nearest(photos: list[Shown], x: float, y: float) -> Shown | None:
    """Return the photo nearest to a place, None where none is near."""
    placed = [(math.hypot(one.x - x, one.y - y), one.uid, one) for one in photos if not math.isnan(one.x)]
    return min(placed)[2] if placed and min(placed)[0] <= NEAR_M else None


class PhotoView(QDialog):
    """Shows one photo; left and right lead through time. ``went`` is told which photo is shown."""

    def __init__(self, parent: Any, went: Callable[[Shown], None]) -> None:
        super().__init__(parent)
        self.setObjectName("OutfallTracerPhoto")
        self.setWindowTitle(translate("Inspect", "Photo"))
        self.resize(900, 680)
        self._went = went
        self._photos: dict[str, Shown] = {}
        self.shown: Shown | None = None
        self._whole = QPixmap()
        box = QVBoxLayout(self)
        self.picture = PlainLabel(self)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.words = Paragraph(self)
        box.addWidget(self.picture, 1)
        box.addWidget(self.words)

    def show_photo(self, photos: list[Shown], photo: Shown) -> None:
        """Show one of ``photos``."""
        self._photos = {one.uid: one for one in photos}
        self.shown = photo
        reader = QImageReader(str(photo.file))
        reader.setAutoTransform(True)  # as the camera was held
        size = reader.size()
        if size.isValid():
            reader.setScaledSize(size.scaled(QSize(2400, 2400), Qt.AspectRatioMode.KeepAspectRatio))
        image = reader.read()
        self._whole = QPixmap.fromImage(image)
        missing = translate("Inspect", "{file} cannot be read. Is its disk connected?").format(
            file=photo.file
        )
        self.picture.setText(missing if image.isNull() else "")
        parts = (
            photo.file.name,
            photo.taken_at.replace("T", " "),
            photo.view,
            translate("Inspect", "Left and right: before and after, by time."),
        )
        self.words.setText(" · ".join(part for part in parts if part))
        self._fit()
        self.show()
        self.raise_()
        self._went(photo)

    def step(self, by: int) -> None:
        """Show the photo before (-1) or after (+1) by time."""
        if self.shown is None:
            return
        around = neighbours([(one.taken_at, one.uid) for one in self._photos.values()], self.shown.uid)
        uid = around[0 if by < 0 else 1]
        if uid:
            self.show_photo(list(self._photos.values()), self._photos[uid])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Left and right step; Esc closes."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_K):
            self.step(-1)
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_J):
            self.step(+1)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Fit the picture."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self._whole.isNull():
            self.picture.setPixmap(
                self._whole.scaled(
                    self.picture.size(),
                    Qt.AspectRatioMode.KeepAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )


def _view(row: dict[str, Any]) -> str:
    parts = []
    if row["direction"] == row["direction"]:
        kind = label("direction_kind", row["direction_kind"])
        parts.append(f"{row['direction']:.0f}° ({kind})")
    if row["above_start_m"] == row["above_start_m"]:
        parts.append(translate("Inspect", "{m} m above take-off").format(m=f"{row['above_start_m']:.0f}"))
    return ", ".join(parts)
