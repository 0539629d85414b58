"""What the result dock lists: sources by kind, outfalls reached, ends and marks by reason."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from qgis.PyQt.QtGui import QIcon

from ...i18n import translate
from ...layers.schema import SCHEMA
from ...operations.answers.trace_view import (
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
from ..icons import icon
from ..words import label, labels, table_name
from .groups import Group
from .marks import end_icon


def source_headings() -> list[str]:
    """Return the columns of sources."""
    return [
        translate("TraceDock", "Source"),
        translate("TraceDock", "Distance"),
        translate("TraceDock", "Last hop"),
        translate("TraceDock", "Confidence"),
        translate("TraceDock", "Linked by"),
        translate("TraceDock", "Status"),
    ]


def end_headings() -> list[str]:
    """Return the columns of ends."""
    return [translate("TraceDock", "Where the trace ends, and marks"), translate("TraceDock", "Number")]


def source_groups(sources: Sequence[SourceRow]) -> list[Group]:
    """Return the sources by kind."""
    rows: dict[str, list[SourceRow]] = {}
    for source in sources:
        rows.setdefault(source.table, []).append(source)
    return [
        _sources(table_name(table.name), rows[table.name], icon(f"source_{table.name}"))
        for table in SCHEMA.source_tables
        if table.name in rows
    ]


def outfall_groups(outfalls: Sequence[OutfallRow], title: str) -> list[Group]:
    """Return the outfalls as one group, or none where there are none."""
    if not outfalls:
        return []

    def cell(row: OutfallRow, column: int) -> str:
        texts = {0: lambda: row.title, 1: lambda: metres(row.network_m), 3: lambda: _confidence(row)}
        return texts[column]() if column in texts else ""

    def key(row: OutfallRow, column: int) -> Any:
        if column == 3:
            return _sureness(row)
        return row.title.casefold() if column == 0 else row.network_m

    def tip(row: OutfallRow, column: int) -> str:
        return confidence_text(row) if column == 3 else ""

    return [Group(f"{title} ({len(outfalls)})", outfalls, cell, icon("outfall_tracer"), tip, key)]


def _confidence(row: SourceRow | OutfallRow) -> str:
    known = math.isfinite(row.confidence)
    return f"{confidence_word(row.confidence)} {row.confidence:.2f}" if known else "–"


def _sureness(row: SourceRow | OutfallRow) -> float:
    """Return what rows are sorted by; unknown comes last."""
    return row.confidence if math.isfinite(row.confidence) else -1.0


def compared_groups(groups: Sequence[tuple[str, Sequence[SourceRow], QIcon]]) -> list[Group]:
    """Return the groups of a comparison, also empty ones."""
    return [_sources(title, rows, picture) for title, rows, picture in groups]


def end_groups(view: TraceView) -> list[Group]:
    """Return where and why the trace ends, and what else is marked on the map; headwaters come last."""
    rows = view.ends_by_reason
    return [
        Group(
            reason_label(reason),
            rows[reason],
            _end_cell,
            end_icon(reason),
            count=str(len(rows[reason])),
        )
        for reason in sorted(rows, key=lambda code: (code == "headwater", -len(rows[code])))
    ]


def reason_label(reason: str) -> str:
    """Return what a reason is called."""
    if reason == BRIDGE:
        return translate("TraceDock", "Gap bridged")
    return label("finding_kind" if reason == CROSSING else "end_reason", reason)


def _sources(title: str, rows: Sequence[SourceRow], picture: QIcon) -> Group:
    rules, statuses = labels("link_rule"), labels("link_status")

    def cell(row: SourceRow, column: int) -> str:
        if column == 0:
            return row.name or row.uid
        if column == 1:
            return metres(row.network_m)
        if column == 2:
            return metres(row.hop_m)
        if column == 3:
            return _confidence(row)
        if column == 4:
            return rules.get(row.rule, row.rule)
        return statuses.get(row.status, row.status)

    def key(row: SourceRow, column: int) -> Any:
        if column == 3:
            return _sureness(row)
        if column in (1, 2):
            return row.hop_m if column == 2 else row.network_m
        return cell(row, column).casefold()

    def tip(row: SourceRow, column: int) -> str:
        return cell(row, 4) if column == 4 else _tip(row, column)

    return Group(f"{title} ({len(rows)})", rows, cell, picture, tip, key)


def _tip(row: SourceRow, column: int) -> str:
    """Return what is said of a source when the pointer rests on a column."""
    if column == 0 and row.outfall:
        return translate("TraceDock", "{name}\nDrains to {outfall}; reaches {n} outfalls in all").format(
            name=row.name or row.uid, outfall=row.outfall, n=row.n_outfalls
        )
    if column == 0:
        return translate("TraceDock", "{name}\nReaches {n} outfalls in all").format(
            name=row.name or row.uid, n=row.n_outfalls
        )
    return confidence_text(row) if column == 3 else ""


def _end_cell(end: EndRow, column: int) -> str:
    if column:
        return ""
    if not math.isnan(end.gap_m):
        gap = f"{end.gap_m:.1f}"
        if end.pipe:
            return translate("TraceDock", "{gap} m to pipe {pipe}").format(gap=gap, pipe=end.pipe)
        return translate("TraceDock", "{gap} m").format(gap=gap)
    if end.pipe:
        return translate("TraceDock", "Pipe {pipe}").format(pipe=end.pipe)
    return translate("TraceDock", "At {x}, {y}").format(x=f"{end.x:.0f}", y=f"{end.y:.0f}")
