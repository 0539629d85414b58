"""QGIS's transaction modes: a project may write edits into the file at once instead of into buffers.

Automatic groups hold the file's write lock from the first edit on and take edits back by points of the
database, all tables together: neither our save nor our undo works there, and nothing is edited by the
plugin. Buffered groups (from QGIS 3.26 on) keep buffers, and everything works as without groups; QGIS's
own Save button saves the group then, without audit rows.
"""

from __future__ import annotations

from qgis.core import Qgis, QgsProject


def in_groups() -> bool:
    """Say whether QGIS saves the layers of the open project together."""
    project = QgsProject.instance()
    if not hasattr(project, "transactionMode"):
        return bool(project.autoTransaction())
    return bool(project.transactionMode() != Qgis.TransactionMode.Disabled)


def write_at_once() -> bool:
    """Say whether the open project is set to automatic transaction groups."""
    project = QgsProject.instance()
    if not hasattr(project, "transactionMode"):
        return bool(project.autoTransaction())
    return bool(project.transactionMode() == Qgis.TransactionMode.AutomaticGroups)


def switch_off() -> bool:
    """Let the project edit in buffers; False while layers are being edited, when QGIS does not change it."""
    project = QgsProject.instance()
    if any(getattr(layer, "isEditable", lambda: False)() for layer in project.mapLayers().values()):
        return False
    if hasattr(project, "setTransactionMode"):
        project.setTransactionMode(Qgis.TransactionMode.Disabled)
    else:
        project.setAutoTransaction(False)
    return not write_at_once()
