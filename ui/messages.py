"""The one place that tells the user something: QGIS's message bar, with "More info".

The sentence goes to the bar as far as it has room (``message_text``), the developer's detail behind a button
and to the log. QGIS's bar keeps all messages and shows an older one again when the newest goes, so what a
newer one has overtaken is taken out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from qgis.core import Qgis
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QPushButton

from ..algorithms.failures import write_log
from ..i18n import translate
from ..problems import Cancelled, UserError
from .message_text import MessageText
from .plain_text import escaped

Button = tuple[str, Callable[[], object]]


class Messages:
    """Sentences to the user of one QGIS window."""

    def __init__(self, iface: Any) -> None:
        self._iface = iface
        self._items: list[tuple[Any, Any, bool]] = []  # what is in the bar: item, level, stays

    def close(self) -> None:
        """Take everything of ours out of the bar: its buttons lead nowhere from now on."""
        self._take_out(lambda _level, _stays: True)

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
        self._push(text, Qgis.MessageLevel.Warning, detail, buttons, seconds=0 if stays else 15, stays=stays)

    def error(self, text: str, detail: str = "") -> None:
        """Not done; stays until it is closed."""
        self._push(text, Qgis.MessageLevel.Critical, detail, seconds=0)

    def failure(self, error: BaseException, detail: str = "") -> None:
        """Tell what an exception means: the sentence of a UserError, a general one for others.

        Who has stopped something need not be told.
        """
        if isinstance(error, Cancelled):
            return
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

    def attempt(self, work: Callable[[], Any]) -> Any:
        """Do something; what goes wrong is a sentence. Return its result, True for None, False on failure."""
        try:
            result = work()
        except UserError as error:
            self.failure(error)
            return False
        return True if result is None else result

    def _push(
        self,
        text: str,
        level: Any,
        detail: str = "",
        buttons: Sequence[Button] = (),
        seconds: int = 8,
        stays: bool = False,
    ) -> None:
        write_log(f"{text}\n{detail}".strip(), level)
        bar = self._iface.messageBar()
        done = level == Qgis.MessageLevel.Success  # then what did not work before is over, too
        error = Qgis.MessageLevel.Critical
        self._take_out(lambda other, waits: not waits and (done or other != error))
        title = translate("Messages", "Outfall Tracer")
        item = bar.createMessage(title, escaped(text))
        for label, action in buttons:
            item.layout().addWidget(_button(item, label, action))
        MessageText(item, title, text, detail)
        bar.pushWidget(item, level, seconds)
        self._items.append((item, level, stays))

    def _take_out(self, wanted: Callable[[Any, bool], bool]) -> None:
        kept = []
        for item, level, stays in self._items:
            if sip.isdeleted(item):
                continue
            if wanted(level, stays):
                self._iface.messageBar().popWidget(item)
            else:
                kept.append((item, level, stays))
        self._items = kept


def _button(parent: Any, label: str, action: Callable[[], object]) -> QPushButton:
    button = QPushButton(label, parent)
    button.clicked.connect(lambda _checked=False: action())
    return button
