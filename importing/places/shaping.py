"""The geometry of a delivery, made to fit its table: kind, parts, dimensions and system."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...i18n import translate
from ...layers.schema import Geometry
from ...layers.store.geometry_io import shapes_of
from ...tracing.model import Bools, Texts
from ..cleaning.change_record import Ledger
from .placing import Mover

_CHUNK = 100_000
_PLAIN = {Geometry.POINT: b"\x01\x01\x00\x00\x00", Geometry.LINE: b"\x01\x02\x00\x00\x00"}
_POINTS, _LINES, _AREAS = (0, 4), (1, 2, 5), (3, 6)  # shapely's type ids


@dataclass
class _Chosen:
    """Rows of a table of points whose point was chosen: inside an area, in the middle of several points."""

    inside: list[int] = field(default_factory=list)
    middle: list[int] = field(default_factory=list)


def shaped(wkb: Texts, kind: Geometry, mover: Mover, ledger: Ledger, report: Any) -> Texts:
    """Return WKB in the project's system, None where a row has no usable geometry.

    A row whose geometry cannot be read or is of another kind is turned away with its reason. A
    polygon in a table of points becomes a point inside it, which is said.
    """
    plain = _PLAIN.get(kind)
    if mover.same and plain is not None and all(
            blob is None or (blob.startswith(plain) and len(blob) >= 21) for blob in wkb.tolist()):
        return _without_nonsense(wkb, kind, ledger)
    out: Any = np.empty(len(wkb), dtype=object)
    chosen = _Chosen()
    for first in range(0, len(wkb), _CHUNK):
        report(first / max(1, len(wkb)), "placing")
        rows = slice(first, min(first + _CHUNK, len(wkb)))
        out[rows] = _shaped_chunk(wkb[rows], first, kind, mover, ledger, chosen)
    ledger.problem(translate("Import", "Rows with several points: {n}. The middle of them was taken.").format(
        n=len(chosen.middle)), chosen.middle, "geometry",
        translate("Import", "Look at them: one row is one place here."))
    if chosen.inside:
        ledger.assumptions.append(translate(
            "Import", "Areas that became points, a place inside each: {n}. Map the layer to the site "
                      "outlines to keep the areas.").format(n=len(chosen.inside)))
    return out


def _without_nonsense(wkb: Texts, kind: Geometry, ledger: Ledger) -> Texts:
    """Check that vertices are finite; plain blobs stay what they are."""
    from ...layers.store.geometry_io import parts_of, points_of

    if kind is Geometry.POINT:
        xy, _ = points_of(wkb)
        bad = ~np.isfinite(xy).all(axis=1) & np.array([blob is not None for blob in wkb.tolist()], dtype=bool)
    else:
        parts, _ = parts_of(wkb)
        wrong = ~np.isfinite(parts.xy).all(axis=1)
        bad = np.zeros(len(wkb), dtype=bool)
        if wrong.any():
            vertex_part = np.repeat(np.arange(len(parts.part_row)), np.diff(parts.part_start))
            bad[parts.part_row[vertex_part[wrong]]] = True
    if not bad.any():
        return wkb
    ledger.reject(bad, _no_numbers())
    out = wkb.copy()
    out[bad] = None
    return out


def _no_numbers() -> str:
    return translate("Import", "The geometry has coordinates that are no numbers or lie outside the area of "
                               "the coordinate "
                     "system.")


def _shaped_chunk(
    wkb: Texts, first: int, kind: Geometry, mover: Mover, ledger: Ledger, chosen: _Chosen
) -> Any:
    import shapely

    shapes, unreadable = shapes_of(wkb)
    ledger.reject((unreadable + first).tolist(), translate("Import", "The geometry cannot be read."))
    shapes[shapely.is_empty(shapes)] = None
    shapes = _of_kind(shapes, first, kind, ledger, chosen)
    there = ~shapely.is_missing(shapes)
    if not there.any():
        return np.full(len(wkb), None, dtype=object)
    if mover.same:
        shapes[there] = shapely.force_2d(shapes[there])
    else:
        shapes[there] = shapely.transform(shapes[there], mover)
    with np.errstate(invalid="ignore"):
        bounds = shapely.bounds(shapes)
    lost = there & ~_finite(shapes, bounds)
    ledger.reject((np.flatnonzero(lost) + first).tolist(), _no_numbers())
    shapes[lost] = None
    out = np.asarray(shapely.to_wkb(shapes, byte_order=1, output_dimension=2), dtype=object)
    out[shapely.is_missing(shapes)] = None
    return out


def _finite(shapes: NDArray[Any], bounds: NDArray[Any]) -> Bools:
    """Return where every vertex is a number; bounds leave NaN vertices out, so they are counted."""
    import shapely

    xy, row = shapely.get_coordinates(shapes, return_index=True)
    good = np.isfinite(bounds).all(axis=1)
    good[row[~np.isfinite(xy).all(axis=1)]] = False
    return good


def _of_kind(shapes: Any, first: int, kind: Geometry, ledger: Ledger, chosen: _Chosen) -> Any:
    """Return shapes of the table's kind, single where they have one part; others are turned away."""
    import shapely

    code = shapely.get_type_id(shapes)
    wanted = {Geometry.POINT: _POINTS, Geometry.LINE: _LINES, Geometry.POLYGON: _AREAS}[kind]
    one_part = np.isin(code, (4, 5, 6)) & (shapely.get_num_geometries(shapes) == 1)
    shapes[one_part] = shapely.get_geometry(shapes[one_part], 0)
    if kind is Geometry.LINE:
        ring = code == 2
        shapes[ring] = [shapely.linestrings(shapely.get_coordinates(one)) for one in shapes[ring]]
    if kind is Geometry.POINT:
        areas = np.isin(code, _AREAS)
        shapes[areas] = shapely.point_on_surface(shapes[areas])
        chosen.inside += (np.flatnonzero(areas) + first).tolist()
        many = np.isin(code, (4,)) & ~one_part
        chosen.middle += (np.flatnonzero(many) + first).tolist()
        shapes[many] = shapely.centroid(shapes[many])
        wanted = (*wanted, *_AREAS)
    if kind is Geometry.POLYGON:
        closed = (
            np.isin(code, (1, 2)) & shapely.is_closed(shapes) & (shapely.get_num_coordinates(shapes) >= 4)
        )
        shapes[closed] = [shapely.polygons(shapely.get_coordinates(one)) for one in shapes[closed]]
        code = np.where(closed, 3, code)
    wrong = (code >= 0) & ~np.isin(code, wanted)
    names = {
        0: translate("Import", "a point"),
        1: translate("Import", "a line"),
        3: translate("Import", "an area"),
        7: translate("Import", "a mixture"),
    }
    for row in np.flatnonzero(wrong).tolist():
        base = {4: 0, 5: 1, 2: 1, 6: 3}.get(int(code[row]), int(code[row]))
        ledger.reject([row + first], translate("Import", "The geometry is {kind}, which this table does not "
                                                         "hold.").format(
            kind=names.get(base, "?")))
    shapes[wrong] = None
    return shapes


