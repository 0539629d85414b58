"""Whole columns in and out of the project GeoPackage, fast and all or nothing.

:mod:`.table_connection` opens the file, :mod:`.table_reading` reads columns. Writing never pastes a
value into SQL: columns go to a side file (:mod:`.side_file`); the project's own connection attaches
it and copies with one statement per table. That connection has the spatial functions which the
triggers of a GeoPackage need, and the whole write is one transaction, so a killed
process leaves the last complete state.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np

from ...problems import UserError
from ...tracing.model import Texts
from ...tracing.packed_texts import PackedTexts
from ..schema import SCHEMA, Kind
from .gpkg import quoted, quoted_text
from .own_changes import own_tables, renew_own
from .side_file import CHUNK, SideFile, is_ascending, is_repeated
from .table_connection import errors, sql
from .table_reading import TableReader
from .tables import looked_up

_MANY = 20_000  # new rows from which indexes are built anew
_BUSY_MS = "5000"


def new_uids(n: int) -> Texts:
    """Return ``n`` new identifiers, ascending (UUID version 7), so that indexes fill in order."""
    return packed_uids(n).texts()


def packed_uids(n: int) -> PackedTexts:
    """Return :func:`new_uids` as bytes, for very many."""
    number = np.arange(n, dtype=np.uint64)
    millis = np.uint64(time.time_ns() // 1_000_000) + (number >> np.uint64(12))
    words = np.empty((n, 2), dtype=">u8")
    words[:, 0] = millis << np.uint64(16) | np.uint64(0x7000) | number & np.uint64(0xFFF)
    words[:, 1] = np.frombuffer(os.urandom(8 * n), dtype="<u8") >> np.uint64(2) | np.uint64(1 << 63)
    digits = np.frombuffer(words.tobytes().hex().encode(), dtype=np.uint8).reshape(n, 32)
    written = np.full((n, 36), ord("-"), dtype=np.uint8)
    written[:, np.setdiff1d(np.arange(36), [8, 13, 18, 23])] = digits
    return PackedTexts(written.view("S36").reshape(n))


def utc_now() -> str:
    """Return the present time as the project stores times."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


