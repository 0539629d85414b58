"""The register of outfalls as plain rows, and the Qt model that shows, filters and sorts them.

The rows are read once from the layer; filtering and sorting run over Python tuples
and strings, so ten thousand outfalls answer a key press at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from qgis.PyQt.QtGui import QFont

from ...i18n import translate
from ...layers.schema import SCHEMA
from ...rules.words import known
from ..icons import icon
from ..inks import ink
from ..plain_text import tip
from ..words import column_name, labels

OTHER_COLOUR = "#8a97a1"
STATUS_COLOURS = {
    "untraced": "#8a97a1",
    "no_source": "#4f86a8",
    "candidates": "#e8741a",
    "confirmed": "#1c86b8",
    "untraceable": "#a34fb0",
    "stale": "#c0392b",
    "complete": "#2e8b57",
    "sent_back": "#a34fb0",
}
COUNT_COLUMNS = ("n_enterprises", "n_construction_sites", "n_farmland_outlets", "n_other_sources")
COLUMNS = ("code", "name", "district", "trace_status", *COUNT_COLUMNS, "trace_confidence", "party_main")

#: Right and vertically centred; a number, because Qt 5 and Qt 6 both take one here.
RIGHT = 0x82
_CITY = 6  # letters of a city before the district's name

#: Columns of the outfalls table that a row is made of.
READ_COLUMNS = (
    "uid",
    "code_national",
    "code_local",
    "code_raw",
    "name",
    "county_code",
    "type_718",
    "type_l1",
    "type_l2",
    "trace_status",
    *COUNT_COLUMNS,
    "trace_confidence",
    "party_main",
    "main_source_name",
    "work_state",
    "work_note",
    "assigned_to",
    "stale_since",
    "stale_because",
)
#: Columns that are searched, beside the district's name.
SEARCHED = (
    "code_national", "code_local", "code_raw", "name", "county_code", "party_main", "main_source_name",
    "assigned_to",
)  # fmt: skip
#: States of work that the list of statuses offers beside the statuses themselves.
STATES = ("stale", "complete", "sent_back")
NOBODY = " "  # filters outfalls that are nobody's work; no name is a blank


def status_colour(code: str) -> str:
    """Return the colour of a tracing status."""
    return STATUS_COLOURS.get(code, OTHER_COLOUR)


@dataclass(frozen=True)
class OutfallRow:
    """One outfall as the register shows it."""

    fid: int
    uid: str
    code: str
    name: str
    county_code: str
    district: str
    trace_status: str
    counts: tuple[int | None, ...]
    confidence: float | None
    party_main: str
    type: str  # the finest class that is known: level 2, level 1, or of the 2020 rule
    states: frozenset[str]  # of STATES
    note: str  # why it is out of date or was sent back
    assigned_to: str  # whose work it is: contractor or lot
    search: str  # every text of the row, folded

    @property
    def title(self) -> str:
        """Code and name, as headings show them."""
        return " · ".join(part for part in (self.code, self.name) if part) or self.uid


def make_row(fid: int, values: dict[str, Any], districts: dict[str, str]) -> OutfallRow:
    """Make a row from attribute values (None where empty) and the names of districts by county code."""
    text = {name: known(values.get(name)) for name in READ_COLUMNS}
    code = text["code_national"] or text["code_local"] or text["code_raw"]
    county = text["county_code"]
    district = districts.get(county, county)
    confidence = values.get("trace_confidence")
    return OutfallRow(
        fid=fid,
        uid=text["uid"],
        code=code,
        name=text["name"],
        county_code=county,
        district=district,
        trace_status=text["trace_status"] or "untraced",
        counts=tuple(None if values.get(name) is None else int(values[name]) for name in COUNT_COLUMNS),
        confidence=None if confidence is None else float(confidence),
        party_main=text["party_main"],
        type=text["type_l2"] or text["type_l1"] or text["type_718"],
        states=frozenset(STATES) & {text["work_state"], "stale" if values.get("stale_since") else ""},
        note=text["stale_because"] if values.get("stale_since") else text["work_note"],
        assigned_to=text["assigned_to"],
        search="\n".join([district, *(text[name] for name in SEARCHED)]).casefold(),
    )


def with_stale(row: OutfallRow, because: dict[str, str]) -> OutfallRow:
    """Return the row as out of date where ``because`` (by uid) says so."""
    why = because.get(row.uid)
    return row if why is None else replace(row, states=row.states | {"stale"}, note=why)


@dataclass(frozen=True)
class Filter:
    """Which rows are shown; "" filters nothing.

    status: a tracing status or one of :data:`STATES`. text: each of its words is in the row. kind: the type.
    assigned_to: whose work it is, or :data:`NOBODY`.
    """

    county_code: str = ""
    status: str = ""
    text: str = ""
    kind: str = ""
    assigned_to: str = ""

    @cached_property
    def _words(self) -> list[str]:
        return self.text.casefold().split()

    def passes(self, row: OutfallRow) -> bool:
        """Tell whether a row is shown."""
        return (
            (not self.county_code or row.county_code == self.county_code)
            and (not self.status or row.trace_status == self.status or self.status in row.states)
            and (not self.kind or row.type == self.kind)
            and (not self.assigned_to or (row.assigned_to or NOBODY) == self.assigned_to)
            and all(word in row.search for word in self._words)
        )


class RegisterModel(QAbstractTableModel):
    """Shows the rows that pass the filters, in the chosen order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[OutfallRow] = []
        self._shown: list[OutfallRow] = []
        self._positions: dict[str, int] = {}
        self._filter = Filter()
        self._sort: tuple[int, bool] = (0, False)
        self._status = labels("trace_status")

    # what it holds

    def set_rows(self, rows: Iterable[OutfallRow]) -> None:
        """Replace all rows."""
        self._rows = list(rows)
        self._arrange()

    def replace_rows(self, changed: Mapping[str, OutfallRow]) -> None:
        """Put rows (by uid) in place of what they were; arranged anew where one comes, goes or moves."""
        passes, key = self._filter.passes, self._key()
        moved = any((passes(row), key(row)) != (passes(changed[row.uid]), key(changed[row.uid]))
                    for row in self._rows if row.uid in changed)
        self._rows = [changed.get(row.uid, row) for row in self._rows]
        if moved:
            self._arrange()
            return
        at = {position: row for uid, row in changed.items() if (position := self.position_of(uid)) >= 0}
        for position, row in at.items():
            self._shown[position] = row
        if at:  # said once: the view asks for what it shows anyway
            self.dataChanged.emit(self.index(min(at), 0), self.index(max(at), len(COLUMNS) - 1))

    def set_filter(self, **wanted: str) -> None:
        """Show only rows that pass a :class:`Filter`."""
        if Filter(**wanted) != self._filter:
            self._filter = Filter(**wanted)
            self._arrange()

    def row_at(self, position: int) -> OutfallRow | None:
        """Return the row shown at ``position``, or None."""
        return self._shown[position] if 0 <= position < len(self._shown) else None

    def position_of(self, uid: str) -> int:
        """Return where ``uid`` is shown, or -1."""
        return self._positions.get(uid, -1)

    def total(self) -> int:
        """Return how many outfalls there are, shown or not."""
        return len(self._rows)

    def districts(self) -> list[tuple[str, str, int]]:
        """Return county code, name and number of outfalls of each district, largest first."""
        names = {row.county_code: row.district for row in self._rows}
        return [
            (code, names[code], n) for code, n in Counter(r.county_code for r in self._rows).most_common()
        ]

    def types(self) -> list[tuple[str, int]]:
        """Return each type with its number of outfalls, most frequent first."""
        return Counter(row.type for row in self._rows if row.type).most_common()

    def assignees(self) -> list[tuple[str, int]]:
        """Return whose work the outfalls are with their numbers, most first; NOBODY where some are nobody's.

        Empty where no outfall is assigned to anybody.
        """
        found = Counter(row.assigned_to or NOBODY for row in self._rows).most_common()
        return found if {name for name, _n in found} - {NOBODY} else []

    def status_labels(self) -> list[str]:
        """Return the tracing statuses as people read them."""
        return list(self._status.values())

    def status_counts(self) -> dict[str, int]:
        """Return the number of outfalls by status, then by state, of those that pass the other filters."""
        others = replace(self._filter, status="")
        passing = [row for row in self._rows if others.passes(row)]
        counts = Counter(row.trace_status for row in passing)
        counts.update(state for row in passing for state in row.states)
        return {code: counts.get(code, 0) for code in (*self._status, *STATES)}

    # what Qt asks

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        """Return the number of rows shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return short headings; the column's full name as tool tip."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        name = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return _heading(name)
        if role == Qt.ItemDataRole.ToolTipRole:
            declared = name in SCHEMA.table("outfalls").column_names
            return tip(column_name("outfalls", name) if declared else _heading(name))
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None:
            return None
        name = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, name)
        if role == Qt.ItemDataRole.ToolTipRole:
            said = row.name if name == "name" else self._text(row, name)
            return tip("\n".join((said, *self._state_texts(row, name))).strip())
        if role == Qt.ItemDataRole.TextAlignmentRole and (
            name in COUNT_COLUMNS or name == "trace_confidence"
        ):
            return RIGHT
        if name == "trace_status":
            if role == Qt.ItemDataRole.ForegroundRole:
                return ink(status_colour(row.trace_status))
            if role == Qt.ItemDataRole.FontRole:
                font = QFont()
                font.setBold(True)
                return font
            if role == Qt.ItemDataRole.DecorationRole:
                return next((icon(f"state_{state}") for state in STATES if state in row.states), None)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by ``column``; empty cells come last either way."""
        self._sort = (column, order == Qt.SortOrder.DescendingOrder)
        self._arrange()

    # inside

    def _text(self, row: OutfallRow, name: str) -> str:
        if name == "trace_status":
            return self._status.get(row.trace_status, row.trace_status)
        if name == "trace_confidence":
            return "" if row.confidence is None else f"{row.confidence:.2f}"
        if name == "name":
            return short_name(row)
        if name in COUNT_COLUMNS:
            count = row.counts[COUNT_COLUMNS.index(name)]
            return "" if count is None else str(count)
        return str(getattr(row, name))

    def _state_texts(self, row: OutfallRow, name: str) -> list[str]:
        if name != "trace_status" or not row.states:
            return []
        return [*(state_name(state) for state in STATES if state in row.states), row.note]

    def _key(self) -> Callable[[OutfallRow], Any]:
        column = self._sort[0]
        return _sort_key(COLUMNS[column] if 0 <= column < len(COLUMNS) else "code", list(self._status))

    def _arrange(self) -> None:
        self.beginResetModel()
        backwards, key = self._sort[1], self._key()
        shown = [row for row in self._rows if self._filter.passes(row)]
        filled = sorted((row for row in shown if key(row) is not None), key=key, reverse=backwards)
        self._shown = filled + [row for row in shown if key(row) is None]
        self._positions = {row.uid: position for position, row in enumerate(self._shown)}
        self.endResetModel()


