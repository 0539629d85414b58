"""What of an import is kept as a file of its own: its mapping, its report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.PyQt.QtWidgets import QWidget

from ...i18n import translate
from ...importing.proposal.mapping_files import load_profile, save_profile
from ...importing.rejects import KeptReject, sheet
from ...importing.report_page import report_html
from ...layers.files.replacing import write_whole
from ...problems import UserError
from ..file_dialogs import file_to_open, file_to_save
from .runner import Runner

if TYPE_CHECKING:
    from ...importing.model import Mapping
    from ...importing.write import ImportOutcome

_JSON = "JSON (*.json)"


def open_mapping(window: QWidget, runner: Runner) -> tuple[Path, Mapping] | None:
    """Let a person choose a saved mapping; None where nothing usable was chosen."""
    path = file_to_open(window, translate("ImportWizard", "Mapping"), _JSON)
    if not path:
        return None
    try:
        return Path(path), load_profile(path)
    except UserError as error:
        runner.fail(error)
        return None


def save_mapping(window: QWidget, runner: Runner, mapping: Mapping) -> None:
    """Save a mapping where a person says."""
    path = file_to_save(window, translate("ImportWizard", "Mapping"), _JSON, ".json")
    if path:
        runner.attempt(lambda: save_profile(path, mapping))


def save_report(window: QWidget, runner: Runner, outcomes: Sequence[ImportOutcome]) -> None:
    """Save the reports of an import as a page, or as JSON for other programs."""
    title = translate("ImportWizard", "Report of the import")
    path = file_to_save(window, title, f"HTML (*.html);;{_JSON}")
    if not path:
        return
    if path.lower().endswith(".json"):
        reports = [outcome.report.to_json() for outcome in outcomes]
        text = json.dumps(reports[0] if len(reports) == 1 else reports, ensure_ascii=False, indent=2)
    else:
        text = "".join(report_html(outcome.report) for outcome in outcomes)
    runner.attempt(lambda: write_whole(path, text))


def save_sheet(window: QWidget, runner: Runner, rejects: Sequence[KeptReject]) -> None:
    """Save rejected rows as a sheet that a spreadsheet takes."""
    title = translate("ImportWizard", "Sheet of the rejected rows")
    path = file_to_save(window, title, "CSV (*.csv)")
    if path:
        runner.attempt(lambda: write_whole(path, "\ufeff" + sheet(rejects)))
