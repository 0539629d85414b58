"""Asking a person for files, from the folder on that was used last."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QFileDialog, QWidget

from .settings import LAST_FOLDER


def file_to_open(parent: QWidget, title: str, kinds: str = "") -> str:
    """Return a file that is there, "" where none is chosen; kinds: as Qt filters names."""
    path, _kind = QFileDialog.getOpenFileName(parent, title, LAST_FOLDER.get(), kinds)
    return str(path)


def file_to_save(parent: QWidget, title: str, kinds: str, ending: str = "") -> str:
    """Return where a file is to lie, with ``ending`` (as ".pdf") where it lacks that; "" for nowhere."""
    path, _kind = QFileDialog.getSaveFileName(parent, title, LAST_FOLDER.get(), kinds)
    return f"{path}{ending}" if path and not path.lower().endswith(ending) else str(path)
