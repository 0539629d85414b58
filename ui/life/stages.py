"""The line of stages of one outfall: what was done when and by whom, what is missing, the next steps."""

from __future__ import annotations

import html

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from ...i18n import translate, user_language
from ...operations.regime.page import OutfallPage
from ...rules.life import move
from ..plain_text import tip

_MARKS = {"yes": "●", "now": "◉", "no": "○"}
#: What mends what is missing: sentences, and what the person is led to by a click on them.
_MENDS = {"life.no_plan": "plans", "life.plan_lacks": "edit_plan", "life.plan_fulfilled": "edit_round",
          "life.photos_after": "photo_after", "life.sign_up": "sign_installed", "life.proof": "proof"}
_COLOURS = {"yes": "#2e7d32", "now": "#1565c0", "no": "#9aa5ad"}


class StagesView(QWidget):
    """Shows a page; asks by a signal."""

    asked = pyqtSignal(str)  # step:ACTION, edit_plan, edit_round, and what mends what is missing

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self.text = QTextBrowser(self)
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(lambda url: self.asked.emit(url.toString()))
        box.addWidget(self.text)
        self._line = QVBoxLayout()
        box.addLayout(self._line)
        self.buttons: dict[str, QPushButton] = {}

    def show_page(self, page: OutfallPage | None) -> None:
        """Show an outfall; None for none."""
        self._clear()
        self.text.setHtml(_html(page) if page else "")
        if page is None:
            return
        language = user_language()
        wanted = [(one.action, one.title.text(language), [each.text(language) for each in one.missing])
                  for one in page.steps if _written(one.action, page)]
        if page.broken:
            wanted.append(("put_right", translate("Life", "Put right…"), []))
        entries = [(f"step:{action}", text, missing) for action, text, missing in wanted]
        entries += [("edit_plan", translate("Life", "Plan…"), []),
                    ("edit_round", translate("Life", "Works and closure…"), [])]
        for at, (name, text, missing) in enumerate(entries):
            if at % 2 == 0:
                row = QHBoxLayout()
                self._line.addLayout(row)
            button = QPushButton(text, self)
            button.setEnabled(not missing)
            button.setToolTip(tip("\n".join(missing)))
            button.clicked.connect(lambda _checked=False, name=name: self.asked.emit(name))
            self.buttons[name] = button
            row.addWidget(button)

    def _clear(self) -> None:
        for button in self.buttons.values():
            button.hide()
            button.setParent(None)
            button.deleteLater()
        self.buttons.clear()
        while self._line.count():
            self._line.takeAt(0)


def _written(action: str, page: OutfallPage) -> bool:
    """Tell whether a step is ordered here; others follow from judging, classifying and changing."""
    rule = move(page.life_state, action)
    return rule is not None and bool(rule["writes"])


def _html(page: OutfallPage) -> str:
    if page.lines is None:
        return html.escape(translate("Life", "It was found later than today."))
    parts = [f"<h3>{html.escape(page.title)}</h3>",
             _listed(translate("Life", "What cannot be"), list(map(html.escape, page.broken))),
             f"<p><b>{html.escape(page.lines.state)}</b></p><table>"]
    for stage in page.lines.stages:
        when = " · ".join(filter(None, (stage.day, stage.by)))
        weight = "bold" if stage.reached == "now" else "normal"
        parts.append(
            f"<tr><td style='color:{_COLOURS[stage.reached]}'>{_MARKS[stage.reached]}&nbsp;</td>"
            f"<td style='font-weight:{weight}'>{html.escape(stage.title)}&nbsp;&nbsp;</td>"
            f"<td style='color:#667'>{html.escape(when)}</td></tr>")
    parts.append("</table>")
    parts.append(_missing(page))
    if page.lines.plan:
        rows = "".join(f"<tr><td>{html.escape(name)}&nbsp;&nbsp;</td><td>{html.escape(value)}</td></tr>"
                       for name, value in page.lines.plan)
        parts.append(f"<h4>{html.escape(translate('Life', 'Plan'))}</h4><table>{rows}</table>")
    return "".join(parts)


def _missing(page: OutfallPage) -> str:
    language, said = user_language(), []
    for one in page.steps:
        if one.missing:
            lacks = ("；" if language == "zh" else "; ").join(
                _mended(each.key, html.escape(each.text(language))) for each in one.missing)
            said.append(translate("Life", "{step}: {missing}").format(
                step=html.escape(one.title.text(language)), missing=lacks))
    return _listed(translate("Life", "Missing for the next step"), said)


def _mended(key: str, text: str) -> str:
    return f"<a href='{_MENDS[key]}'>{text}</a>" if key in _MENDS else text


def _listed(title: str, texts: list[str]) -> str:
    """Return a heading and lines of HTML; nothing where there are no lines."""
    if not texts:
        return ""
    lines = "".join(f"<li>{text}</li>" for text in texts)
    return f"<h4>{html.escape(title)}</h4><ul>{lines}</ul>"
