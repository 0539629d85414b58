"""Layers of catalogued images: opened once, dressed from the catalogue, kept while they are near.

Nothing enters the open QGIS project. A single-band image gets the range that the catalogue knows, the same
for a whole flight: QGIS would measure every file anew, and the picture would flicker from tile to tile. A
moved image is opened through its VRT (:mod:`.offset`).
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from qgis.core import (
    QgsColorRampShader,
    QgsCoordinateReferenceSystem,
    QgsMultiBandColorRenderer,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.PyQt.QtGui import QColor

from ..i18n import translate
from ..layers.qgis_names import ALPHA_BAND
from ..problems import UserError
from .best import Shot, Shots
from .catalogue import absolute, cache_of
from .ground import Ground
from .image_file import SCALES
from .offset import display_file

KEPT = 24  # layers that are open at a time
WATER_K = 6.0  # kelvin that the colours of a thermal image span, from its coldest up
_HEAT = ((0.0, "#0b1d51"), (0.25, "#1f6fb2"), (0.5, "#7fd0c0"), (0.75, "#f7d060"), (1.0, "#d7301f"))


class ImageLayers:
    """Opens shots; see the module."""

    def __init__(self, kept: int = KEPT) -> None:
        """``kept``: layers that are open at a time; each holds pixels in memory."""
        self._kept = kept
        self._project = ""
        self._cache = Path()
        self._ground: Ground | None = None
        self._ranges: dict[tuple[str, str], tuple[float, float]] = {}
        self._open: OrderedDict[tuple[str, str], Any] = OrderedDict()
        self.problems: dict[str, str] = {}  # sentence by uid of what could not be opened

    def use(self, project: str, ground: Ground | None, shots: Shots, cache: Path | None = None) -> None:
        """Open images of this project; ranges are taken from its catalogue. ``cache``: for what is made."""
        if project != self._project:
            self._open.clear()
        self._project, self._ground = project, ground
        self._cache = cache or cache_of(project)
        self.problems = {}
        by_flight: dict[tuple[str, str], list[Shot]] = {}
        for shot in shots.shots:
            if not math.isnan(shot.value_min):
                by_flight.setdefault((shot.flight, shot.band), []).append(shot)
        self._ranges = {
            at: (median(one.value_min for one in own), median(one.value_max for one in own))
            for at, own in by_flight.items()
        }

    def close(self) -> None:
        """Let all layers go."""
        self._open.clear()

    def layers_of(self, shots: Sequence[Shot]) -> list[Any]:
        """Return the layers of shots, in their order, without those that cannot be opened."""
        found = [self._layer(shot) for shot in shots]
        while len(self._open) > self._kept:
            self._open.popitem(last=False)
        return [layer for layer in found if layer is not None]

    def source_of(self, shot: Shot) -> Path:
        """Return the file to show: the image, its VRT where it is moved or has its overviews in the cache."""
        file = absolute(shot.path, self._project)
        kept = self._cache / f"{shot.uid}.vrt"
        if shot.offset is None and not kept.with_name(f"{kept.name}.ovr").exists():
            return file
        if self._ground is None:
            return file
        return display_file(file, kept, shot.offset, self._ground, shot.crs)

    def _layer(self, shot: Shot) -> Any:
        at = (shot.uid, shot.offset.to_json() if shot.offset else "")
        if at in self._open:
            self._open.move_to_end(at)
            return self._open[at]
        try:
            layer = self._made(shot)
        except UserError as error:
            self.problems[shot.uid] = error.message
            return None
        self._open[at] = layer
        return layer

    def _made(self, shot: Shot) -> Any:
        options = QgsRasterLayer.LayerOptions()
        options.loadDefaultStyle = False
        source = self.source_of(shot)
        layer = QgsRasterLayer(str(source), shot.uid, "gdal", options)
        if not layer.isValid():
            raise UserError(
                translate(
                    "Inspect", "{file} cannot be opened. Is its disk connected? Catalogue its folder again."
                ).format(file=absolute(shot.path, self._project))
            )
        if not layer.crs().isValid() and shot.crs:
            layer.setCrs(QgsCoordinateReferenceSystem(shot.crs))
        self._dress(layer, shot)
        return layer

    def _dress(self, layer: Any, shot: Shot) -> None:
        provider = layer.dataProvider()
        n = provider.bandCount()
        alpha = [band for band in range(1, n + 1) if provider.colorInterpretation(band) == ALPHA_BAND]
        if n - len(alpha) >= 3:
            renderer: Any = QgsMultiBandColorRenderer(provider, 1, 2, 3)
        else:
            renderer = QgsSingleBandPseudoColorRenderer(provider, 1, self._shader(shot))
        if alpha:
            renderer.setAlphaBand(alpha[0])
        layer.setRenderer(renderer)

    def _shader(self, shot: Shot) -> Any:
        low, high = self._ranges.get((shot.flight, shot.band), (0.0, 255.0))
        if shot.temperature in SCALES:  # the water is what counts: sunlit roofs would leave it no colours
            high = min(high, low + WATER_K * SCALES[shot.temperature][0])
        colours = _HEAT if shot.band == "thermal" else ((0.0, "#000000"), (1.0, "#ffffff"))
        function = QgsColorRampShader(low, high)
        function.setColorRampItemList(
            [
                QgsColorRampShader.ColorRampItem(low + share * (high - low), QColor(colour))
                for share, colour in colours
            ]
        )
        shader = QgsRasterShader(low, high)
        shader.setRasterShaderFunction(function)
        return shader
