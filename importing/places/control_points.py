"""A local coordinate system brought into the project's by control points, with its residuals.

A similarity (shift, turn, one scale: the four-parameter fit of Chinese practice) needs two points, an
affine fit three. The similarity is used unless four points or more show that it does not hold and
the affine one does. Nothing is fitted silently: :class:`Fit` says how far each point is missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...i18n import translate
from ...problems import UserError
from ...tracing.model import Floats


@dataclass(frozen=True)
class Fit:
    """A fit: to = matrix (from - centre) + shift, with the residual of each point in metres."""

    kind: str  # similarity, affine
    matrix: Floats
    centre: Floats
    shift: Floats
    residuals: Floats

    def apply(self, xy: Floats) -> Floats:
        """Return (n, 2) given places in the project's system."""
        moved: Floats = (xy - self.centre) @ self.matrix.T + self.shift
        return moved

    @property
    def rms(self) -> float:
        """Root mean square of the residuals."""
        return float(np.sqrt(np.mean(self.residuals**2))) if len(self.residuals) else 0.0

    @property
    def scale(self) -> float:
        """How much longer a line becomes."""
        return float(np.sqrt(abs(np.linalg.det(self.matrix))))

    def sentence(self) -> str:
        """Return what was fitted and how well."""
        return translate(
            "Import", "The places were fitted by {n} control points ({kind}): they miss by {rms} m on "
                      "average and {most} m "
            "at most; the scale is {scale}.").format(
                n=len(self.residuals), kind=translate("Import", "similarity") if self.kind == "similarity"
                else translate("Import", "affine"), rms=f"{self.rms:.3f}", most=f"{self.residuals.max():.3f}",
                scale=f"{self.scale:.8f}")


def fit(points: Sequence[tuple[float, float, float, float]]) -> Fit:
    """Fit control points (x, y given; x, y in the project).

    Raises UserError for too few of them, and for points in one place.
    """
    given = np.asarray(points, dtype=np.float64).reshape(-1, 4)
    if len(given) < 2 or not np.isfinite(given).all():
        raise UserError(translate("Import", "A fit needs at least two control points, each with its given "
                                            "and its true place."))
    source, target = given[:, :2], given[:, 2:]
    if np.ptp(source, axis=0).max() <= 0 or np.ptp(target, axis=0).max() <= 0:
        raise UserError(translate("Import", "The control points all lie in one place; a fit needs them "
                                            "apart."))
    best = _similarity(source, target)
    if len(given) >= 4:
        other = _affine(source, target)
        if other is not None and other.rms < 0.5 * best.rms and best.rms > 0.05:
            return other
    return best


def _similarity(source: Floats, target: Floats) -> Fit:
    centre, shift = source.mean(axis=0), target.mean(axis=0)
    (x, y), (u, v) = (source - centre).T, (target - shift).T
    total = float(np.sum(x * x + y * y))
    a, b = float(np.sum(x * u + y * v)) / total, float(np.sum(x * v - y * u)) / total
    return _made("similarity", np.array([[a, -b], [b, a]]), centre, shift, source, target)


def _affine(source: Floats, target: Floats) -> Fit | None:
    centre, shift = source.mean(axis=0), target.mean(axis=0)
    solution, _, rank, _ = np.linalg.lstsq(source - centre, target - shift, rcond=None)
    return _made("affine", solution.T, centre, shift, source, target) if rank == 2 else None


def _made(kind: str, matrix: Floats, centre: Floats, shift: Floats, source: Floats, target: Floats) -> Fit:
    missed = (source - centre) @ matrix.T + shift - target
    return Fit(kind, matrix, centre, shift, np.hypot(missed[:, 0], missed[:, 1]))
