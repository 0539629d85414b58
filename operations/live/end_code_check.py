"""Node codes of a pipe that was just drawn otherwise, held against the rows around it.

The check is that of a run (:mod:`...tracing.id_places`), asked of the few rows that lie where the pipe's ends
are and where they were: whatever else carries its codes lies there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from ...layers.qgis_names import METRES
from ...layers.sources.feature_reading import read_features
from ...layers.store.geometry_io import parts_of
from ...sentences import Names, finding_sentences
from ...tracing.answers.id_findings import end_findings
from ...tracing.model import Finding, Nodes, Options, Pipes
from ...tracing.noding.noding import node_pipes
from ..runs.declared import declared_id

if TYPE_CHECKING:
    from qgis.core import QgsFeature, QgsVectorLayer

_BESIDE_M = 1.5
_KINDS = ("id_moved", "split_pipe", "id_apart")


def wrong_end_codes(
    pipes: QgsVectorLayer, manholes: QgsVectorLayer | None, fid: int, shapes: Iterable[bytes],
    options: Options | None = None,
) -> list[tuple[str, str]]:
    """Return what is wrong with the node codes of pipe ``fid`` as it is drawn now, and how to mend it.

    shapes: its lines now and before, WKB; options: those that the network is traced by. Raises
    :class:`problems.UserError` where the layers cannot be read.
    """
    from qgis.core import QgsUnitTypes

    options = options or Options()
    scale = QgsUnitTypes.fromUnitToUnitFactor(pipes.crs().mapUnits(), METRES)
    spots = [spot for shape in shapes for spot in _ends(shape)]
    rows = _around(pipes, spots, _BESIDE_M / scale, _pipe)
    if fid not in rows or not all(rows[fid][1:3]):
        return []
    fids, cells = list(rows), list(rows.values())
    parts, _ = parts_of(_column(shape for shape, *_ in cells))
    names = _column(code or uid for *_, code, uid in cells)
    drawn = Pipes(
        len(cells), parts.xy * scale, parts.part_start, parts.part_row,
        _column(start for _, start, *_ in cells), _column(end for _, _, end, *_ in cells))
    nodes = None
    if manholes is not None:
        points = list(_around(manholes, spots, _BESIDE_M / scale, _manhole).values())
        xy = np.array([place for place, _ in points]).reshape(-1, 2) * scale
        nodes = Nodes(xy, _column(code for _, code in points))
    noding = node_pipes(
        drawn, nodes, options.tolerance_m, id_distance_m=options.id_distance_m,
        known=(options.id_distance_m, frozenset()))
    nobody = _column([])
    called = Names(names, names, nobody, nobody, nobody, nobody)
    return [finding_sentences(finding, called) for finding in end_findings(noding, drawn, nodes)
            if finding.kind in _KINDS and _is_about(finding, fids.index(fid))]


def _is_about(finding: Finding, row: int) -> bool:
    return finding.object_row == row or (finding.kind != "id_moved" and finding.other == row)


def _ends(shape: bytes) -> list[tuple[float, float]]:
    xy = parts_of(_column([shape]))[0].xy
    return [(float(x), float(y)) for x, y in xy[[0, -1]].tolist()] if len(xy) else []


def _around(
    layer: QgsVectorLayer, spots: list[tuple[float, float]], reach: float, take: Any
) -> dict[int, Any]:
    """Return the rows of a layer, unsaved edits included, that come near any of the spots."""
    from qgis.core import QgsFeatureRequest, QgsRectangle

    found: dict[int, Any] = {}
    for x, y in spots:
        window = QgsRectangle(x - reach, y - reach, x + reach, y + reach)
        request = QgsFeatureRequest().setFilterRect(window)
        found.update(read_features(layer, request, lambda feature: (feature.id(), take(feature)), expected=0))
    return found


def _pipe(feature: QgsFeature) -> tuple[Any, ...]:
    from ...layers.sources.feature_columns import text_of

    blob = feature.geometry().asWkb().data() if feature.hasGeometry() else None
    start, end, code, uid = (text_of(feature[name]) for name in ("from_node", "to_node", "code", "uid"))
    return blob, declared_id(start), declared_id(end), code, uid or ""


def _manhole(feature: QgsFeature) -> tuple[Any, ...]:
    from ...layers.sources.feature_columns import text_of

    if not feature.hasGeometry():
        return (np.nan, np.nan), None
    point = feature.geometry().centroid().asPoint()
    return (point.x(), point.y()), declared_id(text_of(feature["code"]))


def _column(values: Iterable[Any]) -> Any:
    cells = list(values)
    out = np.empty(len(cells), dtype=object)
    out[:] = cells
    return out
