"""Rows that were not taken in: kept with reason and raw row, mended, and taken in again.

Nothing that came in is lost: a rejected row stands in ``import_rejects`` as it was delivered, its
geometry included (as WKT under :data:`GEOMETRY_KEY`). ``listed`` shows the open ones, ``sheet``
writes them as CSV that a spreadsheet cannot run, ``corrections`` reads the mended sheet
back, and :mod:`.taking_in` sends rows through the same mapping and cleaning once more. What passes becomes
``taken_in``; what does not keeps its new reason and stays ``open``; ``dismiss`` is a person's word.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..i18n import system_reason, translate
from ..layers.files.formulas import harmless, plain
from ..layers.project.project_file import open_check
from ..layers.store.table_io import ProjectFile
from ..layers.store.table_plan import repeated
from ..problems import UserError
from .model import Prepared, RawTable, Reject

GEOMETRY_KEY = "geometry (WKT)"
OPEN, TAKEN_IN, DISMISSED = "open", "taken_in", "dismissed"
_BOOKS = ("uid", "source_row", "reason")  # columns of the sheet beside the raw ones
_READ = ("uid", "source_file", "source_row", "target_table", "reason", "raw", "import_uid", "status")


@dataclass
class KeptReject:
    """One row of ``import_rejects``."""

    uid: str
    table: str
    file: str
    row_number: int
    reason: str
    raw: dict[str, Any]
    import_uid: str
    status: str = OPEN


def with_geometry(prepared: Prepared, raw: RawTable) -> Prepared:
    """Return ``prepared`` with the rejects' geometry kept beside their values, where the file has one."""
    if raw.geometry is None or not prepared.rejects:
        return prepared
    import shapely

    from ..layers.store.geometry_io import read_wkb

    position = {number: at for at, number in enumerate(raw.row_number.tolist())}
    rejects = []
    for reject in prepared.rejects:
        at = position.get(reject.row_number, -1)
        shape = read_wkb(raw.geometry[at]) if at >= 0 and raw.geometry[at] is not None else None
        more = {GEOMETRY_KEY: shapely.to_wkt(shape, rounding_precision=-1)} if shape is not None else {}
        rejects.append(Reject(reject.row_number, reject.reason, {**reject.raw, **more}))
    return replace(prepared, rejects=rejects)


def listed(
    project: ProjectFile, status: str | None = OPEN, import_uid: str | None = None
) -> list[KeptReject]:
    """Return the rejects of a project, or of one import; ``status`` None: all of them."""
    rows = project.read("import_rejects", _READ)
    out = []
    for at in range(rows.n):
        state = rows["status"][at] or OPEN
        if (status and state != status) or (import_uid and rows["import_uid"][at] != import_uid):
            continue
        number = rows["source_row"][at]
        try:
            raw = json.loads(rows["raw"][at] or "{}")
        except (ValueError, RecursionError):
            raw = {}
        out.append(
            KeptReject(
                rows["uid"][at],
                rows["target_table"][at] or "",
                rows["source_file"][at] or "",
                int(number) if number == number else 0,
                rows["reason"][at] or "",
                raw if isinstance(raw, dict) else {},
                rows["import_uid"][at] or "",
                state,
            )
        )
    return out


def sheet(rejects: Collection[KeptReject]) -> str:
    """Return rejects as CSV text: ``uid``, row and reason, then the columns as delivered."""
    names = list(dict.fromkeys(name for reject in rejects for name in reject.raw))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*_BOOKS, *map(harmless, names)])
    for reject in rejects:
        writer.writerow(
            [
                reject.uid,
                reject.row_number,
                harmless(reject.reason),
                *(harmless(_text(reject.raw.get(name))) for name in names),
            ]
        )
    return out.getvalue()


def corrections(path: str | Path) -> dict[str, dict[str, Any]]:
    """Return mended rows by the reject's ``uid``, from a :func:`sheet` or JSON {uid: {column: value}}.

    Raises UserError where the file is neither.
    """
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = file.read_text(encoding="gb18030")  # as spreadsheets in China save CSV
        except UnicodeDecodeError as error:
            raise _no_corrections(file) from error
    except OSError as error:
        raise UserError(
            translate("Import", "{path} cannot be read: {reason}.").format(
                path=file, reason=system_reason(error)
            )
        ) from error
    if text.lstrip().startswith("{"):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise _no_corrections(file, str(error)) from error
        if not all(isinstance(row, dict) for row in found.values()):
            raise _no_corrections(file)
        return {str(uid): row for uid, row in found.items()}
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise _no_corrections(file, str(error)) from error
    if not rows or "uid" not in rows[0]:
        raise _no_corrections(file)
    return {
        row["uid"]: {
            plain(name): plain(_text(value)) or None
            for name, value in row.items() if name and name not in _BOOKS
        }
        for row in rows
        if row.get("uid")
    }


def dismiss(path: str | Path, uids: Collection[str]) -> int:
    """Mark rejects as not to be mended; return how many were open."""
    return _set_status(path, uids, DISMISSED)


def reopen(path: str | Path, uids: Collection[str]) -> int:
    """Mark dismissed rejects as open again; return how many were."""
    return _set_status(path, uids, OPEN)


def _set_status(path: str | Path, uids: Collection[str], status: str) -> int:
    open_check(path, writing=True, thorough=False)
    with ProjectFile(str(path), update=True) as project, project.transaction():
        before = {OPEN: DISMISSED, DISMISSED: OPEN}[status]
        chosen = [reject.uid for reject in listed(project, before) if reject.uid in set(uids)]
        if chosen:
            project.update("import_rejects", chosen, {"status": repeated(status, len(chosen))})
    return len(chosen)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _no_corrections(file: Path, detail: str = "") -> UserError:
    return UserError(
        translate(
            "Import",
            "{path} is not a sheet of mended rows: it needs a column uid, as in the sheet of rejected "
            "rows, or JSON with one object per uid.",
        ).format(path=file),
        detail=detail,
    )
