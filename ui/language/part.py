"""The part "language": a project that speaks another language than its user can be changed.

A project has one language (:mod:`...layers.project.language`). Where it is not the user's, the
message bar says so when the project opens, and the menu has a command.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QApplication

from ...i18n import translate, user_language
from ...problems import UserError
from ..interfaces import Desk
from ..parts import Command, Part


class LanguagePart(Part):
    """See the module."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._path = ""
        self._foreign = False
        self.hear(desk.watch.layers_changed, self._on_layers)

    def commands(self) -> Sequence[Command]:
        """Return the command; it is called what it would do for this user."""
        return (
            Command(
                "language",
                "language",
                translate("Language", "Show the project in English"),
                translate("Language", "Name layers, forms, legends and findings of the project in English"),
                self.change,
                "project",
                in_toolbar=False,
                enabled=lambda: self._foreign,
            ),
        )

    def change(self) -> None:
        """Let the open project speak the user's language."""
        from ...layers.project.language import change_language

        edited = [layer.name() for layer in self.desk.watch.layers_of_file() if layer.isEditable()]
        if edited:
            self.desk.messages.warning(
                translate(
                    "Language",
                    "These layers are being edited: {layers}. Save or discard their edits and end the edit "
                    "mode, then change the language.",
                ).format(layers=", ".join(edited))
            )
            return
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            change_language(QgsProject.instance(), Path(self._path), user_language())
        except UserError as error:
            self.desk.messages.failure(error)
            return
        finally:
            QApplication.restoreOverrideCursor()
        self._foreign = False
        self.desk.part("edits").session.forget_language()
        self.desk.state_changed.emit()
        self.desk.messages.success(
            translate(
                "Language",
                "The project is in English now. Findings and reasons that are written already follow when "
                "everything is traced again.",
            ),
            [(translate("Plugin", "Trace all and update the register"), self.desk.projects.trace_all)],
        )

    def _on_layers(self) -> None:
        path = self.desk.watch.path or ""
        if path == self._path:
            return
        self._path, self._foreign = path, False
        if not path:
            return
        from ...layers.store.table_reading import project_language

        try:
            self._foreign = project_language(path) != user_language()
        except UserError:  # whoever opens the file says what is wrong with it
            return
        if self._foreign:
            self.desk.messages.info(
                translate("Language", "The layers, forms and findings of this project are in Chinese."),
                [(translate("Language", "Show the project in English"), self.change)],
            )
