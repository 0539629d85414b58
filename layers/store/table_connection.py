"""The project GeoPackage, open in GDAL: its layers, and statements on its own connection.

Only GDAL (the one QGIS uses) opens a project. Statements are filled with quoted names of the
schema; values never come that way.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from ...i18n import translate
from ...problems import Problem, Severity, UserError
from ..schema import SCHEMA
from .foreign_objects import check_objects
from .gpkg import GdalError, open_dataset, quoted_text

Opened = TypeVar("Opened", bound="Connection")


class Connection:
    """One open project file; raises :class:`UserError` for one that is missing, locked or of another kind."""

    def __init__(self, path: str | os.PathLike[str], update: bool = False) -> None:
        self.path = str(path)
        self._update = update
        self._dataset: Any = None

    def __enter__(self: Opened) -> Opened:
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
        check_objects(self._dataset, self.path)
        return self

    def __exit__(self, *_: object) -> None:
        self._dataset = None  # GDAL closes the file

    @contextmanager
    def row_by_row(self) -> Iterator[Any]:
        """Yield the open gdal.Dataset; what cannot be written raises UserError."""
        try:
            yield self._dataset
        except GdalError as error:
            raise self._write_error(str(error)) from error

    def has(self, table: str) -> bool:
        """Tell whether the file holds ``table``."""
        return self._layer_or_none(table) is not None

    def _layer_or_none(self, table: str) -> Any:
        with errors(), suppress(RuntimeError):
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
        with errors():
            result = self._dataset.ExecuteSQL(sql(template, **parts))
            if result is None:
                return []
            width = result.GetLayerDefn().GetFieldCount()
            rows = [tuple(feature.GetFieldAsString(i) for i in range(width)) for feature in result]
            self._dataset.ReleaseResultSet(result)
        return rows

    def _run(self, template: str, **parts: str) -> None:
        """Execute one statement on the project's own connection."""
        with errors() as said:
            try:
                result = self._dataset.ExecuteSQL(sql(template, **parts))
            except RuntimeError as error:
                said.append(str(error))
                result = None
            if result is not None:
                self._dataset.ReleaseResultSet(result)
        if said:
            raise self._write_error("; ".join(said))

    def _commit(self) -> None:
        with errors() as said:
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

    def _has_table(self, name: str) -> bool:
        return bool(self._rows(
            "SELECT name, type FROM sqlite_master WHERE name = {name}", name=quoted_text(name)))


@contextmanager
def errors() -> Iterator[list[str]]:
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


def sql(template: str, **parts: str) -> str:
    """Fill a statement with quoted names of the schema; values never come this way."""
    return template.format(**parts)
