"""The text of a message in QGIS's message bar, never cut off without a sign.

QGIS gives a message one line; what is longer is scrolled out of sight, and the remedy stands at its end.
Here a message has as many lines as it needs, up to three; of a longer one whole sentences are shown,
without the plugin's name before them, and the button "More info" beside it opens all of it. What fits is
found again whenever the width changes.
"""

from __future__ import annotations

import re
from typing import Any

from qgis.core import QgsMessageOutput
from qgis.PyQt.QtCore import QEvent, QObject
from qgis.PyQt.QtGui import QTextDocument
from qgis.PyQt.QtWidgets import QPushButton, QTextBrowser

from ..i18n import translate
from .plain_text import escaped

#: A message may take so many lines of the map.
MOST_LINES = 3
#: A sentence ends here, in Chinese without a space behind it.
_ENDS = re.compile(r"(?<=[。！？])|(?<=[.!?]) +|\n")


class MessageText(QObject):
    """Keeps the text of one message as long as its bar allows; a child of the message."""

    def __init__(self, item: Any, title: str, text: str, detail: str = "") -> None:
        super().__init__(item)
        self._item, self._title, self._text, self._detail = item, title, text, detail
        self._width = -1  # what was fitted last: the fit itself resizes the text, too
        self.more = QPushButton(translate("Messages", "More info"), item)
        self.more.clicked.connect(lambda _checked=False: self.show_all())
        self.more.setVisible(bool(detail))
        item.layout().addWidget(self.more)
        self.browser = item.findChild(QTextBrowser)
        if self.browser is not None:
            self.browser.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Fit the text to a new width."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._fit()
        return bool(super().eventFilter(watched, event))

    def show_all(self) -> None:
        """Open a window with the whole text and the detail; it can be copied there."""
        output = QgsMessageOutput.createMessageOutput()
        output.setTitle(self._title)
        whole = f"{self._text}\n\n{self._detail}".strip()
        output.setMessage(whole, QgsMessageOutput.MessageType.MessageText)
        output.showMessage()

    def _fit(self) -> None:
        self._item.layout().activate()  # the button may be shown already, and have no place yet
        button = self.more.sizeHint().width() + self._item.layout().spacing()
        room = self.browser.width() + (button if self.more.isVisibleTo(self._item) else 0)
        if room == self._width or room <= button:
            return
        self._width = room
        width = room - button if self._detail else room
        title, shown = self._title, self._text
        if self._height(title, shown, width) > self._most():
            width = room - button
            title, shown = "", self._beginning(width)
        self._item.setTitle(title)
        self._item.setText(escaped(shown))
        self.more.setVisible(bool(self._detail) or shown != self._text)
        height = self._height(title, shown, width)
        self.browser.setStyleSheet(
            "QTextEdit { background-color: rgba(0,0,0,0); margin-top: 0.25em;"
            f" max-height: {height}px; min-height: {height}px; }}"
        )
        self._item.updateGeometry()

    def _beginning(self, width: int) -> str:
        """Return as many whole sentences as have room, of a first one that is too long what has."""
        ends = [match.start() for match in _ENDS.finditer(self._text)] + [len(self._text)]
        fits = [end for end in ends if self._height("", self._text[:end], width) <= self._most()]
        if fits:
            return self._text[: fits[-1]].rstrip()
        low, high = 1, len(self._text)
        while low < high:
            middle = (low + high + 1) // 2
            if self._height("", self._text[:middle] + "…", width) <= self._most():
                low = middle
            else:
                high = middle - 1
        return self._text[:low].rstrip() + "…"

    def _most(self) -> int:
        return int(self.browser.fontMetrics().lineSpacing() * MOST_LINES + 2 * self._margin())

    def _margin(self) -> float:
        return float(self.browser.document().documentMargin())

    def _height(self, title: str, text: str, width: int) -> int:
        document = QTextDocument()
        document.setDefaultFont(self.browser.font())
        document.setDocumentMargin(self._margin())
        document.setHtml((f"<b>{escaped(title)}: </b>" if title else "") + escaped(text))
        document.setTextWidth(width)
        return int(document.size().height() + 0.999)
