"""What the project said on a past day: its rows of today, and what the audit trail knows back to then.

Values are texts in one form per kind of column, whoever wrote them into the trail. What the software
only keeps for itself, and what every trace measures anew, has no entries and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...i18n import translate
from ...layers.schema import RECORDED, SCHEMA, Kind
from ...problems import UserError
from ...rules.dated_facts import CELLS, CellChange, Cells, Entry, as_of, history, moment, put_back
from ..editing.audit import SILENT
from ..project_rows import ProjectRows
from ..runs.link_plan import MEASURED

TABLES = RECORDED
#: Columns of an outfall whose changes tell a reader nothing: the software's marks, what others say better.
NO_HISTORY = frozenset({"trace_run", "traced_at", "written", "main_source_uid", "code_raw"})
PLACE = "geom"  # the column of entries that tell where a row lay
_TRAIL = ("table_name", "row_uid", "column_name", "old_value", "new_value", "changed_by", "changed_at",
          "since", "basis")
_TIME = re.compile(r"(\d{4})[-/](\d\d)[-/](\d\d)(?:[ T](\d\d:\d\d:\d\d))?")


@dataclass
class Past:
    """Rows of one table as they were: cells by uid, and (uid, column) that cannot be told for sure.

    places: well-known text by uid of rows that lay elsewhere, or are gone; None where they had no place.
    """

    rows: dict[str, Cells]
    uncertain: set[tuple[str, str]] = field(default_factory=set)
    places: dict[str, str | None] = field(default_factory=dict)


def columns_kept(table: str) -> list[str]:
    """Return the columns of a table whose past values are known."""
    left_out = {*SILENT, *(MEASURED if table == "trace_links" else ())}
    return [name for name in SCHEMA.table(table).column_names if name not in left_out]


def past(rows: ProjectRows, table: str, when: str) -> Past:
    """Return what ``table`` said at the end of ``when`` (a day, or a time in UTC).

    Raises UserError for a table whose past is not kept, and where ``when`` is no time.
    """
    if table not in TABLES:
        raise UserError(translate("Regime", "The past of the table {table} is not kept, but of: {tables}.")
                        .format(table=table, tables=", ".join(TABLES)))
    checked_moment(when)
    names = columns_kept(table)
    present = rows.read(table, names)
    kinds = [SCHEMA.table(table).column(name).kind for name in names]
    cells = zip(*([plain_text(value, kind) for value in present[name].tolist()]
                  for name, kind in zip(names, kinds)))
    now = {(table, str(values[0])): dict(zip(names, values)) for values in cells}
    found = as_of(now, entries(rows, table), when)
    known = set(names)
    kind_of = dict(zip(names, kinds))
    states = {uid: {name: plain_text(value, kind_of[name]) for name, value in row.items() if name in known}
              for (_, uid), row in found.rows.items()}
    return Past({uid: {**dict.fromkeys(names), **row} for uid, row in states.items()},
                {(uid, column) for _, uid, column in found.uncertain if column in known or column == CELLS},
                {uid: row.get(PLACE) for (_, uid), row in found.rows.items()
                 if PLACE in row or (table, uid) not in now})


def page(rows: ProjectRows, table: str, uid: str) -> list[CellChange]:
    """Return what happened to one row, cell by cell, the latest first."""
    return history(entries(rows, table, [uid]), table, uid)


def can_be_put_back(present: Any, table: str, change: CellChange) -> str:
    """Return "" where the old value of one change can be put back, else why not (see ``rules``)."""
    if change.column not in SCHEMA.table(table).column_names:
        return "row"
    kind = SCHEMA.table(table).column(change.column).kind
    now = {change.column: plain_text(present, kind)}
    return put_back(now, change._replace(new=plain_text(change.new, kind)))


def typed(text: str | None, kind: Kind) -> Any:
    """Return a text of the audit trail as the value that a cell of its kind holds."""
    plain = plain_text(text, kind)
    if plain is None:
        return None
    if kind is Kind.REAL:
        return float(plain)
    return int(plain) if kind in (Kind.INTEGER, Kind.BOOLEAN) else plain


def entries(rows: ProjectRows, table: str, uids: Sequence[str] | None = None) -> list[Entry]:
    """Return the entries of the audit trail of a table, or of some of its rows, in the order written."""
    where: dict[str, Iterable[str]] = {"table_name": [table]}
    if uids is not None:
        where = {"row_uid": uids, **where}
    trail = rows.read("audit", _TRAIL, where)  # type: ignore[arg-type]
    return [Entry(name, uid, column, old, new, who or "", when, since or "", basis or "")
            for name, uid, column, old, new, who, when, since, basis
            in zip(*(trail[each].tolist() for each in _TRAIL)) if when]


def checked_moment(when: str) -> str:
    """Return ``when``; UserError where it is neither a day nor a time."""
    try:
        moment(when)
    except ValueError as error:
        raise UserError(translate(
            "Regime", "“{when}” is not a date. Write it as 2024-05-31, or with a time as "
                      "2024-05-31T18:00:00."
        ).format(when=when)) from error
    return when


def plain_text(value: Any, kind: Kind) -> str | None:
    """Return a value in the one form in which past and present values are compared; None for none."""
    if value is None or value == "" or value != value:
        return None
    text = str(value)
    try:
        if kind is Kind.REAL:
            return f"{float(text):.12g}"
        if kind in (Kind.INTEGER, Kind.BOOLEAN):
            whole = {"true": "1", "false": "0"}.get(text.lower(), text).removesuffix(".0")
            return str(int(whole)) if whole.lstrip("-").isdecimal() else text  # 2.5, and inf, as they stand
    except ValueError:
        return text
    found = _TIME.match(text) if kind in (Kind.DATE, Kind.DATETIME) else None
    if found:
        day = "-".join(found.groups()[:3])
        return day if kind is Kind.DATE else f"{day}T{found[4] or '00:00:00'}Z"
    return text
