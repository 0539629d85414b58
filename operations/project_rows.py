"""The one way to read and change rows of a project: in the file, or in the edit buffers of the window.

What is done to a project is written once, over :class:`ProjectRows`, and runs in both places: as a verb in
the file's transaction (:class:`FileRows`), as an action of the window in one undo step (:class:`EditedRows`).

    def assign_parties(rows, outfalls):                       # knows neither file nor window
        present = rows.read("outfalls", [...], {"uid": outfalls})
        wanted = {uid: {"party_main": ...}, ...}
        return protected(present, wanted)                     # a person's values stay: differences

    with file_rows(path, user) as rows:                       # a verb; DRY_RUN: show, do not apply
        found = assign_parties(rows, uids)
        rows.apply(found.plan())
    with session.step("Assign parties") as step:              # the window
        rows = EditedRows(session, step)
        rows.apply(assign_parties(rows, uids).plan())

Rows are read as columns (:class:`..layers.store.columns.Columns`): texts and times as text or None, numbers
as floats with NaN. A :class:`TablePlan` says what changes: rows that go, cells by uid
(:func:`cell_updates` makes them of {uid: {column: value}}), new rows. Read first, then apply: the file shows
the state before, the window the state after. All or nothing, in both.

Every changed cell, every new and every deleted row enters the audit trail with who and when, unless the plan
says what enters (a trace measures ten thousand cells anew; that is no decision). In the window the save
writes the trail.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Union

from ..i18n import translate
from ..layers.schema import SCHEMA, Geometry, Kind
from ..layers.store.columns import Columns, cells_of, gather, kept
from ..layers.store.geometry_io import wkb_of
from ..layers.store.table_io import ProjectFile
from ..layers.store.table_plan import TablePlan, cell_updates
from ..layers.written_values import Difference, WrittenValues, plain
from ..problems import UserError
from ..rules.words import known

if TYPE_CHECKING:
    from .editing.session import EditSession, Step

Where = Mapping[str, Collection[str]]
#: What :func:`outfall_title` needs.
TITLE_COLUMNS = ("name", "code_national", "code_local")


class FileRows:
    """Rows of an open project file; :meth:`apply` needs an open transaction of it."""

    def __init__(self, project: ProjectFile, user: str | None = None) -> None:
        self._project = project
        self._user = user

    @property
    def path(self) -> str:
        """Return the project's file."""
        return self._project.path

    @property
    def language(self) -> str:
        """Return "zh" or "en": what the project's stored texts speak."""
        return self._project.language()

    def read(self, table: str, columns: Sequence[str], where: Where | None = None,
             geometry: bool = False) -> Columns:
        """Return ``columns`` of ``table``; ``where`` keeps rows whose column holds one of the given texts."""
        return self._project.read(table, columns, where, geometry, exact=True)

    def srs_id(self, table: str) -> int:
        """Return the GeoPackage's number of the table's coordinate system, for geometry blobs."""
        return self._project.srs_id(table)

    def metres_per_unit(self, table: str) -> float:
        """Return the length of one unit of the table's coordinates."""
        return self._project.metres_per_unit(table)

    def apply(self, *plans: TablePlan, run_uid: str | None = None) -> None:
        """Make the changes, table by table; ``run_uid``: the run that makes them."""
        for plan in plans:
            if plan.audit is None and plan:
                self._enter_all(plan, run_uid)
            plan.apply(self._project, self._user, run_uid)

    def _enter_all(self, plan: TablePlan, run_uid: str | None) -> None:
        """Enter every change of a plan into the audit trail, as a save of the window does."""
        from osgeo import ogr

        from .editing.audit import Audit

        cells, shapes = _by_uid(plan)
        there = self.read(plan.table, ["uid"], {"uid": {*plan.delete, *cells}})
        fid_of = dict(zip(there["uid"].tolist(), there.fid.tolist()))
        with self._project.row_by_row() as dataset:
            bases = {(plan.table, uid): text for uid, text in plan.bases.items()}
            trail = Audit(dataset, self._user, run_uid, bases)
            layer = dataset.GetLayerByName(plan.table)
            for uid in filter(fid_of.__contains__, plan.delete):
                trail.deleted(plan.table, layer.GetFeature(fid_of[uid]))
            for uid in filter(fid_of.__contains__, cells):
                row = layer.GetFeature(fid_of[uid])
                trail.changed(plan.table, row, cells[uid], uid in shapes)
                if uid in shapes:
                    row.SetGeometry(ogr.CreateGeometryFromWkb(wkb_of(shapes[uid])))
                    trail.moved(plan.table, row)
            for uid in plan.new.get("uid", ()):
                trail.added(plan.table, str(uid))
            trail.write()


