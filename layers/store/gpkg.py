"""The few GDAL calls around a project GeoPackage that are not about rows.

GDAL reports errors in two ways, by a return value or (where some other plugin called
``UseExceptions``) by RuntimeError. :func:`gdal_said` and :func:`sql` make one way of it:
:class:`GdalError` with what GDAL said.
"""

from __future__ import annotations

import math
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...i18n import translate
from ...problems import UserError


class GdalError(Exception):
    """GDAL could not do it; the text is GDAL's own, for the log."""


#: How the files end that SQLite may keep beside a database.
SIDE_ENDS = ("-wal", "-shm", "-journal")


def side_files(path: Path) -> tuple[Path, ...]:
    """Return the files that SQLite may keep beside ``path`` and that belong to it."""
    return tuple(path.with_name(path.name + end) for end in SIDE_ENDS)


def layer_uri(path: str | os.PathLike[str], table: str) -> str:
    """Return the source by which QGIS's ogr provider opens ``table`` of the GeoPackage."""
    return f"{Path(path).as_posix()}|layername={table}"


@contextmanager
def no_exceptions() -> Iterator[None]:
    """Let GDAL return what it returns, also where some other plugin made it raise."""
    from osgeo import gdal, ogr, osr

    modules = (ogr, osr, gdal)
    off: list[Any] = []
    while any(module.GetUseExceptions() for module in modules):
        before = len(off)
        for module in modules:
            # Before GDAL 3.7 the one that was switched on last goes first, and others refuse.
            with suppress(RuntimeError):
                if module.GetUseExceptions():
                    module.DontUseExceptions()
                    off.append(module)
                    break
        if len(off) == before:
            break
    try:
        yield
    finally:
        for module in reversed(off):
            module.UseExceptions()


@contextmanager
def gdal_said() -> Iterator[list[str]]:
    """Collect GDAL's errors instead of printing or raising them; what Python raises becomes GdalError."""
    from osgeo import gdal

    said: list[str] = []

    def listen(level: int, _number: int, text: str) -> None:
        if level >= gdal.CE_Failure:
            said.append(text)

    gdal.PushErrorHandler(listen)
    try:
        with no_exceptions():
            yield said
    except (RuntimeError, SystemError, UnicodeDecodeError) as error:  # the last two: what it says is no UTF-8
        raise GdalError(str(error)) from error
    finally:
        gdal.PopErrorHandler()


@contextmanager
def quiet() -> Iterator[None]:
    """Print nothing. A handler in Python would stumble over messages that quote bytes of the data."""
    from osgeo import gdal

    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        yield
    finally:
        gdal.PopErrorHandler()


@contextmanager
def thread_option(name: str, value: str) -> Iterator[None]:
    """Set a configuration option of GDAL, in this thread only."""
    from osgeo import gdal

    before = gdal.GetThreadLocalConfigOption(name)
    gdal.SetThreadLocalConfigOption(name, value)
    try:
        yield
    finally:
        gdal.SetThreadLocalConfigOption(name, before)


#: When this process last opened a file to write into it.
_opened_for_writing: dict[str, float] = {}


def seconds_since_own_write(path: str | os.PathLike[str]) -> float:
    """Return how long ago this process began to write into ``path``; infinite where it never did."""
    return time.monotonic() - _opened_for_writing.get(os.path.realpath(path), -math.inf)


def open_dataset(
    path: str | os.PathLike[str], update: bool = False, drivers: Sequence[str] = ("GPKG",)
) -> Any:
    """Return the GeoPackage as an open gdal.Dataset; drop the last reference to close it.

    Raises GdalError where GDAL cannot open it, and UserError where what was saved last lies in a file
    beside it that cannot be read here.
    """
    from osgeo import gdal

    journal = Path(f"{path}-journal")
    if not update and journal.is_file() and journal.stat().st_size and os.access(path, os.W_OK):
        # A killed writer left it; only an opening that may write can take the half write back.
        with gdal_said():
            gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_UPDATE, allowed_drivers=list(drivers))
    if update:
        _opened_for_writing[os.path.realpath(path)] = time.monotonic()
    flags = gdal.OF_VECTOR | (gdal.OF_UPDATE if update else gdal.OF_READONLY)
    with gdal_said() as said:
        dataset = gdal.OpenEx(str(path), flags, allowed_drivers=list(drivers))
        if dataset is None:
            if journal.is_file() and journal.stat().st_size and "readonly" in "".join(said):
                raise _unreadable(path, journal)
            raise GdalError("; ".join(said) or "not recognised as a GeoPackage")
    log = Path(f"{path}-wal")
    # GDAL opens a file as one that never changes, without its log, where it can make no index of the log.
    if log.is_file() and log.stat().st_size and sql(dataset, "PRAGMA journal_mode") != [("wal",)]:
        raise _unreadable(path, log)
    return dataset


