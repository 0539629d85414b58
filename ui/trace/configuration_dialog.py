"""The configurations of a project: made, changed, deleted, brought in from a file and given away as one.

Saving and deleting are steps of the edit session, as all that is done in the window: undo takes them back,
the save writes them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsExpression
from qgis.gui import QgsExpressionLineEdit
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ...algorithms.run_parameters import overflow_words, policy_words
from ...i18n import translate
from ...layers.schema import SCHEMA
from ...operations.project_rows import EditedRows
from ...operations.runs.configurations import (
    Configuration,
    configurations_in,
    drop_configuration,
    export_configuration,
    import_configuration,
    put_configuration,
)
from ...operations.runs.run_options import option_name
from ...problems import UserError
from ...tracing.input_checks import FARTHEST_M
from ...tracing.model import Options
from ..plain_text import Paragraph
from ..words import table_name

if TYPE_CHECKING:
    from ...operations.editing.session import EditSession

_UNSEEN = ("link_rules",)  # kept as they are
_FILTER = "JSON (*.json)"


class ConfigurationDialog(QDialog):
    """Lists the configurations; what is chosen is shown in the form, and saved under the name in it."""

    def __init__(self, session: EditSession, pipes: Any, chosen: str = "", parent: Any = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown = Configuration("")
        self.setWindowTitle(translate("Configurations", "Configurations of this project"))
        self.resize(680, 560)
        self.list = QListWidget(self)
        self.name, self.description = QLineEdit(self), QLineEdit(self)
        self.default = QCheckBox(translate("Configurations", "Used by runs that name none"), self)
        self.barriers = QgsExpressionLineEdit(self)
        self.barriers.setLayer(pipes)
        self.options = {each.name: _editor(each.name, each.default) for each in fields(Options)
                        if each.name not in _UNSEEN}
        self.message = Paragraph(self)
        self._lay_out()
        self.list.currentRowChanged.connect(self._on_chosen)
        self.reload(chosen)

    def reload(self, chosen: str = "") -> None:
        """Read the configurations again and show ``chosen``, else the first."""
        self._found = configurations_in(EditedRows(self._session))
        self.list.clear()
        for one in self._found:
            text = translate("Configurations", "{name} (default)") if one.is_default else "{name}"
            self.list.addItem(text.format(name=one.name))
        names = [one.name for one in self._found]
        if names:
            self.list.setCurrentRow(names.index(chosen) if chosen in names else 0)
        else:
            self.show_configuration(Configuration(""))

    def show_configuration(self, one: Configuration) -> None:
        """Show a configuration in the form, saved or not."""
        self._shown = one
        self.name.setText(one.name)
        self.description.setText(one.description)
        self.default.setChecked(one.is_default)
        self.barriers.setExpression(one.barriers)
        for name, editor in self.options.items():
            _put(editor, getattr(one.options, name))
        self.message.clear()

    def configuration(self) -> Configuration:
        """Return what the form says; raises UserError for an expression that does not hold."""
        barriers = self.barriers.expression().strip()
        parsed = QgsExpression(barriers)
        if barriers and parsed.hasParserError():
            text = translate("Configurations", "The expression that closes pipes is not valid: {reason}")
            raise UserError(text.format(reason=parsed.parserErrorString()))
        options: dict[str, Any] = {name: _taken(name, editor) for name, editor in self.options.items()}
        return replace(
            self._shown, name=self.name.text().strip(), description=self.description.text().strip(),
            is_default=self.default.isChecked(), barriers=barriers,
            options=replace(self._shown.options, **options))

    def save(self) -> None:
        """Save what the form says under its name, in one undo step."""
        given = self.configuration()
        title = translate("Configurations", "Save the configuration {name}").format(name=given.name)
        with self._session.step(title) as step:
            put_configuration(EditedRows(self._session, step), given, self._session.user)
        self.reload(given.name)
        text = translate("Configurations", "“{name}” is kept with the next save of the project.")
        self.message.setText(text.format(name=given.name))

    def delete(self) -> None:
        """Delete the configuration that is chosen in the list, in one undo step."""
        at = self.list.currentRow()
        if at >= 0:
            name = self._found[at].name
            title = translate("Configurations", "Delete the configuration {name}").format(name=name)
            with self._session.step(title) as step:
                drop_configuration(EditedRows(self._session, step), name)
            self.reload()

    def bring_in(self, file: str) -> None:
        """Show the configuration in ``file``; it is not saved yet."""
        self.list.setCurrentRow(-1)
        self.show_configuration(import_configuration(file))

    def give_away(self, file: str) -> None:
        """Write what the form says to ``file``."""
        given = self.configuration()
        export_configuration(given, file)
        self.message.setText(translate("Configurations", "“{name}” was written to {path}.").format(
            name=given.name, path=file))

    def attempt(self, work: Callable[[], None]) -> None:
        """Do something; what goes wrong stands in the dialog."""
        try:
            work()
        except UserError as error:
            self.message.setText(str(error))

    # inside

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(translate("Configurations", "Name"), self.name)
        form.addRow(translate("Configurations", "Description"), self.description)
        form.addRow("", self.default)
        for name, editor in self.options.items():
            label = option_name(name)
            form.addRow(label[:1].upper() + label[1:], editor)
        form.addRow(translate("Configurations", "Pipes for which this is true are closed"), self.barriers)
        inside, around = QWidget(self), QScrollArea(self)
        inside.setLayout(form)
        around.setWidget(inside)
        around.setWidgetResizable(True)
        left, right, whole = QVBoxLayout(), QVBoxLayout(), QHBoxLayout(self)
        left.addWidget(self.list)
        for text, work in (
            (translate("Configurations", "New"), self._on_new),
            (translate("Configurations", "Delete"), lambda: self.attempt(self.delete)),
            (translate("Configurations", "Import…"), self._on_import),
            (translate("Configurations", "Export…"), self._on_export),
        ):
            button = QPushButton(text, self)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, work=work: work())
            left.addWidget(button)
        right.addWidget(around)
        right.addWidget(self.message)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Close, parent=self)
        buttons.button(QDialogButtonBox.StandardButton.Save).setText(translate("Configurations", "Save"))
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(translate("Configurations", "Close"))
        buttons.accepted.connect(lambda: self.attempt(self.save))
        buttons.rejected.connect(self.reject)
        right.addWidget(buttons)
        whole.addLayout(left, 1)
        whole.addLayout(right, 3)

    def _on_chosen(self, at: int) -> None:
        if 0 <= at < len(self._found):
            self.show_configuration(self._found[at])

    def _on_new(self) -> None:
        self.list.setCurrentRow(-1)
        self.show_configuration(Configuration(""))
        self.name.setFocus()

    def _on_import(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, translate("Configurations", "Import a configuration"), "", _FILTER)
        if path:
            self.attempt(lambda: self.bring_in(path))

    def _on_export(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, translate("Configurations", "Export the configuration"), f"{self.name.text()}.json",
            _FILTER)
        if path:
            file = str(Path(path).with_suffix(".json"))
            self.attempt(lambda: self.give_away(file))


def _editor(name: str, default: Any) -> QWidget:
    """Return an editor for an option."""
    if name in _WORDS:
        box = QComboBox()
        for code, text in _WORDS[name]().items():
            box.addItem(text, code)
        return box
    if isinstance(default, bool):
        return QCheckBox()
    if isinstance(default, float):
        distance = QDoubleSpinBox()
        distance.setMaximum(FARTHEST_M)
        distance.setDecimals(3)
        distance.setSuffix(" m")
        return distance
    number = QSpinBox()
    number.setMaximum(1_000_000)
    if name == "nearest":
        number.setSpecialValueText(translate("Configurations", "all"))
    return number


def _kinds() -> dict[str, str]:
    named = {table.name: table_name(table.name) for table in SCHEMA.source_tables}
    return {"": translate("Configurations", "any kind"), **named}


_WORDS: dict[str, Callable[[], dict[str, str]]] = {
    "direction_policy": policy_words, "overflows": overflow_words, "limit_source_kind": _kinds,
}


def _put(editor: Any, value: Any) -> None:
    if isinstance(editor, QComboBox):
        editor.setCurrentIndex(max(0, editor.findData(value)))
    elif isinstance(editor, QCheckBox):
        editor.setChecked(value)
    else:
        editor.setValue(value or 0)


def _taken(name: str, editor: Any) -> Any:
    if isinstance(editor, QComboBox):
        return editor.currentData()
    if isinstance(editor, QCheckBox):
        return editor.isChecked()
    return None if name == "nearest" and not editor.value() else editor.value()
