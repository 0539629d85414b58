"""The places of a delivery, brought into the project's coordinate system.

``given`` reads coordinates as the file has them; ``moved`` brings them over: exchange of the two
numbers, a map datum undone, a local system fitted, and QGIS's transformation last. A conversion of
datum happens only where the mapping states it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...i18n import translate
from ...problems import UserError
from ...tracing.model import Bools, Floats, Texts
from ..model import CoordinateRule, RawTable
from ..systems import GEOGRAPHIC, datum_of, in_datum
from . import coordinates, gcj02
from .control_points import fit

_POINT_HEAD = b"\x01\x01\x00\x00\x00"
_LINE_HEAD = b"\x01\x02\x00\x00\x00\x02\x00\x00\x00"
_OLD_DATUMS = ("xian80", "beijing54")


@dataclass
class Given:
    """Coordinates as delivered: (n, 2), for lines between two places (n, 4); NaN where there are none.

    ``unreadable`` marks rows whose cells hold something that is no coordinate.
    """

    xy: Floats
    unreadable: Bools
    axes: dict[str, int] = field(default_factory=dict)  # rows whose first cell says it is N or E


def given(raw: RawTable, rule: CoordinateRule) -> Given:
    """Read the coordinate columns of ``rule``. Raises UserError where a column is not there."""
    missing = [name for name in (*rule.x, *rule.y) if name not in raw.columns]
    if missing or not rule.x:
        raise UserError(translate("Import", "The coordinates are to come from {columns}, which {file} does "
                                            "not have.").format(
            columns=", ".join(f"“{name}”" for name in missing) or "?", file=raw.file))
    if rule.notation == "pair":
        xy, bad = coordinates.column_pairs(raw.columns[rule.x[0]])
        return Given(xy, bad)
    if rule.kind == "ends":
        sides = [coordinates.column_angles(raw.columns[name])
                 for pair in zip(rule.x, rule.y) for name in pair]
        return Given(
            np.column_stack([side[0] for side in sides]), np.any([side[1] for side in sides], axis=0)
        )
    x, bad_x, axes = _axis(raw, rule.x)
    y, bad_y, _ = _axis(raw, rule.y)
    return Given(np.column_stack([x, y]), bad_x | bad_y, axes)


def _axis(raw: RawTable, names: tuple[str, ...]) -> tuple[Floats, Bools, dict[str, int]]:
    read = [coordinates.column_angles(raw.columns[name]) for name in names]
    bad = np.any([one[1] for one in read], axis=0)
    if len(names) == 1:
        return read[0][0], bad, read[0][2]
    parts = [one[0] for one in read]
    value = coordinates.from_triple(parts[0], parts[1], parts[2] if len(parts) > 2 else np.zeros(raw.n))
    return value, bad | (np.isnan(value) & ~np.isnan(parts[0])), read[0][2]


class Mover:
    """Brings (p, 2) coordinates into the project's system ``crs``; ``notes`` say what was assumed."""

    def __init__(self, rule: CoordinateRule, file_crs: str, crs: str) -> None:
        self.rule, self.crs = rule, crs
        self.source = in_datum(rule.crs, rule.datum) if rule.crs else file_crs
        self.notes: list[str] = []
        self._fit = None
        if rule.control_points:
            self._fit = fit(rule.control_points)
            self.notes.append(self._fit.sentence())
        elif rule.datum in GEOGRAPHIC and not self.source:
            self.source = GEOGRAPHIC[rule.datum]
        old = rule.datum if rule.datum in _OLD_DATUMS else datum_of(self.source)
        if old in _OLD_DATUMS and old != datum_of(crs) and self._fit is None:
            self.notes.append(translate(
                "Import", "Places in {datum} were taken over with the parameters that are public; they can "
                          "be off by tens "
                "of metres. Control points make them exact.").format(
                    datum={"xian80": "Xian 1980", "beijing54": "Beijing 1954"}[old]))

    @property
    def same(self) -> bool:
        """Whether coordinates stay exactly as they are."""
        if self.rule.swapped or self._fit is not None or self.rule.datum in ("gcj02", "bd09"):
            return False
        return not self.source or self.source == self.crs or _equal(self.source, self.crs)

    def __call__(self, xy: Floats) -> Floats:
        """Return the places in the project's system; NaN where they cannot be brought there."""
        xy = np.asarray(xy, dtype=np.float64)
        if self.rule.swapped:
            xy = xy[:, ::-1]
        if self._fit is not None:
            return self._fit.apply(xy)
        if self.rule.datum in ("gcj02", "bd09"):
            source = self.source or GEOGRAPHIC["gcj02"]
            lonlat = transform(xy, source, GEOGRAPHIC["wgs84"])
            back = gcj02.gcj02_to_wgs84 if self.rule.datum == "gcj02" else gcj02.bd09_to_wgs84
            with np.errstate(invalid="ignore"):
                return transform(back(lonlat), GEOGRAPHIC["wgs84"], self.crs)
        return xy.copy() if self.same else transform(xy, self.source, self.crs)


