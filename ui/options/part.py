"""The part of the desk that puts the page into QGIS's options, and takes it out again."""

from __future__ import annotations

from collections.abc import Sequence

from ...i18n import translate
from ..interfaces import Desk
from ..parts import Command, Part
from .page import OptionsFactory


class OptionsPart(Part):
    """Registers the page and offers the way to it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._factory = OptionsFactory()
        desk.iface.registerOptionsWidgetFactory(self._factory)

    def commands(self) -> Sequence[Command]:
        """Return the way to the page."""
        return (
            Command(
                "options", "options", translate("Options", "Options…"),
                translate("Options", "Settings of Outfall Tracer, for you or for this project"),
                self.show, "help", in_toolbar=False,
            ),
        )

    def show(self) -> None:
        """Open QGIS's options at the page."""
        self.desk.iface.showOptionsDialog(self.desk.iface.mainWindow(), self._factory.title())

    def close(self) -> None:
        """Take the page away."""
        self.desk.iface.unregisterOptionsWidgetFactory(self._factory)
        self._factory = None
