"""Photos as they are printed: turned upright, scaled to the size and sharpness of the page, small enough."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QBuffer, QIODevice, QSize, Qt
from qgis.PyQt.QtGui import QImage, QImageReader

from ..i18n import translate

DPI = 200
MOST_BYTES = 55_000  # of a picture in a document, where it is kept as JPEG
_QUALITY = 94  # with which Qt keeps pictures in PDFs
_LARGEST_PX = 250_000_000  # of a file that is opened at all


def printed_photo(path: Path, width_mm: float, height_mm: float) -> tuple[QImage | None, str]:
    """Return a photo to be printed within a box, and why not ("" where there is one)."""
    if not path.is_file():
        return None, translate("Reports", "The file is missing")
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if size.isValid():
        if size.width() * size.height() > _LARGEST_PX:
            return None, translate("Reports", "The picture is too large")
        turned = size.transposed() if _is_turned(reader) else size
        wanted = turned.scaled(_pixels(width_mm, height_mm), Qt.AspectRatioMode.KeepAspectRatio)
        if wanted.width() < turned.width():
            reader.setScaledSize(wanted.transposed() if _is_turned(reader) else wanted)
    image = reader.read()
    if image.isNull():
        return None, translate("Reports", "The picture cannot be shown")
    return printed(image, width_mm, height_mm), ""


def printed(image: QImage, width_mm: float, height_mm: float, most: int = MOST_BYTES) -> QImage:
    """Return a picture scaled to a box at DPI, and further until it takes no more than ``most`` bytes."""
    box = _pixels(width_mm, height_mm)
    made = image.convertToFormat(QImage.Format.Format_RGB32)
    if made.width() > box.width() or made.height() > box.height():
        made = _scaled(made, box)
    while (size := _bytes(made)) > most and made.width() > 60:
        share = max(min((most / size) ** 0.6, 0.92), 0.5)
        made = _scaled(made, QSize(int(made.width() * share), int(made.height() * share)))
    return made


def _scaled(image: QImage, box: QSize) -> QImage:
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(box, keep, smooth)


def _pixels(width_mm: float, height_mm: float) -> QSize:
    return QSize(max(round(width_mm / 25.4 * DPI), 1), max(round(height_mm / 25.4 * DPI), 1))


def _is_turned(reader: Any) -> bool:
    from qgis.PyQt.QtGui import QImageIOHandler

    quarter = QImageIOHandler.Transformation.TransformationRotate90
    return bool(int(_number(reader.transformation())) & int(_number(quarter)))


def _number(flag: Any) -> Any:
    return getattr(flag, "value", flag)


def _bytes(image: QImage) -> int:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", _QUALITY)
    return int(buffer.size())
