"""Rows of a project as the open layers show them: unsaved edits included.

What the judging, the findings and the checks read. Reading asks the edit session for the layer,
so it works on a table that the open QGIS project does not show, too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...layers.sources.feature_reading import read_features
from .originals import plain

if TYPE_CHECKING:
    from qgis.core import QgsGeometry

    from .session import EditSession


@dataclass(frozen=True)
class Row:
    """One row: its feature id, its values by column, its geometry where asked."""

    fid: int
    values: dict[str, Any]
    geometry: QgsGeometry | None = None

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def text(self, column: str) -> str:
        """Return a value as text, "" where there is none."""
        value = self.values.get(column)
        return "" if value is None else str(value)


def read_rows(
    session: EditSession,
    table: str,
    columns: Sequence[str],
    column: str = "",
    among: Collection[str] = (),
    geometry: bool = False,
) -> list[Row]:
    """Return the rows of ``table`` whose text ``column`` is one of ``among``; all rows without a column."""
    from qgis.core import QgsExpression, QgsFeatureRequest

    if column and not among:
        return []
    layer = session.layer(table)
    fields = layer.fields()
    present = [(name, fields.lookupField(name)) for name in columns]
    request = QgsFeatureRequest()
    if column:
        wanted = ", ".join(QgsExpression.quotedString(value) for value in sorted(among))
        request.setFilterExpression(f"{QgsExpression.quotedColumnRef(column)} IN ({wanted})")
        present_at = {at for _, at in present} | {fields.lookupField(column)}
    else:
        present_at = {at for _, at in present}
    request.setSubsetOfAttributes(sorted(at for at in present_at if at >= 0))
    if not geometry:
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    return read_features(
        layer,
        request,
        lambda feature: Row(
            feature.id(),
            {name: plain(feature.attribute(at)) if at >= 0 else None for name, at in present},
            feature.geometry() if geometry and feature.hasGeometry() else None,
        ),
    )


def texts_starting(session: EditSession, table: str, column: str, start: str) -> list[str]:
    """Return the texts of a column of ``table`` that begin with ``start``, capitals or not."""
    from qgis.core import QgsExpression, QgsFeatureRequest

    layer = session.layer(table)
    at = layer.fields().lookupField(column)
    request = QgsFeatureRequest()
    request.setFilterExpression(
        f"{QgsExpression.quotedColumnRef(column)} ILIKE {QgsExpression.quotedString(f'{start}%')}")
    request.setSubsetOfAttributes([at])
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    return read_features(layer, request, lambda feature: str(feature.attribute(at)))


def row_of(
    session: EditSession, table: str, uid: str, columns: Sequence[str], geometry: bool = False
) -> Row | None:
    """Return the row with this uid, or None."""
    found = read_rows(session, table, columns, "uid", [uid], geometry)
    return found[0] if found else None


def now() -> Any:
    """Return the present time as the project stores times: UTC, whole seconds, as a QDateTime."""
    from qgis.PyQt.QtCore import QDateTime

    moment = QDateTime.currentDateTimeUtc()
    return moment.addMSecs(-moment.time().msec())


def local_text(value: Any) -> str:
    """Return a stored time (UTC) as local text, to the minute; "" for none."""
    from qgis.PyQt.QtCore import QDateTime, Qt

    if isinstance(value, str):
        read = QDateTime.fromString(value[:19], "yyyy-MM-ddTHH:mm:ss")
        value = QDateTime(read.date(), read.time(), Qt.TimeSpec.UTC) if read.isValid() else value
    if not isinstance(value, QDateTime) or not value.isValid():
        return "" if value is None else str(value)
    if value.timeSpec() != Qt.TimeSpec.UTC:  # QGIS before 3.30 reads UTC as if it were local
        value = QDateTime(value.date(), value.time(), Qt.TimeSpec.UTC)
    return str(value.toLocalTime().toString("yyyy-MM-dd HH:mm"))
