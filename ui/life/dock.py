"""The page of an outfall as a dock: it shows, and asks by signals."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QAction,
    QHeaderView,
    QMenu,
    QTabWidget,
    QTextBrowser,
    QToolBar,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...i18n import inflected, translate, user_language
from ...layers.schema import SCHEMA
from ...operations.editing.feature_rows import local_text
from ...operations.regime.page import OutfallPage
from ...rules.dated_facts import CellChange
from ...rules.life_actions import ACTIONS, action_title
from ...rules.retelling import retold
from ..action_dock import ActionDock
from ..icons import icon
from ..plain_text import Paragraph, tip
from ..words import column_name
from .board import BoardView
from .preview import value_text
from .stages import StagesView

_DATA = Qt.ItemDataRole.UserRole
_GROUPS = {
    "class": ("standing", "type_l1", "type_l2", "type_l3", "type_718", "is_outfall", "water_body"),
    "name": ("name", "name_known", "code_national", "code_local", "code_known", "county_code",
             "managing_unit"),
    "party": ("party_main", "party_others", "party_rule", "party_basis", "operator", "owner"),
    "work": ("trace_status", "traced_at", "work_state", "work_version", "work_note", "assigned_to"),
}


class LifeDock(ActionDock):
    """See the module."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__("Life", translate("Life", "Page of the outfall"), parent)
        self.page = QWidget(self)
        box = QVBoxLayout(self.page)
        box.setContentsMargins(4, 4, 4, 4)
        box.addWidget(self._toolbar())
        self.head = Paragraph(self.page)
        box.addWidget(self.head)
        self.tabs = QTabWidget(self.page)
        self.stages = StagesView(self.tabs)
        self.tabs.addTab(self.stages, translate("Life", "Stages"))
        self.text = QTextBrowser(self.tabs)
        self.tabs.addTab(self.text, translate("Life", "Record"))
        self.history = QTreeWidget(self.tabs)
        self.history.setRootIsDecorated(False)
        self.history.setHeaderLabels([
            translate("Life", "When"), translate("Life", "Who"), translate("Life", "What"),
            translate("Life", "Old"), translate("Life", "New"), translate("Life", "On what basis"),
        ])
        self.history.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        letter = self.history.fontMetrics().height()
        for column, letters in enumerate((8, 4, 7, 7, 8, 16)):
            self.history.header().resizeSection(column, letters * letter)
        self.history.itemSelectionChanged.connect(self._on_change_chosen)
        self.tabs.addTab(self.history, translate("Life", "History"))
        self.board = BoardView(self.tabs)
        self.tabs.addTab(self.board, translate("Life", "Board"))
        box.addWidget(self.tabs)
        self.setWidget(self.page)
        self.set_page(None, 0)

    def set_page(self, page: OutfallPage | None, selected: int) -> None:
        """Show an outfall; None for none. ``selected``: how many outfalls the batch actions would take."""
        text = translate("Life", "The actions above work on the {n} selected (outfall|outfalls).")
        every = translate("Life", "No outfall is selected: the actions above work on all outfalls.")
        self.head.setText(inflected(text, n=selected) if selected else every)
        self.text.setHtml(_html(page) if page else "")
        self.stages.show_page(page)
        self.history.clear()
        for change in page.changes if page else ():
            self._add_change(change)
        for name in ("split", "void", "fill", "again", "override", "plan_file", "photo_after", "proof"):
            self.actions_by_name[name].setEnabled(page is not None)
        self.actions_by_name["merge"].setEnabled(selected > 1)
        self._on_change_chosen()

    def chosen_change(self) -> CellChange | None:
        """Return the change that is selected in the history."""
        items = self.history.selectedItems()
        return items[0].data(0, _DATA) if items else None

    def _add_change(self, change: CellChange) -> None:
        known = _is_cell(change)
        column = column_name("outfalls", change.column) if known else {
            "uid": translate("Life", "the outfall was entered"), "geom": translate("Life", "its place"),
        }.get(change.column, change.column)
        when = local_text(change.when)
        if change.since:
            when = translate("Life", "between {since} and {when}").format(since=change.since, when=when)
        old, new = ((value_text(change.column, value) if known else "") for value in (change.old, change.new))
        basis = retold(change.basis, user_language())
        item = QTreeWidgetItem(self.history, [when, change.who, column, old, new, basis])
        item.setData(0, _DATA, change)
        item.setToolTip(5, tip(basis))

    def _on_change_chosen(self) -> None:
        change = self.chosen_change()
        self.actions_by_name["put_back"].setEnabled(change is not None and _is_cell(change))

    def _toolbar(self) -> QToolBar:
        bar = QToolBar(self.page)
        for name, picture, text in (
            ("classify", "assign", translate("Life", "Classify")),
            ("names", "note", translate("Life", "Name")),
            ("codes", "register", translate("Life", "Assign codes")),
            ("parties", "judge", translate("Life", "Assign parties")),
            ("check", "findings", translate("Life", "Check the register")),
        ):
            bar.addAction(self._action(name, picture, text))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        language = user_language()
        self._menu(bar, translate("Life", "Remediation"), translate(
            "Life", "Plans, works, acceptance, closing, signs and reports of the selected outfalls"), (
            ("plans", "assign", translate("Life", "Propose plans…")),
            *((f"step:{name}", "complete", action_title(name).text(language) + "…")
              for name in ACTIONS if name != "put_right"),
            ("step:put_right", "fix", translate("Life", "Put right…")),
            ("plan_file", "evidence", translate("Life", "Attach the plan file…")),
            ("photo_after", "photo", translate("Life", "Attach a picture after the works…")),
            ("proof", "evidence", translate("Life", "Attach the proof of closing…")),
            ("signs", "marks", translate("Life", "Let the signs follow…")),
            ("sign_installed", "confirm", translate("Life", "Signs were installed…")),
            ("reports", "note", translate("Life", "Match reports by citizens…")),
        ))
        self._menu(bar, translate("Life", "Change"), translate(
            "Life", "Split, merge, void, fill or find an outfall again"), (
            ("split", "correct_split", translate("Life", "Split…")),
            ("merge", "correct_connect", translate("Life", "Merge the selected…")),
            ("void", "reject", translate("Life", "Void…")),
            ("fill", "cancel", translate("Life", "Filled…")),
            ("again", "reopen", translate("Life", "Found again…")),
            ("override", "keep", translate("Life", "Set the responsible party by hand…")),
            ("put_back", "undo", translate("Life", "Put the selected change back")),
            ("blocks", "register", translate("Life", "Blocks of codes…")),
        ))
        return bar

    def _menu(self, bar: QToolBar, title: str, about: str, entries: Sequence[tuple[str, str, str]]) -> None:
        button = QToolButton(bar)
        button.setText(title)
        button.setToolTip(tip(about))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for name, picture, text in entries:
            menu.addAction(self._action(name, picture, text))
        button.setMenu(menu)
        bar.addWidget(button)

    def _action(self, name: str, picture: str, text: str) -> QAction:
        action = QAction(icon(picture), text, self)
        action.triggered.connect(lambda _checked=False: self.asked.emit(name))
        self.actions_by_name[name] = action
        return action


