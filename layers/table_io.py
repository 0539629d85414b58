"""Whole columns in and out of the project GeoPackage, fast and all or nothing.

Only GDAL (the one QGIS uses) opens the project. Reading takes GDAL's Arrow columns
where there are any (3.6 and later), else goes row by row. Writing never pastes a
value into SQL: columns go to a *side file*, a scratch SQLite database that Python
writes with bound parameters and closes; then the project's own connection attaches it and
copies with one statement per table. That connection has the spatial functions which the
triggers of a GeoPackage need, and the whole write is one transaction, so a killed
process leaves the last complete state.
"""

from __future__ import annotations

import os
import shutil
import sqlite3  # noqa: TID251 - for the side file, which GDAL opens only afterwards; never a project
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from ..i18n import translate
from ..problems import Problem, Severity, UserError
from ..tracing.model import Texts
from .columns import Columns, cells_of, gather, kept
from .gpkg import GdalError, open_dataset
from .schema import SCHEMA, Geometry, Kind
from .spatial_index import boxes_of, packed_tree

_BATCH = 16384  # rows read at once; a text column takes rows x its longest text
_CHUNK = 100_000  # rows handed to the side file at once
_MANY = 20_000  # new rows from which indexes are built anew
_BUSY_MS = "5000"


def new_uids(n: int) -> Texts:
    """Return ``n`` new identifiers, ascending (UUID version 7), so that indexes fill in order."""
    number = np.arange(n, dtype=np.uint64)
    millis = np.uint64(time.time_ns() // 1_000_000) + (number >> np.uint64(12))
    words = np.empty((n, 2), dtype=">u8")
    words[:, 0] = millis << np.uint64(16) | np.uint64(0x7000) | number & np.uint64(0xFFF)
    words[:, 1] = np.frombuffer(os.urandom(8 * n), dtype="<u8") >> np.uint64(2) | np.uint64(1 << 63)
    digits = np.frombuffer(words.tobytes().hex().encode(), dtype=np.uint8).reshape(n, 32)
    written = np.full((n, 36), ord("-"), dtype=np.uint8)
    written[:, np.setdiff1d(np.arange(36), [8, 13, 18, 23])] = digits
    text = written.tobytes().decode()
    out = np.empty(n, dtype=object)
    out[:] = [text[at:at + 36] for at in range(0, 36 * n, 36)]
    return out


def utc_now() -> str:
    """Return the present time as the project stores times."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


class ProjectFile:
    """One open project GeoPackage.

    ``with ProjectFile(path) as project`` reads; with ``update=True`` the writing methods
    work inside ``with project.transaction()``. Raises :class:`UserError` for a file that is
    missing, locked, damaged or of another kind.
    """

    def __init__(self, path: str | os.PathLike[str], update: bool = False) -> None:
        self.path = str(path)
        self._update = update
        self._dataset: Any = None
        self._side: Path | None = None
        self._pending: list[tuple[int, Callable[[], None]]] = []  # rows, and what is done with them
        self._growing: set[str] = set()  # tables that get new rows in this transaction
        self._beat: Callable[[float], None] = _silent  # share of the present change that is done
        self._sides = 0  # side tables so far

    def __enter__(self) -> ProjectFile:
        if not Path(self.path).is_file():
            raise UserError(
                translate("ProjectFile", "There is no project file {path}.").format(path=self.path))
        try:
            self._dataset = open_dataset(self.path, self._update)
        except GdalError as error:
            raise UserError(
                translate("ProjectFile", "{path} cannot be opened as a GeoPackage: it is damaged, locked by "
                          "another program, or a file of another kind.").format(path=self.path),
                detail=str(error)) from error
        return self

    def __exit__(self, *_: object) -> None:
        self._dataset = None  # GDAL closes the file

    # reading

    def has(self, table: str) -> bool:
        """Tell whether the file holds ``table``."""
        return self._layer_or_none(table) is not None

    def columns_of(self, table: str) -> list[str]:
        """Return the schema's columns that the file holds; an older project lacks some."""
        definition = self._layer(table).GetLayerDefn()
        return [name for name in SCHEMA.table(table).column_names if definition.GetFieldIndex(name) >= 0]

    def count(self, table: str) -> int:
        """Return the number of rows."""
        return int(self._layer(table).GetFeatureCount())

    def metres_per_unit(self, table: str) -> float:
        """Return the length of one unit of the coordinates; NaN for degrees or an unknown system."""
        reference = self._layer(table).GetSpatialRef()
        if reference is None or not reference.IsProjected():
            return float("nan")
        return float(reference.GetLinearUnits())

    def crs_wkt(self, table: str) -> str:
        """Return the table's coordinate system as WKT, "" where it has none."""
        reference = self._layer(table).GetSpatialRef()
        return "" if reference is None else str(reference.ExportToWkt())

    def srs_id(self, table: str) -> int:
        """Return the GeoPackage's number of the table's coordinate system, for geometry blobs."""
        rows = self._rows("SELECT srs_id, table_name FROM gpkg_geometry_columns WHERE table_name = {table}",
                          table=_text(SCHEMA.table(table).name))
        return int(rows[0][0]) if rows else 0

    def read(self, table: str, columns: Sequence[str], where: Mapping[str, Collection[Any]] | None = None,
             geometry: bool = False) -> Columns:
        """Return ``columns`` of ``table``, and its geometry where asked.

        ``where`` keeps the rows whose column holds one of the given values.
        """
        declared = SCHEMA.table(table)
        layer = self._layer(table)
        wanted = list(dict.fromkeys([*columns, *(where or ())]))
        self._check_columns(layer, table, wanted)
        kinds = {name: declared.column(name).kind for name in wanted}
        arrow = hasattr(layer, "GetArrowStreamAsNumPy")
        # GDAL 3.6 reads only the first boolean of a batch right.
        slow = [name for name in wanted if kinds[name] is Kind.BOOLEAN or not arrow]
        fast = [name for name in wanted if name not in slow]
        shape = declared.geometry if geometry else Geometry.NONE
        with _quiet():  # GDAL names on stderr what no column of its kind can hold; it comes as missing
            found = _whole_stream(layer, fast, shape, kinds) if arrow else None
            if found is None:
                with _no_exceptions():
                    found = gather(_row_batches(layer, fast, geometry), shape, kinds)
            more = gather(_row_batches(layer, slow, False), Geometry.NONE, kinds) if slow else found
        if not geometry:  # SQLite answers a few columns out of an index, in the index's order
            order = np.argsort(found.fid, kind="stable")
            found.fid = found.fid[order]
            found.values = {name: values[order] for name, values in found.values.items()}
        if slow:
            order = np.argsort(more.fid)[np.searchsorted(np.sort(more.fid), found.fid)]
            found.values.update({name: more[name][order] for name in slow})
        layer.SetIgnoredFields([])
        found.values = {name: found.values[name] for name in wanted}
        return kept(found, where) if where else found

    # writing

    @contextmanager
    def transaction(self, progress: Callable[[float], None] | None = None) -> Iterator[None]:
        """One transaction, all or nothing; locks at once, so that what is read inside stays true.

        What is read inside is the state before it: changes are made in their order at the end, where
        ``progress(share 0..1)`` is called between them and within long ones, and may raise
        :class:`Cancelled`. Raises :class:`UserError` where another program is writing.
        """
        folder = Path(tempfile.mkdtemp(prefix="outfall_tracer_"))
        self._side, self._pending, self._growing = folder / "side.sqlite", [], set()
        self._side.touch()
        try:
            self._run("PRAGMA busy_timeout = {ms}", ms=_BUSY_MS)
            with _errors():
                self._dataset.StartTransaction()
            try:
                # Takes the write lock although it changes nothing.
                self._run("UPDATE gpkg_contents SET last_change = last_change WHERE 0")
                yield
                if self._pending:
                    self._run("ATTACH DATABASE {file} AS side", file=_text(str(self._side)))
                whole, done = sum(rows for rows, _ in self._pending), 0
                for rows, change in self._pending:
                    self._beat = _part_of(progress, done / whole, rows / whole)
                    self._beat(0.0)
                    change()
                    done += rows
                self._beat = _silent
                self._commit()
            except BaseException:
                with _errors(), suppress(RuntimeError):
                    self._dataset.RollbackTransaction()
                raise
            finally:
                if self._pending:
                    with suppress(UserError):
                        self._run("DETACH DATABASE side")
        finally:
            self._side, self._pending, self._beat = None, [], _silent
            shutil.rmtree(folder, ignore_errors=True)

    def append(self, table: str, columns: Mapping[str, Any], geometry: Texts | None = None) -> None:
        """Add rows. ``geometry``: GeoPackage blobs (see :mod:`.geometry_io`) or None per row."""
        if not columns or len(next(iter(columns.values()))) == 0:
            return
        targets, given, side = self._bring(table, columns, geometry)
        n = len(next(iter(columns.values())))
        index = self._packed_index(table, geometry) if geometry is not None and n >= _MANY else None

        def insert() -> None:
            cells = ", ".join(given)
            with self._counted_once(table), self._indexed_once(table, n):
                if index is not None:
                    index(", ".join(targets), cells, side)
                else:
                    for some in self._in_steps(n, 0.0, 0.9):
                        self._run("INSERT INTO {table} ({columns}) SELECT {cells} FROM side.{side} "
                                  "WHERE {some} ORDER BY rowid", table=_name(table),
                                  columns=", ".join(targets), side=side, cells=cells, some=some)
            self._touched(table, geometry is not None)

        self._pending.append((n, insert))
        self._growing.add(table)

    def _packed_index(self, table: str, geometry: Texts) -> Callable[[str, str, str], None] | None:
        """Return what inserts the rows of an empty table with its spatial index packed at once.

        None where the table is not empty, has no index, or its geometry shows no boxes.
        """
        tree = f"rtree_{table}_{self._layer(table).GetGeometryColumn()}"
        size = self._rows("SELECT length(data) AS a, 0 AS b FROM {node} WHERE nodeno = 1",
                          node=_name(f"{tree}_node")) if self._has_table(f"{tree}_node") else []
        boxes = boxes_of(geometry) if size and table not in self._growing and not self.count(table) else None
        if boxes is None:
            return None
        # The rows get the ids that SQLite would give them; the index must know them beforehand.
        base = max((int(row[0] or 0) for row in self._rows(
            "SELECT seq, name FROM sqlite_sequence WHERE name = {name}", name=_text(table))), default=0)
        there = np.flatnonzero(np.isfinite(boxes[:, 0]))
        packed = packed_tree(base + 1 + there, boxes[there], int(size[0][0]))
        sides = [(f"{tree}_{name}", self._side_table(list(columns), [None] * 2)) for name, columns in (
            ("node", (packed.node, packed.data)), ("parent", (packed.child, packed.parent)),
            ("rowid", (packed.row, packed.leaf)))]

        def insert(columns: str, cells: str, side: str) -> None:
            with self._without_triggers(table, f"{tree}_insert"):
                for some in self._in_steps(len(geometry), 0.0, 0.6):
                    self._run("INSERT INTO {table} ({key}, {columns}) SELECT {base} + rowid, {cells} "
                              "FROM side.{side} WHERE {some} ORDER BY rowid", table=_name(table),
                              columns=columns, cells=cells, side=side, base=str(base), some=some,
                              key=_name(self._layer(table).GetFIDColumn()))
            for name, rows in sides:
                self._run("DELETE FROM {name}", name=_name(name))
                self._run("INSERT INTO {name} SELECT c0, c1 FROM side.{rows}",
                          name=_name(name), rows=rows)

        return insert

    def replace(self, table: str, columns: Mapping[str, Any], geometry: Texts | None = None) -> None:
        """Put these rows in the place of all rows."""
        if self._side is None:
            raise RuntimeError("writing needs an open transaction")

        def clear() -> None:
            with self._counted_once(table):
                self._run("DELETE FROM {table}", table=_name(table))
            self._touched(table, moved=False)

        self._pending.append((1, clear))
        self.append(table, columns, geometry)

    def update(self, table: str, uids: Sequence[str] | Texts, columns: Mapping[str, Any],
               geometry: Texts | None = None) -> None:
        """Set ``columns`` in the rows named by ``uids``."""
        if len(uids) == 0:
            return
        targets, given, side = self._bring(table, {"uid": uids, **columns}, geometry, indexed=True)

        def change() -> None:
            self._run("UPDATE {table} SET {sets} FROM side.{side} AS new WHERE {table}.uid = new.c0",
                      table=_name(table), side=side,
                      sets=", ".join(f"{target} = {cell}" for target, cell in zip(targets[1:], given[1:])))
            self._touched(table, geometry is not None)

        self._pending.append((len(uids), change))

    def delete(self, table: str, uids: Sequence[str] | Texts) -> None:
        """Remove the rows named by ``uids``."""
        if len(uids) == 0:
            return
        _, _, side = self._bring(table, {"uid": uids}, None, indexed=True)

        def drop() -> None:
            with self._counted_once(table):
                self._run("DELETE FROM {table} WHERE uid IN (SELECT c0 FROM side.{side})",
                          table=_name(table), side=side)
            self._touched(table, moved=False)

        self._pending.append((len(uids), drop))

    # blobs beside the tables

    def kept_blob(self, book: str, key: str) -> bytes | None:
        """Return what :meth:`keep_blob` kept, or None."""
        if not self._has_table(book):
            return None
        with _errors():
            result = self._dataset.ExecuteSQL(_sql("SELECT content FROM {book} WHERE key = {key}",
                                                   book=_name(book), key=_text(key)))
            feature = result.GetNextFeature() if result is not None else None
            content = bytes(feature.GetFieldAsBinary(0)) if feature is not None else None
            feature = None
            if result is not None:
                self._dataset.ReleaseResultSet(result)
        return content

    def keep_blob(self, book: str, key: str, content: bytes) -> None:
        """Keep ``content`` under ``key`` in a table ``book`` of the software's own.

        The table is made at the first use and not listed in ``gpkg_contents``, so it is no layer of QGIS.
        """
        side = self._side_table([[key], [content]], [None] * 2)

        def keep() -> None:
            self._run("CREATE TABLE IF NOT EXISTS {book} (key TEXT PRIMARY KEY NOT NULL, content BLOB)",
                      book=_name(book))
            self._run("INSERT OR REPLACE INTO {book} SELECT c0, c1 FROM side.{side}",
                      book=_name(book), side=side)

        self._pending.append((1, keep))

    def _bring(self, table: str, columns: Mapping[str, Any], geometry: Texts | None,
               indexed: bool = False) -> tuple[list[str], list[str], str]:
        """Put columns into a new side table.

        Return the quoted targets, what each is given in SQL, and the name of the side table. A text that
        all rows share goes there once.
        """
        if self._side is None:
            raise RuntimeError("writing needs an open transaction")
        declared = SCHEMA.table(table)
        targets = [_name(name) for name in columns]
        arrays: list[Any] = list(columns.values())
        kinds: list[Kind | None] = [declared.column(name).kind for name in columns]
        if geometry is not None:
            targets.append(_name(self._layer(table).GetGeometryColumn()))
            arrays.append(geometry)
            kinds.append(None)
        n = len(arrays[0])
        if any(len(array) != n for array in arrays):
            raise ValueError(f"the columns of {table} differ in length")
        shared = [bool(i or not indexed) and _is_repeated(array) for i, array in enumerate(arrays)]
        own = [i for i, once in enumerate(shared) if not once]
        once = [i for i in range(len(arrays)) if shared[i] and own]
        if not own:
            own = list(range(len(arrays)))
        side = self._side_table([arrays[i] for i in own], [kinds[i] for i in own], indexed)
        given = {i: f"c{at}" for at, i in enumerate(own)}
        if once:
            few = self._side_table([arrays[i][:1] for i in once], [kinds[i] for i in once])
            given.update((i, _sql("(SELECT c{at} FROM side.{few})", at=str(at), few=few))
                         for at, i in enumerate(once))
        return targets, [given[i] for i in range(len(arrays))], side

    def _side_table(self, arrays: Sequence[Any], kinds: Sequence[Kind | None], indexed: bool = False) -> str:
        """Put arrays into a new side table (c0, c1, ...) and return its name."""
        if self._side is None:
            raise RuntimeError("writing needs an open transaction")
        n = len(arrays[0])
        side = f"t{self._sides}"
        self._sides += 1
        connection = sqlite3.connect(str(self._side), isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("BEGIN")
            cells = ", ".join(f"c{i}" for i in range(len(arrays)))
            connection.execute(_sql("CREATE TABLE {side} ({cells})", side=side, cells=cells))
            marks = ", ".join("?" * len(arrays))
            insert = _sql("INSERT INTO {side} VALUES ({marks})", side=side, marks=marks)
            for at in range(0, n, _CHUNK):
                pieces = [cells_of(array[at:at + _CHUNK], kind) for array, kind in zip(arrays, kinds)]
                connection.executemany(insert, zip(*pieces))
            if indexed:
                connection.execute(_sql("CREATE INDEX {side}_key ON {side} (c0)", side=side))
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise UserError(
                translate("ProjectFile", "There is not enough room for temporary data in {folder}.")
                .format(folder=str(self._side.parent.parent)), detail=str(error)) from error
        finally:
            connection.close()
        return side

    def _in_steps(self, n: int, first: float, last: float) -> Iterator[str]:
        """Yield conditions on ``rowid`` that take all ``n`` rows, with a sign of life before each."""
        for at in range(0, n, _CHUNK):
            self._beat(first + (last - first) * at / n)
            yield f"rowid > {at} AND rowid <= {at + _CHUNK}"

    @contextmanager
    def _counted_once(self, table: str) -> Iterator[None]:
        """Count rows once after a bulk change, not once per row as GDAL's triggers do."""
        with self._without_triggers(table, "trigger_%_feature_count_%") as triggers:
            yield
        if triggers:
            self._run("UPDATE gpkg_ogr_contents SET feature_count = (SELECT count(*) FROM {table}) "
                      "WHERE lower(table_name) = lower({name})", table=_name(table), name=_text(table))

    @contextmanager
    def _without_triggers(self, table: str, like: str) -> Iterator[list[tuple[str, ...]]]:
        """Set triggers aside whose name is ``like``; within a transaction, so an error needs no repair."""
        triggers = self._rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' "
                              "AND tbl_name = {table} AND name LIKE {like}",
                              table=_text(table), like=_text(like))
        for name, _ in triggers:
            self._run("DROP TRIGGER {name}", name=_name(name))
        yield triggers
        for _, statement in triggers:
            self._run("{statement}", statement=statement)

    def _has_table(self, name: str) -> bool:
        return bool(self._rows("SELECT name, type FROM sqlite_master WHERE name = {name}", name=_text(name)))

    @contextmanager
    def _indexed_once(self, table: str, n: int) -> Iterator[None]:
        """Build the look-up indexes once after many new rows: sorting beats a million insertions."""
        many = n >= _MANY and n >= self.count(table)
        indexes = self._rows("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
                             "AND tbl_name = {table}", table=_text(table)) if many else []
        for name, _ in indexes:
            self._run("DROP INDEX {name}", name=_name(name))
        yield
        for number, (_, statement) in enumerate(indexes):
            self._beat(0.75 + 0.25 * number / len(indexes))
            self._run("{statement}", statement=statement)

    def _touched(self, table: str, moved: bool) -> None:
        """Keep ``gpkg_contents`` true: the time of change, and the extent where geometry came in."""
        self._run("UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') "
                  "WHERE table_name = {table}", table=_text(table))
        if not moved:
            return
        column = self._layer(table).GetGeometryColumn()
        index = f"rtree_{table}_{column}"
        if self._has_table(index):
            box, source = "min(minx), min(miny), max(maxx), max(maxy)", _name(index)
        else:
            box = _sql("min(ST_MinX({g})), min(ST_MinY({g})), max(ST_MaxX({g})), max(ST_MaxY({g}))",
                       g=_name(column))
            source = _name(table)
        self._run("UPDATE gpkg_contents SET (min_x, min_y, max_x, max_y) = (SELECT {box} FROM {source}) "
                  "WHERE table_name = {table}", box=box, source=source, table=_text(table))

    # GDAL

    def _layer_or_none(self, table: str) -> Any:
        with _errors(), suppress(RuntimeError):
            return self._dataset.GetLayerByName(SCHEMA.table(table).name)
        return None

    def _layer(self, table: str) -> Any:
        layer = self._layer_or_none(table)
        if layer is None:
            raise UserError(
                translate("ProjectFile", "{path} is not a complete project: it has no table {table}. "
                          "Create a project and import your data into it.")
                .format(path=self.path, table=table))
        return layer

    def _check_columns(self, layer: Any, table: str, names: Sequence[str]) -> None:
        definition = layer.GetLayerDefn()
        missing = [name for name in names if definition.GetFieldIndex(name) < 0]
        if missing:
            raise UserError(
                translate("ProjectFile", "{path}: the table {table} lacks columns that the software needs. "
                          "Open the project with this version of the plugin to upgrade it.")
                .format(path=self.path, table=table),
                problems=[Problem(translate("ProjectFile", "The column is missing."), Severity.ERROR, table,
                                  column=name) for name in missing])

    def _rows(self, template: str, **parts: str) -> list[tuple[str, ...]]:
        """Return the rows of a query as texts."""
        with _errors():
            result = self._dataset.ExecuteSQL(_sql(template, **parts))
            if result is None:
                return []
            width = result.GetLayerDefn().GetFieldCount()
            rows = [tuple(feature.GetFieldAsString(i) for i in range(width)) for feature in result]
            self._dataset.ReleaseResultSet(result)
        return rows

    def _run(self, template: str, **parts: str) -> None:
        """Execute one statement on the project's own connection."""
        with _errors() as said:
            try:
                result = self._dataset.ExecuteSQL(_sql(template, **parts))
            except RuntimeError as error:
                said.append(str(error))
                result = None
            if result is not None:
                self._dataset.ReleaseResultSet(result)
        if said:
            raise self._write_error("; ".join(said))

    def _commit(self) -> None:
        with _errors() as said:
            try:
                failed = self._dataset.CommitTransaction() != 0
            except RuntimeError as error:
                said.append(str(error))
                failed = True
        if failed:
            raise self._write_error("; ".join(said))

    def _write_error(self, detail: str) -> UserError:
        if "locked" in detail or "busy" in detail:
            text = translate("ProjectFile", "{path} is being written by another program. Close it there, or "
                             "wait until it is done, and try again. Nothing was changed.")
        elif "readonly" in detail or "read-only" in detail:
            text = translate("ProjectFile", "{path} is write-protected. Nothing was changed.")
        elif "full" in detail:
            text = translate("ProjectFile",
                             "The disk is full, {path} could not be written. Nothing was changed.")
        else:
            text = translate("ProjectFile", "{path} could not be written. Nothing was changed.")
        return UserError(text.format(path=self.path), detail=detail)


def _silent(_share: float) -> None:
    """Report to nobody."""


def _part_of(progress: Callable[[float], None] | None, first: float, width: float) -> Callable[[float], None]:
    """Return a progress for the stretch of ``width`` from ``first`` of another one."""
    return (lambda share: progress(first + width * share)) if progress else _silent


def _is_repeated(array: Any) -> bool:
    """Tell whether all cells of a column of texts are one and the same."""
    if not isinstance(array, np.ndarray) or array.dtype != object or len(array) < 2:
        return False
    first = array[0]
    return array[-1] is first and array.tolist().count(first) == len(array)


def _whole_stream(layer: Any, names: list[str], geometry: Geometry,
                  kinds: Mapping[str, Kind]) -> Columns | None:
    """Read a table as Arrow columns; None where GDAL stops short, as newer ones do at a broken geometry."""
    try:
        found = gather(_arrow_batches(layer, names, geometry is not Geometry.NONE), geometry, kinds)
    except RuntimeError:
        return None
    return found if found.n == layer.GetFeatureCount() else None


@contextmanager
def _no_exceptions() -> Iterator[None]:
    """Let GDAL return a row whose geometry it cannot read, also where somebody made it raise."""
    from osgeo import ogr

    raising = ogr.GetUseExceptions()
    ogr.DontUseExceptions()
    try:
        yield
    finally:
        if raising:
            ogr.UseExceptions()


def _arrow_batches(layer: Any, names: list[str], geometry: bool) -> Iterator[dict[str, Any]]:
    definition = layer.GetLayerDefn()
    every = [definition.GetFieldDefn(i).GetName() for i in range(definition.GetFieldCount())]
    layer.SetIgnoredFields([name for name in every if name not in names]
                           + ([] if geometry else ["OGR_GEOMETRY"]))
    key, column = layer.GetFIDColumn() or "fid", layer.GetGeometryColumn()
    for batch in layer.GetArrowStreamAsNumPy([f"MAX_FEATURES_IN_BATCH={_BATCH}"]):
        rows = {name: batch[name] for name in names}
        rows["fid"] = batch[key] if key in batch else batch["OGC_FID"]
        if geometry:
            rows["geometry"] = batch[column if column in batch else "wkb_geometry"]
        yield rows


def _row_batches(layer: Any, names: list[str], geometry: bool) -> Iterator[dict[str, Any]]:
    layer.SetIgnoredFields([])
    layer.ResetReading()
    definition = layer.GetLayerDefn()
    at = [(name, definition.GetFieldIndex(name)) for name in names]
    rows: dict[str, list[Any]] = {name: [] for name in ("fid", "geometry", *names)}
    for feature in layer:
        rows["fid"].append(feature.GetFID())
        for name, index in at:
            rows[name].append(_field(feature, index))
        if geometry:
            shape = feature.GetGeometryRef()
            rows["geometry"].append(None if shape is None else bytes(shape.ExportToIsoWkb()))
        if len(rows["fid"]) == _BATCH:
            yield rows
            rows = {name: [] for name in rows}
    yield rows


def _field(feature: Any, index: int) -> Any:
    """Return one value of a feature as :class:`Columns` holds it."""
    from osgeo import ogr

    if not feature.IsFieldSetAndNotNull(index):
        return None
    kind = feature.GetFieldDefnRef(index).GetType()
    if kind in (ogr.OFTInteger, ogr.OFTInteger64):
        return feature.GetFieldAsInteger64(index)
    if kind == ogr.OFTReal:
        return feature.GetFieldAsDouble(index)
    if kind in (ogr.OFTDate, ogr.OFTDateTime):
        year, month, day, hour, minute, second, _zone = feature.GetFieldAsDateTime(index)
        date = f"{year:04d}-{month:02d}-{day:02d}"
        return date if kind == ogr.OFTDate else f"{date}T{hour:02d}:{minute:02d}:{int(second):02d}Z"
    text = feature.GetFieldAsString(index)
    # bytes that are no UTF-8 arrive as lone surrogates, which nothing can write again
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


@contextmanager
def _errors() -> Iterator[list[str]]:
    """Collect GDAL's errors (not its warnings) instead of printing them."""
    from osgeo import gdal

    said: list[str] = []

    def note(level: int, _number: int, message: str) -> None:
        if level >= gdal.CE_Failure:
            said.append(message)

    gdal.PushErrorHandler(note)
    try:
        yield said
    finally:
        gdal.PopErrorHandler()


@contextmanager
def _quiet() -> Iterator[None]:
    """Print nothing. A handler in Python would stumble over messages that quote bytes of the data."""
    from osgeo import gdal

    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        yield
    finally:
        gdal.PopErrorHandler()


def _sql(template: str, **parts: str) -> str:
    """Fill a statement with quoted names of the schema; values never come this way."""
    return template.format(**parts)


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
