"""Docks that are worked by single keys: they show, and ask for what is to be done by its name."""

from __future__ import annotations

from typing import Any, NamedTuple

from qgis.PyQt.QtCore import QEvent, QObject, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QAction, QDockWidget, QWidget

from .icons import icon
from .plain_text import tip


class Keyed(NamedTuple):
    """What an action does; ``tip`` is the tool tip below the text; key: "" for none.

    icon: None for the one of the action's name, "" for none.
    """

    name: str
    key: str
    text: str
    tip: str = ""
    icon: str | None = None


class ActionDock(QDockWidget):
    """Emits ``asked`` with the name of an action, and ``shown`` whenever it comes to be seen."""

    asked = pyqtSignal(str)
    shown = pyqtSignal()

    def __init__(self, name: str, title: str, parent: Any = None) -> None:
        super().__init__(title, parent)
        self.setObjectName(f"OutfallTracer{name}")
        self.actions_by_name: dict[str, QAction] = {}
        self.visibilityChanged.connect(lambda visible: self.shown.emit() if visible else None)

    def add_action(self, made: Keyed, within: QWidget) -> QAction:
        """Return an action that asks for ``made.name``; its key holds while ``within`` has the focus."""
        name, text, key = made.name, made.text, made.key
        picture = name if made.icon is None else made.icon
        action = QAction(icon(picture), text, self) if picture else QAction(text, self)
        action.setObjectName(f"{self.objectName()}_{name}")
        action.setToolTip(tip(made.tip, f"{text} ({key})" if key else text))
        if key:
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False: self.asked.emit(name))
        within.addAction(action)
        self.actions_by_name[name] = action
        return action


class LettersAreKeys(QObject):
    """Keeps letters typed in ``view`` from its search by first letters: they are the dock's keys."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        view.installEventFilter(self)

    def eventFilter(self, _view: QObject, event: Any) -> bool:  # noqa: N802 - Qt's name
        """Take plain letters."""
        return bool(
            event.type() == QEvent.Type.KeyPress
            and event.text().isalpha()
            and event.modifiers() == Qt.KeyboardModifier.NoModifier
        )
