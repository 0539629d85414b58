"""Any line and point layers to engine input: the reader behind ``traceupstream``.

Takes a QGIS feature source of any kind (multi-part, curved, Z and M, any coordinate
system, with or without geometry) and the fields that mean something, and gives the plain
columns of :mod:`...tracing.model` in metres. What could not be used is said in ``problems``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from qgis.core import (
    QgsCoordinateTransformContext,
    QgsExpressionContext,
    QgsFeatureRequest,
    QgsFeatureSource,
    QgsProcessingFeatureSource,
    QgsWkbTypes,
)

from ...i18n import inflected, translate
from ...problems import Problem, Severity, UserError
from ...tracing.model import Bools, Floats, Flow, Ints, Nodes, Pipes, Points, Progress, Texts
from ...tracing.noding.node_ids import normal_codes
from ..qgis_names import LINE, NO_GEOMETRY, POINT, UNCHECKED
from ..store.geometry_io import Parts, parts_of, read_wkb
from .expressions import evaluated
from .feature_columns import FeatureColumns, read_columns, text_of
from .feature_reading import whole
from .metric_plane import MetricPlane


@dataclass(frozen=True)
class NetworkFields:
    """Names of the fields of a line layer that mean something; empty where there is none."""

    pipe_id: str = ""
    from_node: str = ""
    to_node: str = ""
    direction: str = ""
    invert_from: str = ""
    invert_to: str = ""
    size_mm: str = ""


@dataclass(frozen=True)
class FlowCodes:
    """What the values of a direction field mean; ``other`` holds for values not listed."""

    forward: str = ""
    backward: str = ""
    both: str = ""
    other: Flow = Flow.UNSTATED

    def flows(self, values: Texts) -> np.ndarray[Any, Any]:
        """Return (n,) int8 Flow values for normalised texts; None is unstated."""
        known: dict[str | None, Flow] = {None: Flow.UNSTATED}
        meanings = ((self.both, Flow.BOTH), (self.backward, Flow.BACKWARD), (self.forward, Flow.FORWARD))
        for code, flow in meanings:
            text = text_of(code)
            if text is not None:
                known[text] = flow
        return np.array([known.get(value, self.other) for value in values], dtype=np.int8)


@dataclass
class NetworkLayer:
    """A line layer read: engine input, and what is needed to write pipes out again.

    ids: (n,) text ids, never None; wkb: (n,) the geometry as it was, bytes or None; fids: (n,) of features.
    """

    pipes: Pipes
    ids: Texts
    wkb: Texts
    plane: MetricPlane
    fids: list[int]
    problems: list[Problem] = field(default_factory=list)


@dataclass
class PointLayer:
    """A point layer read. A multi-point gives several rows of ``points`` with one ``owner``.

    ids: (m,) one text per feature; owner: (n,) feature of each row of ``points``.
    """

    points: Points
    ids: Texts
    owner: Ints
    problems: list[Problem] = field(default_factory=list)


def read_network(
    source: QgsFeatureSource,
    fields: NetworkFields,
    codes: FlowCodes,
    context: QgsCoordinateTransformContext,
    progress: Progress | None = None,
    *,
    ids_decide: bool = False,
) -> NetworkLayer:
    """Read a line layer; raises UserError where it cannot be a network at all.

    ids_decide: leave out pipes with one node id of two, instead of joining them by place. A pipe with no id
    at all is always joined by place, and so is one on which a word, such as NA, says that there is none.
    """
    by_ids = bool(fields.from_node and fields.to_node)
    _check_kind(source, LINE, by_ids)
    columns = read_columns(
        source,
        (fields.pipe_id, fields.from_node, fields.to_node, fields.direction,
         fields.invert_from, fields.invert_to, fields.size_mm),
        progress,
    )  # fmt: skip
    name, ids = source.sourceName(), columns.names(0)
    problems = _crs_problems(source)
    parts, unreadable = parts_of(columns.straight)
    plane = MetricPlane(source.sourceCrs(), parts.xy, context, name)
    parts, lost = _in_metres(parts, plane)
    drawn = np.zeros(len(ids), dtype=bool)
    drawn[parts.part_row] = True
    from_node, to_node = columns.texts(1), columns.texts(2)
    if by_ids and ids_decide:
        half = np.not_equal(from_node == None, to_node == None)  # noqa: E711 - element by element
        parts = _kept(parts, ~half[parts.part_row])
        problems += _half_problems(ids, half, name)
    length = _lengths(parts, plane, len(ids))
    pipes = Pipes(
        n=len(ids),
        xy=parts.xy,
        part_start=parts.part_start,
        part_pipe=parts.part_row,
        from_node=from_node if by_ids else None,
        to_node=to_node if by_ids else None,
        flow=codes.flows(columns.texts(3)) if fields.direction else None,
        invert_from=columns.numbers(4) if fields.invert_from else None,
        invert_to=columns.numbers(5) if fields.invert_to else None,
        diameter_mm=columns.numbers(6) if fields.size_mm else None,
        length_m=length,
    )
    problems += _lost_problems(ids, np.union1d(lost, unreadable).astype(np.int64), name)
    problems += _undrawn_problems(ids, pipes, drawn, name)
    return NetworkLayer(pipes, ids, columns.wkb, plane, columns.ids, problems)


def read_points(
    source: QgsFeatureSource,
    id_field: str,
    node_field: str,
    plane: MetricPlane,
    progress: Progress | None = None,
) -> PointLayer:
    """Read a point layer into the plane of its network; raises UserError for other layers."""
    _check_kind(source, POINT, bool(node_field))
    columns = read_columns(source, (id_field, node_field), progress)
    problems = _crs_problems(source)
    crs = source.sourceCrs()
    if crs.isValid() and not plane.crs.isValid():
        text = translate(
            "NetworkLayers",
            "The network has no coordinate system, so the points of “{layer}” are used without reprojecting.",
        )
        problems.append(_warning(text.format(layer=source.sourceName())))
    nodes = columns.texts(1)
    xy, owner = _positions(columns, nodes)
    points = Points(xy=plane.to_metres(xy, crs), declared_node=nodes[owner] if node_field else None)
    return PointLayer(points, columns.names(0), owner, problems)


def read_manholes(
    source: QgsFeatureSource, id_field: str, plane: MetricPlane, progress: Progress | None = None
) -> Nodes:
    """Read the manholes of a network; raises UserError for a layer that has no points."""
    layer = read_points(source, id_field, id_field, plane, progress)
    codes = layer.points.declared_node
    if codes is None:
        codes = np.full(len(layer.owner), None, dtype=object)
    return Nodes(layer.points.xy, codes)


def closed_by(
    source: QgsFeatureSource, layer: NetworkLayer, expression: str, context: QgsExpressionContext,
    check: Callable[[], None] | None = None,
) -> Bools:
    """Return (n,) for which pipes of a layer that was read an expression is true; raises UserError."""
    closed = np.zeros(len(layer.fids), dtype=bool)
    told = evaluated(source, source.sourceName(), expression, context, check, *_unchecked(source))
    with whole(source.sourceName()):
        for at, (fid, value) in enumerate(told):
            _same_row(layer, at, fid, source)
            closed[at] = isinstance(value, (bool, int, float)) and bool(value)
    return closed


def attributes_of(source: QgsFeatureSource, layer: NetworkLayer, wanted: Bools) -> list[list[Any]]:
    """Return all attributes of the ``wanted`` (n,) pipes of a layer that was read, nothing of the others."""
    rows: list[list[Any]] = [[]] * len(layer.fids)
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    with whole(source.sourceName()):
        for at, feature in enumerate(source.getFeatures(request, *_unchecked(source))):
            _same_row(layer, at, feature.id(), source)
            if wanted[at]:
                rows[at] = feature.attributes()
    return rows


def _unchecked(source: QgsFeatureSource) -> list[Any]:
    return [UNCHECKED] if isinstance(source, QgsProcessingFeatureSource) else []


def _same_row(layer: NetworkLayer, at: int, fid: int, source: QgsFeatureSource) -> None:
    if at >= len(layer.fids) or layer.fids[at] != fid:
        text = translate("NetworkLayers", "“{layer}” changed while it was being read. Run again.")
        raise UserError(text.format(layer=source.sourceName()))


def _in_metres(parts: Parts, plane: MetricPlane) -> tuple[Parts, Ints]:
    """Return the parts in metres, and the rows of which a part had to be left out."""
    if not len(parts.xy):
        return parts, np.empty(0, dtype=np.int64)
    xy = plane.to_metres(parts.xy)
    whole = np.logical_and.reduceat(np.isfinite(xy).all(axis=1), parts.part_start[:-1])
    lost = np.unique(parts.part_row[~whole])
    return _kept(Parts(xy, parts.part_start, parts.part_row), whole), lost


def _kept(parts: Parts, keep: Bools) -> Parts:
    """Return the parts that ``keep`` (k,) says, with their vertices."""
    count = np.diff(parts.part_start)
    start = np.zeros(int(keep.sum()) + 1, dtype=np.int64)
    np.cumsum(count[keep], out=start[1:])
    return Parts(parts.xy[np.repeat(keep, count)], start, parts.part_row[keep])


def _lengths(parts: Parts, plane: MetricPlane, n: int) -> Floats:
    """Return (n,) metres of each row, 0 for one without a line."""
    lengths = np.bincount(parts.part_row, plane.part_lengths(parts.xy, parts.part_start), minlength=n)
    return lengths.astype(np.float64, copy=False)


def _positions(columns: FeatureColumns, nodes: Texts) -> tuple[Floats, Ints]:
    """Return (n, 2) positions and the feature each belongs to; NaN for a feature without a point.

    Every point of a multi-point starts a trace, unless the node is declared: then one is enough.
    """
    import shapely

    shapes = read_wkb(columns.straight)
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    keep = np.ones(len(owner), dtype=bool)
    keep[1:] = (owner[1:] != owner[:-1]) | (nodes[owner[1:]] == None)  # noqa: E711 - element by element
    absent = np.setdiff1d(np.arange(len(shapes)), owner)
    rows = np.concatenate([owner[keep], absent]).astype(np.int64)
    places = np.concatenate([xy[keep], np.full((len(absent), 2), np.nan)])
    order = np.argsort(rows, kind="stable")
    return places[order], rows[order]


def _check_kind(source: QgsFeatureSource, wanted: Any, without_geometry: bool) -> None:
    """Raise UserError where the layer is of the wrong kind; a plain table will do where ids connect."""
    kind = QgsWkbTypes.geometryType(source.wkbType())
    unsure = source.wkbType() in (QgsWkbTypes.Type.Unknown, QgsWkbTypes.Type.GeometryCollection)
    if kind == wanted or unsure or (kind == NO_GEOMETRY and without_geometry):
        return
    if wanted == LINE:
        text = translate(
            "NetworkLayers",
            "The network must be a line layer, or a table with both node fields; “{layer}” is: {kind}.",
        )
    else:
        text = translate(
            "NetworkLayers",
            "The outfalls must be a point layer, or a table with a node field; “{layer}” is: {kind}.",
        )
    raise UserError(text.format(layer=source.sourceName(), kind=QgsWkbTypes.displayString(source.wkbType())))


def _crs_problems(source: QgsFeatureSource) -> list[Problem]:
    if source.sourceCrs().isValid() or QgsWkbTypes.geometryType(source.wkbType()) == NO_GEOMETRY:
        return []
    text = translate(
        "NetworkLayers", "The layer “{layer}” has no coordinate system; its coordinates are taken as metres."
    )
    return [_warning(text.format(layer=source.sourceName()))]


def _lost_problems(ids: Texts, lost: Ints, name: str) -> list[Problem]:
    """Say which geometries, or parts of them, could not be used."""
    if not len(lost):
        return []
    text = translate(
        "NetworkLayers",
        "{n} (pipe has|pipes have) a geometry, or a part of one, that cannot be read or brought to metres; "
        "it is left out (first: {first}).",
    )
    return [_warning(inflected(text, n=len(lost), first=ids[lost[0]]), name)]


def _half_problems(ids: Texts, half: Bools, name: str) -> list[Problem]:
    """Say which pipes have one node id of two and are left out."""
    if not half.any():
        return []
    text = translate(
        "NetworkLayers",
        "{n} (pipe has|pipes have) only one of two node ids and (is|are) left out, because ids decide here "
        "(first: {first}). Complete the ids, or set INCOMPLETE_IDS to “place”.",
    )
    return [_warning(inflected(text, n=int(half.sum()), first=ids[np.flatnonzero(half)[0]]), name)]


def _undrawn_problems(ids: Texts, pipes: Pipes, drawn: Bools, name: str) -> list[Problem]:
    """Say what happens to pipes that came without a usable line."""
    joined = ~drawn
    if pipes.from_node is None or pipes.to_node is None:
        joined = np.zeros(pipes.n, dtype=bool)
    else:
        for codes in (pipes.from_node, pipes.to_node):
            joined &= np.array(normal_codes(codes), dtype=object) != ""
    problems = []
    if joined.any():
        text = translate(
            "NetworkLayers",
            "{n} (pipe has|pipes have) no geometry, (connects|connect) by node ids and (counts|count) with "
            "0 m (first: {first}).",
        )
        first = ids[np.flatnonzero(joined)[0]]
        problems.append(Problem(inflected(text, n=int(joined.sum()), first=first), Severity.NOTICE, name))
    left_out = ~drawn & ~joined
    if left_out.any():
        text = translate(
            "NetworkLayers",
            "{n} (pipe has|pipes have) neither a geometry nor two node ids and (is|are) left out "
            "(first: {first}).",
        )
        first = ids[np.flatnonzero(left_out)[0]]
        problems.append(_warning(inflected(text, n=int(left_out.sum()), first=first), name))
    return problems


def _warning(text: str, table: str = "") -> Problem:
    return Problem(text, Severity.WARNING, table)
