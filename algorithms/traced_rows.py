"""Rows of a point trace: the nearest way per feature, what met nothing, and writing them out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray
from qgis.core import QgsFields, QgsGeometry, QgsPointXY

from ..i18n import inflected, translate
from ..layers.sources.metric_plane import MetricPlane
from ..layers.sources.network_layers import NetworkLayer, PointLayer
from ..sentences import Names, end_code, end_sentence
from ..tracing.answers.last_hops import last_hops
from ..tracing.answers.trace import PointTraces
from ..tracing.model import Basis, Floats, Hops, Ints, Limit, Rule, Texts
from .call import ResultLayer
from .fields import result_fields
from .progress import ProcessingProgress

_SHOWN_AT_MOST = 20
_PROGRESS_EVERY = 1000


@dataclass(frozen=True)
class Rows:
    """One row per feature and pipe. owner: row of the point layer; pipe: row of the network."""

    owner: Ints
    pipe: Ints
    network_m: Floats
    basis: NDArray[np.int8]


def nearest_per_feature(traces: PointTraces, starts: PointLayer) -> Rows:
    """Return one row per feature and pipe: the nearest of a multi-point's points.

    Sorted by feature, then network metres, then pipe.
    """
    owner = starts.owner[traces.start]
    order = np.lexsort((traces.network_m, traces.pipe, owner))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(owner[order]) != 0) | (np.diff(traces.pipe[order]) != 0)
    kept = order[first]
    kept = kept[np.lexsort((traces.pipe[kept], traces.network_m[kept], owner[kept]))]
    return Rows(owner[kept], traces.pipe[kept], traces.network_m[kept], traces.basis[kept])


def output_fields(own: QgsFields) -> QgsFields:
    """Return the columns of the result, the same for both directions: ours, then the pipes' ``own``.

    A column of theirs that is called as one of ours, or as the row number of a GeoPackage, gets another name.
    """
    fields = result_fields(outfall_id="string", pipe_id="string", network_m="double", flow_basis="string")
    taken = {"fid", "ogc_fid", *(field.name().lower() for field in fields.toList())}
    for field in own.toList():
        name = free_name(field.name(), taken)
        taken.add(name.lower())
        field.setName(name)
        fields.append(field)
    return fields


def free_name(name: str, taken: Collection[str]) -> str:
    """Return ``name``, with a number behind it where it is ``taken`` (lower case)."""
    numbered = (name if n == 1 else f"{name}_{n}" for n in count(1))
    return next(each for each in numbered if each.lower() not in taken)


def write_rows(
    result: ResultLayer, layer: NetworkLayer, point_ids: Texts, rows: Rows, attributes: list[list[Any]],
    progress: ProcessingProgress,
) -> None:
    """Write the rows with the pipes' own ``attributes`` and geometry; raises UserError where it refuses."""
    names = {int(basis): basis.name.lower() for basis in Basis}
    total = max(len(rows.pipe), 1)
    columns = (rows.owner.tolist(), rows.pipe.tolist(), rows.network_m.tolist(), rows.basis.tolist())
    for at, (owner, pipe, metres, basis) in enumerate(zip(*columns)):
        if at % _PROGRESS_EVERY == 0:
            progress(at / total, "writing")
        values = [point_ids[owner], layer.ids[pipe], round(metres, 3), names[basis], *attributes[pipe]]
        result.add(values, _geometry(layer.wkb[pipe]))
    progress(1.0, "writing")


def link_fields() -> QgsFields:
    """Return the columns of LINKS."""
    return result_fields(outfall_id="string", source_id="string", network_m="double", hop_m="double",
                         rule="string", confidence="double")