def short_name(row: OutfallRow) -> str:
    """Return the name without city and district, which the row has in a column of its own."""
    head, found, rest = row.name.partition(row.district) if row.district else ("", "", "")
    return rest.strip() if found and len(head) <= _CITY and len(rest.strip()) > 1 else row.name


def state_name(state: str) -> str:
    """Return a state of work in words."""
    return {
        "stale": translate("RegisterDock", "Out of date"),
        "complete": translate("RegisterDock", "Complete"),
        "sent_back": translate("RegisterDock", "Sent back"),
    }[state]


def _sort_key(name: str, statuses: Sequence[str]) -> Any:
    if name in COUNT_COLUMNS:
        place = COUNT_COLUMNS.index(name)
        return lambda row: row.counts[place]
    if name == "trace_confidence":
        return lambda row: row.confidence
    if name == "trace_status":
        return lambda row: statuses.index(row.trace_status) if row.trace_status in statuses else len(statuses)
    return lambda row: getattr(row, name).casefold() or None


def _heading(name: str) -> str:
    return {
        "code": translate("RegisterDock", "Code"),
        "name": translate("RegisterDock", "Name"),
        "district": translate("RegisterDock", "District"),
        "trace_status": translate("RegisterDock", "Status"),
        "n_enterprises": translate("RegisterDock", "Ent."),
        "n_construction_sites": translate("RegisterDock", "Sites"),
        "n_farmland_outlets": translate("RegisterDock", "Farm"),
        "n_other_sources": translate("RegisterDock", "Other"),
        "trace_confidence": translate("RegisterDock", "Conf."),
        "party_main": translate("RegisterDock", "Responsible party"),
    }[name]
