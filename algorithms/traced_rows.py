"""Rows of a point trace: the nearest way per feature, what met nothing, and writing them out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from qgis.core import QgsFields, QgsGeometry

from ..i18n import inflected, translate
from ..layers.sources.network_layers import NetworkLayer, PointLayer
from ..tracing.answers.trace import PointTraces
from ..tracing.model import Basis, Floats, Hops, Ints, Rule, Texts
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


def output_fields() -> QgsFields:
    """Return the columns of the result, the same for both directions."""
    return result_fields(outfall_id="string", pipe_id="string", network_m="double", flow_basis="string")


def write_rows(
    result: ResultLayer, layer: NetworkLayer, point_ids: Texts, rows: Rows, progress: ProcessingProgress
) -> None:
    """Write the rows with the pipes' own geometry; raises UserError where it refuses."""
    names = {int(basis): basis.name.lower() for basis in Basis}
    total = max(len(rows.pipe), 1)
    columns = (rows.owner.tolist(), rows.pipe.tolist(), rows.network_m.tolist(), rows.basis.tolist())
    for at, (owner, pipe, metres, basis) in enumerate(zip(*columns)):
        if at % _PROGRESS_EVERY == 0:
            progress(at / total, "writing")
        values = [point_ids[owner], layer.ids[pipe], round(metres, 3), names[basis]]
        result.add(values, _geometry(layer.wkb[pipe]))
    progress(1.0, "writing")


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