@contextmanager
def file_rows(path: str, user: str | None = None, *, writing: bool = True,
              progress: Callable[[float], None] | None = None) -> Iterator[FileRows]:
    """Open the project ``path`` for the rows of a verb, in one transaction where it is to be written."""
    with ProjectFile(path, update=writing) as project:
        if not writing:
            yield FileRows(project, user)
            return
        with project.transaction(progress):
            yield FileRows(project, user)


class EditedRows:
    """Rows as the edit buffers show them; :meth:`apply` needs the step of an action."""

    def __init__(self, session: EditSession, step: Step | None = None) -> None:
        self._session = session
        self._step = step

    @property
    def path(self) -> str:
        """See :class:`FileRows`."""
        return self._session.path

    @property
    def language(self) -> str:
        """See :class:`FileRows`."""
        return self._session.language

    def read(self, table: str, columns: Sequence[str], where: Where | None = None,
             geometry: bool = False) -> Columns:
        """See :class:`FileRows`."""
        from .editing.feature_rows import read_rows

        declared = SCHEMA.table(table)
        wanted = list(dict.fromkeys([*columns, *(where or ())]))
        first, among = next(iter((where or {}).items()), ("", ()))
        rows = read_rows(self._session, table, wanted, first, among, geometry)
        rows.sort(key=lambda row: row.fid)
        batch: dict[str, list[Any]] = {"fid": [row.fid for row in rows]}
        batch.update((name, [_cell(row[name]) for row in rows]) for name in wanted)
        if geometry:
            batch["geometry"] = [
                None if row.geometry is None else bytes(row.geometry.asWkb()) for row in rows]
        kinds = {name: declared.column(name).kind for name in wanted}
        found = gather([batch], declared.geometry if geometry else Geometry.NONE, kinds)
        return kept(found, where) if where and len(where) > 1 else found

    def srs_id(self, table: str) -> int:
        """See :class:`FileRows`."""
        return 0  # an edit buffer's geometries name none

    def metres_per_unit(self, table: str) -> float:
        """See :class:`FileRows`."""
        from qgis.core import QgsUnitTypes

        from ..layers.qgis_names import METRES

        return float(QgsUnitTypes.fromUnitToUnitFactor(self._session.layer(table).crs().mapUnits(), METRES))

    def apply(self, *plans: TablePlan, run_uid: str | None = None) -> None:
        """See :class:`FileRows`."""
        for plan in plans:
            if plan:
                self._apply(plan)

    def _apply(self, plan: TablePlan) -> None:
        step, declared = self._step, SCHEMA.table(plan.table)
        if step is None:
            raise RuntimeError("changing rows needs the step of an action")
        self._session.bases.update(((plan.table, uid), text) for uid, text in plan.bases.items())
        cells, shapes = _by_uid(plan)
        fids = self._fids(plan.table, [*plan.delete, *cells])
        for uid in plan.delete:
            step.delete(plan.table, fids[uid])
        for uid, changed in cells.items():
            step.change(plan.table, fids[uid], _as_edited(plan.table, changed))
            if uid in shapes:
                step.move(plan.table, fids[uid], _geometry(shapes[uid]))
        new = {name: cells_of(values, declared.column(name).kind) for name, values in plan.new.items()}
        for at in range(plan.n_new):
            blob = None if plan.new_geometry is None else plan.new_geometry[at]
            values = _as_edited(plan.table, {name: column[at] for name, column in new.items()})
            given = {name: value for name, value in values.items() if value is not None}
            step.add(plan.table, given, None if blob is None else _geometry(blob))

    def _fids(self, table: str, uids: Collection[str]) -> dict[str, int]:
        from .editing.feature_rows import read_rows

        found = {row.text("uid"): row.fid for row in read_rows(self._session, table, ["uid"], "uid", uids)}
        if len(found) < len(set(uids)):
            raise UserError(translate("Edits", "The row is not there any more. Reload the project."))
        return found


#: Rows of one project, in its file or in the window; see the module.
ProjectRows = Union[FileRows, EditedRows]


