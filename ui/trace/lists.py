"""Rows of the result dock: sources by kind, outfalls reached, ends and marks by reason."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QTreeWidget, QTreeWidgetItem

from ...i18n import translate
from ...layers.schema import SCHEMA
from ..icons import icon
from .marks import end_icon
from .view import (
    BRIDGE,
    CROSSING,
    EndRow,
    OutfallRow,
    SourceRow,
    TraceView,
    confidence_text,
    confidence_word,
    metres,
)

PLACE = Qt.ItemDataRole.UserRole
SORT = Qt.ItemDataRole.UserRole + 1
ROW = Qt.ItemDataRole.UserRole + 2
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MANY_ENDS = 200  # more of one reason are counted, not listed
MANY_ROWS = 30  # more in one group are folded


class Item(QTreeWidgetItem):
    """Sorts by the number behind a cell, groups always in their own order; tells more when it is asked."""

    def __init__(self, texts: list[str], tips: Callable[[int], str] | None = None) -> None:
        super().__init__(texts)
        self._tips = tips

    def data(self, column: int, role: int) -> object:
        """Return what Qt asks for; tool tips are written only then."""
        if self._tips is not None and role == Qt.ItemDataRole.ToolTipRole:
            return self._tips(column)
        return super().data(column, role)

    def __lt__(self, other: QTreeWidgetItem) -> bool:
        tree = self.treeWidget()
        if self.parent() is None:
            ascending = tree.header().sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
            return bool((self.data(0, SORT) < other.data(0, SORT)) == ascending)
        column = tree.sortColumn()
        mine, theirs = self.data(column, SORT), other.data(column, SORT)
        if mine is None or theirs is None:
            return self.text(column) < other.text(column)
        return bool(mine < theirs)


def fill_sources(tree: QTreeWidget, sources: Sequence[SourceRow], language: str) -> None:
    """List sources by kind."""
    tree.setSortingEnabled(False)
    for position, table in enumerate(SCHEMA.source_tables):
        rows = [source for source in sources if source.table == table.name]
        if rows:
            group = _group(tree, f"{table.alias(language)} ({len(rows)})", position)
            group.setIcon(0, icon(f"source_{table.name}"))
            group.addChildren([source_item(row, language) for row in rows])
            group.setExpanded(len(rows) <= MANY_ROWS or len(sources) == len(rows))
    tree.setSortingEnabled(True)


def fill_outfalls(tree: QTreeWidget, outfalls: Sequence[OutfallRow], title: str, position: int = -1) -> None:
    """List outfalls above the sources."""
    if not outfalls:
        return
    tree.setSortingEnabled(False)
    group = _group(tree, f"{title} ({len(outfalls)})", position)
    group.setIcon(0, icon("outfall_tracer"))
    for row in outfalls:
        item = Item([row.title, metres(row.network_m)])
        item.setData(0, SORT, row.title.casefold())
        item.setData(1, SORT, row.network_m)
        item.setTextAlignment(1, RIGHT)
        item.setData(0, PLACE, (row.x, row.y))
        item.setData(0, ROW, row)
        group.addChild(item)
    group.setExpanded(len(outfalls) <= MANY_ROWS)
    tree.setSortingEnabled(True)


def fill_groups(
    tree: QTreeWidget, groups: Sequence[tuple[str, Sequence[SourceRow], object]], language: str
) -> None:
    """List the groups of a comparison, also empty ones."""
    tree.setSortingEnabled(False)
    for position, (title, rows, picture) in enumerate(groups):
        group = _group(tree, f"{title} ({len(rows)})", position)
        group.setIcon(0, picture)
        group.addChildren([source_item(row, language) for row in rows])
        group.setExpanded(len(rows) <= MANY_ROWS)
    tree.setSortingEnabled(True)


def fill_ends(tree: QTreeWidget, view: TraceView, language: str) -> None:
    """List where and why the trace ends, and what else is marked on the map."""
    counts = view.ends_by_reason()
    for reason in sorted(counts, key=lambda code: (code == "headwater", -counts[code])):
        group = QTreeWidgetItem([reason_label(reason, language), str(counts[reason])])
        group.setTextAlignment(1, RIGHT)
        group.setIcon(0, end_icon(reason))
        tree.addTopLevelItem(group)
        ends = [end for end in view.ends if end.reason == reason]
        group.addChildren([_end_item(end) for end in ends[:MANY_ENDS]])
        if len(ends) > MANY_ENDS:
            more = translate("TraceDock", "… and {n} more").format(n=len(ends) - MANY_ENDS)
            group.addChild(QTreeWidgetItem([more]))


def reason_label(reason: str, language: str) -> str:
    """Return what a reason is called."""
    if reason == BRIDGE:
        return translate("TraceDock", "Gap bridged")
    if reason == CROSSING:
        return SCHEMA.values("finding_kind").label(reason, language)
    return SCHEMA.values("end_reason").label(reason, language)


def source_item(row: SourceRow, language: str) -> Item:
    """Return the line of one source."""
    rule = SCHEMA.values("link_rule").label(row.rule, language)
    status = SCHEMA.values("link_status").label(row.status, language) if row.status else ""
    known = math.isfinite(row.confidence)
    item = Item(
        [
            row.name or row.uid,
            metres(row.network_m),
            metres(row.hop_m),
            f"{confidence_word(row.confidence)} {row.confidence:.2f}" if known else "–",
            rule,
            status,
        ],
        lambda column: _tip(row, rule, column),
    )
    for column, value in (
        (0, row.name.casefold()),
        (1, row.network_m),
        (2, row.hop_m),
        (3, row.confidence if known else -1.0),
    ):
        item.setData(column, SORT, value)
    for column in (1, 2):
        item.setTextAlignment(column, RIGHT)
    item.setData(0, PLACE, (row.x, row.y))
    item.setData(0, ROW, row)
    return item


def _tip(row: SourceRow, rule: str, column: int) -> str:
    """Return what is said of a source when the pointer rests on a column."""
    if column == 0 and row.outfall:
        return translate("TraceDock", "{name}\nDrains to {outfall}; reaches {n} outfalls in all").format(
            name=row.name or row.uid, outfall=row.outfall, n=row.n_outfalls
        )
    if column == 0:
        return translate("TraceDock", "{name}\nReaches {n} outfalls in all").format(
            name=row.name or row.uid, n=row.n_outfalls
        )
    if column == 3 and math.isfinite(row.confidence):
        return confidence_text(row)
    if column == 3:
        return translate("TraceDock", "The confidence belongs to a link between a source and an outfall.")
    return rule if column == 4 else ""


def _group(tree: QTreeWidget, text: str, position: int) -> Item:
    group = Item([text])
    group.setData(0, SORT, position)
    tree.addTopLevelItem(group)
    group.setFirstColumnSpanned(True)
    return group


def _end_item(end: EndRow) -> QTreeWidgetItem:
    pipe = end.pipe
    if not math.isnan(end.gap_m):
        gap = f"{end.gap_m:.1f}"
        if pipe:
            text = translate("TraceDock", "{gap} m to pipe {pipe}").format(gap=gap, pipe=pipe)
        else:
            text = translate("TraceDock", "{gap} m").format(gap=gap)
    elif pipe:
        text = translate("TraceDock", "Pipe {pipe}").format(pipe=pipe)
    else:
        text = translate("TraceDock", "At {x}, {y}").format(x=f"{end.x:.0f}", y=f"{end.y:.0f}")
    item = QTreeWidgetItem([text])
    item.setData(0, PLACE, (end.x, end.y))
    return item
