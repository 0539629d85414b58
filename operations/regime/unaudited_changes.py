"""What others changed without the audit trail, such as QGIS without the plugin.

A copy of each table whose past is kept, as it was last seen, lies in the project, compressed. What the rows
say now is held against that copy and what entered the trail since. A difference enters the trail as changed
at an unknown time between then and now. The window looks when it opens a project, verbs that write the
register before they do.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ...i18n import speaking, translate
from ...layers.schema import SCHEMA, Kind
from ...layers.store.table_io import ProjectFile, new_uids, utc_now
from ...layers.store.table_plan import repeated, texts
from ...layers.written_values import row_entry
from ...rules.dated_facts import ROW, Cells, changes_of
from ..project_rows import FileRows
from .as_of import TABLES, columns_kept, entries, plain_text

BOOK = "outfall_tracer_seen"
Seen = dict[str, Any]  # at: time, rows: cells by uid


@dataclass
class _Looked:
    """One table: what was seen last, the rows of now, and what differs (uid -> old and new cells)."""

    seen: Seen | None
    now: dict[str, Cells]
    found: dict[str, tuple[Cells, Cells]]


def note_unaudited(path: str, check: Callable[[], None] = lambda: None) -> int:
    """Enter what changed unseen in the project ``path``; return how many rows.

    Writes where something changed, and once a day, so that the time of a change is known that well.

    check: called between tables; may raise. Raises UserError where the file cannot be read or written.
    """
    with ProjectFile(path) as project:
        looked = _look(project, check)
    if all(one.seen is not None and not one.found and str(one.seen["at"])[:10] == utc_now()[:10]
           for one in looked.values()):
        return 0
    with ProjectFile(path, update=True) as project, project.transaction():
        looked = _look(project, check)
        for table, one in looked.items():
            if one.found and one.seen is not None:
                _enter(project, table, one.found, str(one.seen["at"]))
            content = json.dumps({"at": utc_now(), "rows": one.now}, ensure_ascii=False)
            project.keep_blob(BOOK, table, gzip.compress(content.encode(), 6))
    return sum(len(one.found) for one in looked.values())


def _look(project: ProjectFile, check: Callable[[], None]) -> dict[str, _Looked]:
    rows = FileRows(project)
    trail = rows.read("audit", ["table_name", "changed_at"])
    last: dict[str, str] = {}  # entry of a table
    for table, when in zip(trail["table_name"].tolist(), trail["changed_at"].tolist()):
        last[table] = max(last.get(table, ""), when or "")
    found = {}
    for table in TABLES:
        check()
        found[table] = _compared(rows, _seen(project, table), table, last.get(table, ""))
    return found


def _compared(rows: FileRows, seen: Seen | None, table: str, last: str) -> _Looked:
    names = columns_kept(table)
    kinds = {name: SCHEMA.table(table).column(name).kind for name in names}
    there = rows.read(table, names)
    now: dict[str, Cells] = {}
    for values in zip(*(_plain_texts(there[name].tolist(), kinds[name]) for name in names)):
        cells = {name: value for name, value in zip(names, values) if value is not None}
        now[str(cells["uid"])] = cells
    if seen is None:
        return _Looked(None, now, {})
    was: dict[str, Cells] = {uid: dict(cells) for uid, cells in seen["rows"].items()}
    for entry in _since(rows, table, seen) if last >= seen["at"] else ():
        for change in changes_of(entry):
            if change.column == ROW:  # came or went: as it is now
                was.pop(entry.uid, None)
                if change.new is not None and entry.uid in now:
                    was[entry.uid] = dict(now[entry.uid])
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
    return _Looked(seen, now, found)


def _plain_texts(values: list[Any], kind: Kind) -> list[str | None]:
    """Return the cells of one column as :func:`.as_of.plain_text` has them."""
    if kind is Kind.TEXT:
        return [value or None for value in values]
    return [None if value is None or value != value else plain_text(value, kind) for value in values]


def _since(rows: FileRows, table: str, seen: Seen) -> list[Any]:
    """Return the entries that came after what was seen; those of the same second may have come before."""
    return [entry for entry in entries(rows, table) if entry.when >= seen["at"]]


def _seen(project: ProjectFile, table: str) -> Seen | None:
    content = project.kept_blob(BOOK, table)
    if content is not None:
        with suppress(ValueError, OSError, EOFError, KeyError):
            seen: Seen = json.loads(gzip.decompress(content))
            return seen if {"at", "rows"} <= set(seen) else None
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
