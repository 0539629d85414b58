"""Saving the edits of all layers of a project in one transaction, with their audit rows.

QGIS saves layer by layer: where the third fails, two are written. Here the edit buffers are read
and written through one GDAL connection that holds the write lock from the first row to the
commit. Whatever goes wrong, nothing is written and the edit buffers are as they were. Rows that
another program changed meanwhile are found under the same lock (:mod:`.originals`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ...i18n import translate
from ...layers.project.project_file import open_for_saving
from ...layers.store.gpkg import GdalError, gdal_said, sql, transaction
from ...layers.store.own_changes import own_tables, renew_own
from ...problems import UserError
from .audit import Audit, fill, refuse
from .public_texts import refuse_persons
from .rows import LayerEdits

#: Told of the dataset and the ids of new rows by table; returns the tables that need no look for them.
NoteNew = Callable[[Any, Mapping[str, list[int]]], Collection[str]]
#: Told of the open dataset before a save; writes, through another one, what must be there before; True if so.
WriteFirst = Callable[[Any], bool]
#: Which column says what a person decided.
_DECIDED = {"trace_links": "status", "outfalls": "work_state"}


@dataclass
class SaveReport:
    """What a save wrote: rows by table, and the ids that new rows got in the file.

    ``added`` and ``deleted`` are those among ``rows``. ``decided``: links by the status that they got, and
    outfalls by the state of work, where that changed.
    """

    rows: dict[str, int] = field(default_factory=dict)
    added: dict[str, int] = field(default_factory=dict)
    deleted: dict[str, int] = field(default_factory=dict)
    decided: Counter[str] = field(default_factory=Counter)
    new_fids: dict[str, dict[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Hooks:
    """Who is told of a save, and may stop it.

    ``first`` and ``note``: see :data:`WriteFirst`, :data:`NoteNew`; ``note`` is called before the commit.
    ``check``: called before anything is written, while nobody else can write; it raises UserError where that
    must not be (:class:`.conflicts.ConflictError` where others wrote the same).
    """

    first: WriteFirst
    check: Callable[[], None]
    note: NoteNew


def save_edits(
    path: str,
    edits: list[LayerEdits],
    user: str,
    bases: Mapping[tuple[str, str], str],
    hooks: Hooks,
) -> SaveReport:
    """Write ``edits`` and their audit rows into the project ``path``, all or nothing.

    ``bases``: on what basis rows are changed, by table and uid. Raises UserError with a sentence; then
    nothing was written.
    """
    refuse_persons(edits)
    report = SaveReport()
    with _transaction(path, hooks.first) as dataset:
        hooks.check()
        audit, own = Audit(dataset, user, bases=bases), own_tables(dataset)
        for one in edits:
            _write(dataset, one, audit, report)
        audit.write()
        new = {table: list(fids.values()) for table, fids in report.new_fids.items() if fids and table in own}
        noted = hooks.note(dataset, new)
        renew_own(dataset, own, {table: bool(n) and table not in noted for table, n in report.added.items()})
    return report


# writing


@contextmanager
def _transaction(path: str, first: WriteFirst) -> Iterator[Any]:
    """One transaction that holds the write lock from its start; failures become sentences."""
    dataset = None
    try:
        dataset = _opened(path)
        if first(dataset):
            dataset = None  # closed: what it has read is old
            dataset = _opened(path)
        with transaction(dataset):
            sql(dataset, "UPDATE gpkg_contents SET last_change = last_change WHERE 0")  # takes the lock
            yield dataset
    except GdalError as error:
        raise _failure(path, str(error)) from error
    finally:
        del dataset


def _opened(path: str) -> Any:
    try:
        return open_for_saving(path)
    except UserError as error:
        raise _kept(error.message, error.detail) from error


def _write(dataset: Any, edits: LayerEdits, audit: Audit, report: SaveReport) -> None:
    from osgeo import ogr

    from ...layers.store.table_io import new_uids

    layer = dataset.GetLayerByName(edits.table)
    if layer is None:
        raise GdalError(f"no table {edits.table}")
    report.rows[edits.table] = len(edits.added) + len(edits.touched())
    report.added[edits.table], report.deleted[edits.table] = len(edits.added), len(edits.deleted)
    written = [*edits.changed.values(), *(values for values, _wkb in edits.added.values())]
    column = _DECIDED.get(edits.table)
    report.decided.update(str(one[column]) for one in written if column and one.get(column))
    for fid in edits.deleted:
        old = layer.GetFeature(fid)
        if old is None:
            continue
        audit.deleted(edits.table, old)
        with gdal_said() as said:
            failed = layer.DeleteFeature(fid) != 0
        refuse(failed, said, f"{edits.table} {fid}")
    for fid in sorted({*edits.changed, *edits.moved}):
        row = layer.GetFeature(fid)
        if row is None:
            continue  # deleted elsewhere, and the person said that this is right
        cells = edits.changed.get(fid, {})
        audit.changed(edits.table, row, cells, fid in edits.moved)
        fill(row, cells)
        if fid in edits.moved:
            row.SetGeometry(ogr.CreateGeometryFromWkb(edits.moved[fid]) if edits.moved[fid] else None)
            audit.moved(edits.table, row)
        with gdal_said() as said:
            failed = layer.SetFeature(row) != 0
        refuse(failed, said, f"{edits.table} {fid}")
    fids = report.new_fids.setdefault(edits.table, {})
    # Temporary ids count down: the first one added has the largest.
    for fid in sorted(edits.added, reverse=True):
        values, wkb = edits.added[fid]
        row = ogr.Feature(layer.GetLayerDefn())
        fill(row, {**values, "uid": values.get("uid") or str(new_uids(1)[0])})
        if wkb:
            row.SetGeometry(ogr.CreateGeometryFromWkb(wkb))
        with gdal_said() as said:
            failed = layer.CreateFeature(row) != 0
        refuse(failed, said, f"{edits.table} +")
        fids[fid] = row.GetFID()
        audit.added(edits.table, row["uid"])


# sentences


def _kept(sentence: str, detail: str) -> UserError:
    return UserError(
        sentence + " " + translate("Edits", "Nothing was saved, and your edits are kept."), detail
    )


def _failure(path: str, said: str) -> UserError:
    low = said.lower()
    if "locked" in low or "busy" in low:
        text = translate(
            "Edits",
            "{path} is being written by another program. Wait until it is done, or "
            "close it there, and save again.",
        )
    elif "readonly" in low or "read-only" in low:
        text = translate(
            "Edits", "{path} is write-protected. Ask for the right to write it, then save again."
        )
    elif "full" in low or "disk i/o" in low or "no space" in low or "too large" in low:
        text = translate(
            "Edits",
            "There is no room left on the disk of {path}, or it cannot be written. "
            "Make room, then save again.",
        )
    elif "unique" in low:
        text = translate(
            "Edits",
            "Two rows have the same identifier, which {path} does not take. Delete one "
            "of them, then save again.",
        )
    else:
        text = translate("Edits", "{path} could not be written.")
    return _kept(text.format(path=path), said)
