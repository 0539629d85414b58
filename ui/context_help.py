"""F1 in a dock of the plugin opens the help at the place about it; elsewhere QGIS keeps its F1."""

from __future__ import annotations

from collections.abc import Callable

from qgis.PyQt.QtCore import QEvent, QObject, Qt
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import QDockWidget

from ..i18n import translate

#: Object name of a dock: the anchor in the help.
TOPICS = {
    "OutfallTracerRegister": "register",
    "OutfallTracerResult": "results",
    "OutfallTracerSection": "section",
    "OutfallTracerJudge": "judge",
    "OutfallTracerFindings": "findings",
    "OutfallTracerLife": "life",
    "OutfallTracerInspect": "inspect",
    "OutfallTracerSpill": "spill",
    "OutfallTracerChanges": "changes",
}


class HelpKey(QObject):
    """Watches docks for F1; ``show(topic)`` opens the help."""

    def __init__(self, show: Callable[[str], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show = show

    def watch(self, dock: QDockWidget) -> None:
        """Answer F1 in ``dock``, and say so."""
        dock.installEventFilter(self)
        if not dock.whatsThis():
            dock.setWhatsThis(
                translate("Help", "{title}: press F1 here for what it is and how to work with it.").format(
                    title=dock.windowTitle()
                )
            )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take F1 before the shortcut of the window has it."""
        kind = event.type()
        if kind not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_F1:
            return False
        event.accept()
        if kind == QEvent.Type.KeyPress:
            self._show(TOPICS.get(watched.objectName(), ""))
        return True
