"""What lies under every map, read from the project as plain arrays and shapely shapes, and frames.

Maps draw copies: they open no layer on the project file, so they take no lock and leave no journal, and may
be made while the project is open in QGIS.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..i18n import translate
from ..layers.store.table_io import ProjectFile
from .labels import texts
from .query import crs_wkt

if TYPE_CHECKING:  # frames of sheets are computed without QGIS
    from qgis.core import QgsCoordinateReferenceSystem

Box = tuple[float, float, float, float]  # x0, y0, x1, y1

TICK_KM = 10.0


@dataclass
class Lines:
    """Pipes to draw: shapely lines and the code each is drawn by."""

    shapes: Any
    codes: list[str]


@dataclass
class Base:
    """What lies under every map, in the project's CRS."""

    crs_wkt: str
    metres_per_unit: float
    districts: list[tuple[Any, str, str]]  # shape, county code, name
    river: list[Any]
    axis: list[tuple[Any, float]]  # line drawn downstream, km at its start

    @property
    def metres(self) -> float:
        """Return the metres of a unit, about those of a degree where the project is in degrees."""
        return self.metres_per_unit if self.metres_per_unit == self.metres_per_unit else 1.0 / 9e-6

    @property
    def crs(self) -> QgsCoordinateReferenceSystem:
        """Return the system of all positions."""
        from qgis.core import QgsCoordinateReferenceSystem

        return QgsCoordinateReferenceSystem.fromWkt(self.crs_wkt)

    def crs_words(self) -> str:
        """Return the sentence that names the system on a page."""
        crs = self.crs
        said = translate("Reports", "Coordinates: {crs}.")
        return said.format(crs=f"{crs.authid()} {crs.description()}".strip())


class Network:
    """The pipes of a project, read once: those of a frame are drawn again and again."""

    def __init__(self, path: str | Path) -> None:
        import shapely

        with ProjectFile(path) as project:
            pipes = _optional(project, "pipes", ["uid", "system"], geometry=True)
            traces = _optional(project, "pipe_trace", ["pipe_uid"])
        traced = set() if traces is None else set(traces["pipe_uid"].tolist())
        self._shapes, self._codes = np.empty(0, dtype=object), []
        if pipes is not None:
            codes = [(system or "unknown") if uid in traced else "untraced"
                     for uid, system in zip(pipes["uid"].tolist(), pipes["system"].tolist())]
            parts = pipes.parts
            n = np.diff(parts.part_start)
            drawn = n >= 2
            self._shapes = shapely.linestrings(
                parts.xy[np.repeat(drawn, n)], indices=np.repeat(np.arange(drawn.sum()), n[drawn]))
            self._codes = [codes[row] for row in parts.part_row[drawn].tolist()]
        self._tree = shapely.STRtree(self._shapes)

    def within(self, box: Box) -> Lines:
        """Return the pipes that meet ``box``: code of their system, "untraced" where they drain nowhere."""
        import shapely

        found = np.sort(self._tree.query(shapely.box(*box)))
        return Lines(self._shapes[found], [self._codes[at] for at in found.tolist()])


def ticks(data: Base, step_km: float = TICK_KM) -> list[tuple[float, float, float]]:
    """Return every ``step_km`` of the axis as x, y, km."""
    if not np.isfinite(data.metres_per_unit):
        return []
    found = []
    for line, start_km in data.axis:
        length_km = line.length * data.metres_per_unit / 1000.0
        first = np.ceil(start_km / step_km) * step_km
        for km in np.arange(first, start_km + length_km, step_km):
            point = line.interpolate((km - start_km) * 1000.0 / data.metres_per_unit)
            found.append((point.x, point.y, float(km)))
    return found


def whole_box(xy: Any, aspect: float) -> Box:
    """Return the frame of all outfalls (n, 2) with a margin, widened to width/height ``aspect``."""
    return _fitted(xy.min(axis=0), xy.max(axis=0), aspect, margin=0.05, least=2000.0)


def inset_box(outfalls: Any, sources: Sequence[Any], aspect: float, width: float) -> Box:
    """Return the frame ``width`` wide (units of the CRS) where most outfalls and sources lie.

    That is the centre of the city.
    """
    xy = np.vstack([outfalls, outfalls, *sources])
    x0, y0, x1, y1 = whole_box(outfalls, 1.0)
    cells = 12  # of the density grid across the frame
    cell = width / cells
    bins = [max(int((x1 - x0) / cell), 1), max(int((y1 - y0) / cell), 1)]
    counts, x_edges, y_edges = np.histogram2d(xy[:, 0], xy[:, 1], bins=bins, range=[[x0, x1], [y0, y1]])
    smooth = _window_sums(counts, cells, max(int(cells / aspect), 1))
    i, j = np.unravel_index(int(np.argmax(smooth)), smooth.shape)
    centre = np.array([(x_edges[i] + x_edges[i + 1]) / 2, (y_edges[j] + y_edges[j + 1]) / 2])
    half = np.array([width, width / aspect]) / 2
    return (*(centre - half), *(centre + half))


def _window_sums(counts: Any, wide: int, high: int) -> Any:
    """Return for every cell the sum of the window around it."""
    padded = np.pad(counts, ((wide // 2, wide - wide // 2), (high // 2, high - high // 2)))
    total = np.pad(padded.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    sums = total[wide:, high:] - total[:-wide, high:] - total[wide:, :-high] + total[:-wide, :-high]
    return sums[:counts.shape[0], :counts.shape[1]]


def _fitted(low: Any, high: Any, aspect: float, margin: float, least: float) -> Box:
    centre = (low + high) / 2
    size = np.maximum((high - low) * (1 + 2 * margin), least)
    width = max(size[0], size[1] * aspect)
    half = np.array([width, width / aspect]) / 2
    return (*(centre - half), *(centre + half))


def read_base(path: str | Path) -> Base:
    """Read what lies under every map of a project."""
    with ProjectFile(path) as project:
        return _base(project)


def _base(project: ProjectFile) -> Base:
    return Base(
        crs_wkt=crs_wkt(project.path),
        metres_per_unit=project.metres_per_unit("outfalls"),
        districts=_districts(project),
        river=_shapes(project, "river"),
        axis=_axis(_optional(project, "river_axis", ["start_km"], geometry=True)),
    )


def _shapes(project: ProjectFile, table: str) -> list[Any]:
    found = _optional(project, table, [], geometry=True)
    if found is None or found.shapes is None:
        return []
    return [shape for shape in found.shapes if shape is not None]


def _optional(project: ProjectFile, table: str, columns: Sequence[str], *, geometry: bool = False) -> Any:
    """Return a table's columns, None where the project does not have it."""
    return project.read(table, columns, geometry=geometry) if project.has(table) else None


def _districts(project: ProjectFile) -> list[tuple[Any, str, str]]:
    found = _optional(project, "districts", ["county_code", "name"], geometry=True)
    if found is None or found.shapes is None:
        return []
    codes, names = texts(found["county_code"]), texts(found["name"])
    return [(shape, code, name) for shape, code, name in zip(found.shapes, codes, names) if shape is not None]


def _axis(found: Any) -> list[tuple[Any, float]]:
    import shapely

    if found is None or found.parts is None:
        return []
    lines = []
    for part, row in enumerate(found.parts.part_row.tolist()):
        xy = found.parts.xy[found.parts.part_start[part]:found.parts.part_start[part + 1]]
        start = found["start_km"][row]
        if len(xy) >= 2:
            lines.append((shapely.LineString(xy), float(start) if np.isfinite(start) else 0.0))
    return lines
