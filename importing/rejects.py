"""Rows that were not taken in: kept with reason and raw row, mended, and taken in again.

Nothing that came in is lost: a rejected row stands in ``import_rejects`` as it was delivered, its
geometry included (as WKT under :data:`GEOMETRY_KEY`). ``listed`` shows the open ones, ``sheet``
writes them as CSV that a spreadsheet cannot run, ``corrections`` reads the mended sheet
back, and ``take_in`` sends rows through the same mapping and cleaning once more. What passes becomes
``taken_in``; what does not keeps its new reason and stays ``open``; ``dismiss`` is a person's word.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Collection
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..i18n import system_reason, translate
from ..layers.files.formulas import harmless, plain
from ..layers.project.project_file import open_check
from ..layers.store.table_io import ProjectFile, utc_now
from ..layers.store.table_plan import repeated
from ..problems import UserError
from .cleaning.distinct_cells import objects
from .model import Mapping, Prepared, RawTable, Reject

GEOMETRY_KEY = "geometry (WKT)"
CRS_KEY = "crs"
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


@dataclass
class TakeIn:
    """What became of rejects that were taken in again."""

    taken_in: int = 0
    still_rejected: int = 0
    reasons: dict[str, str] = field(default_factory=dict)  # uid of the reject -> why not


def raw_text(raw: AbstractMapping[str, Any]) -> str:
    """Return a raw row as it is stored."""
    return json.dumps(raw, ensure_ascii=False, default=str)


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


def take_in(
    path: str | Path,
    mended: AbstractMapping[str, AbstractMapping[str, Any]] | None = None,
    uids: Collection[str] | None = None,
    progress: Callable[[float], None] | None = None,
    user: str | None = None,
) -> TakeIn:
    """Send open rejects through their import's mapping again, with ``mended`` values by ``uid``.

    Only the rows of ``uids`` where given, else those that were mended, else all open ones. Rows of one
    import go together in one transaction. Raises UserError and, out of ``progress``, Cancelled.
    """
    open_check(path, writing=True, thorough=False)
    mended = mended or {}
    wanted = set(uids) if uids is not None else set(mended) or None
    with ProjectFile(str(path)) as project:
        kept = [reject for reject in listed(project) if wanted is None or reject.uid in wanted]
        profiles = project.read("imports", ["uid", "mapping", "report"])
    unknown = set(mended) - {reject.uid for reject in kept}
    if unknown:
        raise UserError(
            translate(
                "Import",
                "{n} of the mended rows are no open rejects of this project: {uids}. Use a sheet that was "
                "made of this project.",
            ).format(n=len(unknown), uids=", ".join(sorted(unknown)[:5]))
        )
    done = TakeIn()
    groups: dict[tuple[str, str], list[KeptReject]] = {}
    for reject in kept:
        groups.setdefault((reject.import_uid, reject.table), []).append(reject)
    for number, ((import_uid, table), group) in enumerate(groups.items()):
        mapping, crs_wkt = _profile(profiles, import_uid, table)

        def tell(share: float, before: int = number) -> None:
            if progress:
                progress((before + share) / len(groups))

        _take_group(path, group, mended, mapping, crs_wkt, done, tell, user)
    return done


def _take_group(
    path: str | Path,
    group: list[KeptReject],
    mended: AbstractMapping[str, AbstractMapping[str, Any]],
    mapping: Mapping,
    crs_wkt: str,
    done: TakeIn,
    tell: Callable[[float], None],
    user: str | None,
) -> None:
    from .comparing.plan import Choices, Delivery, make
    from .prepare import prepare
    from .run import context_of
    from .write import write_plans

    rows = [{**reject.raw, **mended.get(reject.uid, {})} for reject in group]
    raw = raw_table(group, rows, crs_wkt)
    prepared = prepare(raw, mapping, context_of(path))
    why: dict[int, str] = {}
    for reject in prepared.rejects:
        why.setdefault(reject.row_number, reject.reason)
    delivery = Delivery(
        group[0].file, raw.layer, crs_wkt=crs_wkt, n_read=len(group), row_number=raw.row_number
    )
    with ProjectFile(str(path), update=True) as project, project.transaction(tell):
        plan = make(project, replace(prepared, rejects=[]), mapping, delivery, Choices(accept_proposed=True))
        plan.missing = []  # a few mended rows are no newer version of the whole file
        if plan.writes:
            write_plans(project, [plan], user)
        now = utc_now()
        taken = [at for at in range(len(group)) if at + 1 not in why]
        project.update(
            "import_rejects",
            [group[at].uid for at in taken],
            {"status": repeated(TAKEN_IN, len(taken)), "time": repeated(now, len(taken))},
        )
        still = [at for at in range(len(group)) if at + 1 in why]
        changed = [at for at in still if why[at + 1] != group[at].reason]
        if changed:
            project.update(
                "import_rejects",
                [group[at].uid for at in changed],
                {"reason": objects([why[at + 1] for at in changed])},
            )
    done.taken_in += len(taken)
    done.still_rejected += len(still)
    done.reasons.update({group[at].uid: why[at + 1] for at in still})


def raw_table(group: list[KeptReject], rows: list[dict[str, Any]], crs_wkt: str) -> RawTable:
    """Return rows as a RawTable, numbered from 1 in their order."""
    names = list(dict.fromkeys(name for row in rows for name in row if name != GEOMETRY_KEY))
    columns: dict[str, Any] = {}
    for name in names:
        cells = [row.get(name) for row in rows]
        numbers = all(
            cell is None or (isinstance(cell, (int, float)) and not isinstance(cell, bool)) for cell in cells
        )
        if numbers and any(cell is not None for cell in cells):
            columns[name] = np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)
        else:
            columns[name] = objects([None if cell is None else str(cell) for cell in cells])
    geometry = None
    if any(row.get(GEOMETRY_KEY) for row in rows):
        geometry = objects([_wkb(row.get(GEOMETRY_KEY)) for row in rows])
    return RawTable(group[0].file, "", np.arange(1, len(rows) + 1), columns, geometry, crs_wkt)


def _wkb(text: Any) -> bytes | None:
    import shapely
    from shapely.errors import GEOSException

    try:
        return shapely.to_wkb(shapely.from_wkt(str(text))) if text else None
    except GEOSException:
        return None


def _profile(profiles: Any, import_uid: str, table: str) -> tuple[Mapping, str]:
    at = profiles["uid"].tolist().index(import_uid) if import_uid in profiles["uid"].tolist() else -1
    try:
        mapping = Mapping.from_json(json.loads(profiles["mapping"][at])) if at >= 0 else None
        report = json.loads(profiles["report"][at] or "{}") if at >= 0 else {}
    except (ValueError, KeyError, TypeError, RecursionError):
        mapping, report = None, {}
    if mapping is None:
        raise UserError(
            translate(
                "Import",
                "How these rows of {table} were imported is no longer known. Export them as a sheet, mend "
                "them there, and import the sheet.",
            ).format(table=table)
        )
    return mapping, str(report.get("crs_wkt", ""))


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
            "{path} is no sheet of mended rows: it needs a column uid, as in the sheet of rejected rows, or "
            "JSON with one object per uid.",
        ).format(path=file),
        detail=detail,
    )
