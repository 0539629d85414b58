"""Actions of docks that are worked by single keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QAction, QDockWidget, QWidget

from .icons import icon
from .plain_text import tip


class Keyed(NamedTuple):
    """What an action does; ``tip`` is the tool tip below the text; icon, key: "" for none."""

    name: str
    icon: str
    text: str
    tip: str
    key: str


def keyed_action(dock: QDockWidget, within: QWidget, made: Keyed, run: Callable[[str], Any]) -> QAction:
    """Return an action that calls ``run(name)``; its key holds while ``within`` has the focus."""
    name, text, key = made.name, made.text, made.key
    action = QAction(icon(made.icon), text, dock) if made.icon else QAction(text, dock)
    action.setObjectName(f"{dock.objectName()}_{name}")
    action.setToolTip(tip(made.tip, f"{text} ({key})" if key else text))
    if key:
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda _checked=False: run(name))
    within.addAction(action)
    return action
