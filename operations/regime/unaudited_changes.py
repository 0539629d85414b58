"""What others changed without the audit trail, such as QGIS without the plugin.

A copy of each table whose past is kept lies in the project, compressed: made with the project, or by the
first verb or save in an older one. What the rows say now is held against that copy and what entered the
trail since. A difference enters the trail as changed at an unknown time between the last time that nobody
else had written and now. The window looks when it opens a project, verbs that write the register before
they do. A table that nobody but the software wrote (:mod:`...layers.store.own_changes`) is not read. Verbs
look once more when they are done: the trail does not tell the first cells of new rows. A save of the window
keeps those of its own few rows beside the copy (:func:`keep_first_cells`).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ...i18n import speaking, translate
from ...layers.schema import SCHEMA, Kind
from ...layers.store.own_changes import (
    BOOK,
    CAME,
    CHANGED,
    keep_came,
    keep_text,
    kept_text,
    last_changes,
    own_tables,
)
from ...layers.store.table_io import ProjectFile, new_uids, utc_now
from ...layers.store.table_plan import repeated, texts
from ...layers.store.table_reading import field_value
from ...layers.written_values import row_entry
from ...rules.dated_facts import ROW, Cells, changes_of
from ..project_rows import FileRows
from .as_of import TABLES, columns_kept, entries, plain_text

LOOKED = "looked"  # under this key of BOOK: the looks
_MOST_KEPT = 100  # new rows of one save; where more came, the table is looked at
Copy = dict[str, Cells]  # cells by uid


class Look(NamedTuple):
    """When a table was copied, and when nobody else is known to have written it since; "" for never."""

    copied: str = ""
    seen: str = ""


@dataclass
class Unaudited:
    """What is to be entered: what was known of the tables, what differs since, and what is to be kept.

    known: nothing where nobody ever looked. found: by table and uid the old and the new cells; since: by
    table. copies: of the tables that others may have changed; changed: when the file says that each was;
    came: keys of the first cells that the copies hold. as_of: when the file said that each table was written
    last, as the look began.
    """

    known: dict[str, Look]
    found: dict[str, dict[str, tuple[Cells, Cells]]] = field(default_factory=dict)
    since: dict[str, str] = field(default_factory=dict)
    looks: dict[str, Look] = field(default_factory=dict)
    copies: dict[str, bytes] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    came: list[str] = field(default_factory=list)
    as_of: dict[str, str] = field(default_factory=dict)

    def holds(self, dataset: Any) -> bool:
        """Tell whether nobody has written what was looked at since; ``dataset`` is the open project."""
        now = last_changes(dataset)
        return all(now.get(table) == self.as_of.get(table) for table in TABLES)

    @property
    def n(self) -> int:
        """How many rows were changed unseen."""
        return sum(map(len, self.found.values()))


def note_unaudited(path: str, check: Callable[[], None] = lambda: None) -> int:
    """Enter what changed unseen in the project ``path``; return how many rows.

    check: called between tables; may raise. Raises UserError where the file cannot be read or written.
    """
    unseen = look_for_unaudited(path, check)
    return enter_unaudited(path, unseen) if unseen is not None else 0


def is_looked_at(dataset: Any) -> bool:
    """Tell whether :func:`look_for_unaudited` would find nothing; that it was asked is kept once a day.

    dataset: the project, an open gdal.Dataset. Raises GdalError where the file cannot be read or written.
    """
    at = utc_now()
    if not own_tables(dataset).issuperset(TABLES):
        return False
    looks = _looks_of(kept_text(dataset, LOOKED))
    if not all(looks.get(table, Look()).copied for table in TABLES):
        return False
    if any(look.seen[:10] != at[:10] for look in looks.values()):
        renewed = {table: Look(look.copied, at) for table, look in looks.items()}
        keep_text(dataset, LOOKED, json.dumps(renewed))
    return True


def look_for_unaudited(path: str, check: Callable[[], None] = lambda: None) -> Unaudited | None:
    """Return what is to be entered, None for nothing; writes nothing.

    There is something to enter where others wrote a table, and once a day, so that the time of a change is
    known that well.
    """
    at = utc_now()  # before anything is read: what enters the trail meanwhile counts as later
    with ProjectFile(path) as project:
        rows, changed = FileRows(project), project.last_changes()
        unseen = Unaudited(_looks(project), as_of=changed)
        for table in TABLES:
            check()
            before, ours = unseen.known.get(table, Look()), _own_change(project, table)
            if before.copied and ours and ours == changed.get(table):
                unseen.looks[table] = Look(before.copied, at)
                continue
            copy = _copy(project, table) if before.copied else None
            came = project.kept_texts(BOOK, f"{CAME}{table} ")
            unseen.came += came
            since = before.copied if copy is not None else ""
            now, differing = _compared(rows, copy or {}, table, since, _first_cells(came.values()))
            if differing and copy is not None:
                unseen.found[table] = differing
                unseen.since[table] = max(before.seen, ours[:19] + "Z")
            unseen.copies[table] = gzip.compress(json.dumps(now, ensure_ascii=False).encode(), 1)
            unseen.changed[table] = changed.get(table, "")
            unseen.looks[table] = Look(at, at)
    is_of_today = all(look.seen[:10] == at[:10] for look in unseen.known.values())
    return unseen if unseen.copies or not is_of_today else None


def enter_unaudited(path: str, unseen: Unaudited) -> int:
    """Write what was found, unless somebody else did meanwhile; return how many rows were changed unseen."""
    with ProjectFile(path, update=True) as project, project.transaction():
        if _looks(project) != unseen.known:
            return 0
        for table, found in unseen.found.items():
            _enter(project, table, found, unseen.since[table])
        for table, copy in unseen.copies.items():
            project.keep_blob(BOOK, table, copy)
            project.keep_blob(BOOK, CHANGED + table, unseen.changed[table].encode())
        project.forget_kept(BOOK, unseen.came)
        project.keep_blob(BOOK, LOOKED, json.dumps(unseen.looks).encode())
    return unseen.n


def keep_first_cells(dataset: Any, new: Mapping[str, list[int]]) -> list[str]:
    """Keep what new rows say, in the open transaction that made them; return of which tables.

    dataset: the gdal.Dataset. new: feature ids by table; of few rows, as they are edited by hand.
    """
    kept = []
    for table in (table for table, fids in new.items() if table in TABLES and len(fids) <= _MOST_KEPT):
        layer = dataset.GetLayerByName(table)
        columns = [(name, SCHEMA.table(table).column(name).kind) for name in columns_kept(table)]
        places = [(name, kind, layer.GetLayerDefn().GetFieldIndex(name)) for name, kind in columns]
        found: Copy = {}
        for feature in map(layer.GetFeature, new[table]):
            cells = {name: plain_text(field_value(feature, at), kind) for name, kind, at in places}
            found[str(cells["uid"])] = {name: value for name, value in cells.items() if value is not None}
        keep_came(dataset, table, found)
        kept.append(table)
    return kept


def _first_cells(kept: Iterable[str]) -> Copy:
    """Return what :func:`keep_first_cells` kept; what is damaged counts as not kept."""
    found: Copy = {}
    for text in kept:
        with suppress(ValueError, TypeError):
            found.update(json.loads(text))
    return found


def _compared(
    rows: FileRows, copy: Copy, table: str, since: str, first: Copy
) -> tuple[Copy, dict[str, tuple[Cells, Cells]]]:
    """Return the rows of now, and what differs from a copy and what entered the trail since.

    first: what rows said that came since, as far as that is kept.
    """
    names = columns_kept(table)
    kinds = {name: SCHEMA.table(table).column(name).kind for name in names}
    there = rows.read(table, names)
    now: Copy = {}
    for values in zip(*(_plain_texts(there[name].tolist(), kinds[name]) for name in names)):
        cells = {name: value for name, value in zip(names, values) if value is not None}
        now[str(cells["uid"])] = cells
    was: Copy = {uid: dict(cells) for uid, cells in copy.items()}
    for entry in _since(rows, table, since) if since else ():
        for change in changes_of(entry):
            if change.column == ROW and change.new is None:
                was.pop(entry.uid, None)
            elif change.column == ROW:  # one in the copy came before
                cells = first.get(entry.uid) or now.get(entry.uid)  # now: its first cells are not told
                if cells:
                    was.setdefault(entry.uid, dict(cells))
            elif entry.uid in was and change.column in kinds:
                was[entry.uid][change.column] = plain_text(change.new, kinds[change.column])
    found = {}
    for uid in dict.fromkeys((*was, *now)):
        old, new = was.get(uid), now.get(uid)
        if old == new:
            continue
        differing = [name for name in names if (old or {}).get(name) != (new or {}).get(name)]
        if differing:
            found[uid] = ({} if old is None else {name: old.get(name) for name in differing},
                          {} if new is None else {name: new.get(name) for name in differing})
    return now, found


def _plain_texts(values: list[Any], kind: Kind) -> list[str | None]:
    """Return the cells of one column as :func:`.as_of.plain_text` has them."""
    if kind is Kind.TEXT:
        return [value or None for value in values]
    return [None if value is None or value != value else plain_text(value, kind) for value in values]


def _since(rows: FileRows, table: str, since: str) -> list[Any]:
    """Return the entries that came after a table was seen; those of the same second may have come before."""
    return [entry for entry in entries(rows, table) if entry.when >= since]


def _looks(project: ProjectFile) -> dict[str, Look]:
    return _looks_of(project.kept_blob(BOOK, LOOKED) or b"{}")


def _looks_of(text: str | bytes) -> dict[str, Look]:
    try:
        kept = json.loads(text)
        return {table: Look(*map(str, look)) for table, look in kept.items() if table in TABLES}
    except (ValueError, TypeError, AttributeError):
        return {}


def _own_change(project: ProjectFile, table: str) -> str:
    """Return when the file said that a table was changed, when only the software had written it; or ""."""
    return (project.kept_blob(BOOK, CHANGED + table) or b"").decode()


def _copy(project: ProjectFile, table: str) -> Copy | None:
    """Return a table as it was seen last; None where that is not there, or damaged."""
    try:
        copy: Copy = json.loads(gzip.decompress(project.kept_blob(BOOK, table) or b""))
        return copy
    except (ValueError, OSError, EOFError):
        return None


def _enter(project: ProjectFile, table: str, found: dict[str, tuple[Cells, Cells]], since: str) -> None:
    uids, columns, olds, news = [], [], [], []
    for uid, (old, new) in found.items():
        if not old:
            entry: Any = (ROW, None, uid)
        elif not new:
            entry = (ROW, json.dumps({name: value for name, value in old.items() if value is not None},
                                     ensure_ascii=False), None)
        else:
            entry = row_entry(old, new)
        uids.append(uid)
        columns.append(entry[0])
        olds.append(entry[1])
        news.append(entry[2])
    n = len(uids)
    with speaking(project.language()):
        basis = translate("Regime", "Changed outside the plugin")
    project.append("audit", {
        "uid": new_uids(n), "table_name": repeated(table, n), "row_uid": texts(uids),
        "column_name": texts(columns), "old_value": texts(olds), "new_value": texts(news),
        "changed_at": repeated(utc_now(), n), "since": repeated(since, n), "basis": repeated(basis, n),
    })
