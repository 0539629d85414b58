"""The widget of a choice in the toolbox: labels in the user's language are shown, fixed values given.

QGIS imports it by the name that ``algorithms/choices.py`` puts into the parameter.
"""

from __future__ import annotations

from processing.gui.wrappers import WidgetWrapper
from qgis.PyQt.QtWidgets import QComboBox

from ..i18n import translate
from ..layers.qgis_names import OPTIONAL


class LabelledChoice(WidgetWrapper):
    """A combo box for one value of several; an optional choice can be left unset."""

    def createWidget(self, labels: list[str]) -> QComboBox:  # noqa: N802 - as QGIS calls it
        """Return the combo box."""
        box = QComboBox()
        definition = self.parameterDefinition()
        if definition.flags() & OPTIONAL:
            box.addItem(translate("Algorithms", "(not set)"), None)
        for value, label in zip(definition.options(), labels):
            box.addItem(label, value)
        box.currentIndexChanged.connect(lambda _: self.widgetValueHasChanged.emit(self))
        return box

    def setValue(self, value: object) -> None:  # noqa: N802 - as QGIS calls it
        """Show a value."""
        self.widget.setCurrentIndex(max(self.widget.findData(value), 0))

    def value(self) -> object:
        """Return the value chosen, None for none."""
        return self.widget.currentData()
