"""The part "import": the wizard behind the command "Import…"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...i18n import translate
from ..interfaces import Desk
from ..parts import Command, Part


class ImportingPart(Part):
    """Opens the wizard on the open project, and shows what it brought."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.dialog: Any = None
        self.hear(desk.watch.layers_changed, self._on_layers)

    def commands(self) -> Sequence[Command]:
        """Return the command that opens the wizard."""
        return (
            Command(
                "import",
                "import_layer",
                translate("ImportWizard", "Import…"),
                translate(
                    "ImportWizard", "Bring a file of any kind into the project: shapefile, Excel, CAD, CSV, …"
                ),
                self.open,
                "project",
                enabled=lambda: self.desk.has_project,
            ),
        )

    def open(self, path: str = "") -> None:
        """Show the wizard, with a file where one is named."""
        from .dialog import ImportDialog

        project = self.desk.watch.path
        if not project:
            self.desk.messages.warning(translate("ImportWizard", "Open an outfall project first."))
            return
        if self.dialog is None:
            self.dialog = ImportDialog(
                project, self.desk.watch.layer, self._editing, self.desk.iface.mainWindow()
            )
            self.dialog.imported.connect(self.desk.watch.reload)
            self.dialog.show_row.connect(self._show_row)
        self.dialog.show()
        self.dialog.raise_()
        if path:
            self.dialog.open_file(path)

    def close(self) -> None:
        """Unmake the wizard."""
        self._drop()

    def _drop(self) -> None:
        if self.dialog is not None:
            self.dialog.close()
            self.dialog.deleteLater()
            self.dialog = None

    def _on_layers(self) -> None:
        """Another project is open: the wizard was about the one before."""
        if self.dialog is not None and self.dialog.session.project != self.desk.watch.path:
            self._drop()

    def _editing(self) -> list[str]:
        return [layer.name() for layer in self.desk.watch.layers_of_file() if layer.isEditable()]

    def _show_row(self, table: str, uid: str) -> None:
        """Select a row of the project and show it on the map."""
        layer, feature = self.desk.watch.layer(table), self.desk.watch.feature(table, uid)
        if layer is not None and feature is not None:
            layer.selectByIds([feature.id()])
            self.desk.iface.mapCanvas().zoomToFeatureIds(layer, [feature.id()])