def _is_cell(change: CellChange) -> bool:
    """Tell whether a change is one of a column, not of the outfall as a whole or its place."""
    return change.column in SCHEMA.table("outfalls").column_names and change.column != "uid"


def _html(page: OutfallPage) -> str:
    titles = {
        "class": translate("Life", "Class"), "name": translate("Life", "Name and codes"),
        "party": translate("Life", "Responsible party"), "work": translate("Life", "Work"),
    }
    language = user_language()
    parts = [f"<h3>{html.escape(page.title)}</h3>", _wrong(page)]
    for group, names in _GROUPS.items():
        rows = [(column_name("outfalls", name), value_text(name, page.cells.get(name))) for name in names]
        if group == "class" and page.duty:
            rows.append((translate("Life", "Setting it needs"), page.duty))
        if group == "party":
            rows = [(title, retold(value, language)) for title, value in rows]
            lead = page.departments.lead
            helping = translate("Life", "Supporting department")
            rows += [(translate("Life", "Leading department"), lead.text(language))] if lead else []
            rows += [(helping, duty.text(language)) for duty in page.departments.supporting]
        parts.append(f"<h4>{html.escape(titles[group])}</h4>{_table(rows)}")
    return "".join(parts)


def _wrong(page: OutfallPage) -> str:
    if not page.wrong:
        return f"<p>{html.escape(translate('Life', 'Nothing is missing or wrong in the register.'))}</p>"
    lines = "".join(f"<li>{html.escape(text)} <i>{html.escape(fix)}</i></li>" for _, text, fix in page.wrong)
    return f"<h4>{html.escape(translate('Life', 'Missing or wrong'))}</h4><ul>{lines}</ul>"


def _table(rows: Sequence[tuple[str, str]]) -> str:
    cells = "".join(f"<tr><td>{html.escape(name)}&nbsp;&nbsp;</td><td>{html.escape(value) or '—'}</td></tr>"
                    for name, value in rows)
    return f"<table>{cells}</table>"