class ProjectFile(TableReader):
    """One open project GeoPackage.

    ``with ProjectFile(path) as project`` reads; with ``update=True`` the writing methods
    work inside ``with project.transaction()``. Raises :class:`UserError` for a file that is
    missing, locked, damaged or of another kind.
    """

    def __init__(self, path: str | os.PathLike[str], update: bool = False) -> None:
        super().__init__(path, update)
        self._side_file: SideFile | None = None
        self._pending: list[tuple[int, Callable[[], None]]] = []  # rows, and what is done with them
        self._written: dict[str, bool] = {}  # by table: whether rows came
        self._beat: Callable[[float], None] = _silent  # share of the present change that is done

    @property
    def _side(self) -> SideFile:
        """The side file of the open transaction; RuntimeError where none is open."""
        if self._side_file is None:
            raise RuntimeError("writing needs an open transaction")
        return self._side_file

    # writing

    @contextmanager
    def transaction(self, progress: Callable[[float], None] | None = None) -> Iterator[None]:
        """One transaction, all or nothing; locks at once, so that what is read inside stays true.

        What is read inside is the state before it: changes are made in their order at the end, where
        ``progress(share 0..1)`` is called between them and within long ones, and may raise
        :class:`Cancelled`. Raises :class:`UserError` where another program is writing.
        """
        side = SideFile(lambda: progress(0.0) if progress else None)
        self._side_file, self._pending, self._written = side, [], {}
        try:
            self._run("PRAGMA busy_timeout = {ms}", ms=_BUSY_MS)
            self._run("PRAGMA temp_store = MEMORY")  # what an index is sorted in: 50 MB for a million rows
            with errors():
                self._dataset.StartTransaction()
            try:
                # Takes the write lock although it changes nothing.
                self._run("UPDATE gpkg_contents SET last_change = last_change WHERE 0")
                with self.row_by_row() as dataset:
                    own = own_tables(dataset)
                yield
                if self._pending:
                    self._run("ATTACH DATABASE {file} AS side", file=quoted_text(str(side.path)))
                whole, done = sum(rows for rows, _ in self._pending), 0
                for rows, change in self._pending:
                    self._beat = _part_of(progress, done / whole, rows / whole)
                    self._beat(0.0)
                    change()
                    done += rows
                self._beat = _silent
                with self.row_by_row() as dataset:
                    renew_own(dataset, own, self._written)
                self._commit()
            except BaseException:
                with errors(), suppress(RuntimeError):
                    self._dataset.RollbackTransaction()
                raise
            finally:
                if self._pending:
                    with suppress(UserError):
                        self._run("DETACH DATABASE side")
        finally:
            self._side_file, self._pending, self._beat = None, [], _silent
            side.drop()

    def append(self, table: str, columns: Mapping[str, Any], geometry: Texts | None = None) -> None:
        """Add rows. ``geometry``: GeoPackage blobs (see :mod:`.geometry_io`) or None per row."""
        if not columns or len(next(iter(columns.values()))) == 0:
            return
        targets, given, side = self._bring(table, columns, geometry)
        n = len(next(iter(columns.values())))
        ascending = [name for name, cells in columns.items()
                     if n >= _MANY and looked_up(table, name) and is_ascending(cells)]

        def insert() -> None:
            cells = ", ".join(given)
            with self._counted_once(table), self._indexed_once(table, n, ascending):
                for some in self._in_steps(n, 0.0, 0.75):
                    self._run("INSERT INTO {table} ({columns}) SELECT {cells} FROM side.{side} "
                              "WHERE {some} ORDER BY rowid", table=quoted(table),
                              columns=", ".join(targets), side=side, cells=cells, some=some)
            self._touched(table, geometry is not None)
            self._written[table] = True

        self._pending.append((n, insert))

    def update(self, table: str, uids: Sequence[str] | Texts, columns: Mapping[str, Any],
               geometry: Texts | None = None) -> None:
        """Set ``columns`` in the rows named by ``uids``."""
        if len(uids) == 0:
            return
        targets, given, side = self._bring(table, {"uid": uids, **columns}, geometry, indexed=True)

        def change() -> None:
            self._run("UPDATE {table} SET {sets} FROM side.{side} AS new WHERE {table}.uid = new.c0",
                      table=quoted(table), side=side,
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
                          table=quoted(table), side=side)
            self._touched(table, moved=False)

        self._pending.append((len(uids), drop))

    # blobs beside the tables

    def kept_blob(self, book: str, key: str) -> bytes | None:
        """Return what :meth:`keep_blob` kept, or None."""
        if not self._has_table(book):
            return None
        with errors():
            result = self._dataset.ExecuteSQL(sql("SELECT content FROM {book} WHERE key = {key}",
                                                   book=quoted(book), key=quoted_text(key)))
            feature = result.GetNextFeature() if result is not None else None
            content = bytes(feature.GetFieldAsBinary(0)) if feature is not None else None
            feature = None
            if result is not None:
                self._dataset.ReleaseResultSet(result)
        return content

    def kept_texts(self, book: str, start: str) -> dict[str, str]:
        """Return what is kept as text under keys that begin with ``start``, by key."""
        if not self._has_table(book):
            return {}
        return dict(self._rows(  # type: ignore[arg-type]
            "SELECT key, CAST(content AS TEXT) FROM {book} WHERE substr(key, 1, {n}) = {start}",
            book=quoted(book), n=str(len(start)), start=quoted_text(start)))

    def forget_kept(self, book: str, keys: Collection[str]) -> None:
        """Forget what is kept under these keys."""
        if keys:
            listed = ", ".join(map(quoted_text, keys))
            self._pending.append((1, lambda: self._run(
                "DELETE FROM {book} WHERE key IN ({keys})", book=quoted(book), keys=listed)))

    def keep_blob(self, book: str, key: str, content: bytes) -> None:
        """Keep ``content`` under ``key`` in a table ``book`` of the software's own.

        The table is made at the first use and not listed in ``gpkg_contents``, so it is no layer of QGIS.
        """
        side = self._side.put([[key], [content]], [None] * 2)

        def keep() -> None:
            self._run("CREATE TABLE IF NOT EXISTS {book} (key TEXT PRIMARY KEY NOT NULL, content BLOB)",
                      book=quoted(book))
            self._run("INSERT OR REPLACE INTO {book} SELECT c0, c1 FROM side.{side}",
                      book=quoted(book), side=side)

        self._pending.append((1, keep))

    def _bring(self, table: str, columns: Mapping[str, Any], geometry: Texts | None,
               indexed: bool = False) -> tuple[list[str], list[str], str]:
        """Put columns into a new side table.

        Return the quoted targets, what each is given in SQL, and the name of the side table. A text that
        all rows share goes there once.
        """
        declared = SCHEMA.table(table)
        targets = [quoted(name) for name in columns]
        arrays: list[Any] = list(columns.values())
        kinds: list[Kind | None] = [declared.column(name).kind for name in columns]
        if geometry is not None:
            targets.append(quoted(self._layer(table).GetGeometryColumn()))
            arrays.append(geometry)
            kinds.append(None)
        n = len(arrays[0])
        if any(len(array) != n for array in arrays):
            raise ValueError(f"the columns of {table} differ in length")
        shared = [bool(i or not indexed) and is_repeated(array) for i, array in enumerate(arrays)]
        own = [i for i, once in enumerate(shared) if not once]
        once = [i for i in range(len(arrays)) if shared[i] and own]
        if not own:
            own = list(range(len(arrays)))
        side = self._side.put([arrays[i] for i in own], [kinds[i] for i in own], indexed)
        given = {i: f"c{at}" for at, i in enumerate(own)}
        if once:
            few = self._side.put([arrays[i][:1] for i in once], [kinds[i] for i in once])
            given.update((i, sql("(SELECT c{at} FROM side.{few})", at=str(at), few=few))
                         for at, i in enumerate(once))
        return targets, [given[i] for i in range(len(arrays))], side

    def _in_steps(self, n: int, first: float, last: float) -> Iterator[str]:
        """Yield conditions on ``rowid`` that take all ``n`` rows, with a sign of life before each."""
        for at in range(0, n, CHUNK):
            self._beat(first + (last - first) * at / n)
            yield f"rowid > {at} AND rowid <= {at + CHUNK}"

    @contextmanager
    def _counted_once(self, table: str) -> Iterator[None]:
        """Count rows once after a bulk change, not once per row as GDAL's triggers do."""
        with self._without_triggers(table, "trigger_%_feature_count_%") as triggers:
            yield
        if triggers:
            self._run("UPDATE gpkg_ogr_contents SET feature_count = (SELECT count(*) FROM {table}) "
                      "WHERE lower(table_name) = lower({name})", table=quoted(table), name=quoted_text(table))

    @contextmanager
    def _without_triggers(self, table: str, like: str) -> Iterator[list[tuple[str, ...]]]:
        """Set triggers aside whose name is ``like``; within a transaction, so an error needs no repair."""
        triggers = self._rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' "
                              "AND tbl_name = {table} AND name LIKE {like}",
                              table=quoted_text(table), like=quoted_text(like))
        for name, _ in triggers:
            self._run("DROP TRIGGER {name}", name=quoted(name))
        yield triggers
        for _, statement in triggers:
            self._run("{statement}", statement=statement)

    @contextmanager
    def _indexed_once(self, table: str, n: int, ascending: Collection[str]) -> Iterator[None]:
        """Build the look-up indexes once after many new rows: sorting beats a million insertions.

        Rows of an empty table that come in the ``ascending`` order of a column need no sorting for it.
        """
        present = self.count(table) if n >= _MANY else n + 1
        indexes = self._rows("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
                             "AND tbl_name = {table}", table=quoted_text(table)) if n >= present else []
        if not present:
            of = {name: {row[2] for row in self._rows("PRAGMA index_info({name})", name=quoted(name))}
                  for name, _ in indexes}
            indexes = [(name, statement) for name, statement in indexes if not of[name] <= set(ascending)]
        for name, _ in indexes:
            self._run("DROP INDEX {name}", name=quoted(name))
        yield
        for number, (_, statement) in enumerate(indexes):
            self._beat(0.75 + 0.25 * number / len(indexes))
            self._run("{statement}", statement=statement)

    def _touched(self, table: str, moved: bool) -> None:
        """Keep ``gpkg_contents`` true: the time of change, and the extent where geometry came in."""
        self._written.setdefault(table, False)
        self._run("UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') "
                  "WHERE table_name = {table}", table=quoted_text(table))
        if not moved:
            return
        column = self._layer(table).GetGeometryColumn()
        index = f"rtree_{table}_{column}"
        if self._has_table(index):
            box, source = "min(minx), min(miny), max(maxx), max(maxy)", quoted(index)
        else:
            box = sql("min(ST_MinX({g})), min(ST_MinY({g})), max(ST_MaxX({g})), max(ST_MaxY({g}))",
                       g=quoted(column))
            source = quoted(table)
        self._run("UPDATE gpkg_contents SET (min_x, min_y, max_x, max_y) = (SELECT {box} FROM {source}) "
                  "WHERE table_name = {table}", box=box, source=source, table=quoted_text(table))


def _silent(_share: float) -> None:
    """Report to nobody."""


def _part_of(progress: Callable[[float], None] | None, first: float, width: float) -> Callable[[float], None]:
    """Return a progress for the stretch of ``width`` from ``first`` of another one."""
    return (lambda share: progress(first + width * share)) if progress else _silent


