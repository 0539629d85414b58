"""The one place that tells the user something: QGIS's message bar, with "More info".

The sentence goes to the bar, the developer's detail behind a button and to the log.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from qgis.core import Qgis, QgsMessageOutput
from qgis.PyQt.QtWidgets import QPushButton

from ..algorithms.failures import write_log
from ..i18n import translate
from ..problems import UserError
from .plain_text import escaped

Button = tuple[str, Callable[[], object]]


class Messages:
    """Sentences to the user of one QGIS window."""

    def __init__(self, iface: Any) -> None:
        self._iface = iface

    def info(self, text: str, buttons: Sequence[Button] = ()) -> None:
        """Something worth knowing."""
        self._push(text, Qgis.MessageLevel.Info, buttons=buttons, seconds=8)

    def success(self, text: str, buttons: Sequence[Button] = ()) -> None:
        """What was asked is done."""
        self._push(text, Qgis.MessageLevel.Success, buttons=buttons, seconds=8)

    def warning(
        self, text: str, detail: str = "", buttons: Sequence[Button] = (), stays: bool = False
    ) -> None:
        """Done, or not done, with something to look at; ``stays`` until it is closed."""
        self._push(text, Qgis.MessageLevel.Warning, detail, buttons, seconds=0 if stays else 15)

    def error(self, text: str, detail: str = "") -> None:
        """Not done; stays until it is closed."""
        self._push(text, Qgis.MessageLevel.Critical, detail, seconds=0)

    def failure(self, error: BaseException, detail: str = "") -> None:
        """Tell what an exception means: the sentence of a UserError, a general one for others."""
        if isinstance(error, UserError):
            lines = [*(str(problem) for problem in error.problems), error.detail, detail]
            self.warning(error.message, "\n".join(line for line in lines if line))
        else:
            self.error(
                translate(
                    "Messages", "This did not work because of a fault in the plugin. Nothing was changed."
                ),
                detail or repr(error),
            )

    def _push(
        self, text: str, level: Any, detail: str = "", buttons: Sequence[Button] = (), seconds: int = 8
    ) -> None:
        write_log(f"{text}\n{detail}".strip(), level)
        bar = self._iface.messageBar()
        title = translate("Messages", "Outfall Tracer")
        item = bar.createMessage(title, escaped(text))
        if detail:
            more = translate("Messages", "More info")
            buttons = (*buttons, (more, lambda: _show_detail(title, text, detail)))
        for label, action in buttons:
            item.layout().addWidget(_button(item, label, action))
        bar.pushWidget(item, level, seconds)


def _button(parent: Any, label: str, action: Callable[[], object]) -> QPushButton:
    button = QPushButton(label, parent)
    button.clicked.connect(lambda _checked=False: action())
    return button


def _show_detail(title: str, text: str, detail: str) -> None:
    output = QgsMessageOutput.createMessageOutput()
    output.setTitle(title)
    output.setMessage(f"{text}\n\n{detail}", QgsMessageOutput.MessageType.MessageText)
    output.showMessage()
