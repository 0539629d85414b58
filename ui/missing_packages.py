"""The window that says which Python packages are missing: it stays, it can install them, and be copied."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from typing import Any

from qgis.PyQt.QtCore import QProcess
from qgis.PyQt.QtWidgets import QApplication, QMessageBox, QPushButton

from ..i18n import translate
from ..layers import requirements
from .plain_text import message_box


class MissingPackages:
    """Shows what is lacking; the button has QGIS's own Python install it into a folder of the profile."""

    def __init__(self, window: Any, lacking: Sequence[requirements.Requirement]) -> None:
        self._lacking = tuple(lacking)
        self._process: QProcess | None = None
        self._begun = {each.package for each in lacking} & set(sys.modules)
        title = translate("Requirements", "Outfall Tracer needs more packages")
        self.box: QMessageBox = message_box(window, title, requirements.sentence(self._lacking))
        self.box.setObjectName("OutfallTracerMissing")
        self.box.setIcon(QMessageBox.Icon.Warning)
        self.install_button = self._button(translate("Requirements", "Install them"), self.install)
        self.copy_button = self._button(translate("Requirements", "Copy the command"), self.copy)
        self.box.addButton(QMessageBox.StandardButton.Close)
        self.box.setModal(False)
        self.box.show()

    def close(self) -> None:
        """Take the window away; what is being installed is stopped."""
        if self._process is not None:
            self._process.finished.disconnect()
            self._process.errorOccurred.disconnect()
            self._process.kill()
            self._process.waitForFinished(2000)
            self._process = None
        self.box.close()
        self.box.deleteLater()

    def copy(self) -> None:
        """Copy the command for a terminal."""
        QApplication.clipboard().setText(requirements.install_command(self._lacking))

    def install(self) -> None:
        """Begin to install, in the background."""
        if self._process is not None:
            return
        self.install_button.setEnabled(False)
        self.box.setInformativeText(translate("Requirements", "Installing; this takes a minute…"))
        folder = requirements.own_folder()
        folder.parent.mkdir(parents=True, exist_ok=True)
        process = QProcess(self.box)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        process.finished.connect(lambda code, _status: self._on_done(code))
        process.errorOccurred.connect(lambda _error: self._on_done(-1))
        self._process = process
        process.start(requirements.python_program(), requirements.install_arguments(self._lacking, folder))

    def _button(self, text: str, run: Any) -> QPushButton:
        button: QPushButton = self.box.addButton(text, QMessageBox.ButtonRole.ActionRole)
        button.clicked.disconnect()  # it would close the window
        button.clicked.connect(lambda _checked=False: run())
        return button

    def _on_done(self, code: int) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        said = bytes(process.readAll().data()).decode("utf-8", "replace").strip() or process.errorString()
        process.deleteLater()
        requirements.use_own_folder()
        lacking = requirements.missing(self._lacking)
        if code != 0 or lacking:
            if code == 0:  # what came does not serve: it is not left in the way
                shutil.rmtree(requirements.own_folder(), ignore_errors=True)
            self.install_button.setEnabled(True)
            self.box.setInformativeText(translate(
                "Requirements", "That did not work; what was said is below. The command can be tried in a "
                "terminal (on Windows, the OSGeo4W Shell); on Debian and Ubuntu it needs the package "
                "python3-pip, elsewhere perhaps the rights to reach the network."))
            self.box.setDetailedText(said)
            return
        self.box.setIcon(QMessageBox.Icon.Information)
        text = translate("Requirements", "Installed. Restart QGIS, then all works.")
        if not self._begun:
            text = translate("Requirements", "Installed. Tracing works from now on.")
        self.box.setInformativeText(text)