def check_saved(path: Path) -> None:
    """Raise UserError where any SQLite file, a project or not, would be read without its last saves."""
    log, journal = path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-journal")
    if not path.is_file() or not any(each.is_file() and each.stat().st_size for each in (log, journal)):
        return
    with path.open("rb") as file:
        is_sqlite = file.read(16) == b"SQLite format 3\0"
    if is_sqlite:
        with suppress(GdalError):  # what is wrong with it otherwise is said where it is read
            open_dataset(path, drivers=("GPKG", "SQLite"))


def _unreadable(path: str | os.PathLike[str], beside: Path) -> UserError:
    said = translate(
        "ProjectFile",
        "{beside} holds what was saved last in {path}, and it cannot be read here because nothing may be "
        "written in {folder}. Copy both files into a folder where you may write, and use the copy; or close "
        "the file in the program that has it open.",
    )
    return UserError(said.format(beside=beside, path=path, folder=beside.parent))


@contextmanager
def transaction(dataset: Any) -> Iterator[None]:
    """Do all that is inside, or nothing of it; raises GdalError where it cannot begin or end."""
    _ended(dataset.StartTransaction, "no transaction")
    try:
        yield
        _ended(dataset.CommitTransaction, "not committed")
    except BaseException:
        with suppress(GdalError), gdal_said():
            dataset.RollbackTransaction()  # on a full disk SQLite has done it already, and GDAL complains
        with suppress(GdalError), gdal_said():
            dataset.FlushCache()  # GDAL makes triggers anew that are back already, and says so
        raise


def _ended(step: Callable[[], int], otherwise: str) -> None:
    with gdal_said() as said:
        failed = step() != 0
    if failed:
        raise GdalError("; ".join(said) or otherwise)


@dataclass(frozen=True)
class Names:
    """Identifiers in a statement: table and column names, or expressions over them."""

    names: tuple[str, ...]


def bound(statement: str, **values: str | int | tuple[str, ...] | Names) -> str:
    """Return ``statement`` with each ``:name`` replaced by its value as an SQL literal.

    GDAL's ExecuteSQL takes no parameters, so this is the one place where values enter a statement:
    text is quoted, a tuple becomes a list of quoted texts, :class:`Names` stand as they are.
    """

    def literal(found: re.Match[str]) -> str:
        value = values[found.group(1)]
        if isinstance(value, Names):
            return ", ".join(value.names)
        if isinstance(value, tuple):
            return ", ".join(quoted_text(text) for text in value)
        return str(int(value)) if isinstance(value, int) else quoted_text(value)

    return re.sub(r":([a-z_]+)", literal, statement)


def quoted_text(text: str) -> str:
    """Return a text as SQL takes it."""
    return "'" + text.replace("'", "''") + "'"


def quoted(identifier: str) -> str:
    """Return the name of a table or column as SQL takes it."""
    return '"' + identifier.replace('"', '""') + '"'


def sql(dataset: Any, statement: str) -> list[tuple[Any, ...]]:
    """Run one SQL statement and return its rows; names in it come from the schema, never from data."""
    with gdal_said() as said:
        result = dataset.ExecuteSQL(statement)
        rows = []
        if result is not None:
            width = result.GetLayerDefn().GetFieldCount()
            rows = [tuple(feature.GetField(i) for i in range(width)) for feature in result]
            dataset.ReleaseResultSet(result)
        if said:
            raise GdalError("; ".join(said))
    return rows