def write_links(result: ResultLayer, traces: PointTraces, starts: PointLayer, others: PointLayer,
                plane: MetricPlane) -> int:
    """Write one row per point and other point that belong together, as its last hop; return how many.

    Of the points of a multi-point the nearest counts.
    """
    links, hops = traces.links, traces.other_hops
    if links is None or hops is None:
        return 0
    order = np.lexsort((links.network_m, others.owner[links.source], starts.owner[links.outfall]))
    pairs = np.column_stack([starts.owner[links.outfall], others.owner[links.source]])[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(pairs, axis=0) != 0).any(axis=1)
    order = order[first]
    place = others.points.xy[links.source[order]]
    begin, end = last_hops(place, hops.xy[links.source[order]])
    begin, end = plane.from_metres(begin), plane.from_metres(end)
    for at, row in enumerate(order.tolist()):
        values = [
            starts.ids[starts.owner[links.outfall[row]]], others.ids[others.owner[links.source[row]]],
            round(float(links.network_m[row]), 3), _number(links.hop_m[row]),
            Rule(links.rule[row]).name.lower(), round(float(links.confidence[row]), 4),
        ]
        points = [QgsPointXY(*begin[at].tolist()), QgsPointXY(*end[at].tolist())]
        drawn = bool(np.isfinite([begin[at], end[at]]).all())
        result.add(values, QgsGeometry.fromPolylineXY(points) if drawn else None)
    return len(order)


def end_fields() -> QgsFields:
    """Return the columns of ENDS."""
    return result_fields(outfall_id="string", n_outfalls="integer", reason="string", detail="string",
                         gap_m="double", pipe_id="string")


def write_ends(result: ResultLayer, traces: PointTraces, starts: PointLayer, layer: NetworkLayer,
               names: Names, *, upstream: bool) -> None:
    """Write one row per place where traces end: the nearest point, of how many, and why."""
    ends = traces.ends
    places = layer.plane.from_metres(ends.xy)
    limits = np.full(len(ends.xy), Limit.NONE) if ends.limit is None else ends.limit
    for at, (start, n, reason, pipe, gap, limit) in enumerate(zip(
        ends.outfall.tolist(), ends.n_outfalls.tolist(), ends.reason.tolist(), ends.pipe.tolist(),
        ends.gap_m.tolist(), limits.tolist(),
    )):  # fmt: skip
        values = [
            starts.ids[starts.owner[start]] if start >= 0 else None, n, end_code(reason, upstream=upstream),
            end_sentence(reason, gap, pipe, names, limit, upstream=upstream), _number(gap),
            layer.ids[pipe] if pipe >= 0 else None,
        ]
        drawn = bool(np.isfinite(places[at]).all())
        result.add(values, QgsGeometry.fromPointXY(QgsPointXY(*places[at].tolist())) if drawn else None)


def _number(value: float) -> float | None:
    return round(float(value), 3) if np.isfinite(value) else None


def _geometry(blob: bytes | None) -> QgsGeometry:
    geometry = QgsGeometry()
    if blob is not None:
        geometry.fromWkb(blob)
    return geometry


def unmet_sentences(starts: PointLayer, hops: Hops, limit_m: float) -> list[str]:
    """Say of each feature that meets no pipe how far the nearest one is; the rest is counted."""
    met = np.zeros(len(starts.ids), dtype=bool)
    met[starts.owner[hops.rule != Rule.NONE]] = True
    nearest = np.full(len(starts.ids), np.inf)
    np.minimum.at(nearest, starts.owner, np.where(np.isnan(hops.nearest_m), np.inf, hops.nearest_m))
    nodes = starts.points.declared_node
    node_of = {} if nodes is None else dict(zip(starts.owner.tolist(), nodes))
    unmet = np.flatnonzero(~met)
    sentences = []
    for row in unmet[:_SHOWN_AT_MOST].tolist():
        node = node_of.get(row)
        if np.isfinite(nearest[row]):
            text = translate(
                "Algorithms",
                "“{point}” meets no pipe: the nearest is {distance} m away, SNAP_DISTANCE is {limit} m.",
            ).format(point=starts.ids[row], distance=f"{nearest[row]:.1f}", limit=f"{limit_m:g}")
        elif node is not None:
            text = translate(
                "Algorithms", "“{point}” meets no pipe: no pipe starts or ends at its node “{node}”."
            ).format(point=starts.ids[row], node=node)
        else:
            text = translate("Algorithms", "“{point}” meets no pipe: it has no position.").format(
                point=starts.ids[row]
            )
        sentences.append(text)
    if len(unmet) > _SHOWN_AT_MOST:
        text = translate("Algorithms", "{n} more (point meets|points meet) no pipe.")
        sentences.append(inflected(text, n=len(unmet) - _SHOWN_AT_MOST))
    return sentences
