"""What was planned, done and seen at an outfall, and what changed of it: the later parts of its file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from ..i18n import translate
from ..layers.schema import SCHEMA
from ..operations.project_rows import file_rows
from ..operations.regime.as_of import NO_HISTORY, entries
from ..operations.regime.lives import life_lines, read_records
from ..rules.dated_facts import ROW, CellChange, Entry, changes_of, moment
from ..rules.retelling import retold
from .drawn import Cell, Row, Table
from .labels import joined, label_of, local_time, texts
from .listings import Listing, listing, shown
from .past_rows import end_of
from .query import OF_OUTFALLS, Answer

_ABOUT_IT = ("number", "outfall_code", "outfall_name", "district", "uid", "visit_uid")
_MARKS = {"yes": "●", "now": "◉", "no": "○"}
_CELLS = 8  # changed together that are named one by one
_LONGEST = 60  # characters of a value in a sentence
#: What the software measures itself, and how it keeps its books: no history of the outfall.


class Life:
    """The life of every outfall of an answer: its stages, and all that is recorded of it."""

    def __init__(self, answer: Answer) -> None:
        self._language = answer.language
        self._day = dt.date.fromisoformat(answer.date)
        with file_rows(str(answer.path), writing=False) as project:
            self._records = read_records(project)
        self._lists: list[tuple[Listing, dict[str, list[int]]]] = []
        for table in OF_OUTFALLS:
            rows: dict[str, list[int]] = {}
            for row, uid in enumerate(texts(answer.of_outfalls(table)["outfall_uid"])):
                rows.setdefault(uid, []).append(row)
            self._lists.append((listing(answer, table), rows))

    def table(self, uid: str, none: str) -> Table:
        """Return the line of its life, a row for each thing recorded, and ``none`` where there is none."""
        rows: list[Row] = [[Cell(translate("Reports", "Life"), bold=True), self._line(uid) or none]]
        for made, of in self._lists:
            head = Cell(made.title, bold=True)
            found = of.get(uid, [])
            rows += [
                [head if at == 0 else "", _sentence(made, row, self._language)]
                for at, row in enumerate(found)
            ]
            if not found:
                rows.append([head, none])
        return Table((1, 5), rows, most=8)

    def _line(self, uid: str) -> str:
        """Return where the outfall stands, and the stages it went through, in one line."""
        if uid not in self._records:  # it is gone since
            return ""
        lines = life_lines(self._records[uid], self._day, self._language)
        stages = [f"{_MARKS[stage.reached]} {stage.title} {stage.day}".rstrip() for stage in lines.stages]
        return joined(filter(None, [lines.state, " → ".join(stages)]), self._language)


def _sentence(made: Listing, row: int, language: str) -> str:
    cells = [
        translate("Reports", "{what}: {value}").format(what=column.heading, value=shown(column, row))
        for name, column in made.columns.items()
        if name not in _ABOUT_IT and shown(column, row)
    ]
    return joined(cells, language) or "–"


class Histories:
    """What the audit trail says of outfalls and of the decisions on their links, up to the answer's day."""

    def __init__(self, answer: Answer) -> None:
        self._language = answer.language
        with file_rows(str(answer.path), writing=False) as rows:
            self._of: dict[str, list[Entry]] = {}
            for entry in entries(rows, "outfalls"):
                self._of.setdefault(entry.uid, []).append(entry)
            trail = [entry for entry in entries(rows, "trace_links") if entry.column == "status"]
        links = answer.links
        named = dict(zip(texts(links["uid"]), zip(texts(links["outfall_uid"]), texts(links["source_name"]))))
        self._sources = {uid: source for uid, (_, source) in named.items()}
        for entry in trail:
            outfall = named.get(entry.uid, ("", ""))[0]
            if outfall:
                self._of.setdefault(outfall, []).append(entry)
        self._until = moment(end_of(answer.date)) if answer.is_past else None

    def table(self, uid: str, none: str) -> Table:
        """Return a row for each change, the latest first."""
        known = [
            entry for entry in self._of.get(uid, ()) if not self._until or moment(entry.when) <= self._until
        ]
        known.sort(key=lambda entry: moment(entry.when), reverse=True)
        rows: list[Row] = []
        for when, together in _by_time(known):
            said = self._said(together)
            bases = dict.fromkeys(
                retold(entry.basis, self._language) for entry in together if len(entry.basis) < _LONGEST
            )
            if said:
                rows.append([local_time(when), said, joined(filter(None, bases), self._language)])
        heads = [
            translate("Reports", "When"),
            translate("Reports", "Change"),
            translate("Reports", "Basis"),
        ]
        return Table((3, 12, 5), rows or [[none, "", ""]], heads, most=6)

    def _said(self, together: Iterable[Entry]) -> str:
        changes = [
            (entry, change)
            for entry in together
            for change in changes_of(entry)
            if change.column not in NO_HISTORY
        ]
        said = [self._change(entry, change) for entry, change in changes[:_CELLS]]
        if len(changes) > _CELLS:
            said.append(translate("Reports", "… and {n} more").format(n=len(changes) - _CELLS))
        return joined(said, self._language)

    def _change(self, entry: Entry, change: CellChange) -> str:
        if change.column == ROW:
            return (
                translate("Reports", "entered into the register")
                if change.old is None
                else translate("Reports", "taken out of the register")
            )
        if change.column == "geom":
            return translate("Reports", "moved on the map")
        heading = self._sources.get(entry.uid, "") if entry.table == "trace_links" else ""
        if not heading and change.column in SCHEMA.table(entry.table).column_names:
            heading = SCHEMA.table(entry.table).column(change.column).alias(self._language)
        old, new = (self._value(entry.table, change.column, value) for value in (change.old, change.new))
        return translate("Reports", "{what}: {value}").format(
            what=heading or change.column, value=f"{old} → {new}"
        )

    def _value(self, table: str, name: str, value: str | None) -> str:
        if not value:
            return "–"
        declared = SCHEMA.table(table)
        if name in declared.column_names and declared.column(name).values:
            return label_of(str(declared.column(name).values), value, self._language)
        if name.endswith("_table") and value in {one.name for one in SCHEMA.tables}:
            return SCHEMA.table(value).alias(self._language)
        return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"


def _by_time(entries_: Sequence[Entry]) -> Iterable[tuple[str, list[Entry]]]:
    """Yield entries in their order, those of one second together."""
    groups: dict[str, list[Any]] = {}
    for entry in entries_:
        groups.setdefault(entry.when[:19], []).append(entry)
    return [(f"{when}Z" if not when.endswith("Z") else when, found) for when, found in groups.items()]
