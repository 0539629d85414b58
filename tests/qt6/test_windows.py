"""Every dock and dialog is made, shown and painted under Qt 6."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

UI = Path(__file__).resolve().parents[2] / "ui"
MODULES = sorted(
    module.name for module in pkgutil.walk_packages([str(UI)], prefix="outfall_tracer.ui.")
)


@pytest.mark.parametrize("name", MODULES)
def test_every_module_of_the_window_imports(app, name):
    importlib.import_module(name)


def watch():
    from PyQt6.QtCore import QObject, pyqtSignal

    class Watch(QObject):
        layers_changed = pyqtSignal()
        outfalls_changed = pyqtSignal()
        selection_changed = pyqtSignal()
        path = file = ""
        edited = None

        def layer(self, _table):
            return None

    return Watch()


def test_register_lists_sorts_and_filters(app, shown):
    from outfall_tracer.ui.register.dock import RegisterDock
    from outfall_tracer.ui.register.model import make_row

    dock = RegisterDock(watch())
    shown(dock)
    assert dock.pages.currentWidget() is dock.welcomePage
    dock.model.set_rows([
        make_row(i, {"uid": f"u{i}", "code_local": f"L{i}", "trace_status": "confirmed", "n_enterprises": i,
                     "trace_confidence": 0.5, "work_state": "complete"}, {})
        for i in range(5)
    ])
    dock.pages.setCurrentWidget(dock.registerPage)
    dock.filters.fill()
    dock._show_counts()
    shown(dock)
    dock.table.sortByColumn(4, importlib.import_module("PyQt6.QtCore").Qt.SortOrder.DescendingOrder)
    assert dock.model.row_at(0).code == "L4"
    dock.step(+1)
    dock.step(+1)
    assert [row.code for row in dock.selected_rows()] == ["L3"]
    dock.searchEdit.setText("L2")
    dock._apply_filter()
    assert dock.model.rowCount() == 1


def test_options_page(app, shown):
    from outfall_tracer.ui.options.page import OptionsPage

    page = OptionsPage()
    shown(page)
    assert page.rows
    page.apply()


def test_help_dialog(app, shown):
    from outfall_tracer.ui.help_dialog import HelpDialog

    shown(HelpDialog(None))


def test_icons_are_drawn(app):
    from outfall_tracer.ui.icons import icon

    folder = UI.parent / "resources" / "icons"
    blank = [path.stem for path in folder.glob("*.svg") if icon(path.stem).pixmap(24, 24).isNull()]
    assert blank == []


def make(name):
    """Make one of the docks and dialogs that stand for themselves."""
    from outfall_tracer.ui.findings.dock import FindingsDock
    from outfall_tracer.ui.importing.dialog import ImportDialog
    from outfall_tracer.ui.judge import dialogs
    from outfall_tracer.ui.judge.dock import JudgeDock
    from outfall_tracer.ui.live.changes_dock import ChangesDock
    from outfall_tracer.ui.section.dock import SectionDock
    from outfall_tracer.ui.trace.dock import TraceDock
    from outfall_tracer.ui.trace.results import Results

    return {
        "findings": FindingsDock,
        "judge": JudgeDock,
        "changes": ChangesDock,
        "section": SectionDock,
        "trace": lambda: TraceDock(Results()),
        "text": lambda: dialogs.TextDialog("Title", "Why?"),
        "evidence": lambda: dialogs.EvidenceDialog(["a.jpg"], 1),
        "assign": lambda: dialogs.AssignDialog(lambda _text: []),
        "differences": lambda: dialogs.DifferencesDialog([]),
        "import": lambda: ImportDialog("/nowhere/project.gpkg", lambda _table: None, list),
    }[name]()


@pytest.mark.parametrize("name", [
    "findings", "judge", "changes", "section", "trace", "text", "evidence", "assign", "differences", "import",
])
def test_docks_and_dialogs_are_shown(app, shown, name):
    shown(make(name))


def test_the_page_of_an_outfall_its_board_and_a_spill(app, shown):
    import datetime as dt
    from collections import Counter

    from outfall_tracer.operations.answers.spill import Spill, SpillWay
    from outfall_tracer.operations.regime.board import Board
    from outfall_tracer.ui.life.dock import LifeDock
    from outfall_tracer.ui.life.step_dialog import StepDialog
    from outfall_tracer.ui.spill.dock import SpillDock

    dock = LifeDock()
    dock.set_page(None, 2)
    dock.board.show_board(Board(dt.date(2026, 3, 1), {"420106": Counter(found=2)}, [], [], {}, {}))
    shown(dock)
    assert dock.board.table.rowCount() == 1
    dialog = StepDialog("Accept", "2 outfalls", ("office", "reason"), {"office": "市水务局"})
    shown(dialog)
    assert dialog.order("Li", dt.date(2026, 3, 1)).office == "市水务局"
    way = SpillWay("u", "A", 120.0, 3.0, 1.0, (), (0.0, 0.0), "武昌区", "left", 104.7, "区人民政府", "", "")
    spill = SpillDock()
    spill.show_spill(Spill("Mill", (0.0, 0.0), [way], emergency="市应急管理局"))
    shown(spill)
    assert spill.list.topLevelItem(0).text(1) == "120"
