"""One piece of work at a time in the background, with its progress, a way to stop it, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.core import Qgis
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QProgressBar, QPushButton

from ...algorithms.failures import write_log
from ...i18n import translate
from ...problems import Cancelled, UserError
from ..background import BackgroundTask, Report
from ..message_text import MessageText
from ..plain_text import PlainLabel, escaped

_SHOWN = 6  # problems of one sentence


class Runner(QObject):
    """Its widgets are for whoever owns it to place; ``changed`` says that it began or ended something."""

    changed = pyqtSignal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.task: BackgroundTask | None = None
        self.bar = QgsMessageBar()
        self.progress, self.doing = QProgressBar(), PlainLabel()
        self.progress.setRange(0, 100)
        self.stop = QPushButton(translate("ImportWizard", "Stop"))
        self.stop.clicked.connect(self._stop)
        self._show_state()

    @property
    def busy(self) -> bool:
        """Tell whether something runs."""
        return self.task is not None

    def run(self, step: str, do: Callable[[Report], Any], done: Callable[[Any], None]) -> None:
        """Run ``do`` in the background and hand its value to ``done``; what ran before is dropped."""
        self.drop()
        self.bar.clearWidgets()

        def finish(value: Any) -> None:
            self._ended()
            done(value)

        def failed(error: BaseException, log: str) -> None:
            self._ended()
            if isinstance(error, Cancelled):
                self.tell(translate("ImportWizard", "Stopped; nothing was written."))
            else:
                self.fail(error, log)

        self.task = BackgroundTask(step, do, finish, failed)
        self.task.progressChanged.connect(lambda share: self.progress.setValue(round(share)))
        self.progress.setValue(0)
        self.doing.setText(step + " …")
        self._show_state()
        self.changed.emit()
        self.task.start()

    def drop(self) -> None:
        """Stop what runs and tell nobody."""
        if self.task is not None:
            self.task.drop()
            self._ended()

    def tell(self, text: str, good: bool = False) -> None:
        """Say something at the top of the window, instead of what was said before."""
        self.bar.clearWidgets()
        item = self.bar.createMessage("", escaped(text))
        MessageText(item, "", text)
        level = Qgis.MessageLevel.Success if good else Qgis.MessageLevel.Warning
        self.bar.pushWidget(item, level, 0)

    def attempt(self, work: Callable[[], object]) -> None:
        """Do something at once; say what did not work."""
        try:
            work()
        except UserError as error:
            self.fail(error)

    def fail(self, error: BaseException, log: str = "") -> None:
        """Say what did not work, with its problems; a developer's detail goes to the log."""
        if isinstance(error, UserError):
            text = "\n".join([error.message, *(str(problem) for problem in error.problems[:_SHOWN])])
            log = error.detail
        else:
            text = translate(
                "ImportWizard", "This did not work because of a fault in the plugin. Nothing was written."
            )
        if log:
            write_log(f"{text}\n{log}", Qgis.MessageLevel.Warning)
        self.tell(text)

    def _ended(self) -> None:
        self.task = None
        self.doing.clear()
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        for widget in (self.progress, self.stop):
            widget.setVisible(self.busy)

    def _stop(self, _on: bool = False) -> None:
        if self.task is not None:
            self.task.cancel()
