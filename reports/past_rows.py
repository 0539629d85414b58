"""Rows of a project as they were at the end of a day, as columns: those of today, or rebuilt from the audit.

What is rebuilt are the tables whose past is kept (``RECORDED``), with the places their rows had; all other
tables are read as they are today. What every trace measures anew has no past: it is today's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..layers.schema import RECORDED, SCHEMA, Geometry, Kind
from ..layers.store.columns import Columns
from ..layers.store.table_io import ProjectFile
from ..operations.project_rows import FileRows
from ..operations.regime.as_of import Past, past, typed
from ..problems import UserError
from .labels import texts, today

_TEXTS = (Kind.TEXT, Kind.JSON, Kind.DATE, Kind.DATETIME)


class DatedRows:
    """The tables of an open project as of ``date`` (ISO, local). uncertain: values changed unseen then."""

    def __init__(self, project: ProjectFile, date: str) -> None:
        self.date = date
        self.is_past = date < today()
        self.uncertain = 0
        self._project = project
        self._kept: dict[str, Past] = {}

    def read(self, table: str, columns: Sequence[str], geometry: bool = False) -> Columns | None:
        """Return columns of a table, None where the project does not have it."""
        if not self._project.has(table):
            return None
        if not (self.is_past and table in RECORDED):
            return self._project.read(table, columns, geometry=geometry)
        now = self._project.read(table, list(dict.fromkeys(["uid", *columns])), geometry=geometry)
        return _as_columns(table, columns, now, self._past(table), geometry=geometry)

    def matching(self, expression: str) -> set[str]:
        """Return the uids of the outfalls for which a QGIS expression was true; may raise UserError."""
        from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer

        from ..layers.sources.expressions import layer_rows_matching, rows_matching

        path = self._project.path
        if not self.is_past:
            found = set(rows_matching(path, "outfalls", expression).tolist())
            rows = self._project.read("outfalls", ["uid"])
            return {uid for fid, uid in zip(rows.fid.tolist(), texts(rows["uid"])) if fid in found}
        like = QgsVectorLayer(f"{path}|layername=outfalls", "outfalls", "ogr")
        layer = QgsVectorLayer(f"Point?crs={like.crs().authid()}", "outfalls", "memory")
        layer.dataProvider().addAttributes(like.fields().toList())
        layer.updateFields()
        names = [name for name in layer.fields().names() if name in SCHEMA.table("outfalls").column_names]
        then = self.read("outfalls", names, geometry=True)
        features = []
        for (x, y), cells in zip(then.xy.tolist(), zip(*(then[name].tolist() for name in names))):
            feature = QgsFeature(layer.fields())
            for name, cell in zip(names, cells):
                feature[name] = cell if cell == cell else None
            if x == x:
                feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, y)))
            features.append(feature)
        if not layer.dataProvider().addFeatures(features)[0]:
            raise UserError(layer.dataProvider().lastError())
        found = set(layer_rows_matching(layer, "outfalls", expression).tolist())
        return {feature["uid"] for feature in layer.getFeatures() if feature.id() in found}

    def last_run(self) -> str:
        """Return when the last run before the end of the day ended (UTC, ISO), "" where there was none."""
        runs = self.read("trace_runs", ["finished", "started"])
        ends = (
            []
            if runs is None
            else [end or start for end, start in zip(texts(runs["finished"]), texts(runs["started"]))]
        )
        return max((end for end in ends if not self.is_past or end <= end_of(self.date)), default="")

    def _past(self, table: str) -> Past:
        if table not in self._kept:
            self._kept[table] = past(FileRows(self._project), table, end_of(self.date))
            self.uncertain += len(self._kept[table].uncertain)
        return self._kept[table]


def end_of(date: str) -> str:
    """Return the last second of a local day in UTC, as the audit trail writes times."""
    day = dt.date.fromisoformat(date)
    last = dt.datetime(day.year, day.month, day.day, 23, 59, 59).astimezone()
    return last.astimezone(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _as_columns(table: str, names: Sequence[str], now: Columns, then: Past, *, geometry: bool) -> Columns:
    """Return past rows as columns; a row that went since has the number (``fid``) -1."""
    declared = SCHEMA.table(table)
    at = {uid: row for row, uid in enumerate(texts(now["uid"]))}
    here = [at.get(uid, -1) for uid in then.rows]
    values: dict[str, Any] = {}
    odd: dict[str, dict[int, str]] = {}
    for name in names:
        kind = declared.column(name).kind
        cells: list[Any] = []
        for row, (found, past_row) in enumerate(zip(here, then.rows.values())):
            value = None
            if name not in past_row:
                value = now.cell(name, found) if found >= 0 else None
            else:
                try:
                    value = typed(past_row[name], kind)
                except ValueError:  # what somebody wrote into a column of numbers
                    odd.setdefault(name, {})[row] = str(past_row[name])
            cells.append(value)
        values[name] = (
            np.array(cells, dtype=object)
            if kind in _TEXTS
            else np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)
        )
    made = Columns(len(here), np.array([now.fid[i] if i >= 0 else -1 for i in here], dtype=np.int64), values)
    made.odd = odd
    if geometry and declared.geometry is Geometry.POINT:
        made.xy = _places(now, here, then)
    return made


def _places(now: Columns, here: Sequence[int], then: Past) -> Any:
    import shapely

    found = np.full((len(here), 2), np.nan)
    for row, (at, uid) in enumerate(zip(here, then.rows)):
        if uid in then.places:
            point = shapely.from_wkt(then.places[uid], on_invalid="ignore") if then.places[uid] else None
            if point is not None and not point.is_empty:
                found[row] = point.x, point.y
        elif at >= 0:
            found[row] = now.xy[at]
    return found