def described(rule: CoordinateRule, file_crs: str, crs: str) -> str:
    """Return a sentence on the coordinate system: which one was read, how, and into which."""
    project = shown(crs)
    if rule.kind == "none":
        return translate("Import", "The rows carry no places.")
    if rule.kind == "nodes":
        text = translate("Import", "The places are those of the manholes that the lines name, in {project}.")
        return text.format(project=project)
    if rule.control_points:
        text = translate("Import", "The places are given in a local system and were fitted to {project} by "
                                   "{n} control points.")
        return text.format(project=project, n=len(rule.control_points))
    source = in_datum(rule.crs, rule.datum) if rule.crs else file_crs or GEOGRAPHIC.get(rule.datum, "")
    if not source:
        return translate("Import", "No coordinate system is stated; the places were taken as those of the "
                                   "project, {project}.").format(project=project)
    text = (
        translate("Import", "The places were read in {system} and converted from {datum}; the project is in "
                            "{project}.")
        if rule.datum in ("gcj02", "bd09")
        else translate("Import", "The places were read in {system}, the datum as given; the project is in "
                                 "{project}.")
    )
    datum = {"gcj02": "GCJ-02", "bd09": "BD-09"}.get(rule.datum, "")
    return text.format(system=shown(source), project=project, datum=datum)


def transform(xy: Floats, source: str, target: str) -> Floats:
    """Return (p, 2) places of one system (id or WKT) in another; NaN where a place has none there."""
    if source == target:
        return np.array(xy, dtype=np.float64)
    from qgis.core import QgsCoordinateTransform, QgsCoordinateTransformContext

    from ...layers.sources.metric_plane import transformed

    ours, theirs = _system(source), _system(target)
    if ours == theirs:
        return np.array(xy, dtype=np.float64)
    xy = np.where(np.isfinite(xy), xy, np.nan)
    if ours.isGeographic():  # what cannot be degrees must not reach the transformation
        wrong = (np.abs(xy[:, 0]) > 360.0) | (np.abs(xy[:, 1]) > 90.0)
        xy = np.where(wrong[:, None], np.nan, xy)
    return transformed(xy, QgsCoordinateTransform(ours, theirs, QgsCoordinateTransformContext()))


def _system(text: str) -> Any:
    from qgis.core import QgsCoordinateReferenceSystem

    system = QgsCoordinateReferenceSystem(text) if ":" in text[:20] and "[" not in text[:20] else \
        QgsCoordinateReferenceSystem.fromWkt(text)
    if not system.isValid() and text.lstrip().startswith("+proj"):
        system = QgsCoordinateReferenceSystem.fromProj(text)
    if not system.isValid():
        raise UserError(translate("Import", "The coordinate system {crs} is not known. Give an id such as "
                                            "EPSG:4547, a WKT or a "
                                  "PROJ text.").format(crs=text[:80]))
    return system


def _equal(source: str, target: str) -> bool:
    return bool(_system(source) == _system(target))


def shown(text: str) -> str:
    """Return a system as people call it, such as ``EPSG:4547 - CGCS2000 / …``."""
    try:
        return str(_system(text).userFriendlyIdentifier()) if text else ""
    except UserError:
        return text[:80]


def is_geographic(text: str) -> bool:
    """Tell whether a system counts in degrees."""
    return bool(_system(text).isGeographic())


def authid(text: str) -> str:
    """Return the id of a system, "" where it has none."""
    return str(_system(text).authid())


def is_web_mercator(text: str) -> bool:
    """Tell whether a system is that of web maps."""
    return authid(text) in ("EPSG:3857", "EPSG:900913")


def points_wkb(xy: Floats) -> Texts:
    """Return points as WKB, None where a coordinate is not finite."""
    return _wkb(_POINT_HEAD, np.ascontiguousarray(xy, dtype="<f8"))


def segments_wkb(start: Floats, end: Floats) -> Texts:
    """Return two-point lines as WKB, None where a coordinate is not finite."""
    return _wkb(_LINE_HEAD, np.ascontiguousarray(np.hstack([start, end]), dtype="<f8"))


def _wkb(head: bytes, numbers: Floats) -> Texts:
    n, wide = numbers.shape
    blobs = np.empty((n, len(head) + 8 * wide), dtype=np.uint8)
    blobs[:, : len(head)] = np.frombuffer(head, dtype=np.uint8)
    blobs[:, len(head):] = numbers.view(np.uint8).reshape(n, 8 * wide)
    joined, width = blobs.tobytes(), blobs.shape[1]
    out: Any = np.empty(n, dtype=object)
    there = np.isfinite(numbers).all(axis=1)
    out[:] = [joined[at:at + width] if ok else None
              for at, ok in zip(range(0, n * width or 1, width), there.tolist())]
    return out
