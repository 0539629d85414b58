"""The list of kept results in the result dock: tick, rename, colour, compare, remove."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtWidgets import QHeaderView, QMenu, QTreeWidget, QTreeWidgetItem

from ...i18n import translate
from ...operations.answers.trace_view import metres
from ..icons import icon
from ..plain_text import tip
from .marks import PALETTE, colour_icon
from .results import Result, Results

RESULT = Qt.ItemDataRole.UserRole
SEEN_ROWS = 4  # more are scrolled to


class ResultList:
    """Keeps a tree widget and a :class:`Results` alike."""

    def __init__(self, tree: QTreeWidget, results: Results) -> None:
        self._tree = tree
        self._results = results
        self._filling = False
        tree.setHeaderLabels(
            [
                translate("ResultList", "Result"),
                translate("ResultList", "Found"),
                translate("ResultList", "Network"),
            ]
        )
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for section in (1, 2):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.ResizeToContents)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.customContextMenuRequested.connect(self._menu)
        tree.itemChanged.connect(self._on_edited)
        tree.itemSelectionChanged.connect(self._on_selected)
        results.changed.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """Show the results; the list is seen once there is something to choose from."""
        results = self._results.results
        self._filling = True
        chosen = {id(result) for result in self._selected()}
        items = [self._tree.topLevelItem(row) for row in range(self._tree.topLevelItemCount())]
        if [id(item.data(0, RESULT)) for item in items] != [id(result) for result in results]:
            self._tree.clear()
            items = [QTreeWidgetItem() for _ in results]
            self._tree.addTopLevelItems(items)
        for item, result in zip(items, results):  # in place: one of them may be being edited
            self._dress(item, result)
        for row, result in enumerate(results):
            wanted = id(result) in chosen if len(chosen) > 1 else result is self._results.current
            self._tree.topLevelItem(row).setSelected(wanted)
        self._filling = False
        several = len(results) > 1 or any(result.kept for result in results)
        self._tree.setVisible(several)
        if several:
            height = self._tree.sizeHintForRow(0) * min(len(results), SEEN_ROWS)
            self._tree.setFixedHeight(height + self._tree.header().sizeHint().height() + 6)

    def keep(self) -> None:
        """Keep the result that is looked at."""
        if self._results.current is not None:
            self._results.keep(self._results.current)

    def pair(self) -> tuple[Result, Result] | None:
        """Return the two results that can be compared: those selected, or the only two there are."""
        selected, every = self._selected(), self._results.results
        both = selected if len(selected) == 2 else every if len(every) == 2 else []
        return (both[0], both[1]) if both else None

    @staticmethod
    def _dress(item: QTreeWidgetItem, result: Result) -> None:
        view = result.view
        found = len(view.sources) if view.upstream else len(view.outfalls)
        for section, text in enumerate((result.name, str(found), metres(view.length_m))):
            item.setText(section, text)
        item.setData(0, RESULT, result)
        item.setIcon(0, colour_icon(result.colour))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(0, Qt.CheckState.Checked if result.visible else Qt.CheckState.Unchecked)
        font = item.font(0)
        font.setItalic(not result.kept)
        item.setFont(0, font)
        passing = translate("ResultList", "The next trace replaces this result unless it is kept.")
        item.setToolTip(0, tip(result.name if result.kept else passing))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for section in (1, 2):
            item.setTextAlignment(section, right)  # type: ignore[arg-type]  # stubs: int only

    def _selected(self) -> list[Result]:
        return [item.data(0, RESULT) for item in self._tree.selectedItems()]

    def _on_selected(self) -> None:
        selected = self._selected()
        if not self._filling and len(selected) == 1:
            self._results.choose(selected[0])

    def _on_edited(self, item: QTreeWidgetItem, column: int) -> None:
        if self._filling or column != 0:
            return
        result = item.data(0, RESULT)
        name, visible = item.text(0), item.checkState(0) == Qt.CheckState.Checked
        if name.strip() != result.name:
            self._results.rename(result, name)
        self._results.show(result, visible)

    def _menu(self, place: QPoint) -> None:
        item = self._tree.itemAt(place)
        if item is None:
            return
        result = item.data(0, RESULT)
        menu = QMenu(self._tree)
        self._add(menu, translate("ResultList", "Rename"), lambda: self._tree.editItem(item, 0))
        if not result.kept:
            self._add(menu, translate("ResultList", "Keep"), lambda: self._results.keep(result), "keep")
        pair = self.pair()
        if pair is not None:
            compare = translate("ResultList", "Compare")
            self._add(menu, compare, lambda: self._results.compare(*pair), "compare")
        colours = menu.addMenu(colour_icon(result.colour), translate("ResultList", "Colour"))
        for number, colour in enumerate(PALETTE, 1):
            action = colours.addAction(
                colour_icon(colour), translate("ResultList", "Colour {n}").format(n=number)
            )
            action.triggered.connect(
                lambda _checked=False, colour=colour: self._results.paint(result, colour)
            )
        menu.addSeparator()
        remove = translate("ResultList", "Remove from the list")
        self._add(menu, remove, lambda: self._results.remove(result), "clear")
        menu.exec(self._tree.viewport().mapToGlobal(place))
        menu.deleteLater()

    @staticmethod
    def _add(menu: QMenu, text: str, slot: Any, picture: str = "") -> None:
        action = menu.addAction(icon(picture), text) if picture else menu.addAction(text)
        action.triggered.connect(lambda _checked=False: slot())
