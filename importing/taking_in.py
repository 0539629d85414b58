"""Kept rejects taken in again: mended rows through the mapping and cleaning of their import once more."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..i18n import translate
from ..layers.project.project_file import open_check
from ..layers.store.table_io import ProjectFile, utc_now
from ..layers.store.table_plan import repeated
from ..problems import UserError
from .cleaning.distinct_cells import objects
from .comparing.plan import Choices, Delivery, PreparedDelivery, make
from .model import Mapping, RawTable
from .prepare import prepare
from .rejects import GEOMETRY_KEY, TAKEN_IN, KeptReject, listed
from .run import context_of
from .write import write_plans


@dataclass
class TakeIn:
    """What became of rejects that were taken in again."""

    taken_in: int = 0
    still_rejected: int = 0
    reasons: dict[str, str] = field(default_factory=dict)  # uid of the reject -> why not


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
                "{n} of the mended rows are not among the open rejects of this project: {uids}. Use a "
                "sheet that was made of this project.",
            ).format(n=len(unknown), uids=", ".join(sorted(unknown)[:5]))
        )
    done = TakeIn()
    groups: dict[tuple[str, str], list[KeptReject]] = {}
    for reject in kept:
        groups.setdefault((reject.import_uid, reject.table), []).append(reject)
    for number, ((import_uid, table), group) in enumerate(groups.items()):
        mapping, crs_wkt = _profile(profiles, import_uid, table)
        rows = [{**reject.raw, **mended.get(reject.uid, {})} for reject in group]

        def tell(share: float, before: int = number) -> None:
            if progress:
                progress((before + share) / len(groups))

        still = _take_group(path, group, raw_table(group, rows, crs_wkt), mapping, tell, user)
        done.taken_in += len(group) - len(still)
        done.still_rejected += len(still)
        done.reasons.update(still)
    return done


def _take_group(
    path: str | Path, group: list[KeptReject], raw: RawTable, mapping: Mapping, tell: Callable[[float], None],
    user: str | None,
) -> dict[str, str]:
    """Take in what can be, of the rejects of one import; return why not, by uid of the others."""
    prepared = prepare(raw, mapping, context_of(path))
    why: dict[int, str] = {}
    for reject in prepared.rejects:
        why.setdefault(reject.row_number, reject.reason)
    delivery = Delivery(
        group[0].file, raw.layer, crs_wkt=raw.crs_wkt, n_read=len(group), row_number=raw.row_number
    )
    with ProjectFile(str(path), update=True) as project, project.transaction(tell):
        plan = make(project, PreparedDelivery(
            replace(prepared, rejects=[]), mapping, delivery, Choices(accept_proposed=True)))
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
    return {group[at].uid: why[at + 1] for at in still}


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


