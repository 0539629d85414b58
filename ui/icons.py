"""Icons by name, from ``resources/icons``; one visual family, readable on light and dark themes."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtGui import QIcon

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "icons"


def icon_path(name: str) -> str:
    """Return the file of icon ``name``."""
    return str(FOLDER / f"{name}.svg")


def icon(name: str) -> QIcon:
    """Return the icon ``name``; an empty one where there is no such file."""
    return QIcon(icon_path(name))
