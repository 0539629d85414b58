"""What the window says: which messages stay in the bar, that none is cut off, how a tool tip is set."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest


def texts(bar):
    return [item.text() for item in bar.items()]


@pytest.fixture
def messages(qgis_iface, qgis_new_project, monkeypatch):
    from outfall_tracer.ui.messages import Messages
    from qgis.gui import QgsMessageBar

    made = Messages(qgis_iface)
    made.bar = QgsMessageBar()
    monkeypatch.setattr(qgis_iface, "messageBar", lambda: made.bar)
    return made


def test_an_overtaken_message_does_not_come_up_again(messages):
    messages.info("tracing in the background")
    messages.success("traced")
    assert texts(messages.bar) == ["traced"]
    messages.error("did not work")
    messages.info("by the way")
    assert texts(messages.bar) == ["by the way", "did not work"]
    messages.success("worked")
    assert texts(messages.bar) == ["worked"]
    messages.warning("never saved", stays=True)
    messages.success("saved")
    assert texts(messages.bar) == ["saved", "never saved"]


def test_what_was_said_goes_with_the_plugin(messages):
    messages.warning("look at this", stays=True, buttons=[("Do", lambda: None)])
    messages.info("in Chinese")
    messages.close()
    assert texts(messages.bar) == []


def test_the_text_of_a_tool_tip_is_not_bold_although_qgis_makes_it_so(qgis_app):
    from outfall_tracer.ui.plain_text import tip
    from qgis.PyQt.QtGui import QTextCursor, QTextDocument

    document = QTextDocument()
    document.setHtml(f"<b>{tip('What it does', 'Title')}</b>")
    cursor = QTextCursor(document)
    weights = {}
    while not cursor.atEnd():
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
        weights[cursor.block().text()] = cursor.charFormat().fontWeight()
    assert weights["Title"] > 50
    assert weights["What it does"] <= 50


@pytest.mark.parametrize("width", [320, 418, 940])
def test_no_message_is_cut_off_without_a_sign(qgis_iface, width):
    """The longest texts of both languages: each in sight to its end, or with a button to the whole of it."""
    from outfall_tracer import i18n
    from outfall_tracer.ui.message_text import MessageText
    from qgis.core import Qgis
    from qgis.gui import QgsMessageBar
    from qgis.PyQt.QtWidgets import QApplication, QVBoxLayout, QWidget

    root = ET.parse(Path(i18n.__file__).with_name("outfall_tracer_zh_Hans.ts")).getroot()
    said = [one.findtext(which) for one in root.iter("message") for which in ("source", "translation")]
    short = [text for text in said if len(text) <= 400]
    longest = sorted(filter(str.isascii, short), key=len)[-12:]
    longest += sorted((text for text in short if not text.isascii()), key=len)[-12:]
    window = QWidget()
    window.resize(width, 300)
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    bar = QgsMessageBar()
    layout.addWidget(bar)
    layout.addStretch()
    window.show()
    whole = 0
    for text in ["Saved.", *longest]:
        item = bar.createMessage("Outfall Tracer", text)
        fitted = MessageText(item, "Outfall Tracer", text)
        bar.pushWidget(item, Qgis.MessageLevel.Info, 0)
        for _again in range(5):
            QApplication.processEvents()
        browser = fitted.browser
        assert browser.verticalScrollBar().maximum() == 0, f"{text} is cut off"
        assert bar.height() >= item.height() >= browser.height()
        assert browser.document().idealWidth() <= browser.viewport().width() + 1
        shown = browser.toPlainText().replace("Outfall Tracer: ", "")
        assert fitted.more.isVisible() == (shown != text)
        assert text.startswith(shown.rstrip("…"))
        assert shown == text or shown[-1] in ".?!。？！…"
        whole += shown == text
        bar.clearWidgets()
    assert 0 < whole < len(longest)
    window.close()
