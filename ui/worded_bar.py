"""A row of buttons that can show words below its pictures; a right click switches them, for all rows."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QPoint, QSize, Qt
from qgis.PyQt.QtWidgets import QMenu, QToolBar

from ..i18n import translate
from . import settings


class WordedBar(QToolBar):
    """See the module."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.setIconSize(QSize(20, 20))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)
        self.dress()

    def dress(self) -> None:
        """Show words, or none, as the person chose."""
        style = Qt.ToolButtonStyle
        words = settings.SHOW_WORDS.get()
        self.setToolButtonStyle(style.ToolButtonTextUnderIcon if words else style.ToolButtonIconOnly)

    def menu(self) -> QMenu:
        """Return what a right click offers."""
        menu = QMenu(self)
        action = menu.addAction(translate("Bars", "Show words below the buttons"))
        action.setCheckable(True)
        action.setChecked(settings.SHOW_WORDS.get())
        action.toggled.connect(self._choose)
        return menu

    def _on_menu(self, place: QPoint) -> None:
        menu = self.menu()
        menu.exec(self.mapToGlobal(place))
        menu.deleteLater()

    def _choose(self, words: bool) -> None:
        settings.SHOW_WORDS.set(words)
        for bar in self.window().findChildren(WordedBar):
            bar.dress()
