"""Text from data is shown as text.

Qt takes whatever looks like HTML for HTML, in labels, tool tips and message boxes, and HTML loads pictures
from the disk and the network. So no label here is left to guess, and a tool tip is always HTML of our own
that holds the text escaped; it is wrapped where it is long, too.
"""

from __future__ import annotations

import html
import unicodedata
from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QLabel, QMessageBox


def escaped(text: str) -> str:
    """Return ``text`` as HTML that shows it as it is, its lines kept."""
    return html.escape(text, quote=False).replace("\n", "<br>")


def tip(text: str, title: str = "") -> str:
    """Return a tool tip that shows ``text``, below a ``title`` in bold where one is given; "" for none.

    QGIS puts the tips of actions into bold as a whole, so the text says that it is not.
    """
    if not title:
        return f"<qt>{escaped(text)}</qt>" if text else ""
    body = f"<p style='font-weight:normal'>{escaped(text)}</p>" if text else ""
    return f"<qt><p><b>{escaped(title)}</b></p>{body}</qt>"


def real_name(name: str) -> str:
    """Return a name with every sign in it that is not seen, or turns the writing round, as its number."""
    return "".join(
        f"[U+{ord(sign):04X}]" if unicodedata.category(sign)[0] == "C" else sign for sign in name
    )


class PlainLabel(QLabel):
    """A label that shows its text as it is."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.setTextFormat(Qt.TextFormat.PlainText)


class Paragraph(PlainLabel):
    """A plain label of as many lines as its text needs."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.setWordWrap(True)


class RichLabel(QLabel):
    """A label of our own HTML; what comes from data goes in through :func:`escaped`."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.setTextFormat(Qt.TextFormat.RichText)


def message_box(parent: Any, title: str, text: str) -> QMessageBox:
    """Return a message box that shows ``text`` as it is, and lets it be copied."""
    box = QMessageBox(parent)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return box
