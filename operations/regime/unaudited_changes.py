"""What others changed in the register without the audit trail, such as QGIS without the plugin.

A copy of the outfalls as they were last seen lies in the project, compressed. What the rows say now is held
against that copy and what entered the trail since. A difference enters the trail as changed at an unknown
time between then and now. Verbs that write the register look first, and so does the first save of the window.
"""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from typing import Any

from ...i18n import speaking, translate
from ...layers.schema import SCHEMA
from ...layers.store.table_io import ProjectFile, new_uids, utc_now
from ...layers.store.table_plan import repeated, texts
from ...layers.written_values import row_entry
from ...rules.dated_facts import ROW, Cells, changes_of
from ..project_rows import FileRows
from .as_of import columns_kept, entries, plain_text

TABLE = "outfalls"
BOOK = "outfall_tracer_seen"
Seen = dict[str, Any]  # at: time, rows: cells by uid


def note_unaudited(path: str) -> int:
    """Enter what changed unseen in the project ``path``; return how many outfalls.

    Writes where something changed, and once a day, so that the time of a change is known that well.

    Raises UserError where the file cannot be read or written.
    """
    with ProjectFile(path) as project:
        found, seen, _ = _compared(project)
    if seen is not None and not found and str(seen["at"])[:10] == utc_now()[:10]:
        return 0
    with ProjectFile(path, update=True) as project, project.transaction():
        found, seen, now = _compared(project)
        if found and seen is not None:
            _enter(project, found, str(seen["at"]))
        content = {"at": utc_now(), "rows": now}
        project.keep_blob(BOOK, TABLE, gzip.compress(json.dumps(content, ensure_ascii=False).encode(), 6))
    return len(found)


def _compared(project: ProjectFile) -> tuple[dict[str, tuple[Cells, Cells]], Seen | None, dict[str, Cells]]:
    """Return what changed unseen (uid -> old and new cells), what was seen last, and the rows of now."""
    rows = FileRows(project)
    names = columns_kept(TABLE)
    kinds = {name: SCHEMA.table(TABLE).column(name).kind for name in names}
    table = rows.read(TABLE, names)
    now: dict[str, Cells] = {}
    for values in zip(*(table[name].tolist() for name in names)):
        cells = {name: plain_text(value, kinds[name]) for name, value in zip(names, values)}
        now[str(cells["uid"])] = {name: value for name, value in cells.items() if value is not None}
    seen = _seen(project)
    if seen is None:
        return {}, None, now
    was: dict[str, Cells] = {uid: dict(cells) for uid, cells in seen["rows"].items()}
    for entry in _since(rows, seen):
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
        differing = [name for name in names if (old or {}).get(name) != (new or {}).get(name)]
        if differing:
            found[uid] = ({} if old is None else {name: old.get(name) for name in differing},
                          {} if new is None else {name: new.get(name) for name in differing})
    return found, seen, now


def _since(rows: FileRows, seen: Seen) -> list[Any]:
    """Return the entries that came after what was seen; those of the same second may have come before."""
    return [entry for entry in entries(rows, TABLE) if entry.when >= seen["at"]]


def _seen(project: ProjectFile) -> Seen | None:
    content = project.kept_blob(BOOK, TABLE)
    if content is not None:
        with suppress(ValueError, OSError, EOFError, KeyError):
            seen: Seen = json.loads(gzip.decompress(content))
            return seen if {"at", "rows"} <= set(seen) else None
    return None


def _enter(project: ProjectFile, found: dict[str, tuple[Cells, Cells]], since: str) -> None:
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
        "uid": new_uids(n), "table_name": repeated(TABLE, n), "row_uid": texts(uids),
        "column_name": texts(columns), "old_value": texts(olds), "new_value": texts(news),
        "changed_at": repeated(utc_now(), n), "since": repeated(since, n), "basis": repeated(basis, n),
    })
