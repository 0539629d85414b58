"""The buttons of a dialog that is accepted or left as it was."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QPushButton

from ..i18n import translate


def ok_or_cancel(dialog: QDialog, ok: str = "") -> tuple[QDialogButtonBox, QPushButton]:
    """Return OK and Cancel that end ``dialog``, and the first of them; ``ok``: another word for it."""
    buttons = QDialogButtonBox(
        QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, parent=dialog)
    accept = buttons.button(QDialogButtonBox.StandardButton.Ok)
    accept.setText(ok or translate("Dialogs", "OK"))
    buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(translate("Dialogs", "Cancel"))
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons, accept
