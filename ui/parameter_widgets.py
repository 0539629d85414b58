"""Widgets of parameters in the toolbox: choices with labels, numbers that say what holds where none is given.

QGIS imports them by the names that ``algorithms/choices.py`` and ``algorithms/parameters.py`` put into the
parameters. In the modeler QGIS's own widgets serve: they can take a value from the model.
"""

from __future__ import annotations

from typing import Any

from processing.gui.wrappers import WidgetWrapper
from qgis.gui import QgsDoubleSpinBox, QgsGui
from qgis.PyQt.QtWidgets import QComboBox, QLabel, QWidget

from ..i18n import translate
from ..layers.qgis_names import OPTIONAL
from .plain_text import tip

_DECIMALS, _MOST = 3, 1e9


class _Wrapper(WidgetWrapper):
    """What ours share: the help text over the label."""

    def __new__(cls, param: Any, dialog: Any, *_places: Any, **_texts: Any) -> Any:
        """Return QGIS's own widget in the modeler, ours elsewhere."""
        if type(dialog).__name__ == "ModelerParametersDialog":
            registry = QgsGui.processingGuiRegistry()
            made = registry.createModelerParameterWidget(dialog.model, dialog.childId, param, dialog.context)
            made.setDialog(dialog)
            return made
        return super().__new__(cls)

    def createLabel(self) -> QLabel | None:  # noqa: N802 - as QGIS calls it
        """Return the label, with the help text over it."""
        label: QLabel | None = super().createLabel()
        if label is not None:
            definition = self.parameterDefinition()
            label.setToolTip(tip(f"{definition.help()} ({definition.name()})", definition.description()))
        return label


class LabelledChoice(_Wrapper):
    """A combo box for one value of several; an optional choice can be left unset."""

    def createWidget(self, labels: list[str], unset: str = "") -> QComboBox:  # noqa: N802 - as QGIS calls it
        """Return the combo box; unset: what is shown where nothing is chosen."""
        box = QComboBox()
        definition = self.parameterDefinition()
        if definition.flags() & OPTIONAL:
            box.addItem(unset or translate("Algorithms", "(not set)"), None)
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


class OptionalNumber(_Wrapper):
    """A number that need not be given: at its lower end it says what holds then."""

    def createWidget(self, unset: str) -> QWidget:  # noqa: N802 - as QGIS calls it
        """Return the spin box; unset: what is shown where no number is given."""
        box, definition = QgsDoubleSpinBox(), self.parameterDefinition()
        least = definition.minimum()
        nothing = least - 1
        whole = definition.dataType() == definition.Type.Integer
        box.setDecimals(0 if whole else _DECIMALS)
        box.setRange(nothing, min(definition.maximum(), _MOST))
        box.setClearValue(nothing, unset)
        box.setValue(nothing)
        box.valueChanged.connect(lambda _: self.widgetValueHasChanged.emit(self))
        return box

    def setValue(self, value: Any) -> None:  # noqa: N802 - as QGIS calls it
        """Show a number, or that there is none."""
        if value is None or value == "":
            self.widget.clear()
        else:
            self.widget.setValue(float(value))

    def value(self) -> float | int | None:
        """Return the number, None where there is none."""
        number, definition = self.widget.value(), self.parameterDefinition()
        if number < definition.minimum():
            return None
        return int(number) if definition.dataType() == definition.Type.Integer else float(number)
