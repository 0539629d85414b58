"""Actions of docks that are worked by single keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QAction, QDockWidget, QWidget

from .icons import icon
from .plain_text import tip


def keyed_action(
    dock: QDockWidget, within: QWidget, name: str, picture: str, text: str, what: str, key: str,
    run: Callable[[str], Any],
) -> QAction:
    """Return an action that calls ``run(name)``; its key holds while ``within`` has the focus.

    what: the tool tip below the text; picture, key: "" for none.
    """
    action = QAction(icon(picture), text, dock) if picture else QAction(text, dock)
    action.setObjectName(f"{dock.objectName()}_{name}")
    action.setToolTip(tip(what, f"{text} ({key})" if key else text))
    if key:
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda _checked=False: run(name))
    within.addAction(action)
    return action
