"""An image moved for display: measured with point pairs, kept with the image, never written into its file.

An orthophoto of a drone lies metres off at times. :func:`fit` finds the shift, or the similarity (shift,
turn, scale), that brings what is seen to where it is; :func:`display_file` makes a VRT that shows the image
there: the same pixels under another georeference, nothing resampled, nothing copied. Without the offset the
image is where it was.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..i18n import translate
from ..layers.store.gpkg import GdalError, gdal_said
from ..problems import UserError
from .ground import Affine, Ground, moved, on_map

Points = NDArray[np.float64]
SHIFT, SIMILARITY = "shift", "similarity"
MOST_M = 200.0  # an image that lies farther off has another fault than an offset


@dataclass(frozen=True)
class Offset:
    """x' = a x - b y + dx, y' = b x + a y + dy around ``about``, in the project's system, metres.

    ``rms_m``: what is left at the pairs, NaN where one pair leaves nothing to say.
    """

    kind: str
    about: tuple[float, float]
    dx: float
    dy: float
    a: float = 1.0
    b: float = 0.0
    rms_m: float = math.nan
    pairs: tuple[tuple[float, float, float, float], ...] = ()

    @property
    def size_m(self) -> float:
        """How far the middle of the pairs is moved."""
        return math.hypot(self.dx, self.dy)

    @property
    def scale(self) -> float:
        """Factor the image is stretched by."""
        return math.hypot(self.a, self.b)

    def moved(self, points: Points) -> Points:
        """Return points of the ground where the offset puts them; (n, 2)."""
        x, y = (points - np.array(self.about)).T
        return (
            np.column_stack([self.a * x - self.b * y + self.dx, self.b * x + self.a * y + self.dy])
            + self.about
        )

    def to_json(self) -> str:
        """Return the offset as the project keeps it."""
        content = {
            "kind": self.kind,
            "about": self.about,
            "dx": self.dx,
            "dy": self.dy,
            "a": self.a,
            "b": self.b,
            "rms_m": None if math.isnan(self.rms_m) else self.rms_m,
            "pairs": self.pairs,
        }
        return json.dumps(content)

    @classmethod
    def from_json(cls, text: str | None) -> Offset | None:
        """Return what :meth:`to_json` wrote; None where there is none, or it is damaged."""
        try:
            content = json.loads(text or "")
            x, y = map(float, content["about"])
            dx, dy, a, b = (float(content[name]) for name in ("dx", "dy", "a", "b"))
            pairs = tuple(_pair(pair) for pair in content.get("pairs") or ())
            rms = content.get("rms_m")
            found = cls(
                str(content["kind"]), (x, y), dx, dy, a, b, math.nan if rms is None else float(rms), pairs
            )
        except (ValueError, TypeError, KeyError):
            return None
        numbers = (*found.about, found.dx, found.dy, found.a, found.b)
        return found if all(map(math.isfinite, numbers)) and found.scale > 0 else None


def _pair(pair: Sequence[float]) -> tuple[float, float, float, float]:
    x, y, to_x, to_y = map(float, pair)
    return x, y, to_x, to_y


def fit(pairs: Sequence[tuple[float, float, float, float]], kind: str = SHIFT) -> Offset:
    """Return the offset of point pairs (where it is seen x, y; where it is x, y), least squares.

    A shift needs one pair, a similarity two that lie apart (Umeyama 1991, without reflection). Raises
    UserError where they are too few or the image would move farther than MOST_M.
    """
    least = 1 if kind == SHIFT else 2
    points = np.array(pairs, dtype=np.float64).reshape(-1, 4)
    seen, true = points[:, :2], points[:, 2:]
    spread = float(np.ptp(seen, axis=0).max()) if len(points) else 0.0
    if len(points) < least or (kind == SIMILARITY and spread < 1.0):
        raise UserError(
            translate(
                "Imagery",
                "A shift needs one pair of points, a similarity two that lie at least a metre apart.",
            )
        )
    about = seen.mean(axis=0)
    dx, dy = true.mean(axis=0) - about
    a, b = 1.0, 0.0
    if kind == SIMILARITY:
        here, there = seen - about, true - true.mean(axis=0)
        square = float((here**2).sum())
        a = float((here * there).sum()) / square
        b = float((here[:, 0] * there[:, 1] - here[:, 1] * there[:, 0]).sum()) / square
    made = Offset(
        kind,
        (float(about[0]), float(about[1])),
        float(dx),
        float(dy),
        a,
        b,
        pairs=tuple(_pair(pair) for pair in points),
    )
    if made.size_m > MOST_M:
        raise UserError(
            translate(
                "Imagery",
                "The pairs would move the image by {m} m. An offset mends up to {most} m; is the coordinate "
                "system of the image right?",
            ).format(m=f"{made.size_m:,.0f}", most=f"{MOST_M:.0f}")
        )
    left = made.moved(seen) - true
    degrees = 2 * len(points) - (2 if kind == SHIFT else 4)
    rms = math.sqrt(float((left**2).sum()) / len(points)) if degrees > 0 else math.nan
    return Offset(made.kind, made.about, made.dx, made.dy, a, b, rms, made.pairs)


def displaced(
    affine: Affine, size: tuple[int, int], offset: Offset, to_ground: Any, from_ground: Any
) -> Affine:
    """Return the georeference under which an image shows where ``offset`` puts it.

    size: (columns, rows). Three corners go to the ground, are moved, and come back; in between everything is
    linear but for the two systems' difference in scale, millimetres over an image.
    """
    width, height = size
    corners = np.array([[0, 0], [width, 0], [0, height]], dtype=np.float64)
    here = on_map(affine, corners)
    if to_ground is not None:
        here = moved(to_ground, here)
    there = offset.moved(here)
    if from_ground is not None:
        there = moved(from_ground, there)
    (x0, y0), (x1, y1), (x2, y2) = there.tolist()
    return (x0, (x1 - x0) / width, (x2 - x0) / height, y0, (y1 - y0) / width, (y2 - y0) / height)


def display_file(source: Path, target: Path, offset: Offset | None, ground: Ground, crs: str = "") -> Path:
    """Write a VRT of ``source`` to ``target`` that shows it where ``offset`` puts it; return ``target``.

    ``crs``: for an image that states none. Raises UserError where the image cannot be read or the VRT not
    written.
    """
    from osgeo import gdal

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with gdal_said() as said:
            image = gdal.OpenEx(str(source), gdal.OF_RASTER | gdal.OF_READONLY)
            if image is None:
                raise GdalError("; ".join(said))
            affine = image.GetGeoTransform(can_return_null=True)
            text = image.GetProjection() or crs
            system = ground.system(text) if text else None
            if affine is None or system is None:
                raise GdalError("no georeference")
            shown = gdal.GetDriverByName("VRT").CreateCopy(str(target), image, strict=0)
            if shown is None:
                raise GdalError("; ".join(said))
            if not image.GetProjection():
                shown.SetProjection(crs_wkt(crs))
            if offset is not None:
                plain = system.is_ground
                shown.SetGeoTransform(
                    displaced(
                        affine,
                        (image.RasterXSize, image.RasterYSize),
                        offset,
                        None if plain else system.forward,
                        None if plain else system.back,
                    )
                )
            shown.FlushCache()
            del shown, image
    except (GdalError, OSError) as error:
        raise UserError(
            translate(
                "Imagery",
                "{file} cannot be shown moved. Is the file still there, and may you write to {folder}?",
            ).format(file=source, folder=target.parent),
            detail=str(error),
        ) from error
    return target


def crs_wkt(text: str) -> str:
    """Return a coordinate system as WKT."""
    from osgeo import osr

    srs = osr.SpatialReference()
    srs.SetFromUserInput(text)
    return str(srs.ExportToWkt())
