"""What the project said on any past date: the present rows, and what the audit knows back to then.

The audit has one entry per changed cell, and three short forms that keep it small: a new row is one
entry (column ``uid``, no old value: its first values follow from the present ones and what changed
since); a deleted row is one entry with the whole row as JSON for its old value; what a run changed in
one row is one entry (column ``*``) with the cells as JSON, old and new. Values are texts, as the
audit keeps them; None is "empty".

A change that no one recorded when it happened (plain QGIS, noted at the next opening) has ``since``:
it happened at an unknown time after that. Between the two times a value cannot be told.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

ROW = "uid"  # the column of entries that tell of a whole row
CELLS = "*"  # the column of entries that tell of several cells of one row

Cells = dict[str, "str | None"]
Key = tuple[str, str]  # table, uid


class Entry(NamedTuple):
    """A row of the audit: who changed what when, on what basis."""

    table: str
    uid: str
    column: str
    old: str | None
    new: str | None
    who: str
    when: str
    since: str = ""
    basis: str = ""


@dataclass
class PastState:
    """Rows as they were. uncertain: (table, uid, column) that changed unseen at about that time.

    The column is CELLS where an entry of the row cannot be read.
    """

    rows: dict[Key, Cells]
    uncertain: set[tuple[str, str, str]]


class CellChange(NamedTuple):
    """One cell before and after a change; ``column`` is ROW for a row that came or went."""

    column: str
    old: str | None
    new: str | None
    who: str
    when: str
    since: str
    basis: str


@lru_cache(maxsize=65536)
def moment(text: str) -> dt.datetime:
    """Return a time of the audit; without a zone it is UTC. A day alone stands for its end."""
    bare = text.strip().replace("Z", "+00:00").replace(" ", "T")
    if len(bare) == 10:
        return dt.datetime.fromisoformat(f"{bare}T23:59:59.999999+00:00")
    found = dt.datetime.fromisoformat(_padded(bare))
    return found if found.tzinfo else found.replace(tzinfo=dt.timezone.utc)


def as_of(rows: Mapping[Key, Mapping[str, str | None]], audit: Iterable[Entry], when: str) -> PastState:
    """Return what each row said at the end of ``when``.

    rows: all present rows of the tables asked for. audit: their entries, in the order written.
    """
    then = moment(when)
    state = {key: dict(row) for key, row in rows.items()}
    uncertain: set[tuple[str, str, str]] = set()
    for entry in _latest_first(audit):
        if moment(entry.when) <= then:
            break
        try:
            _undo(state, entry)
        except ValueError:  # the entry is damaged
            uncertain.add((entry.table, entry.uid, CELLS))
            continue
        if entry.since and moment(entry.since) <= then:
            uncertain.update((entry.table, entry.uid, change.column) for change in changes_of(entry))
    return PastState(state, uncertain)


def history(audit: Iterable[Entry], table: str, uid: str) -> list[CellChange]:
    """Return what happened to one row, cell by cell, the latest first: the page "audit of an outfall"."""
    return [change for entry in _latest_first(audit) if (entry.table, entry.uid) == (table, uid)
            for change in changes_of(entry)]


def changes_of(entry: Entry) -> list[CellChange]:
    """Return the cells that an entry tells of."""
    rest = (entry.who, entry.when, entry.since, entry.basis)
    if entry.column != CELLS:
        return [CellChange(entry.column, entry.old, entry.new, *rest)]
    old, new = _cells(entry.old), _cells(entry.new)
    return [CellChange(column, old.get(column), new.get(column), *rest) for column in {**old, **new}]


def put_back(present: Mapping[str, str | None], change: CellChange) -> str:
    """Return "" where the old value of one change can be put back, else why not: "row" or "changed_since"."""
    if change.column == ROW:
        return "row"
    return "" if (present.get(change.column) or None) == (change.new or None) else "changed_since"


def _latest_first(audit: Iterable[Entry]) -> Sequence[Entry]:
    """Return entries by time, those of one moment in the order written, all reversed."""
    return sorted(audit, key=lambda entry: moment(entry.when))[::-1]


def _undo(state: dict[Key, Cells], entry: Entry) -> None:
    key = (entry.table, entry.uid)
    if entry.column == ROW and entry.old is None:
        state.pop(key, None)
    elif entry.column == ROW:
        state[key] = _cells(entry.old)
    elif key in state:
        state[key].update({change.column: change.old for change in changes_of(entry)})


def _cells(text: str | None) -> Cells:
    return dict(json.loads(text)) if text else {}


def _padded(text: str) -> str:
    """Write fractions of a second with six digits: older Pythons read only three or six."""
    head, dot, tail = text.partition(".")
    if not dot:
        return text
    digits = len(tail) - len(tail.lstrip("0123456789"))
    return f"{head}.{tail[:digits].ljust(6, '0')[:6]}{tail[digits:]}"
