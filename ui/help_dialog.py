"""The short help, in the language of QGIS, beside the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtWidgets import QDialog, QTextBrowser, QVBoxLayout

from ..i18n import translate, user_language
from .icons import FOLDER

HELP = Path(__file__).resolve().parent / "help"


class HelpDialog(QDialog):
    """Shows ``help/help_<language>.html``; pictures come from the icon folder."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.setObjectName("OutfallTracerHelp")
        self.setWindowTitle(translate("HelpDialog", "Outfall Tracer help"))
        self.resize(640, 680)
        self._browser = browser = QTextBrowser(self)
        browser.setOpenExternalLinks(True)
        browser.setSearchPaths([str(FOLDER)])
        browser.setHtml((HELP / f"help_{user_language()}.html").read_text(encoding="utf-8"))
        browser.document().setBaseUrl(QUrl.fromLocalFile(f"{FOLDER}/"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(browser)

    def show_topic(self, topic: str = "") -> None:
        """Come to the front, at the anchor ``topic``; "" is the beginning."""
        self.show()
        self.raise_()
        self.activateWindow()
        if topic:
            self._browser.scrollToAnchor(topic)
        else:
            self._browser.verticalScrollBar().setValue(0)
