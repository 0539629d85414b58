"""What of an import is kept as a file of its own: its mapping, its report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.PyQt.QtWidgets import QFileDialog, QWidget

from ...i18n import translate
from ...importing.proposal.mapping_files import load_profile, save_profile
from ...importing.report_page import report_html
from ...layers.files.replacing import write_whole
from ...problems import UserError
from .. import settings
from .runner import Runner

if TYPE_CHECKING:
    from ...importing.model import Mapping
    from ...importing.write import ImportOutcome

_JSON = "JSON (*.json)"


def open_mapping(window: QWidget, runner: Runner) -> tuple[Path, Mapping] | None:
    """Let a person choose a saved mapping; None where nothing usable was chosen."""
    path, _filter = QFileDialog.getOpenFileName(
        window, translate("ImportWizard", "Mapping"), settings.LAST_FOLDER.get(), _JSON
    )
    if not path:
        return None
    try:
        return Path(path), load_profile(path)
    except UserError as error:
        runner.fail(error)
        return None


def save_mapping(window: QWidget, runner: Runner, mapping: Mapping) -> None:
    """Save a mapping where a person says."""
    path, _filter = QFileDialog.getSaveFileName(
        window, translate("ImportWizard", "Mapping"), settings.LAST_FOLDER.get(), _JSON
    )
    if not path:
        return
    try:
        save_profile(path if path.lower().endswith(".json") else f"{path}.json", mapping)
    except UserError as error:
        runner.fail(error)


def save_report(window: QWidget, runner: Runner, outcomes: Sequence[ImportOutcome]) -> None:
    """Save the reports of an import as a page, or as JSON for other programs."""
    path, _filter = QFileDialog.getSaveFileName(
        window,
        translate("ImportWizard", "Report of the import"),
        settings.LAST_FOLDER.get(),
        f"HTML (*.html);;{_JSON}",
    )
    if not path:
        return
    if path.lower().endswith(".json"):
        reports = [outcome.report.to_json() for outcome in outcomes]
        text = json.dumps(reports[0] if len(reports) == 1 else reports, ensure_ascii=False, indent=2)
    else:
        text = "".join(report_html(outcome.report) for outcome in outcomes)
    try:
        write_whole(path, text)
    except UserError as error:
        runner.fail(error)
