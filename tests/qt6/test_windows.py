"""Every dock and dialog is made, shown and painted under Qt 6."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from unittest.mock import MagicMock

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
        network_changed = pyqtSignal()
        selection_changed = pyqtSignal()
        path = ""

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
    dock._fill_filters()
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


def test_result_dock(app, shown):
    from outfall_tracer.ui.trace.dock import TraceDock

    try:
        dock = TraceDock(None)
    except TypeError:
        dock = TraceDock(MagicMock(), None)
    shown(dock)