def _by_uid(plan: TablePlan) -> tuple[dict[str, dict[str, Any]], dict[str, bytes]]:
    """Return the cells that a plan changes and the geometry blobs, by uid."""
    declared = SCHEMA.table(plan.table)
    cells: dict[str, dict[str, Any]] = {}
    shapes: dict[str, bytes] = {}
    for update in plan.updates:
        columns = {name: cells_of(values, declared.column(name).kind)
                   for name, values in update.columns.items()}
        for at, uid in enumerate(update.uids):
            cells.setdefault(uid, {}).update((name, values[at]) for name, values in columns.items())
        blobs = () if update.geometry is None else update.geometry
        shapes.update((uid, blob) for uid, blob in zip(update.uids, blobs) if blob is not None)
    return cells, shapes


def _cell(value: Any) -> Any:
    """Return a cell of a feature as a file's columns have it."""
    from qgis.PyQt.QtCore import QDate, QDateTime

    if isinstance(value, QDateTime):
        return value.toString("yyyy-MM-ddTHH:mm:ss") + "Z"  # stored in UTC, whatever QGIS thinks it is
    return value.toString("yyyy-MM-dd") if isinstance(value, QDate) else value


def _as_edited(table: str, cells: Mapping[str, Any]) -> dict[str, Any]:
    """Return cells as an edit buffer takes them."""
    from qgis.PyQt.QtCore import QDate, QDateTime, Qt

    def one(name: str, value: Any) -> Any:
        kind = SCHEMA.table(table).column(name).kind
        if value is None or kind not in (Kind.DATETIME, Kind.DATE):
            return value
        if kind is Kind.DATE:
            return QDate.fromString(value[:10], "yyyy-MM-dd")
        moment = QDateTime.fromString(value[:19], "yyyy-MM-ddTHH:mm:ss")
        return QDateTime(moment.date(), moment.time(), Qt.TimeSpec.UTC)

    return {name: one(name, value) for name, value in cells.items()}


def _geometry(blob: bytes) -> Any:
    from qgis.core import QgsGeometry

    shape = QgsGeometry()
    shape.fromWkb(wkb_of(blob))
    return shape


# a person's values


@dataclass
class Protected:
    """What may be written on outfalls, by uid, and what people wrote there instead."""

    values: dict[str, WrittenValues] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    def plan(self, bases: Mapping[str, str] | None = None) -> TablePlan:
        """Return the changes of ``outfalls``, the memory of what was written included.

        bases: by uid, on what basis its values are written.
        """
        cells = {uid: changed for uid, own in self.values.items() if (changed := own.cells())}
        audit = [(uid, *entry) for uid, own in self.values.items() if (entry := own.entry())]
        return TablePlan("outfalls", updates=cell_updates(cells), audit=audit, bases=bases or {})


def protected(present: Columns, wanted: Mapping[str, Mapping[str, Any]]) -> Protected:
    """Hold what is to be written on outfalls against what people wrote there.

    present: rows of ``outfalls`` with ``uid``, ``written``, :data:`TITLE_COLUMNS` and the columns of
    ``wanted`` (uid -> column -> value). See :mod:`..layers.written_values`.
    """
    found, table = Protected(), as_rows(present)
    for name, cells in present.odd.items():
        for row, text in cells.items():
            table[row][name] = text
    for values in table:
        uid = str(values["uid"])
        if uid not in wanted:
            continue
        own = found.values[uid] = WrittenValues(values, values.pop("written"))
        for column, value in wanted[uid].items():
            own.want(column, value)
        found.differences += [
            Difference(uid, outfall_title(values), column, values[column], value)
            for column, value in own.differences.items()]
    return found


def as_rows(columns: Columns) -> list[dict[str, Any]]:
    """Return columns of ``outfalls`` as one dictionary per row, numbers as Python knows them."""
    rows, declared = columns.dicts(), SCHEMA.table("outfalls")
    for name in columns:
        if declared.column(name).kind is Kind.INTEGER:
            for row in rows:
                row[name] = plain(row[name], name)
    return rows


def outfall_title(values: Mapping[str, Any]) -> str:
    """Return the code and name of an outfall, its uid where it has neither."""
    code = known(values["code_national"]) or known(values["code_local"])
    return " · ".join(part for part in (code, known(values["name"])) if part) or str(values["uid"])
